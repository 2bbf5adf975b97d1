//! Measures: figures over all records.

use super::shape::labelled;
use super::{Checker, suggest, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, Measure};
use crate::ir::{MeasureIr, RECORD, SlotId};

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
        let by: Vec<Option<SlotId>> = measure.by.iter().map(|id| self.by(id)).collect();
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

    /// A choice of the record, for each of whose options a figure is given.
    fn by(&mut self, id: &Id) -> Option<SlotId> {
        let choices = |checker: &Self| -> Vec<String> {
            if !checker.suggests() {
                return Vec::new();
            }
            let slots = checker.checked.shape.slots.iter();
            slots.filter(|slot| slot.domain == RECORD && slot.kind.is_choice()).map(|slot| slot.id.clone()).collect()
        };
        let found = self.names.field_in(RECORD, &id.value);
        let diagnostic =
            match found.and_then(|slot| self.checked.shape.slots.get(slot.index()).map(|field| (slot, field.kind))) {
                Some((slot, kind)) if kind.is_choice() => {
                    self.uses.all_options.push(slot);
                    return Some(slot);
                }
                Some((_, kind)) => Diagnostic::new(
                    Code::TypeMismatch,
                    id.span,
                    format!("`{}` is a {kind} field, and figures are given by the options of a choice", id.value),
                ),
                None if self.is_derived(&id.value) => Diagnostic::new(
                    Code::TypeMismatch,
                    id.span,
                    format!("`{}` is a derived value, and figures are given by the options of a choice", id.value),
                ),
                None => {
                    let diagnostic = Diagnostic::new(
                        Code::UnknownName,
                        id.span,
                        format!("the record has no field `{}` of its own", id.value),
                    );
                    suggest::add(diagnostic, id.span, &id.value, choices(self).iter().map(String::as_str))
                }
            };
        let names = choices(self);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.report(if names.is_empty() {
            diagnostic
        } else {
            diagnostic.help(format!("the choices of the record are {}", suggest::listed(&names)))
        });
        None
    }
}
