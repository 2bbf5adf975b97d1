//! A framework: reading, checking, describing, and one record at a time.

#[cfg(feature = "package")]
use crate::list::hex;
#[cfg(feature = "package")]
use crate::options::{Options, report};
#[cfg(feature = "package")]
use crate::plain::record;
#[cfg(feature = "package")]
use crate::trouble::{refused, trouble};
use crate::trouble::{shown, to_js, unusable};
#[cfg(feature = "package")]
use due_regard::audit::InputReceipt;
#[cfg(feature = "package")]
use due_regard::form::{Session as Form, describe};
#[cfg(feature = "package")]
use due_regard::{Audit, Detail};
use due_regard::{Level, Loaded, Source, load_with};
use js_sys::{Function, Reflect};
#[cfg(feature = "package")]
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// A framework that was read.
#[wasm_bindgen]
pub struct Framework {
    pub(crate) loaded: Loaded,
}

/// Reads a framework; `find` gives those that it extends.
fn read(text: &str, file: &str, find: &JsValue) -> Loaded {
    let find = find.dyn_ref::<Function>();
    load_with(Source::new(file, text), |name| {
        let found = find?.call1(&JsValue::NULL, &name.into()).ok()?;
        if let Some(text) = found.as_string() {
            return Some(Source::new(name, text));
        }
        let part = |key: &str| Reflect::get(&found, &key.into()).ok()?.as_string();
        Some(Source::new(part("file").unwrap_or_else(|| name.to_owned()), part("text")?))
    })
}

#[wasm_bindgen]
impl Framework {
    /// Reads a framework that has to be usable.
    ///
    /// # Errors
    /// With all diagnostics when it is not.
    pub fn load(text: &str, file: &str, find: &JsValue) -> Result<Framework, JsValue> {
        let loaded = read(text, file, find);
        if loaded.is_usable() {
            return Ok(Framework { loaded });
        }
        let mut all: Vec<_> = loaded.diagnostics().to_vec();
        all.sort_by_key(|diagnostic| diagnostic.level != Level::Error);
        let errors = all.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
        let first = all.first().map_or_else(String::new, |first| first.message.clone());
        let count = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
        Err(unusable(format!("{file} has {count}: {first}"), shown(loaded.source(), &all)))
    }

    /// Everything that is wrong with a framework or could be better.
    #[must_use]
    pub fn check(text: &str, file: &str, find: &JsValue) -> JsValue {
        let loaded = read(text, file, find);
        to_js(&shown(loaded.source(), loaded.diagnostics()))
    }

    /// Its id.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn id(&self) -> String {
        self.loaded.framework().id.value.clone()
    }

    /// Its version.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn version(&self) -> String {
        self.loaded.framework().version.clone()
    }

    /// SHA-256 of its text.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn sha256(&self) -> String {
        self.loaded.sha256().to_owned()
    }

    /// Advice and warnings.
    #[must_use]
    pub fn diagnostics(&self) -> JsValue {
        to_js(&shown(self.loaded.source(), self.loaded.diagnostics()))
    }
}

#[cfg(feature = "package")]
#[wasm_bindgen]
impl Framework {
    /// The framework as a form.
    #[must_use]
    pub fn describe(&self, language: &str) -> JsValue {
        to_js(&describe(&self.loaded, language))
    }

    /// Audits one record.
    ///
    /// # Errors
    /// When the record or an option cannot be taken.
    pub fn audit(&self, given: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        Ok(to_js(&self.run(given, options)?))
    }

    /// The same as text: a report in a format.
    ///
    /// # Errors
    /// As [`Framework::audit`], and when there is no such format.
    pub fn report(&self, given: &JsValue, format: &str, options: &JsValue) -> Result<String, JsValue> {
        report(&self.run(given, options)?, format)
    }

    /// Open questions of a record, those first that matter most.
    ///
    /// # Errors
    /// As [`Framework::audit`].
    pub fn next(&self, given: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let mut options = Options::new(options)?;
        let limit = options.count("limit")?.map_or(10, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let settings = options.settings(Detail::Records)?;
        options.end()?;
        let form = Form::new(&self.loaded, settings, record(given)?).map_err(|error| trouble(&error))?;
        Ok(to_js(&form.next(limit)))
    }

    /// Why a finding of a record is there; null where there is none of this fingerprint.
    ///
    /// # Errors
    /// As [`Framework::audit`].
    pub fn explain(&self, given: &JsValue, fingerprint: &str, options: &JsValue) -> Result<JsValue, JsValue> {
        let mut options = Options::new(options)?;
        let settings = options.settings(Detail::Records)?;
        options.end()?;
        let mut form = Form::new(&self.loaded, settings, record(given)?).map_err(|error| trouble(&error))?;
        Ok(to_js(&form.explain(fingerprint)))
    }

    fn run(&self, given: &JsValue, options: &JsValue) -> Result<Audit, JsValue> {
        let mut options = Options::new(options)?;
        let input = input(given, options.text("name")?)?;
        let settings = options.settings(Detail::Reasons)?;
        options.end()?;
        let plan = self.loaded.plan(settings).map_err(|error| trouble(&error))?;
        let mut batch = plan.batch();
        batch.read(1, &record(given)?).map_err(|error| trouble(&error))?;
        let mut audit = plan.run(&batch.finish());
        audit.receipt.inputs.extend(input);
        Ok(audit)
    }
}

/// A record's text as the command line's receipt names a file, where it has a name.
#[cfg(feature = "package")]
fn input(given: &JsValue, name: Option<String>) -> Result<Option<InputReceipt>, JsValue> {
    let Some(name) = name else { return Ok(None) };
    let Some(text) = given.as_string() else {
        return Err(refused(
            "invalid-setting",
            "name",
            "`name` is that of a record's text, and this record is an object",
        ));
    };
    let sha256 = Some(hex(Sha256::new_with_prefix(&text)));
    Ok(Some(InputReceipt { name, format: "JSON".to_owned(), bytes: text.len() as u64, sha256 }))
}
