//! Audits one form, given as JSON, and says of each finding why it is there and what would settle it.
//!
//! ```sh
//! cargo run -p due-regard --example audit_form                  # the form below
//! cargo run -p due-regard --example audit_form - < form.json    # one from standard input
//! ```

use due_regard::audit::Verdict;
use due_regard::{Date, Detail, Level, Settings, Source, load};
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

/// A short framework: two stages, one group of fixed rows that holds a group of free rows.
const FRAMEWORK: &str = "
language: 1
framework: short-assessment
version: 1.0.0
title: A short equality assessment
sources:
  house: {title: House rules of this example, standing: house rule, checked: 2026-11-22}
parameters:
  reason-words: {value: 8, why: shorter texts state no reason}
  notice: {value: 28 days, why: four weeks to answer}
lists:
  impact: [positive, negative, mixed, neutral]
stages: [draft, sign-off]
record: {noun: assessment, plural: assessments, id: reference, name: title, not-known: [tbc]}
sections:
  - id: about
    title: About the proposal
    fields:
      - {id: reference, type: text, required: true}
      - {id: title, type: text, required: true}
      - {id: consulted, type: choice, of: [held, not held], required: draft}
      - {id: opened-on, type: date, ask-when: consulted = held}
      - {id: closed-on, type: date, ask-when: consulted = held}
      - {id: about-employment, type: yes-no}
  - id: impacts
    title: Impact on each characteristic
    rows:
      - {id: age, label: Age}
      - {id: disability, label: Disability}
      - {id: marriage, label: Marriage and civil partnership, not-applicable-when: about-employment = no}
    fields:
      - {id: effect, type: choice, of: impact, required: sign-off}
      - {id: reason, type: long text}
      - id: actions
        repeat: {min: 0}
        fields:
          - {id: what, type: text}
          - {id: owner, type: person}
rules:
  - id: consultation-too-short
    when: consulted = held
    require: closed-on >= opened-on + notice
    cite: [house]
    say: the consultation ran from {opened-on} to {closed-on}, and {notice} are asked for
    fix: Say when it opened and closed, or open it again
    why: people need time to answer
  - id: adverse-without-answer
    each: impacts
    when: effect in [negative, mixed]
    require: words(reason) >= reason-words or (any actions where what is answered and owner is answered)
    severity: block
    at: sign-off
    cite: [house]
    say: '{row}: the effect is {effect}, the reason {reason}'
    fix: Give the reason, or an action and its owner
    why: who decides must see what is done about a harm
";

/// A form that is not finished: one date is not known yet, one row says nothing.
const FORM: &str = r#"{
  "reference": "EIA-2026-014",
  "title": "Closing the Mill Road day centre",
  "consulted": "held",
  "opened-on": "2026-09-01",
  "closed-on": "tbc",
  "about-employment": "no",
  "impacts": {
    "age": {"effect": "negative", "reason": "fewer places", "actions": [{"what": "a bus to the next centre"}]},
    "disability": {"effect": "neutral"}
  }
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut form = FORM.to_owned();
    if std::env::args().nth(1).as_deref() == Some("-") {
        form.clear();
        stdin().read_to_string(&mut form)?;
    }
    let mut out = stdout().lock();

    // Set up once: the text, the as-of date, the stage, and how much the audit is to say.
    let loaded = load(Source::new("short-assessment.yaml", FRAMEWORK));
    for diagnostic in loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level == Level::Error) {
        write!(out, "{}", diagnostic.render(loaded.source()))?;
    }
    let as_of = Date::from_ymd(2026, 11, 22).ok_or("no such day")?;
    let plan = loaded.plan(Settings::new(as_of).stage("sign-off").detail(Detail::Reasons))?;

    // A form is a batch of one.
    let mut batch = plan.batch();
    batch.read(1, &mut serde_json::Deserializer::from_str(&form))?;
    let audit = plan.run(&batch.finish());

    for finding in &audit.findings {
        writeln!(out, "{} ({}): {}", finding.verdict, finding.rule, finding.message)?;
        for reason in &finding.because {
            writeln!(out, "  because {reason}")?;
        }
        for source in audit.sources.iter().filter(|source| finding.cite.contains(&source.id)) {
            writeln!(out, "  under {}", source.title)?;
        }
        if finding.verdict == Verdict::CannotTell {
            writeln!(out, "  settled by {}", finding.settle.join(", "))?;
        }
        if !finding.fix.is_empty() {
            writeln!(out, "  to mend: {}", finding.fix)?;
        }
    }
    let verdicts = audit.receipt.verdicts;
    writeln!(
        out,
        "{} met, {} not met, {} cannot be told, {} do not apply",
        verdicts.met, verdicts.not_met, verdicts.cannot_tell, verdicts.does_not_apply
    )?;
    Ok(())
}
