//! Records as typed columns: a form is a batch of one, a list is many batches.
//!
//! A batch knows fields and their types and nothing of rules. Each column holds, for every row of its domain, the state of the
//! answer and the answer as a small value: options as places in their list, dates as day numbers, years as intervals, texts as
//! numbers of the batch's own pool, so that a text that stands in a thousand cells is looked at once.

mod build;
mod cell;
mod fill;
mod intern;
mod layout;
mod plain;
mod record;
#[cfg(feature = "list")]
mod table;

pub use build::{BatchBuilder, FieldIndex};
pub(crate) use cell::{NOT_AN_OPTION, OTHER_ORDER, is_placeholder, print_number, write_number, years};
pub(crate) use fill::{Fill, Filling};
pub(crate) use intern::{Stretch, Texts};
pub(crate) use layout::{Layout, OptionTable, Use};

use crate::ir::{DomainId, SlotId};
use crate::value::State;
use std::sync::Arc;

/// Records as columns, ready to be evaluated by the plan for whose layout it was built.
#[derive(Debug, Default, Clone)]
pub struct Batch {
    /// What has to be taken from a record's row to have its number among all records, and added for those of lists before this one.
    pub(crate) numbering: Numbering,
    /// The row of each record as a spreadsheet counts it.
    pub(crate) rows: Vec<u64>,
    /// The record domain first.
    pub(crate) domains: Vec<DomainRows>,
    /// By slot.
    pub(crate) columns: Vec<Column>,
    /// Every text.
    pub(crate) texts: Texts,
    /// Cells that could not be read, by field and row.
    pub(crate) invalid: Vec<InvalidCell>,
    /// Placeholders, edge spaces, unknown keys: what was noticed on the way in.
    pub(crate) noticed: Vec<Noticed>,
    /// Whether the records came with keys of their own, as documents do, and not as rows of a list: what has no key was not answered, what has no column was not supplied.
    pub(crate) keyed: bool,
    /// Rows that records added to fixed rows under names of their own.
    pub(crate) named_rows: Vec<(DomainId, u32, String)>,
}

/// How records are numbered in reports.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Numbering {
    /// Rows above the first record: title rows and header.
    pub(crate) above: u64,
    /// Rows of the lists before this one.
    pub(crate) before: u64,
    /// The list's name, where there are several.
    pub(crate) input: String,
}

/// The rows of a domain.
#[derive(Debug, Default, Clone)]
pub(crate) struct DomainRows {
    /// How many.
    pub(crate) len: usize,
    /// For a group: where the rows of each row of the domain around it begin, and one past the last. Empty for the record.
    pub(crate) offsets: Vec<u32>,
    /// For a group: the row of the domain around it, for each row.
    pub(crate) parents: Vec<u32>,
}

/// The answers of one field.
#[derive(Debug, Default, Clone)]
pub(crate) struct Column {
    /// The state of each cell, as the code of [`State`]; empty when the plan has no use for the field.
    pub(crate) states: Vec<u8>,
    /// The answers; a cell that is not answered holds a value that is never looked at.
    pub(crate) data: Data,
    /// Its texts were found to be different ones nearly always, so that remembering what is known of them does not pay.
    pub(crate) distinct: bool,
}

/// The answers of one field, by type.
#[derive(Debug, Default, Clone)]
pub(crate) enum Data {
    /// Not kept: only whether there is an answer is of use.
    #[default]
    None,
    /// Places in the field's list; [`OTHER`] for a row that a record added to fixed rows.
    Choice(Vec<u16>),
    /// Sets of places in the field's list.
    Choices(Vec<u64>),
    /// Numbers.
    Number(Vec<f64>),
    /// Day numbers.
    Days(Vec<i32>),
    /// First and last year.
    Years(Vec<(i32, i32)>),
    /// Texts of the batch's pool.
    Text(Vec<u32>),
}

/// An answer that is none of a list's options: the id of a row that a record added.
pub(crate) const OTHER: u16 = u16::MAX;

/// A cell that could not be read as its field's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidCell {
    /// The field.
    pub(crate) slot: SlotId,
    /// The row of the field's domain.
    pub(crate) row: u32,
    /// The record in the batch.
    pub(crate) record: u32,
    /// The text that stands there.
    pub(crate) raw: Arc<str>,
    /// Why it cannot be read, and what can be.
    pub(crate) cause: Arc<str>,
}

/// Something noticed while a record was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// What.
    pub(crate) what: Notice,
    /// The record in the batch.
    pub(crate) record: u32,
}

/// The kinds of notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Notice {
    /// A raw text that the framework reads as a state.
    Placeholder(SlotId, Arc<str>),
    /// Spaces at the edges of a cell.
    EdgeSpaces(SlotId),
    /// A key that the framework does not know, by path.
    UnknownKey(String),
    /// A day in figures that was read in the order of the framework, though it would be a day in the other order too; or `false` where it would not.
    DayOrMonth(SlotId, bool),
}

impl Notice {
    /// Whether it is about a cell of this field.
    fn is_of(&self, field: SlotId) -> bool {
        match self {
            Notice::Placeholder(slot, _) | Notice::EdgeSpaces(slot) | Notice::DayOrMonth(slot, _) => *slot == field,
            Notice::UnknownKey(_) => false,
        }
    }
}

impl Batch {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.domains.first().map_or(0, |domain| domain.len)
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn column(&self, slot: SlotId) -> Option<&Column> {
        self.columns.get(slot.index())
    }

    pub(crate) fn state(&self, slot: SlotId, row: usize) -> State {
        let code = self.column(slot).and_then(|column| column.states.get(row)).copied();
        code.and_then(|code| State::ALL.get(code as usize).copied()).unwrap_or(State::NotSupplied)
    }

    pub(crate) fn domain_len(&self, domain: DomainId) -> usize {
        self.domains.get(domain.index()).map_or(0, |rows| rows.len)
    }

    pub(crate) fn parent_row(&self, domain: DomainId, row: usize) -> usize {
        self.domains.get(domain.index()).and_then(|rows| rows.parents.get(row)).map_or(row, |parent| *parent as usize)
    }

    /// The rows of a group that belong to a row of the domain around it.
    pub(crate) fn child_rows(&self, domain: DomainId, parent: usize) -> std::ops::Range<usize> {
        let offsets = self.domains.get(domain.index()).map_or(&[][..], |rows| &rows.offsets);
        let start = offsets.get(parent).copied().unwrap_or(0) as usize;
        let end = offsets.get(parent + 1).copied().unwrap_or(0) as usize;
        start..end.max(start)
    }

    pub(crate) fn text(&self, slot: SlotId, row: usize) -> Option<&str> {
        match &self.column(slot)?.data {
            Data::Text(ids) => Some(self.texts.get(*ids.get(row)?)),
            _ => None,
        }
    }

    /// The options chosen in a field with several, as bits.
    pub(crate) fn choices(&self, slot: SlotId, row: usize) -> Option<u64> {
        match &self.column(slot)?.data {
            Data::Choices(sets) => sets.get(row).copied(),
            _ => None,
        }
    }

    pub(crate) fn row_number(&self, record: usize) -> u64 {
        self.rows.get(record).copied().unwrap_or(record as u64 + 1)
    }

    /// The record's number among all records, from 1: its row, but for what stands above the first record.
    pub(crate) fn number(&self, record: usize) -> u64 {
        (self.row_number(record) + self.numbering.before).saturating_sub(self.numbering.above)
    }

    /// The name that a record gave to a row that it added to fixed rows.
    pub(crate) fn row_name(&self, domain: DomainId, row: usize) -> Option<&str> {
        let named = self.named_rows.iter().find(|(of, at, _)| *of == domain && *at as usize == row)?;
        Some(named.2.as_str())
    }

    pub(crate) fn raw_of_invalid(&self, slot: SlotId, row: usize) -> Option<&InvalidCell> {
        let at = self.invalid.partition_point(|cell| (cell.slot, cell.row as usize) < (slot, row));
        self.invalid.get(at).filter(|cell| cell.slot == slot && cell.row as usize == row)
    }
}
