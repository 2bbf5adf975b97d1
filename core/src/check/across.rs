//! `unlike-other-records`: the rule that a field makes whose texts are compared across records.

use super::number::Operand;
use super::{Checker, made};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Field, Severity, WhenUnknown};
use crate::ir::{AcrossIr, Cond, CondKind, Num, NumberKind, RECORD, RuleId, RuleIr, SlotId};
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::value::State;
use std::sync::Arc;

impl Checker<'_, '_> {
    pub(super) fn across(&mut self, field: &Field, slot: SlotId, given: &Expr) {
        let share = match self.operand(given, RECORD) {
            Operand::Broken => return,
            Operand::Number(number)
                if number.kind == NumberKind::Quantity && matches!(number.num, Num::Literal(_) | Num::Parameter(_)) =>
            {
                number.num
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        given.span,
                        "the share of words in common is a number from 0 to 1",
                    )
                    .help("name a parameter with such a value: it is a threshold, and needs its reason"),
                );
                return;
            }
        };
        let Some(known) = self.checked.shape.slots.get(slot.index()) else { return };
        let (path, label, domain) = (known.path.clone(), known.label.clone(), known.domain);
        let span: Span = field.id.span;
        let id = &field.id.value;
        let leaf = |kind, text: String| Cond { kind, span, text: Arc::from(text) };
        let when = leaf(CondKind::StateIn(slot, vec![State::Answered]), format!("{id} is answered"));
        let require = leaf(CondKind::Truth(true), format!("{id} is unlike that of every other record"));
        self.checked.across.push(AcrossIr { rule: RuleId::from_index(self.checked.rules.len()), slot, share });
        self.checked.rules.push(RuleIr {
            id: format!("copied-{}", path.replace('.', "-")),
            title: made::words(&label, "{0}: the words of another record", &made::nothing),
            domain,
            text: (when.text.to_string(), require.text.to_string()),
            when: Some(when),
            require,
            severity: Severity::Review,
            at: None,
            cite: Vec::new(),
            say: made::message(&label, "{0}: nearly the same words stand in another record", &made::nothing),
            fix: made::message(
                &label,
                "Say what is particular here, or record that you looked and it is right",
                &made::nothing,
            ),
            why: made::words(
                &label,
                "A text that fits two records may have been written for one of them",
                &made::nothing,
            ),
            when_unknown: WhenUnknown::default(),
            unknown_from: None,
            criteria: Vec::new(),
            made_by_required: false,
            span,
        });
    }
}
