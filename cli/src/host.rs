//! The outside world: the clock, files that are not lists, the terminal. Nothing else in the program touches them, but for
//! the reader of lists (`input`).

mod output;
mod quiet;

pub use output::{Output, place_of};
pub(crate) use quiet::quietly;

use crate::bundled;
use crate::exit::CliError;
use crate::suggest::did_you_mean;
use due_regard::{Date, Diagnostic, Loaded, Source};
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set; CLICOLOR_FORCE colours everywhere.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The outside world as the commands see it.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    colour: Colour,
}

impl Host {
    /// Framework texts that are longer cannot be read by the language either (2 MB), so no more is taken into memory.
    const LONGEST_FRAMEWORK: u64 = 3 << 20;

    /// The world, with the user's wish about colour.
    pub fn new(colour: Colour) -> Self {
        Self { colour }
    }

    /// Today's date. It is the date in UTC: in Britain it changes at one in the morning during summer time; `--as-of` names any other day.
    pub fn today(&self) -> Date {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Date::from_days(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX))
    }

    /// Whether to colour what goes to standard output.
    pub fn colour(&self) -> bool {
        self.coloured(io::stdout().is_terminal())
    }

    fn coloured(&self, terminal: bool) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if set("NO_COLOR") => false,
            Colour::Auto
                if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") =>
            {
                true
            }
            Colour::Auto => terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// Whether people look at standard error: for a progress bar.
    pub fn watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// The width of standard output in columns: the terminal's, else 100.
    pub fn width(&self) -> usize {
        if !io::stdout().is_terminal() {
            return 100;
        }
        terminal_size::terminal_size_of(io::stdout()).map_or(100, |(width, _)| usize::from(width.0))
    }

    /// Writes to standard output.
    pub fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| stdout_error(&error))
    }

    /// Tells people something beside the output, on standard error. Control characters are left out; a failure to write it is not an error.
    pub fn tell(&self, text: &str) {
        let plain: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        let text = if self.coloured(io::stderr().is_terminal()) { paint(&plain) } else { plain };
        let mut out = BufWriter::new(io::stderr().lock());
        // Where even standard error cannot be written there is nobody to tell.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says so where a framework has nothing in the language that was asked for.
    pub(crate) fn tell_language(&self, loaded: &Loaded, language: &str) {
        if language.is_empty() {
            return;
        }
        let known = due_regard::form::describe(loaded, "").languages;
        if !known.iter().any(|known| known == language) {
            self.tell(&format!(
                "`{}` has no texts in the language `{language}`, so its own stand there; it has {}\n",
                loaded.framework().id.value,
                known.join(", ")
            ));
        }
    }

    /// Diagnostics as people read them on standard output.
    pub fn paint(&self, rendered: &str) -> String {
        if self.colour() { paint(rendered) } else { rendered.to_owned() }
    }

    /// A framework's text: a bundled one by its id, a file, a folder that holds `framework.yaml`, or `-` for standard input.
    pub fn framework_source(&self, name: &str) -> Result<Source, CliError> {
        if let Some(bundled) = bundled::find(name) {
            return Ok(Source::new(name, bundled.text));
        }
        let path = self.framework_path(name)?;
        Ok(Source::new(path.display().to_string(), self.read_text(&path.display().to_string())?))
    }

    /// The file of a framework that is not bundled.
    pub fn framework_path(&self, name: &str) -> Result<PathBuf, CliError> {
        let path = Path::new(name);
        if name == "-" {
            return Ok(path.to_owned());
        }
        if path.is_dir() {
            let inside = path.join("framework.yaml");
            return if inside.is_file() {
                Ok(inside)
            } else {
                Err(CliError::new(format!("the folder `{name}` holds no `framework.yaml`"))
                    .help("name the file itself"))
            };
        }
        let looks_like_a_path = name.contains(['/', '\\']) || name.ends_with(".yaml") || name.ends_with(".yml");
        if looks_like_a_path || path.exists() {
            return Ok(path.to_owned());
        }
        let ids: Vec<&str> = bundled::ALL.iter().map(|bundled| bundled.id).collect();
        Err(CliError::new(format!("no bundled framework and no file is called `{name}`"))
            .help(did_you_mean(name, &ids))
            .help("`regard list` names the bundled frameworks; a framework of your own is given by its path"))
    }

    /// A framework, whatever is wrong with it.
    pub fn load(&self, name: &str) -> Result<Loaded, CliError> {
        self.load_from(name, self.framework_source(name)?, |_, _| {})
    }

    fn load_from(&self, name: &str, source: Source, mut found: impl FnMut(&str, &Source)) -> Result<Loaded, CliError> {
        let folder = match bundled::find(name) {
            Some(_) => PathBuf::new(),
            None => self.framework_path(name)?.parent().map_or_else(PathBuf::new, Path::to_path_buf),
        };
        // What a framework extends is looked for beside it, unless it comes with the program.
        Ok(due_regard::load_with(source, |base| {
            let name = match bundled::find(base) {
                Some(_) => base.to_owned(),
                None => folder.join(base).display().to_string(),
            };
            let source = self.framework_source(&name).ok()?;
            found(base, &source);
            Some(source)
        }))
    }

    /// The framework of this name as text, and the texts of those that it extends, by what is written at `extends:`, each once.
    pub fn framework_texts(&self, name: &str) -> Result<(Source, Vec<(String, Source)>), CliError> {
        let source = self.framework_source(name)?;
        let mut bases: Vec<(String, Source)> = Vec::new();
        self.load_from(name, source.clone(), |base, text| bases.push((base.to_owned(), text.clone())))?;
        Ok((source, bases))
    }

    /// A framework that can be used: what is wrong with it is shown, with everything else that `regard check` finds left out.
    pub fn load_usable(&self, name: &str) -> Result<Loaded, CliError> {
        let loaded = self.load(name)?;
        if loaded.is_usable() {
            return Ok(loaded);
        }
        let errors: Vec<&Diagnostic> =
            loaded.diagnostics().iter().filter(|diagnostic| diagnostic.level == due_regard::Level::Error).collect();
        let rendered: Vec<String> =
            errors.iter().take(20).map(|diagnostic| diagnostic.render(loaded.source())).collect();
        let count = if errors.len() == 1 { "an error".to_owned() } else { format!("{} errors", errors.len()) };
        Err(CliError::new(format!("the framework `{}` has {count} and cannot be used", loaded.source().name()))
            .help(format!("mend what is shown above; `regard check {name}` shows all of it"))
            .after(rendered.join("\n")))
    }

    /// The text of a file, or of standard input for `-`; no longer than a framework may be.
    pub fn read_text(&self, path: &str) -> Result<String, CliError> {
        let shown = if path == "-" { "standard input".to_owned() } else { format!("`{path}`") };
        let trouble = |error: &io::Error| match error.kind() {
            io::ErrorKind::NotFound => CliError::new(format!("{shown} does not exist")).help("check the path"),
            io::ErrorKind::PermissionDenied => CliError::new(format!("there is no permission to read {shown}")),
            io::ErrorKind::IsADirectory => {
                CliError::new(format!("{shown} is a folder, not a file")).help("name a file in it")
            }
            _ => CliError::new(format!("{shown} cannot be read: {error}")),
        };
        let mut bytes = Vec::new();
        if path == "-" {
            io::stdin()
                .lock()
                .take(Self::LONGEST_FRAMEWORK + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| trouble(&error))?;
        } else {
            let file = std::fs::File::open(path).map_err(|error| trouble(&error))?;
            file.take(Self::LONGEST_FRAMEWORK + 1).read_to_end(&mut bytes).map_err(|error| trouble(&error))?;
        }
        if bytes.len() as u64 > Self::LONGEST_FRAMEWORK {
            return Err(CliError::new(format!("{shown} is longer than {} MB", Self::LONGEST_FRAMEWORK >> 20))
                .help("a framework has at most 2 MB; was another file meant?"));
        }
        String::from_utf8(bytes).map_err(|error| {
            let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            CliError::new(format!("{shown}, line {line}: the text is not UTF-8")).help("save it as UTF-8 in the editor")
        })
    }

    /// The files of a folder with this ending, sorted; none when there is no such folder.
    pub fn files(&self, folder: &Path, extension: &str) -> Result<Vec<PathBuf>, CliError> {
        let trouble =
            |error: &io::Error| CliError::new(format!("the folder `{}` cannot be read: {error}", folder.display()));
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| trouble(&error))? {
            let path = entry.map_err(|error| trouble(&error))?.path();
            if path.is_file() && path.extension().is_some_and(|found| found == extension) {
                paths.push(path);
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Begins a file, `-` being standard output. It appears under its name when it is [complete](Output::commit).
    pub fn create(&self, path: &str) -> Result<Output, CliError> {
        Output::create(path)
    }

    /// Writes a whole file, or nothing.
    pub fn write(&self, path: &str, text: &str) -> Result<(), CliError> {
        let mut output = self.create(path)?;
        output.write_all(text.as_bytes()).map_err(|error| output.error(&error))?;
        output.commit()
    }

    /// Whether something of this name is there.
    pub fn exists(&self, path: &str) -> bool {
        Path::new(path).exists()
    }
}

/// What it means that standard output cannot be written.
fn stdout_error(error: &io::Error) -> CliError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return CliError::broken_pipe();
    }
    CliError::new(format!("standard output cannot be written: {error}")).help("see whether the disk is full")
}

/// Colours the text of diagnostics and errors: the level, the carets, the margin. Escapes that stood in the text are gone before.
fn paint(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let level = [("error", "31"), ("warning", "33"), ("advice", "36")].iter().find_map(|(word, colour)| {
            let rest = line.strip_prefix(word)?;
            let (code, message) = rest.split_once(": ")?;
            (code.is_empty() || code.starts_with('['))
                .then(|| format!("\u{1b}[1;{colour}m{word}{code}\u{1b}[0m\u{1b}[1m: {message}\u{1b}[0m"))
        });
        match level {
            Some(painted) => out.push_str(&painted),
            None if line.starts_with("  --> ") || line.starts_with("  ::: ") => {
                out.push_str(&format!("\u{1b}[36m{line}\u{1b}[0m"));
            }
            None => match line.split_once("| ").filter(|(_, carets)| carets.trim_start().starts_with('^')) {
                Some((margin, carets)) => out.push_str(&format!("{margin}| \u{1b}[1;33m{carets}\u{1b}[0m")),
                None => out.push_str(line),
            },
        }
        out.push_str(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_nothing_but_colours() {
        let text = "error[unknown-key]: no such key\n  --> a.yaml:2:3\n  |\n2 |   twö: three\n  |   ^^^\n  = help: did you mean `two`?\nerrors are no levels\n";
        let painted = paint(text);
        assert!(painted.contains("\u{1b}[1;31merror[unknown-key]\u{1b}[0m"), "{painted}");
        let mut plain = String::new();
        let mut rest = painted.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, text);
    }

    #[test]
    fn today_is_after_this_was_written() {
        assert!(Host::new(Colour::Never).today() > Date::from_ymd(2026, 11, 1).unwrap());
    }
}
