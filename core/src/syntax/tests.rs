//! The cases of `tests/*.txt`, and the laws of reading and printing.

use super::ast::{BinaryOp, Expr, ExprKind, Fold, Quantifier, RuleSubject, VerdictTest};
use super::{ParseLimits, Place, is_reserved, parse, print};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::source::{Span, Spanned};
use crate::value::{Date, Period, PeriodUnit, State};
use proptest::prelude::*;
use std::fmt::Write as _;

fn read(text: &str) -> (Expr, Vec<Diagnostic>) {
    read_within(text, &ParseLimits::default())
}

fn read_within(text: &str, limits: &ParseLimits) -> (Expr, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let expr = parse(text, Place::At(0), limits, &mut diagnostics);
    (expr, diagnostics.into_sorted())
}

/// What a case file says of an input: the usual form where it can be read, and every diagnostic.
fn outcome(text: &str) -> String {
    let (expr, diagnostics) = read(text);
    let mut out = String::new();
    if diagnostics.iter().all(|diagnostic| diagnostic.level < Level::Error) {
        let printed = print(&expr);
        let (again, none) = read(&printed);
        assert!(none.is_empty(), "`{printed}` is not the usual form: {none:?}");
        assert_eq!(bare(again), bare(expr), "{printed}");
        writeln!(out, "= {printed}").unwrap();
    }
    for diagnostic in diagnostics {
        let place = text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).unwrap();
        writeln!(
            out,
            "! {} {}..{} `{place}`: {}",
            diagnostic.code, diagnostic.span.start, diagnostic.span.end, diagnostic.message
        )
        .unwrap();
        for label in &diagnostic.labels {
            let place = text.get(label.span.start as usize..label.span.end as usize).unwrap();
            writeln!(out, "    {}: `{place}`", label.text).unwrap();
        }
        for help in &diagnostic.help {
            writeln!(out, "    {help}").unwrap();
        }
        if let Some(change) = &diagnostic.suggestion {
            let mut changed = text.to_owned();
            changed.replace_range(change.span.start as usize..change.span.end as usize, &change.replacement);
            writeln!(out, "    -> {changed}").unwrap();
        }
    }
    out
}

/// Checks a file of cases; with `BLESS=1` it rewrites what the inputs (`> …`) come to.
fn check_cases(file: &str) {
    let written = host::read(file);
    let mut made = String::new();
    for line in written.lines() {
        if let Some(input) = line.strip_prefix("> ") {
            write!(made, "{line}\n{}", outcome(input)).unwrap();
        } else if line.is_empty() || line.starts_with('#') {
            writeln!(made, "{line}").unwrap();
        }
    }
    if host::blesses() {
        host::write(file, &made);
    } else {
        assert!(made == written, "{file} differs; `BLESS=1` rewrites it, and `git diff` shows the change");
    }
}

#[expect(clippy::disallowed_methods, reason = "only these tests have files, an environment and a clock")]
mod host {
    use std::path::PathBuf;

    fn path(file: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/syntax/tests").join(file)
    }

    pub(super) fn read(file: &str) -> String {
        std::fs::read_to_string(path(file)).unwrap()
    }

    pub(super) fn write(file: &str, text: &str) {
        std::fs::write(path(file), text).unwrap();
    }

    pub(super) fn blesses() -> bool {
        std::env::var("BLESS").is_ok()
    }

    pub(super) fn now() -> std::time::Instant {
        std::time::Instant::now()
    }
}

#[test]
fn usual_forms() {
    check_cases("usual.txt");
}

#[test]
fn foreign_forms() {
    check_cases("foreign.txt");
}

#[test]
fn mistakes() {
    check_cases("mistakes.txt");
}

/// The tree with every place taken away.
fn bare(mut expr: Expr) -> Expr {
    strip(&mut expr);
    expr
}

fn strip(expr: &mut Expr) {
    expr.span = Span::default();
    let path = |path: &mut Vec<Spanned<String>>| path.iter_mut().for_each(|word| word.span = Span::default());
    match &mut expr.kind {
        ExprKind::Name(words) => path(words),
        ExprKind::List(items) => items.iter_mut().for_each(strip),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => strip(inner),
        ExprKind::Binary(_, left, right) => {
            strip(left);
            strip(right);
        }
        ExprKind::Is { operand, state, .. } => {
            strip(operand);
            state.span = Span::default();
        }
        ExprKind::Quantifier { group, filter, has, .. } => {
            path(group);
            filter.iter_mut().chain(has).for_each(|part| strip(part));
        }
        ExprKind::Fold { group, field, filter, .. } => {
            path(group);
            field.iter_mut().for_each(|word| word.span = Span::default());
            filter.iter_mut().for_each(|part| strip(part));
        }
        ExprKind::Call { function, arguments } => {
            function.span = Span::default();
            arguments.iter_mut().for_each(strip);
        }
        ExprKind::Rules { subject, verdict } => {
            verdict.span = Span::default();
            match subject {
                RuleSubject::One(id) => id.span = Span::default(),
                RuleSubject::Many { severity, stage, .. } => {
                    severity.iter_mut().chain(stage).for_each(|word| word.span = Span::default())
                }
            }
        }
        _ => {}
    }
}

fn make(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn word() -> impl Strategy<Value = Spanned<String>> {
    "[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,3}){0,2}"
        .prop_filter("reserved", |word| !is_reserved(word) && !matches!(word.as_str(), "empty" | "notempty"))
        .prop_map(|word| Spanned::new(word, Span::default()))
}

fn path(most: usize) -> impl Strategy<Value = Vec<Spanned<String>>> {
    prop::collection::vec(word(), 1..=most)
}

fn name() -> impl Strategy<Value = Expr> {
    let plain = |word: &str| Spanned::new(word.to_owned(), Span::default());
    let of_record = move |mut words: Vec<Spanned<String>>| {
        words.insert(0, plain("record"));
        words
    };
    prop_oneof![
        6 => path(3),
        1 => path(2).prop_map(of_record),
        1 => prop::sample::select(vec!["row", "no", "count", "min", "days", "of", "at"]).prop_map(move |word| vec![plain(word)]),
    ]
    .prop_map(|path| make(ExprKind::Name(path)))
}

fn rules() -> impl Strategy<Value = Expr> {
    let subject = prop_oneof![
        word().prop_map(RuleSubject::One),
        (prop::sample::select(QUANTIFIERS.to_vec()), prop::option::of(word()), prop::option::of(word()))
            .prop_map(|(kind, severity, stage)| RuleSubject::Many { kind, severity, stage }),
    ];
    (subject, prop::sample::select(VerdictTest::ALL.to_vec())).prop_map(|(subject, verdict)| {
        make(ExprKind::Rules { subject, verdict: Spanned::new(verdict, Span::default()) })
    })
}

fn state_test() -> impl Strategy<Value = Expr> {
    (name(), any::<bool>(), prop::sample::select(State::ALL.to_vec())).prop_map(|(operand, negated, state)| {
        let negated = negated && !state.words().starts_with("not ");
        make(ExprKind::Is { operand: Box::new(operand), negated, state: Spanned::new(state, Span::default()) })
    })
}

const QUANTIFIERS: [Quantifier; 3] = [Quantifier::Any, Quantifier::Every, Quantifier::No];
const FOLDS: [Fold; 5] = [Fold::Count, Fold::Sum, Fold::Min, Fold::Max, Fold::Median];
const UNITS: [PeriodUnit; 4] = [PeriodUnit::Days, PeriodUnit::Weeks, PeriodUnit::Months, PeriodUnit::Years];

fn operators() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp::{
        Add, And, Contains, Divide, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Matches, Multiply, NotEqual, Or,
        Subtract,
    };
    prop::sample::select(vec![
        Or,
        Or,
        Or,
        And,
        And,
        And,
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        Contains,
        Matches,
        Add,
        Subtract,
        Multiply,
        Divide,
    ])
}

fn tree() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        4 => name(),
        1 => (0u32..2_000_000).prop_map(|value| make(ExprKind::Number(f64::from(value) / 1000.0))),
        1 => (0.0..9e15f64).prop_map(|value| make(ExprKind::Number(value))),
        1 => "[ -~é\t]{0,8}".prop_map(|text| make(ExprKind::Text(text))),
        1 => (-719_162..=2_932_896i32).prop_map(|days| make(ExprKind::Date(Date::from_days(days)))),
        1 => (0..=i32::MAX, prop::sample::select(UNITS.to_vec())).prop_map(|(amount, unit)| make(ExprKind::Period(Period { amount, unit }))),
        1 => any::<bool>().prop_map(|value| make(ExprKind::Truth(value))),
        1 => Just(make(ExprKind::Today)),
        1 => rules(),
        1 => state_test(),
    ];
    leaf.prop_recursive(6, 48, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let maybe = prop::option::of(boxed.clone());
        prop_oneof![
            8 => (operators(), boxed.clone(), boxed.clone()).prop_map(|(op, left, right)| make(ExprKind::Binary(op, left, right))),
            2 => (any::<bool>(), boxed.clone(), prop::collection::vec(inner.clone(), 1..4)).prop_map(|(not, left, items)| {
                let op = if not { BinaryOp::NotIn } else { BinaryOp::In };
                make(ExprKind::Binary(op, left, Box::new(make(ExprKind::List(items)))))
            }),
            1 => (boxed.clone(), name()).prop_map(|(left, list)| make(ExprKind::Binary(BinaryOp::In, left, Box::new(list)))),
            3 => boxed.clone().prop_map(|inner| make(ExprKind::Not(inner))),
            1 => boxed.clone().prop_map(|inner| make(ExprKind::Negate(inner))),
            4 => (prop::sample::select(QUANTIFIERS.to_vec()), path(2), maybe.clone(), boxed.clone()).prop_map(|(kind, group, filter, has)| {
                let has = (kind == Quantifier::Every).then_some(has);
                make(ExprKind::Quantifier { kind, group, filter, has })
            }),
            2 => (prop::sample::select(FOLDS.to_vec()), path(2), word(), maybe).prop_map(|(kind, group, field, filter)| {
                let field = (kind != Fold::Count).then_some(field);
                make(ExprKind::Fold { kind, group, field, filter })
            }),
            2 => (word(), prop::collection::vec(inner, 0..3))
                .prop_filter("folds take no arguments", |(function, _)| FOLDS.iter().all(|fold| fold.words() != function.value))
                .prop_map(|(function, arguments)| make(ExprKind::Call { function, arguments })),
        ]
    })
}

/// Pieces of the language and of others, to be thrown together.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        "a b-c no any every not in is has where and or contains matches true today record row rule rules severity of at met cannot be told does apply needs \
         person to do answered missing known applicable null empty notempty count( sum( f( ( ) [ ] , . ; = == != < <= > >= + - * / && || ! ${x} {y} { } $ \
         ' \" 'a' \"b\" ‘ ’ ` 1 1_000 28 days 2024-01-05 2024-13-01 5/1/2024 .5 1e5 007 A_b Not ≤ % é"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    (prop::collection::vec(piece, 0..40), any::<bool>())
        .prop_map(|(pieces, spaced)| pieces.join(if spaced { " " } else { "" }))
}

/// Whatever the text: no panic, places inside it, and errors exactly where the tree has a hole.
fn check_any(text: &str) {
    let (expr, diagnostics) = read(text);
    for diagnostic in &diagnostics {
        let suggestion = diagnostic.suggestion.iter().map(|change| change.span);
        for span in
            std::iter::once(diagnostic.span).chain(diagnostic.labels.iter().map(|label| label.span)).chain(suggestion)
        {
            assert!(
                span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some(),
                "{text:?} {diagnostic:?}"
            );
        }
    }
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    assert!(failed || !has_hole(&expr), "{text:?} gives {expr:?} and says nothing");
    if !failed {
        let printed = print(&expr);
        let (again, none) = read(&printed);
        assert!(none.is_empty(), "{text:?} prints as {printed:?}: {none:?}");
        assert_eq!(bare(again), bare(expr), "{text:?} prints as {printed:?}");
    }
    let place = Span::new(10, 20);
    let mut diagnostics = Diagnostics::default();
    let _ = parse(text, Place::Whole(place), &ParseLimits::default(), &mut diagnostics);
    assert!(
        diagnostics.items().iter().all(|diagnostic| diagnostic.span == place
            && diagnostic.labels.is_empty()
            && diagnostic.suggestion.is_none())
    );
}

fn has_hole(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Error => true,
        ExprKind::List(items) | ExprKind::Call { arguments: items, .. } => items.iter().any(has_hole),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => has_hole(inner),
        ExprKind::Is { operand, .. } => has_hole(operand),
        ExprKind::Binary(_, left, right) => has_hole(left) || has_hole(right),
        ExprKind::Quantifier { filter, has, .. } => filter.iter().chain(has).any(|part| has_hole(part)),
        ExprKind::Fold { filter, .. } => filter.iter().any(|part| has_hole(part)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_as_the_same_tree(expr in tree()) {
        let printed = print(&expr);
        let (again, diagnostics) = read(&printed);
        prop_assert!(diagnostics.is_empty(), "{printed}: {diagnostics:?}");
        prop_assert_eq!(bare(again), expr, "{}", printed);
        prop_assert!(!printed.contains('\n'));
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_any(&text);
    }

    #[test]
    fn any_soup_is_read(text in soup()) {
        check_any(&text);
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    let pieces = [
        "(",
        "[",
        "{",
        "${",
        "'",
        "\"",
        "‘",
        "`",
        "a or ",
        "a and b or ",
        "not ",
        "- ",
        "-",
        "!",
        "a.",
        "a-",
        "f(",
        "any a where ",
        "every a where ",
        "a in [",
        "1",
        "1 ",
        "a = ",
        "a b ",
        "x is ",
        ")",
        "((a) ",
        "in ",
        "{ ",
        "0.",
        "2024-",
        "é",
        "any rule of severity ",
        "count(",
        "x = not a ",
        "a not contains ",
        "a < ",
        "a in (a ",
        "a = b c ",
        "a in (a, ",
        "x = any a ",
        "1,000,",
        "1_",
        "1-1-",
        "a is not not known ",
        "a is b ",
        "{a-b.",
        "in (a",
        "{a} ",
        "a, ",
        "a where ",
        "any a has ",
        "every a ",
    ];
    for piece in pieces {
        // One less, so that quotes do not come in pairs.
        let text = piece.repeat(64 * 1024 / piece.len() - 1);
        for depth in [64, u32::MAX] {
            let limits = ParseLimits { depth, nodes: u32::MAX, ..ParseLimits::default() };
            let started = host::now();
            let (expr, diagnostics) = read_within(&text, &limits);
            // Reading takes some hundredths of a second; looking again at all that came before for every piece would take minutes.
            assert!(started.elapsed().as_secs() < 10, "{piece}");
            assert!(!diagnostics.is_empty(), "{piece}");
            assert!(height(&expr) <= 4 * 128 + 1, "{piece}");
        }
    }
}

fn height(expr: &Expr) -> usize {
    let parts: Vec<&Expr> = match &expr.kind {
        ExprKind::List(items) | ExprKind::Call { arguments: items, .. } => items.iter().collect(),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => vec![inner],
        ExprKind::Is { operand, .. } => vec![operand],
        ExprKind::Binary(_, left, right) => vec![left, right],
        ExprKind::Quantifier { filter, has, .. } => filter.iter().chain(has).map(AsRef::as_ref).collect(),
        ExprKind::Fold { filter, .. } => filter.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    1 + parts.into_iter().map(height).max().unwrap_or(0)
}

#[test]
fn limits_are_kept() {
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let (expr, diagnostics) = read(&deep);
    assert_eq!(expr.kind, ExprKind::Error);
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [Code::TooLarge]);
    let fits = format!("{}a{}", "(".repeat(64), ")".repeat(64));
    assert!(read(&fits).1.is_empty());
    let (_, diagnostics) = read(&"a ".repeat(40_000));
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [Code::TooLarge]);
    let limits = ParseLimits { nodes: 5, ..ParseLimits::default() };
    assert!(read_within("a = b and c", &limits).1.is_empty());
    assert_eq!(read_within("a = b and c.d", &limits).1.len(), 1);
    let chain = |length: usize| vec!["a"; length].join(" or ");
    assert!(read(&chain(256)).1.is_empty());
    assert_eq!(read(&chain(300)).1.first().map(|diagnostic| diagnostic.code), Some(Code::TooLarge));
}

#[test]
fn the_heaviest_nesting_fits_a_small_stack() {
    // Every level of binding strength on every level of nesting.
    let level = "a or b and not c = d + e * -(";
    let text = format!("{}a{}", level.repeat(200), ")".repeat(200));
    let limits = ParseLimits { depth: u32::MAX, nodes: u32::MAX, bytes: usize::MAX };
    let thread = std::thread::Builder::new().stack_size(STACK);
    let codes = thread
        .spawn(move || read_within(&text, &limits).1.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>())
        .unwrap()
        .join()
        .unwrap();
    assert!(codes.contains(&Code::TooLarge), "{codes:?}");
}

const STACK: usize = 1024 * 1024;

#[test]
fn places_are_the_document_s() {
    let mut diagnostics = Diagnostics::default();
    let expr = parse("a = == b", Place::At(100), &ParseLimits::default(), &mut diagnostics);
    assert_eq!(expr.span, Span::new(100, 108));
    assert_eq!(
        diagnostics.into_sorted().iter().map(|diagnostic| diagnostic.span).collect::<Vec<_>>(),
        [Span::new(104, 106), Span::new(104, 106)]
    );
}

#[test]
fn as_many_minus_signs_as_can_be_read_can_be_read_again() {
    let deepest = ParseLimits::default().depth as usize - 1;
    for count in [2, 33, deepest] {
        let text = format!("{}x", "-".repeat(count));
        let (tree, diagnostics) = read(&text);
        assert_eq!((print(&tree), diagnostics), (text, Vec::new()));
    }
}
