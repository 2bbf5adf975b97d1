//! What can be read off conditions without running them: rules that never apply, never fail or are never met, and rows that are never reached.
//!
//! Conditions are evaluated over sets of possible truths. What speaks of one field more than once is tried for every kind of answer the field can have;
//! everything else is taken to be true, false or unknown as it likes. So more is held possible than is, and only what is certain is reported.
//! Only asked of a framework without errors.

mod formula;
mod key;
mod search;
#[cfg(test)]
mod tests;

use super::{Checker, DerivedType};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{DerivedValue, Severity, TableRow};
use crate::ir::{CondKind, DerivedValueIr, TableRowIr};
use formula::Formulas;
use search::Search;
use std::cell::Cell;

/// A set of truths that a condition can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Possible(u8);

impl Possible {
    const NONE: Possible = Possible(0);
    const TRUE: Possible = Possible(1);
    const FALSE: Possible = Possible(2);
    const UNKNOWN: Possible = Possible(4);
    const ANY: Possible = Possible(7);
    const KNOWN: Possible = Possible(3);

    fn of(truth: bool) -> Self {
        if truth { Self::TRUE } else { Self::FALSE }
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn not(self) -> Self {
        let mut out = Self(self.0 & 4);
        if self.has(Self::TRUE) {
            out = out.with(Self::FALSE);
        }
        if self.has(Self::FALSE) {
            out = out.with(Self::TRUE);
        }
        out
    }

    /// Kleene's and, of every pair.
    fn and(self, other: Self) -> Self {
        let mut out = Self::NONE;
        if self.has(Self::TRUE) && other.has(Self::TRUE) {
            out = out.with(Self::TRUE);
        }
        if self.has(Self::FALSE) || other.has(Self::FALSE) {
            out = out.with(Self::FALSE);
        }
        let not_false = Self(5);
        if (self.has(Self::UNKNOWN) && other.has(not_false)) || (other.has(Self::UNKNOWN) && self.has(not_false)) {
            out = out.with(Self::UNKNOWN);
        }
        out
    }
}

impl Checker<'_, '_> {
    pub(super) fn analyse(&mut self) {
        let mut found = Vec::new();
        // Bounds the work on all rules together.
        let budget = Cell::new(2_000_000);
        // What the other records hold is no part of what one says.
        let across: Vec<usize> = self.checked.across.iter().map(|across| across.rule.index()).collect();
        let rules = self.checked.rules.iter().enumerate().filter(|(index, _)| !across.contains(index));
        for rule in rules.map(|(_, rule)| rule).filter(|rule| !rule.made_by_required) {
            let mut formulas = Formulas::new(self, &budget);
            let when = rule.when.as_ref().map(|when| formulas.add(when));
            let require = formulas.add(&rule.require);
            let (mut applies, mut fails, mut met) = (false, false, false);
            Search::new(formulas).run(|search| {
                let when = when.map_or(Possible::TRUE, |when| search.value(when));
                if when.has(Possible::TRUE) {
                    applies = true;
                    let require = search.value(require);
                    fails |= require.has(Possible::FALSE);
                    met |= require.has(Possible::TRUE);
                }
                fails && met
            });
            let id = &rule.id;
            let written_out = matches!(rule.require.kind, CondKind::Truth(false));
            if !applies {
                let span = rule.when.as_ref().map_or(rule.span, |when| when.span);
                found.push(
                    Diagnostic::new(
                        Code::NeverApplies,
                        span,
                        format!("this can never be true, so the rule `{id}` never applies"),
                    )
                    .help("look for two parts that exclude each other; `or` may be meant"),
                );
            } else if !fails {
                found.push(
                    Diagnostic::new(
                        Code::NeverFails,
                        rule.require.span,
                        format!("where the rule `{id}` applies this is never false, so the rule can find nothing"),
                    )
                    .help("look for a part that always holds; `and` may be meant"),
                );
            } else if !met && !written_out && rule.severity != Severity::Review {
                found.push(
                    Diagnostic::new(
                        Code::NeverMet,
                        rule.require.span,
                        format!("where the rule `{id}` applies this is never true, so nothing can meet the rule"),
                    )
                    .help("if that is meant, write `require: false`"),
                );
            }
        }
        for (place, derived) in self.framework.derived.iter().enumerate() {
            if let (DerivedValue::Table(rows), Some(DerivedType::Table(id))) =
                (&derived.value, self.derived_types.get(place))
                && let Some(DerivedValueIr::Table(checked)) =
                    self.checked.derived.get(id.index()).map(|derived| &derived.value)
            {
                self.unreachable(rows, checked, &budget, &mut found);
            }
        }
        self.unreachable(&self.framework.outcome, &self.checked.outcome, &budget, &mut found);
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// For each of the author's rules: whether it can be met, whether it can fail, and whether it can be left open. More is held possible than is.
    pub(super) fn reachable(&self) -> Vec<(String, [bool; 3])> {
        let budget = Cell::new(2_000_000);
        let author = self.checked.rules.iter().filter(|rule| !rule.made_by_required);
        author
            .map(|rule| {
                let mut formulas = Formulas::new(self, &budget);
                let when = rule.when.as_ref().map(|when| formulas.add(when));
                let require = formulas.add(&rule.require);
                let [mut met, mut fails, mut open] = [false; 3];
                Search::new(formulas).run(|search| {
                    let when = when.map_or(Possible::TRUE, |when| search.value(when));
                    open |= when.has(Possible::UNKNOWN);
                    if when.has(Possible::TRUE) {
                        let require = search.value(require);
                        met |= require.has(Possible::TRUE);
                        fails |= require.has(Possible::FALSE);
                        // What the rule says of the unknown takes the place of *cannot tell*.
                        open |= require.has(Possible::UNKNOWN) && rule.when_unknown.otherwise.is_none();
                    }
                    met && fails && open
                });
                (rule.id.clone(), [met, fails, open])
            })
            .collect()
    }

    fn unreachable(&self, rows: &[TableRow], checked: &[TableRowIr], budget: &Cell<u32>, found: &mut Vec<Diagnostic>) {
        let mut formulas = Formulas::new(self, budget);
        let whens: Vec<_> = checked.iter().map(|row| row.when.as_ref().map(|when| formulas.add(when))).collect();
        let mut reached = vec![false; whens.len()];
        Search::new(formulas).run(|search| {
            for (when, reached) in whens.iter().zip(&mut reached) {
                let holds = when.map_or(Possible::TRUE, |when| search.value(when));
                *reached |= holds.has(Possible::TRUE);
                if holds == Possible::TRUE {
                    break;
                }
            }
            reached.iter().all(|reached| *reached)
        });
        for (index, (row, _)) in rows.iter().zip(&reached).enumerate().filter(|(_, (_, reached))| !**reached) {
            let diagnostic = match rows.iter().take(index).find(|row| row.when.is_none()) {
                Some(earlier) => {
                    let message = format!("`{}` is never reached: a row before it always holds", row.is.value);
                    Diagnostic::new(Code::UnreachableOutcome, row.is.span, message)
                        .label(earlier.is.span, "this one has no `when`")
                        .help("put the row without `when` last")
                }
                None => Diagnostic::new(
                    Code::UnreachableOutcome,
                    row.is.span,
                    format!("`{}` is never reached: where its `when` is true, a row before it holds", row.is.value),
                )
                .help("put the narrower row first, or look for parts of its `when` that exclude each other"),
            };
            found.push(diagnostic);
        }
    }
}
