#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic, and measure time"
)]

use super::*;
use crate::diagnostic::Diagnostic;
use proptest::prelude::*;
use std::fmt::Write as _;

/// A tree on one line: places as byte ranges of the text, `@` where a scalar's content begins in the text.
fn outline(node: &Node, out: &mut String) {
    match &node.kind {
        NodeKind::Null => out.push('~'),
        NodeKind::Scalar(scalar) => {
            let at = scalar.content_start.map(|at| format!("@{at}")).unwrap_or_default();
            let _ = write!(out, "{:?}{at}", scalar.text);
        }
        NodeKind::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                outline(item, out);
            }
            out.push(']');
        }
        NodeKind::Mapping(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                let _ = write!(out, "{}{}: ", if index > 0 { ", " } else { "" }, key.value);
                outline(value, out);
            }
            out.push('}');
        }
    }
    let _ = write!(out, "<{}..{}>", node.span.start, node.span.end);
}

fn read(text: &str) -> (Node, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let node = parse(&Source::new("a.yaml", text), &mut diagnostics);
    (node, diagnostics.into_sorted())
}

fn tree(text: &str) -> String {
    let (node, diagnostics) = read(text);
    assert_eq!(diagnostics, [], "{text}");
    let mut out = String::new();
    outline(&node, &mut out);
    out
}

/// Every diagnostic as `code line:column message`, and the keys that were read nevertheless.
fn problems(text: &str) -> String {
    let (node, diagnostics) = read(text);
    let source = Source::new("a.yaml", text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        assert!(!diagnostic.help.is_empty() || diagnostic.code == Code::WrongShape, "{diagnostic:?} says no way out");
        let _ = writeln!(out, "{} {} {}", diagnostic.code, source.position(diagnostic.span.start), diagnostic.message);
    }
    if let NodeKind::Mapping(entries) = &node.kind {
        out.push_str(&entries.iter().map(|(key, _)| key.value.as_str()).collect::<Vec<_>>().join(" "));
    }
    out
}

#[test]
fn every_node_has_its_place() {
    for (text, expected) in [
        ("", "~<0..0>"),
        ("# nothing\n", "~<0..0>"),
        ("a: b\n", "{a: \"b\"@3<3..4>}<0..4>"),
        ("\u{feff}a: b\n", "{a: \"b\"@6<6..7>}<3..7>"),
        ("a: b\r\nc: d\r\n", "{a: \"b\"@3<3..4>, c: \"d\"@9<9..10>}<0..10>"),
        ("---\na: b\n...\n", "{a: \"b\"@7<7..8>}<4..8>"),
        ("a: 'b c'\n", "{a: \"b c\"@4<3..8>}<0..8>"),
        ("a: 'it''s'\n", "{a: \"it's\"<3..10>}<0..10>"),
        ("a: \"b\\tc\"\n", "{a: \"b\\tc\"<3..9>}<0..9>"),
        ("é: \"ü\"\n", "{é: \"ü\"@5<4..8>}<0..8>"),
        ("a: b\n  c\n", "{a: \"b c\"<3..8>}<0..8>"),
        ("a: >-\n  b\nc: d\n", "{a: \"b\"@8<3..9>, c: \"d\"@13<13..14>}<0..14>"),
        ("a: | # not > this\n  b\n\n", "{a: \"b\\n\"@20<3..21>}<0..21>"),
        ("a: >-\n  b\n  c\n", "{a: \"b c\"<3..13>}<0..13>"),
        ("- >-\n  b\n- |\n  c\n", "[\"b\"@7<2..8>, \"c\\n\"@15<11..16>]<0..16>"),
        ("a:\nb: ~\nc: null\n", "{a: ~<1..1>, b: ~<6..7>, c: ~<11..15>}<0..15>"),
        ("a: [b, {c: d}, ]\n", "{a: [\"b\"@4<4..5>, {c: \"d\"@11<11..12>}<7..13>]<3..16>}<0..16>"),
        ("a:\n  - b\n  - - c\n", "{a: [\"b\"@7<7..8>, [\"c\"@15<15..16>]<13..16>]<5..16>}<0..16>"),
        ("a:\n- b\n", "{a: [\"b\"@5<5..6>]<3..6>}<0..6>"),
        ("when: a = 'b'  # c\n", "{when: \"a = 'b'\"@6<6..13>}<0..13>"),
    ] {
        assert_eq!(tree(text), expected, "{text:?}");
    }
}

#[test]
fn what_the_profile_leaves_out_is_refused_and_reading_goes_on() {
    for (text, expected) in [
        (
            "a: &x b\nc: *x\nd: e\n",
            "yaml-profile 1:4 an anchor (`&…`) is not part of the framework language\nyaml-profile 2:4 an alias (`*…`) is not part of the framework language\na d",
        ),
        ("a: *nobody\n", "yaml-profile 1:4 an alias (`*…`) is not part of the framework language\n"),
        (
            "a: !!str b\nc: !x {d: e}\n",
            "yaml-profile 1:4 a tag (`!…`) is not part of the framework language\nyaml-profile 2:4 a tag (`!…`) is not part of the framework language\na c",
        ),
        ("<<: {a: b}\nc: d\n", "yaml-profile 1:1 a merge key (`<<`) is not part of the framework language\nc"),
        ("a: b\n---\nc: d\n", "yaml-profile 2:1 a second document begins here, and a framework is one document\na"),
        ("a: b\nc: d\na: e\n", "duplicate-key 3:1 the key `a` stands here a second time\na c"),
        ("no: b\n", "unquoted-value 1:1 other YAML readers take `no` for a truth value\nno"),
        ("? [a]\n: b\nc: d\n", "wrong-shape 1:3 a key has to be a word, and this is a list\nc"),
        (": b\nc: d\n", "wrong-shape 1:1 a key has to be a word, and this is nothing\nc"),
    ] {
        assert_eq!(problems(text), expected, "{text:?}");
    }
}

#[test]
fn a_duplicate_key_shows_both_places() {
    let (_, diagnostics) = read("a: 1\nb: {c: 1, d: 2, c: 3}\n");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].span, Span::new(21, 22));
    assert_eq!(diagnostics[0].labels[0].span, Span::new(9, 10));
}

#[test]
fn mistakes_say_what_to_do_and_hide_nothing_further_down() {
    for (text, expected) in [
        ("a: b: c\nd: e\n", "not-yaml 1:5 a `:` makes a key here, where none can stand\na d"),
        ("a:\n\tb: c\nd: e\n", "not-yaml 2:2 a tab stands where YAML wants spaces\nd"),
        ("a:\n  b: c\n\td: e\nf: g\n", "not-yaml 3:1 a tab stands where YAML wants spaces\na f"),
        ("a: {b} c\nd: e\n", "not-yaml 1:4 text follows after the closing bracket\na d"),
        ("a: {b}: {c}\nd: e\n", "not-yaml 1:4 text follows after the closing bracket\na d"),
        ("a:\n  b: 1\n c: 2\nd: e\n", "not-yaml 3:2 this line does not go on where those before it left off\na d"),
        ("a: \"b\nc: d\n", "not-yaml 1:4 a quote is opened here and never closed\nc"),
        ("a: [b, c\nd: e\nf: g\n", "not-yaml 1:4 a bracket is opened here and not closed before the next key\nd f"),
        ("a: {b: c\n", "not-yaml 1:4 `{` is opened here and never closed\n"),
        (
            "a: `b`\nc: @d\ne: %f\ng: h\n",
            "not-yaml 1:4 a value cannot begin with this character\nnot-yaml 2:4 a value cannot begin with this character\nnot-yaml 3:4 a value cannot begin with this character\ng",
        ),
        ("a: 'b' c\nd: e\n", "not-yaml 1:8 something follows after the closing quote\nd"),
        ("- a\nb: c\n", "not-yaml 2:1 a list and a mapping are mixed here\n"),
        ("a: \"\\q\"\n", "not-yaml 1:4 this backslash is not one of YAML's escapes\n"),
        ("a: b\u{0}\n", "not-yaml 1:5 the character U+0000 cannot be part of a text\n"),
        ("a: ]\n", "not-yaml 1:4 this bracket was never opened\n"),
        ("a: [b}\nc: d\n", "not-yaml 1:4 `[` is closed by `}`\nc"),
    ] {
        assert_eq!(problems(text), expected, "{text:?}");
    }
}

/// Texts that bring other readers down, each with the code that it gets here.
fn hostile() -> Vec<(&'static str, String, Code)> {
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &('b'..='z')
            .map(|c| {
                format!("{c}: &{c} [{0},{0},{0},{0},{0},{0},{0},{0},{0}]\n", format!("*{}", (c as u8 - 1) as char))
            })
            .collect::<String>();
    vec![
        ("billion laughs", laughs, Code::YamlProfile),
        ("brackets", "[".repeat(100_000), Code::TooLarge),
        ("braces", "{a: ".repeat(100_000), Code::TooLarge),
        ("dashes", "- ".repeat(100_000), Code::TooLarge),
        ("questions", "? ".repeat(100_000), Code::TooLarge),
        ("indents", (0..1_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(), Code::TooLarge),
        (
            "both kinds of nesting",
            (0..60).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>()
                + &" ".repeat(61)
                + &"[".repeat(60)
                + &"]".repeat(60),
            Code::TooLarge,
        ),
        ("two megabytes", "a".repeat(MAX_BYTES + 1), Code::TooLarge),
        ("many values", "- a\n".repeat(MAX_NODES + 1), Code::TooLarge),
        ("many small values", format!("[{}]", "1,".repeat(MAX_NODES + 1)), Code::TooLarge),
        ("many quotes", "a: 'b\n".repeat(150_000), Code::NotYaml),
        ("many open brackets", "a: [b\n".repeat(150_000), Code::NotYaml),
        ("many equal keys", "a: b\n".repeat(90_000), Code::DuplicateKey),
        ("many anchors", "- &a b\n".repeat(90_000), Code::YamlProfile),
    ]
}

#[test]
fn hostile_texts_are_refused_quickly() {
    for (name, text, code) in hostile() {
        let started = std::time::Instant::now();
        let (_, diagnostics) = read(&text);
        assert!(diagnostics.iter().any(|diagnostic| diagnostic.code == code), "{name}: {:?}", diagnostics.first());
        // Unoptimised builds on a busy machine; a quadratic reader takes minutes.
        assert!(started.elapsed().as_secs() < 10, "{name} took {:?}", started.elapsed());
    }
}

#[test]
fn the_largest_text_that_may_be_read_is_read() {
    let text = format!("a: {}", "b".repeat(MAX_BYTES - 3));
    assert_eq!(read(&text).1, []);
}

#[test]
fn the_deepest_text_that_may_be_read_is_read() {
    let text = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
    assert_eq!(read(&text).1, []);
    assert_eq!(read(&format!("[{text}]")).1[0].code, Code::TooLarge);
}

/// Texts that look like YAML more often than chance would make them.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a: ".to_owned()),
        Just("b:\n".to_owned()),
        Just("  ".to_owned()),
        Just("\n".to_owned()),
        Just("- ".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just(", ".to_owned()),
        Just("'".to_owned()),
        Just("\"".to_owned()),
        Just("|\n".to_owned()),
        Just(">-\n".to_owned()),
        Just("# c".to_owned()),
        Just("&x ".to_owned()),
        Just("*x".to_owned()),
        Just("!t ".to_owned()),
        Just("\t".to_owned()),
        Just("\r\n".to_owned()),
        Just("---\n".to_owned()),
        Just("...\n".to_owned()),
        Just("? ".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\u{85}".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("é".to_owned()),
        Just("\\u12".to_owned()),
        "[a-z ]{0,6}",
        ".{0,3}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check_places(node: &Node, text: &str) {
    assert!(node.span.start <= node.span.end, "{node:?}");
    assert!(text.get(node.span.start as usize..node.span.end as usize).is_some(), "{node:?} of {text:?}");
    match &node.kind {
        NodeKind::Null => {}
        NodeKind::Scalar(scalar) => {
            if let Some(start) = scalar.content_start {
                let content = scalar.text.trim_end_matches('\n');
                assert_eq!(text.get(start as usize..start as usize + content.len()), Some(content), "{text:?}");
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|item| check_places(item, text)),
        NodeKind::Mapping(entries) => {
            let mut keys = std::collections::BTreeSet::new();
            for (key, value) in entries {
                assert!(keys.insert(&key.value), "{} twice", key.value);
                check_places(value, text);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_tree_with_places_in_the_text(text in yamlish()) {
        let (node, diagnostics) = read(&text);
        check_places(&node, &text);
        for diagnostic in diagnostics {
            prop_assert!(text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).is_some(), "{diagnostic:?}");
            diagnostic.render(&Source::new("a.yaml", text.as_str()));
        }
    }
}
