//! Patterns: a regular expression as a program of our own, and for most a quicker way to the same answer about plain text.
//!
//! A pattern is read here, so that every target refuses the same patterns for the same reasons, and a browser needs to download no more than this. Where
//! there is room, the regex crate answers in place of the program, because it is quicker; that both give the same answer is held by tests.
//!
//! Nearly all patterns of frameworks say how a code is written: a few classes of characters one after the other. For those of at most 64
//! characters there is an automaton of which all states fit into one word (V. M. Glushkov, "The abstract theory of automata", 1961):
//! each place of the pattern is a bit, and after every byte of a text the word says in which places the text may be. Where few such words can come
//! about they are the states of a [`table`]. Both are asked about ASCII texts only; all others, and all other patterns, are the program's.

mod letters;
mod parse;
mod program;
mod set;
mod table;

pub(crate) use parse::escaped;

use parse::{Look, Node, Parsed};
use program::Program;
use std::sync::Arc;
use table::Table;

/// A pattern, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    text: Arc<str>,
    program: Arc<Program>,
    /// The regex crate's answer, where that crate is and takes the pattern.
    #[cfg(not(target_family = "wasm"))]
    regex: Option<regex::Regex>,
    quick: Option<Quick>,
}

/// Why a pattern cannot be used.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Refused(pub(crate) &'static str);

/// A quicker way to the answer.
#[derive(Debug, Clone)]
enum Quick {
    Table(Arc<Table>),
    Places(Arc<Places>),
}

impl Pattern {
    /// A pattern within the limits.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(crate) fn new(text: &str) -> Result<Self, Refused> {
        let parsed = parse::parse(text).map_err(Refused)?;
        let program = Program::new(&parsed).map_err(Refused)?;
        let quick = Places::new(&parsed).map(|places| match Table::new(&places).filter(|_| !places.takes_all()) {
            Some(table) => Quick::Table(Arc::new(table)),
            None => Quick::Places(Arc::new(places)),
        });
        Ok(Self {
            text: text.into(),
            program: Arc::new(program),
            #[cfg(not(target_family = "wasm"))]
            regex: regex::RegexBuilder::new(text).dfa_size_limit(1 << 20).build().ok(),
            quick,
        })
    }

    /// Whether it matches anywhere in a text.
    #[inline]
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.tells(text.as_bytes()).unwrap_or_else(|| self.is_match_without_quick(text))
    }

    /// The same for the bytes of a text; `None` where only the regular expression can tell.
    #[inline]
    pub(crate) fn tells(&self, text: &[u8]) -> Option<bool> {
        match self.quick.as_ref()? {
            Quick::Table(table) => table.is_match(text),
            Quick::Places(places) => places.is_match(text),
        }
    }

    /// The same without the quicker way, so that the two can check each other.
    pub(crate) fn is_match_without_quick(&self, text: &str) -> bool {
        #[cfg(not(target_family = "wasm"))]
        if let Some(regex) = &self.regex {
            return regex.is_match(text);
        }
        self.program.is_match(text)
    }

    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
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
struct Maker<'p> {
    of_byte: [u64; 128],
    next: [u64; MOST],
    count: usize,
    pool: &'p [[u32; 2]],
}

impl Places {
    fn new(parsed: &Parsed) -> Option<Self> {
        let mut parts = match &parsed.root {
            Node::Row(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let is = |node: &Node, look: Look| matches!(node, Node::Look(found) if *found == look);
        let (mut from_start, mut to_end) = (false, false);
        if let Some((_, rest)) = parts.split_first().filter(|(first, _)| is(first, Look::Start)) {
            (parts, from_start) = (rest, true);
        }
        if let Some((_, rest)) = parts.split_last().filter(|(last, _)| is(last, Look::End)) {
            (parts, to_end) = (rest, true);
        }
        let mut maker = Maker { of_byte: [0; 128], next: [0; MOST], count: 0, pool: &parsed.pool };
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

impl Maker<'_> {
    fn part(&mut self, node: &Node) -> Option<Part> {
        match node {
            Node::Set(ranges) => self.place(*ranges),
            Node::Row(parts) => self.row(parts),
            Node::Either(parts) => {
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
            Node::Repeat { least, most, part } => self.repeated(*least, *most, part),
            // Looks at what stands around it.
            Node::Look(_) => None,
        }
    }

    fn row(&mut self, parts: &[Node]) -> Option<Part> {
        parts.iter().try_fold(NOTHING, |before, part| {
            let part = self.part(part)?;
            Some(self.join(before, part))
        })
    }

    /// As many copies as there may be, the last of them again and again when there is no end to them.
    fn repeated(&mut self, least: u32, most: Option<u32>, repeated: &Node) -> Option<Part> {
        let copies = most.unwrap_or(least.max(1));
        let mut all = NOTHING;
        for copy in 1..=copies {
            let mut part = self.part(repeated)?;
            if most.is_none() && copy == copies {
                self.link(part.last, part.first);
            }
            part.empty |= copy > least;
            // What may be left out may be so with all that follows, which the joining says by itself.
            all = self.join(all, part);
            // Copies of nothing would go on for ever and add nothing.
            if part.first == 0 {
                break;
            }
        }
        Some(all)
    }

    /// A new place, and the bytes that can be in it.
    fn place(&mut self, [from, to]: [u32; 2]) -> Option<Part> {
        if self.count == MOST {
            return None;
        }
        let bit = 1 << self.count;
        self.count += 1;
        for [first, last] in self.pool.get(from as usize..to as usize)? {
            self.of_byte.iter_mut().take(*last as usize + 1).skip(*first as usize).for_each(|places| *places |= bit);
        }
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
    use regex::Regex;
    use regex_syntax::hir::{Hir, HirKind};

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

    /// Patterns with everything, and things that are none.
    fn any_patterns() -> impl Strategy<Value = String> {
        #[rustfmt::skip]
        let pieces = vec![
            "a", "b", "k", "s", "é", "É", "ß", "ſ", "σ", " ", "_", "\n", ".", "^", "$", "|", "(", ")", "(?:", "(?i)", "(?i:", "(?-i)", "(?m)", "(?s)", "(?U)", "(?u)",
            "(?im-s:", "(?P<n>", "(?<m>", "(?<n>", "(?=", "(?", "?", "*", "+", "*?", "{2}", "{1,2}", "{,2}", "{ 1 , 2 }", "{2,1}", "{2,}", "{", "}", "[", "]", "[^", "[a-c]", "[^a-c]", "[]a]",
            "[^]a]", "[-a]", "[a-]", "[a--b]", "[a-z&&[^b]]", "[[:alpha:]]", "[[:^word:]]", "[[:nope:]]", "[:alpha:]", "[a-c~~b]", r"[\w&&é]", r"[\d\s-]", r"[a-\d]", r"[\b]", "-", "&", "&&", "~~", r"\d", r"\D", r"\s",
            r"\S", r"\w", r"\W", r"\b", r"\B", r"\b{start}", r"\b{end}", r"\b{start-half}", r"\b{end-half}", r"\b{2}", r"\<", r"\>", r"\A", r"\z", r"\Z", r"\n", r"\x61", r"\x{e9}", r"\u00e9", r"\U000000e9", r"\x{110000}", r"\.",
            r"\-", r"\%", r"\1", r"\e", r"\", r"[\x61-\x63]", ":", "<", ">", "=", "#", "/",
        ];
        let piece = proptest::sample::select(pieces);
        prop_oneof![
            3 => proptest::collection::vec(piece.clone(), 0..7).prop_map(|pieces| pieces.concat()),
            // Whole ones, which random brackets seldom are.
            2 => proptest::collection::vec((piece.clone(), piece.clone()), 1..4).prop_map(|pieces| {
                pieces.into_iter().map(|(one, other)| format!("(?:{one}|{other})")).collect::<String>()
            }),
            2 => proptest::collection::vec((piece.clone(), piece), 1..3).prop_map(|pieces| {
                pieces.into_iter().map(|(one, other)| format!("(?i)[{one}{other}]+")).collect::<String>()
            }),
        ]
    }

    /// How many steps a pattern needs at the least, as another reader of patterns sees it; a class or a character is one.
    fn steps(hir: &Hir) -> u64 {
        match hir.kind() {
            HirKind::Empty => 0,
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0).map_or(0, |text| text.chars().count() as u64),
            HirKind::Class(_) | HirKind::Look(_) => 1,
            HirKind::Capture(group) => steps(&group.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(steps).sum(),
            HirKind::Repetition(times) => {
                steps(&times.sub).saturating_mul(times.max.unwrap_or_else(|| times.min.max(1)).into())
            }
        }
    }

    /// In what the program and the regex crate differ about a pattern. That the program refuses one for its size, everywhere alike, is no difference where it is over the limit.
    fn differs(text: &str, examples: &[String]) -> Option<String> {
        match (Pattern::new(text), Regex::new(text)) {
            (Ok(ours), Ok(theirs)) => examples.iter().find_map(|example| {
                let (program, whole, says) =
                    (ours.program.is_match(example), ours.is_match(example), theirs.is_match(example));
                (program != says || whole != says)
                    .then(|| format!("{text:?} in {example:?}: {program}, {whole}, {says}"))
            }),
            (Err(_), Err(_)) => None,
            // With the step that every pattern ends with.
            (Err(Refused(program::TOO_LARGE)), Ok(_))
                if regex_syntax::parse(text).is_ok_and(|hir| steps(&hir) + 1 > 1 << 16) =>
            {
                None
            }
            (ours, theirs) => Some(format!("{text:?}: {:?}, {:?}", ours.err(), theirs.err())),
        }
    }

    #[test]
    fn only_what_is_over_the_limit_may_be_refused_for_its_size() {
        // A backslash, and so many times x: where a backslash stands before `\x{110000}`, which alone is a character that there is none of.
        let examples = ["", "x", "\\x"].map(str::to_owned);
        for (text, is_refused) in
            [(r"\\x{110000}", true), (r"\\x{65534}", false), (r"\\x{65535}", true), (r"(?:\\x{110000})?", true)]
        {
            assert_eq!(Pattern::new(text).is_err_and(|why| why.0 == program::TOO_LARGE), is_refused, "{text}");
            assert_eq!(differs(text, &examples), None);
        }
        assert!(Pattern::new(r"\x{110000}").is_err_and(|why| why.0 != program::TOO_LARGE));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

        #[test]
        fn places_say_what_the_regular_expression_says(
            pattern in patterns(),
            start in any::<bool>(),
            end in any::<bool>(),
            texts in proptest::collection::vec("[abcB1 é\u{0}]{0,20}", 12),
        ) {
            let text = format!("{}{pattern}{}", if start { "^" } else { "" }, if end { "$" } else { "" });
            let (regex, pattern, parsed) = (Regex::new(&text).unwrap(), Pattern::new(&text).unwrap(), parse::parse(&text).unwrap());
            for example in texts {
                let says = regex.is_match(&example);
                prop_assert_eq!(pattern.is_match(&example), says, "{} in {:?}", text, example);
                prop_assert_eq!(pattern.program.is_match(&example), says, "program of {} in {:?}", text, example);
                if let Some(told) = Places::new(&parsed).and_then(|places| places.is_match(example.as_bytes())) {
                    prop_assert_eq!(told, says, "places of {} in {:?}", text, example);
                }
            }
        }

        /// The program, which answers in browsers, and the regex crate, which answers elsewhere, take the same patterns and give the same answers.
        #[test]
        fn the_program_takes_and_says_what_the_regex_crate_does(
            text in any_patterns(),
            examples in proptest::collection::vec("[abcABksKSéÉßẞſσςΣ1٣ _.,\n\u{212a}\u{301}-]{0,8}", 10),
        ) {
            prop_assert_eq!(differs(&text, &examples), None);
        }

        #[test]
        fn a_text_is_found_when_it_is_escaped(text in "\\PC{0,12}") {
            prop_assert_eq!(escaped(&text), regex::escape(&text));
            let whole = ["^", &escaped(&text), "$"].concat();
            prop_assert!(Pattern::new(&whole).unwrap().program.is_match(&text), "{}", whole);
        }
    }

    #[test]
    fn patterns_of_frameworks_say_what_the_regex_crate_says() {
        let texts = [
            "We will keep this under review.",
            "Compliance with the duty is certain",
            "compilers",
            "adapted from our earlier assessment",
            "",
            "\u{212a}eep under review",
            "only the public consultation",
            "BAME-led groups",
            "non-white",
            "nonwhite",
            "over represented, more likely",
            "Monitoring…",
            "it meets our duties",
            "İ ı ſhould be reviewed",
        ];
        for text in [
            r"(?i)^\W*((we|will|to|be|continue|should|shall)\s+)*(monitor(ed)?|review(ed)?|(keep|kept) under review)\b[^.;]*[.;]?\s*$",
            r"(?i)\bcompl(y|ies|ied|iant|iance)\b",
            r"(?i)\b(adapted from|copied from|based on (an|the|our) (earlier|previous|existing) (assessment|eia|eqia))\b",
            r"(?i)\b(only|solely)\b.{0,40}\b(consultation|engagement)\b",
            r"(?i)\b(BAME|BME|non-?white|ethnic minorities|minority ethnic (people|residents|communities|groups))\b",
            r"(?i)\b(disproportionate(ly)?|over-?represented|under-?represented|more likely|less likely|most affected|higher rates?|lower rates?)\b",
            r"(?i)\b(?:duty|duties|consultation)(?:['’]?s|es)?\b",
            r"(?i)^\W*(?:(?:monitoring|review|will|keep|this|under|we)(?:\W+|$))+$",
        ] {
            let (ours, theirs) = (Pattern::new(text).unwrap(), Regex::new(text).unwrap());
            for example in texts {
                assert_eq!(ours.program.is_match(example), theirs.is_match(example), "{text} in {example:?}");
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
    }

    #[test]
    fn what_is_left_out_and_what_is_too_much_is_refused() {
        for (text, why) in [
            ("(", "unclosed group"),
            (")", "unopened group"),
            ("[a", "unclosed character class"),
            (r"\w{1000}{1000}", "too large"),
            ("(?:){100000}{100000}", "too large"),
            ("((a{0,9}){0,99}){0,999}", "too large"),
            (r"\pL", "not supported"),
            ("(?x)a", "only i, m, s and U"),
            ("(?-u)a", "only i, m, s and U"),
            ("(?R)a", "only i, m, s and U"),
        ] {
            let said = Pattern::new(text).err().unwrap().0;
            assert!(said.contains(why), "{text}: {said}");
        }
        let deep =
            |open: &str, close: &str| Pattern::new(&[open.repeat(10_000), "a".into(), close.repeat(10_000)].concat());
        assert!(
            deep("(", ")").is_err() && deep("", "*").is_err() && deep("[", "]").is_err() && deep("(", ")*").is_err()
        );
        let classes: String = (0..5_000).map(|code| format!(r"[\w--\x{{{code:x}}}]")).collect();
        assert!(Pattern::new(&classes).err().is_some_and(|why| why.0.contains("too large")));
    }
}
