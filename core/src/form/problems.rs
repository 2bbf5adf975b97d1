//! What is wrong with answers themselves, whatever rules say: what an error summary lists.

use super::facts::Facts;
use super::view::{Asked, FindingKind, View};
use crate::audit::Verdict;
use crate::framework::{Framework, Member, Rows, Section};
use crate::plan::{Plan, template};
use crate::value::State;
use serde::Serialize;

/// Something wrong with an answer, or with the number of rows of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerProblem {
    /// The question; of rows the group with the row in which it lies.
    pub path: String,
    /// The field or group.
    pub field: String,
    /// What people read.
    pub label: String,
    /// The page, by id.
    pub section: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// That in a sentence.
    pub message: String,
    /// Of rows: how many there have to be at least or at most.
    pub limit: Option<u32>,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// It has to be there at this stage and is not.
    Missing,
    /// It cannot be read as what the field takes.
    Invalid,
    /// The group has fewer rows than it has to have.
    TooFewRows,
    /// The group has more rows than it may have.
    TooManyRows,
    /// It is recorded as not known, withheld or not applicable, which the field does not take for an answer.
    StateNotAllowed,
}

pub(super) fn problems(
    plan: &Plan,
    view: &View,
    facts: &Facts,
    framework: &Framework,
    section: Option<&str>,
) -> Vec<AnswerProblem> {
    let language = &plan.inner.settings.language;
    let checked = &plan.inner.checked;
    let label = |field: &str| {
        let slot = checked.shape.slots.iter().find(|slot| slot.path == field);
        slot.map_or_else(String::new, |slot| template::label(&slot.label, &slot.id, language))
    };
    let mut found = Vec::new();
    for question in view.questions.iter().filter(|question| question.asked == Asked::Yes) {
        let allowed = || {
            let slot = checked.shape.slots.iter().position(|slot| slot.path == question.field);
            slot.and_then(|slot| facts.slots.get(slot)).is_some_and(|facts| facts.allow.contains(&question.state))
        };
        let (kind, message) = match question.state {
            State::Invalid => (ProblemKind::Invalid, question.problem.clone()),
            State::Missing | State::NotSupplied if question.required => {
                (ProblemKind::Missing, format!("{} is not answered", label(&question.field)))
            }
            State::NotKnown | State::Withheld | State::NotApplicable if question.required && !allowed() => (
                ProblemKind::StateNotAllowed,
                format!("{} is recorded as {}, and an answer is asked for", label(&question.field), question.state),
            ),
            _ => continue,
        };
        found.push(AnswerProblem {
            path: question.path.clone(),
            field: question.field.clone(),
            label: label(&question.field),
            section: question.section.clone(),
            kind,
            message,
            limit: None,
        });
    }
    for ((rule, _), finding) in view.keys.iter().zip(&view.findings) {
        let asks_for_rows = facts.rules.get(rule.index()).is_some_and(|facts| facts.asks_for.is_none());
        if finding.kind != FindingKind::Answer || finding.finding.verdict != Verdict::NotMet || !asks_for_rows {
            continue;
        }
        let Some(group) = finding.finding.rule.strip_prefix("rows-") else { continue };
        let Some(domain) = checked.shape.domains.iter().find(|domain| domain.path.replace('.', "-") == group) else {
            continue;
        };
        let (min, max) = limits(framework, &domain.path).unwrap_or((None, None));
        let dot = if finding.place.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{}", finding.place, domain.key);
        let count = view
            .frame
            .rows
            .iter()
            .filter(|row| row.path.starts_with(&format!("{path}[")) && row.group == domain.path)
            .count();
        let many = max.is_some_and(|max| count > max as usize);
        found.push(AnswerProblem {
            path,
            field: domain.path.clone(),
            label: template::label(&domain.title, &domain.key, language),
            section: finding.section.clone(),
            kind: if many { ProblemKind::TooManyRows } else { ProblemKind::TooFewRows },
            message: finding.finding.message.clone(),
            limit: if many { max } else { min },
        });
    }
    found.retain(|problem| section.is_none_or(|section| problem.section == section));
    let order = |problem: &AnswerProblem| {
        let question = |path: &str| view.questions.iter().position(|question| question.path == path);
        let page = facts.pages.iter().position(|page| page.id == problem.section).unwrap_or(0);
        (page, question(&problem.path).unwrap_or(usize::MAX))
    };
    found.sort_by_key(order);
    found
}

/// How many rows a group has to have and may have.
fn limits(framework: &Framework, path: &str) -> Option<(Option<u32>, Option<u32>)> {
    fn within(section: &Section, path: &str) -> Option<(Option<u32>, Option<u32>)> {
        let rest = match section.rows {
            Rows::None => path,
            Rows::Free { min, max } if section.id.value == path => return Some((min, max)),
            _ => path.strip_prefix(section.id.value.as_str())?.strip_prefix('.')?,
        };
        section.members.iter().find_map(|member| match member {
            Member::Group(inner) => within(inner, rest),
            Member::Field(_) => None,
        })
    }
    framework.sections.iter().find_map(|section| within(section, path))
}
