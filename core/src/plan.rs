//! A framework made ready to run: immutable, cheap to share between threads.

mod ahead;
mod assemble;
mod budget;
pub(crate) mod collect;
#[cfg(feature = "list")]
mod columns;
pub(crate) mod constant;
mod copied;
mod duplicates;
mod figures;
mod lines;
pub(crate) mod lower;
pub(crate) mod program;
pub(crate) mod reasons;
mod screening;
mod summary;
pub(crate) mod template;
mod turns;
mod unread;

#[cfg(any(test, fuzzing))]
pub(crate) use assemble::shown_tables;
pub(crate) use assemble::sources;
pub use collect::Part;
#[cfg(any(test, fuzzing))]
pub(crate) use collect::listed;
#[cfg(feature = "list")]
pub use columns::{ListColumns, RowRemarks};

use crate::audit::Audit;
use crate::batch::{Batch, BatchBuilder, FieldIndex, Layout, Use};
use crate::check::closure::Closure;
use crate::check::walk::Part as Rests;
use crate::decision::Standing;
use crate::error::{Error, ErrorKind};
use crate::eval::reads::{derived_of, derived_of_number, slots_of, slots_of_number};
use crate::eval::{Scratch, run};
use crate::framework::Stage;
use crate::framework::suggest::nearest;
use crate::ir::{Checked, DerivedValueIr, DomainId, ParameterValue, PartIr, SlotId, StageId};
use crate::value::{Date, FieldType, decimal};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a run is told besides the framework and the records.
///
/// ```
/// use due_regard::{Date, Settings};
/// let settings = Settings::new(Date::from_ymd(2026, 11, 1).unwrap()).stage("publish").parameter("ten-years", "12");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Settings {
    pub(crate) as_of: Date,
    pub(crate) stage: Option<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) language: String,
    pub(crate) ahead: u16,
    pub(crate) detail: Detail,
    /// Answers that nothing looks at are read all the same.
    pub(crate) every_answer: bool,
    /// A session leaves reasons to whoever asks for them.
    pub(crate) brief: bool,
    pub(crate) limits: Limits,
    pub(crate) registers: Vec<(String, Arc<crate::register::Register>)>,
    pub(crate) screening: crate::screen::ScreenSettings,
    pub(crate) decisions: Option<Arc<crate::decision::DecisionLog>>,
}

/// How much a run keeps beside the counts, which are always complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Detail {
    /// Only counts: nothing is kept of any one record.
    Counts,
    /// Findings with the answers they used.
    #[default]
    Findings,
    /// Findings with the part of the rule that decided, and what would settle what cannot be told.
    Reasons,
    /// The same, and each record's outcome with all its answers.
    Records,
    /// The same, and what a summary for decision makers shows of each record: what [`report::summary`](crate::report::summary) needs.
    Summary,
    /// The same, where the summary shows every question that is asked, whatever the framework's own shows.
    Whole,
}

/// How much of an audit is kept in memory. Counts are complete whatever the limits; what is left out is counted.
///
/// Each limit is one of memory too: 8 KiB for each finding or record it allows, taken together. Where answers are so long that this is not
/// enough, fewer are kept. A single answer is kept up to 10,000 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most findings.
    pub findings: usize,
    /// Most records with their outcomes.
    pub results: usize,
    /// Whether *met* and *does not apply* are findings too.
    pub every_verdict: bool,
    /// Whether only *not met* is a finding.
    pub only_failing: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { findings: 100_000, results: 100_000, every_verdict: false, only_failing: false }
    }
}

impl Settings {
    /// The as-of date: what `today` means in the framework. Core has no clock.
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            stage: None,
            parameters: Vec::new(),
            language: String::new(),
            ahead: 0,
            detail: Detail::default(),
            every_answer: false,
            brief: false,
            limits: Limits::default(),
            registers: Vec::new(),
            screening: crate::screen::ScreenSettings::default(),
            decisions: None,
        }
    }

    /// The stage that the records are at. Without it every rule bites.
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.stage = Some(stage.into());
        self
    }

    /// Gives a parameter another value than the framework's; every report says so.
    pub fn parameter(mut self, id: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((id.into(), value.into()));
        self
    }

    /// The language of labels and messages, as a code (`cy`); without it the framework's own.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// How many days from the as-of date are looked at for verdicts that change by themselves, because a rule compares with `today`: what is found stands
    /// beside each record's result ([`Detail::Records`]). None without it.
    pub fn ahead(mut self, days: u16) -> Self {
        self.ahead = days.min(3_660);
        self
    }

    /// How much is kept beside the counts.
    pub fn detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// Reads every answer, also those that no rule and no report looks at, so that the notes on a list name what cannot be read in them. With [`Detail::Records`]
    /// all are read anyway.
    ///
    /// ```
    /// # use due_regard::{Settings, Source, load};
    /// # let text = "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsources: {house: {title: House, standing: house rule}}\nrecord: {noun: form, plural: forms}\nsections:\n  - {id: main, fields: [{id: lead, type: person}, {id: opened, type: date}]}\nrules:\n  - {id: led, require: lead is answered, cite: [house], why: w}\n";
    /// let loaded = load(Source::new("f.yaml", text));
    /// let notes = |settings: Settings| {
    ///     let plan = loaded.plan(settings)?;
    ///     let mut builder = plan.batch();
    ///     builder.read_json(1, br#"{"lead": "Amara Okafor", "opened": "soon"}"#)?;
    ///     Ok::<_, due_regard::Error>(plan.run(builder.batch()).list.notes.len())
    /// };
    /// let settings = Settings::new("2026-11-01".parse()?);
    /// assert_eq!(notes(settings.clone())?, 0);
    /// assert_eq!(notes(settings.every_answer())?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn every_answer(mut self) -> Self {
        self.every_answer = true;
        self
    }

    /// How many findings and results are kept.
    pub fn limits(mut self, findings: usize, results: usize) -> Self {
        self.limits.findings = findings;
        self.limits.results = results;
        self
    }

    /// Keeps only what is *not met* among the findings.
    pub fn only_failing(mut self) -> Self {
        self.limits.only_failing = true;
        self
    }

    /// Keeps *met* and *does not apply* among the findings too.
    pub fn every_verdict(mut self) -> Self {
        self.limits.every_verdict = true;
        self
    }
}

/// A framework made ready for one as-of date, stage and set of parameters.
///
/// Cheap to clone and to share; evaluating never changes it.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) checked: Arc<Checked>,
    pub(crate) sha256: String,
    pub(crate) settings: Settings,
    pub(crate) stage: Option<StageId>,
    /// Effective values.
    pub(crate) parameters: Vec<ParameterValue>,
    pub(crate) program: program::Program,
    pub(crate) layout: Arc<Layout>,
    /// What names are screened with.
    pub(crate) screens: Option<Arc<screening::Screens>>,
    /// The domain around each domain.
    pub(crate) parents: Vec<Option<DomainId>>,
    /// By rule: the fields that its findings show.
    pub(crate) evidence: Vec<Vec<SlotId>>,
    /// By rule: whether it rests on today.
    pub(crate) dated: Vec<bool>,
    /// By rule: what all lines of its findings have in common.
    pub(crate) lines: Vec<lines::RuleLines>,
}

impl Inner {
    pub(crate) fn inputs(&self) -> lower::Inputs<'_> {
        lower::Inputs {
            checked: &self.checked,
            parameters: &self.parameters,
            as_of: self.settings.as_of,
            stage: self.stage,
        }
    }
}

/// A field as a host sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// By which cells are given to a [`BatchBuilder`].
    pub index: FieldIndex,
    /// Its path: `title`, `impacts.effect`.
    pub path: String,
    /// What people read.
    pub label: String,
    /// Its type.
    pub kind: FieldType,
    /// Other headers under which lists hold it.
    pub aliases: Vec<String>,
    /// Whether the plan looks at it.
    pub wanted: bool,
    /// Whether it is a field of the record itself, so that a column of a list can supply it.
    pub of_record: bool,
}

impl Plan {
    /// The name of a record that a group of candidates is compared with; `None` where there is none.
    pub(crate) fn compared_name<'b>(&self, group: &str, batch: &'b Batch, record: usize) -> Option<&'b str> {
        screening::compared_name(&self.inner, group, batch, record)
    }

    pub(crate) fn new(checked: Arc<Checked>, sha256: String, settings: Settings) -> Result<Self, Error> {
        let stage = settings.stage.as_ref().map(|name| find_stage(&checked, name)).transpose()?;
        let parameters = effective(&checked, &settings)?;
        let inputs = lower::Inputs { checked: &checked, parameters: &parameters, as_of: settings.as_of, stage };
        figures::thresholds(&inputs)?;
        let (program, mut wanted) = lower::lower(&inputs)?;
        let evidence = evidence(&checked);
        want_more(&checked, settings.detail, &evidence, &mut wanted);
        screening::want_more(&checked, &mut wanted, settings.detail > Detail::Counts);
        let screens = screening::Screens::new(&checked, &settings, &wanted)?;
        if settings.every_answer {
            // After the screens: a name is not compared because it is read.
            want_all(&checked, &mut wanted);
        }
        let bounds: Vec<_> = checked
            .shape
            .slots
            .iter()
            .map(|slot| {
                let bound =
                    |num: &Option<crate::ir::Num>| num.as_ref().and_then(|num| constant::constant(num, &inputs));
                (bound(&slot.bounds.0), bound(&slot.bounds.1))
            })
            .collect();
        let patterns = checked
            .shape
            .slots
            .iter()
            .map(|slot| slot.pattern.as_ref().and_then(|text| checked.pattern(text).ok()))
            .collect();
        let filler = screens.as_ref().map(|screens| Arc::clone(screens) as Arc<dyn crate::batch::Fill>);
        let layout = Arc::new(Layout::new(&checked, &wanted, &bounds, patterns, filler));
        let parents = checked.shape.domains.iter().map(|domain| domain.parent).collect();
        let lines = lines::prepare(&checked, &evidence, &settings.language);
        Ok(Self {
            inner: Arc::new(Inner {
                lines,
                sha256,
                settings,
                stage,
                parameters,
                program,
                layout,
                screens,
                parents,
                evidence,
                dated: ahead::dated(&checked),
                checked,
            }),
        })
    }

    /// An empty batch for this plan.
    pub fn batch(&self) -> BatchBuilder {
        BatchBuilder::new(Arc::clone(&self.inner.layout))
    }

    /// Whether a record may have this key: the id or another name of a field, a group, or what other programs put around a record.
    pub fn knows_key(&self, key: &str) -> bool {
        self.inner.layout.domains.first().is_some_and(|record| record.members.contains_key(key))
    }

    /// Every field, in the framework's order.
    pub fn fields(&self) -> Vec<FieldInfo> {
        let language = &self.inner.settings.language;
        let slots = self.inner.checked.shape.slots.iter().enumerate().filter(|(_, slot)| !slot.is_row && !slot.filled);
        slots
            .map(|(index, slot)| {
                let id = SlotId::from_index(index);
                FieldInfo {
                    index: FieldIndex(id),
                    path: slot.path.clone(),
                    label: template::label(&slot.label, &slot.id, language),
                    kind: slot.kind,
                    aliases: slot.aliases.clone(),
                    wanted: self.inner.layout.is_wanted(id),
                    of_record: slot.domain == crate::ir::RECORD,
                }
            })
            .collect()
    }

    /// Evaluates a batch that was built for this plan. The result can be merged with those of other batches, in any order.
    pub fn evaluate(&self, batch: &Batch, scratch: &mut Scratch) -> Part {
        let mut part = self.evaluate_every(batch, scratch);
        part.cut(self);
        part
    }

    /// The same with every finding of the batch, however many the limits allow: for a host that writes them as they come, and
    /// [cuts](Part::cut) what it keeps.
    pub fn evaluate_every(&self, batch: &Batch, scratch: &mut Scratch) -> Part {
        let evaluated = run(&self.inner.program, &self.inner.parents, batch, scratch);
        collect::collect(&self.inner, batch, evaluated, self.inner.settings.detail)
    }

    /// Evaluates a batch and keeps only counts, whatever the settings say: for the rest of a list whose first findings are as many as
    /// are wanted.
    pub fn count(&self, batch: &Batch, scratch: &mut Scratch) -> Part {
        let evaluated = run(&self.inner.program, &self.inner.parents, batch, scratch);
        collect::collect(&self.inner, batch, evaluated, Detail::Counts)
    }

    /// Evaluates a batch, adds its findings to `out` as JSON Lines (each as [`report::jsonl_finding`](crate::report::jsonl_finding) writes it)
    /// and keeps only counts: the cheapest way to write the findings of a long list.
    pub fn evaluate_to_lines(&self, batch: &Batch, scratch: &mut Scratch, out: &mut String) -> Part {
        let evaluated = run(&self.inner.program, &self.inner.parents, batch, scratch);
        lines::write(&self.inner, batch, evaluated, out);
        collect::collect(&self.inner, batch, evaluated, Detail::Counts)
    }

    /// A part without records, to which others can be merged.
    pub fn nothing(&self) -> Part {
        Part::empty(&self.inner)
    }

    /// The ids of a batch's records, in order; `None` for a record without one. Settings that keep only counts may not look at ids.
    pub fn record_ids(&self, batch: &Batch) -> Vec<Option<String>> {
        collect::record_ids(&self.inner, batch)
    }

    /// The persons with whom names are compared, by id; `None` where rules speak of no candidates or no register was given.
    pub fn screened_persons(&self) -> Option<BTreeSet<String>> {
        screening::persons(&self.inner)
    }

    /// What was decided about candidates of a batch's records, one by one, by the log of the [settings](Settings::decisions). Only records of which the log says something cost anything.
    pub fn each_decided_candidate(&self, batch: &Batch, each: impl FnMut(Standing<'_>)) {
        screening::each_decided(&self.inner, batch, each);
    }

    /// Counts verdicts and keeps nothing: the cheapest evaluation, for a form that is being filled in.
    pub fn tally(&self, batch: &Batch, scratch: &mut Scratch) -> crate::audit::VerdictCounts {
        let evaluated = run(&self.inner.program, &self.inner.parents, batch, scratch);
        collect::verdicts(&self.inner, batch, evaluated)
    }

    /// The audit of what was evaluated. Hosts add inputs and what they know of the list to the result.
    pub fn audit(&self, part: Part) -> Audit {
        assemble::assemble(&self.inner, part)
    }

    /// What only all records together show: texts that another record has too, where a field asks for that (`unlike-other-records`), in the order of the
    /// list. They are among the findings of [`Plan::audit`]; a host that writes findings as they come adds these at the end.
    pub fn across_records(&self, part: &Part) -> Vec<crate::audit::Finding> {
        if self.inner.settings.limits.only_failing {
            return Vec::new();
        }
        let found = copied::findings(&self.inner, part);
        found.into_iter().map(|(_, finding)| finding).collect()
    }

    /// Evaluates one batch and gives its audit.
    pub fn run(&self, batch: &Batch) -> Audit {
        self.audit(self.evaluate(batch, &mut Scratch::default()))
    }
}

fn find_stage(checked: &Checked, name: &str) -> Result<StageId, Error> {
    let stages = &checked.stages;
    stages.iter().position(|stage| stage.id.value == name).map(StageId::from_index).ok_or_else(|| {
        let known = if stages.is_empty() {
            "the framework has no stages".to_owned()
        } else {
            let listed: Vec<String> = stages.iter().map(Stage::id_and_label).collect();
            format!("its stages are {}", listed.join(", "))
        };
        // Reports show labels, so that somebody may well give one.
        let called = stages.iter().find(|stage| stage.label.by_language.values().any(|label| label == name));
        let meant = called.map(|stage| stage.id.value.as_str());
        let meant = meant.or_else(|| nearest(name, stages.iter().map(|stage| stage.id.value.as_str())));
        let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
        Error::new(ErrorKind::InvalidSetting, format!("there is no stage `{name}`; {meant}{known}"))
    })
}

/// Parameters with the run's own values.
fn effective(checked: &Checked, settings: &Settings) -> Result<Vec<ParameterValue>, Error> {
    let mut values: Vec<_> = checked.parameters.iter().map(|parameter| parameter.value.clone()).collect();
    for (id, text) in &settings.parameters {
        let Some(index) = checked.parameters.iter().position(|parameter| parameter.id == *id) else {
            let near = checked
                .parameters
                .iter()
                .map(|parameter| (strsim::osa_distance(&parameter.id, id), &parameter.id))
                .filter(|(distance, _)| *distance <= 3)
                .min();
            let known: Vec<&str> = checked.parameters.iter().map(|parameter| parameter.id.as_str()).collect();
            let help = match near {
                Some((_, near)) => format!("; did you mean `{near}`?"),
                None if known.is_empty() => "; the framework has none".to_owned(),
                None => format!("; the framework's are {}", known.join(", ")),
            };
            return Err(Error::new(ErrorKind::InvalidSetting, format!("there is no parameter `{id}`{help}")));
        };
        let Some(value) = values.get_mut(index) else { continue };
        let wrong = |what: &str| {
            Error::new(ErrorKind::InvalidSetting, format!("the parameter `{id}` takes {what}, not `{text}`"))
        };
        *value = match value {
            ParameterValue::Number(_) => ParameterValue::Number(decimal(text.trim()).ok_or_else(|| wrong("a number"))?),
            ParameterValue::Date(_) => {
                ParameterValue::Date(text.trim().parse().map_err(|_| wrong("a date such as 2026-11-01"))?)
            }
            ParameterValue::Text(_) => ParameterValue::Text(text.clone()),
            ParameterValue::Period(_) => {
                let mut words = text.split_whitespace();
                let amount = words.next().and_then(|word| word.parse().ok());
                let unit = words.next().and_then(crate::value::PeriodUnit::from_word);
                match (amount, unit, words.next()) {
                    (Some(amount), Some(unit), None) => ParameterValue::Period(crate::value::Period { amount, unit }),
                    _ => return Err(wrong("a period such as `28 days`")),
                }
            }
        };
    }
    Ok(values)
}

/// The fields that a rule's findings show: those that it reads, in order, through derived values too.
pub(crate) fn evidence(checked: &Checked) -> Vec<Vec<SlotId>> {
    checked
        .rules
        .iter()
        .map(|rule| {
            let (mut slots, mut derived) = (Vec::new(), Vec::new());
            for cond in rule.when.iter().chain([&rule.require]) {
                slots_of(cond, &mut slots);
                derived_of(cond, &mut derived);
            }
            let mut next = 0;
            while let Some(value) = derived.get(next).and_then(|id| checked.derived.get(id.index())) {
                match &value.value {
                    DerivedValueIr::Condition(cond) => {
                        slots_of(cond, &mut slots);
                        derived_of(cond, &mut derived);
                    }
                    DerivedValueIr::Number(num, _) => {
                        slots_of_number(num, &mut slots);
                        derived_of_number(num, &mut derived);
                    }
                    DerivedValueIr::Table(rows) => rows.iter().filter_map(|row| row.when.as_ref()).for_each(|when| {
                        slots_of(when, &mut slots);
                        derived_of(when, &mut derived);
                    }),
                }
                next += 1;
            }
            // Whether names were compared is shown where it leaves something open, not as an answer.
            slots.retain(|slot| {
                let info = checked.shape.slots.get(slot.index());
                info.is_some_and(|info| !(info.is_row || info.filled && info.domain == crate::ir::RECORD))
            });
            slots
        })
        .collect()
}

/// What reports show has to be kept.
fn want_more(checked: &Checked, detail: Detail, evidence: &[Vec<SlotId>], wanted: &mut [Use]) {
    for across in &checked.across {
        if let Some(place) = wanted.get_mut(across.slot.index()) {
            *place = Use::Value;
        }
    }
    if detail == Detail::Counts {
        // Ids are looked at only to find those that stand twice.
        if let (true, Some(place)) = (checked.shape.unique, checked.shape.id.and_then(|id| wanted.get_mut(id.index())))
        {
            *place = Use::Value;
        }
        return;
    }
    let mut shown: Vec<Rests> = evidence.iter().flatten().copied().map(Rests::Slot).collect();
    shown.extend(checked.shape.id.into_iter().chain(checked.shape.name).map(Rests::Slot));
    shown.extend(checked.shape.domains.iter().filter_map(|domain| domain.row).map(Rests::Slot));
    for part in checked.rules.iter().flat_map(|rule| rule.say.values().chain(rule.fix.values())).flatten() {
        match part {
            PartIr::Slot(slot) | PartIr::Match(slot) => shown.push(Rests::Slot(*slot)),
            PartIr::Derived(id) => shown.push(Rests::Derived(*id)),
            _ => {}
        }
    }
    let mut want = |slot: SlotId| {
        if let Some(place) = wanted.get_mut(slot.index()) {
            *place = Use::Value;
        }
    };
    // An answer counts only where it is asked for, which others may decide.
    Closure::new(checked).of(shown).iter().for_each(&mut want);
    if detail >= Detail::Records {
        want_all(checked, wanted);
    }
}

/// Every answer that a record can give.
fn want_all(checked: &Checked, wanted: &mut [Use]) {
    let slots = checked.shape.slots.iter().zip(wanted).filter(|(slot, _)| !slot.filled);
    slots.for_each(|(_, wanted)| *wanted = Use::Value);
}
