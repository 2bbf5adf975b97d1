//! Roles: a rule for every pair of people who have to be two.

use super::types::negation;
use super::{Checker, made, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, Member, Role, Rows, Section, WhenUnknown, Words};
use crate::ir::{Cond, CondKind, DomainId, PartIr, RECORD, RuleIr, SlotId, TemplateIr};
use crate::source::Span;
use crate::value::State;
use std::sync::Arc;

/// A field of type `person` with what they do.
struct Holder<'f> {
    role: &'f Id,
    slot: SlotId,
    domain: DomainId,
    span: Span,
}

impl<'f> Checker<'f, '_> {
    /// The rules that roles make: `separate-<field>-<field>`.
    pub(super) fn roles(&mut self) {
        let framework = self.framework;
        let mut holders = Vec::new();
        for section in &framework.sections {
            self.holders(section, RECORD, &mut holders);
        }
        let known = |id: &Id| framework.roles.iter().any(|role| role.id.value == id.value);
        let named = holders.iter().map(|holder| holder.role).chain(framework.roles.iter().flat_map(|role| &role.not));
        let unknown: Vec<&Id> = named.filter(|id| !known(id)).collect();
        for id in unknown {
            let diagnostic = Diagnostic::new(Code::UnknownName, id.span, format!("there is no role `{}`", id.value));
            let names = framework.roles.iter().map(|role| role.id.value.as_str());
            let diagnostic = suggest::add(diagnostic, id.span, &id.value, names);
            self.report(diagnostic.help("list it under `roles`"));
        }
        for role in &framework.roles {
            let cite = self.cite(&role.cite);
            let at = match &role.at {
                None => None,
                Some(stage) => match self.stage(stage) {
                    Some(stage) => Some(stage),
                    None => continue,
                },
            };
            for own in holders.iter().filter(|holder| holder.role.value == role.id.value) {
                for other in holders.iter().filter(|other| role.not.iter().any(|not| not.value == other.role.value)) {
                    // The deeper of the two is where the rule is checked; two groups side by side have no rows in common.
                    let domain = if self.around(own.domain).any(|around| around == other.domain) {
                        own.domain
                    } else if self.around(other.domain).any(|around| around == own.domain) {
                        other.domain
                    } else {
                        continue;
                    };
                    if own.slot == other.slot {
                        continue;
                    }
                    let rule = self.separate(role, (own, other), domain);
                    self.checked.rules.push(RuleIr { at, cite: cite.clone(), ..rule });
                }
            }
        }
    }

    fn holders(&self, section: &'f Section, around: DomainId, out: &mut Vec<Holder<'f>>) {
        let domain = match section.rows {
            Rows::None => around,
            _ => match self.names.group_in(around, &section.id.value) {
                Some(group) => group,
                None => return,
            },
        };
        for member in &section.members {
            match member {
                Member::Group(inner) => self.holders(inner, domain, out),
                Member::Field(field) => {
                    if let (Some(role), Some(slot)) = (&field.role, self.names.field_in(domain, &field.id.value)) {
                        out.push(Holder { role, slot, domain, span: role.span });
                    }
                }
            }
        }
    }

    fn separate(&self, role: &Role, (own, other): (&Holder<'f>, &Holder<'f>), domain: DomainId) -> RuleIr {
        let about = |slot: SlotId| {
            self.checked.shape.slots.get(slot.index()).map_or_else(
                || (String::new(), String::new(), Words::default()),
                |slot| (slot.path.clone(), slot.id.clone(), slot.label.clone()),
            )
        };
        let ((path, id, label), (other_path, other_id, other_label)) = (about(own.slot), about(other.slot));
        let span = own.span;
        let leaf = |kind, text: String| Cond { kind, span, text: Arc::from(text) };
        let answered =
            |slot, id: &str| leaf(CondKind::StateIn(slot, vec![State::Answered]), format!("{id} is answered"));
        let when =
            super::types::joined_conditions(true, vec![answered(own.slot, &id), answered(other.slot, &other_id)], span);
        let same = leaf(CondKind::SameText(own.slot, other.slot), format!("{id} = {other_id}"));
        let say = |language: &str| -> Vec<PartIr> {
            let row = if domain == RECORD { Vec::new() } else { vec![PartIr::Row, PartIr::Text(": ".into())] };
            let texts = [
                PartIr::Text(format!("{}: ", label.get(language))),
                PartIr::Slot(own.slot),
                PartIr::Text(format!("; {}: ", other_label.get(language))),
                PartIr::Slot(other.slot),
            ];
            row.into_iter().chain(texts).collect()
        };
        let each = |make: &dyn Fn(&str) -> Vec<PartIr>| -> TemplateIr {
            label.by_language.keys().map(|language| (language.clone(), make(language))).collect()
        };
        RuleIr {
            id: format!("separate-{}-{}", path.replace('.', "-"), other_path.replace('.', "-")),
            title: made::words(&label, "{0} and {1} are two people", &|language| other_label.get(language).to_owned()),
            domain,
            text: (format!("{id} is answered and {other_id} is answered"), format!("{id} != {other_id}")),
            when: Some(when),
            require: negation(same),
            severity: role.severity,
            at: None,
            cite: Vec::new(),
            say: each(&say),
            fix: made::message(&label, "Let somebody else do one of the two", &made::nothing),
            why: role.why.clone(),
            when_unknown: WhenUnknown::default(),
            unknown_from: None,
            criteria: Vec::new(),
            made_by_required: true,
            span,
        }
    }
}
