//! Facts about characters, packed into few bytes: small numbers, most of them the distance from the one before.

/// Numbers of seven bits a byte, the lowest first; the eighth bit says that more follow.
pub(crate) struct Numbers(pub(crate) &'static [u8]);

impl Iterator for Numbers {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..=28).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 127) << shift;
            if *byte < 128 {
                break;
            }
        }
        Some(number)
    }
}

/// Ranges, first and last: how far the first is from the last before it, and how many more there are.
pub(crate) fn ranges(table: &'static [u8]) -> Vec<[u32; 2]> {
    let mut numbers = Numbers(table);
    let mut ranges = Vec::new();
    let mut at = 0;
    while let (Some(gap), Some(more)) = (numbers.next(), numbers.next()) {
        ranges.push([at + gap, at + gap + more]);
        at += gap + more;
    }
    ranges
}

/// How the tables are made, for the tests that hold them to where the facts come from.
#[cfg(test)]
pub(crate) mod making {
    pub(crate) fn packed(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for mut number in numbers {
            while number >= 128 {
                bytes.push(number as u8 | 128);
                number >>= 7;
            }
            bytes.push(number as u8);
        }
        bytes
    }

    pub(crate) fn packed_ranges(ranges: &[[u32; 2]]) -> Vec<u8> {
        let mut at = 0;
        packed(ranges.iter().flat_map(|[from, to]| {
            let pair = [from - at, to - from];
            at = *to;
            pair
        }))
    }

    /// The file of these tables, each with its name and what its numbers are, has to be this one, below `src/`; `BLESS=1` writes it anew.
    #[expect(clippy::disallowed_methods, reason = "a test writes the file that it holds")]
    pub(crate) fn hold(file: &str, tables: &[(&str, &str, Vec<u8>)]) {
        let module = file.trim_end_matches("/tables.rs").replace('/', "::");
        let mut text = format!(
            "//! Packed by the test of the module above, which also checks them: `BLESS=1 cargo test -p due-regard {module}`.\n"
        );
        for (name, about, bytes) in tables {
            let lines: Vec<String> = bytes
                .chunks(36)
                .map(|line| format!("    {},\n", line.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")))
                .collect();
            text += &format!(
                "\n/// {about}\n#[rustfmt::skip]\npub(super) const {name}: &[u8] = &[\n{}];\n",
                lines.concat()
            );
        }
        let path = format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap() == text, "BLESS=1 writes the tables anew");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_again() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u32::MAX];
        let table = Vec::leak(making::packed(numbers));
        assert!(Numbers(table).eq(numbers));
        let some = [[3, 3], [65, 90], [200, 1_000_000]];
        assert_eq!(ranges(Vec::leak(making::packed_ranges(&some))), some);
        assert_eq!(Numbers(&[128]).next(), None);
    }
}
