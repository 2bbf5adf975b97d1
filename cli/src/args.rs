//! What can be written after `regard`. Doc comments are the help.

use crate::command;
use crate::exit::{CliError, Exit};
use crate::host::{Colour, Host};
use clap::{Parser, Subcommand};

/// The version of the program and of the framework language it reads.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (framework language 1)");

/// Audits lists and assessments against declarative frameworks.
///
/// A framework says what a record is, which rules its answers are checked against, and on what those rules rest. Verdicts are: met, not met,
/// cannot tell (with what would settle it), does not apply, needs a person, to do (before a rule's stage). Nothing is guessed, and no person is scored.
#[derive(Debug, Parser)]
#[command(name = "regard", version = VERSION, max_term_width = 110, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to colour.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        alias = "color",
        value_name = "WHEN",
        hide_possible_values = true,
        help = "When to colour: auto, always or never"
    )]
    pub colour: Colour,
}

const EXAMPLES: &str = "\
Examples:
  regard audit public-realm assets.csv                      audit a list
  regard audit public-realm assets.xlsx --out report.html   and write a page to hand round
  regard screen public-realm streets.csv                    whom names may refer to, with reasons
  regard ask council-eia -o eia.yaml                        fill in one assessment here
  regard template council-eia -o form.xlsx                  a form to fill in by hand
  regard explain public-realm                               what a framework asks, and on what it rests
  regard new assets.csv -o my-framework.yaml                start a framework from a list
  regard check my-framework.yaml                            everything that is wrong with it

Exit codes: 0 nothing found, 1 something found, 2 the job could not be done.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audits lists and records against a framework
    Audit(command::audit::Args),
    /// Fills in one record question by question, next the one that matters most
    Ask(command::ask::Args),
    /// Finds everything that is wrong with frameworks, with places and cures
    Check(command::check::Args),
    /// Writes frameworks in the usual layout, comments kept
    Fmt(command::fmt::Args),
    /// Runs the cases beside frameworks, and says which rules lack one
    Test(command::test::Args),
    /// Says what a diagnostic means, what a framework or rule asks and why, or how a record came by its verdicts
    Explain(command::explain::Args),
    /// Prints a framework as a guide: fields, rules, parameters with reasons, sources
    Show(command::show::Args),
    /// Writes one HTML file that is the form of a framework: works offline, can be emailed
    Form(command::form::Args),
    /// Lists the frameworks that come with the program
    List(command::list::Args),
    /// Screens names against a register of persons: candidates with reasons, never a link
    Screen(command::screen::Args),
    /// Works through what people have to decide: candidates, and findings that need a person
    Review(command::review::Args),
    /// Says what changed between two audits: new, reopened, decided but changed, settled, gone
    Diff(command::diff::Args),
    /// Starts a framework from a list, with types and options guessed from what it holds
    New(command::new::Args),
    /// Writes a form to fill in by hand: a workbook with drop-downs and guidance, or CSV; `audit` reads it back
    Template(command::template::Args),
    /// Prints a JSON Schema: of the language, of the audit document, or of a framework's records
    Schema(command::schema::Args),
    /// Prints what a shell needs to complete commands and options
    Completions(command::completions::Args),
    /// Prints the manual page, or writes one for each command
    #[command(hide = true)]
    Man(command::man::Args),
}

impl Command {
    /// Does it.
    pub fn run(&self, host: &Host) -> Result<Exit, CliError> {
        match self {
            Command::Audit(args) => command::audit::run(args, host),
            Command::Ask(args) => command::ask::run(args, host),
            Command::Check(args) => command::check::run(args, host),
            Command::Fmt(args) => command::fmt::run(args, host),
            Command::Review(args) => command::review::run(args, host),
            Command::Diff(args) => command::diff::run(args, host),
            Command::Explain(args) => command::explain::run(args, host),
            Command::Show(args) => command::show::run(args, host),
            Command::Form(args) => command::form::run(args, host),
            Command::List(args) => command::list::run(args, host),
            Command::New(args) => command::new::run(args, host),
            Command::Screen(args) => command::screen::run(args, host),
            Command::Schema(args) => command::schema::run(args, host),
            Command::Completions(args) => command::completions::run(args, host),
            Command::Man(args) => command::man::run(args, host),
            Command::Template(args) => command::template::run(args, host),
            Command::Test(args) => command::test::run(args, host),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    /// What is longer than a terminal is broken by the terminal's width: a paragraph is one line, and examples and tables fit.
    #[test]
    fn help_is_not_broken_by_hand() {
        const NARROWEST: usize = 110;
        for command in super::Cli::command().get_subcommands() {
            let Some(help) = command.get_after_help().map(ToString::to_string) else { continue };
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ') && !line.ends_with(':');
            for (line, next) in help.lines().zip(help.lines().skip(1).chain([""])) {
                let name = command.get_name();
                assert!(!(is_prose(line) && line.len() > 60 && is_prose(next)), "{name}: {line}");
                assert!(!line.starts_with(' ') || line.chars().count() <= NARROWEST, "{name}: {line}");
            }
        }
    }

    #[test]
    fn the_definitions_hold_together() {
        super::Cli::command().debug_assert();
    }
}
