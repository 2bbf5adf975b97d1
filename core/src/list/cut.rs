//! Pieces of whole rows: finds where a row ends without looking at its cells.

use super::block::{RefusedRow, RowBlock};
use super::encoding::not_text;
use super::mapping::column_letters;
use super::marks::{from_bit, marks};
use super::problem::Problem;
use super::record::{QUOTE, read_record};
use super::sniff::Layout;
use memchr::{memchr, memchr_iter, memchr2, memrchr};

/// Some whole rows of a list as bytes of UTF-8, on their way to [`split`](super::split).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The number of the first row and its line.
    pub(super) row: u64,
    pub(super) line: u64,
    /// The place of the first row among all rows below the header.
    pub(super) record: u64,
    /// Whether a return without a line feed ends some of the rows.
    pub(super) lone_returns: bool,
    /// Rows before these that were too long to be kept.
    pub(super) refused: Vec<RefusedRow>,
    /// Room for what [`split`](super::split) finds.
    pub(super) bounds: Vec<[u32; 2]>,
}

impl Piece {
    /// How many bytes of the decoded list it holds.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds no rows; it may still list refused ones.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Cuts a stream of UTF-8 bytes into pieces of whole rows, correctly with line breaks in quotes.
///
/// The host appends bytes to [`Cutter::buffer`] (they need not end with a row) and calls [`Cutter::cut`]: some 256 KiB to 1 MiB
/// at a time is right. This costs a small part of splitting, so one thread can feed several that split.
///
/// ```
/// use due_regard::list::{Cutter, ListOptions, sniff, split};
/// let text = b"id,name\n1,\"a\nb\"\n2,c";
/// let layout = sniff(text, true, &ListOptions::default())?;
/// let mut cutter = Cutter::new(&layout);
/// cutter.buffer().extend_from_slice(&text[layout.body..]);
/// let first = cutter.cut()?.unwrap();
/// let last = cutter.finish()?.unwrap();
/// assert_eq!(split(first, &layout)?.cell(0, 1), "a\nb");
/// assert_eq!(split(last, &layout)?.cell(0, 0), "2");
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cutter {
    /// For problems.
    header: Vec<String>,
    delimiter: u8,
    max_row: usize,
    body_row: u64,
    /// INVARIANT: its first byte is the first of a row, unless `skipping`.
    buffer: Vec<u8>,
    /// Up to where the buffer has been looked at.
    scanned: usize,
    /// Up to where it holds whole rows, and the number and line of the row that starts there.
    boundary: usize,
    boundary_row: u64,
    boundary_line: u64,
    /// Number and line of what stands at `scanned`.
    row: u64,
    line: u64,
    /// Number and line of the first byte.
    first_row: u64,
    first_line: u64,
    /// Row and line of the quote within which `scanned` lies.
    open: Option<(u64, u64)>,
    lone_returns: bool,
    /// A row that was too long is being passed over.
    skipping: bool,
    refused: Vec<RefusedRow>,
    /// Room from blocks that are no longer needed.
    spare: Vec<(Vec<u8>, Vec<[u32; 2]>)>,
}

/// From this length on a search through a stretch is faster than block after block.
const STRETCH: usize = 160;

/// So much room is kept.
const SPARE: usize = 8;

impl Cutter {
    /// For the rows below the header, which start at the byte `layout.body` of the decoded list.
    pub fn new(layout: &Layout) -> Self {
        let (row, line) = (layout.body_row, layout.body_line);
        Self {
            header: layout.header.clone(),
            delimiter: layout.delimiter,
            max_row: layout.max_row_bytes,
            body_row: row,
            buffer: Vec::new(),
            scanned: 0,
            boundary: 0,
            boundary_row: row,
            boundary_line: line,
            row,
            line,
            first_row: row,
            first_line: line,
            open: None,
            lone_returns: false,
            skipping: false,
            refused: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Takes the room of a block that is no longer needed for the next ones. Fresh room from the system costs more than splitting.
    pub fn reuse(&mut self, block: RowBlock) {
        if self.spare.len() < SPARE {
            let (mut bytes, mut bounds) = (block.text.into_bytes(), block.bounds);
            bytes.clear();
            bounds.clear();
            self.spare.push((bytes, bounds));
        }
    }

    /// Where the host appends bytes; what stands there already must stay.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// The whole rows so far, when there are any.
    ///
    /// A row that is longer than the limit is passed over and listed as refused by the next piece. A quote that stays open
    /// for longer than that is a problem: nobody can tell any more where a row ends.
    pub fn cut(&mut self) -> Result<Option<Piece>, Problem> {
        self.look(false)?;
        if self.boundary > 0 {
            return Ok(Some(self.piece(self.boundary)));
        }
        if self.buffer.len() > self.max_row && !self.skipping {
            if let Some((row, line)) = self.open {
                let problem =
                    Problem::new(format!("a cell opens with a quote that is not closed within {} bytes", self.max_row));
                return Err(self.in_open_cell(problem).at_row(row).at_line(line).limit());
            }
            self.refused.push(RefusedRow::new(self.first_row, self.first_line, too_long(self.max_row)));
            self.skipping = true;
        }
        if self.skipping {
            self.skip(false);
        }
        Ok(None)
    }

    /// All that is left, when there is anything.
    pub fn finish(&mut self) -> Result<Option<Piece>, Problem> {
        self.look(true)?;
        if let Some((row, line)) = self.open {
            let problem = Problem::new("a cell opens with a quote that is never closed");
            return Err(self.in_open_cell(problem).at_row(row).at_line(line));
        }
        if self.buffer.is_empty() && self.refused.is_empty() {
            return Ok(None);
        }
        self.boundary_row = self.row;
        self.boundary_line = self.line;
        Ok(Some(self.piece(self.buffer.len())))
    }

    /// Adds the column of the cell whose quote is open, and the cure.
    fn in_open_cell(&self, problem: Problem) -> Problem {
        let problem = problem.help("close the quotation mark, or write it twice where it belongs to the text");
        match read_record(&self.buffer, self.boundary, self.delimiter, true, 0) {
            Some(row) => {
                let column = row.count.saturating_sub(1);
                let header = self.header.get(column).filter(|header| !header.is_empty());
                problem.in_column(header.cloned().unwrap_or_else(|| column_letters(column)))
            }
            None => problem,
        }
    }

    /// The first so many bytes of the buffer as a piece.
    fn piece(&mut self, length: usize) -> Piece {
        let (mut rest, bounds) = self.spare.pop().unwrap_or_default();
        rest.extend_from_slice(self.buffer.get(length..).unwrap_or(&[]));
        self.buffer.truncate(length);
        let piece = Piece {
            row: self.first_row,
            line: self.first_line,
            record: self.first_row.saturating_sub(self.body_row),
            lone_returns: self.lone_returns,
            refused: std::mem::take(&mut self.refused),
            bytes: std::mem::replace(&mut self.buffer, rest),
            bounds,
        };
        self.scanned = self.scanned.saturating_sub(self.boundary);
        self.boundary = 0;
        self.first_row = self.boundary_row;
        self.first_line = self.boundary_line;
        // The rest may hold one that was already seen; to say so costs a little time, not to say so a row.
        self.lone_returns &= !self.buffer.is_empty();
        piece
    }

    /// Looks at the bytes that are new; `last` when no others follow.
    fn look(&mut self, last: bool) -> Result<(), Problem> {
        if let Some(zero) = memchr(0, self.buffer.get(self.scanned..).unwrap_or(&[])) {
            let before = self.buffer.get(self.scanned..self.scanned + zero).unwrap_or(&[]);
            let line = self.line + memchr_iter(b'\n', before).count() as u64;
            return Err(not_text(&self.buffer, self.scanned + zero).at_line(line));
        }
        if self.skipping {
            self.skip(last);
            if self.skipping {
                return Ok(());
            }
        }
        self.look_at_blocks();
        let length = self.buffer.len();
        while self.scanned < length {
            let pos = self.scanned;
            if self.open.is_some() {
                let at = memchr(QUOTE, self.buffer.get(pos..).unwrap_or(&[])).map(|at| pos + at);
                self.line +=
                    memchr_iter(b'\n', self.buffer.get(pos..at.unwrap_or(length)).unwrap_or(&[])).count() as u64;
                match at {
                    None => self.scanned = length,
                    Some(quote) => match self.buffer.get(quote + 1) {
                        Some(&QUOTE) => self.scanned = quote + 2,
                        // It may be the first of two.
                        None if !last => {
                            self.scanned = quote;
                            break;
                        }
                        _ => {
                            self.open = None;
                            self.scanned = quote + 1;
                        }
                    },
                }
                continue;
            }
            // A return at the end may be half of a line break.
            let end = if !last && self.buffer.last() == Some(&b'\r') { length - 1 } else { length };
            if pos >= end {
                break;
            }
            let quote = memchr(QUOTE, self.buffer.get(pos..end).unwrap_or(&[])).map(|at| pos + at);
            self.count(pos, quote.unwrap_or(end));
            self.scanned = quote.map_or(end, |quote| quote + 1);
            if let Some(quote) = quote {
                let before = quote.checked_sub(1).and_then(|at| self.buffer.get(at)).copied().unwrap_or(b'\n');
                if before == self.delimiter || before == b'\n' || before == b'\r' {
                    self.open = Some((self.row, self.line));
                }
            }
        }
        Ok(())
    }

    /// Looks at all but the last bytes: does what the loop in [`Cutter::look`] does for the rest, faster.
    ///
    /// Long stretches without quotes are searched through; where quotes are, 64 bytes are looked at together.
    fn look_at_blocks(&mut self) {
        // The byte after a block is looked at as well.
        let limit = self.buffer.len().saturating_sub(64);
        let mut quiet = true;
        while self.scanned < limit {
            let pos = self.scanned;
            if quiet && self.open.is_none() {
                let quote = memchr(QUOTE, self.buffer.get(pos..limit).unwrap_or(&[])).map_or(limit, |at| pos + at);
                if quote >= pos + STRETCH {
                    self.count(pos, quote);
                    self.scanned = quote;
                    continue;
                }
            }
            quiet = self.look_at_block(pos);
        }
    }

    /// Looks at the 64 bytes from `pos` on; says whether there are no quotes among them.
    fn look_at_block(&mut self, pos: usize) -> bool {
        let Some(sight) = self.buffer.get(pos..).and_then(|rest| rest.first_chunk::<65>()) else { return true };
        let [block @ .., next] = sight;
        let mut quotes = marks(block, |byte| byte == QUOTE);
        let feeds = marks(block, |byte| byte == b'\n');
        let returns = marks(block, |byte| byte == b'\r');
        let lone = returns & !((feeds >> 1) | (u64::from(*next == b'\n') << 63));
        let ends = feeds | lone;
        // In quotes as well: that costs a little time in splitting, nothing else.
        self.lone_returns |= lone != 0;
        let quiet = quotes == 0;
        // Where the part of the block begins that is still to be looked at.
        let mut from = 0;
        while from < 64 {
            let quote = quotes.trailing_zeros() as usize;
            let part = from_bit(from) & !from_bit(quote);
            quotes &= quotes.wrapping_sub(1);
            from = if quote < 64 { quote + 1 } else { 64 };
            if self.open.is_some() {
                self.line += u64::from((feeds & part).count_ones());
                if quote < 64 && sight.get(quote + 1) == Some(&QUOTE) {
                    // The second of the two may be the first byte of the next block.
                    quotes &= quotes.wrapping_sub(1);
                    from = quote + 2;
                } else if quote < 64 {
                    self.open = None;
                }
                continue;
            }
            let found = ends & part;
            if found != 0 {
                self.row += u64::from(found.count_ones());
                self.line += u64::from(found.count_ones());
                self.boundary = pos + 64 - found.leading_zeros() as usize;
                self.boundary_row = self.row;
                self.boundary_line = self.line;
            }
            if quote < 64 {
                let before = (pos + quote).checked_sub(1).and_then(|at| self.buffer.get(at)).copied().unwrap_or(b'\n');
                if before == self.delimiter || before == b'\n' || before == b'\r' {
                    self.open = Some((self.row, self.line));
                }
            }
        }
        self.scanned = pos + from;
        quiet
    }

    /// Counts the rows that end in a stretch without quotes.
    fn count(&mut self, from: usize, to: usize) {
        let stretch = self.buffer.get(from..to).unwrap_or(&[]);
        let mut ends = memchr_iter(b'\n', stretch).count() as u64;
        let mut last = memrchr(b'\n', stretch);
        if memchr(b'\r', stretch).is_some() {
            let (lone, at) = lone_returns(stretch, self.buffer.get(to).copied());
            self.lone_returns |= lone > 0;
            ends += lone;
            last = last.max(at);
        }
        if let Some(last) = last {
            self.row += ends;
            self.line += ends;
            self.boundary = from + last + 1;
            self.boundary_row = self.row;
            self.boundary_line = self.line;
        }
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
        self.scanned = 0;
        self.boundary = 0;
        if end.is_some() && !waits {
            self.skipping = false;
            self.row = self.first_row + 1;
            self.line = self.first_line + 1;
            self.first_row = self.row;
            self.first_line = self.line;
            self.boundary_row = self.row;
            self.boundary_line = self.line;
        }
    }
}

/// The cause for a row that is longer than the limit.
pub(super) fn too_long(most: usize) -> String {
    format!("is longer than {most} bytes")
}

/// How many returns stand without a line feed, and the place of the last; `after` is the byte behind the stretch.
fn lone_returns(stretch: &[u8], after: Option<u8>) -> (u64, Option<usize>) {
    let is_lone = |this: u8, next: u8| this == b'\r' && next != b'\n';
    let nexts = stretch.get(1..).unwrap_or(&[]);
    let mut count = 0u64;
    // Sums of at most 255 bytes fit into bytes, which is how they are added sixteen at a time.
    for (these, nexts) in stretch.chunks(255).zip(nexts.chunks(255)) {
        let sum =
            these.iter().zip(nexts).fold(0u8, |sum, (this, next)| sum.wrapping_add(u8::from(is_lone(*this, *next))));
        count += u64::from(sum);
    }
    let ends_alone = stretch.last() == Some(&b'\r') && after != Some(b'\n');
    if count == 0 && !ends_alone {
        return (0, None);
    }
    let at = |index: usize| stretch.get(index).copied().unwrap_or(0);
    let next = |index: usize| stretch.get(index + 1).copied().or(after).unwrap_or(0);
    let last = (0..stretch.len()).rev().find(|index| is_lone(at(*index), next(*index)));
    (count + u64::from(ends_alone), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lone_returns() {
        assert_eq!(lone_returns(b"a\r\nb\r\n", None), (0, None));
        assert_eq!(lone_returns(b"a\rb\r\nc\rd", Some(b',')), (2, Some(6)));
        assert_eq!(lone_returns(b"a\r", Some(b'\n')), (0, None));
        assert_eq!(lone_returns(b"a\r", None), (1, Some(1)));
        let long = b"\rx".repeat(1000);
        assert_eq!(lone_returns(&long, None), (1000, Some(1998)));
    }
}
