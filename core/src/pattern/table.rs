//! The places of a pattern as a table: from a state and a byte to the next state, where there are few states.
//!
//! A state is a set of places in which a text may be. The patterns of codes have a dozen, so that a byte costs two look-ups.

use super::Places;

/// Most states: so many times the most classes can be counted in 16 bits.
const MOST_STATES: usize = 200;

/// No match any more, whatever follows.
const LOST: u16 = 0;
/// A match, whatever follows.
const WON: u16 = 1;
/// A byte outside ASCII came: only the regular expression can tell.
const OUTSIDE: u16 = 2;
/// The first state of those that go on.
const START: u16 = 3;

/// A table of states.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// By byte: its class.
    class_of: [u8; 256],
    /// By state and class: the next state. A state is known by its place here, so that no step waits for a multiplication.
    next: Vec<u16>,
    /// How many classes there are.
    width: u16,
    /// By state: whether a text that ends here matches.
    accepts: Vec<bool>,
}

impl Table {
    /// The table of a pattern's places; `None` where there are too many states.
    pub(super) fn new(places: &Places) -> Option<Self> {
        let mut masks: Vec<u64> = Vec::new();
        let mut class_of = [0u8; 256];
        for (class, mask) in class_of.iter_mut().zip(places.of_byte) {
            let known = masks.iter().position(|known| *known == mask).unwrap_or_else(|| {
                masks.push(mask);
                masks.len() - 1
            });
            *class = u8::try_from(known).ok()?;
        }
        let outside = u8::try_from(masks.len()).ok()?;
        class_of.iter_mut().skip(128).for_each(|class| *class = outside);
        let width = masks.len() + 1;
        // What may come next in each state, and whether a text may end there.
        let mut states: Vec<(u64, bool)> = vec![(0, false), (0, true), (0, false), (places.first, places.empty)];
        let mut next = vec![LOST; width];
        next.extend(std::iter::repeat_n(WON, width));
        next.extend(std::iter::repeat_n(OUTSIDE, width));
        let mut at = usize::from(START);
        while let Some((reachable, _)) = states.get(at).copied() {
            for mask in &masks {
                let reached = reachable & mask;
                let accepts = reached & places.last != 0;
                let state = if accepts && !places.to_end { (0, true) } else { (places.after(reached), accepts) };
                let number = match state {
                    (0, false) => usize::from(LOST),
                    (_, true) if !places.to_end => usize::from(WON),
                    state => {
                        let known = states.iter().skip(usize::from(START)).position(|known| *known == state);
                        known.map_or(states.len(), |known| known + usize::from(START))
                    }
                };
                if number == states.len() {
                    if number == MOST_STATES {
                        return None;
                    }
                    states.push(state);
                }
                next.push(u16::try_from(number).ok()?);
            }
            next.push(OUTSIDE);
            at += 1;
        }
        let width = u16::try_from(width).ok()?;
        for state in &mut next {
            *state = state.checked_mul(width)?;
        }
        Some(Self { class_of, next, width, accepts: states.into_iter().map(|(_, accepts)| accepts).collect() })
    }

    /// Whether the pattern matches anywhere in a text; `None` when that is not ASCII.
    #[inline]
    pub(super) fn is_match(&self, text: &[u8]) -> Option<bool> {
        let start = START * self.width;
        let mut state = start;
        for byte in text {
            let class = self.class_of.get(usize::from(*byte)).copied().unwrap_or(0);
            state = self.next.get(usize::from(state) + usize::from(class)).copied().unwrap_or(LOST);
            if state < start {
                return if state == OUTSIDE * self.width { None } else { Some(state == WON * self.width) };
            }
        }
        self.accepts.get(usize::from(state / self.width)).copied()
    }
}
