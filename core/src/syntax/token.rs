//! Tokens of the expression language.
