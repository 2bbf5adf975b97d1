//! Messages: what stands in braces is looked up as in the rule's own conditions.

use super::group::span_of;
use super::names::{Meaning, joined};
use super::{Checker, Uses};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Template, TemplatePart};
use crate::ir::{DomainId, PartIr, RECORD, TemplateIr};
use crate::source::Spanned;

impl Checker<'_, '_> {
    /// A message, seen from a domain; `None` when something in it cannot be filled in.
    pub(super) fn template(&mut self, template: &Template, from: DomainId) -> Option<TemplateIr> {
        let mut made = TemplateIr::new();
        let mut good = true;
        for (language, parts) in &template.by_language {
            let mut filled = Vec::with_capacity(parts.len());
            for part in parts {
                match part {
                    TemplatePart::Text(text) => filled.push(PartIr::Text(text.clone())),
                    TemplatePart::Value(path) => match self.placeholder(path, from) {
                        Some(part) => filled.push(part),
                        None => good = false,
                    },
                }
            }
            made.insert(language.clone(), filled);
        }
        good.then_some(made)
    }

    fn placeholder(&mut self, path: &[Spanned<String>], from: DomainId) -> Option<PartIr> {
        let span = span_of(path);
        let written = joined(path);
        let problem = match path {
            [word] if word.value == "record" => return Some(PartIr::Record),
            [word] if word.value == "row" && from != RECORD => return Some(PartIr::Row),
            [word] if word.value == "match" && self.matched.is_some() => return self.matched.map(PartIr::Match),
            [word] if word.value == "row" => Diagnostic::new(
                Code::UnknownPlaceholder,
                span,
                "this rule is of the record, so there is no row to name",
            )
            .help("`{record}` is the record's name; with `each`, the rule speaks of every row of a group"),
            _ => match self.find(path, from) {
                Some(Meaning::Broken) => return None,
                Some(Meaning::Slot(slot)) => return Some(PartIr::Slot(slot)),
                Some(Meaning::Parameter(id)) => {
                    Uses::mark(&mut self.uses.parameters, id.index());
                    return Some(PartIr::Parameter(id));
                }
                Some(Meaning::Derived(place)) => {
                    Uses::mark(&mut self.uses.derived, place);
                    return self.derived_id(place).map(PartIr::Derived);
                }
                Some(Meaning::OptionNumber(_)) => Diagnostic::new(
                    Code::UnknownPlaceholder,
                    span,
                    format!("`{written}` is a number of an option, which a message cannot show"),
                )
                .help("show the choice itself, or make a derived value of the number"),
                None => {
                    let unknown = self.unknown_name(path, from, span);
                    Diagnostic {
                        code: Code::UnknownPlaceholder,
                        level: Code::UnknownPlaceholder.info().level,
                        ..unknown
                    }
                }
            },
        };
        self.report(problem);
        None
    }

    /// The number of a derived value in the result.
    pub(super) fn derived_id(&self, place: usize) -> Option<crate::ir::DerivedId> {
        match self.derived_types.get(place)? {
            super::DerivedType::Condition(id) | super::DerivedType::Number(id, ..) | super::DerivedType::Table(id) => {
                Some(*id)
            }
            super::DerivedType::Broken => None,
        }
    }
}
