//! A pattern as a list of steps, and all ways through them at once: time grows with the text and the pattern, never with more (K. Thompson, "Regular
//! expression search algorithm", 1968).

use super::letters;
use super::parse::{Look, Node, Parsed, Why};
use super::set::has;

/// Steps of one pattern.
const MOST_STEPS: usize = 1 << 16;

pub(super) const TOO_LARGE: Why = "it becomes too large: shorten its repetitions";

#[derive(Debug, Clone, Copy)]
enum Step {
    /// A character of these ranges of the pool, then on.
    Take([u32; 2], u32),
    /// Either way.
    Split(u32, u32),
    /// On where this holds.
    Look(Look, u32),
    Found,
}

/// A pattern, ready to be asked about any text.
#[derive(Debug)]
pub(crate) struct Program {
    steps: Vec<Step>,
    start: u32,
    pool: Vec<[u32; 2]>,
    /// The characters of words, where the pattern asks what a word is.
    words: Vec<[u32; 2]>,
    /// ASCII characters with which a match can begin, as bits; `None` when the empty text may be one.
    begins: Option<u128>,
    /// Nothing matches but from the start of the text.
    from_start: bool,
}

impl Program {
    pub(super) fn new(parsed: &Parsed) -> Result<Self, Why> {
        let mut this = Self {
            steps: vec![Step::Found],
            start: 0,
            pool: parsed.pool.clone(),
            words: Vec::new(),
            begins: None,
            from_start: false,
        };
        this.start = this.put(&parsed.root, 0)?;
        if this.steps.iter().any(|step| matches!(step, Step::Look(look, _) if look.is_of_words())) {
            this.words = letters::word().ranges;
        }
        this.from_start = matches!(this.step(this.start), Step::Look(Look::Start, _));
        this.begins = this.first_characters();
        Ok(this)
    }

    fn step(&self, at: u32) -> Step {
        // No step leads outside.
        self.steps.get(at as usize).copied().unwrap_or(Step::Found)
    }

    fn push(&mut self, step: Step) -> Result<u32, Why> {
        if self.steps.len() == MOST_STEPS {
            return Err(TOO_LARGE);
        }
        self.steps.push(step);
        Ok(u32::try_from(self.steps.len() - 1).unwrap_or(0))
    }

    /// The steps of a part from which it goes on to `next`; where they begin.
    fn put(&mut self, node: &Node, next: u32) -> Result<u32, Why> {
        match node {
            Node::Set(ranges) => self.push(Step::Take(*ranges, next)),
            Node::Look(look) => self.push(Step::Look(*look, next)),
            Node::Row(parts) => parts.iter().rev().try_fold(next, |next, part| self.put(part, next)),
            Node::Either(parts) => {
                let mut parts = parts.iter().rev();
                let last = parts.next().map_or(Ok(next), |part| self.put(part, next))?;
                parts.try_fold(last, |other, part| {
                    let this = self.put(part, next)?;
                    self.push(Step::Split(this, other))
                })
            }
            Node::Repeat { least, most, part } => {
                let mut at = next;
                let copies = match most {
                    // Once more, or on.
                    None => {
                        let again = self.push(Step::Split(0, next))?;
                        let inside = self.put(part, again)?;
                        if let Some(step) = self.steps.get_mut(again as usize) {
                            *step = Step::Split(inside, next);
                        }
                        at = if *least == 0 { again } else { inside };
                        least.saturating_sub(1)
                    }
                    Some(most) => {
                        for _ in *least..*most {
                            let inside = self.copied(part, at)?;
                            at = self.push(Step::Split(inside, next))?;
                        }
                        *least
                    }
                };
                for _ in 0..copies {
                    at = self.copied(part, at)?;
                }
                Ok(at)
            }
        }
    }

    /// One of many copies of a part. Each counts as a step at least, or many copies of nothing would take for ever.
    fn copied(&mut self, part: &Node, next: u32) -> Result<u32, Why> {
        let before = self.steps.len();
        let start = self.put(part, next)?;
        if self.steps.len() == before { self.push(Step::Split(start, start)) } else { Ok(start) }
    }

    fn first_characters(&self) -> Option<u128> {
        let mut known = vec![false; self.steps.len()];
        let mut open = vec![self.start];
        let mut begins = 0u128;
        while let Some(at) = open.pop() {
            match known.get_mut(at as usize) {
                Some(known) if !*known => *known = true,
                _ => continue,
            }
            match self.step(at) {
                Step::Found => return None,
                Step::Split(one, other) => open.extend([one, other]),
                Step::Look(_, next) => open.push(next),
                Step::Take(ranges, _) => {
                    for [from, to] in self.ranges(ranges) {
                        (*from..=(*to).min(127)).for_each(|character| begins |= 1 << character);
                    }
                }
            }
        }
        Some(begins)
    }

    fn ranges(&self, [from, to]: [u32; 2]) -> &[[u32; 2]] {
        self.pool.get(from as usize..to as usize).unwrap_or_default()
    }

    fn is_word(&self, character: Option<char>) -> bool {
        character.is_some_and(|character| {
            if character.is_ascii() {
                character == '_' || character.is_ascii_alphanumeric()
            } else {
                has(&self.words, character.into())
            }
        })
    }

    fn holds(&self, look: Look, before: Option<char>, after: Option<char>) -> bool {
        match look {
            Look::Start => before.is_none(),
            Look::End => after.is_none(),
            Look::LineStart => before.is_none_or(|before| before == '\n'),
            Look::LineEnd => after.is_none_or(|after| after == '\n'),
            Look::Boundary => self.is_word(before) != self.is_word(after),
            Look::NoBoundary => self.is_word(before) == self.is_word(after),
            Look::WordStart => !self.is_word(before) && self.is_word(after),
            Look::WordEnd => self.is_word(before) && !self.is_word(after),
            Look::NoWordBefore => !self.is_word(before),
            Look::NoWordAfter => !self.is_word(after),
        }
    }

    /// Whether it matches anywhere in a text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        // By step: the place of the text, from 1, at which it was last reached.
        let mut reached = vec![0usize; self.steps.len()];
        let mut open: Vec<u32> = Vec::new();
        // Steps that take the next character.
        let mut takes: Vec<([u32; 2], u32)> = Vec::new();
        let mut before = None;
        let mut characters = text.chars();
        let mut place = 0;
        loop {
            let after = characters.next();
            place += 1;
            if !self.from_start || place == 1 {
                let hopeless = self.begins.is_some_and(|begins| {
                    after.is_none_or(|after| u32::from(after) < 128 && begins >> u32::from(after) & 1 == 0)
                });
                if !hopeless {
                    open.push(self.start);
                }
            } else if open.is_empty() {
                return false;
            }
            while let Some(at) = open.pop() {
                match reached.get_mut(at as usize) {
                    Some(reached) if *reached != place => *reached = place,
                    _ => continue,
                }
                match self.step(at) {
                    Step::Found => return true,
                    Step::Split(one, other) => open.extend([one, other]),
                    Step::Look(look, next) => {
                        if self.holds(look, before, after) {
                            open.push(next);
                        }
                    }
                    Step::Take(ranges, next) => takes.push((ranges, next)),
                }
            }
            let Some(character) = after else { return false };
            for (ranges, next) in takes.drain(..) {
                if has(self.ranges(ranges), character.into()) {
                    open.push(next);
                }
            }
            before = after;
        }
    }
}
