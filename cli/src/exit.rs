//! How the program ends, and the one error type of its commands.

use std::fmt::Write as _;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing was found.
    Clean,
    /// The job was done and something was found.
    Findings,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::Findings => ExitCode::from(1),
        }
    }
}

/// Why a command could not do its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError(Box<Repr>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    /// A sentence, what would help, and what to show before both.
    Trouble { sentence: String, help: Vec<String>, before: String },
    /// Whoever read the output stopped reading (`| head`): nothing is wrong and nothing is to be said.
    BrokenPipe,
}

impl CliError {
    /// A sentence for people: lower case, no full stop, user text in backticks.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(Box::new(Repr::Trouble { sentence: sentence.into(), help: Vec::new(), before: String::new() }))
    }

    /// The reader of the output has gone.
    pub fn broken_pipe() -> Self {
        Self(Box::new(Repr::BrokenPipe))
    }

    /// Adds a sentence about what to do; an empty one is left out.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if let (Repr::Trouble { help, .. }, false) = (&mut *self.0, text.is_empty()) {
            help.push(text);
        }
        self
    }

    /// Adds what is shown before the error, for example the diagnostics of a framework.
    #[must_use]
    pub fn after(mut self, text: impl Into<String>) -> Self {
        if let Repr::Trouble { before, .. } = &mut *self.0 {
            *before = text.into();
        }
        self
    }

    /// The status with which the program ends: 2, or that of a program that lost its reader.
    pub fn code(&self) -> ExitCode {
        match *self.0 {
            Repr::Trouble { .. } => ExitCode::from(2),
            // What the shell reports for a program ended by SIGPIPE. Neither "clean" nor "findings" would be true: the answer was not delivered.
            Repr::BrokenPipe => ExitCode::from(141),
        }
    }

    /// The error as people read it; empty when there is nothing to say.
    pub fn render(&self) -> String {
        let Repr::Trouble { sentence, help, before } = &*self.0 else { return String::new() };
        let mut out = before.clone();
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "error: {sentence}");
        for help in help {
            let _ = writeln!(out, "  = help: {help}");
        }
        out
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.render().trim_end())
    }
}

impl std::error::Error for CliError {}

impl From<due_regard::Error> for CliError {
    fn from(error: due_regard::Error) -> Self {
        let mut sentence = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let _ = write!(sentence, ": {cause}");
            source = cause.source();
        }
        CliError::new(sentence)
    }
}

impl From<crate::input::InputError> for CliError {
    fn from(error: crate::input::InputError) -> Self {
        CliError::new(error.to_string()).help(error.help())
    }
}

#[cfg(test)]
mod tests {
    use super::CliError;

    #[test]
    fn shows_what_comes_before_the_sentence_and_the_cure() {
        let error = CliError::new("it is broken").help("").help("mend it").after("look:\n");
        assert_eq!(error.render(), "look:\n\nerror: it is broken\n  = help: mend it\n");
        assert_eq!(CliError::broken_pipe().help("nothing").render(), "");
    }
}
