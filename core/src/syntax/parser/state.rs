//! What is asked of a cell's state: `x is answered`, and the questions of other languages that come to the same.

use super::{Kind, Node, Parser, shown};
use crate::diagnostic::Code;
use crate::source::Spanned;
use crate::syntax::ast::ExprKind;
use crate::value::State;

/// What `is …` says: negated, state, and whether it has to be written otherwise.
struct Asked {
    negated: bool,
    state: State,
    tokens: usize,
    foreign: bool,
}

impl Parser<'_, '_> {
    /// `x is [not] STATE`, with `is` next.
    pub(super) fn is(&mut self, left: Node) -> Node {
        let is_end = self.ahead(0).end;
        self.advance();
        let state_start = self.starts();
        let Some(asked) = self.asked() else {
            self.unknown_state(&left, is_end);
            return self.error(left.start);
        };
        for _ in 0..asked.tokens {
            self.advance();
        }
        let end = self.behind();
        // `is not not known` would be hard to read aloud.
        let twice = asked.negated && asked.state.words().starts_with("not ");
        if twice {
            let cure = format!("not ({} is {})", self.notes.slice(left.start, left.end), asked.state.words());
            self.notes.not_canonical(left.start, end, &cure);
        } else if asked.foreign {
            let words = format!("{}{}", if asked.negated { "not " } else { "" }, asked.state.words());
            self.notes.not_canonical(state_start, end, &words);
        }
        self.state_test(left, (state_start, end), asked.negated, asked.state)
    }

    /// `x notempty` and `x empty`.
    pub(super) fn filled(&mut self, left: Node, filled: bool) -> Node {
        let (start, end) = (self.starts(), self.ahead(0).end);
        self.advance();
        self.notes.not_canonical(start, end, if filled { "is answered" } else { "is not answered" });
        self.state_test(left, (start, end), !filled, State::Answered)
    }

    fn state_test(&mut self, left: Node, place: (usize, usize), negated: bool, state: State) -> Node {
        let (start, height) = (left.start, left.height);
        match left.kind {
            ExprKind::Name(_) | ExprKind::Error => {}
            _ => {
                let message = format!("`is {}` asks about a field, and this is not a field's name", state.words());
                self.report_at(left.start, left.end, message, "ask about each field by its name");
                return self.error(start);
            }
        }
        let state = Spanned::new(state, self.notes.span(place.0, place.1));
        let twice = negated && state.words().starts_with("not ");
        let operand = self.boxed(left);
        let node = self.node(ExprKind::Is { operand, negated: negated && !twice, state }, start, height);
        if !twice {
            return node;
        }
        let height = node.height;
        let inner = self.boxed(node);
        self.node(ExprKind::Not(inner), start, height)
    }

    /// Reads ahead what follows `is`.
    fn asked(&self) -> Option<Asked> {
        let first = self.word_ahead(0)?;
        if first == "not" {
            let second = self.word_ahead(1)?;
            if second == "not" {
                let state = State::from_words(&format!("not {}", self.word_ahead(2)?))?;
                return Some(Asked { negated: true, state, tokens: 3, foreign: false });
            }
            if let Some(state) = State::from_words(&format!("not {second}")) {
                return Some(Asked { negated: false, state, tokens: 2, foreign: false });
            }
            let (negated, state, foreign) = one_word(second)?;
            return Some(Asked { negated: !negated, state, tokens: 2, foreign });
        }
        let (negated, state, foreign) = one_word(first)?;
        Some(Asked { negated, state, tokens: 1, foreign })
    }

    fn unknown_state(&mut self, left: &Node, is_end: usize) {
        if self.stopped {
            return;
        }
        let (start, end) = (self.starts(), self.ahead(0).end);
        let found = self.found();
        let states: Vec<&str> = State::ALL.iter().map(|state| state.words()).collect();
        let help = format!("states are {}", states.join(", "));
        let not = self.is_word("not");
        let word_at = usize::from(not);
        let written = self.word_ahead(word_at).unwrap_or("").to_owned();
        let value_end = self.ahead(word_at).end;
        let value = match &self.ahead(word_at).kind {
            Kind::Word(word) if !matches!(word.as_ref(), "true" | "false") && crate::syntax::token::is_reserved(word) => None,
            Kind::Word(_) | Kind::Odd(_) | Kind::Number(_) | Kind::Text(_) | Kind::Date(_) => {
                let token = self.ahead(word_at);
                Some(self.notes.slice(token.start, token.end).to_owned())
            }
            _ => None,
        };
        let Some(value) = value else {
            return self.report(format!("expected a state after `is`, found {found}"), &help);
        };
        let close = State::ALL.into_iter().find(|state| written.len() > 3 && strsim::damerau_levenshtein(&written, state.words()) <= 2);
        let message = format!("`{}` is not a state of an answer", shown(&value));
        let (at, until) = if not { (start, value_end) } else { (start, end) };
        let diagnostic = self.notes.about(Code::UnexpectedWord, at, until, message);
        let diagnostic = match close {
            Some(state) => {
                let words = format!("{}{}", if not { "not " } else { "" }, state.words());
                self.notes.suggest(diagnostic, at, until, words)
            }
            None => {
                let name = shown(self.notes.slice(left.start, left.end)).into_owned();
                let sign = if not { "!=" } else { "=" };
                let diagnostic = diagnostic.help(format!("to compare with a value write `{name} {sign} {}`", shown(&value)));
                // A further word may belong to the value, so that the change would be half of one.
                let more = self.ahead(word_at + 1).kind.is_free_word();
                let _ = is_end;
                if more { diagnostic.help("a value of several words stands in quotes") } else { diagnostic }
            }
        };
        self.push(diagnostic.help(help));
        // The value and the words that seem to belong to it are read, so that they are not reported again.
        self.advance();
        while self.peek().is_free_word() || (not && self.starts() < value_end) {
            self.advance();
        }
    }
}

/// The state that one word after `is` names; the last part says that it is another language's.
fn one_word(word: &str) -> Option<(bool, State, bool)> {
    if let Some(state) = State::from_words(word) {
        return Some((false, state, false));
    }
    Some(match word {
        // Other languages tell only filled from empty, so both sides have to be each other's opposite here too.
        "null" | "empty" | "blank" | "unanswered" => (true, State::Answered, true),
        "filled" | "present" => (false, State::Answered, true),
        "unknown" | "not-known" => (false, State::NotKnown, true),
        "not-applicable" => (false, State::NotApplicable, true),
        "not-asked" => (false, State::NotAsked, true),
        "not-supplied" => (false, State::NotSupplied, true),
        "not-answered" => (true, State::Answered, true),
        _ => return None,
    })
}
