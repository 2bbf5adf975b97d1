//! What is wrong with a list, where, and what would mend it.

use crate::error::{Error, ErrorKind};
use std::fmt;
use std::ops::Deref;

/// A reason why a list cannot be read or its columns cannot be told apart: a sentence, a place and a way out.
///
/// ```
/// use due_regard::list::Problem;
/// let problem = Problem::new("the list is empty").help("give a list with a header row and at least one row");
/// assert_eq!(problem.to_string(), "the list is empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    // One word wide, so that `Result<T, Problem>` stays small.
    facts: Box<ProblemFacts>,
}

/// What a [`Problem`] says, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ProblemFacts {
    /// What is wrong: lower case, no full stop, without the place.
    pub sentence: String,
    /// What would mend it; empty when nothing can be said.
    pub help: String,
    /// The row as a spreadsheet shows it, from 1.
    pub row: Option<u64>,
    /// The line of the file, from 1, where it differs from the row.
    pub line: Option<u64>,
    /// The column: its header, or its letters when it has none.
    pub column: Option<String>,
    /// The byte of the input, from 0.
    pub offset: Option<u64>,
    /// Whether a limit was reached, and not a fault found.
    pub limit: bool,
}

impl Problem {
    /// A problem with this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { facts: Box::new(ProblemFacts { sentence: sentence.into(), ..ProblemFacts::default() }) }
    }

    /// With what would mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.facts.help = help.into();
        self
    }

    /// With the row, from 1.
    #[must_use]
    pub fn at_row(mut self, row: u64) -> Self {
        self.facts.row = Some(row);
        self
    }

    /// With the line, from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.facts.line = Some(line);
        self
    }

    /// With the column's header or letters.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.facts.column = Some(column.into());
        self
    }

    /// With the byte of the input, from 0.
    #[must_use]
    pub fn at_byte(mut self, offset: u64) -> Self {
        self.facts.offset = Some(offset);
        self
    }

    /// Says that a limit was reached.
    #[must_use]
    pub fn limit(mut self) -> Self {
        self.facts.limit = true;
        self
    }

    /// The place in words: ``row 5 (line 9), column `name` ``; empty when there is none.
    pub fn place(&self) -> String {
        let mut place = match (self.row, self.line) {
            (Some(row), Some(line)) if row != line => format!("row {row} (line {line})"),
            (Some(row), _) => format!("row {row}"),
            (None, Some(line)) => format!("line {line}"),
            (None, None) => String::new(),
        };
        if let Some(column) = &self.column {
            if !place.is_empty() {
                place.push_str(", ");
            }
            place.push_str("column `");
            place.push_str(column);
            place.push('`');
        }
        if let (true, Some(offset)) = (place.is_empty(), self.offset) {
            place = format!("byte {offset}");
        }
        place
    }
}

impl Deref for Problem {
    type Target = ProblemFacts;

    fn deref(&self) -> &ProblemFacts {
        &self.facts
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        if place.is_empty() { f.write_str(&self.sentence) } else { write!(f, "{place}: {}", self.sentence) }
    }
}

impl std::error::Error for Problem {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let kind = if problem.limit { ErrorKind::LimitReached } else { ErrorKind::UnreadableList };
        Error::new(kind, problem.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_its_place() {
        let problem = Problem::new("not a date").at_row(5).at_line(9).in_column("opened");
        assert_eq!(problem.to_string(), "row 5 (line 9), column `opened`: not a date");
        assert_eq!(Problem::new("bad").at_row(5).at_line(5).to_string(), "row 5: bad");
        assert_eq!(Problem::new("bad").at_byte(0).to_string(), "byte 0: bad");
        assert_eq!(Error::from(Problem::new("long").limit()).kind(), ErrorKind::LimitReached);
        assert_eq!(Error::from(problem).kind(), ErrorKind::UnreadableList);
    }
}
