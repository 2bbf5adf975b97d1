//! What stands between operators: literals, names, calls, brackets, lists, and what begins with `not` or `-`.

use super::{Kind, Node, Parser, shown, strength};
use crate::diagnostic::Code;
use crate::source::Spanned;
use crate::syntax::ast::{Expr, ExprKind, Fold, Quantifier};
use crate::syntax::print::quoted;
use crate::syntax::token::to_kebab;
use crate::value::{Period, PeriodUnit};

impl Parser<'_, '_> {
    /// One operand, where operators weaker than `weakest` would need brackets.
    pub(super) fn operand(&mut self, weakest: u8) -> Node {
        let start = self.starts();
        let kind = match self.peek() {
            Kind::Number(value) => return self.number(*value),
            Kind::Date(date) => ExprKind::Date(*date),
            Kind::Text(text) => ExprKind::Text(text.clone()),
            Kind::Word(_) => return self.word(weakest),
            Kind::Odd(_) => return self.name(),
            Kind::Minus => return self.negate(),
            Kind::Open => return self.bracket(),
            Kind::OpenList => {
                let node = self.list();
                self.report_at(start, node.end, "a list stands only after `in`", "for a field with one answer write `field in [a, b]`, for one with several `field contains a or field contains b`");
                return self.error(start);
            }
            Kind::Bad => {
                self.advance();
                return self.error(start);
            }
            _ => return self.missing_operand(),
        };
        self.advance();
        self.node(kind, start, 0)
    }

    fn word(&mut self, weakest: u8) -> Node {
        let start = self.starts();
        let called = matches!(self.ahead(1).kind, Kind::Open);
        let word = self.word_ahead(0).unwrap_or("");
        let quantifier = match word {
            "any" => Some(Quantifier::Any),
            "every" => Some(Quantifier::Every),
            "no" => Some(Quantifier::No),
            _ => None,
        };
        let group_follows = self.ahead(1).kind.is_free_word() || self.word_ahead(1) == Some("record");
        let rule_follows = self.word_ahead(1) == Some("rule");
        let fold = match word {
            "count" => Some(Fold::Count),
            "sum" => Some(Fold::Sum),
            "min" => Some(Fold::Min),
            "max" => Some(Fold::Max),
            "median" => Some(Fold::Median),
            _ => None,
        };
        match (word, quantifier, fold) {
            ("true" | "false", ..) => {
                let value = word == "true";
                self.advance();
                self.node(ExprKind::Truth(value), start, 0)
            }
            ("today", ..) => self.today(),
            ("not" | "rule", ..) if weakest > strength::NOT => self.needs_brackets(),
            ("not", ..) => self.not(),
            ("rule", ..) => self.one_rule(),
            (_, Some(_), _) if weakest > strength::NOT && (group_follows || rule_follows) => self.needs_brackets(),
            (_, Some(kind), _) if rule_follows => self.many_rules(kind),
            (_, Some(kind), _) if group_follows => self.quantifier(kind),
            // `ramp = no`: an option like any other.
            ("no", ..) if !called => self.name(),
            (_, _, Some(kind)) if called => self.fold(kind),
            ("record" | "row", ..) => self.name(),
            _ if crate::syntax::token::is_reserved(word) => self.missing_operand(),
            _ if called => self.call(),
            _ => self.name(),
        }
    }

    fn number(&mut self, value: f64) -> Node {
        let start = self.starts();
        let unit = match &self.ahead(1).kind {
            Kind::Word(word) => PeriodUnit::from_word(word),
            _ => None,
        };
        self.advance();
        let Some(unit) = unit else { return self.node(ExprKind::Number(value), start, 0) };
        self.advance();
        if value.fract() != 0.0 || value > f64::from(i32::MAX) {
            let message = "a period is a whole number of days, weeks, months or years";
            let end = self.behind();
            let diagnostic = self.notes.about(Code::InvalidNumber, start, end, message);
            let diagnostic = if value.fract() != 0.0 {
                diagnostic.help("use a smaller unit: 1.5 years are `18 months`")
            } else {
                diagnostic
            };
            self.push(diagnostic);
            return self.error(start);
        }
        // Whole and within range, as has just been seen.
        let amount = value as i32;
        self.node(ExprKind::Period(Period { amount, unit }), start, 0)
    }

    /// `today`, and `today()` of other languages.
    fn today(&mut self) -> Node {
        let start = self.starts();
        self.advance();
        if matches!(self.peek(), Kind::Open) && matches!(self.ahead(1).kind, Kind::Close) {
            self.advance();
            self.advance();
            let end = self.behind();
            self.notes.not_canonical(start, end, "today");
        }
        self.node(ExprKind::Today, start, 0)
    }

    fn not(&mut self) -> Node {
        let start = self.starts();
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let inner = self.expression(strength::NOT);
        self.leave();
        let height = inner.height;
        let inner = self.boxed(inner);
        self.node(ExprKind::Not(inner), start, height)
    }

    fn negate(&mut self) -> Node {
        let start = self.starts();
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let inner = self.expression(strength::NEGATE);
        self.leave();
        let height = inner.height;
        let inner = self.boxed(inner);
        self.node(ExprKind::Negate(inner), start, height)
    }

    /// An expression in brackets; the brackets leave no trace in the tree.
    fn bracket(&mut self) -> Node {
        let start = self.starts();
        let opened = self.at;
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let outer_has = std::mem::replace(&mut self.outer_has, false);
        let inner = self.whole();
        self.outer_has = outer_has;
        self.leave();
        if !self.close(opened) {
            return self.error(start);
        }
        Node { start, end: self.behind(), open: None, ..inner }
    }

    /// What stands after `in`: a list in square brackets, or the name of one.
    pub(super) fn choices(&mut self) -> Node {
        let start = self.starts();
        let node = match self.peek() {
            Kind::OpenList => self.list(),
            Kind::Open if self.round_list() => {
                let node = self.list();
                if !matches!(node.kind, ExprKind::Error) {
                    let inner = self.notes.slice(start + 1, node.end.saturating_sub(1)).to_owned();
                    self.notes.not_canonical(start, node.end, &format!("[{inner}]"));
                }
                node
            }
            _ => self.expression(strength::ADD),
        };
        Node { start, ..node }
    }

    /// Whether the round brackets ahead hold a list, as in `x in (a, b)`: a comma comes before any other bracket.
    fn round_list(&self) -> bool {
        let ahead = self.tokens.get(self.at + 1..).unwrap_or(&[]);
        let stop = ahead.iter().find(|token| {
            matches!(token.kind, Kind::Comma | Kind::Open | Kind::Close | Kind::OpenList | Kind::CloseList)
        });
        stop.is_some_and(|token| matches!(token.kind, Kind::Comma))
    }

    fn list(&mut self) -> Node {
        let start = self.starts();
        let opened = self.at;
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let mut items: Vec<Expr> = Vec::new();
        let mut height = 0;
        while !matches!(self.peek(), Kind::Close | Kind::CloseList | Kind::End) {
            let mut item = self.expression(strength::ADD);
            self.rest_of_item(&mut item);
            height = height.max(item.height);
            items.push(self.finish(item));
            if !self.eat(&Kind::Comma) {
                break;
            }
        }
        self.leave();
        if !self.close(opened) {
            return self.error(start);
        }
        if items.is_empty() {
            self.report_at(start, self.behind(), "the list is empty", "name at least one option");
            return self.error(start);
        }
        self.node(ExprKind::List(items), start, height)
    }

    /// In a list even `and` and `or` do not belong.
    fn rest_of_item(&mut self, item: &mut Node) {
        while !self.at_terminator() {
            self.unexpected();
            self.skip();
            if self.at_connective() {
                self.advance();
                self.expression(strength::ADD);
            }
            *item = self.error(item.start);
        }
    }

    /// A path of words, each with its place. Words that are not kebab-case are reported and mended.
    pub(super) fn path(&mut self) -> Vec<Spanned<String>> {
        let mut path = vec![self.segment()];
        while matches!(self.peek(), Kind::Dot) && self.ahead(1).kind.is_free_word() {
            self.advance();
            path.push(self.segment());
        }
        self.count(u32::try_from(path.len().saturating_sub(1)).unwrap_or(u32::MAX));
        path
    }

    pub(super) fn segment(&mut self) -> Spanned<String> {
        let (start, end) = (self.ahead(0).start, self.ahead(0).end);
        let word = match self.peek() {
            Kind::Word(word) => word.to_string(),
            Kind::Odd(odd) => {
                let odd = *odd;
                self.odd_word(odd, start, end);
                to_kebab(odd).unwrap_or_else(|| odd.to_owned())
            }
            _ => String::new(),
        };
        self.advance();
        Spanned::new(word, self.notes.span(start, end))
    }

    fn odd_word(&mut self, odd: &str, start: usize, end: usize) {
        if self.stopped {
            return;
        }
        let message = format!("`{}` is not a word of this language: names are kebab-case", shown(odd));
        let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
        let diagnostic = match to_kebab(odd) {
            Some(kebab) => self.notes.suggest(diagnostic, start, end, kebab).help("a text stands in single quotes"),
            None => diagnostic
                .help("names are small letters a to z, digits and single hyphens; a text stands in single quotes"),
        };
        self.push(diagnostic);
    }

    fn name(&mut self) -> Node {
        let start = self.starts();
        let odd = matches!(self.peek(), Kind::Odd(odd) if to_kebab(odd).is_none());
        if self.words_after_operator() {
            return self.loose_words(self.at);
        }
        if let &Kind::Odd(odd) = self.peek()
            && self.after_operator()
            && !matches!(self.ahead(1).kind, Kind::Dot | Kind::Open)
        {
            return self.odd_option(odd);
        }
        let path = self.path();
        if odd {
            return self.error(start);
        }
        self.node(ExprKind::Name(path), start, 0)
    }

    /// `grade = II`: beside an operator it is rather an option than a misspelt name.
    fn odd_option(&mut self, odd: &str) -> Node {
        let (start, end) = (self.starts(), self.ahead(0).end);
        let message = format!(
            "`{}` is not a word of this language: an option that is not kebab-case stands in quotes",
            shown(odd)
        );
        let diagnostic = self.notes.about(Code::UnexpectedWord, start, end, message);
        let diagnostic = self.notes.suggest(diagnostic, start, end, quoted(odd));
        let diagnostic = match to_kebab(odd) {
            Some(kebab) => diagnostic.help(format!("in kebab-case it is `{}`", shown(&kebab))),
            None => diagnostic,
        };
        self.push(diagnostic);
        self.advance();
        self.node(ExprKind::Text(odd.to_owned()), start, 0)
    }

    fn call(&mut self) -> Node {
        let start = self.starts();
        let function = self.segment();
        let opened = self.at;
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let outer_has = std::mem::replace(&mut self.outer_has, false);
        let mut arguments = Vec::new();
        let mut height = 0;
        while !matches!(self.peek(), Kind::Close | Kind::End) {
            let argument = self.whole();
            height = height.max(argument.height);
            arguments.push(self.finish(argument));
            if !self.eat(&Kind::Comma) {
                break;
            }
        }
        self.outer_has = outer_has;
        self.leave();
        if !self.close(opened) {
            return self.error(start);
        }
        self.node(ExprKind::Call { function, arguments }, start, height)
    }

    /// The closing bracket for the one opened at this token; false where it is not there.
    pub(super) fn close(&mut self, opened: usize) -> bool {
        let square = self.tokens.get(opened).is_some_and(|token| matches!(token.kind, Kind::OpenList));
        let (closer, shape) = if square { (Kind::CloseList, "]") } else { (Kind::Close, ")") };
        if self.eat(&closer) {
            return true;
        }
        self.unclosed_bracket(opened, shape);
        // The other shape of bracket closes it too; anything else is passed over up to a closing one.
        while !matches!(self.peek(), Kind::End | Kind::Close | Kind::CloseList) {
            self.advance();
            self.skip();
        }
        self.advance();
        false
    }
}
