use super::*;
use due_regard::list::{FieldNames, map_columns};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// A file that goes when the test ends.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!("due-regard-input-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// All that comes out of a table.
#[derive(Debug, Default)]
struct Everything {
    header: Vec<String>,
    notes: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    refused: Vec<(u64, String)>,
    blank: u64,
    end: End,
}

fn read_with(name: &str, bytes: &[u8], options: &InputOptions) -> Result<Everything, String> {
    let file = Temporary::new(name, bytes);
    let said = |error: InputError| {
        assert_eq!(error.file, file.path());
        format!("{}; {}", error.problem, error.help())
    };
    let Input::Table(mut table) = open(file.path(), options).map_err(said)? else {
        return Err("not a table".to_owned());
    };
    let mut all =
        Everything { header: table.header.clone(), notes: table.about.notes.clone(), ..Everything::default() };
    while let Some(block) = table.next_block().map_err(said)? {
        all.rows
            .extend((0..block.len()).map(|row| (block.row_number(row), block.row(row).map(str::to_owned).collect())));
        all.refused.extend(block.refused().iter().map(|row| (row.row, row.cause.clone())));
        all.blank += block.blank_rows().count;
    }
    all.end = table.end();
    assert_eq!(table.about.bytes_read(), bytes.len() as u64);
    assert_eq!(all.end.bytes, bytes.len() as u64);
    Ok(all)
}

fn read(name: &str, bytes: &[u8]) -> Everything {
    read_with(name, bytes, &InputOptions::default()).unwrap()
}

fn refusal(name: &str, bytes: &[u8]) -> String {
    match read_with(name, bytes, &InputOptions::default()) {
        Ok(all) => panic!("{name} was read: {all:?}"),
        Err(said) => said,
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn text_in_every_encoding() {
    let text = "id;name\r\n1;St Gile\u{2019}s\r\n\r\n2;\u{c9}cole\r\n";
    let cp1252 = b"id;name\r\n1;St Gile\x92s\r\n\r\n2;\xC9cole\r\n";
    for (name, bytes) in [
        ("utf8.csv", text.as_bytes().to_vec()),
        ("bom.csv", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("utf16.csv", [b"\xFF\xFE".to_vec(), utf16(text)].concat()),
        ("utf16-no-mark.csv", utf16(text)),
        ("cp1252.csv", cp1252.to_vec()),
    ] {
        let all = read(name, &bytes);
        assert_eq!(all.header, ["id", "name"], "{name}");
        let rows: Vec<_> = all.rows.iter().map(|(row, cells)| (*row, cells[0].as_str(), cells[1].as_str())).collect();
        assert_eq!(rows, [(2, "1", "St Gile\u{2019}s"), (4, "2", "\u{c9}cole")], "{name}");
        assert_eq!(all.blank, 1);
        assert_eq!(all.notes.len(), 3);
    }
    let asked = InputOptions { encoding: Some(Encoding::Windows1252), ..InputOptions::default() };
    assert_eq!(read_with("asked.csv", b"a,b\n1,\xC3\xA9\n", &asked).unwrap().rows[0].1[1], "\u{c3}\u{a9}");
}

#[test]
fn the_hash_is_of_the_bytes() {
    let all = read("hash.csv", b"a,b\n1,2\n");
    assert_eq!(all.end.sha256.unwrap(), "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470");
}

#[test]
fn a_fault_far_into_the_file_names_row_and_column() {
    let mut text = String::from("id,name\n");
    for row in 0..200_000 {
        text.push_str(&format!("{row},The George Inn\n"));
    }
    let mut bytes = text.into_bytes();
    bytes.extend(b"200000,caf\xE9\n");
    let said = refusal("late.csv", &bytes);
    assert!(said.starts_with("row 200002, column `name`: the byte 0xE9 is not valid UTF-8"), "{said}");
    assert!(said.ends_with("`--encoding windows-1252`"));
    let asked = InputOptions { encoding: Some(Encoding::Windows1252), ..InputOptions::default() };
    let all = read_with("late.csv", &bytes, &asked).unwrap();
    assert_eq!((all.rows.len(), all.rows.last().unwrap().0), (200_001, 200_002));
}

#[test]
fn large_text_comes_in_parts_that_add_up() {
    let mut text = String::from("id,name,note\n");
    for row in 0..100_000 {
        let note = if row % 7 == 0 { "\"one\n\"\"two\"\", three\"" } else { "plain" };
        text.push_str(&format!("{row},Statue {row},{note}\n"));
    }
    let all = read("large.csv", text.as_bytes());
    assert_eq!(all.rows.len(), 100_000);
    assert!(
        all.rows
            .iter()
            .enumerate()
            .all(|(index, (row, cells))| *row == index as u64 + 2 && cells[0] == index.to_string())
    );
    assert_eq!(all.rows[7].1[2], "one\n\"two\", three");
    assert_eq!((all.refused.len(), all.blank), (0, 0));
}

#[test]
fn a_line_of_any_length_needs_bounded_memory() {
    let options = InputOptions { max_row: 1 << 16, ..InputOptions::default() };
    let mut bytes = b"a,b\n1,2\n3,".to_vec();
    bytes.resize(8 << 20, b'x');
    bytes.extend(b"\n5,6\n");
    let all = read_with("long.csv", &bytes, &options).unwrap();
    assert_eq!(all.rows, [(2, vec!["1".to_owned(), "2".to_owned()]), (4, vec!["5".to_owned(), "6".to_owned()])]);
    assert_eq!(all.refused, [(3, "is longer than 65536 bytes".to_owned())]);
}

#[test]
fn what_is_no_list_is_named() {
    for (bytes, said) in [
        (&b""[..], "the file is empty; give a list with a header row"),
        (b"\n \n", "the list is empty; give a list with a header row"),
        (b"%PDF-1.4\n", "this is a PDF; ask for the list it was made from, as CSV or XLSX"),
        (
            b"\x7fELF\x01\0\0\0\0\0\x02",
            "line 1: there is a zero byte, which no text table has; take it out where one has slipped in; otherwise give a CSV, XLSX, ODS, JSON or GeoJSON file, or name the encoding with `--encoding`",
        ),
        (
            b"a,b\n1,\"2\n3,4\n",
            "row 2, column `b`: a cell opens with a quote that is never closed: `\"2`; close the quotation mark, or write it twice where it belongs to the text",
        ),
    ] {
        assert_eq!(refusal("bad.csv", bytes), said);
    }
    let missing = open("no/such/file.csv", &InputOptions::default()).err().unwrap();
    assert_eq!(missing.to_string(), "no/such/file.csv: there is no such file");
    let empty = std::env::temp_dir().join(format!("due-regard-empty-{}", std::process::id()));
    std::fs::create_dir_all(&empty).unwrap();
    let folder = open(empty.to_str().unwrap(), &InputOptions::default()).err().unwrap();
    std::fs::remove_dir_all(&empty).unwrap();
    assert_eq!(
        folder.problem.sentence,
        "this is a folder, and it holds no records (.json, .yaml, .yml, or filled forms)"
    );
}

/// A workbook made by hand: sheets of raw rows.
fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut file = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    let part = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    file("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    file(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{relations}\"><Relationship Id=\"rId1\" Type=\"{part}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let list: String = sheets
        .iter()
        .enumerate()
        .map(|(index, (name, _))| {
            let (name, hidden) = name.strip_prefix('!').map_or((*name, ""), |name| (name, " state=\"hidden\""));
            format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"rId{0}\"{hidden}/>", index + 1)
        })
        .collect();
    file(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{part}\"><sheets>{list}</sheets></workbook>"),
    );
    let links: String = (1..=sheets.len())
        .map(|index| {
            format!(
                "<Relationship Id=\"rId{index}\" Type=\"{part}/worksheet\" Target=\"worksheets/sheet{index}.xml\"/>"
            )
        })
        .collect();
    file(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{relations}\">{links}<Relationship Id=\"rId99\" Type=\"{part}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    );
    // Style 1 is a date.
    file(
        "xl/styles.xml",
        &format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
        ),
    );
    for (index, (_, rows)) in sheets.iter().enumerate() {
        file(
            &format!("xl/worksheets/sheet{}.xml", index + 1),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    archive.finish().unwrap().into_inner()
}

fn text_cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

fn text_row(row: u32, cells: &[&str]) -> String {
    let cells: String =
        cells.iter().zip('A'..).map(|(cell, letter)| text_cell(&format!("{letter}{row}"), cell)).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}

#[test]
fn a_workbook_as_councils_send_it() {
    let rows = [
        text_row(1, &["Listed buildings"]),
        text_row(3, &["ID", "NAME", "LISTED", "OK"]),
        format!(
            "<row r=\"4\"><c r=\"A4\"><v>470656</v></c>{}<c r=\"C4\" s=\"1\"><v>18324</v></c><c r=\"D4\" t=\"b\"><v>1</v></c></row>",
            text_cell("B4", " The George Inn")
        ),
        format!(
            "<row r=\"7\">{}<c r=\"C7\" t=\"e\"><v>#REF!</v></c>{}</row>",
            text_cell("B7", "x"),
            text_cell("H7", "remark")
        ),
    ];
    let bytes = xlsx(&[("Notes", &text_row(1, &["Made by hand"])), ("List", &rows.concat())]);
    let all = read("list.csv", &bytes);
    assert_eq!(all.header, ["ID", "NAME", "LISTED", "OK"]);
    assert_eq!(
        all.notes,
        [
            "sheet `List`: the only one of 2 with a table",
            "header in row 3: the first row below 2 rows that are blank or hold a title"
        ]
    );
    let rows: Vec<_> = all.rows.iter().map(|(row, cells)| (*row, cells.join("|"))).collect();
    assert_eq!(rows, [(4, "470656| The George Inn|1950-03-02|true".to_owned()), (7, "|x|#REF!|".to_owned())]);
    assert_eq!(all.blank, 2);
    assert_eq!(all.end.notes, ["1 row holds something to the right of the header (first: row 7, column H): not read"]);
}

#[test]
fn no_guess_between_sheets() {
    let table = [text_row(1, &["id", "name"]), text_row(2, &["1", "x"])].concat();
    let bytes = xlsx(&[("North", &table), ("South", &table), ("Empty", "")]);
    assert_eq!(
        refusal("two.xlsx", &bytes),
        "2 sheets hold something: `North`, `South`; say which to read, for example `--sheet \"North\"`"
    );
    for sheet in ["South", "south", "2"] {
        let options = InputOptions { sheet: Some(sheet.to_owned()), ..InputOptions::default() };
        assert_eq!(read_with("two.xlsx", &bytes, &options).unwrap().notes[0], "sheet `South`: as asked");
    }
    let options = InputOptions { sheet: Some("West".to_owned()), ..InputOptions::default() };
    assert_eq!(
        read_with("two.xlsx", &bytes, &options).unwrap_err(),
        "the workbook has no sheet `West`; its sheets are `North`, `South`, `Empty`"
    );
    let hidden = xlsx(&[("Open", &table), ("!Old", &table)]);
    assert_eq!(read("hidden.xlsx", &hidden).notes[0], "sheet `Open`: the only visible one of 2 with tables");
    assert!(refusal("none.xlsx", &xlsx(&[("Empty", "")])).starts_with("the workbook has nothing in it"));
    let options = InputOptions { header_row: Some(9), sheet: Some("1".to_owned()), ..InputOptions::default() };
    assert!(read_with("two.xlsx", &bytes, &options).unwrap_err().starts_with("row 9 of the sheet `North` is blank"));
}

#[test]
fn workbooks_that_would_fill_memory_are_refused() {
    // Two cells as far apart as a sheet is large.
    let far = format!(
        "{}<row r=\"1048576\">{}{}</row>",
        text_row(1, &["id", "name"]),
        text_cell("A1048576", "1"),
        text_cell("XFD1048576", "2")
    );
    let all = read("far.xlsx", &xlsx(&[("S", &far)]));
    assert_eq!((all.rows.len(), all.rows[0].0, all.blank), (1, 1_048_576, 1_048_574));
    let past = format!("{}<row r=\"2\">{}</row>", text_row(1, &["id", "name"]), text_cell("ZZZZ2", "1"));
    assert!(refusal("past.xlsx", &xlsx(&[("S", &past)])).contains("the workbook cannot be read"));
    let backwards = [text_row(1, &["id", "name"]), text_row(5, &["1", "x"]), text_row(3, &["2", "y"])].concat();
    assert!(
        refusal("backwards.xlsx", &xlsx(&[("S", &backwards)]))
            .starts_with("row 3: the workbook cannot be read: its rows are not in order")
    );
    // Sixty-four megabytes of spaces in a few kilobytes.
    let bomb = xlsx(&[("S", &" ".repeat(64 << 20))]);
    assert!(bomb.len() < 200_000);
    let options = InputOptions { max_unpacked: 32 << 20, ..InputOptions::default() };
    assert!(
        read_with("bomb.xlsx", &bomb, &options).unwrap_err().starts_with("the workbook unpacks to more than 32 MiB")
    );
    // The same, but it says that it is small.
    let mut liar = bomb.clone();
    // The unpacked size stands 24 bytes into an entry of the directory, whose name begins at its byte 46.
    let size = memchr::memmem::rfind(&bomb, b"xl/worksheets/sheet1.xml").unwrap() - 46 + 24;
    liar[size..size + 4].copy_from_slice(&1000u32.to_le_bytes());
    let said = read_with("liar.xlsx", &liar, &options).unwrap_err();
    assert!(said.contains("unpacks to more than") || said.contains("cannot be read"), "{said}");
}

#[test]
fn damaged_and_protected_workbooks() {
    let good = xlsx(&[("S", &[text_row(1, &["id", "name"]), text_row(2, &["1", "x"])].concat())]);
    assert!(refusal("cut.xlsx", &good[..good.len() / 2]).starts_with("the workbook cannot be read"));
    assert!(refusal("zip.xlsx", b"PK\x03\x04 and nothing else").starts_with("the workbook cannot be read"));
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.extend(utf16("EncryptedPackage"));
    assert_eq!(
        refusal("secret.xlsx", &encrypted),
        "the workbook is protected by a password; open it and save it without one"
    );
    let mut word = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    word.resize(2000, 0);
    assert!(refusal("letter.doc", &word).starts_with("the workbook cannot be read"));
    // Every beginning of a workbook is refused or read, and nothing panics.
    for length in (0..good.len()).step_by(97) {
        let _ = read_with("part.xlsx", &good[..length], &InputOptions::default());
    }
}

fn ods(rows: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("mimetype", stored).unwrap();
    archive.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    archive.start_file("META-INF/manifest.xml", SimpleFileOptions::default()).unwrap();
    archive
        .write_all(b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>")
        .unwrap();
    archive.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    let name = "urn:oasis:names:tc:opendocument:xmlns";
    let text = format!(
        "<office:document-content xmlns:office=\"{name}:office:1.0\" xmlns:table=\"{name}:table:1.0\" xmlns:text=\"{name}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"List\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn open_document_sheets() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = [
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\"/></table:table-row>".to_owned(),
        format!("<table:table-row>{}{}{}</table:table-row>", text("id"), text("name"), text("listed")),
        format!(
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell>{}<table:table-cell office:value-type=\"date\" office:date-value=\"2021-10-01\"><text:p>1 Oct</text:p></table:table-cell></table:table-row>",
            text("Inn")
        ),
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" office:value=\"0.85\"/><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"percentage\" office:value=\"0.85\"><text:p>85%</text:p></table:table-cell></table:table-row>".to_owned(),
        "<table:table-row><table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"float\" office:value=\"8\"/></table:table-row>".to_owned(),
    ];
    let all = read("list.ods", &ods(&rows.concat()));
    assert_eq!(all.header, ["id", "name", "listed"]);
    let row = |number: u64, cells: [&str; 3]| (number, cells.map(str::to_owned).to_vec());
    // What is shown in per cent is a share of a hundred, as it is in XLSX.
    let shares = ["0.85", "85%", "85%"];
    let wanted = [row(4, ["7", "Inn", "2021-10-01"]), row(5, shares), row(6, shares), row(7, ["8", "", ""])];
    assert_eq!(all.rows, wanted);
    let end = "1 merged cell reaches over several rows (first: A7:A8)";
    assert!(all.end.notes.iter().any(|note| note.contains(end)), "{:?}", all.end.notes);
}

/// References with zeros before them, and rows and columns that a filter or a person hid.
#[test]
fn open_document_sheets_are_read_as_they_are_shown() {
    let number = |value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let head = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let rows = [
        "<table:table-column/><table:table-column table:visibility=\"collapse\"/>".to_owned(),
        format!("<table:table-row>{}{}</table:table-row>", head("id"), head("made")),
        format!("<table:table-row>{}{}</table:table-row>", number("12", "0012"), number("1903.4", "1903")),
        format!(
            "<table:table-row table:visibility=\"filter\" table:number-rows-repeated=\"2\">{}{}</table:table-row>",
            number("7", "0007"),
            number("1.5", "1.50")
        ),
        "<table:table-row table:visibility=\"collapse\" table:number-rows-repeated=\"1000\"><table:table-cell/></table:table-row>".to_owned(),
        format!("<table:table-row table:visibility=\"collapse\">{}</table:table-row>", number("0", "000")),
    ];
    let all = read("list.ods", &ods(&rows.concat()));
    let row = |number: u64, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
    let wanted = [row(2, ["0012", "1903.4"]), row(3, ["0007", "1.5"]), row(4, ["0007", "1.5"]), row(1005, ["000", ""])];
    assert_eq!(all.rows, wanted);
    assert!(
        all.end.notes[0].starts_with("3 rows are hidden, by a filter or by hand (rows 3, 4 and 1005): read like"),
        "{:?}",
        all.end.notes
    );
    assert!(all.end.notes[1].starts_with("1 column is hidden (B `made`): read like the others"), "{:?}", all.end.notes);
}

#[test]
fn repeated_cells_are_counted_before_they_are_made() {
    let filled = |columns: u32| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>"
        )
    };
    let row = |repeats: u32, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>")
    };
    assert!(
        refusal("rows.ods", &ods(&row(1_000_000, &filled(100))))
            .starts_with("the workbook has more than 20 million cells")
    );
    assert!(
        refusal("columns.ods", &ods(&row(1, &filled(16_384)).repeat(2000)))
            .starts_with("the workbook has more than 20 million cells")
    );
    let text = "y".repeat(100_000);
    let long = format!(
        "<table:table-cell table:number-columns-repeated=\"10000\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
    );
    assert!(
        refusal("text.ods", &ods(&row(1, &long)))
            .starts_with("the workbook has more than 512 MiB of text in its cells")
    );
    // Blank cells and rows to the end of the sheet, as every office program writes them.
    let rest = "<table:table-cell table:number-columns-repeated=\"16380\"/>";
    let usual = [row(3, &(filled(4) + rest)), row(1_048_000, rest)].concat();
    assert_eq!(read("usual.ods", &ods(&usual)).rows.len(), 2);
}

/// Rows with their texts.
type Numbered = Vec<(u64, String)>;

fn records_with(name: &str, text: &str, options: &InputOptions) -> Result<(Numbered, Numbered), String> {
    let file = Temporary::new(name, text.as_bytes());
    let said = |error: InputError| format!("{}; {}", error.problem, error.help());
    let Input::Records(mut input) = open(file.path(), options).map_err(said)? else {
        return Err("not records".to_owned());
    };
    let (mut records, mut refused) = (Vec::new(), Vec::new());
    while let Some(batch) = input.next_batch().map_err(said)? {
        records.extend(
            batch.records.into_iter().map(|record| (record.row, serde_json::Value::Object(record.value).to_string())),
        );
        refused.extend(batch.refused.into_iter().map(|row| (row.row, row.cause)));
    }
    assert_eq!(input.end().bytes, text.len() as u64);
    Ok((records, refused))
}

fn records(name: &str, text: &str) -> (Numbered, Numbered) {
    records_with(name, text, &InputOptions::default()).unwrap()
}

fn owned(rows: &[(u64, &str)]) -> Vec<(u64, String)> {
    rows.iter().map(|(row, text)| (*row, (*text).to_owned())).collect()
}

#[test]
fn json_in_every_shape() {
    for (name, text) in [
        ("array.json", "\u{feff} [{\"a\": 1}, {\"a\": {\"b\": [2]}}]"),
        ("wrapped.json", "{\"records\": [{\"a\": 1}, {\"a\": {\"b\": [2]}}], \"made\": 2021}"),
        ("lines.txt", "{\"a\":1}\n{\"a\":{\"b\":[2]}}\n\n"),
    ] {
        assert_eq!(records(name, text).0, owned(&[(1, "{\"a\":1}"), (2, "{\"a\":{\"b\":[2]}}")]), "{name}");
    }
    assert_eq!(records("one.json", "{\"a\": [1]}").0, owned(&[(1, "{\"a\":[1]}")]));
    assert_eq!(records("empty.json", "[]").0, owned(&[]));
    // A record on each line, of which the first is longer than what is looked at to tell.
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(3 << 20));
    let (lines, refused) = records("long", &format!("{long}\n{{\"a\":2}}\n\n[3]\n{{\"a\":4}}\n"));
    assert_eq!(
        lines.iter().map(|(row, text)| (*row, text.len())).collect::<Vec<_>>(),
        [(1, long.len()), (2, 7), (4, 7)]
    );
    assert_eq!(refused, owned(&[(3, "is an array, where a record is an object")]));
    let broken = records_with("long", &format!("{long}\n{{\"a\" 2}}\n"), &InputOptions::default()).unwrap_err();
    assert!(broken.starts_with("line 2: this is not valid JSON"), "{broken}");
    let features = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": 7, "properties": {"name": "Inn"}, "geometry": {"type": "Point", "coordinates": [-0.09, 51.5]}},
        {"type": "Feature", "properties": null, "geometry": null},
        {"type": "Feature", "properties": {"id": 8, "latitude": 1}, "geometry": {"type": "Point", "coordinates": [2, 3]}}]}"#;
    let expected = [
        (1, r#"{"id":7,"latitude":51.5,"longitude":-0.09,"name":"Inn"}"#),
        (2, "{}"),
        (3, r#"{"id":8,"latitude":1,"longitude":2}"#),
    ];
    assert_eq!(records("features.geojson", features).0, owned(&expected));
}

#[test]
fn json_that_is_wrong_in_places() {
    let (good, refused) = records("lines.jsonl", "{\"a\":1}\n{\"a\":\n[1]\n7\n{\"a\":2}");
    assert_eq!(good, owned(&[(1, "{\"a\":1}"), (5, "{\"a\":2}")]));
    let expected = [
        (2, "is not valid JSON at character 5: EOF while parsing a value"),
        (3, "is an array, where a record is an object"),
        (4, "is a number, where a record is an object"),
    ];
    assert_eq!(refused, owned(&expected));
    assert_eq!(records("array.json", "[[1], {\"a\":1}]").1, owned(&[(1, "is an array, where a record is an object")]));
    let broken = records_with("array.json", "[{\"a\":1},\n {\"a\" 2}]", &InputOptions::default()).unwrap_err();
    assert!(broken.starts_with("line 2: this is not valid JSON at character 7: expected `:`"), "{broken}");
    let deep = format!("[{}", "[".repeat(100_000));
    assert!(records_with("deep.json", &deep, &InputOptions::default()).unwrap_err().contains("recursion limit"));
    let twice = records("twice.json", "{\"records\": [{\"a\": {\"b\": 1, \"b\": 2}}, {\"a\": 1}], \"records\": 3}");
    assert_eq!(twice, (owned(&[(2, "{\"a\":1}")]), owned(&[(1, "has the key `b` twice")])));
    let late = "{\"features\": [{\"type\": \"Feature\", \"properties\": {\"a\": 1}}], \"type\": \"FeatureCollection\"}";
    assert_eq!(records("late.json", late).0, owned(&[(1, "{\"a\":1}")]));
    assert_eq!(
        records("one.json", "{\"features\": [1], \"records\": \"none\"}").0,
        owned(&[(1, "{\"features\":[1],\"records\":\"none\"}")])
    );
    let options = InputOptions { max_row: 1000, ..InputOptions::default() };
    let far = format!("[{{\"a\":\"{}\"}}]", "x".repeat(3 << 20));
    assert_eq!(
        records_with("far.json", &far, &options).unwrap_err(),
        "a record is longer than 1000 bytes; split it up; in a list with one record on each line only that record is refused"
    );
    let long = format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"a\":2}}\n", "x".repeat(3 << 20));
    let (good, refused) = records_with("long.jsonl", &long, &options).unwrap();
    assert_eq!((good.len(), refused), (2, owned(&[(2, "is longer than 1000 bytes")])));
}

#[test]
fn many_json_records_come_in_batches() {
    let line = |row: usize| format!("{{\"id\":{row},\"name\":\"Statue {row}\"}}");
    let all: Vec<String> = (0..60_000).map(line).collect();
    for (name, text) in [("many.jsonl", all.join("\n")), ("many.json", format!("[{}]", all.join(",")))] {
        let (good, refused) = records(name, &text);
        assert_eq!((good.len(), refused.len()), (60_000, 0));
        assert!(good.iter().enumerate().all(|(index, (row, text))| *row == index as u64 + 1 && *text == line(index)));
    }
    // Whoever stops early is not waited for.
    let file = Temporary::new("stopped.json", format!("[{}]", all.join(",")).as_bytes());
    let Input::Records(mut input) = open(file.path(), &InputOptions::default()).unwrap() else { panic!("records") };
    assert_eq!(input.next_batch().unwrap().unwrap().records.len(), 512);
}

/// The real lists, where they are.
fn real(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/public-realm").join(path);
    if path.exists() {
        return Some(path);
    }
    let message = format!("NOT TESTED: {} is not there\n", path.display());
    let _ = std::io::stderr().write_all(message.as_bytes());
    None
}

#[test]
fn the_southwark_layer_in_both_encodings() {
    let layer = |name: &str| {
        let path = real(&format!("southwark-listed-buildings/{name}"))?;
        Some(read(name, &std::fs::read(path).unwrap()))
    };
    let (Some(utf8), Some(cp1252)) =
        (layer("southwark-listed-buildings.csv"), layer("southwark-listed-buildings-cp1252.csv"))
    else {
        return;
    };
    assert_eq!(utf8.rows, cp1252.rows);
    assert_eq!((utf8.rows.len(), utf8.refused.len(), utf8.blank), (911, 0, 0));
    assert!(utf8.notes[0].starts_with("read as UTF-8") && cp1252.notes[0].starts_with("read as Windows-1252"));
    assert_eq!(utf8.rows.iter().filter(|(_, cells)| cells[1].is_empty()).count(), 219);
    assert!(utf8.rows.iter().any(|(_, cells)| cells[1].contains("Gile\u{2019}s")));
    let fields = [
        FieldNames { id: "name".into(), ..FieldNames::default() },
        FieldNames { id: "listed-on".into(), labels: vec!["Date of listing".into()], ..FieldNames::default() },
    ];
    let mapping = map_columns(&utf8.header, &fields, &[]);
    assert_eq!((mapping.column_of(0), mapping.column_of(1)), (Some(1), None));
    assert!(mapping.columns[5].note.contains("may be `listed-on` cut off"));
}

#[test]
fn the_streets_of_great_britain() {
    let Some(path) = real("naptan-gb-streets/gb-streets-from-naptan.csv") else { return };
    let all = read("gb.csv", &std::fs::read(path).unwrap());
    assert_eq!((all.rows.len(), all.refused.len(), all.blank), (131_572, 0, 0));
    assert_eq!(all.header.len(), 8);
    assert_eq!(all.rows.iter().filter(|(_, cells)| cells[0].trim() != cells[0]).count(), 47);
    assert_eq!(all.rows.last().unwrap().0, 131_573);
}
