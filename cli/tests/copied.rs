//! Texts that two records of a folder have in common.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::Folder;
use serde_json::Value;

const FRAMEWORK: &str = "\
language: 1
framework: forms
version: 1.0.0
title: Forms
sources: {house: {title: House, standing: house rule}}
parameters: {copied: {value: 0.85, why: as in council-eia}}
record: {noun: form, id: ref, name: title}
sections:
  - {id: main, fields: [{id: ref, type: text}, {id: title, type: text}, {id: why, type: long text, label: Reason, unlike-other-records: copied}]}
rules: [{id: untitled, require: title is answered, cite: house, say: x, why: x}]
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("f.yaml", FRAMEWORK);
    let why = "Pupils and older people use the branch in the afternoon and would have to travel to the centre by bus";
    for (file, id, title, why) in [
        ("a", "A1", "Libraries", why),
        ("b", "B2", "Pools", &format!("{why}.")),
        ("c", "C3", "Parks", "Nobody else says this about the paths between the two ponds in winter when it is dark"),
    ] {
        folder.write(&format!("forms/{file}.yaml"), format!("ref: {id}\ntitle: {title}\nwhy: \"{why}\"\n"));
    }
    folder
}

#[test]
fn every_report_names_the_other_record() {
    let folder = folder();
    let audit =
        |more: &[&str]| folder.run(&[&["audit", "f.yaml", "forms", "--fail-on", "never"], more].concat()).ends_with(0);
    let document: Value = serde_json::from_str(&audit(&["--format", "json"]).out).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let told: Vec<&str> = findings.iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "Reason: 100% of the words are those of Pools (B2) of forms/b.yaml",
            "Reason: 100% of the words are those of Libraries (A1) of forms/a.yaml"
        ]
    );
    assert_eq!(document["receipt"]["verdicts"]["needs_a_person"], 2);
    assert_eq!(document["results"][1]["counts"]["needs_a_person"], 1);
    // The same lines, however many threads and whatever is written beside them.
    let lines = audit(&["--format", "jsonl", "--threads", "1"]).out;
    assert_eq!(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>(), *findings);
    assert_eq!(lines, audit(&["--format", "jsonl", "--threads", "4"]).out);
    assert!(audit(&["--format", "csv"]).out.contains("those of Libraries (A1)"));
    audit(&["--out", "r.xlsx", "--out", "r.html"]);
    assert!(folder.read("r.html").contains("those of Pools (B2)"));
    // It never fails anything by itself.
    folder.run(&["audit", "f.yaml", "forms"]).ends_with(0);
    folder.run(&["audit", "f.yaml", "forms", "--fail-on", "review"]).ends_with(1);
    // A record by itself is like no other.
    folder.run(&["audit", "f.yaml", "forms/a.yaml", "--fail-on", "review"]).ends_with(0);
}
