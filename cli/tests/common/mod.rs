//! Runs the program as people do.

#![allow(dead_code, unreachable_pub, reason = "each file of tests uses some of it")]
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A folder of its own that goes when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("regard-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// A part of an archive, such as a workbook or a word processor's document.
    pub fn part(&self, archive: &str, name: &str) -> String {
        let file = std::fs::File::open(self.0.join(archive)).unwrap();
        let mut text = String::new();
        zip::ZipArchive::new(file).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(&self.0, arguments, &[], None)
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)], stdin: Option<&str>) -> Run {
        run_in(&self.0, arguments, variables, stdin)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn regard(arguments: &[&str]) -> Run {
    run_in(Path::new("."), arguments, &[], None)
}

fn run_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)], stdin: Option<&str>) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regard"));
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "BLESS"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A program that does not read its input may have ended before.
    let _ = input.write_all(stdin.unwrap_or("").as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// Asserts the exit code, and shows everything when it is another.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard output holds all of these.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "`{text}` is not in:\n{}\nstandard error:\n{}", self.out, self.err);
        }
        self
    }

    /// Asserts that standard error holds all of these.
    #[track_caller]
    pub fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "`{text}` is not in:\n{}\nstandard output:\n{}", self.err, self.out);
        }
        self
    }
}

/// A small framework without anything to remark on.
pub const STATUES: &str = "\
language: 1
framework: statues
version: 1.0.0
title: Statues
jurisdiction: England
sources:
  house: {title: House rule of this framework, standing: house rule, checked: 2026-11-01}
  act: {title: Planning Act, at: s7, standing: law, url: \"https://example.org/act\"}
parameters:
  ten-years: {value: 10, unit: years, why: the planning exception names ten years}
stages: [draft, publish]
record:
  noun: statue
  plural: statues
  id: ref
  name: name
sections:
  - id: statue
    title: The statue
    fields:
      - {id: ref, type: text}
      - {id: name, type: text, label: Name of statue}
      - {id: listed, type: yes-no, label: Listed}
      - {id: installed, type: year, label: Installed}
  - id: consents
    title: Consents
    repeat: {min: 0}
    fields:
      - {id: kind, type: text}
derive:
  old-enough: year-of(today) - installed >= ten-years
rules:
  - id: unnamed
    require: name is answered
    severity: minor
    cite: [house]
    say: \"{record}: no name\"
    fix: Record the name
    why: A statue is found by its name
  - id: listed-too-soon
    title: Listed too soon
    when: listed = yes
    require: old-enough
    severity: block
    at: publish
    cite: [act]
    say: \"{name}: listed, and in place since {installed}\"
    fix: Look again at the year
    why: Only what has stood for long is listed
outcome:
  - {is: not ready, when: any rule of severity block is not met}
  - {is: cannot tell yet, when: any rule of severity block cannot be told}
  - {is: ready}
";
