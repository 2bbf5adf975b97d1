//! A document for a terminal.

use super::{Block, Guide, Line, Span};
use due_regard::report::one_line;

impl Guide {
    /// As plain text of this width, coloured when asked.
    pub(crate) fn text(&self, width: usize, colour: bool) -> String {
        let mut page = Page { out: String::new(), width: width.clamp(40, 120), colour };
        for block in &self.blocks {
            page.block(block);
        }
        page.out
    }
}

struct Page {
    out: String,
    width: usize,
    colour: bool,
}

/// A word with how it looks.
struct Word {
    text: String,
    look: &'static str,
    /// Whether it sticks to the word before.
    glued: bool,
}

impl Page {
    fn block(&mut self, block: &Block) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        match block {
            Block::Heading(level, line) => {
                let words = plain(line);
                let width = words.chars().count();
                self.wrapped("", "", &[Span::Strong(words)]);
                if *level <= 2 {
                    let mark = if *level == 1 { "=" } else { "-" };
                    self.out.push_str(&mark.repeat(width.min(self.width)));
                    self.out.push('\n');
                }
            }
            Block::Paragraph(line) => self.wrapped("", "", line),
            Block::List(lines) => lines.iter().for_each(|line| self.wrapped("- ", "  ", line)),
            Block::Facts(facts) => {
                let longest = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(24);
                for (name, line) in facts {
                    let pad = " ".repeat(longest.saturating_sub(name.chars().count()) + 2);
                    self.wrapped(&format!("{}{pad}", one_line(name)), &" ".repeat(longest + 2), line);
                }
            }
            // A table would not fit; each row is a small paragraph.
            Block::Table(head, rows) => {
                for row in rows {
                    for (index, (name, cell)) in head.iter().zip(row).enumerate() {
                        if super::is_blank(cell) {
                            continue;
                        }
                        match index {
                            0 => self.wrapped("", "  ", cell),
                            _ => {
                                let mut line = vec![Span::Text(format!("{}: ", name.to_lowercase()))];
                                line.extend(cell.iter().cloned());
                                self.wrapped("  ", "    ", &line);
                            }
                        }
                    }
                }
            }
        }
    }

    /// A line broken between words; the first begins with one text, those after it with another.
    fn wrapped(&mut self, first: &str, others: &str, line: &[Span]) {
        let mut column = first.chars().count();
        self.out.push_str(first);
        let mut fresh = true;
        for word in split(line) {
            let length = word.text.chars().count();
            let space = usize::from(!fresh && !word.glued);
            if !fresh && !word.glued && column + space + length > self.width {
                self.out.push('\n');
                self.out.push_str(others);
                column = others.chars().count();
            } else if space == 1 {
                self.out.push(' ');
                column += 1;
            }
            if self.colour && !word.look.is_empty() {
                self.out.push_str(&format!("\u{1b}[{}m{}\u{1b}[0m", word.look, word.text));
            } else {
                self.out.push_str(&word.text);
            }
            column += length;
            fresh = false;
        }
        self.out.push('\n');
    }
}

fn split(line: &[Span]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut ended_with_space = true;
    for span in line {
        let (text, look, mark) = match span {
            Span::Text(text) => (text, "", ""),
            Span::Strong(text) => (text, "1", ""),
            Span::Code(text) => (text, "36", "`"),
            Span::Link(text) => (text, "4", ""),
        };
        let text = one_line(text);
        let begins_with_space = text.starts_with(' ');
        let parts: Vec<&str> = text.split_whitespace().collect();
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate() {
            let open = if index == 0 { mark } else { "" };
            let close = if index == last { mark } else { "" };
            words.push(Word {
                text: format!("{open}{part}{close}"),
                look,
                glued: index == 0 && !begins_with_space && !ended_with_space,
            });
        }
        if !text.is_empty() {
            ended_with_space = text.ends_with(' ');
        }
    }
    words
}

fn plain(line: &Line) -> String {
    let mut out = String::new();
    for span in line {
        let (Span::Text(text) | Span::Strong(text) | Span::Code(text) | Span::Link(text)) = span;
        out.push_str(&one_line(text));
    }
    out
}
