//! Errors and diagnostics as JavaScript sees them: data, never only a sentence.

use due_regard::report::compact;
use due_regard::{Diagnostic, Error, ErrorKind, Position, Source, Span};
use js_sys::JSON;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A value as `JSON.parse` would give it: no `Map`, no `undefined`.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    // By way of its text: the module has the writing of JSON already, and a second way of writing everything would make it larger.
    JSON::parse(&compact(value)).unwrap_or(JsValue::NULL)
}

/// What is thrown, as a value: few kinds, so that this way of writing them costs little.
fn thrown(trouble: &Trouble<'_>) -> JsValue {
    // Only a serialiser of a type of our own could fail, and none does.
    trouble.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// What `npm/index.js` makes an error of.
#[derive(Serialize)]
struct Trouble<'a> {
    kind: &'a str,
    message: String,
    path: &'a str,
    /// What to do; empty where the message says it, or nobody knows.
    help: &'a str,
    diagnostics: Option<Vec<Shown>>,
}

/// Something given to the engine that it cannot take.
pub(crate) fn refused(kind: &str, path: &str, message: impl Into<String>) -> JsValue {
    refused_with(kind, path, message, "")
}

/// The same, with what to do.
pub(crate) fn refused_with(kind: &str, path: &str, message: impl Into<String>, help: &str) -> JsValue {
    thrown(&Trouble { kind, message: message.into(), path, help, diagnostics: None })
}

/// An error of a run.
pub(crate) fn trouble(error: &Error) -> JsValue {
    // npm/index.d.ts lists them as `InputErrorKind`.
    let kind = match error.kind() {
        ErrorKind::UnreadableList => "unreadable-list",
        ErrorKind::UnreadableRecord => "unreadable-record",
        ErrorKind::NoSuchPlace => "no-such-place",
        ErrorKind::LimitReached => "limit-reached",
        // The rest are settings: a framework with errors is refused when it is loaded, and nothing is compared with an earlier audit here.
        _ => "invalid-setting",
    };
    refused(kind, error.place(), error.to_string())
}

/// A framework that cannot be used.
pub(crate) fn unusable(message: String, diagnostics: Vec<Shown>) -> JsValue {
    thrown(&Trouble { kind: "load", message, path: "", help: "", diagnostics: Some(diagnostics) })
}

/// A diagnostic with its place as editors count it.
#[derive(Serialize)]
pub(crate) struct Shown {
    code: &'static str,
    level: &'static str,
    message: String,
    file: String,
    #[serde(flatten)]
    place: Place,
    help: Vec<String>,
    labels: Vec<Labelled>,
    suggestion: Option<Suggested>,
    rendered: String,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Labelled {
    #[serde(flatten)]
    place: Place,
    text: String,
}

#[derive(Serialize)]
struct Suggested {
    #[serde(flatten)]
    place: Place,
    replacement: String,
}

/// Line and column, the latter in units of UTF-16: what JavaScript's strings and editors count.
fn position(source: &Source, offset: u32) -> (u32, u32) {
    let Position { line, column } = source.position(offset);
    let before = source
        .line(line)
        .map_or(0, |text| text.chars().take(column.saturating_sub(1) as usize).map(char::len_utf16).sum::<usize>());
    (line, u32::try_from(before + 1).unwrap_or(u32::MAX))
}

fn place(source: &Source, span: Span) -> Place {
    let ((line, column), (end_line, end_column)) = (position(source, span.start), position(source, span.end));
    Place { line, column, end_line, end_column }
}

pub(crate) fn shown(source: &Source, diagnostics: &[Diagnostic]) -> Vec<Shown> {
    let one = |diagnostic: &Diagnostic| Shown {
        code: diagnostic.code.info().name,
        level: match diagnostic.level {
            due_regard::Level::Error => "error",
            due_regard::Level::Warning => "warning",
            due_regard::Level::Advice => "advice",
        },
        message: diagnostic.message.clone(),
        file: source.name().to_owned(),
        place: place(source, diagnostic.span),
        help: diagnostic.help.clone(),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| Labelled { place: place(source, label.span), text: label.text.clone() })
            .collect(),
        suggestion: diagnostic.suggestion.as_ref().map(|suggestion| Suggested {
            place: place(source, suggestion.span),
            replacement: suggestion.replacement.clone(),
        }),
        rendered: diagnostic.render(source),
    };
    diagnostics.iter().map(one).collect()
}
