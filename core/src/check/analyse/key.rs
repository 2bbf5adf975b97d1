//! Conditions that say the same thing: a text that is equal for equal conditions, wherever and however they were written.

use crate::ir::{Argument, Cond, CondKind, Num};
use std::fmt::Write as _;

/// Adds a condition to a key. Writing to a String cannot fail.
pub(super) fn condition(kind: &CondKind, key: &mut String) {
    match kind {
        CondKind::And(parts) => all("and", parts, key),
        CondKind::Or(parts) => all("or", parts, key),
        CondKind::Not(inner) => all("not", std::slice::from_ref(inner), key),
        CondKind::Compare(comparison, a, b) => {
            let _ = write!(key, "{comparison:?}(");
            number(a, key);
            key.push(',');
            number(b, key);
            key.push(')');
        }
        CondKind::AnyRow { group, has } => {
            let _ = write!(key, "any {group:?}(");
            condition(&has.kind, key);
            key.push(')');
        }
        CondKind::EveryRow { group, filter, has } => {
            let _ = write!(key, "every {group:?}(");
            filter.iter().for_each(|filter| condition(&filter.kind, key));
            key.push(';');
            condition(&has.kind, key);
            key.push(')');
        }
        CondKind::Truth(_)
        | CondKind::StateIn(..)
        | CondKind::OptionIn(..)
        | CondKind::SameOption(..)
        | CondKind::HasOption(..)
        | CondKind::HasRow { .. }
        | CondKind::TextIn(..)
        | CondKind::SameText(..)
        | CondKind::TextContains(..)
        | CondKind::Matches(..)
        | CondKind::Derived(_)
        | CondKind::TableIn(..)
        | CondKind::Verdict { .. } => {
            let _ = write!(key, "{kind:?}");
        }
    }
}

fn all<C: std::borrow::Borrow<Cond>>(word: &str, parts: &[C], key: &mut String) {
    key.push_str(word);
    key.push('(');
    for part in parts {
        condition(&part.borrow().kind, key);
        key.push(',');
    }
    key.push(')');
}

pub(super) fn number(num: &Num, key: &mut String) {
    match num {
        Num::Arithmetic(operator, a, b) => {
            let _ = write!(key, "{operator:?}(");
            number(a, key);
            key.push(',');
            number(b, key);
            key.push(')');
        }
        Num::Negate(inner) => {
            key.push_str("minus(");
            number(inner, key);
            key.push(')');
        }
        Num::Shift { date, by, back } => {
            let _ = write!(key, "shift {by:?} {back}(");
            number(date, key);
            key.push(')');
        }
        Num::Fold { kind, group, value, filter } => {
            let _ = write!(key, "{kind:?} {group:?}(");
            value.iter().for_each(|value| number(value, key));
            key.push(';');
            filter.iter().for_each(|filter| condition(&filter.kind, key));
            key.push(')');
        }
        Num::Call(function, arguments) => {
            let _ = write!(key, "{}(", function.name);
            for argument in arguments {
                match argument {
                    Argument::Answer(slot) => {
                        let _ = write!(key, "{slot:?}");
                    }
                    Argument::Number(inner) => number(inner, key),
                }
                key.push(',');
            }
            key.push(')');
        }
        Num::Points(points) => {
            let _ = write!(key, "points {:?}", points.id);
        }
        Num::Case(rows) => {
            key.push_str("case(");
            for (when, value) in rows {
                when.iter().for_each(|when| condition(&when.kind, key));
                key.push(':');
                number(value, key);
                key.push(',');
            }
            key.push(')');
        }
        Num::Literal(_)
        | Num::Parameter(_)
        | Num::Today
        | Num::Slot(_)
        | Num::OptionNumber(..)
        | Num::Derived(_)
        | Num::Extreme { .. }
        | Num::Nearest(_) => {
            let _ = write!(key, "{num:?}");
        }
    }
}
