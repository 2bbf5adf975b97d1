//! Steps that give numbers.

use super::super::likeness::Likeness;
use super::super::points;
use super::super::registers::{Planes, Registers, Written};
use super::super::truth::{Truth, Truths};
use super::super::{arithmetic, interval_of, reduce};
use super::Machine;
use crate::batch::Data;
use crate::function::Kernel;
use crate::ir::SlotId;
use crate::plan::program::{NumReg, Op, Reg};
use crate::syntax::ast::Fold;
use crate::value::Date;
use std::cell::Cell;

impl<R: Registers> Machine<'_, R> {
    #[inline]
    pub(super) fn interval(&self, number: NumReg, row: usize) -> (f64, f64) {
        self.regs.interval(number.index, row, self.batch)
    }

    /// Writes the interval of each row, and where it is known.
    fn each_number(
        &self,
        out: &mut impl Written,
        low: &[Cell<f64>],
        high: &[Cell<f64>],
        result: impl Fn(usize) -> Result<(f64, f64), Truth>,
    ) {
        self.each_row(out, |row| match result(row) {
            Ok(interval) => {
                if let (Some(low), Some(high)) = (low.get(row), high.get(row)) {
                    low.set(interval.0);
                    high.set(interval.1);
                }
                Truth::True
            }
            Err(undecided) => undecided,
        });
    }

    /// The interval of a register's row, or why there is none.
    fn read(&self, number: NumReg, row: usize) -> Result<(f64, f64), Truth> {
        match self.planes(number.known).get(row) {
            Truth::True => Ok(self.interval(number, row)),
            undecided => Err(undecided),
        }
    }

    /// How like each row's text is to the one most like it; `likeness` is what is kept of them.
    pub(super) fn nearest(
        &self,
        slot: SlotId,
        valid: Reg,
        out: &mut impl Written,
        [low, high]: [&[Cell<f64>]; 2],
        likeness: &mut Likeness,
    ) {
        let valid = self.planes(valid);
        let mut found: Vec<Option<f64>> = Vec::with_capacity(self.rows);
        while found.len() < self.rows {
            let first = found.len();
            let group = self.batch.child_rows(self.domain, self.batch.parent_row(self.domain, first));
            let texts: Vec<Option<&str>> = (first..group.end.clamp(first + 1, self.rows))
                .map(|row| self.batch.text(slot, row).filter(|_| valid.get(row) == Truth::True))
                .collect();
            let nearest = likeness.look(slot, first, &texts);
            found.extend(nearest.iter().map(|best| best.map(|(_, alike)| alike)));
        }
        self.each_number(out, low, high, |row| match valid.get(row) {
            Truth::True => match found.get(row).copied().flatten() {
                Some(alike) => Ok((alike, alike)),
                None => Err(Truth::NotApplicable),
            },
            undecided => Err(undecided),
        });
    }

    pub(super) fn number_step(&self, op: &Op, out: &mut impl Written, low: &[Cell<f64>], high: &[Cell<f64>]) {
        match op {
            Op::Number(value) => self.each_number(out, low, high, |_| {
                if value.is_finite() { Ok((*value, *value)) } else { Err(Truth::Unknown) }
            }),
            Op::SlotNumber { slot } => {
                let set = |(low, high): (&Cell<f64>, &Cell<f64>), interval: (f64, f64)| {
                    low.set(interval.0);
                    high.set(interval.1);
                };
                let places = low.iter().zip(high);
                match self.batch.column(*slot).map(|column| &column.data) {
                    Some(Data::Number(values)) => {
                        places.zip(values).for_each(|(place, value)| set(place, (*value, *value)));
                    }
                    Some(Data::Days(values)) => {
                        places
                            .zip(values)
                            .for_each(|(place, value)| set(place, (f64::from(*value), f64::from(*value))));
                    }
                    Some(Data::Years(values)) => {
                        places
                            .zip(values)
                            .for_each(|(place, years)| set(place, (f64::from(years.0), f64::from(years.1))));
                    }
                    _ => {}
                }
            }
            Op::OptionNumber { slot, valid, numbers } => {
                let (valid, options) = (self.planes(*valid), self.choices(*slot));
                self.each_number(out, low, high, |row| match valid.get(row) {
                    Truth::True => options
                        .get(row)
                        .and_then(|option| numbers.get(*option as usize).copied().flatten())
                        .map(|value| (value, value))
                        .ok_or(Truth::Unknown),
                    undecided => Err(undecided),
                });
            }
            Op::Arithmetic { op, left, right } => {
                self.each_number(out, low, high, |row| match (self.read(*left, row), self.read(*right, row)) {
                    (Ok(left), Ok(right)) => arithmetic(*op, left, right).ok_or(Truth::Unknown),
                    (left, right) => Err(both(left, right)),
                })
            }
            Op::Negate(inner) => {
                self.each_number(out, low, high, |row| self.read(*inner, row).map(|(low, high)| (-high, -low)))
            }
            Op::Shift { date, by } => {
                let shift = |days: f64| f64::from(Date::from_days(days as i32).plus(*by).days());
                self.each_number(out, low, high, |row| {
                    self.read(*date, row).map(|(low, high)| (shift(low), shift(high)))
                });
            }
            Op::SpreadNumber(from) => {
                self.each_number(out, low, high, |row| self.read(*from, self.batch.parent_row(self.domain, row)))
            }
            Op::Fold { kind: Fold::Count, group, filter, .. } => {
                let filter = filter.map(|filter| self.planes(filter));
                self.each_number(out, low, high, |row| {
                    let (mut least, mut most) = (0, 0);
                    R::pieces(self.group_rows(*group, row), |word, rows| {
                        let chosen = filter.map_or(Truths::TRUE, |filter| filter.word(word));
                        least += (chosen.t & rows).count_ones();
                        most += (!(chosen.f | chosen.n) & rows).count_ones();
                    });
                    Ok((f64::from(least), f64::from(most)))
                });
            }
            Op::Fold { kind, group, value, filter } => {
                let filter = filter.map(|filter| self.planes(filter));
                self.each_number(out, low, high, |row| {
                    let chosen = |row| filter.map_or(Truth::True, |filter| filter.get(row));
                    reduce::fold(*kind, self.group_rows(*group, row), chosen, |row| {
                        value.map_or(Err(Truth::Unknown), |value| self.read(value, row))
                    })
                });
            }
            Op::Points { terms, blank_is_nothing, limits } => self.each_number(out, low, high, |row| {
                let sum = terms.iter().fold((0.0, 0.0), |sum, term| {
                    let answer = match self.batch.column(term.slot).map(|column| &column.data) {
                        Some(Data::Choice(values)) => values.get(row).copied().map(points::Answer::One),
                        Some(Data::Choices(values)) => values.get(row).copied().map(points::Answer::Several),
                        _ => None,
                    };
                    let asked = term.asked.map_or(Truth::True, |reg| self.planes(reg).get(row));
                    let valid = self.planes(term.valid).get(row);
                    let state = self.batch.state(term.slot, row);
                    let added =
                        points::term(&term.numbers, term.several, (valid, asked), state, *blank_is_nothing, answer);
                    points::add(sum, added)
                });
                Ok(points::within(sum, *limits))
            }),
            Op::Case(rows) => self.each_number(out, low, high, |row| {
                let truth = |when: &Option<Reg>| when.map_or(Truth::True, |reg| self.planes(reg).get(row));
                points::case(rows.iter().map(|(when, value)| (truth(when), self.read(*value, row))))
            }),
            Op::Nearest { slot, valid } => self.nearest(*slot, *valid, out, [low, high], &mut Likeness::default()),
            Op::CallText { function, slot, valid } => {
                let only = self.only.filter(|(of, _)| of == slot).map(|(_, row)| row);
                let value = |row: usize| match function.kernel {
                    // What was worked out of texts that are no others stands.
                    Kernel::Text(_) if only.is_some_and(|only| only != row) => low.get(row).map(Cell::get),
                    Kernel::Text(kernel) => self.batch.text(*slot, row).map(kernel),
                    Kernel::Choices(kernel) => self.batch.choices(*slot, row).map(kernel),
                    _ => None,
                };
                let valid = self.planes(*valid);
                self.each_number(out, low, high, |row| match valid.get(row) {
                    Truth::True => value(row).map(|value| (value, value)).ok_or(Truth::Unknown),
                    undecided => Err(undecided),
                });
            }
            Op::CallTexts { function, slots: [first, second], valid } => {
                let Kernel::TwoTexts(kernel) = function.kernel else { return };
                let valid = valid.map(|reg| self.planes(reg));
                self.each_number(out, low, high, |row| match valid[0].get(row).beside(valid[1].get(row)) {
                    Truth::True => {
                        let value = self
                            .text_at(*first, row)
                            .zip(self.text_at(*second, row))
                            .map(|(first, second)| kernel(first, second));
                        value.map(|value| (value, value)).ok_or(Truth::Unknown)
                    }
                    undecided => Err(undecided),
                });
            }
            Op::CallNumbers { function, arguments } => self.each_number(out, low, high, |row| match **arguments {
                [one] => self.read(one, row).and_then(|one| interval_of(function.kernel, &[one]).ok_or(Truth::Unknown)),
                [first, second] => match (self.read(first, row), self.read(second, row)) {
                    (Ok(first), Ok(second)) => interval_of(function.kernel, &[first, second]).ok_or(Truth::Unknown),
                    (first, second) => Err(both(first, second)),
                },
                _ => Err(Truth::Unknown),
            }),
            _ => {}
        }
    }
}

/// Why an operation on two numbers has no result, when one of them is not known.
pub(in crate::eval) fn both(left: Result<(f64, f64), Truth>, right: Result<(f64, f64), Truth>) -> Truth {
    let truth = |number: Result<(f64, f64), Truth>| number.err().unwrap_or(Truth::True);
    truth(left).beside(truth(right))
}
