//! Patterns: a regular expression, and for most a quicker way to the same answer about plain text.
//!
//! Nearly all patterns of frameworks say how a code is written: a few classes of characters one after the other. For those of at most 64
//! characters there is an automaton of which all states fit into one word (V. M. Glushkov, "The abstract theory of automata", 1961):
//! each place of the pattern is a bit, and after every byte of a text the word says in which places the text may be. Where few such words can come
//! about they are the states of a [`table`]. Both are asked about ASCII texts only; all others, and all other patterns, are the regular expression's.

mod table;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use std::sync::Arc;
use table::Table;

/// Bytes that one compiled pattern may take.
const LIMIT: usize = 1 << 20;

/// A pattern, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    regex: Regex,
    quick: Option<Quick>,
}

/// A quicker way to the answer.
#[derive(Debug, Clone)]
enum Quick {
    Table(Arc<Table>),
    Places(Arc<Places>),
}

impl Pattern {
    /// A pattern within the limits.
    pub(crate) fn new(text: &str) -> Result<Self, regex::Error> {
        let regex = RegexBuilder::new(text).size_limit(LIMIT).dfa_size_limit(LIMIT).build()?;
        let places = regex_syntax::parse(text).ok().and_then(|hir| Places::new(&hir));
        let quick = places.map(|places| match Table::new(&places).filter(|_| !places.takes_all()) {
            Some(table) => Quick::Table(Arc::new(table)),
            None => Quick::Places(Arc::new(places)),
        });
        Ok(Self { regex, quick })
    }

    /// Whether it matches anywhere in a text.
    #[inline]
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.tells(text.as_bytes()).unwrap_or_else(|| self.regex.is_match(text))
    }

    /// The same for the bytes of a text; `None` where only the regular expression can tell.
    #[inline]
    pub(crate) fn tells(&self, text: &[u8]) -> Option<bool> {
        match self.quick.as_ref()? {
            Quick::Table(table) => table.is_match(text),
            Quick::Places(places) => places.is_match(text),
        }
    }

    /// The same without the quicker way: for a reader that the quicker one is held against.
    pub(crate) fn is_match_by_regex(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        self.regex.as_str()
    }
}

/// Most places, which is how many bits a word has.
const MOST: usize = 64;

/// The places of a pattern in which one byte of a text can be.
#[derive(Debug, Clone)]
struct Places {
    /// By ASCII byte: the places that it may be in.
    of_byte: [u64; 128],
    /// By place: those that may come next.
    next: [u64; MOST],
    /// Those with which a match may begin, and may end.
    first: u64,
    last: u64,
    /// Whether the empty text matches.
    empty: bool,
    /// `^` and `$` stand at its ends.
    from_start: bool,
    to_end: bool,
}

/// A part of a pattern.
#[derive(Clone, Copy)]
struct Part {
    first: u64,
    last: u64,
    empty: bool,
}

const NOTHING: Part = Part { first: 0, last: 0, empty: true };

/// The places so far.
struct Maker {
    of_byte: [u64; 128],
    next: [u64; MOST],
    count: usize,
}

impl Places {
    fn new(hir: &Hir) -> Option<Self> {
        let mut parts = match hir.kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => std::slice::from_ref(hir),
        };
        let is = |hir: &Hir, look: Look| matches!(hir.kind(), HirKind::Look(found) if *found == look);
        let (mut from_start, mut to_end) = (false, false);
        if let Some((_, rest)) = parts.split_first().filter(|(first, _)| is(first, Look::Start)) {
            (parts, from_start) = (rest, true);
        }
        if let Some((_, rest)) = parts.split_last().filter(|(last, _)| is(last, Look::End)) {
            (parts, to_end) = (rest, true);
        }
        let mut maker = Maker { of_byte: [0; 128], next: [0; MOST], count: 0 };
        let Part { first, last, empty } = maker.row(parts)?;
        let Maker { of_byte, next, .. } = maker;
        Some(Self { of_byte, next, first, last, empty, from_start, to_end })
    }

    /// Whether it matches anywhere in a text; `None` when that is not ASCII.
    #[inline]
    fn is_match(&self, text: &[u8]) -> Option<bool> {
        if !text.is_ascii() {
            return None;
        }
        if self.empty && (self.takes_all() || text.is_empty()) {
            return Some(true);
        }
        let mut reachable = self.first;
        let mut places = 0;
        for byte in text {
            places = reachable & self.of_byte.get(usize::from(*byte)).copied().unwrap_or(0);
            if places & self.last != 0 && !self.to_end {
                return Some(true);
            }
            reachable = self.after(places);
            if reachable == 0 {
                // Only the last byte may be where nothing comes next.
                let ended = std::ptr::eq(byte, text.last()?);
                return Some(ended && places & self.last != 0);
            }
        }
        Some(self.to_end && places & self.last != 0)
    }
}

impl Places {
    /// Whether the empty text matches somewhere in every text.
    fn takes_all(&self) -> bool {
        self.empty && !(self.from_start && self.to_end)
    }

    /// The places that may come after these.
    #[inline]
    fn after(&self, places: u64) -> u64 {
        let mut reachable = if self.from_start { 0 } else { self.first };
        let mut left = places;
        while left != 0 {
            reachable |= self.next.get(left.trailing_zeros() as usize).copied().unwrap_or(0);
            left &= left - 1;
        }
        reachable
    }
}

impl Maker {
    fn part(&mut self, hir: &Hir) -> Option<Part> {
        match hir.kind() {
            HirKind::Empty => Some(NOTHING),
            HirKind::Literal(literal) => literal.0.iter().try_fold(NOTHING, |before, byte| {
                let place = self.place(|places, bit| {
                    if let Some(places) = places.get_mut(usize::from(*byte)) {
                        *places |= bit;
                    }
                })?;
                Some(self.join(before, place))
            }),
            HirKind::Class(class) => self.place(|places, bit| {
                let mut add = |from: usize, to: usize| {
                    places.iter_mut().take(to + 1).skip(from).for_each(|places| *places |= bit);
                };
                match class {
                    Class::Unicode(class) => {
                        class.iter().for_each(|range| add(range.start() as usize, range.end() as usize));
                    }
                    Class::Bytes(class) => {
                        class.iter().for_each(|range| add(usize::from(range.start()), usize::from(range.end())));
                    }
                }
            }),
            HirKind::Capture(capture) => self.part(&capture.sub),
            HirKind::Concat(parts) => self.row(parts),
            HirKind::Alternation(parts) => {
                let mut all = Part { empty: false, ..NOTHING };
                for part in parts {
                    let part = self.part(part)?;
                    all = Part {
                        first: all.first | part.first,
                        last: all.last | part.last,
                        empty: all.empty | part.empty,
                    };
                }
                Some(all)
            }
            HirKind::Repetition(repetition) => self.repeated(repetition),
            // Looks at what stands around it.
            HirKind::Look(_) => None,
        }
    }

    fn row(&mut self, parts: &[Hir]) -> Option<Part> {
        parts.iter().try_fold(NOTHING, |before, part| {
            let part = self.part(part)?;
            Some(self.join(before, part))
        })
    }

    /// As many copies as there may be, the last of them again and again when there is no end to them.
    fn repeated(&mut self, Repetition { min, max, sub, .. }: &Repetition) -> Option<Part> {
        let copies = max.unwrap_or((*min).max(1));
        let mut all = NOTHING;
        for copy in 1..=copies {
            let mut part = self.part(sub)?;
            if max.is_none() && copy == copies {
                self.link(part.last, part.first);
            }
            part.empty |= copy > *min;
            // What may be left out may be so with all that follows, which the joining says by itself.
            all = self.join(all, part);
            // Copies of nothing would go on for ever and add nothing.
            if part.first == 0 {
                break;
            }
        }
        Some(all)
    }

    /// A new place; `mark` marks the bytes that can be in it.
    fn place(&mut self, mark: impl FnOnce(&mut [u64; 128], u64)) -> Option<Part> {
        if self.count == MOST {
            return None;
        }
        let bit = 1 << self.count;
        self.count += 1;
        mark(&mut self.of_byte, bit);
        Some(Part { first: bit, last: bit, empty: false })
    }

    fn link(&mut self, from: u64, to: u64) {
        for (place, next) in self.next.iter_mut().enumerate() {
            if from >> place & 1 == 1 {
                *next |= to;
            }
        }
    }

    fn join(&mut self, before: Part, after: Part) -> Part {
        self.link(before.last, after.first);
        Part {
            first: before.first | if before.empty { after.first } else { 0 },
            last: after.last | if after.empty { before.last } else { 0 },
            empty: before.empty & after.empty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Patterns without looks, over few letters.
    fn patterns() -> impl Strategy<Value = String> {
        let leaf =
            proptest::sample::select(vec!["a", "b", "[ab]", "[^a]", ".", r"\d", "ab", "", "(?i)b", "é", "[a-cé]"]);
        leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
            let times = proptest::sample::select(vec!["?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}", "{0}", "*?"]);
            prop_oneof![
                (inner.clone(), times).prop_map(|(inner, times)| format!("(?:{inner}){times}")),
                proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                proptest::collection::vec(inner, 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

        #[test]
        fn places_say_what_the_regular_expression_says(
            pattern in patterns(),
            start in any::<bool>(),
            end in any::<bool>(),
            texts in proptest::collection::vec("[abcB1 é]{0,7}", 12),
        ) {
            let text = format!("{}{pattern}{}", if start { "^" } else { "" }, if end { "$" } else { "" });
            let pattern = Pattern::new(&text).unwrap();
            for example in texts {
                let says = pattern.regex.is_match(&example);
                prop_assert_eq!(pattern.is_match(&example), says, "{} in {:?}", text, example);
                let places = regex_syntax::parse(&text).ok().and_then(|hir| Places::new(&hir));
                if let Some(told) = places.and_then(|places| places.is_match(example.as_bytes())) {
                    prop_assert_eq!(told, says, "places of {} in {:?}", text, example);
                }
            }
        }
    }

    #[test]
    fn codes_have_places_and_looks_have_none() {
        for text in [r"^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$", "^[1-9][0-9]{6}$", r"^\d{4}-\d\d$", "tbc|unnamed"] {
            assert!(matches!(Pattern::new(text).unwrap().quick, Some(Quick::Table(_))), "{text}");
        }
        for text in [r"\bthe\b", "^a$|^b$", "(?m)^a", "a{65}"] {
            assert!(Pattern::new(text).unwrap().quick.is_none(), "{text}");
        }
        assert!(Pattern::new("(").is_err());
        assert!(Pattern::new(r"\pL{100}{100}").is_err());
    }
}
