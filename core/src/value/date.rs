//! Civil dates of the proleptic Gregorian calendar as day numbers, and periods to add to them.
//!
//! The conversions between day numbers and dates follow the well-known arithmetic on 400-year eras
//! (Howard Hinnant, "chrono-compatible low-level date algorithms"); written here because core needs nothing else of a date library.

use serde::{Serialize, Serializer};
use std::fmt;

/// The months in English.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month, from 1, that has this English name, or begins with it in three letters or more: `Nov`, `sept`.
pub(crate) fn month_named(word: &str) -> Option<u32> {
    let begins = |month: &str| {
        let start = month.get(..word.len());
        word.len() >= 3 && start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    (1..).zip(MONTHS).find_map(|(number, month)| begins(month).then_some(number))
}

/// A calendar day, held as the number of days since 1 January 1970 (negative before).
///
/// ```
/// use due_regard::Date;
/// let day: Date = "2024-02-29".parse().unwrap();
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert!(Date::from_ymd(2023, 2, 29).is_none());
/// assert_eq!(Date::from_ymd(1970, 1, 2).unwrap().days(), 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Years from 0001 to 9999 are read and written.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

impl Date {
    /// The day of a year, month and day; `None` when there is no such day in the years 1 to 9999.
    ///
    /// Lists hold very many dates, whose months follow no order: nothing here branches on the month.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        // Nearly all days are before the 29th, which every month has.
        let is_there = YEARS.contains(&year)
            && month.wrapping_sub(1) < 12
            && day >= 1
            && (day <= 28 || day <= days_in_month(year, month));
        if !is_there {
            return None;
        }
        // No year is before 1, so that nothing here is negative until the days before 1970 are taken off.
        let next_year = u32::from(month <= 2);
        let year = year.unsigned_abs() - next_year;
        let century = year / 100;
        // From March (3) to February (14) months have 153 days in five; 979/32 and the offset are that in one shift (C. Neri, L. Schneider,
        // "Euclidean affine functions and their application to calendar algorithms", 2022).
        let day_of_year = (979 * (month + 12 * next_year) - 2919) / 32 + day - 1;
        let days = year * 1461 / 4 - century + century / 4 + day_of_year;
        Some(Date(days.cast_signed() - 719_468))
    }

    /// The day with this number; days outside the years 1 to 9999 are brought to the nearest day within.
    pub fn from_days(days: i32) -> Date {
        Date(days.clamp(-719_162, 2_932_896))
    }

    /// Days since 1 January 1970.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day (1 to 31).
    pub fn ymd(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
        let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// This day moved by a period; a day that the target month does not have becomes its last day.
    #[must_use]
    pub fn plus(self, period: Period) -> Date {
        match period.unit {
            PeriodUnit::Days => Date::from_days(self.0.saturating_add(period.amount)),
            PeriodUnit::Weeks => Date::from_days(self.0.saturating_add(period.amount.saturating_mul(7))),
            PeriodUnit::Months => self.plus_months(period.amount),
            PeriodUnit::Years => self.plus_months(period.amount.saturating_mul(12)),
        }
    }

    fn plus_months(self, months: i32) -> Date {
        let (year, month, day) = self.ymd();
        let total = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let year = i32::try_from(total.div_euclid(12)).unwrap_or(if months < 0 { 1 } else { 9999 });
        let (year, month) = if YEARS.contains(&year) {
            (year, u32::try_from(total.rem_euclid(12) + 1).unwrap_or(1))
        } else if year < 1 {
            return Date::from_days(i32::MIN);
        } else {
            return Date::from_days(i32::MAX);
        };
        let day = day.min(days_in_month(year, month));
        Date::from_ymd(year, month, day).unwrap_or(self)
    }

    /// Reads `2024-01-05` exactly; `None` for anything else.
    pub fn from_iso_bytes(text: &[u8]) -> Option<Date> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
        let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
        let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
        let month = digit(m1)? * 10 + digit(m2)?;
        let day = digit(d1)? * 10 + digit(d2)?;
        Date::from_ymd(i32::try_from(year).ok()?, month, day)
    }
}

/// None in a month that there is not.
#[inline]
fn days_in_month(year: i32, month: u32) -> u32 {
    const DAYS: [u8; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
    let days = DAYS.get(month as usize).copied().unwrap_or(0);
    u32::from(days) + u32::from((month == 2) & leap)
}

impl Date {
    /// The English name of its month.
    pub(crate) fn month_name(self) -> &'static str {
        let (_, month, _) = self.ymd();
        let month = usize::try_from(month).unwrap_or_default();
        MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// As 2024-01-05, in ASCII.
    fn digits(self) -> [u8; 10] {
        let (year, month, day) = self.ymd();
        let year = year.unsigned_abs();
        // Years have at most four digits, so that no part is above nine.
        let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or(0);
        [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ]
    }

    /// Adds it as 2024-01-05 to a text.
    pub(crate) fn write(self, out: &mut String) {
        out.push_str(std::str::from_utf8(&self.digits()).unwrap_or_default());
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl std::str::FromStr for Date {
    type Err = crate::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Date::from_iso_bytes(text.as_bytes()).ok_or_else(|| {
            crate::Error::new(crate::ErrorKind::InvalidSetting, format!("`{text}` is not a day written as 2024-01-05"))
        })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount of calendar time, as in `28 days` or `12 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many; negative is earlier.
    pub amount: i32,
    /// Of what.
    pub unit: PeriodUnit,
}

/// The unit of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodUnit {
    /// Days.
    Days,
    /// Seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl PeriodUnit {
    /// The unit with this name, singular or plural.
    pub fn from_word(word: &str) -> Option<PeriodUnit> {
        Some(match word {
            "day" | "days" => PeriodUnit::Days,
            "week" | "weeks" => PeriodUnit::Weeks,
            "month" | "months" => PeriodUnit::Months,
            "year" | "years" => PeriodUnit::Years,
            _ => return None,
        })
    }

    /// The unit's name, in the plural.
    pub fn words(self) -> &'static str {
        match self {
            PeriodUnit::Days => "days",
            PeriodUnit::Weeks => "weeks",
            PeriodUnit::Months => "months",
            PeriodUnit::Years => "years",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.unit.words();
        let words = if self.amount.abs() == 1 { words.trim_end_matches('s') } else { words };
        write!(f, "{} {words}", self.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_ten_thousand_years_goes_there_and_back() {
        for days in -719_162..=2_932_896 {
            let date = Date::from_days(days);
            let (year, month, day) = date.ymd();
            assert_eq!(Date::from_ymd(year, month, day), Some(date));
        }
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let last = Date::from_ymd(2024, 1, 31).unwrap();
        assert_eq!(last.plus(Period { amount: 1, unit: PeriodUnit::Months }).to_string(), "2024-02-29");
        assert_eq!(last.plus(Period { amount: -11, unit: PeriodUnit::Months }).to_string(), "2023-02-28");
        assert_eq!(last.plus(Period { amount: 1, unit: PeriodUnit::Years }).to_string(), "2025-01-31");
        assert_eq!(last.plus(Period { amount: i32::MAX, unit: PeriodUnit::Years }).to_string(), "9999-12-31");
        assert_eq!(last.plus(Period { amount: i32::MIN, unit: PeriodUnit::Years }).to_string(), "0001-01-01");
    }
}
