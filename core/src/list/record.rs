//! One record at a time, with the rules that everybody's CSV follows: a quote opens only at the beginning of a cell, two quotes
//! within quotes are one, what follows a closing quote belongs to the cell, and any of LF, CR and CRLF ends the record.

use memchr::{memchr, memchr_iter, memchr3};

pub(super) const QUOTE: u8 = b'"';

/// Where a cell in quotes lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The byte after the opening quote.
    pub(super) start: usize,
    /// The closing quote; the end of the bytes when there is none.
    pub(super) close: usize,
    /// What ends the cell: a delimiter, a line break or the end of the bytes.
    pub(super) after: usize,
    /// Whether it is closed.
    pub(super) closed: bool,
    /// The line breaks in it.
    pub(super) breaks: u64,
}

/// Finds the end of a cell whose opening quote stands at `open`.
pub(super) fn scan_quoted(bytes: &[u8], open: usize, delimiter: u8) -> Quoted {
    let start = open + 1;
    let mut from = start;
    let (close, closed) = loop {
        match memchr(QUOTE, bytes.get(from..).unwrap_or(&[])) {
            None => break (bytes.len(), false),
            Some(at) if bytes.get(from + at + 1) == Some(&QUOTE) => {
                from += at + 2;
            }
            Some(at) => break (from + at, true),
        }
    };
    let breaks = memchr_iter(b'\n', bytes.get(start..close).unwrap_or(&[])).count() as u64;
    let after = if closed { plain_end(bytes, close + 1, delimiter) } else { close };
    Quoted { start, close, after, closed, breaks }
}

/// Where a cell without quotes ends that starts at `from`.
pub(super) fn plain_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    // Nearly always the cell after a quote ends at once.
    match bytes.get(from) {
        Some(byte) if *byte == delimiter || *byte == b'\n' || *byte == b'\r' => from,
        Some(_) => {
            memchr3(delimiter, b'\n', b'\r', bytes.get(from..).unwrap_or(&[])).map_or(bytes.len(), |at| from + at)
        }
        None => bytes.len(),
    }
}

/// The cell, from 0, of the record that starts at `at` whose quote is never closed, and where that quote stands; `None` where all are closed.
pub(super) fn open_quote(bytes: &[u8], at: usize, delimiter: u8) -> Option<(usize, usize)> {
    let mut from = at;
    for cell in 0.. {
        let end = if bytes.get(from) == Some(&QUOTE) {
            let quoted = scan_quoted(bytes, from, delimiter);
            if !quoted.closed {
                return Some((cell, from));
            }
            quoted.after
        } else {
            plain_end(bytes, from, delimiter)
        };
        if bytes.get(end) != Some(&delimiter) {
            break;
        }
        from = end + 1;
    }
    None
}

/// The text of a quoted cell: single quotes for double ones, and what follows the closing quote.
pub(super) fn unquoted(bytes: &[u8], cell: &Quoted) -> Vec<u8> {
    let inside = bytes.get(cell.start..cell.close).unwrap_or(&[]);
    let tail = bytes.get(cell.close + 1..cell.after).unwrap_or(&[]);
    let mut text = Vec::with_capacity(inside.len() + tail.len());
    let mut rest = inside;
    while let Some(at) = memchr(QUOTE, rest) {
        text.extend_from_slice(rest.get(..=at).unwrap_or(&[]));
        rest = rest.get(at + 2..).unwrap_or(&[]);
    }
    text.extend_from_slice(rest);
    text.extend_from_slice(tail);
    text
}

/// A record as it is read to find out what a list looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The cells; those past the limit are only counted.
    pub(super) cells: Vec<Vec<u8>>,
    pub(super) count: usize,
    /// Where the next record starts.
    pub(super) next: usize,
    /// Whether a line break ended it, or the end of the bytes where these are all.
    pub(super) complete: bool,
    /// How many lines it takes up.
    pub(super) lines: u64,
}

/// The record that starts at `at`; `None` at the end of the bytes. An empty line is a record of one empty cell.
pub(super) fn read_record(bytes: &[u8], at: usize, delimiter: u8, all: bool, most: usize) -> Option<Record> {
    if at >= bytes.len() {
        return None;
    }
    let mut record = Record { cells: Vec::new(), count: 0, next: bytes.len(), complete: all, lines: 1 };
    let mut from = at;
    loop {
        let (text, end, closed) = if bytes.get(from) == Some(&QUOTE) {
            let cell = scan_quoted(bytes, from, delimiter);
            record.lines += cell.breaks;
            (unquoted(bytes, &cell), cell.after, cell.closed)
        } else {
            let end = plain_end(bytes, from, delimiter);
            (bytes.get(from..end).unwrap_or(&[]).to_vec(), end, true)
        };
        record.count += 1;
        if record.cells.len() < most {
            record.cells.push(text);
        }
        record.complete &= closed;
        match bytes.get(end) {
            None => return Some(record),
            Some(byte) if *byte == delimiter => from = end + 1,
            Some(byte) => {
                let pair = *byte == b'\r' && bytes.get(end + 1) == Some(&b'\n');
                // A return at the end of a sample may be half of a line break.
                record.complete = all || *byte == b'\n' || pair || end + 1 < bytes.len();
                record.next = end + 1 + usize::from(pair);
                return Some(record);
            }
        }
    }
}
