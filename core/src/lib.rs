//! Due Regard evaluates declarative audit frameworks against submitted records, and says what holds, what does not, what cannot be told
//! yet, and what a person has to judge: each with the answers it used, the part of the rule that decided, and the clause behind it.
//!
//! A framework is YAML: fields, rules, stages, outcomes, sources. It is [loaded](load) once, made into a [`Plan`] for an as-of date, and run over
//! batches of records: one form, or the pieces of a list. The result is an [`Audit`], which is data; [`report`] writes it in eight formats; the ninth, XLSX, is written by the crate `due-regard-workbook`.
//!
//! ```
//! use due_regard::{Date, Settings, Source, load};
//! # let text = "
//! # language: 1
//! # framework: streets
//! # version: 1.0.0
//! # title: Streets
//! # sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-01}}
//! # record: {noun: street, plural: streets, id: ref}
//! # sections:
//! #   - id: street
//! #     fields: [{id: ref, type: text}, {id: consulted, type: yes-no}]
//! # rules:
//! #   - {id: not-consulted, require: consulted = yes, cite: [house], say: 'consulted: {consulted}', why: they live there}
//! # ";
//! let plan = load(Source::new("streets.yaml", text)).plan(Settings::new("2026-11-22".parse()?))?;
//! let mut batch = plan.batch();
//! batch.add(1, &serde_json::json!({"ref": "A1", "consulted": ""}))?; // anything that serde can serialise
//! let audit = plan.run(&batch.finish());
//! assert_eq!(audit.findings[0].verdict.to_string(), "cannot tell"); // missing is not no
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - What is wrong with a framework is in [`Loaded::diagnostics`], all of it, with places and cures. Loading never fails.
//! - What is wrong with a record is a verdict, an *invalid* answer or a refused record. One bad record never hides the others.
//! - What is wrong with a run is an [`Error`] with a kind.
//!
//! A [`Plan`] is immutable, cheap to clone and shared between threads. [`Plan::evaluate`] gives a [`Part`]; parts merge in any order and grouping, so lists stream
//! in bounded memory. The same input gives the same bytes on every platform and with any number of threads.
//!
//! Names are screened against [registers](register) by [`screen`]: candidates with reasons, never links. [`review`] makes a queue of what people have to look at, and what they decide is kept by [`decision`]; [`compare`] says what changed between two audits.
//!
//! # Deliberately absent
//!
//! | absent | instead |
//! |---|---|
//! | files, clock, environment, network, threads | the host reads bytes, gives the as-of date ([`Settings::new`]), and owns the threads |
//! | the word *compliant*, scores of persons or assets | verdicts on recorded checks |
//! | truthiness, conversions, default values | an answer is there, or is absent for a [reason](State) |
//! | panics, `unsafe` | diagnostics, verdicts, errors |
//! | functions of the host in expressions | a framework means the same everywhere |
//! | statistical intervals in measures | not yet; [`statistics`] has them as functions of counts and values |
//!
//! # Features
//!
//! `yaml` (on by default) reads frameworks from text. `list` (on by default) reads lists from bytes: encodings, delimiters, headers, rows, columns.
#![cfg_attr(
    doc,
    doc = "\nHow it works inside: [`_documentation::design`]. The framework language: [`_documentation::language`]."
)]

pub mod audit;
mod batch;
mod bits;
mod check;
pub mod compare;
pub mod decision;
pub mod diagnostic;
mod engine;
mod error;
mod eval;
pub mod form;
pub mod framework;
mod function;
mod ir;
#[cfg(test)]
mod laws;
#[cfg(all(fuzzing, not(test)))]
#[doc(hidden)]
pub mod laws;
#[cfg(feature = "list")]
pub mod list;
mod packed;
mod pattern;
mod plan;
pub mod reference;
pub mod register;
pub mod report;
pub mod review;
pub mod screen;
mod source;
pub mod statistics;
pub mod syntax;
mod tongue;
mod value;

pub use audit::Audit;
pub use batch::{Batch, BatchBuilder, FieldIndex};
pub use diagnostic::{Code, Diagnostic, Level};
pub use engine::{Loaded, load_tree};
#[cfg(feature = "yaml")]
pub use engine::{load, load_with};
pub use error::{Error, ErrorKind};
pub use eval::Scratch;
pub use plan::{Detail, FieldInfo, Limits, Part, Plan, Settings};
#[cfg(feature = "list")]
pub use plan::{ListColumns, RowRemarks};
pub use source::{Position, Source, Span, Spanned};
pub use value::{Date, FieldType, Period, PeriodUnit, State};

/// Pages of the repository, for readers of this documentation.
#[cfg(doc)]
pub mod _documentation {
    #[doc = include_str!("../DESIGN.md")]
    pub mod design {}
    #[doc = include_str!("../LANGUAGE.md")]
    pub mod language {}
}

// The README's example is run with all others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
