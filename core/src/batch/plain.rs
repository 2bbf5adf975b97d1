//! Cells in the plain form that most cells of a list have, read without a detour.
//!
//! Whatever is read here is read the same by [`super::cell::parse`]; whatever is not falls to it, and only there something is noticed,
//! refused or explained. Nothing here looks for placeholders: a field whose placeholders could be taken for answers has no plain form.

use super::layout::{OptionTable, SlotLayout, TokenTable};
use crate::value::{Date, FieldType};

/// How the plain cells of a field are read.
#[derive(Debug, Default)]
pub(super) struct PlainForm {
    options: PlainOptions,
    /// No placeholder of the field has a digit, so that none can be taken for a number, date or year.
    numbers: bool,
    /// Least and greatest value.
    bounds: (f64, f64),
    whole: bool,
}

/// A spelling of an option: its length, and its first and last bytes, which together are all of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Spelling {
    length: usize,
    head: u64,
    tail: u64,
}

/// The longest spelling that two words of eight bytes can tell.
const LONGEST: usize = 16;

/// More digits than this may not be exact in a float.
const MOST_DIGITS: usize = 15;

/// Powers of ten, which are exact: a number of at most 15 digits divided by one of them is the nearest float to the decimal, because
/// both are exact and a division is rounded once (W. D. Clinger, "How to read floating point numbers accurately", 1990).
const POWERS_OF_TEN: [f64; MOST_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

impl PlainForm {
    pub(super) fn new(slot: &SlotLayout) -> Self {
        Self {
            options: slot
                .options
                .as_ref()
                .map_or_else(PlainOptions::default, |options| PlainOptions::new(options, &slot.tokens)),
            numbers: !slot.tokens.any(|token| token.bytes().any(|byte| byte.is_ascii_digit())),
            bounds: (slot.bounds.0.unwrap_or(f64::NEG_INFINITY), slot.bounds.1.unwrap_or(f64::INFINITY)),
            whole: slot.kind == FieldType::Integer,
        }
    }

    #[inline]
    pub(super) fn option(&self, cell: &[u8]) -> Option<u16> {
        self.options.find(cell)
    }

    /// Digits, with a full stop between them and a sign before them or not.
    #[inline]
    pub(super) fn number(&self, cell: &[u8]) -> Option<f64> {
        let (negative, digits) = match cell {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if !self.numbers || digits.len() > MOST_DIGITS + 1 {
            return None;
        }
        let mut value = 0u64;
        let mut point = None;
        for (place, byte) in digits.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if *byte == b'.' && point.is_none() && place > 0 {
                point = Some(place + 1);
            } else {
                return None;
            }
        }
        let decimals = digits.len() - point.unwrap_or(digits.len());
        let count = digits.len() - usize::from(point.is_some());
        if count == 0 || count > MOST_DIGITS || point == Some(digits.len()) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most 15 digits are exact")]
        let value = value as f64 / POWERS_OF_TEN.get(decimals)?;
        let value = if negative { -value } else { value };
        (self.is_within(value, value) && !(self.whole && value.fract() != 0.0)).then_some(value)
    }

    /// A day as 2024-01-05.
    #[inline]
    pub(super) fn days(&self, cell: &[u8]) -> Option<i32> {
        let days = Date::from_iso_bytes(cell)?.days();
        (self.numbers && self.is_within(f64::from(days), f64::from(days))).then_some(days)
    }

    /// A year of four digits.
    #[inline]
    pub(super) fn years(&self, cell: &[u8]) -> Option<(i32, i32)> {
        let year = cell
            .first_chunk::<4>()
            .filter(|_| cell.len() == 4)?
            .iter()
            .try_fold(0, |year, byte| byte.is_ascii_digit().then(|| year * 10 + i32::from(byte - b'0')))?;
        (self.numbers && year > 0 && self.is_within(f64::from(year), f64::from(year))).then_some((year, year))
    }

    #[inline]
    fn is_within(&self, low: f64, high: f64) -> bool {
        low >= self.bounds.0 && high <= self.bounds.1
    }
}

/// Spellings of options that are no placeholders, in a table with room to spare.
#[derive(Debug, Default)]
struct PlainOptions {
    /// INVARIANT: a power of two of places, more than half of them free, or none at all.
    places: Vec<(Spelling, u16)>,
}

impl PlainOptions {
    fn new(options: &OptionTable, tokens: &TokenTable) -> Self {
        let spellings: Vec<_> = options
            .spellings()
            .filter(|(text, _)| text.len() <= LONGEST && !text.is_empty() && tokens.find(text).is_none())
            .collect();
        let mut table = Self { places: vec![Default::default(); (spellings.len() * 3).next_power_of_two()] };
        for (text, code) in spellings {
            let spelling = Spelling::of(text.as_bytes());
            let mask = table.places.len() - 1;
            let mut at = spelling.hash() & mask;
            while table.places.get(at).is_some_and(|(other, _)| other.length != 0) {
                at = (at + 1) & mask;
            }
            if let Some(place) = table.places.get_mut(at) {
                *place = (spelling, code);
            }
        }
        table
    }

    #[inline]
    fn find(&self, cell: &[u8]) -> Option<u16> {
        if cell.len() > LONGEST {
            return None;
        }
        let spelling = Spelling::of(cell);
        let mask = self.places.len().wrapping_sub(1);
        let mut at = spelling.hash() & mask;
        loop {
            let (other, code) = self.places.get(at)?;
            if other.length == 0 {
                return None;
            }
            if *other == spelling {
                return Some(*code);
            }
            at = (at + 1) & mask;
        }
    }
}

impl Spelling {
    /// Of at most [`LONGEST`] bytes.
    #[inline]
    fn of(text: &[u8]) -> Self {
        let (head, tail) = if let (Some(head), Some(tail)) = (text.first_chunk(), text.last_chunk()) {
            (u64::from_le_bytes(*head), u64::from_le_bytes(*tail))
        } else if let (Some(head), Some(tail)) = (text.first_chunk(), text.last_chunk()) {
            (u64::from(u32::from_le_bytes(*head)), u64::from(u32::from_le_bytes(*tail)))
        } else {
            let byte = |place: usize| u64::from(text.get(place).copied().unwrap_or(0));
            (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
        };
        Self { length: text.len(), head, tail }
    }

    /// Only has to spread; it never reaches an output.
    #[inline]
    fn hash(self) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29) ^ self.length as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::cell::{Parsed, number};
    use proptest::prelude::*;

    fn form(bounds: (f64, f64), whole: bool) -> PlainForm {
        PlainForm { numbers: true, bounds, whole, ..PlainForm::default() }
    }

    proptest! {
        #[test]
        fn a_plain_number_is_the_number(text in "-?[0-9]{0,9}[.,]?[0-9]{0,9}") {
            let plain = form((f64::NEG_INFINITY, f64::INFINITY), false).number(text.as_bytes());
            if let Some(plain) = plain {
                match number(&text) {
                    Parsed::Number(value) => prop_assert_eq!(value.to_bits(), plain.to_bits(), "{}", text),
                    other => prop_assert!(false, "{text}: {other:?}"),
                }
            } else if let Parsed::Number(_) = number(&text) {
                prop_assert!(text.len() > MOST_DIGITS || text.contains(','), "{text} is plain");
            }
        }

        #[test]
        fn spellings_are_told_apart(one in "[a-c ]{0,16}", other in "[a-c ]{0,16}") {
            prop_assert_eq!(Spelling::of(one.as_bytes()) == Spelling::of(other.as_bytes()), one == other);
        }
    }

    #[test]
    fn bounds_and_wholeness_leave_the_plain_way() {
        assert_eq!(form((0.0, 10.0), false).number(b"10.5"), None);
        assert_eq!(form((0.0, 10.0), false).number(b"-1"), None);
        assert_eq!(form((0.0, 10.0), true).number(b"9.5"), None);
        assert_eq!(form((0.0, 10.0), true).number(b"9.0"), Some(9.0));
        assert_eq!(form((0.0, 3000.0), false).years(b"1895"), Some((1895, 1895)));
        assert_eq!(form((0.0, 3000.0), false).years(b"0000"), None);
        assert_eq!(form((0.0, 3000.0), false).years(b"189O"), None);
    }

    #[test]
    fn options_are_found_by_every_plain_spelling() {
        let mut options = OptionTable::default();
        let spellings =
            ["I", "II", "II*", "none", "statue", "building", "a sixteen-letter", "scheduled monument", "n/a"];
        for (code, text) in (0..).zip(spellings) {
            options.add(text, code);
        }
        let tokens = TokenTable::new(&[("N/A".into(), crate::value::State::NotApplicable)]);
        let plain = PlainOptions::new(&options, &tokens);
        for (code, text) in (0..).zip(spellings) {
            let expected = (text.len() <= LONGEST && text != "n/a").then_some(code);
            assert_eq!(plain.find(text.as_bytes()), expected, "{text}");
        }
        for text in ["", "III", "nones", "Statue", "stat", "building "] {
            assert_eq!(plain.find(text.as_bytes()), None, "{text}");
        }
        assert_eq!(PlainOptions::default().find(b"x"), None);
    }
}
