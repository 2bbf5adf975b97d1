//! Pieces of a list through several threads: each takes the next piece, one at a time, works on it, and what they made is taken in
//! the order of the list. What is under way is bounded, so memory does not depend on the list's length.
//!
//! The thread that reads a piece also works on it: what has just been split is still in its processor's cache. The thread whose piece is the
//! next in order takes it, with those that wait behind it, so that no thread has to be woken for that.

use crate::exit::CliError;
use crate::input::InputError;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Most threads; more would only wait for the one that reads.
const MOST_THREADS: usize = 64;

/// Reads pieces until there are no more, works on each, and hands the results to `take` in order.
///
/// `worker` is called once in each thread, of which this is one, and makes what that thread keeps from piece to piece.
///
/// # Errors
/// What `take` says, else what `read` says. After the first of either nothing more is taken.
pub(crate) fn in_order<Job: Send, Piece: Send, Work: FnMut(Job) -> Piece>(
    threads: usize,
    read: impl FnMut() -> Result<Option<Job>, InputError> + Send,
    worker: impl Fn() -> Work + Sync,
    take: impl FnMut(Piece) -> Result<(), CliError> + Send,
) -> Result<(), CliError> {
    let threads = threads.clamp(1, MOST_THREADS);
    let reading = Mutex::new(Reading { read, next: 0, ended: false, failed: None });
    let order = Order {
        state: Mutex::new(State {
            waiting: BTreeMap::new(),
            next: 0,
            most: threads as u64 * 3,
            stopped: false,
            asleep: 0,
        }),
        moved: Condvar::new(),
        take: Mutex::new(Taking { take, failed: None }),
    };
    let work = || {
        let _ends = EndsOnPanic(&order);
        let mut work = worker();
        loop {
            // Whose turn it is waits here, and the others behind it.
            let Some((place, job)) = lock(&reading).next(&order) else { return };
            order.deliver(place, work(job));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let taken = order.take.into_inner().unwrap_or_else(PoisonError::into_inner).failed;
    let failed = reading.into_inner().unwrap_or_else(PoisonError::into_inner).failed;
    match (taken, failed) {
        (Some(error), _) => Err(error),
        (None, Some(error)) => Err(CliError::from(error)),
        (None, None) => Ok(()),
    }
}

/// A thread that panicked while it held a lock has left nothing half done that another could see; the panic itself goes on in the scope.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
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
    fn next<Piece, Take>(&mut self, order: &Order<Piece, Take>) -> Option<(u64, Job)> {
        if self.ended || !order.has_room(self.next) {
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

/// What was made, on its way to be taken in order.
struct Order<Piece, Take> {
    state: Mutex<State<Piece>>,
    moved: Condvar,
    /// Locked by the thread whose piece is `next`, which is one at a time.
    take: Mutex<Taking<Take>>,
}

struct State<Piece> {
    /// By place, all behind `next`.
    waiting: BTreeMap<u64, Piece>,
    /// The place of the piece that is taken next, or is being taken.
    next: u64,
    /// How far the reading may be ahead of the taking: a piece that takes long must not let all the others pile up behind it.
    most: u64,
    /// Nothing is taken any more.
    stopped: bool,
    /// How many threads wait for room. To wake nobody costs a call of the system too.
    asleep: usize,
}

struct Taking<Take> {
    take: Take,
    failed: Option<CliError>,
}

impl<Piece, Take> Order<Piece, Take> {
    /// Waits until this piece may be read; `false` when none will be taken any more.
    fn has_room(&self, place: u64) -> bool {
        let mut state = lock(&self.state);
        while !state.stopped && place >= state.next.saturating_add(state.most) {
            state.asleep += 1;
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.asleep -= 1;
        }
        !state.stopped
    }

    fn stop(&self) {
        lock(&self.state).stopped = true;
        self.moved.notify_all();
    }
}

impl<Piece, Take: FnMut(Piece) -> Result<(), CliError>> Order<Piece, Take> {
    /// Takes a piece and those that wait behind it if it is the next one; else it waits for the thread that takes the one before.
    fn deliver(&self, place: u64, piece: Piece) {
        let mut state = lock(&self.state);
        if place != state.next {
            state.waiting.insert(place, piece);
            return;
        }
        let mut now = Some(piece);
        while let Some(piece) = now {
            if state.stopped {
                return;
            }
            // Whoever comes now finds another place next, until this one has been taken.
            drop(state);
            let taken = {
                let mut taking = lock(&self.take);
                let taken = (taking.take)(piece);
                taken.map_err(|error| taking.failed = Some(error)).is_ok()
            };
            if !taken {
                return self.stop();
            }
            state = lock(&self.state);
            state.next += 1;
            if state.asleep > 0 {
                self.moved.notify_all();
            }
            let next = state.next;
            now = state.waiting.remove(&next);
        }
    }
}

/// The piece of a thread that panics will never be taken: the others must not wait for it.
struct EndsOnPanic<'a, Piece, Take>(&'a Order<Piece, Take>);

impl<Piece, Take> Drop for EndsOnPanic<'_, Piece, Take> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    /// A piece that gets lost lets the others wait for ever: that has to fail, not hang.
    fn ends(test: impl FnOnce() + Send + 'static) {
        let (done, has_ended) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            test();
            // Nobody listens any more where it took too long.
            let _ = done.send(());
        });
        match has_ended.recv_timeout(Duration::from_secs(60)) {
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the threads wait for one another"),
            _ => thread.join().unwrap(),
        }
    }

    #[test]
    fn results_come_in_order_and_an_error_ends_the_reading() {
        ends(in_order_until_an_error);
    }

    fn in_order_until_an_error() {
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
        ends(one_piece_takes_long);
    }

    fn one_piece_takes_long() {
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
                        std::thread::sleep(Duration::from_millis(200));
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
        ends(a_piece_panics);
    }

    fn a_piece_panics() {
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
