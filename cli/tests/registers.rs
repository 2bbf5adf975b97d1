//! Registers that lie beside a framework.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod common;

use common::Folder;
use serde_json::Value;
use std::path::Path;

/// The receipt's registers of an audit by `public-realm` as it lies in a place of its own.
fn receipt(place: &str) -> Value {
    let folder = Folder::new();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/public-realm");
    folder.write(&format!("{place}/framework.yaml"), std::fs::read(rules.join("framework.yaml")).unwrap());
    for table in std::fs::read_dir(rules.join("register")).unwrap() {
        let table = table.unwrap().path();
        let name = table.file_name().unwrap().to_str().unwrap().to_owned();
        folder.write(&format!("{place}/register/{name}"), std::fs::read(&table).unwrap());
    }
    folder.write("list.csv", "asset-id,name\nA1,Statue of Edward Colston\n");
    let framework = folder.path().join(place).display().to_string();
    let run = folder.run(&[
        "audit",
        &framework,
        "list.csv",
        "--as-of",
        "2026-11-25",
        "--format",
        "json",
        "--fail-on",
        "never",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let audit: Value = serde_json::from_str(&run.out).unwrap();
    audit.pointer("/receipt/registers").unwrap().clone()
}

#[test]
fn a_receipt_says_the_same_of_a_register_wherever_its_framework_lies() {
    let (here, there) = (receipt("here"), receipt("a/longer/way/there"));
    assert_eq!(here[0]["name"], "persons");
    assert!(here[0]["sha256"].as_str().is_some_and(|hash| hash.len() == 64), "{here}");
    assert_eq!(here, there);
}
