//! `regard schema`: JSON Schemas of the language, of the audit document, and of a framework's records.

mod record;

use crate::exit::{CliError, Exit};
use crate::host::Host;

/// What `schema` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard schema language > framework.schema.json      for editors that complete and check YAML
  regard schema audit                                 of what `regard audit --format json` writes
  regard schema public-realm                          of the records of a framework

An editor uses the first when a framework begins with
  # yaml-language-server: $schema=framework.schema.json")]
pub struct Args {
    /// `language`, `audit`, or a framework: the id of a bundled one, a file, a folder, `-`
    #[arg(value_name = "WHAT")]
    what: String,
}

/// Prints a schema.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    let text = match args.what.as_str() {
        "language" => format!("{:#}\n", due_regard::framework::schema::json_schema()),
        "audit" => due_regard::report::AUDIT_SCHEMA.to_owned(),
        name => {
            let loaded = host
                .load_usable(name)
                .map_err(|error| error.help("`regard schema language` and `regard schema audit` are the other two"))?;
            format!("{:#}\n", record::schema(loaded.framework()))
        }
    };
    host.print(&text)?;
    Ok(Exit::Clean)
}
