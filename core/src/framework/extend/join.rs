//! Two document trees made one.

use super::{Difference, DifferenceKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::framework::tree::{Node, NodeKind, Scalar, ScalarStyle};
use crate::source::{Span, Spanned};

/// Frameworks that extend one another, at most; more nobody could follow.
pub(crate) const DEEPEST: usize = 8;

/// The same tree, as it stands in a text that begins `offset` bytes earlier.
pub(crate) fn shifted(node: Node, offset: u32) -> Node {
    let kind = match node.kind {
        NodeKind::Null => NodeKind::Null,
        NodeKind::Scalar(scalar) => NodeKind::Scalar(Scalar {
            content_start: scalar.content_start.map(|start| start.saturating_add(offset)),
            ..scalar
        }),
        NodeKind::Sequence(items) => NodeKind::Sequence(items.into_iter().map(|item| shifted(item, offset)).collect()),
        NodeKind::Mapping(entries) => NodeKind::Mapping(
            entries
                .into_iter()
                .map(|(key, value)| (Spanned::new(key.value, key.span.shifted(offset)), shifted(value, offset)))
                .collect(),
        ),
    };
    Node { kind, span: node.span.shifted(offset) }
}

/// A framework laid over the one that it extends, and what that changes.
pub(crate) fn extended(base: Node, over: Node, diagnostics: &mut Diagnostics) -> (Node, Vec<Difference>) {
    let mut differences = Vec::new();
    let span = over.span;
    let NodeKind::Mapping(mut entries) = base.kind else { return (over, differences) };
    // What the base itself retires and extends has been done.
    entries.retain(|(key, _)| !matches!(key.value.as_str(), "retire" | "extends"));
    let NodeKind::Mapping(changes) = over.kind else {
        return (Node { kind: NodeKind::Mapping(entries), span }, differences);
    };
    let mut retire = None;
    for (key, value) in changes {
        let place = entries.iter_mut().find(|(known, _)| known.value == key.value).map(|(_, node)| node);
        let Some(known) = place else {
            if key.value == "retire" {
                retire = Some(value.clone());
            }
            if let Some((of, _)) = joined_by_id(&key.value) {
                each_id(&value, |id, node| differences.push(added(of, id, node)));
            }
            entries.push((key, value));
            continue;
        };
        let old = std::mem::replace(known, Node { kind: NodeKind::Null, span });
        *known = match joined_by_id(&key.value) {
            Some((of, true)) => named(old, value, of, &mut differences),
            Some((of, false)) => listed(old, value, of, &mut differences),
            None if key.value == "stages" => stages(old, value, &mut differences),
            None if key.value == "record" => keys(old, value, None, &mut differences),
            None if key.value == "summary" => keys(old, value, Some(("framework", "summary")), &mut differences),
            None if key.value == "not-expressed" => appended(old, value),
            None => {
                if key.value == "outcome" {
                    differences.push(replaced("outcome", &value, &old));
                }
                value
            }
        };
    }
    if let Some(retire) = retire {
        retired(&mut entries, &retire, diagnostics, &mut differences);
    }
    (Node { kind: NodeKind::Mapping(entries), span }, differences)
}

/// Stages are given anew, all of them and in order. A stage that the base has keeps its label where none is given.
fn stages(base: Node, over: Node, differences: &mut Vec<Difference>) -> Node {
    let span = over.span;
    let (NodeKind::Sequence(old), NodeKind::Sequence(items)) = (&base.kind, over.kind.clone()) else { return over };
    let ids = |items: &[Node]| items.iter().map(|item| stage_id(item).to_owned()).collect::<Vec<_>>();
    if ids(old) != ids(&items) {
        differences.push(replaced("stages", &over, &base));
    }
    let joined = items.into_iter().map(|item| {
        let known = old.iter().find(|known| stage_id(known) == stage_id(&item));
        match (known, &item.kind) {
            (Some(known), NodeKind::Scalar(_)) => known.clone(),
            (Some(known), NodeKind::Mapping(_)) => {
                let id = stage_id(&item).to_owned();
                keys(as_mapping(known), item, Some(("stage", &id)), differences)
            }
            _ => item,
        }
    });
    Node { kind: NodeKind::Sequence(joined.collect()), span }
}

/// A stage that is written as its id, as if it were written with a label.
fn as_mapping(item: &Node) -> Node {
    match &item.kind {
        NodeKind::Scalar(_) => {
            let key = Spanned::new("id".to_owned(), item.span);
            Node { kind: NodeKind::Mapping(vec![(key, item.clone())]), span: item.span }
        }
        _ => item.clone(),
    }
}

/// The id of a stage, which is written alone or with a label.
fn stage_id(item: &Node) -> &str {
    match &item.kind {
        NodeKind::Scalar(scalar) => &scalar.text,
        _ => id_of(item).map_or("", |(id, _)| id),
    }
}

fn replaced(key: &str, new: &Node, old: &Node) -> Difference {
    Difference {
        kind: DifferenceKind::Changed,
        of: "framework".to_owned(),
        id: key.to_owned(),
        detail: format!("{}, before {}", short(new), short(old)),
    }
}

/// What the entries of a key are called where they have ids, and whether the ids are the keys of a mapping.
fn joined_by_id(key: &str) -> Option<(&'static str, bool)> {
    Some(match key {
        "sources" => ("source", true),
        "parameters" => ("parameter", true),
        "lists" => ("list", true),
        "roles" => ("role", true),
        "registers" => ("register", true),
        "screening" => ("screening", true),
        "derive" => ("derived value", true),
        "sections" => ("section", false),
        "rules" => ("rule", false),
        "measures" => ("measure", false),
        _ => return None,
    })
}

/// Takes rules out.
fn retired(
    entries: &mut [(Spanned<String>, Node)],
    retire: &Node,
    diagnostics: &mut Diagnostics,
    differences: &mut Vec<Difference>,
) {
    let NodeKind::Sequence(items) = &retire.kind else { return };
    for item in items {
        let Some((id, span)) = id_of(item) else { continue };
        let rules = entries.iter_mut().find(|(key, _)| key.value == "rules").map(|(_, node)| &mut node.kind);
        let mut found = false;
        if let Some(NodeKind::Sequence(rules)) = rules {
            let before = rules.len();
            rules.retain(|rule| id_of(rule).is_none_or(|(known, _)| known != id));
            found = rules.len() < before;
        }
        if !found {
            diagnostics.push(
                Diagnostic::new(Code::UnknownRule, span, format!("there is no rule `{id}` to retire"))
                    .help("a rule that `required` makes goes with `required: false` at its field"),
            );
            continue;
        }
        differences.push(Difference {
            kind: DifferenceKind::Retired,
            of: "rule".to_owned(),
            id: id.to_owned(),
            detail: item.get("why").map(short).unwrap_or_default(),
        });
    }
}

/// Mappings by id.
fn named(base: Node, over: Node, of: &str, differences: &mut Vec<Difference>) -> Node {
    let span = over.span;
    let (NodeKind::Mapping(mut entries), NodeKind::Mapping(changes)) = (base.kind, over.kind.clone()) else {
        return over;
    };
    for (key, value) in changes {
        match entries.iter_mut().find(|(known, _)| known.value == key.value) {
            Some((_, known)) => {
                let old = std::mem::replace(known, Node { kind: NodeKind::Null, span });
                // Of a parameter with another value the old reason says nothing.
                let whole = of == "parameter"
                    || !matches!((&old.kind, &value.kind), (NodeKind::Mapping(_), NodeKind::Mapping(_)));
                *known = if whole {
                    differences.push(changed(of, &key.value, &old, &value));
                    value
                } else {
                    keys(old, value, Some((of, &key.value)), differences)
                };
            }
            None => {
                differences.push(added(of, &key.value, &value));
                entries.push((key, value));
            }
        }
    }
    Node { kind: NodeKind::Mapping(entries), span }
}

/// Lists of mappings with ids.
fn listed(base: Node, over: Node, of: &str, differences: &mut Vec<Difference>) -> Node {
    let span = over.span;
    let (NodeKind::Sequence(mut items), NodeKind::Sequence(changes)) = (base.kind, over.kind.clone()) else {
        return over;
    };
    for change in changes {
        let id = id_of(&change).map(|(id, _)| id.to_owned());
        let known =
            id.as_ref().and_then(|id| items.iter_mut().find(|item| id_of(item).is_some_and(|(own, _)| own == id)));
        match (known, id) {
            (Some(known), Some(id)) => {
                let old = std::mem::replace(known, Node { kind: NodeKind::Null, span });
                *known = keys(old, change, Some((of, &id)), differences);
            }
            (_, id) => {
                match (id, &change.kind) {
                    (Some(id), _) => differences.push(added(of, &id, &change)),
                    // The fields of a part of a summary are named, not made.
                    (None, NodeKind::Scalar(name)) => differences.push(added(of, &name.text, &change)),
                    _ => {}
                }
                items.push(change);
            }
        }
    }
    Node { kind: NodeKind::Sequence(items), span }
}

/// Replaces keys one by one; fields and rows are joined by their ids.
fn keys(base: Node, over: Node, of: Option<(&str, &str)>, differences: &mut Vec<Difference>) -> Node {
    let span = over.span;
    let (NodeKind::Mapping(mut entries), NodeKind::Mapping(changes)) = (base.kind, over.kind.clone()) else {
        return over;
    };
    // What says anew how it is made is made so alone: a rule has `require` or `criteria`, a derived value one of its forms.
    const FORMS: [&[&str]; 2] = [&["require", "criteria"], &["value", "table", "levels", "cases", "add"]];
    for forms in FORMS {
        if changes.iter().any(|(key, _)| forms.contains(&key.value.as_str())) {
            entries.retain(|(key, _)| {
                !forms.contains(&key.value.as_str()) || changes.iter().any(|(change, _)| change.value == key.value)
            });
        }
    }
    let mut details = Vec::new();
    for (key, value) in changes {
        let within = || of.map_or(String::new(), |(_, id)| format!(" of {id}"));
        match entries.iter_mut().find(|(known, _)| known.value == key.value) {
            Some((_, known)) => {
                let old = std::mem::replace(known, Node { kind: NodeKind::Null, span });
                *known = match key.value.as_str() {
                    "fields" => listed(old, value, &format!("field{}", within()), differences),
                    "rows" => listed(old, value, &format!("row{}", within()), differences),
                    "parts" => listed(old, value, "part of the summary", differences),
                    "id" => value,
                    _ => {
                        if !same(&old, &value) {
                            details.push(format!("{}: {}, before {}", key.value, short(&value), short(&old)));
                        }
                        value
                    }
                };
            }
            None => {
                details.push(format!("{}: {}", key.value, short(&value)));
                entries.push((key, value));
            }
        }
    }
    if let (Some((of, id)), false) = (of, details.is_empty()) {
        differences.push(Difference {
            kind: DifferenceKind::Changed,
            of: of.to_owned(),
            id: id.to_owned(),
            detail: details.join("; "),
        });
    }
    Node { kind: NodeKind::Mapping(entries), span }
}

fn appended(base: Node, over: Node) -> Node {
    match (base.kind, over.kind) {
        (NodeKind::Sequence(mut items), NodeKind::Sequence(more)) => {
            items.extend(more);
            Node { kind: NodeKind::Sequence(items), span: over.span }
        }
        (_, kind) => Node { kind, span: over.span },
    }
}

fn added(of: &str, id: &str, node: &Node) -> Difference {
    let detail = ["title", "label", "value"].into_iter().find_map(|key| node.get(key)).map(short).unwrap_or_default();
    Difference { kind: DifferenceKind::Added, of: of.to_owned(), id: id.to_owned(), detail }
}

fn changed(of: &str, id: &str, old: &Node, new: &Node) -> Difference {
    let value = |node: &Node| short(node.get("value").unwrap_or(node));
    let why = new.get("why").map(|why| format!(": {}", short(why))).unwrap_or_default();
    let detail = format!("{}, before {}{why}", value(new), value(old));
    Difference { kind: DifferenceKind::Changed, of: of.to_owned(), id: id.to_owned(), detail }
}

/// Calls for every entry that has an id, of a mapping or of a list.
fn each_id(node: &Node, mut found: impl FnMut(&str, &Node)) {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().for_each(|(key, value)| found(&key.value, value)),
        NodeKind::Sequence(items) => {
            items.iter().for_each(|item| id_of(item).into_iter().for_each(|(id, _)| found(id, item)))
        }
        _ => {}
    }
}

fn id_of(node: &Node) -> Option<(&str, Span)> {
    let id = node.get("id")?;
    match &id.kind {
        NodeKind::Scalar(scalar) => Some((&scalar.text, id.span)),
        _ => None,
    }
}

/// Whether two nodes say the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (NodeKind::Null, NodeKind::Null) => true,
        (NodeKind::Scalar(a), NodeKind::Scalar(b)) => a.text == b.text,
        (NodeKind::Sequence(a), NodeKind::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (NodeKind::Mapping(a), NodeKind::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((ak, av), (bk, bv))| ak.value == bk.value && same(av, bv))
        }
        _ => false,
    }
}

/// A node in a few words.
fn short(node: &Node) -> String {
    const MOST: usize = 120;
    let text = match &node.kind {
        NodeKind::Null => "nothing".to_owned(),
        NodeKind::Scalar(scalar) if scalar.style == ScalarStyle::Block => {
            scalar.text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        NodeKind::Scalar(scalar) => scalar.text.clone(),
        NodeKind::Sequence(items) => {
            let items: Vec<String> = items.iter().take(20).map(short).collect();
            items.join(", ")
        }
        NodeKind::Mapping(entries) => {
            let by_language = entries.iter().find(|(key, _)| key.value == "en").map(|(_, text)| short(text));
            let named = ["id", "is", "value"].into_iter().find_map(|key| node.get(key)).map(short);
            by_language
                .or(named)
                .unwrap_or_else(|| entries.iter().map(|(key, _)| key.value.as_str()).collect::<Vec<_>>().join(", "))
        }
    };
    if text.chars().count() > MOST { text.chars().take(MOST).chain(['…']).collect() } else { text }
}

#[cfg(test)]
mod tests {
    use crate::framework::extend::DifferenceKind;
    use crate::{Level, Loaded, Source, load_with};

    const BASE: &str = "\
language: 1
framework: base
version: 1.0.0
title: Base
sources: {house: {title: Our own rule, standing: house rule}}
parameters: {days: {value: 28 days, why: usual}}
sections:
  - {id: all, fields: [{id: opened, type: date}, {id: closed, type: date}]}
  - {id: groups, rows: [{id: age, label: Age}], fields: [{id: effect, type: text}]}
rules:
  - {id: short, require: closed >= opened + days, severity: minor, cite: house, why: people need time}
  - {id: silent, each: groups, require: effect is answered, cite: house, why: each counts}
not-expressed: [{cite: house, what: a, why: b}]
summary: {parts: [{id: front, fields: [opened]}]}
";

    fn ours(text: &str) -> Loaded {
        let text = format!("language: 1\nframework: ours\nversion: 1.0.0\n{text}");
        load_with(Source::new("ours.yaml", text), |name| match name {
            "base" => Some(Source::new("base.yaml", BASE)),
            "round" => Some(Source::new("round.yaml", "language: 1\nextends: round\n")),
            "broken" => Some(Source::new("broken.yaml", "a: [")),
            _ => None,
        })
    }

    fn errors(loaded: &Loaded) -> Vec<(String, String)> {
        let errors = loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level == Level::Error);
        errors
            .map(|diagnostic| (loaded.source().slice(diagnostic.span).to_owned(), diagnostic.message.clone()))
            .collect()
    }

    #[test]
    fn what_has_an_id_is_joined_by_it() {
        let loaded = ours(
            "extends: base
parameters: {days: {value: 42 days, why: policy}}
sections:
  - {id: groups, rows: [{id: carers}], fields: [{id: reason, type: text}]}
  - {id: more, fields: [{id: note, type: text}]}
rules:
  - {id: short, severity: block}
  - {id: noteless, require: note is answered, cite: house, why: notes help}
retire: [{id: silent, why: asked elsewhere}]
not-expressed: [{cite: house, what: c, why: d}]
summary: {signed-off: closed is answered, parts: [{id: front, fields: [closed, opened]}, {id: harm, each: groups, fields: reason}]}
",
        );
        assert_eq!(errors(&loaded), []);
        let framework = loaded.framework();
        let rules: Vec<_> =
            framework.rules.iter().map(|rule| (rule.id.value.as_str(), rule.severity.words())).collect();
        assert_eq!(rules, [("short", "block"), ("noteless", "major")]);
        assert_eq!(framework.title.get(""), "Base");
        assert_eq!(framework.sections.len(), 3);
        assert_eq!(framework.not_expressed.len(), 2);
        let told: Vec<_> = loaded
            .differences()
            .iter()
            .map(|one| format!("{} {} {}: {}", one.kind.words(), one.of, one.id, one.detail))
            .collect();
        assert_eq!(
            told,
            [
                "changed parameter days: 42 days, before 28 days: policy",
                "added row of groups carers: ",
                "added field of groups reason: ",
                "added section more: ",
                "changed rule short: severity: block, before minor",
                "added rule noteless: ",
                "added field of front closed: ",
                "added field of front opened: ",
                "added part of the summary harm: ",
                "changed framework summary: signed-off: closed is answered",
                "retired rule silent: asked elsewhere",
            ]
        );
        assert_eq!(loaded.differences().iter().filter(|one| one.kind == DifferenceKind::Retired).count(), 1);
        let other = ours("extends: base\n");
        assert_ne!(loaded.sha256(), other.sha256());
        // Only rules of its own need cases of its own.
        let wanted: Vec<String> = loaded.verdicts_to_show().into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(wanted, ["short", "noteless"]);
    }

    #[test]
    fn stages_are_given_anew_and_keep_their_labels() {
        let over = |stages: &str| {
            let base = Source::new(
                "base.yaml",
                format!("{BASE}stages: [draft, {{id: submit, label: {{en: Submission, cy: Cyflwyno}}}}, sign-off]\n"),
            );
            let text = format!("language: 1\nframework: ours\nversion: 1.0.0\nextends: base\nstages: {stages}\n");
            let loaded = load_with(Source::new("ours.yaml", text), |_| Some(base.clone()));
            assert_eq!(errors(&loaded), []);
            let stages = loaded.framework().stages.iter();
            let shown: Vec<_> = stages.map(|stage| format!("{} {}", stage.id.value, stage.label_in("cy"))).collect();
            let told: Vec<_> =
                loaded.differences().iter().map(|one| format!("{} {}: {}", one.of, one.id, one.detail)).collect();
            (shown.join(", "), told.join("; "))
        };
        assert_eq!(
            over("[submit, {id: cabinet, label: Cabinet}]"),
            (
                "submit Cyflwyno, cabinet Cabinet".into(),
                "framework stages: submit, cabinet, before draft, submit, sign-off".into()
            )
        );
        assert_eq!(
            over("[draft, {id: submit, label: Handed in}, {id: sign-off}]"),
            (
                "draft draft, submit Handed in, sign-off sign off".into(),
                "stage submit: label: Handed in, before Submission".into()
            )
        );
        assert_eq!(
            over("[draft, submit, {id: sign-off, label: Cabinet}]"),
            ("draft draft, submit Cyflwyno, sign-off Cabinet".into(), "stage sign-off: label: Cabinet".into())
        );
    }

    #[test]
    fn what_cannot_be_extended_is_said_at_its_place() {
        assert_eq!(
            errors(&ours("extends: nowhere\n")),
            [("nowhere".into(), "the framework `nowhere` that this one extends was not found".into())]
        );
        assert!(
            errors(&ours("extends: round\n"))
                .iter()
                .any(|(at, what)| at == "round" && what.contains("by way of itself"))
        );
        assert!(
            errors(&ours("extends: broken\n"))
                .iter()
                .any(|(at, what)| at == "broken" && what.contains("cannot be read"))
        );
        assert!(
            errors(&ours("extends: base\nretire: [{id: shrot, why: x}]\n"))
                .iter()
                .any(|(at, what)| at == "shrot" && what.contains("no rule `shrot`"))
        );
        // A mistake in what the base says of what was changed here stands at `extends`.
        let places = errors(&ours("extends: base\nparameters: {days: {value: 28, why: x}}\n"));
        assert_eq!(places[0].0, "base", "{places:?}");
    }
}
