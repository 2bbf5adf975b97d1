//! The table of diagnostic codes: one entry a code, from which `regard explain CODE` and the reference are made.

use super::Level;
use serde::{Serialize, Serializer};
use std::fmt;

/// What is known of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code as it is printed, in kebab-case.
    pub name: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What it means and what to do, in a few sentences of plain text.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($variant:ident $level:ident $name:literal $explanation:literal;)*) => {
        /// The kind of a [`Diagnostic`](super::Diagnostic).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// Name, level and explanation.
            pub fn info(self) -> CodeInfo {
                match self {
                    $(Code::$variant => CodeInfo { name: $name, level: Level::$level, explanation: $explanation },)*
                }
            }
        }
    };
}

codes! {
    // The text as YAML.
    NotYaml Error "not-yaml" "The text is not YAML that can be read. The place shown is where reading stopped; the mistake is often on the line before: an indent that does not line up, a missing quote, a tab.";
    YamlProfile Error "yaml-profile" "Frameworks use a strict part of YAML 1.2: no anchors, aliases, tags or merge keys, one document. This keeps every framework readable on paper and safe to open.";
    DuplicateKey Error "duplicate-key" "The same key stands twice in one mapping. Other readers would silently keep one of the two.";
    UnquotedValue Error "unquoted-value" "A value that other YAML readers take for something else (`yes`, `no`, `on`, `off`, a number with a leading zero), where a word is meant. Put it in quotes.";
    TooLarge Error "too-large" "A limit on size or depth was reached, so the rest was not read. Limits protect whoever opens a framework that a stranger wrote.";
    // The shape of a framework.
    UnknownKey Error "unknown-key" "A key that the language does not have in this place.";
    MissingKey Error "missing-key" "A key that has to be given in this place.";
    WrongShape Error "wrong-shape" "A text, a list or a mapping was expected and something else was found.";
    InvalidValue Error "invalid-value" "The value is not one of those that this key takes.";
    InvalidId Error "invalid-id" "Ids are kebab-case: small letters, digits and single hyphens, beginning with a letter, and not a word of the expression language.";
    DuplicateId Error "duplicate-id" "Two things of the same kind have the same id, so neither could be referred to.";
    WrongLanguage Error "wrong-language" "The framework was written for another version of the framework language.";
    // Expressions.
    UnexpectedCharacter Error "unexpected-character" "A character that the expression language does not use. Texts stand in single quotes.";
    UnclosedText Error "unclosed-text" "A text was opened with a quote and not closed.";
    InvalidNumber Error "invalid-number" "Something that begins like a number, a date or a period and is not one.";
    UnexpectedWord Error "unexpected-word" "The expression cannot go on like this. The message names what was expected.";
    NotCanonical Advice "not-canonical" "Understood, but spelt as in another language (`==`, `&&`, `${x}`). `regard fmt` writes the usual form.";
    AmbiguousComparison Error "ambiguous-comparison" "Comparisons cannot be chained: `1 < x < 5` has no single meaning. Write `x > 1 and x < 5`.";
    MixedAndOr Error "mixed-and-or" "`and` and `or` side by side are read differently by different people. Put brackets round one of them.";
    // Names and types.
    UnknownName Error "unknown-name" "Nothing of this name can be seen from here: no field, parameter, derived value, list or group.";
    AmbiguousName Error "ambiguous-name" "The word beside a choice is one of its options and also the name of a field with the same options. Put an option in quotes; write a field as `record.name`.";
    UnknownOption Error "unknown-option" "The field has no such option, so the comparison could never be true.";
    UnknownFunction Error "unknown-function" "There is no function of this name.";
    WrongArguments Error "wrong-arguments" "A function was given a different number or type of arguments than it takes.";
    TypeMismatch Error "type-mismatch" "Two things of different types are compared or combined, which has no answer.";
    UnitMismatch Error "unit-mismatch" "Two quantities with different units are compared or combined.";
    NotACondition Error "not-a-condition" "A condition is needed here: something that is true, false or unknown. There is no truthiness: write the comparison out.";
    OutsideGroup Error "outside-group" "The field belongs to a group with many rows, and is used where no row is chosen. Use `any`, `every`, `no`, `count` or another fold over the group.";
    NotAGroup Error "not-a-group" "A quantifier or a fold runs over the rows of a group, and this is not one.";
    UnknownSource Error "unknown-source" "The clause is cited but not listed under `sources`.";
    UnknownRule Error "unknown-rule" "The outcome table speaks of a rule, severity, stage or verdict that does not exist.";
    UnknownStage Error "unknown-stage" "The stage is not one of the framework's `stages`.";
    UnknownRegister Error "unknown-register" "The register is not one of the framework's `registers`.";
    UnknownList Error "unknown-list" "The list is not one of the framework's `lists`.";
    UnknownPlaceholder Error "unknown-placeholder" "A message names something in braces that cannot be seen from its rule.";
    InvalidPattern Error "invalid-pattern" "The regular expression cannot be compiled within the limits of size.";
    Cycle Error "cycle" "Values are defined by way of themselves.";
    // What can be read off a framework without running it.
    NeverApplies Warning "never-applies" "The `when` of this rule can never be true, so the rule never applies.";
    NeverFails Warning "never-fails" "The `require` of this rule can never be false where its `when` is true, so the rule can never find anything.";
    NeverMet Warning "never-met" "The `require` of this rule can never be true where its `when` is true, so every record it applies to fails it.";
    UnreachableOutcome Warning "unreachable-outcome" "An earlier row of the table always holds, so this one is never reached.";
    UnreachableOption Warning "unreachable-option" "The option is also one of the texts that stand for a state, so an answer that says it is read as that state.";
    UnreachableAlias Warning "unreachable-alias" "An alias of a field is also the id of another, so a key or column of that name is the other's.";
    RowWithoutOption Warning "row-without-option" "A fixed row is no option of the field that is asked whether it contains the row, so of that row it can never be told.";
    UnusedOption Warning "unused-option" "An option of a list that no rule, condition or table speaks of, although others of the same list are told apart.";
    UnusedParameter Warning "unused-parameter" "The parameter is never used: a reader would take it for a threshold that is applied.";
    UnusedSource Advice "unused-source" "The source is listed and nothing cites it.";
    UnusedDerived Warning "unused-derived" "The derived value is never used.";
    UnusedList Warning "unused-list" "The list is never used.";
    UnusedRegister Warning "unused-register" "No screening compares names with the register, or no rule, condition or measure speaks of the candidates that a screening finds, so nothing is compared.";
    ThresholdWithoutReason Error "threshold-without-reason" "Every parameter says why its value is what it is. A threshold without a reason cannot be defended.";
    NumberInRule Warning "number-in-rule" "A bare number in a rule is a threshold without a name or a reason. Make it a parameter.";
    RuleWithoutSource Warning "rule-without-source" "The rule cites nothing: say what it rests on, even if it is a house rule.";
    RuleWithoutReason Advice "rule-without-reason" "The rule does not say why it exists (`why`), so `regard explain` has nothing to tell a reader.";
    UncheckedSource Advice "unchecked-source" "The source has no date on which it was checked, so every report will call it unverified.";
}

impl Code {
    /// The code with this printed name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.info().name == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.info().name)
    }
}
