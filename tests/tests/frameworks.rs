//! Every framework of `rules/`: free of errors and warnings, its cases hold, and every rule has a case for each verdict that it can give.

use due_regard::form::describe;
use due_regard::framework::TemplatePart;
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

/// What a form, its findings and its reports take from the framework. Titles of works, notes on them and reasons of parameters have one language.
#[test]
fn council_eia_says_everything_in_welsh_too() {
    ["council-eia", "council-eia-wales"].into_iter().for_each(everything_is_in_welsh_too);
}

fn everything_is_in_welsh_too(name: &str) {
    let loaded = loaded(&root().join("rules").join(name).join("framework.yaml"));
    let model = describe(&loaded, "cy");
    let json = serde_json::to_value(&model).unwrap();
    let pointer = |place: &str| format!("/{}", place.replace("].", "/").replace(['[', '.'], "/").replace(']', ""));
    assert_eq!(model.languages, ["en", "cy"], "{name}");
    // Yes and no are the language's own: the form says them in its language.
    let own = |place: &str| {
        let field = place.rsplit_once(".options[").map_or(place, |(field, _)| field);
        json.pointer(&pointer(field)).is_some_and(|field| field["type"] == "yes-no")
    };
    let english: Vec<_> = model.fallbacks.keys().filter(|place| !own(place)).collect();
    assert!(english.is_empty(), "{name}: {english:?}");
    let rules = loaded.framework().rules.iter();
    let messages = rules.flat_map(|rule| [&rule.say, &rule.fix].map(|message| (rule.id.value.as_str(), message)));
    for (rule, message) in messages {
        let words = |parts: &[TemplatePart]| {
            let texts =
                parts.iter().filter_map(|part| if let TemplatePart::Text(text) = part { Some(text) } else { None });
            texts.flat_map(|text| text.chars()).any(char::is_alphabetic)
        };
        let english = message.by_language.iter().filter(|(language, _)| *language != "cy");
        assert!(
            message.by_language.contains_key("cy") || !english.into_iter().any(|(_, parts)| words(parts)),
            "{name}: {rule}: {message:?}"
        );
    }
    for criterion in loaded.framework().rules.iter().flat_map(|rule| &rule.criteria) {
        for words in [&criterion.title, &criterion.say].into_iter().filter(|words| !words.is_empty()) {
            assert!(words.by_language.contains_key("cy"), "{words:?}");
        }
    }
}

/// A profile takes over the texts of the framework that it starts from, and with them what holds in England alone.
#[test]
fn profiles_of_other_countries_say_nothing_of_england() {
    for name in ["council-eia-wales", "council-eia-scotland", "council-eia-northern-ireland"] {
        let loaded = loaded(&root().join("rules").join(name).join("framework.yaml"));
        for language in ["en", "cy"] {
            let model = describe(&loaded, language);
            let reasons = loaded.framework().rules.iter().map(|rule| rule.why.get(language));
            for text in reasons.chain([model.description.as_str()]) {
                assert!(!text.contains("England") && !text.contains("Lloegr"), "{name}, {language}: {text}");
            }
        }
    }
}

#[test]
fn every_framework_says_what_it_rests_on() {
    for path in files("rules", "framework.yaml") {
        let readme = path.with_file_name("README.md");
        assert!(readme.exists(), "{} is missing", shown(&readme));
    }
    assert!(root().join("rules").is_dir());
}
