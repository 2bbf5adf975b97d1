//! Collects what people may have to decide, batch by batch.

use super::{Found, Rule, What};
use crate::audit::{RecordResult, RuleSummary, Verdict};
use crate::batch::Batch;
use crate::decision::{Applying, DecisionLog};
use crate::engine::Loaded;
use crate::error::Error;
use crate::framework::{Framework, Screening};
use crate::plan::{Detail, Plan, Settings};
use crate::register::{Person, Register};
use crate::screen::{Context, ScreenScratch, ScreenSettings, Screener};
use crate::source::Spanned;
use crate::value::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of a record is compared with a register.
#[derive(Debug, Clone)]
pub struct Screens {
    screener: Screener,
    /// Nothing where the framework declares none: then the record's name is screened.
    declared: Option<Screening>,
}

/// A name with its place in a list.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The framework, by id; empty where the names are compared with a register by themselves.
    pub framework: &'a str,
    /// The record, by id.
    pub record: &'a str,
    /// The name.
    pub name: &'a str,
    /// The row of the list.
    pub row: u64,
}

impl Screens {
    /// The screenings that a framework declares, with the registers that are given, by id; and the ids of those that are not given.
    pub fn of<'f>(framework: &'f Framework, registers: &[(String, Register)]) -> (Vec<Screens>, Vec<&'f str>) {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for screening in &framework.screening {
            let Some(id) = &screening.register else { continue };
            match registers.iter().find(|(known, _)| *known == id.value) {
                None => missing.push(id.value.as_str()),
                Some((_, register)) => found.push(Screens {
                    screener: Screener::new(register.clone(), ScreenSettings::default()),
                    declared: Some(screening.clone()),
                }),
            }
        }
        (found, missing)
    }

    /// For a framework that declares none: the records' names against this register.
    pub fn names(register: Register) -> Screens {
        Screens { screener: Screener::new(register, ScreenSettings::default()), declared: None }
    }

    /// The candidates of one name; `scratch` is kept from name to name.
    pub fn candidates(&self, one: &Named<'_>, context: &Context, scratch: &mut ScreenScratch) -> Vec<Found> {
        candidates(&self.screener, one, context, scratch, &mut BTreeMap::new())
    }
}

/// Persons who were found already, by id: one of them may be the candidate of a thousand names.
type Known = BTreeMap<String, Arc<Person>>;

fn candidates(
    screener: &Screener,
    one: &Named<'_>,
    context: &Context,
    scratch: &mut ScreenScratch,
    known: &mut Known,
) -> Vec<Found> {
    let mut found = Vec::new();
    for candidate in screener.screen_with(scratch, one.name, context).candidates {
        let Some(person) = known
            .get(&candidate.person)
            .cloned()
            .or_else(|| screener.register().person(&candidate.person).cloned().map(Arc::new))
        else {
            continue;
        };
        known.entry(candidate.person.clone()).or_insert_with(|| Arc::clone(&person));
        found.push(Found {
            framework: one.framework.to_owned(),
            record: one.record.to_owned(),
            record_name: one.name.trim().to_owned(),
            locality: context.locality.clone(),
            row: one.row,
            what: What::Candidate(Box::new(candidate), person),
        });
    }
    found
}

/// As many rows without ids are named.
const NAMELESS_ROWS: usize = 5;

/// Collects what people may have to decide about the records of a framework.
#[derive(Debug)]
pub struct Finder {
    plan: Plan,
    framework: String,
    /// Each with the persons who were found.
    screens: Vec<(Screens, Known)>,
    rules: BTreeMap<String, RuleSummary>,
    sources: BTreeMap<String, String>,
    log: DecisionLog,
    findings: bool,
    scratch: ScreenScratch,
    found: Vec<Found>,
    nameless: u64,
    nameless_rows: Vec<u64>,
}

impl Finder {
    /// For a framework on a day, with what is screened.
    ///
    /// # Errors
    /// When the framework cannot be used.
    pub fn new(loaded: &Loaded, as_of: Date, screens: Vec<Screens>) -> Result<Self, Error> {
        /// Every one of a batch: a host gives some thousand records at once.
        const ALL: usize = usize::MAX / 16_384;
        let plan = loaded.plan(Settings::new(as_of).detail(Detail::Records).limits(ALL, ALL))?;
        let nothing = plan.audit(plan.nothing());
        Ok(Self {
            framework: nothing.receipt.framework.id.clone(),
            screens: screens.into_iter().map(|screens| (screens, Known::new())).collect(),
            rules: nothing.rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect(),
            sources: nothing.sources.iter().map(|source| (source.id.clone(), source.title.clone())).collect(),
            log: DecisionLog::empty(as_of),
            findings: true,
            scratch: ScreenScratch::default(),
            found: Vec::new(),
            nameless: 0,
            nameless_rows: Vec::new(),
            plan,
        })
    }

    /// Leaves findings out: only candidates are wanted.
    #[must_use]
    pub fn only_candidates(mut self) -> Self {
        self.findings = false;
        self
    }

    /// The plan for which batches are built.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How many records have no id, so that nothing can be decided about them.
    pub fn nameless(&self) -> u64 {
        self.nameless
    }

    /// The first rows whose records have no id, five at most.
    pub fn nameless_rows(&self) -> &[u64] {
        &self.nameless_rows
    }

    /// How much was found so far.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found, in the order of the list.
    pub fn found(self) -> Vec<Found> {
        self.found
    }

    /// Looks at a batch that was built for the plan.
    pub fn batch(&mut self, batch: &Batch) {
        let audit = self.plan.run(batch);
        for (place, result) in audit.results.iter().enumerate() {
            let Some(id) = result.record.id.clone() else {
                self.nameless += 1;
                if self.nameless_rows.len() < NAMELESS_ROWS {
                    self.nameless_rows.push(result.record.row);
                }
                continue;
            };
            self.screen(&id, result, batch, place);
        }
        if !self.findings {
            return;
        }
        let log = self.log.clone();
        let applying = Applying::new(&log, &audit);
        for finding in audit.findings.iter().filter(|finding| finding.verdict == Verdict::NeedsAPerson) {
            let Some(record) = finding.record.id.clone() else { continue };
            // A finding about a candidate asks for what the candidate itself asks in this queue.
            let declared = self.screens.iter().filter_map(|(screens, _)| screens.declared.as_ref());
            if declared.into_iter().any(|group| finding.item.split('[').next() == Some(&group.id.value)) {
                continue;
            }
            let rule = self.rules.get(&finding.rule);
            let cite = finding.cite.iter().map(|id| self.sources.get(id).unwrap_or(id).clone()).collect();
            let title = rule.map_or(&finding.rule, |rule| if rule.title.is_empty() { &rule.id } else { &rule.title });
            let rule = Rule {
                title: title.clone(),
                why: rule.map_or_else(String::new, |rule| rule.why.clone()),
                cite,
                seen: applying.seen(finding),
            };
            self.found.push(Found {
                framework: self.framework.clone(),
                record,
                record_name: finding.record.name.clone().unwrap_or_default(),
                locality: String::new(),
                row: finding.record.row,
                what: What::Finding(Box::new(finding.clone()), Arc::new(rule)),
            });
        }
    }

    /// The candidates of a record's names.
    fn screen(&mut self, id: &str, result: &RecordResult, batch: &Batch, place: usize) {
        let value =
            |path: &str| result.values.iter().find(|value| value.field == path).map(|value| value.value.as_str());
        for (screens, known) in &mut self.screens {
            let (name, context) = match &screens.declared {
                None => {
                    let places =
                        ["locality", "ward", "place", "parent-locality", "town", "district", "borough", "authority"];
                    let places: Vec<&str> = places.into_iter().filter_map(value).collect();
                    (result.record.name.as_deref(), Context::at(places.join("; ")))
                }
                Some(screening) => {
                    // The name that an audit compares, so that no queue asks what no audit takes.
                    let name = self.plan.compared_name(&screening.id.value, batch, place);
                    let places: Vec<&str> = screening.places.iter().filter_map(|field| value(&field.value)).collect();
                    let of = |field: &Option<Spanned<String>>| field.as_ref().and_then(|field| value(&field.value));
                    let mut context = Context::at(places.join("; "));
                    if let Some(kind) = of(&screening.kind) {
                        context = context.kind(kind);
                    }
                    if let Some(year) = of(&screening.year) {
                        context = context.named_in(year);
                    }
                    for neighbour in of(&screening.neighbours).into_iter().flat_map(|names| names.split(';')) {
                        context = context.neighbour(neighbour.trim());
                    }
                    (name, context)
                }
            };
            let Some(name) = name else { continue };
            let one = Named { framework: &self.framework, record: id, name, row: result.record.row };
            self.found.extend(candidates(&screens.screener, &one, &context, &mut self.scratch, known));
        }
    }
}
