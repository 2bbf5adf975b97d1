//! Which question to answer next: those first on which the gravest rules wait.

use super::facts::Facts;
use super::view::{Asked, FindingKind, View};
use crate::audit::Verdict;
use crate::framework::Severity;
use crate::plan::{Plan, template};
use crate::value::State;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A question whose answer would help, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextQuestion {
    /// Where it stands.
    pub path: String,
    /// The field.
    pub field: String,
    /// What people read.
    pub label: String,
    /// The page, by id.
    pub section: String,
    /// Why it comes here, in a sentence.
    pub why: String,
    /// The gravest of the rules that wait for it.
    pub severity: Option<Severity>,
    /// Whether one of these bites at this stage.
    pub due: bool,
    /// Findings that its answer settles whatever it is, by fingerprint; and those of which it is a part of what would.
    pub settles: Vec<String>,
    /// Findings to whose settling it belongs with other answers.
    pub helps: Vec<String>,
}

/// What waits for a question.
#[derive(Default)]
struct Waiting {
    due: bool,
    severity: Option<Severity>,
    settles: Vec<String>,
    helps: Vec<String>,
    asked_for: bool,
}

pub(super) fn next(plan: &Plan, view: &View, facts: &Facts, limit: usize) -> Vec<NextQuestion> {
    let mut waiting: FxHashMap<&str, Waiting> = FxHashMap::default();
    for ((rule, _), finding) in view.keys.iter().zip(&view.findings) {
        let asked_for = facts.rules.get(rule.index()).and_then(|facts| facts.asks_for);
        // Where it is open whether an answer is asked for, what settles that comes first.
        let own = finding.settled_by.is_empty();
        let paths: Vec<&str> = match (finding.kind, asked_for) {
            (FindingKind::Answer, Some(_)) if own => {
                finding.questions.first().map(|question| question.path.as_str()).into_iter().collect()
            }
            _ => finding.settled_by.iter().map(String::as_str).collect(),
        };
        for path in &paths {
            let known = waiting.entry(path).or_default();
            let due = finding.finding.verdict != Verdict::ToDo;
            // What is due comes before what is grave.
            if (due, std::cmp::Reverse(finding.finding.severity))
                > (known.due, known.severity.map_or(std::cmp::Reverse(Severity::Review), std::cmp::Reverse))
                || known.severity.is_none()
            {
                known.severity = Some(finding.finding.severity);
            }
            known.due |= due;
            known.asked_for |= own && finding.kind == FindingKind::Answer;
            let place = if paths.len() == 1 { &mut known.settles } else { &mut known.helps };
            place.push(finding.finding.fingerprint.clone());
        }
    }
    let mut open: Vec<(usize, &super::view::Question, Waiting)> = view
        .questions
        .iter()
        .enumerate()
        .filter(|(_, question)| {
            question.asked == Asked::Yes
                && matches!(question.state, State::Missing | State::NotSupplied | State::Invalid | State::NotKnown)
        })
        .map(|(order, question)| (order, &**question, waiting.remove(question.path.as_str()).unwrap_or_default()))
        // What is said to be not known has been answered, unless something waits for it.
        .filter(|(_, question, waiting)| question.state != State::NotKnown || waiting.severity.is_some())
        .collect();
    open.sort_by_key(|(order, _, waiting)| {
        let rank = waiting.severity.map_or(4u8, |severity| severity as u8);
        (
            waiting.severity.is_none(),
            !waiting.due,
            rank,
            std::cmp::Reverse(waiting.settles.len()),
            std::cmp::Reverse(waiting.helps.len()),
            *order,
        )
    });
    let label = |field: &str| {
        let slot = plan.inner.checked.shape.slots.iter().find(|slot| slot.path == field);
        slot.map_or_else(String::new, |slot| template::label(&slot.label, &slot.id, &plan.inner.settings.language))
    };
    open.into_iter()
        .take(limit)
        .map(|(_, question, waiting)| NextQuestion {
            path: question.path.clone(),
            field: question.field.clone(),
            label: label(&question.field),
            section: question.section.clone(),
            why: why(&waiting, question.state),
            severity: waiting.severity,
            due: waiting.due,
            settles: waiting.settles,
            helps: waiting.helps,
        })
        .collect()
}

fn why(waiting: &Waiting, state: State) -> String {
    let checks = |count: usize| if count == 1 { "a check".to_owned() } else { format!("{count} checks") };
    let mut parts = Vec::new();
    if state == State::Invalid {
        parts.push("what stands there cannot be read".to_owned());
    }
    if waiting.asked_for {
        parts.push(
            if waiting.due { "an answer is asked for at this stage" } else { "an answer is asked for later" }
                .to_owned(),
        );
    }
    let settles = waiting.settles.len().saturating_sub(usize::from(waiting.asked_for));
    if settles > 0 {
        parts.push(format!("{} would be settled by it", checks(settles)));
    }
    if !waiting.helps.is_empty() {
        let verb = if waiting.helps.len() == 1 { "waits" } else { "wait" };
        parts.push(format!("{} {verb} for it together with other answers", checks(waiting.helps.len())));
    }
    if waiting.severity == Some(Severity::Block) && waiting.due {
        parts.push("without it nobody can go on".to_owned());
    }
    if parts.is_empty() { "no check waits for it".to_owned() } else { parts.join("; ") }
}
