//! What a command writes, kept apart from what it reads: one guard for every command.

use crate::exit::CliError;
use crate::host::place_of;
use crate::{input, registers};
use std::path::{Path, PathBuf};

/// Refuses a file in the place of something that is read, and two files in one place. Of a folder that is read, the files that are
/// read in it are meant; names that are no files (bundled frameworks, `-`) are passed over.
pub(crate) fn keep_apart<'w, 'r>(
    written: impl IntoIterator<Item = &'w str>,
    read: impl IntoIterator<Item = &'r str>,
) -> Result<(), CliError> {
    let read: Vec<PathBuf> = read.into_iter().filter(|path| *path != "-").map(place_of).collect();
    let mut taken: Vec<PathBuf> = Vec::new();
    for path in written.into_iter().filter(|path| *path != "-") {
        let place = place_of(path);
        // A device takes whatever comes.
        if place.exists() && !place.is_file() {
            continue;
        }
        if place.is_file() && read.iter().any(|read| *read == place || read.is_dir() && is_read_in(read, &place)) {
            return Err(CliError::new(format!("`{path}` would be written over what is read"))
                .help("give what is written another name"));
        }
        if taken.contains(&place) {
            return Err(
                CliError::new(format!("two files would be written to `{path}`")).help("give each a name of its own")
            );
        }
        taken.push(place);
    }
    Ok(())
}

/// Whether a file is read where its folder is: as a framework, a record, or a table of a register.
fn is_read_in(folder: &Path, file: &Path) -> bool {
    let above = file.parent();
    let is_table = || registers::is_table(file);
    if above == Some(folder) {
        return input::is_read_in_folder(file) || is_table();
    }
    above == Some(&folder.join("register")) && is_table()
}
