//! Records that were filled in by hand: workbooks that `regard template` made, and CSV with a line for each question.

use super::folder::refusal;
use super::json::{Noticed, Records, Sink};
use super::source::Source;
use super::table::Table;
use super::{About, End, Format, InputError, InputOptions};
use crate::filled::{ABOUT, KEYS, MadeFor, RECORD, ROWS, Tree, decode, parse_place, unguarded};
use due_regard::list::{Problem, RowBlock, column_letters};
use due_regard_workbook::{Book, Kind, check};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::ops::ControlFlow;

/// Whether a workbook is a form: it has the sheet that says for which framework, or the mark of the sheet with the record's answers, where somebody took the first away.
pub(super) fn is_form(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut holds = |part: &str, words: &[u8]| {
        let Ok(part) = archive.by_name(part) else { return false };
        let mut text = Vec::new();
        // The list of sheets is short, and so are the texts of a form; of what is longer the beginning is enough.
        part.take(1 << 20).read_to_end(&mut text).is_ok() && memchr::memmem::find(&text, words).is_some()
    };
    holds("xl/workbook.xml", b"\"About this form\"")
        || holds("xl/sharedStrings.xml", format!(">{RECORD}</t>").as_bytes())
}

/// Opens a filled workbook.
pub(super) fn open(source: &Source, bytes: Vec<u8>, options: &InputOptions) -> Result<Records, InputError> {
    let mut about = source.about(Format::Filled);
    let read = workbook(bytes, options).map_err(|problem| source.error(problem))?;
    about.notes.extend(read.notes);
    one(about, read.record, source.end())
}

/// Records of one.
fn one(about: About, record: Value, end: End) -> Result<Records, InputError> {
    Records::start(about, move |sink| {
        let _ = sink.push(record, 0, &Noticed::default());
        Ok(end)
    })
}

/// A record, and what has to be said of it.
pub(super) struct Filled {
    pub(super) record: Value,
    pub(super) notes: Vec<String>,
}

/// A sheet's rows by their numbers, counted from 1.
type Rows = Vec<(u64, Vec<String>)>;

/// The record of a filled workbook.
pub(super) fn workbook(bytes: Vec<u8>, options: &InputOptions) -> Result<Filled, Problem> {
    check(&bytes, Kind::Xlsx, options.max_unpacked)?;
    let mut book = Book::open(Cursor::new(bytes), Kind::Xlsx)?;
    let mut form = Form::default();
    let mut groups: Vec<(String, String, Rows)> = Vec::new();
    let mut records: Vec<(String, Rows)> = Vec::new();
    let mut others = Vec::new();
    for sheet in book.sheets() {
        let rows = all_rows(&mut book, &sheet.name)?;
        let mark = |row: u64, test: &dyn Fn(&str) -> bool| {
            let row = rows.iter().find(|(number, _)| *number == row);
            row.and_then(|(_, cells)| cells.iter().find(|cell| test(cell.trim())).cloned())
        };
        let keys = u64::from(KEYS) + 1;
        if mark(1, &|cell| cell == ABOUT).is_some() {
            form.about(&rows);
        } else if mark(keys, &|cell| cell == RECORD).is_some() {
            records.push((sheet.name, rows));
        } else if let Some(mark) = mark(keys, &|cell| cell.starts_with(ROWS)) {
            let path = mark.trim().trim_start_matches(ROWS).trim().to_owned();
            groups.push((path, sheet.name, rows));
        } else if !rows.is_empty() {
            others.push(sheet.name);
        }
    }
    match records.len() {
        1 if form.made_for.framework.is_empty() => {
            return Err(Problem::new(
                "the workbook has no sheet `About this form`, which is hidden and says for which framework the form is",
            )
            .help("write the form again with `regard template` and put the answers into it; when a form is passed on, pass on the whole workbook"));
        }
        1 => {}
        0 => {
            return Err(Problem::new("the workbook has no sheet with the answers of a record")
                .help("fill in the workbook as `regard template` wrote it; its hidden row of keys must stay"));
        }
        _ => {
            return Err(Problem::new("the workbook has two sheets with the answers of a record")
                .help("one workbook holds one record: take one of the sheets away"));
        }
    }
    let mut tree = Tree::default();
    for (sheet, rows) in &records {
        form.record(sheet, rows, &mut tree)?;
    }
    // A group comes after the one in which it lies.
    groups.sort_by_key(|(path, ..)| path.matches('.').count());
    for (path, sheet, rows) in &groups {
        form.group(path, sheet, rows, &mut tree)?;
    }
    let mut notes = form.notes(options.expected.as_deref());
    let known = ["How to fill this in", "Lists"];
    others.retain(|name| !known.contains(&name.as_str()));
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!("not read, because they are no sheets of the form: {}", names.join(", ")));
    }
    Ok(Filled { record: Value::Object(tree.into_record()), notes })
}

fn all_rows(book: &mut Book, sheet: &str) -> Result<Rows, Problem> {
    /// A form filled by hand is far smaller.
    const MOST: usize = 200_000;
    let mut rows: Rows = Vec::new();
    let mut cells_read = 0;
    book.rows(sheet, |number, cells| {
        cells_read += cells.len();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((number, cells));
        }
        if cells_read > MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if cells_read > MOST {
        return Err(Problem::new(format!(
            "the sheet `{sheet}` is far too large for a form that was filled in by hand"
        ))
        .help("take what does not belong to the form off it"));
    }
    Ok(rows)
}

/// What a workbook says about itself.
#[derive(Default)]
struct Form {
    made_for: MadeFor,
    /// Whether the rows of a group have names, by path.
    named: BTreeMap<String, bool>,
    /// By group and label in small letters: the row's id.
    labels: BTreeMap<(String, String), String>,
    /// By counted group: the rows in order, as people number them.
    counted: BTreeMap<String, Vec<String>>,
}

fn cell(cells: &[String], column: usize) -> &str {
    cells.get(column).map_or("", String::as_str)
}

fn at(sheet: &str, column: usize, row: u64) -> String {
    format!("sheet `{sheet}`, cell {}{row}", column_letters(column))
}

impl Form {
    fn about(&mut self, rows: &Rows) {
        for (_, cells) in rows {
            let value = |column| cell(cells, column).trim().to_owned();
            match cell(cells, 0).trim() {
                "framework" => self.made_for.framework = value(1),
                "version" => self.made_for.version = value(1),
                "sha256" => self.made_for.sha256 = value(1),
                "asked" => self.made_for.asked.push(value(1)),
                kind @ ("named" | "counted") => {
                    self.named.insert(value(1), kind == "named");
                }
                "row" => {
                    self.labels.insert((value(1), value(3).to_lowercase()), value(2));
                }
                _ => {}
            }
        }
    }

    fn record(&self, sheet: &str, rows: &Rows, tree: &mut Tree) -> Result<(), Problem> {
        let keys = rows.iter().find(|(number, _)| *number == u64::from(KEYS) + 1);
        let key_column = keys.and_then(|(_, cells)| cells.iter().position(|cell| cell.trim() == RECORD)).unwrap_or(0);
        let heads = rows.iter().find(|(number, _)| *number == 1).map_or(&[][..], |(_, cells)| cells.as_slice());
        let head = |words: &str, usual: usize| heads.iter().position(|head| head.trim() == words).unwrap_or(usual);
        let (question, answer) = (head("Question", key_column + 1), head("Answer", key_column + 2));
        for (number, cells) in rows.iter().filter(|(number, _)| *number > u64::from(KEYS) + 1) {
            let (key, text) = (cell(cells, key_column).trim(), cell(cells, answer));
            let key = match (key.is_empty(), text.trim().is_empty()) {
                (false, _) => key,
                (true, true) => continue,
                // A question that somebody added: it is reported by its own words, like any other that the framework does not know.
                (true, false) => match cell(cells, question).trim() {
                    "" => {
                        return Err(Problem::new(format!(
                            "{}: an answer without a question",
                            at(sheet, answer, *number)
                        ))
                        .help("take it away, or write beside it what it answers"));
                    }
                    words => words,
                },
            };
            tree.put(&[(key.to_owned(), None)], decode(text)).map_err(|wrong| {
                Problem::new(format!("{}: {wrong}", at(sheet, key_column, *number)))
                    .help("leave each question on one row of the form")
            })?;
        }
        Ok(())
    }

    fn group(&mut self, path: &str, sheet: &str, rows: &Rows, tree: &mut Tree) -> Result<(), Problem> {
        let key_row = u64::from(KEYS) + 1;
        let row_of =
            |row: u64| rows.iter().find(|(number, _)| *number == row).map_or(&[][..], |(_, cells)| cells.as_slice());
        let (heads, keys) = (row_of(1), row_of(key_row));
        let marked = keys.iter().position(|key| key.trim().starts_with(ROWS)).unwrap_or(0);
        let named_by = keys.iter().position(|key| key.trim() == "#name");
        let (around, name_column) = match named_by {
            Some(name) => (Some(marked), name),
            None => (None, marked),
        };
        let (outer, key) = path.rsplit_once('.').map_or((None, path), |(outer, key)| (Some(outer), key));
        let named = self.named.get(path).copied().unwrap_or(false);
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let columns: Vec<usize> =
            (0..width).filter(|column| *column != name_column && Some(*column) != around).collect();
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
        for (number, cells) in rows.iter().filter(|(number, _)| *number > key_row) {
            let first = columns.iter().copied().find(|column| !cell(cells, *column).trim().is_empty());
            let mut name = cell(cells, name_column).trim().to_owned();
            let outer_name = around.map(|column| cell(cells, column).trim().to_owned()).unwrap_or_default();
            // A row that was only numbered or named beforehand; a fixed one is there in any case, and one with a number when a row within it
            // says so.
            let Some(first) = first else {
                if outer.is_none() && !name.is_empty() {
                    if named {
                        let _ = tree.row(key, &self.id_of(path, &name));
                    } else {
                        self.place_of(path, &name);
                    }
                }
                continue;
            };
            let place = match (outer, around) {
                (Some(outer), Some(column)) => {
                    if outer_name.is_empty() {
                        return Err(Problem::new(format!(
                            "{}: nothing says to which row this belongs",
                            at(sheet, column, *number)
                        ))
                        .help(format!("choose one of the rows of `{outer}` there")));
                    }
                    Some((outer, self.outer_row(outer, &outer_name, (sheet, column, *number))?))
                }
                _ => None,
            };
            let row = if named {
                if name.is_empty() {
                    return Err(Problem::new(format!(
                        "{}: the row has answers and no name",
                        at(sheet, name_column, *number)
                    ))
                    .help(format!("name the row; its first answer is in cell {}{number}", column_letters(first))));
                }
                self.id_of(path, &name)
            } else {
                let count = counts.entry(outer_name.to_lowercase()).or_insert(0);
                *count += 1;
                if name.is_empty() {
                    name = count.to_string();
                }
                if outer.is_none() { self.place_of(path, &name) } else { count.to_string() }
            };
            if !seen.insert((outer_name.to_lowercase(), if named { row.clone() } else { format!("#{name}") })) {
                return Err(Problem::new(format!(
                    "{}: the row `{name}` stands here a second time",
                    at(sheet, name_column, *number)
                ))
                .help("give each row a name of its own, or put both into one"));
            }
            for column in &columns {
                let text = cell(cells, *column);
                let id = cell(keys, *column).trim();
                let id = if id.is_empty() { cell(heads, *column).trim() } else { id };
                if id.is_empty() && text.trim().is_empty() {
                    continue;
                }
                if id.is_empty() {
                    return Err(Problem::new(format!(
                        "{}: an answer in a column without a head",
                        at(sheet, *column, *number)
                    ))
                    .help("take it away, or write in row 1 what the column is for"));
                }
                let mut steps = Vec::new();
                if let Some((outer, outer_row)) = &place {
                    steps.push(((*outer).to_owned(), Some(outer_row.clone())));
                }
                steps.push((key.to_owned(), Some(row.clone())));
                steps.push((id.to_owned(), None));
                // A column that is no question of the form and is blank here is no answer.
                let stranger = !self.made_for.asked.iter().any(|asked| *asked == format!("{path}.{id}"));
                if stranger && text.trim().is_empty() {
                    continue;
                }
                tree.put(&steps, decode(text)).map_err(|wrong| {
                    Problem::new(format!("{}: {wrong}", at(sheet, *column, *number)))
                        .help("leave each question in one column of the form")
                })?;
            }
        }
        Ok(())
    }

    /// The id of a row by its label, or else as it is written.
    fn id_of(&self, path: &str, name: &str) -> String {
        self.labels.get(&(path.to_owned(), name.to_lowercase())).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The place of a row among those of a counted group, by what people call it; a new one where no row is called that yet.
    fn place_of(&mut self, path: &str, name: &str) -> String {
        let known = self.counted.entry(path.to_owned()).or_default();
        let place = known.iter().position(|row| row == name).unwrap_or_else(|| {
            known.push(name.to_owned());
            known.len() - 1
        });
        (place + 1).to_string()
    }

    /// The row around a row of a group within it.
    fn outer_row(
        &self,
        outer: &str,
        name: &str,
        (sheet, column, number): (&str, usize, u64),
    ) -> Result<String, Problem> {
        if self.named.get(outer).copied().unwrap_or(false) {
            return Ok(self.id_of(outer, name));
        }
        let known = self.counted.get(outer).map_or(&[][..], Vec::as_slice);
        match known.iter().position(|row| row == name) {
            Some(place) => Ok((place + 1).to_string()),
            None => {
                let rows = if known.is_empty() {
                    "it has none".to_owned()
                } else {
                    format!("its rows are {}", known.join(", "))
                };
                Err(Problem::new(format!("{}: there is no row `{name}` in `{outer}`", at(sheet, column, number)))
                    .help(rows))
            }
        }
    }

    /// What differs between the framework that the form was made for and the one that it is checked by.
    fn notes(&self, expected: Option<&MadeFor>) -> Vec<String> {
        let made = &self.made_for;
        let mut notes = vec![format!("a form that was filled in, made for {} {}", made.framework, made.version)];
        let Some(expected) = expected else { return notes };
        if made.framework != expected.framework {
            notes.push(format!("the form is for `{}`, and it is checked by `{}`", made.framework, expected.framework));
        } else if made.sha256 != expected.sha256 {
            notes.push(if made.version == expected.version {
                format!(
                    "the framework has changed since the form was made, though its version is still {}",
                    made.version
                )
            } else {
                format!(
                    "the form was made for version {}, and it is checked by version {}",
                    made.version, expected.version
                )
            });
        } else {
            return notes;
        }
        let missing = |from: &MadeFor, to: &MadeFor| -> Vec<String> {
            from.asked.iter().filter(|path| !to.asked.contains(path)).map(|path| format!("`{path}`")).collect()
        };
        let (gone, new) = (missing(made, expected), missing(expected, made));
        if !gone.is_empty() {
            notes.push(format!("questions of the form that the framework does not have: {}", gone.join(", ")));
        }
        if !new.is_empty() {
            notes.push(format!("questions of the framework that the form does not ask: {}", new.join(", ")));
        }
        if gone.is_empty() && new.is_empty() {
            notes.push("both ask the same questions; options, conditions or rules may differ".to_owned());
        }
        notes
    }
}

/// The columns that the two kinds of lines have beside those that make them what they are.
const BESIDE: [&str; 3] = ["question", "needed", "options"];

/// What lines a table holds, by its header; `None` for a list.
pub(super) fn lines_of(header: &[String]) -> Option<Format> {
    let heads: Vec<String> = header.iter().map(|head| head.trim().to_lowercase()).collect();
    let mut own: Vec<&str> =
        heads.iter().map(String::as_str).filter(|head| !head.is_empty() && !BESIDE.contains(head)).collect();
    own.sort_unstable();
    match own.as_slice() {
        ["field", "value"] => Some(Format::TwoColumns),
        ["path", "record", "value"] | ["path", "record", "row", "value"] => Some(Format::Long),
        _ => None,
    }
}

/// The records of lines; `None` where the first column holds anything but places, so that it is a list after all.
pub(super) fn lines(table: &mut Table, format: Format) -> Result<Result<Lines, Vec<RowBlock>>, InputError> {
    let column = |name: &str| table.header.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let place_column = column(if format == Format::Long { "path" } else { "field" }).unwrap_or(0);
    let (record_column, row_column, value_column) = (column("record"), column("row"), column("value").unwrap_or(1));
    let mut blocks = Vec::new();
    let mut lines: Vec<(u64, [String; 4])> = Vec::new();
    let mut refused: Vec<(u64, String)> = Vec::new();
    while let Some(block) = table.next_block()? {
        for row in 0..block.len() {
            let of = |column: Option<usize>| column.map_or("", |column| block.cell(row, column)).to_owned();
            lines.push((
                block.row_number(row),
                [of(record_column), of(Some(place_column)), of(row_column), of(Some(value_column))],
            ));
        }
        refused.extend(block.refused().iter().map(|row| (row.row, row.cause.clone())));
        let places = (0..block.len()).all(|row| parse_place(block.cell(row, place_column)).is_some());
        blocks.push(block);
        if !places {
            return Ok(Err(blocks));
        }
    }
    if lines.is_empty() {
        return Ok(Err(blocks));
    }
    drop(blocks);
    let mut records: Vec<(String, Tree)> = Vec::new();
    for (number, [record, place, rows, value]) in lines {
        let at = records.iter().position(|(known, _)| *known == record).unwrap_or_else(|| {
            records.push((record.clone(), Tree::default()));
            records.len() - 1
        });
        let steps = within(parse_place(&place).unwrap_or_default(), &rows);
        let put = steps.and_then(|steps| {
            let (_, tree) = records.get_mut(at).ok_or_else(String::new)?;
            tree.put(&steps, decode(unguarded(&value)))
        });
        if let Err(wrong) = put {
            refused.push((number, format!("`{place}`: {wrong}")));
        }
    }
    let records = records.into_iter().map(|(name, tree)| (name, Value::Object(tree.into_record()))).collect();
    Ok(Ok(Lines { records, refused }))
}

/// Records of lines, and lines that could not be taken.
pub(super) struct Lines {
    pub(super) records: Vec<(String, Value)>,
    pub(super) refused: Vec<(u64, String)>,
}

/// A path with the rows that stand beside it: `impacts.actions.what` in `age/2`.
fn within(mut steps: Vec<(String, Option<String>)>, rows: &str) -> Result<Vec<(String, Option<String>)>, String> {
    if rows.trim().is_empty() {
        return Ok(steps);
    }
    let mut names = vec![String::new()];
    let mut letters = rows.trim().chars();
    while let Some(c) = letters.next() {
        match (c, names.last_mut()) {
            ('/', _) => names.push(String::new()),
            ('\\', Some(last)) => last.extend(letters.next()),
            (c, Some(last)) => last.push(c),
            _ => {}
        }
    }
    let groups = steps.len().saturating_sub(1);
    if names.len() != groups || steps.iter().any(|(_, row)| row.is_some()) {
        return Err(format!("the path has {groups} groups, and `{rows}` names {} rows", names.len()));
    }
    for ((_, row), name) in steps.iter_mut().zip(names) {
        *row = Some(name);
    }
    Ok(steps)
}

/// Opens lines as records; or gives the table back, with what was read of it, where they are a list.
pub(super) fn open_lines(mut table: Table, format: Format) -> Result<Result<Records, Table>, InputError> {
    match lines(&mut table, format)? {
        Err(blocks) => Ok(Err(table.with_blocks(blocks))),
        Ok(read) => {
            let mut about = table.about.clone();
            about.format = format;
            about.notes.push(match format {
                Format::Long => "its header is record, path and value: each line is an answer, and a record is all lines of its name".to_owned(),
                _ => "its header is field and value: each line is an answer, and all of them are one record".to_owned(),
            });
            let end = table.end();
            Records::start(about, move |sink| {
                push_lines(read, sink);
                Ok(end)
            })
            .map(Ok)
        }
    }
}

/// Hands the records of lines on. What could not be put in its place refuses its record: an answer is never dropped.
pub(super) fn push_lines(read: Lines, sink: &mut Sink) {
    if let Some((line, wrong)) = read.refused.first() {
        let more = read.refused.len().saturating_sub(1);
        let more = if more > 0 { format!("; {more} more lines are wrong") } else { String::new() };
        sink.refuse(1, format!("line {line}: {wrong}{more}"));
        return;
    }
    for (_, record) in read.records {
        if !sink.push(record, 0, &Noticed::default()) {
            break;
        }
    }
}

/// A workbook of a folder: its record, or why there is none. What differs from the framework is returned.
pub(super) fn workbook_of_folder(bytes: Vec<u8>, options: &InputOptions, sink: &mut Sink) -> Vec<String> {
    match workbook(bytes, options) {
        Ok(read) => {
            sink.push(read.record, 0, &Noticed::default());
            // For which framework it was made is only worth a line where that is another.
            read.notes.into_iter().skip(1).collect()
        }
        Err(problem) => {
            sink.refuse(1, refusal(&problem));
            Vec::new()
        }
    }
}

/// Whether delimited text of a folder holds records line by line.
pub(super) fn holds_lines(path: &str, options: &InputOptions) -> bool {
    let open = || -> Result<bool, InputError> {
        let mut source = Source::open(path, &InputOptions { hash: false, ..options.clone() })?;
        let sample = source.sample()?;
        let table = super::table::open(source, sample, options)?;
        Ok(lines_of(&table.header).is_some())
    };
    open().unwrap_or(false)
}

/// Delimited text of a folder: its records, or why there are none.
pub(super) fn lines_of_folder(path: &str, options: &InputOptions, sink: &mut Sink) -> Result<(), InputError> {
    let mut source = Source::open(path, &InputOptions { hash: false, ..options.clone() })?;
    let sample = source.sample()?;
    let mut table = super::table::open(source, sample, options)?;
    let format = lines_of(&table.header).unwrap_or(Format::TwoColumns);
    match lines(&mut table, format)? {
        Ok(read) => push_lines(read, sink),
        Err(_) => sink.refuse(1, "holds something else than answers by their places".to_owned()),
    }
    Ok(())
}
