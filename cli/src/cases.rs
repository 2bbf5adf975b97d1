//! Cases: what a framework says of a record, written down and run again.
//!
//! A case is prose, then sections that begin with `--- NAME`. Several cases share a file when lines `=== name` stand between them.
//!
//! ```text
//! A listed statue may not be moved without consent.
//! --- record.json
//! {"asset-id": "A1", "listed": "yes", "outcome-of-review": "relocate"}
//! --- settings
//! stage: publish
//! as-of: 2026-11-01
//! set ten-years = 12
//! --- verdicts
//! moved-without-consent  not met
//! --- outcome
//! not ready
//! route = consent
//! --- findings
//! A1: to be relocated with no consent recorded
//! ```
//!
//! | section | holds |
//! |---|---|
//! | `record.json` | one record; or `records.json` (a list of them) or `records.csv` (a header of field ids, labels or aliases, and rows) |
//! | `register ID` | a register in the place of the one that the framework declares: a header and rows of persons, as in `persons.csv` |
//! | `decisions` | a log of decisions about candidates, as `regard audit --decisions` takes it: a header and rows |
//! | `settings` | `stage: …`, `as-of: …` (else 2026-11-01), `language: …`, `set parameter = value`; one a line |
//! | `verdicts` | `rule-id  verdict` for the rules that the case is about; two spaces or more between them. A row of a group stands in brackets: `rule-id [impacts[age]]  not met`. Where there are several records `2: rule-id  verdict` speaks of the second, and without a number of all of them. A verdict that is not yet due is `to do` or `to do: not met` |
//! | `outcome` | the outcome (its id or label), and `table-id = result` for derived tables that are shown; `2: …` as above |
//! | `measures` | figures over all records, as reports word them: `id: figure`, `id [field: group]: figure`, and where groups are compared `id [field: group] compared: comparison: verdict` |
//! | `notes` | what was noticed of the records: answers that are not asked, cells that cannot be read, unknown keys; `kind: column: what`, in the order of the audit; then what changes by itself within 30 days, `soon: rule-id [item]: verdict until then, verdict on 2026-11-02` |
//! | `findings` | the messages of the case's rules that need attention, as printed, one a line, in the order of the report |
//!
//! Lines that begin with `#` in `settings` and `verdicts` are remarks. The engine's `required-…` rules can be named like any other.

mod expect;
mod parse;
mod run;

pub use run::{Mismatch, Report, Tested, test};

use due_regard::audit::Verdict;
use due_regard::{Date, Settings};

/// A file of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The name by which people know it.
    pub name: String,
    /// The cases, in order.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What stands after `===`; empty for the only case of a file.
    pub name: String,
    /// What the case shows, in words.
    pub prose: String,
    /// The line of its file on which it begins, from 1.
    pub line: usize,
    /// The records.
    pub records: Records,
    /// Registers that stand in the place of the framework's: their ids, and tables of persons in delimited text.
    pub registers: Vec<(String, String)>,
    /// What people decided about candidates: a log as delimited text; `None` when the case does not say.
    pub decisions: Option<String>,
    /// As-of date, stage, language and parameters.
    pub settings: CaseSettings,
    /// What rules are to say.
    pub verdicts: Vec<ExpectedVerdict>,
    /// What outcome and tables are to be; empty when the case does not say.
    pub outcome: Vec<ExpectedOutcome>,
    /// The messages that are to be printed; `None` when the case does not say.
    pub findings: Option<Vec<String>>,
    /// What is to be noticed of the records; `None` when the case does not say.
    pub notes: Option<Vec<String>>,
    /// Lines of measures, each with the number of its line, where they are given.
    pub measures: Option<Vec<(usize, String)>>,
    /// Its text, in parts, so that what is expected can be written anew and everything else stays as it is.
    sections: Vec<Section>,
}

/// A part of a case's text: its heading line and the lines below.
#[derive(Debug, Clone, PartialEq)]
struct Section {
    /// `verdicts` of `--- verdicts`; empty for the prose.
    name: String,
    /// The lines, each with its line break.
    body: String,
    /// The line of the file on which the body begins, from 1.
    line: usize,
}

/// The records of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Records {
    /// Nested values.
    Json(Vec<serde_json::Value>),
    /// Delimited text with a header.
    Csv(String),
}

/// How a case is run.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseSettings {
    /// What `today` means.
    pub as_of: Date,
    /// The stage; with `None` every rule bites.
    pub stage: Option<String>,
    /// The language of messages; empty for the framework's own.
    pub language: String,
    /// Parameters with values of their own.
    pub parameters: Vec<(String, String)>,
}

impl CaseSettings {
    /// As the engine takes them; every verdict and every record is kept.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.as_of)
            .detail(due_regard::Detail::Records)
            .ahead(30)
            .every_verdict()
            .language(self.language.as_str());
        if let Some(stage) = &self.stage {
            settings = settings.stage(stage.as_str());
        }
        self.parameters.iter().fold(settings, |settings, (id, value)| settings.parameter(id.as_str(), value.as_str()))
    }
}

/// What a rule is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedVerdict {
    /// The record, from 1; `None` for all of them.
    pub record: Option<u64>,
    /// The rule's id.
    pub rule: String,
    /// The row of a group: `impacts[age]`; empty for the record.
    pub item: String,
    /// The verdict.
    pub verdict: Verdict,
    /// For *to do*: what it would be; `None` when the case does not say.
    pub would_be: Option<Verdict>,
    /// The line of the file, from 1.
    pub line: usize,
}

/// What an outcome or a shown table is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOutcome {
    /// The record, from 1; `None` for all of them.
    pub record: Option<u64>,
    /// The derived table; `None` for the outcome.
    pub table: Option<String>,
    /// The result's id or label.
    pub is: String,
    /// The line of the file, from 1.
    pub line: usize,
}
