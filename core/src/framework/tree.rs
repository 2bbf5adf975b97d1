//! A document tree with places: what the framework reader reads, whatever the text's format was.

use crate::source::{Span, Spanned};

/// A node of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it was written: a scalar with its quotes, a collection from its first to its last byte.
    pub span: Span,
}

/// The kinds of node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Nothing, `null`, `~`.
    Null,
    /// A scalar.
    Scalar(Scalar),
    /// A sequence, in order.
    Sequence(Vec<Node>),
    /// A mapping, in order, with every key once.
    Mapping(Vec<(Spanned<String>, Node)>),
}

/// A scalar as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// Its text after quotes and escapes.
    pub text: String,
    /// How it was written; a plain scalar may stand for a number or a truth value.
    pub style: ScalarStyle,
    /// Where the content begins in the document when content and document agree byte for byte (plain, or quoted without escapes,
    /// on one line), so that a place inside the text is a place in the document; otherwise `None`.
    pub content_start: Option<u32>,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block (`|` or `>`).
    Block,
}

impl Node {
    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Mapping(entries) => entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// What the node is, for messages: "a list".
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Null => "nothing",
            NodeKind::Scalar(_) => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        }
    }
}
