#![cfg_attr(fuzzing, no_main)]
//! Frameworks and records made from bytes: the columnar reader and the tracing reader of a plan say the same.

// The grammar is in the crate only where cargo-fuzz builds it.
#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| due_regard::laws::both_readers(bytes));

#[cfg(not(fuzzing))]
fn main() {}
