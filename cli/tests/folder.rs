//! Records in files of their own: YAML, and folders of YAML and JSON.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::{Folder, STATUES};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn audit(folder: &Folder, arguments: &[&str]) -> Value {
    let mut all = vec!["audit", "statues.yaml", "--as-of", "2026-11-22", "--format", "json", "--quiet"];
    all.extend(arguments);
    serde_json::from_str(&folder.run(&all).out).unwrap()
}

/// Number, file, place and id of each record.
fn records(audit: &Value) -> Vec<String> {
    let results = audit["results"].as_array().unwrap().iter().map(|result| &result["record"]);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    results.map(|at| format!("{} {} {} {}", at["number"], text(&at["input"]), at["row"], text(&at["id"]))).collect()
}

#[test]
fn a_folder_is_one_list_and_a_bad_file_hides_no_other() {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    let files = [
        ("a.yaml", "# by hand\nref: 007\nname: 'Guy'\nlisted: no\nconsents:\n  - {kind: planning}\n"),
        ("b.json", "{\"ref\": \"B1\", \"listed\": \"yes\", \"installed\": 2020}"),
        ("c.json", "[{\"ref\": \"C1\", \"name\": \"x\"}, 3, {\"ref\": \"C3\"}]"),
        ("d.json", "{\"ref\": "),
        ("e.yaml", "a: &x [1]\nb: *x\n"),
        ("f.yml", ""),
        ("g.YML", "records:\n  - ref: G1\n  - ref: G2\n"),
        ("h.json", "{\"ref\": \"H1\", \"ref\": \"H2\"}"),
    ];
    let mut listing = String::new();
    for (name, text) in files {
        folder.write(&format!("records/{name}"), text);
        let digits: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        listing += &format!("{digits}  {name}\n");
    }
    folder.write("records/notes.txt", "not a record");
    folder.write("records/.hidden.json", "{}");
    folder.write("list.csv", "ref,name\nL1,x\n");
    let audit = audit(&folder, &["records", "list.csv"]);
    assert_eq!(
        records(&audit),
        [
            "1 records/a.yaml 1 007",
            "2 records/b.json 1 B1",
            "3 records/c.json 1 C1",
            "5 records/c.json 3 C3",
            "9 records/g.YML 1 G1",
            "10 records/g.YML 2 G2",
            "12 list.csv 2 L1",
        ]
    );
    let counts = &audit["records"];
    assert_eq!((&counts["read"], &counts["reported"], &counts["refused"]), (&12.into(), &7.into(), &5.into()));
    let refused: Vec<String> = counts["refused_rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {} {}", row["input"].as_str().unwrap(), row["row"], row["cause"].as_str().unwrap()))
        .collect();
    assert_eq!(refused[0], "records/c.json 2 is a number, where a record is an object");
    assert!(refused[1].starts_with("records/d.json 1 line 1: this is not valid JSON"), "{refused:?}");
    assert_eq!(
        refused[2],
        "records/e.yaml 1 line 1: an anchor (`&…`) is not part of YAML as it is read here; remove the anchor"
    );
    assert_eq!(refused[3], "records/f.yml 1 the file is empty; give a record in it, or take the file away");
    assert_eq!(refused[4], "records/h.json 1 has the key `ref` twice");
    // What `sha256sum` prints for the files, in order of their names, has this hash.
    let digits: String = Sha256::digest(listing.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(audit["receipt"]["inputs"][0]["sha256"], digits.as_str());
    folder.run(&["audit", "statues.yaml", "records"]).complains(&[
        "records: a folder: 8 files of records\n",
        "records: 1 other entry not read (first: `notes.txt`)\n",
    ]);
}

#[test]
fn yaml_says_what_json_says() {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    folder.write(
        "one.yaml",
        "ref: \"7\"\nname: null\nlisted: true\ninstalled: c. 1895\nconsents:\n  - kind: planning\n  - {}\n",
    );
    let json =
        r#"{"ref": "7", "name": null, "listed": true, "installed": "c. 1895", "consents": [{"kind": "planning"}, {}]}"#;
    folder.write("one.json", json);
    let [yaml, json] = ["one.yaml", "one.json"].map(|name| {
        let mut audit = audit(&folder, &[name]);
        audit["receipt"]["inputs"] = Value::Null;
        audit
    });
    assert_eq!(yaml, json);
    // A text stays as it is written, where JSON would make a number of it.
    folder.write("zeros.yaml", "ref: 007\nname: 1.50\n");
    assert_eq!(records(&audit(&folder, &["zeros.yaml"])), ["1 - 1 007"]);
    folder.run(&["explain", "statues.yaml", "--record", "zeros.yaml"]).ends_with(0).says(&["1.50 (007)"]);
    folder.write("twice.yaml", "ref: A\nref: B\n");
    folder.run(&["audit", "statues.yaml", "twice.yaml"]).ends_with(2).complains(&["error: twice.yaml: line 2: "]);
}
