//! Plain scalars that other YAML readers take for something else than the word that stands there.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// What other YAML readers take a plain scalar for, when they do not take it for the word or digits that stand there.
pub(super) fn trap(text: &str) -> Option<&'static str> {
    if text.len() <= 3 && ["yes", "no", "on", "off", "y", "n"].iter().any(|word| word.eq_ignore_ascii_case(text)) {
        return Some("a truth value");
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        return Some("a number in base eight");
    }
    None
}

/// The diagnostic for a plain scalar that has to be quoted.
pub(super) fn unquoted(span: Span, text: &str, taken_for: &str) -> Diagnostic {
    Diagnostic::new(Code::UnquotedValue, span, format!("other YAML readers take `{text}` for {taken_for}"))
        .suggest(span, format!("'{text}'"))
}
