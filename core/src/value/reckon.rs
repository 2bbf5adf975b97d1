//! Arithmetic with decimal numbers.
//!
//! Numbers are binary inside, and most decimal fractions have no binary number: one tenth and two tenths are not quite three tenths. A step of arithmetic errs by
//! so little that only one decimal number of at most 14 digits can have been meant; where one can, the result is that one. What is no such number (a third) stays
//! as near as a binary number comes, so that three thirds are one.

/// All these powers of ten are exact, so that a whole number divided by one is the binary number nearest to its decimals.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];
/// What has 14 digits before the point.
const LONGEST: f64 = 1e14;
/// Adding this and taking it away again leaves the nearest whole number.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// How far a quotient may be from the decimal number that it stands for, as a part of itself: both operands, the result and the decimal number are each half a last
/// place from their binary ones at most.
const QUOTIENT: f64 = f64::EPSILON * 2.5;
/// The same of all else, and wider: a product finds again what a quotient was made from, whatever that was taken for.
const ERROR: f64 = f64::EPSILON * 4.0;

/// The decimal number that a result stands for; `scale` is the greatest of the numbers whose digits count, without its sign.
#[inline]
fn settled(result: f64, scale: f64, error: f64) -> f64 {
    // What is whole is exact already.
    if (result as i64) as f64 == result { result } else { nearest(result, scale, error) }
}

fn nearest(result: f64, scale: f64, error: f64) -> f64 {
    // Nor has what is not finite any digits after the point.
    if scale.is_nan() || scale >= LONGEST {
        return result;
    }
    let binary = (scale.to_bits() >> 52) as i32 - 1023;
    // By the power of two below it; its own first digit may lie one place higher.
    let places = (13 - ((binary * 1233) >> 12)).clamp(0, 22);
    let power = |places: i32| POWERS.get(places as usize).copied().unwrap_or(1.0);
    let power = if scale * power(places) < LONGEST { power(places) } else { power(places - 1) };
    let decimal = (result * power + WHOLE - WHOLE) / power;
    if (decimal - result).abs() <= error * scale { decimal } else { result }
}

/// The sum of two decimal numbers.
#[inline]
pub(crate) fn plus(left: f64, right: f64) -> f64 {
    let sum = left + right;
    settled(sum, left.abs().max(right.abs()).max(sum.abs()), ERROR)
}

/// Their product.
#[inline]
pub(crate) fn times(left: f64, right: f64) -> f64 {
    let product = left * right;
    settled(product, product.abs(), ERROR)
}

/// What one is of the other.
#[inline]
pub(crate) fn over(left: f64, right: f64) -> f64 {
    let quotient = left / right;
    settled(quotient, quotient.abs(), QUOTIENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A whole number of that many digits after the point.
    fn decimal(digits: i64, places: usize) -> f64 {
        format!("{digits}e-{places}").parse().unwrap()
    }

    #[test]
    fn decimal_fractions_add_up() {
        assert_eq!(plus(0.1, 0.2), 0.3);
        assert_eq!(plus(1.0, -0.9), 0.1);
        assert_eq!(plus(30.3, -30.2), 0.1);
        assert_eq!(plus(10.1, 20.20), 30.3);
        assert_eq!(times(10.0, 0.07), 0.7);
        assert_eq!(times(over(29.0, 100.0), 100.0), 29.0);
        assert_eq!(times(1e12, 1.234_567e-12), 1.234_567);
        assert_eq!(plus(1e-9, 2e-9), 3e-9);
        assert_eq!(plus(4_503_599_627_370_497.0, 0.5), 4_503_599_627_370_497.5);
        assert!(over(1.0, 0.0).is_infinite() && times(f64::MAX, 2.0).is_infinite() && plus(f64::NAN, 1.0).is_nan());
        assert_eq!(times(5e-324, 0.5), 0.0);
        assert_eq!(times(5e-324, 3.0), 1.5e-323);
    }

    #[test]
    fn parts_that_are_no_decimals_add_up_to_the_whole() {
        for parts in 1..300 {
            for whole in 1..300 {
                let (whole, parts) = (f64::from(whole), f64::from(parts));
                assert_eq!(times(over(whole, parts), parts), whole, "{whole} / {parts}");
            }
        }
        assert_eq!((0..3).fold(0.0, |sum, _| plus(sum, over(1.0, 3.0))), 1.0);
        assert_eq!((0..7).fold(0.0, |sum, _| plus(sum, over(1.0, 7.0))), 1.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn decimals_are_reckoned_with_as_whole_numbers_are(
            left in -999_999_999_999i64..1_000_000_000_000, right in -999_999_999_999i64..1_000_000_000_000,
            cut in 0u32..12, places in 0usize..=12,
        ) {
            let (left, right) = (left / 10i64.pow(cut), right / 10i64.pow(11 - cut));
            let (a, b) = (decimal(left, places), decimal(right, places));
            prop_assert_eq!(plus(a, b), decimal(left + right, places));
            prop_assert_eq!(plus(a, -b), decimal(left - right, places));
            // Twelve digits and two, so that the product has 14 at most.
            let right = right % 100;
            prop_assert_eq!(times(a, decimal(right, 2)), decimal(left * right, places + 2));
            if right != 0 {
                prop_assert_eq!(over(decimal(left * right, places + 2), decimal(right, 2)), a);
            }
        }

        #[test]
        fn long_sums_are_exact(parts in proptest::collection::vec(-99_999_999i64..100_000_000, 0..200), places in 0usize..=8) {
            let sum = parts.iter().fold(0.0, |sum, part| plus(sum, decimal(*part, places)));
            prop_assert_eq!(sum, decimal(parts.iter().sum(), places));
        }

        #[test]
        fn what_is_settled_is_next_to_the_result(left in any::<f64>(), right in any::<f64>()) {
            for (exact, settled) in [(left + right, plus(left, right)), (left * right, times(left, right)), (left / right, over(left, right))] {
                let scale = left.abs().max(right.abs()).max(exact.abs());
                prop_assert!(exact.to_bits() == settled.to_bits() || exact.is_nan() || (exact - settled).abs() <= ERROR * scale);
            }
        }
    }
}
