//! Where a thing is, as words that can be compared: `Bristol City Centre`, `City of Bristol` and `Bristol, City of` are all Bristol.

use super::context::Context;
use super::fold::Folded;
use super::words::{Vocabulary, class};
use crate::register::Person;

/// Places of one thing that are looked at.
const MOST_PLACES: usize = 8;

/// The places of a thing.
#[derive(Debug, Default)]
pub(super) struct Places<'c> {
    places: Vec<Place<'c>>,
}

#[derive(Debug)]
struct Place<'c> {
    /// The words that name the place itself, as they are written.
    written: &'c str,
    /// The whole name, folded.
    words: Vec<String>,
    /// Which of the words name the place itself; none for a country or a region, which are too large to tell one person from another.
    own: std::ops::Range<usize>,
}

impl<'c> Places<'c> {
    pub(super) fn of(context: &'c Context, vocabulary: &Vocabulary, folded: &mut Folded) -> Self {
        let written = context.locality.split(';').map(str::trim).filter(|place| !place.is_empty());
        let places = written.take(MOST_PLACES).map(|written| {
            folded.read(written);
            let words: Vec<String> = folded.tokens.iter().map(|token| folded.word(token).to_owned()).collect();
            let own = own_words(&words, vocabulary);
            let tokens = folded.tokens.get(own.clone()).unwrap_or(&[]);
            let ends =
                tokens.first().zip(tokens.last()).map(|(first, last)| first.raw[0] as usize..last.raw[1] as usize);
            let written = ends.and_then(|ends| written.get(ends)).unwrap_or("");
            Place { written, words, own }
        });
        Self { places: places.collect() }
    }

    /// The first of the places that a person's record mentions, in the words that name the place.
    pub(super) fn mentioned(&self, person: &Person, folded: &mut Folded) -> Option<&'c str> {
        let texts = || person.places.iter().map(|place| place.name.as_str()).chain([person.description.as_str()]);
        self.places.iter().find_map(|place| {
            let own = place.words.get(place.own.clone()).filter(|own| !own.is_empty())?;
            let mut mentions = |text: &str| {
                folded.read(text);
                folded
                    .tokens
                    .windows(own.len())
                    .any(|window| window.iter().zip(own).all(|(token, word)| folded.word(token) == word))
            };
            texts().any(&mut mentions).then_some(place.written)
        })
    }

    /// Whether one of the places has the very name.
    pub(super) fn named(&self, name: &[&str]) -> bool {
        self.places.iter().any(|place| place.words == name)
    }
}

/// The words without those that say what kind of area it is, which part of the place, or that it is a council's.
fn own_words(words: &[String], vocabulary: &Vocabulary) -> std::ops::Range<usize> {
    let is = |at: usize, wanted: u32| {
        words.get(at).and_then(|word| vocabulary.find(word)).is_some_and(|id| vocabulary.word(id).is(wanted))
    };
    let of = |at: usize| words.get(at).is_some_and(|word| word == "of");
    let mut own = 0..words.len();
    // `Royal Borough of Greenwich`, but `Isle of Wight` and `City`.
    if let Some(at) = (1..words.len().saturating_sub(1)).find(|at| of(*at) && is(at - 1, class::AREA)) {
        own.start = at + 1;
    }
    // `Bristol City Centre`, `Glasgow City Council`, `Bristol, City of`, `Stoke North`; never the last word that is left.
    while own.len() > 1 {
        let last = own.end - 1;
        let part = is(last, class::AREA)
            || is(last, class::COMPASS)
            || (own.len() > 2 && of(last) && is(last - 1, class::AREA));
        if !part {
            break;
        }
        own.end = last;
    }
    let wide = |range: std::ops::Range<usize>| words.get(range).is_some_and(|own| vocabulary.is_wide(own));
    if wide(own.clone()) || wide(0..words.len()) { 0..0 } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(place: &str) -> (String, String) {
        let vocabulary = Vocabulary::bundled();
        let mut folded = Folded::default();
        let context = Context::at(place);
        let places = Places::of(&context, &vocabulary, &mut folded);
        let own =
            places.places.first().map(|place| (place.words[place.own.clone()].join(" "), place.written.to_owned()));
        own.unwrap_or_default()
    }

    #[test]
    fn the_words_that_name_a_place_itself() {
        for (written, expected) in [
            ("Bristol", "bristol"),
            ("Bristol City Centre", "bristol"),
            ("City of Bristol", "bristol"),
            ("Bristol, City of", "bristol"),
            ("Glasgow City Council", "glasgow"),
            ("Royal Borough of Greenwich", "greenwich"),
            ("London Borough of Southwark", "southwark"),
            ("Merthyr Tydfil County Borough", "merthyr tydfil"),
            ("Kingston upon Hull, City of", "kingston upon hull"),
            ("Liverpool North West", "liverpool"),
            ("Isle of Wight", "isle of wight"),
            ("South Shields", "south shields"),
            ("City", "city"),
            ("Newcastle upon Tyne", "newcastle upon tyne"),
            // Too large to tell one person from another.
            ("Scotland", ""),
            ("South West", ""),
            ("Yorkshire and the Humber", ""),
            ("Northern Ireland", ""),
            ("", ""),
        ] {
            let (words, shown) = own(written);
            assert_eq!(words, expected, "{written}");
            assert!(written.contains(&shown) && shown.to_lowercase() == expected, "{written}: {shown}");
        }
    }
}
