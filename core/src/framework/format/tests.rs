#![allow(clippy::unwrap_used, clippy::string_slice, reason = "tests may panic")]

use super::*;
use proptest::prelude::*;

fn formatted(text: &str) -> String {
    format(&Source::new("a.yaml", text)).unwrap()
}

#[test]
fn texts_get_their_usual_layout() {
    for (name, text, expected) in [
        ("nothing", "", ""),
        ("blank lines", "\n\n\n", ""),
        ("breaks, marks, ends", "\u{feff}title: a \t\r\nversion: '1'\r\n\r\n\r\n", "title: a\nversion: '1'\n"),
        ("several marks", "\u{feff}\u{feff}\n \n\u{feff}title: a\n", "title: a\n"),
        ("no break at the end", "title: a", "title: a\n"),
        ("runs of blank lines", "\n\ntitle: a\n\n\n\nversion: '1'\n", "title: a\n\nversion: '1'\n"),
        (
            "keys of several lines",
            "title: a\nstages:\n  - b\nversion: '1'\nlicence: c\n",
            "title: a\n\nstages:\n  - b\n\nversion: '1'\nlicence: c\n",
        ),
        (
            "comments",
            "# head\ntitle: a # right\n# on stages\n# more\nstages:   # here\n  # on b\n  - b\n  # still stages\n# on version\nversion: '1'\n# foot\n",
            "# head\ntitle: a # right\n\n# on stages\n# more\nstages:   # here\n  # on b\n  - b\n  # still stages\n\n# on version\nversion: '1'\n# foot\n",
        ),
        (
            "texts of several lines",
            "title: |\n  a  \n\n\n  b\ndescription: 'c  \n\n\n  d'\nversion: '1'\n",
            "title: |\n  a  \n\n\n  b\n\ndescription: 'c  \n\n\n  d'\n\nversion: '1'\n",
        ),
        ("blocks that keep", "title: |+\n  a\n\n\nversion: '1'\n", "title: |+\n  a\n\n\nversion: '1'\n"),
        (
            "expressions",
            "derive:\n  a: b==c&&!(d<>3)\n  e: \"b = c\"\n  f: 'b = ''not held'''\n",
            "derive:\n  a: b = c and not (d != 3)\n  e: b = c\n  f: b = 'not held'\n",
        ),
        (
            "quotes where YAML needs them",
            "derive:\n  a: 'b = \"x: y\"'\n  c: \"d  in [e]\"\n  f: {value: 'd in [e]'}\n",
            "derive:\n  a: \"b = 'x: y'\"\n  c: d in [e]\n  f: {value: \"d in [e]\"}\n",
        ),
        (
            "quotes within brackets",
            "rules: [{id: r, when: \"a in [b,c]\", require: '{x}'}]\n",
            "rules: [{id: r, when: \"a in [b, c]\", require: x}]\n",
        ),
        (
            "quotes where other readers need them",
            "derive:\n  a: \"false\"\n  b: 'no'\n  c: \"1.0\"\n  d: '2020-01-01'\n  e: \"(true)\"\n  f: (1)\n  g: false\n  h: 10\n  i: '\"no\"'\n  j: {value: 'no'}\n",
            "derive:\n  a: \"false\"\n  b: 'no'\n  c: \"1\"\n  d: '2020-01-01'\n  e: \"true\"\n  f: \"1\"\n  g: false\n  h: 10\n  i: \"'no'\"\n  j: {value: 'no'}\n",
        ),
        ("mistakes", "derive:\n  a: b ==== c\n  d: '(e'\n", "derive:\n  a: b ==== c\n  d: '(e'\n"),
        (
            "expressions of several lines",
            "derive:\n  a: >-\n    b = c\n    and d = e\n  f: >- # why\n    g == h\n    and i == j\n",
            "derive:\n  a: >-\n    b = c\n    and d = e\n  f: >- # why\n    g = h and i = j\n",
        ),
        (
            "what is no expression",
            "title: a == b\nrules:\n  - {id: r, say: a == b, why: c && d}\n",
            "title: a == b\n\nrules:\n  - {id: r, say: a == b, why: c && d}\n",
        ),
        (
            "groups",
            "sections:\n  - id: s\n    ask-when: a==b\n    rows: [{id: r, not-applicable-when: c==d}]\n    fields: [{id: f, ask-when: e==f}, {id: g, repeat: {}, fields: [{id: h, ask-when: i==j}]}]\n",
            "sections:\n  - id: s\n    ask-when: a = b\n    rows: [{id: r, not-applicable-when: c = d}]\n    fields: [{id: f, ask-when: e = f}, {id: g, repeat: {}, fields: [{id: h, ask-when: i = j}]}]\n",
        ),
    ] {
        assert_eq!(formatted(text), expected, "{name}");
        assert_eq!(formatted(expected), expected, "{name}, a second time");
    }
}

#[test]
fn what_is_not_yaml_is_not_formatted() {
    let diagnostics = format(&Source::new("a.yaml", "title: [a\nversion: &x '1'\n")).unwrap_err();
    assert_eq!(diagnostics.len(), 2);
}

/// Lines of a framework as people might write them, good and bad.
fn frameworkish() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("title: a  \n"),
        Just("description: |\n  b  \n\n   c\n"),
        Just("licence: >+\n  d\n\n\n"),
        Just("version: '1\n\n  2' # x\n"),
        Just("derive:\n"),
        Just("  e: f==g && h\n"),
        Just("  i: >-\n    j   = k\n    and l\n"),
        Just("  m: {value: \"n in [o]\", label: p}\n"),
        Just("# q\n"),
        Just("  # r\n"),
        Just("\n"),
        Just("  \n"),
        Just("\t\n"),
        Just("rules:\n"),
        Just("  - id: s\n"),
        Just("    when: \"t: u\"\n"),
        Just("    require: '''v w'' = x'\n"),
        Just("  - {id: y, when: 'any z where a=b', require: \"c\\n\"}\n"),
        Just("stages: [d, e]\r\n"),
        Just("    f\n"),
        Just("outcome: [{is: g, when: not h}]"),
        Just("jurisdiction: |2-\n    i\n"),
        Just("---\n"),
        Just("...\n"),
    ];
    proptest::collection::vec(line, 0..14).prop_map(|lines| lines.concat())
}

/// What readers of YAML 1.1 and of 1.2 make of a plain scalar, as the two specifications write it (tag:yaml.org,2002 types; the core schema).
fn resolved(text: &str) -> &'static str {
    for (pattern, kind) in [
        (r"^(?:~|null|Null|NULL|)$", "null"),
        (r"^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$", "bool"),
        (r"^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$", "number"),
        (r"^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$", "number"),
        (r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$", "number"),
        (r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*)?$", "day"),
    ] {
        if regex::Regex::new(pattern).unwrap().is_match(text) {
            return kind;
        }
    }
    "text"
}

/// What another reader takes each scalar of a text for, in order; keys too.
fn taken_for(node: &Node, out: &mut Vec<&'static str>) {
    match &node.kind {
        NodeKind::Null => out.push("null"),
        NodeKind::Scalar(scalar) if scalar.style == super::super::tree::ScalarStyle::Plain => {
            out.push(resolved(&scalar.text))
        }
        NodeKind::Scalar(_) => out.push("text"),
        NodeKind::Sequence(items) => items.iter().for_each(|item| taken_for(item, out)),
        NodeKind::Mapping(entries) => entries.iter().for_each(|(_, value)| taken_for(value, out)),
    }
}

/// The same of a whole text.
fn as_others_read(text: &str) -> Vec<&'static str> {
    let mut out = Vec::new();
    taken_for(&tree(&Source::new("a.yaml", text)).unwrap(), &mut out);
    out
}

/// What is wrong with a text as a framework, without the places and without what formatting mends.
fn complaints(text: &str) -> Vec<String> {
    let loaded = crate::load(Source::new("a.yaml", text));
    let mut all: Vec<String> = loaded
        .diagnostics()
        .iter()
        .filter(|one| one.code != crate::diagnostic::Code::NotCanonical)
        .map(|one| format!("{} {}", one.code, one.message))
        .collect();
    all.sort();
    all
}

/// Values that readers of YAML take for something else than a text when they stand without quotes, and their like in an expression.
fn values() -> impl Strategy<Value = String> {
    let words = [
        "false",
        "true",
        "no",
        "yes",
        "No",
        "on",
        "off",
        "y",
        "n",
        "null",
        "Null",
        "~",
        "1.0",
        "007",
        "0",
        "-1",
        ".5",
        "1e3",
        "0x1F",
        "1_000",
        "12:30",
        "2020-01-01",
        "2020-1-1",
        ".inf",
        ".nan",
        "a",
        "a=b",
        "a == 'no'",
        "(true)",
        "( 7 )",
        "not  false",
        "'no'",
        "''",
        "2020-01-01  < b",
        "1+2",
    ];
    (proptest::sample::select(words.to_vec()), 0..5_u8).prop_map(|(word, style)| match style {
        0 => format!("\"{word}\""),
        1 => format!("'{}'", word.replace('\'', "''")),
        2 => format!(">-\n      {word}"),
        _ => word.to_owned(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn every_reader_of_yaml_reads_what_it_read_before(values in proptest::collection::vec((values(), any::<bool>()), 1..6)) {
        let mut text = String::from("language: 1\nframework: f\nversion: \"1.0\" # of the text\ntitle: 'no'\nderive:\n");
        for (number, (value, within)) in values.iter().enumerate() {
            if *within && !value.starts_with('>') {
                text.push_str(&format!("  v{number}: {{label: \"false\", value: {value}}} # comment {number}\n"));
            } else if value.starts_with('>') {
                text.push_str(&format!("  # comment {number}\n  v{number}: {value}\n"));
            } else {
                text.push_str(&format!("  v{number}: {value} # comment {number}\n"));
            }
        }
        let source = Source::new("a.yaml", text.as_str());
        let Ok(once) = format(&source) else { return Ok(()) };
        prop_assert_eq!(as_others_read(&once), as_others_read(&text), "{}", once);
        prop_assert_eq!(complaints(&once), complaints(&text), "{}", once);
        prop_assert_eq!(expressions::meaning(&tree(&source).unwrap()), expressions::meaning(&tree(&Source::new("", once.as_str())).unwrap()));
        prop_assert_eq!(formatted(&once), once.clone());
        for kept in ["version: \"1.0\" # of the text\n", "title: 'no'\n"] {
            prop_assert!(once.contains(kept), "{}", once);
        }
        for number in 0..values.len() {
            prop_assert!(once.contains(&format!("# comment {number}\n")), "{}", once);
        }
    }

    #[test]
    fn formatting_keeps_the_meaning_and_is_done_once(text in frameworkish()) {
        let source = Source::new("a.yaml", text.as_str());
        if let Ok(once) = format(&source) {
            let again = Source::new("a.yaml", once.as_str());
            prop_assert_eq!(expressions::meaning(&tree(&source).unwrap()), expressions::meaning(&tree(&again).unwrap()));
            prop_assert_eq!(format(&again).unwrap(), once);
        }
    }

    #[test]
    fn any_text_is_formatted_or_refused(text in ".{0,60}") {
        if let Ok(once) = format(&Source::new("a.yaml", text.as_str())) {
            prop_assert_eq!(formatted(&once), once);
        }
    }
}

#[test]
fn comments_are_all_kept() {
    let example = include_str!("../../../LANGUAGE.md");
    let example = &example[example.find("```yaml\n").unwrap() + 8..];
    let example = &example[..example.find("```").unwrap()];
    let comments = |text: &str| {
        text.lines()
            .filter_map(|line| line.split_once(" # "))
            .map(|(_, comment)| comment.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(comments(&formatted(example)), comments(example));
}
