//! Conditions on the cells of one field, in whatever shape a run keeps its registers.

use super::super::columns::{in_set, states_in};
use super::super::registers::{OneWord, Registers, Three};
use super::super::truth::Truths;
use crate::batch::{Column, Data};
use crate::bits;
use crate::plan::program::LeafKind;

/// A condition on the only cell of a field.
#[inline(always)]
pub(super) fn only_cell(kind: LeafKind, state: u8, data: &Data, regs: OneWord<'_>) -> Three {
    match kind {
        LeafKind::States(states) => states.map(|states| u64::from(states.wrapping_shr(state.into()) & 1)),
        LeafKind::Options { valid, options } => {
            let Truths { t, n, .. } = regs.planes(valid);
            let chosen = match data {
                Data::Choice(values) => values.first().map_or(0, |option| among(*option, options)),
                _ => 0,
            };
            [t & chosen, t & !chosen, n]
        }
    }
}

/// 1 where an option is in a set (bit by place), else 0.
#[inline(always)]
fn among(option: u16, options: u64) -> u64 {
    if option < 64 { options >> option & 1 } else { 0 }
}

/// A condition on the states of the cells of one field, whose bits are all zero before.
#[inline(always)]
pub(super) fn states_leaf(
    column: &Column,
    [holds, fails, inapplicable]: [u8; 3],
    t: &mut [u64],
    f: &mut [u64],
    n: &mut [u64],
) {
    states_in(&column.states, holds, t);
    let rows = column.states.len();
    if fails == !holds {
        for (word, (t, f)) in t.iter().zip(f.iter_mut()).enumerate() {
            *f = !t & bits::mask(rows, word);
        }
    }
    // Nothing is not applicable where every row holds.
    if inapplicable != 0 && t.iter().enumerate().any(|(word, t)| *t != bits::mask(rows, word)) {
        states_in(&column.states, inapplicable, n);
    }
}

/// A condition on the options of the cells of one field, where they are answered, whose bits are all zero before.
#[inline(always)]
pub(super) fn options_leaf(
    column: &Column,
    options: u64,
    valid: impl Fn(usize) -> Truths,
    t: &mut [u64],
    f: &mut [u64],
    n: &mut [u64],
) {
    if let Data::Choice(values) = &column.data {
        in_set(values, options, t);
    }
    for (word, ((t, f), n)) in t.iter_mut().zip(f).zip(n).enumerate() {
        let valid = valid(word);
        (*t, *f, *n) = (valid.t & *t, valid.t & !*t, valid.n);
    }
}
