//! Why an input cannot be read: the file, the place in it, and a way out.

use due_regard::list::Problem;

/// Trouble with one input.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub(crate) struct InputError {
    /// The path as given, or `standard input`.
    pub(crate) file: String,
    /// What is wrong, where, and what would help.
    pub(crate) problem: Problem,
}

impl InputError {
    pub(super) fn new(file: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), problem }
    }

    /// What would help; empty when nothing can be said.
    pub(crate) fn help(&self) -> &str {
        &self.problem.help
    }
}

/// What the operating system said, as a problem.
pub(super) fn io_problem(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => Problem::new("there is no such file").help("check the path; `-` reads standard input"),
        Kind::PermissionDenied => {
            Problem::new("there is no permission to read it").help("ask its owner, or copy it to where you may read it")
        }
        Kind::IsADirectory => directory(),
        _ => Problem::new(format!("it cannot be read: {error}")),
    }
}

pub(super) fn directory() -> Problem {
    Problem::new("this is a folder, not a file").help("name a file in it")
}
