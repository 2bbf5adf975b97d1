//! The audit as the sheets of a workbook: what stands in which cell. Writing the file is the host's part, because writers of workbooks
//! need temporary files.
//!
//! Every text here is safe in a spreadsheet already (see [`spreadsheet_text`]): nothing becomes a formula.

use super::csv;
use super::decided;
use super::escape::{spreadsheet_text, web_address};
use super::figures;
use super::view::{self, View};
use super::wording::{self, count};
use crate::audit::{Audit, Evidence, Figure, Finding, NumberResult, OutcomeCount, RecordResult, Verdict};
use crate::framework::{MeasureKind, Severity};
use crate::tongue::Tongue;
use crate::value::State;
use std::collections::BTreeMap;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, safe in a spreadsheet.
    Text(String),
    /// A text that links to a web address (`http` or `https` only).
    Link(String, String),
    /// A number.
    Number(f64),
    /// A share from 0 to 1, to be shown as a percentage.
    Share(f64),
}

impl Cell {
    fn text(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(spreadsheet_text(text).into_owned()) }
    }

    fn count(n: u64) -> Cell {
        // A spreadsheet's numbers are exact to 2^53; no count of ours comes near.
        Cell::Number(n as f64)
    }

    /// An answer: a number where the text is exactly how that number is written, so that `-5` can be summed and `007` stays as it is.
    fn answer(evidence: &Evidence) -> Cell {
        if evidence.state == State::Answered && evidence.value.len() <= 15 {
            match evidence.value.parse::<f64>() {
                Ok(number) if number.is_finite() && number.to_string() == evidence.value => {
                    return Cell::Number(number);
                }
                _ => {}
            }
        }
        Cell::text(&wording::answer(Tongue::English, evidence))
    }
}

/// How a row of the summary looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The title of the whole.
    Title,
    /// A heading of what follows.
    Heading,
    /// The head of a table.
    Head,
    /// Anything else.
    Plain,
}

/// A row of the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// How it looks.
    pub look: Look,
    /// Its cells, from the first column. A last text before the last column has room to run across the empty cells beside it.
    pub cells: Vec<Cell>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head, safe in a spreadsheet.
    pub title: String,
    /// A sensible width, in characters.
    pub width: u16,
}

fn columns<const N: usize>(list: [(&str, u16); N]) -> Vec<Column> {
    list.into_iter().map(|(title, width)| Column { title: spreadsheet_text(title).into_owned(), width }).collect()
}

/// The widths of the summary's columns, in characters.
pub const SUMMARY_WIDTHS: [u16; 8] = [44, 14, 14, 16, 12, 12, 16, 60];

/// The summary: what was audited, what came in, outcomes, rules, measures, the list, parameters and the receipt.
pub fn summary(audit: &Audit) -> Vec<Row> {
    let view = View::new(audit);
    let mut rows = Rows(Vec::new());
    let receipt = &audit.receipt;
    rows.push(Look::Title, vec![Cell::text(wording::title(audit))]);
    rows.fact("Framework", &wording::framework(&receipt.framework));
    rows.fact("As of", &receipt.as_of.to_string());
    rows.fact("Stage", audit.stage());
    for input in &receipt.inputs {
        rows.fact("Audited", &format!("{} ({}, {})", input.name, input.format, count(input.bytes, "byte", "bytes")));
    }
    rows.plain(vec![Cell::text(&wording::reconciliation(Tongue::English, &audit.records))]);
    rows.plain(vec![Cell::text(&wording::verdicts(Tongue::English, audit))]);
    for words in decided::summary(Tongue::English, audit) {
        rows.plain(vec![Cell::text(&words)]);
    }
    if !audit.outcomes.is_empty() {
        rows.counted("Outcomes", &audit.outcomes);
    }
    for table in &audit.tables {
        rows.counted(if table.label.is_empty() { &table.id } else { &table.label }, &table.results);
    }
    numbers(&mut rows, audit);
    let settlements = view.settlements();
    if !settlements.is_empty() {
        rows.heading("What would settle what cannot be told");
        rows.head(&["Answer", "Checks", "Records"]);
        for settlement in &settlements {
            let labels = wording::settle(Tongue::English, &settlement.labels, str::to_owned);
            rows.plain(vec![Cell::text(&labels), Cell::count(settlement.findings), Cell::count(settlement.records)]);
        }
    }
    rules(&mut rows, &view);
    measures(&mut rows, audit);
    if !receipt.parameters.is_empty() {
        rows.heading("Parameters");
        rows.head(&["Parameter", "Value", "Unit", "The framework says", "", "", "", "Why"]);
        for parameter in &receipt.parameters {
            let own =
                parameter.overrides.as_ref().map_or_else(|| "the same".to_owned(), |own| format!("{own} (changed)"));
            let mut cells: Vec<Cell> = [&parameter.id, &parameter.value, &parameter.unit, &own]
                .into_iter()
                .map(|text| Cell::text(text))
                .collect();
            cells.resize(7, Cell::Empty);
            cells.push(Cell::text(&parameter.why));
            rows.plain(cells);
        }
    }
    if !audit.not_expressed.is_empty() {
        rows.heading("What the framework does not express");
        for note in &audit.not_expressed {
            rows.plain(vec![Cell::text(&format!("{}: {}", note.what, note.why))]);
        }
    }
    rows.heading("Receipt");
    rows.fact("Engine", &receipt.engine);
    rows.fact("Framework SHA-256", &receipt.framework.sha256);
    for input in &receipt.inputs {
        rows.fact("Input SHA-256", &format!("{} {}", input.sha256.as_deref().unwrap_or("not given"), input.name));
    }
    for register in &receipt.registers {
        rows.fact("Register", &wording::register(register));
    }
    for (what, name, hash) in decided::files(audit) {
        rows.fact(&format!("{what} SHA-256"), &format!("{} {name}", hash.unwrap_or("not given")));
    }
    rows.heading("What this report is");
    rows.plain(vec![Cell::text(wording::WHAT_THIS_IS)]);
    rows.0
}

struct Rows(Vec<Row>);

impl Rows {
    fn push(&mut self, look: Look, cells: Vec<Cell>) {
        self.0.push(Row { look, cells });
    }

    fn plain(&mut self, cells: Vec<Cell>) {
        self.push(Look::Plain, cells);
    }

    fn heading(&mut self, words: &str) {
        self.plain(Vec::new());
        self.push(Look::Heading, vec![Cell::text(words)]);
    }

    fn head(&mut self, words: &[&str]) {
        self.push(Look::Head, words.iter().map(|word| Cell::text(word)).collect());
    }

    fn fact(&mut self, label: &str, words: &str) {
        if !words.is_empty() {
            self.plain(vec![Cell::text(label), Cell::text(words)]);
        }
    }

    fn counted(&mut self, heading: &str, list: &[OutcomeCount]) {
        self.heading(heading);
        self.head(&["Result", "Number", "Meaning"]);
        for row in list {
            self.plain(vec![
                Cell::text(wording::result_label(Tongue::English, row)),
                Cell::count(row.count),
                Cell::text(&row.say),
            ]);
        }
    }
}

fn rules(rows: &mut Rows, view: &View<'_>) {
    if view.audit.rules.is_empty() {
        return;
    }
    rows.heading("Rules");
    let mut heads = vec!["Rule"];
    let names: Vec<&str> = wording::GRAVEST_FIRST.into_iter().map(view::heading).collect();
    heads.extend(names);
    heads.push("Why");
    rows.head(&heads);
    for severity in Severity::ALL {
        for rule in view.rules(severity) {
            let mut cells =
                vec![Cell::text(&format!("{}: {} ({})", severity.words(), wording::rule_title(rule), rule.id))];
            cells.extend(wording::GRAVEST_FIRST.into_iter().map(|verdict| Cell::count(rule.counts.get(verdict))));
            cells.push(Cell::text(&rule.why));
            rows.plain(cells);
        }
    }
}

fn measures(rows: &mut Rows, audit: &Audit) {
    if audit.measures.is_empty() {
        return;
    }
    rows.heading("Measures");
    rows.head(&["Measure", "Figure"]);
    for measure in &audit.measures {
        let label = if measure.label.is_empty() { &measure.id } else { &measure.label };
        let t = Tongue::English;
        let words = figures::headline(t, measure).unwrap_or_else(|| {
            let together = figures::together(t, measure, &audit.records);
            figures::verdicts(t, measure).map_or_else(|| together.clone(), |verdicts| format!("{together}. {verdicts}"))
        });
        rows.plain(vec![Cell::text(label), Cell::text(&words)]);
    }
}

/// The figures of measures, each over all records and then over its groups.
pub fn measure_rows(audit: &Audit) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let columns = columns([
        ("Measure", 40),
        ("Id", 22),
        ("By", 20),
        ("Group", 26),
        ("Yes", 10),
        ("No", 10),
        ("Unknown", 10),
        ("Among", 10),
        ("Least", 10),
        ("Most", 10),
        ("Figure", 40),
        ("Value", 12),
        ("Value from", 12),
        ("Value to", 12),
        ("Comparison", 50),
        ("Compared", 12),
        ("Compared from", 12),
        ("Compared to", 12),
        ("Verdict", 30),
    ]);
    let mut rows = Vec::new();
    for measure in &audit.measures {
        let label = if measure.label.is_empty() { &measure.id } else { &measure.label };
        let groups = measure.groups.iter().map(|group| (group.figure.as_ref(), Some(group)));
        for (figure, group) in std::iter::once((measure.all.as_ref(), None)).chain(groups) {
            let by = group.map_or("", |group| if group.by_label.is_empty() { &group.by } else { &group.by_label });
            let share = |bound: Option<f64>| bound.map_or(Cell::Empty, Cell::Share);
            let value = |value: Option<f64>| match value {
                Some(value) if measure.kind == MeasureKind::Share => Cell::Share(value),
                Some(value) => Cell::Number(value),
                None => Cell::Empty,
            };
            let count = |count: fn(&Figure) -> u64| figure.map_or(Cell::Empty, |figure| Cell::count(count(figure)));
            let interval = figure.and_then(|figure| figure.interval);
            let comparison = group.and_then(|group| group.comparison.as_ref());
            let compared = comparison.and_then(|comparison| comparison.interval);
            let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Number);
            let words = |words: Option<String>| words.map_or(Cell::Empty, |words| Cell::text(&words));
            rows.push(vec![
                Cell::text(label),
                Cell::text(&measure.id),
                Cell::text(by),
                Cell::text(group.map_or("", |group| group.group.as_str())),
                count(|figure| figure.yes),
                count(|figure| figure.no),
                count(|figure| figure.unknown),
                count(|figure| figure.among),
                share(figure.and_then(|figure| figure.low)),
                share(figure.and_then(|figure| figure.high)),
                Cell::text(&figures::figure(Tongue::English, measure, figure, &audit.records)),
                value(figure.and_then(|figure| figure.value)),
                value(interval.map(|interval| interval.low)),
                value(interval.and_then(|interval| interval.high)),
                words(group.and_then(|group| figures::comparison(Tongue::English, measure, group))),
                number(comparison.and_then(|comparison| comparison.value)),
                number(compared.map(|interval| interval.low)),
                number(compared.and_then(|interval| interval.high)),
                words(comparison.and_then(|comparison| figures::verdict(Tongue::English, comparison))),
            ]);
        }
    }
    (columns, rows)
}

/// The columns of the findings.
pub fn finding_columns() -> Vec<Column> {
    columns([
        ("Severity", 10),
        ("Verdict", 14),
        ("Rule", 28),
        ("Id", 14),
        ("Name", 36),
        ("List", 14),
        ("Row", 8),
        ("Item", 18),
        ("What was found", 60),
        ("What would mend it", 44),
        ("Answers used", 50),
        ("Because", 50),
        ("What would settle it", 30),
        ("Rests on", 20),
        ("Would be", 14),
        ("Fingerprint", 20),
        ("State of the decision", 14),
        ("Decision", 22),
        ("Decided by", 20),
        ("Decided on", 14),
        ("Reason of the decision", 50),
        ("Since the earlier audit", 14),
    ])
}

/// A finding as cells under [`finding_columns`].
pub fn finding_cells(finding: &Finding) -> Vec<Cell> {
    let label = |path: &String| {
        finding
            .values
            .iter()
            .find(|evidence| evidence.field == *path && !evidence.label.is_empty())
            .map_or(path.clone(), |evidence| evidence.label.clone())
    };
    let settle: Vec<String> = finding.settle.iter().map(label).collect();
    let mut cells = vec![
        Cell::text(finding.severity.words()),
        Cell::text(finding.verdict.words()),
        Cell::text(&finding.rule),
        Cell::text(finding.record.id.as_deref().unwrap_or_default()),
        Cell::text(finding.record.name.as_deref().unwrap_or_default()),
        Cell::text(&finding.record.input),
        Cell::count(finding.record.row),
        Cell::text(&finding.item),
        Cell::text(&finding.message),
        Cell::text(&finding.fix),
        Cell::text(&csv::values(finding)),
        Cell::text(&finding.because.join("; ")),
        Cell::text(&settle.join("; ")),
        Cell::text(&finding.cite.join("; ")),
        Cell::text(finding.would_be.map_or("", Verdict::words)),
        Cell::text(&finding.fingerprint),
    ];
    cells.extend(decided::cells(finding).iter().map(|text| Cell::text(text)));
    cells
}

/// What was decided about people to whom names may refer, the decisions that no finding has, and what is wrong with rows of the log: columns and rows; no rows where no log was given.
pub fn decisions(audit: &Audit) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let heads = columns([("About", 34), ("Row", 8), ("What", 100)]);
    let mut rows = Vec::new();
    for problem in audit.decisions.iter().flat_map(|report| &report.problems) {
        let column = if problem.column.is_empty() { String::new() } else { format!(" (column {})", problem.column) };
        let help = if problem.help.is_empty() { String::new() } else { format!("; {}", problem.help) };
        rows.push(vec![
            Cell::text(&format!("{}: {}", problem.file, problem.code)),
            Cell::count(problem.row),
            Cell::text(&format!("{}{column}{help}", problem.message)),
        ]);
    }
    for (why, decisions) in decided::unmatched(audit) {
        rows.extend(decisions.into_iter().map(|decision| {
            vec![
                Cell::text(why.words()),
                Cell::count(decision.row),
                Cell::text(&decided::unmatched_words(Tongue::English, decision)),
            ]
        }));
    }
    for result in &audit.results {
        let name = wording::record_name(Tongue::English, &result.record, &audit.records);
        rows.extend(
            decided::about_people(Tongue::English, result)
                .into_iter()
                .map(|decided| vec![Cell::text(&name), Cell::count(result.record.row), Cell::text(&decided)]),
        );
    }
    (heads, rows)
}

/// The records of an audit as a table: its columns first, then row by row.
#[derive(Debug)]
pub struct Records<'a> {
    audit: &'a Audit,
    /// The fields that any listed record answers, in the framework's order: path to column, and labels.
    fields: BTreeMap<&'a str, usize>,
    labels: Vec<&'a str>,
}

/// How many answers are given a column; the JSON document holds every answer.
const MOST_ANSWERS: usize = 200;

impl<'a> Records<'a> {
    /// The table of the records that the audit lists.
    pub fn new(audit: &'a Audit) -> Records<'a> {
        // Each record gives some of the fields in the framework's order: a field not seen yet goes after the one before it.
        let mut order: Vec<(&str, &str)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for result in &audit.results {
            let mut next = 0;
            for evidence in &result.values {
                if let Some(at) = places.get(evidence.field.as_str()) {
                    next = at + 1;
                } else if order.len() < MOST_ANSWERS {
                    order.insert(
                        next.min(order.len()),
                        (&evidence.field, if evidence.label.is_empty() { &evidence.field } else { &evidence.label }),
                    );
                    places = order.iter().enumerate().map(|(at, (field, _))| (*field, at)).collect();
                    next += 1;
                }
            }
        }
        Records { audit, fields: places, labels: order.into_iter().map(|(_, label)| label).collect() }
    }

    /// The columns: the record, its outcome and tables, its counts, its answers.
    pub fn columns(&self) -> Vec<Column> {
        let mut list = columns([("List", 14), ("Row", 8), ("Id", 14), ("Name", 36)]);
        if !self.audit.outcomes.is_empty() {
            list.extend(columns([("Outcome", 24)]));
        }
        for table in &self.audit.tables {
            list.extend(columns([(if table.label.is_empty() { table.id.as_str() } else { &table.label }, 28)]));
        }
        list.extend(self.numbers().iter().map(|number| {
            let title = format!("{}{}", number.label, wording::possible(Tongue::English, number));
            Column { title: spreadsheet_text(&title).into_owned(), width: 18 }
        }));
        list.extend(columns([
            ("Not met", 10),
            ("Cannot tell", 12),
            ("Needs a person", 15),
            ("To do", 8),
            ("Met", 8),
            ("Does not apply", 15),
        ]));
        list.extend(self.labels.iter().flat_map(|label| columns([(*label, 22)])));
        list
    }

    /// The numbers that the framework shows: the same for every record.
    fn numbers(&self) -> &'a [NumberResult] {
        self.audit.results.first().map_or(&[], |result| &result.numbers)
    }

    /// A record as cells under the columns.
    pub fn cells(&self, result: &RecordResult) -> Vec<Cell> {
        let mut cells = vec![
            Cell::text(&result.record.input),
            Cell::count(result.record.row),
            Cell::text(result.record.id.as_deref().unwrap_or_default()),
            Cell::text(result.record.name.as_deref().unwrap_or_default()),
        ];
        if !self.audit.outcomes.is_empty() {
            cells.push(Cell::text(result.outcome.as_deref().unwrap_or_default()));
        }
        for place in 0..self.audit.tables.len() {
            cells.push(Cell::text(result.tables.get(place).map_or("", String::as_str)));
        }
        for place in 0..self.numbers().len() {
            cells.push(result.numbers.get(place).map_or(Cell::Empty, shown));
        }
        cells.extend(wording::GRAVEST_FIRST.into_iter().map(|verdict| Cell::count(result.counts.get(verdict))));
        let first = cells.len();
        cells.resize(first + self.labels.len(), Cell::Empty);
        for evidence in &result.values {
            if let Some(cell) = self.fields.get(evidence.field.as_str()).and_then(|at| cells.get_mut(first + at)) {
                *cell = Cell::answer(evidence);
            }
        }
        cells
    }
}

/// A shown number: a number where it is told, else the words that every report has.
fn shown(number: &NumberResult) -> Cell {
    match (number.low, number.high) {
        (Some(low), Some(high)) if low == high => Cell::Number(low),
        _ => Cell::text(&wording::number_value(Tongue::English, number)),
    }
}

/// Scores and other shown numbers, record by record.
fn numbers(rows: &mut Rows, audit: &Audit) {
    let with_numbers = || audit.results.iter().filter(|result| !result.numbers.is_empty());
    if with_numbers().next().is_none() {
        return;
    }
    rows.heading("Figures");
    rows.head(&["Record", "Value", "Possible", "Figure"]);
    for result in with_numbers().take(wording::NUMBERED) {
        let name = wording::record_name(Tongue::English, &result.record, &audit.records);
        for number in &result.numbers {
            let limits = wording::limits(Tongue::English, number);
            rows.plain(vec![Cell::text(&name), shown(number), Cell::text(&limits), Cell::text(&number.label)]);
        }
    }
    let more = with_numbers().count().saturating_sub(wording::NUMBERED) as u64;
    if more > 0 {
        let more = count(more, "more record is", "more records are");
        rows.plain(vec![Cell::text(&format!("{more} on the sheet of records"))]);
    }
}

/// The sources: columns and rows.
pub fn sources(audit: &Audit) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let heads = columns([
        ("Id", 18),
        ("Source", 60),
        ("Where in it", 20),
        ("Standing", 16),
        ("Where it applies", 20),
        ("Checked", 14),
        ("Cited by", 10),
        ("Address", 50),
        ("Remark", 40),
    ]);
    let rows = audit.sources.iter().map(|source| {
        let address = match web_address(&source.url) {
            Some(address) => Cell::Link(spreadsheet_text(&source.url).into_owned(), address),
            None => Cell::text(&source.url),
        };
        vec![
            Cell::text(&source.id),
            Cell::text(&source.title),
            Cell::text(&source.at),
            Cell::text(source.standing.words()),
            Cell::text(&source.jurisdiction),
            Cell::text(
                &source.checked.map_or_else(|| wording::checked(Tongue::English, source), |date| date.to_string()),
            ),
            Cell::count(u64::from(source.cited_by)),
            address,
            Cell::text(&source.note),
        ]
    });
    (heads, rows.collect())
}

/// What was noticed about the list: refused rows, remarks, columns; columns and rows.
pub fn list_notes(audit: &Audit) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let heads = columns([("About", 18), ("Column or input", 36), ("Row", 8), ("What", 90)]);
    let mut rows = Vec::new();
    for row in &audit.records.refused_rows {
        rows.push(vec![
            Cell::text("refused row"),
            Cell::text(&row.input),
            Cell::count(row.row),
            Cell::text(&row.cause),
        ]);
    }
    let more = audit.records.refused.saturating_sub(audit.records.refused_rows.len() as u64);
    if more > 0 {
        rows.push(vec![
            Cell::text("refused row"),
            Cell::Empty,
            Cell::Empty,
            Cell::text(&format!("{} not listed", count(more, "more row is", "more rows are"))),
        ]);
    }
    for note in &audit.list.notes {
        let row = note.rows.first().map_or(Cell::Empty, |row| Cell::count(*row));
        rows.push(vec![
            Cell::text("remark"),
            Cell::text(&note.column),
            row,
            Cell::text(&wording::note(Tongue::English, note)),
        ]);
    }
    for column in &audit.list.columns {
        let field = column.field.as_ref().map_or_else(|| "not used".to_owned(), |field| format!("is {field}"));
        let states = if column.states.is_empty() {
            String::new()
        } else {
            format!(" ({})", wording::states(Tongue::English, &column.states))
        };
        rows.push(vec![
            Cell::text("column"),
            Cell::text(&column.header),
            Cell::Empty,
            Cell::text(&format!("{field}: {}{states}", column.why)),
        ]);
    }
    for path in &audit.list.not_supplied {
        rows.push(vec![Cell::text("field"), Cell::text(path), Cell::Empty, Cell::text("no column supplies it")]);
    }
    (heads, rows)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_rows_fit_their_columns() {
        for (name, audit) in fixtures::all() {
            let records = Records::new(&audit);
            let width = records.columns().len();
            let mut rows: Vec<Vec<Cell>> = summary(&audit).into_iter().map(|row| row.cells).collect();
            for finding in &audit.findings {
                rows.push(finding_cells(finding));
                assert_eq!(rows.last().unwrap().len(), finding_columns().len(), "{name}");
            }
            for result in &audit.results {
                rows.push(records.cells(result));
                assert_eq!(rows.last().unwrap().len(), width, "{name}");
            }
            for (heads, more) in [sources(&audit), list_notes(&audit), decisions(&audit)] {
                assert!(more.iter().all(|row| row.len() == heads.len()), "{name}");
                rows.extend(more);
            }
            rows.push(records.columns().into_iter().map(|column| Cell::Text(column.title)).collect());
            for cell in rows.into_iter().flatten() {
                if let Cell::Text(text) | Cell::Link(text, _) = cell {
                    assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{name}: {text:?}");
                }
            }
        }
    }

    #[test]
    fn only_what_is_written_as_a_number_is_one() {
        let of = |value: &str| {
            Cell::answer(&Evidence {
                field: "a".into(),
                label: String::new(),
                state: State::Answered,
                value: value.into(),
            })
        };
        assert_eq!(of("-5"), Cell::Number(-5.0));
        assert_eq!(of("12.5"), Cell::Number(12.5));
        for text in ["007", "1e5", "inf", "NaN", "12345678901234567890", "1.0"] {
            assert_eq!(of(text), Cell::Text(text.to_owned()));
        }
        assert_eq!(of("-5a"), Cell::Text("'-5a".to_owned()));
    }

    #[test]
    fn answers_keep_the_order_of_the_framework() {
        let mut audit = fixtures::typical();
        let of = |field: &str| Evidence {
            field: field.into(),
            label: field.into(),
            state: State::Answered,
            value: "x".into(),
        };
        audit.results[0].values = vec![of("a"), of("d")];
        audit.results[1].values = vec![of("b"), of("d")];
        audit.results[2].values = vec![of("a"), of("b"), of("c"), of("d")];
        let records = Records::new(&audit);
        let columns = records.columns();
        let titles: Vec<&str> = columns.iter().skip(13).map(|column| column.title.as_str()).collect();
        assert_eq!(titles.len(), 4);
        assert_eq!(titles.last(), Some(&"d"));
        assert_eq!(columns[6].title, "Completeness (0 to 9 possible)");
        assert_eq!(records.cells(&audit.results[1])[6], Cell::Text("3 to 4".to_owned()));
        audit.results[1].numbers[0].low = audit.results[1].numbers[0].high;
        let records = Records::new(&audit);
        assert_eq!(records.cells(&audit.results[1])[6], Cell::Number(4.0));
        assert_eq!(records.cells(&audit.results[1])[13..].iter().filter(|cell| **cell != Cell::Empty).count(), 2);
    }
}
