//! Sheets of workbooks as lists: which one, where its header is, and what its cells say as text.
//!
//! Bytes in, [blocks of rows](due_regard::list::RowBlock) out, row by row where the format allows it; no files and no threads, so that a browser reads a workbook exactly as the command line does. What a workbook
//! unpacks to is bounded before it is opened ([`check`]).
//!
//! ```no_run
//! use due_regard_workbook::{Book, Kind, Piece, SheetOptions, check, read};
//! use std::ops::ControlFlow;
//! # let bytes: Vec<u8> = Vec::new();
//! let kind = Kind::Xlsx;
//! check(&bytes, kind, 1 << 30)?;
//! let notes = read(bytes, kind, &SheetOptions::default(), |piece| {
//!     match piece {
//!         Piece::Start(start) => println!("header in row {}: {}", start.header_row, start.header.join(", ")),
//!         Piece::Rows(block) => println!("{} rows more", block.len()),
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! # Ok::<(), due_regard::list::Problem>(())
//! ```
//!
//! The other way round, [`Register`] (feature `write`) writes an audit as a workbook: the register of findings with summary, records, sources and notes.
//!
//! Formulas give the value that was stored with them. Hidden sheets are read only where no other has a table. Rows and columns that a filter or a person hid are read like the others, and a remark says so. A merged cell has its text in its first cell, and the others are blank.
//! Numbers in per cent, and numbers with zeros before them, are read as their cells show them: by the cell's format in XLSX and XLS, and in ODS by the text that is kept beside the number.

mod archive;
mod hidden;
mod marks;
#[cfg(feature = "write")]
mod register;
mod sheet;
mod shown;
#[cfg(feature = "xls")]
mod xls;

pub use archive::{broken, check, protected};
#[cfg(feature = "write")]
pub use register::{Register, Unwritten, tall_enough};
pub use sheet::{Book, Piece, SheetOptions, Start, read};

/// The formats of workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Excel workbooks since 2007, with macros or without.
    Xlsx,
    /// OpenDocument spreadsheets.
    Ods,
    /// Excel workbooks before 2007.
    #[cfg(feature = "xls")]
    Xls,
}

impl Kind {
    /// What a zip archive with these first bytes is, by the names in it; `None` where it is no workbook that is read.
    pub fn of_zip(start: &[u8]) -> Option<Kind> {
        let holds = |name: &[u8]| memchr::memmem::find(start, name).is_some();
        if !start.starts_with(b"PK") || holds(b"xl/workbook.bin") {
            None
        } else if holds(b"application/vnd.oasis.opendocument.spreadsheet") {
            Some(Kind::Ods)
        } else if holds(b"xl/") || holds(b"[Content_Types].xml") {
            Some(Kind::Xlsx)
        } else {
            None
        }
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Xlsx => "XLSX",
            Kind::Ods => "ODS",
            #[cfg(feature = "xls")]
            Kind::Xls => "XLS",
        }
    }
}
