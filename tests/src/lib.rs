//! The case format and its runner: one file holds prose, input and expected output, and every host runs it.

// The README's example is run with the documentation's other examples.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
