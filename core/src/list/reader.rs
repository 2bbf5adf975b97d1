//! Delimited text that comes in pieces: as soon as enough of it is there to tell how it is read, rows come out.

use super::block::RowBlock;
use super::encoding::{Decoder, DetectedEncoding, Encoding, detect_encoding};
use super::problem::Problem;
use super::sniff::{Layout, ListOptions, sniff};
use super::split::CsvSplitter;

/// Reads a list of delimited text from bytes as they come: the encoding, the delimiter and the header are found out from its beginning.
///
/// ```
/// use due_regard::list::{ListOptions, TextReader};
/// let mut reader = TextReader::new(None, ListOptions::default());
/// let mut blocks = reader.push(b"ref;name\n1;The Geor")?; // too little to tell anything yet
/// assert!(blocks.is_empty() && reader.layout().is_none());
/// blocks.extend(reader.push(b"ge Inn\n")?);
/// blocks.extend(reader.finish()?);
/// assert_eq!(reader.layout().map(|layout| layout.delimiter), Some(b';'));
/// assert_eq!(blocks[0].cell(0, 1), "The George Inn");
/// # Ok::<(), due_regard::list::Problem>(())
/// ```
#[derive(Debug)]
pub struct TextReader {
    encoding: Option<Encoding>,
    options: ListOptions,
    /// What came before anything could be decided.
    sample: Vec<u8>,
    begun: Option<Begun>,
}

#[derive(Debug)]
struct Begun {
    decoder: Decoder,
    layout: Layout,
    notes: Vec<String>,
    /// None when all has been read.
    splitter: Option<CsvSplitter>,
    /// Kept for its room.
    text: Vec<u8>,
}

/// How the beginning of a list was understood.
struct Understood {
    decoder: Decoder,
    text: Vec<u8>,
    layout: Layout,
    notes: Vec<String>,
}

impl TextReader {
    /// So much is looked at before anything is decided, in bytes.
    pub const SAMPLE: usize = 1 << 20;

    /// For a list in this encoding, or in one that is found out.
    pub fn new(encoding: Option<Encoding>, options: ListOptions) -> Self {
        Self { encoding, options, sample: Vec::new(), begun: None }
    }

    /// How a list would be read that begins like this, and every guess with its reason, one sentence each; `complete`: this is all of it.
    ///
    /// # Errors
    /// When it cannot be read as a list.
    pub fn look(&self, start: &[u8], complete: bool) -> Result<(Layout, Vec<String>), Problem> {
        self.understand(start, complete).map(|understood| (understood.layout, understood.notes))
    }

    /// How the list is read, once that is known.
    pub fn layout(&self) -> Option<&Layout> {
        self.begun.as_ref().map(|begun| &begun.layout)
    }

    /// Every guess with its reason, one sentence each; none before the list's beginning is there.
    pub fn notes(&self) -> &[String] {
        self.begun.as_ref().map_or(&[], |begun| &begun.notes)
    }

    /// Takes the next bytes and gives the rows that are complete.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<RowBlock>, Problem> {
        if let Some(begun) = &mut self.begun {
            return begun.read(bytes);
        }
        self.sample.extend_from_slice(bytes);
        if self.sample.len() >= Self::SAMPLE { self.begin(false) } else { Ok(Vec::new()) }
    }

    /// The rows that are left when all bytes have been given.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn finish(&mut self) -> Result<Vec<RowBlock>, Problem> {
        let mut blocks = Vec::new();
        if self.begun.is_none() {
            blocks = self.begin(true)?;
        } else if let Some(begun) = &mut self.begun {
            let mut text = Vec::new();
            begun.decoder.finish(&mut text)?;
            blocks = begun.split(&text)?;
        }
        let last = self.begun.as_mut().and_then(|begun| begun.splitter.take()).map(CsvSplitter::finish).transpose()?;
        blocks.extend(last.flatten());
        Ok(blocks)
    }

    fn begin(&mut self, complete: bool) -> Result<Vec<RowBlock>, Problem> {
        let sample = std::mem::take(&mut self.sample);
        let Understood { decoder, text, layout, notes } = self.understand(&sample, complete)?;
        let splitter = Some(CsvSplitter::new(&layout));
        let body = text.get(layout.body..).unwrap_or(&[]).to_vec();
        let mut begun = Begun { decoder, layout, notes, splitter, text };
        let blocks = begun.split(&body)?;
        self.begun = Some(begun);
        Ok(blocks)
    }

    fn understand(&self, sample: &[u8], complete: bool) -> Result<Understood, Problem> {
        let found = match self.encoding {
            Some(encoding) => DetectedEncoding::asked(encoding, sample),
            None => detect_encoding(sample, complete)?,
        };
        let mut decoder = Decoder::new(found.encoding).at_byte(found.mark as u64);
        let mut text = Vec::new();
        decoder.decode(sample.get(found.mark..).unwrap_or(&[]), &mut text)?;
        if complete {
            decoder.finish(&mut text)?;
        }
        let layout = sniff(&text, complete, &self.options)?;
        let mut notes = vec![
            format!("read as {}: {}", found.encoding.name(), found.why),
            format!("cells divided by {}: {}", layout.delimiter_name(), layout.delimiter_why),
            format!("header in row {}: {}", layout.header_row, layout.header_why),
        ];
        notes.extend(layout.doubt.clone());
        Ok(Understood { decoder, text, layout, notes })
    }
}

impl Begun {
    fn read(&mut self, bytes: &[u8]) -> Result<Vec<RowBlock>, Problem> {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        self.decoder.decode(bytes, &mut text)?;
        let blocks = self.split(&text)?;
        self.text = text;
        Ok(blocks)
    }

    fn split(&mut self, text: &[u8]) -> Result<Vec<RowBlock>, Problem> {
        match &mut self.splitter {
            Some(splitter) => Ok(splitter.push(text)?.into_iter().collect()),
            None => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(pieces: &[&[u8]]) -> Vec<(u64, Vec<String>)> {
        let mut reader = TextReader::new(None, ListOptions::default());
        let mut blocks = Vec::new();
        for piece in pieces {
            blocks.extend(reader.push(piece).unwrap());
        }
        blocks.extend(reader.finish().unwrap());
        assert_eq!(reader.notes().len(), 3);
        blocks
            .iter()
            .flat_map(|block| {
                (0..block.len()).map(|row| (block.row_number(row), block.row(row).map(str::to_owned).collect()))
            })
            .collect()
    }

    proptest! {
        /// However a list is cut into pieces, in the middle of a letter or of a quoted cell, the rows are the same.
        #[test]
        fn pieces_do_not_matter(cuts in proptest::collection::vec(0usize..4_000_000, 0..6)) {
            // Longer than the sample, so that some of it comes after the decision.
            let list: String = std::iter::once("ref;name;made\n".to_owned())
                .chain((0..60_000).map(|row| format!("{row};\"Café “{row}”; corner\nof\";{}\n", 1700 + row % 300)))
                .collect();
            let bytes = list.as_bytes();
            prop_assert!(bytes.len() > TextReader::SAMPLE);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            let whole = rows(&[bytes]);
            prop_assert_eq!(whole.len(), 60_000);
            prop_assert!(rows(&pieces) == whole);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let mut reader = TextReader::new(None, ListOptions::default());
        assert!(reader.push(b"").unwrap().is_empty());
        assert_eq!(reader.finish().unwrap_err().to_string(), "the list is empty");
    }
}
