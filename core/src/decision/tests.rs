//! Logs as people and spreadsheets leave them: what is applied, and what is said of the rest.

use super::*;
use crate::Level;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn read(csv: &str) -> DecisionLog {
    DecisionLoader::from_csv("log.csv", csv.as_bytes()).unwrap().finish(day("2026-11-25"))
}

fn codes(log: &DecisionLog) -> Vec<(&'static str, u64, &'static str)> {
    log.problems().iter().map(|problem| (problem.code, problem.row, problem.column)).collect()
}

fn seen(name: &str) -> Seen {
    Seen::new().with("asset", name).with("class", "name-only")
}

const HEAD: &str = "id,framework,record,rule,person,verdict,by,on,reason,source,until,supersedes,seen\n";

/// What is wrong, with the row, the column and a cure.
#[test]
fn each_fault_is_told_by_row_and_column() {
    for (row, code, column, cure) in [
        (",f,A1,r,,approved,Ann,2026-11-01,,,,,", "unknown-verdict", "verdict", "accepted"),
        (",f,A1,r,,refers,Ann,2026-11-01,,x,,,", "unknown-verdict", "verdict", "accepted"),
        (",f,A1,,p,accepted,Ann,2026-11-01,,x,,,", "unknown-verdict", "verdict", "does not refer"),
        (",f,A1,r,,not accepted,Ann,2026-11-01,,,,,", "missing-reason", "reason", "say why"),
        (",f,A1,,p,does not refer,Ann,2026-11-01,,,,,", "missing-reason", "reason", "say why"),
        (",f,A1,,p,refers,Ann,2026-11-01,,,,,", "missing-source", "source", "source"),
        (",f,A1,r,,waived,Ann,2026-11-01,known,,,,", "missing-until", "until", "last day"),
        (",f,A1,r,,accepted,,2026-11-01,,,,,", "missing-who", "by", "who"),
        (",f,A1,r,,accepted,Ann,,,,,,", "missing-date", "on", "25 Nov 2026"),
        (",f,A1,r,,accepted,Ann,some day,,,,,", "unreadable-date", "on", "2026-11-25"),
        (",f,A1,r,,accepted,Ann,3/4/2026,,,,,", "unreadable-date", "on", "3 Apr 2026 or 4 Mar 2026"),
        (",f,A1,r,,waived until whenever,Ann,2026-11-01,known,,,,", "unreadable-date", "until", "2026-11-25"),
        (",f,A1,,,accepted,Ann,2026-11-01,,,,,", "missing-item", "rule", "rule"),
        (",f,A1,r,p,accepted,Ann,2026-11-01,,,,,", "two-items", "person", "two rows"),
        (",f,,,p,unsure,Ann,2026-11-01,,,,,", "missing-record", "record", "id"),
        (",f,A1,r,,accepted,Ann,2026-11-01,,,,d-000000000000,", "supersedes-nothing", "supersedes", "earlier line"),
        (",f,A1,r,,accepted,Ann,2026-11-01,,,,,something", "seen-unreadable", "seen", "size = 2"),
        ("x,f,A1,r,,accepted,Ann,2026-11-01,,,,x,", "supersedes-itself", "supersedes", "earlier line"),
    ] {
        let log = read(&format!("{HEAD}{row}\n"));
        let errors: Vec<&Problem> = log.problems().iter().filter(|problem| problem.level == Level::Error).collect();
        assert_eq!(errors.len(), 1, "{row}: {:?}", log.problems());
        let shown = errors[0].to_string();
        assert_eq!((errors[0].code, errors[0].row, errors[0].column), (code, 2, column), "{shown}");
        assert!(errors[0].help.contains(cure), "{shown}");
        assert!(shown.contains("log.csv, row 2, column `"), "{shown}");
        assert_eq!((log.rows(), log.refused()), (1, 1), "{row}");
        assert!(log.for_finding("f", "A1", "r", "", &Seen::new()).is_none(), "{row}");
    }
}

#[test]
fn a_log_without_its_columns_is_no_log() {
    for (csv, why) in [
        ("record,by\nA1,Ann\n", "no column `verdict`"),
        ("verdict,by\nrefers,Ann\n", "no column `record`"),
        ("record,verdict,asset id\nA1,refers,A1\n", "two of its columns are `record`"),
    ] {
        let error = DecisionLoader::from_csv("log.csv", csv.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

/// A later line names the one it supersedes, whatever the order of rows; the history is kept.
#[test]
fn what_is_superseded_stays_and_does_not_count() {
    let log = read(&format!(
        "{HEAD}third,f,A1,r,,accepted,Ann,2026-11-03,,,,second,\nfirst,f,A1,r,,unsure,Ann,2026-11-01,,,,,\nsecond,f,A1,r,,not accepted,Bob,2026-11-02,no map,,,first,\n"
    ));
    assert!(log.problems().iter().all(|problem| problem.code == "nothing-seen"), "{:?}", log.problems());
    let standing = log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap();
    assert_eq!((standing.state, standing.earlier, &*standing.decision.id), (State::Decided, 2, "third"));
    let item = Item::finding("r", "");
    assert_eq!(log.history("f", "A1", &item).count(), 3);
    assert_eq!(log.to_supersede("f", "A1", &item), "third");
    let states: Vec<LineState> = log.lines().iter().map(|line| line.state).collect();
    assert_eq!(states, [LineState::Standing, LineState::Superseded, LineState::Superseded]);
}

#[test]
fn two_that_contradict_are_both_set_aside() {
    let rows = "a,f,A1,r,,accepted,Ann,2026-11-01,,,,,\nb,f,A1,r,,not accepted,Bob,2026-11-02,no map,,,,\n";
    let log = read(&format!("{HEAD}{rows}"));
    assert!(codes(&log).contains(&("contradiction", 3, "supersedes")));
    let problem = log.problems().iter().find(|problem| problem.code == "contradiction").unwrap();
    assert!(problem.message.contains("row 2 says `accepted`") && problem.help.contains("`a`"), "{problem}");
    assert_eq!(log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap().state, State::Contradicted);
    // A third that supersedes both settles it; one that says the same again is none.
    let log = read(&format!(
        "{HEAD}{rows}c,f,A1,r,,accepted,Cy,2026-11-03,,,,a; b,\nd,f,A1,r,,accepted,Dee,2026-11-04,,,,,\n"
    ));
    assert!(!codes(&log).iter().any(|(code, ..)| *code == "contradiction"));
    assert_eq!(log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap().decision.by, "Dee");
    // A ring leaves nothing standing before the others.
    let log = read(&format!("{HEAD}a,f,A1,r,,accepted,Ann,2026-11-01,,,,b,\nb,f,A1,r,,unsure,Bob,2026-11-02,,,,a,\n"));
    assert_eq!(log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap().state, State::Contradicted);
}

#[test]
fn a_line_supersedes_only_what_is_about_the_same() {
    let log = read(&format!("{HEAD}a,f,A1,r,,accepted,Ann,2026-11-01,,,,,\nb,f,A2,r,,accepted,Ann,2026-11-02,,,,a,\n"));
    assert!(codes(&log).contains(&("supersedes-another", 3, "supersedes")));
    assert_eq!(log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap().state, State::Decided);
    assert!(log.for_finding("f", "A2", "r", "", &Seen::new()).is_none());
}

/// An audit as of an earlier day sees the log as it was on that day.
#[test]
fn later_lines_were_not_there_yet() {
    let rows = format!("{HEAD}a,f,A1,r,,unsure,Ann,2026-11-01,,,,,\nb,f,A1,r,,accepted,Ann,2026-11-20,,,,a,\n");
    let on = |day_: &str| DecisionLoader::from_csv("log.csv", rows.as_bytes()).unwrap().finish(day(day_));
    let log = on("2026-11-10");
    assert_eq!(log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap().state, State::Open);
    assert!(codes(&log).contains(&("after-as-of", 3, "on")));
    assert_eq!((log.rows(), log.refused(), log.lines()[1].state), (2, 0, LineState::AfterAsOf));
    assert_eq!(on("2026-11-20").for_finding("f", "A1", "r", "", &Seen::new()).unwrap().state, State::Decided);
}

#[test]
fn states_follow_from_dates_and_what_was_seen() {
    let with = |verdict: Verdict, until: Option<&str>| {
        let mut decision = Decision::new("", "A1", Item::candidate("p"), verdict, "Ann", day("2026-11-01"));
        decision.until = until.map(day);
        decision.reason = "x".into();
        decision.source = "y".into();
        decision.seen = seen("Picton Place");
        DecisionLog::of([decision.sealed()], day("2026-11-25"))
    };
    let state = |log: &DecisionLog, now: &Seen| log.for_candidate("any", "A1", "p", now).unwrap().state;
    let now = seen("Picton Place");
    assert_eq!(state(&with(Verdict::Refers, None), &now), State::Decided);
    assert_eq!(state(&with(Verdict::NeedsResearch, None), &now), State::Open);
    assert_eq!(state(&with(Verdict::Withdrawn, None), &now), State::Withdrawn);
    assert_eq!(state(&with(Verdict::DoesNotRefer, Some("2026-11-25")), &now), State::Decided);
    assert_eq!(state(&with(Verdict::DoesNotRefer, Some("2026-11-24")), &now), State::Expired);
    let log = with(Verdict::Refers, None);
    let changed = log.for_candidate("any", "A1", "p", &seen("Picton Road").with("names", "P")).unwrap();
    assert_eq!((changed.state, changed.verdict_in_force()), (State::Stale, None));
    let words: Vec<String> = changed.changed.iter().map(ToString::to_string).collect();
    assert_eq!(words, ["asset: was ‘Picton Place’, is ‘Picton Road’", "names: was not used, is ‘P’"]);
    // Exactly this record and this person.
    assert!(log.for_candidate("any", "A2", "p", &now).is_none());
    assert!(log.for_candidate("any", "A1", "q", &now).is_none());
}

/// The same name in the same place is offered, for the same person, and never applied.
#[test]
fn offers_are_made_within_one_place() {
    let mut decision = Decision::new("", "A1", Item::candidate("p"), Verdict::DoesNotRefer, "Ann", day("2026-11-01"));
    decision.reason = "named after the village".into();
    decision.locality = "Swansea".into();
    decision.seen = seen("Picton Place");
    let log = DecisionLog::of([decision.sealed()], day("2026-11-25"));
    assert_eq!(log.offers("A2", "PICTON PLACE", "swansea", "p").len(), 1);
    for (record, name, place, person) in [
        ("A1", "Picton Place", "Swansea", "p"),
        ("A2", "Picton Place", "Cardiff", "p"),
        ("A2", "Picton Place", "", "p"),
        ("A2", "Picton Road", "Swansea", "p"),
        ("A2", "Picton Place", "Swansea", "q"),
    ] {
        assert!(log.offers(record, name, place, person).is_empty(), "{record} {name} {place} {person}");
    }
}

/// Saved by Excel in Britain, in German, with other columns, in another order: all is understood or told.
#[test]
fn what_spreadsheets_do_is_undone() {
    let mut decision = Decision::new("f", "007", Item::finding("r", "3-4"), Verdict::Waived, "=Ann", day("2026-11-02"));
    decision.until = Some(day("2027-03-04"));
    decision.reason = "a; \"b\",\nc".into();
    decision.seen = Seen::new().with("size", "1E5").with("a=b;c", "\\");
    decision.extra.insert("Ward".into(), "-5".into());
    let decision = decision.sealed();
    let csv = csv(std::slice::from_ref(&decision));
    assert!(
        csv.starts_with('\u{feff}')
            && csv.contains("\"'007\"")
            && csv.contains("\"'2026-11-02\"")
            && csv.contains("\"'=Ann\""),
        "{csv}"
    );
    let back = |text: &[u8]| DecisionLoader::from_csv("log.csv", text).unwrap().finish(day("2026-11-25"));
    let log = back(csv.as_bytes());
    assert_eq!(log.problems(), []);
    assert_eq!(log.lines()[0].decision, decision);
    // Dates typed by hand come back in the manner of the machine; another date of the file tells which.
    let log = read(
        "record;rule;verdict;decided by;decided on;reason;waived until\nA1;r;waived;Ann;25/11/2026;x;04/03/2027\nA2;r;Waived until 4-Mar-27;Ann;46351;x;\n",
    );
    assert!(log.problems().iter().all(|problem| problem.code == "nothing-seen"), "{:?}", log.problems());
    for line in log.lines() {
        assert_eq!((line.decision.on, line.decision.until), (day("2026-11-25"), Some(day("2027-03-04"))));
    }
    // Windows-1252, tabs, a line that was edited, what was seen spoilt.
    let log = back(b"id\trecord\trule\tverdict\tby\ton\treason\tseen\tfingerprint\nd-0123456789ab\tA1\tr\tnot accepted\tAnn\t2026-11-01\tcaf\xe9\tsize = 2\ts-0000000000000000\n");
    assert_eq!(codes(&log), [("seen-changed", 2, "seen"), ("line-changed", 2, "id")]);
    assert_eq!(log.lines()[0].decision.reason, "café");
    let standing = log.for_finding("", "A1", "r", "", &Seen::new().with("size", "2")).unwrap();
    assert_eq!((standing.state, standing.changed[0].to_string()), (State::Stale, "what was seen".to_owned()));
}

#[test]
fn rows_of_a_queue_without_a_verdict_decide_nothing() {
    let log = read(
        "record,person,verdict,reason,by,on,sentence\nA1,p,,,,,surname only\nA2,p,,because,,,\nA3,p,unsure,,Ann,2026-11-01,x\n",
    );
    assert_eq!((log.rows(), log.undecided(), log.refused(), log.lines().len()), (3, 2, 0, 1));
    assert_eq!(codes(&log), [("missing-verdict", 3, "verdict"), ("nothing-seen", 4, "seen")]);
    assert_eq!(log.lines()[0].decision.extra["sentence"], "x");
}

#[test]
fn json_is_the_same_log() {
    let mut decision =
        Decision::new("f", "A1", Item::finding("r", "impacts[age]"), Verdict::NotAccepted, "Ann", day("2026-11-01"));
    decision.reason = "\"x\"".into();
    decision.seen = Seen::new().with("size", "2");
    decision.extra.insert("ward".into(), "Hill".into());
    let decision = decision.sealed();
    let document: serde_json::Value = serde_json::from_str(&json(std::slice::from_ref(&decision))).unwrap();
    let line: serde_json::Value = serde_json::from_str(&json_line(&decision)).unwrap();
    assert_eq!(document["schema"], DecisionLog::SCHEMA);
    assert_eq!(document["decisions"][0], line);
    assert_eq!(line["seen"]["size"], "2");
    for value in [document, line] {
        let mut loader = DecisionLoader::new();
        loader.object("saved.json", 1, &value).unwrap();
        let log = loader.finish(day("2026-11-25"));
        assert_eq!(log.problems(), []);
        assert_eq!(log.lines()[0].decision, decision);
    }
    let mut loader = DecisionLoader::new();
    assert!(loader.object("x.json", 3, &serde_json::json!("text")).unwrap_err().to_string().contains("entry 3"));
    loader.object("x.json", 4, &serde_json::json!({"record": 7, "verdict": true, "rule": ["r"], "seen": [1]})).unwrap();
    assert_eq!(codes(&loader.finish(day("2026-11-25")))[0].0, "unknown-verdict");
}

#[test]
fn verdicts_are_read_as_people_write_them() {
    for (text, verdict) in [
        ("Does not refer", Some(Verdict::DoesNotRefer)),
        ("does_not_refer", Some(Verdict::DoesNotRefer)),
        (" NEEDS  research", Some(Verdict::NeedsResearch)),
        ("accept", Some(Verdict::Accepted)),
        ("yes", None),
        ("", None),
    ] {
        assert_eq!(Verdict::from_words(text), verdict, "{text}");
    }
    assert!(Verdict::all().all(|verdict| Verdict::from_words(verdict.words()) == Some(verdict)));
}

#[test]
fn long_values_are_kept_short_and_told_apart() {
    let long = "x".repeat(5_000);
    let seen = Seen::new().with("a", &long);
    assert!(seen.get("a").unwrap().chars().count() < 200);
    assert_ne!(seen, Seen::new().with("a", &format!("{long}y")));
    assert_eq!(Seen::from_text(&seen.to_text()).as_ref(), Some(&seen));
    // Somebody wrote the whole value by hand: it is what the engine keeps of it.
    assert_eq!(Seen::from_text(&format!("a = {long}")), Some(seen));
    assert_eq!(Seen::from_text("a = b = c; d=").unwrap().to_text(), "a = b \\= c; d = ");
    for text in ["no equals", "a = b; c", "a\\"] {
        assert_eq!(Seen::from_text(text), None, "{text}");
    }
}
