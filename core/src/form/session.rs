//! A session: a record that is kept and evaluated again at each change.

use super::beside::Beside;
use super::change::Change;
use super::decided::Decided;
use super::draft::{Draft, Touched};
use super::facts::{Facts, RuleFacts};
use super::known::Known;
use super::next::{NextQuestion, next};
use super::path::no_place;
use super::problems::{AnswerProblem, problems};
use super::view::{Evaluation, FormFinding, Frame, GroupRow, Question, SectionStatus, View};
use crate::audit::{Audit, Finding, RuleSummary, Source, TableReason, Turn, VerdictCounts};
use crate::batch::{Batch, BatchBuilder};
use crate::decision::Seen;
use crate::engine::Loaded;
use crate::error::Error;
use crate::eval::Scratch;
use crate::ir::{RuleId, SlotId};
use crate::plan::program::Resting;
use crate::plan::{Detail, Plan, Settings};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A record that is being filled in, and what holds of it.
///
/// ```
/// use due_regard::form::{Asked, Change, Session};
/// use due_regard::{Date, Settings, Source, load};
/// let loaded = load(Source::new("a.yaml", "
/// language: 1
/// framework: a
/// version: 1.0.0
/// title: A
/// sections: [{id: all, fields: [{id: held, type: yes-no, required: true}, {id: held-on, type: date, ask-when: held = yes, required: true}]}]
/// "));
/// let settings = Settings::new(Date::from_ymd(2026, 11, 1).unwrap());
/// let mut session = Session::new(&loaded, settings, serde_json::Map::new())?;
/// let delta = session.apply(&Change::Set { path: "held".into(), answer: "yes".into() })?;
/// assert_eq!(delta.now_asked, ["held-on"]);
/// assert_eq!(session.next(1)[0].path, "held-on");
/// session.apply(&delta.inverse)?;
/// assert_eq!(session.evaluation().questions[1].asked, Asked::Open);
/// # Ok::<(), due_regard::Error>(())
/// ```
#[derive(Debug)]
pub struct Session {
    loaded: Loaded,
    plan: Plan,
    facts: Facts,
    draft: Draft,
    builder: BatchBuilder,
    scratch: Scratch,
    view: View,
    /// The frame of the view before: the same one where the last change was looked at the quick way.
    #[cfg(test)]
    frame_before: Arc<super::view::Frame>,
    /// How far the fields reach that were touched last: while somebody types they are the same from key to key.
    reach: Reach,
    revision: u64,
    /// What people decided about findings.
    pub(super) decided: Decided,
    /// What the form keeps beside the record, where it has said so.
    pub(super) beside: Option<Beside>,
}

/// What answers of some fields reach, as long as all rows stay where they are.
#[derive(Debug, Default)]
pub(super) struct Reach {
    fields: Vec<SlotId>,
    /// What of the program rests on them.
    pub(super) resting: Resting,
    /// The rules whose verdicts or findings may be others, in order.
    pub(super) rules: Vec<RuleId>,
    /// Whether they decide what is asked.
    pub(super) gating: bool,
    /// The rows in which they were touched last, and the questions that these are, by place, in the frame that the view had then.
    pub(super) rows: Vec<Option<usize>>,
    pub(super) places: Vec<usize>,
    pub(super) frame: Option<Arc<Frame>>,
}

impl Reach {
    fn new(fields: Vec<SlotId>, plan: &Plan, facts: &Facts) -> Self {
        let resting = plan.inner.program.resting_on(|slot| fields.contains(&slot));
        let reads = |facts: &RuleFacts| fields.iter().any(|slot| facts.reads.holds(*slot));
        let rules = facts.rules.iter().enumerate().map(|(rule, facts)| (RuleId::from_index(rule), facts));
        let rules = rules.filter(|(rule, facts)| resting.rules.contains(rule) || reads(facts));
        Self {
            rules: rules.map(|(rule, _)| rule).collect(),
            gating: fields.iter().any(|slot| facts.gating.holds(*slot)),
            resting,
            fields,
            rows: Vec::new(),
            places: Vec::new(),
            frame: None,
        }
    }

    /// Finds the questions that were touched, unless they are those of the last time.
    fn find(&mut self, frame: &Arc<Frame>, touched: &[Touched], rows: &[Option<usize>]) {
        if self.rows == rows && self.frame.as_ref().is_some_and(|known| Arc::ptr_eq(known, frame)) {
            return;
        }
        let is_touched = |(slot, row): &(SlotId, usize)| {
            touched.iter().zip(rows).any(|(touched, at)| {
                matches!(touched, Touched::Answer(of) if of.slot == *slot) && at.is_none_or(|at| at == *row)
            })
        };
        let all = frame.places.iter().enumerate();
        self.places = all.filter(|(_, place)| is_touched(place)).map(|(place, _)| place).collect();
        (self.rows, self.frame) = (rows.to_vec(), Some(Arc::clone(frame)));
    }
}

/// What a change changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delta {
    /// Changes of this session so far.
    pub revision: u64,
    /// The change as it was made.
    pub change: Change,
    /// What takes it back.
    pub inverse: Change,
    /// Questions that are new, or of which anything is another.
    pub questions: Vec<Question>,
    /// Questions that are no longer there.
    pub gone: Vec<String>,
    /// Questions that were not asked before and are.
    pub now_asked: Vec<String>,
    /// Questions that were asked before and are not; those that are gone are not among them.
    pub now_not_asked: Vec<String>,
    /// Rows that are new, or of which anything is another.
    pub rows: Vec<GroupRow>,
    /// Rows that are no longer there.
    pub rows_gone: Vec<String>,
    /// Where rows came, went or moved: the paths of all rows, in order; else empty.
    pub order: Vec<String>,
    /// Findings.
    pub findings: FindingsDelta,
    /// Pages of which any count is another.
    pub sections: Vec<SectionStatus>,
    /// How many verdicts of each kind there are now.
    pub verdicts: VerdictCounts,
    /// The outcome now.
    pub outcome: Option<TableReason>,
}

/// What changed of the findings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FindingsDelta {
    /// New ones.
    pub added: Vec<FormFinding>,
    /// By fingerprint: those that are no longer there.
    pub removed: Vec<String>,
    /// Those that say another thing than before; that the record has another name now is no such thing.
    pub changed: Vec<FormFinding>,
}

/// Why a finding is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The finding.
    pub finding: FormFinding,
    /// Its rule, with the counts for this record.
    pub rule: Option<RuleSummary>,
    /// What the rule rests on.
    pub sources: Vec<Source>,
    /// Which of the rule's conditions decided, with the values that they saw.
    pub because: Vec<String>,
    /// What a decision about the finding rests on, as a log of decisions keeps it.
    pub seen: Seen,
}

impl Session {
    /// Begins with a record, which may be empty.
    ///
    /// # Errors
    /// As [`Loaded::plan`], and when the record cannot be read: something else than rows stands where a group is.
    pub fn new(loaded: &Loaded, settings: Settings, record: Map<String, Value>) -> Result<Self, Error> {
        Self::begin(loaded, settings, false, record)
    }

    /// Begins with a record, and leaves the reasons of findings ([`Finding::because`](crate::audit::Finding::because)) to [`Session::explain`]: for pages, which show
    /// them when somebody asks, and changes at once: reasons are up to a third of the work of a key press.
    ///
    /// # Errors
    /// As [`Session::new`].
    pub fn brief(loaded: &Loaded, settings: Settings, record: Map<String, Value>) -> Result<Self, Error> {
        Self::begin(loaded, settings, true, record)
    }

    fn begin(loaded: &Loaded, mut settings: Settings, brief: bool, record: Map<String, Value>) -> Result<Self, Error> {
        (settings.detail, settings.brief) = (Detail::Records, brief);
        let plan = loaded.plan(settings)?;
        let checked = &plan.inner.checked;
        let facts = Facts::new(loaded.framework(), checked, plan.inner.stage);
        let draft = Draft::new(Arc::clone(checked), record);
        let mut session = Self {
            loaded: loaded.clone(),
            facts,
            draft,
            builder: plan.batch(),
            scratch: Scratch::default(),
            view: View::default(),
            #[cfg(test)]
            frame_before: Arc::default(),
            reach: Reach::default(),
            revision: 0,
            decided: Decided::default(),
            beside: None,
            plan,
        };
        session.read()?;
        session.view = session.look(None);
        Ok(session)
    }

    /// Sets stage, day, parameters or language anew; the record stays, and whether findings have their reasons.
    ///
    /// # Errors
    /// As [`Session::new`]; the session is then as it was.
    pub fn configure(&mut self, settings: Settings) -> Result<(), Error> {
        let brief = self.plan.inner.settings.brief;
        let fresh = Self::begin(&self.loaded, settings, brief, self.draft.record().clone())?;
        let lines = self.decisions().to_vec();
        *self = Self { revision: self.revision, beside: self.beside.take(), ..fresh };
        self.set_decisions(lines)
    }

    /// Reads the record into the batch.
    fn read(&mut self) -> Result<(), Error> {
        self.builder.clear();
        self.builder.read(1, self.draft.record())?;
        self.builder.batch();
        Ok(())
    }

    fn look(&mut self, touched: Option<&[Touched]>) -> View {
        let before = touched.map(|touched| (&self.view, touched));
        View::new(&self.plan, &self.facts, &self.draft, self.builder.as_it_is(), &mut self.scratch, before)
    }

    /// Puts the answers that were touched into the batch. False where the record has to be read.
    fn replace(&mut self, touched: &[Touched], rows: &[Option<usize>]) -> bool {
        touched.iter().zip(rows).all(|touched| match touched {
            (Touched::Answer(answer), Some(row)) => answer
                .cell
                .as_ref()
                .is_some_and(|[was, now]| self.builder.replace(answer.slot, *row, was.as_ref(), now.as_ref())),
            (Touched::Nothing, _) => true,
            _ => false,
        })
    }

    /// Looks at what the answers reach that were touched. False where the record has to be looked at whole.
    fn look_again(&mut self, touched: &[Touched], rows: &[Option<usize>], delta: &mut Delta) -> bool {
        let fields = touched.iter().filter_map(|touched| match touched {
            Touched::Answer(answer) => Some(answer.slot),
            _ => None,
        });
        if !fields.clone().eq(self.reach.fields.iter().copied()) {
            self.reach = Reach::new(fields.collect(), &self.plan, &self.facts);
        }
        self.reach.find(&self.view.frame, touched, rows);
        let (batch, scratch) = (self.builder.as_it_is(), &mut self.scratch);
        self.view.again(&self.plan, &self.facts, batch, scratch, touched, rows, &self.reach, delta)
    }

    /// Makes a change and says what it changed.
    ///
    /// # Errors
    /// When there is no such place, or what is to stand there cannot be kept: nothing has changed then.
    pub fn apply(&mut self, change: &Change) -> Result<Delta, Error> {
        let mut touched = Vec::new();
        let inverse = self.draft.apply(change, &mut touched)?;
        let rows = self.view.rows_of(&self.plan.inner.checked, &touched);
        if !self.replace(&touched, &rows)
            && let Err(error) = self.read()
        {
            // A record that was read before is read again.
            self.draft.apply(&inverse, &mut touched)?;
            self.read()?;
            self.view = self.look(None);
            return Err(error);
        }
        #[cfg(test)]
        self.frame_before.clone_from(&self.view.frame);
        let mut delta = Delta {
            revision: self.revision + 1,
            change: change.clone(),
            inverse,
            questions: Vec::new(),
            gone: Vec::new(),
            now_asked: Vec::new(),
            now_not_asked: Vec::new(),
            rows: Vec::new(),
            rows_gone: Vec::new(),
            order: Vec::new(),
            findings: FindingsDelta::default(),
            sections: Vec::new(),
            verdicts: VerdictCounts::default(),
            outcome: None,
        };
        if !self.look_again(&touched, &rows, &mut delta) {
            let view = self.look(Some(&touched));
            let before = std::mem::replace(&mut self.view, view);
            self.difference(&before, touched.contains(&Touched::Rows), &mut delta);
        }
        self.revision += 1;
        (delta.verdicts, delta.outcome) = (self.view.verdicts, self.view.outcome(&self.plan));
        Ok(delta)
    }

    /// Whether the last change was looked at the quick way.
    #[cfg(test)]
    pub(crate) fn looked_again(&self) -> bool {
        Arc::ptr_eq(&self.view.frame, &self.frame_before)
    }

    fn difference(&self, before: &View, rows: bool, delta: &mut Delta) {
        let view = &self.view;
        delta.sections = view.other_sections(&before.sections);
        let mut question = |was: Option<&Arc<Question>>, now: &Arc<Question>| {
            if was.is_some_and(|was| Arc::ptr_eq(was, now) || was == now) {
                return;
            }
            use super::view::Asked::Yes;
            match (was.is_some_and(|was| was.asked == Yes), now.asked == Yes) {
                (false, true) => delta.now_asked.push(now.path.clone()),
                (true, false) => delta.now_not_asked.push(now.path.clone()),
                _ => {}
            }
            delta.questions.push(Question::clone(now));
        };
        if rows {
            let mut known = Known::new(&mut before.questions.iter().map(|question| question.path.as_str()));
            for now in &view.questions {
                question(known.take(&now.path).and_then(|place| before.questions.get(place)), now);
            }
            delta.gone = known.names_left();
            let mut known = Known::new(&mut before.frame.rows.iter().map(|row| row.path.as_str()));
            for now in &view.frame.rows {
                if known.take(&now.path).and_then(|place| before.frame.rows.get(place)) != Some(now) {
                    delta.rows.push(now.clone());
                }
            }
            delta.rows_gone = known.names_left();
            delta.order = view.frame.rows.iter().map(|row| row.path.clone()).collect();
        } else {
            view.questions.iter().zip(&before.questions).for_each(|(now, was)| question(Some(was), now));
            let changed = view.frame.rows.iter().zip(&before.frame.rows).filter(|(now, was)| now != was);
            delta.rows = changed.map(|(now, _)| now.clone()).collect();
        }
        view.other_findings(&before.findings, delta);
    }

    /// The answer at a place, as the record holds it; nothing where there is none.
    ///
    /// # Errors
    /// When the framework has no such question.
    pub fn get(&self, path: &str) -> Result<Value, Error> {
        self.draft.get(path)
    }

    /// The record as it stands.
    pub fn evaluation(&self) -> Evaluation {
        self.view.evaluation(&self.plan)
    }

    /// The record: what to save.
    pub fn record(&self) -> &Map<String, Value> {
        self.draft.record()
    }

    /// The record as JSON text, its answers in the order of the form.
    pub fn record_text(&self) -> String {
        self.draft.text()
    }

    /// Changes so far.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The framework.
    pub fn framework(&self) -> &Loaded {
        &self.loaded
    }

    /// The plan that the record is held against.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The record as a batch of one.
    pub fn batch(&mut self) -> &Batch {
        self.builder.batch()
    }

    /// Open questions, those that matter most first: how many at most.
    pub fn next(&self, limit: usize) -> Vec<NextQuestion> {
        next(&self.plan, &self.view, &self.facts, limit)
    }

    /// What is wrong with the answers of a page (of all without one), in the form's order.
    pub fn answer_problems(&self, section: Option<&str>) -> Vec<AnswerProblem> {
        problems(&self.plan, &self.view, &self.facts, self.loaded.framework(), section)
    }

    /// Why a finding is there; `None` where there is none of this fingerprint.
    pub fn explain(&mut self, fingerprint: &str) -> Option<Explanation> {
        let finding = self.view.findings.iter().find(|known| known.finding.fingerprint == fingerprint)?;
        let mut finding = self.view.finding(finding);
        let brief = self.plan.inner.settings.brief;
        let audit = self.audit(if brief { Detail::Reasons } else { Detail::Counts });
        if brief && let Some(known) = audit.findings.iter().find(|known| known.fingerprint == fingerprint) {
            finding.finding.because.clone_from(&known.because);
        }
        let rule = audit.rules.into_iter().find(|rule| rule.id == finding.finding.rule);
        let sources = audit.sources.into_iter().filter(|source| finding.finding.cite.contains(&source.id)).collect();
        let seen = Seen::of_finding(&finding.finding, rule.as_ref());
        Some(Explanation { rule, sources, because: finding.finding.because.clone(), seen, finding })
    }

    /// Single answers that would give the record another outcome; see [`Plan::what_would_change`].
    pub fn turns(&mut self) -> Vec<Turn> {
        self.plan.what_would_change(self.builder.batch(), 0)
    }

    /// A finding of the record as it stands.
    pub(super) fn found(&self, fingerprint: &str) -> Option<&Finding> {
        let mut findings = self.view.findings.iter().map(|known| &known.finding);
        findings.find(|finding| finding.fingerprint == fingerprint)
    }

    /// The audit of the record, in as much detail as is asked for, with what was [decided](Session::set_decisions) about its findings.
    pub fn audit(&mut self, detail: Detail) -> Audit {
        // The same framework with the same settings has made a plan before, and the same record was read.
        self.audit_with(self.plan.inner.settings.clone().detail(detail)).unwrap_or_else(|_| {
            let mut audit = self.plan.run(self.builder.batch());
            self.add_to(&mut audit);
            audit
        })
    }

    /// The audit of the record with settings of its own, with what was [decided](Session::set_decisions) about its findings.
    ///
    /// # Errors
    /// As [`Loaded::plan`].
    pub fn audit_with(&mut self, mut settings: Settings) -> Result<Audit, Error> {
        settings.brief = false;
        let plan = self.loaded.plan(settings)?;
        let mut builder = plan.batch();
        builder.read(1, self.draft.record())?;
        let mut audit = plan.run(builder.batch());
        self.add_to(&mut audit);
        Ok(audit)
    }

    /// What no rule reads.
    fn add_to(&self, audit: &mut Audit) {
        self.decided.add_to(audit);
        self.put_beside(audit);
    }

    /// The questions, and the rows, as they stand, in order.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.view.questions.iter().map(|question| &**question)
    }

    pub(super) fn rows(&self) -> &[GroupRow] {
        &self.view.frame.rows
    }

    /// The path of a question, for hosts that have it from elsewhere: an error says what is wrong with it.
    ///
    /// # Errors
    /// When there is no such question in this record.
    pub fn question(&self, path: &str) -> Result<Question, Error> {
        let found = self.view.questions.iter().find(|question| question.path == path);
        found.map(|found| Question::clone(found)).ok_or_else(|| no_place(path, "it has no such question"))
    }
}
