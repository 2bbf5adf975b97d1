//! Workbooks that are zip archives, looked into before they are opened: what they unpack to has to fit into memory.

use crate::Kind;
#[cfg(feature = "xls")]
use crate::xls;
use due_regard::list::Problem;
use std::io::{BufRead, BufReader, Cursor, Read};

/// So many cells of an ODS sheet are kept in memory; its format can ask for billions in a few bytes.
const MOST_CELLS: u64 = 20_000_000;

/// So much text those cells may hold together: a repeated cell's text is kept once for each repetition.
const MOST_CELL_TEXT: u64 = 512 << 20;

/// An XLSX workbook keeps the texts of its cells in one part, which has to be in memory as a whole: so many of them, and so many bytes.
const MOST_TEXTS: u64 = 5_000_000;
const MOST_TEXT: u64 = 256 << 20;

/// No tag of a spreadsheet is longer.
const LONGEST_TAG: usize = 1 << 16;

/// What is said of a workbook that is damaged.
pub fn broken(why: &str) -> Problem {
    Problem::new(format!("the workbook cannot be read: {why}"))
        .help("open it and save it again, or export the sheet to CSV")
}

/// What is said of a workbook that is encrypted.
pub fn protected() -> Problem {
    Problem::new("the workbook is protected by a password").help("open it and save it without one")
}

/// Refuses a workbook that is encrypted, or that would not fit into memory: one that unpacks to more than `most` bytes, or asks for more cells or texts than are kept.
///
/// # Errors
/// With what is wrong, and a way out.
pub fn check(bytes: &[u8], kind: Kind, most: u64) -> Result<(), Problem> {
    match kind {
        Kind::Xlsx => check_archive(bytes, most),
        Kind::Ods => {
            check_archive(bytes, most)?;
            check_cells(bytes)
        }
        #[cfg(feature = "xls")]
        Kind::Xls => {
            refuse_encrypted(bytes)?;
            check_rectangles(bytes)
        }
    }
}

/// Refuses a workbook that says that it is encrypted: Excel puts those into the container of the old format.
#[cfg(feature = "xls")]
fn refuse_encrypted(bytes: &[u8]) -> Result<(), Problem> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &name).is_some() { Err(protected()) } else { Ok(()) }
}

/// Refuses an archive that unpacks to more than the limit: first by what it says of itself, then by unpacking it to nowhere,
/// since what it says may be false.
fn check_archive(bytes: &[u8], most: u64) -> Result<(), Problem> {
    let too_large = || {
        let problem = Problem::new(format!("the workbook unpacks to more than {} MiB", most >> 20));
        problem.help("export the sheet to CSV, which may have any size").limit()
    };
    let failed = |error: zip::result::ZipError| broken(&error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut said = 0u64;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(failed)?;
        if file.encrypted() {
            return Err(protected());
        }
        said = said.saturating_add(file.size());
        if said > most {
            return Err(too_large());
        }
    }
    let mut unpacked = 0u64;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(failed)?;
        let room = most.saturating_sub(unpacked).saturating_add(1);
        unpacked += if file.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml") {
            check_texts(file.take(room))?
        } else {
            std::io::copy(&mut file.take(room), &mut std::io::sink()).map_err(|error| broken(&error.to_string()))?
        };
        if unpacked > most {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Refuses a part with more shared texts than memory should hold, by what it says and by what it has; gives its bytes.
fn check_texts(part: impl Read) -> Result<u64, Problem> {
    let too_many = |what: String| {
        Problem::new(format!("the workbook has more than {what} in its shared texts"))
            .help("export the sheet to CSV, which may have any size")
            .limit()
    };
    let (mut texts, mut said) = (0u64, 0u64);
    let mut bytes = 0u64;
    each_tag(part, |tag, _, between, length| {
        bytes = bytes.saturating_add(between).saturating_add(length);
        let name = tag.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b':').next().unwrap_or(&[]);
        match name.rsplit(|byte| *byte == b':').next() {
            Some(b"si") => texts += 1,
            // Room for as many is made before the first is read.
            Some(b"sst") => said = number_of(tag, b"uniqueCount").unwrap_or(0),
            _ => {}
        }
        if texts.max(said) > MOST_TEXTS {
            return Err(too_many(format!("{} million entries", MOST_TEXTS / 1_000_000)));
        }
        if bytes > MOST_TEXT {
            return Err(too_many(format!("{} MiB", MOST_TEXT >> 20)));
        }
        Ok(())
    })?;
    Ok(bytes)
}

/// Calls for each tag of an XML text with the tag (as far as it is of a usual length), the text before it where that is short and its beginning where it is not, the bytes between it and the tag before, and its own.
pub(crate) fn each_tag(
    part: impl Read,
    mut see: impl FnMut(&[u8], &[u8], u64, u64) -> Result<(), Problem>,
) -> Result<(), Problem> {
    /// Numbers are what is looked at.
    const SHORT: u64 = 32;
    let failed = |error: std::io::Error| broken(&error.to_string());
    let mut reader = BufReader::with_capacity(1 << 16, part);
    let (mut tag, mut text) = (Vec::new(), Vec::new());
    loop {
        text.clear();
        let mut skipped = reader.by_ref().take(SHORT).read_until(b'<', &mut text).map_err(failed)?;
        if skipped == 0 {
            return Ok(());
        }
        if text.last() == Some(&b'<') {
            text.pop();
        } else {
            skipped += reader.skip_until(b'<').map_err(failed)?;
        }
        tag.clear();
        let read = reader.by_ref().take(LONGEST_TAG as u64).read_until(b'>', &mut tag).map_err(failed)?;
        see(&tag, &text, skipped as u64, read as u64)?;
    }
}

/// What an attribute of a tag says, as it is written there. Names are compared without the prefix of their namespace, unless the one that is asked for has one.
pub(crate) fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let mut rest = tag.get(tag.iter().position(is_space)?..)?;
    loop {
        let equals = memchr::memchr(b'=', rest)?;
        let (key, value) = (rest.get(..equals)?.trim_ascii(), rest.get(equals + 1..)?.trim_ascii_start());
        let (quote, value) = value.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
        let end = memchr::memchr(*quote, value)?;
        let without_prefix = key.rsplit(|byte| *byte == b':').next().unwrap_or(key);
        if key == name || without_prefix == name {
            return value.get(..end);
        }
        rest = value.get(end + 1..)?;
    }
}

/// Refuses an ODS workbook whose repeated cells and rows come to more cells than memory should hold.
fn check_cells(bytes: &[u8]) -> Result<(), Problem> {
    let failed = |error: zip::result::ZipError| broken(&error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let content = archive.by_name("content.xml").map_err(failed)?;
    let mut cells = Cells::default();
    each_tag(content, |tag, _, between, _| {
        cells.see(tag, between);
        let too_many = |what: String| {
            let problem = Problem::new(format!("the workbook has more than {what}"));
            problem.help("export the sheet to CSV, which may have any size").limit()
        };
        if cells.total > MOST_CELLS {
            return Err(too_many(format!("{} million cells", MOST_CELLS / 1_000_000)));
        }
        if cells.total_text > MOST_CELL_TEXT {
            return Err(too_many(format!("{} MiB of text in its cells", MOST_CELL_TEXT >> 20)));
        }
        Ok(())
    })
}

/// Refuses an old workbook with a sheet whose first and last cells are so far apart that the rectangle around them would fill memory:
/// its records have room for 65,536 columns, and no sheet of that format has more than 256.
#[cfg(feature = "xls")]
fn check_rectangles(bytes: &[u8]) -> Result<(), Problem> {
    /// Numbers, texts, truth values, blanks, formulas.
    const CELLS: [u16; 14] = [
        0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406, 0x00D6, 0x00FD,
    ];
    /// Several cells beside each other; the last column stands at the end.
    const SEVERAL: [u16; 2] = [0x00BD, 0x00BE];
    // What has no book is refused by its reader.
    let Some(stream) = xls::book(bytes)? else { return Ok(()) };
    let mut corners: Option<[u16; 4]> = None;
    for (kind, content) in xls::records(&stream, 0) {
        if kind == xls::BEGIN {
            corners = None;
        }
        if content.len() < 6 || !(CELLS.contains(&kind) || SEVERAL.contains(&kind)) {
            continue;
        }
        let (Some(row), Some(first)) = (xls::number(content, 0), xls::number(content, 2)) else { continue };
        let several = SEVERAL.contains(&kind).then(|| xls::number(content, content.len() - 2)).flatten();
        let last = several.unwrap_or(first);
        let [top, left, bottom, right] = corners.unwrap_or([row, first, row, last]);
        let [top, left, bottom, right] = [top.min(row), left.min(first), bottom.max(row), right.max(last)];
        corners = Some([top, left, bottom, right]);
        if (u64::from(bottom - top) + 1) * (u64::from(right.saturating_sub(left)) + 1) > MOST_CELLS {
            return Err(broken("its cells are farther apart than any sheet is large").at_row(u64::from(row) + 1));
        }
    }
    Ok(())
}

/// Counts cells as they will be in memory: blank ones at the end of a row, and blank rows, are not.
#[derive(Default)]
struct Cells {
    total: u64,
    /// Bytes of the texts in them.
    total_text: u64,
    row_repeats: u64,
    width: u64,
    blank: u64,
    row_text: u64,
    /// The cell that is being read: how often it stands there, and its bytes so far.
    repeats: u64,
    text: u64,
}

impl Cells {
    fn see(&mut self, tag: &[u8], between: u64) {
        self.text = self.text.saturating_add(between);
        if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            self.end_cell();
            self.repeats = number_of(tag, b"table:number-columns-repeated").unwrap_or(1);
            // A text may stand in the tag itself.
            self.text = memchr::memmem::find(tag, b"office:string-value").map_or(0, |_| tag.len() as u64);
            if memchr::memmem::find(tag, b"office:value-type").is_some() {
                self.width = self.width.saturating_add(self.blank).saturating_add(self.repeats);
                self.blank = 0;
            } else {
                self.blank = self.blank.saturating_add(self.repeats);
                // It has no text; what is in its tag is dropped.
                self.repeats = 0;
            }
        } else if tag.starts_with(b"table:table-row") {
            self.end_row();
            self.row_repeats = number_of(tag, b"table:number-rows-repeated").unwrap_or(1);
        } else if tag.starts_with(b"/table:table-row") {
            self.end_row();
        }
    }

    fn end_cell(&mut self) {
        self.row_text = self.row_text.saturating_add(self.text.saturating_mul(self.repeats));
        (self.repeats, self.text) = (0, 0);
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.total = self.total.saturating_add(self.width.saturating_mul(self.row_repeats));
        self.total_text = self.total_text.saturating_add(self.row_text.saturating_mul(self.row_repeats));
        (self.width, self.blank, self.row_text, self.row_repeats) = (0, 0, 0, 1);
    }
}

/// The whole number that an attribute gives.
pub(crate) fn number_of(tag: &[u8], attribute: &[u8]) -> Option<u64> {
    let after = tag.get(memchr::memmem::find(tag, attribute)? + attribute.len()..)?;
    let mut digits =
        after.iter().skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'=' | b'"' | b'\'' | b'+'));
    let first = digits.next().filter(|byte| byte.is_ascii_digit())?;
    let digits = std::iter::once(first).chain(digits.take_while(|byte| byte.is_ascii_digit()));
    Some(digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))))
}
