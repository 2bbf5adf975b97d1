//! Days as spreadsheets leave them: `2026-11-25` comes back as `25/11/2026`, `11/25/26` or 46351, depending on whose machine it was.

use crate::value::{Date, month_named};

/// What a cell of a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateCell {
    Day(Date),
    /// `3/4/2026`: first number, second number, year.
    Either(u32, u32, i32),
    Unreadable,
}

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl DateCell {
    /// Reads a cell that is not empty.
    pub(super) fn read(text: &str) -> DateCell {
        // A time after the day is left out.
        let day = text.split_once(['T', ' ']).filter(|(_, rest)| rest.contains(':')).map_or(text, |(day, _)| day);
        if let Some(day) = Date::from_iso_bytes(day.as_bytes()) {
            return DateCell::Day(day);
        }
        if let Ok(number) = day.parse::<i32>() {
            // Excel counts days from 30 December 1899; nobody decided before 1954 or after 2119.
            return if (20_000..80_000).contains(&number) {
                DateCell::Day(Date::from_days(number - 25_569))
            } else {
                DateCell::Unreadable
            };
        }
        let parts: Vec<&str> = day.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
        let &[first, second, third] = parts.as_slice() else { return DateCell::Unreadable };
        Self::in_words(first, second, third)
            .or_else(|| Self::in_numbers(first, second, third))
            .unwrap_or(DateCell::Unreadable)
    }

    /// `25 Nov 2026`, `November 25, 2026`.
    fn in_words(first: &str, second: &str, third: &str) -> Option<DateCell> {
        let (month, day) = match (month_named(first), month_named(second)) {
            (None, Some(month)) => (month, first),
            (Some(month), None) => (month, second),
            _ => return None,
        };
        let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        Date::from_ymd(year(third)?, month, day.parse().ok()?).map(DateCell::Day)
    }

    fn in_numbers(first: &str, second: &str, third: &str) -> Option<DateCell> {
        let (a, b, year) = (first.parse().ok()?, second.parse().ok()?, year(third)?);
        match (Date::from_ymd(year, b, a), Date::from_ymd(year, a, b)) {
            (Some(day), Some(other)) if day == other => Some(DateCell::Day(day)),
            (Some(_), Some(_)) => Some(DateCell::Either(a, b, year)),
            (Some(day), None) | (None, Some(day)) => Some(DateCell::Day(day)),
            (None, None) => None,
        }
    }

    /// The order of day and month that the cell can only have; `None` where it says nothing.
    pub(super) fn order(text: &str) -> Option<Order> {
        let mut parts = text.split(['/', '-', '.']);
        let (first, second, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next()) else { return None };
        let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
        match (first, second) {
            (13..=31, 1..=12) => Some(Order::DayFirst),
            (1..=12, 13..=31) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// The day, once it is known in which order the file's dates are written.
    pub(super) fn settled(self, order: Option<Order>) -> Option<Date> {
        match (self, order) {
            (DateCell::Day(day), _) => Some(day),
            (DateCell::Either(a, b, year), Some(Order::DayFirst)) => Date::from_ymd(year, b, a),
            (DateCell::Either(a, b, year), Some(Order::MonthFirst)) => Date::from_ymd(year, a, b),
            _ => None,
        }
    }
}

/// A year of four digits, or of two, which is of this century: nobody decided before there was a log.
fn year(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(number),
        2 => Some(2000 + number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_spreadsheets_leave_them() {
        let day: Date = "2026-11-25".parse().unwrap();
        for text in [
            "2026-11-25",
            "25/11/2026",
            "11/25/2026",
            "25.11.2026",
            "25-Nov-26",
            "25 November 2026",
            "Nov 25, 2026",
            "25th Nov 2026",
            "2026-11-25T10:30:00",
            "2026-11-25 10:30",
            "46351",
            "25/11/26",
        ] {
            assert_eq!(DateCell::read(text), DateCell::Day(day), "{text}");
        }
        assert_eq!(DateCell::read("3/4/2026"), DateCell::Either(3, 4, 2026));
        assert_eq!(DateCell::read("4/4/2026").settled(None).unwrap().to_string(), "2026-04-04");
        for text in
            ["31/2/2026", "soon", "7", "2026", "1/2", "1/2/3/4", "13/13/2026", "2026-13-01", "25 No 2026", "²/³/2026"]
        {
            assert_eq!(DateCell::read(text), DateCell::Unreadable, "{text}");
        }
        assert_eq!(DateCell::order("25/11/2026"), Some(Order::DayFirst));
        assert_eq!(DateCell::order("11/25/2026"), Some(Order::MonthFirst));
        assert_eq!(DateCell::order("2026-11-25"), None);
        assert_eq!(DateCell::read("3/4/2026").settled(Some(Order::MonthFirst)).unwrap().to_string(), "2026-03-04");
    }
}
