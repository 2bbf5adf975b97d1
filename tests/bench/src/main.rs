//! The command line of the benchmarks: `generate`, `generate-names`, `w1`, `w2`, `w3`, `memory`, `all`, and the contestants as child processes.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use due_regard_bench::generate::{SEED, write_assets};
use due_regard_bench::runner::{self, Settings};
use due_regard_bench::w1::{floor, hand};
use due_regard_bench::w3;

/// Benchmarks of Due Regard against programs written by hand for the same job
#[derive(Debug, Parser)]
#[command(name = "due-regard-bench")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the made-up asset list of W1
    Generate {
        /// How many rows
        #[arg(long, default_value_t = 1_000_000)]
        rows: u64,
        /// Another seed gives another list
        #[arg(long, default_value_t = SEED)]
        seed: u64,
        /// Where to; standard output when absent
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Writes the made-up persons and streets of W3 as two lists: `persons.csv` and `streets.csv`
    GenerateNames {
        /// How many persons
        #[arg(long, default_value_t = 60_000)]
        persons: usize,
        /// How many streets
        #[arg(long, default_value_t = 1_000_000)]
        streets: usize,
        /// Another seed gives other names
        #[arg(long, default_value_t = SEED)]
        seed: u64,
        /// The folder to write them to
        #[arg(long)]
        out: PathBuf,
    },
    /// A CSV list × 20 rules: every contestant in turn, round after round
    W1(Options),
    /// One form × 60 rules, in this process
    W2(Options),
    /// Names of streets × names of persons, in this process
    W3(Options),
    /// Peak memory on lists of growing length, streamed through a pipe
    Memory(Options),
    /// W1, W2, W3 and memory
    All(Options),
    /// One contestant of W1; the runner starts these as its children
    #[command(hide = true)]
    Contestant {
        /// Which
        name: Contestant,
        /// The list; `-` is standard input
        list: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Contestant {
    Lines,
    Records,
    Hand,
    HandJsonl,
}

#[derive(Debug, clap::Args)]
struct Options {
    /// Rounds; the table gives medians
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Rows of the list of W1
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Seed of the list of W1
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Lengths for the memory table, in millions of rows
    #[arg(long, value_delimiter = ',', default_value = "1,5,20")]
    millions: Vec<u64>,
    /// The `regard` binary; the one beside this program when absent
    #[arg(long)]
    regard: Option<PathBuf>,
    /// The Python in which DuckDB and Polars are looked for
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Only contestants whose name contains one of these; HAND always runs
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Where lists and outputs are kept
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"), hide_default_value = true)]
    data: PathBuf,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Generate { rows, seed, out } => {
            let done = match &out {
                Some(path) => File::create(path).and_then(|file| write_assets(file, rows, seed)),
                None => write_assets(io::stdout().lock(), rows, seed),
            };
            match done {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("the list: {error}")),
                _ => Ok(()),
            }
        }
        Command::GenerateNames { persons, streets, seed, out } => {
            let made = w3::generate::persons(persons, seed);
            let streets = w3::generate::streets(streets, &made, seed ^ 1);
            for (file, names) in [("persons.csv", &made), ("streets.csv", &streets)] {
                write_names(&out.join(file), names).map_err(|error| format!("{file}: {error}"))?;
            }
            Ok(())
        }
        Command::W1(options) => runner::w1(&settings(options)?),
        Command::W2(options) => runner::w2(&settings(options)?),
        Command::W3(options) => runner::w3(&settings(options)?),
        Command::Memory(options) => runner::memory(&settings(options)?),
        Command::All(options) => {
            let settings = settings(options)?;
            runner::w1(&settings)?;
            runner::w2(&settings)?;
            runner::w3(&settings)?;
            runner::memory(&settings)
        }
        Command::Contestant { name, list } => {
            compete(name, &list).map_err(|error| format!("{}: {error}", list.display()))
        }
    }
}

/// Names with a number each; none of them has a comma.
fn write_names(path: &Path, names: &[String]) -> io::Result<()> {
    let mut list = BufWriter::new(File::create(path)?);
    writeln!(list, "id,name")?;
    for (number, name) in names.iter().enumerate() {
        writeln!(list, "{number:06},{name}")?;
    }
    list.flush()
}

fn settings(options: Options) -> Result<Settings, String> {
    let own = std::env::current_exe().map_err(|error| format!("this program's own path: {error}"))?;
    let beside = own.with_file_name("regard");
    let regard = match options.regard {
        Some(path) if path.is_file() => Some(path),
        Some(path) => return Err(format!("no program at {}", path.display())),
        None => Some(beside).filter(|path| path.is_file()),
    };
    Ok(Settings {
        rounds: options.rounds.max(1),
        rows: options.rows,
        seed: options.seed,
        millions: options.millions,
        own,
        regard,
        python: options.python,
        only: options.only,
        data: options.data,
    })
}

fn compete(name: Contestant, list: &Path) -> csv::Result<()> {
    let from: Box<dyn Read> =
        if list == Path::new("-") { Box::new(io::stdin().lock()) } else { Box::new(File::open(list)?) };
    match name {
        Contestant::Lines => println!("{}", floor::lines(from)?),
        Contestant::Records => println!("{}", floor::records(from)?),
        Contestant::Hand => print!("{}", hand::audit(from, &mut hand::CountOnly)?.print()),
        Contestant::HandJsonl => {
            let mut lines = hand::JsonLines::new(BufWriter::with_capacity(256 * 1024, io::stdout().lock()));
            hand::audit(from, &mut lines)?;
            lines.finish()?;
        }
    }
    Ok(())
}
