//! Made-up persons and streets, the same for the same seed.

use crate::random::Random;

const SURNAMES: &str = include_str!("../../../../core/src/screen/data/surnames.txt");
const FORENAMES: &str = include_str!("../../../../core/src/screen/data/forenames.txt");

const TYPES: &[&str] = &[
    "Street", "Road", "Lane", "Avenue", "Close", "Drive", "Place", "Court", "Way", "Terrace", "St", "Rd", "Ave",
    "Gardens", "Crescent", "Walk",
];
const WORDS: &[&str] = &[
    "Church", "Mill", "Station", "High", "Park", "Oak", "Manor", "School", "North", "Green", "Victoria", "Meadow",
    "Bridge", "Well", "Hazel", "Market",
];
const TITLES: &[&str] = &["Sir", "Lord", "Lady", "Captain", "Dr", "St", "Old", "Great"];

fn names(list: &'static str) -> Vec<&'static str> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(_, names)| names.split(' '))
        .collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// So many different persons, as forename and surname; one in five surnames is made up.
#[must_use]
pub fn persons(count: usize, seed: u64) -> Vec<String> {
    let (surnames, forenames) = (names(SURNAMES), names(FORENAMES));
    let mut random = Random::new(seed);
    let mut seen = std::collections::HashSet::new();
    let mut persons = Vec::with_capacity(count);
    while persons.len() < count {
        let forename = random.pick(&forenames);
        let surname = if random.per_mille(200) { made_up(&mut random) } else { random.pick(&surnames).to_owned() };
        let middle =
            if random.per_mille(100) { format!("{} ", capital(random.pick(&forenames))) } else { String::new() };
        let name = format!("{} {middle}{}", capital(forename), capital(&surname));
        if seen.insert(name.clone()) {
            persons.push(name);
        }
    }
    persons
}

fn made_up(random: &mut Random) -> String {
    const PARTS: &[&str] =
        &["ba", "cor", "den", "fal", "gor", "hal", "lin", "mor", "nes", "pel", "ris", "sto", "tor", "wen", "yar", "ke"];
    (0..random.between(2, 4)).map(|_| random.pick(PARTS)).collect()
}

/// A street: mostly a word or a surname and a type; now and then a person's full name.
#[must_use]
pub fn street(random: &mut Random, persons: &[String], surnames: &[&'static str]) -> String {
    let kind = random.pick(TYPES);
    match random.below(100) {
        0..=29 => format!("{} {kind}", random.pick(WORDS)),
        30..=79 => format!("{} {kind}", capital(random.pick(surnames))),
        80..=87 => format!("{} {} {kind}", random.pick(TITLES), capital(random.pick(surnames))),
        88..=94 => format!("{} {} {kind}", capital(random.pick(surnames)), random.pick(WORDS)),
        _ => format!("{} {kind}", &persons[random.below(persons.len() as u32) as usize]),
    }
}

/// So many streets.
#[must_use]
pub fn streets(count: usize, persons: &[String], seed: u64) -> Vec<String> {
    let surnames = names(SURNAMES);
    let mut random = Random::new(seed);
    (0..count).map(|_| street(&mut random, persons, &surnames)).collect()
}

/// The text with so many errors at different places: a letter left out, put in, changed, or two changed round. Case is kept.
#[must_use]
pub fn with_errors(text: &str, errors: u32, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    // From the back, in parts of their own, so that one error never undoes another.
    for part in (0..errors).rev() {
        let (from, to) = (letters.len() as u32 * part / errors, letters.len() as u32 * (part + 1) / errors);
        let at = random.between(from, to.saturating_sub(2).max(from)) as usize;
        let letter = char::from(b'a' + random.below(26) as u8);
        match random.below(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 => letters[at] = letter,
            _ if at + 1 < to as usize => letters.swap(at, at + 1),
            _ => letters[at] = letter,
        }
    }
    letters.into_iter().collect()
}
