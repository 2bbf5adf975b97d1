//! Texts of cells that are none of their field's options, so that people see which alias is wanting.
//!
//! A part keeps them as it keeps notes, each with its count, and parts merge like notes: in whatever order and in how many pieces the records came,
//! the same texts are named.

use super::Inner;
use super::collect::{NOTES, NoteCount, NoteKey};
use super::constant::constant;
use crate::audit::NoteKind;
use crate::batch::NOT_AN_OPTION;
use crate::ir::SlotId;
use crate::value::FieldType;
use std::collections::BTreeMap;

/// Texts that a note names, and how much of each.
const NAMED: usize = 5;
const LONGEST: usize = 60;
/// What stands there once may be somebody's own words.
const LEAST: u64 = 2;
/// A column with more different texts of one cause holds people's own words, or is another field's: none is named.
const MOST: usize = 300;

pub(crate) type Unread = BTreeMap<NoteKey, NoteCount>;

/// Counts a text; causes that begin with the text already say it.
pub(super) fn count(unread: &mut Unread, slot: SlotId, cause: &str, raw: &str, cells: usize) {
    if !cause.contains(NOT_AN_OPTION) || cause.starts_with('`') {
        return;
    }
    let mut what = format!("{cause}\n");
    // On one line, and no more than its beginning.
    let line = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST).and_then(|(at, _)| line.split_at_checked(at)) {
        None => what.push_str(&line),
        Some((begin, _)) => what.extend([begin, "…"]),
    }
    let key = NoteKey { kind: NoteKind::InvalidCell, slot: Some(slot), what };
    add(unread, key, &NoteCount { count: cells as u64, rows: Vec::new() });
}

/// Past the limit the first by their order stay, so that the same ones do in whatever order parts come.
pub(super) fn add(unread: &mut Unread, key: NoteKey, from: &NoteCount) {
    unread.entry(key).or_default().merge(from);
    if unread.len() > NOTES {
        unread.pop_last();
    }
}

/// The cause of a field's invalid cells with the texts that stand there most often, and the cure.
pub(super) fn told(inner: &Inner, unread: &Unread, key: &NoteKey, cells: u64) -> String {
    let mut told = key.what.clone();
    if key.kind != NoteKind::InvalidCell || !told.contains(NOT_AN_OPTION) || cells < LEAST {
        return told;
    }
    let texts: Vec<(&str, u64)> = unread
        .iter()
        .filter(|(text, _)| text.slot == key.slot)
        .filter_map(|(text, known)| Some((text.what.strip_prefix(&key.what)?.strip_prefix('\n')?, known.count)))
        .collect();
    // Of the last field that is kept, others may have been left out.
    let cut = unread.len() >= NOTES && unread.last_key_value().is_some_and(|(last, _)| last.slot <= key.slot);
    if cut || texts.len() > MOST {
        told.push_str("; too many different texts to name any: this may be another column");
        return told;
    }
    let least = least(inner);
    let mut named: Vec<&str> = Vec::new();
    while named.len() < NAMED {
        let mut most: Option<(&str, u64)> = None;
        for (text, count) in &texts {
            if *count >= least && most.is_none_or(|(_, most)| *count > most) && !named.contains(text) {
                most = Some((text, *count));
            }
        }
        let Some((text, count)) = most else { break };
        told.push_str(&format!("{} ‘{text}’ ({count})", if named.is_empty() { "; most often" } else { "," }));
        named.push(text);
    }
    let slot = key.slot.and_then(|slot| inner.checked.shape.slots.get(slot.index()));
    told.push_str(if slot.is_some_and(|slot| slot.kind == FieldType::YesNo) {
        "; write `yes` or `no` in the list, or make the field a `choice` whose options have these texts under `aliases`"
    } else {
        "; write what is meant by an option under its `aliases`, in the framework or in one that `extends` it and gives the options again"
    });
    told
}

/// How often a text has to stand to be named: where figures of few people are withheld, few people's answers are not spelt out either.
fn least(inner: &Inner) -> u64 {
    let inputs = inner.inputs();
    let published = inner.checked.measures.iter().filter_map(|measure| constant(measure.publish.as_ref()?, &inputs));
    published.map(|least| least.ceil() as u64).fold(LEAST, u64::max)
}
