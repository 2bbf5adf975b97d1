//! `regard review`: the queue as tables and a page, filled in and read back, and worked through line by line.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of tests fails the test")]

mod common;

use common::{Folder, Run};

const PERSONS: &str = "\
id,name,born,died,category,source
colston,Edward Colston,1636,1721,slave_trader,a work
picton,Sir Thomas Picton,1758,1815,slave_owner,another work
j-picton,John Picton,1832,1910,,
";

const STREETS: &str = "\
id,name,locality
S1,Colston Street,Bristol
S2,Picton Place,Swansea
007,Picton Place,Swansea
S4,High Street,Bristol
S5,=Colston Street,<b>Bath</b>
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    folder.write("streets.csv", STREETS);
    folder
}

fn review(folder: &Folder, more: &[&str], stdin: Option<&str>) -> Run {
    let mut arguments = vec!["review", "persons.csv", "streets.csv", "--as-of", "2026-11-25", "--quiet"];
    arguments.extend(more);
    folder.run_with(&arguments, &[], stdin)
}

#[test]
fn the_queue_is_a_table_and_a_page() {
    let folder = folder();
    review(&folder, &["--out", "q.csv", "--out", "q.html", "--out", "q.xlsx"], None).ends_with(1);
    let csv = folder.read("q.csv");
    assert!(csv.starts_with('\u{feff}') && csv.contains("'007") && csv.contains("'=Colston"), "{csv}");
    let page = folder.read("q.html");
    assert!(
        page.contains("<mark>Colston</mark> Street")
            && page.contains("=<mark>Colston</mark> Street")
            && page.contains("&lt;b&gt;Bath"),
        "{page}"
    );
    assert!(page.contains("2 persons of the register bear the name") && page.contains("What would settle it"));
    for never in ["<script", "<b>Bath", "commemorates", "style=\""] {
        assert!(!page.contains(never), "{never}");
    }
    review(&folder, &["--next"], None).ends_with(1).says(&["name matches", "would settle it: a written origin"]);
    review(&folder, &["--out", "q.pdf"], None).ends_with(2).complains(&["says no format of a queue"]);
}

/// Every key, what is asked for, what is refused, undoing and stopping: each verdict is in the log at once.
#[test]
fn one_key_decides_and_the_log_is_only_added_to() {
    let folder = folder();
    // A verdict without its source is not taken; the second answer is.
    let run = review(&folder, &["--by", "R. Evans"], Some("r\n\nr\nCouncil minute, 1846\nq\n")).ends_with(1);
    run.says(&["not decided", "refers → decisions.csv", "1 decided in this session"]);
    let first = folder.read("decisions.csv");
    assert_eq!(first.lines().count(), 2, "{first}");
    assert!(first.starts_with('\u{feff}'));
    // It goes on where it stopped: the item is gone. A reason is asked for; back takes it back; the reason is offered again.
    let run = review(
        &folder,
        &["--by", "R. Evans"],
        Some("x\nnamed after the builder\nJohn the builder\nb\nx\n=\n\nu\nz\n?\nq\n"),
    )
    .ends_with(1);
    run.says(&[
        "taken back: does not refer",
        "(= for ‘named after the builder’)",
        "no such key",
        "h  needs research: somebody has to look further",
    ]);
    let second = folder.read("decisions.csv");
    assert!(second.starts_with(&first), "what was written is never changed");
    assert_eq!(second.lines().count(), 6, "{second}");
    assert!(second.contains("withdrawn") && second.contains("John the builder"));
    // Nobody is named who decides.
    review(&folder, &[], Some("\n")).ends_with(2).complains(&["nobody is named"]);
    // A whole verdict is understood; the input ends and nothing is lost.
    review(&folder, &["--by", "A"], Some("needs research\n")).ends_with(1).says(&["1 decided in this session"]);
    assert_eq!(folder.read("decisions.csv").lines().count(), 7);
}

#[test]
fn what_was_decided_comes_back_when_the_name_changes() {
    let folder = folder();
    review(&folder, &["--by", "A"], Some("r\nminute\nr\nminute\nr\nminute\nr\nminute\nr\nminute\nr\nminute\n"))
        .ends_with(0)
        .says(&["6 decided in this session, 0 left"]);
    review(&folder, &["--next"], None).ends_with(0).says(&["nothing is left to decide"]);
    folder.write("streets.csv", STREETS.replace("Colston Street", "Colston Avenue"));
    let run = review(&folder, &["--next"], None).ends_with(1);
    run.says(&[
        "Colston Avenue (S1",
        "stale: was refers by A on 2026-11-25",
        "since then asset: was ‘Colston Street’, is ‘Colston Avenue’",
    ]);
    // The same name in the same place is offered for another record, never applied.
    folder.write("streets.csv", format!("{STREETS}S9,PICTON PLACE,swansea\n"));
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    let queue = folder.read("q.csv");
    assert!(queue.contains("S9") && queue.contains("of S2") && !queue.contains("S1,"), "{queue}");
}

/// A filled queue gives decisions, from CSV as Excel leaves it and from a workbook; nothing is taken twice, and nothing is lost.
#[test]
fn rows_of_one_id_stand_apart_and_a_decision_is_applied_to_none() {
    let folder = folder();
    folder.write("streets.csv", "id,name\nS1,Colston Street\nS1,Colston Street\nS1,Colston Road\n");
    let run = review(&folder, &["--by", "A"], Some("r\nminute\nq\n")).ends_with(1);
    run.says(&[
        "3 to decide on 3 records: 3 candidates and 0 findings",
        "Colston Street (S1, row 2; other rows have this id too",
        "1 decided in this session, 2 left",
    ]);
    // Which of them was meant cannot be told.
    review(&folder, &["--next"], None).ends_with(1).says(&["Colston Street (S1, row 2;", "3 to decide on 3 records"]);
    folder.write("streets.csv", "id,name\nS1,Colston Street\nS2,Colston Street\nS3,Colston Road\n");
    review(&folder, &["--next"], None).ends_with(1).says(&["Colston Street (S2, row 3)", "1 decided and in force"]);
    folder.write("streets.csv", "name\nColston Street\nHigh Street\n");
    folder.run(&["review", "persons.csv", "streets.csv", "--next"]).ends_with(1).complains(&["no column holds ids"]);
}

#[test]
fn a_filled_queue_is_read_back() {
    let folder = folder();
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    let queue = folder.read("q.csv");
    // Somebody adds a column, fills in three rows, and saves with semicolons.
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in csv_rows(queue.trim_start_matches('\u{feff}')) {
        rows.push(line);
    }
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let (verdict, reason, source, record) = (at("verdict"), at("reason"), at("source"), at("record"));
    let mut filled = 0;
    for row in rows.iter_mut().skip(1) {
        row.push(String::new());
        match row[record].as_str() {
            "S1" => (row[verdict], row[source]) = ("Refers".into(), "plaque; \"Colston\"".into()),
            "'007" => (row[verdict], row[reason]) = ("does not refer".into(), "=named after the village".into()),
            "S2" => row[verdict] = "does not refer".into(),
            _ => continue,
        }
        *row.last_mut().unwrap() = "Hill ward".into();
        filled += 1;
    }
    assert_eq!(filled, 5);
    rows[0].push("Ward officer".into());
    let saved: String = rows
        .iter()
        .map(|row| {
            row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(";") + "\r\n"
        })
        .collect();
    folder.write("filled.csv", saved);
    let run = folder
        .run(&["review", "persons.csv", "--from", "filled.csv", "--by", "R. Evans", "--as-of", "2026-11-25"])
        .ends_with(1);
    run.complains(&[
        "error[missing-reason]",
        "filled.csv, row",
        "3 decisions added to decisions.csv, 0 were there already",
        "2 refused",
    ]);
    let log = folder.read("decisions.csv");
    assert_eq!(log.lines().count(), 4, "{log}");
    for text in [
        "'007",
        "'=named after the village",
        "plaque; \"\"Colston\"\"",
        "Ward officer: Hill ward",
        "R. Evans",
        "2026-11-25",
    ] {
        assert!(log.contains(text), "{text}\n{log}");
    }
    // Once more adds nothing.
    let run =
        folder.run(&["review", "persons.csv", "--from", "filled.csv", "--by", "R. Evans", "--as-of", "2026-11-25"]);
    run.ends_with(1).complains(&["0 decisions added", "3 were there already"]);
    assert_eq!(folder.read("decisions.csv"), log);
    let queue = review(&folder, &["--out", "left.csv"], None);
    assert_eq!(queue.code, 1);
    assert!(!folder.read("left.csv").contains("S1"));
}

/// Rows of CSV with quotes.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn findings_that_need_a_person_are_in_the_queue_and_their_answers_last() {
    let folder = Folder::new();
    let framework = common::STATUES.replace("severity: minor", "severity: review");
    folder.write("statues.yaml", &framework);
    folder.write("list.csv", "ref,name,listed,installed\nA1,,no,1900\nA2,,no,1901\n");
    let run = |more: &[&str], stdin| {
        let mut arguments =
            vec!["review", "statues.yaml", "list.csv", "--as-of", "2026-11-25", "--by", "Ann", "--quiet"];
        arguments.extend(more);
        folder.run_with(&arguments, &[], stdin)
    };
    run(&[], Some("a\nw\nsoon\n2026-01-01\n2027-03-31\nthe plaque comes in March\n")).ends_with(0).says(&[
        "that is no day",
        "over already",
        "waived until 2027-03-31 → decisions.csv",
    ]);
    let audit = |day: &str, fail: &str| {
        folder.run(&[
            "audit",
            "statues.yaml",
            "list.csv",
            "--as-of",
            day,
            "--decisions",
            "decisions.csv",
            "--fail-on",
            fail,
        ])
    };
    audit("2026-11-25", "review").ends_with(0).says(&["1 decided, 1 waived"]);
    audit("2027-04-01", "review").ends_with(1).says(&["1 decided, 1 expired"]);
    // The answer that it rests on changes: it comes back.
    folder.write("list.csv", "ref,name,listed,installed\nA1,,no,1900\nA2,[not known],no,1901\n");
    run(&["--only", "candidates", "--next"], None).ends_with(0);
    folder.write("decisions.xlsx", "x");
    folder
        .run(&["review", "statues.yaml", "list.csv", "--decisions", "decisions.xlsx"])
        .ends_with(2)
        .complains(&["cannot be a log that is added to"]);
}

#[test]
fn records_without_ids_are_named_with_what_cures_that() {
    let folder = Folder::new();
    folder.write("statues.yaml", common::STATUES);
    let run = |list: &str| {
        folder.write("list.csv", list);
        folder.run(&["review", "statues.yaml", "list.csv", "--as-of", "2026-11-25", "--next"])
    };
    let rows: String = (0..7).map(|year| format!(",a statue,no,190{year}\n")).collect();
    run(&format!("ref,name,listed,installed\nA1,a statue,no,1899\n{rows}"))
        .complains(&["7 records have no id (rows 3, 4, 5, 6, 7, …)", "give each an id of its own in the column `ref`"]);
    run("ref,name,listed,installed\nA1,a statue,no,1899\n,a statue,no,1900\n")
        .complains(&["1 record has no id (row 3)", "give it an id of its own in the column `ref`"]);
    run("name,listed,installed\na statue,no,1900\n").complains(&["say which column has it, --columns \"Header=ref\""]);
}

#[test]
fn a_log_that_cannot_be_added_to_is_told_before_anything_is_asked() {
    let folder = folder();
    folder.write("decisions.csv", b"record,verdict,by\nA,unsure,caf\xe9\n");
    review(&folder, &["--by", "A"], Some("u\n")).ends_with(2).complains(&["not UTF-8", "CSV UTF-8"]);
    folder.write("decisions.csv", "record,verdict\nA,unsure\n");
    review(&folder, &["--by", "A"], Some("u\n")).ends_with(2).complains(&["no column `framework`"]);
    // A line whose end was not written is ended first; another delimiter and order of columns is kept.
    folder.write("decisions.csv", "verdict;record;framework;rule;item;person;supersedes;fingerprint;by;on;seen;Ward\nunsure;X;;;;colston;;;Ann;2026-11-01;;Hill");
    review(&folder, &["--by", "A"], Some("u\nq\n")).ends_with(1);
    let log = folder.read("decisions.csv");
    assert_eq!(log.lines().count(), 3, "{log}");
    assert!(log.lines().nth(2).unwrap().starts_with("unsure;"), "{log}");
    review(&folder, &["--decisions", "log.jsonl", "--by", "A"], Some("u\nq\n")).ends_with(1);
    assert!(folder.read("log.jsonl").starts_with("{\"id\":\"d-"));
    folder.run(&["review", "persons.csv"]).ends_with(2).complains(&["no list to review"]);
    folder
        .run(&["review", "persons.csv", "streets.csv", "--only", "findings"])
        .ends_with(2)
        .complains(&["is a register"]);
}

/// A queue as `review` writes it, with verdicts in the rows of these records.
fn fill(folder: &Folder, from: &str, to: &str, verdicts: &[(&str, &str, &str)]) {
    let queue = folder.read(from);
    let mut rows = csv_rows(queue.trim_start_matches('\u{feff}'));
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let (verdict, source, on, record) = (at("verdict"), at("source"), at("on"), at("record"));
    for row in rows.iter_mut().skip(1) {
        let id = row[record].clone();
        for (_, word, day) in verdicts.iter().filter(|(known, ..)| *known == id) {
            (row[verdict], row[source], row[on]) = ((*word).into(), "minute of 1846".into(), (*day).into());
        }
    }
    let quoted = |row: &Vec<String>| {
        row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",") + "\n"
    };
    folder.write(to, rows.iter().map(quoted).collect::<String>());
}

#[test]
fn a_queue_that_somebody_filled_in_is_not_written_over() {
    let folder = folder();
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    // Nothing is filled in: it is written anew.
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    fill(&folder, "q.csv", "q.csv", &[("S1", "refers", "")]);
    let filled = folder.read("q.csv");
    review(&folder, &["--out", "q.csv"], None).ends_with(2).complains(&["filled in", "--from q.csv", "--force"]);
    assert_eq!(folder.read("q.csv"), filled);
    review(&folder, &["--from", "q.csv", "--by", "Ann"], None);
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    fill(&folder, "q.csv", "q.csv", &[("S2", "refers", "")]);
    review(&folder, &["--out", "q.csv", "--force"], None).ends_with(1);
}

#[test]
fn a_queue_of_another_list_is_noticed() {
    let folder = folder();
    review(&folder, &["--out", "q.csv"], None).ends_with(1);
    fill(&folder, "q.csv", "filled.csv", &[("S1", "refers", ""), ("S2", "unsure", ""), ("S5", "unsure", "2027-01-01")]);
    folder.write("other.csv", "id,name,locality\nS2,Station Road,Swansea\n");
    let take = |what: &str, list: &str, log: &str| {
        let more = ["--from", "filled.csv", "--by", "Ann", "--as-of", "2026-11-25", "--decisions", log];
        let mut arguments = vec!["review", what, list];
        arguments.extend(more);
        folder.run(&arguments)
    };
    let run = take("persons.csv", "other.csv", "a.csv").ends_with(1);
    run.complains(&[
        "warning[not-in-the-list]: the list has no record `S1`",
        "warning[other-name]: the record `S2` is called ‘Picton Place’ in the queue and ‘Station Road’ in the list",
        "filled.csv, row",
        "3 decisions added to a.csv",
        "1 of a later day and not added",
    ]);
    let run = take("persons.csv", "streets.csv", "b.csv").ends_with(1);
    assert!(!run.err.contains("warning[not-in-the-list]") && !run.err.contains("warning[other-name]"), "{}", run.err);
    folder.write("few.csv", "id,name,source\ncolston,Edward Colston,a work\n");
    take("few.csv", "streets.csv", "c.csv").ends_with(1).complains(&[
        "error[no-such-person]: the register has no person `picton`",
        "1 decision added to c.csv",
        "2 refused",
    ]);
    folder.write("statues.yaml", common::STATUES);
    folder.write("list.csv", "ref,name\nS1,Bust\n");
    folder.write("f.csv", "framework,record,rule,verdict,by,on\nstatues,S1,no-rule,accepted,Ann,2026-11-01\nmurals,S1,unnamed,accepted,Ann,2026-11-01\n");
    folder
        .run(&["review", "statues.yaml", "list.csv", "--from", "f.csv", "--decisions", "d.csv"])
        .ends_with(1)
        .complains(&[
            "error[no-such-rule]: `statues` has no rule `no-rule`",
            "error[other-framework]: the row is about the framework `murals`",
            "0 decisions added",
        ]);
}

#[test]
fn a_decision_about_somebody_who_is_no_candidate_any_more_is_named() {
    let folder = folder();
    review(&folder, &["--by", "A"], Some("r\nminute\nr\nminute\nq\n"));
    folder.write("streets.csv", STREETS.replace("Colston Street", "Harbour Way"));
    folder
        .run(&["review", "persons.csv", "streets.csv", "--as-of", "2026-11-25", "--next"])
        .complains(&["warning[no-longer-a-candidate]: S1 was ‘Colston Street’", "is ‘Harbour Way’"]);
}

#[test]
fn a_workbook_may_come_from_standard_input() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let folder = folder();
    review(&folder, &["--out", "q.xlsx"], None).ends_with(1);
    let bytes = std::fs::read(folder.path().join("q.xlsx")).unwrap();
    folder.write("statues.yaml", common::STATUES);
    folder.write("list.csv", "ref,name\nS1,Bust\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_regard"))
        .args(["audit", "statues.yaml", "list.csv", "--decisions", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(&bytes);
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("rows of the log") && !err.contains("empty"), "{out}\n{err}");
}

/// A list with names and streets, some of them unnamed: an audit compares no street there, and the queue asks about none.
#[test]
fn the_queue_asks_only_what_an_audit_takes() {
    let folder = folder();
    folder.write(
        "mixed.csv",
        "Asset ID,Name,Type,Street,Town\nS1,Edward Colston,statue,The Centre,Bristol\nS2,,street,Colston Street,Bristol\n",
    );
    let common = ["--as-of", "2026-11-25", "--quiet"];
    folder.run(&[&["review", "public-realm", "mixed.csv", "--out", "q.csv"], &common[..]].concat());
    let queue = folder.read("q.csv");
    assert!(queue.contains(",S1,") && !queue.contains(",S2,"), "{queue}");
    // Where there is no column of names, streets are what is compared, and what the records are called.
    folder.write("streets-only.csv", "Asset ID,Type,Street,Town\nS2,street,Colston Street,Bristol\n");
    folder.run(&[&["review", "public-realm", "streets-only.csv", "--out", "q2.csv", "--force"], &common[..]].concat());
    assert!(folder.read("q2.csv").contains("Colston Street"));
    let run = folder.run(&[&["audit", "public-realm", "streets-only.csv"], &common[..]].concat());
    assert!(run.out.contains("Colston Street (S2"), "{}", run.out);
}
