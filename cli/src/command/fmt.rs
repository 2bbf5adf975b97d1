//! `regard fmt`: the usual layout of frameworks, comments kept.

use crate::bundled;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use due_regard::Source;
use due_regard::framework::format::format;

/// What `fmt` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard fmt my-framework.yaml            write it in the usual layout
  regard fmt --check rules/*/             say which files would change
  regard fmt - < a.yaml > b.yaml          from standard input to standard output

What a framework says never changes; comments, indents and the order of keys stay. A file that cannot be read as YAML stops the job, and then none is written.

Exit codes: 0 done (with --check: nothing would change), 1 with --check: something would change, 2 a file could not be read.")]
pub struct Args {
    /// Frameworks: files, folders that hold `framework.yaml`, or `-`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// Write nothing; list the files that would change, and end with 1 if there are any
    #[arg(long)]
    check: bool,
}

/// Formats.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let mut changed = Vec::new();
    for name in &args.files {
        if bundled::find(name).is_some() {
            return Err(CliError::new(format!(
                "the bundled framework `{name}` is part of the program and cannot be written"
            ))
            .help(format!("name a file; `./{name}` is one of that name")));
        }
        let path = host.framework_path(name)?.display().to_string();
        let text = host.read_text(&path)?;
        let source = Source::new(if path == "-" { "standard input" } else { path.as_str() }, text.as_str());
        let formatted = format(&source).map_err(|diagnostics| {
            let rendered: Vec<String> =
                diagnostics.iter().take(20).map(|diagnostic| diagnostic.render(&source)).collect();
            CliError::new(format!("{}: the text is not YAML that a framework can be written in", source.name()))
                .after(rendered.join("\n"))
        })?;
        if path == "-" && !args.check {
            host.print(&formatted)?;
        } else if formatted != text {
            changed.push((path, formatted));
        }
    }
    if args.check {
        for (path, _) in &changed {
            host.print(&format!("{}\n", if path == "-" { "standard input" } else { path }))?;
        }
        return Ok(if changed.is_empty() { Exit::Clean } else { Exit::Findings });
    }
    for (path, formatted) in &changed {
        host.write(path, formatted)?;
    }
    Ok(Exit::Clean)
}
