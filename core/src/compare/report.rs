//! What happened between two audits, as text, JSON, CSV and Markdown.

use super::{Change, ChangeKind, Difference, FigureChange};
use crate::report::{escape_markdown, one_line, pretty, spreadsheet_text};
use std::fmt::Write as _;

/// How many changes of a kind are listed where not all are.
const SHOWN: usize = 20;
/// What stands above figures: two of them are no test.
const SIDE_BY_SIDE: &str = "told otherwise; whether they differ by more than chance is not tested";

/// For people at a terminal. Without `details` the first twenty changes of each kind.
pub fn text(difference: &Difference, details: bool) -> String {
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
    if !difference.figures.is_empty() {
        let _ = writeln!(out, "\nFigures ({}): {SIDE_BY_SIDE}", difference.figures.len());
        let shown = if details { usize::MAX } else { SHOWN };
        // Other verdicts first: of many figures they are what is looked for.
        let (another, others) = difference.figures.iter().partition::<Vec<_>, _>(|figure| figure.another_verdict);
        for figure in another.into_iter().chain(others).take(shown) {
            let _ = writeln!(out, "  {}", one_line(&about_figure(figure)));
            for (when, words, verdict) in
                [("was", &figure.was, &figure.verdict_was), ("is ", &figure.is, &figure.verdict_is)]
            {
                let _ = writeln!(out, "    {when} {}", one_line(&told(words, verdict)));
            }
        }
        let more = difference.figures.len().saturating_sub(shown);
        if more > 0 {
            let _ = writeln!(out, "  … and {more} more (--details lists them)");
        }
    }
    out
}

/// `Appointed from shortlisting; Ethnic group: Black`.
fn about_figure(figure: &FigureChange) -> String {
    match figure.by.is_empty() {
        true => figure.label.clone(),
        false => format!("{}; {}: {}", figure.label, figure.by, figure.group),
    }
}

/// A figure with its verdict.
fn told(words: &str, verdict: &str) -> String {
    match (words.is_empty(), verdict.is_empty()) {
        (true, _) => "not told".to_owned(),
        (false, true) => words.to_owned(),
        (false, false) => format!("{words}: {verdict}"),
    }
}

/// One sentence with all counts.
fn summary(difference: &Difference) -> String {
    let mut parts: Vec<String> = ChangeKind::ALL
        .into_iter()
        .filter(|kind| difference.count(*kind) > 0)
        .map(|kind| format!("{} {kind}", difference.count(kind)))
        .collect();
    parts.push(format!("{} unchanged", difference.unchanged));
    let mut summary = format!("{}.", capital(&parts.join(", ")));
    let figures = difference.figures.len() as u64 + difference.figures_unchanged;
    if figures > 0 {
        let another = difference.figures.iter().filter(|figure| figure.another_verdict).count();
        let _ = write!(summary, " Of {figures} figures of measures {} told otherwise", difference.figures.len());
        if another > 0 {
            let _ = write!(summary, ", {another} with another verdict");
        }
        summary.push('.');
    }
    summary
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

/// One change a row; a cell that a spreadsheet would take for a formula begins with an apostrophe. Figures of measures stand below as rows of the kind `figure`: the
/// measure as name and rule, the group as item, and as message what is said of how it compares.
pub fn csv(difference: &Difference) -> String {
    let mut out = String::from("kind,record,name,rule,severity,item,person,was,is,message,fingerprint\n");
    for change in &difference.changes {
        row(
            &mut out,
            [
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
            ],
        );
    }
    for figure in &difference.figures {
        let item = if figure.by.is_empty() { String::new() } else { format!("{}: {}", figure.by, figure.group) };
        let verdict = verdicts(figure);
        let FigureChange { label, measure, was, is, .. } = figure;
        row(&mut out, ["figure", "", label, measure, "", &item, "", was, is, &verdict, ""]);
    }
    out
}

fn row(out: &mut String, cells: [&str; 11]) {
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

/// `amber: … → inconclusive: …`; what is said once where it is the same.
fn verdicts(figure: &FigureChange) -> String {
    let (was, is) = (&figure.verdict_was, &figure.verdict_is);
    match was == is {
        true => is.clone(),
        false => {
            let or_none = |words: &String| if words.is_empty() { "none".to_owned() } else { words.clone() };
            format!("{} → {}", or_none(was), or_none(is))
        }
    }
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
    if !difference.figures.is_empty() {
        let _ = writeln!(out, "\n## Figures ({})\n\n{}\n", difference.figures.len(), capital(SIDE_BY_SIDE));
        out.push_str("| About | Was | Is | Verdict |\n| --- | --- | --- | --- |\n");
        for figure in &difference.figures {
            let about = about_figure(figure);
            let verdict = verdicts(figure);
            let cells = [&about, &figure.was, &figure.is, &verdict].map(|words| safe(words));
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    out
}
