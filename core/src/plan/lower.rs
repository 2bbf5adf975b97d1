//! From the typed form to a flat program: every name is a register, every parameter a constant, equal parts are computed once.

mod texts;

use super::constant::{constant, period, searches_text, text_of};
use super::program::{ByRegs, Gates, MeasureRegs, NumReg, Op, PointsTerm, Program, Reg, Step, Unknown, VerdictStep};
use crate::batch::Use;
use crate::error::{Error, ErrorKind};
use crate::framework::Severity;
use crate::ir::{
    Argument, ByIr, Checked, Cond, CondKind, DerivedId, DerivedValueIr, DomainId, MeasuredIr, Num, ParameterValue,
    RECORD, SlotId, StageId, TableRowIr, TextSource,
};
use crate::syntax::ast::Fold;
use crate::value::{Date, FieldType, Period, State};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What the lowering needs to know besides the framework.
pub(crate) struct Inputs<'a> {
    pub(crate) checked: &'a Checked,
    /// Effective values, in the framework's order.
    pub(crate) parameters: &'a [ParameterValue],
    pub(crate) as_of: Date,
    /// The stage of the run; `None`: every rule bites.
    pub(crate) stage: Option<StageId>,
}

/// The program and what it wants of each field.
///
/// # Errors
/// When a pattern that the run sets as a parameter cannot be used; the checker has seen to all others.
pub(crate) fn lower(inputs: &Inputs<'_>) -> Result<(Program, Vec<Use>), Error> {
    let mut lowering = Lowering {
        inputs,
        program: Program::default(),
        wanted: vec![Use::Unused; inputs.checked.shape.slots.len()],
        seen: FxHashMap::default(),
        valid: FxHashMap::default(),
        gates: FxHashMap::default(),
        spreads: FxHashMap::default(),
        number_spreads: FxHashMap::default(),
        group_gates: FxHashMap::default(),
        derived: FxHashMap::default(),
        texts: FxHashMap::default(),
        only_where: None,
        withheld_is_inapplicable: false,
        open_slots: Vec::new(),
        refused: None,
    };
    lowering.program.slot_domains = inputs.checked.shape.slots.iter().map(|slot| slot.domain).collect();
    lowering.framework();
    lowering.program.arrange();
    match lowering.refused {
        Some(refused) => Err(refused),
        None => Ok((lowering.program, lowering.wanted)),
    }
}

struct Lowering<'a> {
    inputs: &'a Inputs<'a>,
    program: Program,
    wanted: Vec<Use>,
    /// Conditions by domain and text.
    seen: FxHashMap<(DomainId, Arc<str>, bool, Option<Reg>), Reg>,
    valid: FxHashMap<(SlotId, bool), Reg>,
    gates: FxHashMap<SlotId, Gates>,
    spreads: FxHashMap<(Reg, DomainId), Reg>,
    number_spreads: FxHashMap<(NumReg, DomainId), NumReg>,
    /// By domain: where its rows are not asked, and where they are not applicable.
    group_gates: FxHashMap<DomainId, (Option<Reg>, Option<Reg>)>,
    derived: FxHashMap<(DerivedId, bool), Lowered>,
    /// Functions of one text, by name and field.
    texts: FxHashMap<(&'static str, SlotId, bool, Option<Reg>), NumReg>,
    /// The rows for which the result is of use: where the `when` of the rule in hand is true. Elsewhere what costs much is left unknown.
    only_where: Option<(Reg, DomainId)>,
    /// Whether withheld answers count as not applicable: how a rule tells "only withheld" from other unknowns.
    withheld_is_inapplicable: bool,
    /// Fields whose gates are being made; the checker refuses cycles, this keeps an unchecked one from running for ever.
    open_slots: Vec<SlotId>,
    /// Why the plan cannot be made.
    refused: Option<Error>,
}

#[derive(Clone, Copy)]
enum Lowered {
    Condition(Reg),
    Number(NumReg),
}

impl<'a> Lowering<'a> {
    fn framework(&mut self) {
        let checked = self.inputs.checked;
        for rule in &checked.rules {
            let when = rule.when.as_ref().map(|when| self.condition(when, rule.domain));
            // Where a rule does not apply, nobody looks at what it requires: texts are not searched there.
            self.only_where = when.map(|when| (when, rule.domain));
            let require = self.condition(&rule.require, rule.domain);
            self.only_where = None;
            let begun = match (rule.unknown_from, self.inputs.stage) {
                (Some(from), Some(stage)) => from <= stage,
                _ => true,
            };
            let unknown = Unknown {
                otherwise: rule.when_unknown.otherwise.filter(|_| begun),
                withheld: rule.when_unknown.withheld.filter(|_| begun),
            };
            let withheld = unknown.withheld.is_some().then(|| {
                self.withheld_is_inapplicable = true;
                let when = rule.when.as_ref().map(|when| self.condition(when, rule.domain));
                let require = self.condition(&rule.require, rule.domain);
                self.withheld_is_inapplicable = false;
                (when, require)
            });
            let due = match (rule.at, self.inputs.stage) {
                (Some(at), Some(stage)) => at <= stage,
                _ => true,
            };
            let when = self.only_rows_that_count(when, rule.domain);
            let withheld = withheld.map(|(when, require)| (self.only_rows_that_count(when, rule.domain), require));
            let review = rule.severity == Severity::Review;
            let op = Op::Verdict(VerdictStep { when, require, withheld, unknown, review, due });
            let verdict = self.push_wide(op, rule.domain, crate::eval::verdict_plane::COUNT);
            self.program.verdicts.push(verdict);
        }
        self.program.outcome = self.table(&checked.outcome);
        for (index, derived) in checked.derived.iter().enumerate() {
            if let (true, DerivedValueIr::Number(..)) = (derived.show, &derived.value) {
                self.derived(DerivedId::from_index(index));
            }
            if let (true, DerivedValueIr::Table(rows)) = (derived.show, &derived.value) {
                let regs = self.table(rows);
                self.program.tables.push(regs);
            }
        }
        for measure in &checked.measures {
            let (of, number) = match &measure.of {
                MeasuredIr::Condition(of) => (self.condition(of, RECORD), None),
                MeasuredIr::Number(of) => {
                    let number = self.number_of_record(of);
                    (number.known, Some(number))
                }
            };
            let among = measure.among.as_ref().map(|among| self.condition(among, RECORD));
            let per = measure.per.as_ref().map(|per| self.number_of_record(per));
            let strata = measure.compare.as_ref().and_then(|compare| match compare.strata {
                Some(ByIr::Options(slot) | ByIr::Texts(slot)) => Some(self.value_of(slot)),
                _ => None,
            });
            let by = measure.by.iter().map(|by| match by {
                ByIr::Options(slot) | ByIr::Texts(slot) => ByRegs::Field(self.value_of(*slot)),
                ByIr::Table(id) => ByRegs::Table(match checked.derived.get(id.index()).map(|derived| &derived.value) {
                    Some(DerivedValueIr::Table(rows)) => self.table(rows),
                    _ => Vec::new(),
                }),
            });
            let by = by.collect();
            self.program.measures.push(MeasureRegs { of, number, per, strata, among, by });
        }
    }

    /// A number as it is for each record.
    fn number_of_record(&mut self, num: &Num) -> NumReg {
        let number = self.number(num, RECORD);
        self.spread_number(number, RECORD)
    }

    /// A row of a group that is not asked, or not applicable as a whole, is not a row for any rule, count or sum. Where it cannot be told whether it is
    /// asked, it cannot be told whether it counts.
    fn only_rows_that_count(&mut self, when: Option<Reg>, domain: DomainId) -> Option<Reg> {
        let (not_asked, not_applicable) = self.group_gates(domain);
        if not_asked.is_none() && not_applicable.is_none() {
            return when;
        }
        let mut parts: Vec<Reg> = when.into_iter().collect();
        for gate in [not_asked, not_applicable].into_iter().flatten() {
            parts.push(self.push(Op::Not(gate), domain));
        }
        Some(self.push(Op::And(parts.into()), domain))
    }

    /// For each row of a table, where the table gives its result: the row holds, and no row before it does. A result that several rows
    /// have is told at the first of them, also where it is open which of them holds.
    fn table(&mut self, rows: &[TableRowIr]) -> Vec<Reg> {
        let is_first = |index: usize, row: &TableRowIr| !rows.iter().take(index).any(|earlier| earlier.is == row.is);
        if !rows.iter().enumerate().all(|(index, row)| is_first(index, row)) {
            let regs = rows.iter().enumerate().map(|(index, row)| {
                if !is_first(index, row) {
                    return self.push(Op::Truth(false), RECORD);
                }
                let counts: Vec<bool> = rows.iter().map(|other| other.is == row.is).collect();
                self.table_in(rows, &counts)
            });
            return regs.collect();
        }
        let mut none_before: Option<Reg> = None;
        let mut regs = Vec::with_capacity(rows.len());
        for row in rows {
            let holds = self.row_holds(row);
            regs.push(match none_before {
                None => holds,
                Some(before) => self.push(Op::And([before, holds].into()), RECORD),
            });
            let not = self.push(Op::Not(holds), RECORD);
            none_before = Some(match none_before {
                None => not,
                Some(before) => self.push(Op::And([before, not].into()), RECORD),
            });
        }
        regs
    }

    /// Where a row of a decision table holds; one that is not applicable does not.
    fn row_holds(&mut self, row: &TableRowIr) -> Reg {
        match &row.when {
            None => self.push(Op::Truth(true), RECORD),
            Some(when) => {
                let when = self.condition(when, RECORD);
                self.push(Op::Holds(when), RECORD)
            }
        }
    }

    /// Where the first row that holds is one of those that count. Kleene's logic gives "unless every possible result is the same" by itself.
    fn table_in(&mut self, rows: &[TableRowIr], counts: &[bool]) -> Reg {
        // From the last row up: `row or rest` where the row counts, `not row and rest` where it does not; nothing after the last row.
        let mut rest = self.push(Op::Truth(false), RECORD);
        for (row, counts) in rows.iter().zip(counts).rev() {
            let holds = self.row_holds(row);
            rest = if *counts {
                self.push(Op::Or([holds, rest].into()), RECORD)
            } else {
                let not = self.push(Op::Not(holds), RECORD);
                self.push(Op::And([not, rest].into()), RECORD)
            };
        }
        rest
    }

    fn push(&mut self, op: Op, domain: DomainId) -> Reg {
        self.push_wide(op, domain, 3)
    }

    fn push_wide(&mut self, op: Op, domain: DomainId, planes: u8) -> Reg {
        let reg = Reg(u32::try_from(self.program.regs.len()).unwrap_or(u32::MAX));
        self.program.regs.push((domain, planes));
        if planes > 3 {
            // Where a bitmap is one word, a place holds three.
            self.program.regs.push((domain, 0));
        }
        self.program.steps.push(Step { op, to: reg, domain, num: None });
        reg
    }

    fn push_number(&mut self, op: Op, domain: DomainId) -> NumReg {
        let index = u32::try_from(self.program.nums.len()).unwrap_or(u32::MAX);
        self.program.nums.push(domain);
        let known = Reg(u32::try_from(self.program.regs.len()).unwrap_or(u32::MAX));
        self.program.regs.push((domain, 3));
        self.program.steps.push(Step { op, to: known, domain, num: Some(index) });
        NumReg { index, known }
    }

    fn want(&mut self, slot: SlotId, wanted: Use) {
        if let Some(place) = self.wanted.get_mut(slot.index()) {
            *place = (*place).max(wanted);
        }
    }

    fn domain_of(&self, slot: SlotId) -> DomainId {
        self.inputs.checked.shape.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain)
    }

    fn domain_of_reg(&self, reg: Reg) -> DomainId {
        self.program.regs.get(reg.0 as usize).map_or(RECORD, |(domain, _)| *domain)
    }

    fn parent(&self, domain: DomainId) -> DomainId {
        self.inputs.checked.shape.domains.get(domain.index()).and_then(|domain| domain.parent).unwrap_or(RECORD)
    }

    /// The register for the rows of `domain`, which lies in the register's own domain.
    fn spread(&mut self, reg: Reg, domain: DomainId) -> Reg {
        let from = self.domain_of_reg(reg);
        if from == domain {
            return reg;
        }
        if let Some(known) = self.spreads.get(&(reg, domain)) {
            return *known;
        }
        let parent = self.parent(domain);
        let around = if parent == domain { reg } else { self.spread(reg, parent) };
        let spread = self.push(Op::Spread { from: around }, domain);
        self.spreads.insert((reg, domain), spread);
        spread
    }

    fn spread_number(&mut self, number: NumReg, domain: DomainId) -> NumReg {
        let from = self.program.nums.get(number.index as usize).copied().unwrap_or(RECORD);
        if from == domain {
            return number;
        }
        if let Some(known) = self.number_spreads.get(&(number, domain)) {
            return *known;
        }
        let parent = self.parent(domain);
        let around = if parent == domain { number } else { self.spread_number(number, parent) };
        let spread = self.push_number(Op::SpreadNumber(around), domain);
        self.number_spreads.insert((number, domain), spread);
        spread
    }

    /// Where the rows of a group are not asked (true), and where they are not applicable (true).
    fn group_gates(&mut self, domain: DomainId) -> (Option<Reg>, Option<Reg>) {
        if domain == RECORD {
            return (None, None);
        }
        if let Some(known) = self.group_gates.get(&domain) {
            return *known;
        }
        // What is being made counts as open, so that a cycle that a checker missed ends here.
        self.group_gates.insert(domain, (None, None));
        let (withheld, only_where) =
            (std::mem::replace(&mut self.withheld_is_inapplicable, false), self.only_where.take());
        let shape = &self.inputs.checked.shape;
        let parent = self.parent(domain);
        let (parent_not_asked, parent_not_applicable) = self.group_gates(parent);
        let mut not_asked: Vec<Reg> = parent_not_asked.into_iter().map(|reg| self.spread(reg, domain)).collect();
        let mut not_applicable: Vec<Reg> =
            parent_not_applicable.into_iter().map(|reg| self.spread(reg, domain)).collect();
        if let Some(group) = shape.domains.get(domain.index()) {
            if let Some(ask_when) = &group.ask_when {
                let asked = self.asked(ask_when, parent);
                let not = self.push(Op::Not(asked), parent);
                not_asked.push(self.spread(not, domain));
            }
            if let (Some(row), true) = (group.row, group.fixed.iter().any(|row| row.not_applicable_when.is_some())) {
                let conditions = group
                    .fixed
                    .iter()
                    .map(|row| row.not_applicable_when.as_ref().map(|when| self.condition(when, parent)))
                    .collect();
                self.want(row, Use::Value);
                not_applicable.push(self.push(Op::FixedRow { row, conditions }, domain));
            }
        }
        (self.withheld_is_inapplicable, self.only_where) = (withheld, only_where);
        let gates = (self.or(not_asked, domain), self.or(not_applicable, domain));
        self.group_gates.insert(domain, gates);
        gates
    }

    /// Where something is asked: not where its `ask-when` is false, nor where that is not applicable because what it looks at is not asked either.
    fn asked(&mut self, ask_when: &Cond, domain: DomainId) -> Reg {
        let when = self.condition(ask_when, domain);
        self.push(Op::Holds(when), domain)
    }

    fn or(&mut self, regs: Vec<Reg>, domain: DomainId) -> Option<Reg> {
        match regs.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => Some(self.push(Op::Or(regs.into()), domain)),
        }
    }

    fn gates(&mut self, slot: SlotId) -> Gates {
        if let Some(known) = self.gates.get(&slot) {
            return *known;
        }
        if self.open_slots.contains(&slot) {
            return Gates::default();
        }
        self.open_slots.push(slot);
        let domain = self.domain_of(slot);
        let (group_not_asked, row_not_applicable) = self.group_gates(domain);
        let is_row = self.inputs.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.is_row);
        let ask_when = self.inputs.checked.shape.slots.get(slot.index()).and_then(|slot| slot.ask_when.as_ref());
        let (withheld, only_where) =
            (std::mem::replace(&mut self.withheld_is_inapplicable, false), self.only_where.take());
        let asked = ask_when.map(|when| self.asked(when, domain));
        (self.withheld_is_inapplicable, self.only_where) = (withheld, only_where);
        self.open_slots.pop();
        let gates = if is_row { Gates::default() } else { Gates { asked, group_not_asked, row_not_applicable } };
        self.gates.insert(slot, gates);
        gates
    }

    fn slot_valid(&mut self, slot: SlotId) -> Reg {
        let key = (slot, self.withheld_is_inapplicable);
        if let Some(known) = self.valid.get(&key) {
            return *known;
        }
        let gates = self.gates(slot);
        self.want(slot, Use::Presence);
        let domain = self.domain_of(slot);
        let reg = self.push(Op::Valid { slot, gates, withheld_is_inapplicable: key.1 }, domain);
        self.valid.insert(key, reg);
        reg
    }

    fn value_of(&mut self, slot: SlotId) -> Reg {
        self.want(slot, Use::Value);
        self.slot_valid(slot)
    }

    /// A condition as a register of `domain`.
    fn condition(&mut self, cond: &Cond, domain: DomainId) -> Reg {
        let key = (!cond.text.is_empty() && !matches!(cond.kind, CondKind::StateIn(..))).then(|| {
            let only_where = self.only_where.filter(|_| searches_text(cond)).map(|(when, _)| when);
            (domain, Arc::clone(&cond.text), self.withheld_is_inapplicable, only_where)
        });
        if let Some(known) = key.as_ref().and_then(|key| self.seen.get(key)) {
            return *known;
        }
        let reg = self.condition_anew(cond, domain);
        let reg = self.spread(reg, domain);
        if let Some(key) = key {
            self.seen.insert(key, reg);
        }
        reg
    }

    fn condition_anew(&mut self, cond: &Cond, domain: DomainId) -> Reg {
        match &cond.kind {
            CondKind::Truth(value) => self.push(Op::Truth(*value), domain),
            CondKind::And(parts) => {
                let parts: Box<[Reg]> = self.where_undecided(parts, false, domain, |lowering| {
                    parts.iter().map(|part| lowering.condition(part, domain)).collect()
                });
                self.push(Op::And(parts), domain)
            }
            CondKind::Or(parts) => {
                let parts = self.where_undecided(parts, true, domain, |lowering| lowering.alternatives(parts, domain));
                match &*parts {
                    [one] => *one,
                    _ => self.push(Op::Or(parts), domain),
                }
            }
            CondKind::Not(inner) => {
                let inner = self.condition(inner, domain);
                self.push(Op::Not(inner), domain)
            }
            CondKind::StateIn(slot, states) => {
                self.want(*slot, Use::Presence);
                let gates = self.gates(*slot);
                let at = self.domain_of(*slot);
                self.push(Op::StateIn { slot: *slot, gates, states: state_set(states) }, at)
            }
            CondKind::OptionIn(slot, options) => {
                let valid = self.value_of(*slot);
                let at = self.domain_of(*slot);
                self.push(Op::OptionIn { slot: *slot, valid, options: options.clone().into() }, at)
            }
            CondKind::SameOption(left, right) => {
                self.pair(*left, *right, domain, |slots, valid| Op::SameOption { slots, valid })
            }
            CondKind::HasOption(slot, option) => {
                let valid = self.value_of(*slot);
                let at = self.domain_of(*slot);
                self.push(Op::HasOption { slot: *slot, valid, option: *option }, at)
            }
            CondKind::HasRow { among, row, places } => {
                let valid = [self.value_of(*among), self.value_of(*row)].map(|reg| self.spread(reg, domain));
                let (among, row) = (*among, *row);
                self.push(Op::HasRow { among, row, valid, places: places.clone().into() }, domain)
            }
            CondKind::Compare(comparison, left, right) => {
                if let (Num::Slot(slot), Some(value)) = (left, constant(right, self.inputs)) {
                    let valid = self.value_of(*slot);
                    let at = self.domain_of(*slot);
                    return self.push(Op::CompareSlot { comparison: *comparison, slot: *slot, valid, value }, at);
                }
                if let (Some((function, slot)), Some(value)) = (texts::of_one_text(left), constant(right, self.inputs))
                {
                    let valid = self.text_of(slot);
                    let at = self.domain_of(slot);
                    let comparison = *comparison;
                    return self.push(Op::CompareText { comparison, function, slot, valid, value }, at);
                }
                if let (Num::Slot(left), Num::Slot(right)) = (left, right) {
                    let at = self.domain_of(*left);
                    if at == self.domain_of(*right) && self.is_exact(*left) && self.is_exact(*right) {
                        let valid = [self.value_of(*left), self.value_of(*right)];
                        return self
                            .push(Op::CompareSlots { comparison: *comparison, slots: [*left, *right], valid }, at);
                    }
                }
                let left = self.number(left, domain);
                let left = self.spread_number(left, domain);
                if let Some(value) = constant(right, self.inputs).filter(|value| value.is_finite()) {
                    return self.push(Op::CompareTo { comparison: *comparison, left, value }, domain);
                }
                let right = self.number(right, domain);
                let right = self.spread_number(right, domain);
                self.push(Op::Compare { comparison: *comparison, left, right }, domain)
            }
            CondKind::TextIn(slot, texts) => {
                let valid = self.text_of(*slot);
                let at = self.domain_of(*slot);
                let person = self.is_person(*slot);
                let texts = texts
                    .iter()
                    .filter_map(|text| text_of(text, self.inputs))
                    .map(|text| if person { crate::eval::fold_person(text) } else { text.to_owned() })
                    .collect();
                self.push(Op::TextIn { slot: *slot, valid, texts, person }, at)
            }
            CondKind::SameText(left, right) => {
                let person = self.is_person(*left) || self.is_person(*right);
                self.pair(*left, *right, domain, |slots, valid| Op::SameText { slots, valid, person })
            }
            CondKind::TextContains(slot, TextSource::Slot(other)) => {
                self.pair(*slot, *other, domain, |slots, valid| Op::TextContainsText { slots, valid })
            }
            CondKind::TextContains(slot, needle) => self.text_contains(*slot, &[needle]),
            CondKind::Matches(slot, source) => {
                let valid = self.text_of(*slot);
                let at = self.domain_of(*slot);
                match text_of(source, self.inputs).map(|text| self.inputs.checked.pattern(text)) {
                    Some(Ok(pattern)) => self.push(Op::Matches { slot: *slot, valid, pattern }, at),
                    refused => {
                        let id = match source {
                            TextSource::Parameter(id) => {
                                self.inputs.checked.parameters.get(id.index()).map_or("", |parameter| &parameter.id)
                            }
                            _ => "",
                        };
                        let error = Error::new(
                            ErrorKind::InvalidSetting,
                            format!("the parameter `{id}` is not a pattern that can be used"),
                        );
                        self.refused.get_or_insert(match refused {
                            Some(Err(cause)) => error.because(cause),
                            _ => error,
                        });
                        self.push(Op::Truth(false), at)
                    }
                }
            }
            CondKind::AnyRow { group, has } => {
                let has = self.for_all_rows(|lowering| lowering.condition(has, *group));
                let has = self.only_rows_there(has, *group);
                self.push_reduced(*group, domain, |_| Op::AnyRow { has })
            }
            CondKind::EveryRow { group, filter, has } => {
                let filter =
                    filter.as_ref().map(|filter| self.for_all_rows(|lowering| lowering.condition(filter, *group)));
                let filter = self.only_rows_that_count(filter, *group);
                let has = self.for_all_rows(|lowering| lowering.condition(has, *group));
                self.push_reduced(*group, domain, |_| Op::EveryRow { filter, has })
            }
            CondKind::Derived(id) => match self.derived(*id) {
                Lowered::Condition(reg) => reg,
                Lowered::Number(_) => self.push(Op::Truth(false), domain),
            },
            CondKind::TableIn(id, counts) => {
                match self.inputs.checked.derived.get(id.index()).map(|derived| &derived.value) {
                    Some(DerivedValueIr::Table(rows)) => {
                        let only_where = self.only_where.take();
                        let reg = self.table_in(rows, counts);
                        self.only_where = only_where;
                        reg
                    }
                    _ => self.push(Op::Truth(false), domain),
                }
            }
            CondKind::Verdict { every, rules, test } => {
                self.push(Op::VerdictTest { rules: rules.clone().into(), every: *every, test: *test }, RECORD)
            }
        }
    }

    /// Whether a field's answers are exact numbers or dates, and not intervals of years.
    fn is_exact(&self, slot: SlotId) -> bool {
        self.inputs.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind != FieldType::Year)
    }

    fn takes_several(&self, slot: SlotId) -> bool {
        self.inputs.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::Choices)
    }

    fn is_person(&self, slot: SlotId) -> bool {
        self.inputs.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::Person)
    }

    /// Two fields side by side: in the deeper of their domains, which the checker has seen to be `domain` or around it.
    fn pair(
        &mut self,
        left: SlotId,
        right: SlotId,
        domain: DomainId,
        op: impl FnOnce([SlotId; 2], [Reg; 2]) -> Op,
    ) -> Reg {
        let valid = [self.value_of(left), self.value_of(right)];
        let valid = valid.map(|reg| self.spread(reg, domain));
        self.push(op([left, right], valid), domain)
    }

    /// For `any`: rows of groups that are not asked count as not there, and to rows that do not apply it does not apply.
    fn only_rows_there(&mut self, has: Reg, group: DomainId) -> Reg {
        let (not_asked, not_applicable) = self.group_gates(group);
        let has = match not_applicable {
            None => has,
            Some(except) => self.push(Op::Except { of: has, except }, group),
        };
        let Some(not_asked) = not_asked else { return has };
        let asked = self.push(Op::Not(not_asked), group);
        self.push(Op::And([asked, has].into()), group)
    }

    /// A reduction of a group's rows to the domain in which it lies, then spread to where it is needed.
    fn push_reduced(&mut self, group: DomainId, domain: DomainId, op: impl FnOnce(DomainId) -> Op) -> Reg {
        let to = self.reduction_domain(group, domain);
        self.push(op(to), to)
    }

    /// The domain to which a group is reduced when it is seen from `domain`: the nearest around the group that `domain` is or lies in.
    fn reduction_domain(&self, group: DomainId, domain: DomainId) -> DomainId {
        let mut around = self.parent(group);
        loop {
            let mut seen_from = domain;
            loop {
                if seen_from == around {
                    return around;
                }
                if seen_from == RECORD {
                    break;
                }
                seen_from = self.parent(seen_from);
            }
            if around == RECORD {
                return RECORD;
            }
            around = self.parent(around);
        }
    }

    fn derived(&mut self, id: DerivedId) -> Lowered {
        let key = (id, self.withheld_is_inapplicable);
        if let Some(known) = self.derived.get(&key) {
            return *known;
        }
        // What has a name is made once, for all rows and rules.
        let only_where = self.only_where.take();
        let lowered = match self.inputs.checked.derived.get(id.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Condition(cond)) => Lowered::Condition(self.condition(cond, RECORD)),
            Some(DerivedValueIr::Number(num, _)) => Lowered::Number(self.number(num, RECORD)),
            _ => Lowered::Condition(self.push(Op::Truth(false), RECORD)),
        };
        self.only_where = only_where;
        self.derived.insert(key, lowered);
        lowered
    }

    fn number(&mut self, num: &Num, domain: DomainId) -> NumReg {
        if let Some(value) = constant(num, self.inputs) {
            return self.push_number(Op::Number(value), domain);
        }
        match num {
            Num::Slot(slot) => {
                let known = self.value_of(*slot);
                let at = self.domain_of(*slot);
                let index = u32::try_from(self.program.nums.len()).unwrap_or(u32::MAX);
                self.program.nums.push(at);
                // Where the number is known is where the field is; only the interval is written.
                let copy = Reg(u32::try_from(self.program.regs.len()).unwrap_or(u32::MAX));
                self.program.regs.push((at, 0));
                self.program.steps.push(Step {
                    op: Op::SlotNumber { slot: *slot },
                    to: copy,
                    domain: at,
                    num: Some(index),
                });
                NumReg { index, known }
            }
            Num::OptionNumber(slot, numbers) => {
                let valid = self.value_of(*slot);
                let at = self.domain_of(*slot);
                self.push_number(Op::OptionNumber { slot: *slot, valid, numbers: numbers.clone().into() }, at)
            }
            Num::Arithmetic(op, left, right) => {
                let left = self.number(left, domain);
                let left = self.spread_number(left, domain);
                let right = self.number(right, domain);
                let right = self.spread_number(right, domain);
                self.push_number(Op::Arithmetic { op: *op, left, right }, domain)
            }
            Num::Negate(inner) => {
                let inner = self.number(inner, domain);
                let at = self.program.nums.get(inner.index as usize).copied().unwrap_or(domain);
                self.push_number(Op::Negate(inner), at)
            }
            Num::Shift { date, by, back } => {
                let date = self.number(date, domain);
                let at = self.program.nums.get(date.index as usize).copied().unwrap_or(domain);
                let by = period(*by, *back, self.inputs)
                    .unwrap_or(Period { amount: 0, unit: crate::value::PeriodUnit::Days });
                self.push_number(Op::Shift { date, by }, at)
            }
            Num::Fold { kind, group, value, filter } => {
                let filter =
                    filter.as_ref().map(|filter| self.for_all_rows(|lowering| lowering.condition(filter, *group)));
                let filter = self.only_rows_that_count(filter, *group);
                let value = value.as_ref().filter(|_| *kind != Fold::Count).map(|value| {
                    let value = self.for_all_rows(|lowering| lowering.number(value, *group));
                    self.spread_number(value, *group)
                });
                let to = self.reduction_domain(*group, domain);
                self.push_number(Op::Fold { kind: *kind, group: *group, value, filter }, to)
            }
            Num::Derived(id) => match self.derived(*id) {
                Lowered::Number(number) => number,
                Lowered::Condition(_) => self.push_number(Op::Number(f64::NAN), domain),
            },
            Num::Points(points) => {
                let terms = points
                    .terms
                    .iter()
                    .map(|(slot, numbers)| PointsTerm {
                        slot: *slot,
                        valid: self.value_of(*slot),
                        asked: self.gates(*slot).asked,
                        numbers: numbers.clone().into(),
                        several: self.takes_several(*slot),
                    })
                    .collect();
                let limits = self.inputs.checked.extremes.get(points.id.index()).copied().flatten();
                self.push_number(Op::Points { terms, blank_is_nothing: points.blank_is_nothing, limits }, RECORD)
            }
            Num::Case(rows) => {
                let rows = rows
                    .iter()
                    .map(|(when, value)| {
                        let when = when.as_ref().map(|when| self.condition(when, domain));
                        let value = self.number(value, domain);
                        (when, self.spread_number(value, domain))
                    })
                    .collect();
                self.push_number(Op::Case(rows), domain)
            }
            Num::Nearest(slot) => {
                let valid = self.value_of(*slot);
                let at = self.domain_of(*slot);
                self.push_number(Op::Nearest { slot: *slot, valid }, at)
            }
            Num::Call(function, arguments) => match arguments.as_slice() {
                [Argument::Answer(slot)] => {
                    let only_where =
                        self.only_where.filter(|(_, domain)| *domain == self.domain_of(*slot)).map(|(when, _)| when);
                    let key = (function.name, *slot, self.withheld_is_inapplicable, only_where);
                    if let Some(known) = self.texts.get(&key) {
                        return *known;
                    }
                    let valid = self.text_of(*slot);
                    let at = self.domain_of(*slot);
                    let number = self.push_number(Op::CallText { function, slot: *slot, valid }, at);
                    self.texts.insert(key, number);
                    number
                }
                [Argument::Answer(first), Argument::Answer(second)] => {
                    let valid = [self.value_of(*first), self.value_of(*second)];
                    let valid = valid.map(|reg| self.spread(reg, domain));
                    self.push_number(Op::CallTexts { function, slots: [*first, *second], valid }, domain)
                }
                arguments => {
                    let arguments = arguments
                        .iter()
                        .map(|argument| {
                            let number = match argument {
                                Argument::Number(number) => self.number(number, domain),
                                // The checker gives text functions texts and number functions numbers.
                                Argument::Answer(_) => self.push_number(Op::Number(f64::NAN), domain),
                            };
                            self.spread_number(number, domain)
                        })
                        .collect();
                    self.push_number(Op::CallNumbers { function, arguments }, domain)
                }
            },
            Num::Literal(_) | Num::Parameter(_) | Num::Today | Num::Extreme { .. } => {
                self.push_number(Op::Number(f64::NAN), domain)
            }
        }
    }
}

/// States as a set of bits by code; *missing* asked of by itself holds *not supplied* too (the checker says so in the list).
pub(crate) fn state_set(states: &[State]) -> u8 {
    states.iter().fold(0, |set, state| set | 1 << (*state as u8))
}
