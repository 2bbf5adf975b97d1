//! W2's contestants and how they are timed: in this process, by the processor time of this thread.

use std::hint::black_box;
use std::time::Duration;

use due_regard::{Audit, BatchBuilder, Detail, Scratch, Settings, Source, load};
use rustix::time::{ClockId, clock_gettime};

use crate::counts::Counts;
use crate::kleene::Verdict;
use crate::w2::day::Day;
use crate::w2::form::parse;
use crate::w2::rules::{RULES, evaluate};
use crate::w2::{AS_OF, FRAMEWORK, RECORD};

/// How long a job runs in one round, so that the clock's own cost and grain do not count.
const ROUND: Duration = Duration::from_millis(150);

/// Something that is done again and again.
pub(super) struct Job {
    /// What it is called in the table.
    pub(super) name: &'static str,
    /// Whose time is 1 in the ratios; its own when it has no peer.
    pub(super) against: &'static str,
    once: Box<dyn FnMut()>,
}

/// Verdicts of one contestant, to be held against those of the others.
pub(super) struct Verdicts {
    /// Whose.
    pub(super) name: &'static str,
    /// Of each rule, as counts of one record.
    pub(super) counts: Counts,
}

/// The jobs in the order of the table, and the verdicts of everyone who gives any.
///
/// A new contestant is added here and nowhere else.
pub(super) fn contestants() -> Result<(Vec<Job>, Vec<Verdicts>), String> {
    let today = Day::read(AS_OF.as_bytes()).ok_or("the as-of date is no date")?;
    let form = parse(RECORD).map_err(|error| format!("assessment.json: {error}"))?;
    let loaded = load(Source::new("assessment.yaml", FRAMEWORK));
    let settings = Settings::new(AS_OF.parse().map_err(|error| format!("{error}"))?).detail(Detail::Counts);
    let plan = loaded.plan(settings.clone()).map_err(|error| error.to_string())?;
    let mut builder = plan.batch();
    read(&mut builder)?;
    let batch = builder.finish();
    let verdicts = vec![
        Verdicts { name: "HAND", counts: counts(evaluate(&form, today)) },
        Verdicts { name: "due-regard", counts: counts_of(&plan.run(&batch)) },
    ];
    let mut scratch = Scratch::default();
    let mut other_scratch = Scratch::default();
    let mut builder = plan.batch();
    let parsing = plan.clone();
    let jobs = vec![
        job("due-regard, evaluate", "HAND, evaluate", move || {
            black_box(plan.tally(black_box(&batch), &mut scratch));
        }),
        job("due-regard, parse and evaluate", "HAND, parse and evaluate", move || {
            builder.clear();
            if read(&mut builder).is_ok() {
                black_box(parsing.tally(builder.batch(), &mut other_scratch));
            }
        }),
        job("due-regard, compile the plan", "due-regard, compile the plan", move || {
            let _ = black_box(loaded.plan(settings.clone()));
        }),
        job("due-regard, read and check the framework", "due-regard, compile the plan", || {
            black_box(load(Source::new("assessment.yaml", FRAMEWORK)));
        }),
        job("HAND, evaluate", "HAND, evaluate", move || {
            black_box(evaluate(black_box(&form), today));
        }),
        job("HAND, parse and evaluate", "HAND, parse and evaluate", move || {
            if let Ok(form) = parse(black_box(RECORD)) {
                black_box(evaluate(&form, today));
            }
        }),
        job("serde_json::Value, parse only", "HAND, parse and evaluate", || {
            let _ = black_box(serde_json::from_slice::<serde_json::Value>(black_box(RECORD)));
        }),
    ];
    Ok((jobs, verdicts))
}

/// Reads the record into a batch.
fn read(builder: &mut BatchBuilder) -> Result<(), String> {
    builder.read_json(1, black_box(RECORD)).map_err(|error| error.to_string())
}

/// The counts of the sixty rules of an audit of one record.
fn counts_of(audit: &Audit) -> Counts {
    let mut all = [[0; 4]; 60];
    for (place, rule) in RULES.iter().enumerate() {
        if let (Some(counts), Some(found)) = (all.get_mut(place), audit.rules.iter().find(|found| found.id == *rule)) {
            let verdicts = &found.counts;
            *counts = Verdict::ALL.map(|verdict| match verdict {
                Verdict::Met => verdicts.met,
                Verdict::NotMet => verdicts.not_met,
                Verdict::CannotTell => verdicts.cannot_tell,
                Verdict::DoesNotApply => verdicts.does_not_apply,
            });
        }
    }
    Counts::new(&RULES, &all)
}

fn job(name: &'static str, against: &'static str, once: impl FnMut() + 'static) -> Job {
    Job { name, against, once: Box::new(once) }
}

fn counts(verdicts: [Verdict; 60]) -> Counts {
    Counts::new(&RULES, &verdicts.map(|given| Verdict::ALL.map(|verdict| u64::from(verdict == given))))
}

impl Job {
    /// Runs it for one round and gives the seconds of processor time that one go takes.
    pub(super) fn round(&mut self) -> f64 {
        let mut goes = 1_u32;
        loop {
            let start = processor_time();
            for _ in 0..goes {
                (self.once)();
            }
            let used = processor_time().saturating_sub(start);
            if used >= ROUND {
                return used.as_secs_f64() / f64::from(goes);
            }
            goes = goes.saturating_mul(if used * 20 < ROUND { 10 } else { 2 });
        }
    }
}

/// What this thread has used of a processor so far.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
