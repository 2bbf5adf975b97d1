//! A record that is being filled in.

use crate::framework::Framework;
use crate::options::{Options, report};
use crate::plain::{json, record};
use crate::trouble::{refused, to_js, trouble};
use due_regard::audit::{Audit, TableReason};
use due_regard::decision::Verdict;
use due_regard::form::{Beside, Change, Session as Form, compare};
use due_regard::{Date, Detail, Settings};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A record, and what holds of it.
#[wasm_bindgen]
pub struct Session {
    form: Form,
    settings: Settings,
    /// The outcome that the last delta told, while it says the same.
    told: Option<TableReason>,
}

/// The settings, and whether reasons are left to whoever asks for them.
fn settings(options: &JsValue) -> Result<(Settings, bool), JsValue> {
    let mut options = Options::new(options)?;
    let settings = options.settings(Detail::Records)?;
    let brief = options.truth("brief")?;
    options.end()?;
    Ok((settings, brief))
}

#[wasm_bindgen]
impl Session {
    /// Begins with a record, which may be left out.
    ///
    /// # Errors
    /// When the record or an option cannot be taken.
    #[wasm_bindgen(constructor)]
    pub fn new(framework: &Framework, given: &JsValue, options: &JsValue) -> Result<Session, JsValue> {
        let (settings, brief) = settings(options)?;
        let begin = if brief { Form::brief } else { Form::new };
        let form = begin(&framework.loaded, settings.clone(), record(given)?).map_err(|error| trouble(&error))?;
        Ok(Session { form, settings, told: None })
    }

    /// Makes a change, and says what it changed.
    ///
    /// # Errors
    /// When it cannot be made; nothing has changed then.
    pub fn apply(&mut self, change: &JsValue) -> Result<JsValue, JsValue> {
        let change = Change::try_from(json(change)?)
            .map_err(|error| refused("invalid-setting", "change", format!("that is no change of a record: {error}")))?;
        self.make(&change)
    }

    /// Answers a question with a text: what typing does, so that nothing has to be looked through.
    ///
    /// # Errors
    /// As [`Session::apply`].
    pub fn set(&mut self, path: String, answer: String) -> Result<JsValue, JsValue> {
        self.make(&Change::Set { path, answer: answer.into() })
    }

    /// What a change changed, but for what the other side has already: the change itself, and the outcome where the last delta told the same.
    fn make(&mut self, change: &Change) -> Result<JsValue, JsValue> {
        let mut delta = self.form.apply(change).map_err(|error| trouble(&error))?;
        delta.change = Change::All { changes: Vec::new() };
        if delta.outcome == self.told {
            delta.outcome = None;
        } else {
            self.told.clone_from(&delta.outcome);
        }
        Ok(to_js(&delta))
    }

    /// Sets stage, day, parameters and language anew.
    ///
    /// # Errors
    /// When an option cannot be taken; nothing has changed then.
    pub fn configure(&mut self, options: &JsValue) -> Result<JsValue, JsValue> {
        let (settings, _) = settings(options)?;
        self.form.configure(settings.clone()).map_err(|error| trouble(&error))?;
        (self.settings, self.told) = (settings, None);
        Ok(self.evaluation())
    }

    /// The answer at a place as the record holds it.
    ///
    /// # Errors
    /// When there is no such question.
    pub fn get(&self, path: &str) -> Result<JsValue, JsValue> {
        self.form.get(path).map(|answer| to_js(&answer)).map_err(|error| trouble(&error))
    }

    /// The record as it stands.
    #[must_use]
    pub fn evaluation(&self) -> JsValue {
        to_js(&self.form.evaluation())
    }

    /// A copy of the record.
    #[must_use]
    pub fn record(&self) -> JsValue {
        to_js(self.form.record())
    }

    /// The record as text for a file.
    #[must_use]
    pub fn record_text(&self) -> String {
        self.form.record_text()
    }

    /// Changes so far.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn revision(&self) -> f64 {
        // Nobody makes more changes than a number of JavaScript counts.
        self.form.revision() as f64
    }

    /// Open questions, those first that matter most.
    #[must_use]
    pub fn next(&self, limit: u32) -> JsValue {
        to_js(&self.form.next(limit as usize))
    }

    /// Why a finding is there; null where there is none of this fingerprint.
    pub fn explain(&mut self, fingerprint: &str) -> JsValue {
        to_js(&self.form.explain(fingerprint))
    }

    /// Takes the lines of a log of decisions in the place of those that it has.
    ///
    /// # Errors
    /// When they are no list of lines; the log is as it was then.
    pub fn set_decisions(&mut self, lines: &JsValue) -> Result<(), JsValue> {
        let Value::Array(lines) = json(lines)? else {
            return Err(refused("invalid-setting", "decisions", "decisions are a list of lines".to_owned()));
        };
        self.form.set_decisions(lines).map_err(|error| trouble(&error))
    }

    /// What was decided about a finding; null where nobody decided.
    #[must_use]
    pub fn decision(&self, fingerprint: &str) -> JsValue {
        to_js(&self.form.decision(fingerprint))
    }

    /// Decides about a finding; gives the line of the log, which has it from now on.
    ///
    /// # Errors
    /// When there is no such finding, or something is missing or is none.
    pub fn decide(
        &mut self,
        fingerprint: &str,
        verdict: &str,
        by: &str,
        on: &str,
        reason: &str,
    ) -> Result<JsValue, JsValue> {
        let known = Verdict::all().find(|known| known.words() == verdict);
        let verdict =
            known.ok_or_else(|| refused("invalid-setting", "verdict", format!("there is no verdict `{verdict}`")))?;
        let on = on.parse::<Date>().map_err(|_| refused("invalid-setting", "on", format!("`{on}` is no day")))?;
        let line = self.form.decide(fingerprint, verdict, by, on, reason).map_err(|error| trouble(&error))?;
        Ok(to_js(&line))
    }

    /// Single answers that would give the record another outcome.
    pub fn turns(&mut self) -> JsValue {
        to_js(&self.form.turns())
    }

    /// What is wrong with the answers of a page, or of all.
    #[must_use]
    pub fn answer_problems(&self, section: Option<String>) -> JsValue {
        to_js(&self.form.answer_problems(section.as_deref()))
    }

    /// What differs from the framework that the record was made with.
    ///
    /// # Errors
    /// When the record cannot be read by that one.
    pub fn compare(&self, old: &Framework) -> Result<JsValue, JsValue> {
        let compared = compare(&old.loaded, self.form.framework(), &self.settings, self.form.record());
        compared.map(|compared| to_js(&compared)).map_err(|error| trouble(&error))
    }

    /// The audit of the record; with reasons when nothing else is said.
    ///
    /// # Errors
    /// When an option cannot be taken.
    pub fn audit(&mut self, options: &JsValue) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.run(options, Detail::Reasons)?))
    }

    /// A report on the record; with everything that can be said of it when nothing else is said.
    ///
    /// # Errors
    /// When an option cannot be taken, or there is no such format.
    pub fn report(&mut self, format: &str, options: &JsValue) -> Result<String, JsValue> {
        report(&self.run(options, Detail::Records)?, format)
    }

    /// An audit in as much detail and looking as many days ahead as is asked for.
    fn run(&mut self, options: &JsValue, detail: Detail) -> Result<Audit, JsValue> {
        let mut options = Options::new(options)?;
        let (detail, ahead) = (options.detail()?.unwrap_or(detail), options.ahead()?);
        options.end()?;
        Ok(match ahead {
            Some(days) => {
                let settings = self.settings.clone().detail(detail).ahead(days);
                self.form.audit_with(settings).map_err(|error| trouble(&error))?
            }
            None => self.form.audit(detail),
        })
    }

    /// Takes what a form keeps beside the record, as [`Beside`].
    ///
    /// # Errors
    /// When it is something else.
    pub fn set_beside(&mut self, beside: &JsValue) -> Result<(), JsValue> {
        let beside: Beside = serde_json::from_value(json(beside)?)
            .map_err(|error| refused("invalid-setting", "beside", format!("that stands beside no record: {error}")))?;
        self.form.set_beside(beside);
        Ok(())
    }

    /// Every answer as a table.
    #[must_use]
    pub fn answers_csv(&self) -> String {
        self.form.answers_csv()
    }

    /// The summary of the record for those who decide, by the ending of its file: `docx`, `html`, `md`; or, as `whole`, of all that is asked.
    ///
    /// # Errors
    /// When there is no such format.
    pub fn summary(&mut self, format: &str, whole: bool) -> Result<Vec<u8>, JsValue> {
        let format = due_regard::report::summary::Format::from_extension(format).ok_or_else(|| {
            refused("invalid-setting", "format", format!("`{format}` is not one of docx, html or md"))
        })?;
        Ok(format.write(&self.form.audit(if whole { Detail::Whole } else { Detail::Summary })))
    }
}
