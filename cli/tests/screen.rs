//! `regard screen`: names against a register, in every format, from files and standard input.

#![allow(missing_docs, reason = "tests")]
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

mod common;

use common::Folder;
use serde_json::Value;

const PERSONS: &str = "\
id,name,aliases,born,died,category,source
colston,Edward Colston,,1636,1721,slave_trader,a work
picton,Sir Thomas Picton,General Picton (military),1758,1815,slave_owner,
";

const STREETS: &str = "\
ref,Street Name,Town
S1,COLSTON STREET,Bristol
S2,\"Picton Place, off Heol Picton\",Swansea
S3,Sir Thomas Picton Road,
S4,John Picton Road,
S5,High Street,
S6,=HYPERLINK Colston,
";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn one_line_a_name_with_spans_of_the_raw_name() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    folder.write("streets.csv", STREETS);
    let run = folder.run(&["screen", "persons.csv", "streets.csv", "--format", "jsonl", "--suppressed"]);
    let run = run.ends_with(0).complains(&["warning[category-without-source]", "persons.csv, row 3, `picton`"]);
    let found = lines(&run.out);
    assert_eq!(found.len(), 6, "{}", run.out);
    for line in &found {
        let name = line["name"].as_str().unwrap();
        for candidate in line["candidates"].as_array().unwrap() {
            for span in candidate["spans"].as_array().unwrap() {
                let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
                assert!(
                    ["COLSTON", "Picton", "Thomas", "Colston"].contains(&name.get(start..end).unwrap()),
                    "{}",
                    name.get(start..end).unwrap()
                );
            }
        }
    }
    let first = |at: usize| &found[at]["candidates"][0];
    assert_eq!((first(0)["person"].as_str(), first(0)["class"].as_str()), (Some("colston"), Some("name-only")));
    assert_eq!((first(2)["verdict"].as_str(), first(2)["class"].as_str()), (Some("strong"), Some("full-name")));
    assert_eq!(found[3]["candidates"].as_array().map(Vec::len), Some(0), "another forename is another person");
    assert_eq!(found[3]["suppressed"][0]["suppressed_by"].as_str(), Some("other-forename"));
    assert_eq!(found[4]["candidates"].as_array().map(Vec::len), Some(0));
    let again =
        folder.run(&["screen", "persons.csv", "streets.csv", "--format", "jsonl", "--suppressed", "--threads", "1"]);
    assert_eq!(run.out, again.out, "the number of threads changes nothing");
}

/// Lists are cut into pieces that wait for one another: every row has its line, in order, whatever lies between pieces.
#[test]
fn long_lists_lose_no_row_between_pieces() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    let mut list = String::from("id,name\n");
    for row in 1..=9_000 {
        list.push_str(&match row {
            // Around the edges of pieces, and where nothing is on either side.
            2_048 | 2_049 | 6_000 => "\n".to_owned(),
            4_097 => format!("{row},Edward Colston Street,too,many,cells\n"),
            row => format!("{row},{} Street\n", ["High", "Colston", "Station"][row % 3]),
        });
    }
    folder.write("long.csv", list);
    let screen =
        |threads: &str| folder.run(&["screen", "persons.csv", "long.csv", "--format", "jsonl", "--threads", threads]);
    let (one, three) = (screen("1"), screen("3"));
    assert_eq!(one.out, three.out);
    let ids: Vec<String> = lines(&one.out).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    let wanted: Vec<String> =
        (1..=9_000).filter(|row| ![2_048, 2_049, 4_097, 6_000].contains(row)).map(|row: i32| row.to_string()).collect();
    assert_eq!(ids, wanted);
    assert!(one.err.matches("refused").count() == 1 && one.err == three.err, "{}", one.err);
}

#[test]
fn the_bundled_register_takes_names_from_standard_input() {
    let folder = Folder::new();
    let run =
        folder.run_with(&["screen", "public-realm", "--quiet"], &[], Some("Picton Place\nStatue of Robert Milligan\n"));
    let run = run.ends_with(0);
    for wanted in
        ["Picton Place", "thomas-picton", "or: Cesar Picton", "strong", "2 names against", "A candidate is no link"]
    {
        assert!(run.out.contains(wanted), "`{wanted}` is not in:\n{}", run.out);
    }
    folder
        .run_with(
            &["screen", "public-realm", "--quiet", "--fail-on", "strong"],
            &[],
            Some("Statue of Robert Milligan\n"),
        )
        .ends_with(1);
}

#[test]
fn a_table_is_safe_to_open_and_says_how_far_rows_were_checked() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    folder.write("streets.csv", STREETS);
    folder
        .run(&["screen", "persons.csv", "streets.csv", "--format", "csv", "--out", "queue.csv", "--quiet"])
        .ends_with(0);
    let text = folder.read("queue.csv");
    assert!(text.starts_with("id,name,person,"), "{text}");
    assert!(!text.contains(",=HYPERLINK"), "a formula came out of a name:\n{text}");
    let run =
        folder.run_with(&["screen", "public-realm", "--quiet", "--format", "csv"], &[], Some("Clarkson Street\n"));
    assert!(run.out.contains("not confirmed by a historian"), "{}", run.out);
}

#[test]
fn every_column_that_says_where_a_street_is_counts() {
    let folder = Folder::new();
    folder.write("persons.csv", "id,name,description\ncolston,Edward Colston,Honoured in Bristol as a benefactor.\nburns,Anna Farquharson,Born in Scotland.\n");
    let list = "street,locality,local_authority,region\nColston Avenue,City Centre,\"Bristol, City of\",South West\nColston Gate,Cotgrave,Nottinghamshire,East Midlands\nFarquharson Road,Braemar,Aberdeenshire,Scotland\n";
    folder.write("streets.csv", list);
    let found = |more: &[&str]| {
        let mut arguments = vec!["screen", "persons.csv", "streets.csv", "--format", "jsonl", "-q"];
        arguments.extend(more);
        let run = folder.run(&arguments).ends_with(0);
        let of = |line: &serde_json::Value| {
            let candidate = &line["candidates"][0];
            let here = |factor: &serde_json::Value| factor["code"] == "same-locality";
            let factor = candidate["factors"].as_array().unwrap().iter().find(|factor| here(factor)).cloned();
            (
                candidate["verdict"].as_str().unwrap().to_owned(),
                factor.map(|factor| factor["text"].as_str().unwrap().to_owned()),
            )
        };
        lines(&run.out).iter().map(of).collect::<Vec<_>>()
    };
    let (place, none) = (Some("the person's record mentions Bristol".to_owned()), None::<String>);
    let other = ("candidate".to_owned(), none.clone());
    assert_eq!(found(&[]), [("strong".to_owned(), place), other.clone(), other.clone()]);
    assert_eq!(found(&["--locality", "locality"]), [other.clone(), other.clone(), other.clone()], "one column only");
    assert_eq!(found(&["--locality", "region"]).pop(), Some(other), "a country says too little");
}

#[test]
fn registers_may_be_json_or_a_folder() {
    let folder = Folder::new();
    folder.write(
        "register.json",
        r#"[{"id": "rhodes", "name": "Cecil Rhodes", "aliases": [{"alias": "Rhodesia", "kind": "derived"}], "places": [{"place": "Oxford", "role": "studied"}]}]"#,
    );
    let run = folder.run_with(
        &["screen", "register.json", "--format", "jsonl", "-q"],
        &[],
        Some("Rhodesia Road\nCecil Rhodes Drive\n"),
    );
    let run = run.ends_with(0);
    let found = lines(&run.out);
    assert_eq!(found[0]["candidates"][0]["alias_kind"].as_str(), Some("derived"));
    assert_eq!(found[1]["candidates"][0]["verdict"].as_str(), Some("strong"));
    folder.write("reg/persons.csv", "id,name\np,Ann Wren\n");
    folder.write("reg/homonyms.csv", "id,name,collides_with\nh,Wren (bird),p\n");
    let run = folder.run_with(&["screen", "reg", "--format", "jsonl", "-q"], &[], Some("Ann Wren Lane\n"));
    let run = run.ends_with(0);
    assert_eq!(lines(&run.out)[0]["candidates"][0]["person"].as_str(), Some("p"));
}

#[test]
fn what_cannot_be_done_is_said_with_a_cure() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    folder.write("nameless.csv", "id,born\na,1700\n");
    folder.write("streets.csv", "x,y\n1,2\n");
    folder
        .run(&["screen", "public-relm"])
        .ends_with(2)
        .complains(&["no bundled register and no file is called `public-relm`", "public-realm"]);
    folder.run(&["screen", "nameless.csv"]).ends_with(2).complains(&["needs a column `name`"]);
    folder
        .run(&["screen", "persons.csv", "streets.csv"])
        .ends_with(2)
        .complains(&["no column is known to hold the names", "--name HEADER"]);
    folder
        .run(&["screen", "persons.csv", "streets.csv", "--name", "z"])
        .ends_with(2)
        .complains(&["no column is called `z`"]);
    folder.run(&["screen", "-", "-"]).ends_with(2).complains(&["cannot both come from standard input"]);
    folder
        .run(&["screen", "persons.csv", "--weight", "rare=3"])
        .ends_with(2)
        .complains(&["no factor is called `rare`"]);
    folder.write("words.txt", "[sufix]\nstreet\n");
    folder
        .run(&["screen", "persons.csv", "--words", "words.txt"])
        .ends_with(2)
        .complains(&["no list of words called `sufix`"]);
}

/// Runs with a limit that a debug build on a busy machine keeps easily, and that work without bound does not.
fn soon(run: impl FnOnce() -> common::Run) -> common::Run {
    let began = std::time::Instant::now();
    let run = run();
    assert!(began.elapsed().as_secs() < 60, "took {:?}", began.elapsed());
    run
}

#[test]
fn hostile_names_end_soon_and_steer_no_terminal() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    let long = format!("Colston {}", "x".repeat(100_000));
    let many = "Colston ".repeat(12_500);
    let names = [
        long.as_str(),
        many.as_str(),
        "🗿 Colston Street 🗿🏽‍♀️",
        "شارع Colston",
        "\u{202e}teertS notsloC",
        "\u{2066}Colston\u{2069} Street",
        "\u{1b}[31mColston Street\u{1b}]0;title\u{7}",
        "\u{feff}Colston\u{200b} Street",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    ];
    let mut list = String::from("id,name\n");
    for (row, name) in names.iter().enumerate() {
        list.push_str(&format!("{row},\"{name}\"\n"));
    }
    folder.write("names.csv", list);
    let found =
        soon(|| folder.run(&["screen", "persons.csv", "names.csv", "--format", "jsonl", "--suppressed", "--noisy"]));
    let found = found.ends_with(0);
    let found = lines(&found.out);
    assert_eq!(found.len(), names.len(), "a line for each row");
    for (line, name) in found.iter().zip(&names) {
        let name = name.trim_start_matches('\u{feff}').trim();
        let written = line["name"].as_str().unwrap();
        for candidate in line["candidates"].as_array().unwrap() {
            for span in candidate["spans"].as_array().unwrap() {
                let bound = |at: usize| usize::try_from(span[at].as_u64().unwrap()).unwrap();
                assert!(written.get(bound(0)..bound(1)).is_some(), "{name}: {span}");
            }
        }
    }
    for place in [0, 1] {
        let notes = found[place]["notes"].to_string();
        assert!(notes.contains("longer"), "{notes}");
    }
    assert!(found[3]["notes"].to_string().contains("script"), "{}", found[3]["notes"]);
    let text = soon(|| folder.run(&["screen", "persons.csv", "names.csv", "--noisy"])).ends_with(0);
    let steers =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.out.contains(steers), "{:?}", text.out.chars().find(|c| steers(*c)));
    assert!(text.out.len() < 20_000, "a long name is not printed whole: {} bytes", text.out.len());
}

#[test]
fn hostile_registers_end_soon_and_are_told_by_row() {
    let folder = Folder::new();
    folder.write(
        "names.csv",
        "id,name\n1,Quillfeather Street\n2,Zebedee Quillfeather Street\n3,Ann Wren7 Lane\n4,Picton Place\n",
    );
    // Ten thousand of one surname.
    let forenames = ["Anna", "John", "Mary", "Peter", "Zebedee"];
    let mut persons = String::from("id,name\n");
    for row in 0..10_000 {
        persons.push_str(&format!("p{row},{} Quillfeather\n", forenames[row % 5]));
    }
    folder.write("surname.csv", persons);
    let run =
        soon(|| folder.run(&["screen", "surname.csv", "names.csv", "--format", "jsonl", "--suppressed"])).ends_with(0);
    let found = lines(&run.out);
    assert!(found[0]["candidates"].as_array().unwrap().is_empty());
    assert!(found[0]["not_listed"].as_u64().unwrap() > 9_000);
    let listed: usize =
        ["candidates", "suppressed"].iter().filter_map(|key| found[1][key].as_array()).map(Vec::len).sum();
    assert!(listed <= 40, "{listed} are listed");
    // One person with a hundred thousand aliases.
    folder.write("aliases/persons.csv", "id,name\nwren,Ann Wren\n");
    let mut aliases = String::from("person,alias\n");
    for row in 0..100_000 {
        aliases.push_str(&format!("wren,Ann Wren{row}\n"));
    }
    folder.write("aliases/aliases.csv", aliases);
    let run = soon(|| folder.run(&["screen", "aliases", "names.csv", "--format", "jsonl"])).ends_with(1);
    assert_eq!(
        run.err.matches("too-many-aliases").count() + run.err.matches("aliases of one person").count(),
        1,
        "{}",
        run.err
    );
    assert_eq!(lines(&run.out)[2]["candidates"][0]["person"], "wren");
    // Ten thousand who are confused with one: other readings, never candidates.
    folder.write("homonyms/persons.csv", "id,name\npicton,Thomas Picton\n");
    let mut homonyms = String::from("id,name,collides_with\n");
    for row in 0..10_000 {
        homonyms.push_str(&format!("h{row},{} Picton,picton\n", forenames[row % 5]));
    }
    folder.write("homonyms/homonyms.csv", homonyms);
    let run =
        soon(|| folder.run(&["screen", "homonyms", "names.csv", "--format", "jsonl", "--suppressed"])).ends_with(0);
    let found = lines(&run.out);
    let picton = &found[3];
    let persons: Vec<&str> = ["candidates", "suppressed"]
        .iter()
        .flat_map(|key| picton[key].as_array())
        .flatten()
        .map(|candidate| candidate["person"].as_str().unwrap())
        .collect();
    assert!(persons.iter().all(|person| *person == "picton"), "{persons:?}");
    assert!(run.out.len() < 100_000, "{} bytes", run.out.len());
}

/// Patterns are compiled within a size and run in linear time, so that none that backtracking engines choke on takes long.
#[test]
fn hostile_patterns_of_a_framework_end_soon() {
    let folder = Folder::new();
    let framework = |pattern: &str| {
        common::STATUES.replace(
            "      - {id: name, type: text, label: Name of statue}\n",
            &format!("      - {{id: name, type: text, label: Name of statue, pattern: '{pattern}'}}\n"),
        )
    };
    folder.write("list.csv", format!("ref,name\n1,{}!\n2,{}\n", "a".repeat(100_000), "a".repeat(100_000)));
    for pattern in ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^([a-z]*)*$", "(.*)*(.*)*(.*)*b", "(a?){50}a{50}$"] {
        folder.write("statues.yaml", framework(pattern));
        let run = soon(|| folder.run(&["audit", "statues.yaml", "list.csv", "--format", "json", "--fail-on", "never"]));
        let run = run.ends_with(0);
        assert!(run.out.contains("\"reported\": 2"), "{pattern}: {}", run.err);
    }
    for (pattern, says) in [("(a{1000}){1000}", "too large"), ("(a", "unclosed group"), (&"(".repeat(50_000), "")] {
        folder.write("statues.yaml", framework(pattern));
        let run = soon(|| folder.run(&["audit", "statues.yaml", "list.csv"])).ends_with(2);
        let told = format!("{}{}", run.out, run.err);
        assert!(told.contains("invalid-pattern") && told.contains(says), "{told}");
        assert!(told.len() < 200_000, "{} bytes", told.len());
    }
}

/// Title rows, headings over columns and blank names: the header is told by the names of columns, and a row without a name is no name.
#[test]
fn lists_as_councils_keep_them_are_screened() {
    let folder = Folder::new();
    folder.write("persons.csv", PERSONS);
    folder.write(
        "streets.csv",
        "Streets of the borough,Version 2,\nPlace,,Name\nRef,Ward,Street name\n1,North,Colston Street\n2,North,\n3,South,High Street\n",
    );
    let run = folder.run(&["screen", "persons.csv", "streets.csv"]).ends_with(0);
    assert!(run.err.contains("header in row 3"), "{}", run.err);
    assert!(run.out.contains("2 names against"), "{}", run.out);
    assert!(run.out.contains("1 row without a name"), "{}", run.out);
    folder.write(
        "streets.json",
        "[{\"ref\": 1, \"name\": \"Colston Street\"}, {\"ref\": 2, \"name\": null}, {\"ref\": 3}]",
    );
    let run = folder.run(&["screen", "persons.csv", "streets.json"]).ends_with(1);
    assert!(run.out.contains("1 name against"), "{}", run.out);
    assert!(run.out.contains("1 row without a name; 1 row refused"), "{}", run.out);
    folder.write("labelled.csv", "No,Name on the sign,Notes\n1,Colston Street,x\n2,High Street,y\n");
    let run = folder.run(&["screen", "persons.csv", "labelled.csv"]).ends_with(2);
    assert!(run.err.contains("for example by `--name \"Name on the sign\"`"), "{}", run.err);
}

#[test]
fn what_is_left_out_of_a_register_or_not_read_of_a_list_is_told() {
    let folder = Folder::new();
    folder.write("streets.csv", "id,name,year\nS1,Colston Street,eighteenth century\nS2,High Street,unknown\n");
    folder.write("persons.csv", "id,name\ncolston,Edward Colston\n");
    let run = folder.run(&["screen", "persons.csv", "streets.csv"]).ends_with(0);
    assert!(!run.err.contains("row 3"), "{}", run.err);
    run.complains(&["streets.csv, row 2, column `year`: ‘eighteenth century’ is read as no year"]);
    folder.write("persons.csv", "id,name\ncolston,Edward Colston\ncolston,Another\n");
    folder.run(&["screen", "persons.csv", "streets.csv"]).ends_with(1).complains(&["persons.csv, row 3"]);
}
