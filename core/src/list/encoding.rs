//! What the bytes of a list mean: UTF-8, UTF-16 or Windows-1252.
//!
//! The decoders are our own because they are a page long and the table crates are as heavy as the rest of the browser
//! module. No other encoding is attempted: a wrong guess would turn names into other names.

use super::problem::Problem;

/// How a list's characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, low byte first: what Windows programs call Unicode.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, also written cp1252 or ANSI; a superset of ISO 8859-1 for text.
    Windows1252,
}

impl Encoding {
    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// The encoding that people call by this name, in any case: `utf-8`, `utf-16`, `windows-1252`, `cp1252`, `latin1` and their like.
    ///
    /// ```
    /// use due_regard::list::Encoding;
    /// assert_eq!(Encoding::from_name("CP1252"), Some(Encoding::Windows1252));
    /// assert_eq!(Encoding::from_name("koi8-r"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Encoding> {
        let key: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        match key.as_str() {
            "utf8" | "utf8bom" | "utf8sig" => Some(Encoding::Utf8),
            "utf16" | "utf16le" | "unicode" => Some(Encoding::Utf16Le),
            "utf16be" => Some(Encoding::Utf16Be),
            // As on the web: what is labelled ISO 8859-1 is read as its superset.
            "windows1252" | "cp1252" | "1252" | "ansi" | "latin1" | "iso88591" => Some(Encoding::Windows1252),
            _ => None,
        }
    }
}

/// The encoding of a list, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DetectedEncoding {
    /// Which.
    pub encoding: Encoding,
    /// How many bytes of byte order mark stand before the text.
    pub mark: usize,
    /// Why, in one sentence.
    pub why: String,
}

impl DetectedEncoding {
    /// This encoding because the caller said so, without a byte order mark unless the first bytes of the list are one of it.
    ///
    /// UTF-16LE asked for a list that has the mark of UTF-16BE gives that: people call both UTF-16.
    pub fn asked(encoding: Encoding, start: &[u8]) -> Self {
        let marks: [(&[u8], Encoding); 3] =
            [(b"\xEF\xBB\xBF", Encoding::Utf8), (b"\xFF\xFE", Encoding::Utf16Le), (b"\xFE\xFF", Encoding::Utf16Be)];
        let fits = |of: Encoding| of == encoding || (of == Encoding::Utf16Be && encoding == Encoding::Utf16Le);
        let marked = marks.iter().find(|(mark, of)| start.starts_with(mark) && fits(*of));
        let (mark, encoding) = marked.map_or((0, encoding), |(mark, of)| (mark.len(), *of));
        Self { encoding, mark, why: "as asked".to_owned() }
    }
}

/// Finds out the encoding from the first bytes of a list; `complete` when these are all of them.
///
/// A byte order mark decides; then the zero bytes that UTF-16 has in every other place; then whether all is valid UTF-8; what is
/// left is Windows-1252 if it can be. Other zero bytes mean that it is no text.
///
/// ```
/// use due_regard::list::{Encoding, detect_encoding};
/// let detected = detect_encoding(b"name\r\nSt Gile\x92s\r\n", true)?;
/// assert_eq!(detected.encoding, Encoding::Windows1252);
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
pub fn detect_encoding(start: &[u8], complete: bool) -> Result<DetectedEncoding, Problem> {
    let found = |encoding, mark, why: &str| Ok(DetectedEncoding { encoding, mark, why: why.to_owned() });
    if start.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return found(Encoding::Utf8, 3, &("it begins with the byte order mark of UTF-8".to_owned() + &twice(start)));
    }
    if start.starts_with(&[0xFF, 0xFE, 0, 0]) || start.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(Problem::new("the list is in UTF-32, which is not read").help("save it as UTF-8").at_byte(0));
    }
    if start.starts_with(&[0xFF, 0xFE]) {
        return found(Encoding::Utf16Le, 2, "it begins with the byte order mark of UTF-16LE");
    }
    if start.starts_with(&[0xFE, 0xFF]) {
        return found(Encoding::Utf16Be, 2, "it begins with the byte order mark of UTF-16BE");
    }
    if let Some(zero) = memchr::memchr(0, start) {
        return match utf16_by_zeros(start) {
            Some(encoding) => {
                found(encoding, 0, &format!("it has the zero bytes of {}, and can be read so", encoding.name()))
            }
            None => Err(not_text(start, zero).at_line(line_of(start, zero)).at_byte(zero as u64)),
        };
    }
    match std::str::from_utf8(start) {
        Ok(_) if start.is_ascii() => found(Encoding::Utf8, 0, &format!("{} plain ASCII", extent(start, complete))),
        Ok(_) => found(Encoding::Utf8, 0, &format!("{} valid UTF-8{}", extent(start, complete), twice(start))),
        // A character that the end of the sample cuts in two.
        Err(error) if error.error_len().is_none() && !complete => {
            found(Encoding::Utf8, 0, &format!("{} valid UTF-8{}", extent(start, complete), twice(start)))
        }
        Err(error) => {
            let at = error.valid_up_to();
            if let Some(undefined) = start.iter().position(|byte| windows_1252(*byte).is_none()) {
                let byte = start.get(undefined).copied().unwrap_or(0);
                let problem = Problem::new(format!(
                    "the byte 0x{byte:02X}{} is neither part of UTF-8 nor of Windows-1252",
                    behind(start, undefined)
                ));
                let line = line_of(start, undefined);
                return Err(problem.help("save the list as UTF-8").at_line(line).at_byte(undefined as u64));
            }
            let byte = start.get(at).copied().unwrap_or(0);
            let why =
                format!("the byte 0x{byte:02X} at {at} cannot be UTF-8, and all bytes so far can be Windows-1252");
            found(Encoding::Windows1252, 0, &(why + &mixed(start)))
        }
    }
}

/// What is to be said of a list in which characters stand that were turned into UTF-8 twice: `CafÃ©`, `Soldierâ€™s`. They are read as they stand.
fn twice(start: &[u8]) -> String {
    // How `Ã` and `Â` before a letter's second half begin, and the `â€` of quotation marks and dashes.
    const SIGNS: [&[u8]; 3] = [b"\xC3\x83\xC2", b"\xC3\x82\xC2", b"\xC3\xA2\xE2\x82\xAC"];
    let places = SIGNS.iter().flat_map(|sign| memchr::memmem::find_iter(start, sign));
    let (count, first) = places.fold((0u64, usize::MAX), |(count, first), at| (count + 1, first.min(at)));
    if count == 0 {
        return String::new();
    }
    let places = if count == 1 { "1 character looks".to_owned() } else { format!("{count} characters look") };
    format!(
        "; but {places} as if UTF-8 had been taken for Windows-1252 once before (first in line {}{}): they are read as they stand, and the list has to be exported again by the program that has them right",
        line_of(start, first),
        behind(start, first)
    )
}

/// What is to be said of a list in Windows-1252 in which characters of UTF-8 stand too: two programs wrote it, and those characters are read wrongly.
fn mixed(start: &[u8]) -> String {
    let (mut count, mut first, mut at) = (0u64, None, 0);
    for chunk in start.utf8_chunks() {
        for (place, _) in chunk.valid().char_indices().filter(|(_, c)| !c.is_ascii()) {
            count += 1;
            first.get_or_insert(at + place);
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    let Some(first) = first else { return String::new() };
    let places = if count == 1 { "1 character".to_owned() } else { format!("{count} characters") };
    format!(
        "; but {places} could be UTF-8 (first in line {}{}): if the list mixes the two, these are read wrongly, and it has to be saved as UTF-8 by the program that has it right",
        line_of(start, first),
        behind(start, first)
    )
}

/// What is said of bytes that have a zero among them.
pub(super) fn not_text(bytes: &[u8], zero: usize) -> Problem {
    Problem::new(format!("there is a zero byte{}, which no text table has", behind(bytes, zero)))
        .help("take it out where one has slipped in; otherwise give a CSV, XLSX, ODS, JSON or GeoJSON file, or name the encoding with `--encoding`")
}

fn line_of(bytes: &[u8], at: usize) -> u64 {
    memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or(&[])).count() as u64 + 1
}

/// What stands on the same line before this byte, so that people can search for it; empty at the beginning of a line.
fn behind(bytes: &[u8], at: usize) -> String {
    const MOST: usize = 20;
    let line = bytes.get(..at).unwrap_or(&[]).rsplit(|byte| *byte == b'\n').next().unwrap_or(&[]);
    // Only what everybody's editor shows alike.
    let near = line.rsplit(|byte| !(b' '..=b'~').contains(byte)).next().unwrap_or(&[]);
    let near = near.get(near.len().saturating_sub(MOST)..).unwrap_or(near);
    let text = String::from_utf8_lossy(near);
    if text.trim().is_empty() { String::new() } else { format!(" after `{text}`") }
}

fn extent(start: &[u8], complete: bool) -> String {
    if complete { "all of it is".to_owned() } else { format!("the first {} bytes are", start.len()) }
}

/// UTF-16 without a mark: text in European languages has its zero bytes all on one side, and other text reads as text one way only.
fn utf16_by_zeros(start: &[u8]) -> Option<Encoding> {
    let sample = start.get(..4096).unwrap_or(start);
    let reads = |unit: fn([u8; 2]) -> u16| {
        let pairs = sample.chunks_exact(2).filter_map(|pair| pair.first_chunk::<2>());
        let mut text = char::decode_utf16(pairs.map(|pair| unit(*pair))).peekable();
        let (mut breaks, mut letters) = (0, 0);
        while let Some(next) = text.next() {
            match next {
                Ok('\n' | '\r' | '\t') => breaks += 1,
                Ok(c) if c.is_control() || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}') => {
                    return false;
                }
                Ok(c) => letters += usize::from(c.is_ascii()),
                // The sample may cut a pair in two.
                Err(_) => return text.peek().is_none() && breaks > 0,
            }
        }
        breaks > 0 && letters > 0
    };
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    match (even, odd) {
        (0, odd) if odd * 2 > half => Some(Encoding::Utf16Le),
        (even, 0) if even * 2 > half => Some(Encoding::Utf16Be),
        _ => match (reads(u16::from_le_bytes), reads(u16::from_be_bytes)) {
            (true, false) => Some(Encoding::Utf16Le),
            (false, true) => Some(Encoding::Utf16Be),
            _ => None,
        },
    }
}

/// Turns bytes of an encoding into UTF-8, chunk by chunk.
///
/// UTF-8 itself is passed through: [`CsvSplitter`](super::CsvSplitter) checks it, where it can name row and column.
///
/// ```
/// use due_regard::list::{Decoder, Encoding};
/// let mut decoder = Decoder::new(Encoding::Windows1252);
/// let mut text = Vec::new();
/// decoder.decode(b"St Gile\x92s", &mut text)?;
/// decoder.finish(&mut text)?;
/// assert_eq!(text, "St Gile\u{2019}s".as_bytes());
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoder {
    encoding: Encoding,
    /// A byte or a surrogate that waits for its other half.
    half: Option<u8>,
    high: Option<u16>,
    offset: u64,
    line: u64,
}

impl Decoder {
    /// For bytes of this encoding, after the byte order mark.
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, half: None, high: None, offset: 0, line: 1 }
    }

    /// The same, for bytes that start so far into the list (after a byte order mark): for the positions in problems.
    #[must_use]
    pub fn at_byte(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Adds the text of these bytes to `out` as UTF-8.
    pub fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Problem> {
        match self.encoding {
            Encoding::Utf8 => out.extend_from_slice(bytes),
            Encoding::Windows1252 => self.windows_1252(bytes, out)?,
            Encoding::Utf16Le | Encoding::Utf16Be => self.utf16(bytes, out)?,
        }
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Says that there are no more bytes.
    pub fn finish(&mut self, _out: &mut Vec<u8>) -> Result<(), Problem> {
        if self.half.is_some() || self.high.is_some() {
            return Err(self.problem("the list ends in the middle of a character", self.offset));
        }
        Ok(())
    }

    fn windows_1252(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Problem> {
        out.reserve(bytes.len());
        let mut buffer = [0; 4];
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| !byte.is_ascii()) {
            let (plain, tail) = rest.split_at(at);
            out.extend_from_slice(plain);
            let Some((byte, after)) = tail.split_first() else { break };
            let Some(character) = windows_1252(*byte) else {
                let at = bytes.len() - tail.len();
                self.count_lines(bytes.get(..at).unwrap_or(&[]));
                return Err(self
                    .problem(&format!("the byte 0x{byte:02X} is not part of Windows-1252"), self.offset + at as u64));
            };
            out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            rest = after;
        }
        out.extend_from_slice(rest);
        self.count_lines(bytes);
        Ok(())
    }

    fn utf16(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Problem> {
        out.reserve(bytes.len());
        let mut buffer = [0; 4];
        for (index, byte) in bytes.iter().enumerate() {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let pair = [first, *byte];
            let unit =
                if self.encoding == Encoding::Utf16Le { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
            let place = (self.offset + index as u64).saturating_sub(1);
            let character = match (self.high.take(), unit) {
                (None, 0xD800..=0xDBFF) => {
                    self.high = Some(unit);
                    continue;
                }
                (Some(high), 0xDC00..=0xDFFF) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
                (None, _) => char::from_u32(u32::from(unit)),
                (Some(_), _) => None,
            };
            match character {
                Some('\0') => return Err(not_text(&[], 0).at_line(self.line).at_byte(place)),
                Some(character) => out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes()),
                None => return Err(self.problem("half a character stands alone in the UTF-16 text", place)),
            }
            self.line += u64::from(unit == u16::from(b'\n'));
        }
        Ok(())
    }

    fn count_lines(&mut self, bytes: &[u8]) {
        self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
    }

    fn problem(&self, sentence: &str, offset: u64) -> Problem {
        Problem::new(sentence)
            .help("save the list as UTF-8, or name its encoding with `--encoding`")
            .at_line(self.line)
            .at_byte(offset)
    }
}

/// What the bytes 0x80 to 0x9F stand for; five of them for nothing.
const HIGH: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied().flatten(),
        _ => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8], step: usize) -> Result<String, String> {
        let mut decoder = Decoder::new(encoding);
        let mut out = Vec::new();
        for chunk in bytes.chunks(step) {
            decoder.decode(chunk, &mut out).map_err(|problem| format!("{problem}"))?;
        }
        decoder.finish(&mut out).map_err(|problem| format!("{problem}"))?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn two_encodings_in_one_list_are_said() {
        let mixed = [b"id,name\n1,".as_slice(), "Café and Æthel\n2,".as_bytes(), b"Caf\xe9\n"].concat();
        let found = detect_encoding(&mixed, true).unwrap();
        assert_eq!(found.encoding, Encoding::Windows1252);
        assert!(found.why.contains("but 2 characters could be UTF-8 (first in line 2 after `1,Caf`)"), "{}", found.why);
        assert!(!detect_encoding(b"id,name\n1,Caf\xe9 \x93x\x94\n", true).unwrap().why.contains("but"));
    }

    #[test]
    fn what_was_made_utf8_twice_is_said() {
        let why = |text: &str| detect_encoding(text.as_bytes(), true).unwrap().why;
        let twice = why("id,name\n1,Caf\u{c3}\u{a9}\n2,Soldier\u{e2}\u{20ac}\u{2122}s cross\n");
        assert!(
            twice.starts_with("all of it is valid UTF-8; but 2 characters look as if")
                && twice.contains("(first in line 2 after `1,Caf`)"),
            "{twice}"
        );
        assert!(why("\u{feff}id\n\u{c2}\u{a3}5\n").contains("but 1 character looks as if"));
        for right in ["Caf\u{e9} \u{201c}x\u{201d} \u{a3}5", "S\u{c3}O PAULO, \u{c2}ge, \u{20ac}"] {
            assert!(!why(right).contains("but"), "{right}");
        }
    }

    #[test]
    fn detects_each() {
        let kind = |bytes: &[u8]| detect_encoding(bytes, true).map(|found| (found.encoding, found.mark));
        assert_eq!(kind(b"a,b\n1,2\n"), Ok((Encoding::Utf8, 0)));
        assert_eq!(kind("caf\u{e9}".as_bytes()), Ok((Encoding::Utf8, 0)));
        assert_eq!(kind(b"\xEF\xBB\xBFa"), Ok((Encoding::Utf8, 3)));
        assert_eq!(kind(b"caf\xE9"), Ok((Encoding::Windows1252, 0)));
        for little in [true, false] {
            let encoding = if little { Encoding::Utf16Le } else { Encoding::Utf16Be };
            assert_eq!(kind(&utf16("\u{feff}name", little)), Ok((encoding, 2)));
            assert_eq!(kind(&utf16("name,street\n\u{2019}", little)), Ok((encoding, 0)));
        }
        assert!(kind(b"\x7fELF\x00\x00\x01").unwrap_err().sentence.contains("zero byte"));
        assert!(kind(&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0]).unwrap_err().sentence.contains("UTF-32"));
        let problem = kind(b"ok\ncaf\xE9 \x81").unwrap_err();
        assert_eq!((problem.line, problem.offset), (Some(2), Some(8)));
        assert_eq!(kind(b""), Ok((Encoding::Utf8, 0)));
    }

    #[test]
    fn a_character_cut_by_the_sample_is_no_fault() {
        let bytes = "caf\u{e9}".as_bytes();
        let cut = &bytes[..bytes.len() - 1];
        assert_eq!(detect_encoding(cut, false).unwrap().encoding, Encoding::Utf8);
        assert_eq!(detect_encoding(cut, true).unwrap().encoding, Encoding::Windows1252);
    }

    #[test]
    fn decodes_in_chunks_of_any_size() {
        let text = "Y Ddraig \u{2019}\u{1F409}\u{2019} \u{20ac}5\n";
        for step in 1..7 {
            assert_eq!(decoded(Encoding::Utf16Le, &utf16(text, true), step).as_deref(), Ok(text));
            assert_eq!(decoded(Encoding::Utf16Be, &utf16(text, false), step).as_deref(), Ok(text));
            assert_eq!(
                decoded(Encoding::Windows1252, b"\x80\x92\xE9\x9F\xFFa\n", step).as_deref(),
                Ok("\u{20ac}\u{2019}\u{e9}\u{178}\u{ff}a\n")
            );
            assert_eq!(decoded(Encoding::Utf8, text.as_bytes(), step).as_deref(), Ok(text));
        }
    }

    #[test]
    fn says_where_it_cannot_go_on() {
        for step in 1..7 {
            let problem = decoded(Encoding::Windows1252, b"a\nb\xE9\x8D", step).unwrap_err();
            assert_eq!(problem, "line 2: the byte 0x8D is not part of Windows-1252");
            assert!(
                decoded(Encoding::Utf16Le, &[b'a', 0, 0x00, 0xD8, b'b', 0], step)
                    .unwrap_err()
                    .contains("half a character")
            );
            assert!(decoded(Encoding::Utf16Le, &[0x00, 0xDC], step).unwrap_err().contains("half a character"));
            assert!(decoded(Encoding::Utf16Le, b"a", step).unwrap_err().contains("middle of a character"));
            assert!(decoded(Encoding::Utf16Le, &[0, 0], step).unwrap_err().contains("zero byte"));
        }
    }
}
