//! The logic: true, false, unknown, and not applicable.
//!
//! `and`, `or` and `not` are Kleene's, with unknown split in two. What is undecided is *not applicable* when everything that leaves it
//! undecided is; otherwise it is unknown. `false and x` is false and `true or x` is true whatever `x` is.

/// The value of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    True,
    False,
    Unknown,
    NotApplicable,
}

use Truth::{False, NotApplicable, True, Unknown};

impl Truth {
    pub(crate) fn from_bool(value: bool) -> Truth {
        if value { True } else { False }
    }

    pub(crate) fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (False, _) | (_, False) => False,
            (Unknown, _) | (_, Unknown) => Unknown,
            (NotApplicable, _) | (_, NotApplicable) => NotApplicable,
            (True, True) => True,
        }
    }

    /// Whether two answers that are looked at together can be: where one is not applicable, the other makes no difference.
    pub(crate) fn beside(self, other: Truth) -> Truth {
        match (self, other) {
            (NotApplicable, _) | (_, NotApplicable) => NotApplicable,
            (one, other) => one.and(other),
        }
    }

    pub(crate) fn or(self, other: Truth) -> Truth {
        match (self, other) {
            (True, _) | (_, True) => True,
            (Unknown, _) | (_, Unknown) => Unknown,
            (NotApplicable, _) | (_, NotApplicable) => NotApplicable,
            (False, False) => False,
        }
    }

    pub(crate) fn not(self) -> Truth {
        match self {
            True => False,
            False => True,
            undecided => undecided,
        }
    }
}

impl Truth {
    /// What is not applicable does not hold.
    pub(crate) fn holds(self) -> Truth {
        if self == NotApplicable { False } else { self }
    }
}

/// The same for 64 rows: bits of *true*, *false* and *not applicable*; a row in none of them is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Truths {
    pub(crate) t: u64,
    pub(crate) f: u64,
    pub(crate) n: u64,
}

impl Truths {
    /// True everywhere.
    pub(crate) const TRUE: Truths = Truths { t: u64::MAX, f: 0, n: 0 };

    #[inline]
    pub(crate) fn and(self, other: Truths) -> Truths {
        let t = self.t & other.t;
        let f = self.f | other.f;
        Truths { t, f, n: !t & !f & (self.t | self.n) & (other.t | other.n) }
    }

    #[inline]
    pub(crate) fn beside(self, other: Truths) -> Truths {
        let n = self.n | other.n;
        Truths { t: self.t & other.t, f: (self.f | other.f) & !n, n }
    }

    #[inline]
    pub(crate) fn or(self, other: Truths) -> Truths {
        let t = self.t | other.t;
        let f = self.f & other.f;
        Truths { t, f, n: !t & !f & (self.f | self.n) & (other.f | other.n) }
    }

    #[inline]
    pub(crate) fn not(self) -> Truths {
        Truths { t: self.f, f: self.t, n: self.n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Truth; 4] = [True, False, Unknown, NotApplicable];

    fn bits(value: Truth) -> Truths {
        Truths { t: u64::from(value == True), f: u64::from(value == False), n: u64::from(value == NotApplicable) }
    }

    /// Rows and columns in the order of `ALL`.
    const AND: [[Truth; 4]; 4] = [
        [True, False, Unknown, NotApplicable],
        [False, False, False, False],
        [Unknown, False, Unknown, Unknown],
        [NotApplicable, False, Unknown, NotApplicable],
    ];
    const OR: [[Truth; 4]; 4] = [
        [True, True, True, True],
        [True, False, Unknown, NotApplicable],
        [True, Unknown, Unknown, Unknown],
        [True, NotApplicable, Unknown, NotApplicable],
    ];

    #[test]
    fn the_tables_cell_by_cell_one_by_one_and_by_64() {
        for (row, left) in ALL.into_iter().enumerate() {
            assert_eq!(bits(left).not(), bits(left.not()));
            assert_eq!(left.not().not(), left);
            for (column, right) in ALL.into_iter().enumerate() {
                assert_eq!(left.and(right), AND[row][column], "{left:?} and {right:?}");
                assert_eq!(left.or(right), OR[row][column], "{left:?} or {right:?}");
                let (and, or) = (bits(left).and(bits(right)), bits(left).or(bits(right)));
                assert_eq!(
                    (and.t & 1, and.f & 1, and.n & 1),
                    (bits(AND[row][column]).t, bits(AND[row][column]).f, bits(AND[row][column]).n)
                );
                assert_eq!(
                    (or.t & 1, or.f & 1, or.n & 1),
                    (bits(OR[row][column]).t, bits(OR[row][column]).f, bits(OR[row][column]).n)
                );
                let beside =
                    if left == NotApplicable || right == NotApplicable { NotApplicable } else { left.and(right) };
                assert_eq!((left.beside(right), bits(left).beside(bits(right))), (beside, bits(beside)));
                // De Morgan.
                assert_eq!(left.and(right).not(), left.not().or(right.not()));
            }
        }
    }

    #[test]
    fn and_and_or_are_associative() {
        for a in ALL {
            for b in ALL {
                for c in ALL {
                    assert_eq!(a.and(b).and(c), a.and(b.and(c)));
                    assert_eq!(a.or(b).or(c), a.or(b.or(c)));
                }
            }
        }
    }
}
