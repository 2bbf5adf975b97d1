//! The cases of the table.

use super::common::{Folder, STATUES};
use super::made::{HEADER, bomb, far_xls, row, two_rows, utf16, xlsx};

/// One thing that is wrong, or looks so.
pub(crate) struct Case {
    pub(crate) title: &'static str,
    /// What stands after `regard audit`.
    pub(crate) arguments: Vec<String>,
}

type Group = (&'static str, Vec<Case>);

/// Every case, in groups, with its files in the folder.
pub(crate) fn all(folder: &Folder) -> Vec<Group> {
    folder.write("statues.yaml", STATUES);
    folder.write("ok.csv", format!("{HEADER}A1,Guy,yes,1734\nA2,,no,c. 1890\n"));
    vec![
        ("Files", files(folder)),
        ("Characters", characters(folder)),
        ("Rows and columns", rows(folder)),
        ("Workbooks", workbooks(folder)),
        ("JSON", json(folder)),
        ("Frameworks", frameworks(folder)),
        ("Options and reports", options(folder)),
    ]
}

/// A list in a file of its own, audited with the small framework.
fn list(folder: &Folder, title: &'static str, name: &str, content: impl AsRef<[u8]>) -> Case {
    folder.write(name, content);
    audit(title, &[name])
}

fn audit(title: &'static str, arguments: &[&str]) -> Case {
    given(title, "statues.yaml", arguments)
}

fn given(title: &'static str, framework: &str, arguments: &[&str]) -> Case {
    Case { title, arguments: [framework].iter().chain(arguments).map(|text| (*text).to_owned()).collect() }
}

fn files(folder: &Folder) -> Vec<Case> {
    std::fs::create_dir_all(folder.path().join("folder")).unwrap();
    folder.write("records/a.json", "{\"ref\": \"A1\", \"name\": \"Guy\"}");
    folder.write("records/b.yaml", "ref: A2\n name: Guy\n");
    vec![
        audit("no such file", &["nothing.csv"]),
        audit("a folder without records", &["folder"]),
        audit("a folder with one record that cannot be read", &["records"]),
        list(folder, "an empty file", "empty.csv", ""),
        list(folder, "blank lines only", "blank.csv", "\n \n\r\n"),
        list(folder, "blank cells only", "blank-cells.csv", ",,\n,,\n"),
        list(folder, "only a header", "header.csv", HEADER),
        list(folder, "a PDF", "list.pdf", "%PDF-1.7\n"),
        list(
            folder,
            "a web page under the name of a workbook",
            "page.xls",
            "<html><table><tr><td>ref</td></tr></table></html>",
        ),
        list(
            folder,
            "a word processor's document",
            "list.docx",
            b"PK\x03\x04\x14\0\0\0[Content_Types].xml word/document.xml",
        ),
        list(folder, "a web page saved as a list", "page.csv", "<!DOCTYPE html><html><body>Sign in</body></html>"),
        list(folder, "a gzip archive", "list.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0"),
        list(folder, "a program", "program.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0"),
    ]
}

fn characters(folder: &Folder) -> Vec<Case> {
    let cell = |text: &[u8]| [HEADER.as_bytes(), b"A1,", text, b",yes,1900\n"].concat();
    let late = [HEADER.as_bytes(), "A1,Guy,yes,1900\n".repeat(80_000).as_bytes(), b"A2,caf\xe9,no,1900\n"].concat();
    vec![
        list(
            folder,
            "UTF-16 without a byte order mark",
            "utf16.csv",
            utf16(&format!("{HEADER}A1,G\u{fc}y,yes,1900\n")),
        ),
        list(
            folder,
            "the same, hardly any of it Latin letters",
            "utf16-other.csv",
            utf16(&format!("{HEADER}A1,{},yes,1900\n", "\u{9285}\u{50cf}".repeat(100))),
        ),
        list(folder, "UTF-16 that ends in the middle of a character", "utf16-cut.csv", &utf16(HEADER)[..21]),
        list(folder, "UTF-32", "utf32.csv", b"\xff\xfe\0\0r\0\0\0e\0\0\0f\0\0\0"),
        list(folder, "a byte that no encoding has", "neither.csv", cell(b"caf\xe9 by \x81 hand")),
        list(folder, "Windows-1252 that begins after a megabyte of ASCII", "late.csv", late),
        list(folder, "a zero byte", "zero.csv", cell(b"G\0y")),
        list(
            folder,
            "lone quotes in cells",
            "quotes.csv",
            format!("{HEADER}A1,5\" pipe,yes,1900\nA2,the \"Old\" one,no,1800\n"),
        ),
        list(
            folder,
            "a quote that only a later row closes",
            "swallowed.csv",
            format!("{HEADER}A1,\"Guy,yes,1900\nA2,x,no,1900\nA3,the \"Old\" one,no,1900\n"),
        ),
        list(folder, "a quote that is never closed", "open.csv", format!("{HEADER}A1,\"Guy,yes,1900\nA2,x,no,1900\n")),
        list(
            folder,
            "the same in a large list",
            "open-large.csv",
            format!(
                "{HEADER}{}A0,\"Guy,yes,1900\n{}",
                "A1,x,no,1900\n".repeat(90_000),
                "A2,y,no,1900\n".repeat(1_400_000)
            ),
        ),
        list(
            folder,
            "control characters and bidirectional overrides in cells",
            "steering.csv",
            cell("G\u{1b}[31mu\u{202e}y".as_bytes()),
        ),
    ]
}

fn rows(folder: &Folder) -> Vec<Case> {
    let wide = |columns: usize| {
        let more: String = (2..=columns).map(|column| format!(",c{column}")).collect();
        format!("ref{more}\nA1{}\n", ",".repeat(columns - 1))
    };
    folder.write("columns.csv", "Asset,Title\nA1,Guy\n");
    folder.write("ids.csv", format!("{HEADER}A1,Guy,yes,1734\nA2,x,yes,1734\nA1,George,yes,1735\n"));
    folder.write("unique.yaml", STATUES.replace("  id: ref\n", "  id: ref\n  unique: true\n"));
    vec![
        list(folder, "ragged rows", "ragged.csv", format!("{HEADER}A1,Guy\nA2,b,no,1890,extra\nA3,c,no,1900\n")),
        list(folder, "cells of the wrong type", "types.csv", format!("{HEADER}A1,Guy,perhaps,once\n")),
        list(folder, "one column that is no field", "unknown-one.csv", "ref,name,colour\nA1,Guy,red\n"),
        list(folder, "no column that is a field", "unknown-all.csv", "foo,bar\n1,2\n"),
        list(folder, "two columns for one field", "two.csv", "ref,NAME,Name\nA1,Guy,Guy\n"),
        list(folder, "a column name twice", "twice.csv", "ref,name,name\nA1,Guy,Guy\n"),
        audit("`--columns` that names no column", &["columns.csv", "--columns", "Titel=name"]),
        audit("`--columns` that names no field", &["columns.csv", "--columns", "Title=nmae"]),
        audit("`--header-row` past the end", &["ok.csv", "--header-row", "9"]),
        list(
            folder,
            "a list without a header, of which one cell is the name of a field",
            "headless-one.csv",
            "A1,Guy,listed,1900\nA2,Pitt,yes,1800\n",
        ),
        list(folder, "a list without a header", "headless.csv", "470656,Guy\n470657,George\n"),
        list(folder, "10,000 columns", "wide.csv", wide(10_000)),
        list(folder, "10,001 columns", "wider.csv", wide(10_001)),
        list(folder, "a header of a megabyte", "long-header.csv", format!("ref,{}\nA1,x\n", "y".repeat(1_000_000))),
        list(
            folder,
            "a cell of a megabyte",
            "long-cell.csv",
            format!("{HEADER}A1,{},yes,1900\n", "y".repeat(1_000_000)),
        ),
        list(
            folder,
            "a row of 17 MB",
            "long-row.csv",
            format!("{HEADER}A1,{},yes,1900\nA2,x,no,1900\n", "y".repeat(17_000_000)),
        ),
        given("an id twice", "unique.yaml", &["ids.csv"]),
        list(
            folder,
            "headings over several columns above the header",
            "headings.csv",
            "Asset,,Heritage,\nref,name,listed,installed\nA1,Guy,yes,1734\n",
        ),
        list(
            folder,
            "a header in two rows",
            "two-rows.csv",
            "Statues of the borough,,,\nref,name,Heritage,\n,,listed,installed\nA1,Guy,yes,1734\n",
        ),
        list(
            folder,
            "errors of a spreadsheet in cells",
            "errors.csv",
            format!("{HEADER}A1,#REF!,#N/A,########\nA2,#1 Guy,no,1900\n"),
        ),
        list(folder, "a total below the rows", "total.csv", format!("{HEADER}A1,Guy,yes,1734\nTotal:,1,,\n")),
        list(
            folder,
            "the header again between the rows",
            "pages.csv",
            format!("{HEADER}A1,Guy,yes,1734\n{HEADER}A2,George,no,1800\n"),
        ),
        list(
            folder,
            "years as numbers and approximate decades",
            "years.csv",
            format!("{HEADER}A1,Guy,yes,1734.0\nA2,x,yes,c.1850s\n"),
        ),
    ]
}

fn workbooks(folder: &Folder) -> Vec<Case> {
    let data = |inside: &str| format!("<sheetData>{inside}</sheetData>");
    let book = |inside: &str| xlsx(inside, ">", "");
    let plain = book(&data(&two_rows()));
    let texts = row(1, &["ref", "name"])
        + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>99</v></c></row>";
    let entities =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"statues.yaml\">]>";
    vec![
        list(folder, "a workbook that unpacks to more than 1 GiB", "bomb.xlsx", bomb()),
        list(
            folder,
            "a sheet that says it has 17 billion cells",
            "dimension.xlsx",
            book(&format!("<dimension ref=\"A1:XFD1048576\"/>{}", data(&two_rows()))),
        ),
        list(
            folder,
            "a sheet that says it ends past all numbers",
            "dimension-absurd.xlsx",
            book(&format!("<dimension ref=\"A1:ZZZZZZZZ99999999999\"/>{}", data(&two_rows()))),
        ),
        list(
            folder,
            "every cell of the sheet merged into one",
            "merged.xlsx",
            book(&format!(
                "{}<mergeCells count=\"4000000000\"><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>",
                data(&two_rows())
            )),
        ),
        list(
            folder,
            "a cell past the end of any sheet",
            "past.xlsx",
            book(&data(&(row(1, &["ref", "name"]) + "<row r=\"2\"><c r=\"ZZZ2\"><v>1</v></c></row>"))),
        ),
        list(
            folder,
            "rows in no order",
            "order.xlsx",
            book(&data(&(row(1, &["ref", "name"]) + &row(5, &["A1", "x"]) + &row(3, &["A2", "y"])))),
        ),
        list(
            folder,
            "a workbook that says it has 4 billion shared texts",
            "texts.xlsx",
            xlsx(&data(&two_rows()), " count=\"4000000000\" uniqueCount = \"4000000000\"><si><t>x</t></si>", ""),
        ),
        list(
            folder,
            "6 million shared texts",
            "many-texts.xlsx",
            xlsx(&data(&two_rows()), &format!(">{}", "<si/>".repeat(6_000_000)), ""),
        ),
        list(folder, "a shared text that is not there", "text.xlsx", xlsx(&data(&texts), "><si><t>A1</t></si>", "")),
        list(
            folder,
            "entities that multiply",
            "entities.xlsx",
            xlsx(&data(&(row(1, &["ref", "name"]) + &row(2, &["A1", "&b;"]))), ">", entities),
        ),
        list(
            folder,
            "an entity that names a file",
            "file-entity.xlsx",
            xlsx(&data(&(row(1, &["ref", "name"]) + &row(2, &["A1", "&c;"]))), ">", entities),
        ),
        list(
            folder,
            "formulas, one of which was never worked out",
            "formulas.xlsx",
            book(&data(
                &(row(1, &["ref", "name"])
                    + "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\"><f>A2&amp;1</f></c></row>"
                    + "<row r=\"3\"><c r=\"A3\"><v>8</v></c><c r=\"B3\" t=\"str\"><f>\"\"</f><v></v></c></row>"),
            )),
        ),
        list(folder, "a workbook that is cut off", "cut.xlsx", &plain[..plain.len() - 100]),
        list(folder, "an empty sheet", "empty.xlsx", book(&data(""))),
        list(
            folder,
            "an old workbook of nonsense",
            "nonsense.xls",
            [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0xff; 600]].concat(),
        ),
        list(folder, "an old workbook whose cells are 65,536 columns apart", "far.xls", far_xls()),
        list(folder, "another zip archive", "list.zip", b"PK\x03\x04\x14\0\0\0 list.csv"),
    ]
}

fn json(folder: &Folder) -> Vec<Case> {
    vec![
        list(folder, "JSON that ends early", "broken.json", "[{\"ref\": \"A1\"},\n {\"ref\""),
        list(folder, "JSON 100,000 levels deep", "deep.json", format!("[{{\"ref\": {}", "[".repeat(100_000))),
        list(folder, "values that are no records", "values.json", "[{\"ref\": \"A1\"}, 3, null, \"x\", [1]]"),
        list(folder, "a document that is a number", "number.jsonl", "3\n"),
        list(
            folder,
            "a key twice in one record",
            "key.json",
            "[{\"ref\": \"A1\", \"name\": \"x\", \"name\": \"y\"}, {\"ref\": \"A2\"}]",
        ),
        list(
            folder,
            "keys that are fields but for case, spaces and punctuation",
            "loose.geojson",
            "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"id\": 7, \"properties\": {\"FID\": 7, \"Ref\": \"A1\", \"NAME\": \"Guy\", \"Listed?\": \"yes\"}, \"geometry\": null}]}",
        ),
        list(
            folder,
            "two keys of one record for one field",
            "two-keys.json",
            "[{\"ref\": \"A1\", \"NAME\": \"Guy\", \"Name\": null}]",
        ),
        list(
            folder,
            "the same in a later record",
            "two-keys.jsonl",
            "{\"ref\": \"A1\", \"name\": \"Guy\"}\n".repeat(600)
                + "{\"ref\": \"A2\", \"NAME\": \"Guy\", \"Name\": null}\n",
        ),
        list(
            folder,
            "a key that is the field's id, and another that fits it",
            "id-wins.json",
            "[{\"ref\": \"A1\", \"name\": \"Guy\", \"Name\": null}]",
        ),
        list(
            folder,
            "features of ArcGIS",
            "arcgis.json",
            "{\"displayFieldName\": \"NAME\", \"features\": [{\"attributes\": {\"REF\": \"A1\", \"NAME\": \"Guy\"}, \"geometry\": {\"x\": 1, \"y\": 2}}]}",
        ),
        audit("`--columns` for keys", &["two-keys.json", "--columns", "Name=", "--columns", "NAME=name"]),
        audit("`--columns` that names no key", &["two-keys.json", "--columns", "Titel=name", "--columns", "Name="]),
        list(
            folder,
            "the records inside another object",
            "inside.json",
            "{\"count\": 1, \"results\": [{\"ref\": \"A1\", \"name\": \"Guy\"}]}",
        ),
        list(
            folder,
            "two lists of records in one document",
            "two-lists.json",
            "{\"statues\": [{\"ref\": \"A1\"}], \"plaques\": {\"items\": [{\"ref\": \"B1\"}, {\"ref\": \"B2\"}]}}",
        ),
        audit("the same, with the one that is meant", &["two-lists.json", "--records", "plaques.items"]),
        audit("an array that is not there", &["two-lists.json", "--records", "plaques.rows"]),
        audit("a place of records that is written wrong", &["two-lists.json", "--records", "plaques[].items[]"]),
        audit("a place of records in a table", &["ok.csv", "--records", "items"]),
        list(
            folder,
            "one record, or a document with a list in it",
            "title.json",
            "{\"name\": \"Statues\", \"items\": [{\"ref\": \"A1\", \"name\": \"Guy\"}]}",
        ),
        list(
            folder,
            "one page of a longer list",
            "page.json",
            "{\"total_count\": 1204, \"results\": [{\"ref\": \"A1\", \"name\": \"Guy\"}]}",
        ),
        list(
            folder,
            "rows of cells without keys",
            "rows.json",
            "{\"columns\": [{\"name\": \"ref\", \"type\": \"text\"}], \"data\": [[\"A1\"], [\"A2\"]]}",
        ),
        list(
            folder,
            "a name twice, in the record and in its attributes",
            "attributes.json",
            "[{\"ref\": \"A1\", \"name\": \"Guy\", \"attributes\": {\"name\": \"Fawkes\"}}, {\"id\": 2, \"attributes\": {\"ref\": \"A2\"}}]",
        ),
        list(
            folder,
            "a list twice under one key",
            "list-twice.json",
            "{\"items\": [{\"ref\": \"A1\"}], \"items\": [{\"ref\": \"A2\"}]}",
        ),
        list(
            folder,
            "a document 100,000 levels deep beside the records",
            "deep-beside.json",
            format!("{{\"items\": [{{\"ref\": \"A1\"}}], \"x\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        ),
        list(
            folder,
            "a million empty objects",
            "million.json",
            format!("{{\"items\": [{{\"ref\": \"A1\"}}{}]}}", ",{}".repeat(1_000_000)),
        ),
        list(folder, "a key that is no field", "no-field.json", "[{\"ref\": \"A1\", \"colour\": \"red\"}]"),
        list(
            folder,
            "a record of 17 MB in a document",
            "long.json",
            format!("[{{\"name\": \"{}\"}}]", "y".repeat(17_000_000)),
        ),
        list(
            folder,
            "a record of 17 MB on a line",
            "long.jsonl",
            format!("{{\"name\": \"{}\"}}\n{{\"ref\": \"A2\"}}\n", "y".repeat(17_000_000)),
        ),
        list(
            folder,
            "a record of 2 million values",
            "values.jsonl",
            format!("{{\"name\": [{}0]}}\n{{\"ref\": \"A2\"}}\n", "0,".repeat(2_000_000)),
        ),
        list(folder, "a line that is no JSON", "lines.jsonl", "{\"ref\": \"A1\"}\n{\"ref\" \"A2\"}\n"),
    ]
}

fn frameworks(folder: &Folder) -> Vec<Case> {
    let with = |title: &'static str, name: &str, text: &[u8]| {
        folder.write(name, text);
        given(title, name, &["ok.csv"])
    };
    let require = |expression: String| STATUES.replace("require: old-enough", &format!("require: {expression}"));
    let mut aliases = "language: 1\nlists:\n  a: &a [x, x]\n".to_owned();
    for (before, letter) in ('a'..='y').zip('b'..='z') {
        aliases += &format!("  {letter}: &{letter} [*{before}, *{before}, *{before}, *{before}]\n");
    }
    vec![
        given("no such framework", "publc-realm", &["ok.csv"]),
        given("no such file", "nothing.yaml", &["ok.csv"]),
        given("a folder without a framework", "folder", &["ok.csv"]),
        given("the list in the place of the framework", "ok.csv", &["statues.yaml"]),
        with("an empty framework", "empty.yaml", b""),
        with("a framework that is not UTF-8", "latin.yaml", b"language: 1\ntitle: caf\xe9\n"),
        with("a framework of 4 MB", "long.yaml", "# x\n".repeat(1_000_000).as_bytes()),
        with("aliases that multiply to 4²⁵ nodes", "aliases.yaml", aliases.as_bytes()),
        with("YAML 10,000 levels deep", "deep.yaml", "[".repeat(10_000).as_bytes()),
        with(
            "values defined by way of each other",
            "cycle.yaml",
            STATUES.replace("derive:\n", "derive:\n  a: b\n  b: a\n").as_bytes(),
        ),
        with(
            "an expression 10,000 brackets deep",
            "brackets.yaml",
            require(format!("{}old-enough{}", "(".repeat(10_000), ")".repeat(10_000))).as_bytes(),
        ),
        with("10,000 times `not`", "not.yaml", require(format!("{}old-enough", "not ".repeat(10_000))).as_bytes()),
        with("10,000 minus signs", "minus.yaml", require(format!("\"{}1 = 1\"", "-".repeat(10_000))).as_bytes()),
        with(
            "20,000 times `and`",
            "and.yaml",
            require(format!("old-enough{}", " and old-enough".repeat(20_000))).as_bytes(),
        ),
        with("another version of the language", "later.yaml", b"language: 2\n"),
    ]
}

fn options(folder: &Folder) -> Vec<Case> {
    std::fs::create_dir_all(folder.path().join("folder.html")).unwrap();
    vec![
        audit("no such stage", &["ok.csv", "--stage", "publihs"]),
        audit("no such parameter", &["ok.csv", "--set", "ten-yaers=12"]),
        audit("a parameter of the wrong type", &["ok.csv", "--set", "ten-years=many"]),
        audit("a day that is none", &["ok.csv", "--as-of", "2026-02-30"]),
        audit("a report with an ending that says no format", &["ok.csv", "--out", "report.pdf"]),
        audit("a report in a folder that is not there", &["ok.csv", "--out", "none/report.html"]),
        audit("a report that is a folder", &["ok.csv", "--out", "folder.html"]),
        audit("a report over the list", &["ok.csv", "--out", "./ok.csv"]),
        audit("two reports in one place", &["ok.csv", "--out", "a.html", "--out", "./a.html"]),
        audit("a workbook on standard output", &["ok.csv", "--format", "xlsx"]),
    ]
}
