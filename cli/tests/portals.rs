//! Lists as portals for open data give them: the records stand somewhere in a document. The samples are our own, in the form that each portal describes.

mod common;

use common::{Folder, Run, STATUES};
use serde_json::Value;

/// A service of CKAN that searches a table.
const CKAN: &str = r#"{"help": "https://data.example/api/3/action/help_show?name=datastore_search", "success": true, "result": {
    "include_total": true, "limit": 2, "resource_id": "1f", "records_format": "objects",
    "fields": [{"type": "int", "id": "_id"}, {"type": "text", "id": "Ref"}, {"type": "text", "id": "Name of statue"}],
    "records": [{"_id": 1, "Ref": "A1", "Name of statue": "Guy"}, {"_id": 2, "Ref": "A2", "Name of statue": "Inn"}],
    "_links": {"start": "/api/3/action/datastore_search?limit=2", "next": "/api/3/action/datastore_search?offset=2&limit=2"}, "total": 1204}}"#;

/// Opendatasoft, in its first and in its second version, which had two forms.
const FIELDS: &str = r#"{"nhits": 2, "parameters": {"dataset": "statues", "rows": 10, "start": 0, "facet": ["ward"]},
    "records": [
        {"datasetid": "statues", "recordid": "f1", "fields": {"ref": "A1", "name": "Guy", "geo": [51.5, -0.1]},
         "geometry": {"type": "Point", "coordinates": [-0.1, 51.5]}, "record_timestamp": "2021-10-26T15:28:00+00:00"},
        {"datasetid": "statues", "recordid": "f2", "fields": {"ref": "A2", "name": "Inn"}, "geometry": {}, "record_timestamp": "2021-10-26T15:28:00+00:00"}],
    "facet_groups": [{"name": "ward", "facets": [{"name": "North", "path": "North", "count": 2, "state": "displayed"}]}]}"#;
const RESULTS: &str = r#"{"total_count": 2, "results": [{"ref": "A1", "name": "Guy", "geo": {"lon": -0.1, "lat": 51.5}}, {"ref": "A2", "name": "Inn"}]}"#;
const RECORD: &str = r#"{"total_count": 2, "links": [{"rel": "self", "href": "https://data.example"}], "records": [
    {"links": [{"rel": "self", "href": "https://data.example/1"}], "record": {"id": "f1", "timestamp": "2021-10-26T15:28:00Z", "size": 9, "fields": {"ref": "A1", "name": "Guy"}}},
    {"links": [], "record": {"id": "f2", "timestamp": "2021-10-26T15:28:00Z", "size": 9, "fields": {"ref": "A2", "name": "Inn"}}}]}"#;

/// A set of features of ArcGIS, whose columns are described before them.
const FEATURES: &str = r#"{"objectIdFieldName": "OBJECTID", "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 27700},
    "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"}, {"name": "REF", "type": "esriFieldTypeString", "alias": "Reference", "length": 10},
               {"name": "NAME", "type": "esriFieldTypeString", "alias": "Name", "length": 50}],
    "features": [{"attributes": {"OBJECTID": 1, "REF": "A1", "NAME": "Guy"}, "geometry": {"x": 532000.1, "y": 180000.2}},
                 {"attributes": {"OBJECTID": 2, "REF": "A2", "NAME": "Inn"}, "geometry": null}],
    "exceededTransferLimit": true}"#;

/// OData of version 4, and of version 2.
const VALUE: &str = r#"{"@odata.context": "https://data.example/$metadata#Statues", "@odata.count": 7,
    "value": [{"@odata.etag": "W/\"1\"", "Ref": "A1", "Name": "Guy"}, {"@odata.etag": "W/\"2\"", "Ref": "A2", "Name": "Inn"}],
    "@odata.nextLink": "https://data.example/Statues?$skip=2"}"#;
const VERBOSE: &str = r#"{"d": {"__count": "2", "results": [{"__metadata": {"uri": "Statues('A1')", "type": "Model.Statue"}, "Ref": "A1", "Name": "Guy"},
    {"__metadata": {"uri": "Statues('A2')", "type": "Model.Statue"}, "Ref": "A2", "Name": "Inn"}]}}"#;

/// The Overpass service of OpenStreetMap: a node without tags, one with, and a way; it ran out of time.
const ELEMENTS: &str = r#"{"version": 0.6, "generator": "Overpass API", "osm3s": {"timestamp_osm_base": "2026-11-01T00:00:00Z", "copyright": "OpenStreetMap contributors"},
    "elements": [{"type": "node", "id": 1, "lat": 51.5, "lon": -0.1},
                 {"type": "node", "id": 2, "lat": 51.5, "lon": -0.1, "tags": {"historic": "memorial", "ref": "A1", "name": "Guy"}},
                 {"type": "way", "id": 3, "center": {"lat": 51.6, "lon": -0.2}, "nodes": [1, 2], "tags": {"ref": "A2", "name": "Inn"}}],
    "remark": "runtime error: Query timed out after 25 seconds."}"#;

/// Results of a query over linked data (SPARQL 1.1): an answer that is not bound is missing.
const BINDINGS: &str = r#"{"head": {"vars": ["ref", "name", "listed"]}, "results": {"bindings": [
    {"ref": {"type": "literal", "value": "A1"}, "name": {"type": "literal", "xml:lang": "en", "value": "Guy"}},
    {"ref": {"type": "literal", "value": "A2"}, "name": {"type": "uri", "value": "Inn"},
     "listed": {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "true"}}]}}"#;

/// An array, as Socrata gives it, and a document of JSON:API.
const ARRAY: &str = r#"[{"ref": "A1", "name": "Guy", "location": {"latitude": "51.5", "longitude": "-0.1"}}, {"ref": "A2", "name": "Inn"}]"#;
const API: &str = r#"{"data": [{"type": "statues", "id": "1", "attributes": {"ref": "A1", "name": "Guy"}, "relationships": {"ward": {"data": {"type": "wards", "id": "9"}}}},
    {"type": "statues", "id": "2", "attributes": {"ref": "A2", "name": "Inn"}}], "links": {"self": "https://data.example", "next": null}, "meta": {"total": 2}}"#;

const ALL: [(&str, &str); 11] = [
    ("ckan.json", CKAN),
    ("fields.json", FIELDS),
    ("results.json", RESULTS),
    ("record.json", RECORD),
    ("features.json", FEATURES),
    ("value.json", VALUE),
    ("verbose.json", VERBOSE),
    ("elements.json", ELEMENTS),
    ("bindings.json", BINDINGS),
    ("array.json", ARRAY),
    ("api.json", API),
];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES.replace("label: Name of statue}", "label: Name of statue, aliases: [name]}"));
    for (name, text) in ALL {
        folder.write(name, text);
    }
    folder
}

fn audit(folder: &Folder, arguments: &[&str]) -> Run {
    let mut all = vec!["audit", "statues.yaml"];
    all.extend(arguments);
    all.extend(["--format", "json", "--findings", "all", "--as-of", "2026-11-22", "--fail-on", "never"]);
    folder.run(&all)
}

/// Ids and names of what was audited, in order.
fn records(run: &Run) -> Vec<(String, String)> {
    let audit: Value = serde_json::from_str(&run.out).unwrap_or_default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("-").to_owned();
    let results = audit.get("results").and_then(Value::as_array).into_iter().flatten();
    results.filter_map(|result| result.get("record")).map(|of| (text(of.get("id")), text(of.get("name")))).collect()
}

fn both() -> Vec<(String, String)> {
    vec![("A1".to_owned(), "Guy".to_owned()), ("A2".to_owned(), "Inn".to_owned())]
}

#[test]
fn every_form_of_a_list_is_read_without_a_word() {
    let folder = folder();
    for (name, _) in ALL {
        let run = audit(&folder, &[name]).ends_with(0);
        let mut found = records(&run);
        if name == "elements.json" {
            // What has no tags is an element of the list like any other.
            assert_eq!(found.remove(0), ("-".to_owned(), "-".to_owned()));
        }
        assert_eq!(found, both(), "{name}: {}", run.err);
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let folder = folder();
    for (name, text) in ALL {
        let arguments =
            ["audit", "statues.yaml", "-", "--format", "jsonl", "--as-of", "2026-11-22", "--fail-on", "never"];
        let piped = folder.run_with(&arguments, &[], Some(text)).ends_with(0);
        let file = folder.run(&[
            "audit",
            "statues.yaml",
            name,
            "--format",
            "jsonl",
            "--as-of",
            "2026-11-22",
            "--fail-on",
            "never",
        ]);
        assert_eq!(piped.out, file.out, "{name}");
    }
}

#[test]
fn it_is_said_where_the_records_were_and_what_was_taken_for_them() {
    let folder = folder();
    let told = |name: &str, texts: &[&str]| {
        audit(&folder, &[name]).ends_with(0).complains(texts);
    };
    told(
        "ckan.json",
        &[
            "ckan.json: the records were found at `result.records`: the only array of objects in the document, but for `result.fields`, which describes its columns\n",
            "ckan.json: this may not be the whole list: the document says that it has 1,204 records (`result.total`), and 2 are in it\n",
        ],
    );
    told(
        "fields.json",
        &[
            "what each record says was read from `fields`; `datasetid`, `record_timestamp` and `recordid` beside it were read as well\n",
        ],
    );
    told("record.json", &["what each record says was read from `record.fields`"]);
    told(
        "features.json",
        &[
            "found at `features`",
            "read from `attributes`; `geometry` beside it was not read\n",
            "says that there are more records (`exceededTransferLimit`), and 2 are in it\n",
        ],
    );
    told("value.json", &["found at `value`", "it has 7 records (`@odata.count`)"]);
    told("verbose.json", &["found at `d.results`"]);
    told(
        "elements.json",
        &["read from `tags`", "`nodes` beside it was not read", "says of itself (`remark`): runtime error"],
    );
    told("bindings.json", &["found at `results.bindings`", "read from the `value` of each; types and languages"]);
    let whole = audit(&folder, &["results.json"]);
    assert!(!whole.err.contains("whole list"), "{}", whole.err);
}

#[test]
fn a_report_says_that_the_list_may_not_be_whole() {
    let folder = folder();
    let run =
        audit(&folder, &["ckan.json", "--out", "r.html", "--out", "r.md", "--out", "r.xlsx", "--quiet"]).ends_with(0);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let note = &document["list"]["notes"][0];
    assert_eq!(note["kind"], "incomplete-list");
    assert_eq!(note["what"], "the document says that it has 1,204 records (`result.total`), and 2 are in it");
    for name in ["r.html", "r.md"] {
        let text = folder.read(name);
        assert!(text.contains("This may not be the whole list") && text.contains("1,204 records"), "{name}");
    }
    // Of several lists it is said which.
    let run = audit(&folder, &["ckan.json", "results.json", "--quiet"]).ends_with(0);
    run.says(&["ckan.json: the document says that it has 1,204 records"]);
}

#[test]
fn keys_that_no_field_has_are_matched_by_hand() {
    let folder = folder();
    folder.write("own.json", r#"[{"itemLabel": "Guy", "item": "A1"}, {"itemLabel": "Inn", "item": "A2"}]"#);
    audit(&folder, &["own.json"]).ends_with(2).complains(&[
        "its keys are item, itemLabel",
        "match the keys to fields, for instance `--columns \"item=FIELD\"`",
    ]);
    let matched = ["own.json", "--columns", "item=ref", "--columns", "itemLabel=name"];
    assert_eq!(records(&audit(&folder, &matched)), both());
}

#[test]
fn where_the_records_stand_can_be_said() {
    let folder = folder();
    folder.write("two.json", r#"{"statues": {"items": [{"ref": "A1", "name": "Guy"}, {"ref": "A2", "name": "Inn"}]}, "plaques": [{"ref": "B1"}]}"#);
    audit(&folder, &["two.json"]).ends_with(2).complains(&[
        "more than one array of this document may be the list of records: `statues.items` (2 objects), `plaques` (1 object)",
        "`--records statues.items`",
    ]);
    assert_eq!(records(&audit(&folder, &["two.json", "--records", "statues.items"])), both());
    folder.write("own.json", r#"{"rows": [{"key": 1, "cells": {"ref": "A1", "name": "Guy"}}, {"key": 2, "cells": {"ref": "A2", "name": "Inn"}}]}"#);
    audit(&folder, &["own.json"]).ends_with(2).complains(&["`--records \"PATH[].cells\"`"]);
    assert_eq!(records(&audit(&folder, &["own.json", "--records", "rows[].cells"])), both());
    folder.write(
        "lines.jsonl",
        "{\"cells\": {\"ref\": \"A1\", \"name\": \"Guy\"}}\n{\"cells\": {\"ref\": \"A2\", \"name\": \"Inn\"}}\n",
    );
    assert_eq!(records(&audit(&folder, &["lines.jsonl", "--records", "[].cells"])), both());
    audit(&folder, &["lines.jsonl", "--records", "rows"]).ends_with(2).complains(&["a record on each line"]);
}

#[test]
fn pages_on_lines_of_one_file_are_told_to_be_files() {
    let folder = folder();
    let page = CKAN.replace('\n', " ");
    folder.write("pages.jsonl", format!("{page}\n{page}\n"));
    audit(&folder, &["pages.jsonl"]).ends_with(2).complains(&[
        "its keys are help, result, success",
        "a record may be a document with records in it: give each such document as a file of its own; a folder of them is audited as one list",
    ]);
}

#[test]
fn other_commands_find_the_same_list() {
    let folder = folder();
    folder
        .run(&["explain", "statues.yaml", "--record", "ckan.json", "--id", "A2", "--as-of", "2026-11-22"])
        .ends_with(0)
        .says(&["Inn (A2)"]);
    folder
        .run(&["new", "bindings.json"])
        .ends_with(0)
        .says(&["id: ref", "id: name"])
        .complains(&["found at `results.bindings`"]);
    folder.write("persons.csv", "id,name\np1,Guy Fawkes\n");
    folder
        .run(&["screen", "persons.csv", "ckan.json", "--name", "Name of statue", "--id", "Ref"])
        .complains(&["1,204 records"]);
}

#[test]
fn a_folder_of_pages_is_one_list() {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    folder.write(
        "pages/1.json",
        r#"{"total": 3, "items": [{"ref": "A1", "name": "Guy"}, {"ref": "A2", "name": "Inn"}]}"#,
    );
    folder.write("pages/2.json", r#"{"total": 3, "items": [{"ref": "A3", "name": "Elm"}]}"#);
    folder.write("pages/3.json", r#"{"a": [{"ref": "A4"}], "b": [{"ref": "A5"}]}"#);
    let run = audit(&folder, &["pages"]);
    assert_eq!(records(&run).len(), 3);
    let run = run.says(&["more than one array of this document may be the list of records"]);
    assert!(!run.err.contains("whole list"), "{}", run.err);
    std::fs::remove_file(folder.path().join("pages/2.json")).unwrap();
    audit(&folder, &["pages"]).complains(&[
        "this may not be the whole list: a document says that it has 3 records, and all such documents of the folder together have 2\n",
    ]);
}

#[test]
fn columns_that_may_be_a_field_are_named_by_field() {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    // Nothing is read that is only suspected: `County name` is no name of a statue.
    folder.write("register.csv", "Ref,County name,Prop_Name,Year installed,Remarks\nA1,Kent,Guy,1883,seen\n");
    let run = folder.run(&["audit", "statues.yaml", "register.csv", "--as-of", "2026-11-22"]);
    run.complains(&["4 columns fit no field and are not read: `County name`, `Prop_Name`, `Year installed`, `Remarks`; \
         match them by `--columns \"Header=field\"` where they are one: `name` may be `County name` or `Prop_Name`; `installed` may be `Year installed`"])
        .says(&["no name"]);
    let matched = ["audit", "statues.yaml", "register.csv", "--columns", "Prop_Name=name", "--as-of", "2026-11-22"];
    let run = folder.run(&matched);
    assert!(!run.out.contains("no name") && !run.err.contains("`name` may be"), "{}{}", run.out, run.err);
    folder.write("titles.csv", "County,Name of the sitter,Remarks\nKent,Guy,seen\n");
    folder.run(&["audit", "statues.yaml", "titles.csv"]).ends_with(2).complains(&[
        "no column is a field of the framework; the columns are County, Name of the sitter, Remarks",
        "`name` may be `Name of the sitter`; the fields are ref, name, listed, installed",
    ]);
}
