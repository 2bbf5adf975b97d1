//! Reports: one renderer a format, each from an [`Audit`] to text. No evaluation, no files, no clock.
//!
//! What every one of them keeps to: no record value or framework text can become markup, a formula or a terminal's command; no share stands
//! without its counts; what needs a person is never among the failures; what a limit left out is counted. XLSX is written by the crate
//! `due-regard-workbook`, because its writer needs temporary files where registers are long.
//!
//! [`Audit`]: crate::audit::Audit

mod csv;
mod decided;
mod escape;
mod figures;
#[cfg(test)]
mod fixtures;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod schema;
pub mod sheets;
#[cfg(test)]
mod snapshot;
pub mod summary;
mod text;
mod view;
mod wording;

pub use csv::{csv, csv_finding, csv_header};
pub use escape::{
    brief, html as escape_html, markdown as escape_markdown, markdown_code as escape_markdown_code, one_line,
    spreadsheet_text, web_address,
};
pub(crate) use escape::{
    csv_line, json_fragment as json_escaped, json_string as json_text, starts_formula as is_formula,
};
pub(crate) use figures::in_words;
pub use figures::{GroupInWords, MeasureInWords, measures_in_words};
pub use html::html;
pub use json::{compact, json, jsonl, jsonl_finding};
pub(crate) use json::{indented, pretty};
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::{file_uri, sarif};
pub use schema::AUDIT_SCHEMA;
pub use text::{TextOptions, text};

use std::fmt;
use std::str::FromStr;

/// A format in which an audit can be written.
///
/// ```
/// use due_regard::report::Format;
/// let format: Format = "html".parse().unwrap();
/// assert_eq!((format.extension(), format.media_type()), ("html", "text/html"));
/// assert_eq!(Format::from_extension("MD"), Some(Format::Markdown));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// The whole audit as one document.
    Json,
    /// One finding a line.
    Jsonl,
    /// One finding a row.
    Csv,
    /// A workbook: summary, findings, records, sources. Written by the command line.
    Xlsx,
    /// A page to read, filter and print.
    Html,
    /// A page to paste into other documents.
    Markdown,
    /// Static Analysis Results Interchange Format 2.1.0.
    Sarif,
    /// Test results as build servers read them.
    Junit,
}

/// What there is to know of a format, in one place.
const TABLE: [(Format, &str, &str, &str, bool); 9] = [
    (Format::Text, "text", "txt", "text/plain", false),
    (Format::Json, "json", "json", "application/json", false),
    (Format::Jsonl, "jsonl", "jsonl", "application/jsonl", true),
    (Format::Csv, "csv", "csv", "text/csv", true),
    (Format::Xlsx, "xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true),
    (Format::Html, "html", "html", "text/html", false),
    (Format::Markdown, "markdown", "md", "text/markdown", false),
    (Format::Sarif, "sarif", "sarif", "application/sarif+json", false),
    (Format::Junit, "junit", "xml", "application/xml", false),
];

impl Format {
    /// Every format, in the order in which help lists them.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|row| row.0)
    }

    fn row(self) -> (&'static str, &'static str, &'static str, bool) {
        TABLE.iter().find(|row| row.0 == self).map_or(("", "", "", false), |row| (row.1, row.2, row.3, row.4))
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The usual ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().1
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        self.row().2
    }

    /// Whether findings can be written one by one while the audit runs, so that none is left out however long the list.
    pub fn streams(self) -> bool {
        self.row().3
    }

    /// The format with this file name ending (or name), whatever its case; `None` for any other.
    pub fn from_extension(extension: &str) -> Option<Format> {
        TABLE
            .iter()
            .find(|row| row.2.eq_ignore_ascii_case(extension) || row.1.eq_ignore_ascii_case(extension))
            .map(|row| row.0)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = crate::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0).ok_or_else(|| {
            let names: Vec<&str> = TABLE.iter().map(|row| row.1).collect();
            crate::Error::new(
                crate::ErrorKind::InvalidSetting,
                format!("no format is called `{name}`; there are {}", names.join(", ")),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_format_once() {
        for format in Format::all() {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
            assert_eq!(Format::from_extension(format.extension()), Some(format));
        }
        assert!("pdf".parse::<Format>().unwrap_err().to_string().contains("sarif"));
    }
}
