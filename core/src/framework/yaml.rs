//! YAML text to a [`Node`] tree: the strict profile of the language reference, with a place for everything and every problem reported.
//!
//! Events come from `granit-parser`; the tree is built here, on a stack of our own, so that depth and size are ours to limit and aliases
//! are never followed. After a mistake that stops the parser, reading goes on at the next key at the left margin, so that one bad
//! indent does not hide what is wrong further down. Deliberately absent: tags, types of scalars (the reader decides what a scalar means).

mod problem;

use super::trap::{trap, unquoted};
use super::tree::{Node, NodeKind, Scalar, ScalarStyle};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Source, Span, Spanned};
use granit_parser::{Event, Parser, ScalarStyle as YamlStyle, StructureStyle};
use std::collections::BTreeMap;

/// The largest text, in bytes.
pub const MAX_BYTES: usize = 2_000_000;
/// The deepest nesting of mappings and lists.
pub const MAX_DEPTH: usize = 64;
/// The most mappings, lists and scalars.
pub const MAX_NODES: usize = 200_000;
/// How often reading goes on after a mistake that stopped the parser.
const MAX_RESUMES: usize = 20;

/// Reads a YAML text as a tree. Never fails: what could be read is in the tree, and everything that is wrong is a diagnostic.
///
/// Text of no content is [`NodeKind::Null`]. Where the text is not YAML, the entries before and after the mistake are kept.
///
/// ```
/// use due_regard::{Source, diagnostic::Diagnostics, framework::yaml};
/// let source = Source::new("a.yaml", "title: Streets\ntitle: Squares\n");
/// let mut diagnostics = Diagnostics::default();
/// let tree = yaml::parse(&source, &mut diagnostics);
/// assert!(tree.get("title").is_some());
/// assert_eq!(diagnostics.items().len(), 1);
/// ```
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Node {
    let text = source.text();
    let whole = Node { kind: NodeKind::Null, span: Span::new(0, 0) };
    if text.len() > MAX_BYTES {
        diagnostics.push(
            Diagnostic::new(
                Code::TooLarge,
                Span::new(0, 0),
                format!("the text has {} bytes, and at most {MAX_BYTES} are read", text.len()),
            )
            .help("split the framework, or move long lists of options out of it"),
        );
        return whole;
    }
    if let Some((offset, character)) =
        text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}'))
    {
        diagnostics.push(
            Diagnostic::new(
                Code::NotYaml,
                Span::new(offset, offset + character.len_utf8()),
                format!("the character U+{:04X} cannot be part of a text", u32::from(character)),
            )
            .help("save the file as UTF-8 text and remove the character"),
        );
        return whole;
    }
    let mut builder = Builder { text, diagnostics, frames: Vec::new(), root: None, nodes: 0, last_end: 0 };
    let mut base = 0;
    for _ in 0..=MAX_RESUMES {
        match builder.read_from(base) {
            Some(next) if next > base => base = next,
            _ => break,
        }
    }
    builder.close_all();
    builder.root.unwrap_or(whole)
}

/// A collection that is being read.
struct Frame {
    content: Content,
    start: usize,
    flow: bool,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<(Spanned<String>, Node)>, seen: BTreeMap<String, Span>, key: Key },
}

/// What a mapping waits for.
enum Key {
    Awaited,
    /// The value of this key.
    Read(Spanned<String>),
    /// A value that is read and dropped, because its key is of no use; a diagnostic says so.
    Refused,
}

struct Builder<'a> {
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
    frames: Vec<Frame>,
    root: Option<Node>,
    nodes: usize,
    /// Where the last thing of substance ended.
    last_end: usize,
}

fn options() -> granit_parser::Options {
    granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

impl Builder<'_> {
    /// Reads from a byte offset on; returns where to go on after a mistake that stopped the parser.
    fn read_from(&mut self, base: usize) -> Option<usize> {
        let resumed = base > 0;
        let text = self.text;
        let mut documents = 0;
        // A resumed reading adds to the mapping at the root, which is still on the stack.
        let mut root_reopened = !resumed;
        for event in Parser::new_from_str_with_options(text.get(base..)?, options()) {
            let (event, place) = match event {
                Ok(pair) => pair,
                Err(error) => {
                    let at = base + error.marker().byte_offset().unwrap_or(0);
                    return self.stopped_at(error.kind(), at);
                }
            };
            let range = place.byte_range().unwrap_or(0..0);
            let (start, end) = (base + range.start, base + range.end);
            if let Some(tag) = place.tag_span().and_then(|span| span.byte_range()) {
                self.refuse(
                    Span::new(base + tag.start, base + tag.end),
                    "a tag (`!…`) is not part of the framework language",
                    "remove the tag: quotes make a text, and nothing else needs one",
                );
            }
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 || (resumed && end > start) {
                        self.refuse(
                            Span::new(start, end),
                            "a second document begins here, and a framework is one document",
                            "put the second framework into a file of its own",
                        );
                        return None;
                    }
                }
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.refuse(
                        Span::new(start, end),
                        "an alias (`*…`) is not part of the framework language",
                        "write the value out, or name it under `parameters` or `lists`",
                    );
                    self.last_end = end;
                    self.add(None, Span::new(start, end));
                }
                Event::Anchor(..) => {
                    self.refuse(
                        Span::new(start, end),
                        "an anchor (`&…`) is not part of the framework language",
                        "remove the anchor",
                    );
                }
                Event::Scalar(value, style, ..) => {
                    if !self.count(start) {
                        return None;
                    }
                    let node = self.scalar(&value, style, start, end);
                    self.last_end = node.span.end as usize;
                    let span = node.span;
                    self.add(Some(node), span);
                }
                Event::SequenceStart(style, ..) => {
                    let start = if style == StructureStyle::Block { self.first_dash(start) } else { start };
                    if !self.open(Content::Sequence(Vec::new()), start, end, style) {
                        return None;
                    }
                }
                Event::MappingStart(style, ..) => {
                    if root_reopened {
                        let content =
                            Content::Mapping { entries: Vec::new(), seen: BTreeMap::new(), key: Key::Awaited };
                        if !self.open(content, start, end, style) {
                            return None;
                        }
                    }
                    root_reopened = true;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if end > start {
                        self.last_end = end;
                    }
                    self.close();
                }
                _ => {}
            }
        }
        None
    }

    /// Counts a node; false when there are too many.
    fn count(&mut self, at: usize) -> bool {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::TooLarge,
                    Span::new(at, at),
                    format!("the text has more than {MAX_NODES} values, and the rest was not read"),
                )
                .help("split the framework, or move long lists of options out of it"),
            );
            return false;
        }
        true
    }

    fn open(&mut self, content: Content, start: usize, end: usize, style: StructureStyle) -> bool {
        if !self.count(start) {
            return false;
        }
        if self.frames.len() >= MAX_DEPTH {
            self.diagnostics.push(problem::too_deep(Span::new(start, end)));
            return false;
        }
        self.last_end = end;
        self.frames.push(Frame { content, start, flow: style == StructureStyle::Flow });
        true
    }

    /// Closes the innermost collection and gives it to the one around it.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let span = Span::new(frame.start, self.last_end.max(frame.start));
        let kind = match frame.content {
            Content::Sequence(items) => NodeKind::Sequence(items),
            Content::Mapping { entries, .. } => NodeKind::Mapping(entries),
        };
        self.add(Some(Node { kind, span }), span);
    }

    fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.close();
        }
    }

    /// Puts a finished node where it belongs; `None` stands for one that was refused.
    fn add(&mut self, node: Option<Node>, span: Span) {
        let Some(frame) = self.frames.last_mut() else {
            if self.root.is_none() {
                self.root = node;
            }
            return;
        };
        match &mut frame.content {
            Content::Sequence(items) => items.extend(node),
            Content::Mapping { entries, seen, key } => {
                *key = match std::mem::replace(key, Key::Awaited) {
                    Key::Awaited => read_key(node, span, seen, self.diagnostics),
                    Key::Read(name) => {
                        if let Some(node) = node {
                            entries.push((name, node));
                        }
                        Key::Awaited
                    }
                    Key::Refused => Key::Awaited,
                };
            }
        }
    }

    fn refuse(&mut self, span: Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::new(Code::YamlProfile, span, message).help(help));
    }

    fn scalar(&self, value: &str, style: YamlStyle, start: usize, end: usize) -> Node {
        let written = self.text.get(start..end).unwrap_or("");
        let (style, span, content_start) = match style {
            YamlStyle::Plain => (ScalarStyle::Plain, Span::new(start, end), (written == value).then_some(start)),
            YamlStyle::Literal | YamlStyle::Folded => {
                let content = value.trim_end_matches('\n');
                let agrees =
                    !content.contains('\n') && written.strip_prefix(content).is_some_and(|rest| rest.trim().is_empty());
                let from = self.block_header(start).unwrap_or(start);
                (ScalarStyle::Block, Span::new(from, start + written.trim_end().len()), agrees.then_some(start))
            }
            _ => {
                let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or("");
                (ScalarStyle::Quoted, Span::new(start, end), (inner == value).then_some(start + 1))
            }
        };
        let null =
            style == ScalarStyle::Plain && (start == end || matches!(value, "" | "~" | "null" | "Null" | "NULL"));
        let kind = if null {
            NodeKind::Null
        } else {
            NodeKind::Scalar(Scalar {
                text: value.to_owned(),
                style,
                content_start: content_start.and_then(|at| u32::try_from(at).ok()),
            })
        };
        Node { kind, span }
    }

    /// Where the `|` or `>` stands that opens the block whose content begins here: the first after the last thing read, outside comments.
    fn block_header(&self, content: usize) -> Option<usize> {
        let between = self.text.get(self.last_end..content)?;
        let mut in_comment = false;
        for (offset, character) in between.char_indices() {
            match character {
                '\n' | '\r' => in_comment = false,
                '#' => in_comment = true,
                '|' | '>' if !in_comment => return Some(self.last_end + offset),
                _ => {}
            }
        }
        None
    }

    /// Where the first dash of a block sequence stands: the parser may give the place of what follows it.
    fn first_dash(&self, start: usize) -> usize {
        if self.text.get(start..).is_some_and(|rest| rest.starts_with('-')) {
            return start;
        }
        match self.text.get(..start).map(|before| before.trim_end_matches([' ', '\t'])) {
            Some(before) if before.ends_with('-') && before.len() > self.last_end => before.len() - 1,
            _ => start,
        }
    }

    /// Reports a mistake that stopped the parser and leaves the stack so that reading can go on at the next key at the margin.
    fn stopped_at(&mut self, kind: &granit_parser::ErrorKind, at: usize) -> Option<usize> {
        let opened = self.frames.iter().rev().find(|frame| frame.flow).map(|frame| frame.start);
        let deepest = matches!(kind, granit_parser::ErrorKind::RecursionLimitExceeded);
        self.diagnostics.push(problem::describe(kind, self.text, at, opened));
        if deepest {
            return None;
        }
        while self.frames.len() > 1 {
            if self.frames.last().is_some_and(|frame| frame.flow) {
                // What stands in a bracket that was not read to its end may be half of what was meant.
                self.frames.pop();
                self.add(None, Span::new(at, at));
            } else {
                self.close();
            }
        }
        match self.frames.first_mut() {
            Some(Frame { content: Content::Mapping { key, .. }, flow: false, .. }) => *key = Key::Awaited,
            _ => return None,
        }
        // An unclosed bracket is only noticed further down; the lines in between are read again, as lines of their own.
        next_key_at_margin(self.text, opened.unwrap_or(at).min(at))
    }
}

/// The start of the next line that begins with a key of an outermost mapping.
fn next_key_at_margin(text: &str, after: usize) -> Option<usize> {
    let mut line_start = after;
    loop {
        line_start += text.get(line_start..)?.find('\n')? + 1;
        let line = text.get(line_start..)?.lines().next()?;
        let word = line.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'-').count();
        let rest = line.get(word..).unwrap_or("");
        if line.starts_with(|c: char| c.is_ascii_lowercase()) && (rest == ":" || rest.starts_with(": ")) {
            return Some(line_start);
        }
    }
}

/// Checks what stands where a key is awaited.
fn read_key(node: Option<Node>, span: Span, seen: &mut BTreeMap<String, Span>, diagnostics: &mut Diagnostics) -> Key {
    let Some(node) = node else { return Key::Refused };
    let NodeKind::Scalar(scalar) = node.kind else {
        diagnostics.push(Diagnostic::new(
            Code::WrongShape,
            span,
            format!("a key has to be a word, and this is {}", node.describe()),
        ));
        return Key::Refused;
    };
    if scalar.style == ScalarStyle::Plain {
        if scalar.text == "<<" {
            diagnostics.push(
                Diagnostic::new(Code::YamlProfile, span, "a merge key (`<<`) is not part of the framework language")
                    .help("write the keys out"),
            );
            return Key::Refused;
        }
        if let Some(taken_for) = trap(&scalar.text) {
            diagnostics.push(unquoted(span, &scalar.text, taken_for));
        }
    }
    if let Some(first) = seen.get(&scalar.text) {
        diagnostics.push(
            Diagnostic::new(
                Code::DuplicateKey,
                span,
                format!("the key `{}` stands here a second time", super::suggest::shown(&scalar.text)),
            )
            .label(*first, "the first is kept")
            .help("remove one of the two, or give it the name that was meant"),
        );
        return Key::Refused;
    }
    seen.insert(scalar.text.clone(), span);
    Key::Read(Spanned::new(scalar.text, span))
}

#[cfg(test)]
mod tests;
