//! What a summary for decision makers shows.

use super::Reader;
use crate::framework::schema::Kind;
use crate::framework::tree::Node;
use crate::framework::{Id, Summary, SummaryPart};
use crate::source::Spanned;

impl Reader<'_> {
    pub(super) fn summary(&mut self, node: &Node) -> Summary {
        let Some(map) = self.mapping(node, Kind::Summary) else { return Summary::default() };
        let parts = self.each(map.get("parts"), Self::summary_part);
        self.unique("part", parts.iter().map(|part| &part.id));
        Summary {
            title: self.optional_words(map.get("title")),
            signed_off: self.optional_expression(map.get("signed-off")),
            parts,
        }
    }

    fn summary_part(&mut self, node: &Node) -> Option<SummaryPart> {
        let map = self.mapping(node, Kind::SummaryPart)?;
        Some(SummaryPart {
            id: map.get("id").map(|node| self.new_id(node, "part")).unwrap_or_default(),
            title: self.optional_words(map.get("title")),
            say: self.optional_words(map.get("say")),
            each: map.get("each").map(|node| self.path(node)).unwrap_or_default(),
            when: self.optional_expression(map.get("when")),
            fields: self.references(map.get("fields"), "the id of a field").iter().map(words_of).collect(),
            none: self.optional_words(map.get("none")),
        })
    }
}

/// A path as its words; all of them have the place of the whole.
fn words_of(path: &Id) -> Vec<Id> {
    path.value.split('.').map(|word| Spanned::new(word.to_owned(), path.span)).collect()
}
