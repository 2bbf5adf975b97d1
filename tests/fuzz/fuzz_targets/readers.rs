#![no_main]
//! Frameworks and records made from bytes: the columnar reader and the tracing reader of a plan say the same.

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| due_regard::laws::both_readers(bytes));
