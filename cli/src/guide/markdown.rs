//! A document in Markdown.

use super::{Block, Guide, Line, Span};
use due_regard::report::{escape_markdown, escape_markdown_code, web_address};

impl Guide {
    /// As Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            if !out.is_empty() {
                out.push('\n');
            }
            match block {
                Block::Heading(level, text) => {
                    out.push_str(&"#".repeat(usize::from(*level)));
                    out.push(' ');
                    line(text, &mut out);
                    out.push('\n');
                }
                Block::Paragraph(text) => {
                    line(text, &mut out);
                    out.push('\n');
                }
                Block::List(lines) => {
                    for text in lines {
                        out.push_str("- ");
                        line(text, &mut out);
                        out.push('\n');
                    }
                }
                Block::Facts(facts) => {
                    for (name, text) in facts {
                        out.push_str("- **");
                        escape_markdown(name, &mut out);
                        out.push_str(":** ");
                        line(text, &mut out);
                        out.push('\n');
                    }
                }
                Block::Table(head, rows) => {
                    for name in head {
                        out.push_str("| ");
                        escape_markdown(name, &mut out);
                        out.push(' ');
                    }
                    out.push_str("|\n");
                    out.push_str(&"|---".repeat(head.len()));
                    out.push_str("|\n");
                    for row in rows {
                        for cell in row {
                            out.push_str("| ");
                            line(cell, &mut out);
                            out.push(' ');
                        }
                        out.push_str("|\n");
                    }
                }
            }
        }
        out
    }
}

fn line(spans: &Line, out: &mut String) {
    for span in spans {
        match span {
            Span::Text(text) => escape_markdown(text, out),
            Span::Strong(text) => {
                out.push_str("**");
                escape_markdown(text.trim(), out);
                out.push_str("**");
            }
            Span::Code(text) => escape_markdown_code(text, out),
            Span::Link(text) => match web_address(text) {
                Some(address) => {
                    out.push('<');
                    out.push_str(&address);
                    out.push('>');
                }
                None => escape_markdown(text, out),
            },
        }
    }
}
