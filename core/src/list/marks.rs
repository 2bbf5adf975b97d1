//! Which of 64 bytes end cells and rows, or may.

use super::record::QUOTE;
use crate::bits::{marks_of, padded};

/// Which of the 64 bytes from `base` on are delimiters, and which are quotes or parts of line breaks, the first one lowest.
#[inline(always)]
pub(super) fn marks_at(bytes: &[u8], base: usize, delimiter: u8) -> (u64, u64) {
    const OTHERS: [u8; 3] = [b'\n', QUOTE, b'\r'];
    let rest = bytes.get(base..).unwrap_or(&[]);
    match rest.first_chunk::<64>() {
        Some(block) => marks_of(block, delimiter, OTHERS),
        // Zero is no mark: it is refused before.
        None => marks_of(&padded(rest), delimiter, OTHERS),
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
            assert_eq!(marks_at(&block, 0, b','), (1 << place, 0));
            assert_eq!(marks_at(&block[..=place], 0, b','), (1 << place, 0));
            assert_eq!(marks_at(&block, 0, b';'), (0, 0));
            assert_eq!(from_bit(place).trailing_zeros() as usize, place);
        }
        assert_eq!(marks_at(&[b'"'; 100], 50, b','), (0, (1 << 50) - 1));
        assert_eq!(marks_at(b"\n,\r\"", 0, b','), (0b10, 0b1101));
        assert_eq!(from_bit(64), 0);
    }
}
