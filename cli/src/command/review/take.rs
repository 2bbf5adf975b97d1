//! A queue that somebody filled in, into the log.

use super::append::Log;
use super::find::{self, Looked, Reviewed};
use super::{Args, Only, table};
use crate::command::decisions;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use crate::tell::{count, of_each_kind};
use due_regard::decision::{Decision, DecisionLoader, Item, Line, LineState, Seen};
use due_regard::review::Found;
use due_regard::{Date, Level};
use std::collections::{BTreeMap, BTreeSet};

/// What is odd about a row of the queue beside what is reviewed.
struct Doubt {
    code: &'static str,
    /// An error leaves the row out of the log.
    level: Level,
    column: &'static str,
    message: String,
    help: String,
}

/// Takes the verdicts of a filled queue into the log.
pub(super) fn take(args: &Args, host: &Host, from: &str, log: &mut Log, as_of: Date) -> Result<Exit, CliError> {
    let mut loader = DecisionLoader::new().by_default(args.by.as_deref().unwrap_or(""), as_of);
    decisions::add(&mut loader, from)?;
    let filled = loader.finish(as_of);
    decisions::tell_problems(host, &filled, args.quiet);
    let reviewed = Beside::read(args, host, as_of, filled.lines())?;
    let (mut new, mut known, mut refused) = (Vec::new(), 0u64, filled.refused());
    let mut told = Vec::new();
    for line in filled.lines().iter().filter(|line| line.state == LineState::Standing) {
        let decision = &line.decision;
        let standing = log.read().history(&decision.framework, &decision.record, &decision.item).last();
        // Somebody may take the same queue in twice.
        if standing.is_some_and(|before| says_the_same(&before.decision, decision)) {
            known += 1;
            continue;
        }
        let doubts = reviewed.doubts(decision);
        let is_refused = doubts.iter().any(|doubt| doubt.level == Level::Error);
        let shown = doubts.into_iter().filter(|doubt| doubt.level == Level::Error || !args.quiet);
        told.extend(shown.map(|doubt| (doubt.code, line.row, doubt.told(line))));
        if is_refused {
            refused += 1;
            continue;
        }
        let mut decision = decision.clone();
        decision.supersedes = log.read().to_supersede(&decision.framework, &decision.record, &decision.item);
        // Columns that somebody added to the queue are kept in the note.
        for (column, text) in
            std::mem::take(&mut decision.extra).into_iter().filter(|(column, _)| !table::is_ours(column))
        {
            let before = if decision.note.is_empty() { String::new() } else { format!("{}; ", decision.note) };
            decision.note = format!("{before}{column}: {text}");
        }
        new.push(decision.sealed());
    }
    of_each_kind(host, told);
    if !new.is_empty() {
        log.add(&new)?;
    }
    let late = filled.lines().iter().filter(|line| line.state == LineState::AfterAsOf).count() as u64;
    let twice = filled.lines().iter().filter(|line| line.state == LineState::Copy).count() as u64;
    if !args.quiet {
        let mut words = format!(
            "{} added to {}, {known} {} there already, {} without a verdict, {refused} refused",
            count(new.len() as u64, "decision", "decisions"),
            args.decisions,
            if known == 1 { "was" } else { "were" },
            count(filled.undecided(), "row", "rows"),
        );
        for (number, what) in [(late, "of a later day and not added"), (twice, "twice in the queue and added once")] {
            if number > 0 {
                words.push_str(&format!(", {number} {what}"));
            }
        }
        host.tell(&format!("{words}\n"));
        if args.list.is_none() && !new.is_empty() {
            host.tell(&format!(
                "no list was given, so whether it has these records was not looked at: `regard review {} LIST --from {from}`\n",
                args.what
            ));
        }
    }
    Ok(if refused > 0 || filled.undecided() > 0 || late > 0 { Exit::Findings } else { Exit::Clean })
}

fn says_the_same(a: &Decision, b: &Decision) -> bool {
    a.by == b.by && decides_the_same(a, b)
}

/// The same, whoever decided.
pub(super) fn decides_the_same(a: &Decision, b: &Decision) -> bool {
    let of = |decision: &Decision| {
        (
            decision.verdict,
            decision.until,
            decision.reason.clone(),
            decision.source.clone(),
            decision.refers_to.clone(),
            decision.fingerprint.clone(),
        )
    };
    of(a) == of(b)
}

/// What the rows of a queue are compared with: the framework or register, and the list where one was given.
struct Beside {
    reviewed: Reviewed,
    list: Option<Looked>,
    /// By record and item, what is seen there now: several times where several records have one id.
    now: BTreeMap<(String, Item), Vec<Seen>>,
}

impl Beside {
    fn read(args: &Args, host: &Host, as_of: Date, lines: &[Line]) -> Result<Self, CliError> {
        let reviewed = Reviewed::read(args, host)?;
        let records: BTreeSet<&str> = lines.iter().map(|line| line.decision.record.as_str()).collect();
        let wanted = |id: &str| records.contains(id);
        let list = args.list.as_ref();
        let list = list.map(|list| find::items(args, list, host, as_of, Only::Both, &wanted)).transpose()?;
        let mut now: BTreeMap<(String, Item), Vec<Seen>> = BTreeMap::new();
        let found = list.iter().flat_map(|looked| &looked.found);
        for found in found.filter(|found: &&Found| records.contains(found.record.as_str())) {
            now.entry((found.record.clone(), found.about())).or_default().push(found.seen());
        }
        Ok(Self { reviewed, list, now })
    }

    /// What an auditor would ask of a row. What can never be applied is refused; what may be right, since lists change, is told and kept.
    fn doubts(&self, decision: &Decision) -> Vec<Doubt> {
        let error = |code, column, message: String, help: &str| Doubt {
            code,
            level: Level::Error,
            column,
            message: format!("{message}; not added"),
            help: help.to_owned(),
        };
        let ours = &self.reviewed.framework;
        if !decision.framework.is_empty() && decision.framework != *ours {
            let is = if ours.is_empty() {
                "what is reviewed is a register by itself".to_owned()
            } else {
                format!("this is `{ours}`")
            };
            let message = format!("the row is about the framework `{}`, and {is}", decision.framework);
            let help = format!("take it in with its own: `regard review {} LIST --from …`", decision.framework);
            return vec![error("other-framework", "framework", message, &help)];
        }
        match &decision.item {
            Item::Finding { rule, .. } if !self.reviewed.rules.contains(rule) => {
                let message = if ours.is_empty() {
                    format!("the row is about the rule `{rule}`, and a register has no rules")
                } else {
                    format!("`{ours}` has no rule `{rule}`")
                };
                return vec![error(
                    "no-such-rule",
                    "rule",
                    message,
                    "was the queue made with another framework, or another version of it?",
                )];
            }
            Item::Candidate { person }
                if self.reviewed.persons.as_ref().is_some_and(|known| !known.contains(person)) =>
            {
                let message = format!("the register has no person `{person}`");
                return vec![error(
                    "no-such-person",
                    "person",
                    message,
                    "the column holds the id of a person of the register, not the name",
                )];
            }
            _ => {}
        }
        self.list.as_ref().map_or_else(Vec::new, |list| self.doubts_of_list(decision, list))
    }

    fn doubts_of_list(&self, decision: &Decision, list: &Looked) -> Vec<Doubt> {
        let warning = |code, column, message: String, help: &str| Doubt {
            code,
            level: Level::Warning,
            column,
            message,
            help: help.to_owned(),
        };
        let id = &decision.record;
        // The only record of a form may have no id.
        if id.is_empty() {
            return Vec::new();
        }
        let Some(names) = list.records.get(id) else {
            let message = format!("the list has no record `{id}`; added, and applied to nothing as long as that is so");
            return vec![warning("not-in-the-list", "record", message, "was the queue made of another list?")];
        };
        let mut doubts = Vec::new();
        if names.len() > 1 {
            let message = format!(
                "{} records of the list have the id `{id}`, and a decision is about one; added, and applied to none of them as long as that is so",
                names.len()
            );
            doubts.push(warning("several-records", "record", message, "give each record an id of its own"));
        }
        let is_named = |name: &String| *name == decision.record_name;
        if !decision.record_name.is_empty() && !names.iter().any(is_named) {
            let message = format!(
                "the record `{id}` is called ‘{}’ in the queue and ‘{}’ in the list; added, and stale until somebody looks again",
                decision.record_name,
                names.join("’, ‘")
            );
            doubts.push(warning(
                "other-name",
                "record_name",
                message,
                "was the queue made of another list, or has the name changed since?",
            ));
            return doubts;
        }
        let now = self.now.get(&(id.clone(), decision.item.clone()));
        let Some(now) = now else {
            let what = if decision.item.is_candidate() {
                "the person is no candidate of"
            } else {
                "the rule finds nothing that needs a person in"
            };
            let message = format!("{what} the record `{id}` now; added, and applied to nothing as long as that is so");
            doubts.push(warning(
                "no-longer-found",
                "record",
                message,
                "has the list changed since the queue was made?",
            ));
            return doubts;
        };
        let is_as_it_was = |seen: &Seen| decision.fingerprint.is_empty() || seen.fingerprint() == decision.fingerprint;
        if !now.iter().any(is_as_it_was) {
            let changes = now.iter().filter(|_| !decision.seen.is_empty()).flat_map(|now| decision.seen.changes(now));
            let changes: Vec<String> = changes.map(|change| change.to_string()).collect();
            let changes = if changes.is_empty() { String::new() } else { format!(" ({})", changes.join("; ")) };
            let message =
                format!("what was seen has changed since{changes}; added, and stale until somebody looks again");
            doubts.push(warning("seen-changed", "seen", message, "look at it again in a new queue"));
        }
        doubts
    }
}

impl Doubt {
    /// As problems of a log are told.
    fn told(&self, line: &Line) -> String {
        let level = if self.level == Level::Error { "error" } else { "warning" };
        format!(
            "{level}[{}]: {}\n  --> {}, row {}, column `{}`\n  = help: {}",
            self.code, self.message, line.file, line.row, self.column, self.help
        )
    }
}
