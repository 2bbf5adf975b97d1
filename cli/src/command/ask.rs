//! `regard ask`: one record, filled in question by question in the terminal.

mod dialogue;
mod entry;
mod yaml;

use super::audit::{made_for, pair};
use super::template::record_of;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use dialogue::{Dialogue, Ended};
use due_regard::form::Session;
use due_regard::{Date, Detail, Settings, report};
use serde_json::Map;
use std::io;
use std::sync::Arc;

/// Fills in one record question by question, next the one that matters most, and saves each answer.
///
/// The record is saved after each answer, whole or not at all; run again with the same file, it goes on where it was left. At the end stands what the audit says.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A bundled framework (`regard list`), a file, or a folder that holds framework.yaml
    framework: String,

    /// The file of the record, .yaml or .json: answers are saved there, and those that stand there are taken up; without it the record is printed at the end
    #[arg(short, long, value_name = "FILE")]
    out: Option<String>,

    /// The stage that the record is at: what is due comes first; without it everything is due
    #[arg(long)]
    stage: Option<String>,

    /// What `today` means in the framework [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,

    /// Gives a parameter another value
    #[arg(long = "set", value_name = "PARAMETER=VALUE")]
    set: Vec<String>,

    /// The language of questions and options, where the framework has it (a code such as cy)
    #[arg(long, default_value = "", hide_default_value = true)]
    language: String,
}

const EXAMPLES: &str = "\
Examples:
  regard ask council-eia -o eia.yaml                    begins a record, or goes on with it
  regard ask council-eia -o eia.yaml --stage submit     what is due at this stage first

To answer, type the answer; for a choice its number, its name or the first letters of it; for several, numbers with commas. A line that ends with a backslash goes on in the next. Instead of an answer:

  not known: reason      also withheld, not applicable (the reason may be left out)
  ?                      why it is asked, and everything that can be typed
  back                   takes the last answer back
  skip                   leaves the question for later
  go QUESTION            goes to another question, by its path or label
  add GROUP              adds a row to a group: an action, a piece of evidence
  remove ROW             takes a row away
  findings               what the checks say so far
  quit                   ends; everything is saved

A text that is one of these words is typed with a backslash before it: \\back. Everything may come from a pipe, a line for each answer.";

/// Asks.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let loaded = host.load_usable(&args.framework)?;
    host.tell_language(&loaded, &args.language);
    let ending =
        args.out.as_deref().map(|out| out.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase());
    if let (Some(out), Some(ending)) = (&args.out, &ending)
        && !matches!(ending.as_str(), "json" | "yaml" | "yml")
    {
        return Err(CliError::new(format!("the ending of `{out}` says no format"))
            .help("give it one of these endings: .yaml, .json"));
    }
    let mut settings = Settings::new(args.as_of.unwrap_or_else(|| host.today())).language(&*args.language);
    if let Some(stage) = &args.stage {
        settings = settings.stage(stage);
    }
    for set in &args.set {
        let (id, value) = pair(set, "--set PARAMETER=VALUE", |text| text.split_once('='))?;
        settings = settings.parameter(id, value);
    }
    let known = match &args.out {
        Some(out) if host.exists(out) => Some(record_of(out, Arc::new(made_for(&loaded)))?),
        _ => None,
    };
    let resumed = known.is_some();
    let session = Session::new(&loaded, settings, known.unwrap_or_else(Map::new))?;
    let text = |session: &Session| match ending.as_deref() {
        Some("json") => session.record_text(),
        _ => yaml::text(session.record()),
    };
    let save = |session: &Session| match &args.out {
        Some(out) => host.write(out, &text(session)),
        None => Ok(()),
    };
    let mut dialogue = Dialogue::new(session, &args.language, host, io::stdin().lock(), save);
    dialogue.welcome(args.out.as_deref(), resumed)?;
    let ended = dialogue.run()?;
    let mut session = dialogue.into_session();
    let audit = session.audit(Detail::Reasons);
    let options = report::TextOptions { colour: host.colour(), width: host.width(), details: false };
    host.print("\n")?;
    host.print(&report::text(&audit, &options))?;
    let open = session.next(usize::MAX).len();
    let left = match (ended, open) {
        (_, 0) => "Every question that is asked has an answer.".to_owned(),
        (Ended::Left, open) => format!("{open} questions are open."),
        (Ended::Through, open) => format!("{open} questions were left for later."),
    };
    host.print(&format!("\n{left}\n"))?;
    match &args.out {
        Some(out) => host.print(&format!("Saved in {out}. To go on: regard ask {} -o {out}\n", args.framework))?,
        None => host.print(&format!("\n# The record\n{}", text(&session)))?,
    }
    Ok(Exit::Clean)
}
