//! A log as text that is only ever added to.

use super::load::{MOST_LINES, Read};
use super::write::row_cells;
use super::{COLUMNS, Decision, DecisionLoader, DecisionLog, csv_header, csv_row};
use crate::error::{Error, ErrorKind};
use crate::value::Date;

/// The text of a log as CSV, to which decisions are added as it is: what stands in it stays byte for byte, and new rows follow its own columns.
///
/// ```
/// use due_regard::decision::{Decision, Item, LogText, Verdict};
/// let day = "2026-11-20".parse()?;
/// let decision = Decision::new("", "A17", Item::candidate("thomas-picton"), Verdict::Unsure, "R. Evans", day).sealed();
/// // Somebody's log, with columns in another order and one of their own.
/// let theirs = "record;verdict;by;on;framework;rule;item;person;supersedes;fingerprint;id;office\nA1;unsure;Lee;2026-01-02;;;;guy;;;;north";
/// let mut log = LogText::of("decisions.csv", theirs.as_bytes())?;
/// log.add(&decision);
/// assert!(log.text().starts_with(theirs));
/// assert!(log.text().ends_with(&format!(";{};\n", decision.id)));
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogText {
    text: String,
    columns: Vec<String>,
    delimiter: char,
}

/// What a log has to say, so that a line of it can be told from every other.
const NEEDED: [&str; 6] = ["framework", "rule", "item", "person", "supersedes", "fingerprint"];

impl Default for LogText {
    /// A log without lines. It begins with a byte order mark, so that spreadsheets read it as UTF-8.
    fn default() -> Self {
        let columns: Vec<String> = COLUMNS.iter().map(|column| (*column).to_owned()).collect();
        Self { text: format!("\u{feff}{}", csv_header(&columns, ',')), columns, delimiter: ',' }
    }
}

impl LogText {
    /// The text of a log; bytes that are blank are a log without lines.
    ///
    /// # Errors
    /// When it is not UTF-8, is no log, or lacks a column that every line needs, so that nothing can be added to it.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let refused = |message: String| Error::new(ErrorKind::UnreadableList, message);
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(refused(format!(
                "`{name}` is not UTF-8, so that nothing can be added to it; save it in the spreadsheet as `CSV UTF-8`"
            )));
        };
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Ok(Self::default());
        }
        let loader = DecisionLoader::from_csv(name, bytes)?;
        let columns = loader.header().to_vec();
        for needed in NEEDED {
            if !columns.iter().any(|column| column.trim().to_lowercase() == needed) {
                return Err(refused(format!(
                    "`{name}` has no column `{needed}`, so that nothing can be added to it; begin a log of its own: `regard audit` reads several"
                )));
            }
        }
        let header = text.lines().next().unwrap_or_default();
        let count = |delimiter: char| header.matches(delimiter).count();
        let delimiter = [',', ';', '\t'].into_iter().max_by_key(|one| (count(*one), *one == ',')).unwrap_or(',');
        Ok(Self { text: text.to_owned(), columns, delimiter })
    }

    /// Adds a decision as the last row; gives what was added to the text.
    pub fn add(&mut self, decision: &Decision) -> &str {
        let before = self.text.len();
        // A last line without an end: an editor left it out.
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&csv_row(decision, &self.columns, self.delimiter));
        self.text.get(before..).unwrap_or_default()
    }

    /// Its columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What stands between its cells.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A log that is open: its text, and what it says. To add a decision costs what it changes, however long the log is.
///
/// ```
/// use due_regard::decision::{Decision, Item, OpenLog, Verdict};
/// let day = "2026-11-20".parse()?;
/// let mut log = OpenLog::of("decisions.csv", b"", day)?;
/// let decision = Decision::new("", "A17", Item::candidate("thomas-picton"), Verdict::Unsure, "R. Evans", day);
/// log.add(&decision.clone().sealed())?;
/// // Somebody thinks again: the new line takes the place of the one before.
/// let mut again = decision;
/// again.verdict = Verdict::NeedsResearch;
/// again.supersedes = log.read().to_supersede("", "A17", &again.item);
/// let added = log.add(&again.sealed())?.to_owned();
/// assert!(log.text().ends_with(&added));
/// assert_eq!(log.read().lines().len(), 2);
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLog {
    name: String,
    text: LogText,
    read: DecisionLog,
    /// The number of the last row, where it is known.
    last: Option<u64>,
    as_of: Date,
}

impl OpenLog {
    /// Reads the text of a log; bytes that are blank are a log without lines.
    ///
    /// # Errors
    /// What [`LogText::of`] says.
    pub fn of(name: &str, bytes: &[u8], as_of: Date) -> Result<Self, Error> {
        let text = LogText::of(name, bytes)?;
        let read = DecisionLoader::from_csv(name, text.text().as_bytes())?.finish(as_of);
        Ok(Self { name: name.to_owned(), text, read, last: None, as_of })
    }

    /// Adds a decision as the last row; gives what was added to the text.
    ///
    /// # Errors
    /// When the log cannot be read with it; then nothing is added.
    pub fn add(&mut self, decision: &Decision) -> Result<&str, Error> {
        let before = self.text.text.len();
        self.text.add(decision);
        // At first, where its last row stands is known only from reading it.
        let known = self.last.filter(|_| self.read.rows() < MOST_LINES as u64);
        let done = match known {
            Some(last) => self.take(last + 1, decision),
            None => self.again(),
        };
        if let Err(error) = done {
            self.text.text.truncate(before);
            return Err(error);
        }
        Ok(self.text.text.get(before..).unwrap_or_default())
    }

    /// Takes the row that was written just now.
    fn take(&mut self, number: u64, decision: &Decision) -> Result<(), Error> {
        let mut loader = DecisionLoader::new();
        loader.table(&self.name, &self.text.columns)?;
        let cells = row_cells(decision, &self.text.columns);
        loader.row(number, cells.iter().map(|cell| &**cell));
        let Read { lines, problems, counts } = loader.read();
        self.read.append(lines, problems, counts);
        self.last = Some(number);
        Ok(())
    }

    /// Reads all of it again.
    fn again(&mut self) -> Result<(), Error> {
        let loader = DecisionLoader::from_csv(&self.name, self.text.text.as_bytes())?;
        self.last = Some(loader.last_row());
        self.read = loader.finish(self.as_of);
        Ok(())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.text.text()
    }

    /// What it says.
    pub fn read(&self) -> &DecisionLog {
        &self.read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::{Item, LineState, Seen, Verdict};
    use crate::value::Date;

    #[test]
    fn what_is_added_is_read_back_beside_what_was_there() {
        let day: Date = "2026-11-20".parse().unwrap();
        let mut first = Decision::new("f", "=A1", Item::finding("rule", "impacts[age]"), Verdict::Unsure, "Lee", day);
        first.seen = Seen::new().with("asset", "Picton Place");
        let first = first.sealed();
        let mut log = LogText::of("log", b" \n").unwrap();
        log.add(&first);
        let before = log.text().trim_end().to_owned();
        // As an editor leaves it: without its last line's end.
        let mut log = LogText::of("log", before.as_bytes()).unwrap();
        let mut back = first.taken_back("R. Evans", day);
        back.supersedes.clone_from(&first.id);
        log.add(&back.sealed());
        assert!(log.text().starts_with(&before));
        let read = DecisionLoader::from_csv("log", log.text().as_bytes()).unwrap().finish(day);
        assert!(read.problems().is_empty(), "{:?}", read.problems());
        let states: Vec<_> = read.lines().iter().map(|line| (line.state, line.decision.verdict)).collect();
        assert_eq!(states, [(LineState::Superseded, Verdict::Unsure), (LineState::Standing, Verdict::Withdrawn)]);
    }

    #[test]
    fn what_cannot_be_added_to_is_refused() {
        for (bytes, why) in [
            (&b"record,verdict,by,on\xff\n"[..], "not UTF-8"),
            (b"record,verdict,by,on,rule,item,person,framework,fingerprint\n", "no column `supersedes`"),
            (b"name,street\n1,2\n", ""),
        ] {
            let refused = LogText::of("log", bytes).unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
        }
    }
}
