//! What persons of a register contradict in themselves or in one another.

use super::{Person, Problem};
use crate::Level;
use std::collections::BTreeMap;

/// A category that nobody can have who was born after a year.
struct DateRule {
    category: &'static str,
    /// Nobody born later can have owned.
    born_by: i32,
    /// Nobody born later was of age by then.
    of_age: i32,
    why: &'static str,
}

/// The Slavery Abolition Act 1833 ended ownership of people in most British colonies, so a person born after 1833 cannot have been an owner there, and one born
/// after 1812 was no adult (a review of registers: `domain` rule C2; the claims process did compensate minors).
const DATE_RULES: &[DateRule] = &[DateRule {
    category: "slave_owner",
    born_by: 1833,
    of_age: 1812,
    why: "ownership of people in the British colonies ended in 1833",
}];

/// The longest life that is taken without a remark.
const LONGEST_LIFE: i32 = 110;

pub(super) fn persons(persons: &BTreeMap<String, (Person, u64, String)>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (person, ..) in persons.values() {
        let mut tell = |code, level, message: String| {
            problems.push(Problem { code, level, table: String::new(), row: 0, person: person.id.clone(), message });
        };
        lives(person, &mut tell);
        for rule in
            DATE_RULES.iter().filter(|rule| person.categories.iter().any(|category| same(category, rule.category)))
        {
            let Some(born) = &person.born else { continue };
            if born.from > rule.born_by {
                let message = format!("born {} and listed as `{}`: {}", born.text, rule.category, rule.why);
                tell("date-implausible", Level::Warning, message);
            } else if born.from > rule.of_age {
                let message =
                    format!("born {} and listed as `{}`: not of age when {}", born.text, rule.category, rule.why);
                tell("date-implausible", Level::Advice, message);
            }
        }
        if !person.categories.is_empty() && person.evidence.is_empty() {
            let message = format!("listed as {} without a source", person.categories.join(", "));
            tell("category-without-source", Level::Warning, message);
        }
        for other in &person.collides_with {
            if !persons.contains_key(other) && !other.starts_with(['(', '"']) && !other.contains(' ') {
                tell("unknown-person", Level::Warning, format!("is said to collide with `{other}`, whom nobody lists"));
            }
        }
    }
    duplicates(persons, &mut problems);
    problems
}

fn same(category: &str, other: &str) -> bool {
    category.len() == other.len()
        && category
            .bytes()
            .zip(other.bytes())
            .all(|(a, b)| a.eq_ignore_ascii_case(&b) || matches!((a, b), (b'-' | b' ' | b'_', b'-' | b' ' | b'_')))
}

fn lives(person: &Person, tell: &mut impl FnMut(&'static str, Level, String)) {
    let (Some(born), Some(died)) = (&person.born, &person.died) else { return };
    if died.to < born.from {
        tell("died-before-born", Level::Warning, format!("born {} and died {}", born.text, died.text));
    } else if died.from - born.to > LONGEST_LIFE && born.from > 1 && died.to < 9_999 {
        tell("long-life", Level::Warning, format!("born {} and died {}", born.text, died.text));
    }
}

/// Persons under two ids with one name and lives that may be one.
fn duplicates(persons: &BTreeMap<String, (Person, u64, String)>, problems: &mut Vec<Problem>) {
    let mut by_name: BTreeMap<String, Vec<&Person>> = BTreeMap::new();
    for (person, ..) in persons.values() {
        by_name.entry(person.name.to_lowercase()).or_default().push(person);
    }
    for group in by_name.values() {
        // Beside the next one in order of birth, so that ten thousand of one name are no matter of millions of pairs.
        let mut group = group.clone();
        group.sort_by(|a, b| {
            let key = |person: &Person| person.born.as_ref().map(|born| (born.from, born.to));
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        for pair in group.windows(2) {
            let [first, second] = pair else { continue };
            let same_birth = match (&first.born, &second.born) {
                (Some(a), Some(b)) => a.from <= b.to && b.from <= a.to,
                _ => false,
            };
            if same_birth {
                let message =
                    format!("`{}` has the same name and may be born in the same year: one person twice?", first.id);
                problems.push(Problem {
                    code: "possible-duplicate",
                    level: Level::Warning,
                    table: String::new(),
                    row: 0,
                    person: second.id.clone(),
                    message,
                });
            }
        }
    }
}
