//! Lists as an office program saves them. `office/statues.fods` is written by hand; `statues.xlsx`, `statues.xls` and `statues.ods` are what
//! LibreOffice makes of it (`soffice --headless --convert-to xlsx statues.fods`); `statues.csv` says the same in plain text.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::{Folder, Run};
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
