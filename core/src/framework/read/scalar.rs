//! Scalars and short lists of them: texts, ids, truth values, numbers, days, words of a fixed set, expressions.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::suggest::{either, nearest, shown};
use crate::framework::trap::{trap, unquoted};
use crate::framework::tree::{Node, NodeKind, Scalar, ScalarStyle};
use crate::framework::{Id, Words};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::{Place, is_reserved, parse};
use crate::value::{Date, decimal};
use std::collections::BTreeMap;

/// The longest id, in bytes: ids are column headers, file names and parts of finding fingerprints.
const MAX_ID: usize = 100;

impl Reader<'_> {
    /// A scalar, whatever it stands for; `None`, with a diagnostic, for anything else.
    pub(super) fn scalar<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n Scalar> {
        match &node.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => {
                let diagnostic = self.wrong_shape(node, expected);
                self.push(diagnostic);
                None
            }
        }
    }

    /// A text. A plain scalar that other readers take for something else has to be quoted.
    pub(super) fn text(&mut self, node: &Node) -> Option<Spanned<String>> {
        let scalar = self.scalar(node, "a text")?;
        if scalar.style == ScalarStyle::Plain {
            let taken_for = trap(&scalar.text)
                .or_else(|| matches!(scalar.text.as_str(), "true" | "false").then_some("a truth value"));
            if let Some(taken_for) = taken_for {
                self.push(unquoted(node.span, &scalar.text, taken_for));
            }
        }
        Some(Spanned::new(scalar.text.trim_end_matches('\n').to_owned(), node.span))
    }

    /// A text that need not be given.
    pub(super) fn optional_text(&mut self, node: Option<&Node>) -> String {
        node.and_then(|node| self.text(node)).map(|text| text.value).unwrap_or_default()
    }

    /// One text, or a list of texts.
    pub(super) fn texts(&mut self, node: Option<&Node>) -> Vec<Spanned<String>> {
        match node {
            None => Vec::new(),
            Some(node) => match &node.kind {
                NodeKind::Sequence(items) => items.iter().filter_map(|item| self.text(item)).collect(),
                _ => self.text(node).into_iter().collect(),
            },
        }
    }

    /// A text for people, perhaps by language.
    pub(super) fn optional_words(&mut self, node: Option<&Node>) -> Words {
        let mut words = Words::default();
        let Some(node) = node else { return words };
        match &node.kind {
            NodeKind::Mapping(entries) if !self.is_text_in_braces(node, entries) => {
                for (language, value) in entries {
                    self.check_language(language);
                    if let Some(text) = self.text(value) {
                        words.by_language.insert(language.value.clone(), text.value);
                    }
                }
            }
            NodeKind::Mapping(_) => {}
            _ => {
                if let Some(text) = self.text(node) {
                    words = Words::plain(text.value);
                }
            }
        }
        words
    }

    /// Whether what stands here as a mapping was meant as a text: `{effect}`, without quotes. It is reported, unless what follows has been.
    pub(super) fn is_text_in_braces(&mut self, node: &Node, entries: &[(Spanned<String>, Node)]) -> bool {
        let is_text = !entries.is_empty() && entries.iter().all(|(_, value)| value.kind == NodeKind::Null);
        if is_text && !self.incomplete {
            let diagnostic = self.wrong_shape(node, "a text");
            self.push(diagnostic.help("a text that begins with `{` goes in quotes, all of it"));
        }
        is_text
    }

    /// Checks the key of a text by language: `en`, `cy`, `en-GB`.
    pub(super) fn check_language(&mut self, language: &Spanned<String>) {
        let mut parts = language.value.split('-');
        let good = parts
            .next()
            .is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase()))
            && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !good {
            self.push(
                Diagnostic::new(
                    Code::UnknownKey,
                    language.span,
                    format!("`{}` is not the code of a language", shown(&language.value)),
                )
                .help("a text is given as it is, or by language: `{en: …, cy: …}`"),
            );
        }
    }

    /// A new id. What is not one is reported and returned as it stands, so that it can still be recognised where it is used.
    pub(super) fn new_id(&mut self, node: &Node, what: &str) -> Id {
        match self.scalar(node, &format!("the id of a {what}")) {
            Some(scalar) => {
                self.check_id(&scalar.text, node.span, what);
                Spanned::new(scalar.text.clone(), node.span)
            }
            None => Id::default(),
        }
    }

    pub(super) fn check_id(&mut self, id: &str, span: Span, what: &str) {
        if is_reserved(id) {
            self.push(
                Diagnostic::new(
                    Code::InvalidId,
                    span,
                    format!("`{id}` is a word of the expression language and cannot be an id"),
                )
                .help("choose another word, or add one with a hyphen"),
            );
        } else if id.len() > MAX_ID {
            self.push(
                Diagnostic::new(
                    Code::InvalidId,
                    span,
                    format!("the id `{}` is longer than {MAX_ID} letters", shown(id)),
                )
                .help("choose a shorter one"),
            );
        } else if !is_kebab(id) {
            let what = if what == "id" { "an id".to_owned() } else { format!("the id of a {what}") };
            let diagnostic = Diagnostic::new(Code::InvalidId, span, format!("`{}` cannot be {what}", shown(id)));
            let kebab = to_kebab(id);
            self.push(if is_kebab(&kebab) && !is_reserved(&kebab) {
                diagnostic.suggest(span, kebab)
            } else {
                diagnostic.help("use small letters, digits and single hyphens, beginning with a letter")
            });
        }
    }

    /// A word or words that stand for an option or a result: compared as written.
    pub(super) fn label_id(&mut self, node: &Node) -> Option<Id> {
        let text = self.text(node)?;
        let problem = if text.is_empty() {
            Some("an option cannot be empty".to_owned())
        } else if text.trim().len() != text.len() {
            Some(format!("`{}` begins or ends with a space", shown(&text)))
        } else if text.chars().any(char::is_control) {
            Some(format!("`{}` has a line break or a control character", shown(&text)))
        } else if text.len() > MAX_ID * 2 {
            Some(format!("`{}` is longer than {} letters", shown(&text), MAX_ID * 2))
        } else {
            None
        };
        match problem {
            Some(problem) => {
                self.push(
                    Diagnostic::new(Code::InvalidId, node.span, problem)
                        .help("use a few words; what people read is given as `label`"),
                );
                (!text.is_empty()).then_some(text)
            }
            None => Some(text),
        }
    }

    /// The id of something that is defined elsewhere.
    pub(super) fn reference(&mut self, node: &Node, expected: &str) -> Option<Id> {
        let scalar = self.scalar(node, expected)?;
        Some(Spanned::new(scalar.text.clone(), node.span))
    }

    /// One id, or a list of ids.
    pub(super) fn references(&mut self, node: Option<&Node>, expected: &str) -> Vec<Id> {
        match node {
            None => Vec::new(),
            Some(node) => match &node.kind {
                NodeKind::Sequence(items) => items.iter().filter_map(|item| self.reference(item, expected)).collect(),
                _ => self.reference(node, expected).into_iter().collect(),
            },
        }
    }

    /// A group by its path: `impacts.actions`.
    pub(super) fn path(&mut self, node: &Node) -> Vec<Id> {
        let Some(scalar) = self.scalar(node, "the id of a group") else { return Vec::new() };
        let mut offset = 0;
        scalar
            .text
            .split('.')
            .map(|part| {
                let span = match scalar.content_start {
                    Some(start) => Span::new(offset, offset + part.len()).shifted(start),
                    None => node.span,
                };
                offset += part.len() + 1;
                Spanned::new(part.to_owned(), span)
            })
            .collect()
    }

    pub(super) fn truth(&mut self, node: Option<&Node>) -> bool {
        let Some(node) = node else { return false };
        let Some(scalar) = self.scalar(node, "`true` or `false`") else { return false };
        match (scalar.style, scalar.text.as_str()) {
            (ScalarStyle::Plain, "true") => true,
            (ScalarStyle::Plain, "false") => false,
            (_, text) => {
                let diagnostic = Diagnostic::new(
                    Code::InvalidValue,
                    node.span,
                    format!("`true` or `false` is expected here, and this is `{}`", shown(text)),
                );
                let meant = match text.to_lowercase().as_str() {
                    "true" | "yes" | "on" | "y" => Some("true"),
                    "false" | "no" | "off" | "n" => Some("false"),
                    _ => None,
                };
                self.push(match meant {
                    Some(meant) => diagnostic.suggest(node.span, meant),
                    None => diagnostic.help("write `true` or `false`, without quotes"),
                });
                meant == Some("true")
            }
        }
    }

    /// A whole number, not negative.
    pub(super) fn count(&mut self, node: Option<&Node>) -> Option<u32> {
        let node = node?;
        let scalar = self.scalar(node, "a whole number")?;
        let number = if scalar.style == ScalarStyle::Plain { scalar.text.parse().ok() } else { None };
        if number.is_none() {
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    node.span,
                    format!("a whole number is expected here, and this is `{}`", shown(&scalar.text)),
                )
                .help("write a number from 0 upwards, without quotes"),
            );
        }
        number
    }

    /// Numbers by name.
    pub(super) fn numbers(&mut self, node: Option<&Node>) -> BTreeMap<String, f64> {
        let mut numbers = BTreeMap::new();
        let Some(node) = node else { return numbers };
        let NodeKind::Mapping(entries) = &node.kind else {
            let diagnostic = self.wrong_shape(node, "a mapping of numbers").help("write `numbers: {weight: 3}`");
            self.push(diagnostic);
            return numbers;
        };
        for (key, value) in entries {
            self.check_id(&key.value, key.span, "number");
            let Some(scalar) = self.scalar(value, "a number") else { continue };
            let plain = scalar.style == ScalarStyle::Plain
                && scalar.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
            match decimal(&scalar.text.replace('_', "")) {
                Some(number) if plain => {
                    numbers.insert(key.value.clone(), number);
                }
                _ => self.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        value.span,
                        format!("a number is expected here, and this is `{}`", shown(&scalar.text)),
                    )
                    .help("write it with digits and a decimal point, without quotes"),
                ),
            }
        }
        numbers
    }

    pub(super) fn day(&mut self, node: Option<&Node>) -> Option<Date> {
        let node = node?;
        let scalar = self.scalar(node, "a day")?;
        let day = Date::from_iso_bytes(scalar.text.as_bytes());
        if day.is_none() {
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    node.span,
                    format!("`{}` is not a day of the calendar", shown(&scalar.text)),
                )
                .help("write year, month and day: `2024-01-05`"),
            );
        }
        day
    }

    /// One of a fixed set of words.
    pub(super) fn one_of<T: Copy>(&mut self, node: &Node, what: &str, all: &[(T, &'static str)]) -> Option<T> {
        self.one_of_or(node, what, all, |_| None)
    }

    /// The same; `other` gives the one that a word of other tools means.
    pub(super) fn one_of_or<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        all: &[(T, &'static str)],
        other: fn(&str) -> Option<&'static str>,
    ) -> Option<T> {
        let scalar = self.scalar(node, what)?;
        if let Some((value, _)) = all.iter().find(|(_, words)| *words == scalar.text) {
            return Some(*value);
        }
        let diagnostic =
            Diagnostic::new(Code::InvalidValue, node.span, format!("`{}` is not {what}", shown(&scalar.text)));
        let near = other(&scalar.text).or_else(|| nearest(&scalar.text, all.iter().map(|(_, words)| *words)));
        self.push(match near {
            Some(near) => diagnostic.suggest(node.span, near),
            None => diagnostic.help(format!("it is one of {}", either(all.iter().map(|(_, words)| *words)))),
        });
        // What was meant stands in, so that nothing further is said of it.
        all.iter().find(|(_, words)| Some(*words) == near).map(|(value, _)| *value)
    }

    /// An expression; [`ExprKind::Error`], with a diagnostic, where there is none.
    pub(super) fn expression(&mut self, node: &Node) -> Expr {
        match &node.kind {
            NodeKind::Scalar(scalar) => parse(
                &scalar.text,
                scalar.content_start.map_or(Place::Whole(node.span), Place::At),
                &self.limits,
                self.diagnostics,
            ),
            other => {
                let help = match other {
                    NodeKind::Sequence(_) => {
                        "several conditions are one expression: join them with `and`, or with `or`"
                    }
                    _ => "an expression that begins with `{` has to be in quotes",
                };
                let diagnostic = self.wrong_shape(node, "an expression").help(help);
                self.push(diagnostic);
                Expr { kind: ExprKind::Error, span: node.span }
            }
        }
    }

    pub(super) fn optional_expression(&mut self, node: Option<&Node>) -> Option<Expr> {
        node.map(|node| self.expression(node))
    }
}

/// Whether a text is in kebab-case.
pub(super) fn is_kebab(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A text brought near to kebab-case, for a suggestion.
fn to_kebab(text: &str) -> String {
    let mut out = String::new();
    let mut after_small = false;
    for character in text.trim().chars().take(MAX_ID) {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && after_small {
                out.push('-');
            }
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        after_small = character.is_ascii_lowercase();
    }
    out.trim_end_matches('-').to_owned()
}
