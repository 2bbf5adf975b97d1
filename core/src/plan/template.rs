//! Messages: the parts that an author wrote, filled with a record's answers.

use super::Inner;
use crate::batch::print_number;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::framework::Words;
use crate::ir::{
    Column, DerivedId, DerivedValueIr, DomainId, NumberKind, ParameterId, ParameterValue, PartIr, RECORD, TemplateIr,
};
use crate::tongue::Tongue;
use crate::value::{Date, FieldType, State};

/// A label, or else the id with spaces for hyphens.
pub(crate) fn label(words: &Words, id: &str, language: &str) -> String {
    let text = words.get(language);
    if text.is_empty() { id.replace('-', " ") } else { text.to_owned() }
}

/// The parts in a language.
fn parts<'a>(template: &'a TemplateIr, language: &str) -> &'a [PartIr] {
    // Most are written in one language, and every line of every report asks.
    if template.len() <= 1 {
        return template.values().next().map_or(&[], Vec::as_slice);
    }
    template
        .get(language)
        .or_else(|| template.get(""))
        .or_else(|| template.get("en"))
        .or_else(|| template.values().next())
        .map_or(&[], Vec::as_slice)
}

/// The language of what is put into a message and is neither the author's nor the record's: Welsh in a message that is Welsh, or that has no words of its own and is
/// asked for in Welsh; else English.
fn own(template: &TemplateIr, parts: &[PartIr], language: &str) -> Tongue {
    let speaks = |part: &PartIr| match part {
        PartIr::Text(text) => text.contains(char::is_alphabetic),
        part => matches!(part, PartIr::Open(..)),
    };
    if template.contains_key(language) || !parts.iter().any(speaks) { Tongue::of(language) } else { Tongue::English }
}

/// The message as it was written, with names in braces.
pub(crate) fn unfilled(inner: &Inner, template: &TemplateIr) -> String {
    let mut out = String::new();
    for part in parts(template, &inner.settings.language) {
        let name = match part {
            PartIr::Text(text) => {
                out.push_str(text);
                continue;
            }
            PartIr::Slot(slot) => inner.checked.shape.slots.get(slot.index()).map_or("", |slot| &slot.id),
            PartIr::Parameter(id) => inner.checked.parameters.get(id.index()).map_or("", |parameter| &parameter.id),
            PartIr::Derived(id) => inner.checked.derived.get(id.index()).map_or("", |derived| &derived.id),
            PartIr::Row => "row",
            PartIr::Match(_) => "match",
            PartIr::Record => "record",
            PartIr::Open(_, [blank, _]) => {
                out.push_str(blank);
                continue;
            }
        };
        out.push('{');
        out.push_str(name);
        out.push('}');
    }
    out
}

/// The message for a record or row.
pub(crate) fn fill(
    inner: &Inner,
    tracer: &Tracer<'_>,
    template: &TemplateIr,
    domain: DomainId,
    row: usize,
    record: &str,
) -> String {
    let mut out = String::new();
    fill_into(inner, tracer, template, (domain, row), record, &mut out);
    out
}

/// Adds the message for a record or row to a text.
pub(crate) fn fill_into(
    inner: &Inner,
    tracer: &Tracer<'_>,
    template: &TemplateIr,
    (domain, row): (DomainId, usize),
    record: &str,
    out: &mut String,
) {
    let parts = parts(template, &inner.settings.language);
    let own = own(template, parts, &inner.settings.language);
    for part in parts {
        match part {
            PartIr::Text(text) => out.push_str(text),
            PartIr::Slot(slot) => {
                let at = inner.checked.shape.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain);
                answer_into(inner, tracer, own, (*slot, tracer.row_in(at, domain, row)), out);
            }
            PartIr::Parameter(id) => out.push_str(&parameter(inner, *id)),
            PartIr::Derived(id) => {
                out.push_str(&derived(inner, tracer, own, *id, tracer.row_in(RECORD, domain, row)));
            }
            PartIr::Row => out.push_str(&row_label(inner, tracer, domain, row)),
            PartIr::Match(slot) => {
                let at = inner.checked.shape.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain);
                match tracer.nearest(*slot, tracer.row_in(at, domain, row)) {
                    Some((other, _)) => out.push_str(&row_label(inner, tracer, at, other)),
                    None => out.push_str(own.words("[no other]")),
                }
            }
            PartIr::Record => out.push_str(record),
            PartIr::Open(slot, [blank, unread]) => {
                let at = inner.checked.shape.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain);
                let is_unread = tracer.state(*slot, tracer.row_in(at, domain, row)) == State::Invalid;
                out.push_str(if is_unread { unread } else { blank });
            }
        }
    }
}

/// Adds an answer for people: an option by its label, an absent one by its state in brackets.
fn answer_into(
    inner: &Inner,
    tracer: &Tracer<'_>,
    own: Tongue,
    (slot, row): (crate::ir::SlotId, usize),
    out: &mut String,
) {
    let state = tracer.state(slot, row);
    if state != State::Answered {
        out.push('[');
        out.push_str(own.words(tracer.words_of(state)));
        out.push(']');
        return;
    }
    let yes_no = inner.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.kind == FieldType::YesNo);
    let language = &inner.settings.language;
    tracer.write_value(
        slot,
        row,
        |option| match option_label_of(option, language) {
            "yes" if yes_no => own.words("yes"),
            "no" if yes_no => own.words("no"),
            label => label,
        },
        out,
    );
}

/// An option's label, or else its id as it is.
pub(crate) fn option_label_of<'o>(option: &'o crate::ir::OptionIr, language: &str) -> &'o str {
    let text = option.label.get(language);
    if text.is_empty() { &option.id } else { text }
}

/// An option's label, or else its id as it is.
pub(crate) fn option_label(words: &Words, id: &str, language: &str) -> String {
    let text = words.get(language);
    if text.is_empty() { id.to_owned() } else { text.to_owned() }
}

/// The value of a parameter for people.
pub(crate) fn parameter(inner: &Inner, id: ParameterId) -> String {
    inner.parameters.get(id.index()).map_or_else(String::new, show_parameter)
}

pub(crate) fn show_parameter(value: &ParameterValue) -> String {
    match value {
        ParameterValue::Number(value) => print_number(*value),
        ParameterValue::Date(date) => date.to_string(),
        ParameterValue::Period(period) => period.to_string(),
        ParameterValue::Text(text) => text.clone(),
    }
}

/// A derived value for people.
fn derived(inner: &Inner, tracer: &Tracer<'_>, own: Tongue, id: DerivedId, record: usize) -> String {
    let cannot_tell = || own.words("[cannot tell]").to_owned();
    let not_applicable = || own.words("[not applicable]").to_owned();
    match inner.checked.derived.get(id.index()).map(|derived| &derived.value) {
        None => String::new(),
        Some(DerivedValueIr::Condition(cond)) => match tracer.truth(cond, RECORD, record) {
            Truth::True => own.words("yes").to_owned(),
            Truth::False => own.words("no").to_owned(),
            Truth::Unknown => cannot_tell(),
            Truth::NotApplicable => not_applicable(),
        },
        Some(DerivedValueIr::Number(number, kind)) => match tracer.number(number, RECORD, record) {
            Ok((low, high)) => {
                let show = |value: f64| {
                    if *kind == NumberKind::Date {
                        Date::from_days(value as i32).to_string()
                    } else {
                        print_number(value)
                    }
                };
                if low == high { show(low) } else { format!("{} {} {}", show(low), own.words("to"), show(high)) }
            }
            Err(Truth::NotApplicable) => not_applicable(),
            Err(_) => cannot_tell(),
        },
        Some(DerivedValueIr::Table(rows)) => {
            for row in rows {
                match tracer.row_holds(row, record) {
                    Truth::True => return option_label(&row.label, &row.is, &inner.settings.language),
                    Truth::Unknown => return cannot_tell(),
                    Truth::False | Truth::NotApplicable => {}
                }
            }
            own.words("[none]").to_owned()
        }
    }
}

/// What a row is called: a fixed row by its label, another by its number.
pub(crate) fn row_label(inner: &Inner, tracer: &Tracer<'_>, domain: DomainId, row: usize) -> String {
    let Some(group) = inner.checked.shape.domains.get(domain.index()).filter(|_| domain != RECORD) else {
        return String::new();
    };
    if let Some(option) = group.row.and_then(|slot| row_option(inner, tracer, slot, row)) {
        return label(&option.label, &option.id, &inner.settings.language);
    }
    if let Some(name) = tracer.batch.row_name(domain, row) {
        return name.to_owned();
    }
    if let Some(name) = candidate(inner, tracer, domain, row, Column::PersonName) {
        return name.to_owned();
    }
    let first = tracer.batch.child_rows(domain, tracer.batch.parent_row(domain, row)).start;
    format!("{} {}", label(&group.title, &group.key, &inner.settings.language), row - first.min(row) + 1)
}

/// A text about the candidate that a row of a group is; nothing for a group of anything else.
fn candidate<'t>(
    inner: &Inner,
    tracer: &'t Tracer<'_>,
    domain: DomainId,
    row: usize,
    column: Column,
) -> Option<&'t str> {
    let screening = inner.checked.shape.screenings.iter().find(|screening| screening.group == domain)?;
    tracer.batch.text(screening.column(column)?, row)
}

/// The fixed or offered row that a row of a group is.
fn row_option<'i>(
    inner: &'i Inner,
    tracer: &Tracer<'_>,
    slot: crate::ir::SlotId,
    row: usize,
) -> Option<&'i crate::ir::OptionIr> {
    let list = inner.checked.shape.slots.get(slot.index())?.list?;
    inner.checked.shape.lists.get(list.index())?.options.get(usize::from(tracer.option(slot, row)?))
}

/// The path of a row for people and machines: `impacts[age].actions[2]`.
pub(crate) fn item(inner: &Inner, tracer: &Tracer<'_>, domain: DomainId, row: usize) -> String {
    let Some(group) = inner.checked.shape.domains.get(domain.index()).filter(|_| domain != RECORD) else {
        return String::new();
    };
    let parent_row = tracer.batch.parent_row(domain, row);
    let around = group.parent.map_or_else(String::new, |parent| item(inner, tracer, parent, parent_row));
    let known = group.row.and_then(|slot| row_option(inner, tracer, slot, row)).map(|option| option.id.clone());
    let known = known.or_else(|| candidate(inner, tracer, domain, row, Column::PersonId).map(str::to_owned));
    let named = || tracer.batch.row_name(domain, row).map(str::to_owned);
    let which = known.or_else(named).unwrap_or_else(|| {
        let first = tracer.batch.child_rows(domain, parent_row).start;
        (row - first.min(row) + 1).to_string()
    });
    let dot = if around.is_empty() { "" } else { "." };
    format!("{around}{dot}{}[{which}]", group.key)
}

/// The path of an answer: `impacts[age].effect`.
pub(crate) fn place(inner: &Inner, tracer: &Tracer<'_>, slot: crate::ir::SlotId, row: usize) -> String {
    let Some(info) = inner.checked.shape.slots.get(slot.index()) else { return String::new() };
    let around = item(inner, tracer, info.domain, row);
    let dot = if around.is_empty() { "" } else { "." };
    format!("{around}{dot}{}", info.id)
}

/// The domain of a field, when it is `domain` or lies around it, so that one row of `domain` has one answer.
pub(crate) fn seen_from(inner: &Inner, slot: crate::ir::SlotId, domain: DomainId) -> Option<DomainId> {
    let at = inner.checked.shape.slots.get(slot.index())?.domain;
    let mut around = domain;
    while around != at {
        around = inner.parents.get(around.index()).copied().flatten()?;
    }
    Some(at)
}
