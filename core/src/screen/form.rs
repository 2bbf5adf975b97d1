//! The names of a register as forms: which words are needed, which may stand beside them, which title goes with them.

use super::capitals::{Behind, part_initials};
use super::fold::{Before, Folded, Token};
use super::words::{NONE, Vocabulary, class, title};
use crate::register::AliasKind;

/// How a form is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Forenames and a surname; the forenames may be absent (`General Picton`).
    Person,
    /// The name of a title: Wellington, Penrhyn, St Vincent.
    Title,
    /// One name: Bede.
    Mononym,
    /// A forename and a number: William IV.
    Regnal,
    /// Words that only together are the name: Felix of Nola.
    Phrase,
}

/// What a word is in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Every one of them is needed.
    Needed,
    /// May be absent; another in its place contradicts.
    Forename,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) word: u32,
    pub(crate) role: Role,
}

/// One name of one person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) person: u32,
    /// 0 the name itself, else the alias before which so many stand.
    pub(crate) alias: u16,
    pub(crate) shape: Shape,
    pub(crate) kind: AliasKind,
    /// Families of titles that the form itself has.
    pub(crate) titles: u16,
    pub(crate) numeral: u8,
    /// The name has something that tells its bearer from others: `junior`, `MP`, `(kinsman)`.
    pub(crate) qualified: bool,
    /// Only the first half of a double surname: agrees with a forename only.
    pub(crate) partial: bool,
    /// The particle before the surname, as a word; else no word.
    pub(crate) particle: u32,
    pub(crate) start: u32,
    pub(crate) len: u8,
}

/// The parts of a form that is being read.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) shape: Shape,
    pub(crate) titles: u16,
    pub(crate) numeral: u8,
    pub(crate) qualified: bool,
    pub(crate) partial: bool,
    pub(crate) particle: u32,
    pub(crate) parts: Vec<Part>,
}

/// Longer forms are cut: nobody's name on a street has more words.
const MOST_PARTS: usize = 12;

/// The forms of one name of a register.
///
/// `territorial` is whether the person's name has an `of` in it: then what follows a particle in another language is a country too.
/// `saintly` is whether the person may be a saint: of anybody else `St Vincent` is the name of a title.
pub(crate) fn read(
    name: &str,
    territorial: bool,
    saintly: bool,
    vocabulary: &mut Vocabulary,
    folded: &mut Folded,
) -> Vec<Draft> {
    let mut qualified = false;
    let plain = without_brackets(name, &mut qualified);
    folded.read(&plain);
    part_initials(folded, vocabulary);
    without_honours(folded, vocabulary);
    let words: Vec<(u32, Token)> =
        folded.tokens.iter().map(|token| (vocabulary.add(folded.word(token)), *token)).collect();
    let mut pieces: Vec<Vec<(u32, Token)>> = vec![Vec::new()];
    for word in words {
        if word.1.before == Before::Comma {
            pieces.push(Vec::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(word);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    let mut pieces = pieces.into_iter();
    let mut head = pieces.next().unwrap_or_default();
    let mut drafts = Vec::new();
    let mut titles = 0;
    for tail in pieces {
        if head.len() == 1 && is_forenames(&tail, vocabulary) {
            // `Picton, Sir Thomas`
            let surname = std::mem::replace(&mut head, tail);
            head.extend(surname);
            continue;
        }
        match title_name(&tail, vocabulary) {
            Some((family, name)) if !name.is_empty() => {
                titles |= family;
                drafts.push(Draft {
                    shape: if family & title::ROYAL != 0 && family & title::PEER == 0 {
                        Shape::Phrase
                    } else {
                        Shape::Title
                    },
                    titles: family,
                    numeral: 0,
                    qualified: false,
                    partial: false,
                    particle: NONE,
                    parts: needed(&name),
                });
            }
            Some((family, _)) => titles |= family,
            None => qualified = true,
        }
    }
    // `King of Hanover` behind a comma is a title of the person and no name of its own.
    drafts.retain(|draft| draft.shape == Shape::Title);
    head_forms(&head, titles, qualified, territorial, saintly, vocabulary, &mut drafts);
    for draft in &mut drafts {
        draft.parts.truncate(MOST_PARTS);
    }
    drafts.retain(|draft| !draft.parts.is_empty());
    drafts
}

/// The name without brackets; what stands in them tells bearers apart, unless it is years or a kind.
/// The name of a thing: every word but the types of street and asset at its ends has to be there.
pub(crate) fn thing(name: &str, vocabulary: &mut Vocabulary, folded: &mut Folded) -> Vec<Draft> {
    folded.read(name);
    let mut words: Vec<u32> = folded.tokens.iter().map(|token| vocabulary.add(folded.word(token))).collect();
    let is = |word: Option<&u32>, classes: u32| word.is_some_and(|word| vocabulary.word(*word).is(classes));
    while words.len() > 1 && is(words.last(), class::SUFFIX | class::DIRECTION | class::PLACE) {
        words.pop();
    }
    while words.len() > 1 && is(words.first(), class::PREFIX | class::DIRECTION | class::NEUTRAL) {
        words.remove(0);
    }
    words.truncate(MOST_PARTS);
    if words.is_empty() {
        return Vec::new();
    }
    let parts = words.into_iter().map(|word| Part { word, role: Role::Needed }).collect();
    let (titles, numeral, qualified, partial, particle) = (0, 0, false, false, NONE);
    vec![Draft { shape: Shape::Phrase, titles, numeral, qualified, partial, particle, parts }]
}

fn without_brackets(name: &str, qualified: &mut bool) -> String {
    let mut out = String::with_capacity(name.len());
    let mut inside = 0_u32;
    for character in name.chars() {
        match character {
            '(' | '[' => {
                inside += 1;
                out.push(' ');
            }
            ')' | ']' => inside = inside.saturating_sub(1),
            letter if inside > 0 => {
                *qualified |= letter.is_alphabetic() && !matches!(letter, 'c' | 'b' | 'd' | 'a' | 'f' | 't' | 'e' | 'r')
            }
            letter => out.push(letter),
        }
    }
    out
}

/// Leaves the letters of honours out (`Arthur Evans OBE`, `Beatty, David, OM, GCB`): they tell nobody from another.
fn without_honours(folded: &mut Folded, vocabulary: &Vocabulary) {
    let mut behind = Behind::default();
    let mut at = 0;
    while at < folded.tokens.len() {
        let honour = behind.honour(folded, at, folded.tokens.len(), vocabulary);
        if honour > 0 && folded.tokens.len() > honour {
            folded.tokens.drain(at..at + honour);
            continue;
        }
        let word = folded.tokens.get(at).map_or("", |token| folded.word(token));
        let info = vocabulary.find(word).map(|word| vocabulary.word(word)).unwrap_or_default();
        let is_title = info.is(class::TITLE | class::NEUTRAL | class::SAINT);
        behind.note(info, word.len(), at > 0 && !is_title);
        at += 1;
    }
}

fn needed(words: &[(u32, Token)]) -> Vec<Part> {
    words.iter().map(|(word, _)| Part { word: *word, role: Role::Needed }).collect()
}

fn is_forenames(words: &[(u32, Token)], vocabulary: &Vocabulary) -> bool {
    words.iter().all(|(word, _)| {
        let info = vocabulary.word(*word);
        info.is(class::FORENAME) || info.is(class::TITLE) || vocabulary.text(*word).len() == 1
    })
}

/// The family and the name of a title: `1st Baron Penrhyn`, `Duke of Wellington`, `7th Earl of Cardigan`.
fn title_name(words: &[(u32, Token)], vocabulary: &Vocabulary) -> Option<(u16, Vec<(u32, Token)>)> {
    let mut family = 0;
    let mut rest = words;
    while let Some(((word, _), after)) = rest.split_first() {
        let info = vocabulary.word(*word);
        if info.is(class::TITLE) {
            family |= info.titles;
        } else if !(info.is(class::ORDINAL) || info.is(class::NEUTRAL) && family == 0) {
            break;
        }
        rest = after;
    }
    if family == 0 {
        return None;
    }
    let name: Vec<(u32, Token)> =
        rest.iter().filter(|(word, _)| !vocabulary.word(*word).is(class::NEUTRAL)).copied().collect();
    Some((family, name))
}

fn head_forms(
    head: &[(u32, Token)],
    tail_titles: u16,
    mut qualified: bool,
    territorial: bool,
    saintly: bool,
    vocabulary: &Vocabulary,
    drafts: &mut Vec<Draft>,
) {
    let info = |word: u32| vocabulary.word(word);
    let mut titles = tail_titles;
    let mut words = head;
    // Titles before the name; the last word is a name whatever else it is.
    while let [(first, _), rest @ ..] = words {
        if rest.is_empty() || !info(*first).is(class::TITLE) {
            break;
        }
        titles |= info(*first).titles;
        words = rest;
    }
    let had_title = titles != tail_titles;
    let of = words.first().is_some_and(|(word, _)| vocabulary.text(*word) == "of");
    let mut words: Vec<(u32, Token)> = words.to_vec();
    // `the elder`, `junior`, `MP` behind the name.
    while words.len() > 1 {
        let Some((last, _)) = words.last() else { break };
        if !info(*last).is(class::EPITHET) {
            break;
        }
        qualified = true;
        words.pop();
        if words.last().is_some_and(|(word, _)| vocabulary.text(*word) == "the") {
            words.pop();
        }
    }
    let name: Vec<(u32, Token)> = words.iter().filter(|(word, _)| !info(*word).is(class::NEUTRAL)).copied().collect();
    let name = if name.is_empty() { words.clone() } else { name };
    let draft =
        |shape, parts, numeral| Draft { shape, titles, numeral, qualified, partial: false, particle: NONE, parts };
    // A saint by name: `Saint Felix of Nola`. The saint's name alone is the form.
    let saint = name.len() > 1
        && name.first().is_some_and(|(word, token)| info(*word).is(class::SAINT) && token.before == Before::Space);
    if saint && titles == 0 && !saintly {
        drafts.push(draft(Shape::Title, needed(&name), 0));
        return;
    }
    if saint && titles == 0 && name.get(1).is_some_and(|(word, _)| info(*word).is(class::FORENAME)) {
        let shape = if name.len() == 2 { Shape::Mononym } else { Shape::Phrase };
        drafts.push(Draft {
            shape,
            titles: title::SAINT,
            numeral: 0,
            qualified,
            partial: false,
            particle: NONE,
            parts: needed(name.get(1..).unwrap_or(&[])),
        });
        return;
    }
    // A number after the first word: kings, popes, Malcolm X.
    // A single letter is a number only at the end or before an `of`: elsewhere it is an initial.
    let followed_by_of = |token: &Token| {
        words
            .iter()
            .position(|(_, other)| other.raw == token.raw)
            .and_then(|at| words.get(at + 1))
            .is_none_or(|(next, _)| info(*next).is(class::NEUTRAL))
    };
    let whole: Vec<(u32, Token)> = words
        .iter()
        .filter(|(word, _)| !info(*word).is(class::NEUTRAL) || info(*word).is(class::ORDINAL))
        .copied()
        .collect();
    let numeral = whole.iter().enumerate().skip(1).find(|(_, (word, token))| {
        info(*word).is(class::ORDINAL)
            && !token.dotted
            && (token.folded[1] - token.folded[0] > 1 || followed_by_of(token))
    });
    if let Some((at, (word, _))) = numeral {
        let number = info(*word).numeral;
        let forenames = whole.get(..at).unwrap_or(&[]);
        drafts.push(draft(Shape::Regnal, needed(forenames), number));
        let after = whole.get(at + 1..).unwrap_or(&[]);
        let of_follows =
            words.iter().any(|(word, _)| info(*word).is(class::NEUTRAL) && !info(*word).is(class::ORDINAL));
        if let ([surname], false) = (after, of_follows) {
            let mut parts: Vec<Part> =
                forenames.iter().map(|(word, _)| Part { word: *word, role: Role::Forename }).collect();
            parts.push(Part { word: surname.0, role: Role::Needed });
            drafts.push(draft(Shape::Person, parts, 0));
        }
        return;
    }
    // `Duke of Wellington`, `Lord Penrhyn`, `Earl of St Vincent`; but `Lord Horatio Nelson` is a person.
    let noble = titles & title::PEER != 0 && had_title;
    if noble
        && (of
            || name.len() == 1
            || !name.first().is_some_and(|(word, _)| info(*word).is(class::FORENAME)) && name.len() <= 2)
    {
        drafts.push(draft(Shape::Title, needed(&name), 0));
        return;
    }
    if let [single] = name.as_slice() {
        let shape =
            if had_title && titles & (title::ROYAL | title::SAINT) == 0 { Shape::Person } else { Shape::Mononym };
        drafts.push(draft(shape, needed(&[*single]), 0));
        return;
    }
    // `Felix of Nola`: neither word alone is the name. Of a queen the forename alone is, beside her title.
    let of = words
        .iter()
        .enumerate()
        .skip(1)
        .find(|(_, (word, _))| vocabulary.text(*word) == "of" || territorial && info(*word).is(class::NEUTRAL));
    if let Some((at, _)) = of {
        drafts.push(draft(Shape::Phrase, needed(&name), 0));
        let forenames: Vec<(u32, Token)> =
            words.iter().take(at).filter(|(word, _)| !info(*word).is(class::NEUTRAL)).copied().collect();
        if !forenames.is_empty() && forenames.iter().all(|(word, _)| info(*word).is(class::FORENAME)) {
            drafts.push(draft(Shape::Regnal, needed(&forenames), 0));
        }
        return;
    }
    // `Ernest Augustus, King of Hanover`
    if tail_titles & title::ROYAL != 0 && name.iter().all(|(word, _)| info(*word).is(class::FORENAME)) {
        drafts.push(draft(Shape::Regnal, needed(&name), 0));
        return;
    }
    // The surname is the last word, with what a hyphen binds to it.
    let mut first_of_surname = name.len().saturating_sub(1);
    while first_of_surname > 1 && name.get(first_of_surname).is_some_and(|(_, token)| token.before == Before::Hyphen) {
        first_of_surname -= 1;
    }
    // `Saint-Exupéry`
    let all_hyphens = name.iter().skip(1).all(|(_, token)| token.before == Before::Hyphen);
    if all_hyphens {
        first_of_surname = 0;
    }
    let part = |(at, (word, _)): (usize, &(u32, Token))| Part {
        word: *word,
        role: if at < first_of_surname { Role::Forename } else { Role::Needed },
    };
    let mut person = draft(Shape::Person, name.iter().enumerate().map(part).collect(), 0);
    // `von Tempsky`: the particle before the surname.
    person.particle = name
        .get(first_of_surname)
        .and_then(|(_, surname)| words.iter().position(|(_, token)| token.raw == surname.raw))
        .and_then(|at| words.get(at.checked_sub(1)?))
        .filter(|(word, _)| info(*word).is(class::NEUTRAL))
        .map_or(NONE, |(word, _)| *word);
    // `Annie Romein-Verschoor` is known as Annie Romein too.
    if first_of_surname > 0 && name.len() - first_of_surname == 2 {
        let mut parts: Vec<Part> = name.iter().enumerate().map(part).collect();
        parts.pop();
        drafts.push(Draft { partial: true, ..draft(Shape::Person, parts, 0) });
    }
    drafts.push(person);
}
