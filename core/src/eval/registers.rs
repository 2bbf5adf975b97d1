//! Where a run keeps what its steps compute, in two shapes: any number of words a bitmap, and one.
//!
//! Steps are written once, over these shapes. In a batch of which no domain has more than 64 rows (a form, nearly always) every bitmap
//! is one word and lies in a place known beforehand; the compiler makes of each step a handful of instructions, where the other
//! shape has slices to cut and loops to run.

use super::truth::{Truth, Truths};
use crate::batch::Batch;
use crate::ir::DomainId;
use crate::plan::program::Reg;
use std::cell::Cell;
use std::ops::Range;

/// Bitmaps of a condition over a whole domain.
pub(super) trait Planes: Copy {
    /// 64 rows.
    fn word(self, index: usize) -> Truths;

    /// One row.
    #[inline]
    fn get(self, row: usize) -> Truth {
        let Truths { t, f, n } = self.word(row / 64);
        let has = |bits: u64| bits >> (row % 64) & 1 == 1;
        if has(t) {
            Truth::True
        } else if has(f) {
            Truth::False
        } else if has(n) {
            Truth::NotApplicable
        } else {
            Truth::Unknown
        }
    }
}

/// The registers that were written before a step.
pub(super) trait Registers: Copy {
    type Planes: Planes;

    /// Those of a condition.
    fn planes(self, reg: Reg) -> Self::Planes;

    /// A word of a bitmap of any kind of register.
    fn word(self, reg: Reg, plane: usize, word: usize) -> u64;

    /// The low and the high end of a number.
    fn interval(self, number: u32, row: usize, batch: &Batch) -> (f64, f64);

    /// The rows of a range as words with those rows set.
    fn pieces(rows: Range<usize>, piece: impl FnMut(usize, u64));
}

/// The register that a step writes, all of it zero before.
pub(super) trait Written {
    /// The three bitmaps of a condition.
    fn split(&mut self) -> (&mut [u64], &mut [u64], &mut [u64]);

    /// How many words a bitmap has.
    fn width(&self) -> usize;

    /// Writes a word of a bitmap of any kind of register.
    fn set(&mut self, plane: usize, word: usize, value: u64);

    /// Lets a function write it that is not made part of the loop.
    fn aside(&mut self, write: impl FnOnce(&mut Self));
}

/// The lowest bits.
#[inline]
fn lowest(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

// One word a bitmap: a register is three words, one for verdicts six.

/// The three bitmaps of a register of one word each.
pub(super) type Three = [u64; 3];

/// So many numbers are kept for each end of a register of numbers.
pub(super) const ROWS: usize = 64;

/// Registers of one word a bitmap. They are cells, so that a step can write one while it sees the others, and nothing is cut for it.
#[derive(Clone, Copy)]
pub(super) struct OneWord<'a> {
    pub(super) regs: &'a [Cell<Three>],
    pub(super) numbers: &'a [Cell<f64>],
}

impl<'a> OneWord<'a> {
    /// The low and the high ends of a register of numbers.
    #[inline]
    pub(super) fn ends(self, number: u32, rows: usize) -> [&'a [Cell<f64>]; 2] {
        let low = number as usize * (2 * ROWS);
        [low, low + ROWS].map(|start| self.numbers.get(start..start + rows).unwrap_or(&[]))
    }

    /// What a register holds.
    #[inline]
    pub(super) fn get(self, reg: Reg) -> Three {
        self.regs.get(reg.0 as usize).map_or([0; 3], Cell::get)
    }

    /// Writes a register, and says whether that makes it another.
    #[inline]
    pub(super) fn set(self, reg: Reg, value: Three) -> bool {
        self.regs.get(reg.0 as usize).is_some_and(|place| place.replace(value) != value)
    }
}

impl Planes for Truths {
    #[inline]
    fn word(self, _: usize) -> Truths {
        self
    }
}

impl Registers for OneWord<'_> {
    type Planes = Truths;

    #[inline]
    fn planes(self, reg: Reg) -> Truths {
        let [t, f, n] = self.get(reg);
        Truths { t, f, n }
    }

    #[inline]
    fn word(self, reg: Reg, plane: usize, _: usize) -> u64 {
        let three = self.regs.get(reg.0 as usize + plane / 3).map_or([0; 3], Cell::get);
        three.get(plane % 3).copied().unwrap_or(0)
    }

    #[inline]
    fn interval(self, number: u32, row: usize, _: &Batch) -> (f64, f64) {
        let low = number as usize * (2 * ROWS) + row;
        let at = |place: usize| self.numbers.get(place).map_or(0.0, Cell::get);
        (at(low), at(low + ROWS))
    }

    #[inline]
    fn pieces(rows: Range<usize>, mut piece: impl FnMut(usize, u64)) {
        if rows.start < rows.end {
            piece(0, lowest(rows.end - rows.start).wrapping_shl(rows.start as u32));
        }
    }
}

/// A word of its own in memory: a processor has to wait where it reads at once what was just written in two parts, as words that
/// stand side by side are read.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(16))]
struct Apart([u64; 1]);

/// A register of one word a bitmap that is being written, in as many places as it takes.
pub(super) struct OneWritten<const PLACES: usize>([[Apart; 3]; PLACES]);

impl<const PLACES: usize> OneWritten<PLACES> {
    /// What has been written.
    #[inline(always)]
    pub(super) fn get(&self) -> [Three; PLACES] {
        let mut threes = [Three::default(); PLACES];
        for (three, [t, f, n]) in threes.iter_mut().zip(&self.0) {
            *three = [t.0[0], f.0[0], n.0[0]];
        }
        threes
    }
}

impl<const PLACES: usize> Default for OneWritten<PLACES> {
    #[inline]
    fn default() -> Self {
        Self([[Apart::default(); 3]; PLACES])
    }
}

impl<const PLACES: usize> Written for OneWritten<PLACES> {
    #[inline]
    fn split(&mut self) -> (&mut [u64], &mut [u64], &mut [u64]) {
        match self.0.first_mut() {
            Some([t, f, n]) => (&mut t.0, &mut f.0, &mut n.0),
            None => (&mut [], &mut [], &mut []),
        }
    }

    #[inline]
    fn width(&self) -> usize {
        1
    }

    #[inline]
    fn set(&mut self, plane: usize, _: usize, value: u64) {
        if let Some(place) = self.0.get_mut(plane / 3).and_then(|three| three.get_mut(plane % 3)) {
            place.0 = [value];
        }
    }

    /// What a call writes has to lie in memory, what the loop writes need not.
    #[inline(always)]
    fn aside(&mut self, write: impl FnOnce(&mut Self)) {
        let mut out = Self::default();
        write(&mut out);
        for (to, from) in self.0.iter_mut().zip(&out.0) {
            for (to, from) in to.iter_mut().zip(from) {
                to.0 = from.0;
            }
        }
    }
}

// Any number of words a bitmap.

/// Where the bitmaps of a register lie, one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) start: usize,
    /// Words of each.
    pub(super) width: usize,
}

/// Registers of any number of words a bitmap.
#[derive(Clone, Copy)]
pub(super) struct ManyWords<'a> {
    pub(super) words: &'a [u64],
    pub(super) places: &'a [Place],
    pub(super) numbers: &'a [f64],
    /// By register of numbers: where its low ends begin; its high ends follow them.
    pub(super) starts: &'a [(usize, DomainId)],
}

/// Bitmaps of any number of words.
#[derive(Clone, Copy)]
pub(super) struct Slices<'a> {
    t: &'a [u64],
    f: &'a [u64],
    n: &'a [u64],
}

impl Planes for Slices<'_> {
    #[inline]
    fn word(self, index: usize) -> Truths {
        let at = |bits: &[u64]| bits.get(index).copied().unwrap_or(0);
        Truths { t: at(self.t), f: at(self.f), n: at(self.n) }
    }
}

impl<'a> ManyWords<'a> {
    /// A bitmap of a register.
    pub(super) fn plane(self, reg: Reg, plane: usize) -> &'a [u64] {
        let Place { start, width } = self.places.get(reg.0 as usize).copied().unwrap_or_default();
        let start = start + plane * width;
        self.words.get(start..start + width).unwrap_or(&[])
    }
}

impl<'a> Registers for ManyWords<'a> {
    type Planes = Slices<'a>;

    #[inline]
    fn planes(self, reg: Reg) -> Slices<'a> {
        let Place { start, width } = self.places.get(reg.0 as usize).copied().unwrap_or_default();
        let all = self.words.get(start..).unwrap_or(&[]);
        match (all.get(..width), all.get(width..2 * width), all.get(2 * width..3 * width)) {
            (Some(t), Some(f), Some(n)) => Slices { t, f, n },
            _ => Slices { t: &[], f: &[], n: &[] },
        }
    }

    fn word(self, reg: Reg, plane: usize, word: usize) -> u64 {
        self.plane(reg, plane).get(word).copied().unwrap_or(0)
    }

    fn interval(self, number: u32, row: usize, batch: &Batch) -> (f64, f64) {
        let Some((start, domain)) = self.starts.get(number as usize).copied() else { return (0.0, 0.0) };
        let at = |place: usize| self.numbers.get(place).copied().unwrap_or(0.0);
        (at(start + row), at(start + batch.domain_len(domain) + row))
    }

    fn pieces(rows: Range<usize>, mut piece: impl FnMut(usize, u64)) {
        let mut from = rows.start;
        while from < rows.end {
            let word = from / 64;
            let upto = rows.end.min(word * 64 + 64);
            piece(word, lowest(upto - from) << (from % 64));
            from = upto;
        }
    }
}

/// A register of any number of words a bitmap that is being written.
pub(super) struct ManyWritten<'a> {
    pub(super) words: &'a mut [u64],
    pub(super) width: usize,
}

impl<'a> ManyWritten<'a> {
    /// The three bitmaps of a condition.
    pub(super) fn into_three(self) -> (&'a mut [u64], &'a mut [u64], &'a mut [u64]) {
        let (t, rest) = self.words.split_at_mut(self.width.min(self.words.len()));
        let (f, rest) = rest.split_at_mut(self.width.min(rest.len()));
        let (n, _) = rest.split_at_mut(self.width.min(rest.len()));
        (t, f, n)
    }
}

impl Written for ManyWritten<'_> {
    fn split(&mut self) -> (&mut [u64], &mut [u64], &mut [u64]) {
        ManyWritten { words: self.words, width: self.width }.into_three()
    }

    #[inline]
    fn width(&self) -> usize {
        self.width
    }

    #[inline]
    fn set(&mut self, plane: usize, word: usize, value: u64) {
        if let Some(place) = self.words.get_mut(plane * self.width + word) {
            *place = value;
        }
    }

    fn aside(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }
}
