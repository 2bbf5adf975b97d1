//! Steps that look at one column, cell by cell, and pack what they see into words.

use super::needle::{Needle, one_is_in};
use crate::batch::{Batch, Column, Data, Texts};
use crate::bits::{gather, in_small_set};
use crate::ir::{Comparison, DomainId, SlotId};

/// For each row: a bit, true where the test passes.
pub(super) fn pack(rows: usize, out: &mut [u64], mut test: impl FnMut(usize) -> bool) {
    for (word, out) in out.iter_mut().enumerate() {
        let start = word * 64;
        let upto = rows.saturating_sub(start).min(64);
        let mut value = 0u64;
        for bit in 0..upto {
            value |= u64::from(test(start + bit)) << bit;
        }
        *out = value;
    }
}

/// The same from a slice, in loops that the compiler can turn into vector instructions.
#[inline(always)]
pub(super) fn pack_slice<T: Copy>(values: &[T], out: &mut [u64], test: impl Fn(T) -> bool) {
    if let [out] = out {
        // From the last one down, so that each bit is moved in from below.
        let values = values.get(..64).unwrap_or(values);
        *out = values.iter().rev().fold(0, |word, item| word << 1 | u64::from(test(*item)));
        return;
    }
    let (blocks, rest) = values.as_chunks::<64>();
    for (block, out) in blocks.iter().zip(out.iter_mut()) {
        let mut hits = [0u8; 64];
        for (hit, item) in hits.iter_mut().zip(block) {
            *hit = u8::from(test(*item));
        }
        *out = gather(&hits);
    }
    if let Some(out) = out.get_mut(blocks.len()) {
        *out = rest.iter().enumerate().fold(0, |word, (bit, item)| word | u64::from(test(*item)) << bit);
    }
}

/// Where a state's code is in a set (bit by code).
#[inline(always)]
pub(super) fn states_in(states: &[u8], set: u8, out: &mut [u64]) {
    match out {
        [out] => *out = in_small_set(states, set),
        _ => in_set(states, set.into(), out),
    }
}

/// Where a small number is in a set (bit by number).
#[inline(always)]
pub(super) fn in_set<T: Copy + PartialEq + Into<u64> + TryFrom<u32>>(values: &[T], set: u64, out: &mut [u64]) {
    let test = |value: T| {
        let value: u64 = value.into();
        value < 64 && set >> value & 1 == 1
    };
    if let [_] = out {
        return pack_slice(values, out, test);
    }
    // Comparisons can be made into vector instructions, shifts cannot.
    let mut rest = set;
    let members = [(); 4].map(|()| {
        let member = T::try_from(rest.trailing_zeros());
        // The last one again and again where there are fewer than four.
        let others = rest & rest.wrapping_sub(1);
        if others != 0 {
            rest = others;
        }
        member
    });
    match (set.count_ones(), members) {
        (0, _) => {}
        (1 | 2, [Ok(first), Ok(second), ..]) => pack_slice(values, out, |value| (value == first) | (value == second)),
        (3 | 4, [Ok(a), Ok(b), Ok(c), Ok(d)]) => {
            pack_slice(values, out, |value| (value == a) | (value == b) | (value == c) | (value == d));
        }
        _ => pack_slice(values, out, test),
    }
}

/// Where the answer is one of these options.
#[inline(always)]
pub(super) fn option_in(batch: &Batch, slot: SlotId, options: &[u16], out: &mut [u64]) {
    let Some(Data::Choice(values)) = batch.column(slot).map(|column| &column.data) else { return };
    among(values, options, out);
}

/// Where a number is one of these.
#[inline(always)]
fn among(values: &[u16], options: &[u16], out: &mut [u64]) {
    match options {
        [one] => pack_slice(values, out, |value| value == *one),
        [first, second] => pack_slice(values, out, |value| value == *first || value == *second),
        [first, second, third] => {
            pack_slice(values, out, |value| (value == *first) | (value == *second) | (value == *third));
        }
        [first, second, third, fourth] => pack_slice(values, out, |value| {
            (value == *first) | (value == *second) | (value == *third) | (value == *fourth)
        }),
        _ if options.iter().all(|option| *option < 64) => {
            let set = options.iter().fold(0u64, |set, option| set | 1 << option);
            pack_slice(values, out, |value| value < 64 && set >> value & 1 == 1);
        }
        _ => pack_slice(values, out, |value| options.contains(&value)),
    }
}

/// Where a number, date or year compares so with a constant: certainly true, certainly false.
pub(super) fn compare_slot(
    batch: &Batch,
    slot: SlotId,
    comparison: Comparison,
    value: f64,
    holds: &mut [u64],
    fails: &mut [u64],
) {
    let Some(column) = batch.column(slot) else { return };
    match &column.data {
        Data::Number(values) => {
            exact(values, comparison, value, holds, |x| x);
            invert(holds, fails);
        }
        Data::Days(values) => {
            exact(values, comparison, value, holds, f64::from);
            invert(holds, fails);
        }
        Data::Years(values) => {
            let truth = |interval: (i32, i32)| {
                super::compare(comparison, (f64::from(interval.0), f64::from(interval.1)), (value, value))
            };
            pack_slice(values, holds, |interval| truth(interval) == super::truth::Truth::True);
            pack_slice(values, fails, |interval| truth(interval) == super::truth::Truth::False);
        }
        _ => {}
    }
}

/// Where two columns of exact numbers, or of dates, side by side in one domain, compare so.
pub(super) fn compare_slots(batch: &Batch, slots: [SlotId; 2], comparison: Comparison, out: &mut [u64]) {
    let [left, right] = slots.map(|slot| batch.column(slot).map(|column| &column.data));
    match (left, right) {
        (Some(Data::Days(left)), Some(Data::Days(right))) => pairs(left, right, comparison, out),
        (Some(Data::Number(left)), Some(Data::Number(right))) => pairs(left, right, comparison, out),
        _ => {}
    }
}

fn pairs<T: Copy + PartialOrd>(left: &[T], right: &[T], comparison: Comparison, out: &mut [u64]) {
    fn pack<T>(left: &[T], right: &[T], out: &mut [u64], test: impl Fn(&T, &T) -> bool) {
        let ((lefts, left), (rights, right)) = (left.as_chunks::<64>(), right.as_chunks::<64>());
        for ((left, right), out) in lefts.iter().zip(rights).zip(out.iter_mut()) {
            let mut hits = [0u8; 64];
            for ((hit, left), right) in hits.iter_mut().zip(left).zip(right) {
                *hit = u8::from(test(left, right));
            }
            *out = gather(&hits);
        }
        if let Some(out) = out.get_mut(lefts.len()) {
            let pairs = left.iter().zip(right).enumerate();
            *out = pairs.fold(0, |word, (bit, (left, right))| word | u64::from(test(left, right)) << bit);
        }
    }
    match comparison {
        Comparison::Equal => pack(left, right, out, T::eq),
        Comparison::NotEqual => pack(left, right, out, T::ne),
        Comparison::Less => pack(left, right, out, T::lt),
        Comparison::LessOrEqual => pack(left, right, out, T::le),
        Comparison::Greater => pack(left, right, out, T::gt),
        Comparison::GreaterOrEqual => pack(left, right, out, T::ge),
    }
}

fn invert(holds: &[u64], fails: &mut [u64]) {
    for (fails, holds) in fails.iter_mut().zip(holds) {
        *fails = !holds;
    }
}

/// One loop for each comparison, so that the test inside is a single instruction.
fn exact<T: Copy>(values: &[T], comparison: Comparison, value: f64, out: &mut [u64], number: impl Fn(T) -> f64) {
    match comparison {
        Comparison::Equal => pack_slice(values, out, |x| number(x) == value),
        Comparison::NotEqual => pack_slice(values, out, |x| number(x) != value),
        Comparison::Less => pack_slice(values, out, |x| number(x) < value),
        Comparison::LessOrEqual => pack_slice(values, out, |x| number(x) <= value),
        Comparison::Greater => pack_slice(values, out, |x| number(x) > value),
        Comparison::GreaterOrEqual => pack_slice(values, out, |x| number(x) >= value),
    }
}

/// Where the text contains one of the needles.
pub(super) fn text_contains(
    batch: &Batch,
    slot: SlotId,
    valid: impl Fn(usize) -> u64,
    needles: &[Needle],
    out: &mut [u64],
) {
    let Some(Data::Text(ids)) = batch.column(slot).map(|column| &column.data) else { return };
    for (word, out) in out.iter_mut().enumerate() {
        let mut left = valid(word);
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let Some(id) = ids.get(word * 64 + bit as usize) else { continue };
            let found = one_is_in(needles, batch.texts.bytes_of(*id), || batch.texts.get(*id));
            *out |= u64::from(found) << bit;
        }
    }
}

/// Where the text passes a test, which is made once for each distinct text when there are many rows.
pub(super) fn text_test(
    batch: &Batch,
    slot: SlotId,
    valid: impl Fn(usize) -> u64,
    memo: &mut Vec<u8>,
    out: &mut [u64],
    mut test: impl FnMut(&Texts, u32) -> bool,
) {
    let Some(Column { data: Data::Text(ids), distinct, .. }) = batch.column(slot) else { return };
    // A form has few cells; going over the whole pool for each of its rules would cost more than it saves.
    let remembers = ids.len() >= 64 && !distinct;
    if remembers {
        memo.clear();
        memo.resize(batch.texts.len(), 0);
    }
    for (word, out) in out.iter_mut().enumerate() {
        let (mut left, mut passing) = (valid(word), 0);
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let Some(id) = ids.get(word * 64 + bit as usize) else { continue };
            let passes = match memo.get_mut(*id as usize).filter(|_| remembers) {
                Some(1) => false,
                Some(2) => true,
                known => {
                    let passes = test(&batch.texts, *id);
                    if let Some(known) = known {
                        *known = if passes { 2 } else { 1 };
                    }
                    passes
                }
            };
            passing |= u64::from(passes) << bit;
        }
        *out = passing;
    }
}

/// The row of the domain in which a field lies, for a row of `domain`, which is the same or lies in it.
pub(super) fn row_of(
    batch: &Batch,
    field: DomainId,
    mut domain: DomainId,
    mut row: usize,
    parents: &[Option<DomainId>],
) -> usize {
    while domain != field {
        let Some(parent) = parents.get(domain.index()).copied().flatten() else { break };
        row = batch.parent_row(domain, row);
        domain = parent;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row, a word of them, one more, and several words with and without a rest.
    const LENGTHS: [usize; 7] = [1, 7, 63, 64, 65, 128, 200];

    fn plainly(rows: usize, test: impl Fn(usize) -> bool) -> Vec<u64> {
        let mut out = vec![0; rows.div_ceil(64)];
        (0..rows).filter(|row| test(*row)).for_each(|row| out[row / 64] |= 1 << (row % 64));
        out
    }

    #[test]
    fn members_of_a_set_are_found_in_any_number_of_rows() {
        for rows in LENGTHS {
            let values: Vec<u16> = (0..rows).map(|row| [3, 9, 70, 0, 63, 21, 5, u16::MAX][row * 5 % 8]).collect();
            for count in 0..=6 {
                let members: Vec<u16> = [9, 0, 63, 21, 5, 3].into_iter().take(count).collect();
                let expected = plainly(rows, |row| members.contains(&values[row]));
                let mut out = vec![0; expected.len()];
                in_set(&values, members.iter().fold(0u64, |set, member| set | 1 << member), &mut out);
                assert_eq!(out, expected, "set of {members:?} in {rows} rows");
                out.fill(0);
                among(&values, &members, &mut out);
                assert_eq!(out, expected, "{members:?} among {rows} rows");
            }
            let mut out = vec![0; rows.div_ceil(64)];
            among(&values, &[70, 0, u16::MAX, 9, 5], &mut out);
            assert_eq!(out, plainly(rows, |row| [70, 0, u16::MAX, 9, 5].contains(&values[row])), "{rows} rows");
        }
    }

    #[test]
    fn columns_side_by_side_are_compared_in_any_number_of_rows() {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        for rows in LENGTHS {
            let [left, right] = [7, 11].map(|step| (0..rows).map(|row| row * step % 5).collect::<Vec<_>>());
            for comparison in [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual] {
                let expected = plainly(rows, |row| match comparison {
                    Equal => left[row] == right[row],
                    NotEqual => left[row] != right[row],
                    Less => left[row] < right[row],
                    LessOrEqual => left[row] <= right[row],
                    Greater => left[row] > right[row],
                    GreaterOrEqual => left[row] >= right[row],
                });
                let mut out = vec![0; expected.len()];
                pairs(&left, &right, comparison, &mut out);
                assert_eq!(out, expected, "{comparison:?} in {rows} rows");
            }
        }
    }
}
