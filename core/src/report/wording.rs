//! The sentences that every report for people shares, so that no two of them say a thing differently.

use crate::audit::{
    Audit, Evidence, Finding, FrameworkReceipt, InputReceipt, ListNote, NoteKind, NumberResult, OutcomeCount,
    ParameterReceipt, RecordCounts, RecordRef, RuleSummary, Source, Verdict, VerdictCounts,
};
use crate::framework::{Severity, Standing};
use crate::tongue::Tongue;
pub(super) use crate::tongue::number;
use crate::value::State;

/// What an audit is and is not; it ends every report.
pub(super) const WHAT_THIS_IS: &str = "This report says which recorded checks were met, which were not, and which could not be told from the record. \
A check that is met says only that the record holds what the rule asks for. Whether due regard was had is for people to judge; no rule here decides it.";

/// What citations without a date of checking are called.
pub(super) const UNVERIFIED: &str = "unverified";

/// A number with its noun: `1 rule`, `2 rules`.
pub(super) fn count(n: u64, one: &str, several: &str) -> String {
    Tongue::English.number_of(n, one, several)
}

/// A share in per cent to one decimal place; never `0%` or `100%` where that is not exactly so.
pub(super) fn percent(t: Tongue, share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.05 {
        return t.words("under 0.1%").to_owned();
    }
    if (99.95..100.0).contains(&percent) {
        return t.words("over 99.9%").to_owned();
    }
    let text = format!("{percent:.1}");
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// The framework in one line: `public-realm 1.0.0 (England)`.
pub(super) fn framework(receipt: &FrameworkReceipt) -> String {
    let mut line = receipt.id.clone();
    if !receipt.version.is_empty() {
        line = format!("{line} {}", receipt.version);
    }
    if !receipt.jurisdiction.is_empty() {
        line = format!("{line} ({})", receipt.jurisdiction);
    }
    line
}

/// The title of a report: the framework's, or its id where it has none.
pub(super) fn title(audit: &Audit) -> &str {
    let framework = &audit.receipt.framework;
    if framework.title.is_empty() { &framework.id } else { &framework.title }
}

/// What a record is called, where `n` of them are meant.
pub(super) fn noun(t: Tongue, records: &RecordCounts, n: u64) -> &str {
    let (one, several) = &records.noun;
    match (n, one.is_empty(), several.is_empty()) {
        (1, false, _) => one,
        (1, true, _) => t.words("record"),
        (_, _, false) => several,
        (_, _, true) => t.words("records"),
    }
}

/// How many records: `60 assets`.
pub(super) fn records(t: Tongue, counts: &RecordCounts, n: u64) -> String {
    format!("{} {}", number(n), noun(t, counts, n))
}

/// Rows in and rows reported, in a sentence.
pub(super) fn reconciliation(t: Tongue, counts: &RecordCounts) -> String {
    let mut sentence = t.fill(
        "{} read, {} reported, {} refused",
        &[&t.number_of(counts.read, "row", "rows"), &records(t, counts, counts.reported), &number(counts.refused)],
    );
    if counts.blank > 0 {
        sentence.push_str(&t.fill("; {} without content skipped", &[&t.number_of(counts.blank, "row", "rows")]));
    }
    sentence.push('.');
    if counts.reported.checked_add(counts.refused) != Some(counts.read) {
        sentence.push(' ');
        sentence.push_str(t.words("These figures do not reconcile: do not rely on this report."));
    }
    sentence
}

/// What all checks said, in a sentence.
pub(super) fn verdicts(t: Tongue, audit: &Audit) -> String {
    let counts = &audit.receipt.verdicts;
    let apply = counts.total().saturating_sub(counts.does_not_apply);
    if apply == 0 {
        return t.words("No rule applied to any record.").to_owned();
    }
    let parts: Vec<String> = [
        (counts.met, "met"),
        (counts.not_met, "not met"),
        (counts.cannot_tell, "could not be told"),
        (counts.needs_a_person, if counts.needs_a_person == 1 { "needs a person" } else { "need a person" }),
        (counts.to_do, if counts.to_do == 1 { "is not yet due" } else { "are not yet due" }),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, words)| format!("{} {}", number(n), t.words(words)))
    .collect();
    let checks = if apply == 1 {
        t.words("The one check that applies:").to_owned()
    } else {
        t.fill("Of {} checks that apply:", &[&number(apply)])
    };
    format!("{checks} {}.", t.listed(&parts))
}

/// The counts of a rule that are above zero, gravest first: `3 not met, 2 cannot tell, 55 met`.
pub(super) fn counts(t: Tongue, counts: &VerdictCounts) -> String {
    let parts: Vec<String> = GRAVEST_FIRST
        .into_iter()
        .filter(|verdict| counts.get(*verdict) > 0)
        .map(|verdict| format!("{} {}", number(counts.get(verdict)), t.words(verdict.words())))
        .collect();
    if parts.is_empty() { t.words("nothing checked").to_owned() } else { parts.join(", ") }
}

/// Every verdict, in the order in which reports tell of them.
pub(super) const GRAVEST_FIRST: [Verdict; 6] =
    [Verdict::NotMet, Verdict::CannotTell, Verdict::NeedsAPerson, Verdict::ToDo, Verdict::Met, Verdict::DoesNotApply];

/// What a severity means.
pub(super) fn severity_meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "may not go on",
        Severity::Major => "should be mended",
        Severity::Minor => "could be better",
        Severity::Review => "a person must look; never a failure by itself",
    }
}

/// A source with where in it, its standing and when it was checked.
pub(super) fn citation(t: Tongue, source: &Source) -> String {
    format!("{} ({})", work(source), standing(t, source))
}

/// A source's title and place.
pub(super) fn work(source: &Source) -> String {
    if source.at.is_empty() { source.title.clone() } else { format!("{}, {}", source.title, source.at) }
}

/// A source's weight, place of application and date of checking.
pub(super) fn standing(t: Tongue, source: &Source) -> String {
    let mut words = t.words(source.standing.words()).to_owned();
    if !source.jurisdiction.is_empty() {
        words.push_str(", ");
        words.push_str(&source.jurisdiction);
    }
    if !is_own(source) {
        words.push_str("; ");
        words.push_str(&checked(t, source));
    }
    words
}

/// Whether a source is the framework's own rule, so that there is nothing to compare it with.
pub(super) fn is_own(source: &Source) -> bool {
    source.standing == Standing::HouseRule && source.checked.is_none()
}

/// How many sources nobody has compared, in words: `27 sources, 4 of them unverified`.
pub(super) fn sources(t: Tongue, audit: &Audit) -> String {
    let unverified = audit.sources.iter().filter(|source| source.checked.is_none() && !is_own(source)).count() as u64;
    t.fill(
        "{}, {} of them unverified",
        &[&t.number_of(audit.sources.len() as u64, "source", "sources"), &number(unverified)],
    )
}

/// When a source was checked, or that it was not.
pub(super) fn checked(t: Tongue, source: &Source) -> String {
    match source.checked {
        Some(date) => t.fill("checked {}", &[&date.to_string()]),
        None if is_own(source) => t.words("the framework's own").to_owned(),
        None => t.words(UNVERIFIED).to_owned(),
    }
}

/// A record by its name, else its id, else its row.
pub(super) fn record_name(t: Tongue, record: &RecordRef, counts: &RecordCounts) -> String {
    match (&record.name, &record.id) {
        (Some(name), _) if !name.trim().is_empty() => name.clone(),
        (_, Some(id)) if !id.trim().is_empty() => id.clone(),
        _ => format!("{} {}", noun(t, counts, 1), number(record.number)),
    }
}

/// Where a record stands: its id (when its name was given), its row, and the list where there are several.
pub(super) fn record_place(t: Tongue, record: &RecordRef) -> String {
    let named = record.name.as_deref().is_some_and(|name| !name.trim().is_empty());
    match &record.id {
        Some(id) if named && !id.trim().is_empty() => format!("{id}, {}", record_row(t, record)),
        _ => record_row(t, record),
    }
}

/// A record's row, and the list where there are several.
pub(super) fn record_row(t: Tongue, record: &RecordRef) -> String {
    let row = number(record.row);
    if record.input.is_empty() { t.fill("row {}", &[&row]) } else { t.fill("row {} of {}", &[&row, &record.input]) }
}

/// An answer that was used: what it says, or why there is none.
pub(super) fn answer(t: Tongue, evidence: &Evidence) -> String {
    match evidence.state {
        State::Answered => evidence.value.clone(),
        State::Invalid => t.fill("‘{}’ (cannot be read)", &[&evidence.value]),
        state => t.words(state.words()).to_owned(),
    }
}

/// A shown number of a record, to four decimal places: `37 (0 to 126 possible)`.
pub(super) fn shown_number(t: Tongue, number: &NumberResult) -> String {
    format!("{}{}", number_value(t, number), possible(t, number))
}

/// The number by itself: `37`, `3 to 4`, `cannot tell`.
pub(super) fn number_value(t: Tongue, number: &NumberResult) -> String {
    match (number.low, number.high) {
        (Some(low), Some(high)) if low == high => digits(low),
        (Some(low), Some(high)) => t.fill("{} to {}", &[&digits(low), &digits(high)]),
        _ => t.words(Verdict::CannotTell.words()).to_owned(),
    }
}

/// Between what it lies whatever is answered: ` (0 to 126 possible)`; nothing for a number that is no score.
pub(super) fn possible(t: Tongue, number: &NumberResult) -> String {
    let limits = limits(t, number);
    if limits.is_empty() { limits } else { t.fill(" ({} possible)", &[&limits]) }
}

/// The same without more words: `0 to 126`.
pub(super) fn limits(t: Tongue, number: &NumberResult) -> String {
    number
        .least
        .zip(number.most)
        .map_or_else(String::new, |(least, most)| t.fill("{} to {}", &[&digits(least), &digits(most)]))
}

fn digits(value: f64) -> String {
    format!("{}", libm::round(value * 10_000.0) / 10_000.0)
}

/// How many records a report prints the numbers of one by one.
pub(super) const NUMBERED: usize = 20;

/// What a finding says, for a place where its record is named already: messages often begin with the name.
pub(super) fn message<'a>(finding: &'a Finding, counts: &RecordCounts) -> &'a str {
    let rest = finding
        .message
        .strip_prefix(record_name(Tongue::English, &finding.record, counts).as_str())
        .and_then(|rest| rest.strip_prefix(": "));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(&finding.message)
}

/// A result's label: the framework's, else its id; *cannot tell* begins as the others do.
pub(super) fn result_label(t: Tongue, result: &OutcomeCount) -> &str {
    let label = if result.label.is_empty() { &result.is } else { &result.label };
    if label == "cannot tell" { t.words("Cannot tell") } else { label }
}

/// A register of a receipt: `persons (public-realm), a register of 84 persons …, SHA-256 …`.
pub(super) fn register(receipt: &InputReceipt) -> String {
    match &receipt.sha256 {
        Some(hash) => format!("{}, {}; SHA-256 {hash}", receipt.name, receipt.format),
        None => format!("{}, {}", receipt.name, receipt.format),
    }
}

/// What would settle a finding, as a phrase after "settled by".
pub(super) fn settle(t: Tongue, paths: &[String], label: impl Fn(&str) -> String) -> String {
    let labels: Vec<String> = paths.iter().map(|path| format!("‘{}’", label(path))).collect();
    t.listed(&labels)
}

/// Over which findings something was counted, when a limit left some out; empty when none was.
pub(super) fn counted_over(t: Tongue, audit: &Audit) -> String {
    match audit.findings_left_out {
        0 => String::new(),
        left_out => t.fill(
            "Counted over the {} listed; {} more were left out.",
            &[&t.number_of(audit.findings.len() as u64, "finding", "findings"), &number(left_out)],
        ),
    }
}

/// The value of a parameter, with its unit where it has one.
pub(super) fn quantity(parameter: &ParameterReceipt) -> String {
    format!("{} {}", parameter.value, parameter.unit).trim_end().to_owned()
}

/// A remark on the list, in a sentence.
pub(super) fn note(t: Tongue, note: &ListNote) -> String {
    let what = &note.what;
    let cells = |words: &str| format!("{words}: {}", t.number_of(note.count, "cell", "cells"));
    let rows = |words: &str| format!("{words}: {}", t.number_of(note.count, "row", "rows"));
    let mut sentence = match note.kind {
        NoteKind::DuplicateId if what.is_empty() => rows(t.words("Further ids are used more than once")),
        NoteKind::DuplicateId => rows(&t.fill("The id ‘{}’ is used more than once", &[what])),
        NoteKind::DuplicatesNotChecked => {
            rows(t.words("The list was too long to look for every id used more than once"))
        }
        NoteKind::DateOrder => cells(&t.fill("Days that may be other days than they were read as ({})", &[what])),
        NoteKind::InvalidCell => cells(&t.fill("Cannot be read ({})", &[what])),
        NoteKind::Placeholder => cells(&t.fill("A placeholder, not an answer ({})", &[what])),
        NoteKind::EdgeSpaces => cells(t.words("Spaces at the edges, not taken as part of the answer")),
        NoteKind::BlankRow => rows(t.words("Rows without content, skipped")),
        NoteKind::HiddenRow => rows(t.words(
            "Hidden by a filter or by hand, and read like any other row: to audit only what is visible, copy the visible rows to a sheet of their own",
        )),
        NoteKind::DittoMark => cells(&t.fill("A ditto mark, kept as it is ({})", &[what])),
        NoteKind::TotalRow => rows(
            t.words("Reads like a total and is counted like any other row: take it out of the list where it is one"),
        ),
        NoteKind::RepeatedHeader => {
            rows(t.words("Repeats the header and is counted like any other row: take it out of the list"))
        }
        NoteKind::Footnote => rows(
            t.words("Reads like a remark and is counted like any other row: take it out of the list where it is one"),
        ),
        NoteKind::NotAskedAnswer => {
            cells(t.words("Answers to a question that is not asked of the record, kept without effect"))
        }
        NoteKind::TextsNotCompared => what.clone(),
        NoteKind::IncompleteList => t.fill("This may not be the whole list: {}", &[what]),
        NoteKind::UnknownKey => cells(&t.fill("Not known to the framework ({})", &[what])),
    };
    if !note.rows.is_empty() {
        let first: Vec<String> = note.rows.iter().map(|row| number(*row)).collect();
        let more = note.count > note.rows.len() as u64;
        let template = match (more, first.len()) {
            (true, 1) => " (first in row {})",
            (true, _) => " (first in rows {})",
            (false, 1) => " (row {})",
            (false, _) => " (rows {})",
        };
        sentence.push_str(&t.fill(template, &[&t.listed(&first)]));
    }
    sentence
}

/// The counts of states of a column: `58 answered, 2 missing`.
pub(super) fn states(t: Tongue, states: &[(State, u64)]) -> String {
    let words = |state: State| t.words(state.words());
    states.iter().map(|(state, n)| format!("{} {}", number(*n), words(*state))).collect::<Vec<_>>().join(", ")
}

/// A rule's name for people.
pub(super) fn rule_title(rule: &RuleSummary) -> &str {
    if rule.title.is_empty() { &rule.id } else { &rule.title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shares_read_well() {
        for (n, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (131_572, "131,572"), (u64::MAX, "18,446,744,073,709,551,615")]
        {
            assert_eq!(number(n), text);
        }
        for (share, text) in [
            (0.0, "0%"),
            (0.0001, "under 0.1%"),
            (0.4, "40%"),
            (0.125, "12.5%"),
            (0.99999, "over 99.9%"),
            (1.0, "100%"),
        ] {
            assert_eq!(percent(Tongue::English, share), text);
        }
    }

    #[test]
    fn figures_that_do_not_reconcile_are_called_out() {
        let good = RecordCounts {
            read: 61,
            reported: 60,
            refused: 1,
            noun: ("asset".into(), "assets".into()),
            ..RecordCounts::default()
        };
        assert_eq!(reconciliation(Tongue::English, &good), "61 rows read, 60 assets reported, 1 refused.");
        assert!(reconciliation(Tongue::English, &RecordCounts { read: 62, ..good }).contains("do not reconcile"));
    }
}
