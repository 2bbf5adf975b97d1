#![no_main]
//! Any text as a framework: no panic, every diagnostic shown, and a plan run when there is one. What is laid out anew means the same.

use due_regard::framework::format::format;
use due_regard::{Date, Detail, Settings, Source, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let loaded = load(Source::new("fuzz.yaml", text));
    for diagnostic in loaded.diagnostics() {
        let _ = loaded.source().position(diagnostic.span.start);
    }
    if let Ok(laid_out) = format(loaded.source()) {
        let again = load(Source::new("fuzz.yaml", laid_out));
        assert_eq!(loaded.is_usable(), again.is_usable(), "{text}");
    }
    let Some(as_of) = Date::from_ymd(2026, 11, 1) else { return };
    if let Ok(plan) = loaded.plan(Settings::new(as_of).detail(Detail::Records).every_verdict()) {
        let mut batch = plan.batch();
        let _ = batch.add(1, &serde_json::json!({}));
        let audit = plan.run(&batch.finish());
        assert_eq!(audit.records.reported, 1);
    }
});
