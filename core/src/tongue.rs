//! The languages in which the engine speaks for itself: English, and Welsh that no translator has checked. The Welsh is found by the English, in one list
//! of all that is said: what a framework's keys make, what is put into messages, and reports.

use crate::value::Date;

/// A line for each phrase, in order: the English, a bar, the Welsh. One text and not a table of texts, whose addresses would weigh as much in a browser as
/// half of what they lead to.
const WELSH: &str = include_str!("tongue/welsh.txt");

/// The language in which we speak. Texts of the framework and the record are in their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Welsh,
}

impl Tongue {
    /// The one for a language's code (`cy`, `cy-GB`); English for every language that we do not speak.
    pub(crate) fn of(language: &str) -> Self {
        if language.split('-').next() == Some("cy") { Tongue::Welsh } else { Tongue::English }
    }

    /// What documents say of their language.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Tongue::English => "en-GB",
            Tongue::Welsh => "cy-GB",
        }
    }

    /// Whether a text in this language is in this tongue.
    pub(crate) fn speaks(self, language: &str) -> bool {
        match self {
            Tongue::English => language.split('-').next() == Some("en"),
            Tongue::Welsh => Self::of(language) == Tongue::Welsh,
        }
    }

    /// A phrase or a sentence of ours, by its English. Tests fail at one that has no Welsh; a reader would see the English.
    pub(crate) fn words(self, english: &str) -> &str {
        match self {
            Tongue::English => english,
            Tongue::Welsh => {
                let found = welsh(english);
                #[cfg(test)]
                assert!(found.is_some(), "there is no Welsh for ‘{english}’");
                found.unwrap_or(english)
            }
        }
    }

    /// A word that may be ours or a record's: what is not ours stays.
    pub(crate) fn known(self, word: &str) -> &str {
        match self {
            Tongue::English => word,
            Tongue::Welsh => welsh(word).unwrap_or(word),
        }
    }

    /// A phrase with places `{}` to fill in, in their order.
    pub(crate) fn fill(self, english: &str, values: &[&str]) -> String {
        let mut out = String::new();
        let mut values = values.iter();
        for (place, part) in self.words(english).split("{}").enumerate() {
            if place > 0 {
                out.push_str(values.next().copied().unwrap_or_default());
            }
            out.push_str(part);
        }
        out
    }

    /// A number with its noun, by its English: `1 rule`, `2 rules`. In Welsh the noun stays as for one.
    pub(crate) fn number_of(self, n: u64, one: &str, several: &str) -> String {
        let noun = match self {
            Tongue::English if n != 1 => several,
            _ => self.words(one),
        };
        format!("{} {noun}", number(n))
    }

    /// Items in a row: `a, b and c`.
    pub(crate) fn listed(self, items: &[String]) -> String {
        let (first, last) = match items {
            [] => return String::new(),
            [one] => return one.clone(),
            [first @ .., last] => (first.join(", "), last),
        };
        let and = match self {
            Tongue::English => "and",
            Tongue::Welsh => {
                let said = last.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                let vowel = said.starts_with(['a', 'e', 'i', 'o', 'u', 'w', 'y', 'â', 'ê', 'î', 'ô', 'û', 'ŵ', 'ŷ']);
                if vowel { "ac" } else { "a" }
            }
        };
        format!("{first} {and} {last}")
    }

    /// A day as people read it: `22 November 2026`, `22 Tachwedd 2026`.
    pub(crate) fn day(self, date: Date) -> String {
        let (year, _, day) = date.ymd();
        format!("{day} {} {year}", self.words(date.month_name()))
    }

    /// What a report says of its own language, where there is something to say.
    pub(crate) fn itself(self) -> Option<(&'static str, &'static str)> {
        (self == Tongue::Welsh).then_some(("Iaith", "Cymraeg, heb ei wirio gan gyfieithydd"))
    }
}

/// Digits in groups of three: `131,572`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The Welsh of a phrase, where we have it: messages ask at every key press, so that half of what is left is put aside at each look.
fn welsh(english: &str) -> Option<&'static str> {
    let mut left = WELSH;
    while !left.is_empty() {
        let before = left.as_bytes().get(..left.len() / 2)?;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let line = left.get(start..)?.lines().next()?;
        let (known, welsh) = line.split_once('|')?;
        left = match known.cmp(english) {
            std::cmp::Ordering::Equal => return Some(welsh),
            std::cmp::Ordering::Greater => left.get(..start)?,
            std::cmp::Ordering::Less => left.get(start + line.len() + 1..)?,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> Vec<(&'static str, &'static str)> {
        WELSH.lines().filter_map(|line| line.split_once('|')).collect()
    }

    #[test]
    fn each_phrase_stands_once_in_order_with_as_many_places() {
        let all = pairs();
        assert_eq!(all.len(), WELSH.lines().count());
        assert!(all.is_sorted_by(|a, b| a.0 < b.0));
        for (english, welsh) in all {
            for place in ["{}", "{0}", "{1}"] {
                assert_eq!(english.matches(place).count(), welsh.matches(place).count(), "{english}");
            }
            assert_eq!(english.starts_with(' '), welsh.starts_with(' '), "{english}");
            assert_eq!(english.ends_with(' '), welsh.ends_with(' '), "{english}");
            assert!(!welsh.contains(['<', '>', '"', '`']), "{welsh}");
        }
    }

    #[test]
    fn each_phrase_is_found_and_nothing_else() {
        for (english, of_it) in pairs() {
            assert_eq!(welsh(english), Some(of_it));
        }
        for other in ["", "|", "A ditto", "Zebra", "met|", "‘{}’ (cannot be read)x", "\n"] {
            assert_eq!(welsh(other), None, "{other:?}");
        }
    }

    #[test]
    fn lists_and_days() {
        let items = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        assert_eq!(Tongue::English.listed(&items(&["Age", "Sex", "Race"])), "Age, Sex and Race");
        assert_eq!(Tongue::Welsh.listed(&items(&["Oedran", "Rhyw", "Hil"])), "Oedran, Rhyw a Hil");
        assert_eq!(Tongue::Welsh.listed(&items(&["Rhyw", "‘Oedran’"])), "Rhyw ac ‘Oedran’");
        assert_eq!(Tongue::Welsh.listed(&items(&["Rhyw"])), "Rhyw");
        let said = |tongue: Tongue| Date::from_ymd(2026, 11, 22).map(|day| tongue.day(day));
        assert_eq!(said(Tongue::English).as_deref(), Some("22 November 2026"));
        assert_eq!(said(Tongue::Welsh).as_deref(), Some("22 Tachwedd 2026"));
        assert_eq!(
            (Tongue::of("cy-GB"), Tongue::of("de"), Tongue::of("")),
            (Tongue::Welsh, Tongue::English, Tongue::English)
        );
    }
}
