//! Workbooks that are zip archives, looked into before they are opened: what they unpack to has to fit into memory.

use due_regard::list::Problem;
use std::io::{BufRead, BufReader, Cursor, Read};

/// So many cells of an ODS sheet are kept in memory; its format can ask for billions in a few bytes.
const MOST_CELLS: u64 = 20_000_000;

/// No tag of a spreadsheet is longer.
const LONGEST_TAG: usize = 1 << 16;

/// What is said of a workbook that is damaged.
pub(super) fn broken(why: &str) -> Problem {
    Problem::new(format!("the workbook cannot be read: {why}"))
        .help("open it and save it again, or export the sheet to CSV")
}

/// What is said of a workbook that is encrypted.
pub(super) fn protected() -> Problem {
    Problem::new("the workbook is protected by a password").help("open it and save it without one")
}

/// Refuses an archive that unpacks to more than the limit: first by what it says of itself, then by unpacking it to nowhere,
/// since what it says may be false.
pub(super) fn check_archive(bytes: &[u8], most: u64) -> Result<(), Problem> {
    let too_large = || {
        let problem = Problem::new(format!("the workbook unpacks to more than {} MiB", most >> 20));
        problem
            .help("export the sheet to CSV, which may have any size; or raise the limit if you trust the file")
            .limit()
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
        unpacked +=
            std::io::copy(&mut file.take(room), &mut std::io::sink()).map_err(|error| broken(&error.to_string()))?;
        if unpacked > most {
            return Err(too_large());
        }
    }
    Ok(())
}

/// Refuses an ODS workbook whose repeated cells and rows come to more cells than memory should hold.
pub(super) fn check_cells(bytes: &[u8]) -> Result<(), Problem> {
    let failed = |error: zip::result::ZipError| broken(&error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let content = archive.by_name("content.xml").map_err(failed)?;
    let mut reader = BufReader::with_capacity(1 << 16, content);
    let mut cells = Cells::default();
    let mut tag = Vec::new();
    loop {
        // What stands between tags matters only in that it ends.
        let skipped = reader.skip_until(b'<').map_err(|error| broken(&error.to_string()))?;
        if skipped == 0 {
            return Ok(());
        }
        tag.clear();
        reader
            .by_ref()
            .take(LONGEST_TAG as u64)
            .read_until(b'>', &mut tag)
            .map_err(|error| broken(&error.to_string()))?;
        cells.see(&tag);
        if cells.total > MOST_CELLS {
            let problem = Problem::new(format!("the workbook has more than {} million cells", MOST_CELLS / 1_000_000));
            return Err(problem.help("export the sheet to CSV, which may have any size").limit());
        }
    }
}

/// Counts cells as they will be in memory: blank ones at the end of a row, and blank rows, are not.
#[derive(Default)]
struct Cells {
    total: u64,
    row_repeats: u64,
    width: u64,
    blank: u64,
}

impl Cells {
    fn see(&mut self, tag: &[u8]) {
        if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            let repeats = number_of(tag, b"table:number-columns-repeated=");
            if memchr::memmem::find(tag, b"office:value-type").is_some() {
                self.width = self.width.saturating_add(self.blank).saturating_add(repeats);
                self.blank = 0;
            } else {
                self.blank = self.blank.saturating_add(repeats);
            }
        } else if tag.starts_with(b"table:table-row") {
            self.end_row();
            self.row_repeats = number_of(tag, b"table:number-rows-repeated=");
        } else if tag.starts_with(b"/table:table-row") {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        self.total = self.total.saturating_add(self.width.saturating_mul(self.row_repeats));
        (self.width, self.blank, self.row_repeats) = (0, 0, 1);
    }
}

/// The number that an attribute gives; 1 without it.
fn number_of(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(at) = memchr::memmem::find(tag, attribute) else { return 1 };
    let digits = tag.get(at + attribute.len() + 1..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
