//! One form of a register beside one segment of a name: which words agree, which are left over, and the class that follows.

use super::class::{Class, Factor, Suppression, Verdict};
use super::form::{Form, Role, Shape};
use super::index::{Facts, Index};
use super::query::{Kind, Segment};
use super::words::{NONE, class, title};

/// So many factors of one hit are kept; there are never more.
const MOST_FACTORS: usize = 16;

/// A candidate before it is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) person: u32,
    pub(crate) form: u32,
    pub(crate) class: Class,
    pub(crate) verdict: Verdict,
    pub(crate) points: i32,
    pub(crate) suppressed: Option<Suppression>,
    pub(crate) segment: u8,
    /// Items of the segment that agree, as bits.
    pub(crate) matched: u32,
    /// Items that nothing explains, as bits.
    pub(crate) left: u32,
    /// Persons who fit as well, this one included; 1 when nobody else does.
    pub(crate) bearers: u32,
    pub(crate) edits: u8,
    factors: [(Factor, i16); MOST_FACTORS],
    count: u8,
}

impl Hit {
    pub(crate) fn new(person: u32, form: u32, class: Class) -> Self {
        Self {
            person,
            form,
            class,
            verdict: class.verdict(),
            points: 0,
            suppressed: None,
            segment: 0,
            matched: 0,
            left: 0,
            bearers: 1,
            edits: 0,
            factors: [(Factor::FullName, 0); MOST_FACTORS],
            count: 0,
        }
    }

    pub(crate) fn add(&mut self, factor: Factor, points: i16) {
        if let Some(slot) = self.factors.get_mut(usize::from(self.count)) {
            *slot = (factor, points);
            self.count += 1;
            self.points += i32::from(points);
        }
    }

    /// Puts one factor in another's place.
    pub(crate) fn replace(&mut self, old: Factor, new: Factor, points: i16) {
        let count = usize::from(self.count);
        if let Some(slot) = self.factors.iter_mut().take(count).find(|(factor, _)| *factor == old) {
            self.points += i32::from(points) - i32::from(slot.1);
            *slot = (new, points);
        }
    }

    pub(crate) fn factors(&self) -> &[(Factor, i16)] {
        self.factors.get(..usize::from(self.count)).unwrap_or(&[])
    }

    /// Sets a verdict that is no better than the one there is, with the rule that asks for it.
    pub(crate) fn lower(&mut self, verdict: Verdict, rule: Suppression) {
        if verdict > self.verdict {
            self.verdict = verdict;
        }
        if !verdict.is_queued() && self.suppressed.is_none() {
            self.suppressed = Some(rule);
        }
    }
}

/// What agreement was found.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    matched: u32,
    forenames: u8,
    equivalents: u8,
    initials: u8,
    extra_forenames: u8,
    left: u32,
    left_forename: bool,
    left_initial: bool,
    plural: bool,
    compound: bool,
    /// A needed word was found among what was stripped.
    stripped: bool,
    /// The rarest of the forenames that agree, in bearers of 100,000.
    forename: u32,
    /// The rarest needed word as a surname.
    surname: u32,
}

#[inline]
fn bit(at: usize) -> u32 {
    1_u32.checked_shl(u32::try_from(at).unwrap_or(31)).unwrap_or(0)
}

/// Aligns; `None` where the form's needed words are not all there.
///
/// Without `keep_weak`, what cannot come into the queue is not worked out.
pub(crate) fn align(
    index: &Index,
    segment: &Segment,
    number: u32,
    keep_weak: bool,
    weight: &impl Fn(Factor) -> i16,
) -> Option<Hit> {
    let form = index.form(number)?;
    let mut found = Found { surname: u32::MAX, forename: u32::MAX, ..Found::default() };
    needed(index, segment, &form, &mut found)?;
    forenames(index, segment, &form, &mut found);
    left_over(segment, &mut found);
    // A word that was stripped as a type of street is only a name where something else says so.
    if found.stripped
        && found.forenames == 0
        && found.initials == 0
        && segment.titles == 0
        && form_words(index, &form) == 1
    {
        return None;
    }
    if form.partial && found.forenames == 0 {
        return None;
    }
    let facts = index.facts(form.person);
    let class = classify(index, segment, &form, &found);
    if !keep_weak && !class.verdict().is_queued() {
        return None;
    }
    let mut hit = Hit::new(form.person, number, class);
    hit.matched = found.matched;
    hit.left = found.left;
    if class == Class::OtherForename && found.left == 0 {
        hit.left = numerals(segment) & !found.matched;
    }
    if class == Class::TitleAndName && found.left != 0 {
        hit.lower(Verdict::Candidate, Suppression::Unexplained);
    }
    let add = |hit: &mut Hit, factor: Factor| hit.add(factor, weight(factor));
    add(&mut hit, class.factor());
    // Rarity speaks where the surname is all or most of the evidence.
    if form.shape != Shape::Regnal && found.surname != u32::MAX {
        add(
            &mut hit,
            match found.surname {
                0 => Factor::RareSurname,
                1..=10 => Factor::UncommonSurname,
                11..=60 => Factor::FrequentSurname,
                61..=200 => Factor::CommonSurname,
                _ => Factor::VeryCommonSurname,
            },
        );
    }
    if found.equivalents > 0 && found.forenames == found.equivalents {
        add(&mut hit, Factor::Equivalent);
    }
    if found.forenames == 0 && found.initials > 0 {
        add(&mut hit, Factor::InitialOnly);
    }
    if found.extra_forenames > 0 {
        add(&mut hit, Factor::ExtraForename);
    }
    if found.plural {
        add(&mut hit, Factor::Plural);
    }
    if found.compound {
        add(&mut hit, Factor::Compound);
    }
    if form.kind == crate::register::AliasKind::Derived {
        add(&mut hit, Factor::DerivedAlias);
    } else if form.kind.is_weak() {
        add(&mut hit, Factor::WeakAlias);
    }
    if form.qualified || facts.qualified && found.forenames > 0 {
        add(&mut hit, Factor::Qualified);
    }
    if facts.namesake && found.forenames > 0 {
        add(&mut hit, Factor::Namesake);
    }
    let alone = matches!(class, Class::NameOnly | Class::SharedName);
    if alone && (form.shape == Shape::Title || form.kind == crate::register::AliasKind::Epithet) {
        add(&mut hit, Factor::TitleName);
    }
    // `St Vincent Street`: an earl of that name, or the saint. A hyphen makes it a surname (`Rue Sainte-Beuve`).
    if alone && facts.titles & title::SAINT == 0 && apart_saint(segment, &found) {
        add(&mut hit, Factor::SaintToo);
    }
    if segment.saint && facts.titles & title::SAINT != 0 {
        add(&mut hit, Factor::SaintPerson);
    }
    titles(segment, &form, facts.titles, &mut hit, weight);
    let surname_only = form.shape == Shape::Person && usize::from(form.len) > form_words(index, &form);
    if class == Class::NameOnly && form.kind.is_weak() && surname_only {
        hit.lower(Verdict::Weak, Suppression::WeakAlias);
    }
    competitors(segment, &form, &found, &mut hit, weight);
    Some(hit)
}

fn form_words(index: &Index, form: &Form) -> usize {
    index.needed(form).count()
}

/// Finds every needed word, or gives up.
fn needed(index: &Index, segment: &Segment, form: &Form, found: &mut Found) -> Option<()> {
    for word in index.needed(form) {
        let info = index.vocabulary.word(word);
        let group = if form.shape == Shape::Regnal { info.group } else { 0 };
        let fits = |item: &super::query::Item| {
            item.means(word)
                || item.kind == Kind::Saint && info.is(class::SAINT)
                || group != 0
                    && item.words.iter().any(|other| *other != NONE && index.vocabulary.word(*other).group == group)
        };
        let free = |at: usize| found.matched & bit(at) == 0;
        let items = &segment.items;
        // A word that is left as a name comes before one that was stripped.
        let at =
            items.iter().enumerate().position(|(at, item)| free(at) && item.kind == Kind::Name && fits(item)).or_else(
                || items.iter().enumerate().position(|(at, item)| free(at) && item.kind != Kind::Initial && fits(item)),
            )?;
        let item = items.get(at)?;
        found.matched |= bit(at);
        found.stripped |= item.kind == Kind::Stripped;
        found.plural |= item.plural == word && item.plural != NONE;
        found.compound |= item.compound && item.words[0] != word;
        found.surname = found.surname.min(u32::from(info.surname));
    }
    Some(())
}

/// Finds forenames: as they stand, in another form, or as initials.
fn forenames(index: &Index, segment: &Segment, form: &Form, found: &mut Found) {
    let facts = index.facts(form.person);
    let own: &[super::form::Part] = index.parts_of(form);
    let known = index.forenames_of(&facts);
    // The form's own forenames; where it has none, those of the person (`Arthur Wellington Road`).
    let own = own.iter().filter(|part| part.role == Role::Forename).map(|part| part.word);
    let mut used = 0_u64;
    for (at, item) in segment.items.iter().enumerate() {
        if found.matched & bit(at) != 0
            || !matches!(item.kind, Kind::Name | Kind::Initial | Kind::Stripped | Kind::Title | Kind::Saint)
        {
            continue;
        }
        for (number, forename) in own.clone().chain(known.iter().copied()).enumerate().take(64) {
            let mark = 1_u64 << number;
            if used & mark != 0 {
                continue;
            }
            let word = index.vocabulary.word(forename);
            let short = index.vocabulary.text(forename).len() == 1;
            if item.kind == Kind::Initial || short && item.kind == Kind::Name && item.info.is(class::FORENAME) {
                let initial = if item.kind == Kind::Initial {
                    item.info.initial != 0 && item.info.initial == word.initial
                } else {
                    item.info.initial == word.initial
                };
                if initial {
                    used |= mark;
                    found.matched |= bit(at);
                    found.initials += 1;
                    break;
                }
                continue;
            }
            let exact = item.means(forename);
            let same = exact
                || word.group != 0
                    && item
                        .words
                        .iter()
                        .any(|other| *other != NONE && index.vocabulary.word(*other).group == word.group);
            if same {
                used |= mark;
                found.matched |= bit(at);
                found.forenames += 1;
                found.equivalents += u8::from(!exact);
                let bearers = if word.forename > 0 { u32::from(word.forename) } else { 20 };
                found.forename = found.forename.min(bearers);
                break;
            }
        }
    }
}

fn left_over(segment: &Segment, found: &mut Found) {
    for (at, item) in segment.items.iter().enumerate() {
        if found.matched & bit(at) != 0 {
            continue;
        }
        match item.kind {
            Kind::Initial => {
                found.left |= bit(at);
                found.left_initial = true;
            }
            Kind::Name if item.info.is(class::FORENAME) => {
                found.left |= bit(at);
                found.left_forename = true;
                found.extra_forenames += 1;
            }
            Kind::Name => found.left |= bit(at),
            _ => {}
        }
    }
}

/// Whether more than three hundred people of a country of sixty million bear the full name: five in ten million.
fn is_common(found: &Found) -> bool {
    // In 100,000 people: forename share times surname share. A surname that the list does not have counts as borne by one.
    let surname = u64::from(found.surname.clamp(1, 100_000));
    let forename = if found.forenames > 0 { u64::from(found.forename.min(100_000)) } else { 10_000 };
    let mut bearers = forename * surname;
    // Each further forename that agrees leaves one in twenty.
    for _ in 1..(found.forenames + found.initials).max(1) {
        bearers /= 20;
    }
    bearers >= 50_000
}

fn classify(index: &Index, segment: &Segment, form: &Form, found: &Found) -> Class {
    let facts = index.facts(form.person);
    let unexplained = found.left != 0;
    let agrees = found.forenames > 0;
    match form.shape {
        Shape::Regnal => {
            if unexplained {
                return if found.left_forename { Class::OtherForename } else { Class::Unexplained };
            }
            if segment.numeral == form.numeral && form.numeral != 0 {
                return Class::RegnalNumber;
            }
            if segment.numeral != 0 {
                return Class::OtherForename;
            }
            if segment.saint {
                return Class::OtherTitle;
            }
            if segment.titles & title::ROYAL != 0 || segment.titles == 0 && form_words(index, form) > 1 {
                return Class::RegnalTitle;
            }
            return Class::RegnalForename;
        }
        Shape::Phrase => {
            return if unexplained { Class::Unexplained } else { Class::FullName };
        }
        Shape::Person | Shape::Title | Shape::Mononym => {}
    }
    // `Rue Henri IV` is no street of somebody called Henri.
    if segment.numeral != 0 && !numeral_matched(segment, found) {
        return Class::OtherForename;
    }
    let beyond = found.initials > 0 && found.left_initial && !agrees && only_more_initials(index, segment, form, found);
    if beyond {
        return Class::FullNameAndMore;
    }
    if agrees || found.initials > 0 && !found.left_initial {
        if !unexplained {
            // Somebody whom the register tells apart by more than the name is not the one whom the bare name means first.
            let weak = form.kind.is_weak()
                || form.qualified
                || facts.qualified
                || form.partial
                || is_common(found)
                || facts.namesake;
            return if weak { Class::CommonFullName } else { Class::FullName };
        }
        let only_forenames = !left_has_other(segment, found);
        if agrees && only_forenames {
            return if found.left_initial { Class::FullNameAndMore } else { Class::CommonFullName };
        }
        // The words of the name stand together: `Monument to Prince Lee Boo by the church of St Mary` is no Mary Prince's.
        if agrees && !left_between(found) {
            return Class::FullNameAndMore;
        }
        if agrees {
            return Class::Unexplained;
        }
    }
    if found.left_initial || found.left_forename {
        return Class::OtherForename;
    }
    if unexplained {
        let of_a_place = is_designation(index, segment, form.titles | facts.titles, found)
            && by_title(segment.titles, form, facts) == Class::TitleAndName;
        return if of_a_place { Class::TitleAndName } else { Class::Unexplained };
    }
    if segment.saint && !saint_matched(segment, found) {
        let holy = (facts.titles | form.titles) & title::SAINT != 0;
        // A register that is silent about a single name may still mean the saint of that name.
        return match form.shape {
            Shape::Mononym if holy => Class::TitleAndName,
            Shape::Mononym => Class::NameOnly,
            _ => Class::OtherTitle,
        };
    }
    if segment.titles != 0 && form.shape == Shape::Mononym && is_everyday_forename(index, form) {
        // `King William Street`; but `Sir William's Lane` is some other William's.
        let royal = (facts.titles | form.titles) & title::ROYAL != 0;
        return match (segment.titles & title::ROYAL != 0, royal) {
            (true, true) => Class::RegnalTitle,
            (true, false) => Class::OtherTitle,
            (false, _) => Class::RegnalForename,
        };
    }
    if segment.titles != 0 {
        let class = by_title(segment.titles, form, facts);
        if class != Class::NameOnly {
            return class;
        }
    }
    if form.shape == Shape::Mononym && form_words(index, form) == 1 && is_everyday_forename(index, form) {
        return Class::RegnalForename;
    }
    let words = form_words(index, form);
    if form.shape == Shape::Person && (words > 1 || has_particle(segment, form, found)) {
        return Class::DoubleName;
    }
    Class::NameOnly
}

/// Whether initials are left over that follow those of all forenames the register gives: `W. S. Churchill` is no other than Winston.
fn only_more_initials(index: &Index, segment: &Segment, form: &Form, found: &Found) -> bool {
    let initials = || segment.items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Initial);
    let agree = |letter: u8| initials().any(|(at, item)| found.matched & bit(at) != 0 && item.info.initial == letter);
    let left = initials().fold(0, |bits, (at, _)| bits | bit(at)) & found.left;
    left == found.left
        && left.trailing_zeros() > found.matched.trailing_zeros()
        && index
            .forenames_of(&index.facts(form.person))
            .iter()
            .all(|forename| agree(index.vocabulary.word(*forename).initial))
}

/// Whether what is left over is the place of a peer's title: `Lord Kitchener of Khartoum`.
fn is_designation(index: &Index, segment: &Segment, known: u16, found: &Found) -> bool {
    let last = 31 - found.matched.leading_zeros().min(31);
    segment.titles & known & title::PEER != 0
        && found.left.trailing_zeros() > last
        && found.left.count_ones() <= 2
        && segment
            .items
            .get(last as usize + 1)
            .is_some_and(|item| item.kind == Kind::Neutral && index.vocabulary.find("of") == Some(item.words[0]))
}

/// Whether the segment begins with the particle of a rare surname: `Von Tempsky Street`. Behind a type of street (`Rue de …`) it would be a preposition.
fn has_particle(segment: &Segment, form: &Form, found: &Found) -> bool {
    let Some([first, second]) = segment.items.get(..2) else { return false };
    form.particle != NONE
        && first.means(form.particle)
        && first.kind == Kind::Neutral
        && found.surname == 0
        && found.matched & bit(1) != 0
        && second.kind == Kind::Name
}

/// Whether the surname stands behind its particle, and the two begin the segment.
fn begins_with_particle(segment: &Segment, form: &Form, surname: usize) -> bool {
    let first = segment.items.first();
    form.particle != NONE && surname == 1 && first.is_some_and(|item| item.means(form.particle) && !item.before_hyphen)
}

/// The numbers of the segment, as bits.
fn numerals(segment: &Segment) -> u32 {
    let numbers = segment.items.iter().enumerate().filter(|(_, item)| item.kind == Kind::Numeral);
    numbers.fold(0, |bits, (at, _)| bits | bit(at))
}

fn numeral_matched(segment: &Segment, found: &Found) -> bool {
    segment.items.iter().enumerate().any(|(at, item)| item.kind == Kind::Numeral && found.matched & bit(at) != 0)
}

/// A single name that three in a thousand bear as a forename says nothing by itself.
fn is_everyday_forename(index: &Index, form: &Form) -> bool {
    const EVERYDAY: u16 = 300;
    index.needed(form).all(|word| index.vocabulary.word(word).forename >= EVERYDAY)
}

/// Whether a surname is an everyday forename, and ten times more often that than a surname.
fn is_chiefly_forename(word: &super::words::Word) -> bool {
    u32::from(word.forename) >= 300 && u32::from(word.forename) >= 10 * u32::from(word.surname)
}

/// Whether a word that nothing explains stands between words that agree.
fn left_between(found: &Found) -> bool {
    let first = found.matched.trailing_zeros();
    let last = 31 - found.matched.leading_zeros().min(31);
    (first..last).any(|at| found.left & bit(at as usize) != 0)
}

fn left_has_other(segment: &Segment, found: &Found) -> bool {
    segment
        .items
        .iter()
        .enumerate()
        .any(|(at, item)| found.left & bit(at) != 0 && item.kind == Kind::Name && !item.info.is(class::FORENAME))
}

/// Whether a saint is among the words that agree, written apart from the name.
fn apart_saint(segment: &Segment, found: &Found) -> bool {
    let mut items = segment.items.iter().enumerate();
    items.any(|(at, item)| {
        let next = segment.items.get(at + 1);
        found.matched & bit(at) != 0
            && item.kind == Kind::Saint
            && next.is_some_and(|next| !next.before_hyphen && found.matched & bit(at + 1) != 0)
    })
}

fn saint_matched(segment: &Segment, found: &Found) -> bool {
    segment.items.iter().enumerate().any(|(at, item)| item.kind == Kind::Saint && found.matched & bit(at) != 0)
}

/// The class of a name with a title and no forename.
fn by_title(said: u16, form: &Form, facts: Facts) -> Class {
    let known = facts.titles | form.titles;
    let sex = title::WOMAN | title::MAN;
    // `Duchess of Wellington` beside the duke.
    if said & sex != 0 && known & sex != 0 && said & known & sex == 0 {
        return Class::OtherTitle;
    }
    if said & known & !sex != 0 {
        return Class::TitleAndName;
    }
    // `Lady` and `Mrs` speak of a wife, a widow or a daughter, unless the person is a woman; a king is nobody's rank.
    let contradicts = said & title::ROYAL != 0
        || said & title::LADY != 0 && said & title::PEER == 0 && known & title::WOMAN == 0
        // Another calling is on record.
        || said & title::CLERGY != 0 && known & (title::MILITARY | title::PEER | title::ROYAL | title::CIVIC) != 0;
    if contradicts {
        return Class::OtherTitle;
    }
    // A register of bare names leaves every rank open. One that says what the person was, and gives no rank, does not agree with one.
    if said & title::MILITARY != 0 && !facts.described && known & (title::CLERGY | title::SAINT) == 0 {
        return Class::TitleAndName;
    }
    Class::NameOnly
}

fn titles(segment: &Segment, form: &Form, known: u16, hit: &mut Hit, weight: &impl Fn(Factor) -> i16) {
    if segment.titles == 0 || hit.class == Class::OtherTitle {
        return;
    }
    if segment.titles & (known | form.titles) & !(title::WOMAN | title::MAN) != 0 {
        hit.add(Factor::TitleAgrees, weight(Factor::TitleAgrees));
    } else {
        hit.add(Factor::TitleSilent, weight(Factor::TitleSilent));
        // A rank that nobody contradicts is no agreement: strong only while nobody else bears the name.
    }
}

/// Other readings of the word itself, and the rules that keep a hit out of the queue.
fn competitors(segment: &Segment, form: &Form, found: &Found, hit: &mut Hit, weight: &impl Fn(Factor) -> i16) {
    let alone = matches!(hit.class, Class::NameOnly | Class::SharedName);
    if alone {
        let mut names = segment.items.iter().enumerate().filter(|(at, _)| found.matched & bit(*at) != 0);
        if let (Some((at, item)), None) = (names.next(), names.next()) {
            if begins_with_particle(segment, form, at) {
                // `La Rose Street` is no street of roses.
            } else if item.info.is(class::COMMON) || item.info.is(class::SUFFIX | class::DIRECTION) && !item.compound {
                hit.add(Factor::CommonWord, weight(Factor::CommonWord));
                hit.lower(Verdict::Weak, Suppression::CommonWord);
            }
            if item.info.is(class::SETTLEMENT) {
                hit.add(Factor::Settlement, weight(Factor::Settlement));
            }
            match item.info.streets {
                0..=5 => {}
                6..=20 => hit.add(Factor::StreetsInPlaces, weight(Factor::StreetsInPlaces)),
                _ => hit.add(Factor::StreetsEverywhere, weight(Factor::StreetsEverywhere)),
            }
            if item.info.is(class::FORENAME) {
                hit.add(Factor::ForenameToo, weight(Factor::ForenameToo));
                // `Richard Street` is a Richard's and not Henry Richard's.
                if is_chiefly_forename(&item.info) {
                    hit.lower(Verdict::Weak, Suppression::RegnalForename);
                }
            }
        }
    }
    match hit.class {
        Class::OtherForename => hit.lower(Verdict::Contradicted, Suppression::OtherForename),
        Class::OtherTitle => hit.lower(Verdict::Contradicted, Suppression::OtherTitle),
        Class::RegnalForename => hit.lower(Verdict::Weak, Suppression::RegnalForename),
        Class::Unexplained => hit.lower(Verdict::Weak, Suppression::Unexplained),
        _ => {}
    }
    let full = matches!(hit.class, Class::FullName | Class::CommonFullName | Class::FullNameAndMore);
    if segment.compound_place && !full {
        hit.suppressed = None;
        hit.lower(Verdict::Weak, Suppression::NamedAfterPlace);
    }
    if let (Some((at, len, true)), false) = (segment.phrase, full)
        && (at..at + len).any(|at| hit.matched & bit(at) != 0)
    {
        hit.suppressed = None;
        hit.lower(Verdict::Weak, Suppression::FixedPhrase);
    }
    // What was written around a weak alias or a thing named after the person is never strong.
    if hit.verdict == Verdict::Strong
        && hit
            .factors()
            .iter()
            .any(|(factor, _)| matches!(factor, Factor::WeakAlias | Factor::DerivedAlias | Factor::Qualified))
    {
        hit.verdict = Verdict::Candidate;
    }
}
