//! The commands about frameworks: check, fmt, list, show, explain, schema, completions.

#![allow(missing_docs, reason = "tests")]

mod common;

use common::{Folder, STATUES, regard};

#[test]
fn a_framework_without_faults_is_clean() {
    let folder = Folder::new();
    let path = folder.write("statues.yaml", STATUES);
    folder.run(&["check", &path, "--deny-warnings"]).ends_with(0).says(&["1 framework checked: 0 errors, 0 warnings"]);
    folder.run_with(&["check", "-"], &[], Some(STATUES)).ends_with(0);
    // A folder stands for the framework in it.
    folder.write("statues/framework.yaml", STATUES);
    folder.run(&["check", "statues"]).ends_with(0);
    regard(&["check", "public-realm"]).ends_with(0);
}

#[test]
fn faults_are_shown_with_place_and_cure() {
    let folder = Folder::new();
    let path = folder.write("a.yaml", STATUES.replace("listed = yes", "lsited = yes"));
    folder.run(&["check", &path]).ends_with(1).says(&[
        "error[unknown-name]",
        "a.yaml:",
        "^^^^^^",
        "did you mean `listed`?",
        "1 error,",
    ]);
    let json = folder.run(&["check", &path, "--format", "json"]).ends_with(1);
    let document: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let diagnostics = document["frameworks"][0]["diagnostics"].as_array().unwrap();
    let first = diagnostics.iter().find(|diagnostic| diagnostic["code"] == "unknown-name").unwrap();
    assert_eq!(first["suggestion"]["replacement"], "listed");
    assert!(first["place"]["start"]["line"].as_u64().unwrap() > 20);
    // Other commands show the fault and go no further.
    folder.run(&["show", &path]).ends_with(2).complains(&["did you mean `listed`?", "has an error and cannot be used"]);
}

#[test]
fn faults_are_written_as_sarif() {
    let folder = Folder::new();
    folder.write("my framework.yaml", STATUES.replace("listed = yes", "lsited = yes"));
    let run = folder.run(&["check", "my framework.yaml", "--format", "sarif", "--quiet"]).ends_with(1);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let [result] = log["runs"][0]["results"].as_array().unwrap().as_slice() else { panic!("{}", run.out) };
    assert_eq!((&result["ruleId"], &result["level"]), (&"unknown-name".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20framework.yaml");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&42.into(), &11.into()));
    assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "listed");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-name");
}

#[test]
fn warnings_end_with_one_only_where_they_are_denied() {
    let folder = Folder::new();
    let path = folder.write("a.yaml", STATUES.replace("derive:\n", "derive:\n  never-used: listed = no\n"));
    folder.run(&["check", &path]).ends_with(0).says(&["warning[unused-derived]"]);
    folder.run(&["check", &path, "--deny-warnings"]).ends_with(1);
}

#[test]
fn files_that_cannot_be_read_end_with_two() {
    let folder = Folder::new();
    let latin = folder.write("latin.yaml", b"language: 1\ntitle: caf\xe9\n");
    let long = folder.write("long.yaml", "# ".repeat(2 << 20));
    for (name, sentence, cure) in [
        ("missing.yaml", "does not exist", "check the path"),
        (latin.as_str(), "line 2: the text is not UTF-8", "save it as UTF-8"),
        (long.as_str(), "is longer than", "at most 2 MB"),
        (".", "holds no `framework.yaml`", "name the file itself"),
        ("pubic-realm", "no bundled framework and no file is called `pubic-realm`", "did you mean `public-realm`?"),
    ] {
        for command in ["audit", "check", "show", "test", "explain", "schema"] {
            folder.run(&[command, name]).ends_with(2).complains(&["error: ", sentence, cure]);
        }
    }
    // One bad name among good ones: nothing is printed as though the job were done.
    assert_eq!(folder.run(&["check", "public-realm", "missing.yaml"]).ends_with(2).out, "");
}

#[test]
fn words_that_are_not_commands_are_met_with_what_was_meant() {
    regard(&["chekc"]).ends_with(2).complains(&["'check'"]);
    regard(&["check", "--formatt", "json", "x"]).ends_with(2).complains(&["--format"]);
    regard(&[]).ends_with(2).complains(&["Usage: regard"]);
    regard(&["--version"]).ends_with(0).says(&[env!("CARGO_PKG_VERSION"), "language 1"]);
    for command in ["audit", "check", "completions", "explain", "fmt", "list", "new", "schema", "show", "test"] {
        regard(&[command, "--help"]).ends_with(0).says(&["Usage: regard", "Examples:"]);
    }
}

#[test]
fn fmt_writes_the_usual_form_and_keeps_comments() {
    let folder = Folder::new();
    let crooked = STATUES.replace("when: listed = yes", "when: listed=='yes'   # only these");
    folder.write("a.yaml", &crooked);
    folder.run(&["fmt", "--check", "a.yaml"]).ends_with(1).says(&["a.yaml"]);
    assert_eq!(folder.read("a.yaml"), crooked);
    folder.run(&["fmt", "a.yaml"]).ends_with(0);
    let written = folder.read("a.yaml");
    assert!(written.contains("when: listed = 'yes'   # only these"), "{written}");
    folder.run(&["fmt", "--check", "a.yaml"]).ends_with(0);
    assert_eq!(folder.run_with(&["fmt", "-"], &[], Some(&crooked)).ends_with(0).out, written);
    // One that cannot be read stops the job before anything is written.
    folder.write("a.yaml", &crooked);
    folder.write("b.yaml", "a: [");
    folder.run(&["fmt", "a.yaml", "b.yaml"]).ends_with(2).complains(&["b.yaml", "not-yaml"]);
    assert_eq!(folder.read("a.yaml"), crooked);
    folder.run(&["fmt", "public-realm"]).ends_with(2).complains(&["part of the program"]);
}

#[test]
fn list_names_the_bundled_frameworks() {
    regard(&["list"]).ends_with(0).says(&["public-realm", "England", "rules"]);
    let json: serde_json::Value =
        serde_json::from_str(&regard(&["list", "--format", "json"]).ends_with(0).out).unwrap();
    let ids: Vec<&str> = json.as_array().unwrap().iter().filter_map(|framework| framework["id"].as_str()).collect();
    assert!(ids.contains(&"public-realm") && ids.contains(&"algorithmic-impact") && ids.is_sorted(), "{ids:?}");
    regard(&["list", "--codes"]).ends_with(0).says(&["unknown-name\n", "unused-option\n"]);
}

#[test]
fn show_is_a_guide_in_four_forms() {
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    folder.run(&["show", "a.yaml"]).ends_with(0).says(&[
        "Statues\n=======",
        "Name of statue `name`",
        "answer: yes-no",
        "`ten-years`",
        "the planning exception names ten years",
        "unverified",
        "“Listed” is yes",
    ]);
    folder.run(&["show", "a.yaml", "--format", "markdown"]).ends_with(0).says(&[
        "# Statues\n",
        "| **Name of statue** `name` | text |",
        "<https://example.org/act>",
    ]);
    folder.run(&["show", "a.yaml", "--format", "html", "--out", "guide.html"]).ends_with(0);
    let html = folder.read("guide.html");
    assert!(
        html.starts_with("<!doctype html>")
            && html.contains("<a href=\"https://example.org/act\"")
            && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(folder.run(&["show", "a.yaml", "--format", "yaml"]).ends_with(0).out, STATUES);
    regard(&["show", "public-realm"]).ends_with(0);
}

#[test]
fn explain_tells_of_codes_frameworks_and_rules() {
    for code in regard(&["list", "--codes"]).ends_with(0).out.lines().take(5) {
        regard(&["explain", code]).ends_with(0).says(&[code]);
    }
    regard(&["explain", "unused-optoin"]).ends_with(2).complains(&["did you mean `unused-option`?"]);
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    folder.run(&["explain", "a.yaml"]).ends_with(0).says(&[
        "What it asks",
        "listed-too-soon",
        "Planning Act, s7",
        "unverified",
        "the planning exception",
    ]);
    folder.run(&["explain", "a.yaml", "listed-too-soon"]).ends_with(0).says(&[
        "block: may not go on",
        "from the stage publish on",
        "“Listed” is yes.",
        "`old-enough` means:",
        "is at least 10 years (ten-years)",
        "Look again at the year",
        "Planning Act, s7",
        "law",
        "{name}: listed, and in place since {installed}",
    ]);
    folder
        .run(&["explain", "a.yaml", "listed-to-soon"])
        .ends_with(2)
        .complains(&["has no rule, measure or parameter `listed-to-soon`", "did you mean `listed-too-soon`?"]);
    // A rule that rests on nothing but the house's own does not show the other source.
    let unnamed = folder.run(&["explain", "a.yaml", "unnamed"]).ends_with(0);
    assert!(!unnamed.out.contains("Planning Act"), "{}", unnamed.out);
}

#[test]
fn explain_tells_how_a_record_came_by_its_verdicts() {
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    folder.write("list.csv", "ref,Name of statue,Listed,Installed\nA1,Bust,yes,2020\nA2,,yes,\nA2,Twin,no,1900\n");
    folder.write("one.json", r#"{"ref": "B1", "name": "Horse", "listed": "yes", "installed": 1900}"#);
    let common = ["explain", "a.yaml", "--as-of", "2026-11-01"];
    let with = |more: &[&str]| folder.run(&[&common[..], more].concat());
    with(&["--record", "list.csv", "--id", "A1"]).ends_with(0).says(&[
        "Bust (A1)",
        "Not ready",
        "Not met (1)",
        "Bust: listed, and in place since 2020",
        "Because",
        "Met (1)",
    ]);
    with(&["--record", "list.csv", "--row", "3"]).ends_with(0).says(&[
        "A2",
        "Cannot tell (1)",
        "What would settle it  Installed",
        "A2: no name",
    ]);
    folder.write("other.csv", "number,what\nC1,Cow\n");
    with(&["--record", "other.csv", "--columns", "number=ref", "--columns", "B=name", "--id", "C1"])
        .ends_with(0)
        .says(&["Cow (C1)"]);
    folder.write("bars.csv", b"ref|Name of statue\nD1|Caf\xe9 bust\n");
    with(&["--record", "bars.csv", "--delimiter", "|", "--encoding", "windows-1252"])
        .ends_with(0)
        .says(&["Caf\u{e9} bust (D1)"]);
    with(&["--record", "one.json"]).ends_with(0).says(&["Horse (B1)", "Outcome    Ready"]);
    with(&["--record", "one.json", "--set", "ten-years=200"]).ends_with(0).says(&["Not ready"]);
    with(&["--record", "one.json", "--stage", "draft", "--set", "ten-years=200"])
        .ends_with(0)
        .says(&["To do (1)", "to do: it would be not met"]);
    let one = folder.run(&["explain", "a.yaml", "unnamed", "--record", "list.csv", "--id", "A1"]).ends_with(0);
    assert!(one.out.contains("`unnamed`") && !one.out.contains("listed-too-soon"), "{}", one.out);
    for (more, wanted) in [
        (&["--record", "list.csv"][..], "several records"),
        (&["--record", "list.csv", "--id", "A2"], "several records of list.csv have the id `A2`"),
        (&["--record", "list.csv", "--id", "Z"], "no record of list.csv has the id `Z`"),
        (&["--record", "list.csv", "--row", "9"], "no record in row 9"),
        (&["--record", "none.csv"], "there is no such file"),
        (&["--record", "other.csv"], "no column is a field of the framework"),
        (&["--record", "list.csv", "--columns", "ref"], "has no equals sign"),
        (&["--record", "one.json", "--stage", "publsh"], "there is no stage `publsh`"),
        (&["--record", "one.json", "--set", "ten-years"], "gives no value"),
    ] {
        with(more).ends_with(2).complains(&[wanted]);
    }
    with(&["--sheet", "Statues"]).ends_with(2).complains(&["no list is given", "--record FILE"]);
    folder.run(&["explain", "a.yaml", "--as-of", "soon"]).ends_with(2).complains(&["'soon'"]);
}

#[test]
fn schemas_are_json_and_name_what_they_are_of() {
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    for (what, wanted) in [("language", "framework"), ("audit", "receipt"), ("a.yaml", "listed")] {
        let run = folder.run(&["schema", what]).ends_with(0).says(&[&format!("\"{wanted}\"")]);
        let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{what}");
    }
    folder.run(&["schema", "languge"]).ends_with(2).complains(&["`regard schema language`"]);
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        regard(&["completions", shell]).ends_with(0).says(&["regard", "explain"]);
    }
    regard(&["completions", "csh"]).ends_with(2);
}

#[test]
fn manual_pages_are_made_for_every_command() {
    let folder = Folder::new();
    folder.run(&["man"]).ends_with(0).says(&[".TH regard 1", "regard\\-audit(1)"]);
    folder.run(&["man", "--out", "."]).ends_with(0);
    assert!(folder.read("regard.1").starts_with(".ie"));
    assert!(folder.read("regard-audit.1").contains("\\-\\-fail\\-on"));
    folder.run(&["man", "--out", "none"]).ends_with(2).complains(&["its folder does not exist"]);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = Folder::new();
    folder.write("a.yaml", STATUES.replace("listed = yes", "lsited = yes"));
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        folder.run_with(arguments, variables, None).out.contains('\u{1b}')
    };
    assert!(!coloured(&["check", "a.yaml"], &[]));
    assert!(coloured(&["check", "a.yaml", "--colour", "always"], &[]));
    assert!(coloured(&["check", "a.yaml", "--color=always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&["check", "a.yaml"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check", "a.yaml"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["check", "a.yaml", "--colour", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_reading_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_regard"))
        .args(["show", "public-realm", "--format", "html"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    let status = child.wait().unwrap();
    assert_eq!((complaint.as_str(), status.code()), ("", Some(141)));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    use std::process::{Command, Stdio};
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_regard")).args(["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("standard output cannot be written"));
}

#[test]
fn outputs_appear_whole_or_not_at_all() {
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    folder.write("guide.md", "old");
    folder.run(&["show", "nothing.yaml", "--out", "guide.md"]).ends_with(2);
    assert_eq!(folder.read("guide.md"), "old");
    folder.run(&["show", "a.yaml", "--format", "markdown", "--out", "guide.md"]).ends_with(0);
    assert!(folder.read("guide.md").starts_with("# Statues"));
    folder.run(&["show", "a.yaml", "--out", "none/guide.md"]).ends_with(2).complains(&["its folder does not exist"]);
    folder.run(&["show", "a.yaml", "--out", "."]).ends_with(2).complains(&["is a folder"]);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn measures_and_parameters_are_shown_and_explained() {
    let shown = regard(&["show", "recruitment-equality"]).ends_with(0).out;
    for said in [
        "Measures\n--------",
        "`appointed-from-shortlisting`",
        "records of which holds: “Shortlisted” is yes",
        "each group with White, as a ratio",
        "red: ",
        "fewer than",
    ] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    regard(&["explain", "recruitment-equality"])
        .ends_with(0)
        .says(&["What it measures", "`appointed-from-shortlisting`"]);
    regard(&["explain", "recruitment-equality", "appointed-from-shortlisting"]).ends_with(0).says(&[
        "of what part of the records holds",
        "As the framework writes it",
        "inconclusive: in every other case",
        "What is withheld",
        "Parameters",
        "Sources",
    ]);
    regard(&["explain", "recruitment-equality", "appointed-from-shortlistin"])
        .ends_with(2)
        .complains(&["no rule, measure or parameter", "did you mean `appointed-from-shortlisting`?"]);
    let folder = Folder::new();
    folder.write("a.yaml", STATUES);
    folder.run(&["explain", "a.yaml", "ten-years"]).ends_with(0).says(&[
        "the planning exception names ten years",
        "Where it is used",
        "the derived value `old-enough`",
    ]);
    folder.write("list.csv", "name\nA\n");
    folder
        .run(&["explain", "a.yaml", "ten-years", "--record", "list.csv"])
        .ends_with(2)
        .complains(&["only rules have verdicts"]);
}
