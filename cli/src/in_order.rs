//! Pieces of a list through several threads: one reads, the others work, and the caller takes what they made in the order of the
//! list. What is under way is bounded, so memory does not depend on the list's length.

use crate::exit::CliError;
use crate::input::InputError;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

/// Most threads; more would only wait for the one that reads.
const MOST_THREADS: usize = 64;

/// Reads pieces until there are no more, works on each, and hands the results to `take` in order.
///
/// `worker` is called once in each thread, and makes what that thread keeps from piece to piece.
///
/// # Errors
/// What `take` says, else what `read` says. After the first of either nothing more is taken.
pub(crate) fn in_order<Job: Send, Piece: Send, Work: FnMut(Job) -> Piece>(
    threads: usize,
    mut read: impl FnMut() -> Result<Option<Job>, InputError> + Send,
    worker: impl Fn() -> Work + Sync,
    mut take: impl FnMut(Piece) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let threads = threads.clamp(1, MOST_THREADS);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (send_job, jobs) = sync_channel::<(u64, Job)>(threads * 2);
        let jobs = std::sync::Arc::new(Mutex::new(jobs));
        let (send_piece, pieces) = sync_channel::<(u64, Piece)>(threads * 2);
        let (stop, worker) = (&stop, &worker);
        let reader = scope.spawn(move || {
            for place in 0.. {
                let Some(job) = read()? else { break };
                if stop.load(Ordering::Relaxed) || send_job.send((place, job)).is_err() {
                    break;
                }
            }
            Ok::<(), InputError>(())
        });
        for _ in 0..threads {
            let (jobs, send_piece) = (std::sync::Arc::clone(&jobs), send_piece.clone());
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    // A thread that panicked while it held the lock has not harmed the channel.
                    let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((place, job)) = job else { return };
                    if send_piece.send((place, work(job))).is_err() {
                        return;
                    }
                }
            });
        }
        // The channels end with the threads that hold them.
        drop(send_piece);
        drop(jobs);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut taken = Ok(());
        'pieces: while let Ok((place, piece)) = pieces.recv() {
            waiting.insert(place, piece);
            while let Some(piece) = waiting.remove(&next) {
                next += 1;
                taken = take(piece);
                if taken.is_err() {
                    break 'pieces;
                }
            }
        }
        // Whatever is still under way ends soon: nobody takes its results any more.
        stop.store(true, Ordering::Relaxed);
        drop(pieces);
        let read = match reader.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        taken.and_then(|()| read.map_err(CliError::from))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_an_error_ends_the_reading() {
        for threads in [0, 1, 3] {
            let (mut read, mut taken) = (0u64, Vec::new());
            let all = in_order(
                threads,
                || {
                    read += 1;
                    Ok((read <= 500).then_some(read))
                },
                || {
                    |number: u64| {
                        if number.is_multiple_of(7) {
                            std::thread::yield_now();
                        }
                        number * 2
                    }
                },
                |number| {
                    taken.push(number);
                    Ok(())
                },
            );
            assert!(all.is_ok());
            assert_eq!(taken, (1..=500).map(|number| number * 2).collect::<Vec<_>>());

            let mut read = 0u64;
            let stopped = in_order(
                threads,
                || {
                    read += 1;
                    Ok(Some(read))
                },
                || |number: u64| number,
                |number| if number == 20 { Err(CliError::new("full")) } else { Ok(()) },
            );
            assert_eq!(stopped.unwrap_err().to_string(), CliError::new("full").to_string());
            assert!(read < 200, "{read}");
        }
    }
}
