//! Files that appear whole or not at all.

use super::stdout_error;
use crate::exit::CliError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A file that is being written. Until [`Output::commit`] it has another name; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct Output {
    name: String,
    to: To,
}

#[derive(Debug)]
enum To {
    Stdout(BufWriter<io::Stdout>),
    /// A device or pipe that is there already: there is nothing to rename.
    Device(BufWriter<File>),
    File {
        writer: Option<BufWriter<File>>,
        partial: PathBuf,
        target: PathBuf,
    },
}

/// Where a path leads: two paths that name one file lead to the same place, whether or not it is there yet. A link stays a
/// link: what it points to is replaced.
pub fn place_of(path: &str) -> PathBuf {
    let path = Path::new(path);
    let beside = || {
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    };
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

impl Output {
    pub(super) fn create(path: &str) -> Result<Self, CliError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = path.to_owned();
        if path == "-" {
            return Ok(Self { name, to: To::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())) });
        }
        let trouble = |error: &io::Error| file_error(path, error);
        let target = place_of(path);
        let there = fs::metadata(&target).ok();
        if there.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(CliError::new(format!("`{path}` is a folder, not a file")).help("name a file in it"));
        }
        if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = OpenOptions::new().write(true).open(&target).map_err(|error| trouble(&error))?;
            return Ok(Self { name, to: To::Device(BufWriter::with_capacity(1 << 16, file)) });
        }
        let Some(file_name) = target.file_name() else {
            return Err(CliError::new(format!("`{path}` is not the name of a file")));
        };
        if there.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
            return Err(CliError::new(format!("`{path}` is there already and may not be written"))
                .help("choose another name, or change its permissions"));
        }
        let mut partial_name = std::ffi::OsString::from(".");
        partial_name.push(file_name);
        partial_name.push(format!(".{}-{}.partial", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let partial = target.with_file_name(partial_name);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&partial)
            .map_err(|error| trouble(&error))?;
        if let Some(metadata) = there {
            // Whoever could read the old file can read the new one; where this cannot be set the usual permissions do.
            let _ = file.set_permissions(metadata.permissions());
        }
        Ok(Self { name, to: To::File { writer: Some(BufWriter::with_capacity(1 << 16, file)), partial, target } })
    }

    /// The name under which it was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What an error of writing means for people.
    pub fn error(&self, error: &io::Error) -> CliError {
        match self.to {
            To::Stdout(_) => stdout_error(error),
            _ if error.kind() == io::ErrorKind::BrokenPipe => CliError::broken_pipe(),
            _ => file_error(&self.name, error),
        }
    }

    /// Completes the file and gives it its name.
    pub fn commit(mut self) -> Result<(), CliError> {
        self.complete()?;
        let To::File { partial, target, .. } = &mut self.to else { return Ok(()) };
        match fs::rename(&*partial, &*target) {
            Ok(()) => {
                *partial = PathBuf::new();
                Ok(())
            }
            Err(error) => Err(self.error(&error)),
        }
    }

    /// Brings everything to where it belongs but for the name: of several files, none gets its name before all are complete.
    pub fn complete(&mut self) -> Result<(), CliError> {
        let done = match &mut self.to {
            To::Stdout(out) => out.flush(),
            To::Device(out) => out.flush(),
            // The bytes are on the disk before the name is: a full disk shows itself here, not later.
            To::File { writer, .. } => writer.take().map_or(Ok(()), |writer| {
                writer.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all())
            }),
        };
        done.map_err(|error| self.error(&error))
    }

    fn writer(&mut self) -> io::Result<&mut dyn WriteSeek> {
        match &mut self.to {
            To::Stdout(out) => Ok(out),
            To::Device(out) => Ok(out),
            To::File { writer: Some(out), .. } => Ok(out),
            To::File { writer: None, .. } => Err(io::Error::other("the file is complete")),
        }
    }
}

trait WriteSeek: Write {
    fn seek_to(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::Error::from(io::ErrorKind::NotSeekable))
    }
}

impl WriteSeek for BufWriter<io::Stdout> {}

impl WriteSeek for BufWriter<File> {
    fn seek_to(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.seek(to)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer()?.flush()
    }
}

/// Workbooks are written with places left open; only files can do that.
impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.writer()?.seek_to(to)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let To::File { writer, partial, .. } = &mut self.to
            && *partial != Path::new("")
        {
            *writer = None;
            // A file that cannot be removed cannot be helped here; it is hidden and says `partial`.
            let _ = fs::remove_file(&*partial);
        }
    }
}

fn file_error(path: &str, error: &io::Error) -> CliError {
    match error.kind() {
        io::ErrorKind::NotFound => CliError::new(format!("`{path}` cannot be written: its folder does not exist"))
            .help("make the folder first"),
        io::ErrorKind::PermissionDenied => {
            CliError::new(format!("there is no permission to write `{path}`")).help("write to another folder")
        }
        io::ErrorKind::StorageFull => CliError::new(format!("`{path}` cannot be written: the disk is full"))
            .help("nothing was left behind; make room or write elsewhere"),
        _ => CliError::new(format!("`{path}` cannot be written: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("regard-output-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("report.txt").display().to_string();
        fs::write(&path, "old").unwrap();
        let mut dropped = Output::create(&path).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let mut kept = Output::create(&path).unwrap();
        kept.write_all(b"whole").unwrap();
        kept.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert!(Output::create(&folder.display().to_string()).unwrap_err().render().contains("is a folder"));
        assert!(
            Output::create(&folder.join("none/a.txt").display().to_string())
                .unwrap_err()
                .render()
                .contains("its folder does not exist")
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
