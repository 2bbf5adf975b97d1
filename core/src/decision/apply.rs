//! A log beside the findings of an audit. No verdict is changed.

use super::{DecisionLog, Item, Line, LineState, Problem, Seen, Standing, State, Verdict};
use crate::Level;
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
    /// The persons of the registers with which names are compared, where decisions about candidates are looked up.
    persons: Option<BTreeSet<String>>,
}

/// What applying a log to some findings gave: merges in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// By rule and the place of the line.
    rules: BTreeMap<(String, usize), DecisionCounts>,
    /// By rule and the place of the line that excuses them: findings that do not count.
    excused: BTreeMap<(String, usize), VerdictCounts>,
    /// By the place of the line.
    candidates: BTreeMap<usize, DecisionCounts>,
    /// Places of lines that a finding or a candidate has.
    found: BTreeSet<usize>,
    /// Places of lines whose record is in the list, with how many records have that id.
    present: BTreeMap<usize, u64>,
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
            persons: None,
        }
    }

    /// Says that decisions about candidates are looked up too, among these persons ([`Plan::screened_persons`](crate::Plan::screened_persons)): give each that
    /// [`Plan::each_decided_candidate`](crate::Plan::each_decided_candidate) finds to [`Applying::candidate`].
    #[must_use]
    pub fn with_candidates(mut self, persons: BTreeSet<String>) -> Self {
        self.persons = Some(persons);
        self
    }

    /// Counts what was decided about a candidate, and notes that the line of the log is about one.
    pub fn candidate(&self, standing: &Standing<'_>, applied: &mut Applied) {
        applied.found.insert(standing.line);
        applied.candidates.entry(standing.line).or_default().add(standing.state, 1);
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
        let line = standing.line;
        applied.rules.entry((finding.rule.clone(), line)).or_default().add(standing.state, 1);
        finding.decision = Some(Box::new(standing.told()));
        if finding.is_excused() {
            applied.excused.entry((finding.rule.clone(), line)).or_default().add(finding.verdict, 1);
        }
    }

    /// Says that the list has a record of this id: once for each record, so that an id of several is noticed.
    pub fn record(&self, id: Option<&str>, applied: &mut Applied) {
        for line in self.log.standing_lines_of(id.unwrap_or("")) {
            *applied.present.entry(line).or_default() += 1;
        }
    }

    /// What the log was to the whole audit.
    pub fn report(&self, applied: &Applied) -> DecisionReport {
        let log = self.log;
        let count = |state: LineState| log.lines().iter().filter(|line| line.state == state).count() as u64;
        let (mut counts, mut candidates) = (DecisionCounts::default(), DecisionCounts::default());
        // A decision is about one record. Which of several with one id is meant cannot be told, so that it counts for none.
        let is_one = |line: &usize| !applied.is_shared(*line);
        let mut by_rule: BTreeMap<&str, DecisionCounts> = BTreeMap::new();
        for ((rule, _), of_line) in applied.rules.iter().filter(|((_, line), _)| is_one(line)) {
            add(&mut counts, *of_line);
            add(by_rule.entry(rule).or_default(), *of_line);
        }
        applied
            .candidates
            .iter()
            .filter(|(line, _)| is_one(line))
            .for_each(|(_, counts)| add(&mut candidates, *counts));
        let rules = self.order.iter().filter_map(|rule| {
            let mut excused = VerdictCounts::default();
            let lines = applied.excused.range((rule.clone(), 0)..=(rule.clone(), usize::MAX));
            lines.filter(|((_, line), _)| is_one(line)).for_each(|(_, counts)| excused.merge(counts));
            Some(RuleDecisions { rule: rule.clone(), counts: *by_rule.get(rule.as_str())?, excused })
        });
        let mut unmatched = Vec::new();
        let mut left_out = 0;
        for (place, line) in log.lines().iter().enumerate() {
            let decision = &line.decision;
            // What was taken back needs no finding; what stands beside several records is told as that.
            if line.state != LineState::Standing
                || applied.found.contains(&place)
                || applied.is_shared(place)
                || decision.verdict == Verdict::Withdrawn
            {
                continue;
            }
            let ours =
                decision.framework == self.framework || (decision.item.is_candidate() && decision.framework.is_empty());
            let why = match &decision.item {
                _ if !ours => Unmatched::OtherFramework,
                _ if !applied.present.contains_key(&place) => Unmatched::NotInTheList,
                Item::Candidate { person } => match &self.persons {
                    None => Unmatched::Candidate,
                    Some(persons) if persons.contains(person) => Unmatched::NotACandidate,
                    Some(_) => Unmatched::NoSuchPerson,
                },
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
            candidates,
            rules: rules.collect(),
            unmatched,
            unmatched_left_out: left_out,
            problems: log.problems().iter().cloned().chain(self.shared(applied)).map(told).collect(),
        }
    }

    /// Decisions that stand beside several records, because the list has their id several times.
    pub fn shared(&self, applied: &Applied) -> Vec<Problem> {
        let lines = applied.present.iter().filter(|(line, _)| applied.is_shared(**line));
        let lines = lines.filter_map(|(place, count)| Some((self.log.lines().get(*place)?, count)));
        let ours = |line: &Line| {
            let decision = &line.decision;
            !decision.record.is_empty() && (decision.framework == self.framework || decision.framework.is_empty())
        };
        lines
            .filter(|(line, _)| ours(line))
            .map(|(line, count)| Problem {
                code: "several-records",
                level: Level::Warning,
                file: line.file.clone(),
                row: line.row,
                column: "record",
                message: format!(
                    "{count} records of the list have the id `{}`; a decision is about one, and which is meant cannot be told, so that it is applied to none of them",
                    line.decision.record
                ),
                help: "give each record an id of its own".to_owned(),
            })
            .take(super::load::MOST_PROBLEMS)
            .collect()
    }

    /// The ids of records that several records have and the log decides about, for [`DecisionLog::of_several`].
    pub fn several(&self, applied: &Applied) -> BTreeSet<String> {
        let lines = applied.present.keys().filter(|line| applied.is_shared(**line));
        let records = lines.filter_map(|place| Some(self.log.lines().get(*place)?.decision.record.clone()));
        records.filter(|record| !record.is_empty()).collect()
    }

    /// Takes decisions away from what an audit lists where several records have the id: for lists that can be read only once, of which that is known at the end.
    pub fn set_aside(&self, audit: &mut Audit, applied: &Applied) {
        let several = self.several(applied);
        let is_of_several = |id: &Option<String>| id.as_ref().is_some_and(|id| several.contains(id));
        for finding in audit.findings.iter_mut().filter(|finding| is_of_several(&finding.record.id)) {
            finding.decision = None;
        }
        for result in audit.results.iter_mut().filter(|result| is_of_several(&result.record.id)) {
            result.candidates.iter_mut().flatten().for_each(|candidate| candidate.decision = None);
        }
    }

    /// Applies the log to a whole audit whose findings are all listed, as that of a form is.
    pub fn audit(&self, audit: &mut Audit) {
        let mut applied = Applied::default();
        for finding in &mut audit.findings {
            self.finding(finding, &mut applied);
        }
        let records = audit.results.iter().map(|result| &result.record);
        let records = records.chain(audit.findings.iter().map(|finding| &finding.record));
        let records: BTreeMap<(&str, u64), Option<&str>> =
            records.map(|record| ((record.input.as_str(), record.number), record.id.as_deref())).collect();
        for id in records.into_values() {
            self.record(id, &mut applied);
        }
        self.set_aside(audit, &applied);
        audit.decisions = Some(self.report(&applied));
    }
}

/// A problem as a report has it.
fn told(problem: Problem) -> DecisionProblem {
    DecisionProblem {
        code: problem.code.to_owned(),
        level: problem.level,
        file: problem.file,
        row: problem.row,
        column: problem.column.to_owned(),
        message: problem.message,
        help: problem.help,
    }
}

fn add(into: &mut DecisionCounts, counts: DecisionCounts) {
    State::ALL.into_iter().for_each(|state| into.add(state, counts.get(state)));
}

impl Applied {
    /// Joins what another part gave.
    pub fn merge(&mut self, other: Applied) {
        for (rule, counts) in other.rules {
            add(self.rules.entry(rule).or_default(), counts);
        }
        for (line, excused) in other.excused {
            self.excused.entry(line).or_default().merge(&excused);
        }
        for (line, counts) in other.candidates {
            add(self.candidates.entry(line).or_default(), counts);
        }
        self.found.extend(other.found);
        for (line, count) in other.present {
            *self.present.entry(line).or_default() += count;
        }
    }

    /// Whether several records have the id of a line.
    fn is_shared(&self, line: usize) -> bool {
        self.present.get(&line).is_some_and(|count| *count > 1)
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
