//! The audit as Markdown: a page to paste into a paper, an issue or a wiki. Tables and task-free lists of the common dialect.

use super::decided;
use super::escape;
use super::figures;
use super::view::{self, Budget, Group, View};
use super::wording::{self, number};
use crate::audit::{Audit, Finding, GroupFigure, MeasureResult, OutcomeCount, RecordResult, Verdict};
use crate::framework::Severity;
use crate::tongue::Tongue;
use std::fmt::Write as _;

/// The longest text of a record or framework shown, in characters; the data formats hold the whole.
const LONGEST: usize = 400;
/// How many rows a list in the annex has at most.
const ROWS: usize = 1_000;

/// The audit as Markdown (CommonMark with tables).
///
/// Whatever a record or framework says shows as it is: it cannot become a heading, a link, an image, HTML or another cell.
pub fn markdown(audit: &Audit) -> String {
    let view = View::new(audit);
    let mut page = Page { out: String::new(), tongue: Tongue::of(&audit.language) };
    head(&mut page, audit);
    // Of a list what it comes to stands first, of a single record what was found in it.
    let only = view::only(audit);
    match only {
        Some(result) => {
            reasons(&mut page, &view, result);
            all_findings(&mut page, &view);
        }
        None => outcomes(&mut page, &view),
    }
    numbers(&mut page, audit);
    unknown(&mut page, &view);
    rules(&mut page, &view);
    measures(&mut page, &view);
    if only.is_none() {
        all_findings(&mut page, &view);
    }
    notes(&mut page, audit);
    decisions(&mut page, audit);
    list(&mut page, audit);
    not_expressed(&mut page, &view);
    sources(&mut page, audit);
    parameters(&mut page, audit);
    receipt(&mut page, audit);
    page.heading(2, page.tongue.words("What this report is"));
    page.out.push_str(page.tongue.words(wording::WHAT_THIS_IS));
    page.out.push('\n');
    page.out
}

struct Page {
    out: String,
    tongue: Tongue,
}

/// A text made safe for a line of Markdown.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape::markdown(escape::brief(text, LONGEST).trim(), &mut out);
    out
}

/// A text made safe as code; a dash for none.
fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    escape::markdown_code(&escape::brief(text, LONGEST), &mut out);
    out
}

/// A text made safe, with what stands between backticks as code.
fn coded(text: &str) -> String {
    let text = escape::brief(text, LONGEST);
    if text.matches('`').count() % 2 == 1 {
        return safe(&text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (place, part) in text.split('`').enumerate() {
        match place % 2 {
            0 => escape::markdown(part, &mut out),
            _ => escape::markdown_code(part, &mut out),
        }
    }
    out.trim().to_owned()
}

impl Page {
    /// A heading of our own or safe words.
    fn heading(&mut self, level: usize, words: &str) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        let _ = writeln!(self.out, "{} {words}\n", "#".repeat(level));
    }

    /// A row of cells, each already safe. A cell without content is a space.
    fn row(&mut self, cells: &[&str]) {
        for cell in cells {
            let _ = write!(self.out, "| {cell} ");
        }
        self.out.push_str("|\n");
    }

    /// The head of a table; heads that begin with `#` stand over numbers.
    fn table(&mut self, heads: &[&str]) {
        let words: Vec<&str> =
            heads.iter().map(|head| self.tongue.words(head.strip_prefix('#').unwrap_or(head))).collect();
        self.row(&words);
        let rule: Vec<&str> = heads.iter().map(|head| if head.starts_with('#') { "---:" } else { "---" }).collect();
        self.row(&rule);
    }

    fn item(&mut self, label: &str, words: &str) {
        if !words.is_empty() {
            let _ = writeln!(self.out, "- **{}:** {words}", self.tongue.words(label));
        }
    }

    fn left_out(&mut self, n: u64, one: &str, several: &str, where_else: &str) {
        if n > 0 {
            let left_out = self.tongue.number_of(n, one, several);
            let words = self.tongue.fill("{} not listed here; {}", &[&left_out, self.tongue.words(where_else)]);
            let _ = writeln!(self.out, "\n{words}");
        }
    }
}

fn head(page: &mut Page, audit: &Audit) {
    let receipt = &audit.receipt;
    page.heading(1, &safe(wording::title(audit)));
    match audit.beside.as_ref().map(|beside| beside.signed.as_ref()) {
        None => {}
        Some(None) => {
            let _ = writeln!(page.out, "**{}**\n", page.tongue.words("Draft: the form is not signed."));
        }
        Some(Some(signed)) => page.item("Form signed", &safe(&signed.words())),
    }
    page.item("Framework", &safe(&wording::framework(&receipt.framework)));
    if let Some(result) = view::only(audit) {
        page.item("Record", &safe(&wording::record_name(page.tongue, &result.record, &audit.records)));
    }
    page.item("As of", &page.tongue.day(receipt.as_of));
    page.item("Stage", &safe(audit.stage()));
    for input in &receipt.inputs {
        page.item(
            "Audited",
            &safe(&format!(
                "{} ({}, {})",
                input.name,
                input.format,
                page.tongue.number_of(input.bytes, "byte", "bytes")
            )),
        );
    }
    for parameter in receipt.parameters.iter().filter(|parameter| parameter.overrides.is_some()) {
        let own = parameter.overrides.as_deref().unwrap_or_default();
        page.item(
            "Changed for this run",
            &safe(
                &page
                    .tongue
                    .fill("{} is {} (the framework says {})", &[&parameter.id, &wording::quantity(parameter), own]),
            ),
        );
    }
    let _ = writeln!(
        page.out,
        "\n**{}** {}",
        safe(&wording::reconciliation(page.tongue, &audit.records)),
        wording::verdicts(page.tongue, audit)
    );
    for words in decided::summary(page.tongue, audit) {
        let _ = writeln!(page.out, "\n{}", safe(&words));
    }
}

fn outcomes(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    if !audit.outcomes.is_empty() {
        page.heading(2, page.tongue.words("Outcomes"));
        counted(page, view, "Outcome", &audit.outcomes);
    }
    for table in audit.tables.iter().filter(|table| !table.results.is_empty()) {
        page.heading(
            if audit.outcomes.is_empty() { 2 } else { 3 },
            &safe(if table.label.is_empty() { &table.id } else { &table.label }),
        );
        counted(page, view, "Result", &table.results);
    }
}

/// What tables make of a single record, and why.
fn reasons(page: &mut Page, view: &View<'_>, result: &RecordResult) {
    for reason in &result.reasons {
        let table = view.audit.tables.iter().find(|table| table.id == reason.table);
        match table {
            Some(table) => page.heading(2, &safe(if table.label.is_empty() { &table.id } else { &table.label })),
            None => page.heading(2, page.tongue.words("Outcome")),
        }
        let is = if reason.is == Verdict::CannotTell.words() { page.tongue.words(&reason.is) } else { &reason.is };
        page.item("Result", &format!("**{}**", safe(is)));
        page.item("Meaning", &safe(&reason.say));
        let because: Vec<String> = reason.because.iter().map(|because| coded(because)).collect();
        page.item("Because", &because.join("; "));
        page.item("Rests on", &cited(page.tongue, view, &reason.cite));
    }
}

/// Scores and other shown numbers, record by record.
fn numbers(page: &mut Page, audit: &crate::audit::Audit) {
    let with_numbers = || audit.results.iter().filter(|result| !result.numbers.is_empty());
    if with_numbers().next().is_none() {
        return;
    }
    page.heading(2, page.tongue.words("Figures"));
    page.table(&["Record", "Figure", "Value"]);
    for result in with_numbers().take(wording::NUMBERED) {
        for number in &result.numbers {
            page.row(&[
                &safe(&wording::record_name(page.tongue, &result.record, &audit.records)),
                &safe(&number.label),
                &safe(&wording::shown_number(page.tongue, number)),
            ]);
        }
    }
    let more = with_numbers().count().saturating_sub(wording::NUMBERED);
    if more > 0 {
        let more = page.tongue.fill("and {} more, in JSON", &[&number(more as u64)]);
        let _ = writeln!(page.out, "\n{more}");
    }
}

fn counted(page: &mut Page, view: &View<'_>, head: &str, rows: &[OutcomeCount]) {
    let all: u64 = rows.iter().map(|row| row.count).fold(0, u64::saturating_add);
    let shared = view::same_cite(rows);
    if let Some(cite) = shared {
        let _ = writeln!(page.out, "{} {}\n", page.tongue.words("Rests on"), cited(page.tongue, view, cite));
    }
    page.table(&[head, "#Number", "#Share", "Meaning", "Rests on"]);
    for row in rows {
        let share = if all == 0 { String::new() } else { wording::percent(page.tongue, row.count as f64 / all as f64) };
        let label = safe(wording::result_label(page.tongue, row));
        page.row(&[
            &label,
            &number(row.count),
            &share,
            &safe(&row.say),
            &if shared.is_some() { String::new() } else { cited(page.tongue, view, &row.cite) },
        ]);
    }
    page.row(&[&format!("**{}**", page.tongue.words("All")), &format!("**{}**", number(all)), "", "", ""]);
}

fn cited(t: Tongue, view: &View<'_>, ids: &[String]) -> String {
    let works: Vec<String> = ids
        .iter()
        .map(|id| match view.source(id) {
            Some(source) if source.checked.is_none() && !wording::is_own(source) => {
                format!(
                    "{} ({}; *{}*)",
                    safe(&wording::work(source)),
                    safe(&weight(t, source)),
                    t.words(wording::UNVERIFIED)
                )
            }
            Some(source) => safe(&wording::citation(t, source)),
            None => safe(id),
        })
        .collect();
    works.join("; ")
}

/// A source's standing and place of application, without the date of checking.
fn weight(t: Tongue, source: &crate::audit::Source) -> String {
    if source.jurisdiction.is_empty() {
        t.words(source.standing.words()).to_owned()
    } else {
        format!("{}, {}", t.words(source.standing.words()), source.jurisdiction)
    }
}

fn unknown(page: &mut Page, view: &View<'_>) {
    /// How many sets of answers the table holds; the findings name the rest.
    const SHOWN: usize = 25;
    let unknown = view.audit.receipt.verdicts.cannot_tell;
    let settlements = view.settlements();
    if unknown == 0 {
        return;
    }
    page.heading(2, page.tongue.words("What cannot be told"));
    let checks = page.tongue.number_of(unknown, "check", "checks");
    let words = page.tongue.fill("{} could not be told from what was recorded. That is not a failure.", &[&checks]);
    let _ = writeln!(page.out, "{words}");
    if settlements.is_empty() {
        return;
    }
    page.out.push('\n');
    page.table(&["Answer that would settle them", "#Checks", "#Records"]);
    for settlement in settlements.iter().take(SHOWN) {
        let labels = safe(&wording::settle(page.tongue, &settlement.labels, str::to_owned));
        page.row(&[&labels, &number(settlement.findings), &number(settlement.records)]);
    }
    page.left_out(
        settlements.len().saturating_sub(SHOWN) as u64,
        "further set of answers is",
        "further sets of answers are",
        "each finding names what would settle it.",
    );
    let over = wording::counted_over(page.tongue, view.audit);
    if !over.is_empty() {
        let _ = writeln!(page.out, "\n{over}");
    }
}

fn rules(page: &mut Page, view: &View<'_>) {
    if view.audit.rules.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("Rules"));
    page.table(&[
        "Severity",
        "Rule",
        "#Not met",
        "#Cannot tell",
        "#Needs a person",
        "#To do",
        "#Met",
        "#Does not apply",
    ]);
    for severity in Severity::ALL {
        for rule in view.rules(severity) {
            let stage = rule
                .at
                .as_ref()
                .map(|stage| {
                    format!(" ({} {})", page.tongue.words("from stage"), safe(view.audit.stage_label(stage).0))
                })
                .unwrap_or_default();
            let counts = wording::GRAVEST_FIRST.map(|verdict| number(rule.counts.get(verdict)));
            let mut cells = vec![
                page.tongue.words(severity.words()).to_owned(),
                format!("{}{stage}", safe(wording::rule_title(rule))),
            ];
            cells.extend(counts);
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            page.row(&cells);
        }
    }
}

fn measures(page: &mut Page, view: &View<'_>) {
    let audit = view.audit;
    if audit.measures.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("Measures"));
    for measure in &audit.measures {
        page.heading(3, &safe(if measure.label.is_empty() { &measure.id } else { &measure.label }));
        let t = page.tongue;
        let together = safe(&figures::together(t, measure, &audit.records));
        match figures::headline(t, measure) {
            Some(headline) => {
                let _ = writeln!(page.out, "- **{}**", safe(&headline));
                let _ = writeln!(page.out, "- {together}");
            }
            None => {
                let _ = writeln!(page.out, "- **{together}**");
                page.item(
                    "Verdicts",
                    &figures::verdicts(t, measure).map_or_else(String::new, |verdicts| safe(&verdicts)),
                );
            }
        }
        let mut note = String::new();
        escape::markdown(&escape::brief(&measure.note, figures::LONGEST_NOTE), &mut note);
        page.item("Note", note.trim());
        page.item("Comparison", &figures::rules(t, measure).map_or_else(String::new, |rules| safe(&rules)));
        page.item("Rests on", &cited(t, view, &measure.cite));
        for part in measure.groups.chunk_by(|a, b| a.by == b.by) {
            groups(page, audit, measure, part);
        }
    }
}

/// The groups of a measure that are divided by the same.
fn groups(page: &mut Page, audit: &Audit, measure: &MeasureResult, groups: &[GroupFigure]) {
    let Some(first) = groups.first() else { return };
    let t = page.tongue;
    let by = safe(if first.by_label.is_empty() { &first.by } else { &first.by_label });
    let by = t.fill("By {}", &[&by]);
    let heads = [&by, t.words("Figure"), t.words("Comparison"), t.words("Verdict")];
    let columns = if groups.iter().any(|group| group.comparison.is_some()) { heads.len() } else { 2 };
    page.out.push('\n');
    page.row(&heads.iter().take(columns).copied().collect::<Vec<_>>());
    page.row(&vec!["---"; columns]);
    for group in groups {
        let verdict = group.comparison.as_ref().and_then(|compared| figures::verdict(t, compared));
        let cells = [
            safe(&group.group),
            safe(&figures::figure(t, measure, group.figure.as_ref(), &audit.records)),
            safe(&figures::comparison(t, measure, group).unwrap_or_default()),
            safe(&verdict.unwrap_or_default()),
        ];
        page.row(&cells.iter().take(columns).map(String::as_str).collect::<Vec<_>>());
    }
}

fn all_findings(page: &mut Page, view: &View<'_>) {
    let mut budget = Budget { of_a_rule: 500, in_all: 5_000 };
    for verdict in wording::GRAVEST_FIRST {
        findings(page, view, verdict, &mut budget);
    }
}

fn findings(page: &mut Page, view: &View<'_>, verdict: Verdict, budget: &mut Budget) {
    let groups = view.groups(verdict);
    if groups.is_empty() {
        return;
    }
    let all: u64 = groups.iter().map(|group| group.all).fold(0, u64::saturating_add);
    page.heading(
        2,
        &format!(
            "{}: {}",
            page.tongue.words(view::heading(verdict)),
            page.tongue.number_of(all, "finding", "findings")
        ),
    );
    let _ = writeln!(page.out, "{}", page.tongue.words(view::meaning(verdict)));
    for group in &groups {
        rule(page, view, group, budget);
    }
}

fn rule(page: &mut Page, view: &View<'_>, group: &Group<'_>, budget: &mut Budget) {
    page.heading(
        3,
        &format!(
            "{}: {} ({})",
            page.tongue.words(group.severity.words()),
            safe(group.title()),
            page.tongue.number_of(group.all, "finding", "findings")
        ),
    );
    if let Some(rule) = group.rule {
        page.item("Why", &safe(&rule.why));
        page.item("Applies when", &code(&rule.when));
        page.item("Requires", &code(&rule.require));
    }
    page.item("Rests on", &cited(page.tongue, view, group.cite()));
    let shared = group.same_fix();
    page.item("To mend", &safe(shared.unwrap_or_default()));
    let shown = budget.take(group);
    if !shown.is_empty() {
        if !page.out.ends_with("\n\n") {
            page.out.push('\n');
        }
        let settles = shown.iter().any(|finding| !finding.settle.is_empty());
        let last = if settles { "What would settle it" } else { "What would mend it" };
        let mut heads = vec!["Record", "#Row", "What was found", "Answers used", "Because"];
        let with_last = settles || shared.is_none();
        if with_last {
            heads.push(last);
        }
        page.table(&heads);
        for finding in shown {
            finding_row(page, view, finding, with_last, shared.is_some());
        }
    }
    page.left_out(
        group.left_out(shown.len()),
        "more finding is",
        "more findings are",
        "CSV and JSON Lines hold all that are asked for.",
    );
}

fn finding_row(page: &mut Page, view: &View<'_>, finding: &Finding, with_last: bool, fix_said: bool) {
    let mut name = safe(&wording::record_name(page.tongue, &finding.record, &view.audit.records));
    for extra in [
        finding.record.name.as_ref().and(finding.record.id.as_deref()).unwrap_or_default(),
        &finding.record.input,
        &finding.item,
    ] {
        if !extra.is_empty() {
            let _ = write!(name, ", {}", safe(extra));
        }
    }
    let mut found = safe(wording::message(finding, &view.audit.records));
    if let Some(verdict) = finding.would_be {
        let _ = write!(found, " ({})", page.tongue.fill("now: {}", &[page.tongue.words(verdict.words())]));
    }
    if let Some(decision) = &finding.decision {
        let _ =
            write!(found, " **{}** {}", page.tongue.words("Decision:"), safe(&decided::words(page.tongue, decision)));
    }
    if let Some(since) = finding.since {
        let since = page.tongue.fill("{} since the earlier audit", &[page.tongue.words(since.words())]);
        let _ = write!(found, " *({since})*");
    }
    let values: Vec<String> = finding
        .values
        .iter()
        .map(|evidence| {
            format!("{}: {}", safe(view.evidence_label(evidence)), safe(&wording::answer(page.tongue, evidence)))
        })
        .collect();
    let because: Vec<String> = finding.because.iter().map(|because| coded(because)).collect();
    let mut last = String::new();
    if !finding.settle.is_empty() {
        let labels: Vec<String> = finding.settle.iter().map(|path| view.label(path).to_owned()).collect();
        last = safe(&wording::settle(page.tongue, &labels, str::to_owned));
    }
    if !fix_said && !finding.fix.is_empty() {
        let _ = write!(last, "{}{}", if last.is_empty() { "" } else { "; " }, safe(&finding.fix));
    }
    let row = number(finding.record.row);
    let values = values.join("; ");
    let because = because.join("; ");
    let mut cells = vec![name.as_str(), row.as_str(), found.as_str(), values.as_str(), because.as_str()];
    if with_last {
        cells.push(&last);
    }
    page.row(&cells);
}

/// What is wrong with the log, and decisions that no finding has.
fn decisions(page: &mut Page, audit: &Audit) {
    let Some(report) = &audit.decisions else { return };
    let groups = decided::unmatched(audit);
    if report.problems.is_empty() && groups.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("Decisions"));
    if !report.problems.is_empty() {
        page.table(&["Log", "#Row", "Column", "What is wrong", "What to do"]);
        for problem in report.problems.iter().take(ROWS) {
            page.row(&[
                &safe(&problem.file),
                &number(problem.row),
                &safe(&problem.column),
                &safe(&problem.message),
                &safe(&problem.help),
            ]);
        }
        page.left_out(
            report.problems.len().saturating_sub(ROWS) as u64,
            "more problem is",
            "more problems are",
            "the JSON document lists them.",
        );
    }
    for (why, decisions) in groups {
        page.heading(3, &page.tongue.fill("About {}", &[page.tongue.words(why.words())]));
        for decision in decisions.iter().take(ROWS) {
            let _ = writeln!(page.out, "- {}", safe(&decided::unmatched_words(page.tongue, decision)));
        }
        page.left_out(
            decisions.len().saturating_sub(ROWS) as u64,
            "more decision is",
            "more decisions are",
            "the JSON document lists them.",
        );
    }
}

fn list(page: &mut Page, audit: &Audit) {
    let list = &audit.list;
    let refused = &audit.records.refused_rows;
    if audit.records.refused > 0 {
        let rows = page.tongue.number_of(audit.records.refused, "row", "rows");
        page.heading(2, &page.tongue.fill("Refused: {}", &[&rows]));
        page.table(&["Input", "#Row", "Why, and what would mend it"]);
        for row in refused.iter().take(ROWS) {
            page.row(&[&safe(&row.input), &number(row.row), &safe(&row.cause)]);
        }
        let shown = refused.len().min(ROWS) as u64;
        page.left_out(
            audit.records.refused.saturating_sub(shown),
            "more refused row is",
            "more refused rows are",
            "the JSON document lists the first ten thousand.",
        );
    }
    if !list.columns.is_empty() || !list.not_supplied.is_empty() {
        page.heading(2, page.tongue.words("The list"));
    }
    if !list.columns.is_empty() {
        page.table(&["Column", "Field", "Why", "Cells"]);
        for column in &list.columns {
            let field = column.field.as_deref().map_or_else(|| page.tongue.words("not used").to_owned(), code);
            page.row(&[
                &safe(&column.header),
                &field,
                &safe(&column.why),
                &wording::states(page.tongue, &column.states),
            ]);
        }
    }
    if !list.not_supplied.is_empty() {
        let names: Vec<String> = list.not_supplied.iter().map(|path| code(path)).collect();
        let _ = writeln!(page.out, "\n{} {}", page.tongue.words("No column supplies:"), names.join(", "));
    }
    if !list.notes.is_empty() {
        page.heading(2, page.tongue.words("What was noticed about the list"));
        page.table(&["Column", "What"]);
        for note in &list.notes {
            let column =
                if note.column.is_empty() { page.tongue.words("whole rows").to_owned() } else { safe(&note.column) };
            page.row(&[&column, &safe(&wording::note(page.tongue, note))]);
        }
    }
}

/// What reviewers noted at the questions of a form.
fn notes(page: &mut Page, audit: &Audit) {
    let Some(beside) = audit.beside.as_ref().filter(|beside| !beside.notes.is_empty()) else { return };
    page.heading(2, page.tongue.words("Notes of reviewers"));
    page.table(&["Question", "Note", "Who and when"]);
    for note in &beside.notes {
        page.row(&[&safe(&note.question), &safe(&note.text), &safe(&note.who())]);
    }
}

fn not_expressed(page: &mut Page, view: &View<'_>) {
    let notes = &view.audit.not_expressed;
    if notes.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("What the framework does not express"));
    page.table(&["What", "Why", "Source"]);
    for note in notes {
        page.row(&[&safe(&note.what), &safe(&note.why), &cited(page.tongue, view, &note.cite)]);
    }
}

fn sources(page: &mut Page, audit: &Audit) {
    if audit.sources.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("Sources"));
    page.table(&["Source", "Standing", "Where it applies", "Checked", "#Cited by", "Remark"]);
    for source in &audit.sources {
        let work = safe(&wording::work(source));
        let work = match escape::web_address(&source.url) {
            Some(address) => format!("[{work}]({address})"),
            None => work,
        };
        let checked = match source.checked {
            Some(date) => page.tongue.day(date),
            None if wording::is_own(source) => wording::checked(page.tongue, source),
            None => format!("*{}*", page.tongue.words(wording::UNVERIFIED)),
        };
        page.row(&[
            &work,
            page.tongue.words(source.standing.words()),
            &safe(&source.jurisdiction),
            &checked,
            &number(u64::from(source.cited_by)),
            &safe(&source.note),
        ]);
    }
}

fn parameters(page: &mut Page, audit: &Audit) {
    if audit.receipt.parameters.is_empty() {
        return;
    }
    page.heading(2, page.tongue.words("Parameters"));
    page.table(&["Parameter", "Value", "The framework says", "Why"]);
    for parameter in &audit.receipt.parameters {
        let own = parameter.overrides.as_ref().map_or_else(
            || page.tongue.words("the same").to_owned(),
            |own| format!("**{}**", page.tongue.fill("{} (changed for this run)", &[&safe(own)])),
        );
        page.row(&[&code(&parameter.id), &safe(&wording::quantity(parameter)), &own, &safe(&parameter.why)]);
    }
}

fn receipt(page: &mut Page, audit: &Audit) {
    let receipt = &audit.receipt;
    page.heading(2, page.tongue.words("Receipt"));
    page.item("Engine", &safe(&receipt.engine));
    page.item(
        "Framework",
        &format!("{}, SHA-256 {}", safe(&wording::framework(&receipt.framework)), code(&receipt.framework.sha256)),
    );
    for input in &receipt.inputs {
        let hash = input.sha256.as_ref().map_or_else(
            || page.tongue.words("no hash was given").to_owned(),
            |hash| format!("SHA-256 {}", code(hash)),
        );
        page.item("Input", &format!("{}, {hash}", safe(&input.name)));
    }
    for register in &receipt.registers {
        page.item("Register", &safe(&wording::register(register)));
    }
    for (what, name, hash) in decided::files(audit) {
        let hash = hash.map_or_else(
            || page.tongue.words("no hash was given").to_owned(),
            |hash| format!("SHA-256 {}", code(hash)),
        );
        page.item(what, &format!("{}, {hash}", safe(name)));
    }
    page.item("As of", &receipt.as_of.to_string());
    page.item("Verdicts", &wording::counts(page.tongue, &receipt.verdicts));
    if let Some((label, words)) = page.tongue.itself() {
        let _ = writeln!(page.out, "- **{label}:** {words}");
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn every_row_of_a_table_has_the_cells_of_its_head() {
        for (name, audit) in fixtures::all() {
            let page = markdown(&audit);
            let mut width = None;
            for line in page.lines() {
                if !line.starts_with("| ") {
                    width = None;
                    assert!(
                        line.is_empty()
                            || line.starts_with(['#', '-', '*'])
                            || line.chars().next().is_some_and(char::is_alphanumeric),
                        "{name}: {line}"
                    );
                    continue;
                }
                // A bar that is not escaped divides cells.
                let cells = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
                assert_eq!(*width.get_or_insert(cells), cells, "{name}: {line}");
            }
        }
    }
}
