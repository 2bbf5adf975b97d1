//! What a framework gives and never uses.
//!
//! Only asked of a framework without errors: what could not be checked may have used anything.

use super::{Checker, Uses};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::ListId;

/// The most options of a list that are looked at: a list this long is data, and nobody tells all of it apart.
const MOST_OPTIONS: usize = 200;

impl Checker<'_, '_> {
    pub(super) fn unused(&mut self) {
        let framework = self.framework;
        let mut found = Vec::new();
        // Without errors, parameters, sources and lists stand in the result as they do in the framework.
        for (index, parameter) in framework.parameters.iter().enumerate() {
            if !Uses::is(&self.uses.parameters, index) {
                found.push(
                    Diagnostic::new(
                        Code::UnusedParameter,
                        parameter.id.span,
                        format!("no rule, condition or limit uses the parameter `{}`", parameter.id.value),
                    )
                    .help("use it, or take it out"),
                );
            }
        }
        for (index, source) in framework.sources.iter().enumerate() {
            if !Uses::is(&self.uses.sources, index) {
                found.push(
                    Diagnostic::new(
                        Code::UnusedSource,
                        source.id.span,
                        format!("nothing cites the source `{}`", source.id.value),
                    )
                    .help("cite it from a rule, or under `not-expressed` if it asks for what cannot be expressed"),
                );
            }
        }
        for (index, derived) in framework.derived.iter().enumerate() {
            if !derived.show && !Uses::is(&self.uses.derived, index) {
                found.push(
                    Diagnostic::new(
                        Code::UnusedDerived,
                        derived.id.span,
                        format!("nothing uses the derived value `{}`", derived.id.value),
                    )
                    .help("use it, add `show: true` to count it in reports, or take it out"),
                );
            }
        }
        for (index, list) in framework.lists.iter().enumerate() {
            if !list.inline && !Uses::is(&self.uses.lists, index) {
                found.push(
                    Diagnostic::new(
                        Code::UnusedList,
                        list.id.span,
                        format!("no field or condition uses the list `{}`", list.id.value),
                    )
                    .help("name it at a field, `of: …`, or take it out"),
                );
            }
        }
        for register in &framework.registers {
            let named = |id: &crate::framework::Id| id.value == register.id.value;
            if !framework.screening.iter().any(|screening| screening.register.as_ref().is_some_and(named)) {
                let message = format!("no screening compares names with the register `{}`", register.id.value);
                found.push(
                    Diagnostic::new(Code::UnusedRegister, register.id.span, message)
                        .help("name it under `screening`, or take it out"),
                );
            }
        }
        for (index, screening) in framework.screening.iter().enumerate() {
            if !Uses::is(&self.uses.screenings, index) {
                let message = format!("nothing speaks of the candidates in `{}`", screening.id.value);
                found.push(Diagnostic::new(Code::UnusedRegister, screening.id.span, message).help(format!(
                    "say something of them, `any {0} where class = full-name` or a rule with `each: {0}`",
                    screening.id.value
                )));
            }
        }
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
        self.options_taken_for_states();
        self.unused_options();
    }

    /// Options that no record can hold, because their text stands for a state: states are looked for first.
    fn options_taken_for_states(&mut self) {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        for slot in &self.checked.shape.slots {
            let Some((place, list)) = slot.list.and_then(|id| Some((id, self.framework.lists.get(id.index())?))) else {
                continue;
            };
            for option in &list.options {
                let id = option.id.value.trim().to_lowercase();
                let token = slot.tokens.iter().find(|(token, _)| token.trim().to_lowercase() == id);
                if let Some((token, state)) = token
                    && !seen.contains(&(place, &option.id.value))
                {
                    seen.push((place, &option.id.value));
                    found.push(
                        Diagnostic::new(
                            Code::UnreachableOption,
                            option.id.span,
                            format!(
                                "a record with `{token}` in `{}` has no answer there (*{}*), not this option",
                                slot.path,
                                state.words()
                            ),
                        )
                        .help(format!(
                            "take out the option and ask `{} is {}`, or take `{token}` out of the texts for states",
                            slot.id,
                            state.words()
                        )),
                    );
                }
            }
        }
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    /// Options that were probably forgotten.
    ///
    /// A list of which conditions single out one thing has many options that nobody needs to name. So an option is reported only where conditions tell
    /// the others apart from each other, nothing asks for "any other", and no more than a quarter of the list, or one option, is left.
    fn unused_options(&mut self) {
        let lists = self.checked.shape.lists.len();
        // By list and option: in which of the different tests it stands.
        let mut tests: Vec<Vec<&[u16]>> = vec![Vec::new(); lists];
        let mut covered = vec![false; lists];
        let cover = |covered: &mut Vec<bool>, list: ListId| {
            covered.get_mut(list.index()).into_iter().for_each(|flag| *flag = true)
        };
        for (list, options, negative) in &self.uses.options {
            if *negative {
                cover(&mut covered, *list);
            }
            if let Some(tests) = tests.get_mut(list.index())
                && !tests.contains(&options.as_slice())
                && tests.len() < MOST_OPTIONS
            {
                tests.push(options);
            }
        }
        for slot in &self.uses.all_options {
            if let Some(list) = self.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list) {
                cover(&mut covered, list);
            }
        }
        let mut found = Vec::new();
        for (index, list) in self.framework.lists.iter().enumerate() {
            let (Some(tests), Some(false)) = (tests.get(index), covered.get(index).copied()) else { continue };
            let count = list.options.len();
            if tests.len() < 2 || count > MOST_OPTIONS {
                continue;
            }
            let stands_in = |place: usize| -> Vec<usize> {
                let place = u16::try_from(place).unwrap_or(u16::MAX);
                tests.iter().enumerate().filter(|(_, options)| options.contains(&place)).map(|(test, _)| test).collect()
            };
            let signs: Vec<Vec<usize>> = (0..count).map(stands_in).collect();
            let left: Vec<usize> =
                signs.iter().enumerate().filter(|(_, sign)| sign.is_empty()).map(|(place, _)| place).collect();
            let mut told_apart: Vec<_> = signs.iter().filter(|sign| !sign.is_empty()).collect();
            told_apart.sort_unstable();
            told_apart.dedup();
            if told_apart.len() < 2 || left.len() > (count / 4).max(1) || left.len() + 2 > count {
                continue;
            }
            for option in left.iter().filter_map(|place| list.options.get(*place)) {
                found.push(
                    Diagnostic::new(
                        Code::UnusedOption,
                        option.id.span,
                        format!(
                            "no condition speaks of `{}`, although the other options are told apart",
                            option.id.value
                        ),
                    )
                    .help("say in a rule or table what it means, or cover it with `!=` or `not in`"),
                );
            }
        }
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }
}
