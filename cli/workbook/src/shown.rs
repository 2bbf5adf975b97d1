//! Numbers as their cells show them, where that is more than their digits: shares in per cent, and zeros before a reference.

/// How a number's format shows it, where that is more than its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    AsItIs,
    Percent,
    /// With zeros before it, up to so many digits: `0000` makes 12 the number 0012, as references of assets are written.
    Digits(usize),
}

/// A number that is kept exactly has no more digits.
const MOST_DIGITS: usize = 15;

impl Shown {
    /// By the code of a format.
    pub(crate) fn by(format: &str) -> Self {
        match format.len() {
            _ if is_percent(format) => Shown::Percent,
            length @ 2..=MOST_DIGITS if format.bytes().all(|byte| byte == b'0') => Shown::Digits(length),
            _ => Shown::AsItIs,
        }
    }

    /// By what a cell shows of its number: zeros before it, where the text is otherwise the number itself.
    pub(crate) fn by_text(text: &[u8], number: f64) -> Self {
        let is_number = || std::str::from_utf8(text).ok()?.parse::<f64>().ok();
        match text {
            [b'0', rest @ ..]
                if (1..MOST_DIGITS).contains(&rest.len())
                    && rest.iter().all(u8::is_ascii_digit)
                    && is_number() == Some(number) =>
            {
                Shown::Digits(text.len())
            }
            _ => Shown::AsItIs,
        }
    }

    /// The number as it is shown.
    pub(crate) fn text(self, number: f64) -> String {
        match self {
            Shown::Percent => percent_text(number),
            Shown::Digits(digits) if number >= 0.0 && number.fract() == 0.0 => {
                format!("{:0>digits$}", number_text(number))
            }
            Shown::AsItIs | Shown::Digits(_) => number_text(number),
        }
    }
}

/// Whether a number's format shows it as a share of a hundred. Text in quotation marks, or behind a stroke, is shown as it is.
fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => drop(characters.next()),
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// A number as a cell in per cent shows it: what people see and mean is 85%, though the workbook holds 0.85.
fn percent_text(number: f64) -> String {
    // A hundred times a decimal is not always the decimal that people wrote: 0.29 would be 28.999999999999996.
    const DECIMALS: f64 = 1e8;
    let shown = number * 100.0 * DECIMALS;
    let shown = if shown.abs() < 1e15 { shown.round() / DECIMALS } else { number * 100.0 };
    format!("{}%", number_text(shown))
}

/// A number as people write it: the fewest digits that say it exactly, without `.0`.
pub(crate) fn number_text(number: f64) -> String {
    // Minus zero is zero to people.
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_as_they_are_shown() {
        for (number, text) in [(0.85, "85%"), (0.29, "29%"), (0.125, "12.5%"), (1.0, "100%"), (-0.0, "0%")] {
            assert_eq!(percent_text(number), text);
        }
        for (format, percent) in [
            ("0%", true),
            ("0.00%", true),
            ("General", false),
            ("0\"%\"", false),
            ("0\\%", false),
            ("0.0%;[Red]-0.0%", true),
        ] {
            assert_eq!(is_percent(format), percent, "{format}");
        }
    }

    #[test]
    fn zeros_that_are_shown_are_read() {
        for (format, number, text) in [
            ("0000", 12.0, "0012"),
            ("0000", 123_456.0, "123456"),
            ("0000", 1.5, "1.5"),
            ("0000", -7.0, "-7"),
            ("00000", -0.0, "00000"),
            ("0", 12.0, "12"),
            ("0.00", 12.0, "12"),
            ("General", 12.0, "12"),
            ("00%", 0.12, "12%"),
        ] {
            assert_eq!(Shown::by(format).text(number), text, "{format}");
        }
    }

    #[test]
    fn zeros_are_told_by_what_a_cell_shows() {
        for (text, number, shown) in [
            ("0012", 12.0, Shown::Digits(4)),
            ("000", 0.0, Shown::Digits(3)),
            ("0", 0.0, Shown::AsItIs),
            ("12", 12.0, Shown::AsItIs),
            // What is rounded, cut or grouped in the cell says nothing of its digits.
            ("0013", 12.6, Shown::AsItIs),
            ("00.5", 0.5, Shown::AsItIs),
            ("0,012", 12.0, Shown::AsItIs),
            ("-012", -12.0, Shown::AsItIs),
            ("0012 m", 12.0, Shown::AsItIs),
            ("0000000000000012", 12.0, Shown::AsItIs),
        ] {
            assert_eq!(Shown::by_text(text.as_bytes(), number), shown, "{text}");
        }
    }
}
