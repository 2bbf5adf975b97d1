//! W1's rows: a made-up asset list with the dirt that real council lists carry.
//!
//! One row is thirteen columns and about 185 bytes. About one cell in ten is blank: some because the fact does not exist
//! (a list entry of an unlisted asset), the others because nobody filled them in. About one cell in a hundred does not
//! parse (`c1840` for a year). Some cells are quoted because they hold a comma, a few hold doubled quotes. Every name,
//! number and place is invented by the generator.
//!
//! The same seed gives the same bytes on every platform, and the rows of a shorter list are the first rows of a longer one.

use std::io::{self, Write};

use crate::random::Random;

/// The columns, in the order of the header row.
pub const COLUMNS: [&str; 13] = [
    "asset-id",
    "asset-type",
    "name",
    "inscription",
    "street",
    "postcode",
    "year-installed",
    "council-owned",
    "designation",
    "list-entry",
    "listed-on",
    "last-reviewed",
    "latitude",
];

/// The seed that published figures use.
pub const SEED: u64 = 2026;

/// Per mille of the cells that could be filled and are not.
const BLANK: u32 = 68;

/// Bytes collected before they are handed to the writer.
const CHUNK: usize = 256 * 1024;

const FORENAMES: [&str; 40] = [
    "Ada",
    "Albert",
    "Amara",
    "Arthur",
    "Beatrice",
    "Bernard",
    "Cecily",
    "Charles",
    "Clement",
    "Dorothy",
    "Edmund",
    "Edward",
    "Eleanor",
    "Ellen",
    "Florence",
    "Frederick",
    "George",
    "Grace",
    "Harriet",
    "Henry",
    "Ignatius",
    "Isabel",
    "James",
    "Joan",
    "John",
    "Katherine",
    "Kwame",
    "Lydia",
    "Margaret",
    "Mary",
    "Nathaniel",
    "Olive",
    "Phillis",
    "Robert",
    "Samuel",
    "Thomas",
    "Una",
    "Victoria",
    "William",
    "Zoë",
];

const SURNAMES: [&str; 60] = [
    "Abbot",
    "Acheson",
    "Adeyemi",
    "Alleyn",
    "Archer",
    "Ashdown",
    "Atwell",
    "Bankside",
    "Barclay",
    "Barnes",
    "Bellamy",
    "Bennett",
    "Boateng",
    "Brandon",
    "Burgess",
    "Calloway",
    "Carter",
    "Castell",
    "Chaucer",
    "Cole",
    "Coverdale",
    "Cuffay",
    "Dawes",
    "Denmark",
    "Drummond",
    "Dunbar",
    "Evelyn",
    "Fairfax",
    "Farrant",
    "Fielding",
    "Garland",
    "Goddard",
    "Harper",
    "Harrow",
    "Hawke",
    "Holland",
    "Hopton",
    "Jarrett",
    "Keats",
    "Lambert",
    "Langton",
    "Marlow",
    "Mensah",
    "Merrick",
    "Newcomen",
    "Norwood",
    "O’Meara",
    "Pepper",
    "Pickford",
    "Quayle",
    "Redcross",
    "Rennie",
    "Sancho",
    "Selborne",
    "Thrale",
    "Tyndale",
    "Udall",
    "Wanley",
    "Webber",
    "Winchester",
];

const TITLES: [&str; 10] = ["", "", "", "", "", "", "Sir ", "Dr ", "Lord ", "Dame "];

const ROADS: [&str; 16] = [
    "Street", "Road", "Lane", "Gardens", "Square", "Place", "Row", "Avenue", "Walk", "Yard", "Hill", "Terrace",
    "Crescent", "Court", "Grove", "Rd",
];

const WARDS: [&str; 12] = [
    "Borough",
    "Bankside",
    "Camberwell",
    "Dulwich",
    "Faraday",
    "Nunhead",
    "Old Kent Road",
    "Peckham",
    "Rotherhithe",
    "Surrey Docks",
    "Walworth",
    "Rye Lane",
];

const AREAS: [&str; 24] = [
    "SE1", "SE4", "SE5", "SE8", "SE11", "SE14", "SE15", "SE16", "SE17", "SE19", "SE21", "SE22", "SE23", "SE24", "EC1V",
    "EC2A", "EC4M", "WC1X", "WC2H", "W1D", "N1", "N16", "E1W", "SW1A",
];

/// Letters that the second half of a postcode uses.
const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

const MATERIALS: [&str; 10] =
    ["bronze", "Portland stone", "granite", "cast iron", "marble", "brick", "slate", "limestone", "oak", "steel"];

const DEEDS: [&str; 14] = [
    "who gave the almshouses of this parish",
    "surgeon and friend of the poor",
    "in memory of the men of this ward who fell",
    "engineer of the docks",
    "printer, lived in a house on this site",
    "teacher and campaigner for the vote",
    "merchant and alderman, benefactor of the school",
    "nurse, who served at the hospital nearby",
    "who spoke here against the slave trade",
    "owner of ships in the slave trade",
    "governor in the colonial service",
    "painter, born in this street",
    "first mayor of the borough",
    "musician and composer",
];

const TYPES: [&str; 10] =
    ["statue", "bust", "monument", "plaque", "street", "building", "school", "park", "mural", "fountain"];

/// Writes the header and `rows` rows.
///
/// # Errors
///
/// What the writer says; a closed pipe is such an error.
pub fn write_assets<W: Write>(mut to: W, rows: u64, seed: u64) -> io::Result<()> {
    let mut random = Random::new(seed);
    let mut chunk = Vec::with_capacity(CHUNK + 4096);
    chunk.extend_from_slice(COLUMNS.join(",").as_bytes());
    chunk.push(b'\n');
    for number in 1..=rows {
        push_row(&mut chunk, number, &mut random);
        if chunk.len() >= CHUNK {
            to.write_all(&chunk)?;
            chunk.clear();
        }
    }
    to.write_all(&chunk)?;
    to.flush()
}

/// What earlier cells of a row say, as far as later cells depend on it.
struct Facts {
    kind: usize,
    forename: &'static str,
    surname: &'static str,
    title: &'static str,
    year: u32,
}

fn push_row(out: &mut Vec<u8>, number: u64, random: &mut Random) {
    let facts = Facts {
        kind: skewed_kind(random),
        forename: random.pick(&FORENAMES),
        surname: random.pick(&SURNAMES),
        title: random.pick(&TITLES),
        year: year_installed(random),
    };
    let listed = random.per_mille(700);

    out.extend_from_slice(b"PR-");
    push_padded(out, number, 8);
    out.push(b',');
    cell(out, random, |out, random| push_type(out, &facts, random));
    cell(out, random, |out, random| push_name(out, &facts, random));
    cell(out, random, |out, random| push_inscription(out, &facts, random));
    cell(out, random, push_street);
    cell(out, random, push_postcode);
    cell(out, random, |out, random| push_year(out, facts.year, random));
    cell(out, random, push_owned);
    cell(out, random, |out, random| push_designation(out, listed, random));
    cell(out, random, |out, random| push_list_entry(out, listed, random));
    cell(out, random, |out, random| push_listed_on(out, listed, random));
    cell(out, random, push_last_reviewed);
    cell(out, random, push_latitude);
    // `cell` ends each cell with a comma; the row ends with a line feed.
    out.pop();
    out.push(b'\n');
}

/// Leaves the cell blank now and then, and closes it with a comma.
#[inline]
fn cell(out: &mut Vec<u8>, random: &mut Random, fill: impl FnOnce(&mut Vec<u8>, &mut Random)) {
    if !random.per_mille(BLANK) {
        fill(out, random);
    }
    out.push(b',');
}

/// Streets and plaques are the bulk of a real list, busts and fountains are rare.
fn skewed_kind(random: &mut Random) -> usize {
    match random.below(100) {
        0..=11 => 0,
        12..=15 => 1,
        16..=23 => 2,
        24..=45 => 3,
        46..=67 => 4,
        68..=81 => 5,
        82..=88 => 6,
        89..=94 => 7,
        95..=97 => 8,
        _ => 9,
    }
}

fn year_installed(random: &mut Random) -> u32 {
    match random.below(100) {
        0..=9 => random.between(1590, 1799),
        10..=59 => random.between(1800, 1913),
        60..=84 => random.between(1914, 1999),
        _ => random.between(2000, 2026),
    }
}

fn push_type(out: &mut Vec<u8>, facts: &Facts, random: &mut Random) {
    let token = match random.below(1000) {
        // A misspelling, a word of another list, a word with a question mark: not options of the field.
        0..=3 => "fountian",
        4..=6 => "art work",
        7 | 8 => "plaque?",
        _ => TYPES[facts.kind],
    };
    push(out, token);
}

fn push_name(out: &mut Vec<u8>, facts: &Facts, random: &mut Random) {
    if random.per_mille(12) {
        push(out, random.pick(&["Unnamed", "Name TBC", "unnamed road", "Unidentified monument", "N/A"]));
        return;
    }
    match facts.kind {
        0..=2 => {
            push(out, ["Statue of ", "Bust of ", "Monument to "][facts.kind]);
            push(out, facts.title);
            push(out, facts.forename);
            push(out, " ");
            push(out, facts.surname);
        }
        3 => {
            // Nicknames put doubled quotes into a quoted cell; trades put a comma there.
            if random.per_mille(25) {
                push(out, "\"");
                push(out, facts.forename);
                push(out, " \"\"");
                push(out, random.pick(&["Ned", "Blind Jack", "Queenie", "the Captain"]));
                push(out, "\"\" ");
                push(out, facts.surname);
                push(out, "\"");
            } else if random.per_mille(300) {
                push(out, "\"");
                push(out, facts.forename);
                push(out, " ");
                push(out, facts.surname);
                push(out, random.pick(&[", printer", ", nurse", ", engineer", ", alderman"]));
                push(out, "\"");
            } else {
                push(out, facts.title);
                push(out, facts.forename);
                push(out, " ");
                push(out, facts.surname);
                push(out, " plaque");
            }
        }
        4 => {
            push(out, facts.surname);
            push(out, " ");
            push(out, random.pick(&ROADS));
        }
        _ => {
            push(out, facts.surname);
            push(
                out,
                [" House", " Primary School", " Recreation Ground", " mural", " drinking fountain"][facts.kind - 5],
            );
        }
    }
}

fn push_inscription(out: &mut Vec<u8>, facts: &Facts, random: &mut Random) {
    if random.per_mille(60) {
        push(out, random.pick(&["None", "illegible", "see file", "R.I.P.", "no text"]));
        return;
    }
    let comma = random.per_mille(330);
    if comma {
        push(out, "\"");
    }
    push(out, facts.forename);
    push(out, " ");
    push(out, facts.surname);
    push(out, if comma { ", " } else { " " });
    // Deeds with a comma only go where the cell is quoted.
    let deed = loop {
        let deed = random.pick(&DEEDS);
        if comma || !deed.contains(',') {
            break deed;
        }
    };
    push(out, deed);
    if random.per_mille(850) {
        push(
            out,
            random.pick(&[" erected by subscription in ", " set up by the parish in ", " given by the ward in "]),
        );
        push_number(out, facts.year);
        push(out, " in ");
        push(out, random.pick(&MATERIALS));
    }
    if comma {
        push(out, "\"");
    }
}

fn push_street(out: &mut Vec<u8>, random: &mut Random) {
    let quoted = random.per_mille(220);
    if quoted {
        push(out, "\"");
    }
    push_number(out, random.between(1, 320));
    push(out, " ");
    push(out, random.pick(&SURNAMES));
    push(out, " ");
    push(out, random.pick(&ROADS));
    if quoted {
        push(out, ", ");
        push(out, random.pick(&WARDS));
        push(out, "\"");
    }
}

fn push_postcode(out: &mut Vec<u8>, random: &mut Random) {
    let (area, digit) = (random.pick(&AREAS), random.below(10));
    let (first, second) = (random.below(20) as usize, random.below(20) as usize);
    let (gap, lower) = match random.below(1000) {
        // The two mistakes of real lists: no space, and small letters.
        0..=24 => ("", false),
        25..=34 => (" ", true),
        _ => (" ", false),
    };
    let start = out.len();
    push(out, area);
    push(out, gap);
    push_number(out, digit);
    out.extend_from_slice(&[INWARD[first], INWARD[second]]);
    if lower {
        out[start..].make_ascii_lowercase();
    }
}

fn push_year(out: &mut Vec<u8>, year: u32, random: &mut Random) {
    match random.below(1000) {
        0..=9 => {
            push(out, "c");
            push_number(out, year);
        }
        10..=14 => {
            push_number(out, year / 10);
            push(out, "0s");
        }
        15..=17 => push(out, "C19"),
        18..=21 => push_number(out, random.between(2041, 2087)),
        _ => push_number(out, year),
    }
}

fn push_owned(out: &mut Vec<u8>, random: &mut Random) {
    push(
        out,
        match random.below(1000) {
            0..=4 => "maybe",
            5..=7 => "leased",
            8..=87 => "unknown",
            88..=540 => "no",
            _ => "yes",
        },
    );
}

fn push_designation(out: &mut Vec<u8>, listed: bool, random: &mut Random) {
    push(
        out,
        match (random.below(1000), listed) {
            (0..=5, _) => "Grade 2",
            (6..=8, _) => "local list",
            (9..=40, true) => "I",
            (41..=130, true) => "II*",
            (_, true) => "II",
            (_, false) => "none",
        },
    );
}

fn push_list_entry(out: &mut Vec<u8>, listed: bool, random: &mut Random) {
    match (random.below(1000), listed) {
        // An entry copied to the wrong row, which the rules have to find.
        (0..=7, _) => push(out, "N/A"),
        (8..=15, false) | (_, true) => {
            push_number(out, random.between(1_000_000, 1_499_999));
            if random.per_mille(9) {
                // One digit lost.
                out.pop();
            }
        }
        (_, false) => {}
    }
}

fn push_listed_on(out: &mut Vec<u8>, listed: bool, random: &mut Random) {
    if listed {
        push_date(out, 1949, 2025, random);
    } else if random.per_mille(10) {
        push_date(out, 1980, 2020, random);
    }
}

fn push_last_reviewed(out: &mut Vec<u8>, random: &mut Random) {
    if random.per_mille(60) {
        push_date(out, 1960, 2011, random);
    } else {
        push_date(out, 2012, 2026, random);
    }
}

/// A date, or now and then a text that is none.
fn push_date(out: &mut Vec<u8>, from: u32, to: u32, random: &mut Random) {
    let (year, month, day) = (random.between(from, to), random.between(1, 12), random.between(1, 28));
    match random.below(1000) {
        0..=3 => {
            push_number(out, year);
            push(out, "-02-31");
        }
        4..=6 => push(out, "not dated"),
        _ => {
            push_number(out, year);
            out.push(b'-');
            push_padded(out, u64::from(month), 2);
            out.push(b'-');
            push_padded(out, u64::from(day), 2);
        }
    }
}

fn push_latitude(out: &mut Vec<u8>, random: &mut Random) {
    match random.below(1000) {
        0..=2 => push(out, "51.5N"),
        3..=5 => push(out, "TQ 325 801"),
        6..=15 => push(out, "0.0"),
        _ => {
            push(out, "51.");
            push_padded(out, u64::from(random.between(270_000, 709_999)), 6);
        }
    }
}

#[inline]
fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn push_number(out: &mut Vec<u8>, number: u32) {
    let width = number.checked_ilog10().unwrap_or(0) as usize + 1;
    push_padded(out, u64::from(number), width);
}

/// `number` in decimal, with zeros in front up to `width` (at most 20).
fn push_padded(out: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    while number > 0 {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    out.extend_from_slice(&digits[at.min(digits.len() - width)..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(rows: u64, seed: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_assets(&mut bytes, rows, seed).unwrap();
        bytes
    }

    /// Pinned: a change here makes every earlier figure incomparable, so it is a decision and not an accident.
    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let bytes = assets(5000, SEED);
        assert_eq!(crate::counts::fnv(&bytes), 14_858_765_872_546_212_009, "the generated list changed");
    }

    #[test]
    fn a_shorter_list_begins_a_longer_one() {
        let (short, long) = (assets(100, 7), assets(300, 7));
        assert_eq!(short, long[..short.len()]);
        assert_ne!(assets(100, 8), short);
    }

    #[test]
    fn rows_have_the_promised_shape() {
        let rows = 20_000;
        let bytes = assets(rows, SEED);
        let a_row = bytes.len() as f64 / rows as f64;
        assert!((180.0..190.0).contains(&a_row), "{a_row} bytes a row");

        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let (mut cells, mut blank, mut seen) = (0_u32, 0_u32, 0_u64);
        for record in reader.records() {
            let record = record.expect("every row has thirteen cells and is UTF-8");
            cells += record.len() as u32;
            blank += record.iter().filter(|cell| cell.is_empty()).count() as u32;
            seen += 1;
        }
        assert_eq!(seen, rows);
        let share = f64::from(blank) / f64::from(cells);
        assert!((0.09..0.11).contains(&share), "{share} of the cells are blank");
        assert!(bytes.windows(2).any(|pair| pair == b"\"\""), "some cells hold doubled quotes");
    }
}
