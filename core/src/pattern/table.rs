//! The places of a pattern as a table: from a state and a byte to the next state, where there are few states.
//!
//! A state is a set of places in which a text may be. The patterns of codes have a dozen, so that a byte costs one look-up in a small table.

use super::Places;

/// Most states: their table has 32 KiB.
const MOST_STATES: usize = 64;

/// As many places as there are bytes belong to each state.
const BYTES: usize = 256;
const WIDTH: u16 = BYTES as u16;

/// No match any more, whatever follows.
const LOST: u16 = 0;
/// A match, whatever follows.
const WON: u16 = WIDTH;
/// A byte outside ASCII came: only the regular expression can tell.
const OUTSIDE: u16 = 2 * WIDTH;
/// The first state of those that go on.
const START: u16 = 3 * WIDTH;

/// A table of states.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// By state and byte: the next state. A state is known by its place here, so that no step waits for more than one addition.
    next: Vec<u16>,
    /// By state: whether a text that ends here matches.
    accepts: Vec<bool>,
}

impl Table {
    /// The table of a pattern's places; `None` where there are too many states.
    pub(super) fn new(places: &Places) -> Option<Self> {
        // What may come next in each state, and whether a text may end there.
        let mut states: Vec<(u64, bool)> = vec![(0, false), (0, true), (0, false), (places.first, places.empty)];
        let mut next = [[LOST; BYTES], [WON; BYTES], [OUTSIDE; BYTES]].concat();
        let mut at = usize::from(START / WIDTH);
        while let Some((reachable, _)) = states.get(at).copied() {
            let mut row = [OUTSIDE; BYTES];
            let mut before = None;
            for (place, mask) in row.iter_mut().zip(places.of_byte) {
                // Bytes beside each other are mostly alike to a pattern.
                if let Some((_, known)) = before.filter(|(known, _)| *known == mask) {
                    *place = known;
                    continue;
                }
                let reached = reachable & mask;
                let accepts = reached & places.last != 0;
                let state = if accepts && !places.to_end { (0, true) } else { (places.after(reached), accepts) };
                *place = match state {
                    (0, false) => LOST,
                    (_, true) if !places.to_end => WON,
                    state => {
                        let first = usize::from(START / WIDTH);
                        let known = states.iter().skip(first).position(|known| *known == state);
                        let number = known.map_or(states.len(), |known| known + first);
                        if number == states.len() {
                            if number == MOST_STATES {
                                return None;
                            }
                            states.push(state);
                        }
                        u16::try_from(number).ok()?.checked_mul(WIDTH)?
                    }
                };
                before = Some((mask, *place));
            }
            next.extend(row);
            at += 1;
        }
        Some(Self { next, accepts: states.into_iter().map(|(_, accepts)| accepts).collect() })
    }

    /// Whether the pattern matches anywhere in a text; `None` when that is not ASCII.
    #[inline]
    pub(super) fn is_match(&self, text: &[u8]) -> Option<bool> {
        let mut state = START;
        for byte in text {
            state = self.next.get(usize::from(state) + usize::from(*byte)).copied().unwrap_or(LOST);
            if state < START {
                return if state == OUTSIDE { None } else { Some(state == WON) };
            }
        }
        self.accepts.get(usize::from(state / WIDTH)).copied()
    }
}
