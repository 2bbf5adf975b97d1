//! Records in JSON: an array, `{records: […]}`, a GeoJSON collection or one of ArcGIS, a single record, or one on each line.
//!
//! They are read on a thread of their own and handed on in batches, so that a list of any length needs little memory.

mod value;

use super::error::InputError;
use super::source::{SAMPLE, Source, Text};
use super::{About, End, Format, InputOptions};
use due_regard::list::{Problem, RefusedRow};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use value::insert;
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
            let mut sink = Sink { sender, batch: RecordBatch::default(), bytes: 0, row: 0, gone: false };
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
    Records::start(about, move |sink| match format {
        Format::JsonLines => lines(text, decoded, &options, sink),
        _ => document(text, decoded, &options, sink),
    })
}

/// Where records go.
pub(super) struct Sink {
    sender: SyncSender<Message>,
    batch: RecordBatch,
    /// How much text the batch was made from.
    bytes: usize,
    row: u64,
    gone: bool,
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
            (Value::Object(object), None) => self.batch.records.push(JsonRecord { row, value: flattened(object) }),
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

/// What a feature says in the JSON of ArcGIS, which has attributes where GeoJSON has properties.
fn attributes(value: &Value) -> Option<&Map<String, Value>> {
    let feature = value.as_object()?;
    let known = |key: &String| matches!(key.as_str(), "attributes" | "geometry" | "centroid");
    feature.get("attributes")?.as_object().filter(|_| feature.keys().all(known))
}

/// A feature of GeoJSON or ArcGIS as a record; other objects as they are.
fn flattened(mut object: Map<String, Value>) -> Map<String, Value> {
    if object.contains_key("attributes") {
        let feature = Value::Object(object);
        return match attributes(&feature) {
            Some(attributes) => attributes.clone(),
            None => match feature {
                Value::Object(object) => object,
                _ => Map::new(),
            },
        };
    }
    if object.get("type").and_then(Value::as_str) != Some("Feature") || !object.contains_key("properties") {
        return object;
    }
    let mut record = match object.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    // Most programs write the feature's id among its properties too, under a name of their own.
    if let Some(id) = object.remove("id")
        && !record.iter().any(|(key, value)| *value == id && key.to_ascii_lowercase().contains("id"))
    {
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

/// A document: an array of records, an object that holds one, or a single record. Records are handed on as they come.
fn document(text: Text, sample: Vec<u8>, options: &InputOptions, sink: &mut Sink) -> Result<End, InputError> {
    let room = Room { left: Cell::new(0), of: options.max_row, all: options.max_whole };
    room.begin();
    let mut reader = TextReader { text, ready: sample, at: 0, failed: None, room: &room };
    let noticed = Noticed::default();
    let is_record = Cell::new(false);
    let outcome = {
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, &mut reader));
        let top = Top { sink: &mut *sink, room: &room, noticed: &noticed, is_record: &is_record };
        (&mut json).deserialize_any(top).and_then(|other| {
            // A record on each line, of which the first is longer than what was looked at before: it was taken for a document.
            while is_record.get() && json.end().is_err() {
                room.begin();
                let value = Whole(&noticed).deserialize(&mut json)?;
                if !sink.push(value, room.begin(), &noticed) {
                    return Err(serde_json::Error::custom("stopped"));
                }
            }
            json.end().map(|()| other)
        })
    };
    if let Some(error) = reader.failed.take() {
        return Err(error);
    }
    match outcome {
        Ok(None) => Ok(reader.text.source.end()),
        Ok(Some(kind)) => {
            let problem = Problem::new(format!("this is {kind}, not a list of records"));
            Err(reader.text.source.error(problem.help("give an array of objects, or one object on each line")))
        }
        Err(_) if sink.gone => Ok(End::default()),
        Err(error) => Err(reader.text.source.error(not_json(&error))),
    }
}

/// So much is read ahead.
const BUFFER: usize = 1 << 16;

/// How much text may still be read before the next record has to end: a text without end must not fill memory. What is read ahead of it
/// counts too, so there is a little more room than a record may take.
struct Room {
    left: Cell<usize>,
    of: usize,
    all: u64,
}

impl Room {
    /// Begins again, with room for one record; gives how much of the last one's was used.
    fn begin(&self) -> usize {
        let room = self.of.saturating_add(BUFFER);
        room.saturating_sub(self.left.replace(room))
    }
}

/// The outermost value of a document. Gives what it is where it cannot be a list of records.
struct Top<'a> {
    sink: &'a mut Sink,
    room: &'a Room,
    noticed: &'a Noticed,
    /// Whether it turned out to be a single record.
    is_record: &'a Cell<bool>,
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("records")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::Bool(true))))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::from(0))))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::from(0))))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::from(0))))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::String(String::new()))))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(kind(&Value::Null)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        Elements(self).visit_seq(elements).map(|_| None)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        let mut listed = false;
        while let Some(key) = entries.next_key::<String>()? {
            let features = object.get("type").and_then(Value::as_str) == Some("FeatureCollection");
            if !listed && (key == "records" || (key == "features" && features)) {
                let other = entries.next_value_seed(Elements(self.again()))?;
                match other {
                    None => listed = true,
                    Some(value) => insert(&mut object, key, value, self.noticed),
                }
            } else {
                if key == "features" {
                    // Whether this is a list is only known when `type` is.
                    self.room.left.set(usize::try_from(self.room.all).unwrap_or(usize::MAX));
                }
                let value = entries.next_value_seed(Whole(self.noticed))?;
                insert(&mut object, key, value, self.noticed);
            }
            self.room.begin();
        }
        if listed {
            return Ok(None);
        }
        let features = object.get("features").and_then(Value::as_array);
        let of_arcgis =
            features.is_some_and(|list| !list.is_empty() && list.iter().all(|value| attributes(value).is_some()));
        if (of_arcgis || object.get("type").and_then(Value::as_str) == Some("FeatureCollection"))
            && let Some(Value::Array(list)) = object.get_mut("features").map(Value::take)
        {
            let fresh = Noticed::default();
            let _ = list.into_iter().all(|value| self.sink.push(value, 0, &fresh));
        } else {
            self.sink.push(Value::Object(object), 0, self.noticed);
            self.is_record.set(true);
        }
        Ok(None)
    }
}

impl Top<'_> {
    fn again(&mut self) -> Top<'_> {
        Top { sink: self.sink, room: self.room, noticed: self.noticed, is_record: self.is_record }
    }
}

/// The list of records, handed on one by one; anything else is given back.
struct Elements<'a>(Top<'a>);

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Option<Value>, A::Error> {
        let Top { sink, room, noticed, .. } = self.0;
        room.begin();
        while let Some(value) = elements.next_element_seed(Whole(noticed))? {
            if !sink.push(value, room.begin(), noticed) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Option<Value>, A::Error> {
        Whole(self.0.noticed).visit_map(entries).map(Some)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Option<Value>, E> {
        Ok(Some(Value::from(value)))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Option<Value>, E> {
        Whole(self.0.noticed).visit_f64(value).map(Some)
    }

    fn visit_str<E>(self, value: &str) -> Result<Option<Value>, E> {
        Ok(Some(Value::String(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }
}

/// The text of an input as a stream.
struct TextReader<'r> {
    text: Text,
    ready: Vec<u8>,
    at: usize,
    failed: Option<InputError>,
    room: &'r Room,
}

impl Read for TextReader<'_> {
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
        match self.room.left.get().checked_sub(count) {
            Some(left) => self.room.left.set(left),
            None => {
                let problem = Problem::new(format!("a record is longer than {} bytes", self.room.of)).limit();
                let help = "split it up; in a list with one record on each line only that record is refused";
                self.failed = Some(self.text.source.error(problem.help(help)));
                return Err(io::Error::other("the record is too long"));
            }
        }
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
