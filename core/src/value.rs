//! The kinds of answer that a field can take, the states an answer can be in, and civil dates.

mod date;
mod decimal;
mod reckon;

pub use date::{Date, Period, PeriodUnit};
pub(crate) use date::{MONTHS, month_named};
pub(crate) use decimal::decimal;
pub(crate) use reckon::{over, plus, times};

use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// The state of one answer: given, or absent for a reason.
///
/// Missing evidence is not evidence: a comparison with a cell that is not answered is unknown, whatever the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum State {
    /// There is an answer.
    Answered = 0,
    /// The record has no such column or key.
    NotSupplied = 1,
    /// The cell is blank.
    Missing = 2,
    /// Recorded as not known.
    NotKnown = 3,
    /// Refused or redacted.
    Withheld = 4,
    /// Declared, or derived, as not applicable.
    NotApplicable = 5,
    /// Its `ask-when` is false; whatever stands there is kept and has no effect.
    NotAsked = 6,
    /// Something stands there that cannot be read as the field's type; the raw text is kept.
    Invalid = 7,
}

impl State {
    /// Every state, in order of its code.
    pub const ALL: [State; 8] = [
        State::Answered,
        State::NotSupplied,
        State::Missing,
        State::NotKnown,
        State::Withheld,
        State::NotApplicable,
        State::NotAsked,
        State::Invalid,
    ];

    /// For which state a text usually stands in a list, whatever its case; `None` where it may be an answer. Nothing is read so unless a framework says it: this is
    /// for messages and suggestions, and for what has to be more than a placeholder.
    ///
    /// ```
    /// use due_regard::State;
    /// assert_eq!(State::of_placeholder("TBC"), Some(State::NotKnown));
    /// assert_eq!(State::of_placeholder("n/a"), Some(State::Missing));
    /// assert_eq!(State::of_placeholder("Horse"), None);
    /// ```
    #[must_use]
    pub fn of_placeholder(text: &str) -> Option<State> {
        // `refused` is not among them: in lists of applications it is an answer.
        const MISSING: [&str; 17] = [
            "-",
            "--",
            "---",
            ".",
            "..",
            "n/a",
            "na",
            "n.a.",
            "#n/a",
            "none",
            "nil",
            "null",
            "blank",
            "none given",
            "not recorded",
            "not available",
            "xxx",
        ];
        const NOT_KNOWN: [&str; 14] = [
            "?",
            "??",
            "unknown",
            "not known",
            "n/k",
            "unk",
            "tbc",
            "tba",
            "tbd",
            "dk",
            "don't know",
            "to be confirmed",
            "to follow",
            "todo",
        ];
        const WITHHELD: [&str; 6] =
            ["withheld", "redacted", "suppressed", "confidential", "not disclosed", "prefer not to say"];
        let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if is_one_of(&MISSING) {
            Some(State::Missing)
        } else if is_one_of(&NOT_KNOWN) {
            Some(State::NotKnown)
        } else if is_one_of(&WITHHELD) {
            Some(State::Withheld)
        } else {
            is_one_of(&["not applicable"]).then_some(State::NotApplicable)
        }
    }

    /// Whether what is absent need not be there: *not applicable* or *not asked*.
    pub fn is_inapplicable(self) -> bool {
        matches!(self, State::NotApplicable | State::NotAsked)
    }

    /// The state as people read it: `not known`.
    pub fn words(self) -> &'static str {
        match self {
            State::Answered => "answered",
            State::NotSupplied => "not supplied",
            State::Missing => "missing",
            State::NotKnown => "not known",
            State::Withheld => "withheld",
            State::NotApplicable => "not applicable",
            State::NotAsked => "not asked",
            State::Invalid => "invalid",
        }
    }

    /// The state as it stands in JSON: `not-known`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            State::Answered => "answered",
            State::NotSupplied => "not-supplied",
            State::Missing => "missing",
            State::NotKnown => "not-known",
            State::Withheld => "withheld",
            State::NotApplicable => "not-applicable",
            State::NotAsked => "not-asked",
            State::Invalid => "invalid",
        }
    }

    /// The state with these words; `None` for anything else.
    pub fn from_words(words: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.words() == words)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// One option of a list.
    Choice,
    /// Any number of options of a list (64 options at most).
    Choices,
    /// `yes` or `no`: a choice between these two.
    YesNo,
    /// A whole number, exact to ±9,007,199,254,740,991.
    Integer,
    /// A decimal number.
    Number,
    /// A calendar day.
    Date,
    /// A calendar year, which may be approximate (`c. 1680`, `1840s`): an interval of years.
    Year,
    /// A person or a post, compared without regard to case and spacing.
    Person,
    /// A web address.
    Url,
}

impl FieldType {
    /// Every type, in the order of the reference.
    pub const ALL: [FieldType; 11] = [
        FieldType::Text,
        FieldType::LongText,
        FieldType::Choice,
        FieldType::Choices,
        FieldType::YesNo,
        FieldType::Integer,
        FieldType::Number,
        FieldType::Date,
        FieldType::Year,
        FieldType::Person,
        FieldType::Url,
    ];

    /// The type as it is written in a framework.
    pub fn words(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::LongText => "long text",
            FieldType::Choice => "choice",
            FieldType::Choices => "choices",
            FieldType::YesNo => "yes-no",
            FieldType::Integer => "integer",
            FieldType::Number => "number",
            FieldType::Date => "date",
            FieldType::Year => "year",
            FieldType::Person => "person",
            FieldType::Url => "url",
        }
    }

    /// The same in a sentence: `an integer`.
    pub(crate) fn with_article(self) -> String {
        format!("{} {}", if self == FieldType::Integer { "an" } else { "a" }, self.words())
    }

    /// The type written so; `None` for anything else.
    pub fn from_words(words: &str) -> Option<FieldType> {
        FieldType::ALL.into_iter().find(|kind| kind.words() == words)
    }

    /// What an answer is, for the reference.
    pub fn about(self) -> &'static str {
        match self {
            FieldType::Text => "One line of text.",
            FieldType::LongText => "Text of several lines.",
            FieldType::Choice => "One option of a list (`of`).",
            FieldType::Choices => "Any number of options of a list (`of`), which has 64 at most.",
            FieldType::YesNo => "`yes` or `no`.",
            FieldType::Integer => "A whole number, exact to ±9,007,199,254,740,991.",
            FieldType::Number => "A decimal number.",
            FieldType::Date => "A calendar day of the years 1 to 9999.",
            FieldType::Year => "A calendar year, which may be approximate: an interval of years.",
            FieldType::Person => "A person or a post, compared without regard to case and spacing.",
            FieldType::Url => "A web address.",
        }
    }

    /// How records hold an answer, for the reference.
    pub fn written(self) -> &'static str {
        match self {
            FieldType::Text | FieldType::LongText | FieldType::Person => "text; spaces at its edges are left out",
            FieldType::Choice => {
                "an option's id, label or alias, without regard to case, spaces, hyphens and underscores"
            }
            FieldType::Choices => "options with `;` or `|` between them (or `separators`), or a JSON list",
            FieldType::YesNo => "`yes`, `no`, `y`, `n`, `true`, `false`",
            FieldType::Integer => "`1234`, `1,234`, `-5`",
            FieldType::Number => "`1234.5`, `1,234.5`, `-5`",
            FieldType::Date => {
                "`2024-01-31`, `31/1/2024`, `31.1.2024`, `31 January 2024`, `20240131`; a time after the day is left out"
            }
            FieldType::Year => "`1895`, `c. 1895`, `1890s`, `1890-1895`, `before 1895`, `after 1895`, or a date",
            FieldType::Url => "text that begins with `https://` or `http://`",
        }
    }

    /// Whether its answers are text to the engine.
    pub fn is_text(self) -> bool {
        matches!(self, FieldType::Text | FieldType::LongText | FieldType::Person | FieldType::Url)
    }

    /// Whether its answers are one option of a list.
    pub fn is_choice(self) -> bool {
        matches!(self, FieldType::Choice | FieldType::YesNo)
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
/// A text as findings and results keep it: at most 10,000 characters, and then how many more there are. Lists from strangers hold cells of
/// megabytes, and a finding names a cell more than once.
pub(crate) fn kept(text: &str) -> Cow<'_, str> {
    const MOST: usize = 10_000;
    if text.len() <= MOST {
        return Cow::Borrowed(text);
    }
    match text.char_indices().nth(MOST) {
        None => Cow::Borrowed(text),
        Some((at, _)) => {
            let (kept, left) = text.split_at_checked(at).unwrap_or((text, ""));
            Cow::Owned(format!("{kept}… ({} more characters)", left.chars().count()))
        }
    }
}
