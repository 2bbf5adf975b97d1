//! A record as it stands: every question and row, every finding in its place, what there is to do on each page.

mod again;

use super::draft::{Draft, ROW, Touched};
use super::facts::{Facts, Item, RuleFacts};
use super::known::Known;
use super::session::Delta;
use crate::audit::{Finding, NumberResult, RecordRef, TableReason, Verdict, VerdictCounts};
use crate::batch::{Batch, Data};
use crate::bits;
use crate::check::closure::Slots;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::eval::{Evaluated, Scratch, run, verdict_plane};
use crate::framework::Severity;
use crate::ir::{DomainId, RECORD, RuleId, SlotId};
use crate::plan::collect::{finding, listed, record_ref, verdicts};
use crate::plan::{Inner, Plan, reasons, template};
use crate::value::{Date, State};
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Whether a question, row or page is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Asked {
    /// Its condition does not hold, or what it lies in is not asked.
    No,
    /// That depends on what is not answered yet.
    Open,
    /// It is.
    Yes,
}

impl Asked {
    fn from_truth(truth: Truth) -> Self {
        match truth {
            Truth::True => Asked::Yes,
            Truth::Unknown => Asked::Open,
            Truth::False | Truth::NotApplicable => Asked::No,
        }
    }
}

/// A question of a record: one a field, and one a row for fields of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Where it stands: `impacts[age].effect`.
    pub path: String,
    /// The field: `impacts.effect`.
    pub field: String,
    /// The page, by id.
    pub section: String,
    /// Whether it is asked.
    pub asked: Asked,
    /// The state of the answer as rules see it.
    #[serde(serialize_with = "in_words")]
    pub state: State,
    /// The answer as people read it, options by label; of one that cannot be read what stands there.
    pub value: String,
    /// Of a choice: the options chosen, by id.
    pub chosen: Vec<String>,
    /// Whether an answer has to be there at this stage.
    pub required: bool,
    /// What is wrong with the answer, in a sentence; empty for nothing.
    pub problem: String,
}

/// A row of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// Where it stands: `impacts[age]`, `actions[r3]`.
    pub path: String,
    /// The group: `impacts.actions`.
    pub group: String,
    /// What stands in the brackets.
    pub id: String,
    /// What people read.
    pub label: String,
    /// How it came.
    pub kind: RowKind,
    /// Whether it is asked.
    pub asked: Asked,
    /// Whether the framework says that it does not apply to this record.
    pub not_applicable: bool,
}

/// How a row came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// Every record has it.
    Fixed,
    /// The framework offers it, and the record added it.
    Offered,
    /// The record added it under a name of its own.
    Added,
    /// One of as many as the record gives.
    Free,
}

/// Whether a finding is about an answer that is not there, or what a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// A `required:` or `repeat:` made the rule.
    Answer,
    /// The framework's author wrote it.
    Rule,
}

/// A finding, and where in the form it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormFinding {
    /// The finding as the audit has it.
    #[serde(flatten)]
    pub finding: Finding,
    /// What it is about.
    pub kind: FindingKind,
    /// The rule's name for people.
    pub title: String,
    /// The page that shows it, by id.
    pub section: String,
    /// Every page with a question that it looked at, in order.
    pub sections: Vec<String>,
    /// The row by its path; empty for the record.
    pub place: String,
    /// The questions that it looked at, as far as they are one each.
    pub questions: Vec<QuestionRef>,
    /// The questions that would settle it.
    pub settled_by: Vec<String>,
}

/// A question that a finding looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionRef {
    /// Where it stands.
    pub path: String,
    /// What people read.
    pub label: String,
    /// The page, by id.
    pub section: String,
    /// The state of the answer.
    #[serde(serialize_with = "in_words")]
    pub state: State,
    /// The answer as people read it.
    pub value: String,
}

/// What there is to do on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionStatus {
    /// The page, by id.
    pub id: String,
    /// Whether any of it is asked.
    pub asked: Asked,
    /// Questions that are asked now.
    pub questions: u32,
    /// Of these: with an answer, or with a state that the field allows.
    pub answered: u32,
    /// Of these: those that have to be answered at this stage and are not; and groups with too few or too many rows.
    pub to_do: u32,
    /// Answers that cannot be read.
    pub invalid: u32,
    /// What is *not met*.
    pub issues: Issues,
    /// Rules that cannot be told.
    pub cannot_tell: u32,
    /// Findings that need a person.
    pub needs_a_person: u32,
    /// Not yet due at this stage.
    pub later: u32,
}

impl SectionStatus {
    fn new(id: String, asked: Asked) -> Self {
        let (questions, answered, to_do, invalid, issues) = (0, 0, 0, 0, Issues::default());
        Self { id, asked, questions, answered, to_do, invalid, issues, cannot_tell: 0, needs_a_person: 0, later: 0 }
    }
}

/// Findings of rules that are *not met*, by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Issues {
    /// May not go on.
    pub block: u32,
    /// Should be mended.
    pub major: u32,
    /// Could be better.
    pub minor: u32,
}

/// A record as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The stage; every rule bites without one.
    pub stage: Option<String>,
    /// What `today` means.
    pub as_of: Date,
    /// How many verdicts of each kind.
    pub verdicts: VerdictCounts,
    /// The outcome, where the framework gives one.
    pub outcome: Option<TableReason>,
    /// The other tables that it shows.
    pub tables: Vec<TableReason>,
    /// Scores and other numbers that it shows.
    pub numbers: Vec<NumberResult>,
    /// Everything but *met* and *does not apply*, in the framework's order.
    pub findings: Vec<FormFinding>,
    /// Page by page.
    pub sections: Vec<SectionStatus>,
    /// In the form's order.
    pub questions: Vec<Question>,
    /// In the form's order.
    pub rows: Vec<GroupRow>,
}

fn in_words<S: Serializer>(state: &State, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.words())
}

/// What stays while no row comes or goes and nothing decides anew what is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// The field and row of each question.
    pub(super) places: Vec<(SlotId, usize)>,
    pub(super) rows: Vec<GroupRow>,
    /// By group: the paths of its rows.
    paths: Vec<Vec<String>>,
    /// By group: how many rows the evaluation had.
    lengths: Vec<usize>,
    /// The paths of rows by what findings call them, once that was asked for.
    names: OnceLock<FxHashMap<String, String>>,
}

/// What a session keeps of an evaluation, to compare the next one with.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    pub(super) frame: Arc<Frame>,
    pub(super) questions: Vec<Arc<Question>>,
    /// What the record is called now. Findings that stand since it had another name keep that one: [`View::finding`].
    record: RecordRef,
    pub(super) findings: Vec<Arc<FormFinding>>,
    /// The rule and row of each finding.
    pub(super) keys: Vec<(RuleId, usize)>,
    /// The bitmaps of the verdicts of each rule; empty where the rows are too many for that.
    bitmaps: Vec<[u64; 5]>,
    /// Of each finding: whether nothing but the name of its record is another than before.
    pub(super) same: Vec<bool>,
    pub(super) sections: Vec<SectionStatus>,
    pub(super) verdicts: VerdictCounts,
    pub(super) tables: Arc<[TableReason]>,
    pub(super) numbers: Arc<[NumberResult]>,
}

/// What of the view before still holds.
#[derive(Clone, Copy)]
struct Before<'v> {
    view: &'v View,
    touched: &'v [Touched],
    /// The row of each answer that was touched, where that is known: in the order of `touched`.
    rows: &'v [Option<usize>],
}

impl Before<'_> {
    fn stands(&self, rests_on: impl Fn(SlotId) -> bool) -> bool {
        self.touched.iter().all(|touched| match touched {
            Touched::Answer(answer) => !rests_on(answer.slot),
            Touched::Nothing => true,
            Touched::Rows => false,
        })
    }

    /// Whether none of these fields was touched.
    fn leaves(&self, fields: &Slots) -> bool {
        self.stands(|slot| fields.holds(slot))
    }

    /// Whether nothing was touched that the finding of a rule in a row rests on; `row_of` says in which row of a field that row looks, and `is_as_like` whether
    /// of a field's texts the same one is as like that row's as before.
    fn leaves_finding(
        &self,
        rule: &RuleFacts,
        row_of: impl Fn(SlotId) -> usize,
        is_as_like: impl Fn(SlotId) -> bool,
    ) -> bool {
        self.touched.iter().enumerate().all(|(place, touched)| match touched {
            Touched::Answer(answer) if !rule.reads.holds(answer.slot) => true,
            // What is only looked at in the row itself may be another in every other row.
            Touched::Answer(answer) => {
                let row = self.rows.get(place).copied().flatten();
                !rule.beyond.holds(answer.slot)
                    && row.is_some_and(|row| row != row_of(answer.slot))
                    && (!rule.alike.contains(&answer.slot) || is_as_like(answer.slot))
            }
            Touched::Nothing => true,
            Touched::Rows => false,
        })
    }
}

impl View {
    pub(super) fn new(
        plan: &Plan,
        facts: &Facts,
        draft: &Draft,
        batch: &Batch,
        scratch: &mut Scratch,
        before: Option<(&View, &[Touched])>,
    ) -> Self {
        let inner = &plan.inner;
        let evaluated = run(&inner.program, &inner.parents, batch, scratch);
        let inputs = inner.inputs();
        let tracer = Tracer::new(&inputs, batch);
        // Where rows came or went, every place may have moved.
        let before = before
            .map(|(view, touched)| Before { view, touched, rows: &[] })
            .filter(|before| !before.touched.contains(&Touched::Rows));
        let mut reader = Reader {
            inner,
            facts,
            tracer: &tracer,
            before,
            view: View::default(),
            frame: Frame::default(),
            asked: Asked::No,
        };
        reader.frame.paths = vec![Vec::new(); inner.checked.shape.domains.len()];
        reader.frame.lengths = batch.domains.iter().map(|domain| domain.len).collect();
        for known in &facts.pages {
            reader.asked = Asked::No;
            reader.items(&known.items, RECORD, 0, "", Some(draft.record()));
            let asked = reader.asked;
            reader.view.sections.push(SectionStatus::new(known.id.clone(), asked));
        }
        reader.view.frame = Arc::new(std::mem::take(&mut reader.frame));
        reader.finish(evaluated);
        reader.view
    }

    /// Counts the verdicts and tells tables and numbers, but for those that stand.
    fn tell(
        &mut self,
        inner: &Inner,
        tracer: &Tracer<'_>,
        evaluated: Evaluated<'_>,
        [verdicts_stand, tables_stand, numbers_stand]: [bool; 3],
    ) {
        if !verdicts_stand {
            self.verdicts = verdicts(inner, tracer.batch, evaluated);
        }
        if !tables_stand {
            self.tables = reasons::tables(inner, tracer, evaluated, 0).into();
        }
        if !numbers_stand {
            self.numbers = reasons::numbers(inner, tracer, 0).into();
        }
    }

    /// What was found of a rule in a row.
    fn found(&self, rule: RuleId, row: usize) -> Option<&Arc<FormFinding>> {
        self.findings.get(self.keys.binary_search(&(rule, row)).ok()?)
    }

    /// Where the findings of a rule stand.
    fn of_rule(&self, rule: RuleId) -> Range<usize> {
        self.keys.partition_point(|(of, _)| *of < rule)..self.keys.partition_point(|(of, _)| *of <= rule)
    }

    /// What is another of the findings than before.
    pub(super) fn other_findings(&self, before: &[Arc<FormFinding>], delta: &mut Delta) {
        let mut finding = |was: Option<&Arc<FormFinding>>, now: &Arc<FormFinding>, same: bool| match was {
            None => delta.findings.added.push(FormFinding::clone(now)),
            Some(was) if same || Arc::ptr_eq(was, now) || self.finding(was) == **now => {}
            Some(_) => delta.findings.changed.push(FormFinding::clone(now)),
        };
        let now = || self.findings.iter().zip(&self.same);
        if before.len() == self.findings.len() && self.findings.iter().zip(before).all(|(now, was)| is_named(now, was))
        {
            return now().zip(before).for_each(|((now, same), was)| finding(Some(was), now, *same));
        }
        let mut known = Known::new(&mut before.iter().map(|finding| finding.finding.fingerprint.as_str()));
        for (now, same) in now() {
            let was = known.take(&now.finding.fingerprint).and_then(|place| before.get(place));
            finding(was, now, *same);
        }
        delta.findings.removed = known.names_left();
    }

    /// The pages of which any count is another.
    pub(super) fn other_sections(&self, before: &[SectionStatus]) -> Vec<SectionStatus> {
        self.sections.iter().filter(|now| !before.contains(now)).cloned().collect()
    }

    /// Counts what is on each page.
    fn count(&mut self, facts: &Facts) {
        for ((slot, _), question) in self.frame.places.iter().zip(&self.questions) {
            let Some(field) = facts.slots.get(slot.index()) else { continue };
            let Some(status) = self.sections.get_mut(field.page).filter(|_| question.asked == Asked::Yes) else {
                continue;
            };
            status.questions += 1;
            let settled = question.state == State::Answered || field.allow.contains(&question.state);
            status.answered += u32::from(settled);
            status.to_do += u32::from(field.required && !settled);
            status.invalid += u32::from(question.state == State::Invalid);
        }
        for ((rule, _), finding) in self.keys.iter().zip(&self.findings) {
            let Some(of_rule) = facts.rules.get(rule.index()) else { continue };
            let Some(status) = self.sections.get_mut(of_rule.page) else { continue };
            let (kind, finding) = (finding.kind, &finding.finding);
            match (finding.verdict, kind) {
                (Verdict::ToDo, _) => status.later += 1,
                (Verdict::NotMet, FindingKind::Answer) => status.to_do += u32::from(of_rule.asks_for.is_none()),
                (Verdict::NotMet, FindingKind::Rule) => match finding.severity {
                    Severity::Block => status.issues.block += 1,
                    Severity::Minor => status.issues.minor += 1,
                    Severity::Major | Severity::Review => status.issues.major += 1,
                },
                (Verdict::CannotTell, _) => status.cannot_tell += 1,
                (Verdict::NeedsAPerson, _) => status.needs_a_person += 1,
                (Verdict::Met | Verdict::DoesNotApply, _) => {}
            }
        }
    }

    /// A finding under the name that the record has now.
    pub(super) fn finding(&self, finding: &FormFinding) -> FormFinding {
        let mut finding = finding.clone();
        finding.finding.record.clone_from(&self.record);
        finding
    }

    pub(super) fn outcome(&self, plan: &Plan) -> Option<TableReason> {
        (!plan.inner.checked.outcome.is_empty()).then(|| self.tables.first().cloned()).flatten()
    }

    pub(super) fn evaluation(&self, plan: &Plan) -> Evaluation {
        let outcome = self.outcome(plan);
        Evaluation {
            stage: plan.inner.checked.stage(plan.inner.stage),
            as_of: plan.inner.settings.as_of,
            verdicts: self.verdicts,
            tables: self.tables.iter().skip(usize::from(outcome.is_some())).cloned().collect(),
            outcome,
            numbers: self.numbers.to_vec(),
            findings: self.findings.iter().map(|finding| self.finding(finding)).collect(),
            sections: self.sections.clone(),
            questions: self.questions.iter().map(|question| Question::clone(question)).collect(),
            rows: self.frame.rows.clone(),
        }
    }
}

/// Whether two findings are one by name.
fn is_named(now: &Arc<FormFinding>, was: &Arc<FormFinding>) -> bool {
    Arc::ptr_eq(now, was) || now.finding.fingerprint == was.finding.fingerprint
}

struct Reader<'a> {
    inner: &'a Inner,
    facts: &'a Facts,
    tracer: &'a Tracer<'a>,
    before: Option<Before<'a>>,
    view: View,
    /// Filled before the view has it.
    frame: Frame,
    /// Of the page in hand.
    asked: Asked,
}

impl Reader<'_> {
    fn items(&mut self, items: &[Item], domain: DomainId, row: usize, around: &str, map: Option<&Map<String, Value>>) {
        for item in items {
            match item {
                Item::Question(slot) => {
                    let question = self.question(*slot, domain, row, around);
                    self.asked = self.asked.max(question.asked);
                    self.view.questions.push(question);
                    self.frame.places.push((*slot, row));
                }
                Item::Group(group, inner) => self.group(*group, inner, row, around, map),
            }
        }
    }

    fn question(&self, slot: SlotId, domain: DomainId, row: usize, around: &str) -> Arc<Question> {
        let facts = self.facts.slots.get(slot.index());
        let place = self.frame.places.len();
        if let Some(before) = self.before
            && before.view.frame.places.get(place) == Some(&(slot, row))
            && before.stands(|touched| touched == slot || facts.is_none_or(|facts| facts.gates.holds(touched)))
            && let Some(known) = before.view.questions.get(place)
        {
            return Arc::clone(known);
        }
        Arc::new(self.read_question(slot, domain, row, around))
    }

    fn read_question(&self, slot: SlotId, domain: DomainId, row: usize, around: &str) -> Question {
        let facts = self.facts.slots.get(slot.index());
        let checked = &self.inner.checked;
        let info = checked.shape.slots.get(slot.index());
        let state = self.tracer.state(slot, row);
        let mut value = String::new();
        let mut problem = String::new();
        match self.tracer.batch.raw_of_invalid(slot, row) {
            Some(cell) => {
                value.push_str(&cell.raw);
                problem.push_str(&cell.cause);
            }
            None if self.tracer.batch.state(slot, row) == State::Answered => self.value(slot, row, &mut value),
            None => {}
        }
        let not_asked = self.tracer.row_not_asked(domain, row);
        let asked = match state {
            State::NotAsked | State::NotApplicable if self.tracer.row_not_applicable(domain, row) == Truth::True => {
                Asked::No
            }
            State::NotAsked => Asked::No,
            _ => {
                let own = info.and_then(|info| info.ask_when.as_ref());
                let own = own.map_or(Truth::True, |when| self.tracer.truth(when, domain, row).holds());
                Asked::from_truth(own.and(not_asked.not()))
            }
        };
        let id = info.map_or("", |info| &info.id);
        Question {
            path: if around.is_empty() { id.to_owned() } else { format!("{around}.{id}") },
            field: info.map_or_else(String::new, |info| info.path.clone()),
            section: self
                .facts
                .pages
                .get(facts.map_or(0, |facts| facts.page))
                .map_or_else(String::new, |page| page.id.clone()),
            asked,
            state,
            value,
            chosen: self.chosen(slot, row),
            required: facts.is_some_and(|facts| facts.required),
            problem,
        }
    }

    /// The answer as people read it, options by label.
    fn value(&self, slot: SlotId, row: usize, out: &mut String) {
        let language = &self.inner.settings.language;
        self.tracer.write_value(slot, row, |option| template::option_label_of(option, language), out);
    }

    fn chosen(&self, slot: SlotId, row: usize) -> Vec<String> {
        let batch = self.tracer.batch;
        if batch.state(slot, row) != State::Answered {
            return Vec::new();
        }
        let checked = &self.inner.checked;
        let list = checked.shape.slots.get(slot.index()).and_then(|info| info.list);
        let options = list.and_then(|list| checked.shape.lists.get(list.index())).map_or(&[][..], |list| &list.options);
        match batch.column(slot).map(|column| &column.data) {
            Some(Data::Choice(values)) => values
                .get(row)
                .and_then(|value| options.get(usize::from(*value)))
                .map(|option| option.id.clone())
                .into_iter()
                .collect(),
            Some(Data::Choices(sets)) => {
                let set = sets.get(row).copied().unwrap_or(0);
                let chosen = |place: &usize| {
                    u32::try_from(*place).is_ok_and(|place| set.checked_shr(place).unwrap_or(0) & 1 == 1)
                };
                let places = (0..options.len()).filter(chosen);
                places.filter_map(|place| options.get(place)).map(|option| option.id.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn group(
        &mut self,
        group: DomainId,
        items: &[Item],
        parent: usize,
        around: &str,
        map: Option<&Map<String, Value>>,
    ) {
        let checked = &self.inner.checked;
        let Some(info) = checked.shape.domains.get(group.index()) else { return };
        let outside = info.parent.unwrap_or(RECORD);
        let own = info.ask_when.as_ref().map_or(Truth::True, |when| self.tracer.truth(when, outside, parent).holds());
        let asked = own.and(self.tracer.row_not_asked(outside, parent).not());
        self.asked = self.asked.max(Asked::from_truth(asked));
        let rows = self.tracer.batch.child_rows(group, parent);
        let given = map.and_then(|map| map.get(&info.key));
        // In the order in which a record's rows are read: fixed rows first, then those that were added, by name.
        let added: Vec<&String> = match given {
            Some(Value::Object(rows)) if !info.fixed.is_empty() => {
                rows.keys().filter(|id| !info.fixed.iter().any(|fixed| fixed.id == **id)).collect()
            }
            _ => Vec::new(),
        };
        let offered = info.row.and_then(|slot| checked.shape.slots.get(slot.index())?.list);
        let offered =
            offered.and_then(|list| checked.shape.lists.get(list.index())).map_or(&[][..], |list| &list.options);
        for (number, row) in rows.enumerate() {
            let (id, kind, inside) = if info.fixed.is_empty() {
                let inside =
                    given.and_then(Value::as_array).and_then(|rows| rows.get(number)).and_then(Value::as_object);
                let id = inside.and_then(|row| row.get(ROW)).and_then(Value::as_str);
                (id.map_or_else(|| (number + 1).to_string(), str::to_owned), RowKind::Free, inside)
            } else {
                let fixed = info.fixed.get(number).map(|fixed| &fixed.id);
                let own = fixed.or_else(|| added.get(number - info.fixed.len().min(number)).copied());
                let id = own.cloned().unwrap_or_default();
                let kind = match fixed {
                    Some(_) => RowKind::Fixed,
                    None if offered.iter().any(|option| option.id == id) => RowKind::Offered,
                    None => RowKind::Added,
                };
                let inside = given.and_then(Value::as_object).and_then(|rows| rows.get(&id)).and_then(Value::as_object);
                (id, kind, inside)
            };
            let dot = if around.is_empty() { "" } else { "." };
            let path = format!("{around}{dot}{}[{id}]", info.key);
            self.frame.rows.push(GroupRow {
                path: path.clone(),
                group: info.path.clone(),
                label: template::row_label(self.inner, self.tracer, group, row),
                id,
                kind,
                asked: Asked::from_truth(self.tracer.row_not_asked(group, row).not()),
                not_applicable: self.tracer.row_not_applicable(group, row) == Truth::True,
            });
            if let Some(paths) = self.frame.paths.get_mut(group.index()) {
                if paths.len() <= row {
                    paths.resize(row + 1, String::new());
                }
                if let Some(place) = paths.get_mut(row) {
                    place.clone_from(&path);
                }
            }
            self.items(items, group, row, &path, inside);
        }
    }

    /// The path of a row.
    fn place(&self, domain: DomainId, row: usize) -> &str {
        self.view.frame.paths.get(domain.index()).and_then(|paths| paths.get(row)).map_or("", String::as_str)
    }

    /// What comes after the questions and rows: findings, counts, tables, numbers.
    fn finish(&mut self, evaluated: Evaluated<'_>) {
        let rules = (0..self.inner.checked.rules.len()).map(|rule| evaluated.one_word(RuleId::from_index(rule)));
        self.view.bitmaps = rules.collect::<Option<Vec<_>>>().unwrap_or_default();
        self.view.record = record_ref(self.inner, self.tracer, 0);
        (0..self.inner.checked.rules.len()).for_each(|rule| self.findings_of(RuleId::from_index(rule), evaluated));
        self.view.count(self.facts);
        let before = self.before.filter(|before| !before.view.bitmaps.is_empty());
        let before = before.filter(|before| before.view.bitmaps == self.view.bitmaps);
        let leaves = |before: Option<Before<'_>>, fields| before.is_some_and(|before| before.leaves(fields));
        let stand = [before.is_some(), leaves(before, &self.facts.tables), leaves(self.before, &self.facts.numbers)];
        if let Some(Before { view, .. }) = self.before {
            self.view.verdicts = view.verdicts;
            self.view.tables = Arc::clone(&view.tables);
            self.view.numbers = Arc::clone(&view.numbers);
        }
        self.view.tell(self.inner, self.tracer, evaluated, stand);
    }

    /// What is found of a rule.
    fn findings_of(&mut self, id: RuleId, evaluated: Evaluated<'_>) {
        let Some(rule) = self.inner.checked.rules.get(id.index()) else { return };
        let planes = [verdict_plane::NOT_MET, verdict_plane::CANNOT_TELL, verdict_plane::NEEDS_A_PERSON];
        let planes = planes.map(|plane| evaluated.verdict(id, plane));
        let facts = self.facts.rules.get(id.index());
        for word in 0..bits::words(self.tracer.batch.domain_len(rule.domain)) {
            let wanted = planes.iter().fold(0, |all, plane| all | plane.get(word).copied().unwrap_or(0));
            for row in bits::rows(&[wanted]).map(|row| word * 64 + row) {
                let (verdict, would_be) = listed(evaluated, id, row);
                let same = self.before.and_then(|before| before.view.found(id, row));
                let same = same.filter(|known| {
                    (known.finding.verdict, known.finding.would_be) == (verdict, would_be)
                        && self.before.zip(facts).is_some_and(|(before, facts)| {
                            let domain = |slot: SlotId| self.tracer.slot_domain(slot);
                            let row_of = |slot| self.tracer.row_in(domain(slot), rule.domain, row);
                            before.leaves_finding(facts, row_of, |slot| self.tracer.is_as_like(slot, row_of(slot)))
                        })
                });
                let finding = match same {
                    Some(same) => Arc::clone(same),
                    None => Arc::new(self.finding(id, row, verdict, would_be)),
                };
                self.view.same.push(same.is_some());
                self.view.findings.push(finding);
                self.view.keys.push((id, row));
            }
        }
    }

    fn finding(&self, id: RuleId, row: usize, verdict: Verdict, would_be: Option<Verdict>) -> FormFinding {
        let finding = finding(self.inner, self.tracer, id, row, verdict, would_be);
        let checked = &self.inner.checked;
        let language = &self.inner.settings.language;
        let rule = checked.rules.get(id.index());
        let domain = rule.map_or(RECORD, |rule| rule.domain);
        let facts = self.facts.rules.get(id.index());
        let page = |page: usize| self.facts.pages.get(page).map_or_else(String::new, |page| page.id.clone());
        let slots = self.inner.evidence.get(id.index()).map_or(&[][..], Vec::as_slice);
        let questions = slots
            .iter()
            .filter_map(|slot| {
                let info = checked.shape.slots.get(slot.index())?;
                let at = template::seen_from(self.inner, *slot, domain)?;
                let row = self.tracer.row_in(at, domain, row);
                let around = self.place(at, row);
                let dot = if around.is_empty() { "" } else { "." };
                let state = self.tracer.state(*slot, row);
                let mut value = String::new();
                if state == State::Answered {
                    self.value(*slot, row, &mut value);
                } else if let Some(cell) = self.tracer.batch.raw_of_invalid(*slot, row) {
                    value.push_str(&cell.raw);
                }
                Some(QuestionRef {
                    path: format!("{around}{dot}{}", info.id),
                    label: template::label(&info.label, &info.id, language),
                    section: page(self.facts.slots.get(slot.index()).map_or(0, |slot| slot.page)),
                    state,
                    value,
                })
            })
            .collect();
        let settled_by = finding.settle.iter().map(|place| self.by_path(place)).collect();
        FormFinding {
            kind: if rule.is_some_and(|rule| rule.made_by_required) { FindingKind::Answer } else { FindingKind::Rule },
            title: rule.map_or_else(String::new, |rule| template::label(&rule.title, &rule.id, language)),
            section: page(facts.map_or(0, |facts| facts.page)),
            sections: facts.map_or(&[][..], |facts| &facts.pages).iter().map(|at| page(*at)).collect(),
            place: self.place(domain, row).to_owned(),
            questions,
            settled_by,
            finding,
        }
    }

    /// A place as findings name it (`actions[2].owner`) by its path (`actions[r3].owner`).
    fn by_path(&self, place: &str) -> String {
        let frame = &self.view.frame;
        let names = || {
            let groups = frame.paths.iter().enumerate();
            let rows = groups.flat_map(|(group, paths)| paths.iter().enumerate().map(move |row| (group, row)));
            let name = |group, row| template::item(self.inner, self.tracer, DomainId::from_index(group), row);
            rows.map(|(group, (row, path))| (name(group, row), path.clone())).collect()
        };
        let row_and_field = place.rsplit_once('.');
        let found = row_and_field.and_then(|(row, field)| Some((frame.names.get_or_init(names).get(row)?, field)));
        found.map_or_else(|| place.to_owned(), |(path, field)| format!("{path}.{field}"))
    }
}
