//! The summary of a record for the people who decide: one document with what is proposed, whom it affects and what is done about that, what the
//! checks found, what they could not judge, and on what they rest.
//!
//! What it shows of the record is what the framework's `summary` names ([`Detail::Summary`](crate::Detail::Summary)). Until the record is signed off,
//! by the framework's own condition, every page says that it is a draft. The three formats hold the same words in the same order.
//!
//! ```
//! use due_regard::{Date, Detail, Settings, Source, load, report::summary};
//! let text = "
//! language: 1
//! framework: streets
//! version: 1.0.0
//! title: Streets
//! sources: {house: {title: Our own rule, standing: house rule, checked: 2026-11-22}}
//! record: {noun: street, plural: streets, id: ref}
//! sections: [{id: street, fields: [{id: ref, type: text}, {id: name, type: text}, {id: agreed-on, type: date}]}]
//! rules: [{id: unnamed, require: name is answered, cite: [house], say: 'the name is {name}', why: a street is found by its name}]
//! summary: {signed-off: agreed-on is answered, parts: [{id: street, fields: [name]}]}
//! ";
//! let settings = Settings::new(Date::from_ymd(2026, 11, 22).unwrap()).detail(Detail::Summary);
//! let plan = load(Source::new("streets.yaml", text)).plan(settings)?;
//! let mut batch = plan.batch();
//! batch.add(1, &serde_json::json!({"ref": "A1", "name": "Guy Street"}))?;
//! let audit = plan.run(&batch.finish());
//! assert!(summary::markdown(&audit).contains("**Draft: not signed off.**"));
//! assert!(summary::docx(&audit).starts_with(b"PK"));
//! # Ok::<(), due_regard::Error>(())
//! ```

mod build;
mod document;
mod docx;
mod html;
mod markdown;
#[cfg(test)]
mod tests;
mod zip;

use crate::audit::Audit;

/// A format in which a summary can be written.
///
/// ```
/// use due_regard::report::summary::Format;
/// assert_eq!(Format::from_extension("DOCX"), Some(Format::Docx));
/// assert_eq!(Format::from_extension("pdf"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A page to read and to print.
    Html,
    /// A page to paste into other documents.
    Markdown,
    /// A word processor's document, to comment on and to change.
    Docx,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Html, Format::Markdown, Format::Docx];

    /// The usual ending of a file's name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Markdown => "md",
            Format::Docx => "docx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Html => "text/html",
            Format::Markdown => "text/markdown",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The format with this file name ending, whatever its case; `None` for any other.
    pub fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// The summary in this format.
    ///
    /// Where a form keeps something [beside](crate::audit::Beside) its only record, its signature decides with the framework whether the record is a draft, and the notes of
    /// reviewers are listed after the findings.
    pub fn write(self, audit: &Audit) -> Vec<u8> {
        self.render(&build::document(audit))
    }

    fn render(self, document: &document::Document) -> Vec<u8> {
        match self {
            Format::Html => html::render(document).into_bytes(),
            Format::Markdown => markdown::render(document).into_bytes(),
            Format::Docx => docx::render(document),
        }
    }
}

/// The summary of each record of an audit as one HTML page that needs nothing from elsewhere, to read and to print.
pub fn html(audit: &Audit) -> String {
    html::render(&build::document(audit))
}

/// The same as Markdown (CommonMark with tables).
pub fn markdown(audit: &Audit) -> String {
    markdown::render(&build::document(audit))
}

/// The same as a word processor's document (Office Open XML, `.docx`): headings, tables with header rows, language and title are marked as such, so
/// that it can be read aloud, commented on and changed. The same audit gives the same bytes.
pub fn docx(audit: &Audit) -> Vec<u8> {
    docx::render(&build::document(audit))
}
