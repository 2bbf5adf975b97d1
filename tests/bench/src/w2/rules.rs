//! HAND: the rules of `assessment.yaml`, as a Rust programmer would write them for exactly this form.

use std::sync::LazyLock;

use regex::Regex;

use super::day::Day;
use super::form::{
    Action, ActionState, Basis, Change, Consulted, Effect, Form, Impact, Kind, Method, Outcome, Relevance, YesNo,
};
use crate::kleene::{Verdict, and, any, every, guarded, not, or, required};

/// The ids of the rules, in the order of `assessment.yaml` and of [`evaluate`].
pub const RULES: [&str; 60] = [
    "unnamed",
    "reference-malformed",
    "no-lead",
    "no-decision-maker",
    "started-late",
    "completed-late",
    "in-haste",
    "aims-short",
    "summary-short",
    "outcome-sought-missing",
    "saving-beyond-budget",
    "cut-without-figures",
    "not-screened",
    "screened-late",
    "screened-out-unexplained",
    "relevant-but-screened-out",
    "screened-by-lead",
    "consultation-unknown",
    "not-held-unexplained",
    "consultation-undated",
    "consultation-short",
    "consultation-late",
    "draft-late",
    "few-responses",
    "response-rate-low",
    "nothing-reported-back",
    "no-easy-read",
    "only-in-writing",
    "one-language",
    "little-evidence",
    "evidence-unsourced",
    "evidence-old",
    "only-views",
    "nothing-local",
    "sample-small",
    "gap-unfilled",
    "nothing-recent",
    "row-unanswered",
    "adverse-unanswered",
    "effect-unexplained",
    "affected-uncounted",
    "adverse-not-asked",
    "adverse-without-basis",
    "action-unowned",
    "action-undated",
    "action-overdue",
    "all-neutral",
    "combined-effect-missing",
    "unclear-without-plan",
    "marriage-out-of-scope",
    "mostly-neutral",
    "aims-unanswered",
    "no-change-though-adverse",
    "continued-unjustified",
    "stopped-but-approved",
    "approved-by-lead",
    "approved-too-soon",
    "review-late",
    "unpublished",
    "officer-silent",
];

static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Z]{2,5}-[0-9]{4}-[0-9]{1,5}$").expect("a valid pattern"));

/// Checks every rule, in the order of [`RULES`]. `today` is the as-of date.
#[must_use]
pub fn evaluate(form: &Form, today: Day) -> [Verdict; 60] {
    let impacts = form.impacts.rows();
    let evidence = &form.evidence;
    let held = form.consulted.map(|consulted| consulted == Consulted::Held);
    let adverse = |row: &Impact| row.effect.map(|effect| matches!(effect, Effect::Negative | Effect::Mixed));
    let negative = |row: &Impact| row.effect.map(|effect| effect == Effect::Negative);
    let residents = is(form.affects_residents, YesNo::Yes);
    let approved = Some(form.approved_on.is_some());
    [
        // About the proposal
        required(Some(answered(&form.title) && answered(&form.reference))),
        required(text(&form.reference).map(|text| REFERENCE.is_match(text))),
        required(Some(answered(&form.lead) && answered(&form.lead_role))),
        required(Some(answered(&form.decision_maker) && form.decision_on.is_some())),
        required(form.started_on.zip(form.decision_on).map(|(started, decision)| started < decision)),
        required(form.completed_on.zip(form.decision_on).map(|(completed, decision)| completed <= decision)),
        required(days(form.started_on, form.completed_on).map(|days| days >= 14)),
        required(length(&form.aims).map(|length| length >= 60)),
        required(length(&form.summary).map(|length| length >= 120)),
        required(Some(answered(&form.outcome_sought))),
        guarded(form.saving.map(|saving| saving > 0.0), || {
            and(Some(form.budget.is_some()), || form.budget.zip(form.saving).map(|(budget, saving)| budget >= saving))
        }),
        guarded(form.kind_of_change.map(|change| matches!(change, Change::Reduction | Change::Closure)), || {
            Some(form.saving.is_some() && form.affects_residents.is_some())
        }),
        // Screening
        required(Some(form.screened_on.is_some() && answered(&form.screened_by))),
        required(form.screened_on.zip(form.started_on).map(|(screened, started)| screened <= started)),
        guarded(is(form.full_assessment, YesNo::No), || words(&form.screening_reason).map(|words| words >= 25)),
        guarded(is(form.relevance, Relevance::High), || is(form.full_assessment, YesNo::Yes)),
        required(not(same_person(&form.screened_by, &form.lead))),
        // Consultation
        required(Some(form.consulted.is_some())),
        guarded(is(form.consulted, Consulted::NotHeld), || words(&form.reason_not_held).map(|words| words >= 25)),
        guarded(held, || Some(form.opened_on.is_some() && form.closed_on.is_some())),
        guarded(held, || days(form.opened_on, form.closed_on).map(|days| days >= 28)),
        guarded(held, || form.closed_on.zip(form.decision_on).map(|(closed, decision)| closed < decision)),
        guarded(held, || form.draft_published_on.zip(form.opened_on).map(|(draft, opened)| draft <= opened)),
        guarded(held, || form.responses.map(|responses| responses >= 30)),
        guarded(and(held, || form.invited.map(|invited| invited > 0)), || {
            form.responses.zip(form.invited).map(|(responses, invited)| responses as f64 / invited as f64 >= 0.05)
        }),
        guarded(held, || Some(answered(&form.what_was_said) && answered(&form.what_changed))),
        guarded(and(residents, || held), || is(form.easy_read, YesNo::Yes)),
        guarded(held, || {
            let methods = form.methods.as_ref()?;
            Some(methods.contains(&Method::Meeting) || methods.contains(&Method::Interviews))
        }),
        guarded(residents, || form.languages.map(|languages| languages >= 2)),
        // Evidence
        required(Some(evidence.len() >= 2)),
        every_has(evidence.iter().map(|item| (Some(true), Some(answered(&item.source) && item.published.is_some())))),
        required(not(any(evidence.iter().map(|item| item.published.map(|year| year < 2016))))),
        required(any(evidence.iter().map(|item| item.kind.map(|kind| kind != Kind::ProfessionalView)))),
        required(any(evidence
            .iter()
            .map(|item| item.kind.map(|kind| matches!(kind, Kind::LocalData | Kind::Consultation))))),
        every_has(evidence.iter().map(|item| (is(item.kind, Kind::LocalData), item.sample.map(|size| size >= 100)))),
        required(Some(!evidence.iter().any(|item| answered(&item.gap) && !answered(&item.link)))),
        required(evidence.iter().filter_map(|item| item.published).max().map(|newest| newest >= 2023)),
        // Impacts
        every_has(impacts.iter().map(|row| (Some(true), Some(row.effect.is_some())))),
        every_has(impacts.iter().map(|row| {
            (
                adverse(row),
                or(any(row.actions.iter().map(|action| not(is(action.state, ActionState::Stalled)))), || {
                    words(&row.justification).map(|words| words >= 25)
                }),
            )
        })),
        every_has(impacts.iter().map(|row| (Some(row.effect.is_some()), Some(answered(&row.rationale))))),
        every_has(impacts.iter().map(|row| (negative(row), row.affected.map(|affected| affected >= 1)))),
        every_has(impacts.iter().map(|row| (adverse(row), is(row.asked, YesNo::Yes)))),
        required(not(any(impacts.iter().map(|row| and(adverse(row), || is(row.basis, Basis::None)))))),
        required(Some(!actions(&impacts).any(|action| !answered(&action.owner)))),
        every_has(
            impacts.iter().map(|row| {
                (Some(!row.actions.is_empty()), Some(row.actions.iter().all(|action| action.due.is_some())))
            }),
        ),
        required(not(any(actions(&impacts)
            .map(|action| and(action.due.map(|due| due < today), || not(is(action.state, ActionState::Done))))))),
        required(any(impacts.iter().map(|row| not(is(row.effect, Effect::Neutral))))),
        guarded(at_least(2, impacts.iter().map(|row| adverse(row))), || {
            words(&form.combined_effect).map(|words| words >= 10)
        }),
        every_has(impacts.iter().map(|row| {
            let planned = |action: &Action| {
                action.state.map(|state| matches!(state, ActionState::Planned | ActionState::UnderWay))
            };
            (is(row.effect, Effect::Unclear), any(row.actions.iter().map(planned)))
        })),
        guarded(is(form.about_employment, YesNo::No), || Some(form.impacts.marriage.effect.is_none())),
        required(not(at_least(7, impacts.iter().map(|row| is(row.effect, Effect::Neutral))))),
        // The three aims, decision and review
        required(Some(answered(&form.eliminate) && answered(&form.advance) && answered(&form.foster))),
        guarded(is(form.outcome, Outcome::NoMajorChange), || {
            not(any(impacts.iter().map(|row| {
                row.effect.map(|effect| matches!(effect, Effect::Negative | Effect::Mixed | Effect::Unclear))
            })))
        }),
        match is(form.outcome, Outcome::Continue) {
            Some(true) => {
                every_has(impacts.iter().map(|row| (negative(row), words(&row.justification).map(|words| words >= 25))))
            }
            other => guarded(other, || None),
        },
        guarded(is(form.outcome, Outcome::Stop), || Some(form.approved_on.is_none())),
        required(not(same_person(&form.approved_by, &form.lead))),
        required(form.approved_on.zip(form.completed_on).map(|(approved, completed)| approved >= completed)),
        guarded(approved, || days(form.approved_on, form.review_on).map(|days| days <= 365)),
        guarded(approved, || Some(form.published_on.is_some() && answered(&form.published_at))),
        guarded(any(impacts.iter().map(|row| adverse(row))), || {
            and(Some(answered(&form.officer_comment)), || not(same_person(&form.equality_officer, &form.lead)))
        }),
    ]
}

fn is<T: PartialEq>(answer: Option<T>, option: T) -> Option<bool> {
    answer.map(|answer| answer == option)
}

/// A text, unless it is blank.
fn text(answer: &Option<String>) -> Option<&str> {
    answer.as_deref().filter(|text| !text.trim_start().is_empty())
}

fn answered(answer: &Option<String>) -> bool {
    text(answer).is_some()
}

fn words(answer: &Option<String>) -> Option<usize> {
    text(answer).map(|text| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count())
}

fn length(answer: &Option<String>) -> Option<usize> {
    text(answer).map(|text| text.chars().count())
}

fn days(from: Option<Day>, to: Option<Day>) -> Option<i32> {
    from.zip(to).map(|(from, to)| to.days_after(from))
}

/// Whether two answers name the same person, without regard to case and spacing.
fn same_person(one: &Option<String>, other: &Option<String>) -> Option<bool> {
    fn folded(name: &str) -> impl Iterator<Item = char> {
        name.split_whitespace().flat_map(|part| part.chars().flat_map(char::to_lowercase).chain([' ']))
    }
    let (one, other) = text(one).zip(text(other))?;
    Some(folded(one).eq(folded(other)))
}

fn actions<'a>(impacts: &'a [&'a Impact]) -> impl Iterator<Item = &'a Action> {
    impacts.iter().flat_map(|row| &row.actions)
}

/// Whether at least `n` of these are true; unknown where the undecided ones could make the difference.
fn at_least(n: usize, items: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let (mut sure, mut possible) = (0, 0);
    for item in items {
        sure += usize::from(item == Some(true));
        possible += usize::from(item != Some(false));
    }
    if sure >= n {
        Some(true)
    } else if possible < n {
        Some(false)
    } else {
        None
    }
}

/// The verdict of `every … where … has …` over pairs of *is it chosen* and *has it*; over no chosen rows it does not apply.
fn every_has(rows: impl Iterator<Item = (Option<bool>, Option<bool>)>) -> Verdict {
    let mut chosen = false;
    let all = every(rows.map(|(filter, has)| {
        chosen |= filter != Some(false);
        or(not(filter), || has)
    }));
    if chosen { required(all) } else { Verdict::DoesNotApply }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::w2::form::parse;
    use crate::w2::{AS_OF, FRAMEWORK, RECORD};

    #[test]
    fn the_ids_are_those_of_the_framework() {
        let ids: Vec<&str> = FRAMEWORK
            .lines()
            .skip_while(|line| *line != "rules:")
            .filter_map(|line| line.trim_start().strip_prefix("- {id: ")?.split(',').next())
            .collect();
        assert_eq!(ids, RULES);
    }

    /// Checked by hand against the record: everything that is not met or cannot be told, and what does not apply.
    #[test]
    fn verdicts_of_the_record() {
        let verdicts = evaluate(&parse(RECORD).unwrap(), Day::read(AS_OF.as_bytes()).unwrap());
        let with = |verdict| -> Vec<&str> {
            RULES.iter().zip(verdicts).filter(|(_, given)| *given == verdict).map(|(id, _)| *id).collect()
        };
        assert_eq!(
            with(Verdict::NotMet),
            [
                "draft-late",
                "sample-small",
                "gap-unfilled",
                "row-unanswered",
                "adverse-unanswered",
                "action-unowned",
                "action-overdue",
                "review-late",
                "unpublished",
            ]
        );
        // All because one row says nothing of its effect.
        assert_eq!(
            with(Verdict::CannotTell),
            ["affected-uncounted", "adverse-not-asked", "adverse-without-basis", "unclear-without-plan"]
        );
        assert_eq!(
            with(Verdict::DoesNotApply),
            [
                "screened-out-unexplained",
                "not-held-unexplained",
                "marriage-out-of-scope",
                "no-change-though-adverse",
                "continued-unjustified",
                "stopped-but-approved",
            ]
        );
    }

    /// An empty record is never a pass: rules cannot tell, or miss what they ask for.
    #[test]
    fn verdicts_of_an_empty_record() {
        let form = parse(br#"{"impacts": {}}"#).unwrap();
        let verdicts = evaluate(&form, Day::read(AS_OF.as_bytes()).unwrap());
        let met: Vec<&str> =
            RULES.iter().zip(verdicts).filter(|(_, given)| *given == Verdict::Met).map(|(id, _)| *id).collect();
        assert_eq!(met, ["evidence-old", "gap-unfilled", "action-unowned", "action-overdue"]);
    }
}
