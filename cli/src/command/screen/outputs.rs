//! Candidates as text, JSON Lines and CSV.

use super::Format;
use super::names::Row;
use crate::exit::CliError;
use crate::host::Output;
use due_regard::report::{brief, one_line, spreadsheet_text};
use due_regard::screen::{Alternative, Candidate, Candidates, Screener, Verdict};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;

/// What was counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) names: u64,
    pub(super) blank: u64,
    pub(super) refused: u64,
    /// Names with a strong candidate.
    pub(super) with_strong: u64,
    /// Names with a candidate of any kind in the queue.
    pub(super) with_queued: u64,
    pub(super) strong: u64,
    pub(super) queued: u64,
    pub(super) suppressed: u64,
}

impl Counts {
    pub(super) fn add(&mut self, name: &str, found: &Candidates) {
        let strong = found.candidates.iter().filter(|candidate| candidate.verdict == Verdict::Strong).count() as u64;
        // A row that says nothing of a name is a row and no name.
        *(if name.trim().is_empty() { &mut self.blank } else { &mut self.names }) += 1;
        self.strong += strong;
        self.queued += found.candidates.len() as u64;
        self.suppressed += found.suppressed.len() as u64;
        self.with_strong += u64::from(strong > 0);
        self.with_queued += u64::from(!found.candidates.is_empty());
    }

    pub(super) fn merge(&mut self, other: &Counts) {
        self.names += other.names;
        self.blank += other.blank;
        self.refused += other.refused;
        self.with_strong += other.with_strong;
        self.with_queued += other.with_queued;
        self.strong += other.strong;
        self.queued += other.queued;
        self.suppressed += other.suppressed;
    }
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(flatten)]
    found: &'a Candidates,
}

/// What stands above the lines.
pub(super) fn header(format: Format) -> &'static str {
    match format {
        Format::Csv => {
            "id,name,person,person_name,alias,alias_kind,class,verdict,points,sentence,agrees,alternatives,not_known,suppressed_by,verification\n"
        }
        Format::Text | Format::Jsonl => "",
    }
}

/// Adds what was found for a name.
pub(super) fn line(format: Format, width: usize, row: &Row<'_>, found: &Candidates, out: &mut Vec<u8>) {
    match format {
        Format::Jsonl => {
            let line = Line { id: &row.id, name: row.name, found };
            // Texts and numbers cannot fail to be written.
            let _ = serde_json::to_writer(&mut *out, &line);
            out.push(b'\n');
        }
        Format::Csv => {
            for candidate in found.candidates.iter().chain(&found.suppressed) {
                csv(row, candidate, out);
            }
        }
        Format::Text => {
            if !found.candidates.is_empty() || !found.suppressed.is_empty() {
                out.extend_from_slice(text(width, row, found).as_bytes());
            }
        }
    }
}

fn csv(row: &Row<'_>, candidate: &Candidate, out: &mut Vec<u8>) {
    let agrees: Vec<&str> = candidate.spans.iter().map(|span| span.of(row.name)).collect();
    let alternatives: Vec<String> = candidate.alternatives.iter().map(alternative).collect();
    let cells: [&str; 15] = [
        &row.id,
        row.name,
        &candidate.person,
        &candidate.person_name,
        &candidate.alias,
        candidate.alias_kind,
        candidate.class.word(),
        candidate.verdict.word(),
        &candidate.points.to_string(),
        &candidate.sentence,
        &agrees.join(" "),
        &alternatives.join("; "),
        &candidate.unknowns.join("; "),
        candidate.suppressed_by.map_or("", |rule| rule.word()),
        &candidate.verification,
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        // Points may be below zero and are no formula.
        let safe = if at == 8 { (*cell).into() } else { spreadsheet_text(cell) };
        if safe.contains([',', '"', '\n', '\r']) {
            out.push(b'"');
            out.extend_from_slice(safe.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(safe.as_bytes());
        }
    }
    out.push(b'\n');
}

fn alternative(alternative: &Alternative) -> String {
    if alternative.person.is_empty() {
        alternative.text.clone()
    } else {
        format!("{} [{}]", alternative.text, alternative.person)
    }
}

/// Characters of a name that people are shown: the other formats have all of it.
const MOST_SHOWN: usize = 300;

fn text(width: usize, row: &Row<'_>, found: &Candidates) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}  ({})", brief(row.name, MOST_SHOWN), brief(&row.id, MOST_SHOWN));
    for candidate in found.candidates.iter().chain(&found.suppressed) {
        let _ = writeln!(
            out,
            "  {:12} {} [{}], {} ({} points)",
            candidate.verdict.word(),
            brief(&candidate.person_name, MOST_SHOWN),
            brief(&candidate.person, MOST_SHOWN),
            candidate.class,
            candidate.points
        );
        if let Some(rule) = candidate.suppressed_by {
            wrap(&mut out, width, &format!("kept out: {}", rule.why()));
        }
        wrap(&mut out, width, &candidate.sentence);
        if !candidate.alternatives.is_empty() {
            let others: Vec<String> = candidate.alternatives.iter().map(alternative).collect();
            wrap(&mut out, width, &format!("or: {}", others.join("; ")));
        }
    }
    if found.not_listed > 0 {
        let _ = writeln!(out, "  and {} more bearers that are not listed", found.not_listed);
    }
    for note in &found.notes {
        let _ = writeln!(out, "  note: {note}");
    }
    out.push('\n');
    out
}

fn wrap(out: &mut String, width: usize, text: &str) {
    const INDENT: usize = 15;
    let mut column = 0;
    for word in one_line(text).split_whitespace() {
        let len = word.chars().count();
        if column == 0 || column + 1 + len > width {
            if column > 0 {
                out.push('\n');
            }
            out.push_str(&" ".repeat(INDENT));
            column = INDENT;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += len;
    }
    out.push('\n');
}

fn rows(count: u64) -> &'static str {
    if count == 1 { "row" } else { "rows" }
}

/// The end of a text report.
pub(super) fn summary(counts: &Counts, screener: &Screener) -> String {
    let mut out = format!(
        "{} {} against {} persons of {}: {} with strong evidence in the name, {} for review, {} in all",
        counts.names,
        if counts.names == 1 { "name" } else { "names" },
        screener.register().persons().len(),
        screener.register().name(),
        counts.with_strong,
        counts.with_queued - counts.with_strong,
        match counts.queued {
            1 => "1 candidate".to_owned(),
            count => format!("{count} candidates"),
        },
    );
    if counts.suppressed > 0 {
        let _ = write!(out, ", {} kept out of the queue", counts.suppressed);
    }
    if counts.blank > 0 {
        let _ = write!(out, "; {} {} without a name", counts.blank, rows(counts.blank));
    }
    if counts.refused > 0 {
        let _ = write!(out, "; {} {} refused", counts.refused, rows(counts.refused));
    }
    out.push_str(".\nA candidate is no link: whether a name refers to a person is for people to decide.\n");
    out
}

/// Writes.
pub(super) fn write(output: &mut Output, bytes: &[u8]) -> Result<(), CliError> {
    output.write_all(bytes).map_err(|error| output.error(&error))
}
