//! The audit as one JSON document, and findings as JSON Lines.

mod writer;

use self::writer::Writer;
use super::escape::json_string;
use crate::audit::{Audit, Evidence, Finding, FindingDecision};
use serde::Serialize;

/// The whole audit as an indented JSON document with a final newline.
///
/// Its keys, their order and their meaning are those of [`Audit`] and of [`AUDIT_SCHEMA`](super::AUDIT_SCHEMA). Control characters and
/// characters that reorder a line stand as `\u` escapes, so that printing the document on a terminal is harmless.
pub fn json(audit: &Audit) -> String {
    pretty(audit)
}

/// Any document of ours, indented, with a final newline.
pub(crate) fn pretty<T: Serialize + ?Sized>(document: &T) -> String {
    let mut text = written(document, 16 * 1024, [true, true]);
    text.push('\n');
    text
}

/// Any value of ours, indented, as `serde_json::to_string_pretty` writes it.
pub(crate) fn indented<T: Serialize + ?Sized>(value: &T) -> String {
    written(value, 128, [true, false])
}

/// Any value of ours on one line, as `serde_json::to_string` writes it, for programs that write reports too: they carry the writing of each type once.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> String {
    written(value, 1024, [false, false])
}

fn written<T: Serialize + ?Sized>(value: &T, room: usize, [has_lines, harmless]: [bool; 2]) -> String {
    let mut writer = Writer::new(room, has_lines, harmless);
    // A text takes all that is written, and no value of ours refuses to be.
    let _ = value.serialize(&mut writer);
    writer.text()
}

/// Every finding of the audit as JSON Lines.
///
/// Findings that a limit left out of [`Audit::findings`] are not there: a host that has them streams each through [`jsonl_finding`].
pub fn jsonl(audit: &Audit) -> String {
    let mut out = String::new();
    for finding in &audit.findings {
        jsonl_finding(finding, &mut out);
    }
    out
}

/// Adds a finding as one line of compact JSON with a final newline: the same object as in [`Audit::findings`] of the JSON document.
///
/// The buffer is appended to and never cleared, so that a host can reuse it and choose when to write.
pub fn jsonl_finding(finding: &Finding, out: &mut String) {
    // Written by hand, key by key: this line is written a million times in a long audit. A test holds it equal to the document's form.
    out.push_str("{\"rule\":");
    json_string(&finding.rule, out);
    out.push_str(",\"severity\":\"");
    out.push_str(finding.severity.words());
    out.push_str("\",\"verdict\":\"");
    out.push_str(finding.verdict.words());
    out.push_str("\",\"would_be\":");
    match finding.would_be {
        None => out.push_str("null"),
        Some(verdict) => {
            out.push('"');
            out.push_str(verdict.words());
            out.push('"');
        }
    }
    let mut digits = itoa::Buffer::new();
    out.push_str(",\"record\":{\"number\":");
    out.push_str(digits.format(finding.record.number));
    if !finding.record.input.is_empty() {
        out.push_str(",\"input\":");
        json_string(&finding.record.input, out);
    }
    out.push_str(",\"row\":");
    out.push_str(digits.format(finding.record.row));
    out.push_str(",\"id\":");
    optional(finding.record.id.as_deref(), out);
    out.push_str(",\"name\":");
    optional(finding.record.name.as_deref(), out);
    out.push_str("},\"item\":");
    json_string(&finding.item, out);
    out.push_str(",\"message\":");
    json_string(&finding.message, out);
    out.push_str(",\"fix\":");
    json_string(&finding.fix, out);
    out.push_str(",\"values\":[");
    for (place, evidence) in finding.values.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        self::evidence(evidence, out);
    }
    out.push_str("],\"because\":");
    strings(&finding.because, out);
    out.push_str(",\"settle\":");
    strings(&finding.settle, out);
    out.push_str(",\"cite\":");
    strings(&finding.cite, out);
    out.push_str(",\"fingerprint\":");
    json_string(&finding.fingerprint, out);
    if let Some(decision) = &finding.decision {
        out.push_str(",\"decision\":");
        self::decision(decision, out);
    }
    if let Some(since) = finding.since {
        out.push_str(",\"since\":\"");
        out.push_str(since.words());
        out.push('"');
    }
    out.push_str("}\n");
}

/// A decision as one line, with the escapes of everything else here; few findings have one.
fn decision(decision: &FindingDecision, out: &mut String) {
    out.push_str(&written(decision, 256, [false, true]));
}

fn evidence(evidence: &Evidence, out: &mut String) {
    out.push_str("{\"field\":");
    json_string(&evidence.field, out);
    out.push_str(",\"label\":");
    json_string(&evidence.label, out);
    out.push_str(",\"state\":\"");
    for c in evidence.state.words().chars() {
        out.push(if c == ' ' { '-' } else { c });
    }
    out.push_str("\",\"value\":");
    json_string(&evidence.value, out);
    out.push('}');
}

fn optional(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => json_string(text, out),
        None => out.push_str("null"),
    }
}

fn strings(texts: &[String], out: &mut String) {
    out.push('[');
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        json_string(text, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::audit::Verdict;
    use crate::framework::Severity;
    use crate::value::State;

    #[test]
    fn a_line_is_the_object_of_the_document() {
        for audit in fixtures::all() {
            for finding in &audit.1.findings {
                let mut line = String::new();
                jsonl_finding(finding, &mut line);
                let value: serde_json::Value = serde_json::from_str(&line).unwrap();
                assert_eq!(value, serde_json::to_value(finding).unwrap());
                assert_eq!(line.matches('\n').count(), 1);
            }
        }
        // Key order, on content that needs no escapes; every word of every enumeration.
        let mut finding = fixtures::typical().findings.swap_remove(0);
        for (severity, verdict) in Severity::ALL.into_iter().cycle().zip(Verdict::ALL) {
            finding.severity = severity;
            finding.verdict = verdict;
            finding.would_be = Some(verdict);
            for state in State::ALL {
                finding.values.iter_mut().for_each(|evidence| evidence.state = state);
                let mut line = String::new();
                jsonl_finding(&finding, &mut line);
                assert_eq!(line.trim_end(), serde_json::to_string(&finding).unwrap());
            }
        }
    }

    #[test]
    fn the_document_is_the_audit() {
        for (_, audit) in fixtures::all() {
            let text = json(&audit);
            assert!(text.ends_with("}\n"));
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&text).unwrap(),
                serde_json::to_value(&audit).unwrap()
            );
            assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'));
        }
    }
}
