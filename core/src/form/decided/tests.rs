//! What people decide stays beside findings, in every audit and report of the session.

use crate::audit::{DecisionState, Finding};
use crate::decision::Verdict;
use crate::form::{Change, Session};
use crate::report::summary::Format;
use crate::{Date, Detail, ErrorKind, Settings, Source, load};
use serde_json::{Value, json};

const FRAMEWORK: &str = "
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-22}}
record: {noun: service, plural: services, id: ref}
sections:
  - {id: all, fields: [{id: ref, type: text}, {id: held, type: yes-no}, {id: why, type: text}]}
rules:
  - {id: look, severity: review, when: held = yes, require: words(why) > 9, cite: [house], say: 'somebody has to look: {why}', why: it cannot be reckoned}
  - {id: held, require: held is answered, cite: [house], say: nobody says, why: it has to be known}
summary: {parts: [{id: all, fields: [why]}]}
";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn session(as_of: &str) -> Session {
    let loaded = load(Source::new("a.yaml", FRAMEWORK));
    let record = json!({"ref": "A1", "held": "yes", "why": "it rained"});
    Session::brief(&loaded, Settings::new(day(as_of)), record.as_object().unwrap().clone()).unwrap()
}

fn look(session: &Session) -> String {
    let findings = session.evaluation().findings;
    findings.iter().find(|known| known.finding.rule == "look").unwrap().finding.fingerprint.clone()
}

fn state(session: &Session) -> Option<(DecisionState, String)> {
    session.decision(&look(session)).map(|decision| (decision.state, decision.verdict))
}

fn in_audit(session: &mut Session) -> Option<DecisionState> {
    let audit = session.audit(Detail::Reasons);
    let look = |finding: &&Finding| finding.rule == "look";
    audit.findings.iter().find(look).unwrap().decision.as_ref().map(|decision| decision.state)
}

#[test]
fn a_later_decision_takes_the_place_of_an_earlier_one_in_every_reader() {
    let mut session = session("2026-11-22");
    let finding = look(&session);
    assert_eq!((state(&session), in_audit(&mut session)), (None, None));
    session.decide(&finding, Verdict::Accepted, "Ann", day("2026-11-22"), "It is so.").unwrap();
    assert_eq!(state(&session), Some((DecisionState::Decided, "accepted".into())));
    session.decide(&finding, Verdict::Withdrawn, "Ann", day("2026-11-22"), "").unwrap();
    assert_eq!(state(&session), Some((DecisionState::Withdrawn, "withdrawn".into())));
    session.decide(&finding, Verdict::NotAccepted, "Ben", day("2026-11-23"), "It is not so.").unwrap();
    assert_eq!(state(&session), Some((DecisionState::Decided, "not accepted".into())));
    assert_eq!(in_audit(&mut session), Some(DecisionState::Decided), "although decided after the as-of date");
    // Its lines, read again as a file is, say the same.
    let lines = session.decisions().to_vec();
    let mut again = self::session("2026-11-22");
    again.set_decisions(lines.clone()).unwrap();
    assert_eq!(state(&again), state(&session));
    let report = again.audit(Detail::Counts).decisions.unwrap();
    assert_eq!((report.rows, report.superseded, report.problems), (3, 2, Vec::new()));
    // Another stage, day or language changes nothing of it.
    again.configure(Settings::new(day("2026-11-30"))).unwrap();
    assert_eq!(state(&again), state(&session));
    again.set_decisions(Vec::new()).unwrap();
    assert_eq!((state(&again), again.audit(Detail::Counts).decisions), (None, None));
}

#[test]
fn what_it_rests_on_may_change_and_change_back() {
    let mut session = session("2026-11-22");
    session.decide(&look(&session), Verdict::Accepted, "Ann", day("2026-11-22"), "It is so.").unwrap();
    let set = |session: &mut Session, answer: &str| {
        session.apply(&Change::Set { path: "why".into(), answer: answer.into() }).unwrap();
    };
    set(&mut session, "it snowed");
    let decision = session.decision(&look(&session)).unwrap();
    assert_eq!(decision.state, DecisionState::Stale);
    assert_eq!(decision.changed[0].to_string(), "why: was ‘it rained’, is ‘it snowed’");
    assert_eq!(in_audit(&mut session), Some(DecisionState::Stale));
    set(&mut session, "it rained");
    assert_eq!(state(&session).unwrap().0, DecisionState::Decided);
}

#[test]
fn reports_and_summaries_have_what_was_decided() {
    let mut session = session("2026-11-22");
    session.decide(&look(&session), Verdict::Accepted, "Ann", day("2026-11-22"), "I was there.").unwrap();
    let audit = session.audit(Detail::Records);
    for page in [crate::report::html(&audit), crate::report::markdown(&audit), crate::report::json(&audit)] {
        assert!(page.contains("I was there"), "{page}");
    }
    let audit = session.audit(Detail::Summary);
    let page = String::from_utf8(Format::Markdown.write(&audit)).unwrap();
    assert!(page.contains("**Decision:** accepted by Ann, 22 November 2026; I was there."), "{page}");
}

#[test]
fn what_is_no_decision_is_refused_and_changes_nothing() {
    let mut session = session("2026-11-22");
    let (finding, today) = (look(&session), day("2026-11-22"));
    let refused = |session: &mut Session, finding: &str, verdict, by: &str, reason: &str| {
        let error = session.decide(finding, verdict, by, today, reason).unwrap_err();
        assert!(session.decisions().is_empty());
        (error.kind(), error.place().to_owned())
    };
    assert_eq!(refused(&mut session, "x", Verdict::Accepted, "Ann", "").0, ErrorKind::NoSuchPlace);
    let setting = |place: &str| (ErrorKind::InvalidSetting, place.to_owned());
    assert_eq!(refused(&mut session, &finding, Verdict::Accepted, " ", ""), setting("by"));
    assert_eq!(refused(&mut session, &finding, Verdict::NotAccepted, "Ann", "n/a"), setting("reason"));
    assert_eq!(refused(&mut session, &finding, Verdict::Waived, "Ann", "for now"), setting("until"));
    assert_eq!(refused(&mut session, &finding, Verdict::DoesNotRefer, "Ann", "no"), setting("verdict"));
    for line in [json!(1), json!({"decisions": []})] {
        assert_eq!(session.set_decisions(vec![line]).unwrap_err().kind(), ErrorKind::UnreadableList);
    }
    // A line that cannot be used stands in the audit's report.
    session
        .set_decisions(vec![json!({"rule": "look", "verdict": "perhaps"}), Value::Object(Default::default())])
        .unwrap();
    let report = session.audit(Detail::Counts).decisions.unwrap();
    assert_eq!((report.rows, report.refused), (1, 1));
    assert!(!report.problems.is_empty());
}
