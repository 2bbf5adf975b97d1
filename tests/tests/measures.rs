//! Measures over real tables, through the language: what others computed from the same counts, where `../shared` is at hand.

use due_regard::audit::{Audit, Comparison, MeasureResult};
use due_regard::{Settings, Source, load};
use due_regard_tests::shared;
use serde_json::{Value, json};

/// The audit of records by a framework of which everything but this is usual.
fn audit(text: &str, records: impl Iterator<Item = Value>) -> Audit {
    let usual = "language: 1\nframework: figures\nversion: 1.0.0\ntitle: Figures\nsources: {house: {title: House, standing: house rule}}\n";
    let loaded = load(Source::new("figures.yaml", format!("{usual}{text}")));
    assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
    let plan = loaded.plan(Settings::new("2026-11-01".parse().unwrap())).unwrap();
    let mut batch = plan.batch();
    for (number, record) in (1..).zip(records) {
        batch.add(number, &record).unwrap();
    }
    plan.run(&batch.finish())
}

fn compared<'a>(measure: &'a MeasureResult, group: &str) -> &'a Comparison {
    let found = measure.groups.iter().find(|one| one.group == group);
    found.and_then(|one| one.comparison.as_ref()).unwrap_or_else(|| panic!("{group} of {}", measure.id))
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap_or_else(|| panic!("nothing in the place of {expected}"));
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} in the place of {expected}");
}

/// The cells of each row but the first; commas in quotation marks divide nothing.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| {
        let mut quoted = false;
        line.split(|character| {
            quoted ^= character == '"';
            character == ',' && !quoted
        })
        .collect()
    })
}

const SEARCHED: &str = "
sections: [{id: all, fields: [{id: area, type: text}, {id: group, type: choice, of: [black, white]}, {id: searched, type: integer}, {id: residents, type: integer}]}]
measures:
  - {id: pooled, kind: share, of: searched, per: residents, by: group, compare: {with: white, harm: above}}
  - {id: within, kind: share, of: searched, per: residents, by: group, compare: {with: white, harm: above, strata: area, bands: [{is: red, above: 1.25}]}}
  - {id: by-area, kind: rate, of: searched, per: residents, times: 1000, by: area}
";

/// Searches in local authorities as published, a row for each area and group; of one year.
fn searched(text: &str, year: &str) -> Vec<Value> {
    rows(text)
        .filter(|row| row[0] == year && row[8] != "NA" && row[12] != "NA")
        .flat_map(|row| {
            let of = |group: &str, searched: &str, residents: &str| {
                json!({"area": row[1], "group": group, "searched": searched, "residents": residents})
            };
            [of("black", row[8], row[10]), of("white", row[12], row[14])]
        })
        .collect()
}

#[test]
fn pooled_and_stratified_ratios_are_those_of_the_published_table() {
    let Some(text) = shared("data/quant/black-thrive-extractss/summarised_stops_2019-2021.csv") else { return };
    let Some(golden) = shared("golden/statistics.json") else { return };
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let case = &golden["suites"]["aggregation_mantel_haenszel"]["cases"][0];
    let records = searched(&text, "2021");
    assert_eq!(records.len() as u64, 2 * case["strata"].as_u64().unwrap());
    let audit = audit(SEARCHED, records.into_iter());
    near(compared(&audit.measures[0], "black").value, case["crude_rr"].as_f64().unwrap());
    let within = compared(&audit.measures[1], "black").stratified.unwrap();
    near(Some(within.value), case["mh_rr"].as_f64().unwrap());
    // Areas by name: one name stands for two authorities at most.
    assert!(within.strata > 320, "{}", within.strata);
    println!("1 pooled and 1 stratified ratio over {} strata", within.strata);
}

#[test]
fn ratios_of_each_authority_are_those_of_the_published_table() {
    let Some(text) = shared("data/quant/black-thrive-extractss/summarised_stops_2019-2021.csv") else { return };
    let mut ratios = 0;
    for year in ["2019", "2020", "2021"] {
        // One record for each authority, so that each is a measure of its own by way of `among`.
        for row in rows(&text).filter(|row| row[0] == year && row[8] != "NA" && row[12] != "NA").take(40) {
            let part: f64 = row[8].parse().unwrap();
            let (published, low, high) = (row[19].parse::<f64>(), row[20].parse::<f64>(), row[21].parse::<f64>());
            let counts = |place: usize| row[place].parse::<f64>().unwrap();
            // Below five in a cell ours is another interval than the published one.
            let small = [8, 9, 12, 13].iter().any(|place| counts(*place) < 5.0);
            // What was altered so that the parts add up is no ratio of these counts.
            let (Ok(published), false) = (published, row[23] == "1") else { continue };
            let records = searched(&[text.lines().next().unwrap(), &row.join(",")].join("\n"), year);
            let audit = audit(SEARCHED, records.into_iter());
            let found = compared(&audit.measures[0], "black");
            if part > 0.0 {
                near(found.value, published);
            }
            if let (false, Ok(low), Ok(high)) = (small, low, high) {
                let interval = found.interval.unwrap();
                near(Some(interval.low), low);
                near(interval.high, high);
            }
            ratios += 1;
        }
    }
    assert!(ratios > 60, "{ratios}");
    println!("{ratios} ratios");
}

const PERSONS: &str = "
lists: {group: [{id: black, numbers: {residents: 52159}}, {id: white, numbers: {residents: 199372}}, not-stated]}
sections: [{id: all, fields: [{id: group, type: choice, of: group}]}]
measures:
  - {id: rate, kind: rate, of: true, population: residents, times: 1000, by: group, not-known: not-stated, compare: {with: white, harm: above, most-unknown: 0.1, bands: [{is: red, above: 1.25}]}}
";

#[test]
fn what_is_not_stated_bounds_the_ratio_of_rates() {
    let Some(golden) = shared("golden/statistics.json") else { return };
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let case = &golden["suites"]["missing_ethnicity_bounds_real"]["cases"][0];
    let times = |key: &str| usize::try_from(case[key].as_u64().unwrap()).unwrap();
    let of = |group: &str, n: usize| std::iter::repeat_n(json!({"group": group}), n);
    let records = of("black", times("n_cmp_Black"))
        .chain(of("white", times("n_ref_White")))
        .chain(of("not-stated", times("unknown")));
    let audit = audit(PERSONS, records);
    let found = compared(&audit.measures[0], "black");
    near(found.value, case["observed"].as_f64().unwrap());
    let bounds = found.bounds.unwrap();
    near(Some(bounds.low), case["lower"].as_f64().unwrap());
    near(bounds.high, case["upper"].as_f64().unwrap());
    // A quarter is unknown, and yet all that it may be lies above: the verdict is firm.
    assert!(found.unknown_share > Some(0.25) && found.verdict.is_some_and(|verdict| verdict.words() == "red"));
}
