//! Registers, and the names that are compared with them.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::schema::Kind;
use crate::framework::tree::Node;
use crate::framework::{DeclaredRegister, Id, Screening};
use crate::source::Spanned;

/// More typing errors nobody can tell from other names.
const MOST_ERRORS: u32 = 2;

impl Reader<'_> {
    pub(super) fn register(&mut self, id: Id, node: &Node) -> Option<DeclaredRegister> {
        let map = self.mapping(node, Kind::Register)?;
        Some(DeclaredRegister {
            id,
            title: self.optional_words(map.get("title")),
            file: self.optional_text(map.get("file")),
            names: map
                .get("holds")
                .and_then(|node| self.one_of(node, "what a register holds", &[(false, "persons"), (true, "names")]))
                .unwrap_or(false),
            categories: map.get("categories").and_then(|node| self.reference(node, "the id of a list")),
            culpability: map.get("culpability").and_then(|node| self.reference(node, "the id of a list")),
        })
    }

    pub(super) fn screening(&mut self, id: Id, node: &Node) -> Option<Screening> {
        let map = self.mapping(node, Kind::Screening)?;
        let errors = map.get("typing-errors");
        let typing_errors = self.count(errors).zip(errors).map(|(count, node)| Spanned::new(count, node.span));
        if let Some(count) = typing_errors.as_ref().filter(|count| count.value > MOST_ERRORS) {
            let message = format!("{} typing errors are more than can be told from other names", count.value);
            self.push(Diagnostic::new(Code::InvalidValue, count.span, message).help("write 0, 1 or 2"));
        }
        let mut field = |key: &str| map.get(key).and_then(|node| self.reference(node, "the id of a field"));
        let (year, kind, neighbours) = (field("year"), field("kind"), field("neighbours"));
        Some(Screening {
            id,
            title: self.optional_words(map.get("title")),
            register: map.get("register").and_then(|node| self.reference(node, "the id of a register")),
            names: self.references(map.get("names"), "the id of a field"),
            places: self.references(map.get("places"), "the id of a field"),
            year,
            kind,
            neighbours,
            typing_errors,
            suppressed: self.truth(map.get("suppressed")),
        })
    }
}
