//! Workbooks of Excel before 2007: which numbers are shown as more than their digits, and which rows and columns are hidden. Their reader passes on neither.

use crate::archive::broken;
use crate::marks::Marks;
use crate::shown::Shown;
use due_regard::list::Problem;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Kinds of records (Microsoft, [MS-XLS], 2.3).
pub(crate) const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const LOOK: u16 = 0x00E0;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const SHORT_NUMBERS: u16 = 0x00BD;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;

/// Flags of a row and of columns.
const HIDDEN_ROW: u16 = 1 << 5;
const HIDDEN_COLUMNS: u16 = 1;

/// The version of Excel 97 and later, in which texts say how they are written.
const EXCEL_97: u16 = 0x0600;

/// Formats that every workbook has without saying so: `0%` and `0.00%`.
const BUILT_IN: [u16; 2] = [9, 10];

/// The book's own part of the file; `None` where it has none.
pub(crate) fn book(bytes: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
    let failed = |error: std::io::Error| broken(&error.to_string());
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(failed)?;
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)) else { return Ok(None) };
    let mut stream = Vec::new();
    file.open_stream(name).map_err(failed)?.take(bytes.len() as u64).read_to_end(&mut stream).map_err(failed)?;
    Ok(Some(stream))
}

/// The number of two bytes.
pub(crate) fn number(bytes: &[u8], from: usize) -> Option<u16> {
    bytes.get(from..)?.first_chunk::<2>().map(|pair| u16::from_le_bytes(*pair))
}

/// The records from a place on: kind and content.
pub(crate) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, length) = (number(stream, at)?, usize::from(number(stream, at.checked_add(2)?)?));
        let content = stream.get(at + 4..)?;
        at += 4 + length;
        Some((kind, content.get(..length).unwrap_or(content)))
    })
}

/// The marks of every sheet, in the order of the sheets.
pub(crate) fn marks(bytes: &[u8]) -> Result<Vec<Marks>, Problem> {
    Ok(book(bytes)?.map_or_else(Vec::new, |stream| of_stream(&stream)))
}

fn of_stream(stream: &[u8]) -> Vec<Marks> {
    let mut formats: BTreeMap<u16, Shown> = BUILT_IN.into_iter().map(|id| (id, Shown::Percent)).collect();
    let (mut looks, mut sheets) = (Vec::new(), Vec::new());
    let mut version = EXCEL_97;
    for (kind, content) in records(stream, 0) {
        match kind {
            BEGIN => version = number(content, 0).unwrap_or(EXCEL_97),
            FORMAT => {
                if let Some(id) = number(content, 0) {
                    formats.insert(id, Shown::by(&format_text(content, version)));
                }
            }
            LOOK => looks.push(number(content, 2)),
            SHEET => sheets.push(content.first_chunk::<4>().map_or(usize::MAX, |at| u32::from_le_bytes(*at) as usize)),
            END => break,
            _ => {}
        }
    }
    let shown = |look: Option<u16>| look.and_then(|format| formats.get(&format)).copied().unwrap_or(Shown::AsItIs);
    let looks: Vec<Shown> = looks.into_iter().map(shown).collect();
    sheets.into_iter().map(|from| of_sheet(stream, from, &looks)).collect()
}

/// The pattern of a format.
fn format_text(content: &[u8], version: u16) -> String {
    if version < EXCEL_97 {
        return content.get(3..).unwrap_or(&[]).iter().map(|byte| char::from(*byte)).collect();
    }
    let text = content.get(5..).unwrap_or(&[]);
    match content.get(4) {
        Some(flags) if flags & 1 == 1 => {
            let units: Vec<u16> = text.chunks_exact(2).filter_map(|pair| number(pair, 0)).collect();
            String::from_utf16_lossy(&units)
        }
        _ => text.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn of_sheet(stream: &[u8], from: usize, looks: &[Shown]) -> Marks {
    let mut marks = Marks::default();
    let mut hidden = Vec::new();
    // What is put into a sheet, such as a chart, has a beginning and an end of its own.
    let mut depth = 0u32;
    for (kind, content) in records(stream, from) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            FORMULA | NUMBER | SHORT_NUMBER | SHORT_NUMBERS if depth == 1 => {
                let (Some(row), Some(first)) = (number(content, 0), number(content, 2)) else { continue };
                let shown = |at: usize| {
                    let look = number(content, at).and_then(|look| looks.get(usize::from(look)));
                    look.copied().unwrap_or(Shown::AsItIs)
                };
                if kind != SHORT_NUMBERS {
                    marks.add_shown(u32::from(row), u32::from(first), shown(4));
                    continue;
                }
                // Numbers beside each other, of six bytes each, and the last column at the end.
                let count = content.len().saturating_sub(6) / 6;
                for (column, place) in (u32::from(first)..).zip(0..count) {
                    marks.add_shown(u32::from(row), column, shown(4 + place * 6));
                }
            }
            ROW if depth == 1 => {
                if let (Some(row), Some(flags)) = (number(content, 0), number(content, 12))
                    && flags & HIDDEN_ROW != 0
                {
                    hidden.push(u32::from(row));
                }
            }
            COLUMNS if depth == 1 => {
                if let (Some(first), Some(last), Some(flags)) =
                    (number(content, 0), number(content, 2), number(content, 8))
                    && flags & HIDDEN_COLUMNS != 0
                {
                    marks.hidden.add_columns(u32::from(first), u32::from(last));
                }
            }
            _ => {}
        }
    }
    // Rows stand in blocks, and who writes them need not put those in order.
    hidden.sort_unstable();
    hidden.into_iter().for_each(|row| marks.hidden.add_rows(row, row));
    marks.in_order();
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
    }

    #[test]
    fn numbers_are_shown_by_the_format_of_their_look() {
        let look = |format: u16| record(LOOK, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
        let format = |id: u16, text: &str| {
            record(
                FORMAT,
                &[&id.to_le_bytes()[..], &[u8::try_from(text.len()).unwrap(), 0, 0], text.as_bytes()].concat(),
            )
        };
        let begin = || record(BEGIN, &[0, 6, 5, 0]);
        let cell = |kind: u16, row: u16, column: u16, look: u16| {
            record(kind, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &look.to_le_bytes(), &[0; 8]].concat())
        };
        // Looks: plain, `0%`, `0.0%` of the workbook's own, a text that is no share, zeros before it.
        let head = |at: u32| {
            let parts = [
                begin(),
                format(164, "0.0%"),
                format(165, "0\"%\""),
                format(166, "0000"),
                look(0),
                look(9),
                look(164),
                look(165),
                look(166),
            ];
            [parts.concat(), record(SHEET, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat()), record(END, &[])]
                .concat()
        };
        let several = [2u16, 0]
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .chain([1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0])
            .collect::<Vec<u8>>();
        let row = |row: u16, flags: u16| {
            record(ROW, &[&row.to_le_bytes()[..], &[0; 10], &flags.to_le_bytes(), &[15, 0]].concat())
        };
        let chart = [begin(), cell(NUMBER, 9, 9, 1), row(9, 0x20), record(END, &[])].concat();
        let sheet = [
            begin(),
            cell(NUMBER, 0, 0, 0),
            cell(NUMBER, 0, 1, 1),
            chart,
            cell(FORMULA, 1, 0, 2),
            record(SHORT_NUMBERS, &several),
            cell(SHORT_NUMBER, 3, 0, 3),
            cell(SHORT_NUMBER, 3, 1, 4),
            row(7, 0x120),
            row(3, 0x20),
            row(4, 0x110),
            record(COLUMNS, &[1, 0, 2, 0, 0, 9, 15, 0, 1, 0]),
            record(COLUMNS, &[4, 0, 4, 0, 0, 9, 15, 0, 0, 0x10]),
            record(END, &[]),
            row(5, 0x20),
            cell(NUMBER, 5, 5, 1),
        ]
        .concat();
        let at = u32::try_from(head(0).len()).unwrap();
        let stream = [head(at), sheet].concat();
        let sheets = of_stream(&stream);
        assert_eq!(sheets.len(), 1);
        let mut shown = sheets[0].shown();
        let mut found = Vec::new();
        for row in 0..8 {
            found.extend(
                (0..8).map(|column| (row, column, shown.at(row, column))).filter(|cell| cell.2 != Shown::AsItIs),
            );
        }
        let shares = [(0, 1), (1, 0), (2, 0), (2, 1)].map(|(row, column)| (row, column, Shown::Percent));
        assert_eq!(found, shares.into_iter().chain([(3, 1, Shown::Digits(4))]).collect::<Vec<_>>());
        let hidden = &sheets[0].hidden;
        assert_eq!((0..12).filter(|row| hidden.has_row(*row)).collect::<Vec<_>>(), [3, 7]);
        let header = ["a", "b", "c", "d", "e"].map(str::to_owned);
        assert!(hidden.columns_note(&header).unwrap().starts_with("2 columns are hidden (B `b` and C `c`)"));
        // Every beginning is read without a panic.
        for length in 0..stream.len() {
            let _ = of_stream(&stream[..length]);
        }
    }

    /// From a whole workbook: what its reader gives as a number is a share where the cell is shown as one.
    #[test]
    fn numbers_are_read_as_they_are_shown() {
        use crate::{Book, Kind};
        use std::io::Write as _;
        use std::ops::ControlFlow;
        let begin = |of: u8| record(BEGIN, &[&[0, 6, of, 0][..], &[0; 12]].concat());
        let look = |format: u16| record(LOOK, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
        let cell = |row: u16, column: u16, look: u16, value: f64| {
            let place = [row, column, look].map(u16::to_le_bytes).concat();
            record(NUMBER, &[&place[..], &value.to_le_bytes()].concat())
        };
        let head = |at: u32| {
            let sheet = record(SHEET, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
            let zeros = record(FORMAT, &[&[166, 0, 4, 0, 0][..], b"0000"].concat());
            [begin(5), zeros, look(0), look(9), look(166), sheet, record(END, &[])].concat()
        };
        let at = u32::try_from(head(0).len()).unwrap();
        // A whole number in the short form, which its reader gives as one.
        let short = record(
            SHORT_NUMBER,
            &[[3u16, 1, 2].map(u16::to_le_bytes).concat(), (7u32 << 2 | 2).to_le_bytes().to_vec()].concat(),
        );
        let share = record(
            SHORT_NUMBER,
            &[[4u16, 0, 1].map(u16::to_le_bytes).concat(), (1u32 << 2 | 2).to_le_bytes().to_vec()].concat(),
        );
        let cells = [cell(0, 0, 0, 0.85), cell(0, 1, 1, 0.85), cell(2, 1, 1, 0.125), cell(3, 0, 2, 12.0), short, share];
        let sheet = [begin(16), cells.concat(), record(END, &[])].concat();
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/Workbook").unwrap().write_all(&[head(at), sheet].concat()).unwrap();
        file.flush().unwrap();
        let mut book = Book::open(Cursor::new(file.into_inner().into_inner()), Kind::Xls).unwrap();
        let mut rows = Vec::new();
        book.rows("S", |number, cells| {
            rows.push((number, cells));
            ControlFlow::Continue(())
        })
        .unwrap();
        let row = |number: u64, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(
            rows,
            [
                row(1, ["0.85", "85%"]),
                row(2, ["", ""]),
                row(3, ["", "12.5%"]),
                row(4, ["0012", "0007"]),
                row(5, ["100%", ""])
            ]
        );
    }
}
