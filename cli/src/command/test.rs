//! `regard test`: runs the cases beside a framework.

use crate::bundled;
use crate::cases::{self, Report};
use crate::exit::{CliError, Exit};
use crate::host::Host;
use due_regard::audit::Verdict;
use std::fmt::Write as _;

/// What `test` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard test public-realm                    a bundled framework
  regard test rules/my-framework              the cases in rules/my-framework/cases/*.case
  regard test my.yaml --cases elsewhere/      cases of another folder
  regard test rules/my-framework --bless      write what it is in the place of what was expected

A case file is prose, then sections:
  A statue moved without consent is a finding.
  --- record.json
  {\"listed\": \"yes\", \"decision\": \"relocate\"}
  --- verdicts
  moved-without-consent  not met

In the place of `record.json`: `records.json`, a list of records, or `records.csv`, a header and rows.
Further sections, each below its line `--- NAME`:
  settings     stage: …, as-of: …, language: …, set parameter = value
  outcome      the outcome, and `table-id = result`
  measures     figures over all records: `id: figure`, `id [field: group]: figure`; --bless writes them
  findings     the messages of what needs attention
  notes        what was noticed of the records
  register ID  persons in the place of a register, and `decisions`, a log of decisions
Several cases in one file stand below lines `=== name`.

Exit codes: 0 every case holds and every rule has its cases, 1 otherwise, 2 something could not be read.")]
pub struct Args {
    /// Frameworks: the ids of bundled ones, files, or folders that hold `framework.yaml`
    #[arg(required = true, value_name = "FRAMEWORK")]
    frameworks: Vec<String>,

    /// Where the cases are; without it `cases` beside the framework
    #[arg(long, value_name = "FOLDER")]
    cases: Option<String>,

    /// Write what it is in the place of what was expected (also with BLESS=1)
    #[arg(long, env = "BLESS", value_parser = clap::builder::FalseyValueParser::new(), num_args = 0, default_missing_value = "true", hide_env = true)]
    bless: bool,

    /// Do not mind rules without cases
    #[arg(long)]
    allow_missing: bool,
}

/// Tests.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let mut out = String::new();
    let mut fine = true;
    for name in &args.frameworks {
        let loaded = host.load_usable(name)?;
        let files = files(args, host, name)?;
        let registers = crate::registers::declared(name, &loaded, host, &[])?;
        let mut report =
            cases::test(&loaded, &registers, files.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        let mut blessed = 0;
        if args.bless {
            blessed = bless(host, name, args, &files, &report)?;
            // What is still missing is told of the cases as they are now.
            let files = std::mem::take(&mut report.files);
            report =
                cases::test(&loaded, &registers, files.iter().map(|file| (file.name.as_str(), file.blessed.as_str())))?;
        }
        fine &= report.holds() && (report.missing.is_empty() || args.allow_missing);
        // Writing to a String cannot fail.
        let _ = write!(out, "{}", text(&loaded.framework().id.value, &report, args, blessed));
    }
    host.print(&host.paint(&out))?;
    Ok(if fine { Exit::Clean } else { Exit::Findings })
}

/// The names and texts of the case files.
fn files(args: &Args, host: &Host, name: &str) -> Result<Vec<(String, String)>, CliError> {
    if let (Some(bundled), None) = (bundled::find(name), &args.cases) {
        return Ok(bundled
            .cases
            .iter()
            .map(|(file, text)| (format!("{name}/cases/{file}"), (*text).to_owned()))
            .collect());
    }
    let folder = match &args.cases {
        Some(folder) => folder.into(),
        None => host.framework_path(name)?.with_file_name("cases"),
    };
    host.files(&folder, "case")?
        .iter()
        .map(|path| path.display().to_string())
        .map(|path| host.read_text(&path).map(|text| (path, text)))
        .collect()
}

fn bless(host: &Host, name: &str, args: &Args, files: &[(String, String)], report: &Report) -> Result<usize, CliError> {
    if bundled::find(name).is_some() && args.cases.is_none() {
        return Err(CliError::new(format!(
            "the cases of the bundled framework `{name}` are part of the program and cannot be written"
        ))
        .help("give the framework by its path"));
    }
    let mut written = 0;
    for (tested, (path, text)) in report.files.iter().zip(files) {
        if tested.blessed != *text {
            host.write(path, &tested.blessed)?;
            written += 1;
        }
    }
    Ok(written)
}

fn text(id: &str, report: &Report, args: &Args, blessed: usize) -> String {
    let mut out = String::new();
    // After blessing only what no case can have right is left: a rule, record or row that is not there.
    for mismatch in report.files.iter().flat_map(|file| &file.mismatches) {
        let _ = writeln!(
            out,
            "error: {} is not as the case says\n  --> {}\n  expected: {}\n  got:      {}\n",
            mismatch.about, mismatch.place, mismatch.expected, mismatch.got
        );
    }
    if !report.missing.is_empty() && !args.allow_missing {
        let _ = writeln!(out, "warning: {} of {} rules lack a case:", report.missing.len(), report.rules);
        for (rule, verdicts) in &report.missing {
            let verdicts: Vec<&str> = verdicts.iter().copied().map(Verdict::words).collect();
            let _ = writeln!(out, "  {rule}: {}", verdicts.join(", "));
        }
        out.push('\n');
    }
    let several = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let failing: usize = report.files.iter().map(|file| file.mismatches.len()).sum();
    let cases = several(report.cases(), "case", "cases");
    let files = several(report.files.len(), "file", "files");
    if args.bless {
        let _ = writeln!(
            out,
            "{id}: {cases} in {files}, {} written anew; read the changes before you keep them",
            several(blessed, "file", "files")
        );
    } else {
        let _ = writeln!(
            out,
            "{id}: {cases} in {files}, {}",
            if failing == 0 { "all as expected".to_owned() } else { several(failing, "difference", "differences") }
        );
    }
    if report.files.is_empty() {
        let _ = writeln!(
            out,
            "  = help: cases are files `cases/*.case` beside the framework; `regard test --help` shows one"
        );
    }
    out
}
