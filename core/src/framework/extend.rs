//! One framework that starts from another: the two trees become one before anything is read, so that everything after it sees one framework.
//!
//! What has an id is joined by it: a source, parameter, list, role, derived value, section, row, field, rule or measure of the same id has its keys
//! replaced one by one, any other is added at the end. A rule is taken out by `retire`, with a reason. Everything else is replaced as a whole.

#[cfg(feature = "yaml")]
mod join;

#[cfg(feature = "yaml")]
pub(crate) use join::{DEEPEST, extended, shifted};

use serde::Serialize;

/// What a framework changes of the one that it extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Added, changed or retired.
    pub kind: DifferenceKind,
    /// What it is: `rule`, `parameter`, `row of impacts`.
    pub of: String,
    /// Its id.
    pub id: String,
    /// What it is now and was before, or why it was retired.
    pub detail: String,
}

/// How something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// It is new.
    Added,
    /// It is there in both, with other keys.
    Changed,
    /// It was taken out.
    Retired,
}

impl DifferenceKind {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            DifferenceKind::Added => "added",
            DifferenceKind::Changed => "changed",
            DifferenceKind::Retired => "retired",
        }
    }
}
