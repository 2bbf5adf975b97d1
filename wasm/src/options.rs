//! Options as JavaScript gives them, as the engine's settings.

use crate::plain::json;
use crate::registers::register;
use crate::trouble::{refused, refused_with};
use due_regard::{Date, Detail, Settings};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

/// Options by name, each looked at once, so that what is left over is known to be no option.
pub(crate) struct Options {
    given: Map<String, Value>,
    /// The names that were looked at.
    known: Vec<&'static str>,
}

impl Options {
    pub(crate) fn new(value: &JsValue) -> Result<Self, JsValue> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self { given: Map::new(), known: Vec::new() });
        }
        match json(value)? {
            Value::Object(given) => Ok(Self { given, known: Vec::new() }),
            _ => Err(refused("invalid-setting", "", "options are an object")),
        }
    }

    fn given(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.given.remove(name)
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, JsValue> {
        match self.given(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(refused("invalid-setting", name, format!("`{name}` is a text"))),
        }
    }

    pub(crate) fn count(&mut self, name: &'static str) -> Result<Option<u64>, JsValue> {
        match self.given(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(count) => Ok(Some(count)),
                None => {
                    Err(refused("invalid-setting", name, format!("`{name}` is a whole number that is not negative")))
                }
            },
        }
    }

    pub(crate) fn truth(&mut self, name: &'static str) -> Result<bool, JsValue> {
        match self.given(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(truth)) => Ok(truth),
            Some(_) => Err(refused("invalid-setting", name, format!("`{name}` is true or false"))),
        }
    }

    pub(crate) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.given(name).filter(|value| !value.is_null())
    }

    /// How much is kept beside the counts.
    pub(crate) fn detail(&mut self) -> Result<Option<Detail>, JsValue> {
        match self.text("detail")?.as_deref() {
            None => Ok(None),
            Some("counts") => Ok(Some(Detail::Counts)),
            Some("findings") => Ok(Some(Detail::Findings)),
            Some("reasons") => Ok(Some(Detail::Reasons)),
            Some("records") => Ok(Some(Detail::Records)),
            Some(other) => Err(refused(
                "invalid-setting",
                "detail",
                format!("`{other}` is not one of counts, findings, reasons or records"),
            )),
        }
    }

    /// Days looked ahead.
    pub(crate) fn ahead(&mut self) -> Result<Option<u16>, JsValue> {
        Ok(self.count("ahead")?.map(|days| u16::try_from(days).unwrap_or(u16::MAX)))
    }

    /// The settings of a run; the day has to be given.
    pub(crate) fn settings(&mut self, detail: Detail) -> Result<Settings, JsValue> {
        let Some(day) = self.text("as_of")? else {
            return Err(refused("invalid-setting", "as_of", "the engine has no clock: give the day as `as_of`"));
        };
        let day: Date = day
            .parse()
            .map_err(|_| refused("invalid-setting", "as_of", format!("`{day}` is no day; write it as 2026-11-01")))?;
        let detail = self.detail()?.unwrap_or(detail);
        let limit = |count: Option<u64>| count.map_or(100_000, |count| usize::try_from(count).unwrap_or(usize::MAX));
        let (findings, results) = (limit(self.count("findings")?), limit(self.count("results")?));
        let ahead = self.ahead()?.unwrap_or(0);
        let mut settings = Settings::new(day).detail(detail).limits(findings, results).ahead(ahead);
        if let Some(stage) = self.text("stage")? {
            settings = settings.stage(stage);
        }
        if let Some(language) = self.text("language")? {
            settings = settings.language(language);
        }
        if self.truth("every_verdict")? {
            settings = settings.every_verdict();
        }
        match self.take("registers") {
            None => {}
            Some(Value::Object(registers)) => {
                for (id, tables) in registers {
                    let register = register(&id, &tables)?;
                    settings = settings.register(id, register);
                }
            }
            Some(_) => return Err(refused("invalid-setting", "registers", "registers are an object: ids to tables")),
        }
        match self.take("parameters") {
            None => {}
            Some(Value::Object(parameters)) => {
                for (id, value) in parameters {
                    let value = match value {
                        Value::String(text) => text,
                        other => due_regard::report::compact(&other),
                    };
                    settings = settings.parameter(id, value);
                }
            }
            Some(_) => return Err(refused("invalid-setting", "parameters", "parameters are an object: ids to values")),
        }
        Ok(settings)
    }

    /// Refuses what is no option, so that a misspelt one is not passed over.
    pub(crate) fn end(self) -> Result<(), JsValue> {
        let Some((name, _)) = self.given.into_iter().next() else { return Ok(()) };
        let all = self.known.join(", ");
        // `asOf` is `as_of` to whoever writes JavaScript.
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        let near = |known: &&str| strsim::osa_distance(&plain(known), &plain(&name)) <= name.len() / 4;
        let meant = self.known.into_iter().find(near).map(|known| format!("; did you mean `{known}`?"));
        let message = format!("there is no option `{name}`{}", meant.unwrap_or_default());
        Err(refused_with("invalid-setting", &name, message, &format!("there are {all}")))
    }
}

#[cfg(feature = "page")]
/// A format's name as the format.
pub(crate) fn format(name: &str) -> Result<due_regard::report::Format, JsValue> {
    name.parse().map_err(|error| crate::trouble::trouble(&error))
}

#[cfg(feature = "package")]
/// An audit as text in a format, as the command line writes it into a file.
/// What build servers read is left to the command line: nobody builds in a browser.
pub(crate) fn report(audit: &due_regard::Audit, name: &str) -> Result<String, JsValue> {
    use due_regard::report::{self, Format, TextOptions};
    const WRITTEN: &str = "the module writes text, json, jsonl, csv, html and markdown";
    let refuse = |what: String| refused("invalid-setting", "format", what);
    let format = name.parse().map_err(|_| refuse(format!("no format is called `{name}`; {WRITTEN}")))?;
    Ok(match format {
        Format::Text => report::text(audit, &TextOptions { colour: false, width: 100, details: true }),
        Format::Json => report::json(audit),
        Format::Jsonl => report::jsonl(audit),
        Format::Csv => report::csv(audit),
        Format::Html => report::html(audit),
        Format::Markdown => report::markdown(audit),
        other => {
            return Err(refuse(format!("{WRITTEN}; {other} is written by the command line")));
        }
    })
}
