//! The three fixtures through every format, held against the files in `snapshots/`. `BLESS=1` rewrites them; review the difference.

use super::fixtures;
use crate::audit::Audit;

type Renderer = fn(&Audit) -> String;

/// Name of the format's snapshot files, and the renderer.
const FORMATS: [(&str, Renderer); 13] = [
    ("brief.txt", |audit| super::text(audit, &super::TextOptions { colour: false, width: 100, details: false })),
    ("details.txt", |audit| super::text(audit, &super::TextOptions { colour: true, width: 80, details: true })),
    ("json", super::json),
    ("jsonl", super::jsonl),
    ("csv", super::csv),
    ("html", super::html),
    ("md", super::markdown),
    ("cy.html", |audit| super::html(&in_welsh(audit))),
    ("cy.md", |audit| super::markdown(&in_welsh(audit))),
    ("sarif", super::sarif),
    ("xml", super::junit),
    ("summary.html", super::summary::html),
    ("summary.md", super::summary::markdown),
];

/// The same asked for in Welsh, of a framework that is in English.
fn in_welsh(audit: &Audit) -> Audit {
    let english = || "en".to_owned();
    let mut audit = Audit { language: "cy".to_owned(), spoken: english(), ..audit.clone() };
    audit.rules.iter_mut().for_each(|rule| rule.spoken = english());
    audit.outcomes.iter_mut().for_each(|outcome| outcome.spoken = english());
    audit
}

/// A report without its styles and scripts, which stand in files of their own.
fn without_style(report: &str) -> String {
    let mut out = report.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let inside = out.find(start).map(|from| from + start.len()).zip(out.find(end));
        if let Some((from, to)) = inside.filter(|(from, to)| from < to) {
            out.replace_range(from..to, "…");
        }
    }
    out
}

#[test]
#[expect(clippy::disallowed_methods, reason = "snapshots are files")]
fn reports_are_as_they_were_reviewed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/snapshots");
    let bless = std::env::var("BLESS").is_ok_and(|value| value == "1");
    if bless {
        std::fs::create_dir_all(&folder).unwrap();
    }
    let mut changed = Vec::new();
    for (name, audit) in fixtures::all() {
        for (extension, render) in FORMATS {
            let path = folder.join(format!("{name}.{extension}"));
            let now = without_style(&render(&audit));
            if bless {
                std::fs::write(&path, &now).unwrap();
            } else if std::fs::read_to_string(&path).unwrap_or_default() != now {
                changed.push(path.display().to_string());
            }
        }
    }
    assert!(changed.is_empty(), "changed; look, then run with BLESS=1: {changed:#?}");
}

#[test]
fn words_that_judge_are_not_ours() {
    let audit = fixtures::typical();
    for (format, render) in FORMATS {
        let report = render(&audit).to_lowercase();
        for word in ["compliant", "compliance", "guilty", "racist", "score"] {
            assert!(!report.contains(word), "{format}: {word}");
        }
    }
}

#[test]
fn every_report_for_people_holds_what_a_committee_needs() {
    let audit = fixtures::typical();
    for (format, render) in FORMATS.into_iter().filter(|(format, _)| matches!(*format, "details.txt" | "html" | "md")) {
        let report = render(&audit);
        for words in [
            "1,234 rows read, 1,233 assets reported, 1 refused",
            "between 40% and 56.7% (of 30: 12 yes, 13 no, 5 unknown)",
            "Statue of Thomas Guy",
            "A listed asset may not be altered without consent",
            "unverified",
            "Whether due regard was had is for people to judge",
            "5f2b5f2b",
            "a1b2a1b2",
            "review-months",
            "Only a person on site can judge it",
            "it has 9 cells where the header has 8",
        ] {
            // Text for terminals is broken into lines.
            assert!(report.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{format}: {words}");
        }
    }
}
