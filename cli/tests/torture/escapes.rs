//! What a stranger writes into a list stays text in every report: no formula, no tag, no command to a terminal.

use super::common::{Folder, STATUES};
use calamine::{Data, Reader, Xlsx};
use std::io::Read;

/// Names that try to be more than names.
const NAMES: [&str; 12] = [
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) **bold** | cell",
    "</script><!--",
    "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m",
    "Guy\u{202e}yuG\u{2066}",
    "&lt;b&gt; &amp;",
    "`code` $x$ ~~gone~~ https://evil.example",
];

/// A framework whose messages show names, and a list of them; also a header and a framework that try the same.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write(
        "statues.yaml",
        STATUES
            .replace("require: name is answered", "require: installed < 1000")
            .replace("{record}: no name", "{record} ({name})"),
    );
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut list = format!("ref,name,listed,installed,{}\n", cell("<b>=1+1</b>\u{1b}[31m"));
    for (row, name) in NAMES.iter().enumerate() {
        list += &format!("{},{},yes,{},=1+1\n", cell(&format!("{name} {row}")), cell(name), 1900 + row);
    }
    folder.write("list.csv", list);
    folder
}

fn report(folder: &Folder, format: &str) -> String {
    let run =
        folder.run(&["audit", "statues.yaml", "list.csv", "--as-of", "2026-11-22", "--details", "--format", format]);
    // What is said beside the report is for a terminal too.
    assert!(run.err.chars().all(|c| c == '\n' || !steers(c)), "{:?}", run.err);
    run.ends_with(1).out
}

/// Steers a terminal, or the order of a line.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn nothing_steers_a_terminal() {
    let folder = folder();
    for format in ["text", "markdown", "html", "csv", "junit", "json", "jsonl", "sarif"] {
        let text = report(&folder, format);
        let bad = text.chars().find(|c| steers(*c) && !matches!(c, '\n' | '\r' | '\t'));
        assert_eq!(bad, None, "{format}");
        assert!(text.contains("Guy"), "{format}");
    }
}

#[test]
fn a_page_has_no_markup_of_a_lists_making() {
    let page = report(&folder(), "html");
    let page = page.to_lowercase();
    for bad in ["<script>alert", "<img", "onerror=alert(1)>", "</script><!--", "<b>=1+1"] {
        assert!(!page.contains(bad), "{bad}");
    }
    // The text is there as text.
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("href=\"javascript:"));
}

#[test]
fn markdown_shows_what_stands_there() {
    let text = report(&folder(), "markdown");
    for bad in ["<script>", "<img", "[click](", "**bold**", "~~gone~~", "$x$", "https://evil"] {
        assert!(!text.contains(bad), "{bad}");
    }
    assert!(text.contains("\\[click\\]") && text.contains("&lt;script&gt;"));
}

#[test]
fn no_cell_is_a_formula() {
    let folder = folder();
    let text = report(&folder, "csv");
    let layout = due_regard::list::sniff(text.as_bytes(), true, &Default::default()).unwrap();
    let mut splitter = due_regard::list::CsvSplitter::new(&layout);
    let mut blocks = splitter.push(&text.as_bytes()[layout.body..]).unwrap();
    blocks.extend(splitter.finish().unwrap());
    let cells: Vec<String> = blocks
        .iter()
        .flat_map(|block| (0..block.len()).flat_map(|row| block.row(row).map(str::to_owned).collect::<Vec<_>>()))
        .collect();
    let formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    assert!(cells.len() > 100 && !cells.iter().any(|cell| formula(cell)), "{cells:?}");
    assert!(cells.contains(&format!("'{}", NAMES[0])));

    folder.run(&["audit", "statues.yaml", "list.csv", "--as-of", "2026-11-22", "--out", "findings.xlsx"]).ends_with(1);
    let bytes = std::fs::read(folder.path().join("findings.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for index in 0..archive.len() {
        let mut part = String::new();
        archive.by_index(index).unwrap().read_to_string(&mut part).unwrap();
        assert!(!part.contains("<f>") && !part.contains("<f "), "a formula");
        assert!(!part.contains("javascript:alert(1)\""), "a link");
    }
    let mut book = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    for sheet in book.sheet_names() {
        for row in book.worksheet_range(&sheet).unwrap().rows() {
            for cell in row {
                if let Data::String(text) = cell {
                    assert!(!formula(text) && !text.contains('\u{1b}'), "{sheet}: {text}");
                }
            }
        }
    }
}
