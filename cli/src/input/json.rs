//! Records in JSON: an array, a document with an array of records somewhere in it, a GeoJSON collection, a single record, or one on each line.
//!
//! They are read on a thread of their own and handed on in batches, so that a list of any length needs little memory.

mod cells;
mod document;
mod outline;
mod place;
mod value;

use super::error::InputError;
use super::source::{SAMPLE, Source, Text};
use super::{About, End, Format, InputOptions};
pub(super) use cells::Cells;
use document::{Begun, Room};
pub(super) use document::{InMemory, grouped, in_memory};
use due_regard::list::{Problem, RefusedRow};
pub(crate) use place::Place;
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
pub(super) use value::{Noticed, Whole};

/// So many records make a batch, or so many bytes of text.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 512 << 10;

/// Records that are read in batches.
pub(crate) struct Records {
    /// What is known of them.
    pub(crate) about: About,
    receiver: Receiver<Message>,
    end: End,
    /// Looked at already, and not yet handed on.
    ready: Option<RecordBatch>,
    /// What is done to each batch before it is handed on.
    change: Option<Change>,
}

/// What is done to a batch of records.
type Change = Box<dyn FnMut(&mut RecordBatch) + Send>;

/// Some records.
#[derive(Debug, Default)]
pub(crate) struct RecordBatch {
    /// The file in which they stand, where that is not the input itself, and how many places the files before it have.
    pub(crate) file: String,
    pub(crate) before: u64,
    /// Those that could be read, in order.
    pub(crate) records: Vec<JsonRecord>,
    /// Those that could not, in order.
    pub(crate) refused: Vec<RefusedRow>,
}

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JsonRecord {
    /// Its place among the records, from 1; in JSON Lines its line.
    pub(crate) row: u64,
    /// The object. A GeoJSON feature has become its properties, with the longitude and latitude of a point.
    pub(crate) value: Map<String, Value>,
}

enum Message {
    Batch(RecordBatch),
    Failed(InputError),
    End(End),
}

impl Records {
    /// Starts reading on a thread of its own.
    pub(super) fn start(
        about: About,
        read: impl FnOnce(&mut Sink) -> Result<End, InputError> + Send + 'static,
    ) -> Result<Records, InputError> {
        let (sender, receiver) = sync_channel(4);
        let job = move || {
            let mut sink =
                Sink { sender, batch: RecordBatch::default(), bytes: 0, row: 0, gone: false, cells: Cells::features() };
            let done = read(&mut sink);
            sink.send_batch();
            let message = done.map_or_else(Message::Failed, Message::End);
            // Nobody listens any more when the run was stopped.
            let _ = sink.sender.send(message);
        };
        let started = std::thread::Builder::new().name("records".to_owned()).spawn(job);
        started.map_err(|error| {
            InputError::new(&about.name, Problem::new(format!("no thread to read it could be started: {error}")))
        })?;
        Ok(Records { about, receiver, end: End::default(), ready: None, change: None })
    }

    /// The next records; `None` when there are no more.
    pub(crate) fn next_batch(&mut self) -> Result<Option<RecordBatch>, InputError> {
        let next = match self.ready.take() {
            Some(batch) => Some(batch),
            None => self.receive()?,
        };
        Ok(next.map(|mut batch| {
            if let Some(change) = &mut self.change {
                change(&mut batch);
            }
            batch
        }))
    }

    /// The first records, which are still to be handed on.
    pub(crate) fn first(&mut self) -> Result<&[JsonRecord], InputError> {
        if self.ready.is_none() {
            self.ready = self.receive()?;
        }
        Ok(self.ready.as_ref().map_or(&[], |batch| &batch.records))
    }

    /// Does this to each batch before it is handed on.
    pub(crate) fn changed(&mut self, change: impl FnMut(&mut RecordBatch) + Send + 'static) {
        self.change = Some(Box::new(change));
    }

    fn receive(&mut self) -> Result<Option<RecordBatch>, InputError> {
        match self.receiver.recv() {
            Ok(Message::Batch(batch)) => Ok(Some(batch)),
            Ok(Message::Failed(error)) => Err(error),
            Ok(Message::End(end)) => {
                self.end = end;
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    /// What can be said when the last batch has been read.
    pub(crate) fn end(&self) -> End {
        self.end.clone()
    }
}

/// Opens records in JSON.
pub(super) fn open(
    source: Source,
    sample: Vec<u8>,
    format: Format,
    options: &InputOptions,
) -> Result<Records, InputError> {
    let mut about = source.about(format);
    let (text, decoded, note) = Text::open(source, &sample, options)?;
    drop(sample);
    about.notes.push(note);
    let options = options.clone();
    if format == Format::JsonLines {
        let cells = lines_cells(&text.source, &options)?;
        return Records::start(about, move |sink| {
            sink.cells = cells;
            lines(text, decoded, &options, sink)
        });
    }
    let begun = Begun { text, ready: decoded };
    let (begun, way, note) = document::find(begun, &about.name, about.size.is_some(), &options)?;
    about.notes.extend(note);
    Records::start(about, move |sink| document::read(begun, way, &options, sink))
}

/// How the lines of a list become records: there is an object on each, and nothing around them.
fn lines_cells(source: &Source, options: &InputOptions) -> Result<Cells, InputError> {
    match &options.records {
        Some(place) if !place.is_of_lines() => {
            let problem = Problem::new("this has a record on each line, and no document around them");
            Err(source.error(problem.help("leave `--records` out, or write `[].KEY` for an object in each record")))
        }
        place => Ok(Cells::of_list(place.as_ref(), options.known.as_ref())),
    }
}

/// Where records go.
pub(super) struct Sink {
    sender: SyncSender<Message>,
    batch: RecordBatch,
    /// How much text the batch was made from.
    bytes: usize,
    row: u64,
    gone: bool,
    /// How objects become records.
    pub(super) cells: Cells,
}

impl Sink {
    /// Goes on with another file of a folder: its places begin with 1 again.
    pub(super) fn begin_file(&mut self, name: &str) {
        self.send_batch();
        self.batch.before += self.row;
        self.batch.file = name.to_owned();
        self.row = 0;
    }

    /// Whether nobody wants any more.
    pub(super) fn gone(&self) -> bool {
        self.gone
    }

    /// Takes the next value of a list, made from so many bytes; says whether anybody still wants more.
    pub(super) fn push(&mut self, value: Value, bytes: usize, noticed: &Noticed) -> bool {
        self.row += 1;
        self.push_at(self.row, value, bytes, noticed)
    }

    fn push_at(&mut self, row: u64, value: Value, bytes: usize, noticed: &Noticed) -> bool {
        match (value, noticed.take()) {
            (_, Some(cause)) => self.refuse(row, cause),
            (Value::Object(object), None) => match self.cells.of(object) {
                Ok(value) => self.batch.records.push(JsonRecord { row, value }),
                Err(cause) => self.refuse(row, cause),
            },
            (other, None) => self.refuse(row, format!("is {}, where a record is an object", kind(&other))),
        }
        self.bytes += bytes;
        self.next()
    }

    pub(super) fn refuse(&mut self, row: u64, cause: String) {
        self.row = self.row.max(row);
        self.batch.refused.push(RefusedRow::new(row, row, cause));
    }

    fn next(&mut self) -> bool {
        if self.batch.records.len() + self.batch.refused.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.send_batch();
        }
        !self.gone
    }

    fn send_batch(&mut self) {
        self.bytes = 0;
        let next = RecordBatch { file: self.batch.file.clone(), before: self.batch.before, ..RecordBatch::default() };
        let batch = std::mem::replace(&mut self.batch, next);
        if !batch.records.is_empty() || !batch.refused.is_empty() {
            self.gone |= self.sender.send(Message::Batch(batch)).is_err();
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A record on each line.
fn lines(mut text: Text, mut buffer: Vec<u8>, options: &InputOptions, sink: &mut Sink) -> Result<End, InputError> {
    let mut line = 0;
    let mut skipping = false;
    loop {
        let complete = text.is_complete();
        let mut from = 0;
        while let Some(at) = memchr::memchr(b'\n', buffer.get(from..).unwrap_or(&[])) {
            line += 1;
            if !std::mem::take(&mut skipping)
                && !read_line(line, buffer.get(from..from + at).unwrap_or(&[]), options.max_row, sink)
            {
                return Ok(End::default());
            }
            from += at + 1;
        }
        buffer.drain(..from);
        if complete {
            if !skipping {
                read_line(line + 1, &buffer, options.max_row, sink);
            }
            let mut end = text.source.end();
            end.notes.extend(sink.cells.notes());
            return Ok(end);
        }
        if buffer.len() > options.max_row || skipping {
            if !std::mem::replace(&mut skipping, true) {
                sink.refuse(line + 1, format!("is longer than {} bytes", options.max_row));
            }
            buffer.clear();
        }
        text.append(&mut buffer, SAMPLE)?;
    }
}

/// Reads one line; says whether anybody still wants more.
fn read_line(line: u64, bytes: &[u8], most: usize, sink: &mut Sink) -> bool {
    let bytes = bytes.trim_ascii();
    if bytes.is_empty() {
        return true;
    }
    if bytes.len() > most {
        sink.refuse(line, format!("is longer than {most} bytes"));
        return sink.next();
    }
    let noticed = Noticed::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match Whole(&noticed).deserialize(&mut json).and_then(|value| json.end().map(|()| value)) {
        Ok(value) => sink.push_at(line, value, bytes.len(), &noticed),
        Err(error) => {
            sink.refuse(line, format!("is not valid JSON at character {}: {}", error.column(), reason(&error)));
            sink.next()
        }
    }
}

pub(super) fn not_json(error: &serde_json::Error) -> Problem {
    if reason(error) == "recursion limit exceeded" {
        return Problem::new(format!(
            "at character {} it is nested too deep (recursion limit: 127 levels)",
            error.column()
        ))
        .at_line(error.line() as u64)
        .help("give its records as rows, or as objects that hold no more than their answers");
    }
    let sentence = format!("this is not valid JSON at character {}: {}", error.column(), reason(error));
    Problem::new(sentence)
        .at_line(error.line() as u64)
        .help("check the document, or the program that wrote it; a list may also be one record on each line")
}

/// What the parser said, without the place, which is said elsewhere.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests;
