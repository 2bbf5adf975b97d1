//! Tree to framework: every key is looked up in the table, every value read as what the table says, and every problem reported.
//!
//! Reading never fails and never stops early. What could not be read is left out (or is [`ExprKind::Error`]), and a diagnostic says so.
//! Deliberately absent: names are not looked up here; that is the checker's work.
//!
//! [`ExprKind::Error`]: crate::syntax::ast::ExprKind::Error

mod measure;
mod message;
mod record;
mod rule;
mod scalar;
mod score;
mod screening;
mod summary;

use super::schema::{KeyInfo, Kind, MappingInfo};
use super::suggest::{nearest, shown};
use super::tree::{Node, NodeKind};
use super::{Framework, OptionList, Stage, Words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
#[cfg(feature = "yaml")]
use crate::source::Source;
use crate::source::{Span, Spanned};
use crate::syntax::ParseLimits;
use std::collections::BTreeMap;

/// Reads a framework from YAML text: everything that could be understood, with a diagnostic for everything that could not.
///
/// When a part of the text could not be read ([`Code::NotYaml`], [`Code::YamlProfile`], [`Code::TooLarge`]), keys that seem to be missing are not reported: they may stand in what
/// could not be read.
///
/// ```
/// use due_regard::{Source, diagnostic::Diagnostics, framework::read};
/// let source = Source::new("a.yaml", "language: 1\nframework: a\nversion: 0.1.0\ntitle: A\nsections: [{id: s, fields: [{id: f, type: txt}]}]\n");
/// let mut diagnostics = Diagnostics::default();
/// let framework = read::read(&source, &mut diagnostics);
/// assert_eq!(framework.id.value, "a");
/// assert_eq!(diagnostics.items()[0].help, ["did you mean `text`?"]);
/// ```
#[cfg(feature = "yaml")]
pub fn read(source: &Source, diagnostics: &mut Diagnostics) -> Framework {
    let tree = super::yaml::parse(source, diagnostics);
    read_tree(&tree, diagnostics)
}

/// Reads a framework from a tree that a host has made from a text of another format.
///
/// Places in diagnostics are the tree's own. Diagnostics that are already there about the text ([`Code::NotYaml`], [`Code::YamlProfile`], [`Code::TooLarge`])
/// mean that the tree is incomplete.
pub fn read_tree(root: &Node, diagnostics: &mut Diagnostics) -> Framework {
    let incomplete =
        diagnostics.items().iter().any(|item| matches!(item.code, Code::NotYaml | Code::TooLarge | Code::YamlProfile));
    let mut reader = Reader { diagnostics, limits: ParseLimits::default(), incomplete, inline_lists: Vec::new() };
    reader.framework(root)
}

/// Unknown keys of one mapping beyond this many are only counted.
const MAX_UNKNOWN: usize = 20;

struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    limits: ParseLimits,
    /// A part of the text could not be read, so a key that is not there may not be missing.
    incomplete: bool,
    /// The lists that fields give themselves, as they are met.
    inline_lists: Vec<OptionList>,
}

/// A mapping whose keys have been checked against the table.
struct Map<'n> {
    entries: &'n [(Spanned<String>, Node)],
    info: &'static MappingInfo,
    span: Span,
}

impl<'n> Map<'n> {
    fn get(&self, name: &str) -> Option<&'n Node> {
        debug_assert!(self.info.key(name).is_some(), "{} has no key {name} in the table", self.info.name);
        self.entries.iter().find(|(key, _)| key.value == name).map(|(_, node)| node)
    }

    /// The place of a key's name.
    fn key_span(&self, name: &str) -> Option<Span> {
        self.entries.iter().find(|(key, _)| key.value == name).map(|(key, _)| key.span)
    }
}

impl Reader<'_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn framework(&mut self, root: &Node) -> Framework {
        let mut framework = Framework::default();
        if root.kind == NodeKind::Null {
            if !self.incomplete {
                self.push(
                    Diagnostic::new(
                        Code::MissingKey,
                        Span::new(0, 0),
                        "there is nothing here, and a framework was expected",
                    )
                    .help("begin with `language: 1`"),
                );
            }
            return framework;
        }
        // The version first: in a framework of another version, keys that are not known here are to be expected.
        if !self.language(root) {
            return framework;
        }
        let Some(map) = self.mapping(root, Kind::Framework) else { return framework };
        if let Some(node) = map.get("framework") {
            framework.id = self.new_id(node, "framework");
        }
        framework.extends = self.optional_text(map.get("extends"));
        framework.retired = self.each(map.get("retire"), Self::retired_rule);
        if let (Some(span), None) = (map.key_span("retire"), map.get("extends")) {
            self.push(
                Diagnostic::new(
                    Code::MissingKey,
                    span,
                    "`retire` leaves rules of another framework out, and this one extends none",
                )
                .help("say which: `extends: …`; a rule of this framework is left out by removing it"),
            );
        }
        framework.version = self.optional_text(map.get("version"));
        framework.title = self.optional_words(map.get("title"));
        framework.description = self.optional_words(map.get("description"));
        framework.jurisdiction = self.optional_text(map.get("jurisdiction"));
        framework.licence = self.optional_text(map.get("licence"));
        framework.sources = self.each_named(map.get("sources"), Self::source);
        framework.parameters = self.each_named(map.get("parameters"), Self::parameter);
        framework.lists = self.each_named(map.get("lists"), Self::option_list);
        framework.stages = self.each(map.get("stages"), Self::stage);
        self.unique("stage", framework.stages.iter().map(|stage| &stage.id));
        framework.roles = self.each_named(map.get("roles"), Self::role);
        framework.record = self.record_shape(map.get("record"));
        framework.registers = self.each_named(map.get("registers"), Self::register);
        framework.screening = self.each_named(map.get("screening"), Self::screening);
        if let Some(node) = map.get("sections") {
            framework.sections = self.sections(node);
        }
        framework.derived = self.each_named(map.get("derive"), Self::derived);
        framework.rules = self.each(map.get("rules"), Self::rule);
        self.unique("rule", framework.rules.iter().map(|rule| &rule.id));
        framework.measures = self.each(map.get("measures"), Self::measure);
        self.unique("measure", framework.measures.iter().map(|measure| &measure.id));
        framework.outcome = self.each(map.get("outcome"), Self::table_row);
        framework.summary = map.get("summary").map(|node| self.summary(node)).unwrap_or_default();
        framework.not_expressed = self.each(map.get("not-expressed"), Self::not_expressed);
        framework.lists.append(&mut self.inline_lists);
        framework
    }

    fn stage(&mut self, node: &Node) -> Option<Stage> {
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            return Some(Stage { id: self.new_id(node, "stage"), label: Words::default() });
        }
        let map = self.mapping(node, Kind::Stage)?;
        Some(Stage {
            id: map.get("id").map(|node| self.new_id(node, "stage")).unwrap_or_default(),
            label: self.optional_words(map.get("label")),
        })
    }

    /// Whether the framework is of the version of the language that is read here. One that does not say so is read as if it were.
    fn language(&mut self, root: &Node) -> bool {
        let Some(node) = root.get("language") else {
            if matches!(root.kind, NodeKind::Mapping(_)) && !self.incomplete {
                let place = Span::new(root.span.start as usize, root.span.start as usize);
                self.push(
                    Diagnostic::new(
                        Code::WrongLanguage,
                        place,
                        "the framework does not say which version of the language it is written in",
                    )
                    .help("begin with `language: 1`"),
                );
            }
            return true;
        };
        let version = match &node.kind {
            NodeKind::Scalar(scalar) => scalar.text.as_str(),
            _ => "",
        };
        if version == "1" {
            return true;
        }
        self.push(
            Diagnostic::new(
                Code::WrongLanguage,
                node.span,
                "only version 1 of the framework language can be read here",
            )
            .help("write `language: 1`, or use a release that knows this version"),
        );
        // A later version may mean anything by the rest; anything else is a slip.
        !version.parse::<u32>().is_ok_and(|number| number > 1)
    }

    /// A mapping with its keys checked; `None`, with a diagnostic, for anything else.
    fn mapping<'n>(&mut self, node: &'n Node, kind: Kind) -> Option<Map<'n>> {
        let info = kind.info();
        let NodeKind::Mapping(entries) = &node.kind else {
            let mut diagnostic = self.wrong_shape(node, "a mapping");
            let required: Vec<&str> = info.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
            if !required.is_empty() {
                diagnostic = diagnostic.help(format!("{} has the keys {}", info.name, list(required)));
            }
            self.push(diagnostic);
            return None;
        };
        let meant = self.unknown_keys(info, entries);
        for key in info.keys {
            if key.required
                && !self.incomplete
                && !meant.contains(&key.name)
                && key.name != "language"
                && !entries.iter().any(|(given, _)| given.value == key.name)
            {
                let place = entries.first().map_or(node.span, |(first, _)| first.span);
                self.push(
                    Diagnostic::new(Code::MissingKey, place, format!("{} needs `{}`", info.name, key.name))
                        .help(format!("`{}`: {}", key.name, sentence_part(key.about))),
                );
            }
        }
        Some(Map { entries, info, span: node.span })
    }

    /// Reports the keys that the table does not have; returns those that were probably meant.
    fn unknown_keys(&mut self, info: &'static MappingInfo, entries: &[(Spanned<String>, Node)]) -> Vec<&'static str> {
        let unknown: Vec<&Spanned<String>> =
            entries.iter().map(|(key, _)| key).filter(|key| info.key(&key.value).is_none()).collect();
        if unknown.is_empty() {
            return Vec::new();
        }
        let free: Vec<&'static KeyInfo> =
            info.keys.iter().filter(|known| !entries.iter().any(|(given, _)| given.value == known.name)).collect();
        let mut all_meant = Vec::new();
        for key in unknown.iter().take(MAX_UNKNOWN) {
            let foreign =
                || free.iter().find(|known| known.others.contains(&key.value.as_str())).map(|known| known.name);
            let near = nearest(&key.value, free.iter().map(|known| known.name)).or_else(foreign);
            let diagnostic = Diagnostic::new(
                Code::UnknownKey,
                key.span,
                format!("{} has no key `{}`", info.name, shown(&key.value)),
            );
            let meant = near.and_then(|near| free.iter().find(|known| known.name == near)).map(|known| known.name);
            self.push(match meant {
                Some(meant) => diagnostic.suggest(key.span, meant),
                None => diagnostic.help(format!("its keys are {}", list(info.keys.iter().map(|key| key.name)))),
            });
            all_meant.extend(meant);
        }
        if let Some(next) = unknown.get(MAX_UNKNOWN) {
            let message = format!("{} further keys are unknown here", unknown.len() - MAX_UNKNOWN);
            self.push(
                Diagnostic::new(Code::UnknownKey, next.span, message)
                    .help("they are likely to be something else than what is expected here"),
            );
        }
        all_meant
    }

    /// Something else stands here than what is expected.
    fn wrong_shape(&self, node: &Node, expected: &str) -> Diagnostic {
        Diagnostic::new(
            Code::WrongShape,
            first_of(node),
            format!("{expected} is expected here, and this is {}", node.describe()),
        )
    }

    /// The items of a list; none, with a diagnostic, for anything else.
    fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.kind {
            NodeKind::Sequence(items) => items,
            _ => {
                let diagnostic = self
                    .wrong_shape(node, "a list")
                    .help("a list is written `[a, b]`, or each item on a line after `- `");
                self.push(diagnostic);
                &[]
            }
        }
    }

    /// Reads every item of a list.
    fn each<T>(&mut self, node: Option<&Node>, read: fn(&mut Self, &Node) -> Option<T>) -> Vec<T> {
        let Some(node) = node else { return Vec::new() };
        self.items(node).iter().filter_map(|item| read(self, item)).collect()
    }

    /// Reads every entry of a mapping by new ids.
    fn each_named<T>(
        &mut self,
        node: Option<&Node>,
        read: fn(&mut Self, Spanned<String>, &Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = node else { return Vec::new() };
        let NodeKind::Mapping(entries) = &node.kind else {
            let mut diagnostic = self.wrong_shape(node, "a mapping");
            if matches!(node.kind, NodeKind::Sequence(_)) {
                diagnostic = diagnostic.help("write each entry as `its-id: …`, without `- `");
            }
            self.push(diagnostic);
            return Vec::new();
        };
        entries
            .iter()
            .filter_map(|(key, value)| {
                self.check_id(&key.value, key.span, "id");
                read(self, key.clone(), value)
            })
            .collect()
    }

    /// Reports ids that stand twice. All of them are kept: each may have further problems.
    fn unique<'i>(&mut self, what: &str, ids: impl Iterator<Item = &'i super::Id>) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            match seen.get(id.value.as_str()) {
                Some(first) => self.duplicate(what, &id.value, id.span, *first),
                None => {
                    seen.insert(&id.value, id.span);
                }
            }
        }
    }

    fn duplicate(&mut self, what: &str, id: &str, span: Span, first: Span) {
        self.push(
            Diagnostic::new(Code::DuplicateId, span, format!("the {what} `{}` stands here a second time", shown(id)))
                .label(first, "first here")
                .help("give one of the two another id"),
        );
    }
}

/// A place to show for a node: of a collection of several lines, its start is enough.
fn first_of(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    }
}

/// `a`, `b`, `c`
fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A sentence of the table as a part of another: small first letter (unless it is an acronym), no full stop.
fn sentence_part(about: &str) -> String {
    let about = about.trim_end_matches('.');
    let mut letters = about.chars();
    match letters.next() {
        Some(first) if letters.as_str().starts_with(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => about.to_owned(),
    }
}

#[cfg(all(test, feature = "yaml"))]
mod tests;
