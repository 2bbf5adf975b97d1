//! What a framework gives and never uses.
