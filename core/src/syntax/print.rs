//! A tree as text, in the usual form.
