//! What stands beside a record is in every report of it, and in no document.

use super::{Beside, Comment, Signed};
use crate::form::Session;
use crate::report::summary::Format;
use crate::report::{html, json, markdown};
use crate::{Date, Detail, Settings, Source, load};
use serde_json::json;

const FRAMEWORK: &str = "
language: 1
framework: a
version: 1.0.0
title: A
sections:
  - id: all
    fields:
      - {id: ref, type: text, label: {en: Reference, cy: Cyfeirnod}}
      - {id: first, type: text, label: {en: Why?, cy: Pam?}, allow: [withheld]}
      - {id: second, type: text, label: {en: Why?, cy: Pam?}}
      - {id: third, type: text, label: Never, ask-when: ref = 'x'}
  - id: steps
    title: {en: Steps, cy: Camau}
    repeat: {max: 5}
    fields: [{id: who, type: text, label: {en: Who, cy: Pwy}}]
summary: {parts: [{id: all, fields: [first]}]}
";

fn session(language: &str) -> Session {
    let loaded = load(Source::new("a.yaml", FRAMEWORK));
    let record = json!({
        "ref": "=1+1", "first": {"state": "withheld", "reason": "a, \"b\""}, "second": "two\nlines", "third": "kept",
        "steps": [{"$row": "r1", "who": "Ann"}, {"$row": "r2"}]
    });
    let day = Date::from_ymd(2026, 11, 22).unwrap();
    Session::brief(&loaded, Settings::new(day).language(language), record.as_object().unwrap().clone()).unwrap()
}

fn comment(text: &str) -> Comment {
    Comment { text: text.into(), by: "B. Reader".into(), on: "2026-11-23".into() }
}

fn beside(signed: bool) -> Beside {
    let comments = [("steps[r2].who", "nobody?"), ("second", "which <b>?"), ("gone", "lost")];
    Beside {
        signed: signed.then(|| Signed { by: "A. Lee".into(), post: "Director".into(), on: "2026-11-24".into() }),
        comments: comments.into_iter().map(|(path, text)| (path.to_owned(), comment(text))).collect(),
    }
}

#[test]
fn reports_say_who_signed_or_that_it_is_a_draft_and_what_was_noted() {
    for signed in [false, true] {
        let mut session = session("en");
        let bare = session.audit(Detail::Records);
        session.set_beside(beside(signed));
        let audit = session.audit(Detail::Records);
        assert_eq!(json(&audit), json(&bare), "no part of the document");
        let notes: Vec<&str> =
            audit.beside.iter().flat_map(|beside| &beside.notes).map(|note| &*note.question).collect();
        assert_eq!(
            notes,
            ["Why? (2)", "Steps 2: Who"],
            "in the order of the form; a note without its question is not shown"
        );
        let summary = session.audit(Detail::Summary);
        let summary = String::from_utf8(Format::Html.write(&summary)).unwrap();
        for page in [html(&audit), markdown(&audit), summary] {
            assert_eq!(page.contains("Draft: the form is not signed."), !signed, "{page}");
            assert_eq!(page.contains("A. Lee, Director, 24 November 2026"), signed, "{page}");
            assert!(page.contains("nobody?") && page.contains("B. Reader, 23 November 2026"), "{page}");
            assert!(page.contains("which &lt;b&gt;?") && !page.contains("which <b>"), "{page}");
        }
        assert!(!html(&bare).contains("Draft") && !html(&bare).contains("Notes of reviewers"));
    }
}

#[test]
fn other_settings_take_nothing_away() {
    let mut session = session("en");
    session.set_beside(beside(true));
    session.configure(Settings::new(Date::from_ymd(2026, 11, 30).unwrap()).language("cy")).unwrap();
    let notes = session.audit(Detail::Counts).beside.unwrap().notes;
    assert_eq!(notes.iter().map(|note| &*note.question).collect::<Vec<_>>(), ["Pam? (2)", "Camau 2: Pwy"]);
}

#[test]
fn every_answer_is_a_line_of_the_table() {
    let mut session = session("en");
    session.set_beside(beside(false));
    let expected = "\u{feff}Place,Question,State,Answer,Reason,Note\r\n\
        ,Draft: the form is not signed.,,,,\r\n\
        ref,Reference,answered,\"'=1+1\",,\r\n\
        first,Why? (1),withheld,,\"a, \"\"b\"\"\",\r\n\
        second,Why? (2),answered,\"two\nlines\",,which <b>?\r\n\
        third,Never,not asked,kept,,\r\n\
        steps[r1].who,Steps 1: Who,answered,Ann,,\r\n\
        steps[r2].who,Steps 2: Who,not supplied,,,nobody?\r\n";
    assert_eq!(session.answers_csv(), expected);
    session.set_beside(beside(true));
    assert!(!session.answers_csv().contains("Draft"));
    let mut welsh = self::session("cy");
    welsh.set_beside(beside(false));
    let table = welsh.answers_csv();
    assert!(
        table.contains("\u{feff}Lle,Cwestiwn,Cyflwr,Ateb,Rheswm,Nodyn\r\n,Drafft: nid yw'r ffurflen wedi'i llofnodi.,"),
        "{table}"
    );
    assert!(table.contains("steps[r2].who,Camau 2: Pwy,"), "{table}");
}
