//! Two groups side by side: ratios and differences of proportions and rates, and a share beside a population's.

use super::single::{proportion, scaled, wilson};
use super::special::{MOST, Tail, beta_odds, binomial_at_most, root, z_of};
use super::{Estimate, Method, NotComputable, counted, denominator, finite, level_of, part_of};

/// Two groups' checked parts and wholes, of which at least one has a part.
fn both(focus: (f64, f64), reference: (f64, f64)) -> Result<[f64; 4], NotComputable> {
    let ((a, n1), (b, n0)) = (part_of(focus)?, part_of(reference)?);
    if a == 0.0 && b == 0.0 { Err(NotComputable::ReferenceIsZero) } else { Ok([a, n1, b, n0]) }
}

/// The proportion of the focus group divided by that of the reference group, each as part and whole: *N times as
/// likely*.
///
/// The interval is normal on the logarithm (Katz and others 1978) where parts and what is left of the wholes are all
/// five or more; otherwise the score interval (Koopman 1984), which stands zero cells. [`Estimate::method`] says which.
/// Where the reference has none and the focus has some, the value and the upper end are [`f64::INFINITY`] and the lower
/// end is what can be told.
///
/// ```
/// use due_regard::statistics::ratio_of_proportions;
///
/// let ratio = ratio_of_proportions((30.0, 100.0), (40.0, 100.0), 0.95)?;
/// let interval = ratio.interval.unwrap();
/// assert_eq!(format!("{:.2} {:.2} {:.2}", ratio.value, interval.low, interval.high), "0.75 0.51 1.10");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No whole, a part above its whole, anything negative or not finite, a level outside 0.9 to 1;
/// [`NotComputable::ReferenceIsZero`] where neither group has any.
pub fn ratio_of_proportions(focus: (f64, f64), reference: (f64, f64), level: f64) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let [a, n1, b, n0] = both(focus, reference)?;
    if [a, n1 - a, b, n0 - b].iter().all(|cell| *cell >= 5.0) {
        return log_wald_ratio(focus, reference, level);
    }
    let value = if b == 0.0 { f64::INFINITY } else { (a / n1) / (b / n0) };
    let z = z_of(level);
    let limit = |low: f64, high: f64, wanted: f64| {
        if score(a, n1, b, n0, libm::exp(low)) < wanted {
            return 0.0;
        }
        if score(a, n1, b, n0, libm::exp(high)) > wanted {
            return f64::INFINITY;
        }
        // The score falls while the ratio rises; halving needs no slope.
        libm::exp(root(low, high, 0.5 * (low + high), false, |u| (score(a, n1, b, n0, libm::exp(u)) - wanted, 0.0)))
    };
    let middle = if a == 0.0 {
        -MOST_LOG
    } else if b == 0.0 {
        MOST_LOG
    } else {
        libm::log(value)
    };
    let low = if a == 0.0 { 0.0 } else { limit(-MOST_LOG, middle, z) };
    let high = if b == 0.0 { f64::INFINITY } else { limit(middle, MOST_LOG, -z) };
    Estimate::new(value, low, high, Method::Score)
}

/// The logarithm of the largest ratio that is looked at.
const MOST_LOG: f64 = 300.0;

/// How many standard errors the proportions lie from having this ratio, with the likeliest proportions that have it.
fn score(a: f64, n1: f64, b: f64, n0: f64, ratio: f64) -> f64 {
    // The smaller root of (n1 + n0) R p² - (n1 R + a + n0 + b R) p + (a + b) = 0, without loss of digits.
    let middle = n1 * ratio + a + n0 + b * ratio;
    let rest = (middle * middle - 4.0 * (n1 + n0) * ratio * (a + b)).max(0.0);
    let p0 = (2.0 * (a + b) / (middle + rest.sqrt())).min(1.0);
    let p1 = (ratio * p0).min(1.0);
    let distance = a / n1 - ratio * (b / n0);
    let variance = p1 * (1.0 - p1) / n1 + ratio * ratio * p0 * (1.0 - p0) / n0;
    if distance == 0.0 {
        0.0
    } else if variance > 0.0 {
        distance / variance.sqrt()
    } else if distance > 0.0 {
        f64::MAX
    } else {
        f64::MIN
    }
}

/// The same ratio with the logarithmic interval whatever the counts, for comparison with what others publish.
///
/// Formula: `(a/n₁)/(b/n₀)`, `√(1/a - 1/n₁ + 1/b - 1/n₀)` (Katz and others 1978), as the R packages ExtractSS and many
/// reports have it. Where the focus has none the ratio is 0 and has no interval. Prefer [`ratio_of_proportions`].
///
/// ```
/// use due_regard::statistics::log_wald_ratio;
///
/// let ratio = log_wald_ratio((0.0, 703.0), (122.0, 89012.0), 0.95)?;
/// assert_eq!((ratio.value, ratio.interval), (0.0, None));
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// As [`ratio_of_proportions`]; [`NotComputable::ReferenceIsZero`] wherever the reference has none.
pub fn log_wald_ratio(focus: (f64, f64), reference: (f64, f64), level: f64) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let [a, n1, b, n0] = both(focus, reference)?;
    if b == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    let value = (a / n1) / (b / n0);
    if a == 0.0 {
        return Estimate::bare(value);
    }
    let spread = ((1.0 - a / n1) / a + (1.0 - b / n0) / b).sqrt();
    logarithmic(value, spread, level, Method::LogWald)
}

/// A value with ends that lie as far from it on the logarithm.
fn logarithmic(value: f64, spread: f64, level: f64, method: Method) -> Result<Estimate, NotComputable> {
    let factor = libm::exp(z_of(level) * finite(spread)?);
    Estimate::new(finite(value)?, value / factor, value * factor, method)
}

/// The proportion of the focus group less that of the reference group, from -1 to 1, with Newcombe's interval.
///
/// The interval combines two Wilson intervals: `d - √((p₁ - l₁)² + (u₀ - p₀)²)` and `d + √((u₁ - p₁)² + (p₀ - l₀)²)`
/// (Newcombe 1998, method 10). Times 100 it is a gap in percentage points.
///
/// ```
/// use due_regard::statistics::difference_of_proportions;
///
/// let gap = difference_of_proportions((56.0, 70.0), (48.0, 80.0), 0.95)?;
/// let interval = gap.interval.unwrap();
/// assert_eq!(format!("{:.4} {:.4} {:.4}", gap.value, interval.low, interval.high), "0.2000 0.0524 0.3339");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No whole, a part above its whole, anything negative or not finite, a level outside 0.9 to 1.
pub fn difference_of_proportions(
    focus: (f64, f64),
    reference: (f64, f64),
    level: f64,
) -> Result<Estimate, NotComputable> {
    let z = z_of(level_of(level)?);
    let ((a, n1), (b, n0)) = (part_of(focus)?, part_of(reference)?);
    let (p1, p0) = (a / n1, b / n0);
    let (one, other) = (wilson(a, n1, z), wilson(b, n0, z));
    let apart = |x: f64, y: f64| (x * x + y * y).sqrt();
    let value = p1 - p0;
    let low = value - apart(p1 - one.low, other.high - p0);
    let high = value + apart(one.high - p1, p0 - other.low);
    Estimate::new(value, low.max(-1.0), high.min(1.0), Method::Newcombe)
}

/// The rate of the focus group divided by that of the reference group, each as events and exposure.
///
/// The interval is exact, given how many events there were in both groups together: Clopper and Pearson's limits of the
/// focus group's share of the events, as odds, times the ratio of the exposures. No events in the focus group give 0
/// and an upper end. Where only the reference has none, the value and the upper end are [`f64::INFINITY`] and the lower
/// end is what can be told. Both exposures are in the same unit.
///
/// ```
/// use due_regard::statistics::ratio_of_rates;
///
/// let ratio = ratio_of_rates((5713.0, 52159.0), (5355.0, 199372.0), 0.95)?;
/// assert_eq!(format!("{:.2}", ratio.value), "4.08");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No exposure, anything negative or not finite, a level outside 0.9 to 1; [`NotComputable::ReferenceIsZero`] where
/// neither group has events; [`NotComputable::TooMuch`] beyond 10,000,000,000 events.
pub fn ratio_of_rates(focus: (f64, f64), reference: (f64, f64), level: f64) -> Result<Estimate, NotComputable> {
    let tail = 0.5 * (1.0 - level_of(level)?);
    let (a, b) = (counted(focus.0)?, counted(reference.0)?);
    let (e1, e0) = (denominator(focus.1)?, denominator(reference.1)?);
    if a == 0.0 && b == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    if a + b > MOST {
        return Err(NotComputable::TooMuch);
    }
    let exposures = e0 / e1;
    let value = if b == 0.0 { f64::INFINITY } else { finite((a / e1) / (b / e0))? };
    let low = if a == 0.0 { 0.0 } else { beta_odds(a, b + 1.0, tail, Tail::Below) * exposures };
    let high = if b == 0.0 { f64::INFINITY } else { beta_odds(a + 1.0, b, tail, Tail::Above) * exposures };
    Estimate::new(value, low, high, Method::ExactConditional)
}

/// The representation index: the share that a part is of its whole, divided by the group's share of a population, which
/// is taken as known.
///
/// 1 is parity. The interval is Wilson's of the share, divided by the population's share.
///
/// ```
/// use due_regard::statistics::ratio_to_share;
///
/// let board = ratio_to_share(3.0, 12.0, 0.2786, 0.95)?;
/// assert_eq!(format!("{:.2}", board.value), "0.90");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// As [`proportion`]; a population's share that does not lie above 0 and up to 1.
pub fn ratio_to_share(part: f64, whole: f64, population_share: f64, level: f64) -> Result<Estimate, NotComputable> {
    let share = proportion(part, whole, level)?;
    let population_share = share_of(population_share)?;
    if population_share == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    scaled(share, |value| value / population_share)
}

fn share_of(share: f64) -> Result<f64, NotComputable> {
    if (0.0..=1.0).contains(&share) { Ok(share + 0.0) } else { Err(NotComputable::ShareOutOfRange) }
}

/// How many seats a group lacks of its share of a population: the share times the seats, rounded (a half upwards), less
/// what it has. Below zero where it has more.
///
/// ```
/// use due_regard::statistics::seats_to_parity;
///
/// assert_eq!(seats_to_parity(1.0, 12.0, 0.2786)?, 2.0);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// No seats, more held than there are, a share outside 0 to 1.
pub fn seats_to_parity(held: f64, seats: f64, population_share: f64) -> Result<f64, NotComputable> {
    let (held, seats) = part_of((held, seats))?;
    Ok(libm::round(share_of(population_share)? * seats) - held)
}

/// The chances of a number as low, and of one as high, if only the population's share decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinomialTails {
    /// The chance of that many or fewer.
    pub at_most: f64,
    /// The chance of that many or more.
    pub at_least: f64,
}

/// The exact binomial chances of a part at most, and at least, this large, where each of the whole belongs to the group
/// with the population's share.
///
/// ```
/// use due_regard::statistics::binomial_tails;
///
/// let none_of_twelve = binomial_tails(0.0, 12.0, 0.2786)?;
/// assert_eq!(format!("{:.3}", none_of_twelve.at_most), "0.020");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// As [`proportion`]; counts that are not whole, a share outside 0 to 1, more than 10,000,000,000.
pub fn binomial_tails(part: f64, whole: f64, population_share: f64) -> Result<BinomialTails, NotComputable> {
    let (part, whole) = part_of((part, whole))?;
    let share = share_of(population_share)?;
    if libm::trunc(part) != part || libm::trunc(whole) != whole {
        return Err(NotComputable::NotWhole);
    }
    if whole > MOST {
        return Err(NotComputable::TooMuch);
    }
    let at_most = binomial_at_most(part, whole, share);
    // As many or more of the group are as few or fewer of the others.
    Ok(BinomialTails { at_most, at_least: binomial_at_most(whole - part, whole, 1.0 - share) })
}

/// The ratio of proportions within strata, put together by Mantel and Haenszel, with Greenland and Robins' interval.
///
/// A stratum is `[focus part, focus whole, reference part, reference whole]`. Formula: `Σ a n₀/N / Σ b n₁/N`; variance
/// of the logarithm `Σ (n₁ n₀ (a + b) - a b N)/N² / (Σ a n₀/N · Σ b n₁/N)` (Greenland and Robins 1985). A stratum in
/// which one group is empty says nothing and counts for nothing. Where the focus has none anywhere, the ratio is 0 and
/// has no interval. Print it beside the pooled [`ratio_of_proportions`]: the two may differ by a factor of two.
///
/// ```
/// use due_regard::statistics::stratified_ratio;
///
/// let ratio = stratified_ratio([[10.0, 100.0, 5.0, 100.0], [90.0, 100.0, 45.0, 100.0]].into_iter(), 0.95)?;
/// assert_eq!(ratio.value, 2.0);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// A part above its whole, anything negative or not finite, no stratum with both groups, a level outside 0.9 to 1;
/// [`NotComputable::ReferenceIsZero`] where the reference has none in any of them.
pub fn stratified_ratio(strata: impl Iterator<Item = [f64; 4]>, level: f64) -> Result<Estimate, NotComputable> {
    mantel_haenszel(strata, level, false)
}

/// The ratio of rates within strata, put together likewise: a stratum is `[focus events, focus exposure, reference events, reference exposure]`, and events may be more than
/// what is exposed. Variance of the logarithm `Σ (a + b) n₁ n₀/N² / (Σ a n₀/N · Σ b n₁/N)` (Greenland and Robins 1985, for person-time).
///
/// ```
/// use due_regard::statistics::stratified_ratio_of_rates;
///
/// let ratio = stratified_ratio_of_rates([[10.0, 100.0, 5.0, 100.0], [300.0, 100.0, 150.0, 100.0]].into_iter(), 0.95)?;
/// assert_eq!(ratio.value, 2.0);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// As [`stratified_ratio`], but for parts above their whole.
pub fn stratified_ratio_of_rates(
    strata: impl Iterator<Item = [f64; 4]>,
    level: f64,
) -> Result<Estimate, NotComputable> {
    mantel_haenszel(strata, level, true)
}

fn mantel_haenszel(
    strata: impl Iterator<Item = [f64; 4]>,
    level: f64,
    of_rates: bool,
) -> Result<Estimate, NotComputable> {
    let level = level_of(level)?;
    let (mut focus, mut reference, mut variance, mut used) = (0.0, 0.0, 0.0, false);
    for [a, n1, b, n0] in strata {
        let (a, n1, b, n0) = (counted(a)?, counted(n1)?, counted(b)?, counted(n0)?);
        if !of_rates && (a > n1 || b > n0) {
            return Err(NotComputable::PartAboveWhole);
        }
        if n1 == 0.0 || n0 == 0.0 {
            continue;
        }
        let n = n1 + n0;
        used = true;
        focus += a * n0 / n;
        reference += b * n1 / n;
        // Of proportions, who is one of the part cannot be one of the rest.
        variance += (n1 / n) * (n0 / n) * (a + b) - if of_rates { 0.0 } else { (a / n) * b };
    }
    if !used {
        return Err(NotComputable::NoDenominator);
    }
    if reference == 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    let value = focus / reference;
    // Where nobody is one of the rest, chance has nothing to move.
    if focus == 0.0 || variance <= 0.0 {
        return Estimate::bare(value);
    }
    logarithmic(value, (variance.max(0.0) / focus / reference).sqrt(), level, Method::GreenlandRobins)
}
