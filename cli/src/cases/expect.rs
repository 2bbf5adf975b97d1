//! What a case expects, beside what it is.

use super::{Case, ExpectedVerdict, Mismatch};
use due_regard::audit::{Audit, Finding, Verdict};
use due_regard::report::measures_in_words;
use std::fmt::Write as _;

/// What the engine says of a case.
pub(super) struct Actual {
    audit: Audit,
    /// The messages of the case's rules that need attention.
    messages: Vec<String>,
}

impl Actual {
    pub(super) fn new(case: &Case, audit: Audit) -> Self {
        let needs_attention = |finding: &&Finding| !matches!(finding.verdict, Verdict::Met | Verdict::DoesNotApply);
        let about = |finding: &&Finding| case.verdicts.iter().any(|expected| expected.rule == finding.rule);
        let messages = audit
            .findings
            .iter()
            .filter(needs_attention)
            .filter(about)
            .map(|finding| finding.message.clone())
            .collect();
        Self { audit, messages }
    }

    /// The findings that a line of `verdicts` speaks of.
    fn of<'a>(&'a self, expected: &'a ExpectedVerdict) -> impl Iterator<Item = &'a Finding> {
        self.audit
            .findings
            .iter()
            .filter(|finding| finding.rule == expected.rule && finding.item == expected.item)
            .filter(|finding| expected.record.is_none_or(|number| finding.record.number == number))
    }

    /// The result of the outcome or of a table, for each record: its number, id and label.
    fn results(&self, table: Option<&str>) -> Result<Vec<(u64, String, String)>, String> {
        let is_number =
            |id: &str| self.audit.results.iter().any(|result| result.numbers.iter().any(|number| number.id == id));
        if let Some(id) = table.filter(|id| is_number(id)) {
            let shown = |result: &due_regard::audit::RecordResult| {
                let number = result.numbers.iter().find(|number| number.id == id);
                match number.and_then(|number| number.low.zip(number.high)) {
                    Some((low, high)) if low == high => format!("{low}"),
                    Some((low, high)) => format!("{low} to {high}"),
                    None => Verdict::CannotTell.words().to_owned(),
                }
            };
            let each = self.audit.results.iter().map(|result| (result.record.number, shown(result), shown(result)));
            return Ok(each.collect());
        }
        let (place, rows) = match table {
            None => (None, &self.audit.outcomes),
            Some(id) => match self.audit.tables.iter().position(|table| table.id == id) {
                Some(place) => {
                    (Some(place), self.audit.tables.get(place).map_or(&self.audit.outcomes, |table| &table.results))
                }
                None => return Err(format!("no derived table or number `{id}` with `show: true`")),
            },
        };
        let label_of = |result: &due_regard::audit::RecordResult| match place {
            None => result.outcome.clone().unwrap_or_else(|| "none: the framework has no outcome".to_owned()),
            Some(place) => result.tables.get(place).cloned().unwrap_or_default(),
        };
        Ok(self
            .audit
            .results
            .iter()
            .map(|result| {
                let label = label_of(result);
                let id = rows.iter().find(|row| row.label == label).map_or_else(|| label.clone(), |row| row.is.clone());
                (result.record.number, id, label)
            })
            .collect())
    }

    /// The case's text with what it is in the place of what was expected.
    pub(super) fn bless(&self, case: &Case) -> String {
        let several = self.audit.records.read > 1;
        let mut lines: Vec<(String, String)> = Vec::new();
        let mut add = |record: Option<u64>, rule: &str, item: &str, verdict: String| {
            let number = record.map_or(String::new(), |number| format!("{number}: "));
            let item = if item.is_empty() { String::new() } else { format!(" [{item}]") };
            let line = (format!("{number}{rule}{item}"), verdict);
            if !lines.contains(&line) {
                lines.push(line);
            }
        };
        if case.verdicts.is_empty() && case.measures.is_none() {
            // A case that names no rule yet gets all that have something to say.
            let made: Vec<&str> =
                self.audit.rules.iter().filter(|rule| rule.made_by_required).map(|rule| rule.id.as_str()).collect();
            for finding in
                self.audit.findings.iter().filter(|finding| {
                    finding.verdict != Verdict::DoesNotApply && !made.contains(&finding.rule.as_str())
                })
            {
                add(several.then_some(finding.record.number), &finding.rule, &finding.item, verdict(finding));
            }
        }
        for expected in &case.verdicts {
            let found: Vec<&Finding> = self.of(expected).collect();
            if found.is_empty() {
                // Of a rule, record or row that is not there: only its author knows what was meant.
                add(expected.record, &expected.rule, &expected.item, expected.words());
            }
            let alike = found.windows(2).all(|pair| matches!(pair, [a, b] if verdict(a) == verdict(b)));
            for finding in &found {
                add(
                    if alike { expected.record } else { Some(finding.record.number) },
                    &finding.rule,
                    &finding.item,
                    verdict(finding),
                );
            }
        }
        let width = lines.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        let mut verdicts = String::new();
        for (left, right) in &lines {
            // Writing to a String cannot fail.
            let _ = writeln!(verdicts, "{left}{}  {right}", " ".repeat(width - left.chars().count()));
        }
        let mut bodies = Vec::new();
        // A case of measures alone has no verdicts, and gets none.
        if !verdicts.is_empty() || case.sections.iter().any(|section| section.name == "verdicts") {
            bodies.push(("verdicts", verdicts));
        }
        if !case.outcome.is_empty() {
            let mut body = String::new();
            for expected in &case.outcome {
                let results = self.results(expected.table.as_deref()).unwrap_or_default();
                let chosen: Vec<_> = results
                    .iter()
                    .filter(|(number, ..)| expected.record.is_none_or(|wanted| wanted == *number))
                    .collect();
                let alike = chosen.windows(2).all(|pair| matches!(pair, [a, b] if a.1 == b.1));
                for (number, id, _) in chosen.iter().take(if alike { 1 } else { usize::MAX }) {
                    let number = if alike { expected.record } else { Some(*number) };
                    let number = number.map_or(String::new(), |number| format!("{number}: "));
                    let table = expected.table.as_ref().map_or(String::new(), |table| format!("{table} = "));
                    let _ = writeln!(body, "{number}{table}{id}");
                }
            }
            bodies.push(("outcome", body));
        }
        if let Some(expected) = &case.measures {
            let actual = measure_lines(&self.audit);
            let of = |line: &str| line.split([' ', ':']).next().unwrap_or_default().to_owned();
            let wanted: Vec<String> = expected.iter().map(|(_, line)| of(line)).collect();
            let lines = actual.iter().map(|(head, text)| (head, format!("{head}: {text}\n")));
            // An empty section gets all, another the whole of the measures that it names.
            let lines = lines.filter(|(head, _)| wanted.is_empty() || wanted.contains(&of(head)));
            bodies.push(("measures", lines.map(|(_, line)| line).collect()));
        }
        if case.notes.is_some() {
            bodies.push(("notes", notes(&self.audit).iter().fold(String::new(), |out, note| out + note + "\n")));
        }
        if case.findings.is_some() {
            bodies.push(("findings", self.messages.iter().fold(String::new(), |out, message| out + message + "\n")));
        }
        case.text_with(&bodies)
    }
}

impl ExpectedVerdict {
    /// The verdict as a case writes it.
    fn words(&self) -> String {
        in_words(self.verdict, self.would_be)
    }
}

/// A finding's verdict as a case writes it.
fn verdict(finding: &Finding) -> String {
    in_words(finding.verdict, finding.would_be)
}

fn in_words(verdict: Verdict, would_be: Option<Verdict>) -> String {
    match would_be {
        Some(would_be) => format!("{verdict}: {would_be}"),
        None => verdict.to_string(),
    }
}

/// What was noticed of the records, one a line.
fn notes(audit: &Audit) -> Vec<String> {
    let kind = |kind: due_regard::audit::NoteKind| {
        serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let column = |note: &due_regard::audit::ListNote| {
        if note.column.is_empty() { String::new() } else { format!("{}: ", note.column) }
    };
    let soon = audit.results.iter().flat_map(|result| &result.soon).map(|soon| {
        let item = if soon.item.is_empty() { String::new() } else { format!(" [{}]", soon.item) };
        format!("soon: {}{item}: {} until then, {} on {}", soon.rule, soon.verdict, soon.becomes, soon.on)
    });
    let notes = audit.list.notes.iter().map(|note| format!("{}: {}{}", kind(note.kind), column(note), note.what));
    notes.chain(soon).collect()
}

/// Every figure over all records, as reports word it, with what it is of: `id`, `id [field: group]`, and where groups are compared `id [field: group] compared`.
fn measure_lines(audit: &Audit) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for measure in measures_in_words(audit, "en") {
        lines.push((measure.id.clone(), measure.figure));
        for group in &measure.groups {
            let head = format!("{} [{}: {}]", measure.id, group.by, group.group);
            let compared: Vec<&str> = [&group.comparison, &group.verdict]
                .into_iter()
                .map(String::as_str)
                .filter(|said| !said.is_empty())
                .collect();
            lines.push((head.clone(), group.figure.clone()));
            if !compared.is_empty() {
                lines.push((format!("{head} compared"), compared.join(": ")));
            }
        }
    }
    lines
}

/// Everything that is not as the case says.
pub(super) fn compare(case: &Case, actual: &Actual, place: &str) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let mut differs = |line: usize, about: String, expected: String, got: String| {
        out.push(Mismatch { place: format!("{place}, line {line}"), about, expected, got })
    };
    for expected in &case.verdicts {
        let of = match (&expected.record, expected.item.as_str()) {
            (Some(number), "") => format!(" (record {number})"),
            (Some(number), item) => format!(" (record {number}, {item})"),
            (None, "") => String::new(),
            (None, item) => format!(" ({item})"),
        };
        let about = format!("the verdict of `{}`{of}", expected.rule);
        let wanted = expected.words();
        let mut any = false;
        for finding in actual.of(expected) {
            any = true;
            if finding.verdict != expected.verdict
                || (expected.would_be.is_some() && finding.would_be != expected.would_be)
            {
                let why = if finding.because.is_empty() {
                    String::new()
                } else {
                    format!("\n    because {}", finding.because.join("\n    and "))
                };
                differs(expected.line, about.clone(), wanted.clone(), verdict(finding) + &why);
            }
        }
        if !any {
            let known = actual.audit.rules.iter().any(|rule| rule.id == expected.rule);
            let items: Vec<&str> = actual
                .audit
                .findings
                .iter()
                .filter(|finding| finding.rule == expected.rule)
                .map(|finding| finding.item.as_str())
                .collect();
            let got = match (known, items.first()) {
                (false, _) => "there is no such rule".to_owned(),
                (true, None) => "the rule says nothing: there is no such record or row".to_owned(),
                (true, Some(_)) => format!(
                    "the rule speaks of {}",
                    items.iter().map(|item| format!("[{item}]")).collect::<Vec<_>>().join(", ")
                ),
            };
            differs(expected.line, about, wanted, got);
        }
    }
    for expected in &case.outcome {
        let about = expected
            .table
            .as_ref()
            .map_or_else(|| "the outcome".to_owned(), |table| format!("the result of `{table}`"));
        match actual.results(expected.table.as_deref()) {
            Err(why) => differs(expected.line, about, expected.is.clone(), why),
            Ok(results) => {
                let of_record: Vec<_> = results
                    .iter()
                    .filter(|(number, ..)| expected.record.is_none_or(|wanted| wanted == *number))
                    .collect();
                if of_record.is_empty() {
                    differs(expected.line, about.clone(), expected.is.clone(), "there is no such record".to_owned());
                }
                for (_, id, label) in of_record {
                    if expected.is != *id && expected.is != *label {
                        differs(expected.line, about.clone(), expected.is.clone(), id.clone());
                    }
                }
            }
        }
    }
    let figures = if case.measures.is_some() { measure_lines(&actual.audit) } else { Vec::new() };
    for (line, expected) in case.measures.iter().flatten() {
        let found = figures
            .iter()
            .find(|(head, _)| expected.strip_prefix(head.as_str()).is_some_and(|rest| rest.starts_with(": ")));
        match found {
            None => differs(*line, "a figure".to_owned(), expected.clone(), "there is no such figure".to_owned()),
            Some((head, text)) => {
                let got = format!("{head}: {text}");
                if got != *expected {
                    differs(*line, format!("the figure of `{head}`"), expected.clone(), got);
                }
            }
        }
    }
    if let Some(expected) = &case.notes
        && *expected != notes(&actual.audit)
    {
        let line =
            case.sections.iter().find(|section| section.name == "notes").map_or(case.line, |section| section.line);
        let show = |notes: &[String]| if notes.is_empty() { "none".to_owned() } else { notes.join("\n    ") };
        differs(line, "what is noticed".to_owned(), show(expected), show(&notes(&actual.audit)));
    }
    if let Some(expected) = &case.findings
        && *expected != actual.messages
    {
        let line =
            case.sections.iter().find(|section| section.name == "findings").map_or(case.line, |section| section.line);
        let show = |messages: &[String]| if messages.is_empty() { "none".to_owned() } else { messages.join("\n    ") };
        differs(line, "what is printed".to_owned(), show(expected), show(&actual.messages));
    }
    out
}
