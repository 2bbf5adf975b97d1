//! Lists as an office program saves them. `office/statues.fods` is written by hand; `statues.xlsx`, `statues.xls` and `statues.ods` are what
//! LibreOffice makes of it (`soffice --headless --convert-to xlsx statues.fods`); `statues.csv` says the same in plain text.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::{Folder, Run, STATUES};
use serde_json::Value;
use std::path::Path;

const FRAMEWORK: &str = "\
language: 1
framework: statues
version: 1.0.0
title: Statues
sources: {house: {title: House rule, standing: house rule, checked: 2026-11-01}}
parameters: {tall: {value: 100, why: a case}}
record: {noun: statue, id: ref, name: name, unique: true}
sections:
  - id: statue
    fields:
      - {id: ref, type: text}
      - {id: name, type: text, label: Name of statue}
      - {id: listed, type: yes-no}
      - {id: day, type: date}
      - {id: height, type: number}
rules:
  - {id: unnamed, require: name is answered, cite: [house], say: \"{ref}: {name}\", why: a case}
  - {id: listed-late, when: listed = yes, require: day < 1900-01-01, cite: [house], say: \"{name}, {day}\", why: a case}
  - {id: too-tall, require: height < tall, cite: [house], say: \"{height}\", why: a case}
";

fn audit(folder: &Folder, ending: &str) -> (Run, Value) {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/office").join(format!("statues.{ending}"));
    let list = list.display().to_string();
    let run = folder.run(&["audit", "f.yaml", &list, "--as-of", "2026-11-22", "--format", "json"]).ends_with(1);
    let mut audit: Value = serde_json::from_str(&run.out).unwrap();
    audit["receipt"]["inputs"] = Value::Null;
    (run, audit)
}

#[test]
fn every_office_format_gives_what_plain_text_gives() {
    let folder = Folder::new();
    folder.write("f.yaml", FRAMEWORK);
    let (_, plain) = audit(&folder, "csv");
    assert_eq!(plain["records"]["read"], 5);
    let values: Vec<String> = plain["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let values = result["values"].as_array().unwrap();
            let values: Vec<&str> = values.iter().map(|value| value["value"].as_str().unwrap()).collect();
            format!("{}: {}", result["record"]["row"], values.join("|"))
        })
        .collect();
    assert_eq!(
        values,
        [
            "5: A1|Guy\u{2019}s statue|yes|1734-02-11|51.5",
            "6: 007|no|1900-03-01|0.25",
            "8: A3|\u{c9}dith|no|1995-06-01|-3",
            "9: 471250|Two\nlines & <tags>|yes|2001-02-03|1234567.5",
            "10: F10|By formula|yes|1900-03-01|5",
        ]
    );
    for ending in ["xlsx", "xls", "ods"] {
        let (run, other) = audit(&folder, ending);
        run.complains(&[
            "sheet `Statues`: the only one of 2 with a table",
            "header in row 4: the first row below 3 rows that are blank or hold a title",
        ]);
        assert_eq!(other, plain, "{ending}");
    }
}

/// A cover sheet that looks like a table, headings over several columns, merged cells, an error: the sheet and its header are told by the names of fields.
#[test]
fn a_register_with_a_cover_sheet_and_merged_cells() {
    use rust_xlsxwriter::{Format, Workbook};
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    let mut book = Workbook::new();
    let plain = Format::new();
    let cover = book.add_worksheet();
    cover.set_name("Read me").unwrap();
    for (row, texts) in [["Made by", "Culture team"], ["Date", "1 February 2021"]].into_iter().enumerate() {
        cover.write_row(u32::try_from(row).unwrap(), 0, texts).unwrap();
    }
    let list = book.add_worksheet();
    list.set_name("Statues").unwrap();
    list.merge_range(0, 0, 0, 1, "Asset", &plain).unwrap();
    list.merge_range(0, 2, 0, 3, "Heritage", &plain).unwrap();
    list.write_row(1, 0, ["ref", "name", "listed", "installed"]).unwrap();
    list.write_row(2, 0, ["A1", "Guy", "yes", "1734"]).unwrap();
    list.write_row(3, 0, ["A2", "#REF!", "", "1900"]).unwrap();
    list.merge_range(2, 2, 3, 2, "yes", &plain).unwrap();
    list.write_number_with_format(3, 3, 19.0, &Format::new().set_num_format("0%")).unwrap();
    book.save(folder.path().join("register.xlsx")).unwrap();
    let run = folder.run(&["audit", "statues.yaml", "register.xlsx", "--format", "json", "--fail-on", "never"]);
    for said in [
        "sheet `Statues`: the only one of 2 whose header has names that are known (4 of 4)",
        "header in row 2: 4 of its 4 cells are names that are known",
        "1 merged cell reaches over several rows (first: C3:C4)",
    ] {
        assert!(run.err.contains(said), "`{said}` is not in:\n{}", run.err);
    }
    let audit: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&audit["records"]["read"], &audit["records"]["reported"]), (&2.into(), &2.into()));
    let name = audit["list"]["columns"].as_array().unwrap().iter().find(|column| column["field"] == "name").unwrap();
    assert_eq!(name["states"], serde_json::json!([["answered", 1], ["invalid", 1]]));
    // Where two sheets could be meant nothing is guessed, and the example is one that could be.
    let other = book.add_worksheet();
    other.set_name("Plaques").unwrap();
    other.write_row(0, 0, ["ref", "name"]).unwrap();
    other.write_row(1, 0, ["P1", "Seacole"]).unwrap();
    book.save(folder.path().join("register.xlsx")).unwrap();
    let run = folder.run(&["audit", "statues.yaml", "register.xlsx"]).ends_with(2);
    assert!(run.err.contains("--sheet \"Statues\""), "{}", run.err);
}

/// What a filter or a person hid is read like the rest, and said with how much of it there is, and where.
#[test]
fn hidden_rows_and_columns_are_read_and_said() {
    use rust_xlsxwriter::{FilterCondition, Workbook};
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Cover").unwrap();
    let list = book.add_worksheet();
    list.set_name("Statues & plaques").unwrap();
    list.write(0, 0, "Statues").unwrap();
    list.write_row(1, 0, ["ref", "name", "listed"]).unwrap();
    for row in 2..12u32 {
        let listed = if row % 3 == 0 { "no" } else { "yes" };
        list.write_row(row, 0, [format!("A{row}").as_str(), "Guy", listed]).unwrap();
    }
    list.autofilter(1, 0, 11, 2).unwrap();
    list.filter_column(2, &FilterCondition::new().add_list_filter("no")).unwrap();
    list.set_column_hidden(1).unwrap().set_column_hidden(9).unwrap();
    // A hidden row with nothing in it loses nothing.
    list.set_row_hidden(20).unwrap();
    book.save(folder.path().join("list.xlsx")).unwrap();
    let audit = |list: &str, format: &str| {
        folder.run(&["audit", "statues.yaml", list, "--format", format, "--as-of", "2026-11-22", "--fail-on", "never"])
    };
    let rows = "7 rows are hidden, by a filter or by hand (first: rows 3, 5, 6, 8, 9): read like the others; to audit only what is visible, copy the visible rows to a sheet of their own";
    let columns =
        "1 column is hidden (B `name`): read like the others; unhide it to see what is there, or set it aside";
    let run = audit("list.xlsx", "json").ends_with(0);
    let run = run.complains(&[rows, columns]).says(&["\"read\": 10", "\"reported\": 10"]);
    let said: Value = serde_json::from_str(&run.out).unwrap();
    let notes = said["list"]["notes"].as_array().unwrap();
    let note = notes.iter().find(|note| note["kind"] == "hidden-row").unwrap();
    assert_eq!((&note["count"], &note["rows"][2]), (&7.into(), &6.into()));
    let text = audit("list.xlsx", "text").out.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = "Hidden by a filter or by hand, and read like any other row: to audit only what is visible, copy the visible rows to a sheet of their own: 7 rows (first in rows 3, 5, 6";
    assert!(text.contains(words), "{text}");
    // A list that hides nothing says nothing of it.
    list_of_one(&folder);
    assert!(!audit("one.xlsx", "json").err.contains("hidden"));
}

fn list_of_one(folder: &Folder) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let list = book.add_worksheet();
    list.write_row(0, 0, ["ref", "name"]).unwrap();
    list.write_row(1, 0, ["A1", "hidden"]).unwrap();
    book.save(folder.path().join("one.xlsx")).unwrap();
}
