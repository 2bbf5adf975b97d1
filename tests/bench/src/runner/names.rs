//! W3's contestants: in this process, one thread, timed by its processor time; with what each of them finds.

use std::time::Duration;

use due_regard::register::{Register, RegisterLoader, Table};
use due_regard::screen::{Context, Profile, ScreenScratch, ScreenSettings, Screener};
use rustix::time::{ClockId, clock_gettime};

use super::table::{self, Table as Printed};
use super::{Settings, median, ratio};
use crate::random::Random;
use crate::w3::generate::{persons, streets, with_errors};
use crate::w3::hand::{Exact, Fuzzy};

/// Persons whose names are given errors to see who still finds them.
const DAMAGED: usize = 20_000;

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

fn timed<T>(what: impl FnOnce() -> T) -> (f64, T) {
    let start = processor_time();
    let result = what();
    (processor_time().saturating_sub(start).as_secs_f64(), result)
}

fn register(persons: &[String]) -> Result<Register, String> {
    let mut loader = RegisterLoader::new("made up");
    loader.table(Table::Persons, "persons", &["id", "name"]).map_err(|error| error.to_string())?;
    for (number, name) in persons.iter().enumerate() {
        loader.row(number as u64 + 2, [format!("{number:06}").as_str(), name.as_str()]);
    }
    Ok(loader.finish())
}

/// W3: street names × names of persons.
///
/// # Errors
///
/// A contestant that misses a name which it has to find.
pub fn w3(settings: &Settings) -> Result<(), String> {
    let rows = usize::try_from(settings.rows).unwrap_or(usize::MAX);
    // What reading alone costs, on the list of W1, so that other machines can be compared.
    let mut list = Vec::new();
    crate::generate::write_assets(&mut list, 200_000, settings.seed).map_err(|error| error.to_string())?;
    let floor =
        median((0..settings.rounds).map(|_| timed(|| crate::w1::floor::records(list.as_slice())).0 / 200_000.0));
    drop(list);
    println!(
        "\nW3: {rows} made-up street names, seed {}; medians of {} interleaved rounds; processor time of one thread",
        settings.seed, settings.rounds
    );
    println!(
        "the csv crate counts the rows of W1 at {} µs each\n",
        table::number(floor.map(|seconds| seconds * 1e6), 3)
    );
    let mut printed =
        Printed::new(&["contestant", "persons", "index s", "µs a street", "× HAND", "× csv count", "found"]);
    for count in [10_000, 60_000] {
        contest(settings, rows, count, floor, &mut printed)?;
    }
    printed.print();
    println!();
    let mut printed = Printed::new(&["names with errors found", "1 error", "2 errors"]);
    recall(settings, &mut printed)?;
    printed.print();
    Ok(())
}

fn contest(
    settings: &Settings,
    rows: usize,
    count: usize,
    floor: Option<f64>,
    printed: &mut Printed,
) -> Result<(), String> {
    let persons = persons(count, settings.seed);
    let streets = streets(rows, &persons, settings.seed ^ 1);
    let context = Context::default();
    let names =
        ["HAND, exact full names", "due-regard, classes and points", "HAND, two errors", "due-regard, two errors"];
    let against = [0, 0, 2, 2];
    let mut index = vec![Vec::new(); names.len()];
    let mut times = vec![Vec::new(); names.len()];
    let mut found = vec![0_u64; names.len()];
    for _ in 0..settings.rounds {
        for (contestant, name) in names.iter().enumerate() {
            if !settings.only.is_empty()
                && !name.starts_with("HAND")
                && !settings.only.iter().any(|part| name.contains(part.as_str()))
            {
                continue;
            }
            let (made, ran, hits) = match contestant {
                0 => {
                    let (made, mut hand) = timed(|| Exact::new(&persons));
                    let mut hits = 0;
                    let (ran, ()) = timed(|| streets.iter().for_each(|street| hand.find(street, |_| hits += 1)));
                    (made, ran, hits)
                }
                2 => {
                    let (made, mut hand) = timed(|| Fuzzy::new(&persons, 2));
                    let mut hits = 0;
                    let (ran, ()) = timed(|| streets.iter().for_each(|street| hand.find(street, |_| hits += 1)));
                    (made, ran, hits)
                }
                _ => {
                    let profile = if contestant == 1 { Profile::Clean } else { Profile::TwoEdits };
                    let register = register(&persons)?;
                    let (made, screener) =
                        timed(|| Screener::new(register, ScreenSettings::default().profile(profile)));
                    let mut scratch = ScreenScratch::default();
                    let mut hits = 0;
                    let (ran, ()) = timed(|| {
                        for street in &streets {
                            let counted = screener.count(&mut scratch, street, &context);
                            hits += u64::from(counted.strong + counted.candidates);
                        }
                    });
                    (made, ran, hits)
                }
            };
            index[contestant].push(made);
            times[contestant].push(ran / rows.max(1) as f64);
            found[contestant] = hits;
        }
    }
    for (contestant, name) in names.iter().enumerate().filter(|(contestant, _)| !times[*contestant].is_empty()) {
        let time = median(times[contestant].iter().copied());
        printed.row([
            (*name).to_owned(),
            count.to_string(),
            table::number(median(index[contestant].iter().copied()), 2),
            table::number(time.map(|seconds| seconds * 1e6), 3),
            table::number(ratio(time, median(times[against[contestant]].iter().copied())), 2),
            table::number(ratio(time, floor), 2),
            found[contestant].to_string(),
        ]);
    }
    Ok(())
}

/// Who finds names that were given errors: everybody has to find all of them.
fn recall(settings: &Settings, printed: &mut Printed) -> Result<(), String> {
    let persons = persons(60_000, settings.seed);
    let mut shares = [[0.0; 2]; 2];
    for errors in 1..=2_u32 {
        let profile = if errors == 1 { Profile::OneEdit } else { Profile::TwoEdits };
        let screener = Screener::new(
            register(&persons)?,
            ScreenSettings::default().profile(profile).suppressed(true).thresholds(|t| t.most_candidates = 10_000),
        );
        let mut hand = Fuzzy::new(&persons, errors as usize);
        let mut random = Random::new(settings.seed ^ u64::from(errors));
        let mut scratch = ScreenScratch::default();
        let (mut ours, mut theirs) = (0, 0);
        for (number, name) in persons.iter().enumerate().take(DAMAGED) {
            let street = format!("{} Street", with_errors(name, errors, &mut random));
            let id = format!("{number:06}");
            let found = screener.screen_with(&mut scratch, &street, &Context::default());
            let is_found = found.candidates.iter().chain(&found.suppressed).any(|candidate| candidate.person == id);
            ours += usize::from(is_found);
            if !is_found {
                return Err(format!("due-regard misses `{name}` in `{street}`, which has {errors} typing errors"));
            }
            let mut is_found = false;
            hand.find(&street, |person| is_found |= person as usize == number);
            theirs += usize::from(is_found);
        }
        let place = errors as usize - 1;
        shares[0][place] = theirs as f64 / DAMAGED as f64;
        shares[1][place] = ours as f64 / DAMAGED as f64;
    }
    for (name, shares) in ["HAND", "due-regard"].iter().zip(shares) {
        printed.row([(*name).to_owned(), table::number(Some(shares[0]), 4), table::number(Some(shares[1]), 4)]);
    }
    Ok(())
}
