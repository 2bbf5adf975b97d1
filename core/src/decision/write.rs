//! Decisions as CSV for a spreadsheet, and as JSON.

use super::cell::guarded;
use super::{Decision, DecisionLog};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The columns of a log, in order; in JSON the same words are keys.
pub const COLUMNS: &[&str] = &[
    "id",
    "framework",
    "record",
    "record_name",
    "locality",
    "rule",
    "item",
    "person",
    "person_name",
    "verdict",
    "by",
    "on",
    "reason",
    "source",
    "refers_to",
    "until",
    "note",
    "supersedes",
    "seen",
    "fingerprint",
];

/// The cells of a decision, each with its column.
pub(super) fn cells(decision: &Decision) -> [(&'static str, Cow<'_, str>); 20] {
    fn text(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
    [
        ("id", text(&decision.id)),
        ("framework", text(&decision.framework)),
        ("record", text(&decision.record)),
        ("record_name", text(&decision.record_name)),
        ("locality", text(&decision.locality)),
        ("rule", text(decision.item.rule())),
        ("item", text(decision.item.row())),
        ("person", text(decision.item.person())),
        ("person_name", text(&decision.person_name)),
        ("verdict", text(decision.verdict.words())),
        ("by", text(&decision.by)),
        ("on", Cow::Owned(decision.on.to_string())),
        ("reason", text(&decision.reason)),
        ("source", text(&decision.source)),
        ("refers_to", text(&decision.refers_to)),
        ("until", decision.until.map_or(Cow::Borrowed(""), |until| Cow::Owned(until.to_string()))),
        ("note", text(&decision.note)),
        ("supersedes", text(&decision.supersedes)),
        ("seen", Cow::Owned(decision.seen.to_text())),
        ("fingerprint", text(&decision.fingerprint)),
    ]
}

/// The header of a log with these further columns, for [`csv_row`]; the delimiter is one ASCII character.
pub fn csv_header(columns: &[String], delimiter: char) -> String {
    let mut out = String::new();
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            out.push(delimiter);
        }
        cell(column, delimiter, &mut out);
    }
    out.push('\n');
    out
}

/// A decision as a row under this header, whatever its order. A column that is neither ours nor one of the decision's own stays empty.
///
/// Lines end in a line feed. A cell that a spreadsheet would change has an apostrophe before it, see [`guarded`](super::guarded).
pub fn csv_row(decision: &Decision, columns: &[String], delimiter: char) -> String {
    let mut out = String::new();
    for (place, text) in row_cells(decision, columns).iter().enumerate() {
        if place > 0 {
            out.push(delimiter);
        }
        quoted(text, delimiter, &mut out);
    }
    out.push('\n');
    out
}

/// The same as cells, as they are read back from the text.
pub(super) fn row_cells(decision: &Decision, columns: &[String]) -> Vec<String> {
    let own = cells(decision);
    let value = |column: &String| match super::load::column(column) {
        Some(known) => own.iter().find(|(name, _)| *name == known).map_or("", |(_, value)| value),
        None => decision.extra.get(column).map_or("", String::as_str),
    };
    columns.iter().map(|column| guarded(value(column)).into_owned()).collect()
}

fn cell(text: &str, delimiter: char, out: &mut String) {
    quoted(&guarded(text), delimiter, out);
}

fn quoted(text: &str, delimiter: char, out: &mut String) {
    let quoted = text.contains(['"', '\n', '\r', '\t', ',', ';', delimiter]) || text.starts_with('\'');
    if quoted {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// A whole log as CSV: a byte order mark, so that spreadsheets read it as UTF-8, the header with everybody's columns, and every decision.
pub fn csv(decisions: &[Decision]) -> String {
    let extra: BTreeSet<&String> = decisions.iter().flat_map(|decision| decision.extra.keys()).collect();
    let columns: Vec<String> =
        COLUMNS.iter().map(|column| (*column).to_owned()).chain(extra.into_iter().cloned()).collect();
    let mut out = String::from('\u{feff}');
    out.push_str(&csv_header(&columns, ','));
    for decision in decisions {
        out.push_str(&csv_row(decision, &columns, ','));
    }
    out
}

/// A whole log as an indented JSON document: `{"schema": "due-regard-decisions/1", "decisions": […]}`.
pub fn json(decisions: &[Decision]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        decisions: &'a [Decision],
    }
    crate::report::pretty(&Document { schema: DecisionLog::SCHEMA, decisions })
}

/// A decision as one line of JSON with its line end.
pub fn json_line(decision: &Decision) -> String {
    let mut line = crate::report::compact(decision);
    line.push('\n');
    line
}
