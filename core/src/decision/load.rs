//! From rows of a table or objects of JSON to a log.

use super::cell::{cleaned, unguarded};
use super::date::{DateCell, Order};
use super::write::COLUMNS;
use super::{Decision, DecisionLog, Item, Problem, Seen, Verdict};
use crate::value::Date;
use crate::{Error, ErrorKind, Level};
use serde_json::Value;
use std::collections::BTreeMap;

/// More lines than anybody decides; those past it are refused.
pub(super) const MOST_LINES: usize = 1_000_000;
/// More problems are counted and not kept.
pub(super) const MOST_PROBLEMS: usize = 10_000;

/// Other names of columns, as people head them.
const ALSO: &[(&str, &[&str])] = &[
    ("id", &["decision id", "line"]),
    ("record", &["record id", "asset", "asset id", "reference", "ref"]),
    ("record_name", &["name as recorded", "asset name", "name"]),
    ("rule", &["rule id", "finding"]),
    ("item", &["row", "group row"]),
    ("person", &["person id", "candidate", "candidate id"]),
    ("person_name", &["candidate name"]),
    ("verdict", &["decision", "judgement", "decided"]),
    ("by", &["decided by", "who", "reviewer", "reviewed by"]),
    ("on", &["decided on", "date", "when", "reviewed on"]),
    ("reason", &["why", "verdict reason", "justification"]),
    ("source", &["evidence", "citation"]),
    ("refers_to", &["refers to instead"]),
    ("until", &["waived until", "expires", "expires on", "valid until"]),
    ("note", &["notes", "remark", "comment"]),
    ("supersedes", &["replaces"]),
    ("seen", &["what was seen"]),
];

/// Which of our columns a header names.
pub(super) fn column(header: &str) -> Option<&'static str> {
    let plain = |text: &str| text.trim().trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-'], " ");
    let header = plain(unguarded(header.trim().trim_start_matches('\u{feff}')));
    COLUMNS
        .iter()
        .copied()
        .find(|known| plain(known) == header)
        .or_else(|| ALSO.iter().find(|(_, names)| names.contains(&header.as_str())).map(|(known, _)| *known))
}

/// Reads logs of decisions: rows below a header, or JSON objects, of one file or several.
#[derive(Debug, Clone, Default)]
pub struct DecisionLoader {
    file: String,
    /// What the cells of a row are.
    columns: Vec<Place>,
    /// The header of the last table, for a host that appends to it.
    header: Vec<String>,
    raw: Vec<Raw>,
    problems: Vec<Problem>,
    rows: u64,
    refused: u64,
    /// The number of the last row of a table.
    #[cfg(feature = "list")]
    last: u64,
    /// Who and when, where a row does not say.
    default: (String, Option<Date>),
}

#[derive(Debug, Clone)]
enum Place {
    Ours(&'static str),
    Theirs(String),
}

/// A line before its dates are read: what `3/4/2026` means may be told by another line.
#[derive(Debug, Clone, Default)]
struct Raw {
    file: String,
    row: u64,
    cells: BTreeMap<&'static str, String>,
    extra: BTreeMap<String, String>,
    seen: Option<Seen>,
}

/// Lines with their files and rows; problems that each has by itself; rows that hold something, that were refused, and that decide nothing yet.
pub(super) struct Read {
    pub(super) lines: Vec<(String, u64, Decision)>,
    pub(super) problems: Vec<Problem>,
    pub(super) counts: [u64; 3],
}

impl Raw {
    fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl DecisionLoader {
    /// Without anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Who decided and when, in the rows that follow, where a row with a verdict says neither: for a queue that one person filled in.
    #[must_use]
    pub fn by_default(mut self, by: &str, on: Date) -> Self {
        self.default = (cleaned(by), Some(on));
        self
    }

    /// The rows that follow lie in this file under this header. Columns are known by name, whatever their order; others are kept.
    ///
    /// # Errors
    ///
    /// A header without `record`, without `verdict`, or with one of our columns twice.
    pub fn table<S: AsRef<str>>(&mut self, file: &str, header: &[S]) -> Result<(), Error> {
        let unreadable =
            |why: String| Error::new(ErrorKind::UnreadableList, format!("`{file}` is no log of decisions: {why}"));
        let mut columns: Vec<Place> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for (place, text) in header.iter().enumerate() {
            let text = cleaned(unguarded(text.as_ref().trim_start_matches('\u{feff}')));
            if let Some(known) = column(&text) {
                if columns.iter().any(|other| matches!(other, Place::Ours(other) if *other == known)) {
                    return Err(unreadable(format!(
                        "two of its columns are `{known}`; `{text}` is the second, rename one"
                    )));
                }
                columns.push(Place::Ours(known));
                names.push(text);
                continue;
            }
            let plain = if text.is_empty() { format!("column {}", place + 1) } else { text };
            let mut name = plain.clone();
            let mut count = 2;
            while names.contains(&name) {
                name = format!("{plain} ({count})");
                count += 1;
            }
            names.push(name.clone());
            columns.push(Place::Theirs(name));
        }
        for needed in ["record", "verdict"] {
            if !columns.iter().any(|known| matches!(known, Place::Ours(known) if *known == needed)) {
                return Err(unreadable(format!("it has no column `{needed}`; its columns are {}", names.join(", "))));
            }
        }
        file.clone_into(&mut self.file);
        self.columns = columns;
        self.header = names;
        Ok(())
    }

    /// The number of the last row of a table.
    #[cfg(feature = "list")]
    pub(super) fn last_row(&self) -> u64 {
        self.last
    }

    /// The header of the last table, with a name for every column, for [`csv_row`](super::csv_row).
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// One row of the table: its number as a spreadsheet counts, and its cells.
    pub fn row<'a>(&mut self, number: u64, cells: impl IntoIterator<Item = &'a str>) {
        #[cfg(feature = "list")]
        {
            self.last = number;
        }
        let mut raw = Raw { file: self.file.clone(), row: number, ..Raw::default() };
        for (place, cell) in self.columns.iter().zip(cells) {
            let text = cleaned(unguarded(cell.trim()));
            if text.is_empty() {
                continue;
            }
            match place {
                Place::Ours(column) => drop(raw.cells.insert(column, text)),
                Place::Theirs(name) => drop(raw.extra.insert(name.clone(), text)),
            }
        }
        self.add(raw);
    }

    /// A row that could not be read at all, for this cause.
    pub fn refuse(&mut self, number: u64, cause: &str) {
        self.rows += 1;
        self.refused += 1;
        let file = self.file.clone();
        self.tell(&file, number, "unreadable-row", Level::Error, "", cause.to_owned(), "");
    }

    /// One object of JSON, or a document `{"decisions": […]}` of them; `number` is its place in the file, from 1.
    ///
    /// # Errors
    ///
    /// Anything else.
    pub fn object(&mut self, file: &str, number: u64, value: &Value) -> Result<(), Error> {
        if let Some(decisions) = value.get("decisions").and_then(Value::as_array) {
            for (number, decision) in (1..).zip(decisions) {
                self.one(file, number, decision)?;
            }
            return Ok(());
        }
        self.one(file, number, value)
    }

    fn one(&mut self, file: &str, number: u64, value: &Value) -> Result<(), Error> {
        let Some(object) = value.as_object() else {
            return Err(Error::new(
                ErrorKind::UnreadableList,
                format!("`{file}` is no log of decisions: its entry {number} is not an object"),
            ));
        };
        let mut raw = Raw { file: file.to_owned(), row: number, ..Raw::default() };
        for (key, value) in object {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => cleaned(text),
                Value::Object(values) if key == "seen" => {
                    let pairs = values.iter().map(|(what, value)| {
                        (what.clone(), value.as_str().map_or_else(|| crate::report::compact(value), str::to_owned))
                    });
                    raw.seen = Some(Seen::from_pairs(pairs));
                    continue;
                }
                other => cleaned(&crate::report::compact(other)),
            };
            // Keys of JSON are ours by their own names alone.
            match COLUMNS.iter().find(|column| *column == key) {
                Some(column) => drop(raw.cells.insert(column, text)),
                None => drop(raw.extra.insert(key.clone(), text)),
            }
        }
        self.add(raw);
        Ok(())
    }

    fn add(&mut self, raw: Raw) {
        if raw.cells.is_empty() && raw.extra.is_empty() && raw.seen.is_none() {
            return;
        }
        self.rows += 1;
        let mut raw = raw;
        if !raw.get("verdict").is_empty() {
            if raw.get("by").is_empty() && !self.default.0.is_empty() {
                raw.cells.insert("by", self.default.0.clone());
            }
            if let (true, Some(on)) = (raw.get("on").is_empty(), self.default.1) {
                raw.cells.insert("on", on.to_string());
            }
        }
        if self.raw.len() >= MOST_LINES {
            self.refused += 1;
            let message = format!("a log has {MOST_LINES} lines at most");
            self.tell(&raw.file, raw.row, "too-many-lines", Level::Error, "", message, "divide it");
            return;
        }
        self.raw.push(raw);
    }

    #[expect(clippy::too_many_arguments, reason = "one call for everything that a problem has")]
    fn tell(
        &mut self,
        file: &str,
        row: u64,
        code: &'static str,
        level: Level,
        column: &'static str,
        message: String,
        help: &str,
    ) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem {
                code,
                level,
                file: file.to_owned(),
                row,
                column,
                message,
                help: help.to_owned(),
            });
        }
    }

    /// The log as it was on the as-of date: lines of later days are kept and not applied.
    pub fn finish(self, as_of: Date) -> DecisionLog {
        let Read { lines, problems, counts } = self.read();
        DecisionLog::build(lines, problems, as_of, counts)
    }

    /// The lines by themselves, before what they are to one another is known.
    pub(super) fn read(mut self) -> Read {
        let raws = std::mem::take(&mut self.raw);
        let mut orders: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for raw in &raws {
            let seen = orders.entry(raw.file.as_str()).or_default();
            for order in ["on", "until"].into_iter().filter_map(|column| DateCell::order(raw.get(column))) {
                match order {
                    Order::DayFirst => seen.0 = true,
                    Order::MonthFirst => seen.1 = true,
                }
            }
        }
        let order_of = |file: &str| match orders.get(file) {
            Some((true, false)) => Some(Order::DayFirst),
            Some((false, true)) => Some(Order::MonthFirst),
            _ => None,
        };
        let (mut lines, mut undecided) = (Vec::new(), 0u64);
        for raw in &raws {
            if raw.get("verdict").is_empty() {
                undecided += 1;
                if let Some(column) = ["reason", "until"].into_iter().find(|column| !raw.get(column).is_empty()) {
                    let message = format!("the row has a {column} and no verdict; nothing is decided by it");
                    self.tell(
                        &raw.file,
                        raw.row,
                        "missing-verdict",
                        Level::Warning,
                        "verdict",
                        message,
                        &verdicts(None),
                    );
                }
                continue;
            }
            match self.line(raw, order_of(&raw.file)) {
                Some(decision) => lines.push((raw.file.clone(), raw.row, decision)),
                None => self.refused += 1,
            }
        }
        Read { lines, problems: self.problems, counts: [self.rows, self.refused, undecided] }
    }

    /// A line, if it can be applied; else the problems say why not.
    fn line(&mut self, raw: &Raw, order: Option<Order>) -> Option<Decision> {
        let mut wrong: Vec<(&'static str, &'static str, String, String)> = Vec::new();
        let item = match (raw.get("rule"), raw.get("person")) {
            ("", "") => {
                let message = "the row names neither a rule nor a person, so it is about nothing".to_owned();
                wrong.push((
                    "missing-item",
                    "rule",
                    message,
                    "name the rule of a finding, or the person of a candidate".into(),
                ));
                None
            }
            (rule, "") => Some(Item::finding(rule, raw.get("item"))),
            ("", person) => Some(Item::candidate(person)),
            _ => {
                let message = "the row names a rule and a person; a decision is about one of them".to_owned();
                wrong.push(("two-items", "person", message, "write two rows".into()));
                None
            }
        };
        if raw.get("record").is_empty() && item.as_ref().is_some_and(Item::is_candidate) {
            let message = "the row names no record".to_owned();
            wrong.push(("missing-record", "record", message, "give the id of the record that bears the name".into()));
        }
        // `waived until 2027-03-31` may stand in one cell.
        let (words, inside) = match raw.get("verdict").split_once(" until ") {
            Some((words, until)) if raw.get("until").is_empty() => (words, until),
            _ => (raw.get("verdict"), ""),
        };
        let mut verdict = Verdict::from_words(words);
        match (verdict, &item) {
            (None, item) => {
                let message = format!("`{}` is no verdict", brief(raw.get("verdict")));
                wrong.push(("unknown-verdict", "verdict", message, verdicts(item.as_ref())));
            }
            (Some(known), Some(item)) if !known.is_of(item) => {
                let what = if item.is_candidate() { "a candidate" } else { "a finding" };
                let message = format!("`{known}` is no verdict on {what}");
                wrong.push(("unknown-verdict", "verdict", message, verdicts(Some(item))));
                verdict = None;
            }
            _ => {}
        }
        let mut date = |column: &'static str, text: &str| -> Option<Date> {
            if text.is_empty() {
                return None;
            }
            let cell = DateCell::read(text);
            let day = cell.settled(order);
            if day.is_none() {
                let (message, help) = match cell {
                    DateCell::Either(a, b, year) => (
                        format!(
                            "`{}` may be one of two days, and no other date of the file says which comes first",
                            brief(text)
                        ),
                        format!("write the month as a word, {}", either(a, b, year)),
                    ),
                    _ => (format!("`{}` is no day", brief(text)), "write it as 2026-11-25 or 25 Nov 2026".to_owned()),
                };
                wrong.push(("unreadable-date", column, message, help));
            }
            day
        };
        let on = date("on", raw.get("on"));
        let until = date("until", if inside.is_empty() { raw.get("until") } else { inside });
        if raw.get("on").is_empty() {
            wrong.push((
                "missing-date",
                "on",
                "the row does not say when it was decided".into(),
                "write the day, as 2026-11-25 or 25 Nov 2026".into(),
            ));
        }
        let seen = match (&raw.seen, raw.get("seen")) {
            (Some(seen), _) => seen.clone(),
            (None, "") => Seen::new(),
            (None, text) => Seen::from_text(text).unwrap_or_else(|| {
                if raw.get("fingerprint").is_empty() {
                    let message = "what was seen cannot be read, so whether it has changed cannot be told".to_owned();
                    wrong.push(("seen-unreadable", "seen", message, "write it as `size = 2; grade = II`".into()));
                }
                Seen::new()
            }),
        };
        let (verdict, on) = match (verdict, on, item) {
            (Some(verdict), Some(on), Some(item)) => ((verdict, item), on),
            _ => {
                self.refuse_line(raw, wrong);
                return None;
            }
        };
        let (verdict, item) = verdict;
        let mut decision = Decision::new(raw.get("framework"), raw.get("record"), item, verdict, raw.get("by"), on);
        decision.until = until;
        for (column, place) in [
            ("id", &mut decision.id),
            ("record_name", &mut decision.record_name),
            ("locality", &mut decision.locality),
            ("person_name", &mut decision.person_name),
            ("reason", &mut decision.reason),
            ("source", &mut decision.source),
            ("refers_to", &mut decision.refers_to),
            ("note", &mut decision.note),
            ("supersedes", &mut decision.supersedes),
            ("fingerprint", &mut decision.fingerprint),
        ] {
            raw.get(column).clone_into(place);
        }
        decision.seen = seen;
        decision.extra.clone_from(&raw.extra);
        if let Some((column, cure)) = decision.lacks() {
            let code = match column {
                "by" => "missing-who",
                "reason" => "missing-reason",
                "source" => "missing-source",
                _ => "missing-until",
            };
            // A day that cannot be read is told already.
            if !wrong.iter().any(|(_, known, ..)| *known == column) {
                let message = match raw.get(column) {
                    "" => format!("`{verdict}` without `{column}`"),
                    text => format!("`{verdict}` without `{column}`: `{}` only stands in its place", brief(text)),
                };
                wrong.push((code, column, message, cure.to_owned()));
            }
        }
        if !wrong.is_empty() {
            self.refuse_line(raw, wrong);
            return None;
        }
        self.remarks(raw, &mut decision);
        Some(decision)
    }

    fn refuse_line(&mut self, raw: &Raw, wrong: Vec<(&'static str, &'static str, String, String)>) {
        for (code, column, message, help) in wrong {
            self.tell(&raw.file, raw.row, code, Level::Error, column, message, &help);
        }
    }

    /// What is odd about a line that can be applied; gives it an id and a fingerprint where it has none.
    fn remarks(&mut self, raw: &Raw, decision: &mut Decision) {
        let mut remark = |code, column, message: String, help: &str| {
            self.tell(&raw.file, raw.row, code, Level::Warning, column, message, help);
        };
        if let Some(until) = decision.until.filter(|until| *until < decision.on) {
            let message = format!("it held until {until} and was decided on {}, later", decision.on);
            remark("over-before-decided", "until", message, "look at both days");
        }
        let changed = "a line is not changed once it is written: write a new one that supersedes it";
        if decision.seen.is_empty() {
            if decision.fingerprint.is_empty() {
                let message = "the row does not say what was seen, so it holds whatever changes".to_owned();
                remark("nothing-seen", "seen", message, "`regard review` writes down what was seen");
            } else if !raw.get("seen").is_empty() {
                let message =
                    "what was seen cannot be read any more; whether it has changed is told by the fingerprint alone"
                        .to_owned();
                remark("seen-unreadable", "seen", message, changed);
            }
        } else if decision.fingerprint.is_empty() {
            decision.fingerprint = decision.seen.fingerprint();
        } else if decision.fingerprint != decision.seen.fingerprint() {
            let message = "what was seen does not agree with its fingerprint, which counts".to_owned();
            remark("seen-changed", "seen", message, changed);
            decision.seen = Seen::new();
        }
        let proper = decision.proper_id();
        if decision.id.is_empty() {
            decision.id = proper;
        } else if is_ours(&decision.id) && decision.id != proper {
            let message =
                format!("the line was changed after it was written: `{}` was made from other words", decision.id);
            remark("line-changed", "id", message, changed);
        }
    }
}

/// Whether an id looks like one that [`Decision::sealed`] makes.
fn is_ours(id: &str) -> bool {
    id.strip_prefix("d-").is_some_and(|hex| hex.len() == 12 && hex.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')))
}

fn brief(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The verdicts of an item, or all of them.
fn verdicts(item: Option<&Item>) -> String {
    let words: Vec<&str> =
        Verdict::all().filter(|verdict| item.is_none_or(|item| verdict.is_of(item))).map(Verdict::words).collect();
    format!("verdicts are {}", words.join(", "))
}

/// Both days that two numbers may mean, with the month as a word.
fn either(a: u32, b: u32, year: i32) -> String {
    const SHORT: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = |number: u32| number.checked_sub(1).and_then(|at| SHORT.get(at as usize)).copied().unwrap_or("");
    format!("{a} {} {year} or {b} {} {year}", month(b), month(a))
}

#[cfg(feature = "list")]
impl DecisionLoader {
    /// Reads a log of delimited text: its encoding and its delimiter are found.
    ///
    /// # Errors
    ///
    /// Bytes that are no table, or one that is no log of decisions.
    pub fn from_csv(file: &str, bytes: &[u8]) -> Result<Self, Error> {
        let mut loader = Self::new();
        loader.csv(file, bytes)?;
        Ok(loader)
    }

    /// Adds a log of delimited text to what was read before.
    ///
    /// # Errors
    ///
    /// What [`DecisionLoader::from_csv`] says.
    pub fn csv(&mut self, file: &str, bytes: &[u8]) -> Result<(), Error> {
        use crate::list::{CsvSplitter, Decoder, ListOptions, detect_encoding, sniff};
        let trouble =
            |problem: crate::list::Problem| Error::new(ErrorKind::UnreadableList, format!("{file}: {problem}"));
        let encoding = detect_encoding(bytes, true).map_err(trouble)?;
        let mut text = Vec::with_capacity(bytes.len());
        let mut decoder = Decoder::new(encoding.encoding).at_byte(encoding.mark as u64);
        decoder.decode(bytes.get(encoding.mark..).unwrap_or(&[]), &mut text).map_err(trouble)?;
        decoder.finish(&mut text).map_err(trouble)?;
        let layout = sniff(&text, true, &ListOptions::default().accept_short_rows().header_row(1)).map_err(trouble)?;
        self.table(file, &layout.header)?;
        let mut splitter = CsvSplitter::new(&layout);
        let mut blocks = splitter.push(text.get(layout.body..).unwrap_or(&[])).map_err(trouble)?;
        blocks.extend(splitter.finish().map_err(trouble)?);
        for block in &blocks {
            for row in 0..block.len() {
                self.row(block.row_number(row), block.row(row));
            }
            for row in block.refused() {
                self.refuse(row.row, &row.cause);
            }
        }
        Ok(())
    }
}
