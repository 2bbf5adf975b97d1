//! Reading a file of cases, and writing it back.

use super::{Case, CaseFile, CaseSettings, ExpectedOutcome, ExpectedVerdict, Records, Section};
use crate::exit::CliError;
use crate::suggest::did_you_mean;
use due_regard::Date;
use due_regard::audit::Verdict;

/// The sections that a case can have.
const SECTIONS: [&str; 10] = [
    "record.json",
    "records.json",
    "records.csv",
    "decisions",
    "settings",
    "verdicts",
    "outcome",
    "measures",
    "findings",
    "notes",
];

/// What a section with a register is called before its id.
const REGISTER: &str = "register ";

impl CaseFile {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// Names the file, the line and what would mend it.
    pub fn parse(name: &str, text: &str) -> Result<Self, CliError> {
        let mut parts: Vec<(String, usize, String)> = Vec::new();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match (line.strip_prefix("==="), parts.last_mut()) {
                (Some(title), _) => parts.push((title.trim().to_owned(), index + 2, String::new())),
                (None, Some((_, _, body))) => body.push_str(line),
                (None, None) => parts.push((String::new(), 1, line.to_owned())),
            }
        }
        // Prose before the first `===` speaks of the whole file.
        let several = parts.len() > 1 || parts.first().is_some_and(|(title, ..)| !title.is_empty());
        let cases: Vec<Case> = parts
            .iter()
            .enumerate()
            .filter(|(index, (title, _, body))| {
                !(several && *index == 0 && title.is_empty() && !body.lines().any(|line| line.starts_with("---")))
            })
            .map(|(_, (title, line, body))| Case::parse(name, title, *line, body))
            .collect::<Result<_, _>>()?;
        if cases.is_empty() {
            return Err(CliError::new(format!("{name}: the file holds no case")).help(
                "a case is prose, then `--- record.json` with a record and `--- verdicts` with what rules are to say",
            ));
        }
        Ok(Self { name: name.to_owned(), cases })
    }
}

impl Case {
    fn parse(file: &str, name: &str, first: usize, text: &str) -> Result<Self, CliError> {
        let trouble = |line: usize, sentence: String| CliError::new(format!("{file}, line {line}: {sentence}"));
        let mut sections = vec![Section { name: String::new(), body: String::new(), line: first }];
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if let Some(heading) = line.strip_prefix("---") {
                let heading = heading.trim().to_owned();
                if !SECTIONS.contains(&heading.as_str()) && !heading.starts_with(REGISTER) {
                    return Err(trouble(first + index, format!("there is no section `{heading}`"))
                        .help(did_you_mean(&heading, &SECTIONS)));
                }
                if sections.iter().any(|section| section.name == heading) {
                    return Err(trouble(first + index, format!("the section `{heading}` stands twice in one case"))
                        .help("begin another case with `=== name`"));
                }
                sections.push(Section { name: heading, body: String::new(), line: first + index + 1 });
            } else if let Some(section) = sections.last_mut() {
                section.body.push_str(line);
            }
        }
        let find = |name: &str| sections.iter().find(|section| section.name == name);
        let records = match (find("record.json"), find("records.json"), find("records.csv")) {
            (Some(section), None, None) => Records::Json(vec![json(file, section)?]),
            (None, Some(section), None) => match json(file, section)? {
                serde_json::Value::Array(records) => Records::Json(records),
                _ => {
                    return Err(trouble(section.line, "`records.json` holds a list of records".to_owned())
                        .help("put them in square brackets, or call the section `record.json`"));
                }
            },
            (None, None, Some(section)) => Records::Csv(section.body.clone()),
            (None, None, None) => {
                return Err(trouble(first, "the case has no record".to_owned()).help("add a section `--- record.json`"));
            }
            _ => {
                return Err(
                    trouble(first, "the case has records in more than one section".to_owned()).help("keep one of them")
                );
            }
        };
        let registers = sections
            .iter()
            .filter_map(|section| Some((section.name.strip_prefix(REGISTER)?.trim().to_owned(), section.body.clone())))
            .collect();
        let decisions = find("decisions").map(|section| section.body.clone());
        let lines = |name: &str| {
            find(name)
                .map(|section| content_lines(section, !matches!(name, "findings" | "notes" | "measures")))
                .unwrap_or_default()
        };
        let settings = settings(lines("settings"), &trouble)?;
        let verdicts = lines("verdicts")
            .into_iter()
            .map(|(line, text)| verdict(line, text, &trouble))
            .collect::<Result<_, _>>()?;
        let outcome = lines("outcome").into_iter().map(|(line, text)| outcome(line, text)).collect();
        let findings =
            find("findings").map(|_| lines("findings").into_iter().map(|(_, text)| text.to_owned()).collect());
        let notes = find("notes").map(|_| lines("notes").into_iter().map(|(_, text)| text.to_owned()).collect());
        let measures = find("measures")
            .map(|_| lines("measures").into_iter().map(|(line, text)| (line, text.to_owned())).collect());
        let prose = sections.first().map_or("", |section| section.body.trim()).to_owned();
        Ok(Self {
            name: name.to_owned(),
            prose,
            line: first,
            records,
            registers,
            decisions,
            settings,
            verdicts,
            outcome,
            findings,
            notes,
            measures,
            sections,
        })
    }

    /// The case as text, with other bodies in some of its sections; those that it does not have yet are added.
    pub(super) fn text_with(&self, bodies: &[(&str, String)]) -> String {
        let mut out = String::new();
        let last = self.sections.len().saturating_sub(1);
        for (index, section) in self.sections.iter().enumerate() {
            if !section.name.is_empty() {
                out.push_str(&format!("--- {}\n", section.name));
            }
            match bodies.iter().find(|(name, _)| *name == section.name) {
                Some((_, body)) => {
                    out.push_str(body);
                    // The empty lines between this and the next heading stay.
                    let trailing = section.body.len() - section.body.trim_end_matches('\n').len();
                    (1..trailing).for_each(|_| out.push('\n'));
                }
                None => out.push_str(&section.body),
            }
            if index == last && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        }
        for (name, body) in bodies.iter().filter(|(name, _)| !self.sections.iter().any(|section| section.name == *name))
        {
            out.push_str(&format!("--- {name}\n{body}"));
        }
        out
    }
}

fn json(file: &str, section: &Section) -> Result<serde_json::Value, CliError> {
    serde_json::from_str(&section.body).map_err(|error| {
        CliError::new(format!(
            "{file}, line {}: the record is not JSON: {error}",
            section.line + error.line().saturating_sub(1)
        ))
    })
}

/// The lines that say something, with their numbers.
fn content_lines(section: &Section, remarks: bool) -> Vec<(usize, &str)> {
    let lines = section.body.lines().enumerate().map(|(index, line)| (section.line + index, line.trim()));
    lines.filter(|(_, line)| !(line.is_empty() || remarks && line.starts_with('#'))).collect()
}

fn settings(lines: Vec<(usize, &str)>, trouble: &impl Fn(usize, String) -> CliError) -> Result<CaseSettings, CliError> {
    // A fixed day: a case says the same for ever.
    let mut settings = CaseSettings {
        as_of: Date::from_ymd(2026, 11, 1).unwrap_or(Date::from_days(0)),
        stage: None,
        language: String::new(),
        parameters: Vec::new(),
    };
    for (line, text) in lines {
        if let Some((id, value)) = text.strip_prefix("set ").and_then(|rest| rest.split_once('=')) {
            settings.parameters.push((id.trim().to_owned(), value.trim().to_owned()));
            continue;
        }
        match text.split_once(':').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("stage", value)) => settings.stage = Some(value.to_owned()),
            Some(("language", value)) => settings.language = value.to_owned(),
            Some(("as-of", value)) => {
                settings.as_of = value.parse().map_err(|_| {
                    trouble(line, format!("`{value}` is not a date")).help("write it as in `as-of: 2026-11-01`")
                })?;
            }
            _ => {
                return Err(trouble(line, format!("`{text}` is not a setting"))
                    .help("settings are `stage: …`, `as-of: …`, `language: …` and `set parameter = value`"));
            }
        }
    }
    Ok(settings)
}

/// `2: rest` speaks of the second record.
fn of_record(text: &str) -> (Option<u64>, &str) {
    match text.split_once(':') {
        Some((number, rest)) => number.trim().parse().map_or((None, text), |number| (Some(number), rest.trim())),
        None => (None, text),
    }
}

fn verdict(line: usize, text: &str, trouble: &impl Fn(usize, String) -> CliError) -> Result<ExpectedVerdict, CliError> {
    let (record, rest) = of_record(text);
    let (rule, rest) = rest.split_once(char::is_whitespace).map_or((rest, ""), |(rule, rest)| (rule, rest.trim()));
    let (item, words) = item(rest).ok_or_else(|| trouble(line, format!("the bracket in `{rest}` is not closed")))?;
    let named = |words: &str| Verdict::ALL.into_iter().find(|verdict| verdict.words() == words);
    let (first, would_be) = match words.split_once(':') {
        Some((first, would_be)) => (first.trim(), Some(would_be.trim())),
        None => (words, None),
    };
    let verdicts = Verdict::ALL.map(Verdict::words);
    let unknown = |words: &str| {
        trouble(line, format!("`{words}` is not a verdict"))
            .help(did_you_mean(words, &verdicts))
            .help("a line is `rule-id  verdict`")
    };
    Ok(ExpectedVerdict {
        record,
        rule: rule.to_owned(),
        item: item.to_owned(),
        verdict: named(first).ok_or_else(|| unknown(first))?,
        would_be: would_be.map(|words| named(words).ok_or_else(|| unknown(words))).transpose()?,
        line,
    })
}

/// The item in brackets before a verdict, and the verdict; `None` when a bracket is not closed.
fn item(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with('[') {
        return Some(("", text));
    }
    let mut depth = 0usize;
    for (offset, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some((text.get(1..offset)?.trim(), text.get(offset + 1..)?.trim()));
        }
    }
    None
}

fn outcome(line: usize, text: &str) -> ExpectedOutcome {
    let (record, rest) = of_record(text);
    let (table, is) =
        rest.split_once('=').map_or((None, rest), |(table, is)| (Some(table.trim().to_owned()), is.trim()));
    ExpectedOutcome { record, table, is: is.to_owned(), line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_section_and_writes_the_text_back() {
        let text = "About these.\n=== first\nProse.\n--- record.json\n{\"a\": 1}\n--- settings\nstage: publish\nas-of: 2024-02-29\nset ten-years = 12\n--- verdicts\n# remark\nlate  not met\nrow-rule [impacts[age]]  to do: cannot tell\n--- outcome\nready\nroute = consent\n--- findings\n# not a remark\n\n=== second\n--- records.json\n[{}, {}]\n--- verdicts\n2: late  met\n";
        let file = CaseFile::parse("a.case", text).unwrap();
        let [first, second] = file.cases.as_slice() else { panic!("two cases") };
        assert_eq!((first.name.as_str(), first.prose.as_str(), first.line), ("first", "Prose.", 3));
        assert_eq!(first.settings.stage.as_deref(), Some("publish"));
        assert_eq!(first.settings.as_of.to_string(), "2024-02-29");
        assert_eq!(first.settings.parameters, [("ten-years".to_owned(), "12".to_owned())]);
        assert_eq!((first.verdicts[0].verdict, first.verdicts[0].line), (Verdict::NotMet, 12));
        assert_eq!(first.verdicts[1].item, "impacts[age]");
        assert_eq!((first.verdicts[1].verdict, first.verdicts[1].would_be), (Verdict::ToDo, Some(Verdict::CannotTell)));
        assert_eq!(first.outcome[1].table.as_deref(), Some("route"));
        assert_eq!(first.findings.as_deref(), Some(&["# not a remark".to_owned()][..]));
        assert_eq!(second.verdicts[0].record, Some(2));
        assert_eq!(
            first.text_with(&[("outcome", "not ready\n".to_owned())]),
            "Prose.\n--- record.json\n{\"a\": 1}\n--- settings\nstage: publish\nas-of: 2024-02-29\nset ten-years = 12\n--- verdicts\n# remark\nlate  not met\nrow-rule [impacts[age]]  to do: cannot tell\n--- outcome\nnot ready\n--- findings\n# not a remark\n\n"
        );
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, wanted) in [
            ("", "holds no case"),
            ("x\n--- verdict\n", "line 2: there is no section `verdict`\n  = help: did you mean `verdicts`?"),
            ("x\n--- verdicts\na  met\n", "the case has no record"),
            ("x\n--- record.json\n{\n--- verdicts\na  met\n", "line 4: the record is not JSON"),
            (
                "x\n--- record.json\n{}\n--- verdicts\na  mett\n",
                "line 5: `mett` is not a verdict\n  = help: did you mean `met`?",
            ),
            ("x\n--- record.json\n{}\n--- verdicts\na [b  met\n", "is not closed"),
            ("x\n--- record.json\n{}\n--- record.json\n{}\n", "stands twice"),
            ("x\n--- record.json\n{}\n--- settings\nas-of: 1 May\n", "line 5: `1 May` is not a date"),
            ("x\n--- records.json\n{}\n", "holds a list"),
        ] {
            let error = CaseFile::parse("a.case", text).unwrap_err().render();
            assert!(error.contains(wanted), "{text:?} gave {error}");
        }
    }
}
