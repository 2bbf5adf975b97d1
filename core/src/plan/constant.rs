//! What has one value for a whole run: numbers without fields, periods, texts.

use super::lower::Inputs;
use crate::ir::{Argument, Cond, CondKind, Num, ParameterValue, PeriodSource, TextSource};
use crate::value::{Date, Period};

/// The value of a number without fields, where it has one: bounds, parameters.
pub(crate) fn constant(num: &Num, inputs: &Inputs<'_>) -> Option<f64> {
    match num {
        Num::Literal(value) => Some(*value),
        Num::Today => Some(f64::from(inputs.as_of.days())),
        Num::Parameter(id) => match inputs.parameters.get(id.index())? {
            ParameterValue::Number(value) => Some(*value),
            ParameterValue::Date(date) => Some(f64::from(date.days())),
            _ => None,
        },
        Num::Extreme { of, greatest } => {
            let limits = inputs.checked.extremes.get(of.index()).copied().flatten()?;
            Some(if *greatest { limits.1 } else { limits.0 })
        }
        Num::Negate(inner) => constant(inner, inputs).map(|value| -value),
        Num::Arithmetic(op, left, right) => {
            let (left, right) = (constant(left, inputs)?, constant(right, inputs)?);
            crate::eval::arithmetic(*op, (left, left), (right, right)).map(|(low, _)| low)
        }
        Num::Shift { date, by, back } => {
            let date = constant(date, inputs)?;
            let period = period(*by, *back, inputs)?;
            Some(f64::from(Date::from_days(date as i32).plus(period).days()))
        }
        Num::Call(function, arguments) => match (function.kernel, arguments.as_slice()) {
            (
                crate::function::Kernel::Rising(kernel) | crate::function::Kernel::Number(kernel),
                [Argument::Number(number)],
            ) => Some(kernel(constant(number, inputs)?)),
            (
                crate::function::Kernel::TwoNumbers(kernel) | crate::function::Kernel::TwoRising(kernel),
                [Argument::Number(first), Argument::Number(second)],
            ) => Some(kernel(constant(first, inputs)?, constant(second, inputs)?)),
            _ => None,
        },
        _ => None,
    }
    .filter(|value| value.is_finite())
}

pub(crate) fn period(source: PeriodSource, back: bool, inputs: &Inputs<'_>) -> Option<Period> {
    let period = match source {
        PeriodSource::Literal(period) => period,
        PeriodSource::Parameter(id) => match inputs.parameters.get(id.index())? {
            ParameterValue::Period(period) => *period,
            _ => return None,
        },
    };
    Some(if back { Period { amount: period.amount.saturating_neg(), unit: period.unit } } else { period })
}

pub(crate) fn text_of<'a>(source: &'a TextSource, inputs: &'a Inputs<'_>) -> Option<&'a str> {
    match source {
        TextSource::Literal(text) => Some(text),
        TextSource::Parameter(id) => match inputs.parameters.get(id.index())? {
            ParameterValue::Text(text) => Some(text),
            _ => None,
        },
        TextSource::Slot(_) => None,
    }
}

/// Whether a condition searches a text somewhere (named parts apart, which are made for all rows).
pub(super) fn searches_text(cond: &Cond) -> bool {
    match &cond.kind {
        CondKind::TextIn(..) | CondKind::TextContains(..) | CondKind::Matches(..) => true,
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().any(searches_text),
        CondKind::Not(inner) => searches_text(inner),
        CondKind::AnyRow { has, .. } => searches_text(has),
        CondKind::EveryRow { filter, has, .. } => filter.as_deref().is_some_and(searches_text) || searches_text(has),
        CondKind::Compare(_, left, right) => number_searches_text(left) || number_searches_text(right),
        _ => false,
    }
}

fn number_searches_text(num: &Num) -> bool {
    match num {
        Num::Call(_, arguments) => arguments.iter().any(|argument| match argument {
            Argument::Answer(_) => true,
            Argument::Number(number) => number_searches_text(number),
        }),
        Num::Arithmetic(_, left, right) => number_searches_text(left) || number_searches_text(right),
        Num::Negate(inner) | Num::Shift { date: inner, .. } => number_searches_text(inner),
        Num::Fold { value, filter, .. } => {
            value.as_deref().is_some_and(number_searches_text) || filter.as_deref().is_some_and(searches_text)
        }
        _ => false,
    }
}
