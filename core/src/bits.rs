//! Sets of rows as words of 64 bits, where bits past the last row are always zero; and of bytes, 64 at a time.

/// How many words hold this many rows.
pub(crate) fn words(rows: usize) -> usize {
    rows.div_ceil(64)
}

/// The bits of word `word` that stand for rows, when there are `rows` rows.
pub(crate) fn mask(rows: usize, word: usize) -> u64 {
    let before = word * 64;
    match rows.saturating_sub(before) {
        0 => 0,
        left if left >= 64 => u64::MAX,
        left => (1u64 << left) - 1,
    }
}

/// Whether a row is in the set; a row past its end is not.
pub(crate) fn get(bits: &[u64], row: usize) -> bool {
    bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

/// How many rows are in the set.
pub(crate) fn count(bits: &[u64]) -> u64 {
    bits.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// The rows in the set, in order.
pub(crate) fn rows(bits: &[u64]) -> impl Iterator<Item = usize> + '_ {
    bits.iter().enumerate().flat_map(|(index, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            Some(index * 64 + bit)
        })
    })
}

/// Which of these bytes are hits, the first one lowest.
#[inline(always)]
pub(crate) fn marks(block: &[u8; 64], hit: impl Fn(u8) -> bool) -> u64 {
    // Plain loops over bytes, which the compiler turns into vector instructions: `array::map` is not inlined in every build, and then nothing is turned into vectors.
    let mut hits = [0u8; 64];
    for (hits, byte) in hits.iter_mut().zip(block) {
        *hits = u8::from(hit(*byte));
    }
    gather(&hits)
}

/// The lowest bits of 64 bytes, the first one lowest.
#[inline(always)]
pub(crate) fn gather(hits: &[u8; 64]) -> u64 {
    let mut mask = 0;
    for (index, eight) in hits.as_chunks::<8>().0.iter().enumerate() {
        // The product gathers the lowest bits of eight bytes in its highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= gathered << (8 * index);
    }
    mask
}

/// The first 64 bytes at most, and zeros after them.
#[inline]
pub(crate) fn padded(bytes: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    let bytes = bytes.get(..64).unwrap_or(bytes);
    if let Some(place) = block.get_mut(..bytes.len()) {
        place.copy_from_slice(bytes);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_masks_cross_words() {
        let bits = [1u64 << 63, 1, 0b110];
        assert_eq!(rows(&bits).collect::<Vec<_>>(), [63, 64, 129, 130]);
        assert_eq!(mask(130, 2), 0b11);
        assert_eq!(mask(128, 1), u64::MAX);
        assert_eq!(mask(10, 1), 0);
    }
}
