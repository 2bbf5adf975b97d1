//! Texts of a group's rows beside each other.

use crate::function::{DistinctWords, shared_words};
use crate::ir::SlotId;

/// Rows of one group that are compared with each other at most; those after them are left out.
const MOST_ROWS: usize = 256;
/// Groups that are kept at most: a record has few, a list any number.
const MOST_GROUPS: usize = 32;

/// For a row, the place of the other text that is most like it, and how like: the first of several. `None` for what is no answer, and for the only one.
pub(crate) type Nearest = Option<(usize, f64)>;

/// The texts of groups beside each other, kept from one evaluation to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct Likeness(Vec<(SlotId, usize, Group)>);

impl Likeness {
    /// Looks at the texts of a field's rows from a row on, which lie in one row of what is around them.
    pub(super) fn look(&mut self, slot: SlotId, first: usize, texts: &[Option<&str>]) -> &[Nearest] {
        let known = self.0.iter().position(|(of, at, _)| (*of, *at) == (slot, first));
        let mut group = known.map(|place| self.0.swap_remove(place).2).unwrap_or_default();
        group.look(texts);
        if self.0.len() >= MOST_GROUPS {
            self.0.clear();
        }
        self.0.push((slot, first, group));
        self.0.last().map_or(&[], |(.., group)| &group.nearest)
    }

    /// What was found when they were looked at last.
    pub(super) fn known(&self, slot: SlotId, first: usize) -> Option<&[Nearest]> {
        let group = self.0.iter().find(|(of, at, _)| (*of, *at) == (slot, first));
        group.map(|(.., group)| group.nearest.as_slice())
    }

    /// Whether the last look found for the text of one of these rows what the look before it had found.
    pub(super) fn stands(&self, slot: SlotId, first: usize, row: usize) -> bool {
        let group = self.0.iter().find(|(of, at, _)| (*of, *at) == (slot, first));
        group.is_some_and(|(.., group)| group.stands.get(row) == Some(&true))
    }
}

/// Texts beside each other: those that are the same as before are not taken apart and compared again.
#[derive(Debug, Default, Clone)]
pub(super) struct Group {
    rows: Vec<Option<(Box<str>, DistinctWords)>>,
    /// How like each text is to each other one, row by row.
    alike: Vec<f64>,
    pub(super) nearest: Vec<Nearest>,
    /// Of each row: whether that is what was found before.
    stands: Vec<bool>,
}

impl Group {
    pub(super) fn look(&mut self, texts: &[Option<&str>]) {
        let count = texts.len().min(MOST_ROWS);
        if self.rows.len() != count {
            self.rows = vec![None; count];
            self.alike = vec![0.0; count * count];
        }
        let fresh: Vec<bool> = self.rows.iter_mut().zip(texts).map(|(known, text)| put(known, *text)).collect();
        for (row, (own, is_fresh)) in self.rows.iter().zip(&fresh).enumerate() {
            let Some((_, own)) = own else { continue };
            for (other, (others, other_is_fresh)) in self.rows.iter().zip(&fresh).enumerate().take(row) {
                let Some((_, others)) = others.as_ref().filter(|_| *is_fresh || *other_is_fresh) else { continue };
                let alike = shared_words(own, others);
                for place in [row * count + other, other * count + row] {
                    self.alike.get_mut(place).into_iter().for_each(|known| *known = alike);
                }
            }
        }
        let there = |row: usize| self.rows.get(row).is_some_and(Option::is_some);
        let nearest = |row: usize| {
            let others = self.alike.get(row * count..)?.iter().take(count).enumerate();
            others.filter(|(other, _)| *other != row && there(*other)).fold(None, |best: Nearest, (other, alike)| {
                if best.is_none_or(|(_, most)| *alike > most) { Some((other, *alike)) } else { best }
            })
        };
        let now: Vec<Nearest> = (0..texts.len()).map(|row| nearest(row).filter(|_| there(row))).collect();
        self.stands = now.iter().enumerate().map(|(row, now)| self.nearest.get(row) == Some(now)).collect();
        self.nearest = now;
    }
}

/// Puts a text in the place of another; false where it is the same.
fn put(known: &mut Option<(Box<str>, DistinctWords)>, text: Option<&str>) -> bool {
    if known.as_ref().map(|(known, _)| &**known) == text {
        return false;
    }
    *known = text.map(|text| (text.into(), DistinctWords::of(text)));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_finds_the_one_most_like_it() {
        let (mut known, mut before) = (Likeness::default(), Vec::new());
        let mut most_alike = |texts: &[Option<&str>]| {
            let mut group = Group::default();
            group.look(texts);
            // What is kept makes no difference.
            assert_eq!(known.look(SlotId::from_index(1), 3, texts), group.nearest);
            assert_eq!(known.known(SlotId::from_index(1), 3), Some(&*group.nearest));
            let stands = (0..=texts.len()).map(|row| known.stands(SlotId::from_index(1), 3, row));
            let same = |row: usize| group.nearest.get(row).is_some_and(|now| before.get(row) == Some(now));
            assert!(stands.eq((0..=texts.len()).map(same)));
            before.clone_from(&group.nearest);
            group.nearest
        };
        let found = most_alike(&[Some("No impact."), None, Some("Parents of children"), Some("no IMPACT")]);
        assert_eq!(found, [Some((3, 1.0)), None, Some((0, 0.0)), Some((0, 1.0))]);
        let found = most_alike(&[Some("No impact."), Some("impact"), Some("Parents of children"), None]);
        assert_eq!(found, [Some((1, 0.5)), Some((0, 0.5)), Some((0, 0.0)), None]);
        let found =
            most_alike(&[Some("Parents"), Some("impact"), Some("Parents of children"), Some("impact on parents")]);
        assert_eq!(found, [Some((2, 1.0 / 3.0)), Some((3, 1.0 / 3.0)), Some((0, 1.0 / 3.0)), Some((0, 1.0 / 3.0))]);
        assert_eq!(most_alike(&[Some("alone"), None]), [None, None]);
        assert_eq!(most_alike(&[None, Some("alone")]), [None, None]);
        assert_eq!(most_alike(&[]), []);
        assert_eq!(known.known(SlotId::from_index(1), 4), None);
    }

    #[test]
    fn rows_past_the_most_are_left_out() {
        let texts = vec![Some("the same"); MOST_ROWS + 2];
        let mut group = Group::default();
        group.look(&texts);
        assert_eq!((group.nearest.len(), group.nearest[MOST_ROWS - 1]), (MOST_ROWS + 2, Some((0, 1.0))));
        assert_eq!(group.nearest[MOST_ROWS], None);
    }
}
