//! Conditions read aloud: the same expression in the words of someone who has not learned the language.

use due_regard::FieldType;
use due_regard::framework::{Derived, Framework, Member, Section};
use due_regard::syntax::ast::{BinaryOp, Expr, ExprKind, Fold, Quantifier};
use due_regard::syntax::print;
use std::collections::BTreeMap;

/// What names stand for in a framework.
pub(crate) struct Reader<'a> {
    framework: &'a Framework,
    /// By path, and by id where it is the only one: label and type.
    fields: BTreeMap<String, (String, FieldType)>,
    /// By id: title.
    groups: BTreeMap<&'a str, &'a str>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(framework: &'a Framework) -> Self {
        let mut reader = Self { framework, fields: BTreeMap::new(), groups: BTreeMap::new() };
        for section in &framework.sections {
            reader.section(section);
        }
        reader
    }

    fn section(&mut self, section: &'a Section) {
        self.groups.insert(&section.id.value, section.title.get(""));
        for member in &section.members {
            match member {
                Member::Field(field) => {
                    let label = field.label.get("");
                    let label = if label.is_empty() { field.id.value.replace('-', " ") } else { label.to_owned() };
                    self.fields.insert(format!("{}.{}", section.id.value, field.id.value), (label.clone(), field.kind));
                    // The record's own fields come first; within a group's rows the nearest is meant, which reads the same.
                    self.fields.entry(field.id.value.clone()).or_insert((label, field.kind));
                }
                Member::Group(group) => self.section(group),
            }
        }
    }

    /// The expression in words.
    pub(crate) fn aloud(&self, expr: &Expr) -> String {
        self.read(expr)
    }

    /// The derived values that an expression rests on, the nearest first, each once.
    pub(crate) fn derived_in(&self, expressions: &[&Expr]) -> Vec<&'a Derived> {
        let mut waiting: Vec<String> = Vec::new();
        expressions.iter().for_each(|expr| names(expr, &mut waiting));
        let mut found: Vec<&'a Derived> = Vec::new();
        let mut place = 0;
        while let Some(name) = waiting.get(place).cloned() {
            place += 1;
            let Some(derived) = self.framework.derived.iter().find(|derived| derived.id.value == name) else {
                continue;
            };
            if found.iter().any(|known| known.id.value == derived.id.value) {
                continue;
            }
            found.push(derived);
            match &derived.value {
                due_regard::framework::DerivedValue::Expr(expr) => names(expr, &mut waiting),
                due_regard::framework::DerivedValue::Score { .. } => {}
                due_regard::framework::DerivedValue::Cases(rows) => rows
                    .iter()
                    .flat_map(|row| row.when.iter().chain([&row.value]))
                    .for_each(|part| names(part, &mut waiting)),
                due_regard::framework::DerivedValue::Table(rows) => {
                    rows.iter().filter_map(|row| row.when.as_ref()).for_each(|when| names(when, &mut waiting))
                }
            }
        }
        found
    }

    /// What an id of the framework is called.
    pub(crate) fn label(&self, id: &due_regard::Spanned<String>) -> String {
        self.name(std::slice::from_ref(id))
    }

    fn name(&self, path: &[due_regard::Spanned<String>]) -> String {
        let text: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
        let id = text.join(".");
        let own = id.strip_prefix("record.").unwrap_or(&id);
        if let Some(parameter) = self.framework.parameters.iter().find(|parameter| parameter.id.value == id) {
            let unit = if parameter.unit.is_empty() { String::new() } else { format!(" {}", parameter.unit) };
            return format!("{}{unit} ({id})", print(&parameter.value));
        }
        match self.fields.get(own) {
            Some((label, _)) => format!("“{label}”"),
            None => id.replace('-', " "),
        }
    }

    /// Whether an operand is a day or a year, which come before and after each other.
    fn is_time(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Date(_) | ExprKind::Today => true,
            ExprKind::Name(path) => {
                let id: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
                self.fields
                    .get(&id.join("."))
                    .is_some_and(|(_, kind)| matches!(kind, FieldType::Date | FieldType::Year))
            }
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, right) => {
                self.is_time(left) && !self.is_time(right)
            }
            _ => false,
        }
    }

    fn group(&self, path: &[due_regard::Spanned<String>]) -> String {
        let id = path.last().map_or("", |part| part.value.as_str());
        match self.groups.get(id) {
            Some(title) if !title.is_empty() => format!("“{title}”"),
            _ => id.replace('-', " "),
        }
    }

    fn read(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Name(path) => self.name(path),
            ExprKind::Text(text) => format!("‘{text}’"),
            ExprKind::Today => "the as-of date".to_owned(),
            ExprKind::List(items) => self.listed(items),
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Binary(BinaryOp::Matches, left, right) => {
                    format!("{} does not match the pattern {}", self.read(left), print(right))
                }
                ExprKind::Binary(BinaryOp::Contains, left, right) => {
                    format!("{} does not include {}", self.read(left), self.read(right))
                }
                ExprKind::Name(path) => format!("not {}", self.name(path)),
                _ => format!("it is not so that ({})", self.read(inner)),
            },
            ExprKind::Negate(inner) => format!("minus {}", self.read(inner)),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::Is { operand, negated, state } => {
                format!("{} is {}{}", self.read(operand), if *negated { "not " } else { "" }, state.value.words())
            }
            ExprKind::Quantifier { kind, group, filter, has } => {
                let group = self.group(group);
                let filter = filter.as_ref().map_or(String::new(), |filter| format!(" where {}", self.read(filter)));
                match (kind, has) {
                    (Quantifier::Every, Some(has)) => format!("for every row of {group}{filter}: {}", self.read(has)),
                    (Quantifier::Every, None) => format!("every row of {group}{filter}"),
                    (Quantifier::Any, _) => format!("there is at least one row of {group}{filter}"),
                    (Quantifier::No, _) => format!("there is no row of {group}{filter}"),
                }
            }
            ExprKind::Fold { kind, group, field, filter } => {
                let what = match kind {
                    Fold::Count => "number",
                    Fold::Sum => "sum",
                    Fold::Min => "least",
                    Fold::Max => "greatest",
                    Fold::Median => "median",
                };
                let field = field
                    .as_ref()
                    .map_or(String::new(), |field| format!("{} over the ", self.name(std::slice::from_ref(field))));
                let filter = filter.as_ref().map_or(String::new(), |filter| format!(" where {}", self.read(filter)));
                format!("the {what} of {field}rows of {}{filter}", self.group(group))
            }
            ExprKind::Call { function, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.read(argument)).collect();
                format!("the {} of {}", function.value.replace('-', " "), arguments.join(" and "))
            }
            ExprKind::Number(_)
            | ExprKind::Date(_)
            | ExprKind::Period(_)
            | ExprKind::Truth(_)
            | ExprKind::Rules { .. }
            | ExprKind::Error => print(expr),
        }
    }

    fn binary(&self, operator: BinaryOp, left: &Expr, right: &Expr) -> String {
        let time = self.is_time(left) || self.is_time(right);
        let words = match operator {
            BinaryOp::And | BinaryOp::Or => {
                let inner = |part: &Expr| match (&part.kind, operator) {
                    // Brackets stay wherever someone could take the two for each other.
                    (ExprKind::Binary(BinaryOp::Or, ..), BinaryOp::And)
                    | (ExprKind::Binary(BinaryOp::And, ..), BinaryOp::Or)
                    | (ExprKind::Quantifier { .. }, _) => format!("({})", self.read(part)),
                    _ => self.read(part),
                };
                let word = if operator == BinaryOp::And { "and" } else { "or" };
                return format!("{} {word} {}", inner(left), inner(right));
            }
            BinaryOp::In | BinaryOp::NotIn => {
                let not = if operator == BinaryOp::NotIn { "not " } else { "" };
                return match &right.kind {
                    ExprKind::List(items) if items.len() == 1 => {
                        format!("{} is {not}{}", self.read(left), self.listed(items))
                    }
                    ExprKind::List(items) => format!("{} is {not}one of {}", self.read(left), self.listed(items)),
                    _ => format!("{} is {not}on the list {}", self.read(left), self.read(right)),
                };
            }
            BinaryOp::Matches => return format!("{} matches the pattern {}", self.read(left), print(right)),
            BinaryOp::Equal => "is",
            BinaryOp::NotEqual => "is not",
            BinaryOp::Less if time => "is before",
            BinaryOp::LessOrEqual if time => "is not after",
            BinaryOp::Greater if time => "is after",
            BinaryOp::GreaterOrEqual if time => "is not before",
            BinaryOp::Less => "is less than",
            BinaryOp::LessOrEqual => "is at most",
            BinaryOp::Greater => "is more than",
            BinaryOp::GreaterOrEqual => "is at least",
            BinaryOp::Contains => "includes",
            BinaryOp::Add => "plus",
            BinaryOp::Subtract => "minus",
            BinaryOp::Multiply => "times",
            BinaryOp::Divide => "divided by",
        };
        let arithmetic = matches!(operator, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide);
        let inner = |part: &Expr| match &part.kind {
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide, ..)
                if arithmetic =>
            {
                format!("({})", self.read(part))
            }
            _ => self.read(part),
        };
        format!("{} {words} {}", inner(left), inner(right))
    }

    fn listed(&self, items: &[Expr]) -> String {
        let words: Vec<String> = items.iter().map(|item| self.read(item)).collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => "nothing".to_owned(),
        }
    }
}

/// The first words of all names in an expression, in order.
pub(crate) fn names(expr: &Expr, out: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Name(path) => out.extend(path.first().map(|part| part.value.clone())),
        ExprKind::List(items) | ExprKind::Call { arguments: items, .. } => {
            items.iter().for_each(|item| names(item, out))
        }
        ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::Is { operand: inner, .. } => names(inner, out),
        ExprKind::Binary(_, left, right) => {
            names(left, out);
            names(right, out);
        }
        ExprKind::Quantifier { filter, has, .. } => filter.iter().chain(has).for_each(|part| names(part, out)),
        ExprKind::Fold { filter, .. } => filter.iter().for_each(|part| names(part, out)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_can_be_read_by_anyone() {
        let framework = due_regard::load(due_regard::Source::new(
            "a.yaml",
            "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nparameters: {ten-years: {value: 10, unit: years, why: law}}\nrecord: {noun: thing}\nsections:\n  - {id: all, title: All, fields: [{id: opened-on, type: date, label: Opened}, {id: grade, type: choice, of: [I, II]}, {id: size, type: number}, {id: note, type: text}]}\n  - {id: acts, title: Acts, repeat: {min: 0}, fields: [{id: due, type: date}]}\nderive: {old: size > 3, older: old and size > 4}\n",
        ));
        let framework = framework.framework();
        let reader = Reader::new(framework);
        for (text, wanted) in [
            (
                "grade in [I, II] and opened-on < today",
                "“grade” is one of ‘I’ or ‘II’ and “Opened” is before the as-of date",
            ),
            (
                "size >= ten-years or (note is not answered and size = 1)",
                "“size” is at least 10 years (ten-years) or (“note” is not answered and “size” is 1)",
            ),
            ("not (note matches '^a')", "“note” does not match the pattern '^a'"),
            ("any acts where due > 2024-01-05", "there is at least one row of “Acts” where “due” is after 2024-01-05"),
            (
                "count(acts where due is answered) > 2",
                "the number of rows of “Acts” where “due” is answered is more than 2",
            ),
            ("older and not old", "older and not old"),
        ] {
            let mut diagnostics = due_regard::diagnostic::Diagnostics::default();
            let expr = due_regard::syntax::parse(
                text,
                due_regard::syntax::Place::At(0),
                &due_regard::syntax::ParseLimits::default(),
                &mut diagnostics,
            );
            assert_eq!(reader.aloud(&expr), wanted);
        }
        let older = framework.derived.iter().find(|derived| derived.id.value == "older").unwrap();
        let due_regard::framework::DerivedValue::Expr(expr) = &older.value else { panic!() };
        assert_eq!(
            reader.derived_in(&[expr]).iter().map(|derived| derived.id.value.as_str()).collect::<Vec<_>>(),
            ["old"]
        );
    }
}
