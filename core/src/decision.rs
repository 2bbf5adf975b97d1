//! What people decided: about candidates of screening, and about findings. One mechanism, append-only.
//!
//! A decision is a line: what it is about (framework, record, and a rule with its row or a person of a register), the verdict, who decided and when, why, on
//! what source, until when, and **what was seen**: the answers, or the name and the person, on which it rests. Nothing is overwritten. A later line
//! names the one that it [supersedes](Decision::supersedes), and the whole history is kept and checked.
//!
//! A [`DecisionLog`] is read by a [`DecisionLoader`] from rows (CSV, a workbook) or JSON objects; what is wrong with it is listed by row, with a cure. Asked about an item,
//! it gives the [`Standing`] of what was decided: in force, or *stale* because something that was seen has changed since, *expired*, *contradicted*. It never changes a verdict
//! of a rule: decisions stand beside it.
//!
//! ```
//! use due_regard::decision::{Decision, DecisionLoader, Item, Seen, State, Verdict};
//! use due_regard::Date;
//!
//! let seen = Seen::new().with("asset", "Picton Place").with("class", "name-only");
//! let day: Date = "2026-11-20".parse()?;
//! let mut decision = Decision::new("public-realm", "A17", Item::candidate("thomas-picton"), Verdict::Refers, "R. Evans", day);
//! decision.source = "Council minute of 4 May 1846".to_owned();
//! decision.seen = seen.clone();
//!
//! // Written, opened and saved by a spreadsheet, read again.
//! let csv = due_regard::decision::csv(&[decision.sealed()]);
//! let log = DecisionLoader::from_csv("decisions.csv", csv.as_bytes())?.finish(day);
//! assert!(log.problems().is_empty());
//!
//! let standing = log.for_candidate("public-realm", "A17", "thomas-picton", &seen).unwrap();
//! assert_eq!((standing.state, standing.decision.verdict), (State::Decided, Verdict::Refers));
//! // Somebody corrects the name of the street: what was decided comes back, and says why.
//! let renamed = Seen::new().with("asset", "Picton Terrace").with("class", "name-only");
//! let standing = log.for_candidate("public-realm", "A17", "thomas-picton", &renamed).unwrap();
//! assert_eq!(standing.state, State::Stale);
//! assert_eq!(standing.changed[0].to_string(), "asset: was ‘Picton Place’, is ‘Picton Terrace’");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "list")]
mod append;
mod apply;
mod cell;
mod date;
mod load;
mod log;
mod problem;
mod seen;
mod verdict;
mod write;

pub use crate::audit::{DecisionChange as Change, DecisionState as State};
#[cfg(feature = "list")]
pub use append::{LogText, OpenLog};
pub use apply::{Applied, Applying};
pub use cell::{guarded, unguarded};
pub use load::DecisionLoader;
pub use log::{DecisionLog, Line, LineState, Standing};
pub use problem::Problem;
pub use seen::Seen;
pub use verdict::Verdict;
pub use write::{COLUMNS, csv, csv_header, csv_row, json, json_line};

use crate::value::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a decision is about, within a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// A finding: the rule, and the row of a group (`impacts[age]`; empty for the record itself).
    Finding {
        /// The rule, by id.
        rule: String,
        /// As [`Finding::item`](crate::audit::Finding::item) has it.
        row: String,
    },
    /// A candidate of screening: the person of a register, by id.
    Candidate {
        /// The person's id.
        person: String,
    },
}

impl Item {
    /// A finding of a rule; `row` is empty for the record itself.
    pub fn finding(rule: impl Into<String>, row: impl Into<String>) -> Item {
        Item::Finding { rule: rule.into(), row: row.into() }
    }

    /// A person whom the record's name may refer to.
    pub fn candidate(person: impl Into<String>) -> Item {
        Item::Candidate { person: person.into() }
    }

    /// Whether it is a candidate.
    pub fn is_candidate(&self) -> bool {
        matches!(self, Item::Candidate { .. })
    }

    fn rule(&self) -> &str {
        match self {
            Item::Finding { rule, .. } => rule,
            Item::Candidate { .. } => "",
        }
    }

    fn row(&self) -> &str {
        match self {
            Item::Finding { row, .. } => row,
            Item::Candidate { .. } => "",
        }
    }

    fn person(&self) -> &str {
        match self {
            Item::Finding { .. } => "",
            Item::Candidate { person } => person,
        }
    }
}

/// One line of a log of decisions. Texts have no spaces at their edges and no control characters but line breaks and tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// Names the line, so that a later one can supersede it: made from all that follows, see [`Decision::sealed`].
    pub id: String,
    /// The framework, by id. Empty in a decision about a candidate: it holds whichever framework asks.
    pub framework: String,
    /// The record, by id. Empty for the only record of a form that has no id.
    pub record: String,
    /// The record's name, for people.
    pub record_name: String,
    /// Where the record is, for offers to other records of the same name there; may be empty.
    pub locality: String,
    /// The rule and row, or the person.
    pub item: Item,
    /// The person's name, for people; empty for findings.
    pub person_name: String,
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided.
    pub by: String,
    /// On what day.
    pub on: Date,
    /// Why; needed for rejections and waivers.
    pub reason: String,
    /// What it rests on; needed for *refers*.
    pub source: String,
    /// Whom or what the name refers to instead.
    pub refers_to: String,
    /// The last day of a waiver.
    pub until: Option<Date>,
    /// Anything else.
    pub note: String,
    /// The id of the line that this one takes the place of; empty for the first about its item.
    pub supersedes: String,
    /// What was seen: the values on which the decision rests.
    pub seen: Seen,
    /// The fingerprint of what was seen; empty where the line does not say what was.
    pub fingerprint: String,
    /// Columns that are not ours, kept as they are.
    pub extra: BTreeMap<String, String>,
}

impl Decision {
    /// A decision with what every one needs. Set the other fields, then [seal](Decision::sealed) it.
    pub fn new(
        framework: impl Into<String>,
        record: impl Into<String>,
        item: Item,
        verdict: Verdict,
        by: impl Into<String>,
        on: Date,
    ) -> Self {
        Self {
            id: String::new(),
            framework: framework.into(),
            record: record.into(),
            record_name: String::new(),
            locality: String::new(),
            item,
            person_name: String::new(),
            verdict,
            by: by.into(),
            on,
            reason: String::new(),
            source: String::new(),
            refers_to: String::new(),
            until: None,
            note: String::new(),
            supersedes: String::new(),
            seen: Seen::new(),
            fingerprint: String::new(),
            extra: BTreeMap::new(),
        }
    }

    /// The decision with its texts as a log holds them, its fingerprint, and its id: `d-` and the first twelve hexadecimal digits of the SHA-256 of all
    /// it says, other people's columns left out. A line that was changed after it was written has another id than the one it bears, which the loader reports.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.clean();
        if !self.seen.is_empty() {
            self.fingerprint = self.seen.fingerprint();
        }
        self.id = self.proper_id();
        self
    }

    fn clean(&mut self) {
        let (rule, row, person) = match &mut self.item {
            Item::Finding { rule, row } => (Some(rule), Some(row), None),
            Item::Candidate { person } => (None, None, Some(person)),
        };
        let own = [
            &mut self.framework,
            &mut self.record,
            &mut self.record_name,
            &mut self.locality,
            &mut self.person_name,
            &mut self.by,
            &mut self.reason,
            &mut self.source,
            &mut self.refers_to,
            &mut self.note,
            &mut self.supersedes,
            &mut self.fingerprint,
        ];
        for text in own.into_iter().chain(rule).chain(row).chain(person).chain(self.extra.values_mut()) {
            *text = cell::cleaned(text);
        }
    }

    /// The id that the line ought to have.
    pub fn proper_id(&self) -> String {
        let until = self.until.map_or_else(String::new, |until| until.to_string());
        let on = self.on.to_string();
        let parts = [
            &self.framework,
            &self.record,
            &self.record_name,
            &self.locality,
            self.item.rule(),
            self.item.row(),
            self.item.person(),
            &self.person_name,
            self.verdict.words(),
            &self.by,
            &on,
            &self.reason,
            &self.source,
            &self.refers_to,
            &until,
            &self.note,
            &self.supersedes,
            &self.fingerprint,
        ];
        format!("d-{}", seen::digest(parts.into_iter(), 6))
    }

    /// The line that takes this one back: what is undone is superseded, not removed. Set [`supersedes`](Decision::supersedes) and [seal](Decision::sealed) it.
    #[must_use]
    pub fn taken_back(&self, by: &str, on: Date) -> Decision {
        let mut back = Decision::new(&*self.framework, &*self.record, self.item.clone(), Verdict::Withdrawn, by, on);
        back.record_name.clone_from(&self.record_name);
        back.locality.clone_from(&self.locality);
        back.person_name.clone_from(&self.person_name);
        back.seen = self.seen.clone();
        back
    }

    /// What is missing from it, as the name of the column and what to write there; `None` when it is complete. A placeholder (`n/a`, `TBC`, `#REF!`, `-`) is no
    /// name, reason or source.
    pub fn lacks(&self) -> Option<(&'static str, &'static str)> {
        let is_blank = |text: &str| crate::batch::is_placeholder(text);
        if is_blank(&self.by) {
            return Some(("by", "say who decided"));
        }
        if self.verdict.needs_reason() && is_blank(&self.reason) {
            return Some(("reason", "say why: a rejection or a waiver stands on its reason"));
        }
        if self.verdict.needs_source() && is_blank(&self.source) {
            return Some(("source", "name the source that says so: a name alone is no link"));
        }
        if self.verdict == Verdict::Waived && self.until.is_none() {
            return Some(("until", "say until when: a waiver has a last day"));
        }
        None
    }

    /// The verdict as people read it: `waived until 2027-03-31`.
    pub fn words(&self) -> String {
        match self.until {
            Some(until) if self.verdict == Verdict::Waived => format!("waived until {until}"),
            _ => self.verdict.words().to_owned(),
        }
    }
}

/// As in JSON documents: the same keys as the columns of CSV; what is empty is left out.
impl Serialize for Decision {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        for (column, value) in write::cells(self) {
            if column == "seen" {
                if !self.seen.is_empty() {
                    map.serialize_entry("seen", &self.seen)?;
                }
            } else if !value.is_empty() || column == "record" {
                map.serialize_entry(column, &*value)?;
            }
        }
        for (column, value) in &self.extra {
            // A column of this name is ours, and has been written.
            if !value.is_empty() && !COLUMNS.contains(&column.as_str()) {
                map.serialize_entry(column, value)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
