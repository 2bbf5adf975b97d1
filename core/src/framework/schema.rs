//! The keys of the language, with their documentation.
