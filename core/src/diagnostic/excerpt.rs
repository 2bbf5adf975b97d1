//! A diagnostic as people read it: the line it is about, with carets under the place.

use super::{Diagnostic, Level};
use crate::source::{Source, Span};
use std::fmt::Write as _;

/// Lines longer than this are cut around the place, in characters.
const WIDTH: usize = 160;

pub(super) fn render(diagnostic: &Diagnostic, source: &Source) -> String {
    let mut out = String::new();
    let level = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "advice",
    };
    let at = source.position(diagnostic.span.start);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{level}[{}]: {}", diagnostic.code, diagnostic.message);
    let _ = writeln!(out, "  --> {}:{at}", source.name());
    excerpt(&mut out, source, diagnostic.span, "");
    for label in &diagnostic.labels {
        let _ = writeln!(out, "  ::: {}:{}", source.name(), source.position(label.span.start));
        excerpt(&mut out, source, label.span, &label.text);
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "  = help: {help}");
    }
    out
}

fn excerpt(out: &mut String, source: &Source, span: Span, text: &str) {
    let at = source.position(span.start);
    let Some(line) = source.line(at.line) else { return };
    let before = (at.column as usize).saturating_sub(1);
    let line_length = line.chars().count();
    // The part of the span that lies on its first line; at least one caret.
    let marked = source
        .slice(span)
        .lines()
        .next()
        .unwrap_or("")
        .chars()
        .count()
        .clamp(1, line_length.saturating_sub(before).max(1));
    let cut = before.saturating_sub(WIDTH / 2);
    let shown: String = line.chars().skip(cut).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = at.line.to_string();
    let margin = " ".repeat(number.len());
    let carets = "^".repeat(marked.min(WIDTH.saturating_sub(before - cut).max(1)));
    let _ = writeln!(out, "{margin} |");
    let _ = writeln!(out, "{number} | {shown}");
    let _ = writeln!(
        out,
        "{margin} | {}{carets}{}{text}",
        " ".repeat(before - cut),
        if text.is_empty() { "" } else { " " }
    );
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::{Source, Span};

    #[test]
    fn carets_stand_under_the_place() {
        let source = Source::new("a.yaml", "one\n  twö: three\n");
        let text = Diagnostic::new(Code::UnknownKey, Span::new(6, 10), "no such key")
            .suggest(Span::new(6, 10), "two")
            .render(&source);
        assert_eq!(
            text,
            "error[unknown-key]: no such key\n  --> a.yaml:2:3\n  |\n2 |   twö: three\n  |   ^^^\n  = help: did you mean `two`?\n"
        );
    }

    #[test]
    fn a_place_at_the_end_of_the_text_is_shown() {
        let source = Source::new("a.yaml", "one");
        let text = Diagnostic::new(Code::MissingKey, Span::new(3, 3), "more").render(&source);
        assert!(text.contains("1 | one\n  |    ^"), "{text}");
    }
}
