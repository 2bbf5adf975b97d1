//! What would change a result: single answers that would give a record another outcome, those that change its scores least first.

use super::Plan;
use super::reasons::{numbers, tables};
use super::template::{label, option_label, place};
use crate::audit::{NumberResult, TableReason, Turn};
use crate::batch::{Batch, Data};
use crate::eval::trace::Tracer;
use crate::eval::{Scratch, run};
use crate::ir::{RECORD, SlotId};
use crate::value::State;

/// Answers tried for one record, and those that are named.
const MOST_TRIES: usize = 4_000;
const MOST_TURNS: usize = 24;

/// What one try gives.
struct Results {
    tables: Vec<TableReason>,
    numbers: Vec<NumberResult>,
}

impl Plan {
    /// The single answers that would give a record another outcome or another result of a shown table: each option of each choice that is asked is
    /// tried in the place of the answer that stands there. Those that change the shown scores least come first: the answers nearest to a boundary.
    ///
    /// `record` is the record's place in the batch, from 0. At most 4,000 answers are tried and 24 named.
    ///
    /// ```
    /// use due_regard::{Date, Detail, Settings, Source, load};
    /// let loaded = load(Source::new("a.yaml", "
    /// language: 1
    /// framework: a
    /// version: 1.0.0
    /// title: A
    /// sections: [{id: all, fields: [{id: harm, type: choice, of: [{id: little, numbers: {points: 1}}, {id: great, numbers: {points: 4}}]}]}]
    /// derive: {harm-score: {show: true, add: points}}
    /// outcome: [{is: low, when: harm-score <= 1}, {is: high}]
    /// "));
    /// let plan = loaded.plan(Settings::new(Date::from_ymd(2026, 11, 1).unwrap()).detail(Detail::Records))?;
    /// let mut batch = plan.batch();
    /// batch.add(1, &std::collections::BTreeMap::from([("harm", "little")]))?;
    /// let turns = plan.what_would_change(&batch.finish(), 0);
    /// assert_eq!((turns[0].answer.as_str(), turns[0].becomes.as_str()), ("great", "High"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn what_would_change(&self, batch: &Batch, record: usize) -> Vec<Turn> {
        let inner = &self.inner;
        let language = &inner.settings.language;
        let inputs = inner.inputs();
        let tracer = Tracer::new(&inputs, batch);
        let mut scratch = Scratch::default();
        let before = self.results(batch, record, &mut scratch);
        let mut left = MOST_TRIES;
        let mut found: Vec<(f64, Turn)> = Vec::new();
        for (index, info) in inner.checked.shape.slots.iter().enumerate() {
            let slot = SlotId::from_index(index);
            let Some(list) = info.list.and_then(|list| inner.checked.shape.lists.get(list.index())) else { continue };
            let rows = if info.domain == RECORD {
                record..record + 1
            } else {
                crate::eval::group_rows(batch, info.domain, record, &inner.parents)
            };
            for row in rows {
                if info.is_row
                    || info.filled
                    || matches!(tracer.state(slot, row), State::NotAsked | State::NotApplicable)
                {
                    continue;
                }
                for (option, known) in list.options.iter().enumerate() {
                    if left == 0 {
                        break;
                    }
                    let Some(changed) = with(batch, slot, row, option) else { continue };
                    left -= 1;
                    let after = self.results(&changed, record, &mut scratch);
                    let moved = distance(&before.numbers, &after.numbers);
                    for (was, is) in before.tables.iter().zip(&after.tables).filter(|(was, is)| was.is != is.is) {
                        let answer = option_label(&known.label, &known.id, language);
                        let answer = match batch.columns.get(slot.index()).map(|column| &column.data) {
                            Some(Data::Choices(values)) => {
                                let chosen = tracer.state(slot, row) == State::Answered
                                    && values.get(row).is_some_and(|set| {
                                        u32::try_from(option)
                                            .ok()
                                            .and_then(|option| set.checked_shr(option))
                                            .unwrap_or(0)
                                            & 1
                                            == 1
                                    });
                                if chosen { format!("without {answer}") } else { format!("with {answer}") }
                            }
                            _ => answer,
                        };
                        let turn = Turn {
                            field: place(inner, &tracer, slot, row),
                            label: label(&info.label, &info.id, language),
                            now: now(&tracer, slot, row, language),
                            answer,
                            table: was.table.clone(),
                            is: was.is.clone(),
                            becomes: is.is.clone(),
                        };
                        found.push((moved, turn));
                    }
                }
            }
        }
        found.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        found.into_iter().map(|(_, turn)| turn).take(MOST_TURNS).collect()
    }

    fn results(&self, batch: &Batch, record: usize, scratch: &mut Scratch) -> Results {
        let inner = &self.inner;
        let inputs = inner.inputs();
        let tracer = Tracer::new(&inputs, batch);
        let evaluated = run(&inner.program, &inner.parents, batch, scratch);
        Results { tables: tables(inner, &tracer, evaluated, record), numbers: numbers(inner, &tracer, record) }
    }
}

/// What stands there, by its label.
fn now(tracer: &Tracer<'_>, slot: SlotId, row: usize, language: &str) -> String {
    let mut out = String::new();
    let name = |option: &crate::ir::OptionIr| option_label(&option.label, &option.id, language);
    if tracer.state(slot, row) != State::Answered {
        return tracer.show(slot, row);
    }
    let list = tracer.inputs.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list);
    let options =
        list.and_then(|list| tracer.inputs.checked.shape.lists.get(list.index())).map_or(&[][..], |list| &list.options);
    let chosen = |place: usize| match tracer.batch.columns.get(slot.index()).map(|column| &column.data) {
        Some(Data::Choice(values)) => values.get(row).is_some_and(|value| usize::from(*value) == place),
        Some(Data::Choices(values)) => values.get(row).is_some_and(|set| {
            u32::try_from(place).ok().and_then(|place| set.checked_shr(place)).unwrap_or(0) & 1 == 1
        }),
        _ => false,
    };
    for option in options.iter().enumerate().filter(|(place, _)| chosen(*place)).map(|(_, option)| option) {
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(&name(option));
    }
    out
}

/// The batch with another answer in one cell: the option alone, or, of several answers, with it or without it. `None` where nothing would change.
fn with(batch: &Batch, slot: SlotId, row: usize, option: usize) -> Option<Batch> {
    let column = batch.columns.get(slot.index())?;
    let answered = batch.state(slot, row) == State::Answered;
    let option = u16::try_from(option).ok()?;
    let mut changed = match &column.data {
        Data::Choice(values) if answered && values.get(row) == Some(&option) => return None,
        Data::Choice(_) | Data::Choices(_) => batch.clone(),
        _ => return None,
    };
    let column = changed.columns.get_mut(slot.index())?;
    match &mut column.data {
        Data::Choice(values) => *values.get_mut(row)? = option,
        Data::Choices(values) => {
            let place = values.get_mut(row)?;
            let bit = 1u64.checked_shl(u32::from(option))?;
            *place = if answered { *place ^ bit } else { bit };
            // Nothing chosen is no answer.
            if *place == 0 {
                return None;
            }
        }
        _ => return None,
    }
    *column.states.get_mut(row)? = State::Answered as u8;
    Some(changed)
}

/// By how much the shown scores differ, taken together.
fn distance(before: &[NumberResult], after: &[NumberResult]) -> f64 {
    before
        .iter()
        .zip(after)
        .filter(|(before, _)| before.most.is_some())
        .map(|(before, after)| {
            let ends = [(before.low, after.low), (before.high, after.high)];
            ends.into_iter().map(|(a, b)| libm::fabs(a.unwrap_or(0.0) - b.unwrap_or(0.0))).sum::<f64>()
        })
        .sum()
}
