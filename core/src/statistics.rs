//! The statistics of measures, as functions of counts and values: proportions, rates, ratios, gaps and their intervals,
//! standardisation, bounds for people whose group is not known, and the suppression of small cells.
//!
//! Nothing here knows of frameworks, records or reports, and nothing judges: whether a figure is good or bad is for
//! whoever asked for it.
//!
//! - A figure that can be told is an [`Estimate`]: the value, its interval where there is one, and the [`Method`] that
//!   gave it.
//! - What cannot be computed is a [`NotComputable`] that says why. No function gives NaN, panics, or works without
//!   bound.
//! - The same input gives the same bytes on every platform: only basic arithmetic, square roots and `libm`, summed in
//!   the order given.
//! - A level is the share of intervals that hold the true value, from 0.9 to below 1: 0.95, or 0.998 for the outer
//!   limits of funnels.
//! - Counts are `f64`, because weighted and pooled counts need not be whole. Where a method needs whole numbers it says
//!   so.
//! - Intervals answer what chance alone would do. An employer's own staff are no sample of them: call such an interval
//!   one of stability.
//!
//! ```
//! use due_regard::statistics::{Method, ratio_of_proportions};
//!
//! // Appointed from shortlisting: 2 of 10, beside 117 of 389.
//! let ratio = ratio_of_proportions((2.0, 10.0), (117.0, 389.0), 0.95)?;
//! let interval = ratio.interval.unwrap();
//! assert_eq!(ratio.method, Some(Method::Score)); // too few for the logarithmic one
//! assert!(interval.low < 0.8 && interval.high > 1.25); // nothing can be told from these
//! # Ok::<(), due_regard::statistics::NotComputable>(())
//! ```

mod claim;
mod funnel;
mod gap;
mod odds;
mod quarters;
mod ratio;
mod single;
mod slope;
mod special;
mod standardise;
mod suppress;
mod unknown;

pub use claim::{claim_agrees, nearest_counts, ratio_of_rounded, ratio_of_shares, rounding_interval};
pub use funnel::{FunnelPlace, QuantileOrder, benjamini_hochberg, funnel_limits, funnel_place, quantile_groups};
pub use gap::{gap_of_means, gap_of_medians};
pub use odds::{OddsRatio, odds_ratio};
pub use quarters::{PayQuarter, Remainder, pay_quarters, quarter_sizes};
pub use ratio::{
    BinomialTails, binomial_tails, difference_of_proportions, log_wald_ratio, ratio_of_proportions, ratio_of_rates,
    ratio_to_share, seats_to_parity, stratified_ratio, stratified_ratio_of_rates,
};
pub use single::{byar, count, mean, median, proportion, rate};
pub use slope::{Line, Scale, Simulation, Slope, SlopeGroup, slope_index};
pub use standardise::{Stratum, expected_events, standardised_rate, standardised_ratio};
pub use suppress::{Hidden, SmallCells, Suppressed, Totals, determined_cells, rounded_count, suppress_small_cells};
pub use unknown::{ProportionBounds, RateBounds, unknown_group_proportions, unknown_group_rates};

/// Why a statistic is not there.
///
/// Show it with `{}`: a sentence in plain words, lower case, no full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotComputable {
    /// A whole, an exposure or an expected number is zero.
    #[error("there is nothing to divide by: the whole, the exposure or the expected number is zero")]
    NoDenominator,
    /// Of a measure: nothing is known of a group, or of the one with which it is compared.
    #[error("nothing is known of the group, or of the one with which it is compared")]
    NobodyKnown,
    /// Of a measure: the framework does not say how many people the group has.
    #[error("it is not given how many people there are")]
    NoPopulation,
    /// A count, a whole, an exposure or a weight is below zero.
    #[error("a count, an exposure or a weight is below zero")]
    NegativeCount,
    /// A part is larger than its whole.
    #[error("a part is larger than its whole: these are no proportions; use rates where events are counted")]
    PartAboveWhole,
    /// An input is infinite or no number, or the result is too large to be told.
    #[error("a number is infinite, is not a number, or the result is too large")]
    NotFinite,
    /// The level does not lie from 0.9 to below 1.
    #[error("the level of an interval lies from 0.9 to below 1, for example 0.95")]
    LevelOutOfRange,
    /// Fewer values, groups or strata than the method needs.
    #[error("there are too few values")]
    TooFewValues,
    /// Fewer events than the method needs: ten for a directly standardised rate.
    #[error("there are fewer than 10 events, too few for a standardised rate")]
    TooFewEvents,
    /// More than the method can work through.
    #[error("there is more than this method can work through")]
    TooMuch,
    /// What is divided by is zero: the reference group has none, or a mean or median of zero.
    #[error("the figure of the reference is zero, so that nothing can be expressed as a multiple of it")]
    ReferenceIsZero,
    /// A mean, median, rate or multiplier that has to be above zero is not.
    #[error("a figure that has to be above zero is not")]
    NotPositive,
    /// A share or probability does not lie from 0 to 1, or is one that the method cannot use.
    #[error("a share or probability does not lie between 0 and 1")]
    ShareOutOfRange,
    /// A number that has to be whole is not.
    #[error("a number that has to be whole is not")]
    NotWhole,
    /// Values that have to be in ascending order are not.
    #[error("the values are not in ascending order")]
    NotSorted,
    /// A table's cells do not fill its rows, or a number of places or parts makes no sense.
    #[error("the sizes do not fit together")]
    SizesDiffer,
}

impl NotComputable {
    /// Every reason.
    pub const ALL: [NotComputable; 16] = [
        NotComputable::NoDenominator,
        NotComputable::NobodyKnown,
        NotComputable::NoPopulation,
        NotComputable::NegativeCount,
        NotComputable::PartAboveWhole,
        NotComputable::NotFinite,
        NotComputable::LevelOutOfRange,
        NotComputable::TooFewValues,
        NotComputable::TooFewEvents,
        NotComputable::TooMuch,
        NotComputable::ReferenceIsZero,
        NotComputable::NotPositive,
        NotComputable::ShareOutOfRange,
        NotComputable::NotWhole,
        NotComputable::NotSorted,
        NotComputable::SizesDiffer,
    ];
}

/// An interval with both ends in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end; [`f64::INFINITY`] where there is none.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in the interval, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval, widened where rounding has put the value a hair outside; nothing where an end is no number.
    fn around(self, value: f64) -> Result<Self, NotComputable> {
        if self.low.is_nan() || self.high.is_nan() {
            return Err(NotComputable::NotFinite);
        }
        Ok(Self { low: self.low.min(value), high: self.high.max(value) })
    }
}

/// How an interval was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Wilson's score interval of a proportion (Wilson 1927).
    Wilson,
    /// Byar's approximation for counts (Breslow and Day 1987).
    Byar,
    /// Exact limits of a Poisson count, from the chi-squared distribution (Garwood 1936).
    ExactPoisson,
    /// Student's t.
    T,
    /// Order statistics with exact binomial chances.
    OrderStatistics,
    /// Normal on the logarithm of the ratio (Katz and others 1978).
    LogWald,
    /// Score interval of a ratio of proportions (Koopman 1984; Miettinen and Nurminen 1985 without their factor
    /// N/(N-1)).
    Score,
    /// Exact, given the number of events in both groups (Clopper and Pearson 1934); of odds, given all margins
    /// (Fisher).
    ExactConditional,
    /// Newcombe's hybrid of two Wilson intervals (Newcombe 1998, method 10).
    Newcombe,
    /// Bonett and Price's interval of a ratio of means or medians (2020).
    BonettPrice,
    /// Dobson's interval of a weighted sum of counts (Dobson and others 1991), on Byar's.
    Dobson,
    /// Greenland and Robins' variance of the Mantel-Haenszel ratio (1985).
    GreenlandRobins,
    /// Percentiles of a seeded simulation.
    Simulation,
}

impl Method {
    /// Every method.
    pub const ALL: [Method; 13] = [
        Method::Wilson,
        Method::Byar,
        Method::ExactPoisson,
        Method::T,
        Method::OrderStatistics,
        Method::LogWald,
        Method::Score,
        Method::ExactConditional,
        Method::Newcombe,
        Method::BonettPrice,
        Method::Dobson,
        Method::GreenlandRobins,
        Method::Simulation,
    ];

    /// The method as people read it: `Wilson`.
    pub fn name(self) -> &'static str {
        match self {
            Method::Wilson => "Wilson",
            Method::Byar => "Byar's approximation",
            Method::ExactPoisson => "exact Poisson",
            Method::T => "Student's t",
            Method::OrderStatistics => "order statistics",
            Method::LogWald => "normal on the logarithm (Katz)",
            Method::Score => "Koopman",
            Method::ExactConditional => "exact conditional",
            Method::Newcombe => "Newcombe's hybrid",
            Method::BonettPrice => "Bonett and Price",
            Method::Dobson => "Dobson",
            Method::GreenlandRobins => "Greenland and Robins",
            Method::Simulation => "simulation",
        }
    }
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure. [`f64::INFINITY`] only where a function says so.
    pub value: f64,
    /// What it may be by chance, at the level asked for; absent where that cannot be told from what was given.
    pub interval: Option<Interval>,
    /// How the interval was found; absent where there is none.
    pub method: Option<Method>,
}

impl Estimate {
    fn new(value: f64, low: f64, high: f64, method: Method) -> Result<Self, NotComputable> {
        if value.is_nan() {
            return Err(NotComputable::NotFinite);
        }
        let interval = Interval { low, high }.around(value)?;
        Ok(Self { value, interval: Some(interval), method: Some(method) })
    }

    /// A figure without an interval.
    fn bare(value: f64) -> Result<Self, NotComputable> {
        if value.is_finite() { Ok(Self { value, interval: None, method: None }) } else { Err(NotComputable::NotFinite) }
    }
}

/// A count: a number from zero on.
fn counted(value: f64) -> Result<f64, NotComputable> {
    match value {
        value if !value.is_finite() => Err(NotComputable::NotFinite),
        value if value < 0.0 => Err(NotComputable::NegativeCount),
        // So that -0 gives what 0 gives.
        value => Ok(value + 0.0),
    }
}

/// A denominator: a number above zero.
fn denominator(value: f64) -> Result<f64, NotComputable> {
    match counted(value)? {
        0.0 => Err(NotComputable::NoDenominator),
        value => Ok(value),
    }
}

/// A part and its whole.
fn part_of((part, whole): (f64, f64)) -> Result<(f64, f64), NotComputable> {
    let (part, whole) = (counted(part)?, denominator(whole)?);
    if part > whole { Err(NotComputable::PartAboveWhole) } else { Ok((part, whole)) }
}

/// A level that intervals can have.
fn level_of(level: f64) -> Result<f64, NotComputable> {
    if (0.9..1.0).contains(&level) { Ok(level) } else { Err(NotComputable::LevelOutOfRange) }
}

/// A number above zero by which a figure is multiplied.
fn times_of(times: f64) -> Result<f64, NotComputable> {
    match times {
        times if !times.is_finite() => Err(NotComputable::NotFinite),
        times if times <= 0.0 => Err(NotComputable::NotPositive),
        times => Ok(times),
    }
}

/// A result that can be told.
fn finite(value: f64) -> Result<f64, NotComputable> {
    if value.is_finite() { Ok(value) } else { Err(NotComputable::NotFinite) }
}

#[cfg(test)]
mod tests;
