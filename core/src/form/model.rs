//! A framework as a form shows it, in one language.

use crate::audit::{NotExpressedNote, Source};
use crate::engine::Loaded;
use crate::framework::{Field, FixedRow, Framework, Id, Member, Required, Rows, Section, Severity, Words};
use crate::ir::{Argument, Checked, Comparison, Cond, CondKind, Num, ParameterValue, RECORD};
use crate::plan::{evidence, template};
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::{FieldType, State};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A framework as a form. All of it is text for people; nothing in it may be taken for markup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormModel {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its text and of those that it extends, in hexadecimal.
    pub sha256: String,
    /// What people read as its name.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Where it applies.
    pub jurisdiction: String,
    /// Of the framework's text.
    pub licence: String,
    /// The language of these texts, as far as the framework has it.
    pub language: String,
    /// The languages in which it has texts; `en` stands for texts without a language.
    pub languages: Vec<String>,
    /// Texts that are in another language than [`FormModel::language`], by their place in this model: the language that they are in.
    pub fallbacks: BTreeMap<String, String>,
    /// What a record is called, one and several.
    pub noun: (String, String),
    /// The field that identifies a record, by path.
    pub id_field: Option<String>,
    /// The field that names it to people, by path.
    pub name_field: Option<String>,
    /// In order; empty when everything bites at once.
    pub stages: Vec<StageModel>,
    /// Pages, in order.
    pub sections: Vec<SectionModel>,
    /// Who does what in the work.
    pub roles: Vec<RoleModel>,
    /// In order.
    pub rules: Vec<RuleModel>,
    /// In order.
    pub sources: Vec<Source>,
    /// In order.
    pub parameters: Vec<ParameterModel>,
    /// What sources say and no rule can check.
    pub not_expressed: Vec<NotExpressedNote>,
    /// The results that a record can have, in order; empty when the framework gives none.
    pub outcomes: Vec<OutcomeModel>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageModel {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// A page of a form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionModel {
    /// Its id.
    pub id: String,
    /// Its path; that of a group within a group has both ids.
    pub path: String,
    /// What people read.
    pub title: String,
    /// What helps to answer.
    pub guidance: String,
    /// Whether it is asked only under a condition.
    pub conditional: bool,
    /// Its rows; `None`: its questions stand side by side.
    pub rows: Option<RowsModel>,
    /// Fields and groups, in order.
    pub members: Vec<MemberModel>,
}

/// A field or a group within a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum MemberModel {
    /// A question.
    Field(Box<FieldModel>),
    /// A group, with rows of its own.
    Group(GroupModel),
}

/// A group within a section.
pub type GroupModel = SectionModel;

/// The rows of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum RowsModel {
    /// Rows that every record has.
    Fixed {
        /// In order.
        rows: Vec<RowModel>,
        /// Whether a record may add its own.
        extra: bool,
        /// Rows that are offered for adding.
        offered: Vec<OptionModel>,
    },
    /// As many rows as the record gives.
    Free {
        /// At least.
        min: Option<u32>,
        /// At most.
        max: Option<u32>,
    },
}

/// A fixed row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowModel {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Whether it applies only under a condition.
    pub conditional: bool,
    /// What that rests on.
    pub cite: Vec<String>,
}

/// An option, or an offered row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptionModel {
    /// What records hold.
    pub id: String,
    /// What people read.
    pub label: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldModel {
    /// Its id.
    pub id: String,
    /// Its path: `impacts.effect`.
    pub path: String,
    /// What an answer is.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// What people read.
    pub label: String,
    /// What helps to answer.
    pub guidance: String,
    /// An answer as it could be.
    pub example: String,
    /// Whether it is asked only under a condition.
    pub conditional: bool,
    /// Of choices, in order.
    pub options: Vec<OptionModel>,
    /// Whether an answer has to be there.
    pub required: Option<RequiredModel>,
    /// States that count as an answer, in words.
    pub allow: Vec<&'static str>,
    /// Of these, those for which another question, a text that is asked in this state, asks why: a form need not ask a second time.
    pub asked_why: Vec<&'static str>,
    /// The unit of a number.
    pub unit: String,
    /// The least answer that can be right; `today` is the as-of date.
    pub min: Option<String>,
    /// The greatest.
    pub max: Option<String>,
    /// Words that a rule asks for at least.
    pub words_min: Option<u32>,
    /// The regular expression that a text must match.
    pub pattern: String,
    /// `3/4/2021` is the 4th of March.
    pub month_first: bool,
    /// For a person: what they do in the work.
    pub role: Option<String>,
    /// The rules that look at it, by id.
    pub rules: Vec<String>,
}

/// From which stage an answer has to be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequiredModel {
    /// The stage; always, without one.
    pub from: Option<String>,
}

/// What somebody does in the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleModel {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// The roles whose holder has to be somebody else.
    pub not: Vec<String>,
    /// Why.
    pub why: String,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleModel {
    /// Its id.
    pub id: String,
    /// What people read as its name.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// The stage from which it bites.
    pub at: Option<String>,
    /// The group for each of whose rows it is checked.
    pub each: Option<String>,
    /// When it applies, as text; empty for always.
    pub when: String,
    /// What must hold, as text.
    pub require: String,
    /// Why it exists.
    pub why: String,
    /// What it rests on.
    pub cite: Vec<String>,
    /// Whether a `required:` or `repeat:` made it.
    pub made_by_required: bool,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterModel {
    /// Its id.
    pub id: String,
    /// Its value in the framework.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Why it is what it is.
    pub why: String,
}

/// A result that a record can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeModel {
    /// The result.
    pub is: String,
    /// What people read.
    pub label: String,
    /// What it means.
    pub say: String,
    /// What it rests on.
    pub cite: Vec<String>,
}

/// A framework as a form, its texts in a language (a code such as `cy`) as far as it has them; empty for the framework's own.
///
/// ```
/// use due_regard::form::{MemberModel, describe};
/// use due_regard::{Source, load};
/// let loaded = load(Source::new("a.yaml", "
/// language: 1
/// framework: a
/// version: 1.0.0
/// title: {en: Streets, cy: Strydoedd}
/// sections: [{id: all, fields: [{id: consulted, type: yes-no, label: Were people asked?}]}]
/// "));
/// let form = describe(&loaded, "cy");
/// assert_eq!((form.title.as_str(), form.languages.join(" ")), ("Strydoedd", "en cy".to_owned()));
/// assert_eq!(form.fallbacks["sections[0].members[0].label"], "en");
/// let MemberModel::Field(field) = &form.sections[0].members[0] else { panic!("a field") };
/// assert_eq!(field.options[0].id, "yes");
/// ```
pub fn describe(loaded: &Loaded, language: &str) -> FormModel {
    let (framework, checked) = (loaded.framework(), loaded.checked());
    let languages = languages(framework);
    let known = if language.is_empty() { None } else { languages.iter().find(|known| *known == language) };
    let spoken = known.or(languages.first()).cloned().unwrap_or_else(|| ENGLISH.to_owned());
    let mut speaker = Speaker {
        asked: if language.is_empty() { String::new() } else { language.to_owned() },
        spoken,
        fallbacks: BTreeMap::new(),
    };
    let looks = evidence(checked);
    let builder = Builder { framework, checked, looks: &looks };
    let sections = framework.sections.iter().enumerate();
    let sections =
        sections.map(|(at, section)| builder.section(section, "", &format!("sections[{at}]"), &mut speaker)).collect();
    let path = |slot: Option<crate::ir::SlotId>| {
        slot.and_then(|slot| checked.shape.slots.get(slot.index())).map(|slot| slot.path.clone())
    };
    let ids = |ids: &[Id]| ids.iter().map(|id| id.value.clone()).collect::<Vec<_>>();
    let cited = |cite: &[crate::ir::SourceId]| {
        cite.iter().filter_map(|id| checked.sources.get(id.index())).map(|source| source.id.clone()).collect::<Vec<_>>()
    };
    FormModel {
        id: framework.id.value.clone(),
        version: framework.version.clone(),
        sha256: loaded.sha256().to_owned(),
        title: speaker.say(&framework.title, "title"),
        description: speaker.say(&framework.description, "description"),
        jurisdiction: framework.jurisdiction.clone(),
        licence: framework.licence.clone(),
        noun: (framework.record.noun.clone(), framework.record.plural.clone()),
        id_field: path(checked.shape.id),
        name_field: path(checked.shape.name),
        stages: framework
            .stages
            .iter()
            .enumerate()
            .map(|(at, stage)| StageModel {
                id: stage.id.value.clone(),
                label: speaker.label(&stage.label, &stage.id.value, &format!("stages[{at}].label")),
            })
            .collect(),
        sections,
        roles: framework
            .roles
            .iter()
            .enumerate()
            .map(|(at, role)| RoleModel {
                id: role.id.value.clone(),
                label: speaker.label(&role.label, &role.id.value, &format!("roles[{at}].label")),
                not: ids(&role.not),
                why: speaker.say(&role.why, &format!("roles[{at}].why")),
            })
            .collect(),
        rules: checked
            .rules
            .iter()
            .enumerate()
            .map(|(at, rule)| RuleModel {
                id: rule.id.clone(),
                title: speaker.label(&rule.title, &rule.id, &format!("rules[{at}].title")),
                severity: rule.severity,
                at: checked.stage(rule.at),
                each: (rule.domain != RECORD)
                    .then(|| checked.shape.domains.get(rule.domain.index()).map(|domain| domain.path.clone()))
                    .flatten(),
                when: rule.text.0.clone(),
                require: rule.text.1.clone(),
                why: speaker.say(&rule.why, &format!("rules[{at}].why")),
                cite: cited(&rule.cite),
                made_by_required: rule.made_by_required,
            })
            .collect(),
        sources: crate::plan::sources(checked),
        parameters: checked
            .parameters
            .iter()
            .map(|parameter| ParameterModel {
                id: parameter.id.clone(),
                value: template::show_parameter(&parameter.value),
                unit: parameter.unit.clone(),
                why: parameter.why.clone(),
            })
            .collect(),
        not_expressed: checked
            .not_expressed
            .iter()
            .enumerate()
            .map(|(at, (cite, what, why))| NotExpressedNote {
                cite: cited(cite),
                what: speaker.say(what, &format!("not_expressed[{at}].what")),
                why: speaker.say(why, &format!("not_expressed[{at}].why")),
                spoken: String::new(),
            })
            .collect(),
        outcomes: framework
            .outcome
            .iter()
            .enumerate()
            .map(|(at, row)| OutcomeModel {
                is: row.is.value.clone(),
                label: speaker.as_written(&row.label, &row.is.value, &format!("outcomes[{at}].label")),
                say: speaker.say(&row.say, &format!("outcomes[{at}].say")),
                cite: ids(&row.cite),
            })
            .collect(),
        language: speaker.spoken,
        fallbacks: speaker.fallbacks,
        languages,
    }
}

const ENGLISH: &str = "en";

fn spaced(id: &str) -> String {
    id.replace('-', " ")
}

/// Says texts in a language, and notes where it could not.
struct Speaker {
    asked: String,
    spoken: String,
    fallbacks: BTreeMap<String, String>,
}

impl Speaker {
    fn say(&mut self, words: &Words, place: &str) -> String {
        let text = words.get(&self.asked);
        if !text.is_empty() {
            let found = words.by_language.iter().find(|(_, known)| known.as_str() == text);
            let language = match found.map(|(language, _)| language.as_str()) {
                _ if words.by_language.contains_key(&self.spoken) => return text.to_owned(),
                Some("") | None => ENGLISH,
                Some(language) => language,
            };
            if language != self.spoken {
                self.fallbacks.insert(place.to_owned(), language.to_owned());
            }
        }
        text.to_owned()
    }

    /// A label, or else the id in words.
    fn label(&mut self, words: &Words, id: &str, place: &str) -> String {
        let text = self.say(words, place);
        if text.is_empty() { spaced(id) } else { text }
    }

    /// A label, or else the id as it is: what records hold.
    fn as_written(&mut self, words: &Words, id: &str, place: &str) -> String {
        let text = self.say(words, place);
        if text.is_empty() { id.to_owned() } else { text }
    }
}

struct Builder<'a> {
    framework: &'a Framework,
    checked: &'a Checked,
    /// By rule: the fields that it looks at.
    looks: &'a [Vec<crate::ir::SlotId>],
}

impl Builder<'_> {
    fn section(&self, section: &Section, around: &str, place: &str, speaker: &mut Speaker) -> SectionModel {
        let id = &section.id.value;
        let path = if around.is_empty() { id.clone() } else { format!("{around}.{id}") };
        // The fields of a section without rows belong to what is around it.
        let inside = if matches!(section.rows, Rows::None) { around.to_owned() } else { path.clone() };
        let members = section.members.iter().enumerate();
        SectionModel {
            id: id.clone(),
            title: speaker.label(&section.title, id, &format!("{place}.title")),
            guidance: speaker.say(&section.guidance, &format!("{place}.guidance")),
            conditional: section.ask_when.is_some(),
            rows: self.rows(&section.rows, place, speaker),
            members: members
                .map(|(at, member)| {
                    let place = format!("{place}.members[{at}]");
                    match member {
                        Member::Field(field) => {
                            MemberModel::Field(Box::new(self.field(field, &inside, &place, speaker)))
                        }
                        Member::Group(group) => MemberModel::Group(self.section(group, &inside, &place, speaker)),
                    }
                })
                .collect(),
            path,
        }
    }

    fn rows(&self, rows: &Rows, place: &str, speaker: &mut Speaker) -> Option<RowsModel> {
        match rows {
            Rows::None => None,
            Rows::Free { min, max } => Some(RowsModel::Free { min: *min, max: *max }),
            Rows::Fixed { rows, extra, offered } => {
                let of = |(at, row): (usize, &FixedRow), speaker: &mut Speaker| RowModel {
                    id: row.id.value.clone(),
                    label: speaker.label(&row.label, &row.id.value, &format!("{place}.rows.rows[{at}].label")),
                    conditional: row.not_applicable_when.is_some(),
                    cite: row.cite.iter().map(|id| id.value.clone()).collect(),
                };
                let list =
                    offered.as_ref().and_then(|id| self.framework.lists.iter().find(|list| list.id.value == id.value));
                let fixed = rows.iter().enumerate().map(|row| of(row, speaker)).collect();
                let options = list.map_or(&[][..], |list| &list.options).iter().enumerate();
                let offered = options.map(|(at, option)| OptionModel {
                    id: option.id.value.clone(),
                    label: speaker.label(&option.label, &option.id.value, &format!("{place}.rows.offered[{at}].label")),
                });
                Some(RowsModel::Fixed { rows: fixed, extra: *extra, offered: offered.collect() })
            }
        }
    }

    fn field(&self, field: &Field, around: &str, place: &str, speaker: &mut Speaker) -> FieldModel {
        let id = &field.id.value;
        let path = if around.is_empty() { id.clone() } else { format!("{around}.{id}") };
        let slot = self.checked.shape.slots.iter().position(|slot| slot.path == path && !slot.is_row);
        let info = slot.and_then(|slot| self.checked.shape.slots.get(slot));
        let list = info.and_then(|info| info.list).and_then(|list| self.checked.shape.lists.get(list.index()));
        let options = list.map_or(&[][..], |list| &list.options).iter().enumerate();
        let slot = slot.map(crate::ir::SlotId::from_index);
        let rules = self.checked.rules.iter().zip(self.looks);
        FieldModel {
            kind: field.kind,
            label: speaker.label(&field.label, id, &format!("{place}.label")),
            guidance: speaker.say(&field.guidance, &format!("{place}.guidance")),
            example: speaker.say(&field.example, &format!("{place}.example")),
            conditional: field.ask_when.is_some(),
            options: options
                .map(|(at, option)| OptionModel {
                    id: option.id.clone(),
                    label: speaker.as_written(&option.label, &option.id, &format!("{place}.options[{at}].label")),
                })
                .collect(),
            required: match &field.required {
                Required::No => None,
                Required::Always => Some(RequiredModel { from: None }),
                Required::From(stage) => Some(RequiredModel { from: Some(stage.value.clone()) }),
            },
            allow: field.allow.iter().map(|state| state.words()).collect(),
            asked_why: slot.map_or_else(Vec::new, |slot| {
                field.allow.iter().filter(|state| self.asks_why(slot, **state)).map(|state| state.words()).collect()
            }),
            unit: field.unit.clone(),
            min: field.min.as_ref().map(|limit| self.limit(limit)),
            max: field.max.as_ref().map(|limit| self.limit(limit)),
            words_min: slot.and_then(|slot| self.words_min(slot)),
            pattern: field.pattern.as_ref().map_or_else(String::new, |pattern| pattern.value.clone()),
            month_first: field.month_first,
            role: field.role.as_ref().map(|role| role.value.clone()),
            rules: rules
                .filter(|(_, slots)| slot.is_some_and(|slot| slots.contains(&slot)))
                .map(|(rule, _)| rule.id.clone())
                .collect(),
            id: id.clone(),
            path,
        }
    }

    /// Whether there is a text that is asked wherever a field is asked and in a state, and only there.
    fn asks_why(&self, slot: crate::ir::SlotId, state: State) -> bool {
        let parts = |of: &'_ Option<Cond>| match of {
            Some(Cond { kind: CondKind::And(parts), .. }) => parts.clone(),
            one => one.iter().cloned().collect(),
        };
        let slots = &self.checked.shape.slots;
        let around = slots.get(slot.index()).map_or_else(Vec::new, |own| parts(&own.ask_when));
        let rests =
            |cond: &Cond| matches!(&cond.kind, CondKind::StateIn(of, states) if *of == slot && *states == [state]);
        slots.iter().any(|other| {
            let asked = parts(&other.ask_when);
            matches!(other.kind, FieldType::Text | FieldType::LongText)
                && asked.iter().any(rests)
                // A narrower condition leaves the reason unasked in some records.
                && asked.iter().all(|cond| rests(cond) || around.iter().any(|same| same.text == cond.text))
        })
    }

    /// A limit as people write it: a parameter by its value.
    fn limit(&self, limit: &Expr) -> String {
        if let ExprKind::Name(path) = &limit.kind
            && let [name] = path.as_slice()
            && let Some(parameter) = self.checked.parameters.iter().find(|parameter| parameter.id == name.value)
        {
            return template::show_parameter(&parameter.value);
        }
        crate::syntax::print(limit)
    }

    /// The most words that any rule asks for of a text: `words(reason) >= 15`, alone or as one of several ways.
    fn words_min(&self, slot: crate::ir::SlotId) -> Option<u32> {
        let mut most: Option<f64> = None;
        for rule in &self.checked.rules {
            self.words_in(&rule.require, slot, &mut most);
        }
        // Counts of words are small whole numbers; anything else is no number of words.
        most.filter(|most| most.fract() == 0.0 && (1.0..100_000.0).contains(most)).map(|most| most as u32)
    }

    fn words_in(&self, cond: &Cond, slot: crate::ir::SlotId, most: &mut Option<f64>) {
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| self.words_in(part, slot, most)),
            CondKind::Compare(Comparison::GreaterOrEqual, Num::Call(function, arguments), limit)
                if function.name == "words" =>
            {
                let limit = match limit {
                    Num::Literal(limit) => Some(*limit),
                    Num::Parameter(id) => {
                        match self.checked.parameters.get(id.index()).map(|parameter| &parameter.value) {
                            Some(ParameterValue::Number(limit)) => Some(*limit),
                            _ => None,
                        }
                    }
                    _ => None,
                };
                let speaks = matches!(arguments.first(), Some(Argument::Answer(answer)) if *answer == slot);
                if let (true, Some(limit)) = (speaks, limit) {
                    *most = Some(most.map_or(limit, |most| most.max(limit)));
                }
            }
            _ => {}
        }
    }
}

/// The languages in which a framework says anything, English or texts without a language first.
fn languages(framework: &Framework) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut hear = |words: &Words| found.extend(words.by_language.keys().cloned());
    [&framework.title, &framework.description].into_iter().for_each(&mut hear);
    framework.roles.iter().for_each(|role| hear(&role.label));
    framework.stages.iter().for_each(|stage| hear(&stage.label));
    let options = framework.lists.iter().flat_map(|list| &list.options);
    options.for_each(|option| hear(&option.label));
    fn section_in(section: &Section, hear: &mut impl FnMut(&Words)) {
        hear(&section.title);
        hear(&section.guidance);
        if let Rows::Fixed { rows, .. } = &section.rows {
            rows.iter().for_each(|row| hear(&row.label));
        }
        for member in &section.members {
            match member {
                Member::Group(inner) => section_in(inner, hear),
                Member::Field(field) => [&field.label, &field.guidance].into_iter().for_each(&mut *hear),
            }
        }
    }
    framework.sections.iter().for_each(|section| section_in(section, &mut hear));
    framework.outcome.iter().for_each(|row| hear(&row.label));
    if found.remove("") {
        found.insert(ENGLISH.to_owned());
    }
    let mut languages: Vec<String> = found.into_iter().collect();
    languages.sort_by_key(|language| language != ENGLISH);
    languages
}

#[cfg(test)]
mod tests {
    use super::{MemberModel, describe};
    use crate::{ErrorKind, Settings, Source, load};

    #[test]
    fn stages_have_labels_in_the_language_asked_for() {
        let loaded = load(Source::new(
            "a.yaml",
            "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nstages: [draft, {id: sign-off, label: {en: Approval, cy: Cymeradwyo}}, {id: hand-in, label: Handed in}]\nsources: {house: {title: Our own rule, standing: house rule}}\nsections: [{id: s, fields: [{id: f, type: text}]}]\nrules: [{id: r, require: f is answered, at: sign-off, cite: house, why: {en: It matters, cy: Mae'n bwysig}}]\nnot-expressed: [{cite: house, what: {en: What it means, cy: Ei ystyr}, why: It is text}]\n",
        ));
        let shown = |language: &str| {
            let model = describe(&loaded, language);
            model.stages.iter().map(|stage| format!("{}: {}", stage.id, stage.label)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(shown("cy"), "draft: draft, sign-off: Cymeradwyo, hand-in: Handed in");
        assert_eq!(shown(""), "draft: draft, sign-off: Approval, hand-in: Handed in");
        // A label that is not there in Welsh is marked like any other; an id in words is nobody's language.
        let model = describe(&loaded, "cy");
        assert_eq!(
            model.fallbacks.keys().filter(|place| place.starts_with("stages")).collect::<Vec<_>>(),
            ["stages[2].label"]
        );
        assert_eq!(
            (model.not_expressed[0].what.as_str(), model.not_expressed[0].why.as_str()),
            ("Ei ystyr", "It is text")
        );
        assert_eq!(model.fallbacks["not_expressed[0].why"], "en");
        // Machines have the ids.
        assert_eq!(model.rules[0].at.as_deref(), Some("sign-off"));
        let plan = |stage: &str| loaded.plan(Settings::new(crate::Date::from_ymd(2026, 11, 1).unwrap()).stage(stage));
        let audit = plan("sign-off").unwrap().audit(plan("sign-off").unwrap().nothing());
        assert_eq!((audit.receipt.stage.as_deref(), audit.stage()), (Some("sign-off"), "Approval"));
        let error = plan("Cymeradwyo").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSetting);
        assert_eq!(
            error.to_string(),
            "there is no stage `Cymeradwyo`; did you mean `sign-off`? its stages are draft, sign-off (Approval), hand-in (Handed in)"
        );
    }
    #[test]
    fn what_is_put_into_a_message_is_in_its_language() {
        let loaded = load(Source::new(
            "a.yaml",
            "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsources: {house: {title: Our own rule, standing: house rule}}\nsections: [{id: s, fields: [{id: open, type: yes-no}, {id: name, type: text}, {id: own, type: choice, of: ['yes', maybe]}]}]\nderive: {shut: open = no}\nrules:\n  - {id: r, require: name is answered and open = no, cite: house, why: w, say: {en: 'open: {open}; {own}; {name}; {shut}', cy: 'ar agor: {open}; {own}; {name}; {shut}'}}\n  - {id: q, require: name is answered, cite: house, why: w, say: '{open}; {name}'}\n  - {id: p, require: name is answered, cite: house, why: w, say: 'open: {open}; {name}'}\n",
        ));
        let told = |language: &str| {
            let settings = Settings::new(crate::Date::from_ymd(2026, 11, 1).unwrap()).language(language);
            let record = serde_json::json!({"open": "yes", "own": "yes"});
            let record = record.as_object().unwrap().clone();
            let session = crate::form::Session::new(&loaded, settings, record).unwrap();
            let findings = session.evaluation().findings.into_iter();
            findings.map(|finding| finding.finding.message).collect::<Vec<_>>()
        };
        assert_eq!(
            told("en"),
            ["open: yes; yes; [not answered]; no", "yes; [not answered]", "open: yes; [not answered]"]
        );
        // A message that has English words has nothing Welsh put into it.
        assert_eq!(
            told("cy"),
            ["ar agor: ie; yes; [heb ei ateb]; na", "ie; [heb ei ateb]", "open: yes; [not answered]"]
        );
    }

    #[test]
    fn a_reason_that_a_question_asks_is_not_asked_twice() {
        let loaded = load(Source::new(
            "a.yaml",
            "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsections: [{id: main, ask-when: need = yes, fields: [{id: effect, type: text, allow: [not applicable, not known]}, {id: because, type: text, ask-when: effect is not applicable}, {id: other, type: yes-no, ask-when: effect is not known}, {id: source, type: text, allow: [not applicable]}, {id: narrow, type: text, ask-when: source is not applicable and effect is answered}]}, {id: first, fields: [{id: need, type: yes-no}]}]\n",
        ));
        let model = describe(&loaded, "");
        let Some(MemberModel::Field(effect)) = model.sections[0].members.first() else { panic!("{model:?}") };
        assert_eq!(effect.asked_why, ["not applicable"]);
        // A question that is not always asked asks nobody else's reason.
        let Some(MemberModel::Field(source)) = model.sections[0].members.get(3) else { panic!("{model:?}") };
        assert_eq!((source.id.as_str(), source.asked_why.len()), ("source", 0));
    }
}
