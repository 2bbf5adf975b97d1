//! What the tests of the repository share: its files, the cases of the engine's modules, and `BLESS=1`.
//!
//! A file of `suite/<module>/` is a framework with cases:
//!
//! ```text
//! What this shows.
//! --- framework.yaml
//! sections: …
//! --- diagnostics
//! unknown-option 3:20
//! === first-case
//! What the first case shows.
//! --- record.json
//! {"state": "red"}
//! --- verdicts
//! some-rule  met
//! ```
//!
//! A framework that leaves out `language`, `framework`, `version`, `title`, `sources`, `record` or `rules` is given a plain one of each. Without a
//! section `diagnostics` the framework has to be free of errors. The cases are those of `regard test`.

use due_regard::{Level, Source, load};
use due_regard_cli::cases;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A file beside the repository, in `../shared`; where it is not, a test says loudly that it checks nothing.
pub fn shared(path: &str) -> Option<String> {
    let path = root().join("../shared").join(path);
    let found = fs::read_to_string(&path).ok();
    if found.is_none() {
        eprintln!("NOT CHECKED: {} is not here", path.display());
    }
    found
}

/// Whether what is found is to be written in the place of what was expected.
pub fn blesses() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// Every file under a folder of the repository whose name ends so, in order; folders of builds, data and git are left out.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    const NOT_OURS: [&str; 8] =
        ["target", ".git", "node_modules", "data", "corpus", "artifacts", "fuzz-target", "coverage"];
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

/// A path as seen from the repository's folder, with `/` on every system.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// A file's text.
///
/// # Errors
/// With the path, when it cannot be read.
pub fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", shown(path)))
}

/// A file of the suite: a framework and cases.
#[derive(Debug)]
pub struct Suite {
    /// Prose and sections before the first case, as written.
    head: String,
    /// The framework, made whole.
    framework: String,
    /// The expected diagnostics, one a line; `None` when the file does not say.
    diagnostics: Option<String>,
    /// The cases, as written; empty without any.
    cases: String,
}

impl Suite {
    /// Reads a file of the suite.
    ///
    /// # Errors
    /// When it holds no framework.
    pub fn read(text: &str) -> Result<Self, String> {
        let at = if text.starts_with("=== ") { Some(0) } else { text.find("\n=== ").map(|at| at + 1) };
        let (head, cases) = text.split_at(at.unwrap_or(text.len()));
        let mut framework = None;
        let mut diagnostics = None;
        for section in head.split("\n--- ").skip(1) {
            let (name, body) = section.split_once('\n').unwrap_or((section, ""));
            match name.trim() {
                "framework.yaml" => framework = Some(whole(body)),
                "diagnostics" => diagnostics = Some(body.trim().to_owned()),
                other => {
                    return Err(format!(
                        "there is no section `{other}` before the first case; there are `framework.yaml` and `diagnostics`"
                    ));
                }
            }
        }
        let framework = framework.ok_or("there is no section `--- framework.yaml`")?;
        Ok(Self { head: head.to_owned(), framework, diagnostics, cases: cases.to_owned() })
    }

    /// The framework, made whole.
    pub fn framework(&self) -> &str {
        &self.framework
    }

    /// The cases, as written; empty without any.
    pub fn cases(&self) -> &str {
        &self.cases
    }

    /// The diagnostics of the framework, one a line: code, line and column.
    pub fn diagnose(&self) -> String {
        let loaded = load(Source::new("framework.yaml", self.framework.as_str()));
        let lines: Vec<String> = loaded
            .diagnostics()
            .iter()
            .filter(|diagnostic| self.diagnostics.is_some() || diagnostic.level == Level::Error)
            .map(|diagnostic| {
                let position = loaded.source().position(diagnostic.span.start);
                format!("{} {}:{} {}", diagnostic.code, position.line, position.column, diagnostic.message)
            })
            .collect();
        lines.join("\n")
    }

    /// What differs from what the file expects, and the file as it would be if it expected what there is.
    ///
    /// # Errors
    /// When cases cannot be read or run.
    pub fn run(&self) -> Result<(Vec<String>, String), String> {
        let mut wrong = Vec::new();
        let found = self.diagnose();
        let mut head = self.head.clone();
        match &self.diagnostics {
            Some(expected) if *expected != found => {
                wrong.push(format!("diagnostics\n  expected:\n{}\n  found:\n{}", indented(expected), indented(&found)));
                head = head.replacen(&format!("--- diagnostics\n{expected}"), &format!("--- diagnostics\n{found}"), 1);
            }
            None if !found.is_empty() => wrong.push(format!("the framework has errors\n{}", indented(&found))),
            _ => {}
        }
        let mut blessed = head;
        if !self.cases.trim().is_empty() {
            let loaded = load(Source::new("framework.yaml", self.framework.as_str()));
            let report =
                cases::test(&loaded, &[], [("cases", self.cases.as_str())]).map_err(|error| format!("{error:?}"))?;
            for file in &report.files {
                for mismatch in &file.mismatches {
                    wrong.push(format!(
                        "{}: {}: expected {}, got {}",
                        mismatch.place, mismatch.about, mismatch.expected, mismatch.got
                    ));
                }
                blessed.push_str(&file.blessed);
            }
        }
        Ok((wrong, blessed))
    }

    /// The codes of the diagnostics that the framework provokes.
    pub fn codes(&self) -> BTreeSet<String> {
        let loaded = load(Source::new("framework.yaml", self.framework.as_str()));
        loaded.diagnostics().iter().map(|diagnostic| diagnostic.code.to_string()).collect()
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// A framework with what every framework needs, where it does not say it itself. What is added stands after it, so that lines keep their numbers.
fn whole(text: &str) -> String {
    const PLAIN: [(&str, &str); 7] = [
        ("language", "language: 1"),
        ("framework", "framework: suite"),
        ("version", "version: 1.0.0"),
        ("title", "title: A framework of the suite"),
        ("sources", "sources: {house: {title: House rule, standing: house rule, checked: 2026-11-01}}"),
        ("record", "record: {noun: thing, plural: things}"),
        ("rules", "rules: []"),
    ];
    let mut whole = text.trim_end().to_owned();
    for (key, line) in PLAIN {
        if !text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))) {
            whole.push('\n');
            whole.push_str(line);
        }
    }
    whole.push('\n');
    whole
}

// The example of the repository's page is run with all others; that of the crate's page is the same.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
