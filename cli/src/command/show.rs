//! `regard show`: a framework as a guide to read.

use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::guide;
use crate::host::Host;
use due_regard::Settings;

/// What `show` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard show public-realm                                     fields, rules, measures, parameters, sources
  regard show public-realm --format html --out guide.html      a page to hand round
  regard show public-realm --format yaml > mine.yaml           its text, to start your own from")]
pub struct Args {
    /// The id of a bundled framework, a file, a folder that holds `framework.yaml`, or `-`
    #[arg(value_name = "FRAMEWORK")]
    framework: String,

    /// How to write it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// The file to write; without it standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For people at a terminal
    #[default]
    Text,
    /// To paste into other documents
    Markdown,
    /// One page that needs nothing else
    Html,
    /// The framework's own text
    Yaml,
}

/// Shows.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let loaded = host.load_usable(&args.framework)?;
    keep_apart(args.out.as_deref(), [loaded.source().name()])?;
    let framework = loaded.framework();
    let plan = loaded.plan(Settings::new(host.today()))?;
    let guide = guide::guide(framework, loaded.differences(), &plan.run(&plan.batch().finish()));
    let text = match args.format {
        Format::Text => guide.text(host.width(), host.colour() && args.out.is_none()),
        Format::Markdown => guide.markdown(),
        Format::Html => guide.html(framework.title.get("")),
        Format::Yaml => loaded.source().text().to_owned(),
    };
    match &args.out {
        Some(path) => host.write(path, &text)?,
        None => host.print(&text)?,
    }
    Ok(Exit::Clean)
}
