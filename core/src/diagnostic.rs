//! What is wrong, or could be better, in a framework's text: all of it, each with a code, a place and a way out.

mod code;
mod excerpt;

pub use code::{Code, CodeInfo};

use crate::source::{Source, Span};
use serde::Serialize;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something worth knowing that needs no change.
    Advice,
    /// Probably not what the author means; the framework still runs.
    Warning,
    /// The framework cannot be used until this is mended.
    Error,
}

/// A further place that explains a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub text: String,
}

/// A replacement of text that would mend a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The text to be replaced.
    pub span: Span,
    /// What to write instead.
    pub replacement: String,
}

/// One problem in a framework's text.
///
/// Messages are lower case and have no full stop; user text stands in backticks; what to do is in `help`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The kind of problem; `regard explain CODE` tells more.
    pub code: Code,
    /// How much it matters.
    pub level: Level,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do, one sentence each.
    pub help: Vec<String>,
    /// The change of text that would mend it, when there is exactly one.
    pub suggestion: Option<Suggestion>,
}

impl Diagnostic {
    /// A diagnostic at its code's own level.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.info().level,
            message: message.into(),
            span,
            labels: Vec::new(),
            help: Vec::new(),
            suggestion: None,
        }
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a sentence about what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Says which change of text would mend it, and adds "did you mean …".
    #[must_use]
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        self.help.push(format!("did you mean `{replacement}`?"));
        self.suggestion = Some(Suggestion { span, replacement });
        self
    }

    /// The diagnostic as people read it: message, place, the line with carets, help.
    pub fn render(&self, source: &Source) -> String {
        excerpt::render(self, source)
    }
}

/// Diagnostics as they are collected, up to a limit, so that hostile text cannot fill memory with complaints.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    /// How many of them are errors.
    errors: usize,
    left_out: usize,
}

impl Diagnostics {
    /// How many are kept; the rest is counted.
    pub const LIMIT: usize = 500;

    /// Adds one, or counts it when the limit is reached. An error is never left out for the sake of a warning or advice.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let is_error = diagnostic.level == Level::Error;
        if self.items.len() < Self::LIMIT {
            self.errors += usize::from(is_error);
            self.items.push(diagnostic);
            return;
        }
        self.left_out += 1;
        if is_error
            && self.errors < Self::LIMIT
            && let Some(place) = self.items.iter_mut().rev().find(|item| item.level != Level::Error)
        {
            *place = diagnostic;
            self.errors += 1;
        }
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Those kept, in order of their place in the text.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.items.sort_by_key(|item| (item.span.start, item.span.end, item.code));
        self.items.dedup();
        self.items
    }

    /// Those kept, as they came.
    pub fn items(&self) -> &[Diagnostic] {
        &self.items
    }

    /// How many were counted and not kept.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_kept_before_advice() {
        let mut diagnostics = Diagnostics::default();
        let advice = Code::ALL.iter().copied().find(|code| code.info().level != Level::Error).unwrap();
        for place in 0..600 {
            diagnostics.push(Diagnostic::new(advice, Span::new(place, place + 1), format!("advice {place}")));
        }
        assert!(!diagnostics.has_errors());
        diagnostics.push(Diagnostic::new(Code::TooLarge, Span::new(700, 701), "an error"));
        assert!(diagnostics.has_errors());
        assert_eq!((diagnostics.items().len(), diagnostics.left_out()), (Diagnostics::LIMIT, 101));
        assert!(diagnostics.into_sorted().iter().any(|diagnostic| diagnostic.message == "an error"));
    }
}
