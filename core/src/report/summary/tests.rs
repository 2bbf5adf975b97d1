//! The three formats hold the same, and nothing of a record becomes markup.

use super::{Format, docx, html, markdown};
use crate::audit::{Audit, Beside, Note, Signed};
use crate::report::fixtures;

/// The summary of a record beside which a form keeps something.
fn write_with(format: Format, audit: &Audit, beside: &Beside) -> Vec<u8> {
    let mut audit = audit.clone();
    audit.beside = Some(beside.clone());
    format.write(&audit)
}

/// The files of an archive that is stored as it is, by their names: from its directory, as readers of archives do.
fn files(archive: &[u8]) -> Vec<(String, String)> {
    let number = |at: usize, bytes: usize| {
        archive[at..at + bytes].iter().rev().fold(0usize, |number, byte| number << 8 | usize::from(*byte))
    };
    let end = archive.len() - 22;
    assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
    let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
    assert_eq!(at + number(end + 12, 4), end, "the directory ends where it says");
    let mut files = Vec::new();
    for _ in 0..count {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (size, name) = (number(at + 24, 4), number(at + 28, 2));
        let place = number(at + 42, 4);
        let title = String::from_utf8(archive[at + 46..at + 46 + name].to_vec()).unwrap();
        assert_eq!(&archive[place..place + 4], b"PK\x03\x04");
        assert_eq!(&archive[place + 14..place + 26], &archive[at + 16..at + 28], "{title}: checksum and sizes");
        let content = archive[place + 30 + name..place + 30 + name + size].to_vec();
        files.push((title, String::from_utf8(content).unwrap()));
        at += 46 + name;
    }
    files
}

/// Every tag of a well-formed document is closed in turn; returns how often each stands.
fn well_formed(name: &str, xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>'), "{name}: {text}");
        let (tag, after) = after.split_once('>').unwrap_or_else(|| panic!("{name}: an open tag"));
        rest = after;
        if tag.starts_with('?') || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(tag) => assert_eq!(open.pop(), Some(tag), "{name}"),
            None => open.push(tag.split_whitespace().next().unwrap()),
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}

#[test]
fn a_document_is_whole_and_well_formed_whatever_it_holds() {
    for (case, audit) in fixtures::all() {
        let files = files(&docx(&audit));
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        // The list of types comes first, and names every part that has one of its own.
        assert_eq!(names[0], "[Content_Types].xml", "{case}");
        for (name, content) in &files {
            well_formed(&format!("{case}: {name}"), content);
            assert!(
                !content.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}' || c == '\u{fffe}'),
                "{case}: {name}"
            );
        }
        for part in files[0].1.split("PartName=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(names.contains(&part), "{case}: {part}");
        }
        // Every address that the text points to is among its relations.
        let document = &files.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
        let relations = &files.iter().find(|(name, _)| name.ends_with("document.xml.rels")).unwrap().1;
        for id in document.split("r:id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(relations.contains(&format!("Id=\"{id}\"")), "{case}: {id}");
        }
        assert!(!relations.contains("javascript"), "{case}");
        assert_eq!(docx(&audit), docx(&audit), "{case}: the same bytes");
    }
}

#[test]
fn a_document_can_be_heard() {
    let files = files(&docx(&fixtures::typical()));
    let file = |name: &str| files.iter().find(|(known, _)| known == name).unwrap().1.as_str();
    let document = file("word/document.xml");
    let tables = document.matches("<w:tbl>").count();
    assert!(tables > 5);
    for each in ["<w:tblHeader/>", "<w:tblCaption w:val=\"", "w:firstColumn=\"1\""] {
        assert_eq!(document.matches(each).count(), tables, "{each}");
    }
    // Headings go down one level at a time.
    let levels: Vec<u32> = document
        .split("<w:pStyle w:val=\"Heading")
        .skip(1)
        .filter_map(|rest| rest.chars().next()?.to_digit(10))
        .collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    let core = file("docProps/core.xml");
    assert!(core.contains("<dc:language>en-GB</dc:language>") && core.contains("<cp:contentStatus>Draft<"), "{core}");
    assert!(file("word/styles.xml").contains("<w:lang w:val=\"en-GB\""));
    assert!(file("word/header1.xml").contains("DRAFT: NOT SIGNED OFF"));
    // Columns fill the width between the margins, and no more.
    for grid in document.split("<w:tblGrid>").skip(1).filter_map(|rest| rest.split("</w:tblGrid>").next()) {
        let widths: u64 =
            grid.split("w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<u64>().unwrap()).sum();
        assert_eq!(widths, 9_638);
    }
}

#[test]
fn the_three_formats_say_the_same() {
    let audit = fixtures::typical();
    let plain = |text: &str, breaks: &str| {
        let mut out = String::new();
        let mut tag = false;
        for c in text.replace(breaks, " ").chars() {
            match c {
                '<' => tag = true,
                '>' => {
                    tag = false;
                    out.push(' ');
                }
                c if !tag => out.push(c),
                _ => {}
            }
        }
        let out = out.replace("&#39;", "'").replace("&apos;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let page = plain(&html(&audit), "<br>");
    let word = docx(&audit);
    let word = plain(&files(&word).into_iter().find(|(name, _)| name == "word/document.xml").unwrap().1, "<w:br/>");
    let text = markdown(&audit).replace("<br>", " ").replace('\\', "");
    for words in [
        "Statue of Thomas Guy",
        "Summary for members",
        "Draft: not signed off.",
        "Agreed on: ",
        "Explain | in place with a new board",
        "https://example.org/decision",
        "cannot be read as an answer",
        "withheld",
        "Who was asked",
        "3 more rows are left out here",
        "Whether this belongs here cannot be told from what is answered: Ward panel.",
        "No view was recorded.",
        "A relocation is agreed with no listed building consent recorded",
        "Block, may not go on: 1 finding",
        "Only a person on site can judge it",
        "Whether due regard was had is for people to judge",
        "Unverified",
        "SHA-256 of the framework",
        "review-months is 24 months; the framework says 36",
    ] {
        for (format, report) in [("html", &page), ("docx", &word), ("md", &text)] {
            assert!(report.contains(words), "{format}: {words}\n{report}");
        }
    }
    // What is not asked is not there.
    for (format, report) in [("html", &page), ("docx", &word), ("md", &text)] {
        assert!(!report.contains("Consent not asked"), "{format}");
    }
    assert!(Format::ALL.into_iter().all(|format| !format.write(&audit).is_empty()));
}

#[test]
fn no_text_becomes_markup() {
    let audit = fixtures::hostile();
    let page = html(&audit);
    for never in ["<script", "<img", "href=\"javascript", "<link", " style=\""] {
        assert!(!page.contains(never), "{never}");
    }
    // A bracket with a backslash before it is only a bracket.
    let text = markdown(&audit).replace("\\]", "");
    for never in ["<script", "<img", "](javascript", "\n# heading", "| a | b |\n#"] {
        assert!(!text.contains(never), "{never}");
    }
}

#[test]
fn a_record_that_is_signed_off_is_no_draft() {
    let mut audit = fixtures::typical();
    for summary in audit.results.iter_mut().filter_map(|result| result.summary.as_mut()) {
        summary.signed_off = Some(true);
    }
    for report in [html(&audit), markdown(&audit)] {
        assert!(report.contains("Signed off.") && !report.contains("Draft"));
    }
    let files = files(&docx(&audit));
    assert!(files.iter().all(|(_, content)| !content.contains("DRAFT") && !content.contains(">Draft")));
    // Without what a summary shows nothing can be called signed off.
    audit.results.iter_mut().for_each(|result| result.summary = None);
    assert!(html(&audit).contains("Draft: this audit was made without"));
}

#[test]
fn a_form_is_a_draft_until_it_is_signed_and_the_framework_agrees() {
    let mut audit = fixtures::typical();
    audit.results.truncate(1);
    let note = Note {
        question: "What changes".into(),
        text: "<b>Say</b> when".into(),
        by: "A. Reader".into(),
        on: "22 November 2026".into(),
    };
    let unsigned = Beside { signed: None, notes: vec![note] };
    let signed = Signed { by: "C. Okafor".into(), post: "Head of service".into(), on: "23 November 2026".into() };
    let signed = Beside { signed: Some(signed), notes: Vec::new() };
    let mut written = |told: Option<bool>, beside: &Beside| {
        audit
            .results
            .iter_mut()
            .filter_map(|result| result.summary.as_mut())
            .for_each(|summary| summary.signed_off = told);
        String::from_utf8(write_with(Format::Html, &audit, beside)).unwrap()
    };
    for told in [None, Some(true), Some(false)] {
        let page = written(told, &unsigned);
        assert!(page.contains("Draft: the form is not signed.") && !page.contains("Signed off."));
        assert!(
            page.contains("Notes of reviewers")
                && page.contains("&lt;b&gt;Say")
                && page.contains("A. Reader, 22 November 2026")
        );
    }
    for told in [None, Some(true)] {
        let page = written(told, &signed);
        assert!(page.contains("Signed off.") && !page.contains("Draft") && !page.contains("Notes of reviewers"));
        assert!(page.contains("Form signed: C. Okafor, Head of service, 23 November 2026."));
    }
    assert!(written(Some(false), &signed).contains("Draft: the form is signed, but"));
}

#[test]
fn in_welsh_nothing_of_the_document_is_english() {
    let in_language = |language: &str| {
        let mut audits = fixtures::all();
        for (_, audit) in &mut audits {
            for summary in audit.results.iter_mut().filter_map(|result| result.summary.as_mut()) {
                summary.language = language.to_owned();
            }
        }
        audits
    };
    let beside = Beside {
        signed: Some(Signed { by: "Amara Okafor".into(), ..Signed::default() }),
        notes: vec![Note::default()],
    };
    let headings = |page: &str| -> Vec<String> {
        let heads = page.lines().filter(|line| line.starts_with("<h2>") || line.starts_with("<caption>"));
        let columns = page.lines().filter(|line| line.starts_with("<thead>"));
        heads.chain(columns).map(str::to_owned).collect()
    };
    let mut written = 0;
    for ((case, english), (_, welsh)) in in_language("en").iter().zip(&in_language("cy")) {
        if english.results.iter().all(|result| result.summary.is_none()) {
            continue;
        }
        written += 1;
        for format in [Format::Html, Format::Markdown] {
            assert_ne!(format.write(english), format.write(welsh), "{case}");
        }
        let page = |audit| String::from_utf8(write_with(Format::Html, audit, &beside)).unwrap();
        let (english, cymraeg) = (page(english), page(welsh));
        assert!(cymraeg.starts_with("<!DOCTYPE html>\n<html lang=\"cy-GB\">"), "{case}");
        assert!(
            cymraeg.contains("heb ei wirio gan gyfieithydd"),
            "{case}: it does not say that nobody checked the Welsh"
        );
        let (english, cymraeg) = (headings(&english), headings(&cymraeg));
        assert_eq!(english.len(), cymraeg.len(), "{case}");
        // Parts have the names that the framework gives them, whatever the language.
        let own: Vec<&str> = welsh
            .results
            .iter()
            .filter_map(|result| result.summary.as_ref())
            .flat_map(|summary| &summary.parts)
            .map(|part| part.title.as_str())
            .collect();
        // Names that are made unharmful are not found again.
        for (english, cymraeg) in english.iter().zip(&cymraeg).filter(|_| *case != "hostile") {
            assert!(english != cymraeg || own.iter().any(|title| english.contains(title)), "{case}: {english}");
        }
        let docx = files(&docx(welsh));
        let file =
            |name: &str| docx.iter().find(|(title, _)| title == name).map(|(_, content)| content.clone()).unwrap();
        assert!(file("docProps/core.xml").contains("<dc:language>cy-GB</dc:language>"), "{case}");
        assert!(file("word/styles.xml").contains("<w:lang w:val=\"cy-GB\""), "{case}");
        assert!(file("word/footer1.xml").contains("Tudalen"), "{case}");
        docx.iter().for_each(|(name, content)| well_formed(name, content));
    }
    assert!(written > 0);
}
