//! An earlier audit beside a run: which findings are new.

use super::Written;
use crate::audit::{BaselineInput, BaselineReport, Finding, RuleBaseline, Since, Verdict, VerdictCounts};
use crate::{Error, ErrorKind};
use std::collections::{BTreeMap, BTreeSet};

/// An earlier audit made ready for the findings of a run. Shared between threads.
#[derive(Debug)]
pub struct Comparing<'a> {
    written: &'a Written,
    /// By fingerprint: places of findings that were open.
    known: BTreeMap<&'a str, Vec<usize>>,
}

/// What comparing some findings gave: merges in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    new: u64,
    changed: u64,
    unchanged: u64,
    rules: BTreeMap<String, VerdictCounts>,
    /// Places of the earlier audit's findings that are there again.
    again: BTreeSet<usize>,
}

impl<'a> Comparing<'a> {
    /// For the findings of a framework, by id.
    ///
    /// # Errors
    ///
    /// An audit of another framework, and one that leaves findings out: what it does not list would seem new.
    pub fn new(written: &'a Written, framework: &str) -> Result<Self, Error> {
        let mismatch =
            |why: String| Error::new(ErrorKind::Mismatch, format!("`{}` is no baseline: {why}", written.name()));
        if let Some(other) = written.framework().filter(|other| *other != framework) {
            return Err(mismatch(format!("it is an audit of the framework {other}, not of {framework}")));
        }
        if written.left_out() > 0 {
            return Err(mismatch(format!(
                "it leaves out {} findings, which would seem new; write it with --format jsonl, which holds every finding, or with a higher --limit",
                written.left_out()
            )));
        }
        if written.is_screening() {
            return Err(mismatch("it is a screening, not an audit".to_owned()));
        }
        let mut known: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, finding) in written.findings().iter().enumerate().filter(|(_, finding)| finding.is_open()) {
            known.entry(&finding.fingerprint).or_default().push(place);
        }
        Ok(Self { written, known })
    }

    /// Marks a finding, and counts it. Put decisions beside it before. What is *met* or *does not apply* is not marked.
    pub fn finding(&self, finding: &mut Finding, compared: &mut Compared) {
        if matches!(finding.verdict, Verdict::Met | Verdict::DoesNotApply) {
            return;
        }
        let places = self.known.get(finding.fingerprint.as_str()).map_or(&[][..], Vec::as_slice);
        compared.again.extend(places);
        let same = places
            .iter()
            .filter_map(|place| self.written.findings().get(*place))
            .any(|before| before.verdict == finding.verdict);
        let since = match (places.is_empty(), same) {
            (true, _) => Since::New,
            (false, false) => Since::Changed,
            (false, true) => Since::Unchanged,
        };
        finding.since = Some(since);
        match since {
            Since::New => compared.new += 1,
            Since::Changed => compared.changed += 1,
            Since::Unchanged => {
                compared.unchanged += 1;
                if !finding.is_excused() {
                    compared.rules.entry(finding.rule.clone()).or_default().add(finding.verdict, 1);
                }
            }
        }
    }

    /// What the earlier audit was to the whole run.
    pub fn report(&self, compared: &Compared, sha256: Option<String>) -> BaselineReport {
        let known = self.known.values().map(Vec::len).sum::<usize>() as u64;
        BaselineReport {
            input: BaselineInput { name: self.written.name().to_owned(), sha256 },
            as_of: self.written.as_of(),
            new: compared.new,
            changed: compared.changed,
            unchanged: compared.unchanged,
            gone: known.saturating_sub(compared.again.len() as u64),
            rules: compared
                .rules
                .iter()
                .map(|(rule, unchanged)| RuleBaseline { rule: rule.clone(), unchanged: *unchanged })
                .collect(),
        }
    }
}

impl Compared {
    /// Joins what another part gave.
    pub fn merge(&mut self, other: Compared) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        for (rule, counts) in other.rules {
            self.rules.entry(rule).or_default().merge(&counts);
        }
        self.again.extend(other.again);
    }
}
