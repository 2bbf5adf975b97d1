//! Scores, levels, numbers by case, criteria and roles: what is read into more than one plain value.

use super::{Map, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::schema::Kind;
use crate::framework::suggest::shown;
use crate::framework::tree::Node;
use crate::framework::{Criterion, DerivedValue, Id, NumberRow, Role, Severity, TableRow};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};

/// The keys of a derived value of which one is given.
const FORMS: [&str; 5] = ["value", "table", "levels", "cases", "add"];

impl Reader<'_> {
    /// What a derived value is made of; at most one of the forms may be given.
    pub(super) fn derived_value(&mut self, id: &Id, map: &Map<'_>, node: &Node) -> DerivedValue {
        let given: Vec<&str> = FORMS.into_iter().filter(|key| map.get(key).is_some()).collect();
        if let [first, second, ..] = given.as_slice() {
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    map.key_span(second).unwrap_or(node.span),
                    format!("a derived value is one thing, and here are `{first}` and `{second}`"),
                )
                .help("remove one of them, or give it an id of its own"),
            );
        }
        for key in ["over", "blank"] {
            if let (None, Some(span)) = (map.get("add"), map.key_span(key)) {
                self.push(
                    Diagnostic::new(Code::InvalidValue, span, format!("`{key}` means something only beside `add`"))
                        .help("remove it"),
                );
            }
        }
        // Of two forms the later wins, so that what follows is checked as far as can be.
        match given.last().copied() {
            Some("table") => DerivedValue::Table(self.each(map.get("table"), Self::table_row)),
            Some("levels") => DerivedValue::Table(self.levels(map.get("levels"))),
            Some("cases") => DerivedValue::Cases(self.each(map.get("cases"), Self::number_row)),
            Some("add") => DerivedValue::Score {
                add: map
                    .get("add")
                    .and_then(|node| self.reference(node, "the name of the options' numbers"))
                    .unwrap_or_default(),
                over: self.references(map.get("over"), "the id of a field or section"),
                blank_is_nothing: map
                    .get("blank")
                    .and_then(|node| {
                        self.one_of(node, "what a blank answer adds", &[(false, "open"), (true, "nothing")])
                    })
                    .unwrap_or(false),
            },
            Some(_) => map.get("value").map_or_else(
                || DerivedValue::Expr(Expr { kind: ExprKind::Error, span: node.span }),
                |value| DerivedValue::Expr(self.expression(value)),
            ),
            None => {
                if !self.incomplete {
                    self.push(
                        Diagnostic::new(
                            Code::MissingKey,
                            id.span,
                            format!("the derived value `{}` needs `value` or `table`", shown(id)),
                        )
                        .help("an expression stands at `value`, a decision table at `table`, a score at `add`"),
                    );
                }
                DerivedValue::Expr(Expr { kind: ExprKind::Error, span: node.span })
            }
        }
    }

    fn number_row(&mut self, node: &Node) -> Option<NumberRow> {
        let map = self.mapping(node, Kind::NumberRow)?;
        Some(NumberRow {
            value: map
                .get("value")
                .map_or(Expr { kind: ExprKind::Error, span: node.span }, |node| self.expression(node)),
            when: self.optional_expression(map.get("when")),
        })
    }

    /// Levels as a table: the highest first, each of which needs all below it too.
    fn levels(&mut self, node: Option<&Node>) -> Vec<TableRow> {
        let levels = self.each(node, Self::table_row);
        if let Some(lowest) = levels.first().filter(|lowest| lowest.when.is_some()) {
            self.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    lowest.is.span,
                    "the lowest level is what remains when no other is reached, so it has no `when`",
                )
                .help("begin with a level for those that reach none, such as `{is: none}`"),
            );
        }
        let mut below: Option<Expr> = None;
        let mut rows = Vec::with_capacity(levels.len());
        for (index, mut level) in levels.into_iter().enumerate() {
            if index > 0 {
                below = match (below, level.when.take()) {
                    (Some(below), Some(when)) => Some(both(below, when)),
                    (below, when) => below.or(when),
                };
                level.when = below.clone();
            }
            rows.push(level);
        }
        rows.reverse();
        rows
    }

    pub(super) fn criterion(&mut self, node: &Node) -> Option<Criterion> {
        let map = self.mapping(node, Kind::Criterion)?;
        Some(Criterion {
            id: map.get("id").map(|node| self.new_id(node, "criterion")).unwrap_or_default(),
            title: self.optional_words(map.get("title")),
            require: map
                .get("require")
                .map_or(Expr { kind: ExprKind::Error, span: node.span }, |node| self.expression(node)),
            say: self.optional_words(map.get("say")),
        })
    }

    /// What a rule requires: its expression, or all of its criteria.
    pub(super) fn required_of(&mut self, map: &Map<'_>, criteria: &[Criterion], place: Span) -> Expr {
        match (map.get("require"), criteria) {
            (Some(node), []) => self.expression(node),
            (Some(node), _) => {
                self.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        map.key_span("require").unwrap_or(node.span),
                        "a rule has `require` or `criteria`, not both",
                    )
                    .help("make it one more criterion"),
                );
                self.expression(node)
            }
            (None, [first, rest @ ..]) => {
                rest.iter().fold(first.require.clone(), |all, criterion| both(all, criterion.require.clone()))
            }
            (None, []) => {
                // A key that is not known may be the one that was meant.
                let all_known = map.entries.iter().all(|(key, _)| map.info.key(&key.value).is_some());
                if !self.incomplete && map.get("criteria").is_none() && all_known {
                    self.push(
                        Diagnostic::new(Code::MissingKey, place, "a rule needs `require` or `criteria`")
                            .help("`require`: what must hold"),
                    );
                }
                Expr { kind: ExprKind::Error, span: place }
            }
        }
    }

    pub(super) fn retired_rule(&mut self, node: &Node) -> Option<(Id, String)> {
        let map = self.mapping(node, Kind::Retired)?;
        let id = map.get("id").and_then(|node| self.reference(node, "the id of a rule"));
        Some((id.unwrap_or_default(), self.optional_text(map.get("why"))))
    }

    pub(super) fn role(&mut self, id: Id, node: &Node) -> Option<Role> {
        let map = self.mapping(node, Kind::Role)?;
        let severities: Vec<(Severity, &'static str)> =
            Severity::ALL.iter().map(|severity| (*severity, severity.words())).collect();
        Some(Role {
            id,
            label: self.optional_words(map.get("label")),
            not: self.references(map.get("not"), "the id of a role"),
            severity: map
                .get("severity")
                .and_then(|node| self.one_of(node, "a severity", &severities))
                .unwrap_or(Severity::Block),
            at: map.get("at").and_then(|node| self.reference(node, "the id of a stage")),
            cite: self.references(map.get("cite"), "the id of a source"),
            why: self.optional_words(map.get("why")),
        })
    }
}

/// `a and b`.
fn both(left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(BinaryOp::And, Box::new(left), Box::new(right)), span }
}
