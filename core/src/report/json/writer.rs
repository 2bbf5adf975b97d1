//! JSON as `serde_json` writes it, byte for byte, in one type for every layout: all that can be written is compiled once for each type that writes.
//! Its own writer, because that one's layers cost a page at a key press more than what is written: it looks at one byte at a time, and asks each time whether writing failed.

use super::super::escape::json_text;
use serde::ser::{self, Serialize, Serializer};
use std::fmt;

/// A document that is being written.
pub(super) struct Writer {
    out: Vec<u8>,
    /// How deep the next line is, where there are lines.
    depth: Option<usize>,
    /// Escapes what could steer a terminal.
    harmless: bool,
}

/// An array or object that is open.
pub(super) struct Open<'w> {
    writer: &'w mut Writer,
    first: bool,
    end: u8,
    /// Whether it is the only value of an object around it, whose key says which variant it is.
    is_variant: bool,
}

impl Writer {
    pub(super) fn new(room: usize, has_lines: bool, harmless: bool) -> Self {
        Self { out: Vec::with_capacity(room), depth: has_lines.then_some(0), harmless }
    }

    /// The text; nothing but texts was put into it.
    pub(super) fn text(self) -> String {
        String::from_utf8(self.out).unwrap_or_default()
    }

    fn line(&mut self) {
        if let Some(depth) = self.depth {
            self.out.push(b'\n');
            (0..depth).for_each(|_| self.out.extend(b"  "));
        }
    }

    fn open(&mut self, begin: u8, end: u8) -> Open<'_> {
        if let Some(depth) = &mut self.depth {
            *depth += 1;
        }
        self.out.push(begin);
        Open { writer: self, first: true, end, is_variant: false }
    }

    fn close(&mut self, end: u8, is_empty: bool) {
        if let Some(depth) = &mut self.depth {
            *depth = depth.saturating_sub(1);
        }
        if !is_empty {
            self.line();
        }
        self.out.push(end);
    }

    fn variant(&mut self, name: &str, begin: u8, end: u8) -> Result<Open<'_>, fmt::Error> {
        let mut around = self.open(b'{', b'}');
        around.key(name)?;
        let Open { writer, .. } = around;
        Ok(Open { is_variant: true, ..writer.open(begin, end) })
    }

    fn number(&mut self, digits: &str) -> Result<(), fmt::Error> {
        self.out.extend_from_slice(digits.as_bytes());
        Ok(())
    }
}

impl Open<'_> {
    fn place(&mut self) {
        if !self.first {
            self.writer.out.push(b',');
        }
        self.first = false;
        self.writer.line();
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.place();
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        // A key is a text, whatever it was made of.
        if self.writer.out.get(start) != Some(&b'"') {
            self.writer.out.insert(start, b'"');
            self.writer.out.push(b'"');
        }
        self.colon();
        Ok(())
    }

    /// A key that a type of ours has: a word without anything to escape.
    fn word(&mut self, key: &'static str) {
        self.place();
        self.writer.out.push(b'"');
        self.writer.out.extend_from_slice(key.as_bytes());
        self.writer.out.push(b'"');
        self.colon();
    }

    fn colon(&mut self) {
        self.writer.out.push(b':');
        if self.writer.depth.is_some() {
            self.writer.out.push(b' ');
        }
    }

    fn close(self) -> Result<(), fmt::Error> {
        self.writer.close(self.end, self.first);
        if self.is_variant {
            self.writer.close(b'}', false);
        }
        Ok(())
    }
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Open<'w>;
    type SerializeTupleVariant = Open<'w>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Open<'w>;

    fn serialize_bool(self, value: bool) -> Result<(), fmt::Error> {
        self.number(if value { "true" } else { "false" })
    }

    fn serialize_i8(self, value: i8) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), fmt::Error> {
        self.number(itoa::Buffer::new().format(value))
    }

    fn serialize_u8(self, value: u8) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), fmt::Error> {
        self.number(itoa::Buffer::new().format(value))
    }

    fn serialize_f32(self, value: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), fmt::Error> {
        // The same digits that serde_json would write; what is no number is nothing.
        match serde_json::Number::from_f64(value) {
            Some(number) => self.number(&number.to_string()),
            None => self.serialize_unit(),
        }
    }

    fn serialize_char(self, value: char) -> Result<(), fmt::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), fmt::Error> {
        self.out.push(b'"');
        json_text(value, self.harmless, &mut self.out);
        self.out.push(b'"');
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), fmt::Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.number("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), fmt::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), fmt::Error> {
        let mut open = self.open(b'{', b'}');
        open.key(variant)?;
        value.serialize(&mut *open.writer)?;
        open.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, fmt::Error> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'w>, fmt::Error> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, fmt::Error> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, fmt::Error> {
        self.variant(variant, b'[', b']')
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>, fmt::Error> {
        Ok(self.open(b'{', b'}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, fmt::Error> {
        Ok(self.open(b'{', b'}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, fmt::Error> {
        self.variant(variant, b'{', b'}')
    }
}

/// The kinds of array, which all are written alike.
macro_rules! arrays {
    ($($kind:ident $add:ident),*) => {$(
        impl ser::$kind for Open<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
                self.place();
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), fmt::Error> {
                self.close()
            }
        }
    )*};
}

arrays!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

/// The kinds of object whose keys are known.
macro_rules! objects {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Open<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), fmt::Error> {
                self.word(key);
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), fmt::Error> {
                self.close()
            }
        }
    )*};
}

objects!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn written<T: Serialize>(value: &T, has_lines: bool) -> String {
        let mut writer = Writer::new(0, has_lines, false);
        value.serialize(&mut writer).unwrap();
        writer.text()
    }

    fn is_as_serde_json<T: Serialize>(value: &T) {
        assert_eq!(written(value, false), serde_json::to_string(value).unwrap());
        assert_eq!(written(value, true), serde_json::to_string_pretty(value).unwrap());
    }

    #[derive(Serialize)]
    enum Kind {
        Bare,
        One(Vec<u8>),
        Two(i8, Option<char>),
        Named { empty: [u8; 0], unit: () },
    }

    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Named { held: bool },
    }

    #[derive(Serialize)]
    struct All {
        kinds: Vec<Kind>,
        tagged: Tagged,
        numbers: (f64, f64, f64, u64, i64),
        #[serde(flatten)]
        flat: BTreeMap<u8, Option<&'static str>>,
        nothing: BTreeMap<String, ()>,
        inside: BTreeMap<&'static str, Vec<Vec<u8>>>,
    }

    #[test]
    fn every_shape_is_written_as_serde_json_writes_it() {
        is_as_serde_json(&All {
            kinds: vec![
                Kind::Bare,
                Kind::One(vec![1, 2]),
                Kind::One(Vec::new()),
                Kind::Two(-3, Some('"')),
                Kind::Two(0, None),
                Kind::Named { empty: [], unit: () },
            ],
            tagged: Tagged::Named { held: true },
            numbers: (0.1, f64::NAN, 1e300, u64::MAX, i64::MIN),
            flat: BTreeMap::from([(1, Some("\u{1}\u{7f}\u{2028}é😀\\\"\n\r\t\u{8}\u{c}")), (2, None)]),
            nothing: BTreeMap::new(),
            inside: BTreeMap::from([("a", vec![Vec::new(), vec![1]]), ("b", Vec::new())]),
        });
        for (_, audit) in fixtures::all() {
            is_as_serde_json(&audit);
        }
        is_as_serde_json(&json!({}));
        is_as_serde_json(&json!([[], {}, [{}], {"a": []}]));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[ -~]{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_is_written_as_serde_json_writes_it(value in values()) {
            is_as_serde_json(&value);
        }
    }
}
