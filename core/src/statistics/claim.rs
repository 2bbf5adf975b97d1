//! Checking a published figure against the rounded parts it was published with.

use super::{Interval, NotComputable, counted, denominator, finite};

/// The values that a published number may have been rounded from: half a unit of its last place to either side. A
/// number with 0 places is whole; -3 places are thousands.
///
/// ```
/// use due_regard::statistics::rounding_interval;
///
/// let per_thousand = rounding_interval(26.0, 0)?;
/// assert_eq!((per_thousand.low, per_thousand.high), (25.5, 26.5));
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A number that is not finite, more than 15 places or fewer than -15.
pub fn rounding_interval(value: f64, places: i32) -> Result<Interval, NotComputable> {
    let value = finite(value)?;
    if !(-15..=15).contains(&places) {
        return Err(NotComputable::SizesDiffer);
    }
    let power = (0..places.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    let half = if places < 0 { 0.5 * power } else { 0.5 / power };
    Ok(Interval { low: finite(value - half)?, high: finite(value + half)? })
}

/// The ratios that two published numbers allow, each with the places it was rounded to. Numbers from zero on; where the
/// lower one may be 0 there is no upper end.
///
/// ```
/// use due_regard::statistics::{claim_agrees, ratio_of_rounded};
///
/// // "26 per 1,000 beside 3 per 1,000: 9.6 times as likely". Twenty-six by three is 8.7, and yet it may be.
/// let feasible = ratio_of_rounded((26.0, 0), (3.0, 0))?;
/// assert_eq!(format!("{:.1} {:.1}", feasible.low, feasible.high), "7.3 10.6");
/// assert!(claim_agrees((9.6, 1), feasible)?);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A number below zero or not finite, the lower one 0, places that [`rounding_interval`] does not take.
pub fn ratio_of_rounded(upper: (f64, i32), lower: (f64, i32)) -> Result<Interval, NotComputable> {
    let (over, under) = (counted(upper.0)?, denominator(lower.0)?);
    let (over, under) = (rounding_interval(over, upper.1)?, rounding_interval(under, lower.1)?);
    let high = if under.low > 0.0 { over.high / under.low } else { f64::INFINITY };
    Interval { low: over.low.max(0.0) / under.high, high }.around(upper.0 / lower.0)
}

/// Whether a published figure, with the places it was rounded to, may be what lies in an interval. It says no only
/// where that cannot be.
///
/// ```
/// use due_regard::statistics::{Interval, claim_agrees};
///
/// assert!(claim_agrees((3.2, 1), Interval { low: 3.205, high: 3.21 })?);
/// assert!(!claim_agrees((3.3, 1), Interval { low: 3.205, high: 3.21 })?);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A figure or places that [`rounding_interval`] does not take.
pub fn claim_agrees(claimed: (f64, i32), feasible: Interval) -> Result<bool, NotComputable> {
    let claimed = rounding_interval(claimed.0, claimed.1)?;
    // A hair of tolerance: halves of a tenth are no binary numbers.
    let hair = 1e-12 * (claimed.low.abs() + claimed.high.abs());
    Ok(claimed.low <= feasible.high + hair && feasible.low <= claimed.high + hair)
}

/// The whole counts on both sides of a published share of a whole, with their shares: `(count, share)`, below and
/// above; the same twice where the share is one.
///
/// ```
/// use due_regard::statistics::nearest_counts;
///
/// let [below, above] = nearest_counts(0.75, 145.0)?; // 108.75 of 145 people
/// assert_eq!((below.0, above.0), (108.0, 109.0));
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A share outside 0 to 1, a whole that is not above zero.
pub fn nearest_counts(share: f64, whole: f64) -> Result<[(f64, f64); 2], NotComputable> {
    let whole = denominator(whole)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(NotComputable::ShareOutOfRange);
    }
    let exact = share * whole;
    Ok([libm::floor(exact), libm::ceil(exact)].map(|count| (count, count / whole)))
}

/// How much likelier one group was to come from one total into another than everybody else, from its shares of both
/// totals: `(s₂/s₁)/((1 - s₂)/(1 - s₁))`. The totals cancel out.
///
/// Without counts there is no interval.
///
/// ```
/// use due_regard::statistics::ratio_of_shares;
///
/// // 81.3 % of those registered and 84.5 % of those who found work.
/// assert_eq!(format!("{:.3}", ratio_of_shares(0.845, 0.813)?), "1.254");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Shares that do not lie between 0 and 1, without the ends.
pub fn ratio_of_shares(share_after: f64, share_before: f64) -> Result<f64, NotComputable> {
    for share in [share_after, share_before] {
        if !(share > 0.0 && share < 1.0) {
            return Err(NotComputable::ShareOutOfRange);
        }
    }
    finite((share_after / share_before) / ((1.0 - share_after) / (1.0 - share_before)))
}
