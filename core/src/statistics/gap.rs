//! Gaps of pay and other amounts: means and medians of two groups, in per cent of the reference.

use super::single::{middle, moments};
use super::special::{MOST, binomial_at_most, normal_quantile_above, t_of, z_of};
use super::{Estimate, Method, NotComputable, finite, level_of};

/// The gap of two figures in per cent of the reference, with an interval of their ratio on the logarithm where there is
/// one.
fn gap(focus: f64, reference: f64, half: Option<f64>) -> Result<Estimate, NotComputable> {
    if reference == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    if reference < 0.0 || focus < 0.0 {
        return Err(NotComputable::NotPositive);
    }
    let value = finite((reference - focus) / reference * 100.0)?;
    match half.filter(|half| *half > 0.0 && *half < 700.0) {
        Some(half) if focus > 0.0 => {
            let (ratio, factor) = (focus / reference, libm::exp(half));
            Estimate::new(value, 100.0 * (1.0 - ratio * factor), 100.0 * (1.0 - ratio / factor), Method::BonettPrice)
        }
        _ => Estimate::bare(value),
    }
}

/// How much the mean of the focus group lies below the mean of the reference group, in per cent of the reference:
/// `(reference - focus) / reference × 100`. Above 0: the focus group has less.
///
/// The interval is that of the ratio of two means without equal variances: on its logarithm, `t √(s₁²/n₁m₁² +
/// s₀²/n₀m₀²)` with Satterthwaite's degrees of freedom (Bonett and Price 2020). It is absent where a group has one
/// value, where no value of either group differs, and where the focus group's mean is 0.
///
/// ```
/// use due_regard::statistics::gap_of_means;
///
/// let gap = gap_of_means(&[9.0, 11.0, 14.0, 18.0], &[10.0, 12.0, 15.0, 20.0, 30.0], 0.95)?;
/// assert_eq!(format!("{:.2}", gap.value), "25.29");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A group without values, values that are not finite, a reference of 0, a mean below 0, a level outside 0.9 to 1.
pub fn gap_of_means(focus: &[f64], reference: &[f64], level: f64) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let ((m1, v1), (m0, v0)) = (moments(focus)?, moments(reference)?);
    let half = if focus.len() < 2 || reference.len() < 2 || m1 <= 0.0 || m0 <= 0.0 {
        None
    } else {
        let (n1, n0) = (focus.len() as f64, reference.len() as f64);
        let (one, other) = (v1 / (n1 * m1 * m1), v0 / (n0 * m0 * m0));
        let both = one + other;
        let freedom = both * both / (one * one / (n1 - 1.0) + other * other / (n0 - 1.0));
        (freedom >= 0.5).then(|| t_of(level, freedom) * both.sqrt())
    };
    gap(m1, m0, half)
}

/// How much the median of the focus group lies below that of the reference group, in per cent of the reference. Both
/// groups in ascending order.
///
/// The interval is that of the ratio of two medians: on its logarithm, from two order statistics of each group (Bonett
/// and Price 2020). It takes ties to be rare. It is absent where a group has one value, where one of those order
/// statistics is not above 0, and where the order statistics of neither group differ.
///
/// ```
/// use due_regard::statistics::gap_of_medians;
///
/// let gap = gap_of_medians(&[9.0, 11.0, 14.0, 18.0], &[10.0, 12.0, 15.0, 20.0, 30.0], 0.95)?;
/// assert_eq!(format!("{:.2}", gap.value), "16.67");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A group without values, values that are not finite or not in order, a reference of 0, a median below 0, a level
/// outside 0.9 to 1.
pub fn gap_of_medians(focus: &[f64], reference: &[f64], level: f64) -> Result<Estimate, NotComputable> {
    let z = z_of(level_of(level)?);
    let (m1, m0) = (middle(focus)?, middle(reference)?);
    let half = match (log_spread(focus)?, log_spread(reference)?) {
        (Some(one), Some(other)) => Some(z * (one * one + other * other).sqrt()),
        _ => None,
    };
    gap(m1, m0, half)
}

/// The standard error of a median's logarithm from the order statistics `n/2 ± √n`.
fn log_spread(sorted: &[f64]) -> Result<Option<f64>, NotComputable> {
    let n = sorted.len() as f64;
    if n > MOST {
        return Err(NotComputable::TooMuch);
    }
    if sorted.len() < 2 {
        return Ok(None);
    }
    let rank = libm::round(0.5 * n - n.sqrt()).max(1.0);
    let at = rank as usize - 1;
    let (Some(low), Some(high)) = (sorted.get(at), sorted.iter().rev().nth(at)) else { return Ok(None) };
    if *low <= 0.0 {
        return Ok(None);
    }
    let z = normal_quantile_above(binomial_at_most(rank - 1.0, n, 0.5));
    Ok(Some((libm::log(*high) - libm::log(*low)) / (2.0 * z)))
}
