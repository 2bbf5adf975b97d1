//! Records from any serde format, read straight into columns.
//!
//! A record is a map from field ids to answers. A group with free rows is a list of maps; one with fixed rows is a map from row ids
//! to maps, or a list of maps that each name their `row`. An answer is a scalar, a list of options for `choices`, nothing (*missing*),
//! or a map `{state: not known}` or `{value: …}`.

use super::build::BatchBuilder;
use super::cell::{NOT_AN_OPTION, Parsed, is_space};
use super::layout::{DomainLayout, Layout, Member, SlotLayout, Use};
use super::{Notice, OTHER};
use crate::error::{Error, ErrorKind};
use crate::framework::suggest::shown;
use crate::ir::{DomainId, RECORD, SlotId};
use crate::value::{FieldType, State};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::sync::Arc;

impl BatchBuilder {
    /// Adds a record from a serde deserializer, for example `&mut serde_json::Deserializer::from_slice(bytes)` or a `serde_json::Value`.
    ///
    /// # Errors
    /// When the input is not a map of fields or breaks off; the record is then not part of the batch. Answers of the wrong type are
    /// no error: they become *invalid* cells.
    pub fn read<'de, D: Deserializer<'de>>(&mut self, row: u64, deserializer: D) -> Result<(), Error>
    where
        D::Error: std::error::Error,
    {
        let layout = Arc::clone(&self.layout);
        let before = self.lengths();
        self.begin(row);
        self.batch.keyed = true;
        let row_of_batch = self.len() - 1;
        let read = RowSeed { builder: self, layout: &layout, domain: RECORD, row: row_of_batch }
            .deserialize(deserializer)
            .map_err(|error| Error::new(ErrorKind::UnreadableRecord, format!("the record cannot be read: {error}")));
        let read = read.and_then(|()| self.check_rows());
        if read.is_err() {
            self.roll_back(&before);
        }
        self.before = before.rows;
        read
    }

    /// Adds a record from the bytes of a JSON document: the quickest way.
    ///
    /// ```
    /// # use due_regard::{Settings, Source, load};
    /// # let text = "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsources: {house: {title: House, standing: house rule}}\nrecord: {noun: form, plural: forms}\nsections:\n  - {id: main, fields: [{id: lead, type: person}]}\nrules:\n  - {id: led, require: lead is answered, cite: [house], why: w}\n";
    /// # let plan = load(Source::new("f.yaml", text)).plan(Settings::new("2026-11-01".parse()?))?;
    /// let mut builder = plan.batch();
    /// builder.read_json(1, br#"{"lead": "Amara Okafor"}"#)?;
    /// assert_eq!(plan.run(builder.batch()).rules[0].counts.met, 1);
    /// assert!(builder.read_json(2, b"{}, {}").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`BatchBuilder::read`], and when the bytes are not UTF-8 or something follows the document.
    pub fn read_json(&mut self, row: u64, json: &[u8]) -> Result<(), Error> {
        // Once for the whole document; otherwise serde_json does it for each of its texts.
        let text = std::str::from_utf8(json)
            .map_err(|error| Error::new(ErrorKind::UnreadableRecord, format!("the record cannot be read: {error}")))?;
        let mut document = serde_json::Deserializer::from_str(text);
        self.read(row, Whole(&mut document))
    }

    /// Adds a record from anything that can be serialised: a struct, a map, a JSON value.
    ///
    /// # Errors
    /// As [`BatchBuilder::read`], and when the value cannot be serialised.
    pub fn add<T: serde::Serialize + ?Sized>(&mut self, row: u64, record: &T) -> Result<(), Error> {
        let value = serde_json::to_value(record).map_err(|error| {
            Error::new(ErrorKind::UnreadableRecord, format!("the record cannot be serialised: {error}"))
        })?;
        self.read(row, value)
    }

    /// Puts another answer into a cell of a batch of one record that [`BatchBuilder::batch`] gave, as if the whole record had been read with it; `was` and `now` are
    /// what the record held there and holds. False where only reading the whole record does that.
    pub(crate) fn replace(
        &mut self,
        slot: SlotId,
        row: usize,
        was: Option<&serde_json::Value>,
        now: Option<&serde_json::Value>,
    ) -> bool {
        let layout = Arc::clone(&self.layout);
        let Some(field) = layout.slots.get(slot.index()) else { return false };
        let by_its_id = layout.domains.get(field.domain.index()).map_or(&[][..], |domain| &domain.order);
        if field.wanted == Use::Unused {
            return true;
        }
        // Each text that takes another's place comes behind all others.
        let is_full = self.batch.texts.bytes() > MOST_REPLACED;
        if is_full || layout.filler.is_some() || !by_its_id.iter().any(|(_, known)| *known == slot) {
            return false;
        }
        let read = |builder: &mut Self, answer: Option<&serde_json::Value>| {
            builder.batch.invalid.retain(|cell| (cell.slot, cell.row as usize) != (slot, row));
            match answer {
                Some(answer) => AnswerSeed { builder, field, slot, row }.deserialize(answer).is_ok(),
                None => {
                    builder.put(slot, row, Parsed::Absent(State::NotSupplied));
                    true
                }
            }
        };
        // What was noticed of the answer before goes with it. Notices do not say of which row they are, but their order does not matter.
        if self.batch.noticed.iter().any(|noticed| noticed.what.is_of(slot)) {
            let all = self.batch.noticed.len();
            if !read(self, was) {
                return false;
            }
            for gone in self.batch.noticed.split_off(all) {
                if let Some(place) = self.batch.noticed.iter().position(|noticed| *noticed == gone) {
                    self.batch.noticed.remove(place);
                }
            }
        }
        let done = read(self, now);
        self.sort_invalid();
        done
    }

    fn lengths(&mut self) -> Lengths {
        let mut rows = std::mem::take(&mut self.before);
        rows.clear();
        rows.extend(self.batch.domains.iter().map(|domain| domain.len));
        Lengths { rows, invalid: self.batch.invalid.len(), noticed: self.batch.noticed.len() }
    }

    fn roll_back(&mut self, before: &Lengths) {
        let Lengths { rows, invalid, noticed } = before;
        self.batch.invalid.truncate(*invalid);
        self.batch.noticed.truncate(*noticed);
        self.batch.rows.truncate(rows.first().copied().unwrap_or(0));
        self.batch
            .named_rows
            .retain(|(domain, row, _)| rows.get(domain.index()).is_none_or(|before| (*row as usize) < *before));
        for (domain, len) in self.batch.domains.iter_mut().zip(rows) {
            domain.len = *len;
            domain.parents.truncate(*len);
        }
        for (column, slot) in self.batch.columns.iter_mut().zip(&self.layout.slots) {
            let len = rows.get(slot.domain.index()).copied().unwrap_or(0);
            column.states.truncate(len);
            column.data.truncate(len);
        }
        // One entry for each row of the domain around.
        for (firsts, domain) in self.first_fixed.iter_mut().zip(&self.layout.domains) {
            let around = domain.parent.and_then(|parent| rows.get(parent.index())).copied().unwrap_or(0);
            firsts.truncate(around);
        }
    }
}

/// Bytes of texts past which no more are put in the place of others: then the record is read again, so that those that nothing needs any more go.
const MOST_REPLACED: usize = 1 << 18;

/// How much there was before a record: rows by domain, invalid cells, notices.
struct Lengths {
    rows: Vec<usize>,
    invalid: usize,
    noticed: usize,
}

/// A document after which nothing may follow.
struct Whole<'a, 'de>(&'a mut serde_json::Deserializer<serde_json::de::StrRead<'de>>);

impl<'de> Deserializer<'de> for Whole<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let value = (&mut *self.0).deserialize_map(visitor)?;
        self.0.end()?;
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct struct enum identifier ignored_any
    }
}

impl super::Data {
    pub(super) fn truncate(&mut self, len: usize) {
        match self {
            Self::None => {}
            Self::Choice(values) => values.truncate(len),
            Self::Choices(values) => values.truncate(len),
            Self::Number(values) => values.truncate(len),
            Self::Days(values) => values.truncate(len),
            Self::Years(values) => values.truncate(len),
            Self::Text(values) => values.truncate(len),
        }
    }
}

/// The map of a record or of a row of a group.
struct RowSeed<'b> {
    builder: &'b mut BatchBuilder,
    layout: &'b Layout,
    domain: DomainId,
    row: usize,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// A text where something else is expected. serde would print it as for programmers, which the browser's module leaves out.
fn no_text<E: serde::de::Error>(text: &str, expected: &dyn serde::de::Expected) -> E {
    E::custom(format_args!("{expected} is expected, and this is the text `{}`", shown(text)))
}

/// What is expected, after the key of the group that it belongs to.
fn expected_of(f: &mut fmt::Formatter<'_>, layout: &Layout, domain: DomainId, what: &str) -> fmt::Result {
    match layout.domains.get(domain.index()).filter(|domain| !domain.path.is_empty()) {
        Some(group) => write!(f, "under `{}` {what}", group.path),
        None => f.write_str(what),
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expected_of(f, self.layout, self.domain, "a map from field ids to answers")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        Err(no_text(text, &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { builder, layout, domain, row } = self;
        let Some(members) = layout.domains.get(domain.index()) else { return Ok(()) };
        let mut next = 0;
        let mut unknown = String::new();
        while let Some(member) =
            map.next_key_seed(KeySeed { domain: members, next: &mut next, unknown: &mut unknown })?
        {
            match member {
                Some(Member::Field(slot)) => {
                    let Some(field) = layout.slots.get(slot.index()) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    map.next_value_seed(AnswerSeed { builder: &mut *builder, field, slot, row })?;
                }
                Some(Member::Group(group)) => {
                    map.next_value_seed(GroupSeed { builder: &mut *builder, layout, group, parent: row, next: 0 })?;
                }
                Some(Member::Inside) => map.next_value_seed(RowSeed { builder: &mut *builder, layout, domain, row })?,
                Some(Member::Ignored) => map.next_value::<IgnoredAny>().map(|_| ())?,
                None => {
                    builder.notice(Notice::UnknownKey(std::mem::take(&mut unknown)), domain, row);
                    map.next_value::<IgnoredAny>().map(|_| ())?;
                }
            }
        }
        Ok(())
    }
}

/// A key, looked up without being copied.
struct KeySeed<'b> {
    domain: &'b DomainLayout,
    /// Which field of the framework's order is expected.
    next: &'b mut usize,
    /// Where the path of an unknown one goes.
    unknown: &'b mut String,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<Member>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl KeySeed<'_> {
    /// A key that is not the expected one.
    #[inline(never)]
    fn look_up(self, key: &str) -> Option<Member> {
        let Self { domain, next, unknown } = self;
        let member = domain.members.get(key).copied();
        match member {
            Some(Member::Field(slot)) => *next = domain.order.partition_point(|(_, known)| *known <= slot),
            Some(_) => {}
            // What programs keep for themselves in a record is no answer: `$schema`, `$row`.
            None if key.starts_with('$') => return Some(Member::Ignored),
            None => {
                unknown.clone_from(&domain.path);
                if !unknown.is_empty() {
                    unknown.push('.');
                }
                unknown.extend(key.chars().take(80));
            }
        }
        member
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<Member>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field id")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(match self.domain.order.get(*self.next) {
            Some((expected, slot)) if **expected == *key => {
                *self.next += 1;
                Some(Member::Field(*slot))
            }
            _ => self.look_up(key),
        })
    }
}

/// The rows of a group.
struct GroupSeed<'b> {
    builder: &'b mut BatchBuilder,
    layout: &'b Layout,
    group: DomainId,
    parent: usize,
    /// Which of the fixed rows is expected.
    next: usize,
}

impl<'de> DeserializeSeed<'de> for GroupSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl GroupSeed<'_> {
    /// The row with this id: a fixed row of this parent, or a new one.
    fn row(&mut self, id: Option<&str>) -> Result<usize, Error> {
        self.builder.check_rows()?;
        let Some(group) = self.layout.domains.get(self.group.index()) else { return Ok(0) };
        if let Some(id) = id {
            let is_expected = group.fixed.get(self.next).is_some_and(|fixed| fixed == id);
            let place = if is_expected { Some(self.next) } else { group.fixed.iter().position(|fixed| fixed == id) };
            if let Some(place) = place {
                self.next = place + 1;
                let firsts = self.builder.first_fixed.get(self.group.index()).map_or(&[][..], Vec::as_slice);
                let first = firsts.get(self.parent).copied().unwrap_or(0) as usize;
                return Ok(first + place);
            }
        }
        let row = self.builder.add_row(self.group, self.parent);
        if let (Some(slot), Some(id)) = (group.row_slot, id) {
            let offered = group.offered.iter().position(|known| known == id);
            let place = offered.and_then(|place| u16::try_from(group.fixed.len() + place).ok());
            self.builder.put(slot, row, Parsed::Choice(place.unwrap_or(OTHER)));
            if place.is_none() {
                self.builder.name_row(self.group, row, id);
            }
            if !group.extra {
                self.builder.notice(
                    Notice::UnknownKey(format!("{}.{}", group.path, id.chars().take(80).collect::<String>())),
                    self.group,
                    row,
                );
            }
        }
        Ok(row)
    }

    /// The seed for what stands in a row.
    fn inside(&mut self, row: usize) -> RowSeed<'_> {
        RowSeed { builder: self.builder, layout: self.layout, domain: self.group, row }
    }
}

impl<'de> Visitor<'de> for GroupSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expected_of(f, self.layout, self.group, "a list of rows or a map from row ids to rows")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        Err(no_text(text, &self))
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        let is_fixed = self.layout.domains.get(self.group.index()).is_some_and(|group| !group.fixed.is_empty());
        if is_fixed {
            while rows.next_element_seed(NamedRowSeed { group: &mut self })?.is_some() {}
        } else {
            while rows.next_element_seed(FreeRowSeed { group: &mut self })?.is_some() {}
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_key_seed(RowIdSeed(&mut self))? {
            rows.next_value_seed(self.inside(row))?;
        }
        Ok(())
    }
}

/// The key of a row; gives the row.
struct RowIdSeed<'g, 'b>(&'g mut GroupSeed<'b>);

impl<'de> DeserializeSeed<'de> for RowIdSeed<'_, '_> {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RowIdSeed<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a row")
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<usize, E> {
        self.0.row(Some(id)).map_err(E::custom)
    }
}

/// A row of its own, which is there only once an element of the list is.
struct FreeRowSeed<'g, 'b> {
    group: &'g mut GroupSeed<'b>,
}

impl<'de> DeserializeSeed<'de> for FreeRowSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let row = self.group.row(None).map_err(D::Error::custom)?;
        self.group.inside(row).deserialize(deserializer)
    }
}

/// A row that names itself with the key `row`.
struct NamedRowSeed<'g, 'b> {
    group: &'g mut GroupSeed<'b>,
}

impl<'de> DeserializeSeed<'de> for NamedRowSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NamedRowSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expected_of(f, self.group.layout, self.group.group, "a row with its `row` id")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        Err(no_text(text, &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut before: Vec<(String, serde_json::Value)> = Vec::new();
        // Usually `row` is the first key; what stands before it has to wait.
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key != "row" {
                before.push((key.into_owned(), map.next_value()?));
                continue;
            }
            let id = map.next_value::<std::borrow::Cow<'de, str>>()?;
            let row = self.group.row(Some(&id)).map_err(A::Error::custom)?;
            let early = serde_json::Value::Object(before.into_iter().collect());
            self.group.inside(row).deserialize(early).map_err(A::Error::custom)?;
            return self.group.inside(row).visit_map(map);
        }
        // A row that does not say which it is is a row of its own.
        let row = self.group.row(Some("")).map_err(A::Error::custom)?;
        let early = serde_json::Value::Object(before.into_iter().collect());
        self.group.inside(row).deserialize(early).map_err(A::Error::custom)
    }
}

/// An answer.
struct AnswerSeed<'b> {
    builder: &'b mut BatchBuilder,
    field: &'b SlotLayout,
    slot: SlotId,
    row: usize,
}

impl<'de> DeserializeSeed<'de> for AnswerSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.field.wanted == Use::Unused || self.field.is_row {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl AnswerSeed<'_> {
    fn number(self, value: f64) {
        self.builder.number(self.field, self.slot, self.row, value);
    }
}

impl<'de> Visitor<'de> for AnswerSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.builder.read_text(self.field, self.slot, self.row, text);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        let text = match (self.field.kind, value) {
            (FieldType::YesNo, true) => "yes",
            (FieldType::YesNo, false) => "no",
            (_, true) => "true",
            (_, false) => "false",
        };
        self.builder.read_text(self.field, self.slot, self.row, text);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        if value.unsigned_abs() < 1 << 53 {
            self.number(value as f64);
        } else {
            self.builder.read_text(self.field, self.slot, self.row, &value.to_string());
        }
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        if value < 1 << 53 {
            self.number(value as f64);
        } else {
            self.builder.read_text(self.field, self.slot, self.row, &value.to_string());
        }
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.number(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.builder.put(self.slot, self.row, Parsed::Absent(State::Missing));
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.builder.put(self.slot, self.row, Parsed::Absent(State::Missing));
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        if self.field.kind != FieldType::Choices {
            // Some programs write one answer as a list of one.
            if let Some(only) = parts.next_element::<serde_json::Value>()? {
                if parts.next_element::<IgnoredAny>()?.is_none() {
                    return self.deserialize(only).map_err(A::Error::custom);
                }
            } else {
                self.builder.put(self.slot, self.row, Parsed::Absent(State::Missing));
                return Ok(());
            }
            while parts.next_element::<IgnoredAny>()?.is_some() {}
            self.builder.invalid(self.slot, self.row, "[…]", "a list of answers where the field takes one".into());
            return Ok(());
        }
        let mut set = 0u64;
        let mut bad: Option<String> = None;
        while let Some(option) = parts.next_element_seed(OptionSeed(self.field))? {
            match option {
                Ok(option) => set |= 1 << option,
                Err(text) => bad = bad.or(Some(text)),
            }
        }
        match bad {
            Some(text) => {
                let cause = format!("`{}` is {NOT_AN_OPTION}", text.chars().take(60).collect::<String>());
                self.builder.invalid(self.slot, self.row, &text, cause);
            }
            // An empty list is an answer left blank, not "none of these".
            None if set == 0 => self.builder.put(self.slot, self.row, Parsed::Absent(State::Missing)),
            None => self.builder.put(self.slot, self.row, Parsed::Choices(set)),
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut state: Option<String> = None;
        let mut has_value = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "value" => {
                    has_value = true;
                    map.next_value_seed(AnswerSeed { builder: &mut *self.builder, ..self })?;
                }
                "state" => {
                    state = Some(match map.next_value::<serde_json::Value>()? {
                        serde_json::Value::String(words) => words,
                        other => other.to_string(),
                    });
                }
                // `reason` and whatever else a form keeps beside an answer.
                _ => map.next_value::<IgnoredAny>().map(|_| ())?,
            }
        }
        match state.as_deref().map(|words| (words, State::from_words(&words.replace('-', " ")))) {
            Some((_, Some(State::Answered))) | None if has_value => {}
            Some((_, Some(state))) if !matches!(state, State::Answered | State::Invalid) => {
                self.builder.put(self.slot, self.row, Parsed::Absent(state));
            }
            Some((words, _)) => {
                let cause = format!("`{}` is not a state of an answer", words.chars().take(60).collect::<String>());
                self.builder.invalid(self.slot, self.row, "{…}", cause);
            }
            None => self.builder.invalid(
                self.slot,
                self.row,
                "{…}",
                "a map where an answer is expected; it would have a `value` or a `state`".into(),
            ),
        }
        Ok(())
    }
}

/// One of several options; a text that is none comes back.
struct OptionSeed<'b>(&'b SlotLayout);

impl<'de> DeserializeSeed<'de> for OptionSeed<'_> {
    type Value = Result<u16, String>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl OptionSeed<'_> {
    fn find(self, text: &str) -> Result<u16, String> {
        let option = self.0.options.as_ref().and_then(|options| options.find(text));
        option.filter(|option| *option < 64).ok_or_else(|| text.to_owned())
    }
}

impl<'de> Visitor<'de> for OptionSeed<'_> {
    type Value = Result<u16, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an option")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.find(text.trim_matches(is_space)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.find(&value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.find(&value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.find(&value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.find(&serde_json::Number::from_f64(value).map_or_else(|| "null".to_owned(), |value| value.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.find("null"))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(self.find("null"))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<Self::Value, A::Error> {
        let list = serde_json::Value::deserialize(SeqAccessDeserializer::new(parts))?;
        Ok(self.find(&list.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, parts: A) -> Result<Self::Value, A::Error> {
        let map = serde_json::Value::deserialize(MapAccessDeserializer::new(parts))?;
        Ok(self.find(&map.to_string()))
    }
}
