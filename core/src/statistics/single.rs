//! One figure: a proportion, a count, a rate, a mean, a median.

use super::special::{MOST, Tail, binomial_at_most, gamma_quantile, t_of, z_of};
use super::{Estimate, Interval, Method, NotComputable, counted, denominator, finite, level_of, part_of, times_of};

/// The share that a part is of its whole, from 0 to 1, with Wilson's interval.
///
/// Formula: `(2x + z² ∓ z √(z² + 4x(1 - x/n))) / (2(n + z²))` (Wilson 1927). The part need not be whole, and may be
/// nothing or all.
///
/// ```
/// use due_regard::statistics::proportion;
///
/// let share = proportion(20.0, 100.0, 0.95)?;
/// let interval = share.interval.unwrap();
/// assert_eq!(share.value, 0.2);
/// assert_eq!(format!("{:.3} {:.3}", interval.low, interval.high), "0.133 0.289");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No whole, a part above its whole, anything negative or not finite, a level outside 0.9 to 1.
pub fn proportion(part: f64, whole: f64, level: f64) -> Result<Estimate, NotComputable> {
    let (x, n) = part_of((part, whole))?;
    let interval = wilson(x, n, z_of(level_of(level)?));
    Estimate::new(x / n, interval.low, interval.high, Method::Wilson)
}

/// Wilson's interval of checked counts.
pub(super) fn wilson(x: f64, n: f64, z: f64) -> Interval {
    let square = z * z;
    let root = z * (square + 4.0 * x * (1.0 - x / n)).sqrt();
    // The lower end as the product of both ends over the upper one, which loses no digits.
    let low = 2.0 * x * (x / n) / (2.0 * x + square + root);
    let high = if x == n { 1.0 } else { ((2.0 * x + square + root) / (2.0 * (n + square))).min(1.0) };
    Interval { low, high }
}

/// The limits of a count by Byar's approximation, whatever its size.
///
/// Formula: `x(1 - 1/9x - z/3√x)³` and `y(1 - 1/9y + z/3√y)³` with `y = x + 1` (Breslow and Day 1987). Good from ten
/// events on; below them use [`count`], which is exact there.
///
/// ```
/// use due_regard::statistics::byar;
///
/// let limits = byar(65.0, 0.95)?;
/// assert_eq!(format!("{:.2} {:.2}", limits.low, limits.high), "50.16 82.85");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A negative count, one that is not finite, a level outside 0.9 to 1.
pub fn byar(events: f64, level: f64) -> Result<Interval, NotComputable> {
    let x = counted(events)?;
    let z = z_of(level_of(level)?);
    let low = if x == 0.0 { 0.0 } else { x * cube((1.0 - 1.0 / (9.0 * x) - z / (3.0 * x.sqrt())).max(0.0)) };
    let y = x + 1.0;
    Interval { low, high: y * cube(1.0 - 1.0 / (9.0 * y) + z / (3.0 * y.sqrt())) }.around(x)
}

fn cube(value: f64) -> f64 {
    value * value * value
}

/// A count of independent events with its limits: exact below ten, by Byar's approximation from there on.
///
/// Exact limits are `χ²(α/2; 2x)/2` and `χ²(1 - α/2; 2x + 2)/2` (Garwood 1936).
///
/// ```
/// use due_regard::statistics::{Method, count};
///
/// let none = count(0.0, 0.95)?; // nothing happened: up to 3.7 may have been due
/// assert_eq!((none.value, none.method), (0.0, Some(Method::ExactPoisson)));
/// assert_eq!(format!("{:.2}", none.interval.unwrap().high), "3.69");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A negative count, one that is not finite, a level outside 0.9 to 1.
pub fn count(events: f64, level: f64) -> Result<Estimate, NotComputable> {
    let x = counted(events)?;
    let level = level_of(level)?;
    if x >= 10.0 {
        let limits = byar(x, level)?;
        return Estimate::new(x, limits.low, limits.high, Method::Byar);
    }
    let tail = 0.5 * (1.0 - level);
    let low = if x == 0.0 { 0.0 } else { gamma_quantile(x, tail, Tail::Below) };
    Estimate::new(x, low, gamma_quantile(x + 1.0, tail, Tail::Above), Method::ExactPoisson)
}

/// Events by exposure, times a number (1,000 for *per 1,000*), with the limits of [`count`].
///
/// Events are not people: there may be more than there are residents. The exposure is in any unit, for example
/// person-years.
///
/// ```
/// use due_regard::statistics::rate;
///
/// let searches = rate(5713.0, 52159.0, 1000.0, 0.95)?;
/// assert_eq!(format!("{:.1}", searches.value), "109.5");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No exposure, anything negative or not finite, a multiplier that is not above zero, a level outside 0.9 to 1.
pub fn rate(events: f64, exposure: f64, times: f64, level: f64) -> Result<Estimate, NotComputable> {
    let exposure = denominator(exposure)?;
    let times = times_of(times)?;
    let count = count(events, level)?;
    scaled(count, |value| value / exposure * times)
}

/// An estimate with a rising function applied to it and to both ends.
pub(super) fn scaled(estimate: Estimate, by: impl Fn(f64) -> f64) -> Result<Estimate, NotComputable> {
    match (estimate.interval, estimate.method) {
        (Some(interval), Some(method)) => {
            Estimate::new(finite(by(estimate.value))?, by(interval.low), by(interval.high), method)
        }
        _ => Estimate::bare(by(estimate.value)),
    }
}

/// The mean and the variance (by n - 1; 0 for one value) of values.
pub(super) fn moments(values: &[f64]) -> Result<(f64, f64), NotComputable> {
    if values.is_empty() {
        return Err(NotComputable::TooFewValues);
    }
    let n = values.len() as f64;
    let first = finite(values.iter().sum::<f64>() / n)?;
    // What the first division left over.
    let mean = first + values.iter().map(|value| value - first).sum::<f64>() / n;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    let variance = if values.len() < 2 { 0.0 } else { squares / (n - 1.0) };
    Ok((finite(mean)?, finite(variance)?))
}

/// The mean of values with Student's interval, `mean ± t √(s²/n)`. One value has a mean and no interval.
///
/// ```
/// use due_regard::statistics::mean;
///
/// let pay = mean(&[10.0, 12.0, 15.0, 20.0, 30.0], 0.95)?;
/// assert_eq!(pay.value, 17.4);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No value, a value that is not finite, a level outside 0.9 to 1.
pub fn mean(values: &[f64], level: f64) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let (mean, variance) = moments(values)?;
    if values.len() < 2 {
        return Estimate::bare(mean);
    }
    let n = values.len() as f64;
    let half = t_of(level, n - 1.0) * (variance / n).sqrt();
    Estimate::new(mean, mean - half, mean + half, Method::T)
}

/// The middle of values in ascending order: of an even number the mean of the middle two.
pub(super) fn middle(sorted: &[f64]) -> Result<f64, NotComputable> {
    if sorted.iter().any(|value| !value.is_finite()) {
        return Err(NotComputable::NotFinite);
    }
    if !sorted.is_sorted() {
        return Err(NotComputable::NotSorted);
    }
    let half = sorted.len() / 2;
    let upper = sorted.get(half).ok_or(NotComputable::TooFewValues)?;
    if sorted.len() % 2 == 1 {
        return Ok(*upper);
    }
    let lower = half.checked_sub(1).and_then(|at| sorted.get(at)).ok_or(NotComputable::TooFewValues)?;
    finite(0.5 * (lower + upper))
}

/// The median of values in ascending order, with the narrowest symmetric pair of them that holds the true one at least
/// at this level.
///
/// Of an even number of values the median is the mean of the middle two. The interval has exact binomial chances, and
/// is absent where not even the smallest and the largest value are enough: five values or fewer at 0.95.
///
/// ```
/// use due_regard::statistics::median;
///
/// assert_eq!(median(&[9.0, 11.0, 14.0, 18.0], 0.95)?.value, 12.5);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No value, values that are not finite or not in order, a level outside 0.9 to 1.
pub fn median(sorted: &[f64], level: f64) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let value = middle(sorted)?;
    let n = sorted.len() as f64;
    if n > MOST {
        return Err(NotComputable::TooMuch);
    }
    // The most values below the lower one: the chance that as few lie below the true median is at most half of what the
    // level leaves.
    let enough = |below: usize| binomial_at_most(below as f64, n, 0.5) <= 0.5 * (1.0 - level);
    if !enough(0) {
        return Estimate::bare(value);
    }
    let (mut low, mut high) = (0, sorted.len() / 2);
    while low + 1 < high {
        let between = low + (high - low) / 2;
        if enough(between) {
            low = between;
        } else {
            high = between;
        }
    }
    match (sorted.get(low), sorted.iter().rev().nth(low)) {
        (Some(from), Some(to)) => Estimate::new(value, *from, *to, Method::OrderStatistics),
        _ => Estimate::bare(value),
    }
}
