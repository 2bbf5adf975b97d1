//! `regard review`: what people have to decide, as a queue to hand round, and worked through in the terminal.

mod append;
mod find;
mod page;
mod table;
mod terminal;

use super::decisions;
use super::list_args::ListArgs;
use super::screen::names::NameColumns;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use append::Log;
use clap::ValueEnum;
use due_regard::Date;
use due_regard::decision::{Decision, DecisionLoader, LineState};
use due_regard::review::Queue;

/// Works through what people have to decide: whom names may refer to, and findings that need a person
///
/// The queue holds the candidates of a screening (a register and a list, or a framework that comes with a register and a list) and the findings of the framework that need a person, less what is decided already.
/// What comes back, because something has changed since or a last day has passed, stands first. Several persons whom one name may mean stand together.
///
/// Without --out, --from or --next each item is shown in the terminal and one key decides it. Every verdict is written to the log at once, so that stopping at any time loses nothing; what is undone is
/// superseded, not removed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A framework (bundled, a file or a folder), or a register of persons (a list, or a folder with persons.csv)
    what: String,

    /// The list of names or records
    list: Option<String>,

    /// The log of decisions: read, and added to. It need not be there
    #[arg(long, value_name = "FILE", default_value = "decisions.csv")]
    decisions: String,

    /// Writes the queue to this file (.csv, .xlsx, .html) and ends; may be given several times
    #[arg(long, short, value_name = "FILE")]
    out: Vec<String>,

    /// Takes the verdicts out of a queue that somebody filled in (.csv, .xlsx) into the log, and ends
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "next"])]
    from: Option<String>,

    /// Shows the next item and how many are left, and ends
    #[arg(long, conflicts_with = "out")]
    next: bool,

    /// Who decides, as the log names them [default: asks in the terminal]
    #[arg(long, value_name = "NAME", env = "REGARD_BY")]
    by: Option<String>,

    /// Which items
    #[arg(long, value_enum, default_value_t)]
    only: Only,

    /// Also what is decided and in force
    #[arg(long)]
    all: bool,

    /// The day on which it is decided, and what `today` means in the framework [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,

    /// Matches a column to a field of the framework: "Header=field"
    #[arg(long, value_name = "HEADER=FIELD")]
    columns: Vec<String>,

    /// A register that the framework declares: ID=FILE
    #[arg(long, value_name = "ID=FILE")]
    register: Vec<String>,

    #[command(flatten)]
    list_args: ListArgs,

    /// Says nothing on standard error but errors
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    names: NameColumns,
}

const EXAMPLES: &str = "\
Examples:
  regard review public-realm assets.csv --out queue.html --out queue.xlsx     a queue to look through, and one to fill in
  regard review public-realm assets.csv --from queue.xlsx --by \"R. Evans\"     what was filled in, into decisions.csv
  regard review public-realm assets.csv --by \"R. Evans\"                       in the terminal
  regard review persons.csv streets.csv --decisions streets-decided.csv       a register of your own
  regard audit public-realm assets.csv --decisions decisions.csv              the audit with what was decided

Keys in the terminal, each followed by Enter:
  r refers (asks for the source)        a accepted                             s skip for now
  x does not refer (asks for a reason)  n not accepted (asks for a reason)     b back: takes the last verdict of this session back
  u unsure                              w waived (asks until when, and why)    q quit; what was decided is in the log
  h needs research                      ? what the keys mean
`=` in the place of an answer takes the last one again. Where input is piped each line is one answer.

In a filled queue a row with a verdict is a decision: `verdict` takes refers, does not refer, unsure, needs research for a person, and accepted, not accepted, waived (with `until`), unsure,
needs research for a finding; `reason` and `source` where they are needed; `refers_to` for whom it refers to instead. `by` and `on` may be left to --by and --as-of. Other columns may be moved, added or
taken away, but for record, person, rule, item, framework, seen, fingerprint and supersedes.

Exit codes: 0 nothing is left to decide, 1 something is, 2 the job could not be done.";

/// Which items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Only {
    /// Candidates and findings
    #[default]
    Both,
    /// Whom names may refer to
    Candidates,
    /// Findings that need a person
    Findings,
}

/// Reviews.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let as_of = args.as_of.unwrap_or_else(|| host.today());
    let mut log = Log::open(&args.decisions, as_of)?;
    if !args.quiet {
        decisions::tell_problems(host, log.read(), args.quiet);
    }
    if let Some(from) = &args.from {
        return take(args, host, from, &mut log, as_of);
    }
    let Some(list) = &args.list else {
        return Err(CliError::new("there is no list to review")
            .help("give the framework or register, then the list: `regard review public-realm assets.csv`"));
    };
    let found = find::items(args, list, host, as_of)?;
    let queue = Queue::new(found, log.read(), args.all);
    if !args.out.is_empty() {
        return write(args, host, &queue);
    }
    if args.next {
        host.print(&terminal::next(&queue, host.width()))?;
        return Ok(left(queue.len()));
    }
    let left_over = terminal::work(&queue, &mut log, args.by.as_deref(), as_of, host)?;
    Ok(left(left_over))
}

fn left(count: usize) -> Exit {
    if count == 0 { Exit::Clean } else { Exit::Findings }
}

/// Writes the queue.
fn write(args: &Args, host: &Host, queue: &Queue) -> Result<Exit, CliError> {
    for path in &args.out {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "csv" => host.write(path, &table::csv(queue))?,
            "html" | "htm" => host.write(path, &page::html(queue))?,
            "xlsx" => {
                use std::io::Write as _;
                let bytes = table::xlsx(queue)?;
                let mut output = host.create(path)?;
                output.write_all(&bytes).map_err(|error| output.error(&error))?;
                output.commit()?;
            }
            _ => {
                return Err(CliError::new(format!("the ending of `{path}` says no format of a queue"))
                    .help("give it one of these endings: .csv, .xlsx, .html"));
            }
        }
    }
    if !args.quiet {
        host.tell(&format!("{}\n", queue.summary()));
    }
    Ok(left(queue.len()))
}

/// Takes the verdicts of a filled queue into the log.
fn take(args: &Args, host: &Host, from: &str, log: &mut Log, as_of: Date) -> Result<Exit, CliError> {
    let mut loader = DecisionLoader::new().by_default(args.by.as_deref().unwrap_or(""), as_of);
    decisions::add(&mut loader, from)?;
    let filled = loader.finish(as_of);
    decisions::tell_problems(host, &filled, args.quiet);
    let (mut new, mut known) = (Vec::new(), 0u64);
    for line in filled.lines().iter().filter(|line| line.state == LineState::Standing) {
        let decision = &line.decision;
        let standing = log.read().history(&decision.framework, &decision.record, &decision.item).last();
        // Somebody may take the same queue in twice.
        if standing.is_some_and(|before| says_the_same(&before.decision, decision)) {
            known += 1;
            continue;
        }
        let mut decision = decision.clone();
        decision.supersedes = log.read().to_supersede(&decision.framework, &decision.record, &decision.item);
        // Columns that somebody added to the queue are kept in the note.
        for (column, text) in
            std::mem::take(&mut decision.extra).into_iter().filter(|(column, _)| !table::is_ours(column))
        {
            let before = if decision.note.is_empty() { String::new() } else { format!("{}; ", decision.note) };
            decision.note = format!("{before}{column}: {text}");
        }
        new.push(decision.sealed());
    }
    if !new.is_empty() {
        log.add(&new)?;
    }
    let new = new.len();
    if !args.quiet {
        host.tell(&format!(
            "{new} decisions added to {}, {known} were there already, {} rows without a verdict, {} refused\n",
            args.decisions,
            filled.undecided(),
            filled.refused()
        ));
    }
    Ok(if filled.refused() > 0 || filled.undecided() > 0 { Exit::Findings } else { Exit::Clean })
}

fn says_the_same(a: &Decision, b: &Decision) -> bool {
    let of = |decision: &Decision| {
        (
            decision.verdict,
            decision.until,
            decision.by.clone(),
            decision.reason.clone(),
            decision.source.clone(),
            decision.refers_to.clone(),
            decision.fingerprint.clone(),
        )
    };
    of(a) == of(b)
}
