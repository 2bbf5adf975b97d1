//! The properties.

use super::*;
use crate::audit::Verdict;
use crate::batch::Data;
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::{Scratch, run};
use crate::ir::SlotId;
use crate::plan::Part;
use crate::value::State;
use proptest::prelude::*;
use reference::{Said, columnar};
use std::panic::AssertUnwindSafe;

/// Shows the framework and records when a property fails, as they can be put into a case.
fn shown(made: &Made, records: &[Value], check: impl FnOnce()) -> Result<(), TestCaseError> {
    match std::panic::catch_unwind(AssertUnwindSafe(check)) {
        Ok(()) => Ok(()),
        Err(cause) => {
            let cause = cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
            let records: Vec<String> = records.iter().map(Value::to_string).collect();
            Err(TestCaseError::fail(format!("{cause}\n{}\n{}", made.text, records.join("\n"))))
        }
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1500)
}

/// What fails here becomes a case by hand, so nothing is written beside the source; `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(asked.unwrap_or(cases)) }
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
    let told = regs.flat_map(|reg| (0..batch.len()).map(move |record| [0, 1, 2].map(|plane| bits::get(evaluated.plane(*reg, plane), record)))).collect();
    let verdicts = columnar(plan, batch, evaluated);
    let part = plan.evaluate(batch, &mut Scratch::default());
    let measures = part.measures.iter().flat_map(|measure| measure.all.iter().chain(measure.by.iter().flatten().flatten()).copied().collect::<Vec<_>>()).collect();
    (verdicts, told, measures)
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

    #[test]
    fn what_is_not_asked_changes_nothing(bytes in bytes()) {
        let mut choices = Choices::new(&bytes);
        let (made, plan) = plan(&mut choices, ALL, Detail::Records);
        let records = records(&mut choices, &made, 2);
        let batch = batch(&plan, &records);
        let inputs = plan.inner.inputs();
        let tracer = Tracer::new(&inputs, &batch);
        let mut without = batch.clone();
        for (index, column) in without.columns.iter_mut().enumerate() {
            for (row, state) in column.states.iter_mut().enumerate() {
                if tracer.state(SlotId::from_index(index), row) == State::NotAsked {
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
        part.verdicts.iter().zip(&plan.inner.checked.rules).filter(|(_, rule)| !rule.made_by_required).for_each(|(verdicts, _)| counts.merge(verdicts));
    }
    for verdict in Verdict::ALL {
        assert!(counts.get(verdict) * 100 > counts.total(), "{verdict}: {counts:?}");
    }
}
