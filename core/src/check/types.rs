//! Conditions: what is true, false or unknown. There is no truthiness.

use super::names::{Meaning, joined};
use super::number::Operand;
use super::{Checker, DerivedType, Uses, other_states, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::function::{Function, Kernel, Search};
use crate::ir::{Cond, CondKind, DomainId, SlotId};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::value::{FieldType, State};
use std::sync::Arc;

/// The function of this name, if it gives a condition.
fn searching(name: &str) -> Option<(&'static Function, Search)> {
    let function = crate::function::find(name)?;
    match function.kernel {
        Kernel::Search(search) => Some((function, search)),
        _ => None,
    }
}

impl Checker<'_, '_> {
    /// A condition, seen from a domain; `None`, with a diagnostic somewhere, when it cannot be one.
    pub(super) fn condition(&mut self, expr: &Expr, from: DomainId) -> Option<Cond> {
        let kind = match &expr.kind {
            ExprKind::Error => return None,
            ExprKind::Truth(truth) => CondKind::Truth(*truth),
            ExprKind::Not(inner) => CondKind::Not(Box::new(self.condition(inner, from)?)),
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => return self.chain(*op, expr, from),
            ExprKind::Binary(
                op @ (BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::Less
                | BinaryOp::LessOrEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterOrEqual),
                left,
                right,
            ) => return self.comparison(*op, left, right, expr, from),
            ExprKind::Binary(op @ (BinaryOp::In | BinaryOp::NotIn), left, right) => {
                return self.membership(*op, left, right, expr, from);
            }
            ExprKind::Binary(BinaryOp::Contains, left, right) => return self.contains(left, right, expr, from),
            ExprKind::Binary(BinaryOp::Matches, left, right) => return self.matches(left, right, expr, from),
            ExprKind::Is { operand, negated, state } => self.state(operand, *negated, state, from)?,
            ExprKind::Quantifier { kind, group, filter, has } => {
                return self.quantifier(*kind, group, filter.as_deref(), has.as_deref(), expr, from);
            }
            ExprKind::Rules { subject, verdict } => return self.verdict(subject, verdict, expr),
            ExprKind::Name(path) => match self.find(path, from) {
                Some(meaning) => self.bare(meaning, path, expr.span)?,
                None => {
                    let diagnostic = self.unknown_name(path, from, expr.span);
                    self.report(diagnostic);
                    return None;
                }
            },
            ExprKind::Call { function, arguments } if searching(&function.value).is_some() => {
                let (function, search) = searching(&function.value)?;
                return self.search(function, search, arguments, expr, from);
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Period(_)
            | ExprKind::Today
            | ExprKind::List(_)
            | ExprKind::Negate(_)
            | ExprKind::Fold { .. }
            | ExprKind::Call { .. }
            | ExprKind::Binary(..) => {
                match self.operand(expr, from) {
                    Operand::Broken => {}
                    operand => self.report(
                        Diagnostic::new(
                            Code::NotACondition,
                            expr.span,
                            format!("a condition is needed here, and this is {}", operand.describe()),
                        )
                        .help("compare it with something: `… = …`, `… >= …`"),
                    ),
                }
                return None;
            }
        };
        let text = match kind {
            CondKind::Not(_) => Arc::from(""),
            _ => text_of(expr),
        };
        Some(Cond { kind, span: expr.span, text })
    }

    /// `a and b and c` as one condition of three parts. All parts are checked.
    fn chain(&mut self, op: BinaryOp, expr: &Expr, from: DomainId) -> Option<Cond> {
        let mut parts = Vec::new();
        let mut rest = expr;
        while let ExprKind::Binary(same, left, right) = &rest.kind
            && *same == op
        {
            parts.push(&**right);
            rest = left;
        }
        parts.push(rest);
        let count = parts.len();
        let made: Vec<Cond> = parts.into_iter().rev().filter_map(|part| self.condition(part, from)).collect();
        if made.len() < count {
            return None;
        }
        Some(joined_conditions(op == BinaryOp::And, made, expr.span))
    }

    /// A name where a condition is needed.
    fn bare(&mut self, meaning: Meaning, path: &[Spanned<String>], span: Span) -> Option<CondKind> {
        let name = joined(path);
        let diagnostic = match meaning {
            Meaning::Broken => return None,
            Meaning::Derived(place) => {
                Uses::mark(&mut self.uses.derived, place);
                match self.derived_types.get(place) {
                    Some(DerivedType::Condition(id)) => return Some(CondKind::Derived(*id)),
                    Some(DerivedType::Number(_, kind, _)) => Diagnostic::new(
                        Code::NotACondition,
                        span,
                        format!("`{name}` is {}, not a condition", super::number::kind_words(*kind)),
                    )
                    .help(format!("compare it with something: `{name} > 0`")),
                    Some(DerivedType::Table(id)) => {
                        let first =
                            self.results(*id).first().copied().map(super::suggest::as_written).unwrap_or_default();
                        Diagnostic::new(
                            Code::NotACondition,
                            span,
                            format!("`{name}` is the result of a table, not a condition"),
                        )
                        .help(format!("compare it with a result: `{name} = {first}`"))
                    }
                    Some(DerivedType::Broken) | None => return None,
                }
            }
            Meaning::Slot(slot) => {
                let field = self.checked.shape.slots.get(slot.index())?;
                let diagnostic = Diagnostic::new(
                    Code::NotACondition,
                    span,
                    format!("`{name}` is {} field, not a condition", field.kind.with_article()),
                );
                match field.kind {
                    FieldType::YesNo => diagnostic.help(format!("write `{name} = yes`")),
                    FieldType::Choice => {
                        let option = self
                            .options(slot)
                            .first()
                            .map(|option| super::suggest::as_written(&option.id))
                            .unwrap_or_default();
                        diagnostic.help(format!(
                            "compare it with an option, `{name} = {option}`, or ask whether it `is answered`"
                        ))
                    }
                    FieldType::Choices => diagnostic
                        .help(format!("ask for one of its options, `{name} contains …`, or whether it `is answered`")),
                    _ => diagnostic.help(format!(
                        "compare it with something, or ask whether it `is answered`: `{name} is answered`"
                    )),
                }
            }
            Meaning::OptionNumber(_) | Meaning::Parameter(_) => {
                Diagnostic::new(Code::NotACondition, span, format!("`{name}` is a value, not a condition"))
                    .help("compare something with it")
            }
        };
        self.report(diagnostic);
        None
    }

    /// `x is answered`
    fn state(&mut self, operand: &Expr, negated: bool, state: &Spanned<State>, from: DomainId) -> Option<CondKind> {
        let slot = self.slot_named(operand, from)?;
        let states = match state.value {
            State::Missing => vec![State::NotSupplied, State::Missing],
            other => vec![other],
        };
        Some(CondKind::StateIn(slot, if negated { other_states(&states) } else { states }))
    }

    /// A field by its name, for `is …`.
    fn slot_named(&mut self, operand: &Expr, from: DomainId) -> Option<SlotId> {
        let problem = match &operand.kind {
            ExprKind::Error => return None,
            ExprKind::Name(path) => match self.find(path, from) {
                Some(Meaning::Slot(slot)) => return Some(slot),
                Some(Meaning::Broken) => return None,
                Some(_) => Diagnostic::new(
                    Code::TypeMismatch,
                    operand.span,
                    format!("`{}` is not a field: only fields are answered, missing or not known", joined(path)),
                ),
                None => self.unknown_name(path, from, operand.span),
            },
            _ => {
                Diagnostic::new(Code::TypeMismatch, operand.span, "only a field can be answered, missing or not known")
                    .help("name one field before `is`")
            }
        };
        self.report(problem);
        None
    }
}

/// Conditions joined by `and` or `or`; one alone is itself.
pub(super) fn joined_conditions(all: bool, mut parts: Vec<Cond>, span: Span) -> Cond {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return only;
    }
    let kind = if all { CondKind::And(parts) } else { CondKind::Or(parts) };
    Cond { kind, span, text: Arc::from("") }
}

/// The opposite of a condition.
pub(super) fn negation(cond: Cond) -> Cond {
    Cond { span: cond.span, kind: CondKind::Not(Box::new(cond)), text: Arc::from("") }
}
