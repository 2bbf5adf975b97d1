//! What is reported is certain: every kind of record is tried against every report.

use super::Possible;
use crate::check::check;
use crate::diagnostic::{Code, Diagnostics};
use crate::framework::read;
use crate::ir::{Checked, Comparison, Cond, CondKind, DerivedValueIr, Num};
use crate::source::Source;
use crate::value::State;

#[test]
fn and_of_sets_is_kleenes_and_of_every_pair() {
    let truths = [Possible::TRUE, Possible::FALSE, Possible::UNKNOWN];
    let one = |a: Possible, b: Possible| {
        if a == Possible::FALSE || b == Possible::FALSE {
            Possible::FALSE
        } else if a == Possible::TRUE && b == Possible::TRUE {
            Possible::TRUE
        } else {
            Possible::UNKNOWN
        }
    };
    for a in 0..8 {
        for b in 0..8 {
            let mut expected = Possible::NONE;
            for x in truths.into_iter().filter(|x| Possible(a).has(*x)) {
                for y in truths.into_iter().filter(|y| Possible(b).has(*y)) {
                    expected = expected.with(one(x, y));
                }
            }
            // An empty set has no pairs; the shortcut for false does not look for one.
            if a != 0 && b != 0 {
                assert_eq!(Possible(a).and(Possible(b)), expected, "{a} {b}");
            }
        }
    }
}

const FRAMEWORK: &str = "\
language: 1
framework: small
version: 0.1.0
title: Small
record: {noun: asset}
sections:
  - id: main
    fields:
      - {id: a, type: choice, of: [one, two, three]}
      - {id: b, type: yes-no}
      - {id: n, type: integer, min: 0, max: 9}
      - {id: m, type: number}
      - {id: y, type: year, ask-when: b = yes}
derive:
  d: a = one or n > 4
  t:
    show: true
    table:
      - {is: low, when: n < 2 and b = yes}
      - {is: mid, when: d}
      - {is: high, when: m > 1 or b = no}
";

/// What a field holds: an interval, where it is answered.
type Cells = [Result<(f64, f64), State>; 5];

fn kleene(all: bool, parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<Option<bool>> = parts.collect();
    if parts.contains(&Some(!all)) { Some(!all) } else { (!parts.contains(&None)).then_some(all) }
}

/// A plain evaluator of what the conditions below are made of.
fn truth(checked: &Checked, cond: &Cond, cells: &Cells) -> Option<bool> {
    match &cond.kind {
        CondKind::Truth(truth) => Some(*truth),
        CondKind::And(parts) => kleene(true, parts.iter().map(|part| truth(checked, part, cells))),
        CondKind::Or(parts) => kleene(false, parts.iter().map(|part| truth(checked, part, cells))),
        CondKind::Not(inner) => truth(checked, inner, cells).map(|truth| !truth),
        CondKind::StateIn(slot, states) => Some(states.contains(&cells[slot.index()].err().unwrap_or(State::Answered))),
        CondKind::OptionIn(slot, options) => {
            cells[slot.index()].ok().map(|(option, _)| options.contains(&(option as u16)))
        }
        CondKind::Compare(comparison, left, right) => {
            let number = |num: &Num| match num {
                Num::Literal(number) => Some((*number, *number)),
                Num::Slot(slot) => cells[slot.index()].ok(),
                _ => panic!("not in these conditions"),
            };
            let ((a, b), (c, d)) = (number(left)?, number(right)?);
            let less = |or_equal: bool| {
                if b < c || (or_equal && b == c) {
                    Some(true)
                } else if a > d || (!or_equal && a == d) {
                    Some(false)
                } else {
                    None
                }
            };
            let equal = if a == b && c == d && a == c {
                Some(true)
            } else if b < c || d < a {
                Some(false)
            } else {
                None
            };
            match comparison {
                Comparison::Equal => equal,
                Comparison::NotEqual => equal.map(|truth| !truth),
                Comparison::Less => less(false),
                Comparison::LessOrEqual => less(true),
                Comparison::Greater => less(true).map(|truth| !truth),
                Comparison::GreaterOrEqual => less(false).map(|truth| !truth),
            }
        }
        CondKind::Derived(id) => match &checked.derived[id.index()].value {
            DerivedValueIr::Condition(cond) => truth(checked, cond, cells),
            _ => panic!("not a condition"),
        },
        CondKind::TableIn(id, wanted) => {
            let DerivedValueIr::Table(rows) = &checked.derived[id.index()].value else { panic!("not a table") };
            let mut possible = Vec::new();
            for (place, row) in rows.iter().enumerate() {
                match truth(checked, row.when.as_ref().unwrap(), cells) {
                    Some(true) => {
                        possible.push(place);
                        break;
                    }
                    Some(false) => {}
                    None => possible.push(place),
                }
                if place + 1 == rows.len() {
                    return None;
                }
            }
            let [only] = possible.as_slice() else { return None };
            Some(wanted[*only])
        }
        other => panic!("not in these conditions: {other:?}"),
    }
}

/// Conditions without end, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len() as u64) as usize]
    }

    fn condition(&mut self, depth: u32) -> String {
        if depth > 0 && self.roll(3) > 0 {
            let (left, right) = (self.condition(depth - 1), self.condition(depth - 1));
            return match self.roll(3) {
                0 => format!("(({left}) or ({right}))"),
                1 => format!("(not ({left}))"),
                _ => format!("(({left}) and ({right}))"),
            };
        }
        match self.roll(8) {
            0 => format!("a {} {}", self.of(&["=", "!="]), self.of(&["one", "two", "three"])),
            1 => format!("b = {}", self.of(&["yes", "no"])),
            2 | 3 => format!(
                "{} {} {}",
                self.of(&["n", "m", "y"]),
                self.of(&["=", "!=", "<", "<=", ">", ">="]),
                self.of(&["0", "1", "3", "4", "9"])
            ),
            4 => format!("n {} m", self.of(&["<", ">=", "=", ">"])),
            5 => format!(
                "{} is {} {}",
                self.of(&["a", "b", "n", "y"]),
                self.of(&["", "not"]),
                self.of(&["answered", "missing", "asked", "withheld"])
            )
            .replace("is  asked", "is not asked")
            .replace("  ", " "),
            6 => format!("t {} {}", self.of(&["=", "!="]), self.of(&["low", "mid", "high"])),
            _ => "d".to_string(),
        }
    }
}

fn every_record() -> Vec<Cells> {
    let states = [State::NotSupplied, State::Missing, State::Withheld];
    let cells = |answers: &[(f64, f64)], more: &[State]| -> Vec<Result<(f64, f64), State>> {
        answers.iter().copied().map(Ok).chain(states.iter().chain(more).copied().map(Err)).collect()
    };
    let points = |numbers: &[f64]| -> Vec<(f64, f64)> { numbers.iter().map(|number| (*number, *number)).collect() };
    let a = cells(&points(&[0.0, 1.0, 2.0]), &[]);
    let b = cells(&points(&[0.0, 1.0]), &[]);
    let n = cells(&points(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0]), &[]);
    let m = cells(&points(&[-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 3.5, 4.0, 7.0, 9.0, 10.0]), &[]);
    let y = cells(
        &[
            (0.0, 0.0),
            (1.0, 1.0),
            (2.0, 2.0),
            (3.0, 3.0),
            (4.0, 4.0),
            (9.0, 9.0),
            (0.0, 1.0),
            (0.0, 5.0),
            (2.0, 4.0),
            (5.0, 8.0),
            (4.0, 10.0),
            (-3.0, 20.0),
        ],
        &[State::NotAsked],
    );
    let mut records = Vec::new();
    for a in &a {
        for b in &b {
            for n in &n {
                for m in &m {
                    records.extend(y.iter().map(|y| [*a, *b, *n, *m, *y]));
                }
            }
        }
    }
    records
}

#[test]
fn no_report_is_false() {
    let records = every_record();
    let mut dice = Dice(7);
    let (mut reported, mut certain) = (0, 0);
    for _ in 0..80 {
        let (when, require) = (dice.condition(3), dice.condition(2));
        let text = format!("{FRAMEWORK}rules:\n  - id: r\n    when: {when}\n    require: {require}\n    say: a text\n");
        let mut diagnostics = Diagnostics::default();
        let framework = read::read(&Source::new("x", text.as_str()), &mut diagnostics);
        let checked = check(&framework, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{text}\n{:?}", diagnostics.items());
        let rule = checked.rules.last().unwrap();
        let (mut applies, mut fails, mut met) = (false, false, false);
        for cells in &records {
            if truth(&checked, rule.when.as_ref().unwrap(), cells) == Some(true) {
                applies = true;
                match truth(&checked, &rule.require, cells) {
                    Some(true) => met = true,
                    Some(false) => fails = true,
                    None => {}
                }
                if met && fails {
                    break;
                }
            }
        }
        let found = |code| diagnostics.items().iter().any(|item| item.code == code);
        assert!(!(found(Code::NeverApplies) && applies), "never applies, but does: {when}");
        assert!(!(found(Code::NeverFails) && fails), "never fails, but does: {when} => {require}");
        assert!(!(found(Code::NeverMet) && met), "never met, but is: {when} => {require}");
        certain += u32::from(!applies || !fails || !met);
        reported += u32::from(found(Code::NeverApplies) || found(Code::NeverFails) || found(Code::NeverMet));
    }
    // Most of what is certain is found; the rest would take knowing how two numbers compare.
    assert!(certain > 10 && reported * 10 >= certain * 8, "{reported} of {certain}");
}
