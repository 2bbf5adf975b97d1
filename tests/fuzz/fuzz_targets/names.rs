#![no_main]
//! Any text as names and as a register: no panic, spans lie in the raw name, points add up, and the same name always gives the same.

use due_regard::register::{RegisterLoader, Table};
use due_regard::screen::{Context, Profile, ScreenScratch, ScreenSettings, Screener};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // Up to an empty line the register, below it names.
    let (persons, names) = text.split_once("\n\n").unwrap_or((text, text));
    let mut loader = RegisterLoader::new("fuzz");
    if loader.table(Table::Persons, "fuzz", &["id", "name", "aliases", "born", "description"]).is_err() {
        return;
    }
    for (row, line) in persons.lines().take(64).enumerate() {
        let id = format!("p{row}");
        loader.row(row as u64 + 2, std::iter::once(id.as_str()).chain(line.split('\t')));
    }
    let register = loader.finish();
    for profile in [Profile::Clean, Profile::TwoEdits] {
        let settings = ScreenSettings::default().suppressed(true).profile(profile);
        let screener = Screener::new(register.clone(), settings);
        let mut scratch = ScreenScratch::default();
        for name in names.lines().take(64) {
            let context = Context::at("here").named_in("1840").neighbour(names.lines().next().unwrap_or(""));
            let found = screener.screen_with(&mut scratch, name, &context);
            assert_eq!(found, screener.screen(name, &context));
            for candidate in found.candidates.iter().chain(&found.suppressed) {
                let points: i64 = candidate.factors.iter().map(|factor| i64::from(factor.points)).sum();
                assert_eq!(points, i64::from(candidate.points));
                for span in candidate.spans.iter().chain(&candidate.unexplained) {
                    assert!(name.get(span.start as usize..span.end as usize).is_some_and(|text| !text.is_empty()));
                }
            }
        }
    }
});
