//! Counts, for names of streets that are one word and a type of street, in how many places a street has the name: `core/src/screen/data/streets.txt`.
//!
//! ```sh
//! cargo run -p due-regard-tests --example street_names -- gb-streets.csv > core/src/screen/data/streets.txt
//! ```
//!
//! The list has a row for each street, with the columns `street`, `locality` and `local_authority`. Only counts come out of it, and of names in fewer than six places
//! nothing does. Words that `words.txt` knows as something else than a name (types of street, directions, words such as `church`) are left out: screening treats them by themselves.

use due_regard::list::{CsvSplitter, ListOptions, sniff};
use due_regard_tests::{root, text};
use std::collections::{BTreeMap, BTreeSet};

/// What the list has where it has no name.
const NO_NAMES: [&str; 6] = ["unclassified", "unnamed", "minor", "car", "access", "unknown"];

/// Names in fewer places say nothing: up to there most of those measured were right.
const FEWEST: usize = 6;

const HEAD: &str = "\
# Names of streets that are one word and a type of street, and in how many places of Great Britain a street has the name, most common first.
# Source: counted from the streets of bus stops in NaPTAN (Department for Transport), as of July 2026 and without Greater London, Greater Manchester and West Yorkshire.
# Contains public sector information licensed under the Open Government Licence v3.0. A place is a locality of a local authority. How it was counted, and how to count again:
# tests/examples/street_names.rs. Names in fewer than six places are not listed, and neither are words that words.txt has.
# It is a background, never evidence: a name that streets have everywhere was often given because it sounded well, and says less of one person.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the list of streets")?;
    let list = std::fs::read(path)?;
    let classes = text(&root().join("core/src/screen/data/words.txt"))?;
    let words = sections(&classes);
    let suffixes: BTreeSet<&str> =
        words.iter().filter(|(section, _)| *section == "suffix").map(|(_, word)| word.as_str()).collect();
    let others: BTreeSet<&str> = words
        .iter()
        .filter(|(section, _)| {
            !matches!(*section, "surname" | "forename" | "settlement" | "ending" | "saint" | "phrase")
        })
        .map(|(_, word)| word.as_str())
        .collect();

    let layout = sniff(&list, true, &ListOptions::default()).map_err(|problem| format!("{problem:?}"))?;
    let column =
        |name: &str| layout.header.iter().position(|header| header == name).ok_or(format!("no column `{name}`"));
    let (street, locality, authority) = (column("street")?, column("locality")?, column("local_authority")?);
    let mut splitter = CsvSplitter::new(&layout);
    let mut blocks = splitter.push(&list[layout.body..]).map_err(|problem| format!("{problem:?}"))?;
    blocks.extend(splitter.finish().map_err(|problem| format!("{problem:?}"))?);
    let mut places: BTreeMap<String, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for block in &blocks {
        for row in 0..block.len() {
            let name = block.cell(row, street).to_lowercase();
            let name: Vec<String> = name.split_whitespace().map(plain).collect();
            let [name, kind] = name.as_slice() else { continue };
            // `Queen's` and `Queens` are one; digits, abbreviations and names in other letters are none.
            let is_word = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
            let is_word = is_word && !NO_NAMES.contains(&name.as_str());
            if is_word && suffixes.contains(kind.as_str()) && !others.contains(name.as_str()) {
                places.entry(name.clone()).or_default().insert((block.cell(row, locality), block.cell(row, authority)));
            }
        }
    }
    let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (name, places) in places {
        names.entry(places.len()).or_default().push(name);
    }
    print!("{HEAD}");
    for (count, names) in names.iter().rev().filter(|(count, _)| **count >= FEWEST) {
        println!("{count}: {}", names.join(" "));
    }
    Ok(())
}

/// A word without marks at its end and apostrophes.
fn plain(word: &str) -> String {
    word.trim_end_matches(['.', ',']).replace(['\'', '\u{2019}'], "")
}

/// Every word with its section, words of several parts left out.
fn sections(list: &str) -> Vec<(&str, String)> {
    let mut section = "";
    let mut words = Vec::new();
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name.split(' ').next().unwrap_or(name);
            continue;
        }
        let entries = line.split(' ').filter(|entry| !entry.contains(['_', '-']));
        words.extend(entries.map(|entry| (section, entry.split('=').next().unwrap_or(entry).to_lowercase())));
    }
    words
}
