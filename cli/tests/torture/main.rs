//! Everything that can be wrong with what `regard audit` is given, and with where its reports go.
//!
//! What each case gives stands in `cli/BAD-INPUT.md`, which is held equal to the program; `BLESS=1` writes it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail loudly"
)]
#![allow(clippy::print_stderr, reason = "a test that cannot run where it stands says so")]

mod cases;
#[path = "../common/mod.rs"]
mod common;
mod escapes;
mod made;
mod memory;
mod outputs;
mod table;
