//! Laws of candidates: the two readers agree, pieces of a list give what the whole gives, and filling again changes nothing.

use super::reference;
use super::tests::config;
use crate::eval::Scratch;
use crate::plan::{Detail, Plan, Settings};
use crate::register::{Register, RegisterLoader, Table};
use crate::source::Source;
use crate::value::State;
use proptest::prelude::*;
use serde_json::{Value, json};

const FRAMEWORK: &str = r#"
language: 1
framework: candidates
version: 1.0.0
title: Candidates
sources: {house: {title: House rule, standing: house rule}}
lists:
  category: [slave trader, slave owner, abolitionist]
  part: [definite, probable, disputed]
parameters: {few: {value: 2, why: few}}
registers: {persons: {categories: category, culpability: part}}
screening:
  candidates: {register: persons, names: [name, street], places: [town], year: first, kind: kind, neighbours: near}
  all: {register: persons, names: name, suppressed: true, typing-errors: 1}
record: {noun: asset, id: id, missing: ["-"], not-known: [unknown], not-applicable: [n/a], withheld: [redacted]}
sections:
  - id: main
    fields:
      - {id: id, type: text}
      - {id: asked, type: yes-no}
      - {id: name, type: text}
      - {id: street, type: text}
      - {id: town, type: text}
      - {id: first, type: year}
      - {id: kind, type: choice, of: [statue, almshouse]}
      - {id: near, type: text, ask-when: asked = yes}
derive:
  firm: any candidates where verdict = strong and decision = refers
  how-many: count(candidates where verdict in [strong, candidate])
  best: {value: max(candidates.points), show: true}
  evidence:
    show: true
    table:
      - {is: firm, when: firm}
      - {is: strong, when: any candidates where verdict = strong}
      - {is: some, when: any candidates}
      - {is: none}
rules:
  - {id: trader, require: "no candidates where class = full-name and person.culpability in [definite, probable]", cite: house, say: x, why: x}
  - {id: many, when: how-many >= few, require: every candidates has namesakes > 0, cite: house, say: x, why: x}
  - {id: born, each: candidates, when: person.born is answered, require: first >= person.born, cite: house, say: "{sentence}", why: x}
  - {id: category, each: candidates, require: person.category contains abolitionist or not (person.category contains 'slave owner'), cite: house, say: x, why: x}
  - {id: around, each: candidates, require: (place-agrees = yes or date-agrees = yes) and neighbours >= 1, cite: house, say: x, why: x, when-unknown: {withheld: does not apply}}
  - {id: kept-out, each: all, when: "verdict in [weak, contradicted]", require: suppressed-by != fixed-phrase and other-readings = 0, cite: house, say: x, why: x}
  - {id: both, when: street is answered, require: count(all) > count(candidates), cite: house, say: x, why: x}
measures:
  - {id: named, kind: share, of: any candidates where class = full-name, among: no all where verdict = contradicted, by: [evidence, town, kind]}
outcome:
  - {is: look, when: rule trader is not met}
  - {is: open, when: rule trader cannot be told}
  - {is: fine}
"#;

fn register() -> Register {
    let mut loader = RegisterLoader::new("persons");
    let header = ["id", "name", "aliases", "born", "died", "category", "culpability", "places"];
    loader.table(Table::Persons, "persons", &header).unwrap();
    for (row, cells) in [
        ["colston", "Edward Colston", "", "1636", "1721", "slave trader", "probable", "Bristol"],
        [
            "picton",
            "Thomas Picton",
            "General Picton (military)",
            "1758",
            "1815",
            "slave owner",
            "definite",
            "Haverfordwest",
        ],
        ["beckford-1", "William Beckford", "", "1709", "1770", "slave_owner|abolitionist", "certain", "London"],
        ["beckford-2", "William Beckford", "", "1760", "1844", "", "", ""],
        ["cass", "John Cass", "", "", "", "slave trader", "disputed", "London"],
    ]
    .iter()
    .enumerate()
    {
        loader.row(row as u64 + 2, cells.iter().copied());
    }
    loader.finish()
}

fn plan(with_register: bool) -> Plan {
    let loaded = crate::load(Source::new("candidates.yaml", FRAMEWORK));
    assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
    let settings = Settings::new(super::as_of()).detail(Detail::Records).every_verdict();
    let settings = if with_register { settings.register("persons", register()) } else { settings };
    loaded.plan(settings).unwrap()
}

fn record() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "Statue of Edward Colston",
        "Colston Street",
        "Picton Place / Heol Picton",
        "Cesar Picton Way",
        "Beckford Road",
        "William Beckford's Almshouses",
        "Colstin Street",
        "St Edward Street",
        "Cass House Road",
        "High Street",
        "-",
        "unknown",
        "n/a",
        "redacted",
        "",
        "Sir Thomas Picton and Edward Colston",
    ]);
    let years = prop::sample::select(vec!["1600", "1700", "c. 1760", "1840s", "unknown", "", "1900", "soon"]);
    let towns = prop::sample::select(vec!["Bristol", "London", "", "n/a", "Leeds"]);
    let kinds = prop::sample::select(vec!["statue", "almshouse", "", "church"]);
    let near = prop::sample::select(vec!["Picton Place; Cass Street", "High Street", "", "redacted"]);
    let asked = prop::sample::select(vec!["yes", "no", ""]);
    (names.clone(), prop::option::of(names), years, towns, kinds, near, asked).prop_map(
        |(name, street, first, town, kind, near, asked)| {
            let mut record =
                json!({"name": name, "first": first, "town": town, "kind": kind, "near": near, "asked": asked});
            if let Some(street) = street {
                record["street"] = json!(street);
            }
            if name == "High Street" && record["street"].is_string() {
                record.as_object_mut().unwrap().remove("name");
            }
            record
        },
    )
}

fn filled(plan: &Plan, records: &[Value], first: usize) -> crate::batch::Batch {
    let mut builder = plan.batch();
    for (index, record) in records.iter().enumerate() {
        builder.add((first + index) as u64 + 1, record).unwrap();
    }
    builder.finish()
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn the_two_readers_agree_on_candidates(records in prop::collection::vec(record(), 1..70), with in any::<bool>()) {
        let plan = plan(with);
        let batch = filled(&plan, &records, 0);
        reference::compare(&plan, &batch);
        // The checker knows in which states a column can be.
        for screening in &plan.inner.checked.shape.screenings {
            for (column, slot) in screening.columns.iter().filter(|(_, slot)| plan.inner.layout.is_wanted(*slot)) {
                for row in 0..batch.domain_len(screening.group) {
                    let state = batch.state(*slot, row);
                    prop_assert!(state == State::Answered || column.absences().contains(&state), "{}: {state}", column.id());
                }
            }
        }
    }

    #[test]
    fn pieces_of_a_list_give_what_the_whole_gives(records in prop::collection::vec(record(), 2..20), cut in 0usize..20) {
        let plan = plan(true);
        let cut = cut.min(records.len());
        let whole = plan.evaluate(&filled(&plan, &records, 0), &mut Scratch::default());
        let mut pieces = plan.evaluate(&filled(&plan, &records[cut..], cut), &mut Scratch::default());
        pieces.merge(plan.evaluate(&filled(&plan, &records[..cut], 0), &mut Scratch::default()));
        let document = |part| serde_json::to_string(&plan.audit(part)).unwrap();
        prop_assert_eq!(document(whole), document(pieces));
    }
}

#[test]
fn a_batch_that_stays_in_its_builder_is_filled_anew() {
    let plan = plan(true);
    let mut builder = plan.batch();
    builder.add(1, &json!({"name": "Statue of Edward Colston"})).unwrap();
    let mut scratch = Scratch::default();
    let first = plan.evaluate(builder.batch(), &mut scratch);
    let again = plan.evaluate(builder.batch(), &mut scratch);
    assert_eq!(first, again);
    builder.add(2, &json!({"name": "Picton Place"})).unwrap();
    let both = builder.finish();
    assert_eq!(both.domain_len(plan.inner.checked.shape.screenings[0].group), 2);
}

#[test]
fn a_plan_that_speaks_of_no_candidates_screens_nothing() {
    let text = FRAMEWORK.split("derive:").next().unwrap().to_owned()
        + "rules: [{id: named, require: name is answered, cite: house, say: x, why: x}]\n";
    let loaded = crate::load(Source::new("none.yaml", text));
    let plan = loaded.plan(Settings::new(super::as_of()).register("persons", register())).unwrap();
    assert!(plan.inner.screens.is_none());
    let batch = filled(&plan, &[json!({"name": "Edward Colston"})], 0);
    assert_eq!(batch.domain_len(plan.inner.checked.shape.screenings[0].group), 0);
}

#[test]
fn what_people_decided_stands_beside_the_candidate_it_was_decided_of() {
    use crate::decision::{Decision, DecisionLog, Item, Seen, Verdict};
    let day = super::as_of();
    let decide = |record: &str, verdict: Verdict, class: &str| {
        let person = register();
        let person = person.person("colston").unwrap();
        let class = crate::screen::Class::from_word(class).unwrap();
        let mut decision = Decision::new("candidates", record, Item::candidate("colston"), verdict, "Ann", day);
        (decision.reason, decision.source) = ("the minute".to_owned(), "Minute of 4 May 1846".to_owned());
        decision.seen = Seen::of_candidate("Colston Street", person, class);
        decision.sealed()
    };
    let log = DecisionLog::of(
        [
            decide("1", Verdict::Refers, "name-only"),
            decide("2", Verdict::DoesNotRefer, "full-name"),
            decide("3", Verdict::Unsure, "name-only"),
        ],
        day,
    );
    let loaded = crate::load(Source::new("candidates.yaml", FRAMEWORK.replace("derive:", "derive:\n  stands: {show: true, table: [{is: refers, when: any candidates where decision = refers}, {is: unsure, when: any candidates where decision = unsure}, {is: stale, when: any candidates where decision-state = stale}, {is: none}]}")));
    let settings = Settings::new(day).detail(Detail::Records).register("persons", register()).decisions(log);
    let plan = loaded.plan(settings).unwrap();
    let records: Vec<Value> =
        ["1", "2", "3", "4"].iter().map(|id| json!({"id": id, "name": "Colston Street"})).collect();
    let audit = plan.run(&filled(&plan, &records, 0));
    let tables: Vec<&str> = audit.results.iter().map(|result| result.tables[0].as_str()).collect();
    // The second was decided on other evidence than there is now.
    assert_eq!(tables, ["Refers", "Stale", "Unsure", "None"]);
}

#[test]
fn candidates_of_a_record_come_with_all_their_evidence() {
    let plan = plan(true);
    let batch =
        filled(&plan, &[json!({"name": "Statue of Edward Colston", "town": "Bristol"}), json!({"name": "-"})], 0);
    let found = plan.candidates(&batch, 0);
    let [("candidates", first), ("all", _)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(first.candidates[0].person, "colston");
    assert!(first.candidates[0].sentence.contains("Bristol"), "{}", first.candidates[0].sentence);
    assert!(plan.candidates(&batch, 1).is_empty());
    let problems: Vec<String> = plan.register_problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "warning[not-an-option]: the culpability `certain` is none of the framework's options; rules cannot tell\n  --> persons, `beckford-1`"
        ]
    );
}
