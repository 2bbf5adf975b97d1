//! Which cells a plan has a use for, and how each is read.

use super::fill::Fill;
use super::plain::PlainForm;
use crate::ir::{Checked, DomainId, ListIr, SlotId};
use crate::pattern::Pattern;
use crate::value::{FieldType, State};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How records are read for one plan: every field with its type, its options and the texts that stand for states.
///
/// Made by [`Plan::layout`](crate::Plan::layout); cheap to share.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<SlotLayout>,
    pub(crate) domains: Vec<DomainLayout>,
    /// Fills the groups that no record supplies.
    pub(crate) filler: Option<Arc<dyn Fill>>,
    /// Most bytes of text that one batch may hold.
    pub(crate) text_limit: usize,
    /// Most rows that one record's groups may have together.
    pub(crate) row_limit: usize,
}

/// What a plan wants of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// Nothing: its cells are not even looked at.
    Unused,
    /// Whether there is an answer.
    Presence,
    /// The answer.
    Value,
}

/// The sign with which people write numbers of a unit.
fn sign(unit: &str) -> Option<char> {
    match unit {
        "percent" | "per cent" | "%" => Some('%'),
        "pounds" | "pounds sterling" | "GBP" | "£" => Some('£'),
        "euros" | "EUR" | "€" => Some('€'),
        _ => None,
    }
}

/// How one field is read.
#[derive(Debug)]
pub(crate) struct SlotLayout {
    pub(crate) domain: DomainId,
    pub(crate) kind: FieldType,
    pub(crate) wanted: Use,
    pub(crate) options: Option<Arc<OptionTable>>,
    pub(crate) tokens: TokenTable,
    pub(crate) separators: Vec<char>,
    pub(crate) month_first: bool,
    /// The sign of the field's unit, with which people write its numbers: `85%`, `£1,250`.
    pub(crate) sign: Option<char>,
    /// Least and greatest value, as number, day number or year.
    pub(crate) bounds: (Option<f64>, Option<f64>),
    pub(crate) pattern: Option<Pattern>,
    pub(crate) is_row: bool,
    /// How plain cells are read.
    pub(super) plain: PlainForm,
}

/// A domain with what its rows may hold.
#[derive(Debug)]
pub(crate) struct DomainLayout {
    pub(crate) path: String,
    pub(crate) parent: Option<DomainId>,
    /// Ids of fixed rows.
    pub(crate) fixed: Vec<String>,
    /// Ids of rows that are offered for adding; their places follow those of the fixed rows.
    pub(crate) offered: Vec<String>,
    pub(crate) extra: bool,
    pub(crate) row_slot: Option<SlotId>,
    /// What stands under each key of a row.
    pub(crate) members: FxHashMap<String, Member>,
    /// The fields with their ids in the framework's order, in which records nearly always have them.
    pub(crate) order: Vec<(Box<str>, SlotId)>,
    /// Groups with fixed rows that lie directly in this domain.
    pub(crate) fixed_groups: Vec<DomainId>,
}

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    Field(SlotId),
    Group(DomainId),
    /// The answers of the record itself, wrapped.
    Inside,
    /// Nothing that is of use.
    Ignored,
}

/// The options of a list by every spelling that records may use.
#[derive(Debug, Default)]
pub(crate) struct OptionTable {
    /// Ids, labels and aliases as written.
    exact: FxHashMap<Box<str>, u16>,
    /// The same without regard to case, and with runs of spaces, hyphens and underscores as one space; only where that is unique.
    folded: FxHashMap<Box<str>, Option<u16>>,
    /// Ids, for messages.
    pub(crate) ids: Vec<String>,
}

impl OptionTable {
    pub(crate) fn new(list: &ListIr) -> Self {
        let mut table = OptionTable::default();
        for (index, option) in list.options.iter().enumerate() {
            let Ok(code) = u16::try_from(index) else { break };
            table.ids.push(option.id.clone());
            let spellings = std::iter::once(&option.id).chain(option.label.by_language.values()).chain(&option.aliases);
            for spelling in spellings {
                table.add(spelling, code);
            }
        }
        table
    }

    /// Adds a spelling. An id that is also another option's label stays the id's.
    pub(super) fn add(&mut self, spelling: &str, code: u16) {
        self.exact.entry(spelling.trim().into()).or_insert(code);
        let folded = self.folded.entry(fold(spelling).into()).or_insert(Some(code));
        if *folded != Some(code) {
            *folded = None;
        }
    }

    /// Every spelling as written, in no particular order.
    pub(super) fn spellings(&self) -> impl Iterator<Item = (&str, u16)> {
        self.exact.iter().map(|(text, code)| (&**text, *code))
    }

    /// The option that this text means, if it means exactly one.
    pub(crate) fn find(&self, text: &str) -> Option<u16> {
        self.exact.get(text).copied().or_else(|| self.folded.get(fold(text).as_str()).copied().flatten())
    }
}

/// A text without regard to case, and with runs of spaces, hyphens and underscores as one space.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}'))
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Raw texts that stand for a state, found fast where a text is none of them.
#[derive(Debug, Default)]
pub(crate) struct TokenTable {
    /// In small letters.
    tokens: Vec<(String, State)>,
    /// A bit for each length below 64 of which there is a token; the last for all longer ones.
    lengths: u64,
    /// No longer text can be one: a character's small letter has at least a third of its bytes.
    longest: usize,
}

impl TokenTable {
    pub(crate) fn new(tokens: &[(String, State)]) -> Self {
        let mut table = TokenTable::default();
        for (text, state) in tokens {
            let text = text.trim().to_lowercase();
            if !table.tokens.iter().any(|(known, _)| *known == text) {
                table.lengths |= 1 << text.len().min(63);
                table.longest = table.longest.max(text.len() * 3);
                table.tokens.push((text, *state));
            }
        }
        table
    }

    /// Whether a token, in small letters, passes a test.
    pub(super) fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.tokens.iter().any(|(token, _)| test(token))
    }

    /// Whether a trimmed text is too long for any token, or all tokens of its length can be seen to be others.
    #[inline]
    pub(super) fn rules_out(&self, text: &[u8]) -> bool {
        text.len() > self.longest || self.lengths >> text.len().min(63) & 1 == 0 && text.is_ascii()
    }

    /// The state that a trimmed text stands for.
    pub(crate) fn find(&self, text: &str) -> Option<State> {
        if self.tokens.is_empty() {
            return None;
        }
        // Small letters can have another length in bytes only outside ASCII.
        if text.is_ascii() {
            if self.lengths >> text.len().min(63) & 1 == 0 {
                return None;
            }
            return self.tokens.iter().find(|(token, _)| token.eq_ignore_ascii_case(text)).map(|(_, state)| *state);
        }
        let small = text.to_lowercase();
        self.tokens.iter().find(|(token, _)| *token == small).map(|(_, state)| *state)
    }
}

impl Layout {
    /// The layout for a checked framework; `wanted` and `bounds` by slot.
    pub(crate) fn new(
        checked: &Checked,
        wanted: &[Use],
        bounds: &[(Option<f64>, Option<f64>)],
        patterns: Vec<Option<Pattern>>,
        filler: Option<Arc<dyn Fill>>,
    ) -> Self {
        let tables: Vec<_> = checked.shape.lists.iter().map(|list| Arc::new(OptionTable::new(list))).collect();
        let mut domains: Vec<_> = checked
            .shape
            .domains
            .iter()
            .map(|domain| DomainLayout {
                path: domain.path.clone(),
                parent: domain.parent,
                fixed: domain.fixed.iter().map(|row| row.id.clone()).collect(),
                offered: offered(checked, domain),
                extra: domain.extra,
                row_slot: domain.row,
                members: FxHashMap::default(),
                order: Vec::new(),
                fixed_groups: Vec::new(),
            })
            .collect();
        for (index, domain) in checked.shape.domains.iter().enumerate() {
            let id = DomainId::from_index(index);
            if domain.filled {
                continue;
            }
            if let Some(parent) = domain.parent.and_then(|parent| domains.get_mut(parent.index())) {
                parent.members.insert(domain.key.clone(), Member::Group(id));
                if !domain.fixed.is_empty() {
                    parent.fixed_groups.push(id);
                }
            }
        }
        let mut patterns = patterns.into_iter();
        let slots = checked
            .shape
            .slots
            .iter()
            .enumerate()
            .map(|(index, slot)| {
                let id = SlotId::from_index(index);
                if let Some(domain) = domains.get_mut(slot.domain.index()).filter(|_| !slot.filled) {
                    // A group of this name is found first; so is another field.
                    let member = *domain.members.entry(slot.id.clone()).or_insert(Member::Field(id));
                    if member == Member::Field(id) && !slot.is_row {
                        domain.order.push((slot.id.as_str().into(), id));
                    }
                }
                let separators = if slot.separators.is_empty() { ";|" } else { &slot.separators };
                let mut layout = SlotLayout {
                    domain: slot.domain,
                    kind: slot.kind,
                    wanted: wanted.get(index).copied().unwrap_or(Use::Value),
                    options: slot.list.and_then(|list| tables.get(list.index()).cloned()),
                    tokens: TokenTable::new(&slot.tokens),
                    separators: separators.chars().collect(),
                    month_first: slot.month_first,
                    sign: sign(&slot.unit),
                    bounds: bounds.get(index).copied().unwrap_or_default(),
                    pattern: patterns.next().flatten(),
                    is_row: slot.is_row,
                    plain: PlainForm::default(),
                };
                if layout.wanted != Use::Unused {
                    layout.plain = PlainForm::new(&layout);
                }
                layout
            })
            .collect();
        // Ids come first: another name never takes the place of one.
        for (index, slot) in checked.shape.slots.iter().enumerate().filter(|(_, slot)| !slot.is_row) {
            let Some(domain) = domains.get_mut(slot.domain.index()) else { continue };
            for alias in &slot.aliases {
                domain.members.entry(alias.clone()).or_insert(Member::Field(SlotId::from_index(index)));
            }
        }
        if let Some(record) = domains.first_mut() {
            if !checked.shape.inside.is_empty() {
                record.members.entry(checked.shape.inside.clone()).or_insert(Member::Inside);
            }
            for key in &checked.shape.ignore {
                record.members.entry(key.clone()).or_insert(Member::Ignored);
            }
        }
        Layout { slots, domains, filler, text_limit: 256 << 20, row_limit: 100_000 }
    }

    /// Whether any cell of this field is looked at; the place is that of `Plan::fields`.
    pub(crate) fn is_wanted(&self, slot: SlotId) -> bool {
        self.slots.get(slot.index()).is_some_and(|slot| slot.wanted != Use::Unused)
    }
}

/// The rows that a record may add under a name that is known, by their ids.
fn offered(checked: &Checked, domain: &crate::ir::Domain) -> Vec<String> {
    let list = domain.row.and_then(|row| checked.shape.slots.get(row.index())?.list);
    let options = list.and_then(|list| checked.shape.lists.get(list.index())).map_or(&[][..], |list| &list.options);
    options.iter().skip(domain.fixed.len()).map(|option| option.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_without_regard_to_case() {
        let table = TokenTable::new(&[
            ("-".into(), State::Missing),
            ("N/A".into(), State::NotApplicable),
            ("ÉTÉ".into(), State::NotKnown),
        ]);
        assert_eq!(table.find("-"), Some(State::Missing));
        assert_eq!(table.find("n/a"), Some(State::NotApplicable));
        assert_eq!(table.find("été"), Some(State::NotKnown));
        assert_eq!(table.find("n/b"), None);
        assert_eq!(table.find(""), None);
    }

    #[test]
    fn folding_joins_spellings() {
        assert_eq!(fold("  Not-Held "), "not held");
        assert_eq!(fold("NOT_ held"), "not held");
    }
}
