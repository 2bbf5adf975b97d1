//! The properties.

use super::*;
use crate::audit::Verdict;
use crate::batch::Data;
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::eval::{Scratch, run};
use crate::ir::SlotId;
use crate::plan::Part;
use crate::value::State;
use proptest::prelude::*;
use reference::{Said, columnar};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Shows the framework and records when a property fails, as they can be put into a case.
fn shown(made: &Made, records: &[Value], check: impl FnOnce()) -> Result<(), TestCaseError> {
    match std::panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(()) => Ok(()),
        Err(cause) => {
            let cause = cause
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default();
            let records: Vec<String> = records.iter().map(Value::to_string).collect();
            Err(TestCaseError::fail(format!("{cause}\n{}\n{}", made.text, records.join("\n"))))
        }
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1500)
}

/// What fails here becomes a case by hand, so nothing is written beside the source; `PROPTEST_CASES` asks for more.
pub(super) fn config(cases: u32) -> ProptestConfig {
    const USUAL: u32 = 256;
    let asked = ProptestConfig::default();
    ProptestConfig { failure_persistence: None, cases: if asked.cases == USUAL { cases } else { asked.cases }, ..asked }
}

/// A part of an audit of records that stand from number `first` (from 0) in the list.
fn part(plan: &Plan, records: &[Value], first: usize) -> Part {
    let mut builder = plan.batch();
    for (index, record) in records.iter().enumerate() {
        builder.add((first + index) as u64 + 1, record).unwrap();
    }
    plan.evaluate(&builder.finish(), &mut Scratch::default())
}

fn merged(parts: impl IntoIterator<Item = Part>) -> Part {
    let mut parts = parts.into_iter();
    let mut whole = parts.next().unwrap_or_default();
    parts.for_each(|part| whole.merge(part));
    whole
}

fn document(plan: &Plan, part: Part) -> String {
    serde_json::to_string(&plan.audit(part)).unwrap()
}

/// Everything that a batch says, row by row: verdicts, then outcome and tables, then measures.
fn everything(plan: &Plan, batch: &Batch) -> (Vec<Vec<Said>>, Vec<[bool; 3]>, Vec<u64>) {
    let inner = &plan.inner;
    let mut scratch = Scratch::default();
    let evaluated = run(&inner.program, &inner.parents, batch, &mut scratch);
    let regs = inner.program.outcome.iter().chain(inner.program.tables.iter().flatten());
    let told = regs
        .flat_map(|reg| {
            (0..batch.len()).map(move |record| [0, 1, 2].map(|plane| bits::get(evaluated.plane(*reg, plane), record)))
        })
        .collect();
    let verdicts = columnar(plan, batch, evaluated);
    let part = plan.evaluate(batch, &mut Scratch::default());
    let measures = part
        .measures
        .iter()
        .flat_map(|measure| {
            measure
                .all
                .counts
                .iter()
                .chain(measure.by.iter().flat_map(|by| by.options.iter().flat_map(|tally| &tally.counts)))
                .copied()
                .collect::<Vec<_>>()
        })
        .collect();
    (verdicts, told, measures)
}

/// The id, a field in a message and a derived number rest on fields that no rule reads.
#[test]
fn what_a_finding_shows_is_read_in_any_detail() {
    let text = "
language: 1
framework: a
version: 1.0.0
title: A
sources: {house: {title: House, standing: house rule}}
record: {noun: thing, plural: things, id: ref}
sections:
  - id: all
    fields:
      - {id: numbered, type: yes-no}
      - {id: ref, type: text, ask-when: numbered = yes}
      - {id: known, type: yes-no}
      - {id: place, type: text, ask-when: known = yes}
      - {id: whole, type: number}
      - {id: done, type: yes-no}
derive:
  twice: {value: whole * 2}
rules:
  - {id: not-done, require: done = yes, cite: house, say: '{place}; {twice}', why: w}
";
    let loaded = crate::load(Source::new("a.yaml", text));
    assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
    let record =
        serde_json::json!({"numbered": "no", "ref": "X1", "known": "no", "place": "Bath", "whole": 4, "done": "no"});
    for detail in [Detail::Findings, Detail::Reasons, Detail::Records] {
        let plan = loaded.plan(Settings::new(as_of()).detail(detail)).unwrap();
        let audit = plan.audit(part(&plan, std::slice::from_ref(&record), 0));
        let [finding] = audit.findings.as_slice() else { panic!("{:?}", audit.findings) };
        assert_eq!((finding.message.as_str(), finding.record.id.as_deref()), ("[not asked]; 8", None), "{detail:?}");
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_long_list_says_what_its_records_say_one_by_one(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Findings);
        let few = records(&mut choices, &made, 5);
        // More than a word of records, and as many rows of groups as the five have.
        let many: Vec<Value> = few.iter().cycle().take(140).cloned().collect();
        let one_by_one = many.iter().enumerate().map(|(index, record)| part(&plan, std::slice::from_ref(record), index));
        let (whole, joined) = (document(&plan, part(&plan, &many, 0)), document(&plan, merged(one_by_one)));
        shown(&made, &few, || assert_eq!(whole, joined))?;
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_columnar_reader_and_the_tracing_reader_agree(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let count = 1 + choices.pick(3);
        let records = records(&mut choices, &made, count);
        let batch = batch(&plan, &records);
        shown(&made, &records, || reference::compare(&plan, &batch))?;
    }

    /// However much of it is kept: what decides whether an answer counts, and what a message names, is read where no rule reads it too.
    #[test]
    fn a_finding_is_the_same_in_any_detail(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let records = records(&mut choices, &made, 2);
        let findings = |detail: Detail| {
            let inner = &plan.inner;
            let settings = inner.settings.clone().detail(detail);
            let plan = Plan::new(Arc::clone(&inner.checked), inner.sha256.clone(), settings).unwrap();
            let audit = plan.audit(part(&plan, &records, 0));
            let mut findings = audit.findings;
            findings.iter_mut().for_each(|finding| finding.because.clear());
            (findings, audit.rules, audit.outcomes)
        };
        let most = findings(Detail::Records);
        for less in [Detail::Findings, Detail::Reasons] {
            shown(&made, &records, || assert_eq!(findings(less), most))?;
        }
    }

    #[test]
    fn what_is_not_asked_or_does_not_apply_changes_nothing(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let records = records(&mut choices, &made, 2);
        let batch = batch(&plan, &records);
        let inputs = plan.inner.inputs();
        let tracer = Tracer::new(&inputs, &batch);
        let mut without = batch.clone();
        for (index, column) in without.columns.iter_mut().enumerate() {
            let slot = &inputs.checked.shape.slots[index];
            for (row, state) in column.states.iter_mut().enumerate() {
                let without = !slot.is_row && tracer.row_not_applicable(slot.domain, row) == Truth::True;
                if without || tracer.state(SlotId::from_index(index), row) == State::NotAsked {
                    *state = State::NotSupplied as u8;
                }
            }
        }
        shown(&made, &records, || assert_eq!(everything(&plan, &batch), everything(&plan, &without)))?;
    }

    #[test]
    fn an_answer_never_turns_met_into_not_met(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, Scope { states: false, inexact: true }, Detail::Records);
        let records = records(&mut choices, &made, 1);
        let before = batch(&plan, &records);
        // Any cell that is empty for another reason than that it need not be there.
        let open: Vec<(usize, usize)> = before
            .columns
            .iter()
            .enumerate()
            .flat_map(|(slot, column)| column.states.iter().enumerate().map(move |(row, state)| (slot, row, *state)))
            .filter(|(_, _, state)| *state != State::Answered as u8 && *state != State::NotApplicable as u8)
            .map(|(slot, row, _)| (slot, row))
            .collect();
        prop_assume!(!open.is_empty());
        let mut after = before.clone();
        for _ in 0..1 + choices.pick(3) {
            let which = (choices.pick(256) * 256 + choices.pick(256)) % open.len();
            let (slot, row) = open[which];
            fill(&mut after, &plan, slot, row, &mut choices);
        }
        let (before, after) = (everything(&plan, &before).0, everything(&plan, &after).0);
        for (rule, (before, after)) in plan.inner.checked.rules.iter().zip(before.iter().zip(&after)) {
            for (before, after) in before.iter().zip(after) {
                let flipped = matches!((before.0, after.0), (Verdict::Met, Verdict::NotMet) | (Verdict::NotMet, Verdict::Met));
                shown(&made, &records, || assert!(!flipped, "rule `{}`: {before:?} became {after:?}", rule.id))?;
            }
        }
    }
}

/// Puts an answer of its type into a cell.
fn fill(batch: &mut Batch, plan: &Plan, slot: usize, row: usize, choices: &mut Choices<'_>) {
    let kind = plan.inner.checked.shape.slots[slot].kind;
    let column = &mut batch.columns[slot];
    column.states[row] = State::Answered as u8;
    match &mut column.data {
        Data::None => {}
        Data::Choice(values) => values[row] = choices.pick(if kind == crate::FieldType::YesNo { 2 } else { 4 }) as u16,
        Data::Choices(values) => values[row] = 1 + choices.pick(15) as u64,
        Data::Number(values) => values[row] = [0.0, 3.0, -2.0, 10.0][choices.pick(4)],
        Data::Days(values) => values[row] = [18_321, 18_294, -25_567, 20_758][choices.pick(4)],
        Data::Years(values) => values[row] = [(1895, 1895), (1900, 1900), (1889, 1889)][choices.pick(3)],
        Data::Text(values) => values[row] = batch.texts.add(choices.of(&grammar::TEXTS[1..])),
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_batch_says_what_its_records_say_one_by_one(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let count = [1, 63, 64, 65, 200][choices.pick(5)];
        let few = records(&mut choices, &made, 7);
        let records: Vec<Value> = few.iter().cycle().take(count).cloned().collect();
        let whole = document(&plan, part(&plan, &records, 0));
        let one_by_one = merged(records.iter().enumerate().map(|(index, record)| part(&plan, std::slice::from_ref(record), index)));
        shown(&made, &few, || assert_eq!(whole, document(&plan, one_by_one)))?;
    }

    #[test]
    fn parts_merge_in_any_order_and_grouping(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Reasons);
        let records = records(&mut choices, &made, 9);
        let (first, second) = (choices.pick(10), choices.pick(10));
        let (first, second) = (first.min(second), first.max(second));
        let parts = [part(&plan, &records[..first], 0), part(&plan, &records[first..second], first), part(&plan, &records[second..], second)];
        let whole = document(&plan, part(&plan, &records, 0));
        shown(&made, &records, || {
            for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                assert_eq!(whole, document(&plan, merged(order.map(|index| parts[index].clone()))), "{order:?}");
                let rest = merged([parts[order[1]].clone(), parts[order[2]].clone()]);
                assert_eq!(whole, document(&plan, merged([parts[order[0]].clone(), rest])), "{order:?}, the last two first");
            }
        })?;
    }

    #[test]
    fn a_score_stays_within_its_limits(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let records = records(&mut choices, &made, 5);
        let audit = plan.audit(part(&plan, &records, 0));
        for number in audit.results.iter().flat_map(|result| &result.numbers) {
            if let (Some(least), Some(most)) = (number.least, number.most) {
                let low = number.low.unwrap_or(least);
                let high = number.high.unwrap_or(most);
                shown(&made, &records, || assert!(least <= low && low <= high && high <= most, "{number:?}"))?;
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_count(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Counts);
        let records = records(&mut choices, &made, 4);
        let turned: Vec<Value> = records.iter().cloned().map(turned).collect();
        let counts = |records: &[Value]| {
            let part = part(&plan, records, 0);
            (part.verdicts, part.outcome, part.tables, part.measures)
        };
        shown(&made, &records, || assert_eq!(counts(&records), counts(&turned)))?;
    }

    #[test]
    fn the_order_of_records_changes_no_count(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Counts);
        let mut records = records(&mut choices, &made, 9);
        let counts = |records: &[Value]| {
            let part = part(&plan, records, 0);
            (part.verdicts, part.outcome, part.tables, part.measures, part.states)
        };
        let before = counts(&records);
        let turn = choices.pick(9);
        records.rotate_left(turn);
        records.swap(0, 4);
        shown(&made, &records, || assert_eq!(before, counts(&records)))?;
    }
}

/// A record whose free rows come in the opposite order. Rows with names stay: of two with one name the later is the one that counts.
fn turned(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let named = items.iter().any(|item| item.get("row").is_some() || !item.is_object());
            let mut items: Vec<Value> = items.into_iter().map(turned).collect();
            if !named {
                items.reverse();
            }
            Value::Array(items)
        }
        Value::Object(members) => Value::Object(members.into_iter().map(|(key, value)| (key, turned(value))).collect()),
        other => other,
    }
}

#[test]
fn bytes_of_a_fuzzer_make_frameworks() {
    both_readers(b"plain bytes make plain frameworks");
}

/// A grammar that only ever made rules that cannot be told would hold every law.
#[test]
fn the_grammar_reaches_every_verdict() {
    let mut counts = crate::audit::VerdictCounts::default();
    let mut state = 1u64;
    for _ in 0..150 {
        let bytes: Vec<u8> = (0..1200)
            .map(|_| {
                // A plain linear congruence is random enough to choose with.
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect();
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Counts);
        let records = records(&mut choices, &made, 4);
        let part = part(&plan, &records, 0);
        part.verdicts
            .iter()
            .zip(&plan.inner.checked.rules)
            .filter(|(_, rule)| !rule.made_by_required)
            .for_each(|(verdicts, _)| counts.merge(verdicts));
    }
    for verdict in Verdict::ALL {
        assert!(counts.get(verdict) * 100 > counts.total(), "{verdict}: {counts:?}");
    }
}

/// A framework around some YAML, and the audit of one record by it.
fn audit(yaml: &str, record: &Value) -> crate::Audit {
    let text = format!(
        "language: 1\nframework: laws\nversion: 1.0.0\ntitle: Laws\nsources: {{house: {{title: House, standing: house rule}}}}\nrecord: {{noun: thing, plural: things, withheld: [wh]}}\n{yaml}"
    );
    let loaded = crate::load(Source::new("laws.yaml", text));
    let plan = loaded
        .plan(Settings::new(as_of()).detail(Detail::Records).every_verdict())
        .unwrap_or_else(|error| panic!("{error}"));
    let mut batch = plan.batch();
    batch.add(1, record).unwrap();
    plan.run(&batch.finish())
}

/// What costs nothing by columns, because each value is worked out once, must not cost 2^40 steps where it is explained.
#[test]
fn values_that_rest_on_one_another_in_many_ways_are_explained_in_bounded_work() {
    let mut yaml = String::from("sections:\n  - id: main\n    fields:\n      - {id: f0, type: yes-no}\n");
    for n in 1..=30 {
        yaml.push_str(&format!("      - {{id: f{n}, type: yes-no, ask-when: f{0} = yes or f{0} = no}}\n", n - 1));
    }
    yaml.push_str("derive:\n  d0: f30 = yes\n");
    for n in 1..=25 {
        yaml.push_str(&format!("  d{n}: (d{0} and f1 = yes) or (d{0} and f2 = yes)\n", n - 1));
    }
    yaml.push_str("rules:\n  - {id: deep, require: d25, cite: [house], say: s, why: w}\n");
    let mut record = serde_json::Map::new();
    for n in 0..30 {
        record.insert(format!("f{n}"), Value::from("yes"));
    }
    let audit = audit(&yaml, &Value::Object(record));
    assert_eq!(
        (audit.findings[0].verdict, audit.findings[0].settle.as_slice()),
        (Verdict::CannotTell, ["f30".to_owned()].as_slice())
    );
}

#[test]
fn what_is_no_rows_is_refused_by_the_name_of_its_group() {
    let yaml = "{language: 1, framework: a, version: 1.0.0, title: A, sections: [{id: claims, repeat: {min: 0}, fields: [{id: what, type: text}, {id: parts, repeat: {min: 0}, fields: [{id: n, type: integer}]}]}]}";
    let plan = crate::load(Source::new("laws.yaml", yaml)).plan(Settings::new(as_of())).unwrap();
    let refused = |record: Value| plan.batch().add(1, &record).unwrap_err().to_string();
    for (record, message) in [
        (
            serde_json::json!({"claims": "none"}),
            "under `claims` a list of rows or a map from row ids to rows is expected, and this is the text `none`",
        ),
        (
            serde_json::json!({"claims": [{"parts": ["x"]}]}),
            "invalid type: string \"x\", expected under `claims.parts` a map from field ids to answers",
        ),
        (
            serde_json::json!({"claims": true}),
            "invalid type: boolean `true`, expected under `claims` a list of rows or a map from row ids to rows",
        ),
    ] {
        assert_eq!(refused(record), format!("the record cannot be read: {message}"));
    }
}

/// Of rows that a filter leaves out no answer is asked for.
#[test]
fn what_is_named_is_of_rows_that_may_count() {
    let yaml = "sections: [{id: groups, rows: [{id: white}, {id: bme}, {id: other}], fields: [{id: n, type: integer}, {id: built, type: year}]}]\nrules:\n";
    for (require, settle) in [
        ("sum(groups.n where row = white) > 0", "groups[white].n"),
        ("every groups where row in [white, bme] has n > 0", "groups[white].n groups[bme].n"),
        ("any groups where row = bme and n > 0", "groups[bme].n"),
        ("sum(groups.n where built >= 1900) > 0", "groups[white].n groups[other].n groups[other].built"),
    ] {
        let rule = format!("  - {{id: r, require: \"{require}\", cite: [house], say: s, why: w}}\n");
        let audit = audit(
            &format!("{yaml}{rule}"),
            &serde_json::json!({"groups": {"white": {"built": 1900}, "bme": {"built": "1890s"}}}),
        );
        assert_eq!(audit.findings[0].settle.join(" "), settle, "{require}");
    }
}

/// A decade leaves `when` open and decides `require`. A year in its place decides `when`, and may leave `require` open.
#[test]
fn an_exact_answer_in_the_place_of_an_approximate_one_may_turn_what_that_decided() {
    let yaml = "\
language: 1
framework: laws
version: 1.0.0
title: Laws
sources: {house: {title: House, standing: house rule}}
record: {noun: thing, plural: things}
sections:
  - id: parts
    rows: [{id: left}, {id: right}]
    fields: [{id: built, type: year}]
rules:
  - {id: old, each: parts, when: (built + 10) >= (built + 10), require: no parts where (built != 1900), cite: [house], say: s, why: w}
";
    let plan = crate::load(Source::new("laws.yaml", yaml)).plan(Settings::new(as_of())).unwrap();
    let mut batch = plan.batch();
    batch.add(1, &serde_json::json!({"parts": {"left": {"built": "1890s"}}})).unwrap();
    let batch = batch.finish();
    let inputs = plan.inner.inputs();
    let rule = &plan.inner.checked.rules[0];
    let tracer = Tracer::new(&inputs, &batch);
    assert_eq!(tracer.settling(rule.when.as_ref(), &rule.require, rule.domain, 0), None);
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn what_is_named_settles_what_could_not_be_told(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let scope = Scope { states: choices.one_in(2), inexact: false };
        let (made, plan) = plan(&mut choices, scope, Detail::Records);
        let records = records(&mut choices, &made, 1);
        let batch = batch(&plan, &records);
        let inputs = plan.inner.inputs();
        let tracer = Tracer::new(&inputs, &batch);
        let before = everything(&plan, &batch).0;
        for (index, rule) in plan.inner.checked.rules.iter().enumerate() {
            for (row, said) in before[index].iter().enumerate() {
                let (when, require) = (rule.when.as_ref(), &rule.require);
                if said.0 != Verdict::CannotTell && said.1 != Some(Verdict::CannotTell) {
                    continue;
                }
                let Some(places) = tracer.settling(when, require, rule.domain, row) else { continue };
                for _ in 0..3 {
                    let mut answered = batch.clone();
                    places.iter().for_each(|(slot, row)| fill(&mut answered, &plan, slot.index(), *row, &mut choices));
                    // What leaves a number open is no answer's absence: a fold over approximate years, for example.
                    let after = everything(&plan, &answered).0[index][row];
                    shown(&made, &records, || assert!(after.0 != Verdict::CannotTell && after.1 != Some(Verdict::CannotTell), "rule `{}`, row {row}: {places:?} did not settle it", rule.id))?;
                }
            }
        }
    }

    #[test]
    fn no_record_breaks_the_engine(bytes in bytes(), value in any_value()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let mut records = records(&mut choices, &made, 2);
        // The value alone, in the place of a field, and in the place of a group.
        records.push(value.clone());
        for key in ["r-choice", "r-number", "r-many", "alpha", "gamma"] {
            records.push(serde_json::json!({ key: value.clone() }));
        }
        let mut builder = plan.batch();
        let mut refused = 0;
        for (index, record) in records.iter().enumerate() {
            refused += usize::from(builder.add(index as u64 + 1, record).is_err());
            // What is refused leaves nothing behind.
            prop_assert_eq!(builder.len() + refused, index + 1);
        }
        let batch = builder.finish();
        shown(&made, &records, || {
            reference::compare(&plan, &batch);
            let _ = plan.run(&batch);
        })?;
    }

    #[test]
    fn no_cell_breaks_the_engine(bytes in bytes(), cells in proptest::collection::vec((0usize..64, any_cell()), 0..60)) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let fields = plan.fields();
        let mut builder = plan.batch();
        for (number, (field, text)) in cells.iter().enumerate() {
            if number % 7 == 0 {
                builder.begin(number as u64 / 7 + 1);
            }
            builder.cell(fields[field % fields.len()].index, text);
        }
        let batch = builder.finish();
        shown(&made, &[], || {
            reference::compare(&plan, &batch);
            let _ = plan.run(&batch);
        })?;
    }

    #[test]
    fn no_text_breaks_the_reader_or_the_checker(bytes in bytes(), cuts in proptest::collection::vec((any::<usize>(), 0usize..40, any_cell()), 0..6)) {
        let mut text = grammar::framework(&mut Choices::new(&bytes), ALL).text;
        for (at, length, put) in cuts {
            let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let from = boundary(at % (text.len() + 1));
            let upto = boundary(from + length);
            text.replace_range(from..upto, &put);
        }
        let loaded = crate::load(Source::new("laws.yaml", text.as_str()));
        if let Ok(plan) = loaded.plan(Settings::new(as_of()).detail(Detail::Records)) {
            let mut batch = plan.batch();
            let _ = batch.add(1, &serde_json::json!({"r-text": "x"}));
            let _ = plan.run(&batch.finish());
        }
    }
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+0-9.,/: eE]{0,24}",
        "(c\\. ?|before |after |by )?[0-9]{2,5}(s|-[0-9]{2,4})?",
        prop::sample::select(vec![
            "",
            " ",
            "-",
            "nk",
            "wh",
            "na",
            "red",
            "RED",
            "yes",
            "NaN",
            "1e999",
            "9007199254740993",
            "29/2/2023",
            "0000-00-00",
            "'",
            "\"",
            "{",
            "[",
            ": ",
            " #",
            "&a",
            "*a",
            "!t",
            "\u{feff}",
            "\u{2028}",
            "\0"
        ])
        .prop_map(str::to_owned),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_cell().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        let key = prop_oneof![
            prop::sample::select(vec!["row", "state", "value", "age", "beta", "a-choice", "delta", "r-text"])
                .prop_map(str::to_owned),
            any_cell()
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(key, inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// More causes than are kept: the same ones stay, whichever part comes first.
#[test]
fn notes_past_the_limit_merge_in_any_order() {
    let text = "language: 1\nframework: laws\nversion: 1.0.0\ntitle: Laws\nsources: {house: {title: House, standing: house rule}}\nrecord: {noun: thing, plural: things}\n\
        sections: [{id: main, fields: [{id: name, type: text}]}]\nrules: [{id: named, require: name is answered, cite: [house], say: s, why: w}]\n";
    let plan = crate::load(Source::new("laws.yaml", text)).plan(Settings::new(as_of())).unwrap();
    let records: Vec<Value> = (0..60)
        .map(|record| {
            Value::Object(
                (0..110).map(|key| (format!("key-{}", (record * 100 + key * 59) % 6_100), Value::Null)).collect(),
            )
        })
        .collect();
    let whole = document(&plan, part(&plan, &records, 0));
    let halves = [part(&plan, &records[..25], 0), part(&plan, &records[25..], 25)];
    assert_eq!(whole, document(&plan, merged(halves.clone())));
    let [first, second] = halves;
    assert_eq!(whole, document(&plan, merged([second, first])));
    assert!(whole.contains("other causes"));
}

/// What stands in cells that are no option is named alike however the list is divided: the most frequent, and none that stands once.
#[test]
fn unread_texts_are_named_alike_however_the_list_is_divided() {
    let text = |publish: &str| {
        format!(
            "language: 1\nframework: laws\nversion: 1.0.0\ntitle: Laws\nsources: {{house: {{title: House, standing: house rule}}}}\n\
             record: {{noun: thing, plural: things}}\nlists: {{band: [low, high]}}\n\
             sections: [{{id: main, fields: [{{id: band, type: choice, of: band, label: Band}}, {{id: seen, type: yes-no}}, {{id: other, type: choice, of: [some, none]}}, {{id: places, type: choices, of: band}}]}}]\n\
             measures: [{{id: all, kind: share, of: seen = yes, by: band{publish}}}, {{id: others, kind: share, of: seen = yes, by: [other, places]}}]\n"
        )
    };
    let bands = [
        "Band 7",
        "Band 7",
        "Band 8",
        "Band 9",
        "Band 8",
        "Band 8",
        "my own words",
        "low",
        "a",
        "b",
        "c",
        "a",
        "b",
        "c",
        "Band 9",
        "#REF!",
        "#REF!",
        "z",
        "z",
    ];
    let records: Vec<Value> = (0..400usize)
        .map(|place| {
            let band = bands.get(place).copied().unwrap_or("low");
            let seen = if place < 3 { "perhaps" } else { "yes" };
            let places = if place < 4 { "low; nowhere" } else { "low" };
            serde_json::json!({"band": band, "seen": seen, "other": format!("prose {place}"), "places": places})
        })
        .collect();
    let told = |plan: &Plan, parts: Vec<Part>| {
        let mut whole = merged(parts);
        whole.cut(plan);
        let notes = plan.audit(whole).list.notes;
        notes.into_iter().map(|note| format!("{}: {} {}", note.column, note.what, note.count)).collect::<Vec<_>>()
    };
    let plan = crate::load(Source::new("laws.yaml", text(""))).plan(Settings::new(as_of())).unwrap();
    let whole = told(&plan, vec![part(&plan, &records, 0)]);
    let says = |column: &str, what: &str| whole.iter().any(|note| note.starts_with(column) && note.contains(what));
    // Of equally frequent ones the first by their letters; a sixth is not named.
    let named = "not one of the options `low`, `high`; most often ‘Band 8’ (3), ‘Band 7’ (2), ‘Band 9’ (2), ‘a’ (2), ‘b’ (2); write what is meant by an option under its `aliases`";
    assert!(says("band: ", named), "{whole:#?}");
    assert!(!whole.iter().any(|note| note.contains("own words") || note.contains("‘#REF!’")), "{whole:#?}");
    assert!(says("seen: ", "most often ‘perhaps’ (3); write `yes` or `no` in the list"), "{whole:#?}");
    assert!(says("other: ", "too many different texts to name any"), "{whole:#?}");
    // The cause has the text already.
    assert!(says("places: ", "`nowhere` is not one of the options `low`, `high`; write what"), "{whole:#?}");
    let cut: Vec<Part> = records.chunks(7).enumerate().map(|(place, some)| part(&plan, some, place * 7)).collect();
    assert_eq!(whole, told(&plan, cut.clone()));
    assert_eq!(whole, told(&plan, cut.into_iter().rev().collect()));
    // Where figures of fewer than three are withheld, so are the words of fewer than three.
    let plan = crate::load(Source::new("laws.yaml", text(", publish: 3"))).plan(Settings::new(as_of())).unwrap();
    let held = told(&plan, vec![part(&plan, &records, 0)]);
    assert!(held.iter().any(|note| note.contains("most often ‘Band 8’ (3); write")), "{held:#?}");
}
