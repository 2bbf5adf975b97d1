//! Letters without their marks, for the folding of names: what a letter is made of when accents, ligatures and forms of presentation are taken away.
//!
//! The facts are those of the Unicode Character Database (Unicode License v3), as the crate unicode-normalization has them, packed into few bytes; a test holds
//! them to that crate's, character by character. The crate itself would be a tenth of what a browser downloads.

use std::sync::LazyLock;

mod tables;

/// Syllables of Hangul, which are made of their parts by a rule (The Unicode Standard, section 3.12).
const SYLLABLES: std::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;

/// Letters one after the other that are made of something else.
struct Run {
    first: u32,
    count: u32,
    /// What the first is made of; each one after it, where there are several, of the next letter.
    parts: Vec<u32>,
}

struct Letters {
    /// Ranges of marks.
    marks: Vec<[u32; 2]>,
    runs: Vec<Run>,
}

/// Unpacked when the first letter outside ASCII comes.
static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut numbers = tables::MARKS.iter().copied();
    let mut marks = Vec::new();
    let mut at = 0;
    while let (Some(gap), Some(more)) = (number(&mut numbers), number(&mut numbers)) {
        marks.push([at + gap, at + gap + more]);
        at += gap + more;
    }
    let mut numbers = tables::PARTS.iter().copied();
    let mut runs = Vec::new();
    let (mut at, mut part) = (0, 0u32);
    while let (Some(gap), Some(kind)) = (number(&mut numbers), number(&mut numbers)) {
        let first = at + gap;
        let (count, length) = if kind & 1 == 1 { (kind >> 1, 1) } else { (1, kind >> 1) };
        let parts = (0..length)
            .map_while(|_| number(&mut numbers))
            .map(|step| {
                // The lowest bit is the sign.
                part = if step & 1 == 0 { part.wrapping_add(step >> 1) } else { part.wrapping_sub(step >> 1) };
                part
            })
            .collect();
        runs.push(Run { first, count, parts });
        at = first + count - 1;
    }
    Letters { marks, runs }
});

/// A number of seven bits a byte, the lowest first; the eighth bit says that more follow.
fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let mut number = 0;
    for shift in (0..=28).step_by(7) {
        let byte = bytes.next()?;
        number |= u32::from(byte & 127) << shift;
        if byte < 128 {
            break;
        }
    }
    Some(number)
}

/// Whether it is an accent or another mark, which belongs to the character before it.
pub(super) fn is_mark(character: char) -> bool {
    let code = u32::from(character);
    let marks = &LETTERS.marks;
    let after = marks.partition_point(|[first, _]| *first <= code);
    marks.get(after.wrapping_sub(1)).is_some_and(|[_, last]| code <= *last)
}

/// The letters and digits that a letter or digit is made of, one after the other, without marks.
pub(super) fn parts(character: char, mut each: impl FnMut(char)) {
    let code = u32::from(character);
    let mut part = |code: u32| char::from_u32(code).into_iter().for_each(&mut each);
    if SYLLABLES.contains(&code) {
        let place = code - SYLLABLES.start();
        part(0x1100 + place / 588);
        part(0x1161 + place % 588 / 28);
        if !place.is_multiple_of(28) {
            part(0x11A7 + place % 28);
        }
        return;
    }
    let runs = &LETTERS.runs;
    let after = runs.partition_point(|run| run.first <= code);
    match runs.get(after.wrapping_sub(1)).filter(|run| code < run.first + run.count) {
        Some(run) => run.parts.iter().for_each(|first| part(first + (code - run.first))),
        None if is_mark(character) => {}
        None => part(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::char::{decompose_compatible, is_combining_mark};

    fn theirs(character: char) -> Vec<u32> {
        let mut parts = Vec::new();
        decompose_compatible(character, |part| parts.push(part));
        parts.into_iter().filter(|part| !is_combining_mark(*part)).map(u32::from).collect()
    }

    fn pack(mut number: u32, bytes: &mut Vec<u8>) {
        while number >= 128 {
            bytes.push(number as u8 | 128);
            number >>= 7;
        }
        bytes.push(number as u8);
    }

    fn packed_marks() -> Vec<u8> {
        let mut ranges: Vec<[u32; 2]> = Vec::new();
        for code in ('\0'..=char::MAX).filter(|character| is_combining_mark(*character)).map(u32::from) {
            match ranges.last_mut() {
                Some([_, last]) if *last + 1 == code => *last = code,
                _ => ranges.push([code; 2]),
            }
        }
        let mut bytes = Vec::new();
        let mut at = 0;
        for [first, last] in ranges {
            pack(first - at, &mut bytes);
            pack(last - first, &mut bytes);
            at = last;
        }
        bytes
    }

    /// Only letters and digits are asked about, and syllables are made by rule.
    fn listed(character: char) -> bool {
        let code = u32::from(character);
        !character.is_ascii()
            && character.is_alphanumeric()
            && !SYLLABLES.contains(&code)
            && !is_combining_mark(character)
            && theirs(character) != [code]
    }

    fn packed_parts() -> Vec<u8> {
        let mut runs: Vec<Run> = Vec::new();
        for character in ('\0'..=char::MAX).filter(|character| listed(*character)) {
            let (first, parts) = (u32::from(character), theirs(character));
            match (runs.last_mut(), parts.as_slice()) {
                (Some(run), [only])
                    if run.parts.len() == 1 && run.first + run.count == first && run.parts[0] + run.count == *only =>
                {
                    run.count += 1;
                }
                _ => runs.push(Run { first, count: 1, parts }),
            }
        }
        let mut bytes = Vec::new();
        let (mut at, mut last) = (0, 0u32);
        for run in runs {
            pack(run.first - at, &mut bytes);
            pack(if run.parts.len() == 1 { run.count << 1 | 1 } else { (run.parts.len() as u32) << 1 }, &mut bytes);
            for part in run.parts {
                pack(if part >= last { (part - last) << 1 } else { (last - part) << 1 | 1 }, &mut bytes);
                last = part;
            }
            at = run.first + run.count - 1;
        }
        bytes
    }

    fn written(name: &str, about: &str, bytes: &[u8]) -> String {
        let lines: Vec<String> = bytes
            .chunks(36)
            .map(|line| format!("    {},\n", line.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")))
            .collect();
        format!("\n/// {about}\n#[rustfmt::skip]\npub(super) const {name}: &[u8] = &[\n{}];\n", lines.concat())
    }

    /// `BLESS=1` writes the tables anew, for a new Unicode.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test writes the file that it holds")]
    fn the_tables_are_what_the_crate_knows() {
        let text = [
            "//! Packed by the test of the module above, which also checks them: `BLESS=1 cargo test -p due-regard screen::letters`.\n"
                .to_owned(),
            written("MARKS", "Ranges: how far from the last, how many more.", &packed_marks()),
            written(
                "PARTS",
                "Runs: how far from the last, how many letters (odd) or parts (even), how far each part is from the one before.",
                &packed_parts(),
            ),
        ]
        .concat();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/screen/letters/tables.rs");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == text, "BLESS=1 writes the tables anew");
    }

    #[test]
    fn every_letter_is_made_of_what_the_crate_says() {
        let mut made = 0;
        for character in '\0'..=char::MAX {
            assert_eq!(is_mark(character), is_combining_mark(character), "{character:?}");
            if character.is_alphanumeric() {
                let mut ours = Vec::new();
                parts(character, |part| ours.push(u32::from(part)));
                assert_eq!(ours, theirs(character), "{character:?}");
                made += u32::from(ours != [u32::from(character)]);
            }
        }
        assert!(made > 10_000, "{made}");
    }
}
