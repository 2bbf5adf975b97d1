//! A block of rows: the one shape in which every reader of tables hands rows on.

mod remarks;

pub use remarks::ditto_mark;

/// How many of the blank rows of a block are remembered by number.
const BLANK_ROWS_KEPT: usize = 8;

/// Some rows of a list, one after the other, with the same number of cells each.
///
/// Cells are text as it stands in the list: quotes of CSV are gone, edge spaces are not. Rows are addressed from 0 within the block;
/// [`RowBlock::row_number`] is what a spreadsheet shows. Blank rows and rows that could not be read are not among the rows: they
/// are counted in [`RowBlock::blank_rows`] and listed in [`RowBlock::refused`], so that no row of the list is ever lost.
///
/// ```
/// use due_regard::list::RowBlockBuilder;
/// let mut builder = RowBlockBuilder::new(2, 2); // two columns; the first row is row 2 of the sheet
/// builder.push_cell("470656");
/// builder.push_cell(" The George Inn");
/// builder.end_row();
/// builder.end_row(); // a blank row
/// builder.push_cell("0");
/// builder.end_row(); // too few cells
/// let block = builder.finish();
/// assert_eq!(block.len(), 1);
/// assert_eq!(block.cell(0, 1), " The George Inn");
/// assert_eq!(block.row_number(0), 2);
/// assert_eq!(block.blank_rows().count, 1);
/// assert_eq!(block.refused()[0].cause, "has 1 cell, the header has 2");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowBlock {
    pub(super) text: String,
    /// INVARIANT: `columns` for each row: where the cell starts and ends in `text`.
    pub(super) bounds: Vec<[u32; 2]>,
    pub(super) columns: usize,
    pub(super) first_record: u64,
    pub(super) numbering: Numbering,
    pub(super) refused: Vec<RefusedRow>,
    pub(super) blank: CountedRows,
    pub(super) hidden: CountedRows,
    pub(super) bytes: u64,
}

impl RowBlock {
    /// How many rows there are (blank and refused ones are not among them).
    pub fn len(&self) -> usize {
        self.bounds.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Whether there are no rows; there may still be blank or refused ones.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// How many cells each row has.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A cell's text, edge spaces included; empty outside the block.
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.bounds_of(row).get(column).map_or("", |bounds| self.slice(*bounds))
    }

    /// The cells of a row in order; none outside the block.
    #[inline]
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.bounds_of(row).iter().map(|bounds| self.slice(*bounds))
    }

    /// The cells of a column, row by row; none outside the block.
    #[inline]
    pub fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        self.bounds_below(column).map(|bounds| self.slice(*bounds))
    }

    /// The text in which all cells lie, and other bytes between them, for readers that go by [`RowBlock::bounds_of`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cells of a row start and end in [`RowBlock::text`], one pair for each column, for readers that take the same few
    /// columns of very many rows as bytes; none outside the block.
    #[inline]
    pub fn bounds_of(&self, row: usize) -> &[[u32; 2]] {
        let from = row.saturating_mul(self.columns);
        self.bounds.get(from..from.saturating_add(self.columns)).unwrap_or(&[])
    }

    /// The place of the block's first row among all rows below the header, from 0.
    ///
    /// Blank and refused rows count, so that it is known without having read what comes before.
    pub fn first_record(&self) -> u64 {
        self.first_record
    }

    /// The row's number as a spreadsheet shows it: from 1, with title rows, the header and blank rows counted.
    pub fn row_number(&self, row: usize) -> u64 {
        self.numbering.of(row).0
    }

    /// The numbers of all rows, in order.
    pub(crate) fn row_numbers(&self) -> impl Iterator<Item = u64> {
        self.numbering.numbers(self.len())
    }

    /// The line of the file on which the row starts, from 1: the row's number, unless cells above hold line breaks.
    pub fn line(&self, row: usize) -> u64 {
        self.numbering.of(row).1
    }

    /// The rows that could not be read, in order.
    pub fn refused(&self) -> &[RefusedRow] {
        &self.refused
    }

    /// The rows in which every cell is blank.
    pub fn blank_rows(&self) -> &CountedRows {
        &self.blank
    }

    /// The rows that their sheet does not show, because a filter or a person hid them. They are rows like any other; a reader has to say so.
    pub fn hidden_rows(&self) -> &CountedRows {
        &self.hidden
    }

    /// How many bytes of the list the block stands for, as decoded; for progress.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The text in which all cells lie, and where they start and end in it, row by row: for a reader that takes the text over.
    pub(crate) fn into_text(self) -> (String, Vec<[u32; 2]>) {
        (self.text, self.bounds)
    }

    /// An empty block with the room of these.
    pub(crate) fn of_room(mut text: String, mut bounds: Vec<[u32; 2]>) -> Self {
        text.clear();
        bounds.clear();
        Self { text, bounds, ..Self::default() }
    }

    /// Where the cells of a column start and end, row by row; none outside the block.
    #[inline]
    fn bounds_below(&self, column: usize) -> impl Iterator<Item = &[u32; 2]> {
        // One row too far to the left or right would be another column's cells.
        let cells = if column < self.columns { self.bounds.get(column..).unwrap_or(&[]) } else { &[] };
        cells.iter().step_by(self.columns.max(1))
    }

    /// The first byte of a cell that is not empty.
    #[inline]
    fn first_byte(&self, [start, end]: [u32; 2]) -> Option<&u8> {
        self.text.as_bytes().get(start as usize).filter(|_| start < end)
    }

    /// The last byte of a cell that is not empty.
    #[inline]
    fn last_byte(&self, [start, end]: [u32; 2]) -> Option<&u8> {
        self.text.as_bytes().get(end.checked_sub(1)? as usize).filter(|_| start < end)
    }

    /// Whether a cell holds nothing but white space.
    #[inline]
    fn is_blank(&self, cell: [u32; 2]) -> bool {
        !self.first_byte(cell).is_some_and(u8::is_ascii_graphic) && self.slice(cell).trim().is_empty()
    }

    #[inline]
    fn slice(&self, [start, end]: [u32; 2]) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedRow {
    /// Its number as a spreadsheet shows it, from 1.
    pub row: u64,
    /// The line of the file on which it starts, from 1.
    pub line: u64,
    /// Why, as the end of a sentence that begins with the row: `has 5 cells, the header has 7`.
    pub cause: String,
}

impl RefusedRow {
    /// A refused row.
    pub fn new(row: u64, line: u64, cause: impl Into<String>) -> Self {
        Self { row, line, cause: cause.into() }
    }
}

/// How many rows of a kind there are, such as those in which every cell is blank, and which are the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedRows {
    /// How many.
    pub count: u64,
    /// The numbers of the first few.
    pub first: Vec<u64>,
}

impl CountedRows {
    /// Counts one more.
    pub fn add(&mut self, row: u64) {
        self.count += 1;
        if self.first.len() < BLANK_ROWS_KEPT {
            self.first.push(row);
        }
    }

    /// Adds those of a later block.
    pub fn merge(&mut self, later: &CountedRows) {
        self.count += later.count;
        let room = BLANK_ROWS_KEPT.saturating_sub(self.first.len());
        self.first.extend(later.first.iter().take(room));
    }
}

/// Row numbers and lines, remembered only where they do not simply go on by one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbering {
    /// Row within the block, number, line; from there on all go up together. Ascending.
    jumps: Vec<(u32, u64, u64)>,
}

impl Numbering {
    /// Notes that the block's row `index` has this number and line; rows are noted in order.
    #[inline]
    pub(super) fn note(&mut self, index: usize, number: u64, line: u64) {
        let goes_on = self.jumps.last().is_some_and(|(from, first_number, first_line)| {
            let on = index as u64 - u64::from(*from);
            (number, line) == (first_number + on, first_line + on)
        });
        if !goes_on {
            self.jumps.push((u32::try_from(index).unwrap_or(u32::MAX), number, line));
        }
    }

    /// The numbers of so many rows.
    fn numbers(&self, rows: usize) -> impl Iterator<Item = u64> {
        let ends = self.jumps.iter().skip(1).map(|(from, ..)| u64::from(*from)).chain([rows as u64]);
        let before = self.jumps.first().map_or(rows as u64, |(from, ..)| u64::from(*from));
        let runs = self
            .jumps
            .iter()
            .zip(ends)
            .map(|((from, number, _), end)| *number..number + end.saturating_sub(u64::from(*from)));
        std::iter::once(1..1 + before).chain(runs).flatten()
    }

    fn of(&self, index: usize) -> (u64, u64) {
        let after = self.jumps.partition_point(|(from, _, _)| *from as usize <= index);
        match after.checked_sub(1).and_then(|last| self.jumps.get(last)) {
            Some((from, number, line)) => {
                let on = index as u64 - u64::from(*from);
                (number + on, line + on)
            }
            None => (index as u64 + 1, index as u64 + 1),
        }
    }
}

/// The cause for a row with another number of cells than the header.
pub(super) fn ragged(cells: usize, columns: usize) -> String {
    format!("has {cells} {}, the header has {columns}", if cells == 1 { "cell" } else { "cells" })
}

/// Builds blocks from rows that a reader of another format gives cell by cell.
///
/// Rows with too many cells are accepted when the extra ones are blank, rows with too few only after
/// [`RowBlockBuilder::accept_short_rows`]; all others are refused and listed.
#[derive(Debug, Clone)]
pub struct RowBlockBuilder {
    block: RowBlock,
    accept_short: bool,
    next_row: u64,
    cells: usize,
    /// Cells up to the last one that is not blank.
    filled: usize,
    row_start: usize,
    is_hidden: bool,
}

impl RowBlockBuilder {
    /// For rows of so many columns, the first of which has this number in its sheet (from 1).
    pub fn new(columns: usize, first_row: u64) -> Self {
        let block = RowBlock { columns, ..RowBlock::default() };
        Self { block, accept_short: false, next_row: first_row, cells: 0, filled: 0, row_start: 0, is_hidden: false }
    }

    /// Takes rows with fewer cells than the header: the others are blank.
    #[must_use]
    pub fn accept_short_rows(mut self) -> Self {
        self.accept_short = true;
        self
    }

    /// With the place of the first row among all rows below the header, from 0.
    #[must_use]
    pub fn first_record(mut self, ordinal: u64) -> Self {
        self.block.first_record = ordinal;
        self
    }

    /// One more cell of the current row.
    pub fn push_cell(&mut self, text: &str) {
        self.cells += 1;
        if !text.trim().is_empty() {
            self.filled = self.cells;
        }
        if self.cells <= self.block.columns {
            let start = self.position();
            self.block.text.push_str(text);
            self.block.bounds.push([start, self.position()]);
        }
    }

    /// Says that the sheet does not show the current row; it is taken like any other, and counted.
    pub fn hide_row(&mut self) {
        self.is_hidden = true;
    }

    /// Ends the current row.
    pub fn end_row(&mut self) {
        let row = self.next_row;
        let columns = self.block.columns;
        if self.filled == 0 {
            self.drop_row();
            self.block.blank.add(row);
        } else if self.filled > columns || (self.cells < columns && !self.accept_short) {
            // Blank cells at the end of a row that is too long are no fault, so they are not counted as one.
            let cells = if self.cells < columns { self.cells } else { self.filled };
            self.refuse_row(ragged(cells, columns));
            return;
        } else {
            let end = self.position();
            for _ in self.cells..columns {
                self.block.bounds.push([end, end]);
            }
            self.block.numbering.note(self.block.len().saturating_sub(1), row, row);
            if self.is_hidden {
                self.block.hidden.add(row);
            }
        }
        self.begin_row();
    }

    /// Ends the current row and lists it as refused, for this cause (`has …`, `holds …`).
    pub fn refuse_row(&mut self, cause: impl Into<String>) {
        self.drop_row();
        self.block.refused.push(RefusedRow::new(self.next_row, self.next_row, cause));
        self.begin_row();
    }

    /// Says that the next row is this one, when the format leaves rows out.
    pub fn skip_to_row(&mut self, row: u64) {
        self.next_row = self.next_row.max(row);
    }

    /// How many bytes of text and rows of any kind are in it, to decide when it is enough for one block.
    pub fn size(&self) -> (usize, usize) {
        let others = self.block.refused.len() + usize::try_from(self.block.blank.count).unwrap_or(usize::MAX);
        (self.block.text.len(), self.block.len().saturating_add(others))
    }

    /// The block. Cells of a row that was not ended are left out.
    pub fn finish(mut self) -> RowBlock {
        self.drop_row();
        self.block.bytes = self.block.text.len() as u64;
        self.block
    }

    /// The block so far, and an empty builder for the rows after it.
    pub fn take(&mut self) -> RowBlock {
        let mut next =
            Self::new(self.block.columns, self.next_row).first_record(self.block.first_record + self.size().1 as u64);
        next.accept_short = self.accept_short;
        std::mem::replace(self, next).finish()
    }

    fn begin_row(&mut self) {
        self.next_row += 1;
        self.cells = 0;
        self.filled = 0;
        self.row_start = self.block.text.len();
        self.is_hidden = false;
    }

    fn drop_row(&mut self) {
        let whole = self.block.bounds.len().saturating_sub(self.cells.min(self.block.columns));
        self.block.bounds.truncate(whole);
        self.block.text.truncate(self.row_start);
        self.cells = 0;
    }

    /// Texts of 4 GiB are far past any block; the cells after that would read as empty.
    fn position(&self) -> u32 {
        u32::try_from(self.block.text.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(rows: &[&[&str]], columns: usize, short: bool) -> RowBlock {
        let mut builder = RowBlockBuilder::new(columns, 5);
        if short {
            builder = builder.accept_short_rows();
        }
        for row in rows {
            for cell in *row {
                builder.push_cell(cell);
            }
            builder.end_row();
        }
        builder.finish()
    }

    #[test]
    fn keeps_cells_and_numbers() {
        let block = built(
            &[&["a", " é "], &["", ""], &["", "x"], &["1", "2", " ", ""], &["1", "2", "", "4"], &["1"], &["y", ""]],
            2,
            false,
        );
        let rows: Vec<Vec<&str>> = (0..block.len()).map(|row| block.row(row).collect()).collect();
        assert_eq!(rows, [vec!["a", " é "], vec!["", "x"], vec!["1", "2"], vec!["y", ""]]);
        assert_eq!((0..4).map(|row| block.row_number(row)).collect::<Vec<_>>(), [5, 7, 8, 11]);
        assert_eq!(block.blank_rows().first, [6]);
        assert_eq!(
            block.refused(),
            [
                RefusedRow::new(9, 9, "has 4 cells, the header has 2"),
                RefusedRow::new(10, 10, "has 1 cell, the header has 2")
            ]
        );
        assert_eq!(block.column(1).collect::<Vec<_>>(), [" é ", "x", "2", ""]);
        assert_eq!((block.cell(9, 0), block.cell(0, 9), block.column(2).count()), ("", "", 0));
    }

    #[test]
    fn short_rows_are_accepted_on_request() {
        let block = built(&[&["1"], &["1", "2"]], 3, true);
        assert_eq!((block.len(), block.cell(0, 0), block.cell(0, 2), block.cell(1, 1)), (2, "1", "", "2"));
        assert!(block.refused().is_empty());
    }

    #[test]
    fn takes_blocks_that_follow_each_other() {
        let mut builder = RowBlockBuilder::new(1, 2);
        builder.push_cell("a");
        builder.end_row();
        builder.end_row();
        let first = builder.take();
        builder.push_cell("b");
        builder.end_row();
        builder.push_cell("not ended");
        let second = builder.finish();
        assert_eq!((first.len(), first.first_record(), first.row_number(0)), (1, 0, 2));
        assert_eq!((second.len(), second.first_record(), second.row_number(0), second.cell(0, 0)), (1, 2, 4, "b"));
    }

    #[test]
    fn hidden_rows_are_counted_where_they_are_taken() {
        let mut builder = RowBlockBuilder::new(1, 5);
        for (cell, is_hidden) in [("a", true), ("", true), ("b", false), ("c", true)] {
            builder.push_cell(cell);
            if is_hidden {
                builder.hide_row();
            }
            builder.end_row();
        }
        let block = builder.take();
        assert_eq!((block.len(), block.hidden_rows().first.as_slice()), (3, &[5, 8][..]));
        builder.push_cell("d");
        builder.end_row();
        assert_eq!(builder.finish().hidden_rows().count, 0);
    }

    #[test]
    fn only_the_first_few_blank_rows_are_remembered() {
        let mut builder = RowBlockBuilder::new(1, 1);
        for _ in 0..100 {
            builder.end_row();
        }
        let block = builder.finish();
        assert_eq!((block.blank_rows().count, block.blank_rows().first.len()), (100, BLANK_ROWS_KEPT));
        let mut all = block.blank_rows().clone();
        all.merge(block.blank_rows());
        assert_eq!((all.count, all.first.len()), (200, BLANK_ROWS_KEPT));
    }
}
