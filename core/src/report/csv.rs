//! Findings as CSV, one row a finding.
//!
//! Comma, UTF-8, no byte order mark, lines end in a line feed: what every tool reads, and what `cut`, `sort` and `wc` need in a pipe (a carriage
//! return would stay in the last column). For Excel there is XLSX. A cell that a spreadsheet would take for a formula begins with an apostrophe,
//! see [`spreadsheet_text`](super::spreadsheet_text).

use super::escape::csv_cell;
use super::{decided, wording};
use crate::audit::{Audit, Finding};

/// The columns, in order; the same words as the keys of the JSON document where they mean the same.
const COLUMNS: [&str; 17] = [
    "rule",
    "severity",
    "verdict",
    "would_be",
    "number",
    "input",
    "row",
    "id",
    "name",
    "item",
    "message",
    "fix",
    "values",
    "because",
    "settle",
    "cite",
    "fingerprint",
];

/// The header row of the findings, with its line end.
pub fn csv_header() -> String {
    let mut line = [&COLUMNS[..], &decided::COLUMNS].concat().join(",");
    line.push('\n');
    line
}

/// The header and every finding of the audit.
///
/// Findings that a limit left out of [`Audit::findings`] are not there: a host that has them streams each through [`csv_finding`].
pub fn csv(audit: &Audit) -> String {
    let mut out = csv_header();
    for finding in &audit.findings {
        csv_finding(finding, &mut out);
    }
    out
}

/// Adds a finding as one row with its line end. Several values in a cell are divided by `; `.
///
/// The buffer is appended to and never cleared, so that a host can reuse it and choose when to write.
pub fn csv_finding(finding: &Finding, out: &mut String) {
    let mut digits = itoa::Buffer::new();
    csv_cell(&finding.rule, out);
    out.push(',');
    out.push_str(finding.severity.words());
    out.push(',');
    out.push_str(finding.verdict.words());
    out.push(',');
    out.push_str(finding.would_be.map_or("", |verdict| verdict.words()));
    out.push(',');
    out.push_str(digits.format(finding.record.number));
    out.push(',');
    csv_cell(&finding.record.input, out);
    out.push(',');
    out.push_str(digits.format(finding.record.row));
    for text in [
        finding.record.id.as_deref().unwrap_or(""),
        finding.record.name.as_deref().unwrap_or(""),
        &finding.item,
        &finding.message,
        &finding.fix,
    ] {
        out.push(',');
        csv_cell(text, out);
    }
    out.push(',');
    csv_cell(&values(finding), out);
    for texts in [&finding.because, &finding.settle, &finding.cite] {
        out.push(',');
        match texts.as_slice() {
            [] => {}
            [one] => csv_cell(one, out),
            several => csv_cell(&several.join("; "), out),
        }
    }
    out.push(',');
    csv_cell(&finding.fingerprint, out);
    if finding.decision.is_none() && finding.since.is_none() {
        out.push_str(",,,,,,\n");
        return;
    }
    for text in decided::cells(finding) {
        out.push(',');
        csv_cell(&text, out);
    }
    out.push('\n');
}

/// The answers used, in one cell: `Listed: yes; Grade: not known`.
pub(super) fn values(finding: &Finding) -> String {
    let mut cell = String::new();
    for evidence in &finding.values {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(if evidence.label.is_empty() { &evidence.field } else { &evidence.label });
        cell.push_str(": ");
        cell.push_str(&wording::answer(crate::tongue::Tongue::English, evidence));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    /// A reader of our own CSV, by the rules of RFC 4180, to hold the writer to them.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let mut quoted = false;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let row = rows.last_mut().unwrap();
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    row.last_mut().unwrap().push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                '\n' if !quoted => rows.push(vec![String::new()]),
                c => row.last_mut().unwrap().push(c),
            }
        }
        assert_eq!(rows.pop(), Some(vec![String::new()]), "ends with a line end");
        rows
    }

    #[test]
    fn every_row_has_every_column_and_no_formula() {
        for (name, audit) in fixtures::all() {
            let rows = read(&csv(&audit));
            assert_eq!(rows.len(), audit.findings.len() + 1, "{name}");
            for row in &rows {
                assert_eq!(row.len(), COLUMNS.len() + decided::COLUMNS.len(), "{name}: {row:?}");
                for cell in row {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{name}: {cell:?}");
                    assert!(
                        !cell.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')),
                        "{name}: {cell:?}"
                    );
                }
            }
        }
    }
}
