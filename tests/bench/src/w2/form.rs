//! The assessment as a Rust programmer would type it: a struct a part, an `Option` an answer, an enum a choice.
//!
//! Stricter than the engine in one way that does not touch the record of the benchmark: a word that is no option, or a text
//! that is no date, makes reading fail, where the engine marks that one answer as invalid and goes on.

use serde::Deserialize;

use super::day::Day;

/// A choice between these words.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident: $($option:ident = $word:literal),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[allow(missing_docs, reason = "the words beside the options say what they mean")]
        pub enum $name {
            $(#[serde(rename = $word)] $option,)+
        }
    };
}

choice!(
    /// `yes` or `no`.
    YesNo: Yes = "yes", No = "no"
);
choice!(
    /// Who is responsible.
    Directorate: Children = "children", Adults = "adults", Housing = "housing", Environment = "environment",
    Resources = "resources"
);
choice!(
    /// What the proposal does to a service.
    Change: New = "new", Change = "change", Reduction = "reduction", Closure = "closure"
);
choice!(
    /// How much the proposal bears on equality.
    Relevance: High = "high", Medium = "medium", Low = "low"
);
choice!(
    /// Whether people were consulted.
    Consulted: Held = "held", Planned = "planned", NotHeld = "not held"
);
choice!(
    /// A way to consult.
    Method: Survey = "survey", Meeting = "meeting", Interviews = "interviews", Letter = "letter"
);
choice!(
    /// What sort of evidence.
    Kind: LocalData = "local data", NationalData = "national data", Consultation = "consultation",
    Research = "research", ProfessionalView = "professional view"
);
choice!(
    /// The effect on people who share a characteristic.
    Effect: Positive = "positive", Negative = "negative", Mixed = "mixed", Neutral = "neutral", Unclear = "unclear"
);
choice!(
    /// What a row rests on.
    Basis: Data = "data", Views = "views", None = "none"
);
choice!(
    /// How far an action is.
    ActionState: Planned = "planned", UnderWay = "under way", Done = "done", Stalled = "stalled"
);
choice!(
    /// What the assessment concludes.
    Outcome: NoMajorChange = "no major change", Adjust = "adjust", Continue = "continue", Stop = "stop"
);
choice!(
    /// How often effects are looked at.
    Monitored: Monthly = "monthly", Quarterly = "quarterly", Yearly = "yearly"
);

/// One assessment. The fields are those of `assessment.yaml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "assessment.yaml documents the fields")]
pub struct Form {
    pub reference: Option<String>,
    pub title: Option<String>,
    pub directorate: Option<Directorate>,
    pub lead: Option<String>,
    pub lead_role: Option<String>,
    pub started_on: Option<Day>,
    pub completed_on: Option<Day>,
    pub decision_on: Option<Day>,
    pub decision_maker: Option<String>,
    pub kind_of_change: Option<Change>,
    pub about_employment: Option<YesNo>,
    pub affects_residents: Option<YesNo>,
    pub strategic: Option<YesNo>,
    pub budget: Option<f64>,
    pub saving: Option<f64>,
    pub aims: Option<String>,
    pub summary: Option<String>,
    pub outcome_sought: Option<String>,
    pub screened_on: Option<Day>,
    pub screened_by: Option<String>,
    pub relevance: Option<Relevance>,
    pub full_assessment: Option<YesNo>,
    pub screening_reason: Option<String>,
    pub consulted: Option<Consulted>,
    pub opened_on: Option<Day>,
    pub closed_on: Option<Day>,
    pub invited: Option<i64>,
    pub responses: Option<i64>,
    pub methods: Option<Vec<Method>>,
    pub easy_read: Option<YesNo>,
    pub languages: Option<i64>,
    pub draft_published_on: Option<Day>,
    pub what_was_said: Option<String>,
    pub what_changed: Option<String>,
    pub reason_not_held: Option<String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    pub impacts: Impacts,
    pub eliminate: Option<String>,
    pub advance: Option<String>,
    pub foster: Option<String>,
    pub combined_effect: Option<String>,
    pub cumulative_effect: Option<String>,
    pub outcome: Option<Outcome>,
    pub approved_by: Option<String>,
    pub approved_on: Option<Day>,
    pub published_on: Option<Day>,
    pub published_at: Option<String>,
    pub review_on: Option<Day>,
    pub report_reference: Option<String>,
    pub equality_officer: Option<String>,
    pub officer_comment: Option<String>,
    pub monitored_by: Option<String>,
    pub monitored: Option<Monitored>,
}

/// A piece of evidence.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "assessment.yaml documents the fields")]
pub struct Evidence {
    pub source: Option<String>,
    pub kind: Option<Kind>,
    pub published: Option<i64>,
    pub sample: Option<i64>,
    pub link: Option<String>,
    pub gap: Option<String>,
}

/// The nine characteristics.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[allow(missing_docs, reason = "assessment.yaml documents the rows")]
pub struct Impacts {
    pub age: Impact,
    pub disability: Impact,
    pub gender_reassignment: Impact,
    pub marriage: Impact,
    pub pregnancy: Impact,
    pub race: Impact,
    pub religion: Impact,
    pub sex: Impact,
    pub sexual_orientation: Impact,
}

impl Impacts {
    /// The rows in order.
    #[must_use]
    pub fn rows(&self) -> [&Impact; 9] {
        [
            &self.age,
            &self.disability,
            &self.gender_reassignment,
            &self.marriage,
            &self.pregnancy,
            &self.race,
            &self.religion,
            &self.sex,
            &self.sexual_orientation,
        ]
    }
}

/// What is said of one characteristic.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "assessment.yaml documents the fields")]
pub struct Impact {
    pub effect: Option<Effect>,
    pub rationale: Option<String>,
    pub affected: Option<i64>,
    pub basis: Option<Basis>,
    pub asked: Option<YesNo>,
    pub justification: Option<String>,
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// What is done about an effect.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "assessment.yaml documents the fields")]
pub struct Action {
    pub what: Option<String>,
    pub owner: Option<String>,
    pub due: Option<Day>,
    pub state: Option<ActionState>,
}

/// Reads an assessment.
///
/// # Errors
///
/// Text that is not JSON, or an answer that is not of its field's type.
pub fn parse(json: &[u8]) -> serde_json::Result<Form> {
    serde_json::from_slice(json)
}
