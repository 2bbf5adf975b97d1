//! Two audits side by side: what is new, what is settled, what came back.
//!
//! An audit that was written before ([`report::json`](fn@crate::report::json), [`report::jsonl`](fn@crate::report::jsonl), or the lines of a screening) is [read back](Written::read); findings are the same where
//! their fingerprints are, which are made from framework, rule, record and row and never from row numbers. [`difference`] says what happened to each between two; [`Comparing`] marks the findings of a run as
//! it goes on.

mod baseline;
mod report;
mod written;

pub use baseline::{Compared, Comparing};
pub use report::{csv, json, markdown, text};
pub use written::{Written, WrittenCandidate, WrittenDecision, WrittenFigure, WrittenFinding};

use crate::audit::Verdict;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What happened to a finding or a candidate between two audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It was not there.
    New,
    /// What was decided about it is no longer in force: expired, taken back, contradicted, or no longer in the log.
    Reopened,
    /// What was decided rests on something that has changed since.
    DecidedButChanged,
    /// Its verdict, or its class of evidence, is another.
    Changed,
    /// It is no longer found in a record that is still there, or somebody decided about it.
    Settled,
    /// Its record is no longer there.
    Gone,
    /// It is no longer found, and the newer audit does not say whether its record is still there.
    SettledOrGone,
}

impl ChangeKind {
    /// Every kind, those that ask for attention first.
    pub const ALL: [ChangeKind; 7] = [
        ChangeKind::New,
        ChangeKind::Reopened,
        ChangeKind::DecidedButChanged,
        ChangeKind::Changed,
        ChangeKind::Settled,
        ChangeKind::Gone,
        ChangeKind::SettledOrGone,
    ];

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            ChangeKind::New => "new",
            ChangeKind::Reopened => "reopened",
            ChangeKind::DecidedButChanged => "decided but changed",
            ChangeKind::Changed => "changed",
            ChangeKind::Settled => "settled",
            ChangeKind::Gone => "gone",
            ChangeKind::SettledOrGone => "settled or gone",
        }
    }

    /// What it means, in a clause.
    pub fn means(self) -> &'static str {
        match self {
            ChangeKind::New => "not found before",
            ChangeKind::Reopened => "what was decided is no longer in force",
            ChangeKind::DecidedButChanged => "what was decided rests on something that has changed",
            ChangeKind::Changed => "another verdict, or another class of evidence",
            ChangeKind::Settled => "no longer found, or decided about",
            ChangeKind::Gone => "the record is no longer there",
            ChangeKind::SettledOrGone => "no longer found; the newer audit does not list all records",
        }
    }

    /// Whether somebody has to look.
    pub fn asks_for_attention(self) -> bool {
        matches!(self, ChangeKind::New | ChangeKind::Reopened | ChangeKind::DecidedButChanged | ChangeKind::Changed)
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What happened to one finding or candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The record, by id or, where it has none, by its number.
    pub record: String,
    /// The record's name, if it has one.
    pub name: String,
    /// The rule; empty for a candidate.
    pub rule: String,
    /// The rule's severity; empty for a candidate.
    pub severity: String,
    /// The row of a group.
    pub item: String,
    /// The person; empty for a finding.
    pub person: String,
    /// What it was: a verdict or a class, and a decision in force; empty for what is new.
    pub was: String,
    /// What it is now; empty for what is no longer there.
    pub is: String,
    /// What was found, or the candidate's sentence: the newer one where there are both.
    pub message: String,
    /// The finding's fingerprint; empty for a candidate.
    pub fingerprint: String,
}

/// A figure of a measure that the two audits do not tell alike.
///
/// The two are set side by side, with their intervals. Whether they differ by more than chance is not tested: periods overlap, records are the same people, and a
/// framework says nothing of either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FigureChange {
    /// The measure, by id.
    pub measure: String,
    /// What people read of it.
    pub label: String,
    /// By what its groups are divided; empty of the figure over all records.
    pub by: String,
    /// The group; empty of the figure over all records.
    pub group: String,
    /// The older figure, and how the group compared; empty where there was none.
    pub was: String,
    /// The newer figure, and how the group compares; empty where there is none any more.
    pub is: String,
    /// What was said of how it compared, and why; empty where nothing was.
    pub verdict_was: String,
    /// What is said of it now.
    pub verdict_is: String,
    /// Whether the verdict is another one, whatever its reason.
    pub another_verdict: bool,
}

/// What happened between two audits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The version of this document's shape: `due-regard-difference/1`.
    pub schema: String,
    /// The older audit, as the host named it.
    pub old: String,
    /// The newer audit.
    pub new: String,
    /// How many changes of each kind.
    pub counts: BTreeMap<ChangeKind, u64>,
    /// How many findings and candidates are as they were.
    pub unchanged: u64,
    /// What stands in the way of comparing them, in sentences: another framework, findings that were left out.
    pub remarks: Vec<String>,
    /// Every change: by kind, then in the order of the newer audit, or of the older one for what is no longer there.
    pub changes: Vec<Change>,
    /// Every figure of a measure that is told otherwise, in the order of the newer audit; then those that it has no more.
    pub figures: Vec<FigureChange>,
    /// How many figures are told alike.
    pub figures_unchanged: u64,
}

impl Difference {
    /// Whether anything asks for attention: a change of such a kind, or another verdict of how a group compares.
    pub fn asks_for_attention(&self) -> bool {
        self.changes.iter().any(|change| change.kind.asks_for_attention())
            || self.figures.iter().any(|figure| figure.another_verdict)
    }

    /// The count of a kind.
    pub fn count(&self, kind: ChangeKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or(0)
    }
}

/// What happened between two audits.
///
/// A finding is open unless its verdict is *met* or *does not apply*. Findings whose fingerprints stand twice, because two records have one id, are compared in the order in which they stand.
pub fn difference(old: &Written, new: &Written) -> Difference {
    let mut changes = Vec::new();
    let mut unchanged = 0;
    // Of findings that are not written it cannot be told whether they are new or settled.
    let whole = old.left_out() == 0 && new.left_out() == 0;
    let [old_list, new_list] = [old, new].map(|written| if whole { written.findings() } else { &[] });
    let old_findings = numbered(old_list);
    let new_findings = numbered(new_list);
    for finding in new_list.iter().zip(places(new_list)).filter(|(finding, _)| finding.is_open()) {
        let (finding, place) = finding;
        let before = old_findings.get(&(finding.fingerprint.as_str(), place)).filter(|before| before.is_open());
        let change = |kind| Change::of_finding(kind, before.copied(), Some(finding));
        match before {
            None => changes.push(change(ChangeKind::New)),
            Some(before) => match kind_of_finding(before, finding) {
                Some(kind) => changes.push(change(kind)),
                None => unchanged += 1,
            },
        }
    }
    for (finding, place) in old_list.iter().zip(places(old_list)).filter(|(finding, _)| finding.is_open()) {
        let now = new_findings.get(&(finding.fingerprint.as_str(), place));
        if now.is_none_or(|now| !now.is_open()) {
            let kind = if now.is_some() { ChangeKind::Settled } else { new.fate_of(&finding.record) };
            changes.push(Change::of_finding(kind, Some(finding), now.copied()));
        }
    }
    let (of_candidates, same, untold) = candidates(old, new);
    unchanged += same;
    told_once(&mut changes, of_candidates);
    changes.sort_by_key(|change| change.kind);
    let (figures, figures_unchanged) = figures(old, new);
    let mut counts = BTreeMap::new();
    for change in &changes {
        *counts.entry(change.kind).or_insert(0) += 1;
    }
    Difference {
        schema: "due-regard-difference/1".to_owned(),
        old: old.name().to_owned(),
        new: new.name().to_owned(),
        counts,
        unchanged,
        remarks: remarks(old, new, untold),
        changes,
        figures,
        figures_unchanged,
    }
}

/// The figures that are told otherwise, and how many are told alike. Where one of the two tells none, nothing is said.
fn figures(old: &Written, new: &Written) -> (Vec<FigureChange>, u64) {
    let (Some(old), Some(new)) = (old.figures(), new.figures()) else { return (Vec::new(), 0) };
    let before: BTreeMap<_, _> = old.iter().map(|figure| (figure.key(), figure)).collect();
    let now: BTreeSet<_> = new.iter().map(WrittenFigure::key).collect();
    let both = new.iter().map(|figure| (before.get(&figure.key()).copied(), Some(figure)));
    let gone = old.iter().filter(|figure| !now.contains(&figure.key())).map(|figure| (Some(figure), None));
    let (mut changed, mut unchanged) = (Vec::new(), 0);
    for (was, is) in both.chain(gone) {
        match FigureChange::of(was, is) {
            Some(change) => changed.push(change),
            None => unchanged += 1,
        }
    }
    (changed, unchanged)
}

/// What happened to candidates; how many are as they were; and of how many it is not told whether they were there before.
fn candidates<'a>(old: &'a Written, new: &'a Written) -> (Vec<(&'a WrittenCandidate, Change)>, u64, u64) {
    let (mut changes, mut unchanged, mut untold) = (Vec::new(), 0, 0);
    if !old.lists_candidates() || !new.lists_candidates() {
        return (changes, unchanged, untold);
    }
    let before: BTreeMap<_, _> = old.candidates().iter().map(|candidate| (candidate.key(), candidate)).collect();
    let now: BTreeSet<_> = new.candidates().iter().map(WrittenCandidate::key).collect();
    for candidate in new.candidates() {
        let before = before.get(&candidate.key()).copied();
        let kind = match before {
            None if old.tells_candidates_of(&candidate.record) => Some(ChangeKind::New),
            None => {
                untold += 1;
                continue;
            }
            Some(before) => kind_of(
                (&before.decision, &candidate.decision),
                before.class != candidate.class || before.verdict != candidate.verdict,
            ),
        };
        match kind {
            Some(kind) => changes.push((candidate, Change::of_candidate(kind, before, Some(candidate)))),
            None => unchanged += 1,
        }
    }
    for candidate in old.candidates().iter().filter(|candidate| !now.contains(&candidate.key())) {
        let told = new.tells_candidates_of(&candidate.record);
        let kind = if told { new.fate_of(&candidate.record) } else { ChangeKind::SettledOrGone };
        changes.push((candidate, Change::of_candidate(kind, Some(candidate), None)));
    }
    (changes, unchanged, untold)
}

/// Adds what happened to candidates. Where the same happened to a finding about one of them it is told once, there, with the person.
fn told_once(changes: &mut Vec<Change>, of_candidates: Vec<(&WrittenCandidate, Change)>) {
    let mut findings: BTreeMap<(String, String, ChangeKind), Vec<usize>> = BTreeMap::new();
    for (place, change) in changes.iter().enumerate().filter(|(_, change)| change.item.ends_with(']')) {
        findings.entry((change.record.clone(), change.item.clone(), change.kind)).or_default().push(place);
    }
    for (candidate, change) in of_candidates {
        let Some(places) = findings.get(&(change.record.clone(), candidate.item(), change.kind)) else {
            changes.push(change);
            continue;
        };
        for place in places {
            let Some(finding) = changes.get_mut(*place) else { continue };
            finding.person.clone_from(&change.person);
            if finding.is.is_empty() {
                finding.is.clone_from(&change.is);
            }
        }
    }
}

/// What happened to a finding that both audits have; `None` where nothing did.
fn kind_of_finding(before: &WrittenFinding, now: &WrittenFinding) -> Option<ChangeKind> {
    kind_of((&before.decision, &now.decision), before.verdict != now.verdict)
}

/// What happened to something that both audits have, by what was decided then and now, and whether what was found is another.
fn kind_of(
    (before, now): (&Option<WrittenDecision>, &Option<WrittenDecision>),
    is_another: bool,
) -> Option<ChangeKind> {
    let in_force = |decision: &Option<WrittenDecision>| decision.as_ref().is_some_and(WrittenDecision::is_in_force);
    let stale = now.as_ref().is_some_and(|decision| decision.state == "stale");
    match (in_force(before), in_force(now)) {
        (true, false) if stale => Some(ChangeKind::DecidedButChanged),
        (true, false) => Some(ChangeKind::Reopened),
        (false, true) => Some(ChangeKind::Settled),
        _ if is_another => Some(ChangeKind::Changed),
        _ => None,
    }
}

/// For each finding the how-manieth of its fingerprint it is.
fn places(findings: &[WrittenFinding]) -> Vec<usize> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let place = |finding| {
        let finding: &WrittenFinding = finding;
        let count = known.entry(finding.fingerprint.as_str()).or_default();
        *count += 1;
        *count
    };
    // The map lends out what it was given, so that the closure is used once.
    findings.iter().map(place).collect()
}

fn numbered(findings: &[WrittenFinding]) -> BTreeMap<(&str, usize), &WrittenFinding> {
    findings
        .iter()
        .zip(places(findings))
        .map(|(finding, place)| ((finding.fingerprint.as_str(), place), finding))
        .collect()
}

fn remarks(old: &Written, new: &Written, untold: u64) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Some(old), Some(new)) = (old.framework(), new.framework())
        && old != new
    {
        remarks.push(format!("the older audit is of the framework {old}, the newer of {new}"));
    }
    for written in [old, new].into_iter().filter(|written| written.left_out() > 0) {
        remarks.push(format!(
            "{} lists {} of its findings and leaves out {}, so that findings are not compared; write it with a higher --limit, or with --findings attention",
            written.name(),
            written.findings().len(),
            written.left_out()
        ));
    }
    remarks.extend([old, new].into_iter().flat_map(Written::mistakable));
    for (without, with) in [(old, new), (new, old)] {
        if !without.lists_candidates() && with.lists_candidates() && !with.candidates().is_empty() {
            remarks.push(format!(
                "{} does not list whom names may refer to, so that candidates are compared through findings only; write both with --format json",
                without.name()
            ));
        }
    }
    for (without, with) in [(old, new), (new, old)] {
        if without.figures().is_none() && with.figures().is_some_and(|figures| !figures.is_empty()) {
            remarks.push(format!(
                "{} does not hold the figures of measures, so that they are not compared; write both with --format json",
                without.name()
            ));
        }
    }
    if untold > 0 {
        remarks.push(format!(
            "{} leaves out records, so that it cannot be told of {untold} candidates whether they are new; write it with a higher --limit",
            old.name()
        ));
    }
    remarks
}

impl Change {
    fn of_finding(kind: ChangeKind, before: Option<&WrittenFinding>, now: Option<&WrittenFinding>) -> Change {
        let words = |finding: &WrittenFinding| match &finding.decision {
            Some(decision) => format!("{}, {}", finding.verdict, decision.words()),
            None => finding.verdict.words().to_owned(),
        };
        let either = now.or(before);
        let text = |of: fn(&WrittenFinding) -> &String| either.map(of).cloned().unwrap_or_default();
        Change {
            kind,
            record: text(|finding| &finding.record),
            name: text(|finding| &finding.name),
            rule: text(|finding| &finding.rule),
            severity: text(|finding| &finding.severity),
            item: text(|finding| &finding.item),
            person: String::new(),
            was: before.map(words).unwrap_or_default(),
            is: now.map(words).unwrap_or_default(),
            message: text(|finding| &finding.message),
            fingerprint: text(|finding| &finding.fingerprint),
        }
    }

    fn of_candidate(kind: ChangeKind, before: Option<&WrittenCandidate>, now: Option<&WrittenCandidate>) -> Change {
        let words = |candidate: &WrittenCandidate| match &candidate.decision {
            Some(decision) => format!("{}, {}, {}", candidate.class, candidate.verdict, decision.words()),
            None => format!("{}, {}", candidate.class, candidate.verdict),
        };
        let either = now.or(before);
        let text = |of: fn(&WrittenCandidate) -> &String| either.map(of).cloned().unwrap_or_default();
        Change {
            kind,
            record: text(|candidate| &candidate.record),
            name: text(|candidate| &candidate.name),
            rule: String::new(),
            severity: String::new(),
            item: String::new(),
            person: text(|candidate| &candidate.person),
            was: before.map(words).unwrap_or_default(),
            is: now.map(words).unwrap_or_default(),
            message: text(|candidate| &candidate.sentence),
            fingerprint: String::new(),
        }
    }
}

impl FigureChange {
    /// What is told otherwise of a figure; `None` where nothing is.
    fn of(was: Option<&WrittenFigure>, is: Option<&WrittenFigure>) -> Option<Self> {
        let either = is.or(was)?;
        let text = |figure: Option<&WrittenFigure>, of: fn(&WrittenFigure) -> &String| {
            figure.map(of).cloned().unwrap_or_default()
        };
        let change = FigureChange {
            measure: either.measure.clone(),
            label: either.label.clone(),
            by: either.by_label.clone(),
            group: either.group.clone(),
            was: text(was, |figure| &figure.words),
            is: text(is, |figure| &figure.words),
            verdict_was: text(was, |figure| &figure.verdict_words),
            verdict_is: text(is, |figure| &figure.verdict_words),
            another_verdict: is.is_some_and(|is| is.verdict != was.and_then(|was| was.verdict)),
        };
        (change.was != change.is || change.verdict_was != change.verdict_is).then_some(change)
    }
}

/// The verdict with these words.
fn verdict_of(words: &str) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|verdict| verdict.words() == words)
}

#[cfg(test)]
mod tests;
