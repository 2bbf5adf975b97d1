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

impl RangeIr {
    /// Why no interval can say anything by lying here: the ends are the wrong way round. `value` is what a number is, where that is known.
    pub(crate) fn crossed(&self, value: impl Fn(&Num) -> Option<f64>) -> Option<(&'static str, &'static str)> {
        let ends =
            |one: &Option<Num>, other: &Option<Num>| one.as_ref().and_then(&value).zip(other.as_ref().and_then(&value));
        match self {
            RangeIr::Beyond(above, below) => ends(above, below)
                .is_some_and(|(above, below)| above < below)
                .then_some(("above the one or below the other is everywhere", "the greater of the two is `above`")),
            RangeIr::Within(from, to) => ends(from, to)
                .is_some_and(|(from, to)| from > to)
                .then_some(("nothing lies from the greater to the less", "the less of the two is `from`")),
        }
    }
}

/// What a number of a measure is for, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// How sure an interval is.
    Level,
    /// Below what cells are not shown.
    Publish,
    /// Below what there is no verdict.
    Reliable,
    /// The greatest share of what is unknown.
    MostUnknown,
    /// By what a rate is multiplied.
    Times,
    /// The end of a band.
    Band,
}

impl Threshold {
    /// What it is called in messages.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Threshold::Level => "the level of an interval",
            Threshold::Publish => "the least that is published",
            Threshold::Reliable => "the least that is reliable",
            Threshold::MostUnknown => "the greatest share of what is unknown",
            Threshold::Times => "what a rate is multiplied by",
            Threshold::Band => "the end of a band",
        }
    }

    /// What it may be, in words.
    pub(crate) fn limits(self) -> &'static str {
        match self {
            Threshold::Level => "a number from 0.9 to below 1",
            Threshold::Publish => "a number of at least 2, or 0 so that nothing is withheld",
            Threshold::Reliable => "a number of at least 0",
            Threshold::MostUnknown => "a number from 0 to 1",
            Threshold::Times => "a number above 0",
            Threshold::Band => "a number",
        }
    }

    /// What to write.
    pub(crate) fn cure(self) -> &'static str {
        match self {
            Threshold::Level => "write 0.95 for 95 percent",
            Threshold::Publish => "with 5, cells of 1 to 4 are withheld",
            Threshold::Reliable => "with 10, a cell of 9 gives no verdict",
            Threshold::MostUnknown => "write 0.25 for a quarter",
            Threshold::Times => "write 1000 for each thousand",
            Threshold::Band => "write it with digits",
        }
    }

    /// Whether a number will do.
    pub(crate) fn takes(self, value: f64) -> bool {
        match self {
            Threshold::Level => (0.9..1.0).contains(&value),
            Threshold::Publish => value == 0.0 || value >= 2.0,
            Threshold::Reliable => value >= 0.0,
            Threshold::MostUnknown => (0.0..=1.0).contains(&value),
            Threshold::Times => value > 0.0,
            Threshold::Band => value.is_finite(),
        }
    }
}

impl MeasureIr {
    /// Its numbers that a parameter may give, with what each is for.
    pub(crate) fn thresholds(&self) -> impl Iterator<Item = (Threshold, &Num)> {
        fn of(threshold: Threshold, num: &Option<Num>) -> Option<(Threshold, &Num)> {
            num.as_ref().map(|num| (threshold, num))
        }
        let own = [
            of(Threshold::Level, &self.level),
            of(Threshold::Publish, &self.publish),
            of(Threshold::Times, &self.times),
        ];
        let compare = self.compare.iter().flat_map(|compare| {
            let bands = compare.bands.iter().flat_map(|band| match &band.range {
                RangeIr::Beyond(one, other) | RangeIr::Within(one, other) => {
                    [of(Threshold::Band, one), of(Threshold::Band, other)]
                }
            });
            [of(Threshold::Reliable, &compare.reliable), of(Threshold::MostUnknown, &compare.most_unknown)]
                .into_iter()
                .chain(bands)
        });
        own.into_iter().chain(compare).flatten()
    }
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
