//! What is wrong with the rows of a file, told on standard error without filling the screen.

use crate::host::Host;
use std::collections::BTreeMap;

/// Tells of each kind the first few in full, and of the others in which rows they are. Each is its kind, its row (0 where no row can be named) and its text.
pub(crate) fn of_each_kind<'p>(host: &Host, problems: impl IntoIterator<Item = (&'p str, u64, String)>) {
    const IN_FULL: usize = 3;
    let mut kinds: BTreeMap<&str, (usize, Vec<u64>)> = BTreeMap::new();
    for (code, row, text) in problems {
        let (count, rows) = kinds.entry(code).or_default();
        *count += 1;
        if *count <= IN_FULL {
            host.tell(&format!("{text}\n"));
        } else {
            rows.push(row);
        }
    }
    for (code, (_, rows)) in kinds.iter().filter(|(_, (_, rows))| !rows.is_empty()) {
        let what = if rows.len() == 1 { "row" } else { "rows" };
        host.tell(&format!("{code}: {} {what} more{}\n", rows.len(), named(rows)));
    }
}

/// Rows as they follow a count: `: 5, 6`; nothing where none can be named.
pub(crate) fn named(rows: &[u64]) -> String {
    const MOST: usize = 30;
    let mut named: Vec<String> = rows.iter().filter(|row| **row > 0).take(MOST).map(u64::to_string).collect();
    if named.is_empty() {
        return String::new();
    }
    if rows.len() > MOST {
        named.push("…".to_owned());
    }
    format!(": {}", named.join(", "))
}

/// A number and what it counts: `1 row`, `2 rows`.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_are_named_as_far_as_they_can_be() {
        assert_eq!(super::named(&[5, 6]), ": 5, 6");
        assert_eq!(super::named(&[0]), "");
        assert!(super::named(&(1..100).collect::<Vec<_>>()).ends_with("30, …"));
    }
}
