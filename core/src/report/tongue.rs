//! The words of reports in the languages in which they can be written: English, and Welsh that no translator has checked.

use super::summary::Signed;
use super::welsh;
use crate::audit::{RecordCounts, RecordRef, Source, Verdict};
use crate::framework::{Severity, Standing};
use crate::report::wording;
use crate::value::{Date, State, is_welsh};

/// The language in which a report is written. Texts of the framework and the record are in their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Welsh,
}

impl Tongue {
    /// The language of an audit; English where it is in one in which no report is written.
    pub(super) fn of(language: &str) -> Self {
        if is_welsh(language) { Tongue::Welsh } else { Tongue::English }
    }

    /// What the documents say of their language.
    pub(super) fn code(self) -> &'static str {
        self.say("en-GB", "cy-GB")
    }

    /// A phrase or a sentence of ours, by its English.
    pub(super) fn words(self, english: &str) -> &str {
        match self {
            Tongue::English => english,
            Tongue::Welsh => welsh::of(english),
        }
    }

    /// The same with places `{}` to fill in, in their order.
    pub(super) fn fill(self, english: &str, values: &[&str]) -> String {
        let mut out = String::new();
        let mut values = values.iter();
        for (place, part) in self.words(english).split("{}").enumerate() {
            if place > 0 {
                out.push_str(values.next().copied().unwrap_or_default());
            }
            out.push_str(part);
        }
        out
    }

    /// A word that may be ours or a record's: what is not ours stays.
    pub(super) fn known(self, word: &str) -> &str {
        match self {
            Tongue::English => word,
            Tongue::Welsh => welsh::known(word).unwrap_or(word),
        }
    }

    /// A number with its noun, by its English.
    pub(super) fn number_of(self, n: u64, one: &str, several: &str) -> String {
        match self {
            Tongue::English => wording::count(n, one, several),
            Tongue::Welsh => format!("{} {}", wording::number(n), welsh::of(one)),
        }
    }

    /// Whether this language of a text is the report's.
    pub(super) fn speaks(self, language: &str) -> bool {
        match self {
            Tongue::English => language == "en" || language.starts_with("en-"),
            Tongue::Welsh => is_welsh(language),
        }
    }

    pub(super) fn say(self, english: &'static str, welsh: &'static str) -> &'static str {
        match self {
            Tongue::English => english,
            Tongue::Welsh => welsh,
        }
    }

    /// A number with its noun; in Welsh the noun stays as for one.
    pub(super) fn count(self, n: u64, english: (&str, &str), welsh: &str) -> String {
        match self {
            Tongue::English => wording::count(n, english.0, english.1),
            Tongue::Welsh => format!("{} {welsh}", wording::number(n)),
        }
    }

    /// Items in a row: `a, b and c`.
    pub(super) fn listed(self, items: &[String]) -> String {
        match (self, items) {
            (Tongue::Welsh, [first @ .., last]) if !first.is_empty() => {
                let vowel = last.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                let and = if vowel.starts_with(['a', 'e', 'i', 'o', 'u', 'w', 'y', 'â', 'ê', 'î', 'ô', 'û', 'ŵ', 'ŷ'])
                {
                    "ac"
                } else {
                    "a"
                };
                format!("{} {and} {last}", first.join(", "))
            }
            _ => wording::listed(items),
        }
    }

    pub(super) fn day(self, date: Date) -> String {
        date.words_in(self.say("en", "cy"))
    }

    /// Why there is no answer.
    pub(super) fn state(self, state: State) -> &'static str {
        let english = match state {
            State::Missing | State::NotSupplied => "not answered",
            state => state.words(),
        };
        self.say(english, state.welsh())
    }

    pub(super) fn verdict(self, verdict: Verdict) -> &'static str {
        let welsh = match verdict {
            Verdict::Met => "wedi'i fodloni",
            Verdict::NotMet => "heb ei fodloni",
            Verdict::CannotTell => "methu dweud",
            Verdict::DoesNotApply => "ddim yn berthnasol",
            Verdict::NeedsAPerson => "angen person",
            Verdict::ToDo => "ddim yn ddyledus eto",
        };
        self.say(verdict.words(), welsh)
    }

    /// The one word for a severity.
    pub(super) fn severity_word(self, severity: Severity) -> &'static str {
        let welsh = match severity {
            Severity::Block => "rhwystr",
            Severity::Major => "mawr",
            Severity::Minor => "bach",
            Severity::Review => "adolygu",
        };
        self.say(severity.words(), welsh)
    }

    /// A severity and what it means.
    pub(super) fn severity(self, severity: Severity) -> String {
        match self {
            Tongue::English => format!("{}, {}", severity.words(), wording::severity_meaning(severity)),
            Tongue::Welsh => match severity {
                Severity::Block => "rhwystr, ni chaniateir mynd ymlaen",
                Severity::Major => "mawr, dylid ei gywiro",
                Severity::Minor => "bach, gallai fod yn well",
                Severity::Review => "adolygu, rhaid i berson edrych; nid yw byth yn fethiant ynddo'i hun",
            }
            .to_owned(),
        }
    }

    pub(super) fn standing(self, standing: Standing) -> &'static str {
        let welsh = match standing {
            Standing::Law => "y gyfraith",
            Standing::CaseLaw => "cyfraith achosion",
            Standing::Guidance => "canllawiau",
            Standing::PublishedAudit => "archwiliad cyhoeddedig",
            Standing::Research => "ymchwil",
            Standing::HouseRule => "rheol fewnol",
        };
        self.say(standing.words(), welsh)
    }

    /// When a source was checked, or that it was not.
    pub(super) fn checked(self, source: &Source) -> String {
        match (self, source.checked) {
            (Tongue::English, _) => wording::checked(source),
            (Tongue::Welsh, Some(date)) => format!("gwiriwyd ar {date}"),
            (Tongue::Welsh, None) if wording::is_own(source) => "rheol y fframwaith ei hun".to_owned(),
            (Tongue::Welsh, None) => "heb ei wirio".to_owned(),
        }
    }

    /// A record by its name, else its id, else its row.
    pub(super) fn record_name(self, record: &RecordRef, counts: &RecordCounts) -> String {
        let named = [&record.name, &record.id].into_iter().flatten().any(|text| !text.trim().is_empty());
        if self == Tongue::Welsh && !named && counts.noun.0.is_empty() {
            return format!("cofnod {}", wording::number(record.number));
        }
        wording::record_name(record, counts)
    }

    pub(super) fn record_row(self, record: &RecordRef) -> String {
        match self {
            Tongue::English => wording::record_row(record),
            Tongue::Welsh if record.input.is_empty() => format!("rhes {}", wording::number(record.row)),
            Tongue::Welsh => format!("rhes {} o {}", wording::number(record.row), record.input),
        }
    }

    /// What an audit is and is not.
    pub(super) fn what_this_is(self) -> &'static str {
        self.say(
            wording::WHAT_THIS_IS,
            "Mae'r adroddiad hwn yn dweud pa wiriadau a gofnodwyd a fodlonwyd, pa rai na fodlonwyd, a pha rai na ellid eu dweud o'r cofnod. \
Mae gwiriad a fodlonwyd yn dweud dim ond bod y cofnod yn dal yr hyn y mae'r rheol yn gofyn amdano. Pobl sydd i farnu a roddwyd sylw dyledus; nid oes rheol yma sy'n penderfynu hynny.",
        )
    }

    /// What a report says of its own language, where there is something to say.
    pub(super) fn itself(self) -> Option<(&'static str, &'static str)> {
        (self == Tongue::Welsh).then_some(("Iaith", "Cymraeg, heb ei wirio gan gyfieithydd"))
    }

    /// Who signed the form.
    pub(super) fn form_signed(self, Signed { by, post, on }: &Signed) -> String {
        let given: Vec<&str> = [by, post, on].into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        format!(" {}: {}.", self.say("Form signed", "Llofnodwyd y ffurflen"), given.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn welsh_lists_and_days() {
        let items = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        assert_eq!(Tongue::Welsh.listed(&items(&["Oedran", "Rhyw", "Hil"])), "Oedran, Rhyw a Hil");
        assert_eq!(Tongue::Welsh.listed(&items(&["Rhyw", "‘Oedran’"])), "Rhyw ac ‘Oedran’");
        assert_eq!(Tongue::Welsh.listed(&items(&["Rhyw"])), "Rhyw");
        assert_eq!(Date::from_ymd(2026, 11, 22).map(|day| Tongue::Welsh.day(day)).as_deref(), Some("22 Tachwedd 2026"));
        assert_eq!(
            (Tongue::of("cy-GB"), Tongue::of("de"), Tongue::of("")),
            (Tongue::Welsh, Tongue::English, Tongue::English)
        );
    }
}
