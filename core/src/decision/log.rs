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
    /// By record, then by framework and item.
    entries: Entries,
    /// The places of lines that can be superseded, by id.
    ids: BTreeMap<String, usize>,
    /// Ids that lines would supersede and no line has.
    missing: BTreeSet<String>,
    /// Ids that several records have: which of them a line is about cannot be told.
    several: BTreeSet<String>,
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

/// Decisions about candidates that are in force as far as can be told, by person, then by name and place.
#[derive(Default)]
pub(crate) struct Offering<'a>(BTreeMap<&'a str, BTreeMap<(String, String), Vec<&'a Decision>>>);

impl<'a> Offering<'a> {
    /// What [`DecisionLog::offers`] says.
    pub(crate) fn of(&self, record: &str, name: &str, locality: &str, person: &str) -> Vec<&'a Decision> {
        let Some(known) = self.0.get(person) else { return Vec::new() };
        let place = (crate::screen::folded(name), crate::screen::folded(locality));
        if place.0.is_empty() || place.1.is_empty() {
            return Vec::new();
        }
        known.get(&place).into_iter().flatten().filter(|decision| decision.record != record).copied().collect()
    }
}

/// The codes of problems that lines have with one another; the others are each of one row.
const BETWEEN_LINES: [&str; 7] = [
    "after-as-of",
    "line-twice",
    "duplicate-id",
    "supersedes-nothing",
    "supersedes-itself",
    "supersedes-another",
    "contradiction",
];

/// What a line supersedes.
#[derive(Default)]
struct Superseding {
    places: Vec<usize>,
    problems: Vec<Problem>,
    /// Ids that no line has.
    missing: Vec<String>,
}

type Entries = BTreeMap<String, BTreeMap<(String, Item), Entry>>;

/// Everything about one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
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
            entries: BTreeMap::new(),
            ids: BTreeMap::new(),
            missing: BTreeSet::new(),
            several: BTreeSet::new(),
            problems,
            as_of,
            rows,
            refused,
            undecided,
        };
        log.put_in_order();
        log
    }

    /// Finds out of all lines which of them stand.
    fn put_in_order(&mut self) {
        let log = self;
        log.set_aside();
        log.chain();
        log.problems.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
    }

    /// Marks lines of later days and lines that stand twice.
    fn set_aside(&mut self) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = Vec::new();
        for place in 0..self.lines.len() {
            let Some(line) = self.lines.get(place) else { continue };
            let (id, on) = (line.decision.id.clone(), line.decision.on);
            let state = if on > self.as_of {
                problems.push(line.too_late(self.as_of));
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
        let can_be_superseded = |line: &Line| matches!(line.state, LineState::Standing | LineState::AfterAsOf);
        let ids = self.lines.iter().enumerate().filter(|(_, line)| can_be_superseded(line));
        self.ids = ids.map(|(place, line)| (line.decision.id.clone(), place)).collect();
        let mut problems = Vec::new();
        let mut superseded: BTreeSet<usize> = BTreeSet::new();
        let mut refused: BTreeSet<usize> = BTreeSet::new();
        let mut missing = BTreeSet::new();
        for (place, line) in self.lines.iter().enumerate().filter(|(_, line)| line.state == LineState::Standing) {
            let found = self.superseding(place, line);
            if found.problems.is_empty() {
                superseded.extend(found.places);
            } else {
                refused.insert(place);
                problems.extend(found.problems);
                missing.extend(found.missing);
            }
        }
        self.missing = missing;
        for (place, line) in self.lines.iter().enumerate() {
            if line.state == LineState::Standing && !refused.contains(&place) {
                entry_of(&mut self.entries, &line.decision).all.push(place);
            }
        }
        for entry in self.entries.values_mut().flat_map(BTreeMap::values_mut) {
            entry.heads = entry.all.iter().copied().filter(|place| !superseded.contains(place)).collect();
            if entry.heads.is_empty() {
                // Lines that supersede one another in a ring: none stands before the others.
                entry.heads.clone_from(&entry.all);
            }
        }
        let entries = self.entries.values().flat_map(BTreeMap::values);
        problems.extend(entries.filter_map(|entry| self.contradiction(entry)));
        for (place, line) in self.lines.iter_mut().enumerate() {
            if refused.contains(&place) {
                line.state = LineState::Refused;
            } else if line.state == LineState::Standing && superseded.contains(&place) {
                line.state = LineState::Superseded;
            }
        }
        self.problems.extend(problems);
    }

    /// What a line that stands supersedes, or why it cannot be applied.
    fn superseding(&self, place: usize, line: &Line) -> Superseding {
        let mut found = Superseding::default();
        for id in ids(&line.decision.supersedes) {
            let (code, message) = match self.ids.get(id).map(|other| (*other, self.lines.get(*other))) {
                Some((other, _)) if other == place => ("supersedes-itself", "it supersedes itself".to_owned()),
                None | Some((_, None)) => {
                    found.missing.push(id.to_owned());
                    ("supersedes-nothing", format!("it supersedes `{id}`, and no line has that id"))
                }
                Some((_, Some(other))) if !same_item(&line.decision, &other.decision) => (
                    "supersedes-another",
                    format!("it supersedes `{id}` of row {}, which is about another record, rule or person", other.row),
                ),
                Some((other, Some(_))) => {
                    found.places.push(other);
                    continue;
                }
            };
            let help = "what it was to supersede stands until this is mended: give the id of an earlier line about the same item";
            let message = format!("{message}; not applied");
            found.problems.push(line.problem(code, Level::Error, "supersedes", message, help));
        }
        found
    }

    /// Lines about one item that stand and say different things, told of the last of them.
    fn contradiction(&self, entry: &Entry) -> Option<Problem> {
        let heads: Vec<&Line> = entry.heads.iter().filter_map(|place| self.lines.get(*place)).collect();
        let (last, before) = heads.split_last().filter(|_| differ(&heads))?;
        let rows: Vec<String> =
            before.iter().map(|line| format!("row {} says `{}`", line.row, line.decision.words())).collect();
        let ids: Vec<&str> = before.iter().map(|line| line.decision.id.as_str()).collect();
        let message = format!(
            "it says `{}`, {}, and neither supersedes the other; none is applied",
            last.decision.words(),
            rows.join(", ")
        );
        let help = format!("write in the newer line that it supersedes `{}`", ids.join("; "));
        Some(last.problem("contradiction", Level::Error, "supersedes", message, &help))
    }

    /// Takes one more decision that a program made, as the last line of the last file. What that costs is what it changes, however long the log is.
    pub fn add(&mut self, decision: Decision) {
        let (file, row) = self.lines.last().map_or((String::new(), 1), |last| (last.file.clone(), last.row + 1));
        self.append(vec![(file, row, decision)], Vec::new(), [1, 0, 0]);
    }

    /// Takes what further rows of the last file say, as if all of it had been read again with them.
    pub(super) fn append(
        &mut self,
        lines: Vec<(String, u64, Decision)>,
        problems: Vec<Problem>,
        [rows, refused, undecided]: [u64; 3],
    ) {
        self.rows += rows;
        self.refused += refused;
        self.undecided += undecided;
        if !problems.is_empty() {
            let known = self.problems.iter().filter(|problem| !BETWEEN_LINES.contains(&problem.code)).count();
            problems.into_iter().take(super::load::MOST_PROBLEMS.saturating_sub(known)).for_each(|one| self.tell(one));
        }
        for (file, row, decision) in lines {
            self.append_line(Line { file, row, decision, state: LineState::Standing });
        }
    }

    fn append_line(&mut self, line: Line) {
        let (place, id, late) = (self.lines.len(), line.decision.id.clone(), line.decision.on > self.as_of);
        // A line whose id other lines bear or wait for changes what those are.
        if self.ids.contains_key(&id) || self.missing.contains(&id) {
            self.lines.push(line);
            return self.again();
        }
        self.ids.insert(id, place);
        if late {
            self.tell(line.too_late(self.as_of));
            self.lines.push(Line { state: LineState::AfterAsOf, ..line });
            return;
        }
        let found = self.superseding(place, &line);
        if !found.problems.is_empty() {
            found.problems.into_iter().for_each(|problem| self.tell(problem));
            self.missing.extend(found.missing);
            self.lines.push(Line { state: LineState::Refused, ..line });
            return;
        }
        for other in found.places {
            if let Some(line) = self.lines.get_mut(other).filter(|line| line.state == LineState::Standing) {
                line.state = LineState::Superseded;
            }
        }
        let mut entry = std::mem::take(entry_of(&mut self.entries, &line.decision));
        if let Some(before) = self.contradiction(&entry)
            && let Some(at) = self.problems.iter().rposition(|problem| *problem == before)
        {
            self.problems.remove(at);
        }
        self.lines.push(line);
        entry.all.push(place);
        let stands = |place: &usize| self.lines.get(*place).is_some_and(|line| line.state == LineState::Standing);
        entry.heads = entry.all.iter().copied().filter(stands).collect();
        if let Some(now) = self.contradiction(&entry) {
            self.tell(now);
        }
        if let Some(line) = self.lines.get(place) {
            *entry_of(&mut self.entries, &line.decision) = entry;
        }
    }

    /// Finds anew which lines stand.
    fn again(&mut self) {
        self.problems.retain(|problem| !BETWEEN_LINES.contains(&problem.code));
        self.entries.clear();
        self.put_in_order();
    }

    /// Puts a problem behind those of its row.
    fn tell(&mut self, problem: Problem) {
        let behind = |other: &Problem| (&other.file, other.row) <= (&problem.file, problem.row);
        self.problems.insert(self.problems.partition_point(behind), problem);
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

    /// Says which ids several records of the list have ([`Applying::several`](super::Applying::several)): what was decided about them is found for none of these records, since which is meant
    /// cannot be told. A host that can read its list twice says so before it evaluates, so that rules and figures take no such decision for one in force.
    #[must_use]
    pub fn of_several(mut self, records: BTreeSet<String>) -> Self {
        self.several = records;
        self
    }

    /// What was decided about a candidate: exactly this record and this person. A decision that names no framework holds for each.
    ///
    /// `seen` is what is there now, see [`Seen::of_candidate`].
    pub fn for_candidate(&self, framework: &str, record: &str, person: &str, seen: &Seen) -> Option<Standing<'_>> {
        if self.several.contains(record) {
            return None;
        }
        let find = |wanted: &str| self.entry(wanted, record, || Item::candidate(person));
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
    pub(crate) fn has_finding(&self, framework: &str, record: &str, rule: &str, row: &str) -> bool {
        self.finding_entry(framework, record, rule, row).is_some()
    }

    fn finding_entry(&self, framework: &str, record: &str, rule: &str, row: &str) -> Option<&Entry> {
        if self.several.contains(record) {
            return None;
        }
        self.entry(framework, record, || Item::finding(rule, row))
    }

    /// What was decided about other records of the same name in the same place, and the same person, and is in force there as far as can be told: to be *offered* to a
    /// reviewer, never applied. Names and places are compared without regard to case, accents and punctuation.
    pub fn offers(&self, record: &str, name: &str, locality: &str, person: &str) -> Vec<&Decision> {
        self.offering(Some(person)).of(record, name, locality, person)
    }

    /// Everything that can be offered, found by whom it is about, name and place: for asking often. `person`: only what is about this one.
    pub(crate) fn offering(&self, person: Option<&str>) -> Offering<'_> {
        let mut found = Offering::default();
        for decision in self.lines.iter().filter(|line| line.state == LineState::Standing).map(|line| &line.decision) {
            let Item::Candidate { person: known } = &decision.item else { continue };
            let in_force = decision.verdict.settles() && decision.until.is_none_or(|until| until >= self.as_of);
            if in_force && person.is_none_or(|person| person == known) {
                let name = decision.seen.get("asset").unwrap_or(&decision.record_name);
                let place = (crate::screen::folded(name), crate::screen::folded(&decision.locality));
                found.0.entry(known).or_default().entry(place).or_default().push(decision);
            }
        }
        found
    }

    /// The whole history of an item, in the order of the log.
    pub fn history(&self, framework: &str, record: &str, item: &Item) -> impl Iterator<Item = &Line> {
        self.entry(framework, record, || item.clone())
            .into_iter()
            .flat_map(|entry| &entry.all)
            .filter_map(|place| self.lines.get(*place))
    }

    /// The ids that a new line about an item supersedes: those of all lines about it that stand, divided by `; `.
    pub fn to_supersede(&self, framework: &str, record: &str, item: &Item) -> String {
        let entry = self.entry(framework, record, || item.clone());
        let heads = entry.into_iter().flat_map(|entry| &entry.heads).filter_map(|place| self.lines.get(*place));
        heads.map(|line| line.decision.id.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Lines about a record that stand, by their places.
    pub(super) fn standing_lines_of(&self, record: &str) -> impl Iterator<Item = usize> {
        self.entries.get(record).into_iter().flat_map(BTreeMap::values).flat_map(|entry| &entry.heads).copied()
    }

    /// Whether anything was decided about a record that can be applied to it.
    pub(crate) fn has_record(&self, record: &str) -> bool {
        self.entries.contains_key(record) && !self.several.contains(record)
    }

    /// Everything about an item, which is put together only where the log has the record.
    fn entry(&self, framework: &str, record: &str, item: impl FnOnce() -> Item) -> Option<&Entry> {
        self.entries.get(record)?.get(&(framework.to_owned(), item()))
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
    fn too_late(&self, as_of: Date) -> Problem {
        let on = self.decision.on;
        let message = format!("decided on {on}, which lies after the as-of date {as_of}; not applied");
        self.problem("after-as-of", Level::Warning, "on", message, "look at the date, or audit as of a later day")
    }

    fn problem(&self, code: &'static str, level: Level, column: &'static str, message: String, help: &str) -> Problem {
        Problem { code, level, file: self.file.clone(), row: self.row, column, message, help: help.to_owned() }
    }
}

/// Everything about the item of a decision, which is there from then on.
fn entry_of<'a>(entries: &'a mut Entries, decision: &Decision) -> &'a mut Entry {
    let of_record = entries.entry(decision.record.clone()).or_default();
    of_record.entry((decision.framework.clone(), decision.item.clone())).or_default()
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
