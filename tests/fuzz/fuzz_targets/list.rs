#![no_main]
//! Any bytes as a list: no panic, and every row is either there or refused, whatever the pieces in which the bytes come.

use due_regard::list::{CsvSplitter, Decoder, ListOptions, detect_encoding, sniff};
use libfuzzer_sys::fuzz_target;

/// Cells of every row, and the rows that were refused.
fn read(text: &[u8], step: usize) -> Option<(Vec<Vec<String>>, usize)> {
    let layout = sniff(text, true, &ListOptions::default()).ok()?;
    let mut splitter = CsvSplitter::new(&layout);
    let mut blocks = Vec::new();
    for piece in text.get(layout.body as usize..)?.chunks(step.max(1)) {
        blocks.extend(splitter.push(piece).ok()?);
    }
    blocks.extend(splitter.finish().ok()?);
    let rows = blocks
        .iter()
        .flat_map(|block| (0..block.len()).map(|row| block.row(row).map(str::to_owned).collect()))
        .collect();
    Some((rows, blocks.iter().map(|block| block.refused().len()).sum()))
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(found) = detect_encoding(bytes, true) else { return };
    let mut decoder = Decoder::new(found.encoding);
    let mut text = Vec::new();
    if decoder.decode(bytes, &mut text).is_err() || decoder.finish(&mut text).is_err() {
        return;
    }
    let whole = read(&text, text.len());
    for step in [1, 7, 64] {
        assert_eq!(whole, read(&text, step), "pieces of {step}");
    }
});
