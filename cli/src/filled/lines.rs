//! A form as CSV: a line for each question. It begins with a byte order mark, by which Excel knows that it is UTF-8.

use super::answer::encode;
use super::layout::{Answers, Layout, Question, Row};
use serde_json::Value;

/// Lines by place: `field,value`, with the question beside them.
pub(crate) fn two_columns(layout: &Layout, answers: &Answers) -> String {
    let mut out = String::from("\u{feff}field,value,question,needed,options\r\n");
    each(layout, answers, |line| {
        row(
            &[&line.place, &line.value, &line.question.label, &line.question.needed, &options(line.question)],
            &mut out,
        );
    });
    out
}

/// Lines by record, question and row: `record,path,row,value`, with the question beside them.
pub(crate) fn long(layout: &Layout, answers: &Answers, record: &str) -> String {
    let mut out = String::from("\u{feff}record,path,row,value,question,needed,options\r\n");
    each(layout, answers, |line| {
        let question = line.question;
        row(
            &[
                record,
                &line.path,
                &joined(line.names),
                &line.value,
                &question.label,
                &question.needed,
                &options(question),
            ],
            &mut out,
        );
    });
    out
}

/// Names of rows, outermost first, with a slash between them.
fn joined(names: &[String]) -> String {
    names.iter().map(|name| name.replace('\\', "\\\\").replace('/', "\\/")).collect::<Vec<_>>().join("/")
}

fn options(question: &Question) -> String {
    question.options.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("; ")
}

struct Line<'a> {
    /// `impacts[age].effect`
    place: String,
    /// `impacts.effect`
    path: String,
    names: &'a [String],
    question: &'a Question,
    value: String,
}

/// Every question of the record, then group by group those of every row; blank rows to fill in where a record has none.
fn each(layout: &Layout, answers: &Answers, mut line: impl FnMut(Line<'_>)) {
    let value = |known: &[(String, Value)], id: &str| {
        known.iter().find(|(key, _)| key == id).map_or_else(String::new, |(_, answer)| encode(answer))
    };
    for question in &layout.questions {
        let (place, value) = (question.id.clone(), value(&answers.own, &question.id));
        line(Line { path: place.clone(), place, names: &[], question, value });
    }
    let stranger = |id: &str, questions: &[Question]| !questions.iter().any(|question| question.id == *id);
    for (key, answer) in answers.own.iter().filter(|(key, _)| stranger(key, &layout.questions)) {
        let question = unknown(key);
        line(Line { place: key.clone(), path: key.clone(), names: &[], question: &question, value: encode(answer) });
    }
    for (at, group) in layout.groups.iter().enumerate() {
        for row in rows(layout, answers, at) {
            for question in &group.questions {
                line(Line {
                    place: layout.place(at, &row.names, &question.id),
                    path: format!("{}.{}", group.path, question.id),
                    names: &row.names,
                    question,
                    value: value(&row.answers, &question.id),
                });
            }
            for (key, answer) in row.answers.iter().filter(|(key, _)| stranger(key, &group.questions)) {
                let question = unknown(key);
                line(Line {
                    place: layout.place(at, &row.names, key),
                    path: format!("{}.{key}", group.path),
                    names: &row.names,
                    question: &question,
                    value: encode(answer),
                });
            }
        }
    }
}

fn unknown(key: &str) -> Question {
    Question { id: key.to_owned(), label: "not a question of this framework".to_owned(), ..Question::blank() }
}

/// The rows of a group: those of the record, the fixed ones that it lacks, and where it has none a blank one within each row around.
pub(super) fn rows(layout: &Layout, answers: &Answers, at: usize) -> Vec<Row> {
    let Some(group) = layout.groups.get(at) else { return Vec::new() };
    let known = answers.rows.get(at).map_or(&[][..], Vec::as_slice);
    let around: Vec<Vec<String>> = match group.around {
        None => vec![Vec::new()],
        Some(around) => rows(layout, answers, around).into_iter().map(|row| row.names).collect(),
    };
    let mut out = Vec::new();
    for names in around {
        let here: Vec<&Row> = known
            .iter()
            .filter(|row| row.names.strip_prefix(names.as_slice()).is_some_and(|own| own.len() == 1))
            .collect();
        let blank =
            |name: &str| Row { names: names.iter().cloned().chain([name.to_owned()]).collect(), answers: Vec::new() };
        let named = |row: &&&Row, name: &str| row.names.last().is_some_and(|own| own == name);
        for (id, _) in &group.fixed {
            match here.iter().find(|row| named(row, id)) {
                Some(row) => out.push((*row).clone()),
                None => out.push(blank(id)),
            }
        }
        let own = here.iter().filter(|row| !group.fixed.iter().any(|(id, _)| named(row, id)));
        let before = out.len();
        out.extend(own.map(|row| (*row).clone()));
        if out.len() == before && group.fixed.is_empty() {
            out.push(blank("1"));
        }
    }
    out
}

/// What a spreadsheet would take for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])
}

/// A text that no spreadsheet takes for a formula: an apostrophe before it, which is taken away again when it is read.
fn guarded(text: &str) -> String {
    let bare = text.trim_start_matches('\'');
    if is_formula(bare) { format!("'{text}") } else { text.to_owned() }
}

/// The text that a guarded one stands for.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(meant) if is_formula(meant.trim_start_matches('\'')) => meant,
        _ => text,
    }
}

/// A line of CSV.
fn row(cells: &[&str], out: &mut String) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let cell = guarded(cell);
        if cell.contains(['"', ',', '\n', '\r', ';', '\t']) || cell.trim() != cell {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_guard_is_taken_away_again() {
        for text in ["=1", "-5", "'=1", "''=1", "'quoted'", "", "plain", "\t=", "＝1"] {
            assert_eq!(super::unguarded(&super::guarded(text)), text);
            assert!(!super::is_formula(&super::guarded(text)), "{text}");
        }
    }
}
