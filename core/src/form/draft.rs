//! The record of a session: JSON as every reader of records reads it, with an id in each free row.

use super::change::Change;
use super::path::{Step, no_place, not_kept, refused, steps};
use crate::error::{Error, ErrorKind};
use crate::ir::{Checked, DomainId, RECORD, SlotId};
use crate::report::compact;
use crate::value::State;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The key of a free row's id.
pub(super) const ROW: &str = "$row";
/// Rows of one group; a record that needs more is a list.
const MOST_ROWS: usize = 10_000;
/// Bytes of one answer.
const MOST_TEXT: usize = 1 << 20;

/// A record that is being filled in.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    checked: Arc<Checked>,
    record: Map<String, Value>,
    /// The last number given to a free row.
    last: u64,
}

/// Where a change took place, so that what rests on nothing else need not be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touched {
    /// An answer.
    Answer(Box<Answered>),
    /// Rows.
    Rows,
    /// Nothing that rules look at.
    Nothing,
}

/// What takes the place of all that a record holds of a field.
enum Put<'a> {
    /// An answer, or nothing.
    Answer(Value),
    /// What stood there before, by its keys.
    Held(&'a Map<String, Value>),
}

/// An answer that was touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) slot: SlotId,
    pub(super) path: String,
    /// What stood there and what stands there now, where a reader of the record finds the answer nowhere else.
    pub(super) cell: Option<[Option<Value>; 2]>,
}

impl Draft {
    /// Takes a record: unwraps answers that a program wrapped (`record: {inside: …}`), gives fixed rows that stand in a list their keys, and free rows their ids.
    pub(super) fn new(checked: Arc<Checked>, record: Map<String, Value>) -> Self {
        let mut draft = Self { checked, record, last: 0 };
        let inside = draft.checked.shape.inside.clone();
        if !inside.is_empty()
            && let Some(Value::Object(_)) = draft.record.get(&inside)
            && let Some(Value::Object(inner)) = draft.record.remove(&inside)
        {
            draft.record.extend(inner);
        }
        let checked = Arc::clone(&draft.checked);
        draft.last = highest(&draft.record);
        let (mut record, mut last) = (std::mem::take(&mut draft.record), draft.last);
        name_rows(&checked, RECORD, &mut record, &mut last);
        (draft.record, draft.last) = (record, last);
        draft
    }

    pub(super) fn record(&self) -> &Map<String, Value> {
        &self.record
    }

    /// The record as text: what belongs to programs first, then the answers in the order of the form.
    pub(super) fn text(&self) -> String {
        let ordered = Ordered { checked: &self.checked, domain: RECORD, map: &self.record };
        crate::report::indented(&ordered)
    }

    /// The answer at a place as the record holds it; nothing where there is none.
    pub(super) fn get(&self, path: &str) -> Result<Value, Error> {
        let steps = steps(path)?;
        let (slot, rows) = self.question(path, &steps)?;
        let Some(map) = self.container(rows) else { return Ok(Value::Null) };
        let keys = self.keys(slot);
        // Where several stand there, readers take the last.
        let held = map.iter().rfind(|(key, _)| keys.contains(&key.as_str()));
        Ok(held.map_or(Value::Null, |(_, answer)| answer.clone()))
    }

    /// Makes a change and says what takes it back. Where it cannot be made nothing has changed.
    pub(super) fn apply(&mut self, change: &Change, touched: &mut Vec<Touched>) -> Result<Change, Error> {
        match change {
            Change::Set { path, answer } => self.set(path, answer, touched),
            Change::Restore { path, held } => self.restore(path, held, touched),
            Change::AddRow { group, id, at, content } => {
                touched.push(Touched::Rows);
                self.add_row(group, id.as_deref(), *at, content.as_ref())
            }
            Change::RemoveRow { row } => {
                touched.push(Touched::Rows);
                self.remove_row(row)
            }
            Change::MoveRow { row, to } => {
                touched.push(Touched::Rows);
                self.move_row(row, *to)
            }
            Change::Keep { key, value } => self.keep(key, value, touched),
            Change::All { changes } => {
                let stood = (self.record.clone(), self.last);
                let mut back = Vec::with_capacity(changes.len());
                for change in changes {
                    match self.apply(change, touched) {
                        Ok(inverse) => back.push(inverse),
                        Err(error) => {
                            (self.record, self.last) = stood;
                            return Err(error);
                        }
                    }
                }
                back.reverse();
                Ok(Change::All { changes: back })
            }
        }
    }

    fn set(&mut self, path: &str, answer: &Value, touched: &mut Vec<Touched>) -> Result<Change, Error> {
        let answer = plain(path, answer)?;
        self.replace(path, Put::Answer(answer), touched)
    }

    fn restore(&mut self, path: &str, held: &Map<String, Value>, touched: &mut Vec<Touched>) -> Result<Change, Error> {
        self.replace(path, Put::Held(held), touched)
    }

    /// Puts something else in the place of all that the record holds of a field.
    fn replace(&mut self, path: &str, put: Put<'_>, touched: &mut Vec<Touched>) -> Result<Change, Error> {
        let steps = steps(path)?;
        let (slot, rows) = self.question(path, &steps)?;
        let checked = Arc::clone(&self.checked);
        let keys = keys_of(&checked, slot);
        if let Put::Held(held) = &put
            && held.keys().any(|key| !keys.contains(&key.as_str()))
        {
            return Err(refused(path, "what stood there has a key that is none of the field's"));
        }
        // Answers that lie in a wrapper of their own are read from there too.
        let wrapped = self.record.contains_key(&checked.shape.inside);
        let Some(map) = self.container_mut(rows) else { return Err(no_place(path, "the row is not there")) };
        let own = keys.first().copied().unwrap_or_default();
        let mut answered =
            |cell| touched.push(Touched::Answer(Box::new(Answered { slot, path: path.to_owned(), cell })));
        let with = match put {
            // A text in the place of another that is the only answer, as each key press gives it: nothing is taken out of the record and put back.
            Put::Answer(Value::String(text))
                if !wrapped
                    && !keys.iter().skip(1).any(|key| map.contains_key(*key))
                    && matches!(map.get(own), Some(Value::String(held)) if is_kept(held)) =>
            {
                let now = Value::String(text);
                let held = map.insert(own.to_owned(), now.clone()).unwrap_or_default();
                answered(Some([Some(held.clone()), Some(now)]));
                return Ok(Change::Set { path: path.to_owned(), answer: held });
            }
            Put::Answer(Value::Null) => Map::new(),
            Put::Answer(answer) => Map::from_iter([(own.to_owned(), answer)]),
            Put::Held(held) => held.clone(),
        };
        let before: Map<String, Value> = keys.iter().filter_map(|key| map.remove_entry(*key)).collect();
        let is_one = |held: &Map<String, Value>| !wrapped && held.keys().all(|key| key == own);
        answered((is_one(&before) && is_one(&with)).then(|| [&before, &with].map(|held| held.get(own).cloned())));
        map.extend(with);
        Ok(back_to(path, own, before))
    }

    fn keep(&mut self, key: &str, value: &Value, touched: &mut Vec<Touched>) -> Result<Change, Error> {
        if !key.starts_with('$') || key == ROW {
            let why = "what programs keep for themselves has a key that begins with `$`";
            return Err(refused(key, why));
        }
        touched.push(Touched::Nothing);
        let before = self.record.remove(key).unwrap_or(Value::Null);
        if *value != Value::Null {
            self.record.insert(key.to_owned(), value.clone());
        }
        Ok(Change::Keep { key: key.to_owned(), value: before })
    }

    fn add_row(
        &mut self,
        group: &str,
        id: Option<&str>,
        at: Option<usize>,
        content: Option<&Map<String, Value>>,
    ) -> Result<Change, Error> {
        let path = steps(group)?;
        let (domain, rows, key) = self.group(group, &path)?;
        let checked = Arc::clone(&self.checked);
        let Some(info) = checked.shape.domains.get(domain.index()) else { return Err(no_place(group, "")) };
        let mut row = content.cloned().unwrap_or_default();
        if info.fixed.is_empty() {
            let number = self.last + 1;
            let id = match id {
                Some(id) if is_row_id(id) => id.to_owned(),
                Some(_) => return Err(refused(group, "the id of a free row is a letter and a number")),
                None => format!("r{number}"),
            };
            let mut last = number.max(highest(&row)).max(number_of(&id));
            row.insert(ROW.to_owned(), Value::String(id.clone()));
            name_rows(&checked, domain, &mut row, &mut last);
            let list = self.free_rows(rows, key, group)?;
            if list.iter().any(|known| known.get(ROW).and_then(Value::as_str) == Some(&id)) {
                return Err(refused(group, "there is a row with this id already"));
            }
            if list.len() >= MOST_ROWS {
                return Err(Error::new(ErrorKind::LimitReached, format!("a group has at most {MOST_ROWS} rows")));
            }
            let at = at.unwrap_or(list.len()).min(list.len());
            list.insert(at, Value::Object(row));
            self.last = last;
            return Ok(Change::RemoveRow { row: format!("{group}[{id}]") });
        }
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
            return Err(refused(group, "a row beside fixed rows needs a name"));
        };
        // A row that the record held all the same may come back.
        if !info.extra && content.is_none() {
            return Err(refused(group, "the framework lets nobody add rows to this group"));
        }
        if content.is_none() && (id.contains(['[', ']']) || id.chars().count() > 80) {
            return Err(refused(group, "the name of a row has no brackets and at most 80 characters"));
        }
        if info.fixed.iter().any(|fixed| fixed.id == id) {
            return Err(refused(group, "there is a row with this name already"));
        }
        let mut last = self.last.max(highest(&row));
        name_rows(&checked, domain, &mut row, &mut last);
        let map = self.fixed_rows(rows, key, group)?;
        if map.contains_key(id) {
            return Err(refused(group, "there is a row with this name already"));
        }
        if map.len() >= MOST_ROWS {
            return Err(Error::new(ErrorKind::LimitReached, format!("a group has at most {MOST_ROWS} rows")));
        }
        map.insert(id.to_owned(), Value::Object(row));
        self.last = last;
        Ok(Change::RemoveRow { row: format!("{group}[{id}]") })
    }

    fn remove_row(&mut self, row: &str) -> Result<Change, Error> {
        let path = steps(row)?;
        let (domain, rows, key, id) = self.row(row, &path)?;
        let group = row.rfind(&format!("[{id}]")).and_then(|at| row.get(..at)).unwrap_or(row).to_owned();
        let info = self.checked.shape.domains.get(domain.index());
        if info.is_some_and(|info| info.fixed.iter().any(|fixed| fixed.id == id)) {
            return Err(refused(row, "a row that the framework gives cannot be removed"));
        }
        if info.is_some_and(|info| info.fixed.is_empty()) {
            let list = self.free_rows(rows, key, row)?;
            let Some(at) = place_of(list, id) else { return Err(no_place(row, "the row is not there")) };
            let Value::Object(content) = list.remove(at) else { return Err(no_place(row, "the row is not there")) };
            let id = content.get(ROW).and_then(Value::as_str).map(str::to_owned);
            return Ok(Change::AddRow { group, id, at: Some(at), content: Some(content) });
        }
        let Some(Value::Object(content)) = self.fixed_rows(rows, key, row)?.remove(id) else {
            return Err(no_place(row, "the row is not there"));
        };
        Ok(Change::AddRow { group, id: Some(id.to_owned()), at: None, content: Some(content) })
    }

    fn move_row(&mut self, row: &str, to: usize) -> Result<Change, Error> {
        let path = steps(row)?;
        let (domain, rows, key, id) = self.row(row, &path)?;
        if self.checked.shape.domains.get(domain.index()).is_some_and(|info| !info.fixed.is_empty()) {
            return Err(refused(row, "only free rows have an order of their own"));
        }
        let list = self.free_rows(rows, key, row)?;
        let Some(at) = place_of(list, id) else { return Err(no_place(row, "the row is not there")) };
        let moved = list.remove(at);
        list.insert(to.min(list.len()), moved);
        Ok(Change::MoveRow { row: row.to_owned(), to: at })
    }

    /// The field of a question, and the rows around it.
    fn question<'s, 'p>(&self, path: &str, steps: &'s [Step<'p>]) -> Result<(SlotId, &'s [Step<'p>]), Error> {
        let Some((Step { key, row: None }, rows)) = steps.split_last() else {
            return Err(no_place(path, "a row is no question"));
        };
        let domain = self.domain(path, rows)?;
        let slots = self.checked.shape.slots.iter();
        let slot = slots.clone().position(|slot| slot.domain == domain && !slot.is_row && slot.id == *key);
        slot.map(|slot| (SlotId::from_index(slot), rows))
            .ok_or_else(|| no_place(path, "the framework has no such field"))
    }

    /// A group by its path: itself, the rows around it, and its key.
    fn group<'s, 'p>(&self, path: &str, steps: &'s [Step<'p>]) -> Result<(DomainId, &'s [Step<'p>], &'p str), Error> {
        let Some((Step { key, row: None }, rows)) = steps.split_last() else {
            return Err(no_place(path, "a group is wanted, not a row"));
        };
        let around = self.domain(path, rows)?;
        let group = self.child(around, key).ok_or_else(|| no_place(path, "the framework has no such group"))?;
        Ok((group, rows, key))
    }

    /// A row by its path: its group, the rows around it, the group's key, its id.
    fn row<'s, 'p>(
        &self,
        path: &str,
        steps: &'s [Step<'p>],
    ) -> Result<(DomainId, &'s [Step<'p>], &'p str, &'p str), Error> {
        let Some((Step { key, row: Some(id) }, rows)) = steps.split_last() else {
            return Err(no_place(path, "a row is wanted"));
        };
        let around = self.domain(path, rows)?;
        let group = self.child(around, key).ok_or_else(|| no_place(path, "the framework has no such group"))?;
        Ok((group, rows, key, id))
    }

    fn child(&self, around: DomainId, key: &str) -> Option<DomainId> {
        let domains = self.checked.shape.domains.iter();
        let place = domains.clone().position(|domain| domain.parent == Some(around) && domain.key == key)?;
        Some(DomainId::from_index(place))
    }

    fn domain(&self, path: &str, rows: &[Step<'_>]) -> Result<DomainId, Error> {
        rows.iter().try_fold(RECORD, |around, step| {
            if step.row.is_none() {
                return Err(no_place(path, "it does not say in which row"));
            }
            self.child(around, step.key).ok_or_else(|| no_place(path, "the framework has no such group"))
        })
    }

    /// Under which keys a record may hold a field.
    fn keys(&self, slot: SlotId) -> Vec<&str> {
        keys_of(&self.checked, slot)
    }

    /// The map in which the fields of a row lie.
    fn container(&self, rows: &[Step<'_>]) -> Option<&Map<String, Value>> {
        rows.iter().try_fold(&self.record, |map, step| {
            let id = step.row?;
            match map.get(step.key)? {
                Value::Object(rows) => rows.get(id)?.as_object(),
                Value::Array(rows) => rows.get(place_of(rows, id)?)?.as_object(),
                _ => None,
            }
        })
    }

    /// The same for a change: fixed rows are made where they are not there yet.
    fn container_mut(&mut self, rows: &[Step<'_>]) -> Option<&mut Map<String, Value>> {
        let checked = Arc::clone(&self.checked);
        let mut domain = RECORD;
        let mut map = &mut self.record;
        for step in rows {
            let id = step.row?;
            let domains = checked.shape.domains.iter();
            let place = domains.clone().position(|of| of.parent == Some(domain) && of.key == step.key)?;
            domain = DomainId::from_index(place);
            let group = checked.shape.domains.get(place)?;
            map = if group.fixed.is_empty() {
                let rows = map.get_mut(step.key)?.as_array_mut()?;
                let at = place_of(rows, id)?;
                rows.get_mut(at)?.as_object_mut()?
            } else {
                let is_fixed = group.fixed.iter().any(|fixed| fixed.id == id);
                let rows = map.entry(step.key).or_insert_with(|| Value::Object(Map::new()));
                if rows.is_null() {
                    *rows = Value::Object(Map::new());
                }
                let rows = rows.as_object_mut()?;
                if is_fixed && !rows.get(id).is_some_and(Value::is_object) {
                    rows.insert(id.to_owned(), Value::Object(Map::new()));
                }
                rows.get_mut(id)?.as_object_mut()?
            };
        }
        Some(map)
    }

    fn free_rows(&mut self, rows: &[Step<'_>], key: &str, path: &str) -> Result<&mut Vec<Value>, Error> {
        let map = self.container_mut(rows).ok_or_else(|| no_place(path, "the row around it is not there"))?;
        let list = map.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        if list.is_null() {
            *list = Value::Array(Vec::new());
        }
        list.as_array_mut().ok_or_else(|| refused(path, "something else than a list of rows stands there"))
    }

    fn fixed_rows(&mut self, rows: &[Step<'_>], key: &str, path: &str) -> Result<&mut Map<String, Value>, Error> {
        let map = self.container_mut(rows).ok_or_else(|| no_place(path, "the row around it is not there"))?;
        let list = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
        if list.is_null() {
            *list = Value::Object(Map::new());
        }
        list.as_object_mut().ok_or_else(|| refused(path, "something else than rows stands there"))
    }
}

/// A field's id, and its other names that are none of another field's or of a group: readers give those to the other.
fn keys_of(checked: &Checked, slot: SlotId) -> Vec<&str> {
    let shape = &checked.shape;
    let Some(field) = shape.slots.get(slot.index()) else { return Vec::new() };
    let is_free = |alias: &&String| {
        let mut others = shape.slots.iter().enumerate().filter(|(_, other)| other.domain == field.domain);
        let mut groups = shape.domains.iter().filter(|group| group.parent == Some(field.domain));
        !others.any(|(index, other)| {
            !other.filled && other.id == **alias || index < slot.index() && other.aliases.contains(alias)
        }) && !groups.any(|group| group.key == **alias)
    };
    std::iter::once(&field.id).chain(field.aliases.iter().filter(is_free)).map(String::as_str).collect()
}

/// A free row by its id, else by its number.
fn place_of(rows: &[Value], id: &str) -> Option<usize> {
    let named = rows.iter().position(|row| row.get(ROW).and_then(Value::as_str) == Some(id));
    named.or_else(|| id.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < rows.len()))
}

/// Whether a text can be the id of a free row: never a number, which would be taken for its place.
fn is_row_id(id: &str) -> bool {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    plain && id.len() <= 40 && id.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn number_of(id: &str) -> u64 {
    id.strip_prefix('r').and_then(|digits| digits.parse::<u64>().ok()).filter(|number| *number < 1 << 40).unwrap_or(0)
}

/// The highest number of a free row anywhere in a record.
fn highest(map: &Map<String, Value>) -> u64 {
    let below = |value: &Value| match value {
        Value::Object(map) => highest(map),
        Value::Array(rows) => rows.iter().filter_map(Value::as_object).map(highest).max().unwrap_or(0),
        _ => 0,
    };
    let own = map.get(ROW).and_then(Value::as_str).map_or(0, number_of);
    map.values().map(below).max().unwrap_or(0).max(own)
}

/// Gives every free row an id that no other of its group has, and brings fixed rows that stand in a list under their ids.
fn name_rows(checked: &Checked, domain: DomainId, map: &mut Map<String, Value>, last: &mut u64) {
    for (index, group) in checked.shape.domains.iter().enumerate().filter(|(_, group)| group.parent == Some(domain)) {
        let id = DomainId::from_index(index);
        let Some(rows) = map.get_mut(&group.key) else { continue };
        if !group.fixed.is_empty()
            && let Value::Array(listed) = rows
            && listed.iter().all(|row| row.get("row").is_some_and(Value::is_string))
        {
            let mut named = Map::new();
            for row in std::mem::take(listed) {
                let Value::Object(mut row) = row else { continue };
                let Some(Value::String(id)) = row.remove("row") else { continue };
                match named.get_mut(&id) {
                    // Readers take a fixed row that stands twice for one.
                    Some(Value::Object(known)) if group.fixed.iter().any(|fixed| fixed.id == id) => known.extend(row),
                    Some(_) => {
                        let others = (2u32..).map(|number| format!("{id} ({number})"));
                        let free = others.into_iter().find(|name| !named.contains_key(name));
                        named.insert(free.unwrap_or(id), Value::Object(row));
                    }
                    None => {
                        named.insert(id, Value::Object(row));
                    }
                }
            }
            *rows = Value::Object(named);
        }
        match rows {
            Value::Array(rows) => {
                let mut seen: Vec<String> = Vec::with_capacity(rows.len());
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    let known = row.get(ROW).and_then(Value::as_str).filter(|id| is_row_id(id)).map(str::to_owned);
                    let id = known.filter(|id| !seen.contains(id)).unwrap_or_else(|| {
                        *last += 1;
                        format!("r{last}")
                    });
                    row.insert(ROW.to_owned(), Value::String(id.clone()));
                    seen.push(id);
                }
                rows.iter_mut().filter_map(Value::as_object_mut).for_each(|row| name_rows(checked, id, row, last));
            }
            Value::Object(rows) => {
                rows.values_mut().filter_map(Value::as_object_mut).for_each(|row| name_rows(checked, id, row, last));
            }
            _ => {}
        }
    }
}

/// Whether a text stays as it is where it becomes an answer.
fn is_kept(text: &str) -> bool {
    text.len() <= MOST_TEXT && !text.trim().is_empty()
}

/// An answer as records hold it; blank ones are none.
fn plain(path: &str, answer: &Value) -> Result<Value, Error> {
    let refuse = |why: &str| Err(not_kept(path, why));
    match answer {
        Value::String(text) if text.len() > MOST_TEXT => refuse("it is longer than 1 MiB"),
        Value::String(text) if !is_kept(text) => Ok(Value::Null),
        Value::Array(options) if options.is_empty() => Ok(Value::Null),
        Value::Object(map) if map.get("state").and_then(Value::as_str) == Some(State::Missing.words()) => {
            Ok(Value::Null)
        }
        // What cannot be read is kept as it is, with what is wrong with it.
        Value::Object(_) | Value::Array(_) if compact(answer).len() > MOST_TEXT => refuse("it is longer than 1 MiB"),
        _ => Ok(answer.clone()),
    }
}

/// What brings back what a record held of a field: an answer where that says it all. A blank that stands in the record is none: rules tell it from nothing.
fn back_to(path: &str, key: &str, held: Map<String, Value>) -> Change {
    let path = path.to_owned();
    let mut entries = held.iter();
    match (entries.next(), entries.next()) {
        (None, _) => Change::Set { path, answer: Value::Null },
        (Some((under, answer)), None)
            if under == key && !answer.is_null() && plain(&path, answer).is_ok_and(|kept| kept == *answer) =>
        {
            Change::Set { path, answer: answer.clone() }
        }
        _ => Change::Restore { path, held },
    }
}

/// Writes a record in the order of the form.
struct Ordered<'a> {
    checked: &'a Checked,
    domain: DomainId,
    map: &'a Map<String, Value>,
}

impl serde::Serialize for Ordered<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = &self.checked.shape;
        let order = |key: &str| {
            if key.starts_with('$') {
                return (0, 0);
            }
            let slot = shape.slots.iter().position(|slot| slot.domain == self.domain && slot.id == key);
            // A group stands where its first field does.
            let group = || {
                let group = shape.domains.iter().position(|of| of.parent == Some(self.domain) && of.key == key)?;
                shape.slots.iter().position(|slot| slot.domain.index() == group)
            };
            slot.or_else(group).map_or((2, 0), |place| (1, place))
        };
        let mut entries: Vec<(&String, &Value)> = self.map.iter().collect();
        entries.sort_by_key(|(key, _)| order(key));
        serializer.collect_map(entries.into_iter().map(|(key, value)| {
            let group = shape.domains.iter().position(|of| of.parent == Some(self.domain) && of.key == *key);
            (key, OrderedRows { checked: self.checked, group: group.map(DomainId::from_index), value })
        }))
    }
}

/// The rows of a group in the order of the form, or any other value as it is.
struct OrderedRows<'a> {
    checked: &'a Checked,
    group: Option<DomainId>,
    value: &'a Value,
}

impl serde::Serialize for OrderedRows<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(domain) = self.group else { return self.value.serialize(serializer) };
        let row = |value| OrderedRow { checked: self.checked, domain, value };
        match self.value {
            Value::Array(rows) => serializer.collect_seq(rows.iter().map(row)),
            Value::Object(rows) => {
                let fixed = self.checked.shape.domains.get(domain.index()).map_or(&[][..], |group| &group.fixed);
                let mut entries: Vec<(&String, &Value)> = rows.iter().collect();
                entries.sort_by_key(|(id, _)| fixed.iter().position(|row| row.id == **id).unwrap_or(usize::MAX));
                serializer.collect_map(entries.into_iter().map(|(id, value)| (id, row(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

struct OrderedRow<'a> {
    checked: &'a Checked,
    domain: DomainId,
    value: &'a Value,
}

impl serde::Serialize for OrderedRow<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(map) => Ordered { checked: self.checked, domain: self.domain, map }.serialize(serializer),
            other => other.serialize(serializer),
        }
    }
}
