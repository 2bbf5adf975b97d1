//! `regard completions`: what a shell needs to complete commands and options.

use crate::args::Cli;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use clap::CommandFactory;
use clap_complete::Shell;

/// What `completions` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard completions bash > ~/.local/share/bash-completion/completions/regard
  regard completions zsh > ~/.zfunc/_regard
  regard completions fish > ~/.config/fish/completions/regard.fish")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints them.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "regard", &mut bytes);
    host.print(&String::from_utf8_lossy(&bytes))?;
    Ok(Exit::Clean)
}
