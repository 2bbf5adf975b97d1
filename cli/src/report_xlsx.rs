//! The register as a workbook, written while the audit runs: the writer is [`due_regard_workbook::Register`], which the page for lists uses too.

use crate::exit::CliError;
use crate::host::quietly;
use due_regard::audit::{Audit, Finding};
use due_regard_workbook::Unwritten;
use std::panic::AssertUnwindSafe;

/// A workbook that findings are added to.
pub(crate) struct Register(due_regard_workbook::Register);

impl Register {
    /// An empty workbook, whose rows are kept in a temporary file once there are many.
    pub(crate) fn new() -> Result<Self, CliError> {
        guard(due_regard_workbook::Register::new).map(Self)
    }

    /// Adds a finding to the register.
    pub(crate) fn finding(&mut self, finding: &Finding) -> Result<(), CliError> {
        guard(|| self.0.finding(finding))
    }

    /// Completes the workbook with everything else that the audit says; its bytes.
    pub(crate) fn finish(self, audit: &Audit) -> Result<Vec<u8>, CliError> {
        guard(|| self.0.finish(audit))
    }
}

/// Runs a step of the writer. It reports most troubles as errors, but a temporary file that cannot be written to (a full disk) as a panic.
fn guard<T>(step: impl FnOnce() -> Result<T, Unwritten>) -> Result<T, CliError> {
    match quietly(AssertUnwindSafe(step)) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(CliError::new(error.to_string())
            .help("check that the temporary folder has room and may be written to, or choose another format")),
        None => Err(CliError::new("the workbook could not be written: its temporary file could not be written to")
            .help("make room in the temporary folder, or name another with TMPDIR")),
    }
}
