//! Running a program over a batch: two bitmaps and a third for each condition, 64 rows at a time.
//!
//! The tables of the logic are in [`truth`]; [`trace`] reads the typed form of the same plan for one record and says why.

mod columns;
mod likeness;
mod needle;
mod numbers;
mod points;
pub(crate) mod reads;
mod reduce;
mod registers;
mod run;
mod settle;
pub(crate) mod trace;
pub(crate) mod truth;

pub(crate) use needle::Needle;
pub(crate) use numbers::{arithmetic, compare, interval_of};
pub use run::Scratch;
#[cfg(any(test, fuzzing))]
pub(crate) use run::run_in_any_length;
pub(crate) use run::{Evaluated, run, run_again, verdict_plane};

/// The rows of a group, any number of levels deep, that belong to a record.
pub(crate) fn group_rows(
    batch: &crate::batch::Batch,
    group: crate::ir::DomainId,
    record: usize,
    parents: &[Option<crate::ir::DomainId>],
) -> std::ops::Range<usize> {
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

/// What [`fold_person`] makes of a text, character by character.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    let between = std::iter::once("").chain(std::iter::repeat(" "));
    let words = between.zip(text.split_whitespace());
    words.flat_map(|(before, word)| before.chars().chain(word.chars().flat_map(char::to_lowercase)))
}

/// Whether two persons or posts are the same, as [`fold_person`] sees them.
pub(crate) fn same_person(left: &str, right: &str) -> bool {
    left == right || folded(left).eq(folded(right))
}

#[cfg(test)]
mod tests {
    use super::{fold_person, same_person};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_persons_fold_to_the_same_text(left in "[aAéİ .]{0,6}", right in "[aAéÉi .]{0,6}") {
            prop_assert_eq!(same_person(&left, &right), fold_person(&left) == fold_person(&right));
        }
    }
}
