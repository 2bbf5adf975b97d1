//! Measures: figures over all records.

use super::names::Global;
use super::shape::labelled;
use super::{Checker, DerivedType, Uses, suggest, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, Measure};
use crate::ir::{ByIr, MeasureIr, RECORD};
use crate::value::FieldType;

impl<'f> Checker<'f, '_> {
    pub(super) fn measures(&mut self) {
        for measure in &self.framework.measures {
            if let Some(made) = self.measure(measure) {
                self.checked.measures.push(made);
            }
        }
    }

    fn measure(&mut self, measure: &'f Measure) -> Option<MeasureIr> {
        let cite = self.cite(&measure.cite);
        let of = self.condition(&measure.of, RECORD);
        let among = measure.among.as_ref().map(|among| self.condition(among, RECORD));
        let by: Vec<Option<ByIr>> = measure.by.iter().map(|id| self.by(id)).collect();
        let among = match among {
            Some(None) => return None,
            Some(Some(among)) => Some(among),
            None => None,
        };
        Some(MeasureIr {
            id: measure.id.value.clone(),
            label: labelled(&measure.label, &measure.id.value),
            kind: measure.kind,
            of: of?,
            among,
            by: by.into_iter().collect::<Option<_>>()?,
            cite,
            note: measure.note.clone(),
            text: (
                text_of(&measure.of).to_string(),
                measure.among.as_ref().map_or_else(String::new, |among| text_of(among).to_string()),
            ),
        })
    }

    /// What divides the records into groups, for each of which a figure is given.
    fn by(&mut self, id: &Id) -> Option<ByIr> {
        let found = self.names.field_in(RECORD, &id.value);
        let known = found.and_then(|slot| self.checked.shape.slots.get(slot.index()).map(|field| (slot, field.kind)));
        let diagnostic = match known {
            Some((slot, kind)) if kind.is_choice() || kind == FieldType::Choices => {
                self.uses.all_options.push(slot);
                return Some(ByIr::Options(slot));
            }
            Some((slot, FieldType::Text | FieldType::Person)) => return Some(ByIr::Texts(slot)),
            Some((_, kind)) => Diagnostic::new(
                Code::TypeMismatch,
                id.span,
                format!(
                    "`{}` is {} field, and figures are given by choices, texts or tables",
                    id.value,
                    kind.with_article()
                ),
            ),
            None => match self.names.global(&id.value) {
                Some(Global::Derived(place)) => {
                    Uses::mark(&mut self.uses.derived, place);
                    match self.derived_types.get(place) {
                        Some(DerivedType::Table(table)) => return Some(ByIr::Table(*table)),
                        Some(DerivedType::Broken) => return None,
                        _ => Diagnostic::new(
                            Code::TypeMismatch,
                            id.span,
                            format!("`{}` is no table, and figures are given by choices, texts or tables", id.value),
                        ),
                    }
                }
                _ => {
                    let message = format!("the record has no field `{}` of its own", id.value);
                    let names = self.dividing();
                    suggest::add(
                        Diagnostic::new(Code::UnknownName, id.span, message),
                        id.span,
                        &id.value,
                        names.iter().map(String::as_str),
                    )
                }
            },
        };
        let names = self.dividing();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.report(if names.is_empty() {
            diagnostic
        } else {
            diagnostic.help(format!("figures can be given by {}", suggest::listed(&names)))
        });
        None
    }

    /// The fields and tables by which figures can be given.
    fn dividing(&self) -> Vec<String> {
        if !self.suggests() {
            return Vec::new();
        }
        let slots = self.checked.shape.slots.iter().filter(|slot| slot.domain == RECORD && !slot.filled);
        let slots = slots.filter(|slot| {
            slot.kind.is_choice() || matches!(slot.kind, FieldType::Choices | FieldType::Text | FieldType::Person)
        });
        let derived = self.framework.derived.iter().zip(&self.derived_types);
        let tables = derived.filter(|(_, known)| matches!(known, DerivedType::Table(_)));
        slots.map(|slot| slot.id.clone()).chain(tables.map(|(table, _)| table.id.value.clone())).collect()
    }
}
