//! The loop over a program's steps.

use super::columns::{compare_slot, compare_slots, option_in, pack, pack_slice, row_of, text_test};
use super::reduce::{self, Planes};
use super::truth::{Truth, Truths};
use super::{arithmetic, compare, fold_person, interval_of, likeness, points, same_person};
use crate::batch::{Batch, Data, OTHER};
use crate::bits;
use crate::framework::UnknownVerdict;
use crate::function::Kernel;
use crate::ir::{DomainId, RECORD, RuleId, SlotId};
use crate::plan::program::{Gates, NumReg, Op, Program, Reg, Step, Unknown};
use crate::syntax::ast::VerdictTest;
use crate::value::{Date, State};

/// Working memory of an evaluation, kept from batch to batch so that nothing is allocated for the next one.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    words: Vec<u64>,
    /// By register: where its bitmaps lie.
    places: Vec<Place>,
    /// By domain: how many words a bitmap has.
    widths: Vec<usize>,
    numbers: Vec<f64>,
    /// By register of numbers: where its low ends begin; its high ends follow them.
    number_starts: Vec<usize>,
    memo: Vec<u8>,
}

/// Where the bitmaps of a register lie, one after the other.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    start: usize,
    /// Words of each.
    width: usize,
}

/// The registers after a run, by what they hold.
#[derive(Clone, Copy)]
pub(crate) struct Evaluated<'a> {
    words: &'a [u64],
    places: &'a [Place],
    program: &'a Program,
}

impl<'a> Evaluated<'a> {
    /// A bitmap of a condition: 0 *true*, 1 *false*, 2 *not applicable*.
    pub(crate) fn plane(&self, reg: Reg, plane: usize) -> &'a [u64] {
        let Place { start, width } = self.places.get(reg.0 as usize).copied().unwrap_or_default();
        let start = start + plane * width;
        self.words.get(start..start + width).unwrap_or(&[])
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
    let Scratch { words, places, widths, numbers, number_starts, memo } = scratch;
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
        number_starts.push(next);
        next += batch.domain_len(*domain) * 2;
    }
    // Every interval is written before it is read, so the old values need not be cleared away.
    numbers.resize(next, 0.0);
    for step in &program.steps {
        let Some((domain, planes)) = program.regs.get(step.to.0 as usize).copied() else { continue };
        let Place { start, width } = places.get(step.to.0 as usize).copied().unwrap_or_default();
        let Some((before, after)) = words.split_at_mut_checked(start) else { continue };
        let Some(out) = after.get_mut(..width * usize::from(planes)) else { continue };
        let rows = batch.domain_len(domain);
        // Most steps are about conditions and have no numbers.
        let start = step.num.and_then(|num| number_starts.get(num as usize).copied()).unwrap_or(next);
        let Some((numbers, number)) = numbers.split_at_mut_checked(start) else { continue };
        let Some(number) = number.get_mut(..if step.num.is_some() { rows * 2 } else { 0 }) else { continue };
        let machine =
            Machine { program, parents, batch, words: before, places, numbers, number_starts, domain, rows, width };
        machine.step(step, out, number, memo);
    }
    Evaluated { words, places, program }
}

/// What a step sees: everything written before it.
struct Machine<'a> {
    program: &'a Program,
    parents: &'a [Option<DomainId>],
    batch: &'a Batch,
    words: &'a [u64],
    places: &'a [Place],
    numbers: &'a [f64],
    number_starts: &'a [usize],
    /// Of the step's result.
    domain: DomainId,
    rows: usize,
    width: usize,
}

/// The three bitmaps of a result.
fn split(out: &mut [u64], width: usize) -> (&mut [u64], &mut [u64], &mut [u64]) {
    let (t, rest) = out.split_at_mut(width.min(out.len()));
    let (f, n) = rest.split_at_mut(width.min(rest.len()));
    (t, f, n)
}

impl<'a> Machine<'a> {
    fn domain_of(&self, reg: Reg) -> DomainId {
        self.program.regs.get(reg.0 as usize).map_or(RECORD, |(domain, _)| *domain)
    }

    fn plane(&self, reg: Reg, index: usize) -> &'a [u64] {
        let Place { start, width } = self.places.get(reg.0 as usize).copied().unwrap_or_default();
        let start = start + index * width;
        self.words.get(start..start + width).unwrap_or(&[])
    }

    #[inline]
    fn planes(&self, reg: Reg) -> Planes<'a> {
        let Place { start, width } = self.places.get(reg.0 as usize).copied().unwrap_or_default();
        let all = self.words.get(start..).unwrap_or(&[]);
        match (all.get(..width), all.get(width..2 * width), all.get(2 * width..3 * width)) {
            (Some(t), Some(f), Some(n)) => Planes { t, f, n },
            _ => Planes { t: &[], f: &[], n: &[] },
        }
    }

    fn interval(&self, number: NumReg, row: usize) -> (f64, f64) {
        let domain = self.program.nums.get(number.index as usize).copied().unwrap_or(RECORD);
        let start = self.number_starts.get(number.index as usize).copied().unwrap_or(0);
        let at = |place: usize| self.numbers.get(place).copied().unwrap_or(0.0);
        (at(start + row), at(start + self.batch.domain_len(domain) + row))
    }

    #[inline]
    fn mask(&self, word: usize) -> u64 {
        bits::mask(self.rows, word)
    }

    fn each_word(&self, out: &mut [u64], mut result: impl FnMut(usize) -> Truths) {
        let (t, f, n) = split(out, self.width);
        for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
            let value = result(word);
            let mask = self.mask(word);
            (*t, *f, *n) = (value.t & mask, value.f & mask, value.n & mask);
        }
    }

    fn each_row(&self, out: &mut [u64], mut result: impl FnMut(usize) -> Truth) {
        let (t, f, n) = split(out, self.width);
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
    fn gate(&self, out: &mut [u64], valid: impl Fn(usize) -> Truths) {
        let (t, f, n) = split(out, self.width);
        for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
            let valid = valid(word);
            *f = !*t & valid.t;
            *t &= valid.t;
            *n = valid.n;
        }
    }

    fn gate_both(&self, out: &mut [u64], valid: [Reg; 2]) {
        let [first, second] = valid.map(|reg| self.planes(reg));
        self.gate(out, |word| first.word(word).and(second.word(word)));
    }

    /// A test of a text field.
    fn text(&self, slot: SlotId, valid: Reg, memo: &mut Vec<u8>, out: &mut [u64], test: impl FnMut(&str) -> bool) {
        let planes = self.planes(valid);
        let (t, ..) = split(out, self.width);
        text_test(self.batch, slot, planes.t, memo, t, test);
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

    fn group_rows(&self, group: DomainId, row: usize) -> std::ops::Range<usize> {
        reduce::rows(self.batch, group, self.domain, row, self.parents)
    }

    fn step(&self, step: &Step, out: &mut [u64], number: &mut [f64], memo: &mut Vec<u8>) {
        match &step.op {
            Op::Valid { slot, gates, withheld_is_inapplicable } => {
                self.valid(*slot, *gates, *withheld_is_inapplicable, out)
            }
            Op::Only { valid, when } => {
                let (valid, when) = (self.planes(*valid), self.planes(*when));
                self.each_word(out, |word| Truths { t: valid.word(word).t & when.word(word).t, ..valid.word(word) });
            }
            Op::StateIn { slot, gates, states } => self.state_in(*slot, *gates, *states, out),
            Op::Truth(value) => {
                let all = |yes: bool| if yes { u64::MAX } else { 0 };
                self.each_word(out, |_| Truths { t: all(*value), f: all(!*value), n: 0 });
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
                let (t, ..) = split(out, self.width);
                option_in(self.batch, *slot, options, t);
                let valid = self.planes(*valid);
                self.gate(out, |word| valid.word(word));
            }
            Op::SameOption { slots: [left, right], valid } => {
                let options = [self.choices(*left), self.choices(*right)];
                let (t, ..) = split(out, self.width);
                pack(self.rows, t, |row| {
                    options[0]
                        .get(self.row_of(*left, row))
                        .is_some_and(|option| options[1].get(self.row_of(*right, row)) == Some(option))
                });
                self.gate_both(out, *valid);
            }
            Op::HasOption { slot, valid, option } => {
                let (t, ..) = split(out, self.width);
                if let Some(Data::Choices(values)) = self.batch.column(*slot).map(|column| &column.data) {
                    let bit = 1u64.checked_shl(u32::from(*option)).unwrap_or(0);
                    pack_slice(values, t, |set| set & bit != 0);
                }
                let valid = self.planes(*valid);
                self.gate(out, |word| valid.word(word));
            }
            Op::HasRow { among, row: row_slot, valid, places } => {
                let (t, f, n) = split(out, self.width);
                let valid = valid.map(|reg| self.planes(reg));
                let rows = self.choices(*row_slot);
                let Some(Data::Choices(sets)) = self.batch.column(*among).map(|column| &column.data) else { return };
                for row in 0..self.rows {
                    let place = rows.get(self.row_of(*row_slot, row)).and_then(|option| places.get(*option as usize));
                    let set = sets.get(self.row_of(*among, row)).copied().unwrap_or(0);
                    let truth = match (valid[0].get(row).and(valid[1].get(row)), place.copied().flatten()) {
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
                let (t, f, n) = split(out, self.width);
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
                self.text(*slot, *valid, memo, out, holds);
            }
            Op::CompareSlots { comparison, slots, valid } => {
                let (t, ..) = split(out, self.width);
                compare_slots(self.batch, *slots, *comparison, t);
                self.gate_both(out, *valid);
            }
            Op::Compare { comparison, left, right } => {
                let known = [self.planes(left.known), self.planes(right.known)];
                self.each_row(out, |row| match known[0].get(row).and(known[1].get(row)) {
                    Truth::True => compare(*comparison, self.interval(*left, row), self.interval(*right, row)),
                    undecided => undecided,
                });
            }
            Op::TextIn { slot, valid, texts, person: true } => {
                self.text(*slot, *valid, memo, out, |text| texts.contains(&fold_person(text)))
            }
            Op::TextIn { slot, valid, texts, person: false } => {
                self.text(*slot, *valid, memo, out, |text| texts.iter().any(|known| known == text))
            }
            Op::SameText { slots: [left, right], valid, person } => {
                let (t, ..) = split(out, self.width);
                pack(self.rows, t, |row| match (self.text_at(*left, row), self.text_at(*right, row)) {
                    (Some(left), Some(right)) => left == right || *person && same_person(left, right),
                    _ => false,
                });
                self.gate_both(out, *valid);
            }
            Op::TextContains { slot, valid, needles } => {
                let mut lowered = Vec::new();
                self.text(*slot, *valid, memo, out, |text| super::Needle::one_is_in(needles, text, &mut lowered));
            }
            Op::TextContainsText { slots: [text, needle], valid } => {
                let (t, ..) = split(out, self.width);
                pack(self.rows, t, |row| match (self.text_at(*text, row), self.text_at(*needle, row)) {
                    (Some(text), Some(needle)) => super::Needle::new(needle).is_in(text),
                    _ => false,
                });
                self.gate_both(out, *valid);
            }
            Op::Matches { slot, valid, pattern } => self.text(*slot, *valid, memo, out, |text| pattern.is_match(text)),
            Op::Spread { from } => {
                let from = self.planes(*from);
                self.each_row(out, |row| from.get(self.batch.parent_row(self.domain, row)));
            }
            Op::FixedRow { row, conditions } => {
                let rows = self.choices(*row);
                self.each_row(out, |row| {
                    let which = rows.get(row).copied().unwrap_or(OTHER) as usize;
                    let condition = conditions.get(which).copied().flatten().map(|reg| self.planes(reg));
                    Truth::from_bool(
                        condition.is_some_and(|condition| {
                            condition.get(self.batch.parent_row(self.domain, row)) == Truth::True
                        }),
                    )
                });
            }
            Op::AnyRow { has } => {
                let (group, has) = (self.domain_of(*has), self.planes(*has));
                self.each_row(out, |row| reduce::any(self.group_rows(group, row), |row| has.get(row)));
            }
            Op::EveryRow { filter, has } => {
                let (group, has) = (self.domain_of(*has), self.planes(*has));
                let filter = filter.map(|filter| self.planes(filter));
                let chosen = |row| filter.map_or(Truth::True, |filter| filter.get(row));
                self.each_row(out, |row| reduce::every(self.group_rows(group, row), chosen, |row| has.get(row)));
            }
            Op::Verdict { when, require, withheld, unknown, review, due } => {
                self.verdict(*when, *require, *withheld, *unknown, (*review, *due), out)
            }
            Op::VerdictTest { rules, every, test } => self.verdict_test(rules, *every, *test, out),
            op => self.number_step(op, out, number),
        }
    }

    fn all(&self, parts: &[Reg], out: &mut [u64], op: impl Fn(Truths, Truths) -> Truths) {
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
    fn not_asked(&self, gates: Gates, word: usize) -> u64 {
        let own = gates.asked.map_or(0, |reg| self.planes(reg).word(word).f);
        let group = gates.group_not_asked.map_or(0, |reg| self.planes(reg).word(word).t);
        own | group
    }

    fn valid(&self, slot: SlotId, gates: Gates, withheld_is_inapplicable: bool, out: &mut [u64]) {
        let states = self.batch.column(slot).map_or(&[][..], |column| &column.states);
        let (t, _, n) = split(out, self.width);
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
            let mask = self.mask(word);
            let row = gates.row_not_applicable.map_or(0, |reg| self.planes(reg).word(word).t);
            let not_asked = self.not_asked(gates, word);
            *n = (*n | (row & !*t) | not_asked) & mask;
            *t &= !not_asked;
        }
    }

    fn state_in(&self, slot: SlotId, gates: Gates, wanted: u8, out: &mut [u64]) {
        let states = self.batch.column(slot).map_or(&[][..], |column| &column.states);
        let has = |state: State| if wanted >> state as u8 & 1 == 1 { u64::MAX } else { 0 };
        let (t, f, _) = split(out, self.width);
        pack_slice(states, t, |state| wanted >> state & 1 == 1);
        // Where a row is not applicable, only an answer stands against it.
        if gates.row_not_applicable.is_some() {
            pack_slice(states, f, |state| state == State::Answered as u8);
        }
        for (word, (t, f)) in t.iter_mut().zip(f).enumerate() {
            let mask = self.mask(word);
            if let Some(reg) = gates.row_not_applicable {
                let row = self.planes(reg).word(word).t & !*f;
                *t = *t & !row | has(State::NotApplicable) & row;
            }
            let not_asked = self.not_asked(gates, word);
            *t = (*t & !not_asked | has(State::NotAsked) & not_asked) & mask;
            *f = !*t & mask;
        }
    }

    /// Met, not met and open rows of a word, before what `when-unknown` says.
    fn decide(&self, when: Option<Reg>, require: Reg, word: usize) -> (u64, u64, u64) {
        let when = when.map_or(Truths { t: u64::MAX, f: 0, n: 0 }, |when| self.planes(when).word(word));
        let require = self.planes(require).word(word);
        let open = !(when.t | when.f | when.n) | when.t & !(require.t | require.f | require.n);
        (when.t & require.t, when.t & require.f, open)
    }

    fn verdict(
        &self,
        when: Option<Reg>,
        require: Reg,
        withheld: Option<(Option<Reg>, Reg)>,
        unknown: Unknown,
        (review, due): (bool, bool),
        out: &mut [u64],
    ) {
        for word in 0..self.width {
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
            let mask = self.mask(word);
            for (plane, value) in [met, not_met, open, person, to_do].into_iter().enumerate() {
                if let Some(place) = out.get_mut(plane * self.width + word) {
                    *place = value & mask;
                }
            }
        }
    }

    /// Never unknown: verdicts are there.
    fn verdict_test(&self, rules: &[RuleId], every: bool, test: VerdictTest, out: &mut [u64]) {
        use verdict_plane::{CANNOT_TELL, MET, NEEDS_A_PERSON, NOT_MET, TO_DO};
        let (t, f, _) = split(out, self.width);
        // Rows for which a rule has spoken: against `every`, or for `any`.
        for rule in rules {
            let Some(reg) = self.program.verdicts.get(rule.index()).copied() else { continue };
            let domain = self.domain_of(reg);
            let at = |plane: usize, word: usize| self.plane(reg, plane).get(word).copied().unwrap_or(0);
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
        for (word, (t, f)) in t.iter_mut().zip(f).enumerate() {
            let mask = self.mask(word);
            *t = if every { !*t } else { *t } & mask;
            *f = !*t & mask;
        }
    }

    /// Writes the interval of each row, and where it is known.
    fn each_number(&self, out: &mut [u64], number: &mut [f64], result: impl Fn(usize) -> Result<(f64, f64), Truth>) {
        let (low, high) = number.split_at_mut(number.len() / 2);
        self.each_row(out, |row| match result(row) {
            Ok(interval) => {
                if let (Some(low), Some(high)) = (low.get_mut(row), high.get_mut(row)) {
                    (*low, *high) = interval;
                }
                Truth::True
            }
            Err(undecided) => undecided,
        });
    }

    /// The interval of a register's row, or why there is none.
    fn read(&self, number: NumReg, row: usize) -> Result<(f64, f64), Truth> {
        match self.planes(number.known).get(row) {
            Truth::True => Ok(self.interval(number, row)),
            undecided => Err(undecided),
        }
    }

    fn number_step(&self, op: &Op, out: &mut [u64], number: &mut [f64]) {
        match op {
            Op::Number(value) => self.each_number(out, number, |_| {
                if value.is_finite() { Ok((*value, *value)) } else { Err(Truth::Unknown) }
            }),
            Op::SlotNumber { slot } => {
                let (low, high) = number.split_at_mut(number.len() / 2);
                let places = low.iter_mut().zip(high);
                match self.batch.column(*slot).map(|column| &column.data) {
                    Some(Data::Number(values)) => {
                        places.zip(values).for_each(|((low, high), value)| (*low, *high) = (*value, *value))
                    }
                    Some(Data::Days(values)) => places
                        .zip(values)
                        .for_each(|((low, high), value)| (*low, *high) = (f64::from(*value), f64::from(*value))),
                    Some(Data::Years(values)) => places
                        .zip(values)
                        .for_each(|((low, high), value)| (*low, *high) = (f64::from(value.0), f64::from(value.1))),
                    _ => {}
                }
            }
            Op::OptionNumber { slot, valid, numbers } => {
                let (valid, options) = (self.planes(*valid), self.choices(*slot));
                self.each_number(out, number, |row| match valid.get(row) {
                    Truth::True => options
                        .get(row)
                        .and_then(|option| numbers.get(*option as usize).copied().flatten())
                        .map(|value| (value, value))
                        .ok_or(Truth::Unknown),
                    undecided => Err(undecided),
                });
            }
            Op::Arithmetic { op, left, right } => {
                self.each_number(out, number, |row| match (self.read(*left, row), self.read(*right, row)) {
                    (Ok(left), Ok(right)) => arithmetic(*op, left, right).ok_or(Truth::Unknown),
                    (left, right) => Err(both(left, right)),
                })
            }
            Op::Negate(inner) => {
                self.each_number(out, number, |row| self.read(*inner, row).map(|(low, high)| (-high, -low)))
            }
            Op::Shift { date, by } => {
                let shift = |days: f64| f64::from(Date::from_days(days as i32).plus(*by).days());
                self.each_number(out, number, |row| self.read(*date, row).map(|(low, high)| (shift(low), shift(high))));
            }
            Op::SpreadNumber(from) => {
                self.each_number(out, number, |row| self.read(*from, self.batch.parent_row(self.domain, row)))
            }
            Op::Fold { kind, group, value, filter } => {
                let filter = filter.map(|filter| self.planes(filter));
                self.each_number(out, number, |row| {
                    let chosen = |row| filter.map_or(Truth::True, |filter| filter.get(row));
                    reduce::fold(*kind, self.group_rows(*group, row), chosen, |row| {
                        value.map_or(Err(Truth::Unknown), |value| self.read(value, row))
                    })
                });
            }
            Op::Points { terms, blank_is_nothing, limits } => self.each_number(out, number, |row| {
                let sum = terms.iter().fold((0.0, 0.0), |(low, high), term| {
                    let answer = match self.batch.column(term.slot).map(|column| &column.data) {
                        Some(Data::Choice(values)) => values.get(row).copied().map(points::Answer::One),
                        Some(Data::Choices(values)) => values.get(row).copied().map(points::Answer::Several),
                        _ => None,
                    };
                    let asked = term.asked.map_or(Truth::True, |reg| self.planes(reg).get(row));
                    let valid = self.planes(term.valid).get(row);
                    let state = self.batch.state(term.slot, row);
                    let added =
                        points::term(&term.numbers, term.several, (valid, asked), state, *blank_is_nothing, answer);
                    (low + added.0, high + added.1)
                });
                Ok(points::within(sum, *limits))
            }),
            Op::Case(rows) => self.each_number(out, number, |row| {
                let truth = |when: &Option<Reg>| when.map_or(Truth::True, |reg| self.planes(reg).get(row));
                points::case(rows.iter().map(|(when, value)| (truth(when), self.read(*value, row))))
            }),
            Op::Nearest { slot, valid } => {
                let valid = self.planes(*valid);
                let mut found: Vec<Option<f64>> = Vec::with_capacity(self.rows);
                while found.len() < self.rows {
                    let group = self.batch.child_rows(self.domain, self.batch.parent_row(self.domain, found.len()));
                    let upto = group.end.clamp(found.len() + 1, self.rows);
                    let texts: Vec<Option<&str>> = (found.len()..upto)
                        .map(|row| self.batch.text(*slot, row).filter(|_| valid.get(row) == Truth::True))
                        .collect();
                    found.extend(likeness::most_alike(&texts).into_iter().map(|best| best.map(|(_, alike)| alike)));
                }
                self.each_number(out, number, |row| match valid.get(row) {
                    Truth::True => match found.get(row).copied().flatten() {
                        Some(alike) => Ok((alike, alike)),
                        None => Err(Truth::NotApplicable),
                    },
                    undecided => Err(undecided),
                });
            }
            Op::CallText { function, slot, valid } => {
                let value = |row: usize| match function.kernel {
                    Kernel::Text(kernel) => self.batch.text(*slot, row).map(kernel),
                    Kernel::Choices(kernel) => self.batch.choices(*slot, row).map(kernel),
                    _ => None,
                };
                let valid = self.planes(*valid);
                self.each_number(out, number, |row| match valid.get(row) {
                    Truth::True => value(row).map(|value| (value, value)).ok_or(Truth::Unknown),
                    undecided => Err(undecided),
                });
            }
            Op::CallTexts { function, slots: [first, second], valid } => {
                let Kernel::TwoTexts(kernel) = function.kernel else { return };
                let valid = valid.map(|reg| self.planes(reg));
                self.each_number(out, number, |row| match valid[0].get(row).and(valid[1].get(row)) {
                    Truth::True => {
                        let value = self
                            .text_at(*first, row)
                            .zip(self.text_at(*second, row))
                            .map(|(first, second)| kernel(first, second));
                        value.map(|value| (value, value)).ok_or(Truth::Unknown)
                    }
                    undecided => Err(undecided),
                });
            }
            Op::CallNumbers { function, arguments } => self.each_number(out, number, |row| match **arguments {
                [one] => self.read(one, row).and_then(|one| interval_of(function.kernel, &[one]).ok_or(Truth::Unknown)),
                [first, second] => match (self.read(first, row), self.read(second, row)) {
                    (Ok(first), Ok(second)) => interval_of(function.kernel, &[first, second]).ok_or(Truth::Unknown),
                    (first, second) => Err(both(first, second)),
                },
                _ => Err(Truth::Unknown),
            }),
            _ => {}
        }
    }
}

/// Why an operation on two numbers has no result, when one of them is not known: not applicable when nothing else leaves it open.
pub(super) fn both(left: Result<(f64, f64), Truth>, right: Result<(f64, f64), Truth>) -> Truth {
    let truth = |number: Result<(f64, f64), Truth>| number.err().unwrap_or(Truth::True);
    truth(left).and(truth(right))
}
