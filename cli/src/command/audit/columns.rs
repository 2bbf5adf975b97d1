//! Which column of a list supplies which field, or an error that says what has to be settled.

use crate::exit::CliError;
use crate::input::Table;
use due_regard::ListColumns;
use due_regard::Plan;

/// Matches the columns of a list to the plan's fields; refuses to guess between two.
pub(in crate::command) fn map(
    plan: &Plan,
    table: &Table,
    overrides: &[(String, String)],
) -> Result<ListColumns, CliError> {
    let columns = ListColumns::of(plan, &table.header, overrides);
    let problems = &columns.mapping().problems;
    if let Some(first) = problems.first() {
        let more = problems.iter().skip(1).map(|problem| {
            format!("{problem}{}", if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) })
        });
        let mut error = CliError::new(format!("{}: {first}", table.about.name)).help(first.help.clone());
        for problem in more.take(20) {
            error = error.help(format!("also: {problem}"));
        }
        return Err(error);
    }
    match columns.problem() {
        None => Ok(columns),
        Some(problem) => Err(CliError::new(format!("{}, row {}: {problem}", table.about.name, table.header_row))
            .help("match them by `--columns \"Header=field\"`, or name the header's row by `--header-row`")
            .help(problem.help.clone())),
    }
}
