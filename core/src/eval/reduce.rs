//! From the rows of a group to the row around it: `any`, `every` and the folds.
//!
//! Rows whose condition is not applicable are left out, as if they were not there.

use super::truth::{Truth, Truths};
use crate::batch::Batch;
use crate::ir::DomainId;
use crate::syntax::ast::Fold;
use crate::value::{over, plus};
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

/// What the rows of an `any` say: of each kind, whether there are any (a word that is not zero).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct AnyOf {
    some: u64,
    yes: u64,
    no: u64,
    unknown: u64,
}

impl AnyOf {
    fn add(&mut self, has: Truth) {
        self.some = 1;
        match has {
            Truth::True => self.yes = 1,
            Truth::False => self.no = 1,
            Truth::Unknown => self.unknown = 1,
            Truth::NotApplicable => {}
        }
    }

    /// The same for these rows of a word.
    #[inline]
    pub(super) fn add_word(&mut self, has: Truths, rows: u64) {
        self.some |= rows;
        self.yes |= has.t & rows;
        self.no |= has.f & rows;
        self.unknown |= !(has.t | has.f | has.n) & rows;
    }

    /// At least one row has the condition. Of no rows it is false; of rows that are all not applicable, not applicable.
    #[inline]
    pub(super) fn truth(self) -> Truth {
        if self.yes != 0 {
            Truth::True
        } else if self.unknown != 0 {
            Truth::Unknown
        } else if self.no != 0 || self.some == 0 {
            Truth::False
        } else {
            Truth::NotApplicable
        }
    }
}

pub(super) fn any(rows: Range<usize>, has: impl Fn(usize) -> Truth) -> Truth {
    let mut all = AnyOf::default();
    for row in rows {
        all.add(has(row));
        if all.yes != 0 {
            break;
        }
    }
    all.truth()
}

/// What the rows of an `every` say: of each kind, whether there are any (a word that is not zero).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct EveryOf {
    yes: u64,
    no: u64,
    /// It has the condition and may or may not be chosen.
    perhaps: u64,
    unknown: u64,
}

impl EveryOf {
    fn add(&mut self, chosen: Truth, has: Truth) {
        match (chosen, has) {
            (Truth::False | Truth::NotApplicable, _) | (_, Truth::NotApplicable) => {}
            (Truth::True, Truth::False) => self.no = 1,
            (Truth::True, Truth::True) => self.yes = 1,
            (_, Truth::True) => self.perhaps = 1,
            _ => self.unknown = 1,
        }
    }

    /// The same for these rows of a word.
    #[inline]
    pub(super) fn add_word(&mut self, chosen: Truths, has: Truths, rows: u64) {
        let rows = rows & !(chosen.f | chosen.n | has.n);
        let (yes, no, perhaps) = (chosen.t & has.t & rows, chosen.t & has.f & rows, !chosen.t & has.t & rows);
        self.yes |= yes;
        self.no |= no;
        self.perhaps |= perhaps;
        self.unknown |= rows & !(yes | no | perhaps);
    }

    /// Every chosen row has the condition. Of none it is not applicable, so a row that may or may not be chosen makes it true only beside one that is.
    #[inline]
    pub(super) fn truth(self) -> Truth {
        if self.no != 0 {
            Truth::False
        } else if self.unknown != 0 || self.yes == 0 && self.perhaps != 0 {
            Truth::Unknown
        } else if self.yes != 0 {
            Truth::True
        } else {
            Truth::NotApplicable
        }
    }
}

pub(super) fn every(rows: Range<usize>, chosen: impl Fn(usize) -> Truth, has: impl Fn(usize) -> Truth) -> Truth {
    let mut all = EveryOf::default();
    rows.for_each(|row| all.add(chosen(row), has(row)));
    all.truth()
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
    let start = match kind {
        Fold::Min => f64::INFINITY,
        Fold::Max => f64::NEG_INFINITY,
        _ => 0.0,
    };
    // In the order of the rows, so that the digits are the same everywhere.
    let join = |all: f64, one: f64| match kind {
        Fold::Min => all.min(one),
        Fold::Max => all.max(one),
        _ => plus(all, one),
    };
    let (mut low, mut high, mut some) = (start, start, false);
    let mut ends: [Vec<f64>; 2] = Default::default();
    for row in rows {
        let interval = match (chosen(row), value(row)) {
            (Truth::False | Truth::NotApplicable, _) | (_, Err(Truth::NotApplicable)) => continue,
            (Truth::True, Ok(interval)) => interval,
            // A row that may or may not count leaves a sum between with it and without it; a least or middle one is open.
            (_, Ok((low, high))) if kind == Fold::Sum => (low.min(0.0), high.max(0.0)),
            _ => return Err(Truth::Unknown),
        };
        some = true;
        (low, high) = (join(low, interval.0), join(high, interval.1));
        if kind == Fold::Median {
            let [lows, highs] = &mut ends;
            lows.push(interval.0);
            highs.push(interval.1);
        }
    }
    if !some && kind != Fold::Sum {
        return Err(Truth::NotApplicable);
    }
    if kind == Fold::Median {
        let [lows, highs] = &mut ends;
        (low, high) = (median(lows), median(highs));
    }
    if low.is_finite() && high.is_finite() { Ok((low, high)) } else { Err(Truth::Unknown) }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or(0.0);
    if values.len() % 2 == 1 {
        upper
    } else {
        over(plus(values.get(middle.wrapping_sub(1)).copied().unwrap_or(0.0), upper), 2.0)
    }
}
