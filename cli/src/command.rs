//! The commands: one file each, with its arguments and what it does.

pub mod ask;
pub mod audit;
pub mod check;
pub mod completions;
mod decisions;
pub mod diff;
pub mod explain;
pub mod fmt;
pub mod form;
pub mod list;
mod list_args;
pub mod man;
pub mod new;
pub mod review;
pub mod schema;
pub mod screen;
pub mod show;
pub mod template;
pub mod test;
