//! Conditions as formulas over atoms, with derived values written out.

use super::{Possible, key};
use crate::check::Checker;
use crate::function::Kernel;
use crate::ir::{Argument, Arithmetic, Comparison, Cond, CondKind, DerivedValueIr, Num, SlotId, TextSource};
use crate::value::{FieldType, State};
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// The most parts that the conditions of one question may have; past it the rest is held possible in any way.
const MOST_PARTS: usize = 2_000;

/// A condition in terms of atoms.
#[derive(Debug)]
pub(super) enum Formula {
    Fixed(Possible),
    Atom(usize),
    Not(Box<Formula>),
    /// All, or at least one, of them.
    Joined(bool, Vec<Formula>),
    /// A table: each row with its condition, and whether its result is among those asked for.
    Table(Vec<(Option<Formula>, bool)>),
}

/// Something that is true, false or unknown.
#[derive(Debug)]
pub(super) enum Atom {
    /// The state of a field.
    State(SlotId, Vec<State>),
    /// The answer of a choice.
    Option(SlotId, Vec<u16>),
    /// A number, date or year against one written out.
    Number(SlotId, Comparison, f64),
    /// Anything else: unknown where one of these fields is not answered, and otherwise one of these truths.
    Other(Vec<SlotId>, Possible),
}

impl Atom {
    /// The field that decides it alone.
    pub(super) fn slot(&self) -> Option<SlotId> {
        match self {
            Atom::State(slot, _) | Atom::Option(slot, _) | Atom::Number(slot, ..) => Some(*slot),
            Atom::Other(..) => None,
        }
    }
}

/// Formulas with the atoms that they share.
pub(super) struct Formulas<'c, 'f, 'd> {
    pub(super) checker: &'c Checker<'f, 'd>,
    pub(super) formulas: Vec<Formula>,
    pub(super) atoms: Vec<Atom>,
    /// How often each atom stands in the formulas.
    pub(super) uses: Vec<u32>,
    /// What is left of the work that may be spent on the whole framework.
    pub(super) budget: &'c Cell<u32>,
    keys: FxHashMap<String, usize>,
    /// How large the formulas are.
    pub(super) parts: usize,
}

impl<'c, 'f, 'd> Formulas<'c, 'f, 'd> {
    pub(super) fn new(checker: &'c Checker<'f, 'd>, budget: &'c Cell<u32>) -> Self {
        Self {
            checker,
            formulas: Vec::new(),
            atoms: Vec::new(),
            uses: Vec::new(),
            budget,
            keys: FxHashMap::default(),
            parts: 0,
        }
    }

    /// Adds a condition; its place.
    pub(super) fn add(&mut self, cond: &Cond) -> usize {
        let formula = self.formula(cond);
        self.formulas.push(formula);
        self.formulas.len() - 1
    }

    fn formula(&mut self, cond: &Cond) -> Formula {
        self.parts += 1;
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        if self.parts > MOST_PARTS || left == 0 {
            return Formula::Fixed(Possible::ANY);
        }
        match &cond.kind {
            CondKind::Truth(truth) => Formula::Fixed(Possible::of(*truth)),
            CondKind::And(parts) => Formula::Joined(true, parts.iter().map(|part| self.formula(part)).collect()),
            CondKind::Or(parts) => Formula::Joined(false, parts.iter().map(|part| self.formula(part)).collect()),
            CondKind::Not(inner) => Formula::Not(Box::new(self.formula(inner))),
            CondKind::StateIn(slot, states) => self.atom(&cond.kind, Atom::State(*slot, states.clone())),
            CondKind::OptionIn(slot, options) => self.atom(&cond.kind, Atom::Option(*slot, options.clone())),
            CondKind::SameOption(a, b) | CondKind::SameText(a, b) => {
                self.atom(&cond.kind, Atom::Other(vec![*a, *b], Possible::KNOWN))
            }
            CondKind::HasRow { among, row, .. } => {
                self.atom(&cond.kind, Atom::Other(vec![*among, *row], Possible::ANY))
            }
            CondKind::HasOption(slot, _) | CondKind::TextIn(slot, _) => {
                self.atom(&cond.kind, Atom::Other(vec![*slot], Possible::KNOWN))
            }
            CondKind::TextContains(slot, text) | CondKind::Matches(slot, text) => {
                let mut slots = vec![*slot];
                if let TextSource::Slot(other) = text {
                    slots.push(*other);
                }
                self.atom(&cond.kind, Atom::Other(slots, Possible::KNOWN))
            }
            CondKind::Compare(comparison, a, b) => self.compare(*comparison, a, b),
            CondKind::AnyRow { group, has } => {
                // A row that nothing can be, no record has. Of rows that the engine fills, most columns are always answered: what is said of them is then known.
                let filled = self.checker.checked.shape.domains.get(group.index()).is_some_and(|group| group.filled);
                let mut rows = Possible::NONE;
                let mut inner = Formulas::new(self.checker, self.budget);
                inner.parts = self.parts;
                let place = inner.add(has);
                self.parts = inner.parts;
                let mut can_be = false;
                super::search::Search::new(inner).run(|search| {
                    rows = rows.with(search.value(place));
                    can_be |= search.value(place).has(Possible::TRUE);
                    can_be && !filled
                });
                let possible = match (can_be, filled && !rows.has(Possible::UNKNOWN)) {
                    (true, true) => Possible::KNOWN,
                    (true, false) => Possible::ANY,
                    (false, _) => Possible(6),
                };
                self.atom(&cond.kind, Atom::Other(Vec::new(), possible))
            }
            CondKind::EveryRow { .. } => self.atom(&cond.kind, Atom::Other(Vec::new(), Possible::ANY)),
            CondKind::Verdict { .. } => self.atom(&cond.kind, Atom::Other(Vec::new(), Possible::KNOWN)),
            CondKind::Derived(id) => match self.checker.checked.derived.get(id.index()).map(|derived| &derived.value) {
                Some(DerivedValueIr::Condition(cond)) => self.formula(cond),
                _ => Formula::Fixed(Possible::ANY),
            },
            CondKind::TableIn(id, wanted) => {
                match self.checker.checked.derived.get(id.index()).map(|derived| &derived.value) {
                    Some(DerivedValueIr::Table(rows)) => Formula::Table(
                        rows.iter()
                            .zip(wanted)
                            .map(|(row, wanted)| (row.when.as_ref().map(|when| self.formula(when)), *wanted))
                            .collect(),
                    ),
                    _ => Formula::Fixed(Possible::ANY),
                }
            }
        }
    }

    /// A comparison. Of each pair of opposites one is used, so that the two are seen to exclude each other.
    fn compare(&mut self, comparison: Comparison, a: &Num, b: &Num) -> Formula {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let flipped = match comparison {
            Less => Greater,
            LessOrEqual => GreaterOrEqual,
            Greater => Less,
            GreaterOrEqual => LessOrEqual,
            same => same,
        };
        if let Num::Literal(_) = a
            && !matches!(b, Num::Literal(_))
        {
            return self.compare(flipped, b, a);
        }
        let (comparison, opposite) = match comparison {
            NotEqual => (Equal, true),
            GreaterOrEqual => (Less, true),
            Greater => (LessOrEqual, true),
            same => (same, false),
        };
        let kind = CondKind::Compare(comparison, a.clone(), b.clone());
        let formula = match (a, b) {
            (Num::Literal(a), Num::Literal(b)) => Formula::Fixed(Possible::of(match comparison {
                Equal => a == b,
                Less => a < b,
                _ => a <= b,
            })),
            (Num::Slot(slot), Num::Literal(number)) => self.atom(&kind, Atom::Number(*slot, comparison, *number)),
            _ => {
                // Fields inside a fold or a derived number may be unanswered without making it unknown.
                let mut slots = Vec::new();
                direct(a, &mut slots);
                direct(b, &mut slots);
                let possible = if self.is_told(a) && self.is_told(b) { Possible::KNOWN } else { Possible::ANY };
                self.atom(&kind, Atom::Other(slots, possible))
            }
        };
        if opposite { Formula::Not(Box::new(formula)) } else { formula }
    }

    /// Whether a number is known, and exact, wherever the fields that it names directly are answered.
    fn is_told(&self, num: &Num) -> bool {
        match num {
            Num::Literal(_) | Num::Parameter(_) | Num::Today => true,
            Num::Slot(slot) => {
                let slot = self.checker.checked.shape.slots.get(slot.index());
                slot.is_some_and(|slot| slot.kind != FieldType::Year)
            }
            Num::Arithmetic(op, a, b) => *op == Arithmetic::Subtract && self.is_told(a) && self.is_told(b),
            Num::Shift { date, .. } => self.is_told(date),
            Num::Call(function, arguments) => match function.kernel {
                Kernel::Text(_) | Kernel::TwoTexts(_) => true,
                Kernel::Rising(_) | Kernel::TwoNumbers(_) | Kernel::TwoRising(_) => arguments
                    .iter()
                    .all(|argument| matches!(argument, Argument::Number(number) if self.is_told(number))),
                _ => false,
            },
            _ => false,
        }
    }

    fn atom(&mut self, kind: &CondKind, atom: Atom) -> Formula {
        let mut text = String::new();
        key::condition(kind, &mut text);
        let next = self.atoms.len();
        let place = *self.keys.entry(text).or_insert(next);
        if place == next {
            self.atoms.push(atom);
            self.uses.push(0);
        }
        if let Some(uses) = self.uses.get_mut(place) {
            *uses += 1;
        }
        Formula::Atom(place)
    }
}

/// The fields of which a number is unknown when one of them is not answered.
fn direct(num: &Num, slots: &mut Vec<SlotId>) {
    match num {
        Num::Slot(slot) | Num::OptionNumber(slot, _) => slots.push(*slot),
        Num::Arithmetic(_, a, b) => {
            direct(a, slots);
            direct(b, slots);
        }
        Num::Negate(inner) | Num::Shift { date: inner, .. } => direct(inner, slots),
        Num::Call(_, arguments) => {
            for argument in arguments {
                match argument {
                    Argument::Answer(slot) => slots.push(*slot),
                    Argument::Number(inner) => direct(inner, slots),
                }
            }
        }
        Num::Nearest(slot) => slots.push(*slot),
        Num::Literal(_)
        | Num::Parameter(_)
        | Num::Today
        | Num::Fold { .. }
        | Num::Derived(_)
        | Num::Points(_)
        | Num::Extreme { .. }
        | Num::Case(_) => {}
    }
}
