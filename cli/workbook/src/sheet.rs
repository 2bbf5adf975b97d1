//! A workbook, the sheet to read, its header and its rows.

use crate::Kind;
use crate::archive::{broken, protected};
use crate::hidden::{self, Hidden, HiddenRows};
use crate::marks::{Marks, of_ods};
use crate::shown::{Shown, number_text};
#[cfg(feature = "xls")]
use calamine::Xls;
use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xlsx};
use due_regard::list::{HeaderNames, HeaderRow, Problem, RowBlock, RowBlockBuilder, column_letters, find_header_row};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The header is looked for among so many rows, and so many are enough to tell a table from a cover sheet.
const FIRST_ROWS: usize = 50;

/// Merged cells and formulas are looked for in workbooks of so many bytes: to find them the sheet is gone through once more, and longer lists come from programs.
const LOOKED_THROUGH: usize = 4 << 20;

/// So many formulas are remembered.
const FORMULAS: usize = 1 << 20;

/// What stands for a formula without a result, like an error of a spreadsheet.
const NOT_WORKED_OUT: &str = "#NOT_WORKED_OUT!";

/// What sheets can hold at most; anything past it is damage.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// How a sheet is to be read. All of it may be left to the defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetOptions {
    /// The sheet, by name or by number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1.
    pub header_row: Option<u64>,
    /// Names that columns may have, by which sheet and header are told from others.
    pub names: HeaderNames,
}

/// What comes out of a sheet: its header first, then rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// What was found out before rows are read.
    Start(Start),
    /// Some rows.
    Rows(RowBlock),
}

/// What was found out before rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The header's cells; blank ones are possible.
    pub header: Vec<String>,
    /// Its row, from 1.
    pub header_row: u64,
    /// Every guess with its reason, one sentence each.
    pub notes: Vec<String>,
}

/// A workbook of any format.
#[non_exhaustive]
pub enum Book {
    /// Excel since 2007.
    Xlsx(Box<Streamed>),
    /// OpenDocument.
    Ods(Box<Whole<Ods<Cursor<Vec<u8>>>>>),
    /// Excel before 2007.
    #[cfg(feature = "xls")]
    Xls(Box<Whole<Xls<Cursor<Vec<u8>>>>>),
}

/// A workbook whose rows stream, with its bytes, which say what its reader does not pass on.
pub struct Streamed {
    book: Xlsx<Cursor<Shared>>,
    bytes: Shared,
}

/// Bytes for two readers.
#[derive(Clone)]
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A workbook whose sheets are read as a whole, with what its reader does not pass on.
pub struct Whole<R> {
    book: R,
    /// By sheet, in order.
    marks: Vec<Marks>,
}

impl<R: Reader<Cursor<Vec<u8>>, Error: std::fmt::Display>> Whole<R> {
    fn marks(&self, sheet: &str) -> Option<&Marks> {
        let place = self.book.sheets_metadata().iter().position(|known| known.name == sheet)?;
        self.marks.get(place)
    }

    /// The rows of a sheet.
    fn rows(&mut self, sheet: &str, take: &mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>) -> Result<(), Problem> {
        let range = self.book.worksheet_range(sheet).map_err(|error| broken(&error.to_string()))?;
        let mut shown = self.marks(sheet).map(Marks::shown);
        let Some((first_row, first_column)) = range.start() else { return Ok(()) };
        for (row, data) in (first_row..).zip(range.rows()) {
            let mut cells = vec![String::new(); first_column as usize];
            cells.extend((first_column..).zip(data).map(|(column, data)| {
                let mut shown = || shown.as_mut().map_or(Shown::AsItIs, |shown| shown.at(row, column));
                match data {
                    Data::Float(number) => shown().text(*number),
                    // Old workbooks keep whole numbers in a form of their own, of 30 bits.
                    #[expect(clippy::cast_precision_loss, reason = "larger ones are given as they are")]
                    Data::Int(number) if number.unsigned_abs() < 1 << 52 => shown().text(*number as f64),
                    data => data_text(data),
                }
            }));
            if take(u64::from(row) + 1, cells).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl Book {
    /// Opens a workbook that was [checked](crate::check).
    ///
    /// # Errors
    /// When it is damaged or protected by a password.
    pub fn open(bytes: Cursor<Vec<u8>>, kind: Kind) -> Result<Self, Problem> {
        match kind {
            Kind::Ods => {
                let marks = of_ods(bytes.get_ref());
                match Ods::new(bytes) {
                    Ok(book) => Ok(Book::Ods(Box::new(Whole { book, marks: marks? }))),
                    Err(calamine::OdsError::Password) => Err(protected()),
                    Err(error) => Err(broken(&error.to_string())),
                }
            }
            #[cfg(feature = "xls")]
            Kind::Xls => {
                let marks = crate::xls::marks(bytes.get_ref());
                match Xls::new(bytes) {
                    Ok(book) => Ok(Book::Xls(Box::new(Whole { book, marks: marks? }))),
                    Err(calamine::XlsError::Password) => Err(protected()),
                    Err(error) => Err(broken(&error.to_string())),
                }
            }
            Kind::Xlsx => {
                let bytes = Shared(Arc::new(bytes.into_inner()));
                match Xlsx::new(Cursor::new(bytes.clone())) {
                    Ok(book) => Ok(Book::Xlsx(Box::new(Streamed { book, bytes }))),
                    Err(calamine::XlsxError::Password) => Err(protected()),
                    Err(error) => Err(broken(&error.to_string())),
                }
            }
        }
    }

    /// Every sheet, in order.
    pub fn sheets(&self) -> Vec<calamine::Sheet> {
        match self {
            Book::Xlsx(streamed) => streamed.book.sheets_metadata().to_vec(),
            Book::Ods(whole) => whole.book.sheets_metadata().to_vec(),
            #[cfg(feature = "xls")]
            Book::Xls(whole) => whole.book.sheets_metadata().to_vec(),
        }
    }

    /// The names of the sheets that can hold a table, in order: charts and macros are left out.
    pub fn sheet_names(&self) -> Vec<String> {
        let sheets = self.sheets().into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| sheet.name).collect()
    }

    /// Where a sheet has formulas, row and column from 0, as far as its format says so; none past some limit.
    fn formulas(&mut self, sheet: &str) -> BTreeSet<(u32, u32)> {
        let mut found = BTreeSet::new();
        let Book::Xlsx(streamed) = self else { return found };
        let Ok(mut cells) = streamed.book.worksheet_cells_reader(sheet) else { return found };
        while let Ok(Some(cell)) = cells.next_formula() {
            if !cell.get_value().is_empty() && found.len() < FORMULAS {
                found.insert(cell.get_position());
            }
        }
        found
    }

    /// The cells of a sheet that are merged, as far as its format says so: first row and column, last row and column, from 0. None where they cannot be read: the cells can be all the same.
    fn merged(&mut self, sheet: &str) -> Vec<calamine::Dimensions> {
        match self {
            Book::Xlsx(streamed) => streamed.book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Book::Ods(whole) => whole.marks(sheet).map_or_else(Vec::new, |marks| marks.merged.clone()),
            #[cfg(feature = "xls")]
            Book::Xls(whole) => whole.book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        }
    }

    /// The rows and columns of a sheet that are not shown.
    fn hidden(&self, sheet: &str) -> Result<Hidden, Problem> {
        match self {
            Book::Xlsx(streamed) => {
                let place = streamed.book.sheets_metadata().iter().position(|known| known.name == sheet);
                place.map_or_else(|| Ok(Hidden::default()), |place| hidden::of_xlsx(streamed.bytes.as_ref(), place))
            }
            Book::Ods(whole) => Ok(whole.marks(sheet).map_or_else(Hidden::default, |marks| marks.hidden.clone())),
            #[cfg(feature = "xls")]
            Book::Xls(whole) => Ok(whole.marks(sheet).map_or_else(Hidden::default, |marks| marks.hidden.clone())),
        }
    }

    /// Gives each row of a sheet that has cells, in order, with its number from 1, until it is told to stop.
    ///
    /// # Errors
    /// When the sheet is damaged.
    pub fn rows(&mut self, sheet: &str, take: impl FnMut(u64, Vec<String>) -> ControlFlow<()>) -> Result<(), Problem> {
        self.rows_with(sheet, &BTreeSet::new(), take)
    }

    /// The same, where these cells hold formulas: one that was never worked out is no blank cell.
    fn rows_with(
        &mut self,
        sheet: &str,
        formulas: &BTreeSet<(u32, u32)>,
        mut take: impl FnMut(u64, Vec<String>) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        match self {
            Book::Xlsx(streamed) => xlsx_rows(&mut streamed.book, sheet, formulas, &mut take),
            Book::Ods(whole) => whole.rows(sheet, &mut take),
            #[cfg(feature = "xls")]
            Book::Xls(whole) => whole.rows(sheet, &mut take),
        }
    }
}

/// The rows of an XLSX sheet as they stream. A range of all cells would be as large as the farthest two are apart.
fn xlsx_rows(
    book: &mut Xlsx<Cursor<Shared>>,
    sheet: &str,
    formulas: &BTreeSet<(u32, u32)>,
    take: &mut dyn FnMut(u64, Vec<String>) -> ControlFlow<()>,
) -> Result<(), Problem> {
    let failed = |error: calamine::XlsxError| broken(&error.to_string());
    let mut reader = book.worksheet_cells_reader(sheet).map_err(failed)?;
    let shown: Vec<Shown> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map_or(Shown::AsItIs, |format| Shown::by(&format.format_code)))
        .collect();
    let mut current: Option<(u32, Vec<String>)> = None;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(broken(&format!(
                "a cell stands in row {} and column {}, past the end of any sheet",
                u64::from(row) + 1,
                column_letters(column as usize)
            )));
        }
        match &current {
            Some((last, _)) if row < *last => {
                return Err(broken("its rows are not in order").at_row(u64::from(row) + 1));
            }
            Some((last, _)) if row > *last => {
                if let Some((last, cells)) = current.take()
                    && take(u64::from(last) + 1, cells).is_break()
                {
                    return Ok(());
                }
            }
            _ => {}
        }
        let (_, cells) = current.get_or_insert_with(|| (row, Vec::new()));
        let column = column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(place) = cells.get_mut(column) {
            *place = match cell.get_value() {
                DataRef::Float(number) => shown.get(style).copied().unwrap_or(Shown::AsItIs).text(*number),
                // Programs that write workbooks without a spreadsheet leave formulas to be worked out.
                DataRef::Empty if formulas.contains(&cell.get_position()) => NOT_WORKED_OUT.to_owned(),
                value => data_ref_text(value),
            };
        }
    }
    if let Some((last, cells)) = current {
        let _ = take(u64::from(last) + 1, cells);
    }
    Ok(())
}

/// Reads a sheet: gives its header and then its rows to `take`, until that says that it has enough. Gives remarks that could only be made at the end, one sentence each.
///
/// Which sheet and which row is the header is found out, unless the options say it: the only sheet with a table, the only visible one, or the only one whose header has names that are
/// known; between two that are left nothing is guessed.
///
/// # Errors
/// When the workbook is damaged, or there is no telling which sheet is meant.
pub fn read(
    bytes: Vec<u8>,
    kind: Kind,
    options: &SheetOptions,
    mut take: impl FnMut(Piece) -> ControlFlow<()>,
) -> Result<Vec<String>, Problem> {
    let small = bytes.len() <= LOOKED_THROUGH;
    let mut book = Book::open(Cursor::new(bytes), kind)?;
    let (sheet, note) = choose(&mut book, options)?;
    let merged = if small { book.merged(&sheet) } else { Vec::new() };
    let formulas = if small { book.formulas(&sheet) } else { BTreeSet::new() };
    let hidden = book.hidden(&sheet)?;
    let start = find_header(&mut book, &sheet, options)?;
    let columns_note = hidden.columns_note(&start.header);
    let (header_row, width) = (start.header_row, start.header.len());
    let mut notes = vec![note];
    notes.extend(start.notes);
    if take(Piece::Start(Start { header: start.header, header_row, notes })).is_break() {
        return Ok(Vec::new());
    }
    let mut builder = RowBlockBuilder::new(width, header_row + 1).accept_short_rows();
    let mut next = header_row + 1;
    let mut outside = Outside::default();
    let mut hidden_rows = HiddenRows::default();
    book.rows_with(&sheet, &formulas, |number, cells| {
        if number <= header_row {
            return ControlFlow::Continue(());
        }
        // Rows without cells are not stored.
        while next < number {
            builder.end_row();
            next += 1;
        }
        for cell in cells.iter().take(width) {
            builder.push_cell(cell);
        }
        outside.look(number, &cells, width);
        if hidden_rows.look(number, &cells, &hidden) {
            builder.hide_row();
        }
        builder.end_row();
        next += 1;
        let (bytes, rows) = builder.size();
        if (bytes >= 512 << 10 || rows >= 8192) && take(Piece::Rows(builder.take())).is_break() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let block = builder.finish();
    if !block.is_empty() || block.blank_rows().count > 0 || !block.refused().is_empty() {
        let _ = take(Piece::Rows(block));
    }
    let notes = [outside.note(), merged_note(&merged, header_row, width), hidden_rows.note(), columns_note];
    Ok(notes.into_iter().flatten().collect())
}

/// Cells below the header that are merged over several rows: a spreadsheet keeps what stands in them in the first row only.
fn merged_note(merged: &[calamine::Dimensions], header_row: u64, width: usize) -> Option<String> {
    let over_rows = |cells: &&calamine::Dimensions| {
        cells.end.0 > cells.start.0 && u64::from(cells.start.0) >= header_row && (cells.start.1 as usize) < width
    };
    let first = merged.iter().filter(over_rows).min_by_key(|cells| cells.start)?;
    let count = merged.iter().filter(over_rows).count();
    let cells = if count == 1 { "1 merged cell reaches".to_owned() } else { format!("{count} merged cells reach") };
    let column = column_letters(first.start.1 as usize);
    Some(format!(
        "{cells} over several rows (first: {column}{}:{column}{}): what stands there belongs to the first of these rows, and the others are read as blank; unmerge them and fill each row",
        u64::from(first.start.0) + 1,
        u64::from(first.end.0) + 1
    ))
}

/// Cells to the right of the header: remarks beside a table are common, so they are said and not refused.
#[derive(Default)]
struct Outside {
    rows: u64,
    first: Option<(u64, usize)>,
}

impl Outside {
    fn look(&mut self, row: u64, cells: &[String], width: usize) {
        if let Some(column) = cells.iter().skip(width).position(|cell| !cell.trim().is_empty()) {
            self.rows += 1;
            self.first.get_or_insert((row, width + column));
        }
    }

    fn note(&self) -> Option<String> {
        let (row, column) = self.first?;
        let rows = if self.rows == 1 { "1 row holds".to_owned() } else { format!("{} rows hold", self.rows) };
        Some(format!(
            "{rows} something to the right of the header (first: row {row}, column {}): not read",
            column_letters(column)
        ))
    }
}

/// The sheet to read and why.
fn choose(book: &mut Book, options: &SheetOptions) -> Result<(String, String), Problem> {
    let sheets: Vec<calamine::Sheet> =
        book.sheets().into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    let all: Vec<String> = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
    if let Some(asked) = &options.sheet {
        let by_name = sheets.iter().find(|sheet| sheet.name == *asked);
        let by_loose = || sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(asked.trim()));
        let by_number = || asked.trim().parse::<usize>().ok()?.checked_sub(1).and_then(|index| sheets.get(index));
        return match by_name.or_else(by_loose).or_else(by_number) {
            Some(sheet) => Ok((sheet.name.clone(), format!("sheet `{}`: as asked", sheet.name))),
            None => Err(Problem::new(format!("the workbook has no sheet `{asked}`"))
                .help(format!("its sheets are {}", all.join(", ")))),
        };
    }
    // A sheet with a table has two rows with two cells each; what else holds something is a cover sheet or notes.
    let (mut tables, mut others) = (Vec::new(), Vec::new());
    for sheet in &sheets {
        let (mut rows, mut wide) = (0, 0);
        book.rows(&sheet.name, |_, cells| {
            let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).take(2).count();
            rows += usize::from(filled > 0);
            wide += usize::from(filled > 1);
            if wide >= 2 || rows >= FIRST_ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if wide >= 2 {
            tables.push(sheet);
        } else if rows > 0 {
            others.push(sheet);
        }
    }
    let visible: Vec<_> = tables.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    match (tables.as_slice(), visible.as_slice(), others.as_slice()) {
        ([sheet], _, _) if sheets.len() == 1 => {
            Ok((sheet.name.clone(), format!("sheet `{}`: the only one", sheet.name)))
        }
        ([sheet], visible, _) => {
            let hidden =
                if visible.is_empty() { "; it is hidden, so see whether it is the list that is meant" } else { "" };
            let why = format!("the only one of {} with a table{hidden}", sheets.len());
            Ok((sheet.name.clone(), format!("sheet `{}`: {why}", sheet.name)))
        }
        (_, [sheet], _) => Ok((
            sheet.name.clone(),
            format!("sheet `{}`: the only visible one of {} with tables", sheet.name, tables.len()),
        )),
        ([], _, [sheet]) => {
            Ok((sheet.name.clone(), format!("sheet `{}`: the only one with anything in it", sheet.name)))
        }
        ([], _, []) => Err(Problem::new("the workbook has nothing in it").help("give a list with a header row")),
        (candidates, _, others) => {
            let candidates = if candidates.is_empty() { others } else { candidates };
            let visible = candidates.iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
            let known: Vec<(&str, usize, usize)> = visible
                .map(|sheet| (sheet.name.as_str(), known_names(book, &sheet.name, &options.names)))
                .filter_map(|(name, known)| known.ok().flatten().map(|(known, of)| (name, known, of)))
                .collect();
            if let [(sheet, known, of)] = known.as_slice() {
                let why =
                    format!("the only one of {} whose header has names that are known ({known} of {of})", sheets.len());
                return Ok(((*sheet).to_owned(), format!("sheet `{sheet}`: {why}")));
            }
            let names: Vec<String> = candidates.iter().map(|sheet| format!("`{}`", sheet.name)).collect();
            let first = candidates.first().map_or("", |sheet| sheet.name.as_str());
            let first = known.first().map_or(first, |(sheet, ..)| *sheet);
            let problem = Problem::new(format!("{} sheets hold something: {}", names.len(), names.join(", ")));
            Err(problem.help(format!("say which to read, for example `--sheet \"{first}\"`")))
        }
    }
}

/// How many cells of a sheet's header are names that are known, and of how many; `None` where fewer than two are.
fn known_names(book: &mut Book, sheet: &str, names: &HeaderNames) -> Result<Option<(usize, usize)>, Problem> {
    let options = SheetOptions { names: names.clone(), ..SheetOptions::default() };
    let header = find_header(book, sheet, &options)?.header;
    let known = names.among(header.iter().map(String::as_str));
    Ok((known >= 2).then(|| (known, header.iter().filter(|cell| !cell.is_empty()).count())))
}

/// The header of a sheet.
fn find_header(book: &mut Book, sheet: &str, options: &SheetOptions) -> Result<Start, Problem> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let asked = options.header_row;
    book.rows(sheet, |number, cells| {
        rows.push((number, cells));
        let enough = asked.map_or(rows.len() >= FIRST_ROWS, |asked| number >= asked);
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    // Rows without cells are not stored, and two rows of one header stand one below the other.
    let mut cells: Vec<Vec<String>> = Vec::new();
    let mut numbers = Vec::new();
    for (number, row) in rows {
        let before = numbers.last().map_or(number, |last| last + 1);
        if number > before {
            cells.push(Vec::new());
            numbers.push(number - 1);
        }
        cells.push(row);
        numbers.push(number);
    }
    let found = match asked {
        Some(asked) => {
            let filled = |cells: &[String]| cells.iter().any(|cell| !cell.trim().is_empty());
            let mut numbered = numbers.iter().zip(&cells);
            let index = numbered.position(|(number, cells)| *number == asked && filled(cells)).ok_or_else(|| {
                Problem::new(format!("row {asked} of the sheet `{sheet}` is blank, so it cannot be the header"))
                    .help("leave `--header-row` out, and it is found out")
            })?;
            HeaderRow::asked(index)
        }
        None => find_header_row(&cells, &options.names).ok_or_else(|| {
            Problem::new(format!("the sheet `{sheet}` has nothing in its first rows"))
                .help("say where the header is with `--header-row`")
        })?,
    };
    let Some(&header_row) = numbers.get(found.index) else {
        return Err(Problem::new(format!("the sheet `{sheet}` has no header row")));
    };
    let mut header = found.cells(&cells);
    header.truncate(header.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
    let why = found.why(header_row);
    let notes = vec![format!("header in row {header_row}: {why}")];
    Ok(Start { header, header_row, notes })
}

fn data_text(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => moment_text(moment),
        Data::DateTimeIso(text) => iso_text(text),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error_text(error),
    }
}

fn data_ref_text(data: &DataRef<'_>) -> String {
    match data {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => data_text(&Data::from(other.clone())),
    }
}

/// A moment of Excel in ISO 8601: a date, a time, or both.
fn moment_text(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    // Excel has no days before 1900; LibreOffice, which councils with older records use, counts back from 30 December 1899, and
    // from 1582 on by the calendar that we have. (From 1 January to 28 February 1900 the two differ by a day, and the file does
    // not say who wrote it: those are read as in Excel.)
    const FIRST: f64 = -115_858.0;
    if (FIRST..0.0).contains(&serial) && serial.fract() == 0.0 && !moment.is_duration() {
        const THIRTIETH: i32 = -25_569;
        #[expect(clippy::cast_possible_truncation, reason = "whole and within range, as has just been seen")]
        let days = serial as i32;
        return due_regard::Date::from_days(THIRTIETH + days).to_string();
    }
    // Outside of these calendars the number is all there is to say.
    if !(0.0..2_958_466.0).contains(&serial) {
        return number_text(serial);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let time = if milli == 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}.{milli:03}")
    };
    if moment.is_duration() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between zero and three million days"
        )]
        let hours = serial as u64 * 24 + u64::from(hour);
        return format!("{hours:02}:{minute:02}:{second:02}");
    }
    let has_time = (hour, minute, second, milli) != (0, 0, 0, 0);
    if serial < 1.0 && has_time {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if has_time { format!("{date}T{time}") } else { date }
}

/// A moment that is in ISO 8601 already, without a midnight that only says that it is a date.
fn iso_text(text: &str) -> String {
    match text.split_once('T') {
        Some((date, time)) if time.trim_end_matches('Z').bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) => {
            date.to_owned()
        }
        _ => text.to_owned(),
    }
}

/// What the cell shows: `#REF!`, `#N/A`.
fn error_text(error: &CellErrorType) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn cells_as_text() {
        let date = |serial, kind| Data::DateTime(ExcelDateTime::new(serial, kind, false));
        let moment = |serial| date(serial, ExcelDateTimeType::DateTime);
        for (data, text) in [
            (Data::Empty, ""),
            (Data::Float(470656.0), "470656"),
            (Data::Float(51.559_128), "51.559128"),
            (Data::Float(-0.0), "0"),
            (Data::Int(-3), "-3"),
            (Data::Bool(true), "true"),
            (Data::Error(CellErrorType::Ref), "#REF!"),
            (Data::Error(CellErrorType::NA), "#N/A"),
            (moment(44470.0), "2021-10-01"),
            (moment(44470.5), "2021-10-01T12:00:00"),
            (moment(0.25), "06:00:00"),
            (moment(-1.0), "1899-12-29"),
            (moment(-60587.0), "1734-02-11"),
            (moment(-115_858.0), "1582-10-15"),
            (moment(-115_859.0), "-115859"),
            (moment(-1.5), "-1.5"),
            (moment(9e9), "9000000000"),
            (date(1.5, ExcelDateTimeType::TimeDelta), "36:00:00"),
            (Data::DateTimeIso("2021-10-01T00:00:00".to_owned()), "2021-10-01"),
            (Data::DateTimeIso("2021-10-01T09:30:00".to_owned()), "2021-10-01T09:30:00"),
            (Data::DateTimeIso("2021-10-01".to_owned()), "2021-10-01"),
        ] {
            assert_eq!(data_text(&data), text);
        }
    }
}
