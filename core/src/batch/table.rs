//! Rows of a list into columns, a few rows at a time and in these one column after the other.

use super::build::{BatchBuilder, FieldIndex};
use super::cell::{INVALID, PLACEHOLDER, Parsed, cut, day_or_month, is_space, parse};
use super::layout::{SlotLayout, Use};
use super::plain::{Cell, is_plain_text};
use super::{Column, Data, InvalidCell, Notice, Noticed, Texts};
use crate::ir::{RECORD, SlotId};
use crate::list::RowBlock;
use crate::value::State;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Arc;

/// After so many cells of a column it is known whether its texts repeat; after fewer where they did not in the block before.
const SAMPLE: usize = 128;
const SHORT_SAMPLE: usize = 16;

/// So many rows are read at a time.
const TILE: usize = 64;

/// What is known of a field's column from one block to the next.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What was told of cells that hold no answer, by their text: the same slip stands in many rows, and looking for what was meant is slow.
    told: FxHashMap<Arc<str>, Told>,
    /// Its texts hardly repeat.
    differ: bool,
}

/// A placeholder, or a cell that cannot be read.
#[derive(Debug, Clone)]
struct Told {
    state: State,
    /// As much of the cell as is kept.
    text: Arc<str>,
    /// Why it cannot be read.
    cause: Option<Arc<str>>,
}

/// So many different cells of a field that hold no answer are remembered, and none that is longer than this.
const TOLD: usize = 256;
const LONGEST_TOLD: usize = 200;

impl BatchBuilder {
    /// Adds every row of a block as a record; `columns` says which column supplies which field.
    ///
    /// Cells of columns that the plan has no use for are not looked at; of two columns for one field the first is taken, and a column that the block does
    /// not have supplies nothing. The first block of a batch is the fast way: its text is taken over, not copied.
    pub fn add_rows(&mut self, block: RowBlock, columns: &[(usize, FieldIndex)]) {
        let (first, rows, width) = (self.len(), block.len(), block.columns());
        let layout = Arc::clone(&self.layout);
        let mut taken = vec![false; layout.slots.len()];
        let mut columns = columns.to_vec();
        columns.retain(|(column, field)| {
            let is_taken = taken.get_mut(field.0.index());
            *column < width && is_taken.is_some_and(|is_taken| !std::mem::replace(is_taken, true))
        });
        if first > 0 || !self.batch.texts.whole().is_empty() {
            for row in 0..rows {
                self.begin(block.row_number(row));
                for (column, field) in &columns {
                    self.cell(*field, block.cell(row, *column));
                }
            }
            return;
        }
        self.begin_all(block.row_numbers());
        let (text, bounds) = block.into_text();
        self.batch.texts.adopt(text);
        let mut readers = Vec::with_capacity(columns.len());
        for (column, FieldIndex(id)) in columns {
            let Some(slot) = layout.slots.get(id.index()) else { continue };
            let Some(place) = self.batch.columns.get_mut(id.index()) else { continue };
            if slot.wanted == Use::Unused || slot.domain != RECORD {
                continue;
            }
            let special = Special {
                slot,
                id,
                invalid: Vec::new(),
                noticed: Vec::new(),
                known: self.known.remove(&id).unwrap_or_default(),
            };
            readers.push(Reader::new(column, std::mem::take(place), special, rows));
        }
        // A few rows at a time through all columns: they stay in the processor's nearest cache.
        for from in (0..rows).step_by(TILE) {
            let upto = rows.min(from + TILE);
            for reader in &mut readers {
                reader.read(&mut self.batch.texts, from..upto, &bounds, width);
            }
        }
        for reader in readers {
            self.batch.invalid.extend(reader.special.invalid);
            self.batch.noticed.extend(reader.special.noticed);
            let differ = !reader.likeness.repeats();
            self.known.insert(reader.special.id, Known { differ, ..reader.special.known });
            if let Some(place) = self.batch.columns.get_mut(reader.special.id.index()) {
                *place = Column { distinct: !reader.likeness.repeats(), ..reader.into };
            }
        }
        self.adopted = Some(bounds);
    }
}

/// Where the cells of one column start and end.
#[derive(Clone, Copy)]
struct Cells<'a> {
    /// Of all cells, row by row.
    bounds: &'a [[u32; 2]],
    /// The place of the first one among all.
    first: usize,
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
    column: usize,
    into: Column,
    likeness: Likeness,
    special: Special<'a>,
}

/// Whether the texts of a column repeat. Where they hardly do, looking for equal ones costs more than it saves.
struct Likeness {
    /// So many cells have to be seen.
    sample: usize,
    seen: usize,
    repeated: usize,
}

impl Likeness {
    fn repeats(&self) -> bool {
        self.seen < self.sample || self.repeated * 2 > self.seen
    }
}

/// Reads the cells of one column that are not in plain form.
struct Special<'a> {
    slot: &'a SlotLayout,
    id: SlotId,
    invalid: Vec<InvalidCell>,
    noticed: Vec<Noticed>,
    known: Known,
}

/// A cell without spaces at its edges.
fn trimmed(text: &str, [start, end]: [u32; 2]) -> (&str, [u32; 2]) {
    let cell = text.get(start as usize..end as usize).unwrap_or("");
    let left = cell.trim_start_matches(is_space);
    let start = start + u32::try_from(cell.len() - left.len()).unwrap_or(0);
    let inner = left.trim_end_matches(is_space);
    (inner, [start, start + u32::try_from(inner.len()).unwrap_or(0)])
}

impl<'a> Reader<'a> {
    /// For so many rows; the column is empty before.
    fn new(column: usize, mut into: Column, special: Special<'a>, rows: usize) -> Self {
        into.states.resize(rows, State::Missing as u8);
        match &mut into.data {
            Data::None => {}
            Data::Choice(values) => values.resize(rows, 0),
            Data::Choices(values) => values.resize(rows, 0),
            Data::Number(values) => values.resize(rows, 0.0),
            Data::Days(values) => values.resize(rows, 0),
            Data::Years(values) => values.resize(rows, (0, 0)),
            Data::Text(ids) => ids.resize(rows, 0),
        }
        let sample = if special.known.differ { SHORT_SAMPLE } else { SAMPLE };
        Self { column, into, likeness: Likeness { sample, seen: 0, repeated: 0 }, special }
    }

    /// Reads the cells of these rows.
    fn read(&mut self, texts: &mut Texts, rows: Range<usize>, bounds: &[[u32; 2]], width: usize) {
        let Self { column, into: Column { states, data, .. }, likeness, special } = self;
        let cells = Cells { bounds, first: rows.start * width + *column, width };
        let Some(states) = states.get_mut(rows.clone()) else { return };
        let slot = special.slot;
        let plain = &slot.plain;
        let whole = texts.whole();
        // One loop for each kind of column, so that nothing is decided again for each cell.
        match data {
            Data::Text(ids) => {
                if let Some(ids) = ids.get_mut(rows) {
                    special.read_texts(texts, states, ids, cells, likeness);
                }
            }
            Data::None => {
                let presence = |cell: Cell<'_>| {
                    let is_text = plain.takes_any_text && is_plain_text(slot, cell);
                    (is_text || plain.is_plain(slot.kind, cell)).then_some(())
                };
                let mut nothing = [(); TILE];
                special.read_values(whole, states, &mut nothing, cells, presence, |_| Some(()));
            }
            Data::Choice(values) => special.read_values(
                whole,
                states,
                values.get_mut(rows).unwrap_or(&mut []),
                cells,
                |cell| plain.option(cell),
                |parsed| match parsed {
                    Parsed::Choice(value) => Some(*value),
                    _ => None,
                },
            ),
            Data::Choices(values) => special.read_values(
                whole,
                states,
                values.get_mut(rows).unwrap_or(&mut []),
                cells,
                |_| None,
                |parsed| match parsed {
                    Parsed::Choices(value) => Some(*value),
                    _ => None,
                },
            ),
            Data::Number(values) => special.read_values(
                whole,
                states,
                values.get_mut(rows).unwrap_or(&mut []),
                cells,
                |cell| plain.number(cell),
                |parsed| match parsed {
                    Parsed::Number(value) => Some(*value),
                    _ => None,
                },
            ),
            Data::Days(values) => special.read_values(
                whole,
                states,
                values.get_mut(rows).unwrap_or(&mut []),
                cells,
                |cell| plain.days(cell),
                |parsed| match parsed {
                    Parsed::Days(value) => Some(*value),
                    _ => None,
                },
            ),
            Data::Years(values) => special.read_values(
                whole,
                states,
                values.get_mut(rows).unwrap_or(&mut []),
                cells,
                |cell| plain.years(cell),
                |parsed| match parsed {
                    Parsed::Years(first, last) => Some((*first, *last)),
                    _ => None,
                },
            ),
        }
    }
}

impl Special<'_> {
    /// Reads every cell: in its plain form, or as `parse` does.
    #[inline(always)]
    fn read_values<T>(
        &mut self,
        whole: &str,
        states: &mut [u8],
        values: &mut [T],
        cells: Cells<'_>,
        plain: impl Fn(Cell<'_>) -> Option<T>,
        value: impl Fn(&Parsed<'_>) -> Option<T>,
    ) {
        let mut at = cells.first;
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
                let (read, answer) = self.read_cell(whole, cells.row_before(at), span, &value);
                *state = read as u8;
                if let Some(answer) = answer {
                    *place = answer;
                }
            }
        }
    }

    /// The same for texts.
    fn read_texts(
        &mut self,
        texts: &mut Texts,
        states: &mut [u8],
        ids: &mut [u32],
        cells: Cells<'_>,
        likeness: &mut Likeness,
    ) {
        let slot = self.slot;
        let simple = slot.plain.takes_any_text;
        let repeats = likeness.repeats();
        let mut at = cells.first;
        for (state, place) in states.iter_mut().zip(ids) {
            let span = cells.take(&mut at);
            let cell = Cell::new(texts.whole().as_bytes(), span);
            if cell.is_empty() {
                continue;
            }
            let mut text = span;
            if !(simple && is_plain_text(slot, cell)) {
                let whole = texts.whole();
                text = trimmed(whole, span).1;
                let is_text = |parsed: &Parsed<'_>| matches!(parsed, Parsed::Text(_)).then_some(());
                let (read, answer) = self.read_cell(whole, cells.row_before(at), span, &is_text);
                *state = read as u8;
                if answer.is_none() {
                    continue;
                }
            }
            *state = State::Answered as u8;
            *place = if repeats {
                let (id, known) = texts.add_span(text);
                likeness.seen += 1;
                likeness.repeated += usize::from(known);
                id
            } else {
                texts.push_span(text)
            };
        }
    }

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
        if let Some(told) = self.known.told.get(cell) {
            let told = told.clone();
            return (self.tell(row, told), None);
        }
        let told = match parse(self.slot, cell) {
            Parsed::Absent(state) => Told { state, text: cut(cell, PLACEHOLDER).into(), cause: None },
            Parsed::Invalid(cause) => {
                Told { state: State::Invalid, text: cut(cell, INVALID).into(), cause: Some(cause.into()) }
            }
            answer => {
                if let Some(either) = day_or_month(self.slot, cell) {
                    self.notice(row, Notice::DayOrMonth(self.id, either));
                }
                return (State::Answered, value(&answer));
            }
        };
        if self.known.told.len() < TOLD && cell.len() <= LONGEST_TOLD {
            self.known.told.insert(cell.into(), told.clone());
        }
        (self.tell(row, told), None)
    }

    fn tell(&mut self, row: usize, Told { state, text, cause }: Told) -> State {
        match cause {
            None => self.notice(row, Notice::Placeholder(self.id, text)),
            Some(cause) => {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.invalid.push(InvalidCell { slot: self.id, row, record: row, raw: text, cause });
            }
        }
        state
    }

    fn notice(&mut self, row: usize, what: Notice) {
        self.noticed.push(Noticed { what, record: u32::try_from(row).unwrap_or(u32::MAX) });
    }
}
