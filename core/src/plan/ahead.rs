//! What will change by itself: rules whose verdict is another one within some days, because they compare with today.

use super::Inner;
use super::lower::Inputs;
use super::template::item;
use crate::audit::{Soon, Verdict};
use crate::batch::Batch;
use crate::eval::reads::{derived_of, derived_of_number, slots_of};
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::framework::{Severity, UnknownVerdict};
use crate::ir::{Argument, Checked, Cond, CondKind, DerivedValueIr, Num, RECORD, RuleIr};
use crate::value::Date;

/// Verdicts looked at for one batch; what comes after them is not looked at.
const MOST_VERDICTS: usize = 500_000;

/// By rule: whether it rests on today.
pub(super) fn dated(checked: &Checked) -> Vec<bool> {
    let derived: Vec<bool> = checked.derived.iter().fold(Vec::new(), |mut known, derived| {
        let own = match &derived.value {
            DerivedValueIr::Condition(cond) => condition(cond, checked, &known),
            DerivedValueIr::Number(num, _) => number(num, checked, &known),
            DerivedValueIr::Table(rows) => {
                rows.iter().filter_map(|row| row.when.as_ref()).any(|when| condition(when, checked, &known))
            }
        };
        known.push(own);
        known
    });
    checked
        .rules
        .iter()
        .map(|rule| rule.when.iter().chain([&rule.require]).any(|cond| condition(cond, checked, &derived)))
        .collect()
}

/// Whether a condition rests on today: itself, by way of a derived value, or because something is asked by it.
fn condition(cond: &Cond, checked: &Checked, known: &[bool]) -> bool {
    let mut derived = Vec::new();
    derived_of(cond, &mut derived);
    if derived.iter().any(|id| known.get(id.index()).copied().unwrap_or(false)) {
        return true;
    }
    let mut slots = Vec::new();
    slots_of(cond, &mut slots);
    let gates = slots.iter().filter_map(|slot| checked.shape.slots.get(slot.index())?.ask_when.as_ref());
    names_today(cond) || gates.into_iter().any(names_today)
}

fn number(num: &Num, checked: &Checked, known: &[bool]) -> bool {
    let mut derived = Vec::new();
    derived_of_number(num, &mut derived);
    derived.iter().any(|id| known.get(id.index()).copied().unwrap_or(false))
        || number_names_today(num)
        || match num {
            Num::Case(rows) => {
                rows.iter().filter_map(|(when, _)| when.as_ref()).any(|when| condition(when, checked, known))
            }
            _ => false,
        }
}

fn names_today(cond: &Cond) -> bool {
    match &cond.kind {
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().any(names_today),
        CondKind::Not(inner) | CondKind::AnyRow { has: inner, .. } => names_today(inner),
        CondKind::EveryRow { filter, has, .. } => filter.as_deref().is_some_and(names_today) || names_today(has),
        CondKind::Compare(_, left, right) => number_names_today(left) || number_names_today(right),
        _ => false,
    }
}

fn number_names_today(num: &Num) -> bool {
    match num {
        Num::Today => true,
        Num::Arithmetic(_, left, right) => number_names_today(left) || number_names_today(right),
        Num::Negate(inner) | Num::Shift { date: inner, .. } => number_names_today(inner),
        Num::Fold { value, filter, .. } => {
            value.as_deref().is_some_and(number_names_today) || filter.as_deref().is_some_and(names_today)
        }
        Num::Call(_, arguments) => {
            arguments.iter().any(|argument| matches!(argument, Argument::Number(number) if number_names_today(number)))
        }
        Num::Case(rows) => {
            rows.iter().any(|(when, value)| when.as_ref().is_some_and(names_today) || number_names_today(value))
        }
        _ => false,
    }
}

/// By record: the first change of each rule and row within the days that the settings say.
pub(super) fn soon(inner: &Inner, batch: &Batch) -> Vec<Vec<Soon>> {
    let mut out: Vec<Vec<Soon>> = vec![Vec::new(); batch.len()];
    if inner.settings.ahead == 0 || !inner.dated.contains(&true) {
        return out;
    }
    let inputs = inner.inputs();
    let now = Tracer::new(&inputs, batch);
    let mut watched = Vec::new();
    let mut left = MOST_VERDICTS;
    for (index, rule) in inner.checked.rules.iter().enumerate() {
        if inner.dated.get(index).copied().unwrap_or(false) {
            for row in 0..batch.domain_len(rule.domain) {
                watched.push((rule, row, verdict(inner, &now, rule, row)));
            }
        }
    }
    for day in 1..=inner.settings.ahead {
        if watched.len() > left {
            break;
        }
        left -= watched.len();
        let as_of = Date::from_days(inner.settings.as_of.days().saturating_add(i32::from(day)));
        let later = Inputs { as_of, ..inner.inputs() };
        let tracer = Tracer::new(&later, batch);
        watched.retain(|(rule, row, before)| {
            let after = verdict(inner, &tracer, rule, *row);
            if after == *before {
                return true;
            }
            if let Some(record) = out.get_mut(now.row_in(RECORD, rule.domain, *row)) {
                record.push(Soon {
                    rule: rule.id.clone(),
                    item: item(inner, &now, rule.domain, *row),
                    on: as_of,
                    verdict: *before,
                    becomes: after,
                });
            }
            false
        });
    }
    out
}

/// The verdict on the tracer's day, whether it is due or not.
fn verdict(inner: &Inner, tracer: &Tracer<'_>, rule: &RuleIr, row: usize) -> Verdict {
    let counts = tracer.row_not_asked(rule.domain, row).not().and(tracer.row_not_applicable(rule.domain, row).not());
    let when = rule.when.as_ref().map_or(Truth::True, |when| tracer.truth(when, rule.domain, row)).and(counts);
    let require = || tracer.truth(&rule.require, rule.domain, row);
    let plain = match when {
        Truth::False | Truth::NotApplicable => Verdict::DoesNotApply,
        Truth::Unknown => Verdict::CannotTell,
        Truth::True => match require() {
            Truth::True => Verdict::Met,
            Truth::False => Verdict::NotMet,
            Truth::NotApplicable => Verdict::DoesNotApply,
            Truth::Unknown => Verdict::CannotTell,
        },
    };
    let begun = rule.unknown_from.is_none_or(|from| inner.stage.is_none_or(|stage| from <= stage));
    let said = match rule.when_unknown.otherwise.filter(|_| begun && plain == Verdict::CannotTell) {
        Some(UnknownVerdict::Met) => Verdict::Met,
        Some(UnknownVerdict::NotMet) => Verdict::NotMet,
        Some(UnknownVerdict::DoesNotApply) => Verdict::DoesNotApply,
        Some(UnknownVerdict::NeedsAPerson) => Verdict::NeedsAPerson,
        None => plain,
    };
    if said == Verdict::NotMet && rule.severity == Severity::Review { Verdict::NeedsAPerson } else { said }
}
