//! The smallest pieces of an expression, and which words belong to the language.

use crate::value::Date;
use std::borrow::Cow;

/// One piece, with its bytes in the expression's own text.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a piece is. Foreign spellings are already turned into ours here, with a diagnostic.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'t> {
    /// A kebab-case word, reserved or not.
    Word(Cow<'t, str>),
    /// A word that is not kebab-case: the parser says so where it turns out to be a name, as it may be part of an unquoted text.
    Odd(&'t str),
    Number(f64),
    Date(Date),
    Text(String),
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    Dot,
    /// Something unreadable that a diagnostic already speaks of.
    Bad,
    End,
}

impl Kind<'_> {
    /// The word, if it is a kebab-case one.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is a word that the language leaves to authors.
    pub(super) fn is_free_word(&self) -> bool {
        match self {
            Kind::Word(word) => !is_reserved(word),
            Kind::Odd(_) => true,
            _ => false,
        }
    }
}

const RESERVED: [&str; 18] = [
    "and", "any", "contains", "every", "false", "has", "in", "is", "matches", "no", "not", "or", "record", "row",
    "rule", "today", "true", "where",
];

/// Whether a word belongs to the expression language, so that nothing can have it for an id.
///
/// Names of functions and folds are not reserved: the bracket after them tells them from a field of the same name.
///
/// ```
/// use due_regard::syntax::is_reserved;
/// assert!(is_reserved("every"));
/// assert!(!is_reserved("count"));
/// ```
pub fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Whether a text is a kebab-case word: small letters, digits and single hyphens, beginning with a letter.
pub(super) fn is_kebab(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// The kebab-case word that an odd word probably stands for: `opened_on` and `openedOn` are `opened-on`.
pub(super) fn to_kebab(word: &str) -> Option<String> {
    let mut kebab = String::with_capacity(word.len() + 4);
    let mut after_small = false;
    for letter in word.chars() {
        if letter == '_' || letter == '-' {
            if !kebab.is_empty() && !kebab.ends_with('-') {
                kebab.push('-');
            }
            after_small = false;
        } else {
            if letter.is_ascii_uppercase() && after_small {
                kebab.push('-');
            }
            after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
            kebab.push(letter.to_ascii_lowercase());
        }
    }
    let kebab = kebab.trim_end_matches('-');
    is_kebab(kebab).then(|| kebab.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted());
        assert!(RESERVED.iter().all(|word| is_reserved(word)));
    }

    #[test]
    fn odd_words_become_kebab_case() {
        for (odd, kebab) in [
            ("opened_on", Some("opened-on")),
            ("openedOn", Some("opened-on")),
            ("OPENED_ON", Some("opened-on")),
            ("C20", Some("c20")),
            ("_x_", Some("x")),
            ("café", None),
            ("__", None),
        ] {
            assert_eq!(to_kebab(odd).as_deref(), kebab, "{odd}");
        }
    }
}
