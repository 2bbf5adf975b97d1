//! Tree to framework.
