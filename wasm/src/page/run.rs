//! The kept list through a plan, block by block: for the page's table, or for a report with the bytes of the command line's.

use super::table::Table;
use super::{List, Log};
use crate::trouble::{refused, trouble};
use due_regard::ListColumns;
use due_regard::audit::{Audit, Finding, InputReceipt, Verdict};
use due_regard::decision::{Applied, Applying, DecisionLog};

use due_regard::report::{self, Format};
use due_regard::{BatchBuilder, Detail, Loaded, Part, Plan, Scratch, Settings};
use due_regard_workbook::{Register, Unwritten};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::JsValue;

/// As many findings and records are listed as `regard audit` lists; counts are always complete.
const LIMIT: usize = 10_000;

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// The page: the place of every finding is kept, not the finding.
    Table,
    /// A report.
    Report(Format),
}

pub(super) struct Run {
    want: Want,
    plan: Plan,
    builder: BatchBuilder,
    scratch: Scratch,
    whole: Part,
    at: usize,
    log: Option<DecisionLog>,
    applied: Applied,
    lines: String,
    /// A workbook's register, to which findings are added piece by piece.
    register: Option<Register>,
    findings: usize,
}

pub(super) struct Done {
    pub(super) audit: Audit,
    /// Findings that only all records together show.
    pub(super) late: Vec<Finding>,
    /// The report, where one was asked for.
    pub(super) report: Vec<u8>,
}

impl Want {
    pub(super) fn report(format: &str) -> Result<Self, JsValue> {
        match crate::options::format(format)? {
            format @ (Format::Json | Format::Jsonl | Format::Csv | Format::Html | Format::Markdown | Format::Xlsx) => {
                Ok(Want::Report(format))
            }
            other => Err(refused("invalid-setting", "format", format!("the page does not write {other}"))),
        }
    }

    /// How much the audit has to keep, as the command line has it.
    fn detail(self, loaded: &Loaded) -> Detail {
        match self {
            Want::Table => Detail::Findings,
            Want::Report(Format::Json | Format::Html | Format::Xlsx) => Detail::Records,
            Want::Report(Format::Jsonl | Format::Csv) => Detail::Findings,
            Want::Report(_) if loaded.shows_numbers() => Detail::Records,
            Want::Report(_) => Detail::Reasons,
        }
    }
}

impl Run {
    pub(super) fn new(
        loaded: &Loaded,
        settings: Settings,
        want: Want,
        log: Option<DecisionLog>,
    ) -> Result<Self, JsValue> {
        let mut settings = settings.detail(want.detail(loaded)).limits(LIMIT, LIMIT);
        if let Some(log) = &log {
            settings = settings.decisions(log.clone());
        }
        let plan = loaded.plan(settings).map_err(|error| trouble(&error))?;
        Ok(Self {
            want,
            builder: plan.batch(),
            scratch: Scratch::default(),
            whole: plan.nothing(),
            at: 0,
            log,
            applied: Applied::default(),
            lines: if want == Want::Report(Format::Csv) { report::csv_header() } else { String::new() },
            register: (want == Want::Report(Format::Xlsx))
                .then(Register::new)
                .transpose()
                .map_err(|error| unwritten(&error))?,
            findings: 0,
            plan,
        })
    }

    pub(super) fn rows(&self) -> u64 {
        self.whole.records()
    }

    pub(super) fn findings(&self) -> usize {
        self.findings
    }

    pub(super) fn is_done(&self, list: &List) -> bool {
        self.at >= list.blocks.len()
    }

    /// The ids of the log that several records of the list have: which of them a decision is about cannot be told.
    pub(super) fn several(plan: &Plan, log: &DecisionLog, list: &List, columns: &ListColumns) -> BTreeSet<String> {
        let applying = Self::applying(log, plan);
        let mut applied = Applied::default();
        let mut builder = plan.batch();
        for block in &list.blocks {
            builder.add_rows(block.clone(), columns.supplied());
            let batch = builder.take();
            plan.record_ids(&batch).iter().for_each(|id| applying.record(id.as_deref(), &mut applied));
            builder.reuse(batch);
        }
        applying.several(&applied)
    }

    fn applying<'a>(log: &'a DecisionLog, plan: &Plan) -> Applying<'a> {
        let applying = Applying::new(log, &plan.audit(plan.nothing()));
        plan.screened_persons().into_iter().fold(applying, Applying::with_candidates)
    }

    pub(super) fn step(&mut self, list: &List, columns: &ListColumns, table: &mut Table) -> Result<(), JsValue> {
        let Some(block) = list.blocks.get(self.at) else { return Ok(()) };
        self.builder.numbered(list.header_row, 0, "");
        self.builder.add_rows(block.clone(), columns.supplied());
        let batch = self.builder.take();
        let mut part = self.plan.evaluate_every(&batch, &mut self.scratch);
        if let Some(log) = &self.log {
            let applying = Self::applying(log, &self.plan);
            for id in self.plan.record_ids(&batch) {
                applying.record(id.as_deref(), &mut self.applied);
            }
            let applied = &mut self.applied;
            self.plan.each_decided_candidate(&batch, |standing| applying.candidate(&standing, applied));
            let alone = batch.len() == 1;
            for finding in part.each_finding_mut().filter(|finding| finding.record.id.is_some() || alone) {
                applying.finding(finding, &mut self.applied);
            }
        }
        self.builder.reuse(batch);
        part.remark(columns.remarks(block, &list.name));
        self.findings += part.findings();
        match self.want {
            Want::Table => {
                table.take(self.at, block, &part);
                // The page makes the few findings anew that it shows.
                part.take_findings().for_each(drop);
            }
            Want::Report(format) => self.write(format, part.each_finding())?,
        }
        self.whole.merge(part);
        self.whole.cut(&self.plan);
        self.at += 1;
        Ok(())
    }

    fn write<'f>(&mut self, format: Format, findings: impl Iterator<Item = &'f Finding>) -> Result<(), JsValue> {
        for finding in findings {
            match (format, &mut self.register) {
                (Format::Jsonl, _) => report::jsonl_finding(finding, &mut self.lines),
                (Format::Csv, _) => report::csv_finding(finding, &mut self.lines),
                (_, Some(register)) => register.finding(finding).map_err(|error| unwritten(&error))?,
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self, list: &List, columns: &ListColumns, log: &Log) -> Result<Done, JsValue> {
        let mut late = self.plan.across_records(&self.whole);
        let decided = self.log.take();
        let applying = decided.as_ref().map(|log| Self::applying(log, &self.plan));
        if let Some(applying) = &applying {
            for finding in late.iter_mut().filter(|finding| finding.record.id.is_some()) {
                applying.finding(finding, &mut self.applied);
            }
        }
        if let Want::Report(format) = self.want {
            self.write(format, late.iter())?;
        }
        let mut audit = self.plan.audit(std::mem::replace(&mut self.whole, self.plan.nothing()));
        audit.receipt.inputs.push(InputReceipt {
            name: list.name.clone(),
            format: list.format.to_owned(),
            bytes: list.bytes,
            sha256: Some(list.sha256.clone()),
        });
        ListColumns::complete(&self.plan, &mut audit, columns.report(None));
        let across: BTreeMap<&str, &Finding> =
            late.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect();
        for finding in audit.findings.iter_mut().filter(|finding| finding.verdict == Verdict::NeedsAPerson) {
            if let Some(known) = across.get(finding.fingerprint.as_str()) {
                *finding = (*known).clone();
            }
        }
        if let Some(applying) = &applying {
            audit.decisions = Some(applying.report(&self.applied));
            let text = log.open.text().as_bytes();
            audit.receipt.decisions.push(InputReceipt {
                name: log.open.name().to_owned(),
                format: "decisions, delimited text".to_owned(),
                bytes: text.len() as u64,
                sha256: Some(crate::list::hex(Sha256::new_with_prefix(text))),
            });
        }
        let report = match (self.want, self.register) {
            (Want::Table, _) => Vec::new(),
            (Want::Report(Format::Json), _) => report::json(&audit).into_bytes(),
            (Want::Report(Format::Html), _) => report::html(&audit).into_bytes(),
            (Want::Report(Format::Markdown), _) => report::markdown(&audit).into_bytes(),
            (Want::Report(_), Some(register)) => register.finish(&audit).map_err(|error| unwritten(&error))?,
            (Want::Report(_), None) => std::mem::take(&mut self.lines).into_bytes(),
        };
        Ok(Done { audit, late, report })
    }
}

/// A workbook that could not be written.
fn unwritten(error: &Unwritten) -> JsValue {
    refused("other", "", error.to_string())
}
