//! The outcome table, where conditions may speak of rules and their verdicts.

use super::types::negation;
use super::{Checker, suggest, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::Severity;
use crate::ir::{Cond, CondKind, RuleId, StageId};
use crate::source::Spanned;
use crate::syntax::ast::{Expr, ExprKind, Quantifier, RuleSubject, VerdictTest};

impl<'f> Checker<'f, '_> {
    pub(super) fn outcome(&mut self) {
        self.in_outcome = true;
        let rows = self.table_rows(&self.framework.outcome);
        self.in_outcome = false;
        self.checked.outcome = rows.into_iter().filter(|(_, good)| *good).map(|(row, _)| row).collect();
    }

    /// `any rule of severity block is not met`, `rule some-id needs a person`
    pub(super) fn verdict(
        &mut self,
        subject: &RuleSubject,
        verdict: &Spanned<VerdictTest>,
        whole: &Expr,
    ) -> Option<Cond> {
        if !self.in_outcome {
            self.report(
                Diagnostic::new(
                    Code::NotACondition,
                    whole.span,
                    "verdicts of rules are known only after every rule, so only `outcome` can speak of them",
                )
                .help("say here what the rule itself says, or name that as a derived value"),
            );
            return None;
        }
        let leaf = |every, rules, text| Cond {
            kind: CondKind::Verdict { every, rules, test: verdict.value },
            span: whole.span,
            text,
        };
        match subject {
            RuleSubject::One(id) => {
                let rule = self.rule_named(id)?;
                Some(leaf(false, vec![rule], text_of(whole)))
            }
            RuleSubject::Many { kind, severity, stage } => {
                let severity_known = severity.as_ref().map(|severity| self.severity(severity));
                let stage_known = stage.as_ref().map(|stage| self.stage(stage));
                let severity_known = match severity_known {
                    Some(known) => Some(known?),
                    None => None,
                };
                let stage_known = match stage_known {
                    Some(known) => Some(known?),
                    None => None,
                };
                let rules = self.rules_with(severity_known, stage_known);
                if rules.is_empty() && !self.diagnostics.has_errors() {
                    self.report(
                        Diagnostic::new(
                            Code::UnknownRule,
                            whole.span,
                            "no rule is of this severity and stage, so this says nothing",
                        )
                        .help("speak of a severity and stage that rules have"),
                    );
                    return None;
                }
                match kind {
                    Quantifier::Any => Some(leaf(false, rules, text_of(whole))),
                    Quantifier::Every => Some(leaf(true, rules, text_of(whole))),
                    Quantifier::No => {
                        let positive = Expr {
                            kind: ExprKind::Rules {
                                subject: RuleSubject::Many {
                                    kind: Quantifier::Any,
                                    severity: severity.clone(),
                                    stage: stage.clone(),
                                },
                                verdict: *verdict,
                            },
                            span: whole.span,
                        };
                        Some(negation(leaf(false, rules, text_of(&positive))))
                    }
                }
            }
        }
    }

    fn rules_with(&self, severity: Option<Severity>, stage: Option<StageId>) -> Vec<RuleId> {
        let rules = self.checked.rules.iter().enumerate();
        rules
            .filter(|(_, rule)| {
                severity.is_none_or(|severity| rule.severity == severity)
                    && stage.is_none_or(|stage| rule.at == Some(stage))
            })
            .map(|(index, _)| RuleId::from_index(index))
            .collect()
    }

    fn rule_named(&mut self, id: &Spanned<String>) -> Option<RuleId> {
        if let Some(known) = self.rule_ids.get(id.value.as_str()) {
            return *known;
        }
        if let Some(known) = self.required_ids.get(&id.value) {
            return Some(*known);
        }
        let mut diagnostic = Diagnostic::new(Code::UnknownRule, id.span, format!("there is no rule `{}`", id.value));
        if self.suggests() {
            let names = self
                .framework
                .rules
                .iter()
                .map(|rule| rule.id.value.as_str())
                .chain(self.required_ids.keys().map(String::as_str));
            diagnostic = suggest::add(diagnostic, id.span, &id.value, names);
        }
        self.report(diagnostic);
        None
    }

    fn severity(&mut self, word: &Spanned<String>) -> Option<Severity> {
        let found = Severity::ALL.into_iter().find(|severity| severity.words() == word.value);
        if found.is_none() {
            let names = Severity::ALL.map(Severity::words);
            let diagnostic =
                Diagnostic::new(Code::UnknownRule, word.span, format!("`{}` is not a severity", word.value));
            let diagnostic = suggest::add(diagnostic, word.span, &word.value, names.into_iter());
            self.report(diagnostic.help(format!("the severities are {}", suggest::listed(&names))));
        }
        found
    }
}
