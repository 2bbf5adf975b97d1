//! Rows below a header: of delimited text, read as it streams, or of a workbook's sheet.

use super::error::InputError;
use super::source::{Source, Text};
use super::workbook::Sheet;
use super::{About, End, Format, InputOptions};
use due_regard::list::{Cutter, Layout, ListOptions, Piece, Problem, RowBlock, sniff, split};
use std::sync::Arc;

/// So much is read before it is cut.
const CHUNK: u64 = 512 << 10;

/// A list with a header whose rows are read in parts.
pub(crate) struct Table {
    /// What is known of it.
    pub(crate) about: About,
    /// The header's cells; blank ones are possible.
    pub(crate) header: Vec<String>,
    /// Its row, from 1.
    pub(crate) header_row: u64,
    rows: Rows,
}

enum Rows {
    Text(Box<TextRows>),
    Sheet(Sheet),
}

struct TextRows {
    text: Text,
    layout: Arc<Layout>,
    cutter: Cutter,
    done: bool,
}

/// Some rows of a table, which any thread may turn into a block.
pub(crate) enum Part {
    /// Text that has still to be split.
    Cut(Piece, Arc<Layout>),
    /// Rows of a sheet.
    Block(RowBlock),
}

impl Part {
    /// The rows.
    pub(crate) fn into_block(self) -> Result<RowBlock, Problem> {
        match self {
            Part::Cut(piece, layout) => split(piece, &layout),
            Part::Block(block) => Ok(block),
        }
    }
}

impl Table {
    pub(super) fn of_sheet(about: About, header: Vec<String>, header_row: u64, sheet: Sheet) -> Self {
        Self { about, header, header_row, rows: Rows::Sheet(sheet) }
    }

    /// The next rows; `None` when there are no more.
    pub(crate) fn next_part(&mut self) -> Result<Option<Part>, InputError> {
        match &mut self.rows {
            Rows::Text(rows) => rows.next_part(),
            Rows::Sheet(sheet) => Ok(sheet.next_block()?.map(Part::Block)),
        }
    }

    /// What can be said when the last part has been read.
    pub(crate) fn end(&self) -> End {
        match &self.rows {
            Rows::Text(rows) => rows.text.source.end(),
            Rows::Sheet(sheet) => sheet.end(),
        }
    }

    /// A problem in one of its parts as an error of this input.
    pub(crate) fn error(&self, problem: Problem) -> InputError {
        InputError::new(&self.about.name, problem)
    }
}

impl TextRows {
    fn next_part(&mut self) -> Result<Option<Part>, InputError> {
        while !self.done {
            // The sample's rows come first; then a chunk at a time.
            let cut = if self.text.is_complete() {
                self.done = true;
                self.cutter.finish()
            } else {
                self.cutter.cut()
            };
            let piece = cut.map_err(|problem| self.text.source.error(problem))?;
            if !self.text.is_complete() {
                self.text.append(self.cutter.buffer(), CHUNK)?;
            }
            if let Some(piece) = piece {
                return Ok(Some(Part::Cut(piece, Arc::clone(&self.layout))));
            }
        }
        Ok(None)
    }
}

/// Opens delimited text.
pub(super) fn open(source: Source, sample: Vec<u8>, options: &InputOptions) -> Result<Table, InputError> {
    let mut about = source.about(Format::Csv);
    let (text, decoded, note) = Text::open(source, &sample, options)?;
    drop(sample);
    about.notes.push(note);
    let mut list = ListOptions::default().max_row_bytes(options.max_row);
    if let Some(delimiter) = options.delimiter {
        list = list.delimiter(delimiter);
    }
    if let Some(row) = options.header_row {
        list = list.header_row(row);
    }
    if options.accept_short_rows {
        list = list.accept_short_rows();
    }
    let layout = sniff(&decoded, text.is_complete(), &list).map_err(|problem| text.source.error(problem))?;
    about.notes.push(format!("cells divided by {}: {}", delimiter_name(layout.delimiter), layout.delimiter_why));
    about.notes.push(format!("header in row {}: {}", layout.header_row, layout.header_why));
    about.notes.extend(layout.doubt.clone());
    let mut cutter = Cutter::new(&layout);
    cutter.buffer().extend_from_slice(decoded.get(layout.body..).unwrap_or(&[]));
    Ok(Table {
        about,
        header: layout.header.clone(),
        header_row: layout.header_row,
        rows: Rows::Text(Box::new(TextRows { text, layout: Arc::new(layout), cutter, done: false })),
    })
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        b' ' => "space".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
