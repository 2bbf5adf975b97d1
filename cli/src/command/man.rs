//! `regard man`: manual pages, for whoever packages the program.

use crate::args::Cli;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use clap::CommandFactory;
use std::path::Path;

/// What `man` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard man | man -l -                    read the page of the program
  regard man --out ~/.local/share/man/man1 write the pages of the program and of each command")]
pub struct Args {
    /// Writes every page to this folder; without it the program's own goes to standard output
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<String>,
}

/// Prints or writes them.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let mut program = Cli::command();
    program.build();
    let Some(folder) = &args.out else {
        host.print(&page(&program)?)?;
        return Ok(Exit::Clean);
    };
    let write = |command: &clap::Command, name: &str| {
        let path = Path::new(folder).join(format!("{name}.1"));
        host.write(&path.display().to_string(), &page(command)?)
    };
    write(&program, "regard")?;
    for command in program.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        write(command, &format!("regard-{}", command.get_name()))?;
    }
    Ok(Exit::Clean)
}

/// A command's page in troff.
fn page(command: &clap::Command) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    // No date: the same program gives the same page.
    clap_mangen::Man::new(command.clone())
        .render(&mut bytes)
        .map_err(|error| CliError::new(format!("the manual page cannot be made: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
