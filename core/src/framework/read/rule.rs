//! What is checked and concluded: sources, parameters, derived values, tables, rules.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::framework::schema::Kind;
use crate::framework::suggest::shown;
use crate::framework::tree::{Node, NodeKind, ScalarStyle};
use crate::framework::{
    Derived, DerivedValue, Id, NotExpressed, Parameter, Rule, Severity, SourceClause, Standing, TableRow,
    UnknownVerdict, WhenUnknown, Words,
};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::{Place, parse};

impl Reader<'_> {
    pub(super) fn source(&mut self, id: Id, node: &Node) -> Option<SourceClause> {
        let map = self.mapping(node, Kind::Source)?;
        let standings: Vec<(Standing, &'static str)> =
            Standing::ALL.iter().map(|standing| (*standing, standing.words())).collect();
        Some(SourceClause {
            id,
            title: self.optional_text(map.get("title")),
            at: self.optional_text(map.get("at")),
            standing: map
                .get("standing")
                .and_then(|node| self.one_of(node, "a standing", &standings))
                .unwrap_or_default(),
            jurisdiction: self.optional_text(map.get("jurisdiction")),
            url: self.optional_text(map.get("url")),
            checked: self.day(map.get("checked")),
            note: self.optional_text(map.get("note")),
        })
    }

    pub(super) fn parameter(&mut self, id: Id, node: &Node) -> Option<Parameter> {
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            let reason = "a threshold without a reason cannot be defended: write `{value: …, why: …}`";
            self.push(
                Diagnostic::new(
                    Code::ThresholdWithoutReason,
                    id.span,
                    format!("the parameter `{}` does not say why its value is what it is", shown(&id)),
                )
                .help(reason),
            );
            let value = self.parameter_value(node);
            return Some(Parameter { id, value, why: String::new(), unit: String::new() });
        }
        let map = self.mapping(node, Kind::Parameter)?;
        let value = match map.get("value") {
            Some(node) => self.parameter_value(node),
            None => error(node),
        };
        let why = self.optional_text(map.get("why"));
        if why.trim().is_empty() && !self.incomplete {
            self.push(
                Diagnostic::new(
                    Code::ThresholdWithoutReason,
                    id.span,
                    format!("the parameter `{}` does not say why its value is what it is", shown(&id)),
                )
                .help("add `why:` with the reason, or where the figure comes from"),
            );
        }
        Some(Parameter { id, value, why, unit: self.optional_text(map.get("unit")) })
    }

    /// A number, a period, a day or a text. A text that is quoted in YAML and is none of the others is a text as it stands.
    fn parameter_value(&mut self, node: &Node) -> Expr {
        if let NodeKind::Scalar(scalar) = &node.kind
            && scalar.style != ScalarStyle::Plain
        {
            let mut unheard = Diagnostics::default();
            let place = scalar.content_start.map_or(Place::Whole(node.span), Place::At);
            let value = parse(&scalar.text, place, &self.limits, &mut unheard);
            if unheard.items().is_empty() && is_value(&value) {
                return value;
            }
            return Expr { kind: ExprKind::Text(scalar.text.trim_end_matches('\n').to_owned()), span: node.span };
        }
        let value = self.expression(node);
        if is_value(&value) || value.kind == ExprKind::Error {
            return value;
        }
        self.push(
            Diagnostic::new(
                Code::InvalidValue,
                value.span,
                "a parameter is a number, a period, a day or a text, not an expression",
            )
            .help("put a text in quotes; what is worked out from other values belongs under `derive`"),
        );
        error(node)
    }

    pub(super) fn derived(&mut self, id: Id, node: &Node) -> Option<Derived> {
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            let value = DerivedValue::Expr(self.expression(node));
            return Some(Derived { id, label: Words::default(), value, show: false });
        }
        let map = self.mapping(node, Kind::Derived)?;
        let value = self.derived_value(&id, &map, node);
        Some(Derived { id, label: self.optional_words(map.get("label")), value, show: self.truth(map.get("show")) })
    }

    pub(super) fn table_row(&mut self, node: &Node) -> Option<TableRow> {
        let map = self.mapping(node, Kind::TableRow)?;
        Some(TableRow {
            is: map.get("is").and_then(|node| self.label_id(node)).unwrap_or_default(),
            label: self.optional_words(map.get("label")),
            when: self.optional_expression(map.get("when")),
            cite: self.references(map.get("cite"), "the id of a source"),
            say: self.optional_words(map.get("say")),
        })
    }

    pub(super) fn rule(&mut self, node: &Node) -> Option<Rule> {
        let map = self.mapping(node, Kind::Rule)?;
        let severities: Vec<(Severity, &'static str)> =
            Severity::ALL.iter().map(|severity| (*severity, severity.words())).collect();
        let criteria = self.each(map.get("criteria"), Self::criterion);
        self.unique("criterion", criteria.iter().map(|criterion| &criterion.id));
        let (when_unknown, unknown_from) = self.when_unknown(map.get("when-unknown"));
        let rule = Rule {
            id: map.get("id").map(|node| self.new_id(node, "rule")).unwrap_or_default(),
            title: self.optional_words(map.get("title")),
            each: map.get("each").map(|node| self.path(node)).unwrap_or_default(),
            when: self.optional_expression(map.get("when")),
            require: self.required_of(&map, &criteria, super::first_of(node)),
            criteria,
            severity: map
                .get("severity")
                .and_then(|node| self.one_of(node, "a severity", &severities))
                .unwrap_or_default(),
            at: map.get("at").and_then(|node| self.reference(node, "the id of a stage")),
            cite: self.references(map.get("cite"), "the id of a source"),
            say: self.message(map.get("say")),
            fix: self.message(map.get("fix")),
            why: self.optional_words(map.get("why")),
            when_unknown,
            unknown_from,
            since: self.optional_text(map.get("since")),
            span: map.span,
        };
        if !self.incomplete {
            let place = if rule.id.value.is_empty() { super::first_of(node) } else { rule.id.span };
            // What was given and could not be read has been reported already.
            let cites_nothing =
                map.get("cite").is_none_or(|node| matches!(&node.kind, NodeKind::Sequence(items) if items.is_empty()));
            if cites_nothing {
                self.push(
                    Diagnostic::new(Code::RuleWithoutSource, place, format!("the rule `{}` cites nothing", shown(&rule.id)))
                        .help("add `cite:` with the id of a source; a rule of your own rests on a source whose standing is `house rule`"),
                );
            }
            if rule.why.is_empty()
                && !map.get("why").is_some_and(|node| matches!(node.kind, NodeKind::Mapping(_) | NodeKind::Sequence(_)))
            {
                self.push(
                    Diagnostic::new(
                        Code::RuleWithoutReason,
                        place,
                        format!("the rule `{}` does not say why it exists", shown(&rule.id)),
                    )
                    .help("add `why:` with the reason"),
                );
            }
        }
        Some(rule)
    }

    /// What *cannot tell* becomes, and from which stage.
    fn when_unknown(&mut self, node: Option<&Node>) -> (WhenUnknown, Option<Id>) {
        let Some(node) = node else { return Default::default() };
        let verdicts: Vec<(UnknownVerdict, &'static str)> =
            UnknownVerdict::ALL.iter().map(|verdict| (*verdict, verdict.words())).collect();
        let what = "a verdict that *cannot tell* may become";
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            return (WhenUnknown { otherwise: self.one_of(node, what, &verdicts), withheld: None }, None);
        }
        let Some(map) = self.mapping(node, Kind::WhenUnknown) else { return Default::default() };
        let becomes = WhenUnknown {
            otherwise: map.get("otherwise").and_then(|node| self.one_of(node, what, &verdicts)),
            withheld: map.get("withheld").and_then(|node| self.one_of(node, what, &verdicts)),
        };
        (becomes, map.get("from").and_then(|node| self.reference(node, "the id of a stage")))
    }

    pub(super) fn not_expressed(&mut self, node: &Node) -> Option<NotExpressed> {
        let map = self.mapping(node, Kind::NotExpressed)?;
        Some(NotExpressed {
            cite: self.references(map.get("cite"), "the id of a source"),
            what: self.optional_words(map.get("what")),
            why: self.optional_words(map.get("why")),
        })
    }
}

/// An expression that could not be read, in place of one that was expected.
fn error(node: &Node) -> Expr {
    Expr { kind: ExprKind::Error, span: node.span }
}

/// Whether an expression is a value by itself.
fn is_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Date(_) | ExprKind::Period(_) => true,
        ExprKind::Negate(inner) => matches!(inner.kind, ExprKind::Number(_) | ExprKind::Period(_)),
        _ => false,
    }
}
