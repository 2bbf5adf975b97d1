//! What is counted of a batch for measures. Parts of a list come in any order, so that everything here adds up to the same in any: whole numbers, and sets in order.

use super::super::Inner;
use super::super::collect::grow;
use super::super::program::{ByRegs, MeasureRegs, NumReg};
use crate::batch::{Batch, Data};
use crate::bits;
use crate::eval::Evaluated;
use crate::framework::MeasureKind;
use crate::ir::{ByIr, DerivedValueIr, MeasureIr, SlotId, WithIr};
use std::collections::BTreeMap;

/// What is counted of a measure: in the universe, yes, no, unknown; universe unknown, of those yes, of those no. Of a number, *yes* is known.
pub(crate) type FigureCounts = [u64; 7];

/// A measure over all records, and by field and option (the last for records without an answer).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MeasureCounts {
    pub(crate) all: Tally,
    /// Whether there were more different numbers than are kept.
    pub(crate) too_many: bool,
    pub(crate) by: Vec<ByCounts>,
}

/// A measure by the groups into which something divides the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ByCounts {
    /// By option or row of a table; the last but one of a table for records of which it cannot be told, the last for those without an answer or result.
    pub(crate) options: Vec<Tally>,
    /// By text.
    pub(crate) texts: BTreeMap<String, Tally>,
    /// The text with which the others are compared: it stays whatever its place in the order.
    pub(crate) reference: Option<String>,
    /// Records with texts beyond the limit.
    pub(crate) others: Tally,
    /// Whether there were more numbers or strata than are kept of all groups together.
    pub(crate) too_many: bool,
}

/// What is kept of some records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) counts: FigureCounts,
    /// Where more than records is counted.
    pub(crate) more: Option<Box<More>>,
}

/// What is kept of numbers and strata.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct More {
    /// The numbers in `of` and in `per`, added up where both are known.
    pub(crate) sums: [Sum; 2],
    /// Those in `of` where `per` is not known, and how many records that are.
    pub(crate) alone: (Sum, u64),
    /// Each number with how often it stands there, by [`ordered`].
    pub(crate) values: BTreeMap<i64, u64>,
    /// By stratum: part and whole.
    pub(crate) strata: BTreeMap<Stratum, [Sum; 2]>,
    /// Records in the universe of no known stratum.
    pub(crate) without_stratum: u64,
}

/// A group of records within which others are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stratum {
    /// An option, by its place.
    Option(usize),
    /// A text.
    Text(String),
}

/// A sum of decimal numbers in steps of a billionth of a thousandth: exact, so that it is the same in whatever order the numbers come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    steps: i128,
    beyond: bool,
}

/// Numbers of this size and greater are not added up.
const TOO_GREAT: f64 = 1e15;
const STEPS: i128 = 1_000_000_000_000;
/// A number has fifteen digits; those behind the point are as many as are left by those before it, and twelve at most.
const DIGITS: u32 = 15;
const PLACES: u32 = 12;

impl Sum {
    pub(crate) fn add(&mut self, value: f64) {
        if value.abs() < TOO_GREAT {
            let whole = value.trunc();
            let before = (whole.abs() as u64).checked_ilog10().map_or(0, |digits| digits + 1);
            let places = (DIGITS - before.min(DIGITS)).min(PLACES);
            let part = ((value - whole) * 10_u64.pow(places) as f64).round() as i128;
            let steps = whole as i128 * STEPS + part * 10_i128.pow(PLACES - places);
            self.join(Self { steps, beyond: false });
        } else {
            self.beyond = true;
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        match self.steps.checked_add(other.steps) {
            Some(steps) => self.steps = steps,
            None => self.beyond = true,
        }
        self.beyond |= other.beyond;
    }

    /// The sum; `None` where a number was too great.
    pub(crate) fn value(self) -> Option<f64> {
        // What stands before the point is exact, and what stands behind it as near as can be.
        let (whole, part) = (self.steps / STEPS, self.steps % STEPS);
        (!self.beyond).then_some(whole as f64 + part as f64 / STEPS as f64)
    }
}

/// A number as a whole number with the same order.
pub(crate) fn ordered(value: f64) -> i64 {
    // Zero has one sign here.
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// The number again.
pub(crate) fn from_ordered(order: i64) -> f64 {
    f64::from_bits((order ^ (((order >> 63) as u64) >> 1) as i64) as u64)
}

/// Different texts by which a measure is given. The first by their order stay, so that the same ones do in whatever order parts come: a text that is left out of a
/// part has so many before it there, and so it has in the whole.
pub(crate) const MOST_TEXTS: usize = 1_000;
/// Different numbers, of a mean or median, and strata that are kept of all groups of a measure together.
pub(crate) const MOST_KEPT: usize = 100_000;

/// What a record adds.
#[derive(Debug, Clone, Copy)]
struct Added<'a> {
    counts: FigureCounts,
    /// The numbers in `of` and `per`, where it is in the universe and they are known.
    numbers: Option<[f64; 2]>,
    /// Whether the numbers themselves are kept.
    keep: bool,
    /// The number in `of` where that in `per` is not known.
    alone: Option<f64>,
    /// Its stratum with what it adds to part and whole.
    stratum: Option<(Option<Place<'a>>, [f64; 2])>,
}

#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Option(usize),
    Text(&'a str),
}

impl Tally {
    fn add(&mut self, added: &Added<'_>) {
        add(&mut self.counts, &added.counts);
        if added.numbers.is_none() && added.alone.is_none() && added.stratum.is_none() {
            return;
        }
        let more = self.more.get_or_insert_default();
        if let Some(number) = added.alone {
            more.alone.0.add(number);
            more.alone.1 += 1;
        }
        if let Some(numbers) = added.numbers {
            for (sum, number) in more.sums.iter_mut().zip(numbers) {
                sum.add(number);
            }
            if added.keep {
                *more.values.entry(ordered(numbers[0])).or_default() += 1;
            }
        }
        match added.stratum {
            None => {}
            Some((None, _)) => more.without_stratum += 1,
            Some((Some(place), parts)) => {
                let stratum = match place {
                    Place::Option(place) => Stratum::Option(place),
                    Place::Text(text) => Stratum::Text(text.to_owned()),
                };
                let sums = more.strata.entry(stratum).or_default();
                for (sum, part) in sums.iter_mut().zip(parts) {
                    sum.add(part);
                }
            }
        }
    }

    pub(crate) fn merge(&mut self, from: &Self) {
        add(&mut self.counts, &from.counts);
        let Some(from) = &from.more else { return };
        let more = self.more.get_or_insert_default();
        for (into, from) in more.sums.iter_mut().zip(from.sums) {
            into.join(from);
        }
        more.without_stratum += from.without_stratum;
        more.alone.0.join(from.alone.0);
        more.alone.1 += from.alone.1;
        for (value, times) in &from.values {
            *more.values.entry(*value).or_default() += times;
        }
        for (stratum, from) in &from.strata {
            let sums = more.strata.entry(stratum.clone()).or_default();
            for (into, from) in sums.iter_mut().zip(from) {
                into.join(*from);
            }
        }
    }
}

impl More {
    fn kept(&self) -> usize {
        self.values.len() + self.strata.len()
    }
}

impl ByCounts {
    fn of(options: usize, reference: Option<&str>) -> Self {
        let reference = reference.map(str::to_owned);
        Self { options: vec![Tally::default(); options], reference, ..Self::default() }
    }

    fn merge(&mut self, from: &Self) {
        grow(&mut self.options, &from.options, Tally::merge);
        self.others.merge(&from.others);
        for (text, tally) in &from.texts {
            self.with_text(text, |known| known.merge(tally));
        }
        self.too_many |= from.too_many;
        self.bound();
    }

    /// Keeps no more than may be kept. What is too much in a part is too much in the whole, in whatever order parts come; where texts are joined, it is taken for too much.
    fn bound(&mut self) {
        let mut more: Vec<&mut More> = self
            .options
            .iter_mut()
            .chain(self.texts.values_mut())
            .chain([&mut self.others])
            .filter_map(|tally| tally.more.as_deref_mut())
            .filter(|more| more.kept() > 0)
            .collect();
        self.too_many |= more.iter().map(|more| more.kept()).sum::<usize>() > MOST_KEPT;
        if self.too_many {
            for more in &mut more {
                more.values.clear();
                more.strata.clear();
            }
        }
    }

    fn with_text(&mut self, text: &str, add: impl FnOnce(&mut Tally)) {
        match self.texts.get_mut(text) {
            Some(known) => add(known),
            None => {
                add(self.texts.entry(text.to_owned()).or_default());
                let last = |(other, _): &(&String, &Tally)| Some(*other) != self.reference.as_ref();
                let last = self.texts.iter().rev().find(last).map(|(text, _)| text.clone());
                if self.texts.len() > MOST_TEXTS
                    && let Some(tally) = last.and_then(|text| self.texts.remove(&text))
                {
                    self.too_many |= tally.more.as_ref().is_some_and(|more| more.kept() > 0);
                    self.others.merge(&tally);
                }
            }
        }
    }
}

impl MeasureCounts {
    pub(in crate::plan) fn of(inner: &Inner, measure: &MeasureIr) -> Self {
        let reference = measure.compare.as_ref().and_then(|compare| match &compare.with {
            WithIr::Text(text) => Some(text.as_str()),
            _ => None,
        });
        Self {
            all: Tally::default(),
            too_many: false,
            by: measure.by.iter().map(|by| ByCounts::of(groups_of(inner, *by), reference)).collect(),
        }
    }

    fn bound(&mut self) {
        if let Some(more) = &mut self.all.more {
            self.too_many |= more.kept() > MOST_KEPT;
            if self.too_many {
                more.values.clear();
                more.strata.clear();
            }
        }
    }

    pub(in crate::plan) fn merge(&mut self, from: &Self) {
        self.all.merge(&from.all);
        self.too_many |= from.too_many;
        self.bound();
        grow(&mut self.by, &from.by, ByCounts::merge);
    }
}

pub(crate) fn add(into: &mut FigureCounts, from: &FigureCounts) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}

fn options_of(inner: &Inner, slot: SlotId) -> usize {
    let list = inner.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list);
    list.and_then(|list| inner.checked.shape.lists.get(list.index())).map_or(0, |list| list.options.len())
}

/// Into how many groups with a place of their own something divides the records, with those without an answer.
fn groups_of(inner: &Inner, by: ByIr) -> usize {
    match by {
        ByIr::Options(slot) => options_of(inner, slot) + 1,
        ByIr::Texts(_) => 1,
        ByIr::Table(id) => match inner.checked.derived.get(id.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Table(rows)) => rows.len() + 2,
            _ => 2,
        },
    }
}

/// Counts a measure over a batch.
pub(in crate::plan) fn count_measure(
    inner: &Inner,
    batch: &Batch,
    evaluated: Evaluated<'_>,
    index: usize,
    counts: &mut MeasureCounts,
) {
    let (Some(regs), Some(measure)) = (inner.program.measures.get(index), inner.checked.measures.get(index)) else {
        return;
    };
    let records = batch.len();
    let words = words_of(regs, batch, evaluated);
    let of_record = |record: usize| -> Added<'_> {
        let counts = words.get(record / 64).map_or([0; 7], |word| word.map(|bits| bits >> (record % 64) & 1));
        added(measure, regs, batch, evaluated, record, counts)
    };
    if regs.number.is_none() && regs.per.is_none() && regs.strata.is_none() {
        for word in &words {
            for (count, bits) in counts.all.counts.iter_mut().zip(word) {
                *count += u64::from(bits.count_ones());
            }
        }
    } else {
        (0..records).for_each(|record| counts.all.add(&Added { stratum: None, ..of_record(record) }));
        counts.bound();
    }
    let keeps = regs.strata.is_some() || matches!(measure.kind, MeasureKind::Mean | MeasureKind::Median);
    for ((by, regs), groups) in measure.by.iter().zip(&regs.by).zip(&mut counts.by) {
        match regs {
            ByRegs::Field(answered) => {
                let is_answered = |record: usize| bits::get(evaluated.plane(*answered, 0), record);
                by_field(batch, *by, &is_answered, &of_record, groups);
            }
            ByRegs::Table(rows) => {
                for record in 0..records {
                    let told = rows.iter().position(|row| bits::get(evaluated.plane(*row, 0), record));
                    let none = || rows.iter().all(|row| bits::get(evaluated.plane(*row, 1), record));
                    let place = told.unwrap_or_else(|| rows.len() + usize::from(none()));
                    groups.options.get_mut(place).into_iter().for_each(|group| group.add(&of_record(record)));
                }
            }
        }
        if keeps {
            groups.bound();
        }
    }
}

/// For each word of records, which of them each count holds.
fn words_of(regs: &MeasureRegs, batch: &Batch, evaluated: Evaluated<'_>) -> Vec<FigureCounts> {
    let at = |bits: &[u64], word: usize| bits.get(word).copied().unwrap_or(0);
    let three = |reg, word| [0, 1, 2].map(|plane| at(evaluated.plane(reg, plane), word));
    (0..bits::words(batch.len()))
        .map(|word| {
            let mask = bits::mask(batch.len(), word);
            let (universe, open) = match regs.among {
                None => (mask, 0),
                Some(among) => {
                    let [t, f, n] = three(among, word);
                    (t, mask & !(t | f | n))
                }
            };
            let [mut t, mut f, mut n] = three(regs.of, word);
            if let Some(per) = regs.per {
                // Without the number of which it is a part, nothing can be told; where that is not applicable, nothing is asked.
                let [known, _, not_applicable] = three(per.known, word);
                (t, f, n) = (t & known, f & known, n | not_applicable);
            }
            // A record to which the question is not applicable is not in the universe.
            let (universe, open) = (universe & !n, open & !n);
            [universe, universe & t, universe & f, universe & !(t | f), open, open & t, open & f]
        })
        .collect()
}

/// What a record adds to a measure.
fn added<'b>(
    measure: &MeasureIr,
    regs: &MeasureRegs,
    batch: &'b Batch,
    evaluated: Evaluated<'_>,
    record: usize,
    mut counts: FigureCounts,
) -> Added<'b> {
    let mut added = Added { counts, numbers: None, keep: false, alone: None, stratum: None };
    let [among, yes, no, ..] = counts;
    // A number that is only known from and to is not known.
    let exact = |number: Option<NumReg>, otherwise: f64| match number {
        None => Some(otherwise),
        Some(number) => {
            let (low, high) = evaluated.ends(number, record, batch);
            let known = bits::get(evaluated.plane(number.known, 0), record);
            (known && low == high && low.is_finite()).then_some(low)
        }
    };
    if yes + no == 0 {
        // What it is a part of is not known; how much it is may be.
        if among == 1 && regs.per.is_some() && regs.number.is_some() {
            added.alone = exact(regs.number, 0.0);
        }
        return added;
    }
    let (of, per) = (exact(regs.number, yes as f64), exact(regs.per, 1.0));
    let (Some(of), Some(per)) = (of, per) else {
        counts = [counts[0], 0, 0, 1, counts[4], counts[5], counts[6]];
        added.counts = counts;
        return added;
    };
    if regs.number.is_some() || regs.per.is_some() {
        added.numbers = Some([of, per]);
        added.keep = matches!(measure.kind, MeasureKind::Mean | MeasureKind::Median);
    }
    if let Some(answered) = regs.strata {
        let place = bits::get(evaluated.plane(answered, 0), record)
            .then(|| measure.compare.as_ref()?.strata)
            .flatten()
            .and_then(|by| stratum(batch, by, record));
        added.stratum = Some((place, [of, per]));
    }
    added
}

fn stratum(batch: &Batch, by: ByIr, record: usize) -> Option<Place<'_>> {
    let (ByIr::Options(slot) | ByIr::Texts(slot)) = by else { return None };
    match batch.column(slot).map(|column| &column.data) {
        Some(Data::Choice(values)) => values.get(record).map(|value| Place::Option(usize::from(*value))),
        Some(Data::Text(ids)) => ids.get(record).map(|id| Place::Text(batch.texts.get(*id))),
        _ => None,
    }
}

/// Counts the records of a batch by the answers of a field.
fn by_field<'b>(
    batch: &'b Batch,
    by: ByIr,
    is_answered: &dyn Fn(usize) -> bool,
    of_record: &dyn Fn(usize) -> Added<'b>,
    groups: &mut ByCounts,
) {
    let (ByIr::Options(slot) | ByIr::Texts(slot)) = by else { return };
    let none = groups.options.len().saturating_sub(1);
    let count = |groups: &mut ByCounts, place: usize, record: usize| {
        groups.options.get_mut(place).into_iter().for_each(|group| group.add(&of_record(record)));
    };
    match batch.column(slot).map(|column| &column.data) {
        Some(Data::Choice(values)) => {
            for (record, value) in values.iter().enumerate() {
                let place = if is_answered(record) { usize::from(*value).min(none) } else { none };
                count(groups, place, record);
            }
        }
        Some(Data::Choices(sets)) => {
            for (record, set) in sets.iter().enumerate() {
                if is_answered(record) {
                    (0..none.min(64))
                        .filter(|place| set >> place & 1 == 1)
                        .for_each(|place| count(groups, place, record));
                } else {
                    count(groups, none, record);
                }
            }
        }
        Some(Data::Text(ids)) => {
            for (record, id) in ids.iter().enumerate() {
                if is_answered(record) {
                    groups.with_text(batch.texts.get(*id), |known| known.add(&of_record(record)));
                } else {
                    count(groups, none, record);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_are_decimal() {
        let mut sum = Sum::default();
        [0.1, 0.2, 1_234_567.89].into_iter().for_each(|value| sum.add(value));
        assert_eq!(sum.value(), Some(1_234_568.19));
        let mut many = Sum::default();
        (0..1_000).for_each(|_| many.add(98_765_432.1));
        assert_eq!(many.value(), Some(98_765_432_100.0));
        sum.add(2e15);
        assert_eq!(sum.value(), None);
    }

    #[test]
    fn past_the_limit_the_first_texts_stay_and_the_one_that_is_compared_with() {
        let mut by = ByCounts::of(0, Some("zz"));
        let names: Vec<String> = (0..=MOST_TEXTS).map(|number| format!("n{number:05}")).collect();
        for name in [&"zz".to_owned()].into_iter().chain(&names) {
            by.with_text(name, |tally| tally.counts[0] += 1);
        }
        assert_eq!((by.texts.len(), by.others.counts[0]), (MOST_TEXTS, 2));
        assert!(by.texts.contains_key("zz") && by.texts.contains_key("n00000") && !by.texts.contains_key("n01000"));
    }

    #[test]
    fn more_numbers_than_are_kept_are_none() {
        let with = |values: std::ops::Range<i64>| {
            let more = More { values: values.map(|value| (value, 1)).collect(), ..More::default() };
            Tally { more: Some(Box::new(more)), ..Tally::default() }
        };
        let most = MOST_KEPT as i64;
        let counts = |tally| MeasureCounts { all: tally, ..MeasureCounts::default() };
        let mut kept = counts(with(0..most / 2));
        kept.merge(&counts(with(most / 2..most)));
        assert!(!kept.too_many);
        kept.merge(&counts(with(0..most + 1)));
        assert!(kept.too_many && kept.all.more.unwrap().values.is_empty());
    }

    proptest! {
        #[test]
        fn numbers_keep_their_order(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert_eq!(a.partial_cmp(&b), Some(ordered(a).cmp(&ordered(b))));
            prop_assert_eq!(from_ordered(ordered(a)), a);
        }

        #[test]
        fn sums_are_the_same_in_any_order(mut values in prop::collection::vec(-1e9_f64..1e9, 0..20)) {
            let sum = |values: &[f64]| {
                let mut sum = Sum::default();
                values.iter().for_each(|value| sum.add(*value));
                sum
            };
            let before = sum(&values);
            values.reverse();
            prop_assert_eq!(before, sum(&values));
        }
    }
}
