//! What a record of a document says, where programs put it into an object of its own: `fields`, `attributes`, `tags`, `properties`.
//!
//! What stands beside that object is kept as well, so that nothing is lost unseen, and what was done is told in a note. Nothing here
//! knows a portal: a record with one such object is read from it, and a record of which every value is `{type, value}` from the values.

use super::place::{Inner, Place};
use crate::input::known::{Key, Known};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Words for what a record says, as documents have them.
const WORDS: [&str; 7] = ["properties", "attributes", "fields", "tags", "record", "node", "_source"];

/// So many objects may stand in one another.
const DEEP: usize = 3;

/// So many keys are named in a note.
const NAMED: usize = 8;

/// How records become their cells.
#[derive(Debug)]
pub(in crate::input) struct Cells {
    way: Way,
    known: Known,
    /// What most records of the list have: the object with what they say, and the keys beside it.
    usual: Option<Usual>,
    told: Told,
}

/// What most records of a list look like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Usual {
    pub(super) object: String,
    pub(super) beside: BTreeSet<String>,
}

#[derive(Debug)]
enum Way {
    /// They are records already. Only features of maps are looked into.
    Features,
    Words,
    Itself,
    Keys(Vec<String>),
}

/// What was done, for a note.
#[derive(Debug, Default)]
struct Told {
    records: u64,
    /// How many were read from an object in them, and from which.
    lifted: u64,
    from: BTreeSet<String>,
    /// Keys beside it: read, read under another name, not read.
    read: BTreeSet<String>,
    renamed: BTreeSet<String>,
    left: BTreeSet<String>,
    /// How many were read from the values of their answers.
    values: u64,
    /// Objects of which a record has several.
    several: BTreeSet<String>,
}

impl Cells {
    /// Records that are what they are.
    pub(in crate::input) fn features() -> Self {
        Self { way: Way::Features, known: Known::nothing(), usual: None, told: Told::default() }
    }

    /// The records of a list.
    pub(in crate::input) fn of_list(place: Option<&Place>, known: Option<&Known>) -> Self {
        let way = match place.map(|place| &place.inner) {
            Some(Inner::Itself) => Way::Itself,
            Some(Inner::Keys(keys)) => Way::Keys(keys.clone()),
            Some(Inner::Any) => Way::Words,
            None if known.is_some() => Way::Words,
            None => Way::Features,
        };
        Self { way, known: known.cloned().unwrap_or_else(Known::nothing), usual: None, told: Told::default() }
    }

    pub(super) fn usually(&mut self, usual: Option<Usual>) {
        self.usual = usual;
    }

    /// The cells of a record, or why they cannot be told.
    pub(super) fn of(&mut self, object: Map<String, Value>) -> Result<Map<String, Value>, String> {
        self.told.records += 1;
        match &self.way {
            Way::Features => Ok(flattened(object)),
            Way::Itself => Ok(object),
            Way::Words => self.by_words(object),
            Way::Keys(keys) => {
                let keys = keys.clone();
                let mut object = object;
                for key in &keys {
                    if object.get(key).is_some_and(|value| !value.is_object() && !value.is_null()) {
                        return Err(format!("has no object at `{key}`"));
                    }
                    object = self.lift(object, key)?;
                }
                self.told.lifted += 1;
                self.told.from.insert(keys.join("."));
                Ok(object)
            }
        }
    }

    fn by_words(&mut self, mut object: Map<String, Value>) -> Result<Map<String, Value>, String> {
        if is_feature(&object) {
            return Ok(flattened(object));
        }
        if is_of_values(&object) {
            self.told.values += 1;
            return Ok(object.into_iter().filter_map(|(key, value)| Some((key, value_of(value)?))).collect());
        }
        let mut path = Vec::new();
        while path.len() < DEEP {
            let mut found = words(&object, &self.known);
            let word = match (found.next(), found.next()) {
                (Some(word), None) => word.to_owned(),
                (Some(one), Some(other)) => {
                    self.told.several.extend([one.to_owned(), other.to_owned()]);
                    break;
                }
                (None, _) => match &self.usual {
                    // It says nothing, where others of the list have that object.
                    Some(usual)
                        if path.is_empty()
                            && !object.contains_key(&usual.object)
                            && object.keys().all(|key| usual.beside.contains(key)) =>
                    {
                        usual.object.clone()
                    }
                    _ => break,
                },
            };
            drop(found);
            if path.is_empty() {
                self.remember(&word, &object);
            }
            object = self.lift(object, &word)?;
            path.push(word);
        }
        if !path.is_empty() {
            self.told.lifted += 1;
            self.told.from.insert(path.join("."));
        }
        Ok(object)
    }

    fn remember(&mut self, word: &str, object: &Map<String, Value>) {
        let usual = self.usual.get_or_insert_with(|| Usual { object: word.to_owned(), beside: BTreeSet::new() });
        if usual.object == word && usual.beside.len() < 50 {
            usual.beside.extend(object.keys().filter(|key| *key != word).cloned());
        }
    }

    /// What stands in the object of this name, and what is known beside it.
    fn lift(&mut self, mut object: Map<String, Value>, name: &str) -> Result<Map<String, Value>, String> {
        let mut cells = match object.remove(name) {
            Some(Value::Object(cells)) => cells,
            _ => Map::new(),
        };
        let point = point(&object);
        for (key, value) in object {
            match value {
                Value::Null => {}
                Value::Array(list) if list.is_empty() => {}
                Value::Object(object) if object.is_empty() => {}
                Value::Array(_) | Value::Object(_) => {
                    if !(point.is_some() && (key == "geometry" || key == "center")) {
                        note(&mut self.told.left, &key);
                    }
                }
                value => self.beside(&mut cells, name, key, value)?,
            }
        }
        for (name, coordinate) in point.into_iter().flatten() {
            cells.entry(name).or_insert(coordinate);
        }
        Ok(cells)
    }

    /// Adds what stands beside the object with the cells.
    fn beside(&mut self, cells: &mut Map<String, Value>, name: &str, key: String, value: Value) -> Result<(), String> {
        // The id of the object is often among what it says too, under a name of its own.
        let is_id =
            key == "id" && cells.iter().any(|(of, known)| *known == value && of.to_ascii_lowercase().contains("id"));
        if is_id || cells.get(&key) == Some(&value) {
            return Ok(());
        }
        let taken = cells.get(&key).is_some_and(|known| !known.is_null());
        if taken && key != "id" && self.known.is_field(&key) && key != "type" {
            return Err(format!(
                "has `{key}` twice, in itself and in `{name}`, with different values; say by `--records` which is meant: `PATH[]` or `PATH[].{name}`"
            ));
        }
        // What kind of object this is to a program is seldom what kind of thing it is.
        if taken || (key == "type" && self.known.is_field(&key)) {
            let other = format!("{key} (beside {name})");
            note(&mut self.told.renamed, &other);
            cells.insert(other, value);
        } else {
            note(&mut self.told.read, &key);
            cells.insert(key, value);
        }
        Ok(())
    }

    /// What was done, in sentences.
    pub(super) fn notes(&self) -> Vec<String> {
        let told = &self.told;
        let mut notes = Vec::new();
        let of = |count: u64| {
            if count == told.records {
                "each record".to_owned()
            } else {
                format!("{count} of {} records", told.records)
            }
        };
        if told.lifted > 0 {
            let mut note = format!("what {} says was read from {}", of(told.lifted), listed(&told.from));
            let mut beside = Vec::new();
            if !told.read.is_empty() {
                beside.push(format!("{} beside it {} read as well", listed(&told.read), were(&told.read)));
            }
            if !told.renamed.is_empty() {
                beside.push(format!(
                    "{} {} kept under that name, and read by nothing unless `--columns` says so",
                    listed(&told.renamed),
                    were(&told.renamed)
                ));
            }
            if !told.left.is_empty() {
                beside.push(format!("{} beside it {} not read", listed(&told.left), were(&told.left)));
            }
            for part in beside {
                note.push_str("; ");
                note.push_str(&part);
            }
            notes.push(note);
        }
        if told.values > 0 {
            notes.push(format!(
                "the answers of {} were read from the `value` of each; types and languages that stand beside it were not read",
                of(told.values)
            ));
        }
        if !told.several.is_empty() {
            notes.push(format!(
                "records hold several objects that may be what they say ({}), and none of them was looked into; `--records \"PATH[].KEY\"` names the one that is meant",
                listed(&told.several)
            ));
        }
        notes
    }
}

fn were(keys: &BTreeSet<String>) -> &'static str {
    if keys.len() == 1 { "was" } else { "were" }
}

fn note(keys: &mut BTreeSet<String>, key: &str) {
    if keys.len() <= NAMED && !keys.contains(key) {
        keys.insert(key.chars().take(60).collect());
    }
}

pub(super) fn listed(keys: &BTreeSet<String>) -> String {
    let mut out: Vec<String> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    if keys.len() > NAMED {
        out.push("…".to_owned());
    }
    match out.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// The objects of a record that may hold what it says.
fn words<'o>(object: &'o Map<String, Value>, known: &'o Known) -> impl Iterator<Item = &'static str> + 'o {
    WORDS.into_iter().filter(|word| object.get(*word).is_some_and(Value::is_object) && known.of(word) == Key::Unknown)
}

/// The only object of a record that may hold what it says.
pub(super) fn word<'o>(object: &'o Map<String, Value>, known: &'o Known) -> Option<&'static str> {
    let mut found = words(object, known);
    found.next().filter(|_| found.next().is_none())
}

fn is_feature(object: &Map<String, Value>) -> bool {
    object.get("type").and_then(Value::as_str) == Some("Feature") && object.contains_key("properties")
}

/// Whether every value is an object that says its type and its value, as in results of queries over linked data.
fn is_of_values(object: &Map<String, Value>) -> bool {
    let is_one = |value: &Value| {
        value.as_object().is_some_and(|parts| {
            parts.get("type").is_some_and(Value::is_string)
                && parts.get("value").is_some_and(|value| !value.is_object() && !value.is_array())
                && parts.keys().all(|key| ["type", "value", "xml:lang", "datatype", "its:dir"].contains(&key.as_str()))
        })
    };
    !object.is_empty() && object.values().all(is_one)
}

fn value_of(value: Value) -> Option<Value> {
    match value {
        Value::Object(mut parts) => parts.remove("value"),
        _ => None,
    }
}

/// The longitude and latitude of a point that stands beside what a record says.
fn point(object: &Map<String, Value>) -> Option<[(&'static str, Value); 2]> {
    let number = |value: Option<&Value>| value.filter(|value| value.is_number()).cloned();
    if let Some(center) = object.get("center").and_then(Value::as_object) {
        return Some([("lon", number(center.get("lon"))?), ("lat", number(center.get("lat"))?)]);
    }
    let geometry = object.get("geometry")?.as_object()?;
    if geometry.get("type")?.as_str()? != "Point" {
        return None;
    }
    let coordinates = geometry.get("coordinates")?.as_array()?;
    Some([("longitude", number(coordinates.first())?), ("latitude", number(coordinates.get(1))?)])
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
    if !is_feature(&object) {
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
