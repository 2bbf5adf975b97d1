//! The dialogue: a question, what somebody types, what that changed.

use super::entry::{Entry, read};
use crate::exit::CliError;
use crate::host::Host;
use due_regard::State;
use due_regard::audit::Verdict;
use due_regard::form::{
    Asked, Change, Delta, FieldModel, FindingKind, FormModel, MemberModel, RowsModel, SectionModel, Session, describe,
};
use due_regard::report::one_line;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Somebody left, or there was no more input.
    Left,
    /// There was nothing more to ask.
    Through,
}

/// A record that is being filled in.
pub(super) struct Dialogue<'h, R, S> {
    session: Session,
    host: &'h Host,
    input: R,
    save: S,
    /// By path: the field, and the title of its section.
    fields: BTreeMap<String, (FieldModel, String)>,
    /// Groups with rows of their own: path, title, whether rows have names, and those offered.
    groups: Vec<Grouped>,
    /// What takes each change back, and the question it was about.
    done: Vec<(String, Change)>,
    skipped: BTreeSet<String>,
    /// The question to ask next, whatever matters most.
    chosen: Option<String>,
    /// What was said last of where we are, and of the outcome.
    section: String,
    outcome: String,
}

struct Grouped {
    path: String,
    title: String,
    named: bool,
    offered: Vec<(String, String)>,
}

impl<'h, R: BufRead, S: Fn(&Session) -> Result<(), CliError>> Dialogue<'h, R, S> {
    pub(super) fn new(session: Session, language: &str, host: &'h Host, input: R, save: S) -> Self {
        let model: FormModel = describe(session.framework(), language);
        let outcome = session.evaluation().outcome.map(|outcome| outcome.is).unwrap_or_default();
        let (mut fields, mut groups) = (BTreeMap::new(), Vec::new());
        for section in &model.sections {
            collect(section, &mut fields, &mut groups);
        }
        Self {
            session,
            host,
            input,
            save,
            fields,
            groups,
            done: Vec::new(),
            skipped: BTreeSet::new(),
            chosen: None,
            section: String::new(),
            outcome,
        }
    }

    pub(super) fn into_session(self) -> Session {
        self.session
    }

    fn say(&self, text: &str) -> Result<(), CliError> {
        // A pipe gets lines as they are; on a terminal no word is torn apart.
        let width = if self.host.watched() { self.host.width() } else { usize::MAX };
        let wrapped: String = text.lines().map(|line| wrapped(line, width)).collect();
        self.host.print(if wrapped.is_empty() { "\n" } else { &wrapped })
    }

    pub(super) fn welcome(&self, out: Option<&str>, resumed: bool) -> Result<(), CliError> {
        let title = self.session.framework().framework().title.get("").to_owned();
        let open = self.session.next(usize::MAX).len();
        self.say(&one_line(&title))?;
        self.say(&match (out, resumed) {
            (Some(out), true) => format!("Going on with {out}: {open} questions are open."),
            (Some(out), false) => format!("{open} questions. Each answer is saved in {out}."),
            (None, _) => format!("{open} questions. No file was named, so the record is printed at the end."),
        })?;
        self.say("`?` says why something is asked and what can be typed; `quit` ends.")
    }

    /// A line of input, with those that it says go on; `None` at the end.
    fn line(&mut self) -> Result<Option<String>, CliError> {
        let mut whole = String::new();
        loop {
            let mut line = String::new();
            let read = self.input.read_line(&mut line).map_err(|error| {
                CliError::new(format!("the answer could not be read: {error}")).help("answers are lines of UTF-8 text")
            })?;
            if read == 0 {
                return Ok((!whole.is_empty()).then_some(whole));
            }
            let line = line.trim_end_matches(['\n', '\r']);
            match line.strip_suffix('\\') {
                Some(begun) => {
                    whole.push_str(begun);
                    whole.push('\n');
                    self.host.print("… ")?;
                }
                None => {
                    whole.push_str(line);
                    return Ok(Some(whole));
                }
            }
        }
    }

    pub(super) fn run(&mut self) -> Result<Ended, CliError> {
        loop {
            let Some(path) = self.next() else { return Ok(Ended::Through) };
            let field = self.session.question(&path)?.field;
            let Some((field, section)) = self.fields.get(&field).cloned() else { return Ok(Ended::Through) };
            self.ask(&path, &field, &section)?;
            // The same question, until something has come of it.
            loop {
                self.host.print("> ")?;
                let Some(line) = self.line()? else {
                    self.say("")?;
                    return Ok(Ended::Left);
                };
                match read(&line, &field) {
                    Entry::Quit => return Ok(Ended::Left),
                    Entry::Blank => {
                        self.say("Type an answer, `skip` to leave it for later, or `?`.")?;
                        continue;
                    }
                    Entry::Wrong(wrong) => {
                        self.say(&one_line(&wrong))?;
                        continue;
                    }
                    Entry::Help => {
                        self.help(&path, &field)?;
                        continue;
                    }
                    Entry::Findings => {
                        self.findings()?;
                        continue;
                    }
                    Entry::Skip => {
                        self.skipped.insert(path.clone());
                    }
                    Entry::Back => self.back()?,
                    Entry::Go(wanted) => {
                        if !self.go(&wanted)? {
                            continue;
                        }
                    }
                    Entry::Add(wanted) => {
                        if !self.add(&wanted)? {
                            continue;
                        }
                    }
                    Entry::Remove(row) => {
                        let change = Change::RemoveRow { row };
                        if !self.change(&path, change)? {
                            continue;
                        }
                    }
                    Entry::State(state, reason) => {
                        let reason =
                            if state == State::NotApplicable && reason.is_empty() { self.reason()? } else { reason };
                        let mut about = Map::from_iter([("state".to_owned(), json!(state.words()))]);
                        if !reason.is_empty() {
                            about.insert("reason".to_owned(), json!(reason));
                        }
                        if !self.answer(&path, Value::Object(about))? {
                            continue;
                        }
                    }
                    Entry::Answer(answer) => {
                        if !self.answer(&path, answer)? {
                            continue;
                        }
                    }
                }
                break;
            }
        }
    }

    /// The question to ask: the one that was chosen, else the one that matters most of those that were not left for later.
    fn next(&mut self) -> Option<String> {
        if let Some(path) = self.chosen.take() {
            return Some(path);
        }
        let open = self.session.next(usize::MAX);
        open.into_iter().map(|question| question.path).find(|path| !self.skipped.contains(path))
    }

    fn ask(&mut self, path: &str, field: &FieldModel, section: &str) -> Result<(), CliError> {
        let rows = self.session.evaluation().rows;
        let around = rows.iter().filter(|row| path.strip_prefix(&row.path).is_some_and(|rest| rest.starts_with('.')));
        let place: String = around.map(|row| format!(", {}", row.label)).collect();
        let heading = format!("{section}{place}");
        if heading != self.section {
            self.say(&format!("\n{}", one_line(&heading)))?;
            self.section = heading;
        }
        let question = self.session.question(path)?;
        let needed = if question.required { " (needed)" } else { "" };
        self.say(&format!("\n{}{needed}", one_line(&field.label)))?;
        if !field.guidance.is_empty() {
            self.say(&format!("  {}", one_line(&field.guidance)))?;
        }
        if question.state != State::NotSupplied && question.state != State::Missing {
            let now = if question.value.is_empty() { format!("[{}]", question.state) } else { question.value.clone() };
            self.say(&format!("  now: {}", one_line(&now)))?;
        }
        for (number, option) in (1..).zip(&field.options) {
            self.say(&format!("  {number}  {}", one_line(&option.label)))?;
        }
        if field.options.is_empty() && !field.example.is_empty() {
            self.say(&format!("  for example: {}", one_line(&field.example)))?;
        }
        Ok(())
    }

    /// Why a question is asked, and what can be typed.
    fn help(&self, path: &str, field: &FieldModel) -> Result<(), CliError> {
        let next = self.session.next(usize::MAX).into_iter().find(|question| question.path == path);
        self.say(&format!(
            "Question {path}: {}",
            next.map_or_else(|| "no check waits for it".to_owned(), |next| next.why)
        ))?;
        let framework = self.session.framework().framework();
        for rule in framework.rules.iter().filter(|rule| field.rules.contains(&rule.id.value)).take(5) {
            let title = if rule.title.is_empty() { rule.id.value.as_str() } else { rule.title.get("") };
            let why = rule.why.get("");
            self.say(&format!(
                "  {}{}",
                one_line(title),
                if why.is_empty() { String::new() } else { format!(": {}", one_line(why)) }
            ))?;
        }
        if let Some(least) = field.words_min {
            self.say(&format!("  at least {least} words are asked for"))?;
        }
        self.say("Type the answer (options by number or name; several with commas; a backslash at the end goes on in the next line), or")?;
        self.say("  not known: reason | withheld: reason | not applicable: reason")?;
        self.say("  back | skip | go QUESTION | add GROUP | remove ROW | findings | quit")
    }

    fn reason(&mut self) -> Result<String, CliError> {
        self.host.print("Why does it not apply? (Enter leaves the reason out) ")?;
        Ok(self.line()?.unwrap_or_default().trim().to_owned())
    }

    /// Puts an answer in its place; whether it can stay there.
    fn answer(&mut self, path: &str, answer: Value) -> Result<bool, CliError> {
        let delta = match self.session.apply(&Change::Set { path: path.to_owned(), answer }) {
            Ok(delta) => delta,
            Err(error) => {
                self.say(&one_line(&error.to_string()))?;
                return Ok(false);
            }
        };
        let question = self.session.question(path)?;
        if question.state == State::Invalid {
            self.session.apply(&delta.inverse)?;
            self.say(&format!("That cannot be taken: {}.", one_line(&question.problem)))?;
            return Ok(false);
        }
        let refused = self.session.answer_problems(None).into_iter().find(|problem| problem.path == path);
        (self.save)(&self.session)?;
        self.done.push((path.to_owned(), delta.inverse.clone()));
        self.skipped.remove(path);
        // What was answered by a state is not asked again at once, even where that is no answer yet.
        if question.state != State::Answered {
            self.skipped.insert(path.to_owned());
        }
        if let Some(problem) = refused {
            self.say(&format!("Saved. {}.", one_line(&problem.message)))?;
        }
        self.changed(path, &delta)?;
        Ok(true)
    }

    /// Makes another change; whether that could be done.
    fn change(&mut self, path: &str, change: Change) -> Result<bool, CliError> {
        match self.session.apply(&change) {
            Ok(delta) => {
                (self.save)(&self.session)?;
                self.done.push((path.to_owned(), delta.inverse.clone()));
                self.changed(path, &delta)?;
                Ok(true)
            }
            Err(error) => {
                self.say(&one_line(&error.to_string()))?;
                Ok(false)
            }
        }
    }

    /// What a change changed, in a few lines.
    fn changed(&mut self, path: &str, delta: &Delta) -> Result<(), CliError> {
        const SHOWN: usize = 4;
        let count = |n: usize, one: &str, several: &str| format!("{n} {}", if n == 1 { one } else { several });
        let mut parts = Vec::new();
        if !delta.now_asked.is_empty() {
            parts.push(format!("now asked: {}", count(delta.now_asked.len(), "question", "questions")));
        }
        if !delta.now_not_asked.is_empty() {
            parts.push(format!("no longer asked: {}", count(delta.now_not_asked.len(), "question", "questions")));
        }
        if !delta.findings.removed.is_empty() {
            parts.push(format!("settled: {}", count(delta.findings.removed.len(), "check", "checks")));
        }
        if !parts.is_empty() {
            self.say(&format!("  {}", parts.join("; ")))?;
        }
        // Only what looks at this answer is told here: of a blank record nearly every check has something to say.
        let news = delta.findings.added.iter().chain(&delta.findings.changed).filter(|news| {
            news.kind != FindingKind::Answer
                && matches!(news.finding.verdict, Verdict::NotMet | Verdict::NeedsAPerson)
                && news.questions.iter().any(|question| question.path == path)
        });
        let news: Vec<_> = news.collect();
        for news in news.iter().take(SHOWN) {
            let fix = if news.finding.fix.is_empty() {
                String::new()
            } else {
                format!(" To mend it: {}.", news.finding.fix.trim_end_matches('.'))
            };
            self.say(&format!(
                "  {} ({}, {}): {}.{}",
                one_line(&news.title),
                news.finding.severity.words(),
                news.finding.verdict,
                one_line(news.finding.message.trim_end_matches('.')),
                one_line(&fix)
            ))?;
        }
        if news.len() > SHOWN {
            self.say(&format!("  and {} more: `findings` lists them", news.len() - SHOWN))?;
        }
        let outcome = delta.outcome.as_ref().map(|outcome| outcome.is.clone()).unwrap_or_default();
        if outcome != self.outcome {
            self.say(&format!("  outcome: {}", one_line(&outcome)))?;
            self.outcome = outcome;
        }
        Ok(())
    }

    fn findings(&self) -> Result<(), CliError> {
        let evaluation = self.session.evaluation();
        let listed: Vec<_> = evaluation
            .findings
            .iter()
            .filter(|one| matches!(one.finding.verdict, Verdict::NotMet | Verdict::NeedsAPerson))
            .collect();
        if listed.is_empty() {
            return self.say("Nothing that is not met, and nothing for a person to judge, so far.");
        }
        for one in listed {
            let place = if one.finding.item.is_empty() { String::new() } else { format!(" [{}]", one.finding.item) };
            self.say(&format!(
                "  {}, {}: {}{}: {}",
                one.finding.severity.words(),
                one.finding.verdict,
                one_line(&one.title),
                one_line(&place),
                one_line(&one.finding.message)
            ))?;
        }
        Ok(())
    }

    /// Takes the last change back, and asks its question again.
    fn back(&mut self) -> Result<(), CliError> {
        let Some((path, inverse)) = self.done.pop() else {
            return self.say("There is nothing to take back.");
        };
        self.session.apply(&inverse)?;
        (self.save)(&self.session)?;
        self.say("Taken back.")?;
        self.skipped.remove(&path);
        // A question of a row that is gone with it cannot be asked.
        self.chosen = self.session.question(&path).is_ok_and(|question| question.asked == Asked::Yes).then_some(path);
        Ok(())
    }

    /// Chooses the question with this path or label.
    fn go(&mut self, wanted: &str) -> Result<bool, CliError> {
        let evaluation = self.session.evaluation();
        let small = wanted.to_lowercase();
        let label =
            |field: &str| self.fields.get(field).map(|(field, _)| field.label.to_lowercase()).unwrap_or_default();
        let asked = || evaluation.questions.iter().filter(|question| question.asked != Asked::No);
        let exact = asked().find(|question| question.path == wanted);
        let found: Vec<_> = match exact {
            Some(question) => vec![question],
            None => asked()
                .filter(|question| label(&question.field).starts_with(&small) || question.path.contains(wanted))
                .collect(),
        };
        match found.as_slice() {
            [only] => {
                self.chosen = Some(only.path.clone());
                Ok(true)
            }
            [] => {
                self.say(&format!("no question that is asked is called `{}`", one_line(wanted)))?;
                Ok(false)
            }
            several => {
                self.say("Several questions fit; name one by its path:")?;
                for question in several.iter().take(12) {
                    self.say(&format!("  {}  {}", question.path, one_line(&label(&question.field))))?;
                }
                Ok(false)
            }
        }
    }

    /// Adds a row to a group, and goes on with its first question.
    fn add(&mut self, wanted: &str) -> Result<bool, CliError> {
        let (wanted, mut name) = match wanted.split_once(": ") {
            Some((group, name)) => (group.trim(), name.trim().to_owned()),
            None => (wanted.trim(), String::new()),
        };
        let places = self.places();
        let fits: Vec<&(String, usize)> = match places.iter().find(|(place, _)| place == wanted) {
            Some(exact) => vec![exact],
            None => places.iter().filter(|(place, _)| !wanted.is_empty() && place.contains(wanted)).collect(),
        };
        let [(place, group)] = fits.as_slice() else {
            self.say(if fits.is_empty() { "Rows can be added to:" } else { "Several groups fit; name one:" })?;
            for (place, group) in if fits.is_empty() { places.iter().collect() } else { fits } {
                let title = self.groups.get(*group).map_or("", |group| group.title.as_str());
                self.say(&format!("  add {place}  ({})", one_line(title)))?;
            }
            return Ok(false);
        };
        let (place, group) = (place.clone(), *group);
        if let Some(known) = self.groups.get(group).filter(|group| group.named) {
            let offered: Vec<String> = known.offered.iter().map(|(_, label)| label.clone()).collect();
            if name.is_empty() {
                let hint = if offered.is_empty() { String::new() } else { format!(" ({})", offered.join(", ")) };
                self.host.print(&format!("What is the row called?{} ", one_line(&hint)))?;
                name = self.line()?.unwrap_or_default().trim().to_owned();
            }
            let known = self.groups.get(group).map_or(&[][..], |group| group.offered.as_slice());
            if let Some((id, _)) = known.iter().find(|(_, label)| label.to_lowercase() == name.to_lowercase()) {
                name = id.clone();
            }
            if name.is_empty() {
                self.say("No row was added.")?;
                return Ok(false);
            }
        }
        let before: BTreeSet<String> = self.session.evaluation().rows.into_iter().map(|row| row.path).collect();
        let change = Change::AddRow { group: place, id: (!name.is_empty()).then_some(name), at: None, content: None };
        if !self.change("", change)? {
            return Ok(false);
        }
        let evaluation = self.session.evaluation();
        let new = evaluation.rows.iter().find(|row| !before.contains(&row.path));
        self.chosen = new.and_then(|row| {
            let questions = evaluation.questions.iter().filter(|question| question.asked == Asked::Yes);
            questions.map(|question| question.path.clone()).find(|path| path.starts_with(&format!("{}.", row.path)))
        });
        Ok(true)
    }

    /// Where rows can be added: each group in each row around it.
    fn places(&self) -> Vec<(String, usize)> {
        let rows = self.session.evaluation().rows;
        let mut places = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            match group.path.rsplit_once('.') {
                None => places.push((group.path.clone(), at)),
                Some((around, key)) => {
                    let within =
                        rows.iter().filter(|row| row.group == around && row.asked != Asked::No && !row.not_applicable);
                    places.extend(within.map(|row| (format!("{}.{key}", row.path), at)));
                }
            }
        }
        places
    }
}

/// A line broken between words so that it fits; what goes on is indented as it began, and a little more.
fn wrapped(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return format!("{line}\n");
    }
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let mut out = " ".repeat(indent);
    let mut used = indent;
    for (place, word) in line.split_whitespace().enumerate() {
        let length = word.chars().count();
        if place > 0 && used + 1 + length > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent + 2));
            used = indent + 2;
        } else if place > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out.push('\n');
    out
}

fn collect(section: &SectionModel, fields: &mut BTreeMap<String, (FieldModel, String)>, groups: &mut Vec<Grouped>) {
    match &section.rows {
        Some(RowsModel::Fixed { extra: true, offered, .. }) => groups.push(Grouped {
            path: section.path.clone(),
            title: section.title.clone(),
            named: true,
            offered: offered.iter().map(|row| (row.id.clone(), row.label.clone())).collect(),
        }),
        Some(RowsModel::Free { .. }) => groups.push(Grouped {
            path: section.path.clone(),
            title: section.title.clone(),
            named: false,
            offered: Vec::new(),
        }),
        _ => {}
    }
    for member in &section.members {
        match member {
            MemberModel::Field(field) => {
                fields.insert(field.path.clone(), ((**field).clone(), section.title.clone()));
            }
            MemberModel::Group(group) => collect(group, fields, groups),
        }
    }
}
