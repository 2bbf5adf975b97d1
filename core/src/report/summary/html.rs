//! The document as a page.

use super::document::{Block, Document, Run, Table};
use crate::report::escape;
use crate::report::html::base64;
use crate::tongue::Tongue;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const STYLE: &str = include_str!("style.css");

pub(super) fn render(document: &Document) -> String {
    let english = document.tongue == Tongue::English;
    let mut page = Page { out: String::with_capacity(32 * 1024), english };
    let lang = document.tongue.code();
    let _ = write!(page.out, "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Nothing is loaded and nothing runs: text of a record that came through as markup could still do nothing.
    let _ = writeln!(
        page.out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">",
        base64(&Sha256::digest(STYLE.as_bytes()))
    );
    page.out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    if !document.draft.is_empty() {
        page.text(document.tongue.words("Draft: "));
    }
    page.text(&document.title);
    page.out.push_str("</title>\n<style>");
    page.out.push_str(STYLE);
    page.out.push_str("</style>\n</head>\n<body>\n<main>\n");
    for block in &document.blocks {
        page.block(block);
    }
    page.out.push_str("</main>\n<footer>\n<p>");
    page.text(&document.foot);
    page.out.push_str("</p>\n</footer>\n</body>\n</html>\n");
    page.out
}

struct Page {
    out: String,
    /// Whether the document is in English.
    english: bool,
}

impl Page {
    fn text(&mut self, text: &str) {
        for (place, line) in text.lines().enumerate() {
            if place > 0 {
                self.out.push_str("<br>");
            }
            escape::html(line, &mut self.out);
        }
    }

    fn line(&mut self, line: &[Run]) {
        for run in line {
            let (open, close) = match run {
                Run::Text(_) => ("", ""),
                Run::Strong(_) => ("<strong>", "</strong>"),
                Run::Quiet(_) => ("<span class=\"quiet\">", "</span>"),
                Run::English(_) if self.english => ("<span class=\"quiet\">", "</span>"),
                Run::English(_) => ("<span class=\"quiet\" lang=\"en-GB\">", "</span>"),
                Run::Link(_, address) => {
                    self.out.push_str("<a href=\"");
                    escape::html(address, &mut self.out);
                    ("\" rel=\"noreferrer\">", "</a>")
                }
            };
            self.out.push_str(open);
            // A break at the end of a piece stands before the next.
            self.text(run.text());
            if run.text().ends_with('\n') {
                self.out.push_str("<br>");
            }
            self.out.push_str(close);
        }
    }

    fn element(&mut self, open: &str, line: &[Run], close: &str) {
        self.out.push_str(open);
        self.line(line);
        self.out.push_str(close);
        self.out.push('\n');
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                let _ = write!(self.out, "<h{level}>");
                self.text(text);
                let _ = writeln!(self.out, "</h{level}>");
            }
            Block::Subtitle(text) => self.element("<p class=\"subtitle\">", &[Run::Text(text.clone())], "</p>"),
            Block::Banner(line) => self.element("<p class=\"banner\" role=\"note\">", line, "</p>"),
            Block::Paragraph(line) => self.element("<p>", line, "</p>"),
            Block::Bullets(lines) => {
                self.out.push_str("<ul>\n");
                lines.iter().for_each(|line| self.element("<li>", line, "</li>"));
                self.out.push_str("</ul>\n");
            }
            Block::Table(table) => self.table(table),
            Block::NewPage => self.out.push_str("<hr>\n"),
        }
    }

    fn table(&mut self, table: &Table) {
        let wide = if table.heads.len() > 2 { "wide" } else { "pairs" };
        // A table that is moved sideways on a small screen has to be reached by keyboard too.
        self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
        escape::html(&table.caption, &mut self.out);
        let _ = write!(self.out, "\">\n<table class=\"{wide}\">\n<caption>");
        self.text(&table.caption);
        self.out.push_str("</caption>\n<thead><tr>");
        for head in &table.heads {
            self.out.push_str("<th scope=\"col\">");
            self.text(head);
            self.out.push_str("</th>");
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.out.push_str("<tr>");
            for (place, cell) in row.iter().enumerate() {
                let (open, close) = if place == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
                self.out.push_str(open);
                self.line(cell);
                self.out.push_str(close);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
    }
}
