//! What rules can ask of a candidate: the columns of a group of candidates, each with its type and its meaning.

use crate::value::{FieldType, State};

macro_rules! columns {
    ($($variant:ident $id:literal $kind:ident $about:literal;)*) => {
        /// A column of a group of candidates.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Column {
            $(#[doc = $about] $variant,)*
        }

        impl Column {
            /// Every column, in the order of the reference.
            pub(crate) const ALL: &[Column] = &[$(Column::$variant,)*];

            /// Its id, by which rules name it.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Column::$variant => $id,)* }
            }

            /// Its type, where the framework gives no list for it.
            pub(crate) fn kind(self) -> FieldType {
                match self { $(Column::$variant => FieldType::$kind,)* }
            }

            /// What it holds, in a sentence.
            pub(crate) fn about(self) -> &'static str {
                match self { $(Column::$variant => $about,)* }
            }
        }
    };
}

columns! {
    Class "class" Choice "The class of evidence in the name.";
    Verdict "verdict" Choice "What the evidence in the name amounts to. No verdict says that the name refers to the person.";
    Points "points" Integer "Points for order within a class; no probability, and no measure of a person.";
    Sentence "sentence" LongText "The evidence in one sentence.";
    Alias "alias" Text "The name of the register that agrees.";
    AliasKind "alias-kind" Choice "What sort of name that is.";
    PersonId "person.id" Text "The person's id in the register.";
    PersonName "person.name" Text "The person's name.";
    PersonBorn "person.born" Year "When the person was born; *not known* where the register does not say.";
    PersonDied "person.died" Year "When the person died; *not known* where the register does not say.";
    PersonCategory "person.category" Text "What the person is listed for: options of the register's `categories` list (several may hold), or a text without such a list. *Missing* where the register says nothing.";
    PersonCulpability "person.culpability" Text "The register's word for the person's own part: an option of the register's `culpability` list, or a text without one. *Missing* where the register says nothing.";
    PersonVerification "person.verification" Text "How far the register's row has been checked, in its own words.";
    PersonEvidence "person.evidence" Integer "How many entries of evidence about the person were looked up and found.";
    Namesakes "namesakes" Integer "How many others of the register the same words fit as well, those listed as homonyms among them.";
    OtherReadings "other-readings" Integer "How many other readings the words have: a town, a forename, a common word, a saint, a fixed phrase.";
    PlaceAgrees "place-agrees" YesNo "Whether the person's record mentions the place; *missing* where no place is recorded.";
    DateAgrees "date-agrees" YesNo "Whether the year falls between the person's eighteenth year and 25 years after the death; *missing* where no year is recorded, *not known* where it cannot be told.";
    Neighbours "neighbours" Integer "How many others of the register are named in the neighbourhood, three at most; *missing* where no neighbours are recorded.";
    SuppressedBy "suppressed-by" Choice "The rule that keeps it out of the queue; *not applicable* for what is in the queue.";
    Decision "decision" Choice "What people decided about this candidate and holds: whether the name refers to the person. *None* also where a decision no longer holds.";
    DecisionState "decision-state" Choice "How it stands with what was decided: *none* where nobody decided, *stale* where something that the decision rests on has changed since, *contradicted* where two decisions stand against each other.";
}

impl Column {
    /// The states in which it can be, but for *answered*: most columns of a candidate are always answered.
    pub(crate) fn absences(self) -> &'static [State] {
        match self {
            Column::PersonBorn | Column::PersonDied => &[State::NotKnown],
            Column::PersonCategory | Column::PersonCulpability => &[State::Missing, State::Invalid],
            Column::PersonVerification | Column::PlaceAgrees | Column::Neighbours => &[State::Missing],
            Column::DateAgrees => &[State::Missing, State::NotKnown],
            Column::SuppressedBy => &[State::NotApplicable],
            _ => &[],
        }
    }
}
