//! A list of names through a screener: threads take turns in reading, each screens what it read and makes its lines, and this one writes them in order.

use super::Format;
use super::names::{self, Columns, NameColumns};
use super::outputs::{self, Counts};
use crate::exit::CliError;
use crate::host::Output;
use crate::in_order::in_order;
use crate::input::{Input, RecordBatch};
use due_regard::list::RowBlock;
use due_regard::screen::{ScreenScratch, Screener};
use std::ops::Range;
use std::sync::Arc;

/// How a list is run.
pub(super) struct Settings {
    pub(super) threads: usize,
    pub(super) format: Format,
    pub(super) width: usize,
}

/// What is known when a list has been read.
pub(super) struct Done {
    pub(super) counts: Counts,
    pub(super) notes: Vec<String>,
    pub(super) refused: Vec<(u64, String)>,
    /// Rows whose year cannot be read, with what stands there.
    pub(super) years: Vec<(u64, String)>,
    /// Where years stand.
    pub(super) year_column: String,
}

enum Job {
    /// Some of the rows of a block.
    Rows(Arc<RowBlock>, Range<usize>),
    Records(RecordBatch),
    /// The first cell of a list without a header.
    First(String),
}

#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    counts: Counts,
    refused: Vec<(u64, String)>,
    years: Vec<(u64, String)>,
}

/// Refused rows, and unreadable years, that are listed.
const MOST_REFUSED: usize = 1_000;

/// Rows of one piece. A name of twenty letters becomes a line of hundreds, and pieces wait for one another: whole blocks of a list, of which the first is its sample, took tens of megabytes of lines.
const ROWS_OF_A_PIECE: usize = 2_048;

/// Blocks of rows, given out in pieces.
#[derive(Default)]
struct Pieces {
    block: Option<Arc<RowBlock>>,
    next: usize,
}

impl Pieces {
    /// The next piece. Every block has at least one, since it may tell of blank and refused rows only.
    fn next<E>(&mut self, mut read: impl FnMut() -> Result<Option<RowBlock>, E>) -> Result<Option<Job>, E> {
        let block = match self.block.take() {
            Some(block) => block,
            None => match read()? {
                Some(block) => Arc::new(block),
                None => return Ok(None),
            },
        };
        let rows = self.next..block.len().min(self.next + ROWS_OF_A_PIECE);
        self.next = if rows.end < block.len() { rows.end } else { 0 };
        self.block = (rows.end < block.len()).then(|| Arc::clone(&block));
        Ok(Some(Job::Rows(block, rows)))
    }
}

pub(super) fn run(
    screener: &Screener,
    mut input: Input,
    wanted: &NameColumns,
    settings: &Settings,
    output: &mut Output,
) -> Result<Done, CliError> {
    let about = input.about().clone();
    let mut notes: Vec<String> = about.notes.iter().map(|note| format!("{}: {note}", about.name)).collect();
    let mut first = None;
    let columns = match &input {
        Input::Table(table) => {
            let columns = Columns::of(table, wanted)?;
            if columns.header_is_a_name {
                first = table.header.first().cloned();
                notes.push(format!(
                    "{}: the list has one column and no header that is known; its first row is screened too",
                    about.name
                ));
            }
            Some(columns)
        }
        Input::Records(_) => None,
    };
    outputs::write(output, outputs::header(settings.format).as_bytes())?;
    let year_column = columns.as_ref().and_then(|columns| columns.year_in(&input)).unwrap_or("the year".to_owned());
    let mut done = Done { counts: Counts::default(), notes, refused: Vec::new(), years: Vec::new(), year_column };
    let mut first = first.map(Job::First);
    let mut pieces = Pieces::default();
    let worker = Worker { screener, columns: columns.as_ref(), wanted, settings };
    in_order(
        settings.threads,
        || match first.take() {
            Some(job) => Ok(Some(job)),
            None => Ok(match &mut input {
                Input::Table(table) => pieces.next(|| table.next_block())?,
                Input::Records(records) => records.next_batch()?.map(Job::Records),
            }),
        },
        || {
            let mut scratch = ScreenScratch::default();
            move |job| worker.piece(job, &mut scratch)
        },
        |piece: Piece| {
            outputs::write(output, &piece.bytes)?;
            done.counts.merge(&piece.counts);
            let free = MOST_REFUSED.saturating_sub(done.refused.len());
            done.refused.extend(piece.refused.into_iter().take(free));
            let free = MOST_REFUSED.saturating_sub(done.years.len());
            done.years.extend(piece.years.into_iter().take(free));
            Ok(())
        },
    )?;
    let end = match &input {
        Input::Table(table) => table.end(),
        Input::Records(records) => records.end(),
    };
    done.notes.extend(end.notes.iter().map(|note| format!("{}: {note}", about.name)));
    let incomplete = end.incomplete.iter();
    done.notes.extend(incomplete.map(|why| format!("{}: this may not be the whole list: {why}", about.name)));
    Ok(done)
}

#[derive(Clone, Copy)]
struct Worker<'a> {
    screener: &'a Screener,
    columns: Option<&'a Columns>,
    wanted: &'a NameColumns,
    settings: &'a Settings,
}

impl Worker<'_> {
    fn piece(&self, job: Job, scratch: &mut ScreenScratch) -> Piece {
        let mut piece = Piece::default();
        match job {
            Job::First(name) => {
                let context = due_regard::screen::Context::default();
                let row = names::Row { id: "1".to_owned(), name: &name, context, unread_year: None };
                self.screen(1, &row, scratch, &mut piece);
            }
            Job::Rows(block, rows) => {
                if rows.start == 0 {
                    piece.counts.blank += block.blank_rows().count;
                    for row in block.refused() {
                        piece.counts.refused += 1;
                        piece.refused.push((row.row, row.cause.clone()));
                    }
                }
                let Some(columns) = self.columns else { return piece };
                for at in rows {
                    let row = columns.row(block.row_number(at), |column| block.cell(at, column));
                    self.screen(block.row_number(at), &row, scratch, &mut piece);
                }
            }
            Job::Records(batch) => {
                for row in &batch.refused {
                    piece.counts.refused += 1;
                    piece.refused.push((row.row, row.cause.clone()));
                }
                for record in &batch.records {
                    match names::record(record.row, &record.value, self.wanted) {
                        Some(row) => self.screen(record.row, &row, scratch, &mut piece),
                        None => {
                            piece.counts.refused += 1;
                            piece.refused.push((record.row, "has no name as text".to_owned()));
                        }
                    }
                }
            }
        }
        piece
    }

    fn screen(&self, number: u64, row: &names::Row<'_>, scratch: &mut ScreenScratch, piece: &mut Piece) {
        if let Some(year) = row.unread_year.as_ref().filter(|_| piece.years.len() < MOST_REFUSED) {
            piece.years.push((number, year.clone()));
        }
        let found = self.screener.screen_with(scratch, row.name, &row.context);
        piece.counts.add(row.name, &found);
        outputs::line(self.settings.format, self.settings.width, row, &found, &mut piece.bytes);
    }
}
