//! Lists and workbooks made for the cases.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub(crate) const HEADER: &str = "ref,name,listed,installed\n";

pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A row of an XLSX sheet.
pub(crate) fn row(number: u32, cells: &[&str]) -> String {
    let cell =
        |(letter, text): (char, &&str)| format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    format!("<row r=\"{number}\">{}</row>", ('A'..).zip(cells).map(cell).collect::<String>())
}

/// A header and a record.
pub(crate) fn two_rows() -> String {
    row(1, &["ref", "name", "listed"]) + &row(2, &["A1", "Guy", "yes"])
}

/// A workbook with one sheet: what stands in its `worksheet`, its shared texts, and what stands before the `worksheet`.
pub(crate) fn xlsx(inside: &str, shared: &str, before: &str) -> Vec<u8> {
    xlsx_of(
        |file| {
            file.write_all(format!("{before}<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>").as_bytes()).unwrap();
        },
        shared,
    )
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The same with a sheet that is written piece by piece.
pub(crate) fn xlsx_of(sheet: impl FnOnce(&mut dyn Write), shared: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let relation = |id: u8, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations =
        |inside: String| format!("<Relationships xmlns=\"{package}/relationships\">{inside}</Relationships>");
    for (name, text) in [
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
        ("_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                relation(1, "worksheet", "worksheets/sheet1.xml") + &relation(2, "sharedStrings", "sharedStrings.xml"),
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\"{shared}</sst>")),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    sheet(&mut archive);
    archive.finish().unwrap().into_inner()
}

/// A workbook whose sheet unpacks to somewhat more than a gigabyte.
pub(crate) fn bomb() -> Vec<u8> {
    let blank = vec![b' '; 1 << 20];
    xlsx_of(|file| (0..1025).for_each(|_| file.write_all(&blank).unwrap()), ">")
}

/// An old workbook with a cell in each of two corners, as far apart as its records can say.
pub(crate) fn far_xls() -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let number = |row: u16, column: u16| {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[15, 0], &1f64.to_le_bytes()].concat())
    };
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let sheet = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0], b"S"].concat());
    let before = begin(5).len() + sheet(0).len() + end.len();
    let stream = [
        begin(5),
        sheet(u32::try_from(before).unwrap()),
        end.clone(),
        begin(0x10),
        number(0, 0),
        number(u16::MAX, u16::MAX),
        end,
    ]
    .concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}
