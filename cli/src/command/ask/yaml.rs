//! A record as YAML that people can go on with: keys on lines of their own, texts in double quotes as JSON writes them, which YAML reads the same.

use serde_json::{Map, Value};

/// The record's text.
pub(super) fn text(record: &Map<String, Value>) -> String {
    let mut out = String::new();
    map(record, 0, &mut out);
    if out.is_empty() {
        out.push_str("{}\n");
    }
    out
}

fn map(entries: &Map<String, Value>, depth: usize, out: &mut String) {
    for (key, value) in entries {
        out.push_str(&"  ".repeat(depth));
        entry(key, value, depth, out);
    }
}

fn entry(key: &str, value: &Value, depth: usize, out: &mut String) {
    let plain = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    // A key that other readers take for something else is quoted too.
    let plain = plain && !matches!(key, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    if plain {
        out.push_str(key);
    } else {
        out.push_str(&Value::from(key).to_string());
    }
    out.push(':');
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            out.push('\n');
            map(inner, depth + 1, out);
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            out.push('\n');
            for item in list {
                out.push_str(&"  ".repeat(depth + 1));
                out.push_str("- ");
                match item {
                    Value::Object(inner) if !inner.is_empty() => {
                        for (place, (key, value)) in inner.iter().enumerate() {
                            if place > 0 {
                                out.push_str(&"  ".repeat(depth + 2));
                            }
                            entry(key, value, depth + 2, out);
                        }
                    }
                    other => {
                        out.push_str(&other.to_string());
                        out.push('\n');
                    }
                }
            }
        }
        other => {
            out.push(' ');
            out.push_str(&other.to_string());
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_written_is_the_same_record() {
        let record = json!({
            "title": "A \"title\": with\nlines # and marks", "yes": "no", "empty": {}, "none": [], "themes": ["a", "b"],
            "impacts": {"age": {"effect": "bad", "actions": [{"$row": "r1", "what": "x"}, {"what": "y", "due": "2026-01-01"}]}, "my own row": {"why": {"state": "not known", "reason": "r"}}},
            "cost": 2.5, "staff": true
        });
        let serde_json::Value::Object(map) = record else { panic!("a map") };
        let text = super::text(&map);
        assert!(text.contains("    actions:\n      - \"$row\": \"r1\"\n        what: \"x\"\n"), "{text}");
        let folder = std::env::temp_dir().join(format!("regard-yaml-{}.yaml", std::process::id()));
        std::fs::write(&folder, &text).unwrap();
        let options = crate::input::InputOptions::default();
        let Ok(crate::input::Input::Records(mut records)) = crate::input::open(&folder.display().to_string(), &options)
        else {
            panic!("records")
        };
        let mut read = records.next_batch().unwrap().unwrap().records.remove(0).value;
        std::fs::remove_file(&folder).unwrap();
        // A list's reader keeps scalars as they are written; a number is its text.
        assert_eq!(read.insert("cost".into(), json!(2.5)), Some(json!("2.5")));
        assert_eq!(read, map);
    }
}
