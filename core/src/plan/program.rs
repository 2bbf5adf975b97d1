//! A plan's rules as a flat list of steps over registers: what the columnar evaluator runs.
//!
//! A register of conditions has three bitmaps over the rows of its domain: *true*, *false* and *not applicable*; what is in none of
//! them is unknown. A register of numbers has the two ends of an interval for each row, and a register of conditions whose *true*
//! says that the number is known. Every step writes registers that lie after all that it reads.

use crate::eval::Needle;
use crate::framework::UnknownVerdict;
use crate::function::Function;
use crate::ir::{Arithmetic, Comparison, DomainId, RuleId, SlotId};
use crate::pattern::Pattern;
use crate::syntax::ast::{Fold, VerdictTest};
use crate::value::{Period, State};
use std::ops::Range;

/// A register of conditions (or, for verdicts, of five bitmaps: it takes two places).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Reg(pub(crate) u32);

/// A register of numbers with the register that says where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NumReg {
    pub(crate) index: u32,
    pub(crate) known: Reg,
}

/// The steps, the registers they use and where the results lie.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// What reads nothing but one field, and is done before all steps, in one small loop.
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) steps: Vec<Step>,
    /// Verdicts that no step reads, which are given after all steps, in one small loop.
    pub(crate) endings: Vec<Ending>,
    /// Domain and number of bitmaps of each register.
    pub(crate) regs: Vec<(DomainId, u8)>,
    /// Domain of each field.
    pub(crate) slot_domains: Vec<DomainId>,
    /// Domain of each register of numbers.
    pub(crate) nums: Vec<DomainId>,
    /// By rule: the register of its verdicts.
    pub(crate) verdicts: Vec<Reg>,
    /// How many rules there are about each domain, where there are any.
    pub(crate) verdict_domains: Vec<(DomainId, u64)>,
    /// By row of the outcome table: the register that is true where the table gives this row's result.
    pub(crate) outcome: Vec<Reg>,
    /// By shown derived table, by row.
    pub(crate) tables: Vec<Vec<Reg>>,
    /// By measure.
    pub(crate) measures: Vec<MeasureRegs>,
}

/// Where a measure's conditions lie.
#[derive(Debug)]
pub(crate) struct MeasureRegs {
    /// The numerator, or where the number is known.
    pub(crate) of: Reg,
    /// The number, where one is reckoned with.
    pub(crate) number: Option<NumReg>,
    /// Of what it is a part, or to what it is exposed.
    pub(crate) per: Option<NumReg>,
    /// Where the field of the strata is answered.
    pub(crate) strata: Option<Reg>,
    /// The universe.
    pub(crate) among: Option<Reg>,
    /// By what it is also given.
    pub(crate) by: Vec<ByRegs>,
}

/// What divides the records of a measure.
#[derive(Debug)]
pub(crate) enum ByRegs {
    /// A field: where it is answered.
    Field(Reg),
    /// A table: where each of its rows gives its result.
    Table(Vec<Reg>),
}

/// A condition on the cells of one field that no gate touches.
#[derive(Debug)]
pub(crate) struct Leaf {
    pub(crate) slot: SlotId,
    pub(crate) to: Reg,
    pub(crate) kind: LeafKind,
}

/// What a leaf asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LeafKind {
    /// The states (bit by code) in which it is true, false, not applicable; false in none, or in all in which it is not true.
    States([u8; 3]),
    /// Where a leaf before says that the field is answered: true where the option is among these (bit by place), else false.
    Options { valid: Reg, options: u64 },
}

/// The verdicts of a rule, which no step reads.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) verdict: VerdictStep,
    /// Whether that is plain ([`VerdictStep::is_plain`]).
    pub(crate) plain: bool,
    pub(crate) to: Reg,
    pub(crate) domain: DomainId,
}

impl Program {
    /// Puts what may be done before all steps, or after them, where it is done in small loops. Called once, when all steps are there.
    pub(crate) fn arrange(&mut self) {
        self.take_leaves();
        self.take_endings();
        for reg in &self.verdicts {
            let Some((domain, _)) = self.regs.get(reg.0 as usize).copied() else { continue };
            match self.verdict_domains.iter_mut().find(|(of, _)| *of == domain) {
                Some((_, rules)) => *rules += 1,
                None => self.verdict_domains.push((domain, 1)),
            }
        }
    }

    fn take_endings(&mut self) {
        let mut read = vec![false; self.regs.len()];
        for step in &self.steps {
            let mark = |reg: Reg| read.get_mut(reg.0 as usize).into_iter().for_each(|read| *read = true);
            step.op.reads(self, |_| {}, mark);
        }
        let steps = std::mem::take(&mut self.steps);
        for step in steps {
            match step.op {
                Op::Verdict(verdict) if read.get(step.to.0 as usize) == Some(&false) => {
                    let plain = verdict.is_plain();
                    self.endings.push(Ending { verdict, plain, to: step.to, domain: step.domain });
                }
                _ => self.steps.push(step),
            }
        }
    }

    fn take_leaves(&mut self) {
        let mut ungated = vec![false; self.regs.len()];
        let steps = std::mem::take(&mut self.steps);
        for step in steps {
            let is_leaf = |reg: &Reg| ungated.get(reg.0 as usize) == Some(&true);
            let (slot, kind) = match &step.op {
                Op::Valid { slot, gates, withheld_is_inapplicable } if *gates == Gates::default() => {
                    let mut inapplicable = 1u8 << State::NotApplicable as u8 | 1 << State::NotAsked as u8;
                    if *withheld_is_inapplicable {
                        inapplicable |= 1 << State::Withheld as u8;
                    }
                    ungated.get_mut(step.to.0 as usize).into_iter().for_each(|leaf| *leaf = true);
                    (*slot, LeafKind::States([1 << State::Answered as u8, 0, inapplicable]))
                }
                Op::StateIn { slot, gates, states } if *gates == Gates::default() => {
                    (*slot, LeafKind::States([*states, !*states, 0]))
                }
                Op::OptionIn { slot, valid, options }
                    if options.iter().all(|option| *option < 64) && is_leaf(valid) =>
                {
                    let options = options.iter().fold(0, |set, option| set | 1 << option);
                    (*slot, LeafKind::Options { valid: *valid, options })
                }
                _ => {
                    self.steps.push(step);
                    continue;
                }
            };
            self.leaves.push(Leaf { slot, to: step.to, kind });
        }
    }
}

/// One step: what is computed, and where it goes.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) op: Op,
    pub(crate) to: Reg,
    /// Of the result.
    pub(crate) domain: DomainId,
    /// For numbers: where the interval goes; `to` then says where it is known.
    pub(crate) num: Option<u32>,
}

/// What makes a field's cells count as not asked or not applicable, whatever they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Gates {
    /// Not asked where this is false: the field's own `ask-when`.
    pub(crate) asked: Option<Reg>,
    /// Not asked where this is true: a group around it that is not asked.
    pub(crate) group_not_asked: Option<Reg>,
    /// Not applicable where this is true: a fixed row that is not applicable.
    pub(crate) row_not_applicable: Option<Reg>,
}

/// The computations of a step.
#[derive(Debug)]
pub(crate) enum Op {
    /// True where the field is answered; not applicable where it need not be.
    Valid {
        slot: SlotId,
        gates: Gates,
        withheld_is_inapplicable: bool,
    },
    /// A field's `Valid`, for the rows where a condition is true; unknown elsewhere.
    Only {
        valid: Reg,
        when: Reg,
    },
    /// True where it is still open whether some parts decide the whole: where `when` is true, and none of the parts is what `decided` says.
    Undecided {
        when: Option<Reg>,
        parts: Box<[Reg]>,
        decided: bool,
    },
    /// The state of a cell is in a set (bit by state code).
    StateIn {
        slot: SlotId,
        gates: Gates,
        states: u8,
    },
    Truth(bool),
    And(Box<[Reg]>),
    Or(Box<[Reg]>),
    Not(Reg),
    /// Not applicable becomes false: a row of a decision table that is not applicable does not hold.
    Holds(Reg),
    OptionIn {
        slot: SlotId,
        valid: Reg,
        options: Box<[u16]>,
    },
    SameOption {
        slots: [SlotId; 2],
        valid: [Reg; 2],
    },
    HasOption {
        slot: SlotId,
        valid: Reg,
        option: u16,
    },
    /// A field with several answers has the row among them; by place in the `row` field's list.
    HasRow {
        among: SlotId,
        row: SlotId,
        valid: [Reg; 2],
        places: Box<[Option<u16>]>,
    },
    /// A number, date or year of a field against a constant.
    CompareSlot {
        comparison: Comparison,
        slot: SlotId,
        valid: Reg,
        value: f64,
    },
    /// A function of a field's text against a constant.
    CompareText {
        comparison: Comparison,
        function: &'static Function,
        slot: SlotId,
        valid: Reg,
        value: f64,
    },
    /// Two fields of one domain that hold exact numbers, or dates, side by side.
    CompareSlots {
        comparison: Comparison,
        slots: [SlotId; 2],
        valid: [Reg; 2],
    },
    Compare {
        comparison: Comparison,
        left: NumReg,
        right: NumReg,
    },
    /// A number against a constant that is one.
    CompareTo {
        comparison: Comparison,
        left: NumReg,
        value: f64,
    },
    TextIn {
        slot: SlotId,
        valid: Reg,
        texts: Box<[String]>,
        person: bool,
    },
    SameText {
        slots: [SlotId; 2],
        valid: [Reg; 2],
        person: bool,
    },
    /// The text contains one of these.
    TextContains {
        slot: SlotId,
        valid: Reg,
        needles: Box<[Needle]>,
    },
    TextContainsText {
        slots: [SlotId; 2],
        valid: [Reg; 2],
    },
    Matches {
        slot: SlotId,
        valid: Reg,
        pattern: Pattern,
    },
    /// A condition, not applicable where `except` is true.
    Except {
        of: Reg,
        except: Reg,
    },
    /// The same condition for every row of a group of the domain in which it is known.
    Spread {
        from: Reg,
    },
    /// True for the fixed rows whose condition (in the domain around) is true.
    FixedRow {
        row: SlotId,
        conditions: Box<[Option<Reg>]>,
    },
    AnyRow {
        has: Reg,
    },
    EveryRow {
        filter: Option<Reg>,
        has: Reg,
    },
    Verdict(VerdictStep),
    VerdictTest {
        rules: Box<[RuleId]>,
        every: bool,
        test: VerdictTest,
    },
    // Numbers.
    Number(f64),
    SlotNumber {
        slot: SlotId,
    },
    OptionNumber {
        slot: SlotId,
        valid: Reg,
        numbers: Box<[Option<f64>]>,
    },
    Arithmetic {
        op: Arithmetic,
        left: NumReg,
        right: NumReg,
    },
    Negate(NumReg),
    Shift {
        date: NumReg,
        by: Period,
    },
    SpreadNumber(NumReg),
    Fold {
        kind: Fold,
        group: DomainId,
        value: Option<NumReg>,
        filter: Option<Reg>,
    },
    Points {
        terms: Box<[PointsTerm]>,
        blank_is_nothing: bool,
        limits: Option<(f64, f64)>,
    },
    Case(Box<[(Option<Reg>, NumReg)]>),
    Nearest {
        slot: SlotId,
        valid: Reg,
    },
    CallText {
        function: &'static Function,
        slot: SlotId,
        valid: Reg,
    },
    CallTexts {
        function: &'static Function,
        slots: [SlotId; 2],
        valid: [Reg; 2],
    },
    CallNumbers {
        function: &'static Function,
        arguments: Box<[NumReg]>,
    },
}

/// What a rule's verdicts are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VerdictStep {
    pub(crate) when: Option<Reg>,
    pub(crate) require: Reg,
    /// The same with withheld answers as not applicable, where these are told apart.
    pub(crate) withheld: Option<(Option<Reg>, Reg)>,
    pub(crate) unknown: Unknown,
    pub(crate) review: bool,
    pub(crate) due: bool,
}

impl VerdictStep {
    /// Whether it says no more than met, not met and cannot tell.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.withheld.is_none() && self.unknown == Unknown::default() && !self.review
    }

    /// Calls for every register that it reads.
    fn reads(&self, mut reg: impl FnMut(Reg)) {
        let VerdictStep { when, require, withheld, .. } = *self;
        when.into_iter().chain([require]).for_each(&mut reg);
        if let Some((when, require)) = withheld {
            when.into_iter().chain([require]).for_each(reg);
        }
    }
}

/// A field that adds to a score.
#[derive(Debug)]
pub(crate) struct PointsTerm {
    pub(crate) slot: SlotId,
    pub(crate) valid: Reg,
    /// Where it is asked; always, when absent.
    pub(crate) asked: Option<Reg>,
    pub(crate) numbers: Box<[f64]>,
    /// Whether it takes several answers.
    pub(crate) several: bool,
}

/// What *cannot tell* becomes, resolved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unknown {
    pub(crate) otherwise: Option<UnknownVerdict>,
    pub(crate) withheld: Option<UnknownVerdict>,
}

impl Op {
    /// Calls for every field and every register that the step reads; a register of numbers by the one that says where they are known.
    pub(crate) fn reads(&self, program: &Program, mut field: impl FnMut(SlotId), mut reg: impl FnMut(Reg)) {
        match self {
            Op::Truth(_) | Op::Number(_) => {}
            Op::Valid { slot, gates, .. } | Op::StateIn { slot, gates, .. } => {
                field(*slot);
                let Gates { asked, group_not_asked, row_not_applicable } = *gates;
                [asked, group_not_asked, row_not_applicable].into_iter().flatten().for_each(reg);
            }
            Op::Except { of, except } => [*of, *except].into_iter().for_each(reg),
            Op::Only { valid, when } => [*valid, *when].into_iter().for_each(reg),
            Op::Undecided { when, parts, .. } => when.iter().chain(parts).copied().for_each(reg),
            Op::And(parts) | Op::Or(parts) => parts.iter().copied().for_each(reg),
            Op::Not(inner) | Op::Holds(inner) | Op::Spread { from: inner } | Op::AnyRow { has: inner } => reg(*inner),
            Op::OptionIn { slot, valid, .. }
            | Op::HasOption { slot, valid, .. }
            | Op::CompareSlot { slot, valid, .. }
            | Op::CompareText { slot, valid, .. }
            | Op::TextIn { slot, valid, .. }
            | Op::TextContains { slot, valid, .. }
            | Op::Matches { slot, valid, .. }
            | Op::OptionNumber { slot, valid, .. }
            | Op::Nearest { slot, valid }
            | Op::CallText { slot, valid, .. } => {
                field(*slot);
                reg(*valid);
            }
            Op::SlotNumber { slot } => field(*slot),
            Op::SameOption { slots, valid }
            | Op::CompareSlots { slots, valid, .. }
            | Op::SameText { slots, valid, .. }
            | Op::TextContainsText { slots, valid }
            | Op::CallTexts { slots, valid, .. } => {
                slots.iter().copied().for_each(field);
                valid.iter().copied().for_each(reg);
            }
            Op::HasRow { among, row, valid, .. } => {
                [*among, *row].into_iter().for_each(field);
                valid.iter().copied().for_each(reg);
            }
            Op::Compare { left, right, .. } | Op::Arithmetic { left, right, .. } => {
                [left.known, right.known].into_iter().for_each(reg);
            }
            Op::FixedRow { row, conditions } => {
                field(*row);
                conditions.iter().copied().flatten().for_each(reg);
            }
            Op::EveryRow { filter, has } => filter.iter().copied().chain([*has]).for_each(reg),
            Op::Verdict(verdict) => verdict.reads(reg),
            Op::VerdictTest { rules, .. } => {
                rules.iter().filter_map(|rule| program.verdicts.get(rule.index())).copied().for_each(reg);
            }
            Op::Negate(inner)
            | Op::Shift { date: inner, .. }
            | Op::SpreadNumber(inner)
            | Op::CompareTo { left: inner, .. } => reg(inner.known),
            Op::Fold { value, filter, .. } => {
                value.iter().map(|value| value.known).chain(*filter).for_each(reg);
            }
            Op::Points { terms, .. } => {
                for term in terms {
                    field(term.slot);
                    reg(term.valid);
                    term.asked.into_iter().for_each(&mut reg);
                }
            }
            Op::Case(rows) => {
                for (when, value) in rows {
                    when.iter().copied().chain([value.known]).for_each(&mut reg);
                }
            }
            Op::CallNumbers { arguments, .. } => arguments.iter().map(|argument| argument.known).for_each(reg),
        }
    }
}

/// The leaves, steps and endings of a program that rest on some fields, by way of others too: their places, as runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resting {
    pub(crate) leaves: Vec<Range<usize>>,
    pub(crate) steps: Vec<Range<usize>>,
    pub(crate) endings: Vec<Range<usize>>,
    /// The rules whose verdicts may be others then.
    pub(crate) rules: Vec<RuleId>,
    /// What each of these steps, and then of these endings, reads of what those before write; nothing for one that reads one of the fields itself.
    pub(crate) reads: Vec<Reg>,
    /// Where these end in `reads`, one after the other.
    pub(crate) ends: Vec<usize>,
}

/// One place more at the end of the runs.
fn add_place(runs: &mut Vec<Range<usize>>, place: usize) {
    match runs.last_mut() {
        Some(last) if last.end == place => last.end += 1,
        _ => runs.push(place..place + 1),
    }
}

impl Program {
    /// What has to be run again when the answers of some fields are others, as long as all rows stay where they are.
    pub(crate) fn resting_on(&self, touched: impl Fn(SlotId) -> bool) -> Resting {
        // Every step writes registers that lie after all that it reads, so that once through is enough.
        let mut dirty = vec![false; self.regs.len()];
        let mut resting = Resting::default();
        for (index, leaf) in self.leaves.iter().enumerate().filter(|(_, leaf)| touched(leaf.slot)) {
            add_place(&mut resting.leaves, index);
            dirty.get_mut(leaf.to.0 as usize).into_iter().for_each(|dirty| *dirty = true);
        }
        for (index, step) in self.steps.iter().enumerate() {
            let (mut by_field, first) = (false, resting.reads.len());
            step.op.reads(
                self,
                |slot| by_field |= touched(slot),
                |reg| resting.reads.extend(dirty.get(reg.0 as usize).is_none_or(|dirty| *dirty).then_some(reg)),
            );
            let by_reg = resting.reads.len() > first;
            if by_field {
                resting.reads.truncate(first);
            }
            if by_field || by_reg {
                resting.ends.push(resting.reads.len());
                add_place(&mut resting.steps, index);
                dirty.get_mut(step.to.0 as usize).into_iter().for_each(|dirty| *dirty = true);
            }
        }
        for (index, ending) in self.endings.iter().enumerate() {
            let first = resting.reads.len();
            ending.verdict.reads(|reg| {
                resting.reads.extend(dirty.get(reg.0 as usize).is_none_or(|dirty| *dirty).then_some(reg));
            });
            if resting.reads.len() > first {
                resting.ends.push(resting.reads.len());
                add_place(&mut resting.endings, index);
                dirty.get_mut(ending.to.0 as usize).into_iter().for_each(|dirty| *dirty = true);
            }
        }
        let written = |reg: &Reg| dirty.get(reg.0 as usize).copied().unwrap_or(true);
        let rules = self.verdicts.iter().enumerate().filter(|(_, reg)| written(reg));
        resting.rules = rules.map(|(rule, _)| RuleId::from_index(rule)).collect();
        resting
    }
}
