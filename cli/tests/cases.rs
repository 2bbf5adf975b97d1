//! `regard test`: cases hold or do not, rules lack them or do not, and `--bless` writes what it is.

#![allow(missing_docs, reason = "tests")]

mod common;

use common::{Folder, STATUES, regard};

const CASES: &str = "\
Statues that are listed.
=== named
A statue of long standing.
--- record.json
{\"ref\": \"A1\", \"name\": \"Horse\", \"listed\": \"yes\", \"installed\": 1900}
--- verdicts
unnamed          met
listed-too-soon  met
--- outcome
ready

=== several
Three statues.
--- records.csv
ref,name,listed,installed
A1,,yes,2020
A2,Lion,yes,
A3,Bear,no,
--- settings
as-of: 2026-11-01
--- verdicts
1: unnamed          not met
1: listed-too-soon  not met
2: listed-too-soon  cannot tell
3: listed-too-soon  does not apply
--- outcome
1: not ready
2: cannot tell yet
3: ready
--- findings
A1: no name
[missing]: listed, and in place since 2020
Lion: listed, and in place since [missing]
";

fn folder(cases: &str) -> Folder {
    let folder = Folder::new();
    folder.write("framework.yaml", STATUES);
    folder.write("cases/listed.case", cases);
    folder
}

#[test]
fn cases_that_hold_and_cover_every_rule_are_clean() {
    folder(CASES).run(&["test", "."]).ends_with(0).says(&["statues: 2 cases in 1 file, all as expected"]);
}

#[test]
fn what_differs_is_shown_with_its_place() {
    folder(&CASES.replace("2: listed-too-soon  cannot tell", "2: listed-too-soon  met"))
        .run(&["test", "."])
        .ends_with(1)
        .says(&[
            "the verdict of `listed-too-soon` (record 2) is not as the case says",
            "listed.case, `several`, line 24",
            "expected: met",
            "got:      cannot tell",
            "because",
        ]);
    folder(&CASES.replace("--- outcome\nready", "--- outcome\nnot ready"))
        .run(&["test", "."])
        .ends_with(1)
        .says(&["the outcome is not", "got:      ready"]);
    folder(&CASES.replace("Lion: listed", "Tiger: listed"))
        .run(&["test", "."])
        .ends_with(1)
        .says(&["what is printed is not"]);
    folder(&CASES.replace("unnamed          met", "unamed          met"))
        .run(&["test", "."])
        .ends_with(1)
        .says(&["there is no such rule"]);
}

#[test]
fn rules_without_cases_are_named() {
    let cases = CASES.replace("2: listed-too-soon  cannot tell\n", "");
    let folder = folder(&cases);
    folder.run(&["test", "."]).ends_with(1).says(&["1 of 2 rules lack a case", "listed-too-soon: cannot tell"]);
    folder.run(&["test", ".", "--allow-missing"]).ends_with(0);
    folder.run(&["test", ".", "--cases", "nowhere"]).ends_with(1).says(&[
        "2 of 2 rules lack a case",
        "0 cases",
        "cases/*.case",
    ]);
}

#[test]
fn blessing_writes_what_it_is_and_nothing_else() {
    let wrong = CASES
        .replace("2: listed-too-soon  cannot tell", "2: listed-too-soon  met")
        .replace("3: ready", "3: not ready")
        .replace("Lion: listed", "Tiger: listed");
    for (arguments, variables) in [(&["test", ".", "--bless"][..], &[][..]), (&["test", "."], &[("BLESS", "1")])] {
        let folder = folder(&wrong);
        folder.run_with(arguments, variables, None).ends_with(0).says(&["1 file written anew"]);
        assert_eq!(folder.read("cases/listed.case"), CASES);
    }
    // A case that names no rule gets all that have something to say.
    let folder = folder("Prose.\n--- record.json\n{\"ref\": \"A1\"}\n--- verdicts\n");
    folder.run(&["test", ".", "--bless"]).says(&["written anew"]);
    assert_eq!(
        folder.read("cases/listed.case"),
        "Prose.\n--- record.json\n{\"ref\": \"A1\"}\n--- verdicts\nunnamed          not met\nlisted-too-soon  cannot tell\n"
    );
}

#[test]
fn mistakes_in_a_case_end_with_two() {
    for (cases, wanted) in [
        ("Prose.\n--- record.json\n{\n--- verdicts\n", "the record is not JSON"),
        (
            "Prose.\n--- record.json\n{}\n--- settings\nstage: publsh\n--- verdicts\nunnamed  met\n",
            "there is no stage `publsh`",
        ),
        ("Prose.\n--- records.csv\nref,nmae\nA,B\n--- verdicts\nunnamed  met\n", "the column `nmae` is no field"),
        ("Prose.\n--- verdits\n", "did you mean `verdicts`?"),
    ] {
        folder(cases).run(&["test", "."]).ends_with(2).complains(&["listed.case", wanted]);
    }
}

#[test]
fn every_bundled_framework_has_cases_for_every_rule_and_they_hold() {
    for bundled in due_regard_cli::bundled::ALL {
        common::regard(&["test", bundled.id]).ends_with(0);
        common::regard(&["check", bundled.id, "--deny-warnings"]).ends_with(0);
    }
    common::regard(&["test", "public-realm", "--bless"]).ends_with(2).complains(&["part of the program"]);
}

#[test]
fn every_section_of_a_case_is_told_where_cases_are_explained() {
    let help = regard(&["test", "--help"]).ends_with(0).out;
    let guide = include_str!("../../rules/README.md");
    for section in [
        "record.json",
        "records.json",
        "records.csv",
        "decisions",
        "register ID",
        "settings",
        "verdicts",
        "outcome",
        "measures",
        "notes",
        "findings",
    ] {
        assert!(help.contains(section), "{section} in {help}");
    }
    for section in ["records.csv", "--- outcome", "--- measures", "--- findings", "--- notes"] {
        assert!(guide.contains(section), "{section}");
    }
}
