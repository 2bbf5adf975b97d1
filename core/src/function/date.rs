//! Functions of dates. Dates are day numbers (see [`Date`](crate::Date)).

use super::{Function, Kernel, Kind};
use crate::value::Date;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "year-of",
        takes: &[Kind::Date],
        gives: Kind::Year,
        doc: "The calendar year of a date.",
        example: "year-of(today) - installed >= ten-years",
        kernel: Kernel::Rising(year_of),
    },
    Function {
        name: "days-between",
        takes: &[Kind::Date, Kind::Date],
        gives: Kind::Number,
        doc: "Days from the first date to the second; negative when the second is earlier.",
        example: "days-between(opened-on, closed-on) >= consultation-days",
        kernel: Kernel::TwoNumbers(|from, to| to - from),
    },
    Function {
        name: "months-between",
        takes: &[Kind::Date, Kind::Date],
        gives: Kind::Number,
        doc: "Whole calendar months from the first date to the second; negative when the second is earlier.",
        example: "months-between(approved-on, review-on) <= review-months",
        kernel: Kernel::TwoNumbers(months_between),
    },
    Function {
        name: "years-between",
        takes: &[Kind::Date, Kind::Date],
        gives: Kind::Number,
        doc: "Whole calendar years from the first date to the second, as an age is counted; negative when the second is earlier.",
        example: "years-between(listed-on, today) >= ten-years",
        kernel: Kernel::TwoNumbers(|from, to| libm::trunc(months_between(from, to) / 12.0)),
    },
];

/// Day numbers in a plan are whole and within the calendar; anything else is brought there.
fn date(days: f64) -> Date {
    Date::from_days(days as i32)
}

fn year_of(days: f64) -> f64 {
    f64::from(date(days).ymd().0)
}

fn months_between(from: f64, to: f64) -> f64 {
    if from > to {
        return -months_between(to, from);
    }
    let (year_from, month_from, day_from) = date(from).ymd();
    let (year_to, month_to, day_to) = date(to).ymd();
    let months =
        (year_to - year_from) * 12 + i32::try_from(month_to).unwrap_or(0) - i32::try_from(month_from).unwrap_or(0);
    f64::from(if day_to < day_from { months - 1 } else { months })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> f64 {
        f64::from(text.parse::<Date>().unwrap().days())
    }

    #[test]
    fn months_are_whole() {
        assert_eq!(months_between(days("2024-01-31"), days("2024-02-29")), 0.0);
        assert_eq!(months_between(days("2024-01-29"), days("2024-02-29")), 1.0);
        assert_eq!(months_between(days("2024-02-29"), days("2024-01-29")), -1.0);
        assert_eq!(months_between(days("1969-12-31"), days("1970-12-31")), 12.0);
        assert_eq!(year_of(days("1969-12-31")), 1969.0);
    }
}
