//! What a framework says of its questions, worked out once: the order of the form, sections, what is required, what each rule looks at.

use crate::check::closure::{Closure, Slots};
use crate::check::walk::{self, Part};
use crate::framework::{Framework, Member, Required, Rows, Section};
use crate::ir::{Checked, CondKind, DomainId, PartIr, RECORD, RuleIr, SlotId, StageId};
use crate::value::State;
use rustc_hash::FxHashMap;

/// A question or group in its place in the form.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Question(SlotId),
    Group(DomainId, Vec<Item>),
}

/// A page of the form.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) id: String,
    pub(super) items: Vec<Item>,
}

/// What is known of a field.
#[derive(Debug, Clone, Default)]
pub(super) struct SlotFacts {
    pub(super) page: usize,
    /// Whether it has to be answered at this stage.
    pub(super) required: bool,
    /// States that count as an answer.
    pub(super) allow: Vec<State>,
    /// What decides whether it is asked.
    pub(super) gates: Slots,
}

/// What is known of a rule.
#[derive(Debug, Clone)]
pub(super) struct RuleFacts {
    /// The page that shows its findings.
    pub(super) page: usize,
    /// Every page that it looks at, in order.
    pub(super) pages: Vec<usize>,
    /// The fields that it reads by itself or by way of others.
    pub(super) reads: Slots,
    /// Of these, those that it looks at in other rows than its own too, or by way of what belongs to no row.
    pub(super) beyond: Slots,
    /// And those of which it looks at no more in other rows than which of their texts is most like its own.
    pub(super) alike: Vec<SlotId>,
    /// The field whose `required` made it.
    pub(super) asks_for: Option<SlotId>,
}

/// Everything that is worked out once for a session.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) pages: Vec<Page>,
    pub(super) slots: Vec<SlotFacts>,
    pub(super) rules: Vec<RuleFacts>,
    /// The fields that decide whether any question, row or page is asked.
    pub(super) gating: Slots,
    /// The fields that the outcome and the shown tables read, but for what rules say.
    pub(super) tables: Slots,
    /// The fields that the shown numbers read.
    pub(super) numbers: Slots,
}

impl Facts {
    pub(super) fn new(framework: &Framework, checked: &Checked, stage: Option<StageId>) -> Self {
        let mut slots = vec![SlotFacts::default(); checked.shape.slots.len()];
        let mut domains = vec![0usize; checked.shape.domains.len()];
        let places = Places::new(checked);
        let mut pages = Vec::with_capacity(framework.sections.len());
        for (page, section) in framework.sections.iter().enumerate() {
            let mut reader = Reader { checked, places: &places, stage, page, slots: &mut slots, domains: &mut domains };
            let items = match section.rows {
                Rows::None => reader.members(section, RECORD),
                _ => reader.group(section, RECORD).into_iter().collect(),
            };
            pages.push(Page { id: section.id.value.clone(), items });
        }
        let closure = Closure::new(checked);
        for (info, facts) in checked.shape.slots.iter().zip(&mut slots) {
            let mut parts = vec![Part::Group(info.domain)];
            info.ask_when.iter().for_each(|when| walk::condition(when, &mut |part| parts.push(part)));
            facts.gates = closure.of(parts);
        }
        let rules = checked.rules.iter().map(|rule| of_rule(checked, &closure, rule, &slots, &domains)).collect();
        let mut gates: Vec<Part> = Vec::new();
        for (index, group) in checked.shape.domains.iter().enumerate() {
            gates.push(Part::Group(DomainId::from_index(index)));
            group.ask_when.iter().for_each(|when| walk::condition(when, &mut |part| gates.push(part)));
        }
        let own = checked.shape.slots.iter().filter_map(|slot| slot.ask_when.as_ref());
        own.for_each(|when| walk::condition(when, &mut |part| gates.push(part)));
        let (mut tables, mut numbers) = (Vec::new(), Vec::new());
        let of_outcome = checked.outcome.iter().filter_map(|row| row.when.as_ref());
        of_outcome.for_each(|when| walk::condition(when, &mut |part| tables.push(part)));
        for derived in checked.derived.iter().filter(|derived| derived.show) {
            walk::derived(&derived.value, &mut |part| {
                tables.push(part);
                numbers.push(part);
            });
        }
        let (gating, tables, numbers) = (closure.of(gates), closure.of(tables), closure.of(numbers));
        Self { pages, slots, rules, gating, tables, numbers }
    }
}

/// Fields and groups by path.
struct Places<'c> {
    slots: FxHashMap<(DomainId, &'c str), SlotId>,
    groups: FxHashMap<(DomainId, &'c str), DomainId>,
}

impl<'c> Places<'c> {
    fn new(checked: &'c Checked) -> Self {
        let slots = checked.shape.slots.iter().enumerate().filter(|(_, slot)| !slot.is_row);
        let groups = checked.shape.domains.iter().enumerate();
        Self {
            slots: slots.map(|(at, slot)| ((slot.domain, slot.id.as_str()), SlotId::from_index(at))).collect(),
            groups: groups
                .filter_map(|(at, group)| Some(((group.parent?, group.key.as_str()), DomainId::from_index(at))))
                .collect(),
        }
    }
}

struct Reader<'a> {
    checked: &'a Checked,
    places: &'a Places<'a>,
    stage: Option<StageId>,
    page: usize,
    slots: &'a mut [SlotFacts],
    domains: &'a mut [usize],
}

impl Reader<'_> {
    fn group(&mut self, section: &Section, around: DomainId) -> Option<Item> {
        let group = self.places.groups.get(&(around, section.id.value.as_str())).copied()?;
        if let Some(page) = self.domains.get_mut(group.index()) {
            *page = self.page;
        }
        Some(Item::Group(group, self.members(section, group)))
    }

    fn members(&mut self, section: &Section, domain: DomainId) -> Vec<Item> {
        let mut items = Vec::with_capacity(section.members.len());
        for member in &section.members {
            match member {
                Member::Group(inner) => items.extend(self.group(inner, domain)),
                Member::Field(field) => {
                    let Some(slot) = self.places.slots.get(&(domain, field.id.value.as_str())).copied() else {
                        continue;
                    };
                    let required = match &field.required {
                        Required::No => false,
                        Required::Always => true,
                        Required::From(from) => self.stage.is_none_or(|stage| {
                            let from = self.checked.stages.iter().position(|known| known.id.value == from.value);
                            from.is_some_and(|from| from <= stage.index())
                        }),
                    };
                    if let Some(facts) = self.slots.get_mut(slot.index()) {
                        *facts = SlotFacts {
                            page: self.page,
                            required,
                            allow: field.allow.clone(),
                            gates: Slots::default(),
                        };
                    }
                    items.push(Item::Question(slot));
                }
            }
        }
        items
    }
}

/// Whether `outer` is `inner` or lies around it, so that a row of `inner` has one row of it.
fn is_around(checked: &Checked, outer: DomainId, inner: DomainId) -> bool {
    let parent = |domain: &DomainId| checked.shape.domains.get(domain.index()).and_then(|info| info.parent);
    std::iter::successors(Some(inner), parent).any(|domain| domain == outer)
}

fn of_rule(
    checked: &Checked,
    closure: &Closure<'_>,
    rule: &RuleIr,
    slots: &[SlotFacts],
    domains: &[usize],
) -> RuleFacts {
    let mut parts = vec![Part::Group(rule.domain)];
    let mut beyond = parts.clone();
    let mut own = Vec::new();
    walk::condition(&rule.require, &mut |part| own.push(part));
    parts.extend(&own);
    let conditions = || rule.when.iter().chain(rule.criteria.iter().map(|criterion| &criterion.require));
    conditions().for_each(|cond| walk::condition(cond, &mut |part| parts.push(part)));
    let mut alike = Vec::new();
    conditions().chain([&rule.require]).for_each(|cond| {
        walk::beyond_the_row(cond, &mut |part| beyond.push(part), &mut |slot| alike.push(slot));
    });
    for part in rule.say.values().chain(rule.fix.values()).flatten() {
        match part {
            PartIr::Slot(slot) => parts.push(Part::Slot(*slot)),
            PartIr::Match(slot) => {
                parts.push(Part::Slot(*slot));
                alike.push(*slot);
            }
            PartIr::Derived(id) => {
                parts.push(Part::Derived(*id));
                beyond.push(Part::Derived(*id));
            }
            _ => {}
        }
    }
    // What decides whether an answer counts may lie in a row around it, and a field within the row has rows of its own.
    for part in &parts {
        let Part::Slot(slot) = part else { continue };
        let Some(info) = checked.shape.slots.get(slot.index()) else { continue };
        info.ask_when.iter().for_each(|when| walk::condition(when, &mut |part| beyond.push(part)));
        beyond.push(Part::Group(info.domain));
        if !is_around(checked, info.domain, rule.domain) {
            beyond.push(*part);
        }
    }
    // A finding's fingerprint is made from the record's id; its name stands in it too, and is put there without making the finding again.
    parts.extend(checked.shape.id.map(Part::Slot));
    if rule.say.values().chain(rule.fix.values()).flatten().any(|part| *part == PartIr::Record) {
        parts.extend(checked.shape.name.map(Part::Slot));
    }
    let page_of = |part: &Part| match part {
        Part::Slot(slot) => slots.get(slot.index()).map(|slot| slot.page),
        Part::Group(group) if *group != RECORD => domains.get(group.index()).copied(),
        _ => None,
    };
    let mut looked_at = own.clone();
    rule.when.iter().for_each(|when| walk::condition(when, &mut |part| looked_at.push(part)));
    let of_derived = |parts: &[Part]| {
        let mut first = Vec::new();
        for part in parts {
            if let Part::Derived(id) = part
                && let Some(info) = checked.derived.get(id.index())
            {
                walk::derived(&info.value, &mut |part| first.push(part));
            }
        }
        first
    };
    let mut pages: Vec<usize> = looked_at.iter().chain(&of_derived(&looked_at)).filter_map(page_of).collect();
    let own_page = (rule.domain != RECORD).then(|| domains.get(rule.domain.index()).copied()).flatten();
    // Where the answer is that would have to change: what is required comes before when that is so.
    let page = own_page.or_else(|| pages.first().copied()).unwrap_or(0);
    pages.push(page);
    pages.sort_unstable();
    pages.dedup();
    let asks_for = match &rule.require.kind {
        CondKind::StateIn(slot, _) if rule.made_by_required => Some(*slot),
        _ => None,
    };
    RuleFacts { page, pages, reads: closure.of(parts), beyond: closure.of(beyond), alike, asks_for }
}
