//! Cells that survive a spreadsheet: what it would take for a formula, a number or a date is kept from it, and restored on reading.

use crate::report::is_formula;
use std::borrow::Cow;

/// Longer texts are no numbers and no dates.
const LONGEST_NUMBER: usize = 40;
/// A spreadsheet shows, and saves, longer whole numbers as `1.23457E+11`.
const SHOWN_DIGITS: usize = 11;

/// Words that a spreadsheet reads as part of a date, a time or a truth, in small letters.
const READ: &[&str] = &[
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "e",
    "am",
    "pm",
    "a",
    "p",
    "true",
    "false",
];

/// Whether a spreadsheet that opens and saves a table would change the text: `=1`, `007`, `3-4`, `2026-11-25`, `1E5`, `MAR1`, twelve digits and more.
fn would_change(text: &str) -> bool {
    if is_formula(text) {
        return true;
    }
    if text.len() > LONGEST_NUMBER || text.is_empty() {
        return false;
    }
    let digits = text.chars().all(|c| c.is_ascii_digit());
    if digits {
        return text.len() > SHOWN_DIGITS || (text.len() > 1 && text.starts_with('0'));
    }
    let mut any = false;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        if !READ.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        any |= matches!(word.to_lowercase().as_str(), "true" | "false");
    }
    let numeric = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '.' | ',' | ':' | '/' | '-' | '+' | '%' | '£' | '$' | '€' | '(' | ')' | '\u{a0}')
    };
    (any || text.chars().any(|c| c.is_ascii_digit())) && text.chars().all(numeric)
}

/// The text as a cell of CSV may hold it: with an apostrophe before what a spreadsheet would take for a formula, a number or a date and so change.
///
/// ```
/// use due_regard::decision::{guarded, unguarded};
/// for text in ["=1+1", "007", "3-4", "2026-11-25", "'=1", "'s-Gravenhage", "Picton Place", "470656"] {
///     assert_eq!(unguarded(&guarded(text)), text);
/// }
/// assert_eq!(guarded("007"), "'007");
/// assert_eq!(guarded("470656"), "470656");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    if would_change(text) || (text.starts_with('\'') && unguarded(text) != text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that a cell stands for: an apostrophe that [`guarded`] put there is taken away, any other stays.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with('\'') || would_change(rest) => rest,
        _ => cell,
    }
}

/// The text as decisions hold it: no spaces at its edges, line breaks as line feeds, no characters that steer a terminal or the order of a line.
pub(super) fn cleaned(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}') => {
                out.push('\u{FFFD}');
            }
            c => out.push(c),
        }
    }
    out
}
