//! W2's contestants and how they are timed: in this process, by the processor time of this thread.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::counts::Counts;
use crate::kleene::Verdict;
use crate::w2::day::Day;
use crate::w2::form::parse;
use crate::w2::rules::{RULES, evaluate};
use crate::w2::{AS_OF, RECORD};

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
    let verdicts = vec![Verdicts {
        name: "HAND",
        counts: counts(evaluate(&form, today)),
    }];
    let jobs = vec![
        job("HAND, evaluate", "HAND, evaluate", move || {
            black_box(evaluate(black_box(&form), today));
        }),
        job(
            "HAND, parse and evaluate",
            "HAND, parse and evaluate",
            move || {
                if let Ok(form) = parse(black_box(RECORD)) {
                    black_box(evaluate(&form, today));
                }
            },
        ),
        job(
            "serde_json::Value, parse only",
            "HAND, parse and evaluate",
            || {
                let _ = black_box(serde_json::from_slice::<serde_json::Value>(black_box(
                    RECORD,
                )));
            },
        ),
    ];
    Ok((jobs, verdicts))
}

fn job(name: &'static str, against: &'static str, once: impl FnMut() + 'static) -> Job {
    Job {
        name,
        against,
        once: Box::new(once),
    }
}

fn counts(verdicts: [Verdict; 60]) -> Counts {
    Counts::new(
        &RULES,
        &verdicts.map(|given| Verdict::ALL.map(|verdict| u64::from(verdict == given))),
    )
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
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}
