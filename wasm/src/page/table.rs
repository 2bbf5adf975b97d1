//! The findings of a list as a table that is looked at a page at a time. What is kept of each is its place; the few that are shown are made anew from their rows.

use super::{List, Log, beside};
use due_regard::ListColumns;
use due_regard::audit::{Audit, Finding, Verdict};
use due_regard::list::{RowBlock, RowBlockBuilder};
use due_regard::{Part, Plan, Scratch};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// No page shows more.
const MOST: usize = 200;

#[derive(Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
    /// Rule ids by the number that entries have.
    rules: Vec<String>,
    by_id: BTreeMap<String, u16>,
    severities: Vec<String>,
    /// Findings that only all records together show, and the places of their rows.
    late: Vec<Finding>,
    /// The last filter and what it leaves.
    shown: Option<(Value, Vec<u32>)>,
}

/// Where a finding is: the block, the row in it, and which of the row's findings.
#[derive(Clone, Copy)]
struct Entry {
    block: u32,
    row: u32,
    nth: u16,
    rule: u16,
    verdict: u8,
}

/// The block of findings that only all records together show.
const LATE: u32 = u32::MAX;

fn code(verdict: Verdict) -> u8 {
    Verdict::ALL.iter().position(|known| *known == verdict).and_then(|place| u8::try_from(place).ok()).unwrap_or(0)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Table {
    /// Notes where the findings of a block are.
    pub(super) fn take(&mut self, place: usize, block: &RowBlock, part: &Part) {
        let (mut at, mut nth, mut last) = (0, 0u16, None);
        for finding in part.each_finding() {
            if last == Some(finding.record.row) {
                nth = nth.saturating_add(1);
            } else {
                nth = 0;
                last = Some(finding.record.row);
                while at < block.len() && block.row_number(at) < finding.record.row {
                    at += 1;
                }
            }
            let rule = self.rule(&finding.rule);
            self.entries.push(Entry { block: small(place), row: small(at), nth, rule, verdict: code(finding.verdict) });
        }
    }

    fn rule(&mut self, id: &str) -> u16 {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let number = u16::try_from(self.rules.len()).unwrap_or(u16::MAX);
        self.rules.push(id.to_owned());
        self.by_id.insert(id.to_owned(), number);
        number
    }

    /// Adds those that only all records together show.
    pub(super) fn late(&mut self, findings: Vec<Finding>) {
        for (place, finding) in findings.iter().enumerate() {
            let rule = self.rule(&finding.rule);
            let verdict = code(finding.verdict);
            self.entries.push(Entry { block: LATE, row: small(place), nth: 0, rule, verdict });
        }
        self.late = findings;
    }

    /// What the audit says of its rules.
    pub(super) fn know(&mut self, audit: &Audit) {
        self.severities = self
            .rules
            .iter()
            .map(|id| {
                let rule = audit.rules.iter().find(|rule| rule.id == *id);
                rule.map_or_else(String::new, |rule| rule.severity.words().to_owned())
            })
            .collect();
    }

    fn filtered(&mut self, filter: &Value, list: &List) -> &[u32] {
        let mut asked = filter.clone();
        if let Value::Object(asked) = &mut asked {
            asked.remove("from");
            asked.remove("count");
        }
        if self.shown.as_ref().is_none_or(|(known, _)| *known != asked) {
            let words = |key: &str| -> Option<BTreeSet<&str>> {
                let words: BTreeSet<&str> = asked.get(key)?.as_array()?.iter().filter_map(Value::as_str).collect();
                (!words.is_empty()).then_some(words)
            };
            let (rules, severities, verdicts) = (words("rules"), words("severities"), words("verdicts"));
            let needle = asked.get("text").and_then(Value::as_str).unwrap_or("").trim().to_lowercase();
            let wanted_rules: Vec<bool> = self
                .rules
                .iter()
                .enumerate()
                .map(|(place, id)| {
                    let severity = self.severities.get(place).map_or("", String::as_str);
                    rules.as_ref().is_none_or(|rules| rules.contains(id.as_str()))
                        && severities.as_ref().is_none_or(|severities| severities.contains(severity))
                })
                .collect();
            let wanted_verdicts: Vec<bool> = Verdict::ALL
                .iter()
                .map(|verdict| verdicts.as_ref().is_none_or(|verdicts| verdicts.contains(verdict.words())))
                .collect();
            let mut last: Option<(u32, u32, bool)> = None;
            let mut places = Vec::new();
            for (place, entry) in self.entries.iter().enumerate() {
                if !wanted_rules.get(usize::from(entry.rule)).copied().unwrap_or(false)
                    || !wanted_verdicts.get(usize::from(entry.verdict)).copied().unwrap_or(false)
                {
                    continue;
                }
                if !needle.is_empty() {
                    let holds = match last {
                        Some((block, row, holds)) if (block, row) == (entry.block, entry.row) => holds,
                        _ => self.holds(entry, list, &needle),
                    };
                    last = Some((entry.block, entry.row, holds));
                    if !holds {
                        continue;
                    }
                }
                places.push(small(place));
            }
            self.shown = Some((asked, places));
        }
        self.shown.as_ref().map_or(&[], |(_, places)| places)
    }

    /// Whether a cell of the row holds the text, in whatever case.
    fn holds(&self, entry: &Entry, list: &List, needle: &str) -> bool {
        if entry.block == LATE {
            let Some(finding) = self.late.get(entry.row as usize) else { return false };
            let of = |text: &Option<String>| text.as_deref().unwrap_or("").to_lowercase().contains(needle);
            return of(&finding.record.id)
                || of(&finding.record.name)
                || finding.message.to_lowercase().contains(needle);
        }
        let block = list.blocks.get(entry.block as usize);
        block.is_some_and(|block| block.row(entry.row as usize).any(|cell| cell.to_lowercase().contains(needle)))
    }

    pub(super) fn page(&mut self, filter: &Value, list: &List, columns: &ListColumns, plan: &Plan, log: &Log) -> Value {
        let number = |key: &str| filter.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let (from, count) = (number("from").unwrap_or(0), number("count").unwrap_or(50).min(MOST));
        let places = self.filtered(filter, list);
        let total = places.len();
        let places: Vec<u32> = places.iter().skip(from).take(count).copied().collect();
        let entries: Vec<Entry> =
            places.iter().filter_map(|place| self.entries.get(*place as usize)).copied().collect();
        let rows: BTreeSet<(u32, u32)> =
            entries.iter().filter(|entry| entry.block != LATE).map(|entry| (entry.block, entry.row)).collect();
        let made = made(list, columns, plan, &rows);
        let mut by_row: BTreeMap<u64, Vec<Finding>> = BTreeMap::new();
        for finding in made.findings {
            by_row.entry(finding.record.row).or_default().push(finding);
        }
        let nothing = plan.audit(plan.nothing());
        let findings: Vec<Value> = entries
            .iter()
            .filter_map(|entry| {
                let mut finding = if entry.block == LATE {
                    self.late.get(entry.row as usize)?.clone()
                } else {
                    let row = list.blocks.get(entry.block as usize)?.row_number(entry.row as usize);
                    let rule = self.rules.get(usize::from(entry.rule))?;
                    let found = by_row.get(&row)?;
                    let nth = found.get(usize::from(entry.nth)).filter(|finding| finding.rule == *rule);
                    // Decisions that came since may have taken a finding of the row away.
                    nth.or_else(|| found.iter().find(|finding| finding.rule == *rule))?.clone()
                };
                beside(log, &nothing, std::slice::from_mut(&mut finding));
                serde_json::to_value(&finding).ok()
            })
            .collect();
        json!({"total": total, "all": self.entries.len(), "from": from, "findings": findings})
    }

    /// A row with its cells, its findings and everything that holds.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number that is no row finds none")]
    pub(super) fn record(&self, row: f64, list: &List, columns: &ListColumns, plan: &Plan, log: &Log) -> Value {
        let row = row as u64;
        let place = list.blocks.iter().enumerate().find_map(|(place, block)| {
            let at = (0..block.len()).find(|at| block.row_number(*at) == row)?;
            Some((small(place), small(at)))
        });
        let Some((block, at)) = place else { return Value::Null };
        let mut made = made(list, columns, plan, &BTreeSet::from([(block, at)]));
        made.findings.extend(self.late.iter().filter(|finding| finding.record.row == row).cloned());
        let nothing = plan.audit(plan.nothing());
        beside(log, &nothing, &mut made.findings);
        let cells: Vec<Value> = list
            .blocks
            .get(block as usize)
            .map(|block| block.row(at as usize).map(|cell| json!(cell)).collect())
            .unwrap_or_default();
        let headers: Vec<Value> = columns
            .mapping()
            .columns
            .iter()
            .map(|column| {
                let field = column.field.and_then(|field| columns.fields().get(field));
                json!({"header": column.header, "label": field.map(|field| field.label.clone())})
            })
            .collect();
        json!({
            "row": row, "cells": cells, "headers": headers,
            "result": made.results.first(), "findings": made.findings,
            "reference": made.results.first().map(|result| &result.record),
        })
    }
}

/// An audit of some rows, in their order.
fn made(list: &List, columns: &ListColumns, plan: &Plan, rows: &BTreeSet<(u32, u32)>) -> Audit {
    let mut block = RowBlockBuilder::new(list.header.len(), 1).accept_short_rows();
    for (place, row) in rows {
        if let Some(from) = list.blocks.get(*place as usize) {
            block.skip_to_row(from.row_number(*row as usize));
            from.row(*row as usize).for_each(|cell| block.push_cell(cell));
            block.end_row();
        }
    }
    let mut builder = plan.batch();
    builder.numbered(list.header_row, 0, "");
    builder.add_rows(block.finish(), columns.supplied());
    plan.audit(plan.evaluate_every(&builder.take(), &mut Scratch::default()))
}
