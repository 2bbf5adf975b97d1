//! A framework, and one of its rules, as a document.

use super::{Guide, Line, Span, code, words};
use crate::aloud::{Reader, names};
use due_regard::audit::{Audit, RuleSummary, Source};
use due_regard::framework::extend::{Difference, DifferenceKind};
use due_regard::framework::{
    DerivedValue, Field, Framework, Id, Member, Required, Rows, Rule, Section, Severity, Stage, TableRow, Template,
    TemplatePart,
};
use due_regard::syntax::ast::Expr;
use due_regard::syntax::print;

/// What a severity means.
pub(crate) fn severity_meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "may not go on",
        Severity::Major => "should be mended",
        Severity::Minor => "could be better",
        Severity::Review => "a person must look; never a failure by itself",
    }
}

/// The whole framework: what `show` prints. `empty` is its audit of no records.
pub(crate) fn guide(framework: &Framework, differences: &[Difference], empty: &Audit) -> Guide {
    let mut guide = head(framework);
    if !framework.extends.is_empty() {
        guide.heading(2, format!("What it changes of {}", framework.extends));
        for kind in [DifferenceKind::Changed, DifferenceKind::Added, DifferenceKind::Retired] {
            let lines: Vec<Line> = differences
                .iter()
                .filter(|difference| difference.kind == kind)
                .map(|difference| {
                    let detail =
                        if difference.detail.is_empty() { String::new() } else { format!(": {}", difference.detail) };
                    let mut line = words(format!("{} ", capital(&difference.of)));
                    line.push(Span::Code(difference.id.clone()));
                    line.push(Span::Text(detail));
                    line
                })
                .collect();
            if !lines.is_empty() {
                guide.heading(3, capital(kind.words()));
                guide.list(lines);
            }
        }
    }
    guide.heading(2, format!("The {}", noun(framework)));
    for section in &framework.sections {
        fields(&mut guide, framework, section, "");
    }
    screening(&mut guide, framework);
    guide.heading(2, "Rules");
    guide.paragraph(words("Severities: block, may not go on; major, should be mended; minor, could be better; review, a person must look, which is never a failure by itself."));
    for stage in std::iter::once(None).chain(framework.stages.iter().map(Some)) {
        for severity in Severity::ALL {
            let rules: Vec<&RuleSummary> = empty
                .rules
                .iter()
                .filter(|rule| {
                    rule.at.as_deref() == stage.map(|stage| stage.id.value.as_str()) && rule.severity == severity
                })
                .collect();
            if rules.is_empty() {
                continue;
            }
            let from = stage.map_or_else(
                || "at every stage".to_owned(),
                |stage| format!("from the stage {} on", stage.id_and_label()),
            );
            guide.heading(3, format!("{}, {from}", capital(severity.words())));
            for summary in rules {
                short_rule(&mut guide, framework, summary, empty);
            }
        }
    }
    super::measures::list(&mut guide, framework, empty);
    tables(&mut guide, framework);
    summary(&mut guide, framework);
    parameters(&mut guide, empty, |_| true);
    sources(&mut guide, empty, |_| true);
    not_expressed(&mut guide, empty);
    guide
}

/// The registers with which names are compared.
fn screening(guide: &mut Guide, framework: &Framework) {
    if framework.screening.is_empty() {
        return;
    }
    guide.heading(2, "Names that are compared with a register");
    guide.list(
        framework
            .screening
            .iter()
            .map(|screening| {
                let listed = |ids: &[due_regard::framework::Id]| {
                    ids.iter().map(|id| id.value.as_str()).collect::<Vec<_>>().join(", else ")
                };
                let register = screening.register.as_ref().map_or("", |id| id.value.as_str());
                let declared = framework.registers.iter().find(|declared| declared.id.value == register);
                let title = declared.map_or("", |declared| declared.title.get(""));
                let title = if title.is_empty() { register } else { title };
                let file = declared.map_or("", |declared| declared.file.as_str());
                let file = if file.is_empty() { "given with each run".to_owned() } else { format!("`{file}`") };
                let mut line = vec![Span::Code(screening.id.value.clone())];
                let around: Vec<&str> = screening
                    .places
                    .iter()
                    .chain(&screening.year)
                    .chain(&screening.kind)
                    .chain(&screening.neighbours)
                    .map(|id| id.value.as_str())
                    .collect();
                let around = if around.is_empty() { String::new() } else { format!("; around it: {}", around.join(", ")) };
                line.push(Span::Text(format!(
                    ": {} with the register {title} ({file}){around}. Candidates say whom a name may refer to; people decide.",
                    listed(&screening.names)
                )));
                line
            })
            .collect(),
    );
}

/// What a framework asks and rests on, in short: what `explain` prints.
pub(crate) fn about(framework: &Framework, empty: &Audit) -> Guide {
    let mut guide = head(framework);
    guide.heading(2, "What it asks");
    for severity in Severity::ALL {
        let rules: Vec<&RuleSummary> =
            empty.rules.iter().filter(|rule| rule.severity == severity && !rule.made_by_required).collect();
        if rules.is_empty() {
            continue;
        }
        guide.heading(3, format!("{}: {}", capital(severity.words()), severity_meaning(severity)));
        guide.list(
            rules
                .iter()
                .map(|rule| {
                    let at = rule.at.as_ref().map_or(String::new(), |at| format!(", from {at} on"));
                    vec![Span::Code(rule.id.clone()), Span::Text(format!(" {}{at}", rule.title))]
                })
                .collect(),
        );
    }
    let required: Vec<&str> =
        empty.rules.iter().filter(|rule| rule.made_by_required).map(|rule| rule.id.as_str()).collect();
    if !required.is_empty() {
        guide.paragraph(words(format!("{} further rules ask that a required field is answered.", required.len())));
    }
    super::measures::titles(&mut guide, empty);
    tables(&mut guide, framework);
    parameters(&mut guide, empty, |_| true);
    sources(&mut guide, empty, |_| true);
    not_expressed(&mut guide, empty);
    guide.paragraph(vec![
        Span::Text("One rule, measure or parameter in full: ".into()),
        Span::Code(format!("regard explain {} ID", framework.id.value)),
        Span::Text("; the fields: ".into()),
        Span::Code(format!("regard show {}", framework.id.value)),
    ]);
    guide
}

/// One rule in full.
pub(crate) fn rule(framework: &Framework, summary: &RuleSummary, empty: &Audit) -> Guide {
    let mut guide = Guide::default();
    guide.blocks.push(super::Block::Heading(1, vec![Span::Text(summary.id.clone())]));
    guide.paragraph(vec![Span::Strong(summary.title.clone())]);
    let reader = Reader::new(framework);
    let own = framework.rules.iter().find(|rule| rule.id.value == summary.id);
    let mut facts = vec![
        ("Severity", words(format!("{}: {}", summary.severity.words(), severity_meaning(summary.severity)))),
        (
            "Bites",
            words(summary.at.as_ref().map_or_else(
                || "at every stage".to_owned(),
                |at| format!("from the stage {} on; before that it is a thing to do", stage(framework, at)),
            )),
        ),
        (
            "Checked for",
            words(
                summary
                    .each
                    .as_ref()
                    .map_or_else(|| format!("each {}", noun(framework)), |each| format!("every row of {each}")),
            ),
        ),
        ("Why", words(summary.why.as_str())),
    ];
    if summary.made_by_required {
        facts.push(("Made by", words("the `required` of the field")));
    }
    guide.facts(facts);
    let mut expressions: Vec<&Expr> = Vec::new();
    match own {
        Some(own) => {
            guide.heading(2, "When it applies");
            match &own.when {
                Some(when) => condition(&mut guide, &reader, when, &mut expressions),
                None => guide.paragraph(words("Always.")),
            }
            guide.heading(2, "What it requires");
            condition(&mut guide, &reader, &own.require, &mut expressions);
        }
        None => {
            guide.facts(vec![
                ("Applies when", code(summary.when.as_str())),
                ("Requires", code(summary.require.as_str())),
            ]);
        }
    }
    let derived = reader.derived_in(&expressions);
    if !derived.is_empty() {
        guide.heading(2, "Where");
        for derived in &derived {
            match &derived.value {
                DerivedValue::Expr(expr) => {
                    expressions.push(expr);
                    let mut line = code(derived.id.value.as_str());
                    line.push(Span::Text(format!(" means: {}", reader.aloud(expr))));
                    guide.paragraph(line);
                }
                DerivedValue::Score { add, over, blank_is_nothing } => {
                    let mut line = code(derived.id.value.as_str());
                    line.push(Span::Text(format!(" {}", score(&add.value, over, *blank_is_nothing))));
                    guide.paragraph(line);
                }
                DerivedValue::Cases(rows) => {
                    expressions.extend(rows.iter().flat_map(|row| row.when.iter().chain([&row.value])));
                    let mut line = code(derived.id.value.as_str());
                    line.push(Span::Text(" is the number of the first of these that holds:".into()));
                    guide.paragraph(line);
                    guide.list(rows.iter().map(|row| words(number_row(row, &reader))).collect());
                }
                DerivedValue::Table(rows) => {
                    expressions.extend(rows.iter().filter_map(|row| row.when.as_ref()));
                    let mut line = code(derived.id.value.as_str());
                    line.push(Span::Text(" is the first of these that holds:".into()));
                    guide.paragraph(line);
                    guide.list(rows.iter().map(|row| table_row(row, &reader)).collect());
                }
            }
        }
    }
    if let Some(own) = own {
        unknowns(&mut guide, own);
        let mut facts = Vec::new();
        let (say, fix) = (template(&own.say), template(&own.fix));
        facts.push(("A finding says", words(say)));
        facts.push(("What would mend it", words(fix)));
        if !own.since.is_empty() {
            facts.push(("Since", words(format!("version {}", own.since))));
        }
        guide.heading(2, "What is printed");
        guide.facts(facts);
    }
    let mut used = Vec::new();
    expressions.iter().for_each(|expr| names(expr, &mut used));
    parameters(&mut guide, empty, |id| used.iter().any(|name| name == id));
    sources(&mut guide, empty, |source| summary.cite.contains(&source.id));
    if summary.cite.is_empty() && !summary.made_by_required {
        guide.paragraph(words("It cites no source."));
    }
    guide
}

/// A stage by its id, with its label where that says more.
fn stage(framework: &Framework, id: &str) -> String {
    let found = framework.stages.iter().find(|stage| stage.id.value == id);
    found.map_or_else(|| id.to_owned(), Stage::id_and_label)
}

fn head(framework: &Framework) -> Guide {
    let mut guide = Guide::default();
    guide.heading(1, framework.title.get(""));
    guide.paragraph(words(framework.description.get("")));
    let stages: Vec<String> = framework.stages.iter().map(Stage::id_and_label).collect();
    guide.facts(vec![
        (
            "Framework",
            vec![Span::Code(framework.id.value.clone()), Span::Text(format!(" version {}", framework.version))],
        ),
        ("Where", words(framework.jurisdiction.as_str())),
        ("Stages", words(stages.join(", "))),
        ("Licence", words(framework.licence.as_str())),
    ]);
    guide
}

pub(super) fn noun(framework: &Framework) -> &str {
    if framework.record.noun.is_empty() { "record" } else { &framework.record.noun }
}

pub(super) fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The fields of a section as a table, its groups after it.
fn fields(guide: &mut Guide, framework: &Framework, section: &Section, around: &str) {
    let title = if section.title.is_empty() { section.id.value.as_str() } else { section.title.get("") };
    guide.heading(3, format!("{around}{title}"));
    guide.paragraph(words(section.guidance.get("")));
    let rows_of = match &section.rows {
        Rows::None => String::new(),
        Rows::Fixed { rows, extra, .. } => {
            let labels: Vec<&str> = rows
                .iter()
                .map(|row| if row.label.is_empty() { row.id.value.as_str() } else { row.label.get("") })
                .collect();
            format!("Rows: {}{}", labels.join("; "), if *extra { "; and others of the record's own" } else { "" })
        }
        Rows::Free { min, max } => match (min.filter(|min| *min > 0), max) {
            (Some(min), Some(max)) => format!("{min} to {max} rows"),
            (Some(min), None) => format!("At least {min} rows"),
            (None, Some(max)) => format!("At most {max} rows"),
            (None, None) => "Any number of rows".to_owned(),
        },
    };
    guide.paragraph(words(rows_of));
    if let Some(when) = &section.ask_when {
        guide.paragraph(words(format!("Asked when {}.", Reader::new(framework).aloud(when))));
    }
    let reader = Reader::new(framework);
    let rows = section.members.iter().filter_map(|member| match member {
        Member::Field(field) => Some(field_row(framework, field, &reader)),
        Member::Group(_) => None,
    });
    guide.table(&["Field", "Answer", "Required", "Guidance", "Other headings"], rows.collect());
    for member in &section.members {
        if let Member::Group(group) = member {
            fields(guide, framework, group, &format!("{around}{title}: "));
        }
    }
}

fn field_row(framework: &Framework, field: &Field, reader: &Reader<'_>) -> Vec<Line> {
    let mut name = Vec::new();
    if !field.label.is_empty() {
        name.push(Span::Strong(field.label.get("").to_owned()));
        name.push(Span::Text(" ".into()));
    }
    name.push(Span::Code(field.id.value.clone()));
    let mut answer = field.kind.words().to_owned();
    if !field.unit.is_empty() {
        answer.push_str(&format!(" in {}", field.unit));
    }
    let list = field.of.as_ref().and_then(|of| framework.lists.iter().find(|list| list.id.value == of.value));
    if let Some(list) = list {
        // What a record holds comes first; what people read, where it is something else, after it.
        let options = list.options.iter().map(|option| match option.label.get("") {
            "" => option.id.value.clone(),
            label if label.eq_ignore_ascii_case(&option.id.value) => option.id.value.clone(),
            label => format!("{} ({label})", option.id.value),
        });
        let options: Vec<String> = options.collect();
        answer.push_str(&format!(": {}", options.join("; ")));
    }
    let required = match &field.required {
        Required::No => String::new(),
        Required::Always => "yes".to_owned(),
        Required::From(at) => format!("from {}", stage(framework, &at.value)),
    };
    let mut guidance = field.guidance.get("").to_owned();
    if let Some(when) = &field.ask_when {
        let asked = format!("Asked when {}.", reader.aloud(when));
        guidance = if guidance.is_empty() { asked } else { format!("{guidance} {asked}") };
    }
    vec![name, words(answer), words(required), words(guidance), words(field.aliases.join(", "))]
}

fn condition<'e>(guide: &mut Guide, reader: &Reader<'_>, expr: &'e Expr, expressions: &mut Vec<&'e Expr>) {
    guide.paragraph(words(format!("{}.", capital(&reader.aloud(expr)))));
    guide.paragraph(code(print(expr)));
    expressions.push(expr);
}

fn unknowns(guide: &mut Guide, rule: &Rule) {
    let mut lines = Vec::new();
    if let Some(verdict) = rule.when_unknown.otherwise {
        lines.push(words(format!("Where what is required cannot be told, the verdict is {}.", verdict.words())));
    }
    if let Some(verdict) = rule.when_unknown.withheld {
        lines.push(words(format!("Where that is only because an answer is withheld, it is {}.", verdict.words())));
    }
    guide.list(lines);
}

fn template(template: &Template) -> String {
    let parts = template
        .by_language
        .get("")
        .or_else(|| template.by_language.get("en"))
        .or_else(|| template.by_language.values().next());
    let mut out = String::new();
    for part in parts.into_iter().flatten() {
        match part {
            TemplatePart::Text(text) => out.push_str(text),
            TemplatePart::Value(path) => {
                let path: Vec<&str> = path.iter().map(|part| part.value.as_str()).collect();
                out.push_str(&format!("{{{}}}", path.join(".")));
            }
        }
    }
    out
}

fn short_rule(guide: &mut Guide, framework: &Framework, summary: &RuleSummary, empty: &Audit) {
    let reader = Reader::new(framework);
    guide.blocks.push(super::Block::Heading(4, vec![Span::Text(summary.title.clone())]));
    let own = framework.rules.iter().find(|rule| rule.id.value == summary.id);
    let sources: Vec<String> =
        summary.cite.iter().filter_map(|id| empty.sources.iter().find(|source| source.id == *id)).map(work).collect();
    let each = summary.each.as_ref().map_or(String::new(), |each| format!("every row of {each}"));
    guide.facts(vec![
        ("Rule", code(summary.id.as_str())),
        ("Checked for", words(each)),
        (
            "Applies when",
            words(
                own.and_then(|own| own.when.as_ref()).map_or_else(|| summary.when.clone(), |when| reader.aloud(when)),
            ),
        ),
        ("Requires", words(own.map_or_else(|| summary.require.clone(), |own| reader.aloud(&own.require)))),
        ("Why", words(summary.why.as_str())),
        ("What would mend it", words(own.map(|own| template(&own.fix)).unwrap_or_default())),
        ("Rests on", words(sources.join("; "))),
    ]);
}

fn table_row(row: &TableRow, reader: &Reader<'_>) -> Line {
    let label = if row.label.is_empty() { row.is.value.as_str() } else { row.label.get("") };
    let mut line = vec![Span::Strong(label.to_owned())];
    line.push(Span::Text(
        row.when.as_ref().map_or_else(|| ": otherwise".to_owned(), |when| format!(": when {}", reader.aloud(when))),
    ));
    if !row.say.is_empty() {
        line.push(Span::Text(format!(". {}", row.say.get(""))));
    }
    line
}

/// What a score is made of, in words.
fn score(add: &str, over: &[due_regard::Spanned<String>], blank_is_nothing: bool) -> String {
    let of: Vec<&str> = over.iter().map(|id| id.value.as_str()).collect();
    let of = if of.is_empty() { "every choice that has it".to_owned() } else { of.join(", ") };
    let blank = if blank_is_nothing { "a blank answer adds nothing" } else { "a blank answer leaves it open" };
    format!("adds up the number “{add}” of the options answered in: {of}; {blank}")
}

fn number_row(row: &due_regard::framework::NumberRow, reader: &Reader<'_>) -> String {
    let value = reader.aloud(&row.value);
    row.when
        .as_ref()
        .map_or_else(|| format!("{value}: otherwise"), |when| format!("{value}: when {}", reader.aloud(when)))
}

/// The outcome, and derived tables that reports show.
fn tables(guide: &mut Guide, framework: &Framework) {
    let reader = Reader::new(framework);
    let shown = framework.derived.iter().filter(|derived| derived.show).filter_map(|derived| match &derived.value {
        DerivedValue::Table(rows) => {
            Some((if derived.label.is_empty() { derived.id.value.as_str() } else { derived.label.get("") }, rows))
        }
        DerivedValue::Expr(_) | DerivedValue::Score { .. } | DerivedValue::Cases(_) => None,
    });
    for (title, rows) in std::iter::once(("Outcome", &framework.outcome)).chain(shown) {
        if !rows.is_empty() {
            guide.heading(2, title);
            guide.paragraph(words(format!("The first of these that holds. Where what is recorded leaves it open, the {} is in none of them: it cannot be told.", noun(framework))));
            guide.list(rows.iter().map(|row| table_row(row, &reader)).collect());
        }
    }
}

/// What a summary for decision makers shows.
fn summary(guide: &mut Guide, framework: &Framework) {
    let summary = &framework.summary;
    if summary.parts.is_empty() && summary.signed_off.is_none() {
        return;
    }
    let reader = Reader::new(framework);
    guide.heading(2, if summary.title.is_empty() { "Summary for decision makers" } else { summary.title.get("") });
    let joined = |path: &[Id]| path.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(".");
    guide.list(
        summary
            .parts
            .iter()
            .map(|part| {
                let title = if part.title.is_empty() { part.id.value.as_str() } else { part.title.get("") };
                let rows = if part.each.is_empty() {
                    String::new()
                } else {
                    format!(", for each row of {}", joined(&part.each))
                };
                let when =
                    part.when.as_ref().map_or_else(String::new, |when| format!(", where {}", reader.aloud(when)));
                let fields: Vec<String> = part.fields.iter().map(|path| joined(path)).collect();
                vec![Span::Strong(title.to_owned()), Span::Text(format!("{rows}{when}: {}", fields.join(", ")))]
            })
            .collect(),
    );
    let until = summary.signed_off.as_ref().map_or_else(
        || "Always a draft: it does not say when it is signed off.".to_owned(),
        |when| format!("A draft until it holds that {}.", reader.aloud(when)),
    );
    guide.paragraph(words(until));
}

pub(super) fn parameters(guide: &mut Guide, empty: &Audit, wanted: impl Fn(&str) -> bool) {
    let rows: Vec<Vec<Line>> = empty
        .receipt
        .parameters
        .iter()
        .filter(|parameter| wanted(&parameter.id))
        .map(|parameter| {
            let value = if parameter.unit.is_empty() {
                parameter.value.clone()
            } else {
                format!("{} {}", parameter.value, parameter.unit)
            };
            let value = parameter
                .overrides
                .as_ref()
                .map_or(value.clone(), |own| format!("{value} (set for this run; the framework's own is {own})"));
            vec![code(parameter.id.as_str()), words(value), words(parameter.why.as_str())]
        })
        .collect();
    if !rows.is_empty() {
        guide.heading(2, "Parameters");
        guide.table(&["Parameter", "Value", "Why"], rows);
    }
}

fn work(source: &Source) -> String {
    if source.at.is_empty() { source.title.clone() } else { format!("{}, {}", source.title, source.at) }
}

pub(super) fn sources(guide: &mut Guide, empty: &Audit, wanted: impl Fn(&Source) -> bool) {
    let rows: Vec<Vec<Line>> = empty
        .sources
        .iter()
        .filter(|source| wanted(source))
        .map(|source| {
            let standing = if source.jurisdiction.is_empty() {
                source.standing.words().to_owned()
            } else {
                format!("{}, {}", source.standing.words(), source.jurisdiction)
            };
            let checked = source
                .checked
                .map_or_else(|| "unverified: nobody has recorded opening it".to_owned(), |date| format!("on {date}"));
            vec![
                words(work(source)),
                words(standing),
                words(checked),
                vec![Span::Link(source.url.clone())],
                words(source.note.as_str()),
            ]
        })
        .collect();
    if !rows.is_empty() {
        guide.heading(2, "Sources");
        guide.table(&["Source", "Standing", "Checked", "Address", "Note"], rows);
    }
}

fn not_expressed(guide: &mut Guide, empty: &Audit) {
    if !empty.not_expressed.is_empty() {
        guide.heading(2, "What it cannot say");
        guide.list(
            empty
                .not_expressed
                .iter()
                .map(|note| {
                    let cite =
                        if note.cite.is_empty() { String::new() } else { format!(" ({})", note.cite.join(", ")) };
                    vec![Span::Strong(note.what.clone()), Span::Text(format!(": {}{cite}", note.why))]
                })
                .collect(),
        );
    }
}
