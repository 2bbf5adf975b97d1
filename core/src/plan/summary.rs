//! What a summary of one record shows: the answers of its parts in the words of their labels.

use super::Inner;
use super::template::{item, label, place, row_label};
use crate::audit::{RecordSummary, SummaryAnswer, SummaryPart, SummaryRow};
use crate::batch::Data;
use crate::eval::reads::slots_of;
use crate::eval::trace::Tracer;
use crate::eval::truth::Truth;
use crate::ir::{DomainId, OptionIr, RECORD, SlotId, SummaryPartIr};
use crate::plan::Detail;
use crate::tongue::Tongue;
use crate::value::{Date, FieldType, State, kept};

/// Rows of one part that are shown, and rows of groups whose names are kept.
const MOST_ROWS: usize = 500;
const MOST_NAMES: usize = 1_000;

/// What a summary shows of a record.
pub(super) fn of_record(inner: &Inner, tracer: &Tracer<'_>, record: usize) -> RecordSummary {
    let summary = &inner.checked.summary;
    let of = Of { inner, tracer, record };
    let mut signing = Vec::new();
    if let Some(condition) = &summary.signed_off {
        slots_of(condition, &mut signing);
        signing.retain(|slot| of.domain_of(*slot) == RECORD);
    }
    let language = &inner.settings.language;
    let whole = inner.settings.detail >= Detail::Whole;
    let usual = summary.parts.is_empty();
    let parts = if whole || usual { &summary.all } else { &summary.parts };
    let title =
        if whole { Tongue::of(language).words("all answers and findings") } else { summary.title.get(language) };
    RecordSummary {
        language: language.clone(),
        title: title.to_owned(),
        signed_off: summary.signed_off.as_ref().map(|condition| tracer.truth(condition, RECORD, record) == Truth::True),
        // A record may be signed off in one way or another; what is not asked of it stands for neither.
        sign_off: signing
            .into_iter()
            .filter_map(|slot| of.answer(slot, RECORD, record))
            .filter(|answer| answer.state != State::NotAsked)
            .collect(),
        // In the usual form of a summary what is not answered is not listed; of the whole record it is.
        parts: parts.iter().filter_map(|part| of.part(part, usual && !whole)).collect(),
        rows: of.names(),
    }
}

struct Of<'a> {
    inner: &'a Inner,
    tracer: &'a Tracer<'a>,
    record: usize,
}

impl Of<'_> {
    /// A part; `None` where nothing of it is asked.
    fn part(&self, of: &SummaryPartIr, usual: bool) -> Option<SummaryPart> {
        let (inner, tracer) = (self.inner, self.tracer);
        let language = &inner.settings.language;
        let domain = inner.checked.shape.domains.get(of.domain.index())?;
        let is_group = of.domain != RECORD;
        if let (Some(when), Some(RECORD)) = (&domain.ask_when, domain.parent)
            && matches!(tracer.truth(when, RECORD, self.record), Truth::False | Truth::NotApplicable)
        {
            return None;
        }
        let mut part = SummaryPart {
            id: of.id.clone(),
            title: of.title.get(language).to_owned(),
            say: of.say.get(language).to_owned(),
            group: is_group.then(|| domain.path.clone()),
            none: of.none.get(language).to_owned(),
            ..SummaryPart::default()
        };
        for row in self.rows(of.domain) {
            if is_group && tracer.row_not_asked(of.domain, row) == Truth::True {
                continue;
            }
            let belongs = of.when.as_ref().map_or(Truth::True, |when| tracer.truth(when, of.domain, row));
            match belongs {
                Truth::False | Truth::NotApplicable => continue,
                // Of the record, what cannot be told is better shown.
                Truth::Unknown if is_group => {
                    if part.open.len() < MOST_ROWS {
                        part.open.push(self.name(of.domain, row));
                    }
                    continue;
                }
                _ => {}
            }
            if part.rows.len() >= MOST_ROWS {
                part.left_out += 1;
                continue;
            }
            let answers: Vec<SummaryAnswer> =
                of.fields.iter().filter_map(|slot| self.answer(*slot, of.domain, row)).collect();
            let (item, label) = if is_group {
                (item(inner, tracer, of.domain, row), self.name(of.domain, row))
            } else {
                Default::default()
            };
            part.rows.push(SummaryRow { item, label, answers });
        }
        // A column in which nothing is asked (in the usual form of a table, nothing answered) says nothing.
        let speaks = |column: usize| {
            part.rows.iter().any(|row| {
                row.answers.get(column).is_some_and(|answer| match answer.state {
                    State::NotAsked => false,
                    State::Answered | State::Invalid => true,
                    _ => !(usual && is_group),
                })
            })
        };
        let columns: Vec<bool> = (0..of.fields.len()).map(speaks).collect();
        if !is_group && !part.rows.is_empty() && !columns.contains(&true) {
            return None;
        }
        for row in &mut part.rows {
            let mut kept = columns.iter();
            row.answers.retain(|_| kept.next() == Some(&true));
        }
        part.columns = of
            .fields
            .iter()
            .zip(&columns)
            .filter(|(_, kept)| **kept)
            .filter_map(|(slot, _)| inner.checked.shape.slots.get(slot.index()))
            .map(|info| label(&info.label, &info.id, language))
            .collect();
        Some(part)
    }

    /// The rows of the record or of a group.
    fn rows(&self, domain: DomainId) -> std::ops::Range<usize> {
        if domain == RECORD {
            return self.record..self.record + 1;
        }
        crate::eval::group_rows(self.tracer.batch, domain, self.record, &self.inner.parents)
    }

    fn domain_of(&self, slot: SlotId) -> DomainId {
        self.inner.checked.shape.slots.get(slot.index()).map_or(RECORD, |info| info.domain)
    }

    /// The answer of a field that lies in a domain or around it.
    fn answer(&self, slot: SlotId, domain: DomainId, row: usize) -> Option<SummaryAnswer> {
        let (inner, tracer) = (self.inner, self.tracer);
        let info = inner.checked.shape.slots.get(slot.index())?;
        let language = &inner.settings.language;
        let tongue = Tongue::of(language);
        let row = tracer.row_in(info.domain, domain, row);
        let state = tracer.state(slot, row);
        let mut text = String::new();
        match state {
            State::Answered => match tracer.batch.column(slot).map(|column| &column.data) {
                Some(Data::Days(days)) => text = tongue.day(Date::from_days(*days.get(row)?)),
                _ => {
                    let welsh = info.kind == FieldType::YesNo && tongue == Tongue::Welsh;
                    let name = |option: &OptionIr| match option.id.as_str() {
                        "yes" if welsh => tongue.words("Yes"),
                        "no" if welsh => tongue.words("No"),
                        _ => "",
                    };
                    tracer.write_value(
                        slot,
                        row,
                        |option| match name(option) {
                            "" => option_name(option, language),
                            name => name,
                        },
                        &mut text,
                    );
                    if !info.unit.is_empty() {
                        text.push(' ');
                        text.push_str(&info.unit);
                    }
                }
            },
            State::Invalid => {
                text = tracer.batch.raw_of_invalid(slot, row).map_or_else(String::new, |cell| kept(&cell.raw).into());
            }
            _ => {}
        }
        let (field, label) = (place(inner, tracer, slot, row), label(&info.label, &info.id, language));
        Some(SummaryAnswer { field, label, state, text })
    }

    /// A row by its name, after those of the rows around it.
    fn name(&self, domain: DomainId, row: usize) -> String {
        let own = row_label(self.inner, self.tracer, domain, row);
        match self.inner.parents.get(domain.index()).copied().flatten() {
            Some(around) if around != RECORD => {
                format!("{}: {own}", self.name(around, self.tracer.batch.parent_row(domain, row)))
            }
            _ => own,
        }
    }

    /// What the rows of groups are called.
    fn names(&self) -> Vec<(String, String)> {
        let domains = (1..self.inner.checked.shape.domains.len()).map(DomainId::from_index);
        domains
            .flat_map(|domain| self.rows(domain).map(move |row| (domain, row)))
            .take(MOST_NAMES)
            .map(|(domain, row)| (item(self.inner, self.tracer, domain, row), self.name(domain, row)))
            .collect()
    }
}

fn option_name<'o>(option: &'o crate::ir::OptionIr, language: &str) -> &'o str {
    let text = option.label.get(language);
    if text.is_empty() { &option.id } else { text }
}

#[cfg(test)]
#[cfg(feature = "yaml")]
mod tests {
    use crate::audit::RecordSummary;
    use crate::{Detail, Settings, Source, load};

    const FRAMEWORK: &str = "language: 1\nframework: f\nversion: 1.0.0\ntitle: F\nsources: {house: {title: House, standing: house rule}}\nsections:
  - {id: main, fields: [{id: title, type: text}, {id: cost, type: number, unit: pounds}, {id: agreed-on, type: date}, {id: asked, type: yes-no}, {id: more, type: text, ask-when: asked = yes}]}
  - id: groups
    title: {en: Groups, cy: Grwpiau}
    rows: [{id: age, label: {en: Age, cy: Oedran}}, {id: race}]
    extra-rows: true
    fields: [{id: effect, type: choice, of: [good, {id: bad, label: {en: Harm, cy: Niwed}}]}, {id: why, type: text}, {id: actions, repeat: {min: 0}, fields: [{id: what, type: text}]}]
  - {id: closed, ask-when: asked = yes, repeat: {min: 0}, fields: [{id: note, type: text}]}
rules: [{id: untitled, require: title is answered, cite: house, say: x, why: x}]
";

    fn summary(more: &str, language: &str, record: serde_json::Value) -> RecordSummary {
        detailed(Detail::Summary, more, language, record)
    }

    fn detailed(detail: Detail, more: &str, language: &str, record: serde_json::Value) -> RecordSummary {
        let settings = Settings::new("2026-11-01".parse().unwrap()).detail(detail).language(language);
        let loaded = load(Source::new("f.yaml", format!("{FRAMEWORK}{more}")));
        assert!(loaded.is_usable(), "{:?}", loaded.diagnostics());
        let plan = loaded.plan(settings).unwrap();
        let mut batch = plan.batch();
        // The second of two: rows of the first must not be taken for its own.
        batch
            .add(1, &serde_json::json!({"groups": {"age": {"effect": "bad", "actions": [{"what": "other"}]}}}))
            .unwrap();
        batch.add(2, &record).unwrap();
        plan.run(&batch.finish()).results.swap_remove(1).summary.unwrap()
    }

    /// The parts with what they show, one line for each row.
    fn shown(summary: &RecordSummary) -> Vec<String> {
        let mut lines = Vec::new();
        for part in &summary.parts {
            lines.push(format!("{}: {}", part.title, part.columns.join(", ")));
            for row in &part.rows {
                let answers = row
                    .answers
                    .iter()
                    .map(|one| if one.text.is_empty() { format!("[{}]", one.state) } else { one.text.clone() });
                lines.push(format!("  {} ({}): {}", row.label, row.item, answers.collect::<Vec<_>>().join(", ")));
            }
            if !part.open.is_empty() {
                lines.push(format!("  open: {}", part.open.join(", ")));
            }
        }
        lines
    }

    #[test]
    fn parts_show_the_rows_that_belong_to_them() {
        let more = "summary:
  title: For members
  signed-off: agreed-on is answered
  parts:
    - {id: front, title: Front, fields: [title, cost, agreed-on, more]}
    - {id: harm, title: Harm, each: groups, when: effect = bad, fields: [effect, why, title]}
    - {id: doing, title: Doing, each: groups.actions, when: effect = bad, fields: [what]}
    - {id: if, title: If, when: asked = yes, fields: [title]}
    - {id: noted, title: Noted, each: closed, fields: [note]}
";
        let record = serde_json::json!({"title": "T", "cost": 5, "agreed-on": "3/4/2026", "asked": "no", "more": "inert",
            "groups": {"age": {"effect": "bad", "actions": [{"what": "a"}, {"what": "b"}]}, "carers": {"effect": "bad", "why": "w"}}});
        let found = summary(more, "", record);
        assert_eq!(
            shown(&found),
            [
                "Front: Title, Cost, Agreed on",
                "   (): T, 5 pounds, 3 April 2026",
                "Harm: Effect, Why, Title",
                "  Age (groups[age]): Harm, [not supplied], T",
                "  carers (groups[carers]): Harm, w, T",
                "  open: Race",
                "Doing: What",
                "  Age: Actions 1 (groups[age].actions[1]): a",
                "  Age: Actions 2 (groups[age].actions[2]): b",
                "If: ",
            ]
        );
        assert_eq!((found.title.as_str(), found.signed_off), ("For members", Some(true)));
        assert_eq!(found.sign_off[0].text, "3 April 2026");
        assert!(found.rows.contains(&("groups[race]".to_owned(), "Race".to_owned())));
    }

    #[test]
    fn what_is_not_asked_does_not_stand_beside_the_sign_off() {
        let more = "summary: {signed-off: agreed-on is answered or more is answered}\n";
        let beside = |asked: &str| {
            let found = summary(more, "", serde_json::json!({"title": "T", "asked": asked, "more": "inert"}));
            found.sign_off.into_iter().map(|one| one.label).collect::<Vec<_>>()
        };
        assert_eq!(beside("no"), ["Agreed on"]);
        assert_eq!(beside("yes"), ["Agreed on", "More"]);
    }

    #[test]
    fn the_whole_record_is_every_question_that_is_asked_whatever_the_summary_names() {
        let record =
            serde_json::json!({"title": "T", "asked": "no", "more": "inert", "groups": {"age": {"effect": "bad"}}});
        let of = |more: &str, language: &str| shown(&detailed(Detail::Whole, more, language, record.clone()));
        let all = [
            "Main: Title, Cost, Agreed on, Asked",
            "   (): T, [not supplied], [not supplied], no",
            "Groups: Effect, Why",
            "  Age (groups[age]): Harm, [not supplied]",
            "  Race (groups[race]): [not supplied], [not supplied]",
            "Actions: ",
        ];
        assert_eq!(of("", "en"), all);
        assert_eq!(of("summary: {title: Short, parts: [{id: front, title: Front, fields: [title]}]}\n", "en"), all);
        let title = |language| detailed(Detail::Whole, "summary: {title: Short}\n", language, record.clone()).title;
        assert_eq!([title("en"), title("cy")], ["all answers and findings", "yr holl atebion a chanfyddiadau"]);
    }

    #[test]
    fn without_parts_every_section_is_one() {
        let record = serde_json::json!({"title": "T", "asked": "no", "groups": {"age": {"effect": "bad"}}});
        let found = summary("", "cy", record);
        assert_eq!(
            shown(&found),
            [
                "Main: Title, Cost, Agreed on, Asked",
                "   (): T, [not supplied], [not supplied], Na",
                "Grwpiau: Effect",
                "  Oedran (groups[age]): Niwed",
                "  Race (groups[race]): [not supplied]",
                "Actions: ",
            ]
        );
        assert_eq!(found.signed_off, None);
    }
}
