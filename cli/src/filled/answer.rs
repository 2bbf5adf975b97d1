//! An answer as the text of a cell, and back.

use due_regard::State;
use serde_json::{Map, Value};

/// States that a person may write in the place of an answer.
pub(crate) const STATES: [State; 4] = [State::NotKnown, State::Withheld, State::NotApplicable, State::Missing];

/// A text that would be read as a state, or as a list, when it is meant as it stands gets a backslash before it.
fn looks_special(text: &str) -> bool {
    let bare = text.trim_start_matches('\\');
    state_of(bare).is_some() || list_of(bare).is_some()
}

/// `[not known]`, `[not applicable: nobody works there]`
fn state_of(text: &str) -> Option<(State, &str)> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (words, reason) = inside.split_once(':').map_or((inside, ""), |(words, reason)| (words, reason.trim()));
    let words = words.trim().to_lowercase().replace('-', " ");
    let state = State::from_words(&words).filter(|state| STATES.contains(state))?;
    Some((state, reason))
}

/// Options in which a separator stands: `["a; b", "c"]`.
fn list_of(text: &str) -> Option<Vec<Value>> {
    let text = text.trim();
    if !text.starts_with("[\"") {
        return None;
    }
    let list: Vec<Value> = serde_json::from_str(text).ok()?;
    list.iter().all(Value::is_string).then_some(list)
}

/// The text of a cell for an answer of a record; empty for none.
pub(crate) fn encode(answer: &Value) -> String {
    match answer {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if looks_special(text) => format!("\\{text}"),
        Value::String(text) => text.clone(),
        Value::Array(list) => {
            let texts: Vec<String> = list
                .iter()
                .map(|item| match item {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                })
                .collect();
            let plain = texts.iter().all(|text| !text.contains([';', '|', '[', '\\', '"']) && text.trim() == text);
            if plain { texts.join("; ") } else { Value::from(texts).to_string() }
        }
        Value::Object(about) => state_text(about).unwrap_or_else(|| match about.get("value") {
            Some(value) => encode(value),
            None => answer.to_string(),
        }),
    }
}

fn state_text(about: &Map<String, Value>) -> Option<String> {
    let words = about.get("state")?.as_str()?.replace('-', " ");
    let state = State::from_words(&words).filter(|state| STATES.contains(state))?;
    let reason = about.get("reason").and_then(Value::as_str).map(str::trim).unwrap_or_default();
    Some(if reason.is_empty() { format!("[{state}]") } else { format!("[{state}: {reason}]") })
}

/// The answer that a cell holds.
pub(crate) fn decode(text: &str) -> Value {
    if text.trim().is_empty() {
        return Value::Null;
    }
    if let Some((state, reason)) = state_of(text) {
        let mut about = Map::from_iter([("state".to_owned(), Value::from(state.words()))]);
        if !reason.is_empty() {
            about.insert("reason".to_owned(), Value::from(reason));
        }
        return Value::Object(about);
    }
    if let Some(list) = list_of(text) {
        return Value::Array(list);
    }
    match text.strip_prefix('\\') {
        Some(meant) if looks_special(meant) => Value::from(meant),
        _ => Value::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for (answer, text) in [
            (json!("a plain answer"), "a plain answer"),
            (json!("two\nlines"), "two\nlines"),
            (json!(null), ""),
            (json!({"state": "not known"}), "[not known]"),
            (
                json!({"state": "not applicable", "reason": "nobody: works there"}),
                "[not applicable: nobody: works there]",
            ),
            (json!("[not known]"), "\\[not known]"),
            (json!("\\[withheld]"), "\\\\[withheld]"),
            (json!("\\n is no state"), "\\n is no state"),
            (json!("[sic] a bracket"), "[sic] a bracket"),
            (json!("[\"a\"]"), "\\[\"a\"]"),
        ] {
            assert_eq!(encode(&answer), text);
            assert_eq!(decode(text), answer, "{text}");
        }
        // Spellings, and forms that come to the same for the engine.
        assert_eq!(decode(" [Not-Known] "), json!({"state": "not known"}));
        assert_eq!(encode(&json!({"state": "not-known"})), "[not known]");
        assert_eq!(encode(&json!(["a", "b c"])), "a; b c");
        assert_eq!(decode(&encode(&json!(["a; b", "c"]))), json!(["a; b", "c"]));
        assert_eq!(encode(&json!({"value": 5, "state": "answered"})), "5");
        assert_eq!(encode(&json!(true)), "true");
    }
}
