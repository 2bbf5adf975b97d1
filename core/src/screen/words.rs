//! What is known of words before any register is read: the lists under `data/`, as one vocabulary.

use super::fold::Folded;
use super::names::{self, Facts};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// What a word can be. It can be several things at once.
pub(crate) mod class {
    pub(crate) const SUFFIX: u32 = 1;
    pub(crate) const PREFIX: u32 = 1 << 1;
    pub(crate) const AFTER: u32 = 1 << 2;
    pub(crate) const PLACE: u32 = 1 << 3;
    pub(crate) const ASSET: u32 = 1 << 4;
    pub(crate) const COMPOUND: u32 = 1 << 5;
    pub(crate) const DIRECTION: u32 = 1 << 6;
    pub(crate) const ORDINAL: u32 = 1 << 7;
    pub(crate) const NEUTRAL: u32 = 1 << 8;
    pub(crate) const SAINT: u32 = 1 << 9;
    pub(crate) const TITLE: u32 = 1 << 10;
    pub(crate) const EPITHET: u32 = 1 << 11;
    pub(crate) const COMMON: u32 = 1 << 12;
    pub(crate) const FORENAME: u32 = 1 << 13;
    pub(crate) const SURNAME: u32 = 1 << 14;
    pub(crate) const SETTLEMENT: u32 = 1 << 15;
    /// Stands as a type of street in one of the lists: never a candidate for a typing error.
    pub(crate) const ENDING: u32 = 1 << 16;
    /// Says where an asset is: what follows is no part of its name.
    pub(crate) const LOCATION: u32 = 1 << 17;
    /// Says what belongs to a building: what follows is no part of its name.
    pub(crate) const TAIL: u32 = 1 << 18;
    /// Says in the name of a place what kind of area it is, or that it is a council's: `City of`, `Borough`.
    pub(crate) const AREA: u32 = 1 << 19;
    /// Says at the end of a place's name which part of it is meant.
    pub(crate) const COMPASS: u32 = 1 << 20;
    /// Letters of an honour, a degree or an office: no evidence behind a name nor before it.
    pub(crate) const HONOUR: u32 = 1 << 21;
    /// Such letters that are as often initials: an honour only behind a name, in capitals.
    pub(crate) const LETTERS: u32 = 1 << 22;
    /// Says of which kind a thing is, before the word for it.
    pub(crate) const KIND: u32 = 1 << 23;
    /// Classes that speak of places around a name, and say nothing about a word of a name.
    pub(crate) const AROUND: u32 = AREA | COMPASS;
}

/// Families of titles, as bits of a set.
pub(crate) mod title {
    pub(crate) const MILITARY: u16 = 1;
    pub(crate) const KNIGHT: u16 = 1 << 1;
    pub(crate) const LADY: u16 = 1 << 2;
    pub(crate) const PEER: u16 = 1 << 3;
    pub(crate) const ROYAL: u16 = 1 << 4;
    pub(crate) const DOCTOR: u16 = 1 << 5;
    pub(crate) const CLERGY: u16 = 1 << 6;
    pub(crate) const CIVIC: u16 = 1 << 7;
    pub(crate) const COMMON: u16 = 1 << 8;
    /// Not a title word: a saint by the register.
    pub(crate) const SAINT: u16 = 1 << 9;
    /// Not a family of its own: a title, or in the register a title or a forename, of a woman; a title of a man.
    pub(crate) const WOMAN: u16 = 1 << 10;
    pub(crate) const MAN: u16 = 1 << 11;

    /// The family with this name in the lists.
    pub(super) fn named(name: &str) -> u16 {
        match name {
            "military" => MILITARY,
            "knight" => KNIGHT,
            "lady" => LADY,
            "peer" => PEER | MAN,
            "peeress" => PEER | LADY | WOMAN,
            "royal" => ROYAL,
            "doctor" => DOCTOR,
            "clergy" => CLERGY,
            "saint" => SAINT,
            "civic" => CIVIC,
            _ => COMMON,
        }
    }
}

/// No word.
pub(crate) const NONE: u32 = u32::MAX;

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    pub(crate) classes: u32,
    pub(crate) titles: u16,
    /// Families of titles with which the word agrees when a description uses it.
    pub(crate) roles: u16,
    /// The group of forenames that are forms of one another, from 1.
    pub(crate) group: u16,
    /// Bearers of the surname and of the forename in 100,000 people.
    pub(crate) surname: u16,
    pub(crate) forename: u16,
    /// Places of Great Britain of which a street has the name, where at least six are.
    pub(crate) streets: u16,
    pub(crate) numeral: u8,
    pub(crate) initial: u8,
}

impl Word {
    #[inline]
    pub(crate) fn is(self, class: u32) -> bool {
        self.classes & class != 0
    }
}

/// Words by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    text: String,
    spans: Vec<[u32; 2]>,
    table: HashTable<u32>,
    words: Vec<Word>,
    endings: Vec<String>,
    phrases: Vec<(Vec<u32>, bool)>,
    /// Countries and regions, their words joined by spaces.
    wide: Vec<String>,
    groups: u16,
}

/// Only compared, never printed, and the same on every platform all the same.
#[inline]
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

impl Vocabulary {
    /// The lists that come with the crate.
    pub(crate) fn bundled() -> Self {
        let mut this = Self::default();
        names::each(|word, facts| this.name(word, facts));
        this.equivalents(include_str!("data/equivalents.txt"));
        this.sections(include_str!("data/words.txt"));
        this
    }

    /// The number of a word that is there.
    #[inline]
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.table.find(hash(word), |id| self.text(*id) == word).copied()
    }

    /// The number of a word, which is added when it is new.
    pub(crate) fn add(&mut self, word: &str) -> u32 {
        let hashed = hash(word);
        let (text, spans) = (&self.text, &self.spans);
        if let Some(found) = self.table.find(hashed, |id| slice(text, spans, *id) == word) {
            return *found;
        }
        let start = offset(self.text.len());
        self.text.push_str(word);
        let id = offset(self.spans.len());
        self.spans.push([start, offset(self.text.len())]);
        self.words.push(Word { initial: word.bytes().next().unwrap_or(0), ..Word::default() });
        let (text, spans) = (&self.text, &self.spans);
        self.table.insert_unique(hashed, id, |id| hash(slice(text, spans, *id)));
        id
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        slice(&self.text, &self.spans, id)
    }

    /// What is known of a word; of no word, nothing.
    #[inline]
    pub(crate) fn word(&self, id: u32) -> Word {
        self.words.get(id as usize).copied().unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Types of street that a typing error may have joined to a name: those of three letters and more that people write out.
    pub(crate) fn types(&self) -> Vec<(String, u32)> {
        (0..offset(self.words.len()))
            .filter(|id| self.word(*id).is(class::SUFFIX) && !self.word(*id).is(class::COMMON | class::SURNAME))
            .map(|id| (self.text(id).to_owned(), id))
            .filter(|(text, _)| text.len() >= 3)
            .collect()
    }

    /// Types of street that are written onto the end of a name, longest first.
    pub(crate) fn endings(&self) -> &[String] {
        &self.endings
    }

    /// Whether a place is a country or a region: that a person's record mentions it says too little.
    pub(crate) fn is_wide(&self, place: &[String]) -> bool {
        let place = place.join(" ");
        self.wide.contains(&place)
    }

    /// Phrases as words, and whether a name in them is certainly no person.
    pub(crate) fn phrases(&self) -> &[(Vec<u32>, bool)] {
        &self.phrases
    }

    fn change(&mut self, word: &str, change: impl FnOnce(&mut Word)) -> u32 {
        let id = self.add(word);
        if let Some(word) = self.words.get_mut(id as usize) {
            change(word);
        }
        id
    }

    fn name(&mut self, name: &str, facts: Facts) {
        if facts.settlement {
            self.settlement(name);
        }
        if let Facts { surname: None, forename: None, streets: None, .. } = facts {
            return;
        }
        self.change(name, |word| {
            if let Some(bearers) = facts.surname {
                word.classes |= class::SURNAME;
                word.surname = bearers;
            }
            if let Some(bearers) = facts.forename {
                word.classes |= class::FORENAME;
                word.forename = bearers;
            }
            word.streets = facts.streets.unwrap_or(0);
        });
    }

    fn equivalents(&mut self, list: &str) {
        let mut sex = 0;
        for line in lines(list) {
            if line.starts_with('[') {
                sex = if line == "[women]" { title::WOMAN } else { 0 };
                continue;
            }
            self.groups = self.groups.saturating_add(1);
            let group = self.groups;
            for name in line.split(' ') {
                self.change(&folded(name), |word| {
                    word.classes |= class::FORENAME;
                    word.roles |= sex;
                    // A short form of two names stays with the first line that has it.
                    if word.group == 0 {
                        word.group = group;
                    }
                });
            }
        }
    }

    /// Adds the name of a settlement, its words joined by underscores or spaces.
    pub(crate) fn settlement(&mut self, name: &str) {
        let words: Vec<String> = name.split(['_', ' ', '-']).filter(|word| !word.is_empty()).map(folded).collect();
        if let [word] = words.as_slice() {
            self.change(word, |word| word.classes |= class::SETTLEMENT);
        } else {
            self.phrase(&words, false);
        }
    }

    fn phrase(&mut self, words: &[String], fixed: bool) {
        let ids: Vec<u32> = words.iter().map(|word| self.add(word)).collect();
        if ids.len() > 1 {
            self.phrases.push((ids, fixed));
        }
    }

    /// Adds a phrase in which a word that is also a name is no person.
    pub(crate) fn fixed_phrase(&mut self, phrase: &str) {
        let mut folded = Folded::default();
        folded.read(phrase);
        let words: Vec<String> = folded.tokens.iter().map(|token| folded.word(token).to_owned()).collect();
        self.phrase(&words, true);
    }

    /// Reads lists in the form of `data/words.txt`; says which section headings are unknown.
    pub(crate) fn sections(&mut self, lists: &str) -> Vec<String> {
        let mut unknown = Vec::new();
        let mut section = String::new();
        for line in lines(lists) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                name.clone_into(&mut section);
                continue;
            }
            for entry in line.split(' ').filter(|entry| !entry.is_empty()) {
                if !self.entry(&section, entry) {
                    unknown.push(section.clone());
                    break;
                }
            }
        }
        self.endings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.endings.dedup();
        unknown
    }

    fn entry(&mut self, section: &str, entry: &str) -> bool {
        let (entry, number) = entry.split_once('=').map_or((entry, ""), |(entry, number)| (entry, number));
        let (section, family) = section.split_once(' ').unwrap_or((section, ""));
        if section == "phrase" || section == "settlement" {
            if section == "phrase" {
                let words: Vec<String> = entry.split('_').map(folded).collect();
                self.phrase(&words, true);
            } else {
                self.settlement(entry);
            }
            return true;
        }
        if section == "wide" {
            self.wide.push(super::folded(&entry.replace('_', " ")));
            return true;
        }
        let name = folded(entry);
        let bits = match section {
            "suffix" => class::SUFFIX,
            "prefix" => class::PREFIX,
            "after" => class::AFTER,
            "place" => class::PLACE,
            "asset" => class::ASSET,
            "compound" => class::COMPOUND,
            "direction" => class::DIRECTION,
            "ordinal" => class::ORDINAL,
            "neutral" => class::NEUTRAL,
            "saint" => class::SAINT,
            "title" => class::TITLE,
            "epithet" => class::EPITHET,
            "honour" => class::HONOUR,
            "letters" => class::LETTERS,
            "kind" => class::KIND,
            "common" => class::COMMON,
            "forename" => class::FORENAME,
            "surname" => class::SURNAME,
            "ending" => class::ENDING,
            "location" => class::LOCATION,
            "tail" => class::TAIL,
            "area" => class::AREA,
            "compass" => class::COMPASS,
            "role" => 0,
            _ => return false,
        };
        if section == "ending" && name.len() >= 2 {
            self.endings.push(name.clone());
        }
        self.change(&name, |word| {
            word.classes |= bits;
            if section == "title" {
                word.titles |= title::named(family);
                word.roles |= title::named(family);
            }
            if section == "role" {
                word.roles |= title::named(family);
            }
            if let Ok(number) = number.parse() {
                word.numeral = number;
            }
        });
        true
    }
}

/// The lines of a list that are neither blank nor remarks.
pub(super) fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A word as it stands in a folded name; what is split there is joined here.
pub(super) fn folded(word: &str) -> String {
    let mut folded = Folded::default();
    folded.read(word);
    folded.tokens.iter().map(|token| folded.word(token)).collect()
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn slice<'a>(text: &'a str, spans: &[[u32; 2]], id: u32) -> &'a str {
    spans.get(id as usize).and_then(|[start, end]| text.get(*start as usize..*end as usize)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let vocabulary = Vocabulary::bundled();
        let of = |word: &str| vocabulary.find(word).map(|id| vocabulary.word(id)).unwrap_or_default();
        assert!(of("street").is(class::SUFFIX) && of("st").is(class::SUFFIX) && of("st").is(class::SAINT));
        assert!(of("lon").is(class::PREFIX), "folded when read");
        assert!(of("smith").surname > 1000 && of("picton").surname == 0);
        assert!(of("john").forename > 3000 && of("john").group == of("jean").group && of("john").group != 0);
        assert_eq!((of("fourth").numeral, of("iv").numeral), (4, 4));
        assert_eq!(of("general").titles, title::MILITARY);
        assert!(of("wellington").is(class::SETTLEMENT));
        assert!(vocabulary.endings().iter().any(|ending| ending == "strasse"), "ß is ss");
        assert!(vocabulary.phrases().len() > 20);
        assert!(of("wellington").streets > 60 && of("clarence").streets > 20 && of("picton").streets > 5);
        assert_eq!((of("church").streets, of("glassford").streets), (0, 0), "a common word, and a name in one place");
        assert_eq!(Vocabulary::default().sections("[nonsense]\nword"), ["nonsense"]);
    }
}
