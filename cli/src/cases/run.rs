//! Running cases against a framework, and saying what differs and what is missing.

use super::expect::{Actual, compare};
use super::{Case, CaseFile, Records};
use crate::exit::CliError;
use due_regard::audit::Verdict;
use due_regard::decision::DecisionLoader;
use due_regard::list::{CsvSplitter, FieldNames, ListOptions, map_columns, sniff};
use due_regard::register::Register;
use due_regard::{Batch, Loaded, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// Something that is not as a case says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where: the file, the line, the name of the case.
    pub place: String,
    /// What it is about: `verdict of late`.
    pub about: String,
    /// What the case says.
    pub expected: String,
    /// What it is.
    pub got: String,
}

/// A file of cases that has been run.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// The file.
    pub name: String,
    /// How many cases it holds.
    pub cases: usize,
    /// What is not as the cases say.
    pub mismatches: Vec<Mismatch>,
    /// The file's text with what it is in the place of what was expected; the same text where nothing differs.
    pub blessed: String,
}

/// What the cases of a framework show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Each file.
    pub files: Vec<Tested>,
    /// Rules with the verdicts of which no case gives an example, in the framework's order.
    pub missing: Vec<(String, Vec<Verdict>)>,
    /// How many of the author's rules there are.
    pub rules: usize,
}

impl Report {
    /// Whether every case holds.
    pub fn holds(&self) -> bool {
        self.files.iter().all(|file| file.mismatches.is_empty())
    }

    /// How many cases there are.
    pub fn cases(&self) -> usize {
        self.files.iter().map(|file| file.cases).sum()
    }
}

/// Runs files of cases (name and text) against a framework that can be used, with the registers that it declares; a case may hold its own.
///
/// # Errors
/// When a file cannot be read as cases, or its settings or records do not fit the framework.
pub fn test<'a>(
    loaded: &Loaded,
    registers: &[(String, Register)],
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Report, CliError> {
    let mut report = Report::default();
    let mut shown: BTreeMap<String, BTreeSet<Verdict>> = BTreeMap::new();
    for (name, text) in files {
        let file = CaseFile::parse(name, text)?;
        let mut mismatches = Vec::new();
        let mut rewritten = Vec::new();
        for case in &file.cases {
            let place = if case.name.is_empty() { name.to_owned() } else { format!("{name}, `{}`", case.name) };
            let actual = Actual::new(case, run(loaded, registers, case).map_err(|error| in_case(&place, &error))?);
            mismatches.extend(compare(case, &actual, &place));
            rewritten.push(actual.bless(case));
            for verdict in &case.verdicts {
                shown.entry(verdict.rule.clone()).or_default().insert(verdict.verdict);
            }
        }
        let blessed = if mismatches.is_empty() && file.cases.iter().all(|case| !case.verdicts.is_empty()) {
            text.to_owned()
        } else {
            join(text, &rewritten)
        };
        report.files.push(Tested { name: name.to_owned(), cases: file.cases.len(), mismatches, blessed });
    }
    let wanted = loaded.verdicts_to_show();
    report.rules = wanted.len();
    for (rule, verdicts) in wanted {
        let known = shown.get(&rule);
        let missing: Vec<Verdict> =
            verdicts.into_iter().filter(|verdict| !known.is_some_and(|known| known.contains(verdict))).collect();
        if !missing.is_empty() {
            report.missing.push((rule, missing));
        }
    }
    Ok(report)
}

fn in_case(place: &str, error: &CliError) -> CliError {
    let text = error.render();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (sentence, help) = text.split_once('\n').unwrap_or((text, ""));
    help.lines()
        .filter_map(|line| line.trim().strip_prefix("= help: "))
        .fold(CliError::new(format!("{place}: {sentence}")), |error, help| error.help(help))
}

/// The file's text with its cases written anew: what stands before the first case and the lines `===` stay.
fn join(text: &str, cases: &[String]) -> String {
    let mut out = String::new();
    let mut cases = cases.iter();
    let mut body = String::new();
    let mut flush = |body: &mut String, out: &mut String| {
        let holds_a_case = body.lines().any(|line| line.starts_with("---"));
        match holds_a_case.then(|| cases.next()).flatten() {
            Some(case) => out.push_str(case),
            None => out.push_str(body),
        }
        body.clear();
    };
    for line in text.split_inclusive('\n') {
        if line.starts_with("===") {
            flush(&mut body, &mut out);
            out.push_str(line);
        } else {
            body.push_str(line);
        }
    }
    flush(&mut body, &mut out);
    out
}

/// The audit of a case's records.
fn run(loaded: &Loaded, registers: &[(String, Register)], case: &Case) -> Result<due_regard::Audit, CliError> {
    let mut settings = case.settings.settings();
    for (id, register) in registers.iter().filter(|(id, _)| !case.registers.iter().any(|(own, _)| own == id)) {
        settings = settings.register(id, register.clone());
    }
    for (id, text) in &case.registers {
        settings = settings.register(id, crate::registers::from_csv(&format!("register {id}"), text)?);
    }
    if let Some(text) = &case.decisions {
        let log = DecisionLoader::from_csv("decisions", text.as_bytes())?.finish(case.settings.as_of);
        // In a case every line has to be right.
        if let Some(problem) = log.problems().iter().find(|problem| problem.level == due_regard::Level::Error) {
            return Err(CliError::new(problem.to_string()));
        }
        settings = settings.decisions(log);
    }
    let plan = loaded.plan(settings)?;
    let batch = match &case.records {
        Records::Json(records) => {
            let mut batch = plan.batch();
            for (record, number) in records.iter().zip(1..) {
                batch.add(number, record)?;
            }
            batch.finish()
        }
        Records::Csv(text) => table(&plan, text)?,
    };
    Ok(plan.run(&batch))
}

/// The rows of delimited text. In a case every row has to be right: a refused one is an error.
fn table(plan: &Plan, text: &str) -> Result<Batch, CliError> {
    let trouble = |problem: due_regard::list::Problem| {
        CliError::new(format!("records.csv: {problem}")).help(problem.help.clone())
    };
    let layout = sniff(text.as_bytes(), true, &ListOptions::default()).map_err(trouble)?;
    let fields = plan.fields();
    let names: Vec<FieldNames> = fields
        .iter()
        .map(|field| FieldNames {
            id: field.path.clone(),
            labels: vec![field.label.clone()],
            aliases: field.aliases.clone(),
        })
        .collect();
    let mapping = map_columns(&layout.header, &names, &[]);
    if let Some(problem) = mapping.problems.first() {
        return Err(trouble(problem.clone()));
    }
    if let Some(column) = mapping.unmapped().next() {
        return Err(CliError::new(format!("records.csv: the column `{}` is no field of the framework", column.header))
            .help("leave it out, or name it as a field"));
    }
    let mut splitter = CsvSplitter::new(&layout);
    let body = text.as_bytes().get(layout.body..).unwrap_or_default();
    let mut blocks = splitter.push(body).map_err(trouble)?;
    blocks.extend(splitter.finish().map_err(trouble)?);
    let mut batch = plan.batch();
    let mut number = 0;
    for block in &blocks {
        if let Some(refused) = block.refused().first() {
            return Err(CliError::new(format!("records.csv: row {} {}", refused.row, refused.cause)));
        }
        for row in 0..block.len() {
            number += 1;
            batch.begin(number);
            for column in &mapping.columns {
                if let Some(field) = column.field.and_then(|field| fields.get(field)) {
                    batch.cell(field.index, block.cell(row, column.column));
                }
            }
        }
    }
    Ok(batch.finish())
}
