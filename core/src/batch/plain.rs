//! Cells in the plain form that most cells have, read without a detour.
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
    pub(super) numbers: bool,
    /// Least and greatest value.
    bounds: (f64, f64),
    whole: bool,
    /// Any text is an answer.
    pub(super) takes_any_text: bool,
}

/// A cell of a text in which other cells lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    whole: &'a [u8],
    start: usize,
    length: usize,
}

/// The longest cell that one word can hold.
const LONGEST: usize = 16;

impl<'a> Cell<'a> {
    /// The bytes from `start` up to `end`, which is not before it.
    #[cfg_attr(not(feature = "list"), allow(dead_code, reason = "only lists have cells in a text"))]
    #[inline]
    pub(super) fn new(whole: &'a [u8], [start, end]: [u32; 2]) -> Self {
        Self { whole, start: start as usize, length: end.wrapping_sub(start) as usize }
    }

    #[cfg_attr(not(feature = "list"), allow(dead_code, reason = "only lists have cells in a text"))]
    #[inline]
    pub(super) fn is_empty(self) -> bool {
        self.length == 0
    }

    #[inline]
    pub(super) fn bytes(self) -> &'a [u8] {
        self.whole.get(self.start..self.start + self.length).unwrap_or(&[])
    }

    /// The whole cell, its first byte lowest, and zeros after it; lists hold no zero bytes, so no two cells have the same word.
    #[inline]
    fn word(self) -> Option<u128> {
        if self.length > LONGEST {
            return None;
        }
        // None of the word's bytes belong to an empty cell.
        let mask = u128::MAX.checked_shr(8 * (LONGEST - self.length) as u32).unwrap_or(0);
        let rest = self.whole.get(self.start..)?;
        let word = match rest.first_chunk() {
            Some(bytes) => u128::from_le_bytes(*bytes),
            None => word_of(rest),
        };
        Some(word & mask)
    }
}

impl Cell<'_> {
    /// The first eight bytes of a cell that has so many, the first one lowest.
    #[inline]
    fn first(self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes().first_chunk()?))
    }

    /// The last eight bytes of a cell that has so many, the last one highest.
    #[inline]
    fn last(self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes().last_chunk()?))
    }

    /// The same for a cell that is not empty and has at most eight bytes.
    #[inline]
    fn short_word(self) -> Option<u64> {
        let unused = 64u32.checked_sub(8 * u32::try_from(self.length).ok()?)?;
        let rest = self.whole.get(self.start..)?;
        let word = match rest.first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => word_of(rest) as u64,
        };
        Some(word & u64::MAX.checked_shr(unused)?)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self { whole: text.as_bytes(), start: 0, length: text.len() }
    }
}

/// At most 16 bytes as a word: the first and the last of them, which may overlap, for there they are the same.
fn word_of(bytes: &[u8]) -> u128 {
    let beyond = |length: usize| 8 * bytes.len().saturating_sub(length) as u32;
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << beyond(8);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << beyond(4);
    }
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u128::from(*byte))
}

/// More digits than this may not be exact in a float.
const MOST_DIGITS: usize = 15;

/// Powers of ten, which are exact: a number of at most 15 digits divided by one of them is the nearest float to the decimal, because
/// both are exact and a division is rounded once (W. D. Clinger, "How to read floating point numbers accurately", 1990).
const POWERS_OF_TEN: [f64; MOST_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

const WHOLE_POWERS_OF_TEN: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Whether a cell that is not empty begins and ends with ASCII that is seen: nothing has to be cut from it.
#[inline]
fn is_trimmed(cell: &[u8]) -> bool {
    let is_seen = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7F).contains(byte));
    is_seen(cell.first()) && is_seen(cell.last())
}

/// Whether a cell that is not empty is an answer as it stands, for a text field that takes any.
#[inline]
pub(super) fn is_plain_text(slot: &SlotLayout, cell: Cell<'_>) -> bool {
    let cell = cell.bytes();
    // What begins with this may be an error of a spreadsheet.
    is_trimmed(cell) && cell.first() != Some(&b'#') && slot.tokens.rules_out(cell)
}

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
            takes_any_text: slot.kind.is_text() && slot.kind != FieldType::Url && slot.pattern.is_none(),
        }
    }

    /// Whether a cell that is not empty is plain, for a field of another kind than text.
    #[inline(never)]
    pub(super) fn is_plain(&self, kind: FieldType, cell: Cell<'_>) -> bool {
        match kind {
            FieldType::Choice | FieldType::YesNo => self.option(cell).is_some(),
            FieldType::Number | FieldType::Integer => self.number(cell).is_some(),
            FieldType::Date => self.days(cell).is_some(),
            FieldType::Year => self.years(cell).is_some(),
            _ => false,
        }
    }

    #[inline(always)]
    pub(super) fn option(&self, cell: Cell<'_>) -> Option<u16> {
        self.options.find(cell)
    }

    /// Digits, with a full stop between them and a sign before them or not.
    #[inline(always)]
    pub(super) fn number(&self, cell: Cell<'_>) -> Option<f64> {
        if !self.numbers {
            return None;
        }
        let Written { negative, digits, decimals } = if cell.length <= 8 {
            short_number(cell.short_word()?, cell.length)
        } else {
            long_number(cell.first()?, cell.last()?, cell.length)
        }?;
        let is_whole = decimals == 0;
        #[expect(clippy::cast_precision_loss, reason = "at most 15 digits are exact")]
        let value = if is_whole { digits as f64 } else { digits as f64 / POWERS_OF_TEN.get(decimals)? };
        let value = if negative { -value } else { value };
        (self.is_within(value, value) && (is_whole || !self.whole || value.fract() == 0.0)).then_some(value)
    }

    /// A day as 2024-01-05.
    #[inline(always)]
    pub(super) fn days(&self, cell: Cell<'_>) -> Option<i32> {
        if cell.length != 10 || !self.numbers {
            return None;
        }
        let days = day_of(cell.first()?, cell.last()?)?.days();
        self.is_within(f64::from(days), f64::from(days)).then_some(days)
    }

    /// A year of four digits.
    #[inline]
    pub(super) fn years(&self, cell: Cell<'_>) -> Option<(i32, i32)> {
        let year = cell.bytes().first_chunk::<4>().filter(|_| cell.length == 4)?;
        let year =
            year.iter().try_fold(0, |year, byte| byte.is_ascii_digit().then(|| year * 10 + i32::from(byte - b'0')))?;
        (self.numbers && year > 0 && self.is_within(f64::from(year), f64::from(year))).then_some((year, year))
    }

    /// Whether a value lies within the field's bounds.
    #[inline]
    pub(super) fn is_within(&self, low: f64, high: f64) -> bool {
        low >= self.bounds.0 && high <= self.bounds.1
    }
}

/// In every byte a one, and its highest bit.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x80 * ONES;

/// A number as it is written.
struct Written {
    negative: bool,
    /// All its digits as a whole number.
    digits: u64,
    /// How many of them stand behind the full stop.
    decimals: usize,
}

/// A number of at most eight bytes, all digits at once.
#[inline]
fn short_number(word: u64, length: usize) -> Option<Written> {
    let negative = word as u8 == b'-';
    let (word, length) = if negative { (word >> 8, length - 1) } else { (word, length) };
    // A byte that is a full stop is zero here, and has its highest bit set in the next line.
    let stops = word ^ (u64::from(b'.') * ONES);
    let stops = !(((stops & !HIGHEST) + !HIGHEST) | stops) & HIGHEST;
    let (word, length, decimals) = if stops == 0 {
        (word, length, 0)
    } else {
        let at = stops.trailing_zeros() as usize / 8;
        if at == 0 || at + 1 >= length {
            return None;
        }
        let before = word & ((1 << (8 * at)) - 1);
        (before | (word >> (8 * (at + 1))) << (8 * at), length - 1, length - 1 - at)
    };
    if length == 0 {
        return None;
    }
    Some(Written { negative, digits: eight_digits(values(word, length))?, decimals })
}

/// The values of so many digits, one to eight, the last in the highest byte, and zeros before the first one.
#[inline]
fn values(word: u64, length: usize) -> u64 {
    let unused = 64u32.wrapping_sub(8 * length as u32) & 63;
    (word ^ ((u64::from(b'0') * ONES) >> unused)) << unused
}

/// The number that eight digits write, the first of them lowest, each as its value; `None` where a byte is none.
#[inline]
fn eight_digits(digits: u64) -> Option<u64> {
    // A byte above 9 sets its highest bit here, or has it set.
    if (digits.wrapping_add(0x76 * ONES) | digits) & HIGHEST != 0 {
        return None;
    }
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xFFFF_FFFF)
}

/// A number of nine to sixteen bytes, of which these are the first and the last eight, in the same way.
#[inline]
fn long_number(first: u64, last: u64, length: usize) -> Option<Written> {
    if length > LONGEST {
        return None;
    }
    let negative = first as u8 == b'-';
    let sign = usize::from(negative);
    // The first full stop, if it stands so early that all behind it is in the last bytes. A second one is no digit and is refused below.
    let stops = first ^ (u64::from(b'.') * ONES);
    let stops = !(((stops & !HIGHEST) + !HIGHEST) | stops) & HIGHEST;
    let at = if stops == 0 { length - 8 } else { stops.trailing_zeros() as usize / 8 };
    let (before, behind) = (at - sign.min(at), length - at - usize::from(stops != 0));
    // Without a full stop the last eight bytes are the second half; with one there are digits before it.
    if stops != 0 && before == 0 || behind == 0 || behind > 8 || before + behind > MOST_DIGITS {
        return None;
    }
    let high = if before == 0 { 0 } else { eight_digits(values(first >> (8 * sign), before))? };
    let unused = 64 - 8 * behind as u32;
    let low = eight_digits((last ^ (u64::from(b'0') * ONES)) >> unused << unused)?;
    let digits = high * WHOLE_POWERS_OF_TEN.get(behind)? + low;
    Some(Written { negative, digits, decimals: if stops == 0 { 0 } else { behind } })
}

/// The day that ten bytes write as 2024-01-05, of which these are the first and the last eight; all digits at once.
#[inline]
fn day_of(first: u64, last: u64) -> Option<Date> {
    const DASHES: u64 = 0xFF00_00FF_0000_0000;
    const DASHES_ARE: u64 = 0x2D00_002D_0000_0000;
    if first & DASHES != DASHES_ARE {
        return None;
    }
    // Year, month and day in eight bytes, the first digit lowest.
    let text = first & 0xFFFF_FFFF | (first >> 8) & 0xFFFF << 32 | last & 0xFFFF << 48;
    let digits = text ^ 0x3030_3030_3030_3030;
    // A byte above 9 sets its highest bit here, or has it set.
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Pairs of digits, each in a byte: century, year, month, day.
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let pair = |place: u32| u32::from((pairs >> (16 * place)) as u8);
    Date::from_ymd((pair(0) * 100 + pair(1)).cast_signed(), pair(2), pair(3))
}

/// Spellings of options that are no placeholders.
#[derive(Debug)]
enum PlainOptions {
    /// All have at most eight bytes.
    Short(Words<u64>),
    Long(Words<u128>),
}

impl Default for PlainOptions {
    fn default() -> Self {
        Self::Short(Words { places: Vec::new() })
    }
}

/// Words with their options, in a table with room to spare.
#[derive(Debug)]
struct Words<W> {
    /// INVARIANT: a power of two of places, more than half of them free (zero), or none at all.
    places: Vec<(W, u16)>,
}

impl PlainOptions {
    fn new(options: &OptionTable, tokens: &TokenTable) -> Self {
        let spellings: Vec<_> = options
            .spellings()
            .filter(|(text, _)| text.len() <= LONGEST && !text.is_empty() && tokens.find(text).is_none())
            .map(|(text, code)| (word_of(text.as_bytes()), code))
            .collect();
        let short: Option<Vec<_>> =
            spellings.iter().map(|(word, code)| Some((u64::try_from(*word).ok()?, *code))).collect();
        match short {
            Some(spellings) => Self::Short(Words::new(&spellings)),
            None => Self::Long(Words::new(&spellings)),
        }
    }

    #[inline(always)]
    fn find(&self, cell: Cell<'_>) -> Option<u16> {
        match self {
            Self::Short(words) => words.find(cell.short_word()?),
            Self::Long(words) => words.find(cell.word()?),
        }
    }
}

impl<W: Copy + PartialEq + Default + Spread> Words<W> {
    fn new(spellings: &[(W, u16)]) -> Self {
        let mut table = Self { places: vec![(W::default(), 0); (spellings.len() * 3).next_power_of_two()] };
        for spelling in spellings {
            let mask = table.places.len() - 1;
            let mut at = spelling.0.spread() & mask;
            while table.places.get(at).is_some_and(|(other, _)| *other != W::default()) {
                at = (at + 1) & mask;
            }
            if let Some(place) = table.places.get_mut(at) {
                *place = *spelling;
            }
        }
        table
    }

    #[inline]
    fn find(&self, word: W) -> Option<u16> {
        let mask = self.places.len().wrapping_sub(1);
        let mut at = word.spread() & mask;
        loop {
            let (other, code) = self.places.get(at)?;
            if *other == word {
                return (word != W::default()).then_some(*code);
            }
            if *other == W::default() {
                return None;
            }
            at = (at + 1) & mask;
        }
    }
}

/// A number that spreads words over a table; it never reaches an output.
trait Spread {
    fn spread(self) -> usize;
}

impl Spread for u64 {
    #[inline]
    fn spread(self) -> usize {
        (self.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
    }
}

impl Spread for u128 {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    fn spread(self) -> usize {
        (self as u64 ^ ((self >> 64) as u64).rotate_left(29)).spread()
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

    fn cell(text: &str) -> Cell<'_> {
        Cell::new(text.as_bytes(), [0, u32::try_from(text.len()).unwrap()])
    }

    #[test]
    fn short_cells_are_words_wherever_they_stand() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..=LONGEST {
            let (short, _) = text.split_at(length);
            let alone = Cell::from(short).word().unwrap();
            assert_eq!(alone, short.bytes().rev().fold(0, |word, byte| word << 8 | u128::from(byte)));
            assert_eq!(cell(text).word(), None);
            assert_eq!(Cell::new(text.as_bytes(), [0, length as u32]).word(), Some(alone));
            let word = (1..=8).contains(&length).then_some(alone as u64);
            assert_eq!(Cell::from(short).short_word(), word);
            assert_eq!(Cell::new(text.as_bytes(), [0, length as u32]).short_word(), word);
        }
    }

    proptest! {
        #[test]
        fn a_plain_number_is_the_number(text in "-?[0-9]{0,9}[.,]?[0-9]{0,9}|-?[0-9]{0,4}[.,]?[0-9]{0,3}|[0-9./:-]{0,9}") {
            let plain = form((f64::NEG_INFINITY, f64::INFINITY), false).number(cell(&text));
            if let Some(plain) = plain {
                match number(&text) {
                    Parsed::Number(value) => prop_assert_eq!(value.to_bits(), plain.to_bits(), "{}", text),
                    other => prop_assert!(false, "{text}: {other:?}"),
                }
            } else if let Parsed::Number(_) = number(&text) {
                // A full stop behind the first eight bytes, or before more than eight digits, is read in the other way, to the same value.
                let is_wide = text.find('.').is_some_and(|at| at >= 8 || text.len() - at > 9);
                prop_assert!(text.len() > MOST_DIGITS || text.contains(',') || is_wide, "{text} is plain");
            }
        }

        #[test]
        fn a_plain_day_is_the_day(text in "[0-9/:]{4}-[01][0-9a]-[0-3][0-9]|[0-9-]{10}|[0-9]{4}.[0-9]{2}.[0-9]{2}", before in "[0-9]{0,8}", after in "[0-9]{0,8}") {
            let whole = format!("{before}{text}{after}");
            let [start, end] = [before.len(), before.len() + text.len()].map(|place| u32::try_from(place).unwrap());
            let plain = form((f64::NEG_INFINITY, f64::INFINITY), false).days(Cell::new(whole.as_bytes(), [start, end]));
            prop_assert_eq!(plain, Date::from_iso_bytes(text.as_bytes()).map(Date::days), "{}", text);
        }

        #[test]
        fn cells_are_told_apart(before in "[a-c]{0,3}", one in "[a-c ]{0,16}", other in "[a-c ]{0,16}") {
            let whole = format!("{before}{one}{other}");
            let [from, between, end] = [before.len(), before.len() + one.len(), whole.len()].map(|at| u32::try_from(at).unwrap());
            let words = [[from, between], [between, end]].map(|span| Cell::new(whole.as_bytes(), span).word());
            prop_assert_eq!(words[0] == words[1], one == other);
            prop_assert_eq!(words[0], Some(word_of(one.as_bytes())));
        }
    }

    #[test]
    fn every_day_of_a_century_is_read() {
        let form = form((f64::NEG_INFINITY, f64::INFINITY), false);
        for day in -40_000..40_000 {
            assert_eq!(form.days(cell(&Date::from_days(day).to_string())), Some(day));
        }
    }

    #[test]
    fn bounds_and_wholeness_leave_the_plain_way() {
        assert_eq!(form((0.0, 10.0), false).number(cell("10.5")), None);
        assert_eq!(form((0.0, 10.0), false).number(cell("-1")), None);
        assert_eq!(form((0.0, 10.0), true).number(cell("9.5")), None);
        assert_eq!(form((0.0, 10.0), true).number(cell("9.0")), Some(9.0));
        assert_eq!(form((0.0, 3000.0), false).years(cell("1895")), Some((1895, 1895)));
        assert_eq!(form((0.0, 3000.0), false).years(cell("0000")), None);
        assert_eq!(form((0.0, 3000.0), false).years(cell("189O")), None);
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
        let plain = PlainForm { options: PlainOptions::new(&options, &tokens), ..PlainForm::default() };
        for (code, text) in (0..).zip(spellings) {
            let expected = (text.len() <= LONGEST && text != "n/a").then_some(code);
            assert_eq!(plain.option(cell(text)), expected, "{text}");
        }
        for text in ["", "III", "nones", "Statue", "stat", "building "] {
            assert_eq!(plain.option(cell(text)), None, "{text}");
        }
        assert_eq!(PlainForm::default().option(cell("x")), None);
    }
}
