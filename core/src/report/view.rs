//! An audit as reports for people arrange it: findings grouped by what they ask of the reader, then severity, then rule.

use super::wording;
use crate::audit::{Audit, Evidence, Finding, OutcomeCount, RecordResult, RuleSummary, Source, Verdict};
use crate::framework::Severity;
use crate::tongue::Tongue;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// An audit with what reports look up in it.
pub(super) struct View<'a> {
    pub(super) audit: &'a Audit,
    sources: FxHashMap<&'a str, &'a Source>,
    labels: FxHashMap<&'a str, &'a str>,
}

/// The record of an audit of one: reports then tell of it, and not how many of how many there are.
pub(super) fn only(audit: &Audit) -> Option<&RecordResult> {
    match audit.results.as_slice() {
        [result] if audit.records.read == 1 => Some(result),
        _ => None,
    }
}

/// Findings of one verdict under one rule.
pub(super) struct Group<'a> {
    /// The rule's id.
    pub(super) id: &'a str,
    /// The rule, where the audit lists it.
    pub(super) rule: Option<&'a RuleSummary>,
    pub(super) severity: Severity,
    pub(super) verdict: Verdict,
    pub(super) findings: Vec<&'a Finding>,
    /// How many there are of this rule and verdict, listed or not.
    pub(super) all: u64,
}

impl<'a> Group<'a> {
    /// The rule's name for people.
    pub(super) fn title(&self) -> &'a str {
        self.rule.map_or(self.id, wording::rule_title)
    }

    /// How many there are beyond those shown.
    pub(super) fn left_out(&self, shown: usize) -> u64 {
        self.all.saturating_sub(shown as u64)
    }

    /// The sources that every finding cites; the rule's own.
    pub(super) fn cite(&self) -> &'a [String] {
        self.rule
            .map(|rule| rule.cite.as_slice())
            .or_else(|| self.findings.first().map(|finding| finding.cite.as_slice()))
            .unwrap_or_default()
    }

    /// What would mend every finding, where they all say the same.
    pub(super) fn same_fix(&self) -> Option<&'a str> {
        let first = self.findings.first()?.fix.as_str();
        (!first.is_empty() && self.findings.iter().all(|finding| finding.fix == first)).then_some(first)
    }
}

/// How many findings a page shows: no more of one rule than a reader would look through, and no more in all than a browser bears.
pub(super) struct Budget {
    pub(super) of_a_rule: usize,
    pub(super) in_all: usize,
}

impl Budget {
    /// The findings of a group to show, in order.
    pub(super) fn take<'b>(&mut self, group: &'b Group<'b>) -> &'b [&'b Finding] {
        let shown = group.findings.len().min(self.of_a_rule).min(self.in_all);
        self.in_all -= shown;
        group.findings.get(..shown).unwrap_or_default()
    }
}

/// A set of answers that would settle findings.
pub(super) struct Settlement {
    /// The labels of the answers.
    pub(super) labels: Vec<String>,
    /// How many listed findings they would settle.
    pub(super) findings: u64,
    /// Of how many records.
    pub(super) records: u64,
}

impl<'a> View<'a> {
    pub(super) fn new(audit: &'a Audit) -> View<'a> {
        let mut labels = FxHashMap::default();
        for evidence in audit.findings.iter().flat_map(|finding| &finding.values) {
            if !evidence.label.is_empty() {
                labels.entry(evidence.field.as_str()).or_insert(evidence.label.as_str());
            }
        }
        let sources = audit.sources.iter().map(|source| (source.id.as_str(), source)).collect();
        View { audit, sources, labels }
    }

    /// A source by its id.
    pub(super) fn source(&self, id: &str) -> Option<&'a Source> {
        self.sources.get(id).copied()
    }

    /// A field's label where a finding shows one, else its path.
    pub(super) fn label<'b>(&self, path: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.labels.get(path).copied().unwrap_or(path)
    }

    /// An answer's label, else its path.
    pub(super) fn evidence_label<'b>(&self, evidence: &'b Evidence) -> &'b str {
        if evidence.label.is_empty() { &evidence.field } else { &evidence.label }
    }

    /// The findings of a verdict, by severity, then in the framework's order of rules. A group without listed findings is there
    /// when the counts say that a limit left its findings out.
    pub(super) fn groups(&self, verdict: Verdict) -> Vec<Group<'a>> {
        let audit = self.audit;
        let mut place: FxHashMap<&str, usize> = FxHashMap::default();
        let mut groups: Vec<Group<'a>> = Vec::new();
        let ours = !matches!(verdict, Verdict::Met | Verdict::DoesNotApply);
        for rule in &audit.rules {
            place.insert(&rule.id, groups.len());
            let all = if ours { rule.counts.get(verdict) } else { 0 };
            groups.push(Group {
                id: &rule.id,
                rule: Some(rule),
                severity: rule.severity,
                verdict,
                findings: Vec::new(),
                all,
            });
        }
        for finding in audit.findings.iter().filter(|finding| finding.verdict == verdict) {
            let at = *place.entry(&finding.rule).or_insert_with(|| {
                groups.push(Group {
                    id: &finding.rule,
                    rule: None,
                    severity: finding.severity,
                    verdict,
                    findings: Vec::new(),
                    all: 0,
                });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(at) {
                group.findings.push(finding);
                group.all = group.all.max(group.findings.len() as u64);
            }
        }
        groups.retain(|group| group.all > 0);
        groups.sort_by_key(|group| group.severity);
        groups
    }

    /// Which answers would settle what cannot be told, those that settle most first.
    pub(super) fn settlements(&self) -> Vec<Settlement> {
        let mut sets: BTreeMap<&[String], (u64, u64, u64)> = BTreeMap::new();
        for finding in self
            .audit
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::CannotTell && !finding.settle.is_empty())
        {
            let (findings, records, last) = sets.entry(&finding.settle).or_insert((0, 0, 0));
            *findings += 1;
            // Findings come in order of record, so a record is new when its number differs from the last.
            if *last != finding.record.number {
                *last = finding.record.number;
                *records += 1;
            }
        }
        let mut list: Vec<Settlement> = sets
            .into_iter()
            .map(|(paths, (findings, records, _))| Settlement {
                labels: paths.iter().map(|path| self.label(path).to_owned()).collect(),
                findings,
                records,
            })
            .collect();
        list.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.labels.cmp(&b.labels)));
        list
    }

    /// Rules of a severity, in the framework's order.
    pub(super) fn rules(&self, severity: Severity) -> Vec<&'a RuleSummary> {
        self.audit.rules.iter().filter(|rule| rule.severity == severity).collect()
    }

    /// The citations of these sources, each with its standing; ids that are not listed stand as they are.
    pub(super) fn citations(&self, ids: &[String]) -> Vec<String> {
        ids.iter()
            .map(|id| self.source(id).map_or_else(|| id.clone(), |source| wording::citation(Tongue::English, source)))
            .collect()
    }
}

/// The sources that every result cites, where there are several results and all that cite anything cite the same.
pub(super) fn same_cite(results: &[OutcomeCount]) -> Option<&[String]> {
    let mut citing = results.iter().map(|result| result.cite.as_slice()).filter(|cite| !cite.is_empty());
    let first = citing.next()?;
    let mut several = false;
    for cite in citing {
        if cite != first {
            return None;
        }
        several = true;
    }
    several.then_some(first)
}

/// What a verdict's part of the report is called.
pub(super) fn heading(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotMet => "Not met",
        Verdict::CannotTell => "Cannot be told",
        Verdict::NeedsAPerson => "For a person to judge",
        Verdict::ToDo => "Not yet due",
        Verdict::Met => "Met",
        Verdict::DoesNotApply => "Does not apply",
    }
}

/// What a verdict's part of the report means, in a sentence.
pub(super) fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotMet => "What the rule requires does not hold.",
        Verdict::CannotTell => {
            "The rule depends on an answer that the record does not give. That is not a failure: each finding names what would settle it."
        }
        Verdict::NeedsAPerson => "These are not failures. The rule asks a person to look and decide.",
        Verdict::ToDo => "These rules begin to count at a later stage; what they would say now is given.",
        Verdict::Met => "What the rule requires holds in the record.",
        Verdict::DoesNotApply => "The rule is not about these records.",
    }
}
