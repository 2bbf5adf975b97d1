//! Measures in words: figures with what they rest on, intervals, and how groups compare.

use super::wording::{noun, percent};
use crate::audit::{
    Audit, BandRange, Comparison, ComparisonVerdict, Figure, FigureInterval, GroupFigure, MeasureResult, RecordCounts,
};
use crate::framework::{ComparedAs, IntervalKind, MeasureKind, Orientation};
use crate::tongue::{Tongue, number};
use serde::Serialize;

/// A note on a measure is what a reader must know, and is not cut where other texts are.
pub(super) const LONGEST_NOTE: usize = 4_000;

/// A figure with its numerator, its denominator, its interval and what is unknown.
pub(super) fn figure(t: Tongue, measure: &MeasureResult, figure: Option<&Figure>, counts: &RecordCounts) -> String {
    let Some(figure) = figure else {
        return t.words("withheld: rests on too few, or would give away a figure that does").to_owned();
    };
    let mut sentence =
        if of_numbers(measure, figure) { reckoned(t, measure, figure, counts) } else { counted(t, measure, figure) };
    if let (Some(interval), Some(level)) = (&figure.interval, measure.level) {
        sentence.push_str("; ");
        if let (MeasureKind::Share, Some(value), true) = (measure.kind, figure.value, figure.unknown > 0) {
            sentence.push_str(&t.fill("of what is known {}, ", &[&percent(t, value)]));
        }
        let plain = |end| if measure.kind == MeasureKind::Share { percent(t, end) } else { amount(end) };
        let range = range(t, ends(interval, plain));
        sentence.push_str(&format!("{} {range}{}", level_of(t, measure.interval, level), unit(measure)));
    }
    if let (MeasureKind::Median, Some(least), Some(_), None) =
        (measure.kind, measure.publish, figure.value, figure.interval)
        && measure.interval != IntervalKind::None
        && (figure.yes as f64) < MeasureResult::MEDIAN_NEEDS * least
    {
        sentence.push_str(&t.fill(
            "; the interval is withheld: of fewer than {} it runs from one number to another",
            &[&amount(MeasureResult::MEDIAN_NEEDS * least)],
        ));
    }
    if let Some(why) = figure.not_computable {
        sentence.push_str(if sentence.is_empty() { "" } else { "; " });
        sentence.push_str(&t.fill("not computable: {}", &[t.words(&why.to_string())]));
    }
    if figure.universe_unknown > 0 {
        let template = if figure.universe_unknown == 1 {
            "; whether {} more {} is to be counted here is unknown"
        } else {
            "; whether {} more {} are to be counted here is unknown"
        };
        let n = figure.universe_unknown;
        sentence.push_str(&t.fill(template, &[&number(n), noun(t, counts, n)]));
    }
    sentence
}

/// Whether more than records is counted.
pub(super) fn of_numbers(measure: &MeasureResult, figure: &Figure) -> bool {
    !matches!(measure.kind, MeasureKind::Count | MeasureKind::Share) || figure.part.is_some() || measure.adds_up
}

/// How many records, or what share of them.
fn counted(t: Tongue, measure: &MeasureResult, figure: &Figure) -> String {
    let (yes, among, unknown) = (number(figure.yes), number(figure.among), number(figure.unknown));
    match measure.kind {
        MeasureKind::Share => match (figure.low, figure.high) {
            _ if figure.among == 0 => {
                t.words("cannot be told: there is nothing to take a share of (0 of 0)").to_owned()
            }
            (Some(low), Some(high)) if low == high && figure.unknown == 0 => {
                t.fill("{} ({} of {})", &[&percent(t, low), &yes, &among])
            }
            (Some(low), Some(high)) => {
                let (low, high) = (percent(t, low), percent(t, high));
                let range = if low == high { low } else { t.fill("between {} and {}", &[&low, &high]) };
                let counts =
                    t.fill("(of {}: {} yes, {} no, {} unknown)", &[&among, &yes, &number(figure.no), &unknown]);
                format!("{range} {counts}")
            }
            _ => t.words("cannot be told: there is nothing to take a share of (0 of 0)").to_owned(),
        },
        _ if figure.unknown == 0 && figure.yes == figure.among => yes,
        _ if figure.unknown == 0 => t.fill("{} of {}", &[&yes, &among]),
        _ => t.fill(
            "between {} and {} of {} ({} unknown)",
            &[&yes, &number(figure.yes.saturating_add(figure.unknown)), &among, &unknown],
        ),
    }
}

/// A figure of numbers.
fn reckoned(t: Tongue, measure: &MeasureResult, figure: &Figure, counts: &RecordCounts) -> String {
    let Some(value) = figure.value else {
        return match figure.part {
            Some(part) if figure.whole.is_none() => t.fill("{}; nothing is given to divide that by", &[&amount(part)]),
            _ if figure.among == 0 && figure.universe_unknown == 0 => t.fill("no {}", &[noun(t, counts, 0)]),
            // Why not, is said next.
            _ if figure.not_computable.is_some() => String::new(),
            _ => t.words("cannot be told: nothing is known").to_owned(),
        };
    };
    let mut sentence = value_text(t, measure, value);
    match (measure.kind, figure.part, figure.whole) {
        (_, Some(part), Some(whole)) => {
            let (part, whole) = (amount(part), amount(whole));
            sentence.push_str(&match (measure.kind, measure.times) {
                (MeasureKind::Rate, Some(times)) => {
                    t.fill(" for each {} ({} for {})", &[&amount(times), &part, &whole])
                }
                (MeasureKind::Rate, None) => t.fill(" for each ({} for {})", &[&part, &whole]),
                _ => t.fill(" ({} of {})", &[&part, &whole]),
            });
        }
        (MeasureKind::Count, ..) => {
            sentence.push_str(&t.fill(" (added up over {} {})", &[&number(figure.yes), noun(t, counts, figure.yes)]));
        }
        _ => sentence.push_str(&t.fill(" ({}, n = {})", &[t.words(measure.kind.words()), &number(figure.yes)])),
    }
    if figure.unknown > 0 {
        sentence.push_str(&t.fill("; of {} more it is not known", &[&number(figure.unknown)]));
    }
    sentence
}

/// A value of a measure.
fn value_text(t: Tongue, measure: &MeasureResult, value: f64) -> String {
    match measure.kind {
        MeasureKind::Share => percent(t, value),
        _ => format!("{}{}", amount(value), unit(measure)),
    }
}

/// The unit behind a value, after a space.
fn unit(measure: &MeasureResult) -> String {
    match measure.kind {
        MeasureKind::Share | MeasureKind::Rate => String::new(),
        _ if measure.unit.is_empty() => String::new(),
        _ => format!(" {}", measure.unit),
    }
}

/// A ratio with two decimals, small ones with three digits.
fn ratio(value: f64) -> String {
    if value.abs() >= 0.095 && value.abs() < 1000.0 { format!("{value:.2}") } else { amount(value) }
}

fn level_of(t: Tongue, kind: IntervalKind, level: f64) -> String {
    // Rust writes the same digits everywhere; two places would make certainty of 0.99999.
    let level = format!("{:.4}", level * 100.0);
    let level = level.trim_end_matches('0').trim_end_matches('.');
    match kind {
        IntervalKind::Stability => t.fill("{}% stability interval", &[level]),
        _ => t.fill("{}% interval", &[level]),
    }
}

fn ends(interval: &FigureInterval, text: impl Fn(f64) -> String) -> (String, Option<String>) {
    (text(interval.low), interval.high.map(text))
}

fn range(t: Tongue, (low, high): (String, Option<String>)) -> String {
    match high {
        Some(high) => t.fill("{} to {}", &[&low, &high]),
        None => t.fill("{} and more", &[&low]),
    }
}

/// A number with at most two decimals, small ones with three digits.
pub(super) fn amount(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    let text = match size {
        // Rust writes the same digits everywhere.
        size if size == 0.0 || size >= 0.1 => format!("{size:.2}"),
        size if size >= 0.01 => format!("{size:.3}"),
        size if size >= 0.000_01 => format!("{size:.5}"),
        _ => return format!("{value:.1e}"),
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), number);
    let sign = if value < 0.0 && (whole != "0" || !part.is_empty()) { "−" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// How a group compares, in the house form of a sentence: `N times as likely as`, never `N times more`.
pub(super) fn comparison(t: Tongue, measure: &MeasureResult, group: &GroupFigure) -> Option<String> {
    compared(t, measure, group, false)
}

/// The same; a short one without what is unknown and what strata say, unless they say something else.
fn compared(t: Tongue, measure: &MeasureResult, group: &GroupFigure, short: bool) -> Option<String> {
    let (with, compared) = (measure.compare.as_ref()?, group.comparison.as_ref()?);
    // Over nothing it is more than any number; how much at least, its interval says.
    let value = compared.value.or_else(|| compared.interval.map(|interval| interval.low));
    // Why there is none is said by the verdict.
    let value = value?;
    let (first, second) = match with.orientation {
        Orientation::GroupToReference => (&group.group, &with.with),
        Orientation::ReferenceToGroup => (&with.with, &group.group),
    };
    let text = |end: f64| match with.as_ {
        ComparedAs::Gap => format!("{}%", amount(end)),
        ComparedAs::Difference => amount(end),
        ComparedAs::Ratio => ratio(end),
    };
    let shown = match compared.value {
        Some(value) => text(value),
        None => t.fill("at least {}", &[&text(value)]),
    };
    let mut sentence = match (measure.kind, with.as_) {
        (MeasureKind::Count, ComparedAs::Ratio) => match with.orientation {
            Orientation::GroupToReference => t.fill("{}: {} times its share of {}", &[first, &shown, second]),
            Orientation::ReferenceToGroup => t.fill("{} has {} times the share of {}", &[first, &shown, second]),
        },
        (_, ComparedAs::Difference) => {
            let size = amount(value.abs());
            match value < 0.0 {
                true => t.fill("{}: {} percentage points below {}", &[first, &size, second]),
                false => t.fill("{}: {} percentage points above {}", &[first, &size, second]),
            }
        }
        (_, ComparedAs::Gap) if value < 0.0 => t.fill("{}: a gap of {}, more than {}", &[first, &shown, second]),
        (_, ComparedAs::Gap) => t.fill("{}: a gap of {}, less than {}", &[first, &shown, second]),
        (MeasureKind::Share, ComparedAs::Ratio) => t.fill("{}: {} times as likely as {}", &[first, &shown, second]),
        (MeasureKind::Mean, ComparedAs::Ratio) => t.fill("{}: {} times the mean of {}", &[first, &shown, second]),
        (MeasureKind::Median, ComparedAs::Ratio) => t.fill("{}: {} times the median of {}", &[first, &shown, second]),
        (MeasureKind::Rate, ComparedAs::Ratio) => t.fill("{}: {} times the rate of {}", &[first, &shown, second]),
    };
    let mut within = Vec::new();
    if let (Some(interval), Some(level)) = (&compared.interval, measure.level) {
        let interval_text = range(t, ends(interval, text));
        within.push(format!("{} {interval_text}", level_of(t, measure.interval, level)));
    }
    if let (Some(bounds), Some(share), false) = (compared.bounds, compared.unknown_share, short) {
        let bounds = range(t, (text(bounds.low), bounds.high.map(text)));
        within.push(t.fill("{} whatever the unknown {} are", &[&bounds, &percent(t, share)]));
    }
    if compared.unknown_share.is_none() && !short {
        within.push(t.words("how much is unknown is withheld").to_owned());
    }
    if let Some(stratified) = &compared.stratified {
        let groups = number(stratified.strata as u64);
        let mut said = t.fill("within {}, {} of them: {}", &[&with.strata, &groups, &text(stratified.value)]);
        if let Some(interval) = &stratified.interval {
            said.push_str(", ");
            said.push_str(&range(t, ends(interval, text)));
        }
        if stratified.left_out > 0 {
            said.push_str(", ");
            said.push_str(&t.fill("{} without a known {} left out", &[&number(stratified.left_out), &with.strata]));
        }
        // Pooled and stratified may differ by a factor of two, and a reader who sees only one is misled.
        let apart = (value / stratified.value).max(stratified.value / value);
        let differ = apart > 1.3 || (apart > 1.1 && (value - 1.0) * (stratified.value - 1.0) < 0.0);
        if differ {
            said.push_str(", ");
            said.push_str(t.words("so that the two say different things"));
        }
        if differ || !short {
            within.push(said);
        }
    }
    if !within.is_empty() {
        sentence.push_str(&format!(" ({})", within.join("; ")));
    }
    Some(sentence)
}

/// The verdict of a comparison, and why it is what it is.
pub(super) fn verdict(t: Tongue, comparison: &Comparison) -> Option<String> {
    if let Some(why) = comparison.not_computable {
        return Some(t.fill("not computable: {}", &[t.words(&why.to_string())]));
    }
    let verdict = comparison.verdict?;
    let mut words = t.words(verdict.words()).to_owned();
    let more = match (comparison.because, comparison.say.as_str()) {
        (Some(why), _) => t.words(why.words()),
        (None, say) => say,
    };
    if !more.is_empty() {
        words.push_str(": ");
        words.push_str(more);
    }
    Some(words)
}

/// Which side is harm and which band is which, in a sentence.
pub(super) fn rules(t: Tongue, measure: &MeasureResult) -> Option<String> {
    let with = measure.compare.as_ref()?;
    let mut parts = vec![t.fill("Compared with {}", &[&with.with])];
    let alike = amount(with.as_.alike());
    parts.push(match with.harm {
        crate::framework::Harm::Above => t.fill("alike is {}, and harm lies above", &[&alike]),
        crate::framework::Harm::Below => t.fill("alike is {}, and harm lies below", &[&alike]),
        crate::framework::Harm::Away => t.fill("alike is {}, and harm lies on either side", &[&alike]),
    });
    let unit = match with.as_ {
        ComparedAs::Ratio => "",
        ComparedAs::Difference => t.words(" points"),
        ComparedAs::Gap => "%",
    };
    let bands: Vec<String> = with.bands.iter().map(|band| band_words(t, band, unit)).collect();
    if !bands.is_empty() {
        parts.push(t.fill("the first that holds of {}", &[&bands.join(", ")]));
    }
    if !with.bands.is_empty() {
        parts.push(t.words("where the whole interval lies in none, it is inconclusive").to_owned());
    }
    Some(format!("{}.", parts.join("; ")))
}

fn band_words(t: Tongue, band: &BandRange, unit: &str) -> String {
    let amount = |end: f64| format!("{}{unit}", amount(end));
    let is = t.words(band.is.words());
    let range = match (band.above, band.below, band.from, band.to) {
        (Some(above), Some(below), ..) => t.fill("above {} or below {}", &[&amount(above), &amount(below)]),
        (Some(above), ..) => t.fill("above {}", &[&amount(above)]),
        (_, Some(below), ..) => t.fill("below {}", &[&amount(below)]),
        (.., Some(from), Some(to)) => t.fill("{} to {}", &[&amount(from), &amount(to)]),
        (.., Some(from), None) => t.fill("{} and more", &[&amount(from)]),
        (.., Some(to)) => t.fill("up to {}", &[&amount(to)]),
        _ => String::new(),
    };
    format!("{is} {range}")
}

/// The verdicts of a measure with how many groups have each, gravest first.
pub(super) fn verdicts(t: Tongue, measure: &MeasureResult) -> Option<String> {
    const ORDER: [ComparisonVerdict; 6] = [
        ComparisonVerdict::Red,
        ComparisonVerdict::Amber,
        ComparisonVerdict::Inconclusive,
        ComparisonVerdict::Withheld,
        ComparisonVerdict::NotComputable,
        ComparisonVerdict::Green,
    ];
    let compared = || measure.groups.iter().filter_map(|group| group.comparison.as_ref()?.verdict);
    let parts: Vec<String> = ORDER
        .into_iter()
        .filter_map(|verdict| {
            let n = compared().filter(|one| *one == verdict).count() as u64;
            (n > 0).then(|| format!("{} {}", number(n), t.words(verdict.words())))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How the only group that is compared compares, in short, with its verdict: what such a measure says first. `None` where several are, or none is.
pub(super) fn headline(t: Tongue, measure: &MeasureResult) -> Option<String> {
    let mut groups = measure.groups.iter().filter(|group| group.comparison.is_some());
    let (group, None) = (groups.next()?, groups.next()) else { return None };
    let verdict = verdict(t, group.comparison.as_ref()?);
    match (compared(t, measure, group, true), verdict) {
        (Some(comparison), Some(verdict)) => Some(format!("{comparison}: {verdict}")),
        (Some(comparison), None) => Some(comparison),
        // Withheld, or not computable.
        (None, verdict) => Some(format!("{}: {}", group.group, verdict?)),
    }
}

/// The figure over all records; of a measure that compares groups it is said that it is that of all together.
pub(super) fn together(t: Tongue, measure: &MeasureResult, counts: &RecordCounts) -> String {
    let all = figure(t, measure, measure.all.as_ref(), counts);
    if measure.compare.is_some() { t.fill("All together: {}", &[&all]) } else { all }
}

/// A measure in words, for pages that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MeasureInWords {
    /// Its id.
    pub id: String,
    /// What people read.
    pub label: String,
    /// How the only group that is compared compares, with its verdict; empty where several are, or none is.
    pub headline: String,
    /// The figure over all records.
    pub figure: String,
    /// The same, and of a measure that compares groups, that it is that of all together.
    pub together: String,
    /// How many groups have which verdict; empty where none has one.
    pub verdicts: String,
    /// With what groups are compared, where harm lies, and which band is which; empty where they are not.
    pub rules: String,
    /// What a reader must know.
    pub note: String,
    /// Its groups, in order.
    pub groups: Vec<GroupInWords>,
}

/// A group of a measure in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GroupInWords {
    /// What divides the records: the path of a field, or the id of a table.
    pub by: String,
    /// What people read of that.
    pub by_label: String,
    /// The group.
    pub group: String,
    /// The figure over its records.
    pub figure: String,
    /// How it compares; empty where it does not.
    pub comparison: String,
    /// What is said of that; empty where nothing is.
    pub verdict: String,
}

/// Every measure of an audit in words, as reports have them, in a language of ours (`cy`; else English).
///
/// ```
/// # #[cfg(feature = "yaml")] {
/// use due_regard::{Settings, Source, load, report};
///
/// let text = "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsources: {house: {title: House, standing: house rule}}\nsections: [{id: s, fields: [{id: seen, type: yes-no}]}]\n\
///             measures: [{id: seen-share, kind: share, of: seen = yes}]";
/// let plan = load(Source::new("f.yaml", text)).plan(Settings::new("2026-11-28".parse()?))?;
/// let mut batch = plan.batch();
/// batch.add(1, &serde_json::json!({"seen": "yes"}))?;
/// let audit = plan.run(&batch.finish());
/// assert_eq!(report::measures_in_words(&audit, "en")[0].figure, "100% (1 of 1)");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn measures_in_words(audit: &Audit, language: &str) -> Vec<MeasureInWords> {
    in_words(Tongue::of(language), &audit.measures, &audit.records)
}

/// The same of measures by themselves.
pub(crate) fn in_words(t: Tongue, measures: &[MeasureResult], counts: &RecordCounts) -> Vec<MeasureInWords> {
    let group = |measure: &MeasureResult, group: &GroupFigure| GroupInWords {
        by: group.by.clone(),
        by_label: if group.by_label.is_empty() { group.by.clone() } else { group.by_label.clone() },
        group: group.group.clone(),
        figure: figure(t, measure, group.figure.as_ref(), counts),
        comparison: comparison(t, measure, group).unwrap_or_default(),
        verdict: group.comparison.as_ref().and_then(|compared| verdict(t, compared)).unwrap_or_default(),
    };
    let measures = measures.iter().map(|measure| MeasureInWords {
        id: measure.id.clone(),
        label: if measure.label.is_empty() { measure.id.clone() } else { measure.label.clone() },
        headline: headline(t, measure).unwrap_or_default(),
        figure: figure(t, measure, measure.all.as_ref(), counts),
        together: together(t, measure, counts),
        verdicts: verdicts(t, measure).unwrap_or_default(),
        rules: rules(t, measure).unwrap_or_default(),
        note: measure.note.clone(),
        groups: measure.groups.iter().map(|one| group(measure, one)).collect(),
    });
    measures.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn measures_can_be_read_back_from_json() {
        for (name, audit) in fixtures::all() {
            let read: Vec<MeasureResult> = serde_json::from_str(&crate::report::json::pretty(&audit.measures))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(read, audit.measures, "{name}");
        }
    }

    #[test]
    fn what_is_compared_alone_is_said_first() {
        let t = Tongue::English;
        let mut measure = fixtures::typical().measures.into_iter().find(|measure| measure.id == "appointed").unwrap();
        assert_eq!(headline(t, &measure), None, "several groups are compared");
        let counts = RecordCounts::default();
        assert!(together(t, &measure, &counts).starts_with("All together: "));
        measure.groups.retain(|group| ["White", "Black"].contains(&&*group.group));
        let said = headline(t, &measure).unwrap();
        // Strata that say the same are left to the table, and so is what is unknown.
        assert_eq!(
            said,
            "White: 2.41 times as likely as Black (95% interval 1.32 to 4.39): red: outside the four-fifths range"
        );
        let black = measure.groups.last_mut().and_then(|group| group.comparison.as_mut()).unwrap();
        black.stratified.as_mut().unwrap().value = 1.2;
        assert!(headline(t, &measure).unwrap().contains("within Grade, 7 of them: 1.20, 1.30 and more, 2 without a known Grade left out, so that the two say different things"));
        let black = measure.groups.last_mut().and_then(|group| group.comparison.as_mut()).unwrap();
        (black.value, black.interval, black.verdict) = (None, None, Some(ComparisonVerdict::Withheld));
        assert!(headline(t, &measure).unwrap().starts_with("Black: withheld"));
        (measure.compare, measure.groups) = (None, Vec::new());
        assert!(!together(t, &measure, &counts).starts_with("All together"));
    }

    #[test]
    fn amounts_are_short_and_never_lose_a_small_number() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (1_234_567.891, "1,234,567.89"),
            (-2.5, "−2.5"),
            (-0.001, "−0.001"),
            (0.05, "0.05"),
            (0.0123, "0.012"),
            (4.077_928, "4.08"),
        ] {
            assert_eq!(amount(value), text);
        }
    }

    #[test]
    fn a_share_never_stands_without_its_counts() {
        let nouns = RecordCounts { noun: ("asset".into(), "assets".into()), ..RecordCounts::default() };
        let with = |yes, no, unknown, universe_unknown| {
            let among = yes + no + unknown;
            let over = |n: u64| (among > 0).then(|| n as f64 / among as f64);
            let of = Figure {
                among,
                yes,
                no,
                unknown,
                universe_unknown,
                low: over(yes),
                high: over(yes + unknown),
                ..Figure::default()
            };
            figure(Tongue::English, &fixtures::typical().measures[0], Some(&of), &nouns)
        };
        assert_eq!(with(12, 18, 0, 0), "40% (12 of 30)");
        assert_eq!(with(12, 13, 5, 0), "between 40% and 56.7% (of 30: 12 yes, 13 no, 5 unknown)");
        assert_eq!(
            with(0, 0, 0, 1),
            "cannot be told: there is nothing to take a share of (0 of 0); whether 1 more asset is to be counted here is unknown"
        );
    }
}
