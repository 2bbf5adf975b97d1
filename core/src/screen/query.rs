//! A name taken apart: segments, what was stripped from them, and what each word that is left can be.

use super::capitals::{Behind, part_initials};
use super::fold::{Before, Folded, Token};
use super::index::Index;
use super::words::{NONE, Word, class, title};

/// Words of one segment beyond these are not aligned.
pub(crate) const MOST_WORDS: usize = 24;
/// Segments of one name beyond these are not looked at.
const MOST_SEGMENTS: usize = 8;
/// Types of street that go from the end.
const MOST_SUFFIXES: usize = 3;
/// What stands before another name of the same thing, or before the name that a thing was given.
const RENAMED: &[&str] =
    &["formerly", "previously", "originally", "was", "now", "aka", "known", "called", "renamed", "named", "after"];

/// What a word is taken for in its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// A name, or a word that nobody knows: it has to be explained.
    #[default]
    Name,
    /// A type of street or asset, a direction. It may still be part of a name that fits as a whole.
    Stripped,
    /// An article or particle.
    Neutral,
    Title,
    Saint,
    Initial,
    Numeral,
}

/// A word of a segment.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Item {
    pub(crate) raw: [u32; 2],
    pub(crate) kind: Kind,
    /// The word itself and what else it may be, best first.
    pub(crate) words: [u32; 4],
    /// The first of these that is not the word itself: a plural, then what is left when a type of street goes.
    pub(crate) plural: u32,
    pub(crate) info: Word,
    /// The token's number.
    pub(crate) token: u16,
    /// How many tokens it covers.
    pub(crate) covers: u8,
    pub(crate) before_hyphen: bool,
    /// A type of street was written onto its end.
    pub(crate) compound: bool,
    pub(crate) possessive: bool,
    /// A small letter alone, or one before an apostrophe: an article, never an initial.
    pub(crate) article: bool,
}

impl Item {
    #[inline]
    pub(crate) fn means(&self, word: u32) -> bool {
        word != NONE && self.words.contains(&word)
    }
}

/// One of the names in a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segment {
    pub(crate) items: Vec<Item>,
    /// How many of the items are names that have to be explained, articles not counted.
    pub(crate) names: usize,
    /// A house, farm or castle stands before a type of street.
    pub(crate) compound_place: bool,
    /// Words that are a settlement or a fixed phrase together: first item, how many.
    pub(crate) phrase: Option<(usize, usize, bool)>,
    /// A saint comes before the names.
    pub(crate) saint: bool,
    /// Families of the titles that stand there.
    pub(crate) titles: u16,
    pub(crate) numeral: u8,
    /// More words than are looked at.
    pub(crate) cut: bool,
}

/// A name taken apart. One is reused for many names.
#[derive(Debug, Default, Clone)]
pub(crate) struct Query {
    pub(crate) folded: Folded,
    pub(crate) segments: Vec<Segment>,
    pub(crate) used: usize,
    joined: String,
}

impl Query {
    pub(crate) fn segments(&self) -> &[Segment] {
        self.segments.get(..self.used).unwrap_or(&[])
    }

    /// Takes a name apart.
    pub(crate) fn read(&mut self, raw: &str, index: &Index) {
        self.folded.read(raw);
        if !index.things {
            part_initials(&mut self.folded, &index.vocabulary);
        }
        self.used = 0;
        let count = self.folded.tokens.len();
        let mut start = self.begin(0, index);
        for end in 1..=count {
            if end <= start {
                continue;
            }
            let breaks = match self.folded.tokens.get(end).map(|token| token.before) {
                None | Some(Before::Break) => true,
                // `Picton, Sir Thomas` is one name turned round; `Jervis Walk, Ringland` is a name and a district.
                Some(Before::Comma) => !self.turned_round(start, end, index),
                _ => !index.things && (RENAMED.contains(&self.word(end)) || self.joins_names(start, end, index)),
            };
            if breaks {
                if self.used < MOST_SEGMENTS {
                    self.segment(raw, start, end, index);
                } else {
                    self.folded.cut = true;
                }
                start = self.begin(end, index);
            }
        }
    }

    /// Where a name begins, behind `and` or `formerly`. A register of things may have such words in its names.
    fn begin(&self, mut at: usize, index: &Index) -> usize {
        while !index.things && (RENAMED.contains(&self.word(at)) || self.word(at) == "and") {
            at += 1;
        }
        at
    }

    fn is(&self, at: usize, classes: u32, index: &Index) -> bool {
        index.vocabulary.find(self.word(at)).is_some_and(|word| index.vocabulary.word(word).is(classes))
    }

    fn word(&self, at: usize) -> &str {
        self.folded.tokens.get(at).map_or("", |token| self.folded.word(token))
    }

    /// Whether this is an `and` between two names, each of which is read by itself. `John and Sarah Smith` share a surname and stay one name; behind
    /// `in` or `including` nothing is a name.
    fn joins_names(&self, start: usize, at: usize, index: &Index) -> bool {
        if self.word(at) != "and" {
            return false;
        }
        let find = |at: usize| index.vocabulary.find(self.word(at));
        let is = |at: usize, classes: u32| self.is(at, classes, index);
        let before = at.saturating_sub(1);
        let token = |at: usize| self.folded.tokens.get(at);
        let is_key = find(before).is_some_and(|word| !index.postings(word).is_empty());
        // `Duke and Duchess of Wellington`
        if is(before, class::TITLE) && !is_key {
            return false;
        }
        let shared = is(before, class::FORENAME)
            && !is_key
            && token(before).is_none_or(|token| !token.possessive)
            && !(before > start && is(before - 1, class::SAINT))
            && is(at + 1, class::FORENAME | class::TITLE)
            && token(at + 2).is_some_and(|token| matches!(token.before, Before::Space | Before::Hyphen))
            && !is(at + 2, class::SUFFIX | class::PLACE);
        !shared && !(start + 1..at).any(|at| is(at, class::LOCATION | class::TAIL))
    }

    /// Strips the words that say what kind of thing the name is of: `Hopton's Almshouses`, of an almshouse. One name always stays.
    pub(crate) fn strip_kind(&mut self, kind: &str, folded: &mut Folded) {
        folded.read(kind);
        let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).len();
        for segment in self.segments.iter_mut().take(self.used) {
            for item in &mut segment.items {
                let Some(token) = self.folded.tokens.get(usize::from(item.token)) else { continue };
                let word = self.folded.word(token);
                let same = folded
                    .tokens
                    .iter()
                    .map(|token| folded.word(token))
                    .any(|other| other.len() > 2 && word.get(..singular(word)) == other.get(..singular(other)));
                if segment.names > 1 && item.kind == Kind::Name && item.covers == 1 && same {
                    item.kind = Kind::Stripped;
                    segment.names -= 1;
                }
            }
        }
    }

    fn turned_round(&self, start: usize, comma: usize, index: &Index) -> bool {
        let known = |token: &Token| index.vocabulary.find(self.folded.word(token)).map(|id| index.vocabulary.word(id));
        let rest = self.folded.tokens.get(comma..).unwrap_or(&[]);
        let rest_len = rest
            .iter()
            .enumerate()
            .skip(1)
            .find(|(_, token)| matches!(token.before, Before::Comma | Before::Break))
            .map_or(rest.len(), |(at, _)| at);
        comma - start <= 2
            && rest.iter().take(rest_len).all(|token| {
                self.folded.word(token).len() == 1
                    || known(token).is_some_and(|word| {
                        word.is(class::FORENAME | class::TITLE) && !word.is(class::SETTLEMENT | class::SUFFIX)
                    })
            })
    }

    fn segment(&mut self, raw: &str, mut start: usize, mut end: usize, index: &Index) {
        // The number of a road or a house before or behind the name.
        while !index.things && end - start > 1 && is_number(self.word(start)) {
            start += 1;
        }
        while !index.things && end - start > 1 && is_number(self.word(end - 1)) {
            end -= 1;
        }
        if self.segments.len() == self.used {
            self.segments.push(Segment::default());
        }
        let Some(slot) = self.segments.get_mut(self.used) else { return };
        let mut segment = std::mem::take(slot);
        segment.items.clear();
        segment.cut = end - start > MOST_WORDS;
        let end = end.min(start + MOST_WORDS);
        let (mut behind, mut turned) = (Behind::default(), false);
        let mut at = start;
        while at < end {
            let Some(token) = self.folded.tokens.get(at) else { break };
            let honour = if index.things { 0 } else { behind.honour(&self.folded, at, end, &index.vocabulary) };
            if honour > 0 {
                let last = self.folded.tokens.get(at + honour - 1).unwrap_or(token);
                let covers = u8::try_from(honour).unwrap_or(1);
                let raw = [token.raw[0], last.raw[1]];
                let token = u16::try_from(at).unwrap_or(u16::MAX);
                let words = [NONE; 4];
                segment.items.push(Item {
                    raw,
                    kind: Kind::Neutral,
                    words,
                    plural: NONE,
                    token,
                    covers,
                    ..Item::default()
                });
                at += honour;
                continue;
            }
            let next_hyphen = self.folded.tokens.get(at + 1).is_some_and(|next| next.before == Before::Hyphen);
            let last = at + 1 == end;
            let elided = self.folded.tokens.get(at + 1).is_some_and(|next| next.before == Before::Elision);
            let small = raw
                .get(token.raw[0] as usize..token.raw[1] as usize)
                .is_some_and(|text| text.chars().all(char::is_lowercase));
            let mut item = item(self.folded.word(token), token, at, last, next_hyphen, index);
            item.article = elided || small && !token.dotted && at > start;
            let is_key = item.words.iter().any(|word| !index.postings(*word).is_empty());
            behind.note(item.info, self.folded.word(token).len(), is_key);
            // `Gladstone, W. E.`; but `Hibbert Road, N`.
            let comma = token.before == Before::Comma && at > start;
            turned |= comma && (at == start + 1 || !self.is(at - 1, class::SUFFIX | class::PLACE, index));
            if turned && self.folded.word(token).len() == 1 && !item.article {
                item.kind = Kind::Initial;
            }
            segment.items.push(item);
            at += 1;
        }
        self.join(&mut segment, index);
        strip(&mut segment, index.vocabulary.find("of"));
        kinds(&mut segment);
        phrases(&mut segment, index);
        if let Some(slot) = self.segments.get_mut(self.used) {
            *slot = segment;
        }
        self.used += 1;
    }

    /// Neighbours of which neither is a key and which together are one: `Mac Donald`, `Baden Powell` where the register writes one word.
    fn join(&mut self, segment: &mut Segment, index: &Index) {
        if segment.items.len() > 6 {
            return;
        }
        let is_key = |item: &Item| item.words.iter().any(|word| !index.postings(*word).is_empty());
        let mut at = 0;
        while at + 1 < segment.items.len() {
            let (Some(first), Some(second)) = (segment.items.get(at), segment.items.get(at + 1)) else { break };
            let plain = |item: &Item| !item.info.is(class::SUFFIX | class::PLACE | class::PREFIX);
            // `La Rose Street`: an article that is also short for a lane; but in `Rue de la Rose` it is none of a name.
            let before = at.checked_sub(1).and_then(|before| segment.items.get(before));
            let article = first.info.is(class::SUFFIX)
                && first.info.is(class::NEUTRAL)
                && before.is_none_or(|before| !before.info.is(class::NEUTRAL | class::PREFIX));
            if is_key(second) || !(plain(first) || article) || !plain(second) {
                at += 1;
                continue;
            }
            let tokens = &self.folded.tokens;
            let (Some(a), Some(b)) = (tokens.get(usize::from(first.token)), tokens.get(usize::from(second.token)))
            else {
                break;
            };
            self.joined.clear();
            self.joined.push_str(self.folded.word(a));
            self.joined.push_str(self.folded.word(b));
            if let Some(word) = index.vocabulary.find(&self.joined)
                && !index.postings(word).is_empty()
            {
                let merged = Item {
                    raw: [first.raw[0], second.raw[1]],
                    words: [word, NONE, NONE, NONE],
                    plural: NONE,
                    info: index.vocabulary.word(word),
                    covers: 2,
                    possessive: second.possessive,
                    ..*first
                };
                segment.items.splice(at..at + 2, [merged]);
            }
            at += 1;
        }
    }
}

/// The number of a house or a road: `12`, `12A`, `A48`, `B3078`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['a', 'b', 'm']).unwrap_or(word);
    let digits = digits.strip_suffix(|letter: char| letter.is_ascii_lowercase()).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a word in two parts, where it is a key.
fn key_of(index: &Index, first: &str, rest: &str) -> Option<u32> {
    let mut word = String::with_capacity(first.len() + rest.len());
    word.push_str(first);
    word.push_str(rest);
    index.vocabulary.find(&word).filter(|id| !index.postings(*id).is_empty())
}

/// What a token can be.
fn item(word: &str, token: &Token, at: usize, last: bool, next_hyphen: bool, index: &Index) -> Item {
    let vocabulary = &index.vocabulary;
    let exact = vocabulary.find(word);
    let mut info = exact.map(|id| vocabulary.word(id)).unwrap_or_default();
    info.initial = word.bytes().next().unwrap_or(0);
    let mut words = [NONE; 4];
    let mut count = 0;
    let mut push = |id: Option<u32>| {
        if let (Some(id), Some(slot)) = (id, words.get_mut(count)) {
            *slot = id;
            count += 1;
            return true;
        }
        false
    };
    push(exact);
    let mut plural = NONE;
    let exact_is_key = exact.is_some_and(|id| !index.postings(id).is_empty());
    // `Kitcheners Court`, `Andersens Boulevard`; only where the singular is a key and the word itself is none.
    // A surname such as Williams or Watts is no plural.
    if !exact_is_key
        && !info.is(class::SURNAME | class::COMMON | class::FORENAME)
        && word.len() >= 4
        && let Some(singular) = word.strip_suffix('s').and_then(|singular| vocabulary.find(singular))
        && (!index.postings(singular).is_empty() || vocabulary.word(singular).is(class::FORENAME))
        && push(Some(singular))
    {
        plural = singular;
        // What is known of the name is known of the singular.
        if !index.postings(singular).is_empty() {
            let one = vocabulary.word(singular);
            info.classes |= one.classes & (class::FORENAME | class::SURNAME | class::SETTLEMENT | class::COMMON);
            (info.surname, info.forename) = (one.surname, one.forename);
            info.streets = info.streets.max(one.streets);
        }
    }
    // Lists write Mac and Mc for one another.
    if let Some(rest) = word.strip_prefix("mac").filter(|rest| rest.len() >= 3) {
        push(key_of(index, "mc", rest));
    } else if let Some(rest) = word.strip_prefix("mc").filter(|rest| rest.len() >= 3) {
        push(key_of(index, "mac", rest));
    }
    let mut compound = false;
    let kept = class::SUFFIX | class::PREFIX | class::PLACE | class::TITLE | class::ENDING | class::AFTER;
    if (last || token.before == Before::Hyphen) && !next_hyphen && word.len() >= 6 && !info.is(kept) {
        for ending in vocabulary.endings() {
            let Some(stem) = word.strip_suffix(ending.as_str()).filter(|stem| stem.len() >= 3) else { continue };
            let mut found = false;
            let mut common = false;
            // `Koningsstraat`, `Goethestraße`, `Linnéweg`: a letter may bind the parts.
            for stem in [
                Some(stem),
                stem.strip_suffix('s'),
                stem.strip_suffix("en"),
                stem.strip_suffix('n'),
                stem.strip_suffix('e'),
            ]
            .into_iter()
            .flatten()
            .filter(|stem| stem.len() >= 3)
            {
                let Some(id) = vocabulary.find(stem) else { continue };
                let is_name = found;
                if !index.postings(id).is_empty() {
                    found |= push(Some(id));
                }
                // `Molenstraat` is the mill's street and not that of somebody called Mol.
                if vocabulary.word(id).is(class::COMMON) {
                    push(Some(id));
                    found = true;
                    common = true;
                    // `Rosegate` says as little of somebody called Rose as `Rose Street` does; but `Pooleweg` may be a Poole's.
                    info.classes |= if is_name { 0 } else { class::COMMON };
                    break;
                }
            }
            compound |= found && !common;
            if found {
                break;
            }
        }
    }
    Item {
        raw: token.raw,
        kind: Kind::Name,
        words,
        plural,
        info,
        token: u16::try_from(at).unwrap_or(u16::MAX),
        covers: 1,
        before_hyphen: token.before == Before::Hyphen,
        compound,
        possessive: token.possessive,
        article: false,
    }
}

/// Marks what tells the type of the street or asset and not its name.
fn strip(segment: &mut Segment, of: Option<u32>) {
    let items = &mut segment.items;
    segment.compound_place = false;
    let open =
        |items: &[Item]| items.iter().filter(|item| item.kind == Kind::Name && !item.info.is(class::NEUTRAL)).count();
    // From the front: `Statue of`, `Heol`, `Rue de la`, `Old`.
    let mut front = 0;
    // `Street of …`; but `Hill of …` and `Bridge of …` are places.
    let street = items.first().is_some_and(|item| {
        item.info.is(class::SUFFIX) && !item.info.is(class::COMPOUND | class::COMMON | class::NEUTRAL)
    }) && items.get(1).is_some_and(|item| of == Some(item.words[0]));
    if street || items.first().is_some_and(|item| item.info.is(class::ASSET | class::PLACE)) {
        let of = items.iter().take(5).position(|item| item.covers == 1 && is_of(item));
        if let Some(of) = of.filter(|of| *of + 1 < items.len()) {
            items.iter_mut().take(of).for_each(|item| item.kind = Kind::Stripped);
            if let Some(item) = items.get_mut(of) {
                item.kind = Kind::Neutral;
            }
            front = of + 1;
            let place = items.iter().skip(front + 1).position(|item| item.covers == 1 && item.info.is(class::LOCATION));
            if let Some(place) = place {
                items.iter_mut().skip(front + 1 + place).for_each(|item| item.kind = Kind::Stripped);
            }
        } else if items.len() > 1 && items.first().is_some_and(|item| item.info.is(class::ASSET)) {
            items.iter_mut().take(1).for_each(|item| item.kind = Kind::Stripped);
            front = 1;
        }
    }
    let front_of_tail = front + 1;
    let tail = items.iter().skip(front_of_tail).position(|item| item.covers == 1 && item.info.is(class::TAIL));
    if let Some(tail) = tail {
        items.iter_mut().skip(front_of_tail + tail).for_each(|item| item.kind = Kind::Stripped);
    }
    for round in 0..3 {
        let Some(item) = items.get(front) else { break };
        let prefix = item.info.is(class::PREFIX) && !item.before_hyphen && !(item.info.is(class::SUFFIX) && round > 0);
        let direction = item.info.is(class::DIRECTION) && word_len(item) > 1;
        if !(prefix || direction) || open(items) <= 1 {
            break;
        }
        if let Some(item) = items.get_mut(front) {
            item.kind = Kind::Stripped;
        }
        front += 1;
    }
    // From the end: types of street and directions, then what the asset is.
    let mut end = tail.map_or(items.len(), |tail| front_of_tail + tail);
    let (mut suffixes, mut street) = (0, false);
    while end > 0 && suffixes < MOST_SUFFIXES && open(items) > 1 {
        let Some(item) = items.get(end - 1) else { break };
        let saint_street = item.info.is(class::SAINT | class::SUFFIX);
        let is_type =
            item.info.is(class::SUFFIX | class::ENDING | class::AFTER) || saint_street && item.info.is(class::SUFFIX);
        if item.kind != Kind::Name || !(is_type || item.info.is(class::DIRECTION)) || item.compound {
            break;
        }
        // A house is what the asset is, unless a street is named after it.
        if street && item.info.is(class::COMPOUND) {
            break;
        }
        street |= is_type && !item.info.is(class::PLACE | class::COMPOUND);
        suffixes += 1;
        end -= 1;
        if let Some(item) = items.get_mut(end) {
            item.kind = Kind::Stripped;
        }
    }
    let mut is_asset = items.get(end).is_some_and(|item| item.info.is(class::PLACE));
    while end > 0 && open(items) > 1 {
        let Some(item) = items.get(end - 1) else { break };
        let neutral = item.info.is(class::NEUTRAL) && !item.info.is(class::ORDINAL);
        if street && item.info.is(class::COMPOUND) {
            segment.compound_place = true;
            break;
        }
        let kind = item.info.is(class::KIND) && is_asset;
        if item.kind != Kind::Name || !(item.info.is(class::PLACE) || kind || neutral) {
            break;
        }
        is_asset |= item.info.is(class::PLACE);
        end -= 1;
        if let Some(item) = items.get_mut(end) {
            item.kind = if neutral { Kind::Neutral } else { Kind::Stripped };
        }
    }
}

fn word_len(item: &Item) -> u32 {
    item.raw[1] - item.raw[0]
}

/// `of`, `to`, `for` and their like behind the word for an asset.
fn is_of(item: &Item) -> bool {
    item.info.is(class::NEUTRAL)
}

/// Says what each word that is left is.
fn kinds(segment: &mut Segment) {
    let items = &mut segment.items;
    segment.saint = false;
    segment.titles = 0;
    segment.numeral = 0;
    let last_name = items.iter().rposition(|item| item.kind == Kind::Name && !item.info.is(class::NEUTRAL));
    // `Chavasse vc mc`: several in a row.
    let last_but_honours = items
        .iter()
        .rposition(|item| item.kind == Kind::Name && !item.info.is(class::NEUTRAL | class::EPITHET | class::HONOUR));
    for at in 0..items.len() {
        let peer_next = items.get(at + 1).is_some_and(|next| next.info.titles & title::PEER != 0);
        let Some(item) = items.get_mut(at) else { break };
        if item.kind != Kind::Name {
            continue;
        }
        let followed = last_name.is_some_and(|last| last > at);
        let ends = last_but_honours.is_none_or(|last| last < at);
        let short = word_len(item) == 1;
        if item.info.is(class::ORDINAL) && peer_next && !matches!(item.info.initial, b'i' | b'v' | b'x') {
            // `1st Duke of Wellington`, `First Duke`: which holder of the title it is.
            item.kind = Kind::Neutral;
        } else if item.info.is(class::ORDINAL) && item.info.numeral > 0 && (!short || !followed) && at > 0 {
            item.kind = Kind::Numeral;
            segment.numeral = item.info.numeral;
        } else if short && item.article && item.info.is(class::NEUTRAL) && followed {
            item.kind = Kind::Neutral;
        } else if short
            && (item.words[0] == NONE || item.info.initial.is_ascii_lowercase() && followed && !item.possessive)
        {
            item.kind = Kind::Initial;
        } else if item.info.is(class::NEUTRAL) && (followed || at > 0) {
            item.kind = Kind::Neutral;
        } else if item.info.is(class::SAINT) && followed {
            item.kind = Kind::Saint;
            segment.saint = true;
        } else if item.info.is(class::TITLE) && followed && !item.before_hyphen {
            item.kind = Kind::Title;
            segment.titles |= item.info.titles;
        } else if item.info.is(class::EPITHET | class::HONOUR) && at > 0 && ends {
            item.kind = Kind::Neutral;
        }
    }
    segment.names = items.iter().filter(|item| item.kind == Kind::Name).count();
}

/// Finds the longest settlement or fixed phrase of two words or more.
fn phrases(segment: &mut Segment, index: &Index) {
    segment.phrase = None;
    if segment.items.len() < 2 {
        return;
    }
    let mut best: Option<(usize, usize, bool)> = None;
    for at in 0..segment.items.len() {
        let Some(first) = segment.items.get(at).map(|item| item.words[0]) else { break };
        for (phrase, fixed) in index.phrases_from(first) {
            let fits = phrase.iter().enumerate().all(|(offset, word)| {
                segment.items.get(at + offset).is_some_and(|item| item.words[0] == *word || item.words[1] == *word)
            });
            if fits && best.is_none_or(|(_, len, _)| phrase.len() > len) {
                best = Some((at, phrase.len(), *fixed));
            }
        }
    }
    segment.phrase = best;
}
