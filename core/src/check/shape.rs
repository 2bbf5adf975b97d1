//! The shape of a record: domains, fields and lists. Conditions among them wait until names and derived values are known.

use super::names::{Global, needs_list};
use super::{Checker, Uses, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Choice, Field, Member, OptionList, Rows, Section, Token, Words};
use crate::ir::{
    Domain, DomainId, FixedRowIr, ListId, ListIr, OptionIr, ParameterId, ParameterIr, ParameterValue, RECORD, Slot,
    SlotId,
};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::{FieldType, State};

/// The most options that a `choices` field can have: its answers are a set of bits.
pub(super) const MOST_CHOICES: usize = 64;
/// The most options of any list: an option's place takes two bytes.
const MOST_OPTIONS: usize = u16::MAX as usize;

/// What of the shape is still to be typed.
#[derive(Debug, Default)]
pub(super) struct Waiting<'f> {
    /// Every `ask-when` once, with the domain from which it is seen.
    pub(super) conditions: Vec<(&'f Expr, DomainId)>,
    /// By field: its conditions (its sections' and its own), and the field as written (none for `row`).
    pub(super) slots: Vec<(Vec<usize>, Option<&'f Field>)>,
    /// By domain: its conditions, and the section as written (none for the record).
    pub(super) domains: Vec<(Vec<usize>, Option<&'f Section>)>,
}

/// Where a section stands.
#[derive(Clone, Copy)]
struct Inside<'a, 'f> {
    domain: DomainId,
    /// The conditions of the plain sections around.
    asked: &'a [usize],
    title: &'f Words,
}

impl<'f> Checker<'f, '_> {
    /// Fields, groups and lists.
    pub(super) fn shape(&mut self) -> Waiting<'f> {
        let mut waiting = Waiting::default();
        let framework = self.framework;
        self.lists();
        self.checked.shape.noun = framework.record.noun.clone();
        self.checked.shape.plural = framework.record.plural.clone();
        self.checked.shape.unique = framework.record.unique;
        self.checked.shape.inside = framework.record.inside.clone();
        self.checked.shape.ignore = framework.record.ignore.clone();
        self.checked.shape.domains.push(Domain {
            key: String::new(),
            path: String::new(),
            title: Words::default(),
            parent: None,
            fixed: Vec::new(),
            extra: false,
            row: None,
            ask_when: None,
            filled: false,
        });
        waiting.domains.push((Vec::new(), None));
        for section in &framework.sections {
            self.section(section, Inside { domain: RECORD, asked: &[], title: &section.title }, &mut waiting);
        }
        self.screening(&mut waiting);
        self.checked.shape.id = self.record_field(framework.record.id.as_ref());
        self.checked.shape.name = self.record_field(framework.record.name.as_ref());
        waiting
    }

    fn lists(&mut self) {
        for list in &self.framework.lists {
            let id = ListId::from_index(self.checked.shape.lists.len());
            if list.options.len() > MOST_OPTIONS {
                self.report(
                    Diagnostic::new(
                        Code::TooLarge,
                        list.id.span,
                        format!("the list has {} options, and at most {MOST_OPTIONS} are used", list.options.len()),
                    )
                    .help("a set this large is data, not a list of answers: make the field a text"),
                );
                continue;
            }
            self.names.lists.entry(&list.id.value).or_insert(id);
            self.add_list(list_ir(list), list.options.iter().map(|option| option.id.value.as_str()));
        }
    }

    pub(super) fn add_list(&mut self, list: ListIr, ids: impl Iterator<Item = &'f str>) {
        self.checked.shape.lists.push(list);
        let places = ids.enumerate().filter_map(|(place, id)| Some((id, u16::try_from(place).ok()?)));
        self.names.options.push(places.collect());
    }

    fn section(&mut self, section: &'f Section, inside: Inside<'_, 'f>, waiting: &mut Waiting<'f>) {
        let mut asked = inside.asked.to_vec();
        if let Some(condition) = &section.ask_when {
            asked.push(waiting.conditions.len());
            waiting.conditions.push((condition, inside.domain));
        }
        let (domain, asked) = match &section.rows {
            Rows::None => (inside.domain, asked),
            rows => match self.add_group(section, rows, inside.domain, waiting) {
                Some(domain) => {
                    if let Some((conditions, _)) = waiting.domains.get_mut(domain.index()) {
                        *conditions = asked;
                    }
                    (domain, Vec::new())
                }
                None => return,
            },
        };
        let title = if section.title.is_empty() { inside.title } else { &section.title };
        for member in &section.members {
            let inside = Inside { domain, asked: &asked, title };
            match member {
                Member::Field(field) => self.field(field, inside, waiting),
                Member::Group(group) => self.section(group, inside, waiting),
            }
        }
    }

    fn add_group(
        &mut self,
        section: &'f Section,
        rows: &'f Rows,
        parent: DomainId,
        waiting: &mut Waiting<'f>,
    ) -> Option<DomainId> {
        let id = &section.id;
        let domain = DomainId::from_index(self.checked.shape.domains.len());
        // The reader has reported an id that is taken.
        if !self.names.add_group(parent, &id.value, domain) {
            return None;
        }
        let path = self.path(parent, &id.value);
        let (fixed, extra) = match rows {
            Rows::None | Rows::Free { .. } => (Vec::new(), false),
            Rows::Fixed { rows, extra, .. } => {
                let fixed: Vec<_> = rows
                    .iter()
                    .map(|row| FixedRowIr {
                        id: row.id.value.clone(),
                        label: labelled(&row.label, &row.id.value),
                        not_applicable_when: None,
                        cite: Vec::new(),
                    })
                    .collect();
                (fixed, *extra)
            }
        };
        let row = matches!(rows, Rows::Fixed { .. }).then(|| {
            let mut options: Vec<OptionIr> = fixed
                .iter()
                .map(|row| OptionIr {
                    id: row.id.clone(),
                    label: row.label.clone(),
                    aliases: Vec::new(),
                    numbers: Default::default(),
                })
                .collect();
            let (mut ids, offered): (Vec<&'f str>, _) = match rows {
                Rows::Fixed { rows, offered, .. } => {
                    (rows.iter().map(|row| row.id.value.as_str()).collect(), offered.as_ref())
                }
                _ => (Vec::new(), None),
            };
            // Rows that a record may add under a name that is known follow the fixed ones.
            if let Some(named) = offered
                && self.named_list(&named.value, named.span).is_some()
                && let Some(list) = self.framework.lists.iter().find(|list| list.id.value == named.value)
            {
                for choice in &list.options {
                    if !ids.contains(&choice.id.value.as_str()) {
                        ids.push(&choice.id.value);
                        options.push(option_ir(choice));
                    }
                }
            }
            let list = ListId::from_index(self.checked.shape.lists.len());
            self.add_list(ListIr { options }, ids.into_iter());
            let slot = SlotId::from_index(self.checked.shape.slots.len());
            self.checked.shape.slots.push(Slot {
                id: "row".to_string(),
                path: format!("{path}.row"),
                domain,
                kind: FieldType::Choice,
                list: Some(list),
                label: section.title.clone(),
                aliases: Vec::new(),
                tokens: Vec::new(),
                separators: String::new(),
                unit: String::new(),
                bounds: (None, None),
                pattern: None,
                month_first: false,
                ask_when: None,
                is_row: true,
                filled: false,
            });
            waiting.slots.push((Vec::new(), None));
            slot
        });
        self.checked.shape.domains.push(Domain {
            key: id.value.clone(),
            path,
            title: labelled(&section.title, &id.value),
            parent: Some(parent),
            fixed,
            extra,
            row,
            ask_when: None,
            filled: false,
        });
        waiting.domains.push((Vec::new(), Some(section)));
        Some(domain)
    }

    fn field(&mut self, field: &'f Field, inside: Inside<'_, 'f>, waiting: &mut Waiting<'f>) {
        let slot = SlotId::from_index(self.checked.shape.slots.len());
        // The reader has reported an id that is taken.
        if !self.names.add_field(inside.domain, &field.id.value, slot) {
            return;
        }
        let mut asked = inside.asked.to_vec();
        if let Some(condition) = &field.ask_when {
            asked.push(waiting.conditions.len());
            waiting.conditions.push((condition, inside.domain));
        }
        let list = self.list_of(field);
        let pattern = match &field.pattern {
            Some(_) if !field.kind.is_text() => None,
            Some(pattern) => self.is_pattern(&pattern.value, pattern.span).then(|| pattern.value.clone()),
            None => None,
        };
        let tokens = field
            .tokens
            .iter()
            .chain(&self.framework.record.tokens)
            .map(|Token { text, state }| (text.clone(), *state));
        self.checked.shape.slots.push(Slot {
            id: field.id.value.clone(),
            path: self.path(inside.domain, &field.id.value),
            domain: inside.domain,
            // A field with options whose type could not be read is taken for a choice without a list, about which nothing more is said.
            kind: if field.of.is_some() && !needs_list(field.kind) { FieldType::Choice } else { field.kind },
            list,
            label: labelled(&field.label, &field.id.value),
            aliases: field.aliases.clone(),
            tokens: tokens.collect(),
            separators: field.separators.clone(),
            unit: field.unit.clone(),
            bounds: (None, None),
            pattern,
            month_first: field.month_first,
            ask_when: None,
            is_row: false,
            filled: false,
        });
        waiting.slots.push((asked, Some(field)));
    }

    /// The list of a choice.
    fn list_of(&mut self, field: &'f Field) -> Option<ListId> {
        if field.kind == FieldType::YesNo {
            return Some(self.yes_no());
        }
        if !needs_list(field.kind) {
            return None;
        }
        let of = field.of.as_ref()?;
        let list = self.named_list(&of.value, of.span)?;
        let options = self.checked.shape.lists.get(list.index()).map_or(0, |list| list.options.len());
        if field.kind == FieldType::Choices && options > MOST_CHOICES {
            self.report(
                Diagnostic::new(
                    Code::InvalidValue,
                    of.span,
                    format!("`{}` has {options} options, and a `choices` field takes at most {MOST_CHOICES}", of.value),
                )
                .help("make it a group with a choice in each row"),
            );
            return None;
        }
        Some(list)
    }

    /// The list that a field names. An inline list has its field's path for an id, which no expression can name.
    pub(super) fn named_list(&mut self, id: &str, span: Span) -> Option<ListId> {
        let found = self.names.lists.get(id).copied();
        match found {
            Some(list) => Uses::mark(&mut self.uses.lists, list.index()),
            None => {
                let mut diagnostic = Diagnostic::new(Code::UnknownList, span, format!("there is no list `{id}`"));
                if self.suggests() {
                    diagnostic = suggest::add(diagnostic, span, id, self.list_names().into_iter());
                }
                self.report(diagnostic.help("put it under `lists`, or write the options here in square brackets"));
            }
        }
        found
    }

    /// The ids of the lists that authors wrote by themselves.
    pub(super) fn list_names(&self) -> Vec<&'f str> {
        self.framework.lists.iter().filter(|list| !list.inline).map(|list| list.id.value.as_str()).collect()
    }

    /// The list behind every `yes-no` field.
    pub(super) fn yes_no(&mut self) -> ListId {
        if let Some(known) = self.yes_no {
            return known;
        }
        let option = |id: &str, others: [&str; 2]| OptionIr {
            id: id.to_string(),
            label: Words::plain(id),
            aliases: others.map(str::to_string).to_vec(),
            numbers: Default::default(),
        };
        let options = vec![option("yes", ["y", "true"]), option("no", ["n", "false"])];
        let id = ListId::from_index(self.checked.shape.lists.len());
        self.yes_no = Some(id);
        self.add_list(ListIr { options }, ["yes", "no"].into_iter());
        id
    }

    /// The field by which a record is identified or named.
    fn record_field(&mut self, id: Option<&'f crate::framework::Id>) -> Option<SlotId> {
        let id = id?;
        let found = self.names.field_in(RECORD, &id.value);
        if found.is_none() {
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                id.span,
                format!("the record has no field `{}` of its own", id.value),
            );
            let fields =
                self.checked.shape.slots.iter().filter(|slot| slot.domain == RECORD).map(|slot| slot.id.as_str());
            let diagnostic = suggest::add(diagnostic, id.span, &id.value, fields);
            self.report(diagnostic);
        }
        found
    }

    fn path(&self, domain: DomainId, id: &str) -> String {
        match self.checked.shape.domains.get(domain.index()) {
            Some(domain) if !domain.path.is_empty() => format!("{}.{id}", domain.path),
            _ => id.to_string(),
        }
    }

    /// Reports a parameter or derived value whose name is taken.
    pub(super) fn taken(&mut self, span: Span, id: &str) {
        let what = match self.names.global(id) {
            Some(Global::Parameter(_)) => "a parameter",
            Some(Global::Derived(_)) => "a derived value",
            None if self.names.group_in(RECORD, id).is_some() => "a group",
            None => "a field of the record",
        };
        self.report(
            Diagnostic::new(Code::DuplicateId, span, format!("`{id}` is already the id of {what}"))
                .help("give one of the two another id"),
        );
    }

    /// Parameters, and their names.
    pub(super) fn parameters(&mut self) {
        for parameter in &self.framework.parameters {
            // The reader has reported a value that is not written out.
            let value = parameter_value(&parameter.value);
            let id = value.is_some().then(|| ParameterId::from_index(self.checked.parameters.len()));
            if !self.names.add_global(&parameter.id.value, Global::Parameter(id)) {
                self.taken(parameter.id.span, &parameter.id.value);
            }
            if let Some(value) = value {
                self.checked.parameters.push(ParameterIr {
                    id: parameter.id.value.clone(),
                    value,
                    unit: parameter.unit.clone(),
                    why: parameter.why.clone(),
                });
            }
        }
    }

    /// Whether a field can ever be in state *not asked*.
    pub(super) fn may_be_not_asked(&self, slot: SlotId) -> bool {
        let Some(slot) = self.checked.shape.slots.get(slot.index()) else { return true };
        slot.ask_when.is_some()
            || self.around(slot.domain).any(|domain| {
                self.checked.shape.domains.get(domain.index()).is_some_and(|domain| domain.ask_when.is_some())
            })
    }

    /// States of a field that can come about: *not asked* only where something says when it is asked.
    pub(super) fn is_possible(&self, slot: SlotId, state: State) -> bool {
        let mut columns = self.checked.shape.screenings.iter().flat_map(|screening| &screening.columns);
        if let Some((column, _)) = columns.find(|(_, known)| *known == slot) {
            return state == State::Answered || column.absences().contains(&state);
        }
        state != State::NotAsked || self.may_be_not_asked(slot)
    }
}

/// What people read, else the id in words.
pub(super) fn labelled(words: &Words, id: &str) -> Words {
    if !words.is_empty() {
        return words.clone();
    }
    let mut text = id.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Words::plain(text)
}

fn list_ir(list: &OptionList) -> ListIr {
    ListIr { options: list.options.iter().map(option_ir).collect() }
}

fn option_ir(option: &Choice) -> OptionIr {
    OptionIr {
        id: option.id.value.clone(),
        label: if option.label.is_empty() { Words::plain(option.id.value.clone()) } else { option.label.clone() },
        aliases: option.aliases.clone(),
        numbers: option.numbers.clone(),
    }
}

fn parameter_value(expr: &Expr) -> Option<ParameterValue> {
    Some(match &expr.kind {
        ExprKind::Number(number) => ParameterValue::Number(*number),
        ExprKind::Negate(inner) => match inner.kind {
            ExprKind::Number(number) => ParameterValue::Number(-number),
            _ => return None,
        },
        ExprKind::Date(date) => ParameterValue::Date(*date),
        ExprKind::Period(period) => ParameterValue::Period(*period),
        ExprKind::Text(text) => ParameterValue::Text(text.clone()),
        _ => return None,
    })
}

/// The number of this name of each option of a list.
pub(super) fn list_option_numbers(list: &ListIr, key: &str) -> Vec<Option<f64>> {
    list.options.iter().map(|option| option.numbers.get(key).copied()).collect()
}
