//! The first page: what was audited, what came in, outcomes, what cannot be told, rules, measures.

use super::Page;
use super::findings::because;
use crate::audit::{Audit, Figure, GroupFigure, MeasureResult, OutcomeCount, RecordResult, Verdict};
use crate::framework::{MeasureKind, Severity};
use crate::report::decided;
use crate::report::figures;
use crate::report::view::{self, View};
use crate::report::wording::{self, number};
use crate::tongue::Tongue;
use std::fmt::Write as _;

pub(super) fn header(page: &mut Page, audit: &Audit) {
    let receipt = &audit.receipt;
    let t = page.tongue;
    page.raw("<header>\n<h1>");
    page.own(wording::title(audit));
    page.raw("</h1>\n");
    if let Some(result) = view::only(audit) {
        page.raw("<p class=\"figure\">");
        page.brief(&wording::record_name(page.tongue, &result.record, &audit.records));
        page.raw("</p>\n");
    }
    let draft = audit.beside.as_ref().is_some_and(|beside| beside.signed.is_none());
    page.element("<p><strong>", if draft { t.words("Draft: the form is not signed.") } else { "" }, "</strong></p>\n");
    page.raw("<dl class=\"facts\">\n");
    let mut fact_in = |language: &str, label: &str, words: &str| {
        if !words.is_empty() {
            page.raw("<div><dt>");
            page.say(label);
            page.raw("</dt><dd>");
            page.in_its_own(language, |page| page.brief(words));
            page.raw("</dd></div>\n");
        }
    };
    let (stage, spoken) = audit.stage_label(receipt.stage.as_deref().unwrap_or_default());
    fact_in("", "Framework", &format!("{} {}", receipt.framework.id, receipt.framework.version));
    fact_in("", "Jurisdiction", &receipt.framework.jurisdiction);
    fact_in("", "As of", &t.day(receipt.as_of));
    fact_in(spoken, "Stage", stage);
    if let Some(signed) = audit.beside.as_ref().and_then(|beside| beside.signed.as_ref()) {
        fact_in("", "Form signed", &signed.words());
    }
    for input in &receipt.inputs {
        fact_in(
            "",
            "Audited",
            &format!("{} ({}, {})", input.name, input.format, t.number_of(input.bytes, "byte", "bytes")),
        );
    }
    page.raw("</dl>\n");
    page.raw("<p class=\"lead\">");
    page.text(&wording::reconciliation(page.tongue, &audit.records));
    page.raw("</p>\n<p>");
    page.text(&wording::verdicts(page.tongue, audit));
    page.raw("</p>\n");
    verdict_bar(page, audit);
    for words in decided::summary(page.tongue, audit) {
        page.element("<p>", &words, "</p>\n");
    }
    let overridden: Vec<_> = receipt.parameters.iter().filter(|parameter| parameter.overrides.is_some()).collect();
    if !overridden.is_empty() {
        page.say("<div class=\"inset\">\n<p>Changed for this run:</p>\n<ul>\n");
        for parameter in overridden {
            let own = parameter.overrides.as_deref().unwrap_or_default();
            page.raw("<li>");
            page.brief(
                &t.fill(
                    "{} is {} {} (the framework says {})",
                    &[&parameter.id, &parameter.value, &parameter.unit, own],
                ),
            );
            page.raw("</li>\n");
        }
        page.raw("</ul>\n</div>\n");
    }
    page.raw("</header>\n");
}

/// All checks that apply as one bar, with a key that says the same in figures.
fn verdict_bar(page: &mut Page, audit: &Audit) {
    const SHOWN: [Verdict; 5] =
        [Verdict::NotMet, Verdict::CannotTell, Verdict::NeedsAPerson, Verdict::ToDo, Verdict::Met];
    let counts = &audit.receipt.verdicts;
    let all: u64 = SHOWN.into_iter().map(|verdict| counts.get(verdict)).fold(0, u64::saturating_add);
    if all == 0 {
        return;
    }
    page.raw("<svg class=\"stack\" aria-hidden=\"true\" focusable=\"false\">");
    // A verdict that a few of a million checks have is to be seen too: no part is thinner than this.
    const THINNEST: f64 = 0.6;
    let part = |verdict| (counts.get(verdict) as f64 / all as f64 * 100.0).max(THINNEST);
    let present = || SHOWN.into_iter().filter(|verdict| counts.get(*verdict) > 0);
    let scale = 100.0 / present().map(part).sum::<f64>();
    let mut from = 0.0;
    for verdict in present() {
        let part = part(verdict) * scale;
        let _ = write!(
            page.out,
            "<rect class=\"{}\" x=\"{from:.3}%\" width=\"{part:.3}%\" height=\"100%\"/>",
            class(verdict)
        );
        from += part;
    }
    page.raw("</svg>\n<ul class=\"key\">\n");
    for verdict in present() {
        let _ = write!(
            page.out,
            "<li><svg class=\"dot\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"{}\" width=\"100%\" height=\"100%\"/></svg>",
            class(verdict)
        );
        let _ =
            writeln!(page.out, "<b>{}</b> {}</li>", number(counts.get(verdict)), page.tongue.words(verdict.words()));
    }
    page.raw("</ul>\n");
}

/// The class of a verdict's colour.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "v-met",
        Verdict::NotMet => "v-not-met",
        Verdict::CannotTell => "v-cannot-tell",
        Verdict::DoesNotApply => "v-does-not-apply",
        Verdict::NeedsAPerson => "v-needs-a-person",
        Verdict::ToDo => "v-to-do",
    }
}

pub(super) fn outcomes(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    page.section("outcomes", "Outcomes");
    if let Some(result) = view::only(audit) {
        reasons(page, view, result);
        return page.end_section();
    }
    if !audit.outcomes.is_empty() {
        let caption =
            page.tongue.fill("How many {} have each outcome", &[wording::noun(page.tongue, &audit.records, 0)]);
        bars(page, view, &caption, "Outcome", &audit.outcomes);
    }
    for table in &audit.tables {
        let label = if table.label.is_empty() { &table.id } else { &table.label };
        let caption = crate::report::escape::brief(label, super::LONGEST).into_owned();
        bars(page, view, &caption, "Result", &table.results);
    }
    page.end_section();
}

/// What tables make of a single record, and why.
fn reasons(page: &mut Page, view: &View<'_>, result: &RecordResult) {
    for reason in &result.reasons {
        let table = view.audit.tables.iter().find(|table| table.id == reason.table);
        if let Some(table) = table {
            page.raw("<h3>");
            page.own(if table.label.is_empty() { &table.id } else { &table.label });
            page.raw("</h3>\n");
        }
        let rows = table.map_or(&view.audit.outcomes, |table| &table.results);
        let row = rows.iter().find(|row| wording::result_label(page.tongue, row) == reason.is);
        let spoken = row.map_or("", |row| row.spoken.as_str());
        page.raw("<p class=\"figure\">");
        match reason.is == Verdict::CannotTell.words() {
            true => page.brief(page.tongue.words(&reason.is)),
            false => page.own(&reason.is),
        }
        page.raw("</p>\n");
        if !reason.say.is_empty() {
            page.raw("<p>");
            page.in_its_own(spoken, |page| page.brief(&reason.say));
            page.raw("</p>\n");
        }
        because(page, &reason.because);
        if !reason.cite.is_empty() {
            page.say("<p class=\"cite\">Rests on ");
            page.citations(view, &reason.cite);
            page.raw("</p>\n");
        }
    }
}

/// Whether some record has numbers to show.
pub(super) fn has_numbers(audit: &Audit) -> bool {
    audit.results.iter().any(|result| !result.numbers.is_empty())
}

/// Scores and other shown numbers, record by record.
pub(super) fn numbers(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    page.section("figures", "Figures");
    let record = capital(wording::noun(page.tongue, &audit.records, 1));
    let only = view::only(audit).is_some();
    let heads = [&format!("={record}"), "Figure", "#Value", "#Possible"];
    page.table(
        "",
        page.tongue.words("Numbers that the framework shows of each record"),
        heads.get(usize::from(only)..).unwrap_or_default(),
    );
    let with_numbers = || audit.results.iter().filter(|result| !result.numbers.is_empty());
    for result in with_numbers().take(wording::NUMBERED) {
        for figure in &result.numbers {
            page.raw("<tr><th scope=\"row\">");
            if !only {
                page.brief(&wording::record_name(page.tongue, &result.record, &audit.records));
                page.raw("</th><td>");
            }
            page.own(&figure.label);
            page.raw(if only { "</th><td class=\"n\">" } else { "</td><td class=\"n\">" });
            page.text(&wording::number_value(page.tongue, figure));
            page.raw("</td><td class=\"n\">");
            page.text(&wording::limits(page.tongue, figure));
            page.raw("</td></tr>\n");
        }
    }
    page.end_table();
    let more = with_numbers().count().saturating_sub(wording::NUMBERED) as u64;
    page.left_out(more, "more record with figures is", "more records with figures are", "the workbook holds them.");
    page.end_section();
}

fn bars(page: &mut Page, view: &View<'_>, caption: &str, head: &str, rows: &[OutcomeCount]) {
    let all: u64 = rows.iter().map(|row| row.count).fold(0, u64::saturating_add);
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let shared = view::same_cite(rows);
    page.table("bars", caption, &[head, "#Number", "#Share", "~Chart", "Meaning"]);
    for row in rows {
        page.raw("<tr><th scope=\"row\">");
        if row.is == Verdict::CannotTell.words() {
            page.brief(wording::result_label(page.tongue, row));
        } else {
            page.own(wording::result_label(page.tongue, row));
        }
        let share = if all == 0 { String::new() } else { wording::percent(page.tongue, row.count as f64 / all as f64) };
        let _ = write!(
            page.out,
            "</th><td class=\"n\">{}</td><td class=\"n\">{share}</td><td class=\"chart\">",
            number(row.count)
        );
        let width = row.count as f64 / most as f64 * 100.0;
        let _ = write!(
            page.out,
            "<svg class=\"bar\" aria-hidden=\"true\" focusable=\"false\"><rect width=\"{width:.2}%\" height=\"100%\"/></svg></td><td>"
        );
        page.in_its_own(&row.spoken, |page| page.brief(&row.say));
        if !row.cite.is_empty() && shared.is_none() {
            page.raw(" <span class=\"cite\">");
            page.citations(view, &row.cite);
            page.raw("</span>");
        }
        page.raw("</td></tr>\n");
    }
    let _ = write!(
        page.out,
        "</tbody>\n<tfoot><tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\"></td><td></td><td></td></tr></tfoot>\n</table>\n</div>\n",
        page.tongue.words("All"),
        number(all)
    );
    if let Some(cite) = shared {
        page.say("<p class=\"cite\">Rests on ");
        page.citations(view, cite);
        page.raw("</p>\n");
    }
}

pub(super) fn unknown(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    /// How many sets of answers the table holds; the findings name the rest.
    const SHOWN: usize = 25;
    page.section("unknown", "What cannot be told");
    page.raw("<p>");
    let checks = page.tongue.number_of(audit.receipt.verdicts.cannot_tell, "check", "checks");
    page.text(&page.tongue.fill("{} could not be told from what was recorded. That is not a failure.", &[&checks]));
    page.raw("</p>\n");
    let settlements = view.settlements();
    if !settlements.is_empty() {
        page.table(
            "",
            page.tongue.words("Answers that would settle them, those that settle most first"),
            &["Answer", "#Checks", &format!("=#{}", capital(wording::noun(page.tongue, &audit.records, 0)))],
        );
        for settlement in settlements.iter().take(SHOWN) {
            page.raw("<tr><th scope=\"row\">");
            page.brief(&wording::settle(page.tongue, &settlement.labels, str::to_owned));
            let _ = writeln!(
                page.out,
                "</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                number(settlement.findings),
                number(settlement.records)
            );
        }
        page.end_table();
        page.left_out(
            settlements.len().saturating_sub(SHOWN) as u64,
            "further set of answers is",
            "further sets of answers are",
            "each finding names what would settle it.",
        );
        page.element("<p class=\"more\">", &wording::counted_over(page.tongue, audit), "</p>\n");
    }
    page.end_section();
}

/// A word with a capital first letter, made safe: it may come from a framework.
pub(super) fn capital(word: &str) -> String {
    let word = crate::report::escape::brief(word, 60);
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(super) fn rules(page: &mut Page, view: &View<'_>) {
    page.section("rules", "Rules");
    for severity in Severity::ALL {
        let rules = view.rules(severity);
        if rules.is_empty() {
            continue;
        }
        let caption = format!(
            "{}: {}",
            capital(page.tongue.words(severity.words())),
            page.tongue.words(wording::severity_meaning(severity))
        );
        page.table(
            "rules",
            &caption,
            &["Rule", "#Not met", "#Cannot tell", "#Needs a person", "#To do", "#Met", "#Does not apply"],
        );
        for rule in rules {
            page.raw("<tr><th scope=\"row\">");
            let place = view.audit.rules.iter().position(|other| std::ptr::eq(other, rule)).unwrap_or(0) + 1;
            let worst = wording::GRAVEST_FIRST.into_iter().take(4).find(|verdict| rule.counts.get(*verdict) > 0);
            match worst {
                Some(verdict) => {
                    let _ = write!(page.out, "<a href=\"#{}-{place}\">", class(verdict));
                    page.ruled(Some(rule), wording::rule_title(rule));
                    page.raw("</a>");
                }
                None => page.ruled(Some(rule), wording::rule_title(rule)),
            }
            if let Some(stage) = &rule.at {
                page.say(" <span class=\"hint\">from stage ");
                page.stage(view.audit, stage);
                page.raw("</span>");
            }
            page.raw("</th>");
            for verdict in wording::GRAVEST_FIRST {
                let n = rule.counts.get(verdict);
                let class = if n == 0 { "n none" } else { "n" };
                let _ = write!(page.out, "<td class=\"{class}\">{}</td>", number(n));
            }
            page.raw("</tr>\n");
        }
        page.end_table();
    }
    page.end_section();
}

pub(super) fn measures(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    page.section("measures", "Measures");
    for measure in &audit.measures {
        page.raw("<h3>");
        page.own(if measure.label.is_empty() { &measure.id } else { &measure.label });
        page.raw("</h3>\n");
        let (t, together) = (page.tongue, figures::together(page.tongue, measure, &audit.records));
        let headline = figures::headline(t, measure);
        match &headline {
            Some(headline) => {
                page.element("<p class=\"figure\">", headline, "</p>\n");
                page.element("<p>", &together, "</p>\n");
            }
            None => page.element("<p class=\"figure\">", &together, "</p>\n"),
        }
        if let Some(all) = &measure.all {
            range(page, measure, all);
        }
        if let Some(verdicts) = figures::verdicts(t, measure).filter(|_| headline.is_none()) {
            page.raw("<p>");
            page.say("Verdicts:");
            page.raw(" <strong>");
            page.brief(&verdicts);
            page.raw("</strong></p>\n");
        }
        if !measure.note.is_empty() {
            page.raw("<p>");
            page.text(&crate::report::escape::brief(&measure.note, figures::LONGEST_NOTE));
            page.raw("</p>\n");
        }
        page.raw("<p class=\"hint\">");
        let counted = matches!(measure.kind, MeasureKind::Count | MeasureKind::Share | MeasureKind::Rate);
        page.say(if counted { "Counted: <code>" } else { "Reckoned with: <code>" });
        page.brief(&measure.of);
        page.raw("</code>");
        if measure.among.is_empty() {
            page.raw(" ");
            page.brief(&page.tongue.fill("among all {}", &[wording::noun(page.tongue, &audit.records, 0)]));
        } else {
            page.element(" among <code>", &measure.among, "</code>");
        }
        if !measure.per.is_empty() {
            page.element(", per <code>", &measure.per, "</code>");
        }
        if !measure.cite.is_empty() {
            page.raw(". ");
            page.citations(view, &measure.cite);
        }
        page.raw("</p>\n");
        if let Some(rules) = figures::rules(page.tongue, measure) {
            page.element("<p class=\"hint\">", &rules, "</p>\n");
        }
        groups(page, audit, measure);
    }
    page.end_section();
}

fn groups(page: &mut Page, audit: &Audit, measure: &MeasureResult) {
    for part in measure.groups.chunk_by(|a, b| a.by == b.by) {
        let Some(first) = part.first() else { continue };
        let by = if first.by_label.is_empty() { &first.by } else { &first.by_label };
        let caption = page.tongue.fill("By {}", &[&crate::report::escape::brief(by, super::LONGEST)]);
        let compared = part.iter().any(|group| group.comparison.is_some());
        // How groups compare is what such a measure is for.
        page.raw(if compared { "<details open>\n<summary>" } else { "<details>\n<summary>" });
        page.text(&format!(
            "{caption}: {}",
            page.tongue.number_of(part.iter().filter(|group| !group.not_known).count() as u64, "group", "groups")
        ));
        page.raw("</summary>\n");
        let numbers =
            part.iter().any(|group| group.figure.as_ref().is_some_and(|figure| figures::of_numbers(measure, figure)));
        let counts: &[&str] = if numbers { &["#Known", "#Unknown"] } else { &["#Yes", "#No", "#Unknown"] };
        let last: &[&str] = if compared { &["Comparison", "Verdict"] } else { &["~Chart"] };
        let heads: Vec<&str> = [&["Group"], counts, &["Figure"], last].concat();
        page.table(if compared { "compared" } else { "bars" }, &caption, &heads);
        for group in part {
            page.raw("<tr><th scope=\"row\">");
            page.brief(&group.group);
            page.raw("</th>");
            let figure = group.figure.as_ref();
            let of: &[fn(&Figure) -> u64] =
                if numbers { &[|of| of.yes, |of| of.unknown] } else { &[|of| of.yes, |of| of.no, |of| of.unknown] };
            for count in of {
                let count = figure.map_or_else(|| "–".to_owned(), |figure| number(count(figure)));
                let _ = write!(page.out, "<td class=\"n\">{count}</td>");
            }
            page.raw("<td>");
            page.brief(&figures::figure(page.tongue, measure, figure, &audit.records));
            page.raw("</td>");
            match figure {
                _ if compared => comparison(page, measure, group),
                Some(figure) => {
                    page.raw("<td class=\"chart\">");
                    range(page, measure, figure);
                    page.raw("</td>");
                }
                None => page.raw("<td class=\"chart\"></td>"),
            }
            page.raw("</tr>\n");
        }
        page.end_table();
        page.raw("</details>\n");
    }
}

/// The cells that say how a group compares, and what the verdict is.
fn comparison(page: &mut Page, measure: &MeasureResult, group: &GroupFigure) {
    page.raw("<td>");
    page.brief(&figures::comparison(page.tongue, measure, group).unwrap_or_default());
    page.raw("</td><td>");
    let verdict = group.comparison.as_ref().and_then(|compared| figures::verdict(page.tongue, compared));
    if let Some(verdict) = verdict {
        let (word, why) = verdict.split_once(": ").map_or((verdict.as_str(), ""), |(word, why)| (word, why));
        page.raw("<strong>");
        page.brief(word);
        page.raw("</strong> ");
        page.brief(why);
    }
    page.raw("</td>");
}

/// A share as a bar: what is known to be so in full, what is unknown in outline. The sentence beside it says the same.
fn range(page: &mut Page, measure: &MeasureResult, figure: &Figure) {
    let (MeasureKind::Share, Some(low), Some(high)) = (measure.kind, figure.low, figure.high) else { return };
    let low = low.clamp(0.0, 1.0) * 100.0;
    let high = high.clamp(0.0, 1.0) * 100.0;
    let _ = writeln!(
        page.out,
        "<svg class=\"range\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100%\" height=\"100%\"/><rect class=\"known\" width=\"{low:.2}%\" height=\"100%\"/><rect class=\"open\" x=\"{low:.2}%\" width=\"{:.2}%\" height=\"100%\"/></svg>",
        (high - low).max(0.0)
    );
}

/// The heading of a verdict's findings, with how many.
pub(super) fn verdict_heading(t: Tongue, verdict: Verdict, all: u64) -> String {
    format!("{}: {}", t.words(view::heading(verdict)), t.number_of(all, "finding", "findings"))
}
