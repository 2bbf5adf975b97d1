//! The generated tables of `core/LANGUAGE.md` say what the code does. `BLESS=1` writes them.

use due_regard::State;
use due_regard::diagnostic::Diagnostics;
use due_regard::reference;
use due_regard::syntax::{ParseLimits, Place, parse, print};
use due_regard_tests::{blesses, root, text};

#[test]
fn the_generated_tables_are_up_to_date() {
    let path = root().join("core/LANGUAGE.md");
    let written = text(&path).unwrap();
    let mut page = written.clone();
    for (name, table) in [
        ("keys", reference::keys()),
        ("types", reference::types()),
        ("functions", reference::functions()),
        ("candidates", reference::candidates()),
        ("classes", reference::classes()),
        ("diagnostics", reference::diagnostics()),
    ] {
        let (begin, end) = (format!("<!-- generated: {name} -->\n"), "<!-- end generated -->");
        let from =
            page.find(&begin).unwrap_or_else(|| panic!("core/LANGUAGE.md has no place for `{name}`")) + begin.len();
        let length = page[from..].find(end).unwrap_or_else(|| panic!("the place for `{name}` has no end"));
        page.replace_range(from..from + length, &format!("{}\n", table.trim_end()));
    }
    if blesses() {
        std::fs::write(&path, page).unwrap();
    } else {
        assert_eq!(page, written, "the tables of core/LANGUAGE.md are not up to date; BLESS=1 writes them");
    }
}

/// The usual form of an expression, or nothing where it has faults.
fn usual(text: &str) -> Option<String> {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(text, Place::At(0), &ParseLimits::default(), &mut diagnostics);
    diagnostics.into_sorted().is_empty().then(|| print(&tree))
}

/// The rows of the table of operators, weakest first.
fn operators() -> Vec<String> {
    let page = text(&root().join("core/LANGUAGE.md")).unwrap();
    let table = page.split("| weakest to strongest | |\n").nth(1).expect("the table of operators");
    table.lines().skip(1).take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
}

/// The code in a row's first cell.
fn written(row: &str) -> Vec<&str> {
    row.split(" | ").next().unwrap_or_default().split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_operators_bind_as_the_table_says() {
    let rows = operators();
    // One of each strength, as the table lists them, and the two places it has.
    let strengths =
        [("a or b", "x or y"), ("a and b", "x and y"), ("a = b", "x = y"), ("a + b", "x + y"), ("a * b", "x * y")];
    let place = |shown: &str| rows.iter().position(|row| written(row).contains(&shown));
    let places: Vec<_> =
        strengths.iter().map(|(shown, _)| place(shown).unwrap_or_else(|| panic!("no row `{shown}`"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    for (at, (_, weak)) in strengths.iter().enumerate() {
        for (_, strong) in &strengths[at + 1..] {
            let before = |text: &str| text.trim_end_matches('y').to_owned();
            // Without brackets the stronger one holds together, on either side; brackets that say so are left out.
            let beside = format!("{}({strong})", before(weak));
            let printed = usual(&beside).unwrap_or_else(|| panic!("`{beside}` cannot be read"));
            let mixed = weak.contains("or") && strong.contains("and");
            assert_eq!(printed.contains('('), mixed, "{beside} is printed as {printed}");
            // The other way round they are needed.
            let around = format!("{}({weak})", before(strong));
            if let Some(printed) = usual(&around) {
                assert!(printed.contains('('), "{around} is printed as {printed}");
            }
        }
    }
    assert_eq!(usual("not x = y").as_deref(), Some("not (x = y)"), "`not` is weaker than a comparison");
    assert_eq!(usual("(not x) and y").as_deref(), Some("not x and y"), "`not` is stronger than `and`");
    assert_eq!(usual("-x + y").as_deref(), usual("(-x) + y").as_deref());
    assert_eq!(usual("1 < x < 5"), None);
    assert_eq!(usual("a and b or c"), None);
}

#[test]
fn everything_in_the_table_of_operators_can_be_written() {
    let rows = operators();
    let mut read = 0;
    for example in rows.iter().flat_map(|row| written(row)) {
        let whole = example
            .replace('…', "G.f")
            .replace("(G.f)", "(G.f where C)")
            .replace("list-id", "list")
            .replace('G', "rows")
            .replace('C', "c")
            .replace('F', "f");
        let whole = match whole.as_str() {
            "!=" | "<" | "<=" | ">" | ">=" => format!("a {whole} b"),
            state if state.starts_with("is ") => format!("a {state}"),
            "f(x, rows.f)" => "similarity(x, y)".to_owned(),
            _ => whole,
        };
        // Fragments in the explanations are not in the first cell, so all of these are expressions.
        assert!(usual(&whole).is_some(), "`{example}` ({whole}) cannot be read");
        read += 1;
    }
    assert!(read > 35, "only {read}");
    let states = rows.iter().find(|row| row.contains("`a is answered`")).expect("a row of states");
    for state in State::ALL {
        assert!(states.contains(&format!("is {}`", state.words())), "the table has no `is {}`", state.words());
    }
}
