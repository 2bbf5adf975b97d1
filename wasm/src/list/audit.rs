//! Lists of delimited text in pieces: read, matched and evaluated as they come, as `regard audit` does on one thread.

use super::{hex, pairs, shown, text_reader, unreadable};
use crate::framework::Framework;
use crate::options::{Options, report};
use crate::trouble::{to_js, trouble};
use due_regard::ListColumns;
use due_regard::audit::{Audit, InputReceipt};
use due_regard::list::{Layout, RowBlock, TextReader};
use due_regard::{BatchBuilder, Detail, Part, Plan, Scratch};
use serde::Serialize;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A list on its way through a plan.
#[wasm_bindgen]
pub struct ListAudit {
    plan: Plan,
    name: String,
    columns: Vec<(String, String)>,
    reader: TextReader,
    rows: Option<Rows>,
    hash: Sha256,
    bytes: u64,
    audit: Option<Audit>,
}

/// A list whose header has been read.
struct Rows {
    columns: ListColumns,
    header_row: u64,
    builder: BatchBuilder,
    scratch: Scratch,
    whole: Part,
}

#[derive(Serialize)]
struct Progress {
    bytes: u64,
    rows: u64,
    findings: usize,
}

#[wasm_bindgen]
impl ListAudit {
    /// Begins a list.
    ///
    /// # Errors
    /// When an option cannot be taken.
    #[wasm_bindgen(constructor)]
    pub fn new(framework: &Framework, options: &JsValue) -> Result<ListAudit, JsValue> {
        let mut options = Options::new(options)?;
        let name = options.text("name")?.unwrap_or_else(|| "list".to_owned());
        let columns = pairs(&mut options)?;
        // What cannot be read is said of every column, whatever is kept: nobody sees from a list of findings that a column was not looked at.
        let settings = options.settings(Detail::Findings)?.every_answer();
        let plan = framework.loaded.plan(settings).map_err(|error| trouble(&error))?;
        let reader = text_reader(&mut options, ListColumns::names(&plan, &columns))?;
        options.end()?;
        Ok(ListAudit { plan, name, columns, reader, rows: None, hash: Sha256::new(), bytes: 0, audit: None })
    }

    /// How a list would be read that begins like this; `complete`: this is all of it.
    ///
    /// # Errors
    /// When it cannot be read as a list.
    pub fn mapping(&self, start: &[u8], complete: bool) -> Result<JsValue, JsValue> {
        let (layout, notes) = self.reader.look(start, complete).map_err(|problem| unreadable(&problem))?;
        let columns = ListColumns::of(&self.plan, &layout.header, &self.columns);
        Ok(shown(&columns, &notes, layout.header_row))
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn push(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        let blocks = self.reader.push(bytes).map_err(|problem| unreadable(&problem))?;
        self.take(blocks)?;
        Ok(to_js(&self.progress()))
    }

    /// The audit, when all has been pushed.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        self.end()?;
        Ok(self.audit.as_ref().map_or(JsValue::NULL, to_js))
    }

    /// A report on the list, when all has been pushed.
    ///
    /// # Errors
    /// When the list cannot be read, or there is no such format.
    pub fn report(&mut self, format: &str) -> Result<String, JsValue> {
        self.end()?;
        self.audit.as_ref().map_or_else(|| Ok(String::new()), |audit| report(audit, format))
    }
}

impl ListAudit {
    fn progress(&self) -> Progress {
        let whole = self.rows.as_ref().map(|rows| &rows.whole);
        Progress { bytes: self.bytes, rows: whole.map_or(0, Part::records), findings: whole.map_or(0, Part::findings) }
    }

    fn take(&mut self, blocks: Vec<RowBlock>) -> Result<(), JsValue> {
        if let (None, Some(layout)) = (&self.rows, self.reader.layout()) {
            self.rows = Some(Rows::new(&self.plan, layout, &self.columns)?);
        }
        if let Some(rows) = &mut self.rows {
            blocks.into_iter().for_each(|block| rows.take(&self.plan, &self.name, block));
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), JsValue> {
        if self.audit.is_some() {
            return Ok(());
        }
        let blocks = self.reader.finish().map_err(|problem| unreadable(&problem))?;
        self.take(blocks)?;
        let Some(rows) = self.rows.take() else { return Ok(()) };
        let mut audit = self.plan.audit(rows.whole);
        let sha256 = hex(std::mem::take(&mut self.hash));
        audit.receipt.inputs.push(InputReceipt {
            name: self.name.clone(),
            format: "delimited text".to_owned(),
            bytes: self.bytes,
            sha256: Some(sha256),
        });
        ListColumns::complete(&self.plan, &mut audit, rows.columns.report(None));
        self.audit = Some(audit);
        Ok(())
    }
}

impl Rows {
    fn new(plan: &Plan, layout: &Layout, overrides: &[(String, String)]) -> Result<Self, JsValue> {
        let columns = ListColumns::of(plan, &layout.header, overrides);
        if let Some(problem) = columns.problem() {
            return Err(unreadable(&problem));
        }
        Ok(Self {
            columns,
            header_row: layout.header_row,
            builder: plan.batch(),
            scratch: Scratch::default(),
            whole: plan.nothing(),
        })
    }

    fn take(&mut self, plan: &Plan, name: &str, block: RowBlock) {
        self.builder.numbered(self.header_row, 0, "");
        let remarks = self.columns.remarks(&block, name);
        self.builder.add_rows(block, self.columns.supplied());
        let batch = self.builder.take();
        let mut part = plan.evaluate(&batch, &mut self.scratch);
        self.builder.reuse(batch);
        part.remark(remarks);
        self.whole.merge(part);
        self.whole.cut(plan);
    }
}
