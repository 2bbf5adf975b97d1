//! Names as folded tokens, each of which knows which bytes of the raw text it came from.

use super::letters::{is_mark, parts};

/// Longer names are read to here; nobody's name ends later, and work stays bounded.
pub(crate) const LONGEST_NAME: usize = 4_096;
/// More tokens of one name are not looked at.
pub(crate) const MOST_TOKENS: usize = 96;

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Before {
    /// A space, a full stop or nothing.
    #[default]
    Space,
    /// A hyphen without spaces: parts of one word.
    Hyphen,
    /// An apostrophe after a short article: `l'`, `d'`.
    Elision,
    /// A comma: what follows may be a forename (`Picton, Sir Thomas`) or a district.
    Comma,
    /// A slash, a semicolon, a bracket, a dash between spaces: another name begins.
    Break,
}

/// A word of a name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Token {
    /// Its bytes in the raw text, without a possessive ending.
    pub(crate) raw: [u32; 2],
    /// Its bytes in the folded text.
    pub(crate) folded: [u32; 2],
    pub(crate) before: Before,
    /// `'s`, or an apostrophe after a final s.
    pub(crate) possessive: bool,
    /// A full stop follows directly.
    pub(crate) dotted: bool,
    /// Written in capitals only, with at least two letters.
    pub(crate) capitals: bool,
}

/// A name as tokens. One is reused for many names.
#[derive(Debug, Default, Clone)]
pub(crate) struct Folded {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// Whether letters of a script other than Latin stand in it.
    pub(crate) other_script: bool,
    /// Whether the name went on beyond what is looked at.
    pub(crate) cut: bool,
}

impl Folded {
    /// The folded text of a token.
    pub(crate) fn word(&self, token: &Token) -> &str {
        self.text.get(token.folded[0] as usize..token.folded[1] as usize).unwrap_or("")
    }

    /// Reads a name.
    pub(crate) fn read(&mut self, raw: &str) {
        self.text.clear();
        self.tokens.clear();
        self.other_script = false;
        self.cut = false;
        Reader { out: self, open: None, before: Before::Space, spaced: true }.run(raw);
    }
}

struct Reader<'a> {
    out: &'a mut Folded,
    open: Option<Token>,
    before: Before,
    /// Whether the last character was a space, or nothing was yet.
    spaced: bool,
}

impl Reader<'_> {
    fn run(mut self, raw: &str) {
        let mut characters = raw.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if at >= LONGEST_NAME || self.out.tokens.len() >= MOST_TOKENS {
                self.out.cut = true;
                break;
            }
            let next = characters.peek().map(|(_, next)| *next);
            if character.is_ascii_alphanumeric() {
                self.letter(at, 1, |text| text.push(character.to_ascii_lowercase()), character.is_ascii_uppercase());
            } else if character == '&' && Self::entity(raw, at).is_some() {
                // `&amp;` and `&#39;` of lists that went through HTML.
                let (end, stands_for) = Self::entity(raw, at).unwrap_or((at, ' '));
                while characters.next_if(|(place, _)| *place < end).is_some() {}
                if is_apostrophe(stands_for) {
                    if self.apostrophe(raw.get(end..).unwrap_or("")) {
                        characters.next();
                    }
                } else {
                    self.mark(stands_for, None);
                }
            } else if character.is_alphanumeric() && !matches!(character, 'ʼ' | 'ʹ' | 'ʻ') {
                self.foreign(at, character);
            } else if is_mark(character) {
                // An accent written apart belongs to the letter before it.
                if let Some(open) = &mut self.open {
                    open.raw[1] = place(at + character.len_utf8());
                }
            } else if is_apostrophe(character) {
                let rest = raw.get(at + character.len_utf8()..).unwrap_or("");
                if self.apostrophe(rest) {
                    characters.next();
                }
            } else {
                self.mark(character, next);
            }
        }
        self.close();
    }

    /// The entity that begins here: where it ends, and what it stands for.
    fn entity(raw: &str, at: usize) -> Option<(usize, char)> {
        let rest = raw.get(at..)?;
        [
            ("&amp;", '&'),
            ("&#39;", '\''),
            ("&#039;", '\''),
            ("&apos;", '\''),
            ("&rsquo;", '\''),
            ("&quot;", '"'),
            ("&nbsp;", ' '),
        ]
        .iter()
        .find(|(entity, _)| rest.starts_with(entity))
        .map(|(entity, stands_for)| (at + entity.len(), *stands_for))
    }

    fn letter(&mut self, at: usize, bytes: usize, push: impl FnOnce(&mut String), upper: bool) {
        let start = place(self.out.text.len());
        push(&mut self.out.text);
        let end = place(self.out.text.len());
        let token = self.open.get_or_insert(Token {
            raw: [place(at), place(at)],
            folded: [start, start],
            before: self.before,
            capitals: true,
            ..Token::default()
        });
        token.raw[1] = place(at + bytes);
        token.folded[1] = end;
        token.capitals &= upper;
        self.before = Before::Space;
        self.spaced = false;
    }

    /// A letter or digit outside ASCII: its parts without marks, in small letters.
    fn foreign(&mut self, at: usize, character: char) {
        let latin = u32::from(character) < 0x0250
            || matches!(u32::from(character), 0x1E00..=0x1EFF | 0xFB00..=0xFB06 | 0xFF10..=0xFF5A);
        self.out.other_script |= !latin && character.is_alphabetic();
        let upper = character.is_uppercase();
        self.letter(
            at,
            character.len_utf8(),
            |text| {
                parts(character, |part| {
                    for small in part.to_lowercase() {
                        match small {
                            'ß' => text.push_str("ss"),
                            'æ' => text.push_str("ae"),
                            'œ' => text.push_str("oe"),
                            'þ' => text.push_str("th"),
                            'ø' => text.push('o'),
                            'ł' => text.push('l'),
                            'đ' | 'ð' => text.push('d'),
                            'ı' => text.push('i'),
                            small if is_mark(small) => {}
                            small if small.is_alphanumeric() => text.push(small),
                            _ => {}
                        }
                    }
                });
            },
            upper,
        );
    }

    /// A character that is neither letter nor digit.
    fn mark(&mut self, character: char, next: Option<char>) {
        match character {
            '.' => {
                if let Some(open) = &mut self.open {
                    open.dotted = true;
                }
                self.close();
            }
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '−' | '·' => {
                let inside = self.open.is_some() && next.is_some_and(char::is_alphanumeric);
                self.close();
                self.before = if inside { Before::Hyphen } else { Before::Break };
            }
            ',' => {
                self.close();
                self.before = Before::Comma;
            }
            '/' | ';' | '|' | '(' | ')' | '[' | ']' | '{' | '}' | '+' | '&' | '\n' | '"' | '“' | '”' | '«' | '»' =>
            {
                self.close();
                self.before = Before::Break;
            }
            // A soft hyphen, and marks of direction, stand inside words and mean nothing.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            _ => self.close(),
        }
        self.spaced = character.is_whitespace();
    }

    /// An apostrophe before this text; says whether the letter after it belongs to the ending `'s` and is to be left out.
    fn apostrophe(&mut self, rest: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        let mut after = rest.chars();
        let (next, second) = (after.next(), after.next());
        let word = self.out.text.get(open.folded[0] as usize..).unwrap_or("");
        match (word, next) {
            (_, Some('s' | 'S')) if !second.is_some_and(char::is_alphanumeric) => {
                open.possessive = true;
                self.close();
                return true;
            }
            // `O'Connell`: one word. `M'Lean` is the name that others write McLean.
            ("o", Some(next)) if next.is_alphabetic() => {}
            ("m", Some(next)) if next.is_alphabetic() => {
                self.out.text.push('c');
                open.folded[1] = place(self.out.text.len());
            }
            ("d" | "l" | "qu" | "dell" | "all" | "nell" | "sant", Some(next)) if next.is_alphabetic() => {
                self.close();
                self.before = Before::Elision;
            }
            (word, _) if word.ends_with('s') && !next.is_some_and(char::is_alphanumeric) => {
                open.possessive = true;
                self.close();
            }
            // `Ma'am`, and what was typed for an accent.
            _ => {}
        }
        false
    }

    fn close(&mut self) {
        let Some(mut token) = self.open.take() else { return };
        if token.folded[1] > token.folded[0] {
            token.capitals &= token.folded[1] - token.folded[0] > 1;
            repair(&mut self.out.text, &mut token);
            self.out.tokens.push(token);
        }
    }
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | 'ʹ' | 'ʻ' | '′' | '‛')
}

/// Digits that a reader of images took for letters (`PICT0N`), where letters stand on both sides.
fn repair(text: &mut String, token: &mut Token) {
    let start = token.folded[0] as usize;
    let Some(word) = text.get(start..) else { return };
    let bytes = word.as_bytes();
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if letters + 1 == bytes.len() && letters >= 3 && bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        let repaired: Option<String> = word
            .chars()
            .map(|character| match character {
                '0' => Some('o'),
                '1' => Some('l'),
                '5' => Some('s'),
                digit if digit.is_ascii_digit() => None,
                letter => Some(letter),
            })
            .collect();
        // `St1` is a number that ran into a word; a digit inside it is not.
        if let (Some(repaired), true) = (repaired, bytes.last().is_some_and(u8::is_ascii_alphabetic)) {
            text.truncate(start);
            text.push_str(&repaired);
        }
    }
    token.folded[1] = place(text.len());
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
