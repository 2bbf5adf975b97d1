//! Quantifiers and folds: what is said of the rows of a group.

use super::names::{Meaning, joined};
use super::number::{Number, kind_words};
use super::types::{joined_conditions, negation};
use super::{Checker, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Cond, CondKind, DomainId, Num, NumberKind};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind, Fold, Quantifier};
use std::sync::Arc;

impl Checker<'_, '_> {
    /// `any G where C`, `no G where C`, `every G where F has C`
    pub(super) fn quantifier(
        &mut self,
        kind: Quantifier,
        path: &[Spanned<String>],
        filter: Option<&Expr>,
        has_expr: Option<&Expr>,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        let group = self.group(path, from)?;
        // Both are checked before either may end the matter.
        let chosen = filter.map(|filter| self.condition(filter, group));
        let held = has_expr.map(|has| self.condition(has, group));
        let chosen = match chosen {
            Some(None) => return None,
            Some(Some(cond)) => Some(cond),
            None => None,
        };
        let held = match held {
            Some(None) => return None,
            Some(Some(cond)) => Some(cond),
            None => None,
        };
        let leaf = |kind, text| Some(Cond { kind, span: whole.span, text });
        match kind {
            Quantifier::Every => {
                let Some(has) = held else {
                    self.report(
                        Diagnostic::new(
                            Code::NotACondition,
                            whole.span,
                            "`every` does not say what each row must have",
                        )
                        .help(format!("write `every {} has …`, or `every {0} where … has …`", joined(path))),
                    );
                    return None;
                };
                leaf(CondKind::EveryRow { group, filter: chosen.map(Box::new), has: Box::new(has) }, text_of(whole))
                    .map(|every| self.every_found(every, group, from))
            }
            Quantifier::Any | Quantifier::No => {
                let parts: Vec<Cond> = chosen.into_iter().chain(held).collect();
                let has = if parts.is_empty() {
                    Cond { kind: CondKind::Truth(true), span: whole.span, text: Arc::from("true") }
                } else {
                    joined_conditions(true, parts, whole.span)
                };
                let row = CondKind::AnyRow { group, has: Box::new(has) };
                if kind == Quantifier::Any {
                    return leaf(row, text_of(whole)).map(|any| self.any_found(any, group, from));
                }
                let asked_of_rows = has_expr.cloned().map(Box::new);
                let positive = Expr {
                    kind: ExprKind::Quantifier {
                        kind: Quantifier::Any,
                        group: path.to_vec(),
                        filter: filter.cloned().map(Box::new),
                        has: asked_of_rows,
                    },
                    span: whole.span,
                };
                leaf(row, text_of(&positive)).map(|any| negation(self.any_found(any, group, from)))
            }
        }
    }

    /// A group by its path; reported when there is none.
    pub(super) fn group(&mut self, path: &[Spanned<String>], from: DomainId) -> Option<DomainId> {
        let found = self.find_group(path, from);
        if found.is_none() {
            let diagnostic = self.unknown_group(path, from, span_of(path));
            self.report(diagnostic);
        }
        found
    }

    /// `count(G where C)`, `sum(G.f where C)`
    pub(super) fn fold(
        &mut self,
        kind: Fold,
        path: &[Spanned<String>],
        field: Option<&Spanned<String>>,
        filter: Option<&Expr>,
        span: Span,
        from: DomainId,
    ) -> Option<Number> {
        let name = fold_name(kind);
        let Some(field) = field else {
            let group = self.group(path, from)?;
            let filter = self.filter(filter, group)?;
            if kind != Fold::Count {
                self.report(
                    Diagnostic::new(Code::WrongArguments, span, format!("`{name}` does not say of which field"))
                        .help(format!("write `{name}({}.field)`", joined(path))),
                );
                return None;
            }
            let num = self.number_found(Num::Fold { kind, group, value: None, filter }, group, from, span);
            return Some(Number { num, kind: NumberKind::Quantity, unit: String::new() });
        };
        let (group, value) = match self.find_group(path, from) {
            Some(group) => (group, self.folded(std::slice::from_ref(field), group)),
            // `sum(impacts.kind.weight)`: the last two words are a choice and a number of its options.
            None => match path.split_last() {
                Some((choice, outer)) if !outer.is_empty() && self.find_group(outer, from).is_some() => {
                    let group = self.find_group(outer, from)?;
                    (group, self.folded(&[choice.clone(), field.clone()], group))
                }
                _ => {
                    let group = self.group(path, from)?;
                    (group, None)
                }
            },
        };
        let filter = self.filter(filter, group);
        let (value, filter) = (value?, filter?);
        if kind == Fold::Count {
            self.report(
                Diagnostic::new(Code::WrongArguments, field.span, "`count` counts rows, not the answers of a field")
                    .help(format!("write `count({} where {} is answered)`", joined(path), field.value)),
            );
            return None;
        }
        if kind == Fold::Sum && value.kind != NumberKind::Quantity {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    field.span,
                    format!("numbers can be summed, and this is {}", kind_words(value.kind)),
                )
                .help("`min`, `max` and `median` take dates and years"),
            );
            return None;
        }
        let num = Num::Fold { kind, group, value: Some(Box::new(value.num)), filter };
        Some(Number { num: self.number_found(num, group, from, span), kind: value.kind, unit: value.unit })
    }

    /// The field that is folded: one of the group's own.
    fn folded(&mut self, path: &[Spanned<String>], group: DomainId) -> Option<Number> {
        let span = span_of(path);
        let meaning = self.find(path, group);
        let own = match meaning {
            Some(Meaning::Slot(slot) | Meaning::OptionNumber(slot)) => {
                self.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.domain == group)
            }
            Some(Meaning::Broken) => return None,
            _ => false,
        };
        if !own {
            let title = self.checked.shape.domains.get(group.index()).map_or("", |domain| domain.path.as_str());
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                span,
                format!("the group `{title}` has no field `{}`", joined(path)),
            );
            let fields = self
                .checked
                .shape
                .slots
                .iter()
                .filter(|slot| slot.domain == group && !slot.is_row)
                .map(|slot| slot.id.as_str());
            let diagnostic = match super::suggest::closest(&joined(path), fields) {
                Some(name) => diagnostic.suggest(span, name),
                None => diagnostic,
            };
            self.report(diagnostic);
            return None;
        }
        let expr = Expr { kind: ExprKind::Name(path.to_vec()), span };
        self.number(&expr, group)
    }

    /// `where …`; the outer `None` is a condition that is wrong.
    fn filter(&mut self, filter: Option<&Expr>, group: DomainId) -> Option<Option<Box<Cond>>> {
        match filter {
            None => Some(None),
            Some(filter) => self.condition(filter, group).map(|cond| Some(Box::new(cond))),
        }
    }
}

/// The place of a whole path.
pub(super) fn span_of(path: &[Spanned<String>]) -> Span {
    match (path.first(), path.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}

fn fold_name(kind: Fold) -> &'static str {
    match kind {
        Fold::Count => "count",
        Fold::Sum => "sum",
        Fold::Min => "min",
        Fold::Max => "max",
        Fold::Median => "median",
    }
}
