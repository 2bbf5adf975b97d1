#![no_main]
//! Any bytes as a JSON record of a framework with every type and both kinds of group: read or refused, and the count is right.

use due_regard::{Date, Detail, Plan, Settings, Source, load};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let loaded = load(Source::new("records.yaml", include_str!("../records.yaml")));
    let as_of = Date::from_ymd(2026, 11, 1).expect("a day");
    loaded.plan(Settings::new(as_of).detail(Detail::Records).every_verdict()).expect("a framework without errors")
});

fuzz_target!(|bytes: &[u8]| {
    let mut batch = PLAN.batch();
    let mut refused = 0;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        refused += u64::from(batch.read(index as u64 + 1, &mut serde_json::Deserializer::from_slice(line)).is_err());
        assert_eq!(batch.len() as u64 + refused, index as u64 + 1);
    }
    let batch = batch.finish();
    let audit = PLAN.run(&batch);
    assert_eq!(audit.records.reported, batch.len() as u64);
});
