//! A record's JSON as a tree, read so that nothing is lost unseen: a key that stands twice is noticed, and so are more values
//! than any record needs.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// No record needs more values: a boundary of 200,000 points has 600,000. In memory each takes far more room than in the text.
const MOST_VALUES: u32 = 1_000_000;

/// What was noticed while a record was read.
#[derive(Debug, Default)]
pub(in crate::input) struct Noticed {
    values: Cell<u32>,
    twice: RefCell<Option<String>>,
}

impl Noticed {
    /// Why the record cannot be taken, if so; forgets it.
    pub(super) fn take(&self) -> Option<String> {
        let twice = self.twice.take().map(|key| format!("has the key `{key}` twice"));
        let many = self.values.replace(0) > MOST_VALUES;
        twice.or_else(|| many.then(|| format!("holds more than {MOST_VALUES} values")))
    }
}

/// Reads one value.
#[derive(Debug, Clone, Copy)]
pub(in crate::input) struct Whole<'n>(pub(in crate::input) &'n Noticed);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let values = self.0.values.get().saturating_add(1);
        self.0.values.set(values);
        if values > MOST_VALUES {
            // The record is refused; what it holds need not be kept.
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null);
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

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            if self.0.values.get() <= MOST_VALUES {
                list.push(value);
            }
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self)?;
            if self.0.values.get() <= MOST_VALUES {
                insert(&mut object, key, value, self.0);
            }
        }
        Ok(Value::Object(object))
    }
}

/// Adds to an object; a key that is there already is noticed.
pub(super) fn insert(object: &mut Map<String, Value>, key: String, value: Value, noticed: &Noticed) {
    if object.contains_key(&key) {
        noticed.twice.borrow_mut().get_or_insert(key);
    } else {
        object.insert(key, value);
    }
}
