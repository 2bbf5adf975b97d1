//! `regard new`: a framework from a list, with every guess beside its reason, and without errors whatever the list holds.

#![allow(missing_docs, reason = "tests")]

mod common;

use common::{Folder, regard};

const LIST: &str = "\
Asset ID,Name,Grade,Listed on,Built,Owner,Themes,Web
1,Horse,II,3/4/1998,c. 1840,Council,war; trade,https://example.org/1
2,Lion,II,21/12/2001,1901,Council,war,https://example.org/2
3,Bear,I,,1850,n/a,trade,https://example.org/3
4,Wolf,II,1/2/2003,1851,Church,war;trade,https://example.org/4
5,Stag,I,2/2/2003,1852,unknown,war,https://example.org/5
6,Goat,I,4/2/2003,1853,Church,trade,https://example.org/6
7,Hare,II,5/2/2003,1854,Council,war,https://example.org/7
";

#[test]
fn every_guess_stands_beside_its_reason() {
    let folder = Folder::new();
    folder.write("my assets.csv", LIST);
    folder
        .run(&["new", "my assets.csv", "-o", "mine.yaml"])
        .ends_with(0)
        .complains(&["wrote mine.yaml: 8 fields", "`regard audit mine.yaml \"my assets.csv\"`"]);
    let text = folder.read("mine.yaml");
    for wanted in [
        "framework: my-assets\n",
        "  id: asset-id\n  unique: true\n",
        "  name: name\n",
        "  # missing: ['n/a'] # 1 cell of `Owner`\n",
        "  # not-known: ['unknown'] # 1 cell of `Owner`\n",
        "{id: asset-id, type: text, label: Asset ID}",
        "{id: grade, type: choice, of: [I, II], label: Grade}",
        "{id: listed-on, type: date, label: Listed on}",
        "{id: built, type: year, label: Built}",
        "{id: themes, type: choices, of: [trade, war], separators: ';', label: Themes}",
        "{id: web, type: url, label: Web}",
        "# 7 cells with years, some approximate\n",
    ] {
        assert!(text.contains(wanted), "`{wanted}` is not in:\n{text}");
    }
    folder.run(&["check", "mine.yaml", "--deny-warnings"]).ends_with(0);
    folder.run(&["fmt", "--check", "mine.yaml"]).ends_with(0);
    folder.run(&["explain", "mine.yaml", "--record", "my assets.csv", "--id", "3"]).ends_with(0).says(&["Bear (3)"]);
    // What is there is not written over.
    folder.run(&["new", "my assets.csv", "-o", "mine.yaml"]).ends_with(2).complains(&["is there already", "--force"]);
    folder.run(&["new", "my assets.csv", "-o", "mine.yaml", "--force", "--title", "Ours: all"]).ends_with(0);
    assert!(folder.read("mine.yaml").contains("title: 'Ours: all'"));
}

#[test]
fn whatever_a_list_holds_the_result_has_no_errors() {
    let folder = Folder::new();
    let many: String = (0..300).map(|row| format!("{row},x{row},{}\n", row % 2)).collect();
    for (name, text) in [
        ("odd.csv", "count,and,yes,record,{x},'q\",a: b #c,=1+1,Ünï,名前,,2020\n1,2,3,4,5,6,7,8,9,10,11,12\na,b,c,d,e,f,g,h,i,j,k,l\n".to_owned()),
        ("same.csv", "Name,name,NAME \na,b,c\n".to_owned()),
        ("options.csv", format!("a,b,c\n{}", "yes,it's: odd,on\nNO,[x],off\nyes,it's: odd,on\nNO,[x],off\nyes,it's: odd,on\nNO,[x],off\n")),
        ("header-only.csv", "a,b\n".to_owned()),
        ("many.csv", format!("n,text,flag\n{many}")),
        ("control.csv", "a,b\n\"x\u{7}\",\"two\nlines\"\n\"x\u{7}\",\"two\nlines\"\n\"x\u{7}\",\"two\nlines\"\n\"x\u{7}\",\"two\nlines\"\n\"x\u{7}\",\"two\nlines\"\n\"x\u{7}\",\"two\nlines\"\n".to_owned()),
        ("nested.jsonl", "{\"id\": 1, \"tags\": [\"a\", \"b\"], \"rows\": [{\"x\": 1}], \"ok\": true}\n{\"id\": 2, \"tags\": [], \"late\": null}\n".to_owned()),
        ("1.csv", "x\n1\n".to_owned()),
    ] {
        folder.write(name, text);
        let run = folder.run(&["new", name]).ends_with(0);
        folder.run_with(&["check", "-"], &[], Some(&run.out)).ends_with(0);
    }
}

#[test]
fn what_cannot_be_read_ends_with_two() {
    let folder = Folder::new();
    folder.write("empty.csv", "");
    folder.run(&["new", "empty.csv"]).ends_with(2).complains(&["empty"]);
    folder.run(&["new", "none.csv"]).ends_with(2).complains(&["no such file"]);
    folder.run(&["new", "."]).ends_with(2).complains(&["folder"]);
    folder.run(&["new", "empty.csv", "--force"]).ends_with(2).complains(&["--out"]);
}

#[test]
fn the_sample_of_the_public_realm_framework_can_be_started_from() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/public-realm/sample/london.csv");
    let run = regard(&["new", sample]).ends_with(0).says(&["framework: london"]);
    let folder = Folder::new();
    folder.run_with(&["check", "-"], &[], Some(&run.out)).ends_with(0);
}

#[test]
fn a_column_is_not_said_to_be_what_it_is_not() {
    let folder = Folder::new();
    folder.write("shares.csv", "Ref,%,Owner,Note,\nA,5%,Ann,,1\nB,6%,Ann,x,2\n");
    let text = folder.run(&["new", "shares.csv"]).ends_with(0).out;
    for wanted in [
        "the heading of column B has no letter or digit: give it a name to use it",
        "# left out: column E has no heading\n",
        "# 2 cells, all with the same answer\n",
        "# 1 cell\n",
    ] {
        assert!(text.contains(wanted), "`{wanted}` is not in:\n{text}");
    }
}

#[test]
fn the_command_that_is_named_reads_the_list_as_it_was_read() {
    let folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Cover").unwrap();
    let list = book.add_worksheet();
    list.set_name("Statues 2021").unwrap();
    list.write(0, 0, "All of them").unwrap();
    list.write_row(2, 0, ["ref", "name"]).unwrap();
    list.write_row(3, 0, ["A1", "Guy"]).unwrap();
    book.save(folder.path().join("list.xlsx")).unwrap();
    folder
        .run(&["new", "list.xlsx", "--sheet", "Statues 2021", "--header-row", "3", "-o", "new.yaml"])
        .ends_with(0)
        .complains(&["`regard audit new.yaml list.xlsx --sheet \"Statues 2021\" --header-row 3`"]);
    folder
        .run(&["audit", "new.yaml", "list.xlsx", "--sheet", "Statues 2021", "--header-row", "3"])
        .says(&["1 row read, 1 record reported"]);
    folder.write("list.txt", "ref\tname\nA1\tGuy\n");
    folder
        .run(&["new", "list.txt", "--delimiter", "tab", "--encoding", "latin1", "-o", "tab.yaml"])
        .ends_with(0)
        .complains(&["`regard audit tab.yaml list.txt --encoding windows-1252 --delimiter tab`"]);
}
