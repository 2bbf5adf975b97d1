//! Counts of verdicts by rule: what every contestant has to agree on before its time means anything.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::kleene::Verdict;

/// How often each rule gave each verdict, in the order of [`Verdict::ALL`]; ordered by rule id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rule id to four counts.
    pub rules: BTreeMap<String, [u64; 4]>,
}

impl Counts {
    /// From ids and counts in step with each other.
    #[must_use]
    pub fn new(ids: &[&str], counts: &[[u64; 4]]) -> Self {
        Self { rules: ids.iter().map(|id| (*id).to_owned()).zip(counts.iter().copied()).collect() }
    }

    /// How many findings have this verdict.
    #[must_use]
    pub fn total(&self, verdict: Verdict) -> u64 {
        self.rules.values().map(|counts| counts[verdict as usize]).sum()
    }

    /// The text that contestants print: a line a rule, and a checksum of those lines.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        for (id, [met, not_met, cannot_tell, does_not_apply]) in &self.rules {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "{id}\t{met}\t{not_met}\t{cannot_tell}\t{does_not_apply}");
        }
        let checksum = fnv(text.as_bytes());
        let _ = writeln!(text, "checksum\t{checksum:016x}");
        text
    }

    /// Reads what [`print`](Self::print) wrote, or what a peer's script wrote (which gives no checksum).
    ///
    /// # Errors
    ///
    /// A line that is not five cells with four numbers, or a checksum that does not fit.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut counts = Self::default();
        let mut checksum = None;
        for line in text.lines() {
            if let Some(sum) = line.strip_prefix("checksum\t") {
                checksum = Some(sum.to_owned());
                continue;
            }
            let mut cells = line.split('\t');
            let id = cells.next().unwrap_or_default().to_owned();
            let numbers: Vec<u64> = cells.filter_map(|cell| cell.parse().ok()).collect();
            let numbers: [u64; 4] = numbers.try_into().map_err(|_| format!("not a line of counts: `{line}`"))?;
            counts.rules.insert(id, numbers);
        }
        if checksum.is_some_and(|sum| !counts.print().ends_with(&format!("checksum\t{sum}\n"))) {
            return Err("the checksum does not fit the counts above it".to_owned());
        }
        Ok(counts)
    }

    /// The rules on which two contestants differ, one line each.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let ids: std::collections::BTreeSet<&String> = self.rules.keys().chain(other.rules.keys()).collect();
        ids.into_iter()
            .filter(|id| self.rules.get(*id) != other.rules.get(*id))
            .map(|id| format!("{id}: {} against {}", show(self.rules.get(id)), show(other.rules.get(id))))
            .collect()
    }
}

fn show(counts: Option<&[u64; 4]>) -> String {
    counts.map_or_else(
        || "no such rule".to_owned(),
        |counts| {
            let parts: Vec<String> =
                Verdict::ALL.iter().zip(counts).map(|(verdict, count)| format!("{count} {}", verdict.name())).collect();
            parts.join(", ")
        },
    )
}

/// FNV-1a: enough to compare outputs that nobody tampers with.
#[must_use]
pub fn fnv(bytes: &[u8]) -> u64 {
    fnv_more(0xCBF2_9CE4_8422_2325, bytes)
}

/// [`fnv`] of more bytes after those that gave `hash`.
#[must_use]
pub fn fnv_more(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_counts_read_back() {
        let counts = Counts::new(&["b", "a"], &[[1, 2, 3, 4], [5, 6, 7, 8]]);
        let text = counts.print();
        assert!(text.starts_with("a\t5\t6\t7\t8\nb\t1\t2\t3\t4\nchecksum\t"), "{text}");
        assert_eq!(Counts::read(&text), Ok(counts.clone()));
        assert!(Counts::read(&text.replace('8', "9")).is_err(), "a changed count does not fit the checksum");
        assert_eq!(counts.total(Verdict::NotMet), 8);
    }

    #[test]
    fn differences_name_the_rule() {
        let (one, other) = (Counts::new(&["a", "b"], &[[1; 4]; 2]), Counts::new(&["a"], &[[1; 4]]));
        assert_eq!(one.differences(&one), Vec::<String>::new());
        assert_eq!(
            one.differences(&other),
            ["b: 1 met, 1 not met, 1 cannot tell, 1 does not apply against no such rule"]
        );
    }
}
