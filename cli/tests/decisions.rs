//! `regard audit --decisions` and `--baseline`, and `regard diff`: what people decided stands beside findings, and what changed is told.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod common;

use common::{Folder, STATUES};
use serde_json::Value;

const LIST: &str = "\
ref,name,listed,installed
007,Statue of a Merchant,yes,2020
A2,,no,1900
A3,Bust,yes,
";

const LOG: &str = "\
framework,record,rule,verdict,by,on,reason,until
statues,'007,listed-too-soon,waived,R. Evans,2026-11-01,the inspector comes in March,2027-03-31
statues,A2,unnamed,not accepted,R. Evans,2026-11-02,it has a plaque with a name,
statues,GONE,unnamed,accepted,R. Evans,2026-11-02,,
statues,A3,unnamed,accepted,R. Evans,2026-11-02,,
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    folder.write("list.csv", LIST);
    folder.write("decisions.csv", LOG);
    folder
}

/// Runs an audit as of a day in November 2026.
fn audit(folder: &Folder, more: &[&str]) -> common::Run {
    let mut arguments = vec!["audit", "statues.yaml", "list.csv", "--as-of", "2026-11-25", "--threads", "1"];
    if !more.contains(&"--as-of") {
        arguments.extend(more);
    } else {
        arguments.splice(3..5, more.iter().copied());
    }
    folder.run(&arguments)
}

/// Asserts that standard output says all of these, wherever its lines break.
#[track_caller]
fn tells(run: &common::Run, texts: &[&str]) {
    let out = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in texts {
        assert!(out.contains(text), "`{text}` is not in:\n{}\n{}", run.out, run.err);
    }
}

fn document(run: &common::Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn decisions_stand_beside_verdicts_and_change_none() {
    let folder = folder();
    let without = document(&audit(&folder, &["--format", "json"]).ends_with(1));
    let run = audit(&folder, &["--format", "json", "--decisions", "decisions.csv"]).ends_with(1);
    let with = document(&run.complains(&["warning[nothing-seen]", "decisions.csv, row 2, column `seen`"]));
    assert_eq!(with["receipt"]["verdicts"], without["receipt"]["verdicts"]);
    for (a, b) in with["rules"].as_array().unwrap().iter().zip(without["rules"].as_array().unwrap()) {
        assert_eq!(a["counts"], b["counts"]);
    }
    let findings = with["findings"].as_array().unwrap();
    let of = |id: &str| findings.iter().find(|finding| finding["record"]["id"] == id).unwrap();
    assert_eq!(of("007")["decision"]["state"], "waived");
    assert_eq!(of("A2")["decision"]["state"], "decided");
    assert_eq!(of("A3")["decision"], Value::Null, "the decision is about another rule");
    let report = &with["decisions"];
    assert_eq!((report["rows"].as_u64(), report["counts"]["waived"].as_u64()), (Some(4), Some(1)));
    let unmatched: Vec<_> = report["unmatched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["why"].as_str().unwrap(), one["record"].as_str().unwrap()))
        .collect();
    assert_eq!(unmatched, [("not-in-the-list", "GONE"), ("no-longer-found", "A3")]);
    assert_eq!(with["receipt"]["decisions"][0]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn a_waiver_counts_until_its_day_and_then_comes_back() {
    let folder = folder();
    folder.write("list.csv", LIST.lines().take(2).collect::<Vec<_>>().join("\n"));
    audit(&folder, &[]).ends_with(1);
    let run = audit(&folder, &["--decisions", "decisions.csv"]).ends_with(0);
    tells(
        &run,
        &[
            "1 not met",
            "1 waived",
            "waived until 31 March 2027 by R. Evans",
            "the inspector comes in March",
            "About records that are not in the list",
        ],
    );
    let on =
        |day: &str| folder.run(&["audit", "statues.yaml", "list.csv", "--as-of", day, "--decisions", "decisions.csv"]);
    on("2027-03-31").ends_with(0);
    on("2027-04-01").ends_with(1).says(&["expired; was waived until 31 March 2027"]);
    // Before it was decided it was not there.
    on("2026-10-31").ends_with(1).complains(&["warning[after-as-of]"]);
}

#[test]
fn every_report_shows_it() {
    let folder = folder();
    let files = ["r.json", "r.jsonl", "r.csv", "r.html", "r.md", "r.sarif", "r.xml", "r.txt", "r.xlsx"];
    let mut arguments = vec!["--decisions", "decisions.csv", "--quiet"];
    for file in files {
        arguments.extend(["--out", file]);
    }
    audit(&folder, &arguments).ends_with(1);
    for file in files.into_iter().filter(|file| !file.ends_with("xlsx")) {
        let text = folder.read(file);
        assert!(text.contains("waived") && text.contains("R. Evans"), "{file}:\n{text}");
    }
    let line = folder.read("r.jsonl").lines().next().unwrap().to_owned();
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["decision"]["verdict"], "waived");
    assert!(
        folder
            .read("r.csv")
            .lines()
            .next()
            .unwrap()
            .ends_with(",decision_state,decision,decided_by,decided_on,decision_reason,since")
    );
    let sarif: Value = serde_json::from_str(&folder.read("r.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
    assert!(folder.read("r.xml").contains("<skipped message=\"waived until"));
}

/// What was seen is written down; when it is otherwise the decision comes back with what has changed.
#[test]
fn what_changed_since_brings_a_decision_back() {
    let folder = folder();
    // An audit says what was seen by comparing; the log of the crate is written with it here.
    let seen = "installed = 2020; listed = yes; the rule = when listed = yes require old-enough; the verdict = not met";
    let log = |seen: &str| {
        format!(
            "framework,record,rule,verdict,by,on,reason,until,seen\nstatues,'007,listed-too-soon,waived,Ann,2026-11-01,known,2027-03-31,\"{seen}\"\n"
        )
    };
    folder.write("decisions.csv", log(seen));
    let run = audit(&folder, &["--decisions", "decisions.csv", "--format", "json"]);
    assert_eq!(document(&run)["findings"][0]["decision"]["state"], "waived", "{}\n{}", run.out, run.err);
    folder.write("decisions.csv", log(&seen.replace("2020", "2019")));
    let run = audit(&folder, &["--decisions", "decisions.csv"]).ends_with(1);
    tells(&run, &["stale; was waived", "since then installed: was ‘2019’, is ‘2020’"]);
}

#[test]
fn a_log_with_faults_is_told_and_ends_with_1() {
    let folder = folder();
    folder.write("list.csv", "ref,name\nA1,Statue\n");
    audit(&folder, &[]).ends_with(0);
    folder.write("decisions.csv", "framework,record,rule,verdict,by,on\nstatues,A1,unnamed,approved,Ann,2026-11-01\n");
    audit(&folder, &["--decisions", "decisions.csv"]).ends_with(1).complains(&[
        "error[unknown-verdict]: `approved` is no verdict",
        "--> decisions.csv, row 2, column `verdict`",
        "= help: verdicts are accepted, not accepted, waived",
    ]);
    folder.write("decisions.csv", "a,b\n1,2\n");
    audit(&folder, &["--decisions", "decisions.csv"]).ends_with(2).complains(&["no column `record`"]);
    audit(&folder, &["--decisions", "none.csv"]).ends_with(2).complains(&["none.csv: there is no such file"]);
    audit(&folder, &["--decisions", "decisions.csv", "--findings", "failing"]).ends_with(2).complains(&["leaves out"]);
    audit(&folder, &["--decisions", "decisions.csv", "--out", "decisions.csv"])
        .ends_with(2)
        .complains(&["written over"]);
}

#[test]
fn a_baseline_marks_what_is_new_and_spares_the_rest() {
    let folder = folder();
    audit(&folder, &["--out", "old.json", "--out", "old.jsonl", "--quiet"]).ends_with(1);
    for old in ["old.json", "old.jsonl"] {
        tells(
            &audit(&folder, &["--baseline", old]).ends_with(0),
            &["0 new, 0 with another verdict, 3 unchanged, 0 no longer found"],
        );
    }
    // One is mended, one worse, one new.
    folder.write(
        "list.csv",
        "ref,name,listed,installed\n007,Statue of a Merchant,yes,1900\nA2,,no,1900\nA3,Bust,yes,2020\nA4,,no,\n",
    );
    let run = audit(&folder, &["--baseline", "old.json", "--format", "json"]).ends_with(1);
    let now = document(&run);
    let since: Vec<_> = now["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["record"]["id"].as_str().unwrap(), finding["since"].as_str().unwrap()))
        .collect();
    assert_eq!(since, [("A2", "unchanged"), ("A3", "changed"), ("A4", "new")]);
    assert_eq!(now["baseline"]["gone"], 1);
    // Only the new finding is minor, the worse one is a block.
    audit(&folder, &["--baseline", "old.json", "--fail-on", "block"]).ends_with(1);
    folder.write("list.csv", "ref,name,listed,installed\nA2,,no,1900\nA4,,no,\n");
    audit(&folder, &["--baseline", "old.json", "--fail-on", "block"]).ends_with(0);
    audit(&folder, &["--baseline", "old.json"]).ends_with(1);
    // A baseline that leaves findings out, or is of another framework, is none.
    audit(&folder, &["--out", "cut.json", "--limit", "1", "--quiet"]).ends_with(1);
    audit(&folder, &["--baseline", "cut.json"]).ends_with(2).complains(&["leaves out 1 finding"]);
    folder
        .run(&["audit", "public-realm", "list.csv", "--baseline", "old.json"])
        .ends_with(2)
        .complains(&["framework statues"]);
}

#[test]
fn two_audits_are_compared() {
    let folder = folder();
    audit(&folder, &["--decisions", "decisions.csv", "--out", "old.json", "--quiet"]).ends_with(1);
    folder.run(&["diff", "old.json", "old.json"]).ends_with(0).says(&["3 unchanged."]);
    folder
        .write("list.csv", "ref,name,listed,installed\n007,Statue of a Merchant,yes,2021\nA3,Bust,yes,2020\nA4,,no,\n");
    folder
        .run(&[
            "audit",
            "statues.yaml",
            "list.csv",
            "--as-of",
            "2027-06-01",
            "--decisions",
            "decisions.csv",
            "--out",
            "new.json",
            "--quiet",
        ])
        .ends_with(1);
    let run = folder.run(&["diff", "old.json", "new.json"]).ends_with(1);
    run.says(&["1 new, 1 reopened, 1 changed, 1 gone, 0 unchanged.", "Statue of a Merchant (007), listed-too-soon: not met, waived until 2027-03-31 → not met, expired (waived until 2027-03-31)"]);
    folder
        .run(&["diff", "old.json", "new.json", "--no-fail", "--format", "csv"])
        .ends_with(0)
        .says(&["reopened,007,", "gone,A2,"]);
    let json: Value =
        serde_json::from_str(&folder.run(&["diff", "old.json", "new.json", "--format", "json"]).out).unwrap();
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(4));
    folder.run(&["diff", "old.json", "new.json", "--format", "markdown", "-o", "d.md"]).ends_with(1);
    assert!(folder.read("d.md").contains("## Reopened (1)"));
    folder.run(&["diff", "old.json", "list.csv"]).ends_with(2).complains(&["`list.csv`, line 1 is neither"]);
    folder.run(&["diff", "-", "-"]).ends_with(2);
}

/// Whatever stands in a log: it is read or refused with a place, within bounds, and nothing of it reaches a report as markup or a formula.
/// Candidates are in the JSON document, so that their classes and what was decided about them can be compared where no finding says so.
#[test]
fn two_audits_tell_what_happened_to_candidates() {
    const HEADER: &str = "asset-id,name,locality\n";
    let folder = Folder::new();
    let audit = |list: &str, out: &str, more: &[&str]| {
        folder.write("streets.csv", format!("{HEADER}{list}"));
        let mut arguments = vec!["audit", "public-realm", "streets.csv", "--as-of", "2026-11-25", "--fail-on", "never"];
        arguments.extend(["--format", "json", "--out", out]);
        arguments.extend(more);
        folder.run(&arguments).ends_with(0);
    };
    audit("1,Picton Place,Swansea\n2,Colston Street,Bristol\n3,High Street,Leeds\n", "old.json", &[]);
    let document: Value = serde_json::from_str(&folder.read("old.json")).unwrap();
    let candidates = |place: usize| document["results"][place]["candidates"].as_array().unwrap();
    assert_eq!(candidates(0)[0]["person"], "thomas-picton");
    assert_eq!(candidates(0)[0]["class"], "shared-name");
    assert!(candidates(0)[0].get("decision").is_none());
    assert!(candidates(2).is_empty(), "compared, and nobody was found");

    folder.write(
        "decided.csv",
        "framework,record,person,verdict,by,on,source\npublic-realm,2,edward-colston,refers,R. Evans,2026-11-20,a minute\n",
    );
    let list = "1,Thomas Picton Place,Swansea\n2,Colston Street,Bristol\n3,Rhodes Street,Leeds\n4,,Leeds\n";
    audit(list, "new.json", &["--decisions", "decided.csv"]);
    let document: Value = serde_json::from_str(&folder.read("new.json")).unwrap();
    assert_eq!(document["results"][1]["candidates"][0]["decision"]["state"], "decided");
    assert!(document["results"][3].get("candidates").is_none(), "without a name nothing was compared");

    let run = folder.run(&["diff", "old.json", "new.json", "--details"]).ends_with(1);
    tells(
        &run,
        &[
            "Thomas Picton Place (1), thomas-picton: shared-name, candidate → full-name, strong",
            "Rhodes Street (3), candidate-undecided, cecil-rhodes",
            "name-only, strong, refers",
        ],
    );
    folder.run(&["diff", "new.json", "new.json"]).ends_with(0);
}

#[test]
fn hostile_logs_do_no_harm() {
    let folder = folder();
    let long = "x".repeat(200_000);
    let hostile = format!(
        "framework,record,rule,verdict,by,on,reason,until,=cmd\nstatues,'007,listed-too-soon,waived,\"=HYPERLINK(\"\"http://e\"\")\",2026-11-01,\"<script>alert(1)</script>\u{1b}[31m\",2027-03-31,=1\nstatues,A2,unnamed,not accepted,@x,2026-11-02,{long},\n"
    );
    folder.write("decisions.csv", &hostile);
    let run = audit(
        &folder,
        &["--decisions", "decisions.csv", "--out", "r.html", "--out", "r.csv", "--out", "r.md", "--format", "text"],
    )
    .ends_with(1);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'));
    assert!(!folder.read("r.html").contains("<script>alert"));
    assert!(folder.read("r.csv").contains(",\"'=HYPERLINK"));
    for (bytes, code) in [
        (b"\xff\xfe\x00".to_vec(), 2),
        (vec![0u8; 100], 2),
        (b"record,verdict\n\"open quote".to_vec(), 2),
        (b"{\"decisions\": [1]}".to_vec(), 2),
        (b"[[[[[[".to_vec(), 2),
        (b"{\"record\": \"A\"}".to_vec(), 1),
        (b"".to_vec(), 2),
        (b"PK\x03\x04 and no workbook".to_vec(), 2),
        (b"record,verdict\n".to_vec(), 1),
    ] {
        folder.write("x", &bytes);
        let run = audit(&folder, &["--decisions", "x", "--quiet"]);
        assert_eq!(run.code, code, "{bytes:?}\n{}", run.err);
    }
    // A hundred thousand lines about one item, each superseding the one before.
    let mut chain = String::from("id,framework,record,rule,verdict,by,on,supersedes\n");
    for at in 0..100_000 {
        chain.push_str(&format!(
            "l{at},statues,A2,unnamed,unsure,Ann,2026-11-01,{}\n",
            if at == 0 { String::new() } else { format!("l{}", at - 1) }
        ));
    }
    folder.write("decisions.csv", &chain);
    let run = audit(&folder, &["--decisions", "decisions.csv", "--format", "json", "--quiet"]).ends_with(1);
    let now = document(&run);
    let finding =
        now["findings"].as_array().unwrap().iter().find(|finding| finding["record"]["id"] == "A2").unwrap().clone();
    assert_eq!(
        (finding["decision"]["earlier"].as_u64(), finding["decision"]["state"].as_str()),
        (Some(99_999), Some("open"))
    );
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let folder = folder();
    folder.write("persons.csv", "id,name,source\ncolston,Edward Colston,a work\n");
    folder.write("streets.csv", "id,name\nS1,Colston Street\n");
    audit(&folder, &["--out", "a.json", "--quiet"]).ends_with(1);
    let kept: Vec<String> =
        ["list.csv", "persons.csv", "streets.csv", "decisions.csv", "a.json"].map(|name| folder.read(name)).into();
    for arguments in [
        &["screen", "persons.csv", "streets.csv", "-o", "streets.csv"][..],
        &["screen", "persons.csv", "streets.csv", "-o", "./persons.csv"],
        &["review", "statues.yaml", "list.csv", "-o", "list.csv"],
        &["review", "persons.csv", "streets.csv", "-o", "persons.csv"],
        &["review", "persons.csv", "streets.csv", "--decisions", "decisions.csv", "--out", "decisions.csv"],
        &["review", "persons.csv", "--from", "decisions.csv", "--decisions", "decisions.csv"],
        &["diff", "a.json", "a.json", "-o", "a.json"],
        &["audit", "statues.yaml", "list.csv", "--out", "list.csv"],
        &["audit", "statues.yaml", "list.csv", "--register", "persons=persons.csv", "--out", "persons.csv"],
        &["new", "list.csv", "-o", "list.csv", "--force"],
        &["show", "statues.yaml", "-o", "statues.yaml"],
    ] {
        folder.run(arguments).ends_with(2).complains(&["would be written over what is read"]);
    }
    let now: Vec<String> =
        ["list.csv", "persons.csv", "streets.csv", "decisions.csv", "a.json"].map(|name| folder.read(name)).into();
    assert_eq!(kept, now);
}

#[test]
fn a_cut_audit_is_no_base_for_a_difference() {
    let folder = folder();
    audit(&folder, &["--out", "whole.json", "--quiet"]).ends_with(1);
    audit(&folder, &["--out", "cut.json", "--limit", "1", "--quiet"]).ends_with(1);
    for (old, new) in [("cut.json", "whole.json"), ("whole.json", "cut.json")] {
        folder.run(&["diff", old, new]).ends_with(2).complains(&["`cut.json` leaves out", "--format jsonl", "--limit"]);
    }
    folder.write("x.csv", "ref,name\n");
    let run = folder.run(&["diff", "x.csv", "whole.json"]).ends_with(2);
    assert!(!run.err.contains("expected value"), "{}", run.err);
    run.complains(&["(CSV)"]);
}

/// What a report says of decisions, by finding and by figure, is the same where two records share an id: nothing was decided, and it is told why.
#[test]
fn a_decision_about_an_id_of_two_records_stands_beside_neither() {
    let folder = Folder::new();
    folder.write(
        "list.csv",
        "Ref,Name,Type\nA1,Colston Avenue,street\nA1,Colston Avenue,street\nA2,Cecil Rhodes House,building\n",
    );
    folder.write(
        "log.csv",
        "framework,record,person,verdict,by,on,source\npublic-realm,A1,edward-colston,refers,Ann,2026-11-01,minute of 1902\n\
         public-realm,A2,cecil-rhodes,refers,Ann,2026-11-01,minute of 1902\n",
    );
    let audit = ["audit", "public-realm", "list.csv", "--decisions", "log.csv", "--as-of", "2026-11-25", "--format"];
    let json = |path: &str| {
        let run = folder.run(&[audit.as_slice(), &["json"]].concat());
        document(&run).pointer(path).cloned().unwrap_or_default()
    };
    assert_eq!(json("/decisions/candidates/decided"), 1);
    assert_eq!(json("/decisions/unmatched"), serde_json::json!([]));
    assert!(json("/decisions/problems").to_string().contains("several-records"));
    let decided = |record: &str| json(record).pointer("/candidates/0/decision/verdict").cloned().unwrap_or_default();
    assert_eq!(decided("/results/0"), Value::Null);
    assert_eq!(decided("/results/1"), Value::Null);
    assert_eq!(decided("/results/2"), "refers");
    let measures = json("/measures");
    let of = |id: &str| measures.as_array().unwrap().iter().find(|measure| measure["id"] == id).unwrap().clone();
    assert_eq!(of("candidates-decided").pointer("/all/yes"), Some(&Value::from(1)), "{measures:#}");
    // Findings that are written as they come say it too.
    let lines = folder.run(&[audit.as_slice(), &["jsonl"]].concat());
    assert!(!lines.out.contains("minute of 1902"), "{}", lines.out);
}

/// An explanation says what the audit says, decisions included.
#[test]
fn an_explanation_takes_decisions_as_an_audit_does() {
    let folder = folder();
    let explain = ["explain", "statues.yaml", "--record", "list.csv", "--id", "007", "--as-of", "2026-11-25"];
    let run = folder.run(&[explain.as_slice(), &["--decisions", "decisions.csv"]].concat()).ends_with(0);
    tells(&run, &["Decision waived: waived by R. Evans on 2026-11-01; the inspector comes in March"]);
    assert!(!folder.run(&explain).out.contains("waived"));
    folder.write("streets.csv", "Ref,Name,Type\nA2,Cecil Rhodes House,building\n");
    folder.write(
        "log.csv",
        "framework,record,person,verdict,by,on,source\npublic-realm,A2,cecil-rhodes,refers,Ann,2026-11-01,minute of 1902\n",
    );
    let explain = ["explain", "public-realm", "--record", "streets.csv", "--id", "A2", "--as-of", "2026-11-25"];
    tells(&folder.run(&explain), &["Link to a person To decide"]);
    let run = folder.run(&[explain.as_slice(), &["--decisions", "log.csv"]].concat()).ends_with(0);
    tells(&run, &["Link to a person Decided"]);
}

/// A decision is about one record: where two have its id it is told, and excuses neither.
#[test]
fn a_decision_about_an_id_of_two_records_excuses_none() {
    let folder = folder();
    folder.write("list.csv", "ref,name,listed,installed\n007,Statue,yes,2020\n007,Bust,yes,2021\n");
    audit(&folder, &["--decisions", "decisions.csv"]).ends_with(1).complains(&[
        "warning[several-records]: 2 records of the list have the id `007`",
        "decisions.csv, row 2",
        "give each record an id of its own",
    ]);
    folder.write("list.csv", "ref,name,listed,installed\n007,Statue,yes,2020\n");
    audit(&folder, &["--decisions", "decisions.csv"]).ends_with(0);
}

#[test]
fn what_only_stands_in_the_place_of_a_reason_is_none() {
    let folder = folder();
    for reason in ["n/a", "TBC", "#REF!", "-", "?", "unknown"] {
        let log = format!(
            "framework,record,rule,verdict,by,on,reason,until\nstatues,007,listed-too-soon,waived,Ann,2026-11-01,{reason},2027-03-31\n"
        );
        folder.write("decisions.csv", log);
        audit(&folder, &["--decisions", "decisions.csv"]).ends_with(1).complains(&["error[missing-reason]", reason]);
    }
}

#[test]
fn faults_past_the_third_are_named_by_row() {
    let folder = folder();
    let rows: String = (0..5).map(|row| format!("statues,A{row},unnamed,approved,Ann,2026-11-01\n")).collect();
    folder.write("decisions.csv", format!("framework,record,rule,verdict,by,on\n{rows}"));
    audit(&folder, &["--decisions", "decisions.csv"]).ends_with(1).complains(&["unknown-verdict: 2 rows more: 5, 6"]);
}

#[test]
fn what_is_asked_for_and_not_there_is_said() {
    let folder = folder();
    audit(&folder, &["--language", "xx"]).complains(&["no texts in the language `xx`"]);
    audit(&folder, &["--sheet", "Two"]).complains(&["`--sheet` is passed over: this is delimited text"]);
    audit(&folder, &["--decisions", "https://example.com/log.csv"]).ends_with(2).complains(&["not fetched", "save"]);
    folder.run(&["audit", "statues.yaml", "https://example.com/list.csv"]).ends_with(2).complains(&["not fetched"]);
}

/// Decisions about candidates are counted, and those that are about none are named with the reason.
#[test]
fn decisions_about_candidates_are_counted() {
    let folder = Folder::new();
    folder
        .write("assets.csv", "id,name,type\nA1,Picton Place,street\nA2,Colston Street,street\nA3,High Street,street\n");
    folder.run(&[
        "review",
        "public-realm",
        "assets.csv",
        "--only",
        "candidates",
        "--out",
        "q.csv",
        "--as-of",
        "2026-11-25",
    ]);
    let queue = folder.read("q.csv");
    let person = |name: &str| {
        let line = queue.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{queue}"));
        line.split(',').find(|cell| cell.ends_with("picton") || cell.ends_with("colston")).unwrap().to_owned()
    };
    let (picton, colston) = (person("Picton Place"), person("Colston Street"));
    let row = |record: &str, person: &str| format!("public-realm,{record},{person},unsure,Ann,2026-11-01\n");
    folder.write(
        "log.csv",
        format!(
            "framework,record,person,verdict,by,on\n{}{}{}{}",
            row("A1", &picton),
            row("A2", &colston),
            row("A3", &picton),
            row("A1", "Sir Thomas Picton")
        ),
    );
    let run = folder.run(&[
        "audit",
        "public-realm",
        "assets.csv",
        "--decisions",
        "log.csv",
        "--as-of",
        "2026-11-25",
        "--format",
        "json",
    ]);
    let report = &document(&run)["decisions"];
    assert_eq!(report["candidates"]["open"], 2, "{report:#}");
    let why: Vec<_> = report["unmatched"].as_array().unwrap().iter().map(|one| one["why"].as_str().unwrap()).collect();
    assert_eq!(why, ["not-a-candidate", "no-such-person"], "{report:#}");
    let run = folder.run(&["audit", "public-realm", "assets.csv", "--decisions", "log.csv", "--as-of", "2026-11-25"]);
    tells(
        &run,
        &[
            "of the candidates 2 open",
            "2 decisions about nothing that this audit finds",
            "whom the register does not have",
        ],
    );
}

#[test]
fn where_no_findings_are_wanted_none_are_written_in_any_format() {
    let folder = folder();
    for more in [&[][..], &["--decisions", "decisions.csv"]] {
        let none = [&["--findings", "none", "--quiet"], more].concat();
        for format in ["jsonl", "csv", "json", "text", "markdown", "html", "sarif", "junit"] {
            let run = audit(&folder, &[&none[..], &["--format", format]].concat());
            assert!(!run.out.contains("Statue of a Merchant"), "{format} {more:?}: {}", run.out);
        }
        audit(&folder, &[&none[..], &["--out", "none.jsonl", "--out", "none.csv"]].concat());
        assert_eq!(folder.read("none.jsonl"), "");
        assert_eq!(folder.read("none.csv").lines().count(), 1);
    }
}

/// Without the person, who decided and on what, nobody can check a published result.
#[test]
fn whom_people_decided_about_stands_in_reports_with_who_decided_and_on_what() {
    let folder = Folder::new();
    folder.write("assets.csv", "Asset ID,Name,Type,Town\nS1,Edward Colston,statue,Bristol\nS2,Plaque,plaque,Bristol\n");
    folder.write(
        "log.csv",
        "framework,record,item,person,verdict,by,on,source\npublic-realm,S1,,edward-colston,refers,R. Evans,2026-11-01,Naming minute 1871\n",
    );
    let common = ["audit", "public-realm", "assets.csv", "--as-of", "2026-11-25", "--quiet"];
    folder.run(&[&common[..], &["--decisions", "log.csv", "--out", "r.html", "--out", "r.xlsx"]].concat());
    let said = "Edward Colston: refers by R. Evans, 1 November 2026; source: Naming minute 1871";
    let page = folder.read("r.html");
    assert_eq!(page.matches(said).count(), 1, "{page}");
    assert!(folder.part("r.xlsx", "xl/sharedStrings.xml").contains(said));
    folder.run(&[&common[..], &["--out", "without.html"]].concat());
    assert!(!folder.read("without.html").contains("R. Evans"));
}

/// Reports that are handed on have no findings; their figures are what two of them differ in.
#[test]
fn figures_of_reports_without_findings_are_compared_and_have_a_sheet() {
    let folder = Folder::new();
    folder.write(
        "hired.yaml",
        "language: 1\nframework: hired\nversion: 1.0.0\ntitle: Hired\nsources: {house: {title: House, standing: house rule}}\n\
         record: {noun: application, id: id}\nsections: [{id: s, title: S, fields: [{id: id, type: text}, {id: group, type: choice, of: [a, b]}, {id: hired, type: yes-no}]}]\n\
         rules: [{id: known, require: hired is answered, cite: [house], say: x, why: x}]\n\
         measures: [{id: share, label: Hired of those who applied, kind: share, of: hired = yes, by: group, compare: {with: a, harm: below, bands: [{is: red, below: 1}]}}]\n",
    );
    let list = |b: usize| {
        let rows = (0..200).map(|row| match row % 2 {
            0 => format!("{row},a,yes\n"),
            _ => format!("{row},b,{}\n", if row / 2 < b { "yes" } else { "no" }),
        });
        format!("id,group,hired\n{},,\n{}", 999, rows.collect::<String>())
    };
    for (name, b) in [("old", 100), ("new", 20)] {
        folder.write("list.csv", list(b));
        let out = format!("{name}.json");
        folder.run(&[
            "audit",
            "hired.yaml",
            "list.csv",
            "--as-of",
            "2026-11-25",
            "--quiet",
            "--findings",
            "none",
            "--out",
            &out,
            "--out",
            "f.xlsx",
        ]);
    }
    let run = folder.run(&["diff", "old.json", "new.json"]).ends_with(1);
    tells(
        &run,
        &[
            "note: old.json lists 0 of its findings",
            "findings are not compared",
            "Hired of those who applied; Group: b",
            "is 20% (20 of 100)",
            ": red",
        ],
    );
    folder.run(&["diff", "old.json", "old.json"]).ends_with(0).says(&["0 told otherwise"]);
    assert!(folder.part("f.xlsx", "xl/workbook.xml").contains("name=\"Measures\""));
    assert!(folder.part("f.xlsx", "xl/sharedStrings.xml").contains("b: 0.20 times as likely as a"));
}
