//! `regard`: audits lists and assessments against declarative frameworks.

use clap::Parser;
use due_regard_cli::args::Cli;
use due_regard_cli::host::Host;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and end with 0; a mistake goes to standard error and ends with 2.
            // Where neither can be written there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let host = Host::new(cli.colour);
    match cli.command.run(&host) {
        Ok(exit) => exit.into(),
        Err(error) => {
            host.tell(&error.render());
            error.code()
        }
    }
}
