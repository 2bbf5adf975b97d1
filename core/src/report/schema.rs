//! The shape of the JSON document, published for those who read it.

/// The JSON Schema (draft 2020-12) of the document that [`json`](fn@super::json) writes; `$defs/Finding` is that of a line of
/// [`jsonl`](fn@super::jsonl).
///
/// Objects have no other keys than those it lists, and those it requires always.
pub const AUDIT_SCHEMA: &str = include_str!("audit.schema.json");

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn schema() -> Value {
        serde_json::from_str(AUDIT_SCHEMA).unwrap()
    }

    #[test]
    fn documents_and_lines_are_valid() {
        let whole = jsonschema::draft202012::new(&schema()).unwrap();
        let mut line = schema();
        let line = line.as_object_mut().unwrap();
        for key in ["properties", "required", "additionalProperties", "type"] {
            line.remove(key);
        }
        line.insert("$ref".to_owned(), "#/$defs/Finding".into());
        let line = jsonschema::draft202012::new(&Value::Object(line.clone())).unwrap();
        for (name, audit) in fixtures::all() {
            let document: Value = serde_json::from_str(&super::super::json(&audit)).unwrap();
            let errors: Vec<String> =
                whole.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
            for text in super::super::jsonl(&audit).lines() {
                assert!(line.is_valid(&serde_json::from_str(text).unwrap()), "{name}: {text}");
            }
        }
        let mut wrong = serde_json::to_value(fixtures::typical()).unwrap();
        wrong["findings"][0]["verdict"] = "compliant".into();
        assert!(!whole.is_valid(&wrong));
    }

    /// Every key that the structures write is described, every key described is written, and no object may have others.
    #[test]
    fn schema_and_structures_agree() {
        let schema = schema();
        let mut seen = BTreeSet::new();
        agree(&schema, &schema, &serde_json::to_value(fixtures::typical()).unwrap(), "Audit", &mut seen);
        for (def, content) in schema["$defs"].as_object().unwrap() {
            assert!(seen.contains(def), "the ordinary audit holds no {def}: nothing compares it");
            assert!(content["description"].is_string(), "{def} is not described");
            for key in content["properties"].as_object().into_iter().flatten().map(|(key, _)| key) {
                assert!(seen.contains(&format!("{def}.{key}")), "the ordinary audit holds no {def}.{key}");
            }
        }
    }

    fn agree(root: &Value, schema: &Value, value: &Value, path: &str, seen: &mut BTreeSet<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.strip_prefix("#/$defs/").unwrap();
            seen.insert(name.to_owned());
            for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
                seen.insert(format!("{name}.{key}"));
            }
            return agree(root, &root["$defs"][name], value, &format!("{path}:{name}"), seen);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let choices = choices.iter().filter(|choice| choice["type"] != "null" && !value.is_null());
            return choices.for_each(|choice| agree(root, choice, value, path, seen));
        }
        match value {
            Value::Object(object) => {
                assert_eq!(schema["additionalProperties"], false, "{path}");
                let properties = schema["properties"].as_object().unwrap();
                let written: BTreeSet<&str> = object.keys().map(String::as_str).collect();
                let described: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
                let required: BTreeSet<&str> =
                    schema["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
                assert!(written.is_subset(&described), "{path}: {written:?} {described:?}");
                assert!(required.is_subset(&written), "{path}: {written:?} {required:?}");
                for (key, value) in object {
                    assert!(
                        properties[key]["description"].as_str().is_some_and(|words| words.len() > 5),
                        "{path}.{key} is not described"
                    );
                    agree(root, &properties[key], value, &format!("{path}.{key}"), seen);
                }
            }
            Value::Array(items) => {
                let each = schema["prefixItems"].as_array();
                for (place, item) in items.iter().enumerate() {
                    let schema = each.and_then(|each| each.get(place)).unwrap_or(&schema["items"]);
                    agree(root, schema, item, path, seen);
                }
            }
            _ => {}
        }
    }
}
