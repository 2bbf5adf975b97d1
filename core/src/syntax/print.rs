//! A tree as text, in the one usual form.

use super::ast::{Expr, ExprKind, Quantifier, RuleSubject};
use crate::source::Spanned;
use std::fmt::Write as _;

/// How tightly what has no operator on top binds.
const ATOM: u8 = 8;
const NEGATE: u8 = 7;
const ADD: u8 = 5;
const COMPARE: u8 = 4;
const NOT: u8 = 3;

/// The usual form of an expression, on one line, with no more brackets than reading it aloud needs.
///
/// Reading it again gives the same tree, save for places. What the reader never makes has no such form: negative amounts,
/// texts with line breaks, lists that do not follow `in`, [`ExprKind::Error`] (printed as `<unreadable>`).
///
/// ```
/// use due_regard::diagnostic::Diagnostics;
/// use due_regard::syntax::{ParseLimits, Place, parse, print};
/// let mut diagnostics = Diagnostics::default();
/// let expr = parse("NOT (kind<>\"listed\")", Place::At(0), &ParseLimits::default(), &mut diagnostics);
/// assert_eq!(print(&expr), "not (kind != 'listed')");
/// ```
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    Printer { out: &mut out }.expr(expr, 0, false);
    out
}

/// A text in quotes: single ones, unless that would mean doubling one inside.
pub(super) fn quoted(text: &str) -> String {
    match (text.contains('\''), text.contains('"')) {
        (false, _) => format!("'{text}'"),
        (true, false) => format!("\"{text}\""),
        (true, true) => format!("'{}'", text.replace('\'', "''")),
    }
}

struct Printer<'o> {
    out: &'o mut String,
}

impl Printer<'_> {
    /// Prints where operators weaker than `weakest` need brackets, and where more follows, which `any … where` would swallow.
    fn expr(&mut self, expr: &Expr, weakest: u8, followed: bool) {
        let swallows = followed && matches!(expr.kind, ExprKind::Quantifier { .. });
        if strength(expr) < weakest || swallows {
            self.out.push('(');
            self.kind(&expr.kind, false);
            self.out.push(')');
        } else {
            self.kind(&expr.kind, followed);
        }
    }

    fn kind(&mut self, kind: &ExprKind, followed: bool) {
        match kind {
            ExprKind::Name(path) => self.path(path),
            ExprKind::Number(value) => self.write(format_args!("{value}")),
            ExprKind::Text(text) => self.out.push_str(&quoted(text)),
            ExprKind::Date(date) => self.write(format_args!("{date}")),
            ExprKind::Period(period) => self.write(format_args!("{period}")),
            ExprKind::Truth(value) => self.write(format_args!("{value}")),
            ExprKind::Today => self.out.push_str("today"),
            ExprKind::List(items) => {
                self.out.push('[');
                self.items(items, ADD);
                self.out.push(']');
            }
            ExprKind::Not(inner) => {
                self.out.push_str("not ");
                // A comparison would bind tighter anyway; the brackets are for whoever reads it aloud.
                let weakest = if matches!(inner.kind, ExprKind::Quantifier { .. }) { NOT } else { NEGATE };
                self.expr(inner, weakest, followed);
            }
            ExprKind::Negate(inner) => {
                // No brackets between minus signs: each pair would be a level more to read than there is to print.
                self.out.push('-');
                self.expr(inner, NEGATE, followed);
            }
            ExprKind::Binary(op, left, right) => {
                let own = op.strength();
                let (on_left, on_right) = match own {
                    COMPARE => (ADD, ADD),
                    // `and` and `or` never stand side by side.
                    1 | 2 => (if is_other_connective(kind, left) { NOT } else { own }, NOT),
                    _ => (own, own + 1),
                };
                self.expr(left, on_left, true);
                self.write(format_args!(" {} ", op.words()));
                self.expr(right, on_right, followed);
            }
            ExprKind::Is { operand, negated, state } => {
                let twice = *negated && state.words().starts_with("not ");
                self.out.push_str(if twice { "not (" } else { "" });
                self.expr(operand, ATOM, true);
                let not = if *negated && !twice { "not " } else { "" };
                self.write(format_args!(" is {not}{}", state.words()));
                self.out.push_str(if twice { ")" } else { "" });
            }
            ExprKind::Quantifier { kind, group, filter, has } => {
                self.write(format_args!("{} ", kind.words()));
                self.path(group);
                if let Some(filter) = filter {
                    self.out.push_str(" where ");
                    self.expr(filter, 0, has.is_some());
                }
                if let Some(has) = has {
                    self.out.push_str(" has ");
                    self.expr(has, 0, false);
                }
            }
            ExprKind::Fold { kind, group, field, filter } => {
                self.write(format_args!("{}(", kind.words()));
                self.path(group);
                if let Some(field) = field {
                    self.write(format_args!(".{}", field.value));
                }
                if let Some(filter) = filter {
                    self.out.push_str(" where ");
                    self.expr(filter, 0, false);
                }
                self.out.push(')');
            }
            ExprKind::Call { function, arguments } => {
                self.write(format_args!("{}(", function.value));
                self.items(arguments, 0);
                self.out.push(')');
            }
            ExprKind::Rules { subject, verdict } => {
                self.subject(subject);
                self.write(format_args!(" {}", verdict.words()));
            }
            ExprKind::Error => self.out.push_str("<unreadable>"),
        }
    }

    fn items(&mut self, items: &[Expr], weakest: u8) {
        for (index, item) in items.iter().enumerate() {
            self.out.push_str(if index > 0 { ", " } else { "" });
            self.expr(item, weakest, false);
        }
    }

    fn path(&mut self, path: &[Spanned<String>]) {
        for (index, word) in path.iter().enumerate() {
            self.out.push_str(if index > 0 { "." } else { "" });
            self.out.push_str(word);
        }
    }

    fn subject(&mut self, subject: &RuleSubject) {
        match subject {
            RuleSubject::One(id) => self.write(format_args!("rule {}", id.value)),
            RuleSubject::Many { kind, severity, stage } => {
                self.write(format_args!("{} rule", kind.words()));
                if let Some(severity) = severity {
                    self.write(format_args!(" of severity {}", severity.value));
                }
                if let Some(stage) = stage {
                    self.write(format_args!(" at {}", stage.value));
                }
            }
        }
    }

    fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }
}

/// How tightly the operator on top binds.
fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Binary(op, _, _) => op.strength(),
        ExprKind::Not(_) | ExprKind::Quantifier { kind: Quantifier::Any | Quantifier::Every | Quantifier::No, .. } => {
            NOT
        }
        ExprKind::Is { negated, state, .. } if *negated && state.words().starts_with("not ") => NOT,
        ExprKind::Is { .. } | ExprKind::Rules { .. } => COMPARE,
        ExprKind::Negate(_) => NEGATE,
        _ => ATOM,
    }
}

fn is_other_connective(parent: &ExprKind, child: &Expr) -> bool {
    match (parent, &child.kind) {
        (ExprKind::Binary(outer, _, _), ExprKind::Binary(inner, _, _)) => inner.strength() < NOT && outer != inner,
        _ => false,
    }
}
