//! Numbers from their digits, correctly rounded.
//!
//! The standard library's reader brings a table of ten kilobytes that no compression makes smaller. A browser's module has another reader for JSON already, which
//! is as exact; it reads numbers there. A test holds both to the same bits.

/// The finite number that a text is, as `str::parse` reads it.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn decimal(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(target_family = "wasm")]
pub(crate) use by_json as decimal;

/// The same by the reader of JSON.
#[cfg(any(test, target_family = "wasm"))]
pub(crate) fn by_json(text: &str) -> Option<f64> {
    let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let power = exponent.map_or("0", |exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let is_number = !(power.is_empty() || whole.is_empty() && fraction.is_empty());
    if !is_number || !is_digits(whole) || !is_digits(fraction) || !is_digits(power) {
        return None;
    }
    // JSON has no leading noughts, and a digit on both sides of the point.
    let whole = whole.trim_start_matches('0');
    let written = [
        if negative { "-" } else { "" },
        if whole.is_empty() { "0" } else { whole },
        ".",
        if fraction.is_empty() { "0" } else { fraction },
        "e",
        exponent.unwrap_or("0"),
    ];
    serde_json::from_str(&written.concat()).ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bits(number: Option<f64>) -> Option<u64> {
        number.map(f64::to_bits)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn both_readers_read_the_same(
            text in "[+-]?[0-9]{0,24}(\\.[0-9]{0,24})?([eE][+-]?[0-9]{0,3})?",
            number in any::<f64>(),
        ) {
            prop_assert_eq!(bits(by_json(&text)), bits(decimal(&text)), "{}", text);
            let written = number.to_string();
            prop_assert_eq!(bits(by_json(&written)), bits(decimal(&written)), "{}", written);
            let written = format!("{number:e}");
            prop_assert_eq!(bits(by_json(&written)), bits(decimal(&written)), "{}", written);
        }

        #[test]
        fn what_is_no_number_is_none_for_both(text in "[-+0-9.eEinfaN_ ]{0,6}") {
            prop_assert_eq!(bits(by_json(&text)), bits(decimal(&text)), "{}", text);
        }
    }

    #[test]
    fn edges_are_read_the_same() {
        for text in [
            "0",
            "-0",
            "1.",
            ".5",
            ".",
            "",
            "-",
            "1e",
            "1e+",
            "1e400",
            "-1e400",
            "1e-400",
            "5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "18446744073709551616",
            "179769313486231580793728971405301e276",
            "1e99999999999999999999",
            "0e99999999999999999999",
            "1e-99999999999999999999",
            "inf",
            "NaN",
            "infinity",
            "1_0",
            " 1",
            "0x10",
            "007",
            "00.5",
        ] {
            assert_eq!(bits(by_json(text)), bits(decimal(text)), "{text}");
        }
    }
}
