//! The JSON Schema of a framework's records.

use due_regard::framework::{Choice, Field, Framework, Member, Rows, Section};
use due_regard::{FieldType, State};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of one record.
///
/// It describes what is read without a remark: whatever else a record holds is reported as invalid or unknown, never lost. No key is compulsory,
/// because what is left out is *not supplied*, which is for rules to judge.
pub(super) fn schema(framework: &Framework) -> Value {
    let mut properties = Map::new();
    for section in &framework.sections {
        add_section(framework, section, &mut properties);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("{}: {}", framework.title.get(""), if framework.record.noun.is_empty() { "record" } else { &framework.record.noun }),
        "description": format!("A record of the framework {} {}", framework.id.value, framework.version),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": {
            "state": {
                "description": "Why there is no answer",
                "type": "object",
                "properties": {"state": {"enum": states()}},
                "required": ["state"],
                "additionalProperties": false,
            },
        },
    })
}

/// The states that a record can give.
fn states() -> Vec<&'static str> {
    [State::Missing, State::NotKnown, State::Withheld, State::NotApplicable].into_iter().map(State::words).collect()
}

fn add_section(framework: &Framework, section: &Section, into: &mut Map<String, Value>) {
    match &section.rows {
        Rows::None => add_members(framework, &section.members, into),
        _ => {
            into.insert(section.id.value.clone(), group(framework, section));
        }
    }
}

fn add_members(framework: &Framework, members: &[Member], into: &mut Map<String, Value>) {
    for member in members {
        match member {
            Member::Field(field) => {
                into.insert(field.id.value.clone(), property(framework, field));
            }
            Member::Group(group) => add_section(framework, group, into),
        }
    }
}

fn group(framework: &Framework, section: &Section) -> Value {
    let mut properties = Map::new();
    add_members(framework, &section.members, &mut properties);
    let mut schema = match &section.rows {
        Rows::Fixed { rows, extra, .. } => {
            let row = json!({"type": "object", "properties": properties, "additionalProperties": false});
            let mut with_row = properties.clone();
            with_row.insert(
                "row".into(),
                if *extra {
                    json!({"type": "string"})
                } else {
                    json!({"enum": rows.iter().map(|row| &row.id.value).collect::<Vec<_>>()})
                },
            );
            let named: Map<String, Value> = rows.iter().map(|fixed| (fixed.id.value.clone(), row.clone())).collect();
            json!({"anyOf": [
                {"type": "object", "properties": named, "additionalProperties": if *extra { row } else { json!(false) }},
                {"type": "array", "items": {"type": "object", "properties": with_row, "required": ["row"], "additionalProperties": false}},
            ]})
        }
        Rows::Free { min, max } => {
            let mut schema = json!({"type": "array", "items": {"type": "object", "properties": properties, "additionalProperties": false}});
            if let Some(object) = schema.as_object_mut() {
                if let Some(min) = min {
                    object.insert("minItems".into(), json!(min));
                }
                if let Some(max) = max {
                    object.insert("maxItems".into(), json!(max));
                }
            }
            schema
        }
        Rows::None => json!({"type": "object", "properties": properties}),
    };
    describe(&mut schema, section.title.get(""), section.guidance.get(""));
    schema
}

fn describe(schema: &mut Value, title: &str, description: &str) {
    if let Some(object) = schema.as_object_mut() {
        for (key, text) in [("title", title), ("description", description)] {
            if !text.is_empty() {
                object.insert(key.into(), text.into());
            }
        }
    }
}

fn property(framework: &Framework, field: &Field) -> Value {
    let options = || -> Vec<&Choice> {
        let list = field.of.as_ref().and_then(|of| framework.lists.iter().find(|list| list.id.value == of.value));
        list.map(|list| list.options.iter().collect()).unwrap_or_default()
    };
    // Spellings that are read as an option are right too; the first of them is the option itself.
    let spellings = || -> Vec<String> {
        options().iter().flat_map(|option| std::iter::once(&option.id.value).chain(&option.aliases)).cloned().collect()
    };
    let mut answer = match field.kind {
        FieldType::Choice => json!({"enum": spellings()}),
        FieldType::YesNo => json!({"anyOf": [{"enum": ["yes", "no"]}, {"type": "boolean"}]}),
        FieldType::Choices => {
            json!({"type": "array", "items": {"enum": spellings()}, "uniqueItems": true, "maxItems": 64})
        }
        FieldType::Integer => json!({"type": "integer"}),
        FieldType::Number => json!({"type": "number"}),
        FieldType::Date => json!({"type": "string", "format": "date"}),
        FieldType::Year => json!({"type": ["integer", "string"]}),
        FieldType::Url => json!({"type": "string", "format": "uri", "pattern": "^https?://"}),
        FieldType::Text | FieldType::LongText | FieldType::Person => json!({"type": "string"}),
    };
    if let (Some(pattern), Some(object)) = (&field.pattern, answer.as_object_mut()) {
        object.insert("pattern".into(), pattern.value.as_str().into());
    }
    let mut schema = json!({"anyOf": [answer, {"type": "null"}, {"$ref": "#/$defs/state"}]});
    describe(&mut schema, field.label.get(""), field.guidance.get(""));
    schema
}
