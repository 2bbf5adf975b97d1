//! `regard explain`: what a diagnostic means, what a framework or rule asks and why, and how a record came by its verdicts.

mod record;

use super::list_args::ListArgs;
use crate::bundled;
use crate::exit::{CliError, Exit};
use crate::guide::{self, Guide, words};
use crate::host::Host;
use crate::suggest::{did_you_mean, nearest};
use due_regard::{Code, Date, Detail, Level, Settings};

/// What `explain` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard explain unknown-option                                  what a diagnostic means
  regard explain public-realm                                    what a framework asks, and on what it rests
  regard explain public-realm contested-unreviewed               one rule: reason, condition, sources
  regard explain recruitment-equality appointed-from-offer       one measure: what it counts, its bands
  regard explain public-realm --record assets.csv --id A17       why each rule says what it says of it
  regard explain public-realm --record assets.csv --id A17 --decisions log.csv
  regard explain public-realm consent-outstanding --record one.json")]
pub struct Args {
    /// The code of a diagnostic, or a framework: the id of a bundled one, a file, a folder, `-`
    #[arg(value_name = "CODE|FRAMEWORK")]
    what: String,

    /// A rule, measure or parameter of the framework
    #[arg(value_name = "ID")]
    rule: Option<String>,

    /// A list or record to explain the verdicts of, in any format that `audit` reads
    #[arg(long, value_name = "FILE")]
    record: Option<String>,

    /// Which record of the list, by its id
    #[arg(long, value_name = "ID", requires = "record")]
    id: Option<String>,

    /// Which record of the list, by its row as a spreadsheet counts (for JSON its place)
    #[arg(long, value_name = "ROW", requires = "record", conflicts_with = "id")]
    row: Option<u64>,

    /// Match a column of the list to a field: "Header=field" (a header, a letter such as C, or a number)
    #[arg(long, value_name = "HEADER=FIELD", requires = "record")]
    columns: Vec<String>,

    #[command(flatten)]
    list_args: ListArgs,

    /// A log of what people decided, as `audit` takes it, so that both say the same (may be given several times)
    #[arg(long, value_name = "FILE", requires = "record")]
    decisions: Vec<String>,

    /// A register that the framework declares: ID=FILE (may be given several times)
    #[arg(long, value_name = "ID=FILE")]
    register: Vec<String>,

    /// What `today` means in the rules, as in 2026-11-01; without it today's date
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,

    /// The stage that the record is at; without it every rule bites
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,

    /// Give a parameter another value
    #[arg(long, value_name = "PARAMETER=VALUE")]
    set: Vec<String>,
}

/// How many days ahead `--record` looks for verdicts that change by themselves.
const AHEAD: u16 = 30;

/// Explains.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    args.list_args.only_with(args.record.as_ref(), "--record")?;
    let alone = args.rule.is_none() && args.record.is_none();
    let guide = match Code::from_name(&args.what) {
        Some(code) if alone => of_code(code),
        _ => of_framework(args, host)?,
    };
    host.print(&guide.text(host.width(), host.colour()))?;
    Ok(Exit::Clean)
}

fn of_code(code: Code) -> Guide {
    let mut guide = Guide::default();
    let info = code.info();
    guide.heading(1, info.name);
    guide.paragraph(words(info.explanation));
    guide.paragraph(words(match info.level {
        Level::Error => "An error: the framework cannot be used until it is mended.",
        Level::Warning => "A warning: probably not what is meant; the framework still runs.",
        Level::Advice => "Advice: worth knowing, and nothing has to change.",
    }));
    guide
}

fn of_framework(args: &Args, host: &Host) -> Result<Guide, CliError> {
    // What is neither a framework nor a file may be a mistyped code.
    let loaded = host.load_usable(&args.what).map_err(|error| {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.info().name).collect();
        let is_name =
            bundled::find(&args.what).is_none() && !args.what.contains(['/', '\\', '.']) && !host.exists(&args.what);
        match nearest(&args.what, codes) {
            Some(code) if is_name => {
                CliError::new(format!("nothing is called `{}`: no code, bundled framework or file", args.what))
                    .help(format!("did you mean `{code}`?"))
            }
            _ => error,
        }
    })?;
    let mut settings =
        Settings::new(args.as_of.unwrap_or_else(|| host.today())).ahead(AHEAD).detail(Detail::Records).every_verdict();
    if let Some(stage) = &args.stage {
        settings = settings.stage(stage.as_str());
    }
    for set in &args.set {
        let (id, value) = set.split_once('=').ok_or_else(|| {
            CliError::new(format!("`{set}` gives no value")).help("write it as in `--set ten-years=12`")
        })?;
        settings = settings.parameter(id.trim(), value.trim());
    }
    for (id, register) in crate::registers::declared(&args.what, &loaded, host, &args.register)? {
        settings = settings.register(id, register);
    }
    let plan = loaded.plan(settings.clone())?;
    let empty = plan.run(&plan.batch().finish());
    let named = args.rule.as_deref().filter(|id| !empty.rules.iter().any(|rule| rule.id == **id));
    if let Some(guide) = named.and_then(|id| {
        guide::measure(loaded.framework(), id, &empty).or_else(|| guide::parameter(loaded.framework(), id, &empty))
    }) {
        if args.record.is_some() {
            return Err(CliError::new(format!(
                "`{}` is no rule, and only rules have verdicts about a record",
                named.unwrap_or_default()
            ))
            .help("leave out `--record`, or name a rule"));
        }
        return Ok(guide);
    }
    let rule = match &args.rule {
        None => None,
        Some(id) => Some(empty.rules.iter().find(|rule| rule.id == *id).ok_or_else(|| {
            let rules = empty.rules.iter().map(|rule| rule.id.as_str());
            let measures = empty.measures.iter().map(|measure| measure.id.as_str());
            let parameters = empty.receipt.parameters.iter().map(|parameter| parameter.id.as_str());
            let ids: Vec<&str> = rules.chain(measures).chain(parameters).collect();
            let near = nearest(id, ids.iter().copied()).map_or_else(
                || format!("`regard explain {}` lists its rules, measures and parameters", args.what),
                |near| did_you_mean(id, &[near]),
            );
            CliError::new(format!(
                "the framework `{}` has no rule, measure or parameter `{id}`",
                loaded.framework().id.value
            ))
            .help(near)
        })?),
    };
    Ok(match (&args.record, rule) {
        (Some(path), rule) => record::guide(&loaded, settings, path, args, host, rule.map(|rule| rule.id.as_str()))?,
        (None, Some(rule)) => guide::rule(loaded.framework(), rule, &empty),
        (None, None) => guide::about(loaded.framework(), &empty),
    })
}
