//! What stands beside the findings of an audit: decisions, and an earlier audit.

use super::{Args, Listed, columns, keys};
use crate::command::decisions;
use crate::exit::CliError;
use crate::host::Host;
use crate::input::{self, Input, InputOptions};
use crate::tell::of_each_kind;
use due_regard::audit::{Audit, Finding, InputReceipt};
use due_regard::compare::{Compared, Comparing, Written};
use due_regard::decision::{Applied, Applying, DecisionLog};
use due_regard::framework::Framework;
use due_regard::{Batch, Date, Part, Plan};
use std::path::Path;

/// The files as they were read.
pub(super) struct Beside {
    log: Option<(DecisionLog, Vec<InputReceipt>)>,
    earlier: Option<(Written, InputReceipt)>,
}

/// The same, made ready for a plan; shared between threads.
pub(super) struct Ready<'a> {
    beside: &'a Beside,
    applying: Option<Applying<'a>>,
    comparing: Option<Comparing<'a>>,
}

/// What it gave for some of the records.
#[derive(Debug, Default)]
pub(super) struct Tally {
    applied: Applied,
    compared: Compared,
}

impl Tally {
    pub(super) fn merge(&mut self, other: Tally) {
        self.applied.merge(other.applied);
        self.compared.merge(other.compared);
    }
}

impl Beside {
    /// Reads what the arguments name; `None` where they name nothing.
    pub(super) fn load(args: &Args, as_of: Date) -> Result<Option<Self>, CliError> {
        if args.decisions.is_empty() && args.baseline.is_none() {
            return Ok(None);
        }
        if args.findings == Listed::Failing {
            return Err(CliError::new(
                "`--findings failing` leaves out findings that decisions and an earlier audit are about",
            )
            .help("leave it out; `--fail-on` says what makes the audit fail"));
        }
        let log = match args.decisions.as_slice() {
            [] => None,
            paths => Some(decisions::load(paths, as_of)?),
        };
        let earlier = args.baseline.as_ref().map(|path| decisions::written(path)).transpose()?;
        Ok(Some(Self { log, earlier }))
    }

    /// Looks for records of the lists that share an id with which the log decides, so that nothing takes such a decision for one in force. What comes from a pipe can only be read once: there
    /// reports set such decisions aside at the end, and rules about candidates do not know of it.
    pub(super) fn one_each(
        self,
        (plan, framework): (&Plan, &Framework),
        paths: &[String],
        options: &InputOptions,
        overrides: &[(String, String)],
    ) -> Result<Self, CliError> {
        let Some((log, receipts)) = self.log else { return Ok(self) };
        let log = one_each(log, (plan, framework), paths, options, overrides)?;
        Ok(Self { log: Some((log, receipts)), ..self })
    }

    /// The log, for rules that speak of candidates.
    pub(super) fn log(&self) -> Option<&DecisionLog> {
        self.log.as_ref().map(|(log, _)| log)
    }

    /// Made ready for a plan.
    pub(super) fn ready(&self, plan: &Plan) -> Result<Ready<'_>, CliError> {
        let nothing = plan.audit(plan.nothing());
        let applying = self.log().map(|log| {
            let applying = Applying::new(log, &nothing);
            plan.screened_persons().into_iter().fold(applying, Applying::with_candidates)
        });
        let earlier = self.earlier.as_ref().map(|(written, _)| written);
        let comparing = earlier.map(|written| Comparing::new(written, &nothing.receipt.framework.id)).transpose()?;
        Ok(Ready { beside: self, applying, comparing })
    }
}

/// A log that knows which of its ids several records of these lists have.
pub(in crate::command) fn one_each(
    log: DecisionLog,
    (plan, framework): (&Plan, &Framework),
    paths: &[String],
    options: &InputOptions,
    overrides: &[(String, String)],
) -> Result<DecisionLog, CliError> {
    if log.is_empty() {
        return Ok(log);
    }
    let options = InputOptions { hash: false, ..options.clone() };
    let nothing = plan.audit(plan.nothing());
    let applying = Applying::new(&log, &nothing);
    let mut applied = Applied::default();
    let mut builder = plan.batch();
    let is_lasting = |path: &&String| Path::new(path.as_str()).is_file() || Path::new(path.as_str()).is_dir();
    for path in paths.iter().filter(is_lasting) {
        let mut ids = |batch: &Batch| {
            plan.record_ids(batch).iter().for_each(|id| applying.record(id.as_deref(), &mut applied));
        };
        match input::open(path, &options)? {
            Input::Table(mut table) => {
                let columns = columns::map(plan, &table, overrides)?;
                while let Some(block) = table.next_block()? {
                    builder.add_rows(block, columns.supplied());
                    let batch = builder.take();
                    ids(&batch);
                    builder.reuse(batch);
                }
            }
            Input::Records(mut records) => {
                keys::map(plan, framework, &mut records, overrides)?;
                while let Some(read) = records.next_batch()? {
                    for record in read.records {
                        // What cannot be read is refused when it is audited.
                        let _ = builder.read(record.row, serde_json::Value::Object(record.value));
                    }
                    let batch = builder.take();
                    ids(&batch);
                    builder.reuse(batch);
                }
            }
        }
    }
    let several = applying.several(&applied);
    Ok(log.of_several(several))
}

impl Ready<'_> {
    /// Tells what is wrong with the log.
    pub(super) fn tell(&self, host: &Host, quiet: bool) {
        if let Some((log, _)) = &self.beside.log {
            decisions::tell_problems(host, log, quiet);
        }
    }

    /// Puts everything beside the findings of a batch.
    pub(super) fn put(&self, plan: &Plan, batch: &Batch, part: &mut Part) -> Tally {
        let mut tally = Tally::default();
        if let Some(applying) = &self.applying {
            for id in plan.record_ids(batch) {
                applying.record(id.as_deref(), &mut tally.applied);
            }
            plan.each_decided_candidate(batch, |standing| applying.candidate(&standing, &mut tally.applied));
        }
        // A record without an id can only be meant where there is no other.
        let alone = batch.len() == 1;
        for finding in part.each_finding_mut() {
            if let Some(applying) = self.applying.as_ref().filter(|_| finding.record.id.is_some() || alone) {
                applying.finding(finding, &mut tally.applied);
            }
            if let Some(comparing) = &self.comparing {
                comparing.finding(finding, &mut tally.compared);
            }
        }
        tally
    }

    /// The same for findings that are only known when all records are.
    pub(super) fn late(&self, findings: &mut [Finding], tally: &mut Tally) {
        for finding in findings {
            if let Some(applying) = self.applying.as_ref().filter(|_| finding.record.id.is_some()) {
                applying.finding(finding, &mut tally.applied);
            }
            if let Some(comparing) = &self.comparing {
                comparing.finding(finding, &mut tally.compared);
            }
        }
    }

    /// Tells which decisions stand beside several records, which is only known at the end.
    pub(super) fn tell_shared(&self, tally: &Tally, host: &Host) {
        let shared = self.applying.iter().flat_map(|applying| applying.shared(&tally.applied));
        let shared: Vec<_> = shared.collect();
        of_each_kind(host, shared.iter().map(|problem| (problem.code, problem.row, problem.to_string())));
    }

    /// Adds to the audit what was found.
    pub(super) fn report(&self, tally: &Tally, audit: &mut Audit) {
        if let (Some(applying), Some((_, receipts))) = (&self.applying, &self.beside.log) {
            applying.set_aside(audit, &tally.applied);
            audit.decisions = Some(applying.report(&tally.applied));
            audit.receipt.decisions.clone_from(receipts);
        }
        if let (Some(comparing), Some((_, receipt))) = (&self.comparing, &self.beside.earlier) {
            audit.baseline = Some(comparing.report(&tally.compared, receipt.sha256.clone()));
        }
    }
}
