//! The laws of a record that is being filled in: what is kept from change to change is what would be worked out anew, a delta says all that changed, and
//! what takes a change back does.

use super::choices::Choices;
use super::tests::config;
use super::{ALL, as_of, grammar, records};
use crate::batch::Data;
use crate::form::{Asked, Change, Delta, Evaluation, FormFinding, Session};
use crate::ir::SlotId;
use crate::plan::{Detail, Settings};
use crate::source::Source;
use crate::value::State;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A change that can be made or not, of a record as it stands.
fn change(choices: &mut Choices<'_>, standing: &Evaluation) -> Change {
    let row = |choices: &mut Choices<'_>| match standing.rows.len() {
        0 => "gamma[r1]".to_owned(),
        rows => standing.rows[choices.pick(rows)].path.clone(),
    };
    match choices.pick(8) {
        0 => {
            let around = row(choices);
            let group = ["alpha".to_owned(), "gamma".to_owned(), format!("{around}.beta"), format!("{around}.delta")];
            let group = group[choices.pick(4)].clone();
            let id = (!choices.one_in(2)).then(|| choices.of(&["own", "more", "age"]).to_owned());
            Change::AddRow { group, id, at: None, content: None }
        }
        1 => Change::RemoveRow { row: row(choices) },
        2 => Change::MoveRow { row: row(choices), to: choices.pick(3) },
        3 => Change::All { changes: vec![change(choices, standing), change(choices, standing)] },
        _ if standing.questions.is_empty() => Change::Keep { key: "$kept".into(), value: json!(1) },
        _ => {
            let question = &standing.questions[choices.pick(standing.questions.len())];
            let answer = match choices.pick(9) {
                0 => Value::Null,
                1 => json!({"state": "not known", "reason": "nobody asked"}),
                2 => json!({"state": "not applicable"}),
                3 => json!(choices.pick(40)),
                4 => json!(choices.one_in(2)),
                5 => json!([choices.of(&grammar::OPTIONS)]),
                6 => json!("2026-10-05"),
                7 => json!(choices.of(&grammar::TEXTS)),
                _ => json!(choices.of(&grammar::OPTIONS)),
            };
            Change::Set { path: question.path.clone(), answer }
        }
    }
}

/// What a reader of the batch of a session can see: every state, the answers of cells that have one, what cannot be read, and what was noticed.
fn seen(session: &mut Session) -> String {
    let batch = session.batch();
    let mut seen = String::new();
    for (index, column) in batch.columns.iter().enumerate() {
        let slot = SlotId::from_index(index);
        for row in 0..column.states.len() {
            let state = batch.state(slot, row);
            seen += &format!("{index}[{row}] {state}");
            if state == State::Answered {
                seen += &match &column.data {
                    Data::None => String::new(),
                    Data::Choice(values) => format!(" {}", values[row]),
                    Data::Choices(values) => format!(" {:b}", values[row]),
                    Data::Number(values) => format!(" {}", values[row]),
                    Data::Days(values) => format!(" day {}", values[row]),
                    Data::Years(values) => format!(" {:?}", values[row]),
                    Data::Text(_) => format!(" {:?}", batch.text(slot, row)),
                };
            }
            seen += "\n";
        }
    }
    let mut noticed: Vec<String> = batch.noticed.iter().map(|noticed| format!("{noticed:?}")).collect();
    noticed.sort();
    seen += &format!("{noticed:?}\n{:?}\n{:?}\n", batch.invalid, batch.named_rows);
    seen + &batch
        .domains
        .iter()
        .map(|rows| format!("{} {:?} {:?}\n", rows.len, rows.offsets, rows.parents))
        .collect::<String>()
}

/// What a record holds, without groups and fixed rows in which nothing stands: a change may make them. A blank in the place of an answer is no such
/// nothing, for rules tell it from what is not there.
fn held(value: &Value) -> Value {
    let may_be_made = |key: &str| {
        let groups = grammar::DOMAINS.iter().filter_map(|(path, ..)| path.rsplit('.').next());
        groups.chain(grammar::FIXED.concat()).any(|known| known == key)
    };
    let is_empty = |value: &Value| [json!(null), json!({}), json!([])].contains(value);
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| (key.clone(), held(value)));
            Value::Object(entries.filter(|(key, value)| !(may_be_made(key) && is_empty(value))).collect())
        }
        Value::Array(rows) => rows.iter().map(held).collect(),
        other => other.clone(),
    }
}

/// What was there before, with all that a delta says.
fn changed(before: &Evaluation, delta: &Delta) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let keyed = |evaluation: &Evaluation| -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
        let questions = evaluation.questions.iter().map(|one| (one.path.clone(), json!(one)));
        let findings = evaluation.findings.iter().map(|one| (one.finding.fingerprint.clone(), unnamed(one)));
        (questions.collect(), findings.collect())
    };
    let (mut questions, mut findings) = keyed(before);
    delta.gone.iter().for_each(|path| drop(questions.remove(path)));
    questions.extend(delta.questions.iter().map(|one| (one.path.clone(), json!(one))));
    delta.findings.removed.iter().for_each(|fingerprint| drop(findings.remove(fingerprint)));
    let said = delta.findings.added.iter().chain(&delta.findings.changed);
    findings.extend(said.map(|one| (one.finding.fingerprint.clone(), unnamed(one))));
    (questions, findings)
}

/// What a session says that leaves reasons to whoever asks for them.
fn without_reasons(mut evaluation: Evaluation) -> Evaluation {
    evaluation.findings.iter_mut().for_each(|finding| finding.finding.because.clear());
    evaluation
}

/// A finding without its record: that this has another name is no change of a finding.
fn unnamed(finding: &FormFinding) -> Value {
    let mut finding = json!(finding);
    finding.as_object_mut().unwrap().remove("record");
    finding
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn a_session_says_what_a_fresh_one_would(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        let mut choices = Choices::new(&bytes);
        let made = grammar::framework(&mut choices, ALL);
        let settings = match choices.pick(3) {
            0 => Settings::new(as_of()),
            stage => Settings::new(as_of()).stage(["draft", "submit"][stage - 1]),
        };
        let loaded = crate::load(Source::new("laws.yaml", made.text.as_str()));
        let Value::Object(record) = records::record(&mut choices, &made.fields) else { unreachable!() };
        let mut session = Session::new(&loaded, settings.clone(), record).unwrap();
        for _ in 0..6 {
            let before = session.evaluation();
            let stood = session.record().clone();
            let change = change(&mut choices, &before);
            let Ok(delta) = session.apply(&change) else {
                prop_assert_eq!(held(&json!(session.record())), held(&json!(stood)), "{:?}\n{}", change, made.text);
                continue;
            };
            let now = session.evaluation();
            let mut fresh = Session::new(&loaded, settings.clone(), session.record().clone()).unwrap();
            prop_assert_eq!(&now, &fresh.evaluation(), "{:?}\n{}\n{}", change, made.text, session.record_text());
            prop_assert_eq!(seen(&mut session), seen(&mut fresh), "{:?}\n{}", change, made.text);
            // The findings are those of the audit, and the text of the record is read as the record.
            let audit = fresh.audit(Detail::Records);
            let findings: Vec<_> = now.findings.iter().map(|finding| finding.finding.clone()).collect();
            prop_assert_eq!(&findings, &audit.findings);
            // How much is kept of an audit changes nothing about what is found.
            let mut less = fresh.audit(Detail::Reasons).findings;
            prop_assert_eq!(&less, &audit.findings);
            less.iter_mut().for_each(|finding| finding.because.clear());
            let mut least = fresh.audit(Detail::Findings).findings;
            least.iter_mut().for_each(|finding| finding.because.clear());
            prop_assert_eq!(least, less);
            prop_assert_eq!(serde_json::from_str::<Value>(&session.record_text()).unwrap(), json!(session.record()));
            // Nothing changed that the delta does not say; fingerprints may stand twice where row names do.
            let after: BTreeMap<String, Value> = now.questions.iter().map(|one| (one.path.clone(), json!(one))).collect();
            prop_assert_eq!(&changed(&before, &delta).0, &after);
            let after: BTreeMap<String, Value> =
                now.findings.iter().map(|one| (one.finding.fingerprint.clone(), unnamed(one))).collect();
            prop_assert_eq!(&changed(&before, &delta).1, &after);
            // Every question can be asked for and answered by its path, and what comes next is among those that are asked.
            for question in &now.questions {
                prop_assert!(session.get(&question.path).is_ok(), "{}", question.path);
            }
            for next in session.next(100) {
                let asked = now.questions.iter().find(|question| question.path == next.path).map(|question| question.asked);
                prop_assert_eq!(asked, Some(Asked::Yes));
            }
            prop_assert_eq!(
                now.sections.iter().map(|section| section.questions).sum::<u32>() as usize,
                now.questions.iter().filter(|question| question.asked == Asked::Yes).count()
            );
            if choices.one_in(2) {
                session.apply(&delta.inverse).unwrap();
                prop_assert_eq!(held(&json!(session.record())), held(&json!(stood)), "{:?}\n{}", change, made.text);
                prop_assert_eq!(session.evaluation().verdicts, before.verdicts, "{:?}\n{}", change, made.text);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    /// Typing: the same few questions answered again and again with texts of all kinds, spaces at their edges and placeholders among them. What was worked out for
    /// one key press is kept for the next, so that a thing that is kept too long shows itself here.
    #[test]
    fn typing_says_what_a_fresh_session_would(bytes in proptest::collection::vec(any::<u8>(), 0..1800)) {
        let mut choices = Choices::new(&bytes);
        let made = grammar::framework(&mut choices, ALL);
        let loaded = crate::load(Source::new("laws.yaml", made.text.as_str()));
        let Value::Object(record) = records::record(&mut choices, &made.fields) else { unreachable!() };
        let settings = Settings::new(as_of());
        let mut session = Session::new(&loaded, settings.clone(), record.clone()).unwrap();
        let mut brief = Session::brief(&loaded, settings.clone(), record).unwrap();
        let questions = session.evaluation().questions;
        prop_assume!(!questions.is_empty());
        let some: Vec<String> = (0..3).map(|_| questions[choices.pick(questions.len())].path.clone()).collect();
        for _ in 0..10 {
            let path = some[choices.pick(3)].clone();
            let mut typed = String::new();
            for _ in 0..=choices.pick(3) {
                typed += choices.of(&grammar::TEXTS);
                typed += choices.of(&["", " ", ".", " 2019 "]);
            }
            let answer = match choices.pick(8) {
                0 => json!(choices.of(&grammar::OPTIONS)),
                1 => json!(choices.of(&["n/a", " - ", "unknown", "2026-10-05", " 12"])),
                2 => Value::Null,
                3 => json!(choices.pick(9)),
                _ => json!(typed),
            };
            let before = session.evaluation();
            let change = Change::Set { path: path.clone(), answer: answer.clone() };
            let delta = session.apply(&change).unwrap();
            let now = session.evaluation();
            // The same without reasons, which are there for whoever asks.
            let told = brief.apply(&change).unwrap();
            prop_assert_eq!(&brief.evaluation(), &without_reasons(now.clone()));
            let named = |findings: &[FormFinding]| -> BTreeMap<String, Value> {
                findings.iter().map(|one| (one.finding.fingerprint.clone(), unnamed(one))).collect()
            };
            prop_assert_eq!(changed(&without_reasons(before.clone()), &told).1, named(&brief.evaluation().findings));
            if let Some(finding) = now.findings.get(choices.pick(now.findings.len().max(1))) {
                let why = session.explain(&finding.finding.fingerprint);
                prop_assert!(why.as_ref().is_some_and(|why| why.because == why.finding.finding.because));
                prop_assert_eq!(brief.explain(&finding.finding.fingerprint), why);
            }
            let mut fresh = Session::new(&loaded, settings.clone(), session.record().clone()).unwrap();
            prop_assert_eq!(&now, &fresh.evaluation(), "{}: {:?}\n{}\n{}", path, answer, made.text, session.record_text());
            prop_assert_eq!(seen(&mut session), seen(&mut fresh), "{}: {:?}\n{}", path, answer, made.text);
            prop_assert_eq!((delta.verdicts, &delta.outcome), (now.verdicts, &now.outcome));
            let pages: Vec<_> = now.sections.iter().filter(|now| !before.sections.contains(now)).cloned().collect();
            prop_assert_eq!(&delta.sections, &pages);
            let after: BTreeMap<String, Value> = now.questions.iter().map(|one| (one.path.clone(), json!(one))).collect();
            prop_assert_eq!(&changed(&before, &delta).0, &after);
            let after: BTreeMap<String, Value> =
                now.findings.iter().map(|one| (one.finding.fingerprint.clone(), unnamed(one))).collect();
            prop_assert_eq!(&changed(&before, &delta).1, &after);
            // And no more is said than that.
            let told = |finding: &&FormFinding| before.findings.iter().any(|one| unnamed(one) == unnamed(finding) && one.finding.fingerprint == finding.finding.fingerprint);
            prop_assert_eq!(delta.findings.changed.iter().find(told), None);
        }
    }
}

/// A blank in the record is *missing*, no key at all is *not supplied*, and a field may stand under another of its names: what takes an answer back brings
/// back which it was.
#[test]
fn taking_an_answer_back_leaves_what_stood_there_and_no_more() {
    let text = r#"
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: House rule, standing: house rule}}
sections:
  - {id: one, fields: [{id: why, type: text, aliases: [reason, because]}]}
  - {id: impacts, rows: [{id: age}], fields: [{id: deed, type: text}]}
rules:
  - {id: never-given, require: why is not supplied, cite: house, say: x, why: w}
  - {id: left-blank, require: why is missing, cite: house, say: x, why: w}
  - {id: told, require: why = 'old', cite: house, say: x, why: w}
  - {id: no-deed, each: impacts, require: deed is not supplied, cite: house, say: x, why: w}
"#;
    let loaded = crate::load(Source::new("a.yaml", text));
    let age = |deed: Value| json!({"why": "old", "impacts": {"age": {"deed": deed}}});
    for (record, path) in [
        (json!({}), "why"),
        (json!({"why": "old"}), "why"),
        (json!({"why": {"state": "withheld", "reason": "r"}}), "why"),
        (json!({"why": null}), "why"),
        (json!({"why": ""}), "why"),
        (json!({"why": " "}), "why"),
        (json!({"why": []}), "why"),
        (json!({"why": {"state": "missing"}}), "why"),
        (json!({"why": {"state": "missing", "reason": "r"}}), "why"),
        (json!({"why": "x".repeat((1 << 20) + 1)}), "why"),
        (json!({"reason": "old"}), "why"),
        (json!({"reason": null}), "why"),
        (json!({"because": "older", "reason": "old"}), "why"),
        (json!({"because": "older", "reason": "old", "why": null}), "why"),
        (age(json!({"state": "missing"})), "impacts[age].deed"),
        (age(json!("done")), "impacts[age].deed"),
    ] {
        let Value::Object(record) = record else { unreachable!() };
        for answer in [json!("new"), json!(""), json!({"state": "not known"}), json!(null)] {
            let mut session = Session::new(&loaded, Settings::new(as_of()), record.clone()).unwrap();
            let (stood, before) = (session.record_text(), session.evaluation());
            let set = |path: &str, answer: &Value| Change::Set { path: path.into(), answer: answer.clone() };
            // Alone, with another change before it, and twice: as data, which is how undo lists keep it.
            for change in [
                set(path, &answer),
                Change::All {
                    changes: vec![set("why", &json!("first")), set(path, &answer), set(path, &json!("last"))],
                },
            ] {
                let delta = session.apply(&change).unwrap();
                let made = (session.record_text(), session.evaluation());
                let back: Change = serde_json::from_str(&serde_json::to_string(&delta.inverse).unwrap()).unwrap();
                let undone = session.apply(&back).unwrap();
                assert_eq!(
                    (session.record_text(), session.evaluation()),
                    (stood.clone(), before.clone()),
                    "{change:?}"
                );
                session.apply(&undone.inverse).unwrap();
                assert_eq!((session.record_text(), session.evaluation()), made, "{change:?}");
                session.apply(&back).unwrap();
            }
        }
    }
    // It brings back what belongs to the field, and nothing else.
    let mut session = Session::new(&loaded, Settings::new(as_of()), Map::new()).unwrap();
    for (path, key) in [("why", "deed"), ("why", "$kept"), ("deed", "deed"), ("impacts[age]", "deed")] {
        let held = Map::from_iter([(key.to_owned(), json!("x"))]);
        assert!(session.apply(&Change::Restore { path: path.into(), held }).is_err(), "{path}: {key}");
        assert_eq!((session.record_text().as_str(), session.revision()), ("{}", 0));
    }
}

/// Another name of a field that is the id of another one, or of a group, belongs to that; and where a field stands under several names, one reads of it
/// what the rules see.
#[test]
fn an_answer_takes_the_place_of_its_own_field_only() {
    let text = r#"
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: House rule, standing: house rule}}
sections:
  - id: one
    fields:
      - {id: why, type: text, aliases: [deed, reason, impacts, because]}
      - {id: deed, type: text, aliases: [reason, cause]}
  - {id: impacts, rows: [{id: age}], fields: [{id: told, type: text}]}
rules:
  - {id: old, require: why = 'old' and deed = 'done', cite: house, say: x, why: w}
"#;
    let loaded = crate::load(Source::new("a.yaml", text));
    let begin = |record: Value| {
        let Value::Object(record) = record else { unreachable!() };
        Session::new(&loaded, Settings::new(as_of()), record).unwrap()
    };
    let rest = json!({"cause": "none", "deed": "done", "impacts": {"age": {"told": "x"}}, "reason": "old"});
    let mut session = begin(rest.clone());
    assert_eq!((session.get("why").unwrap(), session.get("deed").unwrap()), (json!("old"), json!("done")));
    assert_eq!(session.evaluation().verdicts.met, 1);
    let delta = session.apply(&Change::Set { path: "why".into(), answer: "new".into() }).unwrap();
    let now = json!({"cause": "none", "deed": "done", "impacts": {"age": {"told": "x"}}, "why": "new"});
    assert_eq!(json!(session.record()), now);
    session.apply(&Change::Set { path: "deed".into(), answer: Value::Null }).unwrap();
    assert_eq!(json!(session.record()), json!({"impacts": {"age": {"told": "x"}}, "why": "new"}));
    session.apply(&delta.inverse).unwrap();
    assert_eq!(session.get("why").unwrap(), "old");

    // In whatever order the framework names them.
    for (record, why, met) in [
        (json!({"because": "older", "reason": "old", "deed": "done"}), json!("old"), 1),
        (json!({"because": "old", "reason": "older", "deed": "done"}), json!("older"), 0),
        (json!({"reason": "old", "why": "new", "deed": "done"}), json!("new"), 0),
        (json!({"reason": "old", "why": null, "deed": "done"}), json!(null), 0),
    ] {
        let session = begin(record);
        assert_eq!((session.get("why").unwrap(), session.evaluation().verdicts.met), (why, met));
    }
}

/// The quick way is taken where it may be: what decides nothing about what is asked leaves all rows as they are, and what decides something does not.
#[test]
fn typing_looks_again_at_what_it_reaches_and_no_more() {
    let text = r#"
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: House rule, standing: house rule}}
sections:
  - {id: one, fields: [{id: held, type: yes-no}, {id: why, type: text}, {id: held-on, type: date, ask-when: held = yes}, {id: note, type: text}]}
rules:
  - {id: code, when: why is answered, require: "why matches '^[A-Z]+$'", cite: house, say: '{why}', why: w}
  - {id: noted, require: note is answered, cite: house, say: x, why: w}
outcome: [{is: wrong, when: rule code is not met}, {is: right}]
"#;
    let loaded = crate::load(Source::new("a.yaml", text));
    let mut session = Session::new(&loaded, Settings::new(as_of()), Map::new()).unwrap();
    let mut set = |path: &str, answer: &str| {
        let delta = session.apply(&Change::Set { path: path.into(), answer: answer.into() }).unwrap();
        let fresh = Session::new(&loaded, Settings::new(as_of()), session.record().clone()).unwrap();
        assert_eq!(session.evaluation(), fresh.evaluation());
        (delta, session.looked_again())
    };
    let (delta, again) = set("why", "abc");
    assert!(again);
    assert_eq!(delta.findings.added.len(), 1);
    assert_eq!(delta.outcome.unwrap().is, "Wrong");
    let (delta, again) = set("why", "abcd");
    assert!(again);
    assert_eq!(delta.findings.changed.len(), 1);
    let (delta, again) = set("why", "ABC");
    assert!(again);
    assert_eq!((delta.findings.removed.len(), delta.outcome.unwrap().is.as_str()), (1, "Right"));
    let (delta, again) = set("held", "yes");
    assert!(!again);
    assert_eq!(delta.now_asked, ["held-on"]);
}

/// A key press in one row leaves the findings of the others, but for what looks at several rows, and what each row's findings say stays right.
#[test]
fn typing_in_a_row_reaches_what_looks_at_other_rows() {
    let text = r#"
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: House rule, standing: house rule}}
sections:
  - {id: about, fields: [{id: held, type: yes-no}]}
  - {id: impacts, rows: [{id: age}, {id: race}, {id: sex}], fields: [{id: why, type: text}, {id: deed, type: text}]}
derive:
  told: count(impacts where why is answered)
rules:
  - {id: shout, each: impacts, when: why is answered, require: "why matches '^[A-Z ]+$'", cite: house, say: '{row}: {why}', why: w}
  - {id: copied, each: impacts, require: similarity-to-others(why) < 0.8, cite: house, say: '{row} as {match}: {why}', why: w}
  - {id: told-all, each: impacts, require: told > 2, cite: house, say: '{row} of {told}', why: w}
  - {id: long, each: impacts, when: why is answered, require: words(why) - 2 > length(why) / 9, cite: house, say: '{row}: {why}', why: w}
  - {id: seen, each: impacts, when: deed is answered, require: why = deed or (any impacts where why = 'ONE'), cite: house, say: '{row}: {deed}', why: w}
outcome: [{is: wrong, when: rule told-all is not met}, {is: right}]
"#;
    let loaded = crate::load(Source::new("a.yaml", text));
    let mut session = Session::new(&loaded, Settings::new(as_of()), Map::new()).unwrap();
    let mut again = 0;
    for (path, answer) in [
        ("impacts[age].why", "One two three"),
        ("impacts[race].why", "FOUR FIVE"),
        ("impacts[race].deed", "One two three"),
        ("impacts[race].why", "One two THREE"),
        ("impacts[sex].why", "one two three"),
        ("impacts[age].why", "One two three four five six"),
        ("impacts[age].why", "ONE"),
        ("impacts[sex].deed", "ONE"),
        ("impacts[sex].why", ""),
        ("impacts[race].why", "ONE"),
        ("impacts[age].why", "one"),
    ] {
        let before = session.evaluation();
        let delta = session.apply(&Change::Set { path: path.into(), answer: answer.into() }).unwrap();
        again += usize::from(session.looked_again());
        let fresh = Session::new(&loaded, Settings::new(as_of()), session.record().clone()).unwrap();
        assert_eq!(session.evaluation(), fresh.evaluation(), "{path}: {answer}");
        let after: BTreeMap<String, Value> =
            fresh.evaluation().findings.iter().map(|one| (one.finding.fingerprint.clone(), unnamed(one))).collect();
        assert_eq!(changed(&before, &delta).1, after, "{path}: {answer}");
    }
    assert_eq!(again, 11);
}
