//! The framework `public-realm` on whole lists: how it counts, and hostile names, registers and frameworks.

use due_regard::register::{Register, RegisterLoader, Table};
use due_regard::screen::{Context, ScreenSettings, Screener, Verdict};
use due_regard::{Detail, Plan, Settings, Source, load};
use due_regard_cli::bundled;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn bundled_register() -> Register {
    bundled::find("public-realm").unwrap().registers().unwrap().remove(0).1
}

fn plan(register: Register) -> Plan {
    let settings = Settings::new("2026-11-01".parse().unwrap()).detail(Detail::Findings).register("persons", register);
    bundled::find("public-realm").unwrap().load().plan(settings).unwrap()
}

fn audit(plan: &Plan, records: impl IntoIterator<Item = Value>) -> due_regard::Audit {
    let mut batch = plan.batch();
    for (record, number) in records.into_iter().zip(1..) {
        batch.add(number, &record).unwrap();
    }
    plan.run(&batch.finish())
}

/// The Welsh audit counted 209 commemorations in its four main groups: 13 of people who took part in the trade, 56 of owners and beneficiaries, 120 of opponents of
/// abolition, 20 of people accused of crimes (published counts; the audit of 2020, revised 2021). A person in several categories counts in the first group only.
#[test]
fn the_welsh_groups_add_up() {
    let groups = [
        (13, "slave trader|opposed abolition"),
        (56, "slave owner"),
        (120, "opposed abolition|colonial violence"),
        (20, "colonial violence"),
    ];
    let contested = groups.iter().flat_map(|(count, categories)| (0..*count).map(move |_| *categories));
    let contested = contested.map(|categories| ("confirmed", categories, "definite"));
    // What is examined and not among them: uncertain links, disputed parts, no link, abolitionists.
    let others = [
        ("possible", "slave owner", "definite"),
        ("confirmed", "slave owner", "disputed"),
        ("excluded", "slave owner", "definite"),
        ("confirmed", "abolitionist", "none found"),
        ("unknown", "", ""),
    ];
    let records = contested.chain(others).enumerate().map(|(number, (confidence, categories, culpability))| {
        let (ward, owner) = (["North", "South"][number % 2], if number % 3 == 0 { "" } else { "The council" });
        json!({
            "asset-id": format!("W{number}"), "name": "High Street", "link-confidence": confidence, "categories": categories,
            "culpability": culpability, "ward": ward, "owner-object": owner, "asset-type": "street",
        })
    });
    let audit = audit(&plan(bundled_register()), records);
    let measure = |id: &str| audit.measures.iter().find(|measure| measure.id == id).unwrap();
    let commemorations = measure("commemorations");
    let of = |by: &str| -> Vec<(&str, u64)> {
        let groups = commemorations.groups.iter().filter(|group| group.by == by);
        groups.map(|group| (group.group.as_str(), group.figure.unwrap().yes)).filter(|(_, count)| *count > 0).collect()
    };
    let by_group = of("welsh-group");
    let counts: Vec<u64> = by_group.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [13, 56, 120, 20], "{by_group:?}");
    assert_eq!(counts.iter().sum::<u64>(), 209);
    assert_eq!(commemorations.all.unwrap().yes, 209);
    // By category a commemoration counts for each, so that they add up to more.
    assert_eq!(
        of("categories"),
        [("slave trader", 13), ("slave owner", 56), ("opposed abolition", 133), ("colonial violence", 140)]
    );
    // Every figure says of how many, and what is not known.
    let contested = measure("contested");
    assert_eq!(
        (contested.all.unwrap().among, contested.all.unwrap().yes, contested.all.unwrap().unknown),
        (214, 209, 0)
    );
    for (by, parts) in [("ward", 2), ("owner-object", 2), ("asset-type", 1)] {
        let groups: Vec<_> = contested.groups.iter().filter(|group| group.by == by).collect();
        assert_eq!(groups.len(), parts, "{groups:?}");
        assert_eq!(groups.iter().map(|group| group.figure.unwrap().among).sum::<u64>(), 214);
        assert_eq!(groups.iter().map(|group| group.figure.unwrap().yes).sum::<u64>(), 209);
    }
    let no_owner = contested.groups.iter().find(|group| group.by == "owner-object" && group.group == "not answered");
    assert_eq!(no_owner.unwrap().figure.unwrap().among, 72);
    // Each asset has one outcome, and they are as many as the assets.
    assert_eq!(audit.outcomes.iter().map(|outcome| outcome.count).sum::<u64>(), 214);
}

/// No text of a report says that a name commemorates somebody on the evidence of the name.
#[test]
fn candidates_are_never_called_links() {
    let plan = plan(bundled_register());
    let names =
        ["Colston Street", "Statue of Edward Colston", "Beckford Road", "Nelson Mandela House", "St Vincent Street"];
    let audit = audit(&plan, names.iter().map(|name| json!({"asset-id": name, "name": name})));
    let findings: Vec<_> = audit.findings.iter().filter(|finding| finding.item.starts_with("candidates[")).collect();
    assert!(findings.len() >= 5, "{findings:?}");
    for finding in findings {
        assert_eq!(finding.verdict, due_regard::audit::Verdict::NeedsAPerson);
        let said = finding.message.to_lowercase();
        for word in ["commemorat", "is named after", "refers to", "match", "%", "probability"] {
            assert!(!said.contains(word), "{word}: {}", finding.message);
        }
        assert!(said.contains("may refer to") && said.contains("not confirmed by a historian"), "{}", finding.message);
    }
    assert!(audit.outcomes.iter().filter(|outcome| outcome.count > 0).all(|outcome| outcome.is == "not examined"));
}

/// Everybody with whom people of the register have been confused: the name of the one is never strong evidence for the other.
#[test]
fn no_homonym_is_strong_evidence_for_the_person_it_collides_with() {
    let register = bundled_register();
    let screener = Screener::new(register.clone(), ScreenSettings::default().suppressed(true));
    let mut checked = 0;
    for homonym in register.persons().iter().filter(|person| person.homonym) {
        for name in homonym.name.split(" / ").map(|name| name.split(',').next().unwrap_or(name)) {
            for asset in [format!("{name} Street"), format!("Statue of {name}")] {
                let found = screener.screen(&asset, &Context::default());
                for candidate in &found.candidates {
                    // Somebody of the very same name is a candidate, with the other reading beside it.
                    let collides = homonym.collides_with.contains(&candidate.person);
                    assert!(!collides || candidate.verdict != Verdict::Strong, "{asset}: {candidate:?}");
                    checked += 1;
                }
            }
        }
    }
    for phrase in register.phrases() {
        let found = screener.screen(&format!("{} Road", phrase.text), &Context::default());
        assert!(found.candidates.iter().all(|candidate| candidate.verdict != Verdict::Strong), "{}", phrase.text);
        checked += 1;
    }
    assert!(checked > 5, "only {checked} were checked");
}

fn within<T>(limit: Duration, what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = run();
    assert!(start.elapsed() < limit, "{what} took {:?}", start.elapsed());
    done
}

/// Names that nobody has: a hundred thousand letters, marks on marks, right-to-left, controls. Each is reported, in bounded time.
#[test]
fn hostile_names_are_audited_like_any_other() {
    let plan = plan(bundled_register());
    let long = "Colston ".repeat(12_500);
    let names = [
        long.as_str(),
        "🗿🗿🗿 Edward Colston 🗿",
        "\u{202e}notsloC drawdE\u{202c}",
        "שדרות קולסטון Colston שדרות",
        "Colston\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} Street",
        "Colston\0Street",
        "=HYPERLINK(\"http://x\",\"Colston\")",
        "<script>Colston</script>",
        "- - - / / / ; ; ; & & &",
    ];
    let audit = within(Duration::from_secs(20), "nine names", || {
        audit(
            &plan,
            names.iter().enumerate().map(|(number, name)| json!({"asset-id": number.to_string(), "name": name})),
        )
    });
    assert_eq!((audit.records.read, audit.records.reported), (9, 9));
    // What a finding shows of a name is cut, and the sentence stays a sentence.
    assert!(audit.findings.iter().all(|finding| finding.message.len() < 20_000));
    let jsonl = due_regard::report::jsonl(&audit);
    assert!(jsonl.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

/// Ten thousand people of one surname, and one with a hundred thousand aliases: an audit lists few of them and counts the rest.
#[test]
fn hostile_registers_are_bounded_and_say_what_was_left_out() {
    let mut loader = RegisterLoader::new("hostile");
    loader.table(Table::Persons, "persons.csv", &["id", "name", "category", "culpability"]).unwrap();
    for number in 0..10_000_u64 {
        loader.row(number + 2, [&*format!("c{number}"), "Adam Colston", "slave trader", "definite"]);
    }
    loader.row(10_002, ["many", "Berta Milligan", "slave owner", "definite"]);
    loader.table(Table::Aliases, "aliases.csv", &["person", "alias"]).unwrap();
    for number in 0..100_000_u64 {
        loader.row(number + 2, ["many", &*format!("Alias Number{number}")]);
    }
    let register = loader.finish();
    let told: Vec<_> = register.problems().iter().filter(|problem| problem.code == "too-many-aliases").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].person.as_str(), told[0].table.as_str()), ("many", "aliases.csv"));
    let plan = within(Duration::from_secs(60), "the plan", || plan(register));
    let audit = within(Duration::from_secs(60), "the audit", || {
        audit(
            &plan,
            (0..200).map(
                |number| json!({"asset-id": number, "name": (["Adam Colston Street", "Colston Road"][number % 2])}),
            ),
        )
    });
    let candidates = audit.findings.iter().filter(|finding| finding.item.starts_with("candidates[")).count();
    assert!((100..=200 * 40).contains(&candidates), "{candidates}");
}

/// A framework from a stranger cannot make a run slow: patterns are bounded in size, and linear in time.
#[test]
fn hostile_patterns_are_refused_or_linear() {
    let framework = |pattern: &str| {
        load(Source::new(
            "hostile.yaml",
            format!(
                "language: 1\nframework: hostile\nversion: 1.0.0\ntitle: Hostile\nsources: {{house: {{title: House, standing: house rule}}}}\nsections: [{{id: all, fields: [{{id: name, type: text}}]}}]\nrules:\n  - {{id: shaped, require: \"name matches '{pattern}'\", cite: house, say: x, why: x}}\n"
            ),
        ))
    };
    for huge in ["(a{1000}){1000}", "((((a{50}){50}){50}){50})", "[a-z]{900}{900}"] {
        let loaded = within(Duration::from_secs(20), huge, || framework(huge));
        assert!(!loaded.is_usable(), "{huge}");
        let told = loaded.diagnostics().iter().find(|told| told.level == due_regard::Level::Error).unwrap();
        assert_eq!(told.code, due_regard::Code::InvalidPattern);
        assert!(told.message.contains("too large"), "{}", told.message);
    }
    for slow in ["(a*)*b", "(a|a)*b", "(.*)(.*)(.*)(.*)(.*)x", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
        let loaded = framework(slow);
        let plan = loaded.plan(Settings::new("2026-11-01".parse().unwrap())).unwrap();
        let text = "a".repeat(60_000);
        let audit = within(Duration::from_secs(60), slow, || audit(&plan, [json!({"name": text})]));
        assert_eq!(audit.records.reported, 1);
    }
}
