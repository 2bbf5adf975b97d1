//! Measures: what is counted of a batch, and the figures that are made of the counts.

use super::Inner;
use super::collect::grow;
use super::program::{ByRegs, MeasureRegs};
use super::template::{label, option_label};
use crate::audit::{Figure, GroupFigure, MeasureResult, Verdict};
use crate::batch::{Batch, Data};
use crate::bits;
use crate::eval::Evaluated;
use crate::framework::MeasureKind;
use crate::ir::{ByIr, DerivedValueIr, SlotId};
use crate::value::FieldType;
use std::collections::BTreeMap;

/// What is counted of a measure: in the universe, yes, no, unknown; universe unknown, of those yes, of those no.
pub(crate) type FigureCounts = [u64; 7];

/// A measure over all records, and by field and option (the last for records without an answer).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MeasureCounts {
    pub(crate) all: FigureCounts,
    pub(crate) by: Vec<ByCounts>,
}

/// A measure by the groups into which something divides the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ByCounts {
    /// By option or row of a table; the last but one of a table for records of which it cannot be told, the last for those without an answer or result.
    pub(crate) options: Vec<FigureCounts>,
    /// By text.
    pub(crate) texts: BTreeMap<String, FigureCounts>,
    /// Records with texts beyond the limit.
    pub(crate) others: FigureCounts,
}

/// Different texts by which a measure is given. The first by their order stay, so that the same ones do in whatever order parts come: a text that is left out of a
/// part has so many before it there, and so it has in the whole.
pub(crate) const MOST_TEXTS: usize = 1_000;

impl ByCounts {
    pub(super) fn of(options: usize) -> Self {
        Self { options: vec![[0; 7]; options], ..Self::default() }
    }

    pub(super) fn merge(&mut self, from: &Self) {
        grow(&mut self.options, &from.options, add);
        add(&mut self.others, &from.others);
        for (text, counts) in &from.texts {
            self.add_text(text, counts);
        }
    }

    fn add_text(&mut self, text: &str, counts: &FigureCounts) {
        match self.texts.get_mut(text) {
            Some(known) => add(known, counts),
            None => {
                self.texts.insert(text.to_owned(), *counts);
                if self.texts.len() > MOST_TEXTS
                    && let Some((_, counts)) = self.texts.pop_last()
                {
                    add(&mut self.others, &counts);
                }
            }
        }
    }
}

pub(super) fn add(into: &mut FigureCounts, from: &FigureCounts) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}

fn options_of(inner: &Inner, slot: SlotId) -> usize {
    let list = inner.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list);
    list.and_then(|list| inner.checked.shape.lists.get(list.index())).map_or(0, |list| list.options.len())
}

/// Into how many groups with a place of their own something divides the records, with those without an answer.
pub(super) fn groups_of(inner: &Inner, by: ByIr) -> usize {
    match by {
        ByIr::Options(slot) => options_of(inner, slot) + 1,
        ByIr::Texts(_) => 1,
        ByIr::Table(id) => match inner.checked.derived.get(id.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Table(rows)) => rows.len() + 2,
            _ => 2,
        },
    }
}

pub(super) fn count_measure(
    inner: &Inner,
    batch: &Batch,
    evaluated: Evaluated<'_>,
    index: usize,
    counts: &mut MeasureCounts,
) {
    let (Some(MeasureRegs { of, among, by }), Some(measure)) =
        (inner.program.measures.get(index), inner.checked.measures.get(index))
    else {
        return;
    };
    let records = batch.len();
    let at = |bits: &[u64], word: usize| bits.get(word).copied().unwrap_or(0);
    let words: Vec<FigureCounts> = (0..bits::words(records))
        .map(|word| {
            let mask = bits::mask(records, word);
            let (universe, open) = match among {
                None => (mask, 0),
                Some(among) => {
                    let (t, f, n) = (
                        at(evaluated.plane(*among, 0), word),
                        at(evaluated.plane(*among, 1), word),
                        at(evaluated.plane(*among, 2), word),
                    );
                    (t, mask & !(t | f | n))
                }
            };
            let (t, f, n) = (
                at(evaluated.plane(*of, 0), word),
                at(evaluated.plane(*of, 1), word),
                at(evaluated.plane(*of, 2), word),
            );
            // A record to which the question is not applicable is not in the universe.
            let (universe, open) = (universe & !n, open & !n);
            [universe, universe & t, universe & f, universe & !(t | f), open, open & t, open & f]
        })
        .collect();
    for word in &words {
        for (count, bits) in counts.all.iter_mut().zip(word) {
            *count += u64::from(bits.count_ones());
        }
    }
    for ((by, regs), groups) in measure.by.iter().zip(by).zip(&mut counts.by) {
        let of_record = |record: usize| -> FigureCounts {
            words.get(record / 64).map_or([0; 7], |word| word.map(|bits| bits >> (record % 64) & 1))
        };
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
                    groups.options.get_mut(place).into_iter().for_each(|group| add(group, &of_record(record)));
                }
            }
        }
    }
}

/// Counts the records of a batch by the answers of a field.
fn by_field(
    batch: &Batch,
    by: ByIr,
    is_answered: &dyn Fn(usize) -> bool,
    of_record: &dyn Fn(usize) -> FigureCounts,
    groups: &mut ByCounts,
) {
    let (ByIr::Options(slot) | ByIr::Texts(slot)) = by else { return };
    let none = groups.options.len().saturating_sub(1);
    let count = |groups: &mut ByCounts, place: usize, record: usize| {
        groups.options.get_mut(place).into_iter().for_each(|group| add(group, &of_record(record)));
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
                    groups.add_text(batch.texts.get(*id), &of_record(record));
                } else {
                    count(groups, none, record);
                }
            }
        }
        _ => {}
    }
}

fn figure(kind: MeasureKind, counts: &FigureCounts) -> Figure {
    let [among, yes, no, unknown, universe_unknown, open_yes, open_no] = *counts;
    let open_unknown = universe_unknown.saturating_sub(open_yes + open_no);
    // What may or may not be in the universe is taken into it where that makes the share lower, or higher; where nothing else is there, it is the universe if there is one.
    // Counts of records are far below 2^53.
    let share = |part: u64, whole: u64, otherwise: Option<f64>| match kind {
        MeasureKind::Count => None,
        MeasureKind::Share if whole == 0 => otherwise,
        MeasureKind::Share => Some(part as f64 / whole as f64),
    };
    let low = share(yes, among + open_no + open_unknown, (open_yes > 0).then_some(1.0));
    let most = yes + unknown + open_yes + open_unknown;
    let high = share(most, among + open_yes + open_unknown, (open_no > 0).then_some(0.0));
    Figure { among, yes, no, unknown, universe_unknown, low, high }
}

pub(super) fn measures(inner: &Inner, all: &[MeasureCounts], language: &str) -> Vec<MeasureResult> {
    let checked = &inner.checked;
    let results = checked.measures.iter().zip(all);
    results
        .map(|(measure, counts)| {
            let mut groups = Vec::new();
            for (by, counts) in measure.by.iter().zip(&counts.by) {
                groups_by(inner, measure.kind, *by, counts, language, &mut groups);
            }
            MeasureResult {
                id: measure.id.clone(),
                label: label(&measure.label, &measure.id, language),
                kind: measure.kind,
                of: measure.text.0.clone(),
                among: measure.text.1.clone(),
                note: measure.note.get(language).to_owned(),
                cite: super::assemble::ids(checked, &measure.cite),
                all: figure(measure.kind, &counts.all),
                groups,
            }
        })
        .collect()
}

/// The figures of a measure for each group of records that is not empty.
fn groups_by(
    inner: &Inner,
    kind: MeasureKind,
    by: ByIr,
    counts: &ByCounts,
    language: &str,
    groups: &mut Vec<GroupFigure>,
) {
    let checked = &inner.checked;
    let not_answered = || "not answered".to_owned();
    let (path, by_label, names): (&str, String, Vec<String>) = match by {
        ByIr::Options(slot) | ByIr::Texts(slot) => {
            let Some(info) = checked.shape.slots.get(slot.index()) else { return };
            let list = info.list.and_then(|list| checked.shape.lists.get(list.index()));
            let options = list.map_or(&[][..], |list| &list.options);
            let names = options.iter().map(|option| option_label(&option.label, &option.id, language));
            let mut by_label = label(&info.label, &info.id, language);
            if info.kind == FieldType::Choices {
                by_label.push_str(" (a record counts for each that holds)");
            }
            (&info.path, by_label, names.chain([not_answered()]).collect())
        }
        ByIr::Table(id) => {
            let Some(derived) = checked.derived.get(id.index()) else { return };
            let DerivedValueIr::Table(rows) = &derived.value else { return };
            let names = rows.iter().map(|row| option_label(&row.label, &row.is, language));
            let rest = [Verdict::CannotTell.words().to_owned(), "none of these".to_owned()];
            (&derived.id, label(&derived.label, &derived.id, language), names.chain(rest).collect())
        }
    };
    let more = format!("all others, past {MOST_TEXTS} groups");
    let texts = counts.texts.iter().map(|(text, counts)| (text.clone(), counts));
    let options = names.into_iter().zip(&counts.options);
    for (group, counts) in texts.chain([(more, &counts.others)]).chain(options) {
        if counts.iter().any(|count| *count > 0) {
            groups.push(GroupFigure {
                by: path.to_owned(),
                by_label: by_label.clone(),
                group,
                figure: figure(kind, counts),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_has_no_bounds() {
        assert_eq!(figure(MeasureKind::Share, &[0; 7]).low, None);
        let bounds = |counts| {
            let figure = figure(MeasureKind::Share, &counts);
            (figure.low, figure.high)
        };
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
            let figure = figure(
                MeasureKind::Share,
                &[yes + no + unknown, yes, no, unknown, open_yes + open_no + open_unknown, open_yes, open_no],
            );
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
            assert_eq!((figure.low, figure.high), (least, most), "{counts}");
        }
    }
}
