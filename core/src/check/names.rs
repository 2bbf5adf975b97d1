//! What a name means where it stands: the innermost group first, then outward, then parameters and derived values.

use super::{Checker, DerivedType, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{DomainId, ListId, ParameterId, RECORD, SlotId};
use crate::source::{Span, Spanned};
use crate::value::FieldType;
use rustc_hash::FxHashMap;

/// Every name of a framework by where it can be seen from.
#[derive(Debug, Default)]
pub(super) struct Names<'f> {
    /// By domain: the fields and groups that lie in it.
    domains: Vec<Inside<'f>>,
    /// Seen from everywhere.
    globals: FxHashMap<&'f str, Global>,
    /// Seen after `in` and in `of`.
    pub(super) lists: FxHashMap<&'f str, ListId>,
    /// By list: where each option stands.
    pub(super) options: Vec<FxHashMap<&'f str, u16>>,
}

#[derive(Debug, Default)]
struct Inside<'f> {
    fields: FxHashMap<&'f str, SlotId>,
    groups: FxHashMap<&'f str, DomainId>,
}

/// A name that is seen from everywhere.
#[derive(Debug, Clone, Copy)]
pub(super) enum Global {
    /// A parameter; `None` when its value could not be read.
    Parameter(Option<ParameterId>),
    /// A derived value, by its place in the framework.
    Derived(usize),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field.
    Slot(SlotId),
    /// A number attached to the options of a choice field; its key is the last word of the path.
    OptionNumber(SlotId),
    /// A parameter.
    Parameter(ParameterId),
    /// A derived value, by its place in the framework.
    Derived(usize),
    /// Something whose definition is broken, of which a diagnostic already speaks.
    Broken,
}

impl<'f> Names<'f> {
    fn inside(&mut self, domain: DomainId) -> Option<&mut Inside<'f>> {
        if self.domains.len() <= domain.index() {
            self.domains.resize_with(domain.index() + 1, Inside::default);
        }
        self.domains.get_mut(domain.index())
    }

    /// Adds a field; the first of two with one id stays. Whether it was the first.
    pub(super) fn add_field(&mut self, domain: DomainId, id: &'f str, slot: SlotId) -> bool {
        let Some(inside) = self.inside(domain) else { return false };
        let free = !inside.fields.contains_key(id) && !inside.groups.contains_key(id);
        if free {
            inside.fields.insert(id, slot);
        }
        free
    }

    /// Adds a group that lies in a domain; the first of two with one id stays. Whether it was the first.
    pub(super) fn add_group(&mut self, domain: DomainId, id: &'f str, group: DomainId) -> bool {
        let Some(inside) = self.inside(domain) else { return false };
        let free = !inside.fields.contains_key(id) && !inside.groups.contains_key(id);
        if free {
            inside.groups.insert(id, group);
        }
        free
    }

    /// Adds a parameter or derived value. Whether the name was free, also as a field of the record.
    pub(super) fn add_global(&mut self, id: &'f str, global: Global) -> bool {
        let free = !self.globals.contains_key(id)
            && self.field_in(RECORD, id).is_none()
            && self.group_in(RECORD, id).is_none();
        if free {
            self.globals.insert(id, global);
        }
        free
    }

    pub(super) fn field_in(&self, domain: DomainId, id: &str) -> Option<SlotId> {
        self.domains.get(domain.index())?.fields.get(id).copied()
    }

    pub(super) fn group_in(&self, domain: DomainId, id: &str) -> Option<DomainId> {
        self.domains.get(domain.index())?.groups.get(id).copied()
    }

    pub(super) fn global(&self, id: &str) -> Option<Global> {
        self.globals.get(id).copied()
    }
}

impl Checker<'_, '_> {
    /// A domain and those around it, innermost first.
    pub(super) fn around(&self, domain: DomainId) -> impl Iterator<Item = DomainId> + '_ {
        std::iter::successors(Some(domain), |domain| {
            self.checked.shape.domains.get(domain.index()).and_then(|domain| domain.parent)
        })
    }

    /// What a name means, seen from a domain. Reports nothing.
    pub(super) fn find(&self, path: &[Spanned<String>], from: DomainId) -> Option<Meaning> {
        if let Some(slot) = self.find_column(path, from) {
            return Some(self.meaning_of(slot));
        }
        match path {
            [word] => self.find_word(word, from),
            [first, rest @ ..] if first.value == "record" => match rest {
                [word] => self.names.field_in(RECORD, word).map(|slot| self.meaning_of(slot)),
                [word, _number] => self.option_number(self.names.field_in(RECORD, word)?),
                _ => None,
            },
            [first, second] => {
                if let Some(Meaning::Slot(slot)) = self.find_word(first, from) {
                    return self.option_number(slot);
                }
                self.find_in_group(&[first], second, from).map(|slot| self.meaning_of(slot))
            }
            [first, second, third] => {
                if let Some(slot) = self.find_in_group(&[first, second], third, from) {
                    return Some(self.meaning_of(slot));
                }
                self.option_number(self.find_in_group(&[first], second, from)?)
            }
            [first, second, third, _number] => self.option_number(self.find_in_group(&[first, second], third, from)?),
            _ => None,
        }
    }

    /// `person.name`, seen from a group of candidates: the columns about the person have a full stop in their ids, which no field of a record can have.
    fn find_column(&self, path: &[Spanned<String>], from: DomainId) -> Option<SlotId> {
        if path.len() < 2 || self.checked.shape.screenings.is_empty() {
            return None;
        }
        let written = joined(path);
        let mut around = self
            .around(from)
            .filter(|domain| self.checked.shape.domains.get(domain.index()).is_some_and(|domain| domain.filled));
        around.find_map(|domain| {
            let key = self.checked.shape.domains.get(domain.index()).map_or("", |domain| domain.key.as_str());
            let within = written.strip_prefix(key).and_then(|rest| rest.strip_prefix('.'));
            self.names
                .field_in(domain, &written)
                .or_else(|| self.names.field_in(domain, within.filter(|column| column.contains('.'))?))
        })
    }

    fn find_word(&self, word: &str, from: DomainId) -> Option<Meaning> {
        if word == "row" {
            return self
                .around(from)
                .find_map(|domain| self.checked.shape.domains.get(domain.index())?.row)
                .map(Meaning::Slot);
        }
        if let Some(slot) = self.around(from).find_map(|domain| self.names.field_in(domain, word)) {
            return Some(self.meaning_of(slot));
        }
        Some(match self.names.global(word)? {
            Global::Parameter(None) => Meaning::Broken,
            Global::Parameter(Some(parameter)) => Meaning::Parameter(parameter),
            // Until derived values are made nothing is known of them; names are then only looked up to find their order.
            Global::Derived(place) => match self.derived_types.get(place) {
                Some(DerivedType::Broken) => Meaning::Broken,
                _ => Meaning::Derived(place),
            },
        })
    }

    /// `impacts.effect`, seen from within `impacts`: the field of the row around.
    fn find_in_group(&self, path: &[&Spanned<String>], field: &str, from: DomainId) -> Option<SlotId> {
        let mut group = RECORD;
        for word in path {
            group = self.names.group_in(group, word)?;
        }
        self.around(from).any(|domain| domain == group).then(|| self.names.field_in(group, field)).flatten()
    }

    fn meaning_of(&self, slot: SlotId) -> Meaning {
        match self.checked.shape.slots.get(slot.index()) {
            Some(known) if !needs_list(known.kind) || known.list.is_some() => Meaning::Slot(slot),
            _ => Meaning::Broken,
        }
    }

    fn option_number(&self, slot: SlotId) -> Option<Meaning> {
        match self.meaning_of(slot) {
            Meaning::Slot(slot) => {
                self.checked.shape.slots.get(slot.index())?.kind.is_choice().then_some(Meaning::OptionNumber(slot))
            }
            other => Some(other),
        }
    }

    /// The group of this path, seen from a domain: one that lies in it or in a domain around it.
    pub(super) fn find_group(&self, path: &[Spanned<String>], from: DomainId) -> Option<DomainId> {
        let path = match path {
            [first, rest @ ..] if first.value == "record" && !rest.is_empty() => rest,
            other => other,
        };
        self.around(from).find_map(|start| {
            path.iter().try_fold(start, |domain, word| self.names.group_in(domain, word)).filter(|_| !path.is_empty())
        })
    }

    /// Why a name means nothing here.
    pub(super) fn unknown_name(&self, path: &[Spanned<String>], from: DomainId, span: Span) -> Diagnostic {
        let written = joined(path);
        if !self.suggests() {
            return Diagnostic::new(
                Code::UnknownName,
                span,
                format!("nothing called `{written}` can be seen from here"),
            );
        }
        let word = path.last().map_or("", |word| word.value.as_str());
        if let [only] = path {
            if only.value == "row" {
                return Diagnostic::new(Code::OutsideGroup, span, "there is no row here")
                    .help("`row` is the id of a fixed row, and can be used in rules with `each` and in conditions over the rows of such a group");
            }
            if self.find_group(path, from).is_some() {
                return Diagnostic::new(Code::NotACondition, span, format!("`{written}` is a group of rows, not a value"))
                    .help(format!("say something of its rows: `any {written} where …`, `every {written} has …`, `count({written}) = 0`"));
            }
            if self.names.lists.contains_key(only.value.as_str()) {
                return Diagnostic::new(
                    Code::UnknownName,
                    span,
                    format!("`{written}` is a list, and lists are used only after `in`"),
                )
                .help(format!("compare a field with the list: `field in {written}`"));
            }
        }
        if let Some(group) = self.group_of(word, path) {
            let example =
                format!("`any {group} where {word} …`, `every {group} has {word} …` or `count({group} where …)`");
            return Diagnostic::new(
                Code::OutsideGroup,
                span,
                format!("`{written}` belongs to each row of `{group}`, and no row is chosen here"),
            )
            .help(format!("speak of the rows: {example}"));
        }
        if let [field, key] = path
            && let Some(meaning) = self.find_word(field, from)
        {
            let diagnostic = Diagnostic::new(
                Code::UnknownName,
                key.span,
                format!("`{}` has no parts, so `.{}` means nothing", field.value, key.value),
            );
            return match meaning {
                Meaning::Slot(_) => {
                    diagnostic.help("only a choice can be read with a full stop, for a number attached to its options")
                }
                _ => diagnostic,
            };
        }
        let diagnostic =
            Diagnostic::new(Code::UnknownName, span, format!("nothing called `{written}` can be seen from here"));
        match suggest::closest(&written, self.visible(from).into_iter()) {
            Some(name) => diagnostic.suggest(span, name),
            None => diagnostic.help("a name here is a field, a parameter or a derived value; a text stands in quotes"),
        }
    }

    /// The path of the group that has a field of this name, when the field cannot be seen without choosing a row.
    fn group_of(&self, field: &str, path: &[Spanned<String>]) -> Option<&str> {
        let before: Vec<&str> = path.iter().rev().skip(1).rev().map(|word| word.value.as_str()).collect();
        let before = before.join(".");
        let domains = self.checked.shape.domains.iter().enumerate().skip(1);
        domains.filter(|(_, domain)| before.is_empty() || domain.path == before || domain.key == before).find_map(
            |(index, domain)| self.names.field_in(DomainId::from_index(index), field).map(|_| domain.path.as_str()),
        )
    }

    /// Every name that can be seen from a domain, in the framework's order.
    fn visible(&self, from: DomainId) -> Vec<&str> {
        let mut names = Vec::new();
        for domain in self.around(from) {
            names.extend(
                self.checked
                    .shape
                    .slots
                    .iter()
                    .filter(|slot| slot.domain == domain && !slot.is_row)
                    .map(|slot| slot.id.as_str()),
            );
        }
        names.extend(self.framework.parameters.iter().map(|parameter| parameter.id.value.as_str()));
        names.extend(self.framework.derived.iter().map(|derived| derived.id.value.as_str()));
        names
    }

    /// Why there is no such group here.
    pub(super) fn unknown_group(&self, path: &[Spanned<String>], from: DomainId, span: Span) -> Diagnostic {
        let written = joined(path);
        if let Some(meaning) = self.find(path, from) {
            let what = match meaning {
                Meaning::Slot(_) | Meaning::OptionNumber(_) => "a field",
                Meaning::Parameter(_) => "a parameter",
                _ => "a derived value",
            };
            return Diagnostic::new(
                Code::NotAGroup,
                span,
                format!("`{written}` is {what}, and rows belong to a group"),
            )
            .help("a group is a section with `rows` or `repeat`");
        }
        let diagnostic = Diagnostic::new(Code::NotAGroup, span, format!("there is no group `{written}` here"));
        if !self.suggests() {
            return diagnostic;
        }
        let domains = || self.checked.shape.domains.iter().skip(1);
        let mut nested = domains().filter(|domain| domain.key == written && domain.path != written);
        if let (Some(group), None) = (nested.next(), nested.next()) {
            return diagnostic.suggest(span, group.path.clone());
        }
        match suggest::closest(&written, domains().map(|domain| domain.path.as_str())) {
            Some(name) => diagnostic.suggest(span, name),
            None => {
                let groups: Vec<_> = domains().map(|domain| domain.path.as_str()).collect();
                match groups.as_slice() {
                    [] => diagnostic.help("this framework has no groups; a group is a section with `rows` or `repeat`"),
                    _ => diagnostic.help(format!("the groups are {}", suggest::listed(&groups))),
                }
            }
        }
    }
}

/// Whether the answers of a type are options of a list.
pub(super) fn needs_list(kind: FieldType) -> bool {
    kind.is_choice() || kind == FieldType::Choices
}

/// A path as it is written.
pub(super) fn joined(path: &[Spanned<String>]) -> String {
    path.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(".")
}
