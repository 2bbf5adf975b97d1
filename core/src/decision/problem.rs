//! What is wrong with a line of a log.

use crate::Level;
use serde::Serialize;
use std::fmt;

/// What is wrong with a line, or could be. An error leaves the line out of what is applied; it stays in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The kind of problem, in kebab-case.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The file, as the host named it.
    pub file: String,
    /// The row as a spreadsheet counts, or the place of the object in JSON from 1; 0 where no row can be named.
    pub row: u64,
    /// The column or key; empty where it is about the whole line.
    pub column: &'static str,
    /// What is wrong, in a sentence: lower case, no full stop.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Advice => "advice",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        write!(f, "{level}[{}]: {}\n  --> {}", self.code, self.message, self.file)?;
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        if !self.help.is_empty() {
            write!(f, "\n  = help: {}", self.help)?;
        }
        Ok(())
    }
}
