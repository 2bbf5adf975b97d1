//! The options of a candidate's columns: the engine's own words.

use super::class::{Class, Suppression, Verdict};
use crate::ir::Column;
use crate::register::AliasKind;

/// What people can decide about a candidate; the last stands where nobody has.
pub(crate) const DECISIONS: &[&str] = &["refers", "does not refer", "unsure", "needs research", "none"];

/// How it can stand with what was decided; the first where nobody decided.
pub(crate) const DECISION_STATES: &[&str] =
    &["none", "decided", "open", "stale", "expired", "withdrawn", "contradicted"];

/// The options of a column, where the engine has a list of them; else none.
pub(crate) fn options(column: Column) -> Vec<&'static str> {
    match column {
        Column::Class => Class::ALL.iter().map(|class| class.word()).collect(),
        Column::Verdict => Verdict::ALL.iter().map(|verdict| verdict.word()).collect(),
        Column::AliasKind => AliasKind::ALL.iter().map(|(_, word)| *word).collect(),
        Column::SuppressedBy => Suppression::ALL.iter().map(|rule| rule.word()).collect(),
        Column::Decision => DECISIONS.to_vec(),
        Column::DecisionState => DECISION_STATES.to_vec(),
        _ => Vec::new(),
    }
}
