//! What a file is, by its first bytes.

use due_regard::list::Problem;
use serde::de::IgnoredAny;
use std::path::Path;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// Delimited text: commas, semicolons, tabs, bars.
    Csv,
    /// One JSON document: an array of records, `{records: […]}`, GeoJSON, or a single record.
    Json,
    /// A JSON record on each line.
    JsonLines,
    /// Excel workbooks since 2007, with macros or without.
    Xlsx,
    /// OpenDocument spreadsheets.
    Ods,
    /// Excel workbooks before 2007.
    Xls,
    /// Records in YAML; known by its name only, as nearly every text is YAML of some kind.
    Yaml,
    /// A folder of files with records.
    Folder,
    /// A workbook that `regard template` made and somebody filled in.
    Filled,
    /// Delimited text with an answer on each line: `field,value`.
    TwoColumns,
    /// The same for several records: `record,path,row,value`.
    Long,
}

impl Format {
    /// As people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Csv => "delimited text",
            Format::Json => "JSON",
            Format::JsonLines => "JSON Lines",
            Format::Xlsx => "XLSX",
            Format::Ods => "ODS",
            Format::Xls => "XLS",
            Format::Yaml => "YAML",
            Format::Folder => "folder of records",
            Format::Filled => "filled form, XLSX",
            Format::TwoColumns => "one record in two columns, delimited text",
            Format::Long => "records in long format, delimited text",
        }
    }

    /// The format that people call by this name: `csv`, `tsv`, `json`, `geojson`, `jsonl`, `xlsx`, `ods`, `xls`.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        match name.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "json" | "geojson" => Some(Format::Json),
            "jsonl" | "ndjson" | "geojsonl" => Some(Format::JsonLines),
            "xlsx" | "xlsm" => Some(Format::Xlsx),
            "ods" => Some(Format::Ods),
            "xls" => Some(Format::Xls),
            "yaml" | "yml" => Some(Format::Yaml),
            _ => None,
        }
    }
}

/// What is said of files that are known and not read: how they begin, what they are, what to do.
const OTHERS: [(&[u8], &str, &str); 11] = [
    (b"%PDF", "this is a PDF", "ask for the list it was made from, as CSV or XLSX"),
    (b"\x1F\x8B", "this is a gzip archive", "unpack it first, for example `gunzip -c FILE | regard … -`"),
    (b"BZh", "this is a bzip2 archive", "unpack it first"),
    (b"\x28\xB5\x2F\xFD", "this is a zstd archive", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "this is a 7-Zip archive", "unpack it first"),
    (b"Rar!", "this is a RAR archive", "unpack it first"),
    (b"PAR1", "this is a Parquet file", "export it to CSV"),
    (b"SQLite format 3", "this is a database (perhaps a GeoPackage)", "export its table to CSV or GeoJSON"),
    (b"{\\rtf", "this is a word processor's document", "ask for the list as CSV or XLSX"),
    (b"\x00\x00\x27\x0A", "this is part of a shapefile", "export the layer to CSV or GeoJSON"),
    (b"\x89PNG", "this is a picture", "ask for the list it was made from, as CSV or XLSX"),
];

/// Finds out what a file is from its first bytes; `complete` when these are all of them.
pub(super) fn detect(sample: &[u8], complete: bool, path: &str) -> Result<Format, Problem> {
    if sample.is_empty() {
        return Err(Problem::new("the file is empty").help("give a list with a header row"));
    }
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        return zip_format(sample, path);
    }
    if sample.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Format::Xls);
    }
    for (begins, what, help) in OTHERS {
        if sample.starts_with(begins) {
            return Err(Problem::new(what).help(help));
        }
    }
    let text = visible(sample);
    let start = text.get(..64).unwrap_or(&text).to_ascii_lowercase();
    let is_workbook = matches!(named(path), Some(Format::Xls | Format::Xlsx | Format::Ods));
    let of_office = memchr::memmem::find(&text, b"urn:schemas-microsoft-com:office:spreadsheet").is_some();
    if start.starts_with(b"<") && (is_workbook || of_office) {
        return Err(Problem::new(
            "this is a web page or an XML document, as some programs write in place of a workbook",
        )
        .help("open it in a spreadsheet and save it as XLSX or CSV"));
    }
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Err(Problem::new("this is a web page")
            .help("it may be an error page saved in place of the list: download the list again"));
    }
    if start.starts_with(b"<?xml") || start.starts_with(b"<kml") || start.starts_with(b"<gml") {
        return Err(Problem::new("this is an XML document").help("export the list to CSV, XLSX or GeoJSON"));
    }
    if named(path) == Some(Format::Yaml) {
        return Ok(Format::Yaml);
    }
    Ok(text_format(&text, complete, path))
}

/// The sample without byte order mark, zero bytes of UTF-16, and spaces at its beginning.
fn visible(sample: &[u8]) -> Vec<u8> {
    let body = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"]
        .iter()
        .find_map(|mark| sample.strip_prefix(*mark))
        .unwrap_or(sample);
    let zeros = body.get(..64).unwrap_or(body).contains(&0);
    let text: Vec<u8> = if zeros { body.iter().copied().filter(|byte| *byte != 0).collect() } else { body.to_vec() };
    text.trim_ascii_start().to_vec()
}

fn text_format(text: &[u8], complete: bool, path: &str) -> Format {
    let inside = text.get(1..).unwrap_or(&[]).trim_ascii_start().first();
    match (text.first(), inside) {
        (Some(b'['), Some(b'{' | b'[' | b']')) => Format::Json,
        (Some(b'{'), Some(b'"' | b'}')) => {
            let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
            match values.next() {
                // A second record after the first.
                Some(Ok(_)) if matches!(values.next(), Some(Ok(_))) => Format::JsonLines,
                Some(Ok(_))
                    if text
                        .get(values.byte_offset()..)
                        .is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b'{')) =>
                {
                    Format::JsonLines
                }
                _ if named(path) == Some(Format::JsonLines) => Format::JsonLines,
                // A first line that is no record by itself, with more to come.
                Some(Err(_)) if !complete || named(path) == Some(Format::Json) => Format::Json,
                _ => Format::Json,
            }
        }
        _ => Format::Csv,
    }
}

fn named(path: &str) -> Option<Format> {
    Path::new(path).extension().and_then(|extension| extension.to_str()).and_then(Format::from_name)
}

/// What a zip archive holds, by the names that stand at its beginning, else by its own.
fn zip_format(sample: &[u8], path: &str) -> Result<Format, Problem> {
    let holds = |name: &[u8]| memchr::memmem::find(sample, name).is_some();
    if holds(b"application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    if holds(b"xl/workbook.bin") {
        return Err(Problem::new("this is a binary workbook (XLSB)").help("save it as XLSX"));
    }
    // Cells of a workbook may be stored as they are, and hold anything.
    if !holds(b"xl/workbook") && (holds(b"word/document") || holds(b"application/vnd.oasis.opendocument.text")) {
        return Err(Problem::new("this is a word processor's document").help("ask for the list as CSV or XLSX"));
    }
    if holds(b"xl/") || holds(b"[Content_Types].xml") {
        return Ok(Format::Xlsx);
    }
    if holds(b".shp") || holds(b".dbf") {
        return Err(Problem::new("this is a zipped shapefile").help("export the layer to CSV or GeoJSON"));
    }
    if let Some(format @ (Format::Xlsx | Format::Ods)) = named(path) {
        return Ok(format);
    }
    Err(Problem::new("this is a zip archive").help("unpack it first, and give the list in it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sample: &[u8], path: &str) -> Result<Format, String> {
        detect(sample, true, path).map_err(|problem| problem.sentence.clone())
    }

    #[test]
    fn content_decides() {
        for (sample, path, format) in [
            (&b"a,b\n1,2\n"[..], "x.json", Format::Csv),
            (b"[id],name\n1,2\n", "x.csv", Format::Csv),
            (b" [ {\"a\":1}]", "x.csv", Format::Json),
            (b"[]", "x", Format::Json),
            (b"\xEF\xBB\xBF{\"records\": []}", "x", Format::Json),
            (b"{\"a\":1}\n{\"a\":2}\n", "x.json", Format::JsonLines),
            (b"{\"a\":1}\n{\"a\":", "x.json", Format::JsonLines),
            (b"{\"a\":1}\n", "x", Format::Json),
            (b"{\"a\":1}\n", "x.jsonl", Format::JsonLines),
            (b"{\n \"a\": 1,\n \"b\": {}\n}\n", "x", Format::Json),
            (b"{name},street\n", "x", Format::Csv),
            (b"[\0{\0", "x", Format::Json),
            (b"PK\x03\x04....[Content_Types].xml", "x.csv", Format::Xlsx),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "x", Format::Ods),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "x", Format::Xls),
        ] {
            assert_eq!(found(sample, path), Ok(format), "{}", String::from_utf8_lossy(sample));
        }
    }

    #[test]
    fn other_files_are_named() {
        for (sample, what) in [
            (&b"%PDF-1.7"[..], "PDF"),
            (b"PK\x03\x04 grade-i.shp grade-i.dbf", "shapefile"),
            (b"PK\x03\x04 list.csv", "zip archive"),
            (b"PK\x03\x04[Content_Types].xml word/document.xml", "word processor"),
            (
                b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
                "in place of a workbook",
            ),
            (b" <!DOCTYPE html><html>", "web page"),
            (b"<?xml version='1.0'?><kml>", "XML"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"", "empty"),
        ] {
            assert!(found(sample, "x.csv").unwrap_err().contains(what));
        }
    }
}
