//! W3: names of streets against names of persons.

pub mod generate;
pub mod hand;
