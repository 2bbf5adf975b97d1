//! Each case of the table, and the document that holds what it gives.

use super::cases::{Case, all};
use super::common::{Folder, Run};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// What people are told, on one line.
fn said(case: &Case, run: &Run) -> String {
    assert!(!run.err.contains("panicked") && !run.err.contains("backtrace"), "{}: {}", case.title, run.err);
    assert!(run.err.chars().all(|c| c == '\n' || !c.is_control()), "{}: {:?}", case.title, run.err);
    if run.code == 2 {
        assert!(run.out.is_empty(), "{}: something was written before the error: {}", case.title, run.out);
        return complaint(case, &run.err);
    }
    let audit: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|why| panic!("{}: {why}: {}", case.title, run.err));
    let records = &audit["records"];
    let count = |name: &str| records[name].as_u64().unwrap();
    assert_eq!(count("read"), count("reported") + count("refused"), "{}: a row is lost", case.title);
    let mut parts =
        vec![format!("{} read, {} reported, {} refused", count("read"), count("reported"), count("refused"))];
    for row in records["refused_rows"].as_array().unwrap() {
        // In a folder each file has rows of its own.
        let file =
            row["input"].as_str().filter(|name| name.contains('/')).map_or(String::new(), |name| format!("{name} "));
        parts.push(format!("{file}row {} {}", row["row"], row["cause"].as_str().unwrap()));
    }
    for note in audit["list"]["notes"].as_array().unwrap() {
        let column = note["column"].as_str().unwrap();
        let column = if column.is_empty() { String::new() } else { format!("column `{column}`: ") };
        parts.push(format!("noted: {column}{}", note["what"].as_str().unwrap()));
    }
    let unused = audit["list"]["columns"].as_array().unwrap().iter().filter(|column| column["field"].is_null());
    parts.extend(unused.take(1).map(|column| {
        format!("column not used: {}", column["why"].as_str().unwrap().replace(&"y".repeat(1_000_000), "yyy…"))
    }));
    // Notes on how the list was read are said as well; of them only what warns is of interest here.
    parts.extend(
        run.err
            .lines()
            .filter(|line| line.contains("nothing was checked") || line.contains("looks like a value"))
            .map(str::to_owned),
    );
    parts.join("; ")
}

/// The error, its place and its cures.
fn complaint(case: &Case, text: &str) -> String {
    let mut lines = text
        .lines()
        .filter(|line| line.starts_with("error") || line.starts_with("  -->") || line.starts_with("  = help"));
    let first = lines.next().unwrap_or_else(|| panic!("{}: no error is said: {text}", case.title));
    let mut out = first.split_once(": ").unwrap_or_else(|| panic!("{}: {first}", case.title)).1.to_owned();
    for line in lines.take(3).take_while(|line| !line.starts_with("error")) {
        out += match line.trim_start().strip_prefix("--> ") {
            Some(place) => format!(" ({place})"),
            None => format!("; {}", line.trim_start().trim_start_matches("= help: ")),
        }
        .as_str();
    }
    // What follows the diagnostics of a framework.
    let last = text.lines().rev().take_while(|line| line.starts_with("  = help"));
    for help in last.map(|line| line.trim_start_matches("  = help: ")) {
        if !out.contains(help) && !help.starts_with("mend what is shown") {
            out += &format!("; {help}");
        }
    }
    shortened(&out)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[test]
fn every_case_gives_what_the_table_says() {
    let folder = Folder::new();
    let mut table = String::new();
    for (group, cases) in all(&folder) {
        write!(table, "\n## {group}\n\n| what is given | exit code | what is said |\n|---|---|---|\n").unwrap();
        for case in cases {
            let mut arguments = vec!["audit"];
            arguments.extend(case.arguments.iter().map(String::as_str));
            if !arguments.contains(&"--format") {
                arguments.extend(["--format", "json"]);
            }
            if !arguments.contains(&"--as-of") {
                arguments.extend(["--as-of", "2026-11-22"]);
            }
            let run = folder.run(&arguments);
            let said = said(&case, &run).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
            writeln!(table, "| {} | {} | {said} |", case.title, run.code).unwrap();
        }
    }
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.') || name.starts_with("report") || name == "a.html")
        .collect();
    assert!(left.is_empty(), "something was left behind: {left:?}");

    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("BAD-INPUT.md");
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    let (begin, end) = ("<!-- generated: cases -->\n", "\n<!-- end generated -->");
    let from = written.find(begin).expect("cli/BAD-INPUT.md has a place for the cases") + begin.len();
    let to = written.find(end).expect("the place for the cases has an end");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&page, format!("{}{}{}", &written[..from], table.trim_start().trim_end(), &written[to..]))
            .unwrap();
    } else {
        assert_eq!(&written[from..to], table.trim(), "cli/BAD-INPUT.md is not up to date; BLESS=1 writes it");
    }
}
