//! From an audit to the document: what is said, in which order.

use super::document::{Block, Document, Line, Run, Table, words};
use crate::audit::{
    Audit, Beside, Finding, RecordResult, RecordSummary, SummaryAnswer, SummaryPart, TableReason, Verdict,
};
use crate::framework::Severity;
use crate::report::view::View;
use crate::report::{decided, escape, wording};
use crate::tongue::Tongue;
use crate::value::State;
use std::collections::BTreeSet;

/// Tables with more columns than this become a table for each row.
const WIDEST: usize = 5;
/// How many findings of one kind are listed.
const MOST_FINDINGS: usize = 500;

/// Everything that is said.
pub(super) fn document(audit: &Audit) -> Document {
    let view = View::new(audit);
    let tongue = audit.results.iter().find_map(|result| result.summary.as_ref());
    let tongue = tongue.map_or(Tongue::English, |summary| Tongue::of(&summary.language));
    let mut blocks = Vec::new();
    let beside = audit.beside.as_ref().filter(|_| audit.results.len() == 1);
    let drafts = audit.results.iter().filter(|result| is_draft(result, beside)).count();
    for (place, result) in audit.results.iter().enumerate() {
        if place > 0 {
            blocks.push(Block::NewPage);
        }
        let summary = result.summary.as_ref();
        Of { view: &view, tongue, result, summary, beside, cited: BTreeSet::new() }.write(&mut blocks);
    }
    if audit.results.is_empty() {
        blocks.push(Block::Heading(1, wording::title(audit).to_owned()));
        blocks.push(Block::Paragraph(words("There is no record to summarise.")));
        refused(audit, &mut blocks);
    }
    if audit.results_left_out > 0 {
        let left_out = wording::records(tongue, &audit.records, audit.results_left_out);
        blocks
            .push(Block::Paragraph(words(tongue.fill("{} were left out of this document by a limit.", &[&left_out]))));
    }
    let title = match audit.results.as_slice() {
        [only] => format!("{}: {}", wording::record_name(tongue, &only.record, &audit.records), title_of(only, tongue)),
        _ => format!("{}: {}", wording::title(audit), default_title(tongue)),
    };
    Document {
        title,
        tongue,
        foot: format!(
            "{}, {} {}",
            wording::framework(&audit.receipt.framework),
            tongue.words("as of"),
            tongue.day(audit.receipt.as_of)
        ),
        draft: match drafts {
            0 => String::new(),
            drafts if drafts == audit.results.len() => tongue.words("Draft: not signed off").to_owned(),
            _ => tongue.words("Some of these are drafts, and say so").to_owned(),
        },
        day: audit.receipt.as_of.to_string(),
        engine: audit.receipt.engine.clone(),
        blocks,
    }
}

/// What a summary is called where its framework gives no name.
fn default_title(tongue: Tongue) -> &'static str {
    tongue.words("summary for decision makers")
}

fn title_of(result: &RecordResult, tongue: Tongue) -> &str {
    match &result.summary {
        Some(summary) if !summary.title.is_empty() => &summary.title,
        _ => default_title(tongue),
    }
}

fn is_draft(result: &RecordResult, beside: Option<&Beside>) -> bool {
    let told = result.summary.as_ref().map(|summary| summary.signed_off);
    match beside {
        // The form was signed, and nothing that the framework asks of that is missing.
        Some(beside) => beside.signed.is_none() || !matches!(told, Some(None | Some(true))),
        None => told.flatten() != Some(true),
    }
}

/// What an answer says, or why there is none.
fn answer(answer: &SummaryAnswer, tongue: Tongue) -> Line {
    match answer.state {
        State::Answered => match escape::web_address(&answer.text) {
            Some(address) => vec![Run::Link(answer.text.clone(), address)],
            None => words(answer.text.as_str()),
        },
        State::Invalid => vec![Run::Text(answer.text.clone()), {
            Run::Quiet(format!(" ({})", tongue.words("cannot be read as an answer")))
        }],
        State::Missing | State::NotSupplied => vec![Run::Quiet(tongue.words("not answered").to_owned())],
        state => vec![Run::Quiet(tongue.words(state.words()).to_owned())],
    }
}

fn refused(audit: &Audit, blocks: &mut Vec<Block>) {
    let rows = &audit.records.refused_rows;
    if !rows.is_empty() {
        let line = |row: &crate::audit::RefusedRow| words(format!("{}, row {}: {}", row.input, row.row, row.cause));
        blocks.push(Block::Bullets(rows.iter().take(MOST_FINDINGS).map(line).collect()));
    }
}

/// One record's part of the document.
struct Of<'a> {
    view: &'a View<'a>,
    tongue: Tongue,
    result: &'a RecordResult,
    summary: Option<&'a RecordSummary>,
    /// What a form keeps beside the record; nothing for a record that comes from elsewhere.
    beside: Option<&'a Beside>,
    /// The sources that were named so far.
    cited: BTreeSet<&'a str>,
}

impl<'a> Of<'a> {
    fn write(&mut self, blocks: &mut Vec<Block>) {
        let audit = self.view.audit;
        let record = &self.result.record;
        blocks.push(Block::Heading(1, wording::record_name(self.tongue, record, &audit.records)));
        let title = capital(title_of(self.result, self.tongue));
        blocks.push(Block::Subtitle(format!("{title}. {}", wording::title(audit))));
        self.sign_off(blocks);
        self.outcome(blocks);
        for part in self.summary.iter().flat_map(|summary| &summary.parts) {
            self.part(part, blocks);
        }
        self.findings(blocks);
        self.notes(blocks);
        self.limits(blocks);
        self.sources(blocks);
        self.receipt(blocks);
    }

    /// Whether it is a draft, and on which answers that rests.
    fn sign_off(&self, blocks: &mut Vec<Block>) {
        let tongue = self.tongue;
        let strong = |english: &str| vec![Run::Strong(tongue.words(english).to_owned())];
        let Some(summary) = self.summary else {
            let line = "Draft: this audit was made without what a summary shows of a record.";
            return blocks.push(Block::Banner(vec![Run::Strong(line.to_owned())]));
        };
        let signed = self.beside.map(|beside| beside.signed.as_ref());
        let mut line = match (signed, summary.signed_off) {
            (Some(None), _) => strong("Draft: the form is not signed."),
            (Some(Some(_)), Some(false)) => {
                strong("Draft: the form is signed, but what the framework asks of a sign-off is missing.")
            }
            (Some(Some(_)), _) | (None, Some(true)) => strong("Signed off."),
            (None, Some(false)) => strong("Draft: not signed off."),
            (None, None) => strong("Draft: the framework does not say when a record is signed off."),
        };
        if let Some(Some(signed)) = signed {
            line.push(Run::Text(format!(" {}: {}.", tongue.words("Form signed"), signed.words())));
        }
        for (place, one) in summary.sign_off.iter().enumerate() {
            line.push(Run::Text(format!("{} {}: ", if place == 0 { "" } else { ";" }, one.label)));
            line.extend(answer(one, tongue));
        }
        let draft = is_draft(self.result, self.beside);
        blocks.push(if draft { Block::Banner(line) } else { Block::Paragraph(line) });
    }

    /// What reviewers noted at questions.
    fn notes(&self, blocks: &mut Vec<Block>) {
        let notes = self.beside.map_or(&[][..], |beside| &beside.notes);
        if notes.is_empty() {
            return;
        }
        let title = self.tongue.words("Notes of reviewers").to_owned();
        blocks.push(Block::Heading(2, title.clone()));
        blocks.push(Block::Paragraph(words(self.tongue.words("No rule reads these notes."))));
        let rows =
            notes.iter().map(|note| vec![words(note.question.as_str()), words(note.text.as_str()), words(note.who())]);
        blocks.push(Block::Table(Table {
            caption: title,
            heads: self.heads(["Question", "Note", "Who and when"]),
            rows: rows.collect(),
        }));
    }

    /// The names of columns.
    fn heads<const N: usize>(&self, heads: [&str; N]) -> Vec<String> {
        heads.into_iter().map(|english| self.tongue.words(english).to_owned()).collect()
    }

    /// The outcome, shown tables and numbers, and the row of each table that held.
    fn outcome(&mut self, blocks: &mut Vec<Block>) {
        let audit = self.view.audit;
        let mut rows = Vec::new();
        for reason in &self.result.reasons {
            let label = if reason.table.is_empty() {
                self.tongue.words("Outcome").to_owned()
            } else {
                let table = audit.tables.iter().find(|table| table.id == reason.table);
                table.map_or_else(|| reason.table.clone(), |table| table.label.clone())
            };
            self.cited.extend(reason.cite.iter().map(String::as_str));
            rows.push(vec![words(label), vec![Run::Strong(reason.is.clone())], self.why(reason)]);
        }
        blocks.push(Block::Heading(2, self.tongue.words("Result").to_owned()));
        let numbers = self.result.numbers.iter();
        let numbers: Vec<Vec<Line>> = numbers
            .map(|number| vec![words(number.label.as_str()), words(wording::shown_number(self.tongue, number))])
            .collect();
        if rows.is_empty() {
            blocks.push(Block::Paragraph(words(self.tongue.words("The framework gives no outcome."))));
        } else {
            blocks.push(Block::Table(Table {
                caption: self.tongue.words("Result of the checks").to_owned(),
                heads: self.heads(["What", "Result", "What it means, and the row of the table that held"]),
                rows,
            }));
        }
        if !numbers.is_empty() {
            blocks.push(Block::Table(Table {
                caption: self.tongue.words("Figures").to_owned(),
                heads: self.heads(["Figure", "Value"]),
                rows: numbers,
            }));
        }
        let counts = &self.result.counts;
        let parts: Vec<String> = wording::GRAVEST_FIRST
            .into_iter()
            .filter(|verdict| *verdict != Verdict::DoesNotApply && counts.get(*verdict) > 0)
            .map(|verdict| format!("{} {}", wording::number(counts.get(verdict)), self.tongue.words(verdict.words())))
            .collect();
        if !parts.is_empty() {
            blocks.push(Block::Paragraph(words(format!(
                "{}: {}.",
                self.tongue.words("Checks that apply"),
                self.tongue.listed(&parts)
            ))));
        }
    }

    /// What a result means and why it is the one.
    fn why(&self, reason: &TableReason) -> Line {
        let mut line = Vec::new();
        if !reason.say.is_empty() {
            line.push(Run::Text(format!("{}{}", reason.say, if reason.because.is_empty() { "" } else { "\n" })));
        }
        if !reason.because.is_empty() {
            let because: Vec<String> = reason.because.iter().map(|line| self.aloud(line)).collect();
            // The conditions are the framework's own text, with words of the engine, which are English.
            let because = because.join("; ");
            match self.tongue {
                Tongue::English => line.push(Run::Quiet(format!("Held: {because}"))),
                Tongue::Welsh => line.extend([Run::Quiet("Daliodd: ".to_owned()), Run::English(because)]),
            }
        }
        line
    }

    /// A reason with rules and rows by the names that people know.
    fn aloud(&self, because: &str) -> String {
        let plain = |text: &str| {
            let mut quotes = ['“', '”'].into_iter().cycle();
            text.chars().map(|c| if c == '`' { quotes.next().unwrap_or('”') } else { c }).collect::<String>()
        };
        let Some((condition, rules)) = because.split_once("` is true: ").or_else(|| because.split_once("` is false: "))
        else {
            return plain(because);
        };
        let named: Option<Vec<String>> = rules
            .split(", ")
            .map(|one| {
                let (id, item) = one.split_once(" [").map_or((one, None), |(id, item)| (id, item.strip_suffix(']')));
                let rule = self.view.audit.rules.iter().find(|rule| rule.id == id);
                match (rule, item) {
                    (Some(rule), Some(item)) => Some(format!("{} ({})", wording::rule_title(rule), self.row(item))),
                    (Some(rule), None) => Some(wording::rule_title(rule).to_owned()),
                    (None, _) => one.ends_with(" more").then(|| one.to_owned()),
                }
            })
            .collect();
        match named {
            Some(named) => format!("{}”: {}", plain(condition), named.join("; ")),
            None => plain(because),
        }
    }

    /// A row of a group by its name, else its place.
    fn row<'b>(&'b self, item: &'b str) -> &'b str {
        let known = self.summary.and_then(|summary| summary.rows.iter().find(|(place, _)| place == item));
        known.map_or(item, |(_, name)| name.as_str())
    }

    fn part(&self, part: &SummaryPart, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(2, part.title.clone()));
        if !part.say.is_empty() {
            blocks.push(Block::Paragraph(words(part.say.as_str())));
        }
        if part.rows.is_empty() {
            let none = if part.none.is_empty() { self.tongue.words("None recorded.") } else { &part.none };
            blocks.push(Block::Paragraph(words(none)));
        } else if part.group.is_none() {
            blocks.extend(part.rows.iter().map(|row| self.answers(&part.title, &part.columns, &row.answers)));
        } else if part.columns.is_empty() {
            blocks.push(Block::Bullets(part.rows.iter().map(|row| words(row.label.as_str())).collect()));
        } else if part.columns.len() > WIDEST {
            for row in &part.rows {
                blocks.push(Block::Heading(3, row.label.clone()));
                blocks.push(self.answers(&format!("{}: {}", part.title, row.label), &part.columns, &row.answers));
            }
        } else {
            let rows = part.rows.iter().map(|row| {
                let mut cells = vec![words(row.label.as_str())];
                cells.extend(row.answers.iter().map(|one| answer(one, self.tongue)));
                cells
            });
            let mut heads = vec![self.tongue.words("Row").to_owned()];
            heads.extend(part.columns.iter().cloned());
            blocks.push(Block::Table(Table { caption: part.title.clone(), heads, rows: rows.collect() }));
        }
        if part.left_out > 0 {
            let more = self.tongue.number_of(part.left_out, "more row is", "more rows are");
            let left_out = self.tongue.words("left out here; the record holds them.");
            blocks.push(Block::Paragraph(words(format!("{more} {left_out}"))));
        }
        if !part.open.is_empty() {
            let whether = match part.open.len() {
                1 => self.tongue.words("Whether this belongs here cannot be told from what is answered"),
                _ => self.tongue.words("Whether these belong here cannot be told from what is answered"),
            };
            let open = format!("{whether}: {}.", self.tongue.listed(&part.open));
            blocks.push(Block::Paragraph(words(open)));
        }
    }

    /// The record's findings of a verdict.
    fn found(&self, verdict: Verdict, severity: Option<Severity>) -> Vec<&'a Finding> {
        let findings = self.view.audit.findings.iter();
        let mut found: Vec<&Finding> = findings
            .filter(|finding| finding.record.number == self.result.record.number)
            .filter(|finding| finding.verdict == verdict && severity.is_none_or(|wanted| finding.severity == wanted))
            .collect();
        found.sort_by_key(|finding| finding.severity);
        found
    }

    fn findings(&mut self, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(2, self.tongue.words("What the checks found").to_owned()));
        let before = blocks.len();
        for severity in Severity::ALL {
            let found = self.found(Verdict::NotMet, Some(severity));
            let words_of = |english| self.tongue.words(english);
            let meaning = wording::severity_meaning(severity);
            let heading = capital(&format!("{}, {}", words_of(severity.words()), words_of(meaning)));
            self.table(heading, "What would mend it", &found, blocks, |_, finding| words(finding.fix.as_str()));
        }
        let open = self.found(Verdict::CannotTell, None);
        let title = |english: &str| self.tongue.words(english).to_owned();
        let [untold, to_judge, not_due] =
            [title("Cannot be told yet"), title("For a person to judge"), title("Not yet due at this stage")];
        self.table(untold, "What would settle it", &open, blocks, |of, finding| {
            let labels: Vec<String> = finding.settle.iter().map(|path| of.label(path, finding)).collect();
            let labels: Vec<String> = labels.iter().map(|label| format!("‘{label}’")).collect();
            words(capital(&of.tongue.listed(&labels)))
        });
        let judge = self.found(Verdict::NeedsAPerson, None);
        self.table(to_judge, "What to do about it", &judge, blocks, |_, finding| words(finding.fix.as_str()));
        let later = self.found(Verdict::ToDo, None);
        self.table(not_due, "What it would be now", &later, blocks, |of, finding| {
            words(finding.would_be.map_or_else(String::new, |verdict| capital(of.tongue.words(verdict.words()))))
        });
        if blocks.len() == before {
            blocks.push(Block::Paragraph(words(self.tongue.words("Nothing that needs attention."))));
        }
        if self.view.audit.findings_left_out > 0 {
            let left_out = self.view.audit.findings_left_out;
            let more = self.tongue.number_of(left_out, "finding was", "findings were");
            let why = self.tongue.words("left out by a limit; the counts above are complete.");
            blocks.push(Block::Paragraph(words(format!("{more} {why}"))));
        }
    }

    /// The label of an answer that would settle a finding, with the row in which it stands.
    fn label(&self, path: &str, finding: &Finding) -> String {
        let (around, field) = path.rsplit_once("].").map_or(("", path), |(around, field)| (around, field));
        let known = finding.values.iter().find(|value| {
            value.field.rsplit('.').next() == Some(field)
                && value.field.matches('.').count() == path.matches("].").count()
        });
        let label = known.map_or(field, |value| self.view.evidence_label(value));
        if around.is_empty() || finding.item.strip_suffix(']') == Some(around) {
            return label.to_owned();
        }
        format!("{label} ({})", self.row(&format!("{around}]")))
    }

    fn table(
        &mut self,
        heading: String,
        last: &str,
        found: &[&'a Finding],
        blocks: &mut Vec<Block>,
        cell: impl Fn(&Self, &Finding) -> Line,
    ) {
        if found.is_empty() {
            return;
        }
        let title = format!("{heading}: {}", self.tongue.number_of(found.len() as u64, "finding", "findings"));
        let mut rows = Vec::new();
        for finding in found.iter().take(MOST_FINDINGS) {
            let rule = self.view.audit.rules.iter().find(|rule| rule.id == finding.rule);
            let mut check = words(rule.map_or(finding.rule.as_str(), wording::rule_title));
            if !finding.item.is_empty() {
                check.push(Run::Text(format!("\n{}", self.row(&finding.item))));
            }
            let cite: Vec<String> =
                finding.cite.iter().map(|id| self.view.source(id).map_or_else(|| id.clone(), wording::work)).collect();
            self.cited.extend(finding.cite.iter().map(String::as_str));
            let mut found = words(wording::message(finding, &self.view.audit.records));
            if let Some(decision) = &finding.decision {
                found.push(Run::Strong(format!("\n{} ", self.tongue.words("Decision:"))));
                found.push(Run::Text(format!("{}.", decided::words(self.tongue, decision).trim_end_matches('.'))));
            }
            rows.push(vec![check, found, cell(self, finding), words(cite.join("; "))]);
        }
        blocks.push(Block::Heading(3, title.clone()));
        blocks.push(Block::Table(Table {
            caption: title,
            heads: self.heads(["Check", "What was found", last, "Rests on"]),
            rows,
        }));
        let left = found.len().saturating_sub(MOST_FINDINGS) as u64;
        if left > 0 {
            blocks.push(Block::Paragraph(words(format!(
                "{} {}",
                wording::number(left),
                self.tongue.words("more, not listed here.")
            ))));
        }
    }

    /// What no check can say.
    fn limits(&mut self, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(2, self.tongue.words("What these checks cannot judge").to_owned()));
        blocks.push(Block::Paragraph(words(self.tongue.words(wording::WHAT_THIS_IS))));
        let audit = self.view.audit;
        let notes = audit.not_expressed.iter();
        self.cited.extend(notes.clone().flat_map(|note| &note.cite).map(String::as_str));
        let notes: Vec<Line> = notes
            .map(|note| vec![Run::Text(format!("{}. ", note.what)), Run::Quiet(format!("{}.", note.why))])
            .collect();
        if !notes.is_empty() {
            blocks.push(Block::Bullets(notes));
        }
        if !self.result.not_asked.is_empty() {
            let inert: Vec<String> = self.result.not_asked.iter().map(|answer| answer.label.clone()).collect();
            blocks.push(Block::Paragraph(words(format!(
                "{}: {}.",
                self.tongue.words("Answered although not asked, and without effect"),
                self.tongue.listed(&inert)
            ))));
        }
    }

    fn sources(&self, blocks: &mut Vec<Block>) {
        let sources = self.view.audit.sources.iter().filter(|source| self.cited.contains(source.id.as_str()));
        let rows: Vec<Vec<Line>> = sources
            .map(|source| {
                let work = wording::work(source);
                let work = match escape::web_address(&source.url) {
                    Some(address) => vec![Run::Link(work, address)],
                    None => words(work),
                };
                let mut standing = self.tongue.words(source.standing.words()).to_owned();
                if !source.jurisdiction.is_empty() {
                    standing = format!("{standing}, {}", source.jurisdiction);
                }
                vec![
                    work,
                    words(capital(&standing)),
                    words(capital(&wording::checked(self.tongue, source))),
                    words(source.note.as_str()),
                ]
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        blocks.push(Block::Heading(2, self.tongue.words("Sources").to_owned()));
        blocks.push(Block::Paragraph(words(self.tongue.words("What the result, the findings and the limits above rest on. Unverified means that nobody has recorded comparing the source."))));
        blocks.push(Block::Table(Table {
            caption: self.tongue.words("Sources with their standing").to_owned(),
            heads: self.heads(["Source", "Standing", "Checked", "Remark"]),
            rows,
        }));
    }

    fn receipt(&self, blocks: &mut Vec<Block>) {
        let audit = self.view.audit;
        let receipt = &audit.receipt;
        let record = &self.result.record;
        let mut rows: Vec<(String, String)> = Vec::new();
        let tongue = self.tongue;
        let mut add = |label: &str, text: String| {
            if !text.is_empty() {
                rows.push((label.to_owned(), text));
            }
        };
        add(tongue.words("Record"), record.id.clone().unwrap_or_else(|| wording::record_row(tongue, record)));
        add(tongue.words("Framework"), wording::framework(&receipt.framework));
        add(tongue.words("SHA-256 of the framework"), receipt.framework.sha256.clone());
        add(tongue.words("Checked with"), receipt.engine.clone());
        add(tongue.words("As of"), tongue.day(receipt.as_of));
        add(tongue.words("Stage"), audit.stage().to_owned());
        if let Some((label, words)) = tongue.itself() {
            add(label, words.to_owned());
        }
        for input in receipt.inputs.iter().filter(|input| record.input.is_empty() || input.name == record.input) {
            let hash = input.sha256.as_ref().map_or_else(String::new, |hash| format!("; SHA-256 {hash}"));
            add(tongue.words("Read from"), format!("{} ({}){hash}", input.name, input.format));
        }
        for parameter in receipt.parameters.iter().filter(|parameter| parameter.overrides.is_some()) {
            let own = parameter.overrides.as_deref().unwrap_or_default();
            let now = wording::quantity(parameter);
            add(
                tongue.words("Changed for this run"),
                tongue.fill("{} is {}; the framework says {}", &[&parameter.id, &now, own]),
            );
        }
        let rows = rows.into_iter().map(|(label, text)| vec![words(label), words(text)]).collect();
        blocks.push(Block::Heading(2, tongue.words("Receipt").to_owned()));
        blocks.push(Block::Table(Table {
            caption: tongue.words("What was checked with what").to_owned(),
            heads: self.heads(["What", "Which"]),
            rows,
        }));
    }

    /// Answers one below the other.
    fn answers(&self, caption: &str, columns: &[String], answers: &[SummaryAnswer]) -> Block {
        let asked = columns.iter().zip(answers).filter(|(_, answer)| answer.state != State::NotAsked);
        let rows = asked.map(|(label, one)| vec![words(label.as_str()), answer(one, self.tongue)]).collect();
        let heads = self.heads(["Question", "Answer"]);
        Block::Table(Table { caption: caption.to_owned(), heads, rows })
    }
}

/// The text with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
