//! What a condition or a number reads: fields and derived values.

use crate::ir::{Argument, Cond, CondKind, DerivedId, Num, SlotId, TextSource};

/// The fields that a condition reads by itself, in order, each once. Fields read within the rows of groups are among them.
pub(crate) fn slots_of(cond: &Cond, out: &mut Vec<SlotId>) {
    let mut add = |slot: SlotId| {
        if !out.contains(&slot) {
            out.push(slot);
        }
    };
    match &cond.kind {
        CondKind::Truth(_) | CondKind::Derived(_) | CondKind::TableIn(..) | CondKind::Verdict { .. } => {}
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| slots_of(part, out)),
        CondKind::Not(inner) => slots_of(inner, out),
        CondKind::StateIn(slot, _)
        | CondKind::OptionIn(slot, _)
        | CondKind::HasOption(slot, _)
        | CondKind::TextIn(slot, _)
        | CondKind::Matches(slot, _) => add(*slot),
        CondKind::HasRow { among, row, .. } => {
            add(*among);
            add(*row);
        }
        CondKind::SameOption(left, right)
        | CondKind::SameText(left, right)
        | CondKind::TextContains(left, TextSource::Slot(right)) => {
            add(*left);
            add(*right);
        }
        CondKind::TextContains(slot, _) => add(*slot),
        CondKind::Compare(_, left, right) => {
            slots_of_number(left, out);
            slots_of_number(right, out);
        }
        CondKind::AnyRow { has, .. } => slots_of(has, out),
        CondKind::EveryRow { filter, has, .. } => {
            if let Some(filter) = filter {
                slots_of(filter, out);
            }
            slots_of(has, out);
        }
    }
}

/// The same for a number.
pub(crate) fn slots_of_number(num: &Num, out: &mut Vec<SlotId>) {
    match num {
        Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Derived(_) | Num::Extreme { .. } => {}
        // A score rests on too many answers for a finding to show them all; its own explanation does.
        Num::Points(_) => {}
        Num::Case(rows) => rows.iter().for_each(|(when, value)| {
            when.iter().for_each(|when| slots_of(when, out));
            slots_of_number(value, out);
        }),
        Num::Slot(slot) | Num::OptionNumber(slot, _) | Num::Nearest(slot) => {
            if !out.contains(slot) {
                out.push(*slot);
            }
        }
        Num::Arithmetic(_, left, right) => {
            slots_of_number(left, out);
            slots_of_number(right, out);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => slots_of_number(inner, out),
        Num::Fold { value, filter, .. } => {
            if let Some(filter) = filter {
                slots_of(filter, out);
            }
            if let Some(value) = value {
                slots_of_number(value, out);
            }
        }
        Num::Call(_, arguments) => {
            for argument in arguments {
                match argument {
                    Argument::Answer(slot) => {
                        if !out.contains(slot) {
                            out.push(*slot);
                        }
                    }
                    Argument::Number(number) => slots_of_number(number, out),
                }
            }
        }
    }
}

/// The derived values that a condition names, in order, each once. Those named within the rows of groups are among them.
pub(crate) fn derived_of(cond: &Cond, out: &mut Vec<DerivedId>) {
    match &cond.kind {
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| derived_of(part, out)),
        CondKind::Not(inner) | CondKind::AnyRow { has: inner, .. } => derived_of(inner, out),
        CondKind::EveryRow { filter, has, .. } => filter.iter().chain([has]).for_each(|part| derived_of(part, out)),
        CondKind::Compare(_, left, right) => {
            derived_of_number(left, out);
            derived_of_number(right, out);
        }
        CondKind::Derived(id) | CondKind::TableIn(id, _) if !out.contains(id) => {
            out.push(*id);
        }
        _ => {}
    }
}

/// The same for a number.
pub(crate) fn derived_of_number(num: &Num, out: &mut Vec<DerivedId>) {
    match num {
        Num::Derived(id) => {
            if !out.contains(id) {
                out.push(*id);
            }
        }
        Num::Arithmetic(_, left, right) => {
            derived_of_number(left, out);
            derived_of_number(right, out);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => derived_of_number(inner, out),
        Num::Fold { value, filter, .. } => {
            value.iter().for_each(|value| derived_of_number(value, out));
            filter.iter().for_each(|filter| derived_of(filter, out));
        }
        Num::Call(_, arguments) => arguments.iter().for_each(|argument| {
            if let Argument::Number(number) = argument {
                derived_of_number(number, out);
            }
        }),
        Num::Case(rows) => rows.iter().for_each(|(when, value)| {
            when.iter().for_each(|when| derived_of(when, out));
            derived_of_number(value, out);
        }),
        Num::Literal(_)
        | Num::Parameter(_)
        | Num::Today
        | Num::Slot(_)
        | Num::OptionNumber(..)
        | Num::Points(_)
        | Num::Extreme { .. }
        | Num::Nearest(_) => {}
    }
}
