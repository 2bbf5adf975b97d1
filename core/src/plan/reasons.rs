//! What a record's result rests on: the row of a table that held, shown numbers, and answers that have no effect.

use super::Inner;
use super::collect::listed;
use super::template::{item, label, option_label, place};
use crate::audit::{Evidence, NumberResult, TableReason, Verdict};
use crate::batch::Batch;
use crate::eval::Evaluated;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::ir::{Cond, CondKind, DerivedValueIr, RECORD, RuleId, SlotId, TableRowIr};
use crate::syntax::ast::VerdictTest;
use crate::value::State;

/// Lines of the reasons for one result, and rules that one of them names.
const MOST_LINES: usize = 12;
const MOST_RULES: usize = 8;
/// Answers without effect that are listed of one record.
const MOST_INERT: usize = 1_000;

/// The shown numbers of a record.
pub(crate) fn numbers(inner: &Inner, tracer: &Tracer<'_>, record: usize) -> Vec<NumberResult> {
    let shown = inner.checked.derived.iter().enumerate().filter(|(_, derived)| derived.show);
    shown
        .filter_map(|(index, derived)| {
            let DerivedValueIr::Number(number, _) = &derived.value else { return None };
            let value = tracer.number(number, RECORD, record).ok();
            let limits = inner.checked.extremes.get(index).copied().flatten();
            Some(NumberResult {
                id: derived.id.clone(),
                label: label(&derived.label, &derived.id, &inner.settings.language),
                low: value.map(|(low, _)| low),
                high: value.map(|(_, high)| high),
                least: limits.map(|(least, _)| least),
                most: limits.map(|(_, most)| most),
            })
        })
        .collect()
}

/// Answers that stand where nothing is asked or in a row that does not apply, with their places.
pub(super) fn inert(inner: &Inner, tracer: &Tracer<'_>, batch: &Batch, record: usize) -> Vec<Evidence> {
    let mut out = Vec::new();
    for (index, slot) in inner.checked.shape.slots.iter().enumerate() {
        let id = SlotId::from_index(index);
        let rows = if slot.domain == RECORD {
            record..record + 1
        } else {
            crate::eval::group_rows(batch, slot.domain, record, &inner.parents)
        };
        for row in rows {
            if out.len() >= MOST_INERT {
                return out;
            }
            let state = tracer.state(id, row);
            if !slot.is_row && batch.state(id, row) == State::Answered && state.is_inapplicable() {
                out.push(Evidence {
                    field: place(inner, tracer, id, row),
                    label: label(&slot.label, &slot.id, &inner.settings.language),
                    state,
                    value: tracer.value(id, row).unwrap_or_default(),
                });
            }
        }
    }
    out
}

/// Why the outcome and the shown tables of a record are what they are: the outcome first.
pub(crate) fn tables(inner: &Inner, tracer: &Tracer<'_>, evaluated: Evaluated<'_>, record: usize) -> Vec<TableReason> {
    let why = Why { inner, tracer, evaluated, record };
    let outcome = (!inner.checked.outcome.is_empty()).then(|| why.table("", &inner.checked.outcome));
    let shown = super::assemble::shown_tables(&inner.checked).map(|(derived, rows)| why.table(&derived.id, rows));
    outcome.into_iter().chain(shown).collect()
}

struct Why<'a> {
    inner: &'a Inner,
    tracer: &'a Tracer<'a>,
    evaluated: Evaluated<'a>,
    record: usize,
}

impl Why<'_> {
    /// The first row that holds, or the first that is open.
    fn table(&self, id: &str, rows: &[TableRowIr]) -> TableReason {
        for row in rows {
            let truth = row.when.as_ref().map_or(Truth::True, |when| self.truth(when).holds());
            if truth == Truth::False {
                continue;
            }
            let mut because = Vec::new();
            match &row.when {
                Some(when) => self.because(when, &mut because),
                None => because.push("no row before it holds".to_owned()),
            }
            let is = option_label(&row.label, &row.is, &self.inner.settings.language);
            let is = if truth == Truth::True { is } else { Verdict::CannotTell.words().to_owned() };
            let cite = row.cite.iter().filter_map(|source| self.inner.checked.sources.get(source.index()));
            return TableReason {
                table: id.to_owned(),
                is,
                say: row.say.get(&self.inner.settings.language).to_owned(),
                cite: cite.map(|source| source.id.clone()).collect(),
                because,
            };
        }
        TableReason { table: id.to_owned(), is: "none".to_owned(), ..TableReason::default() }
    }

    fn truth(&self, cond: &Cond) -> Truth {
        match &cond.kind {
            CondKind::And(parts) => parts.iter().fold(Truth::True, |value, part| value.and(self.truth(part))),
            CondKind::Or(parts) => parts.iter().fold(Truth::False, |value, part| value.or(self.truth(part))),
            CondKind::Not(inner) => self.truth(inner).not(),
            CondKind::Verdict { every, rules, test } => {
                let against = self.speaking(rules, *every, *test).is_empty();
                Truth::from_bool(if *every { against } else { !against })
            }
            _ => self.tracer.truth(cond, RECORD, self.record),
        }
    }

    /// The rules, with their rows, whose verdict is the one that is asked for; with `every`, those that speak against it.
    fn speaking(&self, rules: &[RuleId], every: bool, test: VerdictTest) -> Vec<String> {
        let mut out = Vec::new();
        for id in rules {
            let Some(rule) = self.inner.checked.rules.get(id.index()) else { continue };
            let rows = if rule.domain == RECORD {
                self.record..self.record + 1
            } else {
                crate::eval::group_rows(self.tracer.batch, rule.domain, self.record, &self.inner.parents)
            };
            for row in rows {
                let (verdict, _) = listed(self.evaluated, *id, row);
                let wanted = Verdict::asked_for(test);
                let speaks = match every {
                    false => verdict == wanted,
                    true => {
                        verdict != wanted && (verdict != Verdict::DoesNotApply || test == VerdictTest::DoesNotApply)
                    }
                };
                if speaks {
                    let item = item(self.inner, self.tracer, rule.domain, row);
                    out.push(if item.is_empty() { rule.id.clone() } else { format!("{} [{item}]", rule.id) });
                }
            }
        }
        out
    }

    fn because(&self, cond: &Cond, out: &mut Vec<String>) {
        if out.len() >= MOST_LINES {
            return;
        }
        let truth = self.truth(cond);
        match (&cond.kind, truth) {
            (CondKind::And(parts), Truth::False) | (CondKind::Or(parts), Truth::True) => {
                if let Some(part) = parts.iter().find(|part| self.truth(part) == truth) {
                    self.because(part, out);
                }
            }
            (CondKind::And(parts) | CondKind::Or(parts), Truth::True | Truth::False) => {
                parts.iter().for_each(|part| self.because(part, out))
            }
            (CondKind::And(parts) | CondKind::Or(parts), _) => {
                let open = parts.iter().filter(|part| !matches!(self.truth(part), Truth::True | Truth::False));
                open.for_each(|part| self.because(part, out));
            }
            (CondKind::Not(inner), _) => self.because(inner, out),
            (CondKind::Verdict { every, rules, test }, _) => {
                let speaking = self.speaking(rules, *every, *test);
                let left_out = speaking.len().saturating_sub(MOST_RULES);
                let mut named: Vec<String> = speaking.into_iter().take(MOST_RULES).collect();
                if left_out > 0 {
                    named.push(format!("{left_out} more"));
                }
                let is = if truth == Truth::True { "true" } else { "false" };
                let named = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
                out.push(format!("`{}` is {is}{named}", cond.text));
            }
            _ => self.tracer.because(cond, RECORD, self.record, out),
        }
    }
}
