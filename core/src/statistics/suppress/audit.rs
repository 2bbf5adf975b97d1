//! A table with its totals as a grid, and what follows from the part of it that is shown.

use super::super::NotComputable;
use super::{Hidden, Suppressed, Totals};
use std::collections::VecDeque;

/// A table with its totals as a last column and a last row.
pub(super) struct Grid {
    counts: Vec<u64>,
    rows: usize,
    columns: usize,
    totals: Totals,
}

/// A row or a column that adds up to its total.
#[derive(Clone, Copy)]
pub(super) enum Line {
    Row(usize),
    Column(usize),
}

impl Grid {
    pub(super) fn new(counts: &[u64], columns: usize, totals: Totals, most: usize) -> Result<Self, NotComputable> {
        if columns == 0 || counts.is_empty() || !counts.len().is_multiple_of(columns) {
            return Err(NotComputable::SizesDiffer);
        }
        let rows = counts.len() / columns;
        let (more_rows, more_columns) = (usize::from(totals.columns), usize::from(totals.rows));
        if counts.len() > most || (rows + more_rows) * (columns + more_columns) > most {
            return Err(NotComputable::TooMuch);
        }
        let sum = counts.iter().try_fold(0u64, |sum, count| sum.checked_add(*count)).filter(|sum| *sum <= 1 << 53);
        let sum = sum.ok_or(NotComputable::TooMuch)?;
        let mut all = Vec::with_capacity((rows + 1) * (columns + 1));
        for row in counts.chunks(columns) {
            all.extend(row);
            all.extend(totals.rows.then(|| row.iter().sum::<u64>()));
        }
        if totals.columns {
            all.extend((0..columns).map(|column| counts.iter().skip(column).step_by(columns).sum::<u64>()));
            all.extend(totals.rows.then_some(sum));
        }
        Ok(Self { counts: all, rows: rows + more_rows, columns: columns + more_columns, totals })
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = u64> + '_ {
        self.counts.iter().copied()
    }

    /// What is hidden, as cells and totals.
    pub(super) fn sorted_out(&self, hidden: &[Hidden]) -> Suppressed {
        let mut out = Suppressed { cells: vec![], row_totals: vec![], column_totals: vec![], grand_total: None };
        for (cell, state) in hidden.iter().enumerate() {
            match (self.is_total_row(cell), self.is_total_column(cell)) {
                (false, false) => out.cells.push(*state),
                (false, true) => out.row_totals.push(*state),
                (true, false) => out.column_totals.push(*state),
                (true, true) => out.grand_total = Some(*state),
            }
        }
        out
    }

    fn is_total_row(&self, cell: usize) -> bool {
        self.totals.columns && cell / self.columns + 1 == self.rows
    }

    fn is_total_column(&self, cell: usize) -> bool {
        self.totals.rows && cell % self.columns + 1 == self.columns
    }

    /// The rows that add up, then the columns.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        let rows = if self.totals.rows { self.rows } else { 0 };
        let columns = if self.totals.columns { self.columns } else { 0 };
        (0..rows).map(Line::Row).chain((0..columns).map(Line::Column))
    }

    /// The cells of a line, the total last.
    pub(super) fn cells_of(&self, line: Line) -> impl Iterator<Item = usize> + use<> {
        let (from, step, many) = match line {
            Line::Row(row) => (row * self.columns, 1, self.columns),
            Line::Column(column) => (column, self.columns, self.rows),
        };
        (0..many).map(move |at| from + at * step)
    }

    fn lines_of(&self, cell: usize) -> impl Iterator<Item = Line> + use<> {
        let row = self.totals.rows.then_some(Line::Row(cell / self.columns));
        row.into_iter().chain(self.totals.columns.then_some(Line::Column(cell % self.columns)))
    }

    pub(super) fn hidden_in(&self, hidden: &[Hidden], line: Line) -> usize {
        self.cells_of(line).filter(|cell| is_hidden(hidden, *cell)).count()
    }

    /// Of these cells the one to hide: shown, above zero, no total if there is another, the smallest; first of all one
    /// whose other line needs a second hidden cell, if that is wanted.
    pub(super) fn least(
        &self,
        hidden: &[Hidden],
        cells: impl Iterator<Item = usize>,
        crossing_first: bool,
    ) -> Option<usize> {
        cells
            .filter(|cell| !is_hidden(hidden, *cell))
            .filter_map(|cell| {
                let count = *self.counts.get(cell).filter(|count| **count > 0)?;
                let total = self.is_total_row(cell) || self.is_total_column(cell);
                let helps = crossing_first && self.lines_of(cell).all(|line| self.hidden_in(hidden, line) == 1);
                Some((total, !helps, count, cell))
            })
            .min()
            .map(|(_, _, _, cell)| cell)
    }

    /// A cell to hide beside one that can be told: in its lines, or anywhere.
    pub(super) fn beside(&self, hidden: &[Hidden], cell: usize) -> Option<usize> {
        let near = self.lines_of(cell).flat_map(|line| self.cells_of(line));
        self.least(hidden, near, false).or_else(|| self.least(hidden, 0..self.counts.len(), false))
    }

    /// A hidden cell that the lines determine, with the side of it on which each line lies.
    ///
    /// Lines are points, and each hidden cell joins the two it lies in; what does not add up is one point together. The
    /// equations determine a cell exactly where no ring of hidden cells goes through it, because along a ring of cells
    /// counts can be added and taken away in turns: where the cell's two points hang together through no other cell.
    pub(super) fn determined(&self, hidden: &[Hidden]) -> Option<(usize, Vec<bool>)> {
        let points = self.rows + self.columns + 1;
        let mut joined: Vec<Vec<(usize, usize)>> = vec![Vec::new(); points];
        for (cell, _) in hidden.iter().enumerate().filter(|(_, state)| **state != Hidden::No) {
            let (one, other) = self.points_of(cell);
            for (from, to) in [(one, other), (other, one)] {
                if let Some(list) = joined.get_mut(from) {
                    list.push((to, cell));
                }
            }
        }
        let cell = bridge(&joined)?;
        // The points on the row's side once the cell is taken away.
        let mut side = vec![false; points];
        let mut queue = VecDeque::from([self.points_of(cell).0]);
        while let Some(point) = queue.pop_front() {
            match side.get_mut(point) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            queue.extend(joined.get(point).into_iter().flatten().filter(|(_, by)| *by != cell).map(|(to, _)| *to));
        }
        Some((cell, side))
    }

    /// The two points that a cell joins.
    fn points_of(&self, cell: usize) -> (usize, usize) {
        let ground = self.rows + self.columns;
        let row = if self.totals.rows { cell / self.columns } else { ground };
        let column = if self.totals.columns { self.rows + cell % self.columns } else { ground };
        (row, column)
    }

    /// Cells that join the two sides.
    pub(super) fn joining<'a>(&'a self, side: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
        (0..self.counts.len()).filter(|cell| {
            let (one, other) = self.points_of(*cell);
            side.get(one) != side.get(other)
        })
    }

    /// A hidden cell that can have one value only, by narrowing what each can be, line by line.
    pub(super) fn narrowed(&self, hidden: &[Hidden], floor: f64) -> Option<usize> {
        let mut ranges: Vec<(f64, f64)> = hidden
            .iter()
            .zip(self.counts())
            .map(
                |(state, count)| {
                    if *state == Hidden::No { (count as f64, count as f64) } else { (floor, f64::INFINITY) }
                },
            )
            .collect();
        for _ in 0..20 {
            let mut moved = false;
            for line in self.lines() {
                moved |= self.narrow(&mut ranges, line);
            }
            if !moved {
                break;
            }
        }
        (0..hidden.len())
            .find(|cell| is_hidden(hidden, *cell) && ranges.get(*cell).is_some_and(|(low, high)| low == high))
    }

    /// Narrows the ranges of one line's cells by what the others leave them.
    fn narrow(&self, ranges: &mut [(f64, f64)], line: Line) -> bool {
        let cells: Vec<usize> = self.cells_of(line).collect();
        let Some((&total, parts)) = cells.split_last() else { return false };
        let range = |ranges: &[(f64, f64)], cell: usize| ranges.get(cell).copied().unwrap_or((0.0, f64::INFINITY));
        let (mut low, mut high, mut endless) = (0.0, 0.0, 0);
        for cell in parts {
            let (from, to) = range(ranges, *cell);
            low += from;
            if to.is_finite() { high += to } else { endless += 1 }
        }
        let mut moved = false;
        let mut set = |ranges: &mut [(f64, f64)], cell: usize, low: f64, high: f64| {
            if let Some(range) = ranges.get_mut(cell) {
                let next = (range.0.max(low), range.1.min(high));
                moved |= next != *range;
                *range = next;
            }
        };
        set(ranges, total, low, if endless > 0 { f64::INFINITY } else { high });
        let (least, most) = range(ranges, total);
        for cell in parts {
            let (from, to) = range(ranges, *cell);
            let others_endless = endless - usize::from(!to.is_finite());
            let others_high = if to.is_finite() { high - to } else { high };
            let at_least = if others_endless > 0 { 0.0 } else { least - others_high };
            let at_most = most - (low - from);
            set(ranges, *cell, at_least, at_most);
            // The sums follow what has changed.
            let (new_from, new_to) = range(ranges, *cell);
            low += new_from - from;
            match (to.is_finite(), new_to.is_finite()) {
                (true, _) => high += new_to - to,
                (false, true) => {
                    endless -= 1;
                    high += new_to;
                }
                (false, false) => {}
            }
        }
        moved
    }
}

fn is_hidden(hidden: &[Hidden], cell: usize) -> bool {
    hidden.get(cell).is_some_and(|state| *state != Hidden::No)
}

/// The first cell that is no part of any ring (a bridge, by Tarjan's low links, without recursion).
fn bridge(joined: &[Vec<(usize, usize)>]) -> Option<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; joined.len()];
    let mut lowest = vec![UNSEEN; joined.len()];
    let (mut clock, mut first) = (0, None::<usize>);
    for start in 0..joined.len() {
        if order.get(start) != Some(&UNSEEN) {
            continue;
        }
        // Point, the cell by which it was reached, how many of its neighbours have been looked at.
        let mut stack = vec![(start, UNSEEN, 0)];
        while let Some((point, by, done)) = stack.last_mut() {
            let (point, by) = (*point, *by);
            if *done == 0 && order.get(point) == Some(&UNSEEN) {
                set(&mut order, point, clock);
                set(&mut lowest, point, clock);
                clock += 1;
            }
            let next = joined.get(point).and_then(|list| list.get(*done)).copied();
            *done += 1;
            match next {
                Some((_, cell)) if cell == by => {}
                Some((to, cell)) => {
                    let seen = order.get(to).copied().unwrap_or(UNSEEN);
                    if seen == UNSEEN {
                        stack.push((to, cell, 0));
                    } else {
                        lower(&mut lowest, point, seen);
                    }
                }
                None => {
                    stack.pop();
                    let own = lowest.get(point).copied().unwrap_or(UNSEEN);
                    if let Some((parent, _, _)) = stack.last() {
                        lower(&mut lowest, *parent, own);
                        if order.get(*parent).is_some_and(|order| own > *order) {
                            first = Some(first.map_or(by, |cell| cell.min(by)));
                        }
                    }
                }
            }
        }
    }
    first
}

fn set(list: &mut [usize], at: usize, value: usize) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

fn lower(list: &mut [usize], at: usize, value: usize) {
    if let Some(place) = list.get_mut(at) {
        *place = (*place).min(value);
    }
}

/// Most hidden numbers and equations of an audit.
const MOST_UNKNOWN: usize = 300;
const MOST_EQUATIONS: usize = 1000;

/// Which hidden numbers follow from linear equations between them: whether the number's unit vector lies in the row
/// space of the coefficients. For tables that are tied together in other ways than by rows and columns, such as two
/// cuts with a common total.
///
/// Each equation has a coefficient for each hidden number; what is shown does not matter. The elimination is exact,
/// modulo the prime 2⁶¹ - 1.
///
/// ```
/// use due_regard::statistics::determined_cells;
///
/// // a + b and a + b + c are known, and so is c.
/// assert_eq!(determined_cells(&[vec![1, 1, 0], vec![1, 1, 1]])?, [false, false, true]);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// [`NotComputable::SizesDiffer`] where equations have different lengths, [`NotComputable::TooMuch`] beyond 300 hidden
/// numbers or 1,000 equations.
pub fn determined_cells(equations: &[Vec<i64>]) -> Result<Vec<bool>, NotComputable> {
    let unknowns = equations.first().map_or(0, Vec::len);
    if equations.iter().any(|equation| equation.len() != unknowns) {
        return Err(NotComputable::SizesDiffer);
    }
    if unknowns > MOST_UNKNOWN || equations.len() > MOST_EQUATIONS {
        return Err(NotComputable::TooMuch);
    }
    let mut left: Vec<Vec<u64>> =
        equations.iter().map(|equation| equation.iter().map(|value| residue(*value)).collect()).collect();
    let mut reduced: Vec<(usize, Vec<u64>)> = Vec::new();
    for column in 0..unknowns {
        let at = |row: &[u64]| row.get(column).copied().unwrap_or(0);
        let Some(place) = left.iter().position(|row| at(row) != 0) else { continue };
        let mut pivot = left.swap_remove(place);
        let inverse = power(at(&pivot), PRIME - 2);
        for value in &mut pivot {
            *value = product(*value, inverse);
        }
        for row in left.iter_mut().chain(reduced.iter_mut().map(|(_, row)| row)) {
            let factor = at(row);
            if factor != 0 {
                for (value, pivot) in row.iter_mut().zip(&pivot) {
                    *value = (*value + PRIME - product(factor, *pivot)) % PRIME;
                }
            }
        }
        reduced.push((column, pivot));
    }
    let mut determined = vec![false; unknowns];
    for (column, row) in reduced {
        // Its own coefficient and no other.
        if row.iter().filter(|value| **value != 0).count() == 1
            && let Some(place) = determined.get_mut(column)
        {
            *place = true;
        }
    }
    Ok(determined)
}

const PRIME: u64 = (1 << 61) - 1;

fn residue(value: i64) -> u64 {
    let rest = value.unsigned_abs() % PRIME;
    if value < 0 && rest > 0 { PRIME - rest } else { rest }
}

fn product(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    let folded = (product & u128::from(PRIME)) as u64 + (product >> 61) as u64;
    if folded >= PRIME { folded - PRIME } else { folded }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = product(result, square);
        }
        square = product(square, square);
        exponent >>= 1;
    }
    result
}
