//! Which column of a list supplies which field, and what the report says of it.

use crate::exit::CliError;
use crate::input::Table;
use due_regard::audit::{Audit, ColumnReport, ListReport};
use due_regard::list::{FieldNames, Mapping, map_columns};
use due_regard::{FieldIndex, FieldInfo, Plan};

/// The columns of one list.
pub(in crate::command) struct Columns {
    /// Column and field, for the reader.
    pub(in crate::command) supplied: Vec<(usize, FieldIndex)>,
    mapping: Mapping,
    fields: Vec<FieldInfo>,
}

/// Matches the columns of a list to the plan's fields; refuses to guess between two.
pub(in crate::command) fn map(plan: &Plan, table: &Table, overrides: &[(String, String)]) -> Result<Columns, CliError> {
    let fields: Vec<FieldInfo> = plan.fields().into_iter().filter(|field| field.of_record).collect();
    let names: Vec<FieldNames> = fields
        .iter()
        .map(|field| FieldNames {
            id: field.path.clone(),
            labels: vec![field.label.clone()],
            aliases: field.aliases.clone(),
        })
        .collect();
    let mapping = map_columns(&table.header, &names, overrides);
    if let Some(first) = mapping.problems.first() {
        let more = mapping.problems.iter().skip(1).map(|problem| {
            format!("{problem}{}", if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) })
        });
        let mut error = CliError::new(format!("{}: {first}", table.about.name)).help(first.help.clone());
        for problem in more.take(20) {
            error = error.help(format!("also: {problem}"));
        }
        return Err(error);
    }
    let supplied: Vec<(usize, FieldIndex)> =
        mapping.columns.iter().filter_map(|column| Some((column.column, fields.get(column.field?)?.index))).collect();
    if supplied.is_empty() {
        let headers: Vec<&str> =
            table.header.iter().map(String::as_str).filter(|header| !header.is_empty()).take(12).collect();
        return Err(CliError::new(format!(
            "{}, row {}: no column is a field of the framework; the columns are {}",
            table.about.name,
            table.header_row,
            headers.join(", ")
        ))
        .help("match them by `--columns \"Header=field\"`, or name the header's row by `--header-row`")
        .help(format!(
            "the fields are {}",
            fields.iter().map(|field| field.path.as_str()).take(40).collect::<Vec<_>>().join(", ")
        )));
    }
    Ok(Columns { supplied, mapping, fields })
}

/// Adds one list's columns to the report.
pub(super) fn report(columns: Columns, input: Option<&str>, list: &mut ListReport) {
    for column in columns.mapping.columns {
        let why = match input {
            None => column.note,
            Some(input) => format!("{input}: {}", column.note),
        };
        list.columns.push(ColumnReport {
            header: column.header,
            field: column.field.and_then(|field| columns.fields.get(field)).map(|field| field.path.clone()),
            why,
            states: Vec::new(),
        });
    }
}

/// Joins what the reader knows of columns with what the evaluation counted.
pub(super) fn complete(audit: &mut Audit, list: ListReport) {
    if list.columns.is_empty() {
        return;
    }
    let counted = std::mem::replace(&mut audit.list.columns, list.columns);
    for column in &mut audit.list.columns {
        if let Some(counted) = counted.iter().find(|counted| counted.field == column.field && column.field.is_some()) {
            column.states.clone_from(&counted.states);
        }
    }
    // Fields that the plan does not look at have no counts, and a list's column may still supply them.
    audit.list.not_supplied.retain(|path| !audit.list.columns.iter().any(|column| column.field.as_ref() == Some(path)));
    for note in &mut audit.list.notes {
        if let Some(column) = audit.list.columns.iter().find(|column| column.field.as_ref() == Some(&note.column)) {
            note.column.clone_from(&column.header);
        }
    }
}
