//! Which key of a record is which field, where records are the rows of a list: keys are matched as the columns of a table are.

use crate::exit::CliError;
use crate::input::{Format, JsonRecord, Records};
use due_regard::audit::ColumnReport;
use due_regard::framework::{Framework, Member, Rows};
use due_regard::list::{HeaderNames, Mapping, RefusedRow, Why};
use due_regard::{ListColumns, Plan};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many keys are named.
const NAMED: usize = 12;

/// So many different sets of keys are remembered; a list has few.
const REMEMBERED: usize = 1000;

/// Matches the keys of records to the plan's fields, as the columns of a list: by id, label or alias, but for case, spaces and punctuation. Gives what an audit says of them.
///
/// Only in JSON, and not where other programs put something around a record: there the keys are the framework's own. Between two keys of one record nothing is guessed.
pub(in crate::command) fn map(
    plan: &Plan,
    framework: &Framework,
    records: &mut Records,
    overrides: &[(String, String)],
) -> Result<Vec<ColumnReport>, CliError> {
    let name = records.about.name.clone();
    let is_list = matches!(records.about.format, Format::Json | Format::JsonLines);
    if !is_list || !framework.record.inside.is_empty() {
        if !overrides.is_empty() {
            return Err(CliError::new(format!(
                "{name} holds records and no columns, so that `--columns` has nothing to match"
            ))
            .help("leave `--columns` out, and give the keys of the records the ids of fields"));
        }
        let format = records.about.format;
        let first = records.first()?;
        let strange = |record: &JsonRecord| !plan_knows(plan, &record.value);
        // The first records of a folder are those of its first file.
        if format != Format::Folder && !first.is_empty() && first.iter().all(strange) {
            return Err(no_field(&name, plan, first));
        }
        let plan = plan.clone();
        records.changed(move |batch| {
            let (known, strange): (Vec<_>, Vec<_>) =
                std::mem::take(&mut batch.records).into_iter().partition(|record| plan_knows(&plan, &record.value));
            batch.records = known;
            let refused = strange.into_iter().map(|record| {
                let keys: Vec<&str> = keys_of(&record.value).take(NAMED).collect();
                let cause = format!("has no key that the framework asks for; its keys are {}", keys.join(", "));
                RefusedRow::new(record.row, record.row, cause)
            });
            batch.refused.extend(refused);
            batch.refused.sort_by_key(|row| row.row);
        });
        return Ok(Vec::new());
    }
    let mut keys = Keys::new(plan, overrides);
    let first = records.first()?;
    let mut reports: Vec<ColumnReport> = Vec::new();
    let mut understood = false;
    for record in first {
        let of = keys.of(&record.value);
        if let Some(problem) = of.mapping.problems.first() {
            let mut error = CliError::new(format!("{name}: row {}: {problem}", record.row));
            error = error.help(problem.help.clone());
            return Err(error);
        }
        understood |= of.understood;
        for report in &of.reports {
            if !reports.iter().any(|known| known.header == report.header) {
                reports.push(report.clone());
            }
        }
    }
    if !reports.is_empty() {
        keys.check_overrides(&reports)
            .map_err(|(sentence, help)| CliError::new(format!("{name}: {sentence}")).help(help))?;
        if !understood {
            return Err(no_field(&name, plan, first));
        }
    }
    records.changed(move |batch| {
        let mut kept = Vec::with_capacity(batch.records.len());
        for mut record in std::mem::take(&mut batch.records) {
            let of = keys.of(&record.value);
            match of.mapping.problems.first() {
                Some(problem) => batch.refused.push(RefusedRow::new(record.row, record.row, problem.to_string())),
                None => {
                    of.rename(&mut record.value);
                    kept.push(record);
                }
            }
        }
        batch.records = kept;
        batch.refused.sort_by_key(|row| row.row);
    });
    // A record with groups is a form, of which an audit says nothing column by column.
    Ok(if has_rows_only(framework) { reports } else { Vec::new() })
}

/// Whether a record of this framework is no more than a row.
fn has_rows_only(framework: &Framework) -> bool {
    framework.sections.iter().all(|section| {
        matches!(section.rows, Rows::None) && section.members.iter().all(|member| matches!(member, Member::Field(_)))
    })
}

/// The keys of a record; what programs keep for themselves in it is no answer.
fn keys_of(record: &Map<String, Value>) -> impl Iterator<Item = &str> {
    record.keys().map(String::as_str).filter(|key| !key.starts_with('$'))
}

/// Whether a record has a key that the framework asks for, or none at all.
fn plan_knows(plan: &Plan, record: &Map<String, Value>) -> bool {
    keys_of(record).next().is_none() || keys_of(record).any(|key| plan.knows_key(key))
}

/// No key of the first records is a field: it is another document than it was taken for.
fn no_field(name: &str, plan: &Plan, first: &[JsonRecord]) -> CliError {
    let Some(record) = first.first() else { return CliError::new(format!("{name}: there is no record")) };
    let keys: Vec<&str> = keys_of(&record.value).take(NAMED).collect();
    let error = CliError::new(format!(
        "{name}, row {}: no key of the record is one that the framework asks for; its keys are {}",
        record.row,
        keys.join(", ")
    ));
    let inside = record
        .value
        .iter()
        .find(|(_, value)| value.as_object().is_some_and(|object| keys_of(object).any(|key| plan.knows_key(key))));
    let fields: Vec<String> =
        plan.fields().into_iter().filter(|field| field.of_record).map(|field| field.path).take(40).collect();
    let error = match inside {
        _ if has_list(&record.value, 3) => error.help(
            "a record may be a document with records in it: give each such document as a file of its own; a folder of them is audited as one list",
        ),
        Some((key, _)) => {
            error.help(format!("what is meant may stand under `{key}` of each record: `--records \"PATH[].{key}\"` reads that, with the place of the list as PATH, or nothing where the document is the list"))
        }
        None => error.help(format!(
            "match the keys to fields, for instance `--columns \"{}=FIELD\"`, or give the framework to which the record belongs",
            keys.first().copied().unwrap_or("KEY")
        )),
    };
    error.help(format!("the fields are {}", fields.join(", ")))
}

/// Whether objects are listed somewhere in an object, so many objects deep.
fn has_list(object: &Map<String, Value>, deep: u8) -> bool {
    object.values().any(|value| match value {
        Value::Array(list) => list.iter().any(Value::is_object),
        Value::Object(inner) => deep > 0 && has_list(inner, deep - 1),
        _ => false,
    })
}

struct Keys {
    plan: Plan,
    overrides: Vec<(String, String)>,
    /// Every id and other name of a field of the record.
    names: BTreeSet<String>,
    sets: BTreeMap<Vec<String>, Arc<OfSet>>,
    /// That of the record before: most lists have only one.
    last: Option<Arc<OfSet>>,
}

/// How the keys of a record are understood.
struct OfSet {
    /// All but those of programs.
    all: Vec<String>,
    /// Those of them that may be fields.
    keys: Vec<String>,
    mapping: Mapping,
    new_keys: Vec<New>,
    /// Nothing is to be changed.
    as_it_is: bool,
    /// At least one of the keys is known.
    understood: bool,
    reports: Vec<ColumnReport>,
}

/// What becomes of a key.
enum New {
    /// It is this field's.
    Field(String),
    /// Nobody wants it.
    Gone,
    /// It is kept, and nothing knows it.
    Unknown(String),
}

impl Keys {
    fn new(plan: &Plan, overrides: &[(String, String)]) -> Self {
        let fields = plan.fields().into_iter().filter(|field| field.of_record);
        let names = fields.flat_map(|field| std::iter::once(field.path).chain(field.aliases)).collect();
        Self { plan: plan.clone(), overrides: overrides.to_vec(), names, sets: BTreeMap::new(), last: None }
    }

    /// Whether it is for the framework and no field: a group.
    fn is_structure(&self, key: &str) -> bool {
        self.plan.knows_key(key) && !self.names.contains(key)
    }

    fn of(&mut self, record: &Map<String, Value>) -> Arc<OfSet> {
        if let Some(last) = self.last.as_ref().filter(|last| keys_of(record).eq(last.all.iter().map(String::as_str))) {
            return Arc::clone(last);
        }
        let all: Vec<String> = keys_of(record).map(str::to_owned).collect();
        let of = match self.sets.get(&all) {
            Some(known) => Arc::clone(known),
            None => Arc::new(self.understand(&all)),
        };
        if self.sets.len() < REMEMBERED {
            self.sets.insert(all, Arc::clone(&of));
        }
        self.last = Some(Arc::clone(&of));
        of
    }

    fn understand(&self, all: &[String]) -> OfSet {
        let keys: Vec<String> = all.iter().filter(|key| !self.is_structure(key)).cloned().collect();
        let overrides: Vec<(String, String)> =
            self.overrides.iter().filter(|(header, _)| keys.iter().any(|key| same(key, header))).cloned().collect();
        let columns = ListColumns::of(&self.plan, &keys, &overrides);
        let mapping = columns.mapping().clone();
        let new_keys: Vec<New> = mapping
            .columns
            .iter()
            .zip(&keys)
            .map(|(column, key)| match column.field.and_then(|field| columns.fields().get(field)) {
                Some(field) => New::Field(field.path.clone()),
                None if column.why == Why::SetAside => New::Gone,
                // Another key has the field; under its own name this one would be read after it.
                None if self.names.contains(key) => {
                    New::Unknown(format!("{key} (not read: another key has its field)"))
                }
                None => New::Unknown(key.clone()),
            })
            .collect();
        let same = |(new, key): (&New, &String)| matches!(new, New::Field(name) | New::Unknown(name) if name == key);
        OfSet {
            all: all.to_vec(),
            as_it_is: new_keys.iter().zip(&keys).all(same),
            understood: keys.len() < all.len() || new_keys.iter().any(|new| matches!(new, New::Field(_))),
            reports: columns.report(None),
            keys,
            mapping,
            new_keys,
        }
    }

    /// Whether each match that people gave names a key of the list.
    fn check_overrides(&self, reports: &[ColumnReport]) -> Result<(), (String, String)> {
        for (header, _) in &self.overrides {
            if !reports.iter().any(|report| same(&report.header, header)) {
                let keys: Vec<&str> = reports.iter().map(|report| report.header.as_str()).take(NAMED).collect();
                return Err((
                    format!("the records have no key `{header}`"),
                    format!("their keys are {}", keys.join(", ")),
                ));
            }
        }
        Ok(())
    }
}

fn same(key: &str, header: &str) -> bool {
    key.trim() == header.trim() || HeaderNames::new([[header]]).has(key)
}

impl OfSet {
    fn rename(&self, record: &mut Map<String, Value>) {
        if self.as_it_is {
            return;
        }
        // In two steps: a key may be given the name that another one had.
        let mut renamed = Vec::new();
        for (key, new) in self.keys.iter().zip(&self.new_keys) {
            let (New::Field(name) | New::Unknown(name)) = new else {
                record.remove(key);
                continue;
            };
            if name != key
                && let Some(value) = record.remove(key)
            {
                renamed.push((name.clone(), value));
            }
        }
        record.extend(renamed);
    }
}
