//! Comparisons: a choice with its options, a text with texts, a number with numbers of its kind.

use super::names::Meaning;
use super::number::{Number, Operand, kind_words, usual_unit};
use super::types::{joined_conditions, negation};
use super::{Checker, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Comparison, Cond, CondKind, DomainId, Num, NumberKind, PeriodSource, SlotId, TextSource};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::value::{Period, PeriodUnit};

impl Checker<'_, '_> {
    /// `a = b`, `a < b` and their like.
    pub(super) fn comparison(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        if let Some(subject) = self.chooser(left, from) {
            return self.choice_comparison(op, subject, left, right, whole, from);
        }
        if let Some(subject) = self.chooser(right, from) {
            return self.choice_comparison(op, subject, right, left, whole, from);
        }
        let (a, b) = self.both(left, right, from)?;
        let comparison = match op {
            BinaryOp::Equal => Comparison::Equal,
            BinaryOp::NotEqual => Comparison::NotEqual,
            BinaryOp::Less => Comparison::Less,
            BinaryOp::LessOrEqual => Comparison::LessOrEqual,
            BinaryOp::Greater => Comparison::Greater,
            _ => Comparison::GreaterOrEqual,
        };
        let equality = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        match (a, b) {
            (Operand::Number(a), Operand::Number(b)) => {
                let (a, b) = self.comparable(a, b, left, right)?;
                Some(Cond { kind: CondKind::Compare(comparison, a, b), span: whole.span, text: text_of(whole) })
            }
            (Operand::Number(a), Operand::Period(source, period)) => {
                let b = self.period_as_number(&a, source, period, right)?;
                Some(Cond { kind: CondKind::Compare(comparison, a.num, b), span: whole.span, text: text_of(whole) })
            }
            (Operand::Period(source, period), Operand::Number(b)) => {
                let a = self.period_as_number(&b, source, period, left)?;
                Some(Cond { kind: CondKind::Compare(comparison, a, b.num), span: whole.span, text: text_of(whole) })
            }
            (a, b) if is_text(&a) && is_text(&b) => {
                if !equality {
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            whole.span,
                            "texts have no order that a rule could rest on",
                        )
                        .help("compare texts with `=`, `!=`, `in`, `contains` or `matches`, or compare `length(…)`"),
                    );
                    return None;
                }
                let kind = match (a, b) {
                    (Operand::TextSlot(a), Operand::TextSlot(b)) => CondKind::SameText(a, b),
                    (Operand::TextSlot(slot), other) | (other, Operand::TextSlot(slot)) => {
                        CondKind::TextIn(slot, vec![text_source(other)?])
                    }
                    _ => {
                        self.report(
                            Diagnostic::new(
                                Code::TypeMismatch,
                                whole.span,
                                "neither side is a field, so this is the same for every record",
                            )
                            .help("compare a text field with a text"),
                        );
                        return None;
                    }
                };
                if let CondKind::TextIn(slot, texts) = &kind
                    && let [TextSource::Literal(text)] = texts.as_slice()
                    && text.trim().is_empty()
                {
                    self.never_blank(*slot, op == BinaryOp::NotEqual, whole);
                }
                Some(self.positive(kind, op == BinaryOp::NotEqual, whole))
            }
            (a, b) => {
                let diagnostic = mismatch(&a, &b, left, right);
                self.report(diagnostic);
                None
            }
        }
    }

    /// Reports a text that is compared with a blank one: what is blank is no answer, so that it is never equal to anything.
    fn never_blank(&mut self, slot: SlotId, negated: bool, whole: &Expr) {
        let id = self.checked.shape.slots.get(slot.index()).map_or("", |slot| &slot.id);
        let (code, never, state) =
            if negated { (Code::NeverFails, "false", "answered") } else { (Code::NeverMet, "true", "missing") };
        let message = format!("this is never {never}: a blank is no answer, so no answer of `{id}` is blank");
        let diagnostic = Diagnostic::new(code, whole.span, message).suggest(whole.span, format!("{id} is {state}"));
        self.report(diagnostic);
    }

    /// Both sides as operands. A bare word that means nothing is left alone beside something broken, and is a text without quotes beside a text.
    fn both(&mut self, left: &Expr, right: &Expr, from: DomainId) -> Option<(Operand, Operand)> {
        let (left_is_word, right_is_word) = (self.is_free_word(left, from), self.is_free_word(right, from));
        match (left_is_word, right_is_word) {
            (true, true) => {
                self.operand(left, from);
                None
            }
            (true, false) => {
                let other = self.operand(right, from);
                self.free_word(left, &other, right, from);
                None
            }
            (false, true) => {
                let other = self.operand(left, from);
                self.free_word(right, &other, left, from);
                None
            }
            (false, false) => {
                let (a, b) = (self.operand(left, from), self.operand(right, from));
                (!matches!(a, Operand::Broken) && !matches!(b, Operand::Broken)).then_some((a, b))
            }
        }
    }

    /// Whether this is one word that names nothing here.
    pub(super) fn is_free_word(&self, expr: &Expr, from: DomainId) -> bool {
        match &expr.kind {
            ExprKind::Name(path) => {
                path.len() == 1 && self.find(path, from).is_none() && self.find_group(path, from).is_none()
            }
            _ => false,
        }
    }

    /// Reports a word that names nothing, beside something that says what it was meant for.
    fn free_word(&mut self, word: &Expr, beside: &Operand, other: &Expr, from: DomainId) {
        let ExprKind::Name(path) = &word.kind else { return };
        let Some(text) = path.first().map(|word| word.value.as_str()) else { return };
        let diagnostic = match beside {
            // The word may be an option of whatever was meant there.
            Operand::Broken => return,
            Operand::TextSlot(_) | Operand::TextParameter(_) | Operand::Literal(_) => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownName,
                    word.span,
                    format!("nothing called `{text}` can be seen from here"),
                );
                diagnostic.help("a text stands in quotes").suggest(word.span, format!("'{text}'"))
            }
            Operand::Condition if matches!(text, "yes" | "no") => {
                let diagnostic = Diagnostic::new(
                    Code::TypeMismatch,
                    word.span,
                    format!("a condition is true or false by itself, and `{text}` is an option"),
                );
                let name = Self::written(other).unwrap_or_else(|| "it".to_string());
                diagnostic.help(if text == "yes" {
                    format!("write `{name}` alone")
                } else {
                    format!("write `not {name}`")
                })
            }
            _ => self.unknown_name(path, from, word.span),
        };
        self.report(diagnostic);
    }

    /// Two numbers that can be compared.
    fn comparable(&mut self, a: Number, b: Number, left: &Expr, right: &Expr) -> Option<(Num, Num)> {
        use NumberKind::{Date, Quantity, Year};
        match (a.kind, b.kind) {
            (Quantity, Quantity) => self.units_agree(&a.unit, &b.unit, right.span).then_some((a.num, b.num)),
            (Date, Date) | (Year, Year) => Some((a.num, b.num)),
            // A bare number beside a year is a year.
            (Year, Quantity) if is_constant(&b) => Some((a.num, b.num)),
            (Quantity, Year) if is_constant(&a) => Some((a.num, b.num)),
            (first, second) => {
                let subject =
                    Self::written(left).map_or_else(|| "what stands before it".to_string(), |name| format!("`{name}`"));
                let diagnostic = Diagnostic::new(
                    Code::TypeMismatch,
                    right.span,
                    format!("this is {}, and {subject} is {}", kind_words(second), kind_words(first)),
                );
                self.report(match (first, second) {
                    (Date, Year) | (Year, Date) => diagnostic.help("`year-of(…)` gives the year of a date"),
                    (Date, Quantity) if matches!(b.num, Num::Literal(_)) => {
                        diagnostic.help("a date is written 2024-01-05")
                    }
                    (Quantity, Date) if matches!(a.num, Num::Literal(_)) => {
                        diagnostic.help("a date is written 2024-01-05")
                    }
                    (Date, Quantity) | (Quantity, Date) => {
                        diagnostic.help("the difference of two dates is a number of days")
                    }
                    _ => diagnostic
                        .help("compare a year with a year, a number written out, or a parameter that is a number"),
                });
                None
            }
        }
    }

    /// A period beside a number that has a unit of calendar time: `closed-on - opened-on >= 28 days`.
    fn period_as_number(&mut self, number: &Number, source: PeriodSource, period: Period, place: &Expr) -> Option<Num> {
        let unit = usual_unit(&number.unit);
        let amount = f64::from(period.amount);
        if let (PeriodSource::Literal(_), NumberKind::Quantity) = (source, number.kind) {
            match (unit, period.unit) {
                ("days", PeriodUnit::Weeks) => return Some(Num::Literal(amount * 7.0)),
                (unit, period) if unit == period.words() => return Some(Num::Literal(amount)),
                _ => {}
            }
        }
        let diagnostic = Diagnostic::new(
            Code::TypeMismatch,
            place.span,
            format!("this is a period, and it is compared with {}", kind_words(number.kind)),
        );
        self.report(match (source, number.kind) {
            (_, NumberKind::Date) => diagnostic.help("add the period to a date: `opened-on + 28 days`"),
            (PeriodSource::Parameter(_), NumberKind::Quantity) if !unit.is_empty() => {
                diagnostic.help(format!("make the parameter's value a number, with `unit: {unit}`"))
            }
            (PeriodSource::Literal(_), NumberKind::Quantity) if unit == "days" => diagnostic
                .help(format!("days are not {}: use `months-between(…)` or `years-between(…)`", period.unit.words())),
            _ => diagnostic.help("compare a number with a number"),
        });
        None
    }

    /// `a in [x, y]`, `a in list-id`
    pub(super) fn membership(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        let negated = op == BinaryOp::NotIn;
        if let Some(subject) = self.chooser(left, from) {
            return self.choice_membership(negated, subject, left, right, whole, from);
        }
        let subject = self.operand(left, from);
        match (subject, &right.kind) {
            (_, ExprKind::Error) => None,
            (Operand::Broken, kind) => {
                // The items are words of something unknown, so only a list by name can still be looked up.
                if let ExprKind::Name(_) = kind {
                    self.list_named(right, &[]);
                }
                None
            }
            (Operand::TextSlot(slot), ExprKind::List(items)) => {
                let mut texts = Vec::with_capacity(items.len());
                for item in items {
                    texts.extend(self.text_item(item, from));
                }
                (texts.len() == items.len()).then_some(())?;
                Some(self.positive(CondKind::TextIn(slot, texts), negated, whole))
            }
            (Operand::TextSlot(slot), ExprKind::Name(_)) => {
                let list = self.list_named(right, &[])?;
                let options = self.checked.shape.lists.get(list.index()).map(|list| &list.options)?;
                let texts: Vec<_> = options.iter().map(|option| TextSource::Literal(option.id.clone())).collect();
                self.spend(texts.len(), right.span)?;
                Some(self.positive(CondKind::TextIn(slot, texts), negated, whole))
            }
            (Operand::Number(_), ExprKind::List(items)) => {
                // What stands before `in` is repeated for each item.
                let length = left.span.end.saturating_sub(left.span.start) as usize;
                self.spend(items.len().saturating_mul(length), whole.span)?;
                let mut parts = Vec::with_capacity(items.len());
                for item in items {
                    let equal = Expr {
                        kind: ExprKind::Binary(BinaryOp::Equal, Box::new(left.clone()), Box::new(item.clone())),
                        span: item.span,
                    };
                    parts.extend(self.comparison(BinaryOp::Equal, left, item, &equal, from));
                }
                (parts.len() == items.len() && !parts.is_empty()).then_some(())?;
                let cond = joined_conditions(false, parts, whole.span);
                Some(if negated { negation(cond) } else { cond })
            }
            (subject @ (Operand::Number(_) | Operand::TextSlot(_)), _) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        right.span,
                        format!(
                            "`in` is followed by a list, and this is something else; before it stands {}",
                            subject.describe()
                        ),
                    )
                    .help("write the values in square brackets: `in [a, b]`"),
                );
                None
            }
            (subject, _) => {
                let diagnostic = Diagnostic::new(
                    Code::TypeMismatch,
                    left.span,
                    format!(
                        "`in` asks of a field whether it is one of several values, and this is {}",
                        subject.describe()
                    ),
                );
                self.report(diagnostic);
                None
            }
        }
    }

    /// An item of a list beside a text.
    fn text_item(&mut self, item: &Expr, from: DomainId) -> Option<TextSource> {
        if self.is_free_word(item, from) {
            self.free_word(item, &Operand::Literal(String::new()), item, from);
            return None;
        }
        match self.operand(item, from) {
            Operand::Broken => None,
            Operand::TextSlot(_) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        item.span,
                        "a list holds values that do not change, and this is a field",
                    )
                    .help("compare two fields with `=`"),
                );
                None
            }
            other if is_text(&other) => text_source(other),
            other => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        item.span,
                        format!("this is {}, and a text is compared", other.describe()),
                    )
                    .help("a text stands in quotes"),
                );
                None
            }
        }
    }

    /// `a contains b`
    pub(super) fn contains(&mut self, left: &Expr, right: &Expr, whole: &Expr, from: DomainId) -> Option<Cond> {
        if let Some(subject) = self.chooser(left, from) {
            return self.choices_contain(subject, left, right, whole, from);
        }
        if self.is_free_word(right, from) {
            let subject = self.operand(left, from);
            if matches!(subject, Operand::TextSlot(_) | Operand::Broken) {
                self.free_word(right, &subject, left, from);
                return None;
            }
        }
        match (self.operand(left, from), self.operand(right, from)) {
            (Operand::Broken, _) | (_, Operand::Broken) => None,
            (Operand::TextSlot(slot), other) if is_text(&other) => Some(Cond {
                kind: CondKind::TextContains(slot, text_source(other)?),
                span: whole.span,
                text: text_of(whole),
            }),
            (Operand::TextSlot(_), other) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        right.span,
                        format!("a text contains a text, and this is {}", other.describe()),
                    )
                    .help("put it in quotes"),
                );
                None
            }
            (other, _) => {
                self.report(Diagnostic::new(
                    Code::TypeMismatch,
                    left.span,
                    format!(
                        "a text field or a `choices` field can contain something, and this is {}",
                        other.describe()
                    ),
                ));
                None
            }
        }
    }

    /// `a matches 'pattern'`
    pub(super) fn matches(&mut self, left: &Expr, right: &Expr, whole: &Expr, from: DomainId) -> Option<Cond> {
        let (a, b) = (self.operand(left, from), self.operand(right, from));
        match (a, b) {
            (Operand::Broken, _) | (_, Operand::Broken) => None,
            (Operand::TextSlot(slot), pattern @ (Operand::Literal(_) | Operand::TextParameter(_))) => {
                let source = text_source(pattern)?;
                let text = match &source {
                    TextSource::Literal(text) => text.clone(),
                    TextSource::Parameter(id) => {
                        match self.checked.parameters.get(id.index()).map(|parameter| &parameter.value) {
                            Some(crate::ir::ParameterValue::Text(text)) => text.clone(),
                            _ => return None,
                        }
                    }
                    TextSource::Slot(_) => return None,
                };
                self.is_pattern(&text, right.span).then_some(())?;
                Some(Cond { kind: CondKind::Matches(slot, source), span: whole.span, text: text_of(whole) })
            }
            (Operand::TextSlot(_), other) => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        right.span,
                        format!(
                            "a regular expression is a text in quotes or a text parameter, and this is {}",
                            field_or(&other)
                        ),
                    )
                    .help("write `matches '^[A-Z]+$'`"),
                );
                None
            }
            (other, _) => {
                self.report(Diagnostic::new(
                    Code::TypeMismatch,
                    left.span,
                    format!("a text field is looked through with `matches`, and this is {}", other.describe()),
                ));
                None
            }
        }
    }

    /// A leaf, or its opposite; the leaf's text is always the positive form.
    pub(super) fn positive(&self, kind: CondKind, negated: bool, whole: &Expr) -> Cond {
        if !negated {
            return Cond { kind, span: whole.span, text: text_of(whole) };
        }
        let text = match &whole.kind {
            ExprKind::Binary(op, left, right) => {
                let op = if *op == BinaryOp::NotIn { BinaryOp::In } else { BinaryOp::Equal };
                text_of(&Expr { kind: ExprKind::Binary(op, left.clone(), right.clone()), span: whole.span })
            }
            _ => text_of(whole),
        };
        negation(Cond { kind, span: whole.span, text })
    }

    /// A choice, several choices or a table under its name. Reports nothing.
    pub(super) fn chooser(&self, expr: &Expr, from: DomainId) -> Option<super::choice::Chooser> {
        let ExprKind::Name(path) = &expr.kind else { return None };
        match self.find(path, from)? {
            Meaning::Slot(slot) => super::choice::Chooser::of_slot(self, slot),
            Meaning::Derived(place) => super::choice::Chooser::of_derived(self, place),
            _ => None,
        }
    }
}

fn is_constant(number: &Number) -> bool {
    matches!(number.num, Num::Literal(_) | Num::Parameter(_)) && matches!(usual_unit(&number.unit), "" | "years")
}

fn is_text(operand: &Operand) -> bool {
    matches!(operand, Operand::TextSlot(_) | Operand::TextParameter(_) | Operand::Literal(_))
}

fn field_or(operand: &Operand) -> &'static str {
    match operand {
        Operand::TextSlot(_) => "a field",
        other => other.describe(),
    }
}

fn text_source(operand: Operand) -> Option<TextSource> {
    match operand {
        Operand::TextSlot(slot) => Some(TextSource::Slot(slot)),
        Operand::TextParameter(id) => Some(TextSource::Parameter(id)),
        Operand::Literal(text) => Some(TextSource::Literal(text)),
        _ => None,
    }
}

/// Two things of different types.
fn mismatch(a: &Operand, b: &Operand, left: &Expr, right: &Expr) -> Diagnostic {
    let subject = match &left.kind {
        ExprKind::Name(path) => format!("`{}`", super::names::joined(path)),
        _ => "what stands before it".to_string(),
    };
    let diagnostic = Diagnostic::new(
        Code::TypeMismatch,
        right.span,
        format!("this is {}, and {subject} is {}", b.describe(), a.describe()),
    );
    match (a, b) {
        (Operand::Number(number), Operand::Literal(_)) if number.kind == NumberKind::Date => {
            diagnostic.help("a date is written without quotes: 2024-01-05")
        }
        (Operand::Number(_), Operand::Literal(_)) => diagnostic.help("a number is written without quotes"),
        (Operand::TextSlot(_), Operand::Number(number)) if matches!(number.num, Num::Literal(_)) => {
            diagnostic.help("a text stands in quotes; a field that holds numbers has `type: number` or `type: integer`")
        }
        (Operand::Condition, _) | (_, Operand::Condition) => {
            diagnostic.help("a condition stands by itself, or after `not`")
        }
        (_, Operand::List) => diagnostic.help("write `in` before a list"),
        _ => diagnostic,
    }
}
