//! What the rules say that keys of a framework make (`required`, `repeat`, `not` of a role, `unlike-other-records`): in the languages of the label that they speak of,
//! in Welsh where that is Welsh (no translator has checked it), else in English.

use crate::framework::Words;
use crate::ir::{PartIr, TemplateIr};
use crate::value::{State, is_welsh};

/// One of the two, by language.
pub(super) fn say(language: &str, english: String, welsh: String) -> String {
    if is_welsh(language) { welsh } else { english }
}

/// A text in each language of a label, made of the language and the label in it.
pub(super) fn words(label: &Words, make: impl Fn(&str, &str) -> String) -> Words {
    let texts = label.by_language.iter();
    Words { by_language: texts.map(|(language, label)| (language.clone(), make(language, label))).collect() }
}

/// The same as a message.
pub(super) fn message(label: &Words, make: impl Fn(&str, &str) -> String) -> TemplateIr {
    let texts = words(label, make).by_language.into_iter();
    texts.map(|(language, text)| (language, vec![PartIr::Text(text)])).collect()
}

/// How many rows there are to be.
pub(super) fn wanted(language: &str, (min, max): (Option<u32>, Option<u32>)) -> String {
    match (min.filter(|min| *min > 0), max) {
        (Some(min), Some(max)) if min == max => format!("{min}"),
        (Some(min), Some(max)) => say(language, format!("{min} to {max}"), format!("{min} i {max}")),
        (Some(min), None) => say(language, format!("at least {min}"), format!("o leiaf {min}")),
        (None, Some(max)) => say(language, format!("at most {max}"), format!("dim mwy na {max}")),
        (None, None) => String::new(),
    }
}

/// What is to be done about a question without an answer, which may also be in one of these states.
pub(super) fn answer_it(language: &str, label: &str, states: &[State]) -> String {
    let states = states.iter().filter(|state| **state != State::Answered);
    if !is_welsh(language) {
        let states: Vec<&str> = states.map(|state| state.words()).collect();
        let or = if states.is_empty() { String::new() } else { format!(", or record it as {}", states.join(" or ")) };
        return format!("Answer “{label}”{or}");
    }
    let states: Vec<&str> = states.map(|state| state.welsh()).collect();
    let or = if states.is_empty() { String::new() } else { format!(", neu cofnodwch: {}", states.join(" neu ")) };
    format!("Atebwch “{label}”{or}")
}
