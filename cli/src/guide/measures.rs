//! Measures and parameters of a framework, as parts of a guide.

use super::framework::{capital, noun, parameters, sources};
use super::{Block, Guide, Line, Span, code, words};
use crate::aloud::{Reader, names};
use due_regard::audit::{Audit, BandRange, MeasureResult, ParameterReceipt};
use due_regard::framework::{
    Compare, ComparedAs, DerivedValue, Framework, Harm, IntervalKind, Measure, MeasureKind, Orientation,
};
use due_regard::syntax::ast::Expr;
use due_regard::syntax::print;

/// The measures, one below another.
pub(super) fn list(guide: &mut Guide, framework: &Framework, empty: &Audit) {
    if empty.measures.is_empty() {
        return;
    }
    guide.heading(2, "Measures");
    guide.paragraph(words(format!("Figures over every {} of a list.", noun(framework))));
    let reader = Reader::new(framework);
    for (own, made) in both(framework, empty) {
        guide.blocks.push(Block::Heading(3, words(made.label.as_str())));
        let mut facts = vec![("Measure", code(made.id.as_str()))];
        facts.extend(what(own, made, &reader));
        facts.push(("Compared", words(compared(own, made, &reader))));
        facts.push(("Bands", words(bands(made).join("; "))));
        facts.push(("Withheld", words(withheld(made))));
        guide.facts(facts);
    }
}

/// The same in a line each, for a framework in short.
pub(super) fn titles(guide: &mut Guide, empty: &Audit) {
    if empty.measures.is_empty() {
        return;
    }
    guide.heading(2, "What it measures");
    let line = |made: &MeasureResult| {
        vec![Span::Code(made.id.clone()), Span::Text(format!(" {} ({})", made.label, made.kind.words()))]
    };
    guide.list(empty.measures.iter().map(line).collect());
}

/// One measure in full.
pub(crate) fn measure(framework: &Framework, id: &str, empty: &Audit) -> Option<Guide> {
    let (own, made) = both(framework, empty).find(|(own, _)| own.id.value == id)?;
    let reader = Reader::new(framework);
    let mut guide = Guide::default();
    guide.blocks.push(Block::Heading(1, words(id)));
    guide.paragraph(vec![Span::Strong(made.label.clone())]);
    guide.facts(what(own, made, &reader));
    let mut expressions: Vec<&Expr> = vec![&own.of];
    expressions.extend(own.among.iter().chain(&own.per));
    guide.heading(2, "As the framework writes it");
    let written = [("Of", Some(&own.of)), ("Among", own.among.as_ref()), ("Per", own.per.as_ref())];
    guide.facts(written.into_iter().filter_map(|(name, expr)| Some((name, code(print(expr?))))).collect());
    let derived = reader.derived_in(&expressions);
    if !derived.is_empty() {
        guide.heading(2, "Where");
        for derived in derived {
            let mut line = code(derived.id.value.as_str());
            line.push(Span::Text(match &derived.value {
                DerivedValue::Expr(expr) => format!(" means: {}", reader.aloud(expr)),
                _ => format!(" is worked out from other answers: `regard show {}` has it", framework.id.value),
            }));
            guide.paragraph(line);
        }
    }
    guide.heading(2, "How sure it is");
    guide.paragraph(words(interval(made)));
    if let (Some(compare), Some(shown)) = (&own.compare, &made.compare) {
        guide.heading(2, "How its groups are compared");
        guide.paragraph(words(format!("{}.", capital(&compared(own, made, &reader)))));
        guide.paragraph(words(equality(compare)));
        let mut lines: Vec<Line> = bands(made).into_iter().map(words).collect();
        if !lines.is_empty() {
            lines.push(words(
                "inconclusive: in every other case, with the reason. A band holds only where the whole interval lies in it",
            ));
            guide.list(lines);
            guide.paragraph(words(format!(
                "Where more than {} of what is counted is unknown, the band has to hold whatever the unknown is.",
                percent(shown.most_unknown)
            )));
        } else {
            guide.paragraph(words("It gives no bands, so that no verdict is spoken."));
        }
        if let Some(least) = shown.reliable {
            guide.paragraph(words(format!("With a cell of fewer than {least} there is no verdict.")));
        }
    }
    guide.heading(2, "What is withheld");
    let held = withheld(made);
    guide.paragraph(words(if held.is_empty() {
        "Nothing: it names no `publish`, so that figures of few people are shown.".to_owned()
    } else {
        format!("{}.", capital(&held))
    }));
    guide.paragraph(words(made.note.as_str()));
    let mut used = Vec::new();
    every_expression(own).into_iter().for_each(|expr| names(expr, &mut used));
    parameters(&mut guide, empty, |id| used.iter().any(|name| name == id));
    sources(&mut guide, empty, |source| made.cite.contains(&source.id));
    if made.cite.is_empty() {
        guide.paragraph(words("It cites no source."));
    }
    Some(guide)
}

/// One parameter in full.
pub(crate) fn parameter(framework: &Framework, id: &str, empty: &Audit) -> Option<Guide> {
    let found: &ParameterReceipt = empty.receipt.parameters.iter().find(|parameter| parameter.id == id)?;
    let mut guide = Guide::default();
    guide.blocks.push(Block::Heading(1, words(id)));
    let own = found
        .overrides
        .as_ref()
        .map_or_else(String::new, |own| format!(" (set for this run; the framework's own is {own})"));
    guide.facts(vec![
        ("Value", words(format!("{} {}", found.value, found.unit).trim_end().to_owned() + &own)),
        ("Why", words(found.why.as_str())),
        ("Another value", code(format!("regard audit {} LIST --set {id}=VALUE", framework.id.value))),
    ]);
    let uses = |expressions: &[&Expr]| {
        let mut used = Vec::new();
        expressions.iter().for_each(|expr| names(expr, &mut used));
        used.iter().any(|name| name == id)
    };
    let rules =
        framework.rules.iter().filter(|rule| uses(&rule.when.iter().chain([&rule.require]).collect::<Vec<_>>()));
    let derived = framework.derived.iter().filter(|derived| match &derived.value {
        DerivedValue::Expr(expr) => uses(&[expr]),
        DerivedValue::Cases(rows) => {
            rows.iter().any(|row| uses(&row.when.iter().chain([&row.value]).collect::<Vec<_>>()))
        }
        DerivedValue::Table(rows) => rows.iter().any(|row| uses(&row.when.iter().collect::<Vec<_>>())),
        DerivedValue::Score { .. } => false,
    });
    let measures = framework.measures.iter().filter(|measure| uses(&every_expression(measure)));
    let lines = (rules.map(|rule| ("the rule", &rule.id)))
        .chain(derived.map(|derived| ("the derived value", &derived.id)))
        .chain(measures.map(|measure| ("the measure", &measure.id)))
        .map(|(what, id)| vec![Span::Text(format!("{what} ")), Span::Code(id.value.clone())]);
    let lines: Vec<Line> = lines.collect();
    if !lines.is_empty() {
        guide.heading(2, "Where it is used");
        guide.list(lines);
    }
    Some(guide)
}

/// Each measure as it is written, with what an audit makes of it.
fn both<'a>(framework: &'a Framework, empty: &'a Audit) -> impl Iterator<Item = (&'a Measure, &'a MeasureResult)> {
    empty
        .measures
        .iter()
        .filter_map(|made| Some((framework.measures.iter().find(|own| own.id.value == made.id)?, made)))
}

/// What is counted or reckoned, among what, by what.
fn what<'n>(own: &Measure, made: &MeasureResult, reader: &Reader<'_>) -> Vec<(&'n str, Line)> {
    let of = reader.aloud(&own.of);
    let per = own.per.as_ref().map(|per| reader.aloud(per));
    let kind = match (own.kind, made.adds_up, &per) {
        (MeasureKind::Count, false, _) => format!("count: how many records there are of which holds: {of}"),
        (MeasureKind::Count, true, _) => format!("count: how much {of} there is, added up"),
        (MeasureKind::Share, _, Some(per)) => format!("share: {of}, added up, of {per}, added up"),
        (MeasureKind::Share, ..) => format!("share: of what part of the records holds: {of}"),
        (MeasureKind::Rate, adds_up, per) => {
            let part = if adds_up { format!("{of}, added up,") } else { format!("records of which holds: {of},") };
            let whole = match (per, &own.population) {
                (Some(per), _) => per.clone(),
                (None, Some(id)) => format!("the number `{}` of each option", id.value),
                (None, None) => String::new(),
            };
            let times =
                made.times.filter(|times| *times != 1.0).map_or_else(String::new, |times| format!("{times} of "));
            format!("rate: {part} for each {times}{whole}")
        }
        (MeasureKind::Mean, ..) => format!("mean: the mean of {of}"),
        (MeasureKind::Median, ..) => format!("median: the middle one of {of}"),
    };
    let among = own
        .among
        .as_ref()
        .map_or_else(|| "every record".to_owned(), |among| format!("records of which holds: {}", reader.aloud(among)));
    let by: Vec<String> = own.by.iter().map(|id| reader.label(id)).collect();
    let not_known: Vec<&str> = own.not_known.iter().map(|id| id.value.as_str()).collect();
    let not_known = match not_known.as_slice() {
        [] => String::new(),
        ids => format!("; of no known group: {}", ids.join(", ")),
    };
    let by = if by.is_empty() { String::new() } else { format!("{}{not_known}", by.join(", ")) };
    vec![("Kind", words(kind)), ("Among", words(among)), ("By", words(by))]
}

/// With what its groups are compared, and how; empty where they are not.
fn compared(own: &Measure, made: &MeasureResult, reader: &Reader<'_>) -> String {
    let (Some(own), Some(shown)) = (&own.compare, &made.compare) else { return String::new() };
    let with = match own.with.value.as_str() {
        "others" => "all others together".to_owned(),
        "population" => "the population".to_owned(),
        _ => shown.with.clone(),
    };
    let order = match own.orientation {
        Orientation::GroupToReference => "the group's figure first",
        Orientation::ReferenceToGroup => "the figure of what it is compared with first",
    };
    let harm = match shown.harm {
        Harm::Above => "harm lies above equality",
        Harm::Below => "harm lies below equality",
        Harm::Away => "harm lies on either side of equality",
    };
    let strata =
        own.strata.as_ref().map_or_else(String::new, |id| format!("; a second time within {}", reader.label(id)));
    format!("each group with {with}, as a {} ({order}); {harm}{strata}", own.as_.words())
}

fn equality(compare: &Compare) -> &'static str {
    match compare.as_ {
        ComparedAs::Ratio => "A ratio is 1 where two groups are alike.",
        ComparedAs::Difference => "A difference is 0 where two groups are alike; of shares it is in percentage points.",
        ComparedAs::Gap => {
            "A gap is in percent of the other's figure, 0 where two groups are alike, and above 0 where the group has less."
        }
    }
}

/// What each band means, with the values that hold in this run.
fn bands(made: &MeasureResult) -> Vec<String> {
    let bands = made.compare.iter().flat_map(|compare| &compare.bands);
    bands
        .map(|band| {
            let say = if band.say.is_empty() { String::new() } else { format!(" ({})", band.say) };
            format!("{}: {}{say}", band.is.words(), range(band))
        })
        .collect()
}

fn range(band: &BandRange) -> String {
    let ends = |ends: [(&str, Option<f64>); 2], between: &str| {
        let given = ends.into_iter().filter_map(|(words, end)| Some(format!("{words} {}", end?)));
        given.collect::<Vec<_>>().join(between)
    };
    if band.above.is_some() || band.below.is_some() {
        return ends([("above", band.above), ("below", band.below)], ", or ");
    }
    ends([("from", band.from), ("to", band.to)], " ")
}

fn withheld(made: &MeasureResult) -> String {
    let text = |least: f64| {
        format!(
            "figures that rest on a cell of at least one and fewer than {least}, and one more where they could be worked out from the rest"
        )
    };
    made.publish.map(text).unwrap_or_default()
}

fn interval(made: &MeasureResult) -> String {
    let level = made.level.map_or_else(String::new, |level| format!(" of {}", percent(level)));
    match made.interval {
        IntervalKind::None => "It is given without an interval.".to_owned(),
        IntervalKind::Sampling => format!(
            "With an interval{level}: the records are taken for a sample, and it is where the figure of all from which they come may lie."
        ),
        IntervalKind::Stability => format!(
            "With an interval{level}: the records are all there are, and it is how far chance alone moves such a figure from one time to the next."
        ),
    }
}

fn percent(share: f64) -> String {
    format!("{}%", (share * 1e4).round() / 1e2)
}

/// Every expression of a measure.
fn every_expression(measure: &Measure) -> Vec<&Expr> {
    let own = [&measure.among, &measure.per, &measure.times, &measure.level, &measure.publish];
    let mut all: Vec<&Expr> = std::iter::once(&measure.of).chain(own.into_iter().flatten()).collect();
    if let Some(compare) = &measure.compare {
        all.extend(compare.reliable.iter().chain(&compare.most_unknown));
        all.extend(compare.bands.iter().flat_map(|band| [&band.above, &band.below, &band.from, &band.to]).flatten());
    }
    all
}
