//! Records for the frameworks of the grammar: every state, every shape a group may have, and now and then something wrong.

use super::choices::Choices;
use super::grammar::{DOMAINS, FIXED, Field, OPTIONS, TEXTS};
use crate::value::FieldType;
use serde_json::{Map, Value, json};

/// A record.
pub(crate) fn record(choices: &mut Choices<'_>, fields: &[Field]) -> Value {
    Value::Object(members(choices, fields, 0))
}

fn members(choices: &mut Choices<'_>, fields: &[Field], domain: usize) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields.iter().filter(|field| field.domain == domain) {
        if let Some(cell) = cell(choices, field) {
            map.insert(field.id.clone(), cell);
        }
    }
    for (group, (path, _, around)) in DOMAINS.iter().enumerate().skip(1) {
        if *around == domain && !choices.one_in(6) && !choices.is_over() {
            let key = path.rsplit('.').next().unwrap_or(path);
            map.insert(key.to_owned(), rows(choices, fields, group));
        }
    }
    map
}

fn rows(choices: &mut Choices<'_>, fields: &[Field], group: usize) -> Value {
    let fixed = FIXED[group];
    if fixed.is_empty() {
        return Value::Array((0..choices.pick(4)).map(|_| Value::Object(members(choices, fields, group))).collect());
    }
    // In any order, some left out, some of the record's own; as a map or as a list.
    let mut named: Vec<(String, Map<String, Value>)> = Vec::new();
    for _ in 0..choices.pick(5) {
        let row = match choices.pick(fixed.len() + 1) {
            index if index < fixed.len() => fixed[index].to_owned(),
            _ => choices.of(&["own", "more"]).to_owned(),
        };
        named.push((row, members(choices, fields, group)));
    }
    if choices.one_in(2) {
        return Value::Array(
            named
                .into_iter()
                .map(|(row, mut members)| {
                    members.insert("row".to_owned(), Value::String(row));
                    Value::Object(members)
                })
                .collect(),
        );
    }
    Value::Object(named.into_iter().map(|(row, members)| (row, Value::Object(members))).collect())
}

/// A cell; `None` where the record has none.
fn cell(choices: &mut Choices<'_>, field: &Field) -> Option<Value> {
    Some(match choices.pick(12) {
        0 | 1 => return None,
        2 => choices.of(&[&Value::Null, &json!(""), &json!("-")]).clone(),
        3 => json!(choices.of(&["nk", "wh", "na", "NA"])),
        4 => json!({"state": choices.of(&["missing", "not known", "withheld", "not applicable", "not-applicable"])}),
        5 if choices.one_in(3) => choices
            .of(&[&json!("?!"), &json!([]), &json!({}), &json!(1e300), &json!(true), &json!({"state": "odd"})])
            .clone(),
        _ => answer(choices, field.kind),
    })
}

/// An answer of a type.
pub(crate) fn answer(choices: &mut Choices<'_>, kind: FieldType) -> Value {
    match kind {
        FieldType::Choice => json!(choices.of(&["red", "green", "blue", "deep red", "Crimson", "RED"])),
        FieldType::YesNo => choices.of(&[&json!("yes"), &json!("no"), &json!(true), &json!("N")]).clone(),
        FieldType::Choices => {
            let set = 1 + choices.pick(15);
            json!(
                OPTIONS
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| set >> index & 1 == 1)
                    .map(|(_, option)| *option)
                    .collect::<Vec<_>>()
            )
        }
        FieldType::Integer => choices.of(&[&json!(0), &json!(3), &json!(-2), &json!("10"), &json!(7)]).clone(),
        FieldType::Number => choices.of(&[&json!(0), &json!(2.5), &json!(-2.0), &json!("1,234.5"), &json!(3)]).clone(),
        FieldType::Date => json!(choices.of(&["2020-02-29", "2020-02-02", "1/3/2020", "2026-11-01", "1899-12-31"])),
        FieldType::Year => {
            json!(choices.of(&["1895", "1900", "c. 1895", "1890s", "1894-1896", "before 1900", "after 1890"]))
        }
        FieldType::Text | FieldType::LongText | FieldType::Url => json!(choices.of(&TEXTS[1..])),
        FieldType::Person => json!(choices.of(&["Ann Lee", "ann  lee", "ab"])),
    }
}
