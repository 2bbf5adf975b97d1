//! What can be decided, in one table.

use super::Item;
use serde::{Serialize, Serializer};
use std::fmt;

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The name refers to the person: a link, on the source that the decision names.
    Refers,
    /// It does not, for the reason that the decision gives; whom it refers to instead may be said.
    DoesNotRefer,
    /// Somebody looked at the finding, and what the record says may stand.
    Accepted,
    /// Somebody looked at the finding, and something has to change, for the reason that the decision gives.
    NotAccepted,
    /// The finding is known and need not be mended until a day, for the reason that the decision gives.
    Waived,
    /// Somebody looked and could not tell.
    Unsure,
    /// Somebody has to look further before it can be told.
    NeedsResearch,
    /// What was decided before is taken back: the item is as if nobody had looked.
    Withdrawn,
}

/// Of what a verdict can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Candidates,
    Findings,
    Both,
}

/// Everything there is to know of a verdict.
struct Row {
    verdict: Verdict,
    words: &'static str,
    of: Of,
    settles: bool,
    reason: bool,
    source: bool,
    /// Other ways in which people write it.
    also: &'static [&'static str],
    means: &'static str,
}

/// Every verdict in the order in which help lists them.
const TABLE: &[Row] = &[
    Row {
        verdict: Verdict::Refers,
        words: "refers",
        of: Of::Candidates,
        settles: true,
        reason: false,
        source: true,
        also: &["refers to", "confirmed"],
        means: "the name refers to this person; a source is needed",
    },
    Row {
        verdict: Verdict::DoesNotRefer,
        words: "does not refer",
        of: Of::Candidates,
        settles: true,
        reason: true,
        source: false,
        also: &["does not refer to", "not", "rejected"],
        means: "it does not; a reason is needed, and whom it refers to instead may be said",
    },
    Row {
        verdict: Verdict::Accepted,
        words: "accepted",
        of: Of::Findings,
        settles: true,
        reason: false,
        source: false,
        also: &["accept"],
        means: "somebody looked, and what the record says may stand",
    },
    Row {
        verdict: Verdict::NotAccepted,
        words: "not accepted",
        of: Of::Findings,
        settles: true,
        reason: true,
        source: false,
        also: &["not accept"],
        means: "somebody looked, and something has to change; a reason is needed",
    },
    Row {
        verdict: Verdict::Waived,
        words: "waived",
        of: Of::Findings,
        settles: true,
        reason: true,
        source: false,
        also: &["waive"],
        means: "known, and need not be mended until a day; a reason and the day are needed",
    },
    Row {
        verdict: Verdict::Unsure,
        words: "unsure",
        of: Of::Both,
        settles: false,
        reason: false,
        source: false,
        also: &["not sure"],
        means: "somebody looked and could not tell; it stays in the queue",
    },
    Row {
        verdict: Verdict::NeedsResearch,
        words: "needs research",
        of: Of::Both,
        settles: false,
        reason: false,
        source: false,
        also: &["research"],
        means: "somebody has to look further; it stays in the queue",
    },
    Row {
        verdict: Verdict::Withdrawn,
        words: "withdrawn",
        of: Of::Both,
        settles: false,
        reason: false,
        source: false,
        also: &["undone"],
        means: "what was decided before is taken back",
    },
];

impl Verdict {
    /// Every verdict, in the order in which help lists them.
    pub fn all() -> impl Iterator<Item = Verdict> {
        TABLE.iter().map(|row| row.verdict)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.verdict == self)
    }

    /// As people read and write it: `does not refer`.
    pub fn words(self) -> &'static str {
        self.row().map_or("", |row| row.words)
    }

    /// What it means, in a clause.
    pub fn means(self) -> &'static str {
        self.row().map_or("", |row| row.means)
    }

    /// The verdict written so: case, underscores, hyphens and double spaces do not matter. `None` for anything else.
    pub fn from_words(words: &str) -> Option<Verdict> {
        let words = words.to_lowercase().replace(['_', '-'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        let words = words.join(" ");
        TABLE.iter().find(|row| row.words == words || row.also.contains(&words.as_str())).map(|row| row.verdict)
    }

    /// Whether it can be decided of such an item.
    pub fn is_of(self, item: &Item) -> bool {
        self.row().is_some_and(|row| match row.of {
            Of::Both => true,
            Of::Candidates => item.is_candidate(),
            Of::Findings => !item.is_candidate(),
        })
    }

    /// Whether the item is settled by it, as long as nothing changes.
    pub fn settles(self) -> bool {
        self.row().is_some_and(|row| row.settles)
    }

    /// Whether it stands on a reason.
    pub fn needs_reason(self) -> bool {
        self.row().is_some_and(|row| row.reason)
    }

    /// Whether it stands on a source.
    pub fn needs_source(self) -> bool {
        self.row().is_some_and(|row| row.source)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}
