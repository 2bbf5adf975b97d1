//! Names against a register.

use crate::options::Options;
use crate::plain::json;
use crate::registers::register;
use crate::trouble::{refused, to_js};
use due_regard::report::compact;
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

#[wasm_bindgen]
impl Screener {
    /// Reads the tables of a register, by name, as CSV text.
    ///
    /// # Errors
    /// When a table has no such name or cannot be read.
    pub fn load(name: &str, tables: &JsValue, options: &JsValue) -> Result<Screener, JsValue> {
        let register = register(name, &json(tables)?)?;
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
        Ok(Screener { engine: Engine::new(register, settings) })
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
        let wrong = || refused("invalid-setting", "neighbours", "neighbours are a list of names");
        match options.take("neighbours") {
            None => {}
            Some(Value::Array(names)) => {
                for name in names {
                    context = context.neighbour(name.as_str().ok_or_else(wrong)?);
                }
            }
            Some(_) => return Err(wrong()),
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
        Ok(compact(&Line { id, name, found: &found }))
    }
}
