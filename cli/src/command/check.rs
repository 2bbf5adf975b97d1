//! `regard check`: the diagnostics of frameworks.

use crate::exit::{CliError, Exit};
use crate::host::Host;
use due_regard::report;
use due_regard::{Code, Level, Loaded};
use serde_json::json;
use std::fmt::Write as _;

/// What `check` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard check my-framework.yaml          one framework
  regard check rules/*/framework.yaml     several
  regard check - < my-framework.yaml      from standard input
  regard explain unused-option            what a code in brackets means

Exit codes: 0 no errors, 1 errors (with --deny-warnings also warnings), 2 a file could not be read.")]
pub struct Args {
    /// Frameworks: the ids of bundled ones, files, folders that hold `framework.yaml`, or `-`
    #[arg(required = true, value_name = "FRAMEWORK")]
    frameworks: Vec<String>,

    /// How to write what is found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// End with 1 when there are warnings too
    #[arg(long)]
    deny_warnings: bool,

    /// Leave out advice, and show only errors and warnings
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For people: place, line, carets, cure
    #[default]
    Text,
    /// One document for programs
    Json,
    /// SARIF 2.1.0, for editors and the reviews of code hosts
    Sarif,
}

/// Checks.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    // Every file is read before anything is printed: what cannot be read is an error of the whole job.
    let loaded = args.frameworks.iter().map(|name| host.load(name)).collect::<Result<Vec<_>, _>>()?;
    let least = if args.quiet { Level::Warning } else { Level::Advice };
    let count = |level: Level| {
        loaded.iter().flat_map(Loaded::diagnostics).filter(|diagnostic| diagnostic.level == level).count()
    };
    match args.format {
        Format::Text => host.print(&host.paint(&text(
            &loaded,
            least,
            [count(Level::Error), count(Level::Warning), count(Level::Advice)],
        )))?,
        Format::Json => host.print(&json(&loaded, least))?,
        Format::Sarif => host.print(&sarif(&loaded, least))?,
    }
    let found = count(Level::Error) > 0 || (args.deny_warnings && count(Level::Warning) > 0);
    Ok(if found { Exit::Findings } else { Exit::Clean })
}

fn text(loaded: &[Loaded], least: Level, [errors, warnings, advice]: [usize; 3]) -> String {
    let mut out = String::new();
    for loaded in loaded {
        for diagnostic in loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level >= least) {
            out.push_str(&diagnostic.render(loaded.source()));
            out.push('\n');
        }
    }
    let several = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let frameworks = several(loaded.len(), "framework", "frameworks");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{frameworks} checked: {}, {}, {advice} of advice",
        several(errors, "error", "errors"),
        several(warnings, "warning", "warnings")
    );
    out
}

fn json(loaded: &[Loaded], least: Level) -> String {
    let frameworks: Vec<_> = loaded
        .iter()
        .map(|loaded| {
            let source = loaded.source();
            let place = |span: due_regard::Span| {
                let (start, end) = (source.position(span.start), source.position(span.end));
                json!({"start": {"line": start.line, "column": start.column, "offset": span.start}, "end": {"line": end.line, "column": end.column, "offset": span.end}})
            };
            let diagnostics: Vec<_> = loaded
                .diagnostics()
                .iter()
                .filter(|diagnostic| diagnostic.level >= least)
                .map(|diagnostic| {
                    json!({
                        "code": diagnostic.code,
                        "level": diagnostic.level,
                        "message": diagnostic.message,
                        "place": place(diagnostic.span),
                        "labels": diagnostic.labels.iter().map(|label| json!({"place": place(label.span), "text": label.text})).collect::<Vec<_>>(),
                        "help": diagnostic.help,
                        "suggestion": diagnostic.suggestion.as_ref().map(|suggestion| json!({"place": place(suggestion.span), "replacement": suggestion.replacement})),
                    })
                })
                .collect();
            json!({"name": source.name(), "framework": loaded.framework().id.value, "usable": loaded.is_usable(), "diagnostics": diagnostics})
        })
        .collect();
    format!("{:#}\n", json!({"schema": "due-regard-check/1", "frameworks": frameworks}))
}

const SARIF_SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The diagnostics as SARIF: a rule for each code that was found, a result for each diagnostic.
fn sarif(loaded: &[Loaded], least: Level) -> String {
    let level = |level: Level| match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "note",
    };
    let mut codes: Vec<Code> = Vec::new();
    let mut results = Vec::new();
    for loaded in loaded {
        let source = loaded.source();
        let uri = report::file_uri(source.name());
        let region = |span: due_regard::Span| {
            let (start, end) = (source.position(span.start), source.position(span.end));
            json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
        };
        let location = |span: due_regard::Span| json!({"artifactLocation": {"uri": uri}, "region": region(span)});
        for diagnostic in loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level >= least) {
            let place = codes.iter().position(|code| *code == diagnostic.code).unwrap_or_else(|| {
                codes.push(diagnostic.code);
                codes.len() - 1
            });
            let mut text = diagnostic.message.clone();
            for help in &diagnostic.help {
                // Writing to a String cannot fail.
                let _ = write!(text, ". Help: {help}");
            }
            let mut result = json!({
                "ruleId": diagnostic.code,
                "ruleIndex": place,
                "level": level(diagnostic.level),
                "message": {"text": text},
                "locations": [{"physicalLocation": location(diagnostic.span)}],
            });
            let related: Vec<_> = diagnostic
                .labels
                .iter()
                .map(|label| json!({"physicalLocation": location(label.span), "message": {"text": label.text}}))
                .collect();
            if let (Some(result), false) = (result.as_object_mut(), related.is_empty()) {
                result.insert("relatedLocations".to_owned(), related.into());
            }
            if let (Some(result), Some(suggestion)) = (result.as_object_mut(), &diagnostic.suggestion) {
                let replacement = json!({"deletedRegion": region(suggestion.span), "insertedContent": {"text": suggestion.replacement}});
                let change = json!({"artifactLocation": {"uri": uri}, "replacements": [replacement]});
                result.insert("fixes".to_owned(), json!([{"artifactChanges": [change]}]));
            }
            results.push(result);
        }
    }
    let rules: Vec<_> = codes
        .iter()
        .map(|code| {
            let info = code.info();
            json!({"id": info.name, "shortDescription": {"text": info.explanation}, "defaultConfiguration": {"level": level(info.level)}})
        })
        .collect();
    let driver = json!({"name": "regard check", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    format!("{:#}\n", json!({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}))
}
