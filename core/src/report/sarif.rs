//! The audit as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for tools that follow findings from run to run.
//!
//! *Met* is `pass`, *not met* `fail`, *does not apply* `notApplicable`, *cannot tell* `open`, *needs a person* `review`, *to do* `open` with what it
//! would be in its properties. A record is a logical location; its row is `region.startLine` of the
//! artifact that it stands in, as a spreadsheet counts it, which in a CSV file with line breaks inside cells is not the line of the file.

use super::decided;
use super::escape::brief;
use super::json::pretty;
use super::view::View;
use super::wording;
use crate::audit::{Audit, DecisionState, Finding, FindingDecision, RuleSummary, Since, Source, Verdict};
use crate::framework::Severity;
use crate::tongue::Tongue;
use serde::Serialize;
use std::collections::BTreeMap;

/// The audit as SARIF 2.1.0, indented, with a final newline.
pub fn sarif(audit: &Audit) -> String {
    let view = View::new(audit);
    let places: BTreeMap<&str, usize> =
        audit.rules.iter().enumerate().map(|(place, rule)| (rule.id.as_str(), place)).collect();
    let receipt = &audit.receipt;
    let (name, version) = receipt.engine.rsplit_once(' ').unwrap_or((&receipt.engine, ""));
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name,
                    version: (!version.is_empty()).then_some(version),
                    rules: audit.rules.iter().map(|rule| descriptor(&view, rule)).collect(),
                },
            },
            invocations: [Invocation { execution_successful: true }],
            artifacts: receipt
                .inputs
                .iter()
                .map(|input| Artifact {
                    location: ArtifactLocation { uri: file_uri(&input.name), index: None },
                    length: input.bytes,
                    hashes: input.sha256.as_deref().map(|sha256| Hashes { sha256 }),
                    description: Message { text: input.format.clone() },
                })
                .collect(),
            results: audit
                .findings
                .iter()
                .map(|finding| result(&view, finding, places.get(finding.rule.as_str()).copied()))
                .collect(),
            column_kind: "unicodeCodePoints",
            properties: RunProperties {
                framework: &receipt.framework,
                as_of: receipt.as_of.to_string(),
                stage: receipt.stage.as_deref(),
                reconciliation: wording::reconciliation(Tongue::English, &audit.records),
                verdicts: receipt.verdicts,
                findings_left_out: audit.findings_left_out,
                statement: wording::WHAT_THIS_IS,
            },
        }],
    };
    pretty(&log)
}

fn descriptor<'a>(view: &View<'a>, rule: &'a RuleSummary) -> Descriptor<'a> {
    let mut help = String::new();
    let mut say = |words: &str| {
        if !words.is_empty() {
            if !help.is_empty() {
                help.push('\n');
            }
            help.push_str(words);
        }
    };
    say(&rule.why);
    if !rule.when.is_empty() {
        say(&format!("Applies when: {}", rule.when));
    }
    say(&format!("Requires: {}", rule.require));
    if !rule.fix.is_empty() {
        say(&format!("To mend: {}", rule.fix));
    }
    for citation in view.citations(&rule.cite) {
        say(&format!("Rests on: {citation}"));
    }
    let help_uri = rule
        .cite
        .iter()
        .filter_map(|id| view.source(id))
        .find_map(|source: &Source| super::escape::web_address(&source.url));
    Descriptor {
        id: &rule.id,
        short_description: Message { text: wording::rule_title(rule).to_owned() },
        full_description: (!rule.why.is_empty()).then(|| Message { text: rule.why.clone() }),
        help: Message { text: help },
        help_uri,
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            severity: rule.severity,
            at: rule.at.as_deref(),
            each: rule.each.as_deref(),
            cite: &rule.cite,
            counts: rule.counts,
        },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "error",
        Severity::Major => "warning",
        Severity::Minor | Severity::Review => "note",
    }
}

fn result<'a>(view: &View<'a>, finding: &'a Finding, place: Option<usize>) -> Outcome<'a> {
    let audit = view.audit;
    let kind = match finding.verdict {
        Verdict::Met => "pass",
        Verdict::NotMet => "fail",
        Verdict::DoesNotApply => "notApplicable",
        Verdict::CannotTell | Verdict::ToDo => "open",
        Verdict::NeedsAPerson => "review",
    };
    let mut text = finding.message.clone();
    if text.is_empty() {
        text = format!("{}: {}", finding.rule, finding.verdict);
    }
    if !finding.settle.is_empty() {
        text.push_str(&format!(
            " Settled by {}.",
            wording::settle(Tongue::English, &finding.settle, |path| view.label(path).to_owned())
        ));
    }
    let record = &finding.record;
    // Without a name of the list there is only one to mean; a row of the wrong file would mislead.
    let inputs = &audit.receipt.inputs;
    let input = if record.input.is_empty() {
        (inputs.len() == 1).then_some(0)
    } else {
        inputs.iter().position(|input| input.name == record.input)
    };
    let physical =
        input.filter(|_| record.row > 0).and_then(|at| inputs.get(at).map(|input| (at, input))).map(|(at, input)| {
            PhysicalLocation {
                artifact_location: ArtifactLocation { uri: file_uri(&input.name), index: Some(at) },
                region: Region { start_line: record.row },
            }
        });
    let mut name = record.id.clone().unwrap_or_else(|| record.number.to_string());
    if !finding.item.is_empty() {
        name = format!("{name}/{}", finding.item);
    }
    Outcome {
        rule_id: &finding.rule,
        rule_index: place,
        kind,
        // The standard asks for `none` on everything that is not a failure.
        level: if finding.verdict == Verdict::NotMet { level(finding.severity) } else { "none" },
        message: Message { text },
        locations: [Location {
            physical_location: physical,
            logical_locations: [LogicalLocation {
                name: brief(&wording::record_name(Tongue::English, record, &audit.records), 400).into_owned(),
                fully_qualified_name: name,
                kind: "record",
            }],
        }],
        partial_fingerprints: Fingerprints { first: &finding.fingerprint },
        baseline_state: finding.since.map(|since| match since {
            Since::New => "new",
            Since::Changed => "updated",
            Since::Unchanged => "unchanged",
        }),
        suppressions: audit.decisions.as_ref().map(|_| suppressions(finding)),
        properties: ResultProperties {
            verdict: finding.verdict,
            would_be: finding.would_be,
            severity: finding.severity,
            row: record.row,
            item: &finding.item,
            fix: &finding.fix,
            values: &finding.values,
            because: &finding.because,
            settle: &finding.settle,
            cite: &finding.cite,
            decision: finding.decision.as_deref(),
        },
    }
}

/// A waiver in force, as the standard has it; none for any other finding, since an empty list says that nothing suppresses it.
fn suppressions(finding: &Finding) -> Vec<SuppressionNote> {
    let waiver = finding.decision.iter().filter(|decision| decision.state == DecisionState::Waived);
    waiver
        .map(|decision| SuppressionNote {
            kind: "external",
            status: "accepted",
            justification: decided::words(Tongue::English, decision),
        })
        .collect()
}

/// A file's name as a relative URI reference, as SARIF names files: everything but unreserved characters and the slash is percent-encoded.
///
/// ```
/// assert_eq!(due_regard::report::file_uri("lists\\my list.csv"), "lists/my%20list.csv");
/// ```
pub fn file_uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation; 1],
    artifacts: Vec<Artifact<'a>>,
    results: Vec<Outcome<'a>>,
    column_kind: &'static str,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message>,
    help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleProperties<'a> {
    severity: Severity,
    at: Option<&'a str>,
    each: Option<&'a str>,
    cite: &'a [String],
    counts: crate::audit::VerdictCounts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Artifact<'a> {
    location: ArtifactLocation,
    length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes<'a>>,
    description: Message,
}

#[derive(Serialize)]
struct Hashes<'a> {
    #[serde(rename = "sha-256")]
    sha256: &'a str,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<SuppressionNote>>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct SuppressionNote {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    logical_locations: [LogicalLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "dueRegard/v1")]
    first: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultProperties<'a> {
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    would_be: Option<Verdict>,
    severity: Severity,
    row: u64,
    item: &'a str,
    fix: &'a str,
    values: &'a [crate::audit::Evidence],
    because: &'a [String],
    settle: &'a [String],
    cite: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a FindingDecision>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunProperties<'a> {
    framework: &'a crate::audit::FrameworkReceipt,
    as_of: String,
    stage: Option<&'a str>,
    reconciliation: String,
    verdicts: crate::audit::VerdictCounts,
    findings_left_out: u64,
    statement: &'static str,
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn verdicts_are_kinds_and_places_are_uris() {
        assert_eq!(file_uri("my list (2).csv"), "my%20list%20%282%29.csv");
        let log: serde_json::Value = serde_json::from_str(&sarif(&fixtures::typical())).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let of = |verdict: &str| results.iter().find(|result| result["properties"]["verdict"] == verdict).unwrap();
        for (verdict, kind, level) in [
            ("not met", "fail", "error"),
            ("cannot tell", "open", "none"),
            ("needs a person", "review", "none"),
            ("to do", "open", "none"),
        ] {
            assert_eq!((of(verdict)["kind"].as_str(), of(verdict)["level"].as_str()), (Some(kind), Some(level)));
        }
        assert_eq!(of("not met")["suppressions"][0]["status"], "accepted");
        assert_eq!(of("not met")["baselineState"], "unchanged");
        assert_eq!(of("cannot tell")["suppressions"], serde_json::json!([]));
        let first = &results[0];
        assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
        assert_eq!(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "monuments%202026.csv");
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], first["ruleId"]);
        assert!(!first["partialFingerprints"]["dueRegard/v1"].as_str().unwrap().is_empty());
    }
}
