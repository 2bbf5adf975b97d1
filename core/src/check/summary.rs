//! What a summary of a record shows: the parts that the framework gives, or those of the usual form.

use super::names::{Meaning, joined};
use super::shape::labelled;
use super::{Checker, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, Member, Rows, Section, SummaryPart, Words};
use crate::ir::{DomainId, RECORD, SlotId, SummaryPartIr};

impl<'f> Checker<'f, '_> {
    pub(super) fn summary(&mut self) {
        let framework = self.framework;
        let given = &framework.summary;
        self.checked.summary.title = given.title.clone();
        self.checked.summary.signed_off =
            given.signed_off.as_ref().and_then(|condition| self.condition(condition, RECORD));
        self.checked.summary.parts = given.parts.iter().filter_map(|part| self.summary_part(part)).collect();
        for section in &framework.sections {
            self.whole_part(section, RECORD);
        }
    }

    fn summary_part(&mut self, part: &'f SummaryPart) -> Option<SummaryPartIr> {
        let domain = if part.each.is_empty() { Some(RECORD) } else { self.group(&part.each, RECORD) }?;
        let when = part.when.as_ref().map(|when| self.condition(when, domain));
        let mut fields: Vec<SlotId> = Vec::with_capacity(part.fields.len());
        for path in &part.fields {
            // A framework that extends another may name a field that is there already.
            if let Some(slot) = self.summary_field(path, domain).filter(|slot| !fields.contains(slot)) {
                fields.push(slot);
            }
        }
        let when = match when {
            Some(None) => return None,
            Some(Some(when)) => Some(when),
            None => None,
        };
        Some(SummaryPartIr {
            id: part.id.value.clone(),
            title: labelled(&part.title, &part.id.value),
            say: part.say.clone(),
            domain,
            when,
            fields,
            none: part.none.clone(),
        })
    }

    /// A field that has one answer for each row that is shown.
    fn summary_field(&mut self, path: &[Id], domain: DomainId) -> Option<SlotId> {
        let span = path.first().map(|word| word.span)?;
        let what = match self.find(path, domain) {
            Some(Meaning::Slot(slot)) => {
                if self.checked.shape.slots.get(slot.index()).is_some_and(|field| !field.is_row) {
                    return Some(slot);
                }
                "the row itself, which every table of a group begins with"
            }
            Some(Meaning::OptionNumber(_)) => "a number of an option",
            Some(Meaning::Parameter(_)) => "a parameter",
            Some(Meaning::Derived(_)) => "a derived value",
            Some(Meaning::Broken) => return None,
            None => {
                let diagnostic = self.unknown_name(path, domain, span);
                self.report(diagnostic);
                return None;
            }
        };
        let diagnostic = Diagnostic::new(
            Code::TypeMismatch,
            span,
            format!("`{}` is {what}, and a part of a summary shows fields", joined(path)),
        );
        let names: Vec<&str> = self.names_of_fields(domain);
        let diagnostic = match names.as_slice() {
            [] => diagnostic,
            _ => diagnostic.help(format!("the fields here are {}", suggest::listed(&names))),
        };
        self.report(match self.find(path, domain) {
            Some(Meaning::Derived(_)) => {
                diagnostic.help("numbers and tables with `show: true` stand with the result of every summary")
            }
            _ => diagnostic,
        });
        None
    }

    fn names_of_fields(&self, domain: DomainId) -> Vec<&str> {
        let slots = self.checked.shape.slots.iter();
        slots.filter(|slot| slot.domain == domain && !slot.is_row).map(|slot| slot.id.as_str()).collect()
    }

    /// A section as a part with all its fields; groups within it become parts of their own.
    fn whole_part(&mut self, section: &'f Section, around: DomainId) {
        let domain = match section.rows {
            Rows::None => around,
            _ => match self.names.group_in(around, &section.id.value) {
                Some(group) => group,
                None => return,
            },
        };
        let mut fields = Vec::new();
        let mut groups = Vec::new();
        for member in &section.members {
            match member {
                Member::Field(field) => fields.extend(self.names.field_in(domain, &field.id.value)),
                Member::Group(group) => groups.push(group),
            }
        }
        if !fields.is_empty() {
            self.checked.summary.all.push(SummaryPartIr {
                id: section.id.value.clone(),
                title: labelled(&section.title, &section.id.value),
                say: Words::default(),
                domain,
                when: None,
                fields,
                none: Words::default(),
            });
        }
        groups.into_iter().for_each(|group| self.whole_part(group, domain));
    }
}
