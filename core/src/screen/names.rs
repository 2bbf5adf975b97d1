//! The names that come with the crate as one list, which is a quarter smaller than four: surnames, forenames, streets and settlements are often the same words.
//!
//! `data/names.packed` is made of the lists under `data/` by the test below and has five lines: the words in the order of the alphabet, each as a capital letter for how many letters it shares
//! with the one before (`A` for none) and the letters that follow; a digit for each word that says in which lists it stands; and the numbers of surnames, forenames and streets, in the order of the words.

const PACKED: &str = include_str!("data/names.packed");

/// In which lists a word stands, as bits.
const SURNAME: u8 = 1;
const FORENAME: u8 = 2;
const STREETS: u8 = 4;
const SETTLEMENT: u8 = 8;

/// What the lists say of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Bearers of the surname in 100,000 people.
    pub(super) surname: Option<u16>,
    /// Bearers of the forename in 100,000 people.
    pub(super) forename: Option<u16>,
    /// Places of Great Britain of which a street has the name.
    pub(super) streets: Option<u16>,
    pub(super) settlement: bool,
}

/// Tells of every word.
pub(super) fn each(tell: impl FnMut(&str, Facts)) {
    read(PACKED, tell);
}

fn read(packed: &str, mut tell: impl FnMut(&str, Facts)) {
    let mut lines = packed.lines();
    let mut line = || lines.next().unwrap_or("").bytes();
    let (letters, mut kinds) = (line(), line());
    let (mut surnames, mut forenames, mut streets) = (line(), line(), line());
    let mut word = String::new();
    let mut told = |word: &str| {
        let kind = kinds.next().map_or(0, |digit| if digit > b'9' { digit - b'a' + 10 } else { digit - b'0' });
        let of = |bit, numbers| (kind & bit != 0).then(|| number(numbers));
        let (surname, forename) = (of(SURNAME, &mut surnames), of(FORENAME, &mut forenames));
        tell(word, Facts { surname, forename, streets: of(STREETS, &mut streets), settlement: kind & SETTLEMENT != 0 });
    };
    for letter in letters {
        if letter.is_ascii_uppercase() {
            if !word.is_empty() {
                told(&word);
            }
            word.truncate(usize::from(letter - b'A'));
        } else {
            word.push(char::from(letter));
        }
    }
    if !word.is_empty() {
        told(&word);
    }
}

/// A number of five bits a letter, the lowest first; letters from `C` say that more follow.
fn number(letters: &mut std::str::Bytes<'_>) -> u16 {
    let mut number = 0;
    for shift in [0, 5, 10] {
        let letter = letters.next().unwrap_or(b'#').saturating_sub(b'#');
        number |= u16::from(letter & 31) << shift;
        if letter < 32 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::super::words::{folded, lines};
    use super::*;
    use std::collections::BTreeMap;

    /// The lists that people keep.
    fn lists() -> BTreeMap<String, Facts> {
        let mut words = BTreeMap::<String, Facts>::new();
        let mut counted = |list: &'static str, change: fn(&mut Facts, u16)| {
            for line in lines(list) {
                let (count, names) = line.split_once(": ").unwrap();
                for name in names.split(' ') {
                    assert_eq!(folded(name), name, "a name stands in the lists as names are compared");
                    change(words.entry(name.to_owned()).or_default(), count.parse().unwrap());
                }
            }
        };
        counted(include_str!("data/surnames.txt"), |facts, count| facts.surname = Some(count));
        counted(include_str!("data/forenames.txt"), |facts, count| facts.forename = Some(count));
        counted(include_str!("data/streets.txt"), |facts, count| facts.streets = Some(count));
        for name in lines(include_str!("data/settlements.txt")).flat_map(|line| line.split(' ')) {
            words.entry(name.to_owned()).or_default().settlement = true;
        }
        words
    }

    fn packed(words: &BTreeMap<String, Facts>) -> String {
        let mut out: [String; 5] = Default::default();
        let mut before = "";
        for (word, facts) in words {
            assert!(word.bytes().all(|letter| letter.is_ascii_graphic() && !letter.is_ascii_uppercase()), "{word}");
            let shared = word.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
            assert!(shared < 26);
            out[0].push(char::from(b'A' + shared as u8));
            out[0].extend(word.chars().skip(shared));
            let numbers = [(SURNAME, facts.surname), (FORENAME, facts.forename), (STREETS, facts.streets)];
            let mut kind = if facts.settlement { SETTLEMENT } else { 0 };
            for ((bit, number), out) in numbers.into_iter().zip(&mut out[2..]) {
                let Some(mut number) = number else { continue };
                kind |= bit;
                while number > 31 {
                    out.push(char::from(b'#' + 32 + (number & 31) as u8));
                    number >>= 5;
                }
                out.push(char::from(b'#' + number as u8));
            }
            out[1].push(char::from_digit(u32::from(kind), 16).unwrap());
            before = word;
        }
        out.map(|line| line + "\n").concat()
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test writes the file that it holds")]
    fn the_packed_names_are_those_of_the_lists() {
        let words = lists();
        let text = packed(&words);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/screen/data/names.packed");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == text, "BLESS=1 packs the names anew");
        let mut found = BTreeMap::new();
        read(&text, |word, facts| assert_eq!(found.insert(word.to_owned(), facts), None, "{word} stands twice"));
        assert_eq!(found, words);
        assert!(found.len() > 10_000 && found["smith"].surname > Some(1000) && found["wellington"].settlement);
    }

    #[test]
    fn numbers_of_every_length_come_back() {
        for number in [0, 31, 32, 1023, 1024, 32_767] {
            let facts = Facts { surname: Some(number), streets: Some(7), ..Facts::default() };
            let words = BTreeMap::from([("ash".to_owned(), facts), ("asher".to_owned(), facts)]);
            let mut found = BTreeMap::new();
            read(&packed(&words), |word, facts| assert_eq!(found.insert(word.to_owned(), facts), None));
            assert_eq!(found, words);
        }
        read("", |word, _| panic!("{word}"));
    }
}
