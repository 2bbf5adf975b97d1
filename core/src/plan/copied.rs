//! Texts that several records have in common.
//!
//! What another record says is known to no batch. So a part of an audit keeps the words of the texts that are to be compared (as hashes, with where they
//! stand), parts merge like counts, and only when the audit is put together are texts held against each other: in whatever order and in how many
//! pieces the records came, the same texts are found. A text is like another by the share of distinct words that they have in common, as `similarity` says.

use super::collect::{FindingKey, Part, record_name, record_ref};
use super::lines::fingerprint;
use super::{Inner, budget, constant, template};
use crate::audit::{Evidence, Finding, RecordRef, Verdict};
use crate::batch::Batch;
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::{Evaluated, verdict_plane};
use crate::framework::Severity;
use crate::function::DistinctWords;
use crate::ir::RECORD;
use crate::value::{State, kept};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Shorter texts are alike by chance: those with fewer distinct words are not compared.
const FEWEST_WORDS: usize = 12;
/// Texts that are kept, the first of the list; and the memory that they may take.
const MOST_TEXTS: usize = 20_000;
const MOST_BYTES: usize = 64 << 20;
/// Pairs of texts that are held against each other.
const MOST_PAIRS: usize = 2_000_000;
/// A lower share would make everything like everything.
const LEAST_SHARE: f64 = 0.3;

/// The texts of a part, in the order of their records.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Texts {
    kept: Vec<Text>,
    /// How many there were, kept or not.
    all: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Text {
    /// Record, rule and row: the key of a finding about it.
    key: FindingKey,
    /// Which of the fields that are compared.
    across: u16,
    record: RecordRef,
    item: String,
    /// What people call the row.
    row: String,
    text: String,
    /// The distinct words as hashes, sorted.
    words: Vec<u64>,
}

impl Text {
    fn bytes(&self) -> usize {
        size_of::<Text>() + self.item.len() + self.row.len() + self.text.len() + self.words.len() * 8
    }
}

impl Texts {
    pub(super) fn merge(&mut self, other: Texts) {
        self.all += other.all;
        if other.kept.is_empty() {
            return;
        }
        self.kept.extend(other.kept);
        self.kept.sort_by_key(|text| text.key);
        self.cut();
    }

    /// The first stay, so that the same ones do in whatever order parts come.
    fn cut(&mut self) {
        self.kept.truncate(MOST_TEXTS);
        let mut sum = 0usize;
        let fitting = self.kept.iter().take_while(|text| {
            sum = sum.saturating_add(text.bytes());
            sum <= MOST_BYTES
        });
        let fitting = fitting.count();
        self.kept.truncate(fitting);
    }
}

/// FNV-1a; words are only ever compared by it, and never printed.
fn hash(word: &str) -> u64 {
    word.bytes().fold(super::lines::FNV, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Keeps the texts of a batch for the fields that ask for it.
pub(super) fn collect(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, texts: &mut Texts) {
    if inner.checked.across.is_empty() {
        return;
    }
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    for (place, across) in inner.checked.across.iter().enumerate() {
        let Some(rule) = inner.checked.rules.get(across.rule.index()) else { continue };
        // Met is what the rule says of each answer that counts.
        for row in bits::rows(evaluated.verdict(across.rule, verdict_plane::MET)) {
            let Some(text) = batch.text(across.slot, row) else { continue };
            let mut words: Vec<u64> = DistinctWords::of(text).iter().map(hash).collect();
            if words.len() < FEWEST_WORDS {
                continue;
            }
            words.sort_unstable();
            words.dedup();
            texts.all += 1;
            let record = tracer.row_in(RECORD, rule.domain, row);
            let key = (batch.number(record), across.rule.0, u32::try_from(row).unwrap_or(u32::MAX));
            texts.kept.push(Text {
                key,
                across: u16::try_from(place).unwrap_or(u16::MAX),
                record: record_ref(inner, &tracer, record),
                item: template::item(inner, &tracer, rule.domain, row),
                row: template::row_label(inner, &tracer, rule.domain, row),
                text: kept(text).into_owned(),
                words,
            });
        }
    }
    texts.kept.sort_by_key(|text| text.key);
    texts.cut();
}

/// The share of words in common.
fn alike(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = a.len() + b.len() - common;
    if all == 0 { 1.0 } else { common as f64 / all as f64 }
}

/// For each text the first that is most like it of another record, from the share on that its field says; and whether all pairs could be looked at.
fn nearest(texts: &[Text], shares: &[f64]) -> (Vec<Option<(usize, f64)>>, bool) {
    // Rare words first: two texts that have so much in common share one of their first few rare words, so only such pairs are looked at.
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for word in texts.iter().flat_map(|text| &text.words) {
        *counts.entry(*word).or_insert(0) += 1;
    }
    let rare: Vec<Vec<u64>> = texts
        .iter()
        .map(|text| {
            let share = shares.get(usize::from(text.across)).copied().unwrap_or(1.0);
            let mut words = text.words.clone();
            words.sort_unstable_by_key(|word| (counts.get(word).copied().unwrap_or(0), *word));
            // Of n words at least share times n are in common; one of the others and one more is among the first.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
            let common = libm::ceil(share * words.len() as f64 - 1e-9) as usize;
            words.truncate((words.len() + 1).saturating_sub(common.max(1)));
            words
        })
        .collect();
    // Texts with the same words are one another's nearest without being compared.
    let mut same: BTreeMap<(u16, &[u64]), Vec<usize>> = BTreeMap::new();
    for (place, text) in texts.iter().enumerate() {
        same.entry((text.across, &text.words)).or_default().push(place);
    }
    let mut found: Vec<Option<(usize, f64)>> = vec![None; texts.len()];
    let mut first: Vec<bool> = vec![false; texts.len()];
    for places in same.values() {
        if let Some(flag) = places.first().and_then(|place| first.get_mut(*place)) {
            *flag = true;
        }
        for place in places {
            let other = places.iter().find(|other| {
                texts.get(**other).map(|text| &text.record) != texts.get(*place).map(|text| &text.record)
            });
            if let (Some(other), Some(slot)) = (other, found.get_mut(*place)) {
                *slot = Some((*other, 1.0));
            }
        }
    }
    let mut by_word: FxHashMap<(u16, u64), Vec<usize>> = FxHashMap::default();
    for (place, text) in texts.iter().enumerate().filter(|(place, _)| first.get(*place) == Some(&true)) {
        for word in rare.get(place).into_iter().flatten() {
            by_word.entry((text.across, *word)).or_default().push(place);
        }
    }
    let mut pairs = 0;
    for (place, text) in texts.iter().enumerate() {
        if found.get(place).is_some_and(Option::is_some) {
            continue;
        }
        let share = shares.get(usize::from(text.across)).copied().unwrap_or(1.0);
        let mut others: Vec<usize> = rare
            .get(place)
            .into_iter()
            .flatten()
            .filter_map(|word| by_word.get(&(text.across, *word)))
            .flatten()
            .copied()
            .filter(|other| *other != place)
            .collect();
        others.sort_unstable();
        others.dedup();
        let mut best: Option<(usize, f64)> = None;
        for other in others {
            pairs += 1;
            if pairs > MOST_PAIRS {
                return (found, false);
            }
            let Some(known) = texts.get(other) else { continue };
            // The first of those with the same words may be of this very record; another of them may not.
            let other = if known.record == text.record {
                let same = same.get(&(known.across, known.words.as_slice())).into_iter().flatten();
                match same.copied().find(|other| texts.get(*other).is_some_and(|known| known.record != text.record)) {
                    Some(other) => other,
                    None => continue,
                }
            } else {
                other
            };
            let likeness = alike(&text.words, &known.words);
            if likeness >= share && best.is_none_or(|(_, most)| likeness > most) {
                best = Some((other, likeness));
            }
        }
        if let Some(slot) = found.get_mut(place) {
            *slot = best;
        }
    }
    (found, true)
}

fn shares(inner: &Inner) -> Vec<f64> {
    let inputs = inner.inputs();
    let shares = inner.checked.across.iter();
    shares.map(|across| constant::constant(&across.share, &inputs).unwrap_or(1.0).clamp(LEAST_SHARE, 1.0)).collect()
}

/// The findings about a part (by now the whole), with their keys, in order.
pub(super) fn findings(inner: &Inner, part: &Part) -> Vec<(FindingKey, Finding)> {
    let texts = &part.copied.kept;
    let (found, _) = nearest(texts, &shares(inner));
    texts
        .iter()
        .zip(found)
        .filter_map(|(text, nearest)| {
            let (other, likeness) = nearest?;
            Some((text.key, finding(inner, text, texts.get(other)?, likeness)?))
        })
        .collect()
}

fn finding(inner: &Inner, text: &Text, other: &Text, likeness: f64) -> Option<Finding> {
    let checked = &inner.checked;
    let across = checked.across.get(usize::from(text.across))?;
    let rule = checked.rules.get(across.rule.index())?;
    let field = checked.shape.slots.get(across.slot.index())?;
    let language = &inner.settings.language;
    let label = template::label(&field.label, &field.id, language);
    let name = record_name(&other.record, &checked.shape.noun);
    let id = other.record.id.as_ref().filter(|id| **id != name).map_or_else(String::new, |id| format!(" ({id})"));
    let list = if other.record.input.is_empty() { String::new() } else { format!(" of {}", other.record.input) };
    let row = if other.row.is_empty() { String::new() } else { format!(", {}", other.row) };
    let own = if text.row.is_empty() { String::new() } else { format!("{}: ", text.row) };
    let percent = libm::floor(likeness * 100.0);
    Some(Finding {
        rule: rule.id.clone(),
        severity: Severity::Review,
        verdict: Verdict::NeedsAPerson,
        would_be: None,
        fingerprint: fingerprint(&[
            &checked.about.id,
            &rule.id,
            text.record.id.as_deref().unwrap_or(&text.record.number.to_string()),
            &text.item,
        ]),
        record: text.record.clone(),
        item: text.item.clone(),
        message: format!("{own}{label}: {percent}% of the words are those of {name}{id}{list}{row}"),
        fix: template::unfilled(inner, &rule.fix),
        values: vec![Evidence { field: field.path.clone(), label, state: State::Answered, value: text.text.clone() }],
        because: vec![format!("{percent}% of the distinct words of both texts are in common")],
        settle: Vec::new(),
        cite: Vec::new(),
        decision: None,
        since: None,
    })
}

/// Puts what was found in its place: the rule is no longer met there, and a person has to look.
pub(super) fn apply(inner: &Inner, part: &mut Part) {
    if part.copied.kept.is_empty() {
        return;
    }
    let found = findings(inner, part);
    for (key, finding) in found {
        let (record, rule, _) = key;
        if let Some(counts) = part.verdicts.get_mut(rule as usize) {
            counts.met = counts.met.saturating_sub(1);
            counts.needs_a_person += 1;
        }
        let result = part.results.binary_search_by_key(&record, |result| result.record.number);
        if let Some(result) = result.ok().and_then(|place| part.results.get_mut(place)) {
            result.counts.met = result.counts.met.saturating_sub(1);
            result.counts.needs_a_person += 1;
        }
        if inner.settings.detail == super::Detail::Counts || inner.settings.limits.only_failing {
            continue;
        }
        let size = budget::of_finding(&finding);
        let place = part.findings.partition_point(|(known, _)| *known < key);
        match part.findings.get_mut(place).filter(|(known, _)| *known == key) {
            Some((_, known)) => *known = finding,
            None => part.findings.insert(place, (key, finding)),
        }
        if let Some(bytes) = part.bytes.first_mut() {
            *bytes = bytes.saturating_add(size);
        }
    }
}

/// Whether some texts were not compared, because there were too many of them.
pub(super) fn cut(inner: &Inner, part: &Part) -> bool {
    (part.copied.kept.len() as u64) < part.copied.all || !nearest(&part.copied.kept, &shares(inner)).1
}

#[cfg(test)]
#[cfg(feature = "yaml")]
mod tests {
    use crate::audit::{Audit, Verdict};
    use crate::{Detail, Part, Plan, Scratch, Settings, Source, load};
    use proptest::prelude::*;

    const FRAMEWORK: &str = "language: 1
framework: f
version: 1.0.0
title: F
sources: {house: {title: House, standing: house rule}}
parameters: {copied: {value: 0.8, why: measured on nothing}}
record: {noun: form, id: ref, name: title}
sections:
  - {id: main, fields: [{id: ref, type: text}, {id: title, type: text}, {id: hidden, type: yes-no}, {id: reason, type: long text, ask-when: hidden = no, unlike-other-records: copied}]}
  - {id: impacts, rows: [{id: age, label: Age}, {id: race, label: Race}], fields: [{id: why, type: long text, unlike-other-records: copied}]}
rules: [{id: titled, require: title is answered, cite: house, say: x, why: x}]
";

    fn plan() -> Plan {
        let loaded = load(Source::new("f.yaml", FRAMEWORK));
        assert!(loaded.diagnostics().iter().all(|one| one.level == crate::Level::Advice), "{:?}", loaded.diagnostics());
        loaded.plan(Settings::new("2026-11-01".parse().unwrap()).detail(Detail::Records)).unwrap()
    }

    fn part(plan: &Plan, first: u64, records: &[serde_json::Value]) -> Part {
        let mut batch = plan.batch();
        batch.numbered(0, first, "");
        for (row, record) in (1..).zip(records) {
            batch.add(row, record).unwrap();
        }
        plan.evaluate(&batch.finish(), &mut Scratch::default())
    }

    const LONG: &str =
        "Pupils and older people use the branch in the afternoon and would have to travel to the centre by bus";

    fn told(audit: &Audit) -> Vec<String> {
        let copied = audit.findings.iter().filter(|finding| finding.rule.starts_with("copied-"));
        copied.map(|finding| format!("{} {}: {}", finding.record.number, finding.verdict, finding.message)).collect()
    }

    #[test]
    fn a_text_that_another_record_has_needs_a_person_who_is_told_which() {
        let plan = plan();
        let records = [
            serde_json::json!({"ref": "A1", "title": "Libraries", "hidden": "no", "reason": LONG, "impacts": {"age": {"why": LONG}, "race": {"why": LONG}}}),
            serde_json::json!({"ref": "B2", "title": "Parking", "hidden": "no", "reason": format!("{} again", LONG.to_uppercase()), "impacts": {"race": {"why": "Too short to say anything"}}}),
            serde_json::json!({"ref": "C3", "title": "Pools", "hidden": "yes", "reason": LONG, "impacts": {"age": {"why": LONG}}}),
        ];
        let audit = plan.audit(part(&plan, 0, &records));
        assert_eq!(
            told(&audit),
            [
                "1 needs a person: Reason: 94% of the words are those of Parking (B2)",
                "1 needs a person: Age: Why: 100% of the words are those of Pools (C3), Age",
                "1 needs a person: Race: Why: 100% of the words are those of Pools (C3), Age",
                "2 needs a person: Reason: 94% of the words are those of Libraries (A1)",
                "3 needs a person: Age: Why: 100% of the words are those of Libraries (A1), Age",
            ]
        );
        let rule = audit.rules.iter().find(|rule| rule.id == "copied-impacts-why").unwrap();
        // Two rows of one record that are alike are another matter; what is not asked has no part in it.
        assert_eq!((rule.counts.needs_a_person, rule.counts.met), (3, 1));
        assert_eq!(audit.receipt.verdicts.needs_a_person, 5);
        assert_eq!(audit.results[0].counts.needs_a_person, 3);
        assert_eq!(audit.findings[0].verdict, Verdict::NeedsAPerson);
    }

    fn records() -> impl Strategy<Value = Vec<serde_json::Value>> {
        let word =
            prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"]);
        let text = prop::collection::vec(word, 10..24).prop_map(|words| words.join(" "));
        let record = (text.clone(), text.clone(), text).prop_map(|(reason, age, race)| {
            serde_json::json!({"hidden": "no", "reason": reason, "impacts": {"age": {"why": age}, "race": {"why": race}}})
        });
        prop::collection::vec(record, 1..9)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// However the records come, and compared with looking at every pair.
        #[test]
        fn the_order_and_the_pieces_of_a_list_change_nothing(records in records(), cut in 0usize..9) {
            let plan = plan();
            let whole = plan.audit(part(&plan, 0, &records));
            let (left, right) = records.split_at(cut.min(records.len()));
            let mut parts = [part(&plan, 0, left), part(&plan, left.len() as u64, right)];
            for _ in 0..2 {
                parts.reverse();
                let mut merged = plan.nothing();
                parts.iter().for_each(|part| merged.merge(part.clone()));
                let across = plan.across_records(&merged);
                let audit = plan.audit(merged);
                prop_assert_eq!(told(&audit), told(&whole));
                prop_assert_eq!(&audit.rules, &whole.rules);
                prop_assert_eq!(across.len(), told(&audit).len());
            }
            let words = crate::function::DistinctWords::of;
            let mut expected = 0;
            for (at, record) in records.iter().enumerate() {
                for field in ["/reason", "/impacts/age/why", "/impacts/race/why"] {
                    let own = words(record.pointer(field).unwrap().as_str().unwrap());
                    let fields: &[&str] = if field == "/reason" { &["/reason"] } else { &["/impacts/age/why", "/impacts/race/why"] };
                    let copied = records.iter().enumerate().filter(|(other, _)| *other != at).any(|(_, other)| {
                        fields.iter().any(|field| {
                            let others = words(other.pointer(field).unwrap().as_str().unwrap());
                            own.len() >= 12 && others.len() >= 12 && crate::function::shared_words(&own, &others) >= 0.8
                        })
                    });
                    expected += usize::from(copied);
                }
            }
            prop_assert_eq!(told(&whole).len(), expected);
        }
    }
}
