//! Hiding small cells of a table, and whatever would give them away.

mod audit;

use super::NotComputable;
use audit::Grid;
pub use audit::determined_cells;

/// Which counts are small: from one number to another, both of them hidden. From 1 on, zeros are shown as zeros.
///
/// There is no one rule: 1 to 4, 1 to 5, 1 to 7 and 1 to 9 are all in use. Disclosure and reliability are two
/// thresholds; this is the one for disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SmallCells {
    /// The smallest count that is hidden: 1, or 0 where zeros tell something too.
    pub from: u64,
    /// The largest count that is hidden.
    pub to: u64,
}

impl SmallCells {
    fn contains(self, count: u64) -> bool {
        self.from <= count && count <= self.to
    }
}

/// Which totals of a table are published with it; with both of them, the grand total is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Totals {
    /// A total at the end of each row.
    pub rows: bool,
    /// A total at the end of each column.
    pub columns: bool,
}

/// Whether a cell is hidden, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// It is shown.
    No,
    /// Its count is small.
    Small,
    /// It would give a hidden one away.
    Complementary,
}

/// What of a table is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The cells, row by row.
    pub cells: Vec<Hidden>,
    /// The rows' totals; empty where these are not published.
    pub row_totals: Vec<Hidden>,
    /// The columns' totals; empty where these are not published.
    pub column_totals: Vec<Hidden>,
    /// The grand total, where both kinds of totals are published.
    pub grand_total: Option<Hidden>,
}

impl Suppressed {
    /// How many cells and totals are hidden.
    pub fn hidden(&self) -> usize {
        let all = self.cells.iter().chain(&self.row_totals).chain(&self.column_totals).chain(&self.grand_total);
        all.filter(|cell| **cell != Hidden::No).count()
    }
}

/// Most cells of a table, totals among them.
const MOST_CELLS: usize = 10_000;

/// Which cells of a table have to be hidden: small ones, totals among them, and then others, until no hidden one
/// follows from what is shown.
///
/// Counts stand row by row, without totals. A hidden count follows where it is the only one of its row or column, where
/// several rows and columns together determine it (the audit, exact), or where the totals leave it one value because no
/// count is below zero, or below one where zeros are shown (looked for by narrowing row by row and column by column,
/// which may miss one that only several together show). Of two ways to choose what to hide besides, the one that hides
/// less is taken. Totals are hidden where nothing else will do. Zeros are not hidden as complementary cells.
///
/// It does not protect against what was published elsewhere: an earlier table, another cut, a percentage with its base.
///
/// ```
/// use due_regard::statistics::{Hidden, SmallCells, Totals, suppress_small_cells};
///
/// // With the total of 100, the 3 would be what is left: the smallest other count goes too.
/// let row = suppress_small_cells(&[3, 40, 57], 3, SmallCells { from: 1, to: 4 }, Totals { rows: true, columns: false })?;
/// assert_eq!(row.cells, [Hidden::Small, Hidden::Complementary, Hidden::No]);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// [`NotComputable::SizesDiffer`] where the cells do not fill the rows or `from` is above `to`;
/// [`NotComputable::TooMuch`] beyond 10,000 cells and totals, or where the total is above 2⁵³.
pub fn suppress_small_cells(
    counts: &[u64],
    columns: usize,
    small: SmallCells,
    totals: Totals,
) -> Result<Suppressed, NotComputable> {
    let grid = Grid::new(counts, columns, totals, MOST_CELLS)?;
    if small.from > small.to {
        return Err(NotComputable::SizesDiffer);
    }
    let floor = if small.from >= 1 { 1.0 } else { 0.0 };
    let first: Vec<Hidden> =
        grid.counts().map(|count| if small.contains(count) { Hidden::Small } else { Hidden::No }).collect();
    let ways = [false, true].map(|crossing_first| {
        let mut hidden = first.clone();
        hide_what_tells(&grid, &mut hidden, floor, crossing_first);
        hidden
    });
    let cost = |hidden: &[Hidden]| {
        let all = hidden.iter().zip(grid.counts()).filter(|(cell, _)| **cell != Hidden::No);
        all.fold((0, 0), |(cells, sum), (_, count)| (cells + 1, sum + u128::from(count)))
    };
    let [smallest, crossing] = ways;
    let best = if cost(&crossing) < cost(&smallest) { crossing } else { smallest };
    Ok(grid.sorted_out(&best))
}

/// Hides further cells until nothing that is hidden can be told.
fn hide_what_tells(grid: &Grid, hidden: &mut [Hidden], floor: f64, crossing_first: bool) {
    // Each turn hides a cell, or ends.
    for _ in 0..=hidden.len() {
        while hide_beside_lonely(grid, hidden, crossing_first) {}
        let told = grid.determined(hidden);
        let next = match told {
            Some((cell, sides)) => {
                grid.least(hidden, grid.joining(&sides), false).or_else(|| grid.beside(hidden, cell))
            }
            None => grid.narrowed(hidden, floor).and_then(|cell| grid.beside(hidden, cell)),
        };
        let Some(cell) = next.and_then(|cell| hidden.get_mut(cell)) else { return };
        *cell = Hidden::Complementary;
    }
}

/// In each row and column with one hidden cell, hides another. Says whether it did.
fn hide_beside_lonely(grid: &Grid, hidden: &mut [Hidden], crossing_first: bool) -> bool {
    let mut did = false;
    for line in grid.lines() {
        if grid.hidden_in(hidden, line) != 1 {
            continue;
        }
        let Some(cell) = grid.least(hidden, grid.cells_of(line), crossing_first) else { continue };
        if let Some(cell) = hidden.get_mut(cell) {
            *cell = Hidden::Complementary;
            did = true;
        }
    }
    did
}

/// A count as it may be published alone: hidden where it is small, otherwise rounded to the nearest multiple of `base`
/// (a half upwards).
///
/// ```
/// use due_regard::statistics::{SmallCells, rounded_count};
///
/// let rule = SmallCells { from: 1, to: 7 };
/// assert_eq!(rounded_count(0, rule, 5)?, Some(0));
/// assert_eq!(rounded_count(7, rule, 5)?, None); // not 5, and not 0
/// assert_eq!(rounded_count(8, rule, 5)?, Some(10));
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// [`NotComputable::SizesDiffer`] for a base of 0 or a rule that ends before it begins, [`NotComputable::TooMuch`] for
/// a count that cannot be rounded upwards any more.
pub fn rounded_count(count: u64, small: SmallCells, base: u64) -> Result<Option<u64>, NotComputable> {
    if base == 0 || small.from > small.to {
        return Err(NotComputable::SizesDiffer);
    }
    if small.contains(count) {
        return Ok(None);
    }
    let over = count % base;
    let down = count - over;
    let rounded = if over >= base - over { down.checked_add(base) } else { Some(down) };
    rounded.map(Some).ok_or(NotComputable::TooMuch)
}
