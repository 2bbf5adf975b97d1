//! What people may have to decide: candidates of names, and findings that need a person.

use super::{Args, Only};
use crate::command::audit::{columns, keys, pair};
use crate::command::screen::names::{self, Columns};
use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions, Known, Records};
use crate::registers;
use due_regard::register::Register;
use due_regard::review::{Finder, Found, Named, Screens};
use due_regard::screen::{Context, ScreenScratch};
use due_regard::{BatchBuilder, Date, ListColumns, Loaded, Settings};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What was found in a list.
#[derive(Default)]
pub(super) struct Looked {
    /// The framework, by id; empty for a register by itself.
    pub(super) framework: String,
    pub(super) found: Vec<Found>,
    /// The names of the records that were asked about, by id: several where several records have one id.
    pub(super) records: BTreeMap<String, Vec<String>>,
}

/// What is reviewed, by itself.
pub(super) struct Reviewed {
    /// The framework, by id; empty for a register by itself.
    pub(super) framework: String,
    pub(super) rules: BTreeSet<String>,
    /// The persons of its registers, by id; `None` where one is not given, or there is none.
    pub(super) persons: Option<BTreeSet<String>>,
}

impl Reviewed {
    pub(super) fn read(args: &Args, host: &Host) -> Result<Self, CliError> {
        let plain = InputOptions { hash: false, ..InputOptions::default() };
        let ids = |register: &Register| register.persons().iter().map(|person| person.id.clone()).collect::<Vec<_>>();
        if is_register(&args.what) {
            let register = registers::load(&args.what, host, &plain)?;
            let persons = Some(ids(&register).into_iter().collect());
            return Ok(Self { framework: String::new(), rules: BTreeSet::new(), persons });
        }
        let loaded = host.load_usable(&args.what)?;
        let framework = loaded.framework();
        let given = registers::declared(&args.what, &loaded, host, &args.register)?;
        let screened = framework.screening.iter().filter_map(|screening| screening.register.as_ref());
        let is_given = |id: &String| given.iter().any(|(known, _)| known == id);
        let persons = if framework.screening.is_empty() {
            registers::load(&args.what, host, &plain).ok().map(|register| ids(&register))
        } else if screened.map(|id| &id.value).all(is_given) {
            Some(given.iter().flat_map(|(_, register)| ids(register)).collect())
        } else {
            None
        };
        let nothing = loaded.plan(Settings::new(host.today()))?;
        let nothing = nothing.audit(nothing.nothing());
        Ok(Self {
            framework: framework.id.value.clone(),
            rules: nothing.rules.into_iter().map(|rule| rule.id).collect(),
            persons: persons.map(|persons| persons.into_iter().collect()),
        })
    }
}

/// Everything that is found in a list, and what the records are called that `wanted` names.
pub(super) fn items(
    args: &Args,
    list: &str,
    host: &Host,
    as_of: Date,
    only: Only,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Looked, CliError> {
    let options = InputOptions { accept_short_rows: true, hash: false, ..args.list_args.options() };
    if is_register(&args.what) {
        if only == Only::Findings {
            return Err(CliError::new(format!("`{}` is a register, and only a framework has findings", args.what))
                .help("leave `--only` out, or give a framework"));
        }
        return of_register(args, list, host, &options, wanted);
    }
    of_framework(args, (list, as_of, only), host, &options, wanted)
}

/// The files that are read beside the list and the log.
pub(super) fn read_by(args: &Args, host: &Host) -> Vec<String> {
    let mut read = vec![args.what.clone()];
    // What is wrong with a framework is told when it is read.
    if let Some(loaded) =
        Some(&args.what).filter(|what| *what != "-" && !is_register(what)).and_then(|what| host.load(what).ok())
    {
        read.push(loaded.source().name().to_owned());
        read.extend(registers::paths(&args.what, &loaded, host, &args.register));
    }
    read
}

/// Says so where a list says of itself that it is not all there is.
fn tell_incomplete(records: &Records, list: &str, host: &Host) {
    for why in records.end().incomplete {
        host.tell(&format!("{list}: this may not be the whole list: {why}\n"));
    }
}

/// Opens a list, and says which options were passed over.
fn opened(args: &Args, list: &str, host: &Host, options: &InputOptions) -> Result<Input, CliError> {
    let input = input::open(list, options)?;
    input.passed_over().filter(|_| !args.quiet).for_each(|note| host.tell(&format!("{list}: {note}\n")));
    Ok(input)
}

/// Whether this is a register and no framework.
fn is_register(what: &str) -> bool {
    let path = Path::new(what);
    if path.is_dir() {
        return !path.join("framework.yaml").is_file();
    }
    let ending = what.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "json", "jsonl"].contains(&ending.as_str())
}

/// Candidates of a list of names against a register; they belong to no framework.
fn of_register(
    args: &Args,
    list: &str,
    host: &Host,
    options: &InputOptions,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Looked, CliError> {
    let plain = InputOptions { hash: false, ..InputOptions::default() };
    let register = registers::load(&args.what, host, &plain)?;
    registers::report(register.problems(), host, args.quiet);
    if register.persons().is_empty() {
        return Err(CliError::new(format!("the register `{}` lists nobody", args.what)));
    }
    let screens = Screens::names(register);
    let mut scratch = ScreenScratch::default();
    let mut looked = Looked::default();
    let mut screen = |name: &names::Row<'_>, row: u64, scratch: &mut ScreenScratch| {
        let one = Named { framework: "", record: &name.id, name: name.name, row };
        looked.found.extend(screens.candidates(&one, &name.context, scratch));
        if wanted(&name.id) {
            looked.records.entry(name.id.clone()).or_default().push(name.name.trim().to_owned());
        }
    };
    let known = Some(Known::names(args.names.names()));
    let options = InputOptions { names: args.names.names(), known, ..options.clone() };
    match opened(args, list, host, &options)? {
        Input::Table(mut table) => {
            let columns = Columns::of(&table, &args.names)?;
            if !columns.has_ids() && !args.quiet {
                host.tell(&format!(
                    "{list}: no column holds ids, so rows are known by their numbers: what is decided is not found again when rows move; name one by --id\n"
                ));
            }
            if let Some(first) = table.header.first().filter(|_| columns.header_is_a_name) {
                let row =
                    names::Row { id: "1".to_owned(), name: first, context: Context::default(), unread_year: None };
                screen(&row, 1, &mut scratch);
            }
            while let Some(block) = table.next_block()? {
                for at in 0..block.len() {
                    let row = columns.row(block.row_number(at), |column| block.cell(at, column));
                    screen(&row, block.row_number(at), &mut scratch);
                }
                for row in block.refused() {
                    host.tell(&format!("{list}, row {} refused: {}\n", row.row, row.cause));
                }
            }
        }
        Input::Records(mut records) => {
            while let Some(batch) = records.next_batch()? {
                for record in &batch.records {
                    match names::record(record.row, &record.value, &args.names) {
                        Some(row) => screen(&row, record.row, &mut scratch),
                        None => host.tell(&format!("{list}, record {} has no name as text\n", record.row)),
                    }
                }
            }
            tell_incomplete(&records, list, host);
        }
    }
    Ok(looked)
}

/// What a framework screens, with the registers that it comes with or that the run gives.
fn screenings(args: &Args, loaded: &Loaded, host: &Host) -> Result<Vec<Screens>, CliError> {
    let framework = loaded.framework();
    let registers = registers::declared(&args.what, loaded, host, &args.register)?;
    let (mut found, missing) = Screens::of(framework, &registers);
    for id in missing {
        host.tell(&format!(
            "the register `{id}` is not given, so its candidates are not in the queue: --register {id}=FILE\n"
        ));
    }
    if found.is_empty() && framework.screening.is_empty() {
        let plain = InputOptions { hash: false, ..InputOptions::default() };
        // A framework may come with a register and not yet speak of its candidates.
        if let Ok(register) = registers::load(&args.what, host, &plain) {
            found.push(Screens::names(register));
        }
    }
    Ok(found)
}

fn of_framework(
    args: &Args,
    (list, as_of, only): (&str, Date, Only),
    host: &Host,
    options: &InputOptions,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Looked, CliError> {
    let loaded = host.load_usable(&args.what)?;
    let mut looked = Looked { framework: loaded.framework().id.value.clone(), ..Looked::default() };
    let screens = if only == Only::Findings { Vec::new() } else { screenings(args, &loaded, host)? };
    let overrides = args
        .columns
        .iter()
        .map(|text| pair(text, "--columns \"Header=field\"", |text| text.rsplit_once('=')))
        .collect::<Result<Vec<_>, _>>()?;
    let mut finder = Finder::new(&loaded, as_of, screens)?;
    if only == Only::Candidates {
        finder = finder.only_candidates();
    }
    let mut builder = finder.plan().batch();
    let mut id_column = None;
    let names = ListColumns::names(finder.plan(), &overrides);
    let options = InputOptions {
        known: Some(Known::of_plan(finder.plan(), names.clone())),
        names,
        list: !overrides.is_empty(),
        ..options.clone()
    };
    match opened(args, list, host, &options)? {
        Input::Table(mut table) => {
            let columns = columns::map(finder.plan(), &table, &overrides)?;
            id_column =
                loaded.framework().record.id.as_ref().and_then(|id| columns.header_of(&id.value)).map(str::to_owned);
            let above = table.header_row;
            while let Some(block) = table.next_block()? {
                for row in block.refused() {
                    host.tell(&format!("{list}, row {} refused: {}\n", row.row, row.cause));
                }
                builder.numbered(above, 0, "");
                builder.add_rows(block, columns.supplied());
                look(&mut finder, &mut builder, wanted, &mut looked);
            }
        }
        Input::Records(mut records) => {
            keys::map(finder.plan(), loaded.framework(), &mut records, &overrides)?;
            while let Some(batch) = records.next_batch()? {
                for row in &batch.refused {
                    host.tell(&format!("{list}, record {} refused: {}\n", row.row, row.cause));
                }
                builder.numbered(0, batch.before, &batch.file);
                for record in batch.records {
                    if let Err(error) = builder.read(record.row, serde_json::Value::Object(record.value)) {
                        host.tell(&format!("{list}, record {} refused: {error}\n", record.row));
                    }
                }
                look(&mut finder, &mut builder, wanted, &mut looked);
            }
            tell_incomplete(&records, list, host);
        }
    }
    if finder.nameless() > 0 {
        host.tell(&nameless(&finder, &loaded, list, id_column.as_deref()));
    }
    looked.found = finder.found();
    Ok(looked)
}

/// Which records cannot be decided about for want of an id, and what would cure that.
fn nameless(finder: &Finder, loaded: &Loaded, list: &str, column: Option<&str>) -> String {
    let several = finder.nameless() != 1;
    let mut rows: Vec<String> = finder.nameless_rows().iter().map(u64::to_string).collect();
    if finder.nameless() > rows.len() as u64 {
        rows.push("…".to_owned());
    }
    let cure = match (column, &loaded.framework().record.id) {
        (Some(header), _) if several => format!("give each an id of its own in the column `{header}`, or "),
        (Some(header), _) => format!("give it an id of its own in the column `{header}`, or "),
        (None, Some(id)) => format!("say which column has it, --columns \"Header={}\", or ", id.value),
        (None, None) => String::new(),
    };
    format!(
        "{} {} no id (row{} {}), so that nothing can be decided about {}: {cure}compare the names with the register by itself, `regard review REGISTER {list}`, where row numbers stand for ids\n",
        finder.nameless(),
        if several { "records have" } else { "record has" },
        if several { "s" } else { "" },
        rows.join(", "),
        if several { "them" } else { "it" },
    )
}

fn look(finder: &mut Finder, builder: &mut BatchBuilder, wanted: &dyn Fn(&str) -> bool, looked: &mut Looked) {
    let batch = builder.take();
    finder.batch(&batch);
    let is_wanted = |id: &Option<String>| id.as_deref().is_some_and(wanted);
    // What records are called is only looked for where somebody asks.
    if finder.plan().record_ids(&batch).iter().any(is_wanted) {
        for record in finder.plan().run(&batch).results.into_iter().map(|result| result.record) {
            if let Some(id) = record.id.filter(|id| wanted(id)) {
                looked.records.entry(id).or_default().push(record.name.unwrap_or_default());
            }
        }
    }
    builder.reuse(batch);
}
