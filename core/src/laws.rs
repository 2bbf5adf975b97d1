//! The laws that evaluation must keep whatever the framework and whatever the records.
//!
//! Frameworks and records are made from bytes, so that property tests and fuzz targets share one grammar.

#[cfg(test)]
mod candidates;
mod choices;
#[cfg(test)]
mod form;
mod grammar;
#[cfg(all(test, feature = "list"))]
mod lists;
mod records;
mod reference;

use crate::batch::Batch;
use crate::plan::{Detail, Plan, Settings};
use crate::source::Source;
use crate::value::Date;
use choices::Choices;
use grammar::{Made, Scope};
use serde_json::Value;

/// Everything that the grammar knows.
const ALL: Scope = Scope { states: true, inexact: true };

fn as_of() -> Date {
    Date::from_ymd(2026, 11, 1).unwrap()
}

/// A framework made from bytes, with a plan for it.
fn plan(choices: &mut Choices<'_>, scope: Scope, detail: Detail) -> (Made, Plan) {
    let made = grammar::framework(choices, scope);
    let mut settings = Settings::new(as_of()).detail(detail);
    if scope.states {
        settings = match choices.pick(4) {
            0 => settings,
            stage => settings.stage(["draft", "submit", "publish"][stage - 1]),
        };
    }
    let loaded = crate::load(Source::new("laws.yaml", made.text.as_str()));
    let plan = loaded.plan(settings).unwrap_or_else(|error| {
        let all: Vec<String> = loaded
            .diagnostics()
            .iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.message))
            .collect();
        panic!("{error}\n{}\n{}", all.join("\n"), made.text)
    });
    let written = plan.inner.checked.rules.iter().filter(|rule| !rule.made_by_required).count();
    assert_eq!(written, made.rules, "{}", made.text);
    (made, plan)
}

fn records(choices: &mut Choices<'_>, made: &Made, count: usize) -> Vec<Value> {
    (0..count).map(|_| records::record(choices, &made.fields)).collect()
}

fn batch(plan: &Plan, records: &[Value]) -> Batch {
    let mut builder = plan.batch();
    for (index, record) in records.iter().enumerate() {
        builder.add(index as u64 + 1, record).unwrap_or_else(|error| panic!("{error}: {record}"));
    }
    builder.finish()
}

/// Makes a framework and records from bytes and holds the two readers of its plan against each other.
///
/// # Panics
/// When they differ.
#[cfg_attr(test, expect(unreachable_pub, reason = "the fuzz target reaches it"))]
pub fn both_readers(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let (made, plan) = plan(&mut choices, ALL, Detail::Records);
    let count = 1 + choices.pick(3);
    let records = records(&mut choices, &made, count);
    reference::compare(&plan, &batch(&plan, &records));
}

#[cfg(test)]
mod tests;
