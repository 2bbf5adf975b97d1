//! What somebody saw who decided: the values, short enough for a cell, and their fingerprint.

use super::Change;
use super::cell::cleaned;
use crate::audit::{Evidence, Finding, RuleSummary};
use crate::register::Person;
use crate::screen::Class;
use crate::value::State;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The values on which a decision rests, by name.
///
/// A value of more than 200 characters is kept as its beginning, its length and a hash, so that all of them fit a spreadsheet's cell; whether it has changed is told all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, String>);

/// Longer values are kept as their beginning and a hash.
const LONGEST: usize = 200;
/// So much of them is kept.
const BEGINNING: usize = 120;
/// Answers that are kept one by one; those past them, together as a hash.
const MOST: usize = 80;

impl Seen {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more value.
    #[must_use]
    pub fn with(mut self, what: &str, value: &str) -> Self {
        self.0.insert(cleaned(what), kept(value));
        self
    }

    /// What a finding rests on: what the rule says, its verdict, and the answers that it used.
    ///
    /// The verdict of a finding that is not yet due is the one that it would have. Labels and messages are not part of it, so that another language changes nothing.
    pub fn of_finding(finding: &Finding, rule: Option<&RuleSummary>) -> Self {
        let mut seen = Seen::new();
        if let Some(rule) = rule {
            let text = if rule.when.is_empty() {
                format!("require {}", rule.require)
            } else {
                format!("when {} require {}", rule.when, rule.require)
            };
            seen = seen.with("the rule", &text);
        }
        seen = seen.with("the verdict", finding.would_be.unwrap_or(finding.verdict).words());
        for evidence in finding.values.iter().take(MOST) {
            seen = seen.with(&evidence.field, &answer(evidence));
        }
        if let Some(more) = finding.values.get(MOST..).filter(|more| !more.is_empty()) {
            let all: Vec<String> =
                more.iter().map(|evidence| format!("{}={}", evidence.field, answer(evidence))).collect();
            seen = seen.with(
                "the other answers",
                &format!("{} more, {}", more.len(), digest(all.iter().map(String::as_str), 8)),
            );
        }
        seen
    }

    /// What a candidate rests on: the asset's name, the person's names, the class of the evidence, and the register's sources for the person. Points may drift.
    pub fn of_candidate(asset: &str, person: &Person, class: Class) -> Self {
        let mut names: Vec<&str> =
            [person.name.as_str()].into_iter().chain(person.aliases.iter().map(|alias| alias.text.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        let mut sources: Vec<String> = person
            .evidence
            .iter()
            .map(|evidence| {
                if evidence.claim.is_empty() {
                    evidence.source.clone()
                } else {
                    format!("{}: {}", evidence.claim, evidence.source)
                }
            })
            .collect();
        sources.sort_unstable();
        sources.dedup();
        Seen::new()
            .with("asset", asset)
            .with("names", &names.join(" | "))
            .with("class", class.word())
            .with("sources", &sources.join(" | "))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A value.
    pub fn get(&self, what: &str) -> Option<&str> {
        self.0.get(what).map(String::as_str)
    }

    /// The values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(what, value)| (what.as_str(), value.as_str()))
    }

    /// `s-` and the first sixteen hexadecimal digits of the SHA-256 of names and values. It names what was seen and proves nothing.
    pub fn fingerprint(&self) -> String {
        format!("s-{}", digest(self.iter().flat_map(|(what, value)| [what, value]), 8))
    }

    /// What is otherwise now.
    pub fn changes(&self, now: &Seen) -> Vec<Change> {
        let mut changes = Vec::new();
        for (what, value) in &self.0 {
            let new = now.0.get(what);
            if new != Some(value) {
                changes.push(Change { what: what.clone(), before: Some(value.clone()), now: new.cloned() });
            }
        }
        for (what, value) in now.0.iter().filter(|(what, _)| !self.0.contains_key(*what)) {
            changes.push(Change { what: what.clone(), before: None, now: Some(value.clone()) });
        }
        changes
    }

    /// As one cell holds it: `asset = Picton Place; class = name-only`. A backslash stands before `;`, `=` and itself where they are part of a name or value.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (place, (what, value)) in self.0.iter().enumerate() {
            if place > 0 {
                out.push_str("; ");
            }
            escape(what, &mut out);
            out.push_str(" = ");
            escape(value, &mut out);
        }
        out
    }

    /// Reads what [`Seen::to_text`] wrote, or somebody by hand: after the first `=` others are part of the value. `None` for anything else.
    pub fn from_text(text: &str) -> Option<Seen> {
        let mut seen = BTreeMap::new();
        let mut what: Option<String> = None;
        let mut part = String::new();
        let mut chars = text.chars();
        loop {
            match chars.next() {
                Some('\\') => match chars.next()? {
                    'n' => part.push('\n'),
                    't' => part.push('\t'),
                    c => part.push(c),
                },
                Some('=') if what.is_none() => what = Some(cleaned(&std::mem::take(&mut part))),
                end @ (Some(';') | None) => {
                    match what.take() {
                        Some(what) => drop(seen.insert(what, kept(&std::mem::take(&mut part)))),
                        None if part.trim().is_empty() => part.clear(),
                        None => return None,
                    }
                    if end.is_none() {
                        return Some(Seen(seen));
                    }
                }
                Some(c) => part.push(c),
            }
        }
    }

    pub(super) fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Seen {
        Seen(pairs.map(|(what, value)| (cleaned(&what), kept(&value))).collect())
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A value as it is kept: whole, or as its beginning, length and hash. What is kept already stays as it is.
fn kept(value: &str) -> String {
    let value = cleaned(value);
    match value.char_indices().nth(LONGEST) {
        None => value,
        Some(_) => {
            let beginning: String = value.chars().take(BEGINNING).collect();
            let count = value.chars().count();
            let hash = digest([value.as_str()].into_iter(), 8);
            format!("{}… ({count} characters, {hash})", beginning.trim_end())
        }
    }
}

/// An answer, or its state in brackets; an answer that begins with a bracket has it twice.
fn answer(evidence: &Evidence) -> String {
    match evidence.state {
        State::Answered if evidence.value.starts_with('[') => format!("[{}", evidence.value),
        State::Answered => evidence.value.clone(),
        State::Invalid => format!("[invalid] {}", evidence.value),
        state => format!("[{state}]"),
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ';' | '=' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}

/// The first bytes of the SHA-256 of some parts, each ended by U+001F, in hexadecimal.
pub(super) fn digest<'a>(parts: impl Iterator<Item = &'a str>, bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0x1f]);
    }
    let mut out = String::with_capacity(2 * bytes);
    for byte in hash.finalize().iter().take(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
