//! Measures: the figures that are made of what was counted.

mod compare;
mod suppress;
mod tally;

use super::Inner;
use super::constant::constant;
use super::lower::Inputs;
use super::template::{label, option_label};
use crate::audit::{BandRange, ComparedWith, Figure, FigureInterval, GroupFigure, MeasureResult, Verdict};
use crate::error::{Error, ErrorKind};
use crate::framework::{IntervalKind, MeasureKind};
use crate::ir::{ByIr, DerivedValueIr, MeasureIr, MeasuredIr, Num, RangeIr, WithIr};
use crate::statistics::{self, Estimate, NotComputable};
use crate::tongue::{Tongue, number};
use crate::value::FieldType;
pub(super) use tally::count_measure;
pub(crate) use tally::{ByCounts, MOST_TEXTS, MeasureCounts};
use tally::{FigureCounts, Tally, from_ordered};

/// How sure an interval is where nothing else is said.
const USUAL_LEVEL: f64 = 0.95;
/// With which share of what is unknown the interval alone decides, where nothing else is said.
const USUAL_UNKNOWN: f64 = 0.25;
/// More numbers than these are not put in order.
const MOST_NUMBERS: u64 = 4_000_000;

/// Whether every number of a measure that a parameter gives will do.
pub(super) fn thresholds(inputs: &Inputs<'_>) -> Result<(), Error> {
    let refused = |measure: &MeasureIr, what: String| {
        Error::new(ErrorKind::InvalidSetting, format!("the measure `{}` cannot be reckoned: {what}", measure.id))
    };
    for measure in &inputs.checked.measures {
        for (threshold, num) in measure.thresholds() {
            if let Some(value) = constant(num, inputs)
                && !threshold.takes(value)
            {
                return Err(refused(
                    measure,
                    format!("{} is {}, and a parameter makes it {value}", threshold.words(), threshold.limits()),
                ));
            }
        }
        for band in measure.compare.iter().flat_map(|compare| &compare.bands) {
            if let Some((why, cure)) = band.range.crossed(|num| constant(num, inputs)) {
                return Err(refused(measure, format!("of a band whose ends parameters give, {why}; {cure}")));
            }
        }
    }
    Ok(())
}

/// A measure with its thresholds as numbers.
struct Reckoned<'a> {
    measure: &'a MeasureIr,
    times: f64,
    level: f64,
    publish: Option<f64>,
    with: Option<Compared<'a>>,
}

/// How its groups are compared.
struct Compared<'a> {
    with: &'a WithIr,
    shown: ComparedWith,
}

/// A group of records, or all.
#[derive(Clone, Copy)]
struct Group<'a> {
    tally: &'a Tally,
    /// How many people it stands for.
    population: Option<f64>,
    /// Whether there were more numbers than are kept.
    too_many: bool,
}

impl<'a> Reckoned<'a> {
    fn of(inner: &Inner, measure: &'a MeasureIr, language: &str) -> Self {
        let inputs = inner.inputs();
        let number = |num: &Option<Num>| num.as_ref().and_then(|num| constant(num, &inputs));
        let with = measure.compare.as_ref().map(|compare| {
            let bands = compare.bands.iter().map(|band| {
                let mut range = BandRange {
                    is: band.is,
                    above: None,
                    below: None,
                    from: None,
                    to: None,
                    say: band.say.get(language).to_owned(),
                };
                match &band.range {
                    RangeIr::Beyond(above, below) => (range.above, range.below) = (number(above), number(below)),
                    RangeIr::Within(from, to) => (range.from, range.to) = (number(from), number(to)),
                }
                range
            });
            Compared {
                with: &compare.with,
                shown: ComparedWith {
                    with: with_label(inner, measure, &compare.with, language),
                    as_: compare.as_,
                    orientation: compare.orientation,
                    harm: compare.harm,
                    strata: compare.strata.map_or_else(String::new, |by| by_labels(inner, by, language).1),
                    reliable: number(&compare.reliable),
                    most_unknown: number(&compare.most_unknown).unwrap_or(USUAL_UNKNOWN),
                    bands: bands.collect(),
                },
            }
        });
        Self {
            measure,
            times: number(&measure.times).unwrap_or(1.0),
            level: number(&measure.level).unwrap_or(USUAL_LEVEL),
            publish: number(&measure.publish).filter(|least| *least > 0.0),
            with,
        }
    }

    /// How many, or how much, of a group.
    fn amount(&self, tally: &Tally) -> Result<f64, NotComputable> {
        match &self.measure.of {
            MeasuredIr::Condition(_) => Ok(tally.counts[1] as f64),
            MeasuredIr::Number(_) => sum(tally, 0),
        }
    }

    fn adds_up(&self) -> bool {
        matches!(self.measure.of, MeasuredIr::Number(_))
    }

    /// The part and the whole of a share or rate, and of a count the part of nothing.
    fn parts(&self, group: Group<'_>) -> Result<(f64, f64), NotComputable> {
        let [_, yes, no, ..] = group.tally.counts;
        if self.measure.per.is_some() {
            return Ok((sum(group.tally, 0)?, sum(group.tally, 1)?));
        }
        let amount = self.amount(group.tally)?;
        Ok(match self.measure.kind {
            MeasureKind::Rate => (amount, group.population.ok_or(NotComputable::NoPopulation)?),
            MeasureKind::Share => (amount, (yes + no) as f64),
            _ => (amount, amount),
        })
    }

    /// The cells of which none may be small: of a share both parts, of a mean how many numbers, else how many.
    fn cells(&self, group: Group<'_>) -> [f64; 2] {
        let records = group.tally.counts[1] as f64;
        match self.measure.kind {
            // What has a unit is no number of people.
            MeasureKind::Share if self.measure.unit.is_empty() => {
                self.parts(group).map_or([0.0; 2], |(part, whole)| [part, whole - part])
            }
            MeasureKind::Count | MeasureKind::Rate if self.measure.unit.is_empty() => {
                // Reports show of how many records, and so how many are none.
                let rest = if self.adds_up() { 0.0 } else { group.tally.counts[2] as f64 };
                self.amount(group.tally).map_or([0.0; 2], |amount| [amount, rest])
            }
            _ => [records, 0.0],
        }
    }

    /// The numbers of a group, in order.
    fn values(&self, group: Group<'_>) -> Result<Vec<f64>, NotComputable> {
        if group.too_many || group.tally.counts[1] > MOST_NUMBERS {
            return Err(NotComputable::TooMuch);
        }
        let Some(more) = &group.tally.more else { return Ok(Vec::new()) };
        let each = more.values.iter().map(|(value, times)| (from_ordered(*value), *times));
        Ok(each.flat_map(|(value, times)| std::iter::repeat_n(value, usize::try_from(times).unwrap_or(0))).collect())
    }

    fn estimate(&self, group: Group<'_>) -> Result<Estimate, NotComputable> {
        match self.measure.kind {
            MeasureKind::Count => {
                let amount = self.amount(group.tally)?;
                // What has a unit, or is below zero, is no number of events.
                if self.measure.interval == IntervalKind::None || !self.measure.unit.is_empty() || amount < 0.0 {
                    return Ok(Estimate { value: amount, interval: None, method: None });
                }
                statistics::count(amount, self.level)
            }
            MeasureKind::Share => {
                let (part, whole) = self.parts(group)?;
                statistics::proportion(part, whole, self.level)
            }
            MeasureKind::Rate => {
                let (events, exposure) = self.parts(group)?;
                statistics::rate(events, exposure, self.times, self.level)
            }
            MeasureKind::Mean => statistics::mean(&self.values(group)?, self.level),
            MeasureKind::Median => statistics::median(&self.values(group)?, self.level),
        }
    }

    fn figure(&self, group: Group<'_>) -> Figure {
        let mut figure = counted(self.measure, &group.tally.counts);
        let [among, yes, no, ..] = group.tally.counts;
        if self.measure.per.is_some() || self.measure.kind == MeasureKind::Rate {
            (figure.part, figure.whole) =
                self.parts(group).map_or((None, None), |(part, whole)| (Some(part), Some(whole)));
        }
        // Events of nobody in particular, or of a group of which it is not given how many it has, have nothing to be divided by.
        let events = self.amount(group.tally).ok().filter(|events| *events > 0.0);
        if self.measure.kind == MeasureKind::Rate && figure.whole.is_none_or(|whole| whole == 0.0) && events.is_some() {
            (figure.part, figure.whole) = (events, None);
            return figure;
        }
        // Over nothing there is nothing to compute, and nothing in its way; but of people whose number is given, none is a rate of zero.
        let of_people = self.measure.kind == MeasureKind::Rate && self.measure.per.is_none();
        if yes + no == 0 && !of_people && (among == 0 || self.measure.kind != MeasureKind::Count) {
            return figure;
        }
        match self.estimate(group) {
            Ok(estimate) => {
                figure.value = Some(estimate.value);
                // The interval of a median runs from one person's number to another's.
                let gives_away = self.measure.kind == MeasureKind::Median
                    && self.publish.is_some_and(|least| (yes as f64) < MeasureResult::MEDIAN_NEEDS * least);
                if self.measure.interval != IntervalKind::None && !gives_away {
                    figure.interval = interval_of(&estimate);
                }
            }
            Err(why) => figure.not_computable = Some(why),
        }
        figure
    }
}

fn sum(tally: &Tally, place: usize) -> Result<f64, NotComputable> {
    let Some(more) = &tally.more else { return Ok(0.0) };
    more.sums.get(place).and_then(|sum| sum.value()).ok_or(NotComputable::NotFinite)
}

fn interval_of(estimate: &Estimate) -> Option<FigureInterval> {
    let (interval, method) = (estimate.interval?, estimate.method?);
    Some(FigureInterval { low: interval.low, high: interval.high.is_finite().then_some(interval.high), method })
}

/// The counts behind a figure, and of a share of records what it is at least and at most.
fn counted(measure: &MeasureIr, counts: &FigureCounts) -> Figure {
    let [among, yes, no, unknown, universe_unknown, ..] = *counts;
    let mut figure = Figure { among, yes, no, unknown, universe_unknown, ..Figure::default() };
    if measure.kind == MeasureKind::Share && matches!(measure.of, MeasuredIr::Condition(_)) {
        (figure.low, figure.high) = bounds(counts);
    }
    figure
}

/// The least and the most that a share of records can be.
fn bounds(counts: &FigureCounts) -> (Option<f64>, Option<f64>) {
    let [among, yes, _, unknown, universe_unknown, open_yes, open_no] = *counts;
    let open_unknown = universe_unknown.saturating_sub(open_yes + open_no);
    // What may or may not be in the universe is taken into it where that makes the share lower, or higher; where nothing else is there, it is the universe if there is one.
    // Counts of records are far below 2^53.
    let share = |part: u64, whole: u64, otherwise: Option<f64>| match whole {
        0 => otherwise,
        _ => Some(part as f64 / whole as f64),
    };
    let low = share(yes, among + open_no + open_unknown, (open_yes > 0).then_some(1.0));
    let most = yes + unknown + open_yes + open_unknown;
    let high = share(most, among + open_yes + open_unknown, (open_no > 0).then_some(0.0));
    (low, high)
}

/// What the measures come to, over this many records.
pub(super) fn measures(inner: &Inner, all: &[MeasureCounts], records: u64, language: &str) -> Vec<MeasureResult> {
    let checked = &inner.checked;
    let results = checked.measures.iter().zip(all);
    let mut measures: Vec<MeasureResult> = results
        .map(|(measure, counts)| {
            let reckoned = Reckoned::of(inner, measure, language);
            let everybody = everybody(&reckoned, counts);
            let all = Group { tally: &counts.all, population: everybody, too_many: counts.too_many };
            let mut groups = Vec::new();
            let mut withheld = reckoned.publish.is_some_and(|least| suppress::is_small(reckoned.cells(all), least));
            // Every report says how many records there are, and who knows the groups by one thing knows all, whatever is withheld of those by another.
            let [among, yes, ..] = counts.all.counts;
            let is_all = measure.kind == MeasureKind::Count && !reckoned.adds_up() && yes == among && among == records;
            let told = is_all || measure.by.len() > 1;
            for (by, counts) in measure.by.iter().zip(&counts.by) {
                withheld |= groups_by(inner, &reckoned, *by, counts, told, language, &mut groups);
            }
            let has_interval = measure.interval != IntervalKind::None || measure.compare.is_some();
            MeasureResult {
                id: measure.id.clone(),
                label: label(&measure.label, &measure.id, language),
                kind: measure.kind,
                of: measure.text[0].clone(),
                among: measure.text[1].clone(),
                per: measure.text[2].clone(),
                times: measure.times.is_some().then_some(reckoned.times),
                adds_up: reckoned.adds_up(),
                unit: measure.unit.clone(),
                level: has_interval.then_some(reckoned.level),
                interval: measure.interval,
                publish: reckoned.publish,
                note: measure.note.get(language).to_owned(),
                cite: super::assemble::ids(checked, &measure.cite),
                all: (!withheld).then(|| reckoned.figure(all)),
                groups,
                compare: reckoned.with.map(|with| with.shown),
            }
        })
        .collect();
    let withheld: Vec<bool> = measures.iter().map(|one| measures.iter().any(|other| gives_away(one, other))).collect();
    for (measure, _) in measures.iter_mut().zip(withheld).filter(|(_, withheld)| *withheld) {
        measure.all = None;
    }
    measures
}

/// Whether the total of a measure would give away what another withholds, because both are of the same; or, beside the total of another, the
/// numbers of the few who are in one of the two alone.
fn gives_away(one: &MeasureResult, other: &MeasureResult) -> bool {
    let Some(least) = one.publish else { return false };
    if (&one.of, &one.per) != (&other.of, &other.per) {
        return false;
    }
    match (&one.all, &other.all) {
        (Some(_), None) => one.among == other.among,
        (Some(mine), Some(theirs)) => {
            let of_numbers = one.adds_up || matches!(one.kind, MeasureKind::Mean | MeasureKind::Median);
            of_numbers && (1.0..least).contains(&(mine.yes.abs_diff(theirs.yes) as f64))
        }
        (None, _) => false,
    }
}

/// How many people there are in all; nobody knows where a group to which something belongs has no number.
fn everybody(reckoned: &Reckoned<'_>, counts: &MeasureCounts) -> Option<f64> {
    let population = reckoned.measure.population.as_ref()?;
    let tallies = counts.by.first().map_or(&[][..], |by| &by.options);
    let lacking = population.iter().zip(tallies).enumerate().any(|(place, (people, tally))| {
        people.is_none() && !reckoned.measure.not_known.contains(&place) && tally.counts.iter().any(|count| *count > 0)
    });
    (!lacking).then(|| population.iter().flatten().sum())
}

fn by_labels(inner: &Inner, by: ByIr, language: &str) -> (String, String) {
    let checked = &inner.checked;
    match by {
        ByIr::Options(slot) | ByIr::Texts(slot) => {
            let info = checked.shape.slots.get(slot.index());
            info.map_or_else(Default::default, |info| (info.path.to_string(), label(&info.label, &info.id, language)))
        }
        ByIr::Table(id) => {
            let derived = checked.derived.get(id.index());
            derived.map_or_else(Default::default, |derived| {
                (derived.id.clone(), label(&derived.label, &derived.id, language))
            })
        }
    }
}

/// What the groups with a place of their own are called, but for those of records of which it is not known.
fn place_labels(inner: &Inner, by: ByIr, language: &str) -> Vec<String> {
    let checked = &inner.checked;
    match by {
        ByIr::Options(slot) | ByIr::Texts(slot) => {
            let list = checked.shape.slots.get(slot.index()).and_then(|info| info.list);
            let list = list.and_then(|list| checked.shape.lists.get(list.index()));
            let options = list.map_or(&[][..], |list| &list.options);
            options.iter().map(|option| option_label(&option.label, &option.id, language)).collect()
        }
        ByIr::Table(id) => match checked.derived.get(id.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Table(rows)) => {
                rows.iter().map(|row| option_label(&row.label, &row.is, language)).collect()
            }
            _ => Vec::new(),
        },
    }
}

fn with_label(inner: &Inner, measure: &MeasureIr, with: &WithIr, language: &str) -> String {
    match with {
        WithIr::Place(place) => {
            let labels = measure.by.first().map(|by| place_labels(inner, *by, language));
            labels.and_then(|labels| labels.get(*place).cloned()).unwrap_or_default()
        }
        WithIr::Text(text) => text.clone(),
        WithIr::Others => Tongue::of(language).words("all others").to_owned(),
        WithIr::Population => Tongue::of(language).words("the population").to_owned(),
    }
}

/// The figures of a measure for each group of records that is not empty; whether the figure of all would give away one that is withheld. Where that figure
/// is told all the same, a known group is hidden beside what is of none.
fn groups_by(
    inner: &Inner,
    reckoned: &Reckoned<'_>,
    by: ByIr,
    counts: &ByCounts,
    told: bool,
    language: &str,
    into: &mut Vec<GroupFigure>,
) -> bool {
    let measure = reckoned.measure;
    let tongue = Tongue::of(language);
    let (path, mut by_label) = by_labels(inner, by, language);
    if let ByIr::Options(slot) = by
        && inner.checked.shape.slots.get(slot.index()).is_some_and(|info| info.kind == FieldType::Choices)
    {
        by_label.push_str(tongue.words(" (a record counts for each that holds)"));
    }
    let mut names = place_labels(inner, by, language);
    let known = names.len();
    match by {
        ByIr::Table(_) => {
            names.extend([Verdict::CannotTell.words(), "none of these"].map(|words| tongue.words(words).to_owned()));
        }
        _ => names.push(tongue.words("not answered").to_owned()),
    }
    let group = |tally, place: Option<usize>| Group {
        tally,
        population: measure.population.as_ref().and_then(|of| of.get(place?).copied().flatten()),
        too_many: counts.too_many,
    };
    let mut all: Vec<compare::Row<'_>> = Vec::new();
    let texts = counts.texts.iter().map(|(text, tally)| compare::Row {
        name: text.clone(),
        group: group(tally, None),
        is_known: true,
        is_compared: true,
        is_reference: matches!(&reckoned.with, Some(Compared { with: WithIr::Text(with), .. }) if with == text),
    });
    all.extend(texts);
    all.push(compare::Row {
        name: tongue.fill("all others, past {} groups", &[&number(MOST_TEXTS as u64)]),
        group: group(&counts.others, None),
        is_known: true,
        is_compared: false,
        is_reference: false,
    });
    all.extend(names.into_iter().zip(&counts.options).enumerate().map(|(place, (name, tally))| compare::Row {
        name,
        group: group(tally, Some(place)),
        is_known: place < known && !measure.not_known.contains(&place),
        is_compared: place < known && !measure.not_known.contains(&place),
        is_reference: matches!(&reckoned.with, Some(Compared { with: WithIr::Place(with), .. }) if *with == place),
    }));
    // A group that is compared is told of when nobody is in it, so that it does not vanish from view.
    let compared = reckoned.with.is_some();
    all.retain(|row| row.group.tally.counts.iter().any(|count| *count > 0) || (compared && row.is_compared));
    let hidden = match reckoned.publish {
        Some(least) => {
            let cells = all.iter().map(|row| (reckoned.cells(row.group), row.is_known));
            // What is compared with all others or with the population says how much there is of all known groups together.
            let with_all = matches!(&reckoned.with, Some(Compared { with: WithIr::Others | WithIr::Population, .. }));
            suppress::hidden(cells, least, suppress::Told { whole: told, known: with_all })
        }
        None => suppress::Hidden { rows: vec![false; all.len()], whole: false, known: false },
    };
    let comparisons = compare::all(reckoned, &all, &hidden);
    for ((row, hidden), comparison) in all.iter().zip(&hidden.rows).zip(comparisons) {
        into.push(GroupFigure {
            by: path.clone(),
            by_label: by_label.clone(),
            group: row.name.clone(),
            not_known: !row.is_known,
            figure: (!hidden).then(|| reckoned.figure(row.group)),
            comparison,
        });
    }
    hidden.whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_has_no_bounds() {
        let bounds = |counts: FigureCounts| bounds(&counts);
        assert_eq!(bounds([0; 7]).0, None);
        assert_eq!(bounds([10, 4, 3, 3, 0, 0, 0]), (Some(0.4), Some(0.7)));
        // One in the universe, yes; two that may be in it, no.
        assert_eq!(bounds([1, 1, 0, 0, 2, 0, 2]), (Some(1.0 / 3.0), Some(1.0)));
        // One in the universe, no; one that may be in it, yes.
        assert_eq!(bounds([1, 0, 1, 0, 1, 1, 0]), (Some(0.0), Some(0.5)));
        // None that is known to be in it.
        assert_eq!(bounds([0, 0, 0, 0, 2, 2, 0]), (Some(1.0), Some(1.0)));
        assert_eq!(bounds([0, 0, 0, 0, 2, 0, 2]), (Some(0.0), Some(0.0)));
        assert_eq!(bounds([0, 0, 0, 0, 3, 1, 1]), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn bounds_hold_whatever_is_unknown() {
        // Every way in which up to two records of each kind may turn out.
        let kinds = 3_u32.pow(6);
        for counts in 0..kinds {
            let [yes, no, unknown, open_yes, open_no, open_unknown] =
                std::array::from_fn(|place| u64::from(counts / 3_u32.pow(place as u32) % 3));
            let found =
                bounds(&[yes + no + unknown, yes, no, unknown, open_yes + open_no + open_unknown, open_yes, open_no]);
            let mut shares = Vec::new();
            for known in 0..=unknown {
                for (in_yes, in_no) in (0..=open_yes).flat_map(|a| (0..=open_no).map(move |b| (a, b))) {
                    for (as_yes, as_no) in (0..=open_unknown).flat_map(|a| (0..=open_unknown - a).map(move |b| (a, b)))
                    {
                        let (part, whole) =
                            (yes + known + in_yes + as_yes, yes + no + unknown + in_yes + in_no + as_yes + as_no);
                        shares.extend((whole > 0).then(|| part as f64 / whole as f64));
                    }
                }
            }
            let least = shares.iter().copied().reduce(f64::min);
            let most = shares.iter().copied().reduce(f64::max);
            assert_eq!(found, (least, most), "{counts}");
        }
    }

    #[cfg(feature = "yaml")]
    #[test]
    fn a_parameter_that_makes_nonsense_of_a_measure_is_refused() {
        use crate::{Settings, Source, load};
        let text = "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsources: {house: {title: House, standing: house rule}}
parameters: {sure: {value: 0.95, why: x}, least: {value: 5, why: x}, lower: {value: 0.8, why: x}, upper: {value: 1.25, why: x}}
sections: [{id: s, fields: [{id: group, type: choice, of: [a, b]}, {id: seen, type: yes-no}]}]
measures: [{id: share, kind: share, of: seen = yes, by: group, level: sure, publish: least, compare: {with: a, harm: above, bands: [{is: green, from: lower, to: upper}]}}]
";
        let loaded = load(Source::new("f.yaml", text));
        let plan = |id, value: &str| loaded.plan(Settings::new("2026-11-28".parse().unwrap()).parameter(id, value));
        for (id, value) in [("sure", "0.99"), ("least", "0"), ("least", "10"), ("lower", "1.25")] {
            assert!(plan(id, value).is_ok(), "{id} {value}");
        }
        for (id, value, why) in [
            ("sure", "95", "from 0.9 to below 1"),
            ("least", "-1", "at least 2"),
            ("lower", "2", "the less of the two is `from`"),
        ] {
            let error = plan(id, value).err().unwrap().to_string();
            assert!(error.contains("`share`") && error.contains(why), "{error}");
        }
    }
}
