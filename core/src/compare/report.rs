//! What happened between two audits, as text, JSON, CSV and Markdown.

use super::{Change, ChangeKind, Difference};
use crate::report::{escape_markdown, one_line, pretty, spreadsheet_text};
use std::fmt::Write as _;

/// For people at a terminal. Without `details` the first twenty changes of each kind.
pub fn text(difference: &Difference, details: bool) -> String {
    const SHOWN: usize = 20;
    let mut out = String::new();
    let _ = writeln!(out, "{} → {}", one_line(&difference.old), one_line(&difference.new));
    let _ = writeln!(out, "{}", summary(difference));
    for remark in &difference.remarks {
        let _ = writeln!(out, "note: {}", one_line(remark));
    }
    for kind in ChangeKind::ALL.into_iter().filter(|kind| difference.count(*kind) > 0) {
        let _ = writeln!(out, "\n{} ({}): {}", capital(kind.words()), difference.count(kind), kind.means());
        let of_kind = || difference.changes.iter().filter(|change| change.kind == kind);
        let shown = if details { usize::MAX } else { SHOWN };
        for change in of_kind().take(shown) {
            let _ = writeln!(out, "  {}", one_line(&line(change)));
        }
        let more = of_kind().count().saturating_sub(shown);
        if more > 0 {
            let _ = writeln!(out, "  … and {more} more (--details lists them)");
        }
    }
    out
}

/// One sentence with all counts.
fn summary(difference: &Difference) -> String {
    let mut parts: Vec<String> = ChangeKind::ALL
        .into_iter()
        .filter(|kind| difference.count(*kind) > 0)
        .map(|kind| format!("{} {kind}", difference.count(kind)))
        .collect();
    parts.push(format!("{} unchanged", difference.unchanged));
    format!("{}.", capital(&parts.join(", ")))
}

/// A change in a line: `Statue of a Merchant (A17), no-consent: not met → not met, waived until 2027-01-31: no consent is recorded`.
fn line(change: &Change) -> String {
    let mut line = about(change);
    let _ = match (change.was.is_empty(), change.is.is_empty()) {
        (true, _) => write!(line, ": {}", change.is),
        (false, true) => write!(line, ": was {}", change.was),
        (false, false) => write!(line, ": {} → {}", change.was, change.is),
    };
    if !change.message.is_empty() {
        let _ = write!(line, ": {}", change.message);
    }
    line
}

fn about(change: &Change) -> String {
    let mut about =
        if change.name.is_empty() { change.record.clone() } else { format!("{} ({})", change.name, change.record) };
    for part in [&change.rule, &change.person] {
        if !part.is_empty() {
            let _ = write!(about, ", {part}");
        }
    }
    if !change.item.is_empty() {
        let _ = write!(about, " {}", change.item);
    }
    about
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The whole as an indented JSON document.
pub fn json(difference: &Difference) -> String {
    pretty(difference)
}

/// One change a row; a cell that a spreadsheet would take for a formula begins with an apostrophe.
pub fn csv(difference: &Difference) -> String {
    let mut out = String::from("kind,record,name,rule,severity,item,person,was,is,message,fingerprint\n");
    for change in &difference.changes {
        let cells = [
            change.kind.words(),
            &change.record,
            &change.name,
            &change.rule,
            &change.severity,
            &change.item,
            &change.person,
            &change.was,
            &change.is,
            &change.message,
            &change.fingerprint,
        ];
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            let cell = spreadsheet_text(cell);
            if cell.contains([',', '"', '\n', '\r', '\t']) || cell.starts_with(['\'', ' ']) || cell.ends_with(' ') {
                let _ = write!(out, "\"{}\"", cell.replace('"', "\"\""));
            } else {
                out.push_str(&cell);
            }
        }
        out.push('\n');
    }
    out
}

/// As a page to paste into a paper or an issue.
pub fn markdown(difference: &Difference) -> String {
    let safe = |text: &str| {
        let mut out = String::new();
        escape_markdown(text, &mut out);
        out
    };
    let mut out = format!(
        "# What changed\n\n- **Older:** {}\n- **Newer:** {}\n\n{}\n",
        safe(&difference.old),
        safe(&difference.new),
        summary(difference)
    );
    for remark in &difference.remarks {
        let _ = writeln!(out, "\n> {}", safe(remark));
    }
    for kind in ChangeKind::ALL.into_iter().filter(|kind| difference.count(*kind) > 0) {
        let _ =
            writeln!(out, "\n## {} ({})\n\n{}\n", capital(kind.words()), difference.count(kind), capital(kind.means()));
        out.push_str("| About | Was | Is | What was found |\n| --- | --- | --- | --- |\n");
        for change in difference.changes.iter().filter(|change| change.kind == kind) {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                safe(&about(change)),
                safe(&change.was),
                safe(&change.is),
                safe(&change.message)
            );
        }
    }
    out
}
