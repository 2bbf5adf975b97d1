//! Frameworks as text, from a grammar that knows every part of the language that evaluation depends on.

use super::choices::Choices;
use crate::value::FieldType;
use std::fmt::Write as _;

/// The record and its groups: path, letter before the names of its fields, domain around it.
pub(crate) const DOMAINS: [(&str, &str, usize); 5] =
    [("", "r", 0), ("alpha", "a", 0), ("alpha.beta", "b", 1), ("gamma", "g", 0), ("gamma.delta", "d", 3)];
/// Rows of the groups with fixed rows, by domain.
pub(crate) const FIXED: [&[&str]; 5] = [&[], &["age", "race", "sex"], &[], &[], &["left", "right"]];
/// The options of the one list that every choice is made from.
pub(crate) const OPTIONS: [&str; 4] = ["red", "green", "blue", "deep red"];
/// Texts that records hold and rules speak of.
pub(crate) const TEXTS: [&str; 7] = ["", "ab", "Ab cd", "b", "ŵyl B", "the cat sat", "ann  lee"];

const KINDS: [(&str, FieldType); 12] = [
    ("choice", FieldType::Choice),
    ("flag", FieldType::YesNo),
    ("whole", FieldType::Integer),
    ("text", FieldType::Text),
    ("other", FieldType::Choice),
    ("many", FieldType::Choices),
    ("number", FieldType::Number),
    ("day", FieldType::Date),
    ("until", FieldType::Date),
    ("built", FieldType::Year),
    ("note", FieldType::LongText),
    ("owner", FieldType::Person),
];

/// A field of the framework.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) kind: FieldType,
    pub(crate) domain: usize,
}

/// What a framework may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// Whether anything may depend on the state of an answer rather than on the answer: `is …`, gates, `when-unknown`, `review`.
    pub(crate) states: bool,
    /// Whether an answer may be there and still leave a comparison open: approximate years, division, options without a number.
    pub(crate) inexact: bool,
}

/// A framework as text, and its fields.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) fields: Vec<Field>,
    /// How many rules the author wrote.
    pub(crate) rules: usize,
}

/// What can be seen from a place.
struct Seen {
    domain: usize,
    fields: Vec<usize>,
    /// Whether groups and derived values can be.
    groups: bool,
    derived: bool,
}

struct Grammar<'c, 'b> {
    choices: &'c mut Choices<'b>,
    scope: Scope,
    fields: Vec<Field>,
    /// Names of derived conditions, numbers and tables so far.
    conditions: Vec<String>,
    numbers: Vec<String>,
    tables: Vec<String>,
    /// Those of the numbers that are scores.
    scores: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Number {
    Quantity,
    Date,
    Year,
}

/// A framework.
pub(crate) fn framework(choices: &mut Choices<'_>, scope: Scope) -> Made {
    let mut grammar = Grammar {
        choices,
        scope,
        fields: Vec::new(),
        conditions: Vec::new(),
        numbers: Vec::new(),
        tables: Vec::new(),
        scores: Vec::new(),
    };
    grammar.framework()
}

/// A text as a YAML value: JSON's quotes are YAML's.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

impl Grammar<'_, '_> {
    fn framework(&mut self) -> Made {
        let mut text = String::from(
            "language: 1\nframework: laws\nversion: 1.0.0\ntitle: Laws\nsources: {house: {title: House, standing: house rule}}\n\
             parameters:\n  ten: {value: 10, why: w}\n  launch: {value: 2020-02-02, why: w}\n  notice: {value: 28 days, why: w}\n  word: {value: 'ab', why: w}\n  shape: {value: '^[ab]', why: w}\n\
             lists:\n  colour: [{id: red, numbers: {weight: 1}}, {id: green, numbers: {weight: -2.5}}, ",
        );
        // An option without the number leaves what is reckoned with it open.
        text.push_str(if self.scope.inexact { "blue" } else { "{id: blue, numbers: {weight: 0}}" });
        text.push_str(
            ", {id: deep red, aliases: [crimson], numbers: {weight: 4}}, {id: age, numbers: {weight: 0.5}}]\n  terms: [ab, {id: the cat, aliases: [lee]}, b]\nstages: [draft, submit, publish]\n\
             record: {noun: thing, plural: things, id: r-text, missing: ['-'], not-known: [nk], withheld: [wh], not-applicable: [na]}\nsections:\n  - id: main\n    fields:\n",
        );
        // How many kinds of field there are is a decision too: small frameworks are easier to understand.
        let kinds = 4 + self.choices.pick(KINDS.len() - 3);
        self.fields_of(0, kinds, 6, &mut text);
        for group in [1, 3] {
            let (path, ..) = DOMAINS[group];
            let _ = writeln!(text, "  - id: {path}");
            self.rows_of(group, 4, &mut text);
            self.ask_when(0, usize::MAX, 4, &mut text);
            text.push_str("    fields:\n");
            self.fields_of(group, kinds, 6, &mut text);
            let inner = group + 1;
            let (path, ..) = DOMAINS[inner];
            let _ = writeln!(text, "      - id: {}", path.rsplit('.').next().unwrap_or(path));
            self.rows_of(inner, 8, &mut text);
            self.ask_when(group, usize::MAX, 8, &mut text);
            text.push_str("        fields:\n");
            self.fields_of(inner, kinds, 10, &mut text);
        }
        // Fields whose `ask-when` may look at groups: nothing before them looks at them.
        text.push_str("  - id: late\n    fields:\n");
        for (id, kind) in [("late-choice", FieldType::Choice), ("late-number", FieldType::Number)] {
            let of = if kind == FieldType::Choice { ", of: colour" } else { "" };
            let when = if self.scope.states && self.choices.one_in(3) {
                let seen = Seen { domain: 0, fields: self.fields_in(0), groups: true, derived: false };
                format!(", ask-when: {}", quoted(&self.condition(&seen, 2)))
            } else {
                String::new()
            };
            let _ = writeln!(text, "      - {{id: {id}, type: {}{of}{when}}}", kind.words());
            self.fields.push(Field { id: id.to_owned(), kind, domain: 0 });
        }
        self.derive(&mut text);
        let rules = 1 + self.choices.pick(5);
        text.push_str("rules:\n");
        for rule in 0..rules {
            self.rule(rule, &mut text);
        }
        self.ends(&mut text);
        Made { text, fields: std::mem::take(&mut self.fields), rules }
    }

    fn fields_in(&self, domain: usize) -> Vec<usize> {
        let mut around = vec![domain];
        while let Some(last) = around.last().copied().filter(|last| *last != 0) {
            around.push(DOMAINS[last].2);
        }
        (0..self.fields.len()).filter(|index| around.contains(&self.fields[*index].domain)).collect()
    }

    fn seen(&self, domain: usize) -> Seen {
        Seen { domain, fields: self.fields_in(domain), groups: true, derived: true }
    }

    fn fields_of(&mut self, domain: usize, kinds: usize, indent: usize, text: &mut String) {
        let (_, letter, _) = DOMAINS[domain];
        for (name, kind) in KINDS.into_iter().take(kinds) {
            let id = format!("{letter}-{name}");
            let mut line = format!("id: {id}, type: {}", kind.words());
            if matches!(kind, FieldType::Choice | FieldType::Choices) {
                line.push_str(", of: colour");
            }
            if self.choices.one_in(8) {
                line.push_str(if self.scope.states {
                    self.choices.of(&[
                        ", required: true",
                        ", required: submit",
                        ", required: submit, allow: [not applicable, not known]",
                    ])
                } else {
                    ""
                });
            }
            if kind == FieldType::Integer && self.choices.one_in(4) {
                line.push_str(", min: -5, max: ten");
            }
            if self.scope.states && self.choices.one_in(4) {
                let seen = Seen { domain, fields: self.fields_in(domain), groups: false, derived: false };
                if !seen.fields.is_empty() {
                    let when = self.condition(&seen, 1);
                    let _ = write!(line, ", ask-when: {}", quoted(&when));
                }
            }
            let _ = writeln!(text, "{:indent$}- {{{line}}}", "");
            self.fields.push(Field { id, kind, domain });
        }
    }

    fn rows_of(&mut self, domain: usize, indent: usize, text: &mut String) {
        if FIXED[domain].is_empty() {
            let _ = writeln!(text, "{:indent$}repeat: {{min: 0}}", "");
            return;
        }
        let _ = writeln!(text, "{:indent$}rows:", "");
        for row in FIXED[domain] {
            let not = if self.scope.states && self.choices.one_in(4) {
                let around = DOMAINS[domain].2;
                let seen = Seen { domain: around, fields: self.fields_in(around), groups: false, derived: false };
                format!(", not-applicable-when: {}", quoted(&self.condition(&seen, 1)))
            } else {
                String::new()
            };
            let terms = self.choices.of(&["", ", terms: [ab, cat]", ", terms: [b]"]);
            let _ = writeln!(text, "{:indent$}  - {{id: {row}{not}{terms}}}", "");
        }
        if self.choices.one_in(3) {
            let extra = self.choices.of(&["extra-rows: true", "extra-from: colour"]);
            let _ = writeln!(text, "{:indent$}{extra}", "");
        }
    }

    fn ask_when(&mut self, domain: usize, _most: usize, indent: usize, text: &mut String) {
        if self.scope.states && self.choices.one_in(4) {
            let seen = Seen { domain, fields: self.fields_in(domain), groups: false, derived: false };
            let when = self.condition(&seen, 1);
            let _ = writeln!(text, "{:indent$}ask-when: {}", "", quoted(&when));
        }
    }

    fn derive(&mut self, text: &mut String) {
        let count = self.choices.pick(5);
        if count == 0 {
            return;
        }
        text.push_str("derive:\n");
        for index in 0..count {
            let seen = self.seen(0);
            match self.choices.pick(6) {
                0 => {
                    let condition = self.condition(&seen, 2);
                    let _ = writeln!(text, "  so-{index}: {}", quoted(&condition));
                    self.conditions.push(format!("so-{index}"));
                }
                1 => {
                    // Its outermost form says that it is a number.
                    let number = self.number(&seen, Number::Quantity, 2);
                    let _ = writeln!(text, "  much-{index}: {}", quoted(&format!("{number} + 0")));
                    self.numbers.push(format!("much-{index}"));
                }
                2 => {
                    // What a blank adds depends on its state.
                    let blank = if self.scope.states { self.choices.of(&["open", "nothing"]) } else { "open" };
                    let over = self.choices.of(&["", ", over: [main]", ", over: [r-choice]"]);
                    let _ = writeln!(text, "  score-{index}: {{show: true, add: weight, blank: {blank}{over}}}");
                    self.numbers.push(format!("score-{index}"));
                    self.scores.push(format!("score-{index}"));
                }
                3 => {
                    let _ = writeln!(text, "  by-case-{index}:\n    show: true\n    cases:");
                    for _ in 0..self.choices.pick(3) {
                        let (value, when) = (self.quantity(&seen, 1), self.condition(&seen, 2));
                        let _ = writeln!(text, "      - {{value: {}, when: {}}}", quoted(&value), quoted(&when));
                    }
                    let value = self.quantity(&seen, 1);
                    let _ = writeln!(text, "      - {{value: {}}}", quoted(&value));
                    self.numbers.push(format!("by-case-{index}"));
                }
                4 => {
                    let _ = writeln!(text, "  kind-{index}:\n    show: true\n    levels:\n      - {{is: rest}}");
                    for level in 0..1 + self.choices.pick(2) {
                        let when = self.condition(&seen, 1);
                        let _ = writeln!(text, "      - {{is: case-{level}, when: {}}}", quoted(&when));
                    }
                    self.tables.push(format!("kind-{index}"));
                }
                _ => {
                    let _ = writeln!(text, "  kind-{index}:\n    show: true\n    table:");
                    self.table(&seen, text);
                    self.tables.push(format!("kind-{index}"));
                }
            }
        }
    }

    fn table(&mut self, seen: &Seen, text: &mut String) {
        for row in 0..1 + self.choices.pick(3) {
            let condition = self.condition(seen, 2);
            let _ = writeln!(text, "      - {{is: case-{row}, when: {}}}", quoted(&condition));
        }
        if !self.choices.one_in(3) {
            text.push_str("      - {is: rest}\n");
        }
    }

    fn rule(&mut self, rule: usize, text: &mut String) {
        let domain = self.choices.pick(5);
        let seen = self.seen(domain);
        let _ = write!(text, "  - {{id: rule-{rule}");
        if domain > 0 {
            let _ = write!(text, ", each: {}", DOMAINS[domain].0);
        }
        if self.choices.one_in(3) {
            let when = self.condition(&seen, 2);
            let _ = write!(text, ", when: {}", quoted(&when));
        }
        let require = self.condition(&seen, 3);
        if self.choices.one_in(5) {
            let more = self.condition(&seen, 1);
            let (first, second) = (quoted(&require), quoted(&more));
            let _ = write!(text, ", criteria: [{{id: one, require: {first}}}, {{id: two, require: {second}, say: w}}]");
        } else {
            let _ = write!(text, ", require: {}", quoted(&require));
        }
        if self.scope.states {
            let _ = write!(text, ", severity: {}", self.choices.of(&["block", "major", "minor", "review"]));
            if self.choices.one_in(3) {
                let _ = write!(text, ", at: {}", self.choices.of(&["draft", "submit", "publish"]));
            }
            match self.choices.pick(6) {
                5 => {
                    let otherwise = self.choices.of(&["not met", "needs a person", "met"]);
                    let from = self.choices.of(&["submit", "publish"]);
                    let _ = write!(text, ", when-unknown: {{otherwise: {otherwise}, from: {from}}}");
                }
                3 => {
                    let _ = write!(
                        text,
                        ", when-unknown: {}",
                        self.choices.of(&["met", "not met", "needs a person", "does not apply"])
                    );
                }
                4 => {
                    let otherwise = self.choices.of(&["not met", "needs a person", "met"]);
                    let _ = write!(
                        text,
                        ", when-unknown: {{otherwise: {otherwise}, withheld: {}}}",
                        self.choices.of(&["met", "not met", "needs a person", "does not apply"])
                    );
                }
                _ => {}
            }
        }
        let mut say = "{record}".to_owned();
        if self.choices.one_in(4)
            && let Some(field) = self.field(&seen, &KINDS.map(|(_, kind)| kind))
        {
            let _ = write!(say, " {{{field}}}");
        }
        if self.choices.one_in(8)
            && let Some(number) = self.numbers.last()
        {
            let _ = write!(say, " {{{number}}}");
        }
        let _ = writeln!(text, ", cite: [house], say: '{say}', why: w}}");
    }

    /// Measures and the outcome table.
    fn ends(&mut self, text: &mut String) {
        let seen = self.seen(0);
        let (of, among) = (self.condition(&seen, 2), self.condition(&seen, 1));
        let _ = writeln!(
            text,
            "measures:\n  - {{id: share, label: Share, kind: share, of: {}, among: {}, by: [r-choice, late-choice]}}",
            quoted(&of),
            quoted(&among)
        );
        let bands = "bands: [{is: red, above: 1.25, below: 0.8}, {is: green, from: 0.8, to: 1.25}]";
        let number = self.number(&seen, Number::Quantity, 1);
        let _ = writeln!(
            text,
            "  - {{id: mean, kind: mean, of: {0}, among: {1}, by: late-choice, publish: 2, compare: {{with: red, as: gap, harm: above, bands: [{{is: red, above: 5}}, {{is: green, to: 5}}]}}}}\n  \
             - {{id: median, kind: median, of: late-number, by: r-choice, compare: {{with: others, harm: below}}}}\n  \
             - {{id: rate, kind: rate, of: {1}, per: late-number, by: r-choice, publish: 2, compare: {{with: red, harm: above, {bands}}}}}\n  \
             - {{id: amount, kind: count, of: late-number, by: late-choice, population: weight, compare: {{with: population, harm: away, {bands}}}}}\n  \
             - {{id: within, kind: share, of: {2}, by: late-choice, not-known: blue, compare: {{with: green, orientation: reference to group, strata: r-choice, harm: below, {bands}}}}}",
            quoted(&number),
            quoted(&among),
            quoted(&of)
        );
        text.push_str("outcome:\n");
        for row in 0..1 + self.choices.pick(3) {
            let test = self.choices.of(&[
                "is not met",
                "is met",
                "cannot be told",
                "does not apply",
                "needs a person",
                "is to do",
            ]);
            let condition = match self.choices.pick(5) {
                0 => format!("any rule {test}"),
                1 => format!("every rule {test}"),
                2 => format!("no rule {test}"),
                3 => format!("rule rule-0 {test}"),
                _ => format!("(any rule {test}) and ({})", self.condition(&seen, 1)),
            };
            let _ = writeln!(text, "  - {{is: end-{row}, when: {}}}", quoted(&condition));
        }
        if !self.choices.one_in(3) {
            text.push_str("  - {is: rest}\n");
        }
    }

    fn condition(&mut self, seen: &Seen, depth: usize) -> String {
        if depth == 0 {
            return self.atom(seen, 0);
        }
        match self.choices.pick(8) {
            0..=2 => self.atom(seen, depth),
            3 => format!("({}) and ({})", self.condition(seen, depth - 1), self.condition(seen, depth - 1)),
            4 => format!("({}) or ({})", self.condition(seen, depth - 1), self.condition(seen, depth - 1)),
            5 => format!("not ({})", self.condition(seen, depth - 1)),
            6 if seen.groups => self.quantifier(seen, depth - 1),
            7 if seen.derived && !self.conditions.is_empty() => {
                let which = self.choices.pick(self.conditions.len());
                self.conditions[which].clone()
            }
            _ if seen.derived && !self.tables.is_empty() => {
                let which = self.choices.pick(self.tables.len());
                format!("{} {} case-0", self.tables[which], self.choices.of(&["=", "!="]))
            }
            _ => self.atom(seen, depth),
        }
    }

    /// A group that can be seen, and what can be seen from its rows.
    fn group(&mut self, from: &Seen) -> (String, Seen) {
        let domain = 1 + self.choices.pick(4);
        let mut seen = self.seen(domain);
        seen.derived = from.derived;
        // Late fields look at groups, so what they look at must not look back; fields seen from here may be fewer than there are.
        seen.fields.retain(|field| self.fields[*field].domain != 0 || from.fields.contains(field));
        (DOMAINS[domain].0.to_owned(), seen)
    }

    fn quantifier(&mut self, from: &Seen, depth: usize) -> String {
        let (group, seen) = self.group(from);
        match self.choices.pick(6) {
            0 => format!("any {group} where ({})", self.condition(&seen, depth)),
            1 => format!("no {group} where ({})", self.condition(&seen, depth)),
            2 => format!("every {group} has ({})", self.condition(&seen, depth)),
            3 => {
                format!("every {group} where ({}) has ({})", self.condition(&seen, depth), self.condition(&seen, depth))
            }
            4 => format!("any {group}"),
            _ => format!(
                "count({group} where ({})) {} {}",
                self.condition(&seen, depth),
                self.comparison(),
                self.choices.pick(3)
            ),
        }
    }

    fn comparison(&mut self) -> &'static str {
        self.choices.of(&["=", "<", ">=", "!=", "<=", ">"])
    }

    fn name(&mut self, field: usize) -> String {
        let field = &self.fields[field];
        if field.domain == 0 && self.choices.one_in(6) { format!("record.{}", field.id) } else { field.id.clone() }
    }

    /// A field of one of these types, if any can be seen.
    fn field(&mut self, seen: &Seen, kinds: &[FieldType]) -> Option<String> {
        let fitting: Vec<usize> =
            seen.fields.iter().copied().filter(|field| kinds.contains(&self.fields[*field].kind)).collect();
        if fitting.is_empty() {
            return None;
        }
        let which = self.choices.pick(fitting.len());
        Some(self.name(fitting[which]))
    }

    fn atom(&mut self, seen: &Seen, depth: usize) -> String {
        if self.choices.one_in(12) {
            let fixed = match seen.domain {
                1 | 2 => Some(FIXED[1]),
                4 => Some(FIXED[4]),
                _ => None,
            };
            if let Some(rows) = fixed {
                return format!("row {} {}", self.choices.of(&["=", "!="]), self.choices.of(rows));
            }
        }
        if self.choices.one_in(4) {
            let kind = match self.choices.pick(3) {
                0 => Number::Quantity,
                1 => Number::Date,
                _ => Number::Year,
            };
            return format!(
                "{} {} {}",
                self.number(seen, kind, depth.min(2)),
                self.comparison(),
                self.number(seen, kind, depth.min(1))
            );
        }
        let which = self.choices.pick(seen.fields.len());
        let Some(field) = seen.fields.get(which).copied() else { return "true".to_owned() };
        let (kind, name) = (self.fields[field].kind, self.name(field));
        if self.scope.states && self.choices.one_in(5) {
            let state = self.choices.of(&[
                "answered",
                "not answered",
                "missing",
                "not known",
                "not applicable",
                "withheld",
                "not asked",
                "invalid",
                "not supplied",
            ]);
            return format!("{name} is {state}");
        }
        match kind {
            FieldType::Choice => match self.choices.pick(5) {
                0 => format!("{name} = red"),
                1 => format!("{name} != 'deep red'"),
                2 => format!("{name} in [red, blue]"),
                3 => format!("{name} not in [green]"),
                _ => {
                    let other = self.field(seen, &[FieldType::Choice]).unwrap_or_else(|| name.clone());
                    format!("{name} = {other}")
                }
            },
            FieldType::YesNo => format!("{name} {} {}", self.choices.of(&["=", "!="]), self.choices.of(&["yes", "no"])),
            // A row without an option of its name leaves it open.
            FieldType::Choices if self.scope.inexact && matches!(seen.domain, 1 | 2) && self.choices.one_in(3) => {
                format!("{name} contains row")
            }
            FieldType::Choices => format!("{name} contains {}", self.choices.of(&["red", "'deep red'"])),
            FieldType::Integer | FieldType::Number => {
                format!("{name} {} {}", self.comparison(), self.choices.of(&["0", "3", "-2", "ten", "2.5"]))
            }
            FieldType::Date => format!(
                "{name} {} {}",
                self.comparison(),
                self.choices.of(&["2020-02-29", "launch", "today", "2019-12-31"])
            ),
            FieldType::Year => {
                format!("{name} {} {}", self.comparison(), self.choices.of(&["1895", "1900", "year-of(today)"]))
            }
            FieldType::Text | FieldType::LongText | FieldType::Url | FieldType::Person => match self.choices.pick(10) {
                8 => format!("mentions({name}, terms)"),
                9 => format!("made-of({name}, terms)"),
                0 => format!("{name} = 'ab'"),
                1 => format!("{name} != word"),
                2 => format!("{name} in ['b', 'Ann Lee', 'ab']"),
                3 => format!("{name} contains 'B'"),
                4 => format!("{name} matches '^A'"),
                5 => format!("{name} matches shape"),
                6 => {
                    let other =
                        self.field(seen, &[FieldType::Text, FieldType::LongText]).unwrap_or_else(|| name.clone());
                    format!("{name} contains {other}")
                }
                _ => {
                    let other = self.field(seen, &[FieldType::Text, FieldType::Person]).unwrap_or_else(|| name.clone());
                    format!("{name} = {other}")
                }
            },
        }
    }

    fn number(&mut self, seen: &Seen, kind: Number, depth: usize) -> String {
        match kind {
            Number::Quantity => self.quantity(seen, depth),
            Number::Date => {
                let own = self.field(seen, &[FieldType::Date]).unwrap_or_else(|| "today".to_owned());
                match if depth == 0 { self.choices.pick(3) } else { self.choices.pick(6) } {
                    0 => own,
                    1 => "launch".to_owned(),
                    2 => "2020-02-29".to_owned(),
                    3 => format!(
                        "({own} {} {})",
                        self.choices.of(&["+", "-"]),
                        self.choices.of(&["notice", "1 month", "2 weeks", "4 years"])
                    ),
                    _ if seen.groups => {
                        self.fold(seen, &["min", "max", "median"], &[FieldType::Date], depth).unwrap_or(own)
                    }
                    _ => own,
                }
            }
            Number::Year => {
                let own = self.field(seen, &[FieldType::Year]).unwrap_or_else(|| "year-of(today)".to_owned());
                match if depth == 0 { self.choices.pick(2) } else { self.choices.pick(5) } {
                    0 => own,
                    1 => format!("year-of({})", self.number(seen, Number::Date, 0)),
                    2 => format!("({own} + 10)"),
                    _ if seen.groups => {
                        self.fold(seen, &["min", "max", "median"], &[FieldType::Year], depth).unwrap_or(own)
                    }
                    _ => own,
                }
            }
        }
    }

    fn quantity(&mut self, seen: &Seen, depth: usize) -> String {
        let own = self.field(seen, &[FieldType::Integer, FieldType::Number]).unwrap_or_else(|| "ten".to_owned());
        if depth == 0 {
            return match self.choices.pick(4) {
                0 => own,
                1 => "ten".to_owned(),
                2 => "2".to_owned(),
                _ => self.field(seen, &[FieldType::Choice]).map_or(own, |choice| format!("{choice}.weight")),
            };
        }
        match self.choices.pick(18) {
            14 => format!(
                "{}({}, {})",
                self.choices.of(&["lowest", "highest"]),
                self.quantity(seen, depth - 1),
                self.quantity(seen, depth - 1)
            ),
            15 if seen.derived && !self.scores.is_empty() => {
                let which = self.choices.pick(self.scores.len());
                format!("{}({})", self.choices.of(&["maximum", "minimum"]), self.scores[which])
            }
            // Whether another row's text is there changes it.
            16 if seen.domain != 0 && self.scope.states => {
                let (domain, fields) = (seen.domain, seen.fields.clone());
                let text = fields
                    .into_iter()
                    .find(|field| self.fields[*field].domain == domain && self.fields[*field].kind == FieldType::Text);
                text.map_or(own, |text| format!("similarity-to-others({})", self.fields[text].id))
            }
            17 => match self.field(seen, &[FieldType::Text, FieldType::LongText]) {
                Some(text) => format!("template-residue({text})"),
                None => own,
            },
            0 => own,
            1 | 2 => {
                let operators: &[&str] = if self.scope.inexact { &["+", "-", "*", "/"] } else { &["+", "-", "*"] };
                format!(
                    "({} {} {})",
                    self.quantity(seen, depth - 1),
                    self.choices.of(operators),
                    self.quantity(seen, depth - 1)
                )
            }
            3 => format!("-({})", self.quantity(seen, depth - 1)),
            4 | 5 if seen.groups => {
                let (group, inner) = self.group(seen);
                format!("count({group} where ({}))", self.condition(&inner, depth - 1))
            }
            6 | 7 if seen.groups => self
                .fold(
                    seen,
                    &["sum", "min", "max", "median"],
                    &[FieldType::Integer, FieldType::Number, FieldType::Choice],
                    depth,
                )
                .unwrap_or(own),
            8 => match self.field(seen, &[FieldType::Text, FieldType::LongText]) {
                Some(text) => format!("{}({text})", self.choices.of(&["words", "length"])),
                None => self.field(seen, &[FieldType::Choices]).map_or(own, |many| format!("chosen({many})")),
            },
            9 => {
                match (self.field(seen, &[FieldType::Text]), self.field(seen, &[FieldType::Text, FieldType::LongText]))
                {
                    (Some(first), Some(second)) => format!("similarity({first}, {second})"),
                    _ => own,
                }
            }
            10 => {
                let function = self.choices.of(&["days-between", "months-between", "years-between"]);
                // What these count has a unit, which only a product with a bare number takes away.
                format!(
                    "absolute({function}({}, {}))",
                    self.number(seen, Number::Date, 0),
                    self.number(seen, Number::Date, 0)
                )
            }
            11 => format!("{}({})", self.choices.of(&["absolute", "rounded"]), self.quantity(seen, depth - 1)),
            12 if seen.derived && !self.numbers.is_empty() => {
                let which = self.choices.pick(self.numbers.len());
                self.numbers[which].clone()
            }
            _ => self.field(seen, &[FieldType::Choice]).map_or(own, |choice| format!("{choice}.weight")),
        }
    }

    fn fold(&mut self, seen: &Seen, kinds: &[&str], types: &[FieldType], depth: usize) -> Option<String> {
        let (group, inner) = self.group(seen);
        let domain = inner.domain;
        let fitting: Vec<usize> = inner
            .fields
            .iter()
            .copied()
            .filter(|field| self.fields[*field].domain == domain && types.contains(&self.fields[*field].kind))
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let which = self.choices.pick(fitting.len());
        let field = self.fields[fitting[which]].clone();
        let weight = if field.kind == FieldType::Choice { ".weight" } else { "" };
        let kind = self.choices.of(kinds);
        let filter = if self.choices.one_in(2) {
            format!(" where ({})", self.condition(&inner, depth - 1))
        } else {
            String::new()
        };
        Some(format!("{kind}({group}.{}{weight}{filter})", field.id))
    }
}
