//! The command line `regard` as a library: its commands, and the cases that frameworks are tested with.
//!
//! Hosts of their own use the crate `due-regard`; this one is for the program `regard` and for tests that run cases as it does.

mod aloud;
mod apart;
pub mod args;
pub mod bundled;
pub mod cases;
pub mod command;
pub mod exit;
mod filled;
mod guide;
pub mod host;
mod in_order;
mod input;
mod registers;
mod report_xlsx;
mod suggest;
mod tell;
