//! What the engine says, natively, of every record of every case: one JSON document a line, for `wasm/test` to hold the browser module to the same bytes.
//!
//! ```sh
//! cargo run -p due-regard-tests --example documents > documents.jsonl
//! ```
//!
//! A line is `{kind, name, framework, options, record, expected}`; `framework` is the number of a line of kind `framework`, and a register in the options that of
//! a line of kind `tables`. Screening comes last.

use due_regard::form::{Session, describe};
use due_regard::screen::{Context, ScreenSettings, Screener};
use due_regard::{Loaded, Settings, Source, load, load_with};
use due_regard_cli::cases::{CaseFile, Records};
use due_regard_tests::{Suite, files, root, shown, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut frameworks = 0;
    let mut registers = Vec::new();
    for path in files("tests/suite", ".case") {
        let suite = Suite::read(&text(&path)?)?;
        let loaded = load(Source::new("framework.yaml", suite.framework()));
        // Files that show diagnostics have frameworks that cannot run; these are compared too.
        let diagnostics: Vec<Value> =
            loaded.diagnostics().iter().map(|one| json!([one.code.info().name, one.message])).collect();
        writeln!(
            out,
            "{}",
            json!({"kind": "framework", "name": shown(&path), "text": suite.framework(), "bases": {}, "usable": loaded.is_usable(), "diagnostics": diagnostics})
        )?;
        if loaded.is_usable() && !suite.cases().trim().is_empty() {
            cases(&mut out, &loaded, frameworks, &[], &mut registers, (&shown(&path), suite.cases()))?;
        }
        frameworks += 1;
    }
    let source = |name: &str| -> Option<Source> {
        let path = root().join("rules").join(name).join("framework.yaml");
        text(&path).ok().map(|text| Source::new(name, text))
    };
    for path in files("rules", "framework.yaml") {
        let folder = path.parent().and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy().into_owned();
        let mut bases = BTreeMap::new();
        let whole = text(&path)?;
        let loaded = load_with(Source::new("framework.yaml", whole.as_str()), |name| {
            let found = source(name)?;
            bases.insert(name.to_owned(), found.text().to_owned());
            Some(found)
        });
        writeln!(
            out,
            "{}",
            json!({"kind": "framework", "name": folder, "text": whole, "bases": bases, "usable": loaded.is_usable(), "diagnostics": [], "sha256": loaded.sha256()})
        )?;
        for language in ["", "cy"] {
            writeln!(
                out,
                "{}",
                json!({"kind": "form", "name": folder, "framework": frameworks, "language": language, "expected": serde_json::to_string(&describe(&loaded, language))?})
            )?;
        }
        let register = |ending: &str| -> Result<Vec<(String, String)>, String> {
            let tables = files(&format!("rules/{folder}/register"), ending);
            tables
                .iter()
                .map(|path| Ok((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text(path)?)))
                .collect()
        };
        let register = register(".csv")?;
        for cases_file in files(&format!("rules/{folder}/cases"), ".case") {
            cases(
                &mut out,
                &loaded,
                frameworks,
                &register,
                &mut registers,
                (&shown(&cases_file), &text(&cases_file)?),
            )?;
        }
        frameworks += 1;
    }
    screening(&mut out)?;
    out.flush()?;
    Ok(())
}

fn cases(
    out: &mut impl Write,
    loaded: &Loaded,
    framework: usize,
    tables: &[(String, String)],
    known: &mut Vec<Value>,
    (name, text): (&str, &str),
) -> Result<(), Box<dyn std::error::Error>> {
    let file = CaseFile::parse(name, text).map_err(|error| format!("{error:?}"))?;
    // The frameworks that name a register name one, which lies beside them.
    let declared: Vec<String> = loaded.framework().registers.iter().map(|register| register.id.value.clone()).collect();
    for case in &file.cases {
        let Records::Json(records) = &case.records else { continue };
        let mut settings: Settings = case.settings.settings();
        let mut registers = BTreeMap::new();
        for id in &declared {
            let own = case.registers.iter().find(|(known, _)| known == id).map(|(_, text)| json!({"persons": text}));
            let given =
                own.unwrap_or_else(|| tables.iter().map(|(table, text)| (table.clone(), json!(text))).collect());
            if given.as_object().is_some_and(|tables| !tables.is_empty()) {
                settings = settings.register(id, loaded_register(id, &given)?);
                let place = known.iter().position(|known| *known == given);
                if place.is_none() {
                    writeln!(out, "{}", json!({"kind": "tables", "tables": given}))?;
                    known.push(given);
                }
                registers.insert(id.clone(), place.unwrap_or(known.len() - 1));
            }
        }
        let plan = loaded.plan(settings.clone())?;
        let parameters: BTreeMap<&String, &String> =
            case.settings.parameters.iter().map(|(id, value)| (id, value)).collect();
        let options = json!({
            "as_of": case.settings.as_of.to_string(), "stage": case.settings.stage, "language": case.settings.language, "parameters": parameters,
            "registers": registers, "ahead": 30, "every_verdict": true, "detail": "records",
        });
        for record in records {
            let mut batch = plan.batch();
            if batch.add(1, record).is_err() {
                continue;
            }
            let expected = due_regard::report::json(&plan.run(&batch.finish()));
            let form = match record {
                Value::Object(record) => Session::new(loaded, settings.clone(), record.clone()).ok(),
                _ => None,
            };
            let evaluation = form.map(|form| serde_json::to_string(&form.evaluation())).transpose()?;
            writeln!(
                out,
                "{}",
                json!({"kind": "record", "name": format!("{name}: {}", case.name), "framework": framework, "options": options, "record": record.to_string(), "expected": expected, "evaluation": evaluation})
            )?;
        }
    }
    Ok(())
}

fn loaded_register(id: &str, tables: &Value) -> Result<due_regard::register::Register, Box<dyn std::error::Error>> {
    use due_regard::list::{CsvSplitter, ListOptions, sniff};
    use due_regard::register::{RegisterLoader, Table};
    let mut loader = RegisterLoader::new(id);
    for (table, text) in tables.as_object().into_iter().flatten() {
        let (Some(kind), Some(text)) = (Table::named(table), text.as_str()) else {
            return Err(format!("no table {table}").into());
        };
        let layout = sniff(text.as_bytes(), true, &ListOptions::default().accept_short_rows())
            .map_err(|problem| problem.to_string())?;
        loader.table(kind, table, &layout.header)?;
        let mut splitter = CsvSplitter::new(&layout);
        let mut blocks =
            splitter.push(text.as_bytes().get(layout.body..).unwrap_or(&[])).map_err(|problem| problem.to_string())?;
        blocks.extend(splitter.finish().map_err(|problem| problem.to_string())?);
        for block in &blocks {
            (0..block.len()).for_each(|row| loader.row(block.row_number(row), block.row(row)));
        }
    }
    Ok(loader.finish())
}

/// Every name of the cases of screening.
fn screening(out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    use due_regard::list::{CsvSplitter, ListOptions, sniff};
    let tables = json!({"persons": text(&root().join("tests/screening/register.csv"))?});
    let screener = Screener::new(loaded_register("test", &tables)?, ScreenSettings::default().suppressed(true));
    writeln!(out, "{}", json!({"kind": "register", "tables": tables}))?;
    let list = text(&root().join("tests/screening/cases.csv"))?;
    let layout = sniff(list.as_bytes(), true, &ListOptions::default()).map_err(|problem| problem.to_string())?;
    let column = |name: &str| layout.header.iter().position(|header| header == name).unwrap_or(usize::MAX);
    let (name, locality, year) = (column("name"), column("locality"), column("year"));
    let mut splitter = CsvSplitter::new(&layout);
    let mut blocks =
        splitter.push(list.as_bytes().get(layout.body..).unwrap_or(&[])).map_err(|problem| problem.to_string())?;
    blocks.extend(splitter.finish().map_err(|problem| problem.to_string())?);
    for block in &blocks {
        for row in 0..block.len() {
            let (name, locality, year) = (block.cell(row, name), block.cell(row, locality), block.cell(row, year));
            let found = screener.screen(name, &Context::at(locality).named_in(year));
            let options = json!({"locality": locality, "named": year});
            writeln!(
                out,
                "{}",
                json!({"kind": "name", "name": name, "options": options, "expected": serde_json::to_string(&found)?})
            )?;
        }
    }
    Ok(())
}
