//! A document as one HTML file.

use super::{Block, Guide, Line, Span};
use due_regard::report::{escape_html, web_address};

/// Quiet, and readable on paper too.
const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.8rem;line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #8886;padding-bottom:.2rem}h3{margin-top:2rem}h4{margin-bottom:.3rem}
code{font-size:.9em;background:#8882;padding:.1em .3em;border-radius:.2em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8884}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}
a{overflow-wrap:anywhere}
@media(max-width:40rem){dl{display:block}dd{margin-bottom:.5rem}}
@media print{body{max-width:none}h2,h3,h4{break-after:avoid}tr{break-inside:avoid}}";

impl Guide {
    /// As one HTML file that needs nothing else.
    pub(crate) fn html(&self, title: &str) -> String {
        let mut out = String::from(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
        );
        escape_html(title, &mut out);
        out.push_str("</title>\n<style>\n");
        out.push_str(STYLE);
        out.push_str("\n</style>\n</head>\n<body>\n<main>\n");
        for block in &self.blocks {
            match block {
                Block::Heading(level, text) => element(&format!("h{level}"), text, &mut out),
                Block::Paragraph(text) => element("p", text, &mut out),
                Block::List(lines) => {
                    out.push_str("<ul>\n");
                    lines.iter().for_each(|text| element("li", text, &mut out));
                    out.push_str("</ul>\n");
                }
                Block::Facts(facts) => {
                    out.push_str("<dl>\n");
                    for (name, text) in facts {
                        element("dt", &super::words(name.as_str()), &mut out);
                        element("dd", text, &mut out);
                    }
                    out.push_str("</dl>\n");
                }
                Block::Table(head, rows) => {
                    out.push_str("<table>\n<thead><tr>");
                    for name in head {
                        out.push_str("<th scope=\"col\">");
                        escape_html(name, &mut out);
                        out.push_str("</th>");
                    }
                    out.push_str("</tr></thead>\n<tbody>\n");
                    for row in rows {
                        out.push_str("<tr>");
                        for cell in row {
                            out.push_str("<td>");
                            line(cell, &mut out);
                            out.push_str("</td>");
                        }
                        out.push_str("</tr>\n");
                    }
                    out.push_str("</tbody>\n</table>\n");
                }
            }
        }
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }
}

fn element(name: &str, text: &Line, out: &mut String) {
    out.push_str(&format!("<{name}>"));
    line(text, out);
    out.push_str(&format!("</{name}>\n"));
}

fn line(spans: &Line, out: &mut String) {
    for span in spans {
        match span {
            Span::Text(text) => escape_html(text, out),
            Span::Strong(text) => wrapped("strong", text, out),
            Span::Code(text) => wrapped("code", text, out),
            Span::Link(text) => match web_address(text) {
                Some(address) => {
                    out.push_str("<a href=\"");
                    escape_html(&address, out);
                    out.push_str("\" rel=\"noreferrer\">");
                    escape_html(text, out);
                    out.push_str("</a>");
                }
                None => escape_html(text, out),
            },
        }
    }
}

fn wrapped(name: &str, text: &str, out: &mut String) {
    if !text.is_empty() {
        out.push_str(&format!("<{name}>"));
        escape_html(text, out);
        out.push_str(&format!("</{name}>"));
    }
}
