//! Groups whose rows no record supplies: whoever makes the plan fills them, once the records of a batch are there.

use super::build::BatchBuilder;
use super::cell::Parsed;
use super::layout::Use;
use super::{Batch, Data};
use crate::ir::{DomainId, SlotId};
use crate::value::State;
use std::borrow::Cow;
use std::fmt;

/// Fills rows of groups from what the records hold.
pub(crate) trait Fill: fmt::Debug + Send + Sync {
    /// Called once for every batch, when all its records are there.
    fn fill(&self, rows: &mut Filling<'_>);
}

/// A batch that is being filled.
pub(crate) struct Filling<'b> {
    pub(super) builder: &'b mut BatchBuilder,
}

impl Filling<'_> {
    /// The records as they came.
    pub(crate) fn batch(&self) -> &Batch {
        &self.builder.batch
    }

    /// Whether the plan wants the values of a field.
    pub(crate) fn wants(&self, slot: SlotId) -> bool {
        self.builder.layout.slots.get(slot.index()).is_some_and(|slot| slot.wanted != Use::Unused)
    }

    /// Forgets the rows that a group has: a batch that stays in its builder is filled again with every change.
    pub(crate) fn begin(&mut self, group: DomainId) {
        if let Some(rows) = self.builder.batch.domains.get_mut(group.index()) {
            rows.len = 0;
            rows.parents.clear();
        }
        let layout = std::sync::Arc::clone(&self.builder.layout);
        for (column, slot) in self.builder.batch.columns.iter_mut().zip(&layout.slots) {
            if slot.domain == group {
                column.states.clear();
                column.data.truncate(0);
            }
        }
    }

    /// A new row of a group, for a record; returns its number.
    pub(crate) fn row(&mut self, group: DomainId, record: usize) -> usize {
        self.builder.add_row(group, record)
    }

    /// No answer, for a reason.
    pub(crate) fn absent(&mut self, slot: SlotId, row: usize, state: State) {
        self.put(slot, row, Parsed::Absent(state));
    }

    /// The place of an option.
    pub(crate) fn option(&mut self, slot: SlotId, row: usize, option: u16) {
        self.put(slot, row, Parsed::Choice(option));
    }

    /// Several options.
    pub(crate) fn options(&mut self, slot: SlotId, row: usize, set: u64) {
        self.put(slot, row, Parsed::Choices(set));
    }

    /// A number.
    pub(crate) fn number(&mut self, slot: SlotId, row: usize, value: f64) {
        self.put(slot, row, Parsed::Number(value));
    }

    /// The first and last year that it can mean.
    pub(crate) fn years(&mut self, slot: SlotId, row: usize, (from, to): (i32, i32)) {
        self.put(slot, row, Parsed::Years(from, to));
    }

    /// A text.
    pub(crate) fn text(&mut self, slot: SlotId, row: usize, text: &str) {
        self.put(slot, row, Parsed::Text(text));
    }

    /// The place of the option that a word of a register means in the list of a field.
    pub(crate) fn place_of(&self, slot: SlotId, word: &str) -> Option<u16> {
        self.builder.layout.slots.get(slot.index())?.options.as_ref()?.find(word)
    }

    /// Whether a field has a list of options.
    pub(crate) fn takes_options(&self, slot: SlotId) -> bool {
        self.builder.layout.slots.get(slot.index()).is_some_and(|slot| slot.options.is_some())
    }

    fn put(&mut self, slot: SlotId, row: usize, value: Parsed<'_>) {
        if self.wants(slot) {
            self.builder.put(slot, row, value);
        }
    }
}

impl Batch {
    /// The first and last year that the answer of a year or date field can mean.
    pub(crate) fn years_of(&self, slot: SlotId, row: usize) -> Option<(i32, i32)> {
        if self.state(slot, row) != State::Answered {
            return None;
        }
        match &self.column(slot)?.data {
            Data::Years(values) => values.get(row).copied(),
            Data::Days(values) => {
                let (year, ..) = crate::value::Date::from_days(*values.get(row)?).ymd();
                Some((year, year))
            }
            _ => None,
        }
    }

    /// The state of a record's answer before any gate, and the text of an answered one.
    pub(crate) fn text_or_state(&self, slot: SlotId, record: usize) -> Result<&str, State> {
        match self.state(slot, record) {
            State::Answered => self.text(slot, record).ok_or(State::Missing),
            state => Err(state),
        }
    }

    /// A record's id as reports write it.
    pub(crate) fn id_text(&self, slot: SlotId, record: usize) -> Option<Cow<'_, str>> {
        if self.state(slot, record) != State::Answered {
            return None;
        }
        match &self.column(slot)?.data {
            Data::Text(_) => self.text(slot, record).map(Cow::Borrowed),
            Data::Number(values) => Some(Cow::Owned(super::print_number(*values.get(record)?))),
            _ => None,
        }
    }

    /// The place of a choice's answer in its list.
    pub(crate) fn place(&self, slot: SlotId, row: usize) -> Option<u16> {
        match &self.column(slot)?.data {
            Data::Choice(values) if self.state(slot, row) == State::Answered => values.get(row).copied(),
            _ => None,
        }
    }
}
