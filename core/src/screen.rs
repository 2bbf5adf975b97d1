//! Screening: matching names against a [register](crate::register) of persons. It gives candidates with reasons, never a link.
//!
//! A name is folded, cut into segments and taken apart (types of street and asset, directions, titles, saints, forenames, initials); key words
//! lead to the register's forms; each form is aligned with the segment; a class of evidence follows by rules, and points order candidates within
//! it. What is kept out of the queue can be listed with the rule that keeps it out. `core/DESIGN.md`, "Screening", has the whole.

mod align;
mod candidate;
mod capitals;
mod class;
mod column;
mod context;
mod explain;
mod fold;
mod form;
mod found;
mod fuzzy;
mod index;
mod letters;
mod names;
mod place;
mod query;
mod screener;
mod settings;
mod words;

pub use candidate::{Alternative, Bytes, Candidate, Candidates, FactorLine};
pub use class::{Class, Factor, Suppression, Verdict};
pub(crate) use column::{DECISION_STATES, DECISIONS, options};
pub use context::{Context, Origin};
pub(crate) use found::Found;
pub use screener::{Counted, ScreenScratch, Screener};
pub use settings::{Profile, ScreenSettings, Thresholds};

/// A name as names are compared: its words in small letters without accents, one space between them.
pub(crate) fn folded(name: &str) -> String {
    let mut folded = fold::Folded::default();
    folded.read(name);
    let words: Vec<&str> = folded.tokens.iter().map(|token| folded.word(token)).collect();
    words.join(" ")
}
