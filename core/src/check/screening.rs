//! Registers, and the groups of candidates that screening names against them makes.
//!
//! A group of candidates is a group like any other, but for who fills it. Whatever a condition says of its rows is unknown where the name is not
//! there to be compared, or the register was not given: no candidates in a blank cell is not the same as no candidates.

use super::shape::{MOST_CHOICES, Waiting, labelled};
use super::types::{joined_conditions, negation};
use super::{Checker, Uses, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{DeclaredRegister, Id, Screening, Words};
use crate::ir::{
    Arithmetic, Column, Cond, CondKind, Domain, DomainId, ListId, ListIr, Num, OptionIr, RECORD, RegisterId,
    RegisterIr, ScreeningIr, Slot, SlotId,
};
use crate::source::Span;
use crate::value::FieldType;
use std::collections::BTreeMap;
use std::sync::Arc;

impl<'f> Checker<'f, '_> {
    /// The registers, and a group for each screening.
    pub(super) fn screening(&mut self, waiting: &mut Waiting<'f>) {
        let framework = self.framework;
        for register in &framework.registers {
            let made = RegisterIr {
                id: register.id.value.clone(),
                names: register.names,
                categories: self.list_of_register(register.categories.as_ref(), true),
                culpability: self.list_of_register(register.culpability.as_ref(), false),
            };
            self.checked.shape.registers.push(made);
        }
        for screening in &framework.screening {
            self.candidates(screening, waiting);
        }
    }

    fn list_of_register(&mut self, id: Option<&Id>, several: bool) -> Option<ListId> {
        let id = id?;
        let list = self.named_list(&id.value, id.span)?;
        let options = self.checked.shape.lists.get(list.index()).map_or(0, |list| list.options.len());
        if several && options > MOST_CHOICES {
            let message = format!("`{}` has {options} options, and categories take at most {MOST_CHOICES}", id.value);
            self.report(
                Diagnostic::new(Code::InvalidValue, id.span, message).help("join some of them, or leave the list out"),
            );
            return None;
        }
        Some(list)
    }

    fn candidates(&mut self, screening: &'f Screening, waiting: &mut Waiting<'f>) {
        let named = screening.register.as_ref();
        let found = named.and_then(|id| {
            self.framework.registers.iter().position(|register: &DeclaredRegister| register.id.value == id.value)
        });
        if let (Some(id), None) = (named, found) {
            let mut diagnostic =
                Diagnostic::new(Code::UnknownRegister, id.span, format!("there is no register `{}`", id.value));
            if self.suggests() {
                let names = self.framework.registers.iter().map(|register| register.id.value.as_str());
                diagnostic = suggest::add(diagnostic, id.span, &id.value, names);
            }
            self.report(diagnostic.help("declare it under `registers`, with its file"));
        }
        let texts: &[FieldType] = &[FieldType::Text, FieldType::LongText];
        let words: &[FieldType] = &[FieldType::Text, FieldType::LongText, FieldType::Choice];
        let mut fields = |ids: &[Id], kinds: &[FieldType], what: &str| -> Vec<SlotId> {
            ids.iter().filter_map(|id| self.screened_field(id, kinds, what)).collect()
        };
        let names = fields(&screening.names, texts, "names are texts");
        let places = fields(&screening.places, words, "places are texts or choices");
        let mut field = |id: &Option<Id>, kinds: &[FieldType], what: &str| {
            id.as_ref().and_then(|id| fields(std::slice::from_ref(id), kinds, what).pop())
        };
        let year = field(&screening.year, &[FieldType::Year, FieldType::Date], "a year or a date is needed here");
        let kind = field(&screening.kind, words, "kinds are choices or texts");
        let neighbours = field(&screening.neighbours, texts, "names of the neighbourhood are a text");
        let group = DomainId::from_index(self.checked.shape.domains.len());
        if !self.names.add_group(RECORD, &screening.id.value, group) {
            self.report(
                Diagnostic::new(
                    Code::DuplicateId,
                    screening.id.span,
                    format!("`{}` is a field or group of the record already", screening.id.value),
                )
                .help("give the group of candidates another id"),
            );
            return;
        }
        let register = RegisterId::from_index(found.unwrap_or(usize::MAX));
        let title = labelled(&screening.title, &screening.id.value);
        self.checked.shape.domains.push(Domain {
            key: screening.id.value.clone(),
            path: screening.id.value.clone(),
            title: title.clone(),
            parent: Some(RECORD),
            fixed: Vec::new(),
            extra: false,
            row: None,
            ask_when: None,
            filled: true,
        });
        waiting.domains.push((Vec::new(), None));
        let screened = {
            let list = self.own_list(&["screened"]);
            let slot = filled_slot(&screening.id.value, RECORD, FieldType::Choice, Some(list), title);
            self.add_filled(slot, waiting)
        };
        let lists =
            self.checked.shape.registers.get(register.index()).map(|known| (known.categories, known.culpability));
        let (categories, culpability) = lists.unwrap_or_default();
        let mut columns = Vec::with_capacity(Column::ALL.len());
        for column in Column::ALL {
            let (kind, list) = match column {
                Column::PersonCategory if categories.is_some() => (FieldType::Choices, categories),
                Column::PersonCulpability if culpability.is_some() => (FieldType::Choice, culpability),
                column => match column.kind() {
                    FieldType::YesNo => (FieldType::YesNo, Some(self.yes_no())),
                    FieldType::Choice => (FieldType::Choice, Some(self.own_list(&crate::screen::options(*column)))),
                    kind => (kind, None),
                },
            };
            let label = Words::plain(label_of(*column));
            let mut slot = filled_slot(column.id(), group, kind, list, label);
            slot.path = format!("{}.{}", screening.id.value, column.id());
            let slot = self.add_filled(slot, waiting);
            self.names.add_field(group, column.id(), slot);
            columns.push((*column, slot));
        }
        self.checked.shape.screenings.push(ScreeningIr {
            group,
            register,
            screened,
            names,
            places,
            year,
            kind,
            neighbours,
            errors: screening
                .typing_errors
                .as_ref()
                .and_then(|count| u8::try_from(count.value).ok())
                .unwrap_or(0)
                .min(2),
            suppressed: screening.suppressed,
            columns,
        });
    }

    /// A field of the record that a screening looks at.
    fn screened_field(&mut self, id: &Id, kinds: &[FieldType], what: &str) -> Option<SlotId> {
        let found = self.names.field_in(RECORD, &id.value);
        let known = found.and_then(|slot| self.checked.shape.slots.get(slot.index()));
        let Some(kind) = known.map(|slot| slot.kind) else {
            let mut diagnostic = Diagnostic::new(
                Code::UnknownName,
                id.span,
                format!("the record has no field `{}` of its own", id.value),
            );
            if self.suggests() {
                let fields = self.checked.shape.slots.iter();
                let names: Vec<String> = fields
                    .filter(|slot| slot.domain == RECORD && kinds.contains(&slot.kind))
                    .map(|slot| slot.id.clone())
                    .collect();
                diagnostic = suggest::add(diagnostic, id.span, &id.value, names.iter().map(String::as_str));
            }
            self.report(diagnostic);
            return None;
        };
        if !kinds.contains(&kind) {
            let message = format!("`{}` is {} field, and {what}", id.value, kind.with_article());
            self.report(Diagnostic::new(Code::TypeMismatch, id.span, message));
            return None;
        }
        found
    }

    fn own_list(&mut self, options: &[&'static str]) -> ListId {
        let list = ListId::from_index(self.checked.shape.lists.len());
        let made = options.iter().map(|id| OptionIr {
            id: (*id).to_owned(),
            label: Words::default(),
            aliases: Vec::new(),
            numbers: BTreeMap::new(),
        });
        self.add_list(ListIr { options: made.collect() }, options.iter().copied());
        list
    }

    fn add_filled(&mut self, slot: Slot, waiting: &mut Waiting<'f>) -> SlotId {
        let id = SlotId::from_index(self.checked.shape.slots.len());
        self.checked.shape.slots.push(slot);
        waiting.slots.push((Vec::new(), None));
        id
    }

    /// The condition that names were compared, for a group of candidates; nothing for any other group.
    fn screened(&mut self, group: DomainId, from: DomainId, span: Span) -> Option<Cond> {
        let place = self.checked.shape.screenings.iter().position(|screening| screening.group == group)?;
        Uses::mark(&mut self.uses.screenings, place);
        // Where there is a row of the group, names were compared.
        if self.around(from).any(|domain| domain == group) {
            return None;
        }
        let screening = self.checked.shape.screenings.get(place)?;
        let domain = self.checked.shape.domains.get(group.index())?;
        let text = Arc::from(format!("{} were looked for", domain.key));
        Some(Cond { kind: CondKind::OptionIn(screening.screened, vec![0]), span, text })
    }

    /// What is said of any of the rows: unknown where no row could be found, because nothing was compared.
    pub(super) fn any_found(&mut self, any: Cond, group: DomainId, from: DomainId) -> Cond {
        match self.screened(group, from, any.span) {
            None => any,
            Some(screened) => {
                let span = any.span;
                joined_conditions(false, vec![any, negation(screened)], span)
            }
        }
    }

    /// The same for every row.
    pub(super) fn every_found(&mut self, every: Cond, group: DomainId, from: DomainId) -> Cond {
        match self.screened(group, from, every.span) {
            None => every,
            Some(screened) => {
                let span = every.span;
                joined_conditions(true, vec![every, screened], span)
            }
        }
    }

    /// The same for a number made of the rows.
    pub(super) fn number_found(&mut self, number: Num, group: DomainId, from: DomainId, span: Span) -> Num {
        match self.screened(group, from, span).map(|screened| screened.kind) {
            Some(CondKind::OptionIn(slot, _)) => {
                // Adds nothing where names were compared, and is unknown where they were not.
                let nothing = Num::OptionNumber(slot, vec![Some(0.0)]);
                Num::Arithmetic(Arithmetic::Add, Box::new(number), Box::new(nothing))
            }
            _ => number,
        }
    }

    /// Notes that rules speak of the rows of a group.
    pub(super) fn speaks_of(&mut self, group: DomainId) {
        let place = self.checked.shape.screenings.iter().position(|screening| screening.group == group);
        if let Some(place) = place {
            Uses::mark(&mut self.uses.screenings, place);
        }
    }
}

fn filled_slot(id: &str, domain: DomainId, kind: FieldType, list: Option<ListId>, label: Words) -> Slot {
    Slot {
        id: id.to_owned(),
        path: id.to_owned(),
        domain,
        kind,
        list,
        label,
        aliases: Vec::new(),
        tokens: Vec::new(),
        separators: String::new(),
        unit: String::new(),
        bounds: (None, None),
        pattern: None,
        month_first: false,
        ask_when: None,
        is_row: false,
        filled: true,
    }
}

/// `Person's culpability`
fn label_of(column: Column) -> String {
    let id = column.id();
    let words = match id.strip_prefix("person.") {
        Some("id") => "person's id".to_owned(),
        Some("name") => "person".to_owned(),
        Some(rest) => format!("person's {}", rest.replace('-', " ")),
        None => id.replace('-', " "),
    };
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
