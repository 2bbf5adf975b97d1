//! Running a program over a batch: two bitmaps and a third for each condition, 64 rows at a time.
//!
//! The tables of the logic are in [`truth`]; [`trace`] reads the typed form of the same plan for one record and says why.

mod columns;
mod likeness;
mod numbers;
mod points;
pub(crate) mod reads;
mod reduce;
mod run;
mod settle;
pub(crate) mod trace;
pub(crate) mod truth;

use memchr::memmem::Finder;
pub(crate) use numbers::{arithmetic, compare, interval_of};
pub use run::Scratch;
pub(crate) use run::{Evaluated, run, verdict_plane};

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

/// A text to be looked for without regard to case.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    /// In small letters.
    small: String,
    /// For an ASCII one: finds it among small letters.
    finder: Option<Finder<'static>>,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let small = text.to_lowercase();
        let finder = small.is_ascii().then(|| Finder::new(&small).into_owned());
        Self { finder, small }
    }

    /// Whether a text contains it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        Self::one_is_in(std::slice::from_ref(self), text, &mut Vec::new())
    }

    /// Whether a text contains one of them; `lowered` is room for the text in small letters.
    pub(crate) fn one_is_in(needles: &[Needle], text: &str, lowered: &mut Vec<u8>) -> bool {
        lowered.clear();
        lowered.extend_from_slice(text.as_bytes());
        lowered.make_ascii_lowercase();
        let found = |needle: &Needle| needle.finder.as_ref().is_some_and(|finder| finder.find(lowered).is_some());
        needles.iter().any(found) || !text.is_ascii() && Self::one_is_in_any_script(needles, text)
    }

    /// Whether a text that is not all ASCII contains one that has not been found among its ASCII letters. The only characters outside ASCII
    /// of which the small letters have ASCII in them are the Kelvin sign and the dotted capital I.
    #[inline(never)]
    fn one_is_in_any_script(needles: &[Needle], text: &str) -> bool {
        let mixes = text.contains(['\u{212A}', '\u{130}']);
        let mut open = needles.iter().filter(|needle| mixes || needle.finder.is_none()).peekable();
        if open.peek().is_none() {
            return false;
        }
        let small = text.to_lowercase();
        open.any(|needle| small.contains(&needle.small))
    }
}

#[cfg(test)]
mod tests {
    use super::{Needle, fold_person, same_person};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_persons_fold_to_the_same_text(left in "[aAéİ .]{0,6}", right in "[aAéÉi .]{0,6}") {
            prop_assert_eq!(same_person(&left, &right), fold_person(&left) == fold_person(&right));
        }
    }

    #[test]
    fn needles_are_found_whatever_their_case() {
        for (text, needle, found) in [
            ("Transatlantic SLAVERY", "slave", true),
            ("sla ve", "slave", false),
            ("v", "slave", false),
            ("anything", "", true),
            ("", "", true),
            ("Guy’s Hospital", "GUY’S", true),
            ("Café Élan", "élan", true),
            ("slav", "slave", false),
            ("valves of slaves", "slave", true),
            ("20 \u{212A}", "20 k", true),
            ("\u{130}", "i", true),
            ("Café slave", "SLAVE", true),
            ("Café slav", "slave", false),
            ("x", "X", true),
            ("", "x", false),
            ("a-b", "A-B", true),
            ("a\rb", "a-b", false),
            ("@", "`", false),
        ] {
            assert_eq!(Needle::new(needle).is_in(text), found, "{needle:?} in {text:?}");
            for before in 0..130 {
                let text = format!("{}{text}{}", ".".repeat(before), "-".repeat(before % 70));
                assert_eq!(Needle::new(needle).is_in(&text), found, "{needle:?} in {text:?}");
            }
        }
    }
}
