//! Lists of delimited text in pieces: read, matched and evaluated as they come, as `regard audit` does on one thread.

use crate::framework::Framework;
use crate::options::{Options, report};
use crate::trouble::{refused, to_js, trouble};
use due_regard::audit::{Audit, InputReceipt, RefusedRow};
use due_regard::list::{Encoding, Layout, ListColumns, ListOptions, Problem, RowBlock, TextReader, complete};
use due_regard::{BatchBuilder, Detail, FieldInfo, Part, Plan, Scratch};
use serde::Serialize;
use serde_json::Value;
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
struct Column<'a> {
    column: usize,
    header: &'a str,
    field: Option<&'a str>,
    label: &'a str,
    why: &'a str,
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct Named<'a> {
    field: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct Trouble<'a> {
    message: String,
    help: &'a str,
}

#[derive(Serialize)]
struct Shown<'a> {
    notes: &'a [String],
    header_row: u64,
    columns: Vec<Column<'a>>,
    not_supplied: Vec<Named<'a>>,
    fields: Vec<Named<'a>>,
    problems: Vec<Trouble<'a>>,
}

#[derive(Serialize)]
struct Progress {
    bytes: u64,
    rows: u64,
    findings: usize,
}

pub(crate) fn unreadable(problem: &Problem) -> JsValue {
    let help = if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) };
    refused("unreadable-list", &problem.place(), format!("{problem}{help}"))
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
        let reader = text_reader(&mut options)?;
        let settings = options.settings(Detail::Findings)?;
        options.end()?;
        let plan = framework.loaded.plan(settings).map_err(|error| trouble(&error))?;
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
        complete(&mut audit, rows.columns.report(None));
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
        let refused: Vec<RefusedRow> = block
            .refused()
            .iter()
            .map(|row| RefusedRow { input: name.to_owned(), row: row.row, cause: row.cause.clone() })
            .collect();
        let (blank, first) = (block.blank_rows().count, block.blank_rows().first.clone());
        self.builder.add_rows(block, self.columns.supplied());
        let batch = self.builder.take();
        let mut part = plan.evaluate(&batch, &mut self.scratch);
        self.builder.reuse(batch);
        refused.into_iter().for_each(|row| part.refuse(row));
        part.skip_blank(blank, &first);
        self.whole.merge(part);
        self.whole.cut(plan);
    }
}

/// The option `columns`: pairs of a header and a field.
pub(crate) fn pairs(options: &mut Options) -> Result<Vec<(String, String)>, JsValue> {
    let wrong = || refused("invalid-setting", "columns", "columns are pairs: a header and a field");
    match options.take("columns") {
        None => Ok(Vec::new()),
        Some(Value::Array(pairs)) => pairs
            .iter()
            .map(|pair| {
                let text = |place: usize| Some(pair.get(place)?.as_str()?.to_owned());
                text(0).zip(text(1)).ok_or_else(wrong)
            })
            .collect(),
        Some(_) => Err(wrong()),
    }
}

/// The options that say how text is read.
pub(crate) fn text_reader(options: &mut Options) -> Result<TextReader, JsValue> {
    let encoding =
        match options.text("encoding")? {
            None => None,
            Some(text) => Some(Encoding::from_name(&text).ok_or_else(|| {
                refused("invalid-setting", "encoding", format!("`{text}` is no encoding that is read"))
            })?),
        };
    let mut list = ListOptions::default();
    match options.text("delimiter")?.as_deref().map(str::as_bytes) {
        None => {}
        Some([delimiter]) => list = list.delimiter(*delimiter),
        Some(_) => return Err(refused("invalid-setting", "delimiter", "a delimiter is one character of ASCII")),
    }
    if let Some(row) = options.count("header_row")? {
        list = list.header_row(row);
    }
    Ok(TextReader::new(encoding, list))
}

/// The columns of a list as people look at them.
pub(crate) fn shown(columns: &ListColumns, notes: &[String], header_row: u64) -> JsValue {
    let mapping = columns.mapping();
    let field = |place: Option<usize>| place.and_then(|place| columns.fields().get(place));
    let named = |field: &'_ FieldInfo| (field.path.clone(), field.label.clone());
    let names: Vec<(String, String)> = columns.fields().iter().map(named).collect();
    let unsupplied = mapping.unsupplied.iter().filter_map(|place| names.get(*place));
    to_js(&Shown {
        notes,
        header_row,
        columns: mapping
            .columns
            .iter()
            .map(|column| Column {
                column: column.column,
                header: &column.header,
                field: field(column.field).map(|field| field.path.as_str()),
                label: field(column.field).map_or("", |field| field.label.as_str()),
                why: &column.note,
                suggestion: field(column.suggestion).map(|field| field.path.as_str()),
            })
            .collect(),
        not_supplied: unsupplied.map(|(field, label)| Named { field, label }).collect(),
        fields: names.iter().map(|(field, label)| Named { field, label }).collect(),
        problems: mapping
            .problems
            .iter()
            .map(|problem| Trouble { message: problem.to_string(), help: &problem.help })
            .collect(),
    })
}

/// A hash as people compare it.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
