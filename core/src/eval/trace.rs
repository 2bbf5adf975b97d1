//! The second reader of a plan: one record, one row, and why.
//!
//! It walks the typed form and shares nothing with the columnar reader but the logic's tables and the kernels, so that each can be
//! held against the other by property tests.

use super::likeness::{Likeness, Nearest};
use super::reads::{derived_of, slots_of};
use super::reduce::{Folded, any, every, fold};
use super::run::numbers::both;
use super::truth::Truth;
use super::{Needle, arithmetic, compare, fold_person, interval_of, points};
use crate::batch::{Batch, Data, write_number};
use crate::function::Kernel;
use crate::ir::{
    Argument, Cond, CondKind, DerivedId, DerivedValueIr, DomainId, Num, NumberKind, OptionIr, RECORD, SlotId,
    TextSource,
};
use crate::pattern::Pattern;
use crate::plan::constant::{constant, period, text_of};
use crate::plan::lower::Inputs;
use crate::value::{Date, FieldType, State, kept};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

/// Reads one batch for one plan.
pub(crate) struct Tracer<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) batch: &'a Batch,
    /// Whether withheld answers count as not applicable.
    pub(crate) withheld_is_inapplicable: bool,
    /// How deep gates may follow gates; a checker that missed a cycle cannot make this run for ever.
    gates_left: u32,
    memo: Rc<RefCell<Memo>>,
    /// What the other reader found when it held the texts of this batch beside each other, for hosts that show a record at each change.
    likeness: Option<&'a Likeness>,
}

/// What was worked out before. Derived values and gates may rest on one another in many ways; each is worked out once for each row.
#[derive(Default)]
struct Memo {
    conditions: FxHashMap<(DerivedId, usize, bool), Truth>,
    numbers: FxHashMap<(DerivedId, usize, bool), Folded>,
    /// Whether a row is not asked, and not applicable.
    rows: FxHashMap<(DomainId, usize), (Truth, Truth)>,
    states: FxHashMap<(SlotId, usize), State>,
    tables: FxHashMap<(DerivedId, usize, usize, bool), Truth>,
    patterns: FxHashMap<Box<str>, Option<Pattern>>,
    /// The texts of a group's rows beside each other.
    alike: Likeness,
    /// What functions and patterns gave for a text, the last of them: by where the one or the other stands, field and row.
    texts: Vec<((usize, SlotId, usize), f64)>,
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>, batch: &'a Batch) -> Self {
        let (gates_left, memo) = (crate::ir::DEEPEST + 1, Rc::default());
        Self { inputs, batch, withheld_is_inapplicable: false, gates_left, memo, likeness: None }
    }

    /// Takes over what is known of texts beside each other.
    pub(crate) fn knowing(self, likeness: &'a Likeness) -> Self {
        Self { likeness: Some(likeness), ..self }
    }

    /// What a function or a pattern, which stands at `of`, gives for a text: worked out once.
    fn of_text(&self, of: usize, slot: SlotId, row: usize, value: impl FnOnce(&str) -> f64) -> Option<f64> {
        let text = self.batch.text(slot, row)?;
        let key = (of, slot, row);
        let known = self.memo.borrow().texts.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        if known.is_some() {
            return known;
        }
        let value = value(text);
        let texts = &mut self.memo.borrow_mut().texts;
        // An explanation asks for the same few several times.
        if texts.len() == 16 {
            texts.clear();
        }
        texts.push((key, value));
        Some(value)
    }

    pub(super) fn parent(&self, domain: DomainId) -> Option<DomainId> {
        self.inputs.checked.shape.domains.get(domain.index())?.parent
    }

    pub(crate) fn slot_domain(&self, slot: SlotId) -> DomainId {
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

    pub(super) fn is_around(&self, outer: DomainId, mut inner: DomainId) -> bool {
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
    pub(super) fn group_rows(&self, group: DomainId, domain: DomainId, row: usize) -> Range<usize> {
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
        self.row_gates(domain, row).0
    }

    /// Whether a fixed row is not applicable as a whole.
    pub(crate) fn row_not_applicable(&self, domain: DomainId, row: usize) -> Truth {
        self.row_gates(domain, row).1
    }

    fn row_gates(&self, domain: DomainId, row: usize) -> (Truth, Truth) {
        let Some(parent) = self.parent(domain) else { return (Truth::False, Truth::False) };
        if let Some(known) = self.memo.borrow().rows.get(&(domain, row)) {
            return *known;
        }
        let around = self.batch.parent_row(domain, row);
        let group = self.inputs.checked.shape.domains.get(domain.index()).filter(|_| self.gates_left > 0);
        let not_asked = group
            .and_then(|group| group.ask_when.as_ref())
            .map_or(Truth::False, |when| self.asked(when, parent, around).not());
        let when = group
            .and_then(|group| group.fixed.get(self.option(group.row?, row)? as usize)?.not_applicable_when.as_ref());
        let not_applicable =
            when.map_or(Truth::False, |when| Truth::from_bool(self.gate().truth(when, parent, around) == Truth::True));
        let (parent_not_asked, parent_not_applicable) = self.row_gates(parent, around);
        let gates = (not_asked.or(parent_not_asked), not_applicable.or(parent_not_applicable));
        self.memo.borrow_mut().rows.insert((domain, row), gates);
        gates
    }

    /// Whether something is asked: false where its `ask-when` is false, and where that is not applicable because what it looks at is not asked either.
    fn asked(&self, when: &Cond, domain: DomainId, row: usize) -> Truth {
        self.gate().truth(when, domain, row).holds()
    }

    /// The tracer for a gate: one step deeper, and withheld answers are what they are.
    fn gate(&self) -> Tracer<'a> {
        Tracer {
            inputs: self.inputs,
            batch: self.batch,
            withheld_is_inapplicable: false,
            gates_left: self.gates_left.saturating_sub(1),
            memo: Rc::clone(&self.memo),
            likeness: self.likeness,
        }
    }

    /// The state of an answer after gates.
    pub(crate) fn state(&self, slot: SlotId, row: usize) -> State {
        let raw = self.batch.state(slot, row);
        let Some(info) = self.inputs.checked.shape.slots.get(slot.index()) else { return raw };
        if info.is_row || info.ask_when.is_none() && info.domain == RECORD {
            return raw;
        }
        if let Some(known) = self.memo.borrow().states.get(&(slot, row)) {
            return *known;
        }
        let asked = match &info.ask_when {
            Some(when) if self.gates_left > 0 => self.asked(when, info.domain, row),
            _ => Truth::True,
        };
        let state = if asked == Truth::False || self.row_not_asked(info.domain, row) == Truth::True {
            State::NotAsked
        } else if self.row_not_applicable(info.domain, row) == Truth::True {
            State::NotApplicable
        } else {
            raw
        };
        self.memo.borrow_mut().states.insert((slot, row), state);
        state
    }

    /// Whether a field can be used: true, unknown, or not applicable.
    pub(super) fn valid(&self, slot: SlotId, row: usize) -> Truth {
        match self.state(slot, row) {
            State::Answered => Truth::True,
            State::Withheld if self.withheld_is_inapplicable => Truth::NotApplicable,
            state if state.is_inapplicable() => Truth::NotApplicable,
            _ => Truth::Unknown,
        }
    }

    /// The place of a choice's answer in its list.
    pub(crate) fn option(&self, slot: SlotId, row: usize) -> Option<u16> {
        match &self.batch.column(slot)?.data {
            Data::Choice(values) => values.get(row).copied(),
            _ => None,
        }
    }

    pub(super) fn slot_number(&self, slot: SlotId, row: usize) -> Option<(f64, f64)> {
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

    fn on_texts(
        &self,
        left: SlotId,
        right: SlotId,
        domain: DomainId,
        row: usize,
        test: impl FnOnce(&str, &str) -> bool,
    ) -> Truth {
        let rows = [left, right].map(|slot| self.row_in(self.slot_domain(slot), domain, row));
        match self.valid(left, rows[0]).beside(self.valid(right, rows[1])) {
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
            CondKind::And(parts) => self.joined(parts, (domain, row), [Truth::True, Truth::False], Truth::and),
            CondKind::Or(parts) => self.joined(parts, (domain, row), [Truth::False, Truth::True], Truth::or),
            CondKind::Not(inner) => self.truth(inner, domain, row).not(),
            CondKind::StateIn(slot, states) => {
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                Truth::from_bool(states.contains(&self.state(*slot, row)))
            }
            CondKind::OptionIn(slot, options) => self.on_slot(*slot, domain, row, |row| {
                Truth::from_bool(self.option(*slot, row).is_some_and(|option| options.contains(&option)))
            }),
            CondKind::SameOption(left, right) => {
                let rows = [left, right].map(|slot| self.row_in(self.slot_domain(*slot), domain, row));
                match self.valid(*left, rows[0]).beside(self.valid(*right, rows[1])) {
                    Truth::True => Truth::from_bool(self.option(*left, rows[0]) == self.option(*right, rows[1])),
                    undecided => undecided,
                }
            }
            CondKind::HasOption(slot, option) => {
                self.on_slot(*slot, domain, row, |row| match self.batch.column(*slot).map(|column| &column.data) {
                    Some(Data::Choices(values)) => Truth::from_bool(
                        values.get(row).is_some_and(|set| set.checked_shr(u32::from(*option)).unwrap_or(0) & 1 == 1),
                    ),
                    _ => Truth::False,
                })
            }
            CondKind::HasRow { among, row: row_slot, places } => {
                let rows = [*among, *row_slot].map(|slot| self.row_in(self.slot_domain(slot), domain, row));
                match self.valid(*among, rows[0]).beside(self.valid(*row_slot, rows[1])) {
                    Truth::True => {
                        let place = self.option(*row_slot, rows[1]).and_then(|option| places.get(option as usize));
                        match (place.copied().flatten(), self.batch.column(*among).map(|column| &column.data)) {
                            (Some(place), Some(Data::Choices(sets))) => Truth::from_bool(
                                sets.get(rows[0])
                                    .is_some_and(|set| set.checked_shr(u32::from(place)).unwrap_or(0) & 1 == 1),
                            ),
                            _ => Truth::Unknown,
                        }
                    }
                    undecided => undecided,
                }
            }
            CondKind::Compare(comparison, left, right) => {
                match (self.number(left, domain, row), self.number(right, domain, row)) {
                    (Ok(left), Ok(right)) => compare(*comparison, left, right),
                    (left, right) => both(left, right),
                }
            }
            CondKind::TextIn(slot, texts) => self.on_slot(*slot, domain, row, |row| {
                let person = self.is_person(*slot);
                let Some(text) = self.batch.text(*slot, row) else { return Truth::Unknown };
                let same = |known: &str| if person { fold_person(known) == fold_person(text) } else { known == text };
                Truth::from_bool(texts.iter().filter_map(|known| text_of(known, self.inputs)).any(same))
            }),
            CondKind::SameText(left, right) => {
                let person = self.is_person(*left) || self.is_person(*right);
                self.on_texts(*left, *right, domain, row, |left, right| {
                    if person { fold_person(left) == fold_person(right) } else { left == right }
                })
            }
            CondKind::TextContains(slot, TextSource::Slot(needle)) => {
                self.on_texts(*slot, *needle, domain, row, |text, needle| Needle::new(needle).is_in(text))
            }
            CondKind::TextContains(slot, needle) => self.on_slot(*slot, domain, row, |row| {
                let needle = Needle::new(text_of(needle, self.inputs).unwrap_or_default());
                self.batch.text(*slot, row).map_or(Truth::Unknown, |text| Truth::from_bool(needle.is_in(text)))
            }),
            CondKind::Matches(slot, source) => {
                let text = text_of(source, self.inputs).unwrap_or_default();
                self.on_slot(*slot, domain, row, |row| {
                    let matches = |subject: &str| f64::from(u8::from(self.is_match(text, subject)));
                    let found = self.of_text(text.as_ptr() as usize, *slot, row, matches);
                    found.map_or(Truth::Unknown, |found| Truth::from_bool(found != 0.0))
                })
            }
            CondKind::AnyRow { group, has } => any(self.group_rows(*group, domain, row), |row| {
                let has = match self.row_not_applicable(*group, row) {
                    Truth::True => Truth::NotApplicable,
                    _ => self.truth(has, *group, row),
                };
                self.row_not_asked(*group, row).not().and(has)
            }),
            CondKind::EveryRow { group, filter, has } => every(
                self.group_rows(*group, domain, row),
                |row| self.chosen(*group, filter.as_deref(), row),
                |row| self.truth(has, *group, row),
            ),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(cond)) => {
                    let record = self.row_in(RECORD, domain, row);
                    let key = (*id, record, self.withheld_is_inapplicable);
                    if let Some(known) = self.memo.borrow().conditions.get(&key) {
                        return *known;
                    }
                    let truth = self.truth(cond, RECORD, record);
                    self.memo.borrow_mut().conditions.insert(key, truth);
                    truth
                }
                _ => Truth::False,
            },
            CondKind::TableIn(id, counts) => match self.derived(*id) {
                Some(DerivedValueIr::Table(rows)) => {
                    let record = self.row_in(RECORD, domain, row);
                    rows.iter().enumerate().zip(counts).rev().fold(
                        Truth::False,
                        |rest, ((index, table_row), counts)| {
                            let key = (*id, index, record, self.withheld_is_inapplicable);
                            let known = self.memo.borrow().tables.get(&key).copied();
                            let holds = known.unwrap_or_else(|| {
                                let holds = self.row_holds(table_row, record);
                                self.memo.borrow_mut().tables.insert(key, holds);
                                holds
                            });
                            if *counts { holds.or(rest) } else { holds.not().and(rest) }
                        },
                    )
                }
                _ => Truth::False,
            },
            // Verdicts are seen in the evaluated batch, not here: outcome rows are not traced.
            CondKind::Verdict { .. } => Truth::Unknown,
        }
    }

    /// Whether a row of a decision table holds; one that is not applicable does not.
    pub(crate) fn row_holds(&self, row: &crate::ir::TableRowIr, record: usize) -> Truth {
        row.when.as_ref().map_or(Truth::True, |when| self.truth(when, RECORD, record).holds())
    }

    /// Whether a pattern is found in a text, without the quicker way, so that the two readers check each other here too.
    fn is_match(&self, text: &str, subject: &str) -> bool {
        if let Some(known) = self.inputs.checked.patterns.get(text) {
            return known.is_match_without_quick(subject);
        }
        // A pattern that a run sets as a parameter.
        if let Some(known) = self.memo.borrow().patterns.get(text) {
            return known.as_ref().is_some_and(|known| known.is_match_without_quick(subject));
        }
        let compiled = Pattern::new(text).ok();
        let found = compiled.as_ref().is_some_and(|compiled| compiled.is_match_without_quick(subject));
        self.memo.borrow_mut().patterns.insert(text.into(), compiled);
        found
    }

    pub(super) fn derived(&self, id: DerivedId) -> Option<&'a DerivedValueIr> {
        self.inputs.checked.derived.get(id.index()).map(|derived| &derived.value)
    }

    pub(super) fn chosen(&self, group: DomainId, filter: Option<&Cond>, row: usize) -> Truth {
        let counts = self.row_not_asked(group, row).not().and(self.row_not_applicable(group, row).not());
        counts.and(filter.map_or(Truth::True, |filter| self.truth(filter, group, row)))
    }

    /// The value of a number for a row of `domain`: an interval, or why there is none.
    pub(crate) fn number(&self, num: &Num, domain: DomainId, row: usize) -> Folded {
        if let Some(value) = constant(num, self.inputs) {
            return Ok((value, value));
        }
        match num {
            Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Extreme { .. } => Err(Truth::Unknown),
            Num::Points(score) => Ok(self.points(score, self.row_in(RECORD, domain, row))),
            Num::Case(rows) => points::case(rows.iter().map(|(when, value)| {
                let holds = when.as_ref().map_or(Truth::True, |when| self.truth(when, domain, row));
                (holds, self.number(value, domain, row))
            })),
            Num::Nearest(slot) => {
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                match self.valid(*slot, row) {
                    Truth::True => {
                        self.nearest(*slot, row).map(|(_, alike)| (alike, alike)).ok_or(Truth::NotApplicable)
                    }
                    undecided => Err(undecided),
                }
            }
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
                        let number =
                            self.option(*slot, row).and_then(|option| numbers.get(option as usize).copied().flatten());
                        number.map(|value| (value, value)).ok_or(Truth::Unknown)
                    }
                    undecided => Err(undecided),
                }
            }
            Num::Arithmetic(op, left, right) => match (self.number(left, domain, row), self.number(right, domain, row))
            {
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
                Some(DerivedValueIr::Number(number, _)) => {
                    let record = self.row_in(RECORD, domain, row);
                    let key = (*id, record, self.withheld_is_inapplicable);
                    if let Some(known) = self.memo.borrow().numbers.get(&key) {
                        return *known;
                    }
                    let number = self.number(number, RECORD, record);
                    self.memo.borrow_mut().numbers.insert(key, number);
                    number
                }
                _ => Err(Truth::Unknown),
            },
            Num::Call(function, arguments) => {
                let slot_row = |slot: SlotId| self.row_in(self.slot_domain(slot), domain, row);
                match (function.kernel, arguments.as_slice()) {
                    (Kernel::Text(kernel), [Argument::Answer(slot)]) => match self.valid(*slot, slot_row(*slot)) {
                        Truth::True => self
                            .of_text(std::ptr::from_ref(*function) as usize, *slot, slot_row(*slot), kernel)
                            .map(|value| (value, value))
                            .ok_or(Truth::Unknown),
                        undecided => Err(undecided),
                    },
                    (Kernel::Choices(kernel), [Argument::Answer(slot)]) => match self.valid(*slot, slot_row(*slot)) {
                        Truth::True => self
                            .batch
                            .choices(*slot, slot_row(*slot))
                            .map(kernel)
                            .map(|value| (value, value))
                            .ok_or(Truth::Unknown),
                        undecided => Err(undecided),
                    },
                    (Kernel::TwoTexts(kernel), [Argument::Answer(first), Argument::Answer(second)]) => {
                        match self.valid(*first, slot_row(*first)).beside(self.valid(*second, slot_row(*second))) {
                            Truth::True => {
                                let texts = self
                                    .batch
                                    .text(*first, slot_row(*first))
                                    .zip(self.batch.text(*second, slot_row(*second)));
                                texts
                                    .map(|(first, second)| kernel(first, second))
                                    .map(|value| (value, value))
                                    .ok_or(Truth::Unknown)
                            }
                            undecided => Err(undecided),
                        }
                    }
                    (kernel, [Argument::Number(one)]) => {
                        self.number(one, domain, row).and_then(|one| interval_of(kernel, &[one]).ok_or(Truth::Unknown))
                    }
                    (kernel, [Argument::Number(first), Argument::Number(second)]) => {
                        match (self.number(first, domain, row), self.number(second, domain, row)) {
                            (Ok(first), Ok(second)) => interval_of(kernel, &[first, second]).ok_or(Truth::Unknown),
                            (first, second) => Err(both(first, second)),
                        }
                    }
                    _ => Err(Truth::Unknown),
                }
            }
        }
    }

    /// The score of a record.
    fn points(&self, score: &crate::ir::Points, record: usize) -> (f64, f64) {
        let mut sum = (0.0, 0.0);
        for (slot, numbers) in &score.terms {
            sum = points::add(sum, self.points_of(*slot, numbers, score.blank_is_nothing, record));
        }
        points::within(sum, self.inputs.checked.extremes.get(score.id.index()).copied().flatten())
    }

    /// What one field adds to a score.
    pub(crate) fn points_of(&self, slot: SlotId, numbers: &[f64], blank_is_nothing: bool, record: usize) -> (f64, f64) {
        let info = self.inputs.checked.shape.slots.get(slot.index());
        let answer = match self.batch.column(slot).map(|column| &column.data) {
            Some(Data::Choice(values)) => values.get(record).copied().map(points::Answer::One),
            Some(Data::Choices(values)) => values.get(record).copied().map(points::Answer::Several),
            _ => None,
        };
        let asked = match info.and_then(|info| info.ask_when.as_ref()).filter(|_| self.gates_left > 0) {
            Some(when) => self.asked(when, RECORD, record),
            None => Truth::True,
        };
        let several = info.is_some_and(|info| info.kind == FieldType::Choices);
        let valid = self.valid(slot, record);
        points::term(numbers, several, (valid, asked), self.batch.state(slot, record), blank_is_nothing, answer)
    }

    /// Several conditions as one, from what none of them gives; once it is what `decides`, the others make no difference.
    fn joined(
        &self,
        parts: &[Cond],
        (domain, row): (DomainId, usize),
        [none, decides]: [Truth; 2],
        join: fn(Truth, Truth) -> Truth,
    ) -> Truth {
        let mut value = none;
        for part in parts {
            if value == decides {
                break;
            }
            value = join(value, self.truth(part, domain, row));
        }
        value
    }

    /// Whether of a field's texts the same one is as like that of a row as when the other reader looked before, for hosts that show a record at each change.
    pub(crate) fn is_as_like(&self, slot: SlotId, row: usize) -> bool {
        let domain = self.slot_domain(slot);
        let first = self.batch.child_rows(domain, self.batch.parent_row(domain, row)).start;
        self.likeness.zip(row.checked_sub(first)).is_some_and(|(known, row)| known.stands(slot, first, row))
    }

    /// The row of the same group whose text is most like that of a row, and how like.
    pub(crate) fn nearest(&self, slot: SlotId, row: usize) -> Option<(usize, f64)> {
        let domain = self.slot_domain(slot);
        let around = self.batch.parent_row(domain, row);
        let rows = self.batch.child_rows(domain, around);
        let first = rows.start;
        let at = row.checked_sub(first)?;
        let of_row = |nearest: &[Nearest]| {
            let (other, alike) = nearest.get(at).copied().flatten()?;
            Some((first + other, alike))
        };
        if let Some(known) = self.likeness.and_then(|known| known.known(slot, first)) {
            return of_row(known);
        }
        if let Some(known) = self.memo.borrow().alike.known(slot, first) {
            return of_row(known);
        }
        let texts: Vec<Option<&str>> =
            rows.map(|row| self.batch.text(slot, row).filter(|_| self.valid(slot, row) == Truth::True)).collect();
        of_row(self.memo.borrow_mut().alike.look(slot, first, &texts))
    }

    /// Why a condition is what it is, in some lines: the parts that decided it, or all that leave it open.
    pub(crate) fn because(&self, cond: &Cond, domain: DomainId, row: usize, out: &mut Vec<String>) {
        if out.len() < LINES {
            self.because_it_is(self.truth(cond, domain, row), cond, domain, row, out);
        }
    }

    /// The same of a condition whose value is known: it is worked out once, however deep it lies.
    fn because_it_is(&self, truth: Truth, cond: &Cond, domain: DomainId, row: usize, out: &mut Vec<String>) {
        if out.len() >= LINES {
            return;
        }
        match (&cond.kind, truth) {
            (CondKind::And(parts), Truth::False) | (CondKind::Or(parts), Truth::True) => {
                if let Some(part) = parts.iter().find(|part| self.truth(part, domain, row) == truth) {
                    self.because_it_is(truth, part, domain, row, out);
                }
            }
            // All of a conjunction that is true are true, and all of a disjunction that is false are false.
            (CondKind::And(parts) | CondKind::Or(parts), Truth::True | Truth::False) => {
                for part in parts {
                    self.because_it_is(truth, part, domain, row, out);
                }
            }
            (CondKind::And(parts) | CondKind::Or(parts), _) => {
                for part in parts {
                    let truth = self.truth(part, domain, row);
                    if !matches!(truth, Truth::True | Truth::False) {
                        self.because_it_is(truth, part, domain, row, out);
                    }
                }
            }
            (CondKind::Not(inner), _) => self.because_it_is(truth.not(), inner, domain, row, out),
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
                    .map(|slot| {
                        format!(
                            "{} = {}",
                            self.inputs.checked.shape.slots.get(slot.index()).map_or("", |slot| &slot.path),
                            self.show(*slot, self.row_in(self.slot_domain(*slot), domain, row))
                        )
                    })
                    .collect();
                let rows = match &cond.kind {
                    CondKind::AnyRow { group, .. } | CondKind::EveryRow { group, .. } => {
                        let rows = self.group_rows(*group, domain, row);
                        let rows = rows.filter(|row| self.chosen(*group, None, *row) != Truth::False).count();
                        vec![format!("over {rows} {}", if rows == 1 { "row" } else { "rows" })]
                    }
                    _ => Vec::new(),
                };
                let mut named = Vec::new();
                if let CondKind::Compare(..) = &cond.kind {
                    derived_of(cond, &mut named);
                }
                let numbers = named.into_iter().filter_map(|id| self.shown_number(id, domain, row));
                let details: Vec<String> = rows.into_iter().chain(numbers).chain(answers).collect();
                let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
                out.push(format!("`{}` is {}{details}", cond.text, words(truth)));
            }
        }
    }

    /// A derived number with its value, as an explanation names it.
    fn shown_number(&self, id: DerivedId, domain: DomainId, row: usize) -> Option<String> {
        let derived = self.inputs.checked.derived.get(id.index())?;
        let DerivedValueIr::Number(_, kind) = &derived.value else { return None };
        let (low, high) = self.number(&Num::Derived(id), domain, row).ok()?;
        let show = |value: f64| match kind {
            NumberKind::Date => Date::from_days(value as i32).to_string(),
            _ => {
                let mut out = String::new();
                write_number(value, &mut out);
                out
            }
        };
        Some(if low == high {
            format!("{} = {}", derived.id, show(low))
        } else {
            format!("{} = {} to {}", derived.id, show(low), show(high))
        })
    }

    /// An answer as people read it; its state in brackets where there is none.
    pub(crate) fn show(&self, slot: SlotId, row: usize) -> String {
        match self.state(slot, row) {
            State::Answered => self.value(slot, row).unwrap_or_else(|| "[answered]".to_owned()),
            state => format!("[{}]", self.words_of(state)),
        }
    }

    /// A state as people read it. A record that somebody fills in has no columns that could be missing.
    pub(crate) fn words_of(&self, state: State) -> &'static str {
        if state == State::NotSupplied && self.batch.keyed { "not answered" } else { state.words() }
    }

    /// The answer in the usual form, if it is kept.
    pub(crate) fn value(&self, slot: SlotId, row: usize) -> Option<String> {
        let mut out = String::new();
        self.write_value(slot, row, |option| &option.id, &mut out).then_some(out)
    }

    /// Adds the answer in the usual form to a text, options by the name that `name` gives them; says whether it is kept at all.
    pub(crate) fn write_value(
        &self,
        slot: SlotId,
        row: usize,
        name: impl for<'o> Fn(&'o OptionIr) -> &'o str,
        out: &mut String,
    ) -> bool {
        let Some(column) = self.batch.column(slot) else { return false };
        let list = || {
            self.inputs
                .checked
                .shape
                .slots
                .get(slot.index())
                .and_then(|info| info.list)
                .and_then(|list| self.inputs.checked.shape.lists.get(list.index()))
        };
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
                Date::from_days(*days).write(out);
            }
            Data::Years(values) => {
                let Some(years) = values.get(row) else { return false };
                let _ = match *years {
                    (first, last) if first == last => write!(out, "{first}"),
                    (1, last) => write!(out, "before {}", last + 1),
                    (first, 9999) => write!(out, "after {}", first - 1),
                    (first, last) => write!(out, "{first}–{last}"),
                };
            }
            Data::Text(ids) => {
                let Some(id) = ids.get(row) else { return false };
                out.push_str(&kept(self.batch.texts.get(*id)));
            }
        }
        true
    }
}

/// Lines of an explanation.
const LINES: usize = 12;

fn words(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
        Truth::NotApplicable => "not applicable",
    }
}
