//! Any record that is written into a form and read back is the same record.

use super::{Layout, MadeFor, long, two_columns, workbook};
use crate::input::{self, Input, InputOptions};
use due_regard::{Detail, Loaded, Settings, Source};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const FRAMEWORK: &str = "
language: 1
framework: forms
version: 1.0.0
title: Forms
sources: {house: {title: House, standing: house rule}}
lists:
  kinds: [{id: one, label: The first}, {id: two, label: Same}, {id: three, label: Same}, {id: 'with; mark', label: 'A; b'}]
  groups: [{id: age, label: Age}, {id: carers, label: Carers}]
stages: [draft, final]
record: {noun: form, id: ref, name: title, not-known: [tbc], not-applicable: [n/a]}
sections:
  - id: front
    title: Front page
    guidance: About the whole
    fields:
      - {id: ref, type: text, label: Reference, required: true}
      - {id: title, type: text}
      - {id: more, type: long text, ask-when: title is answered}
      - {id: kind, type: choice, of: kinds, allow: [not known]}
      - {id: kinds-of, type: choices, of: kinds}
      - {id: day, type: date, required: final}
      - {id: built, type: year}
      - {id: cost, type: number, unit: pounds}
      - {id: staff, type: yes-no}
      - {id: lead, type: person}
      - {id: page, type: url}
  - id: impacts
    title: 'What it means: for each [group]/part*, in a title that is far too long for a sheet'
    rows: [{id: age, label: Age}, {id: race, label: Race}]
    extra-rows: true
    extra-from: groups
    fields:
      - {id: effect, type: choice, of: [good, bad]}
      - {id: why, type: long text}
      - {id: actions, title: Actions, repeat: {min: 0}, fields: [{id: what, type: text}, {id: due, type: date}]}
  - id: said
    title: Said
    repeat: {min: 0}
    fields:
      - {id: words, type: long text}
      - {id: replies, repeat: {min: 0}, fields: [{id: reply, type: text}]}
rules:
  - {id: titled, require: title is answered, cite: house, say: '{title}', why: w}
  - {id: harm, each: impacts, require: effect != bad or (any actions where due is answered), cite: house, say: '{row}: {effect}, {why}', why: w}
";

fn framework() -> Loaded {
    let loaded = due_regard::load(Source::new("forms.yaml", FRAMEWORK));
    assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
    loaded
}

/// Records, and what was said of them.
type Read = (Vec<Map<String, Value>>, Vec<String>);

/// Writes a file under a name of its own, reads it as `audit` does, and takes it away.
fn read(ending: &str, bytes: &[u8], options: &InputOptions) -> Result<Read, String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("regard-form-{}-{}.{ending}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, bytes).unwrap();
    let outcome = match input::open(&path.display().to_string(), options) {
        Err(error) => Err(format!("{error}; {}", error.help())),
        Ok(Input::Table(_)) => Err("a list".to_owned()),
        Ok(Input::Records(mut records)) => {
            let mut found = Vec::new();
            let mut refused = None;
            while let Some(batch) = records.next_batch().unwrap() {
                refused = refused.or(batch.refused.first().map(|row| row.cause.clone()));
                found.extend(batch.records.into_iter().map(|record| record.value));
            }
            refused.map_or(Ok((found, records.about.notes.clone())), Err)
        }
    };
    std::fs::remove_file(&path).unwrap();
    outcome
}

/// What an audit says of a record: every verdict with every answer. A blank cell is *missing* where a record without the key is *not supplied*.
fn said(loaded: &Loaded, record: &Map<String, Value>) -> String {
    let settings = Settings::new("2026-11-01".parse().unwrap()).detail(Detail::Summary).every_verdict();
    let plan = loaded.plan(settings).unwrap();
    let mut batch = plan.batch();
    batch.add(1, record).unwrap();
    let mut audit = plan.run(&batch.finish());
    audit.list.columns.clear();
    audit.list.not_supplied.clear();
    for finding in &mut audit.findings {
        finding.because.clear();
    }
    // What a record leaves out is a blank in a form.
    let text = serde_json::to_string_pretty(&audit).unwrap();
    text.replace("not-supplied", "missing").replace("not supplied", "missing").replace("[not answered]", "[missing]")
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "[ -~é£“日]{1,20}",
        prop::sample::select(vec![
            "[not known]",
            "\\[withheld]",
            "[sic]",
            "=1+1",
            "-5",
            "'=x",
            "two\nlines",
            "a,b;c|d",
            "\"quoted\"",
            "tbc",
            "n/a",
            "007",
            "1/2",
            "TRUE",
            "1e5",
            "[\"a\"]",
            "a\tb",
            "@x",
            "  spaces  ",
            " ",
        ])
        .prop_map(str::to_owned),
    ]
}

fn answer(kind: &'static str) -> BoxedStrategy<Value> {
    let states =
        prop::sample::select(vec!["not known", "withheld", "not applicable", "not-known"]).prop_flat_map(|state| {
            prop_oneof![
                Just(json!({"state": state})),
                text().prop_map(
                    move |reason| json!({"state": state, "reason": reason.trim().replace([']', '\n', '\t'], " ")})
                )
            ]
        });
    let value = match kind {
        "kind" => prop::sample::select(vec!["one", "two", "three", "with; mark", "The first", "wrong"])
            .prop_map(Value::from)
            .boxed(),
        "kinds" => prop::collection::vec(prop::sample::select(vec!["one", "two", "with; mark"]), 1..3)
            .prop_map(Value::from)
            .boxed(),
        "date" => prop::sample::select(vec!["2026-01-31", "3/4/2026", "31 January 2026", "soon"])
            .prop_map(Value::from)
            .boxed(),
        "year" => prop::sample::select(vec!["1850", "c. 1850", "1840s", "before 1700"]).prop_map(Value::from).boxed(),
        "number" => prop_oneof![any::<i32>().prop_map(Value::from), Just(json!(2.5)), Just(json!("1,200"))].boxed(),
        "yes" => prop_oneof![any::<bool>().prop_map(Value::from), Just(json!("yes")), Just(json!("n"))].boxed(),
        "effect" => prop::sample::select(vec!["good", "bad", "Bad"]).prop_map(Value::from).boxed(),
        // Of a question that no framework asks, a blank answer says nothing.
        "stranger" => text().prop_filter("blank", |text| !text.trim().is_empty()).prop_map(Value::from).boxed(),
        _ => text().prop_map(Value::from).boxed(),
    };
    prop_oneof![5 => value, 1 => states].boxed()
}

fn fields(of: &[(&'static str, &'static str)]) -> BoxedStrategy<Map<String, Value>> {
    let each: Vec<_> = of.iter().map(|(id, kind)| (Just(*id), prop::option::of(answer(kind)))).collect();
    each.prop_map(|all| all.into_iter().filter_map(|(id, answer)| Some((id.to_owned(), answer?))).collect()).boxed()
}

/// Whether nothing stands there that can be seen.
fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(rows) => rows.iter().all(is_blank),
        Value::Object(row) => row.values().all(is_blank),
        _ => false,
    }
}

fn rows(of: BoxedStrategy<Map<String, Value>>) -> BoxedStrategy<Value> {
    // A row in which nothing stands cannot be told from none in a sheet.
    prop::collection::vec(of.prop_filter("blank", |row| !row.values().all(is_blank)), 0..3)
        .prop_map(|rows| Value::Array(rows.into_iter().map(Value::Object).collect()))
        .boxed()
}

fn record() -> BoxedStrategy<Map<String, Value>> {
    let own = fields(&[
        ("ref", "text"),
        ("title", "text"),
        ("more", "text"),
        ("kind", "kind"),
        ("kinds-of", "kinds"),
        ("day", "date"),
        ("built", "year"),
        ("cost", "number"),
        ("staff", "yes"),
        ("lead", "text"),
        ("page", "text"),
        ("unheard-of", "stranger"),
    ]);
    let row = (
        fields(&[("effect", "effect"), ("why", "text"), ("odd", "stranger")]),
        rows(fields(&[("what", "text"), ("due", "date")])),
    );
    let row = row.prop_map(|(mut row, actions)| {
        row.insert("actions".to_owned(), actions);
        row
    });
    let names = prop::sample::subsequence(vec!["age", "race", "carers", "my own row", "a]b"], 0..5);
    let impacts = (names, prop::collection::vec(row, 5)).prop_map(|(names, rows)| {
        Value::Object(names.into_iter().map(str::to_owned).zip(rows.into_iter().map(Value::Object)).collect())
    });
    let said = (fields(&[("words", "text")]), rows(fields(&[("reply", "text")]))).prop_map(|(mut row, replies)| {
        row.insert("replies".to_owned(), replies);
        row
    });
    (own, impacts, rows(said.boxed()))
        .prop_map(|(mut record, impacts, said)| {
            record.insert("impacts".to_owned(), impacts);
            record.insert("said".to_owned(), said);
            record
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_record_that_is_filled_in_is_read_back(record in record()) {
        let loaded = framework();
        let layout = Layout::new(loaded.framework(), "");
        let answers = layout.arrange(&record);
        let wanted = said(&loaded, &record);
        let book = workbook(&loaded, &layout, &answers, "").unwrap();
        prop_assert_eq!(&book, &workbook(&loaded, &layout, &answers, "").unwrap(), "the same bytes");
        for (kind, bytes) in [
            ("xlsx", book),
            ("csv", two_columns(&layout, &answers).into_bytes()),
            ("csv", long(&layout, &answers, "R1").into_bytes()),
        ] {
            let (records, _) = read(kind, &bytes, &InputOptions::default()).map_err(|error| TestCaseError::fail(format!("{kind}: {error}")))?;
            prop_assert_eq!(records.len(), 1);
            let found = said(&loaded, &records[0]);
            let differs = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
            prop_assert!(found == wanted, "{kind}: {differs:?}");
        }
    }
}

/// A workbook whose cells have been changed by hand.
fn changed(record: Value, changes: &[(&str, u32, u16, &str)]) -> Vec<u8> {
    use calamine::{Data, Reader, Xlsx};
    let loaded = framework();
    let layout = Layout::new(loaded.framework(), "");
    let Value::Object(record) = record else { panic!("a record") };
    let bytes = workbook(&loaded, &layout, &layout.arrange(&record), "").unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let mut again = rust_xlsxwriter::Workbook::new();
    let names = book.sheet_names();
    assert!(changes.iter().all(|change| names.iter().any(|name| name == change.0)), "{names:?}");
    for name in names {
        let sheet = again.add_worksheet();
        sheet.set_name(&name).unwrap();
        let range = book.worksheet_range(&name).unwrap();
        let (row, column) = range.start().unwrap_or_default();
        for (r, cells) in range.rows().enumerate() {
            for (c, cell) in cells.iter().enumerate() {
                if let Data::String(text) = cell {
                    sheet.write_string(row + r as u32, (column as usize + c) as u16, text).unwrap();
                }
            }
        }
        for (_, row, column, text) in changes.iter().filter(|change| change.0 == name) {
            sheet.write_string(*row, *column, *text).unwrap();
        }
    }
    again.save_to_buffer().unwrap()
}

#[test]
fn what_is_wrong_is_named_by_sheet_and_cell_with_a_cure() {
    let group = "What it means  for each  group";
    let actions = "Actions, What it means  for eac";
    let record = || json!({"ref": "A", "said": [{"words": "w"}]});
    let read = |changes: &[(&str, u32, u16, &str)]| read("xlsx", &changed(record(), changes), &InputOptions::default());
    for (changes, wanted) in [
        (
            &[(actions, 2, 0, "Age"), (actions, 3, 2, "do it")][..],
            "sheet `Actions, What it means  for eac`, cell A4: nothing says to which row this belongs; choose one of the rows of `impacts` there",
        ),
        (
            &[(group, 5, 1, "good")],
            "cell A6: the row has answers and no name; name the row; its first answer is in cell B6",
        ),
        (
            &[(group, 4, 0, "Carers"), (group, 4, 1, "bad"), (group, 5, 0, "carers"), (group, 5, 1, "good")],
            "cell A6: the row `carers` stands here a second time",
        ),
        (
            &[("replies, Said", 2, 0, "7"), ("replies, Said", 2, 2, "x")],
            "sheet `replies, Said`, cell A3: there is no row `7` in `said`; its rows are 1",
        ),
        (&[("Record", 40, 2, "x")], "sheet `Record`, cell C41: an answer without a question"),
        (
            &[("Record", 40, 0, "ref"), ("Record", 40, 2, "x")],
            "sheet `Record`, cell A41: `ref` stands here a second time",
        ),
        (&[("Record", 1, 0, "gone")], "no sheet with the answers of a record"),
    ] {
        let error = read(changes).unwrap_err();
        assert!(error.contains(wanted), "{wanted}\n{error}");
    }
    let error = read(&[("About this form", 1, 1, " ")]).unwrap_err();
    assert!(error.contains("no sheet `About this form`") && error.contains("regard template"), "{error}");
    // What nobody asked for is reported by its own words, never dropped; offered rows are known by their labels.
    let (records, _) = read(&[
        ("Record", 40, 1, "Another thought"),
        ("Record", 40, 2, "kept"),
        (group, 0, 4, "Remarks"),
        (group, 2, 4, "so be it"),
        (group, 4, 0, "Carers"),
        (group, 4, 1, "bad"),
    ])
    .unwrap();
    assert_eq!(records[0]["Another thought"], "kept");
    assert_eq!(records[0]["impacts"]["age"]["Remarks"], "so be it");
    assert_eq!(records[0]["impacts"]["carers"]["effect"], "bad");
}

/// A form is known by its marks when its sheets have other names: somebody copied them into a workbook of their own.
#[test]
fn a_form_is_known_whatever_its_sheets_are_called() {
    use std::io::{Cursor, Read as _, Write as _};
    let bytes = changed(json!({"ref": "A"}), &[]);
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut again = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..book.len() {
        let mut part = book.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/workbook.xml" {
            text = String::from_utf8(text).unwrap().replace("\"About this form\"", "\"Notes\"").into_bytes();
        }
        again.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        again.write_all(&text).unwrap();
    }
    let (records, notes) = read("xlsx", &again.finish().unwrap().into_inner(), &InputOptions::default()).unwrap();
    assert_eq!(records[0]["ref"], "A");
    assert_eq!(notes, ["a form that was filled in, made for forms 1.0.0"]);
}

#[test]
fn a_row_that_holds_only_rows_is_there() {
    // Its own answers are blank or were never asked for: it has a number, by which the rows within it name it.
    for said in [
        json!([{"words": " ", "replies": [{"reply": "r"}]}]),
        json!([{"replies": [{"reply": "r"}]}]),
        json!([{"words": "w"}, {"replies": [{"reply": "r"}, {"reply": "s"}]}, {"words": "x"}]),
    ] {
        let (records, _) =
            read("xlsx", &changed(json!({"ref": "A", "said": said}), &[]), &InputOptions::default()).unwrap();
        let found = records[0]["said"].as_array().unwrap();
        assert_eq!(found.len(), said.as_array().unwrap().len(), "{found:?}");
        let last = if found.len() == 1 { &found[0] } else { &found[1] };
        assert_eq!(last["replies"][0]["reply"], "r", "{found:?}");
    }
    // A number that stands there beforehand is no row, and gives way to the row that people call so.
    let numbered = [
        ("Said", 2, 0, "2"),
        ("Said", 3, 0, "1"),
        ("Said", 3, 1, "first"),
        ("Said", 4, 1, "second"),
        ("replies, Said", 2, 0, "2"),
        ("replies, Said", 2, 2, "r"),
    ];
    let (records, _) = read("xlsx", &changed(json!({"ref": "A"}), &numbered), &InputOptions::default()).unwrap();
    assert_eq!(records[0]["said"], json!([{"words": "second", "replies": [{"reply": "r"}]}, {"words": "first"}]));
}

#[test]
fn another_version_says_what_differs() {
    let bytes = changed(json!({"ref": "A"}), &[]);
    let notes = |expected: MadeFor| {
        read("xlsx", &bytes, &InputOptions { expected: Some(Arc::new(expected)), ..InputOptions::default() }).unwrap().1
    };
    let loaded = framework();
    let this = MadeFor {
        framework: "forms".into(),
        version: "1.0.0".into(),
        sha256: loaded.sha256().to_owned(),
        asked: Layout::new(loaded.framework(), "").paths(),
    };
    assert_eq!(notes(this.clone()), ["a form that was filled in, made for forms 1.0.0"]);
    let mut other = MadeFor { version: "2.0.0".into(), sha256: "other".into(), ..this.clone() };
    other.asked.retain(|path| path != "impacts.why");
    other.asked.push("impacts.reason".to_owned());
    let told = notes(other).join("\n");
    assert!(told.contains("made for version 1.0.0, and it is checked by version 2.0.0"), "{told}");
    assert!(
        told.contains("the framework does not have: `impacts.why`")
            && told.contains("the form does not ask: `impacts.reason`"),
        "{told}"
    );
    assert!(
        notes(MadeFor { framework: "else".into(), ..this })[1].contains("for `forms`, and it is checked by `else`")
    );
}

#[test]
fn lines_are_records_only_where_all_of_them_are_answers() {
    let of = |text: &str| read("csv", text.as_bytes(), &InputOptions::default());
    let record = |text: &str| of(text).map(|(records, _)| Value::from(records));
    assert_eq!(
        record("Field;Value\ntitle;T\nimpacts[age].effect;bad\nimpacts[age].actions[1].what;[not known: who?]\n"),
        Ok(
            json!([{"title": "T", "impacts": {"age": {"effect": "bad", "actions": [{"what": {"state": "not known", "reason": "who?"}}]}}}])
        )
    );
    // In long format rows stand beside the path or within it, and lines of two records may be mixed.
    assert_eq!(
        record(
            "record,path,row,value\nA,title,,T\nB,title,,U\nA,impacts.effect,age,bad\nA,said[1].words,,w\nA,impacts.actions.what,age/1,x\n"
        ),
        Ok(
            json!([{"title": "T", "impacts": {"age": {"effect": "bad", "actions": [{"what": "x"}]}}, "said": [{"words": "w"}]}, {"title": "U"}])
        )
    );
    // Lists of assets with such columns, or with more, stay lists.
    for list in [
        "field,value\nNorth Meadow,12000\nsouth,1\n",
        "record,path,value,owner\nA,title,T,x\n",
        "field,value,area\na,b,c\n",
        "ref,name\nA,b\n",
        "field,value\n",
    ] {
        assert_eq!(record(list), Err("a list".to_owned()), "{list}");
    }
    assert!(
        matches!(of("field,value\ntitle,T\n").map(|read| read.1), Ok(notes) if notes.iter().any(|note| note.contains("all of them are one record")))
    );
    // A line that cannot be put anywhere refuses the record: nothing is dropped.
    for (lines, wanted) in [
        ("field,value\ntitle,T\ntitle,U\n", "line 3: `title`: `title` stands here a second time"),
        ("field,value\nimpacts.effect,bad\n", "line 2: `impacts.effect`: `impacts` does not say of which row"),
        ("record,path,row,value\nA,impacts.effect,age/1,bad\n", "the path has 1 groups, and `age/1` names 2 rows"),
        ("field,value\ntitle,T\nref,A,more\n", "line 3"),
    ] {
        let error = of(lines).unwrap_err();
        assert!(error.contains(wanted), "{error}");
    }
}
