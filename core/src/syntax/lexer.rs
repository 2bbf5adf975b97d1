//! Text to tokens. Spellings of other languages are understood here, so that the parser knows only ours.

use super::token::{Kind, Token, is_kebab, is_reserved};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::value::{Date, PeriodUnit, decimal};
use std::borrow::Cow;

use super::parser::Place;

/// Where problems go, and how places of the expression's text become places of the document.
pub(super) struct Notes<'t, 'd> {
    pub(super) text: &'t str,
    pub(super) place: Place,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl Notes<'_, '_> {
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        match self.place {
            Place::At(offset) => Span::new(start, end).shifted(offset),
            Place::Whole(span) => span,
        }
    }

    /// A diagnostic about some bytes, to be finished and pushed.
    pub(super) fn about(&self, code: Code, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.span(start, end), message)
    }

    /// Adds a change of text; where the place is only known as a whole, the same as a sentence.
    pub(super) fn suggest(
        &self,
        diagnostic: Diagnostic,
        start: usize,
        end: usize,
        replacement: impl Into<String>,
    ) -> Diagnostic {
        match self.place {
            Place::At(_) => diagnostic.suggest(self.span(start, end), replacement),
            Place::Whole(_) => {
                let replacement = replacement.into();
                diagnostic.help(format!("did you mean `{replacement}`?"))
            }
        }
    }

    /// Adds a further place, where places can be told apart.
    pub(super) fn label(&self, diagnostic: Diagnostic, start: usize, end: usize, text: &str) -> Diagnostic {
        match self.place {
            Place::At(_) => diagnostic.label(self.span(start, end), text),
            Place::Whole(_) => diagnostic,
        }
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a foreign spelling was understood.
    pub(super) fn not_canonical(&mut self, start: usize, end: usize, replacement: &str) {
        let written = shown(self.slice(start, end));
        let diagnostic = self.about(
            Code::NotCanonical,
            start,
            end,
            format!("`{written}` is written `{}` here", shown(replacement.trim())),
        );
        let diagnostic = self.suggest(diagnostic, start, end, replacement);
        self.push(diagnostic);
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }
}

/// A piece of the author's text short enough for a message.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or(""))),
        None => Cow::Borrowed(text),
    }
}

/// Reads a whole text; the last token is always [`Kind::End`].
pub(super) fn lex<'t>(text: &'t str, notes: &mut Notes<'t, '_>) -> Vec<Token<'t>> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::with_capacity(text.len() / 4 + 1), notes };
    while lexer.step() {}
    let end = text.trim_end().len();
    lexer.tokens.push(Token { kind: Kind::End, start: end, end });
    lexer.tokens
}

/// Signs of other languages and what is written here; the longer of two that begin alike comes first.
const FOREIGN: [(&str, &str); 16] = [
    ("===", "="),
    ("!==", "!="),
    ("==", "="),
    ("<>", "!="),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("&&", "and"),
    ("||", "or"),
    ("∧", "and"),
    ("∨", "or"),
    ("=~", "matches"),
    ("−", "-"),
    ("–", "-"),
    ("×", "*"),
    ("÷", "/"),
];

struct Lexer<'t, 'd, 'n> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token<'t>>,
    notes: &'n mut Notes<'t, 'd>,
}

impl<'t> Lexer<'t, '_, '_> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Takes `length` bytes as one token.
    fn take(&mut self, kind: Kind<'t>, length: usize) {
        let start = self.at;
        self.at += length;
        self.tokens.push(Token { kind, start, end: self.at });
    }

    /// Takes `length` bytes as one token that is written otherwise here.
    fn take_foreign(&mut self, kind: Kind<'t>, length: usize, canonical: &str) {
        self.notes.not_canonical(self.at, self.at + length, canonical);
        self.take(kind, length);
    }

    /// Takes `length` bytes as one token, with an error that has one likely cure.
    fn take_mistaken(&mut self, kind: Kind<'t>, length: usize, message: String, canonical: &str) {
        let (start, end) = (self.at, self.at + length);
        let diagnostic = self.notes.about(Code::UnexpectedCharacter, start, end, message);
        let diagnostic = self.notes.suggest(diagnostic, start, end, canonical);
        self.notes.push(diagnostic);
        self.take(kind, length);
    }

    fn word(word: &'static str) -> Kind<'t> {
        Kind::Word(Cow::Borrowed(word))
    }

    /// Reads one token or a stretch of space; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        if first.is_whitespace() || first == '\u{feff}' {
            self.at += first.len_utf8();
        } else if first.is_ascii_digit() {
            self.number();
        } else if first.is_alphanumeric() || first == '_' {
            self.name();
        } else if let Some(close) = closing_quote(first) {
            self.quoted(first, close);
        } else if !self.symbol(rest) && !self.foreign_symbol(rest) {
            self.unexpected(first);
        }
        true
    }

    fn symbol(&mut self, rest: &str) -> bool {
        // Longer foreign spellings that begin like one of ours come first.
        if ["==", "=<", "=>", "=~", "!==", "<>"].iter().any(|foreign| rest.starts_with(foreign)) {
            return false;
        }
        let two = match rest.as_bytes() {
            [b'!', b'=', ..] => Some(Kind::NotEqual),
            [b'<', b'=', ..] => Some(Kind::LessOrEqual),
            [b'>', b'=', ..] => Some(Kind::GreaterOrEqual),
            _ => None,
        };
        if let Some(kind) = two {
            self.take(kind, 2);
            return true;
        }
        let kind = match rest.as_bytes().first() {
            Some(b'=') => Kind::Equal,
            Some(b'<') => Kind::Less,
            Some(b'>') => Kind::Greater,
            Some(b'+') => Kind::Plus,
            Some(b'-') => Kind::Minus,
            Some(b'*') => Kind::Star,
            Some(b'/') => Kind::Slash,
            Some(b'(') => Kind::Open,
            Some(b')') => Kind::Close,
            Some(b'[') => Kind::OpenList,
            Some(b']') => Kind::CloseList,
            Some(b',') => Kind::Comma,
            Some(b'.') => return self.full_stop(rest),
            _ => return false,
        };
        self.take(kind, 1);
        true
    }

    /// `.5` is a number that lacks its nought; any other full stop joins words.
    fn full_stop(&mut self, rest: &str) -> bool {
        let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let after_word = self.tokens.last().is_some_and(|token| token.end == self.at);
        if digits == 0 || after_word {
            self.take(Kind::Dot, 1);
            return true;
        }
        let (start, end) = (self.at, self.at + digits + 1);
        let number = format!("0{}", self.notes.slice(start, end));
        let diagnostic = self.notes.about(Code::InvalidNumber, start, end, "a number begins with a digit");
        let diagnostic = self.notes.suggest(diagnostic, start, end, number);
        self.notes.push(diagnostic);
        self.take(Kind::Bad, digits + 1);
        true
    }

    fn foreign_symbol(&mut self, rest: &'t str) -> bool {
        if let Some((foreign, canonical)) = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign)) {
            let kind = match *canonical {
                "=" => Kind::Equal,
                "!=" => Kind::NotEqual,
                "<=" => Kind::LessOrEqual,
                ">=" => Kind::GreaterOrEqual,
                "-" => Kind::Minus,
                "*" => Kind::Star,
                "/" => Kind::Slash,
                word => Self::word(word),
            };
            // `a&&b` needs spaces where a word takes the place of a sign.
            let replacement = if matches!(kind, Kind::Word(_)) {
                self.spaced(canonical, foreign.len())
            } else {
                (*canonical).to_owned()
            };
            self.take_foreign(kind, foreign.len(), &replacement);
            return true;
        }
        if rest.starts_with('!') {
            self.take_foreign(Self::word("not"), 1, "not ");
            return true;
        }
        for (wrong, kind, canonical) in [("=<", Kind::LessOrEqual, "<="), ("=>", Kind::GreaterOrEqual, ">=")] {
            if rest.starts_with(wrong) {
                self.take_mistaken(kind, 2, format!("`{wrong}` is no operator"), canonical);
                return true;
            }
        }
        for (wrong, word) in [("&", "and"), ("|", "or")] {
            if rest.starts_with(wrong) {
                self.take_mistaken(Self::word(word), 1, format!("`{wrong}` is no operator"), word);
                return true;
            }
        }
        (rest.starts_with('{') || rest.starts_with('$')) && self.placeholder(rest)
    }

    /// A word with the spaces that it needs on either side, in place of `length` bytes.
    fn spaced(&self, word: &str, length: usize) -> String {
        let before = self.text.get(..self.at).and_then(|text| text.chars().next_back()).is_none_or(char::is_whitespace);
        let after =
            self.text.get(self.at + length..).and_then(|text| text.chars().next()).is_none_or(char::is_whitespace);
        format!("{}{word}{}", if before { "" } else { " " }, if after { "" } else { " " })
    }

    /// `${x}`, `{x}` and `$x` are `x`.
    fn placeholder(&mut self, rest: &'t str) -> bool {
        let inner = rest.trim_start_matches('$');
        let dollars = rest.len() - inner.len();
        let braced = inner.starts_with('{');
        if dollars > 1 {
            return false;
        }
        let inner = if braced { inner.get(1..).unwrap_or("") } else { inner };
        let name = if braced { inner.trim_start_matches(' ') } else { inner };
        let length = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(name.len());
        let after = name.get(length..).unwrap_or("");
        let tail = if braced { after.trim_start_matches(' ') } else { after };
        if length == 0
            || (braced && !tail.starts_with('}'))
            || !name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        {
            return false;
        }
        let (start, name_start) = (self.at, self.at + (rest.len() - name.len()));
        let end = self.at + (rest.len() - tail.len()) + usize::from(braced);
        let written = name.get(..length).unwrap_or("");
        self.notes.not_canonical(start, end, written);
        self.at = name_start;
        while self.at < name_start + length {
            // The name's own pieces are letters, hyphens and full stops, each of which `step` reads.
            self.step();
        }
        self.at = self.at.max(end);
        true
    }

    fn name(&mut self) {
        let rest = self.rest();
        let length = run(rest, |c| c.is_alphanumeric() || c == '_');
        let word = rest.get(..length).unwrap_or("");
        let small = word.to_ascii_lowercase();
        if is_kebab(word) {
            self.take(Kind::Word(Cow::Borrowed(word)), length);
        } else if is_reserved(&small) {
            self.take_foreign(Kind::Word(Cow::Owned(small.clone())), length, &small);
        } else {
            self.take(Kind::Odd(word), length);
        }
    }

    fn quoted(&mut self, open: char, close: char) {
        let start = self.at;
        let mut text = String::new();
        let plain = matches!(open, '\'' | '"');
        let body = self.rest().get(open.len_utf8()..).unwrap_or("");
        let mut letters = body.char_indices().peekable();
        let mut length = None;
        while let Some((offset, letter)) = letters.next() {
            if letter == close {
                // A doubled quote stands for itself, as in YAML and SQL; there are no backslashes, which patterns need.
                if plain && letters.peek().is_some_and(|(_, next)| *next == close) {
                    letters.next();
                    text.push(close);
                    continue;
                }
                length = Some(offset);
                break;
            }
            if letter == '\n' || letter == '\r' {
                break;
            }
            text.push(letter);
        }
        let Some(length) = length else { return self.unclosed(start, open, body) };
        let end = start + open.len_utf8() + length + close.len_utf8();
        if let Some(control) = text.chars().find(|letter| letter.is_control() && *letter != '\t') {
            let message = format!("the text holds the control character U+{:04X}", u32::from(control));
            let diagnostic = self.notes.about(Code::UnexpectedCharacter, start, end, message);
            self.notes.push(diagnostic);
        }
        if open == '`' {
            let diagnostic = self.notes.about(
                Code::UnexpectedCharacter,
                start,
                end,
                "a text stands in single quotes, not in backticks",
            );
            let diagnostic = self.notes.suggest(diagnostic, start, end, super::print::quoted(&text));
            self.notes.push(diagnostic);
        } else if !plain {
            self.notes.not_canonical(start, end, &super::print::quoted(&text));
        }
        self.take(Kind::Text(text), end - start);
    }

    fn unclosed(&mut self, start: usize, open: char, body: &str) {
        let line = body.find(['\n', '\r']).unwrap_or(body.len());
        let diagnostic =
            self.notes.about(Code::UnclosedText, start, start + open.len_utf8(), "this text is opened and not closed");
        let diagnostic = if line < body.len() {
            diagnostic.help("a text ends on the line where it begins")
        } else if open == '\'' && self.tokens.last().is_some_and(|token| token.end == start) {
            diagnostic.help("a single quote inside a text: put the text in double quotes, as in `\"the council's\"`")
        } else {
            diagnostic.help("put the same quote at its end")
        };
        self.notes.push(diagnostic);
        self.take(Kind::Bad, open.len_utf8() + line);
    }

    fn unexpected(&mut self, first: char) {
        let length = first.len_utf8();
        let name = if first.is_control() || first == '\u{200b}' {
            format!("U+{:04X}", u32::from(first))
        } else {
            first.to_string()
        };
        let diagnostic = self.notes.about(
            Code::UnexpectedCharacter,
            self.at,
            self.at + length,
            format!("`{name}` is not used in expressions"),
        );
        let diagnostic = match first {
            '%' => diagnostic.help(
                "a share is written as a number, `0.1` for 10 %; a gap is in percent and a difference in points, `5`",
            ),
            '£' | '€' | '$' => diagnostic.help("an amount is written as a number, without its currency"),
            '?' | ':' => diagnostic.help("to choose between values, derive a value with a `table`"),
            ';' => diagnostic.help("separate with `,`; join conditions with `and` or `or`"),
            '^' => diagnostic.help("there is no power; multiply instead"),
            '@' | '#' | '\\' | '~' | '{' | '}' => diagnostic.help("names stand by themselves, texts in single quotes"),
            _ => diagnostic.help("texts stand in single quotes"),
        };
        self.notes.push(diagnostic);
        self.take(Kind::Bad, length);
    }

    fn number(&mut self) {
        let rest = self.rest();
        if let Some(length) = self.date(rest) {
            self.at += length;
            return;
        }
        if let Some(length) = thousands(rest) {
            let cure = rest.get(..length).unwrap_or("").replace(',', "_");
            return self.bad_number(length, "thousands are joined with an underscore", Some(&cure));
        }
        let mut length = run_plain(rest, |c| c.is_ascii_digit() || c == '_');
        let after = rest.get(length..).unwrap_or("");
        if after.starts_with('.') && after.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
            length += 1 + run_plain(after.get(1..).unwrap_or(""), |c| c.is_ascii_digit() || c == '_');
        }
        let tail = rest.get(length..).unwrap_or("");
        let letters = run(tail, |c| c.is_alphanumeric() || c == '_');
        let written = rest.get(..length).unwrap_or("");
        if letters > 0 {
            return self.number_with_letters(written, tail.get(..letters).unwrap_or(""));
        }
        match read_number(written) {
            Ok(value) => self.take(Kind::Number(value), length),
            Err(problem) => self.bad_number(length, problem.message, problem.cure.as_deref()),
        }
    }

    fn bad_number(&mut self, length: usize, message: &str, cure: Option<&str>) {
        let (start, end) = (self.at, self.at + length);
        let mut diagnostic = self.notes.about(Code::InvalidNumber, start, end, message);
        if let Some(cure) = cure {
            diagnostic = self.notes.suggest(diagnostic, start, end, cure);
        }
        self.notes.push(diagnostic);
        self.take(Kind::Bad, length);
    }

    fn number_with_letters(&mut self, digits: &str, letters: &str) {
        let length = digits.len() + letters.len();
        if PeriodUnit::from_word(letters).is_some() {
            let cure = format!("{digits} {letters}");
            self.bad_number(length, "a period has a space before its unit", Some(&cure));
        } else if letters.starts_with(['e', 'E']) && letters.chars().skip(1).all(|c| c.is_ascii_digit()) {
            self.bad_number(length, "a number is written out, without an exponent", None);
        } else {
            let (start, end) = (self.at, self.at + length);
            let message = format!("`{}` is neither a number nor a name", shown(self.notes.slice(start, end)));
            let diagnostic = self.notes.about(Code::InvalidNumber, start, end, message);
            let diagnostic = diagnostic.help(
                "names begin with a letter; a text stands in single quotes; units belong to the field or parameter",
            );
            self.notes.push(diagnostic);
            self.take(Kind::Bad, length);
        }
    }

    /// Reads what looks like a date; the token and any diagnostic are pushed, the length in bytes is given back.
    fn date(&mut self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        let separator = *bytes.get(digits_at(bytes, 0)).filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
        let first = digits_at(bytes, 0);
        let second = digits_at(bytes, first + 1);
        let day_at = first + 1 + second + 1;
        let third = if bytes.get(day_at - 1) == Some(&separator) { digits_at(bytes, day_at) } else { 0 };
        let three = third > 0;
        let length = if three { day_at + third } else { first + 1 + second };
        let year_first = first == 4 && (1..=2).contains(&second) && (!three || third <= 2);
        let year_last = three && third == 4 && first <= 2 && (1..=2).contains(&second);
        if !(year_first && (three || separator == b'-') || year_last) {
            return None;
        }
        let start = self.at;
        let more = run(rest.get(length..).unwrap_or(""), |c| c.is_alphanumeric() || matches!(c, '_' | ':'));
        let (kind, diagnostic) = if more > 0 {
            let diagnostic =
                self.notes.about(Code::InvalidNumber, start, start + length + more, "a date is a day, without a time");
            (Kind::Bad, Some(diagnostic.help("write it as in `2024-01-05`")))
        } else if year_last {
            let diagnostic =
                self.notes.about(Code::InvalidNumber, start, start + length, "a date begins with its year");
            (Kind::Bad, Some(diagnostic.help("write it as in `2024-01-05`: year, month, day")))
        } else if !three {
            let diagnostic =
                self.notes.about(Code::InvalidNumber, start, start + length, "a date has a year, a month and a day");
            (Kind::Bad, Some(diagnostic.help("write it as in `2024-01-05`; a minus has spaces around it")))
        } else {
            self.whole_date(bytes, first, second, length)
        };
        if let Some(diagnostic) = diagnostic {
            self.notes.push(diagnostic);
        }
        self.tokens.push(Token { kind, start, end: start + length + more });
        Some(length + more)
    }

    fn whole_date(&self, bytes: &[u8], first: usize, second: usize, length: usize) -> (Kind<'t>, Option<Diagnostic>) {
        let number = |from: usize, to: usize| {
            bytes
                .get(from..to)
                .unwrap_or(&[])
                .iter()
                .fold(0u32, |sum, byte| sum.saturating_mul(10).saturating_add(u32::from(byte.saturating_sub(b'0'))))
        };
        let date = i32::try_from(number(0, first)).ok().and_then(|year| {
            Date::from_ymd(year, number(first + 1, first + 1 + second), number(first + second + 2, length))
        });
        let (start, end) = (self.at, self.at + length);
        let written = self.notes.slice(start, end);
        match date {
            Some(date) if date.to_string() == written => (Kind::Date(date), None),
            Some(date) => {
                let diagnostic = self.notes.about(
                    Code::InvalidNumber,
                    start,
                    end,
                    "a date is written with hyphens and two digits for month and day",
                );
                (Kind::Bad, Some(self.notes.suggest(diagnostic, start, end, date.to_string())))
            }
            None => {
                let message = format!("there is no day `{written}`");
                (
                    Kind::Bad,
                    Some(
                        self.notes
                            .about(Code::InvalidNumber, start, end, message)
                            .help("a date is written year, month, day: `2024-01-05`"),
                    ),
                )
            }
        }
    }
}

/// The quote that closes a text opened with this one.
fn closing_quote(open: char) -> Option<char> {
    Some(match open {
        '\'' | '"' | '`' => open,
        '‘' | '‚' => '’',
        '“' | '„' => '”',
        '’' | '”' => open,
        '«' => '»',
        _ => return None,
    })
}

/// How many digits stand at a place.
fn digits_at(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or(&[]).iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The length of the leading stretch of such characters, where single hyphens may join them.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((offset, letter)) = letters.next() {
        let joins = letter == '-' && offset > 0 && letters.peek().is_some_and(|(_, next)| belongs(*next));
        if !belongs(letter) && !joins {
            return offset;
        }
    }
    text.len()
}

/// The length of the leading stretch of such characters.
fn run_plain(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

/// The length of a number such as `1,000`, which cannot be two items of a list as the second would begin with a nought.
fn thousands(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut length = digits_at(bytes, 0);
    let first = length;
    let mut nought = false;
    while bytes.get(length) == Some(&b',') && digits_at(bytes, length + 1) == 3 {
        nought |= bytes.get(length + 1) == Some(&b'0');
        length += 4;
    }
    (first <= 3 && nought).then_some(length)
}

struct NumberProblem {
    message: &'static str,
    cure: Option<String>,
}

/// Whole numbers past this are not exact in the numbers that the engine counts with.
const LARGEST: f64 = 9_007_199_254_740_991.0;

fn read_number(written: &str) -> Result<f64, NumberProblem> {
    let problem = |message, cure| Err(NumberProblem { message, cure });
    let stray = written.ends_with('_') || written.contains("__") || written.contains("_.") || written.contains("._");
    let plain: String = written.chars().filter(|c| *c != '_').collect();
    if stray {
        return problem("an underscore in a number stands between two digits", Some(plain));
    }
    let trimmed = plain.trim_start_matches('0');
    if plain.starts_with('0') && plain.len() > 1 && !plain.starts_with("0.") {
        let cure =
            if trimmed.is_empty() || trimmed.starts_with('.') { format!("0{trimmed}") } else { trimmed.to_owned() };
        return problem("a number does not begin with a nought", Some(cure));
    }
    match decimal(&plain) {
        Some(value) if value <= LARGEST => Ok(value),
        _ => problem("the number is too large to be held exactly: the largest is 9007199254740991", None),
    }
}
