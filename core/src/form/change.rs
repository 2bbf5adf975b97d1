//! Changes of a record as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A change of a record: what an undo list holds, and what two windows may tell each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", try_from = "Value")]
pub enum Change {
    /// Another answer at a place.
    Set {
        /// The question.
        path: String,
        /// A text, number, truth value or list of texts; `{"state": …, "reason": …}`; nothing takes the answer away.
        answer: Value,
    },
    /// What stood at a place before, where no answer says it: a blank that somebody wrote there, which is *missing* and not *not supplied*; an answer
    /// under another name of the field, or under several.
    Restore {
        /// The question.
        path: String,
        /// What the record held there, by the field's keys, as it stood.
        held: Map<String, Value>,
    },
    /// A row more.
    AddRow {
        /// The group, with the row in which it lies: `actions`, `impacts[age].actions`.
        group: String,
        /// Of a row beside fixed ones its name, which it must have; of a free row the `$row` that it had before.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Its place among free rows, from 0; the end when absent.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<usize>,
        /// What stands in it already.
        #[serde(skip_serializing_if = "Option::is_none")]
        content: Option<Map<String, Value>>,
    },
    /// A row less, with all that stands in it.
    RemoveRow {
        /// The row: `actions[r3]`.
        row: String,
    },
    /// A free row to another place.
    MoveRow {
        /// The row.
        row: String,
        /// Its new place, from 0.
        to: usize,
    },
    /// A key of the record that begins with `$`: what a program keeps there for itself.
    Keep {
        /// The key.
        key: String,
        /// Nothing takes it away.
        value: Value,
    },
    /// Several, one after the other; either all or none of them.
    All {
        /// In order.
        changes: Vec<Change>,
    },
}

/// From data. By hand, which is a tenth of what a derived reader of tagged variants is, and says what is wrong by its name.
impl TryFrom<Value> for Change {
    type Error = String;

    fn try_from(data: Value) -> Result<Self, String> {
        let Value::Object(mut data) = data else { return Err("a change is an object with a `kind`".to_owned()) };
        let kind = text(&mut data, "kind")?;
        Ok(match kind.as_str() {
            "set" => Self::Set { path: text(&mut data, "path")?, answer: any(&mut data, "answer")? },
            "restore" => {
                Self::Restore { path: text(&mut data, "path")?, held: map_of(any(&mut data, "held")?, "held")? }
            }
            "add-row" => Self::AddRow {
                group: text(&mut data, "group")?,
                id: present(&mut data, "id").map(|id| text_of(id, "id")).transpose()?,
                at: present(&mut data, "at").map(|at| place_of(&at, "at")).transpose()?,
                content: present(&mut data, "content").map(|content| map_of(content, "content")).transpose()?,
            },
            "remove-row" => Self::RemoveRow { row: text(&mut data, "row")? },
            "move-row" => Self::MoveRow { row: text(&mut data, "row")?, to: place_of(&any(&mut data, "to")?, "to")? },
            "keep" => Self::Keep { key: text(&mut data, "key")?, value: any(&mut data, "value")? },
            "all" => match any(&mut data, "changes")? {
                Value::Array(changes) => {
                    Self::All { changes: changes.into_iter().map(Self::try_from).collect::<Result<_, _>>()? }
                }
                _ => return Err("`changes` of a change is to be an array".to_owned()),
            },
            other => {
                return Err(format!(
                    "`{other}` is no kind of change: set, restore, add-row, remove-row, move-row, keep or all"
                ));
            }
        })
    }
}

fn any(data: &mut Map<String, Value>, key: &str) -> Result<Value, String> {
    data.remove(key).ok_or_else(|| format!("a change of this kind has a `{key}`"))
}

/// What may be left out, or be null.
fn present(data: &mut Map<String, Value>, key: &str) -> Option<Value> {
    data.remove(key).filter(|value| !value.is_null())
}

fn text(data: &mut Map<String, Value>, key: &str) -> Result<String, String> {
    text_of(any(data, key)?, key)
}

fn text_of(value: Value, key: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(format!("`{key}` of a change is to be a text")),
    }
}

fn map_of(value: Value, key: &str) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(format!("`{key}` of a change is to be an object")),
    }
}

fn place_of(value: &Value, key: &str) -> Result<usize, String> {
    let place = value.as_u64().and_then(|place| usize::try_from(place).ok());
    place.ok_or_else(|| format!("`{key}` of a change is to be a whole number from 0"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_is_read_as_it_is_written() {
        let changes = [
            Change::Set { path: "a".into(), answer: Value::Null },
            Change::Set { path: "a".into(), answer: json!({"state": "not known"}) },
            Change::Restore {
                path: "a".into(),
                held: json!({"a": null, "b": {"state": "missing"}}).as_object().cloned().unwrap(),
            },
            Change::AddRow { group: "g".into(), id: None, at: None, content: None },
            Change::AddRow {
                group: "g".into(),
                id: Some("r".into()),
                at: Some(2),
                content: json!({"what": ["x"]}).as_object().cloned(),
            },
            Change::RemoveRow { row: "g[r]".into() },
            Change::MoveRow { row: "g[r]".into(), to: 0 },
            Change::Keep { key: "$k".into(), value: json!([1, {"a": null}]) },
        ];
        let all = Change::All { changes: vec![Change::All { changes: Vec::new() }, changes[0].clone()] };
        for change in changes.into_iter().chain([all]) {
            let written = serde_json::to_value(&change).unwrap();
            assert_eq!(serde_json::from_value::<Change>(written.clone()).unwrap(), change);
            assert_eq!(serde_json::from_str::<Change>(&written.to_string()).unwrap(), change);
        }
        // What a program of another time wrote beside it makes no difference.
        let more = json!({"kind": "remove-row", "row": "g[r]", "when": 1});
        assert_eq!(Change::try_from(more).unwrap(), Change::RemoveRow { row: "g[r]".into() });
    }

    #[test]
    fn what_is_no_change_says_why() {
        for (data, why) in [
            (json!(null), "an object"),
            (json!({}), "`kind`"),
            (json!({"kind": 1}), "`kind` of a change is to be a text"),
            (json!({"kind": "move"}), "`move` is no kind of change"),
            (json!({"kind": "set", "path": "a"}), "`answer`"),
            (json!({"kind": "set", "answer": 1}), "`path`"),
            (json!({"kind": "restore", "path": "a"}), "`held`"),
            (json!({"kind": "restore", "path": "a", "held": 1}), "`held` of a change is to be an object"),
            (json!({"kind": "add-row", "group": "g", "at": -1}), "`at` of a change is to be a whole number"),
            (json!({"kind": "add-row", "group": "g", "content": []}), "`content`"),
            (json!({"kind": "move-row", "row": "g[r]", "to": "1"}), "`to`"),
            (json!({"kind": "keep", "key": "$k"}), "`value`"),
            (json!({"kind": "all", "changes": [{"kind": "set"}]}), "`path`"),
            (json!({"kind": "all", "changes": {}}), "`changes`"),
        ] {
            let said = Change::try_from(data.clone()).unwrap_err();
            assert!(said.contains(why), "{data}: {said}");
        }
    }
}
