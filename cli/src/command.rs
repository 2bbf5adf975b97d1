//! The commands: one file each, with its arguments and what it does.

pub mod audit;
pub mod check;
pub mod test;
