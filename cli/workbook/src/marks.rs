//! What workbooks say of their cells and their reader does not pass on: which numbers are shown as more than their digits, which rows and columns are hidden, and in OpenDocument which cells are merged.

use crate::archive::{attribute, broken, each_tag, number_of};
use crate::hidden::Hidden;
use crate::shown::Shown;
use calamine::Dimensions;
use due_regard::list::Problem;
use std::io::{Cursor, Read};

/// So many groups of cells in per cent or with zeros before them are kept of a workbook, of merged cells, and of hidden rows.
const MOST: usize = 4_000_000;

/// A sheet's marks.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Marks {
    /// Numbers that are shown as more than their digits, standing beside each other or repeated below each other, in the order of their rows.
    shown: Vec<(Dimensions, Shown)>,
    /// Cells that reach over others.
    pub(crate) merged: Vec<Dimensions>,
    /// Rows and columns that are not shown.
    pub(crate) hidden: Hidden,
}

impl Marks {
    /// Notes how a cell shows its number.
    #[cfg(feature = "xls")]
    pub(crate) fn add_shown(&mut self, row: u32, column: u32, shown: Shown) {
        if shown != Shown::AsItIs {
            self.shown.push((Dimensions { start: (row, column), end: (row, column) }, shown));
        }
    }

    /// Puts cells that were noted in any order into that of their rows.
    #[cfg(feature = "xls")]
    pub(crate) fn in_order(&mut self) {
        self.shown.sort_by_key(|(cells, _)| cells.start);
    }

    /// How numbers are shown, for rows that come in order.
    pub(crate) fn shown(&self) -> ShownInOrder<'_> {
        ShownInOrder { ahead: &self.shown }
    }
}

/// See [`Marks::shown`].
pub(crate) struct ShownInOrder<'a> {
    ahead: &'a [(Dimensions, Shown)],
}

impl ShownInOrder<'_> {
    /// How the cell shows its number; no row is asked for after a later one.
    pub(crate) fn at(&mut self, row: u32, column: u32) -> Shown {
        while let Some(((first, _), rest)) = self.ahead.split_first()
            && first.end.0 < row
        {
            self.ahead = rest;
        }
        let mut of_row = self.ahead.iter().take_while(|(cells, _)| cells.start.0 <= row);
        of_row
            .find(|(cells, _)| (cells.start.1..=cells.end.1).contains(&column))
            .map_or(Shown::AsItIs, |(_, shown)| *shown)
    }
}

/// The marks of every sheet of an OpenDocument workbook, in the order of the sheets.
pub(crate) fn of_ods(bytes: &[u8]) -> Result<Vec<Marks>, Problem> {
    let failed = |error: zip::result::ZipError| broken(&error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let content = archive.by_name("content.xml").map_err(failed)?;
    of_content(content)
}

fn of_content(content: impl Read) -> Result<Vec<Marks>, Problem> {
    let mut reading = Reading::default();
    each_tag(content, |tag, text, _, _| {
        reading.see(tag, text);
        if reading.kept > MOST {
            let problem = Problem::new(format!(
                "the workbook has more than {} million cells that are merged, hidden, or shown in per cent or with zeros before them",
                MOST / 1_000_000
            ));
            return Err(problem.help("export the sheet to CSV, which may have any size").limit());
        }
        Ok(())
    })?;
    Ok(reading.sheets)
}

/// Where a text of tags is.
#[derive(Default)]
struct Reading {
    sheets: Vec<Marks>,
    /// Tables within tables are cells' own.
    depth: u32,
    row: u32,
    /// How often the row that is being read stands there.
    rows: u32,
    column: u32,
    /// The same of the columns that are declared before the rows.
    declared: u32,
    /// The cell that is being read, where it holds a number, and the number: its text is what is shown.
    number: Option<(Dimensions, f64)>,
    /// A comment at a cell has texts of its own.
    in_comment: bool,
    kept: usize,
}

impl Reading {
    fn see(&mut self, tag: &[u8], text: &[u8]) {
        let name = tag.split(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'>')).next().unwrap_or(&[]);
        let (name, is_empty) = match name.strip_suffix(b"/") {
            Some(name) => (name, true),
            None => (name, tag.ends_with(b"/>")),
        };
        let is_hidden = || matches!(attribute(tag, b"table:visibility"), Some(b"collapse" | b"filter"));
        let times = |attribute: &[u8]| number_of(tag, attribute).map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX));
        match name {
            b"table:table" => {
                if self.depth == 0 {
                    (self.row, self.rows, self.declared) = (0, 0, 0);
                    self.sheets.push(Marks::default());
                }
                self.depth += u32::from(!is_empty);
            }
            b"/table:table" => self.depth = self.depth.saturating_sub(1),
            b"table:table-row" if self.depth == 1 => {
                self.row = self.row.saturating_add(self.rows);
                (self.rows, self.column) = (times(b"table:number-rows-repeated"), 0);
                if is_hidden()
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    let before = sheet.hidden.kept();
                    sheet.hidden.add_rows(self.row, self.row.saturating_add(self.rows.saturating_sub(1)));
                    self.kept += sheet.hidden.kept() - before;
                }
            }
            b"table:table-column" if self.depth == 1 => {
                let first = self.declared;
                self.declared = first.saturating_add(times(b"table:number-columns-repeated"));
                if is_hidden()
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.hidden.add_columns(first, self.declared.saturating_sub(1));
                }
            }
            b"office:annotation" => self.in_comment = !is_empty,
            b"/office:annotation" => self.in_comment = false,
            b"/text:p" if !self.in_comment => {
                let Some((cells, number)) = self.number.take() else { return };
                let shown = Shown::by_text(text, number);
                if shown != Shown::AsItIs
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.shown.push((cells, shown));
                    self.kept += 1;
                }
            }
            b"table:table-cell" | b"table:covered-table-cell" if self.depth == 1 => {
                let columns = times(b"table:number-columns-repeated");
                let start = (self.row, self.column);
                self.column = self.column.saturating_add(columns);
                let until = |rows: u32, columns: u32| {
                    let last = |from: u32, count: u32| from.saturating_add(count.saturating_sub(1));
                    Dimensions { start, end: (last(start.0, rows), last(start.1, columns)) }
                };
                let Some(sheet) = self.sheets.last_mut() else { return };
                let (spans, across) = (times(b"table:number-rows-spanned"), times(b"table:number-columns-spanned"));
                if name == b"table:table-cell" && (spans > 1 || across > 1) {
                    sheet.merged.push(until(spans, across));
                    self.kept += 1;
                }
                self.number = None;
                match attribute(tag, b"office:value-type") {
                    Some(b"percentage") => {
                        sheet.shown.push((until(self.rows, columns), Shown::Percent));
                        self.kept += 1;
                    }
                    Some(b"float") => {
                        let value = attribute(tag, b"office:value").and_then(|value| std::str::from_utf8(value).ok());
                        let number = value.and_then(|value| value.trim().parse().ok());
                        self.number = number.map(|number| (until(self.rows, columns), number));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_where_they_are_shown() {
        let content = concat!(
            r#"<a><table:table table:name="Empty"/><table:table table:name="Shares"><table:table-column/>"#,
            r#"<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/><table:table-row><table:table-cell/></table:table-row>"#,
            r#"<table:table-row table:number-rows-repeated="3" table:visibility="filter"><table:table-cell office:value-type="float" office:value="7">"#,
            r#"<office:annotation><text:p>0007</text:p></office:annotation><text:p>007</text:p></table:table-cell>"#,
            r#"<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>"#,
            r#"</table:table-row><table:table-row><table:table-cell table:number-rows-spanned="2"><table:table><table:table-row table:visibility="collapse">"#,
            r#"<table:table-cell office:value-type="percentage"/></table:table-row></table:table></table:table-cell>"#,
            r#"<table:covered-table-cell/><table:table-cell office:value-type='percentage'/></table:table-row>"#,
            r#"<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="7"/><table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>"#,
            r#"</table:table-row></table:table></a>"#
        );
        let sheets = of_content(content.as_bytes()).unwrap();
        assert_eq!(sheets.len(), 2);
        assert_eq!(sheets[0], Marks::default());
        let marks = &sheets[1];
        assert_eq!(marks.merged, [Dimensions { start: (4, 0), end: (5, 0) }]);
        let mut shown = marks.shown();
        let mut found = Vec::new();
        for row in 0..7 {
            found.extend(
                (0..5).map(|column| (row, column, shown.at(row, column))).filter(|cell| cell.2 != Shown::AsItIs),
            );
        }
        let [zeros, share] = [Shown::Digits(3), Shown::Percent];
        let rows = (1..4).flat_map(|row| [(row, 0, zeros), (row, 1, share), (row, 2, share)]);
        assert_eq!(found, rows.chain([(4, 2, share)]).collect::<Vec<_>>());
        let mut hidden = Hidden::default();
        hidden.add_rows(1, 3);
        hidden.add_rows(5, 5);
        hidden.add_columns(1, 2);
        assert_eq!(marks.hidden, hidden);
    }
}
