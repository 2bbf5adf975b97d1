//! Steps from the rows of a group to the row around it, and from that to them.

use super::Machine;
use crate::batch::OTHER;
use crate::eval::reduce::{self, AnyOf, EveryOf};
use crate::eval::registers::{Planes, Registers, Written};
use crate::eval::truth::{Truth, Truths};
use crate::ir::{DomainId, SlotId};
use crate::plan::program::Reg;

impl<R: Registers> Machine<'_, R> {
    /// The rows of a group that belong to a row of the result.
    #[inline]
    pub(super) fn group_rows(&self, group: DomainId, row: usize) -> std::ops::Range<usize> {
        // All rows that lie in the only row there is.
        if self.rows == 1 {
            return 0..self.batch.domain_len(group);
        }
        // Most groups lie directly in the domain to which they are reduced.
        if self.parents.get(group.index()).copied().flatten() == Some(self.domain) {
            return self.batch.child_rows(group, row);
        }
        reduce::rows(self.batch, group, self.domain, row, self.parents)
    }

    /// The same condition for every row of a group as for the row around it.
    #[inline(always)]
    pub(super) fn spread(&self, from: Reg, out: &mut impl Written) {
        let Some(around) = self.parents.get(self.domain.index()).copied().flatten() else { return };
        let from = self.planes(from);
        let (t, f, n) = out.split();
        for parent in 0..self.batch.domain_len(around) {
            let plane = match from.get(parent) {
                Truth::True => &mut *t,
                Truth::False => &mut *f,
                Truth::NotApplicable => &mut *n,
                Truth::Unknown => continue,
            };
            R::pieces(self.batch.child_rows(self.domain, parent), |word, rows| {
                if let Some(place) = plane.get_mut(word) {
                    *place |= rows;
                }
            });
        }
    }

    pub(super) fn fixed_row(&self, row: SlotId, conditions: &[Option<Reg>], out: &mut impl Written) {
        let options = self.choices(row);
        self.each_row(out, |row| {
            let which = options.get(row).copied().unwrap_or(OTHER) as usize;
            let condition = conditions.get(which).copied().flatten().map(|reg| self.planes(reg));
            let parent = self.batch.parent_row(self.domain, row);
            Truth::from_bool(condition.is_some_and(|condition| condition.get(parent) == Truth::True))
        });
    }

    #[inline(always)]
    pub(super) fn any_row(&self, has: Reg, out: &mut impl Written) {
        let (group, has) = (self.domain_of(has), self.planes(has));
        self.each_row(out, |row| {
            let mut all = AnyOf::default();
            R::pieces(self.group_rows(group, row), |word, rows| all.add_word(has.word(word), rows));
            all.truth()
        });
    }

    #[inline(always)]
    pub(super) fn every_row(&self, filter: Option<Reg>, has: Reg, out: &mut impl Written) {
        let (group, has) = (self.domain_of(has), self.planes(has));
        let filter = filter.map(|filter| self.planes(filter));
        self.each_row(out, |row| {
            let mut all = EveryOf::default();
            R::pieces(self.group_rows(group, row), |word, rows| {
                let chosen = filter.map_or(Truths::TRUE, |filter| filter.word(word));
                all.add_word(chosen, has.word(word), rows);
            });
            all.truth()
        });
    }
}
