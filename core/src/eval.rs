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
    /// Two of its bytes, when it is ASCII: those that are rarest in English, which are looked for together.
    marks: Option<[Mark; 2]>,
}

/// A byte of a needle.
#[derive(Debug, Clone, Copy)]
struct Mark {
    place: usize,
    /// Without the bit that tells small from capital letters, where it is a letter.
    byte: u8,
    /// That bit, where it is a letter.
    case: u8,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        // From the rarest to the most frequent; whatever is not a letter is rarer in names than any of them, but for the space.
        const LETTERS: &[u8] = b"zqxjkvbpygfwmucldrhsnioate ";
        let small = text.to_lowercase();
        let rank = |byte: u8| LETTERS.iter().position(|letter| *letter == byte).map_or(0, |place| place + 1);
        let mut places: Vec<_> = small.bytes().enumerate().map(|(place, byte)| (rank(byte), place, byte)).collect();
        places.sort_unstable();
        let mark = |(_, place, byte): (usize, usize, u8)| {
            let case = if byte.is_ascii_alphabetic() { 0x20 } else { 0 };
            Mark { place, byte: byte & !case, case }
        };
        let marks = match places.as_slice() {
            [first, second, ..] if small.is_ascii() => Some([mark(*first), mark(*second)]),
            [only] if small.is_ascii() => Some([mark(*only), mark(*only)]),
            _ => None,
        };
        Self { marks, small }
    }

    /// Whether a text contains it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let Some(marks) = self.marks else { return text.to_lowercase().contains(&self.small) };
        if self.is_among(text.as_bytes(), marks) {
            return true;
        }
        // The only characters outside ASCII of which the small letters have ASCII in them are the Kelvin sign and the dotted capital I.
        !text.is_ascii() && text.contains(['\u{212A}', '\u{130}']) && text.to_lowercase().contains(&self.small)
    }

    /// Whether it is among the bytes of a text, without regard to the case of ASCII letters.
    fn is_among(&self, text: &[u8], marks: [Mark; 2]) -> bool {
        let Some(starts) = (text.len() + 1).checked_sub(self.small.len()) else { return false };
        let mut start = 0;
        while start < starts {
            // The last 64 places overlap those before them, so that whole blocks can be looked at.
            start = start.min(starts.saturating_sub(64));
            // Where the needle could begin, each bit the place of a byte from `start` on.
            let [first, second] = marks.map(|mark| text.get(start + mark.place..).unwrap_or(&[]));
            let mut places = match (first.first_chunk(), second.first_chunk()) {
                (Some(first), Some(second)) => candidates(marks, first, second),
                _ => candidates(marks, &crate::bits::padded(first), &crate::bits::padded(second)),
            };
            if starts < 64 {
                places &= (1 << starts) - 1;
            }
            while places != 0 {
                let at = start + places.trailing_zeros() as usize;
                places &= places - 1;
                let found = text.get(at..at + self.small.len());
                if found.is_some_and(|found| found.eq_ignore_ascii_case(self.small.as_bytes())) {
                    return true;
                }
            }
            start += 64;
        }
        false
    }
}

/// Where both of a needle's bytes stand in their places.
#[inline]
fn candidates([a, b]: [Mark; 2], first: &[u8; 64], second: &[u8; 64]) -> u64 {
    let mut hits = [0u8; 64];
    for ((hit, first), second) in hits.iter_mut().zip(first).zip(second) {
        *hit = u8::from((first & !a.case == a.byte) & (second & !b.case == b.byte));
    }
    crate::bits::gather(&hits)
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
