//! Which column of a list supplies which field, or an error that says what has to be settled.

use crate::exit::CliError;
use crate::input::Table;
use due_regard::audit::ColumnReport;
use due_regard::{ListColumns, Plan, State};

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

/// So many columns that are not read are named.
const NAMED: usize = 12;

/// Which columns are not read, and what to do about it; `None` where all are read or were set aside.
pub(in crate::command) fn unread(plan: &Plan, columns: &[ColumnReport]) -> Option<String> {
    let fits_none = |column: &&ColumnReport| {
        column.field.is_none() && !column.header.is_empty() && column.why.contains("fits no field")
    };
    let suggestions = ListColumns::suggestions(plan, columns);
    let perhaps = if suggestions.is_empty() { String::new() } else { format!(": {}", suggestions.join("; ")) };
    let unread: Vec<String> = columns.iter().filter(fits_none).map(|column| format!("`{}`", column.header)).collect();
    let more = unread.len().saturating_sub(NAMED);
    let named = unread.get(..NAMED).unwrap_or(&unread).join(", ");
    match unread.len() {
        0 => None,
        1 => Some(format!(
            "1 column fits no field and is not read: {named}; match it by `--columns \"Header=field\"` where it is one{perhaps}"
        )),
        count => {
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Some(format!(
                "{count} columns fit no field and are not read: {named}{more}; match them by `--columns \"Header=field\"` where they are one{perhaps}"
            ))
        }
    }
}

/// Which columns hold cells that cannot be read by their field and none that can, and how to leave such a column aside; `None` where there is none.
pub(in crate::command) fn all_invalid(columns: &[ColumnReport]) -> Option<String> {
    // One cell that cannot be read says nothing of its column.
    const FEW: u64 = 2;
    let count = |column: &ColumnReport, wanted: State| -> u64 {
        column.states.iter().filter(|(state, _)| *state == wanted).map(|(_, count)| count).sum()
    };
    let mut found: Vec<(&str, &str)> = columns
        .iter()
        .filter(|column| count(column, State::Answered) == 0 && count(column, State::Invalid) >= FEW)
        .filter_map(|column| Some((column.header.as_str(), column.field.as_deref()?)))
        .collect();
    // Several lists may have the same one.
    found.dedup();
    let (first, _) = *found.first()?;
    let named: Vec<String> =
        found.iter().take(NAMED).map(|(header, field)| format!("`{header}` (field `{field}`)")).collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (columns, another, it) = match found.len() {
        1 => ("column", "match another column to the field", "set this one aside"),
        _ => ("columns", "match other columns to the fields", "set these aside"),
    };
    Some(format!(
        "no cell of the {columns} {}{more} can be read; {another} by `--columns \"Header=field\"`, or {it} by `--columns \"{first}=\"`",
        named.join(", ")
    ))
}
