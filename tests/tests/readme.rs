//! What the README shows is what the project does: its excerpts come out of an audit of the sample list, and what it links to is there.

use due_regard::audit::InputReceipt;
use due_regard::list::{CsvSplitter, FieldNames, ListOptions, map_columns, sniff};
use due_regard::report::{TextOptions, text};
use due_regard::{Detail, Settings, Source, load};
use due_regard_cli::bundled;
use std::path::Path;

const README: &str = include_str!("../../README.md");
const FRAMEWORK: &str = include_str!("../../rules/public-realm/framework.yaml");
const LIST: &str = include_str!("../../rules/public-realm/sample/london.csv");

/// The report of the README's first command.
fn report() -> String {
    let mut settings = Settings::new("2026-11-22".parse().unwrap()).detail(Detail::Records);
    for (id, register) in bundled::find("public-realm").unwrap().registers().unwrap() {
        settings = settings.register(id, register);
    }
    let plan = load(Source::new("framework.yaml", FRAMEWORK)).plan(settings).unwrap();
    let layout = sniff(LIST.as_bytes(), true, &ListOptions::default()).unwrap();
    let fields: Vec<_> = plan.fields().into_iter().filter(|field| field.of_record).collect();
    let names: Vec<_> = fields
        .iter()
        .map(|field| FieldNames {
            id: field.path.clone(),
            labels: vec![field.label.clone()],
            aliases: field.aliases.clone(),
        })
        .collect();
    let mapping = map_columns(&layout.header, &names, &[]);
    assert!(mapping.problems.is_empty(), "{:?}", mapping.problems);
    let columns: Vec<_> =
        mapping.columns.iter().filter_map(|column| Some((column.column, fields[column.field?].index))).collect();

    let mut splitter = CsvSplitter::new(&layout);
    let mut blocks = splitter.push(&LIST.as_bytes()[layout.body..]).unwrap();
    blocks.extend(splitter.finish().unwrap());
    let mut batch = plan.batch();
    batch.numbered(layout.header_row, 0, "");
    for block in blocks {
        batch.add_rows(block, &columns);
    }
    let mut audit = plan.run(&batch.finish());
    let (name, format) = ("rules/public-realm/sample/london.csv".to_owned(), "delimited text".to_owned());
    audit.receipt.inputs.push(InputReceipt { name, format, bytes: LIST.len() as u64, sha256: None });
    text(&audit, &TextOptions { colour: false, width: 100, details: true })
}

/// What the README shows of it: how it begins, up to the third table, and one rule with its first finding.
fn excerpts(report: &str) -> [String; 2] {
    let lines: Vec<&str> = report.lines().collect();
    let find = |from: usize, start: &str| {
        lines
            .iter()
            .skip(from)
            .position(|line| line.trim_start().starts_with(start))
            .map_or(lines.len(), |place| place + from)
    };
    let end = find(0, "Whose decision").saturating_sub(1);
    let cannot_tell = find(0, "Cannot be told");
    let rule = find(cannot_tell, "block: Moving a listed asset without naming the consent");
    let settled = find(rule, "settled by");
    [lines[..end].join("\n"), lines[rule..=settled].join("\n")]
}

/// `BLESS=1` writes them into the README.
#[test]
fn excerpts_are_exact() {
    let mut parts = README.split("```text\n");
    let mut readme = parts.next().unwrap().to_owned();
    let mut now = excerpts(&report()).into_iter();
    for part in parts {
        let (_, rest) = part.split_once("```").unwrap();
        readme += &format!("```text\n{}\n```{rest}", now.next().unwrap());
    }
    assert_eq!(now.count(), 0);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"), &readme).unwrap();
    } else {
        assert!(
            readme == README,
            "the report says something else now; `BLESS=1 cargo test -p due-regard-tests --test readme` writes it\n{readme}"
        );
    }
}

/// The pages of packages are shown where the repository is not: they have no links into it, and the same example.
#[test]
fn pages_of_packages_stand_alone() {
    let code = |page: &str| page.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).map(str::to_owned);
    let (core, cli) = (include_str!("../../core/README.md"), include_str!("../../cli/README.md"));
    assert_eq!(code(core), code(README), "the example of core/README.md is that of README.md");
    for page in [core, cli] {
        let links: Vec<&str> = page.split("](").skip(1).filter(|link| !link.starts_with("https://")).collect();
        assert!(links.is_empty(), "{links:?}");
    }
}

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for page in [
        "README.md",
        "core/README.md",
        "cli/README.md",
        "cli/BAD-INPUT.md",
        "CHANGELOG.md",
        "core/DESIGN.md",
        "core/LANGUAGE.md",
        "rules/README.md",
        "rules/public-realm/README.md",
    ] {
        let path = root.join(page);
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(path.parent().unwrap().join(target).exists(), "{page} links to {target}, which is not there");
            }
        }
    }
}
