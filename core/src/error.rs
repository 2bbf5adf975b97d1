//! The one error type of the crate: trouble with a run, never with a framework's text or a record's content.

use std::borrow::Cow;

/// Why something could not be built or run.
///
/// Branch on [`Error::kind`]; show it with `{}`; walk `source()` for the rest of the story. Problems of a framework's text
/// are [diagnostics](crate::Diagnostic) and problems of a record are verdicts or refused rows: neither is an error.
#[derive(Debug, thiserror::Error)]
#[error("{}", repr.detail)]
pub struct Error {
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    // One word wide, so that `Result<T, Error>` stays small.
    repr: Box<Repr>,
}

#[derive(Debug)]
struct Repr {
    kind: ErrorKind,
    detail: Cow<'static, str>,
    place: String,
}

/// What sort of trouble an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The framework has errors: see its diagnostics.
    InvalidFramework,
    /// A parameter, stage or date given for the run does not exist or has the wrong type.
    InvalidSetting,
    /// A list's header or bytes cannot be read as a table at all.
    UnreadableList,
    /// A record is not of a shape that the framework can read (for example, an array where an object is expected).
    UnreadableRecord,
    /// A place of a record was named that is not there: a question, row or group.
    NoSuchPlace,
    /// A limit of size, depth or work was reached before the job was done.
    LimitReached,
    /// What was given as an earlier audit is none to compare with: it is of another framework, leaves findings out, or is a screening.
    Mismatch,
}

impl Error {
    /// An error of this kind with a sentence for people: lower case, no full stop.
    pub fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { source: None, repr: Box::new(Repr { kind, detail: detail.into(), place: String::new() }) }
    }

    /// The same error with the one that caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error, about a place of what was given.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.repr.place = place.into();
        self
    }

    /// Where in what was given, as it was named; empty when it is about the whole.
    pub fn place(&self) -> &str {
        &self.repr.place
    }

    /// What sort of trouble this is.
    pub fn kind(&self) -> ErrorKind {
        self.repr.kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_its_sentence_and_keeps_its_cause() {
        let error = Error::new(ErrorKind::LimitReached, "too deep").because("caused by a test").at("steps[r1]");
        assert_eq!(error.to_string(), "too deep");
        assert_eq!((error.kind(), error.place()), (ErrorKind::LimitReached, "steps[r1]"));
        assert_eq!(Error::new(ErrorKind::LimitReached, "too deep").place(), "");
        assert!(std::error::Error::source(&error).is_some());
    }
}
