//! A block of rows: the one shape in which every reader of tables hands rows on.

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

    /// The cells of a column that are nothing but a mark which repeats the one above (`"`, `〃`, `ditto`, `as above`), by mark. They are texts like any other; a reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(1, 2);
    /// for cell in ["North", " \" ", "Do.", "as above the door", "5\"", "do.", "South"] {
    ///     rows.push_cell(cell);
    ///     rows.end_row();
    /// }
    /// let dittos = rows.finish().dittos(0);
    /// let found: Vec<_> = dittos.iter().map(|(mark, rows)| (*mark, &rows.first[..])).collect();
    /// assert_eq!(found, [("\"", &[3][..]), ("do.", &[4, 7])]);
    /// ```
    pub fn dittos(&self, column: usize) -> Vec<(&'static str, CountedRows)> {
        let mut found: Vec<(&'static str, CountedRows)> = Vec::new();
        for (row, cell) in self.bounds_below(column).enumerate() {
            if !self.may_be_ditto(*cell) {
                continue;
            }
            let Some(mark) = ditto_mark(self.slice(*cell)) else { continue };
            let row = self.row_number(row);
            match found.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, rows)) => rows.add(row),
                None => {
                    let mut rows = CountedRows::default();
                    rows.add(row);
                    found.push((mark, rows));
                }
            }
        }
        found
    }

    /// The rows that read like a total of the others: their first cell that is not blank begins or ends with `Total`, and most of the others are blank. They are rows like any other; a
    /// reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(3, 2);
    /// for row in [["1", "Total Eclipse", "mural"], [" ", "Grand total:", "1"], ["Overall total", "1", ""], ["Total Road", "North", ""], ["Total assets", "", ""], ["North total:", "", ""], ["The Total", "North", ""]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().totals().first, [3, 4, 6, 7]);
    /// ```
    pub fn totals(&self) -> CountedRows {
        let mut totals = CountedRows::default();
        for (row, cells) in self.bounds.chunks_exact(self.columns.max(1)).enumerate() {
            let Some(first) = cells.iter().find(|cell| !self.is_blank(**cell)) else { continue };
            // Nearly all rows begin and end with something else.
            let begins = self.first_byte(*first).is_some_and(|byte| b"tTgGsSoO ".contains(byte));
            if !begins && !self.last_byte(*first).is_some_and(|byte| b"lLsS: ".contains(byte)) {
                continue;
            }
            let Some(total) = total(self.slice(*first)) else { continue };
            let (columns, filled) =
                (self.row(row).count(), self.row(row).filter(|cell| !cell.trim().is_empty()).count());
            let few = match total {
                Total::Word => filled <= 2 || filled * 2 <= columns,
                // `Total assets`, and not a street of that name beside its ward.
                Total::Begins => filled * 2 <= columns,
            };
            if columns > 1 && few {
                totals.add(self.row_number(row));
            }
        }
        totals
    }

    /// The rows that read like a remark below a list: nothing but a first cell such as `Source: council archive` or `* Checked in 2024`. They are rows like any other; a reader
    /// may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(3, 2);
    /// for row in [["A1", "Guy", "North"], ["* Checked in 2024", "", ""], ["Source: archive", "", " "], ["Source", "Well", ""]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().footnotes().first, [3, 4]);
    /// ```
    pub fn footnotes(&self) -> CountedRows {
        let mut notes = CountedRows::default();
        for (row, cells) in self.bounds.chunks_exact(self.columns.max(1)).enumerate() {
            let Some((first, others)) = cells.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
            // Nearly all rows have a second cell.
            if others.iter().all(|cell| self.is_blank(*cell)) && is_footnote(self.slice(*first)) {
                notes.add(self.row_number(row));
            }
        }
        notes
    }

    /// The rows that repeat the header, as lists do that were printed by the page. They are rows like any other; a reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(2, 2);
    /// for row in [["Carlyle Statue", "Chelsea"], [" NAME", "Ward "], ["Name", "Wardour"], ["", "Ward"]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().repeats_of(&["Name", "Ward"]).first, [3]);
    /// ```
    pub fn repeats_of<S: AsRef<str>>(&self, header: &[S]) -> CountedRows {
        let mut repeats = CountedRows::default();
        let named = || header.iter().map(AsRef::as_ref).enumerate().filter(|(_, head)| !head.trim().is_empty());
        let Some((column, first)) = named().next().filter(|_| named().nth(1).is_some()) else { return repeats };
        let Some(letter) = first.trim_start().bytes().next() else { return repeats };
        for (row, cell) in self.bounds_below(column).enumerate() {
            // Nearly all rows begin with something else.
            let begins_alike = |byte: &u8| byte.eq_ignore_ascii_case(&letter) || byte.is_ascii_whitespace();
            if !self.first_byte(*cell).is_some_and(begins_alike) {
                continue;
            }
            let cell = self.slice(*cell);
            let same = |cell: &str, head: &str| {
                let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
                words(cell) == words(head)
            };
            let heads = header.iter().map(AsRef::as_ref).chain(std::iter::repeat(""));
            if same(cell, first) && self.row(row).zip(heads).all(|(cell, head)| same(cell, head)) {
                repeats.add(self.row_number(row));
            }
        }
        repeats
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

    /// Whether a cell is as short as marks are that repeat the one above, and begins like one: nearly all cells do not. Every cell of text comes by here, so nothing is decided by a branch but the answer.
    #[inline]
    fn may_be_ditto(&self, [start, end]: [u32; 2]) -> bool {
        const LONGEST: u32 = 24; // with blanks around it
        let byte = |at: u32| self.text.as_bytes().get(at as usize).copied().unwrap_or(b'0');
        let class = |table: &[u8; 256], byte: u8| table.get(usize::from(byte)).copied().unwrap_or(0);
        let [begins, goes_on] = &DITTO;
        let ways = class(begins, byte(start)) & class(goes_on, byte(start.saturating_add(1)));
        (ways != 0) & (end.wrapping_sub(start).wrapping_sub(1) < LONGEST)
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

/// What people write in front of sums.
enum Total {
    /// Nothing else.
    Word,
    /// More follows.
    Begins,
}

fn total(cell: &str) -> Option<Total> {
    let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    match (words.next()?.as_str(), words.next().as_deref(), words.next().is_some()) {
        ("total" | "totals" | "subtotal" | "subtotals", None, _) => Some(Total::Word),
        ("grand" | "sub" | "overall", Some("total" | "totals"), false) => Some(Total::Word),
        ("total" | "totals" | "subtotal" | "subtotals", Some(_), _) => Some(Total::Begins),
        ("grand" | "sub" | "overall", Some("total" | "totals"), true) => Some(Total::Begins),
        // `North total`, below the rows of a ward.
        (_, Some(_), _) => {
            let last =
                cell.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(|c: char| !c.is_alphanumeric()).next()?;
            let words = ["total", "totals", "subtotal", "subtotals"];
            words.iter().any(|word| last.eq_ignore_ascii_case(word)).then_some(Total::Begins)
        }
        _ => None,
    }
}

/// How a mark begins that repeats the cell above, a bit for each way; none for a byte with which no mark begins. See [`ditto_goes_on`].
const fn ditto_begins(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        b'd' => DO,
        b'a' => AS,
        b's' => SAME,
        b'0'..=b'9' | b'a'..=b'z' => 0,
        _ => SIGN,
    }
}

/// The ways to begin that a second byte goes on with: anything may stand behind a sign.
const fn ditto_goes_on(byte: u8) -> u8 {
    SIGN | match byte.to_ascii_lowercase() {
        b'o' | b'i' => DO,
        b's' => AS,
        b'a' => SAME,
        _ => 0,
    }
}

/// A sign, `do.` or `ditto`, `as above`, `same as above`.
const SIGN: u8 = 1;
const DO: u8 = 2;
const AS: u8 = 4;
const SAME: u8 = 8;

/// [`ditto_begins`] and [`ditto_goes_on`] of every byte.
#[expect(clippy::indexing_slicing, reason = "the compiler fills the tables, and refuses an index outside them")]
static DITTO: [[u8; 256]; 2] = {
    let (mut begins, mut goes_on) = ([0; 256], [0; 256]);
    let mut byte = u8::MAX;
    loop {
        begins[byte as usize] = ditto_begins(byte);
        goes_on[byte as usize] = ditto_goes_on(byte);
        let Some(next) = byte.checked_sub(1) else { break [begins, goes_on] };
        byte = next;
    }
};

/// The mark that a cell is, where it is nothing but one that repeats the cell above. `do` without its point is a word, and a dash stands for nothing rather than for what is above.
///
/// ```
/// use due_regard::list::ditto_mark;
/// assert_eq!(ditto_mark(" Ditto."), Some("ditto"));
/// assert_eq!(ditto_mark("〃"), Some("〃"));
/// assert_eq!(ditto_mark("as above the door"), None);
/// assert_eq!(ditto_mark("-"), None);
/// ```
pub fn ditto_mark(cell: &str) -> Option<&'static str> {
    const MARKS: [&str; 15] = [
        "\"",
        "〃",
        "″",
        "“",
        "”",
        "''",
        "’’",
        ",,",
        "„",
        "-\"-",
        "do.",
        "ditto",
        "as above",
        "same as above",
        "(as above)",
    ];
    const LONGEST: usize = 16;
    let cell = cell.trim();
    if cell.len() > LONGEST {
        return None;
    }
    // `Ditto.` and `As above.` are the same.
    let plain = if cell.len() > "do.".len() { cell.trim_end_matches('.') } else { cell };
    MARKS.into_iter().find(|mark| plain.eq_ignore_ascii_case(mark))
}

/// Whether a cell that stands alone in its row reads like a remark.
fn is_footnote(cell: &str) -> bool {
    const MARKS: [char; 4] = ['*', '†', '‡', '©'];
    const WORDS: [&str; 15] = [
        "note",
        "notes",
        "nb",
        "n.b",
        "source",
        "sources",
        "key",
        "prepared by",
        "produced by",
        "exported",
        "last updated",
        "updated",
        "data as at",
        "end of list",
        "crown copyright",
    ];
    let cell = cell.trim();
    if cell.starts_with(MARKS) {
        return cell.chars().any(char::is_alphabetic);
    }
    let small: String = cell.chars().take(20).flat_map(char::to_lowercase).collect();
    // `Note: …`, `Last updated 3 May`, and not `Notes` alone or `Keyworth Street`.
    WORDS.iter().any(|word| {
        small.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with([':', '.'])
                || (word.contains(' ') && !rest.starts_with(char::is_alphanumeric))
                || rest.starts_with(" -")
        })
    })
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
    fn every_mark_that_repeats_the_cell_above_is_found() {
        let marks = [
            "\"",
            "〃",
            "″",
            "“",
            "”",
            "''",
            "’’",
            ",,",
            "„",
            "-\"-",
            "Do.",
            "DITTO",
            "ditto.",
            "As above",
            "as above.",
            "Same as above",
            "(as above)",
        ];
        let others = ["do", "do it", "-", "d", "asabove", "Sam", "dittography", "5\"", "same as above the door of it"];
        for (cell, is_mark) in marks.map(|mark| (mark, true)).into_iter().chain(others.map(|other| (other, false))) {
            let mut builder = RowBlockBuilder::new(1, 1);
            for cell in ["North".to_owned(), format!(" {cell} "), cell.to_owned()] {
                builder.push_cell(&cell);
                builder.end_row();
            }
            let found: Vec<Vec<u64>> =
                builder.finish().dittos(0).into_iter().map(|(_, rows)| rows.first.to_vec()).collect();
            assert_eq!(found, if is_mark { vec![vec![2, 3]] } else { Vec::new() }, "{cell}");
        }
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
