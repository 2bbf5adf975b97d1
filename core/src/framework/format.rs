//! The usual layout of a framework's text, with its comments kept.
//!
//! Text is edited in place, never written anew: expressions get their usual form, lines lose what trails, top-level keys of several lines
//! stand apart. Indents, quotes of texts, the order of keys and the choice between brackets and lines stay the author's. Every result is
//! read again, and an edit that would change what the framework says is not made.

mod expressions;
mod lines;

use super::tree::{Node, NodeKind};
use super::yaml;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;

/// The text in its usual layout; the diagnostics when it is not YAML of the strict profile.
///
/// Formatting twice is the same as formatting once. Expressions with mistakes are left as they are.
///
/// ```
/// use due_regard::{Source, framework::format};
/// let source = Source::new("a.yaml", "derive:\r\n  old:   age>=65 && not (area=='none')   # of pension age\r\n\r\n\r\n");
/// assert_eq!(format::format(&source).unwrap(), "derive:\n  old:   age >= 65 and not (area = 'none')   # of pension age\n");
/// ```
///
/// # Errors
///
/// The diagnostics of a text that cannot be read as YAML, or uses what the strict profile leaves out.
pub fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let original = tree(source)?;
    let meaning = expressions::meaning(&original);
    let unified = unify_breaks(source.text());
    // From the boldest edit to the mildest: the first that leaves the meaning alone is taken.
    for (with_expressions, with_lines) in [(true, true), (false, true), (true, false), (false, false)] {
        if let Some(text) = edit(&unified, with_expressions, with_lines)
            && tree(&Source::new("", text.as_str())).is_ok_and(|edited| expressions::meaning(&edited) == meaning)
        {
            return Ok(text);
        }
    }
    Ok(source.text().to_owned())
}

/// The tree of a text, or everything that is wrong with it as YAML.
fn tree(source: &Source) -> Result<Node, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let tree = yaml::parse(source, &mut diagnostics);
    if diagnostics.has_errors() { Err(diagnostics.into_sorted()) } else { Ok(tree) }
}

fn edit(text: &str, with_expressions: bool, with_lines: bool) -> Option<String> {
    let mut text = text.to_owned();
    if with_expressions {
        let source = Source::new("", text.as_str());
        text = expressions::rewrite(&text, &tree(&source).ok()?);
    }
    if with_lines {
        let source = Source::new("", text.as_str());
        text = lines::tidy(&text, &tree(&source).ok()?);
    }
    Some(text)
}

/// The text without byte-order marks and blank lines before it, and with every line ended by a line feed alone, as YAML reads it anyway.
fn unify_breaks(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start_matches('\u{feff}');
        match rest.split_once('\n') {
            Some((first, after)) if first.trim_matches(['\u{feff}', ' ', '\t']).is_empty() => rest = after,
            _ => return rest.to_owned(),
        }
    }
}

/// Whether a collection is written in brackets.
fn is_flow(node: &Node, text: &str) -> bool {
    matches!(node.kind, NodeKind::Sequence(_) | NodeKind::Mapping(_))
        && text.get(node.span.start as usize..).is_some_and(|rest| rest.starts_with(['[', '{']))
}

#[cfg(test)]
mod tests;
