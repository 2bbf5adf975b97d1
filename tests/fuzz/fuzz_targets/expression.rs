#![no_main]
//! Any text as an expression: no panic, and what could be read is the same after printing and reading again.

use due_regard::diagnostic::{Code, Diagnostics};
use due_regard::syntax::{ParseLimits, Place, parse, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut diagnostics = Diagnostics::default();
    let first = print(&parse(text, Place::At(0), &ParseLimits::default(), &mut diagnostics));
    if !diagnostics.has_errors() && first.len() < 10_000 {
        let mut again = Diagnostics::default();
        let second = print(&parse(&first, Place::At(0), &ParseLimits::default(), &mut again));
        // Brackets that printing adds may lie deeper than is read.
        if again.items().iter().all(|item| item.code != Code::TooLarge) {
            assert!(!again.has_errors(), "{first}");
            assert_eq!(first, second);
        }
    }
});
