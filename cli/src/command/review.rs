//! `regard review`: what people have to decide, as a queue to hand round, and worked through in the terminal.

mod append;
mod find;
mod page;
mod table;
mod take;
mod terminal;

use super::decisions;
use super::list_args::ListArgs;
use super::screen::names::NameColumns;
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use append::Log;
use clap::ValueEnum;
use due_regard::Date;
use due_regard::decision::{DecisionLoader, DecisionLog, Item as About, Line, LineState};
use due_regard::review::Queue;
use std::collections::BTreeSet;

/// Works through what people have to decide: whom names may refer to, and findings that need a person
///
/// The queue holds the candidates of a screening (a register and a list, or a framework that comes with a register and a list) and the findings of the framework that need a person, less what is decided already.
/// What comes back, because something has changed since or a last day has passed, stands first; a decision about somebody whom the changed name no longer matches is named beside it. Several persons whom one name may mean stand together.
///
/// Without --out, --from or --next each item is shown in the terminal and one key decides it. Every verdict is written to the log at once, so that stopping at any time loses nothing; what is undone is
/// superseded, not removed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A framework (bundled, a file or a folder), or a register of persons (a list, or a folder with persons.csv)
    what: String,

    /// The list of names or records; with --from, what the rows of the queue are compared with
    list: Option<String>,

    /// The log of decisions: read, and added to. It need not be there
    #[arg(long, value_name = "FILE", default_value = "decisions.csv")]
    decisions: String,

    /// Writes the queue to this file (.csv, .xlsx, .html) and ends; may be given several times
    #[arg(long, short, value_name = "FILE")]
    out: Vec<String>,

    /// With --out: writes over a queue with verdicts that are not in the log
    #[arg(long, requires = "out")]
    force: bool,

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
  regard review public-realm assets.csv --out q.html --out q.xlsx           to look through, and to fill in
  regard review public-realm assets.csv --from q.xlsx --by \"R. Evans\"       what was filled in, into the log
  regard review public-realm assets.csv --by \"R. Evans\"                     in the terminal
  regard review persons.csv streets.csv --decisions streets-decided.csv     a register of your own
  regard audit public-realm assets.csv --decisions decisions.csv            the audit with what was decided

Keys in the terminal, each followed by Enter:
  r refers (asks for the source)           u unsure
  x does not refer (asks for a reason)     h needs research
  a accepted                               s skip for now
  n not accepted (asks for a reason)       b back: takes the last verdict of this session back
  w waived (asks until when, and why)      q quit; what was decided is in the log
                                           ? what the keys mean
`=` in the place of an answer takes the last one again. Where input is piped each line is one answer.

In a filled queue a row with a verdict is a decision: `verdict` takes refers, does not refer, unsure, needs research for a person, and accepted, not accepted, waived (with `until`), unsure, needs research for a finding; `reason` and `source` where they are needed; `refers_to` for whom it refers to instead. `by` and `on` may be left to --by and --as-of. Other columns may be moved, added or taken away, but for record, person, rule, item, framework, seen, fingerprint and supersedes.

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
    keep_log_and_queue(args, host)?;
    let mut log = Log::open(&args.decisions, as_of)?;
    if !args.quiet {
        decisions::tell_problems(host, log.read(), args.quiet);
    }
    if let Some(from) = &args.from {
        return take::take(args, host, from, &mut log, as_of);
    }
    let Some(list) = &args.list else {
        return Err(CliError::new("there is no list to review")
            .help("give the framework or register, then the list: `regard review public-realm assets.csv`"));
    };
    keep_verdicts(args, &log, as_of)?;
    let known: BTreeSet<&str> = log.read().lines().iter().map(|line| line.decision.record.as_str()).collect();
    let wanted = |id: &str| known.contains(id);
    let looked = find::items(args, list, host, as_of, args.only, &wanted)?;
    if !args.quiet && args.only != Only::Findings {
        tell_lost(&looked, log.read(), host);
    }
    let queue = Queue::new(looked.found, log.read(), args.all);
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

/// Refuses a queue, or a log, in the place of what is read.
fn keep_log_and_queue(args: &Args, host: &Host) -> Result<(), CliError> {
    let mut read = find::read_by(args, host);
    read.extend(args.list.iter().chain(&args.from).cloned());
    // The log is added to: a queue or a list that looks like one would be changed for good.
    keep_apart([args.decisions.as_str()], read.iter().map(String::as_str))?;
    keep_apart(args.out.iter().map(String::as_str), read.iter().chain([&args.decisions]).map(String::as_str))
}

/// Refuses to write a queue over one that somebody filled in, as long as its verdicts are not in the log.
fn keep_verdicts(args: &Args, log: &Log, as_of: Date) -> Result<(), CliError> {
    for path in args.out.iter().filter(|path| !args.force && std::path::Path::new(path).is_file()) {
        let mut loader = DecisionLoader::new().by_default(args.by.as_deref().unwrap_or("somebody"), as_of);
        // What is no queue has no verdicts.
        if decisions::add(&mut loader, path).is_err() {
            continue;
        }
        let filled = loader.finish(as_of);
        let is_new = |line: &&Line| {
            let decision = &line.decision;
            let before = log.read().history(&decision.framework, &decision.record, &decision.item);
            line.state != LineState::Copy
                && !before.into_iter().any(|before| take::decides_the_same(&before.decision, decision))
        };
        let waiting = filled.lines().iter().filter(is_new).count() as u64 + filled.refused();
        if waiting > 0 {
            let (verdicts, are, them) =
                if waiting == 1 { ("a verdict", "is", "it") } else { ("verdicts", "are", "them") };
            return Err(CliError::new(format!(
                "`{path}` is a queue with {verdicts} filled in that {are} not in `{}`",
                args.decisions
            ))
            .help(format!("take {them} in first: `regard review {} --from {path}`", with_list(args)))
            .help("or give the new queue another name; `--force` writes over what was filled in"));
        }
    }
    Ok(())
}

/// What is reviewed, as it was written in the command.
fn with_list(args: &Args) -> String {
    let list = args.list.as_ref().map(|list| format!(" {}", args.list_args.written(list))).unwrap_or_default();
    format!("{}{list} --decisions {}", args.what, args.decisions)
}

/// Names decisions about candidates whose records are in the list and whose names no longer match the person: nothing is left to decide there, and what was decided is in force nowhere.
fn tell_lost(looked: &find::Looked, log: &DecisionLog, host: &Host) {
    let found: BTreeSet<(&str, About)> =
        looked.found.iter().map(|found| (found.record.as_str(), found.about())).collect();
    let is_lost = |line: &&Line| {
        let decision = &line.decision;
        let ours = decision.framework.is_empty() || decision.framework == looked.framework;
        let stands = line.state == LineState::Standing && decision.verdict.settles();
        stands && ours && decision.item.is_candidate() && !found.contains(&(&*decision.record, decision.item.clone()))
    };
    let lost = log.lines().iter().filter(is_lost).filter_map(|line| {
        let names = looked.records.get(&line.decision.record)?;
        let (was, is) = (line.decision.seen.get("asset").unwrap_or(&line.decision.record_name), names.join("’, ‘"));
        let person = if line.decision.person_name.is_empty() { "the person" } else { &line.decision.person_name };
        let text = format!(
            "warning[no-longer-a-candidate]: {} was ‘{was}’ when somebody decided ({}), is ‘{is}’, and {person} is no candidate of it any more\n  --> {}, row {}\n  = help: the decision has no effect; look whether the list or the log is to be mended",
            line.decision.record,
            due_regard::review::said(&line.decision),
            line.file,
            line.row
        );
        Some(("no-longer-a-candidate", line.row, text))
    });
    crate::tell::of_each_kind(host, lost);
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
