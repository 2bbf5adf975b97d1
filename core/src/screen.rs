//! Screening: matching names against a [register](crate::register) of persons. It gives candidates with reasons, never a link.
//!
//! A name is folded, cut into segments and taken apart (types of street and asset, directions, titles, saints, forenames, initials); key words
//! lead to the register's forms; each form is aligned with the segment; a class of evidence follows by rules, and points order candidates within
//! it. What is kept out of the queue can be listed with the rule that keeps it out. `core/DESIGN.md`, "Screening", has the whole.

mod align;
mod candidate;
mod class;
mod context;
mod explain;
mod fold;
mod form;
mod fuzzy;
mod index;
mod query;
mod screener;
mod settings;
mod words;

pub use candidate::{Alternative, Bytes, Candidate, Candidates, FactorLine};
pub use class::{Class, Factor, Suppression, Verdict};
pub use context::{Context, Origin};
pub use screener::{Counted, ScreenScratch, Screener};
pub use settings::{Profile, ScreenSettings, Thresholds};
