//! What each column probably is, and why.

use super::columns::{Columns, Values};
use crate::exit::CliError;
use due_regard::list::ditto_mark;
use due_regard::syntax::is_reserved;
use due_regard::{Date, Detail, Plan, Settings, Source, State};
use std::collections::{BTreeMap, BTreeSet};

/// A column with what it is taken for.
#[derive(Debug)]
pub(super) struct Column {
    /// The field's id; `None` where it is left out.
    pub(super) id: Option<String>,
    /// What its cells are.
    pub(super) kind: Kind,
    /// Why, in words.
    pub(super) why: String,
    /// Cells that often stand for no answer, with how often they occur.
    pub(super) placeholders: Vec<(State, String, u64)>,
    /// Every row has one, and no two are the same.
    pub(super) identifies: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    LongText,
    Choice(Vec<String>),
    Choices(Vec<String>, char),
    /// A type that needs nothing else.
    Plain(&'static str),
    MonthFirst,
}

/// Types that the engine itself is asked about, cell by cell: what is guessed here is what an audit will read.
const ASKED: [(&str, &str); 10] = [
    ("as-yes-no", "type: yes-no"),
    ("as-url", "type: url"),
    ("as-date", "type: date"),
    ("as-month-first", "type: date, dates: month first"),
    ("as-integer", "type: integer"),
    ("as-number", "type: number"),
    ("as-year", "type: year"),
    ("as-pounds", "type: number, unit: pounds"),
    ("as-euros", "type: number, unit: euros"),
    ("as-percent", "type: number, unit: percent"),
];

/// Units with whose sign numbers are written: as it is asked about, what the field is then, and the sign.
const SIGNS: [(&str, &str, char); 3] = [
    ("as-pounds", "number, unit: pounds", '£'),
    ("as-euros", "number, unit: euros", '€'),
    ("as-percent", "number, unit: percent", '%'),
];

/// The most options that a column is taken to have, and the longest, in characters.
const OPTIONS: usize = 24;
const OPTION: usize = 60;

/// What every column is taken for.
pub(super) fn guess(columns: &Columns) -> Result<Vec<Column>, CliError> {
    let fields: Vec<String> = ASKED.iter().map(|(id, keys)| format!("{{id: {id}, {keys}}}")).collect();
    let text = format!(
        "language: 1\nframework: asked\nversion: 1.0.0\ntitle: Asked\nsections: [{{id: all, fields: [{}]}}]\n",
        fields.join(", ")
    );
    let plan = due_regard::load(Source::new("asked", text))
        .plan(Settings::new(Date::from_days(0)).detail(Detail::Records).limits(0, 0))?;
    let mut ids = BTreeSet::new();
    let mut headers = BTreeSet::new();
    let mut out = Vec::new();
    for (place, values) in columns.columns.iter().enumerate() {
        let left_out =
            |why: String| Column { id: None, kind: Kind::Text, why, placeholders: Vec::new(), identifies: false };
        let plain: String =
            values.header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if plain.is_empty() {
            let column = due_regard::list::column_letters(place);
            out.push(left_out(match values.header.trim() {
                "" => format!("column {column} has no heading"),
                _ => format!("the heading of column {column} has no letter or digit: give it a name to use it"),
            }));
        } else if values.nested {
            out.push(left_out("it holds nested values: describe them as a section with `repeat`".to_owned()));
        } else if !headers.insert(plain) {
            out.push(left_out("another column has the same heading: rename one to use it".to_owned()));
        } else {
            let (kind, mut why, placeholders) = column(&plan, values);
            let mut marks = values.distinct.iter().filter(|(text, _)| ditto_mark(text).is_some()).peekable();
            if let Some((first, _)) = marks.peek().copied() {
                let cells: u64 = marks.map(|(_, count)| count).sum();
                why += &format!(
                    "; not counted: {cells} such as `{first}`, which {} the cell above. An audit reads {} as it stands: fill in what is meant",
                    if cells == 1 { "repeats" } else { "repeat" },
                    if cells == 1 { "it" } else { "each" },
                );
            }
            let identifies = !values.many
                && values.filled == columns.rows
                && values.distinct.len() as u64 == columns.rows
                && columns.rows > 1;
            out.push(Column { id: Some(fresh_id(&values.header, &mut ids)), kind, why, placeholders, identifies });
        }
    }
    Ok(out)
}

/// How many of the values the engine cannot read as each of the types, and the first of them.
fn invalid(plan: &Plan, values: &[(&str, u64)]) -> BTreeMap<&'static str, (u64, String)> {
    let fields = plan.fields();
    let mut out = BTreeMap::new();
    let mut batch = plan.batch();
    for ((text, _), row) in values.iter().zip(1..) {
        batch.begin(row);
        for field in &fields {
            batch.cell(field.index, text);
        }
    }
    let audit = plan.run(&batch.finish());
    for (id, _) in ASKED {
        // Rows number the values, so the first row of an invalid cell names one.
        let rows = audit
            .list
            .notes
            .iter()
            .filter(|note| note.kind == due_regard::audit::NoteKind::InvalidCell && note.column == id);
        let first = rows
            .clone()
            .flat_map(|note| note.rows.iter())
            .min()
            .and_then(|row| usize::try_from(*row).ok())
            .and_then(|row| values.get(row - 1));
        let count = audit.list.columns.iter().find(|column| column.field.as_deref() == Some(id)).map_or(0, |column| {
            column.states.iter().filter(|(state, _)| *state == State::Invalid).map(|(_, count)| *count).sum()
        });
        out.insert(id, (count, first.map_or_else(String::new, |(text, _)| (*text).to_owned())));
    }
    out
}

fn column(plan: &Plan, values: &Values) -> (Kind, String, Vec<(State, String, u64)>) {
    let mut placeholders = Vec::new();
    let mut answers: Vec<(&str, u64)> = Vec::new();
    for (text, count) in values.distinct.iter().filter(|(text, _)| ditto_mark(text).is_none()) {
        match State::of_placeholder(text) {
            Some(state) => placeholders.push((state, text.clone(), *count)),
            None => answers.push((text, *count)),
        }
    }
    let total: u64 = answers.iter().map(|(_, count)| count).sum();
    let different = answers.len() as u64;
    if different == 0 {
        return (
            Kind::Text,
            if values.filled == 0 {
                "every cell is blank".to_owned()
            } else {
                "every cell is blank or a placeholder".to_owned()
            },
            placeholders,
        );
    }
    let wrong = invalid(plan, &answers);
    let bad = |id: &str| wrong.get(id).map_or(u64::MAX, |(count, _)| *count);
    // A few cells in a hundred may be wrong in a long column; they will be reported as invalid.
    let fits = |id: &str| bad(id) == 0 || (different >= 40 && bad(id) * 50 <= different);
    let but = |id: &str| match wrong.get(id) {
        Some((count, first)) if *count > 0 => format!(
            ", but for {count} such as `{}`, which will be reported as invalid",
            first.chars().take(30).filter(|c| !c.is_control()).collect::<String>()
        ),
        _ => String::new(),
    };
    let all = |test: fn(&str) -> bool| answers.iter().all(|(text, _)| test(text));
    let digits_only = all(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let cells = format!("{total} cell{}", if total == 1 { "" } else { "s" });
    let with = |one: &str, several: &str| format!("{cells} with {}", if total == 1 { one } else { several });
    if bad("as-yes-no") == 0 && !digits_only {
        return (Kind::Plain("yes-no"), format!("{cells}, each yes or no"), placeholders);
    }
    if fits("as-url") {
        return (
            Kind::Plain("url"),
            format!("{}{}", with("a web address", "web addresses"), but("as-url")),
            placeholders,
        );
    }
    let slashed = answers.iter().any(|(text, _)| text.contains('/'));
    // Eight digits are a day written without its hyphens, where all but a few cells are one.
    let eight = digits_only && all(|text| text.len() == 8);
    if fits("as-date") && (eight || !digits_only) && (eight || bad("as-date") <= bad("as-month-first")) {
        let open = if slashed && bad("as-month-first") == 0 {
            "; 3/4/2021 is read as 3 April, though no cell shows which is meant: write `dates: month first` if it is 4 March"
        } else {
            ""
        };
        return (Kind::Plain("date"), format!("{}{}{open}", with("a date", "dates"), but("as-date")), placeholders);
    }
    if fits("as-month-first") && !digits_only {
        return (
            Kind::MonthFirst,
            format!("{}, the month first{}", with("a date", "dates"), but("as-month-first")),
            placeholders,
        );
    }
    // A number without a sign is one in any unit, so that a unit is taken only where cells have its sign.
    if let Some((id, kind, sign)) = SIGNS.into_iter().find(|(id, ..)| fits(id) && bad(id) < bad("as-number")) {
        let bare: u64 = answers.iter().filter(|(text, _)| !text.contains(sign)).map(|(_, count)| count).sum::<u64>();
        let bare = match bare {
            0 => String::new(),
            bare => format!(", {bare} of them without `{sign}`, taken for the same unit"),
        };
        let one = format!("a number and `{sign}`");
        let numbers = with(&one, &format!("numbers and `{sign}`"));
        return (Kind::Plain(kind), format!("{numbers}{bare}{}", but(id)), placeholders);
    }
    if fits("as-number") {
        let (kind, why) = number(values, &answers, fits("as-integer"));
        let but = but(if kind == Kind::Plain("integer") { "as-integer" } else { "as-number" });
        return (kind, format!("{cells} {why}{but}"), placeholders);
    }
    if fits("as-year") {
        return (
            Kind::Plain("year"),
            format!("{}{}", with("a year that may be approximate", "years, some approximate"), but("as-year")),
            placeholders,
        );
    }
    if let Some((separator, options)) = several(&answers, total) {
        let why = format!(
            "{cells} with {} different answers, several in a cell with `{separator}` between them",
            options.len()
        );
        return (Kind::Choices(options, separator), why, placeholders);
    }
    let options = options(&answers);
    let few = !values.many && (2..=OPTIONS).contains(&options.len()) && total >= 6 && options.len() as u64 * 2 <= total;
    if few && options.iter().all(|text| text.chars().count() <= OPTION && !text.chars().any(char::is_control)) {
        let why = format!(
            "{cells} with only {} different answers; options that no cell has yet are missing here",
            options.len()
        );
        return (Kind::Choice(options), why, placeholders);
    }
    let many = if values.many { format!("more than {different}") } else { different.to_string() };
    if values.longest > 150 {
        return (Kind::LongText, format!("{cells}, the longest of {} characters", values.longest), placeholders);
    }
    let answers = match (different, total) {
        (1, 1) => String::new(),
        (1, _) => ", all with the same answer".to_owned(),
        _ => format!(" with {many} different answers"),
    };
    (Kind::Text, format!("{cells}{answers}"), placeholders)
}

/// What kind of number a column holds, and why.
fn number(values: &Values, answers: &[(&str, u64)], whole: bool) -> (Kind, &'static str) {
    let total: u64 = answers.iter().map(|(_, count)| count).sum();
    let year = |text: &str| text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1000..=2100).contains(&year));
    if answers.iter().any(|(text, _)| text.len() > 1 && text.starts_with('0') && !text.starts_with("0.")) {
        (Kind::Text, "of digits, some with a leading zero, which a number would lose")
    } else if whole && answers.iter().all(|(text, _)| year(text)) {
        (Kind::Plain("year"), "of four digits that look like years")
    } else if whole && named_id(&values.header) {
        (Kind::Text, "of digits, and the heading speaks of an identifier: nothing is counted with them")
    } else if whole && total >= 20 && answers.len() as u64 == total {
        (Kind::Text, "of digits, each only once: taken for identifiers, with which nothing is counted")
    } else if whole {
        (Kind::Plain("integer"), if total == 1 { "with a whole number" } else { "with whole numbers" })
    } else {
        (Kind::Plain("number"), if total == 1 { "with a number" } else { "with numbers" })
    }
}

/// Whether a heading speaks of an identifier.
pub(super) fn named_id(header: &str) -> bool {
    let kebab = kebab(header);
    let last = kebab.rsplit('-').next().unwrap_or_default();
    ["id", "ref", "reference", "number", "no", "code", "uprn", "usrn", "uid", "uuid", "objectid", "fid", "key", "entry"]
        .contains(&last)
}

/// Different answers, the most frequent spelling of each, in alphabetical order.
fn options(answers: &[(&str, u64)]) -> Vec<String> {
    let mut by_small: BTreeMap<String, (u64, &str)> = BTreeMap::new();
    for (text, count) in answers {
        let entry = by_small.entry(text.to_lowercase()).or_insert((0, text));
        if *count > entry.0 {
            *entry = (*count, text);
        }
    }
    by_small.into_values().map(|(_, text)| text.to_owned()).collect()
}

/// The separator and options of a column whose cells hold several answers.
fn several(answers: &[(&str, u64)], total: u64) -> Option<(char, Vec<String>)> {
    for separator in [';', '|'] {
        let with: u64 = answers.iter().filter(|(text, _)| text.contains(separator)).map(|(_, count)| count).sum();
        if total < 6 || with * 10 < total {
            continue;
        }
        let mut parts: BTreeMap<&str, u64> = BTreeMap::new();
        for (text, count) in answers {
            for part in text.split(separator).map(str::trim).filter(|part| !part.is_empty()) {
                *parts.entry(part).or_default() += count;
            }
        }
        let parts: Vec<(&str, u64)> = parts.into_iter().collect();
        let uses: u64 = parts.iter().map(|(_, count)| count).sum();
        if parts.len() <= OPTIONS
            && parts.len() as u64 * 2 <= uses
            && parts.iter().all(|(text, _)| text.chars().count() <= OPTION)
        {
            return Some((separator, options(&parts)));
        }
    }
    None
}

/// A heading as an id: `DATE_OF_LI` and `Date of li` are `date-of-li`, `streetNumber` is `street-number`.
pub(super) fn kebab(header: &str) -> String {
    let mut out = String::new();
    let mut after_small = false;
    for character in header.chars() {
        if character.is_ascii_alphanumeric() {
            if character.is_ascii_uppercase() && after_small {
                out.push('-');
            }
            after_small = character.is_ascii_lowercase() || character.is_ascii_digit();
            out.push(character.to_ascii_lowercase());
        } else {
            after_small = false;
            // An apostrophe joins (`council's`), everything else divides.
            if !matches!(character, '\'' | '’') && !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        }
    }
    out.trim_matches('-').to_owned()
}

/// An id that the language allows and no other column has.
fn fresh_id(header: &str, taken: &mut BTreeSet<String>) -> String {
    const LONGEST: usize = 40;
    let mut id: String = kebab(header).chars().take(LONGEST).collect();
    id = id.trim_matches('-').to_owned();
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        id = if id.is_empty() { "field".to_owned() } else { format!("field-{id}") };
    }
    if is_reserved(&id) || id == "record" {
        id.push_str("-value");
    }
    let mut number = 1;
    let base = id.clone();
    while !taken.insert(id.clone()) {
        number += 1;
        id = format!("{base}-{number}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_ids() {
        let mut taken = BTreeSet::new();
        for (header, id) in [
            ("DATE_OF_LI", "date-of-li"),
            ("streetNumber", "street-number"),
            ("And", "and-value"),
            ("Name of asset", "name-of-asset"),
            ("name/of asset", "name-of-asset-2"),
            ("2020 total", "field-2020-total"),
            ("Ünïcode", "n-code"),
            ("名前", "field"),
            ("Council's own", "councils-own"),
        ] {
            assert_eq!(fresh_id(header, &mut taken), id, "{header}");
        }
    }

    fn guessed(header: &str, cells: &[&str]) -> (Kind, String) {
        let mut values = Values { header: header.to_owned(), ..Values::default() };
        for cell in cells {
            values.filled += 1;
            values.longest = values.longest.max(cell.chars().count());
            *values.distinct.entry((*cell).to_owned()).or_default() += 1;
        }
        let columns = Columns {
            name: "a.csv".to_owned(),
            more: false,
            notes: Vec::new(),
            rows: cells.len() as u64,
            columns: vec![values],
        };
        let column = guess(&columns).unwrap().remove(0);
        (column.kind, column.why)
    }

    #[test]
    fn types_are_what_the_engine_can_read() {
        assert_eq!(guessed("Listed", &["Yes", "no", "YES"]).0, Kind::Plain("yes-no"));
        assert_eq!(guessed("Opened", &["2020-01-31", "1/2/2020", "3 May 2021"]).0, Kind::Plain("date"));
        assert_eq!(guessed("Opened", &["1/31/2020", "2/1/2020"]).0, Kind::MonthFirst);
        assert_eq!(guessed("DATE_OF_LI", &["19500302", "19491206"]).0, Kind::Plain("date"));
        assert_eq!(guessed("Remark", &["a", "a", "a", "a", "a", "a"]).0, Kind::Text);
        assert!(guessed("Opened", &["1/2/2020", "3/4/2020"]).1.contains("no cell shows which is meant"));
        assert_eq!(guessed("Built", &["1895", "1910"]).0, Kind::Plain("year"));
        assert_eq!(guessed("Built", &["c. 1895", "1840s", "1910"]).0, Kind::Plain("year"));
        assert_eq!(guessed("Stops", &["1", "12", "TBC"]).0, Kind::Plain("integer"));
        assert_eq!(guessed("Area", &["1.5", "1,200"]).0, Kind::Plain("number"));
        assert_eq!(
            guessed("Spend", &["£12.34", "£5", "£1,200.50", "7"]),
            (
                Kind::Plain("number, unit: pounds"),
                "4 cells with numbers and `£`, 1 of them without `£`, taken for the same unit".to_owned()
            )
        );
        assert_eq!(guessed("Spend", &["12 €"]).1, "1 cell with a number and `€`");
        assert_eq!(guessed("Part", &["85%", "12.5%"]).0, Kind::Plain("number, unit: percent"));
        assert_eq!(guessed("Spend", &["£12.34", "€5"]).0, Kind::Text);
        assert_eq!(guessed("Code", &["001", "020"]).0, Kind::Text);
        assert_eq!(guessed("Asset ID", &["1", "2"]).0, Kind::Text);
        assert_eq!(guessed("Link", &["https://example.org"]).0, Kind::Plain("url"));
        assert_eq!(
            guessed("Grade", &["II", "II", "ii", "I", "I", "II*", "II*", "unknown"]).0,
            Kind::Choice(vec!["I".into(), "II".into(), "II*".into()])
        );
        assert_eq!(
            guessed("Themes", &["war; trade", "war", "trade", "war;trade", "war", "trade"]).0,
            Kind::Choices(vec!["trade".into(), "war".into()], ';')
        );
        assert_eq!(guessed("Name", &["A", "B", "C"]).0, Kind::Text);
        assert_eq!(
            guessed("Material", &["stone", "do.", "Stone", "bronze", "\"", "bronze", "stone", "bronze"]),
            (
                Kind::Choice(vec!["bronze".into(), "stone".into()]),
                "6 cells with only 2 different answers; options that no cell has yet are missing here; not counted: 2 such as `\"`, which repeat the cell above. \
                 An audit reads each as it stands: fill in what is meant"
                    .to_owned()
            )
        );
        assert_eq!(
            guessed("Opened", &["31/5/2020", "1 June 2020", "ditto"]).1,
            "2 cells with dates; not counted: 1 such as `ditto`, which repeats the cell above. An audit reads it as it stands: fill in what is meant"
        );
        assert_eq!(guessed("Empty", &[]).0, Kind::Text);
    }
}
