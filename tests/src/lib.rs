//! The case format and its runner: one file holds prose, input and expected output, and every host runs it.
