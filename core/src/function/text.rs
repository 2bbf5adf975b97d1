//! Functions of text.

use super::{Function, Kernel, Kind, Search};
use crate::bits::{marks, padded};
use crate::value::{MONTHS, decimal};
use std::borrow::Cow;

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
    Function {
        name: "similarity-to-others",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How alike a text of a group's row is to that of the row most like it, among the other rows that have an answer (at most 256 rows); `{match}` in a message names that row. Not applicable where there is no other.",
        example: "similarity-to-others(rationale) < copied-text",
        kernel: Kernel::Others,
    },
    Function {
        name: "mentions",
        takes: &[Kind::Text, Kind::Terms],
        gives: Kind::Condition,
        doc: "Whether one of the terms stands in the text as a word, in the singular or plural, without regard to case. The terms are the options of a list; `row` stands for the `terms` of the fixed row, and is not applicable to a row that has none.",
        example: "mentions(rationale, row)",
        kernel: Kernel::Search(Search::Mentions),
    },
    Function {
        name: "made-of",
        takes: &[Kind::Text, Kind::Terms],
        gives: Kind::Condition,
        doc: "Whether the text holds nothing but phrases of a list, once or several times, without regard to case and punctuation.",
        example: "not made-of(rationale, stock-phrases)",
        kernel: Kernel::Search(Search::MadeOf),
    },
    Function {
        name: "template-residue",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How many traces of an unfilled template the text has: square brackets with `to be completed`, `insert`, `delete`, `enter` or `add` in them, `Y / N` and `yes / no` with neither chosen, `xxx`, `tbc`, `lorem ipsum`, `template` with a year.",
        example: "template-residue(title) = none",
        kernel: Kernel::Text(template_residue),
    },
    Function {
        name: "figures-without-source",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How many figures (numbers from 2 up that are no year, no part of a date and no name as in `section 4` and `WCAG 2.2`, and percentages) stand in sentences that name no source, if the text names none at all: no `source`, `census`, `survey`, `data`, `report`, `study`, `according to`, `figures from`, no web address, no bracket with a year.",
        example: "figures-without-source(rationale) = none",
        kernel: Kernel::Text(figures_without_source),
    },
    Function {
        name: "percentages-without-base",
        takes: &[Kind::Text],
        gives: Kind::Number,
        doc: "How many percentages the text has, if it says nowhere of how many: no `n = 50`, `of 50`, `out of 50`, `50 people`.",
        example: "percentages-without-base(rationale) = none",
        kernel: Kernel::Text(percentages_without_base),
    },
];

fn words(text: &str) -> f64 {
    if !text.is_ascii() {
        let (mut words, mut counted) = (0u32, false);
        for character in text.chars() {
            if character.is_whitespace() {
                counted = false;
            } else if !counted && character.is_alphanumeric() {
                words += 1;
                counted = true;
            }
        }
        return f64::from(words);
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
    shared_words(&DistinctWords::of(left), &DistinctWords::of(right))
}

/// The share of the words of two texts that both have.
pub(crate) fn shared_words(left: &DistinctWords, right: &DistinctWords) -> f64 {
    let mut others = right.iter().peekable();
    let is_shared = |word: &&str| {
        while others.next_if(|other| other < word).is_some() {}
        others.next_if_eq(word).is_some()
    };
    let common = left.iter().filter(is_shared).count();
    let all = left.len() + right.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// The distinct words of a text in order, in small letters.
#[derive(Debug, Default, Clone)]
pub(crate) struct DistinctWords {
    small: String,
    places: Vec<[u32; 2]>,
}

impl DistinctWords {
    pub(crate) fn of(text: &str) -> Self {
        let (mut all, mut places) = (String::with_capacity(text.len()), Vec::new());
        // A text of more than 4 GiB does not occur.
        let place = |all: &String| u32::try_from(all.len()).unwrap_or(u32::MAX);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let start = place(&all);
            all.push_str(&small(word));
            places.push([start, place(&all)]);
        }
        places.sort_unstable_by(|one, other| word_at(&all, *one).cmp(word_at(&all, *other)));
        places.dedup_by(|one, other| word_at(&all, *one) == word_at(&all, *other));
        Self { small: all, places }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| word_at(&self.small, *place))
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

fn word_at(words: &str, [start, end]: [u32; 2]) -> &str {
    words.get(start as usize..end as usize).unwrap_or("")
}

/// The pattern that finds terms in a text.
pub(crate) fn search_pattern<'t>(search: Search, terms: impl Iterator<Item = &'t str>) -> String {
    let mut terms: Vec<String> = terms
        .map(|term| term.split_whitespace().map(crate::pattern::escaped).collect::<Vec<_>>().join(r"\s+"))
        .filter(|term| !term.is_empty())
        .collect();
    terms.sort();
    terms.dedup();
    let any = terms.join("|");
    match search {
        Search::Mentions => format!(r"(?i)\b(?:{any})(?:['’]?s|es)?\b"),
        Search::MadeOf => format!(r"(?i)^\W*(?:(?:{any})(?:\W+|$))+$"),
    }
}

/// A text in small letters; most words are that already.
fn small(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Pieces between white space, in small letters and without punctuation at their edges.
fn pieces(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.split_whitespace().map(|piece| small(bare(piece)))
}

/// A piece without punctuation at its edges; most begin and end with a letter.
fn bare(piece: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if is_plain(piece.as_bytes().first()) && is_plain(piece.as_bytes().last()) {
        return piece;
    }
    piece.trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '%' | '£' | '$' | '€')))
}

/// Whether a text ends with another when white space is left out, and whether it is nothing else.
fn ends_with_packed(text: &str, end: &str) -> (bool, bool) {
    let mut last = text.chars().rev().filter(|c| !c.is_whitespace());
    let ends = end.chars().rev().all(|c| last.next() == Some(c));
    (ends, ends && last.next().is_none())
}

fn starts_with_packed(text: &str, start: &str) -> bool {
    let mut first = text.chars().filter(|c| !c.is_whitespace());
    start.chars().all(|c| first.next() == Some(c))
}

fn template_residue(text: &str) -> f64 {
    let small = small(text);
    let mut count = 0u32;
    for inside in small.split('[').skip(1).filter_map(|rest| rest.split_once(']').map(|(inside, _)| inside)) {
        let words = ["to be completed", "to be confirmed", "insert", "delete", "enter ", "add ", "please", "name of"];
        count += u32::from(words.iter().any(|word| inside.contains(word)));
    }
    for (choice, chosen) in [("y/n", ["yes", "no"]), ("yes/no", ["yes:", "no:"])] {
        // A text that is nothing but the choice, or ends with it, has chosen neither.
        let (ends, nothing_else) = ends_with_packed(&small, choice);
        let open = nothing_else || ends && !chosen.iter().any(|word| starts_with_packed(&small, word));
        count += u32::from(open);
    }
    let mut words = text.split_whitespace().map(bare).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        // Most words begin with another letter.
        if !matches!(word.as_bytes().first(), Some(b't' | b'T' | b'l' | b'L' | b'x' | b'X')) {
            continue;
        }
        let is_residue = match self::small(word).as_ref() {
            "tbc" | "lorem" => true,
            "template" => {
                let mut after = words.clone().map(self::small);
                let next = after.next().unwrap_or_default();
                is_year(&next) || next.len() < 3 && after.next().is_some_and(|word| is_year(&word))
            }
            word => word.len() > 2 && word.chars().all(|c| c == 'x'),
        };
        count += u32::from(is_residue);
    }
    f64::from(count)
}

/// Words by which a text names where a figure comes from.
const SOURCES: [&str; 15] = [
    "source",
    "census",
    "survey",
    "dataset",
    "data",
    "report",
    "reports",
    "study",
    "research",
    "according",
    "figures",
    "statistics",
    "jsna",
    "ons",
    "nomis",
];

fn is_year(piece: &str) -> bool {
    let digits = piece.get(..4).unwrap_or("");
    let is_four = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let rest = piece.get(4..).unwrap_or("");
    // 2023, 2023/24, 2023-2024, 1990s
    is_four
        && ("1500".."2100").contains(&digits)
        && (rest.is_empty() || rest == "s" || rest.starts_with(['/', '-', '–']))
}

fn is_month(piece: &str) -> bool {
    MONTHS.iter().any(|month| month.eq_ignore_ascii_case(piece))
}

/// Whether a number after this word belongs to a name and counts nothing: `section 4`, `Band 8`, `WCAG 2.2`.
fn is_numbered(piece: &str) -> bool {
    const NUMBERED: [&str; 24] = [
        "annex",
        "appendix",
        "article",
        "band",
        "chapter",
        "clause",
        "figure",
        "iso",
        "level",
        "page",
        "paragraph",
        "part",
        "phase",
        "question",
        "regulation",
        "schedule",
        "section",
        "sections",
        "stage",
        "step",
        "table",
        "tier",
        "version",
        "wcag",
    ];
    NUMBERED.contains(&piece)
}

/// The number that a piece of text is, without signs of currency and thousands.
fn figure(piece: &str) -> Option<f64> {
    // Most words.
    if !has_digits(piece) {
        return None;
    }
    let bare: String = piece.chars().filter(|c| !matches!(c, ',' | '£' | '$' | '€' | '%')).collect();
    let is_number =
        bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_number { decimal(&bare) } else { None }
}

fn is_percentage(pieces: &[Cow<'_, str>], at: usize) -> bool {
    let piece = pieces.get(at).map_or("", Cow::as_ref);
    let next = pieces.get(at + 1).map_or("", Cow::as_ref);
    figure(piece).is_some()
        && (piece.ends_with('%')
            || matches!(next, "%" | "percent")
            || next == "per" && pieces.get(at + 2).is_some_and(|word| word == "cent"))
}

/// Most texts have no figures, and are not taken apart.
fn has_digits(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn figures_without_source(text: &str) -> f64 {
    if !has_digits(text) {
        return 0.0;
    }
    let pieces: Vec<Cow<'_, str>> = pieces(text).collect();
    let small = small(text);
    let bracket_with_year = small
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .any(|(inside, _)| inside.split(|c: char| !c.is_alphanumeric()).any(is_year));
    let named = small.contains("http://")
        || small.contains("https://")
        || small.contains("www.")
        || bracket_with_year
        || pieces.iter().any(|piece| SOURCES.contains(&piece.as_ref()));
    if named {
        return 0.0;
    }
    let mut count = 0u32;
    for (index, piece) in pieces.iter().enumerate() {
        let Some(value) = figure(piece) else { continue };
        let beside = |other: Option<&Cow<'_, str>>| other.is_some_and(|other| is_month(other));
        let of_date = beside(pieces.get(index + 1)) || index > 0 && beside(pieces.get(index - 1));
        let of_name = index.checked_sub(1).and_then(|before| pieces.get(before)).is_some_and(|word| is_numbered(word));
        let counts_something = value >= 2.0 && !is_year(piece) && !of_date && !of_name;
        count += u32::from(is_percentage(&pieces, index) || counts_something);
    }
    f64::from(count)
}

fn percentages_without_base(text: &str) -> f64 {
    if !has_digits(text) {
        return 0.0;
    }
    let pieces: Vec<Cow<'_, str>> = pieces(text).filter(|piece| !piece.is_empty()).collect();
    let count = (0..pieces.len()).filter(|index| is_percentage(&pieces, *index)).count();
    let has_base = pieces.iter().enumerate().any(|(index, piece)| {
        let before = index.checked_sub(1).and_then(|index| pieces.get(index)).map_or("", Cow::as_ref);
        let whole = figure(piece).is_some_and(|value| value >= 2.0 && libm::trunc(value) == value);
        whole
            && !is_percentage(&pieces, index)
            && !is_year(piece)
            && matches!(before, "of" | "n" | "to" | "were" | "by")
            || whole && pieces.get(index + 1).is_some_and(|next| PEOPLE.contains(&next.as_ref()))
            || piece.strip_prefix("n=").and_then(figure).is_some()
    });
    if has_base { 0.0 } else { f64::from(u32::try_from(count).unwrap_or(u32::MAX)) }
}

/// Words after which a number is a base.
const PEOPLE: [&str; 12] = [
    "people",
    "residents",
    "respondents",
    "users",
    "households",
    "staff",
    "pupils",
    "children",
    "responses",
    "tenants",
    "patients",
    "participants",
];

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

    #[test]
    fn residue_of_templates_is_counted() {
        for (text, count) in [
            ("[To be completed]", 1.0),
            ("Y / N", 1.0),
            ("Yes / No", 1.0),
            ("Template - 2019", 1.0),
            ("A template for 40 residents", 0.0),
            ("Yes, for all [see annex]", 0.0),
            ("TBC", 1.0),
            ("xxx and [insert name]", 2.0),
            ("", 0.0),
        ] {
            assert_eq!(template_residue(text), count, "{text:?}");
        }
    }

    #[test]
    fn figures_need_a_source() {
        for (text, count) in [
            ("18% of residents are over 65.", 2.0),
            ("18% of residents are over 65 (Census 2021).", 0.0),
            ("Opened on 4 March 2024.", 0.0),
            ("Between 2019 and 2023/24 it fell.", 0.0),
            ("Figures from the housing register: 1,204 households.", 0.0),
            ("1,204 households wait.", 1.0),
            ("One of 3 aims", 1.0),
            ("See section 4 and level 2; WCAG 2.2 is the aim.", 0.0),
            ("At level 3, 40% wait.", 1.0),
        ] {
            assert_eq!(figures_without_source(text), count, "{text:?}");
        }
        assert_eq!(percentages_without_base("40 per cent and 12% agreed."), 2.0);
        assert_eq!(percentages_without_base("40% of 50 agreed."), 0.0);
        assert_eq!(percentages_without_base("40% (n = 50) agreed."), 0.0);
        assert_eq!(percentages_without_base("50 people answered, 40% agreed."), 0.0);
    }

    #[test]
    fn phrases_and_terms_are_found_as_words() {
        let found = |search, terms: &[&str], text: &str| {
            regex::Regex::new(&search_pattern(search, terms.iter().copied())).unwrap().is_match(text)
        };
        let stock = ["no impact", "as above", "n/a"];
        assert!(found(Search::MadeOf, &stock, "No impact. As  above."));
        assert!(found(Search::MadeOf, &stock, "N/A"));
        assert!(!found(Search::MadeOf, &stock, "No impact on parents."));
        assert!(!found(Search::MadeOf, &stock, ""));
        assert!(found(Search::Mentions, &["older", "young person"], "Young persons wait"));
        assert!(!found(Search::Mentions, &["age"], "The agency said so"));
        assert!(found(Search::Mentions, &["age"], "People of all ages"));
    }
}
