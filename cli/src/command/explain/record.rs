//! How one record came by its verdicts.

use super::Args;
use crate::command::audit::beside::one_each;
use crate::command::audit::{columns, keys, pair};
use crate::command::decisions;
use crate::exit::CliError;
use crate::guide::{Block, Guide, Line, Span, severity_meaning, words};
use crate::host::Host;
use crate::input::{self, Input, InputOptions, Known, Records, Table};
use due_regard::audit::{Audit, Finding, FindingDecision, Verdict};
use due_regard::decision::Applying;
use due_regard::{BatchBuilder, ListColumns, Loaded, Plan, Settings, State};

/// The reasoning of every rule, or of one, for a record of a list.
pub(super) fn guide(
    loaded: &Loaded,
    settings: Settings,
    path: &str,
    args: &Args,
    host: &Host,
    rule: Option<&str>,
) -> Result<Guide, CliError> {
    let framework = loaded.framework();
    let plan = &loaded.plan(settings.clone())?;
    let overrides = args
        .columns
        .iter()
        .map(|text| pair(text, "--columns \"Header=field\"", |text| text.rsplit_once('=')))
        .collect::<Result<Vec<_>, _>>()?;
    let names = ListColumns::names(plan, &overrides);
    let known = Some(Known::of_plan(plan, names.clone()));
    let options = InputOptions { hash: false, names, known, ..args.list_args.options() };
    let log = match args.decisions.as_slice() {
        [] => None,
        paths => {
            let (log, _) = decisions::load(paths, args.as_of.unwrap_or_else(|| host.today()))?;
            decisions::tell_problems(host, &log, false);
            let list = [path.to_owned()];
            Some(one_each(log, (plan, framework), &list, &options, &overrides)?)
        }
    };
    let with_log = log.as_ref().map(|log| loaded.plan(settings.decisions(log.clone()))).transpose()?;
    let plan = with_log.as_ref().unwrap_or(plan);
    let id_field = framework.record.id.as_ref().map(|id| id.value.as_str());
    let mut batch = plan.batch();
    let (id, row) = (args.id.as_deref(), args.row);
    let mut found = Found { plan, id_field, id, row, path, overrides: &overrides, count: 0 };
    match input::open(path, &options)? {
        Input::Table(table) => found.in_table(table, &mut batch)?,
        Input::Records(mut records) => {
            keys::map(plan, framework, &mut records, &overrides)?;
            found.in_records(records, &mut batch)?;
        }
    }
    if found.count == 0 {
        let what = match (id, row) {
            (Some(id), _) => format!("no record of {path} has the id `{id}`"),
            (None, Some(row)) => format!("{path} has no record in row {row}"),
            (None, None) => format!("{path} holds no record"),
        };
        return Err(CliError::new(what));
    }
    let batch = batch.finish();
    let mut audit = plan.run(&batch);
    if let Some(log) = &log {
        Applying::new(log, &audit).audit(&mut audit);
    }
    let mut guide = explain(&audit, rule);
    if rule.is_none() {
        turns(&mut guide, &plan.what_would_change(&batch, 0));
    }
    Ok(guide)
}

/// The answers that would change a result.
fn turns(guide: &mut Guide, turns: &[due_regard::audit::Turn]) {
    if turns.is_empty() {
        return;
    }
    guide.heading(2, "What would change the result");
    guide.paragraph(words(
        "Single answers, those nearest to a boundary first. They are here to be checked, not to be chosen.",
    ));
    guide.list(
        turns
            .iter()
            .map(|turn| {
                let of = if turn.table.is_empty() { String::new() } else { format!("{}: ", turn.table) };
                let mut line = vec![Span::Code(turn.field.clone())];
                line.push(Span::Text(format!(
                    " {}: {} (now {}) makes {of}{} of {}",
                    turn.label, turn.answer, turn.now, turn.becomes, turn.is
                )));
                line
            })
            .collect(),
    );
}

/// What a record's result rests on, and what will change by itself.
fn result_reasons(guide: &mut Guide, result: &due_regard::audit::RecordResult) {
    if !result.numbers.is_empty() || !result.reasons.is_empty() {
        guide.heading(2, "Result");
    }
    let number = |value: Option<f64>| value.map_or_else(|| "cannot tell".to_owned(), |value| format!("{value}"));
    let numbers = result.numbers.iter().map(|shown| {
        let value = if shown.low == shown.high {
            number(shown.low)
        } else {
            format!("{} to {}", number(shown.low), number(shown.high))
        };
        let limits = shown
            .least
            .zip(shown.most)
            .map_or_else(String::new, |(least, most)| format!(" ({least} to {most} possible)"));
        words(format!("{}: {value}{limits}", shown.label))
    });
    guide.list(numbers.collect());
    for reason in &result.reasons {
        let of = if reason.table.is_empty() { "Outcome".to_owned() } else { reason.table.clone() };
        guide.facts(vec![
            ("Result", words(format!("{of}: {}", reason.is))),
            ("Means", words(reason.say.clone())),
            ("Because", words(reason.because.join("; "))),
        ]);
    }
    if !result.not_asked.is_empty() {
        guide.heading(2, "Answers without effect");
        guide.paragraph(words("They stand in questions that are not asked. They are kept, and nothing rests on them."));
        guide.list(
            result
                .not_asked
                .iter()
                .map(|answer| words(format!("{} ({}): {}", answer.label, answer.field, answer.value)))
                .collect(),
        );
    }
    if !result.soon.is_empty() {
        guide.heading(2, "Will change by itself");
        guide.list(
            result
                .soon
                .iter()
                .map(|soon| {
                    let mut line = vec![Span::Code(soon.rule.clone())];
                    let item = if soon.item.is_empty() { String::new() } else { format!(" for {}", soon.item) };
                    line.push(Span::Text(format!(
                        "{item}: {} until then, {} on {}",
                        soon.verdict, soon.becomes, soon.on
                    )));
                    line
                })
                .collect(),
        );
    }
}

struct Found<'a> {
    plan: &'a Plan,
    /// The field that identifies a record.
    id_field: Option<&'a str>,
    id: Option<&'a str>,
    row: Option<u64>,
    path: &'a str,
    /// Columns that the user matched to fields.
    overrides: &'a [(String, String)],
    count: u64,
}

impl Found<'_> {
    /// Whether a record is the one that is asked for; an error when there turn out to be several.
    fn wants(&mut self, row: u64, id: Option<&str>) -> Result<bool, CliError> {
        let wanted = match (self.id, self.row) {
            (Some(wanted), _) => id.is_some_and(|id| id.trim() == wanted),
            (None, Some(wanted)) => wanted == row,
            (None, None) => true,
        };
        if wanted {
            self.count += 1;
        }
        match (wanted && self.count > 1, self.id) {
            (false, _) => Ok(wanted),
            (true, Some(id)) => Err(CliError::new(format!("several records of {} have the id `{id}`", self.path))
                .help(format!("name one by its row; another is `--row {row}`"))),
            (true, None) => {
                Err(CliError::new(format!("{} holds several records", self.path))
                    .help("name one with `--id` or `--row`"))
            }
        }
    }

    fn in_table(&mut self, mut table: Table, batch: &mut BatchBuilder) -> Result<(), CliError> {
        let columns = columns::map(self.plan, &table, self.overrides)?;
        let id_field = self.id_field;
        let id_index =
            self.plan.fields().into_iter().find(|field| id_field == Some(field.path.as_str())).map(|field| field.index);
        let id_column =
            columns.supplied().iter().find(|(_, field)| Some(*field) == id_index).map(|(column, _)| *column);
        if self.id.is_some() && id_column.is_none() {
            let cure = "name the record with `--row`";
            return Err(match id_field {
                Some(id) => CliError::new(format!("no column of {} holds the id, `{id}`", self.path)).help(cure),
                None => CliError::new("the framework does not say which field identifies a record").help(cure),
            });
        }
        while let Some(block) = table.next_block()? {
            for row in 0..block.len() {
                let number = block.row_number(row);
                if !self.wants(number, id_column.map(|column| block.cell(row, column)))? {
                    continue;
                }
                batch.begin(number);
                for (column, field) in columns.supplied() {
                    batch.cell(*field, block.cell(row, *column));
                }
            }
        }
        Ok(())
    }

    fn in_records(&mut self, mut records: Records, batch: &mut BatchBuilder) -> Result<(), CliError> {
        let id_field = self.id_field;
        while let Some(part) = records.next_batch()? {
            if let Some(refused) = part.refused.first().filter(|refused| self.row == Some(refused.row)) {
                return Err(CliError::new(format!("{}: row {} {}", self.path, refused.row, refused.cause)));
            }
            for record in part.records {
                let id = id_field
                    .and_then(|id| record.value.get(id))
                    .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
                if self.wants(record.row, id.as_deref())? {
                    batch.read(record.row, serde_json::Value::Object(record.value))?;
                }
            }
        }
        Ok(())
    }
}

fn explain(audit: &Audit, rule: Option<&str>) -> Guide {
    let mut guide = Guide::default();
    let record = audit.findings.first().map(|finding| &finding.record);
    let result = audit.results.first();
    let name = record.map_or_else(String::new, |record| match (&record.name, &record.id) {
        (Some(name), Some(id)) => format!("{name} ({id})"),
        (Some(name), None) => name.clone(),
        (None, Some(id)) => id.clone(),
        (None, None) => format!("{} {}", audit.records.noun.0, record.number),
    });
    guide.heading(1, name);
    let mut facts = vec![
        ("Framework", words(format!("{} {}", audit.receipt.framework.id, audit.receipt.framework.version))),
        ("As of", words(audit.receipt.as_of.to_string())),
        ("Stage", words(audit.stage())),
        ("Outcome", words(result.and_then(|result| result.outcome.clone()).unwrap_or_default())),
    ];
    for (table, is) in audit.tables.iter().zip(result.map(|result| result.tables.as_slice()).unwrap_or_default()) {
        facts.push((&table.label, words(is.as_str())));
    }
    guide.facts(facts);
    if let Some(rule) = rule {
        for finding in audit.findings.iter().filter(|finding| finding.rule == rule) {
            full(&mut guide, audit, finding);
        }
        return guide;
    }
    result.into_iter().for_each(|result| result_reasons(&mut guide, result));
    for verdict in [Verdict::NotMet, Verdict::CannotTell, Verdict::NeedsAPerson, Verdict::ToDo] {
        let findings: Vec<&Finding> = audit.findings.iter().filter(|finding| finding.verdict == verdict).collect();
        if !findings.is_empty() {
            guide.heading(
                2,
                format!(
                    "{}{} ({})",
                    verdict.words().get(..1).unwrap_or_default().to_uppercase(),
                    verdict.words().get(1..).unwrap_or_default(),
                    findings.len()
                ),
            );
            findings.into_iter().for_each(|finding| full(&mut guide, audit, finding));
        }
    }
    for (verdict, title) in [(Verdict::Met, "Met"), (Verdict::DoesNotApply, "Does not apply")] {
        let findings: Vec<&Finding> = audit.findings.iter().filter(|finding| finding.verdict == verdict).collect();
        if !findings.is_empty() {
            guide.heading(2, format!("{title} ({})", findings.len()));
            guide.list(findings.into_iter().map(short).collect());
        }
    }
    guide
}

/// A rule and the row that it speaks of.
fn subject(finding: &Finding) -> Line {
    let mut line = vec![Span::Code(finding.rule.clone())];
    if !finding.item.is_empty() {
        line.push(Span::Text(format!(" for {}", finding.item)));
    }
    line
}

fn short(finding: &Finding) -> Line {
    let mut line = subject(finding);
    if !finding.because.is_empty() {
        line.push(Span::Text(format!(": {}", finding.because.join("; "))));
    }
    line
}

fn full(guide: &mut Guide, audit: &Audit, finding: &Finding) {
    let title = audit
        .rules
        .iter()
        .find(|rule| rule.id == finding.rule)
        .map_or(finding.rule.as_str(), |rule| rule.title.as_str());
    let item = if finding.item.is_empty() { String::new() } else { format!(" ({})", finding.item) };
    guide.blocks.push(Block::Heading(3, words(format!("{title}{item}"))));
    let verdict = finding.would_be.map_or_else(
        || finding.verdict.to_string(),
        |would_be| format!("{}: it would be {would_be}, and is not yet due", finding.verdict),
    );
    let says = matches!(finding.verdict, Verdict::Met | Verdict::DoesNotApply);
    let label = |path: &String| {
        finding
            .values
            .iter()
            .find(|value| value.field == *path)
            .map_or_else(|| path.clone(), |value| value.label.clone())
    };
    let answers: Vec<String> = finding
        .values
        .iter()
        .map(|value| {
            format!(
                "{} = {}",
                value.label,
                if value.state == State::Answered {
                    value.value.clone()
                } else if value.value.is_empty() {
                    format!("[{}]", value.state)
                } else {
                    format!("[{}] {}", value.state, value.value)
                }
            )
        })
        .collect();
    let sources: Vec<String> = finding
        .cite
        .iter()
        .filter_map(|id| audit.sources.iter().find(|source| source.id == *id))
        .map(|source| {
            let at = if source.at.is_empty() { String::new() } else { format!(", {}", source.at) };
            format!(
                "{}{at} ({}{})",
                source.title,
                source.standing.words(),
                if source.checked.is_none() { ", unverified" } else { "" }
            )
        })
        .collect();
    guide.facts(vec![
        (
            "Rule",
            vec![
                Span::Code(finding.rule.clone()),
                Span::Text(format!(", {}: {}", finding.severity.words(), severity_meaning(finding.severity))),
            ],
        ),
        ("Verdict", vec![Span::Strong(verdict)]),
        ("Finding", words(if says { "" } else { finding.message.as_str() })),
        ("Because", words(finding.because.join("; "))),
        ("Decision", words(finding.decision.as_deref().map(decided).unwrap_or_default())),
        ("What would settle it", words(finding.settle.iter().map(label).collect::<Vec<_>>().join(", "))),
        ("What would mend it", words(if says { "" } else { finding.fix.as_str() })),
        ("Answers used", words(answers.join("; "))),
        ("Rests on", words(sources.join("; "))),
    ]);
}

/// What people decided about a finding, and whether it is in force.
fn decided(decision: &FindingDecision) -> String {
    let mut words = format!("{}: {} by {} on {}", decision.state, decision.verdict, decision.by, decision.on);
    for text in [&decision.reason, &decision.source].into_iter().filter(|text| !text.is_empty()) {
        words.push_str("; ");
        words.push_str(text);
    }
    for change in &decision.changed {
        words.push_str(&format!("; since then {change}"));
    }
    words
}
