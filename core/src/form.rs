//! A record that is being filled in: what is asked, what is missing, what a change changes, what to answer next.
//!
//! Everything that a form has to decide is decided here, so that a page in a browser and a dialogue in a terminal cannot disagree:
//!
//! | to know | |
//! |---|---|
//! | how a framework looks as a form | [`describe`]: sections, questions, options, guidance, in one language |
//! | which questions are asked, and in which state each answer is | [`Session::evaluation`]: every question and row with its path, section by section |
//! | what a change changes | [`Session::apply`]: questions, rows, findings and counts that differ, and the change that takes it back |
//! | what to answer next, and why | [`Session::next`]: open questions in the order of what waits for them |
//! | what is wrong with the answers themselves | [`Session::answer_problems`]: what is missing at this stage, what cannot be read |
//! | what people decided about findings | [`Session::decide`]: a line of a log that supersedes those before it; [`Session::decision`]: whether it still holds |
//! | how it was signed, and what reviewers noted | [`Session::set_beside`]: kept beside the record, and said by every report of it |
//! | every answer as a table | [`Session::answers_csv`] |
//! | what a new version of the framework means for a record | [`compare`] |
//!
//! A question has a path: `title`, `impacts[age].effect`, `impacts[age].actions[r3].owner`. In brackets stands the id of a fixed row, the name of a row that the
//! record added, or the `$row` of a free row, which the session gives and the record keeps; so a path means the same question after rows before it were removed.
//!
//! The record stays what every reader of records reads: keys that begin with `$` belong to programs and are read by none.

mod beside;
mod change;
mod compare;
mod decided;
mod draft;
mod facts;
mod known;
mod model;
mod next;
mod path;
mod problems;
mod session;
mod view;

pub use beside::{Beside, Comment, Signed};
pub use change::Change;
pub use compare::{
    AnswerReadOtherwise, ChangedFinding, ChangedFindings, ChangedOutcome, Comparison, FrameworkChange, KeptAnswer,
    Version, compare,
};
pub use model::{
    FieldModel, FormModel, GroupModel, MemberModel, OptionModel, OutcomeModel, ParameterModel, RequiredModel,
    RoleModel, RowModel, RowsModel, RuleModel, SectionModel, StageModel, describe,
};
pub use next::NextQuestion;
pub use problems::{AnswerProblem, ProblemKind};
pub use session::{Delta, Explanation, FindingsDelta, Session};
pub use view::{
    Asked, Evaluation, FindingKind, FormFinding, GroupRow, Issues, Question, QuestionRef, RowKind, SectionStatus,
};
