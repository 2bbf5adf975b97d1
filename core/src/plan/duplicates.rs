//! Ids that stand in more than one record: looked for over the whole list, in bounded memory, in whatever order its parts come.

use std::hash::{DefaultHasher, Hasher};

/// The ids of a list with their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ids {
    /// Key and row.
    seen: Vec<(Key, u64)>,
    /// Whether some were left out.
    cut: bool,
}

/// An id of at most 15 bytes as it is, with its length behind; a longer one as its first 7 bytes and a hash. Only equality of hashes is
/// ever used, so which hash it is never shows.
type Key = [u8; 16];

/// What the last byte of a key says of a longer id.
const LONG: u8 = u8::MAX;

/// How many ids are remembered: 48 MB of them.
const LIMIT: usize = 2_000_000;

fn key(id: &str) -> Key {
    let bytes = id.as_bytes();
    let mut key = [0; 16];
    let [text @ .., last] = &mut key;
    let mut start: &[u8] = bytes;
    let mut hash = [0; 8];
    *last = match u8::try_from(bytes.len()) {
        Ok(length) if length < 16 => length,
        _ => {
            let mut hasher = DefaultHasher::new();
            hasher.write(bytes);
            hash = hasher.finish().to_le_bytes();
            start = bytes.get(..7).unwrap_or(bytes);
            LONG
        }
    };
    let behind = if *last == LONG { &hash[..] } else { &[] };
    for (to, from) in text.iter_mut().zip(start.iter().chain(behind)) {
        *to = *from;
    }
    key
}

/// The id, or how it begins.
fn shown(key: &Key) -> String {
    let [text @ .., last] = key;
    let length = if *last == LONG { 7 } else { usize::from(*last) };
    let bytes = text.get(..length).unwrap_or(text);
    // A long id may be cut within a character.
    let whole = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    if *last == LONG { format!("{whole}…") } else { whole.to_owned() }
}

impl Ids {
    pub(crate) fn add(&mut self, id: &str, row: u64) {
        if self.seen.len() >= LIMIT {
            self.cut = true;
            return;
        }
        self.seen.push((key(id), row));
    }

    /// Joins two parts; past the limit the earliest rows are kept, whichever part they come from.
    pub(crate) fn merge(&mut self, other: Ids) {
        self.cut |= other.cut;
        self.seen.extend(other.seen);
        if self.seen.len() > LIMIT {
            self.cut = true;
            self.seen.sort_unstable_by_key(|(key, row)| (*row, *key));
            self.seen.truncate(LIMIT);
        }
    }

    /// Every id that stands more than once with its rows, in order of their first row; and whether the list was too long to look at all.
    pub(crate) fn duplicates(mut self) -> (Vec<(String, Vec<u64>)>, bool) {
        self.seen.sort_unstable();
        let mut found: Vec<(Vec<u64>, String)> = self
            .seen
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|same| same.len() > 1)
            .filter_map(|same| Some((same.iter().map(|(_, row)| *row).collect(), shown(&same.first()?.0))))
            .collect();
        found.sort_unstable();
        (found.into_iter().map(|(rows, id)| (id, rows)).collect(), self.cut)
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn ids_are_told_apart_and_named() {
        let mut ids = Ids::default();
        let long = "Commemoration-1";
        for (row, id) in [
            "7",
            "",
            "07",
            "7",
            "\u{e9}",
            &format!("{long}ab"),
            &format!("{long}ac"),
            "",
            &format!("{long}ab"),
            long,
            long,
        ]
        .into_iter()
        .enumerate()
        {
            ids.add(id, row as u64);
        }
        ids.add("Llanfairpwll\u{e9}gwyngyll", 20);
        ids.add("abcdef\u{e9}ghijklmnop", 21);
        ids.add("abcdef\u{e9}ghijklmnop", 22);
        let (found, cut) = ids.duplicates();
        let expected = [("7", [0, 3]), ("", [1, 7]), ("Commemo…", [5, 8]), (long, [9, 10]), ("abcdef…", [21, 22])]
            .map(|(id, rows)| (id.to_owned(), rows.to_vec()));
        assert_eq!((found, cut), (expected.to_vec(), false));
    }
}
