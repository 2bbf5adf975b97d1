//! Letters that stand for more than a word: initials written together (`WE Gladstone`), and honours behind a name (`Picton KCB`, `Picton K.C.B.`).

use super::fold::{Before, Folded, Token};
use super::words::{Vocabulary, Word, class};

/// Capitals that are not initials of a name, and what else a word in capitals may be.
const NO_INITIALS: u32 = class::TITLE
    | class::SAINT
    | class::NEUTRAL
    | class::ORDINAL
    | class::EPITHET
    | class::HONOUR
    | class::PREFIX
    | class::DIRECTION
    | class::COMMON
    | class::SETTLEMENT;

/// What says that no name goes on behind letters.
const NO_NAME: u32 = class::SUFFIX
    | class::PLACE
    | class::ASSET
    | class::ENDING
    | class::AFTER
    | class::LOCATION
    | class::TAIL
    | class::DIRECTION
    | class::NEUTRAL
    | class::EPITHET
    | class::HONOUR
    | class::LETTERS;

/// Takes initials that were written together apart, as if full stops stood between them.
pub(crate) fn part_initials(folded: &mut Folded, vocabulary: &Vocabulary) {
    let mut at = 0;
    while at < folded.tokens.len() {
        let letters = joined(folded, at, vocabulary);
        if let (Some(token), 2..) = (folded.tokens.get(at).copied(), letters) {
            let of = |letter: u32| Token {
                raw: [token.raw[0] + letter, token.raw[0] + letter + 1],
                folded: [token.folded[0] + letter, token.folded[0] + letter + 1],
                before: if letter == 0 { token.before } else { Before::Space },
                dotted: true,
                ..Token::default()
            };
            folded.tokens.splice(at..=at, (0..letters).map(of));
        }
        at += letters.max(1) as usize;
    }
}

/// How many initials a token is: none unless it is two or three capitals before a surname, or behind one and a comma.
///
/// Where all is written in capitals only letters that are no known word are initials: nothing else tells `JMW TURNER` from `LEE TURNER`.
fn joined(folded: &Folded, at: usize, vocabulary: &Vocabulary) -> u32 {
    let Some(token) = folded.tokens.get(at) else { return 0 };
    let letters = token.folded[1] - token.folded[0];
    let is_short = token.capitals && (2..=3).contains(&letters) && token.raw[1] - token.raw[0] == letters;
    if !is_short || token.possessive || token.before == Before::Hyphen {
        return 0;
    }
    let word = |at: usize| folded.tokens.get(at).map_or("", |token| folded.word(token));
    let known = |at: usize| vocabulary.find(word(at)).map(|word| vocabulary.word(word)).unwrap_or_default();
    let is_name = |at: usize| {
        let (info, len) = (known(at), word(at).len());
        let goes_on = folded.tokens.get(at + 1).is_some_and(|next| next.before == Before::Space);
        len >= 3
            && word(at).bytes().all(|byte| byte.is_ascii_lowercase())
            && !info.is(class::TITLE | class::SAINT | class::NEUTRAL | class::ORDINAL)
            && (!info.is(class::SUFFIX | class::PLACE) || info.is(class::SURNAME) && goes_on)
    };
    let next = folded.tokens.get(at + 1).filter(|next| next.before == Before::Space && is_name(at + 1));
    // `Gladstone, WE`
    let surname = at.checked_sub(1).filter(|first| *first == 0 && token.before == Before::Comma && is_name(*first));
    let surname = surname.filter(|_| at + 1 == folded.tokens.len()).and_then(|first| folded.tokens.get(first));
    let Some(beside) = next.or(surname) else { return 0 };
    let info = known(at);
    let is_free = if beside.capitals {
        vocabulary.find(word(at)).is_none()
    } else {
        // `ED Morel`, but `WM Morel` and `IAN Morel`: a forename of two letters is as a rule not written so, a short form is.
        (!info.is(NO_INITIALS) || info.is(class::LETTERS))
            && (!info.is(class::FORENAME) || letters == 2 && info.forename > 0)
    };
    if is_free && !vocabulary.is_wide(&[word(at).to_owned()]) { letters } else { 0 }
}

/// Whether what stands before a token is a name, so that letters behind it are no initials of one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Behind {
    name: bool,
}

impl Behind {
    /// Notes a word; `is_key` is whether it is a surname or another key of the register.
    pub(crate) fn note(&mut self, word: Word, letters: usize, is_key: bool) {
        let kinds = class::FORENAME
            | class::PREFIX
            | class::DIRECTION
            | class::SUFFIX
            | class::PLACE
            | class::ASSET
            | class::NEUTRAL
            | class::TITLE
            | class::SAINT
            | class::EPITHET
            | class::ORDINAL;
        self.name |= letters > 1 && (is_key || !word.is(kinds));
    }

    /// How many tokens from this one on are an honour: `KCB`, `K.C.B.`; 0 where there is none. `end` is where the name ends.
    pub(crate) fn honour(self, folded: &Folded, at: usize, end: usize, vocabulary: &Vocabulary) -> usize {
        let Some(token) = folded.tokens.get(at) else { return 0 };
        let known = |word: &str| vocabulary.find(word).map(|word| vocabulary.word(word)).unwrap_or_default();
        let info = known(folded.word(token));
        let word = |at: usize| folded.tokens.get(at).map_or("", |token| folded.word(token));
        if token.folded[1] - token.folded[0] > 1 {
            let beside =
                |at: Option<usize>| at.and_then(|at| folded.tokens.get(at)).is_some_and(|token| token.capitals);
            // In a list of capitals `MA` may be a surname.
            let stands_out = !beside(at.checked_sub(1)) || !info.is(class::SURNAME | class::FORENAME);
            let behind = self.name && info.is(class::HONOUR | class::LETTERS) && stands_out;
            let before = !self.name
                && info.is(class::HONOUR)
                && !info.is(class::FORENAME)
                && at + 1 < end
                && word(at + 1).len() > 1;
            return usize::from(token.capitals && (behind || before));
        }
        if !self.name {
            return 0;
        }
        for letters in (2..=4).rev().filter(|letters| at + letters <= end) {
            let run = at..at + letters;
            if run.clone().any(|at| word(at).len() != 1)
                || run.clone().skip(1).any(|at| folded.tokens.get(at).is_none_or(|token| token.before != Before::Space))
            {
                continue;
            }
            let joined: String = run.clone().map(word).collect();
            if !known(&joined).is(class::HONOUR | class::LETTERS) {
                continue;
            }
            // `Hibbert K.C. Wattson` goes on with a name.
            let last = run.end == end || known(word(run.end)).is(NO_NAME);
            if last || self.honour(folded, run.end, end, vocabulary) > 0 {
                return letters;
            }
        }
        0
    }
}
