//! Rates as they would be if every group had the same ages: direct and indirect standardisation.

use super::single::{byar, count, scaled};
use super::{Estimate, Method, NotComputable, counted, denominator, finite, times_of};

/// A stratum, such as an age band, for a directly standardised rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Events. Where none are known there are 0.
    pub events: f64,
    /// People or person-years in which they happened; above 0.
    pub exposure: f64,
    /// How much the stratum weighs: people of the standard population.
    pub weight: f64,
}

/// The directly standardised rate, times a number (100,000 for *per 100,000*), with Dobson's interval.
///
/// Formula: `R = Σ w o/p / Σ w`, variance `Σ w² o/p² / (Σ w)²`, limits `R + √(variance/O) (Byar(O) - O)` with the total
/// `O` (Dobson and others 1991). Events are taken to be independent.
///
/// ```
/// use due_regard::statistics::{Stratum, standardised_rate};
///
/// let young = Stratum { events: 18.0, exposure: 75.0, weight: 1.0 };
/// let old = Stratum { events: 1.0, exposure: 100.0 / 12.0, weight: 1.0 };
/// let rate = standardised_rate(&[young, old], 1000.0, 0.95)?;
/// assert_eq!(format!("{:.0}", rate.value), "180"); // 228 as it is
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// [`NotComputable::TooFewEvents`] below ten events in all; a stratum without exposure, weights that are all 0,
/// anything negative or not finite, a level outside 0.9 to 1.
pub fn standardised_rate(strata: &[Stratum], times: f64, level: f64) -> Result<Estimate, NotComputable> {
    let times = times_of(times)?;
    let (mut weights, mut rates, mut squares, mut total) = (0.0, 0.0, 0.0, 0.0);
    for Stratum { events, exposure, weight } in strata {
        let (events, exposure, weight) = (counted(*events)?, denominator(*exposure)?, counted(*weight)?);
        weights += weight;
        rates += weight * events / exposure;
        squares += weight * weight * events / (exposure * exposure);
        total += events;
    }
    let weights = denominator(weights)?;
    let limits = byar(total, level)?;
    if total < 10.0 {
        return Err(NotComputable::TooFewEvents);
    }
    let value = rates / weights;
    let step = (squares / (weights * weights) / total).sqrt();
    let end = |limit: f64| (value + step * (limit - total)) * times;
    Estimate::new(finite(value * times)?, end(limits.low).max(0.0), end(limits.high), Method::Dobson)
}

/// How many events a group would have at the rates of a reference population: `Σ population × reference events /
/// reference population`. A stratum is `(population, reference events, reference population)`.
///
/// ```
/// use due_regard::statistics::expected_events;
///
/// assert_eq!(expected_events([(100.0, 5.0, 1000.0), (200.0, 20.0, 1000.0)].into_iter())?, 4.5);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A reference population of 0, anything negative or not finite.
pub fn expected_events(strata: impl Iterator<Item = (f64, f64, f64)>) -> Result<f64, NotComputable> {
    let mut sum = 0.0;
    for (population, events, reference) in strata {
        sum += counted(population)? * counted(events)? / denominator(reference)?;
    }
    finite(sum)
}

/// Observed by expected events, times a number, with the limits of [`count`](fn@count): the indirectly standardised
/// ratio (times 1 or 100), or the indirectly standardised rate (times the reference population's rate).
///
/// ```
/// use due_regard::statistics::standardised_ratio;
///
/// let ratio = standardised_ratio(91.0, 835.88, 1.0, 0.95)?;
/// assert_eq!(format!("{:.3}", ratio.value), "0.109");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Nothing expected, anything negative or not finite, a multiplier that is not above zero, a level outside 0.9 to 1.
pub fn standardised_ratio(observed: f64, expected: f64, times: f64, level: f64) -> Result<Estimate, NotComputable> {
    let expected = denominator(expected)?;
    let times = times_of(times)?;
    scaled(count(observed, level)?, |value| value / expected * times)
}
