//! The result of an audit, as data: what every report is made from, and nothing that a report would have to compute.

mod beside;
mod decision;
mod measure;
mod summary;

pub use beside::{Beside, Note, Signed};
pub use decision::{
    BaselineInput, BaselineReport, DecisionChange, DecisionCounts, DecisionProblem, DecisionReport, DecisionState,
    FindingDecision, RuleBaseline, RuleDecisions, Since, Unmatched, UnmatchedDecision,
};
pub use measure::{
    BandRange, Bounds, ComparedWith, Comparison, ComparisonVerdict, Figure, FigureInterval, GroupFigure, MeasureResult,
    Stratified, Undecided,
};
pub use summary::{RecordSummary, SummaryAnswer, SummaryPart, SummaryRow};

use crate::framework::{Severity, Standing};
use crate::syntax::ast::VerdictTest;
use crate::value::{Date, State};
use serde::Serialize;
use std::fmt;

/// The whole result of a run.
///
/// Serialised, this is the JSON document of `regard audit --format json`; its keys and their order are part of the interface (`schema` names the version).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Audit {
    /// The version of this document's shape: `due-regard-audit/1`.
    pub schema: String,
    /// What was run on what.
    pub receipt: Receipt,
    /// Rows in and rows reported.
    pub records: RecordCounts,
    /// How many records have each outcome, in the table's order; the last entry is those that cannot be told. Empty when the framework has no outcome.
    pub outcomes: Vec<OutcomeCount>,
    /// Every rule with the count of each verdict, in the framework's order.
    pub rules: Vec<RuleSummary>,
    /// Shown derived tables with the count of each result.
    pub tables: Vec<TableSummary>,
    /// Figures over all records.
    pub measures: Vec<MeasureResult>,
    /// What was noticed about the list itself: columns, blanks, placeholders, duplicate ids.
    pub list: ListReport,
    /// The stages, in order, as people read them; no part of the document, which has their ids.
    #[serde(skip)]
    pub stages: Vec<StageLabel>,
    /// What the framework says of its subject that rules cannot express.
    pub not_expressed: Vec<NotExpressedNote>,
    /// The sources, by id.
    pub sources: Vec<Source>,
    /// What needs attention: everything but *met* and *does not apply* (those too when asked for), in order of record, then rule. May be cut; see `findings_left_out`.
    pub findings: Vec<Finding>,
    /// How many findings a limit left out of `findings`; the counts in `rules` are always complete.
    pub findings_left_out: u64,
    /// Each record's outcome, in order of the list; may be cut like `findings`.
    pub results: Vec<RecordResult>,
    /// How many records a limit left out of `results`.
    pub results_left_out: u64,
    /// What people decided, where a log of decisions was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<DecisionReport>,
    /// What an earlier audit said, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineReport>,
    /// What a form keeps beside its record; no part of the document.
    #[serde(skip)]
    pub beside: Option<Beside>,
    /// The language that was asked for, in which reports for people are; no part of the document.
    #[serde(skip)]
    pub language: String,
    /// The language of the framework's texts, as far as one can be told for all; no part of the document.
    #[serde(skip)]
    pub spoken: String,
}

impl Audit {
    /// The value of [`Audit::schema`] written by this version.
    pub const SCHEMA: &'static str = "due-regard-audit/1";

    /// What people read for a stage, by its id: its label and the language of that.
    pub(crate) fn stage_label<'a>(&'a self, id: &'a str) -> (&'a str, &'a str) {
        let stage = self.stages.iter().find(|stage| stage.id == id);
        stage.map_or((id, ""), |stage| (&stage.label, &stage.spoken))
    }

    /// The label of the run's stage; empty without one.
    pub fn stage(&self) -> &str {
        self.receipt.stage.as_deref().map_or("", |id| self.stage_label(id).0)
    }
}

/// What was run on what, so that anyone can run it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Receipt {
    /// Name and version of the engine: `due-regard 0.1.0`.
    pub engine: String,
    /// The framework.
    pub framework: FrameworkReceipt,
    /// The lists that were read, in order.
    pub inputs: Vec<InputReceipt>,
    /// The registers with which names were compared, in the framework's order, with a hash of their content; those that were not given have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registers: Vec<InputReceipt>,
    /// The logs of decisions that were read, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<InputReceipt>,
    /// The as-of date: what `today` meant.
    pub as_of: Date,
    /// The stage; `None` when no stage was given or the framework has none, so that every rule bites.
    pub stage: Option<String>,
    /// Every parameter with its value, and the framework's own value where it was overridden.
    pub parameters: Vec<ParameterReceipt>,
    /// How many verdicts of each kind.
    pub verdicts: VerdictCounts,
}

/// The framework of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkReceipt {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Where it applies.
    pub jurisdiction: String,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

/// An input of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputReceipt {
    /// The name the host gave: a file's name, `standard input`.
    pub name: String,
    /// What it was read as, for people: `CSV, comma, Windows-1252`.
    pub format: String,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal; `None` where the host gave none.
    pub sha256: Option<String>,
}

/// A parameter of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterReceipt {
    /// Its id.
    pub id: String,
    /// The value used.
    pub value: String,
    /// The unit.
    pub unit: String,
    /// Why the framework's value is what it is.
    pub why: String,
    /// The framework's own value, when it was overridden.
    pub overrides: Option<String>,
}

/// Rows in and rows reported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordCounts {
    /// Rows that hold something: reported and refused ones together.
    pub read: u64,
    /// Records with verdicts.
    pub reported: u64,
    /// Rows that could not be read as a record.
    pub refused: u64,
    /// Rows without any content, skipped.
    pub blank: u64,
    /// The refused rows, in order; at most [`RecordCounts::REFUSED_LISTED`].
    pub refused_rows: Vec<RefusedRow>,
    /// What a record is called, one and several.
    pub noun: (String, String),
}

impl RecordCounts {
    /// How many refused rows are listed one by one.
    pub const REFUSED_LISTED: usize = 10_000;
}

/// A row that could not be read as a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RefusedRow {
    /// The input it stands in.
    pub input: String,
    /// The row as a spreadsheet counts it (from 1, header included).
    pub row: u64,
    /// Why it was refused and what would mend it.
    pub cause: String,
}

/// How many verdicts of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct VerdictCounts {
    /// *met*
    pub met: u64,
    /// *not met*
    pub not_met: u64,
    /// *cannot tell*
    pub cannot_tell: u64,
    /// *does not apply*
    pub does_not_apply: u64,
    /// *needs a person*
    pub needs_a_person: u64,
    /// Not yet due at this stage.
    pub to_do: u64,
}

impl VerdictCounts {
    /// The count of a verdict.
    pub fn get(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Met => self.met,
            Verdict::NotMet => self.not_met,
            Verdict::CannotTell => self.cannot_tell,
            Verdict::DoesNotApply => self.does_not_apply,
            Verdict::NeedsAPerson => self.needs_a_person,
            Verdict::ToDo => self.to_do,
        }
    }

    /// Adds to the count of a verdict.
    pub fn add(&mut self, verdict: Verdict, count: u64) {
        let place = match verdict {
            Verdict::Met => &mut self.met,
            Verdict::NotMet => &mut self.not_met,
            Verdict::CannotTell => &mut self.cannot_tell,
            Verdict::DoesNotApply => &mut self.does_not_apply,
            Verdict::NeedsAPerson => &mut self.needs_a_person,
            Verdict::ToDo => &mut self.to_do,
        };
        *place = place.saturating_add(count);
    }

    /// Adds all counts of another.
    pub fn merge(&mut self, other: &VerdictCounts) {
        for verdict in Verdict::ALL {
            self.add(verdict, other.get(verdict));
        }
    }

    /// All together.
    pub fn total(&self) -> u64 {
        Verdict::ALL.into_iter().map(|verdict| self.get(verdict)).fold(0, u64::saturating_add)
    }
}

/// What a rule says of a record or row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Verdict {
    /// What is required holds.
    #[serde(rename = "met")]
    Met,
    /// What is required does not hold.
    #[serde(rename = "not met")]
    NotMet,
    /// It depends on something that is not answered.
    #[serde(rename = "cannot tell")]
    CannotTell,
    /// The rule is not about this record or row.
    #[serde(rename = "does not apply")]
    DoesNotApply,
    /// A person has to look; never a failure by itself.
    #[serde(rename = "needs a person")]
    NeedsAPerson,
    /// It would be *not met*, *cannot tell* or *needs a person*, and is not yet due at this stage.
    #[serde(rename = "to do")]
    ToDo,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 6] = [
        Verdict::Met,
        Verdict::NotMet,
        Verdict::CannotTell,
        Verdict::DoesNotApply,
        Verdict::NeedsAPerson,
        Verdict::ToDo,
    ];

    /// What a condition of an outcome table asks for.
    pub(crate) fn asked_for(test: VerdictTest) -> Self {
        match test {
            VerdictTest::Met => Verdict::Met,
            VerdictTest::NotMet => Verdict::NotMet,
            VerdictTest::CannotTell => Verdict::CannotTell,
            VerdictTest::DoesNotApply => Verdict::DoesNotApply,
            VerdictTest::NeedsAPerson => Verdict::NeedsAPerson,
            VerdictTest::ToDo => Verdict::ToDo,
        }
    }

    /// As people read it: `not met`.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::NotMet => "not met",
            Verdict::CannotTell => "cannot tell",
            Verdict::DoesNotApply => "does not apply",
            Verdict::NeedsAPerson => "needs a person",
            Verdict::ToDo => "to do",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// One result of an outcome or shown table, with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeCount {
    /// The result; `cannot tell` for records whose answers leave it open.
    pub is: String,
    /// What people read.
    pub label: String,
    /// What it means.
    pub say: String,
    /// What it rests on, by source id.
    pub cite: Vec<String>,
    /// How many records.
    pub count: u64,
    /// The language of what it means; no part of the document.
    #[serde(skip)]
    pub spoken: String,
}

/// A rule with the count of each verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSummary {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// The stage from which it bites.
    pub at: Option<String>,
    /// The group for each of whose rows it is checked; `None` for the record.
    pub each: Option<String>,
    /// `when` as text; empty when it always applies.
    pub when: String,
    /// `require` as text.
    pub require: String,
    /// Why it exists.
    pub why: String,
    /// What would mend a finding, with the places of values left as `{name}`.
    pub fix: String,
    /// What it rests on, by source id.
    pub cite: Vec<String>,
    /// Whether a `required:` of a field made it.
    pub made_by_required: bool,
    /// How many verdicts of each kind.
    pub counts: VerdictCounts,
    /// The language of its texts; no part of the document.
    #[serde(skip)]
    pub spoken: String,
}

/// A shown derived table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableSummary {
    /// The derived value's id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Each result with its count; the last is `cannot tell`.
    pub results: Vec<OutcomeCount>,
}

/// What was noticed about the list itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListReport {
    /// How each column was understood, in the list's order.
    pub columns: Vec<ColumnReport>,
    /// Fields and groups that no column supplies, by path. Of a group there are no rows then, and rules count none.
    pub not_supplied: Vec<String>,
    /// What else was noticed.
    pub notes: Vec<ListNote>,
}

/// How a column was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// Its header.
    pub header: String,
    /// The field it supplies, by path; `None` when it is not used.
    pub field: Option<String>,
    /// Why, in a sentence.
    pub why: String,
    /// The field, by path, that it may be meant for and does not supply: `why` says so too.
    #[serde(skip)]
    pub suggestion: Option<String>,
    /// How many of its cells are in each state: state and count, counts above zero.
    pub states: Vec<(State, u64)>,
}

/// Something noticed about the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListNote {
    /// Its kind.
    pub kind: NoteKind,
    /// The column's header; empty when it is about whole rows.
    pub column: String,
    /// What was seen, in words: a placeholder as the framework spells it, a duplicate id (of a long one its beginning; empty for all those
    /// past the first hundred together), the cause of an invalid cell.
    pub what: String,
    /// How many cells or rows.
    pub count: u64,
    /// The first rows, as a spreadsheet counts them; at most [`ListNote::EXAMPLES`].
    pub rows: Vec<u64>,
}

impl ListNote {
    /// How many rows are named.
    pub const EXAMPLES: usize = 5;
}

/// The kind of a [`ListNote`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NoteKind {
    /// Two records have the same id.
    DuplicateId,
    /// The list was too long to look for all duplicate ids.
    DuplicatesNotChecked,
    /// Days of a column are written with the month first in some cells, and in others it cannot be told which of the two comes first.
    DateOrder,
    /// A cell cannot be read as its field's type.
    InvalidCell,
    /// A raw text that the framework reads as a state.
    Placeholder,
    /// Spaces at the edges of a cell, which were not taken as part of the answer.
    EdgeSpaces,
    /// Rows without content, skipped.
    BlankRow,
    /// Rows that their sheet does not show, because a filter or a person hid them, read like the others.
    HiddenRow,
    /// Cells that are nothing but a mark which repeats the one above, kept as they are.
    DittoMark,
    /// Rows that read like a total of the others, counted as records.
    TotalRow,
    /// Rows that repeat the header, counted as records.
    RepeatedHeader,
    /// Rows that read like a remark below a list, counted as records.
    Footnote,
    /// Answers given to fields that are not asked.
    NotAskedAnswer,
    /// Keys or columns that the framework does not know.
    UnknownKey,
    /// There were too many long texts to hold all of them against each other.
    TextsNotCompared,
    /// The list says of itself that it is not all there is.
    IncompleteList,
}

/// Something that a source says and the framework cannot express.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotExpressedNote {
    /// The sources, by id.
    pub cite: Vec<String>,
    /// What is left out.
    pub what: String,
    /// Why.
    pub why: String,
    /// The language of these texts; no part of the document.
    #[serde(skip)]
    pub spoken: String,
}

/// A stage as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageLabel {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The language of that.
    pub spoken: String,
}

/// A source as reports cite it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// The title of the work.
    pub title: String,
    /// Where in it.
    pub at: String,
    /// What weight it has.
    pub standing: Standing,
    /// Where it applies.
    pub jurisdiction: String,
    /// A web address.
    pub url: String,
    /// When someone compared it; `None`: *unverified*, and every report says so.
    pub checked: Option<Date>,
    /// A remark.
    pub note: String,
    /// How many rules and tables cite it.
    pub cited_by: u32,
}

/// A verdict with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, by id.
    pub rule: String,
    /// How much the rule matters.
    pub severity: Severity,
    /// What the rule says.
    pub verdict: Verdict,
    /// For *to do*: what it would be if the stage had come.
    pub would_be: Option<Verdict>,
    /// The record.
    pub record: RecordRef,
    /// The row of a group, for people and machines: `impacts[age]`, `impacts[age].actions[2]` (from 1); empty for the record itself.
    pub item: String,
    /// What was found, in a sentence; of a rule that is met or does not apply (listed on demand), its title.
    pub message: String,
    /// What would mend it; empty when the rule does not say.
    pub fix: String,
    /// The answers that the rule used.
    pub values: Vec<Evidence>,
    /// The part of the rule that decided, with the values it saw; empty when explanations were not asked for.
    pub because: Vec<String>,
    /// For *cannot tell*: the smallest set of answers (by path) found that would settle it whatever they are; empty otherwise.
    pub settle: Vec<String>,
    /// What the rule rests on, by source id.
    pub cite: Vec<String>,
    /// Names this finding in every later audit: made from framework, rule, record and item, never from row numbers (except for a record without an id).
    pub fingerprint: String,
    /// What people decided about it; it never changes the verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<FindingDecision>>,
    /// Whether an earlier audit had it, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// A record as findings name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RecordRef {
    /// Its place among the records, from 1; blank and refused rows keep theirs.
    pub number: u64,
    /// The list it stands in, where several were read; else empty and left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub input: String,
    /// The row as a spreadsheet counts it; the same as `number` for records that are not rows.
    pub row: u64,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its name for people, if it has one.
    pub name: Option<String>,
}

/// An answer that a finding used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The field's path.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// The answer's state.
    pub state: State,
    /// The answer in the usual form; for an invalid cell its raw text; empty otherwise.
    pub value: String,
}

/// A record's outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordResult {
    /// The record.
    pub record: RecordRef,
    /// The outcome's label; `cannot tell` when it is open; `None` when the framework has no outcome.
    pub outcome: Option<String>,
    /// The results of the shown tables, in order.
    pub tables: Vec<String>,
    /// How many of the record's findings (rows of groups counted one by one) are of each verdict.
    pub counts: VerdictCounts,
    /// The answers to show beside it: the framework's fields in order, those that are answered.
    pub values: Vec<Evidence>,
    /// Scores and other numbers that the framework shows, in its order.
    pub numbers: Vec<NumberResult>,
    /// Why the outcome (first, where the framework has one) and the shown tables are what they are.
    pub reasons: Vec<TableReason>,
    /// Answers that stand in questions that are not asked, with their places (`impacts[age].reason`): kept, and without effect.
    pub not_asked: Vec<Evidence>,
    /// Verdicts that will be others within the days that the settings say, whatever anybody does.
    pub soon: Vec<Soon>,
    /// The people of the framework's registers to whom the record's name may refer, strongest first: those for review, and those about whom something was decided. None of them is a link. `None` where
    /// no name was compared: the framework compares none, its register was not given, or the record has no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates: Option<Vec<RecordCandidate>>,
    /// What a summary for decision makers shows of the record; only with [`Detail::Summary`](crate::Detail::Summary).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<RecordSummary>,
}

/// A person of a register to whom a record's name may refer. It is no link: whether the name refers to the person is for people to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordCandidate {
    /// The group of candidates, by id.
    pub group: String,
    /// The person, by id.
    pub person: String,
    /// The person's name in the register.
    pub name: String,
    /// What kind of evidence the name is: the word of a [`Class`](crate::screen::Class).
    pub class: String,
    /// How strong that evidence is: the word of a [`Verdict`](crate::screen::Verdict) of screening.
    pub verdict: String,
    /// What agrees and what is open, in a sentence.
    pub sentence: String,
    /// What people decided about it, where a log of decisions was given to the [settings](crate::Settings::decisions).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<FindingDecision>>,
}

/// A verdict that changes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Soon {
    /// The rule, by id.
    pub rule: String,
    /// The row of a group; empty for the record itself.
    pub item: String,
    /// The first day on which it is another.
    pub on: Date,
    /// What it is now, whether due or not.
    pub verdict: Verdict,
    /// What it becomes.
    pub becomes: Verdict,
}

/// An answer that would change a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The place of the answer: `impacts[age].effect`.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// What stands there; its state in brackets where there is no answer.
    pub now: String,
    /// The option that would change the result; of several answers, `with` or `without` it.
    pub answer: String,
    /// The derived table whose result would change; empty for the outcome.
    pub table: String,
    /// Its result now.
    pub is: String,
    /// Its result then.
    pub becomes: String,
}

/// A number that the framework shows of each record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberResult {
    /// The derived value's id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The least that it can be, given what is answered; `None` where it cannot be told or does not apply.
    pub low: Option<f64>,
    /// The most that it can be; the same as `low` where it is told.
    pub high: Option<f64>,
    /// For a score: the least that any answers give.
    pub least: Option<f64>,
    /// For a score: the most that answers which can stand together give.
    pub most: Option<f64>,
}

/// Why a table has the result that it has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableReason {
    /// The derived table's id; empty for the outcome.
    pub table: String,
    /// The result's label; `cannot tell` where the first row that may hold is open.
    pub is: String,
    /// What the result means.
    pub say: String,
    /// What the row rests on, by source id.
    pub cite: Vec<String>,
    /// The parts of the row's condition that decided, with the values they saw.
    pub because: Vec<String>,
}
