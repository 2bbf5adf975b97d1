//! What the first rows of a list hold, column by column.

use crate::command::list_args::ListArgs;
use crate::exit::CliError;
use crate::input::{self, Input, InputOptions, Known};
use std::collections::BTreeMap;

/// So many rows are looked at.
const ROWS: u64 = 200_000;
/// So many different values of a column are kept.
const DISTINCT: usize = 5_000;

/// The columns of a list.
pub(super) struct Columns {
    /// The list's name.
    pub(super) name: String,
    /// Whether there are more rows than were looked at.
    pub(super) more: bool,
    /// How many rows were looked at.
    pub(super) rows: u64,
    /// Where records were found, and how they were read, one sentence each.
    pub(super) notes: Vec<String>,
    /// In order.
    pub(super) columns: Vec<Values>,
}

/// What a column holds.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Its header.
    pub(super) header: String,
    /// Different cells that are not blank, without edge spaces, and how often each occurs.
    pub(super) distinct: BTreeMap<String, u64>,
    /// Whether there are more different values than are kept.
    pub(super) many: bool,
    /// How many cells are not blank.
    pub(super) filled: u64,
    /// Whether some cells hold objects or lists of objects.
    pub(super) nested: bool,
    /// The length of the longest, in characters.
    pub(super) longest: usize,
}

impl Values {
    fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(cell.chars().count());
        if let Some(count) = self.distinct.get_mut(cell) {
            *count += 1;
        } else if self.distinct.len() < DISTINCT {
            // A cell of megabytes says no more about its column than its beginning.
            self.distinct.insert(cell.chars().take(500).collect(), 1);
        } else {
            self.many = true;
        }
    }
}

impl Columns {
    pub(super) fn read(path: &str, args: &ListArgs) -> Result<Self, CliError> {
        let options =
            InputOptions { hash: false, accept_short_rows: true, known: Some(Known::nothing()), ..args.options() };
        let mut input = input::open(path, &options)?;
        let mut out =
            Self { name: input.about().name.clone(), more: false, rows: 0, notes: Vec::new(), columns: Vec::new() };
        out.notes.extend(input.passed_over().map(str::to_owned));
        match &mut input {
            Input::Table(table) => {
                out.columns = table
                    .header
                    .iter()
                    .map(|header| Values { header: header.trim().to_owned(), ..Values::default() })
                    .collect();
                while let Some(block) = table.next_block()? {
                    for row in 0..block.len() {
                        if out.rows >= ROWS {
                            out.more = true;
                            return Ok(out);
                        }
                        out.rows += 1;
                        for (values, cell) in out.columns.iter_mut().zip(block.row(row)) {
                            values.add(cell);
                        }
                    }
                }
            }
            Input::Records(records) => {
                out.notes.extend(
                    records
                        .about
                        .notes
                        .iter()
                        .filter(|note| !note.starts_with("read as") && !note.starts_with("`--"))
                        .cloned(),
                );
                let mut places: BTreeMap<String, usize> = BTreeMap::new();
                while let Some(batch) = records.next_batch()? {
                    for record in batch.records {
                        if out.rows >= ROWS {
                            out.more = true;
                            return Ok(out);
                        }
                        out.rows += 1;
                        for (key, value) in &record.value {
                            let place = *places.entry(key.clone()).or_insert_with(|| {
                                out.columns.push(Values { header: key.clone(), ..Values::default() });
                                out.columns.len() - 1
                            });
                            if let Some(values) = out.columns.get_mut(place) {
                                json(values, value);
                            }
                        }
                    }
                }
                let end = records.end();
                out.notes.extend(end.notes);
                out.notes.extend(end.incomplete.iter().map(|why| format!("this may not be the whole list: {why}")));
            }
        }
        Ok(out)
    }
}

fn json(values: &mut Values, value: &serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Null => {}
        Value::String(text) => values.add(text),
        Value::Bool(truth) => values.add(if *truth { "yes" } else { "no" }),
        Value::Number(number) => values.add(&number.to_string()),
        Value::Array(items) if items.iter().all(|item| item.is_string() || item.is_number()) => {
            let items: Vec<String> =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
            values.add(&items.join(";"));
        }
        Value::Array(_) | Value::Object(_) => values.nested = true,
    }
}
