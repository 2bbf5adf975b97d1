use super::super::block::RowBlock;
use super::super::sniff::{ListOptions, sniff};
use super::*;
use proptest::prelude::*;

/// What became of every row of a list, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Outcome {
    rows: Vec<Vec<String>>,
    refused: Vec<String>,
    blank: u64,
}

impl Outcome {
    fn add(&mut self, block: &RowBlock) {
        self.rows.extend((0..block.len()).map(|row| block.row(row).map(str::to_owned).collect::<Vec<_>>()));
        self.refused.extend(block.refused().iter().map(|row| row.cause.clone()));
        self.blank += block.blank_rows().count;
    }
}

/// A layout for lists of so many columns that begin with their rows.
fn layout(columns: usize, delimiter: u8) -> Layout {
    let header = vec!["x"; columns].join(char::from(delimiter).to_string().as_str()) + "\n";
    let mut layout = sniff(header.as_bytes(), true, &ListOptions::default().delimiter(delimiter)).unwrap();
    (layout.body, layout.body_row, layout.body_line, layout.header_row) = (0, 1, 1, 0);
    layout
}

/// Reads a list cut after every `step` bytes.
fn read(text: &[u8], layout: &Layout, step: usize) -> Result<Vec<RowBlock>, Problem> {
    let mut splitter = CsvSplitter::new(layout);
    let mut blocks = Vec::new();
    for chunk in text.chunks(step.max(1)) {
        splitter.buffer().extend_from_slice(chunk);
        blocks.extend(splitter.split()?);
    }
    blocks.extend(splitter.finish()?);
    Ok(blocks)
}

fn outcome(blocks: &[RowBlock]) -> Outcome {
    let mut outcome = Outcome::default();
    blocks.iter().for_each(|block| outcome.add(block));
    outcome
}

/// The same by the `csv` crate, with our rules for rows of the wrong width. It does not report empty lines.
fn by_csv_crate(text: &[u8], columns: usize, delimiter: u8) -> Outcome {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text);
    let mut outcome = Outcome::default();
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if falls_apart(&cells) {
            outcome.refused.push("falls apart".to_owned());
        } else if filled == 0 {
            outcome.blank += 1;
        } else if filled > columns {
            outcome.refused.push(ragged(filled, columns));
        } else if cells.len() < columns {
            outcome.refused.push(ragged(cells.len(), columns));
        } else {
            cells.truncate(columns);
            outcome.rows.push(cells);
        }
    }
    outcome
}

/// Whether a space before its quotation mark lets a row fall apart.
fn falls_apart(cells: &[String]) -> bool {
    let is_odd = |cell: &str| cell.matches('"').count() % 2 == 1;
    cells.iter().enumerate().any(|(at, cell)| {
        let inner = cell.trim_start_matches([' ', '\t']);
        inner.len() < cell.len()
            && inner.starts_with('"')
            && is_odd(cell)
            && cells.iter().skip(at + 1).any(|later| is_odd(later) && later.trim_ascii().ends_with('"'))
    })
}

#[test]
fn a_space_before_a_quote_lets_a_row_fall_apart_and_it_is_refused() {
    let read = |text: &str| outcome(&read(text.as_bytes(), &layout(3, b','), 4).unwrap());
    let two =
        read("1, \"Guy, the statue\", statue,\n2, \"Inn\", plaque\n3,6\" high, 7\"\n4, \"tis, odd\n5,\"a, b\", c\n");
    assert_eq!(two.rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["2", "3", "4", "5"]);
    let cause = "falls apart in cell 2: a space stands before its quotation mark, which then holds nothing together; take such spaces out, or export the list again";
    assert_eq!(two.refused, [cause]);
    // It is so where the cells are too many as well.
    assert_eq!(read("1, \"a,b,c,d\"\n").refused, [cause]);
    // A cell that begins with a quotation mark is in quotes, whatever stands behind them.
    let quoted = read("\"\" \"a, b\", c\n");
    assert_eq!((quoted.rows, quoted.refused), (vec![vec![" \"a".into(), " b\"".into(), " c".into()]], vec![]));
}

fn agree(text: &str, columns: usize, delimiter: u8, step: usize) {
    // What a cell in quotes begins with is another matter, inside them or behind them: the other reader's cells do not show that it was in quotes.
    let mut between = text.split('"').skip(1).peekable();
    while let Some(piece) = between.next() {
        if between.peek().is_some() && !piece.is_empty() && piece.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            return;
        }
    }
    let layout = layout(columns, delimiter);
    let blocks = match read(text.as_bytes(), &layout, step) {
        Ok(blocks) => blocks,
        Err(problem) => {
            // The crate takes an open quote at the end; we do not. Closed, the list has to be read.
            assert!(problem.sentence.contains("never closed") && text.contains('"'), "{problem}: {text:?}");
            let closed = format!("{text}\"");
            return if read(closed.as_bytes(), &layout, step).is_ok() {
                agree(&closed, columns, delimiter, step)
            };
        }
    };
    // The crate does not look whether a cell holds rows.
    if blocks.iter().any(|block| block.refused.iter().any(|row| row.cause.contains("reads like"))) {
        return;
    }
    let mut ours = outcome(&blocks);
    let as_ours = ours.clone();
    ours.refused.iter_mut().filter(|cause| cause.starts_with("falls apart")).for_each(|cause| cause.truncate(11));
    let theirs = by_csv_crate(text.as_bytes(), columns, delimiter);
    assert_eq!((&ours.rows, &ours.refused), (&theirs.rows, &theirs.refused), "{text:?} at {step}");
    assert!(ours.blank >= theirs.blank, "{text:?}");
    // However it is cut, the same comes out, down to the numbers.
    let whole = read(text.as_bytes(), &layout, usize::MAX).unwrap();
    assert_eq!(numbers(&blocks), numbers(&whole), "{text:?} at {step}");
    assert_eq!(outcome(&whole), as_ours);
}

/// Row numbers and lines of all rows, refused ones and blank ones.
fn numbers(blocks: &[RowBlock]) -> Vec<(u64, u64)> {
    let mut all = Vec::new();
    for block in blocks {
        let mut expected = block.first_record() + 1;
        let mut these: Vec<(u64, u64)> = (0..block.len()).map(|row| (block.row_number(row), block.line(row))).collect();
        these.extend(block.refused().iter().map(|row| (row.row, row.line)));
        these.sort_unstable();
        all.extend(these.iter().copied());
        expected += these.len() as u64 + block.blank_rows().count;
        assert!(these.last().is_none_or(|(row, _)| *row < expected));
    }
    all
}

#[test]
fn every_short_list_agrees_with_the_csv_crate() {
    // All texts of up to five of the characters that matter.
    let letters = ['a', ',', '"', '\n', '\r', ' '];
    let mut text = String::new();
    for length in 0..=5u32 {
        for number in 0..letters.len().pow(length) {
            text.clear();
            let mut rest = number;
            for _ in 0..length {
                text.push(letters[rest % letters.len()]);
                rest /= letters.len();
            }
            agree(&text, 2, b',', 1 + number % 3);
        }
    }
}

#[test]
fn every_short_list_agrees_across_the_border_of_blocks() {
    let letters = ['a', ',', '"', '\n', '\r'];
    for length in 0..=4u32 {
        for number in 0..letters.len().pow(length) {
            let mut short = String::new();
            let mut rest = number;
            for _ in 0..length {
                short.push(letters[rest % letters.len()]);
                rest /= letters.len();
            }
            for before in 61..=65 {
                for opening in ["", "\""] {
                    let text =
                        format!("{opening}{}{short}\n{}", "b".repeat(before - opening.len()), "c,d\n".repeat(20));
                    agree(&text, 2, b',', 1 << 20);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn longer_lists_agree_with_the_csv_crate(
        text in proptest::collection::vec(proptest::sample::select(vec!["a", "bc", "é", "’", ",", ",", ";", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "a long cell that spans more than one block of sixty-four bytes, "]), 0..120),
        columns in 1usize..4,
        step in 1usize..200,
        semicolon in any::<bool>(),
    ) {
        agree(&text.concat(), columns, if semicolon { b';' } else { b',' }, step);
    }

    #[test]
    fn tables_agree_with_the_csv_crate(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z ,\"\n\ré]{0,12}", 3), 0..40),
        step in 1usize..300,
        crlf in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new();
        if crlf {
            writer.terminator(csv::Terminator::CRLF);
        }
        let mut writer = writer.from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let ours = outcome(&read(&text, &layout(3, b','), step).unwrap());
        let (blank, filled): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.iter().all(|cell| cell.trim().is_empty()));
        prop_assert_eq!(ours, Outcome { rows: filled, refused: vec![], blank: blank.len() as u64 });
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), step in 1usize..100) {
        let _ = read(&bytes, &layout(2, b','), step);
        let _ = sniff(&bytes, step % 2 == 0, &ListOptions::default());
    }
}

#[test]
fn rows_and_lines_are_numbered_as_people_see_them() {
    let text = "1,\"a\nb\"\n\n2,c\r\n,\n3\n4,d,,\n5,e,f\n6,g";
    for step in 1..30 {
        let blocks = read(text.as_bytes(), &layout(2, b','), step).unwrap();
        assert_eq!(numbers(&blocks), [(1, 1), (3, 4), (5, 6), (6, 7), (7, 8), (8, 9)]);
        let found = outcome(&blocks);
        assert_eq!(found.rows, [["1", "a\nb"], ["2", "c"], ["4", "d"], ["6", "g"]]);
        assert_eq!(found.refused, ["has 1 cell, the header has 2", "has 3 cells, the header has 2"]);
        assert_eq!(found.blank, 2);
    }
    let blocks = read(text.as_bytes(), &layout(2, b','), 1000).unwrap();
    assert_eq!(blocks.iter().flat_map(|block| block.blank_rows().first.clone()).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn short_rows_on_request() {
    let layout = Layout { accept_short_rows: true, ..layout(3, b',') };
    let found = outcome(&read(b"a\nb,\"c\"\nd,e,f\ng,h,i,j\n", &layout, 5).unwrap());
    assert_eq!(found.rows, [["a", "", ""], ["b", "c", ""], ["d", "e", "f"]]);
    assert_eq!(found.refused, ["has 4 cells, the header has 3"]);
}

#[test]
fn a_row_that_is_too_long_is_refused_with_bounded_memory() {
    let layout = Layout { max_row_bytes: 1000, ..layout(2, b',') };
    for ending in ["\n", "\r\n", "\r"] {
        let mut text = format!("a,b{ending}c,");
        text.push_str(&"x".repeat(1 << 20));
        text.push_str(ending);
        text.push_str("d,e");
        for step in [7, 64, 999, 5000, 1 << 22] {
            let mut splitter = CsvSplitter::new(&layout);
            let mut found = Outcome::default();
            let mut rows = Vec::new();
            for chunk in text.as_bytes().chunks(step) {
                splitter.buffer().extend_from_slice(chunk);
                assert!(splitter.buffer().len() <= 1001 + 2 * step);
                if let Some(block) = splitter.split().unwrap() {
                    rows.extend(numbers(std::slice::from_ref(&block)));
                    found.add(&block);
                }
            }
            if let Some(block) = splitter.finish().unwrap() {
                rows.extend(numbers(std::slice::from_ref(&block)));
                found.add(&block);
            }
            assert_eq!(found.rows, [["a", "b"], ["d", "e"]], "{step} {ending:?}");
            assert_eq!(found.refused, ["is longer than 1000 bytes"]);
            assert_eq!(rows, [(1, 1), (2, 2), (3, 3)]);
        }
    }
}

#[test]
fn a_cell_that_holds_rows_is_refused_and_a_text_of_several_lines_is_not() {
    let refused = |text: &str, columns: usize| {
        let blocks = read(text.as_bytes(), &layout(columns, b','), 7).unwrap();
        let rows: usize = blocks.iter().map(RowBlock::len).sum();
        (rows, blocks.iter().flat_map(|block| &block.refused).map(|row| row.cause.clone()).collect::<Vec<_>>())
    };
    // A mark opened in A2 by mistake, closed by one in the same column of A4.
    let (rows, causes) = refused("i,n,s,w\nA1,a,b,c\nA2,\"x,y,z\nA3,x,y,z\nA4,k \"m\" n,y,z\nA5,a,b,c\n", 4);
    assert_eq!(rows, 3, "{causes:?}");
    assert!(
        causes.len() == 1 && causes[0].contains("cell 2") && causes[0].contains("2 further rows, up to line 5"),
        "{causes:?}"
    );
    // The next row alone, in a list of enough columns that it is no chance.
    let (rows, causes) = refused("i,n,s,w,o,p\nA2,\"x,y,z,o,p\nA3,k\" n,y,z,o,p\n", 6);
    assert!(rows == 1 && causes[0].contains("1 further rows, up to line 3"), "{rows} {causes:?}");
    for (text, columns) in [
        ("i,n,s,w\nA1,\"12 High Street, Town\nEngland, the\",b,c\n", 4),
        ("i,n,s,w\nA1,\"a\nb\nc\",b,c\n", 4),
        ("i,n,s,w\nA1,\"a, b, c\nd, e, f, g\nh, i, j\",b,c\n", 4),
        ("i,n,s\nA1,\"x,y\nA2,x,y\nA3,k\",y\n", 3),
    ] {
        assert_eq!(refused(text, columns), (2, vec![]), "{text}");
    }
}

#[test]
fn open_quotes_name_their_line() {
    let problem = read(b"a,b\n\"x\ny\",2\nc,\"d\n", &layout(2, b','), 3).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "row 3 (line 4), column `x`: a cell opens with a quote that is never closed: `\"d`"
    );
    // As it stands there, up to the end of its line, and not all of a long one.
    for (cells, shown) in [
        ("\"the \"\"Old\"\" one,no\r\nx,y\n", "\"the \"\"Old\"\" one,no"),
        ("\"\ny,z\n", "\""),
        ("\"Gïlbert and more than forty letters, all told", "\"Gïlbert and more than forty letters, al…"),
    ] {
        let problem = read(format!("1,\"a\nb\"\nc,{cells}").as_bytes(), &layout(2, b','), 3).unwrap_err();
        assert!(problem.sentence.ends_with(&format!("is never closed: `{shown}`")), "{problem}");
        assert_eq!((problem.row, problem.line), (Some(2), Some(3)));
    }
    let layout = Layout { max_row_bytes: 100, ..layout(2, b',') };
    let mut text = b"a,b\nc,\"".to_vec();
    text.resize(10_000, b'\n');
    let problem = read(&text, &layout, 50).unwrap_err();
    assert_eq!((problem.row, problem.line, problem.limit), (Some(2), Some(2), true));
}

#[test]
fn very_many_cells_are_refused() {
    let mut text = b"a,b\n".to_vec();
    text.extend(",x".repeat(300_000).bytes());
    text.extend(b"\n");
    text.extend("\"\",".repeat(300_000).bytes());
    text.extend(b"\nc,d\n");
    let found = outcome(&read(&text, &layout(2, b','), 1 << 16).unwrap());
    assert_eq!(found.rows, [["a", "b"], ["c", "d"]]);
    assert_eq!(found.refused, ["has over 10000 cells more than the header, which has 2"; 2]);
}

#[test]
fn bytes_that_are_not_utf8_name_their_cell() {
    let text = b"id,name\n1,ok\n\"2\",\"caf\xE9\"\n";
    let layout = sniff(text, false, &ListOptions::default()).unwrap();
    let problem = read(&text[layout.body..], &layout, 100).unwrap_err();
    assert_eq!(problem.to_string(), "row 3, column `name`: the byte 0xE9 is not valid UTF-8, and all before it was");
    assert!(problem.help.contains("--encoding windows-1252"));
    let ragged = b"1,ok\n2,caf\xE9,3,4\n";
    assert_eq!(read(ragged, &layout, 100).unwrap_err().line, Some(3));
    assert!(read(b"1,\0\n", &layout, 100).unwrap_err().sentence.contains("zero byte"));
}

#[test]
fn the_splitter_gives_whole_blocks() {
    let row = "12345,The George Inn,Borough High Street,I\n";
    let text = format!("id,name,street,grade\n{}", row.repeat(50_000));
    let layout = sniff(text.as_bytes(), true, &ListOptions::default()).unwrap();
    let mut splitter = CsvSplitter::new(&layout);
    let mut blocks = Vec::new();
    for chunk in text.as_bytes()[layout.body..].chunks(100_000) {
        blocks.extend(splitter.push(chunk).unwrap());
    }
    blocks.extend(splitter.finish().unwrap());
    assert_eq!(blocks.iter().map(RowBlock::len).sum::<usize>(), 50_000);
    assert!(blocks.len() <= 6 && blocks.iter().all(|block| block.bytes() <= PIECE as u64 + 64));
    let last = blocks.last().unwrap();
    assert_eq!(last.row_number(last.len() - 1), 50_001);
    assert_eq!(blocks.iter().map(RowBlock::bytes).sum::<u64>(), (text.len() - layout.body) as u64);
}

/// Prints what a row costs: `cargo test --release -p due-regard --lib -- --ignored --nocapture speed`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a measurement has a clock and prints")]
fn speed_of_splitting() {
    let rows = 200_000;
    let mut text = String::from("id,name,kind,street,ward,grade,listed,owner,material,height,person,born,died\n");
    let quoted = text.replace("died", "died,note");
    for row in 0..rows {
        text.push_str(&format!(
            "asset-{row:07},Statue of the first mayor number {row},statue,{} Borough High Street,Cathedrals ward,II*,19{:02}-03-14,London Borough Council,bronze on Portland stone,{}.25,person-{:05},1811,18{:02}\n",
            row % 300, row % 100, row % 12, row % 9999, row % 90
        ));
    }
    let returns = text.replace('\n', "\r\n");
    let mut with_quotes = quoted;
    with_quotes
        .extend(text.lines().skip(1).map(|line| format!("{line},\"Moved, as the \"\"Mercury\"\" says, in 1900\"\n")));
    for (name, text) in [("plain", &text), ("CRLF", &returns), ("quotes", &with_quotes)] {
        let layout = sniff(text.as_bytes(), true, &ListOptions::default()).unwrap();
        let body = &text.as_bytes()[layout.body..];
        let (mut ours, mut crate_time) = (f64::MAX, f64::MAX);
        for _ in 0..7 {
            let mut cells = 0;
            let start = std::time::Instant::now();
            let mut splitter = CsvSplitter::new(&layout);
            for chunk in body.chunks(PIECE) {
                splitter.buffer().extend_from_slice(chunk);
                if let Some(block) = splitter.split().unwrap() {
                    cells += block.len();
                    splitter.reuse(block);
                }
            }
            cells += splitter.finish().unwrap().map_or(0, |block| block.len());
            assert_eq!(cells, rows);
            ours = ours.min(start.elapsed().as_secs_f64());
            let start = std::time::Instant::now();
            let mut reader = csv::Reader::from_reader(body);
            let mut record = csv::ByteRecord::new();
            while reader.read_byte_record(&mut record).unwrap() {}
            crate_time = crate_time.min(start.elapsed().as_secs_f64());
        }
        let each = |seconds: f64| seconds * 1e6 / rows as f64;
        println!(
            "{name}: {} bytes a row; split {:.3}, csv crate {:.3} microseconds a row",
            body.len() / rows,
            each(ours),
            each(crate_time)
        );
    }
}
