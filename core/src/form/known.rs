//! What was there before, by name, until it is found again. One type for questions, rows, findings and parts of frameworks, which a map of each would make four times.

use rustc_hash::FxHashMap;

/// Names with the places where they stood.
pub(super) struct Known<'a>(FxHashMap<&'a str, usize>);

impl<'a> Known<'a> {
    /// The names of a list, in its order. Of a name that stands twice the last place counts.
    pub(super) fn new(names: &mut dyn Iterator<Item = &'a str>) -> Self {
        let mut places = FxHashMap::default();
        for (place, name) in names.enumerate() {
            places.insert(name, place);
        }
        Self(places)
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The place of a name, which is known no longer.
    pub(super) fn take(&mut self, name: &str) -> Option<usize> {
        self.0.remove(name)
    }

    /// The names that were not taken, sorted, with their places.
    pub(super) fn left(self) -> Vec<(&'a str, usize)> {
        let mut left: Vec<(&str, usize)> = self.0.into_iter().collect();
        left.sort_unstable();
        left
    }

    /// The names that were not taken, sorted.
    pub(super) fn names_left(self) -> Vec<String> {
        self.left().into_iter().map(|(name, _)| name.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_once_and_the_others_are_left() {
        let mut known = Known::new(&mut ["b", "a", "c", "b"].into_iter());
        assert_eq!((known.place("b"), known.place("d")), (Some(3), None));
        assert_eq!((known.take("b"), known.take("b"), known.take("d")), (Some(3), None, None));
        assert_eq!(known.left(), [("a", 1), ("c", 2)]);
        assert_eq!(Known::new(&mut ["z", "y"].into_iter()).names_left(), ["y", "z"]);
    }
}
