//! Measures as they are written.

use super::{Id, Words};
use crate::source::Span;
use crate::syntax::ast::Expr;
use serde::{Deserialize, Serialize};

/// A figure over all records.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id.
    pub id: Id,
    /// What people read.
    pub label: Words,
    /// What is made of the records.
    pub kind: MeasureKind,
    /// What is counted (a condition) or added up, averaged or ranked (a number).
    pub of: Expr,
    /// The universe; every record when absent.
    pub among: Option<Expr>,
    /// The number of which `of` is a part or to which it is exposed.
    pub per: Option<Expr>,
    /// By what a rate is multiplied.
    pub times: Option<Expr>,
    /// By what it is also given.
    pub by: Vec<Id>,
    /// Options of `by` that say that the group is not known.
    pub not_known: Vec<Id>,
    /// The number attached to each option of `by` that says how many people there are.
    pub population: Option<Id>,
    /// Whether it is given with an interval, and what that stands for.
    pub interval: Option<IntervalKind>,
    /// How sure the interval is.
    pub level: Option<Expr>,
    /// Figures that rest on fewer than this are not shown.
    pub publish: Option<Expr>,
    /// How its groups are compared.
    pub compare: Option<Compare>,
    /// What it rests on.
    pub cite: Vec<Id>,
    /// What a reader must know.
    pub note: Words,
}

/// The kind of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// How many, or how much.
    Count,
    /// What part, with bounds for what is unknown.
    Share,
    /// How many for each of something that they are exposed to: searches for each resident.
    Rate,
    /// The mean of a number.
    Mean,
    /// The median of a number: the middle one, of an even list the mean of the middle two.
    Median,
}

impl MeasureKind {
    /// Every kind, in the order of the reference.
    pub const ALL: [MeasureKind; 5] =
        [MeasureKind::Count, MeasureKind::Share, MeasureKind::Rate, MeasureKind::Mean, MeasureKind::Median];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            MeasureKind::Count => "count",
            MeasureKind::Share => "share",
            MeasureKind::Rate => "rate",
            MeasureKind::Mean => "mean",
            MeasureKind::Median => "median",
        }
    }
}

/// What an interval around a figure stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalKind {
    /// There is none.
    None,
    /// The records are a sample: where the figure of all from which they come may lie.
    Sampling,
    /// The records are all there are: how far chance alone moves such a figure from one time to the next.
    Stability,
}

impl IntervalKind {
    /// Every kind, in the order of the reference.
    pub const ALL: [IntervalKind; 3] = [IntervalKind::None, IntervalKind::Sampling, IntervalKind::Stability];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            IntervalKind::None => "none",
            IntervalKind::Sampling => "sampling",
            IntervalKind::Stability => "stability",
        }
    }
}

/// How the groups of a measure are compared.
#[derive(Debug, Clone)]
pub struct Compare {
    /// The group with which each is compared (an option, the result of a table, a text), `others` or `population`.
    pub with: Id,
    /// What is made of the two figures.
    pub as_: ComparedAs,
    /// Which of the two stands first.
    pub orientation: Orientation,
    /// On which side of equality harm lies.
    pub harm: Option<Harm>,
    /// The field by whose answers the records are divided for a second figure.
    pub strata: Option<Id>,
    /// A comparison that rests on a cell of fewer than this gets no verdict.
    pub reliable: Option<Expr>,
    /// The greatest share of records of no known group with which the interval alone decides.
    pub most_unknown: Option<Expr>,
    /// In order: the first in which the whole interval lies is the verdict.
    pub bands: Vec<Band>,
    /// Where it stands.
    pub span: Span,
}

/// What is made of the figures of two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedAs {
    /// How many times the other; 1 where they are alike.
    #[default]
    Ratio,
    /// How much more, of shares in percentage points; 0 where they are alike.
    Difference,
    /// What part the group lacks of the other's mean or median, in percent; positive where the group has less.
    Gap,
}

impl ComparedAs {
    /// Every kind, in the order of the reference.
    pub const ALL: [ComparedAs; 3] = [ComparedAs::Ratio, ComparedAs::Difference, ComparedAs::Gap];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            ComparedAs::Ratio => "ratio",
            ComparedAs::Difference => "difference",
            ComparedAs::Gap => "gap",
        }
    }

    /// What it is where two groups are alike.
    pub fn alike(self) -> f64 {
        if self == ComparedAs::Ratio { 1.0 } else { 0.0 }
    }
}

/// Which of two compared groups stands first. Standards differ: of one indicator the group's figure is divided by the reference's, of the next the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// The group's figure over that of the reference, or less it.
    #[default]
    GroupToReference,
    /// The reference's figure over that of the group, or less it.
    ReferenceToGroup,
}

impl Orientation {
    /// Both, in the order of the reference.
    pub const ALL: [Orientation; 2] = [Orientation::GroupToReference, Orientation::ReferenceToGroup];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Orientation::GroupToReference => "group to reference",
            Orientation::ReferenceToGroup => "reference to group",
        }
    }
}

/// On which side of equality harm lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// On either side.
    Away,
}

impl Harm {
    /// Every side, in the order of the reference.
    pub const ALL: [Harm; 3] = [Harm::Above, Harm::Below, Harm::Away];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Harm::Above => "above",
            Harm::Below => "below",
            Harm::Away => "away",
        }
    }
}

/// What a comparison is where its whole interval lies in a range.
#[derive(Debug, Clone)]
pub struct Band {
    /// The verdict.
    pub is: BandVerdict,
    /// Holds where the whole interval lies above this (or below `below`).
    pub above: Option<Expr>,
    /// Holds where the whole interval lies below this (or above `above`).
    pub below: Option<Expr>,
    /// Holds where the whole interval lies at or above this (and at or below `to`).
    pub from: Option<Expr>,
    /// Holds where the whole interval lies at or below this (and at or above `from`).
    pub to: Option<Expr>,
    /// What it means, in a few words.
    pub say: Words,
    /// Where it stands.
    pub span: Span,
}

/// The verdict of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BandVerdict {
    /// Shown to be near.
    Green,
    /// Differs, and not by so much.
    Amber,
    /// Differs by much.
    Red,
}

impl BandVerdict {
    /// Every verdict, mildest first.
    pub const ALL: [BandVerdict; 3] = [BandVerdict::Green, BandVerdict::Amber, BandVerdict::Red];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            BandVerdict::Green => "green",
            BandVerdict::Amber => "amber",
            BandVerdict::Red => "red",
        }
    }
}
