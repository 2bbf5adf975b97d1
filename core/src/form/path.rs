//! The places of questions and rows: `impacts[age].actions[r3].owner`.

use crate::error::{Error, ErrorKind};

/// One part of a path: a key, and for a row of a group what stands in the brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step<'p> {
    pub(super) key: &'p str,
    pub(super) row: Option<&'p str>,
}

/// A place that is not there.
pub(super) fn no_place(path: &str, why: &str) -> Error {
    let shown: String = path.chars().take(120).collect();
    Error::new(ErrorKind::InvalidSetting, format!("there is no place `{shown}` in this record: {why}"))
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
}
