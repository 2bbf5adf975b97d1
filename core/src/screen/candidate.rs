//! What screening gives: candidates with their reasons, as data.

use super::class::{Class, Factor, Suppression, Verdict};
use serde::{Serialize, Serializer};

/// What a name may refer to. Never a link: only a person, or evidence that a framework names, makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Candidates {
    /// For a reviewer, strongest first.
    pub candidates: Vec<Candidate>,
    /// What was kept out of the queue, if it was asked for, with the rule that kept it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<Candidate>,
    /// Candidates beyond the limit: counted, not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_listed: u64,
    /// What is to be known about the name itself: cut, or in another script.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Somebody of a register whom a name may refer to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Candidate {
    /// The person's id in the register.
    pub person: String,
    /// The person's name.
    pub person_name: String,
    /// The name of the register that agrees.
    pub alias: String,
    /// Its kind.
    pub alias_kind: &'static str,
    /// The kind of evidence.
    pub class: Class,
    /// The short code of the class.
    pub code: &'static str,
    /// What the evidence amounts to.
    pub verdict: Verdict,
    /// For order within a class; no probability.
    pub points: i32,
    /// The whole in one plain sentence.
    pub sentence: String,
    /// What adds up to the points, in a fixed order.
    pub factors: Vec<FactorLine>,
    /// Which bytes of the name agree, in order.
    pub spans: Vec<Bytes>,
    /// Which bytes nothing explains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unexplained: Vec<Bytes>,
    /// Other readings of the name.
    pub alternatives: Vec<Alternative>,
    /// What would help to tell and was not there.
    pub unknowns: Vec<&'static str>,
    /// The rule that keeps it out of the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed_by: Option<Suppression>,
    /// How far the register's row has been checked, in its own words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verification: String,
}

/// A part of a candidate's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FactorLine {
    /// What it is.
    pub code: Factor,
    /// What it adds.
    pub points: i16,
    /// In words, with the values compared.
    pub text: String,
}

/// Another reading of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Alternative {
    /// `person`, `settlement`, `forename`, `common word`, `saint`, `phrase`, `other bearers`.
    pub kind: &'static str,
    /// The id of a person of the register; empty for everything else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// What it is.
    pub text: String,
}

/// A range of bytes of the raw name, written as `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Bytes {
    /// The text that the range covers; empty where it does not lie in the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.start, self.end].serialize(serializer)
    }
}
