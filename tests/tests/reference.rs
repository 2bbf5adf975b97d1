//! The generated tables of `core/LANGUAGE.md` say what the code does. `BLESS=1` writes them.

use due_regard::reference;
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
