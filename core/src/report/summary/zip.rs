//! An archive of a few small files, as office documents are: stored as they are, with fixed dates, so that the same content gives the same bytes.

/// An archive as it grows.
#[derive(Default)]
pub(super) struct Zip {
    out: Vec<u8>,
    /// The directory that stands at the end.
    directory: Vec<u8>,
    entries: u16,
}

/// 1 January 1980, the first day that the format knows.
const DAY: u16 = 0x0021;

impl Zip {
    /// Adds a file. Names are ASCII; an archive holds far less than 4 GiB.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) {
        let size = short(content.len());
        let offset = short(self.out.len());
        let mut about = Vec::with_capacity(26);
        // Version needed, flags, method (stored), time, day.
        for number in [20u16, 0, 0, 0, DAY] {
            about.extend(number.to_le_bytes());
        }
        for number in [crc32(content), size, size] {
            about.extend(number.to_le_bytes());
        }
        about.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        // No extra field.
        about.extend(0u16.to_le_bytes());
        self.out.extend(b"PK\x03\x04");
        self.out.extend(&about);
        self.out.extend(name.as_bytes());
        self.out.extend(content);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(20u16.to_le_bytes());
        self.directory.extend(&about);
        // Comment, disk, attributes within, attributes without (two words), place.
        self.directory.extend([0u8; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries = self.entries.saturating_add(1);
    }

    /// The whole archive.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let start = short(self.out.len());
        let length = short(self.directory.len());
        self.out.extend(&self.directory);
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(length.to_le_bytes());
        self.out.extend(start.to_le_bytes());
        self.out.extend(0u16.to_le_bytes());
        self.out
    }
}

fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The checksum of the format (CRC-32, ISO-HDLC).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_the_published_one() {
        // The check value of the catalogue of parametrised CRC algorithms for CRC-32/ISO-HDLC.
        assert_eq!(super::crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(super::crc32(b""), 0);
    }
}
