//! What people decided, and what an earlier audit said, in words: shared by the reports.

use super::wording::number;
use crate::audit::{
    Audit, DecisionCounts, DecisionState, Finding, FindingDecision, RecordResult, Unmatched, UnmatchedDecision,
};
use crate::tongue::Tongue;

/// The columns that tables of findings have for decisions, after their own.
pub(super) const COLUMNS: [&str; 6] =
    ["decision_state", "decision", "decided_by", "decided_on", "decision_reason", "since"];

/// What stands in these columns.
pub(super) fn cells(finding: &Finding) -> [String; 6] {
    let since = finding.since.map_or("", |since| since.words()).to_owned();
    let Some(decision) = finding.decision.as_deref() else {
        return [String::new(), String::new(), String::new(), String::new(), String::new(), since];
    };
    [
        decision.state.words().to_owned(),
        verdict(decision),
        decision.by.clone(),
        decision.on.to_string(),
        reason(Tongue::English, decision),
        since,
    ]
}

fn verdict(decision: &FindingDecision) -> String {
    match decision.until {
        Some(until) => format!("{} until {until}", decision.verdict),
        None => decision.verdict.clone(),
    }
}

/// The reason, and what has changed since.
fn reason(t: Tongue, decision: &FindingDecision) -> String {
    let changes: Vec<String> = decision.changed.iter().map(ToString::to_string).collect();
    let changes = if changes.is_empty() { String::new() } else { t.fill("since then {}", &[&changes.join("; ")]) };
    match (decision.reason.is_empty(), changes.is_empty()) {
        (_, true) => decision.reason.clone(),
        (true, false) => changes,
        (false, false) => format!("{}; {changes}", decision.reason),
    }
}

/// What was decided about a finding, in a sentence without its full stop.
pub(super) fn words(t: Tongue, decision: &FindingDecision) -> String {
    let verdict = t.known(&decision.verdict);
    let (by, on) = (decision.by.as_str(), t.day(decision.on));
    let who = match decision.until {
        Some(until) => t.fill("{} until {} by {}, {}", &[verdict, &t.day(until), by, &on]),
        None => t.fill("{} by {}, {}", &[verdict, by, &on]),
    };
    let who = match decision.state {
        DecisionState::Decided | DecisionState::Waived | DecisionState::Open => who,
        DecisionState::Contradicted => t.fill("two lines of the log contradict each other; the last says {}", &[&who]),
        state => t.fill("{}; was {}", &[t.words(state.words()), &who]),
    };
    let mut words = who;
    let changed = reason(t, decision);
    for (label, text) in [("", &changed), ("source:", &decision.source), ("note:", &decision.note)] {
        if !text.is_empty() {
            let label = if label.is_empty() { String::new() } else { format!("{} ", t.words(label)) };
            words = format!("{words}; {label}{text}");
        }
    }
    words
}

/// What was decided about the people to whom a record's name may refer, a sentence each: `Edward Colston: refers by R. Evans, 28 November 2026; source: …`.
pub(super) fn about_people(t: Tongue, result: &RecordResult) -> Vec<String> {
    let candidates = result.candidates.iter().flatten();
    let decided = candidates.filter_map(|candidate| Some((candidate, candidate.decision.as_deref()?)));
    decided.map(|(candidate, decision)| format!("{}: {}", candidate.name, words(t, decision))).collect()
}

/// What the log was to the audit, a sentence each; none where none was given.
pub(super) fn summary(t: Tongue, audit: &Audit) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(report) = &audit.decisions {
        let states = |counts: &DecisionCounts| {
            let some = DecisionState::ALL.into_iter().filter(|state| counts.get(*state) > 0);
            let some = some.map(|state| format!("{} {}", number(counts.get(state)), t.words(state.words())));
            some.collect::<Vec<_>>().join(", ")
        };
        let (findings, candidates) = (states(&report.counts), states(&report.candidates));
        let mut words = t.fill("Decisions: {} of the log", &[&t.number_of(report.rows, "row", "rows")]);
        let mut parts = Vec::new();
        for (n, what) in [
            (report.superseded, "superseded"),
            (report.after_as_of, "of a later day"),
            (report.undecided, "without a verdict"),
            (report.refused, "refused"),
        ] {
            if n > 0 {
                parts.push(format!("{} {}", number(n), t.words(what)));
            }
        }
        if !parts.is_empty() {
            words = format!("{words} ({})", parts.join(", "));
        }
        if findings.is_empty() && candidates.is_empty() {
            words.push_str(t.words("; none of them is about a finding of this audit"));
        }
        if !findings.is_empty() {
            words.push_str(&t.fill("; of the findings {}", &[&findings]));
        }
        if !candidates.is_empty() {
            words.push_str(&t.fill("; of the candidates {}", &[&candidates]));
        }
        let unmatched = report.unmatched.len() as u64 + report.unmatched_left_out;
        if unmatched > 0 && !(findings.is_empty() && candidates.is_empty()) {
            let decisions = t.number_of(unmatched, "decision", "decisions");
            words.push_str(&t.fill("; {} about nothing that this audit finds", &[&decisions]));
        }
        out.push(format!("{words}."));
        let excused: u64 = report.rules.iter().map(|rule| rule.excused.total()).sum();
        if excused > 0 {
            let template = if excused == 1 {
                "{} finding is waived, or accepted by a person where one was needed: counted above all the same."
            } else {
                "{} findings are waived, or accepted by a person where one was needed: counted above all the same."
            };
            out.push(t.fill(template, &[&number(excused)]));
        }
    }
    if let Some(baseline) = &audit.baseline {
        let as_of = baseline.as_of.map_or_else(String::new, |as_of| t.fill(", as of {}", &[&t.day(as_of)]));
        out.push(t.fill(
            "Beside {}{}: {} new, {} with another verdict, {} unchanged, {} no longer found.",
            &[
                &baseline.input.name,
                &as_of,
                &number(baseline.new),
                &number(baseline.changed),
                &number(baseline.unchanged),
                &number(baseline.gone),
            ],
        ));
    }
    out
}

/// The logs and the earlier audit, for the receipt: what each is, its name, its hash.
pub(super) fn files(audit: &Audit) -> Vec<(&'static str, &str, Option<&str>)> {
    let logs = audit.receipt.decisions.iter().map(|input| ("Decisions", input.name.as_str(), input.sha256.as_deref()));
    let earlier = audit.baseline.iter().map(|report| &report.input);
    logs.chain(earlier.map(|input| ("Earlier audit", input.name.as_str(), input.sha256.as_deref()))).collect()
}

/// The decisions that no finding has, by why; groups without any are left out.
pub(super) fn unmatched(audit: &Audit) -> Vec<(Unmatched, Vec<&UnmatchedDecision>)> {
    let Some(report) = &audit.decisions else { return Vec::new() };
    Unmatched::ALL
        .into_iter()
        .map(|why| (why, report.unmatched.iter().filter(|decision| decision.why == why).collect::<Vec<_>>()))
        .filter(|(_, decisions)| !decisions.is_empty())
        .collect()
}

/// What a decision that no finding has is about, and says.
pub(super) fn unmatched_words(t: Tongue, decision: &UnmatchedDecision) -> String {
    let record = match (decision.record.as_str(), decision.record_name.as_str()) {
        ("", _) => t.words("the record").to_owned(),
        (id, "") => id.to_owned(),
        (id, name) => format!("{name} ({id})"),
    };
    let mut about = if decision.rule.is_empty() { decision.person.clone() } else { decision.rule.clone() };
    if !decision.item.is_empty() {
        about = format!("{about} {}", decision.item);
    }
    t.fill(
        "row {}: {}, {}: {} by {}, {}",
        &[&number(decision.row), &record, &about, t.known(&decision.verdict), &decision.by, &t.day(decision.on)],
    )
}
