//! Verdicts and tables by the tracing reader, written down as the reference page states them.

use crate::audit::Verdict;
use crate::batch::Batch;
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::eval::{Evaluated, Scratch, run, run_in_any_length};
use crate::framework::{Severity, UnknownVerdict};
use crate::ir::{Cond, CondKind, MeasuredIr, RECORD, RuleId, RuleIr, TableRowIr};
use crate::plan::program::Reg;
use crate::plan::{Plan, listed};

/// What a rule says of a row, and what it would say if its stage had come.
pub(crate) type Said = (Verdict, Option<Verdict>);

/// The verdict by the tables of the reference page.
fn verdict(plan: &Plan, tracer: &Tracer<'_>, rule: &RuleIr, row: usize) -> Said {
    let not_asked = tracer.row_not_asked(rule.domain, row);
    let not_applicable = tracer.row_not_applicable(rule.domain, row);
    let decide = |tracer: &Tracer<'_>| {
        let when = rule.when.as_ref().map_or(Truth::True, |when| tracer.truth(when, rule.domain, row));
        match when.and(not_asked.not()).and(not_applicable.not()) {
            Truth::False | Truth::NotApplicable => Verdict::DoesNotApply,
            Truth::Unknown => Verdict::CannotTell,
            Truth::True => match tracer.truth(&rule.require, rule.domain, row) {
                Truth::True => Verdict::Met,
                Truth::False => Verdict::NotMet,
                Truth::Unknown => Verdict::CannotTell,
                Truth::NotApplicable => Verdict::DoesNotApply,
            },
        }
    };
    let mut verdict = decide(tracer);
    let begun = rule.unknown_from.is_none_or(|from| plan.inner.stage.is_none_or(|stage| from <= stage));
    if verdict == Verdict::CannotTell && begun {
        let mut without = Tracer::new(tracer.inputs, tracer.batch);
        without.withheld_is_inapplicable = true;
        let only_withheld = rule.when_unknown.withheld.is_some() && decide(&without) != Verdict::CannotTell;
        let instead = if only_withheld { rule.when_unknown.withheld } else { rule.when_unknown.otherwise };
        verdict = match instead {
            None => Verdict::CannotTell,
            Some(UnknownVerdict::Met) => Verdict::Met,
            Some(UnknownVerdict::NotMet) => Verdict::NotMet,
            Some(UnknownVerdict::NeedsAPerson) => Verdict::NeedsAPerson,
            Some(UnknownVerdict::DoesNotApply) => Verdict::DoesNotApply,
        };
    }
    if rule.severity == Severity::Review && verdict == Verdict::NotMet {
        verdict = Verdict::NeedsAPerson;
    }
    let due = rule.at.is_none_or(|at| plan.inner.stage.is_none_or(|stage| at <= stage));
    if !due && matches!(verdict, Verdict::NotMet | Verdict::CannotTell | Verdict::NeedsAPerson) {
        (Verdict::ToDo, Some(verdict))
    } else {
        (verdict, None)
    }
}

/// The value of a condition of an outcome table.
fn outcome_condition(cond: &Cond, plan: &Plan, tracer: &Tracer<'_>, said: &[Vec<Said>], record: usize) -> Truth {
    match &cond.kind {
        CondKind::And(parts) => {
            parts.iter().fold(Truth::True, |value, part| value.and(outcome_condition(part, plan, tracer, said, record)))
        }
        CondKind::Or(parts) => {
            parts.iter().fold(Truth::False, |value, part| value.or(outcome_condition(part, plan, tracer, said, record)))
        }
        CondKind::Not(inner) => outcome_condition(inner, plan, tracer, said, record).not(),
        CondKind::Verdict { every, rules, test } => {
            let wanted = Verdict::asked_for(*test);
            let verdicts: Vec<Verdict> = rules
                .iter()
                .flat_map(|id| {
                    let domain = plan.inner.checked.rules[id.index()].domain;
                    said[id.index()]
                        .iter()
                        .enumerate()
                        .filter(move |(row, _)| tracer.row_in(RECORD, domain, *row) == record)
                        .map(|(_, said)| said.0)
                })
                .collect();
            Truth::from_bool(if *every {
                // What does not apply says nothing against "every rule is met".
                verdicts.iter().all(|verdict| {
                    *verdict == wanted || *verdict == Verdict::DoesNotApply && wanted != Verdict::DoesNotApply
                })
            } else {
                verdicts.contains(&wanted)
            })
        }
        _ => tracer.truth(cond, RECORD, record),
    }
}

/// Which row of a table holds: `Ok(None)` when none does, `Err` when it cannot be told.
fn table(rows: &[TableRowIr], truth: impl Fn(&Cond) -> Truth) -> Result<Option<usize>, ()> {
    // Every row that may be the first to hold; `None` when it may be that none does.
    let mut open = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match row.when.as_ref().map_or(Truth::True, &truth) {
            Truth::False | Truth::NotApplicable => {}
            Truth::Unknown => open.push(Some(index)),
            Truth::True => {
                return if open.is_empty() { Ok(Some(index)) } else { Err(()) };
            }
        }
    }
    if open.is_empty() { Ok(None) } else { Err(()) }
}

/// Every verdict of a batch by the columnar reader.
pub(crate) fn columnar(plan: &Plan, batch: &Batch, evaluated: Evaluated<'_>) -> Vec<Vec<Said>> {
    let rules = plan.inner.checked.rules.iter().enumerate();
    rules
        .map(|(index, rule)| {
            (0..batch.domain_len(rule.domain)).map(|row| listed(evaluated, RuleId::from_index(index), row)).collect()
        })
        .collect()
}

/// Holds what a run in the shape for any number of words writes against a run in whatever shape fits the batch, register by register.
fn shapes_agree(plan: &Plan, batch: &Batch, evaluated: Evaluated<'_>) {
    let inner = &plan.inner;
    let mut scratch = Scratch::default();
    let any_length = run_in_any_length(&inner.program, &inner.parents, batch, &mut scratch);
    for (index, (domain, planes)) in inner.program.regs.iter().enumerate() {
        let reg = Reg(u32::try_from(index).unwrap_or(u32::MAX));
        for plane in 0..usize::from(*planes) {
            let rows = |of: Evaluated<'_>| -> Vec<bool> {
                (0..batch.domain_len(*domain)).map(|row| bits::get(of.plane(reg, plane), row)).collect()
            };
            assert_eq!(rows(evaluated), rows(any_length), "register {index}, plane {plane}");
        }
    }
}

/// Holds the two readers against each other over a whole batch.
///
/// # Panics
/// When they differ.
pub(crate) fn compare(plan: &Plan, batch: &Batch) {
    let inner = &plan.inner;
    let checked = &inner.checked;
    let mut scratch = Scratch::default();
    let evaluated = run(&inner.program, &inner.parents, batch, &mut scratch);
    shapes_agree(plan, batch, evaluated);
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    let by_columns = columnar(plan, batch, evaluated);
    let traced: Vec<Vec<Said>> = checked
        .rules
        .iter()
        .map(|rule| (0..batch.domain_len(rule.domain)).map(|row| verdict(plan, &tracer, rule, row)).collect())
        .collect();
    for (rule, (left, right)) in checked.rules.iter().zip(by_columns.iter().zip(&traced)) {
        assert_eq!(left, right, "rule `{}`: by columns, by tracing", rule.id);
    }
    let holds = |reg, plane: usize, row: usize| bits::get(evaluated.plane(reg, plane), row);
    for record in 0..batch.len() {
        let tables = crate::plan::shown_tables(checked)
            .map(|(derived, rows)| (derived.id.as_str(), rows))
            .zip(&inner.program.tables);
        let outcome = (("the outcome", checked.outcome.as_slice()), &inner.program.outcome);
        for ((name, rows), regs) in tables.chain([outcome]) {
            let told = table(rows, |cond| outcome_condition(cond, plan, &tracer, &traced, record));
            let by_columns = match regs.iter().position(|reg| holds(*reg, 0, record)) {
                Some(row) => Ok(Some(row)),
                None if regs.iter().all(|reg| holds(*reg, 1, record)) => Ok(None),
                None => Err(()),
            };
            assert_eq!(by_columns, told, "{name} of record {record}: by columns, by tracing");
        }
        for (measure, (of, among)) in
            checked.measures.iter().zip(inner.program.measures.iter().map(|measure| (measure.of, measure.among)))
        {
            let counted = match &measure.of {
                MeasuredIr::Condition(cond) => Some(cond),
                MeasuredIr::Number(_) => None,
            };
            for (cond, reg) in [(counted, Some(of)), (measure.among.as_ref(), among)] {
                let (Some(cond), Some(reg)) = (cond, reg) else { continue };
                let by_columns = [holds(reg, 0, record), holds(reg, 1, record), holds(reg, 2, record)];
                let traced = tracer.truth(cond, RECORD, record);
                assert_eq!(
                    by_columns,
                    [Truth::True, Truth::False, Truth::NotApplicable].map(|truth| truth == traced),
                    "measure `{}` of record {record}: {traced:?}",
                    measure.id
                );
            }
        }
    }
}
