//! One list through a plan: threads take turns in reading, each evaluates what it read and writes its lines, and this one joins their results.

use super::beside::{Ready, Tally};
use super::outputs::{LineWriter, Outputs};
use crate::exit::CliError;
use crate::in_order::{in_order, lock};
use crate::input::Input;
use due_regard::audit::RefusedRow;
use due_regard::list::RowBlock;
use due_regard::{Batch, BatchBuilder, ListColumns, Part, Plan, RowRemarks, Scratch};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How a list is run.
pub(super) struct Settings<'a> {
    pub(super) threads: usize,
    pub(super) progress: bool,
    /// Rows of the lists before this one.
    pub(super) before: u64,
    /// The list's name in findings; empty when it is the only one.
    pub(super) name: String,
    /// How many findings and results are kept.
    pub(super) limit: usize,
    /// Decisions and an earlier audit.
    pub(super) beside: Option<&'a Ready<'a>>,
}

/// What is known when a list has been read.
pub(super) struct Done {
    pub(super) format: String,
    pub(super) bytes: u64,
    pub(super) sha256: Option<String>,
    pub(super) notes: Vec<String>,
    /// Where the list says of itself that it is not all there is.
    pub(super) incomplete: Vec<String>,
    /// Rows below the header.
    pub(super) rows: u64,
}

/// Work for a thread, with its place.
enum Job {
    Rows(RowBlock),
    Records(crate::input::RecordBatch),
}

/// The result of a piece: its part of the audit, the lines of each output that is written as it comes, and its last row.
struct Piece {
    part: Part,
    tally: Tally,
    lines: Vec<Vec<u8>>,
    last_row: u64,
}

pub(super) fn run(
    plan: &Plan,
    mut input: Input,
    columns: &ListColumns,
    settings: &Settings<'_>,
    (whole, tally): (&mut Part, &mut Tally),
    outputs: &mut Outputs,
) -> Result<Done, CliError> {
    let above = match &input {
        Input::Table(table) => table.header_row,
        Input::Records(_) => 0,
    };
    let about = input.about().clone();
    let bar = progress(settings.progress, about.size, &about.name);
    let enough = AtomicBool::new(false);
    let writers = outputs.line_writers();
    let (every_finding, only_lines) = (outputs.wants_every_finding(), outputs.only_lines());
    let mut last_row = above;
    let spare = Mutex::new(Vec::new());
    let worker = Worker {
        plan,
        columns,
        settings,
        above,
        enough: &enough,
        every_finding,
        only_lines,
        writers: &writers,
        input: &about.name,
        spare: &spare,
    };
    let outcome = in_order(
        settings.threads,
        || {
            Ok(match &mut input {
                Input::Table(table) => {
                    if let Some(rows) = lock(&spare).pop() {
                        table.reuse(rows);
                    }
                    table.next_block()?.map(Job::Rows)
                }
                Input::Records(records) => records.next_batch()?.map(Job::Records),
            })
        },
        || {
            let mut room = Room { builder: plan.batch(), scratch: Scratch::default(), lines: 0 };
            move |job| worker.piece(job, &mut room)
        },
        |piece: Piece| {
            outputs.write_lines(&piece.lines)?;
            outputs.register(&piece.part)?;
            last_row = last_row.max(piece.last_row);
            whole.merge(piece.part);
            whole.cut(plan);
            tally.merge(piece.tally);
            if whole.findings() >= settings.limit && (whole.results() >= settings.limit || !outputs.wants_results()) {
                enough.store(true, Ordering::Relaxed);
            }
            if let Some(bar) = &bar {
                bar.set_position(about.bytes_read());
            }
            Ok(())
        },
    );
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    outcome?;
    let end = match &input {
        Input::Table(table) => table.end(),
        Input::Records(records) => records.end(),
    };
    let notes: Vec<String> = about.notes.iter().chain(&end.notes).cloned().collect();
    Ok(Done {
        format: about.format.name().to_owned(),
        bytes: end.bytes,
        sha256: end.sha256,
        notes,
        incomplete: end.incomplete,
        rows: last_row.saturating_sub(above),
    })
}

/// A bar for long work on a terminal: it shows itself after a moment.
fn progress(wanted: bool, size: Option<u64>, name: &str) -> Option<ProgressBar> {
    /// Smaller lists are done before anyone could read a bar.
    const SMALL: u64 = 4 << 20;
    if !wanted || size.is_some_and(|size| size < SMALL) {
        return None;
    }
    let (bar, template) = match size {
        Some(size) => {
            (ProgressBar::new(size), "{msg} [{bar:40}] {percent:>3} %, {bytes} of {total_bytes}, {eta} to go")
        }
        None => (ProgressBar::no_length(), "{msg} {spinner} {bytes} read, {elapsed}"),
    };
    // The templates are constants; a bar in the default style is no loss.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(name.chars().filter(|c| !c.is_control()).collect::<String>());
    bar.enable_steady_tick(Duration::from_millis(200));
    Some(bar)
}

/// Evaluates and writes lines.
#[derive(Clone, Copy)]
struct Worker<'a> {
    plan: &'a Plan,
    columns: &'a ListColumns,
    settings: &'a Settings<'a>,
    above: u64,
    /// As many findings as are kept are there; the rest is only counted.
    enough: &'a AtomicBool,
    /// A report lists all of them all the same.
    every_finding: bool,
    writers: &'a [LineWriter],
    /// Nothing but lines is written.
    only_lines: bool,
    input: &'a str,
    /// Room of rows that are done with, for the next ones: fresh room from the system costs more than splitting.
    spare: &'a Mutex<Vec<RowBlock>>,
}

/// What a thread keeps from piece to piece.
struct Room {
    builder: BatchBuilder,
    scratch: Scratch,
    /// Bytes of lines that the last piece had.
    lines: usize,
}

impl Worker<'_> {
    fn piece(&self, job: Job, room: &mut Room) -> Piece {
        let Room { builder, scratch, lines: length } = room;
        builder.numbered(self.above, self.settings.before, &self.settings.name);
        let mut refused = Vec::new();
        let mut remarks = RowRemarks::default();
        let mut last_row = 0;
        match job {
            Job::Rows(block) => {
                last_row = block.len().checked_sub(1).map_or(0, |last| block.row_number(last));
                remarks = self.columns.remarks(&block, self.input);
                last_row = last_row.max(remarks.last_row());
                builder.add_rows(block, self.columns.supplied());
            }
            Job::Records(batch) => {
                if !batch.file.is_empty() {
                    builder.numbered(0, self.settings.before + batch.before, &batch.file);
                }
                let refuse = |row: u64, cause: &str| RefusedRow {
                    input: if batch.file.is_empty() { self.input.to_owned() } else { batch.file.clone() },
                    row,
                    cause: cause.to_owned(),
                };
                for row in &batch.refused {
                    refused.push(refuse(row.row, &row.cause));
                }
                for record in batch.records {
                    last_row = last_row.max(record.row);
                    if let Err(error) = builder.read(record.row, serde_json::Value::Object(record.value)) {
                        refused.push(refuse(record.row, &error.to_string()));
                    }
                }
                last_row = refused.iter().map(|row| row.row).fold(last_row, u64::max) + batch.before;
            }
        }
        let batch = builder.take();
        // Where lines are all that is wanted, they are written without making findings of them.
        if let ([LineWriter::Jsonl], true, None) = (self.writers, self.only_lines, self.settings.beside) {
            // About as many as of the piece before, so that they need not move to larger room again and again.
            let mut lines = String::with_capacity(*length + *length / 8);
            let mut part = self.plan.evaluate_to_lines(&batch, scratch, &mut lines);
            *length = lines.len();
            self.done_with(batch, builder);
            refused.into_iter().for_each(|row| part.refuse(row));
            part.remark(remarks);
            return Piece { part, tally: Tally::default(), lines: vec![lines.into_bytes()], last_row };
        }
        let beside = self.settings.beside;
        let every_finding = self.every_finding || beside.is_some();
        let only_count = !every_finding && self.enough.load(Ordering::Relaxed);
        let mut part = if only_count {
            self.plan.count(&batch, scratch)
        } else if every_finding {
            self.plan.evaluate_every(&batch, scratch)
        } else {
            self.plan.evaluate(&batch, scratch)
        };
        let tally = beside.map_or_else(Tally::default, |beside| beside.put(self.plan, &batch, &mut part));
        self.done_with(batch, builder);
        refused.into_iter().for_each(|row| part.refuse(row));
        part.remark(remarks);
        let lines = self.writers.iter().map(|writer| writer.lines(&part)).collect();
        Piece { part, tally, lines, last_row }
    }

    fn done_with(&self, batch: Batch, builder: &mut BatchBuilder) {
        builder.reuse(batch);
        if let Some(rows) = builder.spare_rows() {
            lock(self.spare).push(rows);
        }
    }
}
