//! The Welsh of reports, by the English: one list of all that they say themselves. No translator has checked it.

/// A line for each: the English, a bar, the Welsh. One text and not a table of texts, whose addresses would weigh as much in a browser as half of what they lead to.
const WELSH: &str = include_str!("welsh.txt");

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    WELSH.lines().filter_map(|line| line.split_once('|'))
}

/// The Welsh of a phrase of ours. Tests fail at one that has none; a reader would see the English.
pub(super) fn of(english: &str) -> &str {
    let found = known(english);
    #[cfg(test)]
    assert!(found.is_some(), "there is no Welsh for ‘{english}’");
    found.unwrap_or(english)
}

/// The same for a word that may not be ours.
pub(super) fn known(english: &str) -> Option<&'static str> {
    pairs().find_map(|(known, welsh)| (known == english).then_some(welsh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_stands_once_in_order_with_as_many_places() {
        let all: Vec<_> = pairs().collect();
        assert_eq!(all.len(), WELSH.lines().count());
        assert!(all.is_sorted_by(|a, b| a.0 < b.0));
        for (english, welsh) in all {
            assert_eq!(english.matches("{}").count(), welsh.matches("{}").count(), "{english}");
            assert_eq!(english.starts_with(' '), welsh.starts_with(' '), "{english}");
            assert!(!welsh.contains(['<', '>', '"', '`']), "{welsh}");
        }
    }
}
