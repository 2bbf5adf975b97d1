//! A stream of bytes into blocks of whole rows, split into cells.
//!
//! Most bytes of a list are neither delimiters nor line breaks nor quotes, so 64 of them are compared at once and only those
//! that matter are looked at: cells are too short for a search from delimiter to delimiter to pay, and an automaton looks at every byte.

use super::block::{CountedRows, Numbering, RefusedRow, RowBlock, ragged};
use super::encoding::not_text;
use super::mapping::column_letters;
use super::marks::{from_bit, marks_at};
use super::problem::Problem;
use super::record::{QUOTE, open_quote, plain_end};
use super::sniff::Layout;
use memchr::{memchr, memchr_iter, memchr2};

/// So many cells more than the header a row may have before it is no longer counted how many there are.
const CELLS_COUNTED: usize = 10_000;

/// So many characters are shown of a cell whose quote is never closed.
const SHOWN: usize = 40;

/// So much is read before it is split by [`CsvSplitter::push`].
const PIECE: usize = 512 * 1024;

/// So much room is kept, and none that a very long row once needed.
const SPARE: usize = 8;
const MOST_SPARE: usize = 4 * PIECE;

/// Splits a stream of UTF-8 bytes into blocks of rows, correctly with line breaks in quotes.
///
/// Rows with more cells than the header are accepted when the extra ones are blank, rows with fewer when the layout says
/// so; all others are refused and listed, as are rows longer than the layout's limit. Bytes that are not UTF-8, and a quote that stays open for
/// longer than a row may be, are problems that name row and column: nobody can tell any more where a row ends.
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
/// if let Some(block) = splitter.finish()? {
///     names.extend(block.column(1).map(str::to_owned));
/// }
/// assert_eq!(names, ["The George Inn", "Guy's Hospital"]);
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct CsvSplitter {
    layout: Layout,
    /// INVARIANT: its first byte is the first of a row, unless `skipping`.
    buffer: Vec<u8>,
    /// Up to where the buffer is known to hold no zero bytes.
    checked: usize,
    /// Number and line of the row that starts with the first byte.
    row: u64,
    line: u64,
    /// A row that was too long is being passed over.
    skipping: bool,
    refused: Vec<RefusedRow>,
    /// Room from blocks that are no longer needed.
    spare: Vec<(Vec<u8>, Vec<[u32; 2]>)>,
}

impl CsvSplitter {
    /// For the rows below the header, which start at the byte `layout.body` of the decoded list.
    pub fn new(layout: &Layout) -> Self {
        Self {
            layout: layout.clone(),
            buffer: Vec::new(),
            checked: 0,
            row: layout.body_row,
            line: layout.body_line,
            skipping: false,
            refused: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Takes more bytes of UTF-8; gives the blocks that they complete, each of some hundred KiB.
    ///
    /// # Errors
    ///
    /// What [`CsvSplitter::split`] says.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<RowBlock>, Problem> {
        let mut blocks = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = PIECE.saturating_sub(self.buffer.len() % PIECE).max(1);
            let (now, later) = rest.split_at(rest.len().min(room));
            self.buffer.extend_from_slice(now);
            if now.len() == room {
                blocks.extend(self.split()?);
            }
            rest = later;
        }
        Ok(blocks)
    }

    /// Where a host that reads for itself appends bytes, some 256 KiB to 1 MiB before each [`CsvSplitter::split`]; what stands there
    /// already must stay. They need not end with a row.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// The whole rows so far, when there are any, or rows that had to be refused.
    ///
    /// # Errors
    ///
    /// Bytes that are not UTF-8, zero bytes, and a quote that stays open for longer than a row may be.
    pub fn split(&mut self) -> Result<Option<RowBlock>, Problem> {
        self.take(false)
    }

    /// Says that there are no more bytes; gives the last rows.
    ///
    /// # Errors
    ///
    /// What [`CsvSplitter::split`] says, and a quote that is never closed.
    pub fn finish(mut self) -> Result<Option<RowBlock>, Problem> {
        self.take(true)
    }

    /// Takes the room of a block that is no longer needed for the next ones. Fresh room from the system costs more than splitting.
    pub fn reuse(&mut self, block: RowBlock) {
        if self.spare.len() < SPARE && block.text.capacity() <= MOST_SPARE {
            let (mut bytes, mut bounds) = (block.text.into_bytes(), block.bounds);
            bytes.clear();
            bounds.clear();
            self.spare.push((bytes, bounds));
        }
    }

    fn take(&mut self, last: bool) -> Result<Option<RowBlock>, Problem> {
        let new = self.buffer.get(self.checked..).unwrap_or(&[]);
        if let Some(zero) = memchr(0, new) {
            let before = self.buffer.get(..self.checked + zero).unwrap_or(&[]);
            let line = self.line + memchr_iter(b'\n', before).count() as u64;
            return Err(not_text(&self.buffer, self.checked + zero).at_line(line));
        }
        self.checked = self.buffer.len();
        if self.skipping {
            self.skip(last);
        }
        if u32::try_from(self.buffer.len()).is_err() {
            return Err(Problem::new("a piece of the list is larger than 4 GiB").help("cut it smaller").limit());
        }
        let (spare, bounds) = self.spare.pop().unwrap_or_default();
        let mut rows = Rows::new(&self.layout, self.row, self.line, bounds, self.buffer.len());
        let open = if self.skipping { None } else { rows.read_all(&mut self.buffer, self.layout.delimiter, last) };
        // Where a last row begins that has not ended.
        let end = rows.first_byte;
        let left = self.buffer.len() - end;
        if let Some((row, line)) = open.filter(|_| last || left > self.layout.max_row_bytes) {
            let most = self.layout.max_row_bytes;
            let problem = if last {
                self.in_open_cell("a cell opens with a quote that is never closed", end)
            } else {
                self.in_open_cell(&format!("a cell opens with a quote that is not closed within {most} bytes"), end)
                    .limit()
            };
            return Err(problem.at_row(row).at_line(line));
        }
        let (record, first_line) = (self.row.saturating_sub(self.layout.body_row), self.line);
        let Rows { bounds, columns, numbering, refused, blank, number, line, .. } = rows;
        self.refused.extend(refused);
        (self.row, self.line) = (number, line);
        let bytes = self.cut(end, spare);
        if left > self.layout.max_row_bytes && !self.skipping {
            self.refused.push(RefusedRow::new(number, line, too_long(self.layout.max_row_bytes)));
            self.skipping = true;
            self.skip(last);
        }
        // Refused rows without others are listed with the next ones.
        if end == 0 && (self.refused.is_empty() || !last) {
            self.spare.push((bytes, bounds));
            return Ok(None);
        }
        let refused = std::mem::take(&mut self.refused);
        let size = bytes.len() as u64;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(RowBlock {
                text,
                bounds,
                columns,
                first_record: record,
                numbering,
                refused,
                blank,
                hidden: super::CountedRows::default(),
                bytes: size,
            })),
            Err(error) => {
                let block = RowBlock { bounds, columns, numbering, ..RowBlock::default() };
                Err(not_utf8(&block, error.as_bytes(), error.utf8_error().valid_up_to(), first_line, &self.layout))
            }
        }
    }

    /// Adds what stands in the cell whose quote is open, in the row that starts at `row`, with its column and the cure.
    fn in_open_cell(&self, sentence: &str, row: usize) -> Problem {
        let help = "close the quotation mark, or write it twice where it belongs to the text";
        let Some((column, quote)) = open_quote(&self.buffer, row, self.layout.delimiter) else {
            return Problem::new(sentence).help(help);
        };
        let line = self.buffer.get(quote..).unwrap_or(&[]);
        let line = line.get(..memchr2(b'\n', b'\r', line).unwrap_or(line.len()).min(4 * SHOWN)).unwrap_or(line);
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
        let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
        let header = self.layout.header.get(column).filter(|header| !header.is_empty());
        Problem::new(format!("{sentence}: `{shown}{more}`"))
            .help(help)
            .in_column(header.cloned().unwrap_or_else(|| column_letters(column)))
    }

    /// The first so many bytes of the buffer; the rest goes into the spare one.
    fn cut(&mut self, end: usize, mut spare: Vec<u8>) -> Vec<u8> {
        if end == 0 {
            return spare;
        }
        spare.extend_from_slice(self.buffer.get(end..).unwrap_or(&[]));
        self.buffer.truncate(end);
        self.checked = spare.len();
        std::mem::replace(&mut self.buffer, spare)
    }

    /// Passes over the rest of a row that is too long.
    fn skip(&mut self, last: bool) {
        let end = memchr2(b'\n', b'\r', &self.buffer);
        let next = match end {
            None => self.buffer.len(),
            Some(at) => match (self.buffer.get(at), self.buffer.get(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => at + 2,
                (Some(b'\r'), None) if !last => at,
                _ => at + 1,
            },
        };
        let waits = !last && self.buffer.get(next) == Some(&b'\r');
        self.buffer.drain(..next);
        self.checked = self.buffer.len();
        if end.is_some() && !waits {
            self.skipping = false;
            self.row += 1;
            self.line += 1;
        }
    }
}

/// The cause for a row that is longer than the limit.
fn too_long(most: usize) -> String {
    format!("is longer than {most} bytes")
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

/// A cell in quotes that holds doubled quotes, or that goes on after its closing quote.
struct Pieced {
    /// Its place in `bounds`.
    cell: usize,
    /// Its first doubled quote, else the closing one.
    from: usize,
    close: usize,
    after: usize,
}

/// What is known of the rows so far.
struct Rows {
    columns: usize,
    delimiter: u8,
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
    /// Cells of the current row that have to be put together once it has ended: until then its bytes stay as they are.
    pieced: Vec<Pieced>,
    /// Cells of the current row, by their places in `bounds`, that begin with spaces and then a quote, which holds nothing together.
    spaced: Vec<usize>,
    numbering: Numbering,
    refused: Vec<RefusedRow>,
    blank: CountedRows,
}

impl Rows {
    fn new(layout: &Layout, number: u64, line: u64, bounds: Vec<[u32; 2]>, size: usize) -> Self {
        Self {
            columns: layout.header.len(),
            delimiter: layout.delimiter,
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
            pieced: Vec::new(),
            spaced: Vec::new(),
            numbering: Numbering::default(),
            refused: Vec::new(),
            blank: CountedRows::default(),
        }
    }

    /// Reads every row that ends in these bytes, or all when they are the `last`; what follows is as if it had not been looked at.
    /// Says in which row and line a quote stays open.
    fn read_all(&mut self, bytes: &mut [u8], delimiter: u8, last: bool) -> Option<(u64, u64)> {
        let mut start = 0;
        let mut base = 0;
        let open = 'all: {
            'blocks: while base < bytes.len() {
                let (mut delimiters, mut others) = marks_at(bytes, base, delimiter);
                loop {
                    // The cells up to the next mark that is no delimiter: nothing is decided for each of them.
                    let before = others & others.wrapping_neg();
                    let mut ends = delimiters & before.wrapping_sub(1);
                    delimiters ^= ends;
                    while ends != 0 {
                        let pos = base + ends.trailing_zeros() as usize;
                        ends &= ends - 1;
                        self.push(start, pos);
                        start = pos + 1;
                    }
                    if others == 0 {
                        break;
                    }
                    let pos = base + others.trailing_zeros() as usize;
                    others &= others - 1;
                    let byte = bytes.get(pos).copied().unwrap_or(0);
                    if byte == QUOTE {
                        // A quote in the middle of a cell is a character like any other.
                        if pos != start {
                            let before = bytes.get(start..pos).unwrap_or(&[]);
                            if before.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                                self.spaced.push(self.bounds.len());
                            }
                            continue;
                        }
                        let opened = (self.number, self.line + self.breaks);
                        let Some((last_base, after)) = self.quoted(bytes, pos, (base, others), delimiter) else {
                            break 'all Some(opened);
                        };
                        start = after + 1;
                        match bytes.get(after) {
                            // Nothing has ended it yet; at the end of all bytes that is the end of the row.
                            None if last => {
                                self.end_row(bytes, after);
                                break 'all None;
                            }
                            None => break 'all None,
                            Some(byte) if *byte == delimiter => {}
                            Some(b'\r') if start == bytes.len() && !last => break 'all None,
                            Some(byte) => {
                                start += usize::from(*byte == b'\r' && bytes.get(start) == Some(&b'\n'));
                                self.end_row(bytes, start);
                            }
                        }
                        if start >= last_base + 64 {
                            base = start;
                            continue 'blocks;
                        }
                        // The rest of the block in which the cell ended.
                        if last_base != base {
                            base = last_base;
                            (delimiters, others) = marks_at(bytes, base, delimiter);
                        }
                        let rest = from_bit(start - base);
                        delimiters &= rest;
                        others &= rest;
                    } else {
                        if byte == b'\r' {
                            match bytes.get(pos + 1) {
                                // The line feed ends the row.
                                Some(b'\n') => continue,
                                // It may be half of a line break.
                                None if !last => break 'all None,
                                _ => {}
                            }
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
            if last && (start < bytes.len() || self.bounds.len() > self.from) {
                self.push(start.min(bytes.len()), bytes.len());
                self.end_row(bytes, bytes.len());
            }
            None
        };
        self.bounds.truncate(self.from);
        open
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "the piece is smaller than 4 GiB")]
        self.bounds.push([start as u32, end as u32]);
    }

    /// Takes the cell whose opening quote stands at `open`, in the block from `base` on of whose marks that are no delimiters `mask` is still to be looked at; gives
    /// the block in which it ends and the place of what ends it, or nothing where no quote closes it.
    fn quoted(
        &mut self,
        bytes: &[u8],
        open: usize,
        (mut base, mut mask): (usize, u64),
        delimiter: u8,
    ) -> Option<(usize, usize)> {
        let mut doubled = None;
        let close = loop {
            while mask == 0 {
                base += 64;
                if base >= bytes.len() {
                    return None;
                }
                mask = marks_at(bytes, base, delimiter).1;
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
                        mask = marks_at(bytes, base, delimiter).1 & from_bit(1);
                    }
                }
                Some(&QUOTE) => break pos,
                Some(b'\n') => self.breaks += 1,
                _ => {}
            }
        };
        let after = plain_end(bytes, close + 1, delimiter);
        if doubled.is_some() || after > close + 1 {
            self.pieced.push(Pieced { cell: self.bounds.len(), from: doubled.unwrap_or(close), close, after });
        }
        self.push(open + 1, close);
        self.shed();
        Some((base, after))
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
    fn end_row(&mut self, bytes: &mut [u8], next: usize) {
        if !self.pieced.is_empty() {
            self.put_together(bytes);
        }
        let divided = if self.spaced.is_empty() { None } else { self.divided(bytes) };
        let cells = self.bounds.len() - self.from;
        let first =
            self.bounds.get(self.from).and_then(|[start, end]| bytes.get(*start as usize..*end as usize)?.first());
        let filled = first.is_some_and(u8::is_ascii_graphic);
        let swallowed = if self.breaks == 0 || cells != self.columns { None } else { self.swallowed(bytes) };
        if let Some(cell) = divided {
            self.refuse_divided(cell);
        } else if let Some(cell) = swallowed {
            self.refuse_swallowed(cell);
        } else if cells == self.columns && filled && next - self.first_byte <= self.max_row && !self.too_wide {
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

    /// The cell of the current row, from 1, that a space before its quote lets fall apart: the quotes of it and of a later cell would have held their
    /// cells together.
    #[cold]
    fn divided(&mut self, bytes: &[u8]) -> Option<usize> {
        let text = |bounds: &[u32; 2]| bytes.get(bounds[0] as usize..bounds[1] as usize).unwrap_or(&[]).trim_ascii();
        let is_odd = |cell: &[u8]| memchr::memchr_iter(QUOTE, cell).count() % 2 == 1;
        let row = |from: usize| self.bounds.get(from..).unwrap_or(&[]).iter().map(text);
        let falls_apart = |cell: &&usize| {
            row(**cell).next().is_some_and(is_odd)
                && row(**cell + 1).any(|later| is_odd(later) && later.ends_with(b"\""))
        };
        let found = self.spaced.iter().find(falls_apart).map(|cell| cell + 1 - self.from);
        self.spaced.clear();
        found
    }

    /// The cell of the current row, from 1, whose quote holds lines that read like rows of their own: it was opened by mistake, and a later quote in the same column closed
    /// it. What stands on the first line would fill its row, on the last begin one, and each between them be one.
    #[cold]
    fn swallowed(&self, bytes: &[u8]) -> Option<usize> {
        // In few columns a text of several lines has as many delimiters by chance.
        const LEAST: usize = 4;
        const LEAST_WITHOUT_LINES_BETWEEN: usize = 6;
        let divides = |line: &[u8]| memchr::memchr_iter(self.delimiter, line).count();
        let holds_rows = |place: usize, cell: &[u8]| {
            let mut lines = cell.split(|byte| *byte == b'\n');
            let (Some(first), Some(last)) = (lines.next(), lines.next_back()) else { return false };
            let least = if lines.clone().next().is_some() { LEAST } else { LEAST_WITHOUT_LINES_BETWEEN };
            place > 0
                && self.columns >= least
                && divides(first) + place + 1 == self.columns
                && divides(last) == place
                && lines.all(|line| divides(line) + 1 == self.columns)
        };
        let row = self.bounds.get(self.from..).unwrap_or(&[]).iter().enumerate();
        row.map(|(place, [start, end])| (place, bytes.get(*start as usize..*end as usize).unwrap_or(&[])))
            .find(|(place, cell)| holds_rows(*place, cell))
            .map(|(place, _)| place + 1)
    }

    #[cold]
    fn refuse_swallowed(&mut self, cell: usize) {
        self.bounds.truncate(self.from);
        let cause = format!(
            "holds in cell {cell} what reads like {} further rows, up to line {}: a quotation mark opens there that only a later row closes; close it, or write it twice where it belongs to the text",
            self.breaks,
            self.line + self.breaks
        );
        self.refused.push(RefusedRow::new(self.number, self.line, cause));
    }

    #[cold]
    fn refuse_divided(&mut self, cell: usize) {
        self.bounds.truncate(self.from);
        self.too_wide = false;
        let cause = format!(
            "falls apart in cell {cell}: a space stands before its quotation mark, which then holds nothing together; take such spaces out, or export the list again"
        );
        self.refused.push(RefusedRow::new(self.number, self.line, cause));
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

    #[inline(never)]
    fn put_together(&mut self, bytes: &mut [u8]) {
        for Pieced { cell, from, close, after } in self.pieced.drain(..) {
            let end = put_together(bytes, from, close, after);
            if let Some(bounds) = self.bounds.get_mut(cell) {
                bounds[1] = u32::try_from(end).unwrap_or(u32::MAX);
            }
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

#[cfg(test)]
mod tests;
