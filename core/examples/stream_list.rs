//! Streams a list through an audit piece by piece, and stops once a budget of findings is spent.
//!
//! ```sh
//! cargo run -p due-regard --example stream_list                    # the list below
//! cargo run -p due-regard --example stream_list - < assets.csv     # one from standard input
//! ```
//!
//! Only one piece is in memory at a time. A host with several cores gives each piece to a thread of its own (`split`, `add_rows`
//! and `evaluate` need nothing but the piece and the plan) and merges the parts.

use due_regard::list::{CsvSplitter, Decoder, Layout, ListOptions, RowBlock, detect_encoding, sniff};
use due_regard::{Date, ListColumns, Part, Plan, Scratch, Settings, Source, load};
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

/// So many findings are enough to see what is wrong with a list.
const BUDGET: usize = 5;

/// So much of a list is looked at to find out its encoding, delimiter and header; so much is read at a time.
const CHUNK: u64 = 256 << 10;

/// A framework of two rules for lists of assets.
const FRAMEWORK: &str = "
language: 1
framework: asset-list
version: 1.0.0
title: Is the list sound?
sources:
  house: {title: House rules of this example, standing: house rule, checked: 2026-11-22}
record: {noun: asset, plural: assets, id: asset-id, name: name, unique: true, missing: [n/a]}
sections:
  - id: asset
    fields:
      - {id: asset-id, type: text, label: Asset ID, aliases: [Ref]}
      - {id: name, type: text, label: Name, aliases: [Name as recorded]}
      - {id: listing-grade, type: choice, of: [I, II*, II, none], label: Listing grade, aliases: [Grade]}
      - {id: made, type: year, label: Made, aliases: [First recorded]}
      - {id: in-place, type: year, label: In place since, aliases: [Installed here]}
rules:
  - {id: grade-missing, require: listing-grade is answered, severity: minor, cite: [house], say: no listing grade is recorded, why: a listed asset needs consent}
  - {id: in-place-before-made, require: in-place >= made, cite: [house], say: 'in place {in-place}, made {made}', why: one of the two years is wrong}
";

/// A list as lists are: semicolons, Windows-1252 (the byte 0x92 is an apostrophe), approximate years, blank cells.
const LIST: &[u8] = b"Ref;Name;Grade;Made;In place since;Remarks\r\n\
A-1;Guy\x92s statue;II*;1734;1734;\r\n\
A-2;Fountain;n/a;c. 1860;1840s;\r\n\
A-3;Obelisk;II;1771;;\r\n";

fn main() -> Result<(), Box<dyn Error>> {
    let as_of = Date::from_ymd(2026, 11, 22).ok_or("no such day")?;
    let plan = load(Source::new("asset-list.yaml", FRAMEWORK)).plan(Settings::new(as_of))?;
    let out = stdout().lock();
    if std::env::args().nth(1).as_deref() == Some("-") {
        stream(&plan, stdin().lock(), out)
    } else {
        stream(&plan, LIST, out)
    }
}

fn stream(plan: &Plan, mut list: impl Read, mut out: impl Write) -> Result<(), Box<dyn Error>> {
    // The beginning says how the rest is to be read.
    let mut bytes = Vec::new();
    list.by_ref().take(CHUNK).read_to_end(&mut bytes)?;
    let complete = (bytes.len() as u64) < CHUNK;
    let detected = detect_encoding(&bytes, complete)?;
    writeln!(out, "{}: {}", detected.encoding.name(), detected.why)?;
    let mut decoder = Decoder::new(detected.encoding);
    let mut text = Vec::new();
    decoder.decode(bytes.get(detected.mark..).unwrap_or_default(), &mut text)?;
    let layout = sniff(&text, complete, &ListOptions::default())?;
    writeln!(
        out,
        "cells divided by {:?}: {}; header in row {}: {}",
        char::from(layout.delimiter),
        layout.delimiter_why,
        layout.header_row,
        layout.header_why
    )?;
    let columns = columns(plan, &layout.header, &mut out)?;

    let mut splitter = CsvSplitter::new(&layout);
    splitter.buffer().extend_from_slice(text.get(layout.body..).unwrap_or_default());
    let mut run = Run { plan, layout, columns, scratch: Scratch::default(), whole: None, listed: 0 };
    while run.listed < BUDGET {
        bytes.clear();
        if list.by_ref().take(CHUNK).read_to_end(&mut bytes)? == 0 {
            decoder.finish(splitter.buffer())?;
            if let Some(block) = splitter.finish()? {
                run.evaluate(block, &mut out)?;
            }
            break;
        }
        decoder.decode(&bytes, splitter.buffer())?;
        if let Some(block) = splitter.split()? {
            run.evaluate(block, &mut out)?;
        }
    }

    // Counts are complete for every row that was evaluated, whatever became of its findings.
    if let Some(whole) = run.whole {
        let audit = plan.audit(whole);
        let (read, verdicts) = (audit.records.read, audit.receipt.verdicts);
        writeln!(
            out,
            "{read} rows: {} met, {} not met, {} cannot be told",
            verdicts.met, verdicts.not_met, verdicts.cannot_tell
        )?;
    }
    Ok(())
}

/// What is kept from block to block.
struct Run<'a> {
    plan: &'a Plan,
    layout: Layout,
    columns: ListColumns,
    scratch: Scratch,
    whole: Option<Part>,
    listed: usize,
}

impl Run<'_> {
    fn evaluate(&mut self, block: RowBlock, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let remarks = self.columns.remarks(&block, "the list");
        let mut batch = self.plan.batch();
        batch.numbered(self.layout.header_row, 0, "");
        batch.add_rows(block, self.columns.supplied());
        let mut part = self.plan.evaluate(&batch.finish(), &mut self.scratch);
        part.remark(remarks);
        for finding in part.take_findings().take(BUDGET - self.listed) {
            self.listed += 1;
            writeln!(out, "row {}: {} ({}): {}", finding.record.row, finding.verdict, finding.rule, finding.message)?;
        }
        match &mut self.whole {
            Some(whole) => whole.merge(part),
            None => self.whole = Some(part),
        }
        Ok(())
    }
}

/// Which column supplies which field; what is not clear is refused rather than guessed.
fn columns(plan: &Plan, header: &[String], out: &mut impl Write) -> Result<ListColumns, Box<dyn Error>> {
    let columns = ListColumns::of(plan, header, &[]);
    if let Some(problem) = columns.problem() {
        return Err(format!("{problem}: {}", problem.help).into());
    }
    let mapping = columns.mapping();
    for column in mapping.columns.iter().filter(|column| column.field.is_some()) {
        writeln!(out, "{}", column.note)?;
    }
    writeln!(out, "columns without a field: {}", mapping.unmapped().count())?;
    Ok(columns)
}
