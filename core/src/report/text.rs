//! The audit for people at a terminal.

use super::decided;
use super::escape::{brief, one_line};
use super::figures;
use super::view::{self, Group, View};
use super::wording::{self, count, number};
use crate::audit::{Audit, Finding, MeasureResult, OutcomeCount, Verdict};
use crate::framework::Severity;
use crate::tongue::Tongue;
use std::fmt::Write as _;

/// How [`text`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether to colour with ANSI escapes; for terminals only.
    pub colour: bool,
    /// The width of a line in columns; lines are not broken when it is 0. Below 40 it is taken as 40.
    pub width: usize,
    /// Whether to give every listed finding with its evidence, every column and the whole receipt. Without, each rule shows its first findings.
    pub details: bool,
}

impl Default for TextOptions {
    /// No colour, 100 columns, no details.
    fn default() -> Self {
        Self { colour: false, width: 100, details: false }
    }
}

/// How many findings of a rule, refused rows, notes and the like are shown without details.
const SHOWN: usize = 5;
/// The longest value or message shown, in characters; the data formats hold the whole.
const LONGEST: usize = 300;

/// The audit for people at a terminal: plain text, aligned, coloured when asked.
///
/// Nothing that a record or framework says can steer the terminal: control characters and characters that reorder a line are replaced.
pub fn text(audit: &Audit, options: &TextOptions) -> String {
    let view = View::new(audit);
    let width = if options.width == 0 { usize::MAX } else { options.width.max(40) };
    let mut page = Page { out: String::new(), colour: options.colour, width, details: options.details };
    head(&mut page, audit);
    outcomes(&mut page, audit);
    open_questions(&mut page, &view);
    rules(&mut page, &view);
    measures(&mut page, audit);
    for verdict in [
        Verdict::NotMet,
        Verdict::CannotTell,
        Verdict::NeedsAPerson,
        Verdict::ToDo,
        Verdict::Met,
        Verdict::DoesNotApply,
    ] {
        findings(&mut page, &view, verdict);
    }
    decisions(&mut page, audit);
    list(&mut page, audit);
    not_expressed(&mut page, &view);
    sources(&mut page, audit);
    receipt(&mut page, audit);
    page.heading("What this report is");
    page.paragraph("", "", wording::WHAT_THIS_IS);
    page.out
}

#[derive(Clone, Copy)]
enum Ink {
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Blue,
    Magenta,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Red => "31",
            Ink::Green => "32",
            Ink::Yellow => "33",
            Ink::Blue => "34",
            Ink::Magenta => "35",
        }
    }

    fn of(verdict: Verdict) -> Ink {
        match verdict {
            Verdict::NotMet => Ink::Red,
            Verdict::CannotTell => Ink::Yellow,
            Verdict::NeedsAPerson => Ink::Magenta,
            Verdict::ToDo => Ink::Blue,
            Verdict::Met => Ink::Green,
            Verdict::DoesNotApply => Ink::Dim,
        }
    }
}

struct Page {
    out: String,
    colour: bool,
    width: usize,
    details: bool,
}

impl Page {
    fn ink(&self, ink: Ink, words: &str) -> String {
        if self.colour { format!("\u{1b}[{}m{words}\u{1b}[0m", ink.code()) } else { words.to_owned() }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, words: &str) {
        let words = self.ink(Ink::Bold, words);
        let _ = writeln!(self.out, "\n{words}");
    }

    /// Text broken at spaces to the width. `first` begins the first line and may be coloured; the others are indented by `rest`.
    fn paragraph(&mut self, first: &str, rest: &str, text: &str) {
        let text = one_line(text);
        let mut line = first.to_owned();
        let mut used = visible(first);
        let mut empty = true;
        // A word that no line can hold is broken.
        let most = self.width.saturating_sub(visible(first).min(self.width / 2).max(visible(rest))).max(8);
        for word in text.split_whitespace().flat_map(|word| pieces(word, most)) {
            let length = word.chars().count();
            if used > visible(rest) && empty && used + length > self.width {
                self.line(&line);
                line = rest.to_owned();
                used = visible(rest);
            }
            if !empty && used + 1 + length > self.width {
                self.line(&line);
                line = rest.to_owned();
                used = visible(rest);
                empty = true;
            }
            if !empty {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
            empty = false;
        }
        self.line(&line);
    }

    /// A label and what it says, when it says something.
    fn entry(&mut self, indent: &str, label: &str, text: &str) {
        if !text.is_empty() {
            let first = format!("{indent}{}", self.ink(Ink::Dim, &format!("{label} ")));
            self.paragraph(&first, &format!("{indent}  "), text);
        }
    }
}

/// A word in pieces of at most so many characters.
fn pieces(word: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.char_indices().nth(most).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at_checked(at)?;
        rest = after;
        Some(piece)
    })
}

/// The columns that a text takes, our own colours not counted.
fn visible(text: &str) -> usize {
    let mut columns = 0;
    let mut in_escape = false;
    for c in text.chars() {
        match c {
            '\u{1b}' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => columns += 1,
        }
    }
    columns
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}

fn aligned(n: u64, width: usize) -> String {
    let n = number(n);
    format!("{}{n}", " ".repeat(width.saturating_sub(n.len())))
}

fn head(page: &mut Page, audit: &Audit) {
    let receipt = &audit.receipt;
    let title = page.ink(Ink::Bold, &brief(wording::title(audit), LONGEST));
    page.line(&title);
    let mut run = format!("{}, as of {}", wording::framework(&receipt.framework), Tongue::English.day(receipt.as_of));
    if receipt.stage.is_some() {
        let _ = write!(run, ", stage {}", audit.stage());
    }
    page.paragraph("", "", &brief(&run, LONGEST));
    for input in &receipt.inputs {
        page.paragraph(
            "",
            "  ",
            &brief(&format!("{} ({}, {})", input.name, input.format, count(input.bytes, "byte", "bytes")), LONGEST),
        );
    }
    page.line("");
    page.paragraph("", "", &wording::reconciliation(Tongue::English, &audit.records));
    page.paragraph("", "", &wording::verdicts(Tongue::English, audit));
    for words in decided::summary(Tongue::English, audit) {
        page.paragraph("", "", &brief(&words, LONGEST));
    }
    for parameter in receipt.parameters.iter().filter(|parameter| parameter.overrides.is_some()) {
        let own = parameter.overrides.as_deref().unwrap_or_default();
        let words = format!(
            "Changed for this run: {} is {} (the framework says {own})",
            parameter.id,
            wording::quantity(parameter)
        );
        page.paragraph("", "  ", &brief(&words, LONGEST));
    }
}

fn outcomes(page: &mut Page, audit: &Audit) {
    if !audit.outcomes.is_empty() {
        page.heading("Outcomes");
        bars(page, &audit.outcomes);
    }
    for table in audit.tables.iter().filter(|table| !table.results.is_empty()) {
        page.heading(&brief(if table.label.is_empty() { &table.id } else { &table.label }, LONGEST));
        bars(page, &table.results);
    }
    numbers(page, audit);
}

/// Scores and other shown numbers, record by record.
fn numbers(page: &mut Page, audit: &Audit) {
    let with_numbers: Vec<_> = audit.results.iter().filter(|result| !result.numbers.is_empty()).collect();
    if with_numbers.is_empty() {
        return;
    }
    page.heading("Figures");
    for result in with_numbers.iter().take(wording::NUMBERED) {
        let name = wording::record_name(Tongue::English, &result.record, &audit.records);
        page.paragraph("  ", "    ", &brief(&name, LONGEST));
        for number in &result.numbers {
            let words = format!("{}: {}", number.label, wording::shown_number(Tongue::English, number));
            page.paragraph("    ", "      ", &brief(&words, LONGEST));
        }
    }
    if let Some(more) = with_numbers.len().checked_sub(wording::NUMBERED).filter(|more| *more > 0) {
        page.line(&format!("  and {} more, in JSON", number_of(more)));
    }
}

fn number_of(count: usize) -> String {
    number(count as u64)
}

/// A label on one line of at most so many characters.
fn cut(text: &str, most: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(most) {
        None => line.into_owned(),
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
    }
}

fn bars(page: &mut Page, rows: &[OutcomeCount]) {
    let labels: Vec<_> =
        rows.iter().map(|row| cut(wording::result_label(Tongue::English, row), page.width.min(120) / 2)).collect();
    let widest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let digits = rows.iter().map(|row| number(row.count).len()).max().unwrap_or(0);
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0);
    let longest = page.width.saturating_sub(widest + digits + 6).min(30);
    for (row, label) in rows.iter().zip(&labels) {
        // Every count above zero shows at least one block.
        let blocks = if row.count == 0 {
            0
        } else {
            (u128::from(row.count) * longest as u128).div_ceil(u128::from(most.max(1)))
        };
        let bar = page.ink(Ink::Blue, &"█".repeat(usize::try_from(blocks).unwrap_or(0)));
        page.line(&format!("  {}  {}  {bar}", padded(label, widest), aligned(row.count, digits)));
    }
}

fn open_questions(page: &mut Page, view: &View<'_>) {
    let unknown = view.audit.receipt.verdicts.cannot_tell;
    let settlements = view.settlements();
    if unknown == 0 || settlements.is_empty() {
        return;
    }
    page.heading("What would settle what cannot be told");
    let most = if page.details { settlements.len() } else { SHOWN };
    for settlement in settlements.iter().take(most) {
        let labels: Vec<String> = settlement.labels.iter().map(|label| brief(label, 60).into_owned()).collect();
        let words = format!(
            "{} would settle {} on {}",
            wording::settle(Tongue::English, &labels, str::to_owned),
            count(settlement.findings, "check", "checks"),
            wording::records(Tongue::English, &view.audit.records, settlement.records)
        );
        page.paragraph("  ", "    ", &words);
    }
    more(page, "  ", settlements.len(), most, "set of answers", "sets of answers");
    let over = wording::counted_over(Tongue::English, view.audit);
    if !over.is_empty() {
        page.paragraph("  ", "    ", &over);
    }
}

fn more(page: &mut Page, indent: &str, all: usize, shown: usize, one: &str, several: &str) {
    if all > shown {
        let words = format!(
            "… and {} (--details lists them)",
            count((all - shown) as u64, &format!("more {one}"), &format!("more {several}"))
        );
        let words = page.ink(Ink::Dim, &words);
        page.line(&format!("{indent}{words}"));
    }
}

fn rules(page: &mut Page, view: &View<'_>) {
    if view.audit.rules.is_empty() {
        return;
    }
    page.heading("Rules");
    for severity in Severity::ALL {
        let rules = view.rules(severity);
        if rules.is_empty() {
            continue;
        }
        page.line(&format!("  {} ({})", page.ink(Ink::Bold, severity.words()), wording::severity_meaning(severity)));
        let quiet = |rule: &&&crate::audit::RuleSummary| {
            rule.counts.not_met + rule.counts.cannot_tell + rule.counts.needs_a_person + rule.counts.to_do > 0
                || page.details
        };
        let shown: Vec<_> = rules.iter().filter(quiet).copied().collect();
        for rule in &shown {
            let parts: Vec<String> = wording::GRAVEST_FIRST
                .into_iter()
                .filter(|verdict| rule.counts.get(*verdict) > 0)
                .map(|verdict| page.ink(Ink::of(verdict), &format!("{} {verdict}", number(rule.counts.get(verdict)))))
                .collect();
            let counts = if parts.is_empty() { "nothing checked".to_owned() } else { parts.join(", ") };
            page.paragraph("    ", "      ", &brief(wording::rule_title(rule), LONGEST));
            page.line(&format!("      {counts}"));
        }
        if shown.len() < rules.len() {
            let rest = count((rules.len() - shown.len()) as u64, "other rule has", "other rules have");
            page.line(&format!("    {rest} nothing to report"));
        }
    }
}

fn measures(page: &mut Page, audit: &Audit) {
    if audit.measures.is_empty() {
        return;
    }
    page.heading("Measures");
    for measure in &audit.measures {
        let label = if measure.label.is_empty() { &measure.id } else { &measure.label };
        let together = figures::together(Tongue::English, measure, &audit.records);
        let headline = figures::headline(Tongue::English, measure);
        let words = format!("{}: {}", brief(label, LONGEST), headline.as_ref().unwrap_or(&together));
        page.paragraph("  ", "    ", &words);
        if headline.is_some() {
            page.paragraph("    ", "    ", &together);
        } else {
            if let Some(verdicts) = figures::verdicts(Tongue::English, measure) {
                page.paragraph("    ", "    ", &verdicts);
            }
            if !page.details {
                comparisons(page, measure);
            }
        }
        if !measure.note.is_empty() {
            page.paragraph("    ", "    ", &brief(&measure.note, figures::LONGEST_NOTE));
        }
        if !page.details {
            continue;
        }
        if let Some(rules) = figures::rules(Tongue::English, measure) {
            page.paragraph("    ", "    ", &brief(&rules, LONGEST));
        }
        let mut by = None;
        for group in &measure.groups {
            if by != Some(&group.by) {
                by = Some(&group.by);
                page.paragraph(
                    "    by ",
                    "      ",
                    &brief(if group.by_label.is_empty() { &group.by } else { &group.by_label }, LONGEST),
                );
            }
            let words = format!(
                "{}: {}",
                brief(&group.group, 60),
                figures::figure(Tongue::English, measure, group.figure.as_ref(), &audit.records)
            );
            page.paragraph("      ", "        ", &words);
            if let Some(words) = figures::comparison(Tongue::English, measure, group) {
                page.paragraph("        ", "          ", &brief(&words, LONGEST));
            }
            if let Some(words) =
                group.comparison.as_ref().and_then(|compared| figures::verdict(Tongue::English, compared))
            {
                page.paragraph("        ", "          ", &brief(&words, LONGEST));
            }
        }
    }
    let parts = audit.measures.iter().filter(|measure| !measure.groups.is_empty()).count();
    if parts > 0 && !page.details {
        let words = format!("{} broken down by group: --details", count(parts as u64, "measure is", "measures are"));
        let words = page.ink(Ink::Dim, &words);
        page.line(&format!("  {words}"));
    }
}

/// Comparisons that are told without `--details`.
const COMPARISONS: usize = 12;

/// How the groups of a measure compare, a line each.
fn comparisons(page: &mut Page, measure: &MeasureResult) {
    let lines: Vec<String> = measure
        .groups
        .iter()
        .filter_map(|group| {
            group.comparison.as_ref()?.value?;
            let mut line = figures::comparison(Tongue::English, measure, group)?;
            if let Some(verdict) = figures::verdict(Tongue::English, group.comparison.as_ref()?) {
                let _ = write!(line, ": {verdict}");
            }
            Some(line)
        })
        .collect();
    for line in lines.iter().take(COMPARISONS) {
        page.paragraph("    ", "      ", &brief(line, LONGEST));
    }
    if lines.len() > COMPARISONS {
        page.line(&format!("    and {} more: --details", number_of(lines.len() - COMPARISONS)));
    }
}

fn findings(page: &mut Page, view: &View<'_>, verdict: Verdict) {
    let groups = view.groups(verdict);
    if groups.is_empty() {
        return;
    }
    let all: u64 = groups.iter().map(|group| group.all).fold(0, u64::saturating_add);
    let words = format!("{}: {}", view::heading(verdict), count(all, "finding", "findings"));
    let words = page.ink(Ink::of(verdict), &words);
    page.heading(&words);
    page.paragraph("", "", view::meaning(verdict));
    for group in &groups {
        rule_findings(page, view, group);
    }
}

fn rule_findings(page: &mut Page, view: &View<'_>, group: &Group<'_>) {
    page.line("");
    let severity = page.ink(Ink::of(group.verdict), group.severity.words());
    let title = format!("{} ({})", brief(group.title(), LONGEST), count(group.all, "finding", "findings"));
    page.paragraph(&format!("  {severity}: "), "    ", &title);
    if page.details {
        if let Some(rule) = group.rule {
            page.entry("    ", "why:", &brief(&rule.why, LONGEST));
        }
        for citation in view.citations(group.cite()) {
            page.entry("    ", "rests on:", &brief(&citation, LONGEST));
        }
    }
    let shared = group.same_fix();
    if let Some(fix) = shared {
        page.entry("    ", "to mend:", &brief(fix, LONGEST));
    }
    let shown = if page.details { group.findings.len() } else { SHOWN };
    for finding in group.findings.iter().take(shown) {
        one_finding(page, view, finding, shared.is_some());
    }
    more(page, "    ", group.findings.len(), shown, "finding", "findings");
    if group.left_out(group.findings.len()) > 0 {
        let words = format!(
            "… and {} not listed here; CSV and JSON Lines hold all that are asked for",
            count(group.left_out(group.findings.len()), "more", "more")
        );
        page.paragraph("    ", "      ", &words);
    }
}

fn one_finding(page: &mut Page, view: &View<'_>, finding: &Finding, fix_said: bool) {
    let records = &view.audit.records;
    let name = brief(&wording::record_name(Tongue::English, &finding.record, records), 80).into_owned();
    let mut place = wording::record_place(Tongue::English, &finding.record);
    if !finding.item.is_empty() {
        let _ = write!(place, ", {}", finding.item);
    }
    // A name that no line can hold is broken like other text, and then not in bold.
    let fits = visible(&name) + 5 <= page.width;
    let first = if fits { format!("    {} ", page.ink(Ink::Bold, &name)) } else { "    ".to_owned() };
    let name = if fits { String::new() } else { format!("{name} ") };
    let would_be = finding.would_be.map(|verdict| format!(" (now: {verdict})")).unwrap_or_default();
    page.paragraph(
        &first,
        "      ",
        &format!("{name}({}): {}{would_be}", brief(&place, 120), brief(wording::message(finding, records), LONGEST)),
    );
    if page.details {
        let values: Vec<String> = finding
            .values
            .iter()
            .map(|evidence| {
                format!(
                    "{}: {}",
                    brief(view.evidence_label(evidence), 80),
                    brief(&wording::answer(Tongue::English, evidence), LONGEST)
                )
            })
            .collect();
        page.entry("      ", "used:", &values.join("; "));
        for because in &finding.because {
            page.entry("      ", "because:", &brief(because, LONGEST));
        }
    }
    if let Some(decision) = &finding.decision {
        page.entry("      ", "decision:", &brief(&decided::words(Tongue::English, decision), LONGEST));
    }
    if let Some(since) = finding.since {
        page.entry("      ", "since the earlier audit:", since.words());
    }
    if !finding.settle.is_empty() {
        let labels: Vec<String> = finding.settle.iter().map(|path| brief(view.label(path), 60).into_owned()).collect();
        page.entry("      ", "settled by:", &wording::settle(Tongue::English, &labels, str::to_owned));
    }
    if !fix_said {
        page.entry("      ", "to mend:", &brief(&finding.fix, LONGEST));
    }
}

/// What is wrong with the log, and decisions that no finding has.
fn decisions(page: &mut Page, audit: &Audit) {
    let Some(report) = &audit.decisions else { return };
    let groups = decided::unmatched(audit);
    if report.problems.is_empty() && groups.is_empty() {
        return;
    }
    page.heading("Decisions");
    let most = if page.details { usize::MAX } else { SHOWN };
    for problem in report.problems.iter().take(most) {
        let mut words = format!("{}, row {}", problem.file, number(problem.row));
        for (before, text) in [(", column ", &problem.column), (": ", &problem.message), ("; ", &problem.help)] {
            if !text.is_empty() {
                let _ = write!(words, "{before}{text}");
            }
        }
        page.paragraph("  ", "    ", &brief(&words, LONGEST));
    }
    more(page, "  ", report.problems.len(), most, "problem", "problems");
    for (why, decisions) in groups {
        page.line(&format!("  About {}", why.words()));
        for decision in decisions.iter().take(most) {
            page.paragraph("    ", "      ", &brief(&decided::unmatched_words(Tongue::English, decision), LONGEST));
        }
        more(page, "    ", decisions.len(), most, "decision", "decisions");
    }
}

fn list(page: &mut Page, audit: &Audit) {
    let list = &audit.list;
    let refused = &audit.records.refused_rows;
    if !refused.is_empty() || audit.records.refused > 0 {
        page.heading(&format!("Refused: {}", count(audit.records.refused, "row", "rows")));
        let shown = if page.details { refused.len() } else { SHOWN * 2 };
        for row in refused.iter().take(shown) {
            let words = format!("{}, row {}: {}", row.input, number(row.row), row.cause);
            page.paragraph("  ", "    ", &brief(&words, LONGEST));
        }
        more(
            page,
            "  ",
            usize::try_from(audit.records.refused).unwrap_or(usize::MAX),
            shown.min(refused.len()),
            "refused row",
            "refused rows",
        );
    }
    if list.columns.is_empty() && list.notes.is_empty() && list.not_supplied.is_empty() {
        return;
    }
    page.heading("The list");
    let used = list.columns.iter().filter(|column| column.field.is_some()).count();
    if !list.columns.is_empty() {
        let words = format!(
            "{}: {} understood, {} not used",
            count(list.columns.len() as u64, "column", "columns"),
            number(used as u64),
            number((list.columns.len() - used) as u64)
        );
        page.paragraph("  ", "    ", &words);
    }
    let details = page.details;
    for column in list.columns.iter().filter(|column| details || column.field.is_none()).take(if details {
        usize::MAX
    } else {
        SHOWN
    }) {
        let field = column.field.as_deref().map_or_else(|| "not used".to_owned(), |field| format!("is {field}"));
        let mut words =
            format!("‘{}’ {}: {}", brief(&column.header, 80), brief(&field, 80), brief(&column.why, LONGEST));
        if !column.states.is_empty() {
            let _ = write!(words, " ({})", wording::states(Tongue::English, &column.states));
        }
        page.paragraph("    ", "      ", &words);
    }
    if !list.not_supplied.is_empty() {
        let shown = if page.details { list.not_supplied.len() } else { SHOWN * 4 };
        let names: Vec<String> =
            list.not_supplied.iter().take(shown).map(|path| brief(path, 80).into_owned()).collect();
        let rest = list.not_supplied.len().saturating_sub(shown);
        let rest = if rest > 0 { format!(" and {}", count(rest as u64, "other", "others")) } else { String::new() };
        page.paragraph("  ", "    ", &format!("No column supplies: {}{rest}", names.join(", ")));
    }
    let shown = if page.details { list.notes.len() } else { SHOWN * 2 };
    for note in list.notes.iter().take(shown) {
        let column =
            if note.column.is_empty() { String::new() } else { format!("‘{}’: ", brief(&note.column, 80)) };
        // A note names options and what stands in the list instead, and how many cells come last.
        let words = wording::note(Tongue::English, note);
        page.paragraph("  ", "    ", &format!("{column}{}", brief(&words, LONGEST * 3)));
    }
    more(page, "  ", list.notes.len(), shown, "note", "notes");
}

fn not_expressed(page: &mut Page, view: &View<'_>) {
    let notes = &view.audit.not_expressed;
    if notes.is_empty() {
        return;
    }
    page.heading(&format!("What the framework does not express: {}", count(notes.len() as u64, "point", "points")));
    let shown = if page.details { notes.len() } else { SHOWN };
    for note in notes.iter().take(shown) {
        page.paragraph("  ", "    ", &brief(&format!("{}: {}", note.what, note.why), LONGEST));
        if page.details {
            for citation in view.citations(&note.cite) {
                page.entry("    ", "see:", &brief(&citation, LONGEST));
            }
        }
    }
    more(page, "  ", notes.len(), shown, "point", "points");
}

fn sources(page: &mut Page, audit: &Audit) {
    if audit.sources.is_empty() {
        return;
    }
    page.heading("Sources");
    page.paragraph("  ", "    ", &wording::sources(Tongue::English, audit));
    for source in audit.sources.iter().take(if page.details { usize::MAX } else { 0 }) {
        page.paragraph(
            "  ",
            "    ",
            &brief(&format!("{}: {}", source.id, wording::citation(Tongue::English, source)), LONGEST),
        );
        for words in [&source.url, &source.note].into_iter().filter(|words| !words.is_empty()) {
            page.paragraph("    ", "    ", &brief(words, LONGEST));
        }
    }
}

fn receipt(page: &mut Page, audit: &Audit) {
    let receipt = &audit.receipt;
    page.heading("Receipt");
    page.paragraph("  ", "    ", &brief(&receipt.engine, LONGEST));
    page.paragraph(
        "  ",
        "    ",
        &format!(
            "framework {} sha256 {}",
            brief(&wording::framework(&receipt.framework), LONGEST),
            one_line(&receipt.framework.sha256)
        ),
    );
    for input in &receipt.inputs {
        let hash =
            input.sha256.as_ref().map_or_else(|| "no hash was given".to_owned(), |hash| format!("sha256 {hash}"));
        page.paragraph("  ", "    ", &format!("input {} {}", brief(&input.name, LONGEST), one_line(&hash)));
    }
    for register in &receipt.registers {
        page.paragraph("  ", "    ", &format!("register {}", brief(&wording::register(register), LONGEST)));
    }
    for (what, name, hash) in decided::files(audit) {
        let hash = hash.map_or_else(|| "no hash was given".to_owned(), |hash| format!("sha256 {hash}"));
        page.paragraph("  ", "    ", &format!("{} {} {}", what.to_lowercase(), brief(name, LONGEST), one_line(&hash)));
    }
    if page.details {
        for parameter in &receipt.parameters {
            let words = format!("parameter {} = {}: {}", parameter.id, wording::quantity(parameter), parameter.why);
            page.paragraph("  ", "    ", &brief(&words, LONGEST));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn nothing_of_a_record_steers_the_terminal_and_lines_keep_the_width() {
        let audit = fixtures::hostile();
        for details in [false, true] {
            let text = text(&audit, &TextOptions { colour: false, width: 72, details });
            assert!(!text.chars().any(
                |c| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            ));
            for line in text.lines() {
                assert!(line.chars().count() <= 72, "{line}");
            }
        }
    }

    #[test]
    fn what_a_limit_left_out_is_counted() {
        let mut audit = fixtures::typical();
        audit.rules[1].counts.not_met = 2_001;
        let text = text(&audit, &TextOptions::default());
        assert!(text.contains("… and 2,000 more not listed here"), "{text}");
    }
}
