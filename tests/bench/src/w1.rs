//! W1: a million asset rows as CSV × 20 rules with three-valued results.

pub mod floor;
pub mod hand;
