//! What to say where an expression cannot go on, and where to read on.

use super::{Kind, Node, Parser, shown, strength};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::print::quoted;
use crate::syntax::token::is_reserved;
use crate::value::State;

impl Parser<'_, '_> {
    /// Adds a diagnostic, unless a limit ended the reading.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if !self.stopped {
            self.notes.push(diagnostic);
        }
    }

    /// An error about the next token, once a token.
    pub(super) fn report(&mut self, message: String, help: &str) {
        if self.reported == Some(self.at) {
            return;
        }
        self.reported = Some(self.at);
        // The end has no width: the caret stands after the last piece.
        let (start, end) = (self.ahead(0).start, self.ahead(0).end);
        let mut diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.push(diagnostic);
    }

    /// An error about some bytes already read.
    pub(super) fn report_at(&mut self, start: usize, end: usize, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message).help(help);
        self.push(diagnostic);
    }

    /// The next token, as a message names it.
    pub(super) fn found(&self) -> String {
        let token = self.ahead(0);
        match token.kind {
            Kind::End => "the end of the expression".to_owned(),
            Kind::Text(_) => format!("the text {}", shown(self.notes.slice(token.start, token.end))),
            _ => format!("`{}`", shown(self.notes.slice(token.start, token.end))),
        }
    }

    /// Whether the token before the next one asks for an option or a value on its right.
    pub(super) fn after_operator(&self) -> bool {
        self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).is_some_and(|token| match &token.kind {
            Kind::Equal | Kind::NotEqual | Kind::OpenList | Kind::Comma => true,
            Kind::Word(word) => word == "contains",
            _ => false,
        })
    }

    /// Whether several bare words begin here, where an option belongs.
    pub(super) fn words_after_operator(&self) -> bool {
        self.after_operator()
            && self.ahead(1).kind.is_free_word()
            && foreign_word(self.word_ahead(1).unwrap_or("")).is_none()
    }

    /// `not`, a quantifier or a rule stands where only a tighter expression can.
    pub(super) fn needs_brackets(&mut self) -> Node {
        let start = self.starts();
        if self.after_operator() && self.ahead(1).kind.is_free_word() {
            let mut after = 1;
            while self.ahead(after).kind.is_free_word() {
                after += 1;
            }
            if !matches!(self.word_ahead(after), Some("where" | "has")) {
                return self.loose_words(self.at);
            }
        }
        let message = format!("{} cannot stand here without brackets", self.found());
        self.report(message, "put `(…)` round it");
        self.expression(strength::NOT);
        self.error(start)
    }

    /// Several bare words: one option that lacks its quotes, or a state that lacks its `is`.
    pub(super) fn loose_words(&mut self, from: usize) -> Node {
        const MOST: usize = 12;
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        self.advance();
        while self.peek().is_free_word() && self.at < from + MOST {
            self.advance();
        }
        let end = self.behind();
        let words = self.notes.slice(start, end).split_whitespace().collect::<Vec<_>>().join(" ");
        let operator = from
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .map(|token| (token.start, token.kind.clone()));
        let diagnostic = match (State::from_words(&words), operator) {
            (Some(state), Some((operator, Kind::Equal))) => {
                let message = format!("`{words}` is a state of an answer and not an option");
                let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
                let diagnostic = self.notes.suggest(diagnostic, operator, end, format!("is {}", state.words()));
                diagnostic.help(format!("an option of this name stands in quotes: {}", quoted(&words)))
            }
            _ => {
                let message = format!("an option of several words stands in quotes, found `{}`", shown(&words));
                let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
                let diagnostic = if self.peek().is_free_word() {
                    diagnostic
                } else {
                    self.notes.suggest(diagnostic, start, end, quoted(&words))
                };
                match State::from_words(&words) {
                    Some(state) => {
                        diagnostic.help(format!("to ask for the state write `not (field is {})`", state.words()))
                    }
                    None => diagnostic,
                }
            }
        };
        self.push(diagnostic);
        // Whatever else belongs to it has been told too.
        while self.peek().is_free_word() {
            self.advance();
        }
        self.error(start)
    }

    /// An operand was expected.
    pub(super) fn missing_operand(&mut self) -> Node {
        let start = self.starts();
        let found = self.found();
        let word = self.word_ahead(0).unwrap_or("").to_owned();
        let reserved = is_reserved(&word) && !word.is_empty();
        if reserved && self.after_operator() && !matches!(word.as_str(), "and" | "or" | "where" | "has" | "is") {
            let (start, end) = (self.starts(), self.ahead(0).end);
            let message = format!("`{word}` is a word of the language; as an option it stands in quotes");
            let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
            let diagnostic = self.notes.suggest(diagnostic, start, end, quoted(&word));
            if self.reported != Some(self.at) {
                self.push(diagnostic);
            }
            self.advance();
            self.reported = Some(self.at);
            return self.error(start);
        }
        // `contains(a, b)`, as if it were a function.
        let as_function =
            matches!(word.as_str(), "contains" | "matches" | "in") && matches!(self.ahead(1).kind, Kind::Open);
        let help = match word.as_str() {
            "any" | "no" => format!("write `{word} group where …`"),
            "every" => "write `every group has …`".to_owned(),
            "contains" | "matches" | "in" => format!("`{word}` stands between its two sides: `a {word} b`"),
            "is" => "write `field is answered`".to_owned(),
            "where" => "`where` comes after the group: `any group where …`".to_owned(),
            "has" => "`has` comes after `every group`".to_owned(),
            _ => String::new(),
        };
        self.report(format!("expected a value, a name or a condition, found {found}"), &help);
        match self.peek() {
            Kind::Word(_) if as_function => {
                self.advance();
                self.skip();
            }
            // Operators and ends are left for the caller to go on with; what comes after a word out of place is not told again.
            Kind::Dot => self.advance(),
            Kind::Word(_) if !self.at_terminator() && self.infix().is_none() => {
                self.advance();
                self.reported = Some(self.at);
            }
            _ => {}
        }
        self.error(start)
    }

    /// Something follows a complete expression that neither joins nor ends it.
    pub(super) fn unexpected(&mut self) {
        if self.stopped || self.reported == Some(self.at) {
            return;
        }
        let start = self.starts();
        let before = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let after_bad = before.is_some_and(|token| matches!(token.kind, Kind::Bad));
        if after_bad || matches!(self.peek(), Kind::Bad) {
            self.reported = Some(self.at);
            return;
        }
        let after_text = before.is_some_and(|token| matches!(token.kind, Kind::Text(_)) && token.end == start);
        let after_word = before.is_some_and(|token| token.kind.is_free_word());
        let after_number = before.is_some_and(|token| matches!(token.kind, Kind::Number(_)));
        let word = self.word_ahead(0).unwrap_or("").to_owned();
        let negated = word == "not";
        let state_word = if negated { format!("not {}", self.word_ahead(1).unwrap_or("")) } else { word.clone() };
        let message = format!("expected an operator or the end of the expression, found {}", self.found());
        if after_word && State::from_words(&state_word).is_some() {
            self.reported = Some(self.at);
            let end = self.ahead(usize::from(negated)).end;
            let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
            let diagnostic = self.notes.suggest(diagnostic, start, end, format!("is {state_word}"));
            return self.push(diagnostic);
        }
        let help = if let Some(help) = foreign_word(&word) {
            help
        } else {
            match self.peek() {
                Kind::Word(_) | Kind::Odd(_) if after_text => {
                    "a single quote inside a text: put the text in double quotes, as in `\"the council's\"`"
                }
                Kind::Dot if self.word_ahead(1).is_some_and(is_reserved) => {
                    "the word after the full stop belongs to the language and cannot be a field"
                }
                Kind::Word(_) if self.at_connective() => "the options of a list are separated by commas",
                Kind::Dot => "a full stop only joins words, as in `group.field`",
                Kind::Open if after_word => "only a single word can be a function's name",
                Kind::Open | Kind::OpenList => {
                    "nothing can be multiplied or looked up by brackets alone: write the operator"
                }
                Kind::Number(_) if after_number => "thousands are joined with an underscore: `1_000`",
                Kind::Word(_) | Kind::Odd(_) if after_word => {
                    "two words need an operator between them; a text or an option of several words stands in quotes"
                }
                Kind::Word(_) if negated => "join conditions with `and not`",
                _ => "join conditions with `and` or `or`",
            }
        };
        self.report(message, help);
    }

    /// Something that belongs inside other things stands at the outermost level.
    pub(super) fn stray(&mut self) {
        let found = self.found();
        let (message, help) = match self.peek() {
            Kind::Close | Kind::CloseList => {
                (format!("{found} closes a bracket that was never opened"), "take it away, or open one before")
            }
            Kind::Comma => (
                format!("expected an operator or the end of the expression, found {found}"),
                "a comma stands only in lists and between the arguments of a function; thousands are joined with an underscore: `1_000`",
            ),
            Kind::Word(word) if word == "where" => (
                "`where` has no group before it".to_owned(),
                "write `any group where …`; inside a fold, `count(group where …)`; it goes before `has`",
            ),
            Kind::Word(word) if word == "has" => (
                "`has` has no `every` before it".to_owned(),
                "write `every group has …`; a choice `contains` an option",
            ),
            _ => return,
        };
        self.report(message, help);
    }

    pub(super) fn unclosed_bracket(&mut self, opened: usize, shape: &str) {
        if self.stopped || self.reported == Some(self.at) {
            return;
        }
        self.reported = Some(self.at);
        let (start, end) = (self.ahead(0).start, self.ahead(0).end);
        let message = format!("expected `{shape}`, found {}", self.found());
        let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
        let diagnostic = match self.tokens.get(opened).map(|token| (token.start, token.end)) {
            Some((from, to)) => self.notes.label(diagnostic, from, to, "opened here"),
            None => diagnostic,
        };
        self.push(diagnostic);
    }
}

/// What to write instead of a word that other languages have here.
fn foreign_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "between" => "write both bounds: `x >= 1 and x <= 5`",
        "like" | "ilike" | "includes" => "a text or a choice of several `contains` a part; a text `matches` a pattern",
        "does" => "write `not (a contains b)`",
        "equals" | "eq" => "write `=`",
        "ne" => "write `!=`",
        "gt" | "above" | "over" | "exceeds" => "write `>`",
        "lt" | "below" | "under" => "write `<`",
        "gte" | "ge" => "write `>=`",
        "lte" | "le" => "write `<=`",
        "than" => "write `<` or `>`",
        "greater" | "more" | "later" | "after" => "write `>`",
        "less" | "fewer" | "earlier" | "before" => "write `<`",
        "if" | "unless" | "when" | "then" | "else" | "implies" => {
            "conditions are split over the rule's `when` and `require`, or over the rows of a `table`"
        }
        "xor" => "write `a != b` of two choices, or `(a and not b) or (b and not a)`",
        "but" | "also" => "write `and`",
        "have" | "having" | "with" => "write `every group has …` or `any group where …`",
        "mod" | "div" => "there is only `/`",
        "of" | "at" | "cannot" | "needs" => {
            "only `any rule`, `every rule` and `no rule` go on like this, in outcome tables"
        }
        _ => return None,
    })
}
