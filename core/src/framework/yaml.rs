//! YAML text to a tree.
