//! Pieces of a list through several threads: each takes the next piece, one at a time, works on it, and the caller gets what they made in
//! the order of the list. What is under way is bounded, so memory does not depend on the list's length.
//!
//! The thread that reads a piece also works on it: what has just been split is still in its processor's cache.

use crate::exit::CliError;
use crate::input::InputError;
use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

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
    read: impl FnMut() -> Result<Option<Job>, InputError> + Send,
    worker: impl Fn() -> Work + Sync,
    mut take: impl FnMut(Piece) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let threads = threads.clamp(1, MOST_THREADS);
    let reading = Mutex::new(Reading { read, next: 0, ended: false, failed: None });
    let window = Window { taken: Mutex::new(0), moved: Condvar::new(), most: threads as u64 * 3 };
    let taken = std::thread::scope(|scope| {
        let (send_piece, pieces) = sync_channel::<(u64, Piece)>(threads);
        let (reading, window, worker) = (&reading, &window, &worker);
        for _ in 0..threads {
            let send_piece = send_piece.clone();
            scope.spawn(move || {
                let _ends = EndsOnPanic(window);
                let mut work = worker();
                loop {
                    // Whose turn it is waits here, and the others behind it.
                    let Some((place, job)) = lock(reading).next(window) else { return };
                    if send_piece.send((place, work(job))).is_err() {
                        return;
                    }
                }
            });
        }
        // The channel ends with the threads that hold it.
        drop(send_piece);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut taken = Ok(());
        'pieces: while let Ok((place, piece)) = pieces.recv() {
            waiting.insert(place, piece);
            while let Some(piece) = waiting.remove(&next) {
                next += 1;
                window.move_to(next);
                taken = take(piece);
                if taken.is_err() {
                    break 'pieces;
                }
            }
        }
        // Whatever is still under way ends soon: nobody takes its results any more.
        drop(pieces);
        window.move_to(u64::MAX);
        taken
    });
    let failed = reading.into_inner().unwrap_or_else(PoisonError::into_inner).failed;
    taken.and_then(|()| failed.map_or(Ok(()), |error| Err(CliError::from(error))))
}

/// A thread that panicked while it held a lock has left nothing half done that another could see; the panic itself goes on in the scope.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the reading is.
struct Reading<Read> {
    read: Read,
    /// The place of the next piece.
    next: u64,
    ended: bool,
    failed: Option<InputError>,
}

impl<Job, Read: FnMut() -> Result<Option<Job>, InputError>> Reading<Read> {
    /// The next piece with its place; `None` when there are no more, or nobody wants any.
    fn next(&mut self, window: &Window) -> Option<(u64, Job)> {
        if self.ended || !window.has_room(self.next) {
            return None;
        }
        // Until it is known to have gone well: after a panic nobody reads on.
        self.ended = true;
        match (self.read)() {
            Ok(Some(job)) => {
                self.ended = false;
                let place = self.next;
                self.next += 1;
                Some((place, job))
            }
            Ok(None) => None,
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }
}

/// How far the reading may be ahead of the taking: a piece that takes long must not let all the others pile up behind it.
struct Window {
    /// How many pieces have been taken; the greatest number when no more will be.
    taken: Mutex<u64>,
    moved: Condvar,
    most: u64,
}

impl Window {
    /// Waits until this piece may be read; `false` when none will be taken any more.
    fn has_room(&self, place: u64) -> bool {
        let far = |taken: &mut u64| *taken != u64::MAX && place >= taken.saturating_add(self.most);
        *self.moved.wait_while(lock(&self.taken), far).unwrap_or_else(PoisonError::into_inner) != u64::MAX
    }

    fn move_to(&self, taken: u64) {
        *lock(&self.taken) = taken;
        self.moved.notify_all();
    }
}

/// The piece of a thread that panics will never be taken: the others must not wait for it.
struct EndsOnPanic<'a>(&'a Window);

impl Drop for EndsOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.move_to(u64::MAX);
        }
    }
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

    #[test]
    fn the_others_do_not_run_ahead_of_a_piece_that_takes_long() {
        use std::sync::atomic::{AtomicU64, Ordering};
        let (read, mut taken) = (AtomicU64::new(0), 0u64);
        let all = in_order(
            2,
            || {
                let place = read.fetch_add(1, Ordering::Relaxed);
                Ok((place < 100).then_some(place))
            },
            || {
                |place: u64| {
                    if place == 0 {
                        std::thread::sleep(std::time::Duration::from_millis(200));
                    }
                    (place, read.load(Ordering::Relaxed))
                }
            },
            |(place, read)| {
                assert_eq!(place, taken);
                assert!(place > 0 || read <= 6, "{read}");
                taken += 1;
                Ok(())
            },
        );
        assert!(all.is_ok());
        assert_eq!(taken, 100);
    }

    #[test]
    fn a_panic_ends_the_work() {
        let panics = std::panic::catch_unwind(|| {
            let mut read = 0u64;
            let next = || {
                read += 1;
                Ok(Some(read))
            };
            let work = || |number: u64| if number == 5 { panic!("a fault") } else { number };
            in_order(3, next, work, |_: u64| Ok(()))
        });
        assert!(panics.is_err());
    }
}
