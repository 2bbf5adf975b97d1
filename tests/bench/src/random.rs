//! A small seeded generator of pseudo-random numbers.
//!
//! Written out here, and not taken from a crate, because the bytes of a generated list have to stay the same for
//! years: figures measured on different days are only comparable when they were measured on the same rows.

/// SplitMix64: one addition, two multiplications; passes the usual statistical tests and has no bad seeds.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator that always yields the same sequence for the same seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    #[inline]
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; `bound` is at least 1.
    ///
    /// The multiply-and-shift method: its bias is below 2⁻³², which a list of rows cannot show.
    #[inline]
    pub const fn below(&mut self, bound: u32) -> u32 {
        (((self.next() >> 32) * bound as u64) >> 32) as u32
    }

    /// A number in `low..=high`.
    #[inline]
    pub const fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True `parts` times in a thousand.
    #[inline]
    pub const fn per_mille(&mut self, parts: u32) -> bool {
        self.below(1000) < parts
    }

    /// One of `items`, each equally likely.
    ///
    /// # Panics
    ///
    /// When `items` is empty.
    #[inline]
    pub const fn pick<'a>(&mut self, items: &'a [&'a str]) -> &'a str {
        items[self.below(items.len() as u32) as usize]
    }
}
