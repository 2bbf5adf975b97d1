//! The table as a JSON Schema, for editors that complete and check YAML.

use super::{Kind, Shape};
use serde_json::{Map, Value, json};

/// A JSON Schema (draft 2020-12) of the framework language, for editors.
///
/// It describes shapes and words; that names exist and types agree is the checker's to say.
///
/// ```
/// let schema = due_regard::framework::schema::json_schema();
/// assert_eq!(schema["$ref"], "#/$defs/framework");
/// assert_eq!(schema["$defs"]["rule"]["required"], serde_json::json!(["id"]));
/// ```
pub fn json_schema() -> Value {
    let mut definitions = Map::new();
    for kind in Kind::ALL {
        definitions.insert(name(kind).into(), mapping(kind));
    }
    for (name, definition) in shared() {
        definitions.insert(name.into(), definition);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Due Regard framework, language 1",
        "$ref": "#/$defs/framework",
        "$defs": definitions,
    })
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Framework => "framework",
        Kind::Retired => "retired",
        Kind::Source => "source",
        Kind::Parameter => "parameter",
        Kind::Choice => "option",
        Kind::Stage => "stage",
        Kind::Role => "role",
        Kind::Register => "register",
        Kind::Screening => "screening",
        Kind::Record => "record",
        Kind::Section => "section",
        Kind::Repeat => "repeat",
        Kind::Row => "row",
        Kind::Field => "field",
        Kind::Derived => "derived",
        Kind::NumberRow => "number-row",
        Kind::TableRow => "table-row",
        Kind::Rule => "rule",
        Kind::Criterion => "criterion",
        Kind::WhenUnknown => "when-unknown",
        Kind::Measure => "measure",
        Kind::Compare => "compare",
        Kind::Band => "band",
        Kind::Summary => "summary",
        Kind::SummaryPart => "summary-part",
        Kind::NotExpressed => "not-expressed",
    }
}

fn mapping(kind: Kind) -> Value {
    let info = kind.info();
    let mut properties = Map::new();
    for key in info.keys {
        let mut value = shape(key.shape);
        if let Some(object) = value.as_object_mut() {
            object.insert("description".into(), key.about.into());
        }
        properties.insert(key.name.into(), value);
    }
    let required: Vec<&str> = info.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if kind == Kind::Framework {
        // A framework that extends another gives what differs.
        let always: Vec<&str> = required.iter().copied().filter(|key| !matches!(*key, "title" | "sections")).collect();
        return json!({"type": "object", "description": info.about, "additionalProperties": false, "properties": properties, "required": always,
            "anyOf": [{"required": ["extends"]}, {"required": required}]});
    }
    json!({"type": "object", "description": info.about, "additionalProperties": false, "properties": properties, "required": required})
}

/// Definitions that several shapes use.
fn shared() -> Vec<(&'static str, Value)> {
    // YAML reads `2024` or `1.0` as a number, where the framework reader takes any scalar for a text.
    let text = json!({"type": ["string", "number"]});
    vec![
        ("id", json!({"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 100})),
        ("text", text),
        (
            "words",
            json!({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "object", "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}, "additionalProperties": {"$ref": "#/$defs/text"}}]}),
        ),
        ("expression", json!({"type": ["string", "number", "boolean"]})),
        (
            "options",
            json!({"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/option"}]}}),
        ),
    ]
}

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// One of something, or a list of it.
fn one_or_more(value: &Value) -> Value {
    json!({"anyOf": [value, {"type": "array", "items": value}]})
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Language => json!({"const": 1}),
        Shape::Id => refer("id"),
        Shape::Stages => {
            json!({"type": "array", "items": {"anyOf": [refer("id"), refer(name(Kind::Stage))]}, "uniqueItems": true})
        }
        Shape::Label | Shape::Text => refer("text"),
        Shape::Reference => refer("id"),
        Shape::References => one_or_more(&refer("id")),
        Shape::Path => json!({"type": "string", "pattern": "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$"}),
        Shape::Words | Shape::Message => refer("words"),
        Shape::Texts => one_or_more(&refer("text")),
        Shape::Truth => json!({"type": "boolean"}),
        Shape::Count => json!({"type": "integer", "minimum": 0}),
        Shape::Numbers => {
            json!({"type": "object", "propertyNames": refer("id"), "additionalProperties": {"type": "number"}})
        }
        Shape::Day => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        Shape::Expression => refer("expression"),
        Shape::Share => json!({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]}),
        Shape::Limit | Shape::Number | Shape::Value => json!({"type": ["string", "number"]}),
        Shape::OneOf(words) => json!({"enum": words()}),
        Shape::States => one_or_more(&json!({"enum": ["not known", "withheld", "not applicable"]})),
        Shape::Options => json!({"anyOf": [refer("id"), refer("options")]}),
        Shape::Required => json!({"anyOf": [{"type": "boolean"}, refer("id")]}),
        Shape::Mapping(kind) => refer(name(kind)),
        Shape::List(kind) => json!({"type": "array", "items": refer(name(kind))}),
        Shape::Named(kind) => {
            json!({"type": "object", "propertyNames": refer("id"), "additionalProperties": refer(name(kind))})
        }
        Shape::Lists => {
            json!({"type": "object", "propertyNames": refer("id"), "additionalProperties": refer("options")})
        }
        Shape::Members => json!({"type": "array", "minItems": 1, "items": {
            "if": {"anyOf": [{"required": ["fields"]}, {"required": ["repeat"]}, {"required": ["rows"]}]},
            "then": refer("section"),
            "else": refer("field"),
        }}),
        Shape::DerivedValues => {
            json!({"type": "object", "propertyNames": refer("id"), "additionalProperties": {"anyOf": [refer("expression"), refer("derived")]}})
        }
        Shape::WhenUnknown => {
            json!({"anyOf": [{"enum": crate::framework::UnknownVerdict::ALL.map(crate::framework::UnknownVerdict::words)}, refer("when-unknown")]})
        }
    }
}
