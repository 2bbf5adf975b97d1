//! The audit as a workbook: a register of findings that an auditor can filter, with summary, records, sources and what was noticed about the list.
//!
//! What stands in which cell is core's ([`due_regard::report::sheets`]); here it is written. Findings can be added one by one while the audit
//! runs; a long register then goes to a temporary file row by row instead of staying in memory, where there are files (feature `temporary-files`). Up to
//! 20,000 findings and records the same audit gives the same bytes with files and without; beyond, the same cells.

use due_regard::audit::{Audit, Finding};
use due_regard::report::sheets::{self, Cell, Column, Look};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::fmt;

/// The last row that a sheet can have, counted from 0. It is kept for the remark that a register was cut.
const LAST_ROW: u32 = 1_048_575;
/// The longest text of a cell, in UTF-16 units, less the remark that it was cut.
const LONGEST: usize = 32_767 - CUT.len();
const CUT: &str = "… (cut here: a cell holds no more)";
/// Findings and records beyond this are written through a temporary file, where there are such.
const MANY: usize = 20_000;

/// Why a workbook could not be written.
#[derive(Debug)]
pub struct Unwritten(XlsxError);

impl fmt::Display for Unwritten {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the workbook could not be written: {}", self.0)
    }
}

impl std::error::Error for Unwritten {}

impl From<XlsxError> for Unwritten {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// A workbook that findings are added to.
///
/// ```
/// # fn register(audit: &due_regard::Audit) -> Result<Vec<u8>, due_regard_workbook::Unwritten> {
/// let mut register = due_regard_workbook::Register::new()?;
/// for finding in &audit.findings {
///     register.finding(finding)?;
/// }
/// register.finish(audit)
/// # }
/// ```
pub struct Register {
    workbook: Workbook,
    looks: Looks,
    /// Findings that wait until it is known whether there are so many that they go to a file.
    waiting: Vec<Finding>,
    /// How many may wait; none where there are no files, so that there is nothing to be known.
    may_wait: usize,
    finding_widths: Vec<u16>,
    next_row: u32,
    did_not_fit: u64,
    /// Where the register of findings ends; smaller in tests.
    last_row: u32,
}

/// Which sheet is which.
const SUMMARY: usize = 0;
const FINDINGS: usize = 1;

struct Looks {
    title: Format,
    heading: Format,
    head: Format,
    plain: Format,
    wide: Format,
    link: Format,
    number: Format,
    share: Format,
    /// Text behind a column of numbers.
    after: Format,
    running: Format,
}

impl Looks {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(18),
            heading: Format::new().set_bold().set_font_size(13),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00E3_E8EE))
                .set_border_bottom(FormatBorder::Thin),
            plain: top().set_text_wrap(),
            wide: top(),
            after: top().set_text_wrap().set_indent(1),
            running: top().set_indent(1),
            number: top(),
            share: top().set_num_format("0.0%"),
            link: top()
                .set_text_wrap()
                .set_font_color(Color::RGB(0x001A_5FA8))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

impl Register {
    /// An empty workbook.
    ///
    /// # Errors
    /// When it cannot be begun.
    pub fn new() -> Result<Self, Unwritten> {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("Summary")?;
        Ok(Self {
            workbook,
            looks: Looks::new(),
            waiting: Vec::new(),
            may_wait: if cfg!(feature = "temporary-files") { MANY } else { 0 },
            finding_widths: Vec::new(),
            next_row: 0,
            did_not_fit: 0,
            last_row: LAST_ROW,
        })
    }

    /// Adds a finding to the register. What a sheet cannot hold is counted, and said in its last row.
    ///
    /// # Errors
    /// When its row cannot be written.
    pub fn finding(&mut self, finding: &Finding) -> Result<(), Unwritten> {
        if self.next_row == 0 {
            if self.waiting.len() < self.may_wait {
                self.waiting.push(finding.clone());
                return Ok(());
            }
            self.begin_findings(true)?;
        }
        Ok(self.add(finding)?)
    }

    /// Begins the sheet of findings with those that waited.
    fn begin_findings(&mut self, streaming: bool) -> Result<(), XlsxError> {
        let sheet = add_sheet(&mut self.workbook, streaming)?;
        sheet.set_name("Findings")?;
        let columns = sheets::finding_columns();
        header(sheet, &columns, &self.looks)?;
        self.finding_widths = columns.iter().map(|column| column.width).collect();
        self.next_row = 1;
        for finding in std::mem::take(&mut self.waiting) {
            self.add(&finding)?;
        }
        Ok(())
    }

    fn add(&mut self, finding: &Finding) -> Result<(), XlsxError> {
        if self.next_row >= self.last_row {
            self.did_not_fit += 1;
            return Ok(());
        }
        let sheet = self.workbook.worksheet_from_index(FINDINGS)?;
        let widths = self.finding_widths.iter().copied();
        row(sheet, self.next_row, &sheets::finding_cells(finding), widths, &self.looks)?;
        self.next_row += 1;
        Ok(())
    }

    /// Completes the workbook with everything else that the audit says; its bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, audit: &Audit) -> Result<Vec<u8>, Unwritten> {
        if self.next_row == 0 {
            self.begin_findings(false)?;
        }
        self.close_findings(audit)?;
        self.summary(audit)?;
        self.records(audit)?;
        if !audit.measures.is_empty() {
            self.table("Measures", sheets::measure_rows(audit))?;
        }
        self.table("Sources", sheets::sources(audit))?;
        self.table("List notes", sheets::list_notes(audit))?;
        if audit.decisions.is_some() {
            self.table("Decisions", sheets::decisions(audit))?;
        }
        let (year, month, day) = audit.receipt.as_of.ymd();
        let narrow = |n: u32| u8::try_from(n).unwrap_or(1);
        // The as-of date, not the clock: the same audit gives the same bytes. Workbooks know no year before 1900.
        let date = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900).max(1900), narrow(month), narrow(day))?;
        self.workbook.set_properties(&DocProperties::new().set_title("Audit").set_creation_datetime(&date));
        Ok(self.workbook.save_to_buffer()?)
    }

    fn close_findings(&mut self, audit: &Audit) -> Result<(), XlsxError> {
        let columns = u16::try_from(sheets::finding_columns().len()).unwrap_or(1);
        let listed = u64::from(self.next_row - 1);
        let left_out = self
            .did_not_fit
            .max(audit.findings_left_out.saturating_sub(listed.saturating_sub(audit.findings.len() as u64)));
        let sheet = self.workbook.worksheet_from_index(FINDINGS)?;
        if self.next_row > 1 {
            sheet.autofilter(0, 0, self.next_row - 1, columns.saturating_sub(1))?;
        }
        if left_out > 0 {
            let words = format!("{left_out} more not listed here; CSV and JSON Lines hold all that are asked for");
            sheet.write_string_with_format(self.next_row, 0, words, &self.looks.wide)?;
        }
        Ok(())
    }

    fn summary(&mut self, audit: &Audit) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(SUMMARY)?;
        for (column, width) in (0..).zip(sheets::SUMMARY_WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        for (at, row) in (0..).zip(sheets::summary(audit)) {
            let look = match row.look {
                Look::Title => &self.looks.title,
                Look::Heading => &self.looks.heading,
                Look::Head => &self.looks.head,
                Look::Plain => &self.looks.plain,
            };
            // A sentence at the end runs across the empty cells beside it instead of making its row tall.
            let running = (row.look == Look::Plain && row.cells.len() < sheets::SUMMARY_WIDTHS.len())
                .then(|| row.cells.len().saturating_sub(1));
            if matches!(row.look, Look::Plain | Look::Head) {
                let wrapped = row.cells.iter().take(running.unwrap_or(usize::MAX));
                set_height(sheet, at, wrapped.zip(sheets::SUMMARY_WIDTHS))?;
            }
            for (place, (column, cell)) in (0..).zip(&row.cells).enumerate() {
                let look = match (Some(place) == running, place > 1 && row.look == Look::Plain) {
                    (true, false) => &self.looks.wide,
                    (true, true) => &self.looks.running,
                    (false, true) => &self.looks.after,
                    (false, false) => look,
                };
                write(sheet, at, column, cell, look, &self.looks)?;
            }
        }
        print_on_pages(sheet, sheets::SUMMARY_WIDTHS.into_iter().map(u32::from).sum());
        Ok(())
    }

    fn records(&mut self, audit: &Audit) -> Result<(), XlsxError> {
        let table = sheets::Records::new(audit);
        let columns = table.columns();
        let sheet = add_sheet(&mut self.workbook, audit.results.len() > MANY)?;
        sheet.set_name("Records")?;
        header(sheet, &columns, &self.looks)?;
        let fit = usize::try_from(LAST_ROW).unwrap_or(usize::MAX) - 1;
        let mut next = 1;
        for result in audit.results.iter().take(fit) {
            row(sheet, next, &table.cells(result), columns.iter().map(|column| column.width), &self.looks)?;
            next += 1;
        }
        if next > 1 {
            sheet.autofilter(0, 0, next - 1, u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1))?;
        }
        let more = audit.results_left_out.saturating_add(audit.results.len().saturating_sub(fit) as u64);
        if more > 0 {
            sheet.write_string_with_format(next, 0, format!("{more} more not listed here"), &self.looks.wide)?;
        }
        Ok(())
    }

    fn table(&mut self, name: &str, (columns, rows): (Vec<Column>, Vec<Vec<Cell>>)) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?;
        header(sheet, &columns, &self.looks)?;
        let mut next = 1;
        for cells in rows.iter().take(usize::try_from(LAST_ROW).unwrap_or(usize::MAX)) {
            row(sheet, next, cells, columns.iter().map(|column| column.width), &self.looks)?;
            next += 1;
        }
        if next > 1 {
            sheet.autofilter(0, 0, next - 1, u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1))?;
        }
        Ok(())
    }
}

/// A sheet whose rows go to a temporary file, or stay in memory.
#[cfg(feature = "temporary-files")]
fn add_sheet(workbook: &mut Workbook, streaming: bool) -> Result<&mut Worksheet, XlsxError> {
    if streaming { workbook.add_worksheet_with_constant_memory() } else { Ok(workbook.add_worksheet()) }
}

/// A sheet. There are no files here, so its rows stay in memory.
#[cfg(not(feature = "temporary-files"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one opens a file")]
fn add_sheet(workbook: &mut Workbook, _streaming: bool) -> Result<&mut Worksheet, XlsxError> {
    Ok(workbook.add_worksheet())
}

/// Pages of A4 across; of A3 for what would be too small to read. What is wider still goes over several side by side.
fn print_on_pages(sheet: &mut Worksheet, characters: u32) {
    const A3: u8 = 8;
    const A4: u8 = 9;
    /// So many characters side by side can still be read on a page.
    const READABLE: u32 = 330;
    sheet.set_landscape().set_paper_size(if characters > 200 { A3 } else { A4 });
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.3, 0.3);
    sheet.set_print_fit_to_pages(u16::try_from(characters.div_ceil(READABLE)).unwrap_or(1), 0);
}

/// Head of a table, which stays in view and is repeated on every printed page.
fn header(sheet: &mut Worksheet, columns: &[Column], looks: &Looks) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(columns) {
        sheet.set_column_width(at, column.width)?;
    }
    for (at, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, at, fitting(&column.title), &looks.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    print_on_pages(sheet, columns.iter().map(|column| u32::from(column.width)).sum());
    Ok(())
}

fn row(
    sheet: &mut Worksheet,
    at: u32,
    cells: &[Cell],
    widths: impl Iterator<Item = u16>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    set_height(sheet, at, cells.iter().zip(widths))?;
    for (column, cell) in (0..).zip(cells) {
        write(sheet, at, column, cell, &looks.plain, looks)?;
    }
    Ok(())
}

/// Makes a row as tall as its texts need at the widths of their columns.
fn set_height<'c>(
    sheet: &mut Worksheet,
    at: u32,
    cells: impl Iterator<Item = (&'c Cell, u16)>,
) -> Result<(), XlsxError> {
    let texts = cells.filter_map(|(cell, width)| match cell {
        Cell::Text(text) | Cell::Link(text, _) => Some((text.as_str(), width)),
        Cell::Empty | Cell::Number(_) | Cell::Share(_) => None,
    });
    tall_enough(sheet, at, texts)
}

/// Makes a row as tall as texts need at the widths of their columns. Excel would do so by itself; other spreadsheets take a row whose
/// height is not given to be one line tall, and lay the lines over each other.
///
/// # Errors
/// When there is no such row.
pub fn tall_enough<'t>(
    sheet: &mut Worksheet,
    at: u32,
    texts: impl Iterator<Item = (&'t str, u16)>,
) -> Result<(), XlsxError> {
    /// Of one line, in points, and of the tallest row that there is.
    const LINE: u32 = 15;
    const TALLEST: u32 = 409;
    let lines = |text: &str, width: u16| -> usize {
        // Words are not divided, so a line is not quite full.
        let full = usize::from(width).saturating_sub(1).max(1);
        text.lines().map(|line| line.chars().count().div_ceil(full).max(1)).sum()
    };
    let needed = texts.map(|(text, width)| lines(text, width)).max().unwrap_or(1);
    let needed = u32::try_from(needed).unwrap_or(TALLEST);
    if needed > 1 {
        sheet.set_row_height(at, needed.saturating_mul(LINE).min(TALLEST))?;
    }
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    look: &Format,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, *number, &looks.number)?;
        }
        Cell::Share(share) => {
            sheet.write_number_with_format(row, column, *share, &looks.share)?;
        }
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, fitting(text), look)?;
        }
        Cell::Link(text, address) => {
            // An address that a workbook cannot hold stays readable as text.
            let url = rust_xlsxwriter::Url::new(address).set_text(fitting(text));
            if sheet.write_url_with_format(row, column, url, &looks.link).is_err() {
                sheet.write_string_with_format(row, column, fitting(text), look)?;
            }
        }
    }
    Ok(())
}

/// A text that a cell can hold; what is cut is said.
fn fitting(text: &str) -> String {
    // No text of so many bytes or fewer has more UTF-16 units.
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    });
    match end.and_then(|(at, _)| text.get(..at)) {
        Some(kept) => format!("{kept}{CUT}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use due_regard::report::sheets::finding_columns;
    use std::io::Cursor;

    fn finding(name: &str) -> Finding {
        Finding {
            rule: "a-rule".to_owned(),
            severity: due_regard::framework::Severity::Major,
            verdict: due_regard::audit::Verdict::NotMet,
            would_be: None,
            record: due_regard::audit::RecordRef {
                number: 1,
                input: String::new(),
                row: 2,
                id: Some("007".to_owned()),
                name: Some(name.to_owned()),
            },
            item: String::new(),
            message: name.to_owned(),
            fix: String::new(),
            values: Vec::new(),
            because: Vec::new(),
            settle: Vec::new(),
            cite: Vec::new(),
            fingerprint: "0".to_owned(),
            decision: None,
            since: None,
        }
    }

    /// A real audit: one record whose name is hostile.
    fn audit() -> Audit {
        let text = "language: 1\nframework: names\nversion: 1.0.0\ntitle: Names\nrecord: {noun: asset, id: id, name: title}\nsections:\n  - id: what\n    title: What\n    fields:\n      - {id: id, type: text, label: Id}\n      - {id: title, type: text, label: Title, required: true}\n      - {id: made-by, type: text, label: Made by, required: true}\n";
        let loaded = due_regard::load(due_regard::Source::new("names.yaml", text));
        assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
        let settings = due_regard::Settings::new("2026-11-22".parse().unwrap()).detail(due_regard::Detail::Records);
        let plan = loaded.plan(settings).unwrap();
        let mut batch = plan.batch();
        batch
            .add(2, &serde_json::json!({"id": "-5", "title": "=HYPERLINK(\"http://evil.example\")", "made-by": ""}))
            .unwrap();
        plan.run(&batch.finish())
    }

    /// The workbook of an audit, with the findings that it lists.
    fn xlsx(audit: &Audit) -> Result<Vec<u8>, Unwritten> {
        let mut register = Register::new()?;
        for finding in &audit.findings {
            register.finding(finding)?;
        }
        register.finish(audit)
    }

    fn read(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let names = book.sheet_names();
        names
            .into_iter()
            .map(|name| (name.clone(), book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()))
            .collect()
    }

    const HOSTILE: [&str; 6] = ["=1+1", "-2", "@x\u{1b}[31m", "\tx\u{0}\u{ffff}", "<b>&\"</b>", "_x000A_ £ 😀"];

    #[test]
    fn a_register_reads_back_and_holds_no_formula() {
        for may_wait in [MANY, 2, 0] {
            let mut register = Register { may_wait, ..Register::new().unwrap() };
            for name in HOSTILE {
                register.finding(&finding(name)).unwrap();
            }
            let bytes = register.finish(&audit()).unwrap();
            let book = read(bytes.clone());
            let names: Vec<&str> = book.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["Summary", "Findings", "Records", "Sources", "List notes"]);
            let rows = &book[1].1;
            assert_eq!(rows.len(), HOSTILE.len() + 1);
            let records = &book[2].1;
            assert!(
                records[1].contains(&Data::String("'=HYPERLINK(\"http://evil.example\")".to_owned())),
                "{records:?}"
            );
            assert!(rows.iter().all(|row| row.len() == finding_columns().len()));
            let names: Vec<String> = rows[1..].iter().map(|row| row[4].to_string()).collect();
            assert_eq!(
                names,
                ["'=1+1", "'-2", "'@x\u{fffd}[31m", "'\tx\u{fffd}\u{fffd}", "<b>&\"</b>", "_x000A_ £ 😀"]
            );
            assert_eq!((&rows[1][3], &rows[1][6]), (&Data::String("007".to_owned()), &Data::Float(2.0)));
            // No part of the file holds a formula.
            let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            for at in 0..parts.len() {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut parts.by_index(at).unwrap(), &mut text).unwrap();
                assert!(!text.contains("<f>") && !text.contains("<f "));
            }
        }
    }

    #[test]
    fn the_same_audit_gives_the_same_bytes() {
        assert_eq!(xlsx(&audit()).unwrap(), xlsx(&audit()).unwrap());
    }

    #[test]
    fn what_a_sheet_cannot_hold_is_said_in_its_last_row() {
        let mut register = Register { last_row: 3, ..Register::new().unwrap() };
        for name in HOSTILE {
            register.finding(&finding(name)).unwrap();
        }
        let book = read(register.finish(&audit()).unwrap());
        assert_eq!(book[1].1.len(), 4);
        assert_eq!(
            book[1].1[3][0].to_string(),
            "4 more not listed here; CSV and JSON Lines hold all that are asked for"
        );
    }

    #[test]
    fn long_texts_are_cut_where_a_cell_ends() {
        let cut = fitting(&"😀".repeat(20_000));
        assert!(cut.ends_with(CUT) && cut.encode_utf16().count() <= 32_767);
        assert_eq!(fitting("short"), "short");
        assert_eq!(fitting(&"£".repeat(32_000)).chars().count(), 32_000);
    }
}
