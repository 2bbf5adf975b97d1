//! Messages with places for values: `{name}`, and `{{` for a brace.

use super::Reader;
use super::scalar::is_kebab;
use crate::diagnostic::{Code, Diagnostic};
use crate::framework::suggest::shown;
use crate::framework::tree::{Node, NodeKind};
use crate::framework::{Template, TemplatePart};
use crate::source::{Span, Spanned};

impl Reader<'_> {
    /// A message, perhaps by language.
    pub(super) fn message(&mut self, node: Option<&Node>) -> Template {
        let mut template = Template::default();
        let Some(node) = node else { return template };
        template.span = node.span;
        match &node.kind {
            NodeKind::Mapping(entries) if !self.is_text_in_braces(node, entries) => {
                for (language, value) in entries {
                    self.check_language(language);
                    if let Some(parts) = self.parts(value) {
                        template.by_language.insert(language.value.clone(), parts);
                    }
                }
            }
            NodeKind::Mapping(_) => {}
            _ => {
                if let Some(parts) = self.parts(node) {
                    template.by_language.insert(String::new(), parts);
                }
            }
        }
        template
    }

    fn parts(&mut self, node: &Node) -> Option<Vec<TemplatePart>> {
        let start = match &node.kind {
            NodeKind::Scalar(scalar) => scalar.content_start,
            _ => None,
        };
        let text = self.text(node)?;
        let place = |from: usize, to: usize| start.map_or(node.span, |start| Span::new(from, to).shifted(start));
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text.value.as_str();
        while let Some(brace) = rest.find(['{', '}']) {
            let at = text.value.len() - rest.len() + brace;
            let (before, from_brace) = rest.split_at(brace);
            plain.push_str(before);
            if let Some(after) = from_brace.strip_prefix("{{") {
                plain.push('{');
                rest = after;
            } else if let Some(after) = from_brace.strip_prefix("}}") {
                plain.push('}');
                rest = after;
            } else if let Some(after) = from_brace.strip_prefix('}') {
                self.push(
                    Diagnostic::new(Code::InvalidValue, place(at, at + 1), "a `}` closes nothing here")
                        .help("a brace that is meant as such is written double: `}}`"),
                );
                plain.push('}');
                rest = after;
            } else {
                let inner = from_brace.get(1..).unwrap_or("");
                let Some(length) =
                    inner.find(['{', '}']).filter(|end| inner.get(*end..).is_some_and(|tail| tail.starts_with('}')))
                else {
                    self.push(
                        Diagnostic::new(Code::InvalidValue, place(at, at + 1), "a `{` is opened here and not closed")
                            .help("close it after the name, or write it double if a brace is meant: `{{`"),
                    );
                    plain.push('{');
                    rest = inner;
                    continue;
                };
                let (name, after) = inner.split_at(length);
                let path = path_of(name, |from, to| place(at + 1 + from, at + 1 + to));
                if path.iter().all(|word| is_kebab(word)) {
                    if !plain.is_empty() {
                        parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(TemplatePart::Value(path));
                } else {
                    self.push(
                        Diagnostic::new(
                            Code::UnknownPlaceholder,
                            place(at, at + length + 2),
                            format!("`{{{}}}` is not a name", shown(name)),
                        )
                        .help("braces hold one name: a field, a parameter, a derived value, `row` or `record`"),
                    );
                }
                rest = after.get(1..).unwrap_or("");
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(TemplatePart::Text(plain));
        }
        Some(parts)
    }
}

/// The words of a path, each with its place; spaces within the braces do not matter.
fn path_of(name: &str, place: impl Fn(usize, usize) -> Span) -> Vec<Spanned<String>> {
    let mut offset = 0;
    name.split('.')
        .map(|part| {
            let word = part.trim();
            let from = offset + (part.len() - part.trim_start().len());
            offset += part.len() + 1;
            Spanned::new(word.to_owned(), place(from, from + word.len()))
        })
        .collect()
}
