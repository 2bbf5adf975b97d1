//! A log as text that is only ever added to.

use super::{COLUMNS, Decision, DecisionLoader, csv_header, csv_row};
use crate::error::{Error, ErrorKind};

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

    /// Adds a decision as the last row.
    pub fn add(&mut self, decision: &Decision) {
        // A last line without an end: an editor left it out.
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&csv_row(decision, &self.columns, self.delimiter));
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
