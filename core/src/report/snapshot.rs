//! The three fixtures through every format, held against the files in `snapshots/`. `BLESS=1` rewrites them; review the difference.

use super::fixtures;
use crate::audit::Audit;

type Renderer = fn(&Audit) -> String;

/// Name of the format's snapshot files, and the renderer.
const FORMATS: [(&str, Renderer); 9] = [
    ("brief.txt", |audit| super::text(audit, &super::TextOptions { colour: false, width: 100, details: false })),
    ("details.txt", |audit| super::text(audit, &super::TextOptions { colour: true, width: 80, details: true })),
    ("json", super::json),
    ("jsonl", super::jsonl),
    ("csv", super::csv),
    ("html", super::html),
    ("md", super::markdown),
    ("sarif", super::sarif),
    ("xml", super::junit),
];

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
            let now = render(&audit);
            if bless {
                std::fs::write(&path, &now).unwrap();
            } else if std::fs::read_to_string(&path).unwrap_or_default() != now {
                changed.push(path.display().to_string());
            }
        }
    }
    assert!(changed.is_empty(), "changed; look, then run with BLESS=1: {changed:#?}");
}
