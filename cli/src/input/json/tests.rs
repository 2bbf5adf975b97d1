use super::document::in_memory;
use super::*;
use crate::input::{Input, Known, open as open_any};
use due_regard::list::HeaderNames;
use proptest::prelude::*;
use serde_json::json;

/// Options of somebody who asks for `ref` and `name`.
fn asking() -> InputOptions {
    let known = Known::names(HeaderNames::new([["ref"], ["name"]]));
    InputOptions { known: Some(known), ..InputOptions::default() }
}

fn at(place: &str) -> InputOptions {
    InputOptions { records: Some(place.parse().unwrap()), ..asking() }
}

/// The records of a document in memory, one after another, and what was noted.
fn of(document: &Value, options: &InputOptions) -> Result<(Vec<Value>, String), String> {
    let noticed = Noticed::default();
    let text = document.to_string();
    let InMemory { records: list, mut cells, note, .. } = in_memory(text.as_bytes(), options, &noticed)
        .map_err(|problem| format!("{}; {}", problem.sentence, problem.help))?;
    let records = list
        .into_iter()
        .map(|value| match value {
            Value::Object(object) => cells.of(object).map(Value::Object),
            other => Ok(other),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let notes: Vec<String> = note.into_iter().chain(cells.notes()).collect();
    Ok((records, notes.join("; ")))
}

/// The same from a file, with the places of what was refused.
fn of_file(document: &str, options: &InputOptions) -> Result<(Vec<Value>, Vec<u64>, End), String> {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("due-regard-json-{}-{number}.json", std::process::id()));
    std::fs::write(&path, document).unwrap();
    let read = || {
        let said = |error: InputError| format!("{}; {}", error.problem, error.help());
        let Input::Records(mut input) = open_any(path.to_str().unwrap(), options).map_err(said)? else {
            return Err("no records".to_owned());
        };
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        while let Some(batch) = input.next_batch().map_err(said)? {
            rows.extend(batch.records.iter().map(|record| record.row));
            rows.extend(batch.refused.iter().map(|row| row.row));
            records.extend(batch.records.into_iter().map(|record| Value::Object(record.value)));
        }
        rows.sort_unstable();
        Ok((records, rows, input.end()))
    };
    let outcome = read();
    std::fs::remove_file(&path).unwrap();
    outcome
}

#[test]
fn the_only_list_is_found_and_what_describes_it_is_none() {
    let columns = json!([{"id": "_id", "type": "int"}, {"id": "ref", "type": "text"}]);
    let document = json!({"success": true, "result": {"fields": columns, "records": [{"_id": 1, "ref": "A"}]}});
    let (records, note) = of(&document, &asking()).unwrap();
    assert_eq!(records, [json!({"_id": 1, "ref": "A"})]);
    assert!(note.contains("found at `result.records`") && note.contains("but for `result.fields`"), "{note}");
    let empty = json!({"total": 0, "items": []});
    assert_eq!(of(&empty, &asking()).unwrap().0, Vec::<Value>::new());
    // Nothing is known of the records: it may be one with an empty answer.
    let nothing = InputOptions { known: Some(Known::nothing()), ..InputOptions::default() };
    assert_eq!(of(&empty, &nothing).unwrap().0.len(), 1);
}

#[test]
fn between_several_lists_nothing_is_guessed() {
    let said = |document: Value| of(&document, &asking()).unwrap_err();
    let two = said(json!({"a": [{"ref": 1}], "b": {"c": [{"ref": 1}, {"x": 1}]}}));
    assert_eq!(
        two,
        "more than one array of this document may be the list of records: `a` (1 object), `b.c` (2 objects); say which of them is the list, for instance `--records a`"
    );
    let columns = said(json!({"columns": [{"name": "ref", "type": "text"}], "rows": []}));
    assert!(columns.contains("`rows` (empty)") && columns.contains("`--records rows`"), "{columns}");
    let rows = said(json!({"columns": [{"name": "ref"}], "data": [["A"]]}));
    assert!(rows.contains("`data` (1 row without keys)") && rows.contains("as CSV"), "{rows}");
    let only_rows = said(json!({"data": [["A"], ["B"]]}));
    assert!(only_rows.starts_with("no array of this document is a list of records: `data` (2 rows"), "{only_rows}");
    let record = said(json!({"name": "Public art", "items": [{"name": "Guy"}]}));
    assert!(record.starts_with("this may be one record (with `name`)") && record.contains("`--records .`"), "{record}");
    let inside = said(json!({"record": {"name": "Libraries", "actions": [{"name": "x"}], "more": [{"ref": 1}]}}));
    assert!(inside.starts_with("one record may stand under `record` of this document"), "{inside}");
    assert!(
        inside.contains("give that as a document of its own") && inside.contains("`--records record.actions`"),
        "{inside}"
    );
    // What is chosen is read.
    let document = json!({"name": "Public art", "items": [{"name": "Guy"}]});
    assert_eq!(of(&document, &at("items")).unwrap().0, [json!({"name": "Guy"})]);
    assert_eq!(of(&document, &at(".")).unwrap().0, [document]);
}

#[test]
fn one_record_stays_one_record() {
    // What is in its groups is not asked for of a record.
    let record = json!({"ref": "A", "actions": [{"what": "x"}], "$log": [{"ref": "x"}]});
    assert_eq!(of(&record, &asking()).unwrap().0, std::slice::from_ref(&record));
    // Who knows nothing of the records looks in the usual places only.
    let document = json!({"count": 1, "results": [{"ref": "A"}]});
    assert_eq!(of(&document, &InputOptions::default()).unwrap().0, [document]);
    assert_eq!(of(&json!({"records": [{"ref": "A"}]}), &InputOptions::default()).unwrap().0.len(), 1);
}

#[test]
fn answers_are_found_in_their_object() {
    let cells = |record: Value| of(&json!([record]), &asking()).map(|(records, note)| (records[0].clone(), note));
    let (record, note) =
        cells(json!({"recordid": "x", "fields": {"ref": "A"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}))
            .unwrap();
    assert_eq!(record, json!({"recordid": "x", "ref": "A", "longitude": 1, "latitude": 2}));
    assert_eq!(note, "what each record says was read from `fields`; `recordid` beside it was read as well");
    let (record, _) = cells(json!({"links": [1], "record": {"size": 3, "fields": {"ref": "A"}}})).unwrap();
    assert_eq!(record, json!({"size": 3, "ref": "A"}));
    let (record, _) =
        cells(json!({"type": "way", "id": 1, "center": {"lat": 1.5, "lon": 2.5}, "tags": {"type": "route", "id": 7}}))
            .unwrap();
    assert_eq!(
        record,
        json!({"type": "route", "type (beside tags)": "way", "id": 7, "id (beside tags)": 1, "lat": 1.5, "lon": 2.5})
    );
    let twice = cells(json!({"name": "Guy", "tags": {"name": "Fawkes"}})).unwrap_err();
    assert!(twice.starts_with("has `name` twice, in itself and in `tags`, with different values; say by"), "{twice}");
    let (record, note) = cells(json!({"tags": {"ref": 1}, "fields": {"ref": 2}})).unwrap();
    assert_eq!(record, json!({"tags": {"ref": 1}, "fields": {"ref": 2}}));
    assert!(note.contains("`fields` and `tags`"), "{note}");
    let bound =
        json!({"ref": {"type": "literal", "xml:lang": "en", "value": "A"}, "name": {"type": "uri", "value": "u:1"}});
    assert_eq!(cells(bound).unwrap().0, json!({"ref": "A", "name": "u:1"}));
    // An object that is no value of a query stays what it is.
    let other = json!({"ref": {"type": "literal", "value": "A", "unit": "m"}});
    assert_eq!(cells(other.clone()).unwrap().0, other);
}

#[test]
fn who_says_where_the_answers_stand_is_obeyed() {
    let document = json!([{"id": 1, "what": {"ref": "A"}}, {"id": 2, "what": null}, {"id": 3}]);
    let (records, _) = of(&document, &at("[].what")).unwrap();
    assert_eq!(records, [json!({"id": 1, "ref": "A"}), json!({"id": 2}), json!({"id": 3})]);
    assert!(of(&json!([{"what": 3}]), &at("[].what")).unwrap_err().contains("no object at `what`"));
    let itself = json!({"list": [{"fields": {"ref": "A"}}]});
    assert_eq!(of(&itself, &at("list[]")).unwrap().0, [json!({"fields": {"ref": "A"}})]);
}

#[test]
fn elements_without_the_object_say_nothing() {
    let document = json!({"elements": [{"type": "node", "id": 1}, {"type": "node", "id": 2, "tags": {"ref": "A"}}]});
    let known = Known::names(HeaderNames::new([["ref"], ["type"]]));
    let options = InputOptions { known: Some(known), ..InputOptions::default() };
    let (records, note) = of(&document, &options).unwrap();
    assert_eq!(
        records,
        [json!({"id": 1, "type (beside tags)": "node"}), json!({"id": 2, "ref": "A", "type (beside tags)": "node"})]
    );
    assert!(note.contains("what each record says was read from `tags`"), "{note}");
}

#[test]
fn a_document_says_when_there_is_more() {
    let doubts = |text: &str| of_file(text, &asking()).unwrap().2.incomplete;
    assert_eq!(
        doubts(r#"{"total_count": 1204, "results": [{"ref": "A"}, {"ref": "B"}]}"#),
        ["the document says that it has 1,204 records (`total_count`), and 2 are in it"]
    );
    assert_eq!(
        doubts(r#"{"d": {"__count": "91", "results": [{"ref": "A"}]}}"#),
        ["the document says that it has 91 records (`d.__count`), and 1 is in it"]
    );
    assert_eq!(
        doubts(r#"{"type": "FeatureCollection", "features": [], "properties": {"exceededTransferLimit": true}}"#),
        ["the document says that there are more records (`properties.exceededTransferLimit`), and 0 are in it"]
    );
    assert_eq!(
        doubts(r#"{"@odata.nextLink": "u:2", "value": [{"ref": "A"}]}"#),
        ["the document says that there are more records (`@odata.nextLink`), and 1 is in it"]
    );
    assert_eq!(
        doubts(r#"{"elements": [{"ref": "A"}], "remark": "timed out"}"#),
        ["the document says of itself (`remark`): timed out"]
    );
    assert_eq!(
        doubts(r#"{"hits": {"total": {"value": 9}, "hits": [{"_source": {"ref": "A"}}]}}"#),
        ["the document says that it has 9 records (`hits.total.value`), and 1 is in it"]
    );
    assert_eq!(doubts(r#"{"meta": {"page": {"total": 3}}, "data": [{"ref": "A"}]}"#).len(), 1);
    // What is counted elsewhere is something else.
    assert!(doubts(r#"{"facets": {"ward": {"count": 900}}, "items": [{"ref": "A"}]}"#).is_empty());
    // A total that is reached, and a next page that every answer names.
    assert!(doubts(r#"{"result": {"records": [{"ref": "A"}], "_links": {"next": "u"}, "total": 1}}"#).is_empty());
    assert!(
        doubts(r#"{"exceededTransferLimit": false, "next": null, "items": [{"ref": "A", "total": 7}]}"#).is_empty()
    );
}

#[test]
fn hostile_documents_end_in_an_error_with_a_cure() {
    let said = |text: &str, options: &InputOptions| of_file(text, options).unwrap_err();
    let deep = format!("{{\"a\": {}", "{\"a\": ".repeat(100_000));
    let error = said(&deep, &asking());
    assert!(error.contains("nested too deep") || error.contains("not valid JSON"), "{error}");
    let deep = format!("{{\"a\": [{{\"ref\": {}1{}}}]}}", "[".repeat(200), "]".repeat(200));
    assert!(said(&deep, &asking()).contains("it is nested too deep (recursion limit: 127 levels)"));
    let twice = "{\"a\": [{\"ref\": 1}], \"a\": [{\"ref\": 2}]}";
    assert!(said(twice, &asking()).contains("the document has two arrays at `a`; give one"));
    assert!(said(twice, &at("a")).contains("the document has two arrays at `a`"));
    assert!(said("{\"records\": [{}], \"records\": [{}]}", &asking()).contains("two arrays at `records`"));
    let none = said("{\"a\": {\"b\": [1]}, \"c\": []}", &at("a.c"));
    assert!(none.contains("there is no array at `a.c`; its arrays are `a.b`, `c`"), "{none}");
    assert!(said("[{}]", &at("a")).contains("an array of records itself"));
    assert!(said("{\"a\": [{\"ref\": 1}]} x", &asking()).contains("not valid JSON"));
    let many: Vec<String> = (0..300).map(|key| format!("\"k{key}\": [{{\"ref\": 1}}]")).collect();
    assert!(said(&format!("{{{}}}", many.join(", ")), &asking()).contains("`k7` (1 object), …"));
    let short = InputOptions { max_row: 1000, ..asking() };
    let long = format!("{{\"help\": \"{}\", \"a\": [{{\"ref\": 1}}]}}", "x".repeat(3 << 20));
    assert!(
        said(&long, &short)
            .contains("what stands beside the records is longer than 1000 bytes; give the records without it")
    );
    let long = format!("{{\"a\": [{{\"ref\": \"{}\"}}]}}", "x".repeat(3 << 20));
    assert!(said(&long, &short).contains("a record is longer than 1000 bytes"));
    // A million empty objects are a million records.
    let (records, rows, _) =
        of_file(&format!("{{\"n\": 1, \"a\": [{}{{}}]}}", "{},".repeat(999_999)), &asking()).unwrap();
    assert_eq!((records.len(), rows.len()), (1_000_000, 1_000_000));
}

/// Documents with the words that mean something somewhere.
fn document() -> impl Strategy<Value = Value> {
    const KEYS: [&str; 14] = [
        "ref", "name", "records", "features", "fields", "tags", "type", "id", "value", "results", "total", "a", "b.c",
        "geometry",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (0..200u64).prop_map(Value::from),
        proptest::sample::select(&["", "ref", "literal", "FeatureCollection", "Feature", "Point", "7"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::vec((proptest::sample::select(&KEYS[..]), inner), 0..5).prop_map(|entries| {
                Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever a document holds: from a file and from memory the same comes out, and every element of the list is a record or refused.
    #[test]
    fn no_record_is_lost(document in document()) {
        prop_assume!(document.is_object() || document.is_array());
        for options in [asking(), InputOptions::default(), InputOptions { known: Some(Known::nothing()), ..InputOptions::default() }] {
            let noticed = Noticed::default();
            let in_memory = in_memory(document.to_string().as_bytes(), &options, &noticed);
            // Named so that an array of numbers is not taken for delimited text.
            let options = InputOptions { format: Some(Format::Json), ..options };
            match (in_memory, of_file(&document.to_string(), &options)) {
                (Ok(InMemory { records: list, .. }), Ok((_, rows, _))) => prop_assert_eq!(rows, (1..=list.len() as u64).collect::<Vec<_>>()),
                (Err(problem), Err(said)) => {
                    prop_assert!(said.contains(&problem.sentence), "{} / {}", said, problem.sentence);
                    prop_assert!(!problem.help.is_empty());
                }
                (one, other) => prop_assert!(false, "{:?} / {:?}", one.map(|one| one.records), other),
            }
        }
    }
}
