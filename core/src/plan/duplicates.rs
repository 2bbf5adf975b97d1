//! Ids that stand in more than one record: looked for over the whole list, in bounded memory, in whatever order its parts come.

use std::hash::{DefaultHasher, Hasher};

/// The ids of a list as hashes with their rows. Only equality of hashes is ever used, so which hash it is never shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ids {
    /// Hash and row.
    seen: Vec<(u64, u64)>,
    /// Whether some were left out.
    cut: bool,
}

/// How many ids are remembered: 32 MB of them.
const LIMIT: usize = 2_000_000;

impl Ids {
    pub(crate) fn add(&mut self, id: &str, row: u64) {
        if self.seen.len() >= LIMIT {
            self.cut = true;
            return;
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(id.as_bytes());
        self.seen.push((hasher.finish(), row));
    }

    /// Joins two parts; past the limit the earliest rows are kept, whichever part they come from.
    pub(crate) fn merge(&mut self, other: Ids) {
        self.cut |= other.cut;
        self.seen.extend(other.seen);
        if self.seen.len() > LIMIT {
            self.cut = true;
            self.seen.sort_unstable_by_key(|(hash, row)| (*row, *hash));
            self.seen.truncate(LIMIT);
        }
    }

    /// The rows of every id that stands more than once, in order of their first row; and whether the list was too long to look at all.
    pub(crate) fn duplicates(mut self) -> (Vec<Vec<u64>>, bool) {
        self.seen.sort_unstable();
        let mut found: Vec<Vec<u64>> = self
            .seen
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|same| same.len() > 1)
            .map(|same| same.iter().map(|(_, row)| *row).collect())
            .collect();
        found.sort_unstable();
        (found, self.cut)
    }
}
