//! The verdicts of rules, and conditions on verdicts.

use super::super::registers::{Planes, Registers, Written};
use super::{Machine, verdict_plane};
use crate::bits;
use crate::framework::UnknownVerdict;
use crate::ir::{RECORD, RuleId};
use crate::plan::program::{Reg, VerdictStep};
use crate::syntax::ast::VerdictTest;

impl<R: Registers> Machine<'_, R> {
    /// Met, not met and open rows of a word, before what `when-unknown` says.
    #[inline(always)]
    pub(super) fn decide(&self, when: Option<Reg>, require: Reg, word: usize) -> (u64, u64, u64) {
        let require = self.planes(require).word(word);
        match when {
            None => (require.t, require.f, !(require.t | require.f | require.n)),
            Some(when) => {
                let when = self.planes(when).word(word);
                let open = !(when.t | when.f | when.n) | when.t & !(require.t | require.f | require.n);
                (when.t & require.t, when.t & require.f, open)
            }
        }
    }

    /// The verdicts of a rule.
    #[inline(always)]
    pub(super) fn verdict(&self, step: &VerdictStep, out: &mut impl Written) {
        if !step.is_plain() {
            return out.aside(|out| self.special_verdict(step, out));
        }
        let rows = self.rows;
        for word in 0..out.width() {
            let planes = self.plain_verdict(step, word, bits::mask(rows, word));
            for (plane, value) in planes.into_iter().enumerate() {
                out.set(plane, word, value);
            }
        }
    }

    /// The verdicts about a word of the rows that are there, of a rule that says no more than met, not met and cannot tell.
    #[inline(always)]
    pub(super) fn plain_verdict(&self, step: &VerdictStep, word: usize, rows: u64) -> [u64; 5] {
        let (met, not_met, open) = self.decide(step.when, step.require, word);
        let open = open & rows;
        [met, not_met, open, 0, if step.due { 0 } else { not_met | open }]
    }

    /// The same for a rule that asks for a person, or says what *cannot tell* becomes.
    #[inline(never)]
    pub(super) fn special_verdict(&self, step: &VerdictStep, out: &mut impl Written) {
        let VerdictStep { when, require, withheld, unknown, review, due } = *step;
        let rows = self.rows;
        for word in 0..out.width() {
            let (met, not_met, open) = self.decide(when, require, word);
            // Open, and not open once withheld answers count as not applicable: nothing else leaves it open.
            let only_withheld = withheld.map_or(0, |(when, require)| open & !self.decide(when, require, word).2);
            let mut planes = [met, not_met, open, 0];
            for (verdict, rows) in [(unknown.withheld, only_withheld), (unknown.otherwise, open & !only_withheld)] {
                let place = match verdict {
                    None => continue,
                    Some(UnknownVerdict::Met) => Some(0),
                    Some(UnknownVerdict::NotMet) => Some(1),
                    Some(UnknownVerdict::NeedsAPerson) => Some(3),
                    Some(UnknownVerdict::DoesNotApply) => None,
                };
                planes[2] &= !rows;
                if let Some(plane) = place.and_then(|place: usize| planes.get_mut(place)) {
                    *plane |= rows;
                }
            }
            let [met, mut not_met, open, mut person] = planes;
            if review {
                person |= not_met;
                not_met = 0;
            }
            let to_do = if due { 0 } else { not_met | open | person };
            let mask = bits::mask(rows, word);
            for (plane, value) in [met, not_met, open, person, to_do].into_iter().enumerate() {
                out.set(plane, word, value & mask);
            }
        }
    }

    /// Never unknown: verdicts are there.
    pub(super) fn verdict_test(&self, rules: &[RuleId], every: bool, test: VerdictTest, out: &mut impl Written) {
        use verdict_plane::{CANNOT_TELL, MET, NEEDS_A_PERSON, NOT_MET, TO_DO};
        let (t, f, _) = out.split();
        // Rows for which a rule has spoken: against `every`, or for `any`.
        for rule in rules {
            let Some(reg) = self.program.verdicts.get(rule.index()).copied() else { continue };
            let domain = self.domain_of(reg);
            let at = |plane: usize, word: usize| self.regs.word(reg, plane, word);
            let speaks = |word: usize| {
                let applies = at(MET, word) | at(NOT_MET, word) | at(CANNOT_TELL, word) | at(NEEDS_A_PERSON, word);
                let due = !at(TO_DO, word);
                let passes = match test {
                    VerdictTest::Met => at(MET, word),
                    VerdictTest::NotMet => at(NOT_MET, word) & due,
                    VerdictTest::CannotTell => at(CANNOT_TELL, word) & due,
                    VerdictTest::NeedsAPerson => at(NEEDS_A_PERSON, word) & due,
                    VerdictTest::ToDo => at(TO_DO, word),
                    VerdictTest::DoesNotApply => !applies,
                };
                match (every, test) {
                    (false, _) => passes,
                    (true, VerdictTest::DoesNotApply) => !passes,
                    // A rule that does not apply does not speak against `every rule is met`.
                    (true, _) => applies & !passes,
                }
            };
            if domain == RECORD {
                for (word, t) in t.iter_mut().enumerate() {
                    *t |= speaks(word);
                }
            } else {
                for row in 0..self.rows {
                    let spoken = self.group_rows(domain, row).any(|row| speaks(row / 64) >> (row % 64) & 1 == 1);
                    if let (true, Some(word)) = (spoken, t.get_mut(row / 64)) {
                        *word |= 1 << (row % 64);
                    }
                }
            }
        }
        let rows = self.rows;
        for (word, (t, f)) in t.iter_mut().zip(f).enumerate() {
            let mask = bits::mask(rows, word);
            *t = if every { !*t } else { *t } & mask;
            *f = !*t & mask;
        }
    }
}
