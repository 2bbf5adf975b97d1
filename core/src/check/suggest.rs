//! "did you mean": the one name that is close to what was written.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Longer words are not compared, and more names are not looked at: help is worth only so much work.
const LONGEST: usize = 64;
const MOST: usize = 2_000;

/// The name that is closest to `written`, when it is close enough and no other is as close.
///
/// About one letter in three may differ. Case, `_` and spaces count as nothing, so `Asset_ID` finds `asset-id`.
pub(super) fn closest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = normal(written);
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for name in names.take(MOST) {
        let other = normal(name);
        if name == written || other.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &other);
        // A word of one or two letters is close to everything; only a difference of case or hyphen is a slip.
        if distance > limit || (length < 3 && distance > 0) {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, found)) if distance == least => tied |= found != name,
            _ => {
                best = Some((distance, name));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, name)| name)
}

/// The diagnostic with a suggestion, when there is exactly one name close to what was written.
pub(super) fn add<'a>(
    diagnostic: Diagnostic,
    span: Span,
    written: &str,
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    match closest(written, names) {
        Some(name) => diagnostic.suggest(span, as_written(name)),
        None => diagnostic,
    }
}

/// `a`, `b` and `c`, cut when there are many.
pub(super) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown = names.len().min(SHOWN);
    let mut out = String::new();
    for (index, name) in names.iter().take(shown).enumerate() {
        if index > 0 {
            out.push_str(if index + 1 == names.len() { " and " } else { ", " });
        }
        out.push('`');
        out.push_str(name);
        out.push('`');
    }
    if names.len() > shown {
        out.push_str(&format!(" and {} more", names.len() - shown));
    }
    out
}

/// A name or option as it is written in an expression: a word as it is, anything else in quotes.
pub(super) fn as_written(name: &str) -> String {
    let word = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
        && (name == "no" || !crate::syntax::is_reserved(name));
    if word { name.to_string() } else { format!("'{}'", name.replace('\'', "''")) }
}

fn normal(text: &str) -> String {
    text.trim().chars().map(|c| if c == '_' || c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_nothing_else() {
        let names = ["listed", "listed-on", "installed", "asset-id", "is"];
        let find = |written| closest(written, names.into_iter());
        assert_eq!(find("lsited"), Some("listed"));
        assert_eq!(find("Asset_ID"), Some("asset-id"));
        assert_eq!(find("listd-on"), Some("listed-on"));
        assert_eq!(find("owner"), None);
        assert_eq!(find("if"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn does_not_choose_between_two() {
        assert_eq!(closest("cot", ["cat", "cut"].into_iter()), None);
    }

    #[test]
    fn names_are_listed_in_words() {
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<_> = (0..20).map(|_| "x").collect();
        assert!(listed(&many).ends_with("and 8 more"));
        assert_eq!(as_written("not held"), "'not held'");
        assert_eq!(as_written("no"), "no");
    }
}
