//! `regard new`: starts a framework from a list, every guess beside its reason.

mod columns;
mod guess;
mod write;

use super::list_args::ListArgs;
use crate::apart::keep_apart;
use crate::exit::{CliError, Exit};
use crate::host::Host;
use columns::Columns;
use due_regard::{Level, Source};
use guess::{Column, Kind, guess};

/// What `new` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  regard new assets.csv -o my-framework.yaml        a file to go on from
  regard new assets.xlsx --sheet Statues            to standard output
  regard new records.jsonl --title \"Street names\"

Types and options are guesses from what the first rows hold. Each stands beside a comment that says why; nothing is guessed in silence, and words such as `n/a` or `unknown` are only suggested as signs of a missing answer. The rules are yours to write.")]
pub struct Args {
    /// The list, in any format that `audit` reads; `-` is standard input
    #[arg(value_name = "LIST")]
    list: String,

    /// The file to write; without it standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<String>,

    /// Write over a file that is there already
    #[arg(long, requires = "out")]
    force: bool,

    /// The framework's title; without it the list's name
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    #[command(flatten)]
    list_args: ListArgs,
}

/// Starts a framework.
pub fn run(args: &Args, host: &Host) -> Result<Exit, CliError> {
    if let Some(out) = args.out.as_ref().filter(|out| !args.force && host.exists(out)) {
        return Err(CliError::new(format!("`{out}` is there already"))
            .help("choose another name, or write over it with `--force`"));
    }
    keep_apart(args.out.as_deref(), [args.list.as_str()])?;
    let columns = Columns::read(&args.list, &args.list_args)?;
    for note in &columns.notes {
        host.tell(&format!("{}: {note}\n", columns.name));
    }
    let mut guesses = guess(&columns)?;
    let text = settled(&columns, &mut guesses, args)?;
    let loaded = due_regard::load(Source::new("the new framework", text.as_str()));
    match &args.out {
        Some(path) => {
            host.write(path, &text)?;
            let rules = loaded.framework().rules.len();
            host.tell(&format!(
                "wrote {path}: {} fields, {rules} example rule{}; read the comments, then `regard check {path}` and `regard audit {path} {}`\n",
                guesses.iter().filter(|guess| guess.id.is_some()).count(),
                if rules == 1 { "" } else { "s" },
                args.list_args.written(&args.list)
            ));
        }
        None => host.print(&text)?,
    }
    Ok(Exit::Clean)
}

/// The framework's text, without errors: a guess that the language cannot hold becomes a plain text field.
fn settled(columns: &Columns, guesses: &mut [Column], args: &Args) -> Result<String, CliError> {
    const ROUNDS: usize = 3;
    let mut rounds = 0;
    loop {
        let (text, lines) = write::framework(columns, guesses, args.title.as_deref());
        let loaded = due_regard::load(Source::new("the new framework", text.as_str()));
        let errors: Vec<_> =
            loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level == Level::Error).collect();
        if errors.is_empty() {
            return Ok(text);
        }
        let mut mended = false;
        for error in &errors {
            let line = loaded.source().position(error.span.start).line;
            let column = lines.iter().rev().find(|(first, _)| *first <= line).map(|(_, column)| *column);
            if let Some(guess) =
                column.and_then(|column| guesses.get_mut(column)).filter(|guess| guess.kind != Kind::Text)
            {
                guess.kind = Kind::Text;
                guess.why = format!("text: {}", error.message);
                mended = true;
            }
        }
        rounds += 1;
        if !mended || rounds > ROUNDS {
            let rendered: Vec<String> = errors.iter().take(3).map(|error| error.render(loaded.source())).collect();
            return Err(CliError::new(format!("no framework can be made from the header of {}", columns.name))
                .help("give its columns plain names")
                .after(rendered.join("\n")));
        }
    }
}
