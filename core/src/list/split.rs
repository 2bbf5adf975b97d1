//! Pieces of whole rows into cells.
//!
//! Most bytes of a list are neither delimiters nor line breaks nor quotes, so 64 of them are compared at once and only those
//! that matter are looked at: cells are too short for a search from delimiter to delimiter to pay, and an automaton looks at every byte.

use super::block::{BlankRows, Numbering, RefusedRow, RowBlock, ragged};
use super::cut::{Cutter, Piece, too_long};
use super::mapping::column_letters;
use super::marks::{from_bit, marks_at};
use super::problem::Problem;
use super::record::{QUOTE, plain_end};
use super::sniff::Layout;
use memchr::memchr;

/// So many cells more than the header a row may have before it is no longer counted how many there are.
const CELLS_COUNTED: usize = 10_000;

/// Splits whole rows into cells.
///
/// Rows with more cells than the header are accepted when the extra ones are blank, rows with fewer when the layout says
/// so; all others are refused and listed. Bytes that are not UTF-8 are a problem that names row and column.
///
/// See [`Cutter`] for an example.
pub fn split(piece: Piece, layout: &Layout) -> Result<RowBlock, Problem> {
    let Piece { mut bytes, row, line, record, lone_returns, refused, bounds } = piece;
    if u32::try_from(bytes.len()).is_err() {
        return Err(Problem::new("a piece of the list is larger than 4 GiB").help("cut it smaller").limit());
    }
    let mut rows = Rows::new(layout, row, line, refused, bounds, bytes.len());
    let ended = rows.read_all(&mut bytes, layout.delimiter, lone_returns)?;
    if let Some(start) = ended {
        rows.push(start, bytes.len());
    }
    rows.end_if_begun(&bytes);
    let Rows { bounds, columns, numbering, refused, blank, .. } = rows;
    let size = bytes.len() as u64;
    match String::from_utf8(bytes) {
        Ok(text) => {
            Ok(RowBlock { text, bounds, columns, first_record: record, numbering, refused, blank, bytes: size })
        }
        Err(error) => {
            let block = RowBlock { bounds, columns, numbering, ..RowBlock::default() };
            Err(not_utf8(&block, error.as_bytes(), error.utf8_error().valid_up_to(), line, layout))
        }
    }
}

/// Says in which cell the text stops being UTF-8.
fn not_utf8(block: &RowBlock, bytes: &[u8], at: usize, first_line: u64, layout: &Layout) -> Problem {
    let byte = bytes.get(at).copied().unwrap_or(0);
    let problem = Problem::new(format!("the byte 0x{byte:02X} is not valid UTF-8, and all before it was"))
        .help("if the list is not UTF-8, say what it is, for example `--encoding windows-1252`");
    let after = block.bounds.partition_point(|[start, _]| *start as usize <= at);
    let cell = after.checked_sub(1).filter(|cell| block.bounds.get(*cell).is_some_and(|[_, end]| at < *end as usize));
    match (cell, block.columns) {
        (Some(cell), columns) if columns > 0 => {
            let (row, column) = (cell / columns, cell % columns);
            let header = layout.header.get(column).filter(|header| !header.is_empty());
            let name = header.cloned().unwrap_or_else(|| column_letters(column));
            problem.at_row(block.row_number(row)).at_line(block.line(row)).in_column(name)
        }
        _ => problem.at_line(first_line + memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or(&[])).count() as u64),
    }
}

/// What is known of the rows so far.
struct Rows {
    columns: usize,
    accept_short: bool,
    max_row: usize,
    bounds: Vec<[u32; 2]>,
    /// Where the current row's cells begin in `bounds`, and its bytes in the piece.
    from: usize,
    first_byte: usize,
    /// How many rows have been accepted.
    index: usize,
    number: u64,
    line: u64,
    /// Line breaks in cells of the current row.
    breaks: u64,
    /// It has too many cells to count them.
    too_wide: bool,
    numbering: Numbering,
    refused: Vec<RefusedRow>,
    blank: BlankRows,
}

impl Rows {
    fn new(
        layout: &Layout,
        number: u64,
        line: u64,
        refused: Vec<RefusedRow>,
        bounds: Vec<[u32; 2]>,
        size: usize,
    ) -> Self {
        Self {
            columns: layout.header.len(),
            accept_short: layout.accept_short_rows,
            max_row: layout.max_row_bytes,
            bounds: if bounds.capacity() == 0 { Vec::with_capacity(size / 14) } else { bounds },
            from: 0,
            first_byte: 0,
            index: 0,
            number,
            line,
            breaks: 0,
            too_wide: false,
            numbering: Numbering::default(),
            refused,
            blank: BlankRows::default(),
        }
    }

    /// Reads up to the end of the bytes; gives the start of a last cell that nothing ends.
    fn read_all(&mut self, bytes: &mut [u8], delimiter: u8, lone_returns: bool) -> Result<Option<usize>, Problem> {
        // Where no return stands alone, the line feed after it says everything.
        let set = [delimiter, b'\n', QUOTE, if lone_returns { b'\r' } else { b'\n' }];
        let mut start = 0;
        let mut base = 0;
        'blocks: while base < bytes.len() {
            let mut mask = marks_at(bytes, base, set);
            while mask != 0 {
                let pos = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                let byte = bytes.get(pos).copied().unwrap_or(0);
                if byte == delimiter {
                    self.push(start, pos);
                    start = pos + 1;
                } else if byte == QUOTE {
                    // A quote in the middle of a cell is a character like any other.
                    if pos == start {
                        let (last_base, after) = self.quoted(bytes, pos, (base, mask), delimiter, set)?;
                        start = after + 1;
                        match bytes.get(after) {
                            None => return Ok(None),
                            Some(byte) if *byte == delimiter => {}
                            Some(byte) => {
                                start += usize::from(*byte == b'\r' && bytes.get(start) == Some(&b'\n'));
                                self.end_row(bytes, start);
                            }
                        }
                        if start >= last_base + 64 {
                            base = start;
                            continue 'blocks;
                        }
                        // The rest of the block in which the cell ended. Nothing behind the cell has changed.
                        if last_base != base {
                            base = last_base;
                            mask = marks_at(bytes, base, set);
                        }
                        mask &= from_bit(start - base);
                    }
                } else {
                    if byte == b'\r' && bytes.get(pos + 1) == Some(&b'\n') {
                        continue;
                    }
                    let returned = byte == b'\n' && pos > start && bytes.get(pos - 1) == Some(&b'\r');
                    self.push(start, pos - usize::from(returned));
                    start = pos + 1;
                    self.end_row(bytes, start);
                }
            }
            base += 64;
            self.shed();
        }
        let begun = start < bytes.len() || self.bounds.len() > self.from;
        Ok(begun.then_some(start))
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "the piece is smaller than 4 GiB")]
        self.bounds.push([start as u32, end as u32]);
    }

    /// Takes the cell whose opening quote stands at `open`, in the block from `base` on of which `mask` is still to be looked at; gives
    /// the block in which it ends and the place of what ends it.
    fn quoted(
        &mut self,
        bytes: &mut [u8],
        open: usize,
        (mut base, mut mask): (usize, u64),
        delimiter: u8,
        set: [u8; 4],
    ) -> Result<(usize, usize), Problem> {
        let mut doubled = None;
        let close = loop {
            while mask == 0 {
                base += 64;
                if base >= bytes.len() {
                    let problem = Problem::new("a cell opens with a quote that is never closed");
                    return Err(problem
                        .help("close or double the quotation marks in this row")
                        .at_row(self.number)
                        .at_line(self.line));
                }
                mask = marks_at(bytes, base, set);
            }
            let pos = base + mask.trailing_zeros() as usize;
            mask &= mask - 1;
            match bytes.get(pos) {
                Some(&QUOTE) if bytes.get(pos + 1) == Some(&QUOTE) => {
                    doubled = doubled.or(Some(pos));
                    if pos + 1 < base + 64 {
                        mask &= mask - 1;
                    } else {
                        base += 64;
                        mask = marks_at(bytes, base, set) & from_bit(1);
                    }
                }
                Some(&QUOTE) => break pos,
                Some(b'\n') => self.breaks += 1,
                _ => {}
            }
        };
        let after = plain_end(bytes, close + 1, delimiter);
        let mut end = close;
        if doubled.is_some() || after > close + 1 {
            end = put_together(bytes, doubled.unwrap_or(close), close, after);
        }
        self.push(open + 1, end);
        self.shed();
        Ok((base, after))
    }

    /// Forgets cells of a row that has so many more than the header that it is refused in any case.
    #[inline]
    fn shed(&mut self) {
        if self.bounds.len() - self.from > self.columns.saturating_add(CELLS_COUNTED) {
            self.too_wide = true;
            self.bounds.truncate(self.from + self.columns);
        }
    }

    /// Ends a row, whose cells are all in; the next one starts at the byte `next`.
    #[inline]
    fn end_row(&mut self, bytes: &[u8], next: usize) {
        let cells = self.bounds.len() - self.from;
        let first =
            self.bounds.get(self.from).and_then(|[start, end]| bytes.get(*start as usize..*end as usize)?.first());
        let filled = first.is_some_and(u8::is_ascii_graphic);
        if cells == self.columns && filled && next - self.first_byte <= self.max_row && !self.too_wide {
            self.accept();
        } else {
            self.decide(bytes, cells, next);
        }
        self.number += 1;
        self.line += 1 + self.breaks;
        self.breaks = 0;
        self.from = self.bounds.len();
        self.first_byte = next;
    }

    #[inline]
    fn accept(&mut self) {
        self.numbering.note(self.index, self.number, self.line);
        self.index += 1;
    }

    /// What becomes of a row that is not as most are.
    #[cold]
    fn decide(&mut self, bytes: &[u8], cells: usize, next: usize) {
        let row = self.bounds.get(self.from..).unwrap_or(&[]);
        let filled =
            row.iter().rposition(|[start, end]| !is_blank(bytes.get(*start as usize..*end as usize).unwrap_or(&[])));
        let filled = filled.map_or(0, |last| last + 1);
        let cause = if next - self.first_byte > self.max_row {
            too_long(self.max_row)
        } else if self.too_wide {
            format!("has over {CELLS_COUNTED} cells more than the header, which has {}", self.columns)
        } else if filled == 0 {
            self.bounds.truncate(self.from);
            self.blank.add(self.number);
            return;
        } else if filled > self.columns {
            ragged(filled, self.columns)
        } else if cells < self.columns && !self.accept_short {
            ragged(cells, self.columns)
        } else {
            let end = row.last().map_or(0, |[_, end]| *end);
            self.bounds.resize(self.from + self.columns, [end, end]);
            self.accept();
            return;
        };
        self.bounds.truncate(self.from);
        self.too_wide = false;
        self.refused.push(RefusedRow::new(self.number, self.line, cause));
    }

    /// Ends the last row, when no line break did.
    fn end_if_begun(&mut self, bytes: &[u8]) {
        if self.bounds.len() > self.from {
            self.end_row(bytes, bytes.len());
        }
    }
}

/// Puts a quoted cell together in its place: single quotes for double ones (the first of which is at `from`), then what follows
/// the closing quote at `close` up to `after`; gives its end. What is left of the place is filled with spaces.
fn put_together(bytes: &mut [u8], from: usize, close: usize, after: usize) -> usize {
    let mut read = from;
    let mut write = from;
    while let Some(at) = memchr(QUOTE, bytes.get(read..close).unwrap_or(&[])) {
        bytes.copy_within(read..read + at + 1, write);
        write += at + 1;
        read = (read + at + 2).min(close);
    }
    bytes.copy_within(read..close, write);
    write += close - read;
    bytes.copy_within(close + 1..after, write);
    write += after - close - 1;
    if let Some(rest) = bytes.get_mut(write..after) {
        rest.fill(b' ');
    }
    write
}

/// Whether a cell holds nothing but spaces of any kind.
fn is_blank(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(|text| text.trim().is_empty())
}

/// Cuts and splits a stream of UTF-8 bytes on one thread.
///
/// ```
/// use due_regard::list::{CsvSplitter, ListOptions, sniff};
/// let text = b"id;name\n1;The George Inn\n2;Guy's Hospital\n";
/// let layout = sniff(text, true, &ListOptions::default())?;
/// let mut splitter = CsvSplitter::new(&layout);
/// let mut names = Vec::new();
/// for chunk in text[layout.body..].chunks(10) {
///     for block in splitter.push(chunk)? {
///         names.extend(block.column(1).map(str::to_owned));
///     }
/// }
/// for block in splitter.finish()? {
///     names.extend(block.column(1).map(str::to_owned));
/// }
/// assert_eq!(names, ["The George Inn", "Guy's Hospital"]);
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct CsvSplitter {
    layout: Layout,
    cutter: Cutter,
}

/// So much is read before it is cut.
const PIECE: usize = 512 * 1024;

impl CsvSplitter {
    /// For the rows below the header, which start at the byte `layout.body` of the decoded list.
    pub fn new(layout: &Layout) -> Self {
        Self { layout: layout.clone(), cutter: Cutter::new(layout) }
    }

    /// Takes more bytes of UTF-8; gives the blocks that they complete, each of some hundred KiB.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<RowBlock>, Problem> {
        let mut blocks = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = PIECE.saturating_sub(self.cutter.buffer().len() % PIECE).max(1);
            let (now, later) = rest.split_at(rest.len().min(room));
            self.cutter.buffer().extend_from_slice(now);
            if now.len() == room
                && let Some(piece) = self.cutter.cut()?
            {
                blocks.push(split(piece, &self.layout)?);
            }
            rest = later;
        }
        Ok(blocks)
    }

    /// Says that there are no more bytes; gives the last block.
    pub fn finish(mut self) -> Result<Vec<RowBlock>, Problem> {
        let mut blocks = Vec::new();
        // Rows that have ended come first, so that a row cut short by the end of the list does not hold them back.
        if let Some(piece) = self.cutter.cut()? {
            blocks.push(split(piece, &self.layout)?);
        }
        if let Some(piece) = self.cutter.finish()? {
            blocks.push(split(piece, &self.layout)?);
        }
        Ok(blocks)
    }
}

#[cfg(test)]
mod tests;
