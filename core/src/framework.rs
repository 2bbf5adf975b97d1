//! A framework as plain data: what its author wrote, in the project's vocabulary, with places. Nothing is resolved yet.

pub mod extend;
#[cfg(feature = "yaml")]
pub mod format;
mod measure;
pub mod read;
pub mod schema;
pub(crate) mod suggest;
mod trap;
pub mod tree;
#[cfg(feature = "yaml")]
pub mod yaml;

pub use measure::{Band, BandVerdict, Compare, ComparedAs, Harm, IntervalKind, Measure, MeasureKind, Orientation};

use crate::source::{Span, Spanned};
use crate::syntax::ast::Expr;
use crate::value::{Date, FieldType, State};
use serde::Serialize;
use std::collections::BTreeMap;

/// An id, in kebab-case, and where it was written.
pub type Id = Spanned<String>;

/// A framework as read: complete as far as its text could be understood.
#[derive(Debug, Clone, Default)]
pub struct Framework {
    /// `framework:` its id.
    pub id: Id,
    /// `extends:` the framework from which it starts, as written; empty for none. What is read is the two together.
    pub extends: String,
    /// `retire:` rules of the framework from which it starts that it leaves out, with the reason.
    pub retired: Vec<(Id, String)>,
    /// `version:`, as written.
    pub version: String,
    /// `title:`
    pub title: Words,
    /// `description:` what it is for.
    pub description: Words,
    /// `jurisdiction:`, for example England.
    pub jurisdiction: String,
    /// `licence:` of the framework text.
    pub licence: String,
    /// `sources:` in order.
    pub sources: Vec<SourceClause>,
    /// `parameters:` in order.
    pub parameters: Vec<Parameter>,
    /// `lists:` in order.
    pub lists: Vec<OptionList>,
    /// `roles:` in order.
    pub roles: Vec<Role>,
    /// `stages:` in order; empty when everything bites at once.
    pub stages: Vec<Stage>,
    /// `record:`
    pub record: RecordShape,
    /// `sections:` in order.
    pub sections: Vec<Section>,
    /// `registers:` in order.
    pub registers: Vec<DeclaredRegister>,
    /// `screening:` in order.
    pub screening: Vec<Screening>,
    /// `derive:` in order.
    pub derived: Vec<Derived>,
    /// `rules:` in order.
    pub rules: Vec<Rule>,
    /// `measures:` in order.
    pub measures: Vec<Measure>,
    /// `outcome:` rows in order; empty when the framework gives no outcome.
    pub outcome: Vec<TableRow>,
    /// `summary:` what a record's summary for decision makers shows.
    pub summary: Summary,
    /// `not-expressed:` what the sources say and this framework cannot.
    pub not_expressed: Vec<NotExpressed>,
}

/// A text for people, in one language or several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    /// By language code; a text given without a language is under `""`.
    pub by_language: BTreeMap<String, String>,
}

impl Words {
    /// A text given without a language.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { by_language: BTreeMap::from([(String::new(), text.into())]) }
    }

    /// The text in a language, else the one without a language, else English, else any; empty when there is none.
    pub fn get(&self, language: &str) -> &str {
        if self.by_language.len() <= 1 {
            return self.by_language.values().next().map_or("", String::as_str);
        }
        self.by_language
            .get(language)
            .or_else(|| self.by_language.get(""))
            .or_else(|| self.by_language.get("en"))
            .or_else(|| self.by_language.values().next())
            .map_or("", String::as_str)
    }

    /// The language of the text that [`Words::get`] gives; English for one given without a language, and the one asked for where there is none.
    pub fn spoken<'a>(&'a self, asked: &'a str) -> &'a str {
        let text = self.get(asked);
        let found = self.by_language.iter().find(|(_, known)| known.as_str() == text);
        match found.map(|(language, _)| language.as_str()) {
            _ if self.by_language.contains_key(asked) => asked,
            Some("") => "en",
            Some(language) => language,
            None => asked,
        }
    }

    /// Whether there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.by_language.values().all(|text| text.trim().is_empty())
    }
}

/// A clause that rules cite.
#[derive(Debug, Clone)]
pub struct SourceClause {
    /// Its id, by which rules cite it.
    pub id: Id,
    /// The title of the work.
    pub title: String,
    /// Where in it: section, paragraph.
    pub at: String,
    /// What weight it has.
    pub standing: Standing,
    /// Where it applies, when not the framework's own jurisdiction.
    pub jurisdiction: String,
    /// A web address.
    pub url: String,
    /// The day on which someone opened the source and compared; without it the source is unverified.
    pub checked: Option<Date>,
    /// A remark, for example what was read and what was not.
    pub note: String,
}

/// The weight of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// An Act, regulations.
    Law,
    /// A court's decision.
    CaseLaw,
    /// Guidance by a public body.
    Guidance,
    /// An audit that a public body published.
    PublishedAudit,
    /// Research.
    Research,
    /// This framework's own rule.
    #[default]
    HouseRule,
}

impl Standing {
    /// Every standing, weightiest first.
    pub const ALL: [Standing; 6] = [
        Standing::Law,
        Standing::CaseLaw,
        Standing::Guidance,
        Standing::PublishedAudit,
        Standing::Research,
        Standing::HouseRule,
    ];

    /// The standing as it is written: `case law`.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Law => "law",
            Standing::CaseLaw => "case law",
            Standing::Guidance => "guidance",
            Standing::PublishedAudit => "published audit",
            Standing::Research => "research",
            Standing::HouseRule => "house rule",
        }
    }
}

/// A threshold, with its reason.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its id, used as a name in expressions.
    pub id: Id,
    /// Its value: a number, a date, a period or a text literal.
    pub value: Expr,
    /// Why it is what it is.
    pub why: String,
    /// The unit, when it is a quantity.
    pub unit: String,
}

/// A stage through which a record goes.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its id, by which rules and runs speak of it.
    pub id: Id,
    /// What people read; its id when absent.
    pub label: Words,
}

impl Stage {
    /// What people read in a language: the label, or else the id in words.
    pub fn label_in(&self, language: &str) -> String {
        let text = self.label.get(language);
        if text.is_empty() { self.id.value.replace('-', " ") } else { text.to_owned() }
    }

    /// The id, with the label where that says more: `submit (Submitted)`.
    pub fn id_and_label(&self) -> String {
        let (id, label) = (&self.id.value, self.label_in(""));
        if label.eq_ignore_ascii_case(&id.replace('-', " ")) { id.clone() } else { format!("{id} ({label})") }
    }
}

/// A list of options.
#[derive(Debug, Clone)]
pub struct OptionList {
    /// Its id. Lists that a field gives inline have the field's path (`record.themes`, `consents.kind`), which no written id can be.
    pub id: Id,
    /// In order.
    pub options: Vec<Choice>,
    /// Written inside a field (`of: [held, planned]`).
    pub inline: bool,
}

/// One option of a list.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id: what records hold. Usually kebab-case; words with spaces are allowed and quoted in expressions.
    pub id: Id,
    /// What people read; empty means the id.
    pub label: Words,
    /// Other spellings that records use for it.
    pub aliases: Vec<String>,
    /// Numbers attached to the option (`weight: 3`), by key.
    pub numbers: BTreeMap<String, f64>,
}

/// What a record is.
#[derive(Debug, Clone, Default)]
pub struct RecordShape {
    /// One of them: `asset`.
    pub noun: String,
    /// Several of them: `assets`.
    pub plural: String,
    /// The field that identifies a record.
    pub id: Option<Id>,
    /// The field that names a record to people.
    pub name: Option<Id>,
    /// Whether two records may not have the same id.
    pub unique: bool,
    /// Raw texts that stand for a state, for every field: `missing: ["-"]`, `not-known: [TBC]`.
    pub tokens: Vec<Token>,
    /// The key under which some programs wrap the answers; what stands beside it is read too. Empty when they do not.
    pub inside: String,
    /// Keys that a record may have and that are no answers, so that nobody need be told of them.
    pub ignore: Vec<String>,
}

/// A reference list of persons or names with which a framework works.
#[derive(Debug, Clone)]
pub struct DeclaredRegister {
    /// Its id.
    pub id: Id,
    /// What people read.
    pub title: Words,
    /// A file or folder beside the framework, as written; empty where every run gives its own.
    pub file: String,
    /// Whether it lists names of things, and not persons.
    pub names: bool,
    /// The list whose options are the register's categories; without it they are a text.
    pub categories: Option<Id>,
    /// The list whose options are the register's words for culpability; without it that is a text.
    pub culpability: Option<Id>,
}

/// Names of records that are compared with a register. It makes a group of candidates, which the engine fills.
#[derive(Debug, Clone)]
pub struct Screening {
    /// The id of the group of candidates.
    pub id: Id,
    /// What people read.
    pub title: Words,
    /// The register.
    pub register: Option<Id>,
    /// The fields that hold the name: the first that a record has a place for.
    pub names: Vec<Id>,
    /// Fields that say where the thing is.
    pub places: Vec<Id>,
    /// The field with the year of the naming or of the first record.
    pub year: Option<Id>,
    /// The field that says what kind of thing it is.
    pub kind: Option<Id>,
    /// A field with names of the neighbourhood, apart by semicolons.
    pub neighbours: Option<Id>,
    /// So many typing errors are allowed for.
    pub typing_errors: Option<Spanned<u32>>,
    /// Whether what is kept out of the queue is in the group too.
    pub suppressed: bool,
}

/// What somebody does in the work, and who has to be somebody else.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its id, by which fields of type `person` name it.
    pub id: Id,
    /// What people read.
    pub label: Words,
    /// The roles whose holder has to be another person.
    pub not: Vec<Id>,
    /// How much that matters.
    pub severity: Severity,
    /// The stage from which it bites.
    pub at: Option<Id>,
    /// What it rests on.
    pub cite: Vec<Id>,
    /// Why they have to be two.
    pub why: Words,
}

/// A raw text that stands for a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The text, compared without regard to case and edge spaces.
    pub text: String,
    /// What it stands for.
    pub state: State,
}

/// A part of a record: fields side by side, or a group with rows.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its id; for a group, the name used in expressions.
    pub id: Id,
    /// What people read.
    pub title: Words,
    /// What helps to answer.
    pub guidance: Words,
    /// When it is asked.
    pub ask_when: Option<Expr>,
    /// Whether it has rows.
    pub rows: Rows,
    /// In order.
    pub members: Vec<Member>,
}

/// A field or a nested group.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly every member is a field")]
pub enum Member {
    /// A question or column.
    Field(Field),
    /// A group within.
    Group(Section),
}

/// The rows of a section.
#[derive(Debug, Clone, Default)]
pub enum Rows {
    /// No rows: its fields belong to the record (or row) around it.
    #[default]
    None,
    /// Fixed rows, in order, and whether a record may add its own.
    Fixed {
        /// Which.
        rows: Vec<FixedRow>,
        /// `extra-rows: true`
        extra: bool,
        /// `extra-from:` the list of rows that are offered for adding.
        offered: Option<Id>,
    },
    /// As many rows as the record gives.
    Free {
        /// At least.
        min: Option<u32>,
        /// At most.
        max: Option<u32>,
    },
}

/// One fixed row.
#[derive(Debug, Clone)]
pub struct FixedRow {
    /// Its id.
    pub id: Id,
    /// What people read; empty means the id.
    pub label: Words,
    /// When the whole row is not applicable.
    pub not_applicable_when: Option<Expr>,
    /// What that rests on.
    pub cite: Vec<Id>,
    /// Words by which a text shows that it speaks of this row: `mentions(text, row)`.
    pub terms: Vec<String>,
}

/// A question or column.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its id, used as a name in expressions.
    pub id: Id,
    /// Its type.
    pub kind: FieldType,
    /// For choices: the list, by id.
    pub of: Option<Id>,
    /// What people read; empty means the id in words.
    pub label: Words,
    /// What helps to answer.
    pub guidance: Words,
    /// An answer as it could be.
    pub example: Words,
    /// Other column headers under which real lists hold it.
    pub aliases: Vec<String>,
    /// When it is asked.
    pub ask_when: Option<Expr>,
    /// From which stage an answer has to be there.
    pub required: Required,
    /// States that count as an answer to a required field.
    pub allow: Vec<State>,
    /// Raw texts that stand for a state in this field.
    pub tokens: Vec<Token>,
    /// Several answers in one cell are separated by any of these characters (choices only).
    pub separators: String,
    /// The unit of a number.
    pub unit: String,
    /// The least number, date or year that can be right; below it the cell is invalid.
    pub min: Option<Expr>,
    /// The greatest.
    pub max: Option<Expr>,
    /// A regular expression that a text must match, else the cell is invalid.
    pub pattern: Option<Spanned<String>>,
    /// Dates written `3/4/2021`: day first (the default) or month first.
    pub month_first: bool,
    /// For a person: what they do in the work.
    pub role: Option<Id>,
    /// The share of words in common from which on another record's text looks copied.
    pub unlike: Option<Expr>,
}

/// Whether a field must be answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Required {
    /// It need not.
    #[default]
    No,
    /// At every stage.
    Always,
    /// From this stage on.
    From(Id),
}

/// A named value.
#[derive(Debug, Clone)]
pub struct Derived {
    /// Its id, used as a name in expressions.
    pub id: Id,
    /// What people read.
    pub label: Words,
    /// How it is made.
    pub value: DerivedValue,
    /// Whether reports count it and findings may show it (`show: true`).
    pub show: bool,
}

/// How a derived value is made.
#[derive(Debug, Clone)]
pub enum DerivedValue {
    /// A condition or a number.
    Expr(Expr),
    /// A decision table: the first row that holds.
    Table(Vec<TableRow>),
    /// A score: the numbers of the options that are answered, added up.
    Score {
        /// `add:` which of the options' numbers.
        add: Id,
        /// `over:` fields and sections of the record; every choice whose options have the number, when empty.
        over: Vec<Id>,
        /// `blank: nothing`: a question that is asked and left blank adds nothing. Else it leaves the score open.
        blank_is_nothing: bool,
    },
    /// `cases:` a number by the first row that holds.
    Cases(Vec<NumberRow>),
}

/// A row of a table of numbers.
#[derive(Debug, Clone)]
pub struct NumberRow {
    /// The number.
    pub value: Expr,
    /// When; a row without it always holds.
    pub when: Option<Expr>,
}

/// One of the criteria of a rule, each with a name and an explanation of its own.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Its id.
    pub id: Id,
    /// What people read as its name; its id when absent.
    pub title: Words,
    /// What must hold.
    pub require: Expr,
    /// What it means, and what to do where it does not hold.
    pub say: Words,
}

/// A row of a decision table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The result.
    pub is: Id,
    /// What people read; empty means the result's id.
    pub label: Words,
    /// When; a row without it always holds.
    pub when: Option<Expr>,
    /// What it rests on.
    pub cite: Vec<Id>,
    /// What it means, for the report.
    pub say: Words,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id: names the offence, never reused.
    pub id: Id,
    /// What people read as its name; empty means the id in words.
    pub title: Words,
    /// The group for each of whose rows the rule is checked (a path for a group within a group).
    pub each: Vec<Id>,
    /// When it applies; always when absent.
    pub when: Option<Expr>,
    /// What must hold; with criteria, that all of them do.
    pub require: Expr,
    /// Named parts of what must hold; empty where `require` says it by itself.
    pub criteria: Vec<Criterion>,
    /// How much it matters.
    pub severity: Severity,
    /// The stage from which it bites; always when absent.
    pub at: Option<Id>,
    /// What it rests on.
    pub cite: Vec<Id>,
    /// What a finding says; `{name}` stands for a value.
    pub say: Template,
    /// What would mend it.
    pub fix: Template,
    /// Why it exists.
    pub why: Words,
    /// What *cannot tell* becomes: the same verdict, unless said otherwise.
    pub when_unknown: WhenUnknown,
    /// The stage from which `when_unknown` counts; always when absent.
    pub unknown_from: Option<Id>,
    /// The version of the framework in which it came.
    pub since: String,
    /// The whole rule in the text.
    pub span: Span,
}

/// How much a rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// May not go on.
    Block,
    /// Should be mended.
    #[default]
    Major,
    /// Could be better.
    Minor,
    /// A person must look; never a failure by itself.
    Review,
}

impl Severity {
    /// Every severity, gravest first.
    pub const ALL: [Severity; 4] = [Severity::Block, Severity::Major, Severity::Minor, Severity::Review];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Severity::Block => "block",
            Severity::Major => "major",
            Severity::Minor => "minor",
            Severity::Review => "review",
        }
    }
}

/// What *cannot tell* becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WhenUnknown {
    /// For anything not answered.
    pub otherwise: Option<UnknownVerdict>,
    /// When everything that leaves the rule undecided is withheld.
    pub withheld: Option<UnknownVerdict>,
}

/// A verdict that an author may give to what cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownVerdict {
    /// `met`
    Met,
    /// `not met`
    NotMet,
    /// `does not apply`
    DoesNotApply,
    /// `needs a person`
    NeedsAPerson,
}

impl UnknownVerdict {
    /// Every verdict that *cannot tell* may become.
    pub const ALL: [UnknownVerdict; 4] =
        [UnknownVerdict::Met, UnknownVerdict::NotMet, UnknownVerdict::DoesNotApply, UnknownVerdict::NeedsAPerson];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            UnknownVerdict::Met => "met",
            UnknownVerdict::NotMet => "not met",
            UnknownVerdict::DoesNotApply => "does not apply",
            UnknownVerdict::NeedsAPerson => "needs a person",
        }
    }
}

/// A message with places for values, by language.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// The parts by language, as in [`Words`].
    pub by_language: BTreeMap<String, Vec<TemplatePart>>,
    /// Where it was written.
    pub span: Span,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Text as it is.
    Text(String),
    /// `{name}`: a field, parameter or derived value, `{row}` for the row's label, `{record}` for the record's name.
    Value(Vec<Spanned<String>>),
}

/// Something that a source says and the framework cannot express.
#[derive(Debug, Clone)]
pub struct NotExpressed {
    /// Which sources.
    pub cite: Vec<Id>,
    /// What is left out.
    pub what: Words,
    /// Why it cannot be expressed.
    pub why: Words,
}

/// What a record's summary for decision makers shows, beside what every summary has: result, findings, limits, sources, receipt.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// What people read as its name.
    pub title: Words,
    /// When a record is signed off; until then its summary is marked as a draft.
    pub signed_off: Option<Expr>,
    /// In order; empty when the framework leaves it to the usual form.
    pub parts: Vec<SummaryPart>,
}

/// A part of a summary: answers of the record, or a table with the rows of a group.
#[derive(Debug, Clone)]
pub struct SummaryPart {
    /// Its id.
    pub id: Id,
    /// What people read; its id when absent.
    pub title: Words,
    /// What a reader must know of it.
    pub say: Words,
    /// The group whose rows it shows (a path for a group within a group); the record itself when absent.
    pub each: Vec<Id>,
    /// Which rows it shows, or whether it is shown at all; always when absent.
    pub when: Option<Expr>,
    /// The fields, in order; each a path for a field around the group.
    pub fields: Vec<Vec<Id>>,
    /// What is said where no row is shown.
    pub none: Words,
}

impl Default for Id {
    fn default() -> Self {
        Spanned::new(String::new(), Span::default())
    }
}
