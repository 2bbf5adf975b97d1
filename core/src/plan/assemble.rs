//! From a part (by now the whole) to the audit that reports are made from.

use super::Inner;
use super::collect::{EITHER, OWN, Part};
use super::figures::measures;
use super::template::{label, option_label, show_parameter, unfilled};
use crate::audit::{
    Audit, ColumnReport, FrameworkReceipt, ListNote, ListReport, NotExpressedNote, NoteKind, OutcomeCount,
    ParameterReceipt, Receipt, RecordCounts, RuleSummary, Source, StageLabel, TableSummary, Verdict, VerdictCounts,
};
use crate::batch::OTHER_ORDER;
use crate::ir::{Checked, DerivedIr, DerivedValueIr, RECORD, Slot, SlotId, SourceId, TableRowIr};
use crate::value::State;

/// Derived tables that reports show, in order.
pub(crate) fn shown_tables(checked: &Checked) -> impl Iterator<Item = (&DerivedIr, &[TableRowIr])> {
    checked.derived.iter().filter(|derived| derived.show).filter_map(|derived| match &derived.value {
        DerivedValueIr::Table(rows) => Some((derived, rows.as_slice())),
        _ => None,
    })
}

pub(crate) fn assemble(inner: &Inner, part: Part) -> Audit {
    let checked = &inner.checked;
    let language = &inner.settings.language;
    let mut part = part;
    let texts_cut = super::copied::cut(inner, &part);
    super::copied::apply(inner, &mut part);
    let mut verdicts = VerdictCounts::default();
    for counts in &part.verdicts {
        verdicts.merge(counts);
    }
    let listed = verdicts.not_met + verdicts.cannot_tell + verdicts.needs_a_person + verdicts.to_do;
    let listed =
        if inner.settings.limits.every_verdict { listed + verdicts.met + verdicts.does_not_apply } else { listed };
    part.cut_to(inner.settings.limits);
    let findings: Vec<_> = std::mem::take(&mut part.findings).into_iter().map(|(_, finding)| finding).collect();
    let results = std::mem::take(&mut part.results);
    Audit {
        schema: Audit::SCHEMA.to_owned(),
        receipt: Receipt {
            engine: format!("due-regard {}", env!("CARGO_PKG_VERSION")),
            framework: FrameworkReceipt {
                id: checked.about.id.clone(),
                version: checked.about.version.clone(),
                title: checked.about.title.get(language).to_owned(),
                jurisdiction: checked.about.jurisdiction.clone(),
                sha256: inner.sha256.clone(),
            },
            inputs: Vec::new(),
            registers: super::screening::receipts(inner),
            decisions: Vec::new(),
            as_of: inner.settings.as_of,
            stage: checked.stage(inner.stage),
            parameters: checked
                .parameters
                .iter()
                .zip(&inner.parameters)
                .map(|(parameter, value)| ParameterReceipt {
                    id: parameter.id.clone(),
                    value: show_parameter(value),
                    unit: parameter.unit.clone(),
                    why: parameter.why.clone(),
                    overrides: (*value != parameter.value).then(|| show_parameter(&parameter.value)),
                })
                .collect(),
            verdicts,
        },
        records: RecordCounts {
            read: part.records + part.refused,
            reported: part.records,
            refused: part.refused,
            blank: part.blank,
            refused_rows: std::mem::take(&mut part.refused_rows),
            noun: (checked.shape.noun.clone(), checked.shape.plural.clone()),
        },
        outcomes: counted(checked, &checked.outcome, &part.outcome, language),
        rules: checked
            .rules
            .iter()
            .zip(&part.verdicts)
            .map(|(rule, counts)| RuleSummary {
                id: rule.id.clone(),
                title: label(&rule.title, &rule.id, language),
                severity: rule.severity,
                at: checked.stage(rule.at),
                each: (rule.domain != RECORD).then(|| {
                    checked
                        .shape
                        .domains
                        .get(rule.domain.index())
                        .map_or_else(String::new, |domain| domain.path.clone())
                }),
                when: rule.text.0.clone(),
                require: rule.text.1.clone(),
                why: rule.why.get(language).to_owned(),
                fix: unfilled(inner, &rule.fix),
                cite: ids(checked, &rule.cite),
                made_by_required: rule.made_by_required,
                counts: *counts,
                spoken: if rule.title.is_empty() { &rule.why } else { &rule.title }.spoken(language).to_owned(),
            })
            .collect(),
        tables: shown_tables(checked)
            .zip(&part.tables)
            .map(|((derived, rows), counts)| TableSummary {
                id: derived.id.clone(),
                label: label(&derived.label, &derived.id, language),
                results: counted(checked, rows, counts, language),
            })
            .collect(),
        measures: measures(inner, &part.measures, part.records, language),
        list: list(inner, &mut part, texts_cut, language),
        stages: checked
            .stages
            .iter()
            .map(|stage| StageLabel {
                id: stage.id.value.clone(),
                label: stage.label_in(language),
                spoken: stage.label.spoken(language).to_owned(),
            })
            .collect(),
        not_expressed: checked
            .not_expressed
            .iter()
            .map(|(cite, what, why)| NotExpressedNote {
                cite: ids(checked, cite),
                what: what.get(language).to_owned(),
                why: why.get(language).to_owned(),
                spoken: what.spoken(language).to_owned(),
            })
            .collect(),
        sources: sources(checked),
        findings_left_out: if inner.settings.detail == super::Detail::Counts {
            listed
        } else {
            listed.saturating_sub(findings.len() as u64)
        },
        findings,
        results_left_out: if inner.settings.detail < super::Detail::Records {
            0
        } else {
            part.records.saturating_sub(results.len() as u64)
        },
        results,
        decisions: None,
        baseline: None,
        beside: None,
        language: language.clone(),
        spoken: checked.about.title.spoken(language).to_owned(),
    }
}

pub(super) fn ids(checked: &Checked, cite: &[SourceId]) -> Vec<String> {
    cite.iter().filter_map(|source| checked.sources.get(source.index())).map(|source| source.id.clone()).collect()
}

/// The rows of a table with their counts, then what cannot be told, then (where there is any) what no row holds for.
fn counted(checked: &Checked, rows: &[TableRowIr], counts: &[u64], language: &str) -> Vec<OutcomeCount> {
    if rows.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<OutcomeCount> = Vec::new();
    for (row, count) in rows.iter().zip(counts) {
        // Several rows may lead to one result.
        if let Some(known) = out.iter_mut().find(|known| known.is == row.is) {
            known.count += count;
            continue;
        }
        out.push(OutcomeCount {
            is: row.is.clone(),
            label: option_label(&row.label, &row.is, language),
            say: row.say.get(language).to_owned(),
            cite: ids(checked, &row.cite),
            count: *count,
            spoken: row.say.spoken(language).to_owned(),
        });
    }
    let cannot_tell = Verdict::CannotTell.words().to_owned();
    let open = counts.get(rows.len()).copied().unwrap_or(0);
    out.push(OutcomeCount {
        is: cannot_tell.clone(),
        label: cannot_tell,
        say: "What is recorded leaves it open".into(),
        cite: Vec::new(),
        count: open,
        spoken: "en".into(),
    });
    let none = counts.get(rows.len() + 1).copied().unwrap_or(0);
    if none > 0 {
        out.push(OutcomeCount {
            is: "none".into(),
            label: "none of these".into(),
            say: "No row of the table holds".into(),
            cite: Vec::new(),
            count: none,
            spoken: "en".into(),
        });
    }
    out
}

/// What there is to say of the order of day and month in a column: something only where some of its cells are days in the other order only.
fn date_order(part: &Part, slot: &Slot, id: SlotId) -> Option<ListNote> {
    let all = |kind: NoteKind| part.notes.iter().filter(move |(key, _)| key.kind == kind && key.slot == Some(id));
    let count = |what: &str| all(NoteKind::DateOrder).find(|(key, _)| key.what == what).map(|(_, count)| count);
    let other: u64 = all(NoteKind::InvalidCell)
        .filter(|(key, _)| key.what.starts_with(OTHER_ORDER))
        .map(|(_, count)| count.count)
        .sum();
    let either = count(EITHER).filter(|_| other > 0)?;
    let own = count(OWN).map_or(0, |count| count.count);
    let (here, there) = if slot.month_first { ("month", "day") } else { ("day", "month") };
    let fit = |count: u64| if count == 1 { "1 cell fits".to_owned() } else { format!("{count} cells fit") };
    let whole = if own == 0 { "the whole column may have" } else { "some of the column has" };
    Some(ListNote {
        kind: NoteKind::DateOrder,
        column: slot.path.clone(),
        what: format!(
            "{whole} the {there} first: {} only that, {} either way and {} read with the {here} first, {} only the {here} first; write 2024-01-31{}",
            fit(other),
            fit(either.count),
            if either.count == 1 { "was" } else { "were" },
            fit(own),
            if own == 0 { format!(", or `dates: {there} first` in the framework") } else { String::new() }
        ),
        count: either.count,
        rows: either.rows.clone(),
    })
}

/// What was noticed, by field; hosts that read a list put its headers in the place of the fields' paths.
fn list(inner: &Inner, part: &mut Part, texts_cut: bool, language: &str) -> ListReport {
    let slots = &inner.checked.shape.slots;
    let path = |slot: Option<SlotId>| {
        slot.and_then(|slot| slots.get(slot.index())).map_or_else(String::new, |slot| slot.path.clone())
    };
    let mut notes: Vec<ListNote> = slots
        .iter()
        .enumerate()
        .filter_map(|(index, slot)| date_order(part, slot, SlotId::from_index(index)))
        .collect();
    let others = part.notes.iter().filter(|(key, _)| key.kind != NoteKind::DateOrder);
    notes.extend(others.map(|(key, count)| ListNote {
        kind: key.kind,
        column: path(key.slot),
        what: super::unread::told(inner, &part.unread, key, count.count),
        count: count.count,
        rows: count.rows.clone(),
    }));
    notes.extend(part.other_notes.iter().map(|(kind, count)| ListNote {
        kind: *kind,
        column: String::new(),
        what: "other causes".into(),
        count: count.count,
        rows: count.rows.clone(),
    }));
    // Taken and not copied: of a long list they are tens of megabytes.
    let (duplicates, cut) = std::mem::take(&mut part.ids).duplicates();
    let column = path(inner.checked.shape.id);
    const NAMED: usize = 100;
    for (id, rows) in duplicates.iter().take(NAMED) {
        notes.push(ListNote {
            kind: NoteKind::DuplicateId,
            column: column.clone(),
            what: id.clone(),
            count: rows.len() as u64,
            rows: rows.iter().copied().take(ListNote::EXAMPLES).collect(),
        });
    }
    if let Some(more) = duplicates.get(NAMED..).filter(|more| !more.is_empty()) {
        notes.push(ListNote {
            kind: NoteKind::DuplicateId,
            column: column.clone(),
            what: String::new(),
            count: more.iter().map(|(_, rows)| rows.len() as u64).sum(),
            rows: more.iter().flat_map(|(_, rows)| rows).copied().take(ListNote::EXAMPLES).collect(),
        });
    }
    if cut {
        notes.push(ListNote {
            kind: NoteKind::DuplicatesNotChecked,
            column,
            what: "the list is too long to look for all ids that stand twice; the first two million were looked at"
                .into(),
            count: 1,
            rows: Vec::new(),
        });
    }
    if texts_cut {
        notes.push(ListNote {
            kind: NoteKind::TextsNotCompared,
            column: String::new(),
            what: "there are too many long texts to hold all of them against each other; the first of the list were"
                .into(),
            count: 1,
            rows: Vec::new(),
        });
    }
    let columns = slots
        .iter()
        .zip(&part.states)
        .filter(|(slot, _)| slot.domain == RECORD && !slot.is_row && !slot.filled)
        .filter(|(_, states)| states.iter().sum::<u64>() > 0)
        .map(|(slot, states)| ColumnReport {
            header: label(&slot.label, &slot.id, language),
            field: Some(slot.path.clone()),
            why: String::new(),
            suggestion: None,
            states: State::ALL
                .into_iter()
                .zip(states)
                .filter(|(_, count)| **count > 0)
                .map(|(state, count)| (state, *count))
                .collect(),
        })
        .collect();
    let not_supplied = slots
        .iter()
        .zip(&part.states)
        .filter(|(slot, states)| {
            slot.domain == RECORD
                && !slot.is_row
                && !slot.filled
                && part.records > 0
                && states.get(State::NotSupplied as usize) == Some(&part.records)
        })
        .map(|(slot, _)| slot.path.clone())
        .collect();
    ListReport { columns, not_supplied, notes }
}

/// The sources, with how often each is cited.
pub(crate) fn sources(checked: &Checked) -> Vec<Source> {
    let cited = |index: usize| {
        let here = |cite: &[SourceId]| cite.contains(&SourceId::from_index(index));
        let rules = checked.rules.iter().filter(|rule| here(&rule.cite)).count();
        let tables = checked
            .outcome
            .iter()
            .chain(shown_tables(checked).flat_map(|(_, rows)| rows))
            .filter(|row| here(&row.cite))
            .count();
        let measures = checked.measures.iter().filter(|measure| here(&measure.cite)).count();
        u32::try_from(rules + tables + measures).unwrap_or(u32::MAX)
    };
    let all = checked.sources.iter().enumerate();
    all.map(|(index, source)| Source {
        id: source.id.clone(),
        title: source.title.clone(),
        at: source.at.clone(),
        standing: source.standing,
        jurisdiction: source.jurisdiction.clone(),
        url: source.url.clone(),
        checked: source.checked,
        note: source.note.clone(),
        cited_by: cited(index),
    })
    .collect()
}
