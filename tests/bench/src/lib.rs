//! Benchmarks of Due Regard against programs written by hand for exactly the same job. See `README.md`.

pub mod counts;
pub mod generate;
pub mod kleene;
pub mod random;
pub mod runner;
pub mod w1;
pub mod w2;
pub mod w3;
