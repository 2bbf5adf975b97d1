//! Rows below a header: of delimited text, read as it streams, or of a workbook's sheet.

use super::error::InputError;
use super::source::{Source, Text};
use super::workbook::Sheet;
use super::{About, End, Format, InputOptions};
use due_regard::list::{CsvSplitter, ListOptions, RowBlock, sniff};
use std::collections::VecDeque;

/// So much is read before it is split.
const CHUNK: u64 = 256 << 10;

/// A list with a header whose rows are read in parts.
pub(crate) struct Table {
    /// What is known of it.
    pub(crate) about: About,
    /// The header's cells; blank ones are possible.
    pub(crate) header: Vec<String>,
    /// Its row, from 1.
    pub(crate) header_row: u64,
    rows: Rows,
    /// Rows that were read before it was known that this is a list.
    before: VecDeque<RowBlock>,
}

enum Rows {
    Text(Box<TextRows>),
    Sheet(Sheet),
}

struct TextRows {
    text: Text,
    /// None when all has been read.
    splitter: Option<CsvSplitter>,
    /// The sample, which was read to find out what the list is, has been split.
    began: bool,
}

impl Table {
    pub(super) fn of_sheet(about: About, header: Vec<String>, header_row: u64, sheet: Sheet) -> Self {
        Self { about, header, header_row, rows: Rows::Sheet(sheet), before: VecDeque::new() }
    }

    /// The same table with rows that were read already.
    pub(super) fn with_blocks(self, blocks: Vec<RowBlock>) -> Self {
        Self { before: blocks.into(), ..self }
    }

    /// The next rows; `None` when there are no more.
    pub(crate) fn next_block(&mut self) -> Result<Option<RowBlock>, InputError> {
        if let Some(block) = self.before.pop_front() {
            return Ok(Some(block));
        }
        match &mut self.rows {
            Rows::Text(rows) => rows.next_block(),
            Rows::Sheet(sheet) => sheet.next_block(),
        }
    }

    /// Takes the room of rows that are no longer needed for the next ones.
    pub(crate) fn reuse(&mut self, block: RowBlock) {
        if let Rows::Text(rows) = &mut self.rows
            && let Some(splitter) = &mut rows.splitter
        {
            splitter.reuse(block);
        }
    }

    /// What can be said when the last part has been read.
    pub(crate) fn end(&self) -> End {
        match &self.rows {
            Rows::Text(rows) => rows.text.source.end(),
            Rows::Sheet(sheet) => sheet.end(),
        }
    }
}

impl TextRows {
    fn next_block(&mut self) -> Result<Option<RowBlock>, InputError> {
        while let Some(mut splitter) = self.splitter.take() {
            // The sample's rows come first; then a chunk at a time, split by the thread that read it.
            if self.began {
                self.text.append(splitter.buffer(), CHUNK)?;
            }
            self.began = true;
            let split = if self.text.is_complete() {
                splitter.finish()
            } else {
                let split = splitter.split();
                self.splitter = Some(splitter);
                split
            };
            if let Some(block) = split.map_err(|problem| self.text.source.error(problem))? {
                return Ok(Some(block));
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
    let look =
        |list: &ListOptions| sniff(&decoded, text.is_complete(), list).map_err(|problem| text.source.error(problem));
    let mut layout = look(&list)?;
    // The lines of a form name fields and are no header.
    if options.list || super::filled::lines_of(&layout.header).is_none() {
        layout = look(&list.names(options.names.clone()))?;
    }
    about.notes.push(format!("cells divided by {}: {}", layout.delimiter_name(), layout.delimiter_why));
    about.notes.push(format!("header in row {}: {}", layout.header_row, layout.header_why));
    about.notes.extend(layout.doubt.clone());
    let mut splitter = CsvSplitter::new(&layout);
    splitter.buffer().extend_from_slice(decoded.get(layout.body..).unwrap_or(&[]));
    Ok(Table {
        about,
        header: layout.header,
        header_row: layout.header_row,
        rows: Rows::Text(Box::new(TextRows { text, splitter: Some(splitter), began: false })),
        before: VecDeque::new(),
    })
}
