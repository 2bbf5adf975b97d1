//! Screening within an audit: the registers of a run made ready, and the groups of candidates filled for every batch.

use super::{Plan, Settings};
use crate::audit::{InputReceipt, RecordCandidate};
use crate::batch::{Batch, Fill, Filling, Use};
use crate::decision::{DecisionLog, Seen, Standing, State};
use crate::error::{Error, ErrorKind};
use crate::eval::trace::Tracer;
use crate::ir::{Checked, Column, ListId, RegisterIr, ScreeningIr, SlotId};
use crate::register::{AliasKind, Person, Problem, Register};
use crate::screen::{
    Candidates, Class, Context, DECISION_STATES, DECISIONS, Found, Profile, ScreenScratch, Screener, Suppression,
    Verdict,
};
use crate::value::State as Absence;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Words of a register that are none of a list's options, told at most.
const MOST_PROBLEMS: usize = 100;

/// Everything that a plan screens names with.
#[derive(Debug)]
pub(crate) struct Screens {
    screenings: Vec<Screening>,
}

/// One group of candidates.
#[derive(Debug)]
struct Screening {
    ir: ScreeningIr,
    key: String,
    screener: Screener,
    /// By field of a choice that is read for its words: its options' labels.
    options: Vec<(SlotId, Vec<String>)>,
    /// What people decided, if anything can be looked up there.
    decisions: Option<Decisions>,
}

/// What people decided about candidates.
#[derive(Debug)]
struct Decisions {
    log: Arc<DecisionLog>,
    framework: String,
    id: SlotId,
}

impl Screens {
    /// The screenings that the plan has a use for and a register to do; `None` where there are none, so that a framework without pays nothing.
    pub(crate) fn new(checked: &Checked, settings: &Settings, wanted: &[Use]) -> Result<Option<Arc<Self>>, Error> {
        let shape = &checked.shape;
        for (id, _) in &settings.registers {
            if !shape.registers.iter().any(|register| register.id == *id) {
                let known: Vec<&str> = shape.registers.iter().map(|register| register.id.as_str()).collect();
                let known = match known.as_slice() {
                    [] => "the framework declares none".to_owned(),
                    known => format!("the framework's are {}", known.join(", ")),
                };
                return Err(Error::new(ErrorKind::InvalidSetting, format!("there is no register `{id}`; {known}")));
            }
        }
        let mut screenings = Vec::new();
        for ir in shape.screenings.iter().filter(|ir| is_used(checked, ir, wanted)) {
            let Some(register) = shape.registers.get(ir.register.index()) else { continue };
            let Some(given) = settings.register_of(&register.id) else { continue };
            let profile = match ir.errors {
                0 => Profile::Clean,
                1 => Profile::OneEdit,
                _ => Profile::TwoEdits,
            };
            let how =
                settings.screening.clone().profile(profile).suppressed(ir.suppressed).names_of_things(register.names);
            let key = shape.domains.get(ir.group.index()).map_or(String::new(), |domain| domain.key.clone());
            let options =
                ir.reads().filter_map(|slot| Some((slot, labels(checked, slot, &settings.language)?))).collect();
            let screener = Screener::new(Register::clone(given), how);
            let decisions = settings.decisions.as_ref().zip(shape.id).map(|(log, id)| Decisions {
                log: Arc::clone(log),
                framework: checked.about.id.clone(),
                id,
            });
            screenings.push(Screening { ir: ir.clone(), key, screener, options, decisions });
        }
        Ok((!screenings.is_empty()).then(|| Arc::new(Self { screenings })))
    }
}

/// Whether anything in the framework speaks of the candidates.
fn is_used(checked: &Checked, ir: &ScreeningIr, wanted: &[Use]) -> bool {
    let is_wanted = |slot: SlotId| wanted.get(slot.index()).is_some_and(|wanted| *wanted != Use::Unused);
    is_wanted(ir.screened)
        || ir.columns.iter().any(|(_, slot)| is_wanted(*slot))
        || checked.rules.iter().any(|rule| rule.domain == ir.group)
}

/// What screening needs of the records, and what findings show of candidates.
pub(super) fn want_more(checked: &Checked, wanted: &mut [Use], shown: bool) {
    for ir in &checked.shape.screenings {
        if !is_used(checked, ir, wanted) {
            continue;
        }
        let named = [Column::PersonId, Column::PersonName].into_iter().filter(|_| shown);
        let named = named.filter_map(|column| ir.column(column));
        // Decisions are looked up by the record's id.
        for slot in ir.reads().chain(named).chain(checked.shape.id) {
            if let Some(place) = wanted.get_mut(slot.index()) {
                *place = Use::Value;
            }
        }
    }
}

/// The labels of a choice's options.
fn labels(checked: &Checked, slot: SlotId, language: &str) -> Option<Vec<String>> {
    let list = checked.shape.slots.get(slot.index())?.list?;
    let options = &checked.shape.lists.get(list.index())?.options;
    Some(options.iter().map(|option| super::template::option_label(&option.label, &option.id, language)).collect())
}

impl Fill for Screens {
    fn fill(&self, rows: &mut Filling<'_>) {
        let mut scratch = ScreenScratch::default();
        for screening in &self.screenings {
            screening.fill(rows, &mut scratch);
        }
    }
}

impl Screening {
    fn fill(&self, rows: &mut Filling<'_>, scratch: &mut ScreenScratch) {
        rows.begin(self.ir.group);
        let mut name = String::new();
        let mut context = Context::default();
        for record in 0..rows.batch().len() {
            match name_of(&self.ir, rows.batch(), record) {
                Err(state) => rows.absent(self.ir.screened, record, state),
                Ok(text) => {
                    name.clear();
                    name.push_str(text);
                    rows.option(self.ir.screened, record, 0);
                    self.read_context(rows.batch(), record, &mut context);
                    self.screener.each(scratch, &name, &context, |found| self.add(rows, record, &name, found));
                }
            }
        }
    }

    fn read_context(&self, batch: &Batch, record: usize, context: &mut Context) {
        context.locality.clear();
        for slot in &self.ir.places {
            if let Some(place) = self.words_of(batch, *slot, record) {
                if !context.locality.is_empty() {
                    context.locality.push_str("; ");
                }
                context.locality.push_str(place);
            }
        }
        context.named = self.ir.year.and_then(|slot| batch.years_of(slot, record));
        context.kind.clear();
        context.kind.push_str(self.ir.kind.and_then(|slot| self.words_of(batch, slot, record)).unwrap_or(""));
        context.neighbours.clear();
        let neighbours = self.ir.neighbours.and_then(|slot| batch.text_or_state(slot, record).ok());
        let neighbours = neighbours.unwrap_or("").split(';').map(str::trim).filter(|name| !name.is_empty());
        context.neighbours.extend(neighbours.map(str::to_owned));
    }

    /// A text, or the label of an option.
    fn words_of<'b>(&'b self, batch: &'b Batch, slot: SlotId, record: usize) -> Option<&'b str> {
        match self.options.iter().find(|(known, _)| *known == slot) {
            Some((_, labels)) => labels.get(usize::from(batch.place(slot, record)?)).map(String::as_str),
            None => batch.text_or_state(slot, record).ok(),
        }
    }

    fn add(&self, rows: &mut Filling<'_>, record: usize, name: &str, found: &Found<'_>) {
        let row = rows.row(self.ir.group, record);
        for (column, slot) in &self.ir.columns {
            if !rows.wants(*slot) {
                continue;
            }
            match column {
                Column::Decision => {
                    let standing = self.decided(rows.batch(), record, name, found);
                    let decided = standing.filter(|(state, _)| matches!(state, State::Decided | State::Open));
                    rows.option(*slot, row, place(DECISIONS, &decided.map_or("none", |(_, verdict)| verdict)));
                }
                Column::DecisionState => {
                    let standing = self.decided(rows.batch(), record, name, found);
                    rows.option(
                        *slot,
                        row,
                        place(DECISION_STATES, &standing.map_or("none", |(state, _)| state.words())),
                    );
                }
                column => put(rows, *column, *slot, row, found),
            }
        }
    }

    /// How it stands with what was decided about a candidate, and the verdict of that.
    fn decided(&self, batch: &Batch, record: usize, name: &str, found: &Found<'_>) -> Option<(State, &'static str)> {
        let standing = self.standing(batch, record, name, found)?;
        Some((standing.state, standing.decision.verdict.words()))
    }

    fn standing(&self, batch: &Batch, record: usize, name: &str, found: &Found<'_>) -> Option<Standing<'_>> {
        let decisions = self.decisions.as_ref().filter(|decisions| !decisions.log.is_empty())?;
        let id = batch.id_text(decisions.id, record)?;
        let seen = Seen::of_candidate(name, found.person, found.hit.class);
        decisions.log.for_candidate(&decisions.framework, &id, &found.person.id, &seen)
    }
}

fn put(rows: &mut Filling<'_>, column: Column, slot: SlotId, row: usize, found: &Found<'_>) {
    let person = found.person;
    let yes_no = |rows: &mut Filling<'_>, yes: bool| rows.option(slot, row, u16::from(!yes));
    // Counts of a register are far below 2^53.
    let count = |rows: &mut Filling<'_>, count: usize| rows.number(slot, row, count as f64);
    match column {
        Column::Class => rows.option(slot, row, place(Class::ALL, &found.hit.class)),
        Column::Verdict => rows.option(slot, row, place(Verdict::ALL, &found.hit.verdict)),
        Column::Points => rows.number(slot, row, f64::from(found.hit.points)),
        Column::Sentence => {
            let explained = found.explained();
            rows.text(slot, row, explained.as_ref().map_or("", |candidate| &candidate.sentence));
        }
        Column::Alias => rows.text(slot, row, found.alias().0),
        Column::AliasKind => {
            let kind = found.alias().1;
            let at = AliasKind::ALL.iter().position(|(known, _)| *known == kind);
            rows.option(slot, row, at.and_then(|at| u16::try_from(at).ok()).unwrap_or(0));
        }
        Column::PersonId => rows.text(slot, row, &person.id),
        Column::PersonName => rows.text(slot, row, &person.name),
        Column::PersonBorn => life(rows, slot, row, person.born.as_ref()),
        Column::PersonDied => life(rows, slot, row, person.died.as_ref()),
        Column::PersonCategory => categories(rows, slot, row, person),
        Column::PersonCulpability => word(rows, slot, row, &person.culpability),
        Column::PersonVerification => word(rows, slot, row, &person.verification),
        Column::PersonEvidence => count(rows, found.evidence()),
        Column::Namesakes => count(rows, found.namesakes()),
        Column::OtherReadings => {
            let explained = found.explained();
            let others = explained.iter().flat_map(|candidate| &candidate.alternatives);
            count(rows, others.filter(|other| !matches!(other.kind, "person" | "other bearers")).count());
        }
        Column::PlaceAgrees => match found.place_agrees() {
            Some(agrees) => yes_no(rows, agrees),
            None => rows.absent(slot, row, Absence::Missing),
        },
        Column::DateAgrees => match found.date_agrees() {
            Some(Some(agrees)) => yes_no(rows, agrees),
            Some(None) => rows.absent(slot, row, Absence::NotKnown),
            None => rows.absent(slot, row, Absence::Missing),
        },
        Column::Neighbours => match found.neighbours() {
            Some(neighbours) => count(rows, neighbours),
            None => rows.absent(slot, row, Absence::Missing),
        },
        Column::SuppressedBy => match &found.hit.suppressed {
            Some(rule) => rows.option(slot, row, place(Suppression::ALL, rule)),
            None => rows.absent(slot, row, Absence::NotApplicable),
        },
        // What was decided is looked up by the record, not by the name.
        Column::Decision | Column::DecisionState => {}
    }
}

fn place<T: PartialEq>(all: &[T], one: &T) -> u16 {
    all.iter().position(|known| known == one).and_then(|at| u16::try_from(at).ok()).unwrap_or(0)
}

fn life(rows: &mut Filling<'_>, slot: SlotId, row: usize, life: Option<&crate::register::Life>) {
    match life {
        Some(life) => rows.years(slot, row, (life.from, life.to)),
        None => rows.absent(slot, row, Absence::NotKnown),
    }
}

/// An option where the framework has a list, else a text. A word that is no option is *invalid*, which is unknown to every rule.
fn word(rows: &mut Filling<'_>, slot: SlotId, row: usize, word: &str) {
    if word.is_empty() {
        return rows.absent(slot, row, Absence::Missing);
    }
    match (rows.takes_options(slot), rows.place_of(slot, word)) {
        (false, _) => rows.text(slot, row, word),
        (true, Some(option)) => rows.option(slot, row, option),
        (true, None) => rows.absent(slot, row, Absence::Invalid),
    }
}

fn categories(rows: &mut Filling<'_>, slot: SlotId, row: usize, person: &Person) {
    if person.categories.is_empty() {
        return rows.absent(slot, row, Absence::Missing);
    }
    if !rows.takes_options(slot) {
        return rows.text(slot, row, &person.categories.join("; "));
    }
    let places = person.categories.iter().map(|category| rows.place_of(slot, category).filter(|place| *place < 64));
    match places.collect::<Option<Vec<u16>>>() {
        Some(places) => rows.options(slot, row, places.iter().fold(0, |set, place| set | 1 << place)),
        None => rows.absent(slot, row, Absence::Invalid),
    }
}

/// What of a register does not fit the lists that the framework gives for it.
fn misfits(checked: &Checked, ir: &RegisterIr, register: &Register, problems: &mut Vec<Problem>) {
    let table = |list: Option<ListId>| {
        let list = checked.shape.lists.get(list?.index())?;
        Some(crate::batch::OptionTable::new(list))
    };
    let (categories, culpability) = (table(ir.categories), table(ir.culpability));
    for person in register.persons().iter().filter(|person| !person.homonym) {
        let words = person.categories.iter().map(|word| (word, &categories, "category"));
        for (word, options, what) in words.chain([(&person.culpability, &culpability, "culpability")]) {
            let Some(options) = options.as_ref().filter(|_| !word.is_empty()) else { continue };
            if options.find(word).is_none() && problems.len() < MOST_PROBLEMS {
                problems.push(Problem {
                    code: "not-an-option",
                    level: crate::Level::Warning,
                    table: ir.id.clone(),
                    row: 0,
                    person: person.id.clone(),
                    message: format!("the {what} `{word}` is none of the framework's options; rules cannot tell"),
                });
            }
        }
    }
}

impl Plan {
    /// What of the registers that were given does not fit the framework's lists, so that rules cannot tell.
    pub fn register_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for ir in &self.inner.checked.shape.registers {
            if let Some(register) = self.inner.settings.register_of(&ir.id) {
                misfits(&self.inner.checked, ir, register, &mut problems);
            }
        }
        problems
    }

    /// The registers that the framework compares names with and that were not given, by id: what rules say of their candidates cannot be told.
    pub fn missing_registers(&self) -> Vec<&str> {
        let shape = &self.inner.checked.shape;
        let used = |index: usize| shape.screenings.iter().any(|screening| screening.register.index() == index);
        let registers = shape.registers.iter().enumerate();
        registers
            .filter(|(index, register)| used(*index) && self.inner.settings.register_of(&register.id).is_none())
            .map(|(_, register)| register.id.as_str())
            .collect()
    }

    /// The candidates of a record with all their evidence, by the id of the group of candidates: for a review queue. Those that the framework leaves out of its
    /// groups (suppressed ones, unless it says `suppressed: true`) are not among them, and neither are groups of which no rule speaks.
    pub fn candidates(&self, batch: &Batch, record: usize) -> Vec<(&str, Candidates)> {
        let Some(screens) = &self.inner.screens else { return Vec::new() };
        let mut scratch = ScreenScratch::default();
        let mut context = Context::default();
        let screenings = screens.screenings.iter();
        screenings
            .filter_map(|screening| {
                let name = name_of(&screening.ir, batch, record).ok()?;
                screening.read_context(batch, record, &mut context);
                Some((screening.key.as_str(), screening.screener.screen_with(&mut scratch, name, &context)))
            })
            .collect()
    }
}

impl Settings {
    /// Gives a register that the framework declares, by its id. One that is not given leaves what rules say of its candidates open.
    pub fn register(mut self, id: impl Into<String>, register: Register) -> Self {
        let id = id.into();
        self.registers.retain(|(known, _)| *known != id);
        self.registers.push((id, Arc::new(register)));
        self
    }

    /// How names are screened: words, settlements, weights and thresholds. Whether typing errors are allowed for and what is suppressed is listed, the framework says.
    pub fn screening(mut self, settings: crate::screen::ScreenSettings) -> Self {
        self.screening = settings;
        self
    }

    /// What people decided. Rules can ask for it (`decision`, `decision-state` of a candidate); a decision holds for exactly the record and the person that it names, as long as
    /// the name, the person's names and sources and the class of the evidence are those on which it rests.
    pub fn decisions(mut self, log: DecisionLog) -> Self {
        self.decisions = Some(Arc::new(log));
        self
    }

    pub(crate) fn register_of(&self, id: &str) -> Option<&Register> {
        self.registers.iter().find(|(known, _)| known == id).map(|(_, register)| register.as_ref())
    }
}

/// Whom a record's name may refer to: those for review, and those about whom something was decided; `None` where no name was compared.
pub(super) fn of_record(
    inner: &super::Inner,
    batch: &Batch,
    record: usize,
    scratch: &mut ScreenScratch,
) -> Option<Vec<RecordCandidate>> {
    let mut candidates = None;
    let mut context = Context::default();
    for screening in inner.screens.iter().flat_map(|screens| &screens.screenings) {
        let Ok(name) = name_of(&screening.ir, batch, record) else { continue };
        let listed = candidates.get_or_insert_with(Vec::new);
        screening.read_context(batch, record, &mut context);
        screening.screener.each(scratch, name, &context, |found| {
            let standing = screening.standing(batch, record, name, found);
            if !found.hit.verdict.is_queued() && standing.is_none() {
                return;
            }
            listed.push(RecordCandidate {
                group: screening.key.clone(),
                person: found.person.id.clone(),
                name: found.person.name.clone(),
                class: found.hit.class.word().to_owned(),
                verdict: found.hit.verdict.word().to_owned(),
                sentence: found.explained().map(|candidate| candidate.sentence).unwrap_or_default(),
                decision: standing.map(|standing| Box::new(standing.told())),
            });
        });
    }
    candidates
}

/// What was decided about candidates, one by one. Only the names of records of which the log says something are compared.
pub(super) fn each_decided(inner: &super::Inner, batch: &Batch, mut each: impl FnMut(Standing<'_>)) {
    let mut scratch = ScreenScratch::default();
    let mut context = Context::default();
    for screening in inner.screens.iter().flat_map(|screens| &screens.screenings) {
        let Some(decisions) = &screening.decisions else { continue };
        for record in 0..batch.len() {
            let id = batch.id_text(decisions.id, record);
            if !id.is_some_and(|id| decisions.log.has_record(&id)) {
                continue;
            }
            let Ok(name) = name_of(&screening.ir, batch, record) else { continue };
            screening.read_context(batch, record, &mut context);
            screening.screener.each(&mut scratch, name, &context, |found| {
                screening.standing(batch, record, name, found).into_iter().for_each(&mut each);
            });
        }
    }
}

/// The text of the first name field that the record has a place for.
fn name_of<'b>(ir: &ScreeningIr, batch: &'b Batch, record: usize) -> Result<&'b str, Absence> {
    let mut names = ir.names.iter().map(|slot| batch.text_or_state(*slot, record));
    names.find(|name| *name != Err(Absence::NotSupplied)).unwrap_or(Err(Absence::NotSupplied))
}

/// The name of a record that a group of candidates is compared with, whether a register was given or not; `None` where there is none.
pub(super) fn compared_name<'b>(inner: &super::Inner, group: &str, batch: &'b Batch, record: usize) -> Option<&'b str> {
    let shape = &inner.checked.shape;
    let is_of = |of: &&ScreeningIr| shape.domains.get(of.group.index()).is_some_and(|domain| domain.key == group);
    name_of(shape.screenings.iter().find(is_of)?, batch, record).ok()
}

/// The persons with whom names are compared, by id.
pub(super) fn persons(inner: &super::Inner) -> Option<BTreeSet<String>> {
    let screens = inner.screens.as_ref()?;
    let persons = screens.screenings.iter().flat_map(|screening| screening.screener.register().persons());
    Some(persons.map(|person| person.id.clone()).collect())
}

/// What would settle whether there are candidates: the register where it was not given, else the name. Nothing for a field that tells of anything else.
pub(super) fn settling(inner: &super::Inner, tracer: &Tracer<'_>, slot: SlotId, record: usize) -> Option<String> {
    let shape = &inner.checked.shape;
    let screening = shape.screenings.iter().find(|screening| screening.screened == slot)?;
    let register = shape.registers.get(screening.register.index())?;
    if inner.settings.register_of(&register.id).is_none() {
        return Some(format!("registers.{}", register.id));
    }
    let supplied = |slot: &&SlotId| tracer.batch.state(**slot, record) != Absence::NotSupplied;
    let name = screening.names.iter().find(supplied).or_else(|| screening.names.first())?;
    Some(shape.slots.get(name.index())?.path.clone())
}

/// The registers of a run, for its receipt.
pub(super) fn receipts(inner: &super::Inner) -> Vec<InputReceipt> {
    let registers = inner.checked.shape.registers.iter();
    registers
        .map(|register| {
            let Some(given) = inner.settings.register_of(&register.id) else {
                return InputReceipt {
                    name: register.id.clone(),
                    format: "a register that was not given, so that nothing is told of its candidates".to_owned(),
                    bytes: 0,
                    sha256: None,
                };
            };
            // The content and not the files: the same register may lie in one file or in several, here or there.
            let content = crate::report::compact(&(given.persons(), given.phrases()));
            let (persons, homonyms) = given.persons().iter().fold((0, 0), |(persons, homonyms), person| {
                if person.homonym { (persons, homonyms + 1) } else { (persons + 1, homonyms) }
            });
            InputReceipt {
                name: match given.name() {
                    name if name == register.id => register.id.clone(),
                    name => format!("{} ({name})", register.id),
                },
                format: format!("a register of {persons} persons and {homonyms} other bearers of their names, as JSON"),
                bytes: content.len() as u64,
                sha256: Some(crate::source::sha256(content.as_bytes())),
            }
        })
        .collect()
}
