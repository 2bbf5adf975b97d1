//! Rows of a list into columns, one column after the other.

use super::build::{BatchBuilder, FieldIndex};
use super::cell::{Parsed, parse};
use super::layout::{SlotLayout, Use};
use super::{Column, Data, InvalidCell, Notice, Noticed, Texts};
use crate::ir::{RECORD, SlotId};
use crate::list::RowBlock;
use crate::value::State;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// After so many cells of a column it is known whether its texts repeat.
const SAMPLE: usize = 128;

/// So many different cells that cannot be read are remembered with their cause.
const CAUSES: usize = 256;

impl BatchBuilder {
    /// Adds every row of a block as a record; `columns` says which column supplies which field.
    ///
    /// Cells of columns that the plan has no use for are not looked at. The first block of a batch is the fast way: its text is taken
    /// over, not copied.
    pub fn add_rows(&mut self, block: RowBlock, columns: &[(usize, FieldIndex)]) {
        let (first, rows, width) = (self.len(), block.len(), block.columns());
        if first > 0 || !self.batch.texts.whole().is_empty() {
            for row in 0..rows {
                self.begin(block.row_number(row));
                for (column, field) in columns {
                    self.cell(*field, block.cell(row, *column));
                }
            }
            return;
        }
        for row in 0..rows {
            self.begin(block.row_number(row));
        }
        let (text, bounds) = block.into_text();
        self.batch.texts.adopt(text);
        let layout = Arc::clone(&self.layout);
        for (column, field) in columns {
            let Some(slot) = layout.slots.get(field.0.index()) else { continue };
            if slot.wanted == Use::Unused || slot.domain != RECORD || *column >= width {
                continue;
            }
            let Some(place) = self.batch.columns.get_mut(field.0.index()) else { continue };
            let cells = bounds.get(*column..).unwrap_or(&[]).iter().step_by(width.max(1)).copied();
            Reader {
                slot,
                id: field.0,
                texts: &mut self.batch.texts,
                invalid: &mut self.batch.invalid,
                noticed: &mut self.batch.noticed,
                causes: FxHashMap::default(),
            }
            .read(place, cells);
        }
    }
}

/// Reads the cells of one column.
struct Reader<'a> {
    slot: &'a SlotLayout,
    id: SlotId,
    texts: &'a mut Texts,
    invalid: &'a mut Vec<InvalidCell>,
    noticed: &'a mut Vec<Noticed>,
    /// Causes of cells that could not be read, by their text: the same slip stands in many rows, and looking for what was meant is slow.
    causes: FxHashMap<Box<str>, String>,
}

/// A cell without spaces at its edges; most have none, which two bytes tell.
fn trimmed(text: &str, [start, end]: [u32; 2]) -> (&str, [u32; 2]) {
    let cell = text.get(start as usize..end as usize).unwrap_or("");
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| (0x21..0x80).contains(byte));
    if plain(cell.as_bytes().first()) && plain(cell.as_bytes().last()) {
        return (cell, [start, end]);
    }
    let left = cell.trim_start();
    let start = start + u32::try_from(cell.len() - left.len()).unwrap_or(0);
    let inner = left.trim_end();
    (inner, [start, start + u32::try_from(inner.len()).unwrap_or(0)])
}

impl Reader<'_> {
    fn read(&mut self, column: &mut Column, cells: impl Iterator<Item = [u32; 2]>) {
        let Column { states, data } = column;
        // One loop for each kind of column, so that nothing is decided again for each cell.
        match data {
            Data::Text(ids) => self.read_texts(states, ids, cells),
            Data::None => self.read_values(states, cells, |_| {}, |_| {}),
            Data::Choice(values) => self.read_each(states, values, 0, cells, |parsed| {
                if let Parsed::Choice(value) = parsed { Some(*value) } else { None }
            }),
            Data::Choices(values) => self.read_each(states, values, 0, cells, |parsed| {
                if let Parsed::Choices(value) = parsed { Some(*value) } else { None }
            }),
            Data::Number(values) => self.read_each(states, values, 0.0, cells, |parsed| {
                if let Parsed::Number(value) = parsed { Some(*value) } else { None }
            }),
            Data::Days(values) => self.read_each(states, values, 0, cells, |parsed| {
                if let Parsed::Days(value) = parsed { Some(*value) } else { None }
            }),
            Data::Years(values) => self.read_each(states, values, (0, 0), cells, |parsed| {
                if let Parsed::Years(first, last) = parsed { Some((*first, *last)) } else { None }
            }),
        }
    }

    fn read_each<T: Copy>(
        &mut self,
        states: &mut Vec<u8>,
        values: &mut Vec<T>,
        empty: T,
        cells: impl Iterator<Item = [u32; 2]>,
        value: impl Fn(&Parsed<'_>) -> Option<T>,
    ) {
        let values = std::cell::RefCell::new(values);
        self.read_values(
            states,
            cells,
            |parsed| values.borrow_mut().push(value(parsed).unwrap_or(empty)),
            |()| values.borrow_mut().push(empty),
        );
    }

    /// Reads every cell, and calls `answer` with an answer and `nothing` for any other cell.
    fn read_values(
        &mut self,
        states: &mut Vec<u8>,
        cells: impl Iterator<Item = [u32; 2]>,
        mut answer: impl FnMut(&Parsed<'_>),
        mut nothing: impl FnMut(()),
    ) {
        for (row, span) in cells.enumerate() {
            let (cell, inner) = trimmed(self.texts.whole(), span);
            if cell.is_empty() {
                states.push(State::Missing as u8);
                nothing(());
                continue;
            }
            if inner != span {
                self.noticed.push(Noticed {
                    what: Notice::EdgeSpaces(self.id),
                    record: u32::try_from(row).unwrap_or(u32::MAX),
                });
            }
            if let Some(cause) = self.causes.get(cell) {
                states.push(State::Invalid as u8);
                nothing(());
                let (cell, cause) = (cell.to_owned(), cause.clone());
                self.tell(row, cell, Some(cause));
                continue;
            }
            let parsed = parse(self.slot, cell);
            let state = match &parsed {
                Parsed::Absent(state) => *state,
                Parsed::Invalid(_) => State::Invalid,
                _ => State::Answered,
            };
            states.push(state as u8);
            if state == State::Answered {
                answer(&parsed);
            } else {
                nothing(());
                let (cell, cause) =
                    (cell.to_owned(), if let Parsed::Invalid(cause) = parsed { Some(cause) } else { None });
                if let (Some(cause), true) = (&cause, self.causes.len() < CAUSES) {
                    self.causes.insert(cell.as_str().into(), cause.clone());
                }
                self.tell(row, cell, cause);
            }
        }
    }

    fn read_texts(&mut self, states: &mut Vec<u8>, ids: &mut Vec<u32>, cells: impl Iterator<Item = [u32; 2]>) {
        // Where texts hardly repeat, looking for equal ones costs more than it saves.
        let (mut seen, mut repeated) = (0usize, 0usize);
        for (row, span) in cells.enumerate() {
            let (cell, inner) = trimmed(self.texts.whole(), span);
            if cell.is_empty() {
                states.push(State::Missing as u8);
                ids.push(0);
                continue;
            }
            if inner != span {
                self.noticed.push(Noticed {
                    what: Notice::EdgeSpaces(self.id),
                    record: u32::try_from(row).unwrap_or(u32::MAX),
                });
            }
            let simple = self.slot.pattern.is_none() && self.slot.kind != crate::value::FieldType::Url;
            let parsed = match self.slot.tokens.find(cell) {
                Some(state) => Parsed::Absent(state),
                None if simple => Parsed::Text(cell),
                None => parse(self.slot, cell),
            };
            match parsed {
                Parsed::Text(_) => {
                    states.push(State::Answered as u8);
                    let id = if seen < SAMPLE || repeated * 2 > seen {
                        let (id, known) = self.texts.add_span(inner);
                        seen += 1;
                        repeated += usize::from(known);
                        id
                    } else {
                        self.texts.push_span(inner)
                    };
                    ids.push(id);
                }
                Parsed::Invalid(cause) => {
                    states.push(State::Invalid as u8);
                    ids.push(0);
                    let cell = cell.to_owned();
                    self.tell(row, cell, Some(cause));
                }
                other => {
                    let state = if let Parsed::Absent(state) = other { state } else { State::Invalid };
                    states.push(state as u8);
                    ids.push(0);
                    let cell = cell.to_owned();
                    self.tell(row, cell, None);
                }
            }
        }
    }

    /// A placeholder, or a cell that cannot be read.
    fn tell(&mut self, row: usize, cell: String, cause: Option<String>) {
        match cause {
            None => self.notice(row, Notice::Placeholder(self.id, cell.chars().take(40).collect())),
            Some(cause) => {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.invalid.push(InvalidCell {
                    slot: self.id,
                    row,
                    record: row,
                    raw: cell.chars().take(200).collect(),
                    cause,
                });
            }
        }
    }

    fn notice(&mut self, row: usize, what: Notice) {
        self.noticed.push(Noticed { what, record: u32::try_from(row).unwrap_or(u32::MAX) });
    }
}
