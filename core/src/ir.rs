//! A framework with every name resolved and every type known: what the checker makes and both evaluators read.
//!
//! Conditions and numbers stay trees here. [`plan`](crate::plan) flattens them for columns; the tracing evaluator walks them for one record.

mod column;
mod measure;

pub(crate) use column::Column;
pub(crate) use measure::{BandIr, CompareIr, MeasureIr, MeasuredIr, RangeIr, Threshold, WithIr};

use crate::framework::{Severity, Stage, Standing, WhenUnknown, Words};
use crate::pattern::{Pattern, Refused};
use crate::source::Span;
use crate::syntax::ast::{Fold, VerdictTest};
use crate::value::{Date, FieldType, Period, State, plus};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A number that stands for one of a kind of thing, so that two kinds cannot be mixed up.
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub u32);
        impl $name {
            /// As an index of a vector.
            pub(crate) fn index(self) -> usize { self.0 as usize }
            /// From an index of a vector; frameworks are far smaller than 4 thousand million things.
            pub(crate) fn from_index(index: usize) -> Self { Self(u32::try_from(index).unwrap_or(u32::MAX)) }
        }
    )*};
}

index! {
    /// A field, by its place in [`Shape::slots`].
    SlotId;
    /// The record (0) or a group, by its place in [`Shape::domains`].
    DomainId;
    /// A list, by its place in [`Shape::lists`].
    ListId;
    /// A parameter, by its place in [`Checked::parameters`].
    ParameterId;
    /// A derived value, by its place in [`Checked::derived`].
    DerivedId;
    /// A rule, by its place in [`Checked::rules`].
    RuleId;
    /// A source, by its place in [`Checked::sources`].
    SourceId;
    /// A stage, by its place in [`Checked::stages`].
    StageId;
    /// A register, by its place in [`Shape::registers`].
    RegisterId;
}

/// The record itself.
pub(crate) const RECORD: DomainId = DomainId(0);

/// How many derived values, `ask-when` and `not-applicable-when` may rest on one another in a row. What is deeper nobody could follow.
pub(crate) const DEEPEST: u32 = 64;

/// A framework that has been checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checked {
    /// Its id, version and texts.
    pub about: About,
    /// Fields, groups and lists.
    pub shape: Shape,
    /// Parameters, in order.
    pub parameters: Vec<ParameterIr>,
    /// Derived values, each after those it uses.
    pub derived: Vec<DerivedIr>,
    /// Rules in order: first the `required-…` and `rows-…` rules that fields and groups make, then the author's.
    pub rules: Vec<RuleIr>,
    /// The outcome table; empty when there is none.
    pub outcome: Vec<TableRowIr>,
    /// Measures, in order.
    pub measures: Vec<MeasureIr>,
    /// Stages, in order.
    pub stages: Vec<Stage>,
    /// Sources, in order.
    pub sources: Vec<SourceIr>,
    /// Texts that are compared across records.
    pub across: Vec<AcrossIr>,
    /// What a summary of a record shows.
    pub summary: SummaryIr,
    /// What could not be expressed: sources, what, why.
    pub not_expressed: Vec<(Vec<SourceId>, Words, Words)>,
    /// By derived value: the least and the greatest value of a score over all answers that can stand together; `None` for anything else.
    pub extremes: Vec<Option<(f64, f64)>>,
    /// Every regular expression that stands in the framework, by its text: compiled once, as compiling is what takes longest of all checking.
    pub patterns: BTreeMap<String, Pattern>,
}

impl Checked {
    /// The id of a stage.
    pub(crate) fn stage(&self, stage: Option<StageId>) -> Option<String> {
        self.stages.get(stage?.index()).map(|stage| stage.id.value.clone())
    }

    /// A pattern that stands in the framework, or one that a run sets as a parameter.
    pub(crate) fn pattern(&self, text: &str) -> Result<Pattern, Refused> {
        self.patterns.get(text).map_or_else(|| Pattern::new(text), |known| Ok(known.clone()))
    }
}

/// What a report says of the framework itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    /// Its id.
    pub id: String,
    /// Its version, as written.
    pub version: String,
    /// Its title.
    pub title: Words,
    /// Where it applies.
    pub jurisdiction: String,
}

/// The fields, groups and lists of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// The record first, then each group after the one it lies in.
    pub domains: Vec<Domain>,
    /// Every field, in the framework's order, and one `row` field for each group with fixed rows.
    pub slots: Vec<Slot>,
    /// Every list.
    pub lists: Vec<ListIr>,
    /// Every register.
    pub registers: Vec<RegisterIr>,
    /// Every group of candidates.
    pub screenings: Vec<ScreeningIr>,
    /// One of them: `asset`.
    pub noun: String,
    /// Several of them: `assets`.
    pub plural: String,
    /// The field that identifies a record.
    pub id: Option<SlotId>,
    /// The field that names a record to people.
    pub name: Option<SlotId>,
    /// Whether two records may not have the same id.
    pub unique: bool,
    /// The key under which a record may wrap its answers; empty for none.
    pub inside: String,
    /// Keys of a record that are no answers.
    pub ignore: Vec<String>,
}

/// The record or a group.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    /// The key under which a record holds it: `actions`; empty for the record.
    pub key: String,
    /// Its path: empty for the record, `impacts`, `impacts.actions`.
    pub path: String,
    /// What people read.
    pub title: Words,
    /// In what it lies; `None` for the record.
    pub parent: Option<DomainId>,
    /// The fixed rows, in order; empty for free rows.
    pub fixed: Vec<FixedRowIr>,
    /// Whether rows beyond the fixed ones are read.
    pub extra: bool,
    /// The `row` field of a group with fixed rows.
    pub row: Option<SlotId>,
    /// When the group is asked, seen from the domain in which it lies.
    pub ask_when: Option<Cond>,
    /// Whether the engine fills it, and no record.
    pub filled: bool,
}

/// A register that the framework declares.
#[derive(Debug, Clone)]
pub(crate) struct RegisterIr {
    /// Its id.
    pub id: String,
    /// Whether it lists names of things, and not persons.
    pub names: bool,
    /// The list of its categories.
    pub categories: Option<ListId>,
    /// The list of its words for culpability.
    pub culpability: Option<ListId>,
}

/// Names that are compared with a register, and the group of candidates that this makes.
#[derive(Debug, Clone)]
pub(crate) struct ScreeningIr {
    /// The group.
    pub group: DomainId,
    /// The register.
    pub register: RegisterId,
    /// A choice of the record with one option, which is answered where the name was compared; else it has the state of the name.
    pub screened: SlotId,
    /// The fields that hold the name.
    pub names: Vec<SlotId>,
    /// The fields that say where.
    pub places: Vec<SlotId>,
    /// The year of naming.
    pub year: Option<SlotId>,
    /// The kind of thing.
    pub kind: Option<SlotId>,
    /// Names of the neighbourhood.
    pub neighbours: Option<SlotId>,
    /// How many typing errors are allowed for.
    pub errors: u8,
    /// Whether what is kept out of the queue is in the group.
    pub suppressed: bool,
    /// Its columns.
    pub columns: Vec<(Column, SlotId)>,
}

impl ScreeningIr {
    /// The field of a column.
    pub(crate) fn column(&self, column: Column) -> Option<SlotId> {
        self.columns.iter().find(|(known, _)| *known == column).map(|(_, slot)| *slot)
    }

    /// The fields of the record that it looks at.
    pub(crate) fn reads(&self) -> impl Iterator<Item = SlotId> + '_ {
        let more = self.year.iter().chain(&self.kind).chain(&self.neighbours);
        self.names.iter().chain(&self.places).chain(more).copied()
    }
}

/// A fixed row of a group.
#[derive(Debug, Clone)]
pub(crate) struct FixedRowIr {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// When the row is not applicable, seen from the domain in which the group lies.
    pub not_applicable_when: Option<Cond>,
    /// What that rests on.
    pub cite: Vec<SourceId>,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Its id, which is the key under which a record holds it: `effect`.
    pub id: String,
    /// Its path: `title`, `impacts.effect`, `impacts.actions.due`.
    pub path: String,
    /// Where it lies.
    pub domain: DomainId,
    /// Its type.
    pub kind: FieldType,
    /// The list of a choice.
    pub list: Option<ListId>,
    /// What people read.
    pub label: Words,
    /// Other headers under which lists hold it.
    pub aliases: Vec<String>,
    /// Raw texts that stand for a state; the field's own before the record's. Compared trimmed and without regard to case.
    pub tokens: Vec<(String, State)>,
    /// Characters that separate several answers in one cell.
    pub separators: String,
    /// The unit of a number.
    pub unit: String,
    /// The least and greatest number, day number or year that can be right (a parameter is followed when the plan is made).
    pub bounds: (Option<Num>, Option<Num>),
    /// A regular expression that a text must match.
    pub pattern: Option<String>,
    /// 3/4/2021 is 4 March.
    pub month_first: bool,
    /// When it is asked: its own condition and its section's, seen from its own domain.
    pub ask_when: Option<Cond>,
    /// Whether this is the `row` field of a group with fixed rows, which no record supplies.
    pub is_row: bool,
    /// Whether the engine fills it, and no record.
    pub filled: bool,
}

/// A list of options.
#[derive(Debug, Clone)]
pub(crate) struct ListIr {
    /// In order.
    pub options: Vec<OptionIr>,
}

/// An option.
#[derive(Debug, Clone)]
pub(crate) struct OptionIr {
    /// What records hold.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Numbers attached to it.
    pub numbers: BTreeMap<String, f64>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub(crate) struct ParameterIr {
    /// Its id.
    pub id: String,
    /// Its value in the framework.
    pub value: ParameterValue,
    /// Its unit.
    pub unit: String,
    /// Why it is what it is.
    pub why: String,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ParameterValue {
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A span of calendar time.
    Period(Period),
    /// A text.
    Text(String),
}

/// A derived value.
#[derive(Debug, Clone)]
pub(crate) struct DerivedIr {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// Whether reports count it.
    pub show: bool,
    /// How it is made; always of the record.
    pub value: DerivedValueIr,
}

/// How a derived value is made.
#[derive(Debug, Clone)]
pub(crate) enum DerivedValueIr {
    /// A condition.
    Condition(Cond),
    /// A number, and whether it is a day or a year rather than a quantity.
    Number(Num, NumberKind),
    /// A decision table.
    Table(Vec<TableRowIr>),
}

/// How a number is printed and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// A quantity.
    Quantity,
    /// A day number.
    Date,
    /// A year.
    Year,
}

/// A row of a decision table.
#[derive(Debug, Clone)]
pub(crate) struct TableRowIr {
    /// The result.
    pub is: String,
    /// What people read.
    pub label: Words,
    /// When; always, when absent.
    pub when: Option<Cond>,
    /// What it rests on.
    pub cite: Vec<SourceId>,
    /// What it means.
    pub say: Words,
}

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct RuleIr {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: Words,
    /// The record, or the group for each of whose rows it is checked.
    pub domain: DomainId,
    /// When it applies, seen from its domain.
    pub when: Option<Cond>,
    /// What must hold.
    pub require: Cond,
    /// How much it matters.
    pub severity: Severity,
    /// From which stage it bites.
    pub at: Option<StageId>,
    /// What it rests on.
    pub cite: Vec<SourceId>,
    /// What a finding says.
    pub say: TemplateIr,
    /// What would mend it.
    pub fix: TemplateIr,
    /// Why it exists.
    pub why: Words,
    /// What *cannot tell* becomes.
    pub when_unknown: WhenUnknown,
    /// The stage from which that counts; always, when absent.
    pub unknown_from: Option<StageId>,
    /// The named parts of what must hold, where it has such.
    pub criteria: Vec<CriterionIr>,
    /// Whether a `required:` or `repeat:` made it.
    pub made_by_required: bool,
    /// Where it was written.
    pub span: Span,
    /// The conditions as text, for explanations: `when` (empty without one) and `require`.
    pub text: (String, String),
}

/// A named part of what a rule requires.
#[derive(Debug, Clone)]
pub(crate) struct CriterionIr {
    /// Its name for people.
    pub title: Words,
    /// What it means.
    pub say: Words,
    /// What must hold, seen from the rule's domain.
    pub require: Cond,
}

/// A message with places for values, by language as in [`Words`].
pub(crate) type TemplateIr = BTreeMap<String, Vec<PartIr>>;

/// A part of a message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PartIr {
    /// Text as it is.
    Text(String),
    /// A field's answer.
    Slot(SlotId),
    /// A parameter's value.
    Parameter(ParameterId),
    /// A derived value.
    Derived(DerivedId),
    /// The label of the row.
    Row,
    /// The row whose text is most like that of the row in hand.
    Match(SlotId),
    /// The record's name, else its id.
    Record,
    /// The first where there is no answer, the second where something stands there that cannot be read.
    Open(SlotId, [String; 2]),
}

/// A field whose texts are compared with those of other records. Its rule is met by each record alone; what the others hold is known only at the end.
#[derive(Debug, Clone)]
pub(crate) struct AcrossIr {
    /// The rule that it makes.
    pub rule: RuleId,
    /// The field.
    pub slot: SlotId,
    /// From which share of words in common on.
    pub share: Num,
}

/// What a summary of a record shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct SummaryIr {
    /// What people read as its name.
    pub title: Words,
    /// When a record is signed off.
    pub signed_off: Option<Cond>,
    /// In order; none where the framework leaves it to the usual form, which shows all.
    pub parts: Vec<SummaryPartIr>,
    /// Every section and group with all its fields, in order.
    pub all: Vec<SummaryPartIr>,
}

/// A part of a summary.
#[derive(Debug, Clone)]
pub(crate) struct SummaryPartIr {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: Words,
    /// What a reader must know of it.
    pub say: Words,
    /// The record, or the group whose rows it shows.
    pub domain: DomainId,
    /// Which rows, seen from the domain.
    pub when: Option<Cond>,
    /// The fields, in order; each lies in the domain or around it.
    pub fields: Vec<SlotId>,
    /// What is said where no row is shown.
    pub none: Words,
}

/// What divides the records of a measure into groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByIr {
    /// The options of a choice of the record; of a field with several answers, each option that is among them.
    Options(SlotId),
    /// The texts that stand in a field of the record.
    Texts(SlotId),
    /// The results of a derived table.
    Table(DerivedId),
}

/// A source.
#[derive(Debug, Clone)]
pub(crate) struct SourceIr {
    /// Its id.
    pub id: String,
    /// The title of the work.
    pub title: String,
    /// Where in it.
    pub at: String,
    /// What weight it has.
    pub standing: Standing,
    /// Where it applies.
    pub jurisdiction: String,
    /// A web address.
    pub url: String,
    /// When someone compared it; `None` is unverified.
    pub checked: Option<Date>,
    /// A remark.
    pub note: String,
}

/// A condition: true, false, unknown, or not applicable.
#[derive(Debug, Clone)]
pub(crate) struct Cond {
    /// What it is.
    pub kind: CondKind,
    /// Where it was written.
    pub span: Span,
    /// Its text in the usual form; only for the parts that an explanation names (everything but `and`, `or`, `not`).
    pub text: Arc<str>,
}

/// The forms of a condition. Every slot lies in the domain from which the condition is seen, or around it.
#[derive(Debug, Clone)]
pub(crate) enum CondKind {
    /// `true`, `false`.
    Truth(bool),
    /// All of them (Kleene's and). Never empty.
    And(Vec<Cond>),
    /// At least one of them (Kleene's or). Never empty.
    Or(Vec<Cond>),
    /// Not.
    Not(Box<Cond>),
    /// The state of a field is one of these; never unknown. `is missing` holds *missing* and *not supplied*.
    StateIn(SlotId, Vec<State>),
    /// The answer of a choice is one of these options (sorted, by place in the list).
    OptionIn(SlotId, Vec<u16>),
    /// Two choices of one list have the same answer.
    SameOption(SlotId, SlotId),
    /// A `choices` field has this option among its answers.
    HasOption(SlotId, u16),
    /// A `choices` field has the row among its answers: for each option of the `row` field, the option of the same id; unknown for a row without one.
    HasRow {
        /// The field with several answers.
        among: SlotId,
        /// The `row` field of the group.
        row: SlotId,
        /// By place in the `row` field's list.
        places: Vec<Option<u16>>,
    },
    /// Two numbers, dates or years.
    Compare(Comparison, Num, Num),
    /// A text is one of these.
    TextIn(SlotId, Vec<TextSource>),
    /// Two texts are the same (persons: without regard to case and spacing).
    SameText(SlotId, SlotId),
    /// A text contains another, without regard to case.
    TextContains(SlotId, TextSource),
    /// A regular expression is found in a text. Patterns are compiled when the plan is made.
    Matches(SlotId, TextSource),
    /// At least one row of the group for which the filter and then the condition hold; seen from the domain in which the group lies or one around it.
    AnyRow {
        /// The group.
        group: DomainId,
        /// Seen from the group.
        has: Box<Cond>,
    },
    /// Every row that the filter chooses has the condition; over none it is not applicable.
    EveryRow {
        /// The group.
        group: DomainId,
        /// Which rows; seen from the group.
        filter: Option<Box<Cond>>,
        /// Seen from the group.
        has: Box<Cond>,
    },
    /// A derived condition.
    Derived(DerivedId),
    /// The result of a derived table is one of these (by place of its rows' results: `true` for each row that counts).
    TableIn(DerivedId, Vec<bool>),
    /// Rules have a verdict; only in outcome tables, seen from the record. Never unknown.
    Verdict {
        /// Any or every (`no` is written with [`CondKind::Not`]).
        every: bool,
        /// Which rules.
        rules: Vec<RuleId>,
        /// Which verdict.
        test: VerdictTest,
    },
}

/// A comparison of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A text that a condition names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TextSource {
    /// Written out.
    Literal(String),
    /// A parameter.
    Parameter(ParameterId),
    /// Another field (only for `contains`).
    Slot(SlotId),
}

/// A number, a day number or a year: an interval, known, unknown or not applicable.
#[derive(Debug, Clone)]
pub(crate) enum Num {
    /// Written out; a date is its day number.
    Literal(f64),
    /// A parameter that is a number or a date.
    Parameter(ParameterId),
    /// The as-of date's day number.
    Today,
    /// A field of type number, integer, date (day number) or year (interval).
    Slot(SlotId),
    /// A number attached to the option that a choice has as its answer, by place in the list; `None` where the option has no such number (unknown).
    OptionNumber(SlotId, Vec<Option<f64>>),
    /// Arithmetic; division by zero is unknown.
    Arithmetic(Arithmetic, Box<Num>, Box<Num>),
    /// `-x`
    Negate(Box<Num>),
    /// A date moved by a period.
    Shift {
        /// The date.
        date: Box<Num>,
        /// By what.
        by: PeriodSource,
        /// To earlier.
        back: bool,
    },
    /// A fold of a group's rows, seen from the domain in which the group lies or one around it.
    Fold {
        /// Which.
        kind: Fold,
        /// The group.
        group: DomainId,
        /// What is folded, seen from the group; none for `count`.
        value: Option<Box<Num>>,
        /// Which rows, seen from the group.
        filter: Option<Box<Cond>>,
    },
    /// A derived number.
    Derived(DerivedId),
    /// The numbers of the options that are answered, added up over fields of the record.
    Points(Points),
    /// The least or greatest value that a derived score can have, whatever is answered.
    Extreme {
        /// The score.
        of: DerivedId,
        /// The greatest, not the least.
        greatest: bool,
    },
    /// The value of the first row whose condition holds; over every row that may be the first where that is open. Not applicable where none holds.
    Case(Vec<(Option<Cond>, Num)>),
    /// How alike a text of a group's row is to that of the row most like it, among the other rows in which it is answered. Not applicable without others.
    Nearest(SlotId),
    /// A function.
    Call(&'static crate::function::Function, Vec<Argument>),
}

/// A score: what the answers add to it.
#[derive(Debug, Clone)]
pub(crate) struct Points {
    /// The derived value that it is; its limits are found in [`Checked::extremes`].
    pub id: DerivedId,
    /// The fields, all of the record, each with the numbers of its options by place in the list (nothing where an option has none).
    pub terms: Vec<(SlotId, Vec<f64>)>,
    /// Whether a question that is asked and left blank adds nothing; else it leaves the score open.
    pub blank_is_nothing: bool,
}

/// An operator of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// Where a period comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PeriodSource {
    /// Written out.
    Literal(Period),
    /// A parameter.
    Parameter(ParameterId),
}

/// An argument of a function.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    /// The answer of a field of text, or of one with several options.
    Answer(SlotId),
    /// A number, date or year.
    Number(Num),
}

/// The least and the most that any answer adds.
pub(crate) fn range(numbers: &[f64], several: bool) -> (f64, f64) {
    if several {
        return numbers
            .iter()
            .fold((0.0, 0.0), |(low, high), number| (plus(low, number.min(0.0)), plus(high, number.max(0.0))));
    }
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 0.0) }
}
