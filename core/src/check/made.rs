//! What the rules say that keys of a framework make (`required`, `repeat`, `not` of a role, `unlike-other-records`): in the languages of the label that they speak of,
//! in Welsh where that is Welsh (no translator has checked it), else in English.

use crate::framework::Words;
use crate::ir::{PartIr, SlotId, TemplateIr};
use crate::tongue::Tongue;
use crate::value::State;

/// A text, by its English, in each language of a label: `{0}` is the label, `{1}` what else it speaks of in that language.
pub(super) fn words(label: &Words, english: &str, more: &dyn Fn(&str) -> String) -> Words {
    let say = |(language, label): (&String, &String)| {
        let (text, more) = (Tongue::of(language).words(english), more(language));
        let parts: Vec<String> = text.split("{0}").map(|part| part.replace("{1}", &more)).collect();
        (language.clone(), parts.join(label))
    };
    Words { by_language: label.by_language.iter().map(say).collect() }
}

/// The same as a message.
pub(super) fn message(label: &Words, english: &str, more: &dyn Fn(&str) -> String) -> TemplateIr {
    let texts = words(label, english, more).by_language.into_iter();
    texts.map(|(language, text)| (language, vec![PartIr::Text(text)])).collect()
}

/// A message about a question without an answer, and in place of it the second where what stands there cannot be read.
pub(super) fn open(slot: SlotId, label: &Words, english: [&str; 2], more: &dyn Fn(&str) -> String) -> TemplateIr {
    let [blank, unread] = english.map(|english| words(label, english, more).by_language);
    let both = blank.into_iter().zip(unread.into_values());
    both.map(|((language, blank), unread)| (language, vec![PartIr::Open(slot, [blank, unread])])).collect()
}

/// A text that speaks of the label alone.
pub(super) fn nothing(_: &str) -> String {
    String::new()
}

/// How many rows there are to be.
pub(super) fn wanted(language: &str, (min, max): (Option<u32>, Option<u32>)) -> String {
    let t = Tongue::of(language);
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} {} {max}", t.words("to")),
        (Some(min), None) => format!("{} {min}", t.words("at least")),
        (None, Some(max)) => format!("{} {max}", t.words("at most")),
        (None, None) => String::new(),
    }
}

/// The states in which a question without an answer may be recorded as well.
pub(super) fn or_record(language: &str, states: &[State]) -> String {
    let t = Tongue::of(language);
    let states = states.iter().filter(|state| **state != State::Answered);
    let states: Vec<&str> = states.map(|state| t.words(state.words())).collect();
    match states.as_slice() {
        [] => String::new(),
        _ => format!(", {} {}", t.words("or record it as"), states.join(t.words(" or "))),
    }
}
