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
    for (index, sixteen) in hits.as_chunks::<16>().0.iter().enumerate() {
        mask |= u64::from(gather_sixteen(sixteen)) << (16 * index);
    }
    mask
}

/// The lowest bits of 16 bytes, for which every processor of this kind has an instruction.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it gives 16 bits")]
fn gather_sixteen(hits: &[u8; 16]) -> u16 {
    use safe_arch::{load_unaligned_m128i, move_mask_i8_m128i, shl_imm_u16_m128i};
    // The instruction takes the highest bits.
    move_mask_i8_m128i(shl_imm_u16_m128i::<7>(load_unaligned_m128i(hits))) as u16
}

#[cfg(not(target_arch = "x86_64"))]
use gather_by_product as gather_sixteen;

/// The same on any processor: a product gathers the lowest bits of eight bytes in its highest byte.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn gather_by_product(hits: &[u8; 16]) -> u16 {
    hits.as_chunks::<8>().0.iter().rev().fold(0, |mask, eight| {
        mask << 8 | (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16
    })
}

/// Which of up to 64 bytes are in a set of numbers below 8 (bit by number), the first one lowest. For a handful of bytes.
#[inline(always)]
pub(crate) fn in_small_set(bytes: &[u8], set: u8) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    // From the last one down, so that each byte is moved in from below; past the last stand bytes that are in no set.
    let mut found = match rest {
        [] => 0,
        rest => eight_in_small_set(rest.iter().rev().fold(u64::MAX, |eight, byte| eight << 8 | u64::from(*byte)), set),
    };
    for eight in eights.iter().rev() {
        found = found << 8 | eight_in_small_set(u64::from_le_bytes(*eight), set);
    }
    found
}

/// The same for the eight bytes of a word.
#[inline(always)]
fn eight_in_small_set(bytes: u64, set: u8) -> u64 {
    const LOWEST: u64 = u64::from_le_bytes([1; 8]);
    const ALL_BUT_HIGHEST: u64 = u64::from_le_bytes([0x7f; 8]);
    let (mut found, mut left) = (0, set);
    while left != 0 {
        let other = bytes ^ (LOWEST * u64::from(left.trailing_zeros()));
        left &= left - 1;
        // A byte's highest bit stays clear only where nothing in it is other.
        found |= !(((other & ALL_BUT_HIGHEST) + ALL_BUT_HIGHEST) | other) & !ALL_BUT_HIGHEST;
    }
    // A product gathers the lowest bits of eight bytes in its highest byte.
    (found >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Which of these bytes are one byte, and which are among three others, the first one lowest.
#[cfg(target_arch = "x86_64")]
#[cfg_attr(not(feature = "list"), allow(dead_code, reason = "only lists have delimiters"))]
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it gives 16 bits")]
pub(crate) fn marks_of(block: &[u8; 64], one: u8, others: [u8; 3]) -> (u64, u64) {
    use safe_arch::{bitor_m128i, cmp_eq_mask_i8_m128i, load_unaligned_m128i, move_mask_i8_m128i, set_splat_i8_m128i};
    let one = set_splat_i8_m128i(one.cast_signed());
    let [a, b, c] = others.map(|byte| set_splat_i8_m128i(byte.cast_signed()));
    let (mut ones, mut rest) = (0, 0);
    for (index, sixteen) in block.as_chunks::<16>().0.iter().enumerate() {
        let bytes = load_unaligned_m128i(sixteen);
        let other = bitor_m128i(cmp_eq_mask_i8_m128i(bytes, a), cmp_eq_mask_i8_m128i(bytes, b));
        let other = bitor_m128i(other, cmp_eq_mask_i8_m128i(bytes, c));
        ones |= u64::from(move_mask_i8_m128i(cmp_eq_mask_i8_m128i(bytes, one)) as u16) << (16 * index);
        rest |= u64::from(move_mask_i8_m128i(other) as u16) << (16 * index);
    }
    (ones, rest)
}

/// Which of these bytes are one byte, and which are among three others, the first one lowest.
#[cfg(not(target_arch = "x86_64"))]
#[cfg_attr(not(feature = "list"), allow(dead_code, reason = "only lists have delimiters"))]
#[inline(always)]
pub(crate) fn marks_of(block: &[u8; 64], one: u8, [a, b, c]: [u8; 3]) -> (u64, u64) {
    (marks(block, |byte| byte == one), marks(block, |byte| (byte == a) | (byte == b) | (byte == c)))
}

/// Where one block has one byte and another has another, the first one lowest.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it gives 16 bits")]
pub(crate) fn marks_of_pair(blocks: [&[u8; 64]; 2], [first, second]: &[Folded; 2]) -> u64 {
    use safe_arch::{bitand_m128i, bitor_m128i, cmp_eq_mask_i8_m128i, load_unaligned_m128i, move_mask_i8_m128i};
    let (fold_first, first) = (load_unaligned_m128i(&first.fold), load_unaligned_m128i(&first.byte));
    let (fold_second, second) = (load_unaligned_m128i(&second.fold), load_unaligned_m128i(&second.byte));
    let hits = |here: &[u8; 16], there: &[u8; 16]| {
        let here = cmp_eq_mask_i8_m128i(bitor_m128i(load_unaligned_m128i(here), fold_first), first);
        let there = cmp_eq_mask_i8_m128i(bitor_m128i(load_unaligned_m128i(there), fold_second), second);
        u64::from(move_mask_i8_m128i(bitand_m128i(here, there)) as u16)
    };
    match (blocks[0].as_chunks().0, blocks[1].as_chunks().0) {
        ([a, b, c, d], [e, f, g, h]) => hits(a, e) | hits(b, f) << 16 | hits(c, g) << 32 | hits(d, h) << 48,
        _ => 0,
    }
}

/// Where one block has one byte and another has another, the first one lowest.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(crate) fn marks_of_pair([first, second]: [&[u8; 64]; 2], [a, b]: &[Folded; 2]) -> u64 {
    let mut hits = [0u8; 64];
    for ((hit, first), second) in hits.iter_mut().zip(first).zip(second) {
        *hit = u8::from((first | a.fold[0] == a.byte[0]) & (second | b.fold[0] == b.byte[0]));
    }
    gather(&hits)
}

/// Whether anywhere one stretch has one byte and another of the same length, a multiple of 16, has another at the same place.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn has_pair(stretches: [&[u8]; 2], [first, second]: &[Folded; 2]) -> bool {
    use safe_arch::{
        bitand_m128i, bitor_m128i, cmp_eq_mask_i8_m128i, load_unaligned_m128i, move_mask_i8_m128i, zeroed_m128i,
    };
    let (fold_first, first) = (load_unaligned_m128i(&first.fold), load_unaligned_m128i(&first.byte));
    let (fold_second, second) = (load_unaligned_m128i(&second.fold), load_unaligned_m128i(&second.byte));
    let mut found = zeroed_m128i();
    for (here, there) in stretches[0].as_chunks().0.iter().zip(stretches[1].as_chunks().0) {
        let here = cmp_eq_mask_i8_m128i(bitor_m128i(load_unaligned_m128i(here), fold_first), first);
        let there = cmp_eq_mask_i8_m128i(bitor_m128i(load_unaligned_m128i(there), fold_second), second);
        found = bitor_m128i(found, bitand_m128i(here, there));
    }
    move_mask_i8_m128i(found) != 0
}

/// Whether anywhere one stretch has one byte and another of the same length, a multiple of 16, has another at the same place.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(crate) fn has_pair([first, second]: [&[u8]; 2], [a, b]: &[Folded; 2]) -> bool {
    first.iter().zip(second).fold(false, |found, (first, second)| {
        found | (first | a.fold[0] == a.byte[0]) & (second | b.fold[0] == b.byte[0])
    })
}

/// A byte to look for: a small letter for both cases of it. Sixteen times, as it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Folded {
    /// Set in a byte before it is compared.
    fold: [u8; 16],
    byte: [u8; 16],
}

impl Folded {
    /// A byte in small letters.
    pub(crate) fn new(byte: u8) -> Self {
        Self { fold: [if byte.is_ascii_lowercase() { 0x20 } else { 0 }; 16], byte: [byte; 16] }
    }
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

    #[test]
    fn small_sets_are_found_in_any_number_of_bytes() {
        let bytes: Vec<u8> = (0..64usize).map(|place| (place * 5 % 13 % 8) as u8).collect();
        for length in 0..=64 {
            for set in 0..=255u8 {
                let plainly =
                    bytes[..length].iter().rev().fold(0, |found, byte| found << 1 | u64::from(set >> byte & 1));
                assert_eq!(in_small_set(&bytes[..length], set), plainly, "{length} bytes, {set:08b}");
            }
        }
    }

    #[test]
    fn bits_are_gathered_alike_on_every_processor() {
        for number in 0..=u16::MAX {
            let hits = std::array::from_fn(|place| u8::from(number >> place & 1 == 1));
            assert_eq!(gather_sixteen(&hits), number);
            assert_eq!(gather_by_product(&hits), number);
        }
        let block = std::array::from_fn(|place| (place * 7 % 11) as u8);
        let others = [3, 10, 200];
        let plainly = (marks(&block, |byte| byte == 0), marks(&block, |byte| others.contains(&byte)));
        assert_eq!(marks_of(&block, 0, others), plainly);
        let mixed = std::array::from_fn(|place| b"aA\x41@`zZ{[\xE1\xC1!"[place % 12]);
        let next = std::array::from_fn(|place| mixed[(place + 1) % 64]);
        for a in 0..=255u8 {
            for b in [b'a', b'z', b'[', b'@', 0xE1] {
                let small = |byte: u8, other: u8| byte == other || byte.to_ascii_lowercase() == other;
                let plainly = (0..64usize)
                    .fold(0, |mask, place| mask | u64::from(small(mixed[place], a) && small(next[place], b)) << place);
                if !a.is_ascii_uppercase() {
                    let pair = [Folded::new(a), Folded::new(b)];
                    assert_eq!(marks_of_pair([&mixed, &next], &pair), plainly, "{a} {b}");
                    for sixteens in 0..=4 {
                        let here = plainly & 1u64.checked_shl(16 * sixteens).unwrap_or(0).wrapping_sub(1);
                        let stretches = [&mixed[..16 * sixteens as usize], &next[..16 * sixteens as usize]];
                        assert_eq!(has_pair(stretches, &pair), here != 0, "{a} {b}");
                    }
                }
            }
        }
    }
}
