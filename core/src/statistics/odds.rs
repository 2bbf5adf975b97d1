//! Fisher's exact test of a table of two by two.

use super::special::{MOST, normal_quantile_above, root};
use super::{Estimate, Method, NotComputable, counted, level_of};

/// The odds ratio of a table of two by two, and the chance of a table as unlikely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsRatio {
    /// The likeliest odds ratio given all margins, with its exact limits.
    pub ratio: Estimate,
    /// The two-sided chance of a table no likelier than this one if both groups had the same odds (Fisher's exact
    /// test). Chances below about 1e-300 are 0.
    pub p: f64,
}

/// The numbers that the focus group's part can be, given all margins, and how likely each is beside its neighbour.
struct Margins {
    n1: f64,
    n0: f64,
    parts: f64,
    least: f64,
    most: f64,
}

/// Chances below this one beside the likeliest are left out of sums.
const NEGLIGIBLE: f64 = 1e-25;

impl Margins {
    /// How much likelier `k + 1` is than `k`, apart from the odds ratio.
    fn step(&self, k: f64) -> f64 {
        (self.n1 - k) / (k + 1.0) * ((self.parts - k) / (self.n0 - self.parts + k + 1.0))
    }

    /// The likeliest number with these odds.
    fn likeliest(&self, odds: f64) -> f64 {
        let (mut low, mut high) = (self.least, self.most);
        while low < high {
            let between = libm::floor(low + 0.5 * (high - low));
            if self.step(between) * odds > 1.0 {
                low = between + 1.0;
            } else {
                high = between;
            }
        }
        low
    }

    /// Every number whose chance is not negligible, with its weight beside the likeliest: from that one upwards, then
    /// downwards.
    fn each(&self, odds: f64, least_weight: f64, mut use_it: impl FnMut(f64, f64)) {
        let top = self.likeliest(odds);
        let (mut k, mut weight) = (top, 1.0);
        loop {
            use_it(k, weight);
            if k >= self.most {
                break;
            }
            weight *= self.step(k) * odds;
            k += 1.0;
            if weight < least_weight {
                break;
            }
        }
        let (mut k, mut weight) = (top, 1.0);
        while k > self.least {
            k -= 1.0;
            weight /= self.step(k) * odds;
            if weight < least_weight {
                break;
            }
            use_it(k, weight);
        }
    }
}

/// Fisher's conditional odds ratio of two groups, each as part and whole: the likeliest one given all margins, its
/// exact limits, and the two-sided chance; as `fisher.test` of R gives them, with more digits.
///
/// Where the part is as small as the margins allow, the ratio is 0 and has an upper end; where it is as large, the
/// ratio and the upper end are [`f64::INFINITY`]. For common outcomes an odds ratio is further from 1 than the ratio of
/// proportions, and is not *times as likely*.
///
/// ```
/// use due_regard::statistics::odds_ratio;
///
/// let test = odds_ratio((2.0, 10.0), (117.0, 389.0), 0.95)?;
/// assert_eq!(format!("{:.2}", test.p), "0.73");
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Counts that are not whole, no whole, a part above its whole, a level outside 0.9 to 1;
/// [`NotComputable::ReferenceIsZero`] where the margins allow one table only; [`NotComputable::TooMuch`] where both
/// wholes together are above 10,000,000,000 (the work grows with the square root).
pub fn odds_ratio(focus: (f64, f64), reference: (f64, f64), level: f64) -> Result<OddsRatio, NotComputable> {
    let tail = 0.5 * (1.0 - level_of(level)?);
    let ((a, n1), (b, n0)) = (super::part_of(focus)?, super::part_of(reference)?);
    if [a, n1, b, n0].iter().any(|count| libm::trunc(*count) != *count) {
        return Err(NotComputable::NotWhole);
    }
    if n1 + n0 > MOST {
        return Err(NotComputable::TooMuch);
    }
    let parts = counted(a + b)?;
    let margins = Margins { n1, n0, parts, least: (parts - n0).max(0.0), most: n1.min(parts) };
    if margins.least >= margins.most {
        return Err(NotComputable::ReferenceIsZero);
    }
    // A guess with half a person more in each cell, and how far the limits may lie from it.
    let cells = [a + 0.5, n1 - a + 0.5, b + 0.5, n0 - b + 0.5];
    let [yes1, no1, yes0, no0] = cells;
    let guess = libm::log(yes1 / no1 * (no0 / yes0));
    let half = normal_quantile_above(tail) * cells.iter().map(|cell| 1.0 / cell).sum::<f64>().sqrt();
    let value = if a == margins.least {
        0.0
    } else if a == margins.most {
        f64::INFINITY
    } else {
        libm::exp(root(-WIDEST, WIDEST, guess, true, |u| {
            let (mut all, mut first, mut second) = (0.0, 0.0, 0.0);
            margins.each(libm::exp(u), NEGLIGIBLE, |k, weight| {
                let from = k - a;
                all += weight;
                first += weight * from;
                second += weight * from * from;
            });
            let mean = first / all;
            (mean, second / all - mean * mean)
        }))
    };
    let limit = |start: f64, above: bool| {
        libm::exp(root(-WIDEST, WIDEST, start, above, |u| {
            let (mut all, mut part, mut first, mut first_of_part) = (0.0, 0.0, 0.0, 0.0);
            margins.each(libm::exp(u), NEGLIGIBLE, |k, weight| {
                let from = k - a;
                all += weight;
                first += weight * from;
                if (above && k >= a) || (!above && k <= a) {
                    part += weight;
                    first_of_part += weight * from;
                }
            });
            if part == 0.0 {
                // Too far out to be seen: the sign is known, and the bracket is halved.
                return (-1.0, 0.0);
            }
            (libm::log(part / all) - libm::log(tail), first_of_part / part - first / all)
        }))
    };
    let low = if a == margins.least { 0.0 } else { limit(guess - half, true) };
    let high = if a == margins.most { f64::INFINITY } else { limit(guess + half, false) };
    Ok(OddsRatio { ratio: Estimate::new(value, low, high, Method::ExactConditional)?, p: two_sided(&margins, a) })
}

/// The logarithm of the largest odds ratio that is looked at.
const WIDEST: f64 = 200.0;

fn two_sided(margins: &Margins, a: f64) -> f64 {
    let mut observed = 0.0;
    margins.each(1.0, 1e-300, |k, weight| {
        if k == a {
            observed = weight;
        }
    });
    // Tables as likely but for rounding count as such, as in R.
    let most = observed * (1.0 + 1e-7);
    let (mut all, mut part) = (0.0, 0.0);
    margins.each(1.0, 1e-300, |_, weight| {
        all += weight;
        if weight <= most {
            part += weight;
        }
    });
    f64::min(part / all, 1.0)
}
