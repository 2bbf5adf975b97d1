//! Sets of characters, as ranges in order that neither meet nor overlap.

use super::letters;

/// The last character there is.
const LAST: u32 = 0x10_FFFF;
/// A set of characters by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) ranges: Vec<[u32; 2]>,
}

impl Set {
    /// Of ranges in any order.
    pub(super) fn of(mut ranges: Vec<[u32; 2]>) -> Self {
        ranges.sort_unstable();
        let mut joined: Vec<[u32; 2]> = Vec::with_capacity(ranges.len());
        for [from, to] in ranges {
            match joined.last_mut() {
                Some([_, last]) if from <= last.saturating_add(1) => *last = to.max(*last),
                _ => joined.push([from, to]),
            }
        }
        Self { ranges: joined }
    }

    /// One character.
    pub(super) fn one(character: char) -> Self {
        Self { ranges: vec![[character.into(); 2]] }
    }

    pub(super) fn add(&mut self, more: &Self) {
        self.ranges.extend_from_slice(&more.ranges);
        *self = Self::of(std::mem::take(&mut self.ranges));
    }

    /// All other numbers; those that no character has make no difference.
    pub(super) fn negated(&self) -> Self {
        let mut left = Vec::with_capacity(self.ranges.len() + 1);
        let mut from = 0;
        for [start, end] in &self.ranges {
            if from < *start {
                left.push([from, start - 1]);
            }
            from = end + 1;
        }
        if from <= LAST {
            left.push([from, LAST]);
        }
        Self { ranges: left }
    }

    /// The characters that both have.
    pub(super) fn both(&self, other: &Self) -> Self {
        let mut all = self.negated();
        all.add(&other.negated());
        all.negated()
    }

    pub(super) fn has(&self, character: u32) -> bool {
        has(&self.ranges, character)
    }

    /// With all characters that differ from one of these in capital and small only.
    pub(super) fn either_case(mut self) -> Self {
        let runs = letters::cases();
        // First the letter that stands for all its forms, then all forms of those.
        for to_form in [false, true] {
            let mut more = Vec::new();
            for run in &runs {
                for (form, stands) in run.pairs(&self.ranges, to_form) {
                    let (known, new) = if to_form { (stands, form) } else { (form, stands) };
                    if self.has(known) {
                        more.push([new; 2]);
                    }
                }
            }
            self.add(&Self { ranges: more });
        }
        self
    }
}

/// Whether one of the ranges, which are in order, has a character.
pub(super) fn has(ranges: &[[u32; 2]], character: u32) -> bool {
    let after = ranges.partition_point(|[from, _]| *from <= character);
    ranges.get(after.wrapping_sub(1)).is_some_and(|[_, to]| character <= *to)
}

/// A character with those that differ from it in capital and small only.
pub(super) fn forms(character: char) -> Set {
    if !character.is_ascii() {
        return Set::one(character).either_case();
    }
    // What the tables say, without them: nearly all letters of patterns are these.
    let (capital, small) = (character.to_ascii_uppercase(), character.to_ascii_lowercase());
    let further = match small {
        'k' => Some('\u{212A}'),
        's' => Some('\u{17F}'),
        _ => None,
    };
    Set::of([Some(capital), Some(small), further].into_iter().flatten().map(|form| [form.into(); 2]).collect())
}
