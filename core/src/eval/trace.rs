//! The second reader of a plan: one record, one row, and why.
//!
//! It walks the typed form and shares nothing with the columnar reader but the logic's tables and the kernels, so that each can be
//! held against the other by property tests.

use super::reduce::{Folded, any, every, fold};
use super::run::both;
use super::truth::Truth;
use super::{Needle, arithmetic, compare, fold_person, interval_of};
use crate::batch::{Batch, Data, write_number};
use crate::function::Kernel;
use crate::ir::{Argument, Cond, CondKind, DerivedId, DerivedValueIr, DomainId, Num, OptionIr, RECORD, SlotId, TextSource};
use crate::plan::lower::{Inputs, constant, pattern, period, text_of};
use crate::value::{Date, FieldType, State};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// Reads one batch for one plan.
pub(crate) struct Tracer<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) batch: &'a Batch,
    /// Whether withheld answers count as not applicable.
    pub(crate) withheld_is_inapplicable: bool,
    /// How deep gates may follow gates; a checker that missed a cycle cannot make this run for ever.
    pub(crate) gates_left: u32,
}

/// An answer that would help: a field of a row.
pub(crate) type Place = (SlotId, usize);

impl<'a> Tracer<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>, batch: &'a Batch) -> Self {
        Self { inputs, batch, withheld_is_inapplicable: false, gates_left: 64 }
    }

    fn parent(&self, domain: DomainId) -> Option<DomainId> {
        self.inputs.checked.shape.domains.get(domain.index())?.parent
    }

    fn slot_domain(&self, slot: SlotId) -> DomainId {
        self.inputs.checked.shape.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain)
    }

    /// The row of an outer domain for a row of `domain`.
    pub(crate) fn row_in(&self, outer: DomainId, mut domain: DomainId, mut row: usize) -> usize {
        while domain != outer {
            let Some(parent) = self.parent(domain) else { break };
            row = self.batch.parent_row(domain, row);
            domain = parent;
        }
        row
    }

    fn is_around(&self, outer: DomainId, mut inner: DomainId) -> bool {
        loop {
            if outer == inner {
                return true;
            }
            match self.parent(inner) {
                Some(parent) => inner = parent,
                None => return false,
            }
        }
    }

    /// The rows of a group for a row of `domain`: those around which the nearest common domain lies.
    fn group_rows(&self, group: DomainId, domain: DomainId, row: usize) -> Range<usize> {
        let mut chain = vec![group];
        let mut around = self.parent(group).unwrap_or(RECORD);
        while !self.is_around(around, domain) {
            chain.push(around);
            around = self.parent(around).unwrap_or(RECORD);
        }
        let row = self.row_in(around, domain, row);
        let mut rows = row..row + 1;
        for group in chain.into_iter().rev() {
            if rows.is_empty() {
                return 0..0;
            }
            rows = self.batch.child_rows(group, rows.start).start..self.batch.child_rows(group, rows.end - 1).end;
        }
        rows
    }

    /// Whether a row of a group is not asked: its own group's `ask-when`, or one around it.
    pub(crate) fn row_not_asked(&self, domain: DomainId, row: usize) -> Truth {
        let Some(parent) = self.parent(domain) else { return Truth::False };
        let around = self.batch.parent_row(domain, row);
        let own = match self.inputs.checked.shape.domains.get(domain.index()).and_then(|group| group.ask_when.as_ref()) {
            Some(ask_when) if self.gates_left > 0 => self.gate().truth(ask_when, parent, around).not(),
            _ => Truth::False,
        };
        own.or(self.row_not_asked(parent, around))
    }

    /// Whether a fixed row is not applicable as a whole.
    pub(crate) fn row_not_applicable(&self, domain: DomainId, row: usize) -> Truth {
        let Some(parent) = self.parent(domain) else { return Truth::False };
        let around = self.batch.parent_row(domain, row);
        let own = (|| {
            let group = self.inputs.checked.shape.domains.get(domain.index())?;
            let option = self.option(group.row?, row)?;
            let when = group.fixed.get(option as usize)?.not_applicable_when.as_ref()?;
            (self.gates_left > 0).then(|| Truth::from_bool(self.gate().truth(when, parent, around) == Truth::True))
        })()
        .unwrap_or(Truth::False);
        own.or(self.row_not_applicable(parent, around))
    }

    /// The tracer for a gate: one step deeper, and withheld answers are what they are.
    fn gate(&self) -> Tracer<'a> {
        Tracer { inputs: self.inputs, batch: self.batch, withheld_is_inapplicable: false, gates_left: self.gates_left.saturating_sub(1) }
    }

    /// The state of an answer after gates.
    pub(crate) fn state(&self, slot: SlotId, row: usize) -> State {
        let raw = self.batch.state(slot, row);
        let Some(info) = self.inputs.checked.shape.slots.get(slot.index()) else { return raw };
        if info.is_row {
            return raw;
        }
        let asked = match &info.ask_when {
            Some(when) if self.gates_left > 0 => self.gate().truth(when, info.domain, row),
            _ => Truth::True,
        };
        if asked == Truth::False || self.row_not_asked(info.domain, row) == Truth::True {
            return State::NotAsked;
        }
        if raw != State::Answered && self.row_not_applicable(info.domain, row) == Truth::True {
            return State::NotApplicable;
        }
        raw
    }

    /// Whether a field can be used: true, unknown, or not applicable.
    fn valid(&self, slot: SlotId, row: usize) -> Truth {
        match self.state(slot, row) {
            State::Answered => Truth::True,
            State::Withheld if self.withheld_is_inapplicable => Truth::NotApplicable,
            state if state.is_inapplicable() => Truth::NotApplicable,
            _ => Truth::Unknown,
        }
    }

    fn option(&self, slot: SlotId, row: usize) -> Option<u16> {
        match &self.batch.column(slot)?.data {
            Data::Choice(values) => values.get(row).copied(),
            _ => None,
        }
    }

    fn slot_number(&self, slot: SlotId, row: usize) -> Option<(f64, f64)> {
        match &self.batch.column(slot)?.data {
            Data::Number(values) => values.get(row).map(|value| (*value, *value)),
            Data::Days(values) => values.get(row).map(|value| (f64::from(*value), f64::from(*value))),
            Data::Years(values) => values.get(row).map(|(first, last)| (f64::from(*first), f64::from(*last))),
            _ => None,
        }
    }

    fn on_slot(&self, slot: SlotId, domain: DomainId, row: usize, test: impl FnOnce(usize) -> Truth) -> Truth {
        let row = self.row_in(self.slot_domain(slot), domain, row);
        match self.valid(slot, row) {
            Truth::True => test(row),
            undecided => undecided,
        }
    }

    fn on_texts(&self, left: SlotId, right: SlotId, domain: DomainId, row: usize, test: impl FnOnce(&str, &str) -> bool) -> Truth {
        let rows = [left, right].map(|slot| self.row_in(self.slot_domain(slot), domain, row));
        match self.valid(left, rows[0]).and(self.valid(right, rows[1])) {
            Truth::True => match (self.batch.text(left, rows[0]), self.batch.text(right, rows[1])) {
                (Some(left), Some(right)) => Truth::from_bool(test(left, right)),
                _ => Truth::Unknown,
            },
            undecided => undecided,
        }
    }

    fn is_person(&self, slot: SlotId) -> bool {
        self.inputs.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::Person)
    }

    /// The value of a condition for a row of `domain`.
    pub(crate) fn truth(&self, cond: &Cond, domain: DomainId, row: usize) -> Truth {
        match &cond.kind {
            CondKind::Truth(value) => Truth::from_bool(*value),
            CondKind::And(parts) => parts.iter().fold(Truth::True, |value, part| value.and(self.truth(part, domain, row))),
            CondKind::Or(parts) => parts.iter().fold(Truth::False, |value, part| value.or(self.truth(part, domain, row))),
            CondKind::Not(inner) => self.truth(inner, domain, row).not(),
            CondKind::StateIn(slot, states) => {
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                Truth::from_bool(states.contains(&self.state(*slot, row)))
            }
            CondKind::OptionIn(slot, options) => self.on_slot(*slot, domain, row, |row| Truth::from_bool(self.option(*slot, row).is_some_and(|option| options.contains(&option)))),
            CondKind::SameOption(left, right) => {
                let rows = [left, right].map(|slot| self.row_in(self.slot_domain(*slot), domain, row));
                match self.valid(*left, rows[0]).and(self.valid(*right, rows[1])) {
                    Truth::True => Truth::from_bool(self.option(*left, rows[0]) == self.option(*right, rows[1])),
                    undecided => undecided,
                }
            }
            CondKind::HasOption(slot, option) => self.on_slot(*slot, domain, row, |row| match self.batch.column(*slot).map(|column| &column.data) {
                Some(Data::Choices(values)) => Truth::from_bool(values.get(row).is_some_and(|set| set.checked_shr(u32::from(*option)).unwrap_or(0) & 1 == 1)),
                _ => Truth::False,
            }),
            CondKind::Compare(comparison, left, right) => match (self.number(left, domain, row), self.number(right, domain, row)) {
                (Ok(left), Ok(right)) => compare(*comparison, left, right),
                (left, right) => both(left, right),
            },
            CondKind::TextIn(slot, texts) => self.on_slot(*slot, domain, row, |row| {
                let person = self.is_person(*slot);
                let Some(text) = self.batch.text(*slot, row) else { return Truth::Unknown };
                let same = |known: &str| if person { fold_person(known) == fold_person(text) } else { known == text };
                Truth::from_bool(texts.iter().filter_map(|known| text_of(known, self.inputs)).any(same))
            }),
            CondKind::SameText(left, right) => {
                let person = self.is_person(*left) || self.is_person(*right);
                self.on_texts(*left, *right, domain, row, |left, right| if person { fold_person(left) == fold_person(right) } else { left == right })
            }
            CondKind::TextContains(slot, TextSource::Slot(needle)) => self.on_texts(*slot, *needle, domain, row, |text, needle| Needle::new(needle).is_in(text)),
            CondKind::TextContains(slot, needle) => self.on_slot(*slot, domain, row, |row| {
                let needle = Needle::new(text_of(needle, self.inputs).unwrap_or_default());
                self.batch.text(*slot, row).map_or(Truth::Unknown, |text| Truth::from_bool(needle.is_in(text)))
            }),
            CondKind::Matches(slot, source) => match text_of(source, self.inputs).map(pattern) {
                Some(Ok(pattern)) => self.on_slot(*slot, domain, row, |row| self.batch.text(*slot, row).map_or(Truth::Unknown, |text| Truth::from_bool(pattern.is_match(text)))),
                _ => Truth::False,
            },
            CondKind::AnyRow { group, has } => any(self.group_rows(*group, domain, row), |row| {
                self.row_not_asked(*group, row).not().and(self.truth(has, *group, row))
            }),
            CondKind::EveryRow { group, filter, has } => every(
                self.group_rows(*group, domain, row),
                |row| self.chosen(*group, filter.as_deref(), row),
                |row| self.truth(has, *group, row),
            ),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(cond)) => self.truth(cond, RECORD, self.row_in(RECORD, domain, row)),
                _ => Truth::False,
            },
            CondKind::TableIn(id, counts) => match self.derived(*id) {
                Some(DerivedValueIr::Table(rows)) => self.table_in(rows, counts, self.row_in(RECORD, domain, row)),
                _ => Truth::False,
            },
            // Verdicts are seen in the evaluated batch, not here: outcome rows are not traced.
            CondKind::Verdict { .. } => Truth::Unknown,
        }
    }

    /// Where the first row that holds is one of those that count.
    pub(crate) fn table_in(&self, rows: &[crate::ir::TableRowIr], counts: &[bool], record: usize) -> Truth {
        rows.iter().zip(counts).rev().fold(Truth::False, |rest, (table_row, counts)| {
            let holds = match table_row.when.as_ref().map_or(Truth::True, |when| self.truth(when, RECORD, record)) {
                Truth::NotApplicable => Truth::False,
                truth => truth,
            };
            if *counts { holds.or(rest) } else { holds.not().and(rest) }
        })
    }

    fn derived(&self, id: DerivedId) -> Option<&'a DerivedValueIr> {
        self.inputs.checked.derived.get(id.index()).map(|derived| &derived.value)
    }

    fn chosen(&self, group: DomainId, filter: Option<&Cond>, row: usize) -> Truth {
        let asked = self.row_not_asked(group, row).not();
        asked.and(filter.map_or(Truth::True, |filter| self.truth(filter, group, row)))
    }

    /// The value of a number for a row of `domain`: an interval, or why there is none.
    pub(crate) fn number(&self, num: &Num, domain: DomainId, row: usize) -> Folded {
        if let Some(value) = constant(num, self.inputs) {
            return Ok((value, value));
        }
        match num {
            Num::Literal(_) | Num::Parameter(_) | Num::Today => Err(Truth::Unknown),
            Num::Slot(slot) => {
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                match self.valid(*slot, row) {
                    Truth::True => self.slot_number(*slot, row).ok_or(Truth::Unknown),
                    undecided => Err(undecided),
                }
            }
            Num::OptionNumber(slot, numbers) => {
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                match self.valid(*slot, row) {
                    Truth::True => {
                        let number = self.option(*slot, row).and_then(|option| numbers.get(option as usize).copied().flatten());
                        number.map(|value| (value, value)).ok_or(Truth::Unknown)
                    }
                    undecided => Err(undecided),
                }
            }
            Num::Arithmetic(op, left, right) => match (self.number(left, domain, row), self.number(right, domain, row)) {
                (Ok(left), Ok(right)) => arithmetic(*op, left, right).ok_or(Truth::Unknown),
                (left, right) => Err(both(left, right)),
            },
            Num::Negate(inner) => self.number(inner, domain, row).map(|(low, high)| (-high, -low)),
            Num::Shift { date, by, back } => {
                let period = period(*by, *back, self.inputs).ok_or(Truth::Unknown)?;
                let shift = |days: f64| f64::from(Date::from_days(days as i32).plus(period).days());
                self.number(date, domain, row).map(|(low, high)| (shift(low), shift(high)))
            }
            Num::Fold { kind, group, value, filter } => fold(
                *kind,
                self.group_rows(*group, domain, row),
                |row| self.chosen(*group, filter.as_deref(), row),
                |row| value.as_ref().map_or(Err(Truth::Unknown), |value| self.number(value, *group, row)),
            ),
            Num::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Number(number, _)) => self.number(number, RECORD, self.row_in(RECORD, domain, row)),
                _ => Err(Truth::Unknown),
            },
            Num::Call(function, arguments) => {
                let slot_row = |slot: SlotId| self.row_in(self.slot_domain(slot), domain, row);
                match (function.kernel, arguments.as_slice()) {
                    (Kernel::Text(kernel), [Argument::Text(slot)]) => match self.valid(*slot, slot_row(*slot)) {
                        Truth::True => self.batch.text(*slot, slot_row(*slot)).map(kernel).map(|value| (value, value)).ok_or(Truth::Unknown),
                        undecided => Err(undecided),
                    },
                    (Kernel::TwoTexts(kernel), [Argument::Text(first), Argument::Text(second)]) => {
                        match self.valid(*first, slot_row(*first)).and(self.valid(*second, slot_row(*second))) {
                            Truth::True => {
                                let texts = self.batch.text(*first, slot_row(*first)).zip(self.batch.text(*second, slot_row(*second)));
                                texts.map(|(first, second)| kernel(first, second)).map(|value| (value, value)).ok_or(Truth::Unknown)
                            }
                            undecided => Err(undecided),
                        }
                    }
                    (kernel, [Argument::Number(one)]) => self.number(one, domain, row).and_then(|one| interval_of(kernel, &[one]).ok_or(Truth::Unknown)),
                    (kernel, [Argument::Number(first), Argument::Number(second)]) => match (self.number(first, domain, row), self.number(second, domain, row)) {
                        (Ok(first), Ok(second)) => interval_of(kernel, &[first, second]).ok_or(Truth::Unknown),
                        (first, second) => Err(both(first, second)),
                    },
                    _ => Err(Truth::Unknown),
                }
            }
        }
    }

    /// Why a condition is what it is: the parts that decided it, or all that leave it open.
    pub(crate) fn because(&self, cond: &Cond, domain: DomainId, row: usize, out: &mut Vec<String>) {
        const LINES: usize = 12;
        if out.len() >= LINES {
            return;
        }
        let truth = self.truth(cond, domain, row);
        match (&cond.kind, truth) {
            (CondKind::And(parts), Truth::False) | (CondKind::Or(parts), Truth::True) => {
                if let Some(part) = parts.iter().find(|part| self.truth(part, domain, row) == truth) {
                    self.because(part, domain, row, out);
                }
            }
            (CondKind::And(parts) | CondKind::Or(parts), Truth::True | Truth::False) => {
                for part in parts {
                    self.because(part, domain, row, out);
                }
            }
            (CondKind::And(parts) | CondKind::Or(parts), _) => {
                for part in parts.iter().filter(|part| !matches!(self.truth(part, domain, row), Truth::True | Truth::False)) {
                    self.because(part, domain, row, out);
                }
            }
            (CondKind::Not(inner), _) => self.because(inner, domain, row, out),
            (CondKind::Derived(id), _) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(inner)) => {
                    out.push(format!("`{}` is {}", cond.text, words(truth)));
                    self.because(inner, RECORD, self.row_in(RECORD, domain, row), out);
                }
                _ => out.push(format!("`{}` is {}", cond.text, words(truth))),
            },
            _ => {
                let mut slots = Vec::new();
                slots_of(cond, &mut slots);
                let answers: Vec<String> = slots
                    .iter()
                    .filter(|slot| self.is_around(self.slot_domain(**slot), domain))
                    .map(|slot| format!("{} = {}", self.inputs.checked.shape.slots.get(slot.index()).map_or("", |slot| &slot.path), self.show(*slot, self.row_in(self.slot_domain(*slot), domain, row))))
                    .collect();
                let rows = match &cond.kind {
                    CondKind::AnyRow { group, .. } | CondKind::EveryRow { group, .. } => {
                        let rows = self.group_rows(*group, domain, row);
                        vec![format!("over {} {}", rows.len(), if rows.len() == 1 { "row" } else { "rows" })]
                    }
                    _ => Vec::new(),
                };
                let details: Vec<String> = rows.into_iter().chain(answers).collect();
                let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
                out.push(format!("`{}` is {}{details}", cond.text, words(truth)));
            }
        }
    }

    /// An answer as people read it; its state in brackets where there is none.
    pub(crate) fn show(&self, slot: SlotId, row: usize) -> String {
        match self.state(slot, row) {
            State::Answered => self.value(slot, row).unwrap_or_else(|| "[answered]".to_owned()),
            state => format!("[{state}]"),
        }
    }

    /// The answer in the usual form, if it is kept.
    pub(crate) fn value(&self, slot: SlotId, row: usize) -> Option<String> {
        let mut out = String::new();
        self.write_value(slot, row, |option| &option.id, &mut out).then_some(out)
    }

    /// Adds the answer in the usual form to a text, options by the name that `name` gives them; says whether it is kept at all.
    pub(crate) fn write_value(&self, slot: SlotId, row: usize, name: impl for<'o> Fn(&'o OptionIr) -> &'o str, out: &mut String) -> bool {
        let Some(column) = self.batch.column(slot) else { return false };
        let list = || self.inputs.checked.shape.slots.get(slot.index()).and_then(|info| info.list).and_then(|list| self.inputs.checked.shape.lists.get(list.index()));
        match &column.data {
            Data::None => return false,
            Data::Choice(values) => {
                let Some(value) = values.get(row) else { return false };
                out.push_str(list().and_then(|list| list.options.get(*value as usize)).map_or("other", &name));
            }
            Data::Choices(values) => {
                let Some(set) = values.get(row) else { return false };
                let mut first = true;
                for (index, option) in list().map_or(&[][..], |list| &list.options).iter().enumerate() {
                    if set.checked_shr(u32::try_from(index).unwrap_or(64)).unwrap_or(0) & 1 == 1 {
                        if !std::mem::take(&mut first) {
                            out.push_str("; ");
                        }
                        out.push_str(name(option));
                    }
                }
            }
            Data::Number(values) => {
                let Some(value) = values.get(row) else { return false };
                write_number(*value, out);
            }
            Data::Days(values) => {
                let Some(days) = values.get(row) else { return false };
                // Writing to a String cannot fail.
                let _ = write!(out, "{}", Date::from_days(*days));
            }
            Data::Years(values) => {
                let Some(years) = values.get(row) else { return false };
                let _ = match *years {
                    (first, last) if first == last => write!(out, "{first}"),
                    (1, last) => write!(out, "before {last}"),
                    (first, 9999) => write!(out, "after {first}"),
                    (first, last) => write!(out, "{first}–{last}"),
                };
            }
            Data::Text(ids) => {
                let Some(id) = ids.get(row) else { return false };
                out.push_str(self.batch.texts.get(*id));
            }
        }
        true
    }

    /// The conditions that a condition consists of, with derived ones opened, each with its row.
    fn leaves<'c>(&self, cond: &'c Cond, domain: DomainId, row: usize, out: &mut Vec<(&'c Cond, DomainId, usize)>)
    where
        'a: 'c,
    {
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| self.leaves(part, domain, row, out)),
            CondKind::Not(inner) => self.leaves(inner, domain, row, out),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(inner)) => self.leaves(inner, RECORD, self.row_in(RECORD, domain, row), out),
                _ => out.push((cond, domain, row)),
            },
            _ => out.push((cond, domain, row)),
        }
    }

    /// The value of a condition when its leaves have these values, in the order of [`Tracer::leaves`].
    fn with(&self, cond: &Cond, values: &mut impl Iterator<Item = Truth>) -> Truth {
        match &cond.kind {
            CondKind::And(parts) => parts.iter().fold(Truth::True, |value, part| value.and(self.with(part, values))),
            CondKind::Or(parts) => parts.iter().fold(Truth::False, |value, part| value.or(self.with(part, values))),
            CondKind::Not(inner) => self.with(inner, values).not(),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(inner)) => self.with(inner, values),
                _ => values.next().unwrap_or(Truth::Unknown),
            },
            _ => values.next().unwrap_or(Truth::Unknown),
        }
    }

    /// The answers whose absence leaves a condition open.
    pub(crate) fn open_places(&self, cond: &Cond, domain: DomainId, row: usize, out: &mut BTreeSet<Place>) {
        const PLACES: usize = 200;
        if out.len() >= PLACES || matches!(self.truth(cond, domain, row), Truth::True | Truth::False | Truth::NotApplicable) {
            return;
        }
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| self.open_places(part, domain, row, out)),
            CondKind::Not(inner) => self.open_places(inner, domain, row, out),
            CondKind::Derived(id) => {
                if let Some(DerivedValueIr::Condition(inner)) = self.derived(*id) {
                    self.open_places(inner, RECORD, self.row_in(RECORD, domain, row), out);
                }
            }
            CondKind::TableIn(id, _) => {
                if let Some(DerivedValueIr::Table(rows)) = self.derived(*id) {
                    for when in rows.iter().filter_map(|table_row| table_row.when.as_ref()) {
                        self.open_places(when, RECORD, self.row_in(RECORD, domain, row), out);
                    }
                }
            }
            CondKind::AnyRow { group, has } => self.group_rows(*group, domain, row).for_each(|row| self.open_places(has, *group, row, out)),
            CondKind::EveryRow { group, filter, has } => {
                for row in self.group_rows(*group, domain, row) {
                    if let Some(filter) = filter {
                        self.open_places(filter, *group, row, out);
                    }
                    self.open_places(has, *group, row, out);
                }
            }
            CondKind::Compare(_, left, right) => {
                let before = out.len();
                self.open_in_number(left, domain, row, out);
                self.open_in_number(right, domain, row, out);
                if out.len() == before {
                    // Everything is answered, not exactly enough: an approximate year.
                    let mut slots = Vec::new();
                    slots_of(cond, &mut slots);
                    out.extend(slots.into_iter().filter(|slot| self.is_around(self.slot_domain(*slot), domain)).map(|slot| (slot, self.row_in(self.slot_domain(slot), domain, row))));
                }
            }
            _ => {
                let mut slots = Vec::new();
                slots_of(cond, &mut slots);
                self.open_slots(&slots, domain, row, out);
            }
        }
    }

    fn open_slots(&self, slots: &[SlotId], domain: DomainId, row: usize, out: &mut BTreeSet<Place>) {
        for slot in slots {
            let row = self.row_in(self.slot_domain(*slot), domain, row);
            if self.valid(*slot, row) == Truth::Unknown {
                out.insert((*slot, row));
            }
        }
    }

    fn open_in_number(&self, num: &Num, domain: DomainId, row: usize, out: &mut BTreeSet<Place>) {
        match num {
            Num::Slot(slot) | Num::OptionNumber(slot, _) => self.open_slots(&[*slot], domain, row, out),
            Num::Arithmetic(_, left, right) => {
                self.open_in_number(left, domain, row, out);
                self.open_in_number(right, domain, row, out);
            }
            Num::Negate(inner) | Num::Shift { date: inner, .. } => self.open_in_number(inner, domain, row, out),
            Num::Fold { group, value, filter, .. } => {
                for row in self.group_rows(*group, domain, row) {
                    if let Some(filter) = filter {
                        self.open_places(filter, *group, row, out);
                    }
                    if let Some(value) = value {
                        self.open_in_number(value, *group, row, out);
                    }
                }
            }
            Num::Derived(id) => {
                if let Some(DerivedValueIr::Number(number, _)) = self.derived(*id) {
                    self.open_in_number(number, RECORD, self.row_in(RECORD, domain, row), out);
                }
            }
            Num::Call(_, arguments) => {
                for argument in arguments {
                    match argument {
                        Argument::Text(slot) => self.open_slots(&[*slot], domain, row, out),
                        Argument::Number(number) => self.open_in_number(number, domain, row, out),
                    }
                }
            }
            Num::Literal(_) | Num::Parameter(_) | Num::Today => {}
        }
    }

    /// The smallest set of answers found that settles a rule, whatever they are: exact while there are few, else all that are open.
    pub(crate) fn settle(&self, when: Option<&Cond>, require: &Cond, domain: DomainId, row: usize) -> Vec<Place> {
        const EXACT_PLACES: usize = 8;
        const EXACT_LEAVES: usize = 10;
        let mut places = BTreeSet::new();
        if let Some(when) = when {
            self.open_places(when, domain, row, &mut places);
        }
        self.open_places(require, domain, row, &mut places);
        let places: Vec<Place> = places.into_iter().collect();
        let mut leaves = Vec::new();
        if let Some(when) = when {
            self.leaves(when, domain, row, &mut leaves);
        }
        self.leaves(require, domain, row, &mut leaves);
        let values: Vec<Truth> = leaves.iter().map(|(cond, domain, row)| self.truth(cond, *domain, *row)).collect();
        // For each open leaf: what it waits for, as a set of bits of `places`.
        let waits: Vec<(usize, u32)> = leaves
            .iter()
            .zip(&values)
            .enumerate()
            .filter(|(_, (_, value))| **value == Truth::Unknown)
            .map(|(index, ((cond, domain, row), _))| {
                let mut own = BTreeSet::new();
                self.open_places(cond, *domain, *row, &mut own);
                let bits = places.iter().enumerate().filter(|(_, place)| own.contains(place)).fold(0u32, |bits, (place, _)| bits | 1u32.checked_shl(u32::try_from(place).unwrap_or(32)).unwrap_or(0));
                (index, bits)
            })
            .collect();
        if places.len() > EXACT_PLACES || waits.len() > EXACT_LEAVES || places.is_empty() {
            return places;
        }
        let decided = |values: &[Truth]| {
            let mut values = values.iter().copied();
            let when = when.map_or(Truth::True, |when| self.with(when, &mut values));
            let require = self.with(require, &mut values);
            match when {
                Truth::False | Truth::NotApplicable => true,
                Truth::True => require != Truth::Unknown,
                Truth::Unknown => false,
            }
        };
        let mut sets: Vec<u32> = (1..1u32 << places.len()).collect();
        sets.sort_by_key(|set| (set.count_ones(), set.reverse_bits()));
        // Of equally small sets the one that names the earliest fields.
        sets.sort_by(|a, b| a.count_ones().cmp(&b.count_ones()).then(b.reverse_bits().cmp(&a.reverse_bits())));
        for set in sets {
            let free: Vec<usize> = waits.iter().filter(|(_, waits)| waits & !set == 0).map(|(index, _)| *index).collect();
            if free.is_empty() {
                continue;
            }
            let settles = (0..1u32 << free.len()).all(|assignment| {
                let mut values = values.clone();
                for (bit, index) in free.iter().enumerate() {
                    if let Some(value) = values.get_mut(*index) {
                        *value = Truth::from_bool(assignment >> bit & 1 == 1);
                    }
                }
                decided(&values)
            });
            if settles {
                return places.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, place)| *place).collect();
            }
        }
        places
    }
}

fn words(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
        Truth::NotApplicable => "not applicable",
    }
}

/// The fields that a condition reads by itself, in order, each once. Fields read within the rows of groups are among them.
pub(crate) fn slots_of(cond: &Cond, out: &mut Vec<SlotId>) {
    let mut add = |slot: SlotId| {
        if !out.contains(&slot) {
            out.push(slot);
        }
    };
    match &cond.kind {
        CondKind::Truth(_) | CondKind::Derived(_) | CondKind::TableIn(..) | CondKind::Verdict { .. } => {}
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| slots_of(part, out)),
        CondKind::Not(inner) => slots_of(inner, out),
        CondKind::StateIn(slot, _) | CondKind::OptionIn(slot, _) | CondKind::HasOption(slot, _) | CondKind::TextIn(slot, _) | CondKind::Matches(slot, _) => add(*slot),
        CondKind::SameOption(left, right) | CondKind::SameText(left, right) | CondKind::TextContains(left, TextSource::Slot(right)) => {
            add(*left);
            add(*right);
        }
        CondKind::TextContains(slot, _) => add(*slot),
        CondKind::Compare(_, left, right) => {
            slots_of_number(left, out);
            slots_of_number(right, out);
        }
        CondKind::AnyRow { has, .. } => slots_of(has, out),
        CondKind::EveryRow { filter, has, .. } => {
            if let Some(filter) = filter {
                slots_of(filter, out);
            }
            slots_of(has, out);
        }
    }
}

/// The same for a number.
pub(crate) fn slots_of_number(num: &Num, out: &mut Vec<SlotId>) {
    match num {
        Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Derived(_) => {}
        Num::Slot(slot) | Num::OptionNumber(slot, _) => {
            if !out.contains(slot) {
                out.push(*slot);
            }
        }
        Num::Arithmetic(_, left, right) => {
            slots_of_number(left, out);
            slots_of_number(right, out);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => slots_of_number(inner, out),
        Num::Fold { value, filter, .. } => {
            if let Some(filter) = filter {
                slots_of(filter, out);
            }
            if let Some(value) = value {
                slots_of_number(value, out);
            }
        }
        Num::Call(_, arguments) => {
            for argument in arguments {
                match argument {
                    Argument::Text(slot) => {
                        if !out.contains(slot) {
                            out.push(*slot);
                        }
                    }
                    Argument::Number(number) => slots_of_number(number, out),
                }
            }
        }
    }
}
