//! Special functions: the normal, Student, gamma and beta distributions and their quantiles, from basic arithmetic,
//! square roots and `libm` alone.
//!
//! Quantiles are found by Newton steps on the logarithm of a tail, kept inside a bracket; the work of each is bounded.

/// More counted things than anybody counts; the work of the exact methods grows with its square root.
pub(super) const MOST: f64 = 1e10;

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
const SMALLEST: f64 = 1e-300;

/// Where a falling or rising function is zero, and no further than what 64 bits can tell apart: Newton's steps, halves
/// of the bracket where a step would leave it.
///
/// `at` gives the function's value and slope. A value that is no number counts as above zero on the side where the
/// function is positive.
pub(super) fn root(
    mut low: f64,
    mut high: f64,
    start: f64,
    rising: bool,
    mut at: impl FnMut(f64) -> (f64, f64),
) -> f64 {
    let mut x = if start > low && start < high { start } else { 0.5 * (low + high) };
    for _ in 0..200 {
        let (value, slope) = at(x);
        if value == 0.0 {
            return x;
        }
        if (value > 0.0) == rising {
            high = x;
        } else {
            low = x;
        }
        let step = x - value / slope;
        let next = if step > low && step < high { step } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-15 * (1.0 + x.abs()) {
            return next;
        }
        x = next;
    }
    x
}

/// What is above `z` of a standard normal distribution.
pub(super) fn normal_above(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The `z` that has this share of a standard normal distribution above it; the share lies between 0 and 1.
///
/// Starts with formula 26.2.23 of Abramowitz and Stegun, goes on with Newton's steps on the logarithm of the tail.
pub(super) fn normal_quantile_above(share: f64) -> f64 {
    if share > 0.5 {
        return -normal_quantile_above(1.0 - share);
    }
    let t = (-2.0 * libm::log(share.max(SMALLEST))).sqrt();
    let mut z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for _ in 0..4 {
        let above = normal_above(z);
        let density = libm::exp(-0.5 * z * z - HALF_LN_TWO_PI);
        z += (libm::log(above) - libm::log(share.max(SMALLEST))) * above / density;
    }
    z
}

/// The two-sided `z` of a level: 1.96 for 0.95.
pub(super) fn z_of(level: f64) -> f64 {
    normal_quantile_above(0.5 * (1.0 - level))
}

/// What Stirling's formula leaves of the logarithm of a factorial (Loader 2000, "Fast and accurate computation of
/// binomial probabilities").
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - HALF_LN_TWO_PI;
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0) / square) / square) / square) / square)
        / n
}

/// `x ln(x / m) + m - x` without loss of digits where the two are close (Loader 2000).
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) - difference;
    }
    let v = difference / (x + m);
    let square = v * v;
    let (mut sum, mut power) = (difference * v, 2.0 * x * v);
    for step in 1..60 {
        power *= square;
        let next = sum + power / f64::from(2 * step + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `e^-m m^x / Γ(x + 1)` for `x > 0`.
fn poisson_term(x: f64, m: f64) -> f64 {
    if m <= 0.0 {
        return 0.0;
    }
    libm::exp(-stirling_error(x) - deviance(x, m) - 0.5 * libm::log(x) - HALF_LN_TWO_PI)
}

/// `x^a y^b / B(a, b)` for positive `a` and `b`, with `y = 1 - x` given for its digits.
fn beta_term(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    let n = a + b;
    let log = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    libm::exp(log - HALF_LN_TWO_PI) * (a * b / n).sqrt()
}

/// The regularised incomplete gamma function: what lies below and above `x`. Series and continued fraction of
/// Abramowitz and Stegun 6.5.29 and 6.5.31.
pub(super) fn gamma_parts(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let density = poisson_term(a, x);
    if x < a + 1.0 {
        let (mut sum, mut term, mut n) = (1.0, 1.0, a);
        for _ in 0..100_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        let below = (density * sum).min(1.0);
        return (below, 1.0 - below);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / SMALLEST;
    let mut d = 1.0 / b;
    let mut h = d;
    for step in 1..100_000 {
        let step = f64::from(step);
        let an = -step * (step - a);
        b += 2.0;
        d = 1.0 / away_from_zero(an * d + b);
        c = away_from_zero(b + an / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    let above = (density * a * h).min(1.0);
    (1.0 - above, above)
}

fn away_from_zero(value: f64) -> f64 {
    if value.abs() < SMALLEST { SMALLEST } else { value }
}

/// The regularised incomplete beta function at `x`, and its complement. Continued fraction of Abramowitz and Stegun
/// 26.5.8 by Lentz's method.
pub(super) fn beta_parts(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if y <= 0.0 {
        return (1.0, 0.0);
    }
    let term = beta_term(a, b, x, y);
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (term * beta_fraction(a, b, x) / a).min(1.0);
        (below, 1.0 - below)
    } else {
        let above = (term * beta_fraction(b, a, y) / b).min(1.0);
        (1.0 - above, above)
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let sum = a + b;
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - sum * x / (a + 1.0));
    let mut h = d;
    for step in 1..1_000_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (sum + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// One tail of a distribution: what lies below, or what lies above.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    Below,
    Above,
}

/// Smallest and largest logarithm that has a number.
const LOGS: f64 = 700.0;

/// The odds `x / (1 - x)` of the `x` that has this share of a beta distribution in the tail.
pub(super) fn beta_odds(a: f64, b: f64, share: f64, tail: Tail) -> f64 {
    let log_share = libm::log(share);
    // Where a normal distribution of the log-odds would have it.
    let spread = normal_quantile_above(share) * (1.0 / a + 1.0 / b).sqrt();
    let middle = libm::log(a / b);
    let start = if tail == Tail::Below { middle - spread } else { middle + spread };
    let log_odds = root(-LOGS, LOGS, start, tail == Tail::Below, |u| {
        let odds = libm::exp(u);
        let (x, y) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let (below, above) = beta_parts(a, b, x, y);
        let term = beta_term(a, b, x, y);
        match tail {
            Tail::Below => (libm::log(below.max(SMALLEST)) - log_share, term / below),
            Tail::Above => (libm::log(above.max(SMALLEST)) - log_share, -term / above),
        }
    });
    if log_odds <= 1.0 - LOGS {
        0.0
    } else if log_odds >= LOGS - 1.0 {
        f64::INFINITY
    } else {
        libm::exp(log_odds)
    }
}

/// The value that has this share of a gamma distribution of shape `a` and scale 1 in the tail.
pub(super) fn gamma_quantile(a: f64, share: f64, tail: Tail) -> f64 {
    let log_share = libm::log(share);
    let log = root(-LOGS, LOGS, libm::log(a), tail == Tail::Below, |u| {
        let x = libm::exp(u);
        let (below, above) = gamma_parts(a, x);
        let slope = a * poisson_term(a, x);
        match tail {
            Tail::Below => (libm::log(below.max(SMALLEST)) - log_share, slope / below),
            Tail::Above => (libm::log(above.max(SMALLEST)) - log_share, -slope / above),
        }
    });
    if log <= 1.0 - LOGS { 0.0 } else { libm::exp(log) }
}

/// The two-sided `t` of a level for these degrees of freedom: 2.262 for 0.95 and 9.
pub(super) fn t_of(level: f64, freedom: f64) -> f64 {
    if freedom > MOST {
        return z_of(level);
    }
    // With x = ν / (ν + t²), what lies outside ±t is the incomplete beta function of ν/2 and 1/2 (Abramowitz and Stegun
    // 26.7.1).
    (freedom / beta_odds(0.5 * freedom, 0.5, 1.0 - level, Tail::Below)).sqrt()
}

/// The chance of at most `k` of `n` that come about with chance `share` each; whole numbers, `k` from 0 to `n`.
pub(super) fn binomial_at_most(k: f64, n: f64, share: f64) -> f64 {
    if k >= n { 1.0 } else { beta_parts(n - k, k + 1.0, 1.0 - share, share).0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within * expected.abs(), "{found} is not {expected}");
    }

    /// Made with mpmath at 40 digits.
    #[test]
    fn quantiles_have_thirteen_digits() {
        near(normal_quantile_above(0.025), 1.9599639845400543, 1e-14);
        near(normal_quantile_above(0.001), 3.0902323061678136, 1e-14);
        near(normal_quantile_above(0.05), 1.6448536269514726, 1e-14);
        near(normal_quantile_above(0.3), 0.5244005127080408, 1e-14);
        near(normal_quantile_above(0.00005), 3.890591886413094, 1e-14);
        near(normal_quantile_above(0.9), -1.2815515655446006, 1e-14);
        near(t_of(0.95, 1.0), 12.706204736174705, 1e-13);
        near(t_of(0.95, 9.0), 2.2621571627982053, 1e-13);
        near(t_of(0.998, 2.0), 22.327124770119877, 1e-13);
        near(t_of(0.99, 25.5), 2.782983530810656, 1e-13);
        near(t_of(0.95, 1000.0), 1.9623390808264085, 1e-13);
        near(gamma_quantile(1.0, 0.025, Tail::Below), 0.025317807984289876, 1e-13);
        near(gamma_quantile(5.0, 0.001, Tail::Below), 0.7393717319178326, 1e-13);
        near(gamma_quantile(9.0, 0.025, Tail::Below), 4.115373097378332, 1e-13);
        near(gamma_quantile(0.3, 0.025, Tail::Below), 3.1856790317391655e-6, 1e-13);
        near(gamma_quantile(1.0, 0.025, Tail::Above), 3.6888794541139363, 1e-13);
        near(gamma_quantile(6.0, 0.001, Tail::Above), 16.45474520368011, 1e-13);
        near(gamma_quantile(10.0, 0.025, Tail::Above), 17.08480345141917, 1e-13);
        near(gamma_quantile(1.3, 0.025, Tail::Above), 4.293777110863579, 1e-13);
        near(beta_odds(1.0, 19.0, 0.025, Tail::Below), 0.001333404403891264, 2e-13);
        near(beta_odds(3.0, 197.0, 0.025, Tail::Below), 0.0031295241257818258, 2e-13);
        near(beta_odds(4.0, 196.0, 0.025, Tail::Above), 0.04539333806567553, 2e-13);
        near(beta_odds(1.0, 72.0, 0.001, Tail::Above), 0.10069417125220957, 2e-13);
        near(beta_odds(5713.0, 5356.0, 0.025, Tail::Below), 1.0276334335410746, 2e-13);
        near(beta_odds(5714.0, 5355.0, 0.025, Tail::Above), 1.1075827434955865, 2e-13);
        near(beta_odds(0.5, 2.5, 0.005, Tail::Below), 8.674607488555772e-6, 2e-13);
        near(beta_odds(100000.0, 3.0, 0.025, Tail::Below), 13841.067225237082, 2e-13);
        near(binomial_at_most(0.0, 12.0, 0.25), 0.03167635202407837, 1e-13);
        near(binomial_at_most(3.0, 20.0, 0.5), 0.0012884140014648438, 1e-13);
        near(binomial_at_most(7.0, 1000.0, 0.015625), 0.012006501502972614, 1e-13);
        near(binomial_at_most(40.0, 60.0, 0.75), 0.0924842705612784, 1e-13);
    }
}
