//! The text of a pattern as a tree: the language of Rust's regex crate, without the parts that nobody writing a framework needs.
//!
//! Left out are `\p{…}` and the flags `x`, `R` and `-u`: they say so. What is greedy is read and makes no difference to whether there is a match.

use super::letters;
use super::set::{Set, forms};
use std::collections::BTreeSet;

/// Parts within parts.
const DEEPEST: u32 = 250;
/// Ranges of characters of a whole pattern.
const MOST_RANGES: usize = 1 << 16;

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    /// The characters that the ranges at these places of the pool have.
    Set([u32; 2]),
    Look(Look),
    /// One after the other; of none, nothing at all.
    Row(Vec<Node>),
    /// One of them.
    Either(Vec<Node>),
    /// So many times, or more.
    Repeat {
        least: u32,
        most: Option<u32>,
        part: Box<Node>,
    },
}

/// What has to stand around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Start,
    End,
    LineStart,
    LineEnd,
    Boundary,
    NoBoundary,
    WordStart,
    WordEnd,
    NoWordBefore,
    NoWordAfter,
}

impl Look {
    /// Whether it asks what a word is.
    pub(super) fn is_of_words(self) -> bool {
        !matches!(self, Self::Start | Self::End | Self::LineStart | Self::LineEnd)
    }
}

/// A pattern as it was read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Node,
    /// Ranges of all sets.
    pub(super) pool: Vec<[u32; 2]>,
}

/// Why a pattern cannot be used, in words that go after "because".
pub(super) type Why = &'static str;

#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    either_case: bool,
    lines: bool,
    dot_takes_all: bool,
}

/// What stands between two operators of a class: `&&`, `--`, `~~`.
#[derive(Clone, Copy)]
enum Operator {
    Both,
    Without,
    OneOnly,
}

struct Reader<'t> {
    rest: &'t str,
    flags: Flags,
    pool: Vec<[u32; 2]>,
    names: BTreeSet<&'t str>,
    /// Sets of many ranges that are in the pool, which are written again and again: `\w`.
    long: Vec<[u32; 2]>,
}

/// A mark after a backslash, or a character.
enum Mark {
    Character(char),
    Class(Set),
    Look(Look),
}

/// Reads a pattern.
pub(super) fn parse(text: &str) -> Result<Parsed, Why> {
    let mut reader =
        Reader { rest: text, flags: Flags::default(), pool: Vec::new(), names: BTreeSet::new(), long: Vec::new() };
    let (root, _) = reader.either(0)?;
    if !reader.rest.is_empty() {
        return Err("unopened group: a `)` has no `(` before it");
    }
    Ok(Parsed { root, pool: reader.pool })
}

/// The characters that have a meaning of their own, with a backslash before them.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Rows between bars, up to the end of a group or of the text; with how deep it is.
    fn either(&mut self, depth: u32) -> Result<(Node, u32), Why> {
        if depth > DEEPEST {
            return Err("too many groups within groups");
        }
        let (first, mut deep) = self.row(depth)?;
        let mut all = vec![first];
        while self.takes("|") {
            let (row, more) = self.row(depth)?;
            all.push(row);
            deep = deep.max(more);
        }
        Ok(match all.pop() {
            Some(only) if all.is_empty() => (only, deep),
            last => {
                all.extend(last);
                (Node::Either(all), deep + 1)
            }
        })
    }

    fn row(&mut self, depth: u32) -> Result<(Node, u32), Why> {
        let mut row = Vec::new();
        // Whether the last part can be repeated, and how deep it is.
        let mut last: Option<u32> = None;
        let mut deepest = 0;
        while let Some(character) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            if matches!(character, '?' | '*' | '+' | '{') {
                let before = last.and_then(|deep| Some((deep, row.pop()?)));
                let (deep, part) = before.ok_or("nothing before a repetition")?;
                let (least, most) = self.times()?;
                self.takes("?");
                if deep == DEEPEST {
                    return Err("too many repetitions of repetitions");
                }
                row.push(Node::Repeat { least, most, part: Box::new(part) });
                last = Some(deep + 1);
            } else if character == '(' {
                match self.group(depth)? {
                    // Flags stand for no part.
                    None => last = None,
                    Some((node, deep)) => {
                        row.push(node);
                        last = Some(deep + 1);
                    }
                }
            } else {
                let node = self.single(character, depth)?;
                row.push(node);
                last = Some(0);
            }
            deepest = deepest.max(last.unwrap_or(0));
            if deepest > DEEPEST {
                return Err("too many groups within groups");
            }
        }
        // A row within a row is one row, so that what stands at its ends is seen.
        let mut flat = Vec::with_capacity(row.len());
        for node in row {
            match node {
                Node::Row(parts) => flat.extend(parts),
                other => flat.push(other),
            }
        }
        Ok((Node::Row(flat), deepest + 1))
    }

    fn single(&mut self, character: char, depth: u32) -> Result<Node, Why> {
        if character == '[' {
            self.next();
            let class = self.class(depth)?;
            return self.set(class);
        }
        let mark = match character {
            '\\' => self.escape()?,
            '.' => {
                self.next();
                let newline = if self.flags.dot_takes_all { Set::default() } else { Set::one('\n') };
                Mark::Class(newline.negated())
            }
            '^' => {
                self.next();
                Mark::Look(if self.flags.lines { Look::LineStart } else { Look::Start })
            }
            '$' => {
                self.next();
                Mark::Look(if self.flags.lines { Look::LineEnd } else { Look::End })
            }
            other => {
                self.next();
                Mark::Character(other)
            }
        };
        match mark {
            Mark::Character(character) if self.flags.either_case => self.set(forms(character)),
            Mark::Character(character) => self.set(Set::one(character)),
            Mark::Class(class) => self.set(class),
            Mark::Look(look) => Ok(Node::Look(look)),
        }
    }

    /// Puts a set into the pool.
    fn set(&mut self, set: Set) -> Result<Node, Why> {
        let same = |at: &&[u32; 2]| self.pool.get(at[0] as usize..at[1] as usize) == Some(set.ranges.as_slice());
        if let Some(known) = self.long.iter().find(same) {
            return Ok(Node::Set(*known));
        }
        let from = self.pool.len();
        let to = from + set.ranges.len();
        if to > MOST_RANGES {
            return Err("it becomes too large: it has too many classes");
        }
        let place = [u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(to).unwrap_or(u32::MAX)];
        if set.ranges.len() > 16 {
            self.long.push(place);
        }
        self.pool.extend_from_slice(&set.ranges);
        Ok(Node::Set(place))
    }

    /// `(…)`; none for `(?i)`, which sets flags for what follows.
    fn group(&mut self, depth: u32) -> Result<Option<(Node, u32)>, Why> {
        self.next();
        let before = self.flags;
        if ["?=", "?!", "?<=", "?<!"].iter().any(|look| self.rest.starts_with(look)) {
            return Err("looking ahead or behind is not supported");
        }
        if self.takes("?P<") || self.takes("?<") {
            self.name()?;
        } else if self.takes("?") && self.flags()? {
            return Ok(None);
        }
        let (node, deep) = self.either(depth + 1)?;
        if !self.takes(")") {
            return Err("unclosed group: a `(` has no `)`");
        }
        self.flags = before;
        Ok(Some((node, deep)))
    }

    fn name(&mut self) -> Result<(), Why> {
        let (name, rest) = self.rest.split_once('>').ok_or("the name of a group has no `>`")?;
        let mut characters = name.chars();
        let first = characters.next().is_some_and(|first| first == '_' || first.is_alphabetic());
        if !first || !characters.all(|other| other.is_alphanumeric() || "_.[]".contains(other)) {
            return Err("the name of a group has to begin with a letter and to go on with letters, digits and `_`");
        }
        if !self.names.insert(name) {
            return Err("two groups have the same name");
        }
        self.rest = rest;
        Ok(())
    }

    /// `i)` or `i-s:`; whether they are all there is.
    fn flags(&mut self) -> Result<bool, Why> {
        let mut seen = String::new();
        let mut on = true;
        loop {
            let flag = self.next().ok_or("unclosed group: a `(` has no `)`")?;
            if matches!(flag, ')' | ':') {
                if seen.ends_with('-') {
                    return Err("no flag after `-`");
                }
                if flag == ')' && seen.is_empty() {
                    return Err("nothing before a repetition");
                }
                return Ok(flag == ')');
            }
            if seen.contains(flag) {
                return Err("a flag stands there twice");
            }
            seen.push(flag);
            match flag {
                '-' => on = false,
                'i' => self.flags.either_case = on,
                'm' => self.flags.lines = on,
                's' => self.flags.dot_takes_all = on,
                // Which of several matches is found, and what is always so.
                'U' => {}
                'u' if on => {}
                'x' | 'R' | 'u' => return Err("of flags, only i, m, s and U are supported"),
                _ => return Err("unknown flag: flags are i, m, s and U"),
            }
        }
    }

    /// `?`, `*`, `+` or `{2,3}`.
    fn times(&mut self) -> Result<(u32, Option<u32>), Why> {
        match self.next() {
            Some('?') => return Ok((0, Some(1))),
            Some('*') => return Ok((0, None)),
            Some('+') => return Ok((1, None)),
            _ => {}
        }
        let (inside, rest) = self.rest.split_once('}').ok_or("unclosed repetition: a `{` has no `}`")?;
        self.rest = rest;
        let number = |text: &str| {
            let digits = text.trim();
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| plain).ok_or("the numbers of a repetition are to be like {2}, {2,} or {2,3}")
        };
        let (least, most) = match inside.split_once(',') {
            None => {
                let exactly = number(inside)?;
                (exactly, Some(exactly))
            }
            Some((least, most)) if most.trim().is_empty() => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        if most.is_some_and(|most| most < least) {
            return Err("the numbers of a repetition are the wrong way round");
        }
        Ok((least, most))
    }

    fn escape(&mut self) -> Result<Mark, Why> {
        const UNENDED: Why = "nothing after a backslash";
        self.next();
        let character = self.next().ok_or(UNENDED)?;
        Ok(match character {
            '0'..='9' => return Err("going back to what a group found is not supported"),
            'x' => Mark::Character(self.code(2)?),
            'u' => Mark::Character(self.code(4)?),
            'U' => Mark::Character(self.code(8)?),
            'p' | 'P' => return Err("properties of characters (`\\p`) are not supported"),
            'd' => Mark::Class(letters::digit()),
            'D' => Mark::Class(letters::digit().negated()),
            's' => Mark::Class(letters::space()),
            'S' => Mark::Class(letters::space().negated()),
            'w' => Mark::Class(letters::word()),
            'W' => Mark::Class(letters::word().negated()),
            'a' => Mark::Character('\x07'),
            'f' => Mark::Character('\x0C'),
            't' => Mark::Character('\t'),
            'n' => Mark::Character('\n'),
            'r' => Mark::Character('\r'),
            'v' => Mark::Character('\x0B'),
            'A' => Mark::Look(Look::Start),
            'z' => Mark::Look(Look::End),
            'b' => Mark::Look(self.boundary()?),
            'B' => Mark::Look(Look::NoBoundary),
            '<' => Mark::Look(Look::WordStart),
            '>' => Mark::Look(Look::WordEnd),
            mark if mark.is_ascii() && !mark.is_ascii_alphanumeric() => Mark::Character(mark),
            _ => return Err("unknown mark after a backslash"),
        })
    }

    /// What `\b` means: `\b{start}` and the like, or a boundary that may be repeated.
    fn boundary(&mut self) -> Result<Look, Why> {
        let named = self.rest.strip_prefix('{');
        let Some(named) = named.filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')) else {
            return Ok(Look::Boundary);
        };
        let (name, rest) = named.split_once('}').ok_or("unclosed boundary: a `{` has no `}`")?;
        self.rest = rest;
        match name {
            "start" => Ok(Look::WordStart),
            "end" => Ok(Look::WordEnd),
            "start-half" => Ok(Look::NoWordBefore),
            "end-half" => Ok(Look::NoWordAfter),
            _ => Err("unknown boundary: they are start, end, start-half and end-half"),
        }
    }

    /// A character by its number: so many digits, or as many as there are between braces.
    fn code(&mut self, digits: usize) -> Result<char, Why> {
        const WRONG: Why = "this is no number of a character: `\\x41`, `\\u0041`, `\\x{41}`";
        let text = if let Some(rest) = self.rest.strip_prefix('{') {
            let (text, rest) = rest.split_once('}').ok_or(WRONG)?;
            self.rest = rest;
            text
        } else {
            let text = self.rest.get(..digits).ok_or(WRONG)?;
            self.rest = self.rest.get(digits..).unwrap_or("");
            text
        };
        let plain = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(text, 16).ok().filter(|_| plain).and_then(char::from_u32).ok_or(WRONG)
    }

    /// A class after its `[`.
    fn class(&mut self, depth: u32) -> Result<Set, Why> {
        const UNCLOSED: Why = "unclosed character class: a `[` has no `]`";
        if depth > DEEPEST {
            return Err("too many classes within classes");
        }
        let negated = self.takes("^");
        let mut set: Vec<[u32; 2]> = Vec::new();
        while self.takes("-") {
            set.push([u32::from('-'); 2]);
        }
        if set.is_empty() && self.takes("]") {
            set.push([u32::from(']'); 2]);
        }
        // What stands before an operator.
        let mut before: Option<(Set, Operator)> = None;
        loop {
            let next = self.peek().ok_or(UNCLOSED)?;
            let operator = if self.takes("&&") {
                Operator::Both
            } else if self.takes("--") {
                Operator::Without
            } else if self.takes("~~") {
                Operator::OneOnly
            } else if next == ']' {
                self.next();
                let set = self.joined(before, set);
                let set = if self.flags.either_case { set.either_case() } else { set };
                return Ok(if negated { set.negated() } else { set });
            } else {
                if next == '[' {
                    let inner = match self.named_class() {
                        Some(named) => named,
                        None => {
                            self.next();
                            self.class(depth + 1)?
                        }
                    };
                    set.extend(inner.ranges);
                } else {
                    self.range(&mut set)?;
                }
                continue;
            };
            before = Some((self.joined(before, std::mem::take(&mut set)), operator));
        }
    }

    /// What stood before an operator with what stands after it.
    fn joined(&self, before: Option<(Set, Operator)>, set: Vec<[u32; 2]>) -> Set {
        let right = Set::of(set);
        let Some((left, operator)) = before else { return right };
        let (left, right) =
            if self.flags.either_case { (left.either_case(), right.either_case()) } else { (left, right) };
        match operator {
            Operator::Both => left.both(&right),
            Operator::Without => left.both(&right.negated()),
            Operator::OneOnly => {
                let mut one = left.both(&right.negated());
                one.add(&right.both(&left.negated()));
                one
            }
        }
    }

    /// `[:alpha:]` within a class.
    fn named_class(&mut self) -> Option<Set> {
        let rest = self.rest.strip_prefix("[:")?;
        let (negated, rest) = rest.strip_prefix('^').map_or((false, rest), |rest| (true, rest));
        let (name, rest) = rest.split_once(':')?;
        let rest = rest.strip_prefix(']')?;
        let ranges: &[&[u8; 2]] = match name {
            "alnum" => &[b"09", b"AZ", b"az"],
            "alpha" => &[b"AZ", b"az"],
            "ascii" => &[b"\x00\x7F"],
            "blank" => &[b"\t\t", b"  "],
            "cntrl" => &[b"\x00\x1F", b"\x7F\x7F"],
            "digit" => &[b"09"],
            "graph" => &[b"!~"],
            "lower" => &[b"az"],
            "print" => &[b" ~"],
            "punct" => &[b"!/", b":@", b"[`", b"{~"],
            "space" => &[b"\t\r", b"  "],
            "upper" => &[b"AZ"],
            "word" => &[b"09", b"AZ", b"__", b"az"],
            "xdigit" => &[b"09", b"AF", b"af"],
            _ => return None,
        };
        self.rest = rest;
        let set = Set::of(ranges.iter().map(|[from, to]| [u32::from(*from), u32::from(*to)]).collect());
        let set = if self.flags.either_case { set.either_case() } else { set };
        Some(if negated { set.negated() } else { set })
    }

    /// A character of a class, a range of them, or a class with a backslash.
    fn range(&mut self, set: &mut Vec<[u32; 2]>) -> Result<(), Why> {
        const NO_END: Why = "a range of characters has to go from one character to another";
        let first = self.member()?;
        let mut ahead = self.rest.chars();
        let ranged = ahead.next() == Some('-') && !matches!(ahead.next(), Some(']' | '-'));
        let from = match first {
            Mark::Character(character) => u32::from(character),
            Mark::Class(class) if !ranged => {
                set.extend(class.ranges);
                return Ok(());
            }
            Mark::Look(_) if !ranged => return Err("a boundary cannot stand in a class"),
            _ => return Err(NO_END),
        };
        let to = if ranged {
            self.next();
            match self.member()? {
                Mark::Character(character) => u32::from(character),
                _ => return Err(NO_END),
            }
        } else {
            from
        };
        if to < from {
            return Err("a range of characters is the wrong way round");
        }
        set.push([from, to]);
        Ok(())
    }

    fn member(&mut self) -> Result<Mark, Why> {
        match self.peek() {
            None => Err("unclosed character class: a `[` has no `]`"),
            Some('\\') => self.escape(),
            Some(other) => {
                self.next();
                Ok(Mark::Character(other))
            }
        }
    }
}
