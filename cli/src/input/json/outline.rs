//! Which arrays a document has, and which of them is the list of records.
//!
//! The document is gone through once before it is read; of arrays only the first elements are looked at, the others are counted. What decides is the form
//! of the document and the keys that are asked for, never the name of a portal. Between two arrays that could be the list nothing is chosen.

use super::Room;
use super::cells::{Usual, listed, word};
use super::place::join;
use super::value::{Noticed, Whole};
use crate::input::known::{Key, Known};
use due_regard::list::Problem;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

/// So many elements of an array are looked at, and so much of them.
const LOOKED_AT: u64 = 100;
const KEYS: usize = 2_000;
const TEXTS: usize = 5_000;
const LONGEST: usize = 200;

/// Lists are looked for so many objects deep, and so many arrays are kept.
const DEEP: usize = 8;
const ARRAYS: usize = 200;

/// So many arrays are named in a message.
const NAMED: usize = 8;

/// The document in outline.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The arrays of a document, in order, but for those in arrays.
    arrays: Vec<Seen>,
    /// Keys of the document that hold answers: no objects and no arrays with objects in them.
    answers: Vec<String>,
    /// Keys of the document that hold objects or arrays with objects in them.
    structures: Vec<String>,
    /// Objects in the document that have answers which are asked for.
    inner: Vec<String>,
    is_collection: bool,
    /// Where the records stand, told before the end of the document.
    early: Option<String>,
    /// There are more arrays than are kept.
    more: bool,
}

/// There are two arrays where one has to be.
pub(super) fn two_arrays(path: &str) -> Problem {
    Problem::new(format!("the document has two arrays at `{path}`"))
        .help("give one of them another key, or put their records into one array")
}

/// An array.
#[derive(Debug, Default)]
struct Seen {
    path: String,
    /// The key of the document under which it stands.
    first: String,
    elements: u64,
    objects: u64,
    /// Arrays in it that have a text in them.
    rows: u64,
    /// Arrays in it of any kind.
    lists: u64,
    /// Keys of its first objects, and of the objects in them.
    keys: BTreeSet<String>,
    /// Texts of its first objects, object by object.
    texts: Vec<Vec<String>>,
    text_count: usize,
    /// Whether each of the first objects has a text as its type, and one as its name.
    describes: bool,
    usual: Usual,
}

/// What a document is.
#[derive(Debug)]
pub(super) enum Choice {
    /// One record.
    Record,
    /// A list of records at a path. What was found there is told, unless it is where records always are.
    At { path: String, note: Option<String>, usual: Option<Usual> },
}

impl Outline {
    /// Goes through a document; `None` where it is no object.
    pub(super) fn of<'de, D: Deserializer<'de>>(
        json: D,
        room: &Room,
        known: &Known,
    ) -> (RefCell<Outline>, Result<bool, D::Error>) {
        let outline = RefCell::default();
        let read =
            json.deserialize_any(Look { outline: &outline, room, known, path: "", first: "", depth: 0, early: false });
        let early = outline.borrow().early.is_some();
        let read = if early { Ok(true) } else { read };
        (outline, read)
    }

    /// Whether the end of the document was not waited for.
    pub(super) fn is_early(&self) -> bool {
        self.early.is_some()
    }

    /// Decides. Without knowledge of the records only the usual places count.
    pub(super) fn choose(&self, known: Option<&Known>) -> Result<Choice, Problem> {
        if let Some(path) = &self.early {
            return Ok(Choice::At { path: path.clone(), note: None, usual: None });
        }
        let features = self.arrays.iter().find(|seen| seen.path == "features");
        if let Some(seen) = features.filter(|_| self.is_collection) {
            return Ok(seen.chosen(None));
        }
        let Some(known) = known else {
            // A set of features as maps have it; all else is one record.
            let of_map = features.filter(|seen| seen.objects > 0 && seen.usual.object == "attributes");
            return Ok(of_map.map_or(Choice::Record, |seen| seen.chosen(None)));
        };
        if let Some(path) = self.twice() {
            return Err(two_arrays(path));
        }
        let arrays =
            self.arrays.iter().filter(|seen| known.of(&seen.first) != Key::Structure && !seen.first.starts_with('$'));
        let (lists, others): (Vec<&Seen>, Vec<&Seen>) = arrays.partition(|seen| seen.objects > 0 || seen.rows > 0);
        if self.is_record(known) {
            let like: Vec<&Seen> =
                lists.into_iter().filter(|seen| seen.keys.iter().any(|key| known.is_field(key))).collect();
            return if like.is_empty() { Ok(Choice::Record) } else { Err(self.undecided(&like, true)) };
        }
        if let Some(problem) = self.record_inside(&lists) {
            return Err(problem);
        }
        let described: Vec<&str> = lists
            .iter()
            .filter(|seen| lists.iter().any(|list| list.path != seen.path && seen.describes_columns_of(list)))
            .map(|seen| seen.path.as_str())
            .collect();
        let lists: Vec<&Seen> = lists.iter().copied().filter(|seen| !described.contains(&seen.path.as_str())).collect();
        let empty: Vec<&Seen> = others.into_iter().filter(|seen| seen.elements == 0).collect();
        match lists.as_slice() {
            [] if !described.is_empty() => Err(self.undecided(&self.arrays.iter().collect::<Vec<_>>(), false)),
            [] => match empty.as_slice() {
                [seen] if !known.is_nothing() && self.has_nothing_else(&seen.first) => {
                    Ok(seen.chosen(Some("the only array of the document, which is empty".to_owned())))
                }
                _ => Ok(Choice::Record),
            },
            // What describes columns stands beside a list; an empty one may be it.
            [seen] if seen.describes && !empty.is_empty() => {
                let all: Vec<&Seen> = std::iter::once(*seen).chain(empty).collect();
                Err(self.undecided(&all, false))
            }
            [seen] if seen.objects > 0 && !self.more => {
                let columns = match described.as_slice() {
                    [] => String::new(),
                    paths => {
                        let paths: BTreeSet<String> = paths.iter().map(|path| (*path).to_owned()).collect();
                        format!(", but for {}, which describes its columns", listed(&paths))
                    }
                };
                Ok(seen.chosen(Some(format!("the only array of objects in the document{columns}"))))
            }
            _ => Err(self.undecided(&lists, false)),
        }
    }

    /// Where every list stands in an object that has answers which are asked for: that object may be a record, and the lists its own.
    fn record_inside(&self, lists: &[&Seen]) -> Option<Problem> {
        let is_in = |seen: &&Seen, path: &String| {
            seen.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        };
        let first = lists.first()?;
        let path = self.inner.iter().find(|path| lists.iter().all(|seen| is_in(seen, path)))?;
        Some(
            Problem::new(format!("one record may stand under `{path}` of this document, and what is in it is no list"))
                .help(format!(
                    "give that as a document of its own; or say what the list is, for instance `--records {}`",
                    first.path
                )),
        )
    }

    /// A place at which there are two arrays.
    fn twice(&self) -> Option<&str> {
        let mut paths = BTreeSet::new();
        self.arrays.iter().map(|seen| seen.path.as_str()).find(|path| !paths.insert(*path))
    }

    /// Whether the document itself has answers that are asked for.
    fn is_record(&self, known: &Known) -> bool {
        self.answers.iter().any(|key| known.of(key) != Key::Unknown)
            || self.structures.iter().any(|key| known.of(key) == Key::Structure)
    }

    /// Whether beside this there are numbers and texts only, such as a total: a document without records says no more.
    fn has_nothing_else(&self, first: &str) -> bool {
        !self.more
            && self.structures.iter().all(|key| key == first || !self.arrays.iter().any(|seen| seen.first == *key))
    }

    fn undecided(&self, seen: &[&Seen], may_be_record: bool) -> Problem {
        let mut named: Vec<String> = seen.iter().take(NAMED).map(|seen| seen.told()).collect();
        if seen.len() > NAMED || self.more {
            named.push("…".to_owned());
        }
        let named = named.join(", ");
        let mut help: Vec<String> = Vec::new();
        let of_rows = seen.iter().any(|seen| seen.objects == 0 && seen.rows > 0);
        if of_rows {
            help.push(
                "rows without keys are not read: ask for the list as CSV, or with an object for each record".to_owned(),
            );
        }
        // What describes columns is no example of a list.
        let mut examples = seen.iter().filter(|seen| !seen.describes && (seen.objects > 0 || seen.elements == 0));
        match examples.next().filter(|_| !of_rows) {
            Some(seen) => help.push(format!("say which of them is the list, for instance `--records {}`", seen.path)),
            None => help.push("where another array is the list, `--records PATH` says so".to_owned()),
        }
        let problem = match seen {
            _ if may_be_record => {
                help.push("`--records .` where the document itself is one record".to_owned());
                let known: BTreeSet<String> = self.answers.iter().take(NAMED).cloned().collect();
                format!("this may be one record (with {}), or a document with records in it: {named}", listed(&known))
            }
            [one] if !self.more => format!("no array of this document is a list of records: {}", one.told()),
            _ => format!("more than one array of this document may be the list of records: {named}"),
        };
        Problem::new(problem).help(help.join("; "))
    }
}

impl Seen {
    fn chosen(&self, why: Option<String>) -> Choice {
        let usual = (!self.usual.object.is_empty()).then(|| self.usual.clone());
        let note = why.map(|why| format!("the records were found at `{}`: {why}", self.path));
        Choice::At { path: self.path.clone(), note, usual }
    }

    fn told(&self) -> String {
        match (self.objects, self.rows, self.elements) {
            (0, 0, 0) => format!("`{}` (empty)", self.path),
            (0, 0, count) => format!("`{}` ({count} values)", self.path),
            (0, _, 1) => format!("`{}` (1 row without keys)", self.path),
            (0, _, count) => format!("`{}` ({count} rows without keys)", self.path),
            (1, _, _) => format!("`{}` (1 object)", self.path),
            (count, _, _) => format!("`{}` ({count} objects)", self.path),
        }
    }

    /// Whether most objects of this name a key of the other's: it describes its columns, or counts what stands in them.
    fn describes_columns_of(&self, list: &Seen) -> bool {
        let names = |texts: &&Vec<String>| texts.iter().any(|text| list.keys.contains(text));
        let naming = self.texts.iter().filter(names).count();
        // Rows without keys have their columns described too.
        !self.texts.is_empty() && (naming * 2 > self.texts.len())
    }

    fn look_at(&mut self, object: &Map<String, Value>, known: &Known) {
        let mut texts = Vec::new();
        let (mut named, mut typed) = (false, false);
        for (key, value) in object {
            self.add_key(key);
            match value {
                Value::Object(inner) => inner.keys().for_each(|key| self.add_key(key)),
                Value::String(text) => {
                    let lower = key.to_ascii_lowercase();
                    named |= lower == "name" || lower == "id";
                    typed |= lower.ends_with("type") || lower.ends_with("typename");
                    if text.len() <= LONGEST && self.text_count < TEXTS {
                        self.text_count += 1;
                        texts.push(text.clone());
                    }
                }
                _ => {}
            }
        }
        self.describes = named && typed && (self.describes || self.texts.is_empty());
        self.texts.push(texts);
        if let Some(word) = word(object, known) {
            if self.usual.object.is_empty() {
                self.usual.object = word.to_owned();
            }
            if self.usual.object == word && self.usual.beside.len() < 50 {
                self.usual.beside.extend(object.keys().filter(|key| *key != word).cloned());
            }
            if let Some(Value::Object(inner)) = object.get(word) {
                for value in inner.values() {
                    if let Value::Object(inner) = value {
                        inner.keys().for_each(|key| self.add_key(key));
                    }
                }
            }
        }
    }

    fn add_key(&mut self, key: &str) {
        if self.keys.len() < KEYS && key.len() <= LONGEST && !self.keys.contains(key) {
            self.keys.insert(key.to_owned());
        }
    }
}

/// Looks at a value of the document.
struct Look<'a> {
    outline: &'a RefCell<Outline>,
    room: &'a Room,
    known: &'a Known,
    path: &'a str,
    /// The key of the document under which it stands.
    first: &'a str,
    depth: usize,
    /// An array here is the list, whatever else there is.
    early: bool,
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    /// Whether it is an object, or an array with objects in it.
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a document")
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        if self.depth == 1 && self.path == "type" && text == "FeatureCollection" {
            self.outline.borrow_mut().is_collection = true;
        }
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let mut is_asked_for = false;
        while let Some(key) = entries.next_key::<String>()? {
            self.room.begin_beside();
            if self.depth >= DEEP {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            let path = join(self.path, &key);
            let is_top = self.depth == 0;
            let early = is_top && (key == "records" || (key == "features" && self.outline.borrow().is_collection));
            let look = Look {
                path: &path,
                first: if is_top { &key } else { self.first },
                depth: self.depth + 1,
                early,
                ..self
            };
            let structure = entries.next_value_seed(look)?;
            is_asked_for |= match self.known.of(&key) {
                Key::Field => !structure,
                Key::Structure => structure,
                Key::Unknown => false,
            };
            if is_top {
                let outline = &mut *self.outline.borrow_mut();
                let keys = if structure { &mut outline.structures } else { &mut outline.answers };
                if keys.len() < KEYS && key.len() <= LONGEST {
                    keys.push(key);
                }
            }
        }
        self.room.begin_beside();
        let inner = &mut self.outline.borrow_mut().inner;
        if is_asked_for && self.depth > 0 && inner.len() < ARRAYS {
            inner.push(self.path.to_owned());
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        if self.early {
            self.outline.borrow_mut().early = Some(self.path.to_owned());
            return Err(A::Error::custom("enough is known"));
        }
        let mut seen = Seen { path: self.path.to_owned(), first: self.first.to_owned(), ..Seen::default() };
        loop {
            self.room.begin();
            if seen.elements >= LOOKED_AT {
                let Some(is_object) = elements.next_element_seed(IsObject)? else { break };
                seen.objects += u64::from(is_object);
            } else {
                let Some(value) = elements.next_element_seed(Whole(&Noticed::default()))? else { break };
                match &value {
                    Value::Object(object) => {
                        seen.objects += 1;
                        seen.look_at(object, self.known);
                    }
                    Value::Array(cells) => {
                        seen.lists += 1;
                        seen.rows += u64::from(cells.iter().any(Value::is_string));
                    }
                    _ => {}
                }
            }
            seen.elements += 1;
        }
        let structure = seen.objects > 0 || seen.lists > 0;
        let outline = &mut *self.outline.borrow_mut();
        if outline.arrays.len() < ARRAYS {
            outline.arrays.push(seen);
        } else {
            outline.more = true;
        }
        Ok(structure)
    }
}

/// Whether an element is an object; it is not kept.
struct IsObject;

impl<'de> DeserializeSeed<'de> for IsObject {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for IsObject {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an element")
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }
}
