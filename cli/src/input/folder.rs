//! Records in files of their own: YAML, and a folder of YAML and JSON files that is audited as one list.
//!
//! A file of a folder that cannot be read is refused with its cause, so that one bad record never hides the others.

use super::error::{InputError, io_problem};
use super::filled;
use super::json::{self, InMemory, Noticed, Records, Sink};
use super::source::{Source, hex};
use super::{About, End, Format, InputOptions};
use due_regard::diagnostic::Diagnostics;
use due_regard::framework::tree::{Node, NodeKind, ScalarStyle};
use due_regard::list::Problem;
use due_regard::{Level, framework::yaml};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Opens a folder: its `.json`, `.yaml` and `.yml` files in order of their names.
pub(super) fn open(path: &str, options: &InputOptions) -> Result<Records, InputError> {
    let fail = |problem| InputError::new(path, problem);
    let mut files = Vec::new();
    let mut others = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| fail(io_problem(&error)))? {
        let entry = entry.map_err(|error| fail(io_problem(&error)))?.path();
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if entry.is_file() && (kind(&entry).is_some() || is_filled(&entry, options)) {
            files.push(entry)
        } else {
            others.push(name)
        }
    }
    if files.is_empty() {
        return Err(fail(
            Problem::new("this is a folder, and it holds no records (.json, .yaml, .yml, or filled forms)")
                .help("name a file in it, or a folder of records"),
        ));
    }
    files.sort();
    others.sort();
    let mut notes = vec![format!("a folder: {}", count(files.len(), "file of records", "files of records"))];
    if let Some(first) = others.first() {
        notes.push(format!("{} not read (first: `{first}`)", count(others.len(), "other entry", "other entries")));
    }
    let about =
        About { name: path.to_owned(), format: Format::Folder, size: None, notes, progress: Default::default() };
    let (options, progress) = (options.clone(), std::sync::Arc::clone(&about.progress));
    Records::start(about, move |sink| {
        let mut listing = Sha256::new();
        let mut bytes = 0;
        let mut told = Told::default();
        for file in &files {
            let shown = file.display().to_string();
            sink.begin_file(&shown);
            let sha256 = read_file(&shown, file, &options, sink, &mut told);
            if let Some((sha256, length)) = sha256 {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                listing.update(format!("{sha256}  {name}\n").as_bytes());
                bytes += length;
            }
            progress.store(bytes, std::sync::atomic::Ordering::Relaxed);
            if sink.gone() {
                break;
            }
        }
        let incomplete = told.incomplete();
        Ok(End { sha256: options.hash.then(|| hex(&listing.finalize())), bytes, notes: told.notes, incomplete })
    })
}

/// What the files of a folder say beside their records.
#[derive(Default)]
struct Told {
    notes: Vec<String>,
    /// The greatest number of records that a file says there are, and how many there are in the files that say one.
    total: u64,
    listed: u64,
}

impl Told {
    /// Why the files together may not be the whole list, of which they are pages.
    fn incomplete(&self) -> Vec<String> {
        let why = || {
            let (total, listed) = (json::grouped(self.total), json::grouped(self.listed));
            format!(
                "a document says that it has {total} records, and all such documents of the folder together have {listed}"
            )
        };
        (self.total > self.listed).then(why).into_iter().collect()
    }
}

/// Whether a file is a form that was filled in by hand. A list is none, and is audited by itself.
fn is_filled(path: &Path, options: &InputOptions) -> bool {
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx" | "xlsm") => std::fs::read(path).is_ok_and(|bytes| filled::is_form(&bytes)),
        Some("csv") => filled::holds_lines(&path.display().to_string(), options),
        _ => false,
    }
}

/// Reads a file's records, or refuses it; gives its hash and length where it could be read at all.
fn read_file(
    shown: &str,
    file: &Path,
    options: &InputOptions,
    sink: &mut Sink,
    told: &mut Told,
) -> Option<(String, u64)> {
    let read = || -> Result<(Vec<u8>, String), InputError> {
        let options = InputOptions { hash: true, ..options.clone() };
        let mut source = Source::open(shown, &options)?;
        let mut bytes = Vec::new();
        source.append_all(&mut bytes, options.max_row as u64, "files of records")?;
        Ok((bytes, source.end().sha256.unwrap_or_default()))
    };
    let (bytes, sha256) = match read() {
        Ok(read) => read,
        Err(error) => {
            sink.refuse(1, refusal(&error.problem));
            return None;
        }
    };
    let length = bytes.len() as u64;
    let Some(kind) = kind(file) else {
        if bytes.starts_with(b"PK") {
            let said = filled::workbook_of_folder(bytes, options, sink);
            told.notes.extend(said.into_iter().map(|note| format!("{shown}: {note}")));
        } else if let Err(error) = filled::lines_of_folder(shown, options, sink) {
            sink.refuse(1, refusal(&error.problem));
        }
        return Some((sha256, length));
    };
    let noticed = Noticed::default();
    match records(shown, bytes, kind, options, &noticed) {
        Ok(InMemory { records, cells, note, total }) => {
            sink.cells = cells;
            told.notes.extend(note.map(|note| format!("{shown}: {note}")));
            if let Some(total) = total {
                told.total = told.total.max(total);
                told.listed += records.len() as u64;
            }
            let each = usize::try_from(length).unwrap_or(0) / records.len().max(1);
            let _ = records.into_iter().all(|record| sink.push(record, each, &noticed));
        }
        Err(problem) => sink.refuse(1, refusal(&problem)),
    }
    Some((sha256, length))
}

pub(super) fn refusal(problem: &Problem) -> String {
    if problem.help.is_empty() { problem.to_string() } else { format!("{problem}; {}", problem.help) }
}

/// Opens a file in YAML: one record, a list of them, or `records:` with such a list.
pub(super) fn open_yaml(
    mut source: Source,
    mut bytes: Vec<u8>,
    path: &str,
    options: &InputOptions,
) -> Result<Records, InputError> {
    source.append_all(&mut bytes, options.max_row as u64, "YAML files")?;
    let about = source.about(Format::Yaml);
    let noticed = Noticed::default();
    let records =
        records(path, bytes, Format::Yaml, options, &noticed).map_err(|problem| source.error(problem))?.records;
    Records::start(about, move |sink| {
        let _ = records.into_iter().all(|record| sink.push(record, 0, &noticed));
        Ok(source.end())
    })
}

fn kind(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "yaml" | "yml" => Some(Format::Yaml),
        _ => None,
    }
}

/// The records of a document, how they become cells, and where they were found.
fn records(
    name: &str,
    bytes: Vec<u8>,
    format: Format,
    options: &InputOptions,
    noticed: &Noticed,
) -> Result<InMemory, Problem> {
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if body.trim_ascii().is_empty() {
        return Err(Problem::new("the file is empty").help("give a record in it, or take the file away"));
    }
    if format != Format::Yaml {
        return json::in_memory(body, options, noticed);
    }
    let text = String::from_utf8(body.to_vec()).map_err(|error| {
        let line = body.get(..error.utf8_error().valid_up_to()).unwrap_or(&[]);
        Problem::new("the text is not UTF-8")
            .at_line(memchr::memchr_iter(b'\n', line).count() as u64 + 1)
            .help("save it as UTF-8 in the editor")
    })?;
    let records = match read_yaml(name, text)? {
        Value::Array(list) => list,
        Value::Object(mut object) => {
            let features = object.get("type").and_then(Value::as_str) == Some("FeatureCollection");
            match object.get_mut(if features { "features" } else { "records" }).map(Value::take) {
                Some(Value::Array(list)) => list,
                Some(other) => {
                    object.insert(if features { "features" } else { "records" }.to_owned(), other);
                    vec![Value::Object(object)]
                }
                None => vec![Value::Object(object)],
            }
        }
        other => vec![other],
    };
    Ok(InMemory::records(records))
}

/// A document in the strict part of YAML that frameworks use. Scalars stay the texts that they are, as in a list; only `null` and the
/// truth values are more.
fn read_yaml(name: &str, text: String) -> Result<Value, Problem> {
    let source = due_regard::Source::new(name, text);
    let mut diagnostics = Diagnostics::default();
    let root = yaml::parse(&source, &mut diagnostics);
    let first = diagnostics.into_sorted().into_iter().find(|diagnostic| diagnostic.level == Level::Error);
    match first {
        None => Ok(value(&root)),
        Some(diagnostic) => {
            // The reader is that of frameworks; what it says holds of records too.
            let said = |text: &str| {
                text.replace("the framework language", "YAML as it is read here").replace("framework", "file")
            };
            let place = source.position(diagnostic.span.start);
            let help = diagnostic.help.first().map(|help| said(help)).unwrap_or_default();
            Err(Problem::new(said(&diagnostic.message)).at_line(u64::from(place.line)).help(help))
        }
    }
}

fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Scalar(scalar) => match (scalar.style, scalar.text.as_str()) {
            (ScalarStyle::Plain, "true") => Value::Bool(true),
            (ScalarStyle::Plain, "false") => Value::Bool(false),
            (_, text) => Value::String(text.to_owned()),
        },
        NodeKind::Sequence(nodes) => Value::Array(nodes.iter().map(value).collect()),
        NodeKind::Mapping(entries) => {
            Value::Object(entries.iter().map(|(key, node)| (key.value.clone(), value(node))).collect::<Map<_, _>>())
        }
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Whether a file of a folder is read where the folder is given.
pub(super) fn is_read(file: &Path) -> bool {
    kind(file).is_some() || is_filled(file, &InputOptions::default())
}

/// Whether a path is a folder.
pub(super) fn is_folder(path: &str) -> bool {
    path != "-" && PathBuf::from(path).is_dir()
}
