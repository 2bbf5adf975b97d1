//! The audit as JUnit XML, as build servers read it: a suite a rule, a case a finding.
//!
//! *Not met* is a failure unless a waiver is in force; *cannot tell*, *needs a person* and *to do* are skipped cases that say why, because none of them is a failure.
//! What is met, or does not apply, stands as one passing case of its suite with the counts in its output. Findings that a limit left out
//! are counted in a case of their own, a failure where they are failures: a build must not pass because a list was cut.

use super::decided;
use super::escape::{brief, xml};
use super::view::View;
use super::wording::{self, count};
use crate::audit::{Audit, Finding, RuleSummary, Verdict};
use crate::tongue::Tongue;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const LONGEST: usize = 400;

/// The audit as JUnit XML. Text that XML cannot hold is replaced by U+FFFD.
pub fn junit(audit: &Audit) -> String {
    let view = View::new(audit);
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &audit.findings {
        by_rule.entry(&finding.rule).or_default().push(finding);
    }
    let mut total = Totals::default();
    let mut suites = String::new();
    for rule in &audit.rules {
        let findings = by_rule.remove(rule.id.as_str()).unwrap_or_default();
        suite(&mut suites, &view, &rule.id, Some(rule), &findings, &mut total);
    }
    for (id, findings) in by_rule {
        suite(&mut suites, &view, id, None, &findings, &mut total);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    attribute(&mut out, "name", wording::title(audit));
    let _ = writeln!(
        out,
        " tests=\"{}\" failures=\"{}\" skipped=\"{}\" errors=\"0\">",
        total.tests, total.failures, total.skipped
    );
    out.push_str(&suites);
    out.push_str("</testsuites>\n");
    out
}

#[derive(Default)]
struct Totals {
    tests: u64,
    failures: u64,
    skipped: u64,
}

fn attribute(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, " {name}=\"");
    xml(&brief(text, LONGEST), out);
    out.push('"');
}

fn suite(
    out: &mut String,
    view: &View<'_>,
    id: &str,
    rule: Option<&RuleSummary>,
    findings: &[&Finding],
    total: &mut Totals,
) {
    let mut cases = String::new();
    let mut mine = Totals::default();
    if let Some(rule) = rule {
        let counts = &rule.counts;
        mine.tests += 1;
        case(&mut cases, view, id, "records without a finding");
        cases.push_str("<system-out>");
        xml(
            &format!("{} met, {} does not apply", wording::number(counts.met), wording::number(counts.does_not_apply)),
            &mut cases,
        );
        cases.push_str("</system-out></testcase>\n");
    }
    for finding in findings {
        one(&mut cases, view, id, finding, &mut mine);
    }
    for verdict in [Verdict::NotMet, Verdict::CannotTell, Verdict::NeedsAPerson, Verdict::ToDo] {
        let listed = findings.iter().filter(|finding| finding.verdict == verdict).count() as u64;
        let more = rule.map_or(0, |rule| rule.counts.get(verdict)).saturating_sub(listed);
        let excused = excused_unlisted(view, id, findings, verdict).min(more);
        if excused > 0 {
            case(&mut cases, view, id, &format!("findings not listed: {verdict}, excused by decisions"));
            let words = format!("{} not listed here", count(excused, "more finding is", "more findings are"));
            result(&mut cases, Ending::Skipped, verdict, &words, "", &mut mine);
        }
        let more = more - excused;
        if more > 0 {
            case(&mut cases, view, id, &format!("findings not listed: {verdict}"));
            let words = format!("{} {verdict}, not listed here", count(more, "more finding is", "more findings are"));
            result(&mut cases, Ending::of(verdict), verdict, &words, "", &mut mine);
        }
    }
    out.push_str("<testsuite");
    attribute(out, "name", rule.map_or(id, wording::rule_title));
    attribute(out, "id", id);
    let _ = write!(
        out,
        " tests=\"{}\" failures=\"{}\" skipped=\"{}\" errors=\"0\">\n<properties>",
        mine.tests, mine.failures, mine.skipped
    );
    if let Some(rule) = rule {
        for (name, text) in [
            ("severity", rule.severity.words()),
            ("counts", &wording::counts(Tongue::English, &rule.counts)),
            ("cite", &view.citations(&rule.cite).join("; ")),
        ] {
            out.push_str("<property");
            attribute(out, "name", name);
            attribute(out, "value", text);
            out.push_str("/>");
        }
    }
    out.push_str("</properties>\n");
    out.push_str(&cases);
    out.push_str("</testsuite>\n");
    total.tests += mine.tests;
    total.failures += mine.failures;
    total.skipped += mine.skipped;
}

/// How many findings of a rule and verdict are excused by decisions and not listed.
fn excused_unlisted(view: &View<'_>, id: &str, findings: &[&Finding], verdict: Verdict) -> u64 {
    let by_rule = view.audit.decisions.iter().flat_map(|report| &report.rules);
    let all = by_rule.filter(|rule| rule.rule == id).map(|rule| rule.excused.get(verdict)).sum::<u64>();
    let listed = findings.iter().filter(|finding| finding.verdict == verdict && finding.is_excused()).count() as u64;
    all.saturating_sub(listed)
}

/// Opens a case.
fn case(out: &mut String, view: &View<'_>, rule: &str, name: &str) {
    out.push_str("<testcase");
    attribute(out, "classname", &format!("{}.{rule}", view.audit.receipt.framework.id));
    attribute(out, "name", name);
    out.push('>');
}

fn one(out: &mut String, view: &View<'_>, rule: &str, finding: &Finding, mine: &mut Totals) {
    // Without the row, which changes when the list is sorted: build servers follow a case by its name.
    let record = &finding.record;
    let mut name = wording::record_name(Tongue::English, record, &view.audit.records);
    if let (Some(id), Some(_)) = (&record.id, &record.name) {
        let _ = write!(name, " ({id})");
    }
    if !finding.item.is_empty() {
        let _ = write!(name, " {}", finding.item);
    }
    case(out, view, rule, &name);
    let mut body = format!("{}\n", brief(&wording::record_row(Tongue::English, record), LONGEST));
    for evidence in &finding.values {
        let _ = writeln!(
            body,
            "{}: {}",
            brief(view.evidence_label(evidence), LONGEST),
            brief(&wording::answer(Tongue::English, evidence), LONGEST)
        );
    }
    for because in &finding.because {
        let _ = writeln!(body, "because {}", brief(because, LONGEST));
    }
    if !finding.settle.is_empty() {
        let _ = writeln!(
            body,
            "settled by {}",
            brief(&wording::settle(Tongue::English, &finding.settle, |path| view.label(path).to_owned()), LONGEST)
        );
    }
    if !finding.fix.is_empty() {
        let _ = writeln!(body, "to mend: {}", brief(&finding.fix, LONGEST));
    }
    if let Some(decision) = &finding.decision {
        let _ = writeln!(body, "decision: {}", brief(&decided::words(Tongue::English, decision), LONGEST));
    }
    if let Some(since) = finding.since {
        let _ = writeln!(body, "{since} since the earlier audit");
    }
    let _ = writeln!(body, "fingerprint {}", brief(&finding.fingerprint, LONGEST));
    let message = match finding.would_be {
        Some(would_be) => format!("{} (now: {would_be}): {}", finding.verdict, finding.message),
        None => format!("{}: {}", finding.verdict, finding.message),
    };
    let (ending, message) = match finding.decision.as_deref().filter(|_| finding.is_excused()) {
        Some(decision) => (Ending::Skipped, format!("{}; {message}", decided::words(Tongue::English, decision))),
        None => (Ending::of(finding.verdict), message),
    };
    result(out, ending, finding.verdict, &message, &body, mine);
}

/// What a case can end in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Failure,
    Skipped,
    Passed,
}

impl Ending {
    fn of(verdict: Verdict) -> Ending {
        match verdict {
            Verdict::NotMet => Ending::Failure,
            Verdict::CannotTell | Verdict::NeedsAPerson | Verdict::ToDo => Ending::Skipped,
            Verdict::Met | Verdict::DoesNotApply => Ending::Passed,
        }
    }
}

/// What a case ended in; closes it.
fn result(out: &mut String, ending: Ending, verdict: Verdict, message: &str, body: &str, mine: &mut Totals) {
    mine.tests += 1;
    let element = match ending {
        Ending::Failure => {
            mine.failures += 1;
            "failure"
        }
        Ending::Skipped => {
            mine.skipped += 1;
            "skipped"
        }
        Ending::Passed => "system-out",
    };
    let _ = write!(out, "<{element}");
    if element != "system-out" {
        attribute(out, "message", message);
    }
    if element == "failure" {
        attribute(out, "type", verdict.words());
    }
    out.push('>');
    // The body's line breaks are ours; what is inside a line was put on one.
    for line in body.lines() {
        xml(line, out);
        out.push('\n');
    }
    let _ = writeln!(out, "</{element}></testcase>");
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn counts_agree_with_the_cases_and_every_character_is_xml() {
        for (name, audit) in fixtures::all() {
            let text = junit(&audit);
            let attribute = |name: &str| {
                text.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<usize>().unwrap()
            };
            assert_eq!(attribute("tests"), text.matches("<testcase").count(), "{name}");
            assert_eq!(attribute("failures"), text.matches("<failure").count(), "{name}");
            assert_eq!(attribute("skipped"), text.matches("<skipped").count(), "{name}");
            let xml = |c: char| matches!(c, '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
            assert!(text.chars().all(xml), "{name}");
            assert!(!text.contains("]]>") && !text.contains("<!"), "{name}");
        }
    }

    #[test]
    fn a_failure_that_a_limit_left_out_still_fails() {
        let mut audit = fixtures::typical();
        audit.findings.clear();
        let text = junit(&audit);
        assert_eq!(text.matches("<failure").count(), 1, "one of the two is waived");
        assert!(text.contains("1 more finding is not met, not listed here"));
    }
}
