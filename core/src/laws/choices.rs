//! Decisions read off a string of bytes, so that whatever makes bytes (a property test, a fuzzer) makes frameworks and records.

/// What is left of the bytes. Past their end every decision is the first, which is always the simplest.
#[derive(Debug, Clone)]
pub(crate) struct Choices<'b> {
    bytes: &'b [u8],
}

impl<'b> Choices<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// A number below `count`, which is at most 256.
    pub(crate) fn pick(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(*first) % count.max(1)
    }

    /// True in one of `among` cases; false past the end.
    pub(crate) fn one_in(&mut self, among: usize) -> bool {
        self.pick(among) + 1 == among
    }

    /// One of several.
    pub(crate) fn of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.pick(all.len())]
    }

    pub(crate) fn is_over(&self) -> bool {
        self.bytes.is_empty()
    }
}
