//! Rows of a list into columns, one column after the other.

use super::build::{BatchBuilder, FieldIndex};
use super::cell::{Parsed, parse};
use super::layout::{SlotLayout, Use};
use super::plain::{Cell, is_plain_text};
use super::{Column, Data, InvalidCell, Notice, Noticed, Texts};
use crate::ir::{RECORD, SlotId};
use crate::list::RowBlock;
use crate::value::State;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// After so many cells of a column it is known whether its texts repeat.
const SAMPLE: usize = 128;

/// Causes of cells of one field that could not be read, by their text: the same slip stands in many rows, and looking for what was meant is slow.
pub(super) type Causes = FxHashMap<Box<str>, String>;

/// So many different cells of a field that cannot be read are remembered with their cause, and none that is longer than this.
const CAUSES: usize = 256;
const LONGEST_CAUSE: usize = 200;

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
        self.begin_all(rows, |row| block.row_number(row));
        let (text, bounds) = block.into_text();
        self.batch.texts.adopt(text);
        let layout = Arc::clone(&self.layout);
        for (column, field) in columns {
            let Some(slot) = layout.slots.get(field.0.index()) else { continue };
            if slot.wanted == Use::Unused || slot.domain != RECORD || *column >= width {
                continue;
            }
            let Some(place) = self.batch.columns.get_mut(field.0.index()) else { continue };
            let cells = bounds.chunks_exact(width).map(|row| row.get(*column).copied().unwrap_or_default());
            Reader {
                slot,
                id: field.0,
                texts: &mut self.batch.texts,
                invalid: &mut self.batch.invalid,
                noticed: &mut self.batch.noticed,
                causes: self.causes.entry(field.0).or_default(),
            }
            .read(place, rows, cells);
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
    causes: &'a mut Causes,
}

/// A cell without spaces at its edges.
fn trimmed(text: &str, [start, end]: [u32; 2]) -> (&str, [u32; 2]) {
    let cell = text.get(start as usize..end as usize).unwrap_or("");
    let left = cell.trim_start();
    let start = start + u32::try_from(cell.len() - left.len()).unwrap_or(0);
    let inner = left.trim_end();
    (inner, [start, start + u32::try_from(inner.len()).unwrap_or(0)])
}

/// The first characters of a text.
fn cut(mut text: String, most: usize) -> String {
    if text.len() > most
        && let Some((at, _)) = text.char_indices().nth(most)
    {
        text.truncate(at);
    }
    text
}

impl Reader<'_> {
    /// Reads the cells of all rows. The column is empty before.
    fn read(&mut self, column: &mut Column, rows: usize, cells: impl Iterator<Item = [u32; 2]>) {
        let Column { states, data, distinct } = column;
        states.resize(rows, State::Missing as u8);
        let slot = self.slot;
        let plain = &slot.plain;
        // One loop for each kind of column, so that nothing is decided again for each cell.
        match data {
            Data::Text(ids) => *distinct = !self.read_texts(states, ids, cells),
            Data::None => {
                let presence = |cell: Cell<'_>| {
                    let is_text = plain.takes_any_text && is_plain_text(slot, cell);
                    (is_text || plain.is_plain(slot.kind, cell)).then_some(())
                };
                let mut nothing = vec![(); rows];
                self.read_values(states, &mut nothing, cells, presence, |_| Some(()));
            }
            Data::Choice(values) => {
                values.resize(rows, 0);
                self.read_values(
                    states,
                    values,
                    cells,
                    |cell| plain.option(cell),
                    |parsed| match parsed {
                        Parsed::Choice(value) => Some(*value),
                        _ => None,
                    },
                );
            }
            Data::Choices(values) => {
                values.resize(rows, 0);
                self.read_values(
                    states,
                    values,
                    cells,
                    |_| None,
                    |parsed| match parsed {
                        Parsed::Choices(value) => Some(*value),
                        _ => None,
                    },
                );
            }
            Data::Number(values) => {
                values.resize(rows, 0.0);
                self.read_values(
                    states,
                    values,
                    cells,
                    |cell| plain.number(cell),
                    |parsed| match parsed {
                        Parsed::Number(value) => Some(*value),
                        _ => None,
                    },
                );
            }
            Data::Days(values) => {
                values.resize(rows, 0);
                self.read_values(
                    states,
                    values,
                    cells,
                    |cell| plain.days(cell),
                    |parsed| match parsed {
                        Parsed::Days(value) => Some(*value),
                        _ => None,
                    },
                );
            }
            Data::Years(values) => {
                values.resize(rows, (0, 0));
                self.read_values(
                    states,
                    values,
                    cells,
                    |cell| plain.years(cell),
                    |parsed| match parsed {
                        Parsed::Years(first, last) => Some((*first, *last)),
                        _ => None,
                    },
                );
            }
        }
    }

    /// Reads every cell: in its plain form, or as `parse` does.
    fn read_values<T>(
        &mut self,
        states: &mut [u8],
        values: &mut [T],
        cells: impl Iterator<Item = [u32; 2]>,
        plain: impl Fn(Cell<'_>) -> Option<T>,
        value: impl Fn(&Parsed<'_>) -> Option<T>,
    ) {
        for (row, ((span, state), place)) in cells.zip(states).zip(values).enumerate() {
            let cell = Cell::new(self.texts.whole().as_bytes(), span);
            if cell.is_empty() {
                continue;
            }
            if let Some(value) = plain(cell) {
                *place = value;
                *state = State::Answered as u8;
            } else {
                let (read, answer) = self.read_cell(row, span, &value);
                *state = read as u8;
                if let Some(answer) = answer {
                    *place = answer;
                }
            }
        }
    }

    /// Reads a cell that is not in plain form.
    #[inline(never)]
    fn read_cell<T>(
        &mut self,
        row: usize,
        span: [u32; 2],
        value: &impl Fn(&Parsed<'_>) -> Option<T>,
    ) -> (State, Option<T>) {
        let (cell, inner) = trimmed(self.texts.whole(), span);
        if cell.is_empty() {
            return (State::Missing, None);
        }
        if inner != span {
            let record = u32::try_from(row).unwrap_or(u32::MAX);
            self.noticed.push(Noticed { what: Notice::EdgeSpaces(self.id), record });
        }
        if let Some(cause) = self.causes.get(cell) {
            let (cell, cause) = (cell.to_owned(), cause.clone());
            self.tell(row, cell, Some(cause));
            return (State::Invalid, None);
        }
        let parsed = parse(self.slot, cell);
        let (state, cause) = match parsed {
            Parsed::Absent(state) => (state, None),
            Parsed::Invalid(cause) => (State::Invalid, Some(cause)),
            answer => return (State::Answered, value(&answer)),
        };
        let cell = cell.to_owned();
        if let (Some(cause), true) = (&cause, self.causes.len() < CAUSES && cell.len() <= LONGEST_CAUSE) {
            self.causes.insert(cell.as_str().into(), cause.clone());
        }
        self.tell(row, cell, cause);
        (state, None)
    }

    /// Says whether texts repeat.
    fn read_texts(&mut self, states: &mut [u8], ids: &mut Vec<u32>, cells: impl Iterator<Item = [u32; 2]>) -> bool {
        ids.resize(states.len(), 0);
        // Where texts hardly repeat, looking for equal ones costs more than it saves.
        let (mut seen, mut repeated, mut repeats) = (0usize, 0usize, true);
        let slot = self.slot;
        let simple = slot.plain.takes_any_text;
        for (row, ((span, state), place)) in cells.zip(states).zip(ids).enumerate() {
            let cell = Cell::new(self.texts.whole().as_bytes(), span);
            if cell.is_empty() {
                continue;
            }
            let mut text = span;
            if !(simple && is_plain_text(slot, cell)) {
                text = trimmed(self.texts.whole(), span).1;
                let (read, answer) = self.read_cell(row, span, &|parsed| match parsed {
                    Parsed::Text(_) => Some(()),
                    _ => None,
                });
                *state = read as u8;
                if answer.is_none() {
                    continue;
                }
            }
            *state = State::Answered as u8;
            *place = if repeats {
                let (id, known) = self.texts.add_span(text);
                seen += 1;
                repeated += usize::from(known);
                repeats = seen < SAMPLE || repeated * 2 > seen;
                id
            } else {
                self.texts.push_span(text)
            };
        }
        repeats
    }

    /// A placeholder, or a cell that cannot be read.
    fn tell(&mut self, row: usize, cell: String, cause: Option<String>) {
        match cause {
            None => self.notice(row, Notice::Placeholder(self.id, cut(cell, 40))),
            Some(cause) => {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.invalid.push(InvalidCell { slot: self.id, row, record: row, raw: cut(cell, 200), cause });
            }
        }
    }

    fn notice(&mut self, row: usize, what: Notice) {
        self.noticed.push(Noticed { what, record: u32::try_from(row).unwrap_or(u32::MAX) });
    }
}
