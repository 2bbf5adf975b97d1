//! Many groups at once: limits of a funnel, places in it, quantiles, and the false discovery rate.

use super::special::z_of;
use super::{Interval, NotComputable, denominator, level_of, part_of};

/// The proportions that a group of this size may have without differing from a baseline: those whose Wilson interval at
/// this level holds the baseline.
///
/// Formula: `p ± z √(p(1 - p)/n)`, within 0 and 1, which is Wilson's interval turned round. Usual levels are 0.95 and
/// 0.998.
///
/// ```
/// use due_regard::statistics::funnel_limits;
///
/// let limits = funnel_limits(0.8064, 30.0, 0.95)?;
/// assert_eq!(format!("{:.3} {:.3}", limits.low, limits.high), "0.665 0.948");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A baseline outside 0 to 1, a size that is not above zero, a level outside 0.9 to 1.
pub fn funnel_limits(baseline: f64, whole: f64, level: f64) -> Result<Interval, NotComputable> {
    let n = denominator(whole)?;
    let z = z_of(level_of(level)?);
    if !(0.0..=1.0).contains(&baseline) {
        return Err(NotComputable::ShareOutOfRange);
    }
    let half = z * (baseline * (1.0 - baseline) / n).sqrt();
    Ok(Interval { low: (baseline - half).max(0.0), high: (baseline + half).min(1.0) })
}

/// Where a group lies in a funnel. Says high and low, not good and bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunnelPlace {
    /// Below the outer limits: fewer than one in a thousand would be by chance.
    FarBelow,
    /// Below the inner limits: fewer than one in forty would be.
    Below,
    /// Within the inner limits.
    Within,
    /// Above the inner limits.
    Above,
    /// Above the outer limits.
    FarAbove,
}

/// Where a proportion lies in the funnel around a baseline, with limits at 0.95 and 0.998.
///
/// ```
/// use due_regard::statistics::{FunnelPlace, funnel_place};
///
/// assert_eq!(funnel_place(50050.7443, 61921.0, 0.8064)?, FunnelPlace::Within);
/// assert_eq!(funnel_place(24803.6256, 31824.0, 0.8064)?, FunnelPlace::FarBelow);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No whole, a part above its whole, anything negative or not finite, a baseline outside 0 to 1.
pub fn funnel_place(part: f64, whole: f64, baseline: f64) -> Result<FunnelPlace, NotComputable> {
    let (part, whole) = part_of((part, whole))?;
    let (inner, outer) = (funnel_limits(baseline, whole, 0.95)?, funnel_limits(baseline, whole, 0.998)?);
    let value = part / whole;
    Ok(if value < outer.low {
        FunnelPlace::FarBelow
    } else if value > outer.high {
        FunnelPlace::FarAbove
    } else if value < inner.low {
        FunnelPlace::Below
    } else if value > inner.high {
        FunnelPlace::Above
    } else {
        FunnelPlace::Within
    })
}

/// Which values are in the first quantile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantileOrder {
    /// The highest values, as in deprivation by score.
    HighestFirst,
    /// The lowest values.
    LowestFirst,
}

/// The quantile of each value, from 1: 10 quantiles are deciles. In the order of the values.
///
/// Formula: `⌊(k + 1) - ⌈((n + 1) - rank) k / n⌉⌋`, at least 1, in whole numbers; equal values have the lowest of their
/// ranks, as in the R package PHEindicatormethods. Equal values are so in one quantile, and quantiles of unequal size.
///
/// ```
/// use due_regard::statistics::{QuantileOrder, quantile_groups};
///
/// assert_eq!(quantile_groups(&[30.0, 10.0, 20.0, 40.0], 2, QuantileOrder::LowestFirst)?, [2, 1, 1, 2]);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Fewer values than quantiles, no quantiles, values that are not finite.
pub fn quantile_groups(values: &[f64], quantiles: usize, order: QuantileOrder) -> Result<Vec<usize>, NotComputable> {
    if quantiles == 0 {
        return Err(NotComputable::SizesDiffer);
    }
    if values.len() < quantiles {
        return Err(NotComputable::TooFewValues);
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Err(NotComputable::NotFinite);
    }
    // Zeros of both signs are equal.
    let mut sorted: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    let n = values.len();
    Ok(values
        .iter()
        .map(|value| {
            let before = match order {
                QuantileOrder::LowestFirst => sorted.partition_point(|other| other < value),
                QuantileOrder::HighestFirst => n - sorted.partition_point(|other| other <= value),
            };
            // The rank is `before + 1`.
            let parts = (n - before) as u128 * quantiles as u128;
            (quantiles + 1).saturating_sub(parts.div_ceil(n as u128) as usize).max(1)
        })
        .collect())
}

/// Benjamini and Hochberg's adjusted chances, in the order of the chances: those up to 0.05 are findings of which at
/// most one in twenty is expected to be false.
///
/// Formula: the least of `p m / rank` over this and all larger chances, at most 1 (Benjamini and Hochberg 1995).
///
/// ```
/// use due_regard::statistics::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.04, 0.001, 0.5])?, [0.06, 0.003, 0.5]);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A chance that does not lie from 0 to 1.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, NotComputable> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(NotComputable::ShareOutOfRange);
    }
    let mut ranked: Vec<(usize, f64)> = p.iter().copied().enumerate().collect();
    ranked.sort_by(|one, other| one.1.total_cmp(&other.1));
    let many = p.len() as f64;
    let mut least = 1.0_f64;
    let mut adjusted = Vec::with_capacity(p.len());
    for (rank, (place, p)) in ranked.into_iter().enumerate().rev() {
        // Rounding must not make it smaller than the chance itself.
        least = least.min((p * many / (rank + 1) as f64).max(p));
        adjusted.push((place, least));
    }
    adjusted.sort_unstable_by_key(|(place, _)| *place);
    Ok(adjusted.into_iter().map(|(_, q)| q).collect())
}
