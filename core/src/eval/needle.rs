//! Texts that are looked for in others, without regard to case.

use crate::batch::Stretch;
use crate::bits::{Folded, has_pair, marks_of_pair};
use memchr::memmem::Finder;

/// A longer needle is looked for in a copy in small letters, in time that does not grow with its length.
const LONGEST: usize = 32;

/// A text to be looked for without regard to case.
#[derive(Debug, Clone)]
pub(crate) struct Needle {
    /// In small letters.
    small: String,
    way: Way,
}

/// How a needle is looked for.
#[derive(Debug, Clone)]
enum Way {
    /// Nothing is in every text.
    Empty,
    /// Two of its bytes are looked for first, 64 places at a time.
    Pair { places: [usize; 2], bytes: Box<[Folded; 2]> },
    /// A long one, among small letters.
    Long(Box<Finder<'static>>),
    /// One with other letters than ASCII, in the text as Unicode writes it in small letters.
    AnyScript,
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        let small = text.to_lowercase();
        let way = match small.as_bytes() {
            [] => Way::Empty,
            bytes if !bytes.is_ascii() => Way::AnyScript,
            bytes if bytes.len() > LONGEST => Way::Long(Box::new(Finder::new(bytes).into_owned())),
            bytes => {
                let mut places: Vec<(usize, usize, u8)> =
                    bytes.iter().enumerate().map(|(place, byte)| (commonness(*byte), place, *byte)).collect();
                places.sort_unstable();
                let (_, first, byte) = places.first().copied().unwrap_or_default();
                let (_, second, other) = places.get(1).copied().unwrap_or((0, first, byte));
                Way::Pair { places: [first, second], bytes: Box::new([byte, other].map(Folded::new)) }
            }
        };
        Self { small, way }
    }

    /// Whether a text contains it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        one_is_in(std::slice::from_ref(self), text.into(), || text)
    }

    /// Whether it stands in these bytes, letters outside ASCII as they are.
    #[inline]
    fn is_among(&self, text: Stretch<'_>) -> bool {
        let Way::Pair { places, bytes } = &self.way else { return self.is_among_otherwise(text) };
        // In how many places it can begin.
        let Some(left) = (text.end - text.start).checked_sub(self.small.len()).map(|last| last + 1) else {
            return false;
        };
        // Most texts have the pair nowhere. What stands behind the text is looked at too: it can only make the answer yes.
        let width = left.next_multiple_of(16);
        let stretch = |place: usize| text.whole.get(text.start + place..text.start + place + width);
        if let (Some(first), Some(second)) = (stretch(places[0]), stretch(places[1]))
            && !has_pair([first, second], bytes)
        {
            return false;
        }
        self.is_at_a_pair(text, *places, bytes, left)
    }

    /// Whether it stands where its pair does, in as many places as are `left`.
    #[inline(never)]
    fn is_at_a_pair(&self, text: Stretch<'_>, places: [usize; 2], bytes: &[Folded; 2], mut left: usize) -> bool {
        let needle = self.small.as_bytes();
        let is_here =
            |at: usize| text.whole.get(at..at + needle.len()).is_some_and(|here| here.eq_ignore_ascii_case(needle));
        let mut from = text.start;
        while let (Some(first), Some(second)) = (text.block(from + places[0]), text.block(from + places[1])) {
            let mut found = marks_of_pair([first, second], bytes);
            if left < 64 {
                found &= (1 << left) - 1;
            }
            while found != 0 {
                if is_here(from + found.trailing_zeros() as usize) {
                    return true;
                }
                found &= found - 1;
            }
            if left <= 64 {
                return false;
            }
            left -= 64;
            from += 64;
        }
        // The last bytes of all.
        (from..from + left).any(is_here)
    }

    /// The same for one that is not looked for by a pair of its bytes.
    #[inline(never)]
    fn is_among_otherwise(&self, text: Stretch<'_>) -> bool {
        match &self.way {
            Way::Empty => true,
            Way::Long(finder) => finder.find(&text.bytes().to_ascii_lowercase()).is_some(),
            Way::AnyScript | Way::Pair { .. } => false,
        }
    }
}

/// How common a byte is in texts, roughly: letters in the order of their frequency in English (their order in "etaoin shrdlu", as
/// typesetters had them), before them what is no letter. Only the speed depends on it.
fn commonness(byte: u8) -> usize {
    const LETTERS: &[u8] = b"zqxjkvbpygfwmculdrhsnioate";
    LETTERS
        .iter()
        .position(|letter| *letter == byte)
        .map_or(if byte == b' ' { LETTERS.len() } else { 0 }, |place| place + 1)
}

/// Whether a text contains one of the needles; `text` gives it as text, which few need.
#[inline]
pub(crate) fn one_is_in<'t>(needles: &[Needle], bytes: Stretch<'t>, text: impl FnOnce() -> &'t str) -> bool {
    needles.iter().any(|needle| needle.is_among(bytes))
        || !bytes.bytes().is_ascii() && one_is_in_any_script(needles, text())
}

/// Whether a text that is not all ASCII contains one that has not been found among its ASCII letters. The only characters outside ASCII
/// of which the small letters have ASCII in them are the Kelvin sign and the dotted capital I.
#[inline(never)]
fn one_is_in_any_script(needles: &[Needle], text: &str) -> bool {
    let mixes = text.contains(['\u{212A}', '\u{130}']);
    let mut open = needles.iter().filter(|needle| mixes || matches!(needle.way, Way::AnyScript)).peekable();
    if open.peek().is_none() {
        return false;
    }
    let small = text.to_lowercase();
    open.any(|needle| small.contains(&needle.small))
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
    fn what_lies_around_a_text_is_not_in_it() {
        let whole = "xxslaveryxx";
        for start in 0..whole.len() {
            for end in start..whole.len() {
                let stretch = Stretch { whole: whole.as_bytes(), start, end };
                let text = whole.get(start..end).unwrap();
                for needle in ["slave", "x", "yx", "slaveryx"] {
                    assert_eq!(
                        one_is_in(&[Needle::new(needle)], stretch, || text),
                        text.contains(needle),
                        "{needle} {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_of_several_is_enough() {
        let needles = ["tbc", "Élan"].map(Needle::new);
        for (text, found) in
            [("a TBC", true), ("", false), ("tb", false), ("élan", true), ("ÉLAN tb", true), ("\u{212A}", false)]
        {
            assert_eq!(one_is_in(&needles, text.into(), || text), found, "{text}");
        }
        assert!(!one_is_in(&[], "a".into(), || "a"));
    }

    #[test]
    fn long_needles_are_found_too() {
        let needle = "a".repeat(40) + "B";
        for (text, found) in [("A".repeat(50) + "b", true), ("a".repeat(60), false), ("é".repeat(30) + &needle, true)]
        {
            assert_eq!(Needle::new(&needle).is_in(&text), found, "{text}");
        }
    }
}
