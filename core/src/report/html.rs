//! The audit as one page that stands alone: no request leaves it, it reads without script, prints, and follows the reader's light or dark.

mod annex;
mod findings;
mod summary;

use super::escape::{self, brief};
use super::view::{self, View};
use super::wording;
use crate::audit::{Audit, RuleSummary};
use crate::tongue::Tongue;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The longest text of a record or framework shown, in characters; the data formats hold the whole.
const LONGEST: usize = 400;

/// The audit as one self-contained HTML page.
///
/// Its content policy lets the browser load nothing and run nothing but the page's own script, named by its hash: text of a record that
/// came through as markup could still do nothing. The script only filters and orders the findings; without it everything is there.
pub fn html(audit: &Audit) -> String {
    let view = View::new(audit);
    let out = String::with_capacity(64 * 1024 + audit.findings.len() * 1024);
    let mut page = Page { out, tongue: Tongue::of(&audit.language), spoken: audit.spoken.clone() };
    page.raw("<!DOCTYPE html>\n<html lang=\"");
    page.raw(page.tongue.code());
    page.raw("\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE.as_bytes())),
        base64(&Sha256::digest(SCRIPT.as_bytes()))
    );
    // The policy is made of our own words and hashes; its quotes are single ones, so it stands in an attribute as it is.
    page.raw(&policy);
    page.raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    page.text(&brief(wording::title(audit), LONGEST));
    page.say(": audit as of ");
    page.text(&page.tongue.day(audit.receipt.as_of));
    page.raw("</title>\n<style>");
    page.raw(STYLE);
    page.say("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
    summary::header(&mut page, audit);
    page.raw("<main id=\"main\">\n");
    contents(&mut page, &view);
    for part in parts(audit) {
        (part.write)(&mut page, &view);
    }
    page.say("</main>\n<footer>\n<h2 id=\"what\">What this report is</h2>\n<p>");
    page.text(page.tongue.words(wording::WHAT_THIS_IS));
    page.raw("</p>\n</footer>\n<script>");
    page.raw(SCRIPT);
    page.raw("</script>\n</body>\n</html>\n");
    page.out
}

/// The page as it grows. Everything that is not our own markup goes through [`Page::text`].
struct Page {
    out: String,
    tongue: Tongue,
    /// The language of the framework's texts.
    spoken: String,
}

impl Page {
    fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Our own markup with words in it, each text of which is said in the language of the page.
    fn say(&mut self, markup: &str) {
        for (place, piece) in markup.split('<').enumerate() {
            if place > 0 {
                self.raw("<");
            }
            match piece.split_once('>') {
                Some((tag, text)) => {
                    self.raw(tag);
                    self.raw(">");
                    self.said(text);
                }
                None if place > 0 => self.raw(piece),
                None => self.said(piece),
            }
        }
    }

    /// A text of ours, with the blanks around it.
    fn said(&mut self, text: &str) {
        if !text.contains(char::is_alphabetic) {
            return self.raw(text);
        }
        let (start, rest) = (text.trim_start(), text.trim());
        self.raw(if start.len() < text.len() { if text.starts_with('\n') { "\n" } else { " " } } else { "" });
        self.raw(self.tongue.words(rest));
        self.raw(if rest.len() < start.len() { if text.ends_with('\n') { "\n" } else { " " } } else { "" });
    }

    /// What is in a language of its own, marked with it where that is not the page's.
    fn in_its_own(&mut self, language: &str, inside: impl FnOnce(&mut Self)) {
        let marked = !language.is_empty() && !self.tongue.speaks(language);
        if marked {
            self.raw("<span lang=\"");
            self.text(language);
            self.raw("\">");
        }
        inside(self);
        if marked {
            self.raw("</span>");
        }
    }

    /// A text of the framework.
    fn own(&mut self, text: &str) {
        let spoken = std::mem::take(&mut self.spoken);
        self.in_its_own(&spoken, |page| page.brief(text));
        self.spoken = spoken;
    }

    /// A stage as people read it, by its id.
    fn stage(&mut self, audit: &Audit, id: &str) {
        let (label, spoken) = audit.stage_label(id);
        self.in_its_own(spoken, |page| page.brief(label));
    }

    /// A text of a rule.
    fn ruled(&mut self, rule: Option<&RuleSummary>, text: &str) {
        match rule {
            Some(rule) => self.in_its_own(&rule.spoken, |page| page.brief(text)),
            None => self.own(text),
        }
    }

    fn text(&mut self, text: &str) {
        escape::html(text, &mut self.out);
    }

    /// A text that may be long, cut.
    fn brief(&mut self, text: &str) {
        escape::html(&brief(text, LONGEST), &mut self.out);
    }

    /// A text that may be long, with what stands between backticks as code.
    fn coded(&mut self, text: &str) {
        let text = brief(text, LONGEST);
        if text.matches('`').count() % 2 == 1 {
            return self.text(&text);
        }
        for (place, part) in text.split('`').enumerate() {
            let code = place % 2 == 1;
            self.raw(if code { "<code>" } else { "" });
            self.text(part);
            self.raw(if code { "</code>" } else { "" });
        }
    }

    /// An element around a text; nothing when the text is empty.
    fn element(&mut self, open: &str, text: &str, close: &str) {
        if !text.is_empty() {
            self.say(open);
            self.brief(text);
            self.raw(close);
        }
    }

    fn section(&mut self, id: &str, heading: &str) {
        let _ = write!(self.out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">");
        self.text(self.tongue.words(heading));
        self.raw("</h2>\n");
    }

    fn end_section(&mut self) {
        self.raw("</section>\n");
    }

    /// A table's beginning: caption and column heads; those that begin with `#` hold numbers, those with `~` are
    /// for readers that hear the table, and those with `=` before that are the framework's words.
    fn table(&mut self, class: &str, caption: &str, heads: &[&str]) {
        // On a small screen a table of many columns is moved sideways within its own box.
        let room = if heads.len() > 4 && class != "bars" { "scroll wide" } else { "scroll" };
        let _ = write!(self.out, "<div class=\"{room}\">\n<table class=\"{class}\">\n<caption>");
        self.text(caption);
        self.raw("</caption>\n<thead><tr>");
        for head in heads {
            let (theirs, head) = head.strip_prefix('=').map_or((false, *head), |head| (true, head));
            let (open, words, close) = match (head.strip_prefix('#'), head.strip_prefix('~')) {
                (Some(words), _) => ("<th scope=\"col\" class=\"n\">", words, "</th>"),
                (_, Some(words)) => ("<th scope=\"col\" class=\"chart\"><span class=\"away\">", words, "</span></th>"),
                _ => ("<th scope=\"col\">", head, "</th>"),
            };
            self.raw(open);
            self.text(if theirs { words } else { self.tongue.words(words) });
            self.raw(close);
        }
        self.raw("</tr></thead>\n<tbody>\n");
    }

    fn end_table(&mut self) {
        self.raw("</tbody>\n</table>\n</div>\n");
    }

    /// Where a rule, outcome or measure rests: links into the table of sources, each with its standing.
    fn citations(&mut self, view: &View<'_>, ids: &[String]) {
        for (place, id) in ids.iter().enumerate() {
            if place > 0 {
                self.raw("; ");
            }
            match view.audit.sources.iter().position(|source| source.id == *id).zip(view.source(id)) {
                Some((at, source)) => {
                    let _ = write!(self.out, "<a href=\"#source-{}\">", at + 1);
                    self.own(&wording::work(source));
                    self.raw("</a> (");
                    self.brief(&wording::standing(self.tongue, source));
                    self.raw(")");
                }
                None => self.brief(id),
            }
        }
    }

    /// A sentence that says how much a limit left out; nothing for none.
    fn left_out(&mut self, left_out: u64, one: &str, several: &str, where_else: &str) {
        if left_out > 0 {
            self.raw("<p class=\"more\">");
            let left_out = self.tongue.number_of(left_out, one, several);
            self.text(&self.tongue.fill("{} not listed here; {}", &[&left_out, self.tongue.words(where_else)]));
            self.raw("</p>\n");
        }
    }
}

/// A part of the page: its id, its heading, and what writes it.
struct Part {
    id: &'static str,
    heading: &'static str,
    write: fn(&mut Page, &View<'_>),
}

/// The parts that are there, in order: of a list what it comes to stands first, of a single record what was found in it.
fn parts(audit: &Audit) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut part = |is_there: bool, id, heading, write| {
        if is_there {
            parts.push(Part { id, heading, write });
        }
    };
    let only = view::only(audit).is_some();
    part(!audit.outcomes.is_empty() || !audit.tables.is_empty(), "outcomes", "Outcomes", summary::outcomes);
    part(only, "findings", "Findings", findings::section);
    part(!only && summary::has_numbers(audit), "figures", "Figures", summary::numbers);
    part(audit.receipt.verdicts.cannot_tell > 0, "unknown", "What cannot be told", summary::unknown);
    part(only && summary::has_numbers(audit), "figures", "Figures", summary::numbers);
    part(!only && !audit.rules.is_empty(), "rules", "Rules", summary::rules);
    part(!audit.measures.is_empty(), "measures", "Measures", summary::measures);
    part(only && !audit.rules.is_empty(), "rules", "Rules", summary::rules);
    part(!only, "findings", "Findings", findings::section);
    part(annex::has_notes(audit), "notes", "Notes of reviewers", annex::notes);
    part(annex::has_decisions(audit), "decisions", "Decisions", annex::decisions);
    part(annex::has_list(audit), "list", "The list", annex::list);
    part(!audit.not_expressed.is_empty(), "not-expressed", "What the framework does not express", annex::not_expressed);
    part(!audit.sources.is_empty(), "sources", "Sources", annex::sources);
    part(!audit.receipt.parameters.is_empty(), "parameters", "Parameters", annex::parameters);
    part(!audit.results.is_empty(), "records", "Records", annex::records);
    part(true, "receipt", "Receipt", annex::receipt);
    parts
}

fn contents(page: &mut Page, view: &View<'_>) {
    page.say("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ul>\n");
    let parts = parts(view.audit).into_iter().map(|part| (part.id, part.heading));
    // It stands below the page.
    for (id, words) in parts.chain([("what", "What this report is")]) {
        let _ = writeln!(page.out, "<li><a href=\"#{id}\">{}</a></li>", page.tongue.words(words));
    }
    page.raw("</ul>\n</nav>\n");
}

/// Base64 with padding, as content policies write hashes.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |group, at| group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for letter in 0..4 {
            let code = usize::try_from(group >> (18 - 6 * letter) & 63).unwrap_or(0);
            out.push(if letter > chunk.len() { '=' } else { LETTERS.get(code).map_or('=', |byte| char::from(*byte)) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;
    use crate::audit::TableReason;

    #[test]
    fn of_a_single_record_its_own_result_and_findings_stand_first() {
        let list = fixtures::typical();
        let mut one = list.clone();
        one.results.truncate(1);
        one.records.read = 1;
        let result = one.results.first_mut().unwrap();
        result.reasons = vec![
            TableReason {
                is: "Removed".into(),
                say: "It is gone".into(),
                because: vec!["`gone` is true".into()],
                ..Default::default()
            },
            TableReason { is: "cannot tell".into(), ..Default::default() },
        ];
        let order = |page: &str, marks: [&str; 4]| {
            let places = marks.map(|mark| page.find(mark).unwrap_or_else(|| panic!("{mark}")));
            assert!(places.is_sorted(), "{marks:?} {places:?}");
        };
        let page = html(&one);
        order(
            &page,
            [
                "<p class=\"figure\">Removed</p>",
                "<code>gone</code> is true",
                "<h2 id=\"findings\">",
                "<h2 id=\"rules\">",
            ],
        );
        assert!(!page.contains("have each outcome"));
        // The fixture's framework has stages; where none was asked for, no rule waits.
        one.receipt.stage = None;
        assert!(!one.stages.is_empty() && html(&one).contains("<dd>every rule, whatever its stage</dd>"));
        order(&html(&list), ["have each outcome", "<h2 id=\"rules\">", "<h2 id=\"findings\">", "</html>"]);
        let page = crate::report::markdown(&one);
        order(&page, ["**Result:** **Removed**", "`gone` is true", "## Not met", "## Rules"]);
        order(&crate::report::markdown(&list), ["## Outcomes", "## Rules", "## Not met", "## Receipt"]);
        // The contents name the parts in the order in which they stand.
        for audit in [&one, &list] {
            let page = html(audit);
            let linked = page.split("<li><a href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
            let stands = page.split("<h2 id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
            assert_eq!(
                linked.take_while(|id| *id != "what").collect::<Vec<_>>(),
                stands.filter(|id| !["contents", "what"].contains(id)).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn base64_is_as_the_standard_says() {
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text.as_bytes()), code);
        }
    }

    #[test]
    fn no_text_becomes_markup_and_tags_are_balanced() {
        let welsh = fixtures::all().map(|(name, audit)| (name, Audit { language: "cy".to_owned(), ..audit }));
        for (name, audit) in fixtures::all().into_iter().chain(welsh) {
            let page = html(&audit);
            assert_eq!(page.matches("<script>").count(), 1, "{name}");
            assert_eq!(page.matches("<h1").count(), 1, "{name}");
            for never in ["<img", "onerror=alert(1)>", "href=\"javascript", "http-equiv=\"refresh", " style=\"", "url("]
            {
                assert!(!page.contains(never), "{name}: {never}");
            }
            balanced(&page);
            let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "{name}: an id twice");
            for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ids.binary_search(&link).is_ok(), "{name}: nothing is called {link}");
            }
        }
    }

    /// Every element that is opened is closed, in order.
    fn balanced(page: &str) {
        let body = page.replace(STYLE, "").replace(SCRIPT, "");
        let mut open: Vec<&str> = Vec::new();
        for tag in body.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
            for never in ["src=", " on", "style=", "javascript:"] {
                assert!(!tag.contains(never), "{tag}");
            }
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(name), "closing </{name}> of\n{tag}");
            } else if !tag.ends_with('/') && !matches!(name, "meta" | "br" | "input" | "!DOCTYPE") {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}
