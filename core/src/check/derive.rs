//! Derived values: each after those it uses, and none by way of itself.

use super::names::{Global, Meaning};
use super::shape::labelled;
use super::{Checker, DerivedType};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Derived, DerivedValue, TableRow};
use crate::ir::{DerivedId, DerivedIr, DerivedValueIr, DomainId, Num, NumberKind, RECORD, TableRowIr};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::value::FieldType;

impl<'f> Checker<'f, '_> {
    /// Every derived value, in an order in which each comes after those it uses.
    pub(super) fn derived(&mut self) {
        let framework = self.framework;
        for (place, derived) in framework.derived.iter().enumerate() {
            if !self.names.add_global(&derived.id.value, Global::Derived(place)) {
                self.taken(derived.id.span, &derived.id.value);
            }
        }
        let uses: Vec<Vec<usize>> = framework.derived.iter().map(|derived| self.derived_used_by(derived)).collect();
        let (order, cycles) = order(&uses);
        self.derived_types = vec![DerivedType::Broken; framework.derived.len()];
        let mut in_cycle = vec![false; framework.derived.len()];
        for cycle in &cycles {
            for place in cycle {
                if let Some(flag) = in_cycle.get_mut(*place) {
                    *flag = true;
                }
            }
            let names: Vec<&str> = cycle
                .iter()
                .filter_map(|place| framework.derived.get(*place))
                .map(|derived| derived.id.value.as_str())
                .collect();
            if let Some(first) = cycle.first().and_then(|place| framework.derived.get(*place)) {
                let message = format!("`{}` is defined by way of itself: {}", first.id.value, circle(&names));
                self.report(
                    Diagnostic::new(Code::Cycle, first.id.span, message)
                        .help("say what one of them means without the others"),
                );
            }
        }
        for place in order {
            if in_cycle.get(place).copied().unwrap_or(true) {
                continue;
            }
            let Some(derived) = framework.derived.get(place) else { continue };
            let made = self.derive(derived);
            if let Some(known) = self.derived_types.get_mut(place) {
                *known = made;
            }
        }
    }

    fn derive(&mut self, derived: &'f Derived) -> DerivedType {
        let id = DerivedId::from_index(self.checked.derived.len());
        let (value, made) = match &derived.value {
            DerivedValue::Score { add, over, blank_is_nothing } => match self.score(id, add, over, *blank_is_nothing) {
                Some(points) => (
                    DerivedValueIr::Number(Num::Points(points), NumberKind::Quantity),
                    DerivedType::Number(id, NumberKind::Quantity, String::new()),
                ),
                None => return DerivedType::Broken,
            },
            DerivedValue::Cases(rows) => match self.cases(rows) {
                Some(number) => {
                    (DerivedValueIr::Number(number.num, number.kind), DerivedType::Number(id, number.kind, number.unit))
                }
                None => return DerivedType::Broken,
            },
            DerivedValue::Expr(expr) if self.is_number(expr) => match self.number(expr, RECORD) {
                Some(number) => {
                    (DerivedValueIr::Number(number.num, number.kind), DerivedType::Number(id, number.kind, number.unit))
                }
                None => return DerivedType::Broken,
            },
            DerivedValue::Expr(expr) => match self.condition(expr, RECORD) {
                Some(cond) => (DerivedValueIr::Condition(cond), DerivedType::Condition(id)),
                None => return DerivedType::Broken,
            },
            // A row whose condition is wrong stays, so that comparisons with its result are not called wrong too.
            DerivedValue::Table(rows) => (
                DerivedValueIr::Table(self.table_rows(rows).into_iter().map(|(row, _)| row).collect()),
                DerivedType::Table(id),
            ),
        };
        self.checked.derived.push(DerivedIr {
            id: derived.id.value.clone(),
            label: labelled(&derived.label, &derived.id.value),
            show: derived.show,
            value,
        });
        made
    }

    /// The rows of a table, and whether each is as it was meant.
    pub(super) fn table_rows(&mut self, rows: &'f [TableRow]) -> Vec<(TableRowIr, bool)> {
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            let when = row.when.as_ref().map(|when| self.condition(when, RECORD));
            let good = !matches!(when, Some(None));
            let cite = self.cite(&row.cite);
            let row = TableRowIr {
                is: row.is.value.clone(),
                label: labelled(&row.label, &row.is.value),
                when: when.flatten(),
                cite,
                say: row.say.clone(),
            };
            made.push((row, good));
        }
        made
    }

    /// Whether an expression is a number rather than a condition, by its outermost form.
    pub(super) fn is_number(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(path) => match self.find(path, RECORD) {
                Some(Meaning::OptionNumber(_) | Meaning::Parameter(_)) => true,
                Some(Meaning::Derived(place)) => matches!(self.derived_types.get(place), Some(DerivedType::Number(..))),
                Some(Meaning::Slot(slot)) => self.checked.shape.slots.get(slot.index()).is_some_and(|slot| {
                    matches!(slot.kind, FieldType::Integer | FieldType::Number | FieldType::Date | FieldType::Year)
                }),
                _ => false,
            },
            ExprKind::Number(_)
            | ExprKind::Date(_)
            | ExprKind::Period(_)
            | ExprKind::Today
            | ExprKind::Negate(_)
            | ExprKind::Fold { .. } => true,
            ExprKind::Call { function, .. } => crate::function::find(&function.value)
                .is_none_or(|function| function.gives != crate::function::Kind::Condition),
            ExprKind::Binary(op, ..) => {
                matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide)
            }
            _ => false,
        }
    }

    fn derived_used_by(&self, derived: &Derived) -> Vec<usize> {
        let mut used = Vec::new();
        match &derived.value {
            DerivedValue::Expr(expr) => self.derived_in(expr, RECORD, &mut used),
            DerivedValue::Score { .. } => {}
            DerivedValue::Cases(rows) => rows
                .iter()
                .flat_map(|row| row.when.iter().chain([&row.value]))
                .for_each(|part| self.derived_in(part, RECORD, &mut used)),
            DerivedValue::Table(rows) => rows
                .iter()
                .filter_map(|row| row.when.as_ref())
                .for_each(|when| self.derived_in(when, RECORD, &mut used)),
        }
        used
    }

    /// The derived values that an expression names, before any of them is known. A word beside a choice that has it as an option is an option,
    /// by the same rule as when comparisons are typed.
    fn derived_in(&self, expr: &Expr, from: DomainId, used: &mut Vec<usize>) {
        match &expr.kind {
            ExprKind::Name(path) => {
                if let Some(Meaning::Derived(place)) = self.find(path, from) {
                    used.push(place);
                }
            }
            ExprKind::Binary(
                BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::In | BinaryOp::NotIn | BinaryOp::Contains,
                left,
                right,
            ) => {
                let (subject, other) = if self.may_choose(left, from) || !self.may_choose(right, from) {
                    (left, right)
                } else {
                    (right, left)
                };
                self.derived_in(subject, from, used);
                let others = match &other.kind {
                    ExprKind::List(items) => items.as_slice(),
                    _ => std::slice::from_ref(&**other),
                };
                for other in others {
                    if !self.is_option_of(subject, other, from) {
                        self.derived_in(other, from, used);
                    }
                }
            }
            ExprKind::Binary(_, left, right) => {
                self.derived_in(left, from, used);
                self.derived_in(right, from, used);
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::Is { operand: inner, .. } => {
                self.derived_in(inner, from, used)
            }
            ExprKind::List(items) | ExprKind::Call { arguments: items, .. } => {
                items.iter().for_each(|item| self.derived_in(item, from, used))
            }
            ExprKind::Quantifier { group, filter, has, .. } => {
                let Some(group) = self.find_group(group, from) else { return };
                filter.iter().chain(has).for_each(|part| self.derived_in(part, group, used));
            }
            ExprKind::Fold { group, filter, .. } => {
                // `sum(G.choice.number)` names the group by all but its last word.
                let outer = group.split_last().map_or(&[][..], |(_, outer)| outer);
                let Some(group) = self.find_group(group, from).or_else(|| self.find_group(outer, from)) else { return };
                filter.iter().for_each(|part| self.derived_in(part, group, used));
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Period(_)
            | ExprKind::Truth(_)
            | ExprKind::Today
            | ExprKind::Rules { .. }
            | ExprKind::Error => {}
        }
    }

    fn may_choose(&self, expr: &Expr, from: DomainId) -> bool {
        let ExprKind::Name(path) = &expr.kind else { return false };
        match self.find(path, from) {
            Some(Meaning::Slot(slot)) => {
                self.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.list.is_some())
            }
            Some(Meaning::Derived(place)) => self.table_of(place).is_some(),
            _ => false,
        }
    }

    fn is_option_of(&self, subject: &Expr, other: &Expr, from: DomainId) -> bool {
        let (ExprKind::Name(path), ExprKind::Name(word)) = (&subject.kind, &other.kind) else { return false };
        let [word] = word.as_slice() else { return false };
        match self.find(path, from) {
            Some(Meaning::Slot(slot)) => {
                let list = self.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list);
                list.is_some_and(|list| self.option_place(list, word).is_some())
            }
            Some(Meaning::Derived(place)) => {
                self.table_of(place).is_some_and(|rows| rows.iter().any(|row| row.is.value == word.value))
            }
            _ => false,
        }
    }

    fn table_of(&self, place: usize) -> Option<&'f [TableRow]> {
        match &self.framework.derived.get(place)?.value {
            DerivedValue::Table(rows) => Some(rows),
            DerivedValue::Expr(_) | DerivedValue::Score { .. } | DerivedValue::Cases(_) => None,
        }
    }
}

/// An order in which everything comes after what it uses, and the circles found on the way. Without recursion: chains may be long.
pub(super) fn order(uses: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut seen = vec![Seen::No; uses.len()];
    let mut order = Vec::with_capacity(uses.len());
    let mut cycles: Vec<Vec<usize>> = Vec::new();
    let mut reported = vec![false; uses.len()];
    let mut path: Vec<(usize, usize)> = Vec::new();
    let set = |seen: &mut Vec<Seen>, place: usize, value| {
        if let Some(entry) = seen.get_mut(place) {
            *entry = value;
        }
    };
    for start in 0..uses.len() {
        if seen.get(start) != Some(&Seen::No) {
            continue;
        }
        set(&mut seen, start, Seen::Open);
        path.push((start, 0));
        while let Some((place, next)) = path.last_mut() {
            let Some(used) = uses.get(*place).and_then(|used| used.get(*next)).copied() else {
                set(&mut seen, *place, Seen::Done);
                order.push(*place);
                path.pop();
                continue;
            };
            *next += 1;
            match seen.get(used) {
                Some(Seen::No) => {
                    set(&mut seen, used, Seen::Open);
                    path.push((used, 0));
                }
                Some(Seen::Open) => {
                    let cycle: Vec<usize> =
                        path.iter().map(|(place, _)| *place).skip_while(|place| *place != used).collect();
                    // Circles that share a part are one problem to their author.
                    if cycle.iter().all(|place| reported.get(*place) == Some(&false)) {
                        cycle
                            .iter()
                            .for_each(|place| reported.get_mut(*place).into_iter().for_each(|flag| *flag = true));
                        cycles.push(cycle);
                    }
                }
                _ => {}
            }
        }
    }
    (order, cycles)
}

/// "`a` uses `b`, which uses `a`", cut when it is long.
pub(super) fn circle(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let mut out = String::new();
    for (index, name) in names.iter().take(SHOWN).enumerate() {
        out.push_str(&match index {
            0 => format!("`{name}` uses "),
            _ => format!("`{name}`, which uses "),
        });
    }
    if names.len() > SHOWN {
        out.push_str(&format!("{} more, of which the last uses ", names.len() - SHOWN));
    }
    out.push_str(&format!("`{}`", names.first().copied().unwrap_or_default()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_comes_first() {
        let (order, cycles) = order(&[vec![2], vec![], vec![1]]);
        assert_eq!((order, cycles), (vec![1, 2, 0], vec![]));
    }

    #[test]
    fn circles_are_found_once() {
        assert_eq!(order(&[vec![1], vec![0, 2], vec![0], vec![3]]).1, [vec![0, 1], vec![3]]);
        assert_eq!(circle(&["a", "b"]), "`a` uses `b`, which uses `a`");
        assert_eq!(circle(&["a"]), "`a` uses `a`");
    }

    #[test]
    fn long_chains_do_not_overflow() {
        let uses: Vec<_> = (0..200_000).map(|place| vec![place + 1]).collect();
        assert_eq!(order(&uses).0.len(), 200_000);
    }
}
