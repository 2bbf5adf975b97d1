//! Published Algorithmic Impact Assessments, recomputed. Their answers are not in the repository: `../shared/data/eia` holds them, with the
//! scores printed in the published documents.

use due_regard::audit::{Audit, Verdict};
use due_regard::{Date, Detail, Settings, Source, load};
use due_regard_tests::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    let folder = root().join("../shared/data/eia");
    if folder.join("aia-expected-scores.csv").is_file() {
        return Some(folder);
    }
    eprintln!(
        "\n!! PUBLISHED ASSESSMENTS ARE NOT HERE ({}): nothing was recomputed and nothing was compared\n",
        folder.display()
    );
    None
}

/// The framework of a version of the questionnaire: `v0.10.0`.
fn framework_of(version: &str) -> String {
    match version {
        "v1.0.1" => "algorithmic-impact".to_owned(),
        version => format!("algorithmic-impact-{}", version.trim_start_matches('v').replace('.', "-")),
    }
}

fn audit(framework: &str, record: &str) -> Audit {
    let path = root().join("rules").join(framework).join("framework.yaml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let loaded = load(Source::new("framework.yaml", text));
    let settings = Settings::new(Date::from_ymd(2026, 11, 1).unwrap()).detail(Detail::Records).every_verdict();
    let plan = loaded.plan(settings).unwrap();
    let mut batch = plan.batch();
    batch.read(1, &mut serde_json::Deserializer::from_str(record)).unwrap();
    plan.run(&batch.finish())
}

fn number(audit: &Audit, id: &str) -> Option<f64> {
    let found = audit.results[0].numbers.iter().find(|number| number.id == id).unwrap_or_else(|| panic!("no {id}"));
    assert!(found.high <= found.most.or(found.high), "{id} exceeds its maximum: {found:?}");
    found.low.filter(|_| found.low == found.high)
}

/// The rows of a CSV without quotes, by header.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| header.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect())
        .collect()
}

/// A record with the figures printed in its published document beside its answers.
fn with_printed(record: &str, row: &BTreeMap<String, String>) -> String {
    let mut out = record.trim_end().trim_end_matches('}').to_owned();
    for what in ["raw", "mitigation", "final", "level"] {
        let printed = &row[&format!("published_pdf_{what}")];
        if !printed.is_empty() {
            out.push_str(&format!(", \"published-{what}\": {printed}"));
        }
    }
    out.push('}');
    out
}

#[test]
fn every_published_score_is_found_again() {
    let Some(folder) = folder() else { return };
    let expected = rows(&fs::read_to_string(folder.join("aia-expected-scores.csv")).unwrap());
    let mut seen = 0;
    for row in expected.iter().filter(|row| folder.join(&row["candidate_file"]).is_file()) {
        let name = &row["candidate_file"];
        let record = fs::read_to_string(folder.join(name)).unwrap();
        let audit = audit(&framework_of(&row["questionnaire_version"]), &with_printed(&record, row));
        for (id, column) in [
            ("raw-impact", "computed_raw"),
            ("mitigation", "computed_mitigation"),
            ("final", "computed_final"),
            ("level", "computed_level"),
        ] {
            assert_eq!(number(&audit, id), row[column].parse().ok(), "{name}: {id}");
        }
        let limit =
            |id: &str| audit.results[0].numbers.iter().find(|number| number.id == id).and_then(|number| number.most);
        assert_eq!(limit("raw-impact"), row["max_raw"].parse().ok(), "{name}");
        assert_eq!(limit("mitigation"), row["max_mitigation_single_phase"].parse().ok(), "{name}");
        // Where the printed figures are those of the record and its version, nothing differs; where they are not, it is said which.
        let differs: Vec<&str> = audit
            .findings
            .iter()
            .filter(|finding| finding.rule.starts_with("printed-") && finding.verdict == Verdict::NotMet)
            .map(|finding| finding.rule.as_str())
            .collect();
        match row["agrees"].as_str() {
            "true" => assert!(differs.is_empty(), "{name}: {differs:?}"),
            "false" => assert!(!differs.is_empty(), "{name}"),
            _ => {}
        }
        assert!(
            audit.list.notes.iter().all(|note| note.kind != due_regard::audit::NoteKind::UnknownKey),
            "{name}: {:?}",
            audit.list.notes
        );
        seen += 1;
    }
    eprintln!("{seen} published assessments recomputed");
    assert!(seen > 0, "the list of expected scores names no file that is here");
}

#[test]
fn the_known_disagreement_is_named() {
    let Some(folder) = folder() else { return };
    let expected = rows(&fs::read_to_string(folder.join("aia-expected-scores.csv")).unwrap());
    let row = expected.iter().find(|row| row["candidate_file"].contains("ei-ml-workload")).unwrap();
    let record = fs::read_to_string(folder.join(&row["candidate_file"])).unwrap();
    let audit = audit("algorithmic-impact-0-10-0", &with_printed(&record, row));
    let finding = |rule: &str| audit.findings.iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(finding("printed-final-differs").verdict, Verdict::NotMet);
    assert_eq!(
        finding("printed-final-differs").message,
        "Printed final: 30; the answers give 35 (raw 35, mitigation 29, final 35, level 2)"
    );
    // The duty that depends on it: level 2 asks for what level 1 does not.
    assert_eq!(finding("printed-level-differs").verdict, Verdict::NotMet);
    assert_eq!(finding("printed-mitigation-differs").verdict, Verdict::Met);
    assert_eq!(audit.results[0].outcome.as_deref(), Some("Level II"));
}

#[test]
fn a_record_of_another_version_says_what_differs() {
    let Some(folder) = folder() else { return };
    let record = fs::read_to_string(folder.join("aia-aafdfbcd-vac-disability-automation.json")).unwrap();
    let own = audit("algorithmic-impact-0-9-1", &record);
    let other = audit("algorithmic-impact-0-10-0", &record);
    let finding =
        |audit: &Audit, rule: &str| audit.findings.iter().find(|finding| finding.rule == rule).unwrap().verdict;
    assert_eq!(finding(&own, "other-version"), Verdict::Met);
    assert_eq!(finding(&other, "other-version"), Verdict::NotMet);
    // Questions that the other version does not have are named, never dropped in silence.
    let unknown: Vec<&str> = other
        .list
        .notes
        .iter()
        .filter(|note| note.kind == due_regard::audit::NoteKind::UnknownKey)
        .map(|note| note.what.as_str())
        .collect();
    assert_eq!(unknown, ["impact1", "impact2"]);
}
