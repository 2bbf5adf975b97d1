//! Running a program over a batch: two bitmaps and a third for each condition, 64 rows at a time.
//!
//! The tables of the logic are in [`truth`]; [`trace`] reads the typed form of the same plan for one record and says why.

mod columns;
mod numbers;
mod reduce;
mod run;
mod settle;
pub(crate) mod trace;
pub(crate) mod truth;

pub(crate) use numbers::{arithmetic, compare, interval_of};
pub use run::Scratch;
pub(crate) use run::{Evaluated, run, verdict_plane};

/// The rows of a group, any number of levels deep, that belong to a record.
pub(crate) fn group_rows(batch: &crate::batch::Batch, group: crate::ir::DomainId, record: usize, parents: &[Option<crate::ir::DomainId>]) -> std::ops::Range<usize> {
    reduce::rows(batch, group, crate::ir::RECORD, record, parents)
}

/// A person or post for comparison: without regard to case, and with runs of spaces as one.
pub(crate) fn fold_person(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Whether a text contains another in small letters, without regard to case.
pub(crate) fn contains(text: &str, small: &str) -> bool {
    if text.is_ascii() && small.is_ascii() {
        return small.is_empty() || text.as_bytes().windows(small.len()).any(|window| window.eq_ignore_ascii_case(small.as_bytes()));
    }
    text.to_lowercase().contains(small)
}
