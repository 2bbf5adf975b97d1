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

/// A text to be looked for without regard to case.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    /// In small letters.
    small: String,
    /// The place of its rarest letter in English, and that letter small and capital: the one that is searched for.
    rarest: Option<(usize, u8, u8)>,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        // From the rarest to the most frequent; whatever is not a letter is rarer in names than any of them, but for the space.
        const LETTERS: &[u8] = b"zqxjkvbpygfwmucldrhsnioate ";
        let small = text.to_lowercase();
        let rank = |byte: &u8| LETTERS.iter().position(|letter| letter == byte).map_or(0, |place| place + 1);
        let rarest = small.bytes().enumerate().min_by_key(|(_, byte)| rank(byte)).filter(|_| small.is_ascii());
        Self { rarest: rarest.map(|(place, byte)| (place, byte, byte.to_ascii_uppercase())), small }
    }

    /// Whether a text contains it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let Some((place, small, capital)) = self.rarest.filter(|_| text.is_ascii()) else {
            return text.to_lowercase().contains(&self.small);
        };
        let bytes = text.as_bytes();
        memchr::memchr2_iter(small, capital, bytes).any(|found| {
            let window = found.checked_sub(place).and_then(|start| bytes.get(start..start + self.small.len()));
            window.is_some_and(|window| window.eq_ignore_ascii_case(self.small.as_bytes()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Needle;

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
        ] {
            assert_eq!(Needle::new(needle).is_in(text), found, "{needle:?} in {text:?}");
        }
    }
}
