//! Lists from files and standard input, whatever their format: a header and the rows below it, or records.
//!
//! What a file holds decides how it is read; its name only breaks ties. Every guess leaves a note that says why.

mod error;
mod filled;
mod folder;
mod format;
mod json;
mod known;
mod source;
mod table;
mod workbook;

pub(crate) use error::InputError;
pub(crate) use format::Format;
pub(crate) use json::{JsonRecord, Place, RecordBatch, Records};
pub(crate) use known::Known;
pub(crate) use table::Table;

use crate::filled::MadeFor;
use due_regard::list::{Encoding, HeaderNames, Problem};
use source::Source;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How an input is to be read. All of it may be left to the defaults.
#[derive(Debug, Clone)]
pub(crate) struct InputOptions {
    /// What it is, when the content does not say it.
    pub(crate) format: Option<Format>,
    /// How its characters are written.
    pub(crate) encoding: Option<Encoding>,
    /// What stands between the cells of a text table.
    pub(crate) delimiter: Option<u8>,
    /// The row of the header, from 1.
    pub(crate) header_row: Option<u64>,
    /// The sheet of a workbook, by name or by number from 1.
    pub(crate) sheet: Option<String>,
    /// Names that columns may have, by which the header is told from other rows.
    pub(crate) names: HeaderNames,
    /// Where the records of a JSON document stand, when somebody says it.
    pub(crate) records: Option<Place>,
    /// The keys that records may have, by which they are told from a document around them; without it only the usual places are looked at.
    pub(crate) known: Option<Known>,
    /// Take rows with fewer cells than the header.
    pub(crate) accept_short_rows: bool,
    /// The framework by which records are checked, for forms that say for which they were made.
    pub(crate) expected: Option<Arc<MadeFor>>,
    /// It is a list, whatever its header says.
    pub(crate) list: bool,
    /// Take the SHA-256 of the bytes while they are read.
    pub(crate) hash: bool,
    /// Longer rows and JSON lines are refused; in bytes.
    pub(crate) max_row: usize,
    /// A workbook that unpacks to more is refused; in bytes.
    pub(crate) max_unpacked: u64,
    /// Larger workbooks, and JSON documents that cannot be read record by record, are refused; in bytes.
    pub(crate) max_whole: u64,
}

impl Default for InputOptions {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            delimiter: None,
            header_row: None,
            sheet: None,
            names: HeaderNames::default(),
            records: None,
            known: None,
            accept_short_rows: false,
            expected: None,
            list: false,
            hash: true,
            max_row: 16 << 20,
            max_unpacked: 1 << 30,
            max_whole: 256 << 20,
        }
    }
}

/// A list that has been opened: its beginning has been looked at.
pub(crate) enum Input {
    /// Rows below a header.
    Table(Table),
    /// Records that need not be flat.
    Records(Records),
}

impl Input {
    /// Which options were passed over, because they say nothing of such a file.
    pub(crate) fn passed_over(&self) -> impl Iterator<Item = &str> {
        self.about().notes.iter().map(String::as_str).filter(|note| note.starts_with("`--"))
    }

    /// What is known of it.
    pub(crate) fn about(&self) -> &About {
        match self {
            Input::Table(table) => &table.about,
            Input::Records(records) => &records.about,
        }
    }
}

/// What is known of an input.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The path as given, or `standard input`.
    pub(crate) name: String,
    /// What it is.
    pub(crate) format: Format,
    /// Its size in bytes, when it is known beforehand.
    pub(crate) size: Option<u64>,
    /// Every guess and its reason, one sentence each.
    pub(crate) notes: Vec<String>,
    progress: Arc<AtomicU64>,
}

impl About {
    /// How many of its bytes have been read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }
}

/// What can be said when all has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct End {
    /// The SHA-256 of the input's bytes in hexadecimal digits, when it was asked for.
    pub(crate) sha256: Option<String>,
    /// How many bytes the input has.
    pub(crate) bytes: u64,
    /// Remarks that could only be made at the end, one sentence each.
    pub(crate) notes: Vec<String>,
    /// Where the list says of itself that it is not all there is.
    pub(crate) incomplete: Vec<String>,
}

/// Opens a list; `-` is standard input.
///
/// The beginning is read and looked at: an error says what is wrong with the file, where, and what would help.
pub(crate) fn open(path: &str, options: &InputOptions) -> Result<Input, InputError> {
    if folder::is_folder(path) {
        return folder::open(path, options).map(Input::Records);
    }
    from_source(Source::open(path, options)?, path, options)
}

/// Opens a list whose bytes are there already, under a name.
pub(crate) fn open_bytes(name: &str, bytes: Vec<u8>, options: &InputOptions) -> Result<Input, InputError> {
    from_source(Source::of_bytes(name, bytes, options), name, options)
}

/// Whether this is an address on the web, and no file.
pub(crate) fn is_address(path: &str) -> bool {
    let start: String = path.chars().take("https://".len()).flat_map(char::to_lowercase).collect();
    start.starts_with("http://") || start.starts_with("https://") || start.starts_with("ftp://")
}

/// What to do with an address.
pub(crate) const SAVE_IT: &str = "save what is there as a file first, then give the file";

fn from_source(source: Source, path: &str, options: &InputOptions) -> Result<Input, InputError> {
    let mut input = opened(source, path, options)?;
    let about = match &mut input {
        Input::Table(table) => &mut table.about,
        Input::Records(records) => &mut records.about,
    };
    let is_workbook = matches!(about.format, Format::Xlsx | Format::Xls | Format::Ods | Format::Filled);
    let is_text = matches!(about.format, Format::Csv);
    for (option, is_given, means) in [
        ("sheet", options.sheet.is_some() && !is_workbook, "has no sheets"),
        ("delimiter", options.delimiter.is_some() && !is_text, "has no delimiter"),
        ("encoding", options.encoding.is_some() && is_workbook, "says itself how its characters are written"),
    ] {
        if is_given {
            about.notes.push(format!("`--{option}` is passed over: this is {} and {means}", about.format.name()));
        }
    }
    Ok(input)
}

fn opened(mut source: Source, path: &str, options: &InputOptions) -> Result<Input, InputError> {
    let sample = source.sample()?;
    let format = match options.format {
        Some(format) => format,
        None => format::detect(&sample, source.is_complete(), path).map_err(|problem| source.error(problem))?,
    };
    if options.records.is_some() && !matches!(format, Format::Json | Format::JsonLines) {
        let problem =
            Problem::new(format!("`--records` says where records stand in JSON, and this is {}", format.name()));
        return Err(source.error(problem.help("leave `--records` out")));
    }
    match format {
        Format::Csv | Format::TwoColumns | Format::Long => {
            let table = table::open(source, sample, options)?;
            match filled::lines_of(&table.header).filter(|_| !options.list) {
                Some(format) => Ok(match filled::open_lines(table, format)? {
                    Ok(records) => Input::Records(records),
                    Err(table) => Input::Table(table),
                }),
                None => Ok(Input::Table(table)),
            }
        }
        Format::Json | Format::JsonLines => json::open(source, sample, format, options).map(Input::Records),
        Format::Yaml | Format::Folder => folder::open_yaml(source, sample, path, options).map(Input::Records),
        Format::Xlsx | Format::Filled if !options.list && options.sheet.is_none() && options.header_row.is_none() => {
            let mut bytes = sample;
            source.append_all(&mut bytes, options.max_whole, "workbooks")?;
            if filled::is_form(&bytes) {
                return filled::open(&source, bytes, options).map(Input::Records);
            }
            workbook::open(source, bytes, Format::Xlsx, options).map(Input::Table)
        }
        Format::Filled => workbook::open(source, sample, Format::Xlsx, options).map(Input::Table),
        Format::Xlsx | Format::Ods | Format::Xls => workbook::open(source, sample, format, options).map(Input::Table),
    }
}

/// Whether a file is read where its folder is given as a list.
pub(crate) fn is_read_in_folder(file: &std::path::Path) -> bool {
    folder::is_read(file)
}

#[cfg(test)]
mod tests;
