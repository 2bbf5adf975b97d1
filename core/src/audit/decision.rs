//! What people decided, as an audit shows it: beside the findings, never in their place.

use super::VerdictCounts;
use crate::value::Date;
use serde::Serialize;
use std::fmt;

/// Where a decision stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DecisionState {
    /// It settles the matter: nothing that was seen has changed.
    Decided,
    /// A waiver whose last day has not passed.
    Waived,
    /// Somebody looked, and it is not settled: *unsure*, *needs research*.
    Open,
    /// Something that was seen has changed since: somebody has to look again.
    Stale,
    /// Its last day has passed.
    Expired,
    /// It was taken back.
    Withdrawn,
    /// Two lines of the log contradict each other, and neither supersedes the other.
    Contradicted,
}

impl DecisionState {
    /// Every state, in the order in which reports count them.
    pub const ALL: [DecisionState; 7] = [
        DecisionState::Decided,
        DecisionState::Waived,
        DecisionState::Open,
        DecisionState::Stale,
        DecisionState::Expired,
        DecisionState::Withdrawn,
        DecisionState::Contradicted,
    ];

    /// As people read it, and as it stands in JSON.
    pub fn words(self) -> &'static str {
        match self {
            DecisionState::Decided => "decided",
            DecisionState::Waived => "waived",
            DecisionState::Open => "open",
            DecisionState::Stale => "stale",
            DecisionState::Expired => "expired",
            DecisionState::Withdrawn => "withdrawn",
            DecisionState::Contradicted => "contradicted",
        }
    }

    /// What it means, in a clause.
    pub fn means(self) -> &'static str {
        match self {
            DecisionState::Decided => "settled, and nothing that was seen has changed",
            DecisionState::Waived => "need not be mended until a day",
            DecisionState::Open => "somebody looked, and it is not settled",
            DecisionState::Stale => "something that was seen has changed since; somebody has to look again",
            DecisionState::Expired => "the last day has passed",
            DecisionState::Withdrawn => "taken back",
            DecisionState::Contradicted => "two lines of the log contradict each other",
        }
    }

    /// Whether what was decided is in force.
    pub fn is_in_force(self) -> bool {
        matches!(self, DecisionState::Decided | DecisionState::Waived)
    }
}

impl fmt::Display for DecisionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A value that is otherwise than when somebody decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionChange {
    /// What: an answer's path, `asset`, `class`, `the rule`.
    pub what: String,
    /// What was seen; `None` where nothing was.
    pub before: Option<String>,
    /// What is there now; `None` where nothing is.
    pub now: Option<String>,
}

impl fmt::Display for DecisionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => write!(f, "{}: was ‘{before}’, is ‘{now}’", self.what),
            (Some(before), None) => write!(f, "{}: was ‘{before}’, is no longer used", self.what),
            (None, Some(now)) => write!(f, "{}: was not used, is ‘{now}’", self.what),
            (None, None) => f.write_str(&self.what),
        }
    }
}

/// What was decided about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingDecision {
    /// Where it stands.
    pub state: DecisionState,
    /// What was decided, in words: `accepted`, `waived`.
    pub verdict: String,
    /// Who decided.
    pub by: String,
    /// On what day.
    pub on: Date,
    /// The last day on which it holds, if it has one.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub source: String,
    /// Anything else.
    pub note: String,
    /// For *stale*: what has changed since.
    pub changed: Vec<DecisionChange>,
    /// How many earlier lines of the log it supersedes, one after the other.
    pub earlier: u64,
    /// The id of the line.
    pub id: String,
}

/// Whether an earlier audit had a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// It had not.
    New,
    /// It had it with another verdict.
    Changed,
    /// It had it with the same verdict.
    Unchanged,
}

impl Since {
    /// Each of them, those that matter first.
    pub const ALL: [Since; 3] = [Since::New, Since::Changed, Since::Unchanged];

    /// As people read it, and as it stands in JSON.
    pub fn words(self) -> &'static str {
        match self {
            Since::New => "new",
            Since::Changed => "changed",
            Since::Unchanged => "unchanged",
        }
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// How many findings have a decision in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DecisionCounts {
    /// *decided*
    pub decided: u64,
    /// *waived*
    pub waived: u64,
    /// *open*
    pub open: u64,
    /// *stale*
    pub stale: u64,
    /// *expired*
    pub expired: u64,
    /// *withdrawn*
    pub withdrawn: u64,
    /// *contradicted*
    pub contradicted: u64,
}

impl DecisionCounts {
    /// The count of a state.
    pub fn get(&self, state: DecisionState) -> u64 {
        match state {
            DecisionState::Decided => self.decided,
            DecisionState::Waived => self.waived,
            DecisionState::Open => self.open,
            DecisionState::Stale => self.stale,
            DecisionState::Expired => self.expired,
            DecisionState::Withdrawn => self.withdrawn,
            DecisionState::Contradicted => self.contradicted,
        }
    }

    /// Adds to the count of a state.
    pub fn add(&mut self, state: DecisionState, count: u64) {
        let place = match state {
            DecisionState::Decided => &mut self.decided,
            DecisionState::Waived => &mut self.waived,
            DecisionState::Open => &mut self.open,
            DecisionState::Stale => &mut self.stale,
            DecisionState::Expired => &mut self.expired,
            DecisionState::Withdrawn => &mut self.withdrawn,
            DecisionState::Contradicted => &mut self.contradicted,
        };
        *place = place.saturating_add(count);
    }

    /// All together.
    pub fn total(&self) -> u64 {
        DecisionState::ALL.into_iter().map(|state| self.get(state)).fold(0, u64::saturating_add)
    }
}

/// What a log of decisions was to an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DecisionReport {
    /// Rows of the log that hold something.
    pub rows: u64,
    /// Of those, lines that a later one supersedes.
    pub superseded: u64,
    /// Of those, lines that were not there on the as-of date.
    pub after_as_of: u64,
    /// Of those, rows of a queue without a verdict.
    pub undecided: u64,
    /// Of those, rows that could not be used; `problems` says why.
    pub refused: u64,
    /// How many findings have a decision in each state; of all findings, listed or not.
    pub counts: DecisionCounts,
    /// How many candidates of screening have a decision in each state, where the audit looks for candidates.
    pub candidates: DecisionCounts,
    /// The same as `counts` by rule, for rules of which something was decided, in the framework's order.
    pub rules: Vec<RuleDecisions>,
    /// Decisions that no finding of this audit has: about records that are not in the list, about what is no longer found. At most [`DecisionReport::LISTED`].
    pub unmatched: Vec<UnmatchedDecision>,
    /// How many more there are.
    pub unmatched_left_out: u64,
    /// What is wrong with rows of the log, in order.
    pub problems: Vec<DecisionProblem>,
}

impl DecisionReport {
    /// How many unmatched decisions are listed one by one.
    pub const LISTED: usize = 10_000;
}

/// What was decided about the findings of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleDecisions {
    /// The rule, by id.
    pub rule: String,
    /// How many of its findings have a decision in each state.
    pub counts: DecisionCounts,
    /// Findings, by verdict, that do not count for `--fail-on`: those with a waiver in force, and those that needed a person and are accepted.
    pub excused: VerdictCounts,
}

/// A decision that no finding has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmatchedDecision {
    /// Why.
    pub why: Unmatched,
    /// The id of the line.
    pub id: String,
    /// The row of the log.
    pub row: u64,
    /// The record, by id.
    pub record: String,
    /// Its name when somebody decided.
    pub record_name: String,
    /// The rule; empty for a candidate.
    pub rule: String,
    /// The row of a group.
    pub item: String,
    /// The person; empty for a finding.
    pub person: String,
    /// What was decided, in words.
    pub verdict: String,
    /// Who decided.
    pub by: String,
    /// On what day.
    pub on: Date,
}

/// Why no finding has a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unmatched {
    /// No record of the list has this id.
    NotInTheList,
    /// The record is there, and the rule finds nothing there now.
    NoLongerFound,
    /// The framework has no such rule.
    NoSuchRule,
    /// The record is there, and the person is no candidate of it now.
    NotACandidate,
    /// No register of the audit has a person of this id.
    NoSuchPerson,
    /// The audit says nothing of candidates.
    Candidate,
    /// It is about another framework.
    OtherFramework,
}

impl Unmatched {
    /// Each of them, in the order in which reports list them.
    pub const ALL: [Unmatched; 7] = [
        Unmatched::NotInTheList,
        Unmatched::NoSuchRule,
        Unmatched::NoLongerFound,
        Unmatched::NoSuchPerson,
        Unmatched::NotACandidate,
        Unmatched::Candidate,
        Unmatched::OtherFramework,
    ];

    /// In words that follow "about".
    pub fn words(self) -> &'static str {
        match self {
            Unmatched::NotInTheList => "records that are not in the list",
            Unmatched::NoLongerFound => "what is no longer found",
            Unmatched::NoSuchRule => "rules that the framework does not have",
            Unmatched::NotACandidate => "persons who are no candidates of the record",
            Unmatched::NoSuchPerson => "persons whom the register does not have",
            Unmatched::Candidate => "candidates, of which this audit says nothing",
            Unmatched::OtherFramework => "another framework",
        }
    }
}

/// What is wrong with a row of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionProblem {
    /// The kind of problem.
    pub code: String,
    /// How much it matters: an error leaves the row out.
    pub level: crate::diagnostic::Level,
    /// The file.
    pub file: String,
    /// The row as a spreadsheet counts; 0 where no row can be named.
    pub row: u64,
    /// The column; empty where it is about the whole row.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What an audit with an earlier one beside it says of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BaselineReport {
    /// The earlier audit.
    pub input: BaselineInput,
    /// Its as-of date, if it says one.
    pub as_of: Option<Date>,
    /// Findings that it had not.
    pub new: u64,
    /// Findings that it had with another verdict.
    pub changed: u64,
    /// Findings that it had with the same verdict.
    pub unchanged: u64,
    /// Findings that it had and that are no longer found.
    pub gone: u64,
    /// By rule: findings, by verdict, that it had with the same verdict and that no decision excuses; rules without any are left out.
    pub rules: Vec<RuleBaseline>,
}

/// The earlier audit as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BaselineInput {
    /// The file.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal; `None` where the host gave none.
    pub sha256: Option<String>,
}

/// Findings of a rule that an earlier audit had with the same verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleBaseline {
    /// The rule, by id.
    pub rule: String,
    /// How many of each verdict; those that a decision excuses are not among them.
    pub unchanged: VerdictCounts,
}
