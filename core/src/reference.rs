//! The tables of the language reference, from the code: keys, types, functions, diagnostics. `core/LANGUAGE.md` holds them between markers.

use crate::diagnostic::{Code, Level};
use crate::ir::Column;
use crate::screen::Class;
use crate::value::FieldType;
use std::fmt::Write as _;

/// Every key of a framework, a table for each kind of mapping, in Markdown.
pub fn keys() -> String {
    crate::framework::schema::keys_markdown()
}

/// The types of fields, in Markdown.
///
/// ```
/// assert!(due_regard::reference::types().contains("| `year` |"));
/// ```
pub fn types() -> String {
    let mut out = String::from("| type | answer | written in records as |\n|---|---|---|\n");
    for kind in FieldType::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {} | {} |", kind.words(), kind.about(), kind.written());
    }
    out
}

/// The functions of the expression language, in Markdown.
///
/// ```
/// assert!(due_regard::reference::functions().contains("`words(text)`"));
/// ```
pub fn functions() -> String {
    crate::function::markdown()
}

/// What rules can ask of a candidate, in Markdown: the columns of a group of candidates.
///
/// ```
/// assert!(due_regard::reference::candidates().contains("| `person.culpability` |"));
/// ```
pub fn candidates() -> String {
    let mut out = String::from("| column | type | holds |\n|---|---|---|\n");
    for column in Column::ALL {
        let options = crate::screen::options(*column);
        let options = match options.as_slice() {
            [] => String::new(),
            options => {
                format!(" Options: {}.", options.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
            }
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {} | {}{options} |", column.id(), column.kind().words(), column.about());
    }
    out
}

/// The classes of evidence in a name, strongest first, in Markdown.
///
/// ```
/// assert!(due_regard::reference::classes().contains("| `full-name` | strong |"));
/// ```
pub fn classes() -> String {
    let mut out = String::from("| class | verdict by itself | evidence |\n|---|---|---|\n");
    for class in Class::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {} | {} |", class.word(), class.verdict(), class.why());
    }
    out
}

/// The codes of diagnostics with their level and meaning, in Markdown.
///
/// ```
/// assert!(due_regard::reference::diagnostics().contains("| `unknown-option` | error |"));
/// ```
pub fn diagnostics() -> String {
    let mut out = String::from("| code | level | meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        let info = code.info();
        let level = match info.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Advice => "advice",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {level} | {} |", info.name, info.explanation.replace('|', "\\|"));
    }
    out
}
