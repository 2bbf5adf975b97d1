//! Texts of a group's rows beside each other.

use crate::function::{distinct_words, shared_words};

/// Rows of one group that are compared with each other at most; those after them are left out.
const MOST_ROWS: usize = 256;

/// For each text, the place of the other text that is most like it, and how like: the first of several. `None` for what is no answer, and for the only one.
pub(super) fn most_alike(texts: &[Option<&str>]) -> Vec<Option<(usize, f64)>> {
    let words: Vec<_> = texts.iter().take(MOST_ROWS).map(|text| text.map(distinct_words)).collect();
    (0..texts.len())
        .map(|row| {
            let own = words.get(row)?.as_ref()?;
            let mut best: Option<(usize, f64)> = None;
            for (other, others) in words.iter().enumerate().filter(|(other, _)| *other != row) {
                let Some(others) = others else { continue };
                let alike = shared_words(own, others);
                if best.is_none_or(|(_, most)| alike > most) {
                    best = Some((other, alike));
                }
            }
            best
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_finds_the_one_most_like_it() {
        let found = most_alike(&[Some("No impact."), None, Some("Parents of children"), Some("no IMPACT")]);
        assert_eq!(found, [Some((3, 1.0)), None, Some((0, 0.0)), Some((0, 1.0))]);
        assert_eq!(most_alike(&[Some("alone"), None]), [None, None]);
    }
}
