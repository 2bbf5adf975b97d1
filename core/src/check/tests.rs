//! Frameworks as text, read and checked.

use super::check;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::framework::read;
use crate::ir::{Checked, Cond, CondKind, DerivedValueIr, PartIr, RECORD, StageId};
use crate::source::Source;
use crate::value::State;

/// A framework with something of everything, to which cases add what they are about.
const SHAPE: &str = "\
language: 1
framework: listed-statues
version: 0.1.0
title: Statues on the list
jurisdiction: England
licence: CC-BY-4.0
sources:
  act: {title: An Act, at: s7, standing: law, url: 'https://example.org', checked: 2026-11-01}
parameters:
  ten-years: {value: 10, unit: years, why: named in the exception}
  least-days: {value: 28, unit: days, why: the code asks for four weeks}
  least-words: {value: 25, why: shorter texts give no reason}
  notice: {value: 12 months, why: the code names a year}
  start: {value: 2020-01-01, why: the policy began}
  prefix: {value: 'ab', why: the old register}
lists:
  decision: [retain, explain, {id: relocate, label: Relocate within the borough, aliases: [move], numbers: {weight: 3}}, {id: remove, numbers: {weight: 5}}]
  places: [north, south]
stages: [draft, publish]
record: {noun: asset, plural: assets, id: ref, name: name, unique: true, missing: ['-']}
sections:
  - id: asset
    title: The asset
    fields:
      - {id: ref, type: text, required: true}
      - {id: name, type: text}
      - {id: notes, type: long text}
      - {id: owner, type: person}
      - {id: checker, type: person}
      - {id: listed, type: yes-no}
      - {id: standing, type: yes-no}
      - {id: installed, type: year, min: 1000}
      - {id: moved-in, type: year}
      - {id: opened-on, type: date}
      - {id: closed-on, type: date}
      - {id: height, type: number, unit: metres}
      - {id: width, type: number, unit: feet}
      - {id: copies, type: integer, min: 0}
      - {id: outcome-of-review, type: choice, of: decision, ask-when: listed = yes, required: publish, allow: [not known]}
      - {id: proposal, type: choice, of: decision}
      - {id: retain, type: choice, of: decision}
      - {id: place, type: choice, of: places}
      - {id: themes, type: choices, of: [trade, war, science]}
  - id: impacts
    title: Impacts
    rows: [{id: age}, {id: sex, not-applicable-when: listed = no}]
    fields:
      - {id: effect, type: choice, of: [positive, negative, not known yet]}
      - {id: rationale, type: long text}
      - id: actions
        repeat: {min: 0}
        fields:
          - {id: what, type: text}
          - {id: due, type: date}
          - {id: cost, type: number, unit: pounds}
          - {id: step, type: choice, of: decision, required: true}
  - id: consents
    title: Consents
    repeat: {min: 0}
    fields:
      - {id: kind, type: choice, of: [listed building consent, planning permission]}
      - {id: granted-on, type: date}
derive:
  moved: outcome-of-review in [relocate, remove]
  age: year-of(today) - installed
  route:
    show: true
    table:
      - {is: consent, when: listed = yes and moved}
      - {is: none}
";

fn read_and_check(text: &str) -> (Checked, Vec<Diagnostic>, Source) {
    let source = Source::new("framework.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let framework = read::read(&source, &mut diagnostics);
    let checked = check(&framework, &mut diagnostics);
    (checked, diagnostics.into_sorted(), source)
}

fn with_rule(each: &str, require: &str) -> String {
    let each = if each.is_empty() { String::new() } else { format!("    each: {each}\n") };
    format!(
        "{SHAPE}rules:\n  - id: some-rule\n{each}    require: {require}\n    cite: [act]\n    say: it is not so\n    why: it is so\n"
    )
}

/// Codes and the text under the carets, without the warnings about what this framework never uses.
fn found(text: &str) -> Vec<String> {
    let (_, diagnostics, source) = read_and_check(text);
    let unused = |code| {
        matches!(
            code,
            Code::UnusedParameter
                | Code::UnusedDerived
                | Code::UnusedList
                | Code::UnusedSource
                | Code::UnreachableOption
                | Code::UnusedOption
                | Code::RuleWithoutReason
        )
    };
    diagnostics
        .iter()
        .filter(|item| !unused(item.code))
        .map(|item| format!("{} @ {}", item.code, source.slice(item.span)))
        .collect()
}

#[test]
fn the_shape_is_in_order() {
    assert_eq!(found(SHAPE), [""; 0]);
}

#[test]
fn expressions_that_are_in_order() {
    let record = [
        "listed = yes",
        "not (listed != no) or name = 'x'",
        "yes = listed and 'x' = name",
        "outcome-of-review in [relocate, remove]",
        "outcome-of-review not in decision",
        "outcome-of-review = proposal",
        "proposal != record.retain",
        "place in places",
        "themes contains war",
        "name contains 'x' and name contains owner and notes contains prefix",
        "name in ['a', 'b', prefix] and name not in places",
        "name matches '^[A-Z]+$' and name matches prefix",
        "owner != checker and name = prefix",
        "installed < 1 and installed >= moved-in and moved-in - installed >= ten-years",
        "installed + ten-years > moved-in and installed + 1 > moved-in",
        "installed + 10 years > moved-in",
        "year-of(opened-on) - installed > 1",
        "closed-on - opened-on >= least-days",
        "closed-on - opened-on >= 28 days and closed-on - opened-on < 4 weeks",
        "opened-on + 28 days <= closed-on and opened-on + least-days <= closed-on and closed-on - notice > start",
        "today >= opened-on and opened-on = 2024-01-05",
        "height > 0 and -height < 1 and height / width > 1 and height * 1 <= height",
        "words(notes) >= least-words and length(name) > 0 and similarity(name, notes) < 1",
        "days-between(opened-on, today) <= least-days",
        "outcome-of-review is answered and height is not missing and themes is withheld",
        "outcome-of-review.weight > 1 or record.proposal.weight > 0",
        "moved and not moved",
        "age > 1 and age >= ten-years",
        "route = consent and route in [none, consent] and route != none",
        "any consents where kind = 'listed building consent' and granted-on is answered",
        "no consents where granted-on > opened-on",
        "every consents has kind is answered",
        "every consents where kind = 'planning permission' has granted-on is answered",
        "any impacts where row = age and (any actions where due < opened-on)",
        "any impacts.actions where row = sex and cost > 0",
        "count(impacts where effect = negative) = 0 and count(consents) > 1",
        "sum(impacts.actions.cost where due is answered) > 0",
        "sum(impacts.actions.step.weight) > 0",
        "min(consents.granted-on) >= opened-on",
        "copies in [0, 1]",
        "true",
    ];
    let mut failures = Vec::new();
    for expr in record {
        let (checked, diagnostics, source) = read_and_check(&with_rule("", expr));
        let errors: Vec<_> =
            diagnostics.iter().filter(|item| item.level == Level::Error).map(|item| item.render(&source)).collect();
        if !errors.is_empty() || checked.rules.last().map(|rule| rule.id.as_str()) != Some("some-rule") {
            failures.push(format!("{expr}: {}", errors.concat()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let row = [
        "effect = negative and row = age",
        "impacts.effect = positive",
        "any actions where effect = negative",
        "count(impacts where effect = negative) > 1",
        "record.name = rationale",
        "any consents where granted-on is answered",
    ];
    for expr in row {
        assert_eq!(found(&with_rule("impacts", expr)), [""; 0], "{expr}");
    }
}

#[test]
fn expressions_that_are_not() {
    #[rustfmt::skip]
    let cases = [
        ("listd = yes", "unknown-name @ listd", "did you mean `listed`?"),
        ("listed = yess", "unknown-option @ yess", "did you mean `yes`?"),
        ("outcome-of-review = move", "unknown-option @ move", "did you mean `relocate`?"),
        ("outcome-of-review in [retain, exlain]", "unknown-option @ exlain", "did you mean `explain`?"),
        ("themes contains wor", "unknown-option @ wor", "did you mean `war`?"),
        ("route = consnt", "unknown-option @ consnt", "did you mean `consent`?"),
        ("outcome-of-review = retain", "ambiguous-name @ retain", "write `'retain'`"),
        ("outcome-of-review in places", "unknown-option @ places", "its options are"),
        ("outcome-of-review in decisions", "unknown-list @ decisions", "did you mean `decision`?"),
        ("outcome-of-review in explain", "type-mismatch @ explain", "did you mean `[explain]`?"),
        ("outcome-of-review = 1", "type-mismatch @ 1", "its options are"),
        ("outcome-of-review = place", "type-mismatch @ place", "different lists"),
        ("outcome-of-review = name", "type-mismatch @ name", "is something else"),
        ("outcome-of-review > explain", "type-mismatch @ outcome-of-review > explain", "options have no order"),
        ("outcome-of-review contains explain", "type-mismatch @ outcome-of-review contains explain", "write `outcome-of-review = …`"),
        ("themes = war", "type-mismatch @ themes = war", "write `themes contains …`"),
        ("themes in [war]", "type-mismatch @ themes in [war]", "write `themes contains war`"),
        ("themes in [war, trade]", "type-mismatch @ themes in [war, trade]", "write `themes contains war or themes contains trade`"),
        ("listed = true", "type-mismatch @ true", "did you mean `yes`?"),
        ("moved = yes", "type-mismatch @ yes", "write `moved` alone"),
        ("name = london", "unknown-name @ london", "did you mean `'london'`?"),
        ("name = London", "unexpected-word @ London", "did you mean `'London'`?"),
        ("name in [london]", "unknown-name @ london", "quotes"),
        ("name > 'a'", "type-mismatch @ name > 'a'", "texts have no order"),
        ("name = 1", "type-mismatch @ 1", "a text stands in quotes"),
        ("true and 'a' = 'b'", "type-mismatch @ 'a' = 'b'", "neither side is a field"),
        ("name matches '('", "invalid-pattern @ '('", "unclosed group"),
        ("name matches '\\w{1000}{1000}'", "invalid-pattern @ '\\w{1000}{1000}'", "too large"),
        ("name matches owner", "type-mismatch @ owner", "a regular expression"),
        ("height matches 'a'", "type-mismatch @ height", "a text field"),
        ("height contains 'a'", "type-mismatch @ height", "can contain"),
        ("opened-on > 1", "type-mismatch @ 1", "a date is written 2024-01-05"),
        ("opened-on > '2024-01-05'", "type-mismatch @ '2024-01-05'", "without quotes"),
        ("opened-on > installed", "type-mismatch @ installed", "year-of"),
        ("installed > height", "type-mismatch @ height", "compare a year with a year"),
        ("height > width", "unit-mismatch @ width", "this is in feet"),
        ("height + width > 1", "unit-mismatch @ width", "one unit"),
        ("age > least-days", "unit-mismatch @ least-days", "this is in days"),
        ("installed + least-days > moved-in", "unit-mismatch @ least-days", "one unit"),
        ("opened-on + closed-on > today", "type-mismatch @ opened-on + closed-on", "cannot be added"),
        ("opened-on + 1 > today", "type-mismatch @ opened-on + 1", "`1 days`"),
        ("opened-on + ten-years > today", "type-mismatch @ opened-on + ten-years", "make the parameter's value a period"),
        ("closed-on - opened-on > 2 months", "type-mismatch @ 2 months", "months-between"),
        ("height > 2 days", "type-mismatch @ 2 days", "a number with a number"),
        ("-opened-on > today", "type-mismatch @ opened-on", "a minus sign"),
        ("height + name > 1", "type-mismatch @ name", "numbers are reckoned with"),
        ("listed", "not-a-condition @ listed", "write `listed = yes`"),
        ("name", "not-a-condition @ name", "`name is answered`"),
        ("outcome-of-review or moved", "not-a-condition @ outcome-of-review", "`outcome-of-review = retain`"),
        ("age", "not-a-condition @ age", "`age > 0`"),
        ("route", "not-a-condition @ route", "`route = consent`"),
        ("words(notes)", "not-a-condition @ words(notes)", "compare it"),
        ("consents", "not-a-condition @ consents", "`any consents where …`"),
        ("effect = negative", "outside-group @ effect", "`any impacts where effect …`"),
        ("impacts.effect = negative", "outside-group @ impacts.effect", "no row is chosen"),
        ("row = age", "outside-group @ row", "`each`"),
        ("any actions where due > today", "not-a-group @ actions", "did you mean `impacts.actions`?"),
        ("any consent where kind is answered", "not-a-group @ consent", "did you mean `consents`?"),
        ("any listed where moved", "not-a-group @ listed", "a field"),
        ("any consents where knd is answered", "unknown-name @ knd", "did you mean `kind`?"),
        ("sum(consents.granted-on) > today", "type-mismatch @ granted-on", "`min`, `max`"),
        ("sum(consents.granted) > 1", "unknown-name @ granted", "has no field"),
        ("word(notes) > 1", "unknown-function @ word", "did you mean `words`?"),
        ("words(notes, name) > 1", "wrong-arguments @ words(notes, name)", "takes 1 value (text), and here are 2"),
        ("words(height) > 1", "wrong-arguments @ height", "takes a text field here"),
        ("outcome-of-review.weigt > 1", "unknown-name @ weigt", "did you mean `weight`?"),
        ("name.length > 1", "unknown-name @ length", "has no parts"),
        ("moved is answered", "type-mismatch @ moved", "is not a field"),
        ("any rule is not met", "not-a-condition @ any rule is not met", "only `outcome`"),
        ("decision = explain", "unknown-name @ decision", "`field in decision`"),
        ("listed = yes and hight > 1 and widht > 1", "unknown-name @ hight", "did you mean `height`?"),
    ];
    let mut failures = Vec::new();
    for (expr, expected, help) in cases {
        let text = with_rule("", expr);
        let (_, diagnostics, source) = read_and_check(&text);
        let errors: Vec<_> = diagnostics.iter().filter(|item| item.level == Level::Error).collect();
        let rendered: Vec<_> = errors.iter().map(|item| item.render(&source)).collect();
        let first =
            errors.first().map(|first| format!("{} @ {}", first.code, source.slice(first.span))).unwrap_or_default();
        let one = errors.len() == 1 || expr.contains("widht");
        if first != expected || !one || !rendered[0].contains(help) {
            failures.push(format!("{expr}: expected {expected} with {help}\n{}", rendered.concat()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Everything that is found, as it is shown.
fn shown(text: &str) -> Vec<String> {
    let (_, diagnostics, source) = read_and_check(text);
    diagnostics.iter().map(|item| item.render(&source)).collect()
}

/// A small framework in order, without warnings: a case changes one line of it.
const SMALL: &str = "\
language: 1
framework: small
version: 0.1.0
title: Small
sources:
  act: {title: An Act, standing: law, checked: 2026-11-01}
parameters:
  least: {value: 3, why: two are not enough}
lists:
  grade: [one, two, star, none]
stages: [draft, publish]
record: {noun: asset, id: ref}
sections:
  - id: main
    fields:
      - {id: ref, type: text, required: true}
      - {id: grade, type: choice, of: grade}
      - {id: listed, type: yes-no}
      - {id: count, type: integer, min: 0}
      - {id: height, type: number}
      - {id: since, type: year}
      - {id: on, type: date, ask-when: listed = yes}
  - id: parts
    rows: [{id: base}, {id: figure}]
    fields:
      - {id: state, type: choice, of: [good, bad]}
derive:
  graded: grade in [one, star] or grade = two
  kind:
    table:
      - {is: a, when: listed = yes}
      - {is: b, when: graded}
      - {is: c}
rules:
  - id: first
    when: graded
    require: count >= least
    cite: [act]
    say: '{ref} has {count}'
    why: a reason
  - id: second
    each: parts
    require: state = good and kind != c and grade != none
    severity: block
    at: publish
    cite: [act]
    say: '{row}: bad'
    why: a reason
outcome:
  - {is: not ready, when: any rule of severity block is not met}
  - {is: cannot tell, when: rule second cannot be told}
  - {is: ready}
measures:
  - {id: share, kind: share, of: listed = yes, by: [listed]}
";

#[test]
fn the_small_framework_is_in_order() {
    assert_eq!(shown(SMALL), [""; 0]);
}

/// What to change in the small framework, the code that this provokes, what is marked and part of what is said.
#[rustfmt::skip]
const CASES: &[(&str, &str, Code, &str, &str)] = &[
    ("    when: graded", "    when: gradded", Code::UnknownName, "gradded", "did you mean `graded`?"),
    ("when: listed = yes}\n      - {is: b", "when: listed = maybe}\n      - {is: b", Code::UnknownOption, "maybe", "its options are `yes` and `no`"),
    ("count >= least", "length(reff) >= least", Code::UnknownName, "reff", "did you mean `ref`?"),
    ("count >= least", "size(ref) >= least", Code::UnknownFunction, "size", "the functions are"),
    ("count >= least", "length(ref, ref) >= least", Code::WrongArguments, "length(ref, ref)", "and here are 2"),
    ("count >= least", "since >= on", Code::TypeMismatch, "on", "year-of"),
    ("{id: height, type: number}", "{id: height, type: number, unit: metres, max: least}\n      - {id: width, type: number, unit: feet, max: height}", Code::InvalidValue, "height", "other fields"),
    ("{id: count, type: integer, min: 0}", "{id: count, type: integer, min: 0, unit: copies}\n      - {id: days, type: integer, unit: days, min: least, max: some}", Code::UnknownName, "some", "can be seen from here"),
    ("{id: height, type: number}", "{id: height, type: number, unit: metres}\n      - {id: width, type: number, unit: feet, ask-when: height > width}", Code::UnitMismatch, "width", "this is in feet"),
    ("count >= least", "listed", Code::NotACondition, "listed", "write `listed = yes`"),
    ("count >= least", "state = good and count >= least", Code::OutsideGroup, "state", "`any parts where state …`"),
    ("each: parts", "each: part", Code::NotAGroup, "part", "did you mean `parts`?"),
    ("    require: count >= least\n    cite: [act]", "    require: count >= least\n    cite: [acts]", Code::UnknownSource, "acts", "did you mean `act`?"),
    ("when: rule second", "when: rule secnd", Code::UnknownRule, "secnd", "did you mean `second`?"),
    ("any rule of severity block", "any rule of severity blok", Code::UnknownRule, "blok", "did you mean `block`?"),
    ("any rule of severity block", "any rule of severity minor", Code::UnknownRule, "any rule of severity minor is not met", "no rule is of this severity"),
    ("at: publish", "at: publsh", Code::UnknownStage, "publsh", "did you mean `publish`?"),
    ("{id: ref, type: text, required: true}", "{id: ref, type: text, required: publsh}", Code::UnknownStage, "publsh", "did you mean `publish`?"),
    ("of: grade}", "of: grades}", Code::UnknownList, "grades", "did you mean `grade`?"),
    ("lists:\n", "registers: {people: {}}\nscreening: {candidates: {register: peple, names: ref}}\nlists:\n", Code::UnknownRegister, "peple", "did you mean `people`?"),
    ("lists:\n", "registers: {people: {}}\nlists:\n", Code::UnusedRegister, "people", "no screening compares names"),
    ("lists:\n", "registers: {people: {}}\nscreening: {candidates: {register: people, names: ref}}\nlists:\n", Code::UnusedRegister, "candidates", "any candidates where class = full-name"),
    ("'{ref} has {count}'", "'{reff} has {count}'", Code::UnknownPlaceholder, "reff", "did you mean"),
    ("'{ref} has {count}'", "'{row} has {count}'", Code::UnknownPlaceholder, "row", "no row to name"),
    ("'{ref} has {count}'", "'{state} has {count}'", Code::UnknownPlaceholder, "state", "no row is chosen"),
    ("{id: ref, type: text, required: true}", "{id: ref, type: text, pattern: '['}", Code::InvalidPattern, "'['", "unclosed character class"),
    ("graded: grade", "graded: kind = b or grade", Code::Cycle, "graded", "`graded` uses `kind`, which uses `graded`"),
    ("{id: listed, type: yes-no}", "{id: listed, type: yes-no, ask-when: on is answered}", Code::Cycle, "on is answered", "`listed` uses `on`, which uses `listed`"),
    ("{id: listed, type: yes-no}", "{id: listed, type: yes-no, ask-when: kind = b}", Code::Cycle, "kind = b", "`listed` uses `kind`, which uses `listed`"),
    ("  - id: parts\n", "  - id: parts\n    ask-when: any parts where state = good\n", Code::Cycle, "any parts where state = good", "`parts` uses `parts`"),
    ("graded: grade in [one, star] or grade = two", "graded: graded", Code::Cycle, "graded", "`graded` uses `graded`"),
    ("{id: height, type: number}", "{id: height, type: number}\n      - {id: two, type: choice, of: grade}", Code::AmbiguousName, "two", "`'two'`"),
    ("{id: height, type: number}", "{id: least, type: number}", Code::DuplicateId, "least", "a field of the record"),
    ("  - id: second\n", "  - id: required-ref\n    require: graded\n    cite: [act]\n    say: a text\n    why: a reason\n  - id: second\n", Code::DuplicateId, "required-ref", "`required` makes a rule"),
    ("id: ref}", "id: reff}", Code::UnknownName, "reff", "did you mean `ref`?"),
    ("by: [listed]", "by: [listd]", Code::UnknownName, "listd", "did you mean `listed`?"),
    ("by: [listed]", "by: [height]", Code::TypeMismatch, "height", "by choices, texts or tables"),
    ("{id: count, type: integer, min: 0}", "{id: count, type: integer, min: 2024-01-05}", Code::TypeMismatch, "2024-01-05", "the field holds numbers"),
    ("{id: count, type: integer, min: 0}", "{id: count, type: integer, min: 5, max: 4}", Code::InvalidValue, "4", "no answer can be right"),
    // What can be read off.
    ("    when: graded", "    when: grade = one and grade = two", Code::NeverApplies, "grade = one and grade = two", "`or` may be meant"),
    ("    when: graded", "    when: graded and grade = none", Code::NeverApplies, "graded and grade = none", "never applies"),
    ("    when: graded", "    when: kind = a and listed = no", Code::NeverApplies, "kind = a and listed = no", "never applies"),
    ("    when: graded", "    when: graded and count < 0", Code::NeverApplies, "graded and count < 0", "never applies"),
    ("    when: graded", "    when: graded and count > 0 and count < 1", Code::NeverApplies, "graded and count > 0 and count < 1", "never applies"),
    ("    when: graded", "    when: graded and grade is missing", Code::NeverApplies, "graded and grade is missing", "never applies"),
    ("    when: graded", "    when: graded and height > since - since and height <= since - since", Code::NeverApplies, "graded and height > since - since and height <= since - since", "never applies"),
    ("    when: graded", "    when: graded and grade is not asked", Code::NeverApplies, "graded and grade is not asked", "never applies"),
    ("    when: graded", "    when: any parts where state = good and state = bad", Code::NeverApplies, "any parts where state = good and state = bad", "never applies"),
    ("    each: parts\n", "    each: parts\n    when: row = base and row = figure\n", Code::NeverApplies, "row = base and row = figure", "never applies"),
    ("count >= least", "count >= least or count < least", Code::NeverFails, "count >= least or count < least", "`and` may be meant"),
    ("count >= least", "grade is answered or count >= least", Code::NeverFails, "grade is answered or count >= least", "find nothing"),
    ("count >= least", "count >= 0", Code::NeverFails, "count >= 0", "find nothing"),
    ("count >= least", "ref != ''", Code::NeverFails, "ref != ''", "did you mean `ref is answered`?"),
    ("count >= least", "ref = ' '", Code::NeverMet, "ref = ' '", "did you mean `ref is missing`?"),
    ("count >= least", "count >= least and grade = none", Code::NeverMet, "count >= least and grade = none", "`require: false`"),
    ("      - {is: b, when: graded}\n      - {is: c}", "      - {is: c}\n      - {is: b, when: graded}", Code::UnreachableOutcome, "b", "put the row without `when` last"),
    ("      - {is: b, when: graded}", "      - {is: b, when: listed = yes and graded}", Code::UnreachableOutcome, "b", "put the narrower row first"),
    ("  - {is: cannot tell,", "  - {is: other}\n  - {is: cannot tell,", Code::UnreachableOutcome, "cannot tell", "a row before it always holds"),
    ("least: {value: 3, why: two are not enough}", "least: {value: 3, why: two are not enough}\n  most: {value: 9, why: more is too much}", Code::UnusedParameter, "most", "take it out"),
    ("title: An Act, standing: law, checked: 2026-11-01}", "title: An Act, standing: law, checked: 2026-11-01}\n  code: {title: A code, standing: guidance, checked: 2026-11-01}", Code::UnusedSource, "code", "nothing cites"),
    ("derive:\n", "derive:\n  tall: height > 2\n", Code::UnusedDerived, "tall", "show: true"),
    ("lists:\n", "lists:\n  places: [north, south]\n", Code::UnusedList, "places", "no field or condition"),
    ("of: grade}", "of: grade, missing: [Star]}", Code::UnreachableOption, "star", "no answer there (*missing*)"),
    ("type: choice, of: grade}", "type: choice, of: grade, aliases: [mark, listed]}", Code::UnreachableAlias, "listed", "take it from the aliases of `grade`"),
    ("of: [good, bad]}\nderive:\n", "of: [good, bad]}\n      - {id: spots, type: choices, of: [base]}\nderive:\n  here: any parts where spots contains row\n", Code::RowWithoutOption, "spots contains row", "the row `figure` is no option of `spots`"),
    (" and grade != none", "", Code::UnusedOption, "none", "the other options are told apart"),
    ("count >= least", "count >= 3 and count >= least", Code::NumberInRule, "3", "under `parameters`"),
    ("standing: law, checked: 2026-11-01", "standing: law", Code::UncheckedSource, "act", "add `checked:`"),
];

#[test]
fn each_case_is_found() {
    let mut failures = Vec::new();
    for (from, to, code, marked, part) in CASES {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from} is not in the framework");
        let (_, diagnostics, source) = read_and_check(&text);
        let good = diagnostics.iter().any(|item| {
            item.code == *code && source.slice(item.span) == *marked && item.render(&source).contains(part)
        });
        // One mistake is reported once; only what a change leaves unused may follow from it.
        let others = diagnostics.iter().filter(|item| item.code != *code && item.level == Level::Error).count();
        let once =
            *code == Code::UnreachableOutcome || diagnostics.iter().filter(|item| item.code == *code).count() == 1;
        if !good || others > 0 || !once {
            failures.push(format!(
                "--- {to}\nexpected {code} @ {marked}: {part}\n{}",
                diagnostics.iter().map(|item| item.render(&source)).collect::<String>()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Every code that checking can report is provoked by a case above; the reader and the parser have their own.
#[test]
fn options_beside_those_that_a_measure_counts_are_used() {
    let with = |rest: &str| {
        format!(
            "language: 1\nframework: some\nversion: 1.0.0\ntitle: Some\nsources: {{act: {{title: An Act, standing: law, checked: 2026-11-01}}}}\n\
             sections: [{{id: main, fields: [{{id: upheld, type: choice, of: ['yes', 'no', partly]}}]}}]\n{rest}"
        )
    };
    let unused = |text: &str| {
        let (_, diagnostics, source) = read_and_check(text);
        let unused = diagnostics.iter().filter(|item| item.code == Code::UnusedOption);
        unused.map(|item| source.slice(item.span).to_owned()).collect::<Vec<_>>()
    };
    let counted = "measures: [{id: a, kind: share, of: upheld = yes}, {id: b, kind: share, of: upheld = partly}]\n";
    let among = "measures: [{id: a, kind: count, of: 'true', among: upheld = yes}, {id: b, kind: count, of: 'true', among: upheld = partly}]\n";
    let rules = "rules: [{id: r, require: upheld = yes, cite: [act], say: s, why: w}, {id: q, require: upheld = partly, cite: [act], say: s, why: w}]\n";
    assert_eq!([unused(&with(counted)), unused(&with(among))], [[""; 0]; 2]);
    // What rules tell apart is looked at as ever, and a measure of the same field settles it.
    assert_eq!(unused(&with(rules)), ["'no'"]);
    assert_eq!(unused(&with(&format!("{rules}{counted}"))), [""; 0]);
}

#[test]
fn every_code_has_a_case() {
    let of_reading = [
        "not-yaml",
        "yaml-profile",
        "duplicate-key",
        "unquoted-value",
        "too-large",
        "unknown-key",
        "missing-key",
        "wrong-shape",
        "invalid-id",
        "wrong-language",
        "unexpected-character",
        "unclosed-text",
        "invalid-number",
        "unexpected-word",
        "not-canonical",
        "ambiguous-comparison",
        "mixed-and-or",
        "threshold-without-reason",
        "rule-without-source",
        "rule-without-reason",
    ];
    for code in Code::ALL {
        let provoked = CASES.iter().any(|case| case.2 == *code);
        assert!(provoked || of_reading.contains(&code.info().name), "{code} has no case");
    }
}

#[test]
fn the_shape_has_places_for_everything() {
    let (checked, ..) = read_and_check(SHAPE);
    let paths: Vec<_> = checked
        .shape
        .domains
        .iter()
        .map(|domain| (domain.path.as_str(), domain.parent.map(|parent| parent.0)))
        .collect();
    assert_eq!(paths, [("", None), ("impacts", Some(0)), ("impacts.actions", Some(1)), ("consents", Some(0))]);
    let slot = |path: &str| checked.shape.slots.iter().find(|slot| slot.path == path).unwrap();
    assert_eq!(checked.shape.slots[checked.shape.id.unwrap().index()].path, "ref");
    assert_eq!(slot("impacts.actions.cost").domain.0, 2);
    assert_eq!(slot("ref").tokens, [("-".to_string(), State::Missing)]);
    assert_eq!(slot("opened-on").label.get(""), "Opened on");
    let row = slot("impacts.row");
    assert!(row.is_row && checked.shape.domains[1].row.is_some());
    let rows: Vec<_> =
        checked.shape.lists[row.list.unwrap().index()].options.iter().map(|option| option.id.as_str()).collect();
    assert_eq!(rows, ["age", "sex"]);
    assert!(checked.shape.domains[1].fixed[1].not_applicable_when.is_some());
    assert_eq!(slot("listed").list, slot("standing").list);
    assert!(slot("outcome-of-review").ask_when.is_some() && slot("proposal").ask_when.is_none());
}

#[test]
fn derived_values_come_after_what_they_use() {
    let (checked, diagnostics, _) = read_and_check(
        &SMALL
            .replace("  graded: grade", "  early: kind = b or graded\n  graded: grade")
            .replace("when: graded\n", "when: early\n"),
    );
    assert_eq!(diagnostics, []);
    let ids: Vec<_> = checked.derived.iter().map(|derived| derived.id.as_str()).collect();
    assert_eq!(ids, ["graded", "kind", "early"]);
    assert!(matches!(checked.derived[1].value, DerivedValueIr::Table(ref rows) if rows.len() == 3));
}

/// A choice that has an option of the name of a derived value does not use it.
#[test]
fn an_option_is_not_a_derived_value() {
    let text = SMALL
        .replace("grade: [one, two, star, none]", "grade: [one, two, star, none, graded]")
        .replace("graded: grade in [one, star]", "graded: grade in [one, star, graded]");
    let (checked, diagnostics, _) = read_and_check(&text);
    assert_eq!((checked.derived.len(), diagnostics.len()), (2, 0));
}

#[test]
fn required_fields_make_rules() {
    let (checked, ..) = read_and_check(SHAPE);
    let ids: Vec<_> = checked.rules.iter().map(|rule| (rule.id.as_str(), rule.at)).collect();
    assert_eq!(
        ids,
        [
            ("required-ref", None),
            ("required-outcome-of-review", Some(StageId(1))),
            ("required-impacts-actions-step", None)
        ]
    );
    let rule = &checked.rules[1];
    assert!(rule.made_by_required);
    assert_eq!(
        rule.text,
        (
            "outcome-of-review is answered or outcome-of-review is not known or listed = yes".to_string(),
            "outcome-of-review is answered or outcome-of-review is not known".to_string()
        )
    );
    assert!(
        matches!(&rule.require.kind, CondKind::StateIn(_, states) if *states == [State::Answered, State::NotKnown])
    );
    let [PartIr::Open(_, said)] = rule.say[""].as_slice() else { panic!("{:?}", rule.say) };
    assert_eq!(said, &["Outcome of review is not answered", "Outcome of review: what stands there cannot be read"]);
    assert!(checked.rules[0].when.is_none());
    let rule = &checked.rules[2];
    assert_eq!((rule.domain.0, rule.say[""].first()), (2, Some(&PartIr::Row)));
}

#[test]
fn rules_that_keys_make_speak_the_languages_of_labels() {
    let both = |id: &str, more: &str| format!("{{id: {id}, label: {{en: {id}, cy: {}}}, {more}}}", id.to_uppercase());
    let fields = [
        both("name", "type: text, required: true, allow: [not known, not applicable]"),
        both("why", "type: long text, unlike-other-records: alike"),
        both("author", "type: person, role: author"),
        both("approver", "type: person, role: approver"),
        both("steps", "repeat: {min: 1, max: 5}, fields: [{id: step, type: text}]").replace("label:", "title:"),
    ];
    let text = format!(
        "language: 1\nframework: a\nversion: 1.0.0\ntitle: A\nsources: {{house: {{title: Ours, standing: house rule}}}}\nparameters: {{alike: {{value: 0.8, why: usual}}}}\nroles: {{author: {{}}, approver: {{not: author, cite: house, why: {{en: two, cy: dau}}}}}}\nsections:\n  - id: s\n    fields: [{}]\n  - {}\n",
        fields[..4].join(", "),
        fields[4],
    );
    let (checked, diagnostics, _) = read_and_check(&text);
    assert_eq!(diagnostics.iter().filter(|one| one.level == Level::Error).count(), 0, "{diagnostics:?}");
    let told = |language: &str| -> Vec<String> {
        let said = |parts: &[PartIr]| {
            let said = parts.iter().map(|part| match part {
                PartIr::Text(text) => text.clone(),
                PartIr::Open(_, said) => said.join(" / "),
                _ => "…".to_owned(),
            });
            said.collect::<String>()
        };
        let rules = checked.rules.iter();
        rules
            .map(|rule| {
                let (say, fix) = (said(&rule.say[language]), said(&rule.fix[language]));
                format!("{} | {say} | {fix} | {}", rule.title.get(language), rule.why.get(language))
            })
            .collect()
    };
    assert_eq!(
        told("en"),
        [
            "name is required | name is not answered / name: what stands there cannot be read | Answer “name”, or record it as not known or not applicable / Correct “name”, or record it as not known or not applicable | ",
            "why: the words of another record | why: nearly the same words stand in another record | Say what is particular here, or record that you looked and it is right | A text that fits two records may have been written for one of them",
            "Rows of steps | steps: the number of rows is not 1 to 5 | Give 1 to 5 under “steps” | ",
            "approver and author are two people | approver: …; author: … | Let somebody else do one of the two | two",
        ]
    );
    assert_eq!(
        told("cy"),
        [
            "NAME: mae angen ateb | NAME: heb ei ateb / NAME: ni ellir darllen yr hyn sydd yno | Atebwch “NAME”, neu cofnodwch: ddim yn hysbys neu ddim yn berthnasol / Cywirwch “NAME”, neu cofnodwch: ddim yn hysbys neu ddim yn berthnasol | ",
            "WHY: geiriau cofnod arall | WHY: mae bron yr un geiriau mewn cofnod arall | Dywedwch beth sy'n benodol yma, neu cofnodwch eich bod wedi edrych a'i fod yn gywir | Gall testun sy'n gweddu i ddau gofnod fod wedi'i ysgrifennu ar gyfer un ohonynt",
            "Rhesi: STEPS | STEPS: nid yw nifer y rhesi yn gywir (1 i 5) | Rhowch 1 i 5 o dan “STEPS” | ",
            "APPROVER; AUTHOR: dau berson | APPROVER: …; AUTHOR: … | Gadewch i rywun arall wneud un o'r ddau | dau",
        ]
    );
}

fn leaves<'c>(cond: &'c Cond, out: &mut Vec<&'c Cond>) {
    match &cond.kind {
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|part| leaves(part, out)),
        CondKind::Not(inner) => leaves(inner, out),
        _ => out.push(cond),
    }
}

#[test]
fn leaves_have_their_text_and_the_rest_none() {
    let expr = "not (listed != yes or name != 'x') and place not in places and copies in [0, 1] and opened-on is not missing and no consents where kind is answered";
    let (checked, ..) = read_and_check(&with_rule("", expr));
    let rule = checked.rules.last().unwrap();
    assert_eq!(rule.domain, RECORD);
    assert!(matches!(&rule.require.kind, CondKind::And(parts) if parts.len() == 5));
    let mut found = Vec::new();
    leaves(&rule.require, &mut found);
    let texts: Vec<_> = found.iter().map(|leaf| &*leaf.text).collect();
    assert_eq!(
        texts,
        [
            "listed != yes",
            "name = 'x'",
            "place not in places",
            "copies = 0",
            "copies = 1",
            "opened-on is not missing",
            "any consents where kind is answered"
        ]
    );
    assert!(matches!(&found[0].kind, CondKind::OptionIn(_, options) if *options == [1]));
    assert!(matches!(&found[2].kind, CondKind::OptionIn(_, options) if options.is_empty()));
    assert!(matches!(&found[5].kind, CondKind::StateIn(_, states) if states.len() == 6));
    assert_eq!(rule.text.1, expr);
}

/// Frameworks that were made to cost a lot.
#[test]
fn hostile_frameworks_are_checked_in_bounded_work() {
    let wide: String = (0..3_000).map(|n| format!("  d{n}: d{} and listed = yes\n", n + 1)).collect();
    let (_, diagnostics, _) =
        read_and_check(&SMALL.replace("derive:\n", &format!("derive:\n{wide}  d3000: listed = no\n")));
    assert!(
        diagnostics.iter().all(|item| matches!(item.code, Code::UnusedDerived | Code::TooLarge)),
        "{diagnostics:?}"
    );
    assert_eq!(diagnostics.iter().filter(|item| item.code == Code::TooLarge).count(), 1);
    // Each value twice the one before: written out it would have 2^40 parts.
    let doubled: String =
        (0..40).map(|n| format!("  d{n}: (d{0} and listed = yes) or (d{0} and grade = one)\n", n + 1)).collect();
    let (_, diagnostics, _) = read_and_check(
        &SMALL
            .replace("derive:\n", &format!("derive:\n{doubled}  d40: count > 0\n"))
            .replace("when: graded\n", "when: d0 and graded\n"),
    );
    assert_eq!(diagnostics, []);
    let unknown: String = (0..2_000).map(|n| format!("  u{n}: nothing-{n} = 1\n")).collect();
    let (_, diagnostics, _) = read_and_check(&SMALL.replace("derive:\n", &format!("derive:\n{unknown}")));
    assert_eq!(diagnostics.len(), Diagnostics::LIMIT);
    let long = (0..3_000).map(|n| format!("'o{n}'")).collect::<Vec<_>>().join(", ");
    let not = (0..4_000).map(|n| format!("  n{n}: big != 'o1'\n")).collect::<String>();
    let text = SMALL
        .replace("      - {id: height, type: number}", &format!("      - {{id: big, type: choice, of: [{long}]}}"))
        .replace("derive:\n", &format!("derive:\n{not}"));
    let (_, diagnostics, _) = read_and_check(&text);
    assert_eq!(diagnostics.iter().filter(|item| item.code == Code::TooLarge).count(), 1);
    // A long operand before a long list.
    let sum = (0..800).map(|_| "count").collect::<Vec<_>>().join(" + ");
    let items = (0..4_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let (_, diagnostics, _) = read_and_check(&SMALL.replace("count >= least", &format!("{sum} in [{items}]")));
    assert!(diagnostics.iter().any(|item| item.code == Code::TooLarge), "{:?}", diagnostics.first());
}
