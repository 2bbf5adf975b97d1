//! How the groups of a measure compare: the figure, its interval, what is unknown, and the verdict.

use super::suppress::Hidden;
use super::tally::{Stratum, Tally};
use super::{Compared, Group, Reckoned, interval_of};
use crate::audit::{BandRange, Bounds, Comparison, ComparisonVerdict, Stratified, Undecided};
use crate::framework::{BandVerdict, ComparedAs, MeasureKind, Orientation};
use crate::ir::{MeasuredIr, WithIr};
use crate::statistics::{self, Estimate, Interval, NotComputable};
use std::collections::BTreeSet;

/// A group of records among those by which a measure is given.
pub(super) struct Row<'a> {
    pub(super) name: String,
    pub(super) group: Group<'a>,
    /// Whether its records are of a known group.
    pub(super) is_known: bool,
    /// Whether they are of one group, which is compared.
    pub(super) is_compared: bool,
    /// Whether it is the one with which the others are compared.
    pub(super) is_reference: bool,
}

/// Groups past these are not compared with all others, which has to be added up for each.
const MOST_WITH_OTHERS: usize = 200;

/// The comparison of each row; `None` of those that are not compared.
pub(super) fn all(reckoned: &Reckoned<'_>, rows: &[Row<'_>], hidden: &Hidden) -> Vec<Option<Comparison>> {
    let Some(compared) = &reckoned.with else { return rows.iter().map(|_| None).collect() };
    let sides = Sides { reckoned, compared, rows };
    let (unknown, unknown_share) = sides.unknown();
    // What is unknown is not told where the cells of which it consists are hidden.
    let Hidden { rows: hidden, known: gives_away, .. } = hidden;
    let unknown_hidden = rows.iter().zip(hidden).any(|(row, hidden)| *hidden && !row.is_known);
    // What is compared with all others or with the population says how much there is of all known groups together.
    let with_all = matches!(compared.with, WithIr::Others | WithIr::Population);
    let reference_hidden =
        rows.iter().zip(hidden).any(|(row, hidden)| *hidden && row.is_reference) || (with_all && *gives_away);
    rows.iter()
        .zip(hidden)
        .map(|(row, hidden)| {
            if !row.is_compared || row.is_reference {
                return None;
            }
            let mut comparison =
                if *hidden || reference_hidden { withheld() } else { sides.compare(row, &unknown, unknown_share) };
            comparison.unknown_share = Some(unknown_share).filter(|_| !*hidden && !reference_hidden && !unknown_hidden);
            if unknown_hidden {
                comparison.bounds = None;
            }
            // Without bands nothing is judged.
            if compared.shown.bands.is_empty() && comparison.verdict != Some(ComparisonVerdict::Withheld) {
                (comparison.verdict, comparison.because) = (None, None);
            }
            Some(comparison)
        })
        .collect()
}

fn empty() -> Comparison {
    Comparison {
        value: None,
        interval: None,
        stratified: None,
        bounds: None,
        unknown_share: None,
        verdict: None,
        because: None,
        not_computable: None,
        say: String::new(),
    }
}

fn withheld() -> Comparison {
    Comparison { verdict: Some(ComparisonVerdict::Withheld), ..empty() }
}

struct Sides<'a> {
    reckoned: &'a Reckoned<'a>,
    compared: &'a Compared<'a>,
    rows: &'a [Row<'a>],
}

impl Sides<'_> {
    /// All that is of no known group, and which share of the universe it and whatever else is unknown are.
    fn unknown(&self) -> (Tally, f64) {
        let mut unknown = Tally::default();
        let (mut open, mut whole) = (0.0, 0.0);
        let (mut open_records, mut records) = (0.0, 0.0);
        for row in self.rows {
            let tally = row.group.tally;
            let (weight, of_it_open) = self.weight(tally);
            // What is below zero is no amount of anything.
            let (weight, of_it_open) = (weight.max(0.0), of_it_open.max(0.0));
            whole += weight;
            open += if row.is_known { of_it_open } else { weight };
            records += (tally.counts[0] + tally.counts[4]) as f64;
            open_records += self.unweighed(tally);
            if !row.is_known {
                unknown.merge(tally);
            }
        }
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let mut unknown_share = share(open, whole);
        if self.reckoned.adds_up() {
            // How much a number is that is not there, nobody can say: at least the records can be counted.
            unknown_share = unknown_share.max(share(open_records, records));
        }
        (unknown, unknown_share)
    }

    /// How much of the universe some records are, and how much of that is unknown though the group is known: what they add up to where they hold totals, else how many they are.
    fn weight(&self, tally: &Tally) -> (f64, f64) {
        let group = Group { tally, population: Some(1.0), too_many: false };
        let alone = alone(tally);
        let [among, yes, _, unknown, open, _, open_no] = tally.counts.map(|count| count as f64);
        match (&self.reckoned.measure.of, self.reckoned.measure.kind) {
            (MeasuredIr::Number(_), MeasureKind::Share) => {
                (self.reckoned.parts(group).map_or(0.0, |(_, whole)| whole), 0.0)
            }
            (MeasuredIr::Number(_), MeasureKind::Count | MeasureKind::Rate) => {
                (self.reckoned.amount(tally).unwrap_or(0.0) + alone, alone)
            }
            // Of events, those that are none are no part of it.
            (_, MeasureKind::Count | MeasureKind::Rate) => (yes + unknown + open - open_no, unknown + open - open_no),
            _ => (among + open, unknown + open),
        }
    }

    fn compare(&self, row: &Row<'_>, unknown: &Tally, unknown_share: f64) -> Comparison {
        let others = if *self.compared.with == WithIr::Others { Some(self.all_others(row)) } else { None };
        let reference = match (&others, self.rows.iter().find(|row| row.is_reference)) {
            (Some(Err(why)), _) => return self.not_computable(*why),
            (Some(Ok((tally, population))), _) => {
                Some(Group { tally, population: *population, too_many: row.group.too_many })
            }
            (None, reference) => reference.map(|reference| reference.group),
        };
        let population = *self.compared.with == WithIr::Population;
        let nobody = |group: Group<'_>| group.tally.counts[1] + group.tally.counts[2] == 0;
        let is_rate_of_people = self.reckoned.measure.kind == MeasureKind::Rate && self.reckoned.measure.per.is_none();
        let found = match reference {
            _ if !population && !is_rate_of_people && (nobody(row.group) || reference.is_some_and(nobody)) => {
                Err(NotComputable::NobodyKnown)
            }
            _ if population => self.with_population(row.group),
            Some(reference) => self.estimate(row.group, reference),
            // The list has no record of the text that the framework names.
            None => Err(NotComputable::NobodyKnown),
        };
        let estimate = match found {
            Ok(estimate) => estimate,
            Err(why) => return self.not_computable(why),
        };
        let bounds = if population {
            self.population_bounds(row.group, unknown)
        } else {
            reference.and_then(|reference| self.bounds(row.group, reference, unknown))
        };
        let stratified = reference
            .filter(|_| !self.compared.shown.strata.is_empty())
            .map(|reference| self.stratified(row.group, reference));
        let mut comparison = Comparison {
            // Over nothing it is more than any number, and only its interval says something.
            value: estimate.value.is_finite().then_some(estimate.value),
            interval: interval_of(&estimate),
            stratified: stratified.and_then(Result::ok),
            bounds: bounds.filter(|_| unknown_share > 0.0),
            ..empty()
        };
        let cells = [Some(row.group), reference].into_iter().flatten().flat_map(|group| self.smallest(group));
        let smallest = cells.fold(f64::INFINITY, f64::min);
        let (verdict, because, say) = self.verdict(&comparison, stratified.is_some(), smallest, unknown_share);
        (comparison.verdict, comparison.because, comparison.say) = (Some(verdict), because, say);
        comparison
    }

    /// Whether the reference stands first.
    fn swapped(&self) -> bool {
        self.compared.shown.orientation == Orientation::ReferenceToGroup
    }

    /// The two of a comparison, the one that stands first before the other.
    fn in_order<T>(&self, group: T, reference: T) -> (T, T) {
        if self.swapped() { (reference, group) } else { (group, reference) }
    }

    fn not_computable(&self, why: NotComputable) -> Comparison {
        Comparison { verdict: Some(ComparisonVerdict::NotComputable), not_computable: Some(why), ..empty() }
    }

    /// All known groups but one.
    fn all_others(&self, but: &Row<'_>) -> Result<(Tally, Option<f64>), NotComputable> {
        if self.rows.len() > MOST_WITH_OTHERS {
            return Err(NotComputable::TooMuch);
        }
        let mut others = Tally::default();
        let mut population = Some(0.0);
        for row in self.rows.iter().filter(|row| row.is_known && !std::ptr::eq(*row, but)) {
            others.merge(row.group.tally);
            // Who is nobody has no population either.
            if row.group.tally.counts[0] > 0 || row.group.population.is_some() {
                population = population.zip(row.group.population).map(|(sum, more)| sum + more);
            }
        }
        Ok((others, population))
    }

    /// The cells on which a comparison rests.
    fn smallest(&self, group: Group<'_>) -> Vec<f64> {
        let cells = self.reckoned.cells(group);
        match self.reckoned.measure.kind {
            MeasureKind::Share => cells.to_vec(),
            _ => vec![cells[0]],
        }
    }

    fn estimate(&self, group: Group<'_>, reference: Group<'_>) -> Result<Estimate, NotComputable> {
        let level = self.reckoned.level;
        let (first, second) = self.in_order(group, reference);
        match (self.reckoned.measure.kind, self.compared.shown.as_) {
            (MeasureKind::Share, ComparedAs::Difference) => {
                let parts = (self.reckoned.parts(first)?, self.reckoned.parts(second)?);
                statistics::difference_of_proportions(parts.0, parts.1, level).map(|estimate| scaled(estimate, 100.0))
            }
            (MeasureKind::Share, _) => {
                statistics::ratio_of_proportions(self.reckoned.parts(first)?, self.reckoned.parts(second)?, level)
            }
            (MeasureKind::Rate, _) => {
                statistics::ratio_of_rates(self.reckoned.parts(first)?, self.reckoned.parts(second)?, level)
            }
            (MeasureKind::Mean | MeasureKind::Median, as_) => {
                let (focus, other) = (self.reckoned.values(first)?, self.reckoned.values(second)?);
                let gap = match self.reckoned.measure.kind {
                    MeasureKind::Mean => statistics::gap_of_means(&focus, &other, level)?,
                    _ => statistics::gap_of_medians(&focus, &other, level)?,
                };
                Ok(if as_ == ComparedAs::Gap { gap } else { ratio_of(gap) })
            }
            // The checker lets counts be compared with a population only.
            (MeasureKind::Count, _) => Err(NotComputable::NoDenominator),
        }
    }

    /// Of a count: the group's share of all known groups against its share of the population.
    fn with_population(&self, group: Group<'_>) -> Result<Estimate, NotComputable> {
        let level = self.reckoned.level;
        let part = self.reckoned.amount(group.tally)?;
        let share = self.population_share(group)?;
        let whole = self.known_amount()?;
        let estimate = statistics::ratio_to_share(part, whole, share, level)?;
        let swapped = self.swapped();
        Ok(match self.compared.shown.as_ {
            ComparedAs::Difference => {
                let points = |ratio: f64| (ratio - 1.0) * share * 100.0;
                let points = mapped(estimate, points);
                if swapped { scaled(points, -1.0) } else { points }
            }
            _ if swapped => inverse(estimate)?,
            _ => estimate,
        })
    }

    /// How much there is of all groups whose number of people is given: what is counted of others is no part of what they are compared with.
    fn known_amount(&self) -> Result<f64, NotComputable> {
        let known = self.rows.iter().filter(|row| row.is_known && row.group.population.is_some());
        known.map(|row| self.reckoned.amount(row.group.tally)).sum()
    }

    fn population_share(&self, group: Group<'_>) -> Result<f64, NotComputable> {
        let known = self.rows.iter().filter(|row| row.is_known);
        let all: f64 = known.filter_map(|row| row.group.population).sum();
        if all > 0.0 {
            Ok(group.population.ok_or(NotComputable::NoPopulation)? / all)
        } else {
            Err(NotComputable::NoPopulation)
        }
    }

    /// Between what the comparison lies, whichever group those of no known group belong to and whatever else is unknown. Each end takes what would move it most.
    fn bounds(&self, group: Group<'_>, reference: Group<'_>, unknown: &Tally) -> Option<Bounds> {
        let (first, second) = self.in_order(group, reference);
        let (a, b) = (self.side(first, unknown)?, self.side(second, unknown)?);
        let is_share = self.reckoned.measure.kind == MeasureKind::Share;
        let ratio = |first: f64, second: f64| first / second;
        let points = |first: f64, second: f64| 100.0 * (first - second);
        let (low, high) = match self.compared.shown.as_ {
            ComparedAs::Ratio => (1.0 / b.furthest_above(&a, is_share, ratio), a.furthest_above(&b, is_share, ratio)),
            ComparedAs::Difference => (-b.furthest_above(&a, is_share, points), a.furthest_above(&b, is_share, points)),
            ComparedAs::Gap => return None,
        };
        (low.is_finite() && !high.is_nan()).then_some(Bounds { low, high: high.is_finite().then_some(high) })
    }

    /// A group, and what may belong to it beyond what is known. Nothing where numbers are not there, which may be any.
    fn side(&self, group: Group<'_>, unknown: &Tally) -> Option<Side> {
        let measure = self.reckoned.measure;
        let (part, whole) = self.reckoned.parts(group).ok()?;
        let of_none = Group { tally: unknown, population: Some(0.0), too_many: false };
        let numbers = self.reckoned.adds_up();
        let adds_numbers = numbers || measure.per.is_some();
        if adds_numbers && (self.unweighed(group.tally) > 0.0 || self.unweighed(unknown) > 0.0) {
            return None;
        }
        let (none_part, none_whole) = self.reckoned.parts(of_none).ok()?;
        let is_share = measure.kind == MeasureKind::Share;
        if is_share && (none_part > none_whole || part > whole) || none_part < 0.0 || none_whole < 0.0 {
            return None;
        }
        // What of a condition may be so, and what may not be so.
        let may = |tally: &Tally| {
            let [_, _, _, unknown, open, open_yes, open_no] = tally.counts.map(|count| count as f64);
            let open_unknown = open - open_yes - open_no;
            if numbers {
                (alone(tally), 0.0)
            } else {
                (unknown + open_yes + open_unknown, unknown + open_no + open_unknown)
            }
        };
        let (own, theirs) = (may(group.tally), may(unknown));
        match measure.kind {
            MeasureKind::Share => {
                let [_, _, _, unknown, open, open_yes, open_no] = unknown.counts.map(|count| count as f64);
                Some(Side {
                    part,
                    whole,
                    may_part: own.0 + theirs.0 + none_part,
                    may_rest: own.1 + theirs.1 + none_whole - none_part,
                    may_either: if adds_numbers { 0.0 } else { unknown + open - open_yes - open_no },
                })
            }
            // Who is exposed and of no known group may be of this one.
            MeasureKind::Rate => Some(Side {
                part,
                whole,
                may_part: own.0 + theirs.0 + none_part,
                may_rest: none_whole,
                may_either: 0.0,
            }),
            _ => None,
        }
    }

    /// Records of which a number is wanted that is not there. A number without what it is a part of says something of a rate, and nothing of a share.
    fn unweighed(&self, tally: &Tally) -> f64 {
        let alone = match self.reckoned.measure.kind {
            MeasureKind::Share => 0,
            _ => tally.more.as_ref().map_or(0, |more| more.alone.1),
        };
        (tally.counts[3].saturating_sub(alone) + tally.counts[4]) as f64
    }

    fn population_bounds(&self, group: Group<'_>, unknown: &Tally) -> Option<Bounds> {
        let share = self.population_share(group).ok()?;
        let part = self.reckoned.amount(group.tally).ok()?;
        let known = self.known_amount().ok()?;
        let numbers = self.reckoned.adds_up();
        if numbers && self.rows.iter().any(|row| self.unweighed(row.group.tally) > 0.0) {
            return None;
        }
        let open = |tally: &Tally| self.weight(tally).1;
        let counted = self.rows.iter().filter(|row| row.is_known && row.group.population.is_some());
        let open_known: f64 = counted.map(|row| open(row.group.tally)).sum();
        let of_none = self.weight(unknown).0;
        let mine = of_none + open(group.tally);
        let others = of_none + open_known - open(group.tally);
        let ends = [part / (known + others), (part + mine) / (known + mine)];
        let swapped = self.swapped();
        let made = ends.map(|end| match self.compared.shown.as_ {
            ComparedAs::Difference if swapped => (share - end) * 100.0,
            ComparedAs::Difference => (end - share) * 100.0,
            _ if swapped => share / end,
            _ => end / share,
        });
        let [low, high] = if swapped { [made[1], made[0]] } else { made };
        (low.is_finite() && !high.is_nan()).then_some(Bounds { low, high: high.is_finite().then_some(high) })
    }

    /// The ratio within strata.
    fn stratified(&self, group: Group<'_>, reference: Group<'_>) -> Result<Stratified, NotComputable> {
        if group.too_many {
            return Err(NotComputable::TooMuch);
        }
        let (first, second) = self.in_order(group, reference);
        let (Some(a), Some(b)) = (&first.tally.more, &second.tally.more) else {
            return Err(NotComputable::TooFewValues);
        };
        let strata: BTreeSet<&Stratum> = a.strata.keys().collect();
        let mut cells = Vec::new();
        for stratum in strata {
            let (Some(a), Some(b)) = (a.strata.get(stratum), b.strata.get(stratum)) else { continue };
            let value = |place: usize, sums: &[super::tally::Sum; 2]| {
                sums.get(place).and_then(|sum| sum.value()).ok_or(NotComputable::NotFinite)
            };
            let of = [value(0, a)?, value(1, a)?, value(0, b)?, value(1, b)?];
            if of[1] > 0.0 && of[3] > 0.0 {
                cells.push(of);
            }
        }
        let strata = cells.len();
        let estimate = match self.reckoned.measure.kind {
            MeasureKind::Rate => statistics::stratified_ratio_of_rates(cells.into_iter(), self.reckoned.level)?,
            _ => statistics::stratified_ratio(cells.into_iter(), self.reckoned.level)?,
        };
        Ok(Stratified {
            value: estimate.value,
            interval: interval_of(&estimate),
            strata,
            left_out: a.without_stratum + b.without_stratum,
        })
    }

    fn verdict(
        &self,
        comparison: &Comparison,
        stratified: bool,
        smallest: f64,
        unknown_share: f64,
    ) -> (ComparisonVerdict, Option<Undecided>, String) {
        let inconclusive = |why| (ComparisonVerdict::Inconclusive, Some(why), String::new());
        let shown = &self.compared.shown;
        if shown.reliable.is_some_and(|reliable| smallest < reliable) {
            return inconclusive(Undecided::TooFew);
        }
        let Some(interval) = comparison.interval else { return inconclusive(Undecided::NoInterval) };
        // All that it may be has to lie in one band: the first that holds for each is the verdict.
        let mut ranges = vec![(interval.low, interval.high)];
        if self.band(&ranges).is_none() {
            return inconclusive(Undecided::Interval);
        }
        if unknown_share > shown.most_unknown {
            let Some(bounds) = comparison.bounds else { return inconclusive(Undecided::Unknown) };
            ranges.push((bounds.low, bounds.high));
            if self.band(&ranges).is_none() {
                return inconclusive(Undecided::Unknown);
            }
        }
        if stratified {
            let Some(within) = comparison.stratified.and_then(|stratified| stratified.interval) else {
                return inconclusive(Undecided::NoStrata);
            };
            ranges.push((within.low, within.high));
        }
        match self.band(&ranges) {
            Some((verdict, say)) => (verdict.into(), None, say.to_owned()),
            None => inconclusive(Undecided::Strata),
        }
    }

    /// The first band in which each range lies as a whole.
    fn band(&self, ranges: &[(f64, Option<f64>)]) -> Option<(BandVerdict, &str)> {
        let bands = &self.compared.shown.bands;
        let holds =
            |band: &&BandRange| ranges.iter().all(|(low, high)| band.holds(*low, high.unwrap_or(f64::INFINITY)));
        bands.iter().find(holds).map(|band| (band.is, band.say.as_str()))
    }
}

/// A group in a comparison, and what may belong to it beyond what is known. Where that is the same for both, and is only people of no known group, the bounds are those of
/// [`statistics::unknown_group_proportions`] and [`statistics::unknown_group_rates`]; here each group may have unknown answers of its own too.
struct Side {
    part: f64,
    whole: f64,
    /// What may be one more of the part: of a share, of the whole too.
    may_part: f64,
    /// What may be one more of the whole alone.
    may_rest: f64,
    /// How many records of both of these are of no known group and have no known answer: each is of one group, and so makes this one's share greater or the other's less, never both.
    may_either: f64,
}

impl Side {
    /// The least that the share can be, with so many of those that may be of either.
    fn least(&self, either: f64) -> f64 {
        self.part / (self.whole + self.may_rest - self.may_either + either)
    }

    /// The most.
    fn most(&self, is_share: bool, either: f64) -> f64 {
        let more = self.may_part - self.may_either + either;
        (self.part + more) / if is_share { self.whole + more } else { self.whole }
    }

    /// How far this share can lie above the other, as a ratio or a difference: the records that may be of either are divided so that it is furthest.
    fn furthest_above(&self, other: &Side, is_share: bool, apart: impl Fn(f64, f64) -> f64) -> f64 {
        let all = self.may_either;
        let at = |mine: f64| apart(self.most(is_share, mine), other.least(all - mine));
        // With each record moved over, the one gains less than with the one before and the other loses more, so that there is one summit, found by halves. Counts are whole and below 2^53.
        let (mut low, mut high) = (0.0, all);
        while low < high {
            let middle = ((low + high) / 2.0).floor();
            // Of nobody there is no share.
            if at(middle).is_nan() || at(middle + 1.0) > at(middle) { low = middle + 1.0 } else { high = middle }
        }
        at(low)
    }
}

/// What numbers without what they are a part of add up to.
fn alone(tally: &Tally) -> f64 {
    tally.more.as_ref().and_then(|more| more.alone.0.value()).unwrap_or(0.0)
}

/// An estimate with a rising function of it.
fn mapped(estimate: Estimate, of: impl Fn(f64) -> f64) -> Estimate {
    let interval = estimate.interval.map(|interval| Interval { low: of(interval.low), high: of(interval.high) });
    Estimate { value: of(estimate.value), interval, ..estimate }
}

/// An estimate times a number; a number below zero turns the interval round.
fn scaled(estimate: Estimate, by: f64) -> Estimate {
    let mut scaled = mapped(estimate, |value| value * by);
    if by < 0.0 {
        scaled.interval = scaled.interval.map(|Interval { low, high }| Interval { low: high, high: low });
    }
    scaled
}

/// One over a ratio.
fn inverse(estimate: Estimate) -> Result<Estimate, NotComputable> {
    if estimate.value <= 0.0 {
        return Err(NotComputable::ReferenceIsZero);
    }
    let interval = estimate.interval.map(|Interval { low, high }| Interval { low: 1.0 / high, high: 1.0 / low });
    Ok(Estimate { value: 1.0 / estimate.value, interval, ..estimate })
}

/// The ratio of which a gap in percent is what is missing.
fn ratio_of(gap: Estimate) -> Estimate {
    scaled(mapped(gap, |percent| percent / 100.0 - 1.0), -1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn people_of_no_known_group_bound_as_the_statistics_say(
            (a, rest1, b, rest0) in (1_u8..50, 1_u8..50, 1_u8..50, 1_u8..50),
            (yes, no) in (0_u8..30, 0_u8..30),
        ) {
            let [a, rest1, b, rest0, yes, no] = [a, rest1, b, rest0, yes, no].map(f64::from);
            let side = |part, rest, may_part, may_rest| Side { part, whole: part + rest, may_part, may_rest, may_either: 0.0 };
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b.abs();
            let ratio = |first: f64, second: f64| first / second;

            let (one, other) = (side(a, rest1, yes, no), side(b, rest0, yes, no));
            let found = statistics::unknown_group_proportions((a, a + rest1), (b, b + rest0), (yes, yes + no)).unwrap();
            let bounds = found.ratio_bounds.unwrap();
            prop_assert!(near(1.0 / other.furthest_above(&one, true, ratio), bounds.low), "{bounds:?}");
            prop_assert!(near(one.furthest_above(&other, true, ratio), bounds.high), "{bounds:?}");

            let (one, other) = (side(a, rest1, yes, 0.0), side(b, rest0, yes, 0.0));
            let found = statistics::unknown_group_rates((a, a + rest1), (b, b + rest0), yes).unwrap();
            prop_assert!(near(1.0 / other.furthest_above(&one, false, ratio), found.bounds.low), "{found:?}");
            prop_assert!(near(one.furthest_above(&other, false, ratio), found.bounds.high), "{found:?}");
        }

        /// Who is of no known group and has no known answer is of one group: every way of giving them out, and every answer of theirs.
        #[test]
        fn nobody_is_of_two_groups(
            (a, rest1, b, rest0) in (0_u8..30, 0_u8..30, 1_u8..30, 0_u8..30),
            (yes, no, either) in (0_u8..4, 0_u8..4, 0_u8..8),
        ) {
            let [a, rest1, b, rest0, yes, no, either] = [a, rest1, b, rest0, yes, no, either].map(f64::from);
            let side = |part, rest| Side { part, whole: part + rest, may_part: yes + either, may_rest: no + either, may_either: either };
            let (one, other) = (side(a, rest1), side(b, rest0));
            for apart in [|first: f64, second: f64| first / second, |first: f64, second: f64| 100.0 * (first - second)] {
                let mut furthest = f64::NEG_INFINITY;
                let upto = |n: f64| (0..=n as u32).map(f64::from);
                for (mine_yes, theirs_no) in upto(yes).flat_map(|yes| upto(no).map(move |no| (yes, no))) {
                    for (mine, theirs) in upto(either).flat_map(|mine| upto(either - mine).map(move |theirs| (mine, theirs))) {
                        let first = (a + mine_yes + mine) / (a + rest1 + mine_yes + mine);
                        let second = b / (b + rest0 + theirs_no + theirs);
                        let found = apart(first, second);
                        furthest = if found.is_nan() { furthest } else { furthest.max(found) };
                    }
                }
                let found = one.furthest_above(&other, true, apart);
                prop_assert!(found.is_nan() || (found - furthest).abs() <= 1e-9, "{found} {furthest}");
                prop_assert!(!found.is_nan() || a + rest1 + yes + either == 0.0);
            }
        }
    }
}
