//! Every framework of `rules/`: free of errors and warnings, its cases hold, and every rule has a case for each verdict that it can give.

use due_regard::{Level, Loaded, Source, load_with};
use due_regard_cli::{bundled, cases};
use due_regard_tests::{files, root, shown, text};
use std::path::Path;

/// A framework of `rules/`; what it extends lies there too.
fn loaded(path: &Path) -> Loaded {
    let source = |path: &Path| Source::new(shown(path), text(path).unwrap());
    load_with(source(path), |base| {
        let path = root().join("rules").join(base).join("framework.yaml");
        path.is_file().then(|| source(&path))
    })
}

#[test]
fn every_framework_is_free_of_errors_and_warnings() {
    let mut wrong = Vec::new();
    let all = files("rules", "framework.yaml");
    assert!(!all.is_empty(), "there is no framework under rules/");
    for path in all {
        let loaded = loaded(&path);
        for diagnostic in loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level != Level::Advice) {
            let position = loaded.source().position(diagnostic.span.start);
            wrong.push(format!(
                "{}:{}:{}: {}: {}",
                shown(&path),
                position.line,
                position.column,
                diagnostic.code,
                diagnostic.message
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_cases_and_they_hold() {
    let mut wrong = Vec::new();
    for path in files("rules", "framework.yaml") {
        let loaded = loaded(&path);
        let folder = shown(path.parent().unwrap());
        let cases: Vec<(String, String)> =
            files(&format!("{folder}/cases"), ".case").iter().map(|path| (shown(path), text(path).unwrap())).collect();
        let id = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let registers = bundled::find(&id).map_or_else(Vec::new, |bundled| bundled.registers().unwrap());
        let report =
            cases::test(&loaded, &registers, cases.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap();
        for mismatch in report.files.iter().flat_map(|file| &file.mismatches) {
            wrong.push(format!(
                "{}: {}: expected {}, got {}",
                mismatch.place, mismatch.about, mismatch.expected, mismatch.got
            ));
        }
        for (rule, verdicts) in &report.missing {
            let verdicts: Vec<String> = verdicts.iter().map(ToString::to_string).collect();
            wrong.push(format!("{folder}: the rule `{rule}` has no case in which it is: {}", verdicts.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}\n(`regard test --bless` writes what was found)", wrong.join("\n"));
}

#[test]
fn every_framework_says_what_it_rests_on() {
    for path in files("rules", "framework.yaml") {
        let readme = path.with_file_name("README.md");
        assert!(readme.exists(), "{} is missing", shown(&readme));
    }
    assert!(root().join("rules").is_dir());
}
