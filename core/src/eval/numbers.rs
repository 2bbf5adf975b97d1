//! Numbers as intervals: exact where both ends are the same.

use super::truth::Truth;
use crate::function::Kernel;
use crate::ir::{Arithmetic, Comparison};
use crate::value::{over, plus, times};

/// Low and high end.
pub(crate) type Interval = (f64, f64);

/// The result of an operator on two intervals; `None` where there is no finite one: division by (what may be) zero, overflow.
pub(crate) fn arithmetic(op: Arithmetic, left: Interval, right: Interval) -> Option<Interval> {
    let (low, high) = match op {
        Arithmetic::Add => (plus(left.0, right.0), plus(left.1, right.1)),
        Arithmetic::Subtract => (plus(left.0, -right.1), plus(left.1, -right.0)),
        Arithmetic::Multiply => corners(left, right, times),
        Arithmetic::Divide => {
            if right.0 <= 0.0 && right.1 >= 0.0 {
                return None;
            }
            corners(left, right, over)
        }
    };
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

fn corners(left: Interval, right: Interval, op: impl Fn(f64, f64) -> f64) -> Interval {
    let all = [op(left.0, right.0), op(left.0, right.1), op(left.1, right.0), op(left.1, right.1)];
    all.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// A comparison of two intervals: unknown where they lie so that both answers are possible.
pub(crate) fn compare(comparison: Comparison, left: Interval, right: Interval) -> Truth {
    let certain = |holds: bool, fails: bool| match (holds, fails) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    };
    match comparison {
        Comparison::Less => certain(left.1 < right.0, left.0 >= right.1),
        Comparison::LessOrEqual => certain(left.1 <= right.0, left.0 > right.1),
        Comparison::Greater => certain(left.0 > right.1, left.1 <= right.0),
        Comparison::GreaterOrEqual => certain(left.0 >= right.1, left.1 < right.0),
        Comparison::Equal => {
            certain(left.0 == left.1 && right.0 == right.1 && left.0 == right.0, left.1 < right.0 || left.0 > right.1)
        }
        Comparison::NotEqual => compare(Comparison::Equal, left, right).not(),
    }
}

/// The interval of a function's result, given its arguments; `None` where it has no finite one.
pub(crate) fn interval_of(kernel: Kernel, arguments: &[Interval]) -> Option<Interval> {
    let exact = |interval: &Interval| (interval.0 == interval.1).then_some(interval.0);
    let (low, high) = match (kernel, arguments) {
        (Kernel::Rising(function), [one]) => (function(one.0), function(one.1)),
        (Kernel::Number(function), [one]) => {
            let value = function(exact(one)?);
            (value, value)
        }
        (Kernel::TwoNumbers(function), [first, second]) => {
            let value = function(exact(first)?, exact(second)?);
            (value, value)
        }
        (Kernel::TwoRising(function), [first, second]) => (function(first.0, second.0), function(first.1, second.1)),
        _ => return None,
    };
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_overlap_leave_a_comparison_open() {
        assert_eq!(compare(Comparison::Less, (1840.0, 1849.0), (1850.0, 1850.0)), Truth::True);
        assert_eq!(compare(Comparison::Less, (1840.0, 1849.0), (1845.0, 1845.0)), Truth::Unknown);
        assert_eq!(compare(Comparison::Less, (1840.0, 1849.0), (1840.0, 1840.0)), Truth::False);
        assert_eq!(compare(Comparison::Equal, (1840.0, 1849.0), (1840.0, 1849.0)), Truth::Unknown);
        assert_eq!(compare(Comparison::NotEqual, (1.0, 1.0), (2.0, 3.0)), Truth::True);
    }

    #[test]
    fn what_has_no_finite_result_has_none() {
        assert_eq!(arithmetic(Arithmetic::Divide, (1.0, 1.0), (0.0, 0.0)), None);
        assert_eq!(arithmetic(Arithmetic::Divide, (1.0, 1.0), (-1.0, 1.0)), None);
        assert_eq!(arithmetic(Arithmetic::Multiply, (f64::MAX, f64::MAX), (2.0, 2.0)), None);
        assert_eq!(arithmetic(Arithmetic::Subtract, (10.0, 12.0), (1.0, 2.0)), Some((8.0, 11.0)));
    }
}
