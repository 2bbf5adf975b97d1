//! Hits in words: the sentence, the factors with the values compared, other readings, what is not known.

use super::align::Hit;
use super::candidate::{Alternative, Bytes, Candidate, Candidates, FactorLine};
use super::class::{Class, Factor};
use super::context::{Context, Origin};
use super::fold::Folded;
use super::form::Role;
use super::query::{Item, Kind, Segment};
use super::screener::{Inner, ScreenScratch};
use super::words::{NONE, class};

/// Other persons listed beside a candidate.
const MOST_ALTERNATIVES: usize = 8;

pub(super) fn candidates(inner: &Inner, scratch: &ScreenScratch, context: &Context) -> Candidates {
    let mut out = Candidates { not_listed: scratch.not_listed, ..Candidates::default() };
    if scratch.query.folded.cut {
        out.notes.push("the name is longer than what is looked at; its end was left out");
    }
    if scratch.query.folded.other_script {
        out.notes.push("the name has letters of another script than Latin, which are not transliterated");
    }
    let most = inner.settings.thresholds.most_candidates;
    for hit in scratch.hits.iter().filter(|hit| inner.is_listed(hit)) {
        let queued = hit.verdict.is_queued();
        if !queued && !inner.settings.suppressed {
            continue;
        }
        let list = if queued { &mut out.candidates } else { &mut out.suppressed };
        if list.len() >= most {
            out.not_listed += 1;
            continue;
        }
        list.extend(candidate(inner, scratch, hit, context));
    }
    out
}

pub(super) fn candidate(inner: &Inner, scratch: &ScreenScratch, hit: &Hit, context: &Context) -> Option<Candidate> {
    let person = inner.person(hit.person)?;
    let form = inner.index.form(hit.form)?;
    let segment = scratch.query.segments().get(usize::from(hit.segment))?;
    let alias = match usize::from(form.alias).checked_sub(1) {
        None => person.name.as_str(),
        Some(at) => person.aliases.get(at).map_or(person.name.as_str(), |alias| alias.text.as_str()),
    };
    let factors: Vec<FactorLine> = hit
        .factors()
        .iter()
        .map(|(code, points)| FactorLine {
            code: *code,
            points: *points,
            text: factor(inner, scratch, segment, hit, *code, context),
        })
        .collect();
    let unknowns = unknowns(person, context, hit);
    Some(Candidate {
        person: person.id.clone(),
        person_name: person.name.clone(),
        alias: alias.to_owned(),
        alias_kind: form.kind.word(),
        class: hit.class,
        code: hit.class.code(),
        verdict: hit.verdict,
        points: hit.points,
        sentence: sentence(&factors, hit, &unknowns),
        factors,
        spans: spans(segment, hit.matched),
        unexplained: spans(segment, hit.left),
        alternatives: alternatives(inner, scratch, segment, hit),
        unknowns,
        suppressed_by: hit.suppressed,
        verification: person.verification.clone(),
    })
}

fn chosen(segment: &Segment, bits: u32) -> impl Iterator<Item = &Item> {
    segment
        .items
        .iter()
        .enumerate()
        .filter(move |(at, _)| {
            u32::try_from(*at).ok().and_then(|at| bits.checked_shr(at)).is_some_and(|bits| bits & 1 == 1)
        })
        .map(|(_, item)| item)
}

fn spans(segment: &Segment, bits: u32) -> Vec<Bytes> {
    chosen(segment, bits).map(|item| Bytes { start: item.raw[0], end: item.raw[1] }).collect()
}

/// The words of some items, as they are folded, with spaces between them.
fn words(scratch: &ScreenScratch, segment: &Segment, bits: u32) -> String {
    let folded = &scratch.query.folded;
    let mut out = String::new();
    for item in chosen(segment, bits) {
        for at in usize::from(item.token)..usize::from(item.token) + usize::from(item.covers) {
            if let Some(token) = folded.tokens.get(at) {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(folded.word(token));
            }
        }
    }
    out
}

/// A factor in words, with what was compared.
fn factor(
    inner: &Inner,
    scratch: &ScreenScratch,
    segment: &Segment,
    hit: &Hit,
    code: Factor,
    context: &Context,
) -> String {
    let matched = || words(scratch, segment, hit.matched);
    // The name itself, where it was read out of a plural.
    let name = || chosen(segment, hit.matched).next().map_or(String::new(), |item| read_as(inner, scratch, item));
    let left = || words(scratch, segment, hit.left);
    match code {
        Factor::FullName => format!("the full name agrees (`{}`)", matched()),
        Factor::CommonFullName => format!("the full name agrees (`{}`), which others bear too", matched()),
        Factor::FullNameAndMore => format!("the full name agrees (`{}`); `{}` is left over", matched(), left()),
        Factor::RegnalNumber => format!("royal forename and number agree (`{}`)", matched()),
        Factor::RegnalTitle => format!("royal forename without its number (`{}`)", matched()),
        Factor::RegnalForename => format!("a forename alone (`{}`)", matched()),
        Factor::TitleAndName => {
            let silent = hit.factors().iter().any(|(factor, _)| *factor == Factor::TitleSilent);
            let what = if silent { "the name agrees beside a title" } else { "title and name agree" };
            let more = if hit.left == 0 { String::new() } else { format!("; `{}` is left over", left()) };
            format!("{what} (`{}`){more}", matched())
        }
        Factor::DoubleName => format!("a surname of several words agrees (`{}`)", matched()),
        Factor::NameOnly => format!("the name alone (`{}`); nobody else in the register bears it", matched()),
        Factor::SharedName => format!("the name alone (`{}`); {} in the register bear it", matched(), hit.bearers),
        Factor::CrowdedName => format!("the name alone (`{}`); {} in the register bear it", matched(), hit.bearers),
        Factor::Misspelt => format!(
            "the name agrees but for {} typing error{} (`{}`)",
            hit.edits,
            if hit.edits == 1 { "" } else { "s" },
            matched()
        ),
        Factor::Unexplained => format!("`{}` agrees; nothing explains `{}`", matched(), left()),
        Factor::OtherTitle if segment.saint => format!("a saint of the name `{}`", matched()),
        Factor::OtherTitle => format!("`{}` with a title that the person cannot have", matched()),
        Factor::OtherForename => format!("`{}` agrees; `{}` is another forename, initial or number", matched(), left()),
        Factor::RareSurname => "a rare surname".to_owned(),
        Factor::UncommonSurname => "an uncommon surname".to_owned(),
        Factor::FrequentSurname => "a frequent surname".to_owned(),
        Factor::CommonSurname => "a common surname".to_owned(),
        Factor::VeryCommonSurname => "one of the commonest surnames".to_owned(),
        Factor::CommonWord => format!("`{}` is a word that names streets by itself", matched()),
        Factor::Settlement => format!("`{}` is also a city or town", name()),
        Factor::StreetsInPlaces | Factor::StreetsEverywhere => {
            let places = segment
                .items
                .iter()
                .enumerate()
                .filter(|(at, _)| hit.matched >> (at & 31) & 1 == 1)
                .map(|(_, item)| item.info.streets)
                .max();
            format!("streets in {} places of Great Britain have the name", places.unwrap_or(0))
        }
        Factor::SaintToo => format!("a saint bears the name too (`{}`)", matched()),
        Factor::OwnPlace => "the asset lies in a place of that name".to_owned(),
        Factor::TitleName => "the name of a title or an epithet".to_owned(),
        Factor::ForenameToo => format!("`{}` is also a forename", name()),
        Factor::WeakAlias => "a name given at birth, forced on the person or used by few".to_owned(),
        Factor::DerivedAlias => "named after the person, not the person's name".to_owned(),
        Factor::Qualified => "the register tells its bearer from another by more than the name".to_owned(),
        Factor::Namesake => "somebody else fits as well".to_owned(),
        Factor::TitleAgrees => "the register gives the title or a calling that fits it".to_owned(),
        Factor::TitleSilent => "the register does not speak of the title".to_owned(),
        Factor::Equivalent => "the forename stands in another form or language".to_owned(),
        Factor::InitialOnly => "only initials of the forenames agree".to_owned(),
        Factor::ExtraForename => "a further forename that the register does not give".to_owned(),
        Factor::Plural => "read as a possessive or plural".to_owned(),
        Factor::Compound => "the type of street is written onto the name".to_owned(),
        Factor::SaintPerson => "the register speaks of a saint".to_owned(),
        Factor::SameLocality => {
            let mut folded = Folded::default();
            let places = inner.places(context, &mut folded);
            let place = inner.person(hit.person).and_then(|person| places.mentioned(person, &mut folded));
            format!("the person's record mentions {}", place.unwrap_or("the place"))
        }
        Factor::NearDates => "named while the person was grown up, or soon after the death".to_owned(),
        Factor::LongAfter => "named long after the death".to_owned(),
        Factor::Child => "named before the person was grown up".to_owned(),
        Factor::Cluster => "another person of the register is named in the neighbourhood".to_owned(),
        Factor::DocumentedHere => "a documented origin names the person".to_owned(),
        Factor::BeforeBirth => {
            let born =
                inner.person(hit.person).and_then(|person| person.born.as_ref()).map_or("", |born| born.text.as_str());
            let named = context.named.map_or(0, |(_, to)| to);
            format!("named by {named}, the person was born {born}")
        }
        Factor::DocumentedOther => match &context.origin {
            Origin::Other(text) | Origin::Person(text) => format!("a documented origin says: {text}"),
            Origin::None => "a documented origin says otherwise".to_owned(),
        },
    }
}

/// The whole in one sentence: the evidence, what makes it stronger or weaker, what is not known.
fn sentence(factors: &[FactorLine], hit: &Hit, unknowns: &[&str]) -> String {
    let mut out = String::new();
    for line in factors.iter().filter(|line| line.points != 0 || line.code == Factor::TitleSilent) {
        // How rare a surname is decides little beside a full name.
        let rarity = matches!(line.code, Factor::FrequentSurname | Factor::UncommonSurname);
        if rarity && matches!(hit.class, Class::FullName | Class::RegnalNumber) {
            continue;
        }
        if !out.is_empty() {
            out.push_str("; ");
        }
        out.push_str(&line.text);
    }
    for unknown in unknowns.iter().take(2) {
        out.push_str("; ");
        out.push_str(unknown);
    }
    let mut letters = out.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => out,
    }
}

fn unknowns(person: &crate::register::Person, context: &Context, hit: &Hit) -> Vec<&'static str> {
    let mut unknown = Vec::new();
    if context.named.is_none() {
        unknown.push("naming date unknown");
    }
    if context.origin == Origin::None && hit.class != Class::DocumentedOther {
        unknown.push("no written origin");
    }
    if context.locality.trim().is_empty() {
        unknown.push("locality unknown");
    }
    if person.born.is_none() && person.died.is_none() {
        unknown.push("the register gives no life dates");
    }
    unknown
}

/// Hits of other persons on the same words.
pub(super) fn rivals<'a>(scratch: &'a ScreenScratch, hit: &'a Hit) -> impl Iterator<Item = &'a Hit> + Clone {
    scratch.hits.iter().filter(|other| {
        other.person != hit.person
            && other.segment == hit.segment
            && other.matched & hit.matched != 0
            && other.verdict.is_queued()
    })
}

fn alternatives(inner: &Inner, scratch: &ScreenScratch, segment: &Segment, hit: &Hit) -> Vec<Alternative> {
    let mut out = Vec::new();
    let rivals = rivals(scratch, hit);
    for other in rivals.clone().take(MOST_ALTERNATIVES) {
        if let Some(person) = inner.person(other.person) {
            out.push(Alternative {
                kind: "person",
                person: person.id.clone(),
                text: format!("{} ({})", person.name, other.class),
            });
        }
    }
    let more = rivals.count().saturating_sub(MOST_ALTERNATIVES);
    if more > 0 {
        out.push(Alternative { kind: "person", person: String::new(), text: format!("{more} more of the register") });
    }
    let mut other = |kind, text: String| out.push(Alternative { kind, person: String::new(), text });
    let form = inner.index.form(hit.form);
    let is_forename = |item: &Item| {
        let parts = form.as_ref().map_or(&[][..], |form| inner.index.parts_of(form));
        let has = |role| parts.iter().any(|part| part.role == role && item.means(part.word));
        has(Role::Forename) && !has(Role::Needed)
    };
    for item in chosen(segment, hit.matched).filter(|item| item.kind == Kind::Name || item.kind == Kind::Stripped) {
        let word = || read_as(inner, scratch, item);
        if item.info.is(class::SETTLEMENT) {
            other("settlement", format!("{} is a city or town", word()));
        }
        let alone = !matches!(
            hit.class,
            Class::FullName | Class::CommonFullName | Class::FullNameAndMore | Class::RegnalNumber
        );
        if alone && item.info.is(class::FORENAME) {
            other("forename", format!("{} is a forename", word()));
        }
        if alone && item.info.is(class::COMMON) {
            other("common word", format!("{} is a word that names streets by itself", word()));
        }
        if alone && item.info.surname > 0 && !is_forename(item) {
            let word = word();
            // Below three the list has names of both its sources.
            let text = match item.info.surname {
                1..=2 => format!(
                    "others bear the surname {word} (United States census of 1990, or Dictionary of Welsh Biography)"
                ),
                bearers => {
                    format!("{bearers} in 100,000 people of the United States bore the surname {word} (census of 1990)")
                }
            };
            other("other bearers", text);
        }
    }
    let own_saint = hit.factors().iter().any(|(factor, _)| *factor == Factor::SaintToo);
    if hit.factors().iter().any(|(factor, _)| *factor == Factor::OwnPlace) {
        other("settlement", "the asset lies in a place of that name".to_owned());
    }
    if segment.saint || own_saint {
        other("saint", "a saint, or a church or parish of that name".to_owned());
    }
    if let Some((at, len, _)) = segment.phrase {
        let text: Vec<String> = segment.items.iter().skip(at).take(len).map(|item| words_of(scratch, item)).collect();
        other("phrase", format!("{} is a fixed phrase or the name of a place", text.join(" ")));
    }
    out
}

/// The word, or the singular that it was read as.
fn read_as(inner: &Inner, scratch: &ScreenScratch, item: &Item) -> String {
    match item.plural {
        NONE => words_of(scratch, item),
        singular => inner.index.vocabulary.text(singular).to_owned(),
    }
}

fn words_of(scratch: &ScreenScratch, item: &Item) -> String {
    let tokens = usize::from(item.token)..usize::from(item.token) + usize::from(item.covers);
    let folded = &scratch.query.folded;
    let words: Vec<&str> = tokens.filter_map(|at| folded.tokens.get(at)).map(|token| folded.word(token)).collect();
    words.join(" ")
}
