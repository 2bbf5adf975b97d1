//! The rules of the repository that no compiler checks.

use due_regard::Code;
use due_regard_tests::{Suite, files, root, shown, text};
use std::collections::{BTreeMap, BTreeSet};

/// Text files of the project that are written by people.
fn written() -> Vec<(String, String)> {
    let endings = [".rs", ".toml", ".md", ".yaml", ".case", ".sh", ".py", ".css", ".js", "/run"];
    let mut all = Vec::new();
    for ending in endings {
        for path in files("", ending.trim_start_matches('/')) {
            let name = shown(&path);
            if (ending != "/run" || name.ends_with("/run")) && !name.contains("/snapshots/") {
                all.push((name, text(&path).unwrap_or_default()));
            }
        }
    }
    assert!(all.len() > 50, "the files of the repository were not found");
    all
}

/// Words that have no place in the project; in halves, so that this file does not hold them.
#[test]
fn no_file_speaks_of_the_machine_it_was_written_on() {
    let words = [
        ["to", "do!("],
        ["unimple", "mented!("],
        ["FIX", "ME"],
        ["/ho", "me/"],
        ["/ro", "ot/"],
        ["/tmp", "/team"],
        ["/wo", "rk/"],
        ["/Us", "ers/"],
        ["local", "host:"],
        ["index.", "crates.io"],
    ];
    let mut wrong = Vec::new();
    for (name, text) in written() {
        for (number, line) in text.lines().enumerate() {
            for [first, second] in words {
                let word = format!("{first}{second}");
                // A word that a rule or lint names is not one that is used.
                if line.contains(&word) && !line.contains("github.com") && !line.contains("https://") {
                    wrong.push(format!("{name}:{}: `{word}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The npm package's module is built without what only programmers print, so that nothing it says may rest on that.
#[test]
fn no_answer_rests_on_how_something_is_printed_for_programmers() {
    // Checks itself that formatting a framework leaves its meaning; no part of the module.
    let elsewhere = ["core/src/framework/format/expressions.rs"];
    let mut wrong = Vec::new();
    let mut read = 0;
    for (name, text) in written() {
        let in_module = ["core/src/", "wasm/src/", "cli/workbook/src/"].iter().any(|folder| name.starts_with(folder));
        let is_test = name.contains("tests") || name.contains("/laws");
        if !in_module || !name.ends_with(".rs") || is_test || elsewhere.contains(&name.as_str()) {
            continue;
        }
        read += 1;
        let text = text.split("\nmod tests {").next().unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            if (line.contains(":?}") || line.contains("Debug::fmt")) && !line.trim_start().starts_with("//") {
                wrong.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert!(read > 100, "{read}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_can_be_read_at_a_sitting() {
    const MOST: usize = 800;
    let long: Vec<String> = written()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".rs") && !name.starts_with("tests/bench"))
        .filter_map(|(name, text)| {
            let lines = text.lines().count();
            (lines > MOST).then(|| format!("{name} has {lines} lines; split it, {MOST} are the most"))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// What core may know of: the order of its modules, as the table of `core/DESIGN.md` gives it. A module may use those before it and those beside it.
const LAYERS: &[&[&str]] = &[
    &["error", "bits", "packed", "pattern", "source", "statistics"],
    &["diagnostic", "value"],
    &["tongue"],
    &["function", "syntax"],
    &["framework"],
    &["ir", "list", "audit"],
    &["batch"],
    &["register"],
    &["screen"],
    &["check", "report", "decision", "compare"],
    &["eval", "plan"],
    &["engine", "reference"],
    &["form", "review"],
];

/// Uses against the order that have a reason.
const ALLOWED: &[(&str, &str, &str)] =
    &[("syntax", "framework", "a rule's severity and a field's state are words of both")];

#[test]
fn modules_of_core_know_only_what_lies_below_them() {
    let layer: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(layer, names)| names.iter().map(move |name| (*name, layer))).collect();
    let mut wrong = BTreeSet::new();
    for path in files("core/src", ".rs") {
        let name = shown(&path);
        let module = name.trim_start_matches("core/src/").split(['/', '.']).next().unwrap_or_default().to_owned();
        if matches!(module.as_str(), "lib" | "laws") || name.ends_with("/tests.rs") {
            continue;
        }
        let Some(own) = layer.get(module.as_str()) else {
            wrong.insert(format!("the module `{module}` has no place in the order"));
            continue;
        };
        let whole = text(&path).unwrap();
        // Tests may look at everything.
        let code = whole.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for line in code.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let Some(other) = layer.get(used.as_str()) else { continue };
                if other > own && !ALLOWED.iter().any(|(from, to, _)| *from == module && *to == used) {
                    wrong.insert(format!("`{module}` uses `{used}`, which lies above it ({name})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The first text in quotation marks, where the code goes on with it.
fn literal(code: &str) -> Option<&str> {
    code.trim_start().strip_prefix('"')?.split('"').next()
}

#[test]
fn what_core_says_for_itself_is_there_in_welsh_and_nothing_else() {
    let welsh = text(&root().join("core/src/tongue/welsh.txt")).unwrap();
    let known: BTreeSet<&str> = welsh.lines().filter_map(|line| line.split('|').next()).collect();
    let (mut code, mut speaking) = (String::new(), String::new());
    for path in files("core/src", ".rs") {
        let name = shown(&path);
        if name.ends_with("/tongue.rs") || name.ends_with("/tests.rs") {
            continue;
        }
        let whole = text(&path).unwrap();
        // Long texts go on in the next line.
        let lines = whole.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().split("\\\n");
        let whole: String = lines.map(str::trim_start).collect();
        if ["check", "plan", "report"].iter().any(|module| name.starts_with(&format!("core/src/{module}"))) {
            speaking.push_str(&whole);
        }
        code.push_str(&whole);
    }
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for call in [
        ".words(",
        ".fill(",
        "made::words(&label,",
        "made::words(&title,",
        "made::message(&label,",
        "made::message(&title,",
    ] {
        asked.extend(speaking.split(call).skip(1).filter_map(literal));
    }
    for call in speaking.split(".number_of(").skip(1) {
        let call = call.split(';').next().unwrap_or_default();
        asked.extend(call.split_once(", ").and_then(|(_, nouns)| literal(nouns)));
    }
    let wrong: Vec<String> = asked
        .iter()
        .filter(|english| !known.contains(*english))
        .map(|english| format!("`{english}` has no Welsh"))
        .chain(
            known.iter().filter(|english| !code.contains(**english)).map(|english| format!("nobody says `{english}`")),
        )
        .collect();
    assert!(asked.len() > 100, "{asked:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn core_knows_nothing_of_the_outside_world() {
    let banned = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "println!",
        "eprintln!",
    ];
    let mut wrong = Vec::new();
    for path in files("core/src", ".rs") {
        let name = shown(&path);
        let whole = text(&path).unwrap();
        if name.ends_with("tests.rs") || name.contains("/laws") || name.ends_with("snapshot.rs") {
            continue;
        }
        let code = whole.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in banned.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{name}:{}: `{word}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_diagnostic_is_provoked_by_a_case() {
    let mut provoked: BTreeSet<String> = BTreeSet::new();
    for path in files("tests/suite", ".case") {
        provoked
            .extend(Suite::read(&text(&path).unwrap()).unwrap_or_else(|why| panic!("{}: {why}", shown(&path))).codes());
    }
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.info().name).filter(|name| !provoked.contains(*name)).collect();
    assert!(missing.is_empty(), "no file of tests/suite provokes: {}", missing.join(", "));
}

#[test]
fn every_function_has_a_case() {
    let suite: String = files("tests/suite", ".case").iter().map(|path| text(path).unwrap()).collect();
    let table = due_regard::reference::functions();
    let names = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('(').next());
    let missing: Vec<&str> = names.filter(|name| !suite.contains(&format!("{name}("))).collect();
    assert!(missing.is_empty(), "no file of tests/suite uses: {}", missing.join(", "));
}

#[test]
fn the_changelog_tells_what_is_coming() {
    let text = text(&root().join("CHANGELOG.md")).unwrap();
    let unreleased =
        text.split("\n## ").find(|section| section.starts_with("Unreleased")).expect("a section `## Unreleased`");
    assert!(unreleased.lines().count() > 2, "the section `Unreleased` of CHANGELOG.md says nothing");
}

/// A link to another file of the repository leads to one.
#[test]
fn links_between_files_lead_somewhere() {
    let mut wrong = Vec::new();
    let mut followed = 0;
    for (name, text) in written().into_iter().filter(|(name, _)| name.ends_with(".md")) {
        let folder = root().join(&name).parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ', '\n']).next()) {
            if link.is_empty() || link.contains(':') {
                continue;
            }
            followed += 1;
            if !folder.join(link).exists() {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(followed > 20, "only {followed} links were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
