//! The table as the reference prints it.

use super::{Kind, Shape};
use std::fmt::Write as _;

/// The "Keys" part of the language reference, in Markdown: a table for each kind of mapping.
///
/// ```
/// assert!(due_regard::framework::schema::keys_markdown().contains("| `require` | expression | yes |"));
/// ```
pub fn keys_markdown() -> String {
    let mut out = String::new();
    for kind in Kind::ALL {
        let info = kind.info();
        let mut name = info.name.chars();
        let title: String = name.next().map(|first| first.to_uppercase().chain(name).collect()).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "### {title}\n\n{}\n\n| key | value | required | |\n|---|---|---|---|", info.about);
        for key in info.keys {
            let required = if key.required { "yes" } else { "" };
            let since = if key.since > 1 { format!(" (since language {})", key.since) } else { String::new() };
            let _ = writeln!(out, "| `{}` | {} | {required} | {}{since} |", key.name, shape(key.shape), key.about);
        }
        out.push('\n');
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn shape(shape: Shape) -> String {
    match shape {
        Shape::Language => "`1`".into(),
        Shape::Id => "id".into(),
        Shape::Stages => format!("list: each an id or {}", linked(Kind::Stage, "")),
        Shape::Label => "words".into(),
        Shape::Reference => "an id".into(),
        Shape::References => "an id, or a list of them".into(),
        Shape::Path => "id of a group".into(),
        Shape::Text => "text".into(),
        Shape::Words => "text, perhaps by language".into(),
        Shape::Message => "text with `{placeholders}`, perhaps by language".into(),
        Shape::Texts => "a text, or a list of them".into(),
        Shape::Truth => "`true`, `false`".into(),
        Shape::Count => "whole number".into(),
        Shape::Numbers => "numbers by id".into(),
        Shape::Day => "`2024-01-05`".into(),
        Shape::Expression => "expression".into(),
        Shape::Limit => "number, day, `today` or a parameter".into(),
        Shape::Share => "number from 0 to 1, or a parameter".into(),
        Shape::Number => "number, or a parameter".into(),
        Shape::Value => "number, period, day or text".into(),
        Shape::OneOf(words) => words().iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Shape::States => "`not known`, `withheld`, `not applicable`".into(),
        Shape::Options => "id of a list, or list of options".into(),
        Shape::Required => "`true`, or id of a stage".into(),
        Shape::Mapping(kind) => linked(kind, ""),
        Shape::List(kind) => linked(kind, "list: each "),
        Shape::Named(kind) => linked(kind, "by id: each "),
        Shape::Lists => format!("by id: a list of options, each a word or {}", linked(Kind::Choice, "")),
        Shape::Members => format!("list: each {} or a group ({})", linked(Kind::Field, ""), linked(Kind::Section, "")),
        Shape::DerivedValues => format!("by id: an expression, or {}", linked(Kind::Derived, "")),
        Shape::WhenUnknown => format!("a verdict, or {}", linked(Kind::WhenUnknown, "")),
    }
}

fn linked(kind: Kind, before: &str) -> String {
    let name = kind.info().name;
    let anchor: String = name
        .chars()
        .filter_map(|c| if c == ' ' { Some('-') } else { (c.is_alphanumeric() || c == '-').then_some(c) })
        .collect();
    format!("{before}[{name}](#{anchor})")
}
