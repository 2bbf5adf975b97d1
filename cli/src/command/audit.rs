//! `regard audit`: evaluates a list against a framework.

use crate::exit::{CliError, Exit};
use crate::host::Host;

/// What `audit` takes.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Audits.
pub fn run(_: &Args, _: &Host) -> Result<Exit, CliError> {
    Err(CliError::new("lists cannot be audited yet"))
}
