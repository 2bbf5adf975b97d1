//! Scores: what they are made of, and the least and most that they can be.

use super::number::Number;
use super::{Checker, Uses, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, Member, NumberRow, Rows, Section};
use crate::function::Function;
use crate::ir::{Cond, CondKind, DerivedId, DerivedValueIr, Num, NumberKind, Points, RECORD, SlotId, range};
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::{FieldType, plus};
use std::collections::BTreeMap;

/// Assignments of answers tried for the limits of one score; past it the limits are wider than what can be reached.
const MOST_TRIES: u32 = 20_000;

impl<'f> Checker<'f, '_> {
    /// A score of the record's choices.
    pub(super) fn score(&mut self, id: DerivedId, add: &Id, over: &'f [Id], blank_is_nothing: bool) -> Option<Points> {
        let slots = self.score_slots(over)?;
        let mut terms = Vec::new();
        for slot in slots {
            let Some(list) = self.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list) else { continue };
            let Some(list) = self.checked.shape.lists.get(list.index()) else { continue };
            if list.options.iter().any(|option| option.numbers.contains_key(&add.value)) {
                let numbers =
                    list.options.iter().map(|option| option.numbers.get(&add.value).copied().unwrap_or(0.0)).collect();
                terms.push((slot, numbers));
                self.uses.all_options.push(slot);
            }
        }
        if terms.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::UnknownName,
                    add.span,
                    format!("no choice that this is made of has options with a number `{}`", add.value),
                )
                .help(format!("give the options their numbers: `{{id: …, numbers: {{{}: 3}}}}`", add.value)),
            );
            return None;
        }
        Some(Points { id, terms, blank_is_nothing })
    }

    /// The choices of the record that a score is made of.
    fn score_slots(&mut self, over: &'f [Id]) -> Option<Vec<SlotId>> {
        let of_record = |checker: &Self, slot: SlotId| {
            checker.checked.shape.slots.get(slot.index()).is_some_and(|slot| {
                slot.domain == RECORD && !slot.is_row && matches!(slot.kind, FieldType::Choice | FieldType::Choices)
            })
        };
        if over.is_empty() {
            let all = (0..self.checked.shape.slots.len()).map(SlotId::from_index);
            return Some(all.filter(|slot| of_record(self, *slot)).collect());
        }
        let mut slots = Vec::new();
        let mut good = true;
        for id in over {
            let section = self.framework.sections.iter().find(|section| section.id.value == id.value);
            let found: Vec<SlotId> = match (self.names.field_in(RECORD, &id.value), section) {
                (Some(slot), _) if of_record(self, slot) => vec![slot],
                (None, Some(section)) if matches!(section.rows, Rows::None) => {
                    self.fields_of(section).into_iter().filter(|slot| of_record(self, *slot)).collect()
                }
                _ => {
                    good = false;
                    let sections = self.framework.sections.iter().map(|section| section.id.value.as_str());
                    let diagnostic = Diagnostic::new(
                        Code::UnknownName,
                        id.span,
                        format!("`{}` is no choice of the record and no section without rows", id.value),
                    );
                    let diagnostic = suggest::add(diagnostic, id.span, &id.value, sections);
                    self.report(
                        diagnostic
                            .help("a score is made of choices of the record; rows of a group are added with `sum(…)`"),
                    );
                    continue;
                }
            };
            slots.extend(found);
        }
        slots.sort_unstable();
        slots.dedup();
        good.then_some(slots)
    }

    fn fields_of(&self, section: &Section) -> Vec<SlotId> {
        section
            .members
            .iter()
            .filter_map(|member| match member {
                Member::Field(field) => self.names.field_in(RECORD, &field.id.value),
                Member::Group(_) => None,
            })
            .collect()
    }

    /// A number by the first row that holds.
    pub(super) fn cases(&mut self, rows: &'f [NumberRow]) -> Option<Number> {
        let mut made = Vec::with_capacity(rows.len());
        let mut first: Option<(NumberKind, String)> = None;
        let mut good = !rows.is_empty();
        for row in rows {
            let when = row.when.as_ref().map(|when| self.condition(when, RECORD));
            let value = self.number(&row.value, RECORD);
            good &= !matches!(when, Some(None));
            let Some(value) = value else {
                good = false;
                continue;
            };
            match &first {
                None => first = Some((value.kind, value.unit.clone())),
                Some((kind, unit)) => {
                    let unit = unit.clone();
                    if *kind != value.kind {
                        good = false;
                        self.report(
                            Diagnostic::new(
                                Code::TypeMismatch,
                                row.value.span,
                                format!(
                                    "this is {}, and the first row gives {}",
                                    super::number::kind_words(value.kind),
                                    super::number::kind_words(*kind)
                                ),
                            )
                            .help("every row gives the same kind of number"),
                        );
                    } else {
                        good &= self.units_agree(&unit, &value.unit, row.value.span);
                    }
                }
            }
            made.push((when.flatten(), value.num));
        }
        let (kind, unit) = first?;
        good.then_some(Number { num: Num::Case(made), kind, unit })
    }

    /// `maximum(score)`, `minimum(score)`.
    pub(super) fn extreme(&mut self, function: &Function, greatest: bool, argument: &Expr) -> Option<Number> {
        let place = match &argument.kind {
            ExprKind::Name(path) => match self.find(path, RECORD) {
                Some(super::names::Meaning::Derived(place)) => Some(place),
                Some(super::names::Meaning::Broken) => return None,
                Some(_) => None,
                None => {
                    let diagnostic = self.unknown_name(path, RECORD, argument.span);
                    self.report(diagnostic);
                    return None;
                }
            },
            _ => None,
        };
        if let Some(place) = place {
            Uses::mark(&mut self.uses.derived, place);
            match self.derived_types.get(place) {
                Some(super::DerivedType::Number(id, kind, unit)) => {
                    let (id, kind, unit) = (*id, *kind, unit.clone());
                    let value = self.checked.derived.get(id.index()).map(|derived| &derived.value);
                    if matches!(value, Some(DerivedValueIr::Number(Num::Points(_), _))) {
                        return Some(Number { num: Num::Extreme { of: id, greatest }, kind, unit });
                    }
                }
                Some(super::DerivedType::Broken) | None => return None,
                Some(_) => {}
            }
        }
        self.report(
            Diagnostic::new(
                Code::WrongArguments,
                argument.span,
                format!("`{}` takes a score here: a derived value with `add`", function.name),
            )
            .help(format!("for example `{}`", function.example)),
        );
        None
    }

    /// The limits of every score, once it is known what is asked when.
    pub(super) fn extremes(&mut self) {
        let limits = self
            .checked
            .derived
            .iter()
            .map(|derived| match &derived.value {
                DerivedValueIr::Number(Num::Points(points), _) => {
                    // Nought has no sign.
                    let end = |sign: f64| Reach::new(self, points, sign).best() * sign + 0.0;
                    Some((end(-1.0), end(1.0)))
                }
                _ => None,
            })
            .collect();
        self.checked.extremes = limits;
    }
}

/// Something on whose answer it depends what is asked: a field with one answer, or one option of a field with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Switch {
    Field(SlotId),
    Option(SlotId, u16),
}

/// What is assumed of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Assumed {
    /// The option that is answered.
    Answer(u16),
    /// Whether the option is among the answers.
    Chosen(bool),
    /// No answer that a condition speaks of.
    None,
}

/// A condition under assumptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decided {
    Yes,
    No,
    /// By something that is not assumed yet.
    Open,
    /// By something that answers to choices do not decide: it may be either.
    Free,
}

/// The search for the most that a score can be over answers that can stand together.
struct Reach<'c, 'f, 'd> {
    checker: &'c Checker<'f, 'd>,
    /// The fields, each with what its options add, turned round when the least is sought.
    terms: Vec<(SlotId, Vec<f64>, bool)>,
    tries: u32,
}

type Assumptions = BTreeMap<Switch, Assumed>;

impl<'c, 'f, 'd> Reach<'c, 'f, 'd> {
    fn new(checker: &'c Checker<'f, 'd>, points: &Points, sign: f64) -> Self {
        let several = |slot: SlotId| {
            checker.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::Choices)
        };
        let terms = points
            .terms
            .iter()
            .map(|(slot, numbers)| (*slot, numbers.iter().map(|number| number * sign).collect(), several(*slot)))
            .collect();
        Self { checker, terms, tries: MOST_TRIES }
    }

    fn best(mut self) -> f64 {
        let all: Vec<usize> = (0..self.terms.len()).collect();
        self.most(&all, &Assumptions::new())
    }

    fn gate(&self, slot: SlotId) -> Option<&'c Cond> {
        self.checker.checked.shape.slots.get(slot.index())?.ask_when.as_ref()
    }

    /// The most that these fields can add together.
    fn most(&mut self, terms: &[usize], assumed: &Assumptions) -> f64 {
        let mut sum = 0.0;
        // Fields that wait for the same answers are tried together, all others by themselves.
        let mut parts: Vec<(Vec<Switch>, Vec<usize>)> = Vec::new();
        for index in terms {
            let Some((slot, numbers, several)) = self.terms.get(*index) else { continue };
            let mut waits = Vec::new();
            let asked = self.asked(*slot, assumed, &mut waits, 0);
            if asked == Decided::No {
                continue;
            }
            let own: Vec<Switch> = self.own_switches(*slot, *several, terms);
            if let Some(fixed) = self.fixed(*slot, numbers, *several, assumed) {
                if asked != Decided::Open {
                    sum = plus(sum, fixed);
                    continue;
                }
            } else {
                waits.extend(own.into_iter().filter(|switch| !assumed.contains_key(switch)));
            }
            if waits.is_empty() {
                sum = plus(sum, self.highest(*slot, numbers, *several, assumed));
                continue;
            }
            let mut joined = (waits, vec![*index]);
            parts.retain_mut(|(switches, members)| {
                let shares = switches.iter().any(|switch| joined.0.contains(switch));
                if shares {
                    joined.0.append(switches);
                    joined.1.append(members);
                }
                !shares
            });
            joined.0.sort_unstable();
            joined.0.dedup();
            parts.push(joined);
        }
        for (switches, members) in parts {
            sum = plus(sum, self.most_of(&switches, &members, assumed));
        }
        sum
    }

    /// The most that fields can add which wait for the same answers.
    fn most_of(&mut self, switches: &[Switch], members: &[usize], assumed: &Assumptions) -> f64 {
        if self.tries == 0 {
            // Too many to try: as if each could have its best.
            return members
                .iter()
                .filter_map(|index| self.terms.get(*index))
                .map(|(_, numbers, several)| range(numbers, *several).1.max(0.0))
                .fold(0.0, plus);
        }
        // The one that most fields wait for splits them best; of several the first.
        let weight = |switch: &Switch| {
            let of = match switch {
                Switch::Field(slot) | Switch::Option(slot, _) => *slot,
            };
            members
                .iter()
                .filter_map(|index| self.terms.get(*index))
                .filter_map(|(slot, ..)| self.gate(*slot))
                .filter(|gate| speaks_of(gate, of))
                .count()
        };
        let Some(switch) = switches.iter().copied().rev().max_by_key(weight) else { return 0.0 };
        let options: Vec<Assumed> = match switch {
            Switch::Option(..) => vec![Assumed::Chosen(true), Assumed::Chosen(false)],
            Switch::Field(slot) => {
                let count = u16::try_from(self.checker.options(slot).len()).unwrap_or(u16::MAX);
                (0..count).map(Assumed::Answer).chain([Assumed::None]).collect()
            }
        };
        let mut best = f64::NEG_INFINITY;
        for option in options {
            self.tries = self.tries.saturating_sub(1);
            let mut assumed = assumed.clone();
            assumed.insert(switch, option);
            best = best.max(self.most(members, &assumed));
            if self.tries == 0 {
                break;
            }
        }
        if self.tries == 0 { self.most_of(switches, members, assumed) } else { best }
    }

    /// The switches that a field's own answer is, where another field of those in hand waits for it.
    fn own_switches(&self, slot: SlotId, several: bool, terms: &[usize]) -> Vec<Switch> {
        let mut out = Vec::new();
        for (other, ..) in terms.iter().filter_map(|index| self.terms.get(*index)) {
            if let Some(gate) = self.gate(*other).filter(|_| *other != slot) {
                switches_in(gate, &mut |switch| match switch {
                    Switch::Field(of) if of == slot && !several => out.push(switch),
                    Switch::Option(of, _) if of == slot => out.push(switch),
                    _ => {}
                });
            }
        }
        out
    }

    /// What a field adds when its answer is assumed as a whole.
    fn fixed(&self, slot: SlotId, numbers: &[f64], several: bool, assumed: &Assumptions) -> Option<f64> {
        if several {
            return None;
        }
        match assumed.get(&Switch::Field(slot))? {
            Assumed::Answer(option) => Some(numbers.get(usize::from(*option)).copied().unwrap_or(0.0)),
            _ => Some(0.0),
        }
    }

    /// The most that a field adds, given what is assumed of single options.
    fn highest(&self, slot: SlotId, numbers: &[f64], several: bool, assumed: &Assumptions) -> f64 {
        if !several {
            return numbers.iter().copied().fold(0.0, f64::max);
        }
        numbers
            .iter()
            .enumerate()
            .map(|(option, number)| {
                let option = u16::try_from(option).unwrap_or(u16::MAX);
                match assumed.get(&Switch::Option(slot, option)) {
                    Some(Assumed::Chosen(true)) => *number,
                    Some(_) => 0.0,
                    None => number.max(0.0),
                }
            })
            .fold(0.0, plus)
    }

    /// Whether a field is asked; what it waits for is added.
    fn asked(&self, slot: SlotId, assumed: &Assumptions, waits: &mut Vec<Switch>, depth: u32) -> Decided {
        match self.gate(slot) {
            // A checker that missed a circle cannot make this run for ever.
            Some(gate) if depth <= crate::ir::DEEPEST => self.decided(gate, assumed, waits, depth + 1),
            _ => Decided::Yes,
        }
    }

    /// Several conditions joined: `one` as soon as a part is that, `all` where every part is; what an undecided one waits for is added.
    fn joined(
        &self,
        parts: &[Cond],
        [one, all]: [Decided; 2],
        assumed: &Assumptions,
        waits: &mut Vec<Switch>,
        depth: u32,
    ) -> Decided {
        let mut own = Vec::new();
        let values: Vec<Decided> = parts.iter().map(|part| self.decided(part, assumed, &mut own, depth)).collect();
        if values.contains(&one) {
            return one;
        }
        waits.extend(own);
        let undecided = [Decided::Open, Decided::Free].into_iter().find(|undecided| values.contains(undecided));
        undecided.unwrap_or(all)
    }

    fn decided(&self, cond: &Cond, assumed: &Assumptions, waits: &mut Vec<Switch>, depth: u32) -> Decided {
        let of = |yes: bool| if yes { Decided::Yes } else { Decided::No };
        let switch = |slot: SlotId, switch: Switch, test: &dyn Fn(Assumed) -> bool, waits: &mut Vec<Switch>| {
            // An answer to a question that is not asked is none.
            let mut before = Vec::new();
            match self.asked(slot, assumed, &mut before, depth) {
                Decided::No => return Decided::No,
                Decided::Open => {
                    waits.extend(before);
                    return if assumed.get(&switch).is_some_and(|known| !test(*known)) {
                        Decided::No
                    } else {
                        Decided::Open
                    };
                }
                Decided::Yes | Decided::Free => {}
            }
            match assumed.get(&switch) {
                Some(known) => of(test(*known)),
                None => {
                    waits.push(switch);
                    Decided::Open
                }
            }
        };
        match &cond.kind {
            CondKind::Truth(truth) => of(*truth),
            CondKind::OptionIn(slot, options) => {
                let test = |known| matches!(known, Assumed::Answer(option) if options.contains(&option));
                switch(*slot, Switch::Field(*slot), &test, waits)
            }
            CondKind::HasOption(slot, option) => {
                let test = |known| known == Assumed::Chosen(true);
                switch(*slot, Switch::Option(*slot, *option), &test, waits)
            }
            CondKind::And(parts) => self.joined(parts, [Decided::No, Decided::Yes], assumed, waits, depth),
            CondKind::Or(parts) => self.joined(parts, [Decided::Yes, Decided::No], assumed, waits, depth),
            // The opposite of an answer is another answer, or none: only what an answer decides is turned round.
            CondKind::Not(inner) => match self.decided(inner, assumed, waits, depth) {
                Decided::Yes => Decided::No,
                Decided::No => Decided::Free,
                other => other,
            },
            CondKind::Derived(id) => match self.checker.checked.derived.get(id.index()).map(|derived| &derived.value) {
                Some(DerivedValueIr::Condition(inner)) if depth <= crate::ir::DEEPEST => {
                    self.decided(inner, assumed, waits, depth + 1)
                }
                _ => Decided::Free,
            },
            _ => Decided::Free,
        }
    }
}

/// Calls for every switch of a condition.
fn switches_in(cond: &Cond, found: &mut dyn FnMut(Switch)) {
    match &cond.kind {
        CondKind::OptionIn(slot, _) => found(Switch::Field(*slot)),
        CondKind::HasOption(slot, option) => found(Switch::Option(*slot, *option)),
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| switches_in(part, found)),
        CondKind::Not(inner) => switches_in(inner, found),
        _ => {}
    }
}

fn speaks_of(cond: &Cond, slot: SlotId) -> bool {
    let mut speaks = false;
    switches_in(cond, &mut |switch| {
        speaks |= matches!(switch, Switch::Field(of) | Switch::Option(of, _) if of == slot);
    });
    speaks
}
