//! What the page for lists needs: a list that is read once and kept, audited as often as it takes, looked at a few findings at a time, and decided about.
//!
//! All of it runs in a worker of the page. Long work is done in steps, so that the worker says how far it is.

mod queue;
mod run;
mod table;

use crate::framework::Framework;
use crate::list::{hex, pairs, shown, text_reader, unreadable};
use crate::options::Options;
use crate::registers::register;
use crate::trouble::{refused, to_js, trouble};
use due_regard::ListColumns;
use due_regard::audit::Finding;
use due_regard::decision::{Decision, DecisionLog, OpenLog};
use due_regard::list::{Problem, RowBlock, TextReader};
use due_regard::register::Register;
use due_regard::report::{MeasureInWords, measures_in_words};
use due_regard::review::{Finder, Queue};
use due_regard::{Date, Detail, Loaded, Plan, Settings};
use due_regard_workbook::{Book, Kind, Piece, SheetOptions, check};
use js_sys::Function;
use run::{Run, Want};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use table::Table;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Larger workbooks are not read, in bytes; and what one may unpack to. As the command line has it.
const MOST_WORKBOOK: usize = 256 << 20;
const MOST_UNPACKED: u64 = 1 << 30;
/// Texts that show what stands in a column, and how long each is at most.
const EXAMPLES: usize = 3;
const EXAMPLE: usize = 60;

/// A list on the page for lists.
#[wasm_bindgen]
pub struct ListReview {
    loaded: Loaded,
    /// As it was begun, without stage and language.
    base: Settings,
    settings: Settings,
    language: String,
    as_of: Date,
    registers: Vec<(String, Register)>,
    /// For a framework that comes with a register and does not speak of its candidates.
    names: Option<Register>,
    plan: Plan,
    list: List,
    columns: Option<ListColumns>,
    log: Log,
    run: Option<Run>,
    table: Table,
    /// The measures of the last audit, in words.
    measures: Vec<MeasureInWords>,
    finder: Option<(Finder, usize)>,
    queue: Option<queue::Open>,
}

/// The list as it was read.
#[derive(Default)]
struct List {
    name: String,
    format: &'static str,
    reader: Option<TextReader>,
    header: Vec<String>,
    header_row: u64,
    notes: Vec<String>,
    blocks: Vec<RowBlock>,
    hash: Sha256,
    bytes: u64,
    sha256: String,
}

/// The log of decisions: the text that can be saved, and what it says.
struct Log {
    open: OpenLog,
    /// Nothing was opened and nothing was decided: then there is no log.
    is_there: bool,
    /// The page has the text, and is told only what is added.
    told: bool,
    /// The places of items that were decided here, in order, for taking the last back.
    done: Vec<usize>,
    by_hand: u64,
    /// Ids with which it decides and that several records of the list have.
    several: BTreeSet<String>,
}

impl Log {
    /// As it is applied to the list.
    fn applied(&self) -> DecisionLog {
        self.open.read().clone().of_several(self.several.clone())
    }

    /// Adds a decision; gives the key and the text by which the page is told: `added`, or the whole `log` at first.
    fn add(&mut self, decision: &Decision) -> Result<(&'static str, String), JsValue> {
        let added = self.open.add(decision).map_err(|error| trouble(&error))?.to_owned();
        self.by_hand += 1;
        self.is_there = true;
        Ok(if std::mem::replace(&mut self.told, true) {
            ("added", added)
        } else {
            ("log", self.open.text().to_owned())
        })
    }
}

impl List {
    fn take(&mut self, block: RowBlock) {
        if !block.is_empty() || block.blank_rows().count > 0 || !block.refused().is_empty() {
            self.blocks.push(block);
        }
    }

    fn rows(&self) -> usize {
        self.blocks.iter().map(RowBlock::len).sum()
    }

    fn progress(&self) -> JsValue {
        to_js(&json!({"bytes": self.bytes, "rows": self.rows()}))
    }

    fn begin(&mut self) {
        if let Some(layout) = self.reader.as_ref().and_then(TextReader::layout)
            && self.header.is_empty()
        {
            self.header.clone_from(&layout.header);
            self.header_row = layout.header_row;
        }
    }
}

/// What a file is, by its first bytes: `text`, `xlsx`, `ods`, or one of those that are not read: `xls`, `xlsb`, `zip`, `json`, `pdf`, `page`, `empty`.
#[wasm_bindgen]
#[must_use]
pub fn file_kind(start: &[u8]) -> String {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let begins = |with: &[u8]| text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let object = begins(b"{") && matches!(text.get(1..).unwrap_or(&[]).trim_ascii_start().first(), Some(b'"' | b'}'));
    let kind = match Kind::of_zip(start) {
        Some(Kind::Xlsx) => "xlsx",
        Some(Kind::Ods) => "ods",
        _ if start.starts_with(b"PK\x03\x04") => {
            if start.windows(15).any(|bytes| bytes == b"xl/workbook.bin") {
                "xlsb"
            } else {
                "zip"
            }
        }
        _ if start.starts_with(b"\xD0\xCF\x11\xE0") => "xls",
        _ if begins(b"%PDF") => "pdf",
        _ if begins(b"<!doctype html") || begins(b"<html") || begins(b"<?xml") => "page",
        _ if object || begins(b"[{") || begins(b"[\n") => "json",
        _ if text.is_empty() => "empty",
        _ => "text",
    };
    kind.to_owned()
}

/// The names of a workbook's sheets with tables, in order.
///
/// # Errors
/// When it cannot be read.
#[wasm_bindgen]
pub fn sheets(bytes: Vec<u8>) -> Result<JsValue, JsValue> {
    let kind = Kind::of_zip(&bytes).unwrap_or(Kind::Xlsx);
    check(&bytes, kind, MOST_UNPACKED).map_err(|problem| unreadable(&problem))?;
    let book = Book::open(std::io::Cursor::new(bytes), kind).map_err(|problem| unreadable(&problem))?;
    Ok(to_js(&book.sheet_names()))
}

#[wasm_bindgen]
impl ListReview {
    /// Begins with a framework; registers as `{id: {name, tables: {table: text}}}`, and `names`: one more, for a framework that does not
    /// speak of candidates.
    ///
    /// # Errors
    /// When an option cannot be taken.
    #[wasm_bindgen(constructor)]
    pub fn new(framework: &Framework, options: &JsValue) -> Result<ListReview, JsValue> {
        let mut options = Options::new(options)?;
        let mut registers = Vec::new();
        if let Some(Value::Object(given)) = options.take("registers") {
            for (id, given) in given {
                registers.push((id, named(&given)?));
            }
        }
        let names = options.take("names").map(|given| named(&given)).transpose()?;
        let mut settings = options.settings(Detail::Findings)?;
        options.end()?;
        for (id, register) in &registers {
            settings = settings.register(id.clone(), register.clone());
        }
        let plan = framework.loaded.plan(settings.clone()).map_err(|error| trouble(&error))?;
        let as_of = plan.audit(plan.nothing()).receipt.as_of;
        Ok(ListReview {
            loaded: framework.loaded.clone(),
            base: settings.clone(),
            settings,
            language: String::new(),
            as_of,
            registers,
            names,
            plan,
            list: List::default(),
            columns: None,
            log: Log {
                open: OpenLog::of("decisions.csv", b"", as_of).map_err(|error| trouble(&error))?,
                is_there: false,
                told: false,
                done: Vec::new(),
                by_hand: 0,
                several: BTreeSet::new(),
            },
            run: None,
            table: Table::default(),
            measures: Vec::new(),
            finder: None,
            queue: None,
        })
    }

    /// What the framework is and checks.
    #[must_use]
    pub fn about(&self) -> JsValue {
        let framework = self.loaded.framework();
        let audit = self.plan.audit(self.plan.nothing());
        let stages: Vec<_> = framework
            .stages
            .iter()
            .map(|stage| json!({"id": stage.id.value, "label": stage.label_in(&self.language)}))
            .collect();
        let mut languages: std::collections::BTreeSet<&str> =
            framework.title.by_language.keys().map(String::as_str).collect();
        languages.remove("");
        to_js(&json!({
            "id": framework.id.value, "version": framework.version, "sha256": self.loaded.sha256(),
            "jurisdiction": framework.jurisdiction, "licence": framework.licence, "engine": audit.receipt.engine,
            "title": framework.title.get(&self.language), "description": framework.description.get(&self.language), "spoken": self.other(&audit.spoken),
            "stages": stages, "languages": languages, "rules": self.rules(&audit), "sources": audit.sources,
            "not_expressed": audit.not_expressed, "registers": audit.receipt.registers, "missing": self.plan.missing_registers(),
            "noun": framework.record.noun, "plural": framework.record.plural,
            "as_of": self.as_of.to_string(),
        }))
    }

    /// Sets the stage (none when empty: then every rule bites) and the language anew. What was audited before stands until it is audited again.
    ///
    /// # Errors
    /// When there is no such stage.
    pub fn configure(&mut self, stage: &str, language: &str) -> Result<(), JsValue> {
        let mut settings = self.base.clone().language(language);
        if !stage.is_empty() {
            settings = settings.stage(stage);
        }
        self.plan = self.loaded.plan(settings.clone()).map_err(|error| trouble(&error))?;
        self.settings = settings;
        language.clone_into(&mut self.language);
        Ok(())
    }

    /// Begins to read a list of delimited text; `options`: `encoding`, `delimiter`, `header_row`.
    ///
    /// # Errors
    /// When an option cannot be taken.
    pub fn begin(&mut self, name: &str, options: &JsValue) -> Result<(), JsValue> {
        let mut options = Options::new(options)?;
        let reader = text_reader(&mut options, ListColumns::names(&self.plan, &[]))?;
        options.end()?;
        self.forget();
        self.list = List { name: name.to_owned(), format: "delimited text", reader: Some(reader), ..List::default() };
        Ok(())
    }

    /// Takes the next bytes; says how many bytes and rows there are.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn push(&mut self, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let list = &mut self.list;
        list.hash.update(bytes);
        list.bytes += bytes.len() as u64;
        let Some(reader) = &mut list.reader else { return Ok(list.progress()) };
        for block in reader.push(bytes).map_err(|problem| unreadable(&problem))? {
            list.take(block);
        }
        list.begin();
        Ok(list.progress())
    }

    /// All has been pushed.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn finish(&mut self) -> Result<JsValue, JsValue> {
        let list = &mut self.list;
        if let Some(reader) = &mut list.reader {
            for block in reader.finish().map_err(|problem| unreadable(&problem))? {
                list.take(block);
            }
            list.begin();
            if let Some(reader) = list.reader.take() {
                list.notes = reader.notes().to_vec();
            }
        }
        list.sha256 = hex(std::mem::take(&mut list.hash));
        Ok(list.progress())
    }

    /// Reads a workbook; `options`: `sheet`, `header_row`. `tell` is called with how many rows there are as they come.
    ///
    /// # Errors
    /// When it cannot be read, or there is no telling which sheet is meant.
    pub fn workbook(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        options: &JsValue,
        tell: &Function,
    ) -> Result<JsValue, JsValue> {
        let mut options = Options::new(options)?;
        let choice = SheetOptions {
            sheet: options.text("sheet")?,
            header_row: options.count("header_row")?,
            names: ListColumns::names(&self.plan, &[]),
        };
        options.end()?;
        self.forget();
        let kind = Kind::of_zip(&bytes).unwrap_or(Kind::Xlsx);
        if bytes.len() > MOST_WORKBOOK {
            let problem = Problem::new(format!("the workbook has more than {} MiB", MOST_WORKBOOK >> 20));
            return Err(unreadable(&problem.help("export the sheet to CSV, which may have any size")));
        }
        check(&bytes, kind, MOST_UNPACKED).map_err(|problem| unreadable(&problem))?;
        let mut list =
            List { name: name.to_owned(), format: kind.name(), bytes: bytes.len() as u64, ..List::default() };
        list.sha256 = hex(Sha256::new_with_prefix(&bytes));
        let mut failed = None;
        let read = due_regard_workbook::read(bytes, kind, &choice, |piece| {
            match piece {
                Piece::Start(start) => {
                    (list.header, list.header_row, list.notes) = (start.header, start.header_row, start.notes);
                }
                Piece::Rows(block) => list.take(block),
            }
            match tell.call1(&JsValue::NULL, &list.progress()) {
                Ok(_) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        let notes = read.map_err(|problem| unreadable(&problem))?;
        if let Some(error) = failed {
            return Err(error);
        }
        list.notes.extend(notes);
        self.list = list;
        Ok(self.list.progress())
    }

    /// How the columns are understood when some are said by hand, with a few texts from each.
    ///
    /// # Errors
    /// When the pairs cannot be taken.
    pub fn mapping(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        let mut options = Options::new(options)?;
        let overrides = pairs(&mut options)?;
        options.end()?;
        let columns = ListColumns::of(&self.plan, &self.list.header, &overrides);
        let examples: Vec<Vec<String>> = (0..self.list.header.len()).map(|column| self.examples(column)).collect();
        let mapping = shown(&columns, &self.list.notes, self.list.header_row);
        js_sys::Reflect::set(&mapping, &"examples".into(), &to_js(&examples))?;
        let usable = columns.problem().map(|problem| json!({"message": problem.to_string(), "help": problem.help}));
        js_sys::Reflect::set(&mapping, &"problem".into(), &to_js(&usable))?;
        Ok(mapping)
    }

    /// Begins to audit the list; with `columns` as pairs.
    ///
    /// # Errors
    /// When the columns cannot be told apart.
    pub fn audit(&mut self, options: &JsValue) -> Result<(), JsValue> {
        let mut options = Options::new(options)?;
        let overrides = pairs(&mut options)?;
        options.end()?;
        let columns = ListColumns::of(&self.plan, &self.list.header, &overrides);
        if let Some(problem) = columns.problem() {
            return Err(unreadable(&problem));
        }
        self.columns = Some(columns);
        self.begin_run(Want::Table)
    }

    /// Begins the same again, for a report in this format.
    ///
    /// # Errors
    /// When there is no such format.
    pub fn begin_report(&mut self, format: &str) -> Result<(), JsValue> {
        let want = Want::report(format)?;
        self.begin_run(want)
    }

    /// The next piece of what was begun; says how many rows and findings there are, and whether it is done.
    ///
    /// # Errors
    /// When a finding cannot be written into a workbook.
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let (Some(run), Some(columns)) = (&mut self.run, &self.columns) else {
            return Ok(to_js(&json!({"done": true})));
        };
        run.step(&self.list, columns, &mut self.table)?;
        Ok(to_js(&json!({"rows": run.rows(), "findings": run.findings(), "done": run.is_done(&self.list)})))
    }

    /// The audit without its findings, when all steps are done.
    ///
    /// # Errors
    /// When nothing was begun.
    pub fn finish_audit(&mut self) -> Result<JsValue, JsValue> {
        let (Some(run), Some(columns)) = (self.run.take(), &self.columns) else { return Err(nothing_begun()) };
        let mut done = run.finish(&self.list, columns, &self.log)?;
        self.table.late(std::mem::take(&mut done.late));
        done.audit.findings = Vec::new();
        done.audit.results = Vec::new();
        self.table.know(&done.audit);
        self.measures = measures_in_words(&done.audit, &self.language);
        Ok(to_js(&done.audit))
    }

    /// The measures of that audit, in words.
    pub fn measures(&self) -> JsValue {
        to_js(&self.measures)
    }

    /// The report, when all steps are done.
    ///
    /// # Errors
    /// When nothing was begun, or a workbook cannot be written.
    pub fn finish_report(&mut self) -> Result<Vec<u8>, JsValue> {
        let (Some(run), Some(columns)) = (self.run.take(), &self.columns) else { return Err(nothing_begun()) };
        Ok(run.finish(&self.list, columns, &self.log)?.report)
    }

    /// Some findings of those that a filter leaves: `{rules, severities, verdicts, text, from, count}`.
    ///
    /// # Errors
    /// When the filter cannot be taken.
    pub fn findings(&mut self, filter: &JsValue) -> Result<JsValue, JsValue> {
        let filter: Value = crate::plain::json(filter)?;
        let plan = self.plan_with_log(Detail::Reasons, false)?;
        let Some(columns) = &self.columns else { return Err(nothing_begun()) };
        let page = self.table.page(&filter, &self.list, columns, &plan, &self.log);
        Ok(to_js(&self.with_names(page)))
    }

    /// One row of the list with everything that is known of it; null where there is none.
    ///
    /// # Errors
    /// When nothing was audited.
    pub fn record(&mut self, row: f64) -> Result<JsValue, JsValue> {
        let plan = self.plan_with_log(Detail::Records, true)?;
        let Some(columns) = &self.columns else { return Err(nothing_begun()) };
        let record = self.table.record(row, &self.list, columns, &plan, &self.log);
        Ok(to_js(&self.with_names(record)))
    }

    /// Opens a log of decisions in the place of the one that is there; what is wrong with it is listed.
    ///
    /// # Errors
    /// When it is no log.
    pub fn open_log(&mut self, name: &str, bytes: &[u8]) -> Result<JsValue, JsValue> {
        let open = OpenLog::of(name, bytes, self.as_of).map_err(|error| trouble(&error))?;
        let read = open.read();
        let problems: Vec<Value> = read
            .problems()
            .iter()
            .map(|problem| json!({"level": level(problem.level), "row": problem.row, "message": problem.message, "help": problem.help}))
            .collect();
        let lines = read.lines().len();
        let told = to_js(&json!({"lines": lines, "refused": read.refused(), "problems": problems}));
        self.log =
            Log { open, is_there: lines > 0, told: false, done: Vec::new(), by_hand: 0, several: BTreeSet::new() };
        self.queue = None;
        Ok(told)
    }

    /// The log as text, to be saved.
    #[must_use]
    pub fn log_text(&self) -> String {
        self.log.open.text().to_owned()
    }

    /// Begins to look for what people have to decide.
    ///
    /// # Errors
    /// When nothing was audited.
    pub fn begin_queue(&mut self) -> Result<(), JsValue> {
        let (mut screens, _) = due_regard::review::Screens::of(self.loaded.framework(), &self.registers);
        if let (true, Some(names)) = (screens.is_empty() && self.loaded.framework().screening.is_empty(), &self.names) {
            screens.push(due_regard::review::Screens::names(names.clone()));
        }
        let finder = Finder::new(&self.loaded, self.as_of, screens).map_err(|error| trouble(&error))?;
        self.finder = Some((finder, 0));
        self.queue = None;
        Ok(())
    }

    /// The next piece of it; says how many rows were looked at, how much was found, and whether it is done.
    #[must_use]
    pub fn step_queue(&mut self) -> JsValue {
        let (Some((finder, at)), Some(columns)) = (&mut self.finder, &self.columns) else {
            return to_js(&json!({"done": true}));
        };
        if let Some(block) = self.list.blocks.get(*at) {
            let mut builder = finder.plan().batch();
            builder.numbered(self.list.header_row, 0, "");
            builder.add_rows(block.clone(), columns.supplied());
            finder.batch(&builder.take());
            *at += 1;
        }
        let rows: usize = self.list.blocks.iter().take(*at).map(RowBlock::len).sum();
        to_js(&json!({"rows": rows, "found": finder.len(), "done": *at >= self.list.blocks.len()}))
    }

    /// The queue: what is to be decided and is not in the log yet, when all steps are done.
    ///
    /// # Errors
    /// When nothing was begun.
    pub fn finish_queue(&mut self) -> Result<JsValue, JsValue> {
        let Some((finder, _)) = self.finder.take() else { return Err(nothing_begun()) };
        let nameless = finder.nameless();
        let queue = queue::Open::new(Queue::new(finder.found(), self.log.open.read(), false));
        self.log.done.clear();
        let mut told = self.counted(&queue);
        if let Value::Object(told) = &mut told {
            told.insert("nameless".to_owned(), json!(nameless));
        }
        self.queue = Some(queue);
        Ok(to_js(&told))
    }

    /// A group of the queue: one record's candidates, or its findings; null past the last.
    #[must_use]
    pub fn group(&self, place: usize) -> JsValue {
        let Some(queue) = &self.queue else { return JsValue::NULL };
        to_js(&queue::group(queue, place))
    }

    /// Names of some groups, for a list: `{place, name, place_in_list, open}`.
    #[must_use]
    pub fn groups(&self, from: usize, count: usize, only_open: bool) -> JsValue {
        let Some(queue) = &self.queue else { return JsValue::NULL };
        to_js(&queue::groups(queue, (from, count), only_open))
    }

    /// Decides about an item of the queue: `{item, verdict, by, reason, source, refers_to, until, note}`. Says what is missing (`lacks`), or how much is left and what
    /// was `added` to the log; the first time the whole `log`.
    ///
    /// # Errors
    /// When there is no such item or verdict.
    pub fn decide(&mut self, given: &JsValue) -> Result<JsValue, JsValue> {
        let given: Value = crate::plain::json(given)?;
        let Some(queue) = &self.queue else { return Err(nothing_begun()) };
        let (place, mut decision) = match queue::decision(queue, &given, self.as_of) {
            Ok(Ok(decided)) => decided,
            Ok(Err(lacks)) => return Ok(to_js(&lacks)),
            Err(message) => return Err(refused("invalid-setting", "decision", message)),
        };
        let log = self.log.open.read();
        decision.supersedes = log.to_supersede(&decision.framework, &decision.record, &decision.item);
        let decision = decision.sealed();
        let added = self.log.add(&decision)?;
        self.log.done.push(place);
        if let Some(queue) = &mut self.queue {
            queue.settle(place, decision.clone());
        }
        self.told(&decision, added)
    }

    /// Takes the last decision of this session back: a line that withdraws it is added. Null where there is none.
    ///
    /// # Errors
    /// When the log cannot be read again.
    pub fn undo(&mut self, by: &str) -> Result<JsValue, JsValue> {
        let Some(place) = self.log.done.pop() else { return Ok(JsValue::NULL) };
        let decision = self.queue.as_mut().and_then(|queue| queue.unsettle(place));
        let Some(decision) = decision else { return Ok(JsValue::NULL) };
        let mut back = decision.taken_back(by, self.as_of);
        back.supersedes = self.log.open.read().to_supersede(&back.framework, &back.record, &back.item);
        let added = self.log.add(&back.sealed())?;
        let told = self.told(&decision, added)?;
        let group = self.queue.as_ref().and_then(|queue| queue.group_of(place));
        js_sys::Reflect::set(&told, &"group".into(), &to_js(&group))?;
        js_sys::Reflect::set(&told, &"item".into(), &to_js(&place))?;
        Ok(told)
    }
}

impl ListReview {
    /// What belonged to a list before this one.
    fn forget(&mut self) {
        self.columns = None;
        self.run = None;
        self.table = Table::default();
        self.finder = None;
        self.queue = None;
    }

    /// A language of texts, where it is not the page's.
    fn other<'a>(&self, spoken: &'a str) -> Option<&'a str> {
        let page = if self.language.is_empty() { "en" } else { &self.language };
        (!spoken.is_empty() && spoken != page).then_some(spoken)
    }

    /// The rules with the language of their texts, where that is not the page's.
    fn rules(&self, audit: &due_regard::Audit) -> Vec<Value> {
        let shown = |rule: &due_regard::audit::RuleSummary| {
            let mut value = serde_json::to_value(rule).unwrap_or_default();
            if let Value::Object(shown) = &mut value {
                shown.insert("language".to_owned(), json!(self.other(&rule.spoken)));
            }
            value
        };
        audit.rules.iter().map(shown).collect()
    }

    /// Findings with the name of the person whom each is about (`person`), where it is about one of a register.
    fn with_names(&self, mut shown: Value) -> Value {
        let findings = shown.get_mut("findings").and_then(Value::as_array_mut);
        for finding in findings.into_iter().flatten() {
            let item = finding.get("item").and_then(Value::as_str).unwrap_or_default();
            let id = item.strip_suffix(']').and_then(|item| item.rsplit_once('[')).map_or("", |(_, id)| id);
            let person = self.registers.iter().find_map(|(_, register)| register.person(id));
            if let (Some(person), Some(finding)) = (person.map(|person| json!(person.name)), finding.as_object_mut()) {
                finding.insert("person".to_owned(), person);
            }
        }
        shown
    }

    fn examples(&self, column: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        // The first rows say enough; a column that is blank in all of them has no example.
        let cells = self.list.blocks.iter().take(2).flat_map(|block| block.column(column).take(2_000));
        for cell in cells {
            let cell = cell.trim();
            if cell.is_empty() || found.iter().any(|known| known == cell) {
                continue;
            }
            let short: String = cell.chars().take(EXAMPLE).collect();
            found.push(if short.len() < cell.len() { format!("{short}…") } else { short });
            if found.len() == EXAMPLES {
                break;
            }
        }
        found
    }

    fn begin_run(&mut self, want: Want) -> Result<(), JsValue> {
        let Some(columns) = &self.columns else { return Err(nothing_begun()) };
        if want == Want::Table {
            self.table = Table::default();
        }
        self.log.several.clear();
        if self.log.is_there && !self.log.open.read().is_empty() {
            let plan = self.loaded.plan(self.settings.clone()).map_err(|error| trouble(&error))?;
            self.log.several = Run::several(&plan, self.log.open.read(), &self.list, columns);
        }
        let log = self.log.is_there.then(|| self.log.applied());
        self.run = Some(Run::new(&self.loaded, self.settings.clone(), want, log)?);
        Ok(())
    }

    /// A plan by which a few rows are looked at.
    fn plan_with_log(&self, detail: Detail, every: bool) -> Result<Plan, JsValue> {
        let mut settings = self.settings.clone().detail(detail);
        if every {
            settings = settings.every_verdict();
        }
        if self.log.is_there {
            settings = settings.decisions(self.log.applied());
        }
        self.loaded.plan(settings).map_err(|error| trouble(&error))
    }

    fn counted(&self, queue: &queue::Open) -> Value {
        let mut counted = queue.counted();
        if let Value::Object(counted) = &mut counted {
            counted.insert("made".to_owned(), json!(self.log.by_hand));
            counted.insert("can_undo".to_owned(), json!(!self.log.done.is_empty()));
        }
        counted
    }

    fn told(&self, decision: &Decision, (key, text): (&str, String)) -> Result<JsValue, JsValue> {
        let Some(queue) = &self.queue else { return Err(nothing_begun()) };
        let told = to_js(&self.counted(queue));
        js_sys::Reflect::set(&told, &key.into(), &text.into())?;
        js_sys::Reflect::set(&told, &"words".into(), &decision.words().into())?;
        js_sys::Reflect::set(&told, &"name".into(), &decision.record_name.as_str().into())?;
        Ok(told)
    }
}

/// A register with the name that receipts have.
fn named(given: &Value) -> Result<Register, JsValue> {
    let name = given.get("name").and_then(Value::as_str).unwrap_or_default();
    register(name, given.get("tables").unwrap_or(&Value::Null))
}

fn nothing_begun() -> JsValue {
    refused("invalid-setting", "", "nothing was begun that could be gone on with")
}

fn level(level: due_regard::Level) -> &'static str {
    match level {
        due_regard::Level::Error => "error",
        due_regard::Level::Warning => "warning",
        due_regard::Level::Advice => "advice",
    }
}

/// What was decided about a finding, put beside it.
fn beside(log: &Log, audit: &due_regard::Audit, findings: &mut [Finding]) {
    if log.is_there {
        let log = log.applied();
        let applying = due_regard::decision::Applying::new(&log, audit);
        let mut applied = due_regard::decision::Applied::default();
        for finding in findings.iter_mut().filter(|finding| finding.record.id.is_some()) {
            applying.finding(finding, &mut applied);
        }
    }
}
