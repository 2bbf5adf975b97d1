//! The document as Markdown.

use super::document::{Block, Document, Run, Table};
use crate::report::escape;
use std::fmt::Write as _;

pub(super) fn render(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(level, words) => {
                let _ = writeln!(out, "{} {}", "#".repeat(usize::from(*level)), text(words));
            }
            Block::Subtitle(words) => {
                let _ = writeln!(out, "{}", text(words));
            }
            Block::Banner(line) => {
                let _ = writeln!(out, "> {}", self::line(line));
            }
            Block::Paragraph(line) => {
                let _ = writeln!(out, "{}", self::line(line));
            }
            Block::Bullets(lines) => {
                for line in lines {
                    let _ = writeln!(out, "- {}", self::line(line));
                }
            }
            Block::Table(table) => self::table(table, &mut out),
            Block::NewPage => out.push_str("---\n"),
        }
    }
    let _ = writeln!(out, "\n---\n\n{}", text(&document.foot));
    out
}

/// A text that shows as it is; a break within it is the only markup.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for (place, line) in words.trim().lines().enumerate() {
        if place > 0 {
            out.push_str("<br>");
        }
        escape::markdown(line.trim(), &mut out);
    }
    out
}

fn line(line: &[Run]) -> String {
    let mut out = String::new();
    for run in line {
        let words = run.text();
        // Marks of emphasis stand at words, not at spaces.
        if words.starts_with('\n') {
            out.push_str("<br>");
        } else if words.starts_with(' ') && !out.is_empty() {
            out.push(' ');
        }
        let safe = text(words);
        match run {
            _ if safe.is_empty() => {}
            Run::Text(_) => out.push_str(&safe),
            Run::Strong(_) => {
                let _ = write!(out, "**{safe}**");
            }
            Run::Quiet(_) | Run::English(_) => {
                let _ = write!(out, "*{safe}*");
            }
            Run::Link(_, address) => {
                let _ = write!(out, "[{safe}]({address})");
            }
        }
        if words.ends_with('\n') {
            out.push_str("<br>");
        } else if words.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

fn table(table: &Table, out: &mut String) {
    let heads: Vec<String> = table.heads.iter().map(|head| text(head)).collect();
    let _ = writeln!(out, "| {} |", heads.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(heads.len()));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| line(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}
