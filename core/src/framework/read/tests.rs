#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic, and measure time"
)]

use super::*;
use crate::framework::{DerivedValue, Member, Required, Rows, Severity, Standing, TemplatePart, UnknownVerdict};
use crate::syntax::ast::ExprKind;
use crate::value::{FieldType, State};
use proptest::prelude::*;

fn read_text(text: &str) -> (Framework, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let framework = read(&Source::new("a.yaml", text), &mut diagnostics);
    (framework, diagnostics.into_sorted())
}

/// The example of the language reference.
fn reference_example() -> &'static str {
    let reference = include_str!("../../../LANGUAGE.md");
    let start = reference.find("```yaml\n").unwrap() + "```yaml\n".len();
    let length = reference[start..].find("```").unwrap();
    &reference[start..start + length]
}

/// A framework without fault, with something put in place of or after its parts.
fn with(part: &str) -> String {
    let mut text = String::from("language: 1\nframework: a\nversion: 0.1.0\ntitle: A\n");
    if !part.contains("sections:") {
        text.push_str("sections: [{id: s, fields: [{id: f, type: text}]}]\n");
    }
    text + part
}

/// Every diagnostic of a framework as people see it on a line: code, the text that it points at, message, help.
fn problems(text: &str) -> String {
    let source = Source::new("a.yaml", text);
    let lines = read_text(text).1.into_iter().map(|diagnostic| {
        let help = diagnostic.help.iter().map(|help| format!(" / {help}")).collect::<String>();
        format!(
            "{} [{}] {}{help}",
            diagnostic.code,
            source.slice(diagnostic.span).lines().next().unwrap_or(""),
            diagnostic.message
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_reference_example_is_read_whole() {
    let (framework, diagnostics) = read_text(reference_example());
    assert_eq!(diagnostics, []);
    assert_eq!(framework.id.value, "listed-statues");
    assert_eq!(framework.version, "0.1.0");
    assert_eq!(framework.title.get("en"), "Statues on the list");
    assert_eq!(framework.sources[0].standing, Standing::Law);
    assert_eq!(framework.sources[0].checked.unwrap().to_string(), "2026-11-01");
    assert_eq!(framework.parameters[0].value.kind, ExprKind::Number(10.0));
    assert_eq!(
        framework.stages.iter().map(|stage| (stage.id.value.as_str(), stage.label_in("cy"))).collect::<Vec<_>>(),
        [("draft", "draft".into()), ("submit", "Cyflwyno".into()), ("publish", "publish".into())]
    );
    assert_eq!(framework.stages[1].id_and_label(), "submit (Submission)");
    let decision = &framework.lists[0];
    assert_eq!((decision.id.value.as_str(), decision.inline, decision.options.len()), ("decision", false, 4));
    assert_eq!(decision.options[2].aliases, ["move", "moved"]);
    assert_eq!(decision.options[2].numbers["weight"], 3.0);
    assert_eq!(framework.record.id.as_ref().unwrap().value, "asset-id");
    assert_eq!(framework.record.tokens.len(), 6);
    assert!(framework.record.unique);
    let Member::Field(review) = &framework.sections[0].members[4] else { panic!() };
    assert_eq!((review.kind, review.of.as_ref().unwrap().value.as_str()), (FieldType::Choice, "decision"));
    assert!(matches!(&review.required, Required::From(stage) if stage.value == "submit"));
    assert_eq!(review.allow, [State::NotKnown]);
    let inline: Vec<&str> =
        framework.lists.iter().filter(|list| list.inline).map(|list| list.id.value.as_str()).collect();
    assert_eq!(inline, ["record.themes", "consents.kind"]);
    assert!(matches!(framework.sections[1].rows, Rows::Free { min: Some(0), max: None }));
    assert!(
        matches!(&framework.derived[2].value, DerivedValue::Table(rows) if rows.len() == 2 && rows[1].when.is_none())
    );
    let rule = &framework.rules[0];
    assert_eq!(
        (rule.severity, rule.at.as_ref().unwrap().value.as_str(), rule.cite[0].value.as_str()),
        (Severity::Block, "publish", "act")
    );
    let parts = &rule.say.by_language[""];
    assert_eq!(parts.len(), 4);
    let TemplatePart::Value(name) = &parts[2] else { panic!() };
    let source = Source::new("a.yaml", reference_example());
    assert_eq!((name[0].value.as_str(), source.slice(name[0].span)), ("outcome-of-review", "outcome-of-review"));
    assert_eq!(framework.measures.len(), 1);
    assert_eq!(framework.outcome[1].is.value, "cannot tell yet");
    assert_eq!(framework.not_expressed.len(), 1);
}

#[test]
fn groups_rows_and_languages_are_read() {
    let (framework, diagnostics) = read_text(&with(
        "sections:
  - id: impacts
    title: {en: Impact, cy: Effaith}
    rows:
      - {id: age, label: Age}
      - {id: marriage, not-applicable-when: about = x, cite: psed}
    extra-rows: true
    fields:
      - {id: effect, type: choice, of: [positive, 'not held']}
      - {id: actions, repeat: {min: 1, max: 9}, fields: [{id: what, type: long text}, {id: state, type: choice, of: [planned]}]}
rules:
  - {id: r, each: impacts.actions, require: what, cite: psed, why: w, severity: review, say: '{{{row}}} {record.f}', when-unknown: {otherwise: not met, withheld: met}}
  - {id: q, require: what, cite: [psed], why: w, when-unknown: needs a person, fix: {en: 'Mend {f}', cy: Trwsio}}
",
    ));
    assert_eq!(diagnostics, []);
    let impacts = &framework.sections[0];
    assert_eq!(impacts.title.get("cy"), "Effaith");
    assert!(
        matches!(&impacts.rows, Rows::Fixed { rows, extra: true, .. } if rows.len() == 2 && rows[1].cite[0].value == "psed")
    );
    assert!(
        matches!(&impacts.members[1], Member::Group(group) if matches!(group.rows, Rows::Free { min: Some(1), max: Some(9) }) && group.members.len() == 2)
    );
    assert_eq!(
        framework.lists.iter().map(|list| list.id.value.as_str()).collect::<Vec<_>>(),
        ["impacts.effect", "impacts.actions.state"]
    );
    let rule = &framework.rules[0];
    assert_eq!(rule.each.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["impacts", "actions"]);
    assert_eq!(rule.when_unknown.withheld, Some(UnknownVerdict::Met));
    assert!(
        matches!(rule.say.by_language[""].as_slice(), [TemplatePart::Text(a), TemplatePart::Value(row), TemplatePart::Text(b), TemplatePart::Value(path)]
        if a == "{" && row[0].value == "row" && b == "} " && path.len() == 2)
    );
    assert_eq!(framework.rules[1].when_unknown.otherwise, Some(UnknownVerdict::NeedsAPerson));
    assert_eq!(framework.rules[1].fix.by_language.len(), 2);
}

#[test]
fn every_problem_points_at_its_place_and_says_what_to_do() {
    for (part, expected) in [
        (
            "titel: B\n",
            "unknown-key [titel] a framework has no key `titel` / its keys are `language`, `framework`, `version`, `extends`, `retire`, `title`, `description`, `jurisdiction`, `licence`, `sources`, `parameters`, `lists`, `stages`, `roles`, `record`, `registers`, `screening`, `sections`, `derive`, `rules`, `measures`, `outcome`, `summary`, `not-expressed`",
        ),
        ("licens: B\n", "unknown-key [licens] a framework has no key `licens` / did you mean `licence`?"),
        (
            "sections: [{id: s, fields: [{id: f, type: text, askWhen: f = x}]}]\n",
            "unknown-key [askWhen] a field has no key `askWhen` / did you mean `ask-when`?",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: text, help: x}]}]\n",
            "unknown-key [help] a field has no key `help` / did you mean `guidance`?",
        ),
        (
            "sections: [{id: s, fields: [{name: f, type: text}]}]\n",
            "unknown-key [name] a field has no key `name` / did you mean `id`?",
        ),
        (
            "sections: [{id: s, fields: [{id: f}]}]\n",
            "missing-key [id] a field needs `type` / `type`: what an answer is",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: txt}]}]\n",
            "invalid-value [txt] `txt` is not a type / did you mean `text`?",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: choice}]}]\n",
            "missing-key [f] a field of type choice needs `of` / give the options, `of: [held, planned]`, or the id of one of the `lists`",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: text, min: 3}]}]\n",
            "invalid-value [min] `min` means nothing for a field of type text / remove it, or give the field another type",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: choice, of: [yes, No, 010, true, 3]}]}]\n",
            "unquoted-value [yes] other YAML readers take `yes` for a truth value / did you mean `'yes'`?\nunquoted-value [No] other YAML readers take `No` for a truth value / did you mean `'No'`?\nunquoted-value [010] other YAML readers take `010` for a number in base eight / did you mean `'010'`?\nunquoted-value [true] other YAML readers take `true` for a truth value / did you mean `'true'`?",
        ),
        ("sections: [{id: s, fields: [{id: f, type: choice, of: ['yes', 'no', \"010\"]}]}]\n", ""),
        (
            "sections: [{id: s, fields: [{id: f, type: text}, {id: f, type: date}]}]\n",
            "duplicate-id [f] the field `f` stands here a second time / give one of the two another id",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: text}]}, {id: t, fields: [{id: f, type: text}]}, {id: s, repeat: {}, fields: [{id: f, type: text}]}]\n",
            "duplicate-id [f] the field `f` stands here a second time / give one of the two another id\nduplicate-id [s] the section `s` stands here a second time / give one of the two another id",
        ),
        (
            "sections: [{id: s, fields: [{id: f, type: choice, of: [a, {id: b, aliases: [A]}, a]}]}]\n",
            "duplicate-id [b] `A` stands for two options: `a` and `b` / records are compared without regard to case; remove it from one of the two\nduplicate-id [a] the option `a` stands here a second time / give one of the two another id",
        ),
        (
            "sections: []\n",
            "invalid-value [[]] a framework needs at least one section / add a section with the fields of a record",
        ),
        (
            "sections: {id: s}\n",
            "wrong-shape [id] a list is expected here, and this is a mapping / a list is written `[a, b]`, or each item on a line after `- `",
        ),
        (
            "sections: [{id: a, repeat: {}, fields: [{id: b, repeat: {}, fields: [{id: c, repeat: {}, fields: [{id: d, type: text}]}]}]}]\n",
            "wrong-shape [c] the group `c` is within a group that is within a group / a group may hold one further group; give this one a section of its own",
        ),
        (
            "sections: [{id: a, fields: [{id: b, fields: [{id: d, type: text}]}]}]\n",
            "missing-key [b] the group `b` does not say how many rows it has / give it `repeat: {min: 0}` or `rows:`; sections that only group fields cannot stand within sections",
        ),
        (
            "sections: [{id: a, repeat: {min: 3, max: 1}, fields: [{id: d, type: text}]}]\n",
            "invalid-value [{min: 3, max: 1}] `min` is greater than `max`, so no number of rows is right",
        ),
        (
            "sections: [{id: a, repeat: {min: -1}, fields: [{id: d, type: text}]}]\n",
            "invalid-value [-1] a whole number is expected here, and this is `-1` / write a number from 0 upwards, without quotes",
        ),
        (
            "sections: [{id: Opened On, fields: [{id: d_e, type: text}, {id: and, type: text}, {id: 1st, type: text}]}]\n",
            "invalid-id [Opened On] `Opened On` cannot be the id of a section / did you mean `opened-on`?\ninvalid-id [d_e] `d_e` cannot be the id of a field / did you mean `d-e`?\ninvalid-id [and] `and` is a word of the expression language and cannot be an id / choose another word, or add one with a hyphen\ninvalid-id [1st] `1st` cannot be the id of a field / use small letters, digits and single hyphens, beginning with a letter",
        ),
        (
            "record: {unique: yes, missing: [tbc], not-known: TBC}\n",
            "invalid-value [yes] `true` or `false` is expected here, and this is `yes` / did you mean `true`?\nduplicate-id [TBC] `TBC` stands for two states / keep it where it belongs",
        ),
        (
            "parameters: {p: {value: 3}}\n",
            "threshold-without-reason [p] the parameter `p` does not say why its value is what it is / add `why:` with the reason, or where the figure comes from",
        ),
        (
            "parameters: {p: 3}\n",
            "threshold-without-reason [p] the parameter `p` does not say why its value is what it is / a threshold without a reason cannot be defended: write `{value: …, why: …}`",
        ),
        (
            "parameters: {p: {value: draft, why: w}}\n",
            "invalid-value [draft] a parameter is a number, a period, a day or a text, not an expression / put a text in quotes; what is worked out from other values belongs under `derive`",
        ),
        (
            "parameters: [{id: p}]\n",
            "wrong-shape [[{id: p}]] a mapping is expected here, and this is a list / write each entry as `its-id: …`, without `- `",
        ),
        (
            "sources: {act: {title: T, standing: Law}}\n",
            "invalid-value [Law] `Law` is not a standing / did you mean `law`?",
        ),
        (
            "sources: {act: {title: T, standing: law, checked: 2026-02-30}}\n",
            "invalid-value [2026-02-30] `2026-02-30` is not a day of the calendar / write year, month and day: `2024-01-05`",
        ),
        (
            "rules: [{id: r, require: f, cite: a}]\n",
            "rule-without-reason [r] the rule `r` does not say why it exists / add `why:` with the reason",
        ),
        (
            "rules: [{id: r, require: f, why: w}]\n",
            "rule-without-source [r] the rule `r` cites nothing / add `cite:` with the id of a source; a rule of your own rests on a source whose standing is `house rule`",
        ),
        (
            "rules: [{id: r, assert: f, why: w, cite: a, severity: high}]\n",
            "unknown-key [assert] a rule has no key `assert` / did you mean `require`?\ninvalid-value [high] `high` is not a severity / it is one of `block`, `major`, `minor` or `review`",
        ),
        (
            "rules: [{id: r, require: [a, b], why: w, cite: a}]\n",
            "wrong-shape [[a, b]] an expression is expected here, and this is a list / several conditions are one expression: join them with `and`, or with `or`",
        ),
        (
            "rules: [{id: r, require: f, why: {reason}, cite: a, say: {effect}}]\n",
            "wrong-shape [reason] a text is expected here, and this is a mapping / a text that begins with `{` goes in quotes, all of it\nwrong-shape [effect] a text is expected here, and this is a mapping / a text that begins with `{` goes in quotes, all of it",
        ),
        (
            "rules:\n  - {id: r, require: f, why: w, cite: a}\n  - id: s\n    say: {effect} is bad\n    require: f\n    why: w\n    cite: a\n",
            "not-yaml [{effect} ] text follows after the closing bracket / a text that begins with `{` or `[` goes in quotes, all of it",
        ),
        (
            "retire: [{id: r, why: w}]\n",
            "missing-key [retire] `retire` leaves rules of another framework out, and this one extends none / say which: `extends: …`; a rule of this framework is left out by removing it",
        ),
        (
            "rules: [{id: r, require: f, why: w, cite: a, severity: mayor}]\n",
            "invalid-value [mayor] `mayor` is not a severity / did you mean `major`?",
        ),
        (
            "rules: [{id: r, require: f, why: w, cite: a, say: 'a {b', fix: 'c } {D e}'}]\n",
            "invalid-value [{] a `{` is opened here and not closed / close it after the name, or write it double if a brace is meant: `{{`\ninvalid-value [}] a `}` closes nothing here / a brace that is meant as such is written double: `}}`\nunknown-placeholder [{D e}] `{D e}` is not a name / braces hold one name: a field, a parameter, a derived value, `row` or `record`",
        ),
        (
            "rules: [{id: r, require: f, why: {english: w}, cite: a}]\n",
            "unknown-key [english] `english` is not the code of a language / a text is given as it is, or by language: `{en: …, cy: …}`",
        ),
        ("description:\n", "wrong-shape [] a text is expected here, and this is nothing"),
        (
            "derive: {d: {label: D}}\n",
            "missing-key [d] the derived value `d` needs `value` or `table` / an expression stands at `value`, a decision table at `table`, a score at `add`",
        ),
        (
            "measures: [{id: m, kind: ratio, of: f}]\n",
            "invalid-value [ratio] a ratio is made of two figures, and is no kind of one / say what is given of each group (`kind: share`, `rate`, `mean`, …), and how they are compared: `compare: {with: …, as: ratio, harm: above}`",
        ),
        (
            "measures: [{id: m, kind: proportion, of: f, compare: {with: a, harm: higher, bands: [{is: yellow}]}}]\n",
            "invalid-value [proportion] `proportion` is not a kind of measure / did you mean `share`?\ninvalid-value [higher] `higher` is not a side of equality / did you mean `above`?\ninvalid-value [yellow] `yellow` is not the verdict of a band / it is one of `green`, `amber` or `red`",
        ),
        (
            "stages: [draft, Draft, draft]\n",
            "invalid-id [Draft] `Draft` cannot be the id of a stage / did you mean `draft`?\nduplicate-id [draft] the stage `draft` stands here a second time / give one of the two another id",
        ),
        (
            "stages: [{id: draft, title: D}, {label: L}, {id: draft, label: [x]}]\n",
            "unknown-key [title] a stage has no key `title` / did you mean `label`?\nmissing-key [label] a stage needs `id` / `id`: its id, by which rules and runs speak of it\nduplicate-id [draft] the stage `draft` stands here a second time / give one of the two another id\nwrong-shape [[x]] a text is expected here, and this is a list",
        ),
        (
            "lists: {l: [a, ' b', '']}\n",
            "invalid-id [' b'] ` b` begins or ends with a space / use a few words; what people read is given as `label`\ninvalid-id [''] an option cannot be empty / use a few words; what people read is given as `label`",
        ),
        (
            "lists: {l: [{id: a, numbers: {weight: heavy}}]}\n",
            "invalid-value [heavy] a number is expected here, and this is `heavy` / write it with digits and a decimal point, without quotes",
        ),
    ] {
        assert_eq!(problems(&with(part)), expected, "{part}");
    }
}

#[test]
fn the_version_of_the_language_comes_first() {
    assert_eq!(
        problems(&with("").replace("language: 1\n", "")),
        "wrong-language [] the framework does not say which version of the language it is written in / begin with `language: 1`"
    );
    assert_eq!(
        problems(&with("future: key\n").replace("language: 1\n", "language: 2\n")),
        "wrong-language [2] only version 1 of the framework language can be read here / write `language: 1`, or use a release that knows this version"
    );
    assert!(problems("").starts_with("missing-key"));
    assert!(problems("a text\n").contains("a mapping is expected here, and this is a text"));
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    let text =
        "language: 1\nframework: a\nversion: 0.1.0\ntitle: [A\nsections: [{id: s, fields: [{id: f, type: text}]}]\n";
    let codes: Vec<Code> = read_text(text).1.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::NotYaml]);
}

#[test]
fn a_long_list_of_unknown_keys_is_read_quickly_and_cut_short() {
    let text: String = (0..50_000).map(|n| format!("unknown-{n}: x\n")).collect();
    let started = std::time::Instant::now();
    let diagnostics = read_text(&text).1;
    assert_eq!(diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::UnknownKey).count(), MAX_UNKNOWN + 1);
    assert!(diagnostics.iter().any(|diagnostic| diagnostic.message == "49980 further keys are unknown here"));
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn quoted_parameters_are_texts_unless_they_are_values() {
    for (value, expected) in [
        ("draft", ExprKind::Error),
        ("\"draft text\"", ExprKind::Text("draft text".into())),
        ("\"'draft'\"", ExprKind::Text("draft".into())),
        ("\"10\"", ExprKind::Number(10.0)),
    ] {
        let (framework, _) = read_text(&with(&format!("parameters: {{p: {{value: {value}, why: w}}}}\n")));
        assert_eq!(framework.parameters[0].value.kind, expected, "{value}");
    }
}

/// The example with a few bytes taken out, doubled or put in: nearly a framework.
fn damaged() -> impl Strategy<Value = String> {
    let example = reference_example();
    proptest::collection::vec((0..example.len(), 0..4usize, "[\\-:,'\\[\\]{}#&*!|>% a\n\t]{0,3}"), 1..6).prop_map(
        move |edits| {
            let mut text = example.to_owned();
            for (at, removed, added) in edits {
                let (from, to) = (at.min(text.len()), (at + removed).min(text.len()));
                if text.is_char_boundary(from) && text.is_char_boundary(to) {
                    text.replace_range(from..to, &added);
                }
            }
            text
        },
    )
}

proptest! {
    #[test]
    fn damaged_frameworks_are_read_without_panic(text in damaged()) {
        let source = Source::new("a.yaml", text.as_str());
        for diagnostic in read_text(&text).1 {
            prop_assert!(text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).is_some(), "{diagnostic:?}");
            diagnostic.render(&source);
        }
    }
}

#[test]
fn every_key_of_the_table_is_read() {
    for kind in Kind::ALL {
        let around = match kind {
            Kind::Framework => "<>: x",
            Kind::Retired => "retire: [{<>}]",
            Kind::Source => "sources: {a: {<>}}",
            Kind::Parameter => "parameters: {a: {<>}}",
            Kind::Choice => "lists: {a: [{<>}]}",
            Kind::Stage => "stages: [{<>}]",
            Kind::Role => "roles: {a: {<>}}",
            Kind::Register => "registers: {a: {<>}}",
            Kind::Screening => "screening: {a: {<>}}",
            Kind::Record => "record: {<>}",
            Kind::Section => "sections: [{<>}]",
            Kind::Repeat => "sections: [{id: s, repeat: {<>}, fields: [{id: f, type: text}]}]",
            Kind::Row => "sections: [{id: s, rows: [{<>}], fields: [{id: f, type: text}]}]",
            Kind::Field => "sections: [{id: s, fields: [{<>}]}]",
            Kind::Derived => "derive: {a: {<>}}",
            Kind::NumberRow => "derive: {a: {cases: [{<>}]}}",
            Kind::TableRow => "outcome: [{<>}]",
            Kind::Rule => "rules: [{<>}]",
            Kind::Criterion => "rules: [{id: r, criteria: [{<>}]}]",
            Kind::WhenUnknown => "rules: [{id: r, require: f, when-unknown: {<>}}]",
            Kind::Measure => "measures: [{<>}]",
            Kind::Compare => "measures: [{id: m, compare: {<>}}]",
            Kind::Band => "measures: [{id: m, compare: {bands: [{<>}]}}]",
            Kind::Summary => "summary: {<>}",
            Kind::SummaryPart => "summary: {parts: [{<>}]}",
            Kind::NotExpressed => "not-expressed: [{<>}]",
        };
        for key in kind.info().keys {
            // Nothing in the language takes a list of lists of lists, so whoever reads the key complains.
            let given = match kind {
                Kind::Framework => format!("{}: [[[]]]\n", key.name),
                // Free rows may not have more of their own, and the other way round.
                Kind::Section if key.name.starts_with("extra-") => {
                    around.replace("<>", &format!("rows: [], {}: [[[]]]", key.name))
                }
                // These mean something only for a score.
                Kind::Derived if matches!(key.name, "over" | "blank") => {
                    around.replace("<>", &format!("add: x, {}: [[[]]]", key.name))
                }
                _ => around.replace("<>", &format!("{}: [[[]]]", key.name)),
            };
            let text = format!("language: 1\n{given}\n").replace("language: 1\nlanguage", "language");
            let complaints = read_text(&text).1;
            let at = text.find("[[[").unwrap();
            assert!(
                complaints.iter().any(|one| (at..at + 6).contains(&(one.span.start as usize))
                    && matches!(one.code, Code::WrongShape | Code::WrongLanguage)),
                "{kind:?} {}: {complaints:?}",
                key.name
            );
        }
    }
}
