//! The engine's cases: `suite/<module>/*.case`. `BLESS=1` writes what is found; the difference is reviewed like code.

use due_regard_tests::{Suite, blesses, files, shown, text};

#[test]
fn every_case_of_the_suite_holds() {
    let all = files("tests/suite", ".case");
    assert!(!all.is_empty(), "the suite has no cases");
    let mut wrong = Vec::new();
    for path in all {
        let written = text(&path).unwrap();
        let run = Suite::read(&written).and_then(|suite| suite.run());
        match run {
            Err(why) => wrong.push(format!("{}: {why}", shown(&path))),
            Ok((_, blessed)) if blesses() => std::fs::write(&path, blessed).unwrap(),
            Ok((mismatches, _)) => {
                wrong.extend(mismatches.into_iter().map(|mismatch| format!("{}: {mismatch}", shown(&path))))
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n(BLESS=1 writes what was found)", wrong.join("\n"));
}
