//! A register made ready for screening: forms, and which forms a key word leads to. Forenames are never keys.

use super::fold::{Before, Folded};
use super::form::{self, Form, Part, Role, Shape};
use super::words::{NONE, Vocabulary, title};
use crate::register::{AliasKind, Register};

/// What screening needs of a person.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    /// Families of titles that the register speaks of, in names, titles or description.
    pub(crate) titles: u16,
    /// The register says more of the person than names: that it gives no rank then says something.
    pub(crate) described: bool,
    /// Where the person's forenames lie in [`Index::forenames`].
    pub(crate) forenames: [u32; 2],
    pub(crate) born: Option<(i32, i32)>,
    pub(crate) died: Option<(i32, i32)>,
    pub(crate) homonym: bool,
    /// The name in the register tells its bearer from others: `the elder`, `(kinsman)`.
    pub(crate) qualified: bool,
    /// Somebody else in the register has the same full name and nothing tells them apart.
    pub(crate) namesake: bool,
}

/// A key with more forms than this is looked up together with a forename.
pub(crate) const CROWDED: usize = 96;

#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// Whether the register lists names of things, not of persons.
    pub(crate) things: bool,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) forms: Vec<Form>,
    pub(crate) parts: Vec<Part>,
    pub(crate) facts: Vec<Facts>,
    pub(crate) forenames: Vec<u32>,
    /// Names with their particles and titles, and a form of each: what names with typing errors are compared with.
    pub(crate) whole_names: Vec<(String, u32)>,
    /// For each word, where its forms begin in `postings`; one more at the end.
    offsets: Vec<u32>,
    postings: Vec<u32>,
    /// For each word, how many persons have it as a complete name.
    bearers: Vec<u32>,
    /// Phrases of two words and more, sorted.
    phrases: Vec<(Vec<u32>, bool)>,
    /// Forms of crowded keys by key and forename.
    crowded: Vec<(u32, u32, u32)>,
}

impl Index {
    pub(crate) fn new(register: &Register, mut vocabulary: Vocabulary, whole_names: bool, things: bool) -> Self {
        for phrase in register.phrases() {
            vocabulary.fixed_phrase(&phrase.text);
        }
        let mut this = Self { vocabulary, things, ..Self::default() };
        let mut folded = Folded::default();
        let mut keys: Vec<(u32, u32)> = Vec::new();
        for (person, record) in register.persons().iter().enumerate() {
            let person = u32::try_from(person).unwrap_or(NONE);
            let mut facts = Facts {
                born: record.born.as_ref().map(|life| (life.from, life.to)),
                died: record.died.as_ref().map(|life| (life.from, life.to)),
                homonym: record.homonym,
                ..Facts::default()
            };
            let mut forenames: Vec<u32> = Vec::new();
            let territorial = record.name.contains(" of ");
            this.name(
                person,
                0,
                &record.name,
                AliasKind::Name,
                territorial,
                &mut folded,
                &mut facts,
                &mut forenames,
                &mut keys,
            );
            for (at, alias) in record.aliases.iter().enumerate() {
                let at = u16::try_from(at + 1).unwrap_or(u16::MAX);
                this.name(
                    person,
                    at,
                    &alias.text,
                    alias.kind,
                    territorial,
                    &mut folded,
                    &mut facts,
                    &mut forenames,
                    &mut keys,
                );
            }
            for style in &record.titles {
                this.name(
                    person,
                    0,
                    style,
                    AliasKind::Peerage,
                    territorial,
                    &mut folded,
                    &mut facts,
                    &mut forenames,
                    &mut keys,
                );
            }
            folded.read(&record.description);
            for token in &folded.tokens {
                if let Some(word) = this.vocabulary.find(folded.word(token)) {
                    facts.titles |= this.vocabulary.word(word).roles
                        & !(title::LADY | title::COMMON | title::KNIGHT | title::WOMAN | title::MAN);
                }
            }
            facts.described = !folded.tokens.is_empty() || facts.titles & !title::WOMAN != 0;
            let start = offset(this.forenames.len());
            this.forenames.extend(forenames);
            facts.forenames = [start, offset(this.forenames.len())];
            this.facts.push(facts);
        }
        this.phrases = this.vocabulary.phrases().to_vec();
        this.phrases.sort_unstable();
        this.phrases.dedup();
        this.post(keys);
        this.namesakes();
        if !whole_names {
            this.whole_names = Vec::new();
        }
        this
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one index under construction")]
    fn name(
        &mut self,
        person: u32,
        alias: u16,
        name: &str,
        kind: AliasKind,
        territorial: bool,
        folded: &mut Folded,
        facts: &mut Facts,
        forenames: &mut Vec<u32>,
        keys: &mut Vec<(u32, u32)>,
    ) {
        let saintly = alias == 0 && kind == AliasKind::Name || facts.titles & title::SAINT != 0;
        let drafts = if self.things {
            form::thing(name, &mut self.vocabulary, folded)
        } else {
            form::read(name, territorial, saintly, &mut self.vocabulary, folded)
        };
        let head = folded.tokens.iter().enumerate().position(|(at, token)| at > 0 && token.before == Before::Comma);
        let words: Vec<&str> =
            folded.tokens.iter().take(head.unwrap_or(folded.tokens.len())).map(|token| folded.word(token)).collect();
        if words.len() > 1 && drafts.last().is_some_and(|draft| draft.parts.len() < words.len()) {
            self.whole_names.push((words.join(" "), offset(self.forms.len())));
        }
        for draft in drafts {
            // A style such as `Sir` or `MP` alone is a title and no name.
            facts.titles |= draft.titles;
            facts.qualified |= alias == 0 && kind == AliasKind::Name && draft.qualified;
            if draft.shape == Shape::Mononym
                && draft.parts.iter().all(|part| self.vocabulary.word(part.word).titles != 0)
                && kind == AliasKind::Peerage
            {
                facts.titles |=
                    draft.parts.iter().fold(0, |titles, part| titles | self.vocabulary.word(part.word).titles);
                continue;
            }
            for (at, part) in draft.parts.iter().filter(|part| part.role == Role::Forename).enumerate() {
                if at == 0 {
                    facts.titles |= self.vocabulary.word(part.word).roles & title::WOMAN;
                }
                if !forenames.contains(&part.word) && forenames.len() < 64 {
                    forenames.push(part.word);
                }
            }
            if draft.shape == Shape::Regnal || draft.shape == Shape::Mononym {
                for part in &draft.parts {
                    if self.vocabulary.word(part.word).group != 0
                        && !forenames.contains(&part.word)
                        && forenames.len() < 64
                    {
                        forenames.push(part.word);
                    }
                }
            }
            let needed: Vec<u32> =
                draft.parts.iter().filter(|part| part.role == Role::Needed).map(|part| part.word).collect();
            let Some(last) = needed.last().copied() else { continue };
            let form = offset(self.forms.len());
            self.forms.push(Form {
                person,
                alias,
                shape: draft.shape,
                kind,
                titles: draft.titles,
                numeral: draft.numeral,
                qualified: draft.qualified,
                partial: draft.partial,
                particle: draft.particle,
                start: offset(self.parts.len()),
                len: u8::try_from(draft.parts.len()).unwrap_or(u8::MAX),
            });
            self.parts.extend(&draft.parts);
            let key = if draft.shape == Shape::Regnal { needed.first().copied().unwrap_or(last) } else { last };
            keys.push((key, form));
            // `Baden-Powell` and `La Rose` written as one word.
            let particle = if draft.particle != NONE && needed.len() == 1 { Some(draft.particle) } else { None };
            if draft.shape == Shape::Person && (needed.len() == 2 || particle.is_some()) && !draft.partial {
                let joined: String = particle.iter().chain(&needed).map(|word| self.vocabulary.text(*word)).collect();
                let joined = self.vocabulary.add(&joined);
                let form = offset(self.forms.len());
                let start = offset(self.parts.len());
                self.parts.extend(draft.parts.iter().filter(|part| part.role == Role::Forename));
                self.parts.push(Part { word: joined, role: Role::Needed });
                let len = u8::try_from(self.parts.len() - start as usize).unwrap_or(u8::MAX);
                let first = self.forms.last().copied();
                if let Some(first) = first {
                    self.forms.push(Form { start, len, ..first });
                    keys.push((joined, form));
                }
            }
        }
    }

    fn post(&mut self, mut keys: Vec<(u32, u32)>) {
        // A king is found under the forms of his name in other languages too.
        let regnal: Vec<(u32, u32)> = keys
            .iter()
            .copied()
            .filter(|(key, form)| {
                self.form(*form).is_some_and(|form| form.shape == Shape::Regnal)
                    && self.vocabulary.word(*key).group != 0
            })
            .collect();
        if !regnal.is_empty() {
            let mut members: Vec<Vec<u32>> = Vec::new();
            for word in 0..offset(self.vocabulary.len()) {
                let group = usize::from(self.vocabulary.word(word).group);
                if group != 0 {
                    if members.len() <= group {
                        members.resize(group + 1, Vec::new());
                    }
                    if let Some(members) = members.get_mut(group) {
                        members.push(word);
                    }
                }
            }
            for (key, form) in regnal {
                let group = usize::from(self.vocabulary.word(key).group);
                for member in members.get(group).into_iter().flatten().filter(|member| **member != key) {
                    keys.push((*member, form));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let words = self.vocabulary.len();
        self.offsets = vec![0; words + 1];
        self.bearers = vec![0; words];
        for (key, _) in &keys {
            if let Some(count) = self.offsets.get_mut(*key as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut self.offsets {
            sum += *count;
            *count = sum;
        }
        self.postings = keys.iter().map(|(_, form)| *form).collect();
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            let Some((key, _)) = group.first() else { continue };
            let mut persons: Vec<u32> = group
                .iter()
                .filter_map(|(_, form)| self.form(*form))
                .filter(|form| form.shape != Shape::Regnal && !form.partial && self.needed(form).count() == 1)
                .map(|form| form.person)
                .collect();
            persons.sort_unstable();
            persons.dedup();
            if let Some(bearers) = self.bearers.get_mut(*key as usize) {
                *bearers = offset(persons.len());
            }
            if group.len() > CROWDED {
                for (key, number) in group {
                    let Some(form) = self.form(*number) else { continue };
                    let forenames: Vec<u32> = self
                        .parts_of(&form)
                        .iter()
                        .filter(|part| part.role == Role::Forename)
                        .map(|part| self.forename_class(part.word))
                        .collect();
                    self.crowded.extend(forenames.into_iter().map(|class| (*key, class, *number)));
                    if form.shape != Shape::Person || self.needed(&form).count() > 1 {
                        // Looked at whatever stands beside the key.
                        self.crowded.push((*key, NONE, *number));
                    }
                }
            }
        }
        self.crowded.sort_unstable();
        self.crowded.dedup();
    }

    /// Marks persons with the same full name.
    fn namesakes(&mut self) {
        let mut names: Vec<(Vec<u32>, u32)> = self
            .forms
            .iter()
            .filter(|form| form.shape == Shape::Person && !form.qualified && !form.partial && !form.kind.is_weak())
            .filter_map(|form| {
                let words: Vec<u32> = self
                    .parts_of(form)
                    .iter()
                    .map(|part| if part.role == Role::Forename { self.forename_class(part.word) } else { part.word })
                    .collect();
                (words.len() > 1).then_some((words, form.person))
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        for group in names.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            for (_, person) in group {
                if let Some(facts) = self.facts.get_mut(*person as usize) {
                    facts.namesake = true;
                }
            }
        }
    }

    /// The phrases that begin with a word.
    pub(crate) fn phrases_from(&self, word: u32) -> &[(Vec<u32>, bool)] {
        let start = self.phrases.partition_point(|(phrase, _)| phrase.first().is_some_and(|first| *first < word));
        let rest = self.phrases.get(start..).unwrap_or(&[]);
        let len = rest.partition_point(|(phrase, _)| phrase.first() == Some(&word));
        rest.get(..len).unwrap_or(&[])
    }

    /// A number that forms of one forename share.
    #[inline]
    pub(crate) fn forename_class(&self, word: u32) -> u32 {
        match self.vocabulary.word(word).group {
            0 => word,
            group => NONE - u32::from(group),
        }
    }

    #[inline]
    pub(crate) fn form(&self, form: u32) -> Option<Form> {
        self.forms.get(form as usize).copied()
    }

    #[inline]
    pub(crate) fn parts_of(&self, form: &Form) -> &[Part] {
        let start = form.start as usize;
        self.parts.get(start..start + usize::from(form.len)).unwrap_or(&[])
    }

    pub(crate) fn needed<'a>(&'a self, form: &Form) -> impl Iterator<Item = u32> + use<'a> {
        self.parts_of(form).iter().filter(|part| part.role == Role::Needed).map(|part| part.word)
    }

    /// The forms that a word is the key of.
    #[inline]
    pub(crate) fn postings(&self, word: u32) -> &[u32] {
        let at = word as usize;
        match (self.offsets.get(at), self.offsets.get(at.wrapping_add(1))) {
            (Some(start), Some(end)) => self.postings.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// The forms of a crowded key that have this forename, and with `NONE` those that are to be looked at in any case.
    pub(crate) fn crowded(&self, key: u32, class: u32) -> &[(u32, u32, u32)] {
        let start = self.crowded.partition_point(|entry| (entry.0, entry.1) < (key, class));
        let rest = self.crowded.get(start..).unwrap_or(&[]);
        let len = rest.partition_point(|entry| (entry.0, entry.1) == (key, class));
        rest.get(..len).unwrap_or(&[])
    }

    /// How many persons have the word as a complete name.
    #[inline]
    pub(crate) fn bearers(&self, word: u32) -> u32 {
        self.bearers.get(word as usize).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn facts(&self, person: u32) -> Facts {
        self.facts.get(person as usize).copied().unwrap_or_default()
    }

    pub(crate) fn forenames_of(&self, facts: &Facts) -> &[u32] {
        self.forenames.get(facts.forenames[0] as usize..facts.forenames[1] as usize).unwrap_or(&[])
    }
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
