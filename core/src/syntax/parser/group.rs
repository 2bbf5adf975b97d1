//! What runs over rows or rules: quantifiers, folds, and the tests of outcome tables.

use super::{Kind, Node, Parser, shown};
use crate::diagnostic::Code;
use crate::source::Spanned;
use crate::syntax::ast::{Expr, ExprKind, Fold, Quantifier, RuleSubject, VerdictTest};

impl Quantifier {
    /// The quantifier as it is written.
    pub fn words(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::Every => "every",
            Quantifier::No => "no",
        }
    }
}

impl Fold {
    /// The fold as it is written.
    pub fn words(self) -> &'static str {
        match self {
            Fold::Count => "count",
            Fold::Sum => "sum",
            Fold::Min => "min",
            Fold::Max => "max",
            Fold::Median => "median",
        }
    }
}

impl VerdictTest {
    /// Every test, in the order of the reference.
    pub const ALL: [VerdictTest; 6] = [
        VerdictTest::Met,
        VerdictTest::NotMet,
        VerdictTest::CannotTell,
        VerdictTest::DoesNotApply,
        VerdictTest::NeedsAPerson,
        VerdictTest::ToDo,
    ];

    /// The test as it is written after its rules.
    pub fn words(self) -> &'static str {
        match self {
            VerdictTest::Met => "is met",
            VerdictTest::NotMet => "is not met",
            VerdictTest::CannotTell => "cannot be told",
            VerdictTest::DoesNotApply => "does not apply",
            VerdictTest::NeedsAPerson => "needs a person",
            VerdictTest::ToDo => "is to do",
        }
    }
}

impl Parser<'_, '_> {
    /// `any G where C`, `no G where C`, `every G [where F] has C`.
    pub(super) fn quantifier(&mut self, kind: Quantifier) -> Node {
        let start = self.starts();
        self.advance();
        let group_start = self.starts();
        let group = self.path();
        let group_end = self.behind();
        if !self.enter() {
            return self.error(start);
        }
        let every = kind == Quantifier::Every;
        let mut height = 0;
        let mut filter = None;
        let mut filter_place = None;
        if self.eat_word("where") {
            let from = self.starts();
            let outer_has = self.outer_has;
            self.outer_has = outer_has || every;
            let node = self.whole();
            self.outer_has = outer_has;
            height = height.max(node.height);
            filter_place = Some((from, node.end));
            filter = Some(self.boxed(node));
        }
        let mut has = None;
        if self.is_word("has") && (every || !self.outer_has) {
            let (has_start, has_end) = (self.starts(), self.ahead(0).end);
            self.advance();
            let node = self.whole();
            height = height.max(node.height);
            let condition = self.boxed(node);
            if every {
                has = Some(condition);
            } else {
                filter = self.has_after_any(kind, (has_start, has_end), filter, condition);
            }
        } else if every {
            let group_text = self.notes.slice(group_start, group_end).to_owned();
            self.every_without_has(start, &group_text, filter_place);
            self.leave();
            return self.error(start);
        }
        self.leave();
        self.node(ExprKind::Quantifier { kind, group, filter, has }, start, height)
    }

    /// `any G has C` means `any G where C`; with both there is no telling.
    fn has_after_any(
        &mut self,
        kind: Quantifier,
        place: (usize, usize),
        filter: Option<Box<Expr>>,
        condition: Box<Expr>,
    ) -> Option<Box<Expr>> {
        if filter.is_none() {
            self.notes.not_canonical(place.0, place.1, "where");
            return Some(condition);
        }
        let message = format!("`{}` takes one condition, after `where`", kind.words());
        self.report_at(place.0, place.1, message, "join the two with `and`; only `every` has both `where` and `has`");
        Some(Box::new(Expr { kind: ExprKind::Error, span: self.notes.span(place.0, place.1) }))
    }

    fn every_without_has(&mut self, start: usize, group: &str, filter: Option<(usize, usize)>) {
        let end = self.behind();
        let Some((from, to)) = filter else {
            let message = format!("expected `has` or `where` after `every {}`, found {}", shown(group), self.found());
            let help = format!("write what each row must have: `every {} has …`", shown(group));
            return self.report(message, &help);
        };
        if self.stopped {
            return;
        }
        let condition = shown(self.notes.slice(from, to).trim()).into_owned();
        let group = shown(group).into_owned();
        let diagnostic =
            self.notes.about(Code::UnexpectedWord, start, end, "`every … where` does not say what the rows must have");
        let diagnostic = diagnostic
            .help(format!("if every row must have it: `every {group} has {condition}`"))
            .help(format!("if only those rows are meant: `every {group} where {condition} has …`"));
        self.push(diagnostic);
    }

    /// `count(G where C)`, `sum(G.f where C)` and their like.
    pub(super) fn fold(&mut self, kind: Fold) -> Node {
        let start = self.starts();
        self.advance();
        let opened = self.at;
        self.advance();
        if !self.enter() {
            return self.error(start);
        }
        let outer_has = std::mem::replace(&mut self.outer_has, false);
        let node = self.fold_in_brackets(kind, start, opened);
        self.outer_has = outer_has;
        self.leave();
        node
    }

    fn fold_in_brackets(&mut self, kind: Fold, start: usize, opened: usize) -> Node {
        let example = match kind {
            Fold::Count => "count(group where …)".to_owned(),
            _ => format!("{}(group.field where …)", kind.words()),
        };
        let what = if kind == Fold::Count { "the name of a group" } else { "a field of a group" };
        let first = self.ahead(0).kind.is_free_word() || self.is_word("record");
        if !first {
            let message = format!("expected {what} after `{}(`, found {}", kind.words(), self.found());
            self.report(message, &format!("write `{example}`"));
            self.close_quietly();
            return self.error(start);
        }
        let path_start = self.starts();
        let mut group = self.path();
        let path_end = self.behind();
        let field = if kind == Fold::Count { None } else { group.pop() };
        let mut height = 0;
        let mut filter = None;
        if self.eat_word("where") {
            let node = self.whole();
            height = node.height;
            filter = Some(self.boxed(node));
        }
        if !matches!(self.peek(), Kind::Close) {
            let message = format!("expected `where` or `)`, found {}", self.found());
            let help = format!("`{}` runs over the rows of a group: `{example}`", kind.words());
            if matches!(self.peek(), Kind::End) {
                self.close(opened);
            } else {
                self.report(message, &help);
                self.close_quietly();
            }
            return self.error(start);
        }
        self.advance();
        if group.is_empty() {
            let message = format!("`{}` needs a group and its field", kind.words());
            self.report_at(path_start, path_end, message, format!("write `{example}`"));
            return self.error(start);
        }
        self.node(ExprKind::Fold { kind, group, field, filter }, start, height)
    }

    /// Past the bracket that closes what has already been reported.
    fn close_quietly(&mut self) {
        while !matches!(self.peek(), Kind::End | Kind::Close | Kind::CloseList) {
            self.advance();
            self.skip();
        }
        self.advance();
    }

    /// `rule ID VERDICT`.
    pub(super) fn one_rule(&mut self) -> Node {
        let start = self.starts();
        self.advance();
        if !self.peek().is_free_word() {
            let message = format!("expected the id of a rule after `rule`, found {}", self.found());
            self.report(message, "`rule` stands in outcome tables: `rule some-id is met`, `any rule is not met`");
            self.skip();
            return self.error(start);
        }
        let id = self.segment();
        self.verdict(start, RuleSubject::One(id))
    }

    /// `any rule [of severity S] [at STAGE] VERDICT`.
    pub(super) fn many_rules(&mut self, kind: Quantifier) -> Node {
        let start = self.starts();
        self.advance();
        self.advance();
        let (mut severity, mut stage) = (None, None);
        loop {
            let slot = match self.word_ahead(0) {
                Some("of") if severity.is_none() => {
                    self.advance();
                    if !self.eat_word("severity") {
                        let message = format!("expected `severity` after `of`, found {}", self.found());
                        self.report(message, "write `any rule of severity block is not met`");
                        return self.error(start);
                    }
                    &mut severity
                }
                Some("at") if stage.is_none() => {
                    self.advance();
                    &mut stage
                }
                _ => break,
            };
            if !self.ahead(0).kind.is_free_word() {
                let message = format!("expected a severity or a stage, found {}", self.found());
                self.report(message, "write `any rule of severity block at publish is not met`");
                return self.error(start);
            }
            *slot = Some(self.segment());
        }
        self.verdict(start, RuleSubject::Many { kind, severity, stage })
    }

    fn verdict(&mut self, start: usize, subject: RuleSubject) -> Node {
        let from = self.starts();
        for test in VerdictTest::ALL {
            let words = test.words().split(' ');
            let length = words.clone().count();
            if words.enumerate().all(|(step, word)| self.word_ahead(step) == Some(word)) {
                for _ in 0..length {
                    self.advance();
                }
                let verdict = Spanned::new(test, self.notes.span(from, self.behind()));
                return self.node(ExprKind::Rules { subject, verdict }, start, 0);
            }
        }
        self.unknown_verdict(from);
        self.error(start)
    }

    fn unknown_verdict(&mut self, from: usize) {
        const OTHER_WORDS: [(&str, VerdictTest); 16] = [
            ("cannot tell", VerdictTest::CannotTell),
            ("is cannot", VerdictTest::CannotTell),
            ("is unknown", VerdictTest::CannotTell),
            ("is untold", VerdictTest::CannotTell),
            ("is not known", VerdictTest::CannotTell),
            ("is not applicable", VerdictTest::DoesNotApply),
            ("is fail", VerdictTest::NotMet),
            ("fail", VerdictTest::NotMet),
            ("is broken", VerdictTest::NotMet),
            ("is pass", VerdictTest::Met),
            ("pass", VerdictTest::Met),
            ("is true", VerdictTest::Met),
            ("is false", VerdictTest::NotMet),
            ("need", VerdictTest::NeedsAPerson),
            ("is in need", VerdictTest::NeedsAPerson),
            ("to do", VerdictTest::ToDo),
        ];
        if self.stopped {
            return;
        }
        let found = self.found();
        let first = self.at;
        while self.peek().word().is_some() && !self.at_connective() && !self.at_terminator() && self.at < first + 6 {
            self.advance();
        }
        if self.at == first {
            let message = format!("expected what is said of the rules, found {found}");
            return self.report(message, &verdict_help());
        }
        let end = self.behind();
        let written = self.notes.slice(from, end).to_owned();
        let diagnostic =
            self.notes.about(Code::UnknownRule, from, end, format!("`{}` is not said of rules", shown(&written)));
        let spaced = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let close = VerdictTest::ALL.into_iter().find(|test| strsim::damerau_levenshtein(&spaced, test.words()) <= 2);
        let meant = OTHER_WORDS.iter().find(|(words, _)| spaced.starts_with(words)).map(|(_, test)| *test).or(close);
        let diagnostic = match meant {
            Some(test) => self.notes.suggest(diagnostic, from, end, test.words()),
            None => diagnostic,
        };
        self.push(diagnostic.help(verdict_help()));
    }
}

fn verdict_help() -> String {
    let words: Vec<String> = VerdictTest::ALL.into_iter().map(|test| format!("`{}`", test.words())).collect();
    format!("of rules one can say {}", words.join(", "))
}
