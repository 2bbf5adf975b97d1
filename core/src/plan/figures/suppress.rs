//! Small cells: which figures are not shown, so that nobody can be made out.

/// What is not shown.
pub(super) struct Hidden {
    /// By row.
    pub(super) rows: Vec<bool>,
    /// Whether the figure of all records would give away one of them.
    pub(super) whole: bool,
}

/// Whether a cell is at least one and fewer than may be shown.
pub(super) fn is_small(cells: [f64; 2], least: f64) -> bool {
    cells.iter().any(|cell| *cell > 0.0 && *cell < least)
}

/// The rows with small cells; and further rows, smallest first, until nothing that is hidden can be worked out from the figure of all: at least two are hidden, and
/// what is hidden together is no small cell either. Where that cannot be had, the figure of all is not shown.
pub(super) fn hidden(cells: impl Iterator<Item = [f64; 2]>, least: f64) -> Hidden {
    let cells: Vec<[f64; 2]> = cells.collect();
    let mut rows: Vec<bool> = cells.iter().map(|cells| is_small(*cells, least)).collect();
    if !rows.contains(&true) {
        return Hidden { rows, whole: false };
    }
    loop {
        let of = |wanted: bool| {
            cells.iter().zip(&rows).filter(move |(_, hidden)| **hidden == wanted).map(|(cells, _)| cells)
        };
        // An empty row hides nothing.
        let filled = of(true).filter(|cells| cells.iter().sum::<f64>() > 0.0).count();
        let together = of(true).fold([0.0; 2], |sum: [f64; 2], cells| [sum[0] + cells[0], sum[1] + cells[1]]);
        if filled >= 2 && !is_small(together, least) {
            return Hidden { rows, whole: false };
        }
        let size = |cells: &[f64; 2]| cells.iter().sum::<f64>();
        let next = cells
            .iter()
            .enumerate()
            .filter(|(place, cells)| rows.get(*place) == Some(&false) && size(cells) > 0.0)
            .min_by(|(_, a), (_, b)| size(a).total_cmp(&size(b)));
        match next.map(|(place, _)| place) {
            Some(place) => rows.get_mut(place).into_iter().for_each(|hidden| *hidden = true),
            None => return Hidden { rows, whole: true },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(cells: &[[f64; 2]], least: f64) -> (Vec<bool>, bool) {
        let Hidden { rows, whole } = hidden(cells.iter().copied(), least);
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

    proptest! {
        #[test]
        fn nothing_hidden_is_determined(cells in prop::collection::vec((0_u8..12, 0_u8..12), 1..6), least in 1_u8..9) {
            let cells: Vec<[f64; 2]> = cells.iter().map(|(a, b)| [f64::from(*a), f64::from(*b)]).collect();
            let (rows, whole) = rows(&cells, f64::from(least));
            for (cells, hidden) in cells.iter().zip(&rows) {
                prop_assert!(*hidden || !is_small(*cells, f64::from(least)));
            }
            let hidden: Vec<_> = cells.iter().zip(&rows).filter(|(_, hidden)| **hidden).map(|(cells, _)| cells).collect();
            if !whole && !hidden.is_empty() {
                prop_assert!(hidden.len() >= 2);
                for part in 0..2 {
                    let sum: f64 = hidden.iter().map(|cells| cells[part]).sum();
                    prop_assert!(sum == 0.0 || sum >= f64::from(least));
                }
            }
        }
    }
}
