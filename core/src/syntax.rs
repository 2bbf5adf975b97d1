//! The expression language: text to tree, with every problem reported and nothing evaluated.

pub mod ast;
mod lexer;
mod parser;
mod print;
mod token;

pub use parser::{ParseLimits, Place, parse};
pub use print::print;
pub use token::is_reserved;

#[cfg(test)]
mod tests;
