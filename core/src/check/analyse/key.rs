//! Conditions that say the same thing: a text that is equal for equal conditions, wherever and however they were written.

use crate::ir::{Argument, Cond, CondKind, Num, PeriodSource, TextSource};
use std::fmt::Write as _;

/// Adds a condition to a key.
pub(super) fn condition(kind: &CondKind, key: &mut String) {
    match kind {
        CondKind::And(parts) => all("and", parts, key),
        CondKind::Or(parts) => all("or", parts, key),
        CondKind::Not(inner) => all("not", std::slice::from_ref(inner), key),
        CondKind::Compare(comparison, a, b) => {
            numbers("compare", [*comparison as u32], key);
            number(a, key);
            number(b, key);
        }
        CondKind::AnyRow { group, has } => {
            numbers("any", [group.0], key);
            condition(&has.kind, key);
        }
        CondKind::EveryRow { group, filter, has } => {
            numbers("every", [group.0, filter.is_some().into()], key);
            filter.iter().for_each(|filter| condition(&filter.kind, key));
            condition(&has.kind, key);
        }
        CondKind::Truth(truth) => numbers("truth", [u32::from(*truth)], key),
        CondKind::StateIn(slot, states) => {
            numbers("state", [slot.0].into_iter().chain(states.iter().map(|state| *state as u32)), key);
        }
        CondKind::OptionIn(slot, options) => {
            numbers("option", [slot.0].into_iter().chain(options.iter().map(|option| u32::from(*option))), key);
        }
        CondKind::SameOption(left, right) => numbers("same-option", [left.0, right.0], key),
        CondKind::HasOption(slot, option) => numbers("has-option", [slot.0, u32::from(*option)], key),
        CondKind::HasRow { among, row, places } => {
            let places = places.iter().map(|place| place.map_or(u32::MAX, u32::from));
            numbers("has-row", [among.0, row.0].into_iter().chain(places), key);
        }
        CondKind::TextIn(slot, sources) => {
            numbers("text", [slot.0], key);
            sources.iter().for_each(|source| text(source, key));
            key.push(';');
        }
        CondKind::SameText(left, right) => numbers("same-text", [left.0, right.0], key),
        CondKind::TextContains(slot, source) => {
            numbers("contains", [slot.0], key);
            text(source, key);
        }
        CondKind::Matches(slot, source) => {
            numbers("matches", [slot.0], key);
            text(source, key);
        }
        CondKind::Derived(id) => numbers("derived", [id.0], key),
        CondKind::TableIn(id, results) => {
            numbers("table", [id.0].into_iter().chain(results.iter().map(|result| u32::from(*result))), key);
        }
        CondKind::Verdict { every, rules, test } => {
            let rules = rules.iter().map(|rule| rule.0);
            numbers("verdict", [u32::from(*every), *test as u32].into_iter().chain(rules), key);
        }
    }
}

/// A word and what belongs to it. Where it ends is written, so that no two keys run into the same text.
fn numbers(word: &str, numbers: impl IntoIterator<Item = u32>, key: &mut String) {
    key.push_str(word);
    for number in numbers {
        key.push(' ');
        figure(u64::from(number), key);
    }
    key.push(';');
}

fn figure(figure: u64, key: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(key, "{figure}");
}

fn text(source: &TextSource, key: &mut String) {
    match source {
        TextSource::Literal(text) => {
            figure(text.len() as u64, key);
            key.push(':');
            key.push_str(text);
        }
        TextSource::Parameter(id) => numbers("parameter", [id.0], key),
        TextSource::Slot(slot) => numbers("slot", [slot.0], key),
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

fn amount(amount: f64, key: &mut String) {
    figure(amount.to_bits(), key);
    key.push(',');
}

pub(super) fn number(num: &Num, key: &mut String) {
    match num {
        Num::Arithmetic(operator, a, b) => {
            numbers("arithmetic", [*operator as u32], key);
            number(a, key);
            number(b, key);
        }
        Num::Negate(inner) => {
            numbers("minus", [], key);
            number(inner, key);
        }
        Num::Shift { date, by, back } => {
            match by {
                PeriodSource::Literal(period) => {
                    let amount = period.amount.cast_unsigned();
                    numbers("shift", [u32::from(*back), amount, period.unit as u32], key);
                }
                PeriodSource::Parameter(id) => numbers("shift-by", [u32::from(*back), id.0], key),
            }
            number(date, key);
        }
        Num::Fold { kind, group, value, filter } => {
            numbers("fold", [*kind as u32, group.0, value.is_some().into(), filter.is_some().into()], key);
            value.iter().for_each(|value| number(value, key));
            filter.iter().for_each(|filter| condition(&filter.kind, key));
        }
        Num::Call(function, arguments) => {
            key.push_str("call ");
            key.push_str(function.name);
            key.push('(');
            for argument in arguments {
                match argument {
                    Argument::Answer(slot) => numbers("answer", [slot.0], key),
                    Argument::Number(inner) => number(inner, key),
                }
            }
            key.push(')');
        }
        Num::Points(points) => numbers("points", [points.id.0], key),
        Num::Case(rows) => {
            key.push_str("case(");
            for (when, value) in rows {
                numbers("when", [u32::from(when.is_some())], key);
                when.iter().for_each(|when| condition(&when.kind, key));
                number(value, key);
            }
            key.push(')');
        }
        Num::Literal(literal) => {
            numbers("literal", [], key);
            amount(*literal, key);
        }
        Num::Parameter(id) => numbers("parameter", [id.0], key),
        Num::Today => numbers("today", [], key),
        Num::Slot(slot) => numbers("slot", [slot.0], key),
        Num::OptionNumber(slot, amounts) => {
            numbers("option-number", [slot.0], key);
            // None is a number that no option has.
            amounts.iter().for_each(|number| amount(number.unwrap_or(f64::NAN), key));
            key.push(';');
        }
        Num::Derived(id) => numbers("derived", [id.0], key),
        Num::Extreme { of, greatest } => numbers("extreme", [of.0, u32::from(*greatest)], key),
        Num::Nearest(slot) => numbers("nearest", [slot.0], key),
    }
}
