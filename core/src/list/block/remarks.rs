//! What rows and cells of a list read like that are something else than people mean by a record: totals, remarks, headers again, marks that repeat the cell above.

use super::{CountedRows, RowBlock};

impl RowBlock {
    /// The cells of a column that are nothing but a mark which repeats the one above (`"`, `〃`, `ditto`, `as above`), by mark. They are texts like any other; a reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(1, 2);
    /// for cell in ["North", " \" ", "Do.", "as above the door", "5\"", "do.", "South"] {
    ///     rows.push_cell(cell);
    ///     rows.end_row();
    /// }
    /// let dittos = rows.finish().dittos(0);
    /// let found: Vec<_> = dittos.iter().map(|(mark, rows)| (*mark, &rows.first[..])).collect();
    /// assert_eq!(found, [("\"", &[3][..]), ("do.", &[4, 7])]);
    /// ```
    pub fn dittos(&self, column: usize) -> Vec<(&'static str, CountedRows)> {
        let mut found: Vec<(&'static str, CountedRows)> = Vec::new();
        for (row, cell) in self.bounds_below(column).enumerate() {
            if !self.may_be_ditto(*cell) {
                continue;
            }
            let Some(mark) = ditto_mark(self.slice(*cell)) else { continue };
            let row = self.row_number(row);
            match found.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, rows)) => rows.add(row),
                None => {
                    let mut rows = CountedRows::default();
                    rows.add(row);
                    found.push((mark, rows));
                }
            }
        }
        found
    }

    /// The rows that read like a total of the others: their first cell that is not blank begins or ends with `Total`, and most of the others are blank. They are rows like any other; a
    /// reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(3, 2);
    /// for row in [["1", "Total Eclipse", "mural"], [" ", "Grand total:", "1"], ["Overall total", "1", ""], ["Total Road", "North", ""], ["Total assets", "", ""], ["North total:", "", ""], ["The Total", "North", ""]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().totals().first, [3, 4, 6, 7]);
    /// ```
    pub fn totals(&self) -> CountedRows {
        let mut totals = CountedRows::default();
        for (row, cells) in self.bounds.chunks_exact(self.columns.max(1)).enumerate() {
            let Some(first) = cells.iter().find(|cell| !self.is_blank(**cell)) else { continue };
            // Nearly all rows begin and end with something else.
            let begins = self.first_byte(*first).is_some_and(|byte| b"tTgGsSoO ".contains(byte));
            if !begins && !self.last_byte(*first).is_some_and(|byte| b"lLsS: ".contains(byte)) {
                continue;
            }
            let Some(total) = total(self.slice(*first)) else { continue };
            let (columns, filled) =
                (self.row(row).count(), self.row(row).filter(|cell| !cell.trim().is_empty()).count());
            let few = match total {
                Total::Word => filled <= 2 || filled * 2 <= columns,
                // `Total assets`, and not a street of that name beside its ward.
                Total::Begins => filled * 2 <= columns,
            };
            if columns > 1 && few {
                totals.add(self.row_number(row));
            }
        }
        totals
    }

    /// The rows that read like a remark below a list: nothing but a first cell such as `Source: council archive` or `* Checked in 2024`. They are rows like any other; a reader
    /// may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(3, 2);
    /// for row in [["A1", "Guy", "North"], ["* Checked in 2024", "", ""], ["Source: archive", "", " "], ["Source", "Well", ""]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().footnotes().first, [3, 4]);
    /// ```
    pub fn footnotes(&self) -> CountedRows {
        let mut notes = CountedRows::default();
        for (row, cells) in self.bounds.chunks_exact(self.columns.max(1)).enumerate() {
            let Some((first, others)) = cells.split_first().filter(|(_, others)| !others.is_empty()) else { continue };
            // Nearly all rows have a second cell.
            if others.iter().all(|cell| self.is_blank(*cell)) && is_footnote(self.slice(*first)) {
                notes.add(self.row_number(row));
            }
        }
        notes
    }

    /// The rows that repeat the header, as lists do that were printed by the page. They are rows like any other; a reader may want to say so.
    ///
    /// ```
    /// use due_regard::list::RowBlockBuilder;
    /// let mut rows = RowBlockBuilder::new(2, 2);
    /// for row in [["Carlyle Statue", "Chelsea"], [" NAME", "Ward "], ["Name", "Wardour"], ["", "Ward"]] {
    ///     row.iter().for_each(|cell| rows.push_cell(cell));
    ///     rows.end_row();
    /// }
    /// assert_eq!(rows.finish().repeats_of(&["Name", "Ward"]).first, [3]);
    /// ```
    pub fn repeats_of<S: AsRef<str>>(&self, header: &[S]) -> CountedRows {
        let mut repeats = CountedRows::default();
        let named = || header.iter().map(AsRef::as_ref).enumerate().filter(|(_, head)| !head.trim().is_empty());
        let Some((column, first)) = named().next().filter(|_| named().nth(1).is_some()) else { return repeats };
        let Some(letter) = first.trim_start().bytes().next() else { return repeats };
        for (row, cell) in self.bounds_below(column).enumerate() {
            // Nearly all rows begin with something else.
            let begins_alike = |byte: &u8| byte.eq_ignore_ascii_case(&letter) || byte.is_ascii_whitespace();
            if !self.first_byte(*cell).is_some_and(begins_alike) {
                continue;
            }
            let cell = self.slice(*cell);
            let same = |cell: &str, head: &str| {
                let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
                words(cell) == words(head)
            };
            let heads = header.iter().map(AsRef::as_ref).chain(std::iter::repeat(""));
            if same(cell, first) && self.row(row).zip(heads).all(|(cell, head)| same(cell, head)) {
                repeats.add(self.row_number(row));
            }
        }
        repeats
    }

    /// Whether a cell is as short as marks are that repeat the one above, and begins like one: nearly all cells do not. Every cell of text comes by here, so nothing is decided by a branch but the answer.
    #[inline]
    fn may_be_ditto(&self, [start, end]: [u32; 2]) -> bool {
        const LONGEST: u32 = 24; // with blanks around it
        let byte = |at: u32| self.text.as_bytes().get(at as usize).copied().unwrap_or(b'0');
        let class = |table: &[u8; 256], byte: u8| table.get(usize::from(byte)).copied().unwrap_or(0);
        let [begins, goes_on] = &DITTO;
        let ways = class(begins, byte(start)) & class(goes_on, byte(start.saturating_add(1)));
        (ways != 0) & (end.wrapping_sub(start).wrapping_sub(1) < LONGEST)
    }
}

/// What people write in front of sums.
enum Total {
    /// Nothing else.
    Word,
    /// More follows.
    Begins,
}

fn total(cell: &str) -> Option<Total> {
    let mut words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    match (words.next()?.as_str(), words.next().as_deref(), words.next().is_some()) {
        ("total" | "totals" | "subtotal" | "subtotals", None, _) => Some(Total::Word),
        ("grand" | "sub" | "overall", Some("total" | "totals"), false) => Some(Total::Word),
        ("total" | "totals" | "subtotal" | "subtotals", Some(_), _) => Some(Total::Begins),
        ("grand" | "sub" | "overall", Some("total" | "totals"), true) => Some(Total::Begins),
        // `North total`, below the rows of a ward.
        (_, Some(_), _) => {
            let last =
                cell.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(|c: char| !c.is_alphanumeric()).next()?;
            let words = ["total", "totals", "subtotal", "subtotals"];
            words.iter().any(|word| last.eq_ignore_ascii_case(word)).then_some(Total::Begins)
        }
        _ => None,
    }
}

/// How a mark begins that repeats the cell above, a bit for each way; none for a byte with which no mark begins. See [`ditto_goes_on`].
const fn ditto_begins(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        b'd' => DO,
        b'a' => AS,
        b's' => SAME,
        b'0'..=b'9' | b'a'..=b'z' => 0,
        _ => SIGN,
    }
}

/// The ways to begin that a second byte goes on with: anything may stand behind a sign.
const fn ditto_goes_on(byte: u8) -> u8 {
    SIGN | match byte.to_ascii_lowercase() {
        b'o' | b'i' => DO,
        b's' => AS,
        b'a' => SAME,
        _ => 0,
    }
}

/// A sign, `do.` or `ditto`, `as above`, `same as above`.
const SIGN: u8 = 1;
const DO: u8 = 2;
const AS: u8 = 4;
const SAME: u8 = 8;

/// [`ditto_begins`] and [`ditto_goes_on`] of every byte.
#[expect(clippy::indexing_slicing, reason = "the compiler fills the tables, and refuses an index outside them")]
static DITTO: [[u8; 256]; 2] = {
    let (mut begins, mut goes_on) = ([0; 256], [0; 256]);
    let mut byte = u8::MAX;
    loop {
        begins[byte as usize] = ditto_begins(byte);
        goes_on[byte as usize] = ditto_goes_on(byte);
        let Some(next) = byte.checked_sub(1) else { break [begins, goes_on] };
        byte = next;
    }
};

/// The mark that a cell is, where it is nothing but one that repeats the cell above. `do` without its point is a word, and a dash stands for nothing rather than for what is above.
///
/// ```
/// use due_regard::list::ditto_mark;
/// assert_eq!(ditto_mark(" Ditto."), Some("ditto"));
/// assert_eq!(ditto_mark("〃"), Some("〃"));
/// assert_eq!(ditto_mark("as above the door"), None);
/// assert_eq!(ditto_mark("-"), None);
/// ```
pub fn ditto_mark(cell: &str) -> Option<&'static str> {
    const MARKS: [&str; 15] = [
        "\"",
        "〃",
        "″",
        "“",
        "”",
        "''",
        "’’",
        ",,",
        "„",
        "-\"-",
        "do.",
        "ditto",
        "as above",
        "same as above",
        "(as above)",
    ];
    const LONGEST: usize = 16;
    let cell = cell.trim();
    if cell.len() > LONGEST {
        return None;
    }
    // `Ditto.` and `As above.` are the same.
    let plain = if cell.len() > "do.".len() { cell.trim_end_matches('.') } else { cell };
    MARKS.into_iter().find(|mark| plain.eq_ignore_ascii_case(mark))
}

/// Whether a cell that stands alone in its row reads like a remark.
fn is_footnote(cell: &str) -> bool {
    const MARKS: [char; 4] = ['*', '†', '‡', '©'];
    const WORDS: [&str; 15] = [
        "note",
        "notes",
        "nb",
        "n.b",
        "source",
        "sources",
        "key",
        "prepared by",
        "produced by",
        "exported",
        "last updated",
        "updated",
        "data as at",
        "end of list",
        "crown copyright",
    ];
    let cell = cell.trim();
    if cell.starts_with(MARKS) {
        return cell.chars().any(char::is_alphabetic);
    }
    let small: String = cell.chars().take(20).flat_map(char::to_lowercase).collect();
    // `Note: …`, `Last updated 3 May`, and not `Notes` alone or `Keyworth Street`.
    WORDS.iter().any(|word| {
        small.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with([':', '.'])
                || (word.contains(' ') && !rest.starts_with(char::is_alphanumeric))
                || rest.starts_with(" -")
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::list::RowBlockBuilder;

    #[test]
    fn every_mark_that_repeats_the_cell_above_is_found() {
        let marks = [
            "\"",
            "〃",
            "″",
            "“",
            "”",
            "''",
            "’’",
            ",,",
            "„",
            "-\"-",
            "Do.",
            "DITTO",
            "ditto.",
            "As above",
            "as above.",
            "Same as above",
            "(as above)",
        ];
        let others = ["do", "do it", "-", "d", "asabove", "Sam", "dittography", "5\"", "same as above the door of it"];
        for (cell, is_mark) in marks.map(|mark| (mark, true)).into_iter().chain(others.map(|other| (other, false))) {
            let mut builder = RowBlockBuilder::new(1, 1);
            for cell in ["North".to_owned(), format!(" {cell} "), cell.to_owned()] {
                builder.push_cell(&cell);
                builder.end_row();
            }
            let found: Vec<Vec<u64>> =
                builder.finish().dittos(0).into_iter().map(|(_, rows)| rows.first.to_vec()).collect();
            assert_eq!(found, if is_mark { vec![vec![2, 3]] } else { Vec::new() }, "{cell}");
        }
    }
}
