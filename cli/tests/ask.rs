//! A record filled in from a pipe, as from a terminal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::{Folder, Run};
use serde_json::{Value, json};

const FRAMEWORK: &str = "\
language: 1
framework: closures
version: 1.0.0
title: Closures
sources: {house: {title: House, standing: house rule}}
stages: [draft, final]
record: {noun: closure, id: ref}
sections:
  - id: front
    title: Front page
    fields:
      - {id: ref, type: text, label: Reference}
      - {id: kind, type: choice, of: [{id: part, label: Part of it}, {id: whole, label: All of it}], label: What closes, required: true}
      - {id: day, type: date, label: From when, ask-when: kind = whole, required: true}
      - {id: why, type: long text, label: Why}
  - id: actions
    title: Actions
    repeat: {min: 0}
    fields: [{id: what, type: text, label: What will be done, required: true}]
rules:
  - {id: whole-without-action, title: Closed without an action, when: kind = whole, require: any actions where what is answered, severity: block, cite: house, say: '{kind}, from {day}', fix: Add an action, why: People need another place}
  - {id: unreasoned, title: No reason, require: why is answered, severity: minor, cite: house, say: 'reason: {why}', why: People ask}
outcome: [{is: stop, when: any rule of severity block is not met}, {is: go on}]
";

fn ask(folder: &Folder, more: &[&str], typed: &str) -> Run {
    folder.write("f.yaml", FRAMEWORK);
    folder.run_with(&[&["ask", "f.yaml", "--as-of", "2026-11-01"], more].concat(), &[], Some(typed))
}

fn json_of(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(name)).unwrap()
}

#[test]
fn the_question_that_matters_most_comes_first_and_what_an_answer_changes_is_told() {
    let folder = Folder::new();
    let run = ask(&folder, &["-o", "r.json"], "2\n1 April 2027\nA1\nbecause\\\nof this\n").ends_with(0);
    let run = run.says(&[
        "What closes (needed)",
        "  1  Part of it",
        "now asked: 1 question",
        "Closed without an action (block, not met)",
        "To mend it: Add an action.",
        "outcome: Stop",
        "From when (needed)",
        "Every question that is asked has an answer.",
        "Saved in r.json. To go on: regard ask f.yaml -o r.json",
    ]);
    assert!(run.out.find("What closes").unwrap() < run.out.find("From when").unwrap());
    assert_eq!(
        json_of(&folder, "r.json"),
        json!({"ref": "A1", "kind": "whole", "day": "1 April 2027", "why": "because\nof this"})
    );
    // What stands there is an answer like any other to the audit.
    folder
        .run(&["audit", "f.yaml", "r.json", "--as-of", "2026-11-01", "--fail-on", "never"])
        .ends_with(0)
        .says(&["Stop"]);
}

#[test]
fn what_cannot_be_taken_is_asked_again_and_an_answer_can_be_taken_back() {
    let folder = Folder::new();
    let run = ask(&folder, &["-o", "r.yaml"], "5\nall\nsoon\nback\n\npart\nskip\nquit\n").ends_with(0);
    run.says(&[
        "`5` is not one of the options: type a number from 1 to 2",
        "That cannot be taken: not a date",
        "Taken back.",
        "Type an answer, `skip` to leave it for later",
        "questions are open.",
    ]);
    assert!(folder.read("r.yaml").contains("kind: \"part\"") && !folder.read("r.yaml").contains("day"));
    // Run again it goes on, and states are kept with their reasons.
    let run = ask(&folder, &["-o", "r.yaml"], "n/a\nnobody asked\nnot known: lost\n").ends_with(0);
    run.says(&["Going on with r.yaml: 2 questions are open.", "Why does it not apply?"]);
    let text = folder.read("r.yaml");
    assert!(text.contains("reason: \"nobody asked\"") && text.contains("state: \"not known\""), "{text}");
}

#[test]
fn rows_are_added_and_taken_away_and_any_question_can_be_gone_to() {
    let folder = Folder::new();
    let typed = "?\nadd nothing\nadd actions\nMove people\nremove actions[r1]\nadd actions\nFind a hall\ngo ref\nB2\ngo nowhere\nfindings\nquit\n";
    let run = ask(&folder, &["-o", "r.json"], typed).ends_with(0);
    run.says(&[
        "Question kind: an answer is asked for at this stage",
        "Rows can be added to:",
        "  add actions  (Actions)",
        "Actions, Actions 1",
        "no question that is asked is called `nowhere`",
        "minor, not met: No reason",
    ]);
    let record = json_of(&folder, "r.json");
    assert_eq!((&record["actions"][0]["what"], &record["ref"]), (&json!("Find a hall"), &json!("B2")));
    assert_eq!(record["actions"].as_array().unwrap().len(), 1);
}

#[test]
fn without_a_file_the_record_is_printed_and_what_cannot_be_done_is_said() {
    let folder = Folder::new();
    ask(&folder, &[], "1\nquit\n").ends_with(0).says(&["# The record\nkind: \"part\""]);
    ask(&folder, &["-o", "r.txt"], "").ends_with(2).complains(&["the ending of `r.txt` says no format"]);
    folder.write("list.json", "[{\"ref\": \"A\"}, {\"ref\": \"B\"}]");
    ask(&folder, &["-o", "list.json"], "").ends_with(2).complains(&["holds several records"]);
    assert_eq!(json_of(&folder, "list.json").as_array().unwrap().len(), 2);
}
