//! HAND: the rules of `assets.yaml` as a Rust programmer would write them for exactly this job.
//!
//! The `csv` crate with one reused record, columns found by name once and read by index, patterns compiled once, every
//! cell that several rules use parsed once a row, text looked at only where a rule needs it, counts in an array. One
//! thread. No trick beyond that: no hand-written splitting, no columns, no memory of earlier rows.

#![allow(clippy::inconsistent_digit_grouping, reason = "2020_01_01 is a day as a number, and reads as one")]

use std::io::{self, Read, Write};

use memchr::memmem::Finder;
use regex::bytes::Regex;

use crate::counts::{Counts, fnv, fnv_more};
use crate::generate::COLUMNS;
use crate::kleene::{Verdict, and, guarded, not, or, required};

/// The columns by name.
const ID: usize = 0;
const TYPE: usize = 1;
const NAME: usize = 2;
const INSCRIPTION: usize = 3;
const STREET: usize = 4;
const POSTCODE: usize = 5;
const YEAR: usize = 6;
const COUNCIL_OWNED: usize = 7;
const DESIGNATION: usize = 8;
const LIST_ENTRY: usize = 9;
const LISTED_ON: usize = 10;
const LAST_REVIEWED: usize = 11;
const LATITUDE: usize = 12;

/// The rules of `assets.yaml`, in its order, with their severity.
pub const RULES: [(&str, &str); 20] = [
    ("type-missing", "major"),
    ("portrait-without-name", "major"),
    ("plaque-without-inscription", "minor"),
    ("owner-unknown", "major"),
    ("year-implausible", "minor"),
    ("postcode-malformed", "minor"),
    ("list-entry-malformed", "major"),
    ("entry-without-designation", "major"),
    ("reviewed-before-listed", "minor"),
    ("review-overdue", "major"),
    ("listed-without-date", "major"),
    ("outside-the-city", "minor"),
    ("placeholder-name", "minor"),
    ("top-grade-unowned", "block"),
    ("old-portrait-unlisted", "minor"),
    ("street-listed", "minor"),
    ("contested-text-unexplained", "block"),
    ("building-without-address", "minor"),
    ("modern-work-undescribed", "minor"),
    ("recent-work-listed-early", "minor"),
];

/// What the line of a finding says beside its record, rule by rule in the order of [`RULES`].
const LINES: [Line; RULES.len()] = {
    use Part::{Cell, Text};
    [
        Line { say: &[Text("no type of asset")], values: &[TYPE] },
        Line { say: &[Text("a "), Cell(TYPE), Text(" without a name")], values: &[TYPE, NAME] },
        Line { say: &[Text("a plaque with hardly an inscription")], values: &[TYPE, INSCRIPTION] },
        Line { say: &[Text("it is not recorded who owns it")], values: &[TYPE, COUNCIL_OWNED] },
        Line { say: &[Text("installed in "), Cell(YEAR)], values: &[YEAR] },
        Line { say: &[Cell(POSTCODE), Text(" is not how a postcode is written")], values: &[POSTCODE] },
        Line {
            say: &[Cell(LIST_ENTRY), Text(" is not the number of a list entry")],
            values: &[DESIGNATION, LIST_ENTRY],
        },
        Line {
            say: &[Text("list entry "), Cell(LIST_ENTRY), Text(", and no designation")],
            values: &[DESIGNATION, LIST_ENTRY],
        },
        Line {
            say: &[Text("reviewed on "), Cell(LAST_REVIEWED), Text(", before it was listed on "), Cell(LISTED_ON)],
            values: &[LAST_REVIEWED, LISTED_ON],
        },
        Line { say: &[Text("last reviewed on "), Cell(LAST_REVIEWED)], values: &[COUNCIL_OWNED, LAST_REVIEWED] },
        Line { say: &[Text("listed, and no date of listing")], values: &[DESIGNATION, LISTED_ON] },
        Line { say: &[Text("latitude "), Cell(LATITUDE), Text(" is outside the city")], values: &[LATITUDE] },
        Line { say: &[Cell(NAME), Text(" stands in for a name")], values: &[NAME] },
        Line {
            say: &[Text("grade "), Cell(DESIGNATION), Text(", not owned and not reviewed since "), Cell(LAST_REVIEWED)],
            values: &[DESIGNATION, COUNCIL_OWNED, LAST_REVIEWED],
        },
        Line {
            say: &[Text("a "), Cell(TYPE), Text(" of "), Cell(YEAR), Text(" that is not listed")],
            values: &[TYPE, YEAR, DESIGNATION],
        },
        Line { say: &[Text("a street with the designation "), Cell(DESIGNATION)], values: &[TYPE, DESIGNATION] },
        Line { say: &[Text("the inscription is not explained")], values: &[INSCRIPTION, LAST_REVIEWED] },
        Line { say: &[Text("a "), Cell(TYPE), Text(" without an address")], values: &[TYPE, POSTCODE, STREET] },
        Line {
            say: &[Text("a work of "), Cell(YEAR), Text(" that nobody described")],
            values: &[YEAR, TYPE, COUNCIL_OWNED, INSCRIPTION],
        },
        Line {
            say: &[Text("installed in "), Cell(YEAR), Text(", listed on "), Cell(LISTED_ON)],
            values: &[YEAR, LISTED_ON],
        },
    ]
};

/// What the line of a finding says.
#[derive(Debug)]
struct Line {
    /// The rule's `say` in `assets.yaml` after the record's id and a colon.
    say: &'static [Part],
    /// The columns that the rule reads, in its order.
    values: &'static [usize],
}

/// A piece of a message.
#[derive(Debug)]
enum Part {
    Text(&'static str),
    /// The value of a cell; every message names only cells that the rule found answered.
    Cell(usize),
}

/// A record of the list as it is found, and as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Audited<'a> {
    /// The record's place in the list, from 1.
    number: u64,
    record: &'a csv::ByteRecord,
    columns: &'a [usize; COLUMNS.len()],
    row: &'a Row<'a>,
}

impl<'a> Audited<'a> {
    fn cell(&self, column: usize) -> &'a [u8] {
        self.record.get(self.columns[column]).unwrap_or_default()
    }
}

/// Where failing findings go.
pub trait Findings {
    /// A record, and its verdicts in the order of [`RULES`].
    ///
    /// # Errors
    ///
    /// What the writer behind it says.
    fn record(&mut self, audited: Audited<'_>, verdicts: &[Verdict; RULES.len()]) -> io::Result<()>;
}

/// Nowhere: the contestant that only counts.
#[derive(Debug)]
pub struct CountOnly;

impl Findings for CountOnly {
    #[inline]
    fn record(&mut self, _: Audited<'_>, _: &[Verdict; RULES.len()]) -> io::Result<()> {
        Ok(())
    }
}

/// One JSON object a line for each rule that a record does not meet.
///
/// What is the same in all lines of a rule or of a field is made once, what is the same in all lines of a record once a
/// record; the rest goes straight into the writer.
#[derive(Debug)]
pub struct JsonLines<W: Write> {
    to: W,
    /// How the lines of each rule begin.
    heads: [String; RULES.len()],
    /// The fingerprints' hash as far as framework and rule go.
    hashes: [u64; RULES.len()],
    /// How the value of each column begins.
    fields: [String; COLUMNS.len()],
    /// What the lines of one record share.
    record: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    /// Lines to `to`, which should be buffered.
    pub fn new(to: W) -> Self {
        Self {
            to,
            heads: RULES.map(|(rule, severity)| {
                format!("{{\"rule\":\"{rule}\",\"severity\":\"{severity}\",\"verdict\":\"not met\",\"would_be\":null,")
            }),
            hashes: RULES.map(|(rule, _)| fnv(format!("bench-assets\x1f{rule}\x1f").as_bytes())),
            fields: COLUMNS.map(|id| {
                let (first, rest) = id.split_at(1);
                let label = first.to_uppercase() + &rest.replace('-', " ");
                format!("{{\"field\":\"{id}\",\"label\":\"{label}\",\"state\":\"")
            }),
            record: Vec::new(),
        }
    }

    /// Hands the last lines on.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// From the record's number to where its message differs from rule to rule.
    fn describe(&mut self, audited: &Audited<'_>) -> io::Result<()> {
        let to = &mut self.record;
        to.clear();
        to.write_all(b"\"record\":{\"number\":")?;
        write_integer(to, audited.number)?;
        to.write_all(b",\"row\":")?;
        write_integer(to, audited.number + 1)?;
        to.write_all(b",\"id\":\"")?;
        write_escaped(to, audited.cell(ID))?;
        to.write_all(b"\",\"name\":null},\"item\":\"\",\"message\":\"")?;
        write_escaped(to, audited.cell(ID))?;
        to.write_all(b": ")
    }

    fn line(&mut self, audited: &Audited<'_>, rule: usize) -> io::Result<()> {
        let to = &mut self.to;
        to.write_all(self.heads[rule].as_bytes())?;
        to.write_all(&self.record)?;
        for part in LINES[rule].say {
            match *part {
                Part::Text(text) => to.write_all(text.as_bytes())?,
                Part::Cell(column) => write_value(to, audited, column)?,
            }
        }
        to.write_all(b"\",\"fix\":\"\",\"values\":[")?;
        for (place, column) in LINES[rule].values.iter().enumerate() {
            if place > 0 {
                to.write_all(b",")?;
            }
            to.write_all(self.fields[*column].as_bytes())?;
            match audited.row.state(*column, audited.cell(*column)) {
                State::Answered => {
                    to.write_all(b"answered\",\"value\":\"")?;
                    write_value(to, audited, *column)?;
                }
                State::Missing => to.write_all(b"missing\",\"value\":\"")?,
                State::NotKnown => to.write_all(b"not-known\",\"value\":\"")?,
                State::Invalid => {
                    to.write_all(b"invalid\",\"value\":\"")?;
                    write_escaped(to, audited.cell(*column))?;
                }
            }
            to.write_all(b"\"}")?;
        }
        to.write_all(b"],\"because\":[],\"settle\":[],\"cite\":[\"house\"],\"fingerprint\":\"")?;
        // The record's id and the item, which is empty in a list, each with the U+001F that ends it.
        let hash = fnv_more(fnv_more(self.hashes[rule], audited.cell(ID)), b"\x1f\x1f");
        to.write_all(&hexadecimal(hash))?;
        to.write_all(b"\"}\n")
    }
}

impl<W: Write> Findings for JsonLines<W> {
    #[inline]
    fn record(&mut self, audited: Audited<'_>, verdicts: &[Verdict; RULES.len()]) -> io::Result<()> {
        let mut is_described = false;
        for (rule, verdict) in verdicts.iter().enumerate() {
            if *verdict == Verdict::NotMet {
                if !is_described {
                    self.describe(&audited)?;
                    is_described = true;
                }
                self.line(&audited, rule)?;
            }
        }
        Ok(())
    }
}

/// An answered cell between the quotes of a JSON string: a number in its shortest form (`51.5` for `51.500000`), anything
/// else as it stands in the list.
fn write_value<W: Write>(to: &mut W, audited: &Audited<'_>, column: usize) -> io::Result<()> {
    match (column, audited.row.year, audited.row.latitude) {
        (YEAR, Some(year), _) => write_integer(to, year),
        (LATITUDE, _, Some(latitude)) => write!(to, "{latitude}"),
        _ => write_escaped(to, audited.cell(column)),
    }
}

fn write_integer<W: Write>(to: &mut W, number: impl itoa::Integer) -> io::Result<()> {
    to.write_all(itoa::Buffer::new().format(number).as_bytes())
}

/// Sixteen digits.
fn hexadecimal(number: u64) -> [u8; 16] {
    std::array::from_fn(|place| b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize])
}

/// A text between the quotes of a JSON string.
fn write_escaped<W: Write>(to: &mut W, text: &[u8]) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| matches!(*byte, 0..=0x1F | b'"' | b'\\')) {
        to.write_all(&rest[..at])?;
        match rest[at] {
            b'\n' => to.write_all(b"\\n")?,
            b'\r' => to.write_all(b"\\r")?,
            b'\t' => to.write_all(b"\\t")?,
            byte @ (b'"' | b'\\') => to.write_all(&[b'\\', byte])?,
            byte => write!(to, "\\u{byte:04x}")?,
        }
        rest = &rest[at + 1..];
    }
    to.write_all(rest)
}

/// Audits a CSV list and counts the verdicts of each rule.
///
/// # Errors
///
/// A header row without one of the columns, a ragged row, or what the reader or the findings' writer says.
pub fn audit<R: Read, F: Findings>(from: R, findings: &mut F) -> csv::Result<Counts> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(256 * 1024).from_reader(from);
    let columns = columns(reader.byte_headers()?)?;
    let mut rules = Rules::new();
    let mut counts = [[0_u64; 4]; RULES.len()];
    let mut record = csv::ByteRecord::new();
    let mut number = 0;
    while reader.read_byte_record(&mut record)? {
        let row = Row::read(&record, &columns);
        let verdicts = rules.verdicts(&row);
        number += 1;
        for (counts, verdict) in counts.iter_mut().zip(verdicts) {
            counts[verdict as usize] += 1;
        }
        findings.record(Audited { number, record: &record, columns: &columns, row: &row }, &verdicts)?;
    }
    Ok(Counts::new(&RULES.map(|(id, _)| id), &counts))
}

fn columns(header: &csv::ByteRecord) -> csv::Result<[usize; COLUMNS.len()]> {
    let mut columns = [0; COLUMNS.len()];
    for (column, name) in columns.iter_mut().zip(COLUMNS) {
        *column = header
            .iter()
            .position(|cell| cell == name.as_bytes())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("no column `{name}`")))?;
    }
    Ok(columns)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Statue,
    Bust,
    Monument,
    Plaque,
    Street,
    Building,
    School,
    Park,
    Mural,
    Fountain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Designation {
    I,
    IIStar,
    II,
    None,
}

/// Whether a cell says something, as a line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Answered,
    Missing,
    NotKnown,
    Invalid,
}

/// One row as the rules need it. `None` is a cell that is blank or does not parse; a text is `None` only when blank.
#[derive(Debug)]
struct Row<'a> {
    kind: Option<Kind>,
    name: Option<&'a [u8]>,
    inscription: Option<&'a [u8]>,
    street: Option<&'a [u8]>,
    postcode: Option<&'a [u8]>,
    year: Option<i32>,
    council_owned: Option<bool>,
    /// Apart from its value, because `is missing` means a blank cell and not one that fails to parse.
    designation_blank: bool,
    designation: Option<Designation>,
    list_entry: Option<&'a [u8]>,
    listed_on: Option<u32>,
    last_reviewed: Option<u32>,
    latitude: Option<f64>,
}

impl<'a> Row<'a> {
    #[inline]
    fn read(record: &'a csv::ByteRecord, columns: &[usize; COLUMNS.len()]) -> Self {
        let cell = |column: usize| record.get(columns[column]).unwrap_or_default();
        let text = |column: usize| Some(cell(column)).filter(|cell| !cell.is_empty());
        Self {
            kind: kind(cell(TYPE)),
            name: text(NAME),
            inscription: text(INSCRIPTION),
            street: text(STREET),
            postcode: text(POSTCODE),
            year: number_of(cell(YEAR)),
            council_owned: match cell(COUNCIL_OWNED) {
                b"yes" => Some(true),
                b"no" => Some(false),
                _ => None,
            },
            designation_blank: cell(DESIGNATION).is_empty(),
            designation: match cell(DESIGNATION) {
                b"I" => Some(Designation::I),
                b"II*" => Some(Designation::IIStar),
                b"II" => Some(Designation::II),
                b"none" => Some(Designation::None),
                _ => None,
            },
            list_entry: text(LIST_ENTRY),
            listed_on: date(cell(LISTED_ON)),
            last_reviewed: date(cell(LAST_REVIEWED)),
            latitude: number_of(cell(LATITUDE)),
        }
    }

    /// The state of a column's cell; a text is never invalid.
    fn state(&self, column: usize, cell: &[u8]) -> State {
        let parsed = match column {
            TYPE => self.kind.is_some(),
            YEAR => self.year.is_some(),
            COUNCIL_OWNED => self.council_owned.is_some(),
            DESIGNATION => self.designation.is_some(),
            LISTED_ON => self.listed_on.is_some(),
            LAST_REVIEWED => self.last_reviewed.is_some(),
            LATITUDE => self.latitude.is_some(),
            _ => true,
        };
        match cell {
            b"" => State::Missing,
            _ if parsed => State::Answered,
            b"unknown" if column == COUNCIL_OWNED => State::NotKnown,
            _ => State::Invalid,
        }
    }
}

fn kind(cell: &[u8]) -> Option<Kind> {
    Some(match cell {
        b"statue" => Kind::Statue,
        b"bust" => Kind::Bust,
        b"monument" => Kind::Monument,
        b"plaque" => Kind::Plaque,
        b"street" => Kind::Street,
        b"building" => Kind::Building,
        b"school" => Kind::School,
        b"park" => Kind::Park,
        b"mural" => Kind::Mural,
        b"fountain" => Kind::Fountain,
        _ => return None,
    })
}

fn number_of<N: std::str::FromStr>(cell: &[u8]) -> Option<N> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// An ISO date as the number `yyyymmdd`, which orders as dates do.
fn date(cell: &[u8]) -> Option<u32> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cell else {
        return None;
    };
    let mut number = 0;
    for digit in [y1, y2, y3, y4, m1, m2, d1, d2] {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u32::from(digit - b'0');
    }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(number)
}

/// How many words a text has: stretches between white space with at least one letter or digit (a byte outside ASCII is
/// taken for a part of a letter).
fn words(text: &[u8]) -> usize {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    text.split(u8::is_ascii_whitespace).filter(|word| word.iter().any(letter)).count()
}

/// Whether a text contains one of these words, without regard to case.
///
/// The words are lower-case ASCII, so lowering ASCII letters is enough. Measured at half the time of `(?i)` patterns.
fn contains_any(text: Option<&[u8]>, words: &[Finder<'_>], lowered: &mut Vec<u8>) -> Option<bool> {
    let text = text?;
    lowered.clear();
    lowered.extend_from_slice(text);
    lowered.make_ascii_lowercase();
    Some(words.iter().any(|word| word.find(lowered).is_some()))
}

/// What is made once: patterns, searched words, and the buffer in which texts are lowered.
struct Rules {
    postcode: Regex,
    list_entry: Regex,
    placeholder: [Finder<'static>; 2],
    contested: [Finder<'static>; 2],
    lowered: Vec<u8>,
}

impl Rules {
    fn new() -> Self {
        let pattern = |text| Regex::new(text).expect("a valid pattern");
        Self {
            postcode: pattern("^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$"),
            list_entry: pattern("^[1-9][0-9]{6}$"),
            placeholder: [Finder::new("unnamed"), Finder::new("tbc")],
            contested: [Finder::new("slave"), Finder::new("colonial")],
            lowered: Vec::new(),
        }
    }

    /// The rules in the order of [`RULES`], each as `assets.yaml` has it.
    #[inline]
    fn verdicts(&mut self, row: &Row<'_>) -> [Verdict; RULES.len()] {
        let portrait = row.kind.map(|kind| matches!(kind, Kind::Statue | Kind::Bust | Kind::Monument));
        let listed = row.designation.map(|grade| grade != Designation::None);
        let matches = |text: Option<&[u8]>, pattern: &Regex| text.map(|text| pattern.is_match(text));
        let placeholder = contains_any(row.name, &self.placeholder, &mut self.lowered);
        let contested = contains_any(row.inscription, &self.contested, &mut self.lowered);
        [
            required(Some(row.kind.is_some())),
            guarded(portrait, || Some(row.name.is_some())),
            guarded(row.kind.map(|kind| kind == Kind::Plaque), || {
                Some(row.inscription.is_some_and(|text| words(text) >= 5))
            }),
            guarded(row.kind.map(|kind| kind != Kind::Street), || Some(row.council_owned.is_some())),
            required(row.year.map(|year| (1500..=2026).contains(&year))),
            required(matches(row.postcode, &self.postcode)),
            guarded(listed, || matches(row.list_entry, &self.list_entry)),
            guarded(not(listed), || Some(row.list_entry.is_none())),
            required(row.last_reviewed.zip(row.listed_on).map(|(reviewed, listed)| reviewed >= listed)),
            guarded(row.council_owned, || row.last_reviewed.map(|date| date >= 2020_01_01)),
            guarded(listed, || Some(row.listed_on.is_some_and(|date| date >= 1947_01_01))),
            required(row.latitude.map(|degrees| (51.28..=51.7).contains(&degrees))),
            required(not(placeholder)),
            guarded(row.designation.map(|grade| matches!(grade, Designation::I | Designation::IIStar)), || {
                or(row.council_owned, || row.last_reviewed.map(|date| date >= 2015_01_01))
            }),
            guarded(and(portrait, || row.year.map(|year| year < 1900)), || listed),
            guarded(row.kind.map(|kind| kind == Kind::Street), || or(Some(row.designation_blank), || not(listed))),
            guarded(contested, || {
                and(row.last_reviewed.map(|date| date >= 2021_06_01), || row.inscription.map(|text| words(text) >= 12))
            }),
            guarded(row.kind.map(|kind| matches!(kind, Kind::Building | Kind::School)), || {
                Some(row.postcode.is_some() && row.street.is_some())
            }),
            guarded(
                and(row.year.map(|year| year >= 2000), || {
                    row.kind.map(|kind| !matches!(kind, Kind::Street | Kind::Park))
                }),
                || or(row.council_owned, || Some(row.inscription.is_some_and(|text| words(text) >= 4))),
            ),
            guarded(row.year.map(|year| year > 1950), || Some(row.listed_on.is_none_or(|date| date >= 1990_01_01))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "asset-id,asset-type,name,inscription,street,postcode,year-installed,council-owned,designation,list-entry,listed-on,last-reviewed,latitude";

    /// One row through the rules: `m`et, `n`ot met, cannot `t`ell, does not `a`pply, in the order of [`RULES`].
    fn verdicts(row: &str) -> String {
        let text = format!("{HEADER}\n{row}\n");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = columns(reader.byte_headers().unwrap()).unwrap();
        let record = reader.byte_records().next().unwrap().unwrap();
        let letter = |verdict| match verdict {
            Verdict::Met => 'm',
            Verdict::NotMet => 'n',
            Verdict::CannotTell => 't',
            Verdict::DoesNotApply => 'a',
        };
        Rules::new().verdicts(&Row::read(&record, &columns)).map(letter).iter().collect()
    }

    fn lines(row: &str) -> String {
        let text = format!("{HEADER}\n{row}\n");
        let mut lines = Vec::new();
        let mut findings = JsonLines::new(&mut lines);
        audit(text.as_bytes(), &mut findings).unwrap();
        findings.finish().unwrap();
        String::from_utf8(lines).unwrap()
    }

    #[test]
    fn a_failing_finding_is_a_line() {
        let lines = lines("A\\6,,\"Unnamed \"\"x\"\"\",,,,,,,,,,52.500");
        let messages: Vec<String> = lines
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!((line["record"]["row"].as_u64(), line["record"]["id"].as_str()), (Some(2), Some("A\\6")));
                line["message"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(
            messages,
            [
                "A\\6: no type of asset",
                "A\\6: latitude 52.5 is outside the city",
                "A\\6: Unnamed \"x\" stands in for a name",
            ]
        );
    }

    /// The states of values; that every byte of a line is `regard`'s is for the runner to see.
    #[test]
    fn lines_name_the_state_of_each_value() {
        let lines = lines("A7,mural,\"A \"\"B\"\"\",\"the\tslave trade\",,,2001,unknown,,N/A,1960-05-04,2019-01-02,");
        let values: Vec<(String, String)> = lines
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
                let values = line["values"].as_array().unwrap();
                let values: Vec<String> =
                    values.iter().map(|value| format!("{}={}", text(&value["state"]), text(&value["value"]))).collect();
                (text(&line["rule"]), values.join(" "))
            })
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(rule, values)| (rule.as_str(), values.as_str())).collect();
        assert_eq!(
            values,
            [
                ("owner-unknown", "answered=mural not-known="),
                ("contested-text-unexplained", "answered=the\tslave trade answered=2019-01-02"),
                ("recent-work-listed-early", "answered=2001 answered=1960-05-04"),
            ]
        );
    }

    #[test]
    fn verdicts_of_rows_checked_by_hand() {
        for (row, expected) in [
            // A listed statue with everything in order; II is not a top grade.
            (
                "A1,statue,Statue of Ada Cole,\"Ada Cole, nurse, of this parish\",1 High Street,SE1 4PA,1890,yes,II,1234567,1972-09-27,2024-02-29,51.5",
                "mmamm mmamm mmmam aaaaa",
            ),
            // Nothing but an id: unknown, except where a rule asks only whether something is answered.
            ("A2,,,,,,,,,,,,", "ntttt ttttt ttttt ttttt"),
            // Everything invalid that can be; texts are never invalid. A date that does not exist is no date.
            (
                "A3,fountian,Unnamed,none,x,se1 4pa,c1840,maybe,Grade 2,12345,2001-02-31,2023-02-29,51.5N",
                "ntttt ntttt ttntt tattt",
            ),
            // A street: a list entry without designation, a latitude of zero, a word in capitals, an early listing.
            (
                "A4,street,Cole Rd,Slave trader,5 Cole Rd,SE1 4PA,2001,no,none,1234567,1970-01-01,2019-12-31,0.0",
                "maaam manma anmaa mnaan",
            ),
            // `unknown` is no answer; *unknown or false* is unknown; bounds belong to their interval.
            (
                "A5,plaque,Plaque TBC,\"A \"\"B\"\" C\",,,2001,unknown,I,123456,,2014-06-01,51.7",
                "mannm tnatt nmnta aaatm",
            ),
        ] {
            let expected: String = expected.split(' ').collect();
            assert_eq!(verdicts(row), expected, "{row}");
        }
    }
}
