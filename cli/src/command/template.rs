//! `regard template`: a form to fill in by hand, as a workbook or as CSV.

use super::audit::{keys, made_for};
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::filled::{self, Layout};
use crate::host::Host;
use crate::input::{self, Input, InputOptions, Known, Records};
use due_regard::audit::NoteKind;
use due_regard::{ListColumns, Loaded, Settings};
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;

/// Writes a form to fill in by hand: a workbook with a sheet for the record and one for each group, or CSV with a line for each question.
///
/// The workbook has drop-downs for options and states, guidance, the stage from which an answer is needed, and remembers the framework's version. `regard audit`
/// reads it back without loss, one file or a folder of them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A bundled framework (`regard list`), a file, or a folder that holds framework.yaml
    framework: String,

    /// The file to write: .xlsx, or .csv
    #[arg(short, long, value_name = "FILE")]
    out: String,

    /// A record whose answers stand in the form already, in any format that `audit` reads
    #[arg(long, value_name = "RECORD")]
    record: Option<String>,

    /// CSV with a line for each record, question and row (record,path,row,value), to put several records in one file
    #[arg(long)]
    long: bool,

    /// The language of questions and options, where the framework has it (a code such as cy)
    #[arg(long, default_value = "", hide_default_value = true)]
    language: String,

    /// Write over a file that is there already
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  regard template council-eia -o form.xlsx                  a workbook to fill in
  regard audit council-eia form.xlsx                        what is missing, and what was found
  regard audit council-eia forms/                           a folder of workbooks that were filled in
  regard template council-eia -o form.csv                   the same as lines of field and value
  regard template council-eia --record eia.json -o eia.xlsx   a record as a workbook

An answer is what stands in its cell. Where there is none, leave the cell blank or say why: [not known], [withheld], [not applicable: reason].";

/// Writes a form.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let loaded = host.load_usable(&args.framework)?;
    if host.exists(&args.out) && !args.force {
        return Err(CliError::new(format!("`{}` is there already", args.out))
            .help("choose another name, or write over it with `--force`: what is filled in there would be gone"));
    }
    keep_apart([args.out.as_str()], args.record.as_deref().into_iter().chain([loaded.source().name()]))?;
    let ending = args.out.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    host.tell_language(&loaded, &args.language);
    let layout = Layout::new(loaded.framework(), &args.language);
    let record = match &args.record {
        Some(path) => filled_with(path, &loaded, host)?,
        None => Map::new(),
    };
    let answers = layout.arrange(&record);
    let bytes = match ending.as_str() {
        "xlsx" if args.long => {
            return Err(CliError::new("`--long` is a form of CSV").help("give the file the ending .csv"));
        }
        "xlsx" => filled::workbook(&loaded, &layout, &answers, &args.language)?,
        "csv" if args.long => {
            let id = loaded.framework().record.id.as_ref().and_then(|id| record.get(&id.value)).and_then(Value::as_str);
            filled::long(&layout, &answers, id.unwrap_or("1")).into_bytes()
        }
        "csv" => filled::two_columns(&layout, &answers).into_bytes(),
        _ => {
            return Err(CliError::new(format!("the ending of `{}` says no format", args.out))
                .help("give it one of these endings: .xlsx, .csv"));
        }
    };
    let mut output = host.create(&args.out)?;
    output.write_all(&bytes).map_err(|error| output.error(&error))?;
    output.commit()?;
    let questions = layout.paths().len();
    host.tell(&format!(
        "wrote {}: {questions} questions; check it with `regard audit {} {}`\n",
        args.out, args.framework, args.out
    ));
    Ok(Exit::Clean)
}

/// The record whose answers are to stand in a form, found and matched as `audit` does; what has no place in the form is told.
fn filled_with(path: &str, loaded: &Loaded, host: &Host) -> Result<Map<String, Value>, CliError> {
    let plan = loaded.plan(Settings::new(host.today()))?;
    let names = ListColumns::names(&plan, &[]);
    let known = Some(Known::of_plan(&plan, names));
    let expected = Some(Arc::new(made_for(loaded)));
    let mut records = records_of(path, &InputOptions { hash: false, expected, known, ..InputOptions::default() })?;
    keys::map(&plan, loaded.framework(), &mut records, &[])?;
    let record = only(path, records)?;
    let mut batch = plan.batch();
    batch.add(1, &Value::Object(record.clone()))?;
    let audit = plan.run(&batch.finish());
    let strange = audit.list.notes.iter().filter(|note| note.kind == NoteKind::UnknownKey);
    let strange: Vec<&str> = strange.map(|note| note.what.as_str()).collect();
    if !strange.is_empty() {
        host.tell(&format!(
            "{path}: not in the form, because the framework does not ask for it: {}\n",
            strange.join(", ")
        ));
    }
    Ok(record)
}

/// The one record of a file.
pub(super) fn record_of(path: &str, expected: Arc<filled::MadeFor>) -> Result<Map<String, Value>, CliError> {
    only(path, records_of(path, &InputOptions { hash: false, expected: Some(expected), ..InputOptions::default() })?)
}

fn records_of(path: &str, options: &InputOptions) -> Result<Records, CliError> {
    match input::open(path, options)? {
        Input::Records(records) => Ok(records),
        Input::Table(_) => Err(CliError::new(format!("{path} is a list, and a form holds one record"))
            .help("give a record in JSON or YAML, or a form that was filled in")),
    }
}

fn only(path: &str, mut records: Records) -> Result<Map<String, Value>, CliError> {
    let mut found = Vec::new();
    while let Some(batch) = records.next_batch()? {
        if let Some(refused) = batch.refused.first() {
            return Err(CliError::new(format!("{path}: the record {}", refused.cause)));
        }
        found.extend(batch.records);
    }
    let several = found.len() > 1;
    match found.pop() {
        Some(only) if !several => Ok(only.value),
        Some(_) => Err(CliError::new(format!("{path} holds several records, and a form holds one"))
            .help("give a file with one of them")),
        None => Err(CliError::new(format!("{path} holds no record"))),
    }
}
