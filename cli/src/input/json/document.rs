//! One JSON document, read as a stream: an array of records, a document with such an array deeper down, or a single record.

use super::cells::Cells;
use super::outline::{Choice, Outline, two_arrays};
use super::place::{Place, join};
use super::value::{Noticed, Whole, insert};
use super::{Sink, not_json};
use crate::input::error::InputError;
use crate::input::known::Known;
use crate::input::source::{SAMPLE, Source, Text};
use crate::input::{End, InputOptions};
use due_regard::list::Problem;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, BufReader, Read};

/// So much is read ahead.
const BUFFER: usize = 1 << 16;

/// So many arrays are named where there is no list at the place that was asked for.
const NAMED: usize = 8;

/// What stands beside the records is looked through so many objects deep.
const BESIDE: usize = 3;

/// How a document is to be read.
pub(super) struct Way {
    /// Where the records stand; empty for the document itself, `None` where it is the record.
    path: Option<String>,
    /// Somebody said so.
    asked: bool,
    cells: Cells,
}

/// A text of which the beginning is at hand.
pub(super) struct Begun {
    pub(super) text: Text,
    pub(super) ready: Vec<u8>,
}

/// Finds out where the records of a document stand; gives the text back from its beginning, and a note.
pub(super) fn find(
    begun: Begun,
    name: &str,
    is_file: bool,
    options: &InputOptions,
) -> Result<(Begun, Way, Option<String>), InputError> {
    let mut cells = Cells::of_list(options.records.as_ref(), options.known.as_ref());
    if let Some(Place { array, .. }) = &options.records {
        return Ok((begun, Way { path: array.clone(), asked: true, cells }, None));
    }
    if begun.ready.trim_ascii_start().first() != Some(&b'{') {
        return Ok((begun, Way { path: Some(String::new()), asked: false, cells }, None));
    }
    let (begun, choice) = if begun.text.is_complete() || !is_file {
        look(begun, true, options).and_then(|(begun, choice)| Ok((begun, choice?)))?
    } else {
        // A file can be read twice.
        let plain = InputOptions { hash: false, ..options.clone() };
        let mut source = Source::open(name, &plain)?;
        let sample = source.sample()?;
        let (text, ready, _) = Text::open(source, &sample, &plain)?;
        let (_, choice) = look(Begun { text, ready }, false, options)?;
        (begun, choice?)
    };
    let (path, note) = match choice {
        Choice::At { path, note, usual } => {
            cells.usually(usual);
            (Some(path), note)
        }
        Choice::Record => {
            cells = Cells::features();
            (None, None)
        }
    };
    Ok((begun, Way { path, asked: false, cells }, note))
}

/// What was decided, or why nothing could be.
type Decided = Result<Choice, InputError>;

/// Goes through a document.
fn look(begun: Begun, keep: bool, options: &InputOptions) -> Result<(Begun, Decided), InputError> {
    let room = Room::of(options.max_row);
    let most = usize::try_from(options.max_whole).unwrap_or(usize::MAX);
    let keep = keep.then_some(most);
    let mut reader = TextReader { text: begun.text, ready: begun.ready, at: 0, failed: None, room: &room, keep };
    let nothing = Known::nothing();
    let known = options.known.as_ref().unwrap_or(&nothing);
    let (outline, read, more) = {
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, &mut reader));
        let (outline, read) = Outline::of(&mut json, &room, known);
        // A record on each line, of which the first is longer than what was looked at before.
        let more = read.is_ok() && !outline.borrow().is_early() && json.end().is_err();
        (outline, read, more)
    };
    if let Some(error) = reader.failed.take() {
        return Err(error);
    }
    let decided = match read {
        Err(error) => Err(reader.text.source.error(not_json(&error))),
        Ok(_) if more => Ok(Choice::Record),
        Ok(_) => outline.borrow().choose(options.known.as_ref()).map_err(|problem| reader.text.source.error(problem)),
    };
    Ok((Begun { text: reader.text, ready: reader.ready }, decided))
}

/// Reads the records of a document; they are handed on as they come.
pub(super) fn read(begun: Begun, way: Way, options: &InputOptions, sink: &mut Sink) -> Result<End, InputError> {
    let room = Room::of(options.max_row);
    let mut reader = TextReader { text: begun.text, ready: begun.ready, at: 0, failed: None, room: &room, keep: None };
    sink.cells = way.cells;
    let noticed = Noticed::default();
    let state = State {
        path: way.path.as_deref(),
        asked: way.asked,
        found: Cell::new(0),
        count: Cell::new(0),
        is_record: Cell::new(false),
        problem: RefCell::default(),
        beside: RefCell::default(),
    };
    let outcome = {
        let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, &mut reader));
        let top = Top { sink: &mut *sink, room: &room, noticed: &noticed, state: &state };
        (&mut json).deserialize_any(top).and_then(|other| {
            // A record on each line, of which the first is longer than what was looked at before: it was taken for a document.
            while state.is_record.get() && json.end().is_err() {
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
    if let Some(problem) = state.problem.take() {
        return Err(reader.text.source.error(problem));
    }
    match outcome {
        Ok(None) => {
            let mut end = reader.text.source.end();
            end.incomplete = state.beside.borrow().doubts(state.count.get());
            end.notes.extend(sink.cells.notes());
            Ok(end)
        }
        Ok(Some(kind)) => {
            let problem = Problem::new(format!("this is {kind}, not a list of records"));
            Err(reader.text.source.error(problem.help("give an array of objects, or one object on each line")))
        }
        Err(_) if sink.gone() => Ok(End::default()),
        Err(error) => Err(reader.text.source.error(not_json(&error))),
    }
}

/// A document of which all is in memory.
pub(in crate::input) struct InMemory {
    pub(in crate::input) records: Vec<Value>,
    pub(in crate::input) cells: Cells,
    /// Where the records were found.
    pub(in crate::input) note: Option<String>,
    /// The greatest number of records that it says there are.
    pub(in crate::input) total: Option<u64>,
}

impl InMemory {
    /// Records that are what they are.
    pub(in crate::input) fn records(records: Vec<Value>) -> Self {
        Self { records, cells: Cells::features(), note: None, total: None }
    }
}

/// Reads a document that is in memory already.
pub(in crate::input) fn in_memory(body: &[u8], options: &InputOptions, noticed: &Noticed) -> Result<InMemory, Problem> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let whole = Whole(noticed).deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    let whole = whole.map_err(|error| not_json(&error))?;
    let mut cells = Cells::of_list(options.records.as_ref(), options.known.as_ref());
    let (path, note) = match (&options.records, &whole) {
        (Some(place), _) => (place.array.clone(), None),
        (None, Value::Object(_)) => {
            let nothing = Known::nothing();
            let known = options.known.as_ref().unwrap_or(&nothing);
            let (outline, _) = Outline::of(&mut serde_json::Deserializer::from_slice(body), &Room::any(), known);
            let choice = outline.borrow().choose(options.known.as_ref())?;
            match choice {
                Choice::At { path, note, usual } => {
                    cells.usually(usual);
                    (Some(path), note)
                }
                Choice::Record => (None, None),
            }
        }
        (None, _) => (Some(String::new()), None),
    };
    let Some(path) = path else { return Ok(InMemory::records(vec![whole])) };
    let mut beside = Beside::default();
    listen(&whole, "", &path, &mut beside);
    let total = beside.totals.iter().map(|(_, total)| *total).max();
    match at(whole, "", &path) {
        Ok(records) => Ok(InMemory { records, cells, note, total }),
        // A text or a number is no record, which is said of it.
        Err(other) if path.is_empty() && options.records.is_none() => {
            Ok(InMemory { records: vec![other], cells, note, total })
        }
        Err(_) => Err(Problem::new(format!("there is no array at `{path}`"))
            .help("leave `--records` out, or write the keys on the way to the array")),
    }
}

/// Whether a path leads to a place, or is it.
fn leads_to(path: &str, wanted: &str) -> bool {
    wanted.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Hears what stands beside the way to the records.
fn listen(value: &Value, here: &str, wanted: &str, beside: &mut Beside) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = join(here, key);
        if leads_to(&path, wanted) {
            listen(value, &path, wanted, beside);
        } else {
            hear(value, &path, key, 0, beside);
        }
    }
}

fn hear(value: &Value, path: &str, key: &str, depth: usize, beside: &mut Beside) {
    match value {
        Value::Number(number) => number.as_u64().into_iter().for_each(|n| beside.hear(path, key, Said::Number(n))),
        Value::String(text) => beside.hear(path, key, Said::Text(text)),
        Value::Object(object) if depth < BESIDE && ABOUT.contains(&plain(key).as_str()) => {
            object.iter().for_each(|(key, value)| hear(value, &join(path, key), key, depth + 1, beside));
        }
        _ => {}
    }
}

/// The array that stands at a place.
fn at(value: Value, here: &str, wanted: &str) -> Result<Vec<Value>, Value> {
    match value {
        Value::Array(list) if here == wanted => Ok(list),
        Value::Object(object) => {
            for (key, value) in object {
                let path = join(here, &key);
                if leads_to(&path, wanted)
                    && let Ok(list) = at(value, &path, wanted)
                {
                    return Ok(list);
                }
            }
            Err(Value::Null)
        }
        other => Err(other),
    }
}

/// How much text may still be read before the next record has to end: a text without end must not fill memory. What is read ahead of it
/// counts too, so there is a little more room than a record may take.
pub(super) struct Room {
    left: Cell<usize>,
    of: usize,
    /// What is read now stands beside the records.
    beside: Cell<bool>,
}

impl Room {
    /// Room for anything, where the text is in memory already.
    pub(super) fn any() -> Self {
        Self { left: Cell::new(usize::MAX), of: usize::MAX, beside: Cell::new(false) }
    }

    fn of(most: usize) -> Self {
        let room = Self { of: most, ..Self::any() };
        room.begin();
        room
    }

    /// Begins again, with as much room for something else than a record.
    pub(super) fn begin_beside(&self) {
        self.begin();
        self.beside.set(true);
    }

    /// Begins again, with room for one record; gives how much of the last one's was used.
    pub(super) fn begin(&self) -> usize {
        self.beside.set(false);
        let room = self.of.saturating_add(BUFFER);
        room.saturating_sub(self.left.replace(room))
    }
}

/// What is known while a document is read.
struct State<'a> {
    path: Option<&'a str>,
    asked: bool,
    /// How often there was an array at the place of the records.
    found: Cell<u32>,
    /// Records.
    count: Cell<u64>,
    /// Whether it turned out to be a single record.
    is_record: Cell<bool>,
    /// Why it cannot be read on.
    problem: RefCell<Option<Problem>>,
    beside: RefCell<Beside>,
}

impl State<'_> {
    fn stop<E: serde::de::Error>(&self, problem: Problem) -> E {
        self.problem.borrow_mut().get_or_insert(problem);
        E::custom("stopped")
    }
}

/// The outermost value of a document. Gives what it is where it cannot be a list of records.
struct Top<'a> {
    sink: &'a mut Sink,
    room: &'a Room,
    noticed: &'a Noticed,
    state: &'a State<'a>,
}

impl Top<'_> {
    fn again(&mut self) -> Top<'_> {
        Top { sink: self.sink, room: self.room, noticed: self.noticed, state: self.state }
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("records")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Some("true or false"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Some("a number"))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Some("a text"))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        if self.state.asked && self.state.path != Some("") {
            let problem = Problem::new("this document is an array of records itself");
            return Err(self
                .state
                .stop(problem.help("leave `--records` out, or write `[].KEY` for an object in each record")));
        }
        Seek { top: self, path: String::new() }.visit_seq(elements).map(|()| None)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Self::Value, A::Error> {
        let Some(path) = self.state.path else {
            let mut object = Map::new();
            while let Some(key) = entries.next_key::<String>()? {
                let value = entries.next_value_seed(Whole(self.noticed))?;
                insert(&mut object, key, value, self.noticed);
                self.room.begin();
            }
            self.state.count.set(1);
            self.sink.push(Value::Object(object), 0, self.noticed);
            self.state.is_record.set(true);
            return Ok(None);
        };
        let state = self.state;
        Seek { top: self.again(), path: String::new() }.visit_map(entries)?;
        if state.found.get() == 0 {
            let arrays = state.beside.borrow().arrays();
            let (sentence, help) = match (path, arrays.as_str()) {
                ("", _) => (
                    "this document is an object, and no array".to_owned(),
                    "write the keys on the way to the array: `--records result.records`".to_owned(),
                ),
                (_, "") => (
                    format!("there is no array at `{path}`"),
                    "the document has no array: leave `--records` out".to_owned(),
                ),
                (_, arrays) => (format!("there is no array at `{path}`"), format!("its arrays are {arrays}")),
            };
            return Err(state.stop(Problem::new(sentence).help(help)));
        }
        Ok(None)
    }
}

/// Goes the way to the records, and hands them on one by one.
struct Seek<'a> {
    top: Top<'a>,
    path: String,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a document with records")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<(), A::Error> {
        let Top { room, state, .. } = self.top;
        let wanted = state.path.unwrap_or("");
        while let Some(key) = entries.next_key::<String>()? {
            room.begin_beside();
            let path = join(&self.path, &key);
            if leads_to(&path, wanted) {
                entries.next_value_seed(Seek { top: self.top.again(), path })?;
            } else {
                entries.next_value_seed(Other { room, state, path: &path, key: &key, depth: 0, is_about: true })?;
            }
        }
        room.begin_beside();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Top { sink, room, noticed, state } = self.top;
        if state.path != Some(self.path.as_str()) {
            return Other { room, state, path: &self.path, key: "", depth: 0, is_about: true }.visit_seq(elements);
        }
        state.found.set(state.found.get() + 1);
        if state.found.get() > 1 {
            return Err(state.stop(two_arrays(&self.path)));
        }
        room.begin();
        while let Some(value) = elements.next_element_seed(Whole(noticed))? {
            state.count.set(state.count.get() + 1);
            if !sink.push(value, room.begin(), noticed) {
                return Err(A::Error::custom("stopped"));
            }
        }
        room.begin();
        Ok(())
    }
}

/// What a document says beside its records.
#[derive(Debug, Default)]
struct Beside {
    /// Numbers of records, with their places.
    totals: Vec<(String, u64)>,
    /// Where it says that there is more.
    more: Vec<String>,
    /// What it says of itself, with the places.
    remarks: Vec<(String, String)>,
    /// Other arrays.
    others: Vec<String>,
}

impl Beside {
    /// Notes what a value says of the list.
    fn hear(&mut self, path: &str, key: &str, value: Said<'_>) {
        const MOST: usize = 4;
        // `total: {value: 1204}`
        let name = if path.ends_with("total.value") { "total".to_owned() } else { plain(key) };
        match value {
            Said::Number(number) if TOTALS.contains(&name.as_str()) && self.totals.len() < MOST => {
                self.totals.push((path.to_owned(), number));
            }
            // Some write their numbers as texts.
            Said::Text(text) if TOTALS.contains(&name.as_str()) => {
                if let Ok(number) = text.trim().parse() {
                    self.hear(path, key, Said::Number(number));
                }
            }
            Said::True if MORE.contains(&name.as_str()) && self.more.len() < MOST => self.more.push(path.to_owned()),
            Said::Text(text) if NEXT.contains(&name.as_str()) && !text.trim().is_empty() && self.more.len() < MOST => {
                self.more.push(path.to_owned());
            }
            Said::Text(text)
                if REMARKS.contains(&name.as_str()) && !text.trim().is_empty() && self.remarks.len() < MOST =>
            {
                let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
                self.remarks.push((path.to_owned(), text.trim().to_owned()));
            }
            _ => {}
        }
    }

    fn arrays(&self) -> String {
        let mut named: Vec<String> = self.others.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
        if self.others.len() > NAMED {
            named.push("…".to_owned());
        }
        named.join(", ")
    }

    /// Why so many records may not be all.
    fn doubts(&self, count: u64) -> Vec<String> {
        let mut doubts = Vec::new();
        let here = format!("{} {} in it", grouped(count), if count == 1 { "is" } else { "are" });
        if let Some((path, total)) =
            self.totals.iter().max_by_key(|(_, total)| *total).filter(|(_, total)| *total > count)
        {
            doubts.push(format!("the document says that it has {} records (`{path}`), and {here}", grouped(*total)));
        } else if let Some(path) = self.more.first().filter(|_| self.totals.is_empty()) {
            doubts.push(format!("the document says that there are more records (`{path}`), and {here}"));
        }
        for (path, text) in &self.remarks {
            doubts.push(format!("the document says of itself (`{path}`): {text}"));
        }
        doubts
    }
}

/// A number with its thousands apart.
pub(in crate::input) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == first {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A key without punctuation, in small letters.
fn plain(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Objects in which documents speak of the list; a number in another one counts something else.
const ABOUT: [&str; 11] =
    ["meta", "metadata", "page", "pages", "pageinfo", "pagination", "paging", "info", "properties", "links", "total"];

/// Keys, but for case and punctuation, under which documents say how many records there are, that there are more, where the next are, and what went wrong.
const TOTALS: [&str; 18] = [
    "total",
    "totalcount",
    "totalrecords",
    "totalresults",
    "totalitems",
    "totalhits",
    "totalfeatures",
    "totalelements",
    "totalrows",
    "count",
    "nhits",
    "odatacount",
    "recordcount",
    "recordstotal",
    "numbermatched",
    "numfound",
    "resultcount",
    "totalnumberofrecords",
];
const MORE: [&str; 5] = ["exceededtransferlimit", "hasmore", "hasnextpage", "hasnext", "morerecords"];
const NEXT: [&str; 8] =
    ["odatanextlink", "nextlink", "nextpage", "nexturl", "next", "nextpagetoken", "resumptiontoken", "nextcursor"];
const REMARKS: [&str; 5] = ["remark", "error", "errormessage", "warning", "exception"];

/// A value beside the records.
enum Said<'t> {
    Number(u64),
    True,
    Text(&'t str),
}

/// Goes over what is no record, and hears what it says of the list.
#[derive(Clone, Copy)]
struct Other<'a> {
    room: &'a Room,
    state: &'a State<'a>,
    path: &'a str,
    key: &'a str,
    depth: usize,
    /// It may be about the list: it stands on the way to the records, or in an object that is called so.
    is_about: bool,
}

impl Other<'_> {
    fn hear(&self, said: Said<'_>) {
        if self.is_about {
            self.state.beside.borrow_mut().hear(self.path, self.key, said);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Other<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Other<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        if value {
            self.hear(Said::True);
        }
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.hear(Said::Number(value));
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.hear(Said::Text(text));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<String>()? {
            self.room.begin_beside();
            if self.depth >= BESIDE {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            let path = join(self.path, &key);
            let is_about = self.is_about && ABOUT.contains(&plain(self.key).as_str());
            entries.next_value_seed(Other { path: &path, key: &key, depth: self.depth + 1, is_about, ..self })?;
        }
        self.room.begin_beside();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        {
            let others = &mut self.state.beside.borrow_mut().others;
            if others.len() <= NAMED {
                others.push(self.path.to_owned());
            }
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {
            self.room.begin_beside();
        }
        self.room.begin_beside();
        Ok(())
    }
}

/// The text of an input as a stream.
struct TextReader<'r> {
    text: Text,
    ready: Vec<u8>,
    at: usize,
    failed: Option<InputError>,
    room: &'r Room,
    /// All of it is kept, up to so many bytes, so that it can be read again.
    keep: Option<usize>,
}

impl Read for TextReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.ready.len() && !self.text.is_complete() {
            match self.keep {
                Some(most) if self.ready.len() > most => {
                    let problem = Problem::new(format!(
                        "this document is longer than {} MiB, and comes from where it cannot be read twice",
                        most >> 20
                    ));
                    let help =
                        "save it to a file, or say where its records stand, for instance `--records result.records`";
                    self.failed = Some(self.text.source.error(problem.help(help).limit()));
                    return Err(io::Error::other("the document is too long"));
                }
                Some(_) => {}
                None => {
                    self.ready.clear();
                    self.at = 0;
                }
            }
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
                let (what, help) = if self.room.beside.get() {
                    ("what stands beside the records", "give the records without it, as an array or one on each line")
                } else {
                    ("a record", "split it up; in a list with one record on each line only that record is refused")
                };
                let problem = Problem::new(format!("{what} is longer than {} bytes", self.room.of)).limit();
                self.failed = Some(self.text.source.error(problem.help(help)));
                return Err(io::Error::other("the record is too long"));
            }
        }
        Ok(count)
    }
}
