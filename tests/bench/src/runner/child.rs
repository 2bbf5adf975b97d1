//! A contestant as a child process, and what it used.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use wait4::Wait4;

use crate::generate::write_assets;

/// What a child used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usage {
    /// Seconds of processor time in the program, over all its threads.
    pub(super) user: f64,
    /// Seconds of processor time in the kernel for it.
    pub(super) system: f64,
    /// Seconds from its start to its end.
    pub(super) wall: f64,
    /// The most memory it ever held, in millions of bytes.
    ///
    /// Linux counts from before the child's program is loaded, so this is never below what the runner holds: keep the
    /// runner small.
    pub(super) peak_mb: f64,
}

impl Usage {
    /// Processor time, user and system.
    pub(super) fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// What a child reads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input<'a> {
    /// A file, whose path is among its arguments.
    File(&'a Path),
    /// A list that is made while the child reads it from its standard input.
    Generated {
        /// Rows.
        rows: u64,
        /// Seed.
        seed: u64,
    },
}

/// Runs a command with its output in a file; waits, and says how it ended and what it used.
pub(super) fn run(command: &mut Command, input: Input<'_>, out: &Path) -> io::Result<(ExitStatus, Usage)> {
    command.stdout(File::create(out)?);
    command.stdin(match input {
        Input::File(_) => Stdio::null(),
        Input::Generated { .. } => Stdio::piped(),
    });
    let start = Instant::now();
    let mut child = command.spawn()?;
    if let Input::Generated { rows, seed } = input
        && let Some(to) = child.stdin.take()
        && let Err(error) = write_assets(to, rows, seed)
        // A child that stops early says why by itself.
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return Err(error);
    }
    let used = child.wait4()?;
    Ok((
        used.status,
        Usage {
            user: used.rusage.utime.as_secs_f64(),
            system: used.rusage.stime.as_secs_f64(),
            wall: start.elapsed().as_secs_f64(),
            peak_mb: used.rusage.maxrss as f64 / 1e6,
        },
    ))
}
