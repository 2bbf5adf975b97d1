//! Texts that are looked for in others, without regard to case.

use memchr::memmem::Finder;

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
        Haystack::default().search(std::slice::from_ref(self), std::iter::once((0, text))) == 1
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

/// No byte of any text, so that nothing is found across two of them.
const BETWEEN: u8 = 0xFF;

/// Several texts in small letters, one after the other: a search costs more to begin than to go through a cell.
#[derive(Debug, Default)]
pub(crate) struct Haystack {
    lowered: Vec<u8>,
    /// Where each text ends in it, and its number.
    ends: Vec<(usize, u32)>,
}

impl Haystack {
    /// Which of at most 64 texts, each with a number below 64, contain one of the needles: a bit for each.
    pub(crate) fn search<'t>(
        &mut self,
        needles: &[Needle],
        texts: impl Iterator<Item = (u32, &'t str)> + Clone,
    ) -> u64 {
        let Self { lowered, ends } = self;
        lowered.clear();
        ends.clear();
        // Those in which other scripts stand.
        let mut others = 0u64;
        for (number, text) in texts.clone() {
            lowered.extend_from_slice(text.as_bytes());
            ends.push((lowered.len(), number));
            lowered.push(BETWEEN);
            others |= u64::from(!text.is_ascii()) << number;
        }
        lowered.make_ascii_lowercase();
        let mut found = 0u64;
        for finder in needles.iter().filter_map(|needle| needle.finder.as_ref()) {
            let mut from = 0;
            while let Some(at) = lowered.get(from..).and_then(|rest| finder.find(rest)) {
                let text = ends.partition_point(|(end, _)| *end < from + at);
                let Some((end, number)) = ends.get(text) else { break };
                found |= 1 << number;
                from = end + 1;
            }
        }
        let open = others & !found;
        for (number, text) in texts.filter(|(number, _)| open >> number & 1 == 1) {
            found |= u64::from(Needle::one_is_in_any_script(needles, text)) << number;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn many_texts_are_searched_at_once() {
        let needles = ["tbc", "Élan", ""].map(Needle::new);
        let texts = ["a TBC", "", "tb", "c", "élan", "ÉLAN tbc", "tbctbc", "\u{212A}"];
        let numbered = texts.iter().enumerate().map(|(number, text)| (number as u32 * 9, *text));
        let search = |needles: &[Needle]| Haystack::default().search(needles, numbered.clone());
        let bits = |places: &[u32]| places.iter().fold(0, |bits, place| bits | 1u64 << (place * 9));
        assert_eq!(search(&needles[..1]), bits(&[0, 5, 6]));
        assert_eq!(search(&needles[..2]), bits(&[0, 4, 5, 6]));
        assert_eq!(search(&needles), bits(&[0, 1, 2, 3, 4, 5, 6, 7]));
        assert_eq!(search(&[]), 0);
    }
}
