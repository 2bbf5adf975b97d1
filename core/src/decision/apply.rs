//! A log beside the findings of an audit. No verdict is changed.

use super::{DecisionLog, Item, LineState, Seen, State, Verdict};
use crate::audit::{
    Audit, DecisionCounts, DecisionProblem, DecisionReport, Finding, RuleDecisions, RuleSummary, Unmatched,
    UnmatchedDecision, Verdict as Found, VerdictCounts,
};
use std::collections::{BTreeMap, BTreeSet};

/// A log made ready for the findings of one framework. Shared between threads.
#[derive(Debug)]
pub struct Applying<'a> {
    log: &'a DecisionLog,
    framework: String,
    rules: BTreeMap<String, RuleSummary>,
    order: Vec<String>,
    candidates: bool,
}

/// What applying a log to some findings gave: merges in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    rules: BTreeMap<String, (DecisionCounts, VerdictCounts)>,
    /// Places of lines that a finding has.
    found: BTreeSet<usize>,
    /// Places of lines whose record is in the list.
    present: BTreeSet<usize>,
}

impl<'a> Applying<'a> {
    /// For the findings of a framework; `audit` is any audit of it, for example that of [no records](crate::Plan::nothing): its receipt names the framework, and its rules are what is
    /// compared with what was seen.
    pub fn new(log: &'a DecisionLog, audit: &Audit) -> Self {
        Self {
            log,
            framework: audit.receipt.framework.id.clone(),
            rules: audit.rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect(),
            order: audit.rules.iter().map(|rule| rule.id.clone()).collect(),
            candidates: false,
        }
    }

    /// Says that rules of the framework see decisions about candidates ([`Settings::decisions`](crate::Settings::decisions)), so that those about records of the list are not named as unmatched.
    #[must_use]
    pub fn with_candidates(mut self) -> Self {
        self.candidates = true;
        self
    }

    /// What the finding rests on now.
    pub fn seen(&self, finding: &Finding) -> Seen {
        Seen::of_finding(finding, self.rules.get(&finding.rule))
    }

    /// Puts what was decided about a finding beside it, and counts it.
    ///
    /// A record without an id is named by an empty one: a decision about it is applied to the only record of a form, and to none of a list.
    pub fn finding(&self, finding: &mut Finding, applied: &mut Applied) {
        let record = finding.record.id.as_deref().unwrap_or("");
        if !self.log.has_finding(&self.framework, record, &finding.rule, &finding.item) {
            return;
        }
        let seen = self.seen(finding);
        let Some(standing) = self.log.for_finding(&self.framework, record, &finding.rule, &finding.item, &seen) else {
            return;
        };
        applied.found.insert(standing.line);
        let (counts, excused) = applied.rules.entry(finding.rule.clone()).or_default();
        counts.add(standing.state, 1);
        finding.decision = Some(Box::new(standing.told()));
        if finding.is_excused() {
            excused.add(finding.verdict, 1);
        }
    }

    /// Says that the list has a record of this id.
    pub fn record(&self, id: Option<&str>, applied: &mut Applied) {
        applied.present.extend(self.log.standing_lines_of(id.unwrap_or("")));
    }

    /// What the log was to the whole audit.
    pub fn report(&self, applied: &Applied) -> DecisionReport {
        let log = self.log;
        let count = |state: LineState| log.lines().iter().filter(|line| line.state == state).count() as u64;
        let mut counts = DecisionCounts::default();
        for (by_rule, _) in applied.rules.values() {
            for state in State::ALL {
                counts.add(state, by_rule.get(state));
            }
        }
        let rules = self.order.iter().filter_map(|rule| {
            let (counts, excused) = applied.rules.get(rule)?;
            Some(RuleDecisions { rule: rule.clone(), counts: *counts, excused: *excused })
        });
        let mut unmatched = Vec::new();
        let mut left_out = 0;
        for (place, line) in log.lines().iter().enumerate() {
            let decision = &line.decision;
            // What was taken back needs no finding.
            if line.state != LineState::Standing
                || applied.found.contains(&place)
                || decision.verdict == Verdict::Withdrawn
            {
                continue;
            }
            let ours =
                decision.framework == self.framework || (decision.item.is_candidate() && decision.framework.is_empty());
            let why = match &decision.item {
                _ if !ours => Unmatched::OtherFramework,
                _ if !applied.present.contains(&place) => Unmatched::NotInTheList,
                Item::Candidate { .. } if self.candidates => continue,
                Item::Candidate { .. } => Unmatched::Candidate,
                Item::Finding { rule, .. } if !self.rules.contains_key(rule) => Unmatched::NoSuchRule,
                Item::Finding { .. } => Unmatched::NoLongerFound,
            };
            if unmatched.len() >= DecisionReport::LISTED {
                left_out += 1;
                continue;
            }
            unmatched.push(UnmatchedDecision {
                why,
                id: decision.id.clone(),
                row: line.row,
                record: decision.record.clone(),
                record_name: decision.record_name.clone(),
                rule: decision.item.rule().to_owned(),
                item: decision.item.row().to_owned(),
                person: decision.item.person().to_owned(),
                verdict: decision.words(),
                by: decision.by.clone(),
                on: decision.on,
            });
        }
        DecisionReport {
            rows: log.rows(),
            superseded: count(LineState::Superseded),
            after_as_of: count(LineState::AfterAsOf),
            undecided: log.undecided(),
            refused: log.refused(),
            counts,
            rules: rules.collect(),
            unmatched,
            unmatched_left_out: left_out,
            problems: log
                .problems()
                .iter()
                .map(|problem| DecisionProblem {
                    code: problem.code.to_owned(),
                    level: problem.level,
                    file: problem.file.clone(),
                    row: problem.row,
                    column: problem.column.to_owned(),
                    message: problem.message.clone(),
                    help: problem.help.clone(),
                })
                .collect(),
        }
    }

    /// Applies the log to a whole audit whose findings are all listed, as that of a form is.
    pub fn audit(&self, audit: &mut Audit) {
        let mut applied = Applied::default();
        for finding in &mut audit.findings {
            self.finding(finding, &mut applied);
        }
        for id in audit
            .results
            .iter()
            .map(|result| &result.record.id)
            .chain(audit.findings.iter().map(|finding| &finding.record.id))
        {
            self.record(id.as_deref(), &mut applied);
        }
        audit.decisions = Some(self.report(&applied));
    }
}

impl Applied {
    /// Joins what another part gave.
    pub fn merge(&mut self, other: Applied) {
        for (rule, (counts, excused)) in other.rules {
            let (into, into_excused) = self.rules.entry(rule).or_default();
            State::ALL.into_iter().for_each(|state| into.add(state, counts.get(state)));
            into_excused.merge(&excused);
        }
        self.found.extend(other.found);
        self.present.extend(other.present);
    }
}

impl Finding {
    /// Whether the finding does not count for what makes an audit fail: a waiver is in force, or it needed a person and one accepted it. It is listed and counted all the same.
    pub fn is_excused(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| match decision.state {
            State::Waived => true,
            State::Decided => self.verdict == Found::NeedsAPerson && decision.verdict == Verdict::Accepted.words(),
            _ => false,
        })
    }
}
