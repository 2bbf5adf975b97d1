//! The log: which lines stand, which are superseded, and where what was decided about an item stands today.

use super::{Change, Decision, Item, Problem, Seen, State, Verdict};
use crate::Level;
use crate::audit::FindingDecision;
use crate::value::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A log of decisions, read and checked. Nothing of its history is lost: every line is in [`DecisionLog::lines`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLog {
    lines: Vec<Line>,
    entries: Vec<Entry>,
    /// By record: places in `entries`.
    records: BTreeMap<String, Vec<usize>>,
    problems: Vec<Problem>,
    as_of: Date,
    rows: u64,
    refused: u64,
    undecided: u64,
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The file it stands in.
    pub file: String,
    /// Its row as a spreadsheet counts, or its place in JSON.
    pub row: u64,
    /// What was decided.
    pub decision: Decision,
    /// Whether it stands.
    pub state: LineState,
}

/// Whether a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LineState {
    /// Nothing supersedes it.
    Standing,
    /// A later line supersedes it.
    Superseded,
    /// It was not there on the as-of date.
    AfterAsOf,
    /// The same line stands further up.
    Copy,
    /// It cannot be applied: it supersedes what is not there, or is about something else than the line it supersedes.
    Refused,
}

/// Everything about one item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    framework: String,
    item: Item,
    /// Places of lines, in the order of the log.
    all: Vec<usize>,
    /// Those that nothing supersedes.
    heads: Vec<usize>,
}

/// Where what was decided about an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing<'a> {
    /// In force, or why not.
    pub state: State,
    /// The decision that stands; of several that contradict each other, the last.
    pub decision: &'a Decision,
    /// What has changed since, for *stale*; where the line does not say what was seen, one change without values.
    pub changed: Vec<Change>,
    /// How many earlier lines there are about the item.
    pub earlier: u64,
    /// The place of the decision in [`DecisionLog::lines`].
    pub line: usize,
}

impl Standing<'_> {
    /// The verdict, as long as it is in force: `None` for what is stale, expired, withdrawn, contradicted or not settled.
    pub fn verdict_in_force(&self) -> Option<Verdict> {
        self.state.is_in_force().then_some(self.decision.verdict)
    }

    /// As an audit tells it.
    pub(crate) fn told(self) -> FindingDecision {
        let decision = self.decision;
        FindingDecision {
            state: self.state,
            verdict: decision.verdict.words().to_owned(),
            by: decision.by.clone(),
            on: decision.on,
            until: decision.until,
            reason: decision.reason.clone(),
            source: decision.source.clone(),
            note: decision.note.clone(),
            changed: self.changed,
            earlier: self.earlier,
            id: decision.id.clone(),
        }
    }
}

impl DecisionLog {
    /// What JSON documents of decisions bear as `schema`.
    pub const SCHEMA: &'static str = "due-regard-decisions/1";

    /// A log without lines.
    pub fn empty(as_of: Date) -> Self {
        Self::build(Vec::new(), Vec::new(), as_of, [0; 3])
    }

    /// A log of decisions that a program made, for example the ones that a form holds.
    pub fn of(decisions: impl IntoIterator<Item = Decision>, as_of: Date) -> Self {
        let lines: Vec<_> = (1..).zip(decisions).map(|(row, decision)| (String::new(), row, decision)).collect();
        let rows = lines.len() as u64;
        Self::build(lines, Vec::new(), as_of, [rows, 0, 0])
    }

    pub(super) fn build(
        lines: Vec<(String, u64, Decision)>,
        problems: Vec<Problem>,
        as_of: Date,
        [rows, refused, undecided]: [u64; 3],
    ) -> Self {
        let mut log = Self {
            lines: lines
                .into_iter()
                .map(|(file, row, decision)| Line { file, row, decision, state: LineState::Standing })
                .collect(),
            entries: Vec::new(),
            records: BTreeMap::new(),
            problems,
            as_of,
            rows,
            refused,
            undecided,
        };
        log.set_aside();
        log.chain();
        log.problems.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
        log
    }

    /// Marks lines of later days and lines that stand twice.
    fn set_aside(&mut self) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = Vec::new();
        for place in 0..self.lines.len() {
            let Some(line) = self.lines.get(place) else { continue };
            let (id, on) = (line.decision.id.clone(), line.decision.on);
            let state = if on > self.as_of {
                let message = format!("decided on {on}, which lies after the as-of date {}; not applied", self.as_of);
                problems.push(line.problem(
                    "after-as-of",
                    Level::Warning,
                    "on",
                    message,
                    "look at the date, or audit as of a later day",
                ));
                LineState::AfterAsOf
            } else if let Some(first) = known.get(&id).and_then(|first| self.lines.get(*first)) {
                if first.decision.proper_id() == line.decision.proper_id() {
                    let message = format!("the same line stands in row {} already", first.row);
                    problems.push(line.problem("line-twice", Level::Advice, "id", message, ""));
                    LineState::Copy
                } else {
                    let message =
                        format!("another line, in row {}, has the id `{id}` too; this one is not applied", first.row);
                    problems.push(line.problem(
                        "duplicate-id",
                        Level::Error,
                        "id",
                        message,
                        "leave the id of the newer line empty",
                    ));
                    LineState::Refused
                }
            } else {
                known.insert(id, place);
                LineState::Standing
            };
            if let Some(line) = self.lines.get_mut(place) {
                line.state = state;
            }
        }
        self.problems.extend(problems);
    }

    /// Finds what supersedes what, and what stands.
    fn chain(&mut self) {
        let by_id: BTreeMap<&str, usize> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| matches!(line.state, LineState::Standing | LineState::AfterAsOf))
            .map(|(place, line)| (line.decision.id.as_str(), place))
            .collect();
        let mut problems = Vec::new();
        let mut superseded: BTreeSet<usize> = BTreeSet::new();
        let mut refused: BTreeSet<usize> = BTreeSet::new();
        for (place, line) in self.lines.iter().enumerate().filter(|(_, line)| line.state == LineState::Standing) {
            let mut theirs = Vec::new();
            for id in ids(&line.decision.supersedes) {
                let wrong = match by_id.get(id).and_then(|other| Some((*other, self.lines.get(*other)?))) {
                    None => Some(("supersedes-nothing", format!("it supersedes `{id}`, and no line has that id"))),
                    Some((other, _)) if other == place => {
                        Some(("supersedes-itself", "it supersedes itself".to_owned()))
                    }
                    Some((_, other)) if !same_item(&line.decision, &other.decision) => Some((
                        "supersedes-another",
                        format!(
                            "it supersedes `{id}` of row {}, which is about another record, rule or person",
                            other.row
                        ),
                    )),
                    Some((other, _)) => {
                        theirs.push(other);
                        None
                    }
                };
                if let Some((code, message)) = wrong {
                    let help = "what it was to supersede stands until this is mended: give the id of an earlier line about the same item";
                    problems.push(line.problem(
                        code,
                        Level::Error,
                        "supersedes",
                        format!("{message}; not applied"),
                        help,
                    ));
                    refused.insert(place);
                }
            }
            if !refused.contains(&place) {
                superseded.extend(theirs);
            }
        }
        let mut entries: BTreeMap<(&str, &str, &Item), Vec<usize>> = BTreeMap::new();
        for (place, line) in self.lines.iter().enumerate() {
            if line.state == LineState::Standing && !refused.contains(&place) {
                let decision = &line.decision;
                entries.entry((&decision.record, &decision.framework, &decision.item)).or_default().push(place);
            }
        }
        let entries: Vec<(String, Entry)> = entries
            .into_iter()
            .map(|((record, framework, item), all)| {
                let mut heads: Vec<usize> = all.iter().copied().filter(|place| !superseded.contains(place)).collect();
                if heads.is_empty() {
                    // Lines that supersede one another in a ring: none stands before the others.
                    heads.clone_from(&all);
                }
                (record.to_owned(), Entry { framework: framework.to_owned(), item: item.clone(), all, heads })
            })
            .collect();
        for (_, entry) in entries.iter().filter(|(_, entry)| entry.heads.len() > 1) {
            let heads: Vec<&Line> = entry.heads.iter().filter_map(|place| self.lines.get(*place)).collect();
            if let Some((last, before)) = heads.split_last().filter(|_| differ(&heads)) {
                let rows: Vec<String> =
                    before.iter().map(|line| format!("row {} says `{}`", line.row, line.decision.words())).collect();
                let ids: Vec<&str> = before.iter().map(|line| line.decision.id.as_str()).collect();
                let message = format!(
                    "it says `{}`, {}, and neither supersedes the other; none is applied",
                    last.decision.words(),
                    rows.join(", ")
                );
                let help = format!("write in the newer line that it supersedes `{}`", ids.join("; "));
                problems.push(last.problem("contradiction", Level::Error, "supersedes", message, &help));
            }
        }
        for (place, line) in self.lines.iter_mut().enumerate() {
            if refused.contains(&place) {
                line.state = LineState::Refused;
            } else if line.state == LineState::Standing && superseded.contains(&place) {
                line.state = LineState::Superseded;
            }
        }
        self.problems.extend(problems);
        for (place, (record, entry)) in entries.into_iter().enumerate() {
            self.records.entry(record).or_default().push(place);
            self.entries.push(entry);
        }
    }

    /// Every line, in the order of the files: also those that are superseded.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What is wrong with its rows, in order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The day as of which it was read.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Rows that hold something.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows of a queue that have no verdict yet.
    pub fn undecided(&self) -> u64 {
        self.undecided
    }

    /// Rows that could not be used.
    pub fn refused(&self) -> u64 {
        self.refused + self.lines.iter().filter(|line| line.state == LineState::Refused).count() as u64
    }

    /// Whether it has no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What was decided about a candidate: exactly this record and this person. A decision that names no framework holds for each.
    ///
    /// `seen` is what is there now, see [`Seen::of_candidate`].
    pub fn for_candidate(&self, framework: &str, record: &str, person: &str, seen: &Seen) -> Option<Standing<'_>> {
        let find = |wanted: &str| {
            self.entries_of(record).find(|entry| {
                entry.framework == wanted && matches!(&entry.item, Item::Candidate { person: known } if known == person)
            })
        };
        let entry = find(framework).or_else(|| find("").filter(|_| !framework.is_empty()))?;
        self.standing(entry, seen)
    }

    /// What was decided about a finding: exactly this framework, record, rule and row. `row` is empty for the record itself.
    ///
    /// `seen` is what is there now, see [`Seen::of_finding`].
    pub fn for_finding(
        &self,
        framework: &str,
        record: &str,
        rule: &str,
        row: &str,
        seen: &Seen,
    ) -> Option<Standing<'_>> {
        let entry = self.finding_entry(framework, record, rule, row)?;
        self.standing(entry, seen)
    }

    /// Whether anything was decided about this finding, before what is there now is put together.
    pub(super) fn has_finding(&self, framework: &str, record: &str, rule: &str, row: &str) -> bool {
        self.finding_entry(framework, record, rule, row).is_some()
    }

    fn finding_entry(&self, framework: &str, record: &str, rule: &str, row: &str) -> Option<&Entry> {
        self.entries_of(record).find(|entry| {
            entry.framework == framework
                && matches!(&entry.item, Item::Finding { rule: known, row: place } if known == rule && place == row)
        })
    }

    /// What was decided about other records of the same name in the same place, and the same person, and is in force there as far as can be told: to be *offered* to a
    /// reviewer, never applied. Names and places are compared without regard to case, accents and punctuation.
    pub fn offers(&self, record: &str, name: &str, locality: &str, person: &str) -> Vec<&Decision> {
        let (name, locality) = (crate::screen::folded(name), crate::screen::folded(locality));
        if name.is_empty() || locality.is_empty() {
            return Vec::new();
        }
        let standing = self.lines.iter().filter(|line| line.state == LineState::Standing);
        standing
            .map(|line| &line.decision)
            .filter(|decision| {
                decision.record != record
                    && decision.verdict.settles()
                    && decision.until.is_none_or(|until| until >= self.as_of)
                    && matches!(&decision.item, Item::Candidate { person: known } if known == person)
                    && crate::screen::folded(&decision.locality) == locality
                    && crate::screen::folded(decision.seen.get("asset").unwrap_or(&decision.record_name)) == name
            })
            .collect()
    }

    /// The whole history of an item, in the order of the log.
    pub fn history(&self, framework: &str, record: &str, item: &Item) -> impl Iterator<Item = &Line> {
        self.entries_of(record)
            .filter(move |entry| entry.framework == framework && entry.item == *item)
            .flat_map(|entry| &entry.all)
            .filter_map(|place| self.lines.get(*place))
    }

    /// The ids that a new line about an item supersedes: those of all lines about it that stand, divided by `; `.
    pub fn to_supersede(&self, framework: &str, record: &str, item: &Item) -> String {
        let entries = self.entries_of(record).filter(|entry| entry.framework == framework && entry.item == *item);
        let heads = entries.flat_map(|entry| &entry.heads).filter_map(|place| self.lines.get(*place));
        heads.map(|line| line.decision.id.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Lines about a record that stand, by their places.
    pub(super) fn standing_lines_of(&self, record: &str) -> impl Iterator<Item = usize> {
        self.entries_of(record).flat_map(|entry| &entry.heads).copied()
    }

    fn entries_of(&self, record: &str) -> impl Iterator<Item = &Entry> {
        self.records.get(record).into_iter().flatten().filter_map(|place| self.entries.get(*place))
    }

    fn standing(&self, entry: &Entry, now: &Seen) -> Option<Standing<'_>> {
        let heads: Vec<&Line> = entry.heads.iter().filter_map(|place| self.lines.get(*place)).collect();
        let (place, line) = entry.heads.last().copied().zip(heads.last())?;
        let decision = &line.decision;
        let changed = if decision.fingerprint.is_empty() || decision.fingerprint == now.fingerprint() {
            Vec::new()
        } else if decision.seen.is_empty() {
            vec![Change { what: "what was seen".into(), before: None, now: None }]
        } else {
            decision.seen.changes(now)
        };
        let state = if differ(&heads) {
            State::Contradicted
        } else if decision.verdict == Verdict::Withdrawn {
            State::Withdrawn
        } else if decision.until.is_some_and(|until| until < self.as_of) {
            State::Expired
        } else if !changed.is_empty() {
            State::Stale
        } else if !decision.verdict.settles() {
            State::Open
        } else if decision.verdict == Verdict::Waived {
            State::Waived
        } else {
            State::Decided
        };
        let earlier = (entry.all.len() as u64).saturating_sub(1);
        Some(Standing { state, decision, changed, earlier, line: place })
    }
}

impl Line {
    fn problem(&self, code: &'static str, level: Level, column: &'static str, message: String, help: &str) -> Problem {
        Problem { code, level, file: self.file.clone(), row: self.row, column, message, help: help.to_owned() }
    }
}

fn same_item(a: &Decision, b: &Decision) -> bool {
    (&a.framework, &a.record, &a.item) == (&b.framework, &b.record, &b.item)
}

/// Whether lines say different things.
fn differ(lines: &[&Line]) -> bool {
    let says = |line: &&Line| (line.decision.verdict, line.decision.until, line.decision.refers_to.clone());
    lines.first().is_some_and(|first| lines.iter().any(|line| says(line) != says(first)))
}

/// The ids in a cell.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', ' ', '\n']).map(str::trim).filter(|id| !id.is_empty())
}
