//! What stands beside the record of a form and no rule reads: how the form was signed, and what reviewers noted at its questions.

/// What a form keeps beside its record. It is no part of the audit's document; reports of the record say it: a draft until the form is signed, and the notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Who signed the form; nothing while nobody has.
    pub signed: Option<Signed>,
    /// In the order in which they are shown.
    pub notes: Vec<Note>,
}

/// A signature of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    /// Who signed.
    pub by: String,
    /// Their post.
    pub post: String,
    /// The day, as it is to be read.
    pub on: String,
}

impl Signed {
    /// Who, in what post, when: what is there of it.
    pub(crate) fn words(&self) -> String {
        let given = [&self.by, &self.post, &self.on].into_iter().map(String::as_str).filter(|text| !text.is_empty());
        given.collect::<Vec<_>>().join(", ")
    }
}

/// A reviewer's note at a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The question, as people read it.
    pub question: String,
    /// What was noted.
    pub text: String,
    /// Who noted it; empty where nobody said.
    pub by: String,
    /// The day, as it is to be read.
    pub on: String,
}

impl Note {
    /// Who and when: what is there of it.
    pub(crate) fn who(&self) -> String {
        let given = [&self.by, &self.on].into_iter().map(String::as_str).filter(|text| !text.is_empty());
        given.collect::<Vec<_>>().join(", ")
    }
}
