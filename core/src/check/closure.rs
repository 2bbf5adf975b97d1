//! What a field, a group or a derived value rests on, by way of others too.

use super::walk::{self, Part};
use crate::bits;
use crate::ir::{Checked, SlotId};

/// Fields, as bits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots(Vec<u64>);

impl Slots {
    pub(crate) fn holds(&self, slot: SlotId) -> bool {
        self.0.get(slot.index() / 64).is_some_and(|word| word >> (slot.index() % 64) & 1 == 1)
    }

    /// The fields, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = SlotId> + '_ {
        bits::rows(&self.0).map(SlotId::from_index)
    }
}

/// What every field, group and derived value rests on, as bits of fields.
pub(crate) struct Closure<'c> {
    checked: &'c Checked,
    words: usize,
}

impl<'c> Closure<'c> {
    pub(crate) fn new(checked: &'c Checked) -> Self {
        Self { checked, words: checked.shape.slots.len().div_ceil(64) }
    }

    /// All fields that these parts rest on, by way of gates and derived values too.
    pub(crate) fn of(&self, mut parts: Vec<Part>) -> Slots {
        let mut bits = vec![0u64; self.words];
        let (mut derived, mut groups) =
            (vec![false; self.checked.derived.len()], vec![false; self.checked.shape.domains.len()]);
        let first =
            |seen: &mut Vec<bool>, index: usize| seen.get_mut(index).is_some_and(|seen| !std::mem::replace(seen, true));
        while let Some(part) = parts.pop() {
            let mut add = |part| parts.push(part);
            match part {
                Part::Slot(slot) => {
                    let Some(word) = bits.get_mut(slot.index() / 64) else { continue };
                    let bit = 1 << (slot.index() % 64);
                    if *word & bit != 0 {
                        continue;
                    }
                    *word |= bit;
                    if let Some(info) = self.checked.shape.slots.get(slot.index()) {
                        info.ask_when.iter().for_each(|when| walk::condition(when, &mut add));
                        add(Part::Group(info.domain));
                    }
                }
                Part::Group(domain) => {
                    let Some(info) = self.checked.shape.domains.get(domain.index()) else { continue };
                    if first(&mut groups, domain.index()) {
                        let rows = info.fixed.iter().filter_map(|row| row.not_applicable_when.as_ref());
                        info.ask_when.iter().chain(rows).for_each(|when| walk::condition(when, &mut add));
                        info.parent.into_iter().for_each(|parent| add(Part::Group(parent)));
                    }
                }
                Part::Derived(id) => {
                    if let Some(info) = self.checked.derived.get(id.index()).filter(|_| first(&mut derived, id.index()))
                    {
                        walk::derived(&info.value, &mut add);
                    }
                }
            }
        }
        Slots(bits)
    }
}
