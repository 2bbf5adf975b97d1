//! Changes of a record as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A change of a record: what an undo list holds, and what two windows may tell each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// Another answer at a place.
    Set {
        /// The question.
        path: String,
        /// A text, number, truth value or list of texts; `{"state": …, "reason": …}`; nothing takes the answer away.
        answer: Value,
    },
    /// A row more.
    AddRow {
        /// The group, with the row in which it lies: `actions`, `impacts[age].actions`.
        group: String,
        /// Of a row beside fixed ones its name, which it must have; of a free row the `$row` that it had before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Its place among free rows, from 0; the end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<usize>,
        /// What stands in it already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
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
