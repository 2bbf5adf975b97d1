//! What Unicode says of characters, as far as patterns ask: which stand in words, which are digits, which differ in capital and small only.
//!
//! The facts are those of the Unicode Character Database (Unicode License v3), packed into few bytes; a test holds them to the regex crate's, character by character.

use super::set::Set;
use crate::packed::{Numbers, ranges};

mod tables;

/// Letters, marks, digits, connecting punctuation: `\w`.
pub(super) fn word() -> Set {
    Set { ranges: ranges(tables::WORD) }
}

/// Decimal digits of all scripts: `\d`.
pub(super) fn digit() -> Set {
    Set { ranges: ranges(tables::DIGIT) }
}

/// White space: `\s`.
pub(super) fn space() -> Set {
    let points = [0x20, 0x85, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000].map(|point| [point; 2]);
    Set::of(points.into_iter().chain([[0x09, 0x0D], [0x2000, 0x200A], [0x2028, 0x2029]]).collect())
}

/// Characters that stand for others: each of `count` from `start`, `step` apart, is a form of the one `down` before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    start: u32,
    count: u32,
    step: u32,
    down: u32,
}

impl Run {
    /// Each form with what it stands for, as far as the ranges can have either.
    pub(super) fn pairs(self, ranges: &[[u32; 2]], by_stands: bool) -> impl Iterator<Item = (u32, u32)> {
        let first = if by_stands { self.start - self.down } else { self.start };
        let last = first + (self.count - 1) * self.step;
        let after = ranges.partition_point(|[_, to]| *to < first);
        let touched = ranges.get(after).is_some_and(|[from, _]| *from <= last);
        let count = if touched { self.count } else { 0 };
        (0..count).map(move |place| (self.start + place * self.step, self.start + place * self.step - self.down))
    }
}

/// Runs of letters that are forms of one another.
pub(super) fn cases() -> Vec<Run> {
    let mut numbers = Numbers(tables::CASES);
    let mut runs = Vec::new();
    let mut at = 0;
    while let (Some(gap), Some(count), Some(down)) = (numbers.next(), numbers.next(), numbers.next()) {
        let (count, step) = (count / 2, 1 + count % 2);
        runs.push(Run { start: at + gap, count, step, down });
        at += gap + (count - 1) * step;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::making::{hold, packed, packed_ranges};
    use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

    fn of_class(class: &ClassUnicode) -> Vec<[u32; 2]> {
        class.iter().map(|range| [u32::from(range.start()), u32::from(range.end())]).collect()
    }

    fn theirs(pattern: &str) -> Vec<[u32; 2]> {
        match regex_syntax::parse(pattern).unwrap().kind() {
            HirKind::Class(Class::Unicode(class)) => of_class(class),
            other => panic!("{other:?}"),
        }
    }

    /// All characters that differ from this one in case only, this one with them.
    fn forms(character: char) -> ClassUnicode {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
        class.try_case_fold_simple().unwrap();
        class
    }

    fn packed_cases() -> Vec<u8> {
        // Every letter that is not the first of its forms, with how far down that is.
        let stands: Vec<(u32, u32)> = ('\0'..=char::MAX)
            .filter_map(|character| {
                let first = u32::from(forms(character).iter().next().unwrap().start());
                (first != u32::from(character)).then(|| (character.into(), u32::from(character) - first))
            })
            .collect();
        let mut runs: Vec<Run> = Vec::new();
        for (form, down) in stands {
            match runs.last_mut() {
                Some(run) if run.down == down && run.count == 1 && form - run.start <= 2 => {
                    (run.count, run.step) = (2, form - run.start);
                }
                Some(run) if run.down == down && run.count > 1 && form == run.start + run.count * run.step => {
                    run.count += 1;
                }
                _ => runs.push(Run { start: form, count: 1, step: 1, down }),
            }
        }
        let mut at = 0;
        packed(runs.into_iter().flat_map(|run| {
            let numbers = [run.start - at, run.count * 2 + (run.step - 1), run.down];
            at = run.start + (run.count - 1) * run.step;
            numbers
        }))
    }

    /// `BLESS=1` writes the tables anew, for a new Unicode.
    #[test]
    fn the_tables_are_what_the_regex_crate_knows() {
        hold(
            "pattern/letters/tables.rs",
            &[
                ("WORD", "Ranges: how far from the last, how many more.", packed_ranges(&theirs(r"\w"))),
                ("DIGIT", "Ranges: how far from the last, how many more.", packed_ranges(&theirs(r"\d"))),
                (
                    "CASES",
                    "Runs: how far from the last, twice their length and whether every other character, how far down their first forms.",
                    packed_cases(),
                ),
            ],
        );
    }

    #[test]
    fn classes_are_those_of_the_regex_crate() {
        assert_eq!(word().ranges, theirs(r"\w"));
        assert_eq!(digit().ranges, theirs(r"\d"));
        assert_eq!(space().ranges, theirs(r"\s"));
        assert_eq!(word().negated().ranges, theirs(r"\W"));
        assert_eq!(digit().negated().ranges, theirs(r"\D"));
        assert_eq!(space().negated().ranges, theirs(r"\S"));
    }

    #[test]
    fn every_character_has_the_forms_that_the_regex_crate_knows() {
        let mut letters = 0;
        let runs = cases();
        let cased: Vec<[u32; 2]> = runs
            .iter()
            .flat_map(|run| (0..run.count).map(|at| run.start + at * run.step))
            .flat_map(|form| [[form; 2]])
            .collect();
        let cased = Set::of(cased).either_case();
        for character in '\0'..=char::MAX {
            let theirs = of_class(&forms(character));
            letters += u32::from(theirs.len() > 1 || theirs[0][0] != theirs[0][1]);
            if cased.has(character.into()) {
                assert_eq!(Set::one(character).either_case().ranges, theirs, "{character:?}");
            } else {
                assert_eq!(theirs, [[u32::from(character); 2]], "{character:?}");
            }
        }
        assert!(letters > 2_000, "{letters}");
    }
}
