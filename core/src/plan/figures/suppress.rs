//! Small cells: which figures are not shown, so that nobody can be made out.
//!
//! A figure is shown as a whole or not at all, so that groups are hidden here, where [`crate::statistics::suppress_small_cells`] hides cells of a table of whole numbers.
//! Its audit, which looks at what the totals determine, holds this one in the tests.

/// What is not shown.
pub(super) struct Hidden {
    /// By row.
    pub(super) rows: Vec<bool>,
    /// Whether the figure of all records would give away one of them.
    pub(super) whole: bool,
    /// Whether that of all known groups together would.
    pub(super) known: bool,
}

/// Whether a cell is at least one and fewer than may be shown.
pub(super) fn is_small(cells: [f64; 2], least: f64) -> bool {
    cells.iter().any(|cell| *cell > 0.0 && *cell < least)
}

/// What is told beside the rows, whatever is hidden of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    /// The figure of all records.
    pub(super) whole: bool,
    /// What all known groups are together.
    pub(super) known: bool,
}

/// The rows with small cells; and further known groups, smallest first, until nothing that is hidden can be worked out from what is told: at least two are hidden, and
/// what is hidden together is no small cell either. Where only what is of no known group is hidden, which is in nobody's comparison, the figure of all is not shown in
/// its place, and no group is hidden for it, unless that figure is told elsewhere. Each row is its cells, and whether its group is known.
pub(super) fn hidden(cells: impl Iterator<Item = ([f64; 2], bool)>, least: f64, told: Told) -> Hidden {
    let cells: Vec<([f64; 2], bool)> = cells.collect();
    let size = |cells: &[f64; 2]| cells.iter().sum::<f64>();
    let mut rows: Vec<bool> = cells.iter().map(|(cells, _)| is_small(*cells, least)).collect();
    // Whether what is hidden of all rows, of those that are known, or of the others, is safe beside what they are together.
    let is_safe = |rows: &[bool], among: Option<bool>| {
        let hidden = || {
            cells.iter().zip(rows).filter(|((_, known), hidden)| **hidden && among.is_none_or(|among| among == *known))
        };
        // An empty row hides nothing.
        let filled = hidden().filter(|((cells, _), _)| size(cells) > 0.0).count();
        let together = hidden().fold([0.0; 2], |[a, b], (([c, d], _), _)| [a + c, b + d]);
        filled == 0 || (filled >= 2 && !is_small(together, least))
    };
    let hides_known =
        |rows: &[bool]| cells.iter().zip(rows).any(|((cells, known), hidden)| *hidden && *known && size(cells) > 0.0);
    while (told.known && !is_safe(&rows, Some(true))) || (!is_safe(&rows, None) && (told.whole || hides_known(&rows))) {
        let next = cells
            .iter()
            .enumerate()
            .filter(|(place, (cells, known))| *known && rows.get(*place) == Some(&false) && size(cells) > 0.0)
            .min_by(|(_, (a, _)), (_, (b, _))| size(a).total_cmp(&size(b)));
        match next {
            Some((place, _)) => rows.get_mut(place).into_iter().for_each(|hidden| *hidden = true),
            None => return Hidden { rows, whole: true, known: true },
        }
    }
    // Who knows what all are, and what all known groups are, knows what the others are.
    let both = is_safe(&rows, Some(false));
    let whole = !is_safe(&rows, None) || (told.known && !both);
    let known = !is_safe(&rows, Some(true)) || !(whole || both);
    Hidden { rows, whole, known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(cells: &[[f64; 2]], least: f64) -> (Vec<bool>, bool) {
        let Hidden { rows, whole, .. } = hidden(cells.iter().map(|cells| (*cells, true)), least, Told::default());
        (rows, whole)
    }

    #[test]
    fn one_more_is_hidden_where_the_rest_would_give_one_away() {
        let only = |cells: [f64; 3]| rows(&cells.map(|cell| [cell, 0.0]), 5.0);
        assert_eq!(only([3.0, 40.0, 57.0]), (vec![true, true, false], false));
        assert_eq!(only([0.0, 40.0, 57.0]), (vec![false; 3], false));
        assert_eq!(only([3.0, 0.0, 0.0]), (vec![true, false, false], true));
        // Two small ones that are small together are not safe with each other.
        assert_eq!(only([2.0, 2.0, 57.0]), (vec![true; 3], false));
    }

    #[test]
    fn both_parts_of_a_share_count() {
        assert_eq!(rows(&[[90.0, 2.0], [50.0, 50.0], [20.0, 20.0]], 5.0), (vec![true, false, true], false));
    }

    #[test]
    fn what_is_of_no_known_group_hides_no_group() {
        let cells = [([300.0, 700.0], true), ([60.0, 440.0], true), ([1.0, 19.0], false)];
        let found = hidden(cells.into_iter(), 5.0, Told::default());
        assert_eq!((found.rows, found.whole, found.known), (vec![false, false, true], true, false));
        // Where the figure of all is told elsewhere, one is.
        let found = hidden(cells.into_iter(), 5.0, Told { whole: true, known: false });
        assert_eq!((found.rows, found.whole, found.known), (vec![false, true, true], false, true));
    }

    #[test]
    fn a_known_group_and_what_is_of_none_hide_each_other() {
        let cells = [([300.0, 700.0], true), ([60.0, 440.0], true), ([3.0, 5.0], true), ([2.0, 19.0], false)];
        let found = hidden(cells.into_iter(), 5.0, Told::default());
        assert_eq!((found.rows, found.whole, found.known), (vec![false, false, true, true], false, true));
        // Not where it is told what all known groups are together.
        let found = hidden(cells.into_iter(), 5.0, Told { whole: false, known: true });
        assert_eq!((found.rows, found.whole, found.known), (vec![false, true, true, true], true, false));
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_determined(
            cells in prop::collection::vec(((0_u8..12, 0_u8..12), any::<bool>()), 1..6),
            least in 1_u8..9,
            (whole, known) in any::<(bool, bool)>(),
        ) {
            let least = f64::from(least);
            let cells: Vec<([f64; 2], bool)> =
                cells.iter().map(|((a, b), known)| ([f64::from(*a), f64::from(*b)], *known)).collect();
            let found = hidden(cells.iter().copied(), least, Told { whole, known });
            for ((cells, _), hidden) in cells.iter().zip(&found.rows) {
                prop_assert!(*hidden || !is_small(*cells, least));
            }
            let hidden: Vec<_> = cells.iter().zip(&found.rows).filter(|(_, hidden)| **hidden).map(|(row, _)| row).collect();
            // What is told all the same is given away only where nothing is left to hide.
            let all_hidden = cells.iter().zip(&found.rows).all(|((cells, known), hidden)| *hidden || !known || cells == &[0.0; 2]);
            prop_assert!(all_hidden || !(known && found.known || whole && found.whole && !known));
            // What a reader knows of the hidden: what all are together, and what all known groups are.
            let mut told: Vec<Vec<bool>> = Vec::new();
            if !found.whole {
                told.push(vec![true; hidden.len()]);
            }
            if !found.known {
                told.push(hidden.iter().map(|(_, known)| *known).collect());
            }
            let equations: Vec<Vec<i64>> =
                told.iter().map(|told| told.iter().map(|one| i64::from(*one)).collect()).collect();
            if !equations.is_empty() && !hidden.is_empty() {
                let determined = crate::statistics::determined_cells(&equations).unwrap();
                prop_assert!(!determined.contains(&true), "{cells:?}: {determined:?}");
            }
            for told in &told {
                for part in 0..2 {
                    let sum: f64 = hidden.iter().zip(told).filter(|(_, told)| **told).map(|((cells, _), _)| cells[part]).sum();
                    prop_assert!(sum == 0.0 || sum >= least, "{cells:?}");
                }
            }
        }
    }
}
