//! One cell: the text that stands in it, read as its field's type. Nothing is guessed; what cannot be read says what can.

use super::layout::SlotLayout;
use crate::value::{Date, FieldType, State, decimal, month_named};
use std::fmt::Write as _;

/// What a cell holds.
#[derive(Debug, PartialEq)]
pub(super) enum Parsed<'a> {
    /// No answer, for a reason.
    Absent(State),
    Choice(u16),
    Choices(u64),
    Number(f64),
    Days(i32),
    Years(i32, i32),
    Text(&'a str),
    /// Something that cannot be read: why, and what can.
    Invalid(String),
}

/// Whole numbers up to here are exact in a float.
pub(super) const EXACT: f64 = 9_007_199_254_740_991.0;

/// What is not part of an answer at its edges: spaces, and characters that nobody sees and that web pages and word processors leave behind.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Reads a text without spaces at its edges.
pub(super) fn parse<'a>(slot: &SlotLayout, text: &'a str) -> Parsed<'a> {
    if text.is_empty() {
        return Parsed::Absent(State::Missing);
    }
    if let Some(state) = slot.tokens.find(text) {
        return Parsed::Absent(state);
    }
    if let Some(why) = spreadsheet_error(text) {
        return Parsed::Invalid(why.into());
    }
    let parsed = match slot.kind {
        FieldType::Choice | FieldType::YesNo => match slot.options.as_ref().and_then(|options| options.find(text)) {
            Some(option) => Parsed::Choice(option),
            None => Parsed::Invalid(not_an_option(slot, text)),
        },
        FieldType::Choices => choices(slot, text),
        FieldType::Number => number(without_sign(slot.sign, text)),
        FieldType::Integer => match number(without_sign(slot.sign, text)) {
            Parsed::Number(value) if value.fract() != 0.0 => Parsed::Invalid("not a whole number".into()),
            Parsed::Number(value) if value.abs() > EXACT => Parsed::Invalid("too large to be held exactly".into()),
            parsed => parsed,
        },
        FieldType::Date => date(text, slot.month_first),
        FieldType::Year => year(text),
        FieldType::Text | FieldType::LongText | FieldType::Person => Parsed::Text(text),
        FieldType::Url => {
            if text.starts_with("https://") || text.starts_with("http://") {
                Parsed::Text(text)
            } else {
                Parsed::Invalid("not a web address; it has to begin with https:// or http://".into())
            }
        }
    };
    check(slot, parsed)
}

/// Bounds and patterns of the field.
pub(super) fn check<'a>(slot: &SlotLayout, parsed: Parsed<'a>) -> Parsed<'a> {
    if let (Parsed::Text(text), Some(pattern)) = (&parsed, &slot.pattern) {
        if !pattern.is_match(text) {
            return Parsed::Invalid(format!("does not look as the framework expects (`{}`)", pattern.as_str()));
        }
        return parsed;
    }
    let (low, high) = match &parsed {
        Parsed::Number(value) => (*value, *value),
        Parsed::Days(days) => (f64::from(*days), f64::from(*days)),
        // An open end (`before 1700`) has no bound to break.
        Parsed::Years(first, last) => (f64::from(*last), f64::from(*first)),
        _ => return parsed,
    };
    if let Some(least) = slot.bounds.0.filter(|least| low < *least) {
        return Parsed::Invalid(format!("less than the least that can be right, {}", show(slot.kind, least)));
    }
    if let Some(greatest) = slot.bounds.1.filter(|greatest| high > *greatest) {
        return Parsed::Invalid(format!("more than the greatest that can be right, {}", show(slot.kind, greatest)));
    }
    parsed
}

fn show(kind: FieldType, value: f64) -> String {
    if kind == FieldType::Date { Date::from_days(value as i32).to_string() } else { print_number(value) }
}

/// A number in its shortest form that reads back as the same number.
pub(crate) fn print_number(value: f64) -> String {
    let mut out = String::new();
    write_number(value, &mut out);
    out
}

/// Adds a number in its shortest form to a text.
pub(crate) fn write_number(value: f64, out: &mut String) {
    // Most numbers of lists are whole and small; writing those needs no search for the shortest form.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        out.push_str(itoa::Buffer::new().format(value as i64));
    } else {
        // Writing to a String cannot fail.
        let _ = write!(out, "{value}");
    }
}

/// What a spreadsheet shows in the place of a value, which is no answer to anything: why it stands there, and what to do.
pub(super) fn spreadsheet_error(text: &str) -> Option<&'static str> {
    const ERRORS: [&str; 12] = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#GETTING_DATA",
    ];
    if !text.starts_with('#') {
        return None;
    }
    // What readers of workbooks write for it.
    if text == "#NOT_WORKED_OUT!" {
        return Some("a formula that was never worked out; open the workbook in a spreadsheet and save it there");
    }
    if ERRORS.contains(&text) {
        return Some("an error of a spreadsheet, not an answer; mend its formula there, or leave the cell blank");
    }
    (text.len() >= 3 && text.bytes().all(|byte| byte == b'#'))
        .then_some("what a spreadsheet shows where a column is too narrow for its value; widen the column there and export it again")
}

/// Whether a text only stands where something is to be said, and says nothing: a mark, `n/a`, `TBC`, an error of a spreadsheet.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    // A text without a letter or a digit is a mark, whichever it is.
    !text.chars().any(char::is_alphanumeric)
        || spreadsheet_error(text).is_some()
        || State::of_placeholder(text).is_some()
}

/// Marks of published statistics for what is suppressed, not available, not applicable or of low reliability, and their like.
const MARKS: [&str; 22] = [
    "*", "**", "***", "-", "--", "–", "—", ":", ".", "..", "...", "…", "x", "~", "#", "†", "[c]", "[x]", "[z]", "[u]",
    "[low]", "[w]",
];

/// What the cause says of a text that is no option; a report looks for it, to name what stands there most often.
pub(crate) const NOT_AN_OPTION: &str = "not one of the options";

fn not_an_option(slot: &SlotLayout, text: &str) -> String {
    // Marks and codes of lists that were made for the eye.
    const MARKS: [&str; 17] = ["x", "X", "1", "0", "✓", "✔", "✅", "☑", "☒", "☐", "✗", "✘", "✖", "•", "*", "+", "√"];
    if slot.kind == FieldType::YesNo && MARKS.contains(&text) {
        return format!(
            "`{text}` is a mark and says neither yes nor no; write `yes` or `no`, and `no` too where a blank means it"
        );
    }
    let ids = slot.options.as_ref().map_or(&[][..], |options| &options.ids);
    let nearest = ids
        .iter()
        .map(|id| {
            (
                strsim::osa_distance(
                    &id.to_lowercase(),
                    &text.chars().take(60).flat_map(char::to_lowercase).collect::<String>(),
                ),
                id,
            )
        })
        // One slip for each three letters: of short options another text is no misspelling (`NK` is not a slip for `no`).
        .filter(|(distance, id)| *distance <= 2 && *distance * 3 <= id.chars().count())
        .min();
    if let Some((_, id)) = nearest {
        return format!("{NOT_AN_OPTION}; did you mean `{id}`?");
    }
    const SHOWN: usize = 8;
    let shown: Vec<_> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{NOT_AN_OPTION} {}{more}", shown.join(", "))
}

fn choices<'a>(slot: &SlotLayout, text: &str) -> Parsed<'a> {
    let Some(options) = &slot.options else { return Parsed::Invalid("the field has no options".into()) };
    let mut set = 0u64;
    for part in text.split(|c| slot.separators.contains(&c)).map(str::trim).filter(|part| !part.is_empty()) {
        match options.find(part) {
            Some(option) if option < 64 => set |= 1 << option,
            _ => {
                // A comma may belong to an option, so that it divides none.
                let several = part.contains(',') && part.split(',').all(|part| options.find(part.trim()).is_some());
                if let Some(separator) = slot.separators.first().filter(|_| several) {
                    return Parsed::Invalid(format!("several options are divided by `{separator}`, not by commas"));
                }
                return Parsed::Invalid(format!(
                    "`{}` is {}",
                    part.chars().take(60).collect::<String>(),
                    not_an_option(slot, part)
                ));
            }
        }
    }
    if set == 0 { Parsed::Absent(State::Missing) } else { Parsed::Choices(set) }
}

/// A number without the sign of its unit, before it or behind it; with another sign, as it is.
fn without_sign(sign: Option<char>, text: &str) -> &str {
    let Some(sign) = sign else { return text };
    text.strip_suffix(sign).or_else(|| text.strip_prefix(sign)).map_or(text, |bare| bare.trim_matches(is_space))
}

/// Digits with an optional sign, full stop and thousands commas in their places.
pub(super) fn number<'a>(text: &str) -> Parsed<'a> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let negative = text.starts_with('-');
    if !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = digits.bytes().fold(0i64, |value, byte| value * 10 + i64::from(byte - b'0'));
        // At most 15 digits: exact.
        return Parsed::Number(if negative { -(value as f64) } else { value as f64 });
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Other texts have commas too.
    let whole = if whole.contains(',') && whole.split(',').all(is_digits) {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or("");
        if first.len() > 3 || groups.any(|group| group.len() != 3) {
            return Parsed::Invalid(DECIMAL_COMMA.into());
        }
        whole.replace(',', "")
    } else {
        whole.to_owned()
    };
    if is_digits(&whole)
        && is_digits(fraction)
        && let Some(value) = decimal(&format!("{}{whole}.{fraction}", if negative { "-" } else { "" }))
    {
        return Parsed::Number(value);
    }
    // 1.250,00
    if fraction.split_once(',').is_some_and(|(group, rest)| group.len() == 3 && is_digits(group) && is_digits(rest)) {
        return Parsed::Invalid(DECIMAL_COMMA.into());
    }
    Parsed::Invalid(no_number(text))
}

/// Why a text is no number: how tables of figures are written for the eye, and what to do; nothing is made of any of it.
fn no_number(text: &str) -> String {
    if MARKS.contains(&text) || State::of_placeholder(text).is_some() {
        return format!(
            "`{text}` stands where a number is not given; leave the cell blank, or name it in the framework under `missing`, `withheld` or `not-known`"
        );
    }
    let bare = text.trim_matches(|c: char| matches!(c, '£' | '$' | '€' | '%') || c.is_whitespace());
    let is_number = |text: &str| matches!(number(text.trim()), Parsed::Number(_));
    if bare.len() < text.len() && is_number(bare) {
        return "a number with a sign of currency or per cent that the field does not have; write the number alone"
            .into();
    }
    if let Some(rest) = bare.strip_prefix(['<', '>', '≤', '≥', '~']).map(|rest| rest.trim_start_matches('='))
        && is_number(rest)
    {
        return "a bound or an estimate (such as `<5` or `~20`), not a number; leave the cell blank where the number is not to be given".into();
    }
    if let Some(rest) = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && is_number(rest.trim_matches(['£', '$', '€', '%']))
    {
        return "a number in brackets; where it is below zero, write it with a minus".into();
    }
    let is_thousands = |text: &str| {
        let mut groups = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’'));
        let is_group = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && is_group(first))
            && groups.clone().next().is_some()
            && groups.all(|group| group.len() == 3 && is_group(group))
    };
    if is_thousands(bare.split('.').next().unwrap_or(bare).trim_start_matches('-')) {
        return "a number whose thousands are divided by something else than commas; write 1,234 or 1234".into();
    }
    let small = bare.to_ascii_lowercase();
    let units = ["k", "m", "mn", "bn", "thousand", "million", "billion"];
    if units.iter().any(|unit| small.strip_suffix(unit).is_some_and(is_number)) {
        return "a number in thousands or millions (such as `12k` or `1.2m`); write it in full".into();
    }
    "not a number; numbers are read as 1234, 1,234 or 12.5".into()
}

const DECIMAL_COMMA: &str = "not a number; a comma is read as separating thousands, a full stop as the decimal point: if the list has decimal commas, others such as 1,250 were taken for thousands, and all are to be written with a full stop";

/// How the cause begins where a day is one only with day and month the other way round.
pub(crate) const OTHER_ORDER: &str = "no such day with the ";

/// Of a day in figures that was read: whether it would be another day with day and month the other way round. `None` where nothing can be mistaken.
pub(super) fn day_or_month(slot: &SlotLayout, text: &str) -> Option<bool> {
    if slot.kind != FieldType::Date {
        return None;
    }
    let read = slashed(text, slot.month_first)?;
    match slashed(text, !slot.month_first) {
        Some(other) => (other != read).then_some(true),
        None => Some(false),
    }
}

/// 2024-01-05 (with a time after it or not), 5/1/2024, 05.01.2024, 5 January 2024, 20240105.
pub(super) fn date<'a>(text: &str, month_first: bool) -> Parsed<'a> {
    let bytes = text.as_bytes();
    let day_part = match bytes.get(10) {
        None => Some(bytes),
        Some(b'T' | b' ') => bytes.get(..10),
        Some(_) => None,
    };
    if let Some(date) = day_part.and_then(Date::from_iso_bytes) {
        return Parsed::Days(date.days());
    }
    if let Some(date) = slashed(text, month_first).or_else(|| in_words(text)).or_else(|| compact(text)) {
        return Parsed::Days(date.days());
    }
    if slashed(text, !month_first).is_some() {
        let (here, there) = if month_first { ("month", "day") } else { ("day", "month") };
        return Parsed::Invalid(format!(
            "{OTHER_ORDER}{here} first, as dates are read here; if the list writes the {there} first, its other dates were taken for other days: write all of them as 2024-01-31"
        ));
    }
    let serial = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    Parsed::Invalid(if serial {
        "not a date; it looks like a date as Excel counts days: format the column as a date and export it again".into()
    } else {
        format!(
            "not a date; dates are read as 2024-01-31, {} or 31 January 2024",
            if month_first { "1/31/2024" } else { "31/1/2024" }
        )
    })
}

fn slashed(text: &str, month_first: bool) -> Option<Date> {
    let text = text.split([' ', 'T']).next()?;
    let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = text.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let (first, second) = (digits(first)?, digits(second)?);
    let (day, month) = if month_first { (second, first) } else { (first, second) };
    Date::from_ymd(i32::try_from(digits(year)?).ok()?, month, day)
}

fn compact(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let number = digits(text)?;
    Date::from_ymd(i32::try_from(number / 10_000).ok().filter(|year| *year >= 1000)?, number / 100 % 100, number % 100)
}

fn in_words(text: &str) -> Option<Date> {
    let mut parts = text.split([' ', ',', '-']).filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (day, name) = if first.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, first) };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let month = month_named(name.trim_end_matches('.'))?;
    if third.len() != 4 {
        return None;
    }
    Date::from_ymd(i32::try_from(digits(third)?).ok()?, month, digits(day)?)
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The earliest and latest year that can be meant by an open end.
const FIRST_YEAR: i32 = 1;
const LAST_YEAR: i32 = 9999;
/// What `c.` means, in years either way.
const CIRCA: i32 = 5;

/// 1895; c. 1895; 1890s; 1890-1895; before 1700; after 1900; 19th century is not read.
pub(super) fn year<'a>(text: &str) -> Parsed<'a> {
    let plain = |text: &str| -> Option<i32> {
        let text = text.trim();
        if !(3..=4).contains(&text.len()) {
            return None;
        }
        digits(text).and_then(|year| i32::try_from(year).ok()).filter(|year| *year >= FIRST_YEAR)
    };
    // Programs that keep years as numbers write `1895.0`.
    if let Some(year) = plain(text.strip_suffix(".0").unwrap_or(text)) {
        return Parsed::Years(year, year);
    }
    let small = text.to_lowercase();
    let small = small.trim();
    for circa in ["circa", "about", "approx.", "ca.", "c.", "c"] {
        let Some(rest) = small.strip_prefix(circa) else { continue };
        if let Some((from, to)) = plain(rest).map(|year| (year, year)).or_else(|| decade(rest, &plain)) {
            return Parsed::Years((from - CIRCA).max(FIRST_YEAR), (to + CIRCA).min(LAST_YEAR));
        }
    }
    if let Some((from, to)) = decade(small, &plain) {
        return Parsed::Years(from, to);
    }
    // `before 1700` ends with 1699, `by 1700` with 1700.
    for (word, last) in [("before", -1), ("by ", 0)] {
        if let Some(year) =
            small.strip_prefix(word).and_then(plain).map(|year| year + last).filter(|year| *year >= FIRST_YEAR)
        {
            return Parsed::Years(FIRST_YEAR, year);
        }
    }
    for (word, first) in [("after", 1), ("since", 0)] {
        if let Some(year) =
            small.strip_prefix(word).and_then(plain).map(|year| year + first).filter(|year| *year <= LAST_YEAR)
        {
            return Parsed::Years(year, LAST_YEAR);
        }
    }
    for separator in ['-', '–', '/', '—'] {
        if let Some((from, to)) = small.split_once(separator)
            && let Some(from) = plain(from)
        {
            let to = to.trim();
            // 1890-95
            let last = plain(to).or_else(|| {
                (to.len() == 2)
                    .then(|| digits(to))
                    .flatten()
                    .and_then(|short| i32::try_from(short).ok())
                    .map(|short| from - from % 100 + short)
            });
            if let Some(last) = last.filter(|last| *last >= from) {
                return Parsed::Years(from, last);
            }
        }
    }
    if let Parsed::Days(days) = date(text, false) {
        let (year, ..) = Date::from_days(days).ymd();
        return Parsed::Years(year, year);
    }
    Parsed::Invalid("not a year; years are read as 1895, c. 1895, 1890s, 1890-1895, before 1895 or after 1895".into())
}

/// `1890s`, and `1800s`, which may mean ten years or a hundred: both are left open.
fn decade(text: &str, plain: &impl Fn(&str) -> Option<i32>) -> Option<(i32, i32)> {
    let from = plain(text.strip_suffix('s')?.trim_end_matches(['\'', '’'])).filter(|year| year % 10 == 0)?;
    Some((from, from + if from % 100 == 0 { 99 } else { 9 }))
}

/// The first and last year that a text can mean, as a year of a record is read; the error says what can be read.
pub(crate) fn years(text: &str) -> Result<(i32, i32), String> {
    match year(text) {
        Parsed::Years(from, to) => Ok((from, to)),
        Parsed::Invalid(why) => Err(why),
        _ => Err("not a year".to_owned()),
    }
}

/// So many characters of a placeholder are kept, and of a cell that cannot be read.
pub(super) const PLACEHOLDER: usize = 40;
pub(super) const INVALID: usize = 200;

/// The first characters of a text.
pub(super) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_stands_in_the_place_of_an_answer_is_none() {
        for text in ["", "-", "?", "…", "n/a", "TBC", "Unknown", " none ", "#REF!", "#N/A", "#NOT_WORKED_OUT!", "####"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Council minute of 4 May 1846", "no source for a link", "1846", "ok", "名", "none of the sources"]
        {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    fn day(text: &str) -> Parsed<'static> {
        Parsed::Days(Date::from_iso_bytes(text.as_bytes()).unwrap().days())
    }

    #[test]
    fn errors_of_spreadsheets_are_no_answers() {
        for error in ["#N/A", "#REF!", "#DIV/0!", "###", "#########", "#NOT_WORKED_OUT!"] {
            assert!(spreadsheet_error(error).is_some(), "{error}");
        }
        for text in ["", "#", "##", "# 1", "#1", "#MeToo", "N/A", "#REF"] {
            assert!(spreadsheet_error(text).is_none(), "{text}");
        }
    }

    #[test]
    fn days_that_are_none_may_be_written_the_other_way_round() {
        let why = |text: &str, month_first: bool| match date(text, month_first) {
            Parsed::Invalid(why) => why,
            _ => String::new(),
        };
        assert!(why("2/13/2021", false).starts_with("no such day with the day first"));
        assert!(why("13.2.2021", true).starts_with("no such day with the month first"));
        assert!(why("13/13/2021", false).starts_with("not a date"));
        assert_eq!(why("2/1/2021", false), "");
    }

    #[test]
    fn a_decimal_comma_is_called_one() {
        for text in ["51,5", "1.250,00", "-0,1278"] {
            assert_eq!(number(text), Parsed::Invalid(DECIMAL_COMMA.into()), "{text}");
        }
        assert_eq!(number("1,250"), Parsed::Number(1250.0));
        assert_eq!(number("1.2,3"), Parsed::Invalid("not a number; numbers are read as 1234, 1,234 or 12.5".into()));
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(number("1,234.5"), Parsed::Number(1234.5));
        assert_eq!(number("-12"), Parsed::Number(-12.0));
        assert_eq!(number("0012"), Parsed::Number(12.0));
        for bad in ["1,23", ",123", "1e5", "inf", "NaN", "12.", ".5", "--1", "£5", "1 000", "+", "-", "%", "£"] {
            assert!(matches!(number(bad), Parsed::Invalid(_)), "{bad}");
        }
        assert_eq!(number(without_sign(Some('%'), "85 %")), Parsed::Number(85.0));
        assert_eq!(number(without_sign(Some('£'), "£1,250.50")), Parsed::Number(1250.5));
        for (sign, text) in [(Some('%'), "£5"), (Some('£'), "5%"), (None, "5%"), (Some('%'), "%"), (Some('%'), "5%%")]
        {
            assert!(matches!(number(without_sign(sign, text)), Parsed::Invalid(_)), "{text}");
        }
        for signed in ["£1,250", "85%", "85 %", "€5.20"] {
            assert!(
                matches!(number(signed), Parsed::Invalid(why) if why.contains("write the number alone")),
                "{signed}"
            );
        }
    }

    #[test]
    fn figures_written_for_the_eye_are_called_what_they_are() {
        for (text, begins) in [
            ("*", "`*` stands where a number is not given; leave"),
            ("[c]", "`[c]` stands where"),
            ("N/A", "`N/A` stands where"),
            ("<5", "a bound or an estimate"),
            ("< 5%", "a bound or an estimate"),
            (">=95", "a bound or an estimate"),
            ("~20", "a bound or an estimate"),
            ("(500)", "a number in brackets"),
            ("(£1,500)", "a number in brackets"),
            ("1 200", "a number whose thousands"),
            ("-1 234 567.5", "a number whose thousands"),
            ("1\u{a0}200", "a number whose thousands"),
            ("£12k", "a number in thousands or millions"),
            ("1.2 million", "a number in thousands or millions"),
            ("$5", "a number with a sign of currency"),
            ("£12,500", "a number with a sign of currency"),
            ("51,5", "not a number; a comma is read as separating thousands"),
            // Nothing is said that is not seen.
            ("12 34", "not a number; numbers are read as"),
            ("12m wide", "not a number; numbers are read as"),
            ("k", "not a number; numbers are read as"),
            ("<", "not a number; numbers are read as"),
            ("()", "not a number; numbers are read as"),
            ("5-10", "not a number; numbers are read as"),
            ("Southwark, North", "not a number; numbers are read as"),
            (",123", "not a number; numbers are read as"),
            ("+", "not a number; numbers are read as"),
        ] {
            let why = number(text);
            assert!(matches!(&why, Parsed::Invalid(why) if why.starts_with(begins)), "{text}: {why:?}");
        }
    }

    #[test]
    fn dates_as_lists_hold_them() {
        for good in [
            "2020-06-07",
            "2020-06-07T10:11:12",
            "7/6/2020",
            "07.06.2020",
            "7-6-2020",
            "7 June 2020",
            "7th Jun 2020",
            "June 7, 2020",
            "20200607",
        ] {
            assert_eq!(date(good, false), day("2020-06-07"), "{good}");
        }
        assert_eq!(date("6/7/2020", true), day("2020-06-07"));
        for bad in ["31/2/2020", "2020", "7/6/20", "43989", "soon", "2020-13-01", "00000000", "7 J 2020"] {
            assert!(matches!(date(bad, false), Parsed::Invalid(_)), "{bad}");
        }
    }

    #[test]
    fn years_are_intervals() {
        for (text, from, to) in [
            ("1895", 1895, 1895),
            ("c. 1895", 1890, 1900),
            ("c1895", 1890, 1900),
            ("circa 1895", 1890, 1900),
            ("1890s", 1890, 1899),
            ("c. 1890s", 1885, 1904),
            ("c.1890's", 1885, 1904),
            ("1895.0", 1895, 1895),
            ("1890's", 1890, 1899),
            ("1800s", 1800, 1899),
            ("1890-95", 1890, 1895),
            ("1890–1895", 1890, 1895),
            ("before 1700", 1, 1699),
            ("by 1700", 1, 1700),
            ("after 1900", 1901, 9999),
            ("since 1900", 1900, 9999),
            ("7 June 2020", 2020, 2020),
            ("2020-06-07", 2020, 2020),
        ] {
            assert_eq!(year(text), Parsed::Years(from, to), "{text}");
        }
        for bad in [
            "C19",
            "19th century",
            "1895?",
            "1899-1890",
            "abc",
            "12",
            "1895.5",
            "c. 1895s",
            "c19s",
            "before 001",
            "after 9999",
        ] {
            assert!(matches!(year(bad), Parsed::Invalid(_)), "{bad}");
        }
    }
}
