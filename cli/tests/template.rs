//! Forms to fill in by hand, written and read as people do it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::Folder;
use serde_json::Value;
use std::path::Path;

fn example() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/council-eia/examples/libraries.yaml").display().to_string()
}

/// The verdicts of an audit, rule by rule, and how many records there are.
fn verdicts(folder: &Folder, record: &str) -> (u64, Value, String) {
    let run = folder
        .run(&[
            "audit",
            "council-eia",
            record,
            "--as-of",
            "2027-01-25",
            "--stage",
            "sign-off",
            "--format",
            "json",
            "--fail-on",
            "never",
        ])
        .ends_with(0);
    let audit: Value = serde_json::from_str(&run.out).unwrap();
    let rules = audit["rules"].as_array().unwrap().iter().map(|rule| rule["counts"].clone()).collect();
    (
        audit["records"]["reported"].as_u64().unwrap(),
        rules,
        audit["receipt"]["inputs"][0]["format"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn a_form_gives_the_verdicts_of_the_record_it_was_filled_from() {
    let folder = Folder::new();
    let (_, wanted, _) = verdicts(&folder, &example());
    for (name, more, format) in [
        ("form.xlsx", &[][..], "filled form, XLSX"),
        ("form.csv", &[], "one record in two columns, delimited text"),
        ("long.csv", &["--long"], "records in long format, delimited text"),
        ("welsh.xlsx", &["--language", "cy"], "filled form, XLSX"),
    ] {
        folder.run(&[&["template", "council-eia", "--record", &example(), "-o", name], more].concat()).ends_with(0);
        let (records, rules, read_as) = verdicts(&folder, name);
        assert_eq!((records, read_as.as_str()), (1, format));
        assert_eq!(rules, wanted, "{name}");
    }
    // A folder of forms is audited at once; a list in it is none, and is said not to be read.
    for name in ["form.xlsx", "form.csv", "welsh.xlsx"] {
        folder.write(&format!("forms/{name}"), std::fs::read(folder.path().join(name)).unwrap());
    }
    folder.write("forms/list.csv", "ref,name\nA,b\n");
    assert_eq!(verdicts(&folder, "forms").0, 3);
    folder
        .run(&["audit", "council-eia", "forms", "--fail-on", "never"])
        .ends_with(0)
        .complains(&["not read (first: `list.csv`)"]);
}

#[test]
fn a_form_for_another_framework_is_told() {
    let folder = Folder::new();
    folder.run(&["template", "council-eia", "-o", "form.xlsx"]).ends_with(0).complains(&["questions; check it with"]);
    let run = folder.run(&["audit", "council-eia-wales", "form.xlsx", "--fail-on", "never"]).ends_with(0);
    run.complains(&[
        "the form is for `council-eia`, and it is checked by `council-eia-wales`",
        "the form does not ask: `welsh-effect`, `welsh-reason`",
    ]);
}

#[test]
fn a_form_is_not_written_over() {
    let folder = Folder::new();
    folder.write("form.xlsx", "my answers");
    folder
        .run(&["template", "council-eia", "-o", "form.xlsx"])
        .ends_with(2)
        .complains(&["is there already", "--force"]);
    assert_eq!(folder.read("form.xlsx"), "my answers");
    folder.run(&["template", "council-eia", "-o", "form.docx"]).ends_with(2).complains(&[".xlsx, .csv"]);
    folder
        .run(&["template", "council-eia", "-o", "f.xlsx", "--long"])
        .ends_with(2)
        .complains(&["`--long` is a form of CSV"]);
    folder.write("list.csv", "ref,name\nA,b\n");
    folder
        .run(&["template", "council-eia", "--record", "list.csv", "-o", "f.xlsx"])
        .ends_with(2)
        .complains(&["is a list"]);
}

#[test]
fn the_record_of_a_form_is_found_as_an_audit_finds_it() {
    let folder = Folder::new();
    folder.write("statues.yaml", common::STATUES);
    folder.write("o.json", r#"{"objects": [{"ref": "A1", "name": "Statue of a Merchant", "colour": "green"}]}"#);
    folder
        .run(&["template", "statues.yaml", "--record", "o.json", "-o", "form.csv"])
        .ends_with(0)
        .complains(&["colour"]);
    let form = folder.read("form.csv");
    assert!(form.contains("Statue of a Merchant"), "{form}");
}
