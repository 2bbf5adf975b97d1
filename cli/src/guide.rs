//! A document for people in a few kinds of block, and its three forms. Everything that `show` and `explain` print is one of these,
//! so that framework texts and record values are made safe in one place for each form.

mod framework;
mod html;
mod markdown;
mod measures;
mod text;

pub(crate) use framework::{about, guide, rule, severity_meaning};
pub(crate) use measures::{measure, parameter};

/// A document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Guide {
    /// In order.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// A heading; 1 is the title.
    Heading(u8, Line),
    /// A paragraph.
    Paragraph(Line),
    /// Points.
    List(Vec<Line>),
    /// Names with what belongs to them.
    Facts(Vec<(String, Line)>),
    /// A table with a head.
    Table(Vec<String>, Vec<Vec<Line>>),
}

/// Text with some of it marked.
pub(crate) type Line = Vec<Span>;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Span {
    /// Words.
    Text(String),
    /// Words that matter.
    Strong(String),
    /// Something as it is written in a framework or record.
    Code(String),
    /// A web address.
    Link(String),
}

/// Words.
pub(crate) fn words(text: impl Into<String>) -> Line {
    vec![Span::Text(text.into())]
}

/// Something as it is written.
pub(crate) fn code(text: impl Into<String>) -> Line {
    vec![Span::Code(text.into())]
}

impl Guide {
    pub(crate) fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, words(text)));
    }

    /// A paragraph; nothing for an empty text.
    pub(crate) fn paragraph(&mut self, line: Line) {
        if !is_blank(&line) {
            self.blocks.push(Block::Paragraph(line));
        }
    }

    /// Points; nothing when there are none.
    pub(crate) fn list(&mut self, lines: Vec<Line>) {
        if !lines.is_empty() {
            self.blocks.push(Block::List(lines));
        }
    }

    /// Names with what belongs to them; empty ones are left out.
    pub(crate) fn facts(&mut self, facts: Vec<(&str, Line)>) {
        let facts: Vec<(String, Line)> =
            facts.into_iter().filter(|(_, line)| !is_blank(line)).map(|(name, line)| (name.to_owned(), line)).collect();
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
    }

    pub(crate) fn table(&mut self, head: &[&str], rows: Vec<Vec<Line>>) {
        if !rows.is_empty() {
            self.blocks.push(Block::Table(head.iter().map(|head| (*head).to_owned()).collect(), rows));
        }
    }
}

fn is_blank(line: &Line) -> bool {
    line.iter().all(|span| match span {
        Span::Text(text) | Span::Strong(text) | Span::Code(text) | Span::Link(text) => text.trim().is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Guide {
        let mut guide = Guide::default();
        guide.heading(1, "<script>\u{1b}[31m");
        guide.paragraph(vec![
            Span::Text("a *b* ".into()),
            Span::Code("x`y".into()),
            Span::Link("javascript:alert(1)".into()),
        ]);
        guide.table(&["A", "B"], vec![vec![words("one|two"), code("three")]]);
        guide.facts(vec![("Name", words("value\nof two lines")), ("Nothing", words(" "))]);
        guide.list(vec![words("point")]);
        guide
    }

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        let html = hostile().html("title");
        assert!(
            !html.contains("<script>") && html.contains("&lt;script&gt;") && !html.contains("href=\"javascript"),
            "{html}"
        );
        let markdown = hostile().markdown();
        assert!(
            markdown.contains("\\*b\\*") && markdown.contains("one\\|two") && !markdown.contains("<script>"),
            "{markdown}"
        );
        let text = hostile().text(60, false);
        assert!(!text.contains('\u{1b}') && text.contains("value of two lines") && !text.contains("Nothing"), "{text}");
    }

    #[test]
    fn lines_of_text_are_no_wider_than_asked() {
        let mut guide = Guide::default();
        guide.paragraph(words("word ".repeat(60)));
        guide.facts(vec![("A name", words("value ".repeat(60)))]);
        guide.table(&["First", "Second"], vec![vec![words("cell ".repeat(30)), words("cell ".repeat(30))]]);
        let text = guide.text(50, false);
        assert!(text.lines().all(|line| line.chars().count() <= 50), "{text}");
        // A long word stands on a line of its own, whole.
        guide.paragraph(words("x".repeat(70)));
        assert!(guide.text(50, false).contains(&"x".repeat(70)));
    }
}
