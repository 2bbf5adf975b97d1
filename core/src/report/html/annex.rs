//! What stands behind the findings: the list itself, what is not expressed, sources, parameters, records, receipt.

use super::Page;
use super::summary::capital;
use crate::audit::Audit;
use crate::report::decided;
use crate::report::escape::web_address;
use crate::report::view::View;
use crate::report::wording::{self, number};
use std::fmt::Write as _;

/// How many records the page lists; the workbook and the JSON document hold them all.
const RECORDS: usize = 5_000;
/// How many refused rows the page lists.
const REFUSED: usize = 1_000;

pub(super) fn has_list(audit: &Audit) -> bool {
    let list = &audit.list;
    audit.records.refused > 0 || !list.columns.is_empty() || !list.notes.is_empty() || !list.not_supplied.is_empty()
}

pub(super) fn has_decisions(audit: &Audit) -> bool {
    audit.decisions.as_ref().is_some_and(|report| !report.problems.is_empty() || !report.unmatched.is_empty())
}

/// What is wrong with the log, and decisions that no finding has.
pub(super) fn decisions(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    let Some(report) = audit.decisions.as_ref().filter(|_| has_decisions(audit)) else { return };
    page.section("decisions", "Decisions");
    if !report.problems.is_empty() {
        page.table(
            "",
            page.tongue.words("What is wrong with the log"),
            &["Log", "#Row", "Column", "What is wrong", "What to do"],
        );
        for problem in report.problems.iter().take(REFUSED) {
            page.raw("<tr><td>");
            page.brief(&problem.file);
            let _ = write!(page.out, "</td><th scope=\"row\" class=\"n\">{}</th><td>", number(problem.row));
            page.brief(&problem.column);
            page.raw("</td><td>");
            page.coded(&problem.message);
            page.raw("</td><td>");
            page.coded(&problem.help);
            page.raw("</td></tr>\n");
        }
        page.end_table();
        page.left_out(
            report.problems.len().saturating_sub(REFUSED) as u64,
            "more problem is",
            "more problems are",
            "the JSON document lists them.",
        );
    }
    for (why, decisions) in decided::unmatched(audit) {
        page.raw("<h3>");
        page.text(&page.tongue.fill("About {}", &[page.tongue.words(why.words())]));
        page.raw("</h3>\n<ul>\n");
        for decision in decisions.iter().take(REFUSED) {
            page.raw("<li>");
            page.brief(&decided::unmatched_words(page.tongue, decision));
            page.raw("</li>\n");
        }
        page.raw("</ul>\n");
        page.left_out(
            decisions.len().saturating_sub(REFUSED) as u64,
            "more decision is",
            "more decisions are",
            "the JSON document lists them.",
        );
    }
    page.end_section();
}

pub(super) fn list(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    let list = &audit.list;
    page.section("list", "The list");
    if audit.records.refused > 0 {
        page.table(
            "",
            &page.tongue.fill("Refused: {}", &[&page.tongue.number_of(audit.records.refused, "row", "rows")]),
            &["Input", "#Row", "Why, and what would mend it"],
        );
        for row in audit.records.refused_rows.iter().take(REFUSED) {
            page.raw("<tr><td>");
            page.brief(&row.input);
            let _ = write!(page.out, "</td><th scope=\"row\" class=\"n\">{}</th><td>", number(row.row));
            page.brief(&row.cause);
            page.raw("</td></tr>\n");
        }
        page.end_table();
        let shown = audit.records.refused_rows.len().min(REFUSED) as u64;
        page.left_out(
            audit.records.refused.saturating_sub(shown),
            "more refused row is",
            "more refused rows are",
            "the JSON document lists the first ten thousand.",
        );
    }
    if !list.notes.is_empty() {
        page.table("", page.tongue.words("What was noticed"), &["Column", "What"]);
        for note in &list.notes {
            page.raw("<tr><th scope=\"row\">");
            page.brief(if note.column.is_empty() { page.tongue.words("whole rows") } else { &note.column });
            page.raw("</th><td>");
            page.brief(&wording::note(page.tongue, note));
            page.raw("</td></tr>\n");
        }
        page.end_table();
    }
    if !list.columns.is_empty() {
        let used = list.columns.iter().filter(|column| column.field.is_some()).count();
        page.raw("<details>\n<summary>");
        page.text(&page.tongue.fill(
            "{}: {} understood, {} not used",
            &[
                &page.tongue.number_of(list.columns.len() as u64, "column", "columns"),
                &number(used as u64),
                &number(list.columns.len().saturating_sub(used) as u64),
            ],
        ));
        page.raw("</summary>\n");
        page.table("", page.tongue.words("How each column was understood"), &["Column", "Field", "Why", "Cells"]);
        for column in &list.columns {
            page.raw("<tr><th scope=\"row\">");
            page.brief(&column.header);
            page.raw("</th><td>");
            match &column.field {
                Some(field) => page.element("<code>", field, "</code>"),
                None => page.say("not used"),
            }
            page.raw("</td><td>");
            page.brief(&column.why);
            page.raw("</td><td>");
            page.text(&wording::states(page.tongue, &column.states));
            page.raw("</td></tr>\n");
        }
        page.end_table();
        page.raw("</details>\n");
    }
    if !list.not_supplied.is_empty() {
        page.raw("<details>\n<summary>");
        let fields = page.tongue.number_of(list.not_supplied.len() as u64, "field or group", "fields or groups");
        page.text(&page.tongue.fill("{} that no column supplies", &[&fields]));
        page.raw("</summary>\n<ul class=\"columns\">\n");
        for path in &list.not_supplied {
            page.element("<li><code>", path, "</code></li>\n");
        }
        page.raw("</ul>\n</details>\n");
    }
    page.end_section();
}

/// Whether reviewers noted something at questions.
pub(super) fn has_notes(audit: &Audit) -> bool {
    audit.beside.as_ref().is_some_and(|beside| !beside.notes.is_empty())
}

/// What reviewers noted at questions.
pub(super) fn notes(page: &mut Page, view: &View<'_>) {
    page.section("notes", "Notes of reviewers");
    page.table("", page.tongue.words("No rule reads these notes."), &["Question", "Note", "Who and when"]);
    for note in view.audit.beside.iter().flat_map(|beside| &beside.notes) {
        page.element("<tr><th scope=\"row\">", &note.question, "</th>");
        page.raw("<td>");
        page.brief(&note.text);
        page.raw("</td><td>");
        page.brief(&note.who());
        page.raw("</td></tr>\n");
    }
    page.end_table();
    page.end_section();
}

pub(super) fn not_expressed(page: &mut Page, view: &View<'_>) {
    let notes = &view.audit.not_expressed;
    if notes.is_empty() {
        return;
    }
    page.section("not-expressed", "What the framework does not express");
    page.table("", page.tongue.words("Points that its sources make and rules cannot"), &["What", "Why", "Source"]);
    for note in notes {
        page.raw("<tr><th scope=\"row\">");
        page.in_its_own(&note.spoken, |page| page.brief(&note.what));
        page.raw("</th><td>");
        page.in_its_own(&note.spoken, |page| page.brief(&note.why));
        page.raw("</td><td>");
        page.citations(view, &note.cite);
        page.raw("</td></tr>\n");
    }
    page.end_table();
    page.end_section();
}

pub(super) fn sources(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    page.section("sources", "Sources");
    let caption = wording::sources(page.tongue, audit);
    page.table("", &caption, &["Source", "Standing", "Where it applies", "Checked", "#Cited by"]);
    for (place, source) in audit.sources.iter().enumerate() {
        let _ = write!(page.out, "<tr id=\"source-{}\"><th scope=\"row\">", place + 1);
        match web_address(&source.url) {
            Some(address) => {
                page.raw("<a rel=\"noreferrer noopener\" href=\"");
                page.text(&address);
                page.raw("\">");
                page.own(&wording::work(source));
                page.raw("</a>");
            }
            None => page.own(&wording::work(source)),
        }
        page.element(" <span class=\"hint\">", &source.note, "</span>");
        page.raw("</th><td>");
        page.text(page.tongue.words(source.standing.words()));
        page.raw("</td><td>");
        page.brief(&source.jurisdiction);
        page.raw("</td><td>");
        match source.checked {
            Some(date) => page.text(&page.tongue.day(date)),
            None if wording::is_own(source) => page.text(&wording::checked(page.tongue, source)),
            None => page.say("<em>unverified</em>"),
        }
        let _ = writeln!(page.out, "</td><td class=\"n\">{}</td></tr>", number(u64::from(source.cited_by)));
    }
    page.end_table();
    page.end_section();
}

pub(super) fn parameters(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    let parameters = &audit.receipt.parameters;
    page.section("parameters", "Parameters");
    page.table(
        "",
        page.tongue.words("Every threshold, with its reason"),
        &["Parameter", "Value", "Unit", "The framework says", "Why"],
    );
    for parameter in parameters {
        page.raw("<tr><th scope=\"row\"><code>");
        page.brief(&parameter.id);
        page.raw("</code></th><td>");
        page.brief(&parameter.value);
        page.raw("</td><td>");
        page.brief(&parameter.unit);
        page.raw("</td><td>");
        match &parameter.overrides {
            Some(own) => page.element("<strong>", &page.tongue.fill("{} (changed for this run)", &[own]), "</strong>"),
            None => page.say("the same"),
        }
        page.raw("</td><td>");
        page.own(&parameter.why);
        page.raw("</td></tr>\n");
    }
    page.end_table();
    page.end_section();
}

pub(super) fn records(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    page.section("records", "Records");
    page.raw("<details>\n<summary>");
    let listed = audit.results.len().min(RECORDS) as u64;
    let records = capital(&wording::records(page.tongue, &audit.records, listed));
    page.text(&page.tongue.fill("{} with what was found on each", &[&records]));
    page.raw("</summary>\n");
    let mut heads: Vec<String> =
        vec![format!("={}", capital(wording::noun(page.tongue, &audit.records, 1))), "#Row".to_owned()];
    if !audit.outcomes.is_empty() {
        heads.push("Outcome".to_owned());
    }
    for table in &audit.tables {
        heads.push(format!("={}", capital(if table.label.is_empty() { &table.id } else { &table.label })));
    }
    for words in ["#Not met", "#Cannot tell", "#Needs a person", "#To do"] {
        heads.push(words.to_owned());
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let noun = crate::report::escape::brief(wording::noun(page.tongue, &audit.records, 1), 60);
    page.table("", &page.tongue.fill("Each {}", &[&noun]), &heads);
    for result in audit.results.iter().take(RECORDS) {
        page.raw("<tr><th scope=\"row\">");
        page.brief(&wording::record_name(page.tongue, &result.record, &audit.records));
        page.element(" <span class=\"hint\">", result.record.id.as_deref().unwrap_or_default(), "</span>");
        page.element(" <span class=\"hint\">", &result.record.input, "</span>");
        let _ = write!(page.out, "</th><td class=\"n\">{}</td>", number(result.record.row));
        if !audit.outcomes.is_empty() {
            page.raw("<td>");
            page.brief(result.outcome.as_deref().unwrap_or_default());
            // Whom it refers to, who decided that, and on what: without them nobody can check the outcome.
            for decided in decided::about_people(page.tongue, result) {
                page.element("<br><span class=\"hint\">", &decided, "</span>");
            }
            page.raw("</td>");
        }
        for place in 0..audit.tables.len() {
            page.raw("<td>");
            page.brief(result.tables.get(place).map_or("", String::as_str));
            page.raw("</td>");
        }
        for n in [result.counts.not_met, result.counts.cannot_tell, result.counts.needs_a_person, result.counts.to_do] {
            let _ = write!(page.out, "<td class=\"{}\">{}</td>", if n == 0 { "n none" } else { "n" }, number(n));
        }
        page.raw("</tr>\n");
    }
    page.end_table();
    page.raw("</details>\n");
    let more = audit.results_left_out.saturating_add((audit.results.len() as u64).saturating_sub(listed));
    page.left_out(more, "more record is", "more records are", "the workbook holds every record.");
    page.end_section();
}

pub(super) fn receipt(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    let receipt = &audit.receipt;
    page.section("receipt", "Receipt");
    page.say("<p>With these, anyone can run the audit again and compare.</p>\n<dl class=\"about\">\n");
    page.element("<div><dt>Engine</dt><dd>", &receipt.engine, "</dd></div>\n");
    page.say("<div><dt>Framework</dt><dd>");
    page.brief(&wording::framework(&receipt.framework));
    page.element("<br><span class=\"hash\">SHA-256 ", &receipt.framework.sha256, "</span>");
    page.raw("</dd></div>\n");
    for input in &receipt.inputs {
        page.say("<div><dt>Input</dt><dd>");
        page.brief(&format!(
            "{} ({}, {})",
            input.name,
            input.format,
            page.tongue.number_of(input.bytes, "byte", "bytes")
        ));
        match &input.sha256 {
            Some(hash) => page.element("<br><span class=\"hash\">SHA-256 ", hash, "</span>"),
            None => page.say("<br><span class=\"hash\">no hash was given</span>"),
        }
        page.raw("</dd></div>\n");
    }
    for register in &receipt.registers {
        page.say("<div><dt>Register</dt><dd>");
        page.brief(&wording::register(register));
        page.raw("</dd></div>\n");
    }
    for (what, name, hash) in decided::files(audit) {
        page.raw("<div><dt>");
        page.text(page.tongue.words(what));
        page.raw("</dt><dd>");
        page.brief(name);
        page.element("<br><span class=\"hash\">SHA-256 ", hash.unwrap_or(page.tongue.words("not given")), "</span>");
        page.raw("</dd></div>\n");
    }
    page.say("<div><dt>As of</dt><dd>");
    page.text(&receipt.as_of.to_string());
    page.raw("</dd></div>\n");
    page.say("<div><dt>Stage</dt><dd>");
    match &receipt.stage {
        Some(stage) => page.stage(audit, stage),
        None if audit.stages.is_empty() => page.said("the framework has no stages"),
        None => page.said("every rule, whatever its stage"),
    }
    page.raw("</dd></div>\n");
    page.say("<div><dt>Verdicts</dt><dd>");
    page.text(&wording::counts(page.tongue, &receipt.verdicts));
    page.raw("</dd></div>\n");
    if let Some((label, words)) = page.tongue.itself() {
        let _ = writeln!(page.out, "<div><dt>{label}</dt><dd>{words}</dd></div>");
    }
    page.raw("</dl>\n");
    page.end_section();
}
