//! Lists as councils export them: what an officer would doubt is said, and nothing is lost.
#![allow(clippy::indexing_slicing, reason = "tests fail loudly")]

mod common;

use common::{Folder, Run, STATUES};
use serde_json::Value;

/// Statues with a day, in the order of the framework.
fn folder(order: &str) -> Folder {
    let folder = Folder::new();
    let fields = STATUES.replace(
        "      - {id: installed, type: year, label: Installed}\n",
        &format!(
            "      - {{id: installed, type: year, label: Installed}}\n      - {{id: opened, type: date, label: Opened on{order}}}\n"
        ),
    );
    let rules = fields.replace(
        "  - id: listed-too-soon\n",
        "  - {id: undated, require: opened is answered, cite: [house], say: 'no day', why: it is asked for}\n  - id: listed-too-soon\n",
    );
    folder.write("statues.yaml", rules);
    folder
}

fn audit(folder: &Folder, list: &str) -> Run {
    folder.run(&["audit", "statues.yaml", list, "--format", "json", "--as-of", "2026-11-22", "--fail-on", "never"])
}

/// The notes on a list of one kind: column, what, count and first rows.
fn notes(run: &Run, kind: &str) -> Vec<String> {
    let audit: Value = serde_json::from_str(&run.out).unwrap_or_default();
    let all = audit.pointer("/list/notes").and_then(Value::as_array).into_iter().flatten();
    let of = all.filter(|note| note.get("kind").and_then(Value::as_str) == Some(kind));
    let text = |note: &Value, key: &str| note.get(key).map(ToString::to_string).unwrap_or_default();
    of.map(|note| {
        format!("{} {} {} {}", text(note, "column"), text(note, "what"), text(note, "count"), text(note, "rows"))
    })
    .collect()
}

#[test]
fn a_column_with_the_month_first_is_told_whole() {
    let folder = folder("");
    folder.write(
        "months.csv",
        "ref,name,Opened on\n1,a,1/2/2021\n2,b,2/13/2021\n3,c,3/4/2021\n4,d,5/5/2021\n5,e,12.25.2020\n6,f,2021-03-04\n",
    );
    let run = audit(&folder, "months.csv").ends_with(0);
    assert_eq!(
        notes(&run, "date-order"),
        [
            r#""Opened on" "the whole column may have the month first: 2 cells fit only that, 2 cells fit either way and were read with the day first, 0 cells fit only the day first; write 2024-01-31, or `dates: month first` in the framework" 2 [2,4]"#
        ]
    );
    // In JSON it is the same.
    folder.write("months.jsonl", "{\"ref\": 1, \"opened\": \"1/2/2021\"}\n{\"ref\": 2, \"opened\": \" 2/13/2021\"}\n");
    assert!(
        notes(&audit(&folder, "months.jsonl"), "date-order")[0]
            .contains("1 cell fits only that, 1 cell fits either way and was read")
    );
    // Where both orders stand in a column, no setting mends it.
    folder.write("both.csv", "ref,name,opened\n1,a,1/2/2021\n2,b,2/13/2021\n3,c,25/12/2020\n");
    let both = notes(&audit(&folder, "both.csv"), "date-order");
    assert!(
        both[0].contains("some of the column has the month first: 1 cell")
            && both[0].contains("1 cell fits only the day first")
    );
    assert!(!both[0].contains("in the framework"), "{both:?}");
    // Where nothing speaks for the other order, nothing is said.
    folder.write("days.csv", "ref,name,opened\n1,a,1/2/2021\n2,b,13/2/2021\n3,c,31/4/2021\n");
    assert!(notes(&audit(&folder, "days.csv"), "date-order").is_empty());
    let report = folder.run(&["audit", "statues.yaml", "months.csv", "--as-of", "2026-11-22", "--fail-on", "never"]);
    let said = report.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Days that may be other days than they were read as (the whole column may have the month first"),
        "{said}"
    );
}

#[test]
fn a_framework_with_the_month_first_says_it_of_the_day() {
    let folder = folder(", dates: month first");
    folder.write("days.csv", "ref,name,opened\n1,a,1/2/2021\n2,b,13/2/2021\n");
    let said = notes(&audit(&folder, "days.csv"), "date-order");
    assert!(
        said[0].contains(
            "may have the day first: 1 cell fits only that, 1 cell fits either way and was read with the month first"
        ),
        "{said:?}"
    );
    assert!(said[0].contains("`dates: day first`"), "{said:?}");
}

#[test]
fn marks_and_decimal_commas_are_named_with_their_cure() {
    let folder = folder("");
    folder.write("marks.csv", "ref,name,listed\n1,a,x\n2,b,✓\n3,c,TRUE\n4,d,\n5,e,x\n");
    let said = notes(&audit(&folder, "marks.csv"), "invalid-cell");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains("`x` is a mark and says neither yes nor no; write `yes` or `no`")
            && said[0].ends_with(" 2 [2,6]"),
        "{said:?}"
    );
    assert!(said[1].contains("`✓` is a mark"), "{said:?}");
}

#[test]
fn a_remark_below_a_list_is_named_and_counted() {
    let folder = folder("");
    folder.write(
        "foot.csv",
        "ref,name,listed\n1,Guy,yes\nKeyworth Street,,\n* Checked against the list of 2024,,\nSource: council archive,,\n©,,\n",
    );
    let run = audit(&folder, "foot.csv").ends_with(0);
    assert_eq!(notes(&run, "footnote"), [r#""" "reads like a remark, counted as a record" 2 [4,5]"#]);
    run.says(&["\"read\": 5", "\"reported\": 5"]);
}

#[test]
fn a_space_before_a_quotation_mark_shifts_no_cells() {
    let folder = folder("");
    folder.write("spaces.csv", "ref, name, listed,\n1, \"Guy, the statue\", yes,\n2, \"Inn\", no,\n");
    let run = audit(&folder, "spaces.csv").ends_with(0);
    run.says(&["\"read\": 2", "\"refused\": 1", "falls apart in cell 2: a space stands before its quotation mark"]);
}

#[test]
fn a_hidden_sheet_is_called_hidden() {
    let folder = folder("");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Statues of Westholme").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Data").unwrap().set_hidden(true);
    for (row, cells) in [["ref", "name", "listed"], ["1", "Guy", "yes"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    folder.write("hidden.xlsx", book.save_to_buffer().unwrap());
    audit(&folder, "hidden.xlsx").ends_with(0).complains(&[
        "sheet `Data`: the only one of 2 with a table; it is hidden, so see whether it is the list that is meant\n",
    ]);
}

#[test]
fn an_id_that_a_workbook_shows_with_zeros_has_them() {
    let folder = folder("");
    let mut book = rust_xlsxwriter::Workbook::new();
    let format = rust_xlsxwriter::Format::new().set_num_format("0000");
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["ref", "name", "installed"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet.write_number_with_format(1, 0, 12.0, &format).unwrap();
    sheet.write(1, 1, "Guy").unwrap();
    sheet.write(1, 2, 1895).unwrap();
    folder.write("zeros.xlsx", book.save_to_buffer().unwrap());
    folder.write("zeros.csv", "ref,name,installed\n0012,Guy,1895\n");
    let lines = |list: &str| {
        folder
            .run(&["audit", "statues.yaml", list, "--format", "jsonl", "--as-of", "2026-11-22", "--fail-on", "never"])
            .out
    };
    assert_eq!(lines("zeros.xlsx"), lines("zeros.csv"));
}

#[test]
fn ditto_marks_are_named_with_their_cure_and_nothing_is_guessed() {
    let folder = folder("");
    folder.write(
        "dittos.csv",
        "ref,name,listed,installed\n1,Guy,yes,1903\n2,\"\"\"\",ditto,\"\"\"\"\n3,\" \"\" \",As above,\n4,Do,no,\n5,As above the door,no,\n6,\"5\"\"\",no,\n",
    );
    let run = audit(&folder, "dittos.csv").ends_with(0);
    let what = |mark: &str| {
        format!("`{mark}` stands for the cell above, which is not looked at; write in each cell what it says")
    };
    let note = |column: &str, mark: &str, rows: &str| format!("\"{column}\" {:?} {rows}", what(mark));
    assert_eq!(
        notes(&run, "ditto-mark"),
        [note("name", "\"", "2 [3,4]"), note("listed", "as above", "1 [4]"), note("listed", "ditto", "1 [3]"),]
    );
    run.says(&["\"read\": 6", "\"reported\": 6"]);
    let text = folder.run(&["audit", "statues.yaml", "dittos.csv", "--as-of", "2026-11-22", "--fail-on", "never"]);
    let text = text.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("A ditto mark, kept as it is (`\"` stands for the cell above"), "{text}");
}

#[test]
fn a_column_of_which_nothing_can_be_read_can_be_left_aside() {
    let folder = folder("");
    let said = "no cell of the column `Listed` (field `listed`) can be read; match another column to the field by `--columns \"Header=field\"`, or set this one aside by `--columns \"Listed=\"`\n";
    let run = |cells: [&str; 3], more: &[&str]| {
        let [one, two, three] = cells;
        let list = format!("ref,name,Listed,installed\n1,Guy,{one},1903\n2,Ann,{two},1904\n3,Ben,{three},1905\n");
        folder.write("aside.csv", &list);
        let asked = ["audit", "statues.yaml", "aside.csv", "--as-of", "2026-11-22", "--fail-on", "never"];
        folder.run(&[&asked[..], more].concat()).ends_with(0).err
    };
    let grades = ["Grade 2", "Grade 1", ""];
    let err = run(grades, &[]);
    assert!(err.contains(said), "{err}");
    for (cells, more) in [
        (grades, &["--columns", "Listed="][..]),
        (grades, &["--quiet"]),
        (["Grade 2", "Grade 1", "no"], &[]),
        (["Grade 2", "", ""], &[]),
        (["", "", ""], &[]),
    ] {
        let err = run(cells, more);
        assert!(!err.contains("can be read"), "{cells:?} {more:?}: {err}");
    }
}

#[test]
fn what_stands_in_cells_that_are_no_option_is_named_with_its_number() {
    let folder = folder("");
    let rows: String =
        (0..8).map(|row| format!("{row},a,{}\n", if row < 5 { "perhaps" } else { "mine alone" })).collect();
    folder.write("unread.csv", format!("ref,name,listed\n{}9,b,my words\n", rows.replace("mine alone", "so so")));
    let said = notes(&audit(&folder, "unread.csv"), "invalid-cell");
    assert!(said[0].contains("; most often ‘perhaps’ (5), ‘so so’ (3); write `yes` or `no`"), "{said:?}");
    assert!(!said[0].contains("my words"), "{said:?}");
    // The text report has the whole of it, without findings too.
    let told = folder.run(&["audit", "statues.yaml", "unread.csv", "--findings", "none"]).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("‘perhaps’ (5), ‘so so’ (3)") && told.contains("9 cells (first in rows 2, 3, 4"), "{told}");
}
