//! What people have to decide about a list: the candidates of its names and the findings that need a person, as a queue in the order in which people look at it.
//!
//! A [`Finder`] collects what is found, batch by batch. A [`Queue`] is what of it is not decided yet, beside a [log](crate::decision): what came back because something has changed
//! stands first, then the strongest evidence. Items of one record stand together, so that several persons whom one name may mean are looked at as one question.
//!
//! ```
//! use due_regard::decision::{DecisionLog, Verdict};
//! use due_regard::review::{Finder, Queue};
//! use due_regard::{Source, load};
//! # let text = "{language: 1, framework: streets, version: 1.0.0, title: Streets, record: {noun: street, plural: streets, id: ref}, sections: [{id: all, fields: [{id: ref, type: text}, {id: listed, type: yes-no}]}], sources: {house: {title: House, standing: house rule}}, rules: [{id: look, severity: review, require: listed = yes, cite: [house], say: 'listed: {listed}', why: somebody has to look}]}";
//! let loaded = load(Source::new("streets.yaml", text));
//! let day = "2026-11-22".parse()?;
//! let mut finder = Finder::new(&loaded, day, Vec::new())?;
//! let mut batch = finder.plan().batch();
//! batch.add(2, &serde_json::json!({"ref": "A1", "listed": "no"}))?;
//! finder.batch(&batch.finish());
//! let found = finder.found();
//!
//! let queue = Queue::new(found.clone(), &DecisionLog::empty(day), false);
//! let mut decision = queue.items[0].decision(Verdict::Accepted, "R. Evans", day);
//! decision.reason = "Not eligible for listing".to_owned();
//! // What is decided is not asked again.
//! assert_eq!(Queue::new(found, &DecisionLog::of([decision.sealed()], day), false).len(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod find;

pub use find::{Finder, Named, Screens};

use crate::audit::Finding;
use crate::decision::{Change, Decision, DecisionLog, Item as About, Seen, State, Verdict};
use crate::framework::Severity;
use crate::register::{Life, Person};
use crate::screen::{Bytes, Candidate, Verdict as Strength};
use crate::value::Date;
use std::sync::Arc;

/// The verdicts with the keys that give them, in the order in which they are offered.
pub const KEYS: &[(char, Verdict)] = &[
    ('r', Verdict::Refers),
    ('x', Verdict::DoesNotRefer),
    ('a', Verdict::Accepted),
    ('n', Verdict::NotAccepted),
    ('w', Verdict::Waived),
    ('u', Verdict::Unsure),
    ('h', Verdict::NeedsResearch),
];

/// What is said of a row whose id other rows have too.
const SEVERAL: &str =
    "other rows have this id too, and a decision about it is applied to none of them: give each an id of its own";

/// Something that people may have to decide, as it was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The framework, by id; empty for a list of names that is compared with a register by itself.
    pub framework: String,
    /// The record, by id.
    pub record: String,
    /// Its name, without edge spaces; may be empty.
    pub record_name: String,
    /// Where it is; may be empty.
    pub locality: String,
    /// The row of the list.
    pub row: u64,
    /// What it is.
    pub what: What,
}

/// What it is.
#[derive(Debug, Clone)]
pub enum What {
    /// Somebody whom the record's name may mean, and what the register says of them.
    Candidate(Box<Candidate>, Arc<Person>),
    /// A finding that needs a person, and its rule.
    Finding(Box<Finding>, Arc<Rule>),
}

/// What people want to know of a rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its title, or its id where it has none.
    pub title: String,
    /// Why it exists.
    pub why: String,
    /// The titles of what it rests on.
    pub cite: Vec<String>,
    /// What the finding rests on.
    pub seen: Seen,
}

/// An item of the queue.
#[derive(Debug, Clone)]
pub struct Item {
    /// As it was found.
    pub found: Found,
    /// What a decision about it names.
    pub about: About,
    /// What a decision about it rests on.
    pub seen: Seen,
    /// What was decided before, where something was.
    pub before: Option<Before>,
    /// What was decided about the same name in the same place: offered, never applied.
    pub offers: Vec<String>,
    /// Whether several rows of the queue have the id: what is decided about it is applied to none of them, until each has an id of its own.
    pub several: bool,
}

/// What was decided before, and why the item is here again.
#[derive(Debug, Clone)]
pub struct Before {
    /// Whether it is in force, or why not.
    pub state: State,
    /// What was decided, by whom and why.
    pub words: String,
    /// What has changed since.
    pub changed: Vec<Change>,
}

/// Everything that is to be decided. Items of one record stand together.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The items.
    pub items: Vec<Item>,
    /// What is decided and in force.
    pub decided: usize,
}

impl Found {
    /// What a decision about it names.
    pub fn about(&self) -> About {
        match &self.what {
            What::Candidate(candidate, _) => About::candidate(&*candidate.person),
            What::Finding(finding, _) => About::finding(&*finding.rule, &*finding.item),
        }
    }

    /// What a decision about it rests on.
    pub fn seen(&self) -> Seen {
        match &self.what {
            What::Candidate(candidate, person) => Seen::of_candidate(&self.record_name, person, candidate.class),
            What::Finding(_, rule) => rule.seen.clone(),
        }
    }
}

impl Queue {
    /// What is found, less what is decided and in force, unless all is wanted.
    pub fn new(found: Vec<Found>, log: &DecisionLog, all: bool) -> Self {
        let mut items: Vec<Item> = Vec::new();
        let mut decided = 0;
        let offering = log.offering(None);
        let mut rows: std::collections::BTreeMap<String, Option<u64>> = std::collections::BTreeMap::new();
        for found in &found {
            let row = rows.entry(found.record.clone()).or_insert(Some(found.row));
            *row = row.filter(|row| *row == found.row);
        }
        for found in found {
            let (about, seen) = (found.about(), found.seen());
            // Two rows of one id are two things, whatever they say: which of them a decision would be about cannot be told.
            let several = rows.get(&found.record).is_some_and(Option::is_none);
            let standing = match &about {
                _ if several => None,
                About::Candidate { person } => log.for_candidate(&found.framework, &found.record, person, &seen),
                About::Finding { rule, row } => log.for_finding(&found.framework, &found.record, rule, row, &seen),
            };
            if standing.as_ref().is_some_and(|standing| standing.state.is_in_force()) {
                decided += 1;
                if !all {
                    continue;
                }
            }
            let before = standing.map(|standing| Before {
                state: standing.state,
                words: said(standing.decision),
                changed: standing.changed,
            });
            let offers = match &about {
                About::Candidate { person } => {
                    let offers = offering.of(&found.record, &found.record_name, &found.locality, person);
                    offers.into_iter().map(|offer| format!("{} of {}", said(offer), offer.record)).collect()
                }
                About::Finding { .. } => Vec::new(),
            };
            items.push(Item { found, about, seen, before, offers, several });
        }
        // What came back first, then the strongest evidence; the items of one record together, in the order of the best of them.
        let mut best: std::collections::BTreeMap<(String, u64, bool), (usize, i64)> = std::collections::BTreeMap::new();
        for item in &items {
            let rank = item.rank();
            let place = best.entry(item.group()).or_insert(rank);
            *place = (*place).min(rank);
        }
        items.sort_by_key(|item| {
            let group = best.get(&item.group()).copied().unwrap_or_default();
            (group, item.found.row, item.group(), item.rank())
        });
        Self { items, decided }
    }

    /// How many items are left.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many of each kind, in a sentence.
    pub fn summary(&self) -> String {
        let candidates = self.items.iter().filter(|item| item.about.is_candidate()).count();
        let row = |item: &Item| if item.several { item.found.row } else { 0 };
        let mut records: Vec<_> = self.items.iter().map(|item| (item.found.record.as_str(), row(item))).collect();
        records.sort_unstable();
        records.dedup();
        let back = self.items.iter().filter(|item| item.came_back()).count();
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        format!(
            "{} to decide on {}: {} and {}; {back} of them came back; {} decided and in force",
            self.len(),
            count(records.len(), "record"),
            count(candidates, "candidate"),
            count(self.len() - candidates, "finding"),
            self.decided
        )
    }
}

/// The name of items that stand together, cut where what any of them finds in it begins and ends: texts, none of them empty, each with whether a
/// candidate agrees with it. Nothing for no items.
pub fn name_pieces(items: &[Item]) -> Vec<(&str, bool)> {
    let Some(name) = items.first().map(|item| item.found.record_name.as_str()) else { return Vec::new() };
    let mut spans: Vec<Bytes> = items
        .iter()
        .flat_map(|item| match &item.found.what {
            What::Candidate(candidate, _) => candidate.spans.as_slice(),
            What::Finding(..) => &[],
        })
        .copied()
        .collect();
    spans.sort_unstable();
    let (mut pieces, mut at) = (Vec::new(), 0);
    for Bytes { start, end } in spans {
        let (start, end) = (start as usize, end as usize);
        // What lies in a span before it is marked already.
        if let Some((before, agrees)) = name.get(at..start).zip(name.get(start..end)) {
            pieces.extend([(before, false), (agrees, true)]);
            at = end;
        }
    }
    pieces.push((name.get(at..).unwrap_or_default(), false));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

impl Item {
    /// Items that stand together: the candidates of a record, or its findings. Rows that share an id stand apart.
    pub fn group(&self) -> (String, u64, bool) {
        let row = if self.several { self.found.row } else { 0 };
        (self.found.record.clone(), row, self.about.is_candidate())
    }

    /// Where it stands in the list: `471250, row 806`, and what that means where other rows have the id too.
    pub fn place(&self) -> String {
        let place = format!("{}, row {}", self.found.record, self.found.row);
        if self.several { format!("{place}; {SEVERAL}") } else { place }
    }

    /// Whether it was decided once.
    pub fn came_back(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| matches!(before.state, State::Stale | State::Expired | State::Contradicted))
    }

    fn rank(&self) -> (usize, i64) {
        let back = usize::from(!self.came_back());
        match &self.found.what {
            What::Candidate(candidate, _) => {
                let weaker = i64::from(candidate.verdict != Strength::Strong);
                (back, weaker * 1_000_000 - i64::from(candidate.points))
            }
            What::Finding(finding, _) => {
                let place = Severity::ALL.into_iter().position(|severity| severity == finding.severity).unwrap_or(0);
                (back + 2, i64::try_from(place).unwrap_or(0))
            }
        }
    }

    /// The verdicts that can be given.
    pub fn verdicts(&self) -> impl Iterator<Item = (char, Verdict)> {
        KEYS.iter().copied().filter(|(_, verdict)| verdict.is_of(&self.about))
    }

    /// A decision about the item, to be completed.
    pub fn decision(&self, verdict: Verdict, by: &str, on: Date) -> Decision {
        let found = &self.found;
        let mut decision = Decision::new(&*found.framework, &*found.record, self.about.clone(), verdict, by, on);
        found.record_name.clone_into(&mut decision.record_name);
        found.locality.clone_into(&mut decision.locality);
        if let What::Candidate(candidate, _) = &found.what {
            candidate.person_name.clone_into(&mut decision.person_name);
        }
        decision.seen = self.seen.clone();
        decision
    }

    /// What would settle the matter.
    pub fn settled_by(&self) -> String {
        match &self.found.what {
            What::Candidate(candidate, _) => {
                let mut words = String::from(
                    "a written origin: the minute of the naming, an inscription, a newspaper of the time, a local history",
                );
                for (unknown, what) in
                    [("naming date", "; the year of the naming, or of the first record"), ("locality", "; where it is")]
                {
                    if candidate.unknowns.iter().any(|known| known.contains(unknown)) {
                        words.push_str(what);
                    }
                }
                words
            }
            What::Finding(finding, _) => finding.fix.clone(),
        }
    }
}

/// What somebody decided, in words.
pub fn said(decision: &Decision) -> String {
    let mut words = format!("{} by {} on {}", decision.words(), decision.by, decision.on);
    for text in [&decision.reason, &decision.source] {
        if !text.is_empty() {
            words.push_str(": ");
            words.push_str(text);
        }
    }
    words
}

/// When the person lived: `1758–1815`; empty where nothing is known.
pub fn lived(person: &Person) -> String {
    let of = |life: &Option<Life>| life.as_ref().map_or("?", |life| life.text.as_str()).to_owned();
    if person.born.is_none() && person.died.is_none() {
        return String::new();
    }
    format!("{}–{}", of(&person.born), of(&person.died))
}
