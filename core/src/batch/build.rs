//! From cells and keys to a batch.

use super::cell::{EXACT, INVALID, PLACEHOLDER, Parsed, check, cut, day_or_month, is_space, parse};
use super::layout::{Layout, SlotLayout, Use};
use super::plain::{Cell, is_plain_text};
use super::{Batch, Column, Data, DomainRows, InvalidCell, Notice, Noticed, OTHER, Texts};
use crate::error::{Error, ErrorKind};
use crate::ir::{DomainId, RECORD, SlotId};
use crate::value::{FieldType, State};
use std::sync::Arc;

/// Texts of a column are looked up among those that came before once there are so many: a form has hardly two that are the same.
const FEW: usize = 64;

/// Collects records into a [`Batch`]. Made by [`Plan::batch`](crate::Plan::batch).
///
/// Records come one by one, as rows of cells or as nested values; what cannot be read is kept as an invalid cell, so a record
/// never gets lost here.
#[derive(Debug)]
pub struct BatchBuilder {
    pub(super) layout: Arc<Layout>,
    pub(super) batch: Batch,
    /// Rows added to the record in hand, against the layout's limit.
    pub(super) rows_of_record: usize,
    /// By domain with fixed rows: for each row of the domain around it, the first of its fixed rows. Rows that a record adds may lie anywhere after.
    pub(super) first_fixed: Vec<Vec<u32>>,
    /// Room for the lengths of the domains before a record.
    pub(super) before: Vec<usize>,
    /// By field: what is known of columns of lists, kept from batch to batch.
    #[cfg(feature = "list")]
    pub(super) known: rustc_hash::FxHashMap<SlotId, super::table::Known>,
    /// Of a block whose text was taken over: where its cells were.
    #[cfg(feature = "list")]
    pub(super) adopted: Option<Vec<[u32; 2]>>,
    #[cfg(feature = "list")]
    spare: Option<crate::list::RowBlock>,
}

impl BatchBuilder {
    pub(crate) fn new(layout: Arc<Layout>) -> Self {
        let mut builder = Self {
            layout,
            batch: Batch::default(),
            rows_of_record: 0,
            first_fixed: Vec::new(),
            before: Vec::new(),
            #[cfg(feature = "list")]
            known: rustc_hash::FxHashMap::default(),
            #[cfg(feature = "list")]
            adopted: None,
            #[cfg(feature = "list")]
            spare: None,
        };
        builder.clear();
        builder
    }

    /// Forgets every record and keeps the memory.
    pub fn clear(&mut self) {
        self.batch.numbering = super::Numbering::default();
        self.batch.rows.clear();
        self.batch.texts.clear();
        self.batch.invalid.clear();
        self.batch.noticed.clear();
        self.batch.named_rows.clear();
        self.batch.domains.resize_with(self.layout.domains.len(), DomainRows::default);
        for domain in &mut self.batch.domains {
            domain.len = 0;
            domain.offsets.clear();
            domain.parents.clear();
        }
        self.first_fixed.resize_with(self.layout.domains.len(), Vec::new);
        self.first_fixed.iter_mut().for_each(Vec::clear);
        self.batch.columns.resize_with(self.layout.slots.len(), Column::default);
        for (column, slot) in self.batch.columns.iter_mut().zip(&self.layout.slots) {
            column.states.clear();
            column.distinct = false;
            match (&mut column.data, wanted_data(slot)) {
                (Data::Choice(values), Data::Choice(_)) => values.clear(),
                (Data::Choices(values), Data::Choices(_)) => values.clear(),
                (Data::Number(values), Data::Number(_)) => values.clear(),
                (Data::Days(values), Data::Days(_)) => values.clear(),
                (Data::Years(values), Data::Years(_)) => values.clear(),
                (Data::Text(values), Data::Text(_)) => values.clear(),
                (data, fresh) => *data = fresh,
            }
        }
    }

    /// Says how the records of this batch are numbered: `above` rows (titles, header) stand above the first record of their list, lists with
    /// `before` rows come before it, and `input` names the list where there are several (else empty).
    ///
    /// A record's number is its row less `above`, plus `before`; it keeps counting where blank or refused rows lie between.
    pub fn numbered(&mut self, above: u64, before: u64, input: &str) {
        self.batch.numbering = super::Numbering { above, before, input: input.to_owned() };
    }

    /// How many records there are so far.
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether there is no record yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a record that stands in this row of its list (from 1, as a spreadsheet counts).
    pub fn begin(&mut self, row: u64) {
        self.rows_of_record = 0;
        self.batch.rows.push(row);
        self.add_row(RECORD, 0);
    }

    /// Begins so many records at once.
    #[cfg(feature = "list")]
    pub(super) fn begin_all(&mut self, rows: impl Iterator<Item = u64>) {
        let has_fixed_rows = self.layout.domains.first().is_some_and(|domain| !domain.fixed_groups.is_empty());
        if has_fixed_rows {
            rows.for_each(|row| self.begin(row));
        } else if let Some(records) = self.batch.domains.first_mut() {
            let before = self.batch.rows.len();
            self.batch.rows.extend(rows);
            records.len += self.batch.rows.len() - before;
        }
    }

    /// The text of a cell of the record in hand; spaces at its edges are noticed and left out. Only fields of the record itself
    /// have cells; for any other, and before the first record, this does nothing.
    pub fn cell(&mut self, field: FieldIndex, text: &str) {
        // A cell of a list cannot say to which row of a group it belongs.
        let of_record =
            self.layout.slots.get(field.0.index()).is_some_and(|slot| slot.domain == RECORD && !slot.is_row);
        if let (true, Some(row)) = (of_record, self.len().checked_sub(1)) {
            self.text(field.0, row, text);
        }
    }

    /// A new row of a domain; returns its number.
    pub(super) fn add_row(&mut self, domain: DomainId, parent: usize) -> usize {
        self.rows_of_record += 1;
        let row = {
            let Some(rows) = self.batch.domains.get_mut(domain.index()) else { return 0 };
            let row = rows.len;
            rows.len += 1;
            if domain != RECORD {
                rows.parents.push(u32::try_from(parent).unwrap_or(u32::MAX));
            }
            row
        };
        let layout = Arc::clone(&self.layout);
        for group in layout.domains.get(domain.index()).map_or(&[][..], |domain| &domain.fixed_groups) {
            let Some(group_layout) = layout.domains.get(group.index()) else { continue };
            let first = u32::try_from(self.batch.domain_len(*group)).unwrap_or(u32::MAX);
            if let Some(firsts) = self.first_fixed.get_mut(group.index()) {
                firsts.push(first);
            }
            for index in 0..group_layout.fixed.len() {
                let child = self.add_row(*group, row);
                if let Some(slot) = group_layout.row_slot {
                    self.put(slot, child, Parsed::Choice(u16::try_from(index).unwrap_or(OTHER)));
                }
            }
        }
        row
    }

    /// Reads a text into a cell.
    pub(super) fn text(&mut self, slot: SlotId, row: usize, text: &str) {
        let layout = Arc::clone(&self.layout);
        if let Some(slot_layout) = layout.slots.get(slot.index()) {
            self.read_text(slot_layout, slot, row, text);
        }
    }

    /// The same where the field's layout is at hand.
    pub(super) fn read_text(&mut self, layout: &SlotLayout, slot: SlotId, row: usize, text: &str) {
        if layout.wanted == Use::Unused || !text.is_empty() && self.plain(layout, slot, row, text) {
            return;
        }
        let trimmed = text.trim_matches(is_space);
        if trimmed.len() != text.len() && !trimmed.is_empty() {
            self.notice(Notice::EdgeSpaces(slot), layout.domain, row);
        }
        let parsed = parse(layout, trimmed);
        match parsed {
            Parsed::Absent(state) => {
                if !trimmed.is_empty() {
                    self.notice(Notice::Placeholder(slot, cut(trimmed, PLACEHOLDER).into()), layout.domain, row);
                }
                self.put(slot, row, Parsed::Absent(state));
            }
            Parsed::Invalid(cause) => self.invalid(slot, row, trimmed, cause),
            parsed => {
                if let Some(either) = day_or_month(layout, trimmed) {
                    self.notice(Notice::DayOrMonth(slot, either), layout.domain, row);
                }
                self.put(slot, row, parsed);
            }
        }
    }

    /// Reads a text in plain form into a cell; says whether it was one.
    #[inline]
    fn plain(&mut self, layout: &SlotLayout, slot: SlotId, row: usize, text: &str) -> bool {
        let Batch { columns, texts, .. } = &mut self.batch;
        let Some(Column { states, data, .. }) = columns.get_mut(slot.index()) else { return false };
        let (form, cell) = (&layout.plain, Cell::from(text));
        let takes_any = form.takes_any_text && is_plain_text(layout, cell);
        let is_plain = match data {
            Data::Text(ids) if takes_any => {
                set(ids, row, add_text(texts, ids.len(), text), 0);
                true
            }
            Data::Choice(values) => form.option(cell).map(|value| set(values, row, value, 0)).is_some(),
            Data::Number(values) => form.number(cell).map(|value| set(values, row, value, 0.0)).is_some(),
            Data::Days(values) => form.days(cell).map(|value| set(values, row, value, 0)).is_some(),
            Data::Years(values) => form.years(cell).map(|value| set(values, row, value, (0, 0))).is_some(),
            Data::None => takes_any || form.is_plain(layout.kind, cell),
            Data::Text(_) | Data::Choices(_) => false,
        };
        if is_plain {
            set(states, row, State::Answered as u8, State::NotSupplied as u8);
        }
        is_plain
    }

    pub(super) fn invalid(&mut self, slot: SlotId, row: usize, raw: &str, cause: String) {
        let domain = self.layout.slots.get(slot.index()).map_or(RECORD, |slot| slot.domain);
        let record = self.record_of(domain, row);
        self.batch.invalid.push(InvalidCell {
            slot,
            row: u32::try_from(row).unwrap_or(u32::MAX),
            record,
            raw: cut(raw, INVALID).into(),
            cause: cause.into(),
        });
        self.put(slot, row, Parsed::Absent(State::Invalid));
    }

    /// A number that was a number already.
    pub(super) fn number(&mut self, layout: &SlotLayout, slot: SlotId, row: usize, value: f64) {
        let plain = &layout.plain;
        let is_whole = value.fract() == 0.0 && plain.numbers && plain.is_within(value, value);
        match layout.kind {
            FieldType::Number if value.is_finite() => match check(layout, Parsed::Number(value)) {
                Parsed::Invalid(cause) => self.invalid(slot, row, &super::print_number(value), cause),
                parsed => self.put(slot, row, parsed),
            },
            // There is one zero.
            FieldType::Integer if is_whole && value.abs() <= EXACT => {
                self.put(slot, row, Parsed::Number(value + 0.0));
            }
            FieldType::Year if is_whole && (1000.0..=9999.0).contains(&value) => {
                let year = value as i32;
                self.put(slot, row, Parsed::Years(year, year));
            }
            // Whatever else a field is, its text rules decide: an id 00123, a year 895.
            _ => self.read_text(layout, slot, row, &super::print_number(value)),
        }
    }

    /// Keeps the name of a row that a record added to fixed rows.
    pub(super) fn name_row(&mut self, domain: DomainId, row: usize, name: &str) {
        let name: String = name.trim().chars().take(80).collect();
        if !name.is_empty() {
            self.batch.named_rows.push((domain, u32::try_from(row).unwrap_or(u32::MAX), name));
        }
    }

    pub(super) fn notice(&mut self, what: Notice, domain: DomainId, row: usize) {
        let record = self.record_of(domain, row);
        // The worst list notices something in every cell; a batch stays bounded because its cells are.
        self.batch.noticed.push(Noticed { what, record });
    }

    fn record_of(&self, mut domain: DomainId, mut row: usize) -> u32 {
        while let Some(parent) = self.layout.domains.get(domain.index()).and_then(|domain| domain.parent) {
            row = self
                .batch
                .domains
                .get(domain.index())
                .and_then(|rows| rows.parents.get(row))
                .map_or(0, |parent| *parent as usize);
            domain = parent;
        }
        u32::try_from(row).unwrap_or(u32::MAX)
    }

    /// Puts a read value into a cell; cells before it that nothing was put into are *not supplied*.
    pub(super) fn put(&mut self, slot: SlotId, row: usize, value: Parsed<'_>) {
        let Some(column) = self.batch.columns.get_mut(slot.index()) else { return };
        let state = match &value {
            Parsed::Absent(state) => *state,
            Parsed::Invalid(_) => State::Invalid,
            _ => State::Answered,
        };
        set(&mut column.states, row, state as u8, State::NotSupplied as u8);
        match (&mut column.data, value) {
            (Data::Choice(values), Parsed::Choice(value)) => set(values, row, value, 0),
            (Data::Choices(values), Parsed::Choices(value)) => set(values, row, value, 0),
            (Data::Number(values), Parsed::Number(value)) => set(values, row, value, 0.0),
            (Data::Days(values), Parsed::Days(value)) => set(values, row, value, 0),
            (Data::Years(values), Parsed::Years(first, last)) => set(values, row, (first, last), (0, 0)),
            (Data::Text(values), Parsed::Text(text)) => {
                let id = add_text(&mut self.batch.texts, values.len(), text);
                set(values, row, id, 0);
            }
            _ => {}
        }
    }

    /// Whether the texts of this batch have reached the layout's limit, so that it should be evaluated and a new one begun.
    pub fn is_full(&self) -> bool {
        self.batch.texts.bytes() >= self.layout.text_limit
    }

    pub(super) fn check_rows(&self) -> Result<(), Error> {
        if self.rows_of_record > self.layout.row_limit {
            return Err(Error::new(
                ErrorKind::LimitReached,
                format!("a record has more than {} rows in its groups", self.layout.row_limit),
            ));
        }
        Ok(())
    }

    /// The finished batch. The builder can be used again after [`BatchBuilder::reuse`].
    pub fn finish(mut self) -> Batch {
        self.complete();
        self.batch
    }

    /// Takes back a batch that is no longer needed, so that its memory serves the next records.
    pub fn reuse(&mut self, batch: Batch) {
        self.batch = batch;
        #[cfg(feature = "list")]
        if let Some(bounds) = self.adopted.take() {
            self.spare = Some(crate::list::RowBlock::of_room(self.batch.texts.give_up(), bounds));
        }
        self.clear();
    }

    /// The room of the rows that the last batch had been made of, once, after [`BatchBuilder::reuse`]: for [`CsvSplitter::reuse`](crate::list::CsvSplitter::reuse).
    /// Nothing where the batch was made of something else.
    ///
    /// ```
    /// # use due_regard::list::{CsvSplitter, ListOptions, sniff};
    /// # use due_regard::{Date, ListColumns, Scratch, Settings, Source, load};
    /// # let framework = "{language: 1, framework: list, version: 1.0.0, title: List, sources: {house: {title: Rules, standing: house rule}}, record: {noun: asset, plural: assets, id: id}, sections: [{id: asset, fields: [{id: id, type: text}, {id: made, type: integer}]}], rules: [{id: made, require: made is answered, cite: [house], say: no year, why: it dates the asset}]}";
    /// # let plan = load(Source::new("list.yaml", framework)).plan(Settings::new(Date::from_ymd(2026, 11, 22).unwrap()))?;
    /// let pieces = ["id,made\nA1,1734\nA2,\n", "A3,1771\nA4,\n", "A5,\n"];
    /// let layout = sniff(pieces[0].as_bytes(), false, &ListOptions::default())?;
    /// let columns = ListColumns::of(&plan, &layout.header, &[]);
    /// let mut splitter = CsvSplitter::new(&layout);
    /// let (mut builder, mut scratch, mut not_met) = (plan.batch(), Scratch::default(), Vec::new());
    /// splitter.buffer().extend_from_slice(&pieces[0].as_bytes()[layout.body..]);
    /// for piece in ["", pieces[1], pieces[2]] {
    ///     splitter.buffer().extend_from_slice(piece.as_bytes());
    ///     let Some(rows) = splitter.split()? else { continue };
    ///     builder.add_rows(rows, columns.supplied());
    ///     let batch = builder.take();
    ///     not_met.push(plan.evaluate(&batch, &mut scratch).findings());
    ///     builder.reuse(batch);
    ///     splitter.reuse(builder.spare_rows().expect("the batch was made of rows"));
    ///     assert!(builder.spare_rows().is_none());
    /// }
    /// assert_eq!(not_met, [1, 1, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "list")]
    pub fn spare_rows(&mut self) -> Option<crate::list::RowBlock> {
        self.spare.take()
    }

    /// The records so far as a batch, which stays here: for a form that is evaluated again and again. After it comes [`BatchBuilder::clear`].
    pub fn batch(&mut self) -> &Batch {
        self.complete();
        &self.batch
    }

    /// The batch as [`BatchBuilder::batch`] gave it last, with what was [replaced](BatchBuilder::replace) since.
    pub(crate) fn as_it_is(&self) -> &Batch {
        &self.batch
    }

    /// Takes the finished batch out and leaves an empty builder.
    pub fn take(&mut self) -> Batch {
        self.complete();
        let batch = std::mem::take(&mut self.batch);
        self.clear();
        batch
    }

    /// Brings rows of groups into the order of their parents, and every column to its full length.
    fn complete(&mut self) {
        let layout = Arc::clone(&self.layout);
        if let Some(filler) = &layout.filler {
            filler.fill(&mut super::Filling { builder: self });
        }
        for (index, domain) in layout.domains.iter().enumerate() {
            let parent_len = domain.parent.map_or(0, |parent| self.batch.domain_len(parent));
            let id = DomainId::from_index(index);
            if domain.parent.is_some() {
                self.sort_rows(id, &layout);
                if let Some(rows) = self.batch.domains.get_mut(index) {
                    rows.offsets.clear();
                    rows.offsets.reserve(parent_len + 1);
                    let mut next = 0usize;
                    for parent in 0..=parent_len {
                        while rows.parents.get(next).is_some_and(|of| (*of as usize) < parent) {
                            next += 1;
                        }
                        rows.offsets.push(u32::try_from(next).unwrap_or(u32::MAX));
                    }
                }
            }
        }
        self.sort_invalid();
        for (column, slot) in self.batch.columns.iter_mut().zip(&layout.slots) {
            if slot.wanted == Use::Unused {
                continue;
            }
            let len = self.batch.domains.get(slot.domain.index()).map_or(0, |rows| rows.len);
            column.states.resize(len, State::NotSupplied as u8);
            match &mut column.data {
                Data::None => {}
                Data::Choice(values) => values.resize(len, 0),
                Data::Choices(values) => values.resize(len, 0),
                Data::Number(values) => values.resize(len, 0.0),
                Data::Days(values) => values.resize(len, 0),
                Data::Years(values) => values.resize(len, (0, 0)),
                Data::Text(values) => values.resize(len, 0),
            }
        }
    }

    pub(super) fn sort_invalid(&mut self) {
        if !self.batch.invalid.is_sorted_by_key(|cell| (cell.slot, cell.row)) {
            self.batch.invalid.sort_by_key(|cell| (cell.slot, cell.row));
        }
    }

    /// Rows of a nested group may come in another order than the fixed rows they belong to.
    fn sort_rows(&mut self, domain: DomainId, layout: &Layout) {
        let Some(rows) = self.batch.domains.get_mut(domain.index()) else { return };
        if rows.parents.is_sorted() {
            return;
        }
        let len = rows.len;
        let mut order: Vec<u32> = (0..u32::try_from(len).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|row| rows.parents.get(*row as usize).copied().unwrap_or(u32::MAX));
        rows.parents.sort_unstable();
        let mut place = vec![0u32; len];
        for (new, old) in order.iter().enumerate() {
            if let Some(place) = place.get_mut(*old as usize) {
                *place = u32::try_from(new).unwrap_or(u32::MAX);
            }
        }
        for (column, slot) in self.batch.columns.iter_mut().zip(&layout.slots) {
            if slot.domain != domain || slot.wanted == Use::Unused {
                continue;
            }
            permute(&mut column.states, &order, State::NotSupplied as u8);
            match &mut column.data {
                Data::None => {}
                Data::Choice(values) => permute(values, &order, 0),
                Data::Choices(values) => permute(values, &order, 0),
                Data::Number(values) => permute(values, &order, 0.0),
                Data::Days(values) => permute(values, &order, 0),
                Data::Years(values) => permute(values, &order, (0, 0)),
                Data::Text(values) => permute(values, &order, 0),
            }
        }
        for cell in &mut self.batch.invalid {
            if layout.slots.get(cell.slot.index()).is_some_and(|slot| slot.domain == domain) {
                cell.row = place.get(cell.row as usize).copied().unwrap_or(cell.row);
            }
        }
        for (of, row, _) in &mut self.batch.named_rows {
            if *of == domain {
                *row = place.get(*row as usize).copied().unwrap_or(*row);
            }
        }
        for (child, child_layout) in self.batch.domains.iter_mut().zip(&layout.domains) {
            if child_layout.parent == Some(domain) {
                for parent in &mut child.parents {
                    *parent = place.get(*parent as usize).copied().unwrap_or(*parent);
                }
            }
        }
    }
}

/// A field of the plan, by its place in [`Plan::fields`](crate::Plan::fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldIndex(pub(crate) SlotId);

/// Storage for what the plan wants of a field. Whether a text is there can be told without keeping it.
fn wanted_data(slot: &SlotLayout) -> Data {
    if slot.wanted == Use::Unused || slot.wanted == Use::Presence {
        return Data::None;
    }
    match slot.kind {
        FieldType::Choice | FieldType::YesNo => Data::Choice(Vec::new()),
        FieldType::Choices => Data::Choices(Vec::new()),
        FieldType::Integer | FieldType::Number => Data::Number(Vec::new()),
        FieldType::Date => Data::Days(Vec::new()),
        FieldType::Year => Data::Years(Vec::new()),
        FieldType::Text | FieldType::LongText | FieldType::Person | FieldType::Url => Data::Text(Vec::new()),
    }
}

/// The number of a text of a column that has so many already.
#[inline]
fn add_text(texts: &mut Texts, before: usize, text: &str) -> u32 {
    if before < FEW { texts.push(text) } else { texts.add(text) }
}

#[inline]
fn set<T: Copy>(values: &mut Vec<T>, row: usize, value: T, empty: T) {
    if values.len() == row {
        values.push(value);
        return;
    }
    if values.len() < row {
        values.resize(row, empty);
        values.push(value);
        return;
    }
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

fn permute<T: Copy>(values: &mut Vec<T>, order: &[u32], empty: T) {
    let sorted = order.iter().map(|old| values.get(*old as usize).copied().unwrap_or(empty)).collect();
    *values = sorted;
}
