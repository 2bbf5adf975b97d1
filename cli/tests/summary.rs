//! The summary of a record for those who decide.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::Folder;
use std::path::Path;

/// The worked example of the council's framework.
fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/council-eia/examples/libraries.yaml");
    path.display().to_string()
}

/// The text of a file in an archive, read by another reader than wrote it.
#[test]
fn a_summary_holds_what_members_ask_for_in_every_format() {
    let folder = Folder::new();
    let record = example();
    let run = folder.run(&[
        "audit",
        "council-eia",
        &record,
        "--as-of",
        "2027-01-25",
        "--stage",
        "sign-off",
        "--summary",
        "s.docx",
        "--summary",
        "s.html",
        "--summary",
        "s.md",
    ]);
    run.ends_with(1);
    let text = folder.read("s.md").replace('\\', "");
    for words in [
        "# Opening hours of branch libraries",
        "**Draft: not signed off.** Approved by: *not answered*",
        "| Outcome | **Not ready** |",
        "Harm with neither action nor justification (Race)",
        "| Race | Not clear yet |",
        "| Low income | Negative |",
        "| Disability: Actions 1 | Two new stops of the mobile library near sheltered housing | Head of outreach | 31 May 2027 | under way |",
        "The mobile library gets two new stops.",
        "| Kind of change | reduction |",
        "### Block, may not go on: 3 findings",
        "### For a person to judge",
        "## What these checks cannot judge",
        "Whether a mitigation works and a justification is good.",
        "| Law | Unverified |",
        "| Framework | council-eia 0.1.0 (England) |",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    // A group that is not harmed stands apart from those that may be.
    let harmed = text.split("## Who may be harmed").nth(1).unwrap().split("## ").next().unwrap();
    assert!(!harmed.contains("Sexual orientation") && harmed.contains("Sex "), "{harmed}");
    let document = folder.part("s.docx", "word/document.xml");
    assert!(document.contains("Head of outreach") && document.contains("<w:tblHeader/>"));
    assert!(
        folder.part("s.docx", "docProps/core.xml").contains("<dc:title>Opening hours of branch libraries: Summary")
    );
    assert!(folder.read("s.html").contains("<th scope=\"row\">Race</th>"));
}

#[test]
fn the_whole_record_is_every_question_that_is_asked() {
    let folder = Folder::new();
    let record = example();
    let audit = |more: &[&str]| {
        let about = ["audit", "council-eia", &record, "--as-of", "2027-01-25", "--fail-on", "never"];
        folder.run(&[&about, more].concat())
    };
    audit(&["--summary", "part.md", "--summary", "part.docx"]).ends_with(0);
    audit(&["--summary", "whole.md", "--summary", "whole.docx", "--whole"]).ends_with(0);
    let [part, whole] = ["part.md", "whole.md"].map(|name| folder.read(name));
    assert!(whole.lines().count() > part.lines().count() + 50);
    assert!(whole.contains("All answers and findings") && !part.contains("All answers and findings"));
    // Each row with what is said of it, and what is not answered.
    assert!(whole.contains("### Religion or belief\n") && whole.contains("*not answered*"));
    assert!(folder.part("whole.docx", "word/document.xml").contains("Religion or belief"));
    audit(&["--whole"]).ends_with(2).complains(&["--summary"]);
}

#[test]
fn a_profile_adds_to_the_summary_of_the_framework_it_starts_from() {
    let folder = Folder::new();
    folder
        .run(&[
            "audit",
            "council-eia-southwark-style",
            &example(),
            "--as-of",
            "2027-01-25",
            "--summary",
            "s.md",
            "--fail-on",
            "never",
            "--language",
            "cy",
        ])
        .ends_with(0);
    let text = folder.read("s.md");
    assert!(text.contains("Effect on health and well-being") && text.contains("Strategic director"), "{text}");
    assert!(text.contains("Crynodeb i'r penderfynwr") && text.contains("Pwy allai gael niwed"), "{text}");
}

#[test]
fn reports_are_in_the_language_that_is_asked_for() {
    let folder = Folder::new();
    folder.write("f.yaml", common::STATUES);
    folder.write("l.csv", "ref,name\nA1,Guy\nA2,Gladstone\n");
    let audit = |language: &str| {
        let outs = ["--out", "r.html", "--out", "r.md", "--fail-on", "never", "--language", language];
        folder.run(&[&["audit", "f.yaml", "l.csv"][..], &outs].concat()).ends_with(0);
        (folder.read("r.html"), folder.read("r.md"))
    };
    let (html, markdown) = audit("cy");
    assert!(html.contains("<html lang=\"cy-GB\">") && html.contains(">Derbynneb</h2>"), "{html}");
    assert!(html.contains("<h1><span lang=\"en\">"), "the framework is in English: {html}");
    assert!(markdown.contains("## Derbynneb\n") && markdown.contains("heb ei wirio gan gyfieithydd"), "{markdown}");
    let (html, markdown) = audit("en");
    assert!(html.contains("<html lang=\"en-GB\">") && !html.contains("<span lang="), "{html}");
    assert!(markdown.contains("## Receipt\n"), "{markdown}");
}

#[test]
fn a_list_without_a_summary_has_the_usual_form() {
    let folder = Folder::new();
    folder.write("f.yaml", common::STATUES);
    folder.write("l.csv", "ref,name\nA1,Guy\nA2,Gladstone\n");
    folder.run(&["audit", "f.yaml", "l.csv", "--summary", "s.md", "--fail-on", "never"]).ends_with(0);
    let text = folder.read("s.md");
    assert!(text.contains("the framework does not say when a record is signed off"), "{text}");
    assert!(text.contains("# Guy\n") && text.contains("# Gladstone\n"), "{text}");
}

#[test]
fn an_ending_that_says_nothing_is_refused_with_a_cure() {
    let folder = Folder::new();
    let record = example();
    let audit = |more: &[&str]| folder.run(&[&["audit", "council-eia", &record], more].concat());
    audit(&["--summary", "s.pdf"]).ends_with(2).complains(&["`s.pdf` says no format", ".md, .docx"]);
    audit(&["--out", "s.docx"]).ends_with(2).complains(&["`--summary s.docx`"]);
    audit(&[
        "--summary",
        &record.replace("libraries.yaml", "libraries.md"),
        "--summary",
        &record.replace("libraries.yaml", "libraries.md"),
    ])
    .ends_with(2)
    .complains(&["two files would be written"]);
}

/// Neither somebody to be confirmed nor a day that has not come signs anything off.
#[test]
fn what_is_not_signed_yet_is_a_draft() {
    let folder = Folder::new();
    for (by, draft) in [("C. Moore", false), ("TBC", true), ("?", true)] {
        for (on, later) in [("2026-05-01", false), ("2026-05-02", false), ("2026-05-03", true), ("TBC", true)] {
            folder.write(
                "a.json",
                format!("{{\"title\": \"X\", \"assessment-needed\": \"yes\", \"approved-by\": \"{by}\", \"approved-on\": \"{on}\"}}"),
            );
            let summary =
                ["audit", "council-eia", "a.json", "--as-of", "2026-05-02", "--summary", "a.md", "--fail-on", "never"];
            folder.run(&summary).ends_with(0);
            let text = folder.read("a.md");
            assert_eq!(text.contains("Draft: not signed off"), draft || later, "{by}, {on}: {text}");
            assert_eq!(text.contains("**Signed off.**"), !(draft || later), "{by}, {on}: {text}");
        }
    }
}

/// Where no assessment is needed, what is signed off is that decision, and what is not asked then does not stand beside it.
#[test]
fn a_decision_that_no_assessment_is_needed_is_signed_off() {
    let folder = Folder::new();
    for (on, signed) in [("", false), ("2026-05-02", true), ("2026-05-03", false)] {
        folder.write(
            "a.json",
            format!("{{\"title\": \"X\", \"assessment-needed\": \"no\", \"not-needed-agreed-by\": \"D. Shah, equality lead\", \"not-needed-agreed-on\": \"{on}\"}}"),
        );
        let summary =
            ["audit", "council-eia", "a.json", "--as-of", "2026-05-02", "--summary", "a.md", "--fail-on", "never"];
        folder.run(&summary).ends_with(0);
        let text = folder.read("a.md");
        assert_eq!(
            text.contains("**Signed off.** Agreed by the equality lead: D. Shah, equality lead"),
            signed,
            "{on}: {text}"
        );
        assert_eq!(text.contains("**Draft: not signed off.** Agreed by the equality lead"), !signed, "{on}: {text}");
        assert!(!text.contains("Approved by"), "{text}");
    }
}
