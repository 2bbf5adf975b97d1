//! Registers from where they lie: bundled with a framework, a folder of tables, or one list of persons.
//!
//! A framework names the registers that it works with. They are looked for beside it, then beside what it extends, unless the run gives its own.

use crate::bundled;
use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions};
use crate::suggest::did_you_mean;
use due_regard::list::{CsvSplitter, ListOptions, sniff};
use due_regard::register::{Problem, Register, RegisterLoader, Table};
use due_regard::{Level, Loaded};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// The deepest chain of frameworks that extend one another, as the engine has it.
const DEEPEST: usize = 8;

/// The registers that a framework declares, by id, with those that the run gives (`ID=PATH`) in their place. Registers that nobody gives are left out: what rules
/// say of their candidates cannot be told.
pub(crate) fn declared(
    name: &str,
    loaded: &Loaded,
    host: &Host,
    given: &[String],
) -> Result<Vec<(String, Register)>, CliError> {
    let declared = &loaded.framework().registers;
    let plain = InputOptions { hash: false, ..InputOptions::default() };
    let mut found: Vec<(String, Register)> = Vec::new();
    for text in given {
        let (id, path) = crate::command::audit::pair(text, "--register ID=FILE", |text| text.split_once('='))?;
        if !declared.iter().any(|register| register.id.value == id) {
            let ids: Vec<&str> = declared.iter().map(|register| register.id.value.as_str()).collect();
            let known = match ids.as_slice() {
                [] => "the framework declares no registers".to_owned(),
                ids => format!("the framework's registers: {}", ids.join(", ")),
            };
            return Err(CliError::new(format!("the framework has no register `{id}`"))
                .help(did_you_mean(&id, &ids))
                .help(known));
        }
        found.push((id, load(&path, host, &plain)?));
    }
    for register in declared {
        let id = &register.id.value;
        if register.file.is_empty() || found.iter().any(|(known, _)| known == id) {
            continue;
        }
        let read = beside(name, id, &register.file, host, DEEPEST)?.ok_or_else(|| {
            CliError::new(format!(
                "the register `{id}` was not found: there is no `{}` beside the framework",
                register.file
            ))
            .help(format!("put it there, or give one: --register {id}=FILE"))
        })?;
        found.push((id.clone(), read));
    }
    Ok(found)
}

/// The register that lies beside a framework, or beside one that it extends. It is called by its id: the same framework says the same wherever it lies.
fn beside(name: &str, id: &str, file: &str, host: &Host, deepest: usize) -> Result<Option<Register>, CliError> {
    let folder = match bundled::find(name) {
        Some(bundled) => {
            if let Some(register) = bundled.register_at(file) {
                return register.map(Some);
            }
            PathBuf::new()
        }
        None => {
            let folder = host.framework_path(name)?.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            let path = folder.join(file);
            if path.exists() {
                let plain = InputOptions { hash: false, ..InputOptions::default() };
                return from_path(id, &path.display().to_string(), host, &plain).map(Some);
            }
            folder
        }
    };
    let base = host.load(name)?.framework().extends.clone();
    if base.is_empty() || deepest == 0 {
        return Ok(None);
    }
    let base = match bundled::find(&base) {
        Some(_) => base,
        None => folder.join(&base).display().to_string(),
    };
    beside(&base, id, file, host, deepest - 1)
}

/// The tables of a framework's registers as CSV text, for a page that carries them: `{registers: {id: {name, tables}}, names: {name, tables}}`, with
/// tables as `{table: text}` and the name that receipts have. `names` is the register that comes with a framework which
/// does not speak of its candidates.
pub(crate) fn texts(name: &str, loaded: &Loaded, host: &Host, given: &[String]) -> Result<Value, CliError> {
    let declared = &loaded.framework().registers;
    let mut found = Map::new();
    for text in given {
        let (id, path) = crate::command::audit::pair(text, "--register ID=FILE", |text| text.split_once('='))?;
        if !declared.iter().any(|register| register.id.value == id) {
            let ids: Vec<&str> = declared.iter().map(|register| register.id.value.as_str()).collect();
            return Err(CliError::new(format!("the framework has no register `{id}`")).help(did_you_mean(&id, &ids)));
        }
        found.insert(id, named(&path, tables_of(&path, host)?));
    }
    for register in declared {
        let id = &register.id.value;
        if register.file.is_empty() || found.contains_key(id) {
            continue;
        }
        let tables = tables_beside(name, id, &register.file, host, DEEPEST)?.ok_or_else(|| {
            CliError::new(format!(
                "the register `{id}` was not found: there is no `{}` beside the framework",
                register.file
            ))
            .help(format!("put it there, or give one: --register {id}=FILE"))
        })?;
        found.insert(id.clone(), tables);
    }
    let mut names = Value::Null;
    if loaded.framework().screening.is_empty() {
        names = match bundled::find(name) {
            Some(bundled) if !bundled.register.is_empty() => bundled_tables(bundled),
            _ => host
                .framework_path(name)
                .ok()
                .and_then(|path| Some(path.parent()?.join("register")))
                .filter(|folder| folder.is_dir())
                .map(|folder| Ok::<_, CliError>(named(name, tables_of(&folder.display().to_string(), host)?)))
                .transpose()?
                .unwrap_or(Value::Null),
        };
    }
    Ok(json!({"registers": found, "names": names}))
}

/// The tables of the register that lies beside a framework, or beside one that it extends.
fn tables_beside(name: &str, id: &str, file: &str, host: &Host, deepest: usize) -> Result<Option<Value>, CliError> {
    let folder = match bundled::find(name) {
        Some(bundled) => {
            if let Some(holder) = bundled.holder_of(file) {
                return Ok(Some(bundled_tables(holder)));
            }
            PathBuf::new()
        }
        None => {
            let folder = host.framework_path(name)?.parent().map_or_else(PathBuf::new, Path::to_path_buf);
            let path = folder.join(file);
            if path.exists() {
                return tables_of(&path.display().to_string(), host).map(|tables| Some(named(id, tables)));
            }
            folder
        }
    };
    let base = host.load(name)?.framework().extends.clone();
    if base.is_empty() || deepest == 0 {
        return Ok(None);
    }
    let base = if bundled::find(&base).is_some() { base } else { folder.join(&base).display().to_string() };
    tables_beside(&base, id, file, host, deepest - 1)
}

fn bundled_tables(bundled: &bundled::Bundled) -> Value {
    let tables = bundled.register.iter().filter_map(|(file, text)| {
        let table = table_of(file)?;
        let name = Table::ALL.iter().find(|(known, _)| *known == table)?.1;
        Some((name.to_owned(), Value::String((*text).to_owned())))
    });
    named(bundled.id, Value::Object(tables.collect()))
}

/// Tables with the name by which a receipt calls their register.
fn named(name: &str, tables: Value) -> Value {
    json!({"name": name, "tables": tables})
}

/// The tables in a file or folder.
fn tables_of(path: &str, host: &Host) -> Result<Value, CliError> {
    let mut tables = Map::new();
    if Path::new(path).is_dir() {
        let inside = Path::new(path).join("register");
        let folder = if inside.is_dir() { inside } else { PathBuf::from(path) };
        for ending in ["csv", "xlsx"] {
            for file in host.files(&folder, ending)? {
                let shown = file.display().to_string();
                if let Some((_, name)) =
                    table_of(&shown).and_then(|kind| Table::ALL.iter().find(|(known, _)| *known == kind))
                {
                    tables.insert((*name).to_owned(), Value::String(as_csv(&shown)?));
                }
            }
        }
    } else {
        tables.insert("persons".to_owned(), Value::String(as_csv(path)?));
    }
    if !tables.contains_key("persons") {
        return Err(CliError::new(format!("`{path}` holds no register"))
            .help("a register is a table `persons` (.csv, .xlsx), and beside it perhaps aliases, evidence, homonyms and places"));
    }
    Ok(Value::Object(tables))
}

/// A table as CSV, whatever it was.
fn as_csv(path: &str) -> Result<String, CliError> {
    fn line<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        }
        out.push('\n');
    }
    let options = InputOptions { accept_short_rows: true, hash: false, ..InputOptions::default() };
    let Input::Table(mut rows) = input::open(path, &options)? else {
        return Err(CliError::new(format!("`{path}` is no table")).help("a register goes into a page from CSV or XLSX"));
    };
    let mut out = String::new();
    line(rows.header.iter().map(String::as_str), &mut out);
    while let Some(block) = rows.next_block()? {
        if let Some(refused) = block.refused().first() {
            return Err(CliError::new(format!("{path}, row {}: {}", refused.row, refused.cause))
                .help("a register is taken whole or not at all: mend the row"));
        }
        (0..block.len()).for_each(|row| line(block.row(row), &mut out));
    }
    Ok(out)
}

impl bundled::Bundled {
    /// The registers that it declares and that come with it.
    ///
    /// # Errors
    /// When one of its tables cannot be read.
    pub fn registers(&self) -> Result<Vec<(String, Register)>, CliError> {
        let loaded = self.load();
        let declared = loaded.framework().registers.iter().filter(|register| !register.file.is_empty());
        declared
            .filter_map(|register| {
                let mut bundled = Some(self);
                let mut found = None;
                for _ in 0..=DEEPEST {
                    found = bundled.and_then(|bundled| bundled.register_at(&register.file));
                    if found.is_some() {
                        break;
                    }
                    bundled = bundled.and_then(|bundled| bundled::find(&bundled.load().framework().extends));
                }
                found.map(|found| found.map(|found| (register.id.value.clone(), found)))
            })
            .collect()
    }

    /// The register of this name that comes with it, if there is one.
    fn register_at(&self, file: &str) -> Option<Result<Register, CliError>> {
        self.holder_of(file).map(bundled_register)
    }

    /// The bundled framework that comes with the register of this name.
    fn holder_of(&self, file: &str) -> Option<&bundled::Bundled> {
        // Another bundled framework's register lies beside this one's folder.
        let other = file.strip_prefix("../").and_then(|file| file.strip_suffix("/register")).map(bundled::find);
        let holder = other.unwrap_or_else(|| Some(self).filter(|_| file == "register"))?;
        (!holder.register.is_empty()).then_some(holder)
    }
}

fn bundled_register(bundled: &bundled::Bundled) -> Result<Register, CliError> {
    let mut loader = RegisterLoader::new(bundled.id);
    for (file, text) in bundled.register {
        if let Some(table) = table_of(file) {
            from_text(&mut loader, table, file, text)?;
        }
    }
    Ok(loader.finish())
}

/// A register from one table of persons in delimited text, as cases hold it.
pub(crate) fn from_csv(name: &str, text: &str) -> Result<Register, CliError> {
    let mut loader = RegisterLoader::new(name);
    from_text(&mut loader, Table::Persons, name, text)?;
    Ok(loader.finish())
}

/// Tells what is wrong with a register: of each kind the first few, and how many there are. With `quiet`, only what left something out.
pub(crate) fn report(problems: &[Problem], host: &Host, quiet: bool) {
    let shown = |level: Level| level == Level::Error || level == Level::Warning && !quiet;
    let shown = problems.iter().filter(|problem| shown(problem.level));
    crate::tell::of_each_kind(host, shown.map(|problem| (problem.code, problem.row, problem.to_string())));
}

/// The register of this name: a bundled framework's, a folder with `persons.csv` (and `aliases`, `evidence`, `homonyms`, `places`), or a list of persons.
pub(crate) fn load(name: &str, host: &Host, options: &InputOptions) -> Result<Register, CliError> {
    let path = Path::new(name);
    if let Some(bundled) = bundled::find(name).filter(|_| !path.exists()) {
        if bundled.register.is_empty() {
            return Err(CliError::new(format!("the bundled framework `{name}` has no register"))
                .help("give a file or folder of your own"));
        }
        return bundled_register(bundled);
    }
    if !path.exists() && name != "-" && !input::is_address(name) {
        let ids: Vec<&str> =
            bundled::ALL.iter().filter(|bundled| !bundled.register.is_empty()).map(|bundled| bundled.id).collect();
        return Err(CliError::new(format!("no bundled register and no file is called `{name}`"))
            .help(did_you_mean(name, &ids))
            .help(format!("bundled registers: {}; a register of your own is given by its path", ids.join(", "))));
    }
    from_path(name, name, host, options)
}

/// The register in a file or folder, under a name.
fn from_path(name: &str, path: &str, host: &Host, options: &InputOptions) -> Result<Register, CliError> {
    if Path::new(path).is_dir() {
        return folder(name, Path::new(path), host, options);
    }
    let mut loader = RegisterLoader::new(name);
    file(&mut loader, Table::Persons, path, options)?;
    Ok(loader.finish())
}

fn table_of(file: &str) -> Option<Table> {
    Table::named(Path::new(file).file_stem()?.to_str()?)
}

/// Whether a file of a folder is read as a table of a register.
pub(crate) fn is_table(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.contains(&ending) && file.to_str().is_some_and(|shown| table_of(shown).is_some())
}

/// The files from which the registers of a framework are read: those that the run gives, and those beside it. Names of bundled registers are no files.
pub(crate) fn paths(name: &str, loaded: &Loaded, host: &Host, given: &[String]) -> Vec<String> {
    let given = given.iter().filter_map(|text| Some(text.split_once('=')?.1.trim().to_owned()));
    let folder = bundled::find(name).is_none().then(|| host.framework_path(name).ok()?.parent().map(Path::to_path_buf));
    let beside = folder.flatten().into_iter().flat_map(|folder| {
        let files = loaded.framework().registers.iter().map(|register| &register.file);
        let files = files.chain([&loaded.framework().extends]).filter(|file| !file.is_empty());
        files.map(|file| folder.join(file).display().to_string()).collect::<Vec<_>>()
    });
    given.chain(beside).collect()
}

/// The endings of a register's tables in a folder.
const ENDINGS: [&str; 4] = ["csv", "xlsx", "json", "jsonl"];

fn folder(name: &str, path: &Path, host: &Host, options: &InputOptions) -> Result<Register, CliError> {
    let mut loader = RegisterLoader::new(name);
    let mut persons = false;
    // A framework's folder holds its register in a folder of that name.
    let inside = path.join("register");
    let path = if inside.is_dir() { inside.as_path() } else { path };
    for ending in ENDINGS {
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
