//! What people whose group is not known could make of a comparison: bounds, never a guess.

use super::{Interval, NotComputable, counted, denominator, finite, part_of};

/// A ratio of rates with what events of unknown group could make of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateBounds {
    /// The ratio among events whose group is known; also the ratio if the others are shared out as the known ones are.
    /// [`f64::INFINITY`] where the reference has none.
    pub observed: f64,
    /// From all of the unknown being of the reference group to all being of the focus group.
    pub bounds: Interval,
    /// The share of the unknown that would have to be of the focus group for both rates to be equal. Below 0 or above
    /// 1: no sharing makes them equal. Absent where nothing is unknown.
    pub tipping_share: Option<f64>,
}

impl RateBounds {
    /// Whether some sharing out of the unknown makes both rates equal.
    pub fn tipping_is_feasible(self) -> bool {
        self.tipping_share.is_some_and(|share| (0.0..=1.0).contains(&share))
    }
}

/// What events of unknown group could make of a ratio of rates: each group as events and exposure.
///
/// Formulas: `(a/E₁)/((b + U)/E₀)`, `((a + U)/E₁)/(b/E₀)`, and the tipping share `(E₁(b + U) - E₀ a)/(U(E₀ + E₁))`. The
/// exposure of the unknown is taken to be in the two exposures already, as residents are.
///
/// ```
/// use due_regard::statistics::unknown_group_rates;
///
/// let searches = unknown_group_rates((5713.0, 52159.0), (5355.0, 199372.0), 3872.0)?;
/// assert_eq!(format!("{:.2} {:.2}", searches.bounds.low, searches.bounds.high), "2.37 6.84");
/// assert!(!searches.tipping_is_feasible());
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No exposure, anything negative or not finite; [`NotComputable::ReferenceIsZero`] where neither group has events.
pub fn unknown_group_rates(
    focus: (f64, f64),
    reference: (f64, f64),
    unknown: f64,
) -> Result<RateBounds, NotComputable> {
    let (a, b, unknown) = (counted(focus.0)?, counted(reference.0)?, counted(unknown)?);
    let (e1, e0) = (denominator(focus.1)?, denominator(reference.1)?);
    if a == 0.0 && b == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    let ratio = |a: f64, b: f64| if b == 0.0 { Ok(f64::INFINITY) } else { finite((a / e1) / (b / e0)) };
    let observed = ratio(a, b)?;
    let tipping_share =
        if unknown == 0.0 { None } else { Some(finite((e1 * (b + unknown) - e0 * a) / (unknown * (e0 + e1)))?) };
    let bounds = Interval { low: ratio(a, b + unknown)?, high: ratio(a + unknown, b)? }.around(observed)?;
    Ok(RateBounds { observed, bounds, tipping_share })
}

/// A comparison of proportions with what people of unknown group could make of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionBounds {
    /// The ratio among people whose group is known; [`f64::INFINITY`] where the reference has none, absent where
    /// neither has any.
    pub ratio: Option<f64>,
    /// The smallest and the largest ratio; absent where the ratio is, unless the unknown make one.
    pub ratio_bounds: Option<Interval>,
    /// The difference among people whose group is known, from -1 to 1.
    pub difference: f64,
    /// The smallest and the largest difference.
    pub difference_bounds: Interval,
}

/// What people of unknown group could make of two proportions: the focus group, the reference group and the unknown,
/// each as part and whole.
///
/// For the smallest ratio and difference, all of the unknown who are in the part count with the reference group and all
/// others with the focus group; for the largest the other way round. No sharing out gives less or more.
///
/// ```
/// use due_regard::statistics::unknown_group_proportions;
///
/// let offers = unknown_group_proportions((20.0, 100.0), (40.0, 100.0), (5.0, 20.0))?;
/// assert_eq!(offers.ratio, Some(0.5));
/// let bounds = offers.ratio_bounds.unwrap();
/// assert!(bounds.low < 0.5 && bounds.high > 0.5 && bounds.high < 1.0); // whoever they are, fewer of the focus group
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No whole of a known group, a part above its whole, anything negative or not finite.
pub fn unknown_group_proportions(
    focus: (f64, f64),
    reference: (f64, f64),
    unknown: (f64, f64),
) -> Result<ProportionBounds, NotComputable> {
    let ((a, n1), (b, n0)) = (part_of(focus)?, part_of(reference)?);
    let (yes, all) = (counted(unknown.0)?, counted(unknown.1)?);
    if yes > all {
        return Err(NotComputable::PartAboveWhole);
    }
    let no = all - yes;
    let (p1, p0) = (a / n1, b / n0);
    let (low1, high1) = (a / (n1 + no), (a + yes) / (n1 + yes));
    let (low0, high0) = (b / (n0 + no), (b + yes) / (n0 + yes));
    let ratio = |one: f64, other: f64| match (one > 0.0, other > 0.0) {
        (_, true) => Some(one / other),
        (true, false) => Some(f64::INFINITY),
        (false, false) => None,
    };
    let observed = ratio(p1, p0);
    let ratio_bounds = match (ratio(low1, high0), ratio(high1, low0)) {
        (Some(low), Some(high)) => Some(Interval { low, high }.around(observed.unwrap_or(low))?),
        _ => None,
    };
    let difference = p1 - p0;
    let difference_bounds = Interval { low: low1 - high0, high: high1 - low0 }.around(difference)?;
    Ok(ProportionBounds { ratio: observed, ratio_bounds, difference, difference_bounds })
}
