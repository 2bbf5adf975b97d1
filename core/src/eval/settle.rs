//! What would settle a rule that cannot be told: the answers whose absence leaves it open, and the smallest set of them that is enough.

use super::reads::{derived_of, derived_of_number, slots_of, slots_of_number};
use super::trace::Tracer;
use super::truth::Truth;
use crate::ir::{Argument, Cond, CondKind, DerivedValueIr, DomainId, Num, RECORD, SlotId};
use std::collections::BTreeSet;

/// An answer that would help: a field of a row.
pub(crate) type Place = (SlotId, usize);

/// Places named at most. A rule over a hundred rows may wait for each of them.
const MOST_PLACES: usize = 200;
/// Parts of conditions looked at for one finding; derived values may name one another very often.
const MOST_STEPS: u32 = 20_000;
/// Up to so many places every set of them is tried.
const EXACT_PLACES: usize = 8;
/// Up to so many parts of a rule, of which the tried ones take every value that they can have.
const EXACT_LEAVES: usize = 64;
const EXACT_TRIES: usize = 4_096;

/// A condition of the rule with its value as it is.
struct Leaf<'c> {
    cond: &'c Cond,
    value: Truth,
    /// For an open one: what it waits for, as a set of bits of the places.
    waits: u32,
    /// Places that change it in another way than by being an answer: it tests their state, or whether something is asked depends on them; or it is decided
    /// by an approximate answer.
    shaky: u32,
}

/// One of the conditions that all have to hold before `require` is looked at.
struct Needed<'c> {
    cond: &'c Cond,
    domain: DomainId,
    row: usize,
    /// An `ask-when`: what is not applicable is not asked.
    gate: bool,
}

impl<'a> Tracer<'a> {
    /// The smallest set of answers found that settles a rule, whatever they are; else every answer that leaves it open.
    pub(crate) fn settle(&self, when: Option<&Cond>, require: &Cond, domain: DomainId, row: usize) -> Vec<Place> {
        let (places, smallest) = self.places(when, require, domain, row);
        smallest.unwrap_or(places)
    }

    /// The smallest set, when there is one that is certain to settle the rule.
    #[cfg(test)]
    pub(crate) fn settling(
        &self,
        when: Option<&Cond>,
        require: &Cond,
        domain: DomainId,
        row: usize,
    ) -> Option<Vec<Place>> {
        self.places(when, require, domain, row).1
    }

    fn places(
        &self,
        when: Option<&Cond>,
        require: &Cond,
        domain: DomainId,
        row: usize,
    ) -> (Vec<Place>, Option<Vec<Place>>) {
        let mut steps = MOST_STEPS;
        let needed = self.needed(when, require, domain, row);
        let mut places = BTreeSet::new();
        for needed in &needed {
            self.open_places(needed.cond, needed.domain, needed.row, &mut places, &mut steps);
        }
        let places: Vec<Place> = places.into_iter().collect();
        let smallest = self.settle_exactly(&needed, &places, &mut steps);
        (places, smallest)
    }

    /// What has to hold for the rule to be met, in the order in which it is asked: groups are asked, `when`, and last `require`.
    fn needed<'c>(&self, when: Option<&'c Cond>, require: &'c Cond, domain: DomainId, row: usize) -> Vec<Needed<'c>>
    where
        'a: 'c,
    {
        let mut needed = Vec::new();
        let (mut inner, mut inner_row) = (domain, row);
        while let Some(around) = self.parent(inner) {
            let around_row = self.batch.parent_row(inner, inner_row);
            if let Some(cond) =
                self.inputs.checked.shape.domains.get(inner.index()).and_then(|group| group.ask_when.as_ref())
            {
                needed.push(Needed { cond, domain: around, row: around_row, gate: true });
            }
            (inner, inner_row) = (around, around_row);
        }
        needed.extend(when.map(|cond| Needed { cond, domain, row, gate: false }));
        needed.push(Needed { cond: require, domain, row, gate: false });
        needed
    }

    /// The smallest set of places that settles the rule whatever is answered; `None` when there are too many to try, or none of the sets is certain to.
    fn settle_exactly(&self, needed: &[Needed<'_>], places: &[Place], steps: &mut u32) -> Option<Vec<Place>> {
        // Whether a group is asked changes which rows there are: what that settles is not tried out, and every open answer is named.
        if places.is_empty() || places.len() > EXACT_PLACES || needed.iter().any(|needed| needed.gate) {
            return None;
        }
        let mut found = Vec::new();
        for needed in needed {
            self.leaves(needed.cond, needed.domain, needed.row, &mut found, steps);
        }
        if found.len() > EXACT_LEAVES || *steps == 0 {
            return None;
        }
        let leaves: Vec<Leaf<'_>> =
            found.into_iter().map(|(cond, domain, row)| self.leaf(cond, domain, row, places, steps)).collect();
        let mut sets: Vec<u32> = (1..1u32 << places.len()).collect();
        // The smallest first; of equally small ones that which names the earliest fields.
        sets.sort_by(|a, b| a.count_ones().cmp(&b.count_ones()).then(b.reverse_bits().cmp(&a.reverse_bits())));
        let set = sets.into_iter().find(|set| *steps > 0 && self.settles(*set, &leaves, needed, steps))?;
        Some(places.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, place)| *place).collect())
    }

    fn leaf<'c>(&self, cond: &'c Cond, domain: DomainId, row: usize, places: &[Place], steps: &mut u32) -> Leaf<'c> {
        let value = self.truth(cond, domain, row);
        let bits = |has: &dyn Fn(&Place) -> bool| {
            places.iter().enumerate().filter(|(_, place)| has(place)).fold(0u32, |bits, (index, _)| bits | 1 << index)
        };
        let mut own = BTreeSet::new();
        if value == Truth::Unknown {
            self.open_places(cond, domain, row, &mut own, steps);
        }
        let mut tested = BTreeSet::new();
        self.tested(cond, &mut tested, steps);
        // An approximate answer may give way to any other, and what it decides now may then turn.
        let mut approximate = places
            .iter()
            .filter(|place| self.valid(place.0, place.1) == Truth::True && !own.contains(*place))
            .map(|(slot, _)| *slot)
            .peekable();
        if approximate.peek().is_some() {
            let mut read = BTreeSet::new();
            self.read_by(cond, &mut read, steps);
            tested.extend(approximate.filter(|slot| read.contains(slot)));
        }
        Leaf { cond, value, waits: bits(&|place| own.contains(place)), shaky: bits(&|(slot, _)| tested.contains(slot)) }
    }

    /// Whether the rule is decided whatever the answers of these places are.
    fn settles(&self, set: u32, leaves: &[Leaf<'_>], needed: &[Needed<'_>], steps: &mut u32) -> bool {
        const DECIDED: &[Truth] = &[Truth::True, Truth::False];
        const ANY: &[Truth] = &[Truth::True, Truth::False, Truth::NotApplicable];
        const ALL: &[Truth] = &[Truth::True, Truth::False, Truth::NotApplicable, Truth::Unknown];
        let mut values: Vec<Truth> = leaves.iter().map(|leaf| leaf.value).collect();
        // Those that can change, with what they can become.
        let mut free: Vec<(usize, &[Truth])> = Vec::new();
        let mut tries = 1usize;
        for (index, leaf) in leaves.iter().enumerate() {
            let many_rows = matches!(
                leaf.cond.kind,
                CondKind::AnyRow { .. } | CondKind::EveryRow { .. } | CondKind::Compare(..) | CondKind::TableIn(..)
            );
            let settled = leaf.waits != 0 && leaf.waits & !set == 0;
            let becomes = match (settled, leaf.shaky & set != 0) {
                (false, false) => continue,
                (_, true) if matches!(leaf.cond.kind, CondKind::StateIn(..)) => DECIDED,
                // What becomes of many rows when some of them are no longer asked cannot be read off their values now.
                (_, true) if many_rows => return false,
                // It may turn out to be asked, and then it is still open.
                (false, true) => ALL,
                (true, true) => ANY,
                (true, false) if many_rows => ANY,
                (true, false) => DECIDED,
            };
            tries = tries.saturating_mul(becomes.len());
            free.push((index, becomes));
        }
        if free.is_empty() || tries > EXACT_TRIES {
            return false;
        }
        *steps = steps.saturating_sub(u32::try_from(tries).unwrap_or(u32::MAX));
        (0..tries).all(|mut attempt| {
            for (index, becomes) in &free {
                if let (Some(place), Some(value)) = (values.get_mut(*index), becomes.get(attempt % becomes.len())) {
                    *place = *value;
                }
                attempt /= becomes.len();
            }
            self.is_decided(needed, &values)
        })
    }

    /// Whether the rule can be told when its leaves have these values.
    fn is_decided(&self, needed: &[Needed<'_>], values: &[Truth]) -> bool {
        let mut values = values.iter().copied();
        let mut when = Truth::True;
        let Some((require, before)) = needed.split_last() else { return true };
        for needed in before {
            let value = self.with(needed.cond, &mut values);
            when = when.and(if needed.gate { value.holds() } else { value });
        }
        match when {
            Truth::False | Truth::NotApplicable => true,
            Truth::True => self.with(require.cond, &mut values) != Truth::Unknown,
            Truth::Unknown => false,
        }
    }

    /// The conditions that a condition consists of, with derived ones opened, each with its row.
    fn leaves<'c>(
        &self,
        cond: &'c Cond,
        domain: DomainId,
        row: usize,
        out: &mut Vec<(&'c Cond, DomainId, usize)>,
        steps: &mut u32,
    ) where
        'a: 'c,
    {
        if *steps == 0 || out.len() > EXACT_LEAVES {
            return;
        }
        *steps -= 1;
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => {
                parts.iter().for_each(|part| self.leaves(part, domain, row, out, steps))
            }
            CondKind::Not(inner) => self.leaves(inner, domain, row, out, steps),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(inner)) => {
                    self.leaves(inner, RECORD, self.row_in(RECORD, domain, row), out, steps)
                }
                _ => out.push((cond, domain, row)),
            },
            _ => out.push((cond, domain, row)),
        }
    }

    /// The value of a condition when its leaves have these values, in the order of [`Tracer::leaves`].
    fn with(&self, cond: &Cond, values: &mut impl Iterator<Item = Truth>) -> Truth {
        match &cond.kind {
            CondKind::And(parts) => parts.iter().fold(Truth::True, |value, part| value.and(self.with(part, values))),
            CondKind::Or(parts) => parts.iter().fold(Truth::False, |value, part| value.or(self.with(part, values))),
            CondKind::Not(inner) => self.with(inner, values).not(),
            CondKind::Derived(id) => match self.derived(*id) {
                Some(DerivedValueIr::Condition(inner)) => self.with(inner, values),
                _ => values.next().unwrap_or(Truth::Unknown),
            },
            _ => values.next().unwrap_or(Truth::Unknown),
        }
    }

    /// The answers whose absence leaves a condition open.
    fn open_places(&self, cond: &Cond, domain: DomainId, row: usize, out: &mut BTreeSet<Place>, steps: &mut u32) {
        if *steps == 0 || out.len() >= MOST_PLACES || self.truth(cond, domain, row) != Truth::Unknown {
            return;
        }
        *steps -= 1;
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => {
                parts.iter().for_each(|part| self.open_places(part, domain, row, out, steps))
            }
            CondKind::Not(inner) => self.open_places(inner, domain, row, out, steps),
            CondKind::Derived(id) => {
                if let Some(DerivedValueIr::Condition(inner)) = self.derived(*id) {
                    self.open_places(inner, RECORD, self.row_in(RECORD, domain, row), out, steps);
                }
            }
            CondKind::TableIn(id, _) => {
                if let Some(DerivedValueIr::Table(rows)) = self.derived(*id) {
                    for when in rows.iter().filter_map(|table_row| table_row.when.as_ref()) {
                        self.open_places(when, RECORD, self.row_in(RECORD, domain, row), out, steps);
                    }
                }
            }
            CondKind::AnyRow { group, has } => {
                for row in self.rows_that_may_count(*group, None, domain, row) {
                    self.open_gates(*group, row, out, steps);
                    self.open_places(has, *group, row, out, steps);
                }
            }
            CondKind::EveryRow { group, filter, has } => {
                for row in self.rows_that_may_count(*group, filter.as_deref(), domain, row) {
                    self.open_gates(*group, row, out, steps);
                    filter.iter().for_each(|filter| self.open_places(filter, *group, row, out, steps));
                    self.open_places(has, *group, row, out, steps);
                }
            }
            CondKind::Compare(_, left, right) => {
                self.open_in_number(left, domain, row, out, steps);
                self.open_in_number(right, domain, row, out, steps);
            }
            _ => {
                let mut slots = Vec::new();
                slots_of(cond, &mut slots);
                self.open_slots(&slots, domain, row, out);
            }
        }
    }

    /// The answers on which it depends whether a row of a group is asked.
    fn open_gates(&self, group: DomainId, row: usize, out: &mut BTreeSet<Place>, steps: &mut u32) {
        if self.row_not_asked(group, row) != Truth::Unknown {
            return;
        }
        let (mut inner, mut inner_row) = (group, row);
        while let Some(around) = self.parent(inner) {
            let around_row = self.batch.parent_row(inner, inner_row);
            if let Some(when) =
                self.inputs.checked.shape.domains.get(inner.index()).and_then(|group| group.ask_when.as_ref())
            {
                self.open_places(when, around, around_row, out, steps);
            }
            (inner, inner_row) = (around, around_row);
        }
    }

    /// The rows of a group that its filter does not leave out, whatever is answered.
    fn rows_that_may_count(
        &self,
        group: DomainId,
        filter: Option<&Cond>,
        domain: DomainId,
        row: usize,
    ) -> impl Iterator<Item = usize> {
        let may = move |row: &usize| matches!(self.chosen(group, filter, *row), Truth::True | Truth::Unknown);
        self.group_rows(group, domain, row).filter(may)
    }

    fn open_slots(&self, slots: &[SlotId], domain: DomainId, row: usize, out: &mut BTreeSet<Place>) {
        for slot in slots {
            let row = self.row_in(self.slot_domain(*slot), domain, row);
            if self.valid(*slot, row) == Truth::Unknown {
                out.insert((*slot, row));
            }
        }
    }

    fn open_in_number(&self, num: &Num, domain: DomainId, row: usize, out: &mut BTreeSet<Place>, steps: &mut u32) {
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        match num {
            Num::OptionNumber(slot, _) => self.open_slots(&[*slot], domain, row, out),
            Num::Slot(slot) => {
                self.open_slots(&[*slot], domain, row, out);
                // Answered, and perhaps not exactly enough: an approximate year.
                let row = self.row_in(self.slot_domain(*slot), domain, row);
                if self.valid(*slot, row) == Truth::True
                    && self.slot_number(*slot, row).is_some_and(|(low, high)| low != high)
                {
                    out.insert((*slot, row));
                }
            }
            Num::Arithmetic(_, left, right) => {
                self.open_in_number(left, domain, row, out, steps);
                self.open_in_number(right, domain, row, out, steps);
            }
            Num::Negate(inner) | Num::Shift { date: inner, .. } => self.open_in_number(inner, domain, row, out, steps),
            Num::Fold { group, value, filter, .. } => {
                for row in self.rows_that_may_count(*group, filter.as_deref(), domain, row) {
                    self.open_gates(*group, row, out, steps);
                    filter.iter().for_each(|filter| self.open_places(filter, *group, row, out, steps));
                    value.iter().for_each(|value| self.open_in_number(value, *group, row, out, steps));
                }
            }
            Num::Derived(id) => {
                if let Some(DerivedValueIr::Number(number, _)) = self.derived(*id) {
                    self.open_in_number(number, RECORD, self.row_in(RECORD, domain, row), out, steps);
                }
            }
            Num::Call(_, arguments) => {
                for argument in arguments {
                    match argument {
                        Argument::Answer(slot) => self.open_slots(&[*slot], domain, row, out),
                        Argument::Number(number) => self.open_in_number(number, domain, row, out, steps),
                    }
                }
            }
            Num::Points(points) => {
                let record = self.row_in(RECORD, domain, row);
                for (slot, numbers) in &points.terms {
                    let (low, high) = self.points_of(*slot, numbers, points.blank_is_nothing, record);
                    if low == high {
                        continue;
                    }
                    self.open_slots(&[*slot], RECORD, record, out);
                    // Answered, and open whether it is asked.
                    let info = self.inputs.checked.shape.slots.get(slot.index());
                    info.and_then(|info| info.ask_when.as_ref())
                        .into_iter()
                        .for_each(|when| self.open_places(when, RECORD, record, out, steps));
                }
            }
            Num::Case(rows) => rows.iter().for_each(|(when, value)| {
                when.iter().for_each(|when| self.open_places(when, domain, row, out, steps));
                self.open_in_number(value, domain, row, out, steps);
            }),
            Num::Nearest(slot) => self.open_slots(&[*slot], domain, row, out),
            Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Extreme { .. } => {}
        }
    }

    /// The fields whose answers change a condition in another way than by being compared: their state is tested, or something is asked because of them.
    fn tested(&self, cond: &Cond, out: &mut BTreeSet<SlotId>, steps: &mut u32) {
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        let shape = &self.inputs.checked.shape;
        let mut inner = Vec::new();
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| self.tested(part, out, steps)),
            CondKind::Not(cond) => self.tested(cond, out, steps),
            CondKind::StateIn(slot, _) => {
                out.insert(*slot);
                inner.push(*slot);
            }
            CondKind::Derived(_) | CondKind::TableIn(..) => {
                let id = match &cond.kind {
                    CondKind::Derived(id) | CondKind::TableIn(id, _) => *id,
                    _ => return,
                };
                match self.derived(id) {
                    Some(DerivedValueIr::Condition(cond)) => self.tested(cond, out, steps),
                    Some(DerivedValueIr::Table(rows)) => {
                        rows.iter().filter_map(|row| row.when.as_ref()).for_each(|when| self.tested(when, out, steps))
                    }
                    _ => {}
                }
            }
            CondKind::AnyRow { group, has } => {
                self.group_tested(*group, out, steps);
                self.tested(has, out, steps);
            }
            CondKind::EveryRow { group, filter, has } => {
                self.group_tested(*group, out, steps);
                filter.iter().for_each(|filter| self.tested(filter, out, steps));
                self.tested(has, out, steps);
            }
            CondKind::Compare(_, left, right) => {
                self.number_tested(left, out, steps);
                self.number_tested(right, out, steps);
            }
            _ => slots_of(cond, &mut inner),
        }
        for slot in inner {
            if let Some(info) = shape.slots.get(slot.index()) {
                info.ask_when.iter().for_each(|when| self.read_by(when, out, steps));
                self.group_tested(info.domain, out, steps);
            }
        }
    }

    fn number_tested(&self, num: &Num, out: &mut BTreeSet<SlotId>, steps: &mut u32) {
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        let mut slots = Vec::new();
        match num {
            Num::Slot(slot) | Num::OptionNumber(slot, _) => slots.push(*slot),
            // Whether a text is answered counts for the others too.
            Num::Nearest(slot) => {
                out.insert(*slot);
                slots.push(*slot);
            }
            // Blank or not asked adds nothing, which is another way than by being an answer.
            Num::Points(points) => points.terms.iter().for_each(|(slot, _)| {
                out.insert(*slot);
                slots.push(*slot);
            }),
            Num::Case(rows) => rows.iter().for_each(|(when, value)| {
                when.iter().for_each(|when| self.tested(when, out, steps));
                self.number_tested(value, out, steps);
            }),
            Num::Arithmetic(_, left, right) => {
                self.number_tested(left, out, steps);
                self.number_tested(right, out, steps);
            }
            Num::Negate(inner) | Num::Shift { date: inner, .. } => self.number_tested(inner, out, steps),
            Num::Fold { group, value, filter, .. } => {
                self.group_tested(*group, out, steps);
                filter.iter().for_each(|filter| self.tested(filter, out, steps));
                value.iter().for_each(|value| self.number_tested(value, out, steps));
            }
            Num::Derived(id) => {
                if let Some(DerivedValueIr::Number(number, _)) = self.derived(*id) {
                    self.number_tested(number, out, steps);
                }
            }
            Num::Call(_, arguments) => arguments.iter().for_each(|argument| match argument {
                Argument::Answer(slot) => slots.push(*slot),
                Argument::Number(number) => self.number_tested(number, out, steps),
            }),
            Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Extreme { .. } => {}
        }
        for slot in slots {
            if let Some(info) = self.inputs.checked.shape.slots.get(slot.index()) {
                info.ask_when.iter().for_each(|when| self.read_by(when, out, steps));
                self.group_tested(info.domain, out, steps);
            }
        }
    }

    /// What it depends on whether the rows of a group are asked and applicable.
    fn group_tested(&self, group: DomainId, out: &mut BTreeSet<SlotId>, steps: &mut u32) {
        let mut group = Some(group);
        while let Some(info) = group.and_then(|group| self.inputs.checked.shape.domains.get(group.index())) {
            let rows = info.fixed.iter().filter_map(|row| row.not_applicable_when.as_ref());
            info.ask_when.iter().chain(rows).for_each(|when| self.read_by(when, out, steps));
            group = info.parent;
        }
    }

    /// Everything that a gate reads, by way of derived values too, and what gates that in turn.
    fn read_by(&self, gate: &Cond, out: &mut BTreeSet<SlotId>, steps: &mut u32) {
        let mut slots = Vec::new();
        slots_of(gate, &mut slots);
        out.extend(slots);
        self.tested(gate, out, steps);
        let mut derived = Vec::new();
        derived_of(gate, &mut derived);
        let mut next = 0;
        while let Some(value) = derived.get(next).and_then(|id| self.derived(*id)) {
            *steps = steps.saturating_sub(1);
            let mut slots = Vec::new();
            match value {
                DerivedValueIr::Condition(cond) => {
                    slots_of(cond, &mut slots);
                    derived_of(cond, &mut derived);
                }
                DerivedValueIr::Number(number, _) => {
                    slots_of_number(number, &mut slots);
                    derived_of_number(number, &mut derived);
                }
                DerivedValueIr::Table(rows) => rows.iter().filter_map(|row| row.when.as_ref()).for_each(|when| {
                    slots_of(when, &mut slots);
                    derived_of(when, &mut derived);
                }),
            }
            out.extend(slots);
            next += 1;
        }
    }
}
