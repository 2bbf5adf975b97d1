//! How much memory the findings and results of a part take. Their number is limited, but a list from a stranger may hold answers of any length.

use crate::audit::{
    Evidence, Finding, NumberResult, RecordCandidate, RecordRef, RecordResult, RecordSummary, SummaryAnswer,
    SummaryPart,
};

/// So much is kept for each finding or result that the settings allow, taken together; nearly all are far smaller.
pub(super) const BYTES_EACH: usize = 8 << 10;

/// Keeps the first until they take up this many bytes; the one that passes the limit is the last. So the same ones stay in whatever order
/// parts are cut and merged: what is left out of a part comes after that many bytes in the whole, too.
pub(super) fn cut<T>(list: &mut Vec<T>, bytes: &mut usize, most: usize, size: impl Fn(&T) -> usize) {
    if *bytes <= most {
        return;
    }
    let mut sum = 0usize;
    let fitting = list.iter().take_while(|one| {
        let fits = sum < most;
        if fits {
            sum = sum.saturating_add(size(one));
        }
        fits
    });
    let fitting = fitting.count();
    list.truncate(fitting);
    *bytes = sum;
}

/// Roughly the bytes of a finding.
pub(super) fn of_finding(finding: &Finding) -> usize {
    let because: usize = finding.because.iter().chain(&finding.settle).map(|text| text.len() + 24).sum();
    size_of::<Finding>()
        + of_record(&finding.record)
        + finding.item.len()
        + finding.message.len()
        + finding.fix.len()
        + of_values(&finding.values)
        + because
}

/// Roughly the bytes of a record's result.
pub(super) fn of_result(result: &RecordResult) -> usize {
    let reasons: usize = result
        .reasons
        .iter()
        .flat_map(|reason| reason.because.iter().chain([&reason.is]))
        .map(|text| text.len() + 24)
        .sum();
    size_of::<RecordResult>()
        + of_record(&result.record)
        + of_values(&result.values)
        + of_values(&result.not_asked)
        + result.numbers.len() * size_of::<NumberResult>()
        + result.soon.len() * size_of::<crate::audit::Soon>()
        + reasons
        + result.candidates.iter().flatten().map(of_candidate).sum::<usize>()
        + result.summary.as_ref().map_or(0, of_summary)
}

fn of_candidate(candidate: &RecordCandidate) -> usize {
    let decision = candidate.decision.as_ref().map_or(0, |decision| {
        let changed: usize = decision
            .changed
            .iter()
            .map(|change| {
                size_of_val(change)
                    + change.what.len()
                    + [&change.before, &change.now].into_iter().flatten().map(String::len).sum::<usize>()
            })
            .sum();
        size_of_val(&**decision) + decision.reason.len() + decision.source.len() + decision.note.len() + changed
    });
    size_of_val(candidate)
        + candidate.group.len()
        + candidate.person.len()
        + candidate.name.len()
        + candidate.class.len()
        + candidate.verdict.len()
        + candidate.sentence.len()
        + decision
}

fn of_summary(summary: &RecordSummary) -> usize {
    let answers = |answers: &[SummaryAnswer]| -> usize {
        answers
            .iter()
            .map(|answer| size_of::<SummaryAnswer>() + answer.field.len() + answer.label.len() + answer.text.len())
            .sum()
    };
    let rows = summary.parts.iter().flat_map(|part| &part.rows);
    let rows: usize = rows.map(|row| row.item.len() + row.label.len() + answers(&row.answers)).sum();
    let names: usize = summary.rows.iter().map(|(item, label)| item.len() + label.len() + 48).sum();
    rows + names + answers(&summary.sign_off) + summary.parts.len() * size_of::<SummaryPart>()
}

fn of_record(record: &RecordRef) -> usize {
    record.id.as_ref().map_or(0, String::len) + record.name.as_ref().map_or(0, String::len)
}

fn of_values(values: &[Evidence]) -> usize {
    values.iter().map(|value| size_of::<Evidence>() + value.field.len() + value.label.len() + value.value.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn the_same_stay_in_whatever_order_parts_are_cut() {
        let sizes = [3usize, 9, 1, 1, 40, 2, 2, 7, 1, 30, 1, 1];
        let weigh = |list: &[(usize, usize)]| list.iter().map(|(_, size)| *size).sum::<usize>();
        for most in 0..100 {
            let whole: Vec<(usize, usize)> = sizes.into_iter().enumerate().collect();
            let mut at_once = whole.clone();
            let mut bytes = weigh(&at_once);
            cut(&mut at_once, &mut bytes, most, |one| one.1);
            assert_eq!(bytes, weigh(&at_once));
            // Every third in a part of its own, each cut before they are joined.
            let mut joined = Vec::new();
            for part in 0..3 {
                let mut list: Vec<_> = whole.iter().copied().filter(|one| one.0 % 3 == part).collect();
                let mut bytes = weigh(&list);
                cut(&mut list, &mut bytes, most, |one| one.1);
                joined.extend(list);
            }
            joined.sort_unstable();
            let mut bytes = weigh(&joined);
            cut(&mut joined, &mut bytes, most, |one| one.1);
            assert_eq!(joined, at_once, "{most}");
        }
    }
}
