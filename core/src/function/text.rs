//! Functions of text.

use super::{Function, Kernel, Kind};
use crate::bits::{marks, padded};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "words",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How many words the text has: stretches between white space that hold at least one letter or digit.",
        example: "words(rationale) >= justification-words",
        kernel: Kernel::Text(words),
    },
    Function {
        name: "length",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How many characters (Unicode scalar values) the text has, without spaces at its edges.",
        example: "length(postcode) <= longest-postcode",
        kernel: Kernel::Text(length),
    },
    Function {
        name: "similarity",
        takes: &[Kind::Text, Kind::Text],
        gives: Kind::Number,
        doc: "How alike two texts are, from 0 to 1: the share of distinct words that they have in common (Jaccard), without regard to case and punctuation. Two texts without words are alike (1).",
        example: "similarity(aim, effect) < copied-text",
        kernel: Kernel::TwoTexts(similarity),
    },
];

fn words(text: &str) -> f64 {
    if !text.is_ascii() {
        // A cell has far fewer than 2^53 words.
        return text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() as f64;
    }
    let (blocks, rest) = text.as_bytes().as_chunks();
    let mut counter = WordCounter::default();
    blocks.iter().for_each(|block| counter.add(block));
    if !rest.is_empty() {
        // The zeros behind it are neither spaces nor letters.
        counter.add(&padded(rest));
    }
    f64::from(counter.words)
}

/// Counts words of ASCII text, 64 bytes at a time.
#[derive(Debug, Default)]
struct WordCounter {
    words: u32,
    /// The last byte was of a stretch in which there was no letter or digit yet.
    waits: bool,
    /// The last byte was no space.
    within: bool,
}

impl WordCounter {
    /// A one added at the start of a stretch is carried through its marks up to its first letter or digit, and counted there; where there is
    /// none it ends in the space behind the stretch.
    #[inline]
    fn add(&mut self, block: &[u8; 64]) {
        let spaces = marks(block, |byte| byte == b' ' || byte.wrapping_sub(b'\t') < 5);
        let letters = marks(block, |byte| (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10);
        let within = !spaces;
        let starts = within & !(within << 1 | u64::from(self.within));
        let waiting = within & !letters;
        let carried = u64::from(self.waits) | starts;
        let (sum, overflowed) = waiting.overflowing_add(carried);
        self.words += (sum & letters).count_ones();
        self.waits = overflowed;
        self.within = within >> 63 == 1;
    }
}

fn length(text: &str) -> f64 {
    text.trim().chars().count() as f64
}

fn similarity(left: &str, right: &str) -> f64 {
    let (left, right) = (distinct_words(left), distinct_words(right));
    let common = left.iter().filter(|word| right.binary_search(word).is_ok()).count();
    let all = left.len() + right.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// The distinct words of a text in order, in small letters.
fn distinct_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_not_marks() {
        assert_eq!(words("  Adapted – in 2019, by hand. "), 5.0);
        assert_eq!(words("- / -"), 0.0);
        for text in ["a b", "a-b c", "  x\ty\u{b}z\u{c}1\r\n2 ", "-- a--", "", "\u{1c}a\u{1f}b", "(one) two's"] {
            let plainly = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() as f64;
            assert_eq!(words(text), plainly, "{text:?}");
        }
        for place in 55..75 {
            let text = format!("{}-- {}x- --y", "a ".repeat(place / 2), "-".repeat(place));
            let text = format!("{}{text}", " ".repeat(place % 7));
            let plainly = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() as f64;
            assert_eq!(words(&text), plainly, "{text:?}");
        }
        assert_eq!(length(" ŵyl "), 3.0);
    }

    #[test]
    fn similarity_is_the_share_of_common_words() {
        assert_eq!(similarity("No impact.", "no IMPACT"), 1.0);
        assert_eq!(similarity("one two", "two three"), 1.0 / 3.0);
        assert_eq!(similarity("", "…"), 1.0);
        assert_eq!(similarity("a", ""), 0.0);
    }
}
