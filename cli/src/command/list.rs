//! `regard list`: the bundled frameworks.

use crate::bundled;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use due_regard::Code;
use due_regard::framework::{Framework, Member};
use serde_json::json;
use std::fmt::Write as _;

/// What `list` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard list                  the frameworks that come with the program
  regard show public-realm     one of them as a guide
  regard list --codes          the codes of all diagnostics")]
pub struct Args {
    /// List the codes of diagnostics instead
    #[arg(long)]
    codes: bool,

    /// How to write it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One document for programs
    Json,
}

/// Lists.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let text = match (args.codes, args.format) {
        (true, Format::Text) => Code::ALL.iter().map(|code| format!("{code}\n")).collect(),
        (true, Format::Json) => {
            let codes: Vec<_> = Code::ALL
                .iter()
                .map(|code| json!({"code": code, "level": code.info().level, "explanation": code.info().explanation}))
                .collect();
            format!("{:#}\n", json!(codes))
        }
        (false, format) => {
            let frameworks: Vec<_> = bundled::ALL.iter().map(bundled::Bundled::load).collect();
            let frameworks: Vec<&Framework> = frameworks.iter().map(due_regard::Loaded::framework).collect();
            if format == Format::Json { json_list(&frameworks) } else { text_list(&frameworks) }
        }
    };
    host.print(&text)?;
    Ok(Exit::Clean)
}

/// How many fields a framework has, those of groups among them.
fn fields(members: &[Member]) -> usize {
    let count = |member: &Member| match member {
        Member::Field(_) => 1,
        Member::Group(group) => fields(&group.members),
    };
    members.iter().map(count).sum()
}

fn fields_of(framework: &Framework) -> usize {
    framework.sections.iter().map(|section| fields(&section.members)).sum()
}

fn text_list(frameworks: &[&Framework]) -> String {
    let mut out = String::new();
    let width = frameworks.iter().map(|framework| framework.id.value.len()).max().unwrap_or(0);
    for framework in frameworks {
        let place =
            if framework.jurisdiction.is_empty() { String::new() } else { format!(" ({})", framework.jurisdiction) };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:width$}  {}{place}", framework.id.value, framework.title.get(""));
        let _ = writeln!(
            out,
            "{:width$}  version {}, {} fields, {} rules, {} sources",
            "",
            framework.version,
            fields_of(framework),
            framework.rules.len(),
            framework.sources.len()
        );
    }
    let _ = writeln!(out, "\n`regard show FRAMEWORK` prints one as a guide; `regard new LIST` starts one of your own");
    out
}

fn json_list(frameworks: &[&Framework]) -> String {
    let list: Vec<_> = frameworks
        .iter()
        .map(|framework| {
            json!({
                "id": framework.id.value,
                "version": framework.version,
                "title": framework.title.get(""),
                "jurisdiction": framework.jurisdiction,
                "licence": framework.licence,
                "fields": fields_of(framework),
                "rules": framework.rules.len(),
                "sources": framework.sources.len(),
            })
        })
        .collect();
    format!("{:#}\n", json!(list))
}
