//! Lists of delimited text in pieces: read, matched and evaluated as they come, as `regard audit` does on one thread.

use crate::framework::Framework;
use crate::options::{Options, report};
use crate::trouble::{refused, to_js, trouble};
use due_regard::audit::{Audit, ColumnReport, InputReceipt, ListReport, RefusedRow};
use due_regard::list::{
    CsvSplitter, Decoder, DetectedEncoding, Encoding, FieldNames, ListOptions, Mapping, Problem, RowBlock,
    detect_encoding, map_columns, sniff,
};
use due_regard::{BatchBuilder, Detail, FieldIndex, FieldInfo, Part, Plan, Scratch};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// So much is looked at before anything is decided; as much as the command line looks at.
const SAMPLE: usize = 1 << 20;

/// A list on its way through a plan.
#[wasm_bindgen]
pub struct ListAudit {
    plan: Plan,
    name: String,
    columns: Vec<(String, String)>,
    encoding: Option<Encoding>,
    list: ListOptions,
    /// What came before anything could be decided.
    sample: Vec<u8>,
    rows: Option<Rows>,
    hash: Sha256,
    bytes: u64,
    audit: Option<Audit>,
}

/// A list whose header has been read.
struct Rows {
    decoder: Decoder,
    /// None when all has been read.
    splitter: Option<CsvSplitter>,
    supplied: Vec<(usize, FieldIndex)>,
    mapping: Mapping,
    fields: Vec<FieldInfo>,
    header_row: u64,
    builder: BatchBuilder,
    scratch: Scratch,
    whole: Part,
    text: Vec<u8>,
}

/// How a list was understood.
struct Understood {
    decoder: Decoder,
    text: Vec<u8>,
    layout: due_regard::list::Layout,
    notes: Vec<String>,
    mapping: Mapping,
    fields: Vec<FieldInfo>,
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

fn unreadable(problem: &Problem) -> JsValue {
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
        let mut columns = Vec::new();
        match options.take("columns") {
            None => {}
            Some(Value::Array(pairs)) => {
                for pair in &pairs {
                    let (Some(header), Some(field)) =
                        (pair.get(0).and_then(Value::as_str), pair.get(1).and_then(Value::as_str))
                    else {
                        return Err(refused("invalid-setting", "columns", "columns are pairs: a header and a field"));
                    };
                    columns.push((header.to_owned(), field.to_owned()));
                }
            }
            Some(_) => return Err(refused("invalid-setting", "columns", "columns are pairs: a header and a field")),
        }
        let encoding = match options.text("encoding")? {
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
        let settings = options.settings(Detail::Findings)?;
        options.end()?;
        let plan = framework.loaded.plan(settings).map_err(|error| trouble(&error))?;
        Ok(ListAudit {
            plan,
            name,
            columns,
            encoding,
            list,
            sample: Vec::new(),
            rows: None,
            hash: Sha256::new(),
            bytes: 0,
            audit: None,
        })
    }

    /// How a list would be read that begins like this; `complete`: this is all of it.
    ///
    /// # Errors
    /// When it cannot be read as a list.
    pub fn mapping(&self, start: &[u8], complete: bool) -> Result<JsValue, JsValue> {
        let understood = self.understand(start, complete)?;
        let field = |place: Option<usize>| place.and_then(|place| understood.fields.get(place));
        let named = |field: &'_ FieldInfo| (field.path.clone(), field.label.clone());
        let names: Vec<(String, String)> = understood.fields.iter().map(named).collect();
        let unsupplied = understood.mapping.unsupplied.iter().filter_map(|place| names.get(*place));
        Ok(to_js(&Shown {
            notes: &understood.notes,
            header_row: understood.layout.header_row,
            columns: understood
                .mapping
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
            problems: understood
                .mapping
                .problems
                .iter()
                .map(|problem| Trouble { message: problem.to_string(), help: &problem.help })
                .collect(),
        }))
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn push(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        if self.rows.is_none() {
            self.sample.extend_from_slice(bytes);
            if self.sample.len() >= SAMPLE {
                self.begin(false)?;
            }
        } else {
            self.read(bytes)?;
        }
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

    fn understand(&self, sample: &[u8], complete: bool) -> Result<Understood, JsValue> {
        let found = match self.encoding {
            Some(encoding) => DetectedEncoding::asked(encoding, sample),
            None => detect_encoding(sample, complete).map_err(|problem| unreadable(&problem))?,
        };
        let mut decoder = Decoder::new(found.encoding).at_byte(found.mark as u64);
        let mut text = Vec::new();
        decoder.decode(sample.get(found.mark..).unwrap_or(&[]), &mut text).map_err(|problem| unreadable(&problem))?;
        if complete {
            decoder.finish(&mut text).map_err(|problem| unreadable(&problem))?;
        }
        let layout = sniff(&text, complete, &self.list).map_err(|problem| unreadable(&problem))?;
        let mut notes = vec![
            format!("read as {}: {}", found.encoding.name(), found.why),
            format!("cells divided by {}: {}", delimiter_name(layout.delimiter), layout.delimiter_why),
            format!("header in row {}: {}", layout.header_row, layout.header_why),
        ];
        notes.extend(layout.doubt.clone());
        let fields: Vec<FieldInfo> = self.plan.fields().into_iter().filter(|field| field.of_record).collect();
        let names: Vec<FieldNames> = fields
            .iter()
            .map(|field| FieldNames {
                id: field.path.clone(),
                labels: vec![field.label.clone()],
                aliases: field.aliases.clone(),
            })
            .collect();
        let mapping = map_columns(&layout.header, &names, &self.columns);
        Ok(Understood { decoder, text, layout, notes, mapping, fields })
    }

    fn begin(&mut self, complete: bool) -> Result<(), JsValue> {
        let sample = std::mem::take(&mut self.sample);
        let Understood { decoder, text, layout, mapping, fields, .. } = self.understand(&sample, complete)?;
        if let Some(problem) = mapping.problems.first() {
            return Err(unreadable(problem));
        }
        let supplied: Vec<(usize, FieldIndex)> = mapping
            .columns
            .iter()
            .filter_map(|column| Some((column.column, fields.get(column.field?)?.index)))
            .collect();
        if supplied.is_empty() {
            let headers: Vec<&str> =
                layout.header.iter().map(String::as_str).filter(|header| !header.is_empty()).take(12).collect();
            let message = format!("no column is a field of the framework; the columns are {}", headers.join(", "));
            return Err(refused("unreadable-list", "", message));
        }
        let mut rows = Rows {
            decoder,
            splitter: Some(CsvSplitter::new(&layout)),
            supplied,
            mapping,
            fields,
            header_row: layout.header_row,
            builder: self.plan.batch(),
            scratch: Scratch::default(),
            whole: self.plan.nothing(),
            text: Vec::new(),
        };
        let body = text.get(layout.body..).unwrap_or(&[]);
        rows.push(&self.plan, &self.name, body)?;
        self.rows = Some(rows);
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let Some(rows) = &mut self.rows else { return Ok(()) };
        let mut text = std::mem::take(&mut rows.text);
        text.clear();
        rows.decoder.decode(bytes, &mut text).map_err(|problem| unreadable(&problem))?;
        rows.push(&self.plan, &self.name, &text)?;
        rows.text = text;
        Ok(())
    }

    fn end(&mut self) -> Result<(), JsValue> {
        if self.audit.is_some() {
            return Ok(());
        }
        let early = self.rows.is_none();
        if early {
            self.begin(true)?;
        }
        let Some(mut rows) = self.rows.take() else { return Ok(()) };
        if !early {
            let mut text = Vec::new();
            rows.decoder.finish(&mut text).map_err(|problem| unreadable(&problem))?;
            rows.push(&self.plan, &self.name, &text)?;
        }
        let last = rows.splitter.take().map(CsvSplitter::finish).transpose();
        if let Some(block) = last.map_err(|problem| unreadable(&problem))?.flatten() {
            rows.take(&self.plan, &self.name, block);
        }
        let mut audit = self.plan.audit(rows.whole);
        let mut sha256 = String::with_capacity(64);
        for byte in std::mem::take(&mut self.hash).finalize() {
            sha256.push_str(&format!("{byte:02x}"));
        }
        audit.receipt.inputs.push(InputReceipt {
            name: self.name.clone(),
            format: "delimited text".to_owned(),
            bytes: self.bytes,
            sha256: Some(sha256),
        });
        complete(&mut audit, &rows.mapping, &rows.fields);
        self.audit = Some(audit);
        Ok(())
    }
}

impl Rows {
    fn push(&mut self, plan: &Plan, name: &str, text: &[u8]) -> Result<(), JsValue> {
        let Some(splitter) = &mut self.splitter else { return Ok(()) };
        for block in splitter.push(text).map_err(|problem| unreadable(&problem))? {
            self.take(plan, name, block);
        }
        Ok(())
    }

    fn take(&mut self, plan: &Plan, name: &str, block: RowBlock) {
        self.builder.numbered(self.header_row, 0, "");
        let refused: Vec<RefusedRow> = block
            .refused()
            .iter()
            .map(|row| RefusedRow { input: name.to_owned(), row: row.row, cause: row.cause.clone() })
            .collect();
        let (blank, first) = (block.blank_rows().count, block.blank_rows().first.clone());
        self.builder.add_rows(block, &self.supplied);
        let batch = self.builder.take();
        let mut part = plan.evaluate(&batch, &mut self.scratch);
        self.builder.reuse(batch);
        refused.into_iter().for_each(|row| part.refuse(row));
        part.skip_blank(blank, &first);
        self.whole.merge(part);
        self.whole.cut(plan);
    }
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tab".to_owned(),
        b' ' => "space".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

/// Joins what is known of columns with what the evaluation counted.
fn complete(audit: &mut Audit, mapping: &Mapping, fields: &[FieldInfo]) {
    let columns = mapping
        .columns
        .iter()
        .map(|column| ColumnReport {
            header: column.header.clone(),
            field: column.field.and_then(|field| fields.get(field)).map(|field| field.path.clone()),
            why: column.note.clone(),
            states: Vec::new(),
        })
        .collect();
    let ListReport { columns: place, not_supplied, notes } = &mut audit.list;
    let counted = std::mem::replace(place, columns);
    for column in place.iter_mut() {
        if let Some(counted) = counted.iter().find(|counted| counted.field == column.field && column.field.is_some()) {
            column.states.clone_from(&counted.states);
        }
    }
    not_supplied.retain(|path| !place.iter().any(|column| column.field.as_ref() == Some(path)));
    for note in notes {
        if let Some(column) = place.iter().find(|column| column.field.as_ref() == Some(&note.column)) {
            note.column.clone_from(&column.header);
        }
    }
}
