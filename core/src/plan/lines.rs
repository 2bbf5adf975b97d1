//! Findings as JSON Lines straight from an evaluated batch: the same bytes as [`jsonl_finding`](crate::report::jsonl_finding) writes of a
//! [`Finding`](crate::audit::Finding), without making one. A list of a million rows has a million of them.
//!
//! What is the same for all findings of a rule is written once, when the plan is made; what is the same for all findings of a record,
//! once for each record. A test holds both ways equal.

use super::collect::{because_of, is_told, listed, settled};
use super::{Detail, Inner, template};
use crate::audit::Verdict;
use crate::batch::Batch;
use crate::bits;
use crate::eval::trace::Tracer;
use crate::eval::{Evaluated, group_rows, verdict_plane};
use crate::ir::{Checked, RECORD, RuleId, SlotId};
use crate::report::{json_escaped, json_text};
use crate::value::{State, kept};

/// What is the same for all findings of a rule.
#[derive(Debug)]
pub(crate) struct RuleLines {
    /// `{"rule":"…","severity":"…","verdict":"`
    head: String,
    /// For each field of its evidence: `{"field":"…","label":"…","state":"`
    evidence: Vec<(SlotId, String)>,
    /// `,"cite":[…],"fingerprint":"`
    tail: String,
    /// The fingerprint as far as framework and rule go.
    fingerprint: u64,
}

/// The lines' constant parts, by rule.
pub(crate) fn prepare(checked: &Checked, evidence: &[Vec<SlotId>], language: &str) -> Vec<RuleLines> {
    let rules = checked.rules.iter().zip(evidence);
    rules
        .map(|(rule, slots)| {
            let mut head = String::from("{\"rule\":");
            json_text(&rule.id, &mut head);
            head.push_str(",\"severity\":\"");
            head.push_str(rule.severity.words());
            head.push_str("\",\"verdict\":\"");
            let evidence = slots
                .iter()
                .filter_map(|slot| {
                    let info = checked.shape.slots.get(slot.index())?;
                    let mut text = String::from("{\"field\":");
                    json_text(&info.path, &mut text);
                    text.push_str(",\"label\":");
                    json_text(&template::label(&info.label, &info.id, language), &mut text);
                    text.push_str(",\"state\":\"");
                    Some((*slot, text))
                })
                .collect();
            let mut tail = String::from(",\"cite\":[");
            for (place, source) in rule.cite.iter().filter_map(|source| checked.sources.get(source.index())).enumerate()
            {
                if place > 0 {
                    tail.push(',');
                }
                json_text(&source.id, &mut tail);
            }
            tail.push_str("],\"fingerprint\":\"");
            let fingerprint = fnv(fnv(FNV, &checked.about.id), &rule.id);
            RuleLines { head, evidence, tail, fingerprint }
        })
        .collect()
}

/// The offset basis of FNV-1a, 64 bits.
pub(super) const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over a part and the U+001F that ends it.
pub(super) fn fnv(hash: u64, part: &str) -> u64 {
    part.bytes().chain([0x1f]).fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A name for a finding that stays the same from audit to audit: FNV-1a (64 bits) of its parts, each ended by U+001F, in hexadecimal.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    format!("{:016x}", parts.iter().fold(FNV, |hash, part| fnv(hash, part)))
}

/// Adds a line for each finding of the batch, in order of record, rule, row.
pub(crate) fn write(inner: &Inner, batch: &Batch, evaluated: Evaluated<'_>, out: &mut String) {
    let inputs = inner.inputs();
    let tracer = Tracer::new(&inputs, batch);
    let records = batch.len();
    let limits = inner.settings.limits;
    let wanted: Vec<Vec<u64>> = inner
        .checked
        .rules
        .iter()
        .enumerate()
        .map(|(index, rule)| {
            let rows = batch.domain_len(rule.domain);
            let plane = |plane: usize, word: usize| {
                evaluated.verdict(RuleId::from_index(index), plane).get(word).copied().unwrap_or(0)
            };
            (0..bits::words(rows))
                .map(|word| {
                    if limits.every_verdict {
                        return bits::mask(rows, word);
                    }
                    let failing = plane(verdict_plane::NOT_MET, word);
                    if limits.only_failing {
                        failing & !plane(verdict_plane::TO_DO, word)
                    } else {
                        failing | plane(verdict_plane::CANNOT_TELL, word) | plane(verdict_plane::NEEDS_A_PERSON, word)
                    }
                })
                .collect()
        })
        .collect();
    let mut record_json = String::new();
    let mut name = String::new();
    let mut id = String::new();
    let mut scratch = String::new();
    for first in (0..records).step_by(64) {
        // Which rules have a finding about any of these 64 records; those of groups may.
        let open: Vec<(usize, Option<u64>)> = inner
            .checked
            .rules
            .iter()
            .zip(&wanted)
            .enumerate()
            .map(|(index, (rule, wanted))| {
                (index, (rule.domain == RECORD).then(|| wanted.get(first / 64).copied().unwrap_or(0)))
            })
            .filter(|(_, word)| *word != Some(0))
            .collect();
        for record in first..records.min(first + 64) {
            let mut is_first = true;
            let mut add = |index: usize, row: usize| {
                if std::mem::take(&mut is_first) {
                    describe(inner, &tracer, record, &mut record_json, &mut id, &mut name);
                }
                let rule = RuleId::from_index(index);
                line(inner, &tracer, evaluated, (rule, row), (&record_json, &id, &name), &mut scratch, out);
            };
            for (index, word) in &open {
                match word {
                    Some(word) if word >> (record - first) & 1 == 1 => add(*index, record),
                    Some(_) => {}
                    None => {
                        let (Some(rule), Some(wanted)) = (inner.checked.rules.get(*index), wanted.get(*index)) else {
                            continue;
                        };
                        let rows = group_rows(batch, rule.domain, record, &inner.parents);
                        rows.filter(|row| bits::get(wanted, *row)).for_each(|row| add(*index, row));
                    }
                }
            }
        }
    }
}

/// The record's part of its lines, its id for fingerprints and its name for messages.
fn describe(inner: &Inner, tracer: &Tracer<'_>, record: usize, json: &mut String, id: &mut String, name: &mut String) {
    let shape = &inner.checked.shape;
    let (number, row) = (tracer.batch.number(record), tracer.batch.row_number(record));
    let mut digits = itoa::Buffer::new();
    json.clear();
    json.push_str("\"record\":{\"number\":");
    json.push_str(digits.format(number));
    if !tracer.batch.numbering.input.is_empty() {
        json.push_str(",\"input\":");
        json_text(&tracer.batch.numbering.input, json);
    }
    json.push_str(",\"row\":");
    json.push_str(digits.format(row));
    for (key, slot, text) in [(",\"id\":", shape.id, &mut *id), (",\"name\":", shape.name, &mut *name)] {
        text.clear();
        json.push_str(key);
        let known = slot.is_some_and(|slot| {
            tracer.state(slot, record) == State::Answered && tracer.write_value(slot, record, |option| &option.id, text)
        });
        if known { json_text(text, json) } else { json.push_str("null") }
    }
    json.push_str("},\"item\":");
    if name.is_empty() {
        name.push_str(id);
    }
    if name.is_empty() {
        name.push_str(&shape.noun);
        name.push(' ');
        name.push_str(digits.format(number));
    }
    if id.is_empty() {
        id.push_str(digits.format(number));
    }
}

fn line(
    inner: &Inner,
    tracer: &Tracer<'_>,
    evaluated: Evaluated<'_>,
    (id, row): (RuleId, usize),
    (record, record_id, name): (&str, &str, &str),
    scratch: &mut String,
    out: &mut String,
) {
    let (Some(rule), Some(constant)) = (inner.checked.rules.get(id.index()), inner.lines.get(id.index())) else {
        return;
    };
    let (verdict, would_be) = listed(evaluated, id, row);
    out.push_str(&constant.head);
    out.push_str(verdict.words());
    out.push_str("\",\"would_be\":");
    match would_be {
        None => out.push_str("null"),
        Some(verdict) => {
            out.push('"');
            out.push_str(verdict.words());
            out.push('"');
        }
    }
    out.push(',');
    out.push_str(record);
    let item = if rule.domain == RECORD { String::new() } else { template::item(inner, tracer, rule.domain, row) };
    json_text(&item, out);
    out.push_str(",\"message\":");
    scratch.clear();
    if is_told(verdict) {
        template::fill_into(inner, tracer, &rule.say, (rule.domain, row), name, scratch);
    }
    if scratch.is_empty() {
        scratch.push_str(&template::label(&rule.title, &rule.id, &inner.settings.language));
    }
    json_text(scratch, out);
    out.push_str(",\"fix\":");
    scratch.clear();
    if is_told(verdict) {
        template::fill_into(inner, tracer, &rule.fix, (rule.domain, row), name, scratch);
    }
    json_text(scratch, out);
    out.push_str(",\"values\":[");
    let mut is_first = true;
    for (slot, text) in &constant.evidence {
        let Some(at) = template::seen_from(inner, *slot, rule.domain) else { continue };
        let row = tracer.row_in(at, rule.domain, row);
        if !std::mem::take(&mut is_first) {
            out.push(',');
        }
        out.push_str(text);
        let state = tracer.state(*slot, row);
        out.push_str(state.key());
        out.push_str("\",\"value\":\"");
        match state {
            State::Answered => match tracer.batch.text(*slot, row) {
                Some(text) => json_escaped(&kept(text), out),
                None => {
                    scratch.clear();
                    tracer.write_value(*slot, row, |option| &option.id, scratch);
                    json_escaped(scratch, out);
                }
            },
            State::Invalid => {
                json_escaped(&kept(tracer.batch.raw_of_invalid(*slot, row).map_or("", |cell| &cell.raw)), out);
            }
            _ => {}
        }
        out.push_str("\"}");
    }
    out.push_str("],\"because\":");
    let mut because = Vec::new();
    if inner.settings.detail >= Detail::Reasons {
        because_of(tracer, rule, row, &inner.settings.language, &mut because);
    }
    strings(&because, out);
    out.push_str(",\"settle\":");
    let open = verdict == Verdict::CannotTell || would_be == Some(Verdict::CannotTell);
    strings(&if open { settled(inner, tracer, rule, row) } else { Vec::new() }, out);
    out.push_str(&constant.tail);
    let hash = fnv(fnv(constant.fingerprint, record_id), &item);
    out.push_str(std::str::from_utf8(&hexadecimal(hash)).unwrap_or_default());
    out.push_str("\"}\n");
}

/// Sixteen digits.
fn hexadecimal(number: u64) -> [u8; 16] {
    let mut digits = [0; 16];
    for (digit, byte) in digits.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        for (digit, half) in digit.iter_mut().zip([byte >> 4, byte & 0xF]) {
            *digit = half + if half < 10 { b'0' } else { b'a' - 10 };
        }
    }
    digits
}

fn strings(texts: &[String], out: &mut String) {
    if texts.is_empty() {
        return out.push_str("[]");
    }
    out.push('[');
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        json_text(text, out);
    }
    out.push(']');
}

#[cfg(all(test, feature = "yaml"))]
mod tests {
    use crate::audit::Verdict;
    use crate::{Detail, Scratch, Settings, Source, load};

    #[test]
    fn lines_are_those_of_the_findings() {
        let text = "language: 1\nframework: lines\nversion: 1.0.0\ntitle: Lines\nsources: {house: {title: House, standing: house rule}}\nrecord: {noun: thing, plural: things, id: ref, name: name, not-known: [tbc]}\nsections:\n  - {id: main, fields: [{id: ref, type: text}, {id: name, type: text}, {id: kind, type: choice, of: [red, {id: blue, label: Deep blue}]}, {id: size, type: number}, {id: made, type: year}]}\n  - {id: visits, repeat: {min: 0}, fields: [{id: note, type: text}]}\nrules:\n  - {id: large, when: kind = blue, require: size > 1.5 and made < 1900, cite: [house], say: \"{record}, {kind}: {size} of {made}\", fix: Measure again, why: w}\n  - {id: noted, each: visits, require: note is answered, cite: [house], say: \"{row}: {note}\", why: w}\n";
        for (detail, every) in [(Detail::Findings, false), (Detail::Reasons, false), (Detail::Findings, true)] {
            let mut settings = Settings::new("2026-11-01".parse().unwrap()).detail(detail);
            if every {
                settings = settings.every_verdict();
            }
            let plan = load(Source::new("lines.yaml", text)).plan(settings).unwrap();
            let mut builder = plan.batch();
            for (row, record) in [
                serde_json::json!({"ref": "A\"1", "name": "O\u{202e}ne\n", "kind": "blue", "size": 0.25, "made": "c. 1850", "visits": [{"note": ""}, {"note": "x"}]}),
                serde_json::json!({"kind": "blue", "size": "big", "made": "tbc"}),
                serde_json::json!({"ref": "3", "kind": "red"}),
            ]
            .iter()
            .enumerate()
            {
                builder.add(row as u64 + 1, record).unwrap();
            }
            let batch = builder.finish();
            let mut lines = String::new();
            plan.evaluate_to_lines(&batch, &mut Scratch::default(), &mut lines);
            let audit = plan.run(&batch);
            assert_eq!(lines, crate::report::jsonl(&audit));
            assert_eq!(lines.lines().count(), if every { 5 } else { 3 });
            // A sentence about a fault is not said of what has none.
            for found in audit.findings {
                let fault = !matches!(found.verdict, Verdict::Met | Verdict::DoesNotApply);
                assert_eq!(
                    (found.message.eq_ignore_ascii_case(&found.rule), found.fix.is_empty()),
                    (!fault, !fault || found.rule == "noted")
                );
            }
        }
    }

    #[test]
    fn fingerprints_are_as_published() {
        // FNV-1a of "a\x1f": computed by hand from the offset basis and prime of the published algorithm.
        let mut hash = 0xcbf29ce484222325u64;
        for byte in [b'a', 0x1f] {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100000001b3);
        }
        assert_eq!(super::fingerprint(&["a"]), format!("{hash:016x}"));
        assert_ne!(super::fingerprint(&["ab", "c"]), super::fingerprint(&["a", "bc"]));
    }
}
