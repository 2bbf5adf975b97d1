//! Tokens to a tree: a Pratt parser that goes on after an error, so that one reading reports them all.

mod group;
mod operand;
mod recover;
mod state;

use super::ast::{BinaryOp, Expr, ExprKind};
use super::lexer::{Notes, lex, shown};
use super::token::{Kind, Token};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Span;

/// How much of an expression is read before it is refused as too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseLimits {
    /// How deep brackets, `not`, `-`, quantifiers and calls may lie in each other; at most 128 whatever is asked for, as reading uses the stack.
    /// The tree itself, with its chains of `a or b or c`, may be four times as high.
    pub depth: u32,
    /// How many parts the tree may have, each word of a path counted.
    pub nodes: u32,
    /// How long the text may be, in bytes.
    pub bytes: usize,
}

impl ParseLimits {
    const DEEPEST: u32 = 128;
}

impl Default for ParseLimits {
    fn default() -> Self {
        Self { depth: 64, nodes: 10_000, bytes: 64 * 1024 }
    }
}

/// Where the text of an expression lies in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Byte for byte from this offset.
    At(u32),
    /// Somewhere in this span, as escapes or folded lines have moved its bytes: every place of the tree is the whole span.
    Whole(Span),
}

/// Reads an expression. Never fails: what cannot be read is [`ExprKind::Error`] in the tree and an error among the diagnostics.
///
/// ```
/// use due_regard::diagnostic::Diagnostics;
/// use due_regard::syntax::{ParseLimits, Place, parse, print};
/// let mut diagnostics = Diagnostics::default();
/// let expr = parse("listed == 'yes' && moved", Place::At(0), &ParseLimits::default(), &mut diagnostics);
/// assert_eq!(print(&expr), "listed = 'yes' and moved");
/// assert!(!diagnostics.has_errors()); // only advice about the spelling
/// ```
pub fn parse(text: &str, place: Place, limits: &ParseLimits, diagnostics: &mut Diagnostics) -> Expr {
    let mut notes = Notes { text, place, diagnostics };
    let everything = notes.span(0, text.len());
    if text.len() > limits.bytes {
        let message = format!("the expression is {} bytes long; at most {} are read", text.len(), limits.bytes);
        let start = notes.about(Code::TooLarge, 0, 0, message).help("split it: give its parts names under `derive`");
        notes.push(start);
        return Expr { kind: ExprKind::Error, span: everything };
    }
    let tokens = lex(text, &mut notes);
    let limits = ParseLimits { depth: limits.depth.min(ParseLimits::DEEPEST), ..*limits };
    let mut parser =
        Parser { tokens, at: 0, notes, limits, depth: 0, nodes: 0, stopped: false, reported: None, outer_has: false };
    let node = parser.document();
    parser.finish(node)
}

/// How tightly operators bind, weakest first.
mod strength {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARE: u8 = 4;
    pub(super) const ADD: u8 = 5;
    pub(super) const MULTIPLY: u8 = 6;
    pub(super) const NEGATE: u8 = 7;
}

impl BinaryOp {
    /// How tightly it binds, from 1.
    pub(super) fn strength(self) -> u8 {
        match self {
            BinaryOp::Or => strength::OR,
            BinaryOp::And => strength::AND,
            BinaryOp::Add | BinaryOp::Subtract => strength::ADD,
            BinaryOp::Multiply | BinaryOp::Divide => strength::MULTIPLY,
            _ => strength::COMPARE,
        }
    }

    /// The operator as it is written.
    pub fn words(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::NotIn => "not in",
            BinaryOp::Contains => "contains",
            BinaryOp::Matches => "matches",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
        }
    }
}

/// A part of the tree while it is being built.
struct Node {
    kind: ExprKind,
    /// Bytes of the expression's own text, brackets included.
    start: usize,
    end: usize,
    height: u32,
    /// The `and` or `or` on top that no brackets enclose, and its place: the two must not meet.
    open: Option<(BinaryOp, usize, usize)>,
}

/// What may follow an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Infix {
    Binary(BinaryOp),
    /// `a not contains b`, which is written `not (a contains b)`.
    Without(BinaryOp),
    Is,
    /// `x notempty` (true) and `x empty` of form languages.
    Filled(bool),
}

impl Infix {
    fn strength(self) -> u8 {
        match self {
            Infix::Binary(op) => op.strength(),
            _ => strength::COMPARE,
        }
    }
}

struct Parser<'t, 'd> {
    // INVARIANT: never empty, the last is `Kind::End`.
    tokens: Vec<Token<'t>>,
    at: usize,
    notes: Notes<'t, 'd>,
    limits: ParseLimits,
    depth: u32,
    nodes: u32,
    /// A limit was reached: the rest is not read and nothing more is reported.
    stopped: bool,
    /// The token of the last error, so that one mistake is told once.
    reported: Option<usize>,
    /// Within `every G where …`: a `has` belongs to that `every`, not to a quantifier in its filter.
    outer_has: bool,
}

const END: Token<'static> = Token { kind: Kind::End, start: 0, end: 0 };

impl<'t> Parser<'t, '_> {
    fn ahead(&self, steps: usize) -> &Token<'t> {
        self.tokens.get(self.at + steps).or_else(|| self.tokens.last()).unwrap_or(&END)
    }

    fn peek(&self) -> &Kind<'t> {
        &self.ahead(0).kind
    }

    fn word_ahead(&self, steps: usize) -> Option<&str> {
        self.ahead(steps).kind.word()
    }

    fn is_word(&self, word: &str) -> bool {
        self.word_ahead(0) == Some(word)
    }

    fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// Goes on if the next token is this word.
    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn eat(&mut self, kind: &Kind<'_>) -> bool {
        let found = self.peek() == kind;
        if found {
            self.advance();
        }
        found
    }

    /// Where the token before the next one ends.
    fn behind(&self) -> usize {
        self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.end)
    }

    fn starts(&self) -> usize {
        self.ahead(0).start
    }

    /// Gives up: nothing after this is read or reported.
    fn stop(&mut self, message: String, help: &str) {
        if !self.stopped {
            let (start, end) = (self.ahead(0).start, self.ahead(0).end);
            let diagnostic = self.notes.about(Code::TooLarge, start, end, message).help(help);
            self.notes.push(diagnostic);
            self.stopped = true;
        }
        self.at = self.tokens.len().saturating_sub(1);
    }

    /// One level further in; false at the limit.
    fn enter(&mut self) -> bool {
        if self.depth >= self.limits.depth {
            let message = format!("the expression lies more than {} levels deep", self.limits.depth);
            self.stop(message, "give its inner parts names under `derive`");
            return false;
        }
        self.depth += 1;
        true
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn count(&mut self, parts: u32) {
        self.nodes = self.nodes.saturating_add(parts);
        if self.nodes > self.limits.nodes {
            let message = format!("the expression has more than {} parts", self.limits.nodes);
            self.stop(message, "split it: give its parts names under `derive`");
        }
    }

    /// A finished part, whose own parts are at most `height` high.
    fn node(&mut self, kind: ExprKind, start: usize, height: u32) -> Node {
        self.count(1);
        let end = self.behind().max(start);
        let highest = self.limits.depth.saturating_mul(4);
        if height >= highest {
            let message = format!("the expression is a chain of more than {highest} operators");
            self.stop(message, "many options of one field: `field in [a, b, c]` or a list of its own");
        }
        // Past the limit the rest is dropped, so that no tree is higher than the limit says.
        if self.stopped {
            return Node { kind: ExprKind::Error, start, end, height: 1, open: None };
        }
        Node { kind, start, end, height: height + 1, open: None }
    }

    fn error(&self, start: usize) -> Node {
        Node { kind: ExprKind::Error, start, end: self.behind().max(start), height: 1, open: None }
    }

    fn finish(&self, node: Node) -> Expr {
        Expr { kind: node.kind, span: self.notes.span(node.start, node.end) }
    }

    fn boxed(&self, node: Node) -> Box<Expr> {
        Box::new(self.finish(node))
    }

    /// The whole text.
    fn document(&mut self) -> Node {
        if matches!(self.peek(), Kind::End) {
            let diagnostic = self.notes.about(
                Code::UnexpectedWord,
                0,
                self.notes.text.len(),
                "expected a condition or a value, found nothing",
            );
            self.notes.push(diagnostic);
            return self.error(0);
        }
        let start = self.starts();
        let mut node = self.whole();
        while !matches!(self.peek(), Kind::End) {
            self.stray();
            self.advance();
            self.skip();
            if self.at_connective() {
                self.advance();
                self.whole();
            }
            node = self.error(start);
        }
        node
    }

    /// An expression up to something that ends it: a closing bracket, a comma, `where`, `has`, the end.
    fn whole(&mut self) -> Node {
        let mut node = self.expression(strength::OR);
        self.rest_of_whole(&mut node);
        node
    }

    /// Reports what does not belong, and reads on after the next `and` or `or`.
    fn rest_of_whole(&mut self, node: &mut Node) {
        while !self.at_terminator() {
            self.unexpected();
            self.skip();
            if self.at_connective() {
                self.advance();
                self.expression(strength::OR);
            }
            *node = self.error(node.start);
        }
    }

    fn at_connective(&self) -> bool {
        matches!(self.word_ahead(0), Some("and" | "or"))
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            Kind::End | Kind::Close | Kind::CloseList | Kind::Comma => true,
            Kind::Word(word) => matches!(word.as_ref(), "where" | "has"),
            _ => false,
        }
    }

    /// Goes to the next `and`, `or` or end of this expression, past whole brackets.
    fn skip(&mut self) {
        let mut open = 0u32;
        loop {
            match self.peek() {
                Kind::End => return,
                Kind::Open | Kind::OpenList => open += 1,
                Kind::Close | Kind::CloseList if open > 0 => open -= 1,
                _ if open == 0 && (self.at_terminator() || self.at_connective()) => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// An operand and the operators after it that bind at least this tightly.
    fn expression(&mut self, weakest: u8) -> Node {
        let mut left = self.operand(weakest);
        while let Some(infix) = self.infix() {
            if infix.strength() < weakest {
                break;
            }
            left = match infix {
                Infix::Binary(op) if op.strength() != strength::COMPARE => self.binary(left, op),
                _ => self.comparison(left, infix),
            };
        }
        left
    }

    /// The operator that comes next, if one does.
    fn infix(&self) -> Option<Infix> {
        let op = match self.peek() {
            Kind::Equal => BinaryOp::Equal,
            Kind::NotEqual => BinaryOp::NotEqual,
            Kind::Less => BinaryOp::Less,
            Kind::LessOrEqual => BinaryOp::LessOrEqual,
            Kind::Greater => BinaryOp::Greater,
            Kind::GreaterOrEqual => BinaryOp::GreaterOrEqual,
            Kind::Plus => BinaryOp::Add,
            Kind::Minus => BinaryOp::Subtract,
            Kind::Star => BinaryOp::Multiply,
            Kind::Slash => BinaryOp::Divide,
            Kind::Word(word) => match word.as_ref() {
                "or" => BinaryOp::Or,
                "and" => BinaryOp::And,
                "in" => BinaryOp::In,
                "contains" => BinaryOp::Contains,
                "matches" => BinaryOp::Matches,
                "is" => return Some(Infix::Is),
                "empty" => return Some(Infix::Filled(false)),
                "notempty" => return Some(Infix::Filled(true)),
                "not" => match self.word_ahead(1) {
                    Some("in") => BinaryOp::NotIn,
                    Some("contains") => return Some(Infix::Without(BinaryOp::Contains)),
                    Some("matches") => return Some(Infix::Without(BinaryOp::Matches)),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        Some(Infix::Binary(op))
    }

    /// `left op right` for operators that can be repeated.
    fn binary(&mut self, left: Node, op: BinaryOp) -> Node {
        let place = (op, self.starts(), self.ahead(0).end);
        if op == BinaryOp::Subtract {
            self.check_minus();
        }
        self.advance();
        let right = self.expression(op.strength() + 1);
        let connective = matches!(op, BinaryOp::And | BinaryOp::Or);
        if connective {
            let other = [left.open, right.open].into_iter().flatten().find(|(other, _, _)| *other != op);
            if let Some(other) = other {
                self.mixed(&left, place, other);
            }
        }
        let (start, height) = (left.start, left.height.max(right.height));
        let (left_open, left, right) = (left.open, self.boxed(left), self.boxed(right));
        let mut node = self.node(ExprKind::Binary(op, left, right), start, height);
        if connective {
            // Once told, a chain is not told again.
            let told = left_open.is_some_and(|(other, _, _)| other != op);
            node.open = Some(if told { left_open.unwrap_or(place) } else { place });
        }
        node
    }

    /// `left op right` for operators that stand once between two sides.
    fn comparison(&mut self, left: Node, infix: Infix) -> Node {
        let start = left.start;
        let first = (self.starts(), infix);
        let (mut node, middle) = self.compare(left, infix);
        let mut chained = false;
        while let Some(next) = self.infix().filter(|next| next.strength() == strength::COMPARE) {
            let (sign, end, at) = ((self.starts(), self.ahead(0).end), self.behind(), self.at);
            let told = chained || self.reported == Some(at);
            let (_, last) = self.compare(self.error(start), next);
            if !told {
                self.chain((start, end), first, middle, (sign, next), last);
            }
            chained = true;
            node = self.error(start);
            if self.at == at {
                break;
            }
        }
        node
    }

    /// One comparison, and where its right side lies.
    fn compare(&mut self, left: Node, infix: Infix) -> (Node, (usize, usize)) {
        let start = left.start;
        let height = left.height;
        let (op, negated) = match infix {
            Infix::Is => {
                let node = self.is(left);
                return (node, (start, start));
            }
            Infix::Filled(filled) => {
                let node = self.filled(left, filled);
                return (node, (start, start));
            }
            Infix::Binary(op) => (op, false),
            Infix::Without(op) => (op, true),
        };
        self.advance();
        if negated || op == BinaryOp::NotIn {
            self.advance();
        }
        let right_start = self.starts();
        let right =
            if matches!(op, BinaryOp::In | BinaryOp::NotIn) { self.choices() } else { self.expression(strength::ADD) };
        let middle = (right_start, right.end);
        let height = height.max(right.height);
        let known = !matches!(left.kind, ExprKind::Error);
        let (left_text, left, right) = ((left.start, left.end), self.boxed(left), self.boxed(right));
        let mut node = self.node(ExprKind::Binary(op, left, right), start, height);
        if negated && known {
            let cure = format!(
                "not ({} {} {})",
                self.notes.slice(left_text.0, left_text.1),
                op.words(),
                self.notes.slice(middle.0, middle.1)
            );
            let message = format!("`not {}` is written with `not` in front here", op.words());
            let diagnostic = self.notes.about(Code::NotCanonical, start, node.end, message);
            let diagnostic = self.notes.suggest(diagnostic, start, node.end, cure);
            self.notes.push(diagnostic);
            let height = node.height;
            let inner = self.boxed(node);
            node = self.node(ExprKind::Not(inner), start, height);
        }
        (node, middle)
    }

    /// Space goes on both sides of a minus: without it `a -b` and `a-b` are too easily taken for each other.
    fn check_minus(&mut self) {
        let (start, end) = (self.ahead(0).start, self.ahead(0).end);
        let (before, after) = (self.behind(), self.ahead(1).start);
        if before < start && end < after || matches!(self.ahead(1).kind, Kind::End) {
            return;
        }
        let diagnostic = self.notes.about(Code::NotCanonical, before, after.max(end), "a minus has spaces around it");
        let diagnostic = diagnostic.help("a hyphen without spaces belongs to a name: `opened-on`");
        let diagnostic = self.notes.suggest(diagnostic, before, after.max(end), " - ");
        self.notes.push(diagnostic);
    }

    /// `and` meets `or` with no brackets between them.
    fn mixed(&mut self, left: &Node, here: (BinaryOp, usize, usize), other: (BinaryOp, usize, usize)) {
        if self.stopped {
            return;
        }
        let (mut one, mut two) = (other, here);
        if one.1 > two.1 {
            std::mem::swap(&mut one, &mut two);
        }
        let message = format!("`{}` and `{}` side by side can be read in two ways", one.0.words(), two.0.words());
        let end = self.behind();
        let diagnostic = self.notes.about(Code::MixedAndOr, two.1, two.2, message);
        let diagnostic = self.notes.label(diagnostic, one.1, one.2, "the other one");
        let first = self.notes.slice(left.start, one.1).trim();
        let second = self.notes.slice(one.2, two.1).trim();
        let third = self.notes.slice(two.2, end).trim();
        // Where the chain goes on, brackets round the neighbours alone would not settle it.
        let longer = [first, third].iter().any(|part| part.split(' ').any(|word| matches!(word, "and" | "or")));
        let short = [first, second, third].iter().map(|part| part.len()).sum::<usize>() <= 120;
        let diagnostic = if short && !longer {
            let (one, two) = (one.0.words(), two.0.words());
            diagnostic.help(format!(
                "write `({first} {one} {second}) {two} {third}` or `{first} {one} ({second} {two} {third})`"
            ))
        } else {
            diagnostic.help("put brackets round the part that belongs together")
        };
        self.notes.push(diagnostic);
    }

    /// A second comparison followed the first.
    fn chain(
        &mut self,
        one: (usize, usize),
        first: (usize, Infix),
        middle: (usize, usize),
        next: ((usize, usize), Infix),
        last: (usize, usize),
    ) {
        if self.stopped {
            return;
        }
        let ((sign_start, sign_end), next) = next;
        let diagnostic = self.notes.about(
            Code::AmbiguousComparison,
            sign_start,
            sign_end,
            "a comparison cannot go on with another one",
        );
        let diagnostic = self.notes.label(diagnostic, one.0, one.1, "this is already a comparison");
        let part = |from: usize, to: usize| shown(self.notes.slice(from, to).trim()).into_owned();
        let (left, between, right) = (part(one.0, first.0), part(middle.0, middle.1), part(last.0, last.1));
        let plain =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let diagnostic = match (first.1, next) {
            (Infix::Binary(one), Infix::Binary(two)) if is_sign(one) && is_sign(two) && !between.is_empty() => {
                diagnostic.help(format!(
                    "write `{left} {} {between} and {between} {} {right}`",
                    one.words(),
                    two.words()
                ))
            }
            (Infix::Binary(BinaryOp::Equal | BinaryOp::NotEqual), Infix::Binary(_))
                if plain(&between) && plain(&right) =>
            {
                let option = part(middle.0, last.1);
                diagnostic
                    .help("join comparisons with `and` or `or`")
                    .help(format!("an option of several words stands in quotes: {}", super::print::quoted(&option)))
            }
            _ => diagnostic.help("join comparisons with `and` or `or`"),
        };
        self.push(diagnostic);
    }
}

/// Whether both sides of it are values, so that a chain of them has a usual meaning.
fn is_sign(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Equal | BinaryOp::Less | BinaryOp::LessOrEqual | BinaryOp::Greater | BinaryOp::GreaterOrEqual
    )
}
