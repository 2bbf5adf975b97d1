//! Audits written and read back, and what happened between them.

use super::*;
use serde_json::json;

fn finding(record: &str, rule: &str, verdict: &str, decision: Option<&str>) -> serde_json::Value {
    let mut value = json!({
        "rule": rule, "severity": "major", "verdict": verdict, "would_be": null,
        "record": {"number": 1, "row": 2, "id": record, "name": format!("Name of {record}")},
        "item": "", "message": "what was found", "fix": "", "values": [], "because": [], "settle": [], "cite": [],
        "fingerprint": format!("{rule}/{record}"),
    });
    if let Some(state) = decision {
        value["decision"] = json!({"state": state, "verdict": "accepted", "until": null});
    }
    value
}

fn document(records: &[&str], findings: &[serde_json::Value]) -> Written {
    let results: Vec<_> =
        records.iter().map(|id| json!({"record": {"number": 1, "row": 2, "id": id, "name": null}})).collect();
    let text = json!({
        "schema": Audit::SCHEMA, "receipt": {"framework": {"id": "f"}, "as_of": "2026-11-01"},
        "findings": findings, "findings_left_out": 0, "results": results, "results_left_out": 0,
    });
    // The writer puts `schema` first; a map of this crate's tests orders keys by name.
    let text = format!("{{\"schema\": \"{}\",{}", Audit::SCHEMA, text.to_string().trim_start_matches('{'));
    let text = text.replacen(&format!(",\"schema\":\"{}\"", Audit::SCHEMA), "", 1);
    Written::read("a.json", text.as_bytes()).unwrap()
}

use crate::audit::Audit;

#[test]
fn each_thing_that_can_happen_is_told() {
    let old = document(
        &["A", "B", "C"],
        &[
            finding("A", "same", "not met", None),
            finding("A", "mended", "not met", None),
            finding("A", "worse", "cannot tell", None),
            finding("A", "expired", "not met", Some("waived")),
            finding("A", "stale", "needs a person", Some("decided")),
            finding("A", "decided", "needs a person", None),
            finding("A", "now-met", "not met", None),
            finding("C", "left", "not met", None),
        ],
    );
    let new = document(
        &["A", "B"],
        &[
            finding("A", "same", "not met", None),
            finding("A", "worse", "not met", None),
            finding("A", "expired", "not met", Some("expired")),
            finding("A", "stale", "needs a person", Some("stale")),
            finding("A", "decided", "needs a person", Some("decided")),
            finding("A", "now-met", "met", None),
            finding("B", "fresh", "not met", None),
        ],
    );
    let difference = difference(&old, &new);
    let told: Vec<(ChangeKind, &str)> = difference.changes.iter().map(|change| (change.kind, &*change.rule)).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::New, "fresh"),
            (ChangeKind::Reopened, "expired"),
            (ChangeKind::DecidedButChanged, "stale"),
            (ChangeKind::Changed, "worse"),
            (ChangeKind::Settled, "decided"),
            (ChangeKind::Settled, "mended"),
            (ChangeKind::Settled, "now-met"),
            (ChangeKind::Gone, "left"),
        ]
    );
    assert_eq!((difference.unchanged, difference.asks_for_attention()), (1, true));
    let page = text(&difference, false);
    assert!(
        page.contains("1 new, 1 reopened, 1 decided but changed, 1 changed, 3 settled, 1 gone, 1 unchanged."),
        "{page}"
    );
    assert!(
        page.contains("Name of A (A), expired: not met, accepted → not met, expired (accepted): what was found"),
        "{page}"
    );
    assert_eq!(csv(&difference).lines().count(), 9);
    assert!(markdown(&difference).contains("## Decided but changed (1)"));
    let value: serde_json::Value = serde_json::from_str(&json(&difference)).unwrap();
    assert_eq!(value["counts"]["decided-but-changed"], 1);
    // An audit beside itself has no changes.
    let none = super::difference(&old, &old);
    assert_eq!((none.changes.len(), none.unchanged), (0, 8));
}

#[test]
fn lines_tell_less_and_say_so() {
    let lines = |findings: &[serde_json::Value]| {
        let text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
        Written::read("a.jsonl", text.as_bytes()).unwrap()
    };
    let old = lines(&[finding("A", "x", "not met", None), finding("B", "x", "not met", None)]);
    let new = lines(&[finding("A", "y", "not met", None)]);
    let kinds: Vec<_> =
        difference(&old, &new).changes.iter().map(|change| (change.kind, change.record.clone())).collect();
    assert_eq!(
        kinds,
        [(ChangeKind::New, "A".into()), (ChangeKind::Settled, "A".into()), (ChangeKind::SettledOrGone, "B".into())]
    );
}

#[test]
fn screenings_are_compared_by_name_and_person() {
    let read = |text: &str| Written::read("s.jsonl", text.as_bytes()).unwrap();
    let line = |id: &str, person: &str, class: &str| {
        json!({"id": id, "name": "Picton Place", "candidates": [{"person": person, "class": class, "verdict": "candidate", "points": 3}]}).to_string()
    };
    let old =
        read(&[line("S1", "p", "name-only"), line("S2", "p", "name-only"), line("S3", "q", "name-only")].join("\n"));
    let new = read(&[line("S1", "p", "full-name"), line("S2", "q", "name-only")].join("\n"));
    let kinds: Vec<_> = difference(&old, &new)
        .changes
        .iter()
        .map(|change| (change.kind, change.record.clone(), change.person.clone()))
        .collect();
    assert_eq!(
        kinds,
        [
            (ChangeKind::New, "S2".into(), "q".into()),
            (ChangeKind::Changed, "S1".into(), "p".into()),
            (ChangeKind::Settled, "S2".into(), "p".into()),
            (ChangeKind::Gone, "S3".into(), "q".into()),
        ]
    );
}

#[test]
fn what_is_no_audit_is_refused_with_its_place() {
    for (text, why) in [
        ("{\"schema\": \"due-regard-audit/2\"}", "is not due-regard-audit/1"),
        ("{\"schema\": \"due-regard-audit/1\", \"receipt\": 1}", "line 1, column"),
        ("\n{\"a\": 1}\n", "line 2"),
        ("text", "line 1"),
        ("\u{0}", "line 1"),
    ] {
        let error = Written::read("x", text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let error =
        Written::read("x", format!("{}\n", finding("A", "r", "fine", None)).as_bytes()).unwrap_err().to_string();
    assert!(error.contains("`fine` is no verdict"), "{error}");
    assert!(Written::read("x", b"\xff").unwrap_err().to_string().contains("UTF-8"));
    assert!(Written::read("x", b"").unwrap().findings().is_empty());
}

/// A person, class, verdict and the state of a decision.
type Persons = (&'static str, &'static str, &'static str, &'static str);

/// A document whose records have these candidates: record, then person, class, verdict and the state of a decision.
fn screened(records: &[(&str, Option<&[Persons]>)], findings: &[serde_json::Value], left_out: u64) -> Written {
    let results: Vec<_> = records
        .iter()
        .map(|(id, candidates)| {
            let mut result = json!({"record": {"number": 1, "row": 2, "id": id, "name": format!("Name of {id}")}});
            if let Some(candidates) = candidates {
                let candidates = candidates.iter().map(|(person, class, verdict, state)| {
                    let mut one = json!({"group": "candidates", "person": person, "name": "P", "class": class, "verdict": verdict, "sentence": "why"});
                    if !state.is_empty() {
                        one["decision"] = json!({"state": state, "verdict": "refers", "until": null});
                    }
                    one
                });
                result["candidates"] = candidates.collect();
            }
            result
        })
        .collect();
    let rest = json!({
        "receipt": {"framework": {"id": "f"}, "as_of": "2026-11-01"},
        "findings": findings, "findings_left_out": 0, "results": results, "results_left_out": left_out,
    });
    let text = format!("{{\"schema\": \"{}\",{}", Audit::SCHEMA, rest.to_string().trim_start_matches('{'));
    Written::read("a.json", text.as_bytes()).unwrap()
}

fn told(difference: &Difference) -> Vec<(ChangeKind, &str, &str, &str, &str)> {
    let changes = difference.changes.iter();
    changes.map(|change| (change.kind, &*change.record, &*change.person, &*change.was, &*change.is)).collect()
}

#[test]
fn audits_tell_what_happened_to_candidates_themselves() {
    let old = screened(
        &[
            (
                "A",
                Some(&[
                    ("same", "name-only", "candidate", ""),
                    ("class", "name-only", "candidate", ""),
                    ("strength", "name-only", "candidate", ""),
                    ("decided", "full-name", "strong", ""),
                    ("stale", "full-name", "strong", "decided"),
                    ("expired", "full-name", "strong", "decided"),
                    ("settled", "name-only", "candidate", ""),
                ]),
            ),
            ("B", Some(&[("gone", "name-only", "candidate", "")])),
            ("D", None),
        ],
        &[],
        0,
    );
    let new = screened(
        &[
            (
                "A",
                Some(&[
                    ("same", "name-only", "candidate", ""),
                    ("class", "shared-name", "candidate", ""),
                    ("strength", "name-only", "strong", ""),
                    ("decided", "full-name", "strong", "decided"),
                    ("stale", "shared-name", "candidate", "stale"),
                    ("expired", "full-name", "strong", "withdrawn"),
                ]),
            ),
            ("C", Some(&[("fresh", "full-name", "strong", "")])),
            ("D", Some(&[("named", "name-only", "candidate", "")])),
        ],
        &[],
        0,
    );
    let found = difference(&old, &new);
    assert_eq!(
        told(&found),
        [
            (ChangeKind::New, "C", "fresh", "", "full-name, strong"),
            (ChangeKind::New, "D", "named", "", "name-only, candidate"),
            (
                ChangeKind::Reopened,
                "A",
                "expired",
                "full-name, strong, refers",
                "full-name, strong, withdrawn (refers)"
            ),
            (
                ChangeKind::DecidedButChanged,
                "A",
                "stale",
                "full-name, strong, refers",
                "shared-name, candidate, stale (refers)"
            ),
            (ChangeKind::Changed, "A", "class", "name-only, candidate", "shared-name, candidate"),
            (ChangeKind::Changed, "A", "strength", "name-only, candidate", "name-only, strong"),
            (ChangeKind::Settled, "A", "decided", "full-name, strong", "full-name, strong, refers"),
            (ChangeKind::Settled, "A", "settled", "name-only, candidate", ""),
            (ChangeKind::Gone, "B", "gone", "name-only, candidate", ""),
        ]
    );
    assert_eq!(found.unchanged, 1);
    assert!(found.remarks.is_empty(), "{:?}", found.remarks);
    assert!(difference(&old, &old).changes.is_empty());
}

#[test]
fn a_candidate_with_a_finding_is_told_once() {
    let about = |id: &str, verdict: &str| {
        let mut finding = finding(id, "undecided", verdict, None);
        finding["item"] = json!("candidates[p]");
        finding["fingerprint"] = json!(format!("undecided/{id}/p"));
        finding
    };
    let candidate: &[_] = &[("p", "name-only", "candidate", "")];
    let decided: &[_] = &[("p", "name-only", "candidate", "decided")];
    let old = screened(&[("A", Some(candidate)), ("B", Some(&[]))], &[about("A", "needs a person")], 0);
    let new = screened(&[("A", Some(decided)), ("B", Some(candidate))], &[about("B", "needs a person")], 0);
    let found = difference(&old, &new);
    assert_eq!(
        told(&found),
        [
            (ChangeKind::New, "B", "p", "", "needs a person"),
            (ChangeKind::Settled, "A", "p", "needs a person", "name-only, candidate, refers"),
        ]
    );
}

#[test]
fn what_an_audit_does_not_tell_of_candidates_is_not_taken_for_none() {
    let with = screened(&[("A", Some(&[("p", "name-only", "candidate", "")])), ("B", Some(&[]))], &[], 0);
    let without = screened(&[("A", None), ("B", None)], &[], 0);
    for (old, new) in [(&with, &without), (&without, &with)] {
        let found = difference(old, new);
        assert!(found.changes.is_empty(), "{found:?}");
        assert!(found.remarks.iter().any(|remark| remark.contains("whom names may refer to")), "{:?}", found.remarks);
    }
    // Only the first record's result was kept.
    let cut = screened(&[("B", Some(&[]))], &[], 1);
    let found = difference(&cut, &with);
    assert!(
        found.changes.is_empty() && found.remarks.iter().any(|remark| remark.contains("1 candidates")),
        "{found:?}"
    );
    assert_eq!(told(&difference(&with, &cut)), [(ChangeKind::SettledOrGone, "A", "p", "name-only, candidate", "")]);
}

#[test]
fn records_that_may_be_taken_for_others_are_told() {
    let line = |number: u64, id: Option<&str>| {
        let mut line = finding("A", "x", "not met", None);
        line["record"]["number"] = number.into();
        line["record"]["id"] = json!(id);
        format!("{line}\n")
    };
    let read = |lines: &[String]| Written::read("a.jsonl", lines.concat().as_bytes()).unwrap();
    let old = read(&[line(1, Some("A")), line(1, Some("A")), line(2, Some("B"))]);
    assert_eq!(difference(&old, &old).remarks, Vec::<String>::new());
    let new = read(&[line(1, Some("A")), line(2, Some("A")), line(3, None)]);
    let remarks = difference(&old, &new).remarks.join("\n");
    assert!(remarks.contains("1 record has no id") && remarks.contains("the same id (A)"), "{remarks}");
}

#[test]
fn what_is_no_audit_is_named_for_what_it_looks_like() {
    let trouble = |text: &str| Written::read("x", text.as_bytes()).unwrap_err();
    for (text, looks) in [
        ("{}", "JSON of another kind"),
        ("ref,name\n", "(CSV)"),
        ("<html>", "(HTML or XML)"),
        ("{\n\"a\": 1}", "cut off"),
    ] {
        let error = trouble(text);
        assert!(error.to_string().contains(looks), "{error}");
        assert!(std::error::Error::source(&error).is_none(), "{error:?}");
    }
}

/// A group, how many of how many, and how it compares.
type Measured<'a> = (&'a str, u64, u64, Option<(f64, &'a str)>);

/// An audit with one measure: its share of each group, and how it compares.
fn measured(groups: &[Measured<'_>]) -> Written {
    let groups: Vec<_> = groups
        .iter()
        .map(|(group, yes, among, compared)| {
            let share = *yes as f64 / *among as f64;
            let mut figure = json!({
                "by": "ethnic-group", "by_label": "Ethnic group", "group": group,
                "figure": {"among": among, "yes": yes, "no": among - yes, "unknown": 0, "universe_unknown": 0, "low": share, "high": share, "value": share},
            });
            if let Some((value, verdict)) = compared {
                figure["comparison"] = json!({"value": value, "unknown_share": 0.0, "verdict": verdict});
            }
            figure
        })
        .collect();
    let measure = json!({
        "id": "appointed", "label": "Appointed from shortlisting", "kind": "share", "of": "appointed = yes", "among": "", "note": "", "cite": [], "all": null,
        "compare": {"with": "White", "as": "ratio", "orientation": "reference-to-group", "harm": "above", "most_unknown": 0.25, "bands": []},
        "groups": groups,
    });
    let text = format!(
        "{{\"schema\": \"{}\", \"receipt\": {{\"framework\": {{\"id\": \"f\"}}}}, \"records\": {{\"noun\": [\"application\", \"applications\"]}}, \"measures\": [{measure}]}}",
        Audit::SCHEMA
    );
    Written::read("a.json", text.as_bytes()).unwrap()
}

#[test]
fn figures_stand_side_by_side_and_another_verdict_asks_for_attention() {
    let old = measured(&[
        ("White", 30, 100, None),
        ("Black", 15, 100, Some((2.0, "red"))),
        ("Asian", 25, 100, Some((1.2, "inconclusive"))),
        ("Mixed", 3, 10, Some((1.0, "inconclusive"))),
    ]);
    let same = difference(&old, &old);
    assert_eq!((same.figures.len(), same.figures_unchanged, same.asks_for_attention()), (0, 5, false));

    let new = measured(&[
        ("White", 30, 100, None),
        ("Black", 24, 100, Some((1.25, "inconclusive"))),
        ("Asian", 26, 100, Some((1.15, "inconclusive"))),
        ("Other", 2, 4, Some((0.6, "inconclusive"))),
    ]);
    let found = difference(&old, &new);
    let told: Vec<_> = found
        .figures
        .iter()
        .map(|figure| (&*figure.group, figure.was.is_empty(), figure.is.is_empty(), figure.another_verdict))
        .collect();
    assert_eq!(
        told,
        [
            ("Black", false, false, true),
            ("Asian", false, false, false),
            // A group that was not there had no verdict.
            ("Other", true, false, true),
            ("Mixed", false, true, false),
        ]
    );
    assert!(found.asks_for_attention() && found.changes.is_empty());
    let page = text(&found, false);
    for line in [
        "0 unchanged. Of 6 figures of measures 4 told otherwise, 2 with another verdict.",
        "  Appointed from shortlisting; Ethnic group: Black\n    was 15% (15 of 100). White: 2.00 times as likely as Black: red\n    is  24% (24 of 100). White: 1.25 times as likely as Black: inconclusive",
        "    is  not told\n",
        "whether they differ by more than chance is not tested",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    assert!(
        markdown(&found).contains("| 24% (24 of 100). White: 1.25 times as likely as Black | red → inconclusive |")
    );
    let csv = csv(&found);
    assert!(csv.contains("figure,,Appointed from shortlisting,appointed,,Ethnic group: Black,,"), "{csv}");
    assert!(csv.lines().all(|line| line.matches(',').count() >= 10), "{csv}");

    // Only another figure: nobody has to look.
    let new = measured(&[("White", 31, 100, None)]);
    assert!(!difference(&measured(&[("White", 30, 100, None)]), &new).asks_for_attention());
}

#[test]
fn of_findings_that_are_left_out_nothing_is_told_but_figures_are() {
    let mut old = measured(&[("White", 30, 100, None)]);
    let new = measured(&[("White", 31, 100, None)]);
    old.left_out = 3;
    let found = difference(&old, &new);
    assert_eq!((found.changes.len(), found.figures.len()), (0, 1));
    assert!(found.remarks.iter().any(|remark| remark.contains("findings are not compared")), "{:?}", found.remarks);
    // Not even of those that are there.
    let mut new = document(&["A"], &[finding("A", "x", "not met", None)]);
    assert_eq!(difference(&document(&["A"], &[]), &new).changes.len(), 1);
    new.left_out = 1;
    assert!(difference(&document(&["A"], &[]), &new).changes.is_empty());
}

#[test]
fn an_audit_without_figures_is_not_one_whose_figures_are_gone() {
    let line = format!("{}\n", finding("A", "x", "not met", None));
    let lines = Written::read("a.jsonl", line.as_bytes()).unwrap();
    let found = difference(&measured(&[("White", 30, 100, None)]), &lines);
    assert!(found.figures.is_empty(), "{found:?}");
    assert!(found.remarks.iter().any(|remark| remark.contains("figures of measures")), "{:?}", found.remarks);
}
