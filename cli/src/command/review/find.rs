//! What people may have to decide: candidates of names, and findings that need a person.

use super::queue::{Found, Rule, What};
use super::{Args, Only};
use crate::command::audit::{columns, pair};
use crate::command::screen::names::{self, Columns, Wanted};
use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions};
use crate::registers;
use due_regard::audit::{RecordResult, Verdict};
use due_regard::decision::Applying;
use due_regard::decision::DecisionLog;
use due_regard::framework::Screening;
use due_regard::screen::{Context, ScreenScratch, ScreenSettings, Screener};
use due_regard::{BatchBuilder, Date, Detail, Loaded, Plan, Settings};
use std::path::Path;

/// Everything that is found in a list.
pub(super) fn items(args: &Args, list: &str, host: &Host, as_of: Date) -> Result<Vec<Found>, CliError> {
    let options = InputOptions {
        sheet: args.sheet.clone(),
        header_row: args.header_row,
        encoding: args.encoding,
        delimiter: args.delimiter,
        accept_short_rows: true,
        hash: false,
        ..InputOptions::default()
    };
    if is_register(&args.what) {
        if args.only == Only::Findings {
            return Err(CliError::new(format!("`{}` is a register, and only a framework has findings", args.what))
                .help("leave `--only` out, or give a framework"));
        }
        return of_register(args, list, host, &options);
    }
    of_framework(args, list, host, as_of, &options)
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
fn of_register(args: &Args, list: &str, host: &Host, options: &InputOptions) -> Result<Vec<Found>, CliError> {
    let plain = InputOptions { hash: false, ..InputOptions::default() };
    let register = registers::load(&args.what, host, &plain)?;
    registers::report(register.problems(), host, args.quiet);
    if register.persons().is_empty() {
        return Err(CliError::new(format!("the register `{}` lists nobody", args.what)));
    }
    let screener = Screener::new(register, ScreenSettings::default());
    let wanted = Wanted {
        name: args.name.clone(),
        id: args.id.clone(),
        locality: args.locality.clone(),
        year: args.year.clone(),
    };
    let mut scratch = ScreenScratch::default();
    let mut found = Vec::new();
    let mut screen = |name: &names::Row<'_>, row: u64, scratch: &mut ScreenScratch| {
        let one = Named { framework: "", record: &name.id, name: name.name, row };
        candidates(&screener, &one, &name.context, scratch, &mut found);
    };
    match input::open(list, options)? {
        Input::Table(mut table) => {
            let columns = Columns::of(&table, &wanted)?;
            if !columns.has_ids() && !args.quiet {
                host.tell(&format!(
                    "{list}: no column holds ids, so rows are known by their numbers: what is decided is not found again when rows move; name one by --id\n"
                ));
            }
            if let Some(first) = table.header.first().filter(|_| columns.header_is_a_name) {
                let row = names::Row { id: "1".to_owned(), name: first, context: Context::default() };
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
                    match names::record(record.row, &record.value, &wanted) {
                        Some(row) => screen(&row, record.row, &mut scratch),
                        None => host.tell(&format!("{list}, record {} has no name as text\n", record.row)),
                    }
                }
            }
        }
    }
    Ok(found)
}

/// A name with its place in the list.
struct Named<'a> {
    framework: &'a str,
    record: &'a str,
    name: &'a str,
    row: u64,
}

fn candidates(
    screener: &Screener,
    one: &Named<'_>,
    context: &Context,
    scratch: &mut ScreenScratch,
    found: &mut Vec<Found>,
) {
    for candidate in screener.screen_with(scratch, one.name, context).candidates {
        let Some(person) = screener.register().person(&candidate.person).cloned() else { continue };
        found.push(Found {
            framework: one.framework.to_owned(),
            record: one.record.to_owned(),
            record_name: one.name.trim().to_owned(),
            locality: context.locality.clone(),
            row: one.row,
            what: What::Candidate(Box::new(candidate), Box::new(person)),
        });
    }
}

/// What a screening of a framework reads of a record.
struct Screens {
    screener: Screener,
    /// Nothing where the framework declares none: then the record's name is screened.
    declared: Option<Screening>,
}

fn screenings(args: &Args, loaded: &Loaded, host: &Host) -> Result<Vec<Screens>, CliError> {
    let framework = loaded.framework();
    let registers = registers::declared(&args.what, loaded, host, &args.register)?;
    let mut found = Vec::new();
    for screening in &framework.screening {
        let Some(id) = &screening.register else { continue };
        let Some((_, register)) = registers.iter().find(|(known, _)| *known == id.value) else {
            host.tell(&format!(
                "the register `{}` is not given, so its candidates are not in the queue: --register {}=FILE\n",
                id.value, id.value
            ));
            continue;
        };
        let screener = Screener::new(register.clone(), ScreenSettings::default());
        found.push(Screens { screener, declared: Some(screening.clone()) });
    }
    if found.is_empty() && framework.screening.is_empty() {
        let plain = InputOptions { hash: false, ..InputOptions::default() };
        // A framework may come with a register and not yet speak of its candidates.
        if let Ok(register) = registers::load(&args.what, host, &plain) {
            found.push(Screens { screener: Screener::new(register, ScreenSettings::default()), declared: None });
        }
    }
    Ok(found)
}

fn of_framework(
    args: &Args,
    list: &str,
    host: &Host,
    as_of: Date,
    options: &InputOptions,
) -> Result<Vec<Found>, CliError> {
    let loaded = host.load_usable(&args.what)?;
    let screens = if args.only == Only::Findings { Vec::new() } else { screenings(args, &loaded, host)? };
    let plan =
        loaded.plan(Settings::new(as_of).detail(Detail::Records).limits(usize::MAX / 16_384, usize::MAX / 16_384))?;
    let overrides = args
        .columns
        .iter()
        .map(|text| pair(text, "--columns \"Header=field\"", |text| text.rsplit_once('=')))
        .collect::<Result<Vec<_>, _>>()?;
    let mut finder = Finder::new(args, &plan, screens, as_of);
    let mut builder = plan.batch();
    match input::open(list, options)? {
        Input::Table(mut table) => {
            let columns = columns::map(&plan, &table, &overrides)?;
            let above = table.header_row;
            while let Some(block) = table.next_block()? {
                for row in block.refused() {
                    host.tell(&format!("{list}, row {} refused: {}\n", row.row, row.cause));
                }
                builder.numbered(above, 0, "");
                builder.add_rows(block, columns.supplied());
                finder.batch(&mut builder);
            }
        }
        Input::Records(mut records) => {
            while let Some(batch) = records.next_batch()? {
                builder.numbered(0, batch.before, &batch.file);
                for record in batch.records {
                    if let Err(error) = builder.read(record.row, serde_json::Value::Object(record.value)) {
                        host.tell(&format!("{list}, record {} refused: {error}\n", record.row));
                    }
                }
                finder.batch(&mut builder);
            }
        }
    }
    if finder.nameless > 0 {
        let cure = match &loaded.framework().record.id {
            Some(id) => format!("say which column has it, --columns \"Header={}\", or ", id.value),
            None => String::new(),
        };
        host.tell(&format!(
            "{} records have no id, so that nothing can be decided about them: {cure}compare the names with the register by itself, `regard review REGISTER {list}`, where row numbers stand for ids\n",
            finder.nameless
        ));
    }
    Ok(finder.found)
}

/// Collects what is found, batch by batch.
struct Finder<'a> {
    plan: &'a Plan,
    framework: String,
    screens: Vec<Screens>,
    rules: std::collections::BTreeMap<String, due_regard::audit::RuleSummary>,
    sources: std::collections::BTreeMap<String, String>,
    log: DecisionLog,
    findings: bool,
    scratch: ScreenScratch,
    found: Vec<Found>,
    /// Records without an id.
    nameless: u64,
}

impl<'a> Finder<'a> {
    fn new(args: &Args, plan: &'a Plan, screens: Vec<Screens>, as_of: Date) -> Self {
        let nothing = plan.audit(plan.nothing());
        Self {
            plan,
            framework: nothing.receipt.framework.id.clone(),
            screens,
            rules: nothing.rules.iter().map(|rule| (rule.id.clone(), rule.clone())).collect(),
            sources: nothing.sources.iter().map(|source| (source.id.clone(), source.title.clone())).collect(),
            log: DecisionLog::empty(as_of),
            findings: args.only != Only::Candidates,
            scratch: ScreenScratch::default(),
            found: Vec::new(),
            nameless: 0,
        }
    }

    fn batch(&mut self, builder: &mut BatchBuilder) {
        let batch = builder.take();
        let audit = self.plan.run(&batch);
        builder.reuse(batch);
        for result in &audit.results {
            let Some(id) = result.record.id.clone() else {
                self.nameless += 1;
                continue;
            };
            self.screen(&id, result);
        }
        if !self.findings {
            return;
        }
        let log = self.log.clone();
        let applying = Applying::new(&log, &audit);
        for finding in audit.findings.iter().filter(|finding| finding.verdict == Verdict::NeedsAPerson) {
            let Some(record) = finding.record.id.clone() else { continue };
            // A finding about a candidate asks for what the candidate itself asks in this queue.
            let declared = self.screens.iter().filter_map(|screens| screens.declared.as_ref());
            if declared.into_iter().any(|group| finding.item.split('[').next() == Some(&group.id.value)) {
                continue;
            }
            let rule = self.rules.get(&finding.rule);
            let cite = finding.cite.iter().map(|id| self.sources.get(id).unwrap_or(id).clone()).collect();
            let title = rule.map_or(&finding.rule, |rule| if rule.title.is_empty() { &rule.id } else { &rule.title });
            let rule = Rule {
                title: title.clone(),
                why: rule.map_or_else(String::new, |rule| rule.why.clone()),
                cite,
                seen: applying.seen(finding),
            };
            self.found.push(Found {
                framework: self.framework.clone(),
                record,
                record_name: finding.record.name.clone().unwrap_or_default(),
                locality: String::new(),
                row: finding.record.row,
                what: What::Finding(Box::new(finding.clone()), Box::new(rule)),
            });
        }
    }

    /// The candidates of a record's names.
    fn screen(&mut self, id: &str, result: &RecordResult) {
        let value =
            |path: &str| result.values.iter().find(|value| value.field == path).map(|value| value.value.as_str());
        for screens in &self.screens {
            let (name, context) = match &screens.declared {
                None => {
                    let place =
                        ["locality", "ward", "town", "district", "place"].into_iter().find_map(value).unwrap_or("");
                    (result.record.name.as_deref(), Context::at(place))
                }
                Some(screening) => {
                    let name = screening.names.iter().find_map(|field| value(&field.value));
                    let places: Vec<&str> = screening.places.iter().filter_map(|field| value(&field.value)).collect();
                    let of = |field: &Option<due_regard::Spanned<String>>| {
                        field.as_ref().and_then(|field| value(&field.value))
                    };
                    let mut context = Context::at(places.join("; "));
                    if let Some(kind) = of(&screening.kind) {
                        context = context.kind(kind);
                    }
                    if let Some(year) = of(&screening.year) {
                        context = context.named_in(year);
                    }
                    for neighbour in of(&screening.neighbours).into_iter().flat_map(|names| names.split(';')) {
                        context = context.neighbour(neighbour.trim());
                    }
                    (name, context)
                }
            };
            let Some(name) = name else { continue };
            let one = Named { framework: &self.framework, record: id, name, row: result.record.row };
            candidates(&screens.screener, &one, &context, &mut self.scratch, &mut self.found);
        }
    }
}
