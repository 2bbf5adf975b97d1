//! A pool of texts, each known by a small number.

use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

/// Texts in one string, in the order in which they came. Those that were [added](Texts::add) are there once.
#[derive(Debug, Default, Clone)]
pub(crate) struct Texts {
    text: String,
    spans: Vec<[u32; 2]>,
    table: HashTable<u32>,
}

/// A stretch of bytes within others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch<'a> {
    pub(crate) whole: &'a [u8],
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl<'a> Stretch<'a> {
    /// The bytes themselves.
    #[inline]
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.whole.get(self.start..self.end).unwrap_or(&[])
    }

    /// The 64 bytes from this place on, where there are so many.
    #[inline]
    pub(crate) fn block(self, from: usize) -> Option<&'a [u8; 64]> {
        self.whole.get(from..)?.first_chunk()
    }
}

impl<'a> From<&'a str> for Stretch<'a> {
    fn from(text: &'a str) -> Self {
        Self { whole: text.as_bytes(), start: 0, end: text.len() }
    }
}

/// The hash never reaches an output; it only has to be fast and the same for equal texts.
fn hash(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Texts {
    #[cfg(any(feature = "list", test))]
    /// Takes a whole text over into an empty pool, so that its parts need not be copied; says whether it did.
    pub(crate) fn adopt(&mut self, text: String) -> bool {
        let is_free = self.text.is_empty() && u32::try_from(text.len()).is_ok();
        if is_free {
            self.text = text;
        }
        is_free
    }

    #[cfg(feature = "list")]
    /// Gives the text that was taken over away; what rests on it is gone.
    pub(crate) fn give_up(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        self.clear();
        text
    }

    #[cfg(any(feature = "list", test))]
    /// The text that was taken over, or all texts together.
    pub(crate) fn whole(&self) -> &str {
        &self.text
    }

    /// The number of a text, which is added when it is new.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let hash_of_new = hash(text);
        let (pool, spans) = (&self.text, &self.spans);
        if let Some(found) = self.table.find(hash_of_new, |id| slice(pool, spans, *id) == text) {
            return *found;
        }
        let id = self.push(text);
        self.remember(hash_of_new, id);
        id
    }

    /// A number for a text, without looking whether it is there already.
    pub(crate) fn push(&mut self, text: &str) -> u32 {
        let start = offset(self.text.len());
        self.text.push_str(text);
        self.push_span([start, offset(self.text.len())])
    }

    #[cfg(any(feature = "list", test))]
    /// The number of a part of the text that was taken over; `None` of a new one that has been added too.
    pub(crate) fn add_span(&mut self, span: [u32; 2]) -> (u32, bool) {
        let text = self.text.get(span[0] as usize..span[1] as usize).unwrap_or("");
        let hash_of_new = hash(text);
        let (pool, spans) = (&self.text, &self.spans);
        if let Some(found) = self.table.find(hash_of_new, |id| slice(pool, spans, *id) == text) {
            return (*found, true);
        }
        let id = self.push_span(span);
        self.remember(hash_of_new, id);
        (id, false)
    }

    /// A number for a part of the text that was taken over, without looking whether it is there already.
    pub(crate) fn push_span(&mut self, span: [u32; 2]) -> u32 {
        let id = offset(self.spans.len());
        self.spans.push(span);
        id
    }

    fn remember(&mut self, hash_of_new: u64, id: u32) {
        let (pool, spans) = (&self.text, &self.spans);
        self.table.insert_unique(hash_of_new, id, |id| hash(slice(pool, spans, *id)));
    }

    /// The text with this number; empty for a number that was never given.
    pub(crate) fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.spans, id)
    }

    /// Its bytes, and all those among which they lie: what looks at a text 64 bytes at a time may look at what follows too.
    #[inline]
    pub(crate) fn bytes_of(&self, id: u32) -> Stretch<'_> {
        let [start, end] = self.spans.get(id as usize).copied().unwrap_or_default();
        Stretch { whole: self.text.as_bytes(), start: start as usize, end: end as usize }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// How many bytes they take together.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Forgets every text and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.table.clear();
    }
}

/// Places past 4 GiB do not occur: a batch is full long before.
fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn slice<'a>(pool: &'a str, spans: &[[u32; 2]], id: u32) -> &'a str {
    spans.get(id as usize).and_then(|[start, end]| pool.get(*start as usize..*end as usize)).unwrap_or("")
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

    #[test]
    fn parts_of_a_text_taken_over_are_not_copied() {
        let mut texts = Texts::default();
        assert!(texts.adopt("ab,ab,cd".into()));
        assert_eq!(texts.add_span([0, 2]), (0, false));
        assert_eq!(texts.add_span([3, 5]), (0, true));
        assert_eq!(texts.push_span([6, 8]), 1);
        assert_eq!(texts.add("new"), 2);
        assert_eq!((texts.get(0), texts.get(1), texts.get(2)), ("ab", "cd", "new"));
        assert!(!texts.adopt("x".into()));
    }
}
