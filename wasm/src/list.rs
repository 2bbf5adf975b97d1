//! Lists: what says how they are read, and how their columns are shown.

#[cfg(feature = "package")]
mod audit;

#[cfg(feature = "package")]
pub use audit::ListAudit;

use crate::options::Options;
use crate::trouble::{refused, refused_with, to_js};
use due_regard::FieldInfo;
use due_regard::ListColumns;
use due_regard::list::{Encoding, HeaderNames, ListOptions, Problem, TextReader};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;

#[derive(Serialize)]
struct Column<'a> {
    column: usize,
    header: &'a str,
    field: Option<&'a str>,
    label: &'a str,
    why: &'a str,
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct Named<'a> {
    field: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct Trouble<'a> {
    message: String,
    help: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    notes: &'a [String],
    header_row: u64,
    columns: Vec<Column<'a>>,
    not_supplied: Vec<Named<'a>>,
    fields: Vec<Named<'a>>,
    problems: Vec<Trouble<'a>>,
}

pub(crate) fn unreadable(problem: &Problem) -> JsValue {
    let help = if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) };
    refused_with("unreadable-list", &problem.place(), format!("{problem}{help}"), &problem.help)
}

/// The option `columns`: pairs of a header and a field.
pub(crate) fn pairs(options: &mut Options) -> Result<Vec<(String, String)>, JsValue> {
    let wrong = || refused("invalid-setting", "columns", "columns are pairs: a header and a field");
    match options.take("columns") {
        None => Ok(Vec::new()),
        Some(Value::Array(pairs)) => pairs
            .iter()
            .map(|pair| {
                let text = |place: usize| Some(pair.get(place)?.as_str()?.to_owned());
                text(0).zip(text(1)).ok_or_else(wrong)
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// The options that say how text is read.
pub(crate) fn text_reader(options: &mut Options, names: HeaderNames) -> Result<TextReader, JsValue> {
    let encoding =
        match options.text("encoding")? {
            None => None,
            Some(text) => Some(Encoding::from_name(&text).ok_or_else(|| {
                refused("invalid-setting", "encoding", format!("`{text}` is no encoding that is read"))
            })?),
        };
    let mut list = ListOptions::default().names(names);
    match options.text("delimiter")?.as_deref().map(str::as_bytes) {
        None => {}
        Some([delimiter]) => list = list.delimiter(*delimiter),
        Some(_) => return Err(refused("invalid-setting", "delimiter", "a delimiter is one character of ASCII")),
    }
    if let Some(row) = options.count("header_row")? {
        list = list.header_row(row);
    }
    Ok(TextReader::new(encoding, list))
}

/// The columns of a list as people look at them.
pub(crate) fn shown(columns: &ListColumns, notes: &[String], header_row: u64) -> JsValue {
    let mapping = columns.mapping();
    let field = |place: Option<usize>| place.and_then(|place| columns.fields().get(place));
    let named = |field: &'_ FieldInfo| (field.path.clone(), field.label.clone());
    let names: Vec<(String, String)> = columns.fields().iter().map(named).collect();
    let unsupplied = mapping.unsupplied.iter().filter_map(|place| names.get(*place));
    to_js(&Shown {
        notes,
        header_row,
        columns: mapping
            .columns
            .iter()
            .map(|column| Column {
                column: column.column,
                header: &column.header,
                field: field(column.field).map(|field| field.path.as_str()),
                label: field(column.field).map_or("", |field| field.label.as_str()),
                why: &column.note,
                suggestion: field(column.suggestion).map(|field| field.path.as_str()),
            })
            .collect(),
        not_supplied: unsupplied.chain(columns.groups()).map(|(field, label)| Named { field, label }).collect(),
        fields: names.iter().map(|(field, label)| Named { field, label }).collect(),
        problems: mapping
            .problems
            .iter()
            .map(|problem| Trouble { message: problem.to_string(), help: &problem.help })
            .collect(),
    })
}

/// A hash as people compare it.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
