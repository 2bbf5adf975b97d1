//! The document as WordprocessingML in an archive (ISO/IEC 29500, transitional).
//!
//! Written by hand because little of the format is needed, and because it has to be small in a browser. What makes it accessible: headings by style with
//! their outline levels, tables with repeated header rows and a caption for those who hear them, the language, the title in the properties, and no
//! meaning that only colour carries.

use super::document::{Block, Document, Line, Run, Table};
use super::zip::Zip;
use crate::report::escape;
use std::fmt::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const STYLES: &str = include_str!("styles.xml");
const NUMBERING: &str = include_str!("numbering.xml");
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The width between the margins of an A4 page, in twentieths of a point.
const WIDTH: u64 = 9_638;
/// No column is narrower than this.
const NARROWEST: u64 = 1_300;

pub(super) fn render(document: &Document) -> Vec<u8> {
    let mut body = Body { out: String::with_capacity(64 * 1024), links: Vec::new() };
    document.blocks.iter().for_each(|block| body.block(block));
    let mut zip = Zip::default();
    zip.add("[Content_Types].xml", content_types().as_bytes());
    zip.add("_rels/.rels", package().as_bytes());
    zip.add("docProps/core.xml", properties(document).as_bytes());
    zip.add("docProps/app.xml", application().as_bytes());
    zip.add("word/document.xml", body.document().as_bytes());
    zip.add("word/_rels/document.xml.rels", relations(&body.links).as_bytes());
    let styles = STYLES.replace("<w:lang w:val=\"en-GB\"", &format!("<w:lang w:val=\"{}\"", document.tongue.code()));
    zip.add("word/styles.xml", styles.as_bytes());
    zip.add("word/numbering.xml", NUMBERING.as_bytes());
    zip.add("word/settings.xml", settings(document).as_bytes());
    zip.add("word/header1.xml", header(document).as_bytes());
    zip.add("word/footer1.xml", footer(document).as_bytes());
    zip.finish()
}

fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let parts = [
        ("/word/document.xml", format!("{word}.document.main+xml")),
        ("/word/styles.xml", format!("{word}.styles+xml")),
        ("/word/numbering.xml", format!("{word}.numbering+xml")),
        ("/word/settings.xml", format!("{word}.settings+xml")),
        ("/word/header1.xml", format!("{word}.header+xml")),
        ("/word/footer1.xml", format!("{word}.footer+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()),
    ];
    let parts: String =
        parts.iter().map(|(name, kind)| format!("<Override PartName=\"{name}\" ContentType=\"{kind}\"/>")).collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{parts}</Types>"
    )
}

fn package() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONSHIPS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/><Relationship Id=\"rId3\" Type=\"{OFFICE}/extended-properties\" Target=\"docProps/app.xml\"/></Relationships>"
    )
}

/// Title, language and whether it is a draft: what screen readers and document systems ask for first. Dated by the as-of date; there is no clock here.
fn properties(document: &Document) -> String {
    let mut out = format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>"
    );
    escape::xml(&document.title, &mut out);
    out.push_str("</dc:title><dc:creator>");
    escape::xml(&document.engine, &mut out);
    let (lang, tongue) = (document.tongue.code(), document.tongue);
    let status = if document.draft.is_empty() { tongue.words("Signed off") } else { tongue.words("Draft") };
    let _ = write!(
        out,
        "</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{0}T00:00:00Z</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{0}T00:00:00Z</dcterms:modified><dc:language>{lang}</dc:language><cp:contentStatus>{status}</cp:contentStatus></cp:coreProperties>",
        document.day
    );
    out
}

fn application() -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Due Regard</Application></Properties>"
    )
}

fn settings(document: &Document) -> String {
    let lang = document.tongue.code();
    format!(
        "{HEAD}<w:settings {W}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"720\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"{lang}\"/></w:settings>"
    )
}

fn relations(links: &[String]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{RELATIONSHIPS}\">");
    for (place, kind) in ["styles", "numbering", "settings", "header", "footer"].iter().enumerate() {
        let file = match *kind {
            "header" | "footer" => format!("{kind}1.xml"),
            _ => format!("{kind}.xml"),
        };
        let _ = write!(out, "<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{file}\"/>", place + 1);
    }
    for (place, link) in links.iter().enumerate() {
        let _ = write!(out, "<Relationship Id=\"link{place}\" Type=\"{OFFICE}/hyperlink\" Target=\"");
        escape::xml(link, &mut out);
        out.push_str("\" TargetMode=\"External\"/>");
    }
    out.push_str("</Relationships>");
    out
}

fn header(document: &Document) -> String {
    let mut out = format!("{HEAD}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>");
    if !document.draft.is_empty() {
        run(&format!("{} ", document.draft.to_uppercase()), "<w:rStyle w:val=\"DraftMark\"/>", &mut out);
    }
    out.push_str("</w:p></w:hdr>");
    out
}

fn footer(document: &Document) -> String {
    let mut out = format!("{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>");
    let tongue = document.tongue;
    run(&format!("{}. {} ", document.foot, tongue.words("Page")), "", &mut out);
    for (field, after) in [("PAGE", tongue.words(" of ")), ("NUMPAGES", "")] {
        let _ = write!(out, "<w:fldSimple w:instr=\" {field} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
        run(after, "", &mut out);
    }
    out.push_str("</w:p></w:ftr>");
    out
}

/// A run of text; breaks within it are breaks of the line.
fn run(text: &str, properties: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    out.push_str("<w:r>");
    if !properties.is_empty() {
        let _ = write!(out, "<w:rPr>{properties}</w:rPr>");
    }
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.push_str("<w:br/>");
        }
        let line = line.trim_end_matches('\r');
        if !line.is_empty() {
            out.push_str("<w:t xml:space=\"preserve\">");
            escape::xml(line, out);
            out.push_str("</w:t>");
        }
    }
    out.push_str("</w:r>");
}

struct Body {
    out: String,
    /// Web addresses, by number.
    links: Vec<String>,
}

impl Body {
    fn document(&self) -> String {
        format!(
            "{HEAD}<w:document {W}><w:body>{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            self.out
        )
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                self.paragraph(&format!("Heading{level}"), "", &super::document::words(text.as_str()))
            }
            Block::Subtitle(text) => self.paragraph("Subtitle", "", &super::document::words(text.as_str())),
            Block::Banner(line) => self.paragraph("Banner", "", line),
            Block::Paragraph(line) => self.paragraph("", "", line),
            Block::Bullets(lines) => lines.iter().for_each(|line| self.paragraph("ListBullet", "", line)),
            Block::Table(table) => self.table(table),
            Block::NewPage => self.out.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
    }

    fn paragraph(&mut self, style: &str, more: &str, line: &Line) {
        self.out.push_str("<w:p>");
        if !style.is_empty() || !more.is_empty() {
            self.out.push_str("<w:pPr>");
            if !style.is_empty() {
                let _ = write!(self.out, "<w:pStyle w:val=\"{style}\"/>");
            }
            self.out.push_str(more);
            self.out.push_str("</w:pPr>");
        }
        for piece in line {
            match piece {
                Run::Text(text) => run(text, "", &mut self.out),
                Run::Strong(text) => run(text, "<w:b/>", &mut self.out),
                Run::Quiet(text) => run(text, "<w:i/>", &mut self.out),
                Run::English(text) => run(text, "<w:i/><w:lang w:val=\"en-GB\"/>", &mut self.out),
                Run::Link(text, address) => {
                    let _ = write!(self.out, "<w:hyperlink r:id=\"link{}\">", self.links.len());
                    run(text, "<w:rStyle w:val=\"Hyperlink\"/>", &mut self.out);
                    self.out.push_str("</w:hyperlink>");
                    self.links.push(address.clone());
                }
            }
        }
        self.out.push_str("</w:p>");
    }

    fn table(&mut self, table: &Table) {
        let widths = widths(table);
        self.out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"RegardTable\"/>");
        let _ = write!(self.out, "<w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>");
        self.out.push_str("<w:tblLook w:val=\"00A0\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/><w:tblCaption w:val=\"");
        escape::xml(&table.caption, &mut self.out);
        self.out.push_str("\"/></w:tblPr><w:tblGrid>");
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (head, width) in table.heads.iter().zip(&widths) {
            self.cell(&vec![Run::Strong(head.clone())], *width, "TableHead");
        }
        self.out.push_str("</w:tr>");
        for row in &table.rows {
            self.out.push_str("<w:tr>");
            for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
                self.cell(cell, *width, if place == 0 { "TableRowHead" } else { "TableText" });
            }
            self.out.push_str("</w:tr>");
        }
        // Two tables side by side would become one.
        self.out.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>");
    }

    fn cell(&mut self, line: &Line, width: u64, style: &str) {
        let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>");
        self.paragraph(style, "", line);
        self.out.push_str("</w:tc>");
    }
}

/// The widths of a table's columns: by how much stands in each, and none too narrow for the words of its head.
fn widths(table: &Table) -> Vec<u64> {
    let length = |line: &Line| line.iter().map(|run| run.text().chars().count() as u64).sum::<u64>();
    // A bold letter of the tables' size is about so wide, and beside the words there is the cell's own margin.
    let narrowest = |head: &str| {
        let longest = head.split_whitespace().map(|word| word.chars().count() as u64).max().unwrap_or(0);
        (longest * 135 + 260).clamp(NARROWEST, 2_200)
    };
    let least: Vec<u64> = table.heads.iter().map(|head| narrowest(head)).collect();
    let weights: Vec<u64> = (0..table.heads.len())
        .map(|column| {
            let cells: u64 = table.rows.iter().filter_map(|row| row.get(column)).map(length).sum();
            // The mean length of its cells, so that one long answer does not push the others together.
            (cells / (table.rows.len() as u64).max(1)).clamp(10, 120)
        })
        .collect();
    let all: u64 = weights.iter().sum::<u64>().max(1);
    let free = WIDTH.saturating_sub(least.iter().sum());
    let mut widths: Vec<u64> = weights.iter().zip(&least).map(|(weight, least)| least + free * weight / all).collect();
    let rest = WIDTH.saturating_sub(widths.iter().sum());
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}
