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
use crate::report::brief;
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
    if cause.starts_with(NOT_AN_OPTION) {
        let key = NoteKey { kind: NoteKind::InvalidCell, slot: Some(slot), what: [cause, raw].join("\n") };
        add(unread, key, &NoteCount { count: cells as u64, rows: Vec::new() });
    }
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
    let least = least(inner);
    // The most frequent first, of equal ones in their order.
    let mut most = [("", 0); NAMED];
    let mut different = 0;
    for (text, known) in unread.iter().filter(|(text, _)| text.slot == key.slot) {
        let Some(text) = text.what.strip_prefix(&key.what).and_then(|text| text.strip_prefix('\n')) else { continue };
        different += 1;
        let mut one = (text, if known.count < least { 0 } else { known.count });
        for place in &mut most {
            if one.1 > place.1 {
                std::mem::swap(place, &mut one);
            }
        }
    }
    // Of the last field that is kept, others may have been left out.
    let cut = unread.len() >= NOTES && unread.last_key_value().is_some_and(|(last, _)| last.slot <= key.slot);
    if cut || different > MOST {
        told.push_str("; too many different texts to name any: this may be another column");
        return told;
    }
    let mut before = "; most often ‘";
    for (text, count) in most.iter().filter(|(_, count)| *count > 0) {
        told.push_str(before);
        told.push_str(&brief(text, LONGEST));
        told.push_str(&format!("’ ({count})"));
        before = ", ‘";
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
