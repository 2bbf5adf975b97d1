//! Registers from their tables as CSV text.

use crate::trouble::{refused, trouble};
use due_regard::list::{CsvSplitter, ListOptions, Problem, sniff};
use due_regard::register::{Register, RegisterLoader, Table};
use serde_json::Value;
use wasm_bindgen::JsValue;

fn unreadable(table: &str, problem: &Problem) -> JsValue {
    refused("unreadable-list", table, format!("{table}: {problem}"))
}

/// A register from an object: names of tables to their texts.
pub(crate) fn register(name: &str, tables: &Value) -> Result<Register, JsValue> {
    let Value::Object(tables) = tables else {
        return Err(refused("unreadable-list", "", "a register is an object: names of tables to their texts"));
    };
    let mut loader = RegisterLoader::new(name);
    for (table, text) in tables {
        let (Some(kind), Some(text)) = (Table::named(table), text.as_str()) else {
            let known: Vec<&str> = Table::ALL.iter().map(|(_, name)| *name).collect();
            let known = known.join(", ");
            let message = format!("`{table}` is no table of a register; there are {known}");
            return Err(refused("unreadable-list", table, message));
        };
        let layout = sniff(text.as_bytes(), true, &ListOptions::default().accept_short_rows())
            .map_err(|problem| unreadable(table, &problem))?;
        loader.table(kind, table, &layout.header).map_err(|error| trouble(&error))?;
        let mut splitter = CsvSplitter::new(&layout);
        let body = text.as_bytes().get(layout.body..).unwrap_or(&[]);
        let mut blocks = splitter.push(body).map_err(|problem| unreadable(table, &problem))?;
        blocks.extend(splitter.finish().map_err(|problem| unreadable(table, &problem))?);
        for block in &blocks {
            if let Some(row) = block.refused().first() {
                let message =
                    format!("{table}, row {}: {}; a register is taken whole or not at all", row.row, row.cause);
                return Err(refused("unreadable-list", table, message));
            }
            for row in 0..block.len() {
                loader.row(block.row_number(row), block.row(row));
            }
        }
    }
    Ok(loader.finish())
}
