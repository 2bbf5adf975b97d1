//! Answers by their places, `impacts[age].actions[2].what`, put together as a record.

use serde_json::{Map, Value};

/// A step of a place: a key, and for a group the row.
pub(crate) type Step = (String, Option<String>);

/// The steps of a place; `None` for a text that is none. A bracket within the name of a row is written twice.
pub(crate) fn parse_place(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text.trim();
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end)?;
        if key.is_empty() || key.chars().any(|c| c.is_whitespace() || c == ']') {
            return None;
        }
        let (row, after) = match after.strip_prefix('[') {
            None => (None, after),
            Some(inside) => {
                let (row, after) = closing(inside)?;
                (Some(row), after)
            }
        };
        steps.push((key.to_owned(), row));
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(steps),
            None => return None,
        }
    }
}

/// The text up to a single closing bracket, and what comes after it.
fn closing(text: &str) -> Option<(String, &str)> {
    let mut row = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once(']')?;
        row.push_str(before);
        match after.strip_prefix(']') {
            Some(more) => {
                row.push(']');
                rest = more;
            }
            None => return Some((row, after)),
        }
    }
}

/// A step as a place has it.
pub(crate) fn write_step(key: &str, row: Option<&str>, out: &mut String) {
    if !out.is_empty() {
        out.push('.');
    }
    out.push_str(key);
    if let Some(row) = row {
        out.push('[');
        out.push_str(&row.replace(']', "]]"));
        out.push(']');
    }
}

/// A record that is put together.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    entries: Vec<(String, Node)>,
}

#[derive(Debug)]
enum Node {
    Answer(Value),
    /// Rows by their names, each with its answers.
    Rows(Vec<(String, Tree)>),
}

impl Tree {
    /// Puts an answer in its place; what is wrong with the place, else.
    pub(crate) fn put(&mut self, place: &[Step], answer: Value) -> Result<(), String> {
        let Some(((key, row), rest)) = place.split_first() else { return Err("an empty place".to_owned()) };
        let at = self.entries.iter().position(|(known, _)| known == key);
        match (row, rest) {
            (None, []) => match at {
                Some(_) => Err(format!("`{key}` stands here a second time")),
                None => {
                    self.entries.push((key.clone(), Node::Answer(answer)));
                    Ok(())
                }
            },
            (None, _) => Err(format!("`{key}` does not say of which row: write `{key}[1].…` or `{key}[name].…`")),
            (Some(row), rest) => match self.row(key, row)? {
                rows if rest.is_empty() => {
                    let _ = rows;
                    if answer.is_null() {
                        Ok(())
                    } else {
                        Err(format!("`{key}[{row}]` is a row, and an answer stands in one of its questions"))
                    }
                }
                rows => rows.put(rest, answer),
            },
        }
    }

    /// A row of a group, made where it is not there yet.
    pub(crate) fn row(&mut self, key: &str, row: &str) -> Result<&mut Tree, String> {
        if !self.entries.iter().any(|(known, _)| known == key) {
            self.entries.push((key.to_owned(), Node::Rows(Vec::new())));
        }
        let node = self.entries.iter_mut().find(|(known, _)| known == key).map(|(_, node)| node);
        let Some(Node::Rows(rows)) = node else {
            return Err(format!("`{key}` is an answer here and a group elsewhere"));
        };
        if let Some(at) = rows.iter().position(|(known, _)| known == row) {
            return rows.get_mut(at).map(|(_, tree)| tree).ok_or_else(String::new);
        }
        rows.push((row.to_owned(), Tree::default()));
        rows.last_mut().map(|(_, tree)| tree).ok_or_else(String::new)
    }

    /// Whether nothing in it is answered.
    fn is_blank(&self) -> bool {
        self.entries.iter().all(|(_, node)| match node {
            Node::Answer(answer) => answer.is_null(),
            Node::Rows(rows) => rows.iter().all(|(_, tree)| tree.is_blank()),
        })
    }

    /// The record. Numbered rows in which nothing stands are none.
    pub(crate) fn into_record(self) -> Map<String, Value> {
        self.entries
            .into_iter()
            .map(|(key, node)| match node {
                Node::Answer(answer) => (key, answer),
                Node::Rows(mut rows) => {
                    let numbered = rows.iter().all(|(row, _)| row.parse::<u32>().is_ok());
                    if numbered {
                        rows.retain(|(_, tree)| !tree.is_blank());
                        rows.sort_by_key(|(row, _)| row.parse::<u32>().unwrap_or(u32::MAX));
                        let list = rows.into_iter().map(|(_, tree)| Value::Object(tree.into_record())).collect();
                        return (key, Value::Array(list));
                    }
                    let rows = rows.into_iter().map(|(row, tree)| (row, Value::Object(tree.into_record()))).collect();
                    (key, Value::Object(rows))
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_read_as_they_are_written() {
        let of = |text: &str| parse_place(text);
        assert_eq!(of("title"), Some(vec![("title".into(), None)]));
        assert_eq!(
            of("impacts[age].actions[2].what"),
            Some(vec![
                ("impacts".into(), Some("age".into())),
                ("actions".into(), Some("2".into())),
                ("what".into(), None)
            ])
        );
        for row in ["a]b", "]", "x].y", "[", "two words", ""] {
            let mut place = String::new();
            write_step("g", Some(row), &mut place);
            write_step("f", None, &mut place);
            assert_eq!(of(&place), Some(vec![("g".into(), Some(row.into())), ("f".into(), None)]), "{place}");
        }
        for wrong in ["", "a..b", "a[", "a[1]b", "two words", ".a", "a.", "a]"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_record_is_put_together() {
        let mut tree = Tree::default();
        for (place, answer) in [
            ("title", json!("T")),
            ("impacts[age].effect", json!("bad")),
            ("impacts[age].actions[2].what", json!("second")),
            ("impacts[age].actions[1].what", json!("first")),
            ("impacts[age].actions[3].what", json!(null)),
            ("impacts[race].effect", json!(null)),
            ("said[1].what", json!(null)),
        ] {
            tree.put(&parse_place(place).unwrap(), answer).unwrap();
        }
        assert!(tree.put(&parse_place("title").unwrap(), json!(1)).unwrap_err().contains("a second time"));
        assert!(tree.put(&parse_place("impacts.effect").unwrap(), json!(1)).unwrap_err().contains("of which row"));
        assert_eq!(
            Value::Object(tree.into_record()),
            json!({"title": "T", "impacts": {"age": {"effect": "bad", "actions": [{"what": "first"}, {"what": "second"}]}, "race": {"effect": null}}, "said": []})
        );
    }
}
