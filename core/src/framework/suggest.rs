//! Words that were probably meant, and user text cut to a length fit for a message.

/// Longer words are not compared: nobody meant them, and comparing takes time that grows with the square of the length.
const MAX_COMPARED: usize = 60;
/// User text in messages is cut here, in characters.
const MAX_SHOWN: usize = 60;

/// The candidate nearest to a word, when it is near enough to have been meant. Of two equally near ones it is the first.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > MAX_COMPARED {
        return None;
    }
    let plain = plain(word);
    let allowed = match plain.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        length => length / 3,
    };
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_COMPARED && *candidate != word)
        .map(|candidate| (strsim::osa_distance(&plain, &self::plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A word without what people vary: case, and how its parts are joined (`askWhen`, `ask_when`, `ask when`).
fn plain(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut after_small = false;
    for character in word.chars() {
        if character.is_uppercase() && after_small {
            out.push('-');
        }
        after_small = character.is_lowercase();
        match character {
            '_' | ' ' | '-' => out.push('-'),
            _ => out.extend(character.to_lowercase()),
        }
    }
    out
}

/// User text as it is shown in a message: on one line, and not longer than people read.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(MAX_SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn either<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["ask-when", "allow", "aliases", "of", "id"];
        assert_eq!(nearest("askWhen", keys), Some("ask-when"));
        assert_eq!(nearest("ask_when", keys), Some("ask-when"));
        assert_eq!(nearest("alias", keys), Some("aliases"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest(&"a".repeat(1_000_000), keys), None);
    }

    #[test]
    fn cuts_at_characters() {
        assert_eq!(shown("a\nb"), "a b");
        assert_eq!(shown(&"é".repeat(100)).chars().count(), MAX_SHOWN + 1);
        assert_eq!(either(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(either(["a"]), "`a`");
    }
}
