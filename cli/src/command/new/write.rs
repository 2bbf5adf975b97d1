//! The guesses as a framework's text.

use super::columns::Columns;
use super::guess::{Column, Kind, kebab, named_id};
use due_regard::State;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The text, and where each column's field begins: line (from 1) and column.
pub(super) fn framework(columns: &Columns, guesses: &[Column], title: Option<&str>) -> (String, Vec<(u32, usize)>) {
    let stem = stem(&columns.name);
    let title = title.map_or_else(|| stem.clone(), str::to_owned);
    let mut id = kebab(&stem);
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        id = format!("list-{id}").trim_end_matches('-').to_owned();
    }
    let mut out = String::new();
    let rows =
        if columns.more { format!("its first {} rows", columns.rows) } else { format!("its {} rows", columns.rows) };
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "# Started from {} and {rows}. Types and options are guesses from what the cells hold; the comment above each says why.",
        remark(file_name(&columns.name))
    );
    let _ = writeln!(
        out,
        "# Next: read it through, name what the rules rest on, write the rules; then `regard check` and `regard audit`."
    );
    let _ = writeln!(out, "language: 1\nframework: {id}\nversion: 0.1.0\ntitle: {}\n", scalar(&title));
    let identifier = guesses
        .iter()
        .zip(&columns.columns)
        .position(|(guess, values)| guess.id.is_some() && guess.identifies && named_id(&values.header))
        .or_else(|| {
            guesses.iter().position(|guess| guess.id.is_some() && guess.identifies && guess.kind == Kind::Text)
        });
    let name = name_of(columns, guesses);
    let field = |place: Option<usize>| place.and_then(|place| guesses.get(place)).and_then(|guess| guess.id.as_deref());
    if let Some(subject) = field(name).or_else(|| field(identifier)) {
        let _ = writeln!(
            out,
            "sources:\n  house: {{title: House rule of this framework, standing: house rule}} # name laws and guidance here, with `checked:` the day on which you opened them\n"
        );
        record(&mut out, columns, guesses, (identifier, field(identifier)), field(name));
        let lines = fields(&mut out, columns, guesses);
        let _ = writeln!(
            out,
            "\nrules:\n  # An example; change it or take it out.\n  - id: {subject}-not-given\n    require: {subject} is answered\n    severity: minor\n    cite: [house]\n    say: \"{{record}}: no {}\"\n    why: What has none cannot be spoken of",
            subject.replace('-', " ")
        );
        return (out, lines);
    }
    record(&mut out, columns, guesses, (identifier, field(identifier)), field(name));
    let lines = fields(&mut out, columns, guesses);
    (out, lines)
}

fn record(
    out: &mut String,
    columns: &Columns,
    guesses: &[Column],
    (place, identifier): (Option<usize>, Option<&str>),
    name: Option<&str>,
) {
    let _ = writeln!(out, "record:\n  noun: record\n  plural: records");
    match identifier {
        Some(id) => {
            let header = place.and_then(|place| columns.columns.get(place)).map_or("", |values| values.header.as_str());
            let _ = writeln!(
                out,
                "  # Of {} rows each has a `{}`, and no two the same.\n  id: {id}\n  unique: true",
                columns.rows,
                remark(header)
            );
        }
        None => {
            let _ = writeln!(
                out,
                "  # No column is filled in every row and different in each. If one identifies a record, name its field:\n  # id: …"
            );
        }
    }
    if let Some(name) = name {
        let _ = writeln!(out, "  # Its heading says so.\n  name: {name}");
    }
    let mut seen: BTreeMap<State, BTreeMap<String, (u64, Vec<&str>)>> = BTreeMap::new();
    for (guess, values) in guesses.iter().zip(&columns.columns) {
        for (state, text, count) in &guess.placeholders {
            let entry = seen.entry(*state).or_default().entry(text.to_lowercase()).or_default();
            entry.0 += count;
            entry.1.push(&values.header);
        }
    }
    if !seen.is_empty() {
        let _ = writeln!(
            out,
            "  # In many lists these cells mean that there is no answer. Until the # before a line is taken away they are read as answers:"
        );
    }
    for (state, texts) in seen {
        let tokens: Vec<String> = texts.keys().map(|text| quoted(text)).collect();
        let count: u64 = texts.values().map(|(count, _)| count).sum();
        let mut headers: Vec<&str> = texts.values().flat_map(|(_, headers)| headers.iter().copied()).collect();
        headers.sort_unstable();
        headers.dedup();
        let more = if headers.len() > 4 { format!(" and {} more columns", headers.len() - 4) } else { String::new() };
        let headers: Vec<String> = headers.iter().take(4).map(|header| format!("`{}`", remark(header))).collect();
        let _ = writeln!(
            out,
            "  # {}: [{}] # {count} cell{} of {}{more}",
            state.words().replace(' ', "-"),
            tokens.join(", "),
            if count == 1 { "" } else { "s" },
            headers.join(", ")
        );
    }
}

fn fields(out: &mut String, columns: &Columns, guesses: &[Column]) -> Vec<(u32, usize)> {
    let _ = write!(out, "\nsections:\n  - id: list\n    title: The list\n    fields:\n");
    let mut lines = Vec::new();
    for (place, (guess, values)) in guesses.iter().zip(&columns.columns).enumerate() {
        let Some(id) = &guess.id else {
            let heading = match values.header.trim() {
                "" => String::new(),
                heading => format!("`{}`; ", remark(heading)),
            };
            let _ = writeln!(out, "      # left out: {heading}{}", remark(&guess.why));
            continue;
        };
        let _ = writeln!(out, "      # {}", remark(&guess.why));
        lines.push((u32::try_from(out.lines().count() + 1).unwrap_or(u32::MAX), place));
        let kind = match &guess.kind {
            Kind::Text => "text".to_owned(),
            Kind::LongText => "long text".to_owned(),
            Kind::Plain(kind) => (*kind).to_owned(),
            Kind::MonthFirst => "date, dates: month first".to_owned(),
            Kind::Choice(options) => format!("choice, of: [{}]", list(options)),
            Kind::Choices(options, separator) => format!("choices, of: [{}], separators: '{separator}'", list(options)),
        };
        let label = if values.header == *id { String::new() } else { format!(", label: {}", scalar(&values.header)) };
        let _ = writeln!(out, "      - {{id: {id}, type: {kind}{label}}}");
    }
    lines
}

fn list(options: &[String]) -> String {
    options.iter().map(|option| scalar(option)).collect::<Vec<_>>().join(", ")
}

/// The column that names a record to people.
fn name_of(columns: &Columns, guesses: &[Column]) -> Option<usize> {
    let wanted = ["name", "title", "asset-name", "site-name", "full-name", "street-name", "description"];
    wanted.iter().find_map(|wanted| {
        guesses.iter().zip(&columns.columns).position(|(guess, values)| {
            guess.id.is_some()
                && matches!(guess.kind, Kind::Text | Kind::LongText)
                && kebab(&values.header) == *wanted
                && values.filled > 0
        })
    })
}

/// The file's name without folders, which are nobody else's business.
fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The file's name without folders and ending.
fn stem(name: &str) -> String {
    let file = file_name(name);
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    if stem.trim().is_empty() { "list".to_owned() } else { stem.to_owned() }
}

/// A text in a comment: on one line.
fn remark(text: &str) -> String {
    due_regard::report::one_line(text).chars().take(200).collect()
}

/// A text as YAML: plain where no reader takes it for anything else, else quoted.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '/' | '-' | '_' | '(' | ')'))
        && !text.ends_with(' ')
        && !["yes", "no", "on", "off", "y", "n", "true", "false", "null"].contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("'{}'", due_regard::report::one_line(text).replace('\'', "''"))
}
