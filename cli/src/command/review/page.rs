//! The queue as one page to look through: a name, what in it agrees, who may be meant, and what would settle it.

use due_regard::report::{escape_html, web_address};
use due_regard::review::{Item, Queue, What, lived, name_pieces};
use std::fmt::Write as _;

/// More groups are not on the page: nobody looks through them, and no browser bears it. The tables hold all.
const MOST_GROUPS: usize = 2_000;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#0b0c0c;--soft:#484f56;--paper:#fff;--inset:#f3f2f1;--line:#b1b4b6;--link:#1a5fa8;--plus:#2f7d4f;--minus:#b3261e;--mark:#ffdd00;--mark-ink:#0b0c0c}
@media(prefers-color-scheme:dark){:root{--ink:#f1f2f3;--soft:#b8bec4;--paper:#15181b;--inset:#22272b;--line:#4b5359;--link:#8fc1f5;--plus:#5fb585;--minus:#f08a80}}
*{box-sizing:border-box}
body{margin:0;border-top:.6rem solid var(--link);background:var(--paper);color:var(--ink);font:1rem/1.5 Arial,Helvetica,\"Liberation Sans\",sans-serif;font-variant-numeric:tabular-nums}
header,main,footer{max-width:64rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:clamp(1.6rem,4vw,2.3rem);line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.3rem;line-height:1.25;margin:0 0 .2rem;overflow-wrap:anywhere}h3{font-size:1.05rem;margin:0 0 .3rem;overflow-wrap:anywhere}
p{margin:.3rem 0 .6rem;max-width:48rem;overflow-wrap:anywhere}a{color:var(--link)}
article{border-top:2px solid var(--line);padding:1.25rem 0}
.where{color:var(--soft);font-size:.95rem}
.card{background:var(--inset);padding:.8rem 1rem;margin:.8rem 0}
.tag{display:inline-block;border:2px solid currentColor;padding:0 .5rem;font-size:.85rem;font-weight:bold;line-height:1.4}
.back{border-left:.4rem solid #c98300;padding-left:.8rem}
mark{background:var(--mark);color:var(--mark-ink);padding:0 .1em}
dl{margin:.5rem 0 0;display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.95rem}caption{text-align:left;color:var(--soft)}
td,th{text-align:left;font-weight:normal;vertical-align:middle;padding:.15rem .6rem .15rem 0;overflow-wrap:anywhere}
.n{text-align:right;white-space:nowrap;width:3.5rem}.bar{width:9rem}
svg{display:block;width:9rem;height:.9rem}.plus{fill:var(--plus)}.minus{fill:var(--minus)}.axis{stroke:var(--line);stroke-width:1}
ul{margin:.2rem 0;padding-left:1.2rem}
footer{border-top:1px solid var(--line);margin-top:2rem}
@media(max-width:40rem){dl{grid-template-columns:1fr;gap:0}dt{margin-top:.4rem}.bar,svg{width:4.5rem}}
@media print{body{border:0}article{break-inside:avoid}.card{border:1px solid #999}}";

/// The page. It needs nothing else and runs nothing.
pub(super) fn html(queue: &Queue) -> String {
    let mut page = Page(String::from(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<title>To decide</title>\n<style>\n",
    ));
    page.raw(STYLE);
    page.raw("\n</style>\n</head>\n<body>\n<header>\n<h1>To decide</h1>\n<p>");
    page.text(&queue.summary());
    page.raw(".</p>\n<p>A name that matches is no link. Whether it refers to a person is for people to decide, on a source; a finding here asks a person to look, and is no failure.</p>\n</header>\n<main>\n");
    let mut groups = 0;
    let mut rest: &[Item] = &queue.items;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|item| item.group() == first.group()).count();
        let (group, after) = rest.split_at(count);
        if groups == MOST_GROUPS {
            page.raw("<p>");
            page.text(&format!("{} more are not on this page; the table (.csv, .xlsx) holds every one.", rest.len()));
            page.raw("</p>\n");
            break;
        }
        groups += 1;
        page.group(group);
        rest = after;
    }
    if queue.items.is_empty() {
        page.raw("<p>Nothing is left to decide.</p>\n");
    }
    page.raw("</main>\n<footer><p>Points order a queue within a kind of evidence; they are no probability. How far the register's rows have been checked stands with each person. To decide, fill in the table (<code>regard review … --out queue.xlsx</code>, then <code>--from queue.xlsx</code>), or work through the queue in the terminal.</p></footer>\n</body>\n</html>\n");
    page.0
}

struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        escape_html(text, &mut self.0);
    }

    fn entry(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.0, "<dt>{label}</dt><dd>");
            self.text(text);
            self.raw("</dd>\n");
        }
    }

    /// All candidates of a record, or all its findings.
    fn group(&mut self, items: &[Item]) {
        let Some(first) = items.first() else { return };
        let found = &first.found;
        self.raw("<article>\n<h2>");
        for (text, agrees) in name_pieces(items) {
            self.raw(if agrees { "<mark>" } else { "" });
            self.text(text);
            self.raw(if agrees { "</mark>" } else { "" });
        }
        if found.record_name.is_empty() {
            self.text("no name");
        }
        self.raw("</h2>\n<p class=\"where\">");
        self.text(&first.place());
        if !found.locality.is_empty() {
            self.text(&format!(", {}", found.locality));
        }
        if items.len() > 1 && first.about.is_candidate() {
            self.text(&format!(
                ". {} persons of the register bear the name; at most one is meant, and perhaps none.",
                items.len()
            ));
        }
        self.raw("</p>\n");
        for item in items {
            self.item(item);
        }
        self.raw("</article>\n");
    }

    fn item(&mut self, item: &Item) {
        self.raw("<section class=\"card\">\n");
        if let Some(before) = &item.before {
            self.raw("<div class=\"back\"><p><span class=\"tag\">");
            self.text(before.state.words());
            self.raw("</span> was ");
            self.text(&before.words);
            self.raw("</p>\n");
            if !before.changed.is_empty() {
                self.raw("<ul>\n");
                for change in &before.changed {
                    self.raw("<li>since then ");
                    self.text(&change.to_string());
                    self.raw("</li>\n");
                }
                self.raw("</ul>\n");
            }
            self.raw("</div>\n");
        }
        match &item.found.what {
            What::Candidate(candidate, person) => {
                self.raw("<h3>Name matches ");
                self.text(&candidate.person_name);
                let lived = lived(person);
                if !lived.is_empty() {
                    self.text(&format!(", {lived}"));
                }
                self.raw("</h3>\n<p><span class=\"tag\">");
                self.text(candidate.verdict.word());
                self.raw("</span> ");
                self.text(&candidate.sentence);
                self.raw("</p>\n");
                self.bars(candidate);
                self.raw("<dl>\n");
                self.entry("Kind of evidence", &format!("{}: {}", candidate.class.word(), candidate.class.why()));
                self.entry("Name in the register", &format!("{} ({})", candidate.alias, candidate.alias_kind));
                self.entry("Listed for", &person.categories.join(", "));
                self.entry("What is said", &person.description);
                self.list("Other readings", candidate.alternatives.iter().map(|other| other.text.clone()));
                self.list("Not known", candidate.unknowns.iter().map(|unknown| (*unknown).to_owned()));
                self.list("On record", person.evidence.iter().map(|evidence| evidence.source.clone()));
                self.entry(
                    "Register row",
                    if candidate.verification.is_empty() {
                        "nobody has said how far it was checked"
                    } else {
                        &candidate.verification
                    },
                );
            }
            What::Finding(finding, rule) => {
                self.raw("<h3>");
                self.text(&rule.title);
                self.raw("</h3>\n<p>");
                self.text(&finding.message);
                self.raw("</p>\n<dl>\n");
                for value in &finding.values {
                    let answer =
                        if value.value.is_empty() { format!("[{}]", value.state) } else { value.value.clone() };
                    self.raw("<dt>");
                    self.text(&value.label);
                    self.raw("</dt><dd>");
                    self.text(&answer);
                    self.raw("</dd>\n");
                }
                self.entry("Row", &finding.item);
                self.entry("Why a person", &rule.why);
                self.list("Rests on", rule.cite.iter().cloned());
            }
        }
        self.entry("What would settle it", &item.settled_by());
        self.list("Same name here", item.offers.iter().cloned());
        self.raw("</dl>\n</section>\n");
    }

    fn list(&mut self, label: &str, texts: impl Iterator<Item = String>) {
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return;
        }
        let _ = write!(self.0, "<dt>{label}</dt><dd><ul>");
        for text in texts {
            self.raw("<li>");
            match web_address(&text) {
                Some(address) => {
                    let _ = write!(self.0, "<a href=\"{address}\">");
                    self.text(&text);
                    self.raw("</a>");
                }
                None => self.text(&text),
            }
            self.raw("</li>");
        }
        self.raw("</ul></dd>\n");
    }

    /// What adds up to the points, each as a bar to the right or to the left.
    fn bars(&mut self, candidate: &due_regard::screen::Candidate) {
        if candidate.factors.is_empty() {
            return;
        }
        let most = candidate.factors.iter().map(|factor| f64::from(factor.points).abs()).fold(1.0, f64::max);
        self.raw("<table>\n<caption>");
        self.text(&format!("What adds up to {} points", candidate.points));
        self.raw("</caption>\n<tbody>\n");
        for factor in &candidate.factors {
            let points = f64::from(factor.points);
            let width = points.abs() / most * 48.0;
            let (class, from) = if points < 0.0 { ("minus", 50.0 - width) } else { ("plus", 50.0) };
            let _ = write!(
                self.0,
                "<tr><td class=\"n\">{:+}</td><td class=\"bar\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><line class=\"axis\" x1=\"50\" x2=\"50\" y1=\"0\" y2=\"10\"/><rect class=\"{class}\" x=\"{from:.1}\" y=\"1\" width=\"{width:.1}\" height=\"8\"/></svg></td><th scope=\"row\">",
                factor.points
            );
            self.text(&factor.text);
            self.raw("</th></tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
    }
}
