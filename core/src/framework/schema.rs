//! The keys of the language: one table, from which come the reader's checks, the reference and the schema for editors.

mod json;
mod markdown;
mod table;

pub use json::json_schema;
pub use markdown::keys_markdown;

/// A kind of mapping that a framework is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The whole document.
    Framework,
    /// An entry of `retire`.
    Retired,
    /// A clause under `sources`.
    Source,
    /// A threshold under `parameters`.
    Parameter,
    /// An option of a list.
    Choice,
    /// A stage under `stages`.
    Stage,
    /// A role under `roles`.
    Role,
    /// `record:`
    Record,
    /// A register under `registers`.
    Register,
    /// A group of candidates under `screening`.
    Screening,
    /// A section, or a group within one.
    Section,
    /// `repeat:`
    Repeat,
    /// A fixed row of a group.
    Row,
    /// A field.
    Field,
    /// A derived value written as a mapping.
    Derived,
    /// A row of `cases`.
    NumberRow,
    /// A row of a decision table or of `outcome`.
    TableRow,
    /// A rule.
    Rule,
    /// One of the criteria of a rule.
    Criterion,
    /// `when-unknown:` of a rule.
    WhenUnknown,
    /// A measure.
    Measure,
    /// `compare:` of a measure.
    Compare,
    /// A band of a comparison.
    Band,
    /// `summary:`
    Summary,
    /// A part of a summary.
    SummaryPart,
    /// An entry of `not-expressed`.
    NotExpressed,
}

impl Kind {
    /// Every kind, in the order of the reference.
    pub const ALL: [Kind; 26] = [
        Kind::Framework,
        Kind::Retired,
        Kind::Source,
        Kind::Parameter,
        Kind::Choice,
        Kind::Stage,
        Kind::Role,
        Kind::Record,
        Kind::Register,
        Kind::Screening,
        Kind::Section,
        Kind::Repeat,
        Kind::Row,
        Kind::Field,
        Kind::Derived,
        Kind::NumberRow,
        Kind::TableRow,
        Kind::Rule,
        Kind::Criterion,
        Kind::WhenUnknown,
        Kind::Measure,
        Kind::Compare,
        Kind::Band,
        Kind::Summary,
        Kind::SummaryPart,
        Kind::NotExpressed,
    ];

    /// What the table says of this kind of mapping.
    pub fn info(self) -> &'static MappingInfo {
        match self {
            Kind::Framework => &table::FRAMEWORK,
            Kind::Retired => &table::RETIRED,
            Kind::Source => &table::SOURCE,
            Kind::Parameter => &table::PARAMETER,
            Kind::Choice => &table::CHOICE,
            Kind::Stage => &table::STAGE,
            Kind::Role => &table::ROLE,
            Kind::Record => &table::RECORD,
            Kind::Register => &table::REGISTER,
            Kind::Screening => &table::SCREENING,
            Kind::Section => &table::SECTION,
            Kind::Repeat => &table::REPEAT,
            Kind::Row => &table::ROW,
            Kind::Field => &table::FIELD,
            Kind::Derived => &table::DERIVED,
            Kind::NumberRow => &table::NUMBER_ROW,
            Kind::TableRow => &table::TABLE_ROW,
            Kind::Rule => &table::RULE,
            Kind::Criterion => &table::CRITERION,
            Kind::WhenUnknown => &table::WHEN_UNKNOWN,
            Kind::Measure => &table::MEASURE,
            Kind::Compare => &table::COMPARE,
            Kind::Band => &table::BAND,
            Kind::Summary => &table::SUMMARY,
            Kind::SummaryPart => &table::SUMMARY_PART,
            Kind::NotExpressed => &table::NOT_EXPRESSED,
        }
    }
}

/// What is known of a kind of mapping.
#[derive(Debug)]
pub struct MappingInfo {
    /// Its name in messages, with its article: `a field`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Its keys, in the order in which they are usually written.
    pub keys: &'static [KeyInfo],
}

impl MappingInfo {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static KeyInfo> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// What is known of a key.
#[derive(Debug)]
pub struct KeyInfo {
    /// As it is written.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether it has to be given.
    pub required: bool,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The version of the language in which it came.
    pub since: u32,
    /// Words that other tools use for it, for "did you mean".
    pub others: &'static [&'static str],
}

/// What may stand at a key.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// The number of the language.
    Language,
    /// A new id.
    Id,
    /// Stages, each a new id or a mapping.
    Stages,
    /// Words that stand for a result or an option, with spaces if need be.
    Label,
    /// The id of something that is defined elsewhere.
    Reference,
    /// One such id, or a list of them.
    References,
    /// A group, by id; a path with a full stop for a group within a group.
    Path,
    /// A text.
    Text,
    /// A text for people, perhaps by language.
    Words,
    /// A text for people with `{placeholders}`.
    Message,
    /// One text, or a list of them.
    Texts,
    /// `true` or `false`.
    Truth,
    /// A whole number, not negative.
    Count,
    /// Numbers by name.
    Numbers,
    /// A calendar day, `2024-01-05`.
    Day,
    /// A condition or a value in the expression language.
    Expression,
    /// A number, a day, `today` or the name of a parameter.
    Limit,
    /// A number from 0 to 1, or the name of a parameter with one.
    Share,
    /// A number, or the name of a parameter with one.
    Number,
    /// A number, a period, a day or a text in quotes of its own.
    Value,
    /// One of these words.
    OneOf(fn() -> Vec<&'static str>),
    /// One state, or a list of them.
    States,
    /// The id of a list, or the options themselves.
    Options,
    /// `true`, `false` or the id of a stage.
    Required,
    /// A mapping.
    Mapping(Kind),
    /// A list of mappings.
    List(Kind),
    /// A mapping by new id, each value a mapping.
    Named(Kind),
    /// Lists of options by new id.
    Lists,
    /// Fields, and groups among them.
    Members,
    /// Derived values by new id: an expression, or a mapping.
    DerivedValues,
    /// A verdict, or a mapping of them.
    WhenUnknown,
}
