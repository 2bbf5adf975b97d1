//! Names against a register.

use crate::options::Options;
use crate::plain::json;
use crate::trouble::{refused, to_js, trouble};
use due_regard::list::{CsvSplitter, ListOptions, Problem, sniff};
use due_regard::register::{RegisterLoader, Table};
use due_regard::screen::{Candidates, Context, Profile, ScreenSettings, Screener as Engine};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A register, ready to be asked.
#[wasm_bindgen]
pub struct Screener {
    engine: Engine,
}

#[derive(Serialize)]
struct Shown<'a> {
    level: &'static str,
    code: &'a str,
    table: &'a str,
    row: u64,
    person: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(flatten)]
    found: &'a Candidates,
}

fn unreadable(table: &str, problem: &Problem) -> JsValue {
    refused("unreadable-list", table, format!("{table}: {problem}"))
}

#[wasm_bindgen]
impl Screener {
    /// Reads the tables of a register, by name, as CSV text.
    ///
    /// # Errors
    /// When a table has no such name or cannot be read.
    pub fn load(name: &str, tables: &JsValue, options: &JsValue) -> Result<Screener, JsValue> {
        let Value::Object(tables) = json(tables)? else {
            return Err(refused("unreadable-list", "", "a register is an object: names of tables to their texts"));
        };
        let mut loader = RegisterLoader::new(name);
        for (table, text) in &tables {
            let (Some(kind), Some(text)) = (Table::named(table), text.as_str()) else {
                let known: Vec<&str> = Table::ALL.iter().map(|(_, name)| *name).collect();
                let known = known.join(", ");
                return Err(refused(
                    "unreadable-list",
                    table,
                    format!("`{table}` is no table of a register; there are {known}"),
                ));
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
        let mut options = Options::new(options)?;
        let profile = match options.text("profile")?.as_deref() {
            None | Some("clean") => Profile::Clean,
            Some("one-edit") => Profile::OneEdit,
            Some("two-edits") => Profile::TwoEdits,
            Some(other) => {
                let message = format!("`{other}` is not one of clean, one-edit, two-edits");
                return Err(refused("invalid-setting", "profile", message));
            }
        };
        let settings = ScreenSettings::default().profile(profile).suppressed(options.truth("suppressed")?);
        options.end()?;
        Ok(Screener { engine: Engine::new(loader.finish(), settings) })
    }

    /// What is wrong with the register, by row.
    #[must_use]
    pub fn problems(&self) -> JsValue {
        let problems = self.engine.register().problems().iter();
        let shown: Vec<Shown<'_>> = problems
            .map(|problem| Shown {
                level: match problem.level {
                    due_regard::Level::Error => "error",
                    due_regard::Level::Warning => "warning",
                    due_regard::Level::Advice => "advice",
                },
                code: problem.code,
                table: &problem.table,
                row: problem.row,
                person: &problem.person,
                message: &problem.message,
            })
            .collect();
        to_js(&shown)
    }

    fn found(&self, name: &str, options: &JsValue) -> Result<Candidates, JsValue> {
        let mut options = Options::new(options)?;
        let mut context = Context::at(options.text("locality")?.unwrap_or_default());
        if let Some(year) = options.text("named")? {
            context = context.named_in(&year);
        }
        match options.take("neighbours") {
            None => {}
            Some(Value::Array(names)) => {
                for name in names {
                    context = context.neighbour(name.as_str().unwrap_or_default());
                }
            }
            Some(_) => return Err(refused("invalid-setting", "neighbours", "neighbours are a list of names")),
        }
        options.end()?;
        Ok(self.engine.screen(name, &context))
    }

    /// What a name may refer to.
    ///
    /// # Errors
    /// When an option cannot be taken.
    pub fn screen(&self, name: &str, options: &JsValue) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.found(name, options)?))
    }

    /// The same as a line of `regard screen --format jsonl`.
    ///
    /// # Errors
    /// As [`Screener::screen`].
    pub fn screen_text(&self, id: &str, name: &str, options: &JsValue) -> Result<String, JsValue> {
        let found = self.found(name, options)?;
        serde_json::to_string(&Line { id, name, found: &found })
            .map_err(|error| refused("other", "", error.to_string()))
    }
}
