//! Rows and columns that a sheet does not show, because a filter or a person hid them: they are read like the others, and it is said.

use crate::archive::{attribute, broken, each_tag};
use due_regard::list::{Problem, column_letters};
use std::io::{Cursor, Read, Seek};

/// So many rows and columns are named.
const NAMED: usize = 5;

/// What a sheet does not show, from 0: first and last, in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Hidden {
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Notes rows; they come in order.
    pub(crate) fn add_rows(&mut self, first: u32, last: u32) {
        add(&mut self.rows, first, last);
    }

    /// Notes columns; they come in order.
    pub(crate) fn add_columns(&mut self, first: u32, last: u32) {
        add(&mut self.columns, first, last);
    }

    /// How many stretches of rows are kept.
    pub(crate) fn kept(&self) -> usize {
        self.rows.len()
    }

    /// Whether a row is hidden.
    pub(crate) fn has_row(&self, row: u32) -> bool {
        has(&self.rows, row)
    }

    /// What is to be said of the columns of a header.
    pub(crate) fn columns_note(&self, header: &[String]) -> Option<String> {
        let hidden = |(column, name): (usize, &String)| {
            let known = !name.is_empty() && has(&self.columns, u32::try_from(column).ok()?);
            known.then(|| format!("{} `{name}`", column_letters(column)))
        };
        let names: Vec<String> = header.iter().enumerate().filter_map(hidden).collect();
        let columns = match names.len() {
            0 => return None,
            1 => "1 column is hidden".to_owned(),
            count => format!("{count} columns are hidden"),
        };
        let them = if names.len() == 1 { "it" } else { "them" };
        Some(format!(
            "{columns} ({}): read like the others; unhide {them} to see what is there, or set {them} aside",
            first(names.len() as u64, &names)
        ))
    }
}

fn add(stretches: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match stretches.last_mut() {
        Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
        _ => stretches.push((first, last)),
    }
}

fn has(stretches: &[(u32, u32)], place: u32) -> bool {
    let after = stretches.partition_point(|(first, _)| *first <= place);
    after.checked_sub(1).and_then(|at| stretches.get(at)).is_some_and(|(_, last)| place <= *last)
}

/// The first few of so many, as a sentence names them.
fn first(count: u64, names: &[String]) -> String {
    let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match named.split_last() {
        Some((last, before)) if !before.is_empty() && count == named.len() as u64 => {
            format!("{} and {last}", before.join(", "))
        }
        _ if count > named.len() as u64 => format!("first: {}", named.join(", ")),
        _ => named.join(", "),
    }
}

/// Rows of a list that are hidden, as they come.
#[derive(Default)]
pub(crate) struct HiddenRows {
    count: u64,
    first: Vec<String>,
}

impl HiddenRows {
    /// Looks at a row, by its number from 1, and says whether it is hidden and holds something.
    pub(crate) fn look(&mut self, row: u64, cells: &[String], hidden: &Hidden) -> bool {
        let is_hidden = u32::try_from(row.saturating_sub(1)).is_ok_and(|row| hidden.has_row(row));
        let counts = is_hidden && cells.iter().any(|cell| !cell.trim().is_empty());
        if counts {
            self.count += 1;
            if self.first.len() < NAMED {
                self.first.push(row.to_string());
            }
        }
        counts
    }

    pub(crate) fn note(&self) -> Option<String> {
        let (rows, named) = match self.count {
            0 => return None,
            1 => ("1 row is hidden".to_owned(), "row"),
            count => (format!("{count} rows are hidden"), "rows"),
        };
        let first = first(self.count, &self.first);
        let places = match first.strip_prefix("first: ") {
            Some(rest) => format!("first: rows {rest}"),
            None => format!("{named} {first}"),
        };
        Some(format!(
            "{rows}, by a filter or by hand ({places}): read like the others; to audit only what is visible, copy the visible rows to a sheet of their own"
        ))
    }
}

/// What a sheet of an XLSX workbook hides, by the sheet's place among all of them.
pub(crate) fn of_xlsx(bytes: &[u8], sheet: usize) -> Result<Hidden, Problem> {
    let mut archive = Parts(zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?);
    let Some(path) = archive.sheet(sheet)? else { return Ok(Hidden::default()) };
    // Most sheets hide nothing, and to look for a word takes a fraction of the time.
    let is_hidden = archive.read(&path, |part| holds(part, b"hidden"))?.unwrap_or(false);
    if !is_hidden {
        return Ok(Hidden::default());
    }
    Ok(archive.read(&path, |part| of_part(part))?.unwrap_or_default())
}

/// The parts of a workbook.
struct Parts<R>(zip::ZipArchive<R>);

impl<R: Read + Seek> Parts<R> {
    /// Reads a part, if there is one of that name; small and capital letters are the same, and so are strokes, as other readers have it.
    fn read<T>(
        &mut self,
        path: &str,
        take: impl FnOnce(&mut dyn Read) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        let plain = |name: &str| name.replace('\\', "/").to_ascii_lowercase();
        let wanted = plain(path);
        let names = self.0.file_names().flatten();
        let Some(name) = names.into_iter().find(|name| plain(name) == wanted).map(|name| name.into_owned()) else {
            return Ok(None);
        };
        let mut part = self.0.by_name(&name).map_err(|error| broken(&error.to_string()))?;
        take(&mut part).map(Some)
    }

    /// The first thing that is found in the tags of a part.
    fn find<T>(&mut self, path: &str, mut find: impl FnMut(&[u8]) -> Option<T>) -> Result<Option<T>, Problem> {
        let mut found = None;
        let see = |tag: &[u8], _: &[u8], _, _| {
            if found.is_none() {
                found = find(tag);
            }
            Ok(())
        };
        self.read(path, |part| each_tag(part, see))?;
        Ok(found)
    }

    /// Where the relation leads of which this is so.
    fn target(&mut self, path: &str, is_meant: impl Fn(&[u8]) -> bool) -> Result<Option<String>, Problem> {
        self.find(path, |tag| {
            let target = (local_name(tag) == b"Relationship" && is_meant(tag)).then(|| attribute(tag, b"Target"))??;
            Some(String::from_utf8_lossy(target).into_owned())
        })
    }

    /// The path of a sheet's part.
    fn sheet(&mut self, place: usize) -> Result<Option<String>, Problem> {
        let is_book = |tag: &[u8]| attribute(tag, b"Type").is_some_and(|of| of.ends_with(b"/officeDocument"));
        let Some(book) = self.target("_rels/.rels", is_book)? else { return Ok(None) };
        let book = book.trim_start_matches('/');
        let (folder, name) = book.rsplit_once('/').map_or(("", book), |(folder, name)| (folder, name));
        let within = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        let mut before = 0;
        let id = self.find(book, |tag| {
            let is_sheet = local_name(tag) == b"sheet";
            before += usize::from(is_sheet);
            (is_sheet && before == place + 1).then(|| attribute(tag, b"id").map(<[u8]>::to_vec))?
        })?;
        let is_meant = |tag: &[u8]| id.is_some() && attribute(tag, b"Id") == id.as_deref();
        let target = self.target(&within(&format!("_rels/{name}.rels")), is_meant)?;
        Ok(target.map(|target| target.strip_prefix('/').map_or_else(|| within(&target), str::to_owned)))
    }
}

/// Whether a text has this word.
fn holds(mut part: impl Read, word: &[u8]) -> Result<bool, Problem> {
    const PIECE: usize = 1 << 16;
    let mut piece = Vec::with_capacity(PIECE + word.len());
    loop {
        // The end of the piece before, where the word may begin.
        let kept = piece.len().saturating_sub(word.len());
        piece.drain(..kept);
        let read =
            part.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(|error| broken(&error.to_string()))?;
        if memchr::memmem::find(&piece, word).is_some() {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
    }
}

/// The name of a tag without the prefix of its namespace.
fn local_name(tag: &[u8]) -> &[u8] {
    let name = tag.split(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>')).next().unwrap_or(&[]);
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// What the part of an XLSX sheet says. Where a sheet hides its rows unless it says otherwise (`zeroHeight`), that is of the rows that it does not list, which hold nothing: a row that it lists is hidden where it says so itself.
fn of_part(part: impl Read) -> Result<Hidden, Problem> {
    let mut hidden = Hidden::default();
    let mut next = 0;
    each_tag(part, |tag, _, _, _| {
        let name = local_name(tag);
        if name != b"row" && name != b"col" {
            return Ok(());
        }
        let is_hidden = matches!(attribute(tag, b"hidden"), Some(b"1" | b"true"));
        let place = |name: &[u8]| -> Option<u32> {
            std::str::from_utf8(attribute(tag, name)?).ok()?.trim().parse::<u32>().ok()?.checked_sub(1)
        };
        if name == b"row" {
            // A row without a number stands below the one before.
            let row = place(b"r").unwrap_or(next);
            next = row.saturating_add(1);
            if is_hidden {
                hidden.add_rows(row, row);
            }
        } else if is_hidden && let (Some(first), Some(last)) = (place(b"min"), place(b"max")) {
            hidden.add_columns(first, last);
        }
        Ok(())
    })?;
    Ok(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_of_a_part() {
        let part = concat!(
            r#"<x:worksheet><x:cols><x:col min="2" max="3" hidden="1" width="9"/><x:col min="5" max="5" width="9"/><x:col min="6" max="16384" hidden='true'/></x:cols>"#,
            r#"<x:sheetData><x:row r="1"><x:c r="A1"/></x:row><x:row r="4" hidden="1"/><x:row hidden="1"/><x:row spans="1:2"/><x:row r = "9" hidden = "true"/>"#,
            r#"<x:row r="10" hidden="0"/></x:sheetData></x:worksheet>"#
        );
        let hidden = of_part(part.as_bytes()).unwrap();
        assert_eq!(hidden, Hidden { rows: vec![(3, 4), (8, 8)], columns: vec![(1, 2), (5, 16383)] });
        assert_eq!((0..11).filter(|row| hidden.has_row(*row)).collect::<Vec<_>>(), [3, 4, 8]);
    }

    #[test]
    fn rows_that_a_sheet_lists_are_shown_where_the_rest_is_hidden() {
        let part = concat!(
            r#"<worksheet><sheetFormatPr defaultRowHeight="15" zeroHeight="1"/><sheetData><row r="1"><c r="A1"/></row><row r="2" spans="1:1"><c r="A2"/></row>"#,
            r#"<row r="4" hidden="1"><c r="A4"/></row><row r="5" hidden="0"><c r="A5"/></row></sheetData></worksheet>"#
        );
        assert_eq!(of_part(part.as_bytes()).unwrap(), Hidden { rows: vec![(3, 3)], columns: Vec::new() });
    }

    #[test]
    fn a_word_is_found_across_pieces() {
        for before in [0, 1, 65_530, 65_531, 65_532, 65_535, 65_536, 131_070] {
            let text = [vec![b'h'; before], b"hidden".to_vec(), vec![b'n'; 10]].concat();
            assert!(holds(&text[..], b"hidden").unwrap(), "{before}");
            assert!(!holds(&text[..before + 5], b"hidden").unwrap(), "{before}");
        }
    }

    #[test]
    fn what_is_hidden_is_said_with_its_number() {
        let mut hidden = Hidden::default();
        hidden.add_rows(3, 4);
        hidden.add_rows(6, 20);
        let note = |rows: std::ops::RangeInclusive<u64>, cell: &str| {
            let mut seen = HiddenRows::default();
            for row in rows {
                let _ = seen.look(row, &[String::new(), cell.to_owned()], &hidden);
            }
            seen.note()
        };
        let rest =
            ": read like the others; to audit only what is visible, copy the visible rows to a sheet of their own";
        assert_eq!(note(1..=30, " "), None);
        assert_eq!(note(1..=3, "x"), None);
        assert_eq!(note(1..=4, "x"), Some(format!("1 row is hidden, by a filter or by hand (row 4){rest}")));
        assert_eq!(
            note(1..=7, "x"),
            Some(format!("3 rows are hidden, by a filter or by hand (rows 4, 5 and 7){rest}"))
        );
        assert_eq!(
            note(1..=30, "x"),
            Some(format!("17 rows are hidden, by a filter or by hand (first: rows 4, 5, 7, 8, 9){rest}"))
        );
        let header = ["id", "", "name", "made"].map(str::to_owned);
        hidden.add_columns(1, 2);
        assert_eq!(
            hidden.columns_note(&header).unwrap(),
            "1 column is hidden (C `name`): read like the others; unhide it to see what is there, or set it aside"
        );
        hidden.add_columns(3, 99);
        assert_eq!(
            hidden.columns_note(&header).unwrap(),
            "2 columns are hidden (C `name` and D `made`): read like the others; unhide them to see what is there, or set them aside"
        );
        assert_eq!(hidden.columns_note(&header[..2]), None);
    }
}
