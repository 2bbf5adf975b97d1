//! Calendar days as numbers, so that days apart are a subtraction.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A day, counted from 1 March of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// The day written `2026-11-22`; `None` for anything that is no such day.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let mut number = 0;
        for digit in [y1, y2, y3, y4, m1, m2, d1, d2] {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i32::from(digit - b'0');
        }
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=days).contains(&day) {
            return None;
        }
        // Years that begin in March have the leap day at their end; 153 days are five months from March on.
        let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Some(Self(year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1))
    }

    /// How many days this day is after `other`.
    #[must_use]
    pub const fn days_after(self, other: Self) -> i32 {
        self.0 - other.0
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Day;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date such as 2026-11-22")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Day::read(text.as_bytes()).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other() {
        let day = |text: &str| Day::read(text.as_bytes());
        for (first, then, apart) in [
            ("2023-12-31", "2024-01-01", 1),
            ("2024-02-28", "2024-03-01", 2),
            ("2023-02-28", "2023-03-01", 1),
            ("1900-02-28", "1900-03-01", 1),
            ("2000-01-01", "2026-11-22", 9822),
        ] {
            assert_eq!(day(then).unwrap().days_after(day(first).unwrap()), apart, "{first} to {then}");
        }
        for none in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-1", "today"] {
            assert_eq!(day(none), None, "{none}");
        }
    }
}
