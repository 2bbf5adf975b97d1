//! Candidates one by one, for columns: what is cheap to know at once, and the rest when it is asked for.

use super::align::Hit;
use super::candidate::Candidate;
use super::class::{Class, Factor};
use super::context::Context;
use super::screener::{Inner, ScreenScratch, Screener};
use crate::register::{Alias, AliasKind, Outcome, Person};

/// A candidate of the name that was screened last.
pub(crate) struct Found<'a> {
    inner: &'a Inner,
    scratch: &'a ScreenScratch,
    context: &'a Context,
    pub(crate) hit: &'a Hit,
    pub(crate) person: &'a Person,
}

impl Screener {
    /// Calls for every candidate of a name, strongest first: those that [`Screener::screen_with`] lists, then the suppressed ones it lists.
    pub(crate) fn each(
        &self,
        scratch: &mut ScreenScratch,
        name: &str,
        context: &Context,
        mut take: impl FnMut(&Found<'_>),
    ) {
        let inner = self.inner();
        inner.hits(scratch, name, context);
        let most = inner.settings.thresholds.most_candidates;
        let mut listed = [0; 2];
        for hit in scratch.hits.iter().filter(|hit| inner.is_listed(hit)) {
            let queued = hit.verdict.is_queued();
            let [in_queue, kept_out] = &mut listed;
            let count = if queued { in_queue } else { kept_out };
            if !queued && !inner.settings.suppressed || *count >= most {
                continue;
            }
            let Some(person) = inner.person(hit.person) else { continue };
            *count += 1;
            take(&Found { inner, scratch, context, hit, person });
        }
    }
}

impl Found<'_> {
    /// The name of the register that agrees, and its kind.
    pub(crate) fn alias(&self) -> (&str, AliasKind) {
        let form = self.inner.index.form(self.hit.form);
        let alias = form.and_then(|form| self.person.aliases.get(usize::from(form.alias).checked_sub(1)?));
        let kind = form.map_or(AliasKind::Name, |form| form.kind);
        (alias.map_or(self.person.name.as_str(), |alias: &Alias| alias.text.as_str()), kind)
    }

    /// Everything about it, in words.
    pub(crate) fn explained(&self) -> Option<Candidate> {
        super::explain::candidate(self.inner, self.scratch, self.hit, self.context)
    }

    fn has(&self, factor: Factor) -> bool {
        self.hit.factors().iter().any(|(known, _)| *known == factor)
    }

    /// Whether the person's record mentions the place; `None` without a place.
    pub(crate) fn place_agrees(&self) -> Option<bool> {
        (!self.context.locality.trim().is_empty()).then(|| self.has(Factor::SameLocality))
    }

    /// Whether the year fits; the outer `None` without a year, the inner one where the register or the year leave it open.
    pub(crate) fn date_agrees(&self) -> Option<Option<bool>> {
        let (from, to) = self.context.named?;
        if self.has(Factor::NearDates) {
            return Some(Some(true));
        }
        if self.hit.class == Class::BeforeBirth || self.has(Factor::Child) || self.has(Factor::LongAfter) {
            return Some(Some(false));
        }
        let thresholds = &self.inner.settings.thresholds;
        let facts = self.inner.index.facts(self.hit.person);
        let early = facts.born.is_some_and(|(born, _)| to < born.saturating_add(thresholds.of_age));
        let late = facts.died.is_some_and(|(_, died)| from > died.saturating_add(thresholds.honour));
        Some((early || late).then_some(false))
    }

    /// Others of the register named in the neighbourhood; `None` without neighbours.
    pub(crate) fn neighbours(&self) -> Option<usize> {
        let count = || self.hit.factors().iter().filter(|(factor, _)| *factor == Factor::Cluster).count();
        (!self.context.neighbours.is_empty()).then(count)
    }

    /// Others of the register whom the same words fit.
    pub(crate) fn namesakes(&self) -> usize {
        let rivals = super::explain::rivals(self.scratch, self.hit).count();
        rivals.max((self.hit.bearers as usize).saturating_sub(1))
    }

    /// Entries of evidence that were found.
    pub(crate) fn evidence(&self) -> usize {
        self.person.evidence.iter().filter(|evidence| evidence.outcome == Outcome::Found).count()
    }
}
