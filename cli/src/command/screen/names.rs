//! Which columns of a list hold the name, its id and what is known around it.

use crate::exit::CliError;
use crate::input::{Input, Table};
use due_regard::list::HeaderNames;
use due_regard::screen::Context;
use serde_json::{Map, Value};

/// Columns of a list of names, where the user names them: the same options of every command that reads such a list.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Columns of a list of names")]
pub(in crate::command) struct NameColumns {
    /// The column with the names [default: `name`, `street`, `street_name`, `title` …, or the only one]
    #[arg(long, value_name = "HEADER")]
    name: Option<String>,

    /// The column with the ids [default: `id`, `ref`, `reference` …; else the row's number]
    #[arg(long, value_name = "HEADER")]
    id: Option<String>,

    /// The column with the place [default: all that are known: `locality`, `town`, `local authority` …]
    #[arg(long, value_name = "HEADER")]
    locality: Option<String>,

    /// The column with the year of naming or first record
    #[arg(long, value_name = "HEADER")]
    year: Option<String>,
}

/// The columns of a table.
#[derive(Debug, Clone, Default)]
pub(in crate::command) struct Columns {
    name: usize,
    id: Option<usize>,
    /// From the smallest place to the largest.
    localities: Vec<usize>,
    year: Option<usize>,
    /// The header is no header: the only column's first cell is a name.
    pub(in crate::command) header_is_a_name: bool,
}

const NAMES: &[&str] = &[
    "name",
    "name as recorded",
    "street name",
    "street",
    "asset name",
    "asset",
    "input name",
    "title",
    "name1",
    "street descriptor",
    "commonname",
    "listed building",
    "site name",
    "place name",
];
const IDS: &[&str] = &[
    "id",
    "asset id",
    "row id",
    "reference",
    "ref",
    "case id",
    "pair id",
    "uid",
    "usrn",
    "list entry",
    "listentry",
    "objectid",
    "code",
];
/// All of them are read, from the smallest place to the largest.
const LOCALITIES: &[&str] = &[
    "locality",
    "localityname",
    "suburb",
    "place",
    "area",
    "ward",
    "parish",
    "parent locality",
    "parentlocalityname",
    "town",
    "city",
    "borough",
    "district",
    "local authority",
    "authority",
    "council",
];
const YEARS: &[&str] =
    &["naming year", "named", "first recorded", "year named", "year installed", "unveilingyear", "year"];

impl NameColumns {
    /// The names by which the header of a list of names is told from other rows.
    pub(in crate::command) fn names(&self) -> HeaderNames {
        let known = [NAMES, IDS, YEARS].into_iter().map(<[&str]>::to_vec);
        let places = LOCALITIES.iter().map(|place| vec![*place]);
        let asked = [&self.name, &self.id, &self.locality, &self.year].into_iter().flatten();
        HeaderNames::new(known.chain(places).chain(asked.map(|name| vec![name.as_str()])))
    }
}

fn plain(header: &str) -> String {
    header.trim().to_lowercase().replace(['_', '-'], " ")
}

/// One row.
pub(in crate::command) struct Row<'a> {
    pub(in crate::command) id: String,
    pub(in crate::command) name: &'a str,
    pub(in crate::command) context: Context,
    /// What stands in the place of the year, where it cannot be read as one.
    pub(in crate::command) unread_year: Option<String>,
}

impl Columns {
    /// Finds the columns, by the user's word or by name.
    pub(in crate::command) fn of(table: &Table, wanted: &NameColumns) -> Result<Self, CliError> {
        let headers: Vec<String> = table.header.iter().map(|header| plain(header)).collect();
        let asked = |asked: &Option<String>| -> Result<Option<usize>, CliError> {
            let Some(asked) = asked else { return Ok(None) };
            headers.iter().position(|header| *header == plain(asked)).map(Some).ok_or_else(|| {
                CliError::new(format!("{}, row {}: no column is called `{asked}`", table.about.name, table.header_row))
                    .help(format!(
                        "the columns are {}",
                        table.header.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ")
                    ))
            })
        };
        let known = |names: &[&str]| names.iter().find_map(|name| headers.iter().position(|header| header == name));
        let mut header_is_a_name = false;
        let name = match asked(&wanted.name)?.or_else(|| known(NAMES)) {
            Some(name) => name,
            None if headers.len() == 1 => {
                header_is_a_name = true;
                0
            }
            None => {
                return Err(CliError::new(format!(
                    "{}, row {}: no column is known to hold the names; the columns are {}",
                    table.about.name,
                    table.header_row,
                    table.header.iter().take(40).map(String::as_str).collect::<Vec<_>>().join(", ")
                ))
                .help(match likely(&table.header) {
                    Some(header) => format!("name it, for example by `--name \"{header}\"`"),
                    None => "name it by `--name HEADER`".to_owned(),
                }));
            }
        };
        let free = |found: Option<usize>| found.filter(|column| *column != name);
        Ok(Self {
            name,
            id: asked(&wanted.id)?.or_else(|| free(known(IDS))),
            localities: match asked(&wanted.locality)? {
                Some(asked) => vec![asked],
                None => LOCALITIES.iter().filter_map(|name| free(known(&[*name]))).collect(),
            },
            year: asked(&wanted.year)?.or_else(|| free(known(YEARS))),
            header_is_a_name,
        })
    }

    /// Whether a column holds ids; else rows are known by their numbers.
    pub(in crate::command) fn has_ids(&self) -> bool {
        self.id.is_some()
    }

    /// What a row says.
    pub(in crate::command) fn row<'a>(&self, number: u64, cell: impl Fn(usize) -> &'a str) -> Row<'a> {
        let of = |column: Option<usize>| column.map_or("", &cell).trim();
        let id = of(self.id);
        let (context, unread_year) = context(self.localities.iter().map(|column| of(Some(*column))), of(self.year));
        let id = if id.is_empty() { number.to_string() } else { id.to_owned() };
        Row { id, name: cell(self.name), context, unread_year }
    }

    /// Where years stand in a list, in words.
    pub(in crate::command) fn year_in(&self, input: &Input) -> Option<String> {
        let Input::Table(table) = input else { return None };
        Some(format!("column `{}`", table.header.get(self.year?)?))
    }
}

/// The only header that speaks of a name.
fn likely(headers: &[String]) -> Option<&str> {
    let mut likely = headers.iter().filter(|header| plain(header).split(' ').any(|word| word == "name"));
    likely.next().filter(|_| likely.next().is_none()).map(String::as_str)
}

/// What is known around a name; and the year, where it cannot be read. Words for a year that is not known are none.
fn context<'t>(places: impl Iterator<Item = &'t str>, year: &str) -> (Context, Option<String>) {
    const NOT_KNOWN: [&str; 9] = ["n/a", "na", "none", "unknown", "not known", "tbc", "null", "undated", "n.d."];
    let mut locality = String::new();
    for place in places.filter(|place| !place.is_empty()) {
        if !locality.split("; ").any(|known| known == place) {
            locality.push_str(if locality.is_empty() { "" } else { "; " });
            locality.push_str(place);
        }
    }
    let context = Context::at(locality);
    if year.is_empty() {
        return (context, None);
    }
    let context = context.named_in(year);
    let says_nothing =
        NOT_KNOWN.iter().any(|word| year.eq_ignore_ascii_case(word)) || !year.chars().any(char::is_alphanumeric);
    let unread = (context.named.is_none() && !says_nothing).then(|| year.to_owned());
    (context, unread)
}

/// What a record of JSON says; `None` when it has no name.
pub(in crate::command) fn record<'a>(
    number: u64,
    record: &'a Map<String, Value>,
    wanted: &NameColumns,
) -> Option<Row<'a>> {
    let find = |asked: &Option<String>, names: &[&str]| -> Option<&'a Value> {
        if let Some(asked) = asked {
            return record.iter().find(|(key, _)| plain(key) == plain(asked)).map(|(_, value)| value);
        }
        names.iter().find_map(|name| record.iter().find(|(key, _)| plain(key) == *name).map(|(_, value)| value))
    };
    let text = |value: Option<&'a Value>| match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let name = match find(&wanted.name, NAMES)? {
        // As a blank cell of a table.
        Value::Null => "",
        name => name.as_str()?,
    };
    let id = text(find(&wanted.id, IDS));
    let places: Vec<String> = match &wanted.locality {
        Some(_) => vec![text(find(&wanted.locality, &[]))],
        None => LOCALITIES.iter().map(|known| text(find(&None, &[*known]))).collect(),
    };
    let (context, unread_year) = context(places.iter().map(String::as_str), &text(find(&wanted.year, YEARS)));
    Some(Row { id: if id.is_empty() { number.to_string() } else { id }, name, context, unread_year })
}
