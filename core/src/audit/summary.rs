//! What a summary of one record for decision makers shows, as data.

use crate::value::State;
use serde::Serialize;

/// What a summary shows of a record, beside its result and findings: the answers that the framework's `summary` names, in the words of their labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordSummary {
    /// What people read as its name; empty where the framework gives none.
    pub title: String,
    /// Whether the record is signed off; `None` where the framework does not say when one is. Anything but `Some(true)` is a draft.
    pub signed_off: Option<bool>,
    /// The answers on which that rests.
    pub sign_off: Vec<SummaryAnswer>,
    /// Its parts, in order.
    pub parts: Vec<SummaryPart>,
    /// What the rows of groups are called, by their places (`impacts[age]`), so that people can read the places of findings. At most 1,000.
    pub rows: Vec<(String, String)>,
    /// The language that was asked for; no part of the document, which says so elsewhere.
    #[serde(skip)]
    pub language: String,
}

/// A part of a summary: answers of the record, or rows of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SummaryPart {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What a reader must know of it.
    pub say: String,
    /// The group whose rows it shows, by path; `None` for answers of the record.
    pub group: Option<String>,
    /// The labels of its fields, in order.
    pub columns: Vec<String>,
    /// Its rows; of the record one, or none where its condition does not hold.
    pub rows: Vec<SummaryRow>,
    /// What is said where no row is shown; empty where the framework does not say.
    pub none: String,
    /// The names of rows of which it cannot be told whether they belong here.
    pub open: Vec<String>,
    /// How many rows a limit left out.
    pub left_out: u64,
}

/// A row of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SummaryRow {
    /// Its place: `impacts[age].actions[2]`; empty for the record.
    pub item: String,
    /// What people call it: `Age: Actions 2`; empty for the record.
    pub label: String,
    /// An answer for each of the part's columns, in order.
    pub answers: Vec<SummaryAnswer>,
}

/// An answer as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryAnswer {
    /// Its place: `impacts[age].effect`.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// The answer's state.
    pub state: State,
    /// What stands there: options by their labels, days as `3 March 2026`; of an invalid cell its raw text; empty otherwise.
    pub text: String,
}
