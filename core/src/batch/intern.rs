//! A pool of distinct texts, each known by a small number.

use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

/// Distinct texts in one string, in the order in which they came.
#[derive(Debug, Default, Clone)]
pub(crate) struct Texts {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

/// The hash never reaches an output; it only has to be fast and the same for equal texts.
fn hash(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Texts {
    /// The number of a text, which is added when it is new.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let hash_of_new = hash(text);
        let (pool, ends) = (&self.text, &self.ends);
        if let Some(found) = self.table.find(hash_of_new, |id| slice(pool, ends, *id) == text) {
            return *found;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let (pool, ends) = (&self.text, &self.ends);
        self.table.insert_unique(hash_of_new, id, |id| hash(slice(pool, ends, *id)));
        id
    }

    /// The text with this number; empty for a number that was never given.
    pub(crate) fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes they take together.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Forgets every text and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.table.clear();
    }
}

fn slice<'a>(pool: &'a str, ends: &[u32], id: u32) -> &'a str {
    let end = ends.get(id as usize).copied().unwrap_or(0) as usize;
    let start = if id == 0 { 0 } else { ends.get(id as usize - 1).copied().unwrap_or(0) as usize };
    pool.get(start..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number() {
        let mut texts = Texts::default();
        assert_eq!((texts.add("a"), texts.add(""), texts.add("b"), texts.add("a"), texts.add("")), (0, 1, 2, 0, 1));
        assert_eq!((texts.get(0), texts.get(1), texts.get(2), texts.get(9)), ("a", "", "b", ""));
        for number in 0..1000 {
            texts.add(&number.to_string());
        }
        assert_eq!(texts.get(texts.clone().add("999")), "999");
        texts.clear();
        assert_eq!((texts.len(), texts.add("x")), (0, 0));
    }
}
