//! The queue in the terminal: an item, a key, the next item. Each verdict is in the log before the next item is shown.

use super::append::Log;
use crate::exit::CliError;
use crate::host::Host;
use due_regard::Date;
use due_regard::decision::{Decision, Verdict};
use due_regard::report::{brief, one_line};
use due_regard::review::{Item, Queue, What, lived};
use std::fmt::Write as _;

/// The next item and how many are left.
pub(super) fn next(queue: &Queue, width: usize) -> String {
    match queue.items.first() {
        None => "nothing is left to decide\n".to_owned(),
        Some(item) => format!("{}\n{}\n", shown(item, width), queue.summary()),
    }
}

/// Answers, one a line: from a terminal or from a pipe.
struct Answers<'h> {
    host: &'h Host,
    lines: std::io::Lines<std::io::StdinLock<'static>>,
    /// The last reason, source and day, for `=`.
    last: std::collections::BTreeMap<&'static str, String>,
}

impl Answers<'_> {
    /// The answer to a question; `None` when there are no more.
    fn ask(&mut self, question: &str) -> Result<Option<String>, CliError> {
        self.host.print(question)?;
        match self.lines.next() {
            None => Ok(None),
            Some(Ok(line)) => Ok(Some(line.trim().to_owned())),
            Some(Err(error)) => Err(CliError::new(format!("the answer cannot be read: {error}"))),
        }
    }

    /// A text that is needed; an empty answer leaves the item undecided.
    fn needed(&mut self, what: &'static str, question: &str) -> Result<Option<String>, CliError> {
        let again = self.last.get(what).cloned().unwrap_or_default();
        let offer = if again.is_empty() { String::new() } else { format!(" (= for ‘{}’)", one_line(&again)) };
        let Some(mut answer) = self.ask(&format!("  {question}{offer}: "))? else { return Ok(None) };
        if answer == "=" {
            answer = again;
        }
        if answer.is_empty() {
            return Ok(None);
        }
        self.last.insert(what, answer.clone());
        Ok(Some(answer))
    }
}

/// Works through the queue; how many items are left.
pub(super) fn work(queue: &Queue, log: &mut Log, by: Option<&str>, on: Date, host: &Host) -> Result<usize, CliError> {
    let mut answers = Answers { host, lines: std::io::stdin().lines(), last: std::collections::BTreeMap::new() };
    if queue.items.is_empty() {
        host.print("nothing is left to decide\n")?;
        return Ok(0);
    }
    host.print(&format!("{}\n", queue.summary()))?;
    let by = match by {
        Some(by) => by.to_owned(),
        None => answers.ask("Who decides? ")?.unwrap_or_default(),
    };
    if by.is_empty() {
        return Err(CliError::new("nobody is named who decides").help("name them: --by \"R. Evans\""));
    }
    // Places of items that were decided in this session, with the line that says so.
    let mut done: Vec<(usize, Decision)> = Vec::new();
    let mut settled = vec![false; queue.items.len()];
    let mut at = 0;
    while let Some(item) = queue.items.get(at) {
        let left = settled.iter().filter(|settled| !**settled).count();
        host.print(&format!("\n[{} of {}, {left} left]\n{}", at + 1, queue.len(), shown(item, host.width())))?;
        let keys: Vec<String> = item.verdicts().map(|(key, verdict)| format!("{key} {verdict}")).collect();
        let Some(answer) = answers.ask(&format!("  {}, s skip, b back, q quit, ? help > ", keys.join(", ")))? else {
            break;
        };
        let mut letters = answer.chars();
        let key = match (letters.next(), letters.next()) {
            (Some(key), None) => key.to_ascii_lowercase(),
            // A whole word is understood too.
            (Some(_), Some(_)) => item
                .verdicts()
                .find(|(_, verdict)| Verdict::from_words(&answer) == Some(*verdict))
                .map_or('\0', |(key, _)| key),
            _ => '\0',
        };
        match key {
            'q' => break,
            's' => at += 1,
            'b' => match done.pop() {
                None => host.print("  nothing was decided in this session\n")?,
                Some((place, decision)) => {
                    let mut back = decision.taken_back(&by, on);
                    back.supersedes = log.read().to_supersede(&back.framework, &back.record, &back.item);
                    log.add(&[back.sealed()])?;
                    if let Some(settled) = settled.get_mut(place) {
                        *settled = false;
                    }
                    host.print(&format!("  taken back: {}\n", decision.words()))?;
                    at = place;
                }
            },
            '?' => host.print(&help(item))?,
            key => match item.verdicts().find(|(known, _)| *known == key) {
                None => host.print("  no such key; ? says what they mean\n")?,
                Some((_, verdict)) => {
                    let Some(decision) = complete(item, verdict, &by, on, &mut answers)? else {
                        host.print("  not decided\n")?;
                        continue;
                    };
                    let mut decision = decision;
                    decision.supersedes =
                        log.read().to_supersede(&decision.framework, &decision.record, &decision.item);
                    let decision = decision.sealed();
                    log.add(std::slice::from_ref(&decision))?;
                    host.print(&format!("  {} → {}\n", decision.words(), log.path()))?;
                    if let Some(settled) = settled.get_mut(at) {
                        *settled = true;
                    }
                    done.push((at, decision));
                    at += 1;
                }
            },
        }
    }
    let left = settled.iter().filter(|settled| !**settled).count();
    host.print(&format!("\n{} decided in this session, {left} left; the log is {}\n", done.len(), log.path()))?;
    Ok(left)
}

/// Asks for what the verdict needs; `None` where it was not given.
fn complete(
    item: &Item,
    verdict: Verdict,
    by: &str,
    on: Date,
    answers: &mut Answers<'_>,
) -> Result<Option<Decision>, CliError> {
    let mut decision = item.decision(verdict, by, on);
    if verdict == Verdict::Waived {
        loop {
            let Some(day) = answers.needed("until", "until which day, as 2027-03-31")? else { return Ok(None) };
            match day.parse::<Date>() {
                Ok(day) if day >= on => {
                    decision.until = Some(day);
                    break;
                }
                Ok(_) => answers.host.print("  that day is over already\n")?,
                Err(_) => answers.host.print("  that is no day; write it as 2027-03-31\n")?,
            }
        }
    }
    if verdict.needs_source() {
        let Some(source) = answers.needed("source", "what says so (the source)")? else { return Ok(None) };
        decision.source = source;
    }
    if verdict.needs_reason() {
        let Some(reason) = answers.needed("reason", "why")? else { return Ok(None) };
        decision.reason = reason;
    }
    if verdict == Verdict::DoesNotRefer {
        let to = answers.ask("  whom or what does it refer to, if that is known (Enter for nothing): ")?;
        decision.refers_to = to.unwrap_or_default();
    }
    Ok(Some(decision))
}

fn help(item: &Item) -> String {
    let mut out = String::new();
    for (key, verdict) in item.verdicts() {
        let _ = writeln!(out, "  {key}  {verdict}: {}", verdict.means());
    }
    out.push_str("  s  skip for now\n  b  back: take the last verdict of this session back\n  q  quit; what was decided is in the log\n");
    out
}

/// Characters of a name or an answer that are shown: a queue on paper has all of it.
const MOST_SHOWN: usize = 300;

/// An item as people look at it.
fn shown(item: &Item, width: usize) -> String {
    let found = &item.found;
    let mut out = String::new();
    let name = if found.record_name.is_empty() { "no name" } else { &found.record_name };
    let mut head = format!("{} ({})", brief(name, MOST_SHOWN), item.place());
    if !found.locality.is_empty() {
        let _ = write!(head, ", {}", found.locality);
    }
    lines(&mut out, width, "", &head);
    if let Some(before) = &item.before {
        lines(&mut out, width, "  ", &format!("{}: was {}", before.state, before.words));
        for change in &before.changed {
            lines(&mut out, width, "    ", &format!("since then {change}"));
        }
    }
    match &found.what {
        What::Candidate(candidate, person) => {
            let lived = lived(person);
            let mut who = format!("name matches {} [{}]", candidate.person_name, candidate.person);
            for text in [lived, person.categories.join(", ")] {
                if !text.is_empty() {
                    let _ = write!(who, ", {text}");
                }
            }
            lines(&mut out, width, "  ", &who);
            lines(
                &mut out,
                width,
                "  ",
                &format!("{} ({}, {} points)", candidate.sentence, candidate.verdict, candidate.points),
            );
            for factor in &candidate.factors {
                lines(&mut out, width, "    ", &format!("{:+} {}", factor.points, factor.text));
            }
            for other in &candidate.alternatives {
                lines(&mut out, width, "    or: ", &other.text);
            }
            for evidence in &person.evidence {
                lines(&mut out, width, "    on record: ", &evidence.source);
            }
        }
        What::Finding(finding, rule) => {
            lines(&mut out, width, "  ", &format!("{}: {}", rule.title, finding.message));
            for value in &finding.values {
                let answer = if value.value.is_empty() {
                    format!("[{}]", value.state)
                } else {
                    brief(&value.value, MOST_SHOWN).into_owned()
                };
                lines(&mut out, width, "    ", &format!("{}: {answer}", value.label));
            }
            if !rule.why.is_empty() {
                lines(&mut out, width, "  why: ", &rule.why);
            }
        }
    }
    let settled = item.settled_by();
    if !settled.is_empty() {
        lines(&mut out, width, "  would settle it: ", &settled);
    }
    for offer in &item.offers {
        lines(&mut out, width, "  same name here: ", offer);
    }
    out
}

/// A text in lines of the width, harmless for a terminal.
fn lines(out: &mut String, width: usize, indent: &str, text: &str) {
    let text = one_line(text);
    let mut column = indent.chars().count();
    let _ = write!(out, "{indent}");
    let mut first = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if !first && column + 1 + length > width.max(40) {
            let _ = write!(out, "\n{}", " ".repeat(indent.chars().count()));
            column = indent.chars().count();
        } else if !first {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        first = false;
    }
    out.push('\n');
}
