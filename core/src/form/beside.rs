//! What a form keeps beside its record: how it was signed, and what reviewers noted at its questions; and every answer as a table.

use super::model::{FormModel, MemberModel, SectionModel, describe};
use super::session::Session;
use super::view::{Asked, GroupRow};
use crate::audit::{self, Audit};
use crate::report::csv_line;
use crate::tongue::Tongue;
use crate::value::{Date, State};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a form keeps beside its record and no rule reads. Keys that are not named here are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// Who signed the form; nothing while nobody has.
    pub signed: Option<Signed>,
    /// What reviewers noted, by the path of the question.
    pub comments: BTreeMap<String, Comment>,
}

/// A signature of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Signed {
    /// Who signed.
    pub by: String,
    /// Their post.
    pub post: String,
    /// The day, `2026-11-22`.
    pub on: String,
}

/// A reviewer's note at a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Comment {
    /// What was noted.
    pub text: String,
    /// Who noted it; empty where nobody said.
    pub by: String,
    /// The day, `2026-11-22`.
    pub on: String,
}

/// Questions by the names that people know, with the rows around them: `Age, Actions 2: Owner`.
struct Names {
    /// By the path of the field.
    fields: BTreeMap<String, String>,
    /// By the path of the row.
    rows: BTreeMap<String, String>,
}

impl Names {
    fn of(model: &FormModel, rows: &[GroupRow]) -> Self {
        let mut titles = BTreeMap::new();
        let mut fields = BTreeMap::new();
        model.sections.iter().for_each(|section| name(section, &mut titles, &mut fields));
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut named = BTreeMap::new();
        for row in rows {
            let number = numbers.entry(row.path.rsplit_once('[').map_or("", |(group, _)| group)).or_default();
            *number += 1;
            let title = titles.get(&row.group).map_or(row.group.as_str(), String::as_str);
            let name = if row.label.is_empty() { format!("{title} {number}") } else { row.label.clone() };
            named.insert(row.path.clone(), name);
        }
        Names { fields, rows: named }
    }

    fn question(&self, path: &str, field: &str) -> String {
        let name = self.fields.get(field).map_or(field, String::as_str);
        let around = path.match_indices(']').filter_map(|(end, _)| self.rows.get(path.get(..=end)?));
        let around: Vec<&str> = around.map(String::as_str).collect();
        if around.is_empty() { name.to_owned() } else { format!("{}: {name}", around.join(", ")) }
    }
}

/// Names the fields of a section or group; of several with one name, each has its number.
fn name(of: &SectionModel, titles: &mut BTreeMap<String, String>, fields: &mut BTreeMap<String, String>) {
    titles.insert(of.path.clone(), of.title.clone());
    let mut same: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for member in &of.members {
        match member {
            MemberModel::Group(group) => name(group, titles, fields),
            MemberModel::Field(field) => same.entry(&field.label).or_default().push(&field.path),
        }
    }
    for (label, paths) in same {
        for (place, path) in (1..).zip(&paths) {
            let name = if paths.len() > 1 { format!("{label} ({place})") } else { label.to_owned() };
            fields.insert((*path).to_owned(), name);
        }
    }
}

/// A day as it is to be read; what is none, as it is.
fn day(tongue: Tongue, text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |day| tongue.day(day))
}

impl Session {
    /// Takes what the form keeps beside the record: reports, summaries and [`Session::answers_csv`] then say who signed, or that it is a draft, and what was noted.
    /// Notes at questions that are not there are left out.
    pub fn set_beside(&mut self, beside: Beside) {
        self.beside = Some(beside);
    }

    fn names(&self) -> Names {
        let model = describe(self.framework(), &self.plan().inner.settings.language);
        Names::of(&model, self.rows())
    }

    fn tongue(&self) -> Tongue {
        Tongue::of(&self.plan().inner.settings.language)
    }

    /// Puts what is beside the record into its audit.
    pub(super) fn put_beside(&self, audit: &mut Audit) {
        let Some(beside) = &self.beside else { return };
        let tongue = self.tongue();
        let signed = beside.signed.as_ref().map(|signed| audit::Signed {
            by: signed.by.clone(),
            post: signed.post.clone(),
            on: day(tongue, &signed.on),
        });
        let mut notes = Vec::new();
        if !beside.comments.is_empty() {
            let names = self.names();
            for question in self.questions() {
                let Some(comment) = beside.comments.get(&question.path) else { continue };
                notes.push(audit::Note {
                    question: names.question(&question.path, &question.field),
                    text: comment.text.clone(),
                    by: comment.by.clone(),
                    on: day(tongue, &comment.on),
                });
            }
        }
        audit.beside = Some(audit::Beside { signed, notes });
    }

    /// Every question with its answer as CSV, for spreadsheets: place, question, state, answer, the reason of a state, note; a mark first while the form is not signed.
    /// Questions that are not asked are there where they have an answer. No cell becomes a formula. With a byte order mark, by which spreadsheets know UTF-8.
    ///
    /// ```
    /// use due_regard::form::{Beside, Session};
    /// use due_regard::{Date, Settings, Source, load};
    /// let loaded = load(Source::new("a.yaml", "
    /// language: 1
    /// framework: a
    /// version: 1.0.0
    /// title: A
    /// sections: [{id: all, fields: [{id: held, type: yes-no, label: Was it held?}]}]
    /// "));
    /// let settings = Settings::new(Date::from_ymd(2026, 11, 1).unwrap());
    /// let mut session = Session::new(&loaded, settings, serde_json::Map::new())?;
    /// assert_eq!(session.answers_csv(), "\u{feff}Place,Question,State,Answer,Reason,Note\r\nheld,Was it held?,not supplied,,,\r\n");
    /// session.set_beside(Beside::default());
    /// assert!(session.answers_csv().contains("Draft: the form is not signed."));
    /// # Ok::<(), due_regard::Error>(())
    /// ```
    pub fn answers_csv(&self) -> String {
        let tongue = self.tongue();
        let names = self.names();
        let heads = ["Place", "Question", "State", "Answer", "Reason", "Note"].map(|head| tongue.words(head));
        let mut out = format!("\u{feff}{}", csv_line(&heads));
        if self.beside.as_ref().is_some_and(|beside| beside.signed.is_none()) {
            out.push_str(&csv_line(&["", tongue.words("Draft: the form is not signed."), "", "", "", ""]));
        }
        for question in self.questions() {
            if question.asked == Asked::No && question.value.is_empty() {
                continue;
            }
            let stated = if question.state == State::Answered { None } else { self.get(&question.path).ok() };
            let reason = stated.as_ref().and_then(|stated| stated.get("reason")).and_then(Value::as_str).unwrap_or("");
            let note = self.beside.as_ref().and_then(|beside| beside.comments.get(&question.path));
            out.push_str(&csv_line(&[
                &question.path,
                &names.question(&question.path, &question.field),
                tongue.words(question.state.words()),
                &question.value,
                reason,
                note.map_or("", |note| note.text.as_str()),
            ]));
        }
        out
    }
}

#[cfg(test)]
mod tests;
