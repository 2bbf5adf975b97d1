//! A document as its three renderers see it: headings, paragraphs, lists and tables. Texts are as records and frameworks hold them; each
//! renderer makes them safe for its format.

use crate::tongue::Tongue;

/// A whole document.
pub(super) struct Document {
    /// What it is called.
    pub(super) title: String,
    /// In which language.
    pub(super) tongue: Tongue,
    /// What stands at the foot of every page.
    pub(super) foot: String,
    /// What stands at the head of every page; empty when nothing is a draft.
    pub(super) draft: String,
    /// As of which day: `2026-11-22`.
    pub(super) day: String,
    /// Who made it: `due-regard 0.1.0`.
    pub(super) engine: String,
    pub(super) blocks: Vec<Block>,
}

/// A part of a document, one below the other.
pub(super) enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// A line below the first heading.
    Subtitle(String),
    /// A sentence that nobody may overlook.
    Banner(Line),
    Paragraph(Line),
    Bullets(Vec<Line>),
    Table(Table),
    /// What follows begins on a page of its own.
    NewPage,
}

/// A table. Its first row holds its columns' names, and its first column what each row is about.
pub(super) struct Table {
    /// What it shows; read aloud before it.
    pub(super) caption: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<Line>>,
}

/// A stretch of text; line breaks within a text are kept.
pub(super) type Line = Vec<Run>;

/// A piece of a line.
#[derive(Clone)]
pub(super) enum Run {
    Text(String),
    Strong(String),
    /// What is said about an answer and is none itself.
    Quiet(String),
    /// The same in English, whatever the language of the document.
    English(String),
    /// A text, and the web address where it leads.
    Link(String, String),
}

/// A line of plain words.
pub(super) fn words(text: impl Into<String>) -> Line {
    vec![Run::Text(text.into())]
}

impl Run {
    pub(super) fn text(&self) -> &str {
        match self {
            Run::Text(text) | Run::Strong(text) | Run::Quiet(text) | Run::English(text) | Run::Link(text, _) => text,
        }
    }
}
