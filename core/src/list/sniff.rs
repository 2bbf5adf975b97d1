//! The delimiter and the header row of a list, found out from its first rows, each with the reason.

use super::mapping::{column_letters, normalised};
use super::problem::Problem;
use super::record::{Record, read_record};
use std::collections::{BTreeMap, BTreeSet};

/// The delimiters that are tried, likeliest first.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// So many rows are looked at.
const ROWS: usize = 100;

/// The header is looked for among so many rows.
const TITLE_ROWS: usize = 50;

/// So many rows below the first that could be the header are compared with it by the names that they hold.
const RIVALS: usize = 20;

/// The names under which the columns of a list are known, by which its header is told from rows that only look like one.
///
/// ```
/// use due_regard::list::HeaderNames;
/// let names = HeaderNames::new([vec!["asset-id", "Reference"], vec!["listed-on"]]);
/// assert!(names.has(" Asset ID ") && !names.has("Guy"));
/// assert_eq!(names.among(["ref", "Asset ID", "Reference", "Listed on"].into_iter()), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderNames {
    /// The columns, by their places, that have each name.
    columns: BTreeMap<String, usize>,
}

impl HeaderNames {
    /// The names of each column, which a header may write with other case, spaces and punctuation.
    pub fn new<'n, N: IntoIterator<Item = &'n str>>(columns: impl IntoIterator<Item = N>) -> Self {
        let mut known = Self::default();
        for (place, names) in columns.into_iter().enumerate() {
            for name in names.into_iter().map(normalised).filter(|name| !name.is_empty()) {
                known.columns.entry(name).or_insert(place);
            }
        }
        known
    }

    /// Whether this is a name of one of them.
    pub fn has(&self, cell: &str) -> bool {
        self.column(cell).is_some()
    }

    /// How many columns these cells name; two names of one column are one.
    pub fn among<'c>(&self, cells: impl Iterator<Item = &'c str>) -> usize {
        cells.filter_map(|cell| self.column(cell)).collect::<BTreeSet<usize>>().len()
    }

    fn column(&self, cell: &str) -> Option<usize> {
        if self.columns.is_empty() { None } else { self.columns.get(&normalised(cell)).copied() }
    }
}

/// How a list is to be read. All of it may be left to the defaults.
///
/// ```
/// use due_regard::list::ListOptions;
/// let options = ListOptions::default().delimiter(b';').header_row(3);
/// ```
#[derive(Debug, Clone)]
pub struct ListOptions {
    delimiter: Option<u8>,
    header_row: Option<u64>,
    accept_short_rows: bool,
    max_row_bytes: usize,
    max_columns: usize,
    names: HeaderNames,
}

impl Default for ListOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            header_row: None,
            accept_short_rows: false,
            max_row_bytes: 16 << 20,
            max_columns: 10_000,
            names: HeaderNames::default(),
        }
    }
}

impl ListOptions {
    /// Cells are divided by this ASCII character; without it that is found out.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// The header is in this row, from 1, blank rows counted; without it that is found out.
    #[must_use]
    pub fn header_row(mut self, row: u64) -> Self {
        self.header_row = Some(row);
        self
    }

    /// Takes rows with fewer cells than the header: the others are blank. Otherwise such rows are refused.
    #[must_use]
    pub fn accept_short_rows(mut self) -> Self {
        self.accept_short_rows = true;
        self
    }

    /// Refuses rows of more than so many bytes; 16 MiB unless said otherwise.
    #[must_use]
    pub fn max_row_bytes(mut self, bytes: usize) -> Self {
        self.max_row_bytes = bytes.max(1);
        self
    }

    /// Refuses lists of more than so many columns; 10,000 unless said otherwise.
    #[must_use]
    pub fn max_columns(mut self, columns: usize) -> Self {
        self.max_columns = columns.max(1);
        self
    }

    /// Names that columns may have: of several rows that could be the header, the one with the most of them is.
    #[must_use]
    pub fn names(mut self, names: HeaderNames) -> Self {
        self.names = names;
        self
    }
}

/// What a list of delimited text looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// What stands between cells.
    pub delimiter: u8,
    /// Why, in one sentence.
    pub delimiter_why: String,
    /// The header's cells, without edge spaces and line breaks; blank ones are possible.
    pub header: Vec<String>,
    /// The header's row, from 1, blank rows counted.
    pub header_row: u64,
    /// Why, in one sentence.
    pub header_why: String,
    /// A reason to doubt that it is a header, in one sentence.
    pub doubt: Option<String>,
    /// What stands in the rows above it.
    pub titles: Vec<String>,
    /// The byte of the decoded list at which the rows below the header start.
    pub body: usize,
    /// The number of the first of these rows.
    pub body_row: u64,
    /// Its line.
    pub body_line: u64,
    /// Whether rows with fewer cells than the header are accepted.
    pub accept_short_rows: bool,
    /// Longer rows are refused.
    pub max_row_bytes: usize,
}

impl Layout {
    /// The delimiter as people call it: `tab`, or the character between backticks.
    pub fn delimiter_name(&self) -> String {
        match self.delimiter {
            b'\t' => "tab".to_owned(),
            b' ' => "space".to_owned(),
            other => format!("`{}`", char::from(other)),
        }
    }
}

/// Finds out delimiter and header from the first bytes of a list in UTF-8; `complete` when these are all of them.
///
/// The delimiter is the one with which most of the first rows have the same number of cells. The header is the first row
/// that is neither blank nor a title; a title fills one cell, or two of which the first ends with a colon. Where names are given
/// ([`ListOptions::names`]), it is the row below that with more of them, or two rows together, the upper one of which heads several columns.
///
/// ```
/// use due_regard::list::{ListOptions, sniff};
/// let layout = sniff(b"Statues of the borough\n\nid;name\n1;Guy\n", true, &ListOptions::default())?;
/// assert_eq!((layout.delimiter, layout.header_row, layout.body_row), (b';', 3, 4));
/// assert_eq!(layout.header, ["id", "name"]);
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
pub fn sniff(sample: &[u8], complete: bool, options: &ListOptions) -> Result<Layout, Problem> {
    if options.delimiter.is_some_and(|delimiter| !delimiter.is_ascii() || matches!(delimiter, 0 | b'"' | b'\n' | b'\r'))
    {
        let problem =
            Problem::new("the delimiter must be one ASCII character that is neither a quotation mark nor a line break");
        return Err(problem.help("leave the delimiter out, and it is found out"));
    }
    if sample.trim_ascii().is_empty() && complete {
        return Err(Problem::new("the list is empty").help("give a list with a header row"));
    }
    let (delimiter, delimiter_why, rows) = match options.delimiter {
        Some(delimiter) => (delimiter, "as asked".to_owned(), first_rows(sample, delimiter, complete, options)),
        None => guess_delimiter(sample, complete, options),
    };
    if rows.is_empty() {
        let problem = Problem::new(format!("no row ends within the first {} bytes", sample.len()));
        return Err(problem.help("this may be no table, or a quotation mark in the first row is not closed").at_row(1));
    }
    let header_row = find_header(&rows, options, delimiter, sample, complete)?;
    let HeaderRow { index, with_row_above, .. } = header_row;
    let Some(found) = rows.get(index) else {
        return Err(Problem::new("the list has no header row"));
    };
    let mut header = header_of(found, options)?;
    if let Some(above) = index.checked_sub(1).filter(|_| with_row_above).and_then(|above| rows.get(above)) {
        header = joined(header, header_of(above, options)?);
    }
    let next = found.row + 1;
    let above = index - usize::from(with_row_above);
    let titles = rows.iter().take(above).map(title_of).filter(|title| !title.is_empty()).collect();
    Ok(Layout {
        delimiter,
        delimiter_why,
        doubt: doubt(&header),
        header,
        header_row: found.row,
        header_why: header_row.why(found.row),
        titles,
        body: found.record.next,
        body_row: next,
        body_line: found.line + found.record.lines,
        accept_short_rows: options.accept_short_rows,
        max_row_bytes: options.max_row_bytes,
    })
}

/// Which of the first rows of a table is its header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeaderRow {
    /// Its place among the rows, from 0.
    pub index: usize,
    /// Where it has blank cells, those of the row above it count: the header has two rows.
    pub with_row_above: bool,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Asked,
    /// No row above it can be one.
    First,
    /// So many of its cells, of so many, are names that are known.
    Names(usize, usize),
}

impl HeaderRow {
    /// The row at this place because the caller said so.
    pub fn asked(index: usize) -> Self {
        Self { index, with_row_above: false, reason: Reason::Asked }
    }

    /// Why it is that row, which has this number (from 1), in one sentence.
    pub fn why(&self, row: u64) -> String {
        match (self.reason, row) {
            (Reason::Asked, _) => "as asked".to_owned(),
            (Reason::First, ..=1) => "it is the first row".to_owned(),
            (Reason::First, 2) => "the first row below a row that is blank or holds a title".to_owned(),
            (Reason::First, _) => format!("the first row below {} rows that are blank or hold a title", row - 1),
            (Reason::Names(known, of), _) if self.with_row_above => format!(
                "with row {} above it where a cell is blank: {known} of {of} columns then have a name that is known",
                row.saturating_sub(1)
            ),
            (Reason::Names(known, of), _) => {
                format!("{known} of its {of} cells are names that are known, more than in the rows above it")
            }
        }
    }

    /// Its cells, without line breaks and edge spaces.
    ///
    /// ```
    /// use due_regard::list::{HeaderNames, find_header_row};
    /// let rows = [vec!["ID", "Name", "Dates", ""], vec!["", "", "Born", "Died"], vec!["1", "Guy", "1644", "1724"]];
    /// let found = find_header_row(&rows, &HeaderNames::new([["id"], ["name"], ["born"], ["died"]])).unwrap();
    /// assert_eq!(found.cells(&rows), ["ID", "Name", "Born", "Died"]);
    /// assert_eq!(found.why(2), "with row 1 above it where a cell is blank: 4 of 4 columns then have a name that is known");
    /// ```
    pub fn cells<R: AsRef<[S]>, S: AsRef<str>>(&self, rows: &[R]) -> Vec<String> {
        let cells = |index: Option<usize>| -> Vec<String> {
            let row = index.and_then(|index| rows.get(index)).map_or(&[][..], AsRef::as_ref);
            row.iter().map(|cell| clean_header(cell.as_ref())).collect()
        };
        let own = cells(Some(self.index));
        if self.with_row_above { joined(own, cells(self.index.checked_sub(1))) } else { own }
    }
}

/// The cells of a row, and where they are blank those of the row above.
fn joined(mut below: Vec<String>, above: Vec<String>) -> Vec<String> {
    for (column, above) in above.into_iter().enumerate() {
        match below.get_mut(column) {
            Some(cell) if cell.is_empty() => *cell = above,
            Some(_) => {}
            None => below.push(above),
        }
    }
    below
}

/// Which of the first rows of a table of any format is its header, and why; for readers of spreadsheets.
///
/// `None` when every row is blank.
///
/// ```
/// use due_regard::list::{HeaderNames, find_header_row};
/// let rows = [vec!["Listed buildings", "", ""], vec!["", "", ""], vec!["id", "name", "grade"], vec!["1", "Inn", "I"]];
/// let found = find_header_row(&rows, &HeaderNames::default()).unwrap();
/// assert_eq!(found.index, 2);
/// assert_eq!(found.why(3), "the first row below 2 rows that are blank or hold a title");
/// ```
pub fn find_header_row<R: AsRef<[S]>, S: AsRef<str>>(rows: &[R], names: &HeaderNames) -> Option<HeaderRow> {
    let shapes: Vec<Shape> = rows
        .iter()
        .map(|row| Shape::of(row.as_ref().iter().map(|cell| cell.as_ref().trim().to_owned()).collect(), names))
        .collect();
    choose_header(&shapes, names)
}

/// A row that was looked at.
struct Row {
    record: Record,
    row: u64,
    line: u64,
}

impl Row {
    fn cells(&self) -> impl Iterator<Item = String> {
        self.record.cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
    }

    fn filled(&self) -> usize {
        self.record.cells.iter().filter(|cell| !cell.trim_ascii().is_empty()).count()
    }
}

/// What matters of a row in the search for the header.
#[derive(Debug, Default)]
struct Shape {
    cells: Vec<String>,
    filled: usize,
    first_ends_with_colon: bool,
    /// How many of its cells are known as names of columns.
    names: usize,
}

impl Shape {
    fn of(cells: Vec<String>, names: &HeaderNames) -> Self {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else { return Self::default() };
        Self {
            filled: 1 + filled.count(),
            first_ends_with_colon: first.ends_with(':'),
            names: names.among(cells.iter().map(String::as_str)),
            cells,
        }
    }

    fn is_title(&self) -> bool {
        self.filled <= 1 || (self.filled == 2 && self.first_ends_with_colon)
    }
}

fn choose_header(shapes: &[Shape], names: &HeaderNames) -> Option<HeaderRow> {
    let first_filled = shapes.iter().position(|shape| shape.filled > 0)?;
    // Where no row fills more cells than a title does, the list has one column (or two), and nothing can be a title.
    let first = shapes.iter().position(|shape| !shape.is_title());
    let index = first.unwrap_or(first_filled);
    if let Some(found) = by_names(shapes, index, if first.is_some() { 2 } else { 1 }, names) {
        return Some(found);
    }
    Some(HeaderRow { index, with_row_above: false, reason: Reason::First })
}

/// A row below the first that could be the header with more names of columns, so many at least: what stands above it are titles in several cells,
/// or headings over several columns; or two rows that have them together.
fn by_names(shapes: &[Shape], first: usize, least: usize, names: &HeaderNames) -> Option<HeaderRow> {
    let of_first = shapes.get(first)?.names;
    let rivals = || shapes.iter().enumerate().skip(first + 1).take(RIVALS);
    let best = rivals().map(|(_, shape)| shape.names).max().unwrap_or(0).max(of_first);
    let alone = rivals().find(|(_, shape)| shape.names == best && best > of_first && best >= least);
    // Two rows of one header stand one below the other.
    let together = shapes.iter().enumerate().skip(first).take(RIVALS).zip(shapes.iter().skip(first + 1));
    let together = together
        .filter(|((_, above), below)| above.filled > 0 && below.names > 0)
        .map(|((above, upper), lower)| {
            let cells = joined(lower.cells.clone(), upper.cells.clone());
            (
                above + 1,
                names.among(cells.iter().map(String::as_str)),
                cells.iter().filter(|cell| !cell.is_empty()).count(),
            )
        })
        .filter(|(_, known, _)| *known > best && *known >= least)
        .max_by_key(|(below, known, _)| (*known, std::cmp::Reverse(*below)));
    if let Some((index, known, filled)) = together {
        return Some(HeaderRow { index, with_row_above: true, reason: Reason::Names(known, filled) });
    }
    let (index, shape) = alone?;
    Some(HeaderRow { index, with_row_above: false, reason: Reason::Names(best, shape.filled) })
}

/// The first rows as a delimiter divides them.
fn first_rows(sample: &[u8], delimiter: u8, complete: bool, options: &ListOptions) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(record) = read_record(sample, at, delimiter, complete, options.max_columns) {
        if !record.complete {
            break;
        }
        at = record.next;
        let lines = record.lines;
        rows.push(Row { record, row: rows.len() as u64 + 1, line });
        line += lines;
        if rows.len() >= ROWS {
            break;
        }
    }
    rows
}

/// The delimiter that fits best, why, and the first rows as it divides them.
fn guess_delimiter(sample: &[u8], complete: bool, options: &ListOptions) -> (u8, String, Vec<Row>) {
    let mut best: Option<(f64, u8, String, Vec<Row>)> = None;
    let mut undivided = None;
    for delimiter in DELIMITERS {
        let rows = first_rows(sample, delimiter, complete, options);
        let widths: Vec<usize> =
            rows.iter().filter(|row| row.record.count > 1 || row.filled() > 0).map(|row| row.record.count).collect();
        if undivided.is_none() && !widths.is_empty() && widths.iter().all(|width| *width == 1) {
            undivided = Some(delimiter);
        }
        let Some((width, times)) = commonest(widths.iter().copied().filter(|width| *width > 1)) else { continue };
        // Many rows of the same width speak for a delimiter, and so do many cells; few cells may be a chance of the text.
        #[expect(clippy::cast_precision_loss, reason = "at most a hundred rows and ten thousand cells")]
        let score = (times as f64 / widths.len() as f64) * (1.0 - 1.0 / width as f64);
        if best.as_ref().is_none_or(|(other, ..)| score > *other) {
            let why = format!("{times} of the first {} rows have {width} cells with it", widths.len());
            best = Some((score, delimiter, why, rows));
        }
    }
    match (best, undivided) {
        // Two cells in fewer than half of the rows: commas in the text of a list with one column.
        (Some((score, delimiter, why, rows)), undivided) if score >= 0.25 || undivided.is_none() => {
            (delimiter, why, rows)
        }
        (_, undivided) => {
            let delimiter = undivided.unwrap_or(b',');
            let why = "neither comma, semicolon, tab nor bar divides the first rows alike: one column".to_owned();
            (delimiter, why, first_rows(sample, delimiter, complete, options))
        }
    }
}

/// The commonest of these numbers, the greater of two, and how often it comes.
fn commonest(numbers: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    let mut sorted: Vec<usize> = numbers.collect();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .filter_map(|run| Some((*run.first()?, run.len())))
        .max_by_key(|(number, times)| (*times, *number))
}

/// The header's place among the first rows, and why.
fn find_header(
    rows: &[Row],
    options: &ListOptions,
    delimiter: u8,
    sample: &[u8],
    complete: bool,
) -> Result<HeaderRow, Problem> {
    let Some(asked) = options.header_row else {
        let shapes: Vec<Shape> =
            rows.iter().take(TITLE_ROWS).map(|row| Shape::of(row.cells().collect(), &options.names)).collect();
        return choose_header(&shapes, &options.names).ok_or_else(|| {
            Problem::new(format!("the first {} rows are blank", shapes.len()))
                .help("say where the header is with `--header-row`")
        });
    };
    let index = usize::try_from(asked).ok().and_then(|asked| asked.checked_sub(1)).filter(|index| *index < rows.len());
    let Some((index, row)) = index.and_then(|index| Some((index, rows.get(index)?))) else {
        let last = rows.len();
        let more = read_record(sample, rows.last().map_or(0, |row| row.record.next), delimiter, complete, 1).is_some()
            || !complete;
        let limit = if more {
            format!("the header must be among the first {last} rows")
        } else {
            format!("the list has {last} rows")
        };
        return Err(Problem::new(format!("row {asked} cannot be the header: {limit}"))
            .help("leave `--header-row` out, and it is found out"));
    };
    if row.filled() == 0 {
        return Err(Problem::new("the row given as the header is blank")
            .help("rows are counted from 1, blank ones included")
            .at_row(asked));
    }
    Ok(HeaderRow::asked(index))
}

fn header_of(row: &Row, options: &ListOptions) -> Result<Vec<String>, Problem> {
    if row.record.count > options.max_columns {
        let problem = Problem::new(format!(
            "the header has {} cells, over the limit of {}",
            row.record.count, options.max_columns
        ));
        return Err(problem.help("this may be no table, or another delimiter divides it").at_row(row.row).limit());
    }
    let mut header = Vec::with_capacity(row.record.cells.len());
    for (column, cell) in row.record.cells.iter().enumerate() {
        let Ok(text) = std::str::from_utf8(cell) else {
            let problem = Problem::new("the header is not valid UTF-8");
            let help = "if the list is not UTF-8, say what it is, for example `--encoding windows-1252`";
            return Err(problem.help(help).at_row(row.row).at_line(row.line).in_column(column_letters(column)));
        };
        header.push(clean_header(text));
    }
    Ok(header)
}

/// A header's text without edge spaces, with single spaces for line breaks and runs of spaces.
///
/// ```
/// assert_eq!(due_regard::list::clean_header(" Date of\r\nlisting "), "Date of listing");
/// ```
pub fn clean_header(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn title_of(row: &Row) -> String {
    row.cells().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A reason to doubt that these are headers: one of them looks like a value.
fn doubt(header: &[String]) -> Option<String> {
    let is_value = |cell: &&String| {
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        digits > 0
            && cell.bytes().all(|byte| byte.is_ascii_digit() || b"-/.,: +".contains(&byte))
            && cell.parse::<u16>().is_err()
    };
    let value = header.iter().find(is_value)?;
    Some(format!("the header row holds `{value}`, which looks like a value; if the list has no header row, add one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        sniff(text.as_bytes(), true, &ListOptions::default()).unwrap()
    }

    fn refusal(text: &str, options: &ListOptions) -> String {
        let problem = sniff(text.as_bytes(), true, options).unwrap_err();
        format!("{problem}; {}", problem.help)
    }

    #[test]
    fn delimiters() {
        for (delimiter, text) in [
            (',', "id,name,street\n1,Inn,\"High St; a, b\"\n2,a;b,c\n"),
            (';', "id;height;width\n1;1,5;2,5\n2;1,7;2,0\n3;0,1;1,1\n"),
            ('\t', "id\tname, full\n1\ta, b\n2\tc\n"),
            ('|', "id|name\n1|x\n2|y, z\n"),
            (';', "Report; for the board\nid;name;street\n1;Inn;High St\n"),
            (',', "id,name\r1,x\r2,y\r"),
        ] {
            assert_eq!(char::from(layout(text).delimiter), delimiter, "{text}");
        }
        assert_eq!(layout("id,name\n1,x\n").delimiter_why, "2 of the first 2 rows have 2 cells with it");
    }

    #[test]
    fn one_column_is_not_divided() {
        let found = layout("name\nThe George Inn\nGuy's Hospital, main block\nTower Bridge\nInn\n");
        assert_eq!((found.delimiter, found.header.as_slice()), (b'\t', ["name".to_owned()].as_slice()));
        assert!(found.delimiter_why.contains("one column"));
        assert_eq!(layout("name\nx\n").header, ["name"]);
    }

    #[test]
    fn headers_below_titles() {
        let found = layout("Listed buildings,,\n,,\nExported:,2021-10-01,\nID,NAME,\"LISTING\n DETAIL\"\n1,Inn,x\n");
        assert_eq!(found.header, ["ID", "NAME", "LISTING DETAIL"]);
        assert_eq!((found.header_row, found.body_row, found.body_line), (4, 5, 6));
        assert_eq!(found.titles, ["Listed buildings", "Exported: 2021-10-01"]);
        assert_eq!(found.header_why, "the first row below 3 rows that are blank or hold a title");
        assert_eq!(layout("\n\r\nid,name\r\n1,x").header_row, 3);
    }

    #[test]
    fn headers_told_by_their_names() {
        let names = HeaderNames::new([["ref"], ["name"], ["type"], ["born"], ["died"], ["decision"]]);
        let found = |text: &str| {
            let found = sniff(text.as_bytes(), true, &ListOptions::default().names(names.clone())).unwrap();
            (found.header_row, found.body_row, found.header.join("|"), found.titles.join("; "))
        };
        let of = |row: u64, header: &str, titles: &str| (row, row + 1, header.to_owned(), titles.to_owned());
        // Headings over several columns, which a merged cell leaves in the first of them.
        assert_eq!(
            found("Asset,,Person,,Decision\nRef,Name,Born,Died,Decision\nA1,Guy,1644,1724,rename\n"),
            of(2, "Ref|Name|Born|Died|Decision", "Asset Person Decision")
        );
        // Two rows of which neither has all names.
        assert_eq!(
            found("Register 2021,,,\nRef,Name,Dates,\n,,Born,Died\nA1,Guy,1644,1724\n"),
            of(3, "Ref|Name|Born|Died", "Register 2021")
        );
        // Titles in two cells without a colon.
        assert_eq!(found("Register,Version 2,\nOwner,Culture,\nRef,Name,Type\nA1,Guy,statue\n").0, 3);
        // One column.
        assert_eq!(found("Street names\n\nName\nHigh Street\n"), of(3, "Name", "Street names"));
        // Where names do not tell, the first row that could be a header is it; a cell that happens to be a name says little.
        assert_eq!(found("Foo,Bar\nName,x\ny,z\n").0, 1);
        assert_eq!(found("Ref,Name\nA1,Name\nName,Type\n").0, 1);
        // What is asked for is not looked at again.
        let options = ListOptions::default().names(names.clone()).header_row(1);
        let asked = sniff(b"Asset,,Person\nRef,Name,Born\n", true, &options).unwrap();
        assert_eq!((asked.header_row, asked.header.len()), (1, 3));
    }

    #[test]
    fn overrides() {
        let text = "a,b\nc;d,e\n";
        let found = sniff(text.as_bytes(), true, &ListOptions::default().delimiter(b';').header_row(2)).unwrap();
        assert_eq!(
            (found.header.len(), found.header_row, found.delimiter_why.as_str(), found.header_why.as_str()),
            (2, 2, "as asked", "as asked")
        );
        let past = refusal(text, &ListOptions::default().header_row(7));
        assert_eq!(
            past,
            "row 7 cannot be the header: the list has 2 rows; leave `--header-row` out, and it is found out"
        );
        assert!(
            refusal("a,b\n\nc,d\n", &ListOptions::default().header_row(2))
                .starts_with("row 2: the row given as the header is blank")
        );
        assert!(refusal(text, &ListOptions::default().header_row(0)).contains("row 0 cannot be"));
        assert!(refusal(text, &ListOptions::default().delimiter(b'"')).contains("the delimiter must be"));
    }

    #[test]
    fn nothing_to_read() {
        assert_eq!(refusal("", &ListOptions::default()), "the list is empty; give a list with a header row");
        assert!(refusal(" \n\n", &ListOptions::default()).starts_with("the list is empty"));
        assert_eq!(
            refusal(",,\n,,\n", &ListOptions::default()),
            "the first 2 rows are blank; say where the header is with `--header-row`"
        );
        let wide = ",x".repeat(20);
        assert!(
            refusal(&wide, &ListOptions::default().max_columns(10))
                .contains("the header has 21 cells, over the limit of 10")
        );
        let endless = sniff(b"x\"\n\"aaa,\n,b", false, &ListOptions::default().header_row(3)).unwrap_err();
        assert!(endless.sentence.contains("row 3 cannot be the header"));
        let unclosed = sniff(b"\"aaaa\nb", false, &ListOptions::default()).unwrap_err();
        assert!(unclosed.sentence.contains("no row ends"));
    }

    #[test]
    fn a_header_that_looks_like_data_is_doubted() {
        assert!(layout("470656,The George Inn\n470761,x\n").doubt.unwrap().contains("`470656`"));
        assert_eq!(layout("id,2020,2021\n1,2,3\n").doubt, None);
    }
}
