//! Which of 64 bytes are among a few: plain loops over bytes, which the compiler turns into vector instructions.

/// Which of the 64 bytes from `base` on are in the set, the first one lowest.
#[inline(always)]
pub(super) fn marks_at(bytes: &[u8], base: usize, set: [u8; 4]) -> u64 {
    let rest = bytes.get(base..).unwrap_or(&[]);
    let [a, b, c, d] = set;
    let hit = |byte: u8| (byte == a) | (byte == b) | (byte == c) | (byte == d);
    match rest.first_chunk::<64>() {
        Some(block) => marks(block, hit),
        None => marks(&last_block(rest), hit),
    }
}

/// The last bytes and as many zeros as fill a block. Zero is in no set: it is refused before.
#[cold]
#[inline(never)]
fn last_block(rest: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(rest) {
        *to = *from;
    }
    block
}

/// Which of these bytes are hits, the first one lowest.
#[inline(always)]
pub(super) fn marks(block: &[u8; 64], hit: impl Fn(u8) -> bool) -> u64 {
    // A plain loop: `array::map` is not inlined in every build, and then nothing is turned into vectors.
    let mut hits = [0u8; 64];
    for (hits, byte) in hits.iter_mut().zip(block) {
        *hits = u8::from(hit(*byte));
    }
    let mut mask = 0;
    for (index, eight) in hits.as_chunks::<8>().0.iter().enumerate() {
        // The product gathers the lowest bits of eight bytes in its highest byte.
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask |= gathered << (8 * index);
    }
    mask
}

/// The bits from this one on; none from 64 on.
#[inline]
pub(super) fn from_bit(bit: usize) -> u64 {
    if bit < 64 { u64::MAX << bit } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_every_place() {
        for place in 0..64 {
            let mut block = [b'x'; 64];
            block[place] = b',';
            assert_eq!(marks_at(&block, 0, *b",\n\"\r"), 1 << place);
            assert_eq!(marks_at(&block[..=place], 0, *b",\n\"\r"), 1 << place);
            assert_eq!(from_bit(place).trailing_zeros() as usize, place);
        }
        assert_eq!(marks_at(&[b'"'; 100], 50, *b",\n\"\r"), (1 << 50) - 1);
        assert_eq!(from_bit(64), 0);
    }
}
