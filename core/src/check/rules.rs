//! Rules: those that `required` and `repeat` make, then the author's.

use super::group::span_of;
use super::made;
use super::shape::labelled;
use super::types::joined_conditions;
use super::{Checker, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Field, Member, Required, Rows, Rule, Section, Severity, WhenUnknown, Words};
use crate::ir::{
    Comparison, Cond, CondKind, CriterionIr, DomainId, Num, PartIr, RECORD, RuleId, RuleIr, SlotId, StageId,
};
use crate::syntax::ast::{Expr, ExprKind, Fold};
use crate::value::State;
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl<'f> Checker<'f, '_> {
    pub(super) fn rules(&mut self) {
        let framework = self.framework;
        for section in &framework.sections {
            self.required_in(section, RECORD);
        }
        self.roles();
        let made = self.checked.rules.len();
        let taken: FxHashMap<String, RuleId> = self
            .checked
            .rules
            .iter()
            .enumerate()
            .map(|(index, rule)| (rule.id.clone(), RuleId::from_index(index)))
            .collect();
        for rule in &framework.rules {
            if let Some(id) = taken.get(&rule.id.value)
                && let Some(by) = self.checked.rules.get(id.index())
            {
                let diagnostic = Diagnostic::new(
                    Code::DuplicateId,
                    rule.id.span,
                    format!(
                        "`{}` makes a rule `{}` of its own",
                        if by.id.starts_with("rows-") {
                            "repeat"
                        } else if by.id.starts_with("separate-") {
                            "roles"
                        } else if by.id.starts_with("copied-") {
                            "unlike-other-records"
                        } else {
                            "required"
                        },
                        rule.id.value
                    ),
                );
                let diagnostic = diagnostic.label(by.span, "from this").help("give this rule another id");
                self.report(diagnostic);
            }
            let known = self.rule(rule);
            self.rule_ids.entry(&rule.id.value).or_insert(known);
        }
        // The rules of `required` can be named in outcome tables too.
        self.required_ids = self
            .checked
            .rules
            .iter()
            .take(made)
            .enumerate()
            .map(|(index, rule)| (rule.id.clone(), RuleId::from_index(index)))
            .collect();
    }

    fn required_in(&mut self, section: &'f Section, around: DomainId) {
        let domain = match section.rows {
            Rows::None => around,
            _ => match self.names.group_in(around, &section.id.value) {
                Some(group) => group,
                None => return,
            },
        };
        if let Rows::Free { min, max } = section.rows {
            self.row_count(section, domain, around, (min, max));
        }
        for member in &section.members {
            match member {
                Member::Group(inner) => self.required_in(inner, domain),
                Member::Field(field) => {
                    if let (Some(share), Some(slot)) = (&field.unlike, self.names.field_in(domain, &field.id.value)) {
                        self.across(field, slot, share);
                    }
                    let at = match &field.required {
                        Required::No => continue,
                        Required::Always => None,
                        Required::From(stage) => match self.stage(stage) {
                            Some(stage) => Some(stage),
                            None => continue,
                        },
                    };
                    if let Some(slot) = self.names.field_in(domain, &field.id.value) {
                        self.required(field, slot, at);
                    }
                }
            }
        }
    }

    /// `repeat: {min: 1, max: 5}` makes a rule of its own, `rows-<group>`, where it asks for anything.
    fn row_count(
        &mut self,
        section: &Section,
        group: DomainId,
        around: DomainId,
        (min, max): (Option<u32>, Option<u32>),
    ) {
        let Some(known) = self.checked.shape.domains.get(group.index()) else { return };
        let (path, title, when) = (known.path.clone(), known.title.clone(), known.ask_when.clone());
        let (id, span) = (&section.id.value, section.id.span);
        let limit = |comparison, sign: &str, most: u32| {
            let count = Num::Fold { kind: Fold::Count, group, value: None, filter: None };
            Cond {
                kind: CondKind::Compare(comparison, count, Num::Literal(f64::from(most))),
                span,
                text: Arc::from(format!("count({id}) {sign} {most}")),
            }
        };
        let least = min.filter(|min| *min > 0).map(|min| limit(Comparison::GreaterOrEqual, ">=", min));
        let most = max.map(|max| limit(Comparison::LessOrEqual, "<=", max));
        let limits: Vec<Cond> = least.into_iter().chain(most).collect();
        if limits.is_empty() {
            return;
        }
        let text: Vec<&str> = limits.iter().map(|limit| &*limit.text).collect();
        let text = text.join(" and ");
        let wanted = |language: &str| made::wanted(language, (min, max));
        let rule = RuleIr {
            id: format!("rows-{}", path.replace('.', "-")),
            title: made::words(&title, "Rows of {0}", &made::nothing),
            domain: around,
            text: (when.as_ref().map_or_else(String::new, |_| format!("{id} is asked")), text),
            when,
            require: joined_conditions(true, limits, span),
            severity: Severity::Major,
            at: None,
            cite: Vec::new(),
            say: made::message(&title, "{0}: the number of rows is not {1}", &wanted),
            fix: made::message(&title, "Give {1} under “{0}”", &wanted),
            why: Words::default(),
            when_unknown: WhenUnknown::default(),
            unknown_from: None,
            criteria: Vec::new(),
            made_by_required: true,
            span,
        };
        self.checked.rules.push(rule);
    }

    fn required(&mut self, field: &Field, slot: SlotId, at: Option<StageId>) {
        let Some(known) = self.checked.shape.slots.get(slot.index()) else { return };
        let (path, label, domain) = (known.path.clone(), known.label.clone(), known.domain);
        let asked = known.ask_when.clone();
        let span = field.id.span;
        let leaf = |kind, text: String| Cond { kind, span, text: Arc::from(text) };
        let mut states = vec![State::Answered];
        states.extend(&field.allow);
        states.sort_unstable();
        states.dedup();
        let id = &field.id.value;
        let wording: Vec<String> = states.iter().map(|state| format!("{id} is {state}")).collect();
        let require = leaf(CondKind::StateIn(slot, states.clone()), wording.join(" or "));
        // What may not be asked cannot be missing: while that is open, so is the rule, unless the answer is there. Whether a group is asked, each rule of
        // its rows looks at by itself.
        let when = asked.map(|asked| {
            let text = match asked.kind {
                CondKind::And(_) => format!("{} or ({})", require.text, asked.text),
                _ => format!("{} or {}", require.text, asked.text),
            };
            leaf(CondKind::Or(vec![require.clone(), asked]), text)
        });
        let when_text = when.as_ref().map_or_else(String::new, |when| when.text.to_string());
        let unread = "{0}: what stands there cannot be read";
        let mut say = made::open(slot, &label, ["{0} is not answered", unread], &made::nothing);
        if domain != RECORD {
            for parts in say.values_mut() {
                parts.splice(0..0, [PartIr::Row, PartIr::Text(": ".to_string())]);
            }
        }
        let rule = RuleIr {
            id: format!("required-{}", path.replace('.', "-")),
            title: made::words(&label, "{0} is required", &made::nothing),
            domain,
            when,
            text: (when_text, require.text.to_string()),
            require,
            severity: Severity::Major,
            at,
            cite: Vec::new(),
            say,
            fix: made::open(slot, &label, ["Answer “{0}”{1}", "Correct “{0}”{1}"], &|language| {
                made::or_record(language, &states)
            }),
            why: Words::default(),
            when_unknown: WhenUnknown::default(),
            unknown_from: None,
            criteria: Vec::new(),
            made_by_required: true,
            span,
        };
        self.checked.rules.push(rule);
    }

    /// Checks a rule with all its parts; its number when all of them are good.
    fn rule(&mut self, rule: &'f Rule) -> Option<RuleId> {
        self.matched = None;
        let cite = self.cite(&rule.cite);
        let at = rule.at.as_ref().map(|stage| self.stage(stage));
        let domain = if rule.each.is_empty() { Some(RECORD) } else { self.rows_of(rule) };
        // Without its domain nothing more can be said of the rule.
        let domain = domain?;
        let unknown_from = rule.unknown_from.as_ref().map(|stage| self.stage(stage));
        let when = rule.when.as_ref().map(|when| self.condition(when, domain));
        let (require, criteria) = self.criteria(rule, domain);
        let say = self.template(&rule.say, domain);
        let fix = self.template(&rule.fix, domain);
        rule.when.iter().for_each(|when| self.numbers_in(when));
        self.numbers_in(&rule.require);
        let when = match when {
            Some(None) => return None,
            Some(Some(when)) => Some(when),
            None => None,
        };
        let at = match at {
            Some(None) => return None,
            Some(Some(at)) => Some(at),
            None => None,
        };
        let unknown_from = match unknown_from {
            Some(None) => return None,
            Some(Some(stage)) => Some(stage),
            None => None,
        };
        let made = RuleIr {
            id: rule.id.value.clone(),
            title: labelled(&rule.title, &rule.id.value),
            domain,
            when,
            require: require?,
            severity: rule.severity,
            at,
            cite,
            say: say?,
            fix: fix?,
            why: rule.why.clone(),
            when_unknown: rule.when_unknown,
            unknown_from,
            criteria,
            made_by_required: false,
            span: rule.span,
            text: (
                rule.when.as_ref().map_or_else(String::new, |when| text_of(when).to_string()),
                text_of(&rule.require).to_string(),
            ),
        };
        self.checked.rules.push(made);
        Some(RuleId::from_index(self.checked.rules.len() - 1))
    }

    /// What a rule requires, and its named parts.
    fn criteria(&mut self, rule: &Rule, domain: DomainId) -> (Option<Cond>, Vec<CriterionIr>) {
        if rule.criteria.is_empty() {
            return (self.condition(&rule.require, domain), Vec::new());
        }
        let mut made = Vec::with_capacity(rule.criteria.len());
        for criterion in &rule.criteria {
            if let Some(require) = self.condition(&criterion.require, domain) {
                let title = labelled(&criterion.title, &criterion.id.value);
                made.push(CriterionIr { title, say: criterion.say.clone(), require });
            }
        }
        let all = (made.len() == rule.criteria.len()).then(|| {
            let parts = made.iter().map(|criterion| criterion.require.clone()).collect();
            joined_conditions(true, parts, rule.require.span)
        });
        (all, made)
    }

    /// The group of `each`.
    fn rows_of(&mut self, rule: &Rule) -> Option<DomainId> {
        let found = self.find_group(&rule.each, RECORD);
        if found.is_none() {
            let diagnostic = self.unknown_group(&rule.each, RECORD, span_of(&rule.each));
            self.report(diagnostic);
        }
        found.into_iter().for_each(|group| self.speaks_of(group));
        found
    }

    /// Reports thresholds without a name. Nought and one are counts that speak for themselves.
    fn numbers_in(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(number) if *number != 0.0 && *number != 1.0 => self.report(
                Diagnostic::new(
                    Code::NumberInRule,
                    expr.span,
                    format!("`{number}` is a threshold without a name or a reason"),
                )
                .help(format!(
                    "name it under `parameters`, `some-name: {{value: {number}, why: …}}`, and write the name here"
                )),
            ),
            ExprKind::Not(inner) | ExprKind::Negate(inner) => self.numbers_in(inner),
            ExprKind::Binary(_, left, right) => {
                self.numbers_in(left);
                self.numbers_in(right);
            }
            ExprKind::List(items) | ExprKind::Call { arguments: items, .. } => {
                items.iter().for_each(|item| self.numbers_in(item))
            }
            ExprKind::Quantifier { filter, has, .. } => filter.iter().chain(has).for_each(|part| self.numbers_in(part)),
            ExprKind::Fold { filter, .. } => filter.iter().for_each(|part| self.numbers_in(part)),
            _ => {}
        }
    }
}
