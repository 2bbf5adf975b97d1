//! From a framework as written to one in which every name is resolved and every type known.
//!
//! Checking never fails: what cannot be resolved is left out of the result with a diagnostic, and everything else is still checked.
//! A value that could not be resolved is silent from then on, so that one mistake is reported once.

mod across;
mod analyse;
mod asking;
mod choice;
pub(crate) mod closure;
mod compare;
mod compared;
mod derive;
mod group;
mod made;
mod measures;
mod names;
mod number;
mod outcome;
mod roles;
mod rules;
mod score;
mod screening;
mod searching;
mod shape;
mod suggest;
mod summary;
mod templates;
#[cfg(test)]
mod tests;
mod types;
mod unused;
pub(crate) mod walk;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::framework::{Framework, Id, Standing};
use crate::ir::{About, Checked, ListId, NumberKind, RuleId, SlotId, SourceId, SourceIr, StageId};
use crate::pattern::Pattern;
use crate::source::Span;
use crate::syntax::ast::Expr;
use crate::value::State;
use names::Names;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Resolves and types a framework; everything that is wrong, or could be better, goes to `diagnostics`.
pub(crate) fn check(framework: &Framework, diagnostics: &mut Diagnostics) -> Checked {
    let mut checker = Checker::new(framework, diagnostics);
    checker.resolve();
    // What could not be checked may have used anything, and may hold or not: with errors, nothing is said of the rest.
    if !checker.diagnostics.has_errors() {
        checker.unused();
        checker.analyse();
    }
    checker.checked
}

/// For each of the author's rules: whether it can be met, whether it can fail, and whether it can be left open. Nothing for a framework with errors.
pub(crate) fn reachable(framework: &Framework) -> Vec<(String, [bool; 3])> {
    let mut diagnostics = Diagnostics::default();
    let mut checker = Checker::new(framework, &mut diagnostics);
    checker.resolve();
    if checker.diagnostics.has_errors() { Vec::new() } else { checker.reachable() }
}

impl Checker<'_, '_> {
    /// Everything that has to be known before a framework can run.
    fn resolve(&mut self) {
        self.sources();
        self.stages();
        let plan = self.shape();
        self.parameters();
        self.derived();
        self.asking(plan);
        self.extremes();
        self.rules();
        self.outcome();
        self.measures();
        self.summary();
        self.not_expressed();
    }
}

/// What is known while a framework is checked.
struct Checker<'f, 'd> {
    framework: &'f Framework,
    diagnostics: &'d mut Diagnostics,
    /// The result, as far as it is made.
    checked: Checked,
    names: Names<'f>,
    /// Of each derived value in the framework's order, what is known of it.
    derived_types: Vec<DerivedType>,
    sources: FxHashMap<&'f str, SourceId>,
    stages: FxHashMap<&'f str, StageId>,
    /// What has been used so far, to find what never is.
    uses: Uses,
    /// What long lists and repeated conditions have cost so far.
    spent: usize,
    /// The list behind every `yes-no` field, once there is one.
    yes_no: Option<ListId>,
    /// The author's rules by id; `None` for one that is wrong.
    rule_ids: FxHashMap<&'f str, Option<RuleId>>,
    /// The rules that `required` makes, by id.
    required_ids: BTreeMap<String, RuleId>,
    /// Whether verdicts can be spoken of.
    in_outcome: bool,
    /// The text that the rule in hand compares with those of other rows.
    matched: Option<SlotId>,
}

/// What is known of a derived value.
#[derive(Debug, Clone)]
enum DerivedType {
    /// It could not be made; a diagnostic says why.
    Broken,
    /// True or false.
    Condition(crate::ir::DerivedId),
    /// A number with its unit.
    Number(crate::ir::DerivedId, NumberKind, String),
    /// One of the results of a table.
    Table(crate::ir::DerivedId),
}

/// What conditions and texts speak of.
#[derive(Debug, Default)]
struct Uses {
    parameters: Vec<bool>,
    /// By place in the framework.
    derived: Vec<bool>,
    lists: Vec<bool>,
    /// By place among the groups of candidates.
    screenings: Vec<bool>,
    sources: Vec<bool>,
    /// Tests of a choice's answer against options of its list: the list, the options, and whether the test is negative.
    options: Vec<(ListId, Vec<u16>, bool)>,
    /// Choices whose every option makes a difference somewhere.
    all_options: Vec<SlotId>,
}

impl Uses {
    fn mark(flags: &mut Vec<bool>, index: usize) {
        if flags.len() <= index {
            flags.resize(index + 1, false);
        }
        if let Some(flag) = flags.get_mut(index) {
            *flag = true;
        }
    }

    fn is(flags: &[bool], index: usize) -> bool {
        flags.get(index).copied().unwrap_or(false)
    }
}

impl<'f, 'd> Checker<'f, 'd> {
    fn new(framework: &'f Framework, diagnostics: &'d mut Diagnostics) -> Self {
        let checked = Checked {
            about: About {
                id: framework.id.value.clone(),
                version: framework.version.clone(),
                title: framework.title.clone(),
                jurisdiction: framework.jurisdiction.clone(),
            },
            ..Checked::default()
        };
        Self {
            framework,
            diagnostics,
            checked,
            names: Names::default(),
            derived_types: Vec::new(),
            sources: FxHashMap::default(),
            stages: FxHashMap::default(),
            uses: Uses::default(),
            spent: 0,
            yes_no: None,
            rule_ids: FxHashMap::default(),
            required_ids: BTreeMap::new(),
            in_outcome: false,
            matched: None,
        }
    }

    /// Reports something, unless the parser has already found fault with that very word.
    fn report(&mut self, diagnostic: Diagnostic) {
        let is_word = matches!(diagnostic.code, Code::UnknownName | Code::UnknownOption | Code::UnknownList);
        if is_word
            && self
                .diagnostics
                .items()
                .iter()
                .any(|item| item.span == diagnostic.span && item.code == Code::UnexpectedWord)
        {
            return;
        }
        self.diagnostics.push(diagnostic);
    }

    /// Whether help that takes work to find is still worth it: past the limit diagnostics are only counted.
    fn suggests(&self) -> bool {
        self.diagnostics.left_out() == 0
    }

    fn sources(&mut self) {
        for (index, source) in self.framework.sources.iter().enumerate() {
            self.sources.entry(&source.id.value).or_insert(SourceId::from_index(index));
            // A house rule rests on nothing that could be opened and compared.
            if source.checked.is_none() && source.standing != Standing::HouseRule {
                let message =
                    format!("the source `{}` has no date on which it was opened and compared", source.id.value);
                self.report(
                    Diagnostic::new(Code::UncheckedSource, source.id.span, message)
                        .help("add `checked:` with the day, once someone has compared it"),
                );
            }
            self.checked.sources.push(SourceIr {
                id: source.id.value.clone(),
                title: source.title.clone(),
                at: source.at.clone(),
                standing: source.standing,
                jurisdiction: source.jurisdiction.clone(),
                url: source.url.clone(),
                checked: source.checked,
                note: source.note.clone(),
            });
        }
    }

    fn stages(&mut self) {
        for (index, stage) in self.framework.stages.iter().enumerate() {
            self.stages.entry(&stage.id.value).or_insert(StageId::from_index(index));
        }
        self.checked.stages.clone_from(&self.framework.stages);
    }

    fn not_expressed(&mut self) {
        for item in &self.framework.not_expressed {
            let cite = self.cite(&item.cite);
            self.checked.not_expressed.push((cite, item.what.clone(), item.why.clone()));
        }
    }

    /// The sources with these ids.
    fn cite(&mut self, ids: &[Id]) -> Vec<SourceId> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(source) = self.sources.get(id.value.as_str()).copied() {
                Uses::mark(&mut self.uses.sources, source.index());
                found.push(source);
            } else {
                let mut diagnostic =
                    Diagnostic::new(Code::UnknownSource, id.span, format!("there is no source `{}`", id.value));
                if self.suggests() {
                    let names = self.framework.sources.iter().map(|source| source.id.value.as_str());
                    diagnostic = suggest::add(diagnostic, id.span, &id.value, names);
                }
                self.report(diagnostic.help("list it under `sources` with its title and standing"));
            }
        }
        found
    }

    /// The stage with this id.
    fn stage(&mut self, id: &Id) -> Option<StageId> {
        let found = self.stages.get(id.value.as_str()).copied();
        if found.is_none() {
            let diagnostic = Diagnostic::new(Code::UnknownStage, id.span, format!("there is no stage `{}`", id.value));
            let most = if self.suggests() { usize::MAX } else { 0 };
            let names: Vec<_> = self.framework.stages.iter().take(most).map(|stage| stage.id.value.as_str()).collect();
            let diagnostic = suggest::add(diagnostic, id.span, &id.value, names.iter().copied());
            self.report(match names.as_slice() {
                [] => diagnostic.help("list the stages of the work under `stages`, in order"),
                _ => diagnostic.help(format!("the stages are {}", suggest::listed(&names))),
            });
        }
        found
    }
}

/// The usual form of an expression.
fn text_of(expr: &Expr) -> Arc<str> {
    crate::syntax::print(expr).into()
}

/// Every state but these, in order.
fn other_states(states: &[State]) -> Vec<State> {
    State::ALL.into_iter().filter(|state| !states.contains(state)).collect()
}

impl Checker<'_, '_> {
    /// Reports a pattern that cannot be compiled; whether it can.
    fn is_pattern(&mut self, text: &str, span: Span) -> bool {
        if self.checked.patterns.contains_key(text) {
            return true;
        }
        match Pattern::new(text) {
            Ok(compiled) => {
                self.checked.patterns.insert(text.to_string(), compiled);
                true
            }
            Err(why) => {
                self.report(
                    Diagnostic::new(
                        Code::InvalidPattern,
                        span,
                        format!("this is not a regular expression that can be used: {why}"),
                    )
                    .help("a mark that stands for itself takes a backslash before it: `\\(`"),
                );
                false
            }
        }
    }
}
