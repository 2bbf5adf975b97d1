//! What a framework, or whoever else wants records, makes of a key: so that one record is told from a document that has records in it.

use due_regard::Plan;
use due_regard::list::HeaderNames;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// What a key of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// Nobody asks for it.
    Unknown,
    /// A field, under one of its names.
    Field,
    /// A group, or what other programs put around a record.
    Structure,
}

/// The keys that records may have.
#[derive(Clone)]
pub(crate) struct Known(Option<Asked>);

/// Says what a key is.
type Asked = Arc<dyn Fn(&str) -> Key + Send + Sync>;

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Known")
    }
}

impl Known {
    /// Those that a framework asks for; `names` are its fields' ids, labels and other names.
    pub(crate) fn of_plan(plan: &Plan, names: HeaderNames) -> Self {
        let fields = plan.fields().into_iter().filter(|field| field.of_record);
        let own: BTreeSet<String> = fields.flat_map(|field| std::iter::once(field.path).chain(field.aliases)).collect();
        let plan = plan.clone();
        Self(Some(Arc::new(move |key| match () {
            () if own.contains(key) || names.has(key) => Key::Field,
            () if plan.knows_key(key) => Key::Structure,
            () => Key::Unknown,
        })))
    }

    /// These and no others.
    pub(crate) fn names(names: HeaderNames) -> Self {
        Self(Some(Arc::new(move |key| if names.has(key) { Key::Field } else { Key::Unknown })))
    }

    /// Nothing is known of the records.
    pub(crate) fn nothing() -> Self {
        Self(None)
    }

    pub(super) fn of(&self, key: &str) -> Key {
        // What begins with `$` is a program's own.
        match &self.0 {
            Some(asked) if !key.starts_with('$') => asked(key),
            _ => Key::Unknown,
        }
    }

    /// Whether no key is known at all.
    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn is_field(&self, key: &str) -> bool {
        self.of(key) == Key::Field
    }
}
