//! Key presses in the council's assessment, for counting instructions: `key_press <times> [path]` applies so many changes of one text answer to a filled-in record.
//!
//! ```sh
//! cargo build --profile release-quick -p due-regard-tests --example key_press
//! valgrind --tool=callgrind --toggle-collect='key_press::press' target/release-quick/examples/key_press 100 impacts[age].rationale
//! ```
//!
//! With `CARGO_PROFILE_RELEASE_QUICK_OPT_LEVEL=z` it is compiled for size, as the browser's module is, which counts otherwise.

use due_regard::form::{Change, Session};
use due_regard::report::compact;
use due_regard::{Date, Settings, Source, load};
use serde_json::{Map, Value};
use std::hint::black_box;
use std::time::Instant;

/// What the browser's module does at a key press: the change, and what it changed as text.
#[inline(never)]
fn press(session: &mut Session, path: &str, typed: &str) -> Result<String, due_regard::Error> {
    let mut delta = session.apply(&Change::Set { path: path.to_owned(), answer: typed.into() })?;
    delta.change = Change::All { changes: Vec::new() };
    Ok(compact(&delta))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: usize = arguments.next().map_or(Ok(100), |times| times.parse())?;
    let path = arguments.next().unwrap_or_else(|| "title".to_owned());
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/council-eia/");
    let text = std::fs::read_to_string(format!("{root}framework.yaml"))?;
    let cases = std::fs::read_to_string(format!("{root}cases/every-rule.case"))?;
    let records = cases.split("--- records.json\n").nth(1).and_then(|rest| rest.split("\n---").next());
    let mut records: Vec<Map<String, Value>> = serde_json::from_str(records.ok_or("the case has no records")?)?;
    let loaded = load(Source::new("framework.yaml", text.as_str()));
    let as_of = Date::from_ymd(2026, 11, 22).ok_or("no such day")?;
    let started = Instant::now();
    let mut session = Session::brief(&loaded, Settings::new(as_of).stage("sign-off"), records.swap_remove(1))?;
    println!("session begun: {:?}", started.elapsed());
    let mut typed = session.get(&path)?.as_str().unwrap_or_default().to_owned();
    let started = Instant::now();
    for time in 0..times {
        typed.push(if time % 7 == 6 { ' ' } else { 'w' });
        black_box(press(&mut session, &path, &typed)?);
    }
    println!("a key press: {:?}", started.elapsed() / u32::try_from(times.max(1))?);
    Ok(())
}
