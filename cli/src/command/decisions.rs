//! Logs of decisions from where they lie (CSV, workbooks, JSON, JSON Lines), and audits that were written before.

use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions};
use due_regard::audit::InputReceipt;
use due_regard::compare::Written;
use due_regard::decision::{DecisionLoader, DecisionLog};
use due_regard::{Date, Level};
use sha2::{Digest, Sha256};
use std::io::Read;

/// Longer logs are not read.
const LONGEST: u64 = 256 << 20;

/// The logs of these files as one, as it was on the as-of date, and what the receipt says of each file.
pub(in crate::command) fn load(paths: &[String], as_of: Date) -> Result<(DecisionLog, Vec<InputReceipt>), CliError> {
    let mut loader = DecisionLoader::new();
    let mut receipts = Vec::new();
    for path in paths {
        receipts.push(add(&mut loader, path)?);
    }
    Ok((loader.finish(as_of), receipts))
}

/// Adds a file to a loader.
pub(in crate::command) fn add(loader: &mut DecisionLoader, path: &str) -> Result<InputReceipt, CliError> {
    let bytes = read(path, LONGEST)?;
    let name = if path == "-" { "standard input" } else { path };
    let start = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let format = match start {
        Some(b'{' | b'[') => {
            json(loader, name, &bytes)?;
            "decisions, JSON"
        }
        // A workbook of either kind.
        _ if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => {
            workbook(loader, name, bytes.clone())?;
            "decisions, workbook"
        }
        _ => {
            loader.csv(name, &bytes)?;
            "decisions, delimited text"
        }
    };
    Ok(receipt(name, format, &bytes))
}

fn read(path: &str, longest: u64) -> Result<Vec<u8>, CliError> {
    let trouble = |error: &std::io::Error| {
        if input::is_address(path) {
            return CliError::new(format!("`{path}` is an address, and addresses are not fetched"))
                .help(input::SAVE_IT);
        }
        if error.kind() == std::io::ErrorKind::NotFound {
            return CliError::new(format!("{path}: there is no such file")).help("check the path");
        }
        CliError::new(format!("`{path}` cannot be read: {error}"))
    };
    let mut bytes = Vec::new();
    let taken = if path == "-" {
        std::io::stdin().lock().take(longest + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(longest + 1).read_to_end(&mut bytes))
    };
    taken.map_err(|error| trouble(&error))?;
    if bytes.len() as u64 > longest {
        return Err(CliError::new(format!("`{path}` has more than {longest} bytes")).help("was another file meant?"));
    }
    Ok(bytes)
}

fn json(loader: &mut DecisionLoader, name: &str, bytes: &[u8]) -> Result<(), CliError> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let values = serde_json::Deserializer::from_slice(text).into_iter::<serde_json::Value>();
    let mut number = 0;
    for value in values {
        let value = value.map_err(|error| {
            CliError::new(format!("`{name}` is no JSON: {error}"))
                .help("a log in JSON is a document with `decisions`, a list, or one object a line")
        })?;
        match value {
            serde_json::Value::Array(items) => {
                for item in &items {
                    number += 1;
                    loader.object(name, number, item)?;
                }
            }
            value => {
                number += 1;
                loader.object(name, number, &value)?;
            }
        }
    }
    Ok(())
}

fn workbook(loader: &mut DecisionLoader, name: &str, bytes: Vec<u8>) -> Result<(), CliError> {
    let options = InputOptions { hash: false, header_row: Some(1), accept_short_rows: true, ..InputOptions::default() };
    let Input::Table(mut table) = input::open_bytes(name, bytes, &options)? else {
        return Err(CliError::new(format!("`{name}` holds no table")));
    };
    loader.table(name, &table.header)?;
    while let Some(block) = table.next_block()? {
        for row in 0..block.len() {
            loader.row(block.row_number(row), block.row(row));
        }
        for row in block.refused() {
            loader.refuse(row.row, &row.cause);
        }
    }
    Ok(())
}

/// Tells what is wrong with a log: of each kind the first few, and how many there are.
pub(in crate::command) fn tell_problems(host: &Host, log: &DecisionLog, quiet: bool) {
    let shown = |level: Level| level == Level::Error || level == Level::Warning && !quiet;
    let shown = log.problems().iter().filter(|problem| shown(problem.level));
    crate::tell::of_each_kind(host, shown.map(|problem| (problem.code, problem.row, problem.to_string())));
}

/// An audit that was written before, and what a receipt says of it.
pub(in crate::command) fn written(path: &str) -> Result<(Written, InputReceipt), CliError> {
    /// A document of a hundred thousand findings and records has some 200 MB.
    const LONGEST: u64 = 2 << 30;
    let bytes = read(path, LONGEST)?;
    let name = if path == "-" { "standard input" } else { path };
    let written = Written::read(name, &bytes)?;
    Ok((written, receipt(name, "audit", &bytes)))
}

fn receipt(name: &str, format: &str, bytes: &[u8]) -> InputReceipt {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    InputReceipt { name: name.to_owned(), format: format.to_owned(), bytes: bytes.len() as u64, sha256: Some(sha256) }
}
