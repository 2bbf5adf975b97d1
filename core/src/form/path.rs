//! The places of questions and rows: `impacts[age].actions[r3].owner`.

use crate::error::{Error, ErrorKind};

/// One part of a path: a key, and for a row of a group what stands in the brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step<'p> {
    pub(super) key: &'p str,
    pub(super) row: Option<&'p str>,
}

/// The beginning of a path, as messages show it.
fn shown(path: &str) -> String {
    path.chars().take(120).collect()
}

/// A place that is not there.
pub(super) fn no_place(path: &str, why: &str) -> Error {
    let shown = shown(path);
    Error::new(ErrorKind::NoSuchPlace, format!("there is no place `{shown}` in this record: {why}")).at(shown)
}

/// A place that is there, and cannot be changed in this way.
pub(super) fn refused(path: &str, why: &str) -> Error {
    let shown = shown(path);
    Error::new(ErrorKind::InvalidSetting, format!("`{shown}` cannot be changed so: {why}")).at(shown)
}

/// An answer that cannot be kept.
pub(super) fn not_kept(path: &str, why: &str) -> Error {
    let shown = shown(path);
    Error::new(ErrorKind::InvalidSetting, format!("the answer of `{shown}` cannot be kept: {why}")).at(shown)
}

/// The steps of a path, from the record inwards.
pub(super) fn steps(path: &str) -> Result<Vec<Step<'_>>, Error> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let end = rest.find(['[', '.']).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if key.is_empty() {
            return Err(no_place(path, "a key is missing in the path"));
        }
        let (row, after) = match after.strip_prefix('[') {
            None => (None, after),
            Some(inside) => {
                // The name of a row may hold a bracket; the one that closes it is followed by a full stop or nothing.
                let close = inside
                    .match_indices(']')
                    .map(|(at, _)| at)
                    .find(|at| matches!(inside.as_bytes().get(at + 1), None | Some(b'.')));
                let Some((row, after)) = close.and_then(|at| inside.split_at_checked(at)) else {
                    return Err(no_place(path, "a bracket is not closed"));
                };
                (Some(row), after.strip_prefix(']').unwrap_or(after))
            }
        };
        steps.push(Step { key, row });
        if after.is_empty() {
            return Ok(steps);
        }
        rest = after.strip_prefix('.').unwrap_or(after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_from_the_record_inwards() {
        let path = steps("impacts[age].actions[r3].owner").unwrap();
        assert_eq!(
            path.iter().map(|step| (step.key, step.row)).collect::<Vec<_>>(),
            [("impacts", Some("age")), ("actions", Some("r3")), ("owner", None)]
        );
        assert_eq!(steps("impacts[a [b]].effect").unwrap()[0].row, Some("a [b]"));
        assert_eq!(steps("title").unwrap(), [Step { key: "title", row: None }]);
        for wrong in ["", ".", "a.", "a[", "a[b", "a[b]c", "[b]"] {
            assert!(steps(wrong).is_err() || wrong == "a[b]c", "{wrong}");
        }
    }

    #[test]
    fn what_is_not_there_is_told_from_what_cannot_be_changed() {
        use crate::form::{Change, Session};
        let loaded = crate::load(crate::Source::new(
            "a.yaml",
            "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsections:\n  - {id: all, fields: [{id: what, type: text}]}\n  - {id: parts, rows: [{id: one}, {id: two}], fields: [{id: why, type: text}]}\n  - {id: steps, repeat: {min: 0}, fields: [{id: step, type: text}]}\n",
        ));
        let settings = crate::Settings::new(crate::Date::from_ymd(2026, 11, 1).unwrap());
        let mut session = Session::new(&loaded, settings, serde_json::Map::new()).unwrap();
        let set = |path: &str| Change::Set { path: path.into(), answer: "x".into() };
        let add = |group: &str, id: &str| Change::AddRow {
            group: group.into(),
            id: Some(id.into()),
            at: None,
            content: None,
        };
        let remove = |row: &str| Change::RemoveRow { row: row.into() };
        for (change, kind, place) in [
            (set("nope"), ErrorKind::NoSuchPlace, "nope"),
            (set("parts.why"), ErrorKind::NoSuchPlace, "parts.why"),
            (set("steps[r7].step"), ErrorKind::NoSuchPlace, "steps[r7].step"),
            (remove("steps[r7]"), ErrorKind::NoSuchPlace, "steps[r7]"),
            (add("nowhere", "r1"), ErrorKind::NoSuchPlace, "nowhere"),
            (add("parts", "three"), ErrorKind::InvalidSetting, "parts"),
            (add("steps", "no [id]"), ErrorKind::InvalidSetting, "steps"),
            (remove("parts[one]"), ErrorKind::InvalidSetting, "parts[one]"),
            (
                Change::Set { path: "what".into(), answer: "x".repeat(1 << 21).into() },
                ErrorKind::InvalidSetting,
                "what",
            ),
        ] {
            let error = session.apply(&change).unwrap_err();
            assert_eq!((error.kind(), error.place()), (kind, place), "{error}");
        }
    }
}
