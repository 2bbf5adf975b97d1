//! Lines: nothing trailing, no runs of blank ones, top-level keys of several lines apart, one line feed at the end.

use super::is_flow;
use crate::framework::tree::{Node, NodeKind, Scalar, ScalarStyle};
use crate::source::Span;
use std::collections::BTreeSet;

/// The text with its lines tidied. Lines within a text of several lines are left as they are.
pub(super) fn tidy(text: &str, root: &Node) -> String {
    let mut kept = Vec::new();
    scalars(root, text, &mut kept);
    kept.sort_unstable();
    let apart = keys_to_set_apart(root, text);
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    let mut inside = kept.into_iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        while inside.next_if(|(_, kept_end)| *kept_end < end).is_some() {}
        let is_kept = inside.peek().is_some_and(|(kept_start, kept_end)| *kept_start < end && end <= *kept_end);
        let content = line.trim_end_matches('\n');
        if apart.contains(&start) && !blank {
            out.push('\n');
        }
        if is_kept {
            out.push_str(content);
            out.push('\n');
            blank = false;
        } else {
            let content = content.trim_end_matches([' ', '\t']);
            let is_blank = content.is_empty();
            if !(is_blank && blank) {
                out.push_str(content);
                out.push('\n');
            }
            blank = is_blank;
        }
        start = end;
    }
    if blank {
        // Blank lines at the end; a text that has to end so is protected above.
        while out.ends_with("\n\n") {
            out.pop();
        }
        if out == "\n" {
            out.clear();
        }
    }
    out
}

/// The parts of the text whose line breaks belong to a scalar, each up to the last line break that does.
fn scalars(node: &Node, text: &str, kept: &mut Vec<(usize, usize)>) {
    match &node.kind {
        NodeKind::Null => {}
        NodeKind::Scalar(scalar) => kept.extend(lines_of(node, scalar, text)),
        NodeKind::Sequence(items) => items.iter().for_each(|item| scalars(item, text, kept)),
        NodeKind::Mapping(entries) => {
            for (key, value) in entries {
                kept.extend(span_lines(key.span, text));
                scalars(value, text, kept);
            }
        }
    }
}

/// A span of several lines, up to its last line break: the last line ends outside of it.
fn span_lines(span: Span, text: &str) -> Option<(usize, usize)> {
    let start = span.start as usize;
    let last = text.get(start..span.end as usize)?.rfind('\n')?;
    Some((start, start + last + 1))
}

fn lines_of(node: &Node, scalar: &Scalar, text: &str) -> Option<(usize, usize)> {
    if scalar.style != ScalarStyle::Block {
        return span_lines(node.span, text);
    }
    // Every line of a block is content to its end, its last one too; where the block keeps its blank lines (`|+`), these as well.
    let start = node.span.start as usize;
    let header = text.get(start..)?.find('\n')? + 1 + start;
    let end = node.span.end as usize;
    let mut end = text.get(end..)?.find('\n').map_or(text.len(), |more| end + more + 1);
    if text.get(start..header)?.split('#').next().is_some_and(|indicators| indicators.contains('+')) {
        end += text
            .get(end..)?
            .split_inclusive('\n')
            .take_while(|line| line.trim().is_empty())
            .map(str::len)
            .sum::<usize>();
    }
    Some((header, end.max(header)))
}

/// The starts of the lines before which a blank line is wanted: the key (or the comment right above it) after or of an entry of several lines.
fn keys_to_set_apart(root: &Node, text: &str) -> BTreeSet<usize> {
    let mut apart = BTreeSet::new();
    let NodeKind::Mapping(entries) = &root.kind else { return apart };
    if is_flow(root, text) {
        return apart;
    }
    for pair in entries.windows(2) {
        let [(before, before_value), (key, value)] = pair else { continue };
        let several = |from: u32, to: u32| text.get(from as usize..to as usize).is_some_and(|part| part.contains('\n'));
        if !several(before.span.start, before_value.span.end) && !several(key.span.start, value.span.end) {
            continue;
        }
        let end_of_before = before_value.span.end.max(before.span.end) as usize;
        let between = text.get(end_of_before..key.span.start as usize).unwrap_or("");
        // The rest of the line on which the entry before ends, then whole lines.
        let Some(first_break) = between.find('\n') else { continue };
        let mut at = end_of_before + first_break + 1;
        let mut wanted = at;
        let mut has_blank = false;
        for line in text.get(at..key.span.start as usize).unwrap_or("").split_inclusive('\n') {
            at += line.len();
            if line.trim().is_empty() {
                has_blank = true;
            } else if !line.starts_with('#') {
                // An indented comment belongs to the entry before.
                wanted = at;
            }
        }
        if !has_blank {
            apart.insert(wanted);
        }
    }
    apart
}
