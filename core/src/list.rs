//! Lists as they really come: bytes in some encoding, cells between some delimiter, under a header row that is not always
//! the first, with columns that somebody else named.
//!
//! Everything here is pure: the host reads the bytes and owns the threads. What is deliberately absent: rules, types and
//! states (a cell is text, edge spaces included; the field's parser decides what it means) and formats that are not text
//! (the command line reads spreadsheets and hands their rows on as the same [`RowBlock`]s, by [`RowBlockBuilder`]).
//!
//! Bytes go through four steps, each usable on its own:
//!
//! 1. [`detect_encoding`] and [`Decoder`]: bytes of any encoding to bytes of UTF-8;
//! 2. [`sniff`]: the delimiter and the header row, each with the reason;
//! 3. [`CsvSplitter`]: bytes to blocks of whole rows, split into cells;
//! 4. [`map_columns`]: which column is which field, with the reason, or a refusal to guess.
//!
//! [`TextReader`] takes the first three for bytes that come in pieces, [`ListColumns`](crate::ListColumns) the fourth for the fields of a plan.

mod block;
mod encoding;
mod mapping;
mod marks;
mod problem;
mod reader;
mod record;
mod sniff;
mod split;

pub use block::{CountedRows, RefusedRow, RowBlock, RowBlockBuilder, ditto_mark};
pub use encoding::{Decoder, DetectedEncoding, Encoding, detect_encoding};
pub use mapping::{ColumnMapping, FieldNames, Mapping, Why, column_letters, map_columns};
pub use problem::{Problem, ProblemFacts};
pub use reader::TextReader;
pub use sniff::{HeaderNames, HeaderRow, Layout, ListOptions, clean_header, find_header_row, sniff};
pub use split::CsvSplitter;
