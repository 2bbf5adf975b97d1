//! When fields, groups and rows are asked, and the limits of fields: the conditions and numbers among the shape.

use super::Checker;
use super::derive::{circle, order};
use super::names::Meaning;
use super::number::{Operand, kind_words};
use super::shape::Waiting;
use super::types::joined_conditions;
use super::walk::{self, Part};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Field, Rows};
use crate::ir::{Cond, DEEPEST, Num, NumberKind, RECORD};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::FieldType;

impl<'f> Checker<'f, '_> {
    /// Types what the shape left waiting.
    pub(super) fn asking(&mut self, waiting: Waiting<'f>) {
        let conditions: Vec<(Option<Cond>, usize)> = waiting
            .conditions
            .iter()
            .map(|(expr, domain)| {
                let cond = self.condition(expr, *domain);
                let size = cond.as_ref().map_or(0, size);
                (cond, size)
            })
            .collect();
        for (index, (asked, field)) in waiting.slots.iter().enumerate() {
            let ask_when = self.all_of(asked, &conditions);
            let bounds = field.map_or((None, None), |field| self.bounds(field));
            if let Some(slot) = self.checked.shape.slots.get_mut(index) {
                slot.ask_when = ask_when;
                slot.bounds = bounds;
            }
        }
        for (index, (asked, section)) in waiting.domains.iter().enumerate() {
            let ask_when = self.all_of(asked, &conditions);
            let outside = self.checked.shape.domains.get(index).and_then(|domain| domain.parent).unwrap_or(RECORD);
            let mut rows = Vec::new();
            if let Some(Rows::Fixed { rows: fixed, .. }) = section.map(|section| &section.rows) {
                for row in fixed {
                    let cite = self.cite(&row.cite);
                    let when = row.not_applicable_when.as_ref().and_then(|when| self.condition(when, outside));
                    rows.push((when, cite));
                }
            }
            if let Some(domain) = self.checked.shape.domains.get_mut(index) {
                domain.ask_when = ask_when;
                for (row, (when, cite)) in domain.fixed.iter_mut().zip(rows) {
                    row.not_applicable_when = when;
                    row.cite = cite;
                }
            }
        }
        self.circles();
    }

    /// All of these conditions together.
    fn all_of(&mut self, places: &[usize], conditions: &[(Option<Cond>, usize)]) -> Option<Cond> {
        let mut parts = Vec::with_capacity(places.len());
        for (cond, size) in places.iter().filter_map(|place| conditions.get(*place)) {
            let cond = cond.as_ref()?;
            // A section's condition is repeated for each of its fields.
            self.spend(*size, cond.span)?;
            parts.push(cond.clone());
        }
        let span = parts.first()?.span;
        Some(joined_conditions(true, parts, span))
    }

    /// `min` and `max`
    fn bounds(&mut self, field: &'f Field) -> (Option<Num>, Option<Num>) {
        let min = field.min.as_ref().and_then(|limit| self.bound(field, limit));
        let max = field.max.as_ref().and_then(|limit| self.bound(field, limit));
        if let (Some(Num::Literal(least)), Some(Num::Literal(most)), Some(limit)) = (&min, &max, &field.max)
            && least > most
        {
            self.report(Diagnostic::new(
                Code::InvalidValue,
                limit.span,
                format!("the greatest `{}` is below the least, so no answer can be right", field.id.value),
            ));
        }
        (min, max)
    }

    fn bound(&mut self, field: &Field, limit: &Expr) -> Option<Num> {
        let wanted = match field.kind {
            FieldType::Integer | FieldType::Number => NumberKind::Quantity,
            FieldType::Date => NumberKind::Date,
            FieldType::Year => NumberKind::Year,
            // The reader has reported limits of other types.
            _ => return None,
        };
        if let ExprKind::Name(path) = &limit.kind
            && let Some(Meaning::Slot(_) | Meaning::Derived(_) | Meaning::OptionNumber(_)) = self.find(path, RECORD)
        {
            self.report(
                Diagnostic::new(Code::InvalidValue, limit.span, "a limit cannot be worked out from other fields").help(
                    "give a number, a day, `today` or the name of a parameter; what depends on other fields is a rule",
                ),
            );
            return None;
        }
        match self.operand(limit, RECORD) {
            Operand::Broken => None,
            Operand::Number(number)
                if number.kind == wanted || (wanted == NumberKind::Year && number.kind == NumberKind::Quantity) =>
            {
                let unit = if wanted == NumberKind::Year { "years" } else { &field.unit };
                self.units_agree(unit, &number.unit, limit.span).then_some(number.num)
            }
            other => {
                let message = format!(
                    "the limit of `{}` is {}, and the field holds {}",
                    field.id.value,
                    other.describe(),
                    plural(kind_words(wanted))
                );
                let diagnostic = Diagnostic::new(Code::TypeMismatch, limit.span, message);
                self.report(match wanted {
                    NumberKind::Date => diagnostic.help("a date is written 2024-01-05"),
                    _ => diagnostic,
                });
                None
            }
        }
    }

    /// What is asked may not depend on itself: its state could not be known.
    fn circles(&mut self) {
        let shape = &self.checked.shape;
        let (slots, domains) = (shape.slots.len(), shape.domains.len());
        let place = |part| match part {
            Part::Slot(slot) => slot.index(),
            Part::Group(domain) => slots + domain.index(),
            Part::Derived(derived) => slots + domains + derived.index(),
        };
        let mut uses: Vec<Vec<usize>> = Vec::with_capacity(slots + domains + self.checked.derived.len());
        for slot in &shape.slots {
            let mut used = vec![place(Part::Group(slot.domain))];
            slot.ask_when.iter().for_each(|cond| walk::condition(cond, &mut |part| used.push(place(part))));
            uses.push(used);
        }
        for domain in &shape.domains {
            let mut used: Vec<usize> = domain.parent.into_iter().map(|parent| place(Part::Group(parent))).collect();
            let rows = domain.fixed.iter().filter_map(|row| row.not_applicable_when.as_ref());
            domain
                .ask_when
                .iter()
                .chain(rows)
                .for_each(|cond| walk::condition(cond, &mut |part| used.push(place(part))));
            uses.push(used);
        }
        for derived in &self.checked.derived {
            let mut used = Vec::new();
            walk::derived(&derived.value, &mut |part| used.push(place(part)));
            uses.push(used);
        }
        let (order, cycles) = order(&uses);
        self.too_deep(&uses, &order);
        for cycle in cycles {
            let mut names = Vec::with_capacity(cycle.len());
            let mut span: Option<Span> = None;
            for place in &cycle {
                if let Some(slot) = self.checked.shape.slots.get_mut(*place) {
                    names.push(slot.path.clone());
                    span = span.or(slot.ask_when.take().map(|cond| cond.span));
                } else if let Some(domain) =
                    place.checked_sub(slots).and_then(|place| self.checked.shape.domains.get_mut(place))
                {
                    names.push(domain.path.clone());
                    span = span.or(domain.ask_when.take().map(|cond| cond.span));
                    for row in &mut domain.fixed {
                        span = span.or(row.not_applicable_when.take().map(|cond| cond.span));
                    }
                } else if let Some(derived) =
                    place.checked_sub(slots + domains).and_then(|place| self.checked.derived.get(place))
                {
                    names.push(derived.id.clone());
                }
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!(
                "whether `{}` is asked depends on itself: {}",
                names.first().copied().unwrap_or_default(),
                circle(&names)
            );
            self.report(
                Diagnostic::new(Code::Cycle, span.unwrap_or_default(), message).help(
                    "let each `ask-when` and `not-applicable-when` rest on fields that do not depend on it in turn",
                ),
            );
        }
    }
}

impl Checker<'_, '_> {
    /// Reports what rests on too long a chain of other things: every reader of the conditions follows such chains.
    fn too_deep(&mut self, uses: &[Vec<usize>], order: &[usize]) {
        let mut depths = vec![0u32; uses.len()];
        for place in order {
            let below = uses.get(*place).into_iter().flatten().filter_map(|used| depths.get(*used)).max().copied();
            if let Some(depth) = depths.get_mut(*place) {
                *depth = below.map_or(0, |below| below.saturating_add(1));
            }
        }
        // Each that is just too deep is named; what rests on it is too.
        for (place, _) in depths.iter().enumerate().filter(|(_, depth)| **depth == DEEPEST) {
            let shape = &self.checked.shape;
            let (slots, domains) = (shape.slots.len(), shape.domains.len());
            let (name, span) = if let Some(slot) = shape.slots.get(place) {
                (slot.path.clone(), slot.ask_when.as_ref().map(|cond| cond.span))
            } else if let Some(domain) = place.checked_sub(slots).and_then(|place| shape.domains.get(place)) {
                (domain.path.clone(), domain.ask_when.as_ref().map(|cond| cond.span))
            } else {
                let derived = place.checked_sub(slots + domains).and_then(|place| self.checked.derived.get(place));
                let id = derived.map_or("", |derived| &derived.id);
                let span =
                    self.framework.derived.iter().find(|derived| derived.id.value == id).map(|derived| derived.id.span);
                (id.to_owned(), span)
            };
            self.report(
                Diagnostic::new(
                    Code::TooLarge,
                    span.unwrap_or_default(),
                    format!("`{name}` rests on more than {DEEPEST} things in a row, each by way of the next"),
                )
                .help("say what it means more directly"),
            );
        }
    }
}

/// How many parts a condition has.
fn size(cond: &Cond) -> usize {
    let mut count = 1;
    walk::condition(cond, &mut |_| count += 1);
    count
}

fn plural(words: &'static str) -> String {
    format!("{}s", words.trim_start_matches("a "))
}
