//! Measures: figures over all records, their intervals, and how groups compare.

use crate::framework::{BandVerdict, ComparedAs, Harm, IntervalKind, MeasureKind, Orientation};
use crate::statistics::{Method, NotComputable};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// A figure over all records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureResult {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What is made of the records.
    pub kind: MeasureKind,
    /// What is counted or reckoned with, as text.
    pub of: String,
    /// The universe's condition as text; empty for every record.
    pub among: String,
    /// Of what it is a part or to what it is exposed, as text; empty where that is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub per: String,
    /// By what a rate is multiplied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<f64>,
    /// Whether a number is added up, and no records are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adds_up: bool,
    /// The unit of the number; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How sure its intervals are; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// What its intervals stand for.
    #[serde(default = "no_interval", skip_serializing_if = "is_none")]
    pub interval: IntervalKind,
    /// Figures that rest on fewer than this are withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<f64>,
    /// How its groups are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<ComparedWith>,
    /// What a reader must know.
    pub note: String,
    /// What it rests on, by source id.
    pub cite: Vec<String>,
    /// Over all records; `None` where it is withheld.
    pub all: Option<Figure>,
    /// Over each option of each field in `by`.
    pub groups: Vec<GroupFigure>,
}

impl MeasureResult {
    /// The interval of a median is shown of this many times the numbers of which a figure is shown: it runs from one person's number to another's.
    pub const MEDIAN_NEEDS: f64 = 4.0;
}

fn no_interval() -> IntervalKind {
    IntervalKind::None
}

fn is_none(kind: &IntervalKind) -> bool {
    *kind == IntervalKind::None
}

/// A measure over one option of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupFigure {
    /// The field's path.
    pub by: String,
    /// The field's label.
    pub by_label: String,
    /// The option's label; `not answered` for records without one.
    pub group: String,
    /// Whether these records are of no known group.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_known: bool,
    /// The figure; `None` where it is withheld, because it rests on too few to be shown or would give away another that does.
    pub figure: Option<Figure>,
    /// How the group compares; absent where it does not (it is what others are compared with, or not known).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// Counts behind a figure, and the figure with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Records known to be in the universe.
    pub among: u64,
    /// Of those, records for which the condition is known to hold, or of which the number is known.
    pub yes: u64,
    /// Of those, records for which it is known not to hold.
    pub no: u64,
    /// Of those, records for which it cannot be told.
    pub unknown: u64,
    /// Records for which it cannot be told whether they are in the universe.
    pub universe_unknown: u64,
    /// For a share of records: the least it can be, whatever is unknown. It is `yes / among` where the universe is known; else records that may be in it are taken into it where that makes
    /// the share less. `None` over nothing.
    pub low: Option<f64>,
    /// For a share of records: the most it can be, `(yes + unknown) / among` where the universe is known.
    pub high: Option<f64>,
    /// What it is over what is known: a number, a share from 0 to 1, a rate after its multiplier, a mean or a median. `None` where it cannot be computed.
    pub value: Option<f64>,
    /// The part that is divided, where numbers are added up or the whole is a population.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<f64>,
    /// What it is divided by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<f64>,
    /// What it may be by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<FigureInterval>,
    /// Why there is no value, where something stands in its way.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_words",
        deserialize_with = "from_words"
    )]
    pub not_computable: Option<NotComputable>,
}

/// An interval of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FigureInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end; `None` where there is none.
    pub high: Option<f64>,
    /// How it was found.
    #[serde(serialize_with = "method_name", deserialize_with = "method_of_name")]
    pub method: Method,
}

/// With what and how the groups of a measure are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedWith {
    /// The label of the group; `others` or `population` as they are.
    pub with: String,
    /// What is made of the two figures.
    #[serde(rename = "as")]
    pub as_: ComparedAs,
    /// Which stands first.
    pub orientation: Orientation,
    /// On which side of equality harm lies.
    pub harm: Harm,
    /// The label of what divides the records for the second figure; empty where nothing does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub strata: String,
    /// With a cell of fewer there is no verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliable: Option<f64>,
    /// The greatest share of what is unknown with which the interval alone decides.
    pub most_unknown: f64,
    /// In order.
    pub bands: Vec<BandRange>,
}

/// A band as it was applied, with the values of its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BandRange {
    /// The verdict where the whole interval lies in it.
    pub is: BandVerdict,
    /// Above this, or below `below`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// Below this, or above `above`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// At or above this, and at or below `to`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// At or below this, and at or above `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// What that means.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub say: String,
}

impl BandRange {
    /// Whether all from the one end to the other lies in the band.
    pub fn holds(&self, low: f64, high: f64) -> bool {
        if self.above.is_some() || self.below.is_some() {
            return self.above.is_some_and(|above| low > above) || self.below.is_some_and(|below| high < below);
        }
        self.from.is_none_or(|from| low >= from) && self.to.is_none_or(|to| high <= to)
    }
}

/// How a group compares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The ratio, the difference in percentage points, or the gap in percent; `None` where it is withheld or cannot be computed, and where the reference has none: then only
    /// the interval's lower end says something.
    pub value: Option<f64>,
    /// What it may be by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<FigureInterval>,
    /// The same within strata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stratified: Option<Stratified>,
    /// What it may be, whichever groups the records of no known group belong to and whatever else is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
    /// The share of what is in the universe whose group or answer is not known; `None` where it would give away what is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_share: Option<f64>,
    /// The verdict; absent where the framework gives no bands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ComparisonVerdict>,
    /// Why there is no firmer verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Undecided>,
    /// Why there is no value.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_words",
        deserialize_with = "from_words"
    )]
    pub not_computable: Option<NotComputable>,
    /// What the framework says of the band.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub say: String,
}

/// A ratio within strata: Mantel and Haenszel's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stratified {
    /// The ratio.
    pub value: f64,
    /// What it may be by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<FigureInterval>,
    /// How many strata hold both groups.
    pub strata: usize,
    /// Records of the two groups that are in no known stratum.
    pub left_out: u64,
}

/// Between what a comparison lies, whatever is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The least.
    pub low: f64,
    /// The most; `None` where there is no end.
    pub high: Option<f64>,
}

/// What is said of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparisonVerdict {
    /// The band of this verdict holds.
    Green,
    /// The band of this verdict holds.
    Amber,
    /// The band of this verdict holds.
    Red,
    /// No band holds for all that it may be.
    Inconclusive,
    /// It rests on too few to be shown.
    Withheld,
    /// Something that it needs is not there.
    NotComputable,
}

impl ComparisonVerdict {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            ComparisonVerdict::Green => "green",
            ComparisonVerdict::Amber => "amber",
            ComparisonVerdict::Red => "red",
            ComparisonVerdict::Inconclusive => "inconclusive",
            ComparisonVerdict::Withheld => "withheld",
            ComparisonVerdict::NotComputable => "not computable",
        }
    }
}

impl From<BandVerdict> for ComparisonVerdict {
    fn from(verdict: BandVerdict) -> Self {
        match verdict {
            BandVerdict::Green => Self::Green,
            BandVerdict::Amber => Self::Amber,
            BandVerdict::Red => Self::Red,
        }
    }
}

/// Why a comparison is inconclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undecided {
    /// The interval lies in no band as a whole.
    Interval,
    /// There is no interval, and a figure without one is no verdict.
    NoInterval,
    /// A cell has fewer than is reliable.
    TooFew,
    /// Too much is unknown, and what it may be lies in no band as a whole.
    Unknown,
    /// The figure within strata does not lie in the same band.
    Strata,
    /// Within strata nothing can be computed.
    NoStrata,
}

impl Undecided {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Undecided::Interval => "the interval lies in no band as a whole",
            Undecided::NoInterval => "there is no interval",
            Undecided::TooFew => "a cell has fewer than is reliable",
            Undecided::Unknown => "too much is unknown: what it may be lies in no one band",
            Undecided::Strata => "within strata it does not lie in the same band",
            Undecided::NoStrata => "within strata nothing can be computed",
        }
    }
}

fn as_words<S: Serializer>(why: &Option<NotComputable>, serializer: S) -> Result<S::Ok, S::Error> {
    match why {
        Some(why) => serializer.collect_str(why),
        None => serializer.serialize_none(),
    }
}

fn method_name<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.name())
}

fn from_words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NotComputable>, D::Error> {
    let words = Option::<Cow<'de, str>>::deserialize(deserializer)?;
    let Some(words) = words else { return Ok(None) };
    let found = NotComputable::ALL.into_iter().find(|why| why.to_string() == words);
    found.map(Some).ok_or_else(|| D::Error::custom("no reason of ours why something cannot be computed"))
}

fn method_of_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
    let name = Cow::<'de, str>::deserialize(deserializer)?;
    Method::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| D::Error::custom("no method of ours"))
}
