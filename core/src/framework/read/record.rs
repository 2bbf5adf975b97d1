//! What a record is: its shape, its sections, groups and fields, the lists of options.

use super::{Map, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::schema::Kind;
use crate::framework::suggest::shown;
use crate::framework::tree::{Node, NodeKind};
use crate::framework::{
    Choice, Field, FixedRow, Id, Member, OptionList, RecordShape, Required, Rows, Section, Token, Words,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, ExprKind};
use crate::value::{FieldType, State};
use std::collections::BTreeMap;

/// The states that raw texts can stand for, and those that may stand in for an answer.
const TOKEN_STATES: [(&str, State); 4] = [
    ("missing", State::Missing),
    ("not-known", State::NotKnown),
    ("withheld", State::Withheld),
    ("not-applicable", State::NotApplicable),
];
const ALLOWED: [(State, &str); 3] =
    [(State::NotKnown, "not known"), (State::Withheld, "withheld"), (State::NotApplicable, "not applicable")];

/// Groups within groups: the record's own, and one level further.
const MAX_GROUPS: usize = 2;

/// Where fields are: their names must be unique within it.
struct Scope {
    /// The path before a field's id in the id of a list that it gives itself.
    path: String,
    /// How many groups are around.
    groups: usize,
    seen: BTreeMap<String, Span>,
    /// Other names of fields, each with the field's id.
    aliases: Vec<(Spanned<String>, String)>,
}

/// The type that other tools call by this word.
fn type_elsewhere(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "varchar" | "short text" => "text",
        "textarea" | "multiline" | "paragraph" | "memo" => "long text",
        "select" | "radio" | "dropdown" | "enum" | "select_one" => "choice",
        "checkboxes" | "multiselect" | "select_multiple" => "choices",
        "boolean" | "bool" | "checkbox" => "yes-no",
        "int" | "whole number" | "count" => "integer",
        "decimal" | "float" | "double" | "money" | "currency" | "percent" => "number",
        "datetime" | "timestamp" | "day" => "date",
        "uri" | "link" => "url",
        _ => return None,
    })
}

impl Reader<'_> {
    pub(super) fn record_shape(&mut self, node: Option<&Node>) -> RecordShape {
        let mut shape = RecordShape { noun: "record".into(), plural: "records".into(), ..RecordShape::default() };
        let Some(map) = node.and_then(|node| self.mapping(node, Kind::Record)) else { return shape };
        if let Some(noun) = map.get("noun").and_then(|node| self.text(node)) {
            shape.plural = format!("{}s", noun.value);
            shape.noun = noun.value;
        }
        if let Some(plural) = map.get("plural").and_then(|node| self.text(node)) {
            shape.plural = plural.value;
        }
        shape.id = map.get("id").and_then(|node| self.reference(node, "the id of a field"));
        shape.name = map.get("name").and_then(|node| self.reference(node, "the id of a field"));
        shape.unique = self.truth(map.get("unique"));
        shape.tokens = self.tokens(&map);
        shape.inside = self.optional_text(map.get("inside"));
        shape.ignore = self.texts(map.get("ignore")).into_iter().map(|text| text.value).collect();
        shape
    }

    /// The raw texts that stand for a state. One text cannot stand for two.
    fn tokens(&mut self, map: &Map<'_>) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut seen: BTreeMap<String, (State, Span)> = BTreeMap::new();
        for (key, state) in TOKEN_STATES {
            for text in self.texts(map.get(key)) {
                let folded = text.trim().to_lowercase();
                match seen.get(&folded) {
                    Some((first_state, first)) if *first_state != state => {
                        self.push(
                            Diagnostic::new(
                                Code::DuplicateId,
                                text.span,
                                format!("`{}` stands for two states", shown(&text)),
                            )
                            .label(*first, format!("for {} here", first_state.words()))
                            .help("keep it where it belongs"),
                        );
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(folded, (state, text.span));
                        tokens.push(Token { text: text.value, state });
                    }
                }
            }
        }
        tokens
    }

    pub(super) fn sections(&mut self, node: &Node) -> Vec<Section> {
        let items = self.items(node);
        if items.is_empty() && matches!(node.kind, NodeKind::Sequence(_)) {
            self.push(
                Diagnostic::new(Code::InvalidValue, node.span, "a framework needs at least one section")
                    .help("add a section with the fields of a record"),
            );
        }
        let mut scope = Scope { path: "record".into(), groups: 0, seen: BTreeMap::new(), aliases: Vec::new() };
        let sections: Vec<Section> = items.iter().filter_map(|item| self.section(item, &mut scope, false)).collect();
        self.unique("section", sections.iter().map(|section| &section.id));
        self.aliases_of_their_own(&scope);
        sections
    }

    /// A section, or a group among fields.
    fn section(&mut self, node: &Node, scope: &mut Scope, among_fields: bool) -> Option<Section> {
        let map = self.mapping(node, Kind::Section)?;
        let id = map.get("id").map(|node| self.new_id(node, "section")).unwrap_or_default();
        let rows = self.rows(&map);
        let is_group = !matches!(rows, Rows::None);
        let mut inner = None;
        if is_group {
            if scope.groups >= MAX_GROUPS {
                self.push(
                    Diagnostic::new(
                        Code::WrongShape,
                        id.span,
                        format!("the group `{}` is within a group that is within a group", shown(&id)),
                    )
                    .help("a group may hold one further group; give this one a section of its own"),
                );
                return None;
            }
            // A group's name stands beside the fields around it: `impacts.effect`, `kind.weight`.
            self.claim(scope, "field or group", &id);
            inner = Some(Scope {
                path: if scope.groups == 0 { id.value.clone() } else { format!("{}.{}", scope.path, id.value) },
                groups: scope.groups + 1,
                seen: BTreeMap::new(),
                aliases: Vec::new(),
            });
        } else if among_fields && !self.incomplete {
            self.push(
                Diagnostic::new(Code::MissingKey, id.span, format!("the group `{}` does not say how many rows it has", shown(&id)))
                    .help("give it `repeat: {min: 0}` or `rows:`; sections that only group fields cannot stand within sections"),
            );
        }
        let title = self.optional_words(map.get("title"));
        let guidance = self.optional_words(map.get("guidance"));
        let ask_when = self.optional_expression(map.get("ask-when"));
        let members =
            map.get("fields").map(|node| self.members(node, inner.as_mut().unwrap_or(scope))).unwrap_or_default();
        inner.iter().for_each(|scope| self.aliases_of_their_own(scope));
        Some(Section { id, title, guidance, ask_when, rows, members })
    }

    fn rows(&mut self, map: &Map<'_>) -> Rows {
        if let (Some(_), Some(second)) = (map.get("rows"), map.key_span("repeat")) {
            self.push(
                Diagnostic::new(Code::InvalidValue, second, "a group has fixed rows or free rows, not both")
                    .help("for fixed rows to which a record may add, write `extra-rows: true`"),
            );
        }
        if let (None, Some(extra)) = (map.get("rows"), map.key_span("extra-rows")) {
            self.push(
                Diagnostic::new(Code::InvalidValue, extra, "`extra-rows` has no effect without `rows`")
                    .help("free rows are written `repeat: {min: 0}`"),
            );
        }
        if let Some(node) = map.get("rows") {
            let rows = self.each(Some(node), Self::fixed_row);
            self.unique("row", rows.iter().map(|row| &row.id));
            let offered = map.get("extra-from").and_then(|node| self.reference(node, "the id of a list"));
            return Rows::Fixed { rows, extra: offered.is_some() || self.truth(map.get("extra-rows")), offered };
        }
        let Some(node) = map.get("repeat") else { return Rows::None };
        let (mut min, mut max) = (None, None);
        if let Some(repeat) = self.mapping(node, Kind::Repeat) {
            min = self.count(repeat.get("min"));
            max = self.count(repeat.get("max"));
            if let (Some(least), Some(most)) = (min, max)
                && least > most
            {
                self.push(Diagnostic::new(
                    Code::InvalidValue,
                    node.span,
                    "`min` is greater than `max`, so no number of rows is right",
                ));
            }
        }
        Rows::Free { min, max }
    }

    fn fixed_row(&mut self, node: &Node) -> Option<FixedRow> {
        let map = self.mapping(node, Kind::Row)?;
        Some(FixedRow {
            id: map.get("id").map(|node| self.new_id(node, "row")).unwrap_or_default(),
            label: self.optional_words(map.get("label")),
            not_applicable_when: self.optional_expression(map.get("not-applicable-when")),
            cite: self.references(map.get("cite"), "the id of a source"),
            terms: self.texts(map.get("terms")).into_iter().map(|text| text.value).collect(),
        })
    }

    fn members(&mut self, node: &Node, scope: &mut Scope) -> Vec<Member> {
        let items = self.items(node);
        if items.is_empty() && matches!(node.kind, NodeKind::Sequence(_)) {
            self.push(
                Diagnostic::new(Code::InvalidValue, node.span, "there is no field here")
                    .help("add a field, or remove the section"),
            );
        }
        items
            .iter()
            .filter_map(|item| {
                let is_group = ["fields", "rows", "repeat"].iter().any(|key| item.get(key).is_some());
                if is_group {
                    self.section(item, scope, true).map(Member::Group)
                } else {
                    self.field(item, scope).map(Member::Field)
                }
            })
            .collect()
    }

    /// Takes a name in a scope; reports one that is taken.
    fn claim(&mut self, scope: &mut Scope, what: &str, id: &Id) {
        if id.value.is_empty() {
            return;
        }
        match scope.seen.get(&id.value) {
            Some(first) => self.duplicate(what, &id.value, id.span, *first),
            None => {
                scope.seen.insert(id.value.clone(), id.span);
            }
        }
    }

    /// Reports aliases that are the id of another field beside theirs.
    fn aliases_of_their_own(&mut self, scope: &Scope) {
        for (alias, of) in scope.aliases.iter().filter(|(alias, of)| alias.value != *of) {
            if let Some(other) = scope.seen.get(&alias.value) {
                let message = format!("`{}` is also the id of another field, and is read as that one's", shown(alias));
                self.push(
                    Diagnostic::new(Code::UnreachableAlias, alias.span, message)
                        .label(*other, "the other field")
                        .help(format!("take it from the aliases of `{}`", shown(of))),
                );
            }
        }
    }

    fn field(&mut self, node: &Node, scope: &mut Scope) -> Option<Field> {
        let map = self.mapping(node, Kind::Field)?;
        let id = map.get("id").map(|node| self.new_id(node, "field")).unwrap_or_default();
        self.claim(scope, "field", &id);
        let types: Vec<(FieldType, &'static str)> = FieldType::ALL.iter().map(|kind| (*kind, kind.words())).collect();
        let known = map.get("type").and_then(|node| self.one_of_or(node, "a type", &types, type_elsewhere));
        let kind = known.unwrap_or(FieldType::Text);
        let of = self.options_of(&map, &id, scope);
        let aliases = self.texts(map.get("aliases"));
        scope.aliases.extend(aliases.iter().map(|alias| (alias.clone(), id.value.clone())));
        if let Some(kind) = known {
            self.keys_fit_type(&map, &id, kind);
        }
        Some(Field {
            kind,
            of,
            label: self.optional_words(map.get("label")),
            guidance: self.optional_words(map.get("guidance")),
            example: self.optional_words(map.get("example")),
            aliases: aliases.into_iter().map(|text| text.value).collect(),
            ask_when: self.optional_expression(map.get("ask-when")),
            required: self.required(map.get("required")),
            allow: self.allow(map.get("allow")),
            tokens: self.tokens(&map),
            separators: self.separators(map.get("separators")),
            unit: self.optional_text(map.get("unit")),
            min: self.limit(map.get("min")),
            max: self.limit(map.get("max")),
            pattern: self.pattern(map.get("pattern")),
            month_first: map
                .get("dates")
                .and_then(|node| {
                    self.one_of(node, "an order of day and month", &[(false, "day first"), (true, "month first")])
                })
                .unwrap_or(false),
            role: map.get("role").and_then(|node| self.reference(node, "the id of a role")),
            unlike: self.limit(map.get("unlike-other-records")),
            id,
        })
    }

    /// `of`: a list by id, or options of the field's own, which become a list with the field's path as its id.
    fn options_of(&mut self, map: &Map<'_>, id: &Id, scope: &Scope) -> Option<Id> {
        let node = map.get("of")?;
        if !matches!(node.kind, NodeKind::Sequence(_)) {
            return self.reference(node, "the id of a list, or a list of options,");
        }
        let path = Spanned::new(format!("{}.{}", scope.path, id.value), node.span);
        let options = self.options(node);
        self.inline_lists.push(OptionList { id: path.clone(), options, inline: true });
        Some(path)
    }

    /// Reports keys that mean nothing for a type, and the one that choices need.
    fn keys_fit_type(&mut self, map: &Map<'_>, id: &Id, kind: FieldType) {
        let choices = matches!(kind, FieldType::Choice | FieldType::Choices);
        if choices && map.get("of").is_none() && !self.incomplete {
            self.push(
                Diagnostic::new(Code::MissingKey, id.span, format!("a field of type {kind} needs `of`"))
                    .help("give the options, `of: [held, planned]`, or the id of one of the `lists`"),
            );
        }
        let number = matches!(kind, FieldType::Integer | FieldType::Number);
        let dated = matches!(kind, FieldType::Date | FieldType::Year);
        for (key, fits) in [
            ("of", choices),
            ("separators", kind == FieldType::Choices),
            ("unit", number),
            ("min", number || dated),
            ("max", number || dated),
            ("pattern", kind.is_text()),
            ("dates", kind == FieldType::Date),
            ("role", kind == FieldType::Person),
            ("unlike-other-records", matches!(kind, FieldType::Text | FieldType::LongText)),
        ] {
            if let (false, Some(span)) = (fits, map.key_span(key)) {
                self.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        span,
                        format!("`{key}` means nothing for a field of type {kind}"),
                    )
                    .help("remove it, or give the field another type"),
                );
            }
        }
    }

    fn required(&mut self, node: Option<&Node>) -> Required {
        let Some(node) = node else { return Required::No };
        let stage = match &node.kind {
            NodeKind::Scalar(scalar) => scalar.text.as_str(),
            _ => "",
        };
        match stage {
            "true" => Required::Always,
            "false" => Required::No,
            "yes" | "no" | "always" => {
                self.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        node.span,
                        format!("`{stage}` is neither `true`, `false` nor a stage"),
                    )
                    .suggest(node.span, if stage == "no" { "false" } else { "true" }),
                );
                Required::Always
            }
            _ => self
                .reference(node, "`true`, or the stage from which on it is required,")
                .map_or(Required::No, Required::From),
        }
    }

    fn allow(&mut self, node: Option<&Node>) -> Vec<State> {
        let Some(node) = node else { return Vec::new() };
        let items = match &node.kind {
            NodeKind::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| self.one_of(item, "a state that can count as an answer", &ALLOWED)).collect()
    }

    fn separators(&mut self, node: Option<&Node>) -> String {
        let Some(node) = node else { return String::new() };
        let Some(text) = self.text(node) else { return String::new() };
        if text.is_empty() || text.chars().any(|c| c.is_alphanumeric() || c == ' ') {
            self.push(
                Diagnostic::new(Code::InvalidValue, node.span, format!("`{}` cannot separate answers", shown(&text)))
                    .help("give one or more characters that are no letters, digits or spaces, each of which separates: `\"|;\"`"),
            );
        }
        text.value
    }

    /// The least or greatest value: a literal, `today` or the name of a parameter.
    fn limit(&mut self, node: Option<&Node>) -> Option<Expr> {
        let node = node?;
        let limit = self.expression(node);
        let good = match &limit.kind {
            ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::Today | ExprKind::Error => true,
            ExprKind::Name(path) => path.len() == 1,
            ExprKind::Negate(inner) => matches!(inner.kind, ExprKind::Number(_)),
            _ => false,
        };
        if !good {
            self.push(
                Diagnostic::new(Code::InvalidValue, limit.span, "a limit cannot be worked out from other fields").help(
                    "give a number, a day, `today` or the name of a parameter; what depends on other fields is a rule",
                ),
            );
        }
        good.then_some(limit)
    }

    fn pattern(&mut self, node: Option<&Node>) -> Option<Spanned<String>> {
        self.text(node?)
    }

    pub(super) fn option_list(&mut self, id: Id, node: &Node) -> Option<OptionList> {
        Some(OptionList { id, options: self.options(node), inline: false })
    }

    fn options(&mut self, node: &Node) -> Vec<Choice> {
        let items = self.items(node);
        if items.is_empty() && matches!(node.kind, NodeKind::Sequence(_)) {
            self.push(Diagnostic::new(Code::InvalidValue, node.span, "a list needs at least one option"));
        }
        let options: Vec<Choice> = items.iter().filter_map(|item| self.option(item)).collect();
        self.unique("option", options.iter().map(|option| &option.id));
        self.aliases_apart(&options);
        options
    }

    fn option(&mut self, node: &Node) -> Option<Choice> {
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            let id = self.label_id(node)?;
            return Some(Choice { id, label: Words::default(), aliases: Vec::new(), numbers: BTreeMap::new() });
        }
        let map = self.mapping(node, Kind::Choice)?;
        Some(Choice {
            id: map.get("id").and_then(|node| self.label_id(node)).unwrap_or_default(),
            label: self.optional_words(map.get("label")),
            aliases: self.texts(map.get("aliases")).into_iter().map(|text| text.value).collect(),
            numbers: self.numbers(map.get("numbers")),
        })
    }

    /// A spelling can stand for one option only.
    fn aliases_apart(&mut self, options: &[Choice]) {
        let mut seen: BTreeMap<String, &Id> = BTreeMap::new();
        for option in options {
            for spelling in std::iter::once(&option.id.value).chain(&option.aliases) {
                let first = *seen.entry(spelling.trim().to_lowercase()).or_insert(&option.id);
                if first.value != option.id.value {
                    self.push(
                        Diagnostic::new(
                            Code::DuplicateId,
                            option.id.span,
                            format!(
                                "`{}` stands for two options: `{}` and `{}`",
                                shown(spelling),
                                shown(first),
                                shown(&option.id)
                            ),
                        )
                        .label(first.span, "the other option")
                        .help("records are compared without regard to case; remove it from one of the two"),
                    );
                }
            }
        }
    }
}
