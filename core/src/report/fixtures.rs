//! Three audits, made by hand, that every format is tested with: one of nothing, an ordinary one, and one whose every text is hostile.

mod decided;

mod measures;

use crate::audit::*;
use crate::framework::{Severity, Standing};
use crate::value::{Date, State};

/// The three, each with the name of its snapshots.
pub(super) fn all() -> [(&'static str, Audit); 3] {
    [("empty", empty()), ("typical", typical()), ("hostile", hostile())]
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| text(t)).collect()
}

fn day(iso: &str) -> Date {
    iso.parse().unwrap()
}

/// A framework that says nothing, run on no record.
pub(super) fn empty() -> Audit {
    Audit {
        schema: text(Audit::SCHEMA),
        receipt: Receipt {
            engine: text("due-regard 0.1.0"),
            framework: FrameworkReceipt {
                id: text("nothing"),
                version: text("0"),
                title: String::new(),
                jurisdiction: String::new(),
                sha256: "0".repeat(64),
            },
            registers: Vec::new(),
            decisions: Vec::new(),
            inputs: Vec::new(),
            as_of: day("2026-11-22"),
            stage: None,
            parameters: Vec::new(),
            verdicts: VerdictCounts::default(),
        },
        records: RecordCounts { noun: (text("record"), text("records")), ..RecordCounts::default() },
        outcomes: Vec::new(),
        rules: Vec::new(),
        tables: Vec::new(),
        measures: Vec::new(),
        list: ListReport::default(),
        stages: Vec::new(),
        not_expressed: Vec::new(),
        sources: Vec::new(),
        findings: Vec::new(),
        findings_left_out: 0,
        results: Vec::new(),
        results_left_out: 0,
        decisions: None,
        baseline: None,
        beside: None,
        language: String::new(),
        spoken: String::new(),
    }
}

/// A short list of monuments with a finding of every kind, and decisions beside them.
pub(super) fn typical() -> Audit {
    let mut audit = undecided();
    decided::decide(&mut audit);
    audit
}

fn undecided() -> Audit {
    let findings = vec![
        finding(
            ("consent-missing", Severity::Block, Verdict::NotMet),
            record(1, 2, "SW-001", "Statue of Thomas Guy"),
            "A relocation is agreed with no listed building consent recorded",
            &[
                ("listing-grade", "Listing grade", State::Answered, "II"),
                ("consents-obtained", "Consents obtained", State::Missing, ""),
            ],
            &[
                "decision-status = agreed: ‘Decision status’ is agreed",
                "consents-obtained contains 'listed building consent': ‘Consents obtained’ is missing",
            ],
            &[],
        ),
        finding(
            ("source-missing", Severity::Major, Verdict::NotMet),
            record(2, 3, "SW-002", "Guy Street"),
            "The link to Thomas Guy has no source",
            &[("link-source", "Link source", State::Missing, "")],
            &["link-source is answered: ‘Link source’ is missing"],
            &[],
        ),
        finding(
            ("consent-missing", Severity::Block, Verdict::CannotTell),
            record(3, 5, "TH-003", "Statue of William Ewart Gladstone"),
            "Whether consent is needed depends on the listing grade",
            &[("listing-grade", "Listing grade", State::NotKnown, "")],
            &["listing-grade is answered: ‘Listing grade’ is not known"],
            &["listing-grade"],
        ),
        finding(
            ("unusual-link", Severity::Review, Verdict::NeedsAPerson),
            record(3, 5, "TH-003", "Statue of William Ewart Gladstone"),
            "Sources disagree about the person commemorated",
            &[("sources-disagree", "Sources disagree", State::Answered, "yes")],
            &[
                "sources-disagree = yes: ‘Sources disagree’ is yes",
                "`a` is true",
                "`b` is true",
                "`c` is true",
                "`d` is false (d = 4)",
            ],
            &[],
        ),
        Finding {
            item: text("actions[2]"),
            would_be: Some(Verdict::NotMet),
            ..finding(
                ("action-without-owner", Severity::Minor, Verdict::ToDo),
                record(1, 2, "SW-001", "Statue of Thomas Guy"),
                "The action ‘New board’ has no owner",
                &[("actions.owner", "Owner", State::Missing, ""), ("actions.due", "Due", State::Invalid, "31/02/2027")],
                &["owner is answered: ‘Owner’ is missing"],
                &[],
            )
        },
    ];
    Audit {
        schema: text(Audit::SCHEMA),
        receipt: Receipt {
            engine: text("due-regard 0.1.0"),
            framework: FrameworkReceipt {
                id: text("public-realm"),
                version: text("1.2.0"),
                title: text("Commemoration in the public realm"),
                jurisdiction: text("England"),
                sha256: "5f2b".repeat(16),
            },
            registers: vec![InputReceipt {
                name: "persons (our register)".into(),
                format: "a register of 84 persons and 13 other bearers of their names, as JSON".into(),
                bytes: 86_864,
                sha256: Some("f".repeat(64)),
            }],
            decisions: Vec::new(),
            inputs: vec![
                InputReceipt {
                    name: text("monuments 2026.csv"),
                    format: text("CSV, comma, Windows-1252"),
                    bytes: 48_213,
                    sha256: Some("a1b2".repeat(16)),
                },
                InputReceipt {
                    name: text("plaques.csv"),
                    format: text("CSV, semicolon, UTF-8"),
                    bytes: 1,
                    sha256: None,
                },
            ],
            as_of: day("2026-11-22"),
            stage: Some(text("publish")),
            parameters: vec![
                ParameterReceipt {
                    id: text("years-in-place"),
                    value: text("10"),
                    unit: text("years"),
                    why: text("the permitted development rights end there"),
                    overrides: None,
                },
                ParameterReceipt {
                    id: text("review-months"),
                    value: text("24"),
                    unit: text("months"),
                    why: text("the usual cycle of review"),
                    overrides: Some(text("36")),
                },
            ],
            verdicts: VerdictCounts {
                met: 1_204,
                not_met: 2,
                cannot_tell: 1,
                does_not_apply: 40,
                needs_a_person: 1,
                to_do: 1,
            },
        },
        records: RecordCounts {
            read: 1_234,
            reported: 1_233,
            refused: 1,
            blank: 2,
            refused_rows: vec![RefusedRow {
                input: text("monuments 2026.csv"),
                row: 17,
                cause: text("it has 9 cells where the header has 8; quote the cell that holds a comma"),
            }],
            noun: (text("asset"), text("assets")),
        },
        outcomes: vec![
            outcome("contested", "Contested", "A firm link to a person with recorded culpability", 12),
            outcome("none", "No link", "Research found none", 1_220),
            outcome("cannot tell", "Cannot tell", "An answer is missing", 1),
        ],
        rules: vec![
            rule("consent-missing", "Consent recorded before a decision", Severity::Block, (300, 1, 1, 10, 0, 0)),
            rule("source-missing", "Every link has a source", Severity::Major, (402, 1, 0, 10, 0, 0)),
            RuleSummary {
                each: Some(text("actions")),
                at: Some(text("follow-up")),
                ..rule("action-without-owner", "Every action has an owner", Severity::Minor, (500, 0, 0, 10, 0, 1))
            },
            RuleSummary {
                cite: texts(&["house"]),
                ..rule("unusual-link", "Sources agree", Severity::Review, (2, 0, 0, 10, 1, 0))
            },
        ],
        tables: vec![TableSummary {
            id: text("route"),
            label: text("Consents that a change would need"),
            results: vec![
                outcome("listed building consent", "Listed building consent", "", 5),
                outcome("cannot tell", "Cannot tell", "", 1),
            ],
        }],
        measures: measures::all(),
        list: ListReport {
            columns: vec![
                ColumnReport {
                    header: text("Asset ID"),
                    field: Some(text("asset-id")),
                    why: text("the header is the field's label"),
                    suggestion: None,
                    states: vec![(State::Answered, 1_233)],
                },
                ColumnReport {
                    header: text("Grade"),
                    field: Some(text("listing-grade")),
                    why: text("the header is an alias of the field"),
                    suggestion: None,
                    states: vec![(State::Answered, 900), (State::Missing, 332), (State::NotKnown, 1)],
                },
                ColumnReport {
                    header: text("Officer's remark"),
                    field: None,
                    why: text("no field has this label or alias"),
                    suggestion: None,
                    states: Vec::new(),
                },
            ],
            not_supplied: texts(&["link-basis", "owner-agrees"]),
            notes: vec![
                ListNote {
                    kind: NoteKind::DuplicateId,
                    column: text("Asset ID"),
                    what: text("0"),
                    count: 12,
                    rows: vec![4, 8, 15, 16, 23],
                },
                ListNote {
                    kind: NoteKind::Placeholder,
                    column: text("Grade"),
                    what: text("TBC"),
                    count: 1,
                    rows: vec![5],
                },
                ListNote {
                    kind: NoteKind::EdgeSpaces,
                    column: text("Grade"),
                    what: String::new(),
                    count: 47,
                    rows: vec![2, 3],
                },
                ListNote {
                    kind: NoteKind::InvalidCell,
                    column: text("Due"),
                    what: text("‘31/02/2027’ is not a day"),
                    count: 1,
                    rows: vec![2],
                },
                ListNote {
                    kind: NoteKind::BlankRow,
                    column: String::new(),
                    what: String::new(),
                    count: 2,
                    rows: vec![900, 901],
                },
            ],
        },
        stages: vec![StageLabel { id: text("publish"), label: text("Before it is published"), spoken: text("en") }],
        not_expressed: vec![NotExpressedNote {
            spoken: text("en"),
            cite: texts(&["act"]),
            what: text("Whether the setting of the asset is harmed"),
            why: text("Only a person on site can judge it"),
        }],
        sources: vec![
            Source {
                id: text("act"),
                title: text("Planning (Listed Buildings and Conservation Areas) Act 1990"),
                at: text("s7"),
                standing: Standing::Law,
                jurisdiction: text("England and Wales"),
                url: text("https://www.legislation.gov.uk/ukpga/1990/9/section/7"),
                checked: Some(day("2026-11-01")),
                note: String::new(),
                cited_by: 2,
            },
            Source {
                id: text("audit-wales"),
                title: text("The Slave Trade and the British Empire: an audit of commemoration in Wales"),
                at: text("ch. 7"),
                standing: Standing::PublishedAudit,
                jurisdiction: text("Wales"),
                url: String::new(),
                checked: None,
                note: text("read for its method"),
                cited_by: 1,
            },
            Source {
                id: text("house"),
                title: text("House rule of this framework"),
                at: String::new(),
                standing: Standing::HouseRule,
                jurisdiction: String::new(),
                url: String::new(),
                checked: None,
                note: String::new(),
                cited_by: 1,
            },
        ],
        findings,
        findings_left_out: 0,
        results: vec![
            result(
                record(1, 2, "SW-001", "Statue of Thomas Guy"),
                "Contested",
                "Listed building consent",
                (5, 1, 0, 0, 0, 1),
            ),
            result(record(2, 3, "SW-002", "Guy Street"), "No link", "Cannot tell", (3, 1, 0, 2, 0, 0)),
            result(
                record(3, 5, "TH-003", "Statue of William Ewart Gladstone"),
                "Cannot tell",
                "Cannot tell",
                (3, 0, 1, 1, 1, 0),
            ),
        ],
        results_left_out: 1_230,
        decisions: None,
        baseline: None,
        beside: None,
        language: String::new(),
        spoken: String::new(),
    }
}

fn record(number: u64, row: u64, id: &str, name: &str) -> RecordRef {
    // The last record stands in a second list.
    let input = text(if number == 3 { "plaques.csv" } else { "monuments 2026.csv" });
    RecordRef { number, input, row, id: Some(text(id)), name: Some(text(name)) }
}

fn finding(
    (rule, severity, verdict): (&str, Severity, Verdict),
    record: RecordRef,
    message: &str,
    values: &[(&str, &str, State, &str)],
    because: &[&str],
    settle: &[&str],
) -> Finding {
    let fingerprint = format!("{:0>16x}", rule.len() * 7 + usize::try_from(record.number).unwrap() * 1_000);
    Finding {
        rule: text(rule),
        severity,
        verdict,
        would_be: None,
        record,
        item: String::new(),
        message: text(message),
        fix: text("Complete the record, or change the decision"),
        values: values
            .iter()
            .map(|(field, label, state, value)| Evidence {
                field: text(field),
                label: text(label),
                state: *state,
                value: text(value),
            })
            .collect(),
        because: texts(because),
        settle: texts(settle),
        cite: texts(&["act"]),
        fingerprint,
        decision: None,
        since: None,
    }
}

fn counts(
    (met, not_met, cannot_tell, does_not_apply, needs_a_person, to_do): (u64, u64, u64, u64, u64, u64),
) -> VerdictCounts {
    VerdictCounts { met, not_met, cannot_tell, does_not_apply, needs_a_person, to_do }
}

fn rule(id: &str, title: &str, severity: Severity, of: (u64, u64, u64, u64, u64, u64)) -> RuleSummary {
    RuleSummary {
        id: text(id),
        title: text(title),
        severity,
        at: None,
        each: None,
        when: text("decision-status = agreed"),
        require: text("consents-obtained is answered"),
        why: text("A listed asset may not be altered without consent"),
        fix: text("Complete the record, or change the decision"),
        cite: texts(&["act"]),
        made_by_required: false,
        counts: counts(of),
        spoken: String::new(),
    }
}

fn outcome(is: &str, label: &str, say: &str, count: u64) -> OutcomeCount {
    OutcomeCount {
        is: text(is),
        label: text(label),
        say: text(say),
        cite: texts(&["audit-wales"]),
        count,
        spoken: String::new(),
    }
}

fn result(record: RecordRef, outcome: &str, table: &str, of: (u64, u64, u64, u64, u64, u64)) -> RecordResult {
    RecordResult {
        record,
        outcome: Some(text(outcome)),
        tables: texts(&[table]),
        counts: counts(of),
        values: vec![Evidence {
            field: text("listing-grade"),
            label: text("Listing grade"),
            state: State::Answered,
            value: text("II"),
        }],
        numbers: vec![NumberResult {
            id: text("completeness"),
            label: text("Completeness"),
            low: Some(3.0),
            high: Some(4.0),
            least: Some(0.0),
            most: Some(9.0),
        }],
        reasons: vec![TableReason {
            table: String::new(),
            is: text(outcome),
            say: text("What is recorded is enough to decide on"),
            cite: texts(&["house"]),
            because: texts(&["`any rule of severity block is not met` is false"]),
        }],
        not_asked: Vec::new(),
        soon: vec![Soon {
            rule: text("moved-without-consent"),
            item: String::new(),
            on: day("2026-11-20"),
            verdict: Verdict::Met,
            becomes: Verdict::NotMet,
        }],
        candidates: Some(vec![RecordCandidate {
            group: text("candidates"),
            person: text("thomas-guy"),
            name: text("Thomas Guy"),
            class: text("full-name"),
            verdict: text("strong"),
            sentence: text("Forename and surname; naming date not known."),
            decision: None,
        }]),
        summary: Some(summary()),
    }
}

/// Not signed off, with answers of the record, a table of rows, a table too wide for a page, and a part in which nothing stands.
fn summary() -> RecordSummary {
    let answer = |field: &str, label: &str, state, value: &str| SummaryAnswer {
        field: text(field),
        label: text(label),
        state,
        text: text(value),
    };
    let row = |item: &str, label: &str, answers| SummaryRow { item: text(item), label: text(label), answers };
    let part = |id: &str, title: &str, group: Option<&str>, columns: &[&str], rows| SummaryPart {
        id: text(id),
        title: text(title),
        group: group.map(text),
        columns: texts(columns),
        rows,
        ..SummaryPart::default()
    };
    let labels = ["What", "Owner", "Due", "State", "Cost", "Remark"];
    let wide = labels.map(|label| answer("actions[1].x", label, State::Answered, "Move the board\nto the library"));
    RecordSummary {
        language: String::new(),
        title: text("Summary for members"),
        signed_off: Some(false),
        sign_off: vec![answer("agreed-on", "Agreed on", State::NotSupplied, "")],
        parts: vec![
            part(
                "proposal",
                "The proposal",
                None,
                &["Decision", "Published at", "Consent", "Due"],
                vec![row(
                    "",
                    "",
                    vec![
                        answer("decision", "Decision", State::Answered, "Explain | in place\nwith a new board"),
                        answer("published-at", "Published at", State::Answered, "https://example.org/decision"),
                        answer("consent", "Consent", State::NotAsked, ""),
                        answer("due", "Due", State::Invalid, "31/02/2027"),
                    ],
                )],
            ),
            SummaryPart {
                say: text("Who was asked"),
                open: texts(&["Ward panel"]),
                left_out: 3,
                ..part(
                    "groups",
                    "Groups",
                    Some("groups"),
                    &["Answer"],
                    vec![row("groups[1]", "Groups 1", vec![answer("groups[1].answer", "Answer", State::Withheld, "")])],
                )
            },
            part("actions", "Actions", Some("actions"), &labels, vec![row("actions[2]", "Action 2", wide.to_vec())]),
            SummaryPart {
                none: text("No view was recorded."),
                ..part("views", "Views", Some("views"), &[], Vec::new())
            },
        ],
        rows: vec![(text("groups[1]"), text("Groups 1")), (text("actions[2]"), text("Action 2"))],
    }
}

/// What a stranger might put into every text: scripts, formulas, controls, overrides, markup of every format, very long words.
pub(super) const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3; a,b;\"quoted\"",
    "@SUM(A1:A9)\t\ttab\r\nnew line\rreturn",
    "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{0}nul\u{fffe}\u{ffff}",
    "\u{202e}txt.exe\u{2066}isolated\u{2069} \u{2028}line",
    "| a | b |\n# heading\n- item\n```\ncode\n```\n[link](javascript:alert(1)) ![i](x) $x$ <!-- c --> ~~s~~ https://evil.example www.evil.example",
    "]]></system-out><failure/>&amp;&#0;<!ENTITY x \"y\"> ${x} {{x}}",
    "👩🏽‍🎓 Ẁ̴alpurgis עברית العربية 日本語",
];

/// The ordinary audit with every text hostile in turn.
pub(super) fn hostile() -> Audit {
    let mut audit = typical();
    let long = "Wellington".repeat(400);
    let mut turn = 0;
    let mut next = move || {
        turn += 1;
        if turn % 37 == 0 { long.clone() } else { text(HOSTILE[turn % HOSTILE.len()]) }
    };
    let receipt = &mut audit.receipt;
    for place in [
        &mut receipt.engine,
        &mut receipt.framework.id,
        &mut receipt.framework.version,
        &mut receipt.framework.title,
        &mut receipt.framework.jurisdiction,
    ] {
        *place = next();
    }
    receipt.stage = Some(next());
    for input in &mut receipt.inputs {
        input.name = next();
        input.format = next();
    }
    for parameter in &mut receipt.parameters {
        for place in [&mut parameter.id, &mut parameter.value, &mut parameter.unit, &mut parameter.why] {
            *place = next();
        }
        parameter.overrides = Some(next());
    }
    audit.records.noun = (next(), next());
    for row in &mut audit.records.refused_rows {
        row.input = next();
        row.cause = next();
    }
    let tables = audit.tables.iter_mut().flat_map(|table| &mut table.results);
    for outcome in audit.outcomes.iter_mut().chain(tables) {
        for place in [&mut outcome.is, &mut outcome.label, &mut outcome.say] {
            *place = next();
        }
    }
    for table in &mut audit.tables {
        table.id = next();
        table.label = next();
    }
    // Rule and source ids stay: reports join on them, and a test of its own makes them hostile together.
    for rule in &mut audit.rules {
        for place in [&mut rule.title, &mut rule.when, &mut rule.require, &mut rule.why, &mut rule.fix] {
            *place = next();
        }
        rule.at = Some(next());
        rule.each = Some(next());
    }
    for measure in &mut audit.measures {
        for place in [&mut measure.id, &mut measure.label, &mut measure.of, &mut measure.among, &mut measure.note] {
            *place = next();
        }
        for group in &mut measure.groups {
            for place in [&mut group.by, &mut group.by_label, &mut group.group] {
                *place = next();
            }
        }
    }
    for column in &mut audit.list.columns {
        column.header = next();
        column.field = column.field.is_some().then(&mut next);
        column.why = next();
    }
    audit.list.not_supplied = vec![next(), next()];
    for note in &mut audit.list.notes {
        note.column = next();
        note.what = next();
    }
    for note in &mut audit.not_expressed {
        note.what = next();
        note.why = next();
        note.cite = vec![next()];
    }
    for source in &mut audit.sources {
        for place in [&mut source.title, &mut source.at, &mut source.jurisdiction, &mut source.note] {
            *place = next();
        }
        source.url = text("javascript:alert(1)");
    }
    for finding in &mut audit.findings {
        for place in [&mut finding.item, &mut finding.message, &mut finding.fix, &mut finding.fingerprint] {
            *place = next();
        }
        finding.record.id = Some(next());
        finding.record.input = next();
        finding.record.name = Some(next());
        for evidence in &mut finding.values {
            for place in [&mut evidence.field, &mut evidence.label, &mut evidence.value] {
                *place = next();
            }
        }
        for place in finding.because.iter_mut().chain(&mut finding.settle) {
            *place = next();
        }
    }
    for result in &mut audit.results {
        result.record.id = Some(next());
        result.record.name = Some(next());
        result.outcome = Some(next());
        result.tables.iter_mut().for_each(|table| *table = next());
        result.numbers.iter_mut().for_each(|number| number.label = next());
        for reason in &mut result.reasons {
            reason.is = next();
            reason.because.iter_mut().for_each(|line| *line = next());
        }
        for evidence in &mut result.values {
            evidence.label = next();
            evidence.value = next();
        }
    }
    for summary in audit.results.iter_mut().filter_map(|result| result.summary.as_mut()) {
        summary.title = next();
        for part in &mut summary.parts {
            for place in [&mut part.title, &mut part.say, &mut part.none] {
                *place = next();
            }
            part.columns.iter_mut().chain(&mut part.open).for_each(|place| *place = next());
            for row in &mut part.rows {
                row.label = next();
                row.answers.iter_mut().for_each(|answer| answer.text = next());
            }
        }
        for answer in &mut summary.sign_off {
            answer.label = next();
        }
        for (_, name) in &mut summary.rows {
            *name = next();
        }
    }
    decided::hostile(&mut audit, &mut next);
    audit.stages = vec![StageLabel {
        id: audit.receipt.stage.clone().unwrap_or_default(),
        label: next(),
        spoken: text("\"><script>"),
    }];
    audit
}
