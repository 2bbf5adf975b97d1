//! Runs the contestants in turn, checks that they agree, and prints medians and ratios.

mod child;
mod contestants;
mod form;
mod names;
mod table;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::generate::{COLUMNS, write_assets};
use child::{Input, Usage};
use contestants::{Contestant, Output, W1};
pub use names::w3;
use table::Table;

/// What a run is made with.
#[derive(Debug)]
pub struct Settings {
    /// How often each contestant runs.
    pub rounds: usize,
    /// Rows of W1's list.
    pub rows: u64,
    /// Seed of W1's list.
    pub seed: u64,
    /// Lengths of the lists of the memory table, in millions of rows.
    pub millions: Vec<u64>,
    /// This program, which is also the hand-written contestants.
    pub own: PathBuf,
    /// The `regard` binary, when there is one.
    pub regard: Option<PathBuf>,
    /// A Python, which may or may not have DuckDB and Polars.
    pub python: PathBuf,
    /// Parts of contestants' names; empty means all of them.
    pub only: Vec<String>,
    /// Where lists and outputs are kept.
    pub data: PathBuf,
}

/// W1: a list as CSV × 20 rules.
///
/// # Errors
///
/// A contestant that cannot run, or whose counts or lines differ from the others'.
pub fn w1(settings: &Settings) -> Result<(), String> {
    let list = list(settings)?;
    let bytes = fs::metadata(&list).map_err(|error| format!("{}: {error}", list.display()))?.len();
    println!(
        "\nW1: {} rows, {} columns, {:.0} MB, seed {}; 20 rules; medians of {} interleaved rounds\n",
        settings.rows,
        COLUMNS.len(),
        bytes as f64 / 1e6,
        settings.seed,
        settings.rounds
    );
    let contestants = present(settings, W1.iter());
    let mut usages: BTreeMap<&str, Vec<Usage>> = BTreeMap::new();
    let mut agreed = Agreed::default();
    for _ in 0..settings.rounds {
        for contestant in &contestants {
            let out = settings.data.join("w1.out");
            let usage = contestant.run(settings, Input::File(&list), &out)?;
            agreed.compare(contestant, &out, settings.rows)?;
            usages.entry(contestant.name).or_default().push(usage);
        }
    }

    let median = |name: &str, of: fn(&Usage) -> f64| median(usages.get(name)?.iter().map(of));
    let mut table = Table::new(&["contestant", "CPU µs a row", "× its HAND", "wall s", "× its HAND", "peak MB"]);
    for contestant in &contestants {
        let (cpu, wall) = (median(contestant.name, Usage::cpu), median(contestant.name, |usage| usage.wall));
        let (hand_cpu, hand_wall) =
            (median(contestant.against, Usage::cpu), median(contestant.against, |usage| usage.wall));
        table.row([
            contestant.name.to_owned(),
            table::number(cpu.map(|seconds| seconds * 1e6 / settings.rows as f64), 3),
            table::number(ratio(cpu, hand_cpu), 2),
            table::number(wall, 2),
            table::number(ratio(wall, hand_wall), 2),
            table::number(median(contestant.name, |usage| usage.peak_mb), 0),
        ]);
    }
    table.print();
    agreed.print();
    Ok(())
}

/// W2: one form × 60 rules.
///
/// # Errors
///
/// Contestants whose verdicts differ.
pub fn w2(settings: &Settings) -> Result<(), String> {
    println!(
        "\nW2: one form of {} bytes of JSON; 60 rules; medians of {} interleaved rounds\n",
        crate::w2::RECORD.len(),
        settings.rounds
    );
    let (mut jobs, verdicts) = form::contestants()?;
    if let Some((first, others)) = verdicts.split_first() {
        for other in others {
            let differences = first.counts.differences(&other.counts);
            if !differences.is_empty() {
                return Err(format!("{} and {} disagree:\n  {}", first.name, other.name, differences.join("\n  ")));
            }
        }
        println!("verdicts: {}\n", Output::Counts(first.counts.clone()).summary());
    }
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..settings.rounds {
        for job in &mut jobs {
            times.entry(job.name).or_default().push(job.round());
        }
    }
    let median = |name: &str| median(times.get(name)?.iter().copied());
    let mut table = Table::new(&["contestant", "CPU µs", "× its HAND"]);
    for job in &jobs {
        table.row([
            job.name.to_owned(),
            table::number(median(job.name).map(|seconds| seconds * 1e6), 2),
            table::number(ratio(median(job.name), median(job.against)), 2),
        ]);
    }
    table.print();
    Ok(())
}

/// Peak memory of the contestants that stream, on lists that are streamed to them and never stored.
///
/// # Errors
///
/// A contestant that cannot run, or whose counts differ from the others'.
pub fn memory(settings: &Settings) -> Result<(), String> {
    println!("\nPeak memory in MB, the list coming through a pipe (million rows)\n");
    fs::create_dir_all(&settings.data).map_err(|error| format!("{}: {error}", settings.data.display()))?;
    let lengths: Vec<String> = settings.millions.iter().map(u64::to_string).collect();
    let head: Vec<&str> = std::iter::once("contestant").chain(lengths.iter().map(String::as_str)).collect();
    let mut table = Table::new(&head);
    let contestants = present(settings, W1.iter().filter(|contestant| contestant.streams));
    let mut cells: Vec<Vec<String>> = contestants.iter().map(|c| vec![c.name.to_owned()]).collect();
    for millions in &settings.millions {
        let rows = millions * 1_000_000;
        let mut agreed = Agreed::default();
        for (contestant, cells) in contestants.iter().zip(&mut cells) {
            // Lines are many gigabytes at twenty million rows, and were compared in W1: they go nowhere.
            let lines = contestant.writes_lines();
            let out = if lines { PathBuf::from("/dev/null") } else { settings.data.join("memory.out") };
            let usage = contestant.run(settings, Input::Generated { rows, seed: settings.seed }, &out)?;
            if !lines {
                agreed.compare(contestant, &out, rows)?;
            }
            cells.push(table::number(Some(usage.peak_mb), 0));
        }
    }
    for row in cells {
        table.row(row);
    }
    table.print();
    Ok(())
}

/// What the contestants of one table gave so far.
#[derive(Default)]
struct Agreed {
    outputs: BTreeMap<&'static str, (&'static str, Output)>,
}

impl Agreed {
    /// Reads what a contestant wrote and holds it against the first output of the same kind.
    fn compare(&mut self, contestant: &Contestant, out: &Path, rows: u64) -> Result<(), String> {
        let output = contestant.read_output(out, rows)?;
        let Some(kind) = output.kind() else {
            return Ok(());
        };
        let (first, before) = self.outputs.entry(kind).or_insert_with(|| (contestant.name, output.clone()));
        let differences = before.differences(&output);
        if differences.is_empty() {
            return Ok(());
        }
        Err(format!("{first} and {} disagree on {kind}:\n  {}", contestant.name, differences.join("\n  ")))
    }

    fn print(&self) {
        for (kind, (_, output)) in &self.outputs {
            println!("all agree on {kind}: {}", output.summary());
        }
    }
}

/// The contestants that are chosen and can run here; says which cannot.
fn present<'a>(settings: &Settings, all: impl Iterator<Item = &'a Contestant>) -> Vec<&'a Contestant> {
    all.filter(|contestant| {
        contestant.name == contestant.against
            || settings.only.is_empty()
            || settings.only.iter().any(|part| contestant.name.contains(part.as_str()))
    })
    .filter(|contestant| match contestant.absent(settings) {
        None => true,
        Some(reason) => {
            println!("({} does not take part: {reason})", contestant.name);
            false
        }
    })
    .collect()
}

/// The list of W1, made now unless an earlier run left it.
fn list(settings: &Settings) -> Result<PathBuf, String> {
    let path = settings.data.join(format!("assets-{}-{}.csv", settings.rows, settings.seed));
    let trouble = |error: io::Error| format!("{}: {error}", path.display());
    if !is_current(&path, settings).map_err(trouble)? {
        let partial = path.with_extension("partial");
        fs::create_dir_all(&settings.data)
            .and_then(|()| File::create(&partial))
            .and_then(|file| write_assets(file, settings.rows, settings.seed))
            .and_then(|()| fs::rename(&partial, &path))
            .map_err(trouble)?;
    }
    // Read once, so that the first contestant does not pay for the disk.
    File::open(&path).and_then(|mut file| io::copy(&mut file, &mut io::sink())).map_err(trouble)?;
    Ok(path)
}

/// Whether an earlier run left the list, and today's generator would begin it alike.
fn is_current(path: &Path, settings: &Settings) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut wanted = Vec::new();
    write_assets(&mut wanted, settings.rows.min(1000), settings.seed)?;
    let mut found = vec![0; wanted.len()];
    Ok(file.read_exact(&mut found).is_ok() && found == wanted)
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (below, above) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    Some((below + above) / 2.0)
}

fn ratio(value: Option<f64>, base: Option<f64>) -> Option<f64> {
    value.zip(base).filter(|(_, base)| *base > 0.0).map(|(value, base)| value / base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_even_and_nothing() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
        assert_eq!(median(std::iter::empty()), None);
    }
}
