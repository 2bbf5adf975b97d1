//! How a list is to be read, where that is not found out rightly: the same options of every command that reads one.

use crate::exit::CliError;
use crate::input::{InputOptions, Place};
use due_regard::list::Encoding;

/// The options of a list.
#[derive(Debug, Clone, Default, PartialEq, clap::Args)]
pub(crate) struct ListArgs {
    /// The sheet of a workbook, by name or number
    #[arg(long)]
    sheet: Option<String>,

    /// The row of the header, from 1, when it is not found rightly
    #[arg(long, value_name = "ROW")]
    header_row: Option<u64>,

    /// How the characters of a text list are written: utf-8, utf-16le, utf-16be, windows-1252
    #[arg(long, value_parser = encoding)]
    encoding: Option<Encoding>,

    /// What stands between the cells of a text list: one character, or `tab`
    #[arg(long, value_parser = delimiter, value_name = "CHARACTER")]
    delimiter: Option<u8>,

    /// Where the records of a JSON document stand, when that is not found: `result.records`; `elements[].tags` for the object of each that holds its answers; `.` for the document itself
    #[arg(long = "records", value_name = "PATH")]
    records_at: Option<Place>,
}

impl ListArgs {
    /// For the reader of lists; what else it is to do is added by each command.
    pub(in crate::command) fn options(&self) -> InputOptions {
        InputOptions {
            sheet: self.sheet.clone(),
            header_row: self.header_row,
            encoding: self.encoding,
            delimiter: self.delimiter,
            records: self.records_at.clone(),
            ..InputOptions::default()
        }
    }

    /// A list and how it is read, as they are written in a command: `"my assets.xlsx" --sheet Statues`.
    pub(in crate::command) fn written(&self, list: &str) -> String {
        let mut out = word(list);
        let mut option = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                out.push_str(&format!(" --{name} {}", word(&value)));
            }
        };
        option("sheet", self.sheet.clone());
        option("header-row", self.header_row.map(|row| row.to_string()));
        option("encoding", self.encoding.map(|encoding| encoding.name().to_lowercase()));
        let character = |byte: u8| if byte == b'\t' { "tab".to_owned() } else { char::from(byte).to_string() };
        option("delimiter", self.delimiter.map(character));
        option("records", self.records_at.as_ref().map(ToString::to_string));
        out
    }

    /// Refuses them where no list was given.
    pub(in crate::command) fn only_with(&self, list: Option<&String>, option: &str) -> Result<(), CliError> {
        if list.is_none() && *self != Self::default() {
            return Err(CliError::new("how a list is to be read is said, and no list is given")
                .help(format!("name it with `{option} FILE`, or leave the options of a list out")));
        }
        Ok(())
    }
}

/// A word of a command, between quotation marks where it has anything that a shell may take otherwise.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:+,@%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { format!("\"{text}\"") }
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::from_name(text).ok_or_else(|| "known encodings are utf-8, utf-16le, utf-16be and windows-1252".to_owned())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err("give one ASCII character, or `tab`".to_owned()),
    }
}
