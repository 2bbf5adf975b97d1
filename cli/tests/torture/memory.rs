//! Memory stays bounded, whatever the list holds. Figures are those of an unoptimised build and have room to spare.

use super::common::{Folder, STATUES};
use super::made::HEADER;
use serde_json::Value;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Runs an audit of what the pieces write to its standard input; gives exit code, JSON and the most memory that it took, in MiB.
fn piped(arguments: &[&str], pieces: impl FnOnce(&mut dyn Write)) -> (i32, Value, u64) {
    let folder = Folder::new();
    folder.write("statues.yaml", STATUES);
    let mut command = Command::new(env!("CARGO_BIN_EXE_regard"));
    command.args(["audit", "statues.yaml", "-", "--as-of", "2026-11-22", "--quiet"]).args(arguments);
    let mut child = command.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        text
    });
    let mut input = child.stdin.take().unwrap();
    pieces(&mut input);
    drop(input);
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    let text = reader.join().unwrap();
    (status.code().unwrap_or(-1), serde_json::from_str(&text).unwrap_or(Value::Null), most)
}

/// The most memory that a process has taken so far, in MiB; known on Linux.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes >> 10)
}

#[test]
fn a_line_of_two_gigabytes_is_one_refused_row() {
    let (code, audit, peak) = piped(&["--format", "json"], |input| {
        let piece = vec![b'x'; 1 << 20];
        input.write_all(format!("{HEADER}A1,Guy,yes,1900\nA2,").as_bytes()).unwrap();
        (0..2048).for_each(|_| input.write_all(&piece).unwrap());
        input.write_all(b",no,1900\nA3,z,no,1900\n").unwrap();
    });
    let records = &audit["records"];
    assert_eq!((code, &records["read"], &records["reported"]), (1, &3.into(), &2.into()));
    let refused = &records["refused_rows"][0];
    assert_eq!((&refused["row"], &refused["cause"]), (&3.into(), &"is longer than 16777216 bytes".into()));
    assert!(peak < 150, "{peak} MiB");
}

#[test]
fn a_text_without_end_in_json_is_an_error() {
    let (code, _, peak) = piped(&["--format", "json"], |input| {
        let piece = vec![b'x'; 1 << 20];
        let _ = input.write_all(b"[{\"ref\": \"A1\"}, {\"name\": \"");
        // Nobody reads on once it is too long.
        let _ = (0..2048).try_for_each(|_| input.write_all(&piece));
    });
    assert_eq!(code, 2);
    assert!(peak < 150, "{peak} MiB");
}

#[test]
fn records_deeper_down_are_streamed_where_it_is_said_where_they_stand() {
    let document = |records: usize| {
        move |input: &mut dyn Write| {
            let _ = input.write_all(b"{\"result\": {\"fields\": [{\"id\": \"ref\"}], \"rows\": [{}");
            let record = format!(", {{\"ref\": \"A1\", \"name\": \"Guy\", \"remark\": \"{}\"}}", ".".repeat(10_000));
            // Nobody reads on where it is too long.
            let _ = (0..records).try_for_each(|_| input.write_all(record.as_bytes()));
            let _ = input.write_all(b"], \"total\": 16001}}");
        }
    };
    let (_, audit, peak) =
        piped(&["--format", "json", "--findings", "none", "--records", "result.rows"], document(16_000));
    assert_eq!(audit["records"]["read"], 16_001);
    assert!(audit["list"]["notes"].as_array().unwrap().iter().all(|note| note["kind"] != "incomplete-list"));
    assert!(peak < 110, "{peak} MiB");
    // What cannot be read twice is kept up to a limit, and then the cure is said.
    let (code, _, peak) = piped(&["--format", "json"], document(27_500));
    assert_eq!(code, 2);
    assert!(peak < 600, "{peak} MiB");
}

#[test]
fn a_text_of_two_gigabytes_beside_the_records_is_an_error() {
    let (code, _, peak) = piped(&["--format", "json"], |input| {
        let piece = vec![b'x'; 1 << 20];
        let _ = input.write_all(b"{\"results\": [{\"ref\": \"A1\"}], \"help\": \"");
        let _ = (0..2048).try_for_each(|_| input.write_all(&piece));
    });
    assert_eq!(code, 2);
    assert!(peak < 150, "{peak} MiB");
}

#[test]
fn long_cells_in_many_rows_are_counted_and_not_all_kept() {
    let cell = "y".repeat(500_000);
    let (code, audit, peak) = piped(&["--format", "json"], |input| {
        input.write_all(HEADER.as_bytes()).unwrap();
        (0..1_000).for_each(|row| writeln!(input, "A{row},{cell},yes,2020").unwrap());
    });
    assert_eq!((code, &audit["records"]["reported"]), (1, &1_000.into()));
    // Every finding is counted, and each that is kept says how much of a long answer it leaves out.
    let rules = audit["rules"].as_array().unwrap();
    let not_met: u64 = rules.iter().map(|rule| rule["counts"]["not_met"].as_u64().unwrap()).sum();
    let kept = audit["findings"].as_array().unwrap();
    assert_eq!(not_met, kept.len() as u64 + audit["findings_left_out"].as_u64().unwrap());
    assert!(kept[0]["record"]["name"].as_str().unwrap().ends_with("y… (490000 more characters)"));
    assert!(peak < 400, "{peak} MiB");
}

#[test]
fn memory_does_not_grow_with_the_rows() {
    let peaks = [20_000u32, 400_000].map(|rows| {
        let (_, audit, peak) = piped(&["--format", "json", "--findings", "none"], |input| {
            input.write_all(HEADER.as_bytes()).unwrap();
            let mut text = String::new();
            for row in 0..rows {
                text.push_str(&format!("A{row},Guy the {row}th,yes,19{:02}\n", row % 100));
                if text.len() > 1 << 16 {
                    input.write_all(text.as_bytes()).unwrap();
                    text.clear();
                }
            }
            input.write_all(text.as_bytes()).unwrap();
        });
        assert_eq!(audit["records"]["reported"].as_u64(), Some(rows.into()));
        peak
    });
    assert!(peaks[1] < peaks[0] + 60, "{peaks:?} MiB");
}
