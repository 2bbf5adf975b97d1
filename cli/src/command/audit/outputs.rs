//! Where an audit goes: several reports at once, each whole or not at all.

use crate::exit::CliError;
use crate::host::{Host, Output};
use crate::report_xlsx::Register;
use due_regard::audit::{Audit, Finding};
use due_regard::report::{self, Format, TextOptions, summary};
use due_regard::{Detail, Part};
use std::io::Write;

/// One report.
struct Report {
    /// `-` is standard output.
    path: String,
    format: Format,
    /// It is a summary of each record for decision makers, in this format, and not a report on the whole.
    summary: Option<summary::Format>,
    output: Option<Output>,
    /// A workbook's register, to which findings are added while the audit runs.
    register: Option<Register>,
}

/// Every report of a run.
pub(super) struct Outputs {
    reports: Vec<Report>,
    /// Text lists every finding.
    details: bool,
    /// Whether findings are listed one by one at all.
    lists: bool,
    /// Whether summaries show every question.
    whole: bool,
}

/// Writes findings as lines while the audit runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum LineWriter {
    Jsonl,
    Csv,
}

impl LineWriter {
    pub(super) fn lines(self, part: &Part) -> Vec<u8> {
        self.lines_of(part.each_finding())
    }

    fn lines_of<'f>(self, findings: impl Iterator<Item = &'f Finding>) -> Vec<u8> {
        let mut out = String::new();
        for finding in findings {
            match self {
                LineWriter::Jsonl => report::jsonl_finding(finding, &mut out),
                LineWriter::Csv => report::csv_finding(finding, &mut out),
            }
        }
        out.into_bytes()
    }
}

impl Outputs {
    /// The reports that were asked for; text on standard output when none was.
    pub(super) fn new(
        format: Option<Format>,
        files: &[String],
        summaries: &[String],
        details: bool,
        lists: bool,
        whole: bool,
    ) -> Result<Self, CliError> {
        let mut reports = Vec::new();
        if let Some(format) = format.or_else(|| (files.is_empty() && summaries.is_empty()).then_some(Format::Text)) {
            if format == Format::Xlsx {
                return Err(CliError::new("a workbook is not written to standard output")
                    .help("name a file: `--out findings.xlsx`"));
            }
            reports.push(Report::new("-", format, None));
        }
        let wrong = |path: &str, endings: Vec<String>| {
            CliError::new(format!("the ending of `{path}` says no format"))
                .help(format!("give it one of these endings: {}", endings.join(", ")))
        };
        for path in files {
            let format = Format::from_extension(ending(path)).ok_or_else(|| {
                if summary::Format::from_extension(ending(path)).is_some() {
                    return CliError::new(format!("`{path}` would be a word processor's document")).help(format!(
                        "a summary of each record for decision makers is written so: `--summary {path}`"
                    ));
                }
                wrong(path, Format::all().map(|format| format!(".{}", format.extension())).collect())
            })?;
            reports.push(Report::new(path, format, None));
        }
        for path in summaries {
            let format = summary::Format::from_extension(ending(path)).ok_or_else(|| {
                wrong(path, summary::Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect())
            })?;
            reports.push(Report::new(path, Format::Html, Some(format)));
        }
        Ok(Self { reports, details, lists, whole })
    }

    /// How much the audit has to keep.
    pub(super) fn detail(&self) -> Detail {
        if self.reports.iter().any(|report| report.summary.is_some()) {
            if self.whole { Detail::Whole } else { Detail::Summary }
        } else if self.wants_results() {
            Detail::Records
        } else if self.reports.iter().any(|report| !matches!(report.format, Format::Jsonl | Format::Csv)) {
            Detail::Reasons
        } else {
            Detail::Findings
        }
    }

    /// Whether a report lists records.
    pub(super) fn wants_results(&self) -> bool {
        self.reports.iter().any(|report| matches!(report.format, Format::Json | Format::Xlsx | Format::Html))
    }

    /// Whether something goes to standard output.
    pub(super) fn to_stdout(&self) -> bool {
        self.reports.iter().any(|report| report.path == "-")
    }

    /// The files that are written.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.reports.iter().map(|report| report.path.as_str())
    }

    /// Opens every file, so that one that cannot be written is known before the work is done.
    pub(super) fn open(&mut self, host: &Host) -> Result<(), CliError> {
        for report in &mut self.reports {
            let mut output = host.create(&report.path)?;
            if report.format == Format::Csv {
                let mut header = String::new();
                header.push_str(&report::csv_header());
                output.write_all(header.as_bytes()).map_err(|error| output.error(&error))?;
            }
            report.output = Some(output);
            if report.format == Format::Xlsx {
                report.register = Some(Register::new()?);
            }
        }
        Ok(())
    }

    /// The writers of lines, in the order of their reports.
    pub(super) fn line_writers(&self) -> Vec<LineWriter> {
        self.reports
            .iter()
            .filter(|_| self.lists)
            .filter_map(|report| match report.format {
                Format::Jsonl => Some(LineWriter::Jsonl),
                Format::Csv => Some(LineWriter::Csv),
                _ => None,
            })
            .collect()
    }

    /// Writes the lines of a piece, one set for each writer.
    pub(super) fn write_lines(&mut self, lines: &[Vec<u8>]) -> Result<(), CliError> {
        let writers = self.reports.iter_mut().filter(|report| matches!(report.format, Format::Jsonl | Format::Csv));
        for (report, lines) in writers.zip(lines) {
            if let Some(output) = &mut report.output {
                output.write_all(lines).map_err(|error| output.error(&error))?;
            }
        }
        Ok(())
    }

    /// Writes findings that are only known when all records are, after those of the pieces.
    pub(super) fn write_late(&mut self, findings: &[Finding]) -> Result<(), CliError> {
        if findings.is_empty() || !self.lists {
            return Ok(());
        }
        let lines: Vec<Vec<u8>> =
            self.line_writers().into_iter().map(|writer| writer.lines_of(findings.iter())).collect();
        self.write_lines(&lines)?;
        for register in self.reports.iter_mut().filter_map(|report| report.register.as_mut()) {
            findings.iter().try_for_each(|finding| register.finding(finding))?;
        }
        Ok(())
    }

    /// Whether some report has a receipt, and so the hashes of what was read.
    pub(super) fn has_receipt(&self) -> bool {
        self.reports.iter().any(|report| !matches!(report.format, Format::Jsonl | Format::Csv))
    }

    /// Whether JSON Lines are all that is written.
    pub(super) fn only_lines(&self) -> bool {
        self.lists && self.reports.iter().all(|report| report.format == Format::Jsonl)
    }

    /// Whether every finding is wanted, however many there are.
    pub(super) fn wants_every_finding(&self) -> bool {
        self.lists && self.reports.iter().any(|report| report.format.streams())
    }

    /// Adds the findings of a piece to the registers of workbooks.
    pub(super) fn register(&mut self, part: &Part) -> Result<(), CliError> {
        let lists = self.lists;
        for register in self.reports.iter_mut().filter_map(|report| report.register.as_mut()).filter(|_| lists) {
            part.each_finding().try_for_each(|finding| register.finding(finding))?;
        }
        Ok(())
    }

    /// Writes the reports that need the whole audit, and completes all of them.
    ///
    /// Files get their names when all are complete, and before standard output is written: whoever stops reading that has the files.
    pub(super) fn write(&mut self, audit: &Audit, host: &Host) -> Result<(), CliError> {
        let details = self.details;
        let (to_stdout, files): (Vec<&mut Report>, _) = self.reports.iter_mut().partition(|report| report.path == "-");
        let mut complete = Vec::new();
        for report in files {
            let mut output = report.written(audit, host, details)?;
            output.complete()?;
            complete.push(output);
        }
        complete.into_iter().try_for_each(Output::commit)?;
        to_stdout.into_iter().try_for_each(|report| report.written(audit, host, details)?.commit())
    }
}

/// The ending of a file's name.
fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

impl Report {
    fn new(path: &str, format: Format, summary: Option<summary::Format>) -> Self {
        Self { path: path.to_owned(), format, summary, output: None, register: None }
    }

    /// The output with everything in it.
    fn written(&mut self, audit: &Audit, host: &Host, details: bool) -> Result<Output, CliError> {
        let Some(mut output) = self.output.take() else {
            return Err(CliError::new(format!("`{}` was not opened", self.path)));
        };
        if let Some(register) = self.register.take() {
            let bytes = register.finish(audit)?;
            output.write_all(&bytes).map_err(|error| output.error(&error))?;
        }
        if let Some(format) = self.summary {
            output.write_all(&format.write(audit)).map_err(|error| output.error(&error))?;
            return Ok(output);
        }
        let text = match self.format {
            // Their lines, or their register, are written.
            Format::Jsonl | Format::Csv | Format::Xlsx => return Ok(output),
            Format::Text => {
                let stdout = self.path == "-";
                let options = TextOptions {
                    colour: stdout && host.colour(),
                    width: if stdout { host.width() } else { 100 },
                    details,
                };
                report::text(audit, &options)
            }
            Format::Json => report::json(audit),
            Format::Html => report::html(audit),
            Format::Markdown => report::markdown(audit),
            Format::Sarif => report::sarif(audit),
            Format::Junit => report::junit(audit),
            other => return Err(CliError::new(format!("the format {other} cannot be written yet"))),
        };
        output.write_all(text.as_bytes()).map_err(|error| output.error(&error))?;
        Ok(output)
    }
}

/// What people see on standard error when the reports went to files.
pub(super) fn summary(audit: &Audit) -> String {
    let counts = &audit.receipt.verdicts;
    format!(
        "{} rows read, {} reported, {} refused; verdicts: {} met, {} not met, {} cannot tell, {} need a person, {} to do, {} do not apply\n",
        audit.records.read,
        audit.records.reported,
        audit.records.refused,
        counts.met,
        counts.not_met,
        counts.cannot_tell,
        counts.needs_a_person,
        counts.to_do,
        counts.does_not_apply
    )
}
