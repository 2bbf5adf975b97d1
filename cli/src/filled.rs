//! Records that people fill in by hand: workbooks and CSV files with a line or cell for each question, written (`regard template`) and read back.
//!
//! An answer is a text in a cell. What is no answer stands in square brackets, as in every message: `[not known]`, `[withheld]`,
//! `[not applicable: nobody works there]`.

mod answer;
mod layout;
mod lines;
mod sheets;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use answer::decode;
pub(crate) use layout::Layout;
pub(crate) use lines::{long, two_columns, unguarded};
pub(crate) use sheets::workbook;
pub(crate) use tree::{Tree, parse_place};

/// The first cell of the sheet that says for which framework a workbook is.
pub(crate) const ABOUT: &str = "#about";
/// The cell that marks the sheet with the record's own questions.
pub(crate) const RECORD: &str = "#record";
/// The cell that marks a sheet with the rows of a group; the group's path comes after it.
pub(crate) const ROWS: &str = "#rows ";
/// The row of keys of a sheet, counted from 0: above it stands what people read.
pub(crate) const KEYS: u32 = 1;

/// For which framework a workbook was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MadeFor {
    pub(crate) framework: String,
    pub(crate) version: String,
    pub(crate) sha256: String,
    /// The questions that it asks, by their paths.
    pub(crate) asked: Vec<String>,
}
