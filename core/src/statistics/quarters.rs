//! Pay quarters: everybody ranked by pay, in four sections of equal number.

use super::{NotComputable, finite};

/// Which quarters have one person more where people cannot be divided by four. There is no one rule: print which it
/// was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remainder {
    /// One more: lower. Two: lower and upper middle. Three: lower, lower middle and upper middle.
    LowerFirst,
    /// One more: upper. Two: upper and lower middle. Three: upper, upper middle and lower middle.
    UpperFirst,
}

/// A quarter of the people: how many it has, and how many of them are of the focus group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PayQuarter {
    /// How many people.
    pub size: usize,
    /// How many of them are of the focus group: not always whole, because people with the same pay on both sides of a
    /// cut are spread in proportion.
    pub focus: f64,
}

impl PayQuarter {
    /// The focus group's share of the quarter, from 0 to 1.
    pub fn share(self) -> f64 {
        if self.size == 0 { 0.0 } else { self.focus / self.size as f64 }
    }
}

/// How many people each quarter has: lower, lower middle, upper middle, upper.
///
/// ```
/// use due_regard::statistics::{Remainder, quarter_sizes};
///
/// assert_eq!(quarter_sizes(10, Remainder::LowerFirst), [3, 2, 3, 2]);
/// ```
pub fn quarter_sizes(people: usize, remainder: Remainder) -> [usize; 4] {
    let (each, left) = (people / 4, people % 4);
    let more = match left {
        0 => [0, 0, 0, 0],
        1 => [1, 0, 0, 0],
        2 => [1, 0, 1, 0],
        _ => [1, 1, 1, 0],
    };
    let [a, b, c, d] = more.map(|one| each + one);
    match remainder {
        Remainder::LowerFirst => [a, b, c, d],
        Remainder::UpperFirst => [d, c, b, a],
    }
}

/// The four pay quarters, from lower to upper, of people in ascending order of pay, each with whether they are of the
/// focus group.
///
/// Where people with the same pay stand on both sides of a cut, the focus group's share among them is the same on both
/// sides (SI 2017/172, regulation 13(2)).
///
/// ```
/// use due_regard::statistics::{Remainder, pay_quarters};
///
/// let women = true;
/// let people = [(9.0, women), (10.0, women), (10.0, women), (10.0, women), (10.0, !women), (12.0, !women), (13.0, women), (14.0, !women)];
/// let shares = pay_quarters(&people, Remainder::LowerFirst)?.map(|quarter| quarter.share());
/// assert_eq!(shares, [0.875, 0.75, 0.375, 0.5]);
/// # Ok::<(), due_regard::statistics::NotComputable>(())
/// ```
///
/// # Errors
///
/// Fewer than four people, pay that is not finite or not in order.
pub fn pay_quarters(people: &[(f64, bool)], remainder: Remainder) -> Result<[PayQuarter; 4], NotComputable> {
    if people.len() < 4 {
        return Err(NotComputable::TooFewValues);
    }
    for (pay, _) in people {
        finite(*pay)?;
    }
    if !people.is_sorted_by(|one, next| one.0 <= next.0) {
        return Err(NotComputable::NotSorted);
    }
    let mut runs = people.chunk_by(|one, next| one.0 == next.0).map(|run| {
        let focus = run.iter().filter(|(_, focus)| *focus).count();
        (run.len(), focus as f64 / run.len() as f64)
    });
    let (mut left, mut share) = (0, 0.0);
    Ok(quarter_sizes(people.len(), remainder).map(|size| {
        let (mut wanted, mut focus) = (size, 0.0);
        while wanted > 0 {
            if left == 0 {
                match runs.next() {
                    Some(run) => (left, share) = run,
                    None => break,
                }
            }
            let taken = wanted.min(left);
            focus += share * taken as f64;
            wanted -= taken;
            left -= taken;
        }
        PayQuarter { size, focus }
    }))
}
