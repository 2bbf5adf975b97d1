//! Which of 64 bytes are among a few.

use crate::bits::{marks_of, padded};

/// Which of the 64 bytes from `base` on are in the set, the first one lowest.
#[inline(always)]
pub(super) fn marks_at(bytes: &[u8], base: usize, set: [u8; 4]) -> u64 {
    let rest = bytes.get(base..).unwrap_or(&[]);
    match rest.first_chunk::<64>() {
        Some(block) => marks_of(block, set),
        // Zero is in no set: it is refused before.
        None => marks_of(&padded(rest), set),
    }
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
