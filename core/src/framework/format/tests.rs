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

proptest! {
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
