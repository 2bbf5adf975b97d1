//! From rows to a register.

use super::{Alias, AliasKind, Evidence, Life, Outcome, Person, PersonPlace, Phrase, Problem, Register};
use crate::{Error, ErrorKind, Level};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// More aliases of one person are not taken: nobody has them, and a register that says so is broken.
const MOST_ALIASES: usize = 1_000;
/// Longer names are no names.
const LONGEST_NAME: usize = 1_000;
/// More problems are counted and not kept.
const MOST_PROBLEMS: usize = 10_000;

/// A table of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Table {
    /// Persons: `id` and `name` are needed.
    Persons,
    /// Further aliases: `person`, `alias`, `kind`.
    Aliases,
    /// Sources: `person`, `claim`, `source`, `kind`, `outcome`.
    Evidence,
    /// Who or what is easily confused with somebody: `id`, `name`, `collides_with`. A row without dates whose name says in brackets what it is
    /// (`Car Colston (village)`) is no person.
    Homonyms,
    /// Places: `person`, `place`, `role`.
    Places,
}

impl Table {
    /// Every table with the name of its file.
    pub const ALL: &[(Table, &str)] = &[
        (Table::Persons, "persons"),
        (Table::Aliases, "aliases"),
        (Table::Evidence, "evidence"),
        (Table::Homonyms, "homonyms"),
        (Table::Places, "places"),
    ];

    /// The table with this name.
    pub fn named(name: &str) -> Option<Table> {
        Table::ALL.iter().find(|(_, known)| *known == name).map(|(table, _)| *table)
    }

    fn name(self) -> &'static str {
        Table::ALL.iter().find(|(table, _)| *table == self).map_or("", |(_, name)| name)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Name,
    Aliases,
    Titles,
    Born,
    Died,
    Categories,
    Culpability,
    Description,
    Places,
    Source,
    Verification,
    CollidesWith,
    Note,
    Person,
    Alias,
    Kind,
    Claim,
    Outcome,
    Place,
    Role,
}

/// The names that a column is known by, the usual one first.
const COLUMNS: &[(Column, &[&str])] = &[
    (Column::Id, &["id", "person id", "qid", "reference", "ref"]),
    (Column::Name, &["name", "person", "label", "label en", "preferred name", "full name"]),
    (Column::Aliases, &["aliases", "labels other", "other names", "also known as"]),
    (Column::Titles, &["titles", "title", "style"]),
    (Column::Born, &["born", "birth", "birth year", "year of birth", "born in"]),
    (Column::Died, &["died", "death", "death year", "year of death", "died in"]),
    (Column::Categories, &["category", "categories"]),
    (Column::Culpability, &["culpability"]),
    (Column::Description, &["description", "desc", "link summary", "occupations", "roles", "occupation", "summary"]),
    (Column::Places, &["places", "localities"]),
    (Column::Source, &["source", "sources"]),
    (Column::Verification, &["verification", "verified", "checked"]),
    (Column::CollidesWith, &["collides with"]),
    (Column::Note, &["note", "notes"]),
    (Column::Person, &["person", "person id", "id"]),
    (Column::Alias, &["alias", "name"]),
    (Column::Kind, &["kind", "type"]),
    (Column::Claim, &["claim"]),
    (Column::Outcome, &["outcome"]),
    (Column::Place, &["place", "name", "locality"]),
    (Column::Role, &["role"]),
];

impl Table {
    /// The columns of the table, those that are needed first, and how many are needed.
    fn columns(self) -> (&'static [Column], usize) {
        use Column::*;
        match self {
            Table::Persons => (
                &[
                    Id,
                    Name,
                    Aliases,
                    Titles,
                    Born,
                    Died,
                    Categories,
                    Culpability,
                    Description,
                    Places,
                    Source,
                    Verification,
                    Note,
                ],
                2,
            ),
            Table::Aliases => (&[Person, Alias, Kind], 2),
            Table::Evidence => (&[Person, Source, Claim, Kind, Outcome], 2),
            Table::Homonyms => (&[Id, Name, CollidesWith, Born, Died, Note, Description], 3),
            Table::Places => (&[Person, Place, Role], 2),
        }
    }

    /// Which column of the table a header names.
    fn column(self, header: &str) -> Option<Column> {
        let header = header.trim().trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-'], " ");
        let (columns, _) = self.columns();
        // The usual name of one column may be a lesser name of another.
        let names =
            |column: &Column| COLUMNS.iter().find(|(known, _)| known == column).map_or(&[][..], |(_, names)| *names);
        columns
            .iter()
            .find(|column| names(column).first() == Some(&header.as_str()))
            .or_else(|| columns.iter().find(|column| names(column).contains(&header.as_str())))
            .copied()
    }
}

/// Reads the tables of a register, row by row.
///
/// ```
/// use due_regard::register::{RegisterLoader, Table};
/// let mut loader = RegisterLoader::new("merchants");
/// loader.table(Table::Persons, "persons.csv", &["id", "name", "born", "died"])?;
/// loader.row(2, ["colston", "Edward Colston", "1636", "1721"]);
/// loader.row(3, ["picton", "Sir Thomas Picton", "1758", "1715"]);
/// let register = loader.finish();
/// assert_eq!(register.persons().len(), 2);
/// assert_eq!(register.problems()[0].code, "died-before-born");
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug)]
pub struct RegisterLoader {
    register: Register,
    persons: BTreeMap<String, (Person, u64, String)>,
    /// Rows of tables that speak of persons who may only come later.
    later: Vec<Later>,
    table: Table,
    table_name: String,
    columns: Vec<Option<Column>>,
    dropped_problems: u64,
}

#[derive(Debug)]
struct Later {
    person: String,
    table: String,
    row: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    Alias(Alias),
    Evidence(Evidence),
    Place(PersonPlace),
}

impl RegisterLoader {
    /// Begins a register of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            register: Register { name: name.into(), ..Register::default() },
            persons: BTreeMap::new(),
            later: Vec::new(),
            table: Table::Persons,
            table_name: String::new(),
            columns: Vec::new(),
            dropped_problems: 0,
        }
    }

    /// Begins a table with its header. Columns that are not known are left out; column names differ in use and the common ones are read.
    ///
    /// # Errors
    ///
    /// `UnreadableList` when a column that the table needs is not there.
    pub fn table<T: AsRef<str>>(&mut self, table: Table, name: &str, header: &[T]) -> Result<(), Error> {
        let mut columns: Vec<Option<Column>> = Vec::with_capacity(header.len());
        for cell in header {
            let column = table.column(cell.as_ref()).filter(|column| !columns.contains(&Some(*column)));
            columns.push(column);
        }
        let (known, needed) = table.columns();
        for column in known.iter().take(needed) {
            if !columns.contains(&Some(*column)) {
                let names = COLUMNS
                    .iter()
                    .find(|(other, _)| other == column)
                    .map_or(String::new(), |(_, names)| names.join("`, `"));
                return Err(Error::new(
                    ErrorKind::UnreadableList,
                    format!("{name}: a register's table of {} needs a column `{names}`", table.name()),
                ));
            }
        }
        self.table = table;
        name.clone_into(&mut self.table_name);
        self.columns = columns;
        Ok(())
    }

    /// Adds a row of the table: its number as a spreadsheet counts, and its cells.
    pub fn row<'a>(&mut self, row: u64, cells: impl IntoIterator<Item = &'a str>) {
        let columns = std::mem::take(&mut self.columns);
        let cells: Vec<(Column, Cow<'a, str>)> = columns
            .iter()
            .zip(cells)
            .filter_map(|(column, cell)| Some(((*column)?, Cow::Borrowed(cell.trim()))))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        self.columns = columns;
        self.record(row, &cells);
    }

    /// Adds an object with the columns as keys; lists of texts stand for several values, lists of objects for rows of `aliases`, `evidence` and `places`.
    ///
    /// # Errors
    ///
    /// `UnreadableRecord` when it is not an object.
    pub fn object(&mut self, table: Table, name: &str, row: u64, value: &Value) -> Result<(), Error> {
        let Some(object) = value.as_object() else {
            return Err(Error::new(ErrorKind::UnreadableRecord, format!("{name}, row {row}: a person is an object")));
        };
        self.table = table;
        name.clone_into(&mut self.table_name);
        let mut cells = Vec::new();
        let mut nested = Vec::new();
        for (key, value) in object {
            if let (Some(inner), Some(items)) = (Table::named(key), value.as_array())
                && items.iter().any(Value::is_object)
            {
                nested.extend(items.iter().filter_map(Value::as_object).map(|item| (inner, item)));
                continue;
            }
            let text: Cow<'_, str> = match value {
                Value::String(text) => Cow::Borrowed(text.trim()),
                Value::Number(number) => Cow::Owned(number.to_string()),
                Value::Array(items) => Cow::Owned(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|")),
                _ => continue,
            };
            if let (Some(column), false) = (table.column(key), text.is_empty()) {
                cells.push((column, text));
            }
        }
        self.record(row, &cells);
        let id = cells.iter().find(|(column, _)| *column == Column::Id).map(|(_, id)| id.clone()).unwrap_or_default();
        for (inner, item) in nested {
            self.table = inner;
            let mut cells = vec![(Column::Person, id.clone())];
            cells.extend(item.iter().filter_map(|(key, value)| {
                Some((inner.column(key).filter(|column| *column != Column::Person)?, Cow::Borrowed(value.as_str()?)))
            }));
            self.record(row, &cells);
        }
        self.table = table;
        Ok(())
    }

    fn problem(&mut self, code: &'static str, level: Level, row: u64, person: &str, message: String) {
        let table = self.table_name.clone();
        self.push(Problem { code, level, table, row, person: person.to_owned(), message });
    }

    fn push(&mut self, problem: Problem) {
        if self.register.problems.len() < MOST_PROBLEMS {
            self.register.problems.push(problem);
        } else {
            self.dropped_problems += 1;
        }
    }

    fn record(&mut self, row: u64, cells: &[(Column, Cow<'_, str>)]) {
        let cell =
            |column: Column| cells.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| text.as_ref());
        if cells.is_empty() {
            return;
        }
        self.register.rows += 1;
        match self.table {
            Table::Persons | Table::Homonyms => self.person(row, &cell),
            Table::Aliases => {
                let alias = self.alias(row, cell(Column::Person), cell(Column::Alias), Some(cell(Column::Kind)));
                if let Some(alias) = alias {
                    self.defer(row, cell(Column::Person), What::Alias(alias));
                }
            }
            Table::Evidence => {
                let outcome = self.outcome(row, cell(Column::Person), cell(Column::Outcome));
                let evidence = Evidence {
                    claim: cell(Column::Claim).to_owned(),
                    source: cell(Column::Source).to_owned(),
                    kind: cell(Column::Kind).to_owned(),
                    outcome,
                };
                self.defer(row, cell(Column::Person), What::Evidence(evidence));
            }
            Table::Places => {
                let place = PersonPlace { name: cell(Column::Place).to_owned(), role: cell(Column::Role).to_owned() };
                self.defer(row, cell(Column::Person), What::Place(place));
            }
        }
    }

    fn defer(&mut self, row: u64, person: &str, what: What) {
        self.later.push(Later { person: person.to_owned(), table: self.table_name.clone(), row, what });
    }

    fn outcome(&mut self, row: u64, person: &str, word: &str) -> Outcome {
        Outcome::from_word(word).unwrap_or_else(|| {
            let message = format!("`{word}` is no outcome: found, not found, inconclusive and not checked are");
            self.problem("unknown-outcome", Level::Warning, row, person, message);
            Outcome::NotChecked
        })
    }

    /// An alias; a kind may stand in brackets behind it: `Rhodesia (derived)`.
    fn alias(&mut self, row: u64, person: &str, text: &str, kind: Option<&str>) -> Option<Alias> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() > LONGEST_NAME {
            self.problem(
                "too-long",
                Level::Error,
                row,
                person,
                format!("an alias of {} bytes is left out", text.len()),
            );
            return None;
        }
        if let Some(word) = kind.map(str::trim).filter(|word| !word.is_empty()) {
            let kind = AliasKind::from_word(word);
            if kind.is_none() {
                let known: Vec<&str> = AliasKind::ALL.iter().map(|(_, word)| *word).collect();
                let message =
                    format!("`{word}` is no kind of alias; it is read as `name`. Kinds: {}", known.join(", "));
                self.problem("unknown-alias-kind", Level::Warning, row, person, message);
            }
            return Some(Alias { text: text.to_owned(), kind: kind.unwrap_or_default() });
        }
        let bracket = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        match bracket.and_then(|(name, word)| Some((name.trim(), AliasKind::from_word(word)?))) {
            Some((name, kind)) => Some(Alias { text: name.to_owned(), kind }),
            None => Some(Alias { text: text.to_owned(), kind: AliasKind::Name }),
        }
    }

    fn life(&mut self, row: u64, person: &str, column: &str, text: &str) -> Option<Life> {
        let trimmed = text.trim();
        if matches!(trimmed, "" | "-" | "?" | "unknown") {
            return None;
        }
        match crate::batch::years(trimmed) {
            Ok((from, to)) => Some(Life { from, to, text: trimmed.to_owned() }),
            Err(why) => {
                let message = format!("`{column}`: `{trimmed}` is {why}; it counts as not known");
                self.problem("unreadable-year", Level::Warning, row, person, message);
                None
            }
        }
    }

    fn person<'a>(&mut self, row: u64, cell: &impl Fn(Column) -> &'a str) {
        let homonym = self.table == Table::Homonyms;
        let (id, name) = (cell(Column::Id), cell(Column::Name));
        if id.is_empty() || name.is_empty() {
            let what = if id.is_empty() { "id" } else { "name" };
            self.problem("incomplete", Level::Error, row, id, format!("a person without {what} is left out"));
            return;
        }
        if name.len() > LONGEST_NAME {
            self.problem("too-long", Level::Error, row, id, format!("a name of {} bytes is left out", name.len()));
            return;
        }
        let born = self.life(row, id, "born", cell(Column::Born));
        let died = self.life(row, id, "died", cell(Column::Died));
        let bracket = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        if let (true, None, None, Some((text, what))) = (homonym, &born, &died, bracket)
            && !what.contains("common name")
        {
            let note = format!("{what}: {}", cell(Column::Note));
            self.register.phrases.push(Phrase { id: id.to_owned(), text: text.trim().to_owned(), note });
            return;
        }
        if let Some((_, first_row, table)) = self.persons.get(id) {
            // A person of the register who is a homonym of another is said in both tables; the register's own row is the fuller one.
            let replaces = !homonym && self.persons.get(id).is_some_and(|(person, ..)| person.homonym);
            if !homonym && !replaces {
                let message = format!("the id stands in row {first_row} of {table} too; this row is left out");
                self.problem("duplicate-person", Level::Error, row, id, message);
                return;
            }
            if !replaces {
                if let Some((person, ..)) = self.persons.get_mut(id) {
                    person.collides_with.extend(parts(cell(Column::CollidesWith)).map(str::to_owned));
                }
                return;
            }
        }
        // What stands there is replaced below.
        let replaced = self.persons.get_mut(id);
        let collides = replaced.map(|(person, ..)| std::mem::take(&mut person.collides_with)).unwrap_or_default();
        let mut aliases = Vec::new();
        // Two persons of one homonym row stand apart by a semicolon.
        let mut names = if homonym { name.split(';').collect() } else { vec![name] };
        let name = names.remove(0).trim();
        for alias in names.into_iter().chain(parts(cell(Column::Aliases))) {
            if aliases.len() >= MOST_ALIASES {
                let message = format!("more than {MOST_ALIASES} aliases; the rest is left out");
                self.problem("too-many-aliases", Level::Error, row, id, message);
                break;
            }
            aliases.extend(self.alias(row, id, alias, None));
        }
        let evidence = cell(Column::Source)
            .split(';')
            .map(str::trim)
            .filter(|source| !source.is_empty())
            .map(|source| Evidence {
                claim: String::new(),
                source: source.to_owned(),
                kind: String::new(),
                outcome: Outcome::NotChecked,
            })
            .collect();
        let person = Person {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases,
            titles: parts(cell(Column::Titles)).map(str::to_owned).collect(),
            born,
            died,
            categories: parts(cell(Column::Categories)).map(str::to_owned).collect(),
            culpability: cell(Column::Culpability).to_owned(),
            description: [cell(Column::Description), cell(Column::Note)].join(" ").trim().to_owned(),
            places: parts(cell(Column::Places))
                .map(|place| PersonPlace { name: place.to_owned(), role: String::new() })
                .collect(),
            evidence,
            verification: cell(Column::Verification).to_owned(),
            collides_with: collides.into_iter().chain(parts(cell(Column::CollidesWith)).map(str::to_owned)).collect(),
            homonym,
        };
        self.persons.insert(id.to_owned(), (person, row, self.table_name.clone()));
    }

    /// The register, checked.
    pub fn finish(mut self) -> Register {
        for Later { person: id, table, row, what } in std::mem::take(&mut self.later) {
            self.table_name = table;
            let Some((person, ..)) = self.persons.get_mut(&id) else {
                self.problem(
                    "unknown-person",
                    Level::Error,
                    row,
                    &id,
                    format!("nobody has the id `{id}`; the row is left out"),
                );
                continue;
            };
            match what {
                What::Alias(_) if person.aliases.len() == MOST_ALIASES => {
                    let message = format!("more than {MOST_ALIASES} aliases; the rest is left out");
                    // Once is enough: the person is marked by having one alias fewer than may be told again.
                    let told = self
                        .register
                        .problems
                        .iter()
                        .rev()
                        .take(2)
                        .any(|problem| problem.code == "too-many-aliases" && problem.person == id);
                    if !told {
                        self.problem("too-many-aliases", Level::Error, row, &id, message);
                    }
                }
                What::Alias(alias) => person.aliases.push(alias),
                What::Evidence(evidence) => person.evidence.push(evidence),
                What::Place(place) => person.places.push(place),
            }
        }
        let mut problems = super::check::persons(&self.persons);
        for problem in &mut problems {
            if let Some((_, row, table)) = self.persons.get(&problem.person) {
                problem.row = *row;
                table.clone_into(&mut problem.table);
            }
        }
        for problem in problems {
            self.push(problem);
        }
        if self.dropped_problems > 0 {
            let message = format!("{} further problems are not listed", self.dropped_problems);
            let table = self.table_name.clone();
            self.register.problems.push(Problem {
                code: "too-many-problems",
                level: Level::Warning,
                table,
                row: 0,
                person: String::new(),
                message,
            });
        }
        let mut register = self.register;
        register.persons = self.persons.into_values().map(|(person, ..)| person).collect();
        register.phrases.sort_by(|a, b| a.id.cmp(&b.id));
        for person in &mut register.persons {
            person.aliases.sort_by(|a, b| (a.kind, &a.text).cmp(&(b.kind, &b.text)));
            person.aliases.dedup();
        }
        register
            .problems
            .sort_by(|a, b| (&a.table, a.row, a.code, &a.person).cmp(&(&b.table, b.row, b.code, &b.person)));
        register
    }
}

/// The parts of a cell that `|` divides.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty())
}
