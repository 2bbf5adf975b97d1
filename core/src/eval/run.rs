//! The loop over a program's steps.

mod leaves;
pub(super) mod numbers;
mod rows;
mod verdicts;

use self::leaves::{only_cell, options_leaf, states_leaf};
use super::columns::{compare_slot, compare_slots, option_in, pack, pack_slice, row_of, text_contains, text_test};
use super::likeness::Likeness;
use super::registers::{ManyWords, ManyWritten, OneWord, OneWritten, Place, Planes, ROWS, Registers, Three, Written};
use super::truth::{Truth, Truths};
use super::{compare, fold_person, same_person};
use crate::batch::{Batch, Data, Texts};
use crate::bits;
use crate::function::Kernel;
use crate::ir::{DomainId, RECORD, RuleId, SlotId};
use crate::plan::program::{Gates, LeafKind, NumReg, Op, Program, Reg, Resting, Step};
use crate::value::State;
use std::cell::Cell;
use std::ops::Range;

/// Working memory of an evaluation, kept from batch to batch so that nothing is allocated for the next one.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    words: Vec<u64>,
    /// By register: where its bitmaps lie; empty where each is one word.
    places: Vec<Place>,
    /// By domain: how many words a bitmap has.
    widths: Vec<usize>,
    numbers: Vec<f64>,
    /// By register of numbers: where its low ends begin; its high ends follow them.
    number_starts: Vec<(usize, DomainId)>,
    memo: Vec<u8>,
    /// Texts beside each other, where each bitmap is one word.
    likeness: Likeness,
    /// By register: whether the last run made it another, where steps were run again.
    moved: Vec<bool>,
}

/// The registers after a run, by what they hold.
#[derive(Clone, Copy)]
pub(crate) struct Evaluated<'a> {
    words: &'a [u64],
    /// Empty where each bitmap is one word.
    places: &'a [Place],
    program: &'a Program,
    numbers: &'a [f64],
    /// By register of numbers: where its low ends begin, where a bitmap is more than one word.
    number_starts: &'a [(usize, DomainId)],
    /// Texts beside each other, where each bitmap is one word.
    pub(crate) likeness: &'a Likeness,
}

impl<'a> Evaluated<'a> {
    fn of(program: &'a Program, scratch: &'a Scratch) -> Self {
        let Scratch { words, places, numbers, number_starts, likeness, .. } = scratch;
        Self { words, places, program, numbers, number_starts, likeness }
    }

    /// The five bitmaps of a rule's verdicts, where each is one word.
    pub(crate) fn one_word(&self, rule: RuleId) -> Option<[u64; 5]> {
        self.program.verdicts.get(rule.index()).filter(|_| self.places.is_empty()).map(|reg| self.five(*reg))
    }

    /// The same of every rule.
    #[inline]
    pub(crate) fn all_of_one_word(&self) -> Option<impl Iterator<Item = [u64; 5]>> {
        self.places.is_empty().then(|| self.program.verdicts.iter().map(|reg| self.five(*reg)))
    }

    #[inline]
    fn five(&self, reg: Reg) -> [u64; 5] {
        self.words.get(reg.0 as usize * 3..).and_then(|words| words.first_chunk().copied()).unwrap_or_default()
    }

    /// A bitmap of a condition: 0 *true*, 1 *false*, 2 *not applicable*.
    pub(crate) fn plane(&self, reg: Reg, plane: usize) -> &'a [u64] {
        if self.places.is_empty() {
            let start = reg.0 as usize * 3 + plane;
            return self.words.get(start..start + 1).unwrap_or(&[]);
        }
        ManyWords { words: self.words, places: self.places, numbers: &[], starts: &[] }.plane(reg, plane)
    }

    /// The low and the high end of a number; of no meaning where it is not known.
    pub(crate) fn ends(&self, number: NumReg, row: usize, batch: &Batch) -> (f64, f64) {
        if self.places.is_empty() {
            let low = number.index as usize * (2 * ROWS) + row;
            let at = |place: usize| self.numbers.get(place).copied().unwrap_or(0.0);
            return (at(low), at(low + ROWS));
        }
        let regs =
            ManyWords { words: self.words, places: self.places, numbers: self.numbers, starts: self.number_starts };
        regs.interval(number.index, row, batch)
    }

    /// A bitmap of a rule's verdicts, by [`verdict_plane`]; *does not apply* is what is in none of the first four.
    pub(crate) fn verdict(&self, rule: RuleId, plane: usize) -> &'a [u64] {
        self.program.verdicts.get(rule.index()).map_or(&[], |reg| self.plane(*reg, plane))
    }
}

/// Places of the five bitmaps of a rule's verdicts.
pub(crate) mod verdict_plane {
    pub(crate) const MET: usize = 0;
    pub(crate) const NOT_MET: usize = 1;
    pub(crate) const CANNOT_TELL: usize = 2;
    pub(crate) const NEEDS_A_PERSON: usize = 3;
    /// *To do*: not yet due; what it would be is in the three before.
    pub(crate) const TO_DO: usize = 4;
    pub(crate) const COUNT: u8 = 5;
}

/// Runs every step over the batch. `parents` gives the domain around each domain.
pub(crate) fn run<'a>(
    program: &'a Program,
    parents: &[Option<DomainId>],
    batch: &'a Batch,
    scratch: &'a mut Scratch,
) -> Evaluated<'a> {
    if batch.domains.iter().all(|domain| domain.len <= ROWS) {
        run_one(program, parents, batch, scratch);
    } else {
        run_many(program, parents, batch, scratch);
    }
    Evaluated::of(program, scratch)
}

/// Runs again the steps that rest on what is another than in the last run of this program with this memory; all others stand.
/// Nothing where that run had rows elsewhere, or more of them than a word has bits: `lengths` says how many rows each domain had.
/// `only`: where all that is another is the answer of this field in this row, what was read of its texts in other rows is not read again.
pub(crate) fn run_again<'a>(
    program: &'a Program,
    parents: &[Option<DomainId>],
    batch: &'a Batch,
    scratch: &'a mut Scratch,
    lengths: &[usize],
    resting: &Resting,
    only: Option<(SlotId, usize)>,
) -> Option<Evaluated<'a>> {
    let same = batch.domains.len() == lengths.len()
        && batch.domains.iter().zip(lengths).all(|(domain, length)| domain.len == *length && *length <= ROWS);
    let Scratch { words, places, numbers, memo, likeness, moved, .. } = scratch;
    let whole = places.is_empty() && words.len() == (program.regs.len() + 1) * 3;
    if !same || !whole || numbers.len() < program.nums.len() * 2 * ROWS {
        return None;
    }
    let (regs, _) = words.as_chunks_mut();
    let regs: &mut [Three] = regs;
    let regs = OneWord {
        regs: Cell::from_mut(regs).as_slice_of_cells(),
        numbers: Cell::from_mut(numbers.as_mut_slice()).as_slice_of_cells(),
    };
    let machine = Machine { program, parents, batch, regs, domain: RECORD, rows: batch.len(), only };
    moved.clear();
    moved.resize(program.regs.len(), false);
    let again = Again { resting, moved, next: 0, first: 0 };
    one_word(machine, (memo, likeness), Some(again), &resting.leaves, &resting.steps, &resting.endings);
    Some(Evaluated::of(program, scratch))
}

/// As [`run`], in the shape for any number of words, whatever the batch.
#[cfg(any(test, fuzzing))]
pub(crate) fn run_in_any_length<'a>(
    program: &'a Program,
    parents: &[Option<DomainId>],
    batch: &'a Batch,
    scratch: &'a mut Scratch,
) -> Evaluated<'a> {
    run_many(program, parents, batch, scratch);
    Evaluated::of(program, scratch)
}

/// Every bitmap is one word.
fn run_one(program: &Program, parents: &[Option<DomainId>], batch: &Batch, scratch: &mut Scratch) {
    let Scratch { words, places, numbers, memo, likeness, .. } = scratch;
    places.clear();
    // One more, because the register of a verdict is two places.
    let length = (program.regs.len() + 1) * 3;
    if words.len() != length {
        words.clear();
        words.resize(length, 0);
    }
    if numbers.len() < program.nums.len() * 2 * ROWS {
        numbers.resize(program.nums.len() * 2 * ROWS, 0.0);
    }
    let (regs, _) = words.as_chunks_mut();
    let regs: &mut [Three] = regs;
    let regs = OneWord {
        regs: Cell::from_mut(regs).as_slice_of_cells(),
        numbers: Cell::from_mut(numbers.as_mut_slice()).as_slice_of_cells(),
    };
    let machine = Machine { program, parents, batch, regs, domain: RECORD, rows: batch.len(), only: None };
    let [leaves, steps, endings] =
        [program.leaves.len(), program.steps.len(), program.endings.len()].map(|length| 0..length);
    one_word(machine, (memo, likeness), None, &[leaves], &[steps], &[endings]);
}

/// What is known of a run that is done again: of which steps nothing that they read is another.
struct Again<'a> {
    resting: &'a Resting,
    moved: &'a mut [bool],
    /// The next step, by its place in `resting.ends`.
    next: usize,
    /// Where what it reads begins.
    first: usize,
}

impl Again<'_> {
    /// Whether the next step would write what stands.
    fn stands(&mut self) -> bool {
        let end = self.resting.ends.get(self.next).copied().unwrap_or(self.first);
        let reads = self.resting.reads.get(self.first..end).unwrap_or(&[]);
        (self.next, self.first) = (self.next + 1, end);
        let moved = |reg: &Reg| self.moved.get(reg.0 as usize).is_none_or(|moved| *moved);
        !reads.is_empty() && !reads.iter().any(moved)
    }

    fn note(&mut self, reg: Reg, moved: bool) {
        if let (true, Some(place)) = (moved, self.moved.get_mut(reg.0 as usize)) {
            *place = true;
        }
    }
}

/// The leaves, steps and endings of these places, in order. `again`: where what the registers hold is of a run before.
#[inline(never)]
fn one_word(
    mut machine: Machine<'_, OneWord<'_>>,
    (memo, likeness): (&mut Vec<u8>, &mut Likeness),
    mut again: Option<Again<'_>>,
    leaves: &[Range<usize>],
    steps: &[Range<usize>],
    endings: &[Range<usize>],
) {
    let Machine { program, batch, regs, .. } = machine;
    for places in leaves {
        for leaf in program.leaves.get(places.clone()).unwrap_or(&[]) {
            let mut three = Three::default();
            if let Some(column) = batch.column(leaf.slot) {
                match column.states.as_slice() {
                    [state] => three = only_cell(leaf.kind, *state, &column.data, regs),
                    _ => {
                        let [t, f, n] = three.each_mut().map(std::slice::from_mut);
                        match leaf.kind {
                            LeafKind::States(states) => states_leaf(column, states, t, f, n),
                            LeafKind::Options { valid, options } => {
                                options_leaf(column, options, |_| regs.planes(valid), t, f, n)
                            }
                        }
                    }
                }
            }
            let moved = regs.set(leaf.to, three);
            if let Some(again) = &mut again {
                again.note(leaf.to, moved);
            }
        }
    }
    for places in steps {
        for step in program.steps.get(places.clone()).unwrap_or(&[]) {
            if again.as_mut().is_some_and(Again::stands) {
                continue;
            }
            machine.turn_to(step.domain);
            if let Op::Verdict(verdict) = &step.op {
                let mut out = OneWritten::<2>::default();
                machine.verdict(verdict, &mut out);
                let [first, second] = out.get();
                let moved = regs.set(step.to, first) | regs.set(Reg(step.to.0 + 1), second);
                if let Some(again) = &mut again {
                    again.note(step.to, moved);
                }
                continue;
            }
            let mut out = OneWritten::<1>::default();
            match step.num {
                None => machine.step(step, &mut out, memo),
                Some(number) => {
                    let [low, high] = regs.ends(number, machine.rows);
                    match &step.op {
                        Op::Nearest { slot, valid } => {
                            machine.nearest(*slot, *valid, &mut out, [low, high], likeness);
                        }
                        op => machine.number_step(op, &mut out, low, high),
                    }
                }
            }
            let [three] = out.get();
            let moved = regs.set(step.to, three);
            if let Some(again) = &mut again {
                // Whether a number is known may be as it was, and the number another.
                again.note(step.to, moved || step.num.is_some());
            }
        }
    }
    for places in endings {
        for ending in program.endings.get(places.clone()).unwrap_or(&[]) {
            if again.as_mut().is_some_and(Again::stands) {
                continue;
            }
            machine.turn_to(ending.domain);
            let [met, not_met, open, person, to_do] = if ending.plain {
                machine.plain_verdict(&ending.verdict, 0, bits::mask(machine.rows, 0))
            } else {
                let mut out = OneWritten::<2>::default();
                machine.special_verdict(&ending.verdict, &mut out);
                let [[met, not_met, open], [person, to_do, _]] = out.get();
                [met, not_met, open, person, to_do]
            };
            regs.set(ending.to, [met, not_met, open]);
            regs.set(Reg(ending.to.0 + 1), [person, to_do, 0]);
        }
    }
}

/// Bitmaps have as many words as the rows of their domain need.
fn run_many(program: &Program, parents: &[Option<DomainId>], batch: &Batch, scratch: &mut Scratch) {
    let Scratch { words, places, widths, numbers, number_starts, memo, .. } = scratch;
    widths.clear();
    widths.extend(batch.domains.iter().map(|domain| bits::words(domain.len)));
    places.clear();
    let mut next = 0usize;
    places.extend(program.regs.iter().map(|(domain, planes)| {
        let width = widths.get(domain.index()).copied().unwrap_or(0);
        let place = Place { start: next, width };
        next += width * usize::from(*planes);
        place
    }));
    words.clear();
    words.resize(next, 0);
    number_starts.clear();
    let mut next = 0usize;
    for domain in &program.nums {
        number_starts.push((next, *domain));
        next += batch.domain_len(*domain) * 2;
    }
    // Every interval is written before it is read, so the old values need not be cleared away.
    numbers.resize(next, 0.0);
    for leaf in &program.leaves {
        let Place { start, width } = places.get(leaf.to.0 as usize).copied().unwrap_or_default();
        let Some((before, after)) = words.split_at_mut_checked(start) else { continue };
        let (Some(column), Some(words)) = (batch.column(leaf.slot), after.get_mut(..3 * width)) else { continue };
        let (t, f, n) = (ManyWritten { words, width }).into_three();
        match leaf.kind {
            LeafKind::States(states) => states_leaf(column, states, t, f, n),
            LeafKind::Options { valid, options } => {
                let valid = ManyWords { words: before, places, numbers: &[], starts: &[] }.planes(valid);
                options_leaf(column, options, |word| valid.word(word), t, f, n);
            }
        }
    }
    for step in &program.steps {
        let Some((_, planes)) = program.regs.get(step.to.0 as usize).copied() else { continue };
        let Place { start, width } = places.get(step.to.0 as usize).copied().unwrap_or_default();
        let Some((before, after)) = words.split_at_mut_checked(start) else { continue };
        let Some(out) = after.get_mut(..width * usize::from(planes)) else { continue };
        let mut out = ManyWritten { words: out, width };
        // Most steps are about conditions and have no numbers.
        let start = step.num.and_then(|num| Some(number_starts.get(num as usize)?.0)).unwrap_or(next);
        let Some((numbers, number)) = numbers.split_at_mut_checked(start) else { continue };
        let regs = ManyWords { words: before, places, numbers, starts: number_starts };
        let (domain, rows) = (step.domain, batch.domain_len(step.domain));
        let machine = Machine { program, parents, batch, regs, domain, rows, only: None };
        if let Op::Verdict(verdict) = &step.op {
            machine.verdict(verdict, &mut out);
        } else if step.num.is_none() {
            machine.step(step, &mut out, memo);
        } else {
            let rows = batch.domain_len(step.domain);
            let Some((low, high)) = number.get_mut(..rows * 2).and_then(|both| both.split_at_mut_checked(rows)) else {
                continue;
            };
            let [low, high] = [low, high].map(|ends| Cell::from_mut(ends).as_slice_of_cells());
            machine.number_step(&step.op, &mut out, low, high);
        }
    }
    for ending in &program.endings {
        let Place { start, width } = places.get(ending.to.0 as usize).copied().unwrap_or_default();
        let Some((before, after)) = words.split_at_mut_checked(start) else { continue };
        let Some(out) = after.get_mut(..width * usize::from(verdict_plane::COUNT)) else { continue };
        let regs = ManyWords { words: before, places, numbers, starts: number_starts };
        let (domain, rows) = (ending.domain, batch.domain_len(ending.domain));
        let machine = Machine { program, parents, batch, regs, domain, rows, only: None };
        machine.verdict(&ending.verdict, &mut ManyWritten { words: out, width });
    }
}

/// What a step sees: everything written before it.
struct Machine<'a, R> {
    program: &'a Program,
    parents: &'a [Option<DomainId>],
    batch: &'a Batch,
    regs: R,
    /// Of the step's result.
    domain: DomainId,
    /// How many rows the result has.
    rows: usize,
    /// All that is another than in the run before, of which every step's result still stands.
    only: Option<(SlotId, usize)>,
}

impl<'a, R: Registers> Machine<'a, R> {
    fn domain_of(&self, reg: Reg) -> DomainId {
        self.program.regs.get(reg.0 as usize).map_or(RECORD, |(domain, _)| *domain)
    }

    /// To a step whose result is of this domain.
    #[inline]
    fn turn_to(&mut self, domain: DomainId) {
        if domain != self.domain {
            (self.domain, self.rows) = (domain, self.batch.domain_len(domain));
        }
    }

    #[inline]
    fn planes(&self, reg: Reg) -> R::Planes {
        self.regs.planes(reg)
    }

    /// Writes a condition 64 rows at a time; `result` has no bits past the last row.
    #[inline(always)]
    fn each_word(&self, out: &mut impl Written, mut result: impl FnMut(usize) -> Truths) {
        let (t, f, n) = out.split();
        for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
            let value = result(word);
            (*t, *f, *n) = (value.t, value.f, value.n);
        }
    }

    #[inline(always)]
    fn each_row(&self, out: &mut impl Written, mut result: impl FnMut(usize) -> Truth) {
        let (t, f, n) = out.split();
        for row in 0..self.rows {
            let place = match result(row) {
                Truth::True => t.get_mut(row / 64),
                Truth::False => f.get_mut(row / 64),
                Truth::NotApplicable => n.get_mut(row / 64),
                Truth::Unknown => None,
            };
            if let Some(place) = place {
                *place |= 1 << (row % 64);
            }
        }
    }

    /// A test's bits stand in *true*; makes of them the three bitmaps of a condition on answers that are there where `valid` is true.
    #[inline(always)]
    fn gate(&self, out: &mut impl Written, valid: impl Fn(usize) -> Truths) {
        let (t, f, n) = out.split();
        for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
            let valid = valid(word);
            *f = !*t & valid.t;
            *t &= valid.t;
            *n = valid.n;
        }
    }

    #[inline(always)]
    fn gate_both(&self, out: &mut impl Written, valid: [Reg; 2]) {
        let [first, second] = valid.map(|reg| self.planes(reg));
        self.gate(out, |word| first.word(word).beside(second.word(word)));
    }

    /// A test of a text field.
    fn text(
        &self,
        step: &Step,
        (slot, valid): (SlotId, Reg),
        memo: &mut Vec<u8>,
        out: &mut impl Written,
        test: impl FnMut(&Texts, u32) -> bool,
    ) {
        let planes = self.planes(valid);
        let (t, ..) = out.split();
        let only = self.only.filter(|(of, _)| *of == slot).map(|(_, row)| row);
        let read_again = |word: usize| match only {
            Some(row) if row / 64 == word => 1 << (row % 64),
            Some(_) => 0,
            None => u64::MAX,
        };
        text_test(self.batch, slot, |word| planes.word(word).t & read_again(word), memo, t, test);
        if only.is_some() {
            let before = self.planes(step.to);
            for (word, t) in t.iter_mut().enumerate() {
                *t |= before.word(word).t & !read_again(word);
            }
        }
        self.gate(out, |word| planes.word(word));
    }

    fn choices(&self, slot: SlotId) -> &'a [u16] {
        match self.batch.column(slot).map(|column| &column.data) {
            Some(Data::Choice(values)) => values,
            _ => &[],
        }
    }

    /// From a row of the result to the row in which a field lies.
    fn row_of(&self, slot: SlotId, row: usize) -> usize {
        let field = self.program.slot_domains.get(slot.index()).copied().unwrap_or(RECORD);
        row_of(self.batch, field, self.domain, row, self.parents)
    }

    fn text_at(&self, slot: SlotId, row: usize) -> Option<&'a str> {
        self.batch.text(slot, self.row_of(slot, row))
    }

    /// A step about conditions. What most steps are is made part of the loop; the others are called.
    #[inline(always)]
    fn step(&self, step: &Step, out: &mut impl Written, memo: &mut Vec<u8>) {
        match &step.op {
            Op::Valid { slot, gates, withheld_is_inapplicable } => {
                self.valid(*slot, *gates, *withheld_is_inapplicable, out)
            }
            Op::Only { valid, when } => {
                let (valid, when) = (self.planes(*valid), self.planes(*when));
                self.each_word(out, |word| Truths { t: valid.word(word).t & when.word(word).t, ..valid.word(word) });
            }
            Op::Except { of, except } => {
                let (of, except) = (self.planes(*of), self.planes(*except));
                self.each_word(out, |word| {
                    let (of, except) = (of.word(word), except.word(word).t);
                    Truths { t: of.t & !except, f: of.f & !except, n: of.n | except }
                });
            }
            Op::Undecided { when, parts, decided } => {
                let rows = self.rows;
                self.each_word(out, |word| {
                    let when = when.map_or_else(|| bits::mask(rows, word), |when| self.planes(when).word(word).t);
                    let decided = parts.iter().fold(0, |all, part| {
                        let part = self.planes(*part).word(word);
                        all | if *decided { part.t } else { part.f }
                    });
                    Truths { t: when & !decided, f: 0, n: 0 }
                });
            }
            Op::StateIn { slot, gates, states } => self.state_in(*slot, *gates, *states, out),
            Op::Truth(value) => {
                let rows = self.rows;
                self.each_word(out, |word| {
                    let all = bits::mask(rows, word);
                    if *value { Truths { t: all, f: 0, n: 0 } } else { Truths { t: 0, f: all, n: 0 } }
                });
            }
            Op::And(parts) => self.all(parts, out, Truths::and),
            Op::Or(parts) => self.all(parts, out, Truths::or),
            Op::Not(inner) => {
                let inner = self.planes(*inner);
                self.each_word(out, |word| inner.word(word).not());
            }
            Op::Holds(inner) => {
                let inner = self.planes(*inner);
                self.each_word(out, |word| {
                    let value = inner.word(word);
                    Truths { t: value.t, f: value.f | value.n, n: 0 }
                });
            }
            Op::OptionIn { slot, valid, options } => {
                let (t, ..) = out.split();
                option_in(self.batch, *slot, options, t);
                let valid = self.planes(*valid);
                self.gate(out, |word| valid.word(word));
            }
            Op::Spread { from } => self.spread(*from, out),
            Op::AnyRow { has } => self.any_row(*has, out),
            Op::EveryRow { filter, has } => self.every_row(*filter, *has, out),
            _ => out.aside(|out| self.called_step(step, out, memo)),
        }
    }

    #[inline(never)]
    fn called_step(&self, step: &Step, out: &mut impl Written, memo: &mut Vec<u8>) {
        match &step.op {
            Op::SameOption { slots: [left, right], valid } => {
                let options = [self.choices(*left), self.choices(*right)];
                let (t, ..) = out.split();
                pack(self.rows, t, |row| {
                    options[0]
                        .get(self.row_of(*left, row))
                        .is_some_and(|option| options[1].get(self.row_of(*right, row)) == Some(option))
                });
                self.gate_both(out, *valid);
            }
            Op::HasOption { slot, valid, option } => {
                let (t, ..) = out.split();
                if let Some(Data::Choices(values)) = self.batch.column(*slot).map(|column| &column.data) {
                    let bit = 1u64.checked_shl(u32::from(*option)).unwrap_or(0);
                    pack_slice(values, t, |set| set & bit != 0);
                }
                let valid = self.planes(*valid);
                self.gate(out, |word| valid.word(word));
            }
            Op::HasRow { among, row: row_slot, valid, places } => {
                let (t, f, n) = out.split();
                let valid = valid.map(|reg| self.planes(reg));
                let rows = self.choices(*row_slot);
                let Some(Data::Choices(sets)) = self.batch.column(*among).map(|column| &column.data) else { return };
                for row in 0..self.rows {
                    let place = rows.get(self.row_of(*row_slot, row)).and_then(|option| places.get(*option as usize));
                    let set = sets.get(self.row_of(*among, row)).copied().unwrap_or(0);
                    let truth = match (valid[0].get(row).beside(valid[1].get(row)), place.copied().flatten()) {
                        (Truth::True, Some(place)) => {
                            Truth::from_bool(set.checked_shr(u32::from(place)).unwrap_or(0) & 1 == 1)
                        }
                        (Truth::True, None) => Truth::Unknown,
                        (undecided, _) => undecided,
                    };
                    let plane = match truth {
                        Truth::True => t.get_mut(row / 64),
                        Truth::False => f.get_mut(row / 64),
                        Truth::NotApplicable => n.get_mut(row / 64),
                        Truth::Unknown => None,
                    };
                    if let Some(word) = plane {
                        *word |= 1 << (row % 64);
                    }
                }
            }
            Op::CompareSlot { comparison, slot, valid, value } => {
                let (t, f, n) = out.split();
                compare_slot(self.batch, *slot, *comparison, *value, t, f);
                let valid = self.planes(*valid);
                for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
                    let valid = valid.word(word);
                    *t &= valid.t;
                    *f &= valid.t;
                    *n = valid.n;
                }
            }
            Op::CompareText { comparison, function, slot, valid, value } => {
                let Kernel::Text(kernel) = function.kernel else { return };
                let holds = |text: &str| {
                    let exact = kernel(text);
                    compare(*comparison, (exact, exact), (*value, *value)) == Truth::True
                };
                self.text(step, (*slot, *valid), memo, out, |texts, id| holds(texts.get(id)));
            }
            Op::CompareSlots { comparison, slots, valid } => {
                let (t, ..) = out.split();
                compare_slots(self.batch, *slots, *comparison, t);
                self.gate_both(out, *valid);
            }
            Op::Compare { comparison, left, right } => {
                let known = [self.planes(left.known), self.planes(right.known)];
                self.each_row(out, |row| match known[0].get(row).beside(known[1].get(row)) {
                    Truth::True => compare(*comparison, self.interval(*left, row), self.interval(*right, row)),
                    undecided => undecided,
                });
            }
            Op::CompareTo { comparison, left, value } => {
                let known = self.planes(left.known);
                self.each_row(out, |row| match known.get(row) {
                    Truth::True => compare(*comparison, self.interval(*left, row), (*value, *value)),
                    undecided => undecided,
                });
            }
            Op::TextIn { slot, valid, texts, person: true } => {
                self.text(step, (*slot, *valid), memo, out, |pool, id| texts.contains(&fold_person(pool.get(id))))
            }
            Op::TextIn { slot, valid, texts, person: false } => {
                self.text(step, (*slot, *valid), memo, out, |pool, id| {
                    texts.iter().any(|known| known.as_bytes() == pool.bytes_of(id).bytes())
                })
            }
            Op::SameText { slots: [left, right], valid, person } => {
                let (t, ..) = out.split();
                pack(self.rows, t, |row| match (self.text_at(*left, row), self.text_at(*right, row)) {
                    (Some(left), Some(right)) => left == right || *person && same_person(left, right),
                    _ => false,
                });
                self.gate_both(out, *valid);
            }
            Op::TextContains { slot, valid, needles } => {
                let planes = self.planes(*valid);
                let (t, ..) = out.split();
                text_contains(self.batch, *slot, |word| planes.word(word).t, needles, t);
                self.gate(out, |word| planes.word(word));
            }
            Op::TextContainsText { slots: [text, needle], valid } => {
                let (t, ..) = out.split();
                pack(self.rows, t, |row| match (self.text_at(*text, row), self.text_at(*needle, row)) {
                    (Some(text), Some(needle)) => super::Needle::new(needle).is_in(text),
                    _ => false,
                });
                self.gate_both(out, *valid);
            }
            Op::Matches { slot, valid, pattern } => self.text(step, (*slot, *valid), memo, out, |texts, id| {
                pattern.tells(texts.bytes_of(id).bytes()).unwrap_or_else(|| pattern.is_match(texts.get(id)))
            }),
            Op::FixedRow { row, conditions } => self.fixed_row(*row, conditions, out),
            Op::VerdictTest { rules, every, test } => self.verdict_test(rules, *every, *test, out),
            _ => {}
        }
    }

    #[inline(always)]
    fn all(&self, parts: &[Reg], out: &mut impl Written, op: impl Fn(Truths, Truths) -> Truths) {
        match parts {
            [first, second] => {
                let (first, second) = (self.planes(*first), self.planes(*second));
                self.each_word(out, |word| op(first.word(word), second.word(word)));
            }
            _ => self.each_word(out, |word| {
                let mut values = parts.iter().map(|part| self.planes(*part).word(word));
                let first = values.next().unwrap_or(Truths { t: 0, f: 0, n: 0 });
                values.fold(first, &op)
            }),
        }
    }

    /// Rows that are not asked, whatever stands there.
    #[inline(always)]
    fn not_asked(&self, gates: Gates, word: usize) -> u64 {
        let own = gates.asked.map_or(0, |reg| self.planes(reg).word(word).f);
        let group = gates.group_not_asked.map_or(0, |reg| self.planes(reg).word(word).t);
        own | group
    }

    #[inline(always)]
    fn valid(&self, slot: SlotId, gates: Gates, withheld_is_inapplicable: bool, out: &mut impl Written) {
        let states = self.batch.column(slot).map_or(&[][..], |column| &column.states);
        let (t, _, n) = out.split();
        pack_slice(states, t, |state| state == State::Answered as u8);
        let mut inapplicable = 1u8 << State::NotApplicable as u8 | 1 << State::NotAsked as u8;
        if withheld_is_inapplicable {
            inapplicable |= 1 << State::Withheld as u8;
        }
        pack_slice(states, n, |state| inapplicable >> state & 1 == 1);
        if gates == Gates::default() {
            return;
        }
        for (word, (t, n)) in t.iter_mut().zip(n).enumerate() {
            let row = gates.row_not_applicable.map_or(0, |reg| self.planes(reg).word(word).t);
            let without = row | self.not_asked(gates, word);
            *n |= without;
            *t &= !without;
        }
    }

    #[inline(always)]
    fn state_in(&self, slot: SlotId, gates: Gates, wanted: u8, out: &mut impl Written) {
        let states = self.batch.column(slot).map_or(&[][..], |column| &column.states);
        let has = |state: State| if wanted >> state as u8 & 1 == 1 { u64::MAX } else { 0 };
        let (t, f, _) = out.split();
        pack_slice(states, t, |state| wanted >> state & 1 == 1);
        let rows = self.rows;
        for (word, (t, f)) in t.iter_mut().zip(f).enumerate() {
            let mask = bits::mask(rows, word);
            if let Some(reg) = gates.row_not_applicable {
                let row = self.planes(reg).word(word).t;
                *t = *t & !row | has(State::NotApplicable) & row;
            }
            let not_asked = self.not_asked(gates, word);
            *t = (*t & !not_asked | has(State::NotAsked) & not_asked) & mask;
            *f = !*t & mask;
        }
    }
}
