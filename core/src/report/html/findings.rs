//! The findings: those not met first, each with its evidence, under its rule.

use super::Page;
use super::summary::{capital, class, verdict_heading};
use crate::audit::{Finding, RuleSummary, Verdict};
use crate::framework::Severity;
use crate::report::decided;
use crate::report::view::{self, Budget, Group, View};
use crate::report::wording;
use std::fmt::Write as _;

pub(super) fn section(page: &mut Page, view: &View<'_>) {
    page.section("findings", "Findings");
    let parts: Vec<(Verdict, Vec<Group<'_>>)> = wording::GRAVEST_FIRST
        .into_iter()
        .map(|verdict| (verdict, view.groups(verdict)))
        .filter(|part| !part.1.is_empty())
        .collect();
    if parts.is_empty() {
        page.say("<p>There are no findings.</p>\n");
    } else {
        filter(page, view, &parts);
    }
    let mut budget = Budget { of_a_rule: 1_000, in_all: 10_000 };
    for (verdict, groups) in &parts {
        let all = groups.iter().map(|group| group.all).fold(0, u64::saturating_add);
        let _ = write!(page.out, "<section class=\"part {}\">\n<h3>", class(*verdict));
        page.text(&verdict_heading(page.tongue, *verdict, all));
        page.raw("</h3>\n<p>");
        page.raw(page.tongue.words(view::meaning(*verdict)));
        page.raw("</p>\n");
        for group in groups {
            rule(page, view, group, &mut budget);
        }
        page.end_section();
    }
    page.end_section();
}

/// Controls for the script; hidden until it runs.
fn filter(page: &mut Page, view: &View<'_>, parts: &[(Verdict, Vec<Group<'_>>)]) {
    page.raw("<form id=\"filter\" role=\"search\" aria-label=\"");
    page.raw(page.tongue.words("Filter the findings"));
    // What the script says, in the language of the page.
    for (key, words) in
        [("one", "finding"), ("several", "findings"), ("listed", "listed"), ("of", "of"), ("shown", "shown")]
    {
        let words = page.tongue.words(words);
        let _ = write!(page.out, "\" data-{key}=\"{words}");
    }
    page.say("\" hidden>\n<div class=\"wide\"><label for=\"f-text\">Text</label><input id=\"f-text\" type=\"search\" autocomplete=\"off\"></div>\n");
    let t = page.tongue;
    select(
        page,
        "f-verdict",
        "Verdict",
        parts.iter().map(|(verdict, _)| (verdict.words().to_owned(), t.words(view::heading(*verdict)).to_owned())),
    );
    let severities = Severity::ALL
        .into_iter()
        .filter(|severity| parts.iter().any(|part| part.1.iter().any(|group| group.severity == *severity)));
    select(
        page,
        "f-severity",
        "Severity",
        severities.map(|severity| (severity.words().to_owned(), t.words(severity.words()).to_owned())),
    );
    let mut rules: Vec<(String, String)> = Vec::new();
    for group in parts.iter().flat_map(|part| &part.1) {
        let key = rule_key(view, group);
        if !rules.iter().any(|(other, _)| *other == key) {
            rules.push((key, crate::report::escape::brief(group.title(), 100).into_owned()));
        }
    }
    rules.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    select(page, "f-rule", "Rule", rules.into_iter());
    page.say("<div><label for=\"f-order\">Order</label><select id=\"f-order\"><option value=\"number\">as in the list</option><option value=\"name\">by name</option><option value=\"place\">by id</option></select></div>\n");
    page.say("<div><button type=\"reset\">Show all</button></div>\n<p id=\"f-count\" role=\"status\" aria-live=\"polite\"></p>\n</form>\n");
}

fn select(page: &mut Page, id: &str, label: &str, options: impl Iterator<Item = (String, String)>) {
    let (label, all) = (page.tongue.words(label), page.tongue.words("all"));
    let _ = write!(
        page.out,
        "<div><label for=\"{id}\">{label}</label><select id=\"{id}\"><option value=\"\">{all}</option>"
    );
    for (value, words) in options {
        page.raw("<option value=\"");
        page.text(&value);
        page.raw("\">");
        page.text(&words);
        page.raw("</option>");
    }
    page.raw("</select></div>\n");
}

/// Names a rule within the page: its place, or, for a rule that the audit does not list, its id.
fn rule_key(view: &View<'_>, group: &Group<'_>) -> String {
    let place = group.rule.and_then(|rule| view.audit.rules.iter().position(|other| std::ptr::eq(other, rule)));
    place.map_or_else(|| format!("other {}", group.id), |place| (place + 1).to_string())
}

fn rule(page: &mut Page, view: &View<'_>, group: &Group<'_>, budget: &mut Budget) {
    let key = rule_key(view, group);
    page.raw("<article class=\"rule\" data-rule=\"");
    page.text(&key);
    let _ = write!(
        page.out,
        "\" data-severity=\"{}\" data-verdict=\"{}\">\n<h4",
        group.severity.words(),
        group.verdict.words()
    );
    if group.rule.is_some() {
        // What the table of rules links to.
        let _ = write!(page.out, " id=\"{}-{key}\"", class(group.verdict));
    }
    let (severity, word) = (group.severity.words(), page.tongue.words(group.severity.words()));
    let _ = write!(page.out, "><span class=\"tag s-{severity}\">{word}</span> ");
    page.ruled(group.rule, group.title());
    page.raw(" <span class=\"hint\">");
    page.text(&page.tongue.number_of(group.all, "finding", "findings"));
    page.raw("</span></h4>\n<dl class=\"about\">\n");
    if let Some(rule) = group.rule {
        if !rule.why.is_empty() {
            page.say("<div><dt>Why</dt><dd>");
            page.ruled(group.rule, &rule.why);
            page.raw("</dd></div>\n");
        }
        page.element("<div><dt>Applies when</dt><dd><code>", &rule.when, "</code></dd></div>\n");
        page.element("<div><dt>Requires</dt><dd><code>", &rule.require, "</code></dd></div>\n");
    }
    let cite = group.cite();
    if !cite.is_empty() {
        page.say("<div><dt>Rests on</dt><dd>");
        page.citations(view, cite);
        page.raw("</dd></div>\n");
    }
    let shared = group.same_fix();
    if let Some(shared) = shared {
        page.say("<div><dt>To mend</dt><dd>");
        page.ruled(group.rule, shared);
        page.raw("</dd></div>\n");
    }
    page.raw("</dl>\n");
    let shown = budget.take(group);
    if !shown.is_empty() {
        table(page, view, group, shown, shared.is_some());
    }
    page.left_out(
        group.left_out(shown.len()),
        "more finding is",
        "more findings are",
        "CSV and JSON Lines hold all that are asked for.",
    );
    page.raw("</article>\n");
}

fn table(page: &mut Page, view: &View<'_>, group: &Group<'_>, shown: &[&Finding], fix_said: bool) {
    let settles = shown.iter().any(|finding| !finding.settle.is_empty());
    let record = capital(wording::noun(page.tongue, &view.audit.records, 1));
    let found = page.tongue.words("What was found");
    let used = page.tongue.words("Answers used");
    let last = page.tongue.words(if settles { "What would settle it" } else { "What would mend it" });
    let with_last = settles || !fix_said;
    // The roles stand because small screens show rows as blocks, and some browsers then forget that this is a table.
    page.raw("<div class=\"scroll\">\n<table role=\"table\" class=\"findings\">\n<caption class=\"away\">");
    page.brief(&format!("{}: {}", group.title(), page.tongue.words(view::heading(group.verdict))));
    page.raw("</caption>\n<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">");
    page.text(&record);
    let _ = write!(
        page.out,
        "</th><th role=\"columnheader\" scope=\"col\">{found}</th><th role=\"columnheader\" scope=\"col\">{used}</th>"
    );
    if with_last {
        let _ = write!(page.out, "<th role=\"columnheader\" scope=\"col\">{last}</th>");
    }
    page.raw("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for finding in shown {
        row(page, view, group.rule, finding, fix_said, with_last.then_some(last));
    }
    page.end_table();
}

fn row(
    page: &mut Page,
    view: &View<'_>,
    rule: Option<&RuleSummary>,
    finding: &Finding,
    fix_said: bool,
    last: Option<&str>,
) {
    let records = &view.audit.records;
    let _ = write!(
        page.out,
        "<tr role=\"row\" data-number=\"{}\"><th role=\"rowheader\" scope=\"row\"><span class=\"name\">",
        finding.record.number
    );
    page.brief(&wording::record_name(page.tongue, &finding.record, records));
    page.raw("</span><span class=\"place\">");
    page.brief(&wording::record_place(page.tongue, &finding.record));
    page.raw("</span>");
    page.element("<span class=\"place\">", &finding.item, "</span>");
    let _ = write!(page.out, "</th><td role=\"cell\" data-label=\"{}\">", page.tongue.words("What was found"));
    let spoken = rule.map_or_else(|| page.spoken.clone(), |rule| rule.spoken.clone());
    page.in_its_own(&spoken, |page| page.coded(wording::message(finding, records)));
    if let Some(verdict) = finding.would_be {
        let now = page.tongue.fill("now: {}", &[page.tongue.words(verdict.words())]);
        let _ = write!(page.out, " <span class=\"hint\">{now}</span>");
    }
    because(page, &finding.because);
    if let Some(decision) = &finding.decision {
        let (state, word) = (decision.state, page.tongue.words(decision.state.words()));
        let _ = write!(page.out, "<p class=\"decision d-{state}\"><b>{word}</b> ");
        page.brief(&decided::words(page.tongue, decision));
        page.raw("</p>");
    }
    if let Some(since) = finding.since {
        let since = page.tongue.fill("{} since the earlier audit", &[page.tongue.words(since.words())]);
        let _ = write!(page.out, " <span class=\"hint\">{since}</span>");
    }
    let _ = write!(page.out, "</td><td role=\"cell\" data-label=\"{}\">", page.tongue.words("Answers used"));
    if !finding.values.is_empty() {
        page.raw("<ul class=\"values\">");
        for evidence in &finding.values {
            page.raw("<li><span>");
            page.own(view.evidence_label(evidence));
            page.raw("</span> ");
            let class = if evidence.state == crate::value::State::Answered { "answer" } else { "answer absent" };
            let _ = write!(page.out, "<b class=\"{class}\">");
            page.brief(&wording::answer(page.tongue, evidence));
            page.raw("</b></li>");
        }
        page.raw("</ul>");
    }
    page.raw("</td>");
    if let Some(last) = last {
        let _ = write!(page.out, "<td role=\"cell\" data-label=\"{last}\">");
        if !finding.settle.is_empty() {
            let labels: Vec<String> = finding.settle.iter().map(|path| view.label(path).to_owned()).collect();
            page.brief(&wording::settle(page.tongue, &labels, str::to_owned));
        }
        if !fix_said {
            if !finding.settle.is_empty() && !finding.fix.is_empty() {
                page.raw("<br>");
            }
            page.ruled(rule, &finding.fix);
        }
        page.raw("</td>");
    }
    page.raw("</tr>\n");
}

/// The steps that led to a result; nothing where there are none.
pub(super) fn because(page: &mut Page, steps: &[String]) {
    if steps.is_empty() {
        return;
    }
    // A long chain of reasons would bury what stands around it.
    let long = steps.len() > 4;
    if long {
        let _ = write!(
            page.out,
            "<details class=\"steps\"><summary>{}</summary>",
            page.tongue.number_of(steps.len() as u64, "step", "steps of reasoning")
        );
    }
    let _ = write!(page.out, "<ul class=\"because\" aria-label=\"{}\">", page.tongue.words("Because"));
    for step in steps {
        page.raw("<li>");
        // The engine says it in English, with the conditions as the framework has them.
        page.in_its_own("en", |page| page.coded(step));
        page.raw("</li>");
    }
    page.raw(if long { "</ul></details>" } else { "</ul>" });
}
