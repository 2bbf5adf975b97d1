//! What workbooks say of their cells and their reader does not pass on: which are shares in per cent, and in OpenDocument which are merged.

use crate::archive::{broken, each_tag, number_of};
use calamine::Dimensions;
use due_regard::list::Problem;
use std::io::{Cursor, Read};

/// So many groups of cells in per cent are kept of a workbook, and so many merged cells.
const MOST: usize = 4_000_000;

/// A sheet's marks.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Marks {
    /// Cells in per cent that stand beside each other or are repeated below each other, in the order of their rows.
    percent: Vec<Dimensions>,
    /// Cells that reach over others.
    pub(crate) merged: Vec<Dimensions>,
}

impl Marks {
    /// Notes a cell in per cent.
    #[cfg(feature = "xls")]
    pub(crate) fn add_percent(&mut self, row: u32, column: u32) {
        self.percent.push(Dimensions { start: (row, column), end: (row, column) });
    }

    /// Puts cells that were noted in any order into that of their rows.
    #[cfg(feature = "xls")]
    pub(crate) fn in_order(&mut self) {
        self.percent.sort_by_key(|cells| cells.start);
    }

    /// Whether cells are in per cent, for rows that come in order.
    pub(crate) fn percent(&self) -> Percent<'_> {
        Percent { ahead: &self.percent }
    }
}

/// See [`Marks::percent`].
pub(crate) struct Percent<'a> {
    ahead: &'a [Dimensions],
}

impl Percent<'_> {
    /// Whether the cell is in per cent; no row is asked for after a later one.
    pub(crate) fn holds(&mut self, row: u32, column: u32) -> bool {
        while let Some((first, rest)) = self.ahead.split_first()
            && first.end.0 < row
        {
            self.ahead = rest;
        }
        let of_row = self.ahead.iter().take_while(|cells| cells.start.0 <= row);
        of_row.into_iter().any(|cells| (cells.start.1..=cells.end.1).contains(&column))
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
    each_tag(content, |tag, _, _| {
        reading.see(tag);
        if reading.kept > MOST {
            let problem = Problem::new(format!(
                "the workbook has more than {} million cells in per cent or merged",
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
    kept: usize,
}

impl Reading {
    fn see(&mut self, tag: &[u8]) {
        let name = tag.split(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'>')).next().unwrap_or(&[]);
        let (name, is_empty) = match name.strip_suffix(b"/") {
            Some(name) => (name, true),
            None => (name, tag.ends_with(b"/>")),
        };
        let times = |attribute: &[u8]| number_of(tag, attribute).map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX));
        match name {
            b"table:table" => {
                if self.depth == 0 {
                    (self.row, self.rows) = (0, 0);
                    self.sheets.push(Marks::default());
                }
                self.depth += u32::from(!is_empty);
            }
            b"/table:table" => self.depth = self.depth.saturating_sub(1),
            b"table:table-row" if self.depth == 1 => {
                self.row = self.row.saturating_add(self.rows);
                (self.rows, self.column) = (times(b"table:number-rows-repeated"), 0);
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
                if [&b"office:value-type=\"percentage\""[..], b"office:value-type='percentage'"]
                    .iter()
                    .any(|words| memchr::memmem::find(tag, words).is_some())
                {
                    sheet.percent.push(until(self.rows, columns));
                    self.kept += 1;
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
            r#"<a><table:table table:name="Empty"/><table:table table:name="Shares"><table:table-row><table:table-cell/></table:table-row>"#,
            r#"<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float"/>"#,
            r#"<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>"#,
            r#"</table:table-row><table:table-row><table:table-cell table:number-rows-spanned="2"><table:table><table:table-row>"#,
            r#"<table:table-cell office:value-type="percentage"/></table:table-row></table:table></table:table-cell>"#,
            r#"<table:covered-table-cell/><table:table-cell office:value-type='percentage'/></table:table-row></table:table></a>"#
        );
        let sheets = of_content(content.as_bytes()).unwrap();
        assert_eq!(sheets.len(), 2);
        assert_eq!(sheets[0], Marks::default());
        let marks = &sheets[1];
        assert_eq!(marks.merged, [Dimensions { start: (4, 0), end: (5, 0) }]);
        let mut percent = marks.percent();
        let found: Vec<(u32, u32)> = (0..6)
            .flat_map(|row| (0..5).map(move |column| (row, column)))
            .filter(|(row, column)| percent.holds(*row, *column))
            .collect();
        assert_eq!(found, [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (4, 2)]);
    }
}
