//! The bytes of an input: counted and hashed on their way.

use super::error::{InputError, directory, io_problem};
use super::{About, End, Format, InputOptions};
use due_regard::list::{Decoder, DetectedEncoding, Encoding, Problem, detect_encoding};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// So much is looked at before anything is decided.
pub(super) const SAMPLE: u64 = 1 << 20;

/// An input's bytes.
pub(super) struct Source {
    name: String,
    reader: Box<dyn Read + Send>,
    size: Option<u64>,
    progress: Arc<AtomicU64>,
    hash: Option<Sha256>,
    complete: bool,
}

impl Source {
    /// Opens a path; `-` is standard input.
    pub(super) fn open(path: &str, options: &InputOptions) -> Result<Self, InputError> {
        let (name, reader, size): (_, Box<dyn Read + Send>, _) = if path == "-" {
            ("standard input".to_owned(), Box::new(io::stdin()), None)
        } else {
            let fail = |problem| InputError::new(path, problem);
            if super::is_address(path) {
                return Err(fail(
                    Problem::new("this is an address, and addresses are not fetched").help(super::SAVE_IT),
                ));
            }
            let file = File::open(path).map_err(|error| fail(io_problem(&error)))?;
            let metadata = file.metadata().map_err(|error| fail(io_problem(&error)))?;
            if metadata.is_dir() {
                return Err(fail(directory()));
            }
            (path.to_owned(), Box::new(file), metadata.is_file().then_some(metadata.len()))
        };
        Ok(Self::from_reader(name, reader, size, options))
    }

    /// Bytes that are there already.
    pub(super) fn of_bytes(name: &str, bytes: Vec<u8>, options: &InputOptions) -> Self {
        let size = Some(bytes.len() as u64);
        Self::from_reader(name.to_owned(), Box::new(io::Cursor::new(bytes)), size, options)
    }

    fn from_reader(name: String, reader: Box<dyn Read + Send>, size: Option<u64>, options: &InputOptions) -> Self {
        let hash = options.hash.then(Sha256::new);
        Self { name, reader, size, progress: Arc::default(), hash, complete: false }
    }

    /// The first bytes: at least [`SAMPLE`] of them, or all.
    pub(super) fn sample(&mut self) -> Result<Vec<u8>, InputError> {
        let mut sample = Vec::new();
        self.append(&mut sample, SAMPLE)?;
        Ok(sample)
    }

    /// Adds up to so many bytes; fewer only at the end.
    pub(super) fn append(&mut self, bytes: &mut Vec<u8>, most: u64) -> Result<(), InputError> {
        let before = bytes.len();
        bytes.reserve(usize::try_from(most).unwrap_or(0));
        let read = self.reader.by_ref().take(most).read_to_end(bytes);
        let new = bytes.get(before..).unwrap_or(&[]);
        if let Some(hash) = &mut self.hash {
            hash.update(new);
        }
        self.complete |= (new.len() as u64) < most;
        self.progress.fetch_add(new.len() as u64, Ordering::Relaxed);
        read.map(|_| ()).map_err(|error| self.error(io_problem(&error)))
    }

    /// Adds all the rest, if the whole is no more than `most` bytes.
    pub(super) fn append_all(&mut self, bytes: &mut Vec<u8>, most: u64, what: &str) -> Result<(), InputError> {
        while !self.complete {
            if bytes.len() as u64 > most {
                let problem = Problem::new(format!("{what} larger than {} MiB cannot be read", most >> 20));
                return Err(
                    self.error(problem.help("export the list to CSV or JSON Lines, which may have any size").limit())
                );
            }
            self.append(bytes, SAMPLE)?;
        }
        Ok(())
    }

    /// Whether all has been read.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// A problem of this input.
    pub(super) fn error(&self, problem: Problem) -> InputError {
        InputError::new(&self.name, problem)
    }

    /// What is known so far.
    pub(super) fn about(&self, format: Format) -> About {
        About {
            name: self.name.clone(),
            format,
            size: self.size,
            notes: Vec::new(),
            progress: Arc::clone(&self.progress),
        }
    }

    /// What is known at the end.
    pub(super) fn end(&self) -> End {
        let sha256 = self.hash.clone().map(|hash| hex(&hash.finalize()));
        End { sha256, bytes: self.progress.load(Ordering::Relaxed), ..End::default() }
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    digits
}

/// A source read as text in UTF-8, whatever its encoding.
pub(super) struct Text {
    pub(super) source: Source,
    encoding: Encoding,
    decoder: Decoder,
    raw: Vec<u8>,
    finished: bool,
}

impl Text {
    /// Finds out the encoding from the first bytes; gives their text, and a note.
    pub(super) fn open(
        source: Source,
        sample: &[u8],
        options: &InputOptions,
    ) -> Result<(Self, Vec<u8>, String), InputError> {
        let found = match options.encoding {
            Some(encoding) => DetectedEncoding::asked(encoding, sample),
            None => detect_encoding(sample, source.complete).map_err(|problem| source.error(problem))?,
        };
        let decoder = Decoder::new(found.encoding).at_byte(found.mark as u64);
        let mut this = Self { source, encoding: found.encoding, decoder, raw: Vec::new(), finished: false };
        let mut text = Vec::new();
        this.decode(sample.get(found.mark..).unwrap_or(&[]), &mut text)?;
        this.finish_if_complete(&mut text)?;
        Ok((this, text, format!("read as {}: {}", found.encoding.name(), found.why)))
    }

    /// Adds the text of up to so many bytes of the source.
    pub(super) fn append(&mut self, text: &mut Vec<u8>, most: u64) -> Result<(), InputError> {
        if self.finished {
            return Ok(());
        }
        if self.encoding == Encoding::Utf8 {
            self.source.append(text, most)?;
        } else {
            let mut raw = std::mem::take(&mut self.raw);
            raw.clear();
            self.source.append(&mut raw, most)?;
            self.decode(&raw, text)?;
            self.raw = raw;
        }
        self.finish_if_complete(text)
    }

    pub(super) fn is_complete(&self) -> bool {
        self.finished
    }

    fn decode(&mut self, raw: &[u8], text: &mut Vec<u8>) -> Result<(), InputError> {
        self.decoder.decode(raw, text).map_err(|problem| self.source.error(problem))
    }

    fn finish_if_complete(&mut self, text: &mut Vec<u8>) -> Result<(), InputError> {
        if self.source.complete && !self.finished {
            self.finished = true;
            self.decoder.finish(text).map_err(|problem| self.source.error(problem))?;
        }
        Ok(())
    }
}
