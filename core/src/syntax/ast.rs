//! The syntax tree of an expression: what was written, with places, before any name is looked up.

use crate::source::{Span, Spanned};
use crate::value::{Date, Period, State};

/// An expression and where it stands in the framework's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it was written.
    pub span: Span,
}

/// The forms that an expression can take.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `opened-on`, `record.state`, `impacts.effect`: one or more kebab-case words joined by full stops.
    Name(Vec<Spanned<String>>),
    /// `25`, `0.8`, `1_000`.
    Number(f64),
    /// `'not held'` or `"not held"`.
    Text(String),
    /// `2024-01-05`.
    Date(Date),
    /// `28 days`.
    Period(Period),
    /// `true` or `false`.
    Truth(bool),
    /// `today`: the as-of date of the run.
    Today,
    /// `[negative, 'not held', 3]`, only after `in`.
    List(Vec<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// Two operands and an operator.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `x is answered`, `x is not not known` is written `not (x is not known)`.
    Is {
        /// What is asked about: a name.
        operand: Box<Expr>,
        /// `is not answered`.
        negated: bool,
        /// Which state.
        state: Spanned<State>,
    },
    /// `any actions where state != stalled`; `every actions [where filter] has owner is answered`; `no actions where …`.
    Quantifier {
        /// Which.
        kind: Quantifier,
        /// The group, by name; a path for a group within a group.
        group: Vec<Spanned<String>>,
        /// `where …`: which rows. For `any` and `no` this is also the condition itself.
        filter: Option<Box<Expr>>,
        /// `has …`: what each of the chosen rows must have.
        has: Option<Box<Expr>>,
    },
    /// `count(impacts where …)`, `sum(actions.cost where …)`, `min`, `max`, `median`.
    Fold {
        /// Which.
        kind: Fold,
        /// The group, by name; a path for a group within a group.
        group: Vec<Spanned<String>>,
        /// The field that is folded: the last word of `actions.cost`; none for `count`.
        field: Option<Spanned<String>>,
        /// `where …`: which rows.
        filter: Option<Box<Expr>>,
    },
    /// `words(rationale)`.
    Call {
        /// The function's name.
        function: Spanned<String>,
        /// In order.
        arguments: Vec<Expr>,
    },
    /// `any rule of severity block is not met`; `no rule cannot be told`; `rule late-decision is not met`. Only in outcome tables.
    Rules {
        /// Which rules.
        subject: RuleSubject,
        /// What is said of them.
        verdict: Spanned<VerdictTest>,
    },
    /// Something that could not be read; a diagnostic says so. Everything above it is left unchecked.
    Error,
}

/// The rules that an outcome condition speaks of.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleSubject {
    /// `rule ID`.
    One(Spanned<String>),
    /// `any rule`, `every rule`, `no rule`, each with optional `of severity S`, `at STAGE`.
    Many {
        /// Which.
        kind: Quantifier,
        /// `of severity block`.
        severity: Option<Spanned<String>>,
        /// `at sign-off`.
        stage: Option<Spanned<String>>,
    },
}

/// What an outcome condition says of a rule's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerdictTest {
    /// `is met`.
    Met,
    /// `is not met`.
    NotMet,
    /// `cannot be told`.
    CannotTell,
    /// `does not apply`.
    DoesNotApply,
    /// `needs a person`.
    NeedsAPerson,
    /// `is to do`.
    ToDo,
}

/// Operators with two operands, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
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
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `contains`
    Contains,
    /// `matches`
    Matches,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `any`, `every`, `no`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// All.
    Every,
    /// None.
    No,
}

/// Folds of a group's rows to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// How many rows.
    Count,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The middle one; the mean of the two in the middle.
    Median,
}
