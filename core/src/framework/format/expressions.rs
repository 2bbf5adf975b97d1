//! The expressions of a framework's text, found by the table of keys, and their usual form.

use super::is_flow;
use crate::diagnostic::Diagnostics;
use crate::framework::schema::{Kind, Shape};
use crate::framework::tree::{Node, NodeKind, Scalar, ScalarStyle};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::syntax::{ParseLimits, Place, parse, print};
use std::collections::BTreeMap;

/// The text with every expression in its usual form.
pub(super) fn rewrite(text: &str, root: &Node) -> String {
    let mut edits: Vec<(Span, String)> = Vec::new();
    visit(root, Kind::Framework, text, false, &mut |node, scalar, flow| {
        if let Some(replacement) =
            usual(scalar, text.get(node.span.start as usize..node.span.end as usize).unwrap_or(""), flow)
        {
            edits.push((node.span, replacement));
        }
    });
    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (span, replacement) in edits {
        out.push_str(text.get(done..span.start as usize).unwrap_or(""));
        out.push_str(&replacement);
        done = span.end as usize;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// What a tree says, whatever its layout: no places, no quotes that change nothing, expressions as they are understood.
pub(super) fn meaning(root: &Node) -> Node {
    let mut understood = BTreeMap::new();
    visit(root, Kind::Framework, "", false, &mut |node, scalar, _| {
        let meant = match read(&scalar.text) {
            Some(expr) => format!("{expr:?}"),
            None => scalar.text.clone(),
        };
        understood.insert(node.span, meant);
    });
    bare(root, &understood)
}

fn bare(node: &Node, understood: &BTreeMap<Span, String>) -> Node {
    let kind = match &node.kind {
        NodeKind::Null => NodeKind::Null,
        NodeKind::Scalar(scalar) => match understood.get(&node.span) {
            Some(meant) => {
                NodeKind::Scalar(Scalar { text: meant.clone(), style: ScalarStyle::Plain, content_start: None })
            }
            None => NodeKind::Scalar(Scalar { text: scalar.text.clone(), style: scalar.style, content_start: None }),
        },
        NodeKind::Sequence(items) => NodeKind::Sequence(items.iter().map(|item| bare(item, understood)).collect()),
        NodeKind::Mapping(entries) => NodeKind::Mapping(
            entries
                .iter()
                .map(|(key, value)| {
                    (crate::source::Spanned::new(key.value.clone(), Span::default()), bare(value, understood))
                })
                .collect(),
        ),
    };
    Node { kind, span: Span::default() }
}

/// Calls back for every scalar that is an expression, and says whether it stands within brackets.
fn visit(node: &Node, kind: Kind, text: &str, flow: bool, found: &mut dyn FnMut(&Node, &Scalar, bool)) {
    let NodeKind::Mapping(entries) = &node.kind else { return };
    let flow = flow || is_flow(node, text);
    for (key, value) in entries {
        let Some(info) = kind.info().key(&key.value) else { continue };
        let flow_within = flow || is_flow(value, text);
        match info.shape {
            Shape::Expression => expression(value, flow, found),
            Shape::Mapping(kind) => visit(value, kind, text, flow, found),
            Shape::WhenUnknown => visit(value, Kind::WhenUnknown, text, flow, found),
            Shape::List(kind) => items(value).iter().for_each(|item| visit(item, kind, text, flow_within, found)),
            Shape::Named(kind) => values(value).for_each(|item| visit(item, kind, text, flow_within, found)),
            Shape::DerivedValues => values(value).for_each(|item| {
                expression(item, flow_within, found);
                visit(item, Kind::Derived, text, flow_within, found);
            }),
            Shape::Members => items(value).iter().for_each(|item| {
                let is_group = ["fields", "rows", "repeat"].iter().any(|key| item.get(key).is_some());
                visit(item, if is_group { Kind::Section } else { Kind::Field }, text, flow_within, found);
            }),
            _ => {}
        }
    }
}

fn expression(node: &Node, flow: bool, found: &mut dyn FnMut(&Node, &Scalar, bool)) {
    if let NodeKind::Scalar(scalar) = &node.kind {
        found(node, scalar, flow);
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        NodeKind::Sequence(items) => items,
        _ => &[],
    }
}

fn values(node: &Node) -> impl Iterator<Item = &Node> {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.as_slice(),
        _ => &[],
    }
    .iter()
    .map(|(_, value)| value)
}

/// An expression without places; `None` when it has mistakes.
fn read(text: &str) -> Option<Expr> {
    let mut diagnostics = Diagnostics::default();
    let expr = parse(text, Place::Whole(Span::default()), &ParseLimits::default(), &mut diagnostics);
    (!diagnostics.has_errors()).then_some(expr)
}

/// How an expression is usually written, when that is not how it is written now.
fn usual(scalar: &Scalar, written: &str, flow: bool) -> Option<String> {
    let expr = read(&scalar.text)?;
    let printed = print(&expr);
    if read(&printed)? != expr {
        return None;
    }
    // An expression of several lines that differs by its line breaks alone keeps them.
    if written.contains('\n') && squeezed(&scalar.text) == squeezed(&printed) {
        return None;
    }
    let replacement = match scalar.style {
        ScalarStyle::Block => {
            let (header, content) = written.split_once('\n')?;
            let first = content.lines().find(|line| !line.trim().is_empty())?;
            let indent: String = first.chars().take_while(|c| *c == ' ').collect();
            format!("{header}\n{indent}{printed}")
        }
        // Quotes that keep a text a text for every reader are the author's.
        ScalarStyle::Quoted if printed == scalar.text && foreign(&printed).is_some() => return None,
        ScalarStyle::Quoted => as_scalar(&printed, flow, None),
        ScalarStyle::Plain => as_scalar(&printed, flow, foreign(&scalar.text)),
    };
    (replacement != written).then_some(replacement)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What other readers of YAML, 1.1 or 1.2, take a plain scalar for when they do not take it for a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foreign {
    Nothing,
    Truth,
    /// A number or a day, in any of their notations.
    Number,
}

fn foreign(text: &str) -> Option<Foreign> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(&["", "~", "null"]) {
        Some(Foreign::Nothing)
    } else if is_one_of(&["yes", "no", "on", "off", "y", "n", "true", "false"]) {
        Some(Foreign::Truth)
    } else {
        // `7`, `007`, `-1.0`, `.5`, `1e3`, `0x1F`, `1_000`, `12:30`, `2020-01-01`: more than any reader takes, and no expression that has a blank.
        let digits = text.trim_start_matches(['-', '+']).trim_start_matches('.');
        let is_number = digits.starts_with(|first: char| first.is_ascii_digit()) && !text.contains(' ');
        (is_number || matches!(digits, "inf" | "nan")).then_some(Foreign::Number)
    }
}

/// A text as a YAML scalar on one line: plain where YAML reads it back and no reader takes it for something else than what stood there (`was`), else in double quotes, since texts within it stand in single ones.
fn as_scalar(text: &str, flow: bool, was: Option<Foreign>) -> String {
    if can_be_plain(text, flow) && foreign(text).is_none_or(|now| Some(now) == was) {
        text.to_owned()
    } else if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

fn can_be_plain(text: &str, flow: bool) -> bool {
    let mut letters = text.chars();
    let first_is_good = match letters.next() {
        Some('-') => letters.next().is_some_and(|next| next.is_alphanumeric() || next == '('),
        Some(first) => first.is_alphanumeric() || first == '(',
        None => false,
    };
    let ends_or_breaks =
        text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']) || text.chars().any(char::is_control);
    let closes = flow && text.contains([',', '[', ']', '{', '}']);
    first_is_good && !ends_or_breaks && !closes
}
