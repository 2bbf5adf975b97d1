//! Making text of other people's making safe in each kind of document. Frameworks and records alike may come from strangers.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Stands where a character was that the kind of document cannot hold or that could deceive its reader.
pub(super) const REPLACEMENT: char = '\u{FFFD}';

/// Whether a character steers a terminal or the order of a line instead of being read: controls (line breaks and tabs too),
/// and the embeddings, overrides and isolates of bidirectional text. Marks that only belong to a word (U+200E, U+200F) stay.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn breaks(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text on one line, safe for a terminal: breaks and tabs become spaces; control characters, and those that reorder a line, become U+FFFD.
///
/// ```
/// assert_eq!(due_regard::report::one_line("a\nb\u{1b}[31m"), "a b\u{fffd}[31m");
/// ```
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| steers(c) || breaks(c)) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            c if breaks(c) => line.push(' '),
            c if steers(c) => line.push(REPLACEMENT),
            c => line.push(c),
        }
        after_return = c == '\r';
    }
    Cow::Owned(line)
}

/// The text on one line, safe for a terminal, and no longer than `most` characters; how many are cut is said.
///
/// ```
/// assert_eq!(due_regard::report::brief("Colston Avenue", 20), "Colston Avenue");
/// assert!(due_regard::report::brief(&"Colston ".repeat(1_000), 20).starts_with("Colston Colston Cols"));
/// ```
pub fn brief(text: &str, most: usize) -> Cow<'_, str> {
    /// Fewer characters than the words take that say how many were cut are not cut.
    const WORDS: usize = 24;
    match text.char_indices().nth(most) {
        Some((at, _)) if text.get(at..).is_some_and(|rest| rest.chars().nth(WORDS).is_some()) => {
            let kept = text.get(..at).unwrap_or_default();
            let left = text.get(at..).unwrap_or_default().chars().count();
            Cow::Owned(format!(
                "{}… ({})",
                one_line(kept).trim_end(),
                super::wording::count(left as u64, "more character", "more characters")
            ))
        }
        _ => one_line(text),
    }
}

/// Adds text to HTML, as content or inside a quoted attribute.
///
/// ```
/// let mut page = String::new();
/// due_regard::report::escape_html("<b>", &mut page);
/// assert_eq!(page, "&lt;b&gt;");
/// ```
pub fn html(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if breaks(c) => out.push(' '),
            c if steers(c) => out.push(REPLACEMENT),
            c => out.push(c),
        }
    }
}

/// Adds text to XML 1.0, as content or inside a quoted attribute. What XML cannot hold becomes U+FFFD; line breaks stay.
pub(super) fn xml(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push(REPLACEMENT),
            c if steers(c) => out.push(REPLACEMENT),
            c => out.push(c),
        }
    }
}

/// Adds text to a line of Markdown, so that it shows as it is: no markup, HTML, link, mathematics or table cell comes out of it.
///
/// ```
/// let mut page = String::new();
/// due_regard::report::escape_markdown("*|", &mut page);
/// assert_eq!(page, "\\*\\|");
/// ```
pub fn markdown(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            // Bare addresses would be made into links by common readers of Markdown.
            ':' if after.starts_with("//") => out.push_str("\\:"),
            '.' if ends_with_www(out) => out.push_str("\\."),
            '@' => out.push_str("\\@"),
            c if breaks(c) => out.push(' '),
            c if steers(c) => out.push(REPLACEMENT),
            c => out.push(c),
        }
        rest = after;
    }
}

fn ends_with_www(out: &str) -> bool {
    let mut last = out.chars().rev();
    (0..3).all(|_| matches!(last.next(), Some('w' | 'W')))
}

/// Adds text as a code span of Markdown, safe in a table cell too; nothing for an empty text.
///
/// ```
/// let mut page = String::new();
/// due_regard::report::escape_markdown_code("a`b", &mut page);
/// assert_eq!(page, "``a`b``");
/// ```
pub fn markdown_code(text: &str, out: &mut String) {
    let line = one_line(text);
    let line = line.trim();
    if line.is_empty() {
        return;
    }
    let mut longest = 0;
    let mut run = 0;
    for c in line.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    // In a table a bar divides cells even inside code, and `\|` is how to write one; nothing else is escaped in code.
    let _ = write!(out, "{fence}{pad}{}{pad}{fence}", line.replace('|', "\\|"));
}

/// A web address to link to: only `http` and `https`, without anything that could end the link early. `None` for anything else.
///
/// ```
/// assert_eq!(due_regard::report::web_address("https://example.org/a b").as_deref(), Some("https://example.org/a%20b"));
/// assert_eq!(due_regard::report::web_address("javascript:alert(1)"), None);
/// ```
pub fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.get(..8.min(url.len())).unwrap_or_default().to_ascii_lowercase();
    if !(lower.starts_with("https://") || lower.starts_with("http://")) {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            c if steers(c) || breaks(c) => return None,
            '"' | '\'' | '<' | '>' | '`' | ' ' | '(' | ')' | '[' | ']' | '\\' | '|' | '{' | '}' | '^' => {
                let _ = write!(safe, "%{:02X}", u32::from(c));
            }
            c if c.is_ascii() => safe.push(c),
            c => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(safe, "%{byte:02X}");
                }
            }
        }
    }
    Some(safe)
}

/// The text as a spreadsheet may hold it: what a spreadsheet would take for a formula is kept from it by a leading apostrophe, and control
/// characters (but for line breaks and tabs) and characters that reorder a line are replaced by U+FFFD.
///
/// For a formula is taken what begins with `=`, `+`, `-`, `@` or their full-width forms, a tab or a line break. A negative number written as
/// text (`-5`) gets an apostrophe too: what a text means cannot be told from its first character. Cells that are numbers are for the caller
/// to write as numbers.
///
/// ```
/// use due_regard::report::spreadsheet_text;
/// assert_eq!(spreadsheet_text("=1+1"), "'=1+1");
/// assert_eq!(spreadsheet_text("St Thomas Street"), "St Thomas Street");
/// ```
pub fn spreadsheet_text(text: &str) -> Cow<'_, str> {
    let unfit = |c: char| (steers(c) && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    let formula = starts_formula(text);
    if !formula && !text.contains(unfit) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 1);
    if formula {
        safe.push('\'');
    }
    safe.extend(text.chars().map(|c| if unfit(c) { REPLACEMENT } else { c }));
    Cow::Owned(safe)
}

/// Whether a spreadsheet would take the text for a formula.
pub(crate) fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A line of CSV as spreadsheets write it, with its line end.
pub(crate) fn csv_line(cells: &[&str]) -> String {
    let mut out = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        csv_cell(cell, &mut out);
    }
    out.push_str("\r\n");
    out
}

/// Adds a cell of CSV: kept from being a formula, quoted where needed, without control characters other than line breaks and tabs.
pub(super) fn csv_cell(text: &str, out: &mut String) {
    let formula = starts_formula(text);
    // One pass over bytes decides for nearly every cell that it can be copied as it is: 0xC2 leads the C1 controls, 0xE2 the overrides.
    let plain = !formula
        && !text.bytes().any(|b| b < 0x20 || matches!(b, b'"' | b',' | 0x7F | 0xC2 | 0xE2))
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if plain {
        out.push_str(text);
        return;
    }
    let quoted = formula
        || text.starts_with(' ')
        || text.ends_with(' ')
        || text.bytes().any(|b| matches!(b, b'"' | b',' | b'\n' | b'\r' | b'\t'));
    if quoted {
        out.push('"');
    }
    if formula {
        out.push('\'');
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\n' | '\r' | '\t' => out.push(c),
            c if steers(c) => out.push(REPLACEMENT),
            c => out.push(c),
        }
    }
    if quoted {
        out.push('"');
    }
}

/// Adds a JSON string with its quotes. Beyond what JSON asks for, characters that steer a terminal, reorder a line or break one are written
/// as escapes: the value is the same, and printing the document is harmless.
pub(crate) fn json_string(text: &str, out: &mut String) {
    out.push('"');
    json_fragment(text, out);
    out.push('"');
}

/// Whether a byte may begin something that is not copied: 0xC2 leads the C1 controls, 0xE2 the overrides and the two line separators.
#[inline]
fn needs_care(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2)
}

pub(crate) fn json_fragment(text: &str, out: &mut String) {
    // Nearly all texts can be copied as they are, which one pass in whole vectors tells.
    if text.bytes().fold(false, |care, byte| care | needs_care(byte)) {
        json_escaped(text, needs_care, out);
    } else {
        out.push_str(text);
    }
}

/// Adds a text between quotation marks; where it need not be harmless, as `serde_json` writes it.
pub(super) fn json_text(text: &str, harmless: bool, out: &mut Vec<u8>) {
    if !harmless && !needs_escape(text.as_bytes()) {
        return out.extend_from_slice(text.as_bytes());
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    if harmless {
        json_fragment(text, &mut escaped);
    } else {
        json_escaped(text, must_be_escaped, &mut escaped);
    }
    out.extend_from_slice(escaped.as_bytes());
}

/// Whether JSON has no other way for a byte.
fn must_be_escaped(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// Whether any byte is such a one. Eight at a time: a byte that is zero, or below 0x20, is the first to borrow from the one above.
/// Without closures: where a page's module is compiled for size, each would be a call, and all that is written passes here at a key press.
fn needs_escape(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xFF;
    const QUOTES: u64 = ONES * b'"' as u64;
    const BACKSLASHES: u64 = ONES * b'\\' as u64;
    let (eights, rest) = bytes.as_chunks();
    let mut found = 0;
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let (quote, backslash) = (eight ^ QUOTES, eight ^ BACKSLASHES);
        found |= eight.wrapping_sub(ONES * 0x20) & !eight;
        found |= quote.wrapping_sub(ONES) & !quote;
        found |= backslash.wrapping_sub(ONES) & !backslash;
    }
    let mut needs = found & (ONES * 0x80) != 0;
    for byte in rest {
        needs |= must_be_escaped(*byte);
    }
    needs
}

#[inline]
fn json_escaped(text: &str, needs_care: impl Fn(u8) -> bool, out: &mut String) {
    let mut from = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !needs_care(byte) {
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let next = at + c.len_utf8();
        if byte < 0x80 || steers(c) || breaks(c) {
            out.push_str(text.get(from..at).unwrap_or_default());
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{C}' => out.push_str("\\f"),
                c => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
            }
            from = next;
        }
        at = next;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(f: fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        f(text, &mut out);
        out
    }

    #[test]
    fn one_line_has_no_breaks_and_nothing_that_steers() {
        assert_eq!(one_line("a\r\nb\tc\u{1b}[31m\u{202e}d\u{9b}"), "a b c\u{fffd}[31m\u{fffd}d\u{fffd}");
        assert!(matches!(one_line("plain"), Cow::Borrowed(_)));
        assert_eq!(brief(&"abcdef".repeat(10), 3), "abc… (57 more characters)");
        assert_eq!(brief("abc", 3), "abc");
        // What would be cut is no longer than what is said of it.
        assert_eq!(brief("the same band", 8), "the same band");
    }

    #[test]
    fn markup_of_a_value_shows_as_it_is() {
        assert_eq!(with(html, "<b onclick='x'>&\"\u{0}"), "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;\u{fffd}");
        assert_eq!(
            with(markdown, "a|b\n[x](javascript:y) `c` <i> https://e.org www.e.org"),
            "a\\|b \\[x\\](javascript:y) \\`c\\` &lt;i&gt; https\\://e.org www\\.e.org"
        );
        assert_eq!(with(markdown_code, "a `b` | c"), "``a `b` \\| c``");
        assert_eq!(with(xml, "<\u{1}\u{ffff}\u{b}]]>"), "&lt;\u{fffd}\u{fffd}\u{fffd}]]&gt;");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(web_address("HTTPS://e.org/a b(c)").as_deref(), Some("HTTPS://e.org/a%20b%28c%29"));
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(web_address("https://e.org/\u{202e}"), None);
        assert_eq!(web_address("http"), None);
    }

    #[test]
    fn cells_are_never_formulas() {
        for (text, cell) in [
            ("=1", "\"'=1\""),
            ("-5", "\"'-5\""),
            ("@x", "\"'@x\""),
            ("\tx", "\"'\tx\""),
            ("＝1", "\"'＝1\""),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            (" a", "\" a\""),
            ("caf\u{e9} £5", "caf\u{e9} £5"),
            ("a\u{1b}b\u{85}", "a\u{fffd}b\u{fffd}"),
            ("", ""),
        ] {
            assert_eq!(with(csv_cell, text), cell, "{text:?}");
        }
    }

    #[test]
    fn json_strings_are_the_same_text_and_harmless() {
        for text in
            ["plain", "\"\\\u{8}\u{c}\n\r\t\u{0}\u{1f}", "£ é “ ” 😀 \u{2028}\u{202e}\u{9b}\u{7f} \u{a0}end", "日本"]
        {
            let json = with(json_string, text);
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            assert!(!json.chars().any(|c| steers(c) || breaks(c)), "{json}");
        }
    }
}
