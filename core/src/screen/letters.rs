//! Letters without their marks, for the folding of names: what a letter is made of when accents, ligatures and forms of presentation are taken away.
//!
//! The facts are those of the Unicode Character Database (Unicode License v3), as the crate unicode-normalization has them, packed into few bytes; a test holds
//! them to that crate's, character by character. The crate itself would be a tenth of what a browser downloads.

use crate::packed::{Numbers, ranges};
use std::sync::LazyLock;

mod tables;

/// Syllables of Hangul, which are made of their parts by a rule (The Unicode Standard, section 3.12).
const SYLLABLES: std::ops::RangeInclusive<u32> = 0xAC00..=0xD7A3;

/// Letters one after the other that are made of something else.
struct Run {
    first: u32,
    count: u32,
    /// What the first is made of; each one after it, where there are several, of the next letter.
    parts: Vec<u32>,
}

struct Letters {
    /// Ranges of marks.
    marks: Vec<[u32; 2]>,
    runs: Vec<Run>,
}

/// Unpacked when the first letter outside ASCII comes.
static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut numbers = Numbers(tables::PARTS);
    let mut runs = Vec::new();
    let (mut at, mut part) = (0, 0u32);
    while let (Some(gap), Some(kind)) = (numbers.next(), numbers.next()) {
        let first = at + gap;
        let (count, length) = if kind & 1 == 1 { (kind >> 1, 1) } else { (1, kind >> 1) };
        let parts = (0..length)
            .map_while(|_| numbers.next())
            .map(|step| {
                // The lowest bit is the sign.
                part = if step & 1 == 0 { part.wrapping_add(step >> 1) } else { part.wrapping_sub(step >> 1) };
                part
            })
            .collect();
        runs.push(Run { first, count, parts });
        at = first + count - 1;
    }
    Letters { marks: ranges(tables::MARKS), runs }
});

/// Whether it is an accent or another mark, which belongs to the character before it.
pub(super) fn is_mark(character: char) -> bool {
    let code = u32::from(character);
    let marks = &LETTERS.marks;
    let after = marks.partition_point(|[first, _]| *first <= code);
    marks.get(after.wrapping_sub(1)).is_some_and(|[_, last]| code <= *last)
}

/// The letters and digits that a letter or digit is made of, one after the other, without marks.
pub(super) fn parts(character: char, mut each: impl FnMut(char)) {
    let code = u32::from(character);
    let mut part = |code: u32| char::from_u32(code).into_iter().for_each(&mut each);
    if SYLLABLES.contains(&code) {
        let place = code - SYLLABLES.start();
        part(0x1100 + place / 588);
        part(0x1161 + place % 588 / 28);
        if !place.is_multiple_of(28) {
            part(0x11A7 + place % 28);
        }
        return;
    }
    let runs = &LETTERS.runs;
    let after = runs.partition_point(|run| run.first <= code);
    match runs.get(after.wrapping_sub(1)).filter(|run| code < run.first + run.count) {
        Some(run) => run.parts.iter().for_each(|first| part(first + (code - run.first))),
        None if is_mark(character) => {}
        None => part(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::making::{hold, packed, packed_ranges};
    use unicode_normalization::char::{decompose_compatible, is_combining_mark};

    fn theirs(character: char) -> Vec<u32> {
        let mut parts = Vec::new();
        decompose_compatible(character, |part| parts.push(part));
        parts.into_iter().filter(|part| !is_combining_mark(*part)).map(u32::from).collect()
    }

    fn packed_marks() -> Vec<u8> {
        let mut ranges: Vec<[u32; 2]> = Vec::new();
        for code in ('\0'..=char::MAX).filter(|character| is_combining_mark(*character)).map(u32::from) {
            match ranges.last_mut() {
                Some([_, last]) if *last + 1 == code => *last = code,
                _ => ranges.push([code; 2]),
            }
        }
        packed_ranges(&ranges)
    }

    /// Only letters and digits are asked about, and syllables are made by rule.
    fn listed(character: char) -> bool {
        let code = u32::from(character);
        !character.is_ascii()
            && character.is_alphanumeric()
            && !SYLLABLES.contains(&code)
            && !is_combining_mark(character)
            && theirs(character) != [code]
    }

    fn packed_parts() -> Vec<u8> {
        let mut runs: Vec<Run> = Vec::new();
        for character in ('\0'..=char::MAX).filter(|character| listed(*character)) {
            let (first, parts) = (u32::from(character), theirs(character));
            match (runs.last_mut(), parts.as_slice()) {
                (Some(run), [only])
                    if run.parts.len() == 1 && run.first + run.count == first && run.parts[0] + run.count == *only =>
                {
                    run.count += 1;
                }
                _ => runs.push(Run { first, count: 1, parts }),
            }
        }
        let mut numbers = Vec::new();
        let (mut at, mut last) = (0, 0u32);
        for run in runs {
            let count = run.parts.len() as u32;
            numbers.extend([run.first - at, if count == 1 { run.count << 1 | 1 } else { count << 1 }]);
            for part in run.parts {
                numbers.push(if part >= last { (part - last) << 1 } else { (last - part) << 1 | 1 });
                last = part;
            }
            at = run.first + run.count - 1;
        }
        packed(numbers)
    }

    /// `BLESS=1` writes the tables anew, for a new Unicode.
    #[test]
    fn the_tables_are_what_the_crate_knows() {
        hold(
            "screen/letters/tables.rs",
            &[
                ("MARKS", "Ranges: how far from the last, how many more.", packed_marks()),
                (
                    "PARTS",
                    "Runs: how far from the last, how many letters (odd) or parts (even), how far each part is from the one before.",
                    packed_parts(),
                ),
            ],
        );
    }

    #[test]
    fn every_letter_is_made_of_what_the_crate_says() {
        let mut made = 0;
        for character in '\0'..=char::MAX {
            assert_eq!(is_mark(character), is_combining_mark(character), "{character:?}");
            if character.is_alphanumeric() {
                let mut ours = Vec::new();
                parts(character, |part| ours.push(u32::from(part)));
                assert_eq!(ours, theirs(character), "{character:?}");
                made += u32::from(ours != [u32::from(character)]);
            }
        }
        assert!(made > 10_000, "{made}");
    }
}
