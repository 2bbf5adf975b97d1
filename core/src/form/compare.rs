//! Two versions of a framework, and what the newer one means for a record that was made with the older.

use super::known::Known;
use super::session::Session;
use super::view::{Asked, FormFinding, Question};
use crate::engine::Loaded;
use crate::error::Error;
use crate::framework::extend::DifferenceKind;
use crate::framework::{Framework, Member, Required, Rows, Section};
use crate::plan::Settings;
use crate::syntax::print;
use crate::value::State;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// What differs between two frameworks, and what that means for a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The framework that the record was made with.
    pub from: Version,
    /// The one that it is held against now.
    pub to: Version,
    /// Whether both are the same text.
    pub same: bool,
    /// What was added, changed or taken out, in the newer framework's order, then what is gone.
    pub changes: Vec<FrameworkChange>,
    /// Answers for which there is no question any more: kept in the record, without effect.
    pub kept_without_question: Vec<KeptAnswer>,
    /// Answers that are read otherwise than before.
    pub read_otherwise: Vec<AnswerReadOtherwise>,
    /// Questions that are asked now and were not before.
    pub new_questions: Vec<String>,
    /// What changed of the findings.
    pub findings: ChangedFindings,
    /// The outcome before and after.
    pub outcome: ChangedOutcome,
}

/// A version of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// As its author wrote it.
    pub version: String,
    /// Of its text, in hexadecimal.
    pub sha256: String,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkChange {
    /// Added, changed or removed.
    #[serde(serialize_with = "removed")]
    pub kind: DifferenceKind,
    /// What it is: `field`, `rule`, `option of impacts.effect`.
    pub of: String,
    /// Its id or path.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What it was and is, in words.
    pub detail: String,
}

fn removed<S: Serializer>(kind: &DifferenceKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match kind {
        DifferenceKind::Added => "added",
        DifferenceKind::Changed => "changed",
        DifferenceKind::Retired => "removed",
    })
}

/// An answer without a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptAnswer {
    /// Where it stands in the record.
    pub path: String,
    /// What the question was called.
    pub label: String,
    /// The answer.
    pub value: String,
}

/// An answer that is read otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerReadOtherwise {
    /// Where it stands.
    pub path: String,
    /// What people read.
    pub label: String,
    /// The answer.
    pub value: String,
    /// Its state before.
    pub before: String,
    /// Its state now.
    pub after: String,
    /// What is wrong with it now; empty for nothing.
    pub problem: String,
}

/// What changed of the findings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChangedFindings {
    /// There now.
    pub added: Vec<FormFinding>,
    /// There before.
    pub removed: Vec<FormFinding>,
    /// There in both, and saying another thing.
    pub changed: Vec<ChangedFinding>,
}

/// A finding that says another thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedFinding {
    /// Before.
    pub before: FormFinding,
    /// Now.
    pub after: FormFinding,
}

/// An outcome before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChangedOutcome {
    /// Before; nothing where the framework gave none.
    pub before: Option<String>,
    /// Now.
    pub after: Option<String>,
}

/// What the newer of two frameworks means for a record that was made with the older. Settings are those of the newer; where the older knows no such stage or
/// parameter, it is held without.
///
/// # Errors
/// When the record cannot be read by one of them, or the settings do not fit the newer.
pub fn compare(
    old: &Loaded,
    new: &Loaded,
    settings: &Settings,
    record: &Map<String, Value>,
) -> Result<Comparison, Error> {
    let after = Session::new(new, settings.clone(), record.clone())?;
    // Stages and parameters may have other names in the older version.
    let before = Session::new(old, settings.clone(), record.clone()).or_else(|_| {
        let mut bare = settings.clone();
        (bare.stage, bare.parameters) = (None, Vec::new());
        Session::new(old, bare, record.clone())
    })?;
    let version = |loaded: &Loaded| Version {
        id: loaded.framework().id.value.clone(),
        version: loaded.framework().version.clone(),
        sha256: loaded.sha256().to_owned(),
    };
    let (was, is) = (before.evaluation(), after.evaluation());
    let by_path = Known::new(&mut was.questions.iter().map(|question| question.path.as_str()));
    let now = Known::new(&mut is.questions.iter().map(|question| question.path.as_str()));
    let language = &settings.language;
    let label = |loaded: &Loaded, field: &str| {
        let slots = &loaded.checked().shape.slots;
        let slot = slots.iter().find(|slot| slot.path == field);
        slot.map_or_else(String::new, |slot| crate::plan::template::label(&slot.label, &slot.id, language))
    };
    let has_answer = |question: &&Question| {
        !matches!(question.state, State::Missing | State::NotSupplied) || !question.value.is_empty()
    };
    let kept_without_question = was
        .questions
        .iter()
        .filter(has_answer)
        .filter(|question| now.place(&question.path).is_none())
        .map(|question| KeptAnswer {
            path: question.path.clone(),
            label: label(old, &question.field),
            value: question.value.clone(),
        })
        .collect();
    let mut read_otherwise = Vec::new();
    let mut new_questions = Vec::new();
    for question in &is.questions {
        let known = by_path.place(&question.path).and_then(|place| was.questions.get(place));
        if question.asked == Asked::Yes && known.is_none_or(|known| known.asked != Asked::Yes) {
            new_questions.push(question.path.clone());
        }
        let Some(known) = known.filter(|known| has_answer(known)) else { continue };
        let readable = |state: State| !matches!(state, State::NotAsked);
        if readable(known.state)
            && readable(question.state)
            && (known.state != question.state || known.chosen != question.chosen)
        {
            read_otherwise.push(AnswerReadOtherwise {
                path: question.path.clone(),
                label: label(new, &question.field),
                value: known.value.clone(),
                before: known.state.words().to_owned(),
                after: question.state.words().to_owned(),
                problem: question.problem.clone(),
            });
        }
    }
    Ok(Comparison {
        from: version(old),
        to: version(new),
        same: old.sha256() == new.sha256(),
        changes: changes(old.framework(), new.framework(), language),
        kept_without_question,
        read_otherwise,
        new_questions,
        findings: findings(was.findings, is.findings),
        outcome: ChangedOutcome {
            before: was.outcome.map(|outcome| outcome.is),
            after: is.outcome.map(|outcome| outcome.is),
        },
    })
}

/// By rule and place, as a framework of another name gives other fingerprints.
fn findings(before: Vec<FormFinding>, after: Vec<FormFinding>) -> ChangedFindings {
    let key = |finding: &FormFinding| format!("{}\0{}", finding.finding.rule, finding.place);
    let keys: Vec<String> = before.iter().map(key).collect();
    let mut known = Known::new(&mut keys.iter().map(String::as_str));
    let mut before: Vec<Option<FormFinding>> = before.into_iter().map(Some).collect();
    let mut take = |place: usize| before.get_mut(place).and_then(Option::take);
    let mut out = ChangedFindings::default();
    for after in after {
        match known.take(&key(&after)).and_then(&mut take) {
            None => out.added.push(after),
            Some(before) => {
                let said = |finding: &FormFinding| {
                    (finding.finding.verdict, finding.finding.severity, finding.finding.message.clone())
                };
                if said(&before) != said(&after) {
                    out.changed.push(ChangedFinding { before, after });
                }
            }
        }
    }
    out.removed = known.left().into_iter().filter_map(|(_, place)| take(place)).collect();
    out
}

/// A thing of a framework: what it is, its id, its label, and what there is to compare.
struct Thing {
    of: String,
    id: String,
    label: String,
    facts: Vec<(&'static str, String)>,
}

fn changes(old: &Framework, new: &Framework, language: &str) -> Vec<FrameworkChange> {
    let (was, is) = (things(old, language), things(new, language));
    let change = |kind, thing: &Thing, detail: String| FrameworkChange {
        kind,
        of: thing.of.clone(),
        id: thing.id.clone(),
        label: thing.label.clone(),
        detail,
    };
    let key = |thing: &Thing| format!("{}\0{}", thing.of, thing.id);
    let keys: Vec<String> = was.iter().map(key).collect();
    let mut known = Known::new(&mut keys.iter().map(String::as_str));
    let mut out = Vec::new();
    for thing in &is {
        match known.take(&key(thing)).and_then(|place| was.get(place)) {
            None => out.push(change(DifferenceKind::Added, thing, String::new())),
            Some(before) => {
                let differ = thing.facts.iter().filter_map(|(what, now)| {
                    let was = before.facts.iter().find(|(known, _)| known == what).map_or("", |(_, was)| was);
                    let shown =
                        |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") };
                    (was != now).then(|| format!("{what}: {}, before {}", shown(now), shown(was)))
                });
                let detail: Vec<String> = differ.collect();
                if !detail.is_empty() {
                    out.push(change(DifferenceKind::Changed, thing, detail.join("; ")));
                }
            }
        }
    }
    let gone = was.iter().filter(|thing| known.place(&key(thing)).is_some());
    out.extend(gone.map(|thing| change(DifferenceKind::Retired, thing, String::new())));
    out
}

fn things(framework: &Framework, language: &str) -> Vec<Thing> {
    let mut out = Vec::new();
    let ids = |ids: &[crate::framework::Id]| ids.iter().map(|id| id.value.as_str()).collect::<Vec<_>>().join(", ");
    let thing = |of: &str, id: &str, label: &str, facts| Thing {
        of: of.to_owned(),
        id: id.to_owned(),
        label: if label.is_empty() { id.replace('-', " ") } else { label.to_owned() },
        facts,
    };
    out.extend(
        framework.stages.iter().map(|stage| thing("stage", &stage.id.value, stage.label.get(language), Vec::new())),
    );
    for section in &framework.sections {
        within(framework, section, "", language, &mut out);
    }
    for parameter in &framework.parameters {
        out.push(thing(
            "parameter",
            &parameter.id.value,
            "",
            vec![("value", print(&parameter.value)), ("why", parameter.why.clone())],
        ));
    }
    for role in &framework.roles {
        out.push(thing("role", &role.id.value, role.label.get(language), vec![("somebody else than", ids(&role.not))]));
    }
    for rule in &framework.rules {
        let facts = vec![
            ("title", rule.title.get(language).to_owned()),
            ("applies when", rule.when.as_ref().map_or_else(String::new, print)),
            ("requires", print(&rule.require)),
            ("severity", rule.severity.words().to_owned()),
            ("from stage", rule.at.as_ref().map_or_else(String::new, |at| at.value.clone())),
            ("rests on", ids(&rule.cite)),
            ("why", rule.why.get(language).to_owned()),
        ];
        out.push(thing("rule", &rule.id.value, rule.title.get(language), facts));
    }
    for source in &framework.sources {
        let facts = vec![
            ("at", source.at.clone()),
            ("standing", source.standing.words().to_owned()),
            ("checked", source.checked.map_or_else(String::new, |day| day.to_string())),
        ];
        out.push(thing("source", &source.id.value, &source.title, facts));
    }
    for row in &framework.outcome {
        let facts = vec![
            ("when", row.when.as_ref().map_or_else(String::new, print)),
            ("says", row.say.get(language).to_owned()),
        ];
        out.push(thing("outcome", &row.is.value, row.label.get(language), facts));
    }
    out
}

fn within(framework: &Framework, section: &Section, around: &str, language: &str, out: &mut Vec<Thing>) {
    let join = |id: &str| if around.is_empty() { id.to_owned() } else { format!("{around}.{id}") };
    let path = join(&section.id.value);
    let named = |text: &str, id: &str| if text.is_empty() { id.replace('-', " ") } else { text.to_owned() };
    let asked = |when: &Option<crate::syntax::ast::Expr>| when.as_ref().map_or_else(String::new, print);
    out.push(Thing {
        of: "section".into(),
        id: path.clone(),
        label: named(section.title.get(language), &section.id.value),
        facts: vec![
            ("title", section.title.get(language).to_owned()),
            ("guidance", section.guidance.get(language).to_owned()),
            ("asked when", asked(&section.ask_when)),
        ],
    });
    let inside = if matches!(section.rows, Rows::None) { around.to_owned() } else { path.clone() };
    if let Rows::Fixed { rows, .. } = &section.rows {
        out.extend(rows.iter().map(|row| Thing {
            of: format!("row of {path}"),
            id: row.id.value.clone(),
            label: named(row.label.get(language), &row.id.value),
            facts: vec![("does not apply when", asked(&row.not_applicable_when))],
        }));
    }
    for member in &section.members {
        let field = match member {
            Member::Group(inner) => {
                within(framework, inner, &inside, language, out);
                continue;
            }
            Member::Field(field) => field,
        };
        let path = if inside.is_empty() { field.id.value.clone() } else { format!("{inside}.{}", field.id.value) };
        let facts = vec![
            ("label", field.label.get(language).to_owned()),
            ("guidance", field.guidance.get(language).to_owned()),
            ("type", field.kind.words().to_owned()),
            ("asked when", asked(&field.ask_when)),
            (
                "required",
                match &field.required {
                    Required::No => String::new(),
                    Required::Always => "always".to_owned(),
                    Required::From(stage) => format!("from {}", stage.value),
                },
            ),
            ("least", asked(&field.min)),
            ("greatest", asked(&field.max)),
            ("pattern", field.pattern.as_ref().map_or_else(String::new, |pattern| pattern.value.clone())),
        ];
        out.push(Thing {
            of: "field".into(),
            id: path.clone(),
            label: named(field.label.get(language), &field.id.value),
            facts,
        });
        let list = field.of.as_ref().and_then(|of| framework.lists.iter().find(|list| list.id.value == of.value));
        out.extend(list.map_or(&[][..], |list| &list.options).iter().map(|option| Thing {
            of: format!("option of {path}"),
            id: option.id.value.clone(),
            label: if option.label.is_empty() {
                option.id.value.clone()
            } else {
                option.label.get(language).to_owned()
            },
            facts: vec![("label", option.label.get(language).to_owned())],
        }));
    }
}
