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
        self.begin_all(block.row_numbers());
        let (text, bounds) = block.into_text();
        self.batch.texts.adopt(text);
        let layout = Arc::clone(&self.layout);
        for (column, field) in columns {
            let Some(slot) = layout.slots.get(field.0.index()) else { continue };
            if slot.wanted == Use::Unused || slot.domain != RECORD || *column >= width {
                continue;
            }
            let Some(place) = self.batch.columns.get_mut(field.0.index()) else { continue };
            let special = Special {
                slot,
                id: field.0,
                invalid: &mut self.batch.invalid,
                noticed: &mut self.batch.noticed,
                causes: self.causes.entry(field.0).or_default(),
            };
            let cells = Cells { bounds: &bounds, column: *column, width };
            Reader { slot, texts: &mut self.batch.texts, special }.read(place, rows, cells);
        }
        self.adopted = Some(bounds);
    }
}

/// Where the cells of one column start and end.
#[derive(Clone, Copy)]
struct Cells<'a> {
    /// Of all cells, row by row.
    bounds: &'a [[u32; 2]],
    column: usize,
    width: usize,
}

impl Cells<'_> {
    /// The cell at a place of all cells, which is then the column's next.
    #[inline(always)]
    fn take(self, place: &mut usize) -> [u32; 2] {
        let span = self.bounds.get(*place).copied().unwrap_or_default();
        *place = place.wrapping_add(self.width);
        span
    }

    /// The row of the cell that was taken last.
    fn row_before(self, place: usize) -> usize {
        (place / self.width.max(1)).saturating_sub(1)
    }
}

/// Reads the cells of one column.
struct Reader<'a> {
    slot: &'a SlotLayout,
    texts: &'a mut Texts,
    special: Special<'a>,
}

/// Reads the cells of one column that are not in plain form.
struct Special<'a> {
    slot: &'a SlotLayout,
    id: SlotId,
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
    fn read(&mut self, column: &mut Column, rows: usize, cells: Cells<'_>) {
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
        cells: Cells<'_>,
        plain: impl Fn(Cell<'_>) -> Option<T>,
        value: impl Fn(&Parsed<'_>) -> Option<T>,
    ) {
        let whole = self.texts.whole();
        let mut at = cells.column;
        for (state, place) in states.iter_mut().zip(values) {
            let span = cells.take(&mut at);
            let cell = Cell::new(whole.as_bytes(), span);
            if cell.is_empty() {
                continue;
            }
            if let Some(value) = plain(cell) {
                *place = value;
                *state = State::Answered as u8;
            } else {
                let (read, answer) = self.special.read_cell(whole, cells.row_before(at), span, &value);
                *state = read as u8;
                if let Some(answer) = answer {
                    *place = answer;
                }
            }
        }
    }

    /// Says whether texts repeat.
    fn read_texts(&mut self, states: &mut [u8], ids: &mut Vec<u32>, cells: Cells<'_>) -> bool {
        ids.resize(states.len(), 0);
        // Where texts hardly repeat, looking for equal ones costs more than it saves.
        let (mut seen, mut repeated, mut repeats) = (0usize, 0usize, true);
        let slot = self.slot;
        let simple = slot.plain.takes_any_text;
        let mut at = cells.column;
        for (state, place) in states.iter_mut().zip(ids) {
            let span = cells.take(&mut at);
            let cell = Cell::new(self.texts.whole().as_bytes(), span);
            if cell.is_empty() {
                continue;
            }
            let mut text = span;
            if !(simple && is_plain_text(slot, cell)) {
                let whole = self.texts.whole();
                text = trimmed(whole, span).1;
                let is_text = |parsed: &Parsed<'_>| matches!(parsed, Parsed::Text(_)).then_some(());
                let (read, answer) = self.special.read_cell(whole, cells.row_before(at), span, &is_text);
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
}

impl Special<'_> {
    /// Reads a cell that is not in plain form.
    #[inline(never)]
    fn read_cell<T>(
        &mut self,
        whole: &str,
        row: usize,
        span: [u32; 2],
        value: &impl Fn(&Parsed<'_>) -> Option<T>,
    ) -> (State, Option<T>) {
        let (cell, inner) = trimmed(whole, span);
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
