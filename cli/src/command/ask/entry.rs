//! What somebody typed: an answer, a state, or a wish.

use due_regard::form::FieldModel;
use due_regard::{FieldType, State};
use serde_json::{Value, json};

/// What a line means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Answer(Value),
    /// A state, with its reason if one was given.
    State(State, String),
    Help,
    Back,
    Skip,
    Go(String),
    Add(String),
    Remove(String),
    Findings,
    Quit,
    /// Nothing was typed.
    Blank,
    /// What is wrong with it.
    Wrong(String),
}

/// Reads a line as what it means for a question.
pub(super) fn read(line: &str, field: &FieldModel) -> Entry {
    let line = line.trim();
    if line.is_empty() {
        return Entry::Blank;
    }
    if let Some(meant) = line.strip_prefix('\\') {
        return answer(meant, field);
    }
    let (word, rest) = line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
    match (word.to_lowercase().as_str(), rest) {
        ("?" | "help", "") => return Entry::Help,
        ("back", "") => return Entry::Back,
        ("skip" | "later", "") => return Entry::Skip,
        ("findings", "") => return Entry::Findings,
        ("quit" | "exit" | "stop", "") => return Entry::Quit,
        ("go", rest) if !rest.is_empty() => return Entry::Go(rest.to_owned()),
        ("add", rest) => return Entry::Add(rest.to_owned()),
        ("remove", rest) if !rest.is_empty() => return Entry::Remove(rest.to_owned()),
        _ => {}
    }
    if let Some((state, reason)) = state(line) {
        return Entry::State(state, reason);
    }
    answer(line, field)
}

/// `not known`, `not applicable: nobody works there`, with or without brackets.
fn state(line: &str) -> Option<(State, String)> {
    let bare = line.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')).unwrap_or(line);
    let (words, reason) = bare.split_once(':').map_or((bare, ""), |(words, reason)| (words, reason.trim()));
    let state = match words.trim().to_lowercase().replace('-', " ").as_str() {
        "n/a" => State::NotApplicable,
        words => State::from_words(words)?,
    };
    matches!(state, State::NotKnown | State::Withheld | State::NotApplicable).then(|| (state, reason.to_owned()))
}

/// An answer in the form in which a record holds it; options by number, name, or the first letters of it.
fn answer(text: &str, field: &FieldModel) -> Entry {
    match field.kind {
        FieldType::Choice | FieldType::YesNo => match option(text, field) {
            Ok(id) => Entry::Answer(json!(id)),
            Err(wrong) => Entry::Wrong(wrong),
        },
        FieldType::Choices => {
            let ids: Result<Vec<String>, String> = text
                .split([',', ';'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| option(part, field))
                .collect();
            match ids {
                Ok(mut ids) => {
                    let mut seen = Vec::new();
                    ids.retain(|id| {
                        let new = !seen.contains(id);
                        seen.push(id.clone());
                        new
                    });
                    Entry::Answer(json!(ids))
                }
                Err(wrong) => Entry::Wrong(wrong),
            }
        }
        _ => Entry::Answer(json!(text)),
    }
}

fn option(text: &str, field: &FieldModel) -> Result<String, String> {
    let options = &field.options;
    if let Some(option) = text.parse::<usize>().ok().and_then(|number| options.get(number.checked_sub(1)?)) {
        return Ok(option.id.clone());
    }
    let small = text.to_lowercase();
    if let Some(option) =
        options.iter().find(|option| option.id.to_lowercase() == small || option.label.to_lowercase() == small)
    {
        return Ok(option.id.clone());
    }
    let begin: Vec<_> = options
        .iter()
        .filter(|option| {
            option.label.to_lowercase().starts_with(&small) || option.id.to_lowercase().starts_with(&small)
        })
        .collect();
    match begin.as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(format!(
            "`{text}` is not one of the options: type a number from 1 to {}, or the option’s name",
            options.len()
        )),
        several => {
            let labels: Vec<&str> = several.iter().map(|option| option.label.as_str()).collect();
            Err(format!("`{text}` may be {}: type more of it, or its number", labels.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use due_regard::form::{MemberModel, describe};
    use due_regard::{Source, load};

    fn field(kind: &str) -> FieldModel {
        let text = format!(
            "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsections: [{{id: s, fields: [{{id: f, type: {kind}}}]}}]\n"
        );
        let loaded = load(Source::new("f.yaml", text));
        let section = describe(&loaded, "").sections.remove(0);
        match section.members.into_iter().next() {
            Some(MemberModel::Field(field)) => *field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_line_is_an_answer_a_state_or_a_wish() {
        let choice = field("choice, of: [open, {id: half, label: Half open}, {id: shut, label: Shut; off}]");
        let choices = field("choices, of: [open, half, shut]");
        let text = field("text");
        let number = field("number");
        for (line, of, meant) in [
            ("2", &choice, Entry::Answer(json!("half"))),
            ("HALF OPEN", &choice, Entry::Answer(json!("half"))),
            ("sh", &choice, Entry::Answer(json!("shut"))),
            ("1, shut,1", &choices, Entry::Answer(json!(["open", "shut"]))),
            ("2", &number, Entry::Answer(json!("2"))),
            ("back", &text, Entry::Back),
            ("\\back", &text, Entry::Answer(json!("back"))),
            ("go title", &text, Entry::Go("title".into())),
            ("add", &text, Entry::Add(String::new())),
            ("go", &text, Entry::Answer(json!("go"))),
            ("not known", &text, Entry::State(State::NotKnown, String::new())),
            ("N/A: nobody", &choice, Entry::State(State::NotApplicable, "nobody".into())),
            ("[withheld: by law]", &text, Entry::State(State::Withheld, "by law".into())),
            ("missing", &text, Entry::Answer(json!("missing"))),
            ("  ", &text, Entry::Blank),
        ] {
            assert_eq!(read(line, of), meant, "{line}");
        }
        assert!(matches!(read("4", &choice), Entry::Wrong(wrong) if wrong.contains("from 1 to 3")));
        let alike = field("choice, of: [opened, opening]");
        assert!(matches!(read("open", &alike), Entry::Wrong(wrong) if wrong.contains("opened or opening")));
    }
}
