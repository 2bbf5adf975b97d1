//! Conditions that look into texts: each text is read once for all that is looked for in it, and only where a rule needs it.

use super::Lowering;
use crate::eval::Needle;
use crate::function::{Function, Kernel};
use crate::ir::{Argument, Cond, CondKind, DomainId, Num, SlotId, TextSource};
use crate::plan::constant::{searches_text, text_of};
use crate::plan::program::{Op, Reg};

impl Lowering<'_> {
    /// Lowers what is asked of every row of a group: a rule about one row may look at others, of which its `when` says nothing.
    pub(super) fn for_all_rows<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        let only_where = self.only_where.take();
        let lowered = lower(self);
        self.only_where = only_where;
        lowered
    }

    /// Lowers the parts of an *and* (`decided` is false) or an *or* (true): where one that costs little is what decides the whole, nobody
    /// looks at the texts of the others.
    pub(super) fn where_undecided<T>(
        &mut self,
        parts: &[Cond],
        decided: bool,
        domain: DomainId,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> T {
        // That a text is answered says nothing new: only answers are looked at.
        let is_cheap =
            |part: &&Cond| !searches_text(part) && !matches!(part.kind, CondKind::StateIn(..) | CondKind::Truth(_));
        if !parts.iter().any(searches_text) || !parts.iter().any(|part| is_cheap(&part)) {
            return lower(self);
        }
        let cheap: Box<[Reg]> = parts.iter().filter(is_cheap).map(|part| self.condition(part, domain)).collect();
        let when = self.only_where.filter(|(_, at)| *at == domain).map(|(when, _)| when);
        let open = self.push(Op::Undecided { when, parts: cheap, decided }, domain);
        let around = self.only_where.replace((open, domain));
        let lowered = lower(self);
        self.only_where = around;
        lowered
    }

    /// Where the answer of a text field is known and of use.
    pub(super) fn text_of(&mut self, slot: SlotId) -> Reg {
        let valid = self.value_of(slot);
        let at = self.domain_of(slot);
        match self.only_where {
            Some((when, domain)) if domain == at => self.push(Op::Only { valid, when }, at),
            _ => valid,
        }
    }

    /// The parts of an *or*, where those that look for fixed texts in one field are one: the text is then read once for all of them.
    pub(super) fn alternatives(&mut self, parts: &[Cond], domain: DomainId) -> Box<[Reg]> {
        let fixed = |part: &Cond| match &part.kind {
            CondKind::TextContains(_, TextSource::Slot(_)) => None,
            CondKind::TextContains(slot, _) => Some(*slot),
            _ => None,
        };
        let mut regs = Vec::with_capacity(parts.len());
        for (place, part) in parts.iter().enumerate() {
            let Some(slot) = fixed(part) else {
                regs.push(self.condition(part, domain));
                continue;
            };
            let is_same = |part: &&Cond| fixed(part) == Some(slot);
            if parts.iter().take(place).any(|part| is_same(&part)) {
                continue;
            }
            let needles: Vec<_> = parts
                .iter()
                .filter(is_same)
                .filter_map(|part| match &part.kind {
                    CondKind::TextContains(_, needle) => Some(needle),
                    _ => None,
                })
                .collect();
            let found = self.text_contains(slot, &needles);
            regs.push(self.spread(found, domain));
        }
        regs.into()
    }

    /// Whether the text of a field contains one of these.
    pub(super) fn text_contains(&mut self, slot: SlotId, needles: &[&TextSource]) -> Reg {
        let valid = self.text_of(slot);
        let at = self.domain_of(slot);
        let needles =
            needles.iter().map(|needle| Needle::new(text_of(needle, self.inputs).unwrap_or_default())).collect();
        self.push(Op::TextContains { slot, valid, needles }, at)
    }
}

/// A function of the text of one field.
pub(super) fn of_one_text(num: &Num) -> Option<(&'static Function, SlotId)> {
    match num {
        Num::Call(function, arguments) => match (function.kernel, arguments.as_slice()) {
            (Kernel::Text(_), [Argument::Answer(slot)]) => Some((function, *slot)),
            _ => None,
        },
        _ => None,
    }
}
