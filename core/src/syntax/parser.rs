//! Tokens to a tree.
