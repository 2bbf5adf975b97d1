//! What the YAML parser could not read, in words that say what to do.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use granit_parser::ErrorKind;

/// The diagnostic for a text that is nested too deeply.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::TooLarge,
        span,
        format!("the text is more than {} levels deep, and the rest was not read", super::MAX_DEPTH),
    )
    .help("a framework needs about ten levels")
}

/// The diagnostic for a mistake that stopped the parser at a byte; `opened` is where the innermost bracket was opened that is still open.
pub(super) fn describe(kind: &ErrorKind, text: &str, at: usize, opened: Option<usize>) -> Diagnostic {
    let mut span = character_at(text, at);
    if opened.is_none()
        && let Some(bracket) = text.get(..at).and_then(closed_value)
    {
        return Diagnostic::new(Code::NotYaml, Span::new(bracket, at), "text follows after the closing bracket")
            .help("a text that begins with `{` or `[` goes in quotes, all of it");
    }
    let makes_key = matches!(
        kind,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::MappingKeyNotAllowed
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::FlowMappingValueAdjacentCollection
    );
    if let Some(bracket) =
        opened.filter(|bracket| makes_key && text.get(*bracket..at).is_some_and(|between| between.contains('\n')))
    {
        // The author sees a key on a line of its own; the mistake is further up.
        return Diagnostic::new(
            Code::NotYaml,
            character_at(text, bracket),
            "a bracket is opened here and not closed before the next key",
        )
        .label(span, "this would be a key within the bracket")
        .help("close the bracket");
    }
    let (message, help): (String, &str) = match kind {
        ErrorKind::RecursionLimitExceeded => return too_deep(span),
        // The parser's place may be where the text before it begins.
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => {
            let rest = text.get(at..).unwrap_or("");
            let to = rest.find("\n\t").map(|line| line + 1).or_else(|| rest.find('\t')).unwrap_or(0);
            span = character_at(text, at + to);
            ("a tab stands where YAML wants spaces".into(), "indent with spaces")
        }
        ErrorKind::InvalidBlockEntryWhitespace | ErrorKind::InvalidMappingValueWhitespace
            if text.get(at..).is_some_and(|rest| rest.starts_with('\t')) =>
        {
            ("a tab stands where YAML wants spaces".into(), "indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a quote is opened here and never closed".into(),
            "close it at the end of the text; within single quotes a quote is written twice",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows after the closing quote".into(),
            "put the whole value in quotes; within single quotes a quote is written twice",
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "this backslash is not one of YAML's escapes".into(),
            "use single quotes, in which a backslash is a backslash",
        ),
        ErrorKind::UnclosedFlowCollection { open } => (format!("`{open}` is opened here and never closed"), "close it"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), "close it with its own bracket")
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket was never opened".into(), "remove it, or put the text in quotes")
        }
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => ("the text ends within brackets".into(), "close them"),
        _ if makes_key => {
            ("a `:` makes a key here, where none can stand".into(), "a text that contains `: ` has to be in quotes")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a comma or the closing bracket is expected here".into(),
            "a text that contains `,`, `[`, `]`, `{` or `}` has to be in quotes within brackets",
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::InvalidIndentation => (
            "this line does not go on where those before it left off".into(),
            "keys of one mapping begin at the same column, and each is followed by `: `; a text of several lines is a block (`>-`)",
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list and a mapping are mixed here".into(), "the items of one list begin with `- ` at the same column")
        }
        ErrorKind::BlockEntryInFlowCollection => {
            ("a `- ` cannot stand within brackets".into(), "separate the items by commas")
        }
        ErrorKind::UnexpectedCharacter { character: '`' | '@' | '%' }
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            ("a value cannot begin with this character".into(), "put the value in quotes")
        }
        ErrorKind::CommentNotSeparated => {
            ("a comment needs a space before its `#`".into(), "put a space before it, or the text in quotes")
        }
        ErrorKind::CommentInterceptedScalar => (
            "a comment stands in the middle of a text of several lines".into(),
            "move the comment, or write the text as a block (`>-`)",
        ),
        ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => (
            "this line belongs to a text and is indented less than the text".into(),
            "indent it like the first line of the text",
        ),
        ErrorKind::BomInsideDocument => {
            ("a byte-order mark stands within the text".into(), "remove it; it is invisible in most editors")
        }
        ErrorKind::InvalidUnicodeEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("this escape does not stand for a character".into(), "write the character itself")
        }
        // The parser's own words are understandable enough for what is rarely met.
        other => (format!("this is not YAML: {other}"), "the mistake is often on the line before"),
    };
    let mut diagnostic = Diagnostic::new(Code::NotYaml, span, message).help(help);
    if let Some(opened) = opened.filter(|opened| *opened != at) {
        diagnostic = diagnostic.label(character_at(text, opened), "within the bracket opened here");
    }
    diagnostic
}

/// Where the bracket was opened that the text ends with, if a value begins with it on the same line.
fn closed_value(text: &str) -> Option<usize> {
    let line = text.rfind('\n').map_or(0, |end| end + 1);
    let value = text.get(line..)?.trim_end();
    let open = match value.chars().next_back()? {
        '}' => '{',
        ']' => '[',
        _ => return None,
    };
    let bracket = value.rfind(open)?;
    value.get(..bracket)?.trim_end().ends_with([':', '-']).then_some(line + bracket)
}

/// The span of the character at a byte offset; at the end of the text it is empty.
fn character_at(text: &str, at: usize) -> Span {
    let length = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .filter(|c| !matches!(c, '\n' | '\r'))
        .map_or(0, char::len_utf8);
    Span::new(at.min(text.len()), at.min(text.len()) + length)
}
