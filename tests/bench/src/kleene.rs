//! Three-valued logic as any Rust programmer would write it: `Option<bool>`, where `None` is unknown.

/// What a rule says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The requirement holds.
    Met,
    /// The requirement does not hold.
    NotMet,
    /// An answer that decides the rule is missing.
    CannotTell,
    /// The rule is not about this record.
    DoesNotApply,
}

impl Verdict {
    /// Every verdict, in the order in which counts are kept and printed.
    pub const ALL: [Self; 4] = [Self::Met, Self::NotMet, Self::CannotTell, Self::DoesNotApply];

    /// The verdict in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::CannotTell => "cannot tell",
            Self::DoesNotApply => "does not apply",
        }
    }
}

/// The verdict of a rule with a guard; the requirement is worked out only where the guard holds.
#[inline]
pub fn guarded(when: Option<bool>, require: impl FnOnce() -> Option<bool>) -> Verdict {
    match when {
        Some(true) => required(require()),
        Some(false) => Verdict::DoesNotApply,
        None => Verdict::CannotTell,
    }
}

/// The verdict of a rule without a guard.
#[inline]
#[must_use]
pub const fn required(require: Option<bool>) -> Verdict {
    match require {
        Some(true) => Verdict::Met,
        Some(false) => Verdict::NotMet,
        None => Verdict::CannotTell,
    }
}

/// Kleene's `and`; the right side is worked out only where it matters.
#[inline]
pub fn and(left: Option<bool>, right: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match left {
        Some(false) => Some(false),
        Some(true) => right(),
        None => match right() {
            Some(false) => Some(false),
            _ => None,
        },
    }
}

/// Kleene's `or`; the right side is worked out only where it matters.
#[inline]
pub fn or(left: Option<bool>, right: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match left {
        Some(true) => Some(true),
        Some(false) => right(),
        None => match right() {
            Some(true) => Some(true),
            _ => None,
        },
    }
}

/// Kleene's `not`.
#[inline]
#[must_use]
pub fn not(value: Option<bool>) -> Option<bool> {
    value.map(|known| !known)
}

/// True when one of `items` is; false when all are; otherwise unknown. False of nothing.
pub fn any(items: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for item in items {
        match item {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = false,
        }
    }
    known.then_some(false)
}

/// True when all of `items` are; false when one is false; otherwise unknown. True of nothing.
pub fn every(items: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    not(any(items.into_iter().map(not)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [Option<bool>; 3] = [Some(true), None, Some(false)];

    /// With true = 2, unknown = 1 and false = 0, Kleene's `and` is the minimum and `or` the maximum.
    #[test]
    fn the_tables_are_minimum_and_maximum() {
        let rank = |value: Option<bool>| VALUES.iter().rev().position(|other| *other == value).unwrap();
        for a in VALUES {
            assert_eq!(rank(not(a)), 2 - rank(a));
            for b in VALUES {
                assert_eq!(rank(and(a, || b)), rank(a).min(rank(b)), "{a:?} and {b:?}");
                assert_eq!(rank(or(a, || b)), rank(a).max(rank(b)), "{a:?} or {b:?}");
                assert_eq!(any([a, b]), or(a, || b));
                assert_eq!(every([a, b]), and(a, || b));
            }
        }
    }
}
