//! The queue as the page shows it: groups of items with their evidence, and decisions from what a person filled in. What is counted is counted once, so that a decision costs what it changes.

use due_regard::Date;
use due_regard::decision::{Decision, Verdict};
use due_regard::report::web_address;
use due_regard::review::{Item, Queue, What, lived, name_pieces};
use serde_json::{Map, Value, json};

/// A queue that somebody works through.
pub(super) struct Open {
    queue: Queue,
    /// Where each group begins, and how many items it has.
    starts: Vec<(usize, usize)>,
    /// What was decided about the items here, by their places.
    settled: Vec<Option<Decision>>,
    left: usize,
    came_back: usize,
    candidates: usize,
}

impl Open {
    pub(super) fn new(queue: Queue) -> Self {
        Self {
            starts: starts(&queue),
            settled: vec![None; queue.len()],
            left: queue.len(),
            came_back: queue.items.iter().filter(|item| item.came_back()).count(),
            candidates: queue.items.iter().filter(|item| item.about.is_candidate()).count(),
            queue,
        }
    }

    pub(super) fn settle(&mut self, place: usize, decision: Decision) {
        if let Some(settled) = self.settled.get_mut(place) {
            self.left -= usize::from(settled.is_none());
            *settled = Some(decision);
        }
    }

    /// The item is as if nothing had been decided about it; gives what was.
    pub(super) fn unsettle(&mut self, place: usize) -> Option<Decision> {
        let decision = self.settled.get_mut(place).and_then(Option::take);
        self.left += usize::from(decision.is_some());
        decision
    }

    pub(super) fn group_of(&self, item: usize) -> Option<usize> {
        self.starts.partition_point(|(from, _)| *from <= item).checked_sub(1)
    }

    pub(super) fn counted(&self) -> Value {
        json!({
            "items": self.queue.len(), "left": self.left, "groups": self.starts.len(), "decided_before": self.queue.decided,
            "came_back": self.came_back, "candidates": self.candidates,
        })
    }

    /// How many items of a group are not decided.
    fn open(&self, (from, count): (usize, usize)) -> usize {
        self.settled.iter().skip(from).take(count).filter(|settled| settled.is_none()).count()
    }
}

/// Where each group begins, and how many items it has.
fn starts(queue: &Queue) -> Vec<(usize, usize)> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    for (place, item) in queue.items.iter().enumerate() {
        let group = item.group();
        if last.as_ref() == Some(&group)
            && let Some((_, count)) = starts.last_mut()
        {
            *count += 1;
        } else {
            starts.push((place, 1));
            last = Some(group);
        }
    }
    starts
}

pub(super) fn groups(deciding: &Open, (from, most): (usize, usize), only_open: bool) -> Value {
    let all: Vec<(usize, (usize, usize))> = deciding
        .starts
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, group)| !only_open || deciding.open(*group) > 0)
        .collect();
    let listed: Vec<Value> = all
        .iter()
        .skip(from)
        .take(most)
        .filter_map(|(place, (from, count))| {
            let item = deciding.queue.items.get(*from)?;
            let why = match &item.found.what {
                What::Candidate(candidate, _) => {
                    json!({"candidate": candidate.person_name, "strength": candidate.verdict.word()})
                }
                What::Finding(finding, rule) => json!({"finding": rule.title, "rule": finding.rule}),
            };
            Some(json!({
                "place": place, "name": item.found.record_name, "record": item.found.record, "row": item.found.row,
                "items": count, "open": deciding.open((*from, *count)), "back": item.came_back(), "why": why,
            }))
        })
        .collect();
    json!({"total": all.len(), "from": from, "groups": listed})
}

pub(super) fn group(deciding: &Open, place: usize) -> Value {
    let Some((from, count)) = deciding.starts.get(place).copied() else { return Value::Null };
    let items = deciding.queue.items.get(from..from + count).unwrap_or(&[]);
    let Some(first) = items.first() else { return Value::Null };
    let name = name_pieces(items);
    let items: Vec<Value> = (from..).zip(items).map(|(place, item)| one(item, place, &deciding.settled)).collect();
    json!({
        "place": place, "record": first.found.record, "name": name,
        "locality": first.found.locality, "rows": [first.found.row], "several": first.several, "candidates": first.about.is_candidate(), "items": items,
    })
}

fn source(text: &str) -> Value {
    json!({"text": text, "address": web_address(text)})
}

fn one(item: &Item, place: usize, settled: &[Option<Decision>]) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Value| drop(shown.insert(key.to_owned(), value));
    put("item", json!(place));
    put("settled", json!(settled.get(place).and_then(Option::as_ref).map(Decision::words)));
    put("settles", json!(item.settled_by()));
    put("offers", json!(item.offers));
    put(
        "before",
        json!(item.before.as_ref().map(|before| {
            let changed: Vec<String> = before.changed.iter().map(ToString::to_string).collect();
            json!({"state": before.state.words(), "words": before.words, "changed": changed})
        })),
    );
    let verdicts: Vec<Value> = item
        .verdicts()
        .map(|(key, verdict)| {
            json!({
                "key": key.to_string(), "words": verdict.words(), "means": verdict.means(),
                "reason": verdict.needs_reason(), "source": verdict.needs_source(),
                "until": verdict == Verdict::Waived, "refers_to": verdict == Verdict::DoesNotRefer,
            })
        })
        .collect();
    put("verdicts", json!(verdicts));
    match &item.found.what {
        What::Candidate(candidate, person) => {
            put("candidate", json!(candidate.person_name));
            put("lived", json!(lived(person)));
            put("strength", json!(candidate.verdict.word()));
            put("sentence", json!(candidate.sentence));
            put("points", json!(candidate.points));
            let factors: Vec<Value> =
                candidate.factors.iter().map(|factor| json!({"points": factor.points, "text": factor.text})).collect();
            put("factors", json!(factors));
            put("class", json!(format!("{}: {}", candidate.class.word(), candidate.class.why())));
            put("alias", json!(format!("{} ({})", candidate.alias, candidate.alias_kind)));
            put("categories", json!(person.categories.join(", ")));
            put("description", json!(person.description));
            put("alternatives", json!(candidate.alternatives.iter().map(|other| &other.text).collect::<Vec<_>>()));
            put("unknowns", json!(candidate.unknowns));
            put("evidence", json!(person.evidence.iter().map(|evidence| source(&evidence.source)).collect::<Vec<_>>()));
            put("verification", json!(candidate.verification));
        }
        What::Finding(finding, rule) => {
            put("finding", json!(rule.title));
            put("message", json!(finding.message));
            put("severity", json!(finding.severity.words()));
            put("why", json!(rule.why));
            put("row_of", json!(finding.item));
            put("cite", json!(rule.cite));
            let values: Vec<Value> = finding
                .values
                .iter()
                .map(|value| {
                    let answer = if value.value.is_empty() { value.state.words() } else { &value.value };
                    json!({"label": value.label, "answer": answer, "answered": !value.value.is_empty()})
                })
                .collect();
            put("values", json!(values));
        }
    }
    Value::Object(shown)
}

/// The decision that a person gave, or what it lacks: `{lacks, say}`.
pub(super) fn decision(deciding: &Open, given: &Value, on: Date) -> Result<Result<(usize, Decision), Value>, String> {
    let text = |key: &str| given.get(key).and_then(Value::as_str).unwrap_or("").trim().to_owned();
    let place = given.get("item").and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
    let place = place.ok_or("`item` says which item of the queue")?;
    let item = deciding.queue.items.get(place).ok_or("there is no such item in the queue")?;
    let words = text("verdict");
    let verdict = Verdict::from_words(&words).filter(|verdict| verdict.is_of(&item.about));
    let verdict = verdict.ok_or_else(|| format!("`{words}` is no verdict on this"))?;
    let mut decision = item.decision(verdict, &text("by"), on);
    (decision.reason, decision.source) = (text("reason"), text("source"));
    (decision.refers_to, decision.note) = (text("refers_to"), text("note"));
    let until = text("until");
    if verdict == Verdict::Waived && !until.is_empty() {
        match until.parse::<Date>() {
            Ok(day) if day >= on => decision.until = Some(day),
            Ok(_) => return Ok(Err(json!({"lacks": "until", "say": "that day is over already"}))),
            Err(_) => return Ok(Err(json!({"lacks": "until", "say": "that is no day; write it as 2027-03-31"}))),
        }
    }
    Ok(match decision.lacks() {
        Some((lacks, say)) => Err(json!({"lacks": lacks, "say": say})),
        None => Ok((place, decision)),
    })
}
