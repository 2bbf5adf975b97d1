//! The functions of the expression language: signature, documentation and code of each in one item.
//!
//! A new function is one entry in its family's table ([`text`], [`date`], [`number`]); the checker, both evaluators, the reference
//! and `regard explain` find it there.

mod choice;
mod date;
mod number;
mod text;

pub(crate) use text::{DistinctWords, search_pattern, shared_words};

/// A function of the expression language.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name, in kebab-case.
    pub name: &'static str,
    /// What it takes, in order.
    pub takes: &'static [Kind],
    /// What it gives.
    pub gives: Kind,
    /// What it means, with its edge cases, in one or two sentences.
    pub doc: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
    /// How it is computed.
    pub kernel: Kernel,
}

/// The kinds of value that functions take and give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The answer of a text field.
    Text,
    /// A quantity.
    Number,
    /// A date.
    Date,
    /// A year.
    Year,
    /// The id of a derived value that is a score.
    Score,
    /// The id of a list of options, or `row`.
    Terms,
    /// True or false.
    Condition,
    /// The options chosen in a field with several.
    Choices,
}

impl Kind {
    /// As it is called in messages and the reference.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Year => "year",
            Kind::Score => "score",
            Kind::Terms => "terms",
            Kind::Condition => "condition",
            Kind::Choices => "choices",
        }
    }
}

/// The code of a function. It is called with known values only: an unknown argument makes the result unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kernel {
    /// Of one text; called once for each distinct text.
    Text(fn(&str) -> f64),
    /// Of a set of options, as bits.
    Choices(fn(u64) -> f64),
    /// Of two texts.
    TwoTexts(fn(&str, &str) -> f64),
    /// Of one number that never decreases as its argument grows, so that an interval's ends give the result's ends.
    Rising(fn(f64) -> f64),
    /// Of one number; of an interval it is unknown.
    Number(fn(f64) -> f64),
    /// Of two numbers; of intervals it is unknown.
    TwoNumbers(fn(f64, f64) -> f64),
    /// Of two numbers, and it never decreases as either of them grows.
    TwoRising(fn(f64, f64) -> f64),
    /// Of a text beside the texts of the other rows of its group.
    Others,
    /// The greatest (or least) value that a score can have: known once the framework is checked.
    Extreme(bool),
    /// Whether a text holds certain words; the checker makes a pattern of them.
    Search(Search),
}

/// What a text is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// One of the terms stands in it as a word.
    Mentions,
    /// It holds nothing but the phrases.
    MadeOf,
}

/// Every function, in the order of the reference.
pub(crate) fn all() -> impl Iterator<Item = &'static Function> {
    text::FUNCTIONS.iter().chain(choice::FUNCTIONS).chain(date::FUNCTIONS).chain(number::FUNCTIONS)
}

/// The function of this name.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}

/// The functions as the reference's table.
pub(crate) fn markdown() -> String {
    use std::fmt::Write as _;
    let mut out = String::from("| function | gives | meaning | example |\n|---|---|---|---|\n");
    for function in all() {
        let takes: Vec<_> = function.takes.iter().map(|kind| kind.words()).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| `{}({})` | {} | {} | `{}` |",
            function.name,
            takes.join(", "),
            function.gives.words(),
            function.doc,
            function.example
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_take_what_the_signature_says() {
        for function in all() {
            let fits = match function.kernel {
                Kernel::Text(_) => function.takes == [Kind::Text],
                Kernel::Choices(_) => function.takes == [Kind::Choices],
                Kernel::TwoTexts(_) => function.takes == [Kind::Text, Kind::Text],
                Kernel::Rising(_) | Kernel::Number(_) => {
                    function.takes.len() == 1 && ![Kind::Text, Kind::Choices].contains(&function.takes[0])
                }
                Kernel::TwoNumbers(_) | Kernel::TwoRising(_) => {
                    function.takes.len() == 2 && !function.takes.contains(&Kind::Text)
                }
                Kernel::Others => function.takes == [Kind::Text],
                Kernel::Extreme(_) => function.takes == [Kind::Score],
                Kernel::Search(_) => function.takes == [Kind::Text, Kind::Terms] && function.gives == Kind::Condition,
            };
            assert!(fits, "{}", function.name);
            assert!(function.doc.ends_with('.') && function.example.contains(function.name), "{}", function.name);
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = all().map(|function| function.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
