//! Bytes as text that can stand in a page: printable ASCII without the space and without `<`, 93 letters, 16 bits in 2.45 letters where base64 has 2.67.
//!
//! Two letters are a number below 93², the first letter the low digit, and carry 13 bits, the first byte's lowest bit first. Numbers from 8,192 stand for 14 bits: those whose low 13 are below
//! 93² − 8,192. (The idea is that of basE91.) The page reads it with a few lines: `bytesOf` in `wasm/form/src/engine.js`.

/// How many letters there are.
const LETTERS: u32 = 93;
/// How many numbers two letters can say beyond 13 bits.
const BEYOND: u32 = LETTERS * LETTERS - 8192;

/// The text of some bytes.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 4 * 5);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits |= u32::from(*byte) << count;
        count += 8;
        if count > 13 {
            let taken = if bits & 8191 < BEYOND { 14 } else { 13 };
            let number = bits & ((1 << taken) - 1);
            out.push(letter(number % LETTERS));
            out.push(letter(number / LETTERS));
            bits >>= taken;
            count -= taken;
        }
    }
    // What is left is at most 13 bits. One letter is one more byte and never two.
    if count > 0 {
        out.push(letter(bits % LETTERS));
        if count > 7 || bits >= LETTERS {
            out.push(letter(bits / LETTERS));
        }
    }
    out
}

fn letter(digit: u32) -> char {
    let printable = b'!' + u8::try_from(digit % LETTERS).unwrap_or(0);
    char::from(if printable < b'<' { printable } else { printable + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the page does to read it.
    fn bytes_of(text: &str) -> Vec<u8> {
        let digit = |letter: u8| u32::from(letter - b'!') - u32::from(letter > b'<');
        let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
        for pair in text.as_bytes().chunks(2) {
            let (number, taken) = match *pair {
                [low, high] => {
                    let number = digit(low) + LETTERS * digit(high);
                    (number, if number & 8191 < BEYOND { 14 } else { 13 })
                }
                [low] => (digit(low), 8 - count),
                _ => unreachable!(),
            };
            bits |= number << count;
            count += taken;
            while count > 7 {
                out.push((bits & 255) as u8);
                bits >>= 8;
                count -= 8;
            }
        }
        out
    }

    #[test]
    fn some_texts_are_as_they_always_were() {
        // Worked out by hand: 0x61 is 97 = 4 + 93; 0x6261 has the low 13 bits 609 = 51 + 6 × 93, and 3 are left over.
        for (bytes, text) in [(&b""[..], ""), (b"\0", "!!"), (b"a", "%\""), (b"ab", "U'$"), (b"\xff", "g#")] {
            assert_eq!(text_of(bytes), text, "{bytes:?}");
            assert_eq!(bytes_of(text), bytes, "{text}");
        }
    }

    #[test]
    fn every_letter_can_stand_in_a_script_element() {
        let bytes: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let text = text_of(&bytes);
        assert!(text.bytes().all(|letter| letter.is_ascii_graphic() && letter != b'<'));
        assert_eq!(bytes_of(&text), bytes);
    }

    #[test]
    fn it_is_denser_than_base64() {
        // Numbers that look like chance, as what is packed does.
        let mut state = 1_u32;
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(100_000)
        .collect();
        assert!(text_of(&bytes).len() < 122_700, "{}", text_of(&bytes).len());
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(bytes_of(&text_of(&bytes)), bytes);
        }

        #[test]
        fn few_different_bytes_come_back(bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 0x3f, 0x40, 0x7f, 0x80, 0xff]), 0..60)) {
            prop_assert_eq!(bytes_of(&text_of(&bytes)), bytes);
        }
    }
}
