//! Who takes part in W1, with which arguments, and how their outputs are read. To change how `regard` is called, or to
//! read another shape of its output, change it here and nowhere else.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::counts::{Counts, fnv, fnv_more};
use crate::kleene::Verdict;
use crate::runner::Settings;
use crate::runner::child::{self, Input, Usage};

/// The folder of this package, where the frameworks and the peers' scripts are.
const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Everyone in W1. `{here}` is this package's folder, `{list}` the CSV list or `-`.
pub(super) const W1: &[Contestant] = &[
    Contestant {
        name: "count line feeds",
        against: "HAND",
        program: Program::Own,
        args: &["contestant", "lines", "{list}"],
        gives: Gives::Number,
        streams: false,
    },
    Contestant {
        name: "csv crate, no rules",
        against: "HAND",
        program: Program::Own,
        args: &["contestant", "records", "{list}"],
        gives: Gives::Number,
        streams: false,
    },
    Contestant {
        name: "HAND",
        against: "HAND",
        program: Program::Own,
        args: &["contestant", "hand", "{list}"],
        gives: Gives::Counts,
        streams: true,
    },
    Contestant {
        name: "regard, counts",
        against: "HAND",
        program: Program::Regard,
        args: &[
            "audit",
            "--quiet",
            "{here}/assets.yaml",
            "{list}",
            "--format",
            "json",
            "--findings",
            "none",
            "--no-hash",
        ],
        gives: Gives::RegardJson,
        streams: true,
    },
    Contestant {
        name: "regard, counts, one thread",
        against: "HAND",
        program: Program::Regard,
        args: &[
            "audit",
            "--quiet",
            "{here}/assets.yaml",
            "{list}",
            "--format",
            "json",
            "--findings",
            "none",
            "--no-hash",
            "--threads",
            "1",
        ],
        gives: Gives::RegardJson,
        streams: false,
    },
    Contestant {
        name: "regard, counts and the list's hash",
        against: "HAND",
        program: Program::Regard,
        args: &["audit", "--quiet", "{here}/assets.yaml", "{list}", "--format", "json", "--findings", "none"],
        gives: Gives::RegardJson,
        streams: false,
    },
    Contestant {
        name: "HAND, JSON Lines",
        against: "HAND, JSON Lines",
        program: Program::Own,
        args: &["contestant", "hand-jsonl", "{list}"],
        gives: Gives::JsonLines,
        streams: true,
    },
    Contestant {
        name: "regard, JSON Lines",
        against: "HAND, JSON Lines",
        program: Program::Regard,
        args: &[
            "audit",
            "--quiet",
            "{here}/assets.yaml",
            "{list}",
            "--format",
            "jsonl",
            "--findings",
            "failing",
            "--no-hash",
        ],
        gives: Gives::JsonLines,
        streams: true,
    },
    Contestant {
        name: "DuckDB, one thread",
        against: "HAND",
        program: Program::Python("duckdb"),
        args: &["{here}/peers/duckdb_w1.py", "{list}"],
        gives: Gives::Counts,
        streams: false,
    },
    Contestant {
        name: "Polars, one thread",
        against: "HAND",
        program: Program::Python("polars"),
        args: &["{here}/peers/polars_w1.py", "{list}"],
        gives: Gives::Counts,
        streams: false,
    },
];

/// A program that does the job, or a part of it.
#[derive(Debug)]
pub(super) struct Contestant {
    /// What it is called in the table.
    pub(super) name: &'static str,
    /// Whose time is 1 in the ratios.
    pub(super) against: &'static str,
    pub(super) program: Program,
    pub(super) args: &'static [&'static str],
    pub(super) gives: Gives,
    /// Whether the memory table has it, the list coming through a pipe.
    pub(super) streams: bool,
}

/// What is started.
#[derive(Debug, Clone, Copy)]
pub(super) enum Program {
    /// This program.
    Own,
    /// The command line under test.
    Regard,
    /// A Python script that needs this module.
    Python(&'static str),
}

/// The shape of what a contestant writes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gives {
    /// One number: rows, or rows and the header.
    Number,
    /// The text of [`Counts::print`].
    Counts,
    /// The JSON document of `regard audit`.
    RegardJson,
    /// One line a failing finding.
    JsonLines,
}

/// What a contestant wrote, as far as it can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    /// It only read.
    Nothing,
    /// Counts of verdicts by rule.
    Counts(Counts),
    /// Lines that are findings, how many, and a hash of them in their order.
    Lines { lines: u64, bytes: u64, hash: u64 },
}

impl Output {
    /// What is compared; `None` when nothing is.
    pub(super) fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Counts(_) => Some("counts"),
            Self::Lines { .. } => Some("JSON Lines"),
        }
    }

    /// In words, for a run where all agree.
    pub(super) fn summary(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Counts(counts) => {
                let parts: Vec<String> = Verdict::ALL
                    .iter()
                    .map(|verdict| format!("{} {}", counts.total(*verdict), verdict.name()))
                    .collect();
                format!("{}; checksum {:016x}", parts.join(", "), fnv(counts.print().as_bytes()))
            }
            Self::Lines { lines, bytes, hash } => {
                format!("{lines} lines, {bytes} bytes; checksum {hash:016x}")
            }
        }
    }

    /// Where two outputs of one kind differ.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        match (self, other) {
            (Self::Counts(one), Self::Counts(other)) => one.differences(other),
            (one, other) if one == other => Vec::new(),
            (one, other) => vec![format!("{} against {}", one.summary(), other.summary())],
        }
    }
}

impl Contestant {
    /// Why it cannot run here, when it cannot.
    pub(super) fn absent(&self, settings: &Settings) -> Option<String> {
        match self.program {
            Program::Own => None,
            Program::Regard if settings.regard.is_some() => None,
            Program::Regard => Some("no `regard` beside this program, and no `--regard PATH`".to_owned()),
            Program::Python(module) => {
                let imported = Command::new(&settings.python)
                    .args(["-c", &format!("import {module}")])
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status();
                let found = imported.is_ok_and(|status| status.success());
                (!found).then(|| format!("{} cannot import `{module}`", settings.python.display()))
            }
        }
    }

    /// Whether it writes a line a finding.
    pub(super) fn writes_lines(&self) -> bool {
        matches!(self.gives, Gives::JsonLines)
    }

    /// Runs once, its output in `out`.
    pub(super) fn run(&self, settings: &Settings, input: Input<'_>, out: &Path) -> Result<Usage, String> {
        let program = match self.program {
            Program::Own => &settings.own,
            Program::Regard => settings.regard.as_ref().unwrap_or(&settings.own),
            Program::Python(_) => &settings.python,
        };
        let list = match input {
            Input::File(path) => path.display().to_string(),
            Input::Generated { .. } => "-".to_owned(),
        };
        let mut command = Command::new(program);
        command.args(self.args.iter().map(|arg| arg.replace("{here}", HERE).replace("{list}", &list)));
        let (status, usage) =
            child::run(&mut command, input, out).map_err(|error| format!("{}: {error}", self.name))?;
        // `regard` ends with 1 when it has findings.
        let done = status.success() || matches!(self.program, Program::Regard) && status.code() == Some(1);
        if done { Ok(usage) } else { Err(format!("{}: {status}", self.name)) }
    }

    /// Reads what a run left in `out`.
    pub(super) fn read_output(&self, out: &Path, rows: u64) -> Result<Output, String> {
        let trouble = |error: &dyn std::fmt::Display| format!("the output of {}: {error}", self.name);
        match self.gives {
            Gives::Number => {
                let text = fs::read_to_string(out).map_err(|error| trouble(&error))?;
                let number: u64 = text.trim().parse().map_err(|error| trouble(&error))?;
                // The header is a line, and no record.
                if number == rows || number == rows + 1 {
                    Ok(Output::Nothing)
                } else {
                    Err(trouble(&format!("{number} rows of {rows}")))
                }
            }
            Gives::Counts => {
                let text = fs::read_to_string(out).map_err(|error| trouble(&error))?;
                Counts::read(&text).map(Output::Counts).map_err(|error| trouble(&error))
            }
            Gives::RegardJson => {
                let file = File::open(out).map_err(|error| trouble(&error))?;
                let audit: serde_json::Value =
                    serde_json::from_reader(std::io::BufReader::new(file)).map_err(|error| trouble(&error))?;
                regard_counts(&audit).map(Output::Counts).map_err(|error| trouble(&error))
            }
            Gives::JsonLines => finding_lines(out).map_err(|error| trouble(&error)),
        }
    }
}

/// The counts in the JSON document of `regard audit`: `rules`, each with `id` and `counts`.
fn regard_counts(audit: &serde_json::Value) -> Result<Counts, String> {
    let rules = audit.get("rules").and_then(serde_json::Value::as_array).ok_or("no `rules`")?;
    let mut counts = BTreeMap::new();
    for rule in rules {
        let id = rule.get("id").and_then(serde_json::Value::as_str).ok_or("a rule without `id`")?;
        let given = rule.get("counts").ok_or_else(|| format!("no `counts` of `{id}`"))?;
        let mut four = [0; 4];
        for verdict in Verdict::ALL {
            let key = verdict.name().replace(' ', "_");
            let count = given.get(&key).and_then(serde_json::Value::as_u64);
            four[verdict as usize] = count.ok_or_else(|| format!("no `{key}` of `{id}`"))?;
        }
        counts.insert(id.to_owned(), four);
    }
    Ok(Counts { rules: counts })
}

/// How many lines of a file are findings, and a hash of them; read in pieces, because the file may be large.
fn finding_lines(path: &Path) -> std::io::Result<Output> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    let (mut lines, mut bytes, mut hash) = (0, 0, fnv(b""));
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Output::Lines { lines, bytes, hash }),
            n => {
                let piece = &buffer[..n];
                lines += memchr::memchr_iter(b'\n', piece).count() as u64;
                bytes += n as u64;
                hash = fnv_more(hash, piece);
            }
        }
    }
}
