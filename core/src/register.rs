//! Registers: lists of persons (or of other bearers of names) that names are screened against, with what is said of each and on what that rests.
//!
//! A register makes no link. It says who bears which names, when they lived, and what is recorded of them with which source.
//! What is wrong with it is listed by row ([`Register::problems`]); a row is only left out where it cannot be told whom it speaks of.

mod check;
mod load;

pub use load::{RegisterLoader, Table};

use serde::Serialize;
use std::fmt;

/// A register, read and checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Register {
    pub(crate) name: String,
    /// INVARIANT: sorted by id, so that nothing depends on the order of rows.
    pub(crate) persons: Vec<Person>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) rows: u64,
}

/// Somebody whom a name may refer to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Person {
    /// The id by which decisions and findings refer to the person.
    pub id: String,
    /// The name as the register gives it.
    pub name: String,
    /// Other names, each with its kind.
    pub aliases: Vec<Alias>,
    /// Titles and styles.
    pub titles: Vec<String>,
    /// When the person was born, if the register says so.
    pub born: Option<Life>,
    /// When the person died, if the register says so.
    pub died: Option<Life>,
    /// What the person is listed for; several may stand side by side and are never netted.
    pub categories: Vec<String>,
    /// How sure the record is of what the categories say, in the register's own word; empty when it says nothing.
    pub culpability: String,
    /// What the person was or did, in words. Titles are compared with it; nothing else is read off it.
    pub description: String,
    /// Places with which the person is connected.
    pub places: Vec<PersonPlace>,
    /// What the register rests on.
    pub evidence: Vec<Evidence>,
    /// How far the row has been checked, in the register's own words; empty when it says nothing.
    pub verification: String,
    /// The ids of persons with whom this one is easily confused. Somebody with such ids is listed as another reading, never as a candidate.
    pub collides_with: Vec<String>,
    /// Whether the person is only in the register as somebody with whom another is confused.
    pub homonym: bool,
}

/// Something that is no person and bears a name of one: a village, a tree, a coin.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Phrase {
    /// Its id.
    pub id: String,
    /// The words of the name.
    pub text: String,
    /// What it is.
    pub note: String,
}

/// Another name of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Alias {
    /// The name.
    pub text: String,
    /// What sort of name it is.
    pub kind: AliasKind,
}

/// What sort of name an alias is. A weak one alone never makes strong evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AliasKind {
    /// The name itself, or one of which the register does not say what sort it is.
    #[default]
    Name,
    /// A name given at birth and later changed.
    BirthName,
    /// A title of nobility: Lord Penrhyn.
    Peerage,
    /// A rank and a name: General Picton.
    Military,
    /// What a person is known as: Chinese Gordon.
    Epithet,
    /// What friends or enemies said.
    Nickname,
    /// A single name by which everybody knows the person.
    Mononym,
    /// The name in another language.
    Foreign,
    /// Another spelling.
    Spelling,
    /// A name forced on the person by others.
    Imposed,
    /// Something named after the person: Rhodesia.
    Derived,
}

impl AliasKind {
    /// Every kind with its word in registers.
    pub const ALL: &[(AliasKind, &str)] = &[
        (AliasKind::Name, "name"),
        (AliasKind::BirthName, "birth-name"),
        (AliasKind::Peerage, "peerage"),
        (AliasKind::Military, "military"),
        (AliasKind::Epithet, "epithet"),
        (AliasKind::Nickname, "nickname"),
        (AliasKind::Mononym, "mononym"),
        (AliasKind::Foreign, "foreign"),
        (AliasKind::Spelling, "spelling"),
        (AliasKind::Imposed, "imposed"),
        (AliasKind::Derived, "derived"),
    ];

    /// The kind with this word; `imposed name` and `Birth name` are read too.
    pub fn from_word(word: &str) -> Option<AliasKind> {
        let word = word.trim().to_lowercase().replace([' ', '_'], "-");
        let found = |word: &str| AliasKind::ALL.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind);
        found(&word).or_else(|| found(word.strip_suffix("-name")?)).or_else(|| found(word.strip_suffix("-title")?))
    }

    /// The kind's word.
    pub fn word(self) -> &'static str {
        AliasKind::ALL.iter().find(|(kind, _)| *kind == self).map_or("name", |(_, word)| word)
    }

    /// Whether a name of this kind is weak evidence even when it agrees in full.
    pub fn is_weak(self) -> bool {
        matches!(self, AliasKind::BirthName | AliasKind::Nickname | AliasKind::Imposed | AliasKind::Derived)
    }
}

impl fmt::Display for AliasKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A year of birth or death: the years that it can mean, and what the register says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Life {
    /// The first year that it can mean.
    pub from: i32,
    /// The last year that it can mean.
    pub to: i32,
    /// As it stands in the register: `c.1540`.
    pub text: String,
}

/// A place with which a person is connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PersonPlace {
    /// The place's name.
    pub name: String,
    /// What the place was to the person; empty when the register does not say.
    pub role: String,
}

/// Something on which the register rests, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// What it is to show: a category, `link`, `dates`; empty for the whole row.
    pub claim: String,
    /// The work, with its publisher.
    pub source: String,
    /// Primary, scholarly, authority, press, campaign, machine …, in the register's word.
    pub kind: String,
    /// What looking there gave.
    pub outcome: Outcome,
}

/// What looking for evidence gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is there.
    Found,
    /// Somebody looked, and it is not there.
    NotFound,
    /// It was looked at and does not settle the matter.
    Inconclusive,
    /// The work is named and nobody has looked.
    #[default]
    NotChecked,
}

impl Outcome {
    /// The outcome with this word.
    pub fn from_word(word: &str) -> Option<Outcome> {
        match word.trim().to_lowercase().replace(['_', '-'], " ").as_str() {
            "found" => Some(Outcome::Found),
            "not found" => Some(Outcome::NotFound),
            "inconclusive" => Some(Outcome::Inconclusive),
            "" | "not checked" => Some(Outcome::NotChecked),
            _ => None,
        }
    }
}

/// What is wrong with a row of a register, or could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The kind of problem, in kebab-case.
    pub code: &'static str,
    /// How much it matters: an error left something out.
    pub level: crate::Level,
    /// The table's name as the host gave it.
    pub table: String,
    /// The row as a spreadsheet counts; 0 where no row can be named.
    pub row: u64,
    /// Whom it is about; may be empty.
    pub person: String,
    /// What is wrong, in a sentence: lower case, no full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            crate::Level::Advice => "advice",
            crate::Level::Warning => "warning",
            crate::Level::Error => "error",
        };
        write!(f, "{level}[{}]: {}\n  --> {}", self.code, self.message, self.table)?;
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if !self.person.is_empty() {
            write!(f, ", `{}`", self.person)?;
        }
        Ok(())
    }
}

impl Register {
    /// The name under which the register was loaded.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The persons, by id; homonyms among them.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        let at = self.persons.binary_search_by(|person| person.id.as_str().cmp(id)).ok()?;
        self.persons.get(at)
    }

    /// Names of persons that are also names of something else.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// What is wrong with its rows, in order of tables and rows.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many rows were read, of all tables.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}
