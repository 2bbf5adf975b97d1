//! Registers from where they lie: bundled with a framework, a folder of tables, or one list of persons.

use crate::bundled;
use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions};
use crate::suggest::did_you_mean;
use due_regard::list::{CsvSplitter, ListOptions, sniff};
use due_regard::register::{Register, RegisterLoader, Table};
use std::path::Path;

/// The register of this name: a bundled framework's, a folder with `persons.csv` (and `aliases`, `evidence`, `homonyms`, `places`), or a list of persons.
pub(in crate::command) fn load(name: &str, host: &Host, options: &InputOptions) -> Result<Register, CliError> {
    let path = Path::new(name);
    if let Some(bundled) = bundled::find(name).filter(|_| !path.exists()) {
        if bundled.register.is_empty() {
            return Err(CliError::new(format!("the bundled framework `{name}` has no register"))
                .help("give a file or folder of your own"));
        }
        let mut loader = RegisterLoader::new(name);
        for (file, text) in bundled.register {
            if let Some(table) = table_of(file) {
                from_text(&mut loader, table, file, text)?;
            }
        }
        return Ok(loader.finish());
    }
    if path.is_dir() {
        return folder(name, path, host, options);
    }
    if !path.exists() && name != "-" {
        let ids: Vec<&str> =
            bundled::ALL.iter().filter(|bundled| !bundled.register.is_empty()).map(|bundled| bundled.id).collect();
        return Err(CliError::new(format!("no bundled register and no file is called `{name}`"))
            .help(did_you_mean(name, &ids))
            .help(format!("bundled registers: {}; a register of your own is given by its path", ids.join(", "))));
    }
    let mut loader = RegisterLoader::new(name);
    file(&mut loader, Table::Persons, name, options)?;
    Ok(loader.finish())
}

fn table_of(file: &str) -> Option<Table> {
    Table::named(Path::new(file).file_stem()?.to_str()?)
}

fn folder(name: &str, path: &Path, host: &Host, options: &InputOptions) -> Result<Register, CliError> {
    let mut loader = RegisterLoader::new(name);
    let mut persons = false;
    // A framework's folder holds its register in a folder of that name.
    let inside = path.join("register");
    let path = if inside.is_dir() { inside.as_path() } else { path };
    for ending in ["csv", "xlsx", "json", "jsonl"] {
        for table in host.files(path, ending)? {
            let shown = table.display().to_string();
            let Some(kind) = table_of(&shown) else { continue };
            persons |= kind == Table::Persons;
            file(&mut loader, kind, &shown, options)?;
        }
    }
    if !persons {
        return Err(CliError::new(format!("the folder `{}` holds no register", path.display()))
            .help("a register is a table `persons` (.csv, .xlsx, .json, .jsonl), and beside it perhaps aliases, evidence, homonyms and places"));
    }
    Ok(loader.finish())
}

fn from_text(loader: &mut RegisterLoader, table: Table, name: &str, text: &str) -> Result<(), CliError> {
    let trouble = |problem: due_regard::list::Problem| CliError::new(format!("{name}: {problem}"));
    let layout = sniff(text.as_bytes(), true, &ListOptions::default()).map_err(trouble)?;
    loader.table(table, name, &layout.header)?;
    let mut splitter = CsvSplitter::new(&layout);
    let body = text.as_bytes().get(layout.body..).unwrap_or(&[]);
    let mut blocks: Vec<_> = splitter.push(body).map_err(trouble)?.into_iter().collect();
    blocks.extend(splitter.finish().map_err(trouble)?);
    for block in &blocks {
        for row in 0..block.len() {
            loader.row(block.row_number(row), block.row(row));
        }
    }
    Ok(())
}

fn file(loader: &mut RegisterLoader, table: Table, path: &str, options: &InputOptions) -> Result<(), CliError> {
    // A register is small: a row with fewer cells than its header has blank cells at the end.
    let options = InputOptions { accept_short_rows: true, hash: false, ..options.clone() };
    match input::open(path, &options)? {
        Input::Table(mut rows) => {
            loader.table(table, path, &rows.header)?;
            while let Some(block) = rows.next_block()? {
                if let Some(refused) = block.refused().first() {
                    return Err(CliError::new(format!("{path}, row {}: {}", refused.row, refused.cause))
                        .help("a register is taken whole or not at all: mend the row"));
                }
                for row in 0..block.len() {
                    loader.row(block.row_number(row), block.row(row));
                }
            }
        }
        Input::Records(mut records) => {
            while let Some(batch) = records.next_batch()? {
                if let Some(refused) = batch.refused.first() {
                    return Err(CliError::new(format!("{path}, record {}: {}", refused.row, refused.cause)));
                }
                for record in batch.records {
                    loader.object(table, path, record.row, &serde_json::Value::Object(record.value))?;
                }
            }
        }
    }
    Ok(())
}
