//! W3 by hand: which persons' full names stand in a street's name. Nothing else is told: no classes, no points, no surnames alone.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Words of one name beyond these never occur.
const LONGEST: usize = 4;

/// A hash for short texts that a good engineer reaches for when the default is slow.
#[derive(Default)]
pub struct Fast(u64);

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517C_C1B7_2722_0A95);
        }
    }
}

type Build = BuildHasherDefault<Fast>;

/// Names by their text: every run of up to four words of a street is looked up.
pub struct Exact {
    names: HashMap<String, u32, Build>,
    text: String,
    ends: Vec<(usize, usize)>,
}

impl Exact {
    /// Reads the names.
    #[must_use]
    pub fn new(persons: &[String]) -> Self {
        let names = persons.iter().zip(0..).map(|(name, number)| (name.to_lowercase(), number)).collect();
        Self { names, text: String::new(), ends: Vec::new() }
    }

    /// The persons whose names stand in the street, each told once.
    pub fn find(&mut self, street: &str, mut tell: impl FnMut(u32)) {
        self.text.clear();
        self.ends.clear();
        for word in street.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            let start = self.text.len();
            self.text.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            self.ends.push((start, self.text.len()));
        }
        for first in 0..self.ends.len() {
            for last in first + 1..self.ends.len().min(first + LONGEST) {
                if let Some(person) = self.names.get(&self.text[self.ends[first].0..self.ends[last].1]) {
                    tell(*person);
                }
            }
        }
    }
}

/// Names within two errors: a name is cut into three pieces, one of which has to stand in the street, about where it stood.
pub struct Fuzzy {
    names: Vec<String>,
    letters: Vec<u64>,
    /// By length, number of the piece, and the piece.
    pieces: HashMap<(u8, u8, Vec<u8>), Vec<u32>, Build>,
    memo: HashMap<String, Vec<u32>, Build>,
    errors: usize,
    shortest: usize,
    longest: usize,
    types: HashSet<&'static str, Build>,
}

fn letters(text: &[u8]) -> u64 {
    text.iter().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

impl Fuzzy {
    /// Reads the names; `errors` may be 1 or 2.
    #[must_use]
    pub fn new(persons: &[String], errors: usize) -> Self {
        let names: Vec<String> = persons.iter().map(|name| name.to_lowercase()).collect();
        let mut pieces: HashMap<(u8, u8, Vec<u8>), Vec<u32>, Build> = HashMap::default();
        for (name, number) in names.iter().zip(0..) {
            for slot in 0..=errors {
                let (start, end) = (name.len() * slot / (errors + 1), name.len() * (slot + 1) / (errors + 1));
                let key = (name.len() as u8, slot as u8, name.as_bytes()[start..end].to_vec());
                pieces.entry(key).or_default().push(number);
            }
        }
        Self {
            letters: names.iter().map(|name| letters(name.as_bytes())).collect(),
            shortest: names.iter().map(String::len).min().unwrap_or(0),
            longest: names.iter().map(String::len).max().unwrap_or(0),
            names,
            pieces,
            memo: HashMap::default(),
            errors,
            types: [
                "street", "road", "lane", "avenue", "close", "drive", "place", "court", "way", "terrace", "st", "rd",
                "ave", "gardens", "crescent", "walk",
            ]
            .into_iter()
            .collect(),
        }
    }

    /// The persons whose names are within the errors of the street's name without its type.
    pub fn find(&mut self, street: &str, mut tell: impl FnMut(u32)) {
        let lower = street.to_lowercase();
        let name = match lower.rsplit_once(' ') {
            Some((name, kind)) if self.types.contains(kind) => name,
            _ => &lower,
        };
        if let Some(known) = self.memo.get(name) {
            known.iter().for_each(|person| tell(*person));
            return;
        }
        let found = self.search(name.as_bytes());
        found.iter().for_each(|person| tell(*person));
        self.memo.insert(name.to_owned(), found);
    }

    fn search(&self, text: &[u8]) -> Vec<u32> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        let signature = letters(text);
        let (errors, from) = (self.errors, text.len().saturating_sub(self.errors).max(self.shortest));
        for length in from..=(text.len() + errors).min(self.longest) {
            for slot in 0..=errors {
                let (start, end) = (length * slot / (errors + 1), length * (slot + 1) / (errors + 1));
                for at in start.saturating_sub(errors)..=start + errors {
                    let Some(piece) = text.get(at..at + end - start) else { continue };
                    self.compare(length, slot, piece, text, signature, &mut seen, &mut found);
                    // Two letters changed round across the edge of the piece.
                    if let (Some(behind), true) = (text.get(at + end - start), end > start) {
                        let mut turned = piece.to_vec();
                        turned[end - start - 1] = *behind;
                        self.compare(length, slot, &turned, text, signature, &mut seen, &mut found);
                    }
                }
            }
        }
        found
    }

    #[expect(clippy::too_many_arguments, reason = "one caller")]
    fn compare(
        &self,
        length: usize,
        slot: usize,
        piece: &[u8],
        text: &[u8],
        signature: u64,
        seen: &mut Vec<u32>,
        found: &mut Vec<u32>,
    ) {
        let Some(names) = self.pieces.get(&(length as u8, slot as u8, piece.to_vec())) else { return };
        for name in names {
            if (self.letters[*name as usize] ^ signature).count_ones() as usize > 2 * self.errors || seen.contains(name)
            {
                continue;
            }
            seen.push(*name);
            if distance(self.names[*name as usize].as_bytes(), text) <= self.errors {
                found.push(*name);
            }
        }
    }
}

/// Letters too many, too few, wrong, or changed round with their neighbour.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let mut best =
                (rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1])).min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}
