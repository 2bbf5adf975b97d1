//! `regard screen`: names against a register.

pub(in crate::command) mod names;
mod outputs;
mod pipeline;

use super::list_args::ListArgs;
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use crate::input::{self, InputOptions, Known};
use crate::registers;
use clap::ValueEnum;
use due_regard::Level;
use due_regard::screen::{Factor, Profile, ScreenSettings, Screener};
use names::NameColumns;

/// Screens names against a register of persons: candidates with reasons, never a link.
///
/// Each name is taken apart (type of street or asset, titles, saints, forenames, initials) and compared with the register's names and aliases. A candidate says
/// what in the name agrees, what else the name may mean and what is not known. Whether the name refers to the person is for people to decide.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A bundled register (public-realm), a folder with persons.csv, or a list of persons with `id` and `name`
    register: String,

    /// The list of names: CSV, TSV, XLSX, XLSM, XLS, ODS, JSON, JSON Lines, GeoJSON; `-` is standard input
    #[arg(default_value = "-", value_name = "LIST")]
    list: String,

    /// How to write it
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Writes to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<String>,

    /// Lists what is kept out of the queue too, with the rule that keeps it out
    #[arg(long)]
    suppressed: bool,

    /// For lists with typing errors: also finds names with so many of them (1 or 2)
    #[arg(long, value_name = "ERRORS", num_args = 0..=1, default_missing_value = "2", value_parser = clap::value_parser!(u8).range(1..=2))]
    noisy: Option<u8>,

    /// Sets the points of a factor (see --weights)
    #[arg(long = "weight", value_name = "FACTOR=POINTS")]
    weight: Vec<String>,

    /// Words to add to the lists of types of street, titles and so on: a file with lines such as `[suffix]` and words below them
    #[arg(long, value_name = "FILE")]
    words: Option<String>,

    /// A file of settlements, one a line: readings that compete with persons of their name
    #[arg(long, value_name = "FILE")]
    settlements: Option<String>,

    /// Prints every factor with its points and the reason for them, and ends
    #[arg(long)]
    weights: bool,

    /// Ends with 1 when a candidate of this verdict or a stronger one was found
    #[arg(long, value_enum, default_value_t = FailOn::Never, value_name = "VERDICT")]
    fail_on: FailOn,

    #[command(flatten)]
    list_args: ListArgs,

    /// Says nothing on standard error but errors
    #[arg(long, short)]
    quiet: bool,

    /// How many threads screen [default: one for each core]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,

    #[command(flatten)]
    columns: NameColumns,
}

const EXAMPLES: &str = "\
Examples:
  regard screen public-realm assets.csv                          the bundled register, for reading
  regard screen public-realm streets.xlsx --format csv -o queue.csv
  regard screen my-register.csv streets.csv --format jsonl --suppressed
  echo \"Picton Place\" | regard screen public-realm
  regard screen public-realm scanned.csv --noisy 2               names with up to two typing errors

One line of jsonl a name: {id, name, candidates: [{person, class, verdict, points, factors, spans, alternatives, …}]}; spans are bytes of the name.

Exit codes: 0 done, 1 candidates as --fail-on says or refused rows of the list or the register, 2 the job could not be done.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people: names with candidates, strongest first
    #[default]
    Text,
    /// One line a name
    Jsonl,
    /// One line a candidate, for a spreadsheet
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Strong,
    Candidate,
    Never,
}

/// Screens.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let settings = settings(args, host)?;
    if args.weights {
        host.print(&weights())?;
        return Ok(Exit::Clean);
    }
    if args.register == "-" && args.list == "-" {
        return Err(CliError::new("the register and the list cannot both come from standard input")
            .help("give one of them as a file"));
    }
    let beside = args.words.iter().chain(&args.settlements).chain([&args.register, &args.list]);
    keep_apart(args.out.as_deref(), beside.map(String::as_str))?;
    let register = registers::load(&args.register, host, &InputOptions { hash: false, ..InputOptions::default() })?;
    registers::report(register.problems(), host, args.quiet);
    // Whom a row that was left out would have named is not among the candidates.
    let is_cut = register.problems().iter().any(|problem| problem.level == Level::Error);
    if register.persons().is_empty() {
        return Err(CliError::new(format!("the register `{}` lists nobody", args.register)));
    }
    let screener = Screener::new(register, settings);
    let options = InputOptions {
        accept_short_rows: true,
        names: args.columns.names(),
        known: Some(Known::names(args.columns.names())),
        hash: false,
        ..args.list_args.options()
    };
    let input = input::open(&args.list, &options)?;
    let mut output = host.create(args.out.as_deref().unwrap_or("-"))?;
    let settings = pipeline::Settings {
        threads: args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        format: args.format,
        width: host.width(),
    };
    let done = pipeline::run(&screener, input, &args.columns, &settings, &mut output)?;
    if args.format == Format::Text {
        outputs::write(&mut output, outputs::summary(&done.counts, &screener).as_bytes())?;
    }
    output.commit()?;
    if !args.quiet {
        for note in &done.notes {
            host.tell(&format!("{note}\n"));
        }
        for (row, cause) in done.refused.iter().take(20) {
            host.tell(&format!("row {row} refused: {cause}\n"));
        }
        let years = done.years.into_iter().map(|(row, year)| {
            let text = format!(
                "{}, row {row}, {}: ‘{}’ is read as no year, so that it counts as not known; years are written as 1840, c.1840 or 1840s",
                args.list,
                done.year_column,
                due_regard::report::one_line(&due_regard::report::brief(&year, 60)),
            );
            ("no year", row, text)
        });
        crate::tell::of_each_kind(host, years);
        if args.out.is_some() {
            host.tell(&outputs::summary(&done.counts, &screener));
        }
    }
    let found = match args.fail_on {
        FailOn::Never => false,
        FailOn::Strong => done.counts.strong > 0,
        FailOn::Candidate => done.counts.queued > 0,
    };
    Ok(if found || is_cut || done.counts.refused > 0 { Exit::Findings } else { Exit::Clean })
}

fn settings(args: &Args, host: &Host) -> Result<ScreenSettings, CliError> {
    let profile = match args.noisy {
        None => Profile::Clean,
        Some(1) => Profile::OneEdit,
        Some(_) => Profile::TwoEdits,
    };
    let mut settings = ScreenSettings::default().profile(profile).suppressed(args.suppressed);
    for text in &args.weight {
        let (name, points) = super::audit::pair(text, "--weight FACTOR=POINTS", |text| text.split_once('='))?;
        let factor = Factor::from_word(&name).ok_or_else(|| {
            let known: Vec<&str> = Factor::ALL.iter().map(|factor| factor.word()).collect();
            CliError::new(format!("no factor is called `{name}`"))
                .help(crate::suggest::did_you_mean(&name, &known))
                .help("`regard screen --weights public-realm` lists them")
        })?;
        let points =
            points.parse().map_err(|_| CliError::new(format!("`{points}` is not a whole number of points")))?;
        settings = settings.weight(factor, points)?;
    }
    if let Some(path) = &args.words {
        settings = settings.words(&host.read_text(path)?)?;
    }
    if let Some(path) = &args.settlements {
        for line in host.read_text(path)?.lines().map(str::trim).filter(|line| !line.is_empty()) {
            settings = settings.settlement(line);
        }
    }
    Ok(settings)
}

fn weights() -> String {
    let mut out = String::from("factor                     points  why\n");
    for factor in Factor::ALL {
        out.push_str(&format!("{:26} {:>6}  {}\n", factor.word(), factor.points(), factor.why()));
    }
    out
}
