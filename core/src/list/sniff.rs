//! The delimiter and the header row of a list, found out from its first rows, each with the reason.

use super::mapping::column_letters;
use super::problem::Problem;
use super::record::{Record, read_record};

/// The delimiters that are tried, likeliest first.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// So many rows are looked at.
const ROWS: usize = 100;

/// The header is looked for among so many rows.
const TITLE_ROWS: usize = 50;

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
}

impl Default for ListOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            header_row: None,
            accept_short_rows: false,
            max_row_bytes: 16 << 20,
            max_columns: 10_000,
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
/// that is neither blank nor a title; a title fills one cell, or two of which the first ends with a colon.
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
    let (index, header_why) = find_header(&rows, options, delimiter, sample, complete)?;
    let Some(found) = rows.get(index) else {
        return Err(Problem::new("the list has no header row"));
    };
    let header = header_of(found, options)?;
    let next = found.row + 1;
    let titles = rows.iter().take(index).map(title_of).filter(|title| !title.is_empty()).collect();
    Ok(Layout {
        delimiter,
        delimiter_why,
        doubt: doubt(&header),
        header,
        header_row: found.row,
        header_why,
        titles,
        body: found.record.next,
        body_row: next,
        body_line: found.line + found.record.lines,
        accept_short_rows: options.accept_short_rows,
        max_row_bytes: options.max_row_bytes,
    })
}

/// Which of the first rows of a table of any format is its header, from 0, and why; for readers of spreadsheets.
///
/// `None` when every row is blank.
///
/// ```
/// let rows = [vec!["Listed buildings", "", ""], vec!["", "", ""], vec!["id", "name", "grade"], vec!["1", "Inn", "I"]];
/// let (row, why) = due_regard::list::find_header_row(&rows).unwrap();
/// assert_eq!(row, 2);
/// assert_eq!(why, "the first row below 2 rows that are blank or hold a title");
/// ```
pub fn find_header_row<R: AsRef<[S]>, S: AsRef<str>>(rows: &[R]) -> Option<(usize, String)> {
    let shapes: Vec<Shape> =
        rows.iter().map(|row| Shape::of(row.as_ref().iter().map(|cell| cell.as_ref().trim()))).collect();
    choose_header(&shapes)
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

    fn shape(&self) -> Shape {
        let cells: Vec<String> = self.cells().collect();
        Shape::of(cells.iter().map(String::as_str))
    }
}

/// What matters of a row in the search for the header.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    filled: usize,
    first_ends_with_colon: bool,
}

impl Shape {
    fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let mut filled = cells.filter(|cell| !cell.is_empty());
        let Some(first) = filled.next() else { return Self::default() };
        Self { filled: 1 + filled.count(), first_ends_with_colon: first.ends_with(':') }
    }

    fn is_title(self) -> bool {
        self.filled <= 1 || (self.filled == 2 && self.first_ends_with_colon)
    }
}

fn choose_header(shapes: &[Shape]) -> Option<(usize, String)> {
    let first_filled = shapes.iter().position(|shape| shape.filled > 0)?;
    // Where no row fills more cells than a title does, the list has one column (or two), and nothing can be a title.
    let index = shapes.iter().position(|shape| !shape.is_title()).unwrap_or(first_filled);
    let why = match index {
        0 => "it is the first row".to_owned(),
        1 => "the first row below a row that is blank or holds a title".to_owned(),
        above => format!("the first row below {above} rows that are blank or hold a title"),
    };
    Some((index, why))
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
        let widths: Vec<usize> = rows
            .iter()
            .filter(|row| row.record.count > 1 || row.shape().filled > 0)
            .map(|row| row.record.count)
            .collect();
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
) -> Result<(usize, String), Problem> {
    let Some(asked) = options.header_row else {
        let shapes: Vec<Shape> = rows.iter().take(TITLE_ROWS).map(Row::shape).collect();
        return choose_header(&shapes).ok_or_else(|| {
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
    if row.shape().filled == 0 {
        return Err(Problem::new("the row given as the header is blank")
            .help("rows are counted from 1, blank ones included")
            .at_row(asked));
    }
    Ok((index, "as asked".to_owned()))
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
