//! What is asked of a cell's state: `x is answered`, and the questions of other languages that come to the same.

use super::{Kind, Node, Parser, shown};
use crate::diagnostic::Code;
use crate::source::Spanned;
use crate::syntax::ast::ExprKind;
use crate::syntax::print::quoted;
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
        let is_start = self.starts();
        self.advance();
        let state_start = self.starts();
        let Some(asked) = self.asked() else {
            self.unknown_state(&left, is_start);
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
        let first = self.any_word(0)?;
        if first == "not" {
            let second = self.any_word(1)?;
            if second == "not" {
                let state = State::from_words(&format!("not {}", self.any_word(2)?))?;
                return Some(Asked { negated: true, state, tokens: 3, foreign: false });
            }
            if let Some(state) = State::from_words(&format!("not {second}")) {
                return Some(Asked { negated: false, state, tokens: 2, foreign: false });
            }
            let (negated, state, foreign) = one_word(&second)?;
            return Some(Asked { negated: !negated, state, tokens: 2, foreign });
        }
        let (negated, state, foreign) = one_word(&first)?;
        let foreign = foreign || matches!(self.peek(), Kind::Odd(_));
        Some(Asked { negated, state, tokens: 1, foreign })
    }

    /// A word ahead in small letters, `NULL` as well.
    fn any_word(&self, steps: usize) -> Option<String> {
        match &self.ahead(steps).kind {
            Kind::Word(word) => Some(word.to_string()),
            Kind::Odd(word) => Some(word.to_ascii_lowercase()),
            _ => None,
        }
    }

    fn unknown_state(&mut self, left: &Node, is_start: usize) {
        if self.stopped {
            return;
        }
        let states: Vec<&str> = State::ALL.iter().map(|state| state.words()).collect();
        let help = format!("states are {}", states.join(", "));
        let not = self.is_word("not");
        let start = self.starts();
        let expected = format!("expected a state after `is`, found {}", self.found());
        let word_at = usize::from(not);
        let truth = matches!(self.word_ahead(word_at), Some("true" | "false"));
        let is_value = matches!(self.ahead(word_at).kind, Kind::Number(_) | Kind::Text(_) | Kind::Date(_))
            || truth
            || self.ahead(word_at).kind.is_free_word();
        if !is_value {
            return self.report(expected, &help);
        }
        // Every word that seems to belong to the value is read with it, so that none is reported again.
        let value_start = self.ahead(word_at).start;
        let several = self.ahead(word_at).kind.is_free_word() && self.ahead(word_at + 1).kind.is_free_word();
        for _ in 0..=word_at {
            self.advance();
        }
        while several && self.peek().is_free_word() {
            self.advance();
        }
        let end = self.behind();
        let value = self.notes.slice(value_start, end).to_owned();
        let written = if several { quoted(&value) } else { value.clone() };
        let diagnostic = self.notes.about(
            Code::UnexpectedWord,
            start,
            end,
            format!("`{}` is not a state of an answer", shown(&value)),
        );
        let close = State::ALL.into_iter().find(|state| {
            value.len() > 3 && value.len() < 20 && strsim::damerau_levenshtein(&value, state.words()) <= 2
        });
        let name = shown(self.notes.slice(left.start, left.end)).into_owned();
        let diagnostic = match (close, value.as_str()) {
            (Some(state), _) => {
                let words = format!("{}{}", if not { "not " } else { "" }, state.words());
                self.notes.suggest(diagnostic, start, end, words)
            }
            _ if truth => diagnostic
                .help(format!("a condition stands by itself: `{name}`; a yes-no field is compared: `{name} = yes`")),
            (_, "met" | "to") => diagnostic.help("only rules are met, in outcome tables: `rule some-id is met`"),
            _ if matches!(left.kind, ExprKind::Error) => diagnostic,
            _ => {
                let diagnostic =
                    diagnostic.help("`is` asks for the state of an answer; its value is compared with `=` or `!=`");
                let sign = if not { "!=" } else { "=" };
                self.notes.suggest(diagnostic, is_start, end, format!("{sign} {written}"))
            }
        };
        self.push(diagnostic.help(help));
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
