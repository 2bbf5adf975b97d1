//! What a condition or a number speaks of.

use crate::ir::{Argument, Cond, CondKind, DerivedId, DerivedValueIr, DomainId, Num, SlotId, TextSource};

/// Something that a condition speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Slot(SlotId),
    Derived(DerivedId),
    Group(DomainId),
}

/// Calls for every field, derived value and group of a condition.
pub(crate) fn condition(cond: &Cond, found: &mut impl FnMut(Part)) {
    match &cond.kind {
        CondKind::Truth(_) | CondKind::Verdict { .. } => {}
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| condition(part, found)),
        CondKind::Not(inner) => condition(inner, found),
        CondKind::StateIn(slot, _)
        | CondKind::OptionIn(slot, _)
        | CondKind::HasOption(slot, _)
        | CondKind::TextIn(slot, _) => found(Part::Slot(*slot)),
        CondKind::TextContains(slot, text) | CondKind::Matches(slot, text) => {
            found(Part::Slot(*slot));
            if let TextSource::Slot(other) = text {
                found(Part::Slot(*other));
            }
        }
        CondKind::HasRow { among, row, .. } => {
            found(Part::Slot(*among));
            found(Part::Slot(*row));
        }
        CondKind::SameOption(a, b) | CondKind::SameText(a, b) => {
            found(Part::Slot(*a));
            found(Part::Slot(*b));
        }
        CondKind::Compare(_, a, b) => {
            number(a, found);
            number(b, found);
        }
        CondKind::AnyRow { group, has } => {
            found(Part::Group(*group));
            condition(has, found);
        }
        CondKind::EveryRow { group, filter, has } => {
            found(Part::Group(*group));
            filter.iter().for_each(|filter| condition(filter, found));
            condition(has, found);
        }
        CondKind::Derived(id) | CondKind::TableIn(id, _) => found(Part::Derived(*id)),
    }
}

/// Calls for every field, derived value and group of a number.
pub(crate) fn number(num: &Num, found: &mut impl FnMut(Part)) {
    match num {
        Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Extreme { .. } => {}
        Num::Points(points) => points.terms.iter().for_each(|(slot, _)| found(Part::Slot(*slot))),
        Num::Case(rows) => rows.iter().for_each(|(when, value)| {
            when.iter().for_each(|when| condition(when, found));
            number(value, found);
        }),
        Num::Slot(slot) | Num::OptionNumber(slot, _) | Num::Nearest(slot) => found(Part::Slot(*slot)),
        Num::Arithmetic(_, a, b) => {
            number(a, found);
            number(b, found);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => number(inner, found),
        Num::Fold { group, value, filter, .. } => {
            found(Part::Group(*group));
            value.iter().for_each(|value| number(value, found));
            filter.iter().for_each(|filter| condition(filter, found));
        }
        Num::Derived(id) => found(Part::Derived(*id)),
        Num::Call(_, arguments) => {
            for argument in arguments {
                match argument {
                    Argument::Answer(slot) => found(Part::Slot(*slot)),
                    Argument::Number(inner) => number(inner, found),
                }
            }
        }
    }
}

/// Calls for what a condition about a row looks at beyond that row and those around it: what it says of rows of a group, and derived values, which belong to the record.
/// `alike` is called for the fields of which it looks at no more of other rows than which of their texts is most like its own.
pub(crate) fn beyond_the_row(cond: &Cond, found: &mut impl FnMut(Part), alike: &mut impl FnMut(SlotId)) {
    match &cond.kind {
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| beyond_the_row(part, found, alike)),
        CondKind::Not(inner) => beyond_the_row(inner, found, alike),
        CondKind::Compare(_, a, b) => {
            number_beyond_the_row(a, found, alike);
            number_beyond_the_row(b, found, alike);
        }
        CondKind::AnyRow { .. } | CondKind::EveryRow { .. } | CondKind::Derived(_) | CondKind::TableIn(..) => {
            condition(cond, found);
        }
        CondKind::Truth(_)
        | CondKind::Verdict { .. }
        | CondKind::StateIn(..)
        | CondKind::OptionIn(..)
        | CondKind::HasOption(..)
        | CondKind::TextIn(..)
        | CondKind::TextContains(..)
        | CondKind::Matches(..)
        | CondKind::HasRow { .. }
        | CondKind::SameOption(..)
        | CondKind::SameText(..) => {}
    }
}

fn number_beyond_the_row(num: &Num, found: &mut impl FnMut(Part), alike: &mut impl FnMut(SlotId)) {
    match num {
        Num::Case(rows) => rows.iter().for_each(|(when, value)| {
            when.iter().for_each(|when| beyond_the_row(when, found, alike));
            number_beyond_the_row(value, found, alike);
        }),
        Num::Arithmetic(_, a, b) => {
            number_beyond_the_row(a, found, alike);
            number_beyond_the_row(b, found, alike);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => number_beyond_the_row(inner, found, alike),
        Num::Call(_, arguments) => arguments.iter().for_each(|argument| {
            if let Argument::Number(inner) = argument {
                number_beyond_the_row(inner, found, alike);
            }
        }),
        Num::Nearest(slot) => alike(*slot),
        // Rows of a group.
        Num::Fold { .. } | Num::Derived(_) | Num::Points(_) => number(num, found),
        Num::Literal(_)
        | Num::Parameter(_)
        | Num::Today
        | Num::Extreme { .. }
        | Num::Slot(_)
        | Num::OptionNumber(..) => {}
    }
}

/// Calls for everything that a derived value is made of.
pub(crate) fn derived(value: &DerivedValueIr, found: &mut impl FnMut(Part)) {
    match value {
        DerivedValueIr::Condition(cond) => condition(cond, found),
        DerivedValueIr::Number(num, _) => number(num, found),
        DerivedValueIr::Table(rows) => {
            rows.iter().filter_map(|row| row.when.as_ref()).for_each(|when| condition(when, found))
        }
    }
}
