//! An audit as it was written, read back: no more of it than is compared.

use super::{ChangeKind, verdict_of};
use crate::audit::{Audit, ComparisonVerdict, MeasureResult, RecordCounts, Verdict};
use crate::report::in_words;
use crate::tongue::Tongue;
use crate::value::Date;
use crate::{Error, ErrorKind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// An audit that was written as a JSON document or as JSON Lines, or the lines of a screening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    name: String,
    framework: Option<String>,
    as_of: Option<Date>,
    findings: Vec<WrittenFinding>,
    candidates: Vec<WrittenCandidate>,
    /// The figures of measures; `None` where they are not written.
    figures: Option<Vec<WrittenFigure>>,
    /// The records that are known to be there.
    records: BTreeSet<String>,
    /// Whether no other records are.
    all_records: bool,
    /// The records whose candidates are listed; `None` where none are listed at all, so that nothing is known of them.
    screened: Option<BTreeSet<String>>,
    is_screening: bool,
    pub(super) left_out: u64,
    /// The numbers of records without an id.
    nameless: BTreeSet<u64>,
    /// By id, the number of the first record that has it.
    known: BTreeMap<String, u64>,
    /// Ids that several records have.
    repeated: BTreeSet<String>,
}

/// A finding as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenFinding {
    /// The rule.
    pub rule: String,
    /// Its severity.
    pub severity: String,
    /// What the rule said.
    pub verdict: Verdict,
    /// The record's id, or its number where it has none.
    pub record: String,
    /// The record's name; may be empty.
    pub name: String,
    /// The row of a group.
    pub item: String,
    /// What was found.
    pub message: String,
    /// Names the finding from audit to audit.
    pub fingerprint: String,
    /// What was decided about it.
    pub decision: Option<WrittenDecision>,
}

impl WrittenFinding {
    /// Whether it asks something of somebody: it is neither *met* nor *does not apply*.
    pub fn is_open(&self) -> bool {
        !matches!(self.verdict, Verdict::Met | Verdict::DoesNotApply)
    }
}

/// A decision as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct WrittenDecision {
    /// Where it stood, in words.
    pub state: String,
    /// What was decided, in words.
    pub verdict: String,
    /// Until when.
    #[serde(default)]
    pub until: Option<String>,
}

impl WrittenDecision {
    /// Whether it was in force.
    pub fn is_in_force(&self) -> bool {
        matches!(self.state.as_str(), "decided" | "waived")
    }

    /// `waived until 2027-03-31`; where it was not in force, the state before it.
    pub fn words(&self) -> String {
        let until = self.until.as_ref().map_or_else(String::new, |until| format!(" until {until}"));
        if self.is_in_force() {
            format!("{}{until}", self.verdict)
        } else {
            format!("{} ({}{until})", self.state, self.verdict)
        }
    }
}

/// A candidate as it was written, by a screening or beside the result of an audit's record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenCandidate {
    /// The id beside the name.
    pub record: String,
    /// The name that was screened.
    pub name: String,
    /// The group of candidates; empty in a screening.
    pub group: String,
    /// The person, by id.
    pub person: String,
    /// The class of evidence.
    pub class: String,
    /// The verdict of the evidence.
    pub verdict: String,
    /// The candidate's sentence.
    pub sentence: String,
    /// What was decided about it.
    pub decision: Option<WrittenDecision>,
}

impl WrittenCandidate {
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.record, &self.group, &self.person)
    }

    /// As findings name the row: `candidates[thomas-picton]`.
    pub(super) fn item(&self) -> String {
        format!("{}[{}]", self.group, self.person)
    }
}

/// A figure of a measure as it was written, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenFigure {
    /// The measure, by id.
    pub measure: String,
    /// What people read of it.
    pub label: String,
    /// By what its groups are divided; empty of the figure over all records.
    pub by: String,
    /// What people read of that.
    pub by_label: String,
    /// The group; empty of the figure over all records.
    pub group: String,
    /// The figure, and how the group compares.
    pub words: String,
    /// What is said of how it compares.
    pub verdict: Option<ComparisonVerdict>,
    /// That, and why, in words; empty where nothing is said.
    pub verdict_words: String,
}

impl WrittenFigure {
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.measure, &self.by, &self.group)
    }
}

#[derive(Deserialize)]
struct Document {
    receipt: Receipt,
    #[serde(default)]
    records: Records,
    #[serde(default)]
    measures: Vec<MeasureResult>,
    #[serde(default)]
    findings: Vec<Line>,
    #[serde(default)]
    findings_left_out: u64,
    #[serde(default)]
    results: Vec<ResultLine>,
    #[serde(default)]
    results_left_out: u64,
}

#[derive(Deserialize)]
struct Receipt {
    framework: Framework,
    #[serde(default)]
    as_of: Option<String>,
}

#[derive(Default, Deserialize)]
struct Records {
    #[serde(default)]
    noun: (String, String),
}

#[derive(Deserialize)]
struct Framework {
    id: String,
}

#[derive(Deserialize)]
struct ResultLine {
    record: Record,
    #[serde(default)]
    candidates: Option<Vec<CandidateLine>>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    number: u64,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

impl Record {
    fn key(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.number.to_string())
    }
}

#[derive(Deserialize)]
struct Line {
    rule: String,
    #[serde(default)]
    severity: String,
    verdict: String,
    record: Record,
    #[serde(default)]
    item: String,
    #[serde(default)]
    message: String,
    fingerprint: String,
    #[serde(default)]
    decision: Option<WrittenDecision>,
}

#[derive(Deserialize)]
struct ScreeningLine {
    id: String,
    name: String,
    candidates: Vec<CandidateLine>,
}

#[derive(Deserialize)]
struct CandidateLine {
    #[serde(default)]
    group: String,
    person: String,
    class: String,
    verdict: String,
    #[serde(default)]
    sentence: String,
    #[serde(default)]
    decision: Option<WrittenDecision>,
}

impl CandidateLine {
    fn of(self, record: &str, name: &str) -> WrittenCandidate {
        WrittenCandidate {
            record: record.to_owned(),
            name: name.to_owned(),
            group: self.group,
            person: self.person,
            class: self.class,
            verdict: self.verdict,
            sentence: self.sentence,
            decision: self.decision,
        }
    }
}

/// A line of either kind: a screening has no rule.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyLine {
    Finding(Line),
    Screening(ScreeningLine),
}

impl Written {
    /// Reads a JSON document of an audit, its findings as JSON Lines, or the JSON Lines of a screening.
    ///
    /// # Errors
    ///
    /// Anything else, with the line.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let trouble = |what: String| Error::new(ErrorKind::UnreadableRecord, what);
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text =
            std::str::from_utf8(text).map_err(|error| trouble(format!("`{name}` is not UTF-8")).because(error))?;
        let mut written = Written { name: name.to_owned(), ..Written::default() };
        // A document begins with the name of its shape; a line has none.
        let start = text.trim_start().get(..80.min(text.trim_start().len())).unwrap_or_default();
        if start.contains("\"schema\"") {
            if !start.contains(Audit::SCHEMA) {
                return Err(trouble(format!("`{name}` is no audit: its `schema` is not {}", Audit::SCHEMA)));
            }
            let document: Document = serde_json::from_str(text).map_err(|error| {
                trouble(format!("`{name}` is no whole audit: line {}, column {}", error.line(), error.column()))
                    .because(error)
            })?;
            written.framework = Some(document.receipt.framework.id);
            written.as_of = document.receipt.as_of.and_then(|day| day.parse().ok());
            written.left_out = document.findings_left_out;
            let counts = RecordCounts { noun: document.records.noun, ..RecordCounts::default() };
            written.figures = Some(figures(&document.measures, &counts));
            written.all_records = document.results_left_out == 0 && !document.results.is_empty();
            for result in document.results {
                written.see(result.record.id.as_deref(), result.record.number);
                let record = result.record.key();
                if let Some(candidates) = result.candidates {
                    written.screened.get_or_insert_default().insert(record.clone());
                    let name = result.record.name.unwrap_or_default();
                    written.candidates.extend(candidates.into_iter().map(|line| line.of(&record, &name)));
                }
                written.records.insert(record);
            }
            for (number, line) in (1..).zip(document.findings) {
                written.finding(name, number, line)?;
            }
            return Ok(written);
        }
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let line: AnyLine = serde_json::from_str(line).map_err(|_| {
                let looks = looks_like(line.trim_start());
                trouble(format!(
                    "`{name}`, line {number} is neither a finding nor a screened name: {looks}; give what `regard audit --format json`, `--format jsonl` or `regard screen --format jsonl` wrote"
                ))
            })?;
            match line {
                AnyLine::Finding(line) => written.finding(name, number, line)?,
                AnyLine::Screening(line) => {
                    // Every name has a line, so that all records are known.
                    written.all_records = true;
                    written.is_screening = true;
                    written.see(Some(&line.id), number);
                    written.records.insert(line.id.clone());
                    written.screened.get_or_insert_default().insert(line.id.clone());
                    let (record, name) = (&line.id, &line.name);
                    written.candidates.extend(line.candidates.into_iter().map(|line| line.of(record, name)));
                }
            }
        }
        if !written.findings.is_empty() {
            written.all_records = false;
        }
        Ok(written)
    }

    fn finding(&mut self, name: &str, number: u64, line: Line) -> Result<(), Error> {
        let verdict = verdict_of(&line.verdict).ok_or_else(|| {
            Error::new(
                ErrorKind::UnreadableRecord,
                format!("`{name}`, finding {number}: `{}` is no verdict", line.verdict),
            )
        })?;
        self.see(line.record.id.as_deref(), line.record.number);
        let record = line.record.key();
        self.records.insert(record.clone());
        self.findings.push(WrittenFinding {
            rule: line.rule,
            severity: line.severity,
            verdict,
            record,
            name: line.record.name.unwrap_or_default(),
            item: line.item,
            message: line.message,
            fingerprint: line.fingerprint,
            decision: line.decision,
        });
        Ok(())
    }

    /// Notes a record of this id and number, so that it is known whether ids tell records apart.
    fn see(&mut self, id: Option<&str>, number: u64) {
        let Some(id) = id else {
            self.nameless.insert(number);
            return;
        };
        if *self.known.entry(id.to_owned()).or_insert(number) != number {
            self.repeated.insert(id.to_owned());
        }
    }

    /// Why records may be taken for others: a sentence each.
    pub(super) fn mistakable(&self) -> Vec<String> {
        const SHOWN: usize = 5;
        let mut why = Vec::new();
        if !self.nameless.is_empty() {
            let records = if self.nameless.len() == 1 { "record has" } else { "records have" };
            why.push(format!(
                "{}: {} {records} no id and can only be compared by number, so that where rows have moved others are compared; give each an id",
                self.name,
                self.nameless.len()
            ));
        }
        if !self.repeated.is_empty() {
            let mut ids: Vec<&str> = self.repeated.iter().take(SHOWN).map(String::as_str).collect();
            if self.repeated.len() > SHOWN {
                ids.push("…");
            }
            why.push(format!(
                "{}: several records have the same id ({}), and which of them is which cannot be told; give each an id of its own",
                self.name,
                ids.join(", ")
            ));
        }
        why
    }

    /// The name that the host gave.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The framework's id, where the document says it.
    pub fn framework(&self) -> Option<&str> {
        self.framework.as_deref()
    }

    /// The as-of date, where the document says it.
    pub fn as_of(&self) -> Option<Date> {
        self.as_of
    }

    /// The findings, in order.
    pub fn findings(&self) -> &[WrittenFinding] {
        &self.findings
    }

    /// The candidates of a screening, or of the records whose results an audit lists, in order.
    pub fn candidates(&self) -> &[WrittenCandidate] {
        &self.candidates
    }

    /// The figures of measures in words, each followed by those of its groups; `None` where they are not written, as in JSON Lines.
    pub fn figures(&self) -> Option<&[WrittenFigure]> {
        self.figures.as_deref()
    }

    /// Whether these are the lines of a screening, and no audit.
    pub fn is_screening(&self) -> bool {
        self.is_screening
    }

    /// Whether it says whom names may refer to: a screening does, and the JSON document of an audit whose framework compares names.
    pub fn lists_candidates(&self) -> bool {
        self.screened.is_some()
    }

    /// Whether a candidate of this record that is not listed was none.
    pub(super) fn tells_candidates_of(&self, record: &str) -> bool {
        let listed = self.screened.as_ref().is_some_and(|screened| screened.contains(record));
        listed || self.all_records
    }

    /// How many findings the document left out.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// What happened to something about a record that this audit no longer has.
    pub(super) fn fate_of(&self, record: &str) -> ChangeKind {
        if self.records.contains(record) {
            ChangeKind::Settled
        } else if self.all_records {
            ChangeKind::Gone
        } else {
            ChangeKind::SettledOrGone
        }
    }
}

/// Measures as figures in words. Two audits are compared in English, whatever language they are in.
fn figures(measures: &[MeasureResult], counts: &RecordCounts) -> Vec<WrittenFigure> {
    let mut figures = Vec::new();
    for (measure, words) in measures.iter().zip(in_words(Tongue::English, measures, counts)) {
        let all = WrittenFigure {
            measure: words.id,
            label: words.label,
            by: String::new(),
            by_label: String::new(),
            group: String::new(),
            words: words.figure,
            verdict: None,
            verdict_words: String::new(),
        };
        let groups = measure.groups.iter().zip(words.groups).map(|(group, words)| {
            let compared = if words.comparison.is_empty() { String::new() } else { format!(". {}", words.comparison) };
            WrittenFigure {
                by: words.by,
                by_label: words.by_label,
                group: words.group,
                words: words.figure + &compared,
                verdict: group.comparison.as_ref().and_then(|compared| compared.verdict),
                verdict_words: words.verdict,
                ..all.clone()
            }
        });
        let groups: Vec<_> = groups.collect();
        figures.push(all);
        figures.extend(groups);
    }
    figures
}

/// What a text that is no line of ours looks like.
fn looks_like(line: &str) -> &'static str {
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    match line.chars().next() {
        _ if line.starts_with("PK") => "it looks like a workbook",
        Some('<') => "it looks like a page (HTML or XML)",
        Some('{' | '[') if is_json => "it is JSON of another kind",
        Some('{' | '[') => "it looks like a document of JSON that is cut off, or of another kind",
        _ if line.contains([',', ';', '\t']) => "it looks like a list of delimited text (CSV)",
        _ => "it is no JSON",
    }
}
