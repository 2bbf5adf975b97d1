//! Which column is which field: every guess explained, and no guess between two.

use super::problem::Problem;
use std::collections::BTreeMap;

/// The names by which a column can be known as a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldNames {
    /// The field's id.
    pub id: String,
    /// What people read, in every language of the framework.
    pub labels: Vec<String>,
    /// Other headers under which real lists hold it.
    pub aliases: Vec<String>,
}

/// Which column is which field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// One for each column of the header, in order.
    pub columns: Vec<ColumnMapping>,
    /// The fields that no column supplies, in order.
    pub unsupplied: Vec<usize>,
    /// What has to be settled before the list can be read. Empty means that the mapping can be used.
    pub problems: Vec<Problem>,
}

impl Mapping {
    /// The column that supplies a field.
    pub fn column_of(&self, field: usize) -> Option<usize> {
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.column)
    }

    /// The columns that supply no field and were not set aside by an override.
    pub fn unmapped(&self) -> impl Iterator<Item = &ColumnMapping> {
        self.columns.iter().filter(|column| column.why == Why::Unmapped)
    }
}

/// What one column is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnMapping {
    /// Which column, from 0.
    pub column: usize,
    /// Its header, without edge spaces.
    pub header: String,
    /// The field that it supplies.
    pub field: Option<usize>,
    /// Why.
    pub why: Why,
    /// The field that it may be meant for; only a suggestion, nothing is read from it.
    pub suggestion: Option<usize>,
    /// All that in one sentence for people.
    pub note: String,
}

/// Why a column supplies a field, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Why {
    /// The caller said so.
    Override,
    /// The header is the field's id.
    Id,
    /// The header is a label of the field.
    Label,
    /// The header is an alias of the field.
    Alias,
    /// The header is one of them but for case, spaces and punctuation.
    Normalised,
    /// The caller said that it supplies none.
    SetAside,
    /// Nothing fits.
    Unmapped,
}

/// Finds out which column is which field.
///
/// An override wins (`("Name of asset", "name")`; an empty field sets the column aside; a column may be given by its header, its
/// letters or its number), then a header that is a field's id, then one that is a label, an alias, or any of them but for case,
/// spaces and punctuation. Two columns for one field or two fields for one column are a problem that names both, unless one
/// of the two columns has the very id of the field. Near misses and headers cut off at ten characters (as DBF does) are only suggested.
///
/// ```
/// use due_regard::list::{FieldNames, Why, map_columns};
/// let fields = [
///     FieldNames { id: "name".into(), labels: vec!["Name of the asset".into()], aliases: vec!["NAME1".into()] },
///     FieldNames { id: "listed-on".into(), labels: vec!["Date of listing".into()], aliases: vec![] },
/// ];
/// let header = ["NAME".to_owned(), "DATE_OF_LI".to_owned()];
/// let mapping = map_columns(&header, &fields, &[]);
/// assert!(mapping.problems.is_empty());
/// assert_eq!((mapping.columns[0].field, mapping.columns[0].why), (Some(0), Why::Normalised));
/// assert_eq!((mapping.columns[1].field, mapping.columns[1].suggestion), (None, Some(1)));
/// assert_eq!(mapping.unsupplied, [1]);
/// ```
pub fn map_columns(header: &[String], fields: &[FieldNames], overrides: &[(String, String)]) -> Mapping {
    let mut work = Work::new(header, fields);
    work.override_all(overrides);
    work.fit();
    work.finish()
}

/// The letters by which spreadsheets call a column: 0 is `A`, 26 is `AA`.
///
/// ```
/// assert_eq!(due_regard::list::column_letters(27), "AB");
/// ```
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// A header or name but for case, spaces and punctuation.
pub(super) fn normalised(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The width at which DBF files cut column names off.
const DBF_WIDTH: usize = 10;

struct Work<'a> {
    header: &'a [String],
    fields: &'a [FieldNames],
    columns: Vec<ColumnMapping>,
    taken: Vec<Option<usize>>,
    problems: Vec<Problem>,
    /// Fields over which a problem was raised: not supplied, and no further complaint about them.
    disputed: Vec<bool>,
    /// Why each field's names fit, by exact and by normalised text.
    exact: BTreeMap<&'a str, Vec<(Why, usize)>>,
    loose: BTreeMap<String, Vec<usize>>,
}

impl<'a> Work<'a> {
    fn new(header: &'a [String], fields: &'a [FieldNames]) -> Self {
        let mut exact: BTreeMap<&str, Vec<(Why, usize)>> = BTreeMap::new();
        let mut loose: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, field) in fields.iter().enumerate() {
            for (why, name) in names(field) {
                exact.entry(name).or_default().push((why, index));
                let key = normalised(name);
                let under = loose.entry(key).or_default();
                if !under.contains(&index) {
                    under.push(index);
                }
            }
        }
        loose.remove("");
        let columns = header
            .iter()
            .enumerate()
            .map(|(column, text)| ColumnMapping {
                column,
                header: text.trim().to_owned(),
                field: None,
                why: Why::Unmapped,
                suggestion: None,
                note: String::new(),
            })
            .collect();
        Self {
            header,
            fields,
            columns,
            taken: vec![None; fields.len()],
            problems: Vec::new(),
            disputed: vec![false; fields.len()],
            exact,
            loose,
        }
    }

    fn override_all(&mut self, overrides: &[(String, String)]) {
        for (column_name, field_name) in overrides {
            let (column_name, field_name) = (column_name.trim(), field_name.trim());
            let Some(column) = self.column_named(column_name) else { continue };
            if field_name.is_empty() {
                self.set(
                    column,
                    None,
                    Why::SetAside,
                    format!("column `{}` is set aside, as asked", self.name_of(column)),
                );
                continue;
            }
            let Some(field) = self.field_named(field_name) else { continue };
            let id = self.id(field);
            if let Some(other) = self.taken.get(field).copied().flatten() {
                if other != column {
                    let (one, two) = (self.name_of(other), self.name_of(column));
                    let problem =
                        Problem::new(format!("columns `{one}` and `{two}` were both given for the field `{id}`"));
                    self.problems.push(problem.help("give one column for each field"));
                }
                continue;
            }
            if let Some(other) = self.columns.get(column).and_then(|column| column.field) {
                let other = self.id(other);
                let problem =
                    Problem::new(format!("column `{}` was given for both `{other}` and `{id}`", self.name_of(column)));
                self.problems.push(problem.help("give one field for each column"));
                continue;
            }
            self.set(
                column,
                Some(field),
                Why::Override,
                format!("column `{}` is `{id}`, as asked", self.name_of(column)),
            );
        }
    }

    /// The column with this header, else with these letters or this number.
    fn column_named(&mut self, name: &str) -> Option<usize> {
        let by_header = |loosely: bool| -> Vec<usize> {
            let key = normalised(name);
            let fits = |column: &&ColumnMapping| {
                if loosely {
                    !key.is_empty() && normalised(&column.header) == key
                } else {
                    column.header == name && !name.is_empty()
                }
            };
            self.columns.iter().filter(fits).map(|column| column.column).collect()
        };
        let mut found = by_header(false);
        if found.is_empty() {
            found = by_header(true);
        }
        if found.is_empty() {
            let count = self.columns.len();
            let by_number =
                name.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|column| *column < count);
            let by_letters = || (0..count).find(|column| column_letters(*column) == name);
            found.extend(by_number.or_else(by_letters));
        }
        match found.as_slice() {
            [column] => Some(*column),
            [] => {
                let headers = self.columns.iter().map(|column| column.header.as_str());
                let help = match nearest(name, headers) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "the list's columns are {}",
                        listed(self.columns.iter().map(|column| column.header.as_str()))
                    ),
                };
                self.problems.push(Problem::new(format!("the list has no column `{name}`")).help(help));
                None
            }
            several => {
                let letters: Vec<String> = several.iter().map(|column| column_letters(*column)).collect();
                let problem =
                    Problem::new(format!("the list has {} columns `{name}`: {}", several.len(), letters.join(", ")));
                let letter = letters.first().map_or("A", String::as_str);
                self.problems.push(
                    problem.help(format!("name the column by its letters, for example `--columns \"{letter}=field\"`")),
                );
                None
            }
        }
    }

    fn field_named(&mut self, name: &str) -> Option<usize> {
        let by_id = self.fields.iter().position(|field| field.id == name);
        let by_name = || match self.loose.get(&normalised(name)).map(Vec::as_slice) {
            Some([field]) => Some(*field),
            _ => None,
        };
        let found = by_id.or_else(by_name);
        if found.is_none() {
            let ids = self.fields.iter().map(|field| field.id.as_str());
            let help = match nearest(name, ids.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are {}", listed(ids)),
            };
            self.problems.push(Problem::new(format!("the framework has no field `{name}`")).help(help));
        }
        found
    }

    /// Gives each remaining column the field that it fits.
    fn fit(&mut self) {
        // What each column would like to be, best reason first: all fields that fit equally well.
        let mut wishes: BTreeMap<usize, Vec<(usize, Why)>> = BTreeMap::new();
        for column in 0..self.columns.len() {
            let Some(this) = self.columns.get(column) else { continue };
            if this.why != Why::Unmapped || this.header.is_empty() {
                continue;
            }
            let (why, found) = self.best(&this.header);
            match found.as_slice() {
                [] => {}
                [field] => wishes.entry(*field).or_default().push((column, why)),
                several => {
                    let ids: Vec<String> = several.iter().map(|field| format!("`{}`", self.id(*field))).collect();
                    let name = self.name_of(column);
                    let problem = Problem::new(format!("column `{name}` could be {}", ids.join(" or ")));
                    let first = several.first().map_or_else(String::new, |field| self.id(*field));
                    self.problems.push(problem.help(format!("say which, for example `--columns \"{name}={first}\"`")));
                    for field in several {
                        if let Some(disputed) = self.disputed.get_mut(*field) {
                            *disputed = true;
                        }
                    }
                    self.note(column, format!("column `{name}` could be {}: not read", ids.join(" or ")));
                }
            }
        }
        for (field, columns) in wishes {
            self.settle(field, &columns);
        }
    }

    /// Gives a field its column, or says why not.
    fn settle(&mut self, field: usize, columns: &[(usize, Why)]) {
        let id = self.id(field);
        if let Some(owner) = self.taken.get(field).copied().flatten() {
            for (column, _) in columns {
                let note = format!(
                    "column `{}` also fits `{id}`, which column `{}` supplies: not read",
                    self.name_of(*column),
                    self.name_of(owner)
                );
                self.note(*column, note);
            }
            return;
        }
        let own: Vec<usize> = columns.iter().filter(|(_, why)| *why == Why::Id).map(|(column, _)| *column).collect();
        match (columns, own.as_slice()) {
            ([(column, why)], _) => {
                let note = self.reason(*column, field, *why);
                self.set(*column, Some(field), *why, note);
            }
            (_, [column]) => {
                let note = self.reason(*column, field, Why::Id);
                self.set(*column, Some(field), Why::Id, note);
                let owner = *column;
                for (other, _) in columns.iter().filter(|(other, _)| *other != owner) {
                    let note = format!(
                        "column `{}` also fits `{id}`, but column `{}` has its id: not read",
                        self.name_of(*other),
                        self.name_of(owner)
                    );
                    self.note(*other, note);
                }
            }
            _ => {
                let same = columns
                    .windows(2)
                    .all(|pair| matches!(pair, [(one, _), (two, _)] if self.header_of(*one) == self.header_of(*two)));
                // Columns with the same header can only be told apart by their letters.
                let names: Vec<String> = columns
                    .iter()
                    .map(|(column, _)| if same { column_letters(*column) } else { self.name_of(*column) })
                    .collect();
                let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let first = names.first().map_or("A", String::as_str);
                let headed = if same {
                    format!(" (all headed `{}`)", columns.first().map_or("", |(column, _)| self.header_of(*column)))
                } else {
                    String::new()
                };
                let problem =
                    Problem::new(format!("columns {}{headed} could each be the field `{id}`", shown.join(" and ")));
                self.problems.push(problem.help(format!("say which, for example `--columns \"{first}={id}\"`")));
                if let Some(disputed) = self.disputed.get_mut(field) {
                    *disputed = true;
                }
                for (column, _) in columns {
                    let note = format!(
                        "column `{}` is one of {} that could be `{id}`: not read",
                        self.name_of(*column),
                        columns.len()
                    );
                    self.note(*column, note);
                }
            }
        }
    }

    /// The fields that a header fits best, and why.
    fn best(&self, header: &str) -> (Why, Vec<usize>) {
        if let Some(found) = self.exact.get(header) {
            let best = found.iter().map(|(why, _)| *why).min().unwrap_or(Why::Alias);
            let mut fields: Vec<usize> =
                found.iter().filter(|(why, _)| *why == best).map(|(_, field)| *field).collect();
            fields.dedup();
            return (best, fields);
        }
        (Why::Normalised, self.loose.get(&normalised(header)).cloned().unwrap_or_default())
    }

    fn finish(mut self) -> Mapping {
        let unsupplied: Vec<usize> =
            (0..self.fields.len()).filter(|field| self.taken.get(*field) == Some(&None)).collect();
        for column in 0..self.columns.len() {
            let Some(this) = self.columns.get(column) else { continue };
            if this.why != Why::Unmapped || !this.note.is_empty() {
                continue;
            }
            let name = self.name_of(column);
            let (suggestion, note) = if this.header.is_empty() {
                (None, format!("column {} has no header: not read", column_letters(column)))
            } else if let Some(field) = self.cut_off(&this.header, &unsupplied) {
                (
                    Some(field),
                    format!(
                        "column `{name}` fits no field; it may be `{}` cut off at {DBF_WIDTH} characters: not read",
                        self.id(field)
                    ),
                )
            } else if let Some(field) = self.within(&this.header, &unsupplied) {
                (
                    Some(field),
                    format!("column `{name}` fits no field; it may be `{}` with more words: not read", self.id(field)),
                )
            } else if let Some(field) = self.near(&this.header, &unsupplied) {
                (Some(field), format!("column `{name}` fits no field; did you mean `{}`? not read", self.id(field)))
            } else {
                (None, format!("column `{name}` fits no field: not read"))
            };
            if let Some(this) = self.columns.get_mut(column) {
                this.suggestion = suggestion;
                this.note = note;
            }
        }
        Mapping { columns: self.columns, unsupplied, problems: self.problems }
    }

    /// The only field not yet supplied one of whose names begins with a header of the width at which DBF cuts.
    fn cut_off(&self, header: &str, unsupplied: &[usize]) -> Option<usize> {
        if header.chars().count() != DBF_WIDTH {
            return None;
        }
        let key = normalised(header);
        let mut found = unsupplied.iter().copied().filter(|field| {
            self.fields
                .get(*field)
                .is_some_and(|field| names(field).any(|(_, name)| normalised(name).starts_with(&key)))
        });
        found.next().filter(|_| !key.is_empty() && found.next().is_none())
    }

    /// The only field not yet supplied of whose names a header holds one, whole words of it beside others: `Asset name (as on the plaque)`.
    fn within(&self, header: &str, unsupplied: &[usize]) -> Option<usize> {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let header = words(header);
        let length = |field: usize| {
            let names = self.fields.get(field).into_iter().flat_map(names).map(|(_, name)| words(name));
            let inside =
                names.filter(|name| !name.is_empty() && header.windows(name.len()).any(|part| part == name.as_slice()));
            inside.map(|name| name.len()).max()
        };
        let open = unsupplied.iter().filter(|field| self.disputed.get(**field) == Some(&false));
        let found: Vec<(usize, usize)> = open.filter_map(|field| Some((length(*field)?, *field))).collect();
        let longest = found.iter().map(|(length, _)| *length).max()?;
        let mut longest = found.iter().filter(|(length, _)| *length == longest);
        longest.next().filter(|_| longest.next().is_none()).map(|(_, field)| *field)
    }

    fn near(&self, header: &str, unsupplied: &[usize]) -> Option<usize> {
        let open = unsupplied.iter().filter(|field| self.disputed.get(**field) == Some(&false));
        let open = open.filter_map(|field| self.fields.get(*field).map(|of| (*field, of)));
        let known: Vec<(usize, &str)> =
            open.flat_map(|(field, of)| names(of).map(move |(_, name)| (field, name))).collect();
        let near = nearest(header, known.iter().map(|(_, name)| *name))?;
        known.iter().find(|(_, name)| *name == near).map(|(field, _)| *field)
    }

    fn set(&mut self, column: usize, field: Option<usize>, why: Why, note: String) {
        if let Some(this) = self.columns.get_mut(column) {
            this.field = field;
            this.why = why;
            this.note = note;
        }
        if let Some(taken) = field.and_then(|field| self.taken.get_mut(field)) {
            *taken = Some(column);
        }
    }

    fn note(&mut self, column: usize, note: String) {
        if let Some(this) = self.columns.get_mut(column) {
            this.note = note;
        }
    }

    fn reason(&self, column: usize, field: usize, why: Why) -> String {
        let (name, id) = (self.name_of(column), self.id(field));
        match why {
            Why::Id => format!("column `{name}` is the field's id"),
            Why::Label => format!("column `{name}` is `{id}`, whose label it has"),
            Why::Alias => format!("column `{name}` is `{id}`, of which it is an alias"),
            _ => {
                let key = normalised(&name);
                let of = self.fields.get(field).and_then(|of| names(of).find(|(_, known)| normalised(known) == key));
                let known = of.map_or("", |(_, known)| known);
                format!("column `{name}` is `{id}`: but for case, spaces and punctuation it is `{known}`")
            }
        }
    }

    fn id(&self, field: usize) -> String {
        self.fields.get(field).map_or_else(String::new, |field| field.id.clone())
    }

    fn header_of(&self, column: usize) -> &str {
        self.header.get(column).map_or("", |text| text.trim())
    }

    /// A column's header, or its letters when that is blank.
    fn name_of(&self, column: usize) -> String {
        let header = self.header_of(column);
        if header.is_empty() { column_letters(column) } else { header.to_owned() }
    }
}

/// A field's names, best reason first.
fn names(field: &FieldNames) -> impl Iterator<Item = (Why, &str)> {
    let id = std::iter::once((Why::Id, field.id.trim()));
    let labels = field.labels.iter().map(|label| (Why::Label, label.trim()));
    let aliases = field.aliases.iter().map(|alias| (Why::Alias, alias.trim()));
    id.chain(labels).chain(aliases).filter(|(_, name)| !name.is_empty())
}

/// The one of these that somebody may have meant: one slip for each four letters, two at most.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let key = normalised(name);
    let length = key.chars().count();
    let slips = (length / 4).min(2);
    let distance = |known: &str| {
        let other = normalised(known);
        // Comparing long texts costs their product, so only those of nearly the same length are compared.
        (!other.is_empty() && other.chars().count().abs_diff(length) <= slips)
            .then(|| strsim::osa_distance(&key, &other))
    };
    known
        .filter_map(|known| Some((distance(known)?, known)))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Names for a help line, the first dozen of them.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let all: Vec<String> = names.filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
    match all.get(..12) {
        Some(first) if all.len() > 12 => format!("{} and {} more", first.join(", "), all.len() - 12),
        _ => all.join(", "),
    }
}

#[cfg(test)]
mod tests;
