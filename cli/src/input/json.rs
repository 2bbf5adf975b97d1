//! Records in JSON: an array, `{records: […]}`, a GeoJSON collection, a single record, or one on each line.
//!
//! They are read on a thread of their own and handed on in batches, so that an array of any length needs little memory.

use super::error::InputError;
use super::source::{SAMPLE, Source, Text};
use super::{About, End, Format, InputOptions};
use due_regard::list::{Problem, RefusedRow};
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// So many records make a batch.
const BATCH: usize = 512;

/// Records that are read in batches.
pub(crate) struct Records {
    /// What is known of them.
    pub(crate) about: About,
    receiver: Receiver<Message>,
    end: End,
}

/// Some records.
#[derive(Debug, Default)]
pub(crate) struct RecordBatch {
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
    /// The next records; `None` when there are no more.
    pub(crate) fn next_batch(&mut self) -> Result<Option<RecordBatch>, InputError> {
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
    let first = decoded.trim_ascii_start().first().copied();
    let (sender, receiver) = sync_channel(4);
    let options = options.clone();
    let name = about.name.clone();
    let job = move || {
        let mut sink = Sink { sender, batch: RecordBatch::default(), row: 0, gone: false };
        let done = match (format, first) {
            (Format::JsonLines, _) => lines(text, decoded, &options, &mut sink),
            (_, Some(b'[')) => array(text, decoded, &mut sink),
            _ => document(text, decoded, &options, &mut sink),
        };
        sink.send_batch();
        let message = done.map_or_else(Message::Failed, Message::End);
        // Nobody listens any more when the run was stopped.
        let _ = sink.sender.send(message);
    };
    let started = std::thread::Builder::new().name("records".to_owned()).spawn(job);
    started.map_err(|error| {
        InputError::new(&name, Problem::new(format!("no thread to read it could be started: {error}")))
    })?;
    Ok(Records { about, receiver, end: End::default() })
}

/// Where records go.
struct Sink {
    sender: SyncSender<Message>,
    batch: RecordBatch,
    row: u64,
    gone: bool,
}

impl Sink {
    /// Takes the next value of a list; says whether anybody still wants more.
    fn push(&mut self, value: Value) -> bool {
        self.row += 1;
        self.push_at(self.row, value)
    }

    fn push_at(&mut self, row: u64, value: Value) -> bool {
        match value {
            Value::Object(object) => self.batch.records.push(JsonRecord { row, value: flattened(object) }),
            other => self.refuse(row, format!("is {}, where a record is an object", kind(&other))),
        }
        self.next()
    }

    fn refuse(&mut self, row: u64, cause: String) {
        self.batch.refused.push(RefusedRow::new(row, row, cause));
    }

    fn next(&mut self) -> bool {
        if self.batch.records.len() + self.batch.refused.len() >= BATCH {
            self.send_batch();
        }
        !self.gone
    }

    fn send_batch(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        if !batch.records.is_empty() || !batch.refused.is_empty() {
            self.gone |= self.sender.send(Message::Batch(batch)).is_err();
        }
    }
}

/// A GeoJSON feature as a record; other objects as they are.
fn flattened(mut object: Map<String, Value>) -> Map<String, Value> {
    if object.get("type").and_then(Value::as_str) != Some("Feature") || !object.contains_key("properties") {
        return object;
    }
    let mut record = match object.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    if let Some(id) = object.remove("id") {
        record.entry("id").or_insert(id);
    }
    let geometry = object.get("geometry");
    if geometry.and_then(|geometry| geometry.get("type")).and_then(Value::as_str) == Some("Point") {
        for (index, name) in ["longitude", "latitude"].into_iter().enumerate() {
            let coordinate = geometry.and_then(|geometry| geometry.get("coordinates")?.get(index));
            if let Some(number @ Value::Number(_)) = coordinate {
                record.entry(name).or_insert_with(|| number.clone());
            }
        }
    }
    record
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

/// A document that is one object: it may be a list, so it is read as a whole.
fn document(mut text: Text, mut bytes: Vec<u8>, options: &InputOptions, sink: &mut Sink) -> Result<End, InputError> {
    text.append_all(&mut bytes, options.max_whole, "a JSON document that is one object")?;
    let value = serde_json::from_slice(&bytes).map_err(|error| text.source.error(not_json(&error)))?;
    match value {
        Value::Object(mut object) => {
            let is_features = object.get("type").and_then(Value::as_str) == Some("FeatureCollection");
            let key = if is_features { "features" } else { "records" };
            if matches!(object.get(key), Some(Value::Array(_))) {
                if let Some(Value::Array(list)) = object.remove(key) {
                    let _ = list.into_iter().all(|value| sink.push(value));
                }
            } else {
                sink.push(Value::Object(object));
            }
        }
        Value::Array(list) => {
            let _ = list.into_iter().all(|value| sink.push(value));
        }
        other => {
            let problem = Problem::new(format!("this is {}, not a list of records", kind(&other)));
            return Err(text.source.error(problem.help("give an array of objects, or one object on each line")));
        }
    }
    Ok(text.source.end())
}

/// An array, read record by record.
fn array(text: Text, sample: Vec<u8>, sink: &mut Sink) -> Result<End, InputError> {
    let mut reader = TextReader { text, ready: sample, at: 0, failed: None };
    let outcome = {
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(1 << 16, &mut reader));
        json.deserialize_seq(Elements { sink }).and_then(|()| json.end())
    };
    if let Some(error) = reader.failed.take() {
        return Err(error);
    }
    match outcome {
        Ok(()) => Ok(reader.text.source.end()),
        Err(_) if sink.gone => Ok(End::default()),
        Err(error) => Err(reader.text.source.error(not_json(&error))),
    }
}

struct Elements<'s> {
    sink: &'s mut Sink,
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(value) = elements.next_element_seed(Whole)? {
            if !self.sink.push(value) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// One element, whatever it is.
struct Whole;

impl<'de> DeserializeSeed<'de> for Whole {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

/// The text of an input as a stream.
struct TextReader {
    text: Text,
    ready: Vec<u8>,
    at: usize,
    failed: Option<InputError>,
}

impl Read for TextReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() && !self.text.is_complete() {
            self.ready.clear();
            self.at = 0;
            if let Err(error) = self.text.append(&mut self.ready, SAMPLE) {
                self.failed = Some(error);
                return Err(io::Error::other("the input failed"));
            }
        }
        let rest = self.ready.get(self.at..).unwrap_or(&[]);
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += count;
        Ok(count)
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
            return Ok(text.source.end());
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
    match serde_json::from_slice(bytes) {
        Ok(value) => sink.push_at(line, value),
        Err(error) => {
            sink.refuse(line, format!("is not valid JSON at column {}: {}", error.column(), reason(&error)));
            sink.next()
        }
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let problem = Problem::new(format!("this is not valid JSON: {}", reason(error))).at_line(error.line() as u64);
    problem
        .in_column(error.column().to_string())
        .help("check the document, or the program that wrote it; a list may also be one record on each line")
}

/// What the parser said, without the place, which is said elsewhere.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}
