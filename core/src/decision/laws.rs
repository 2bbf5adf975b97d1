//! What holds of every log.

use super::*;
use proptest::prelude::*;

fn a_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,12}",
        2 => "\\PC{0,8}",
        1 => Just("=cmd|' /C calc'!A0".to_owned()),
        1 => Just("'=1".to_owned()),
        1 => Just("''".to_owned()),
        1 => Just("007".to_owned()),
        1 => Just("1/2/26".to_owned()),
        1 => Just("TRUE".to_owned()),
        1 => Just("a\r\nb;\"c\",\td".to_owned()),
        1 => Just("\u{feff}x\u{202e}\u{1b}".to_owned()),
    ]
}

fn a_day() -> impl Strategy<Value = Date> {
    (10_000..40_000i32).prop_map(Date::from_days)
}

fn a_decision() -> impl Strategy<Value = Decision> {
    let item = prop_oneof![
        ("[a-z]{1,6}", a_text()).prop_map(|(rule, row)| Item::finding(rule, row)),
        "[a-z]{1,6}".prop_map(Item::candidate),
    ];
    let verdicts: Vec<Verdict> = Verdict::all().collect();
    let texts = proptest::collection::vec(a_text(), 9);
    let seen = proptest::collection::btree_map(a_text(), a_text(), 0..4);
    let extra = proptest::collection::btree_map("[A-Z][a-z]{3,5} [0-9]", a_text(), 0..3);
    (item, proptest::sample::select(verdicts), texts, a_day(), proptest::option::of(a_day()), seen, extra).prop_map(
        |(item, verdict, texts, on, until, seen, extra)| {
            let mut texts = texts.into_iter();
            let mut next = |instead: &str| {
                Some(texts.next().unwrap_or_default())
                    .filter(|text| !cell::cleaned(text).is_empty())
                    // What only stands in the place of an answer is refused.
                    .filter(|text| instead.is_empty() || !crate::batch::is_placeholder(&cell::cleaned(text)))
                    .unwrap_or_else(|| instead.to_owned())
            };
            let verdict = if verdict.is_of(&item) { verdict } else { Verdict::Unsure };
            let mut decision = Decision::new(next(""), next("A1"), item, verdict, next("Ann"), on);
            decision.until = until.or((verdict == Verdict::Waived).then_some(on));
            decision.reason = next("because");
            decision.source = next("a map");
            decision.refers_to = next("");
            decision.note = next("");
            decision.record_name = next("");
            decision.locality = next("");
            for (what, value) in seen {
                decision.seen = std::mem::take(&mut decision.seen).with(&what, &value);
            }
            decision.extra = extra.into_iter().filter(|(_, value)| !cell::cleaned(value).is_empty()).collect();
            decision.sealed()
        },
    )
}

fn end() -> Date {
    Date::from_days(50_000)
}

proptest! {
    #[test]
    fn cells_come_back(text in a_text()) {
        let cell = guarded(&text);
        prop_assert_eq!(unguarded(&cell), text.as_str());
        prop_assert!(!cell.starts_with(['=', '+', '-', '@']));
    }

    #[test]
    fn any_decision_comes_back_from_a_spreadsheet_and_from_json(decision in a_decision()) {
        let csv = csv(std::slice::from_ref(&decision));
        let log = DecisionLoader::from_csv("log.csv", csv.as_bytes()).unwrap().finish(end());
        prop_assert_eq!(log.lines().len(), 1, "{:?} {}", log.problems(), csv);
        prop_assert_eq!(&log.lines()[0].decision, &decision);
        let mut loader = DecisionLoader::new();
        loader.object("log.json", 1, &serde_json::from_str(&json_line(&decision)).unwrap()).unwrap();
        let log = loader.finish(end());
        prop_assert_eq!(&log.lines()[0].decision, &decision);
    }

    /// Whatever supersedes what, in whatever order the rows stand: every line is kept, and the log says the same.
    #[test]
    fn superseding_loses_nothing(verdicts in proptest::collection::vec(0..2usize, 1..8), turn in 0..8usize) {
        let mut lines: Vec<Decision> = Vec::new();
        for (place, verdict) in verdicts.iter().enumerate() {
            let verdict = [Verdict::Accepted, Verdict::Unsure][*verdict];
            let mut decision = Decision::new("f", "A1", Item::finding("r", ""), verdict, "Ann", Date::from_days(20_000 + i32::try_from(place).unwrap()));
            decision.supersedes = lines.last().map_or_else(String::new, |last| last.id.clone());
            lines.push(decision.sealed());
        }
        let last = lines.last().unwrap().clone();
        let count = lines.len();
        lines.rotate_left(turn % count);
        let log = DecisionLog::of(lines.clone(), end());
        prop_assert_eq!(log.problems(), []);
        prop_assert_eq!(log.history("f", "A1", &Item::finding("r", "")).count(), count);
        let standing = log.for_finding("f", "A1", "r", "", &Seen::new()).unwrap();
        prop_assert_eq!(standing.decision, &last);
        prop_assert_eq!(standing.earlier, count as u64 - 1);
        let again = DecisionLoader::from_csv("log.csv", csv(&lines).as_bytes()).unwrap().finish(end());
        prop_assert_eq!(again.lines().iter().map(|line| &line.decision).collect::<Vec<_>>(), lines.iter().collect::<Vec<_>>());
    }

    /// Line by line as all at once: whatever the lines say of one another, also of lines that come later.
    #[test]
    fn one_line_more_is_the_whole_log_again(
        lines in proptest::collection::vec((0..2usize, 0..3usize, 0..4usize, 0..8usize, proptest::collection::vec(0..10usize, 0..3), 0..12i32), 0..10),
        program in any::<bool>(),
    ) {
        let ids = ["", "", "", "", "", "x0", "x1", "x2"];
        let verdicts = [Verdict::Unsure, Verdict::Accepted, Verdict::Withdrawn, Verdict::NeedsResearch];
        let mut made: Vec<Decision> = Vec::new();
        for (record, item, verdict, id, supersedes, day) in lines {
            let item = if item == 2 { Item::candidate("p") } else { Item::finding(format!("r{item}"), "") };
            let verdict = if verdicts[verdict].is_of(&item) { verdicts[verdict] } else { Verdict::Unsure };
            let mut decision = Decision::new("f", format!("A{record}"), item, verdict, "Ann", Date::from_days(20_000 + day));
            decision.reason = "because".to_owned();
            // Earlier lines by their ids, and ids that some later line may have.
            decision.supersedes = supersedes.iter().map(|place| made.get(*place).map_or(ids[5 + place % 3], |line| &line.id)).collect::<Vec<_>>().join("; ");
            decision = decision.sealed();
            if !ids[id].is_empty() {
                decision.id = ids[id].to_owned();
            }
            made.push(decision);
        }
        let as_of = Date::from_days(20_009);
        let mut log = DecisionLog::empty(as_of);
        for (place, decision) in made.iter().enumerate() {
            if program {
                log.add(decision.clone());
            } else {
                log.append(vec![(String::new(), place as u64 + 1, decision.clone())], Vec::new(), [1, 0, 0]);
            }
            prop_assert_eq!(&log, &DecisionLog::of(made.iter().take(place + 1).cloned(), as_of));
        }
    }

    /// After every decision an open log says what its text says when it is read from the beginning, whatever stood there: other columns and delimiters, too few of them, blank rows, a last line without an end.
    #[cfg(feature = "list")]
    #[test]
    fn an_open_log_says_what_its_text_says(
        before in proptest::collection::vec(a_decision(), 0..3),
        added in proptest::collection::vec((a_decision(), any::<bool>(), any::<bool>()), 1..5),
        left_out in proptest::collection::btree_set(prop_oneof![Just("id"), Just("reason"), Just("source"), Just("until"), Just("seen"), Just("locality"), Just("note")], 0..3),
        delimiter in proptest::sample::select(vec![',', ';', '\t']),
        end in proptest::sample::select(vec!["", "\n", "\n\n\n"]),
    ) {
        let columns: Vec<String> = COLUMNS.iter().rev().filter(|column| !left_out.contains(*column)).map(|column| (*column).to_owned()).chain(["Office".to_owned()]).collect();
        let mut text = csv_header(&columns, delimiter);
        before.iter().for_each(|decision| text.push_str(&csv_row(decision, &columns, delimiter)));
        let text = format!("{}{end}", text.trim_end_matches('\n'));
        let as_of = Date::from_days(35_000);
        // What is no log that can be added to is refused at once.
        let Ok(mut log) = OpenLog::of("log.csv", text.as_bytes(), as_of) else { return Ok(()) };
        for (decision, replaces, again) in added {
            let mut decision = decision;
            if again && let Some(line) = log.read().lines().last() {
                decision.record.clone_from(&line.decision.record);
                decision.framework.clone_from(&line.decision.framework);
                decision.item = line.decision.item.clone();
                decision.verdict = Verdict::Unsure;
            }
            if replaces {
                decision.supersedes = log.read().to_supersede(&decision.framework, &decision.record, &decision.item);
            }
            let whole = log.text().to_owned();
            let added = log.add(&decision.sealed()).unwrap().to_owned();
            prop_assert_eq!(format!("{whole}{added}"), log.text());
            let read = DecisionLoader::from_csv("log.csv", log.text().as_bytes()).unwrap().finish(as_of);
            prop_assert_eq!(log.read(), &read, "{}", log.text());
        }
    }

    /// A decision is stale exactly when something that was seen is otherwise, and then it says what.
    #[test]
    fn what_changed_is_noticed(decision in a_decision(), now in proptest::collection::btree_map(a_text(), a_text(), 0..4)) {
        let now = now.into_iter().fold(Seen::new(), |seen, (what, value)| seen.with(&what, &value));
        let changes = decision.seen.changes(&now);
        prop_assert_eq!(changes.is_empty(), decision.seen == now);
        prop_assert_eq!(decision.seen.fingerprint() == now.fingerprint(), decision.seen == now);
        let log = DecisionLog::of([decision.clone()], decision.on);
        let of = |seen: &Seen| match &decision.item {
            Item::Finding { rule, row } => log.for_finding(&decision.framework, &decision.record, rule, row, seen).map(|standing| standing.state),
            Item::Candidate { person } => log.for_candidate(&decision.framework, &decision.record, person, seen).map(|standing| standing.state),
        };
        prop_assert_ne!(of(&decision.seen), Some(State::Stale));
        let set_aside = decision.verdict == Verdict::Withdrawn || decision.until.is_some_and(|until| until < decision.on);
        if !set_aside && !decision.seen.is_empty() && decision.seen != now {
            prop_assert_eq!(of(&now), Some(State::Stale));
        }
    }

    /// Any table and any JSON is read or refused, and every row is accounted for.
    #[test]
    fn rows_in_are_rows_told(rows in proptest::collection::vec(proptest::collection::vec(a_text(), 20), 0..6)) {
        let mut loader = DecisionLoader::new();
        loader.table("log.csv", COLUMNS).unwrap();
        for (number, row) in (2..).zip(&rows) {
            loader.row(number, row.iter().map(String::as_str));
        }
        let log = loader.finish(end());
        let kept = log.lines().iter().filter(|line| line.state != LineState::Refused).count() as u64;
        prop_assert_eq!(log.rows(), kept + log.refused() + log.undecided());
        let errors: std::collections::BTreeSet<u64> = log.problems().iter().filter(|problem| problem.level == crate::Level::Error && problem.code != "contradiction").map(|problem| problem.row).collect();
        prop_assert_eq!(errors.len() as u64, log.refused());
    }

    /// Whatever was decided, of whatever: no count of verdicts is another, every decision is told, and parts add up.
    #[test]
    fn applying_changes_no_verdict(
        answers in proptest::collection::vec(proptest::sample::select(vec!["yes", "no", "", "?"]), 1..6),
        decided in proptest::collection::vec((0..7usize, 0..3usize, 0..8usize, any::<bool>()), 0..8),
    ) {
        let text = "{language: 1, framework: f, version: 1.0.0, title: T, sources: {h: {title: Ours, standing: house rule, checked: 2026-11-01}}, record: {noun: one, plural: ones, id: ref}, \
            sections: [{id: s, fields: [{id: ref, type: text}, {id: a, type: yes-no}]}], rules: [{id: r0, require: a = yes, cite: [h], say: x, why: because}, {id: r1, severity: review, require: a = yes, cite: [h], say: x, why: because}]}";
        let plan = crate::load(crate::Source::new("f", text)).plan(crate::Settings::new(end())).unwrap();
        let verdicts: Vec<Verdict> = Verdict::all().collect();
        let decisions = decided.iter().map(|(record, rule, verdict, seen)| {
            let item = if *rule == 2 { Item::candidate("p") } else { Item::finding(format!("r{rule}"), "") };
            let verdict = verdicts[*verdict % verdicts.len()];
            let verdict = if verdict.is_of(&item) { verdict } else { Verdict::Unsure };
            let mut decision = Decision::new("f", record.to_string(), item, verdict, "Ann", Date::from_days(20_000));
            decision.until = (verdict == Verdict::Waived).then_some(end());
            if *seen {
                decision.seen = Seen::new().with("a", "yes");
            }
            decision.sealed()
        });
        let log = DecisionLog::of(decisions.collect::<Vec<_>>(), end());
        let run = |from: usize, to: usize| {
            let mut batch = plan.batch();
            for (number, answer) in answers.iter().enumerate().take(to).skip(from) {
                batch.add(number as u64 + 1, &serde_json::json!({"ref": number.to_string(), "a": answer})).unwrap();
            }
            plan.run(&batch.finish())
        };
        let before = run(0, answers.len());
        let mut after = before.clone();
        let applying = Applying::new(&log, &before);
        applying.audit(&mut after);
        prop_assert_eq!(&after.receipt.verdicts, &before.receipt.verdicts);
        for (a, b) in after.rules.iter().zip(&before.rules) {
            prop_assert_eq!(a.counts, b.counts);
        }
        for (a, b) in after.findings.iter().zip(&before.findings) {
            prop_assert_eq!((a.verdict, &a.fingerprint), (b.verdict, &b.fingerprint));
        }
        let with = after.findings.iter().filter(|finding| finding.decision.is_some()).count() as u64;
        let report = after.decisions.unwrap();
        prop_assert_eq!(report.counts.total(), with);
        for rule in &report.rules {
            let counts = before.rules.iter().find(|known| known.id == rule.rule).unwrap().counts;
            for verdict in crate::audit::Verdict::ALL {
                prop_assert!(rule.excused.get(verdict) <= counts.get(verdict));
            }
        }
        // The same in two parts.
        let mut whole = Applied::default();
        for (from, to) in [(0, answers.len() / 2), (answers.len() / 2, answers.len())] {
            let mut part = run(from, to);
            let mut applied = Applied::default();
            for finding in &mut part.findings {
                applying.finding(finding, &mut applied);
            }
            (from..to).for_each(|number| applying.record(Some(&number.to_string()), &mut applied));
            whole.merge(applied);
        }
        let parts = applying.report(&whole);
        prop_assert_eq!((parts.counts, parts.rules), (report.counts, report.rules));
    }
}
