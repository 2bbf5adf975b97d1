//! The log as a file that is only ever added to: each decision is on the disk before the next is asked for.

use crate::command::decisions;
use crate::exit::CliError;
use due_regard::Date;
use due_regard::decision::{self, Decision, DecisionLoader, DecisionLog, LogText};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

/// How the file is written.
enum Form {
    /// Columns as they stand in the file, and what stands between them.
    Csv(Vec<String>, char),
    JsonLines,
}

/// A log and its file.
pub(super) struct Log {
    path: String,
    form: Form,
    there: bool,
    /// The last line has no end: somebody stopped in the middle of writing, or an editor left it out.
    torn: bool,
    read: DecisionLog,
    as_of: Date,
}

impl Log {
    /// Reads the file, if it is there, and makes sure that lines can be added to it as it is.
    pub(super) fn open(path: &str, as_of: Date) -> Result<Self, CliError> {
        let there = Path::new(path).exists();
        let lines = path.to_ascii_lowercase();
        let form = if lines.ends_with(".jsonl") || lines.ends_with(".ndjson") {
            Form::JsonLines
        } else if lines.ends_with(".csv") || lines.ends_with(".tsv") || lines.ends_with(".txt") {
            Form::Csv(decision::COLUMNS.iter().map(|column| (*column).to_owned()).collect(), ',')
        } else {
            return Err(CliError::new(format!("`{path}` cannot be a log that is added to")).help(
                "a log is a .csv or a .jsonl file; a workbook is read by `--from` and by `regard audit --decisions`",
            ));
        };
        let mut log = Self { path: path.to_owned(), form, there, torn: false, read: DecisionLog::empty(as_of), as_of };
        if there {
            log.reread()?;
        }
        Ok(log)
    }

    fn reread(&mut self) -> Result<(), CliError> {
        let bytes = std::fs::read(&self.path).map_err(|error| self.trouble("read", &error))?;
        self.torn = bytes.last().is_some_and(|last| *last != b'\n');
        if bytes.iter().all(u8::is_ascii_whitespace) {
            self.there = false;
            return Ok(());
        }
        let mut loader = DecisionLoader::new();
        decisions::add(&mut loader, &self.path)?;
        if let Form::Csv(columns, delimiter) = &mut self.form {
            let log = LogText::of(&self.path, &bytes)?;
            columns.clear();
            columns.extend(log.columns().iter().cloned());
            *delimiter = log.delimiter();
        }
        self.read = loader.finish(self.as_of);
        Ok(())
    }

    /// What the file held when it was opened, and what was added since.
    pub(super) fn read(&self) -> &DecisionLog {
        &self.read
    }

    /// Adds decisions: written whole, and on the disk when this returns.
    pub(super) fn add(&mut self, decisions: &[Decision]) -> Result<(), CliError> {
        let mut text = String::new();
        match &self.form {
            // So that spreadsheets read it as UTF-8.
            Form::Csv(columns, delimiter) if !self.there => {
                text.push('\u{feff}');
                text.push_str(&decision::csv_header(columns, *delimiter));
            }
            _ if self.torn => text.push('\n'),
            _ => {}
        }
        for decision in decisions {
            match &self.form {
                Form::Csv(columns, delimiter) => text.push_str(&decision::csv_row(decision, columns, *delimiter)),
                Form::JsonLines => text.push_str(&decision::json_line(decision)),
            }
        }
        let written = OpenOptions::new().create(true).append(true).open(&self.path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_data()
        });
        written.map_err(|error| self.trouble("written", &error))?;
        self.there = true;
        self.torn = false;
        decisions.iter().cloned().for_each(|decision| self.read.add(decision));
        Ok(())
    }

    /// The file.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    fn trouble(&self, what: &str, error: &std::io::Error) -> CliError {
        CliError::new(format!("`{}` cannot be {what}: {error}", self.path))
            .help("what was decided before is in it; close it in the spreadsheet, or name another by `--decisions`")
    }
}
