//! Operands: numbers with their kinds and units, texts, choices, periods; arithmetic and functions.

use super::names::{Meaning, joined};
use super::shape::list_option_numbers;
use super::{Checker, DerivedType, Uses, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::function::{self, Kernel, Kind};
use crate::ir::{Argument, Arithmetic, DomainId, Num, NumberKind, ParameterId, ParameterValue, PeriodSource, SlotId};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::value::{FieldType, Period, PeriodUnit};

/// A number whose kind and unit are known.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) num: Num,
    pub(super) kind: NumberKind,
    /// Empty when none is declared.
    pub(super) unit: String,
}

/// What one side of an operator is.
#[derive(Debug)]
pub(super) enum Operand {
    Number(Number),
    Period(PeriodSource, Period),
    /// A text field.
    TextSlot(SlotId),
    /// A text parameter.
    TextParameter(ParameterId),
    /// A text written out.
    Literal(String),
    /// A choice or yes-no field.
    Choice,
    /// A field with several answers.
    Choices(SlotId),
    /// A derived table.
    Table,
    /// Something true or false; what it is does not matter where a value is wanted.
    Condition,
    /// Several values in square brackets.
    List,
    /// Something that is wrong, of which a diagnostic already speaks.
    Broken,
}

impl Operand {
    /// As it is called in messages.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Operand::Number(number) => kind_words(number.kind),
            Operand::Period(..) => "a period",
            Operand::TextSlot(_) | Operand::TextParameter(_) | Operand::Literal(_) => "a text",
            Operand::Choice => "a choice",
            Operand::Choices(_) => "a set of choices",
            Operand::Table => "the result of a table",
            Operand::Condition => "a condition",
            Operand::List => "a list",
            Operand::Broken => "something else",
        }
    }
}

pub(super) fn kind_words(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Quantity => "a number",
        NumberKind::Date => "a date",
        NumberKind::Year => "a year",
    }
}

impl Number {
    fn quantity(num: Num, unit: impl Into<String>) -> Self {
        Self { num, kind: NumberKind::Quantity, unit: unit.into() }
    }
}

impl Checker<'_, '_> {
    /// What an expression is where a value is wanted. Reports what is wrong with it.
    pub(super) fn operand(&mut self, expr: &Expr, from: DomainId) -> Operand {
        match &expr.kind {
            ExprKind::Error => Operand::Broken,
            ExprKind::Name(path) => match self.find(path, from) {
                Some(meaning) => self.operand_named(meaning, path),
                None => {
                    let diagnostic = self.unknown_name(path, from, expr.span);
                    self.report(diagnostic);
                    Operand::Broken
                }
            },
            ExprKind::Number(number) => Operand::Number(Number::quantity(Num::Literal(*number), "")),
            ExprKind::Date(date) => Operand::Number(Number {
                num: Num::Literal(f64::from(date.days())),
                kind: NumberKind::Date,
                unit: String::new(),
            }),
            ExprKind::Today => Operand::Number(Number { num: Num::Today, kind: NumberKind::Date, unit: String::new() }),
            ExprKind::Period(period) => Operand::Period(PeriodSource::Literal(*period), *period),
            ExprKind::Text(text) => Operand::Literal(text.clone()),
            ExprKind::List(_) => Operand::List,
            ExprKind::Negate(inner) => self.negated(inner, from),
            ExprKind::Binary(
                op @ (BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide),
                left,
                right,
            ) => self.arithmetic(*op, left, right, from),
            ExprKind::Fold { kind, group, field, filter } => self
                .fold(*kind, group, field.as_ref(), filter.as_deref(), expr.span, from)
                .map_or(Operand::Broken, Operand::Number),
            ExprKind::Call { function, arguments } => {
                self.call(function, arguments, expr.span, from).map_or(Operand::Broken, Operand::Number)
            }
            ExprKind::Truth(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::Is { .. }
            | ExprKind::Quantifier { .. }
            | ExprKind::Rules { .. } => {
                // Checked for its own mistakes; where it is silent, it is the wrong thing in this place.
                match self.condition(expr, from) {
                    Some(_) => Operand::Condition,
                    None => Operand::Broken,
                }
            }
        }
    }

    fn operand_named(&mut self, meaning: Meaning, path: &[Spanned<String>]) -> Operand {
        match meaning {
            Meaning::Broken => Operand::Broken,
            Meaning::Slot(slot) => {
                let Some(field) = self.checked.shape.slots.get(slot.index()) else { return Operand::Broken };
                match field.kind {
                    FieldType::Choice | FieldType::YesNo => Operand::Choice,
                    FieldType::Choices => Operand::Choices(slot),
                    FieldType::Text | FieldType::LongText | FieldType::Person | FieldType::Url => {
                        Operand::TextSlot(slot)
                    }
                    FieldType::Integer | FieldType::Number => {
                        Operand::Number(Number::quantity(Num::Slot(slot), field.unit.clone()))
                    }
                    FieldType::Date => {
                        Operand::Number(Number { num: Num::Slot(slot), kind: NumberKind::Date, unit: String::new() })
                    }
                    FieldType::Year => {
                        Operand::Number(Number { num: Num::Slot(slot), kind: NumberKind::Year, unit: String::new() })
                    }
                }
            }
            Meaning::OptionNumber(slot) => match path.last().map(|key| self.option_number_operand(slot, key)) {
                Some(Some(number)) => Operand::Number(number),
                _ => Operand::Broken,
            },
            Meaning::Parameter(id) => {
                Uses::mark(&mut self.uses.parameters, id.index());
                let Some(parameter) = self.checked.parameters.get(id.index()) else { return Operand::Broken };
                match &parameter.value {
                    ParameterValue::Number(_) => {
                        Operand::Number(Number::quantity(Num::Parameter(id), parameter.unit.clone()))
                    }
                    ParameterValue::Date(_) => {
                        Operand::Number(Number { num: Num::Parameter(id), kind: NumberKind::Date, unit: String::new() })
                    }
                    ParameterValue::Period(period) => Operand::Period(PeriodSource::Parameter(id), *period),
                    ParameterValue::Text(_) => Operand::TextParameter(id),
                }
            }
            Meaning::Derived(place) => {
                Uses::mark(&mut self.uses.derived, place);
                match self.derived_types.get(place) {
                    Some(DerivedType::Condition(_)) => Operand::Condition,
                    Some(DerivedType::Number(id, kind, unit)) => {
                        Operand::Number(Number { num: Num::Derived(*id), kind: *kind, unit: unit.clone() })
                    }
                    Some(DerivedType::Table(_)) => Operand::Table,
                    Some(DerivedType::Broken) | None => Operand::Broken,
                }
            }
        }
    }

    /// `kind.weight`: a number attached to the options of a choice.
    pub(super) fn option_number_operand(&mut self, slot: SlotId, key: &Spanned<String>) -> Option<Number> {
        self.spend(self.options(slot).len(), key.span)?;
        let field = self.checked.shape.slots.get(slot.index())?;
        let list = self.checked.shape.lists.get(field.list?.index())?;
        let numbers = list_option_numbers(list, &key.value);
        if numbers.iter().any(Option::is_some) {
            self.uses.all_options.push(slot);
            return Some(Number::quantity(Num::OptionNumber(slot, numbers), ""));
        }
        let mut keys: Vec<&str> =
            list.options.iter().flat_map(|option| option.numbers.keys().map(String::as_str)).collect();
        keys.sort_unstable();
        keys.dedup();
        let diagnostic = Diagnostic::new(
            Code::UnknownName,
            key.span,
            format!("no option of `{}` has a number called `{}`", field.id, key.value),
        );
        let diagnostic = suggest::add(diagnostic, key.span, &key.value, keys.iter().copied());
        let diagnostic = if keys.is_empty() {
            diagnostic.help(format!("give the options their numbers: `{{id: …, numbers: {{{}: 3}}}}`", key.value))
        } else {
            diagnostic.help(format!("its options have {}", suggest::listed(&keys)))
        };
        self.report(diagnostic);
        None
    }

    /// A number; anything else is reported.
    pub(super) fn number(&mut self, expr: &Expr, from: DomainId) -> Option<Number> {
        match self.operand(expr, from) {
            Operand::Number(number) => Some(number),
            Operand::Broken => None,
            other => {
                self.report(Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("a number is needed here, and this is {}", other.describe()),
                ));
                None
            }
        }
    }

    fn negated(&mut self, inner: &Expr, from: DomainId) -> Operand {
        let Some(number) = self.number(inner, from) else { return Operand::Broken };
        if number.kind != NumberKind::Quantity {
            self.report(Diagnostic::new(
                Code::TypeMismatch,
                inner.span,
                format!("a minus sign stands before a number, and this is {}", kind_words(number.kind)),
            ));
            return Operand::Broken;
        }
        let num = match number.num {
            Num::Literal(value) => Num::Literal(-value),
            other => Num::Negate(Box::new(other)),
        };
        Operand::Number(Number { num, ..number })
    }

    fn arithmetic(&mut self, op: BinaryOp, left: &Expr, right: &Expr, from: DomainId) -> Operand {
        let (a, b) = (self.operand(left, from), self.operand(right, from));
        if matches!(a, Operand::Broken) || matches!(b, Operand::Broken) {
            return Operand::Broken;
        }
        let made = match (a, b) {
            (Operand::Number(a), Operand::Number(b)) => {
                self.number_arithmetic(op, a, b, left.span.to(right.span), right.span)
            }
            (Operand::Number(a), Operand::Period(source, period))
                if matches!(op, BinaryOp::Add | BinaryOp::Subtract) =>
            {
                self.shifted(a, source, period, op == BinaryOp::Subtract, right.span)
            }
            (Operand::Period(source, period), Operand::Number(b)) if op == BinaryOp::Add => {
                self.shifted(b, source, period, false, left.span)
            }
            (a, b) => {
                let (wrong, span) = if matches!(a, Operand::Number(_)) { (b, right.span) } else { (a, left.span) };
                let diagnostic = Diagnostic::new(
                    Code::TypeMismatch,
                    span,
                    format!("numbers are reckoned with, and this is {}", wrong.describe()),
                );
                let diagnostic = match wrong {
                    Operand::Period(..) => diagnostic.help("a period is added to or taken from a date: `opened-on + 28 days`"),
                    Operand::Choice | Operand::Table => {
                        diagnostic.help("an option has no value of its own; give the options `numbers` and read one with a full stop: `kind.weight`")
                    }
                    _ => diagnostic,
                };
                self.report(diagnostic);
                None
            }
        };
        made.map_or(Operand::Broken, Operand::Number)
    }

    fn number_arithmetic(&mut self, op: BinaryOp, a: Number, b: Number, whole: Span, second: Span) -> Option<Number> {
        use NumberKind::{Date, Quantity, Year};
        let operator = match op {
            BinaryOp::Add => Arithmetic::Add,
            BinaryOp::Subtract => Arithmetic::Subtract,
            BinaryOp::Multiply => Arithmetic::Multiply,
            _ => Arithmetic::Divide,
        };
        let made = |kind, unit: String, a: Number, b: Number| {
            Some(Number { num: Num::Arithmetic(operator, Box::new(a.num), Box::new(b.num)), kind, unit })
        };
        match (operator, a.kind, b.kind) {
            (Arithmetic::Add | Arithmetic::Subtract, Quantity, Quantity) => {
                if !self.units_agree(&a.unit, &b.unit, second) {
                    return None;
                }
                let unit = if a.unit.is_empty() { b.unit.clone() } else { a.unit.clone() };
                made(Quantity, unit, a, b)
            }
            (Arithmetic::Multiply, Quantity, Quantity) => {
                let unit = match (a.unit.is_empty(), b.unit.is_empty()) {
                    (true, false) => b.unit.clone(),
                    (false, true) => a.unit.clone(),
                    // Of a product of two units nothing is claimed, so nothing is found wrong with it.
                    _ => String::new(),
                };
                made(Quantity, unit, a, b)
            }
            (Arithmetic::Divide, Quantity, Quantity) => {
                let unit = if b.unit.is_empty() { a.unit.clone() } else { String::new() };
                made(Quantity, unit, a, b)
            }
            (Arithmetic::Subtract, Date, Date) => made(Quantity, "days".to_string(), a, b),
            (Arithmetic::Subtract, Year, Year) => made(Quantity, "years".to_string(), a, b),
            (Arithmetic::Add | Arithmetic::Subtract, Year, Quantity) | (Arithmetic::Add, Quantity, Year) => {
                let unit = if a.kind == Quantity { &a.unit } else { &b.unit };
                if !self.units_agree("years", unit, second) {
                    return None;
                }
                made(Year, String::new(), a, b)
            }
            (Arithmetic::Add | Arithmetic::Subtract, Date, Quantity) | (Arithmetic::Add, Quantity, Date) => {
                let quantity = if a.kind == Quantity { &a } else { &b };
                if usual_unit(&quantity.unit) == "days" {
                    return made(Date, String::new(), a, b);
                }
                let help = match (&quantity.num, usual_unit(&quantity.unit)) {
                    (Num::Literal(value), _) => format!("say of what: `{value} days`, `{value} months`"),
                    (Num::Parameter(_), "") => {
                        "give the parameter `unit: days`, or make its value a period such as `12 months`".to_string()
                    }
                    (Num::Parameter(_), unit) => format!("make the parameter's value a period, such as `12 {unit}`"),
                    _ => "a number of days has the unit `days`".to_string(),
                };
                self.report(
                    Diagnostic::new(Code::TypeMismatch, whole, "a date is moved by a period, and this is a number")
                        .help(help),
                );
                None
            }
            (operator, first, other) => {
                let doing = match operator {
                    Arithmetic::Add => "added",
                    Arithmetic::Subtract => "subtracted",
                    Arithmetic::Multiply => "multiplied",
                    Arithmetic::Divide => "divided",
                };
                let message = format!("{} and {} cannot be {doing}", kind_words(first), kind_words(other));
                let diagnostic = Diagnostic::new(Code::TypeMismatch, whole, message);
                self.report(match (first, other) {
                    (Date, Year) | (Year, Date) => diagnostic.help("`year-of(…)` gives the year of a date"),
                    _ => diagnostic,
                });
                None
            }
        }
    }

    /// A date or year moved by a period.
    fn shifted(&mut self, number: Number, by: PeriodSource, period: Period, back: bool, span: Span) -> Option<Number> {
        match number.kind {
            NumberKind::Date => Some(Number {
                num: Num::Shift { date: Box::new(number.num), by, back },
                kind: NumberKind::Date,
                unit: String::new(),
            }),
            NumberKind::Year => {
                if let (PeriodSource::Literal(_), PeriodUnit::Years) = (by, period.unit) {
                    let operator = if back { Arithmetic::Subtract } else { Arithmetic::Add };
                    let years = Num::Literal(f64::from(period.amount));
                    return Some(Number {
                        num: Num::Arithmetic(operator, Box::new(number.num), Box::new(years)),
                        kind: NumberKind::Year,
                        unit: String::new(),
                    });
                }
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        span,
                        "a year is moved by a number of years, and this is another period",
                    )
                    .help("write a number, or a parameter whose value is a number: `installed + ten-years`"),
                );
                None
            }
            NumberKind::Quantity => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, span, "a period moves a date, and the other side is a number")
                        .help("reckon with numbers of days on both sides"),
                );
                None
            }
        }
    }

    /// Reports two units that are declared and different; whether they agree.
    pub(super) fn units_agree(&mut self, left: &str, right: &str, span: Span) -> bool {
        let agree = left.trim().is_empty() || right.trim().is_empty() || usual_unit(left) == usual_unit(right);
        if !agree {
            self.report(
                Diagnostic::new(
                    Code::UnitMismatch,
                    span,
                    format!("this is in {right}, and what stands before it in {left}"),
                )
                .help("bring both to one unit, or mend the `unit` of one of them"),
            );
        }
        agree
    }

    fn call(&mut self, name: &Spanned<String>, arguments: &[Expr], span: Span, from: DomainId) -> Option<Number> {
        let Some(function) = function::find(&name.value) else {
            let diagnostic =
                Diagnostic::new(Code::UnknownFunction, name.span, format!("there is no function `{}`", name.value));
            let names: Vec<_> = function::all().map(|function| function.name).collect();
            let diagnostic = suggest::add(diagnostic, name.span, &name.value, names.iter().copied());
            self.report(diagnostic.help(format!("the functions are {}", suggest::listed(&names))));
            for argument in arguments {
                self.operand(argument, from);
            }
            return None;
        };
        match (function.kernel, arguments) {
            (Kernel::Extreme(greatest), [argument]) => return self.extreme(function, greatest, argument),
            (Kernel::Others, [argument]) => {
                let slot = self.nearest(function, argument, from)?;
                return Some(Number::quantity(Num::Nearest(slot), ""));
            }
            (Kernel::Search(_), _) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        span,
                        format!("a number is needed here, and `{}` is true or false", function.name),
                    )
                    .help(format!("for example `{}`", function.example)),
                );
                return None;
            }
            _ => {}
        }
        let example = || format!("for example `{}`", function.example);
        if arguments.len() != function.takes.len() {
            let takes: Vec<_> = function.takes.iter().map(|kind| kind.words()).collect();
            self.report(
                Diagnostic::new(
                    Code::WrongArguments,
                    span,
                    format!(
                        "`{}` takes {} ({}), and here are {}",
                        function.name,
                        things(takes.len(), "value"),
                        takes.join(", "),
                        arguments.len()
                    ),
                )
                .help(example()),
            );
            return None;
        }
        let mut made = Vec::with_capacity(arguments.len());
        let mut broken = false;
        for (argument, kind) in arguments.iter().zip(function.takes) {
            let operand = self.operand(argument, from);
            let wrong = match (operand, kind) {
                (Operand::Broken, _) => {
                    broken = true;
                    continue;
                }
                (Operand::TextSlot(slot), Kind::Text) | (Operand::Choices(slot), Kind::Choices) => {
                    made.push(Argument::Answer(slot));
                    continue;
                }
                (Operand::Number(number), Kind::Number | Kind::Date | Kind::Year)
                    if number_kind(*kind) == Some(number.kind) =>
                {
                    made.push(Argument::Number(number.num));
                    continue;
                }
                (Operand::Literal(_) | Operand::TextParameter(_), Kind::Text) => "a text that never changes",
                (other, _) => other.describe(),
            };
            broken = true;
            let wanted = match kind {
                Kind::Text => "a text field",
                Kind::Choices => "a field of type `choices`",
                _ => number_kind(*kind).map_or("a value", kind_words),
            };
            self.report(
                Diagnostic::new(
                    Code::WrongArguments,
                    argument.span,
                    format!("`{}` takes {wanted} here, and this is {wrong}", function.name),
                )
                .help(example()),
            );
        }
        let kind = number_kind(function.gives).unwrap_or(NumberKind::Quantity);
        // What these count is in their names; other functions give numbers without a unit.
        let unit = match function.name {
            "days-between" => "days",
            "months-between" => "months",
            "years-between" => "years",
            _ => "",
        };
        (!broken).then(|| Number { num: Num::Call(function, made), kind, unit: unit.to_string() })
    }

    /// What a number may be compared with under its declared kind: the name as written, for messages.
    pub(super) fn written(expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(path) => Some(joined(path)),
            _ => None,
        }
    }
}

/// `1 value`, `2 values`.
fn things(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn number_kind(kind: Kind) -> Option<NumberKind> {
    match kind {
        Kind::Text | Kind::Choices | Kind::Score | Kind::Terms | Kind::Condition => None,
        Kind::Number => Some(NumberKind::Quantity),
        Kind::Date => Some(NumberKind::Date),
        Kind::Year => Some(NumberKind::Year),
    }
}

/// A unit in the form in which units are compared: `day` and `days` are one.
pub(super) fn usual_unit(unit: &str) -> &str {
    let unit = unit.trim();
    match PeriodUnit::from_word(unit) {
        Some(unit) => unit.words(),
        None => unit,
    }
}
