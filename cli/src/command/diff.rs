//! `regard diff`: what changed between two audits.

use super::decisions::written;
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use clap::ValueEnum;
use due_regard::compare::{self, Difference};

/// Says what changed between two audits: new, reopened, decided but changed, settled, gone; figures side by side
///
/// Both are what `regard audit --format json` or `--format jsonl` wrote, or both are what `regard screen --format jsonl` wrote. Findings are the same where framework,
/// rule, record and row are, whatever the order of the lists. Of JSON Lines it is not known which records were in the list, so that what is settled cannot always be told from what is gone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The older audit; `-` is standard input
    old: String,

    /// The newer audit
    new: String,

    /// How to write it
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Writes to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<String>,

    /// Text lists every change, and not only the first twenty of each kind
    #[arg(long)]
    details: bool,

    /// Ends with 0 whatever changed
    #[arg(long)]
    no_fail: bool,
}

const EXAMPLES: &str = "\
Examples:
  regard audit public-realm may.csv --format json > may.json
  regard audit public-realm november.csv --decisions decisions.csv --format json > november.json
  regard diff may.json november.json
  regard diff may.json november.json --format markdown -o changes.md
  regard diff before.jsonl after.jsonl                  two screenings, before a register is changed

What can happen:
  new                  not found before
  reopened             what was decided is no longer in force: expired, taken back, contradicted
  decided but changed  what was decided rests on something that has changed since
  changed              another verdict, or for a candidate another class of evidence
  settled              no longer found in a record that is still there, or somebody decided about it
  gone                 the record is no longer in the list

Figures of measures stand side by side where they are told otherwise, with their intervals and verdicts (both written with --format json). Of reports without findings (--findings none) they are what is compared. Whether they differ by more than chance is not tested: periods may overlap, and records may be of the same people.

Exit codes: 0 nothing is new, reopened, decided but changed or changed, and no figure has another verdict; 1 something is; 2 the job could not be done.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One document
    Json,
    /// One change a row, for a spreadsheet
    Csv,
    /// A page to paste into a paper or an issue
    Markdown,
}

/// Compares.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    if args.old == "-" && args.new == "-" {
        return Err(
            CliError::new("the two audits cannot both come from standard input").help("give one of them as a file")
        );
    }
    keep_apart(args.out.as_deref(), [args.old.as_str(), &args.new])?;
    let ((old, _), (new, _)) = (written(&args.old)?, written(&args.new)?);
    let is_audit = |written: &compare::Written| {
        !written.is_screening() && (written.framework().is_some() || !written.findings().is_empty())
    };
    if old.is_screening() && is_audit(&new) || is_audit(&old) && new.is_screening() {
        return Err(CliError::new("one of the two is an audit and the other a screening").help("compare two of a kind"));
    }
    let both = [(&args.old, &old), (&args.new, &new)];
    let has_figures = |written: &compare::Written| written.figures().is_some_and(|figures| !figures.is_empty());
    let of_figures = has_figures(&old) && has_figures(&new);
    if let Some((path, cut)) = both.into_iter().find(|(_, written)| written.left_out() > 0 && !of_figures) {
        return Err(CliError::new(format!(
            "`{path}` leaves out {} of its findings, so that what is new and what is settled cannot be told",
            cut.left_out()
        ))
        .help("write it with `--format jsonl`, which holds every finding, or with a higher `--limit`"));
    }
    let difference = compare::difference(&old, &new);
    let text = render(&difference, args);
    host.write(args.out.as_deref().unwrap_or("-"), &text)?;
    for remark in difference.remarks.iter().filter(|_| args.format != Format::Text) {
        host.tell(&format!("note: {remark}\n"));
    }
    Ok(if difference.asks_for_attention() && !args.no_fail { Exit::Findings } else { Exit::Clean })
}

fn render(difference: &Difference, args: &Args) -> String {
    match args.format {
        Format::Text => compare::text(difference, args.details),
        Format::Json => compare::json(difference),
        Format::Csv => compare::csv(difference),
        Format::Markdown => compare::markdown(difference),
    }
}
