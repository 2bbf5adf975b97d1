//! W2: one equality assessment as JSON, about 150 answers, × 60 rules with quantifiers.

pub mod day;
pub mod form;
pub mod rules;

/// The record.
pub const RECORD: &[u8] = include_bytes!("../assessment.json");

/// The framework whose rules [`rules::evaluate`] has by hand.
pub const FRAMEWORK: &str = include_str!("../assessment.yaml");

/// What `today` means in W2.
pub const AS_OF: &str = "2026-11-22";
