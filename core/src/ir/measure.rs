//! Measures, resolved.

use super::{ByIr, Cond, Num, SourceId};
use crate::framework::{BandVerdict, ComparedAs, Harm, IntervalKind, MeasureKind, Orientation, Words};

/// A measure.
#[derive(Debug, Clone)]
pub(crate) struct MeasureIr {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: Words,
    /// What is made of the records.
    pub kind: MeasureKind,
    /// What is counted or reckoned with, of the record.
    pub of: MeasuredIr,
    /// The universe, of the record.
    pub among: Option<Cond>,
    /// Of what the number in `of` is a part, or to what it is exposed.
    pub per: Option<Num>,
    /// By what a rate is multiplied.
    pub times: Option<Num>,
    /// The unit of a count, mean or median of a number.
    pub unit: String,
    /// By what it is also given.
    pub by: Vec<ByIr>,
    /// Places of the options of the one `by` that say that the group is not known.
    pub not_known: Vec<usize>,
    /// By option of the one `by`: how many people there are.
    pub population: Option<Vec<Option<f64>>>,
    /// Whether there is an interval, and what it stands for.
    pub interval: IntervalKind,
    /// How sure it is.
    pub level: Option<Num>,
    /// Cells of fewer are not shown.
    pub publish: Option<Num>,
    /// How its groups are compared.
    pub compare: Option<CompareIr>,
    /// What it rests on.
    pub cite: Vec<SourceId>,
    /// What a reader must know.
    pub note: Words,
    /// As text: `of`, `among` and `per`.
    pub text: [String; 3],
}

/// What a measure counts or reckons with.
#[derive(Debug, Clone)]
pub(crate) enum MeasuredIr {
    /// The records for which it holds.
    Condition(Cond),
    /// A number of each record.
    Number(Num),
}

/// How the groups of a measure are compared.
#[derive(Debug, Clone)]
pub(crate) struct CompareIr {
    /// With what.
    pub with: WithIr,
    /// What is made of the two figures.
    pub as_: ComparedAs,
    /// Which stands first.
    pub orientation: Orientation,
    /// On which side of equality harm lies.
    pub harm: Harm,
    /// By what the records are divided for a second figure.
    pub strata: Option<ByIr>,
    /// With a cell of fewer there is no verdict.
    pub reliable: Option<Num>,
    /// The greatest share of what is unknown with which the interval alone decides.
    pub most_unknown: Option<Num>,
    /// In order.
    pub bands: Vec<BandIr>,
}

/// With what each group is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WithIr {
    /// The option, or the row of the table, at this place.
    Place(usize),
    /// The records with this text.
    Text(String),
    /// All other known groups together.
    Others,
    /// The population.
    Population,
}

/// A range in which a whole interval may lie.
#[derive(Debug, Clone)]
pub(crate) struct BandIr {
    /// What the verdict is then.
    pub is: BandVerdict,
    /// Where the range lies.
    pub range: RangeIr,
    /// What that means.
    pub say: Words,
}

/// Where a band lies.
#[derive(Debug, Clone)]
pub(crate) enum RangeIr {
    /// Above the first, or below the second.
    Beyond(Option<Num>, Option<Num>),
    /// At or above the first, and at or below the second.
    Within(Option<Num>, Option<Num>),
}
