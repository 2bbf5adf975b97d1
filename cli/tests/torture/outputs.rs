//! Where reports go: whole or not at all, and quietly where nobody reads them.

use super::common::{Folder, STATUES};
use super::made::HEADER;
use std::io::Read;
use std::process::{Command, Stdio};

const TEXTS: [&str; 8] = ["text", "json", "jsonl", "csv", "html", "markdown", "sarif", "junit"];
const ENDINGS: [&str; 9] = ["txt", "json", "jsonl", "csv", "html", "md", "sarif", "xml", "xlsx"];

/// A folder with a list whose every report is longer than a pipe holds.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    folder.write("list.csv", list(3_000));
    folder
}

fn list(rows: usize) -> String {
    let rows: String = (0..rows).map(|row| format!("A{row}-{},,yes,1900\n", "x".repeat(100))).collect();
    format!("{HEADER}{rows}")
}

fn regard(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regard"));
    command.args(["audit", "statues.yaml", "list.csv", "--as-of", "2026-11-22", "--details"]).args(arguments);
    command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What stands in the folder besides what the tests put there.
fn others(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !matches!(name.as_str(), "statues.yaml" | "list.csv"))
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_is_met_with_silence_in_every_format() {
    let folder = folder();
    for format in TEXTS {
        for read in [0, 100] {
            let mut child = regard(&folder, &["--format", format, "--quiet"]).spawn().unwrap();
            let mut out = child.stdout.take().unwrap();
            let mut some = vec![0; read];
            out.read_exact(&mut some).unwrap();
            drop(out);
            let mut complaint = String::new();
            child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            let status = child.wait().unwrap();
            assert_eq!((complaint.as_str(), status.code()), ("", Some(141)), "{format}");
        }
    }
    // Files are there all the same, where all of them are made at the end.
    let mut child = regard(&folder, &["--format", "text", "--out", "report.html", "--quiet"]).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(141));
    assert!(folder.read("report.html").ends_with("</html>\n"));
    assert_eq!(others(&folder), ["report.html"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_in_every_format() {
    let folder = folder();
    for format in TEXTS {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = regard(&folder, &["--format", format, "--quiet"]).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{format}: {said}");
        assert!(said.starts_with("error: standard output cannot be written: "), "{format}: {said}");
    }
    for ending in ENDINGS {
        let name = format!("full.{ending}");
        std::os::unix::fs::symlink("/dev/full", folder.path().join(&name)).unwrap();
        let output = regard(&folder, &["--quiet", "--out", &name]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{ending}: {said}");
        assert!(
            said.starts_with(&format!("error: `{name}` cannot be written: the disk is full\n  = help: ")),
            "{said}"
        );
        std::fs::remove_file(folder.path().join(&name)).unwrap();
    }
    assert!(others(&folder).is_empty());
}

/// A disk of 32 KB in a world of its own: needs the right to make one.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_what_was_there() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("small")).unwrap();
    let script = |inside: &str| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c"]);
        command.arg(format!("mount -t tmpfs -o size=32k none small || exit 99; {inside}"));
        command.current_dir(folder.path()).stdin(Stdio::null()).env("REGARD", env!("CARGO_BIN_EXE_regard"));
        command.output()
    };
    if !script("true").is_ok_and(|output| output.status.success()) {
        eprintln!("NOT CHECKED: no small disk can be made here (unshare, tmpfs); /dev/full stands in for it");
        return;
    }
    for ending in ENDINGS {
        let inside = format!(
            "echo old > small/report.{ending}; \"$REGARD\" audit statues.yaml list.csv --details --quiet --out small/report.{ending} --out other.json; \
             echo $?; head -c 20 small/report.{ending}; ls -A small | wc -l"
        );
        let output = script(&inside).unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(out.split_whitespace().collect::<Vec<_>>(), ["2", "old", "1"], "{ending}: {err}");
        assert!(err.contains("the disk is full\n  = help: "), "{ending}: {err}");
        // No report has its name before all are complete.
        assert_eq!(others(&folder), ["small"], "{ending}");
    }
    // A long register of a workbook is kept in a temporary file while it is made.
    folder.write("list.csv", list(21_000));
    let output =
        script("TMPDIR=small \"$REGARD\" audit statues.yaml list.csv --quiet --out report.xlsx; echo $?").unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(out.trim(), "2", "{err}");
    assert!(err.starts_with("error: the workbook could not be written: ") && err.contains("TMPDIR"), "{err}");
    assert_eq!(others(&folder), ["small"]);
}

#[cfg(unix)]
#[test]
fn no_permission_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let locked = folder.path().join("locked.csv");
    std::fs::write(&locked, HEADER).unwrap();
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&locked).is_ok() {
        // Whoever may do everything meets one file all the same that is there to be written only.
        let write_only = "/proc/sys/vm/compact_memory";
        let denied =
            std::fs::File::open(write_only).is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied);
        if !denied {
            eprintln!("NOT CHECKED: everything may be read here");
            return;
        }
        std::fs::remove_file(&locked).unwrap();
        std::os::unix::fs::symlink(write_only, &locked).unwrap();
    }
    folder
        .run(&["audit", "statues.yaml", "locked.csv"])
        .ends_with(2)
        .complains(&["error: locked.csv: there is no permission to read it\n", "  = help: ask its owner"]);
    folder
        .run(&["audit", "locked.csv", "list.csv"])
        .ends_with(2)
        .complains(&["there is no permission to read `locked.csv`"]);
    folder.write("kept.html", "old");
    std::fs::set_permissions(folder.path().join("kept.html"), std::fs::Permissions::from_mode(0o444)).unwrap();
    folder
        .run(&["audit", "statues.yaml", "list.csv", "--out", "kept.html"])
        .ends_with(2)
        .complains(&["`kept.html` is there already and may not be written", "choose another name"]);
    assert_eq!(folder.read("kept.html"), "old");
}

#[test]
fn what_fails_late_leaves_every_report_as_it_was() {
    let folder = folder();
    // The row that cannot be read stands behind two megabytes that can.
    let rows = "A1,,yes,1900\n".repeat(200_000);
    folder.write("late.csv", [HEADER.as_bytes(), rows.as_bytes(), b"A2,caf\xe9,no,1900\n"].concat());
    for ending in ENDINGS {
        folder.write(&format!("report.{ending}"), "old");
    }
    let names: Vec<String> = ENDINGS.iter().map(|ending| format!("report.{ending}")).collect();
    let mut arguments = vec!["audit", "statues.yaml", "late.csv"];
    arguments.extend(names.iter().flat_map(|name| ["--out", name.as_str()]));
    folder.run(&arguments).ends_with(2).complains(&["late.csv: row 200002, column `name`", "--encoding windows-1252"]);
    assert!(names.iter().all(|name| folder.read(name) == "old"));
    assert_eq!(others(&folder).len(), ENDINGS.len() + 1, "{:?}", others(&folder));
}

#[test]
fn lines_are_never_cut() {
    let folder = folder();
    let count = |arguments: &[&str]| {
        let output = regard(&folder, arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().count()
    };
    // A finding for each record, and each is not met or cannot be told at once; the limit is for reports that people read.
    assert_eq!(count(&["--format", "jsonl", "--limit", "1"]), 3_000);
    assert_eq!(count(&["--format", "csv", "--limit", "1"]), 3_001);
    assert_eq!(count(&["--format", "jsonl", "--limit", "1", "--out", "report.json"]), 3_000);
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!((report["findings"].as_array().unwrap().len(), &report["findings_left_out"]), (1, &2_999.into()));
}
