//! Measures: figures over all records.

use super::names::Global;
use super::number::{Number, Operand, kind_words};
use super::shape::labelled;
use super::{Checker, DerivedType, Uses, suggest, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::{Id, IntervalKind, Measure, MeasureKind};
use crate::ir::{
    ByIr, DerivedId, DerivedValueIr, MeasureIr, MeasuredIr, Num, NumberKind, ParameterValue, RECORD, SlotId, Threshold,
};
use crate::syntax::ast::Expr;
use crate::value::FieldType;

impl<'f> Checker<'f, '_> {
    pub(super) fn measures(&mut self) {
        for measure in &self.framework.measures {
            if let Some(made) = self.measure(measure) {
                self.checked.measures.push(made);
            }
        }
    }

    fn measure(&mut self, measure: &'f Measure) -> Option<MeasureIr> {
        let cite = self.cite(&measure.cite);
        let asked = self.uses.options.len();
        let of = self.measured(measure);
        let among = measure.among.as_ref().map(|among| self.condition(among, RECORD));
        // A figure tells those that it counts from all others of the list: nothing is left to say of these.
        self.uses.options.iter_mut().skip(asked).for_each(|(.., others)| *others = true);
        let per = measure.per.as_ref().map(|per| self.per(measure, per));
        let times = measure.times.as_ref().map(|times| self.times(measure, times));
        let by: Vec<Option<ByIr>> = measure.by.iter().map(|id| self.by(id)).collect();
        let by = by.into_iter().collect::<Option<Vec<ByIr>>>();
        let level = measure.level.as_ref().map(|level| self.limited(level, Threshold::Level));
        let publish = measure.publish.as_ref().map(|publish| self.limited(publish, Threshold::Publish));
        let one = by.as_deref().map(|by| self.only(measure, by));
        let not_known = one.and_then(|by| self.not_known(measure, by));
        let population = measure.population.as_ref().map(|id| self.population(one.flatten(), id));
        let compare =
            measure.compare.as_ref().map(|compare| self.compared(measure, compare, one.flatten(), by.as_deref()));
        self.exposure(measure);
        let text = |expr: Option<&Expr>| expr.map_or_else(String::new, |expr| text_of(expr).to_string());
        let (of, unit) = of?;
        // What was given and is wrong leaves the measure out; a diagnostic speaks of it.
        Some(MeasureIr {
            id: measure.id.value.clone(),
            label: labelled(&measure.label, &measure.id.value),
            kind: measure.kind,
            of,
            among: whole(among)?,
            per: whole(per)?,
            times: whole(times)?,
            unit,
            by: by?,
            not_known: not_known?,
            population: whole(population)?,
            interval: measure.interval.unwrap_or(match &measure.compare {
                Some(_) => IntervalKind::Sampling,
                None => IntervalKind::None,
            }),
            level: whole(level)?,
            publish: whole(publish)?,
            compare: whole(compare)?,
            cite,
            note: measure.note.clone(),
            text: [text(Some(&measure.of)), text(measure.among.as_ref()), text(measure.per.as_ref())],
        })
    }

    /// What a measure counts or reckons with, and its unit.
    fn measured(&mut self, measure: &'f Measure) -> Option<(MeasuredIr, String)> {
        let needs_number = match measure.kind {
            MeasureKind::Mean | MeasureKind::Median => true,
            MeasureKind::Share => measure.per.is_some(),
            MeasureKind::Count | MeasureKind::Rate => self.is_number(&measure.of),
        };
        if needs_number {
            let number = self.quantity(&measure.of)?;
            return Some((MeasuredIr::Number(number.num), number.unit));
        }
        self.condition(&measure.of, RECORD).map(|cond| (MeasuredIr::Condition(cond), String::new()))
    }

    fn quantity(&mut self, expr: &Expr) -> Option<Number> {
        let number = self.number(expr, RECORD)?;
        if number.kind == NumberKind::Quantity {
            return Some(number);
        }
        self.report(Diagnostic::new(
            Code::TypeMismatch,
            expr.span,
            format!("a number is needed here, and this is {}", kind_words(number.kind)),
        ));
        None
    }

    fn per(&mut self, measure: &'f Measure, per: &Expr) -> Option<Num> {
        let number = self.quantity(per)?;
        if matches!(measure.kind, MeasureKind::Share | MeasureKind::Rate) {
            return Some(number.num);
        }
        self.refused(per, format!("a {} is of nothing that `per` could say", measure.kind.words()), "leave it out");
        None
    }

    fn times(&mut self, measure: &'f Measure, times: &Expr) -> Option<Num> {
        let number = self.limited(times, Threshold::Times)?;
        if measure.kind == MeasureKind::Rate {
            return Some(number);
        }
        self.refused(times, format!("a {} is not multiplied", measure.kind.words()), "leave it out");
        None
    }

    /// What a rate is exposed to has to be said once.
    fn exposure(&mut self, measure: &'f Measure) {
        let given = (measure.per.as_ref(), measure.population.as_ref());
        match (measure.kind, given) {
            (MeasureKind::Rate, (None, None)) => self.report(
                Diagnostic::new(Code::MissingKey, measure.id.span, "a rate needs `per` or `population`")
                    .help("`per`: the number that each record holds; `population`: the number attached to each option of `by`"),
            ),
            (MeasureKind::Rate, (Some(_), Some(population))) => self.report(
                Diagnostic::new(Code::InvalidValue, population.span, "a rate has `per` or `population`, not both")
                    .help("leave one of them out"),
            ),
            (MeasureKind::Rate | MeasureKind::Count, _) | (_, (_, None)) => {}
            (kind, (_, Some(population))) => self.report(
                Diagnostic::new(
                    Code::InvalidValue,
                    population.span,
                    format!("a {} has no population", kind.words()),
                )
                .help("a rate is exposed to one, and a count is compared with one"),
            ),
        }
    }

    /// The one thing by which a measure is given, where something is said of its groups.
    fn only(&mut self, measure: &'f Measure, by: &[ByIr]) -> Option<ByIr> {
        match by {
            [only] => Some(*only),
            _ => {
                let said = [
                    measure.compare.as_ref().map(|compare| (compare.span, "compares groups")),
                    measure.population.as_ref().map(|id| (id.span, "has a population")),
                    measure.not_known.first().map(|id| (id.span, "says which groups are not known")),
                ];
                if let Some((span, what)) = said.into_iter().flatten().next() {
                    self.report(
                        Diagnostic::new(
                            Code::InvalidValue,
                            span,
                            format!("a measure that {what} is given by one thing"),
                        )
                        .help("give `by` one id, and make a measure of its own for each other"),
                    );
                }
                None
            }
        }
    }

    /// The places of the options that say that the group is not known; `None` where one is wrong.
    fn not_known(&mut self, measure: &'f Measure, by: Option<ByIr>) -> Option<Vec<usize>> {
        let places: Vec<Option<usize>> = measure
            .not_known
            .iter()
            .map(|id| match by? {
                ByIr::Options(slot) => self.unknown_option(slot, id),
                ByIr::Table(table) => self.unknown_result(table, id),
                ByIr::Texts(_) => {
                    self.report(
                        Diagnostic::new(
                            Code::InvalidValue,
                            id.span,
                            "of a text cannot be said that the group is not known",
                        )
                        .help("give `by` a choice or a derived table, or leave such records out with `among`"),
                    );
                    None
                }
            })
            .collect();
        places.into_iter().collect()
    }

    /// The place of an option that says that the group is not known.
    fn unknown_option(&mut self, slot: SlotId, id: &Id) -> Option<usize> {
        let options: Vec<&str> = self.options(slot).iter().map(|option| option.id.as_str()).collect();
        if let Some(place) = options.iter().position(|option| *option == id.value) {
            return Some(place);
        }
        let field = self.checked.shape.slots.get(slot.index()).map_or("", |field| field.id.as_str());
        let diagnostic = Diagnostic::new(Code::UnknownName, id.span, format!("`{field}` has no option `{}`", id.value));
        let diagnostic = suggest::add(diagnostic, id.span, &id.value, options.iter().copied());
        let diagnostic = diagnostic.help(format!("its options are {}", suggest::listed(&options)));
        self.report(diagnostic);
        None
    }

    /// The place of a table's result that says likewise.
    fn unknown_result(&mut self, table: DerivedId, id: &Id) -> Option<usize> {
        let rows = match self.checked.derived.get(table.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Table(rows)) => rows.iter().map(|row| row.is.clone()).collect(),
            _ => Vec::new(),
        };
        let results: Vec<&str> = rows.iter().map(String::as_str).collect();
        if let Some(place) = results.iter().position(|result| *result == id.value) {
            return Some(place);
        }
        let message = format!("the table has no result `{}`", id.value);
        let diagnostic = Diagnostic::new(Code::UnknownName, id.span, message);
        let diagnostic = suggest::add(diagnostic, id.span, &id.value, results.iter().copied());
        self.report(diagnostic.help(format!("its results are {}", suggest::listed(&results))));
        None
    }

    /// How many people each option of a choice stands for.
    fn population(&mut self, by: Option<ByIr>, id: &Id) -> Option<Vec<Option<f64>>> {
        let Some(ByIr::Options(slot)) = by else {
            // Of several, or of none, `only` has spoken.
            if by.is_some() {
                self.report(
                    Diagnostic::new(Code::InvalidValue, id.span, "only the options of a choice have a population")
                        .help("give `by` a choice, and each of its options the number: `{id: …, numbers: {residents: 1200}}`"),
                );
            }
            return None;
        };
        match self.option_number_operand(slot, id)?.num {
            Num::OptionNumber(_, numbers) => Some(numbers),
            _ => None,
        }
    }

    /// A number that the framework gives: written out, or a parameter.
    pub(super) fn threshold(&mut self, expr: &Expr, what: &str) -> Option<Num> {
        match self.operand(expr, RECORD) {
            Operand::Broken => None,
            Operand::Number(number)
                if number.kind == NumberKind::Quantity
                    && (matches!(number.num, Num::Literal(_) | Num::Parameter(_))
                        || matches!(&number.num, Num::Negate(inner) if matches!(**inner, Num::Parameter(_)))) =>
            {
                Some(number.num)
            }
            _ => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, expr.span, format!("{what} is a number or a parameter"))
                        .help("name a parameter with the number: it is a threshold, and needs its reason"),
                );
                None
            }
        }
    }

    /// The same, within the limits of what it is for.
    pub(super) fn limited(&mut self, expr: &Expr, threshold: Threshold) -> Option<Num> {
        let number = self.threshold(expr, threshold.words())?;
        if self.value_of(&number).is_some_and(|value| !threshold.takes(value)) {
            let (message, help) = (format!("{} is {}", threshold.words(), threshold.limits()), threshold.cure());
            self.refused(expr, message, help);
            return None;
        }
        Some(number)
    }

    /// What a threshold is as the framework gives it; of a parameter, its own value.
    pub(super) fn value_of(&self, number: &Num) -> Option<f64> {
        match number {
            Num::Literal(value) => Some(*value),
            Num::Parameter(id) => match self.checked.parameters.get(id.index()).map(|parameter| &parameter.value) {
                Some(ParameterValue::Number(value)) => Some(*value),
                _ => None,
            },
            Num::Negate(inner) => self.value_of(inner).map(|value| -value),
            _ => None,
        }
    }

    pub(super) fn refused(&mut self, expr: &Expr, message: String, help: &str) {
        self.report(Diagnostic::new(Code::InvalidValue, expr.span, message).help(help.to_owned()));
    }

    /// What divides the records into groups, for each of which a figure is given.
    pub(super) fn by(&mut self, id: &Id) -> Option<ByIr> {
        let found = self.names.field_in(RECORD, &id.value);
        let known = found.and_then(|slot| self.checked.shape.slots.get(slot.index()).map(|field| (slot, field.kind)));
        let diagnostic = match known {
            Some((slot, kind)) if kind.is_choice() || kind == FieldType::Choices => {
                self.uses.all_options.push(slot);
                return Some(ByIr::Options(slot));
            }
            Some((slot, FieldType::Text | FieldType::Person)) => return Some(ByIr::Texts(slot)),
            Some((_, kind)) => Diagnostic::new(
                Code::TypeMismatch,
                id.span,
                format!(
                    "`{}` is {} field, and figures are given by choices, texts or tables",
                    id.value,
                    kind.with_article()
                ),
            ),
            None => match self.names.global(&id.value) {
                Some(Global::Derived(place)) => {
                    Uses::mark(&mut self.uses.derived, place);
                    match self.derived_types.get(place) {
                        Some(DerivedType::Table(table)) => return Some(ByIr::Table(*table)),
                        Some(DerivedType::Broken) => return None,
                        _ => Diagnostic::new(
                            Code::TypeMismatch,
                            id.span,
                            format!("`{}` is no table, and figures are given by choices, texts or tables", id.value),
                        ),
                    }
                }
                _ => {
                    let message = format!("the record has no field `{}` of its own", id.value);
                    let names = self.dividing();
                    suggest::add(
                        Diagnostic::new(Code::UnknownName, id.span, message),
                        id.span,
                        &id.value,
                        names.iter().map(String::as_str),
                    )
                }
            },
        };
        let names = self.dividing();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.report(if names.is_empty() {
            diagnostic
        } else {
            diagnostic.help(format!("figures can be given by {}", suggest::listed(&names)))
        });
        None
    }

    /// The fields and tables by which figures can be given.
    fn dividing(&self) -> Vec<String> {
        if !self.suggests() {
            return Vec::new();
        }
        let slots = self.checked.shape.slots.iter().filter(|slot| slot.domain == RECORD && !slot.filled);
        let slots = slots.filter(|slot| {
            slot.kind.is_choice() || matches!(slot.kind, FieldType::Choices | FieldType::Text | FieldType::Person)
        });
        let derived = self.framework.derived.iter().zip(&self.derived_types);
        let tables = derived.filter(|(_, known)| matches!(known, DerivedType::Table(_)));
        slots.map(|slot| slot.id.clone()).chain(tables.map(|(table, _)| table.id.value.clone())).collect()
    }
}

/// What is absent, or right; `None` where it is wrong.
pub(super) fn whole<T>(given: Option<Option<T>>) -> Option<Option<T>> {
    match given {
        Some(None) => None,
        Some(right) => Some(right),
        None => Some(None),
    }
}
