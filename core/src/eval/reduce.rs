//! From the rows of a group to the row around it: `any`, `every` and the folds.
//!
//! Rows whose condition is not applicable are left out, as if they were not there.

use super::truth::{Truth, Truths};
use crate::batch::Batch;
use crate::bits;
use crate::ir::DomainId;
use crate::syntax::ast::Fold;
use std::ops::Range;

/// The rows of `group` that belong to a row of `domain`, which lies any number of levels around it.
pub(super) fn rows(
    batch: &Batch,
    group: DomainId,
    domain: DomainId,
    row: usize,
    parents: &[Option<DomainId>],
) -> Range<usize> {
    match parents.get(group.index()).copied().flatten() {
        Some(around) if around != domain => {
            let between = rows(batch, around, domain, row, parents);
            if between.is_empty() {
                return 0..0;
            }
            batch.child_rows(group, between.start).start..batch.child_rows(group, between.end - 1).end
        }
        _ => batch.child_rows(group, row),
    }
}

/// Bitmaps of a condition over a whole domain.
#[derive(Clone, Copy)]
pub(super) struct Planes<'a> {
    pub(super) t: &'a [u64],
    pub(super) f: &'a [u64],
    pub(super) n: &'a [u64],
}

impl Planes<'_> {
    pub(super) fn word(&self, index: usize) -> Truths {
        let at = |bits: &[u64]| bits.get(index).copied().unwrap_or(0);
        Truths { t: at(self.t), f: at(self.f), n: at(self.n) }
    }

    pub(super) fn get(&self, row: usize) -> Truth {
        if bits::get(self.t, row) {
            Truth::True
        } else if bits::get(self.f, row) {
            Truth::False
        } else if bits::get(self.n, row) {
            Truth::NotApplicable
        } else {
            Truth::Unknown
        }
    }
}

/// At least one row has the condition. Of no rows it is false; of rows that are all not applicable, not applicable.
pub(super) fn any(rows: Range<usize>, has: impl Fn(usize) -> Truth) -> Truth {
    let (mut no, mut unknown, mut some) = (false, false, false);
    for row in rows {
        some = true;
        match has(row) {
            Truth::True => return Truth::True,
            Truth::False => no = true,
            Truth::Unknown => unknown = true,
            Truth::NotApplicable => {}
        }
    }
    if unknown {
        Truth::Unknown
    } else if no || !some {
        Truth::False
    } else {
        Truth::NotApplicable
    }
}

/// Every chosen row has the condition. Of none it is not applicable, so a row that may or may not be chosen makes it true only beside one that is.
pub(super) fn every(rows: Range<usize>, chosen: impl Fn(usize) -> Truth, has: impl Fn(usize) -> Truth) -> Truth {
    let (mut yes, mut perhaps, mut unknown) = (false, false, false);
    for row in rows {
        match (chosen(row), has(row)) {
            (Truth::False | Truth::NotApplicable, _) | (_, Truth::NotApplicable) => {}
            (Truth::True, Truth::False) => return Truth::False,
            (Truth::True, Truth::True) => yes = true,
            (_, Truth::True) => perhaps = true,
            _ => unknown = true,
        }
    }
    match (unknown, yes, perhaps) {
        (true, ..) | (false, false, true) => Truth::Unknown,
        (_, true, _) => Truth::True,
        _ => Truth::NotApplicable,
    }
}

/// A number: an interval, or why there is none (*unknown*, *not applicable*).
pub(super) type Folded = Result<(f64, f64), Truth>;

/// `count`, and `sum`, `min`, `max`, `median` over the known values of the chosen rows.
pub(super) fn fold(
    kind: Fold,
    rows: Range<usize>,
    chosen: impl Fn(usize) -> Truth,
    value: impl Fn(usize) -> Folded,
) -> Folded {
    if kind == Fold::Count {
        let (mut least, mut most) = (0u32, 0u32);
        for row in rows {
            match chosen(row) {
                Truth::True => {
                    least += 1;
                    most += 1;
                }
                Truth::Unknown => most += 1,
                Truth::False | Truth::NotApplicable => {}
            }
        }
        return Ok((f64::from(least), f64::from(most)));
    }
    let mut values: Vec<(f64, f64)> = Vec::new();
    for row in rows {
        match (chosen(row), value(row)) {
            (Truth::False | Truth::NotApplicable, _) | (_, Err(Truth::NotApplicable)) => {}
            (Truth::True, Ok(interval)) => values.push(interval),
            // A row that may or may not count leaves a sum between with it and without it; a least or middle one is open.
            (_, Ok((low, high))) if kind == Fold::Sum => values.push((low.min(0.0), high.max(0.0))),
            _ => return Err(Truth::Unknown),
        }
    }
    if values.is_empty() && kind != Fold::Sum {
        return Err(Truth::NotApplicable);
    }
    let ends = |end: fn(&(f64, f64)) -> f64| -> f64 {
        let mut ends: Vec<f64> = values.iter().map(end).collect();
        match kind {
            // In the order of the rows, so that the digits are the same everywhere.
            Fold::Sum | Fold::Count => ends.iter().sum(),
            Fold::Min => ends.iter().copied().fold(f64::INFINITY, f64::min),
            Fold::Max => ends.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Fold::Median => {
                ends.sort_by(f64::total_cmp);
                let middle = ends.len() / 2;
                let upper = ends.get(middle).copied().unwrap_or(0.0);
                if ends.len() % 2 == 1 {
                    upper
                } else {
                    (ends.get(middle.wrapping_sub(1)).copied().unwrap_or(0.0) + upper) / 2.0
                }
            }
        }
    };
    let (low, high) = (ends(|interval| interval.0), ends(|interval| interval.1));
    if low.is_finite() && high.is_finite() { Ok((low, high)) } else { Err(Truth::Unknown) }
}
