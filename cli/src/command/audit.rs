//! `regard audit`: a framework against lists of records.

pub(in crate::command) mod beside;
pub(in crate::command) mod columns;
pub(in crate::command) mod keys;
mod outputs;
mod pipeline;

use super::list_args::ListArgs;
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::filled::{Layout, MadeFor};
use crate::host::Host;
use crate::input::{self, Input, InputOptions, Known};
use crate::registers;
use beside::Beside;
use clap::ValueEnum;
use due_regard::audit::{Audit, ColumnReport, Finding, InputReceipt, ListNote, NoteKind, Verdict, VerdictCounts};
use due_regard::framework::Severity;
use due_regard::report::Format;
use due_regard::{Date, Detail, ListColumns, Part, Settings};
use outputs::Outputs;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What `regard --help` says of it.
pub const ABOUT: &str = "Audits lists of records against a framework";

/// Audits lists of records against a framework.
///
/// Every row that holds something is reported or refused with its cause: rows in = rows reported. Columns are matched to fields by id, label
/// or alias, and every match is explained; between two that fit, nothing is guessed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A bundled framework (`regard list`), a file, or a folder that holds framework.yaml
    framework: String,

    /// Lists: CSV, TSV, XLSX, XLSM, XLS, ODS, JSON, JSON Lines, GeoJSON, YAML; forms of `regard template` that were filled in; or a folder of records and forms; `-` is standard input
    #[arg(default_value = "-", value_name = "RECORDS")]
    records: Vec<String>,

    /// Writes a report to this file, in the format of its ending (.html, .xlsx, .json, .jsonl, .csv, .md, .sarif, .xml, .txt); may be given several times
    #[arg(long, short, value_name = "FILE")]
    out: Vec<String>,

    /// Writes a summary of each record for those who decide: what is proposed, whom it may harm, what is done about it, what was found and what could not be judged (.docx, .html or .md); may be given several times
    #[arg(long, value_name = "FILE")]
    summary: Vec<String>,

    /// With --summary: every question that is asked, with its answer, in the place of what the framework's summary shows
    #[arg(long, requires = "summary")]
    whole: bool,

    /// What goes to standard output: text, json, jsonl, csv, html, markdown, sarif, junit [default: text, unless --out or --summary is given]
    #[arg(long, short, value_name = "FORMAT")]
    format: Option<Format>,

    /// Matches a column, or a key of JSON records, to a field: "Header=field" (a header, a letter such as C, or a number); "Header=" sets the column aside
    #[arg(long, value_name = "HEADER=FIELD")]
    columns: Vec<String>,

    /// What `today` means in the framework [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,

    /// Look so many days ahead for verdicts that change by themselves (in JSON, beside each record's result); slow on long lists
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    ahead: u16,

    /// The stage that the records are at; without it every rule bites
    #[arg(long)]
    stage: Option<String>,

    /// Gives a parameter another value; every report says so
    #[arg(long = "set", value_name = "PARAMETER=VALUE")]
    set: Vec<String>,

    /// A register in the place of one that the framework declares: a file (CSV, XLSX, JSON) or a folder of tables
    #[arg(long = "register", value_name = "ID=FILE")]
    register: Vec<String>,

    /// Ends with 1 when a rule of this severity or a graver one is not met, or a row was refused
    #[arg(long, value_enum, default_value_t = FailOn::Minor, value_name = "SEVERITY")]
    fail_on: FailOn,

    /// What people decided: a log as CSV, XLSX, JSON or JSON Lines; may be given several times. Verdicts do not change; see below
    #[arg(long, value_name = "FILE")]
    decisions: Vec<String>,

    /// An earlier audit (json or jsonl): each finding is marked new, changed or unchanged, and --fail-on passes over the unchanged ones; see below
    #[arg(long, value_name = "FILE")]
    baseline: Option<String>,

    /// What is listed one by one; counts are always complete
    #[arg(long, value_enum, default_value_t = Listed::Attention)]
    findings: Listed,

    /// How many findings and records a report lists one by one (counts are always complete; jsonl and csv are never cut)
    #[arg(long, default_value_t = 10_000, value_name = "COUNT")]
    limit: usize,

    /// Text lists every finding, and not only the first few of each rule
    #[arg(long)]
    details: bool,

    /// The language of labels and messages, where the framework has it (a code such as cy)
    #[arg(long, default_value = "", hide_default_value = true)]
    language: String,

    #[command(flatten)]
    list_args: ListArgs,

    /// Takes rows with fewer cells than the header; what is missing counts as blank
    #[arg(long)]
    accept_short_rows: bool,

    /// Leaves the hash of the inputs out of the receipt
    #[arg(long)]
    no_hash: bool,

    /// Says nothing on standard error but errors
    #[arg(long, short)]
    quiet: bool,

    /// How many threads evaluate [default: one for each core]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
}

const EXAMPLES: &str = "\
Examples:
  regard audit public-realm assets.csv
  regard audit public-realm assets.xlsx --sheet Statues --out report.html --out findings.xlsx
  regard audit public-realm assets.csv --columns \"Grade=designation\" --stage publish --set ten-years=12
  regard audit council-eia assessment.yaml --stage sign-off --summary summary.docx
  regard audit public-realm download.json --records result.records
  cat assets.jsonl | regard audit my-framework.yaml - --format jsonl | head

Documents of portals (JSON): the only array of objects in a document is the list of records, wherever it stands; an array that describes its columns is none. Between several nothing is guessed, and --records PATH says which. What each record says may stand in an object of it (fields, attributes, properties, tags, record, node, _source; of any other name: --records \"PATH[].NAME\"); what stands beside that is kept. Where the document says that it has more records than are in it, every report does.

Decisions (--decisions FILE): a line applies to exactly one record, rule and row (or person), and only while what was seen then is still there: else it comes back as stale, with what has changed. A waiver holds until its day, and then comes back as expired. Lines about records that are not in the list are named. A finding that is waived, or that needed a person and is accepted, is listed and counted like any other and does not count for --fail-on. `regard review` writes such a log.

Baseline (--baseline FILE): a finding is *unchanged* when the earlier audit had it (same framework, rule, record and row) with the same verdict, *changed* when with another one, and else *new*. --fail-on then counts only new and changed findings. Refused rows count always. `regard diff` says more about two audits.

Exit codes: 0 nothing at or above --fail-on, 1 findings, or refused rows of a list or log, 2 the job could not be done. How groups compare in measures makes no exit code; `regard diff` tells another verdict there.";

/// What makes the exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Block,
    Major,
    Minor,
    /// Also what needs a person
    Review,
    /// Also what cannot be told
    Unknown,
    Never,
}

/// Which findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// Whatever is not met, cannot be told, needs a person or is to do
    Attention,
    /// Only what is not met
    Failing,
    /// Nothing but counts
    None,
    /// Every verdict
    All,
}

/// `name=value` at its last or first equals sign.
pub(crate) fn pair<'a>(
    text: &'a str,
    what: &str,
    split: impl Fn(&'a str) -> Option<(&'a str, &'a str)>,
) -> Result<(String, String), CliError> {
    let (name, value) = split(text)
        .ok_or_else(|| CliError::new(format!("`{text}` has no equals sign")).help(format!("write {what}")))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// What forms that were filled in say about the framework that they were made for, if it is this one.
pub(in crate::command) fn made_for(loaded: &due_regard::Loaded) -> MadeFor {
    let framework = loaded.framework();
    MadeFor {
        framework: framework.id.value.clone(),
        version: framework.version.clone(),
        sha256: loaded.sha256().to_owned(),
        asked: Layout::new(framework, "").paths(),
    }
}

/// Audits.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let loaded = host.load_usable(&args.framework).map_err(|error| error.help(swapped(&args.framework)))?;
    let mut outputs =
        Outputs::new(args.format, &args.out, &args.summary, args.details, args.findings != Listed::None, args.whole)?;
    let read = args.records.iter().chain(&args.decisions).chain(&args.baseline).map(String::as_str);
    let registers = registers::paths(&args.framework, &loaded, host, &args.register);
    let read = read.chain([loaded.source().name()]).chain(registers.iter().map(String::as_str));
    keep_apart(outputs.paths(), read)?;
    if !args.quiet {
        host.tell_language(&loaded, &args.language);
    }
    let as_of = args.as_of.unwrap_or_else(|| host.today());
    let beside = Beside::load(args, as_of)?;
    let mut settings = Settings::new(as_of)
        .language(&*args.language)
        .ahead(args.ahead)
        .limits(if args.findings == Listed::None { 0 } else { args.limit }, args.limit)
        .detail(match args.findings {
            // What stands beside findings is counted, though none is listed.
            Listed::None if beside.is_some() => Detail::Findings,
            Listed::None => Detail::Counts,
            // Scores are printed record by record.
            _ if loaded.shows_numbers() && outputs.detail() == Detail::Reasons => Detail::Records,
            _ => outputs.detail(),
        });
    settings = match args.findings {
        Listed::All => settings.every_verdict(),
        Listed::Failing => settings.only_failing(),
        Listed::Attention | Listed::None => settings,
    };
    if let Some(stage) = &args.stage {
        settings = settings.stage(stage);
    }
    for set in &args.set {
        let (id, value) = pair(set, "--set PARAMETER=VALUE", |text| text.split_once('='))?;
        settings = settings.parameter(id, value);
    }
    let overrides = args
        .columns
        .iter()
        .map(|text| pair(text, "--columns \"Header=field\"", |text| text.rsplit_once('=')))
        .collect::<Result<Vec<_>, _>>()?;
    for (id, register) in registers::declared(&args.framework, &loaded, host, &args.register)? {
        registers::report(register.problems(), host, true);
        settings = settings.register(id, register);
    }
    let plan = loaded.plan(settings.clone())?;
    registers::report(&plan.register_problems(), host, args.quiet);
    for id in plan.missing_registers().into_iter().filter(|_| !args.quiet) {
        host.tell(&format!(
            "the register `{id}` is not given, so nothing can be told of its candidates: --register {id}=FILE\n"
        ));
    }
    let names = ListColumns::names(&plan, &overrides);
    let options = InputOptions {
        accept_short_rows: args.accept_short_rows,
        hash: !args.no_hash && outputs.has_receipt(),
        expected: Some(Arc::new(made_for(&loaded))),
        known: Some(Known::of_plan(&plan, names.clone())),
        names,
        list: !overrides.is_empty(),
        ..args.list_args.options()
    };
    let of = (&plan, loaded.framework());
    let beside = beside.map(|beside| beside.one_each(of, &args.records, &options, &overrides)).transpose()?;
    let plan = match beside.as_ref().and_then(Beside::log) {
        Some(log) => loaded.plan(settings.decisions(log.clone()))?,
        None => plan,
    };
    let beside = beside.as_ref().map(|beside| beside.ready(&plan)).transpose()?;
    // Every list is opened, and its columns matched, before anything is written.
    let mut inputs = Vec::new();
    for path in &args.records {
        let mut input = input::open(path, &options)?;
        let columns = match &mut input {
            Input::Table(table) => Columns::Of(columns::map(&plan, table, &overrides)?),
            Input::Records(records) => Columns::Keys(keys::map(&plan, loaded.framework(), records, &overrides)?),
        };
        inputs.push((input, columns));
    }
    if let Some(beside) = &beside {
        beside.tell(host, args.quiet);
    }
    outputs.open(host)?;
    let several = inputs.len() > 1;
    let mut whole = plan.nothing();
    let mut tally = beside::Tally::default();
    let mut receipts = Vec::new();
    let mut list = Vec::new();
    let mut incomplete = Vec::new();
    let mut before = 0u64;
    // Records have keys, which are matched as they are read.
    let no_columns = ListColumns::default();
    for (input, columns) in inputs {
        let name = input.about().name.clone();
        let settings = pipeline::Settings {
            threads: args.threads.unwrap_or_else(cores),
            progress: !args.quiet && host.watched(),
            before,
            name: if several { name.clone() } else { String::new() },
            limit: args.limit,
            beside: beside.as_ref(),
        };
        let matched = columns.matched().unwrap_or(&no_columns);
        let done = pipeline::run(&plan, input, matched, &settings, (&mut whole, &mut tally), &mut outputs)?;
        before += done.rows;
        let reported = columns.report(several.then_some(&*name));
        if let Some(note) = columns::unread(&plan, &reported).filter(|_| !args.quiet) {
            host.tell(&format!("{name}: {note}\n"));
        }
        list.extend(reported);
        for note in done.notes.iter().filter(|_| !args.quiet) {
            host.tell(&format!("{name}: {note}\n"));
        }
        for why in done.incomplete {
            if !args.quiet {
                host.tell(&format!("{name}: this may not be the whole list: {why}\n"));
            }
            incomplete.push(if several { format!("{name}: {why}") } else { why });
        }
        receipts.push(InputReceipt { name, format: done.format, bytes: done.bytes, sha256: done.sha256 });
    }
    // What only all records together show comes after what each shows by itself.
    let mut across = plan.across_records(&whole);
    if let Some(beside) = &beside {
        beside.late(&mut across, &mut tally);
    }
    outputs.write_late(&across)?;
    let mut audit = finish(&plan, plan.audit(take(&mut whole, &plan)), receipts, list);
    // It weighs more than what is noticed of columns.
    audit.list.notes.splice(0..0, incomplete.into_iter().map(incomplete_list));
    let across: BTreeMap<&str, &Finding> =
        across.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect();
    for finding in audit.findings.iter_mut().filter(|finding| finding.verdict == Verdict::NeedsAPerson) {
        if let Some(known) = across.get(finding.fingerprint.as_str()) {
            *finding = (*known).clone();
        }
    }
    if let Some(beside) = &beside {
        beside.report(&tally, &mut audit);
        if !args.quiet {
            beside.tell_shared(&tally, host);
        }
    }
    if let Some(note) = columns::all_invalid(&audit.list.columns).filter(|_| !args.quiet) {
        host.tell(&format!("{note}\n"));
    }
    if audit.records.read == 0 && !args.quiet {
        host.tell("no row holds anything below the header, so nothing was checked\n");
    }
    if !args.quiet && audit.records.refused_rows.iter().any(|row| is_short(&row.cause)) {
        host.tell("rows with fewer cells than the header were refused; where their last cells were only left out, `--accept-short-rows` takes those as blank\n");
    }
    outputs.write(&audit, host)?;
    if !args.quiet && !outputs.to_stdout() {
        host.tell(&outputs::summary(&audit));
    }
    Ok(exit(&audit, args.fail_on))
}

/// What the columns of a list, or the keys of its records, were taken for.
enum Columns {
    Of(ListColumns),
    Keys(Vec<ColumnReport>),
}

impl Columns {
    fn matched(&self) -> Option<&ListColumns> {
        match self {
            Columns::Of(columns) => Some(columns),
            Columns::Keys(_) => None,
        }
    }

    /// What an audit says of them; with the list's name before each reason, where there are several lists.
    fn report(self, input: Option<&str>) -> Vec<ColumnReport> {
        match self {
            Columns::Of(columns) => columns.report(input),
            Columns::Keys(mut reports) => {
                for report in reports.iter_mut() {
                    if let Some(input) = input {
                        report.why = format!("{input}: {}", report.why);
                    }
                }
                reports
            }
        }
    }
}

/// Whether a row was refused because it has fewer cells than the header.
fn is_short(cause: &str) -> bool {
    let mut numbers = cause.split(' ').filter_map(|word| word.parse::<u64>().ok());
    let cells = cause.strip_prefix("has ").is_some_and(|rest| rest.contains(", the header has "));
    cells && matches!((numbers.next(), numbers.next()), (Some(cells), Some(header)) if cells < header)
}

/// What may have happened when the framework looks like a list; else empty.
fn swapped(framework: &str) -> &'static str {
    let ending = framework.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let lists = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "jsonl", "ndjson", "geojson"];
    if lists.contains(&ending.as_str()) {
        "the framework comes first, then the lists: `regard audit FRAMEWORK LIST`"
    } else {
        ""
    }
}

fn take(whole: &mut Part, plan: &due_regard::Plan) -> Part {
    std::mem::replace(whole, plan.nothing())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Adds to an audit what only the reader of its lists knows.
fn finish(plan: &due_regard::Plan, mut audit: Audit, receipts: Vec<InputReceipt>, list: Vec<ColumnReport>) -> Audit {
    audit.receipt.inputs = receipts;
    ListColumns::complete(plan, &mut audit, list);
    audit
}

/// A remark that a list says of itself that it is not all there is.
fn incomplete_list(what: String) -> ListNote {
    ListNote { kind: NoteKind::IncompleteList, column: String::new(), what, count: 0, rows: Vec::new() }
}

fn exit(audit: &Audit, fail_on: FailOn) -> Exit {
    let counts = |test: &dyn Fn(Severity) -> bool| {
        let mut counts = VerdictCounts::default();
        for rule in audit.rules.iter().filter(|rule| test(rule.severity)) {
            let spared = spared(audit, &rule.id);
            for verdict in Verdict::ALL {
                counts.add(verdict, rule.counts.get(verdict).saturating_sub(spared.get(verdict)));
            }
        }
        counts
    };
    let not_met = |worst: Severity| counts(&|severity| severity <= worst).not_met > 0;
    let found = match fail_on {
        FailOn::Never => return Exit::Clean,
        FailOn::Block => not_met(Severity::Block),
        FailOn::Major => not_met(Severity::Major),
        FailOn::Minor => not_met(Severity::Minor),
        FailOn::Review => not_met(Severity::Review) || counts(&|_| true).needs_a_person > 0,
        FailOn::Unknown => {
            let all = counts(&|_| true);
            all.not_met + all.needs_a_person + all.cannot_tell > 0
        }
    };
    let refused = audit.records.refused + audit.decisions.as_ref().map_or(0, |report| report.refused);
    if found || refused > 0 { Exit::Findings } else { Exit::Clean }
}

/// Findings of a rule that do not count: excused by a decision, or unchanged since the earlier audit.
fn spared(audit: &Audit, rule: &str) -> VerdictCounts {
    let mut spared = VerdictCounts::default();
    for excused in audit.decisions.iter().flat_map(|report| &report.rules).filter(|known| known.rule == rule) {
        spared.merge(&excused.excused);
    }
    for known in audit.baseline.iter().flat_map(|report| &report.rules).filter(|known| known.rule == rule) {
        spared.merge(&known.unchanged);
    }
    spared
}
