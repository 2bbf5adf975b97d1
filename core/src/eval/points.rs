//! Scores and choices between numbers: what both readers reckon alike.

use super::numbers::Interval;
use super::reduce::Folded;
use super::truth::Truth;
use crate::ir::range;
use crate::value::{State, plus};

/// An answer that may add to a score.
pub(super) enum Answer {
    /// One option.
    One(u16),
    /// Several options, as bits.
    Several(u64),
}

/// What a field adds to a score: its own numbers where it is answered, nothing where it is not asked, and anything that an answer could add where
/// that is open.
pub(super) fn term(
    numbers: &[f64],
    several: bool,
    (valid, asked): (Truth, Truth),
    state: State,
    blank_is_nothing: bool,
    answer: Option<Answer>,
) -> Interval {
    let certain = match valid {
        Truth::NotApplicable => return (0.0, 0.0),
        Truth::True => match answer {
            Some(Answer::One(option)) => {
                let value = numbers.get(usize::from(option)).copied().unwrap_or(0.0);
                (value, value)
            }
            Some(Answer::Several(set)) => {
                let value = numbers
                    .iter()
                    .enumerate()
                    .filter(|(option, _)| set.checked_shr(*option as u32).unwrap_or(0) & 1 == 1)
                    .fold(0.0, |sum, (_, number)| plus(sum, *number));
                (value, value)
            }
            None => range(numbers, several),
        },
        _ if blank_is_nothing && matches!(state, State::Missing | State::NotSupplied) => (0.0, 0.0),
        _ => range(numbers, several),
    };
    // Where it is open whether it is asked, it may add nothing.
    if asked == Truth::Unknown { (certain.0.min(0.0), certain.1.max(0.0)) } else { certain }
}

/// Two scores together.
pub(super) fn add(left: Interval, right: Interval) -> Interval {
    (plus(left.0, right.0), plus(left.1, right.1))
}

/// The sum within the limits that all answers together leave it: a branch and its opposite are never both taken.
pub(super) fn within((low, high): Interval, limits: Option<Interval>) -> Interval {
    limits.map_or((low, high), |(least, most)| (low.clamp(least, most), high.clamp(least, most)))
}

/// The value of the first row that holds; over all that may be the first, where that is open.
pub(super) fn case(rows: impl Iterator<Item = (Truth, Folded)>) -> Folded {
    let mut hull: Option<Interval> = None;
    for (holds, value) in rows {
        if matches!(holds, Truth::False | Truth::NotApplicable) {
            continue;
        }
        hull = match (value, hull) {
            (Ok(value), None) => Some(value),
            (Ok((low, high)), Some((least, most))) => Some((low.min(least), high.max(most))),
            (Err(undecided), None) if holds == Truth::True => return Err(undecided),
            (Err(_), _) => return Err(Truth::Unknown),
        };
        if holds == Truth::True {
            return hull.ok_or(Truth::Unknown);
        }
    }
    Err(if hull.is_some() { Truth::Unknown } else { Truth::NotApplicable })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_adds_what_an_answer_could() {
        let numbers = [0.0, 3.0, 1.0];
        let add =
            |valid, asked, state, blank| term(&numbers, false, (valid, asked), state, blank, Some(Answer::One(1)));
        assert_eq!(add(Truth::True, Truth::True, State::Answered, true), (3.0, 3.0));
        assert_eq!(add(Truth::True, Truth::Unknown, State::Answered, true), (0.0, 3.0));
        assert_eq!(add(Truth::NotApplicable, Truth::False, State::NotAsked, false), (0.0, 0.0));
        assert_eq!(add(Truth::Unknown, Truth::True, State::Missing, true), (0.0, 0.0));
        assert_eq!(add(Truth::Unknown, Truth::True, State::Missing, false), (0.0, 3.0));
        assert_eq!(add(Truth::Unknown, Truth::True, State::Invalid, true), (0.0, 3.0));
        assert_eq!(range(&[-1.0, 2.0, 3.0], true), (-1.0, 5.0));
        assert_eq!(range(&[], false), (0.0, 0.0));
    }

    #[test]
    fn the_first_row_that_holds_gives_the_number() {
        let row = |holds, value: f64| (holds, Ok((value, value)));
        assert_eq!(case([row(Truth::False, 1.0), row(Truth::True, 2.0)].into_iter()), Ok((2.0, 2.0)));
        assert_eq!(case([row(Truth::Unknown, 1.0), row(Truth::True, 2.0)].into_iter()), Ok((1.0, 2.0)));
        assert_eq!(case([row(Truth::Unknown, 1.0)].into_iter()), Err(Truth::Unknown));
        assert_eq!(case([row(Truth::NotApplicable, 1.0)].into_iter()), Err(Truth::NotApplicable));
    }
}
