//! Sheets of workbooks, read on a thread of their own, row by row where their format allows it.

use super::error::InputError;
use super::source::Source;
use super::table::Table;
use super::{End, Format, InputOptions};
use crate::host::quietly;
use due_regard::list::{Problem, RowBlock};
use due_regard_workbook::{Kind, Piece, SheetOptions, Start, broken};
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The rows of a sheet, in blocks.
pub(super) struct Sheet {
    file: String,
    receiver: Receiver<Message>,
    end: End,
    done: bool,
}

enum Message {
    Start(Start),
    Block(RowBlock),
    Failed(Problem),
    /// With remarks that could only be made at the end.
    End(Vec<String>),
}

impl Sheet {
    pub(super) fn next_block(&mut self) -> Result<Option<RowBlock>, InputError> {
        if self.done {
            return Ok(None);
        }
        match self.receiver.recv() {
            Ok(Message::Block(block)) => Ok(Some(block)),
            Ok(Message::End(notes)) => {
                self.done = true;
                self.end.notes = notes;
                Ok(None)
            }
            Ok(Message::Failed(problem)) => Err(InputError::new(&self.file, problem)),
            Ok(Message::Start(_)) | Err(_) => Err(InputError::new(&self.file, broken("its reader stopped"))),
        }
    }

    pub(super) fn end(&self) -> End {
        self.end.clone()
    }
}

/// Opens a workbook and finds the sheet and its header.
pub(super) fn open(
    mut source: Source,
    mut bytes: Vec<u8>,
    format: Format,
    options: &InputOptions,
) -> Result<Table, InputError> {
    let mut about = source.about(format);
    source.append_all(&mut bytes, options.max_whole, "workbooks")?;
    let kind = match format {
        Format::Ods => Kind::Ods,
        Format::Xls => Kind::Xls,
        _ => Kind::Xlsx,
    };
    due_regard_workbook::check(&bytes, kind, options.max_unpacked).map_err(|problem| source.error(problem))?;
    let (sender, receiver) = sync_channel(2);
    let choice =
        SheetOptions { sheet: options.sheet.clone(), header_row: options.header_row, names: options.names.clone() };
    let job = move || {
        let reading = AssertUnwindSafe(|| read(bytes, kind, &choice, &sender));
        let outcome = quietly(reading).unwrap_or_else(|| Err(broken("something in it is out of all bounds")));
        // Nobody listens any more when the run was stopped.
        let _ = sender.send(outcome.map_or_else(Message::Failed, Message::End));
    };
    let started = std::thread::Builder::new().name("workbook".to_owned()).spawn(job);
    started.map_err(|error| source.error(Problem::new(format!("no thread to read it could be started: {error}"))))?;
    match receiver.recv() {
        Ok(Message::Start(start)) => {
            about.notes.extend(start.notes);
            let sheet = Sheet { file: about.name.clone(), receiver, end: source.end(), done: false };
            Ok(Table::of_sheet(about, start.header, start.header_row, sheet))
        }
        Ok(Message::Failed(problem)) => Err(source.error(problem)),
        _ => Err(source.error(broken("its reader stopped"))),
    }
}

/// Reads the sheet into the channel; gives the remarks for the end.
fn read(
    bytes: Vec<u8>,
    kind: Kind,
    options: &SheetOptions,
    sender: &SyncSender<Message>,
) -> Result<Vec<String>, Problem> {
    due_regard_workbook::read(bytes, kind, options, |piece| {
        let message = match piece {
            Piece::Start(start) => Message::Start(start),
            Piece::Rows(block) => Message::Block(block),
        };
        if sender.send(message).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}
