//! The whole way from a name to candidates.

use super::align::{Hit, align};
use super::candidate::Candidates;
use super::class::{Class, Factor, Suppression, Verdict};
use super::context::{Context, Origin};
use super::fold::Folded;
use super::fuzzy::{self, Fuzzy};
use super::index::{CROWDED, Index};
use super::place::Places;
use super::query::{Item, Kind, Query, Segment};
use super::settings::ScreenSettings;
use super::words::{NONE, Vocabulary, class};
use crate::register::{Person, Register};
use std::sync::Arc;

/// Forms of one crowded key that are looked at for one word beside it.
const MOST_OF_ONE_FORENAME: usize = 256;
/// Forms of one crowded key that are looked at for a title or an initial.
const MOST_OF_ONE_KEY: usize = 1_024;
/// Bearers of a crowded name that are listed.
const MOST_CROWDED: usize = 12;
/// Persons of one name with typing errors that are listed.
const MOST_OF_ONE_NAME: usize = 64;
/// Hits of one segment beyond these are counted.
const MOST_HITS: usize = 2_000;

/// A register made ready for screening names. It is immutable, cheap to clone and shared between threads.
///
/// ```
/// use due_regard::register::{RegisterLoader, Table};
/// use due_regard::screen::{Context, ScreenSettings, Screener, Verdict};
/// let mut loader = RegisterLoader::new("merchants");
/// loader.table(Table::Persons, "persons.csv", &["id", "name", "born", "died"])?;
/// loader.row(2, ["colston", "Edward Colston", "1636", "1721"]);
/// let screener = Screener::new(loader.finish(), ScreenSettings::default());
///
/// let name = "Statue of EDWARD COLSTON";
/// let found = screener.screen(name, &Context::default());
/// assert_eq!(found.candidates[0].verdict, Verdict::Strong); // strong evidence in the name; whether it refers to him a person decides
/// assert_eq!(found.candidates[0].spans[0].of(name), "EDWARD");
///
/// let found = screener.screen("Colston Street", &Context::default());
/// assert_eq!(found.candidates[0].class.to_string(), "name-only");
/// assert!(screener.screen("Edward Street", &Context::default()).candidates.is_empty()); // a forename alone is nobody
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Screener {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) register: Register,
    pub(crate) index: Index,
    pub(crate) settings: ScreenSettings,
    weights: Vec<i16>,
    fuzzy: Fuzzy,
    types: Fuzzy,
}

/// Memory that is reused from name to name. One for each thread.
#[derive(Debug, Default, Clone)]
pub struct ScreenScratch {
    pub(crate) query: Query,
    pub(crate) hits: Vec<Hit>,
    forms: Vec<u32>,
    neighbour: Option<Box<ScreenScratch>>,
    folded: Folded,
    found: fuzzy::Found,
    window: String,
    pub(crate) not_listed: u64,
}

impl Screener {
    /// Makes a register ready.
    pub fn new(register: Register, settings: ScreenSettings) -> Self {
        let mut vocabulary = Vocabulary::bundled();
        // What is wrong with the lists was said when they were given to the settings.
        let _ = vocabulary.sections(&settings.words);
        for settlement in &settings.settlements {
            vocabulary.settlement(settlement);
        }
        let edits = settings.profile.edits();
        let index = Index::new(&register, vocabulary, edits > 0, settings.things);
        let fuzzy = Fuzzy::of(&index, edits);
        let types = if edits > 0 { Fuzzy::build(index.vocabulary.types(), edits) } else { Fuzzy::default() };
        let weights = Factor::ALL.iter().map(|factor| settings.points(*factor)).collect();
        Self { inner: Arc::new(Inner { register, index, settings, weights, fuzzy, types }) }
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.inner.register
    }

    /// What a name may refer to.
    pub fn screen(&self, name: &str, context: &Context) -> Candidates {
        self.screen_with(&mut ScreenScratch::default(), name, context)
    }

    /// What a name may refer to, with memory that is reused.
    pub fn screen_with(&self, scratch: &mut ScreenScratch, name: &str, context: &Context) -> Candidates {
        self.inner.hits(scratch, name, context);
        super::explain::candidates(&self.inner, scratch, context)
    }

    /// How many candidates of each verdict a name has, and the class and points of the first: the same evaluation without explanations.
    ///
    /// What is kept out of the queue is only counted where the settings list it.
    pub fn count(&self, scratch: &mut ScreenScratch, name: &str, context: &Context) -> Counted {
        self.inner.hits(scratch, name, context);
        let mut counted = Counted::default();
        for hit in &scratch.hits {
            match hit.verdict {
                Verdict::Strong => counted.strong += 1,
                Verdict::Candidate => counted.candidates += 1,
                Verdict::Weak => counted.weak += 1,
                Verdict::Contradicted => counted.contradicted += 1,
            }
        }
        counted.first = scratch.hits.first().map(|hit| (hit.class, hit.points));
        counted
    }
}

/// What [`Screener::count`] gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counted {
    /// With strong evidence.
    pub strong: u32,
    /// For review.
    pub candidates: u32,
    /// Below the review floor.
    pub weak: u32,
    /// Contradicted.
    pub contradicted: u32,
    /// Class and points of the first.
    pub first: Option<(Class, i32)>,
}

impl Inner {
    pub(crate) fn weight(&self, factor: Factor) -> i16 {
        self.weights.get(factor as usize).copied().unwrap_or(0)
    }

    pub(crate) fn person(&self, person: u32) -> Option<&Person> {
        self.register.persons.get(person as usize)
    }

    /// Finds what a name may refer to: the hits in the scratch, strongest first.
    pub(crate) fn hits(&self, scratch: &mut ScreenScratch, name: &str, context: &Context) {
        scratch.hits.clear();
        scratch.not_listed = 0;
        let mut query = std::mem::take(&mut scratch.query);
        query.read(name, &self.index);
        if !context.kind.is_empty() {
            query.strip_kind(&context.kind, &mut scratch.folded);
        }
        for (number, segment) in query.segments().iter().enumerate() {
            self.segment(scratch, segment, u8::try_from(number).unwrap_or(u8::MAX));
            if !self.fuzzy.is_empty() {
                self.misspelt(scratch, &query, segment, u8::try_from(number).unwrap_or(u8::MAX));
            }
        }
        scratch.query = query;
        if scratch.hits.is_empty() {
            return;
        }
        self.around(scratch, context);
        // A bilingual name speaks of a person once.
        let order = |hit: &Hit| (hit.verdict, hit.class, -hit.points);
        scratch.hits.sort_unstable_by(|a, b| {
            (a.person, order(a), a.segment, a.form).cmp(&(b.person, order(b), b.segment, b.form))
        });
        scratch.hits.dedup_by_key(|hit| hit.person);
        scratch.hits.sort_unstable_by_key(|hit| (order(hit), hit.person));
    }

    fn segment(&self, scratch: &mut ScreenScratch, segment: &Segment, number: u8) {
        let first = scratch.hits.len();
        scratch.forms.clear();
        let others = segment.names + segment.items.iter().filter(|item| item.kind == Kind::Initial).count();
        for item in segment.items.iter().filter(|item| item.kind == Kind::Name) {
            self.key(scratch, segment, number, item, others);
        }
        // `Rue Alban Berg`, `Lord Hill`: what was stripped may be the name where a forename or title stands beside it.
        let hint = segment.titles != 0
            || segment
                .items
                .iter()
                .any(|item| item.kind == Kind::Initial || item.kind == Kind::Name && item.info.is(class::FORENAME));
        let found = scratch.hits.get(first..).unwrap_or(&[]).iter().any(|hit| hit.verdict.is_queued());
        if hint && !found {
            for item in
                segment.items.iter().filter(|item| matches!(item.kind, Kind::Stripped | Kind::Neutral | Kind::Title))
            {
                self.key(scratch, segment, number, item, others + 1);
            }
        }
        self.together(scratch.hits.get_mut(first..).unwrap_or(&mut []), segment);
    }

    /// Aligns the forms that a word leads to.
    fn key(&self, scratch: &mut ScreenScratch, segment: &Segment, number: u8, item: &Item, others: usize) {
        for (at, word) in item.words.iter().enumerate().filter(|(_, word)| **word != NONE) {
            if item.words.iter().take(at).any(|earlier| earlier == word) {
                continue;
            }
            let postings = self.index.postings(*word);
            // A name alone that many bear is below the review floor whoever bears it: nothing has to be compared.
            let bearers = self.index.bearers(*word);
            if !self.settings.suppressed
                && bearers >= self.settings.thresholds.crowded
                && segment.items.iter().all(|other| other.kind == Kind::Stripped || std::ptr::eq(other, item))
                && item.kind == Kind::Name
                && item.words[1] == NONE
            {
                scratch.not_listed += u64::from(bearers);
                continue;
            }
            if postings.len() <= CROWDED {
                for form in postings {
                    self.form(scratch, segment, number, *form, 0);
                }
                continue;
            }
            // Many bearers: those that agree with what stands beside the key, or so many of all that the rest is only counted.
            for form in self.index.crowded(*word, NONE).iter().take(MOST_OF_ONE_FORENAME) {
                self.form(scratch, segment, number, form.2, 0);
            }
            let alone = others <= 1 && segment.titles == 0;
            if alone {
                for form in postings.iter().take(MOST_CROWDED) {
                    self.form(scratch, segment, number, *form, self.index.bearers(*word));
                }
                let listed = postings.len().min(MOST_CROWDED) as u64;
                scratch.not_listed += u64::from(self.index.bearers(*word)).saturating_sub(listed);
                continue;
            }
            for other in segment.items.iter().filter(|other| !other.means(*word)) {
                for beside in other.words.iter().filter(|beside| **beside != NONE) {
                    let class = self.index.forename_class(*beside);
                    for form in self.index.crowded(*word, class).iter().take(MOST_OF_ONE_FORENAME) {
                        self.form(scratch, segment, number, form.2, 0);
                    }
                }
            }
            if segment.titles != 0 || segment.items.iter().any(|item| item.kind == Kind::Initial) {
                for form in postings.iter().take(MOST_OF_ONE_KEY) {
                    self.form(scratch, segment, number, *form, self.index.bearers(*word));
                }
            }
        }
    }

    fn form(&self, scratch: &mut ScreenScratch, segment: &Segment, number: u8, form: u32, bearers: u32) {
        if scratch.hits.len() >= MOST_HITS {
            scratch.not_listed += 1;
            return;
        }
        let weight = |factor: Factor| self.weight(factor);
        if let Some(mut hit) = align(&self.index, segment, form, self.settings.suppressed, &weight) {
            hit.segment = number;
            hit.bearers = hit.bearers.max(bearers);
            scratch.hits.push(hit);
        }
    }

    /// What hits of one segment mean for one another: how many bear the name, who fits better.
    fn together(&self, hits: &mut [Hit], segment: &Segment) {
        if hits.is_empty() {
            return;
        }
        let mut alone: Vec<u32> = Vec::new();
        let mut double: Vec<u32> = Vec::new();
        let mut titled: Vec<(u32, bool)> = Vec::new();
        let mut full: Vec<u32> = Vec::new();
        for hit in hits.iter() {
            match hit.class {
                Class::FullName => full.push(hit.person),
                Class::NameOnly => alone.push(hit.person),
                Class::DoubleName => double.push(hit.person),
                Class::TitleAndName => {
                    let agrees = hit
                        .factors()
                        .iter()
                        .any(|(factor, _)| matches!(factor, Factor::TitleAgrees | Factor::SaintPerson));
                    titled.push((hit.person, agrees));
                }
                _ => {}
            }
        }
        // Somebody with a double surname of which another has one half counts for both.
        alone.extend(&double);
        alone.sort_unstable();
        alone.dedup();
        double.sort_unstable();
        double.dedup();
        titled.sort_unstable();
        titled.dedup();
        let agreeing: Vec<u32> = {
            let mut persons: Vec<u32> =
                titled.iter().filter(|(_, agrees)| *agrees).map(|(person, _)| *person).collect();
            persons.dedup();
            persons
        };
        titled.dedup_by_key(|(person, _)| *person);
        full.sort_unstable();
        full.dedup();
        let crowded = self.settings.thresholds.crowded;
        let many = u32::try_from(alone.len()).unwrap_or(u32::MAX);
        for hit in hits.iter_mut() {
            match hit.class {
                Class::NameOnly => {
                    // Somebody with the title fits better than those without.
                    hit.bearers = hit.bearers.max(many).max(if segment.titles == 0 { 1 } else { many });
                    if hit.bearers >= crowded {
                        self.reclass(hit, Class::CrowdedName);
                        hit.lower(Verdict::Weak, Suppression::CrowdedName);
                    } else if hit.bearers > 1 {
                        self.reclass(hit, Class::SharedName);
                    }
                }
                // Father and son, of whom one has a further forename: the name does not say which.
                Class::FullName if full.len() > 1 => {
                    hit.bearers = u32::try_from(full.len()).unwrap_or(u32::MAX);
                    self.reclass(hit, Class::CommonFullName);
                    if !hit.factors().iter().any(|(factor, _)| *factor == Factor::Namesake) {
                        hit.add(Factor::Namesake, self.weight(Factor::Namesake));
                    }
                }
                Class::DoubleName if double.len() > 1 => {
                    hit.bearers = u32::try_from(double.len()).unwrap_or(u32::MAX);
                    hit.add(Factor::Namesake, self.weight(Factor::Namesake));
                    hit.verdict = hit.verdict.max(Verdict::Candidate);
                }
                Class::TitleAndName => {
                    let agrees = agreeing.contains(&hit.person);
                    let rivals = if agreeing.is_empty() { titled.len() } else { agreeing.len() };
                    hit.bearers = u32::try_from(rivals).unwrap_or(u32::MAX);
                    if !agrees && !agreeing.is_empty() || rivals > 1 {
                        hit.add(Factor::Namesake, self.weight(Factor::Namesake));
                        hit.verdict = hit.verdict.max(Verdict::Candidate);
                        if rivals >= crowded as usize {
                            hit.lower(Verdict::Weak, Suppression::CrowdedName);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Names with typing errors: the words that are left, and where a type of street may itself be misspelt, those without the last ones.
    fn misspelt(&self, scratch: &mut ScreenScratch, query: &Query, segment: &Segment, number: u8) {
        let items = &segment.items;
        if items.is_empty() {
            return;
        }
        let all = items.len();
        let bits = |keep: &dyn Fn(usize, &Item) -> bool| {
            items
                .iter()
                .enumerate()
                .filter(|(at, item)| keep(*at, item))
                .fold(0_u32, |bits, (at, _)| bits | 1 << (at & 31))
        };
        let names = bits(&|_, item| matches!(item.kind, Kind::Name | Kind::Initial));
        let mut windows = [names, 0, 0, 0, 0, 0];
        let ends_with_type = items.last().is_some_and(|item| item.kind == Kind::Stripped);
        let begins_with_type = items.first().is_some_and(|item| item.kind == Kind::Stripped);
        let plain = items.iter().all(|item| matches!(item.kind, Kind::Name | Kind::Initial | Kind::Stripped));
        let stripped = items.iter().filter(|item| item.kind == Kind::Stripped).count();
        if ends_with_type && (!plain || stripped > 1) {
            windows[1] = bits(&|at, _| at + 1 < all);
        } else if !ends_with_type && !begins_with_type && all > 1 {
            // No type of street was found: it may be the last word, or the last two.
            windows[1] = bits(&|at, _| at + 1 < all);
            windows[2] = if all > 2 { bits(&|at, _| at + 2 < all) } else { 0 };
            windows[3] = bits(&|at, _| at > 0);
        }
        if !plain {
            windows[4] = bits(&|_, _| true);
        }
        for at in 0..windows.len() {
            let Some(window) = windows.get(at).copied() else { break };
            if window == 0 || windows.iter().take(at).any(|earlier| *earlier == window) {
                continue;
            }
            self.window(scratch, query, segment, number, window, 0);
            // `ColstonStreet`: the type of street was written onto the name by mistake.
            if !ends_with_type && at == 0 {
                self.window(scratch, query, segment, number, window, 1);
            }
        }
    }

    /// Compares some words of a segment with the register's names. With `cut`, a type of street at their end is cut off first.
    fn window(
        &self,
        scratch: &mut ScreenScratch,
        query: &Query,
        segment: &Segment,
        number: u8,
        window: u32,
        cut: usize,
    ) {
        let mut text = std::mem::take(&mut scratch.window);
        text.clear();
        for (at, item) in segment.items.iter().enumerate().filter(|(at, _)| window >> (at & 31) & 1 == 1) {
            let _ = at;
            for token in usize::from(item.token)..usize::from(item.token) + usize::from(item.covers) {
                let Some(token) = query.folded.tokens.get(token) else { continue };
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(query.folded.word(token));
            }
        }
        if cut > 0 {
            let shorter = self.without_type(&text, &mut scratch.found);
            match shorter {
                Some(len) => text.truncate(len),
                None => {
                    scratch.window = text;
                    return;
                }
            }
        }
        let mut found = std::mem::take(&mut scratch.found);
        self.fuzzy.near_again(&text, &mut found);
        for (name, distance) in &found.names {
            let forms = self.fuzzy.forms(*name);
            let known = self.fuzzy.text(*name);
            let rule = self.guard(known, &text, *distance);
            if rule.is_some() && !self.settings.suppressed {
                continue;
            }
            // A surname that many bear says no more for being misspelt.
            if !known.contains(' ') && forms.len() >= self.settings.thresholds.crowded as usize {
                // One person has many forms: the name, its titles, its aliases.
                let persons = forms.iter().filter_map(|form| self.index.form(*form)).map(|form| form.person);
                let persons = persons.collect::<std::collections::BTreeSet<u32>>().len();
                if persons >= self.settings.thresholds.crowded as usize {
                    scratch.not_listed += persons as u64;
                    continue;
                }
            }
            for form in forms.iter().take(MOST_OF_ONE_NAME) {
                let Some(person) = self.index.form(*form).map(|form| form.person) else { continue };
                // The same person without an error says more.
                let better = |hit: &Hit| {
                    *distance == 0 || hit.class == Class::Misspelt && hit.edits <= *distance || hit.verdict.is_queued()
                };
                if scratch.hits.iter().any(|hit| hit.person == person && hit.segment == number && better(hit)) {
                    continue;
                }
                if scratch.hits.len() >= MOST_HITS {
                    scratch.not_listed += 1;
                    break;
                }
                let mut hit = Hit::new(person, *form, Class::Misspelt);
                hit.segment = number;
                hit.matched = window;
                hit.edits = (*distance).max(1);
                hit.add(Factor::Misspelt, self.weight(Factor::Misspelt));
                if let Some(rule) = rule {
                    hit.lower(Verdict::Weak, rule);
                }
                scratch.hits.push(hit);
            }
        }
        scratch.found = found;
        scratch.window = text;
    }

    /// Where a text ends without the type of street that was written onto it.
    fn without_type(&self, text: &str, found: &mut fuzzy::Found) -> Option<usize> {
        // The longest that is still somebody's name: four letters and the shortest type of street.
        for width in 3..=9 {
            let at = text.len().checked_sub(width).filter(|at| *at >= 4 && text.is_char_boundary(*at))?;
            let ending = text.get(at..)?;
            found.names.clear();
            if ending.starts_with(' ') {
                continue;
            }
            self.types.near(ending, found);
            if found.names.iter().any(|(_, distance)| *distance == 0) {
                return Some(at);
            }
        }
        None
    }

    /// The rule by which a name with errors is kept out of the queue, if there is one.
    fn guard(&self, known: &str, text: &str, distance: u8) -> Option<Suppression> {
        let thresholds = &self.settings.thresholds;
        let words = known.split(' ').count();
        if words == 1 {
            let shortest = if distance <= 1 { thresholds.one_edit_length } else { thresholds.two_edits_length };
            if known.len() < shortest {
                return Some(Suppression::Short);
            }
        }
        let is_word = |word: &str| {
            self.index.vocabulary.find(word).is_some_and(|id| self.index.vocabulary.word(id).is(!class::AROUND))
        };
        if words == text.split(' ').count() {
            for (known, written) in known.split(' ').zip(text.split(' ')).filter(|(known, written)| known != written) {
                if is_word(written) && written.len() > 1 {
                    return Some(Suppression::KnownWord);
                }
                if words == 1 && !fuzzy::is_slip(known, written) {
                    return Some(Suppression::Sound);
                }
            }
        }
        None
    }

    /// Gives a hit another class, and the points of that.
    fn reclass(&self, hit: &mut Hit, class: Class) {
        let (old, new) = (hit.class.factor(), class.factor());
        hit.replace(old, new, self.weight(new));
        hit.class = class;
        hit.verdict = hit.verdict.max(class.verdict());
    }

    /// What is known around the name.
    fn around(&self, scratch: &mut ScreenScratch, context: &Context) {
        if *context == Context::default() {
            return;
        }
        let themed = self.themed(scratch, context);
        let mut hits = std::mem::take(&mut scratch.hits);
        let places = if hits.is_empty() { Places::default() } else { self.places(context, &mut scratch.folded) };
        for hit in &mut hits {
            let own = self.own_place(hit, &places, &scratch.query);
            let mut corroborated = !own && self.locality(hit, &places, &mut scratch.folded);
            corroborated |= self.dates(hit, context);
            let neighbours = themed.iter().filter(|person| **person != hit.person).count().min(3);
            for _ in 0..neighbours {
                hit.add(Factor::Cluster, self.weight(Factor::Cluster));
            }
            corroborated |= self.documented(hit, context);
            let alone = matches!(hit.class, Class::NameOnly | Class::CommonFullName);
            if alone
                && corroborated
                && hit.verdict == Verdict::Candidate
                && hit.points >= self.settings.thresholds.strong_points
            {
                hit.verdict = Verdict::Strong;
            }
        }
        scratch.hits = hits;
    }

    /// Persons of the register whom names of the neighbourhood may refer to.
    fn themed(&self, scratch: &mut ScreenScratch, context: &Context) -> Vec<u32> {
        const MOST_NEIGHBOURS: usize = 64;
        if context.neighbours.is_empty() {
            return Vec::new();
        }
        let mut inner = scratch.neighbour.take().unwrap_or_default();
        let mut persons = Vec::new();
        for neighbour in context.neighbours.iter().take(MOST_NEIGHBOURS) {
            self.hits(&mut inner, neighbour, &Context::default());
            persons.extend(inner.hits.iter().filter(|hit| hit.verdict.is_queued()).map(|hit| hit.person).take(1));
        }
        scratch.neighbour = Some(inner);
        persons.sort_unstable();
        persons.dedup();
        persons
    }

    /// The places of a thing, ready to be compared.
    pub(super) fn places<'c>(&self, context: &'c Context, folded: &mut Folded) -> Places<'c> {
        Places::of(context, &self.index.vocabulary, folded)
    }

    fn locality(&self, hit: &mut Hit, places: &Places, folded: &mut Folded) -> bool {
        let same = self.person(hit.person).is_some_and(|person| places.mentioned(person, folded).is_some());
        if same {
            hit.add(Factor::SameLocality, self.weight(Factor::SameLocality));
            // How many other places have the name says nothing where the person's own place has it.
            for factor in [Factor::StreetsInPlaces, Factor::StreetsEverywhere] {
                hit.replace(factor, factor, 0);
            }
        }
        same
    }

    /// Whether the asset lies in a place of the very name: `Bold Lane` in Bold.
    fn own_place(&self, hit: &mut Hit, places: &Places, query: &Query) -> bool {
        if !matches!(hit.class, Class::NameOnly | Class::SharedName) {
            return false;
        }
        let Some(segment) = query.segments().get(usize::from(hit.segment)) else { return false };
        let mut name: Vec<&str> = Vec::new();
        for (_, item) in segment.items.iter().enumerate().filter(|(at, _)| hit.matched >> (at & 31) & 1 == 1) {
            let tokens = usize::from(item.token)..usize::from(item.token) + usize::from(item.covers);
            name.extend(tokens.filter_map(|at| query.folded.tokens.get(at)).map(|token| query.folded.word(token)));
        }
        let same = places.named(&name);
        if same {
            hit.add(Factor::OwnPlace, self.weight(Factor::OwnPlace));
        }
        same
    }

    fn dates(&self, hit: &mut Hit, context: &Context) -> bool {
        let Some((from, to)) = context.named else { return false };
        let facts = self.index.facts(hit.person);
        let thresholds = &self.settings.thresholds;
        if let Some((born, latest)) = facts.born {
            if to < born {
                self.contradict(hit, Class::BeforeBirth, Suppression::BeforeBirth);
                return false;
            }
            if to < born.saturating_add(thresholds.of_age) && latest < 9_999 {
                hit.add(Factor::Child, self.weight(Factor::Child));
                return false;
            }
        }
        match (facts.born, facts.died) {
            (_, Some((_, died))) if from > died.saturating_add(thresholds.long_after) => {
                hit.add(Factor::LongAfter, self.weight(Factor::LongAfter));
                false
            }
            (Some((_, born)), Some((died, _)))
                if from >= born.saturating_add(thresholds.of_age) && to <= died.saturating_add(thresholds.honour) =>
            {
                hit.add(Factor::NearDates, self.weight(Factor::NearDates));
                true
            }
            _ => false,
        }
    }

    fn documented(&self, hit: &mut Hit, context: &Context) -> bool {
        match &context.origin {
            Origin::None => false,
            Origin::Person(id) if self.person(hit.person).is_some_and(|person| person.id == *id) => {
                hit.add(Factor::DocumentedHere, self.weight(Factor::DocumentedHere));
                true
            }
            Origin::Person(_) | Origin::Other(_) => {
                self.contradict(hit, Class::DocumentedOther, Suppression::DocumentedOther);
                false
            }
        }
    }

    fn contradict(&self, hit: &mut Hit, class: Class, rule: Suppression) {
        self.reclass(hit, class);
        hit.verdict = Verdict::Contradicted;
        hit.suppressed = Some(rule);
    }

    /// Whether a hit is one of the register's own persons, and not somebody with whom they are confused.
    pub(crate) fn is_listed(&self, hit: &Hit) -> bool {
        !self.index.facts(hit.person).homonym
    }
}
