//! A record from its text, read as the command line reads a document: a mark of byte order before it is left out, and a key that stands twice is no record.

use super::MOST;
use crate::trouble::{refused, refused_with};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::{Cell, RefCell};
use std::fmt;
use wasm_bindgen::JsValue;

/// A value, with what was noticed while it was read.
#[derive(Clone, Copy)]
struct Whole<'n> {
    /// The first key that stood twice in one object.
    twice: &'n RefCell<Option<String>>,
    /// Values so far.
    values: &'n Cell<usize>,
}

/// What a text says.
pub(super) fn record(text: &str) -> Result<Value, JsValue> {
    let whole = Whole { twice: &RefCell::default(), values: &Cell::default() };
    let mut json = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let read = whole.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    if whole.values.get() > MOST {
        return Err(refused("limit-reached", "", format!("the record holds more than {MOST} values")));
    }
    let value = read.map_err(|error| {
        let message = format!("the record is not JSON: {error}");
        // The reader has no other error that says of itself what it is.
        let kind = if message.contains("recursion limit") { "limit-reached" } else { "not-json" };
        refused(kind, "", message)
    })?;
    match whole.twice.take() {
        None => Ok(value),
        Some(key) => {
            let message = format!("the record has the key `{key}` twice");
            Err(refused_with("unreadable-record", &key, message, "leave out the one that does not hold"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.values.set(self.values.get() + 1);
        if self.values.get() > MOST {
            return Err(D::Error::custom(""));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self)?;
            if object.contains_key(&key) {
                self.twice.borrow_mut().get_or_insert(key);
            } else {
                object.insert(key, value);
            }
        }
        Ok(Value::Object(object))
    }
}
