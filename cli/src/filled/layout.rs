//! What a framework asks, arranged for sheets and lines: the record's own questions in sections, and each group by itself.

use super::tree::write_step;
use crate::aloud::Reader;
use due_regard::FieldType;
use due_regard::framework::{Field, Framework, Member, Required, Rows, Section};
use serde_json::{Map, Value};

/// What a framework asks.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// The record's own questions.
    pub(crate) questions: Vec<Question>,
    /// Each after the one in which it lies.
    pub(crate) groups: Vec<Group>,
    /// The key under which a record may wrap its answers; empty for none.
    inside: String,
}

/// A question.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) label: String,
    /// The section's title, where this is its first question.
    pub(crate) heading: String,
    pub(crate) guidance: String,
    pub(crate) kind: FieldType,
    /// Ids and labels.
    pub(crate) options: Vec<(String, String)>,
    /// From which stage an answer is needed; empty where it never is.
    pub(crate) needed: String,
    pub(crate) aliases: Vec<String>,
}

impl Question {
    /// One of which nothing is known.
    pub(crate) fn blank() -> Self {
        Question {
            id: String::new(),
            label: String::new(),
            heading: String::new(),
            guidance: String::new(),
            kind: FieldType::LongText,
            options: Vec::new(),
            needed: String::new(),
            aliases: Vec::new(),
        }
    }
}

/// A group of rows.
#[derive(Debug)]
pub(crate) struct Group {
    /// `impacts`, `impacts.actions`
    pub(crate) path: String,
    pub(crate) key: String,
    /// The group around it, by its place; `None` for one of the record's own.
    pub(crate) around: Option<usize>,
    pub(crate) title: String,
    pub(crate) guidance: String,
    /// Ids and labels; empty for free rows.
    pub(crate) fixed: Vec<(String, String)>,
    /// Rows that are offered for adding.
    pub(crate) offered: Vec<(String, String)>,
    /// Whether a record may add rows of its own to fixed ones.
    pub(crate) extra: bool,
    /// Whether rows have names; else they are counted.
    pub(crate) named: bool,
    pub(crate) questions: Vec<Question>,
}

/// A record's answers, arranged in the same way.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// By key, in the layout's order; then those that the framework does not know.
    pub(crate) own: Vec<(String, Value)>,
    /// By group: the rows around it (outermost first), its own name, and its answers.
    pub(crate) rows: Vec<Vec<Row>>,
}

/// A row of a record.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The names of the rows around it and its own, outermost first.
    pub(crate) names: Vec<String>,
    pub(crate) answers: Vec<(String, Value)>,
}

fn text_of(words: &due_regard::framework::Words, id: &str, language: &str) -> String {
    let text = words.get(language);
    if text.is_empty() { id.replace('-', " ") } else { text.to_owned() }
}

impl Layout {
    pub(crate) fn new(framework: &Framework, language: &str) -> Self {
        let mut layout = Layout { inside: framework.record.inside.clone(), ..Layout::default() };
        let make = Make { framework, language, reader: Reader::new(framework) };
        for section in &framework.sections {
            make.section(section, None, "", &mut layout);
        }
        layout
    }

    /// The paths of all questions.
    pub(crate) fn paths(&self) -> Vec<String> {
        let own = self.questions.iter().map(|question| question.id.clone());
        let of_groups = self
            .groups
            .iter()
            .flat_map(|group| group.questions.iter().map(|question| format!("{}.{}", group.path, question.id)));
        own.chain(of_groups).collect()
    }

    /// A record's answers, arranged. What the framework does not know is kept under its own key.
    pub(crate) fn arrange(&self, record: &Map<String, Value>) -> Answers {
        let mut answers = Answers { own: Vec::new(), rows: self.groups.iter().map(|_| Vec::new()).collect() };
        let mut whole = record.clone();
        if let (false, Some(Value::Object(inside))) = (self.inside.is_empty(), whole.remove(&self.inside)) {
            whole.extend(inside);
        }
        let own = self.take(None, &self.questions, whole, &[], &mut answers.rows);
        answers.own = own;
        answers
    }

    /// The answers of a record or row; rows of groups within it go to their places.
    fn take(
        &self,
        around: Option<usize>,
        questions: &[Question],
        mut values: Map<String, Value>,
        names: &[String],
        rows: &mut [Vec<Row>],
    ) -> Vec<(String, Value)> {
        for (at, group) in self.groups.iter().enumerate().filter(|(_, group)| group.around == around) {
            let Some(value) = values.remove(&group.key) else { continue };
            let listed: Vec<(String, Map<String, Value>)> = match value {
                Value::Array(list) if list.iter().all(Value::is_object) => list
                    .into_iter()
                    .enumerate()
                    .filter_map(|(place, row)| {
                        let Value::Object(mut row) = row else { return None };
                        let name = if group.named { row.remove("row") } else { None };
                        let name = name.and_then(|name| name.as_str().map(str::to_owned));
                        Some((name.unwrap_or_else(|| (place + 1).to_string()), row))
                    })
                    .collect(),
                Value::Object(map) if map.values().all(Value::is_object) => map
                    .into_iter()
                    .enumerate()
                    .filter_map(|(place, (name, row))| {
                        let Value::Object(row) = row else { return None };
                        Some((if group.named { name } else { (place + 1).to_string() }, row))
                    })
                    .collect(),
                Value::Null => Vec::new(),
                // No rows: it stays as it is, and the reader of records says what is wrong with it.
                other => {
                    values.insert(group.key.clone(), other);
                    continue;
                }
            };
            for (name, row) in listed {
                let names: Vec<String> = names.iter().cloned().chain([name]).collect();
                let answers = self.take(Some(at), &group.questions, row, &names, rows);
                if let Some(rows) = rows.get_mut(at) {
                    rows.push(Row { names, answers });
                }
            }
        }
        let mut own = Vec::new();
        for question in questions {
            let keys = std::iter::once(&question.id).chain(&question.aliases);
            let key = keys.into_iter().find(|key| values.contains_key(key.as_str())).cloned();
            if let Some(answer) = key.and_then(|key| values.remove(&key)) {
                own.push((question.id.clone(), answer));
            }
        }
        own.extend(values);
        own
    }

    /// The place of a question of a group in a row.
    pub(crate) fn place(&self, group: usize, names: &[String], id: &str) -> String {
        let mut chain = Vec::new();
        let mut at = Some(group);
        while let Some(group) = at.and_then(|at| self.groups.get(at)) {
            chain.push(group.key.as_str());
            at = group.around;
        }
        let mut place = String::new();
        for (key, name) in chain.iter().rev().zip(names) {
            write_step(key, Some(name), &mut place);
        }
        write_step(id, None, &mut place);
        place
    }
}

struct Make<'a> {
    framework: &'a Framework,
    language: &'a str,
    reader: Reader<'a>,
}

impl Make<'_> {
    fn section(&self, section: &Section, around: Option<usize>, outer: &str, layout: &mut Layout) {
        let id = &section.id.value;
        let title = text_of(&section.title, id, self.language);
        let mut guidance = section.guidance.get(self.language).to_owned();
        if let Some(when) = &section.ask_when {
            add(&mut guidance, &format!("Only if {}", self.reader.aloud(when)));
        }
        let at = match &section.rows {
            Rows::None => around,
            rows => {
                let path = if outer.is_empty() { id.clone() } else { format!("{outer}.{id}") };
                let (mut fixed, mut offered, mut extra) = (Vec::new(), Vec::new(), false);
                if let Rows::Fixed { rows, extra: may, offered: from } = rows {
                    fixed = rows
                        .iter()
                        .map(|row| (row.id.value.clone(), text_of(&row.label, &row.id.value, self.language)))
                        .collect();
                    extra = *may;
                    if let Some(list) = from {
                        offered = self.options(&list.value);
                        offered.retain(|(id, _)| !fixed.iter().any(|(known, _)| known == id));
                    }
                }
                layout.groups.push(Group {
                    path,
                    key: id.clone(),
                    around,
                    title: title.clone(),
                    guidance: guidance.clone(),
                    named: matches!(rows, Rows::Fixed { .. }),
                    fixed,
                    offered,
                    extra,
                    questions: Vec::new(),
                });
                Some(layout.groups.len() - 1)
            }
        };
        let path = at.and_then(|at| layout.groups.get(at)).map_or_else(String::new, |group| group.path.clone());
        let mut heading = if matches!(section.rows, Rows::None) { title } else { String::new() };
        for member in &section.members {
            match member {
                Member::Group(group) => self.section(group, at, &path, layout),
                Member::Field(field) => {
                    let mut question = self.question(field);
                    question.heading = std::mem::take(&mut heading);
                    if !question.heading.is_empty() && !guidance.is_empty() {
                        question.heading = format!("{}. {guidance}", question.heading);
                    }
                    match at.and_then(|at| layout.groups.get_mut(at)) {
                        Some(group) => group.questions.push(question),
                        None => layout.questions.push(question),
                    }
                }
            }
        }
    }

    fn question(&self, field: &Field) -> Question {
        let mut guidance = field.guidance.get(self.language).to_owned();
        if let Some(when) = &field.ask_when {
            add(&mut guidance, &format!("Only if {}", self.reader.aloud(when)));
        }
        let options = match field.kind {
            FieldType::YesNo => ["yes", "no"].map(|word| (word.to_owned(), word.to_owned())).into(),
            _ => field.of.as_ref().map(|list| self.options(&list.value)).unwrap_or_default(),
        };
        add(
            &mut guidance,
            &match field.kind {
                FieldType::Choices => {
                    let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
                    format!("One or several of these, with semicolons between them: {}", labels.join("; "))
                }
                FieldType::Date => "A date, such as 2027-03-31 or 31 March 2027".to_owned(),
                FieldType::Year => "A year, such as 2024 or c. 1850".to_owned(),
                FieldType::Number | FieldType::Integer if !field.unit.is_empty() => {
                    format!("A number ({})", field.unit)
                }
                FieldType::Number | FieldType::Integer => "A number".to_owned(),
                FieldType::Url => "A web address that begins with https://".to_owned(),
                _ => String::new(),
            },
        );
        Question {
            id: field.id.value.clone(),
            label: text_of(&field.label, &field.id.value, self.language),
            heading: String::new(),
            guidance,
            kind: field.kind,
            options,
            needed: match &field.required {
                Required::No => String::new(),
                Required::Always => "always".to_owned(),
                Required::From(from) => {
                    let stage = self.framework.stages.iter().find(|stage| stage.id.value == from.value);
                    stage.map_or_else(|| from.value.clone(), |stage| stage.label_in(self.language))
                }
            },
            aliases: field.aliases.clone(),
        }
    }

    /// The options of a list: ids, and labels as long as they tell them apart.
    fn options(&self, list: &str) -> Vec<(String, String)> {
        let Some(list) = self.framework.lists.iter().find(|known| known.id.value == list) else { return Vec::new() };
        let mut options: Vec<(String, String)> = list
            .options
            .iter()
            .map(|option| {
                let label = option.label.get(self.language);
                (option.id.value.clone(), if label.is_empty() { option.id.value.clone() } else { label.to_owned() })
            })
            .collect();
        // A label that is another's too, or holds what divides answers, would be read as something else.
        let labels: Vec<String> = options.iter().map(|(_, label)| label.to_lowercase()).collect();
        for (place, (id, label)) in options.iter_mut().enumerate() {
            let twice = labels.iter().enumerate().any(|(other, text)| other != place && *text == label.to_lowercase());
            if twice || label.contains([';', '|', '[', '\n']) {
                *label = id.clone();
            }
        }
        options
    }
}

fn add(guidance: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !guidance.is_empty() {
        guidance.push_str(if guidance.ends_with('.') { " " } else { ". " });
    }
    guidance.push_str(more);
}
