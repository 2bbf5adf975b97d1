//! A real assessment that nobody here wrote down, as `nhs-ehia` reads it: the mapping of its shape, and what is found.
//!
//! The file is not part of the repository; where it is not there the test says NOT TESTED. What the mapping does is written for people in
//! `rules/nhs-ehia/README.md`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::Folder;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;

/// Row ids of the file that are written otherwise in the framework.
const ROWS: [(&str, &str); 14] = [
    ("gender_reassignment", "gender-reassignment"),
    ("marriage_civil_partnership", "marriage"),
    ("pregnancy_maternity", "pregnancy"),
    ("religion_belief", "religion"),
    ("sexual_orientation", "sexual-orientation"),
    ("looked_after_children", "looked-after-children"),
    ("criminal_justice", "criminal-justice"),
    ("substance_misuse", "substance-misuse"),
    ("low_income", "low-income"),
    ("low_literacy", "low-literacy"),
    ("deprived_areas", "deprived-areas"),
    ("rural_remote", "rural-remote"),
    ("refugees_modern_slavery", "refugees"),
    ("participant_or_expert_knowledge", "expert-knowledge"),
];

fn row(id: &Value) -> String {
    let id = id.as_str().unwrap();
    ROWS.iter().find(|(theirs, _)| *theirs == id).map_or_else(|| id.replace('_', "-"), |(_, ours)| (*ours).to_owned())
}

/// Words as they are, with spaces.
fn words(value: &Value) -> Value {
    value.as_str().map_or(Value::Null, |word| json!(word.replace('_', " ")))
}

fn yes_no(value: &Value) -> Value {
    json!(if value == true { "yes" } else { "no" })
}

fn rows(list: &Value, of: impl Fn(&Value) -> (String, Value)) -> Map<String, Value> {
    list.as_array().unwrap().iter().map(of).collect()
}

/// The record of the file in the framework's shape. What the file does not hold is left out; three things stand in the published document only:
/// that people are affected, that they need a device, and that nobody's employment changes.
fn mapped(record: &Value) -> Value {
    let characteristics = rows(&record["protected_characteristics"], |entry| {
        let impact = match (entry["positive"] == true, entry["adverse"] == true) {
            (true, true) => "mixed",
            (true, false) => "positive",
            (false, true) => "adverse",
            (false, false) => "none",
        };
        let answers =
            json!({"impact": impact, "description": entry["impact_text"], "recommendation": entry["recommendation"]});
        (row(&entry["id"]), answers)
    });
    let groups = rows(&record["health_inequality_groups"], |entry| {
        (row(&entry["id"]), json!({"impact": words(&entry["polarity"])}))
    });
    let evidence = rows(&record["evidence"], |entry| {
        (row(&entry["type"]), json!({"used": yes_no(&entry["present"]), "gap": yes_no(&entry["gap"])}))
    });
    // The file counts the outstanding issues and does not hold their words.
    let issue = json!({"issue": {"state": "not known"}});
    let issues = vec![issue; usize::try_from(record["outstanding_issues"].as_u64().unwrap()).unwrap()];
    json!({
        "title": record["name"], "author": record["author"], "published-on": record["date_published"],
        "people-affected": "yes", "digital": "yes", "about-employment": "no",
        "characteristics": characteristics, "inequality-groups": groups, "evidence": evidence, "issues": issues,
        "engaged": yes_no(&record["engagement"]["undertaken"]),
        "eliminate": words(&record["psed"]["eliminate_discrimination"]),
        "advance": words(&record["psed"]["advance_equality"]),
        "foster": words(&record["psed"]["foster_good_relations"]),
        "access": words(&record["health_inequalities"]["access"]),
        "health-outcomes": words(&record["health_inequalities"]["outcomes"]),
    })
}

#[test]
fn a_transcribed_assessment_is_found_as_an_equality_lead_would() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/eia/transcribed-hearth-ehia.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let message = format!("NOT TESTED: {} is not there\n", path.display());
        let _ = std::io::stderr().write_all(message.as_bytes());
        return;
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    let folder = Folder::new();
    folder.write("record.json", mapped(&file["record"]).to_string());
    let run = folder
        .run(&["audit", "nhs-ehia", "record.json", "--as-of", "2026-11-01", "--format", "jsonl", "--fail-on", "never"])
        .ends_with(0);
    let found: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items = |rule: &str, verdict: &str| -> Vec<&str> {
        let hits = found.iter().filter(|finding| finding["rule"] == rule && finding["verdict"] == verdict);
        hits.map(|finding| finding["item"].as_str().unwrap()).collect()
    };
    let one = [""].as_slice();
    for (rule, verdict, expected) in [
        // Nobody has agreed to it, it was published all the same, and nobody was asked.
        ("not-agreed", "not met", one),
        ("nobody-asked-without-reason", "not met", one),
        ("nothing-but-own-view", "not met", one),
        ("benefit-reasoned-not-observed", "needs a person", one),
        ("review-missing-or-late", "not met", one),
        ("combined-effect-not-considered", "not met", one),
        ("not-before-the-decision", "cannot tell", one),
        // A word that is not in the list is not guessed, and a group set aside without a reason is not answered.
        ("group-impact-not-from-list", "not met", &["inequality-groups[criminal-justice]"]),
        ("group-not-answered", "not met", &["inequality-groups[looked-after-children]"]),
        // “As above” beside an adverse impact, and a disproportion beside “no impact”.
        ("recommendation-is-stock-phrase", "needs a person", &["characteristics[sexual-orientation]"]),
        ("no-impact-and-a-difference-named", "needs a person", &["characteristics[sex]"]),
        // What was done well is not found fault with.
        ("aims-not-answered", "not met", &[]),
        ("certain-without-grounds", "needs a person", &[]),
        ("uncertain-and-no-issue", "not met", &[]),
        ("adverse-without-recommendation", "not met", &[]),
        ("figures-unsourced", "needs a person", &[]),
        ("description-copied", "needs a person", &[]),
    ] {
        assert_eq!(items(rule, verdict), expected, "{rule}: {verdict}");
    }
    assert_eq!(items("gap-without-plan", "not met").len(), 5);
    // Marriage does not apply where nobody's employment changes; the other eight have neither a source nor a reason.
    assert_eq!(items("no-evidence-without-reason", "not met").len(), 8);
}
