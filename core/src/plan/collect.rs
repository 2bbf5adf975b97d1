//! From an evaluated batch to a part of an audit: counts, findings, and what was noticed. Parts merge in any order.

use super::duplicates::Ids;
use super::figures::{MeasureCounts, count_measure};
use super::lines::fingerprint;
use super::program::Reg;
use super::{Detail, Inner, budget, template, unread};
use crate::audit::{
    Evidence, Finding, ListNote, NoteKind, RecordRef, RecordResult, RefusedRow, Verdict, VerdictCounts,
};
use crate::batch::{Batch, Data, Notice, Use};
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::{Evaluated, verdict_plane};
use crate::ir::{DomainId, RECORD, RuleId, SlotId};
use crate::value::{State, kept};
use std::collections::BTreeMap;

/// What evaluating some of the records gave: a part of an audit.
///
/// Parts of one plan can be [merged](Part::merge) in any order and any grouping; the result is the same as that of evaluating
/// everything at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    pub(crate) records: u64,
    pub(crate) refused: u64,
    pub(crate) blank: u64,
    pub(crate) refused_rows: Vec<RefusedRow>,
    /// By rule.
    pub(crate) verdicts: Vec<VerdictCounts>,
    /// By outcome row, then *cannot tell*, then none.
    pub(crate) outcome: Vec<u64>,
    /// The same by shown table.
    pub(crate) tables: Vec<Vec<u64>>,
    pub(crate) measures: Vec<MeasureCounts>,
    /// By field: cells in each state.
    pub(crate) states: Vec<[u64; 8]>,
    pub(crate) notes: BTreeMap<NoteKey, NoteCount>,
    /// Those past the limit, together by kind.
    pub(crate) other_notes: BTreeMap<NoteKind, NoteCount>,
    /// What stands in cells that are none of their field's options.
    pub(crate) unread: unread::Unread,
    pub(crate) ids: Ids,
    /// Texts that are compared across records.
    pub(crate) copied: super::copied::Texts,
    pub(crate) findings: Vec<(FindingKey, Finding)>,
    pub(crate) results: Vec<RecordResult>,
    /// Roughly the memory of both.
    pub(crate) bytes: [usize; 2],
}

/// Days that would be days in both orders, and in that of the framework only; they become one note where others of the column are days in the other order only.
pub(super) const EITHER: &str = "either";
pub(super) const OWN: &str = "own";

/// The order of findings: record, rule, row.
pub(crate) type FindingKey = (u64, u32, u32);

/// What a note is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NoteKey {
    pub(crate) kind: NoteKind,
    pub(crate) slot: Option<SlotId>,
    pub(crate) what: String,
}

/// How often, and in which rows first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NoteCount {
    pub(crate) count: u64,
    pub(crate) rows: Vec<u64>,
}

impl NoteCount {
    fn add(&mut self, row: u64) {
        self.count += 1;
        self.keep(row);
    }

    pub(super) fn merge(&mut self, other: &NoteCount) {
        self.count += other.count;
        other.rows.iter().for_each(|row| self.keep(*row));
    }

    pub(super) fn keep(&mut self, row: u64) {
        let place = self.rows.partition_point(|known| *known < row);
        if place < ListNote::EXAMPLES && self.rows.get(place) != Some(&row) {
            self.rows.insert(place, row);
            self.rows.truncate(ListNote::EXAMPLES);
        }
    }
}

/// Distinct notes that are kept; a list whose every cell is wrong in its own way must not fill memory.
pub(super) const NOTES: usize = 5_000;

impl Part {
    /// An empty part of a plan's audit.
    pub(crate) fn empty(inner: &Inner) -> Self {
        let checked = &inner.checked;
        Self {
            verdicts: vec![VerdictCounts::default(); checked.rules.len()],
            outcome: vec![0; if checked.outcome.is_empty() { 0 } else { checked.outcome.len() + 2 }],
            tables: inner.program.tables.iter().map(|rows| vec![0; rows.len() + 2]).collect(),
            measures: checked.measures.iter().map(|measure| MeasureCounts::of(inner, measure)).collect(),
            states: vec![[0; 8]; checked.shape.slots.len()],
            ..Self::default()
        }
    }

    /// Joins another part of the same plan's audit to this one.
    pub fn merge(&mut self, other: Part) {
        self.records += other.records;
        self.refused += other.refused;
        self.blank += other.blank;
        self.refused_rows.extend(other.refused_rows);
        self.refused_rows.sort_unstable();
        self.refused_rows.truncate(crate::audit::RecordCounts::REFUSED_LISTED);
        grow(&mut self.verdicts, &other.verdicts, |into, from| into.merge(from));
        grow(&mut self.outcome, &other.outcome, |into, from| *into += from);
        grow(&mut self.tables, &other.tables, |into, from| grow(into, from, |into, from| *into += from));
        grow(&mut self.measures, &other.measures, MeasureCounts::merge);
        grow(&mut self.states, &other.states, |into, from| {
            for (into, from) in into.iter_mut().zip(from) {
                *into += from;
            }
        });
        for (key, from) in other.notes {
            self.note(key, |into| into.merge(&from));
        }
        for (kind, from) in other.other_notes {
            self.other_notes.entry(kind).or_default().merge(&from);
        }
        for (key, from) in other.unread {
            unread::add(&mut self.unread, key, &from);
        }
        self.ids.merge(other.ids);
        self.copied.merge(other.copied);
        // Findings stay sorted, so that cutting keeps the same ones in whatever order parts come.
        let sorted = self.findings.last().zip(other.findings.first()).is_none_or(|(last, first)| last.0 <= first.0);
        self.findings.extend(other.findings);
        if !sorted {
            self.findings.sort_by_key(|(key, _)| *key);
        }
        let sorted =
            self.results.last().zip(other.results.first()).is_none_or(|(last, first)| last.record <= first.record);
        self.results.extend(other.results);
        if !sorted {
            self.results.sort_by(|a, b| a.record.cmp(&b.record));
        }
        for (into, from) in self.bytes.iter_mut().zip(other.bytes) {
            *into = into.saturating_add(from);
        }
    }

    /// Leaves out findings and results past the plan's limits; the first of the list stay.
    pub fn cut(&mut self, plan: &super::Plan) {
        self.cut_to(plan.inner.settings.limits);
    }

    pub(super) fn cut_to(&mut self, limits: super::Limits) {
        self.findings.truncate(limits.findings);
        self.results.truncate(limits.results);
        let most = |count: usize| count.saturating_mul(budget::BYTES_EACH);
        let [findings, results] = &mut self.bytes;
        budget::cut(&mut self.findings, findings, most(limits.findings), |(_, one)| budget::of_finding(one));
        budget::cut(&mut self.results, results, most(limits.results), budget::of_result);
    }

    /// Takes out the findings, in order, for a host that writes them as they come.
    pub fn take_findings(&mut self) -> impl Iterator<Item = Finding> + use<> {
        self.bytes = [0, self.bytes.last().copied().unwrap_or(0)];
        std::mem::take(&mut self.findings).into_iter().map(|(_, finding)| finding)
    }

    /// The findings that are kept, in order.
    pub fn each_finding(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().map(|(_, finding)| finding)
    }

    /// The same, for a host that puts decisions beside them.
    pub fn each_finding_mut(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.findings.iter_mut().map(|(_, finding)| finding)
    }

    /// How many findings are kept.
    pub fn findings(&self) -> usize {
        self.findings.len()
    }

    /// How many records are kept with their outcomes.
    pub fn results(&self) -> usize {
        self.results.len()
    }

    /// Records reported so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Counts a row that could not be read as a record.
    pub fn refuse(&mut self, row: RefusedRow) {
        self.refused += 1;
        let place = self.refused_rows.partition_point(|known| *known < row);
        self.refused_rows.insert(place, row);
        self.refused_rows.truncate(crate::audit::RecordCounts::REFUSED_LISTED);
    }

    /// Takes what is to be said of rows beside what is found in records: refused rows are counted and named, blank ones skipped; those that read like a total, repeat
    /// the header, or that their sheet does not show, are records like any other.
    #[cfg(feature = "list")]
    pub fn remark(&mut self, remarks: super::RowRemarks) {
        remarks.put_into(self);
    }

    /// Past the limit the first by their order stay, so that the same ones do in whatever order parts come.
    pub(super) fn note(&mut self, key: NoteKey, change: impl FnOnce(&mut NoteCount)) {
        change(self.notes.entry(key).or_default());
        if self.notes.len() > NOTES
            && let Some((key, from)) = self.notes.pop_last()
        {
            self.other_notes.entry(key.kind).or_default().merge(&from);
        }
    }
}

pub(super) fn grow<T: Clone>(into: &mut Vec<T>, from: &[T], join: impl Fn(&mut T, &T)) {
    for (place, value) in into.iter_mut().zip(from) {
        join(place, value);
    }
    let known = into.len();
    into.extend(from.iter().skip(known).cloned());
}

/// How many rows a rule's verdicts have, by plane.
fn counted(evaluated: Evaluated<'_>, rule: RuleId) -> [u64; 5] {
    apart(std::array::from_fn(|plane| bits::count(evaluated.verdict(rule, plane))))
}

/// A rule that is not yet due has its verdicts, but for *met*, under *to do*.
#[inline]
fn apart(counts: [u64; 5]) -> [u64; 5] {
    match counts {
        [.., 0] => counts,
        [met, .., to_do] => [met, 0, 0, 0, to_do],
    }
}

/// How many rows a rule has a verdict about.
#[inline(always)]
fn rows_of(inner: &Inner, batch: &Batch, rule: RuleId) -> u64 {
    let reg = inner.program.verdicts.get(rule.index()).and_then(|reg| inner.program.regs.get(reg.0 as usize));
    batch.domain_len(reg.map_or(RECORD, |(domain, _)| *domain)) as u64
}

fn verdict_counts([met, not_met, cannot_tell, needs_a_person, to_do]: [u64; 5], rows: u64) -> VerdictCounts {
    let does_not_apply = rows.saturating_sub(met + to_do + not_met + cannot_tell + needs_a_person);
    VerdictCounts { met, not_met, cannot_tell, does_not_apply, needs_a_person, to_do }
}

/// The counts of verdicts of a rule.
fn verdicts_of(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, rule: RuleId) -> VerdictCounts {
    verdict_counts(counted(evaluated, rule), rows_of(inner, batch, rule))
}

/// The counts of all rules together.
pub(crate) fn verdicts(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>) -> VerdictCounts {
    let add = |all: [u64; 5], counts: [u64; 5]| {
        let ([a, b, c, d, e], [f, g, h, i, j]) = (all, apart(counts));
        [a + f, b + g, c + h, d + i, e + j]
    };
    let all = match evaluated.all_of_one_word() {
        // Most sets of a form have no row or its first.
        Some(rules) => rules.fold([0; 5], |all, words| match words {
            [a, b, c, d, e] if a | b | c | d | e <= 1 => add(all, words),
            _ => add(all, words.map(|word| u64::from(word.count_ones()))),
        }),
        None => {
            let rules = (0..inner.program.verdicts.len()).map(RuleId::from_index);
            rules.fold([0; 5], |all, rule| add(all, counted(evaluated, rule)))
        }
    };
    let domains = inner.program.verdict_domains.iter();
    let rows = domains.map(|(domain, rules)| batch.domain_len(*domain) as u64 * rules).sum();
    verdict_counts(all, rows)
}

/// Everything of a batch.
pub(crate) fn collect(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, detail: Detail) -> Part {
    let mut part = Part::empty(inner);
    part.records = batch.len() as u64;
    for (index, counts) in part.verdicts.iter_mut().enumerate() {
        *counts = verdicts_of(inner, batch, evaluated, RuleId::from_index(index));
    }
    count_table(&inner.program.outcome, batch, evaluated, &mut part.outcome);
    for (rows, counts) in inner.program.tables.iter().zip(&mut part.tables) {
        count_table(rows, batch, evaluated, counts);
    }
    for (index, counts) in part.measures.iter_mut().enumerate() {
        count_measure(inner, batch, evaluated, index, counts);
    }
    for ((column, slot), counts) in batch.columns.iter().zip(&inner.layout.slots).zip(&mut part.states) {
        if slot.wanted != Use::Unused && !slot.is_row {
            count_states(&column.states, counts);
        }
    }
    notes(inner, batch, &mut part);
    ids(inner, batch, &mut part);
    super::copied::collect(inner, batch, evaluated, &mut part.copied);
    if detail > Detail::Counts {
        findings(inner, batch, evaluated, &mut part);
    }
    if detail >= Detail::Records {
        results(inner, batch, evaluated, &mut part);
    }
    part.bytes = [
        part.findings.iter().map(|(_, finding)| budget::of_finding(finding)).sum(),
        part.results.iter().map(budget::of_result).sum(),
    ];
    part
}

fn count_states(states: &[u8], counts: &mut [u64; 8]) {
    // So many that a byte can count them, which the compiler turns into vector instructions.
    for some in states.chunks(255) {
        let mut left = some.len();
        for (state, count) in (0u8..).zip(counts.iter_mut()) {
            let here = some.iter().fold(0u8, |count, cell| count.wrapping_add(u8::from(*cell == state)));
            *count += u64::from(here);
            left = left.saturating_sub(usize::from(here));
            // Nearly every cell of a column is answered.
            if left == 0 {
                break;
            }
        }
    }
}

fn count_table(rows: &[Reg], batch: &Batch, evaluated: Evaluated<'_>, counts: &mut [u64]) {
    let records = batch.len();
    let words = bits::words(records);
    let mut told = 0;
    for (row, count) in rows.iter().zip(counts.iter_mut()) {
        let here = bits::count(evaluated.plane(*row, 0));
        *count += here;
        told += here;
    }
    if rows.is_empty() {
        return;
    }
    // Where every result is ruled out, no row holds; what is left cannot be told.
    let none: u64 = (0..words)
        .map(|word| {
            let out =
                rows.iter().fold(u64::MAX, |out, row| out & evaluated.plane(*row, 1).get(word).copied().unwrap_or(0));
            u64::from((out & bits::mask(records, word)).count_ones())
        })
        .sum();
    if let [.., cannot_tell, no_row] = counts {
        *cannot_tell += (records as u64).saturating_sub(told + none);
        *no_row += none;
    }
}

fn notes(inner: &Inner, batch: &Batch, part: &mut Part) {
    // Equal ones side by side, so that the name of a note is made once for all of them.
    let mut noticed: Vec<_> = batch.noticed.iter().map(|noticed| (&noticed.what, noticed.record)).collect();
    noticed.sort_unstable();
    for alike in noticed.chunk_by(|left, right| left.0 == right.0) {
        let Some((what, _)) = alike.first() else { continue };
        let key = match what {
            Notice::Placeholder(slot, text) => {
                NoteKey { kind: NoteKind::Placeholder, slot: Some(*slot), what: token(inner, *slot, text) }
            }
            Notice::EdgeSpaces(slot) => {
                NoteKey { kind: NoteKind::EdgeSpaces, slot: Some(*slot), what: "spaces at the edges, left out".into() }
            }
            Notice::DayOrMonth(slot, either) => NoteKey {
                kind: NoteKind::DateOrder,
                slot: Some(*slot),
                what: if *either { EITHER } else { OWN }.into(),
            },
            Notice::UnknownKey(path) => NoteKey { kind: NoteKind::UnknownKey, slot: None, what: kept(path).into() },
        };
        part.note(key, |note| alike.iter().for_each(|(_, record)| note.add(batch.row_number(*record as usize))));
    }
    let mut invalid: Vec<_> =
        batch.invalid.iter().map(|cell| (cell.slot, &*cell.cause, &*cell.raw, cell.record)).collect();
    invalid.sort_unstable();
    for alike in invalid.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)) {
        let Some((slot, cause, ..)) = alike.first() else { continue };
        for same in alike.chunk_by(|left, right| left.2 == right.2) {
            let raw = same.first().map_or("", |(_, _, raw, _)| raw);
            unread::count(&mut part.unread, *slot, cause, raw, same.len());
        }
        let key = NoteKey { kind: NoteKind::InvalidCell, slot: Some(*slot), what: (*cause).to_owned() };
        part.note(key, |note| alike.iter().for_each(|(.., record)| note.add(batch.row_number(*record as usize))));
    }
    // Answers that stand where nothing is asked, or in a row that does not apply, are kept and have no effect: a reader should know of them.
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    for (index, slot) in inner.checked.shape.slots.iter().enumerate() {
        let id = SlotId::from_index(index);
        if !inner.layout.is_wanted(id) || slot.is_row || !may_be_not_asked(inner, slot) {
            continue;
        }
        for place in 0..batch.domain_len(slot.domain) {
            let record = tracer.row_in(RECORD, slot.domain, place);
            if batch.state(id, place) == State::Answered && tracer.state(id, place).is_inapplicable() {
                let key = NoteKey {
                    kind: NoteKind::NotAskedAnswer,
                    slot: Some(id),
                    what: "answered although not asked; has no effect".into(),
                };
                let row = batch.row_number(record);
                part.note(key, |note| note.add(row));
            }
        }
    }
}

/// Whether a field or a group around it has an `ask-when`, or a row around it may not apply.
fn may_be_not_asked(inner: &Inner, slot: &crate::ir::Slot) -> bool {
    let mut around = Some(slot.domain);
    let mut gated = slot.ask_when.is_some();
    while let Some(domain) = around.and_then(|domain| inner.checked.shape.domains.get(domain.index())) {
        gated |= domain.ask_when.is_some() || domain.fixed.iter().any(|row| row.not_applicable_when.is_some());
        around = domain.parent;
    }
    gated
}

/// A placeholder as the framework spells it: lists write one in many ways.
fn token(inner: &Inner, slot: SlotId, text: &str) -> String {
    let small = text.to_lowercase();
    let tokens = inner.checked.shape.slots.get(slot.index()).map_or(&[][..], |slot| &slot.tokens);
    tokens.iter().find(|(token, _)| token.to_lowercase() == small).map_or(small, |(token, _)| token.clone())
}

fn ids(inner: &Inner, batch: &Batch, part: &mut Part) {
    let Some(slot) = inner.checked.shape.id.filter(|_| inner.checked.shape.unique) else { return };
    for record in 0..batch.len() {
        if batch.state(slot, record) != State::Answered {
            continue;
        }
        match batch.column(slot).map(|column| &column.data) {
            Some(Data::Text(ids)) => {
                if let Some(id) = ids.get(record) {
                    part.ids.add(batch.texts.get(*id), batch.row_number(record));
                }
            }
            Some(Data::Number(values)) => {
                if let Some(value) = values.get(record) {
                    part.ids.add(&crate::batch::print_number(*value), batch.row_number(record));
                }
            }
            _ => {}
        }
    }
}

/// The verdict of a row that a report lists.
pub(crate) fn listed(evaluated: Evaluated<'_>, rule: RuleId, row: usize) -> (Verdict, Option<Verdict>) {
    let has = |plane: usize| bits::get(evaluated.verdict(rule, plane), row);
    let verdict = if has(verdict_plane::MET) {
        Verdict::Met
    } else if has(verdict_plane::NOT_MET) {
        Verdict::NotMet
    } else if has(verdict_plane::CANNOT_TELL) {
        Verdict::CannotTell
    } else if has(verdict_plane::NEEDS_A_PERSON) {
        Verdict::NeedsAPerson
    } else {
        Verdict::DoesNotApply
    };
    if has(verdict_plane::TO_DO) { (Verdict::ToDo, Some(verdict)) } else { (verdict, None) }
}

fn findings(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, part: &mut Part) {
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    let every_verdict = inner.settings.limits.every_verdict;
    for (index, rule) in inner.checked.rules.iter().enumerate() {
        let id = RuleId::from_index(index);
        let rows = batch.domain_len(rule.domain);
        let mut take = |row: usize| {
            let (verdict, would_be) = listed(evaluated, id, row);
            let record = tracer.row_in(RECORD, rule.domain, row);
            let finding = finding(inner, &tracer, id, row, verdict, would_be);
            let number = batch.number(record);
            part.findings.push(((number, id.0, u32::try_from(row).unwrap_or(u32::MAX)), finding));
        };
        if every_verdict {
            (0..rows).for_each(&mut take);
        } else {
            let plane = |plane: usize, word: usize| evaluated.verdict(id, plane).get(word).copied().unwrap_or(0);
            let wanted: Vec<u64> = (0..bits::words(rows))
                .map(|word| {
                    let failing = plane(verdict_plane::NOT_MET, word);
                    if inner.settings.limits.only_failing {
                        failing & !plane(verdict_plane::TO_DO, word)
                    } else {
                        failing | plane(verdict_plane::CANNOT_TELL, word) | plane(verdict_plane::NEEDS_A_PERSON, word)
                    }
                })
                .collect();
            bits::rows(&wanted).for_each(&mut take);
        }
    }
    part.findings.sort_by_key(|(key, _)| *key);
}

/// The record of a batch as reports name it.
pub(crate) fn record_ref(inner: &Inner, tracer: &Tracer<'_>, record: usize) -> RecordRef {
    let shape = &inner.checked.shape;
    let shown = |slot: Option<SlotId>| {
        slot.filter(|slot| tracer.state(*slot, record) == State::Answered).and_then(|slot| tracer.value(slot, record))
    };
    RecordRef {
        number: tracer.batch.number(record),
        input: tracer.batch.numbering.input.clone(),
        row: tracer.batch.row_number(record),
        id: shown(shape.id),
        name: shown(shape.name).or_else(|| {
            // A list of streets has no column of names, and what is compared in their place is what people call the record.
            let is_absent = |slot: &SlotId| tracer.state(*slot, record) == State::NotSupplied;
            let of = shape.screenings.iter().find(|of| shape.name.is_some_and(|name| of.names.contains(&name)))?;
            shape.name.filter(is_absent).and_then(|_| of.names.iter().find_map(|slot| shown(Some(*slot))))
        }),
    }
}

/// The ids of all records.
pub(super) fn record_ids(inner: &Inner, batch: &Batch) -> Vec<Option<String>> {
    let (inputs, slot) = (inner.inputs(), inner.checked.shape.id);
    let tracer = Tracer::new(&inputs, batch);
    let id = |record| {
        slot.filter(|slot| tracer.state(*slot, record) == State::Answered).and_then(|slot| tracer.value(slot, record))
    };
    (0..batch.len()).map(id).collect()
}

/// What a record is called in a message.
pub(super) fn record_name(record: &RecordRef, noun: &str) -> String {
    record.name.clone().or_else(|| record.id.clone()).unwrap_or_else(|| format!("{noun} {}", record.number))
}

/// Whether what a rule says, and what it says is to be done, is about such a verdict: where all verdicts are listed, a rule that is met or does not apply has its title only.
pub(super) fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Met | Verdict::DoesNotApply)
}

pub(crate) fn finding(
    inner: &Inner,
    tracer: &Tracer<'_>,
    id: RuleId,
    row: usize,
    verdict: Verdict,
    would_be: Option<Verdict>,
) -> Finding {
    let checked = &inner.checked;
    let Some(rule) = checked.rules.get(id.index()) else { return empty_finding(verdict) };
    let record_row = tracer.row_in(RECORD, rule.domain, row);
    let record = record_ref(inner, tracer, record_row);
    let name = record_name(&record, &checked.shape.noun);
    let item = template::item(inner, tracer, rule.domain, row);
    let told = |template| match is_told(verdict) {
        true => template::fill(inner, tracer, template, rule.domain, row, &name),
        false => String::new(),
    };
    let mut message = told(&rule.say);
    if message.is_empty() {
        message = template::label(&rule.title, &rule.id, &inner.settings.language);
    }
    let mut because = Vec::new();
    if inner.settings.detail >= Detail::Reasons && !inner.settings.brief {
        because_of(tracer, rule, row, &inner.settings.language, &mut because);
    }
    let open = verdict == Verdict::CannotTell || would_be == Some(Verdict::CannotTell);
    let settle = if open { settled(inner, tracer, rule, row) } else { Vec::new() };
    let number = if record.id.is_none() { record.number.to_string() } else { String::new() };
    Finding {
        rule: rule.id.clone(),
        severity: rule.severity,
        verdict,
        would_be,
        fingerprint: fingerprint(&[&checked.about.id, &rule.id, record.id.as_deref().unwrap_or(&number), &item]),
        record,
        item,
        message,
        fix: told(&rule.fix),
        values: evidence_of(inner, tracer, id, rule.domain, row),
        because,
        settle,
        cite: rule
            .cite
            .iter()
            .filter_map(|source| checked.sources.get(source.index()))
            .map(|source| source.id.clone())
            .collect(),
        decision: None,
        since: None,
    }
}

pub(super) fn because_of(
    tracer: &Tracer<'_>,
    rule: &crate::ir::RuleIr,
    row: usize,
    language: &str,
    because: &mut Vec<String>,
) {
    use crate::eval::truth::Truth;
    if tracer.row_not_applicable(rule.domain, row) == Truth::True {
        because.extend(row_left_out(tracer, rule.domain, row));
        return;
    }
    if let Some(when) = &rule.when
        && tracer.truth(when, rule.domain, row) != Truth::True
    {
        tracer.because(when, rule.domain, row, because);
        return;
    }
    if rule.criteria.is_empty() {
        tracer.because(&rule.require, rule.domain, row, because);
        return;
    }
    // With named criteria, each is told by its name; why, for those that are not met.
    for criterion in &rule.criteria {
        let truth = tracer.truth(&criterion.require, rule.domain, row);
        let (title, say) = (criterion.title.get(language), criterion.say.get(language));
        because.push(match truth {
            Truth::True => format!("{title}: met"),
            Truth::False if say.is_empty() => format!("{title}: not met"),
            Truth::False => format!("{title}: not met. {say}"),
            Truth::NotApplicable => format!("{title}: does not apply"),
            Truth::Unknown => format!("{title}: cannot tell"),
        });
        if matches!(truth, Truth::False | Truth::Unknown) {
            tracer.because(&criterion.require, rule.domain, row, because);
        }
    }
}

/// Why a fixed row does not apply, and on what that rests.
fn row_left_out(tracer: &Tracer<'_>, domain: DomainId, row: usize) -> Vec<String> {
    let checked = tracer.inputs.checked;
    let mut because = Vec::new();
    let (mut inner, mut inner_row) = (domain, row);
    while let Some(group) = checked.shape.domains.get(inner.index()) {
        let Some(around) = group.parent else { break };
        let around_row = tracer.batch.parent_row(inner, inner_row);
        let fixed = group
            .row
            .and_then(|slot| tracer.option(slot, inner_row))
            .and_then(|place| group.fixed.get(usize::from(place)));
        if let Some((fixed, when)) = fixed.and_then(|fixed| Some((fixed, fixed.not_applicable_when.as_ref()?))) {
            let cite: Vec<&str> = fixed
                .cite
                .iter()
                .filter_map(|source| checked.sources.get(source.index()))
                .map(|source| source.id.as_str())
                .collect();
            let rests = if cite.is_empty() { String::new() } else { format!(" (rests on {})", cite.join(", ")) };
            because.push(format!("the row {} does not apply{rests}", fixed.id));
            tracer.because(when, around, around_row, &mut because);
        }
        (inner, inner_row) = (around, around_row);
    }
    because
}

/// The paths of the answers that would settle a rule.
pub(super) fn settled(inner: &Inner, tracer: &Tracer<'_>, rule: &crate::ir::RuleIr, row: usize) -> Vec<String> {
    let places = tracer.settle(rule.when.as_ref(), &rule.require, rule.domain, row);
    let mut settled: Vec<String> = Vec::with_capacity(places.len());
    for (slot, row) in places {
        // Whether names were compared follows from the name.
        let place = super::screening::settling(inner, tracer, slot, row)
            .unwrap_or_else(|| template::place(inner, tracer, slot, row));
        if !settled.contains(&place) {
            settled.push(place);
        }
    }
    settled
}

fn empty_finding(verdict: Verdict) -> Finding {
    Finding {
        rule: String::new(),
        severity: crate::framework::Severity::Major,
        verdict,
        would_be: None,
        record: RecordRef::default(),
        item: String::new(),
        message: String::new(),
        fix: String::new(),
        values: Vec::new(),
        because: Vec::new(),
        settle: Vec::new(),
        cite: Vec::new(),
        fingerprint: String::new(),
        decision: None,
        since: None,
    }
}

/// The answers that a rule used, as far as they lie in its row or around it.
fn evidence_of(inner: &Inner, tracer: &Tracer<'_>, rule: RuleId, domain: DomainId, row: usize) -> Vec<Evidence> {
    let slots = inner.evidence.get(rule.index()).map_or(&[][..], Vec::as_slice);
    slots.iter().filter_map(|slot| evidence(inner, tracer, *slot, domain, row)).collect()
}

fn evidence(inner: &Inner, tracer: &Tracer<'_>, slot: SlotId, domain: DomainId, row: usize) -> Option<Evidence> {
    let info = inner.checked.shape.slots.get(slot.index())?;
    // A field of a group's many rows has no one answer here; `because` says how many rows there are.
    let row = tracer.row_in(template::seen_from(inner, slot, domain)?, domain, row);
    let state = tracer.state(slot, row);
    let value = match state {
        State::Answered => tracer.value(slot, row).unwrap_or_default(),
        State::Invalid => {
            tracer.batch.raw_of_invalid(slot, row).map_or_else(String::new, |cell| kept(&cell.raw).into())
        }
        _ => String::new(),
    };
    Some(Evidence {
        field: info.path.clone(),
        label: template::label(&info.label, &info.id, &inner.settings.language),
        state,
        value,
    })
}

fn results(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, part: &mut Part) {
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    let language = &inner.settings.language;
    let result = |rows: &[Reg], table: &[crate::ir::TableRowIr], record: usize| {
        let told =
            rows.iter().position(|row| bits::get(evaluated.plane(*row, 0), record)).and_then(|index| table.get(index));
        match told {
            Some(row) => template::option_label(&row.label, &row.is, language),
            None if rows.iter().all(|row| bits::get(evaluated.plane(*row, 1), record)) => "none".to_owned(),
            None => Verdict::CannotTell.words().to_owned(),
        }
    };
    let shown: Vec<&[crate::ir::TableRowIr]> =
        super::assemble::shown_tables(&inner.checked).map(|(_, rows)| rows).collect();
    let mut counts = vec![VerdictCounts::default(); batch.len().min(inner.settings.limits.results)];
    for (index, rule) in inner.checked.rules.iter().enumerate() {
        for row in 0..batch.domain_len(rule.domain) {
            let (verdict, _) = listed(evaluated, RuleId::from_index(index), row);
            if let Some(counts) = counts.get_mut(tracer.row_in(RECORD, rule.domain, row)) {
                counts.add(verdict, 1);
            }
        }
    }
    let mut soon = super::ahead::soon(inner, batch).into_iter();
    let mut scratch = crate::screen::ScreenScratch::default();
    for (record, counts) in counts.into_iter().enumerate() {
        let values = (0..inner.checked.shape.slots.len())
            .map(SlotId::from_index)
            .filter(|slot| {
                inner.checked.shape.slots.get(slot.index()).is_some_and(|info| info.domain == RECORD && !info.filled)
            })
            .filter(|slot| matches!(tracer.state(*slot, record), State::Answered | State::Invalid))
            .filter_map(|slot| evidence(inner, &tracer, slot, RECORD, record))
            .collect();
        part.results.push(RecordResult {
            record: record_ref(inner, &tracer, record),
            outcome: (!inner.checked.outcome.is_empty())
                .then(|| result(&inner.program.outcome, &inner.checked.outcome, record)),
            tables: inner.program.tables.iter().zip(&shown).map(|(rows, table)| result(rows, table, record)).collect(),
            counts,
            values,
            numbers: super::reasons::numbers(inner, &tracer, record),
            reasons: super::reasons::tables(inner, &tracer, evaluated, record),
            not_asked: super::reasons::inert(inner, &tracer, batch, record),
            soon: soon.next().unwrap_or_default(),
            candidates: super::screening::of_record(inner, batch, record, &mut scratch),
            summary: (inner.settings.detail >= Detail::Summary)
                .then(|| super::summary::of_record(inner, &tracer, record)),
        });
    }
}
