//! Texts searched for words: `mentions(rationale, row)`, `made-of(rationale, stock-phrases)`.

use super::number::Operand;
use super::types::joined_conditions;
use super::{Checker, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Member, Rows, Section};
use crate::function::{Function, Search, search_pattern};
use crate::ir::{Comparison, Cond, CondKind, DomainId, Num, SlotId, TextSource};
use crate::syntax::ast::{Expr, ExprKind};
use std::sync::Arc;

impl Checker<'_, '_> {
    /// A function that gives a condition.
    pub(super) fn search(
        &mut self,
        function: &'static Function,
        search: Search,
        arguments: &[Expr],
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        let [text, terms] = arguments else {
            self.report(
                Diagnostic::new(
                    Code::WrongArguments,
                    whole.span,
                    format!("`{}` takes a text field and the id of a list", function.name),
                )
                .help(format!("for example `{}`", function.example)),
            );
            return None;
        };
        let slot = match self.operand(text, from) {
            Operand::TextSlot(slot) => slot,
            Operand::Broken => return None,
            other => {
                self.report(
                    Diagnostic::new(
                        Code::WrongArguments,
                        text.span,
                        format!("`{}` takes a text field here, and this is {}", function.name, other.describe()),
                    )
                    .help(format!("for example `{}`", function.example)),
                );
                return None;
            }
        };
        if matches!(&terms.kind, ExprKind::Name(path) if matches!(path.as_slice(), [word] if word.value == "row"))
            && search == Search::Mentions
        {
            return self.mentions_row(slot, whole, from);
        }
        if !matches!(terms.kind, ExprKind::Name(_)) {
            self.report(
                Diagnostic::new(Code::WrongArguments, terms.span, "the terms are the id of one of the `lists`")
                    .help(format!("for example `{}`", function.example)),
            );
            return None;
        }
        let list = self.list_named(terms, &[])?;
        let options = self.checked.shape.lists.get(list.index()).map(|list| &list.options)?;
        let spellings = options.iter().flat_map(|option| {
            std::iter::once(option.id.as_str())
                .chain(option.label.by_language.values().map(String::as_str))
                .chain(option.aliases.iter().map(String::as_str))
        });
        let pattern = search_pattern(search, spellings);
        self.is_pattern(&pattern, terms.span).then_some(())?;
        Some(Cond {
            kind: CondKind::Matches(slot, TextSource::Literal(pattern)),
            span: whole.span,
            text: text_of(whole),
        })
    }

    /// Whether a text mentions the terms of its own fixed row: one part for each row that has terms. Rows without are not asked for any.
    fn mentions_row(&mut self, slot: SlotId, whole: &Expr, from: DomainId) -> Option<Cond> {
        let domain = self
            .around(from)
            .find(|domain| self.checked.shape.domains.get(domain.index()).is_some_and(|domain| domain.row.is_some()));
        let known = domain.and_then(|domain| self.checked.shape.domains.get(domain.index()));
        let (Some(row), Some(key)) = (known.and_then(|domain| domain.row), known.map(|domain| domain.path.clone()))
        else {
            self.report(
                Diagnostic::new(Code::UnknownName, whole.span, "there is no group with fixed rows around this")
                    .help("`row` is the row of a group whose `rows` have `terms`; give the rule `each`"),
            );
            return None;
        };
        let text = text_of(whole);
        let leaf = |kind, more: &str| Cond {
            kind,
            span: whole.span,
            // Equal texts are taken for equal conditions.
            text: Arc::from(format!("{text}{more}")),
        };
        let mut parts = Vec::new();
        let mut with_terms = Vec::new();
        for (place, (id, terms)) in self.terms_of(&key).into_iter().enumerate() {
            let place = u16::try_from(place).unwrap_or(u16::MAX);
            if terms.is_empty() {
                continue;
            }
            with_terms.push(place);
            let pattern = search_pattern(Search::Mentions, terms.iter().map(String::as_str));
            self.is_pattern(&pattern, whole.span).then_some(())?;
            let is_row = leaf(CondKind::OptionIn(row, vec![place]), &format!(" of {id}"));
            let found = leaf(CondKind::Matches(slot, TextSource::Literal(pattern)), &format!(", terms of {id}"));
            parts.push(joined_conditions(true, vec![is_row, found], whole.span));
        }
        if parts.is_empty() {
            self.report(
                Diagnostic::new(Code::UnknownName, whole.span, "no fixed row has `terms`")
                    .help("give them to the rows: `{id: age, terms: [age, older, young]}`"),
            );
            return None;
        }
        // A number by case, which a row without terms has none of: neither true nor false, but not applicable.
        let has_terms = leaf(CondKind::OptionIn(row, with_terms), " at all");
        let number = Num::Case(vec![(Some(has_terms), Num::Literal(1.0))]);
        parts.push(leaf(CondKind::Compare(Comparison::Less, number, Num::Literal(1.0)), ", where it has terms"));
        Some(joined_conditions(false, parts, whole.span))
    }

    /// The fixed rows of a group with their terms, in order.
    fn terms_of(&self, path: &str) -> Vec<(String, Vec<String>)> {
        fn find<'f>(sections: &[&'f Section], path: &str) -> Option<&'f Section> {
            let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
            for section in sections {
                let within: Vec<&Section> = section
                    .members
                    .iter()
                    .filter_map(|member| match member {
                        Member::Group(group) => Some(group),
                        Member::Field(_) => None,
                    })
                    .collect();
                let is_group = !matches!(section.rows, Rows::None);
                match rest {
                    None if is_group && section.id.value == first => return Some(section),
                    Some(rest) if is_group && section.id.value == first => return find(&within, rest),
                    _ => {}
                }
                if let (false, Some(found)) = (is_group, find(&within, path)) {
                    return Some(found);
                }
            }
            None
        }
        let sections: Vec<&Section> = self.framework.sections.iter().collect();
        match find(&sections, path).map(|section| &section.rows) {
            Some(Rows::Fixed { rows, .. }) => {
                rows.iter().map(|row| (row.id.value.clone(), row.terms.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A text that is compared with those of the other rows of its group.
    pub(super) fn nearest(&mut self, function: &Function, argument: &Expr, from: DomainId) -> Option<SlotId> {
        match self.operand(argument, from) {
            Operand::TextSlot(slot) => {
                if self.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.domain != crate::ir::RECORD) {
                    self.matched = Some(slot);
                    return Some(slot);
                }
                self.report(
                    Diagnostic::new(
                        Code::WrongArguments,
                        argument.span,
                        format!("`{}` takes a text of a group, which has other rows", function.name),
                    )
                    .help("give the rule `each`, or compare two fields with `similarity(…)`"),
                );
                None
            }
            Operand::Broken => None,
            other => {
                self.report(Diagnostic::new(
                    Code::WrongArguments,
                    argument.span,
                    format!("`{}` takes a text field here, and this is {}", function.name, other.describe()),
                ));
                None
            }
        }
    }
}
