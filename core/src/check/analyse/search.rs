//! Trying every kind of answer of the fields that matter more than once.

use super::Possible;
use super::formula::{Atom, Formula, Formulas};
use crate::check::Checker;
use crate::ir::{Comparison, Num, SlotId};
use crate::value::{FieldType, State};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// The most joint answers that are tried for one question. Fields beyond that are held free, which finds less and nothing wrong.
const MOST: usize = 4_096;
/// The most constants that a number is compared with, and options of a list that are told apart.
const MOST_CONSTANTS: usize = 12;
const MOST_OPTIONS: usize = 256;

/// What the value of one field, or one free atom, says of the atoms that rest on it.
struct Variable {
    /// Each kind of value: whether it is an answer, and the truths of the atoms that it decides.
    values: Vec<(bool, Vec<Possible>)>,
    /// The value that is being tried; `None` for any.
    now: Option<usize>,
    /// How often it matters.
    uses: u32,
}

pub(super) struct Search<'c, 'f, 'd> {
    formulas: Formulas<'c, 'f, 'd>,
    variables: Vec<Variable>,
    /// By atom: the variable that decides it, and its place there.
    decided: Vec<(usize, usize)>,
    /// By atom: the variables of the fields that have to be answered.
    answered: Vec<Vec<usize>>,
}

impl<'c, 'f, 'd> Search<'c, 'f, 'd> {
    pub(super) fn new(formulas: Formulas<'c, 'f, 'd>) -> Self {
        let mut by_slot: BTreeMap<SlotId, Vec<usize>> = BTreeMap::new();
        let mut uses_of_slot: FxHashMap<SlotId, u32> = FxHashMap::default();
        for (place, atom) in formulas.atoms.iter().enumerate() {
            let uses = formulas.uses.get(place).copied().unwrap_or(1);
            if let Some(slot) = atom.slot() {
                by_slot.entry(slot).or_default().push(place);
                *uses_of_slot.entry(slot).or_default() += uses;
            }
            if let Atom::Other(slots, _) = atom {
                for slot in slots {
                    by_slot.entry(*slot).or_default();
                    *uses_of_slot.entry(*slot).or_default() += uses;
                }
            }
        }
        let mut variables = Vec::new();
        let mut decided = vec![(usize::MAX, 0); formulas.atoms.len()];
        let mut place_of_slot: FxHashMap<SlotId, usize> = FxHashMap::default();
        for (slot, atoms) in by_slot {
            place_of_slot.insert(slot, variables.len());
            for (index, atom) in atoms.iter().enumerate() {
                if let Some(entry) = decided.get_mut(*atom) {
                    *entry = (variables.len(), index);
                }
            }
            let values = values(formulas.checker, slot, &atoms, &formulas.atoms);
            variables.push(Variable { values, now: None, uses: uses_of_slot.get(&slot).copied().unwrap_or(0) });
        }
        let mut answered = vec![Vec::new(); formulas.atoms.len()];
        for (place, atom) in formulas.atoms.iter().enumerate() {
            let Atom::Other(slots, truths) = atom else { continue };
            if let Some(entry) = decided.get_mut(place) {
                *entry = (variables.len(), 0);
            }
            if let Some(entry) = answered.get_mut(place) {
                *entry = slots.iter().filter_map(|slot| place_of_slot.get(slot).copied()).collect();
            }
            let values = [Possible::TRUE, Possible::FALSE, Possible::UNKNOWN]
                .into_iter()
                .filter(|truth| truths.has(*truth))
                .map(|truth| (true, vec![truth]));
            variables.push(Variable {
                values: values.collect(),
                now: None,
                uses: formulas.uses.get(place).copied().unwrap_or(1),
            });
        }
        Self { formulas, variables, decided, answered }
    }

    /// Calls `visit` for joint answers until it says that it has seen enough, or all have been tried. When the budget runs out everything is held possible
    /// by calling it once with every variable free.
    pub(super) fn run(mut self, mut visit: impl FnMut(&Self) -> bool) {
        // The smallest first: more of them can be tried together.
        let mut tried: Vec<usize> = (0..self.variables.len())
            .filter(|place| self.variables.get(*place).is_some_and(|variable| variable.uses > 1))
            .collect();
        tried.sort_by_key(|place| self.count(*place));
        let mut product = 1usize;
        tried.retain(|place| {
            let next = product.saturating_mul(self.count(*place).max(1));
            let fits = next <= MOST;
            if fits {
                product = next;
            }
            fits
        });
        let cost = u32::try_from(self.formulas.parts.saturating_add(self.formulas.formulas.len()))
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        for place in &tried {
            if let Some(variable) = self.variables.get_mut(*place) {
                variable.now = Some(0);
            }
        }
        loop {
            let Some(left) = self.formulas.budget.get().checked_sub(cost) else {
                self.variables.iter_mut().for_each(|variable| variable.now = None);
                visit(&self);
                return;
            };
            self.formulas.budget.set(left);
            if visit(&self) || !self.next(&tried) {
                return;
            }
        }
    }

    fn count(&self, place: usize) -> usize {
        self.variables.get(place).map_or(1, |variable| variable.values.len())
    }

    /// The next joint answer; false after the last.
    fn next(&mut self, tried: &[usize]) -> bool {
        for place in tried {
            let count = self.count(*place);
            let Some(Variable { now: Some(now), .. }) = self.variables.get_mut(*place) else { continue };
            *now += 1;
            if *now < count {
                return true;
            }
            *now = 0;
        }
        false
    }

    /// What a formula can be, under the answers that are being tried.
    pub(super) fn value(&self, formula: usize) -> Possible {
        self.formulas.formulas.get(formula).map_or(Possible::ANY, |formula| self.evaluate(formula))
    }

    fn evaluate(&self, formula: &Formula) -> Possible {
        match formula {
            Formula::Fixed(possible) => *possible,
            Formula::Atom(place) => self.atom(*place),
            Formula::Not(inner) => self.evaluate(inner).not(),
            Formula::Joined(true, parts) => parts.iter().fold(Possible::TRUE, |out, part| out.and(self.evaluate(part))),
            Formula::Joined(false, parts) => {
                parts.iter().fold(Possible::TRUE, |out, part| out.and(self.evaluate(part).not())).not()
            }
            Formula::Table(rows) => self.table(rows),
        }
    }

    /// Whether a table's result is among those asked for. A row that is unknown leaves the result untold, unless all that is still possible is the same.
    fn table(&self, rows: &[(Option<Formula>, bool)]) -> Possible {
        let mut out = Possible::NONE;
        // Of the rows so far that may be unknown: what their results would mean.
        let mut untold = Possible::NONE;
        for (when, wanted) in rows {
            let holds = when.as_ref().map_or(Possible::TRUE, |when| self.evaluate(when));
            let meant = Possible::of(*wanted);
            if holds.has(Possible::TRUE) {
                out = out.with(meant);
                if untold != Possible::NONE {
                    out = out.with(untold).with(Possible::UNKNOWN);
                }
            }
            if holds == Possible::TRUE {
                return out;
            }
            if holds.has(Possible::UNKNOWN) {
                untold = untold.with(meant);
            }
        }
        // No row held: there is no result.
        out.with(untold).with(Possible::FALSE).with(Possible::UNKNOWN)
    }

    fn atom(&self, place: usize) -> Possible {
        let Some((variable, index)) = self.decided.get(place).copied() else { return Possible::ANY };
        let Some(variable) = self.variables.get(variable) else { return Possible::ANY };
        let mut out = variable.truths(index);
        for field in self.answered.get(place).into_iter().flatten() {
            match self.variables.get(*field).map_or((true, true), Variable::answered) {
                // Not answered in any case, in no case, in some.
                (false, _) => return Possible::UNKNOWN,
                (true, false) => {}
                (true, true) => out = out.with(Possible::UNKNOWN),
            }
        }
        out
    }
}

impl Variable {
    fn values_now(&self) -> &[(bool, Vec<Possible>)] {
        match self.now {
            Some(now) => self.values.get(now..=now).unwrap_or(&self.values),
            None => &self.values,
        }
    }

    fn truths(&self, index: usize) -> Possible {
        let values = self.values_now().iter();
        let out = values
            .fold(Possible::NONE, |out, (_, truths)| out.with(truths.get(index).copied().unwrap_or(Possible::ANY)));
        if out == Possible::NONE { Possible::ANY } else { out }
    }

    /// Whether it can be an answer, and whether it can be none.
    fn answered(&self) -> (bool, bool) {
        let values = self.values_now();
        (values.iter().any(|(answered, _)| *answered), values.iter().any(|(answered, _)| !*answered))
    }
}

/// The kinds of value of a field, as far as its atoms tell them apart.
fn values(checker: &Checker<'_, '_>, slot: SlotId, places: &[usize], atoms: &[Atom]) -> Vec<(bool, Vec<Possible>)> {
    let Some(field) = checker.checked.shape.slots.get(slot.index()) else { return Vec::new() };
    let atoms: Vec<&Atom> = places.iter().filter_map(|place| atoms.get(*place)).collect();
    let mut values: Vec<(bool, Vec<Possible>)> = Vec::new();
    let mut add = |answered: bool, truth: &dyn Fn(&Atom) -> Possible| {
        let value = (answered, atoms.iter().map(|atom| truth(atom)).collect());
        if !values.contains(&value) {
            values.push(value);
        }
    };
    let state_of = |atom: &Atom, state: State| match atom {
        Atom::State(_, states) => Possible::of(states.contains(&state)),
        _ => Possible::UNKNOWN,
    };
    let extra = checker.checked.shape.domains.get(field.domain.index()).is_some_and(|domain| domain.extra);
    if field.is_row && extra {
        // A row that the record added is none of the fixed ones.
        add(true, &|atom| match atom {
            Atom::State(..) => Possible::ANY,
            _ => Possible(6),
        });
    }
    if !field.is_row {
        for state in
            State::ALL.into_iter().filter(|state| *state != State::Answered && checker.is_possible(slot, *state))
        {
            add(false, &|atom| state_of(atom, state));
        }
    }
    match field.kind {
        FieldType::Choice | FieldType::YesNo => {
            let options = checker.options(slot).len();
            if options > MOST_OPTIONS {
                add(true, &|atom| match atom {
                    Atom::State(..) => state_of(atom, State::Answered),
                    _ => Possible::KNOWN,
                });
            }
            for option in 0..u16::try_from(options.min(MOST_OPTIONS)).unwrap_or(0) {
                add(true, &|atom| match atom {
                    Atom::Option(_, wanted) => Possible::of(wanted.binary_search(&option).is_ok()),
                    _ => state_of(atom, State::Answered),
                });
            }
        }
        FieldType::Integer | FieldType::Number | FieldType::Date | FieldType::Year => {
            let regions = regions(field.kind, &field.bounds, &atoms);
            let Some((constants, regions)) = regions else {
                add(true, &|atom| match atom {
                    Atom::State(..) => state_of(atom, State::Answered),
                    _ => Possible::ANY,
                });
                return values;
            };
            // A year may be an interval, so any stretch of regions; other numbers lie in one.
            for (first, from) in regions.iter().enumerate() {
                for to in regions.iter().skip(first) {
                    if field.kind != FieldType::Year && to != from {
                        break;
                    }
                    add(true, &|atom| match atom {
                        Atom::Number(_, comparison, constant) => {
                            let point =
                                constants.iter().position(|known| known == constant).map_or(0, |place| 2 * place + 1);
                            let inside = regions.iter().filter(|region| from <= *region && *region <= to);
                            let all = inside.fold(Possible::NONE, |out, region| {
                                out.with(Possible::of(compare(*comparison, *region, point)))
                            });
                            if all == Possible::KNOWN { Possible::UNKNOWN } else { all }
                        }
                        _ => state_of(atom, State::Answered),
                    });
                }
            }
        }
        FieldType::Text | FieldType::LongText | FieldType::Choices | FieldType::Person | FieldType::Url => {
            add(true, &|atom| state_of(atom, State::Answered))
        }
    }
    values
}

/// The constants with which a number is compared, in order, and the regions between and on them in which it can lie: `2n` lies before the constant `n`,
/// `2n + 1` is the constant. `None` when there are too many.
fn regions(kind: FieldType, bounds: &(Option<Num>, Option<Num>), atoms: &[&Atom]) -> Option<(Vec<f64>, Vec<usize>)> {
    let limit = |bound: &Option<Num>| match bound {
        Some(Num::Literal(number)) => Some(*number),
        _ => None,
    };
    let (least, most) = (limit(&bounds.0), limit(&bounds.1));
    let mut constants: Vec<f64> = atoms
        .iter()
        .filter_map(|atom| match atom {
            Atom::Number(_, _, constant) => Some(*constant),
            _ => None,
        })
        .chain(least)
        .chain(most)
        .collect();
    constants.sort_by(f64::total_cmp);
    constants.dedup();
    if constants.len() > MOST_CONSTANTS || constants.iter().any(|constant| !constant.is_finite()) {
        return None;
    }
    let whole = kind != FieldType::Number;
    let place = |number: f64| constants.iter().position(|known| *known == number).map(|place| 2 * place + 1);
    let (least, most) = match kind {
        // An interval of years may lie across a limit.
        FieldType::Year => (None, None),
        _ => (least.and_then(place), most.and_then(place)),
    };
    let can_be = |region: &usize| {
        let (before, after) =
            (region.checked_sub(2).and_then(|region| constants.get(region / 2)), constants.get(*region / 2));
        let holds_one = if region % 2 == 1 {
            !whole || after.is_some_and(|constant| constant.fract() == 0.0)
        } else {
            match (before, after) {
                (Some(before), Some(after)) => !whole || before.floor() + 1.0 < *after,
                _ => true,
            }
        };
        holds_one && least.is_none_or(|least| *region >= least) && most.is_none_or(|most| *region <= most)
    };
    let regions: Vec<usize> = (0..=2 * constants.len()).filter(can_be).collect();
    Some((constants, regions))
}

fn compare(comparison: Comparison, region: usize, point: usize) -> bool {
    match comparison {
        Comparison::Equal => region == point,
        Comparison::NotEqual => region != point,
        Comparison::Less => region < point,
        Comparison::LessOrEqual => region <= point,
        Comparison::Greater => region > point,
        Comparison::GreaterOrEqual => region >= point,
    }
}
