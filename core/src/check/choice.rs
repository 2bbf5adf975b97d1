//! A choice beside its options: `effect = negative`, `decision in [relocate, remove]`, `themes contains war`.

use super::names::{Meaning, joined};
use super::number::Operand;
use super::{Checker, DerivedType, Uses, suggest, text_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Cond, CondKind, DerivedId, DerivedValueIr, DomainId, ListId, OptionIr, SlotId};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::value::FieldType;

/// Something whose answer is one of known words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chooser {
    /// A choice or yes-no field.
    One(SlotId, ListId),
    /// A field with several answers.
    Several(SlotId, ListId),
    /// A derived table, and its place in the framework.
    Table(DerivedId, usize),
}

impl Chooser {
    pub(super) fn of_slot(checker: &Checker<'_, '_>, slot: SlotId) -> Option<Self> {
        let field = checker.checked.shape.slots.get(slot.index())?;
        let list = field.list?;
        Some(if field.kind == FieldType::Choices { Chooser::Several(slot, list) } else { Chooser::One(slot, list) })
    }

    pub(super) fn of_derived(checker: &Checker<'_, '_>, place: usize) -> Option<Self> {
        match checker.derived_types.get(place)? {
            DerivedType::Table(id) => Some(Chooser::Table(*id, place)),
            _ => None,
        }
    }
}

/// Places of options among a list's, or of a table's rows.
enum Places {
    Options(Vec<u16>),
    Rows(Vec<bool>),
}

impl Checker<'_, '_> {
    /// A choice beside one other thing; `subject` may stand on either side.
    pub(super) fn choice_comparison(
        &mut self,
        op: BinaryOp,
        chooser: Chooser,
        subject: &Expr,
        other: &Expr,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        if !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            self.report(
                Diagnostic::new(Code::TypeMismatch, whole.span, "options have no order")
                    .help("name the options, `in [a, b]`, or give them `numbers` and compare one: `kind.weight >= 3`"),
            );
            return None;
        }
        let negated = op == BinaryOp::NotEqual;
        if let Chooser::Several(..) = chooser {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    whole.span,
                    format!("`{}` holds several answers, so it is not equal to one thing", name_of(subject)),
                )
                .help(format!("write `{} contains …`", name_of(subject))),
            );
            return None;
        }
        if let Some(word) = word_of(other) {
            if let Some(places) = self.places(chooser, word) {
                if let (ExprKind::Name(path), Chooser::One(_, list)) = (&other.kind, chooser)
                    && let Some(Chooser::One(_, other_list)) = self.chooser(other, from)
                    && self.same_options(list, other_list)
                {
                    let word = joined(path);
                    self.report(
                        Diagnostic::new(
                            Code::AmbiguousName,
                            other.span,
                            format!(
                                "`{word}` is an option of `{}` and also a field with the same options",
                                name_of(subject)
                            ),
                        )
                        .help(format!("write `'{word}'` for the option, or `record.{word}` for the field")),
                    );
                    return None;
                }
                return self.options_leaf(chooser, places, negated, whole);
            }
            let second = self.chooser(other, from);
            if second.is_none() {
                return self.not_an_option(chooser, subject, other, word, from);
            }
        }
        match (chooser, self.chooser(other, from)) {
            (Chooser::One(a, list), Some(Chooser::One(b, other_list))) => {
                if !self.same_options(list, other_list) {
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            other.span,
                            format!("`{}` and `{}` are choices from different lists", name_of(subject), name_of(other)),
                        )
                        .help("give both fields one list, under `lists`"),
                    );
                    return None;
                }
                self.uses.all_options.push(a);
                self.uses.all_options.push(b);
                Some(self.positive(CondKind::SameOption(a, b), negated, whole))
            }
            (_, Some(_)) => {
                self.mark_table(chooser);
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        other.span,
                        format!(
                            "`{}` cannot be compared with this, only with one of its own options",
                            name_of(subject)
                        ),
                    )
                    .help(self.options_help(chooser)),
                );
                None
            }
            (_, None) => {
                self.not_a_word(chooser, subject, other, from);
                None
            }
        }
    }

    /// `a in [x, y]`, `a in list-id` where `a` is a choice or a table.
    pub(super) fn choice_membership(
        &mut self,
        negated: bool,
        chooser: Chooser,
        subject: &Expr,
        right: &Expr,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        if let Chooser::Several(..) = chooser {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    whole.span,
                    format!("`{}` holds several answers, so it is not one of a list", name_of(subject)),
                )
                .help(format!("write `{}`", each_contained(&name_of(subject), right))),
            );
            return None;
        }
        match &right.kind {
            ExprKind::Error => None,
            ExprKind::List(items) => {
                let mut found: Option<Places> = None;
                let mut broken = false;
                for item in items {
                    let places = match word_of(item) {
                        Some(word) => match self.places(chooser, word) {
                            Some(places) => places,
                            None => {
                                self.not_an_option(chooser, subject, item, word, from);
                                broken = true;
                                continue;
                            }
                        },
                        None => {
                            self.not_a_word(chooser, subject, item, from);
                            broken = true;
                            continue;
                        }
                    };
                    found = Some(match found {
                        None => places,
                        Some(before) => before.and(places),
                    });
                }
                if broken {
                    self.mark_table(chooser);
                    return None;
                }
                self.options_leaf(chooser, found?, negated, whole)
            }
            ExprKind::Name(path) => {
                let Chooser::One(_, own) = chooser else {
                    self.mark_table(chooser);
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            right.span,
                            format!("`{}` is the result of a table, which belongs to no list", name_of(subject)),
                        )
                        .help(self.options_help(chooser)),
                    );
                    return None;
                };
                let word = path.first().map(|word| word.value.clone()).unwrap_or_default();
                let options: Vec<String> = self.option_ids(chooser).into_iter().map(str::to_string).collect();
                if path.len() == 1 && !self.names.lists.contains_key(word.as_str()) && options.contains(&word) {
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            right.span,
                            format!("`in` is followed by a list, and `{word}` is one option"),
                        )
                        .suggest(right.span, format!("[{word}]")),
                    );
                    return None;
                }
                let list = self.list_named(right, &[])?;
                let wanted = self.checked.shape.lists.get(list.index()).map(|list| &list.options)?;
                let mut places: Vec<u16> =
                    wanted.iter().filter_map(|option| self.option_place(own, &option.id)).collect();
                places.sort_unstable();
                if places.is_empty() {
                    self.report(
                        Diagnostic::new(
                            Code::UnknownOption,
                            right.span,
                            format!("no option of the list `{word}` is an option of `{}`", name_of(subject)),
                        )
                        .help(self.options_help(chooser)),
                    );
                    return None;
                }
                self.options_leaf(chooser, Places::Options(places), negated, whole)
            }
            _ => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, right.span, "`in` is followed by a list")
                        .help("write the options in square brackets: `in [a, b]`"),
                );
                None
            }
        }
    }

    /// `themes contains war`
    pub(super) fn choices_contain(
        &mut self,
        chooser: Chooser,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        from: DomainId,
    ) -> Option<Cond> {
        let Chooser::Several(slot, list) = chooser else {
            self.mark_table(chooser);
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    whole.span,
                    format!("`{}` has one answer, so it contains nothing", name_of(left)),
                )
                .help(format!("write `{} = …`", name_of(left))),
            );
            return None;
        };
        let Some(word) = word_of(right) else {
            self.not_a_word(chooser, left, right, from);
            return None;
        };
        let row = match &right.kind {
            ExprKind::Name(path) if word == "row" => self.find(path, from),
            _ => None,
        };
        if let Some(Meaning::Slot(row)) = row {
            self.uses.all_options.push(slot);
            let places: Vec<Option<u16>> =
                self.options(row).iter().map(|option| self.option_place(list, &option.id)).collect();
            if places.iter().all(Option::is_none) {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        right.span,
                        format!("no row of the group is an option of `{}`", name_of(left)),
                    )
                    .help(self.options_help(chooser)),
                );
                return None;
            }
            let domain = self.checked.shape.slots.get(row.index()).map(|slot| slot.domain);
            let group = domain.and_then(|domain| self.checked.shape.domains.get(domain.index()));
            let rows = group.map_or(&[][..], |group| &group.fixed);
            if let Some((without, _)) = rows.iter().zip(&places).find(|(_, place)| place.is_none()) {
                let message = format!(
                    "the row `{}` is no option of `{}`, so of it this can never be told",
                    without.id,
                    name_of(left)
                );
                self.report(
                    Diagnostic::new(Code::RowWithoutOption, whole.span, message)
                        .help("give the field an option of this id, or write the rows that have one in `when`"),
                );
            }
            let kind = CondKind::HasRow { among: slot, row, places };
            return Some(Cond { kind, span: whole.span, text: text_of(whole) });
        }
        let Some(place) = self.option_place(list, word) else {
            return self.not_an_option(chooser, left, right, word, from);
        };
        self.uses.options.push((list, vec![place], false));
        Some(Cond { kind: CondKind::HasOption(slot, place), span: whole.span, text: text_of(whole) })
    }

    /// The condition that a choice is one of these options, or none of them.
    fn options_leaf(&mut self, chooser: Chooser, places: Places, negated: bool, whole: &Expr) -> Option<Cond> {
        match (chooser, places) {
            (Chooser::One(slot, list), Places::Options(mut places)) => {
                places.sort_unstable();
                places.dedup();
                self.uses.options.push((list, places.clone(), negated));
                // A row that a record adds has an id that is no option.
                if negated && self.checked.shape.slots.get(slot.index()).is_some_and(|slot| slot.is_row) {
                    return Some(self.positive(CondKind::OptionIn(slot, places), true, whole));
                }
                if negated {
                    // The opposite of options is the other options: unknown where there is no answer, in both.
                    let count = self.checked.shape.lists.get(list.index()).map_or(0, |list| list.options.len());
                    self.spend(count, whole.span)?;
                    let count = u16::try_from(count).unwrap_or(u16::MAX);
                    places = (0..count).filter(|place| places.binary_search(place).is_err()).collect();
                }
                Some(Cond { kind: CondKind::OptionIn(slot, places), span: whole.span, text: text_of(whole) })
            }
            (Chooser::Table(id, place), Places::Rows(rows)) => {
                Uses::mark(&mut self.uses.derived, place);
                self.spend(rows.len(), whole.span)?;
                Some(self.positive(CondKind::TableIn(id, rows), negated, whole))
            }
            _ => None,
        }
    }

    /// Where a word stands among the options or results.
    fn places(&self, chooser: Chooser, word: &str) -> Option<Places> {
        match chooser {
            Chooser::One(_, list) | Chooser::Several(_, list) => {
                Some(Places::Options(vec![self.option_place(list, word)?]))
            }
            Chooser::Table(id, _) => {
                let rows: Vec<bool> = self.results(id).into_iter().map(|result| result == word).collect();
                rows.contains(&true).then_some(Places::Rows(rows))
            }
        }
    }

    pub(super) fn option_place(&self, list: ListId, word: &str) -> Option<u16> {
        self.names.options.get(list.index())?.get(word).copied()
    }

    /// The results of a derived table, one a row.
    pub(super) fn results(&self, table: DerivedId) -> Vec<&str> {
        match self.checked.derived.get(table.index()).map(|derived| &derived.value) {
            Some(DerivedValueIr::Table(rows)) => rows.iter().map(|row| row.is.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// The options of a field's list.
    pub(super) fn options(&self, slot: SlotId) -> &[OptionIr] {
        let list = self.checked.shape.slots.get(slot.index()).and_then(|slot| slot.list);
        list.and_then(|list| self.checked.shape.lists.get(list.index())).map_or(&[], |list| &list.options)
    }

    /// Whether two lists have the same options in the same order, as one list has with itself.
    fn same_options(&self, a: ListId, b: ListId) -> bool {
        let options = |list: ListId| self.checked.shape.lists.get(list.index()).map(|list| &list.options);
        a == b
            || match (options(a), options(b)) {
                (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.id == b.id),
                _ => false,
            }
    }

    fn option_ids(&self, chooser: Chooser) -> Vec<&str> {
        match chooser {
            Chooser::One(_, list) | Chooser::Several(_, list) => self
                .checked
                .shape
                .lists
                .get(list.index())
                .map_or_else(Vec::new, |list| list.options.iter().map(|option| option.id.as_str()).collect()),
            Chooser::Table(id, _) => {
                // A table may give one result in several rows; no message lists more than a few.
                let mut results = Vec::new();
                for result in self.results(id).into_iter().take(200) {
                    if !results.contains(&result) {
                        results.push(result);
                    }
                }
                results
            }
        }
    }

    fn options_help(&self, chooser: Chooser) -> String {
        if !self.suggests() {
            return String::new();
        }
        let what = if let Chooser::Table(..) = chooser { "results" } else { "options" };
        format!("its {what} are {}", suggest::listed(&self.option_ids(chooser)))
    }

    fn mark_table(&mut self, chooser: Chooser) {
        if let Chooser::Table(_, place) = chooser {
            Uses::mark(&mut self.uses.derived, place);
        }
    }

    /// Reports a word that is not an option. Gives nothing, for use as the result.
    fn not_an_option(
        &mut self,
        chooser: Chooser,
        subject: &Expr,
        other: &Expr,
        word: &str,
        from: DomainId,
    ) -> Option<Cond> {
        self.mark_table(chooser);
        let name = name_of(subject);
        if let ExprKind::Name(path) = &other.kind {
            match self.find(path, from) {
                Some(Meaning::Broken) => return None,
                Some(_) => {
                    self.operand(other, from);
                    self.report(
                        Diagnostic::new(
                            Code::TypeMismatch,
                            other.span,
                            format!("`{name}` is compared with one of its options, and `{word}` is something else"),
                        )
                        .help(self.options_help(chooser)),
                    );
                    return None;
                }
                None => {}
            }
        }
        let what = if let Chooser::Table(..) = chooser { "a result" } else { "an option" };
        let mut diagnostic =
            Diagnostic::new(Code::UnknownOption, other.span, format!("`{word}` is not {what} of `{name}`"));
        if self.suggests() {
            diagnostic = match self.option_meant(chooser, word) {
                Some(option) => diagnostic.suggest(other.span, suggest::as_written(&option)),
                None => diagnostic,
            };
        }
        self.report(diagnostic.help(self.options_help(chooser)));
        None
    }

    /// The option that a word was probably meant for: by its label or another spelling, else by likeness.
    fn option_meant(&self, chooser: Chooser, word: &str) -> Option<String> {
        if let Chooser::One(_, list) | Chooser::Several(_, list) = chooser {
            let options = &self.checked.shape.lists.get(list.index())?.options;
            let same = |text: &String| text.trim().eq_ignore_ascii_case(word.trim());
            if let Some(option) = options
                .iter()
                .find(|option| option.aliases.iter().any(same) || option.label.by_language.values().any(same))
            {
                return Some(option.id.clone());
            }
        }
        suggest::closest(word, self.option_ids(chooser).into_iter()).map(str::to_string)
    }

    /// Reports something beside a choice that is not a word at all.
    fn not_a_word(&mut self, chooser: Chooser, subject: &Expr, other: &Expr, from: DomainId) {
        self.mark_table(chooser);
        let name = name_of(subject);
        if let (ExprKind::Truth(truth), Chooser::One(_, list)) = (&other.kind, chooser) {
            let word = if *truth { "yes" } else { "no" };
            if self.option_place(list, word).is_some() {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        other.span,
                        format!("`{name}` is answered with an option, not with `{truth}`"),
                    )
                    .suggest(other.span, word),
                );
                return;
            }
        }
        let what = match self.operand(other, from) {
            Operand::Broken => return,
            operand => operand.describe(),
        };
        let subject_is = if let Chooser::Table(..) = chooser { "the result of a table" } else { "a choice" };
        let diagnostic =
            Diagnostic::new(Code::TypeMismatch, other.span, format!("`{name}` is {subject_is}, and this is {what}"));
        let diagnostic = match &other.kind {
            ExprKind::List(_) => diagnostic.help(format!("write `{name} in […]`")),
            _ => diagnostic.help(self.options_help(chooser)),
        };
        self.report(diagnostic);
    }

    /// The list that a name after `in` stands for.
    pub(super) fn list_named(&mut self, expr: &Expr, more: &[&str]) -> Option<ListId> {
        let ExprKind::Name(path) = &expr.kind else { return None };
        let name = joined(path);
        if let Some(list) = self.names.lists.get(name.as_str()).copied() {
            Uses::mark(&mut self.uses.lists, list.index());
            return Some(list);
        }
        let mut diagnostic = Diagnostic::new(Code::UnknownList, expr.span, format!("there is no list `{name}`"));
        if self.suggests() {
            let names = self.list_names();
            diagnostic = suggest::add(diagnostic, expr.span, &name, names.iter().copied().chain(more.iter().copied()));
        }
        self.report(diagnostic.help("write the values in square brackets, `in [a, b]`, or put a list under `lists`"));
        None
    }

    /// Counts what long lists cost, so that a hostile framework cannot fill memory with them; `None` past the limit.
    pub(super) fn spend(&mut self, amount: usize, span: Span) -> Option<()> {
        const MOST: usize = 10_000_000;
        let before = self.spent;
        self.spent = self.spent.saturating_add(amount);
        if self.spent <= MOST {
            return Some(());
        }
        if before <= MOST {
            self.report(
                Diagnostic::new(
                    Code::TooLarge,
                    span,
                    "the conditions become too large together, and the rest was not checked",
                )
                .help("use shorter lists, or sections with shorter conditions"),
            );
        }
        None
    }
}

impl Places {
    /// These and those.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Places::Options(mut a), Places::Options(b)) => {
                a.extend(b);
                Places::Options(a)
            }
            (Places::Rows(a), Places::Rows(b)) => Places::Rows(a.iter().zip(&b).map(|(a, b)| *a || *b).collect()),
            (a, _) => a,
        }
    }
}

/// A word that may be an option: bare, or in quotes.
fn word_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(path) => match path.as_slice() {
            [word] => Some(&word.value),
            _ => None,
        },
        ExprKind::Text(text) => Some(text),
        _ => None,
    }
}

/// `themes contains war or themes contains trade`
fn each_contained(name: &str, list: &Expr) -> String {
    let ExprKind::List(items) = &list.kind else { return format!("{name} contains …") };
    let each: Vec<String> =
        items.iter().map(|item| format!("{name} contains {}", crate::syntax::print(item))).collect();
    each.join(" or ")
}

fn name_of(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(path) => joined(path),
        _ => crate::syntax::print(expr),
    }
}
