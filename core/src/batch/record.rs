//! Records from any serde format, read straight into columns.
//!
//! A record is a map from field ids to answers. A group with free rows is a list of maps; one with fixed rows is a map from row ids
//! to maps, or a list of maps that each name their `row`. An answer is a scalar, a list of options for `choices`, nothing (*missing*),
//! or a map `{state: not known}` or `{value: …}`.

use super::build::BatchBuilder;
use super::cell::Parsed;
use super::layout::{Member, Use};
use super::{Notice, OTHER};
use crate::error::{Error, ErrorKind};
use crate::ir::{DomainId, RECORD, SlotId};
use crate::value::{FieldType, State};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

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
        let before = self.lengths();
        self.begin(row);
        let row_of_batch = self.len() - 1;
        let read = RowSeed { builder: self, domain: RECORD, row: row_of_batch }
            .deserialize(deserializer)
            .map_err(|error| Error::new(ErrorKind::UnreadableRecord, format!("the record cannot be read: {error}")));
        let read = read.and_then(|()| self.check_rows());
        if read.is_err() {
            self.roll_back(&before);
        }
        read
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

    fn lengths(&self) -> (usize, usize, Vec<usize>, Vec<usize>, usize) {
        let rows = self.batch.domains.iter().map(|domain| domain.len).collect();
        let columns = self.batch.columns.iter().map(|column| column.states.len()).collect();
        (self.batch.invalid.len(), self.batch.noticed.len(), rows, columns, self.batch.rows.len())
    }

    fn roll_back(&mut self, before: &(usize, usize, Vec<usize>, Vec<usize>, usize)) {
        let (invalid, noticed, rows, columns, numbers) = before;
        self.batch.invalid.truncate(*invalid);
        self.batch.noticed.truncate(*noticed);
        self.batch.rows.truncate(*numbers);
        self.batch
            .named_rows
            .retain(|(domain, row, _)| rows.get(domain.index()).is_none_or(|before| (*row as usize) < *before));
        for (domain, len) in self.batch.domains.iter_mut().zip(rows) {
            domain.len = *len;
            domain.parents.truncate(*len);
        }
        for (column, len) in self.batch.columns.iter_mut().zip(columns) {
            column.states.truncate(*len);
            column.data.truncate(*len);
        }
        // One entry for each row of the domain around.
        for (firsts, domain) in self.first_fixed.iter_mut().zip(&self.layout.domains) {
            let around = domain.parent.and_then(|parent| rows.get(parent.index())).copied().unwrap_or(0);
            firsts.truncate(around);
        }
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
    domain: DomainId,
    row: usize,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from field ids to answers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(member) = map.next_key_seed(KeySeed { builder: self.builder, domain: self.domain })? {
            read_member(self.builder, self.domain, self.row, member, &mut map)?;
        }
        Ok(())
    }
}

fn read_member<'de, A: MapAccess<'de>>(
    builder: &mut BatchBuilder,
    domain: DomainId,
    row: usize,
    member: Result<Member, String>,
    map: &mut A,
) -> Result<(), A::Error> {
    match member {
        Ok(Member::Field(slot)) => map.next_value_seed(AnswerSeed { builder, slot, row }),
        Ok(Member::Group(group)) => map.next_value_seed(GroupSeed { builder, group, parent: row }),
        Ok(Member::Inside) => map.next_value_seed(RowSeed { builder, domain, row }),
        Ok(Member::Ignored) => map.next_value::<IgnoredAny>().map(|_| ()),
        Err(unknown) => {
            builder.notice(Notice::UnknownKey(unknown), domain, row);
            map.next_value::<IgnoredAny>().map(|_| ())
        }
    }
}

/// A key, looked up without being copied; an unknown one comes back as its path.
struct KeySeed<'b> {
    builder: &'b BatchBuilder,
    domain: DomainId,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Result<Member, String>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Result<Member, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field id")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.builder.member(self.domain, key).ok_or_else(|| {
            let around = self.builder.layout.domains.get(self.domain.index()).map_or("", |domain| &domain.path);
            let key: String = key.chars().take(80).collect();
            if around.is_empty() { key } else { format!("{around}.{key}") }
        }))
    }
}

/// The rows of a group.
struct GroupSeed<'b> {
    builder: &'b mut BatchBuilder,
    group: DomainId,
    parent: usize,
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
        let layout = std::sync::Arc::clone(&self.builder.layout);
        let Some(group) = layout.domains.get(self.group.index()) else { return Ok(0) };
        if let Some(id) = id
            && let Some(index) = group.fixed.iter().position(|fixed| fixed == id)
        {
            let firsts = self.builder.first_fixed.get(self.group.index()).map_or(&[][..], Vec::as_slice);
            let first = firsts.get(self.parent).copied().unwrap_or(0) as usize;
            return Ok(first + index);
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
}

impl<'de> Visitor<'de> for GroupSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows, or a map from row ids to rows")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        let is_fixed = self.builder.layout.domains.get(self.group.index()).is_some_and(|group| !group.fixed.is_empty());
        if is_fixed {
            while rows.next_element_seed(NamedRowSeed { group: &mut self })?.is_some() {}
        } else {
            while rows.next_element_seed(FreeRowSeed { group: &mut self })?.is_some() {}
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(id) = rows.next_key::<std::borrow::Cow<'de, str>>()? {
            let row = self.row(Some(&id)).map_err(A::Error::custom)?;
            rows.next_value_seed(RowSeed { builder: self.builder, domain: self.group, row })?;
        }
        Ok(())
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
        RowSeed { builder: self.group.builder, domain: self.group.group, row }.deserialize(deserializer)
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
        f.write_str("a row with its `row` id")
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
            let domain = self.group.group;
            let rest = RowSeed { builder: self.group.builder, domain, row };
            let early = serde_json::Value::Object(before.into_iter().collect());
            RowSeed { builder: &mut *rest.builder, domain, row }.deserialize(early).map_err(A::Error::custom)?;
            return rest.visit_map(map);
        }
        // A row that does not say which it is is a row of its own.
        let row = self.group.row(Some("")).map_err(A::Error::custom)?;
        let early = serde_json::Value::Object(before.into_iter().collect());
        RowSeed { builder: self.group.builder, domain: self.group.group, row }
            .deserialize(early)
            .map_err(A::Error::custom)
    }
}

/// An answer.
struct AnswerSeed<'b> {
    builder: &'b mut BatchBuilder,
    slot: SlotId,
    row: usize,
}

impl AnswerSeed<'_> {
    fn kind(&self) -> FieldType {
        self.builder.layout.slots.get(self.slot.index()).map_or(FieldType::Text, |slot| slot.kind)
    }
}

impl<'de> DeserializeSeed<'de> for AnswerSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.builder.layout.slots.get(self.slot.index()).is_none_or(|slot| slot.wanted == Use::Unused || slot.is_row)
        {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnswerSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.builder.text(self.slot, self.row, text);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        let text = match (self.kind(), value) {
            (FieldType::YesNo, true) => "yes",
            (FieldType::YesNo, false) => "no",
            (_, true) => "true",
            (_, false) => "false",
        };
        self.builder.text(self.slot, self.row, text);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        if value.unsigned_abs() < 1 << 53 {
            self.builder.number(self.slot, self.row, value as f64);
        } else {
            self.builder.text(self.slot, self.row, &value.to_string());
        }
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        if value < 1 << 53 {
            self.builder.number(self.slot, self.row, value as f64);
        } else {
            self.builder.text(self.slot, self.row, &value.to_string());
        }
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.builder.number(self.slot, self.row, value);
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
        if self.kind() != FieldType::Choices {
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
        let options = self.builder.layout.slots.get(self.slot.index()).and_then(|slot| slot.options.clone());
        let mut set = 0u64;
        let mut bad: Option<String> = None;
        while let Some(part) = parts.next_element::<serde_json::Value>()? {
            let text = match &part {
                serde_json::Value::String(text) => text.trim().to_owned(),
                other => other.to_string(),
            };
            match options.as_ref().and_then(|options| options.find(&text)) {
                Some(option) if option < 64 => set |= 1 << option,
                _ => bad = bad.or(Some(text)),
            }
        }
        match bad {
            Some(text) => {
                let cause = format!("`{}` is not one of the options", text.chars().take(60).collect::<String>());
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
                    map.next_value_seed(AnswerSeed { builder: &mut *self.builder, slot: self.slot, row: self.row })?;
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
