//! The queue as a table to fill in: CSV, and a workbook. Read back it is a log of decisions.

use crate::exit::CliError;
use due_regard::decision::{self, guarded};
use due_regard::review::{Item, Queue, What, lived};
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Workbook, XlsxError};

/// The columns with their widths, in the order in which people read: what it is, what is to be filled in, what the log needs. The names are those of the log where they mean the same.
const COLUMNS: &[(&str, u16)] = &[
    ("group", 7),
    ("list_row", 8),
    ("record", 12),
    ("record_name", 34),
    ("locality", 16),
    ("person", 20),
    ("person_name", 26),
    ("lived", 12),
    ("categories", 22),
    ("rule", 22),
    ("item", 12),
    ("question", 50),
    ("strength", 11),
    ("class", 16),
    ("points", 7),
    ("agrees", 18),
    ("features", 50),
    ("other_readings", 40),
    ("what_would_settle_it", 40),
    ("on_record", 40),
    ("verification", 18),
    ("decided_before", 40),
    ("offered", 40),
    ("verdict", 16),
    ("reason", 36),
    ("source", 36),
    ("refers_to", 24),
    ("until", 12),
    ("by", 16),
    ("on", 12),
    ("note", 30),
    ("framework", 14),
    ("seen", 30),
    ("fingerprint", 20),
];

/// A row, in the order of the columns.
fn row(item: &Item, group: usize) -> Vec<String> {
    let found = &item.found;
    let blank = item.decision(due_regard::decision::Verdict::Unsure, "", due_regard::Date::from_days(0)).sealed();
    let before = item.before.as_ref().map_or_else(String::new, |before| {
        let changes: Vec<String> = before.changed.iter().map(ToString::to_string).collect();
        let since = if changes.is_empty() { String::new() } else { format!("; since then {}", changes.join("; ")) };
        format!("{}: was {}{since}", before.state, before.words)
    });
    COLUMNS
        .iter()
        .map(|(column, _)| match *column {
            "group" => group.to_string(),
            "list_row" => found.row.to_string(),
            "record" => found.record.clone(),
            "record_name" => found.record_name.clone(),
            "locality" => found.locality.clone(),
            "framework" => found.framework.clone(),
            "what_would_settle_it" => item.settled_by(),
            "decided_before" => before.clone(),
            "offered" => item.offers.join("; "),
            "seen" => blank.seen.to_text(),
            "fingerprint" => blank.fingerprint.clone(),
            column => special(item, column),
        })
        .collect()
}

/// What candidates and findings have apart.
fn special(item: &Item, column: &str) -> String {
    match &item.found.what {
        What::Candidate(candidate, person) => match column {
            "person" => candidate.person.clone(),
            "person_name" => candidate.person_name.clone(),
            "lived" => lived(person),
            "categories" => person.categories.join("; "),
            "question" => candidate.sentence.clone(),
            "strength" => candidate.verdict.word().to_owned(),
            "class" => candidate.class.word().to_owned(),
            "points" => candidate.points.to_string(),
            "agrees" => {
                candidate.spans.iter().map(|span| span.of(&item.found.record_name)).collect::<Vec<_>>().join(" ")
            }
            "features" => {
                let factors = candidate
                    .factors
                    .iter()
                    .map(|factor| format!("{} {:+}: {}", factor.code, factor.points, factor.text));
                factors.collect::<Vec<_>>().join("; ")
            }
            "other_readings" => {
                candidate.alternatives.iter().map(|other| other.text.as_str()).collect::<Vec<_>>().join("; ")
            }
            "on_record" => {
                let sources = person.evidence.iter().map(|evidence| evidence.source.as_str());
                sources.collect::<Vec<_>>().join("; ")
            }
            "verification" => candidate.verification.clone(),
            _ => String::new(),
        },
        What::Finding(finding, rule) => match column {
            "rule" => finding.rule.clone(),
            "item" => finding.item.clone(),
            "question" => format!("{}: {}", rule.title, finding.message),
            "strength" => finding.severity.words().to_owned(),
            "features" => {
                let values = finding.values.iter().map(|value| {
                    let state = if value.value.is_empty() { value.state.words() } else { &value.value };
                    format!("{}: {state}", value.label)
                });
                values.collect::<Vec<_>>().join("; ")
            }
            "on_record" => rule.cite.join("; "),
            _ => String::new(),
        },
    }
}

/// Every row with its group.
fn rows(queue: &Queue) -> Vec<Vec<String>> {
    let mut group = 0;
    let mut last = None;
    let mut rows = Vec::new();
    for item in &queue.items {
        let this = item.group();
        if last.as_ref() != Some(&this) {
            group += 1;
            last = Some(this);
        }
        rows.push(row(item, group));
    }
    rows
}

/// As CSV, with a byte order mark, so that spreadsheets read it as UTF-8.
pub(super) fn csv(queue: &Queue) -> String {
    let columns: Vec<String> = COLUMNS.iter().map(|(column, _)| (*column).to_owned()).collect();
    let mut out = String::from('\u{feff}');
    out.push_str(&decision::csv_header(&columns, ','));
    for cells in rows(queue) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            let cell = guarded(cell);
            if cell.contains(['"', ',', ';', '\n', '\r', '\t']) || cell.starts_with('\'') {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(&cell);
            }
        }
        out.push('\n');
    }
    out
}

/// As a workbook: the columns to fill in are marked, and verdicts are chosen from a list.
pub(super) fn xlsx(queue: &Queue) -> Result<Vec<u8>, CliError> {
    write(queue).map_err(|error| CliError::new(format!("the workbook could not be written: {error}")))
}

/// Whether a column is one of the queue's own.
pub(super) fn is_ours(column: &str) -> bool {
    COLUMNS.iter().any(|(known, _)| *known == column)
}

/// What people fill in.
const FILLED: &[&str] = &["verdict", "reason", "source", "refers_to", "until", "by", "on", "note"];

fn write(queue: &Queue) -> Result<Vec<u8>, XlsxError> {
    /// The longest text of a cell, in UTF-16 units; longer ones are cut, and none that the log needs is longer.
    const LONGEST: usize = 32_000;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00E3_E8EE));
    let fill = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00FF_F8DC))
        .set_num_format("@");
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Queue")?;
    let rows = rows(queue);
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).clamp(1, 1_048_575);
    for (at, (column, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, *column, &head)?;
        if *column == "verdict" {
            let words: Vec<&str> = due_regard::review::KEYS.iter().map(|(_, verdict)| verdict.words()).collect();
            let rule = DataValidation::new()
                .allow_list_strings(&words)?
                .set_error_title("Not a verdict")?
                .set_error_message("Choose one of the list. `regard review --help` says what each means.")?;
            sheet.add_data_validation(1, at, last, at, &rule)?;
        }
    }
    for (number, cells) in (1..=last).zip(&rows) {
        for (at, (cell, (column, _))) in (0..).zip(cells.iter().zip(COLUMNS)) {
            let filled = FILLED.contains(column);
            if cell.is_empty() && !filled {
                continue;
            }
            // A text of a workbook is no formula and no date; only one that looks like a formula, or begins with an apostrophe, is told apart.
            let text = if cell.starts_with(['=', '+', '-', '@', '\'']) { guarded(cell) } else { cell.into() };
            let text: String = if text.encode_utf16().count() > LONGEST {
                text.chars().take(LONGEST / 2).collect()
            } else {
                text.into_owned()
            };
            sheet.write_string_with_format(number, at, text, if filled { &fill } else { &plain })?;
        }
    }
    sheet.set_freeze_panes(1, 4)?;
    sheet.autofilter(0, 0, last, u16::try_from(COLUMNS.len()).unwrap_or(1) - 1)?;
    workbook.save_to_buffer()
}
